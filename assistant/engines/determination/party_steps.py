"""Part 744 by whoever is a party: who is named and screened, kinds of end user, named bodies, end uses."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.engines.determination.checks.end_users import address_step, end_user_steps, listed_address_step
from assistant.engines.determination.checks.end_uses import end_use_steps
from assistant.engines.determination.checks.named_bodies import named_body_steps
from assistant.engines.determination.checks.told_abroad import steps_of_words_abroad
from assistant.engines.determination.checks.unnamed_listed import unnamed_steps
from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.places import Place, places
from assistant.engines.determination.facts.told_users import is_party_name, is_where, stands_as_party
from assistant.engines.determination.law_texts.countries import Geography, answer_name
from assistant.engines.determination.law_texts.entries import ListEntry
from assistant.engines.determination.law_texts.listings import THE_ADDRESS, Listed, Listings, country_of
from assistant.engines.determination.law_texts.rules import asked_fact, pattern, rule_table, said
from assistant.engines.determination.law_texts.texts import Texts, missing_text
from assistant.engines.determination.steps import Effect, WalkStep
from assistant.engines.model import MissingText, Span
from assistant.engines.screening.asked.everyday_words import everyday_words
from assistant.evidence.name_table import names_of
from corpus.catalogue_results import HeldProvision
from corpus.lexicon import party_lists

_ROWS_AT_ADDRESS = 6  # rows at an address that are named


def party_steps(
    texts: Texts, geography: Geography, listings: Listings, asked: Transaction, place: Place, entry: ListEntry | None
) -> list[WalkStep]:
    """Return the steps of part 744: parties on the lists, kinds of end user, end uses."""
    named = _named(asked)
    told_places = places(named)
    found = listings.named(texts, named, [(p.start, p.end) for p in told_places], asked.end_user)
    codes = {*geography.codes(place.code), *(c for p in told_places for c in p.codes)}
    found = [n for n in found if not _is_of_another_state(n, codes)]
    unplaced = [n for n in found if _is_a_state_body(n) and not country_of(n.row)]
    found = [n for n in found if n not in unplaced]
    names = [n for n in asked.names if not _is_a_place(n) and is_party_name(n)]
    names = [n for n in names if not is_where(n, asked.text) and stands_as_party(n, asked.text)]
    names = everyday_words(texts.catalogue).names_in(names, asked.text)
    near = [] if found else listings.near(texts, names, geography.codes(place.code))
    found, near = found or [n for n in near if n.whole], [n for n in near if not n.whole]
    streets = listings.on_street(texts, names)
    names = [n for n in names if not any(n == street for street, _ in streets)]
    there = [] if streets else listings.in_addresses(texts, names)
    names = [n for n in names if not any(n == at for at, _ in there)]
    alone = [] if found or streets or there else listings.addresses_alone(texts, named)
    if not (found or near or unplaced) and names:
        near = listings.misspelt(texts, names)
    told = [(m.start(), m.end()) for n in found for m in re.finditer(re.escape(n.written), named)]
    cut = listings.shortened(
        texts, named, geography.codes(place.code), [*((p.start, p.end) for p in told_places), *told]
    )
    around = [*listings.neighbours(texts, named, found), *(n for _, n in streets)]
    by_name = any(n.whole and n.written != THE_ADDRESS for n in found)
    found = [*found, *(n for n in around if not n.neighbour)]
    others = [n for n in around if n.neighbour]
    beside = address_step(others, settled=by_name)
    name = place.region or answer_name(place.code)
    alike = [*unplaced, *(([] if found else near) or cut)]
    screened = end_user_steps(texts, asked, found, alike, entry) or unnamed_steps(texts, asked)
    steps = [
        *(screened or _not_named(listings, names)),
        *filter(None, (listed_address_step(others), beside)),
        *([] if beside else _in_addresses(there or alone, settled=by_name)),
        *([_no_parties_held(names)] if not listings.titles and (names or asked.end_user) else []),
        *named_body_steps(texts, geography, asked, place),
        *end_use_steps(texts, geography, asked, place, name, entry),
    ]
    return [*steps, *steps_of_words_abroad(asked, steps)]


def listed_party_steps(texts: Texts, asked: Transaction) -> list[WalkStep]:
    """Return the steps of the parties of a text that a list held names, or that are said to be on one.

    Whatever their part is, an agent's or a forwarder's too, and whether or not an item and a destination are told.
    """
    told = _named(asked)
    named = Listings.of(texts).named(texts, told, [(p.start, p.end) for p in places(told)], asked.end_user)
    found = [n for n in named if not _is_a_state_body(n)]
    return end_user_steps(texts, asked, found, [], None) or unnamed_steps(texts, asked)


def _named(asked: Transaction) -> str:
    """Return the words that may name a party, at their places: those of a tariff number are blank."""
    tariff = pattern(str(rule_table()["party"]["tariff"]))
    return tariff.sub(lambda m: " " * len(m[0]), " ; ".join((asked.text, asked.end_user)))


def _is_a_place(name: str) -> bool:
    """Return whether words are a place, alone or with the code of its country: "Guadalajara MX"."""
    town, _, code = name.rpartition(" ")
    return any(p.written == name or (p.written == town and code in p.codes) for p in places(name))


def _is_a_state_body(listed: Listed) -> bool:
    """Return whether a row is found by a name that bodies of many states have, "the army"."""
    return pattern(str(rule_table()["party"]["state_body"])).fullmatch(listed.written) is not None


def _is_of_another_state(listed: Listed, codes: Collection[str]) -> bool:
    """Return whether a row is that of a state's body by a name which many states have, and of none of the countries."""
    own = country_of(listed.row)
    return _is_a_state_body(listed) and bool(own) and own not in codes


def _no_parties_held(names: Sequence[str]) -> WalkStep:
    """Return the step that says that a party cannot be screened, as no list of parties is held."""
    compiled = MissingText("the Consolidated Screening List", (party_lists.table().compiled_official,))
    lists = (missing_text("Supplement No. 4 to Part 744"), compiled)
    return WalkStep(
        "screening",
        said("no_parties_held", names="”, “".join(names) or said("the_party")),
        effect=Effect.UNKNOWN,
        lacks=lists,
    )


def _in_addresses(found: Sequence[tuple[str, Sequence[HeldProvision]]], *, settled: bool) -> list[WalkStep]:
    """Return the step of the rows at a building or on a street that a question gives: whose they are is to be compared.

    Where the party was found by its name, they decide nothing.
    """
    out = []
    for name, rows in found:
        told = list(dict.fromkeys((names_of(row) or [row.locator])[0].strip(" .") for row in rows))
        names = "; ".join(told[:_ROWS_AT_ADDRESS]) + (
            f"; and {len(told) - _ROWS_AT_ADDRESS} more" if told[_ROWS_AT_ADDRESS:] else ""
        )
        words = said("in_addresses", address=name, number=f"{len(rows):,}", names=names)
        cites = tuple(Span.of(row) for row in rows[:_ROWS_AT_ADDRESS])
        facts = () if settled else (asked_fact("ask_unit"),)
        out.append(WalkStep("same address", words, cites, Effect.NOTE if settled else Effect.UNKNOWN, facts))
    return out


def _not_named(listings: Listings, names: Sequence[str]) -> list[WalkStep]:
    """Return the step that says that no list held has a name that was given."""
    if not names or not listings.titles:
        return []
    words = said("screened", lists="; ".join(listings.titles), names="”, “".join(names))
    return [WalkStep("screening", words)]

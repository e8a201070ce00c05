"""The walk: from an item and a destination to what the texts held require, step by step."""

from __future__ import annotations

from assistant.engines.determination.chart_steps import chart_walk
from assistant.engines.determination.checks.deemed_exports import deemed_step
from assistant.engines.determination.checks.destination_status import standing_steps
from assistant.engines.determination.checks.embargoes import embargo_steps
from assistant.engines.determination.checks.end_users import end_user_steps
from assistant.engines.determination.checks.jurisdiction import foreign_law_step, other_agency_steps
from assistant.engines.determination.checks.reasons_for_control.chart import Destination
from assistant.engines.determination.checks.reasons_for_control.exceptions import (
    asked_exceptions_steps,
    exception_step,
    list_that_shuts,
    rules_besides,
)
from assistant.engines.determination.checks.review_policy import excludes_exceptions, review_steps
from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.candidates import EntryWords
from assistant.engines.determination.facts.contradictions import contradiction_step
from assistant.engines.determination.facts.places import Place, places
from assistant.engines.determination.law_texts.countries import CHART, Geography, answer_name
from assistant.engines.determination.law_texts.entries import entry_at
from assistant.engines.determination.law_texts.listings import Listings
from assistant.engines.determination.law_texts.rules import asked_fact, pattern, rule_table, rules_of_kind, said
from assistant.engines.determination.law_texts.texts import Texts, found_spans
from assistant.engines.determination.missing_facts import asking_steps, unheld_entry_step
from assistant.engines.determination.party_steps import party_steps
from assistant.engines.determination.steps import Effect, Walk, WalkStep
from corpus.lexicon.regions import regions_apart
from corpus.lexicon.towns import folded_town

Lists = tuple[Geography, Listings, EntryWords]


def lists_of(texts: Texts) -> Lists:
    """Return the chart with the groups, the listed parties and the entries' words, read once for the editions held."""
    editions = sorted(texts.catalogue.in_force(texts.filters))
    return texts.catalogue.once(
        f"determination over {editions}", lambda: (Geography.of(texts), Listings.of(texts), EntryWords.of(texts))
    )


def walked(texts: Texts, geography: Geography, listings: Listings, words: EntryWords, asked: Transaction) -> Walk:
    """Return the walk: whose law decides, what is lacking, and where nothing is, every check for one place."""
    if contradiction := contradiction_step(asked):
        return Walk((contradiction,))
    place = asked.to[0] if len(asked.codes) == 1 else None
    if foreign := foreign_law_step(texts, asked):
        return Walk((foreign,))
    if elsewhere := other_agency_steps(texts, asked, place):
        return Walk(tuple(elsewhere))
    if place is not None and asked.has_item:
        return _all_checks(texts, geography, listings, asked, place)
    named = " ; ".join(filter(None, (asked.text, asked.end_user)))
    listed = listings.named(texts, named, [], asked.end_user) if not asked.codes and asked.has_item else []
    walk = Walk().then(*asking_steps(texts, geography, words, asked, place, party_known=bool(listed)))
    if place is None:  # what the row of a listed party requires does not turn on where it is
        entry = entry_at(texts, asked.number) if asked.number else None
        return walk.then(*end_user_steps(texts, asked, listed, [], entry))
    walk = walk.then(*party_steps(texts, geography, listings, asked, place, None))
    return walk.then(*review_steps(texts, asked, walk.steps))


def _all_checks(texts: Texts, geography: Geography, listings: Listings, asked: Transaction, place: Place) -> Walk:
    entry = entry_at(texts, asked.number) if asked.number else None
    to = Destination.of(geography, place)
    if asked.number and entry is None:
        walk = Walk((unheld_entry_step(texts, asked),))
    elif entry is not None:
        walk = chart_walk(texts, geography, asked, entry, to)
    else:
        walk = Walk((WalkStep(CHART, said("unlisted_item"), found_spans([texts.span("15 CFR 774.1(a)")])),))
    of_list = walk.steps
    walk = walk.then(deemed_step(texts, asked, place))
    walk = walk.then(*embargo_steps(texts, geography, asked, place, entry, walk.reasons))
    doubtful = not place.town or folded_town(place.town) in rule_table()["doubtful"]["towns"]
    if place.code in {r.country for r in regions_apart()} and not place.region and doubtful:
        walk = walk.then(_region_step(place, to))
    walk = walk.then(_town_step(asked, place))
    walk = walk.then(*party_steps(texts, geography, listings, asked, place, entry))
    walk = walk.then(_military_only(asked, walk))
    walk = walk.then(*review_steps(texts, asked, walk.steps))
    excluded = walk.status == "required" and excludes_exceptions(texts, walk.steps)
    rules = rules_besides(walk, of_list)
    if not excluded:
        walk = walk.then(*asked_exceptions_steps(texts, geography, asked, entry, to, walk, rules))
    if walk.status == "required" and not excluded and list_that_shuts(walk) is None:
        walk = walk.then(exception_step(texts, geography, asked, entry, to, rules))
    return walk.then(*standing_steps(geography, asked, place.code, to.name, walk.reasons, walk.steps))


def _military_only(asked: Transaction, walk: Walk) -> WalkStep | None:
    """Return the step that keeps what is required for a military end user apart from the other end users told of."""
    military = {r.locator.removeprefix("15 CFR ") for r in rules_of_kind("end_use") if r.more.get("when") == "military"}
    required = [s for s in walk.steps if s.effect is Effect.REQUIRED]
    others = any(s.effect is Effect.UNKNOWN for s in walk.steps) or any(s.name not in military for s in required)
    if not required or others or not asked.says(pattern(str(rule_table()["words"]["several_users"]))):
        return None
    words = said("military_only")
    return WalkStep("other end users", words, required[0].cites, Effect.NOTE, told_first=words)


def _town_step(asked: Transaction, place: Place) -> WalkStep | None:
    """Return the step that says in which country a town is taken to lie: asked where its name means something else.

    None where the question names the country itself.
    """
    if not place.town or place.region or any(p.code == place.code and not p.town for p in places(asked.text)):
        return None
    names = {"written": place.town, "place": answer_name(place.code)}
    if folded_town(place.town) not in rule_table()["doubtful"]["names"]:
        return WalkStep("town", said("town_read", **names), names_place=True)
    asks = (asked_fact("ask_town", **names),)
    return WalkStep("town", said("town_doubtful", **names), (), Effect.UNKNOWN, asks, names_place=True)


def _region_step(place: Place, to: Destination) -> WalkStep:
    names = ", ".join(r.name for r in regions_apart() if r.country == place.code)
    spans = (to.row.span,) if to.row else ()
    words = f"Some regions of {to.name} are governed apart, by footnotes to its row: {names}."
    asks = (asked_fact("ask_region", place=to.name, names=names),)
    return WalkStep("region", words, spans, Effect.UNKNOWN, asks, names_place=True)

"""Part 744 by end user: parties on the lists held, each by the requirement that its own row states."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.candidates import goods_terms
from assistant.engines.determination.facts.places import without_places
from assistant.engines.determination.law_texts.asked_facts import AskedFact
from assistant.engines.determination.law_texts.entries import ListEntry
from assistant.engines.determination.law_texts.listings import Listed
from assistant.engines.determination.law_texts.rules import asked_fact, list_rule, pattern, rule_table, said
from assistant.engines.determination.law_texts.texts import Texts, found_spans, missing_text
from assistant.engines.determination.steps import Effect, WalkStep
from assistant.engines.model import MissingText, Span
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.address_words import is_address_alone
from corpus.model import Role

_ROWS_SHOWN = 3  # rows that an answer shows of one list
_TAG = lazy_regex(r"\[([A-Z][A-Z0-9 -]{1,30})\]")


def end_user_steps(
    texts: Texts, asked: Transaction, found: Sequence[Listed], near: Sequence[Listed], entry: ListEntry | None
) -> list[WalkStep]:
    """Return a step for each listed party that the question names, and one for those whose names are near."""
    lists: dict[tuple[str, str], list[Listed]] = {}
    for listed in found:
        lists.setdefault((listed.about.name, listed.listing), []).append(listed)
    own = {name for name, listing in lists if not listing}
    steps: list[WalkStep] = []
    for (name, listing), rows in lists.items():
        if listing and name in own:
            continue  # the list's own table says more than a compilation of it
        rule = list_rule(rows[0].about, listing)
        for written in dict.fromkeys(listed.written for listed in rows):
            alike = [listed for listed in rows if listed.written == written]
            also = frozenset(n for n in own if any(_same_party(alike[0], other) for other in lists[n, ""]))
            step = _step(texts, asked, rule, alike[0], entry, also)
            more = said("more_rows", count=str(len(alike) - 1), list=rule["title"]) if len(alike) > 1 else ""
            steps.append(replace(step, finding=f"{step.finding} {more}".strip()))
    if near and not any(s.effect in (Effect.REQUIRED, Effect.UNKNOWN) for s in steps):
        names = "; ".join(dict.fromkeys(f"{n.name} ({_list_title(n)})" for n in near[:_ROWS_SHOWN]))
        written = "”, “".join(dict.fromkeys(n.written for n in near[:_ROWS_SHOWN]))
        words = said("near_names", written=written, names=names)
        steps.append(
            WalkStep(
                "names like it",
                words,
                tuple(Span.of(n.row) for n in near[:_ROWS_SHOWN]),
                Effect.UNKNOWN,
                (AskedFact(f"whether the party is {names}"),),
            )
        )
    return steps


def address_step(neighbours: Sequence[Listed], *, settled: bool) -> WalkStep | None:
    """Return the step of rows that have only the party's address, each with what its list demands; None without any.

    Where the party was found by its name, they are told and decide nothing: else whether it is one of them decides.
    """
    told: dict[str, Listed] = {}
    for listed in (n for n in neighbours if not is_address_alone(n.name)):
        rule = list_rule(listed.about, listed.listing)
        if "demands" in rule:
            told.setdefault(f"{listed.name} ({rule['name']}: {rule['demands']})", listed)
    if not told:
        return None
    names = "; ".join([*told][:_ROWS_SHOWN])
    if len(told) > _ROWS_SHOWN:
        names += f"; and {len(told) - _ROWS_SHOWN} more"
    cites = tuple(Span.of(n.row) for n in [*told.values()][:_ROWS_SHOWN])
    words, fact = said("at_the_address", names=names), asked_fact("ask_neighbour")
    return WalkStep(
        "same address", words, cites, Effect.NOTE if settled else Effect.UNKNOWN, () if settled else (fact,)
    )


def listed_address_step(neighbours: Sequence[Listed]) -> WalkStep | None:
    """Return the step of addresses of a listed party that a list has for whoever uses them; None without any.

    They bind by the address, so that the party's own name, and who else is there, settle nothing.
    """
    rows = {n.name: n for n in neighbours if is_address_alone(n.name)}
    if not rows:
        return None
    told = [f"{name} ({n.about.name}: {_requirement(n)})" for name, n in rows.items()]
    words, fact = said("listed_address", rows="; ".join(told)), asked_fact("ask_address_used")
    return WalkStep("same address", words, tuple(Span.of(n.row) for n in rows.values()), Effect.UNKNOWN, (fact,))


def _requirement(listed: Listed) -> str:
    return " ".join(listed.cells.get("License requirement", "").split()).rstrip(".")


def _same_party(one: Listed, other: Listed) -> bool:
    return one.written.casefold() == other.written.casefold()


def _list_title(listed: Listed) -> str:
    return listed.cells.get("List") or listed.row.locator.split(",")[0]


def _step(
    texts: Texts,
    asked: Transaction,
    rule: Mapping[str, Any],
    listed: Listed,
    entry: ListEntry | None,
    also: frozenset[str] = frozenset(),
) -> WalkStep:
    requirement = _requirement(listed)
    policy = " ".join(
        (listed.cells.get("License review policy") or listed.cells.get("License policy") or "").split()
    ).rstrip(".")
    spans = found_spans([Span.of(listed.row), *(texts.span(a) for a in rule["at"])])
    values = {
        "name": listed.name,
        "requirement": _trimmed(requirement),
        "policy": policy,
        "written": listed.written,
        "program": listed.cells.get("Program", ""),
        "title": rule["title"],
    }
    lacks = tuple(missing_text(t) for t in rule.get("lacks", ()))
    if changed := [a for a in rule["at"] if texts.span(a) is None]:
        words = said("rule_changed", locator=changed[0])
        return WalkStep(rule["name"], words, spans, Effect.UNKNOWN, (), tuple(map(missing_text, changed)))
    if listed.owner and rule["how"] in ("row", "supplement"):
        return _owned(texts, rule, listed, spans)
    effect, why, asks, more = _effect(texts, asked, rule, requirement, listed, entry)
    yields = _yields(texts, rule, also) if effect is Effect.REQUIRED else None
    if yields is not None:  # another list's row decides in its place: what this section requires is told, and no more
        first = str(rule["yields_says"]).format(**values)
        words = " ".join(filter(None, (str(rule["says"]).format(**values), why, first, _stayed(texts, rule))))
        return WalkStep(rule["name"], words, (*spans, yields), Effect.NOTE, (), lacks, told_first=first)
    unless, unless_spans = _unless(texts, rule) if effect is Effect.REQUIRED else ("", ())
    told = f"{unless[:1].upper()}{unless[1:]}." if unless else ""
    words = " ".join(filter(None, (str(rule["says"]).format(**values), why, told, _stayed(texts, rule))))
    short = said("short_list", name=listed.name, list=rule["title"])
    if unless:
        short = said("short_list_unless", name=listed.name, list=rule["title"], unless=unless)
    elif effect is Effect.REQUIRED and (excepted := _excepted(requirement)):
        short = said("short_list_except", name=listed.name, list=rule["title"], words=excepted)
    first = str(rule.get("first", "")).format(**values)
    cites = (*spans, *unless_spans)
    return WalkStep(rule["name"], words, cites, effect, asks, (*lacks, *more), short, told_first=first)


def _bare(tag: str) -> str:
    """Return a tag by its letters and digits: "ILLICIT DRUGS-EO14059" of the section, on the list otherwise."""
    return "".join(c for c in tag if c.isalnum())


def counted_tags(texts: Texts, rule: Mapping[str, Any], program: str) -> list[str]:
    """Return those of a row's programmes that the section of a list enumerates."""
    held = texts.at(rule["tags_at"])
    tags = set(map(_bare, _TAG.findall(texts.catalogue.full_text(held)))) if held else set()
    return [t for t in re.split(r"[;,] ?", program) if _bare(t) in tags]


def _yields(texts: Texts, rule: Mapping[str, Any], also: frozenset[str]) -> Span | None:
    """Return the words by which another list's requirements go before those of a section; None where they do not.

    `also` are the lists on which the same party stands besides.
    """
    applies = rule.get("yields_to") in also and "yields_at" in rule
    return texts.span(rule["yields_at"], rule["yields_words"]) if applies else None


def _unless(texts: Texts, rule: Mapping[str, Any]) -> tuple[str, tuple[Span, ...]]:
    """Return the condition that a requirement carries by the words of its own section, where those words stand."""
    span = texts.span(rule["unless_at"], rule["unless_words"]) if "unless_at" in rule else None
    return (str(rule["unless_says"]), (span,)) if span is not None else ("", ())


def _excepted(requirement: str) -> str:
    """Return what a row's requirement excepts, in the row's words; an empty string where it excepts nothing."""
    found = pattern(str(rule_table()["requirement"]["carve_out"])).search(requirement)
    return found["words"].strip(" .;") if found else ""


def _may_be_excepted(asked: Transaction, entry: ListEntry | None, excepted: str) -> bool:
    """Return whether what is told of an item leaves open that it is within an exception.

    An item on an entry is not, where the exception is of items on none.
    """
    of_none = pattern(rf"\b{rule_table()['no_entry']}\b").search(excepted) is not None
    told = goods_terms(without_places(asked.text)) & goods_terms(excepted)
    return bool(told) and not (of_none and entry is not None)


def _owned(texts: Texts, rule: Mapping[str, Any], listed: Listed, spans: tuple[Span, ...]) -> WalkStep:
    """Return the step for a listed owner of the party: the rule on affiliates, as far as it is in force on the day."""
    note, at = texts.at(rule["owner_stay_at"]), texts.span(rule["owner_at"])
    cites = found_spans([*spans, at, Span.of(note) if note else None])
    words = said("owner", name=listed.name, list=rule["title"], section=rule["owner_at"].removeprefix("15 CFR "))
    if note is None:
        return WalkStep(rule["name"], words, cites, Effect.UNKNOWN, (asked_fact("ask_owner"),))
    held = texts.at(rule["owner_at"])
    stay = held.provision.stay if held else None
    silent = stay is None or stay.until is None or texts.day >= stay.until
    effect = Effect.UNKNOWN if silent else Effect.NOTE
    asks = (asked_fact("ask_owner"),) if silent else ()
    return WalkStep(rule["name"], f"{words} {stay_words(texts, note)} {said('red_flag')}", cites, effect, asks)


def _effect(
    texts: Texts, asked: Transaction, rule: Mapping[str, Any], requirement: str, listed: Listed, entry: ListEntry | None
) -> tuple[Effect, str, tuple[AskedFact, ...], tuple[MissingText, ...]]:
    """Return what a row means for the item: effect, words, facts asked for, texts that are not held."""
    how = rule["how"]
    if how == "note":
        return Effect.NOTE, "", (), ()
    if how == "unknown":
        return Effect.UNKNOWN, "", (), ()
    if how == "unread":
        return Effect.UNKNOWN, "", (asked_fact("ask_list_read", list=rule["title"]),), ()
    if how == "tags":
        program = listed.cells.get("Program", "")
        if own := counted_tags(texts, rule, program):
            return Effect.REQUIRED, said("tag_counts", tags=", ".join(own)), (), ()
        return Effect.UNKNOWN, said("tag_does_not_count", program=program), (), (missing_text("31 CFR chapter V"),)
    if how == "supplement":
        return listed_item(texts, rule["items_at"], entry)
    shapes = rule_table()["requirement"]
    if not requirement:
        return Effect.UNKNOWN, said("no_requirement_stated"), (), ()
    if pattern(shapes["projects"]).search(requirement):
        return (
            Effect.UNKNOWN,
            said("projects"),
            (asked_fact("ask_project"),),
            tuple(map(missing_text, shapes["projects_lack"])),
        )
    if pattern(shapes["list_and_more"]).search(requirement):
        if entry is not None:
            return Effect.REQUIRED, "", (), ()
        return Effect.UNKNOWN, said("supplement_items"), (), (missing_text("Supplement No. 7 to Part 746"),)
    if pattern(shapes["all"]).search(requirement):
        if excepted := _excepted(requirement):
            why = said("carve_out", words=excepted)
            if _may_be_excepted(asked, entry, excepted):
                return Effect.UNKNOWN, why, (asked_fact("ask_carve_out", name=listed.name, words=excepted),), ()
            return Effect.REQUIRED, why, (), ()
        return Effect.REQUIRED, "", (), ()
    return Effect.UNKNOWN, said("requirement_to_be_read"), (), ()


def listed_item(
    texts: Texts, supplement: str, entry: ListEntry | None
) -> tuple[Effect, str, tuple[AskedFact, ...], tuple[MissingText, ...]]:
    """Return whether an item is on a supplement that lists entries, some with limits of their own."""
    name = supplement.replace("Supplement No.", "supplement no.").replace(" Part", " part")
    if entry is None:
        return Effect.NONE, said("supplement_without_entry", supplement=supplement), (), ()
    top = texts.at(supplement)
    if top is None:
        return Effect.UNKNOWN, "", (), (missing_text(supplement),)
    for item in texts.catalogue.subtree(top):
        if item.provision.role is not Role.PARAGRAPH or entry.number not in item.text[:16]:
            continue
        if re.search(r"\blimited to\b", item.text, re.I):
            return (
                Effect.UNKNOWN,
                said("supplement_limited", entry=entry.number, supplement=supplement, words=item.text),
                (AskedFact(f"whether the item is within {name}: {item.text}"),),
                (),
            )
        return Effect.REQUIRED, said("supplement_has", entry=entry.number, supplement=supplement), (), ()
    return Effect.NONE, said("supplement_has_not", entry=entry.number, supplement=supplement), (), ()


def _stayed(texts: Texts, rule: Mapping[str, Any]) -> str:
    """Return what a note on the effective date says of the section, on the day and after the stay's own end."""
    note = texts.at(rule["stay_at"]) if rule.get("stay_at") else None
    return stay_words(texts, note) if note is not None else ""


def stay_words(texts: Texts, note: HeldProvision) -> str:
    """Return the words of a stay, and that the texts held are silent where its day has passed."""
    section = texts.at(note.locator.split(" > ")[0])
    stays = [p.provision.stay for p in texts.catalogue.subtree(section)] if section else []
    until = max((s.until for s in stays if s and s.until), default=None)
    words = said("stayed", note=" ".join(note.text.split()))
    if until is not None and texts.day >= until:
        return f"{words} {said('stay_over', until=f'{until:%-d %B %Y}', day=f'{texts.day:%-d %B %Y}')}"
    return words


def _trimmed(words: str) -> str:
    return words.removeprefix("For ").strip()

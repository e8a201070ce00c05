"""Reasons for control of an entry at a destination: the chart's cell, or the rule that the entry states in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from assistant.engines.determination.checks.reasons_for_control.scope import Applies, scope
from assistant.engines.determination.facts.asked import ParagraphPath
from assistant.engines.determination.facts.places import Place
from assistant.engines.determination.facts.quantities import ItemQuantity
from assistant.engines.determination.law_texts.countries import ChartRow, Geography, answer_name, country_codes_in
from assistant.engines.determination.law_texts.entries import Control, ListEntry
from assistant.engines.determination.law_texts.rules import rule_table, said
from assistant.engines.determination.law_texts.texts import Texts, found_spans
from assistant.engines.determination.steps import Effect, Reason
from assistant.engines.model import Span
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.countries import mentioned_countries
from index.text.tokens import STOP, terms

_COLUMN_NAMED = lazy_regex(r"\b(?:(?P<reason>CB|NP|NS|MT|RS|FC|CC|AT) )?Column (?P<number>[1-3])\b")
_ANYWHERE = lazy_regex(r"\bany destination worldwide\b|\bworldwide control\b|\ball destinations\b", re.I)
_EXCEPT = lazy_regex(r"\b(?:except(?: for)?|excluding)\b(?! any\b)|\bexcluding any\b", re.I)
_GROUP = lazy_regex(r"\b([A-E]:[1-6])\b")
_PLACED = lazy_regex(r"^to or within\b|\blicense is required\b", re.I)
_RULE_SENTENCE_END = lazy_regex(r"(?<=[a-z0-9])\.\s+(?=[A-Z])")
_BRACKETED = lazy_regex(r"\([^()]{0,200}\)")
_STEPS_BEHIND_SECTION = lazy_regex(r"(?<=\d)(?:\([a-zA-Z0-9]{1,4}\)){1,6}")
_SECTION_POINTED_TO = lazy_regex(r"§§?\s?(?P<section>7\d\d\.\d{1,2})(?P<steps>(?:\([a-zA-Z0-9]{1,4}\)){0,6})")
_OTHER_RULE = lazy_regex(r"\b(?:see|refer to)\b", re.I)
_ENTRY = lazy_regex(r"\b\d[A-E]\d{3}\b")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an item goes, as the chart sees it."""

    code: str
    name: str
    row: ChartRow | None
    by: ChartRow | None  # the line by which another country's row governs it
    codes: frozenset[str]  # its own, and that of the country by whose row it is read

    @classmethod
    def of(cls, geography: Geography, place: Place) -> Destination:
        """Return a place as the chart sees it."""
        row, by = geography.row(place.code)
        return cls(place.code, place.region or answer_name(place.code), row, by, geography.codes(place.code))


def reasons_at(
    texts: Texts,
    geography: Geography,
    entry: ListEntry,
    paragraph: ParagraphPath,
    to: Destination,
    given: Sequence[ItemQuantity] = (),
    denied: Sequence[str] = (),
    uses: Mapping[str, bool] = MappingProxyType({}),
) -> list[Reason]:
    """Return every reason that applies to the paragraph, or may, with what follows from it at the destination.

    One whose row excepts the use that is told applies to any other use only: False.
    """
    found = []
    for control in entry.controls:
        read = scope(entry.number, paragraph, control.applies_to, given, denied, uses)
        if read.applies is Applies.NO:
            if read.by_use:
                rows = _of_control(texts, geography, entry, control, to)
                found += [replace(r, applies=False, condition=read.by_use) for r in rows]
            continue
        applies: bool | str = True if read.applies is Applies.YES else "depends"
        for reason in _of_control(texts, geography, entry, control, to):
            told = replace(reason, applies=applies, condition=read.condition, by_figures=read.by_figures)
            found.append(replace(told, left=read.left))
    return [_footnoted(r, entry, paragraph, to) for r in found]


def _of_control(
    texts: Texts, geography: Geography, entry: ListEntry, control: Control, to: Destination
) -> Iterable[Reason]:
    columns = list(_COLUMN_NAMED.finditer(control.rule))
    for column in columns:
        name = f"{column['reason'] or control.reason} Column {column['number']}"
        cell = f"{column['reason'] or control.reason} {column['number']}"
        marks = to.row.marks if to.row else None
        mark = cell in marks if marks is not None else None
        effect = Effect.UNKNOWN if mark is None else Effect.REQUIRED if mark else Effect.NONE
        lacks: tuple[str, ...] = ()
        if effect is Effect.NONE and _OTHER_RULE.search(control.rule):
            effect, lacks = _referred(texts, control, to)
        cites = found_spans([control.span, to.row.span if to.row else None])
        yield Reason(column["reason"] or control.reason, name, mark, True, effect, control.rule, cites, lacks=lacks)
    if not columns:
        effect, more, lacks = _in_words(texts, geography, control, to)
        yield Reason(
            control.reason, "", None, True, effect, control.rule, found_spans([control.span, *more]), lacks=lacks
        )


def _in_words(
    texts: Texts, geography: Geography, control: Control, to: Destination
) -> tuple[Effect, list[Span], tuple[str, ...]]:
    """Return what a rule without a column means for the destination: its own list of places, or a reference."""
    rule = control.rule
    if control.reason == rule_table()["reason_by_arms_embargo"]:
        return _united_nations(texts, rule, to)
    plain = _plain(rule)
    if _ANYWHERE.search(plain):
        excepted = _EXCEPT.split(plain, maxsplit=1)[1:]
        free = bool(excepted) and bool(to.codes & set(country_codes_in(excepted[0].split(".")[0])))
        return (Effect.NONE if free else Effect.REQUIRED), [], ()
    included, excluded = _sides(plain)
    places = country_codes_in(included)
    only_places = places and not re.sub(r"\b(?:or|and)\b|[\W_]", "", _less(included, places))
    if only_places or _PLACED.search(included) or _PLACED.search(plain):
        if not _PLACED.search(included) and not only_places:
            included = plain
            places = country_codes_in(included)
        return _listed(geography, included, excluded, to)
    effect, lacks = _referred(texts, control, to)
    return effect, [], lacks


def _plain(rule: str) -> str:
    """Return a rule without what stands in brackets."""
    return _BRACKETED.sub(" ", _STEPS_BEHIND_SECTION.sub("", rule))


def _sides(plain: str) -> tuple[str, str]:
    """Return what the first sentence of a rule includes, and what it excludes."""
    included, *rest = _EXCEPT.split(_RULE_SENTENCE_END.split(plain, maxsplit=1)[0], maxsplit=1)
    return included, rest[0] if rest else ""


def _less(text: str, codes: Sequence[str]) -> str:
    """Return a text without the names of countries."""
    for start, end, _ in sorted(mentioned_countries(text), reverse=True):
        text = text[:start] + text[end:]
    return text


def _listed(
    geography: Geography, included: str, excluded: str, to: Destination
) -> tuple[Effect, list[Span], tuple[str, ...]]:
    """Return whether a destination is among places and groups, less others. One that is named is not excluded again."""
    cites = [geography.groups[g][1] for g in _GROUP.findall(included + excluded) if g in geography.groups]
    spans = [Span.of(held) for held in cites]
    if to.codes & set(country_codes_in(included)):
        return Effect.REQUIRED, spans, ()
    inside = [geography.member(to.code, g) for g in _GROUP.findall(included)]
    outside = [geography.member(to.code, g) for g in _GROUP.findall(excluded)]
    if not inside and not country_codes_in(included):
        return Effect.UNKNOWN, spans, ()
    if not any(i is not False for i in inside):
        return Effect.NONE, spans, ()
    if any(outside) or to.codes & set(country_codes_in(excluded)):
        return Effect.NONE, spans, ()
    if any(i is None for i in [*inside, *outside]):
        return Effect.UNKNOWN, spans, ("Supplement No. 1 to Part 740",)
    return Effect.REQUIRED, spans, ()


def named_though_excluded(geography: Geography, rule: str, to: Destination) -> list[str]:
    """Return the groups that a rule excludes and a destination is in, which the rule itself names as one it reaches."""
    included, excluded = _sides(_plain(rule))
    if not to.codes & set(country_codes_in(included)):
        return []
    return [g for g in dict.fromkeys(_GROUP.findall(excluded)) if geography.member(to.code, g)]


def _united_nations(texts: Texts, rule: str, to: Destination) -> tuple[Effect, list[Span], tuple[str, ...]]:
    """Return whether the section on arms embargoes that a rule refers to lists the destination."""
    section = _SECTION_POINTED_TO.search(rule)
    if section is None:
        return Effect.UNKNOWN, [], (said("section_referred_to"),)
    address = f"15 CFR {section['section']}(b)"
    listed = texts.at(f"{address}(2)")
    if listed is None or not country_codes_in(listed.text):
        return Effect.UNKNOWN, [], (address,)
    if to.codes & set(country_codes_in(listed.text)):
        return Effect.REQUIRED, [*found_spans([texts.span(f"{address}(3)")]), Span.of(listed)], ()
    return Effect.NONE, [Span.of(listed)], ()


def _referred(texts: Texts, control: Control, to: Destination) -> tuple[Effect, tuple[str, ...]]:
    """Return what a bare reference means: nothing where the section is about other countries, else it is to be read."""
    named = [f"15 CFR {m['section']}{m['steps']}" for m in _SECTION_POINTED_TO.finditer(control.rule)]
    for address in named:
        held = texts.at(address.split("(")[0])
        about = country_codes_in(held.provision.heading or held.text[:120]) if held else ()
        if about:  # the section is read in a step of its own
            own = not _COLUMN_NAMED.search(control.rule) and bool(to.codes & set(about))
            return (Effect.NOTE if own else Effect.NONE), ()
    return Effect.UNKNOWN, tuple(named) or (said("section_referred_to"),)


def _footnoted(reason: Reason, entry: ListEntry, paragraph: ParagraphPath, to: Destination) -> Reason:
    """Return a reason with the footnote of the row that requires a licence in its column, where one does."""
    if to.row is None or reason.effect is not Effect.NONE or not reason.column:
        return reason
    for mark, words in to.row.footnotes:
        if requires(words, entry.number, paragraph) is Applies.YES and _about_column(words, reason.column):
            return replace(reason, effect=Effect.REQUIRED, footnote=mark)
    return reason


def footnotes_on(entry: ListEntry, to: Destination) -> list[tuple[str, str]]:
    """Return the footnotes of a destination's row, with their marks, that require a licence for items of an entry."""
    notes = to.row.footnotes if to.row is not None else ()
    return [(mark, words) for mark, words in notes if requires(words, entry.number, ()) is not Applies.NO]


def footnotes_referring(entry: ListEntry, to: Destination) -> list[tuple[str, str]]:
    """Return the footnotes of a row that refer for an entry to special provisions of a section, with their marks.

    By its number, or by the goods that its heading is of: "certain thermal imaging cameras".
    """
    notes = to.row.footnotes if to.row is not None else ()
    heading = set(terms(entry.heading)) - STOP
    found = []
    for mark, words in notes:
        of_goods = _SPECIAL_PROVISIONS_ON.search(words)
        if of_goods is None:
            continue
        names_none = _ENTRY.search(words) is None
        if entry.number in words or (names_none and heading & _last_word(of_goods)):
            found.append((mark, words))
    return found


def _last_word(of_goods: re.Match[str]) -> set[str]:
    """Return the word that says what the goods are, as the index has it: "cameras" of "thermal imaging cameras"."""
    return set(terms(of_goods["goods"].split()[-1]))


_SPECIAL_PROVISIONS_ON = lazy_regex(
    r"special provisions (?:that apply to|for) (?:exports? and reexports? (?:to these countries )?of )?"
    r"(?:certain )?(?P<goods>[a-z ]{3,60}?)(?= to these| that are|[.,;]|$)"
)


def _about_column(words: str, column: str) -> bool:
    wanted = column.lower()
    return wanted in words.lower()


def requires(words: str, entry: str, paragraph: ParagraphPath, given: Sequence[ItemQuantity] = ()) -> Applies:
    """Return whether a footnote requires a licence for a paragraph of an entry, by the entries that it lists."""
    if not re.search(r"\blicense is (?:still )?required\b", words):
        return Applies.NO
    found = Applies.NO
    listed = [m for m in _ENTRY.finditer(words) if _heads_a_piece(words, m.start())]
    for start, following in zip(listed, [*listed[1:], None], strict=True):
        if start[0] != entry:
            continue
        piece = words[start.start() : following.start() if following else len(words)]
        read = scope(entry, paragraph, _as_control(entry, piece), given)
        if read.applies is Applies.YES or found is Applies.NO:
            found = read.applies
    return found


def _heads_a_piece(words: str, at: int) -> bool:
    """Return whether an entry is one that a footnote lists, not one within the description of another."""
    before = words[:at]
    return (
        before.count("(") == before.count(")")
        and re.search(r"(?<!\bin )(?:\bECCNs?:?|[,:]|\band) $", before) is not None
    )


def _as_control(entry: str, piece: str) -> str:
    """Return a piece of a footnote ("0A501 (except for 0A501.y), ") as the words of a control."""
    piece = re.sub(r"\((except[^()]{0,200})\)", r", \1", piece).strip(" ,;.")
    piece = re.sub(r",? (?:and|or)$| for RS .*$", "", piece).strip(" ,;.")
    bare = re.match(rf"{entry}(?!\.)", piece)
    if bare and (kind := re.match(r" for (?P<what>.+)", piece[len(entry) :])):
        return f"applies to {kind['what']}"
    return f"applies to entire entry{piece[len(entry) :]}" if bare else f"applies to {piece}"

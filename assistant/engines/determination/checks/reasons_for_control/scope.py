"""Reads to which paragraphs of an entry a reason for control applies: "NS applies to entire entry, except .a.1"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from assistant.engines.determination.facts.asked import ParagraphPath
from assistant.engines.determination.facts.quantities import ItemQuantity, thresholds_met
from corpus.language.lazy_regex import lazy_regex


class Applies(StrEnum):
    """Whether a reason applies to a paragraph."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class ControlScope:
    """Result of reading a reason's words for one paragraph; `condition` are the words that decide where it depends.

    `by_figures` are those that hold for figures which were told, `by_use` those that except a use which was told, and
    `left` what is left of a condition whose thresholds the figures told do not meet.
    """

    applies: Applies
    condition: str = ""
    by_figures: str = ""
    by_use: str = ""
    left: str = ""


_ENTRY = lazy_regex(r"\b\d[A-E]\d{3}(?:\.\w{1,3}){0,6}")
_LABEL_IN_ENTRY = r"[a-z](?:\.(?:\d{1,3}|[a-z]{1,2}))*"
_LEAD = lazy_regex(r"^[^.;]{0,60}?\bappl(?:y|ies)(?: only| to only)?(?: to)?\b", re.I)
_EXCEPT = lazy_regex(r"\b(?:except(?:ions?)?(?: for| those)?|other than|excluding)\b:?", re.I)
_INNER_BRACKETS = lazy_regex(r"\([^()]{0,400}\)")
_SCOPES_APART = lazy_regex(r";|,? and to |,? or to ", re.I)
# What may stand around labels without making them conditional.
_PLAIN = lazy_regex(
    r"\b(?:and|or|through|to|the|this|entry|entire|paragraphs?|items?|commodities|controlled|specified|described|"
    r"in|by|under|of|only|eccns?|for|those|note)\b|[\W_]",
    re.I,
)
# "shotguns with a barrel of …, and paragraphs .c and .d": what stands before "and" is no paragraph's.
_AND_BESIDES = lazy_regex(r"\w[^,;]{8,200}\b(?:and|or) paragraphs? \.", re.I)
_FOR_A_USE = lazy_regex(r"\bif for\b")  # "24 in. or more if for sale to police": the figures alone do not settle it
_RANGE = lazy_regex(r"^\s*(?:to|through|-|–)\s*$", re.I)


def scope(
    entry: str,
    paragraph: ParagraphPath,
    control: str,
    given: Sequence[ItemQuantity] = (),
    denied: Sequence[str] = (),
    uses: Mapping[str, bool] = MappingProxyType({}),
) -> ControlScope:
    """Return whether the reason that `control` states applies to a paragraph (empty: none is known) of an entry.

    `given` are quantities that are known of the item, `denied` entries that it is said not to meet. `uses` has the uses
    that rows except, in their words, and whether the item is for it.
    """
    found = _read(entry, paragraph, control, given, denied, uses)
    if found.applies is Applies.NO and control.count("(") != control.count(")"):
        return ControlScope(Applies.DEPENDS, control)  # it cannot be told where its bracket ends
    return found


def excepted_of(entry: str, paragraph: ParagraphPath, control: str) -> str:
    """Return what a reason's words except that may be of the paragraph; all of it where none is known."""
    excepted = "".join(_EXCEPT.split(control, maxsplit=1)[1:]).strip(" :,.")
    clauses = _clauses(excepted)
    if not paragraph or any(c.count("(") != c.count(")") for c in clauses):
        return excepted
    reach = []
    for clause in clauses:
        spans, _ = _labels(entry, clause)
        if not spans or any(_inside(paragraph, s) or _above(paragraph, s) for s in spans):
            reach.append(re.sub(r"^and ", "", clause.strip(" ,.")))
    return "; ".join(reach)


def names_paragraph(entry: str, paragraph: ParagraphPath, control: str) -> bool:
    """Return whether a reason's words name a paragraph, one above it or one below it."""
    spans, _ = _labels(entry, control)
    return any(_inside(paragraph, s) or _above(paragraph, s) for s in spans)


def _read(
    entry: str,
    paragraph: ParagraphPath,
    control: str,
    given: Sequence[ItemQuantity],
    denied: Sequence[str],
    uses: Mapping[str, bool],
) -> ControlScope:
    words = control.replace("’", "'")
    while (less := _INNER_BRACKETS.sub(" ", words)) != words:  # brackets may stand in brackets
        words = less
    words = _LEAD.sub(" ", words, count=1)
    stated, *rest = _EXCEPT.split(words, maxsplit=1)
    excepted = rest[0] if rest else ""
    if re.search(r"\bentire entry\b", stated, re.I):
        plain = not _PLAIN.sub("", stated)
        base = ControlScope(Applies.YES) if plain else ControlScope(Applies.DEPENDS, control)
        return _without(entry, paragraph, base, _clauses(excepted), control, standing=plain, uses=uses)
    if not excepted:
        return _any(_clause(entry, paragraph, c, control, given, denied) for c in _clauses(words))
    base = _any(_clause(entry, paragraph, c, control, given, denied) for c in _clauses(stated))
    return _without(entry, paragraph, base, _clauses(excepted), control, uses=uses)


def _clauses(words: str) -> list[str]:
    return [c for c in _SCOPES_APART.split(words) if c.strip(" .,")]


def _any(scopes: Iterator[ControlScope]) -> ControlScope:
    found = list(scopes)
    for wanted in (Applies.YES, Applies.DEPENDS):
        if hit := next((s for s in found if s.applies is wanted), None):
            return hit
    return ControlScope(Applies.NO)


def _clause(
    entry: str, paragraph: ParagraphPath, words: str, control: str, given: Sequence[ItemQuantity], denied: Sequence[str]
) -> ControlScope:
    spans, rest = _labels(entry, words)
    plain = not _PLAIN.sub("", rest)
    besides = _AND_BESIDES.search(words) if spans and not paragraph else None
    if besides and thresholds_met(besides[0].rsplit(" paragraph", 1)[0], given) is True:
        return ControlScope(Applies.YES, by_figures=control)
    if spans and not any(_inside(paragraph, s) or _above(paragraph, s) for s in spans):
        return ControlScope(Applies.DEPENDS, control) if _AND_BESIDES.search(words) else ControlScope(Applies.NO)
    if spans and not any(_inside(paragraph, s) for s in spans):
        return ControlScope(Applies.DEPENDS, control)
    if spans and plain:
        return ControlScope(Applies.YES)
    met = thresholds_met(words, given)
    others = {m[0] for m in _ENTRY.finditer(words) if not m[0].startswith(entry)}
    if met is True and not _FOR_A_USE.search(words):
        return ControlScope(Applies.YES, by_figures=control)
    if met is False and others <= set(denied):
        return ControlScope(Applies.NO)
    if met is False and (left := _less_figures(words, others, given)):
        return ControlScope(Applies.DEPENDS, control, left=left)
    return ControlScope(Applies.DEPENDS, control)


def _less_figures(words: str, others: Collection[str], given: Sequence[ItemQuantity]) -> str:
    """Return the pieces of a condition that go by another entry, where its thresholds stand in the other pieces."""
    pieces = [p.strip(" ,.") for p in re.split(r", and |; ", words)]
    left = [p for p in pieces if any(entry in p for entry in others)]
    rest = [p for p in pieces if p not in left]
    settled = all(thresholds_met(p, given) is False for p in rest) and all(
        thresholds_met(p, given) is None for p in left
    )
    return " and ".join(left) if rest and settled else ""


def _without(
    entry: str,
    paragraph: ParagraphPath,
    base: ControlScope,
    excepted: list[str],
    control: str,
    *,
    standing: bool = False,
    uses: Mapping[str, bool] = MappingProxyType({}),
) -> ControlScope:
    """Return a scope less what is excepted from it."""
    if base.applies is Applies.NO:
        return base
    for clause in excepted:
        spans, rest = _labels(entry, clause)
        if not spans:
            base = ControlScope(Applies.DEPENDS, control)  # the exception is of things that no paragraph names
        elif any(_inside(paragraph, s) for s in spans):
            if not _PLAIN.sub("", rest):
                return ControlScope(Applies.NO)
            told = next((is_told for words, is_told in uses.items() if words in clause), None)
            if told is not None:
                if told:
                    return ControlScope(Applies.NO, by_use=control)
                continue
            # An exception for a use of which nothing is known leaves the rule standing.
            base = ControlScope(Applies.YES if standing else Applies.DEPENDS, control)
        elif any(_above(paragraph, s) for s in spans):
            # Of an entry without a paragraph the rule stands, less the paragraphs that it excepts.
            whole = standing and not paragraph and not _PLAIN.sub("", rest) and base.applies is Applies.YES
            base = ControlScope(Applies.YES if whole else Applies.DEPENDS, control)
    return base


# --- labels ------------------------------------------------------------------------------------------------------

LabelRange = tuple[ParagraphPath, ParagraphPath]  # first and last label of a range; twice the same for a single one


def _labels(entry: str, words: str) -> tuple[list[LabelRange], str]:
    """Return the paragraphs of `entry` that a clause names, and the clause without them."""
    start = re.compile(rf"(?:\b{entry}\s?\.\s?|(?<![\w.])\.\s?)(?P<label>{_LABEL_IN_ENTRY})(?![\w])")
    found: list[LabelRange] = []
    rest: list[str] = []
    at = 0
    while match := start.search(words, at):
        rest.append(words[at : match.start()])
        previous = tuple(match["label"].split("."))
        found.append((previous, previous))
        at = match.end()
        while more := _NEXT.match(words, at):
            own = more["entry"]
            if own and own != entry:
                break
            label = more["label"] or ""
            if (
                label == "a"
                and not more["dot"]
                and not own
                and re.match(r"\s+(?!and|or|to|through)\w", words[more.end() :])
            ):
                break  # the article
            path = tuple(label.split(".")) if label else (*previous[:-1], more["number"])
            if _RANGE.match(more["link"]):
                found[-1] = (found[-1][0], path)
            else:
                found.append((path, path))
            previous, at = path, more.end()
    rest.append(words[at:])
    return found, " ".join(rest)


_NEXT = lazy_regex(
    r"(?P<link>\s{0,3}(?:,\s{0,3}(?:and|or)?|and|or|to|through|-|–)\s{0,3})"
    rf"(?:(?P<entry>\d[A-E]\d{{3}})\s?)?(?P<dot>\.\s?)?"
    rf"(?:(?P<label>{_LABEL_IN_ENTRY})|(?<=\.)(?P<number>\d{{1,3}}))(?![\w])"
)


def _inside(paragraph: ParagraphPath, span: LabelRange) -> bool:
    """Return whether a paragraph is one of a span, or below one."""
    first, last = span
    if first == last:
        return paragraph[: len(first)] == first
    if len(first) != len(last) or len(paragraph) < len(first) or paragraph[: len(first) - 1] != first[:-1]:
        return False
    return _rank(first[-1]) <= _rank(paragraph[len(first) - 1]) <= _rank(last[-1])


def _above(paragraph: ParagraphPath, span: LabelRange) -> bool:
    """Return whether a paragraph holds one of a span among those below it."""
    return any(label[: len(paragraph)] == paragraph for label in span)


def _rank(step: str) -> tuple[int, int, str]:
    return (0, int(step), "") if step.isdigit() else (1, len(step), step)

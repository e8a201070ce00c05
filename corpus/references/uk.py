"""Finds cross-references in UK legislation: subsection (2), section 5(1)(b), paragraph 3 of Schedule 2, article 9.

An Act has sections, an Order articles, a set of Regulations regulations, each with paragraphs below. References to
another text ("section 374 of that Act", "Article 6 of the Convention") are left to the grammar of addresses, which
requires its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.language.lazy_regex import lazy_regex
from corpus.model import Reference
from corpus.references.context import LONGEST_RANGE, ReferenceContext, labels_between

_N = r"\d{1,3}[A-Z]{0,3}(?![\w/]|\.\d)"
_UK_STEP_REFERRED = r"\((?:\d{1,3}[A-Z]{0,2}|[a-z]{1,5}|[A-Z]{1,2})\)"
_UK_JOINER = r"(?:\s*,\s*(?:and|or)\s+|\s*,\s*|\s+(?:and|or)\s+)"
_TO = r"(?:(?<!\s)\s+to\s+|\s?[–-]\s?)"
_NUMBERED = rf"{_N}(?:{_UK_STEP_REFERRED})*"
_STEPPED = rf"(?:{_UK_STEP_REFERRED})+"

# "subsection (2)", "subsections (1)(a) and (2)", "sub-paragraph (3)", "paragraphs (a) to (c)"
_BELOW = lazy_regex(
    r"\b(?P<word>[Ss]ubsections?|[Ss]ub-?paragraphs?|[Pp]aragraphs?)\s"
    rf"(?P<list>{_STEPPED}(?:(?:{_UK_JOINER}|{_TO}){_STEPPED})*)"
)
# "section 5(1)(b)", "sections 14 and 15", "regulation 3", "articles 4 to 6", "rule 2"
_UNITS_LISTED = lazy_regex(
    r"\b(?P<word>[Ss]ection|[Rr]egulation|[Aa]rticle|[Rr]ule)s?\s"
    rf"(?P<list>{_NUMBERED}(?:(?:{_UK_JOINER}|{_TO})(?:{_NUMBERED}|{_STEPPED}))*)"
)
_SCHEDULES = lazy_regex(
    rf"(?:\b[Pp]aragraphs?\s(?P<paragraphs>{_NUMBERED}(?:(?:{_UK_JOINER}|{_TO}){_NUMBERED})*)\s(?:of|to|in)\s"
    r"|\b(?P<part>Part\s(?:[IVX]+|\d+[A-Z]?))\sof\s)?"
    rf"\bSchedule(?:\s(?P<number>{_N})(?P<behind>,?\sparagraph\s{_NUMBERED})?|(?<=the\sSchedule))"
)
_PARAGRAPHS = lazy_regex(
    rf"\b[Pp]aragraphs?\s(?P<list>{_NUMBERED}(?:(?:{_UK_JOINER}|{_TO}){_NUMBERED})*)(?!\s(?:of|to"
    rf"|in)\s(?:the\s)?Schedule)"
)
_LISTED_UNIT = lazy_regex(rf"(?P<to>{_TO})?(?P<number>{_N})?(?P<steps>(?:{_UK_STEP_REFERRED})*)")

_HERE = (
    r"this\s(?:Act|Order|Measure|Part|Chapter|Schedule|section|article|regulation|rule|paragraph)"
    r"|these\s(?:Regulations|Rules)"
)
_OF_WHICH_UNIT = lazy_regex(
    rf",?\sof\s(?:(?P<here>{_HERE})\b|(?:[Ss]ubsection\s(?P<sub>{_UK_STEP_REFERRED})(?:\sof\s)?)?(?:"
    rf"(?P<unit>section|regulation|article|rule)\s(?P<number>{_N})(?P<steps>(?:{_UK_STEP_REFERRED})*))?(?P<other>\S)?)"
)
_TO_ACT = lazy_regex(rf"\s(?:of|to)\s(?:(?P<here>{_HERE})\b|(?P<other>\S))")
_UK_PLACE = lazy_regex(
    r"(?P<base>(?:section|regulation|article|rule) \w+"
    r"|(?P<schedule>Schedule(?: \w+)?)(?P<divisions>(?:, (?:Part|Chapter) \w+)*)(?:, paragraph \w+)?)"
    r"(?P<steps>(?:\(\w+\))*)"
)
_UNIT_OF = {"regulation": "regulation", "article": "article", "rule": "rule", "section": "section"}


def find(text: str, place: ReferenceContext) -> Iterator[Reference]:
    """Yield every cross-reference of this family in `text`; only existing ones, if the addresses are known."""
    own = _UK_PLACE.match(place.locator)
    for reference in _all(text, place, own):
        if not place.known or reference.locator in place.known:
            yield reference


def _all(text: str, place: ReferenceContext, own: re.Match[str] | None) -> Iterator[Reference]:
    if own and ("ubsection" in text or "aragraph" in text):
        for match in _BELOW.finditer(text):
            yield from _below(text, match, own, place)
    if "ection" in text or "egulation" in text or "rticle" in text or "ule" in text:
        for match in _UNITS_LISTED.finditer(text):
            yield from _units(text, match, own)
    if "Schedule" in text:
        for match in _SCHEDULES.finditer(text):
            yield from _schedules(text, match, own, place)
    if own and own["schedule"] and "aragraph" in text:
        for match in _PARAGRAPHS.finditer(text):
            of = _OF_WHICH_UNIT.match(text, match.end())
            if of is None or of["here"]:
                yield from _listed(
                    match, "list", f"{own['schedule']}{own['divisions']}, paragraph ", match.start(), place
                )


def _below(text: str, match: re.Match[str], own: re.Match[str], place: ReferenceContext) -> Iterator[Reference]:
    """Yield the steps of a list, within the place's own section or paragraph or the one named behind them."""
    of = _OF_WHICH_UNIT.match(text, match.end())
    base, steps = own["base"], tuple(re.findall(r"\((\w+)\)", own["steps"]))
    if of and not of["here"]:
        if not (of["unit"] or of["sub"]):
            return
        base = f"{of['unit']} {of['number']}" if of["unit"] else base
        steps = tuple(re.findall(r"\((\w+)\)", (of["steps"] or "") + (of["sub"] or "")))
    start: int | None = match.start()
    previous: tuple[str, ...] = ()
    for item in _LISTED_UNIT.finditer(match["list"]):
        labels = tuple(re.findall(r"\((\w+)\)", item["steps"]))
        if not labels:
            continue
        path = (*previous[: -len(labels)], *labels) if previous else _placed(base, steps, labels, place, match["word"])
        if path is None:
            return
        end = match.start("list") + item.end()
        if item["to"] and previous:
            word = match.start("list") + item.start("to") + len(item["to"]) - len(item["to"].lstrip())
            for inside in labels_between(previous[-1], labels[-1]):
                yield Reference(word, word + len(item["to"].strip()), base + _spelt((*path[:-1], inside)))
        begin = start if start is not None else match.start("list") + item.start("steps")
        yield Reference(begin, end, base + _spelt(path))
        start, previous = None, path


def _placed(
    base: str, steps: tuple[str, ...], labels: tuple[str, ...], place: ReferenceContext, word: str
) -> tuple[str, ...] | None:
    """Return the full path of a step; None if no such provision exists.

    A subsection belongs to the section; a paragraph is the nearest one beside or above the place.
    """
    if word.lower().startswith("subsection"):
        return labels
    if not place.known:
        numbered = labels[0][0].isdigit()
        return labels if numbered or not steps else (*steps[:1], *labels) if steps[0][0].isdigit() else labels
    for depth in range(len(steps), -1, -1):
        if (path := (*steps[:depth], *labels)) != steps and base + _spelt(path) in place.known:
            return path
    return None


def _units(text: str, match: re.Match[str], own: re.Match[str] | None) -> Iterator[Reference]:
    of = _OF_WHICH_UNIT.match(text, match.end())
    if of and not of["here"]:
        return
    word = match["word"].lower()
    named = own["base"].split(" ")[0] if own else ""
    if match["word"] == "Article" and not (of and of["here"]) and named != "article":
        return  # with a capital it is of a treaty or an EU act
    yield from _listed(match, "list", f"{_UNIT_OF[word]} ", match.start(), None)


def _schedules(
    text: str, match: re.Match[str], own: re.Match[str] | None, place: ReferenceContext
) -> Iterator[Reference]:
    of = _TO_ACT.match(text, match.end())
    if of and of["other"]:
        return
    schedule = f"Schedule {match['number']}" if match["number"] else "Schedule"
    if match["paragraphs"]:
        # Paragraphs are numbered across the Parts of a Schedule; only the existing addresses tell a paragraph's Part.
        yield from _listed(match, "paragraphs", f"{schedule}, paragraph ", match.start(), place)
        return
    part = f", {match['part']}" if match["part"] else ""
    behind = f", {match['behind'].strip(', ')}" if match["behind"] else ""
    yield Reference(match.start(), match.end(), schedule + part + behind)


def _listed(
    match: re.Match[str], group: str, head: str, begin: int, place: ReferenceContext | None
) -> Iterator[Reference]:
    """Yield the numbers of a list, each appended to `head`.

    A step alone replaces the last step of the number before it.
    """
    start: int | None = begin
    previous = ""
    for item in _LISTED_UNIT.finditer(match[group]):
        if not item["number"] and not item["steps"]:
            continue
        said = (
            f"{item['number']}{item['steps']}" if item["number"] else re.sub(r"\(\w+\)$", "", previous) + item["steps"]
        )
        end = match.start(group) + item.end()
        if item["to"] and previous.isdigit() and said.isdigit() and 0 < int(said) - int(previous) <= LONGEST_RANGE:
            word = match.start(group) + item.start("to") + len(item["to"]) - len(item["to"].lstrip())
            for number in range(int(previous) + 1, int(said)):
                yield Reference(word, word + len(item["to"].strip()), _existing(f"{head}{number}", place))
        at = start if start is not None else match.start(group) + item.start("number" if item["number"] else "steps")
        yield Reference(at, end, _existing(f"{head}{said}", place))
        start, previous = None, said


def _existing(locator: str, place: ReferenceContext | None) -> str:
    """Return the address of a paragraph of a Schedule with the Part in which it stands, if that can be told."""
    if place is None or not place.known or locator in place.known:
        return locator
    schedule, _, paragraph = locator.partition(", paragraph ")
    inside = [k for k in place.known if k.startswith(f"{schedule}, ") and k.endswith(f", paragraph {paragraph}")]
    return inside[0] if len(inside) == 1 else locator


def _spelt(path: tuple[str, ...]) -> str:
    return "".join(f"({step})" for step in path)

"""Reads effective date notes: which paragraphs do not apply although their text stands, since when and until when."""

from __future__ import annotations

import re
from datetime import date, datetime

from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import measures
from corpus.locators.address import key
from corpus.model import Role, Stay
from corpus.parsers.ecfr.writing import Writer

_STAYED = lazy_regex(r"\b(?:stayed|suspended)\b", re.IGNORECASE)
_AMERICAN_DATE = rf"(?P<date>(?:{measures.table().month_beginnings})[a-z]*\.?\s+\d{{1,2}},\s+\d{{4}})"
_SINCE_EFFECTIVE = lazy_regex(rf"(?:stayed|suspended),?\s+effective\s+(?!until){_AMERICAN_DATE}", re.IGNORECASE)
_SINCE_PUBLISHED = lazy_regex(rf"\bAt\s+\d+\s+FR\s+\d+,\s+{_AMERICAN_DATE}")
_UNTIL = lazy_regex(rf"\b(?:until|through)\s+{_AMERICAN_DATE}", re.IGNORECASE)
_PARAGRAPHS_STAYED = lazy_regex(
    r"\bparagraphs?\s+(?P<list>\(\w{1,5}\)(?:\(\w{1,5}\))*(?:(?:,\s*(?:and\s+)?|\s+and\s+)(?:\(\w{1,5}\))+)*)"
)
_PATH = lazy_regex(r"(?:\(\w{1,5}\))+")
_NUMBER_OF_SENTENCE = r"(?:first|second|third|fourth|fifth|sixth|last|next[ -]to[ -]last)"
_PART_STAYED = lazy_regex(
    rf"\b(?P<part>the (?:introductory text|{_NUMBER_OF_SENTENCE}(?:(?:, | and |, and ){_NUMBER_OF_SENTENCE}){{0,4}} "
    rf"sentences?)) (?:of|in|to) paragraph (?P<path>{_PATH.pattern})"
)


def part_stayed(stay: Stay, locator: str) -> str:
    """Return which part of a provision its stay is of, as the note calls it ("the last sentence"); "" for all of it."""
    paragraph = "".join(locator.partition("(")[1:])
    return next((found["part"] for found in _PART_STAYED.finditer(stay.note) if found["path"] == paragraph), "")


def parse_date(text: str) -> date | None:
    """Return the date of `Nov. 9, 2026` or `November 9, 2026`; None if it is not a date."""
    month, day, year = text.replace(".", "").replace(",", "").split()
    try:
        return datetime.strptime(f"{month[:3]} {day} {year}", "%b %d %Y").date()
    except ValueError:
        return None


def stay_of(note: str) -> Stay | None:
    """Return the stay that an effective date note announces; None if it announces something else (a later amendment).

    A stay without a date of its own runs from the publication that it cites; `until` is the first day on which the text
    applies again, as the note states it.
    """
    if not _STAYED.search(note):
        return None
    since = _SINCE_EFFECTIVE.search(note) or _SINCE_PUBLISHED.search(note)
    until = _UNTIL.search(note)
    return Stay(note, parse_date(since["date"]) if since else None, parse_date(until["date"]) if until else None)


def attach(writer: Writer, note: str, base: str, top: int, last: int) -> None:
    """Mark the provisions that a note stays: the paragraphs that it names, the introductory text, or all of `base`.

    `top` is the provision of `base`, `last` the index after its last descendant.
    """
    stay = stay_of(note)
    if stay is None:
        return
    sentence = note[: note.lower().find("stayed")] if "stayed" in note.lower() else note
    named = [path for found in _PARAGRAPHS_STAYED.finditer(sentence) for path in _PATH.findall(found["list"])]
    targets = {key(base + path) for path in named}
    if not named:
        targets = {key(f"{base} > introductory text")} if "introductory text" in sentence else {key(base)}
    for index in range(top, last):
        if key(writer.locators[index]) in targets and writer.roles[index] is not Role.CONTINUATION:
            writer.tree.amend(index, stay=stay)

"""Export Control Classification Numbers and the items below them: `3A001`, `3A001.b.2.a`.

The EU, the UK and Norway number their dual-use lists in the same way, so an entry names no instrument. Items alternate
letters and numbers, which is what makes `3a001b2` readable.
"""

from __future__ import annotations

import re

from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import EAST_ASIAN_SIGNS
from corpus.locators.address import Grammar, Locator, Mention

_ENTRY = r"(?P<entry>[0-9][A-Ea-e][0-9]{3})"
_ITEM_LABEL = r"(?:[a-z]{1,2}|[A-Z]{1,2}|\d{1,3})"  # "Do" is a word
_ENTRY_WORD = r"(?:(?:ECCNs?|entry|entries|item|CCL(?:\s+entry)?)\b\s*+:?\s*+)?"

_ENTRY_ADDRESS = lazy_regex(rf"{_ENTRY_WORD}{_ENTRY}(?P<rest>.*)", re.IGNORECASE | re.S)
_PARAGRAPH = lazy_regex(r"^\s*+,?\s*+(?:sub)?(?:items?|paragraphs?|paras?\.?|points?)\s*+\.?\s*+", re.IGNORECASE)
# A range of items as the list prints it: `3A002.a.1-a.5 [Reserved]`.
_THROUGH = lazy_regex(r"(?P<first>.+?)(?<!\s)\s*+(?:-|–|\bto\b|\bthrough\b)\s*+\.?(?P<until>[a-zA-Z](?:\.\w{1,3})*)")
# In running text: `.b.2.a`, `b2a` without a gap, `(b)(2)`, and ` b 2` only
# where a number follows the letter ("3A001 a device").
# A word behind a full stop begins a sentence: "classified 3A999. i looked at the chart".
_DOTS = rf"(?:\.(?:\s(?!\w{{1,2}}\s[a-z]{{2}}))?{_ITEM_LABEL}(?![A-Za-z0-9])){{1,8}}"
_GLUED = r"(?:[a-z](?:\d{1,3}[a-z]?){1,4}|[a-z])(?![A-Za-z0-9])"
_STEPS_IN_BRACKETS = r"(?:\(\s*(?:[a-zA-Z]{1,2}|\d{1,3})\s*\)){1,8}"
_SPACED = r"(?:\s[a-z]\.?\s\d{1,3}(?:\.?\s[a-z](?![A-Za-z]))?(?![\w.%]))"
_MENTION = lazy_regex(
    rf"(?:(?<![\w.])|(?<=[{EAST_ASIAN_SIGNS}]))(?P<word>ECCNs?\s+)?{_ENTRY}(?P<rest>(?:\.?{_GLUED})(?:{_DOTS})?|{_DOTS}|{_STEPS_IN_BRACKETS}"
    rf"|{_SPACED}"
    rf"|\s?(?:paragraph|item)\s[a-z](?:\.{_ITEM_LABEL})*(?![A-Za-z0-9]))?(?![A-Za-z0-9])",
)


def _items(text: str) -> list[str] | None:
    """Return the steps of `.b.2.a`, `b2a`, `(b)(2)` or ` b 2`; None if they do not alternate letters and numbers."""
    text = _PARAGRAPH.sub("", text)
    if re.search(r"[^\w\s.()]", text) or re.search(r"\d\s*\.\s*\d", text.replace(" ", "")):
        return None
    steps = re.findall(r"[A-Za-z]+|\d+", text)
    for position, step in enumerate(steps):
        if step.isdigit() != (position % 2 == 1) or len(step) > (3 if step.isdigit() else 2):
            return None
    return [step.lower() for step in steps]


def _locator(entry: str, items: list[str]) -> Locator:
    path = (entry.upper(), *items)
    return Locator("eccn", "", path, ".".join(path))


def parse(text: str) -> Locator | None:
    """Return the entry or item that `text` as a whole is, in any spelling; None if it is none."""
    text = " ".join(text.replace("\u00a0", " ").split()).strip(" .;,")
    base, sign, tail = text.partition(">")
    found = _ENTRY_ADDRESS.fullmatch(base.strip())
    if found is None:
        return None
    rest, until = found["rest"], ""
    through = _THROUGH.fullmatch(rest)
    if through:
        rest, until = through["first"], ".".join(_items(through["until"]) or [])
        if not until:
            return None
    items = _items(rest)
    if items is None or (until and not items):
        return None
    if until:
        items[-1] = f"{items[-1]}-{until}"
    locator = _locator(found["entry"], items)
    if not sign:
        return locator
    note = f"> {tail.strip()}"
    return Locator("eccn", "", (*locator.path, note), f"{locator.text} {note}")


def mentions(text: str) -> list[Mention]:
    """Return every entry and item in running text, by position."""
    result: list[Mention] = []
    for found in _MENTION.finditer(text):
        rest = found["rest"] or ""
        items = _items(rest) if rest else []
        end = found.end() if items else found.end("entry")
        result.append(Mention(found.start("entry"), end, _locator(found["entry"], items or [])))
    return result


GRAMMAR = Grammar("eccn", parse, mentions)

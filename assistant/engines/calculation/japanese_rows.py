"""Rows and items of Japan's appended tables as questions write them: "row 5 (8)", "item 5(8)", 五の項（八）, "5-8"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.engines.calculation.figures import to_decimal
from assistant.query.places import jurisdictions_named
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.jurisdictions import country_name

_HAN_NUMERALS = "[一二三四五六七八九十〇]{1,3}"
_ITEM_BEHIND = rf"\W{{0,2}}[（(](?P<item>{_HAN_NUMERALS}|\d{{1,2}})[）)]|[-‐–](?P<dashed>\d{{1,2}})\b"
# "table 1 item 5(8)" is row 5: the number of a table is none of a row.
_OF_TABLE = r"(?<!table )(?<!tables )(?<!table no. )(?<!table no )"
# 48条1項, 第1項 and 同条2項 are paragraphs of an article.
_NO_PARAGRAPH = r"(?<![条第法\d])(?<!条の\d)(?<!条の\d\d)"
_ROW_NAMED = lazy_regex(
    rf"\b(?:rows?|items?|entry|no\.?|number|category|categories)\s?(?:no\. ?)?(?P<row>\d{{1,2}})\b|"
    rf"(?P<han>{_HAN_NUMERALS})の項|"
    rf"(?P<figure>\d{{1,2}})の項|{_NO_PARAGRAPH}(?P<short>\d{{1,2}})項(?!第?\d{{1,2}}号)|"
    rf"{_OF_TABLE}\b(?P<before>\d{{1,2}})(?:th|st|nd|rd)? (?:row|item)\b|"
    rf"\btable\s?(?:no\.? ?)?1[ ,:-]{{1,3}}(?P<bare>\d{{1,2}})(?=\s?[（(]\d|-\d)|"
    r"別表第?[一1]の?\s?(?P<behind>\d{1,2})(?=\s?[（(]\d|-\d)",
    re.I,
)
# Words that many lists have for what stands on them, and those by which a text speaks of Japan's.
_OF_ANY_LIST = lazy_regex(r"(?:entry|no\.?|number|category|categories)\b", re.I)
_THE_TABLE = lazy_regex(r"\btable\b|\bexport trade control order\b|別表|の項", re.I)
_LAW = "jp"
_OF_JAPAN = lazy_regex(rf"\b(?:appended|tables?|{country_name(_LAW)}\w*|control order)\b", re.I)
_OF_OTHER_LIST = lazy_regex(
    rf"(?:{_ITEM_BEHIND})?,?\s?(?:,?\s?part \d\b|(?:of|on|in|under|from) (?:the |our |your |my |its )?"
    r"(?:[\w'’-]{1,20} ){0,3}?"
    r"(?:(?P<paper>(?:packing|price|parts) lists?|invoices?|(?:order|purchase) (?:forms?|orders?)|contracts?|offers?|"
    r"quot(?:e|es|ation|ations)|catalogues?)|lists?|CCL|EAR|USML|annex(?:es)?|schedules?|regulations?)\b)",
    re.I,
)
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class AppendedRow:
    """Row of appended table 1 that a question names, with the item of it where one is told."""

    number: int
    item: int | None = None


def han_number(written: str) -> int:
    """Return a row's number as the tables write it: 九, 一〇, 一二."""
    return int(to_decimal(written)) if "十" in written else int("".join(str(_DIGITS.index(c)) for c in written))


def row_told(text: str) -> AppendedRow | None:
    """Return the first row of the appended table that a text names; None where it names none."""
    return next(iter(rows_told(text)), None)


def rows_told(text: str) -> list[AppendedRow]:
    """Return the rows of the appended table that a text names.

    A category, an entry or a number is a row only where the text speaks of the table, and whatever stands on another
    list by name is none: "category 5 of the CCL", "item 5 of the Wassenaar list".
    """
    return [_row(text, m) for m in _ROW_NAMED.finditer(text) if _is_of_the_table(text, m)]


def _row(text: str, m: re.Match[str]) -> AppendedRow:
    number = han_number(m["han"]) if m["han"] else int(next(filter(None, m.groups()[:1] + m.groups()[2:])))
    item = re.compile(_ITEM_BEHIND).match(text, m.end())
    if item is None:
        return AppendedRow(number)
    written = item["item"] or item["dashed"]
    return AppendedRow(number, int(written) if written.isdigit() else han_number(written))


def _is_of_the_table(text: str, named: re.Match[str]) -> bool:
    behind = _OF_OTHER_LIST.match(text, named.end())
    if behind and behind["paper"]:
        return False  # a paper of the asker's, whoever the other side of it is
    if behind and not _OF_JAPAN.search(behind[0]) and _LAW not in jurisdictions_named(behind[0]):
        return False
    return not _OF_ANY_LIST.match(named[0]) or _THE_TABLE.search(text) is not None

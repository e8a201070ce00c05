"""Numbers as people write them, each read whole: of one that cannot be read it is told that it cannot."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.language.lazy_regex import lazy_regex
from corpus.language.number_words import SCALES
from corpus.locators import mentions

# Everything that may belong to one number is taken together: "5 x 10^4", "1,50,000", "2-3", "10 0000".
_NUMBER_RUN = lazy_regex(
    r"\d++(?:(?:[.,'’ \u00a0\u202f]|\s?(?:\*\*|[x×*·^])\s?[+−–-]?|e[+−–-]?|\s?[−–-]\s?|/)\d++)*+"
    r"(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})?",
    re.I,
)
_LONGEST_NUMBER = 40  # characters of a number
_GROUPED = lazy_regex(
    r"(?P<whole>[1-9]\d{0,2}(?P<mark>[,.'’ \u00a0\u202f])\d{3}(?:(?P=mark)\d{3}){0,4})(?:[.,](?P<part>\d{1,2}))?"
)
_INDIAN = lazy_regex(r"(?P<whole>[1-9]\d?(?:,\d{2}){1,5},\d{3})(?:\.(?P<part>\d{1,2}))?")
_PLAIN_NUMBER = lazy_regex(r"(?P<whole>\d{1,15})(?:[.,](?P<part>\d{1,6}))?")
_POWER_OF_TEN = lazy_regex(
    r"(?:(?P<times>[\d.,'’ \u00a0\u202f]{1,24})\s?[x×*·]\s?)?10"
    r"(?:\s?(?:\^|\*\*)\s?(?P<power>[+−–-]?\d{1,2})|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))|"
    r"(?P<before>[\d.,'’ \u00a0\u202f]{1,24})e(?P<behind>[+−–-]?\d{1,2})",
    re.I,
)
# 5 x 106 may be a power whose raising was lost.
_PRODUCT = lazy_regex(r"(?P<one>[\d.,]{1,12})\s?[x×*]\s?(?!10 ?[1-9]\d?$)(?P<other>[\d.,'’]{1,16})", re.I)
_SCALE_WORD = lazy_regex(rf"\s?(?P<word>{'|'.join(SCALES)})s?\b", re.I)
_IS_TAIL = lazy_regex(r"[\w.,'’^*+×·]")
_NUMBER_GOES_ON = lazy_regex(
    r"\w|[.,'’]\d|\s?(?:\^|\*|×|·)|\s?and (?:a|one) (?:half|quarter)\b|\s?(?:to|or)\s\D{0,4}\d", re.I
)
# Before a figure: what makes it the power, the tail or a factor of another; the 125 of "+125 °C" is none.
_OF_ANOTHER = lazy_regex(
    r"(?:[*^·]\s?[+−–-]?|\d\s?\+|\de[+−–-]?|\d\s?[x×]|[x×·*]\s?10\s?)\s?$|\d['’\u00a0\u202f]$", re.I
)
_ZEROS_BEHIND = lazy_regex(r"(?<=\d[ ,.])0\d")  # the 0000 of "10 0000"
_BEFORE_PART = 6  # characters before a figure in which that stands


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """Number of a text with its place; `size` is None where it cannot be read for certain."""

    size: float | None
    start: int
    end: int


def without_entries(text: str) -> str:
    """Return a text in which nothing stands for the entries of lists, of the same length: "1C350.d.8 50 kg"."""
    for mention in mentions(text):
        text = f"{text[: mention.start]}{chr(0) * (mention.end - mention.start)}{text[mention.end :]}"
    return text


def written_numbers(text: str, *, point_parts_thousands: bool) -> Iterator[WrittenNumber]:
    """Yield the numbers of a text: "4,800", "1,50,000", "1'050", "5 x 10^4", "5e+3", "5 thousand".

    `point_parts_thousands`: "4.800" is 4800, as it is of money; else it may be either and is not read.
    """
    for run in _NUMBER_RUN.finditer(text):
        size = _read(run[0], point_parts_thousands=point_parts_thousands)
        end = run.end()
        if scale := _SCALE_WORD.match(text, end):
            end = scale.end()
            size = size * SCALES[scale["word"].casefold()] if size is not None and is_exact(run[0]) else None
        yield WrittenNumber(size, run.start(), end)


def is_part_of_another(text: str, start: int) -> bool:
    """Return whether what begins at a place is the power, the tail or a factor of a number: the 6 of "10 ^ 6"."""
    return (
        _OF_ANOTHER.search(text, max(0, start - _BEFORE_PART), start) is not None
        or _ZEROS_BEHIND.match(text, start) is not None
    )


def is_tail(text: str, start: int) -> bool:
    """Return whether what stands right before a number makes it the tail of something: ".5", "x50"."""
    return start > 0 and _IS_TAIL.match(text, start - 1) is not None


def number_goes_on(text: str, end: int) -> bool:
    """Return whether what stands behind a number may be more of it: "5万", "5½", "5 and a half", "5 to 10"."""
    return _NUMBER_GOES_ON.match(text, end) is not None


def is_exact(written: str) -> bool:
    """Return whether a number before a word of scale is read in one way only; "4.800 thousand" is in two."""
    return re.search(r"[.,]\d{3}$", written) is None


def power_written(exponent: str) -> float:
    """Return the power of ten by its exponent as written: "4", "⁻⁶", "–6"."""
    return 10.0 ** int(unicodedata.normalize("NFKC", exponent).replace("−", "-").replace("–", "-"))


def _read(written: str, *, point_parts_thousands: bool) -> float | None:
    if len(written) > _LONGEST_NUMBER:
        return None
    if power := _POWER_OF_TEN.fullmatch(written):
        by = power["times"] or power["before"]
        size = _plain(by.strip(), point_parts_thousands=False) if by else 1.0
        exponent = power["power"] or power["raised"] or power["behind"]
        return None if size is None else size * power_written(exponent)
    if product := _PRODUCT.fullmatch(written):
        one = _plain(product["one"], point_parts_thousands=point_parts_thousands)
        other = _plain(product["other"], point_parts_thousands=point_parts_thousands)
        return None if one is None or other is None else one * other
    return _plain(written, point_parts_thousands=point_parts_thousands)


def _plain(written: str, *, point_parts_thousands: bool) -> float | None:
    """Return the size of a number without a power; None where it is grouped as no number is: "10,0000"."""
    found = _INDIAN.fullmatch(written)
    if found is None and (grouped := _GROUPED.fullmatch(written)):
        behind = written[grouped.end("whole") :][:1]
        several = grouped["whole"].count(grouped["mark"]) > 1
        if behind == grouped["mark"]:
            return None
        if grouped["mark"] == "." and not (several or behind or point_parts_thousands):
            return None
        found = grouped
    if found is None and (plain := _PLAIN_NUMBER.fullmatch(written)):
        # "10,0000" is no number, and neither is "1234,567"; "0,0005" is one with a comma before its decimals.
        if "," in written and len(plain["part"] or "") > 2 and plain["whole"].strip("0"):
            return None
        found = plain
    if found is None:
        return None
    return float(f"{re.sub(r'[^0-9]', '', found['whole']) or 0}.{found['part'] or 0}")

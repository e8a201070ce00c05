"""Federal Register citations of a row: the first is its listing, those that follow are its changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import measures

_MONTHS = measures.table()
# "88 FR 71992, 10/19/23", "77 FR 231164/18/12" (run together), "88 FR FR 12158", "86 FR 67319. 11/26/21", and the long
# form "85 FR 64017, October 9, 2020"; words of an editor may stand between the page and the day.
_DAY = (
    r"(?P<month>0?[1-9]|1[0-2])/(?P<day>\d{1,2})/(?P<year>\d{4}|\d\d)(?!\d)|"
    rf"(?P<name>{_MONTHS.month_pattern})\b\.? (?P<day_of>\d{{1,2}}), (?P<year_of>\d{{4}})"
)
_CITED = lazy_regex(
    r"(?P<volume>\d{2,3}) FR (?:FR )?(?P<page>\d{1,6}?)(?:[.,]?\s?(?:preview citation details)?[.,]?\s?)?"
    rf"(?:{_DAY})",
    re.IGNORECASE,
)
_CITATION = lazy_regex(r"(?P<volume>\d{2,3})\s*(?:FR|Fed\.? Reg\.?)\s*(?P<page>\d{2,6})", re.IGNORECASE)
_FIRST_YEAR = 36  # of the Federal Register: "97" is 1997, "25" is 2025


@dataclass(frozen=True, slots=True)
class Publication:
    """Document of the Federal Register that a row cites, with its day."""

    citation: str  # "88 FR 71992"
    day: date


def publications(cell: str) -> tuple[Publication, ...]:
    """Return the citations of a cell in the order of the cell; one without a day that exists is left out."""
    found = []
    for match in _CITED.finditer(cell):
        day = _day(match)
        if day is not None:
            found.append(Publication(f"{match['volume']} FR {match['page']}", day))
    return tuple(found)


def citation(text: str) -> str:
    """Return the first citation that a text names, in its normal form; an empty string if there is none."""
    match = _CITATION.search(text)
    return f"{match['volume']} FR {match['page']}" if match else ""


def _day(match: re.Match[str]) -> date | None:
    if match["name"]:
        year, month, day = int(match["year_of"]), _MONTHS.month_number[match["name"].lower()], int(match["day_of"])
    else:
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
        if year < 100:
            year += 1900 if year >= _FIRST_YEAR else 2000
    try:
        return date(year, month, day)
    except ValueError:
        return None

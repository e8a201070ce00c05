"""Dates whose law a question asks for: "as of March 2026", "before the April rule", "what did it say last year?"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.facts import days
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import measures

_MEASURES = measures.table()
_MONTH_NAMED = rf"(?P<month>{_MEASURES.month_pattern})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
# A month or a year asks for the law at its end: what was in force in it.
_DATES = (
    *(days.IN_FIGURES, days.DAY_FIRST, days.MONTH_FIRST, days.MONTH),
    lazy_regex(_YEAR),
    lazy_regex(r"(?P<last>last (?:year|month))", re.I),
)
_AS_OF = lazy_regex(
    r"\b(?:as of|as at|as it (?:stood|was|read) (?:on|in)|"
    r"as (?:amended|in force) (?:on|in|as of)|in force (?:on|in|at)|back in|at the end of)\s+(?:the end of\s+)?",
    re.I,
)
# "We filed it back in May 2022. When is the next due?" tells when something happened, and asks of today's law.
_TELLS = lazy_regex("back in|at the end of", re.I)
_SENTENCE_END = lazy_regex(r"[?!]|\.(?=\s+\S)")
_BEFORE_DAY = lazy_regex(
    rf"\b(?:before|prior to) (?:the )?(?:(?P<day>[0-3]?\d) )?"
    rf"{_MONTH_NAMED}(?:,? {_YEAR})?(?:['’]s)? (?:final |interim |new )?(?:rule|amendment|change|update|revision)s?\b|"
    rf"\b(?:before|prior to) (?:the )?(?:final |interim |new )?(?:rule|amendment|change|update|revision)s?(?: change)?"
    rf" (?:of|in|from) (?:(?P<day2>[0-3]?\d) )?(?P<month2>{_MEASURES.month_pattern})\b(?:,? (?P<year2>(?:19|20)\d\d))?",
    re.I,
)  # fmt: skip
# "What did 744.21 say in 2024?" and "Who was on the Entity List on 1 January 2025?" ask of the law as it stood then. An
# event ("was added in 2024") does not: today's law tells of it.
_STATE = lazy_regex(
    r"\b(?:was|were|did|had)\b.{0,300}\b(?:list(?:ed|s)?|in force|"
    r"appl(?:y|ied)|read|sa(?:y|id)|control(?:led)?|required?|need(?:ed)?|rules?|law|allowed|permitted|valid)\b",
    re.I,
)
_EVENT = lazy_regex(
    r"\b(?:add(?:ed)?|remov\w+|amend\w*|adopt\w*|publish\w*|sign(?:ed)?|"
    r"issued?|impos\w+|introduc\w+|designat\w+|expir\w+|stay(?:ed)?|chang\w+|announc\w+|happen\w*|enter\w*|conclud\w+|"
    r"shipp?\w*|export(?:ed)|sold|deliver\w*|fined?|convict\w*|became|began|started|ended|article|contracts?)\b",
    re.I,
)
_WHEN = lazy_regex(r"(?:^|\b)(?:on|in|at|by|during)\s+$", re.I)


def as_of_named(text: str) -> tuple[date, str] | None:
    """Return the date whose law `text` asks for, and the words that name it; None when it asks for today's law."""
    found = _as_of(text) or _before(text) or _in_the_past(text)
    return (found[0], text[found[1] : found[2]]) if found else None


def without_day(text: str) -> str:
    """Return `text` without the words that name the date."""
    found = _as_of(text) or _before(text) or _in_the_past(text)
    return text[: found[1]] + text[found[2] :] if found else text


# "and today?", "is it back in force now?": the law of the present day is asked for, whatever day was spoken of before.
_PRESENT = lazy_regex(
    r"\b(?:today|currently|right now|at present|at the moment|these days|as of now)\b|\bnow\W{0,3}$", re.I
)
_WORD_SAID = lazy_regex(r"[^\W_]+")
# Words beside a day that ask of nothing but that day: "and on …?", "sorry, I meant …, not …".
_BESIDE_A_DAY = frozenset(
    ("about", "actually", "ah", "and", "as", "at", "but", "by", "date", "day", "for", "how", "i", "if", "in", "is",
     "instead", "it", "mean", "meant", "no", "not", "now", "of", "oh", "ok", "okay", "on", "or", "rather", "same",
     "so", "sorry", "than", "that", "the", "then", "today", "wait", "was", "what")
)  # fmt: skip


def day_of_follow_up(asked: str, today: date) -> tuple[date, str] | None:
    """Return the day that a follow-up asks of, and its words, where it tells nothing but a day; None for others."""
    told = days.single_days(asked, today)
    meant = [found for found in told if not days.is_denied(asked, found[0], found[1])]
    if len({day for _, _, day in meant}) != 1:
        return None
    rest = asked
    for start, end, _ in reversed(told):
        rest = f"{rest[:start]} {rest[end:]}"
    if any(word.casefold() not in _BESIDE_A_DAY for word in _WORD_SAID.findall(rest)):
        return None
    start, end, day = meant[0]
    return day, asked[start:end]


def asks_of_the_present(asked: str) -> bool:
    """Return whether a question asks of the law of the present day: "and today?"."""
    return _PRESENT.search(asked) is not None


FoundDay = tuple[date, int, int]


def _as_of(text: str) -> FoundDay | None:
    for lead in _AS_OF.finditer(text):
        if _TELLS.match(lead.group()) and _is_told(text, lead.end()):
            continue
        for pattern in _DATES:
            match = pattern.match(text, lead.end())
            if match and (day := _day(match)):
                return day, lead.start(), match.end()
    return None


def _is_told(text: str, at: int) -> bool:
    """Return whether the sentence at a place tells of a case, and another one behind it asks."""
    end = _SENTENCE_END.search(text, at)
    return end is not None and end.group() != "?" and "?" in text[end.end() :]


def _before(text: str) -> FoundDay | None:
    match = _BEFORE_DAY.search(text)
    month = _month(match["month"] or match["month2"]) if match else None
    if match is None or month is None:
        return None
    today, year, day = date.today(), match["year"] or match["year2"], match["day"] or match["day2"]
    try:
        first = date(int(year) if year else today.year - (month > today.month), month, int(day or 1))
    except ValueError:
        return None
    return first - timedelta(days=1), match.start(), match.end()


def _in_the_past(text: str) -> FoundDay | None:
    if not _STATE.search(text) or _EVENT.search(text):
        return None
    for pattern in _DATES:
        for match in pattern.finditer(text):
            lead = _WHEN.search(text[: match.start()])
            if not lead and not match.groupdict().get("last"):
                continue
            start = lead.start() if lead else match.start()
            alone = re.fullmatch(r"\W*", text[match.end() :]) or re.fullmatch(r"\W*", text[:start])
            if alone and (day := _day(match)) and day <= date.today():
                return day, start, match.end()
    return None


def _day(match: re.Match[str]) -> date | None:
    last = match.groupdict().get("last")
    if last is None:
        found = days.first_and_last(match)
        return found[1] if found else None
    today = date.today()
    return date(today.year - 1, 12, 31) if "year" in last.lower() else today.replace(day=1) - timedelta(days=1)


def _month(word: str | None) -> int | None:
    return _MEASURES.month_number.get((word or "").lower())

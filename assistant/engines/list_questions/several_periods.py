"""Counts over two periods or more: "in May 2025 and in June 2025" asks of each, and not of both together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from assistant.engines.model import Computed, Finding
from assistant.facts.days import days_written
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.countries import mentioned_countries

Engine = Callable[[Query, CatalogueReader], Computed | None]

_PERIODS_JOINED = lazy_regex(
    r",? ?(?:and|&|plus|vs\.?|versus|compared (?:to|with)|against|,|/) ?(?:then |again )?(?:in |during |for )?", re.I
)
_SPAN_LED = lazy_regex(r"\b(?:between|from) (?:the )?$", re.I)  # "between May and June" is one period
_BEFORE_PERIOD = 12  # characters before a period in which the word that makes it a span stands
_MOST_PERIODS = 4
# "How many …? Break down China, pls": of those that are counted, how many are of a country.
_BREAK_DOWN = lazy_regex(
    r"[?.!,;]?\s{0,3}(?:(?:and|also|please|pls|can you),? ){0,2}(?:break(?:ing)?(?: (?:it|them|that|this))? down|"
    r"breakdown|split(?: out)?)(?: of| for| by| into| the)? (?P<what>[^.?!;]{2,40})[.?!]?",
    re.I,
)
_MONTHS_SHARE_YEAR = lazy_regex(
    r"\b(?P<one>January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?P<join> (?:and|vs\.?|versus) )(?P<two>January|February|March|April|May|June|July|August|September|October|"
    r"November|December) (?P<year>(?:19|20)\d\d)\b"
)


def of_each_period(question: Query, catalogue: CatalogueReader, engine: Engine) -> Computed | None:
    """Return what an engine tells of each of the periods that a question names side by side; None for one alone."""
    core = _MONTHS_SHARE_YEAR.sub(r"\g<one> \g<year>\g<join>\g<two> \g<year>", _with_share_asked(question.core))
    days = [found for found in days_written(core) if found[2] != found[3]]
    spans = [(start, end) for start, end, _, _ in days]
    if not 1 < len(spans) <= _MOST_PERIODS or _SPAN_LED.search(core[: spans[0][0]][-_BEFORE_PERIOD:]):
        return None
    between = (core[one[1] : other[0]] for one, other in pairwise(spans))
    if not all(_PERIODS_JOINED.fullmatch(words) for words in between):
        return None
    head, tail = core[: spans[0][0]], core[spans[-1][1] :]
    told: list[tuple[str, Computed]] = []
    for start, end in spans:
        text = f"{head}{core[start:end]}{tail}"
        standalone = question.standalone.replace(question.core, text) if question.leans else text
        made = engine(replace(question, core=text, standalone=standalone, parts=()), catalogue)
        if made is None:
            return None
        told.append((core[start:end], made))
    apart = all(one[3] < other[2] for one, other in pairwise(sorted(days, key=lambda found: found[2])))
    left = tuple(dict.fromkeys(words for _, made in told for words in made.not_answered))
    payload = _payload(told, is_summed=apart)
    rows_follow = any(made.lead.endswith(":") for _, made in told)
    findings = _listed(told) if rows_follow else _counted(told, payload["value"])
    return replace(told[0][1], findings=findings, payload=payload, not_answered=left)


def _are_counts(told: Sequence[tuple[str, Computed]]) -> bool:
    values = [made.payload.get("value") for _, made in told]
    return all(isinstance(n, int) and not isinstance(n, bool) for n in values)


def _led(period: str, made: Computed) -> Finding:
    return replace(made.findings[0], text=f"{period[:1].upper()}{period[1:]}: {made.lead}", says_yes=None)


def _counted(told: Sequence[tuple[str, Computed]], value: object) -> tuple[Finding, ...]:
    """Return what is told of all periods in one lead, with their sum where there is one, and the rows behind it."""
    leads = [_led(period, made).text for period, made in told]
    leads += [f"Together: {value:,}."] if isinstance(value, int) else []
    cites = tuple(dict.fromkeys(s for _, made in told for s in made.findings[0].cites))
    lead = replace(told[0][1].findings[0], text=" ".join(leads), cites=cites, says_yes=None)
    return (lead, *dict.fromkeys(f for _, made in told for f in made.findings[1:]))


def _listed(told: Sequence[tuple[str, Computed]]) -> tuple[Finding, ...]:
    """Return what is told of each period, its rows behind its own lead; a note on several stands once."""
    findings: list[Finding] = []
    for period, made in told:
        more = (f for f in made.findings[1:] if f.note is None or f not in findings)
        findings += [_led(period, made), *more]
    return tuple(findings)


def _payload(told: Sequence[tuple[str, Computed]], *, is_summed: bool) -> dict[str, Any]:
    """Return the payload of all periods, each of them by itself too; of those that overlap there is no sum."""
    each = [made.payload for _, made in told]
    values: list[Any] = [of_period.get("value") for of_period in each]
    payload: dict[str, Any] = {**each[0], "value": None}
    if _are_counts(told):
        payload["value"] = sum(values) if is_summed else None
    elif is_summed and all(isinstance(value, dict) and value for value in values):
        names = dict.fromkeys(name for value in values for name in value)
        payload["value"] = {name: sum(value.get(name, 0) for value in values) for name in names}
    elif all(isinstance(value, list) for value in values):
        payload["value"] = list(dict.fromkeys(name for value in values for name in value))
    if "rows" in payload:
        payload["rows"] = list({repr(row): row for of_period in each for row in of_period.get("rows", ())}.values())
    if "rows_in_all" in payload:
        in_all = [of_period.get("rows_in_all", 0) for of_period in each]
        payload["rows_in_all"] = sum(in_all) if is_summed else len(payload.get("rows", ()))
    periods = [{"period": period, **of_period} for (period, _), of_period in zip(told, each, strict=True)]
    return {**payload, "periods": periods}


def _with_share_asked(text: str) -> str:
    """Return a question of several periods that asks to break its counts down for a country as "how many in it?"."""
    told = _BREAK_DOWN.search(text)
    if told is None:
        return text
    what = told["what"].title()  # people write "china"
    names = [what[start:end] for start, end, _ in mentioned_countries(what)]
    if not names:
        return text
    return f"{text[: told.start()]}, how many in {' and '.join(names)}?{text[told.end() :]}"

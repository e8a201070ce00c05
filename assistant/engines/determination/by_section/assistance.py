"""Nuclear assistance and technology under part 810: for each recipient, what is authorized and what is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.engines.determination.facts.places import Place, is_led, places
from assistant.engines.determination.facts.releases import is_national
from assistant.engines.determination.law_texts.countries import answer_name, country_codes_in
from assistant.engines.determination.law_texts.rules import own_country, own_law, pattern, rule_table
from assistant.engines.determination.law_texts.texts import Texts, found_spans
from assistant.engines.model import Computed, Finding, MissingText, Span
from assistant.model import Form, Outcome, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex

_APPENDIX = "Appendix A to Part 810"
_MOST_RECIPIENTS = 6  # recipients that are told of at once
_RECIPIENT_ENDS = lazy_regex(r"[.;?!](?=\s|$)|(?<!\w)\(?[a-h1-6]\)\s|,? and (?=one\b)|: one\b")


@dataclass(frozen=True, slots=True)
class _Case:
    """Recipient of a question, with the words that tell of it."""

    code: str
    words: str
    is_person: bool
    is_resident: bool


def of_assistance(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what part 810 asks of nuclear assistance for each recipient told; None for other questions."""
    text, rules = question.core, rule_table()["assistance"]
    if not all(pattern(p).search(text) for p in rules["asked"]) or pattern(rules["unless"]).search(text):
        return None
    if pattern(rules["elsewhere"]).search(text):
        return None
    cases = list(_cases(text, rules))[:_MOST_RECIPIENTS]
    texts = Texts.of(catalogue, question.filters, own_law())
    held = texts.at(_APPENDIX)
    if not cases or held is None:
        return None
    members = catalogue.full_text(held)
    listed = frozenset(country_codes_in(members))
    told = [_told(texts, rules, case, text, members, listed) for case in cases]
    lead = " ".join(dict.fromkeys(words for words, *_ in told))
    cites = tuple(dict.fromkeys(s for _, spans, _ in told for s in (*spans, Span.of(held))))
    status = min((state for *_, state in told), key=_GRAVEST_FIRST.index)
    findings = [Finding(lead, cites), Finding(rules["remains"], (), StatementRole.CHECK_NEXT)]
    payload = {
        "status": status,
        "destinations": [
            {"place": answer_name(c.code), "status": state} for c, (*_, state) in zip(cases, told, strict=True)
        ],
        "text": "\n\n".join(f.text for f in findings),
    }
    missing: tuple[MissingText, ...] = ()
    return Computed(Form.DETERMINATION, tuple(findings), payload, Outcome.ANSWERED, (), missing)


_GRAVEST_FIRST = ("required", "indeterminate", "no_chart_requirement")


def _cases(text: str, rules: Mapping[str, Any]) -> Iterator[_Case]:
    """Yield the recipients that a text tells of, each with its own piece of it; of the exporter's country none."""
    own = own_country()
    found = [p for p in places(text) if p.code and p.code != own]
    ends = [0, *(m.end() for m in _RECIPIENT_ENDS.finditer(text)), len(text)]
    seen: set[tuple[str, bool, bool]] = set()
    nationals = {p.code for p in found if is_national(text, p)}
    for place in found:
        if place.code in nationals and not is_national(text, place) and not is_led(text, place):
            continue  # "an engineer from there; the list does not have that country": of one recipient
        begin = max(e for e in ends if e <= place.start)
        end = min((e for e in ends if e >= place.end), default=len(text))
        others = [p for p in found if begin <= p.start < end and p is not place]
        words = _nearest(text, place, others, begin, end)
        resident = pattern(rules["resident"]).search(pattern(rules["no_status"]).sub(" ", words)) is not None
        case = _Case(place.code, words, is_national(text, place), resident)
        if (key := (case.code, case.is_person, case.is_resident)) not in seen:
            seen.add(key)
            yield case


def _nearest(text: str, place: Place, others: Sequence[Place], begin: int, end: int) -> str:
    """Return the words of a piece up to the next place, where it tells of several."""
    before = max((p.end for p in others if p.end <= place.start), default=begin)
    behind = min((p.start for p in others if p.start >= place.end), default=end)
    return text[before:behind]


def _told(
    texts: Texts, rules: Mapping[str, Any], case: _Case, whole: str, members: str, listed: frozenset[str]
) -> tuple[str, tuple[Span, ...], str]:
    """Return the sentence for one recipient, what it stands on, and the state that it gives."""
    name = answer_name(case.code)
    name = f"{name[:1].upper()}{name[1:]}"
    inside = case.code in listed
    denied = pattern(rules["denied"])
    words, told = denied.sub(" ", case.words), denied.sub(" ", whole)
    activity = next((a for a in rules["activity"] if pattern(a["when"]).search(words)), None)
    if activity is None and not pattern(rules["reactor"]).search(words):
        activity = next((a for a in rules["activity"] if pattern(a["when"]).search(told)), None)
    values = {"place": name, "what": activity["what"] if activity else "", "at": activity["at"] if activity else ""}
    if case.is_resident:
        return (
            rules["says_resident"].format(**values),
            found_spans([texts.span("10 CFR 810.2(c)(6)")]),
            "no_chart_requirement",
        )
    if activity is not None:
        at = texts.span(f"10 CFR {activity['at']}", activity["words"])
        if at is not None:
            spans = found_spans([at, texts.span("10 CFR 810.11(b)") if case.is_person else None])
            return rules["says_person_any" if case.is_person else "says_any"].format(**values), spans, "required"
    if inside:
        note = re.search(r"^(?:The )?[^\n(]*\((?P<only>[^)\n]+)\)$", _line(members, case.code), re.M)
        only = rules["says_only"].format(only=note["only"]) if note else ""
        words = rules["says_person_inside" if case.is_person else "says_inside"].format(**values)
        spans = found_spans([texts.span("10 CFR 810.6(a)"), texts.span("10 CFR 810.12(e)")])
        return f"{words} {only}".strip(), spans, "indeterminate"
    if case.is_person:
        key = "says_person_outside"
        if unlicensed := pattern(rules["not_licensed"]).search(whole) is not None:
            key = "says_person_not_licensed"
        elif pattern(rules["licensed"]).search(whole):
            key = "says_person_licensed"
        spans = found_spans(
            [texts.span("10 CFR 810.11(b)"), texts.span("10 CFR 810.6(b)"), texts.span("10 CFR 810.12(g)")]
        )
        return rules[key].format(**values), spans, "required" if unlicensed else "indeterminate"
    return rules["says_outside"].format(**values), found_spans([texts.span("10 CFR 810.7(a)")]), "required"


def _line(members: str, code: str) -> str:
    return next((line for line in members.splitlines() if code in country_codes_in(line)), "")

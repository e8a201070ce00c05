"""Questions which provisions of a text are stayed: those that stand in it and do not apply on the day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from assistant.engines.lists.question_form import QuestionForm
from assistant.engines.model import Computed, Finding, Span, span_payload
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex

_STAYED = lazy_regex(r"\b(?:stayed|(?:under|subject to) (?:a |the )?stay|on hold|suspended|paused)\b", re.I)
_WHICH_STAYED = lazy_regex(r"\b(?:which|what|list|name|all|show|give|how many)\b", re.I)
_STAYED_UNITS = lazy_regex(
    r"\b(?:provisions?|paragraphs?|sections?|sentences?|rules?|parts? of (?:the )?(?:text|rules?|regulations?)|them)\b",
    re.I,
)
_PART_ASKED = lazy_regex(r"\b(?:(?:15 )?CFR )?(?:parts? )?(?P<part>7\d\d)\b", re.I)
_HOW_MANY = lazy_regex(r"\bhow many\b", re.I)
# "the second and third sentences of paragraph (a)(2) and the first sentence of paragraph (b)"
_SENTENCE_OF_PARAGRAPH = lazy_regex(
    r"(?P<words>(?:(?:first|second|third|fourth|fifth|last)(?:,? and |, )?){1,4} ?sentences?|introductory text)"
    r" (?:of|in) paragraph (?P<paragraph>\([a-z0-9]{1,4}\)(?:\([a-z0-9]{1,4}\)){0,5})",
    re.I,
)


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the stayed provisions of the part that a question names, None where it asks nothing of the kind."""
    text = question.standalone
    if not _STAYED.search(text) or not _WHICH_STAYED.search(text) or not _STAYED_UNITS.search(text):
        return None
    form = QuestionForm(text)
    counts = bool(_HOW_MANY.search(text))
    part = form.take(_PART_ASKED)
    for pattern in (_STAYED, _WHICH_STAYED, _STAYED_UNITS):
        form.take(pattern)
    if part is None or form.words():
        return None
    found = [p for held in _texts(part["part"], question, catalogue) for p in held]
    if not found:
        return None
    names = [name_of(p) for p in found]
    until = {p.provision.stay.until for p in found if p.provision.stay and p.provision.stay.until}
    term = f", until {min(until).isoformat()}" if len(until) == 1 else ""
    edition = found[0].version.valid_from
    lead = (
        f"{len(found)} provisions of part {part['part']} are stayed{term} (edition of {edition}): {'; '.join(names)}."
    )
    findings = [Finding(lead, tuple(map(Span.of, found)))]
    if until and question.filters.day >= max(until):
        said = "That day has passed: what holds since is not in the edition held."
        findings.append(Finding(said, note=StatementRole.STATUS))
    notes = dict.fromkeys(p.provision.stay.note for p in found if p.provision.stay)
    findings += [Finding(note, note=StatementRole.STATUS) for note in notes]
    payload = {
        "list": f"stayed provisions of part {part['part']}",
        "edition": edition.isoformat() if edition else "",
        "value": len(found) if counts else names,
        "rows": [
            {"name": n, "citation": span_payload(Span.of(p), catalogue)} for n, p in zip(names, found, strict=True)
        ],
    }
    return Computed(Form.LIST, tuple(findings), payload)


def name_of(held: HeldProvision) -> str:
    """Return the address of a stayed provision, with the words by which the note says how much of it is stayed."""
    address = re.sub(r"^\d+ CFR | to Part \d+", "", held.locator.replace(" > ", " "))
    note = held.provision.stay.note if held.provision.stay else ""
    for match in _SENTENCE_OF_PARAGRAPH.finditer(note):
        if address.endswith(match["paragraph"]) and address.count("(") == match["paragraph"].count("("):
            return f"{address} {match['words']}"
    return address


def _texts(part: str, question: Query, catalogue: CatalogueReader) -> Sequence[list[HeldProvision]]:
    found = [
        catalogue.once(f"stayed in {number}", partial(_stayed, catalogue, number))
        for number, (source, _) in catalogue.in_force(question.filters).items()
        if re.search(rf"\bPart {part}\b", source.title, re.I)
    ]
    return [[p for p in held if _stands(p)] for held in found]


def _stands(held: HeldProvision) -> bool:
    """Return whether a stay runs on the day of the edition."""
    stay, day = held.provision.stay, held.version.valid_from
    return stay is not None and (stay.until is None or day is None or day < stay.until)


def _stayed(catalogue: CatalogueReader, number: int) -> list[HeldProvision]:
    return [p for p in catalogue.outline(number) if p.provision.stay]

"""Document of a brief: what a text is and what it holds, made of the catalogue whenever it is asked for."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from assistant.engines.lists.held_lists import all_held
from assistant.engines.model import Finding, Span, span_payload
from assistant.engines.overview import contents
from assistant.engines.overview.scope import TextScope
from assistant.engines.screening.report import match_line
from assistant.engines.screening.screen import screened
from assistant.wiring import Application
from corpus.annotations.briefs import BriefSentence, kept_brief
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import Holding
from corpus.errors import NotHeld, Problem
from corpus.filters import Filters
from corpus.model import Standing
from corpus.trust.trust_labels import claims_line, origin_mark
from ui import serializers
from ui.language import N_, _, figure
from ui.offers.candidates import questions_of

_LINES_OF_A_PART = 12
_NAMES_SCREENED = 300
_ROWS_OF_A_NAME = 2
_HITS_TOLD = 20
_QUESTIONS_TOLD = 10
_LONGEST_TRIAL = 20.0  # seconds for which questions are tried


def brief_of(licet: Application, source_id: str) -> dict[str, Any]:
    """Return the brief of the newest edition of a text. Raise NotHeld."""
    *_, told = brief_in_steps(licet, source_id)
    return {**told, "questions": list(questions_answered(licet, source_id))}


def brief_in_steps(licet: Application, source_id: str) -> Iterator[dict[str, Any]]:
    """Yield the brief of the newest edition of a text, first with no name compared with lists. Raise NotHeld.

    That takes seconds, and questions take more: neither step has any (`questions_answered`).
    """
    catalogue = licet.catalogue
    held = _holding(licet, source_id)
    scope = TextScope(held.source.title, held.source, held.latest)
    provisions = scope.provisions(catalogue)
    named = contents.names(provisions)
    parts: dict[str, Sequence[Finding]] = {
        N_("It begins"): contents.opening(provisions),
        N_("Parts"): contents.headings(scope, provisions),
        N_("Defined terms"): contents.definitions(provisions),
        N_("In force"): contents.days_in_force(scope, provisions, catalogue),
        N_("Dates"): contents.days(provisions),
        N_("Duties"): contents.duties(provisions),
        N_("Sums"): contents.sums(provisions),
        N_("Names"): [Finding(name, (span,)) for name, span in named.items()],
    }
    left_out = _left_out(provisions_read=contents.read_of(provisions), names=len(named))
    told: dict[str, Any] = {
        **_of_source(held),
        "facts": _facts(held, len(provisions)),
        "provisions": len(provisions),
        "parts": [
            {"name": name, "of": len(lines), "lines": [_line(f, catalogue) for f in lines[:_LINES_OF_A_PART]]}
            for name, lines in parts.items()
            if lines
        ],
        "screened": {"names": 0, "lists": []},
        "listed": [],
        "questions": [],
        "by_model": _by_model(held, catalogue),
        "left_out": left_out,
    }
    yield told
    compared = list(named.items())[:_NAMES_SCREENED]
    lists = [h.about.name for h in all_held(catalogue)]
    hits, others = _listed(compared, catalogue, whole_names=held.source.kind.standing is Standing.BINDING)
    yield {
        **told,
        "screened": {"names": len(compared), "lists": lists},
        "listed": hits,
        "left_out": [
            *left_out,
            *([_("{count} further rows are left out.").format(count=figure(others))] if others else []),
            *([] if lists else [_("No list of parties is held, so no name was compared with one.")]),
        ],
    }


def only_of(source_id: str) -> Filters:
    """Return the limits of a question that is asked of one text alone."""
    return Filters(sources=(source_id,))


def _holding(licet: Application, source_id: str) -> Holding:
    """Return what is held of a text. Raise NotHeld."""
    held = next((h for h in licet.catalogue.holdings() if h.source.id == source_id), None)
    if held is None:
        raise NotHeld(f"{source_id} is not held.", "`licet sources` lists what is held, with the ids.")
    return held


def _of_source(held: Holding) -> dict[str, Any]:
    edition = held.latest
    return {
        "source_id": held.source.id,
        "title": held.source.title,
        "kind": held.source.kind.value,
        "issuer": held.source.issuer,
        "valid_from": serializers.iso(edition.valid_from),
        "digest": edition.digest,
        **serializers.trust(held.source),
    }


def _by_model(held: Holding, catalogue: CatalogueReader) -> dict[str, Any] | None:
    """Return the brief that a chat model wrote of the edition, each sentence with its check; None without one."""
    brief = kept_brief(catalogue, held.latest.number)
    if brief is None:
        return None

    def lines(sentences: Sequence[BriefSentence]) -> list[dict[str, Any]]:
        spans = [[Span(held.source, held.latest, *place) for place in s.places] for s in sentences]
        return [
            {"text": s.text, "check": s.check.value, "citations": [span_payload(span, catalogue) for span in own]}
            for s, own in zip(sentences, spans, strict=True)
        ]

    return {
        "model": brief.model,
        "made_on": brief.made_on.isoformat(),
        "read": brief.read,
        "of": brief.of,
        "left_out": brief.left_out,
        "parts": [
            {"name": name, "lines": lines(told)}
            for name, told in (
                (N_("Summary"), brief.summary), (N_("Key points"), brief.points), (N_("Glossary"), brief.glossary)
            )
            if told
        ],
        "questions": [
            {"question": q.wordings[0], "lines": lines(q.answer), "exceptions": list(q.exceptions)}
            for q in brief.questions
        ],
    }  # fmt: skip


def _facts(held: Holding, provisions: int) -> list[str]:
    """Return what the text is, a line each: its kind and issuer, its edition, and what it says of itself."""
    s, edition = held.source, held.latest.valid_from
    issuer = f", {s.issuer}" if s.issuer else ""
    day = f"edition of {edition.isoformat()}" if edition else "undated"
    size = f"{provisions:,} provision{'s' * (provisions != 1)}"
    lines = [f"{s.kind.value} ({s.kind.standing.value}){issuer}; {day}; {size}"]
    return [*lines, *(told for told in (origin_mark(s), claims_line(s)) if told)]


def _line(finding: Finding, catalogue: CatalogueReader) -> dict[str, Any]:
    return {"text": finding.text, "citations": [span_payload(span, catalogue) for span in finding.cites]}


def _listed(
    named: Sequence[tuple[str, Span]], catalogue: CatalogueReader, *, whole_names: bool
) -> tuple[list[dict[str, Any]], int]:
    """Return the rows of names that stand on a list held ("exact") or are like one, and how many rows are left out.

    Of a law `whole_names` alone count: its capitalised words are terms and agencies, which are like hundreds of rows.
    """
    hits: list[dict[str, Any]] = []
    others = 0
    for (name, span), found in zip(named, screened([name for name, __ in named], catalogue), strict=True):
        matches = [match for match in found.matches if match.is_listed or not whole_names]
        others += max(0, len(matches) - _ROWS_OF_A_NAME)
        hits += [
            {
                "name": name,
                "likeness": N_("exact") if match.is_listed else N_("similar"),
                "score": match.found.score,
                "list": match.held.about.name,
                "row": match_line(match),
                "citation": span_payload(match.span, catalogue),
                "named_at": span_payload(span, catalogue),
            }
            for match in matches[:_ROWS_OF_A_NAME]
        ]
    hits.sort(key=lambda hit: (hit["likeness"] != "exact", -hit["score"]))
    return hits[:_HITS_TOLD], others + max(0, len(hits) - _HITS_TOLD)


def questions_answered(licet: Application, source_id: str) -> Iterator[str]:
    """Yield ten questions on a text at most, each once it was asked of this text alone and was answered whole.

    Raise NotHeld.
    """
    found, until = 0, time.monotonic() + _LONGEST_TRIAL
    for candidate in questions_of(licet.catalogue, _holding(licet, source_id)):
        if found == _QUESTIONS_TOLD or time.monotonic() > until:
            return
        with suppress(Problem):  # one that cannot be asked is not told
            answer = licet.assistant.by_texts(candidate.question, (), only_of(source_id))
            if answer.is_whole and source_id in answer.stands_on:
                found += 1
                yield candidate.question


def _left_out(*, provisions_read: tuple[int, int], names: int) -> list[str]:
    read, of = provisions_read
    lines = []
    if read < of:
        lines.append(
            _("Sums, dates and names are of the first {read} of {of} characters.").format(
                read=figure(read), of=figure(of)
            )
        )
    if names > _NAMES_SCREENED:
        lines.append(
            _("{count} of {names} names were compared with the lists held.").format(
                count=figure(_NAMES_SCREENED), names=figure(names)
            )
        )
    return lines

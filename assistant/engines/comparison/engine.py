"""Comparison asked in words, or by its topic and jurisdictions: a table with a cited cell for each point."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from assistant.engines.comparison.cells import Cell, CellState, CellTexts, cell
from assistant.engines.comparison.fixed_points import ComparedTopic, topics, topics_named
from assistant.engines.model import Computed, Finding, Layout, cited
from assistant.model import Form, Outcome
from assistant.query.model import Query
from corpus.annotations import Annotation, load_kept
from corpus.catalogue import CatalogueReader
from corpus.errors import BadRequest
from corpus.filters import Filters
from corpus.lexicon import jurisdictions
from corpus.lexicon.jurisdictions import country_name

MOST = 6  # jurisdictions side by side
_ASKS = re.compile(
    r"^\W*(?:please |can you |could you )?(?:compare|contrast)\b|\bcomparison of\b|\bside by side\b|"
    r"\b(?:across|in) (?:all |the |several |different )+(?:countries|jurisdictions|laws|regimes)\b",
    re.IGNORECASE,
)
_BRIEF = re.compile(
    r"\b(?:short(?:er|ly)?|brief(?:er|ly)?|in (?:a )?few words|concise(?:ly)?|condensed?)\b", re.IGNORECASE
)


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the comparison that a question asks for; None where it compares nothing that has fixed points."""
    codes = question.compares or _named(question) if question.compares or _ASKS.search(question.standalone) else ()
    if not codes and not _ASKS.search(question.standalone):
        return None
    found = topics_named(question.core) or topics_named(question.standalone)
    if not found:
        return None
    if len(codes) == 1:
        text = f"With which other jurisdiction do you want to compare {country_name(codes[0]) or codes[0]}?"
        return Computed(
            Form.COMPARISON, (Finding(text),), outcome=Outcome.NEEDS_FACT, asks_for=("a second jurisdiction",)
        )
    wanted = codes or tuple(dict.fromkeys(code for topic in found for code in topic.cells))
    brief = bool(_BRIEF.search(question.core))
    return compared(found, wanted[:MOST], _texts(catalogue, question.filters, brief=brief))


def by_topic(
    words: str, codes: Sequence[str], catalogue: CatalogueReader, filters: Filters, *, brief: bool = False
) -> Computed:
    """Return the comparison of a topic, by its id or in words, between jurisdictions by their codes.

    Raises BadRequest for a topic without fixed points, an unknown jurisdiction, fewer than two and more than six.
    """
    found = topics_named(words)
    if not found:
        known = "; ".join(f"{t.id} ({t.name.lower()})" for t in topics())
        raise BadRequest(f"There are no fixed points for {words.strip()[:80]!r}.", f"There are some for: {known}.")
    unknown = [c for c in codes if c not in jurisdictions.table().by_code]
    if unknown:
        known = ", ".join(jurisdictions.table().by_code)
        raise BadRequest(f"{unknown[0][:40]!r} is no jurisdiction.", f"The codes are {known}.")
    if not 2 <= len(set(codes)) <= MOST:
        raise BadRequest(f"A comparison needs two to {MOST} jurisdictions.", "Name them by their codes: us cn.")
    return compared(found, tuple(dict.fromkeys(codes)), _texts(catalogue, filters, brief=brief))


def compared(found: Sequence[ComparedTopic], codes: tuple[str, ...], texts: CellTexts) -> Computed:
    """Return the table of topics: a row for each of their points, a column for each jurisdiction."""
    findings: list[Finding] = []
    rows, payload, states = [], [], []
    for topic in found:
        for point, name in topic.points.items():
            cells = [cell(topic, code, point, texts) for code in codes]
            places = []
            for one in cells:
                places.append(tuple(range(len(findings) + 1, len(findings) + 1 + len(one.findings))))
                findings.extend(one.findings)
            title = f"{topic.name}: {name[:1].lower()}{name[1:]}" if len(found) > 1 else name
            rows.append((title, tuple(places)))
            states += [c.state for c in cells]
            payload.append({"topic": topic.id, "point": point, "name": name, "cells": list(_told(codes, cells, texts))})
    lead = Finding(_lead(found, codes, states))
    return Computed(
        Form.COMPARISON,
        (lead, *findings),
        {
            "topics": [{"id": t.id, "name": t.name} for t in found],
            "jurisdictions": [{"code": c, "name": country_name(c) or c} for c in codes],
            "rows": payload,
        },
        layout=Layout(codes, tuple(rows)),
    )


def _lead(found: Sequence[ComparedTopic], codes: Sequence[str], states: Sequence[CellState]) -> str:
    names = [country_name(c) or c for c in codes]
    filled = sum(s in (CellState.HELD, CellState.STAYED, CellState.CHANGED) for s in states)
    subject = " and ".join(t.name.lower() if n else t.name for n, t in enumerate(found))
    places = f"{', '.join(names[:-1])} and {names[-1]}"
    points = sum(len(t.points) for t in found)
    missing = sum(s is CellState.NOT_HELD for s in states)
    not_held = f"; the texts of {missing} are not held here" if missing else ""
    return (
        f"{subject}, by {points} fixed points: {places}. {filled} of {len(states)} cells stand on texts held{not_held}."
    )


def _told(codes: Sequence[str], cells: Sequence[Cell], texts: CellTexts) -> Iterator[dict[str, Any]]:
    """Yield the cells of a row as objects of a payload."""
    for code, one in zip(codes, cells, strict=True):
        spans = dict.fromkeys(s for f in one.findings for s in f.cites)
        yield {
            "jurisdiction": code,
            "state": one.state.value,
            "text": " ".join(f.text for f in one.findings),
            "annotations": list(one.notes),
            "bring": list(one.bring),
            "citations": [cited(span, texts.catalogue) for span in spans],
        }


def _named(question: Query) -> tuple[str, ...]:
    """Return the jurisdictions that a question names, in its order."""
    places = jurisdictions.table().compared
    at = {code: m.start() for code, pattern in places.items() if (m := pattern.search(question.standalone))}
    return tuple(sorted(at, key=at.__getitem__))


def _texts(catalogue: CatalogueReader, filters: Filters, *, brief: bool) -> CellTexts:
    def notes() -> dict[str, Annotation]:
        return dict(load_kept(catalogue.path.parent).by_id)

    # Whose law a cell is of is said by its column.
    chosen = replace(filters, jurisdictions=())
    return CellTexts(catalogue, catalogue.once("annotations by id", notes), chosen, brief)

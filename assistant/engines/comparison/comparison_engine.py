"""Comparison asked in words, or by its topic and jurisdictions: a table with a cited cell for each point."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.engines.comparison.asked import asked_comparison
from assistant.engines.comparison.cells import BRINGS, Cell, CellState, CellTexts, cell, once
from assistant.engines.comparison.figures import figures_line
from assistant.engines.comparison.fixed_points import ComparedTopic, topics, topics_named
from assistant.engines.model import Computed, Finding, Layout, span_payload
from assistant.model import Form, Outcome
from assistant.query.model import Query
from corpus.annotations import kept_notes
from corpus.catalogue import CatalogueReader
from corpus.errors import BadRequest, FilledLine
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions
from corpus.lexicon.jurisdictions import country_name

MOST = 6  # jurisdictions side by side
_FILLED = (CellState.HELD, CellState.STAYED, CellState.CHANGED)


_OF_SHARES = lazy_regex(
    r"\b(?:owned|held|owns|holds|shares?|stakes?)\b[^.?]{0,60}\b\d{1,3} ?(?:%|per ?cent\b)|"
    r"\b\d{1,3} ?(?:%|per ?cent)[ -](?:owned|held)\b",
    re.I,
)


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the comparison that a question asks for; None where it compares nothing that has fixed points."""
    asked = asked_comparison(question)
    if asked is None or _OF_SHARES.search(question.core):
        return None  # how rules on owned companies see a share is no fixed point of any topic
    if len(asked.codes) == 1:
        name = country_name(asked.codes[0]) or asked.codes[0]
        text = f"With which other jurisdiction do you want to compare {name}?"
        return Computed(
            Form.COMPARISON, (Finding(text),), outcome=Outcome.NEEDS_FACT, asks_for=("a second jurisdiction",)
        )
    codes = asked.codes or tuple(dict.fromkeys(code for topic in asked.topics for code in topic.cells))
    texts = replace(_texts(catalogue, question.filters, brief=asked.brief), question=question.standalone)
    return compared(asked.topics, codes, texts, asked.points, is_chosen=False)


def by_topic(
    words: str, codes: Sequence[str], catalogue: CatalogueReader, filters: Filters, *, brief: bool = False
) -> Computed:
    """Return the comparison of a topic, by its id or in words, between jurisdictions by their codes.

    Raises BadRequest for a topic without fixed points, an unknown jurisdiction, fewer than two and more than six.
    """
    found = topics_named(words)
    if not found:
        known = "; ".join(f"{t.id} ({t.name.lower()})" for t in topics())
        raise BadRequest(
            FilledLine("There are no fixed points for {words}.", {"words": repr(words.strip()[:80])}),
            FilledLine("There are some for: {names}.", {"names": known}),
        )
    unknown = [c for c in codes if c not in jurisdictions.table().by_code]
    if unknown:
        known = ", ".join(jurisdictions.table().by_code)
        raise BadRequest(
            FilledLine("{name} is no jurisdiction.", {"name": repr(unknown[0][:40])}),
            FilledLine("The codes are {names}.", {"names": known}),
        )
    if not 2 <= len(set(codes)) <= MOST:
        raise BadRequest(
            FilledLine("A comparison needs two to {most} jurisdictions.", {"most": MOST}),
            "Name them by their codes: us cn.",
        )
    return compared(found, tuple(dict.fromkeys(codes)), _texts(catalogue, filters, brief=brief))


def compared(
    found: Sequence[ComparedTopic],
    codes: tuple[str, ...],
    texts: CellTexts,
    asked: Mapping[str, tuple[str, ...]] | None = None,
    *,
    is_chosen: bool = True,
) -> Computed:
    """Return the table of topics: a row for each of their points, a column for each jurisdiction, of six at most.

    `asked` are the points that a question is about, by topic id: they alone have rows. Who has chosen a topic gets its
    points whatever is held; a question in words gets no table of which nothing is held.
    """
    codes, left_out = codes[:MOST], codes[MOST:]
    findings: list[Finding] = []
    rows, payload, states = [], [], []
    told: list[str] = []
    commands: dict[str, list[str]] = {}
    said: dict[str, dict[str, str]] = {code: {} for code in codes}
    for topic in found:
        points = (asked or {}).get(topic.id) or tuple(topic.points)
        for point in points:
            name = topic.points[point]
            cells = [once(cell(topic, code, point, texts), said[code], name) for code in codes]
            places = []
            for one in cells:
                places.append(tuple(range(len(findings) + 1, len(findings) + 1 + len(one.findings))))
                findings.extend(one.findings)
            title = f"{topic.name}: {name[:1].lower()}{name[1:]}" if len(found) > 1 else name
            rows.append((title, tuple(places)))
            states += [(code, c.state) for code, c in zip(codes, cells, strict=True)]
            for code, one in zip(codes, cells, strict=True):
                commands.setdefault(code, []).extend(one.bring)
            payload.append({"topic": topic.id, "point": point, "name": name, "cells": list(_told(codes, cells, texts))})
            if point in topic.periods and (line := figures_line(name, codes, cells)):
                told.append(line)
    values = {
        "topics": [{"id": t.id, "name": t.name} for t in found],
        "jurisdictions": [{"code": c, "name": country_name(c) or c} for c in codes],
        "rows": payload,
    }
    filled = {code for code, state in states if state in _FILLED}
    if not filled and not is_chosen:
        return Computed(Form.COMPARISON, tuple(_nothing_held(found, commands)), values, Outcome.NOT_IN_CORPUS)
    lead = " ".join((*told, *_lead(found, codes, states, asked or {}, left_out, commands)))
    return Computed(
        Form.COMPARISON,
        (Finding(lead), *findings),
        values,
        Outcome.ANSWERED if filled else Outcome.NOT_IN_CORPUS,
        layout=Layout(codes, tuple(rows)),
        not_answered=tuple(_name(c) for c in codes if filled and c not in filled),
    )


def _nothing_held(found: Sequence[ComparedTopic], commands: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """Yield that no text is held on which a comparison would stand, and for each law what brings its texts."""
    yield Finding(f"{_subject(found)}: no text that such a comparison stands on is held here.")
    for code, wanted in commands.items():
        sources = tuple(dict.fromkeys(command.removeprefix(BRINGS) for command in wanted))
        bring = f"`{BRINGS}{' '.join(sources)}` brings them." if sources else "`licet add` takes what you have."
        yield Finding(f"Its texts are not held. {bring}", part=_name(code), brings=sources)


def _subject(found: Sequence[ComparedTopic]) -> str:
    return " and ".join(t.name.lower() if n else t.name for n, t in enumerate(found))


def _lead(
    found: Sequence[ComparedTopic],
    codes: Sequence[str],
    states: Sequence[tuple[str, CellState]],
    asked: Mapping[str, tuple[str, ...]],
    left_out: Sequence[str],
    commands: Mapping[str, Sequence[str]],
) -> Iterator[str]:
    """Yield the sentences on what the table holds: its points, whose cells are not held, and what it leaves out."""
    points = len(states) // len(codes)
    filled = sum(s in _FILLED for _, s in states)
    counted = f"{points} fixed point{'s' if points > 1 else ''}"
    yield f"{_subject(found)}, by {counted}: {_joined(codes)}. {filled} of {len(states)} answers stand on texts held."
    for code in codes:
        of_it = [s for c, s in states if c == code]
        if not any(s in _FILLED for s in of_it):
            bring = " and ".join(f"`{c}`" for c in dict.fromkeys(commands.get(code, ())))
            why = (
                f"its texts are not held ({bring} {'brings' if len(set(commands[code])) == 1 else 'bring'} them)"
                if bring
                else "no provision is pinned for it"
            )
            yield f"Nothing stands under {_name(code)}: {why}."
    rest = [t.points[p].lower() for t in found if asked.get(t.id) for p in t.points if p not in asked[t.id]]
    if rest:
        yield f"Not shown, since not asked about: {', '.join(rest)}."
    if left_out:
        yield f"A table has {MOST} columns; left out: {_joined(left_out)}."


def _joined(codes: Sequence[str]) -> str:
    names = [_name(c) for c in codes]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _name(code: str) -> str:
    return country_name(code) or code


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
            "citations": [span_payload(span, texts.catalogue) for span in spans],
        }


def _texts(catalogue: CatalogueReader, filters: Filters, *, brief: bool) -> CellTexts:
    # Whose law a cell is of is said by its column.
    chosen = replace(filters, jurisdictions=())
    return CellTexts(catalogue, kept_notes(catalogue).by_id, chosen, brief)

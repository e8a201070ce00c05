"""The same points asked of several jurisdictions: a table, one row a point, one column a jurisdiction, every cell cited."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.citing import Citations
from assistant.inquiry import Inquiry
from assistant.model import Comparison, Outcome, Statement, Verdict
from assistant.question import PLACES, Question
from assistant.sentences import Sentence
from corpus.text import one_line

_CELL = 2  # statements of a cell
_NEAR = 0.9  # of the cell's best sentence
_READ = 12  # sentences of a jurisdiction among which a point is looked for

# Points that rules are compared on beside what was asked; one that no text here speaks of has no row.
_POINTS = (
    ("Definition", re.compile(r"\bmeans?\b|\bis defined\b|\bthe term\b|是指|所称|とは")),
    ("Exceptions", re.compile(r"\bexcept(?:ions?)?\b|\bexempt\w*|\bunless\b|\bdoes not apply\b|除外|但し|この限りでない", re.I)),
    ("Penalties", re.compile(r"\bpenalt(?:y|ies)\b|\bfines?\b|\bimprison\w*|罚款|罰金|懲役", re.I)),
)
_ASKS = re.compile(
    r"\b(?:how (?:do|does)|what (?:do|does)|compared?|comparison|differ(?:ences?|s)? (?:between|of|in)?|versus|vs\.?|both|treat(?:s|ed)?|handle|regulate|control|"
    r"the (?:rules|law) (?:of|in)|between|respectively)\b|[?]",
    re.I,
)


def topic(question: Question) -> str:
    """What is compared: the question without its jurisdictions and the words of comparing."""
    text = question.standalone
    for code in question.compares:
        text = re.sub(PLACES[code], " ", text)
    text = re.sub(r"\b(?:and|with|to|in|by|the|of|or)\s+(?=(?:and|with|to|in|by|the|of|or|,|$)\b)", " ", _ASKS.sub(" ", text))
    return " ".join(
        re.sub(r"^\W*(?:(?:and|the|of|in|with|to)\s+)+|\s+(?:and|in|of|with|by|the)\W*$", "", " ".join(text.split())).split(" ,")
    )


def compared(
    question: Question, codes: Sequence[str], look_into: Callable[[Question], Inquiry], cites: Citations
) -> tuple[Comparison, tuple[Inquiry, ...]]:
    """The comparison of `question` between jurisdictions. Citations are numbered in `cites`; a cell that no text fills is empty."""
    subject = topic(question) or question.standalone
    columns: list[tuple[Inquiry | None, list[Sentence]]] = []
    held = {source.jurisdiction for source, _ in cites.catalogue.in_force(question.filters).values()}
    for code in codes:
        if code not in held:
            columns.append((None, []))
            continue
        filters = replace(question.filters, jurisdictions=(code,))
        asked = replace(
            question,
            standalone=subject,
            core=subject,
            search=question.search.replace(question.standalone, subject),
            filters=filters,
        )
        inquiry = look_into(asked)
        found = list(inquiry.ranked[:_READ]) if inquiry.decision.outcome is Outcome.ANSWERED else []
        columns.append((inquiry, found))
    rows = [(one_line(subject), tuple(_cell(found, cites, set()) for _, found in columns))]
    shown = {s.text for _, cells in rows for cell in cells for s in cell}
    for name, pattern in _POINTS:
        cells = tuple(_cell([s for s in found if pattern.search(s.text)], cites, shown) for _, found in columns)
        if any(cells):
            rows.append((name, cells))
            shown |= {s.text for cell in cells for s in cell}
    return Comparison(tuple(codes), tuple(rows)), tuple(i for i, _ in columns if i is not None)


def _cell(found: Sequence[Sentence], cites: Citations, shown: set[str]) -> tuple[Statement, ...]:
    """The best sentences of one jurisdiction on one point, of one standing: binding text and comment share no cell."""
    fresh = [s for s in found if one_line(s.text) not in shown]
    binding = [s for s in fresh if s.features.get("authority")]
    chosen: list[Sentence] = []
    for s in binding or fresh:
        if len(chosen) < _CELL and (not chosen or s.score >= _NEAR * chosen[0].score) and all(s.text != c.text for c in chosen):
            chosen.append(s)
    return tuple(
        Statement(one_line(s.text), (cites.cite(s.hit.source, s.hit.version, s.start, s.end),), Verdict.VERBATIM) for s in chosen
    )

"""Comparison of jurisdictions: a table with a row for each point, a column for each jurisdiction, and cited cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answer.inquiry import Inquiry
from assistant.evidence.citations import Citations
from assistant.model import Comparison, Outcome, Statement, Verdict
from assistant.query.model import Query
from assistant.reading_rules.sentences import Sentence
from corpus.language.normal_form import one_line
from corpus.lexicon import jurisdictions
from corpus.model import Standing

_CELL = 2  # statements of a cell
_NEAR_IN_CELL = 0.6  # as likely as the best sentence of the cell
_SENTENCES_OF_LAW = 12  # sentences of a jurisdiction among which a point is looked for

# Points on which rules are compared besides what was asked: (name, words of the question, words of a text).
# A point that no text speaks of has no row.
_POINTS = (
    (
        "Definition",
        re.compile(r"\bdefin|\bmean", re.I),
        re.compile(r"\bmeans?\b|\bis defined\b|\bthe term\b|是指|所称|とは"),
    ),
    (
        "Exceptions",
        re.compile(r"\bexcept|\bexempt", re.I),
        re.compile(r"\bexcept(?:ions?)?\b|\bexempt\w*|\bunless\b|\bdoes not apply\b|除外|但し|この限りでない", re.I),
    ),
    (
        "Penalties",
        re.compile(r"\bpenal|\bfine|\bpunish|\bjail|\bprison|\bsanction", re.I),
        re.compile(r"\bpenalt(?:y|ies)\b|\bfines?\b|\bimprison\w*|罚款|罰金|懲役", re.I),
    ),
)
_LEADS = re.compile(
    r"^\W*(?:please |can you )?"
    r"(?:(?:what(?:['’]?s| is| are) )?(?:the )?(?:comparison|differences?)(?: (?:between|of|in))?|compare|contrast|"
    r"(?:how|what) (?:do|does|is|are)|how(?! (?:long|much|many|often|soon|far|old|big)\b)|do|does|is|are)\b|"
    r"\b(?:versus|vs\.?|both|respectively|differ(?:s|ently)?|treat(?:s|ed)?|handles?|"
    r"(?:under|in|of|by|between|from|with) (?:the )?(?=\W*$))(?!\w)",
    re.I,
)
_DOES = re.compile(r"^(?:define|regulate|control|restrict|limit|govern|see|view)s?\s+(?=\w)", re.I)
_JOINS = r"\W*(?:(?:and|or|vs|versus|with|the|in|both|under|of)\W+)*"


def topic(question: Query) -> str:
    """Return what is compared: the question without its jurisdictions and without words like "compare" and "versus"."""
    places = jurisdictions.table().compared
    place = "(?:" + "|".join(places[code].pattern for code in question.compares) + ")(?:['’]s)?"
    text = re.sub(
        rf"\b(?:(?:between|in|of|by|under|from)\s+)?(?:the\s+)?{place}(?:{_JOINS}{place})*", " ", question.standalone
    )
    for _ in range(3):
        text = _LEADS.sub(" ", " ".join(text.split()))
    return re.sub(r"^\W*(?:(?:and|the|of|in|with|to|how)\s+)*|\W+$", "", " ".join(text.split()))


def compared(
    question: Query, codes: Sequence[str], look_into: Callable[[Query], Inquiry], cites: Citations
) -> tuple[Comparison, tuple[Inquiry, ...]]:
    """Return the comparison of jurisdictions, and the inquiry into each of which a text is held.

    `look_into` finds the evidence for a question about one jurisdiction. Citations are numbered in `cites`. A cell that
    no text fills is empty.
    """
    subject = topic(question) or question.standalone
    known = jurisdictions.table().by_code
    columns: list[tuple[Inquiry | None, list[Sentence]]] = []
    held = {source.jurisdiction for source, _ in cites.catalogue.in_force(question.filters).values()}
    for code in codes:
        if code not in held:
            columns.append((None, []))
            continue
        filters = replace(question.filters, jurisdictions=(code,))
        of_law = f"{subject} {known[code].own_law if code in known else ''}".strip()
        asked = replace(question, standalone=of_law, core=of_law, filters=filters)
        inquiry = look_into(asked)
        found = list(inquiry.ranked[:_SENTENCES_OF_LAW]) if inquiry.decision.outcome is Outcome.ANSWERED else []
        columns.append((inquiry, found))
    name = _DOES.sub("", one_line(subject))
    rows = [(name[:1].upper() + name[1:], tuple(_cell(found, cites, set()) for _, found in columns))]
    shown = {s.text for _, cells in rows for cell in cells for s in cell}
    for name, asked_for, pattern in _POINTS:
        if asked_for.search(subject):
            continue  # it is the first row already
        cells = tuple(_cell([s for s in found if pattern.search(s.text)], cites, shown) for _, found in columns)
        if any(cells):
            rows.append((name, cells))
            shown |= {s.text for cell in cells for s in cell}
    return Comparison(tuple(codes), tuple(rows)), tuple(i for i, _ in columns if i is not None)


def _cell(found: Sequence[Sentence], cites: Citations, shown: set[str]) -> tuple[Statement, ...]:
    """Return the best sentences of one jurisdiction on one point. Binding text and comment never share a cell."""
    fresh = [s for s in found if one_line(s.text) not in shown]
    binding = [s for s in fresh if s.hit.source.kind.standing is Standing.BINDING]
    chosen: list[Sentence] = []
    for s in binding or fresh:
        if (
            len(chosen) < _CELL
            and (not chosen or s.beside(chosen[0]) >= _NEAR_IN_CELL)
            and all(s.text != c.text for c in chosen)
        ):
            chosen.append(s)
    return tuple(
        Statement(one_line(s.text), (cites.cite(s.hit.source, s.hit.version, s.start, s.end),), Verdict.VERBATIM)
        for s in chosen
    )

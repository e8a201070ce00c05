"""Follow-ups about a listed party's relative in a country: "their Japanese arm too?", "same for the Taiwan one?"."""

from __future__ import annotations

import re

from assistant.engines.lists import places
from assistant.engines.lists.question_form import QuestionForm
from assistant.engines.model import Computed, Finding
from assistant.engines.screening import report
from assistant.engines.screening.likeness import Likeness
from assistant.engines.screening.screen import ScreeningMatch, screened
from assistant.model import Form, Note
from assistant.query.candidate_names import candidates
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader

_RELATIVE = re.compile(
    r"\b(?:ones?|arms?|units?|branch(?:es)?|subsidiar(?:y|ies)|affiliates?|offices?|company|companies|entity|entities|"
    r"divisions?|sisters?|business|firms?|operations?)\b",
    re.I,
)
_AND = re.compile(r"\b(?:and|same|what about|how about|also|too|as well|listed|on it|likewise)\b", re.I)
_SURE = (Likeness.SAME, Likeness.ALIAS)
_MOST_ROWS = 6


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the rows of a party's relatives in the country that a follow-up names; None for other questions."""
    if not question.leans or not question.before or not _RELATIVE.search(question.core):
        return None
    form = QuestionForm(question.core)
    found = list(places.find(form.rest))
    if len(found) != 1:
        return None
    form.blank(*found[0][:2])
    for pattern in (_RELATIVE, _AND):
        form.take(pattern)
    names = candidates(question.before)
    if form.words() or not names:
        return None
    rows = _relatives(names, found[0][2], question, catalogue)
    if not rows:
        return None
    lead = report.several([_said(m) for m in rows], 2) + "."
    findings = [Finding(lead, tuple(m.span for m in rows[:2]))]
    findings += [Finding(report.row_line(m), (m.span,), Note.ROW) for m in rows[:_MOST_ROWS]]
    findings += report.further(names[0], len(rows), _MOST_ROWS)
    payload = {
        "list": ", ".join(dict.fromkeys(m.held.about.name for m in rows)),
        "edition": ", ".join(dict.fromkeys(m.held.edition for m in rows)),
        "value": [m.row.name for m in rows],
        "rows": [report.match_payload(m, catalogue, question.filters) for m in rows],
    }
    return Computed(Form.LIST, tuple(findings), payload)


def _relatives(names: list[str], country: str, question: Query, catalogue: CatalogueReader) -> list[ScreeningMatch]:
    """Return the rows under a country whose names hold the whole name of the party, or that of its own row."""
    own = [
        m.row.name
        for found in screened(names, catalogue, question.filters)
        for m in found.matches
        if m.found.likeness in _SURE and not m.held.compiled
    ]
    asked = list(dict.fromkeys([*names, *own]))
    best: dict[tuple[str, int], ScreeningMatch] = {}
    for found in screened(asked, catalogue, question.filters, country):
        for match in found.matches:
            whole = match.found.likeness in (*_SURE, Likeness.LONGER)
            if whole and not match.held.compiled and country in match.row.codes:
                best.setdefault((match.held.about.name, match.row.start), match)
    return list(best.values())


def _said(match: ScreeningMatch) -> str:
    policy = f", with the review policy “{match.row.policy.rstrip('.')}”" if match.row.policy else ""
    return f"{report.listed(match)}{policy}"

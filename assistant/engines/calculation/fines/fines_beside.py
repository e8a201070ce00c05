"""The fine that a question asks for beside a shipment: "5A002 to France: what's the maximum fine?"."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.engines.calculation.figures import NotStatedError
from assistant.engines.calculation.fines.penalties import civil_of_section, criminal_of_section
from assistant.engines.calculation.result import Calculation, computed_of
from assistant.engines.determination.facts.asked import of_query
from assistant.engines.determination.law_texts.rules import own_country
from assistant.engines.model import Computed
from assistant.model import Form
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex

# "Is that fine?" asks for no penalty.
_ASKS_OF_FINE = lazy_regex(
    r"\b(?:max(?:imum)?|how (?:much|big|high|bad)|what(?:['’]?s| is| are| would be)?|which|civil|criminal|worst)\b"
    r"(?: [\w'’-]{1,15}){0,4} fines?\b(?! (?:print|mesh|powder|grain))|"
    r"\b(?:get|be|are|being|were|was) fined\b|\bpenalt(?:y|ies)\b|"
    r"\b(?:bußgeld\w*|geldstrafe\w*|geldbuße\w*|strafe)\b|\b(?:amendes?|pénalités?)\b|\b(?:multas?|sanción máxima)\b|"
    r"罚款|罚金|罰金|벌금|과태료",
    re.I,
)


def with_fine(found: Computed, question: Query, catalogue: CatalogueReader) -> Computed:
    """Return a determination with the most that a violation costs, where its question asks for that too.

    Where the law of the walk decides nothing ("a Dutch exporter"), or tells no fine, the fine is named as left open.
    """
    asks = _ASKS_OF_FINE.search(question.core)
    if asks is None or found.form is not Form.DETERMINATION or any(asks[0] in words for words in found.not_answered):
        return found
    left = replace(found, not_answered=(*found.not_answered, asks[0]))
    if found.payload.get("jurisdiction") or set(of_query(question).exporters) - {own_country()}:
        return left  # of an exporter elsewhere
    try:
        halves = [computed_of(half(question, catalogue), catalogue) for half in (criminal_of_section, _civil_half)]
    except NotStatedError:
        return left
    first = found.findings[0]
    told = [h.findings[0] for h in halves]
    words = " ".join((first.text, "Of a violation of the EAR:", *(f.text for f in told)))
    cites = tuple(dict.fromkeys((*first.cites, *(span for f in told for span in f.cites))))
    lead = replace(first, text=words, cites=cites, says_yes=None)
    missing = (*found.missing_texts, *(text for h in halves for text in h.missing_texts))
    rest = (*found.findings[1:], *(f for h in halves for f in h.findings[1:]))
    return replace(found, findings=(lead, *rest), missing_texts=tuple(dict.fromkeys(missing)))


def _civil_half(question: Query, catalogue: CatalogueReader) -> Calculation:
    return civil_of_section(question, catalogue, valued=False)

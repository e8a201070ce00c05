"""What goes before the value of an export that is reported: listed parties, and a licence that is required."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engines.determination.determination_engine import determined
from assistant.engines.determination.facts.asked import Transaction, of_query, of_text
from assistant.engines.determination.law_texts.rules import own_law
from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.determination.party_steps import listed_party_steps
from assistant.engines.determination.steps import SURE_STATUSES, Effect, WalkStep
from assistant.engines.model import Finding
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import party_lists

# Words of the filing are nobody's name, though a listed party is called by one of them.
_WORDS_OF_FILING = lazy_regex(r"\b(?:HTS\w{0,2}|AES(?:Direct)?|EEI|ITN|FTR|schedule B|automated export system)\b", re.I)
_UNVERIFIED = "Supplement No. 6 "  # whose parties are reported whatever the value, by the rule itself


@dataclass(frozen=True)
class LicenceTold:
    """What is told of parties and of a licence. `lead` is the finding by which a licence is required, if one is."""

    unverified: tuple[WalkStep, ...] = ()
    listed: tuple[WalkStep, ...] = ()  # on other lists
    lead: Finding | None = None

    @property
    def by_list(self) -> bool:
        """Return whether a row of a list asks for the licence: no License Exception takes its place."""
        return any(step.effect is Effect.REQUIRED for step in self.listed)

    @property
    def steps(self) -> Sequence[WalkStep]:
        """Return the steps on listed parties."""
        return (*self.unverified, *self.listed)


def licence_told(question: Query, text: str | None, catalogue: CatalogueReader) -> LicenceTold:
    """Return what is told of listed parties and of a licence; `text` is that of one shipment of several."""
    asked = (of_query(question) if text is None else of_text(text)).without(_WORDS_OF_FILING)
    texts = Texts.of(catalogue, question.filters, own_law())
    steps = listed_party_steps(texts, asked)
    names = {e.name for e in party_lists.table().entries if e.table.startswith(_UNVERIFIED)}
    return LicenceTold(
        tuple(s for s in steps if s.name in names),
        tuple(s for s in steps if s.name not in names),
        _required(asked, question, catalogue),
    )


def _required(asked: Transaction, question: Query, catalogue: CatalogueReader) -> Finding | None:
    """Return the finding that a licence is required, of one item that goes to one country; None where it is not."""
    if not asked.has_item or len(asked.items) > 1 or len(asked.codes) != 1:
        return None
    walk = determined(asked, catalogue, question.filters)
    return walk.findings[0] if walk.payload["status"] in SURE_STATUSES else None

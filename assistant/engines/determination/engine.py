"""The engine: a question about a licence for an item, answered by the walk, or by what it asks for."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from assistant.engines.determination.checks.eu import is_in_union, union_steps
from assistant.engines.determination.facts.asked import Transaction, day_named, of_query
from assistant.engines.determination.facts.candidates import EntryWords
from assistant.engines.determination.facts.intent import is_determination
from assistant.engines.determination.held.countries import Geography
from assistant.engines.determination.held.listings import Listings
from assistant.engines.determination.held.rules import table
from assistant.engines.determination.held.texts import Texts
from assistant.engines.determination.report import computed
from assistant.engines.determination.steps import Walk
from assistant.engines.determination.walk import walked
from assistant.engines.model import Computed
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters

Lists = tuple[Geography, Listings, EntryWords]
_KEPT = 8  # days and collections whose chart and groups stay in memory


class Determination:
    """Walk from a question to its determination. The chart and groups of a collection are read once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Path, int, Filters], Lists] = {}
        self._lock = threading.Lock()

    def __call__(self, question: Query, catalogue: CatalogueReader) -> Computed | None:
        """Return the determination that a question asks for, None where it asks for something else."""
        asked = of_query(question)
        if not is_determination(question, asked):
            return None
        filters = question.filters
        if filters.as_of is None and (day := day_named(question.standalone)) is not None:
            filters = replace(filters, as_of=day)
        return self.determined(asked, catalogue, filters)

    def determined(self, asked: Transaction, catalogue: CatalogueReader, filters: Filters) -> Computed:
        """Return the determination on the facts that are given."""
        texts = Texts.of(catalogue, filters, str(table()["jurisdiction"]))
        if any(map(is_in_union, asked.exporters)) and asked.to:
            union = Texts.of(catalogue, filters, "eu")
            if steps := union_steps(union, asked, asked.to[0]):
                return computed(union, asked, Walk(steps))
        return computed(texts, asked, walked(texts, *self._lists(texts), asked))

    def _lists(self, texts: Texts) -> Lists:
        key = (texts.catalogue.path, texts.catalogue.generation, texts.filters)
        found = self._kept.get(key)
        if found is None:
            found = Geography.of(texts), Listings.of(texts), EntryWords.of(texts)
            with self._lock:
                if len(self._kept) >= _KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[key] = found
        return found


DETERMINATION = Determination()

"""Look-ups of the agent over the search and the engines: what each finds becomes numbered pieces of evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from assistant.answer.caveats.freshness import Vintages
from assistant.engines.calculation.calculation_engine import calculate
from assistant.engines.comparison.comparison_engine import by_topic
from assistant.engines.determination.command import determination
from assistant.engines.ledger.status_findings import status_computed
from assistant.engines.ledger.whole_ledger import matter_of
from assistant.engines.lists.list_lookup import country_or_heading, held_by_name, rows_as_payload
from assistant.engines.lists.party_query import PartyQuery
from assistant.engines.model import Computed
from assistant.engines.screening import report
from assistant.engines.screening.screen import screened
from assistant.evidence.evidence_gathering import Gatherer
from assistant.pipeline.answer_assembly import computed_answer
from assistant.pipeline.evidence_pack_filling import add_findings
from assistant.query.parser import understand
from assistant.research.evidence_pack import EvidencePack
from assistant.research.tools import (
    CalculateArguments,
    CompareArguments,
    DefineArguments,
    DetermineArguments,
    InForceArguments,
    ListArguments,
    ScreenArguments,
    SearchArguments,
    ShowArguments,
)
from corpus.errors import BadRequest
from corpus.filters import Filters
from corpus.lookup import locate

_SEARCHED = 8  # provisions of a search
_AT_ADDRESS = 4  # provisions at an address
_ROWS_TOLD = 12  # rows of a list


class HeldLookUps:
    """Look-ups in one snapshot, under the filters of the question."""

    def __init__(self, gatherer: Gatherer, filters: Filters, vintages: Vintages) -> None:
        self.gatherer, self.catalogue = gatherer, gatherer.catalogue
        self.filters, self.vintages = filters, vintages

    def search(self, pack: EvidencePack, asked: SearchArguments) -> str:
        """Search the texts."""
        for hit in self.gatherer.search(asked.query, _SEARCHED, self.filters):
            pack.add_stretch(hit.source, hit.version, hit.passage.start, hit.passage.end)
        return ""

    def show(self, pack: EvidencePack, asked: ShowArguments) -> str:
        """Show a provision in full."""
        held = locate(self.catalogue, asked.address, self.filters)
        numbers = [pack.add_provision(p) for p in held[:_AT_ADDRESS]]
        return f"See {', '.join(f'piece {n}' for n in dict.fromkeys(numbers) if n)}." if any(numbers) else ""

    def screen(self, pack: EvidencePack, asked: ScreenArguments) -> str:
        """Look a name up on all lists of parties."""
        found = next(screened([asked.name], self.catalogue, self.filters))
        rows = [pack.add_stretch(m.span.source, m.span.version, m.span.start, m.span.end) for m in found.matches]
        pack.add_computed("screening", report.sentence(found, self.catalogue, self.filters), rows)
        return f"{report.screening_status(found).replace('_', ' ')}."

    def list_query(self, pack: EvidencePack, asked: ListArguments) -> str:
        """Count and list the rows of a list of parties."""
        held = held_by_name(asked.list, self.catalogue, self.filters)
        query = PartyQuery(
            countries=(country_or_heading(asked.country, held),) if asked.country else (),
            name=asked.name,
            since=_day(asked.added_since),
        )
        found = rows_as_payload(held, query, self.catalogue, count=False)
        rows = self._cited(pack, (row["citation"] for row in found["rows"][:_ROWS_TOLD]))
        names = "; ".join(row["name"] for row in found["rows"][:_ROWS_TOLD])
        more = f"; and {found['value'] - _ROWS_TOLD:,} more" if found["value"] > _ROWS_TOLD else ""
        number = f"{found['list']} of {found['edition']}: {found['value']:,} rows."
        pack.add_computed("list", f"{number} {names}{more}".strip(), rows)
        return number

    def determine(self, pack: EvidencePack, asked: DetermineArguments) -> str:
        """Work out what is required for an item to a destination."""
        found = determination(
            self.catalogue, asked.item, asked.to, asked.end_user, asked.end_use, self.filters, asked.jurisdiction
        )
        steps = [(s["finding"], self._cited(pack, s["citations"])) for s in found["steps"]]
        for finding, numbers in steps:
            pack.add_computed("determination", finding, numbers)
        pack.add_computed("determination", found["text"], [n for _, numbers in steps for n in numbers])
        return f"{found['status'].replace('_', ' ')}."

    def in_force(self, pack: EvidencePack, asked: InForceArguments) -> str:
        """Tell since when, until when and whether something applies."""
        matter = matter_of(asked.what, self.catalogue, self.filters)
        return self._computed(pack, status_computed(matter, self.filters.as_of or pack.day, self.catalogue))

    def define(self, pack: EvidencePack, asked: DefineArguments) -> str:
        """Find where the law defines a term."""
        found = sorted(self.catalogue.defining(asked.term, self.filters), key=lambda p: (p.source.rank, p.source.id))
        for held in found[:_AT_ADDRESS]:
            pack.add_provision(held)
        return "" if found else f"No text held defines “{asked.term}”."

    def compare(self, pack: EvidencePack, asked: CompareArguments) -> str:
        """Compare jurisdictions on the fixed points of a topic."""
        return self._computed(pack, by_topic(asked.topic, asked.jurisdictions, self.catalogue, self.filters))

    def calculate(self, pack: EvidencePack, asked: CalculateArguments) -> str:
        """Work out a figure by the rules of the texts."""
        found = calculate(understand(asked.question, (), self.filters, self.catalogue), self.catalogue)
        return self._computed(pack, found) if found else "That is no calculation that the texts give rules for."

    def _computed(self, pack: EvidencePack, found: Computed) -> str:
        asked = understand(found.form.value, (), self.filters, self.catalogue)
        add_findings(pack, computed_answer(asked, found, self.catalogue, self.vintages))
        return ""

    def _cited(self, pack: EvidencePack, citations: Iterable[Mapping[str, Any]]) -> list[int]:
        held = {source.id: (source, version) for source, version in self.catalogue.in_force(self.filters).values()}
        return [
            pack.add_stretch(*held[c["source_id"]], c["start"], c["end"]) for c in citations if c["source_id"] in held
        ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadRequest(f"{text!r} is no day.", "Write it as 2026-01-31.") from error

"""What may contradict or limit what an answer cited: later editions, stays, exceptions, in its text and elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from assistant.evidence.evidence_gathering import Search
from assistant.research.evidence_pack import EvidencePack
from assistant.research.provision_units import ProvisionUnit, whole_section
from assistant.verification.untold_evidence import tells_a_limit
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.model import Role

_CITED_READ = 6  # cited provisions whose limits are looked for
_BESIDE = 6  # provisions of one section
_ELSEWHERE = 6  # provisions that name a cited section
_PASSAGES_SEARCHED = 12  # passages of a search


def add_limits(pack: EvidencePack, search: Search, filters: Filters) -> None:
    """Add to a pack of what was cited what may contradict or limit that, as far as there is room."""
    cited = [p.unit for p in pack.pieces if p.unit is not None][:_CITED_READ]
    for held in islice(_later(cited, pack.catalogue, filters), _CITED_READ):
        pack.add_provision(held)
    for held in islice(_beside(cited, pack.catalogue), 2 * _BESIDE):
        pack.add_provision(held)
    for held in islice(_elsewhere(cited, search, pack.catalogue, filters), _ELSEWHERE):
        pack.add_provision(held)


def _later(cited: Sequence[ProvisionUnit], catalogue: CatalogueReader, filters: Filters) -> Iterator[HeldProvision]:
    """Yield what stands at the places of cited provisions in the edition in force, where another was cited."""
    in_force = {source.id: version for source, version in catalogue.in_force(filters).values()}
    for unit in cited:
        now = in_force.get(unit.source.id)
        if now is not None and now.number != unit.version.number:
            yield from catalogue.in_edition(now.number, unit.held.locator)[:1]


def _beside(cited: Sequence[ProvisionUnit], catalogue: CatalogueReader) -> Iterator[HeldProvision]:
    """Yield what tells an exception or a stay in the sections of cited provisions: what is stayed, then the nearest."""
    for unit in _one_of_each_section(cited):
        near: list[tuple[bool, int, HeldProvision]] = []
        for held in catalogue.subtree(whole_section(catalogue, unit.held)):
            at = held.version.number, held.provision.start, held.provision.end
            if held.provision.role is not Role.ROW and held.text.strip() and not any(u.covers(*at) for u in cited):
                stayed = held.provision.stay is not None
                if stayed or tells_a_limit(held.text):
                    near.append((not stayed, abs(held.position - unit.held.position), held))
        yield from (held for _, _, held in sorted(near, key=lambda n: n[:2])[:_BESIDE])


def _elsewhere(
    cited: Sequence[ProvisionUnit], search: Search, catalogue: CatalogueReader, filters: Filters
) -> Iterator[HeldProvision]:
    """Yield provisions that name the section of a cited one and tell an exception or a stay."""
    for unit in _one_of_each_section(cited):
        for hit in search(f"{unit.section} {unit.source.title}", _PASSAGES_SEARCHED, filters):
            words = catalogue.slice(hit.version.number, hit.passage.start, hit.passage.end)
            if tells_a_limit(words) and unit.is_named_in(words, hit.source.id):
                yield catalogue.at(hit.version.number, hit.passage.start)


def _one_of_each_section(cited: Sequence[ProvisionUnit]) -> list[ProvisionUnit]:
    """Return the first cited unit of each section of each text, in the order of citing."""
    first: dict[tuple[str, str], ProvisionUnit] = {}
    for unit in cited:
        first.setdefault((unit.source.id, unit.section), unit)
    return list(first.values())

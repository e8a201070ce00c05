"""Faults of the derived stores: what they hold, compared with what the catalogue says they must hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from corpus.catalogue import Catalogue
from corpus.catalogue_results import Membership
from corpus.errors import StoreUnavailable
from index.encoders.embeddings import EnglishEncoder
from index.stores.documents import metadata
from index.stores.open_stores import Stores
from index.stores.terms import membership_digest
from index.stores.vectors.chroma import Damaged, Vectors

_LEAST_COSINE = 0.99  # cosine of a vector with the copy of it that the ranker reads, at least: that one has 16 bits


@dataclass(frozen=True, slots=True)
class StoreFault:
    """StoreFault of one store: its kind (vectors, terms or tokens) and one clause for people."""

    kind: str
    said: str


def wanted_memberships(catalogue: Catalogue) -> dict[str, Membership]:
    """Return every passage that the stores must hold, by its id."""
    sources = sorted({source.id for source, _ in catalogue.editions().values()})
    return {i: member for source_id in sources for i, member in catalogue.memberships(source_id).items()}


def faults(wanted: Mapping[str, Membership], stores: Stores, partition_of: Callable[[str], int]) -> list[StoreFault]:
    """Return the faults of the stores, given what they must hold: damaged files first, then what is wrong in them.

    Files are compared before their readers open them: those crash on some of them. Raises StoreUnavailable where a
    store cannot be reached.
    """
    found = [StoreFault(kind, f"{kind}: {_several(names)} damaged") for kind, names in stores.altered().items()]
    damaged = {fault.kind for fault in found}
    if "tokens" not in damaged:
        found += _of_tokens(wanted, stores, partition_of)
    if "vectors" not in damaged:
        for number, (encoder, vectors) in enumerate(stores.partitions):
            mine = {i: m for i, m in wanted.items() if partition_of(m.passage.language) == number}
            found += [StoreFault("vectors", f"{encoder.name}: {said}") for said in _of_vectors(mine, vectors, stores)]
    if "terms" not in damaged:
        found += _of_terms(wanted, stores)
    return found


def _of_tokens(
    wanted: Mapping[str, Membership], stores: Stores, partition_of: Callable[[str], int]
) -> Iterator[StoreFault]:
    for number, (encoder, _) in enumerate(stores.partitions):
        if isinstance(encoder, EnglishEncoder):
            mine = sorted(i for i, m in wanted.items() if partition_of(m.passage.language) == number)
            if uncached := stores.token_vectors.missing(mine):
                yield StoreFault("tokens", f"{encoder.name}: {len(uncached)} passages without token vectors")


def _of_vectors(wanted: Mapping[str, Membership], vectors: Vectors, stores: Stores) -> Iterator[str]:
    there: set[str] = set()
    zero = outdated = strange = 0
    try:
        for ids, matrix, fields in vectors.all():
            there.update(ids)
            lengths = np.linalg.norm(matrix, axis=1)
            zero += int((lengths < 0.5).sum())
            outdated += sum(i in wanted and dict(f) != metadata(wanted[i]) for i, f in zip(ids, fields, strict=True))
            copies = stores.token_vectors.vectors(ids)
            strange += sum(
                float(matrix[n] @ copies[i]) < _LEAST_COSINE * lengths[n] * np.linalg.norm(copies[i])
                for n, i in enumerate(ids)
                if i in copies and lengths[n] >= 0.5
            )
    except Damaged:  # a process killed while it wrote can leave a store that opens and does not give out its vectors
        yield "the vectors cannot be read"
        return
    if wanted.keys() != there:
        yield f"{len(wanted.keys() - there)} vectors missing, {len(there - wanted.keys())} too many"
    for count, said in ((zero, "without direction"), (strange, "altered"), (outdated, "with outdated labels")):
        if count:
            yield f"{count} vectors {said}"


def _of_terms(wanted: Mapping[str, Membership], stores: Stores) -> Iterator[StoreFault]:
    try:
        found = stores.terms.stamps()
    except StoreUnavailable as problem:
        yield StoreFault("terms", f"words: {problem.message}")
        return
    words, stamps = [i for i, _ in found], dict(found)
    if len(words) != len(set(words)) or set(words) != wanted.keys():
        missing, known = len(wanted.keys() - set(words)), len(wanted.keys() & set(words))
        yield StoreFault("terms", f"words: {missing} passages missing, {len(words) - known} too many")
    elif outdated := sum(stamps[i] != membership_digest(member) for i, member in wanted.items()):
        yield StoreFault("terms", f"words: {outdated} passages with outdated labels")


def _several(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} files"

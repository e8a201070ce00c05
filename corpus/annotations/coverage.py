"""Coverage of the sources by annotations, and the state of their pins in a collection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from corpus.annotations.model import Annotation
from corpus.annotations.pins import PinnedText, PinState, pinned_texts, source_ids
from corpus.annotations.translations import translated_counts
from corpus.catalogue import Catalogue
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.model import Role

_UNITS_CITED = (Role.SECTION, Role.ENTRY)  # what a lawyer cites: sections and articles, entries of a control list


@dataclass(frozen=True, slots=True)
class SourceCoverage:
    """Annotations of one source against a collection.

    `pinned` counts its provisions with a pin, `sections` its sections, articles and list entries, `open_sections` names
    those without a pin at them or inside. All three are empty where the source is not held here. `translated` counts
    its notes that have a translation, by its language.
    """

    source_id: str
    title: str
    jurisdiction: str
    held: bool
    annotations: int
    questions: int
    pinned: int
    sections: int
    open_sections: tuple[str, ...]
    pins: Mapping[PinState, int]
    translated: Mapping[str, int] = field(default_factory=dict)


def coverage(
    annotations: Sequence[Annotation], catalogue: Catalogue, as_of: date | None = None
) -> list[SourceCoverage]:
    """Return the coverage of every annotated source, in the order in which they first appear."""
    by_source: dict[str, list[Annotation]] = {}
    for annotation in annotations:
        by_source.setdefault(annotation.source.id, []).append(annotation)
    counts = translated_counts(annotations)
    covered = (_of_source(group, catalogue, as_of) for group in by_source.values())
    return [replace(row, translated=counts.get(row.source_id, {})) for row in covered]


def _of_source(group: Sequence[Annotation], catalogue: Catalogue, as_of: date | None) -> SourceCoverage:
    source = group[0].source
    texts = [text for annotation in group for text in pinned_texts(annotation, catalogue, as_of)]
    ids = source_ids(source, catalogue)
    editions = catalogue.in_force(Filters(sources=ids, as_of=as_of)) if ids else {}
    places = _places(texts)
    sections = [p for number in editions for p in catalogue.outline(number) if _is_cited(p)]
    bare = tuple(dict.fromkeys(s.locator for s in sections if not _has_pin(s, places.get(s.version.number, set()))))
    return SourceCoverage(
        source.id,
        source.title,
        source.jurisdiction,
        bool(editions),
        len(group),
        sum(len(a.questions) for a in group),
        sum(len(places.get(number, ())) for number in editions),
        len(sections),
        bare,
        {state: sum(text.state is state for text in texts) for state in PinState},
    )


def _places(texts: Sequence[PinnedText]) -> dict[int, set[int]]:
    """Return the positions of pinned provisions by edition."""
    out: dict[int, set[int]] = {}
    for text in texts:
        for provision in text.provisions:
            out.setdefault(provision.version.number, set()).add(provision.position)
    return out


def _is_cited(held: HeldProvision) -> bool:
    return held.provision.role in _UNITS_CITED and not held.provision.reserved


def _has_pin(section: HeldProvision, positions: set[int]) -> bool:
    return any(section.position <= position < section.after for position in positions)

"""Where a text stands, and what a cross-reference in it is resolved against."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from corpus.model import Reference

# How many provisions a range ("paragraphs (a)(1) through (9)") is spelt out to; longer ones keep their two ends.
LONGEST_RANGE = 40


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a text: its address, its law's family, and the addresses that its source holds.

    `system` is "cfr", "eu", "cn", "jp" or "" (no relative address makes sense there). `title` is the CFR title for
    places whose own address does not say it (supplements). `known` settles what the wording leaves open; an empty one
    settles nothing, and then an ambiguous reference is left alone. `names` are abbreviations that the text defines for
    other laws (法 for 外国為替及び外国貿易法).
    """

    locator: str
    system: str = ""
    title: str = ""
    known: Collection[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)


def without_overlaps(found: list[Reference]) -> tuple[Reference, ...]:
    """By position; of two that overlap the one that begins first, then the longer. One span may mean several places."""
    kept: list[Reference] = []
    for reference in sorted(found, key=lambda r: (r.start, -r.end)):
        last = kept[-1] if kept else None
        same = last is not None and (reference.start, reference.end) == (last.start, last.end) and reference != last
        if last is None or reference.start >= last.end or same:
            kept.append(reference)
    return tuple(kept)

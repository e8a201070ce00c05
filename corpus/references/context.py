"""Describes the place that a cross-reference is resolved against."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from corpus.model import Reference

# The most provisions that a range ("paragraphs (a)(1) through (9)") is expanded to; longer ones keep their two ends.
LONGEST_RANGE = 40


@dataclass(frozen=True, slots=True)
class ReferenceContext:
    """The place of a text: its address, its law's family, and the addresses that its source holds.

    `system` is "cfr", "eu", "uk", "cn", "jp", "kr", or "" where relative addresses have no meaning. `title` is the CFR
    title of places whose own address does not state it (supplements). `known` are the addresses of the source; they
    settle what the wording leaves open, and without them an ambiguous reference is left alone. `names` are
    abbreviations that the text defines for other laws (法 for 外国為替及び外国貿易法). `amends` is the instrument that
    the source amends, if it is an amending act: what it inserts there refers to that instrument's articles.
    """

    locator: str
    system: str = ""
    title: str = ""
    known: Collection[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    amends: str = ""


def labels_between(first: str, last: str) -> Iterator[str]:
    """Yield the labels between the two ends of a range: (a) to (c), 1 to 3; none if the range is not a simple one."""
    if first.isdigit() and last.isdigit() and int(last) - int(first) <= LONGEST_RANGE:
        yield from map(str, range(int(first) + 1, int(last)))
    elif len(first) == len(last) == 1 and first.isalpha() and last.isalpha():
        yield from map(chr, range(ord(first) + 1, ord(last)))


def without_overlaps(found: list[Reference]) -> tuple[Reference, ...]:
    """Return the references by position, without overlaps: the one that begins first is kept, then the longer one.

    Several references with exactly the same span are all kept, since one expression may mean several places.
    """
    kept: list[Reference] = []
    for reference in sorted(found, key=lambda r: (r.start, -r.end)):
        last = kept[-1] if kept else None
        same = last is not None and (reference.start, reference.end) == (last.start, last.end) and reference != last
        if last is None or reference.start >= last.end or same:
            kept.append(reference)
    return tuple(kept)

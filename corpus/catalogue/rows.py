"""Converts rows of the catalogue to the types of the model, and back. Knows the columns and no SQL beyond them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import date, datetime

from corpus.catalogue_results import HeldProvision, Membership
from corpus.locators import key
from corpus.model import (
    Definition,
    Kind,
    OriginClass,
    Passage,
    Provision,
    Reading,
    Reference,
    Role,
    Source,
    Stay,
    Version,
)

PROVISION_COLUMNS = (
    'version, position, locator, key, role, start, "end", parent, after, heading, page, language, flags, detail, text'
)
_PASSAGE = (
    'version, ordinal, id, locator, start, "end", first, last, context, heading, locators, role, page, language, '
    "identifiers, occurrence, text"
)
EDITION = "number, source_id, digest, valid_from, valid_to, retrieved_at, source_json, origin_class"
EDITIONS = "versions JOIN origins ON version = number"
PASSAGE_COLUMNS = ", ".join(f"p.{name}" for name in _PASSAGE.split(", "))
SOURCE_COLUMNS = (
    "id", "title", "kind", "jurisdiction", "issuer", "author", "url", "language", "licence", "published", "origin",
    "added_at",
)  # fmt: skip
_RECOGNISED, _RESERVED = 1, 2


def iso(day: date | None) -> str:
    """Return a date as the catalogue writes it: ISO format, "" for None."""
    return day.isoformat() if day else ""


def day(text: str | None) -> date | None:
    """Return the date that the catalogue wrote; None for ""."""
    return date.fromisoformat(text) if text else None


def source_json(source: Source) -> str:
    """Return a source as a JSON object, without the class of its origin, which has a column of its own."""
    fields = {**asdict(source), "published": iso(source.published)}
    del fields["origin_class"]
    return json.dumps(fields, ensure_ascii=False)


def source_of(text: str, origin_class: str) -> Source:
    """Return the source that `source_json` wrote, of an origin of that class."""
    fields = json.loads(text)
    told = {
        "kind": Kind(fields["kind"]),
        "published": day(fields["published"]),
        "origin_class": OriginClass(origin_class),
        "declared": tuple(fields.get("declared", ())),
        "claims": tuple((name, value) for name, value in fields.get("claims", ())),
    }
    return Source(**{**fields, **told})


def source_row(fields: dict) -> tuple:
    """Return the columns of the table `sources` up to the licence and the publication date."""
    return tuple(fields[name] for name in SOURCE_COLUMNS[:-2])


def editions(found: Iterable[tuple]) -> dict[int, tuple[Source, Version]]:
    """Return editions by number, from rows of the columns EDITION.

    An edition without an end of its own ends on the day on which the next one of its source begins.
    """
    out: dict[int, tuple[Source, Version]] = {}
    for number, source_id, digest, valid_from, valid_to, retrieved_at, source, origin_class in found:
        version = Version(
            source_id, digest, datetime.fromisoformat(retrieved_at), day(valid_from), day(valid_to), number
        )
        out[number] = (source_of(source, origin_class), version)
    starts: dict[str, list[date]] = {}
    for _, version in out.values():
        if version.valid_from:
            starts.setdefault(version.source_id, []).append(version.valid_from)
    for number, (source, version) in out.items():
        if version.valid_to is None:
            later = [d for d in starts.get(version.source_id, []) if d > (version.valid_from or date.min)]
            if later:
                out[number] = (source, replace(version, valid_to=min(later)))
    return out


def provision_rows(number: int, reading: Reading) -> Iterator[tuple]:
    """Yield the rows of the table `provisions` for a reading."""
    after = list(range(1, len(reading.provisions) + 1))
    for i in range(len(reading.provisions) - 1, -1, -1):
        parent = reading.provisions[i].parent
        if parent is not None:
            after[parent] = max(after[parent], after[i])
    for i, p in enumerate(reading.provisions):
        flags = (_RECOGNISED if p.recognised else 0) | (_RESERVED if p.reserved else 0)
        yield (
            number,
            i,
            p.locator,
            key(p.locator),
            p.role.value,
            p.start,
            p.end,
            p.parent,
            after[i],
            p.heading,
            p.page,
            p.language,
            flags,
            _detail(p),
            reading.own_text(i),
        )


def _detail(p: Provision) -> str:
    """Return the fields of a provision that few provisions have, as JSON; "" if it has none of them."""
    detail: dict = {}
    if p.cells:
        detail["cells"] = p.cells
    if p.identifiers:
        detail["identifiers"] = p.identifiers
    if p.references:
        detail["references"] = [[r.start, r.end, r.locator, r.instrument] for r in p.references]
    if p.defines:
        detail["defines"] = [[d.term, d.start, d.end] for d in p.defines]
    if p.stay:
        detail["stay"] = [p.stay.note, iso(p.stay.since), iso(p.stay.until)]
    return json.dumps(detail, ensure_ascii=False) if detail else ""


def held_provision(row: tuple, edition: tuple[Source, Version]) -> HeldProvision:
    """Return the provision that a row of `provisions` holds, with its text and edition."""
    _, position, locator, _, role, start, end, parent, after, heading, page, language, flags, detail, text = row
    own = (locator, Role(role), start, end, parent, heading, page, language)
    flagged = bool(flags & _RECOGNISED), bool(flags & _RESERVED)
    provision = Provision(*own, *flagged, **_more(json.loads(detail))) if detail else Provision(*own, *flagged)
    return HeldProvision(edition[0], edition[1], position, after, provision, text)


def _more(detail: dict) -> dict:
    """Return the fields of a provision that few provisions have, of those that its JSON has."""
    more: dict = {}
    if cells := detail.get("cells"):
        more["cells"] = tuple([(a, b) for a, b in cells])
    if identifiers := detail.get("identifiers"):
        more["identifiers"] = tuple(identifiers)
    if references := detail.get("references"):
        more["references"] = tuple(Reference(*r) for r in references)
    if defines := detail.get("defines"):
        more["defines"] = tuple(Definition(*d) for d in defines)
    if stay := detail.get("stay"):
        more["stay"] = Stay(stay[0], day(stay[1]), day(stay[2]))
    return more


def term_rows(number: int, reading: Reading) -> Iterator[tuple]:
    """Yield the rows of the table `terms` for a reading."""
    for i, p in enumerate(reading.provisions):
        for definition in p.defines:
            yield (definition.term.casefold(), number, i)


def passage_rows(number: int, passages: Iterable[Passage]) -> Iterator[tuple]:
    """Yield the rows of the table `passages`, in document order."""
    for ordinal, p in enumerate(passages):
        yield (
            number,
            ordinal,
            p.id,
            p.locator,
            p.start,
            p.end,
            p.first,
            p.last,
            p.context,
            p.heading,
            json.dumps(p.locators, ensure_ascii=False),
            p.role.value,
            p.page,
            p.language,
            json.dumps(p.identifiers, ensure_ascii=False),
            p.occurrence,
            p.text,
        )


def passage(row: tuple, source_id: str) -> Passage:
    """Return the passage that a row of `passages` holds."""
    (
        _,
        _,
        _,
        locator,
        start,
        end,
        first,
        last,
        context,
        heading,
        locators,
        role,
        page,
        language,
        identifiers,
        occurrence,
        text,
    ) = row
    return Passage(
        source_id,
        locator,
        text,
        start,
        end,
        first,
        last,
        context,
        heading,
        _strings(locators),
        Role(role),
        page,
        language,
        _strings(identifiers),
        occurrence,
    )


def _strings(held: str) -> tuple[str, ...]:
    """Return the strings of a JSON list."""
    return tuple(json.loads(held)) if held != "[]" else ()


def joined_membership(other: Membership | None, passage: Passage, source: Source, version: Version) -> Membership:
    """Return one membership for a passage that several editions hold: from the first day to the last.

    An open start or end stays open.
    """
    if other is None:
        return Membership(passage, source, version.valid_from, version.valid_to)
    begins = (
        None if other.valid_from is None or version.valid_from is None else min(other.valid_from, version.valid_from)
    )
    ends = None if other.valid_to is None or version.valid_to is None else max(other.valid_to, version.valid_to)
    newest = source if (version.valid_from or date.min) >= (other.valid_from or date.min) else other.source
    return Membership(passage, newest, begins, ends)

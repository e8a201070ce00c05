"""The official sources that Licet knows, read from `catalogue.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from corpus import instruments
from corpus.errors import BadRequest
from corpus.lexicon.tables import as_tuple, content, entry
from corpus.model import Kind

SETS = ("core", "us", "eu", "uk", "cn", "jp", "multilateral", "lists", "news")


class ShapeEvidence(StrEnum):
    """What the addresses and the shape of a publisher's answers were compared with."""

    RECORDED = "recorded answers"
    PROGRAMS = "other programs"  # public ones, which ask the same service at the same addresses for the same fields
    NOTHING = "nothing"  # written by the publisher's own description, or from general knowledge


@dataclass(frozen=True, slots=True)
class ShapeCheck:
    """Comparison of a publisher's answers: against what, and on which day; None where it was against nothing."""

    against: ShapeEvidence
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An official source.

    `page` is its page for people; `how` names the publisher's module and `where` holds what that module needs to find
    the text. `rhythm` is the number of days after which the source counts as stale if its publisher was not asked
    again. `size` is the size in bytes of a recorded answer, 0 if none was recorded. `verified` says that the shape of
    the publisher's answers was checked against recorded ones; `checked` says what it was compared with last.
    """

    id: str
    title: str
    jurisdiction: str
    kind: Kind
    issuer: str
    licence: str
    page: str
    how: str
    rhythm: int
    sets: tuple[str, ...]
    verified: bool = False
    language: str = "en"
    where: Mapping[str, str] = field(default_factory=dict)
    size: int = 0
    checked: ShapeCheck | None = None


@cache
def official_entries() -> tuple[Entry, ...]:
    """Return every source of the official catalogue, in its order."""
    return tuple(read(content(files(__package__).joinpath("catalogue.toml"))))


def read(data: Mapping) -> Iterable[Entry]:
    """Yield the entries of a catalogue; each `[[group]]` gives its members what they share.

    A well-known instrument has the page that stands in its table.
    Raises BadRequest for a mistake in one.
    """
    for group in data["group"]:
        shared = {name: value for name, value in group.items() if name != "source"}
        for source in group["source"]:
            page = instruments.page_of(source.get("id", ""))
            own = {**({"page": page} if page else {}), **shared, **source}
            yield _entry({**own, "where": {**shared.get("where", {}), **source.get("where", {})}})


def chosen(names: Sequence[str], known: Sequence[Entry]) -> list[Entry]:
    """Return the entries that sets and ids mean, in the catalogue's order.

    No names mean the set `core` and the user's watch list. Raises BadRequest for a name that is neither a set nor an
    id.
    """
    wanted = list(names) or ["core", "watch"]
    for name in wanted:
        if name not in (*SETS, "all", "watch") and not any(e.id == name for e in known):
            close = [e.id for e in known if name.casefold() in f"{e.id} {e.title}".casefold()][:5]
            hint = f"Did you mean {', '.join(close)}?" if close else f"The sets are {', '.join(SETS)}, watch and all."
            raise BadRequest(f"{name} is neither a set nor a source of the catalogue.", hint)
    return [e for e in known if "all" in wanted or e.id in wanted or any(s in wanted for s in e.sets)]


def since(listed: Sequence[Entry], day: date | None) -> list[Entry]:
    """Return the entries, with streams of documents (the Federal Register) starting on `day`.

    None leaves each stream its own span.
    """
    if day is None:
        return list(listed)
    told = {"since": day.isoformat()}
    return [replace(e, where={**e.where, **told}) if e.how == "federal_register" else e for e in listed]


def _entry(fields: dict) -> Entry:
    return entry(Entry, fields, f"catalogue.toml, source {fields.get('id', 'without an id')}", convert=_value)


def _check(value: Mapping[str, Any]) -> ShapeCheck:
    try:
        made = ShapeCheck(ShapeEvidence(value["against"]), value.get("on"))
    except (KeyError, ValueError) as error:
        known = ", ".join(ShapeEvidence)
        raise BadRequest("catalogue.toml: `checked` does not say against what.", f"Known: {known}.") from error
    if set(value) - {"against", "on"} or (made.on is None) is not (made.against is ShapeEvidence.NOTHING):
        raise BadRequest(
            "catalogue.toml: `checked` has a day where it is against something, and only then.", "Mend it."
        )
    return made


def _value(name: str, value: Any) -> Any:
    if name == "kind" and value not in set(Kind):
        raise BadRequest(f"catalogue.toml: there is no kind {value}.", f"The kinds are {', '.join(Kind)}.")
    if name == "checked":
        return _check(value)
    if name == "where":
        return {place: str(told) for place, told in value.items()}
    return Kind(value) if name == "kind" else as_tuple(name, value)

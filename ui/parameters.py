"""Parameters as callers write them, whichever door they come through: days, kinds, filters."""

from __future__ import annotations

from datetime import date

from corpus.errors import BadRequest
from corpus.filters import Filters
from corpus.model import Kind


def day(text: str | None) -> date | None:
    """Return the day that was typed; None for None. Raises BadRequest."""
    return None if text is None else given_day(text)


def given_day(text: str) -> date:
    """Return the day that was typed. Raises BadRequest."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest(f"{text!r} is not a day.", "Write it as YYYY-MM-DD.") from error


def kind(text: str | None) -> Kind | None:
    """Return the kind that was typed; None for None. Raises BadRequest naming the known kinds."""
    if text is None:
        return None
    try:
        return Kind(text)
    except ValueError as error:
        raise BadRequest(f"There is no kind {text!r}.", f"Known: {', '.join(k.value for k in Kind)}.") from error


def filters(
    jurisdiction: list[str] | None,
    kinds: list[str] | None,
    source: list[str] | None,
    language: list[str] | None,
    as_of: str | None,
) -> Filters:
    """Return the filters that were typed; case does not matter, except in source ids. Raises BadRequest."""
    return Filters(
        jurisdictions=tuple(j.lower() for j in jurisdiction or ()),
        kinds=tuple(k.lower() for k in kinds or ()),
        sources=tuple(source or ()),
        languages=tuple(name.lower() for name in language or ()),
        as_of=day(as_of),
    )

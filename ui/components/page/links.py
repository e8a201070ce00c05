"""Links that can be shared: absolute, with all that is needed to show the same thing again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode, urlsplit

import streamlit as st

from assistant.model import Citation
from corpus.errors import BadRequest, FilledLine
from corpus.filters import Filters

PAGE_NAMES = (
    "ask", "research", "read", "library", "lists", "changes", "calendar", "compare", "check", "inspect", "answer"
)  # fmt: skip
_DIGEST_SHOWN = 16  # characters of the digest in a link: enough to distinguish editions


@dataclass(frozen=True)
class Permalink:
    """Link to a provision in a held text.

    For a citation, and for an edition that is not the newest, it also holds the date and digest of the edition; for a
    citation the span of the quote.
    """

    source: str
    locator: str = ""
    edition: date | None = None
    digest: str = ""
    span: tuple[int, int] | None = None


def absolute(query: Mapping[str, object]) -> str:
    """Return a link to this app with a query, using the host and path by which this browser reached it."""
    return _at("", [(name, value) for name, value in query.items() if value not in ("", None)])


def to_file(name: str, query: Sequence[tuple[str, object]]) -> str:
    """Return a link to a file that this app serves, such as a feed."""
    return _at(name, query)


def _at(name: str, query: Sequence[tuple[str, object]]) -> str:
    here = urlsplit(st.context.url or "")
    path = here.path.rstrip("/")
    if path.rpartition("/")[2] in PAGE_NAMES:
        path = path.rpartition("/")[0]
    asked = f"{name}?{urlencode(query)}" if query else name
    return f"{here.scheme}://{here.netloc}{path}/{asked}" if here.netloc else asked


def to_citation(c: Citation) -> str:
    """Return a link that opens the cited edition at the quote."""
    return to_place(Permalink(c.source.id, c.locator, c.version.valid_from, c.version.digest, (c.start, c.end)))


def to_provision(source_id: str, locator: str) -> str:
    """Return the link to a provision of the newest edition of a text."""
    return to_place(Permalink(source_id, locator))


def to_place(place: Permalink) -> str:
    """Return the link to a place in a held text."""
    return absolute(address_of(place))


def address_of(place: Permalink) -> dict[str, str]:
    """Return a place in a held text as the query of an address, which `place_asked` reads."""
    told = {
        "source": place.source,
        "locator": place.locator,
        "edition": place.edition.isoformat() if place.edition else "",
        "digest": place.digest[:_DIGEST_SHOWN],
        "at": f"{place.span[0]}-{place.span[1]}" if place.span else "",
    }
    return {name: value for name, value in told.items() if value}


def to_question(question: str, filters: Filters) -> str:
    """Return a link that asks the same question with the same filters."""
    several = {name: ",".join(getattr(filters, name)) for name in ("jurisdictions", "kinds", "sources", "languages")}
    return absolute({"q": question, **several, "as_of": filters.as_of})


def to_shared_answer(id: str) -> str:
    """Return the link to a shared answer, which is shown as it was given."""
    return _at("answer", [("id", id)])


def place_asked(asked: Mapping[str, str]) -> Permalink | None:
    """Return the provision that the address of the page names; None where it names none.

    Parts that make no sense are ignored.
    """
    if not (asked.get("source") or asked.get("locator")):
        return None
    begin, _, end = asked.get("at", "").partition("-")
    span = (int(begin), int(end)) if begin.isdecimal() and end.isdecimal() else None
    return Permalink(
        asked.get("source", ""), asked.get("locator", ""), _day(asked.get("edition", "")), asked.get("digest", ""), span
    )


def filters_asked(asked: Mapping[str, str]) -> Filters:
    """Return the filters that a link to a question carries.

    Raises BadRequest for an invalid date: a filter is never dropped silently.
    """
    day = asked.get("as_of", "")
    if day and _day(day) is None:
        raise BadRequest(
            FilledLine("The link asks for the law of “{day}”, which is no date.", {"day": day[:20]}),
            "Correct as_of to YYYY-MM-DD.",
        )
    several = {
        name: tuple(v for v in asked.get(name, "").split(",") if v)
        for name in ("jurisdictions", "kinds", "sources", "languages")
    }
    return Filters(**several, as_of=_day(day))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

"""Arguments of the tools: those of the HTTP API where it has a body for them, the others in its words."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ui.api.bodies import Body, Day, SearchBody, Values

_MOST_PASSAGES_TOLD = 50  # of a result: a chat model that calls the tool reads all of them
_MOST_ENTRIES = 500  # of the log
_Word = Annotated[str, Field(max_length=500)]
_GivenDay = Annotated[str | None, Field(description="YYYY-MM-DD.")]


class SearchInput(SearchBody):
    """What is searched for."""

    k: int = Field(default=10, ge=1, le=_MOST_PASSAGES_TOLD, description="How many passages.")


class ShowInput(Body):
    """A provision by its address."""

    locator: _Word = Field(description="An address in any common spelling: 744.21(f), Article 3(1).")
    source: Values = Field(default=[], description="Only these sources, by their ids.")
    as_of: Day = None


class StatusInput(Body):
    """What is or is not in force."""

    what: _Word = Field(default="", description="An address, a text or a topic; empty: all that begins or ends.")
    as_of: Day = None


class CompareInput(Body):
    """Topic and jurisdictions that are compared."""

    topic: _Word = Field(
        description="penalties, records, licences, catch-all, brokering, technology, lists, countermeasures or reach."
    )
    jurisdictions: Values = Field(description="Two to six codes: us, eu, uk, cn, jp, kr.")
    as_of: Day = None


class ListInput(Body):
    """A list and a choice of its rows; without a name, the lists that are held."""

    name: _Word = Field(default="", description="The list: entity, unverified, … Empty: the lists that are held.")
    country: Values = Field(default=[], description="Rows under these countries.")
    party: _Word = Field(default="", description="Words of a name or an alias.")
    policy: _Word = Field(default="", description="Words of the review policy.")
    requirement: _Word = Field(default="", description="Words of the licence requirement.")
    footnote: _Word = ""
    citation: _Word = Field(default="", description="A Federal Register citation: 90 FR 4622.")
    added_on: _GivenDay = None
    added_since: _GivenDay = None
    added_until: _GivenDay = None
    changed: bool = Field(default=False, description="Count days on which a row was changed as well.")
    between: list[str] = Field(
        default=[], max_length=2, description="Two days, YYYY-MM-DD, whose editions are compared."
    )
    count: bool = Field(default=False, description="Only how many, without the rows.")
    as_of: Day = None


class DiffInput(Body):
    """A provision and the two days between which it is compared."""

    locator: _Word = Field(description="An address in any common spelling.")
    first: str = Field(description="YYYY-MM-DD")
    second: str = Field(description="YYYY-MM-DD")


class ChangesInput(Body):
    """Since when, and in which texts."""

    since: _GivenDay = None
    source: Values = Field(default=[], description="Only these sources, by their ids.")


class HistoryInput(Body):
    """Part of the log of the collection."""

    source: _Word = Field(default="", description="Only the entries of this source, by its id.")
    limit: int = Field(default=50, ge=1, le=_MOST_ENTRIES, description="The newest so many entries.")


class SourcesInput(Body):
    """What is told of the sources."""

    coverage: bool = Field(
        default=False, description="Instead: what of each regime's official sources is held, stale or missing."
    )


class MoreInput(Body):
    """Place in an answer that was cut."""

    handle: _Word = Field(description="The handle under `cut` in that answer.")
    path: _Word | None = Field(default=None, description="A path of `left_out`; without it the first.")
    start: int = Field(default=0, ge=0, description="The start beside that path.")

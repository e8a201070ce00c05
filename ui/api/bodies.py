"""Bodies of requests, field by field as the command line takes them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.query.budget import MOST_TURNS
from corpus.filters import Filters
from corpus.language.normal_form import whole_characters
from ui import parameters

_MOST_PASSAGES = 1000
_MOST_NAMES = 1000
_MOST_VALUES = 50  # of one filter …
_LONGEST_VALUE = 500  # … and characters of each
Values = Annotated[list[Annotated[str, Field(max_length=_LONGEST_VALUE)]], Field(max_length=_MOST_VALUES)]
Day = Annotated[str | None, Field(description="The law as it stood on that day, YYYY-MM-DD.")]


class Body(BaseModel):
    """Body of a request; a field that it does not know is refused, since it may be misspelled."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def whole(cls, given: Any) -> Any:
        """Return what was given with U+FFFD for each half of a character, which JSON can write and no text can hold."""
        return _whole(given)


def _whole(given: Any) -> Any:
    if isinstance(given, str):
        return whole_characters(given)
    if isinstance(given, list):
        return list(map(_whole, given))
    return {_whole(name): _whole(value) for name, value in given.items()} if isinstance(given, dict) else given


class FilteredBody(Body):
    """Body with the limits of a search: values of one field are alternatives, different fields must all match."""

    jurisdiction: Values = Field(default=[], description="Only texts of these: us, eu, uk, cn, jp, …")
    kind: Values = Field(default=[], description="Only these: law, list, guidance, news, explainer, user.")
    source: Values = Field(default=[], description="Only these sources, by their ids.")
    language: Values = Field(default=[], description="Only texts in these: en, zh, ja, …")
    as_of: Day = None

    @property
    def filters(self) -> Filters:
        """Return the limits. Raises BadRequest."""
        return parameters.filters(self.jurisdiction, self.kind, self.source, self.language, self.as_of)


class SearchBody(FilteredBody):
    """What is searched for."""

    query: str = Field(description="Words or an address.")
    k: int = Field(default=10, ge=1, le=_MOST_PASSAGES, description="How many passages.")


class TurnBody(Body):
    """Turn of the conversation before a question."""

    question: str
    answer: str = ""


class AskBody(FilteredBody):
    """A question, with the conversation before it."""

    question: str = Field(description="The question in plain words, or the address of a provision.")
    history: list[str | TurnBody] = Field(
        default=[], max_length=MOST_TURNS, description="Earlier questions, or turns with their answers; oldest first."
    )


class DetermineBody(Body):
    """Facts of an export."""

    item: str = Field(description="ECCN with its paragraph (3A001.a.7), EAR99, or words that describe the item.")
    to: str = Field(description="The country or town where the item goes.")
    end_user: str = Field(default="", description="Who will use it, as far as known.")
    end_use: str = Field(default="", description="What it will be used for.")
    jurisdiction: str = Field(
        default="", max_length=_LONGEST_VALUE, description="Whose licence is asked of: us (without it), eu, cn, jp."
    )
    as_of: Day = None


class ScreenBody(Body):
    """Names that are screened against every list held."""

    names: list[str] = Field(min_length=1, max_length=_MOST_NAMES)
    country: str = Field(
        default="", max_length=_LONGEST_VALUE, description="Only rows under this country, or under none."
    )
    as_of: Day = None


class CheckBody(FilteredBody):
    """A draft that is judged sentence by sentence."""

    draft: str = Field(min_length=1, description="Plain text or Markdown; offsets of sentences count its characters.")

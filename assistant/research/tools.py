"""Tools of the agent: what a chat model may look up by itself, each answered by an engine or the search.

A tool adds what it finds to the evidence pack; the model is told the new pieces, or in one line why there are none.
Nothing that a model passes in is more than words: an unknown tool, wrong arguments and a failing look-up are lines.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.research.evidence_pack import EvidencePack
from corpus.errors import AlteredText, Problem
from corpus.language.normal_form import one_line

_LONGEST_ARGUMENT = 400  # characters of an argument
_LINE_SAID = 500  # characters of a line to the model


class ToolArguments(BaseModel):
    """Arguments of a tool; anything else is refused."""

    model_config = ConfigDict(extra="forbid", str_max_length=_LONGEST_ARGUMENT)


class SearchArguments(ToolArguments):
    """What to search for."""

    query: str = Field(description="What the law may say, in its own words, or a plain question.")


class ShowArguments(ToolArguments):
    """What to show."""

    address: str = Field(description="Address of a provision: 744.21(f), 3A001.b.2, Article 9 of 2021/821.")


class ScreenArguments(ToolArguments):
    """Whom to screen."""

    name: str = Field(description="Name of a company or a person.")


class ListArguments(ToolArguments):
    """Which rows of a list."""

    list: str = Field(description="Name of the list, in any common form.")
    country: str = Field("", description="Country whose rows are wanted; empty: all.")
    name: str = Field("", description="Word of the rows' names; empty: all.")
    added_since: str = Field("", description="First day on which rows were added, YYYY-MM-DD; empty: all.")


class DetermineArguments(ToolArguments):
    """Item, destination and use."""

    item: str = Field(description="ECCN with its paragraph, EAR99, or words that describe the item.")
    to: str = Field(description="Country or town of destination.")
    end_user: str = Field("", description="Who will use it, as far as known.")
    end_use: str = Field("", description="What it will be used for.")
    jurisdiction: str = Field("", description="Whose licence: us (also when empty), eu, cn, jp.")


class InForceArguments(ToolArguments):
    """Whose status."""

    what: str = Field(description="Address of a provision, number or name of a text, or a topic.")


class DefineArguments(ToolArguments):
    """Which term."""

    term: str = Field(description="Term whose definition in the law is wanted.")


class CompareArguments(ToolArguments):
    """Topic and jurisdictions."""

    topic: str = Field(description="penalties, records, licences, catch-all, brokering, technology, lists or reach.")
    jurisdictions: list[str] = Field(description="Two to six codes: us, eu, uk, cn, jp.", max_length=6)


class CalculateArguments(ToolArguments):
    """What to calculate."""

    question: str = Field(description="Question with all its figures: de minimis share, ownership, period, penalty.")


class LookUps(Protocol):
    """Look-ups behind the tools; each adds to a pack and returns a line for the model, "" where the pieces say all."""

    def search(self, pack: EvidencePack, asked: SearchArguments) -> str:
        """Search the texts."""

    def show(self, pack: EvidencePack, asked: ShowArguments) -> str:
        """Show a provision in full."""

    def screen(self, pack: EvidencePack, asked: ScreenArguments) -> str:
        """Look a name up on all lists of parties."""

    def list_query(self, pack: EvidencePack, asked: ListArguments) -> str:
        """Count and list the rows of a list of parties."""

    def determine(self, pack: EvidencePack, asked: DetermineArguments) -> str:
        """Work out what is required for an item to a destination."""

    def in_force(self, pack: EvidencePack, asked: InForceArguments) -> str:
        """Tell since when, until when and whether something applies."""

    def define(self, pack: EvidencePack, asked: DefineArguments) -> str:
        """Find where the law defines a term."""

    def compare(self, pack: EvidencePack, asked: CompareArguments) -> str:
        """Compare jurisdictions on the fixed points of a topic."""

    def calculate(self, pack: EvidencePack, asked: CalculateArguments) -> str:
        """Work out a figure by the rules of the texts."""


_ARGUMENTS: Mapping[str, type[ToolArguments]] = {
    "search": SearchArguments,
    "show": ShowArguments,
    "screen": ScreenArguments,
    "list_query": ListArguments,
    "determine": DetermineArguments,
    "in_force": InForceArguments,
    "define": DefineArguments,
    "compare": CompareArguments,
    "calculate": CalculateArguments,
}


def schemas() -> list[dict[str, Any]]:
    """Return the tools as chat models are told of them, in a fixed order."""
    return [
        {
            "type": "function",
            "function": {
                "name": name,
                "description": (getattr(LookUps, name).__doc__ or "").strip(),
                "parameters": _schema(arguments),
            },
        }
        for name, arguments in _ARGUMENTS.items()
    ]


def _schema(arguments: type[ToolArguments]) -> dict[str, Any]:
    found = arguments.model_json_schema()
    return {k: v for k, v in found.items() if k not in ("title", "description")}


@dataclass
class ToolBox:
    """Tools over one pack. A call that was made before is not made again."""

    look_ups: LookUps
    pack: EvidencePack
    calls: int = 0

    def __post_init__(self) -> None:
        self._made: dict[str, int] = {}

    def use(self, name: str, arguments: Any) -> str:
        """Return what the model is told of a call: the new pieces as quoted material, or one line."""
        asked_for = _ARGUMENTS.get(name)
        if asked_for is None:
            return f"There is no tool {one_line(name)[:40]!r}. The tools are {', '.join(_ARGUMENTS)}."
        key = f"{name} {json.dumps(arguments, sort_keys=True, default=str)[: 9 * _LONGEST_ARGUMENT]}"
        if key in self._made:
            return "You have asked that already: answer from the evidence that you have."
        self._made[key] = self.calls = self.calls + 1
        first = len(self.pack.pieces) + 1
        try:
            asked = asked_for.model_validate(arguments)
            look_up: Callable[[EvidencePack, Any], str] = getattr(self.look_ups, name)
            said = look_up(self.pack, asked)
        except ValidationError as error:
            wrong = error.errors()[0]
            return f"{'.'.join(map(str, wrong['loc']))[:40]}: {wrong['msg']}."
        except AlteredText:
            raise
        except Problem as problem:
            return one_line(f"{problem.message} {problem.remedy}")[:_LINE_SAID]
        shown = self.pack.shown(first)
        told = [one_line(said)[:_LINE_SAID]] if said else []
        if shown:
            return "\n".join([*told, "<evidence>", shown, "</evidence>"])
        return "\n".join(
            told or ["Nothing new was found: what there is stands in the evidence already, or is not held."]
        )

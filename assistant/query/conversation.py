"""Earlier turns of a conversation as chat messages, in whatever form a caller keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from assistant.query.budget import last_turns
from corpus.errors import BadRequest
from corpus.filters import Filters

if TYPE_CHECKING:  # a question without chat messages does not wait for LangChain's
    from langchain_core.messages import BaseMessage

_STRETCH_FIELDS = ("source_id", "start", "end")
_PERSON, _ASSISTANT = "human", "ai"  # types of LangChain's messages


@dataclass(frozen=True, slots=True)
class CitedStretch:
    """Stretch of a source's text that an earlier answer cited.

    `digest` is that of the edition, "" where not told; `number` is its number in that answer, 0 where not told.
    """

    source_id: str
    start: int
    end: int
    digest: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class EarlierTurn:
    """Earlier question with its answer, where the caller kept it, and what that answer cited."""

    question: str
    answer: str = ""
    cited: tuple[CitedStretch, ...] = ()


Earlier: TypeAlias = "str | Mapping[str, Any] | BaseMessage | tuple[str, str]"


class QuestionInput(BaseModel):
    """Input of the pipeline as a Runnable: a question, the turns before it, and the filters."""

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    question: str = Field(description="The question, in plain words, or the address of a provision.")
    history: list[Any] = Field(
        default_factory=list,
        description="Earlier turns, oldest first: chat messages, earlier questions, or {question, answer} pairs.",
    )
    filters: Filters | None = Field(default=None, description="What the answer may stand on.", exclude=True)


def earlier_questions(history: Sequence[Earlier]) -> tuple[str, ...]:
    """Return the last questions of the person, oldest first: the texts of the human messages.

    Raise BadRequest for a turn that cannot be read, and for too many.
    """
    return tuple(text for turn in last_turns(history) for who, text in _said(turn) if who == _PERSON)


def earlier_turns(history: Sequence[Earlier]) -> tuple[EarlierTurn, ...]:
    """Return the last turns with their answers, oldest first; `{"question", "answer", "citations"}` has all of them.

    Citations are read as `licet ask --json` prints them. Raise BadRequest as `earlier_questions` does.
    """
    turns: list[EarlierTurn] = []
    for turn in last_turns(history):
        cited = _stretches(turn.get("citations")) if isinstance(turn, Mapping) else ()
        for who, text in _said(turn):
            if who == _PERSON:
                turns.append(EarlierTurn(text, cited=cited))
            elif turns and who == _ASSISTANT:
                turns[-1] = replace(turns[-1], answer=text)
    return tuple(turns)


def _said(turn: Earlier) -> list[tuple[str, str]]:
    """Return who said what in a turn, as LangChain names who speaks.

    A string is an earlier question, `{"question", "answer"}` a turn with its answer; anything else is read as LangChain
    reads messages. Raise BadRequest for a turn that is none of these.
    """
    if isinstance(turn, str):
        return [(_PERSON, turn)]
    if isinstance(turn, Mapping) and "question" in turn:
        answer = [(_ASSISTANT, str(turn["answer"]))] if turn.get("answer") else []
        return [(_PERSON, str(turn["question"])), *answer]
    from langchain_core.messages import convert_to_messages

    try:
        return [(message.type, str(message.text)) for message in convert_to_messages([turn])]  # type: ignore[list-item]
    except (TypeError, ValueError, NotImplementedError) as error:
        raise BadRequest(
            f"A turn of the history cannot be read: {type(turn).__name__}.",
            "Give earlier questions as strings, {question, answer} pairs, or chat messages.",
        ) from error


def _stretches(citations: Any) -> tuple[CitedStretch, ...]:
    if not isinstance(citations, Sequence):
        return ()
    found = [c for c in citations if isinstance(c, Mapping) and all(name in c for name in _STRETCH_FIELDS)]
    return tuple(
        CitedStretch(str(c["source_id"]), c["start"], c["end"], str(c.get("digest") or ""), _number(c))
        for c in found
        if isinstance(c["start"], int) and isinstance(c["end"], int) and 0 <= c["start"] < c["end"]
    )


def _number(citation: Mapping[str, Any]) -> int:
    number = citation.get("number")
    return number if isinstance(number, int) and 0 < number < _LARGEST_NUMBER else 0


_LARGEST_NUMBER = 1000


def question_input(given: str | Mapping[str, Any] | Sequence[BaseMessage] | QuestionInput) -> QuestionInput:
    """Return the input of a Runnable in one typed form.

    A list of messages ends with the question. Raise BadRequest for input of any other form.
    """
    if isinstance(given, QuestionInput):
        return given
    if isinstance(given, str):
        return QuestionInput(question=given)
    if isinstance(given, Mapping):
        try:
            return QuestionInput(**given)
        except (TypeError, ValueError) as error:
            raise BadRequest(
                f"That is no question: {error}.", "Give {question, history, filters}, a string, or chat messages."
            ) from error
    turns = list(given)
    said = _said(turns[-1]) if turns else []
    if not said or said[-1][0] != _PERSON:
        raise BadRequest("The conversation does not end with a question.", "Let its last message be the person's.")
    return QuestionInput(question=said[-1][1], history=turns[:-1])

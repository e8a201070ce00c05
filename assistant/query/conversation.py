"""Earlier turns of a conversation as chat messages, in whatever form a caller keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, convert_to_messages
from pydantic import BaseModel, ConfigDict, Field

from assistant.query.budget import last_turns
from corpus.errors import BadRequest
from corpus.filters import Filters

_STRETCH_FIELDS = ("source_id", "start", "end")


@dataclass(frozen=True, slots=True)
class CitedStretch:
    """Stretch of a source's text that an earlier answer cited; `digest` is that of the edition, "" where not told."""

    source_id: str
    start: int
    end: int
    digest: str = ""


@dataclass(frozen=True, slots=True)
class EarlierTurn:
    """Earlier question with its answer, where the caller kept it, and what that answer cited."""

    question: str
    answer: str = ""
    cited: tuple[CitedStretch, ...] = ()


Earlier = str | Mapping[str, Any] | BaseMessage | tuple[str, str]


class QuestionInput(BaseModel):
    """Input of the pipeline as a Runnable: a question, the turns before it, and the filters."""

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    question: str = Field(description="The question, in plain words, or the address of a provision.")
    history: list[Any] = Field(
        default_factory=list,
        description="Earlier turns, oldest first: chat messages, earlier questions, or {question, answer} pairs.",
    )
    filters: Filters | None = Field(default=None, description="What the answer may stand on.", exclude=True)


def messages(history: Sequence[Earlier]) -> tuple[BaseMessage, ...]:
    """Return earlier turns as chat messages, oldest first.

    A string is an earlier question, `{"question", "answer"}` a turn with its answer; anything else is read as LangChain
    reads messages. Raise BadRequest for a turn that is none of these.
    """
    found: list[BaseMessage] = []
    for turn in history:
        if isinstance(turn, str):
            found.append(HumanMessage(turn))
        elif isinstance(turn, Mapping) and "question" in turn:
            found.append(HumanMessage(str(turn["question"])))
            if turn.get("answer"):
                found.append(AIMessage(str(turn["answer"])))
        else:
            found.extend(_as_langchain_reads(turn))
    return tuple(found)


def earlier_questions(history: Sequence[Earlier]) -> tuple[str, ...]:
    """Return the last questions of the person, oldest first: the texts of the human messages.

    Raise BadRequest for a turn that cannot be read, and for too many.
    """
    history = last_turns(history)
    if all(isinstance(turn, str) for turn in history):
        return tuple(str(turn) for turn in history)
    return tuple(str(m.text) for m in messages(history) if isinstance(m, HumanMessage))


def earlier_turns(history: Sequence[Earlier]) -> tuple[EarlierTurn, ...]:
    """Return the last turns with their answers, oldest first; `{"question", "answer", "citations"}` has all of them.

    Citations are read as `licet ask --json` prints them. Raise BadRequest as `earlier_questions` does.
    """
    turns: list[EarlierTurn] = []
    for turn in last_turns(history):
        cited = _stretches(turn.get("citations")) if isinstance(turn, Mapping) else ()
        for said in messages([turn]):
            if isinstance(said, HumanMessage):
                turns.append(EarlierTurn(str(said.text), cited=cited))
            elif turns and isinstance(said, AIMessage):
                turns[-1] = replace(turns[-1], answer=str(said.text))
    return tuple(turns)


def _stretches(citations: Any) -> tuple[CitedStretch, ...]:
    if not isinstance(citations, Sequence):
        return ()
    found = [c for c in citations if isinstance(c, Mapping) and all(name in c for name in _STRETCH_FIELDS)]
    return tuple(
        CitedStretch(str(c["source_id"]), c["start"], c["end"], str(c.get("digest") or ""))
        for c in found
        if isinstance(c["start"], int) and isinstance(c["end"], int) and 0 <= c["start"] < c["end"]
    )


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
    said = messages(given)
    if not said or not isinstance(said[-1], HumanMessage):
        raise BadRequest("The conversation does not end with a question.", "Let its last message be the person's.")
    return QuestionInput(question=str(said[-1].text), history=list(said[:-1]))


def _as_langchain_reads(turn: Earlier) -> list[BaseMessage]:
    try:
        return convert_to_messages([turn])  # type: ignore[list-item]
    except (TypeError, ValueError, NotImplementedError) as error:
        raise BadRequest(
            f"A turn of the history cannot be read: {type(turn).__name__}.",
            "Give earlier questions as strings, {question, answer} pairs, or chat messages.",
        ) from error

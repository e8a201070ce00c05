"""Events of an answer in the making, of which the last is the answer. All are frozen."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.model import Answer, AnswerBlock, Statement


@dataclass(frozen=True, slots=True)
class Step:
    """Progress of an answer in the making. `detail` is one line.

    `stage` is understood, searched, reading, composing, planning, looking, checking or translating.

    >>> [e.detail for e in desk.stream("What is an ECCN?") if isinstance(e, licet.Step)]  # doctest: +SKIP
    """

    stage: str
    detail: str


@dataclass(frozen=True, slots=True)
class TextDelta:
    """Piece of an answer's text as it is written; provisional, because not yet verified, when a chat model wrote it.

    >>> [e.text for e in desk.stream("What is an ECCN?") if isinstance(e, licet.TextDelta)]  # doctest: +SKIP
    """

    text: str
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class WrittenSentences:
    """Sentences that a chat model wrote, in order and in their places of the `layout`, before their verdicts come.

    They cite nothing yet: the numbers of an answer's citations come with the answer.

    >>> [e.layout for e in desk.stream("What is an ECCN?") if isinstance(e, licet.WrittenSentences)]  # doctest: +SKIP
    """

    statements: tuple[Statement, ...]
    layout: tuple[AnswerBlock, ...]


@dataclass(frozen=True, slots=True)
class JudgedSentences:
    """Sentences of a chat model's answer that were just checked, of so many, before the answer is put together.

    `at` are their places among the written sentences, from 0: one that is written again comes anew at its place, one
    that is written besides behind the last.

    >>> [e.of for e in desk.stream("What is an ECCN?") if isinstance(e, licet.JudgedSentences)]  # doctest: +SKIP
    """

    statements: tuple[Statement, ...]
    at: tuple[int, ...]
    of: int


# What `Licet.stream` yields: steps of an answer, pieces of its text, its sentences, verdicts, and last the answer.
Event = Step | TextDelta | WrittenSentences | JudgedSentences | Answer


class Stopped(Exception):
    """Signal that ends the making of an answer that nobody waits for any more."""

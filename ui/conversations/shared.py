"""Answers shared by a link: each is kept as it was given, whatever becomes of its texts or its conversation."""

from __future__ import annotations

import importlib.metadata
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pydantic import TypeAdapter, ValidationError

from assistant.model import Answer
from corpus.errors import BadRequest, FilledLine, NotHeld
from corpus.language.lazy_regex import lazy_regex
from corpus.records import Records, reworded
from corpus.records.names import SHARED_ANSWERS
from ui.conversations.store import Turn

_SHARED_ID = lazy_regex(r"[0-9a-f]{24}")
_MOST_SHARED = 5000  # answers: whoever may ask may share, and a disk is finite


@dataclass(frozen=True)
class SharedAnswer:
    """Question and answer as they stood when they were shared.

    `by` is the folder name of the reader who shared it, "" for one whom nothing identifies.
    """

    id: str
    turn: Turn
    shared_at: datetime
    by: str
    licet: str

    @property
    def answer(self) -> Answer:
        """Return the answer. Raises NotHeld where the file has none."""
        if self.turn.answer is None:
            raise _not_shared()
        return self.turn.answer


_SHARED_CODEC = TypeAdapter(SharedAnswer)


class SharedAnswers:
    """The shared answers among the records, one JSON document each in `answers`; the link has the only name of one."""

    def __init__(self, records: Records) -> None:
        self.records = records

    def share(self, turn: Turn, by: str) -> SharedAnswer:
        """Keep a turn as it stands, without the reader's judgement of it, and return it with the id of its link.

        Raises BadRequest where nothing is answered yet or too many are shared, StoreUnavailable where it cannot be
        written.
        """
        if turn.answer is None:
            raise BadRequest("That question has no answer yet.", "Share it once it is answered.")
        if len(self.records.names(SHARED_ANSWERS)) >= _MOST_SHARED:
            raise BadRequest(
                FilledLine("{count} answers are shared here already.", {"count": _MOST_SHARED}),
                "Stop sharing some, or export this answer.",
            )
        shared = SharedAnswer(
            secrets.token_hex(12),
            replace(turn, feedback="", comment="", shared=""),
            datetime.now(UTC),
            by,
            importlib.metadata.version("licet"),
        )
        with reworded("The answer cannot be shared"):
            self.records.write(_name(shared.id), _SHARED_CODEC.dump_json(shared))
        return shared

    def load(self, id: str) -> SharedAnswer:
        """Return a shared answer. Raises NotHeld where none has this id, or what has it is none, StoreUnavailable."""
        content = self.records.read(_name(id)) if _SHARED_ID.fullmatch(id) else None
        if content is not None:
            with suppress(ValidationError, ValueError):
                return replace(_SHARED_CODEC.validate_json(content), id=id)
        raise _not_shared()

    def stop(self, id: str) -> None:
        """Delete a shared answer: its link leads nowhere from now on. Raises StoreUnavailable where it cannot be."""
        if _SHARED_ID.fullmatch(id):
            with reworded("The answer is still shared", "Check that LICET_HOME is writable."):
                self.records.delete(_name(id))


def _name(id: str) -> str:
    return f"{SHARED_ANSWERS}/{id}.json"


def _not_shared() -> NotHeld:
    return NotHeld(
        "There is no shared answer at this link: it was withdrawn, or the link is not whole.",
        "Ask whoever sent it for another, or ask the question here.",
    )

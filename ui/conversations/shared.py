"""Answers shared by a link: each is kept as it was given, whatever becomes of its texts or its conversation."""

from __future__ import annotations

import importlib.metadata
import re
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.model import Answer
from assistant.settings import SHARED_ANSWERS
from corpus.errors import BadRequest, NotHeld, StoreUnavailable
from corpus.kept_file import read_whole, write_whole
from ui.conversations.store import Turn

_SHARED_ID = re.compile(r"[0-9a-f]{24}")
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
    """Store of the shared answers, one JSON file each in `home/answers`; the link has the only name of a file."""

    def __init__(self, home: Path) -> None:
        self.folder = home / SHARED_ANSWERS

    def share(self, turn: Turn, by: str) -> SharedAnswer:
        """Keep a turn as it stands, without the reader's judgement of it, and return it with the id of its link.

        Raises BadRequest where nothing is answered yet or too many are shared, StoreUnavailable where it cannot be
        written.
        """
        if turn.answer is None:
            raise BadRequest("That question has no answer yet.", "Share it once it is answered.")
        if self.folder.is_dir() and sum(1 for _ in self.folder.glob("*.json")) >= _MOST_SHARED:
            raise BadRequest(
                f"{_MOST_SHARED} answers are shared here already.", "Stop sharing some, or export this answer."
            )
        shared = SharedAnswer(
            secrets.token_hex(12),
            replace(turn, feedback="", comment="", shared=""),
            datetime.now(UTC),
            by,
            importlib.metadata.version("licet"),
        )
        try:
            write_whole(self._file(shared.id), _SHARED_CODEC.dump_json(shared), private=True)
        except OSError as error:
            raise StoreUnavailable(
                f"The answer cannot be shared: {error.strerror}.", "Check that LICET_HOME is writable and has space."
            ) from error
        return shared

    def load(self, id: str) -> SharedAnswer:
        """Return a shared answer. Raises NotHeld where none has this id, or its file cannot be read."""
        if _SHARED_ID.fullmatch(id):
            try:
                return replace(_SHARED_CODEC.validate_json(read_whole(self._file(id))), id=id)
            except (OSError, ValidationError, ValueError):
                pass
        raise _not_shared()

    def stop(self, id: str) -> None:
        """Delete a shared answer: its link leads nowhere from now on. Raises StoreUnavailable where it cannot be."""
        if _SHARED_ID.fullmatch(id):
            try:
                self._file(id).unlink(missing_ok=True)
            except OSError as error:
                raise StoreUnavailable(
                    f"The answer is still shared: {error.strerror}.", "Check that LICET_HOME is writable."
                ) from error

    def _file(self, id: str) -> Path:
        return self.folder / f"{id}.json"


def _not_shared() -> NotHeld:
    return NotHeld(
        "There is no shared answer at this link: it was withdrawn, or the link is not whole.",
        "Ask whoever sent it for another, or ask the question here.",
    )

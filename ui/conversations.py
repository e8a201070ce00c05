"""Conversations on disk: one JSON file each, a folder a reader, so that a restart or a lost session loses nothing."""

from __future__ import annotations

import json
import os
import re
import secrets
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.model import Answer
from corpus.errors import NotHeld, StoreUnavailable
from corpus.filters import Filters

_ID = re.compile(r"[0-9a-f]{16}")
_TITLE_LENGTH = 80
FEEDBACK = ("right", "answer wrong", "evidence wrong")


@dataclass(frozen=True)
class Turn:
    """One question and what came back; `answer` is None while it is open, was stopped, or met the `problem`."""

    question: str
    asked_at: datetime
    filters: Filters = field(default_factory=Filters)
    without: tuple[str, ...] = ()  # fields that the question's own words must not limit: the reader took them away
    answer: Answer | None = None
    problem: tuple[str, str] | None = None  # message and remedy
    stopped: bool = False
    feedback: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Conversation:
    """A conversation of one reader. `title` is the first question until it is renamed."""

    id: str
    title: str
    begun_at: datetime
    changed_at: datetime
    turns: tuple[Turn, ...] = ()

    @property
    def history(self) -> tuple[str, ...]:
        """The questions so far, oldest first."""
        return tuple(t.question for t in self.turns)

    def with_turn(self, turn: Turn) -> Conversation:
        """With one more turn; the first names the conversation."""
        title = self.title or " ".join(turn.question.split())[:_TITLE_LENGTH]
        return replace(self, turns=(*self.turns, turn), title=title)

    def with_changed_turn(self, index: int, **changes: object) -> Conversation:
        """With one turn altered."""
        turns = list(self.turns)
        turns[index] = replace(turns[index], **changes)  # type: ignore[arg-type]
        return replace(self, turns=tuple(turns))


_CODEC = TypeAdapter(Conversation)


def new_conversation() -> Conversation:
    """An empty one, not on disk before it is saved."""
    now = datetime.now(UTC)
    return Conversation(secrets.token_hex(8), "", now, now)


class Conversations:
    """One reader's conversations under `home/conversations/<reader>`. Raises StoreUnavailable where they cannot be written."""

    def __init__(self, home: Path, reader: str) -> None:
        self.folder = home / "conversations" / reader

    def all(self, search: str = "") -> list[Conversation]:
        """Newest first; with `search` those whose title, questions or answers contain every word of it."""
        words = search.casefold().split()
        found = []
        for path in self.folder.glob("*.json") if self.folder.is_dir() else ():
            conversation = _read(path)
            if conversation and all(w in _searchable(conversation) for w in words):
                found.append(conversation)
        return sorted(found, key=lambda c: c.changed_at, reverse=True)

    def load(self, id: str) -> Conversation:
        """Raises NotHeld for one that this reader does not have."""
        conversation = _read(self._path(id)) if _ID.fullmatch(id) else None
        if conversation is None:
            raise NotHeld("That conversation is not here any more.", "Start a new one, or pick another at the left.")
        return conversation

    def save(self, conversation: Conversation) -> Conversation:
        """Writes it whole or not at all."""
        conversation = replace(conversation, changed_at=datetime.now(UTC))
        path, part = self._path(conversation.id), ""
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
                part = file.name
                file.write(_CODEC.dump_json(conversation))
            os.replace(part, path)
        except OSError as error:
            if part:
                with suppress(OSError):
                    os.unlink(part)
            raise _unsaved(error) from error
        return conversation

    def rename(self, id: str, title: str) -> None:
        """A blank title leaves the old one."""
        title = " ".join(title.split())[:_TITLE_LENGTH]
        if title:
            self.save(replace(self.load(id), title=title))

    def delete(self, id: str) -> Conversation:
        """Takes it away and returns it, so that it can be saved again (undo)."""
        conversation = self.load(id)
        self._path(id).unlink(missing_ok=True)
        return conversation

    def note_feedback(self, conversation: Conversation, index: int, feedback: str, comment: str = "") -> Conversation:
        """Keeps what the reader thought of an answer, in the conversation and in `feedback.jsonl`; it goes nowhere else."""
        changed = self.save(conversation.with_changed_turn(index, feedback=feedback, comment=comment))
        turn = changed.turns[index]
        line = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "question": turn.question,
            "outcome": turn.answer.outcome.value if turn.answer else None,
            "feedback": feedback,
            "comment": comment,
            "passages": [c.passage_id for c in turn.answer.citations] if turn.answer else [],
        }
        try:
            with (self.folder / "feedback.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            raise _unsaved(error) from error
        return changed

    def _path(self, id: str) -> Path:
        return self.folder / f"{id}.json"


def _unsaved(error: OSError) -> StoreUnavailable:
    return StoreUnavailable(
        f"The conversation cannot be saved: {error.strerror}.", "Check that LICET_HOME is writable and has space."
    )


def _read(path: Path) -> Conversation | None:
    # A file that cannot be read (cut off, from another release) must not take the others with it.
    try:
        return _CODEC.validate_json(path.read_bytes())
    except (OSError, ValidationError, ValueError):
        return None


def _searchable(conversation: Conversation) -> str:
    parts: Sequence[str] = [
        conversation.title,
        *conversation.history,
        *(t.answer.text for t in conversation.turns if t.answer),
    ]
    return "\n".join(parts).casefold()

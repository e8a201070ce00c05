"""Conversations on disk, one JSON file each, one folder per reader.

A restart or a lost session loses nothing; only those of a reader without a cookie last no longer than the session.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.model import Answer, Outcome
from assistant.settings import CONVERSATIONS
from corpus.errors import NotHeld, StoreUnavailable
from corpus.filters import Filters
from corpus.kept_file import read_whole, write_whole

_ID = re.compile(r"[0-9a-f]{16}")
_TITLE_LENGTH = 80
FEEDBACK = ("right", "answer wrong", "evidence wrong")


@dataclass(frozen=True)
class Turn:
    """One question and what came of it.

    `answer` is None while the question is being answered, and where it was stopped or met the `problem`.
    """

    question: str
    asked_at: datetime
    filters: Filters = field(default_factory=Filters)
    without: tuple[str, ...] = ()  # filter fields that the reader removed: words of the question must not set them
    answer: Answer | None = None
    problem: tuple[str, str] | None = None  # message and remedy
    stopped: bool = False
    feedback: str = ""
    comment: str = ""
    shared: str = ""  # id of the shared copy of its answer


@dataclass(frozen=True)
class Conversation:
    """Conversation of one reader. `title` is the first question until the reader renames it."""

    id: str
    title: str
    begun_at: datetime
    changed_at: datetime
    turns: tuple[Turn, ...] = ()

    @property
    def history(self) -> tuple[str, ...]:
        """Return the questions so far, oldest first."""
        return tuple(t.question for t in self.turns)

    def with_answers(self, number: int | None = None) -> tuple[dict[str, Any], ...]:
        """Return the first `number` turns, all without it, as the pipeline reads them: with answers and citations."""
        return tuple(
            {
                "question": t.question,
                "answer": t.answer.text if t.answer and t.answer.outcome is Outcome.ANSWERED else "",
                "citations": [
                    {
                        "number": c.number,
                        "source_id": c.source.id,
                        "start": c.start,
                        "end": c.end,
                        "digest": c.version.digest,
                    }
                    for c in (t.answer.citations if t.answer else ())
                ],
            }
            for t in self.turns[:number]
        )

    def with_turn(self, turn: Turn) -> Conversation:
        """Return the conversation with one more turn; its first question becomes the title."""
        return replace(self, turns=(*self.turns, turn), title=self.title or _title(turn.question))

    def before(self, number: int) -> Conversation:
        """Return the first `number` turns; a title that is the first question goes with it."""
        is_question = bool(self.turns) and self.title == _title(self.turns[0].question)
        return replace(self, turns=self.turns[:number], title="" if is_question and not number else self.title)

    def with_changed_turn(self, index: int, **changes: object) -> Conversation:
        """Return the conversation with one turn changed."""
        turns = list(self.turns)
        turns[index] = replace(turns[index], **changes)  # type: ignore[arg-type]
        return replace(self, turns=tuple(turns))


_CODEC = TypeAdapter(Conversation)


def _title(words: str) -> str:
    return " ".join(words.split())[:_TITLE_LENGTH]


def new_conversation() -> Conversation:
    """Return an empty conversation, which is not on disk until it is saved."""
    now = datetime.now(UTC)
    return Conversation(secrets.token_hex(8), "", now, now)


class Conversations:
    """Store of one reader's conversations, in `home/conversations/<reader>`.

    Methods that write raise StoreUnavailable where the folder cannot be written.
    """

    def __init__(self, home: Path, reader: str) -> None:
        self.folder = home / CONVERSATIONS / reader

    def all(self, search: str = "") -> list[Conversation]:
        """Return the conversations, newest first; with `search` those that contain every word of it.

        Titles, questions and answers are searched.
        """
        words = search.casefold().split()
        found = [c for c in self._kept() if all(w in _searchable(c) for w in words)]
        return sorted(found, key=lambda c: c.changed_at, reverse=True)

    def load(self, id: str) -> Conversation:
        """Return a conversation. Raises NotHeld where this reader has no such conversation."""
        conversation = self._find(id) if _ID.fullmatch(id) else None
        if conversation is None:
            raise NotHeld("That conversation is not here any more.", "Start a new one, or pick another at the left.")
        return conversation

    def save(self, conversation: Conversation) -> Conversation:
        """Write a conversation, completely or not at all; return it with its new time of change."""
        conversation = replace(conversation, changed_at=datetime.now(UTC))
        self._keep(conversation)
        return conversation

    def _kept(self) -> Iterable[Conversation]:
        found = (_read(path) for path in self.folder.glob("*.json")) if self.folder.is_dir() else ()
        return (conversation for conversation in found if conversation)

    def _find(self, id: str) -> Conversation | None:
        return _read(self._path(id))

    def _keep(self, conversation: Conversation) -> None:
        try:
            write_whole(self._path(conversation.id), _CODEC.dump_json(conversation), private=True)
        except OSError as error:
            raise _unsaved(error) from error

    def _drop(self, id: str) -> None:
        self._path(id).unlink(missing_ok=True)

    def _note(self, line: str) -> None:
        try:
            with (self.folder / "feedback.jsonl").open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError as error:
            raise _unsaved(error) from error

    def rename(self, id: str, title: str) -> None:
        """Change the title of a conversation; a blank title changes nothing."""
        if title := _title(title):
            self.save(replace(self.load(id), title=title))

    def delete(self, id: str) -> Conversation:
        """Delete a conversation and return it, so that the deletion can be undone by saving it again."""
        conversation = self.load(id)
        self._drop(id)
        return conversation

    def note_feedback(self, conversation: Conversation, index: int, feedback: str, comment: str = "") -> Conversation:
        """Store a reader's judgement of an answer in the conversation and in `feedback.jsonl`; it is sent nowhere."""
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
        self._note(json.dumps(line, ensure_ascii=False))
        return changed

    def _path(self, id: str) -> Path:
        return self.folder / f"{id}.json"


class PassingConversations(Conversations):
    """Store of a reader whom nothing identifies: in memory, as long as the session, and nobody else's.

    A judgement of an answer stays with the conversation: it is not collected.
    """

    def __init__(self) -> None:
        self._held: dict[str, Conversation] = {}

    def _kept(self) -> Iterable[Conversation]:
        return list(self._held.values())

    def _find(self, id: str) -> Conversation | None:
        return self._held.get(id)

    def _keep(self, conversation: Conversation) -> None:
        self._held[conversation.id] = conversation

    def _drop(self, id: str) -> None:
        self._held.pop(id, None)

    def _note(self, line: str) -> None:
        pass


def _unsaved(error: OSError) -> StoreUnavailable:
    return StoreUnavailable(
        f"The conversation cannot be saved: {error.strerror}.", "Check that LICET_HOME is writable and has space."
    )


def _read(path: Path) -> Conversation | None:
    # A file that cannot be read (truncated, from another release) must not make the others unreadable; one that has
    # another id than its name would be saved in another place.
    try:
        found = _CODEC.validate_json(read_whole(path))
    except (OSError, ValidationError, ValueError):
        return None
    return found if found.id == path.stem else None


def _searchable(conversation: Conversation) -> str:
    parts: Sequence[str] = [
        conversation.title,
        *conversation.history,
        *(t.answer.text for t in conversation.turns if t.answer),
    ]
    return "\n".join(parts).casefold()

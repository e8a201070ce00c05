"""Conversations as records, one JSON document each, one folder per reader.

A restart or a lost session loses nothing; only those of a reader without a cookie last no longer than the session. Two
windows, or two instances over one database, may write to one conversation: each change is made to the conversation as
it is kept at that moment, so that no turn is lost or mixed with another.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, TypeAdapter, ValidationError

from assistant.model import Answer, Outcome
from corpus.errors import NotHeld, packed_line, unpacked_line
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.records import Records, reworded
from corpus.records.names import CONVERSATIONS
from corpus.records.passing import PassingRecords

_ID = lazy_regex(r"[0-9a-f]{16}")
_TITLE_LENGTH = 80
_UNSAVED = "The conversation cannot be saved"
FEEDBACK = ("right", "answer wrong", "evidence wrong")


_StoredLine = Annotated[str, PlainValidator(unpacked_line), PlainSerializer(packed_line)]


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
    problem: tuple[_StoredLine, _StoredLine] | None = None  # message and remedy
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

    def asked_again(self, turn: Turn, number: int, seen: Conversation) -> Conversation:
        """Return the conversation with a turn in the place of the one with a number and of those after it.

        Where it is not as it was `seen`, nothing is cut off: the turn stands behind what went on elsewhere.
        """
        return (self if self.went_on_since(seen) else self.before(number)).with_turn(turn)

    def went_on_since(self, seen: Conversation) -> bool:
        """Return whether it has other turns than those that were seen; answers and judgements are no other turns."""
        return [(t.asked_at, t.question) for t in self.turns] != [(t.asked_at, t.question) for t in seen.turns]

    def before(self, number: int) -> Conversation:
        """Return the first `number` turns; a title that is the first question goes with it."""
        is_question = bool(self.turns) and self.title == _title(self.turns[0].question)
        return replace(self, turns=self.turns[:number], title="" if is_question and not number else self.title)

    def with_changed(self, turn: Turn, **changes: object) -> Conversation:
        """Return the conversation with one turn changed, wherever it stands; one that is gone comes back at its end."""
        changed = replace(turn, **changes)  # type: ignore[arg-type]
        for number, held in enumerate(self.turns):
            if (held.asked_at, held.question) == (turn.asked_at, turn.question):
                kept = replace(held, **changes)  # type: ignore[arg-type]
                return replace(self, turns=(*self.turns[:number], kept, *self.turns[number + 1 :]))
        return self.with_turn(changed)


_CODEC = TypeAdapter(Conversation)


def _title(words: str) -> str:
    return " ".join(words.split())[:_TITLE_LENGTH]


def new_conversation() -> Conversation:
    """Return an empty conversation, which is not on disk until it is saved."""
    now = datetime.now(UTC)
    return Conversation(secrets.token_hex(8), "", now, now)


class Conversations:
    """One reader's conversations among the records, in `conversations/<reader>`.

    Methods raise StoreUnavailable where these cannot be read or written.
    """

    def __init__(self, records: Records, reader: str) -> None:
        self.records, self.folder = records, f"{CONVERSATIONS}/{reader}"

    def all(self, search: str = "") -> list[Conversation]:
        """Return the conversations, newest first; with `search` those that contain every word of it.

        Titles, questions and answers are searched.
        """
        words = search.casefold().split()
        kept = (_read(content, name) for name, content in self.records.below(self.folder, ".json").items())
        found = [c for c in kept if c and all(w in _searchable(c) for w in words)]
        return sorted(found, key=lambda c: c.changed_at, reverse=True)

    def load(self, id: str) -> Conversation:
        """Return a conversation. Raises NotHeld where this reader has no such conversation."""
        conversation = _read(self.records.read(self._name(id)), id) if _ID.fullmatch(id) else None
        if conversation is None:
            raise NotHeld("That conversation is not here any more.", "Start a new one, or pick another at the left.")
        return conversation

    def change(self, seen: Conversation, change: Callable[[Conversation], Conversation]) -> Conversation:
        """Make a change to a conversation as it is kept now, or as it was seen where none is kept; return what it made.

        Nobody else changes it meanwhile. Raises StoreUnavailable; then what was kept is kept still.
        """
        return self._changed(seen.id, lambda held: change(held or seen))

    def save(self, conversation: Conversation) -> Conversation:
        """Keep a conversation whole where none is kept under its id; return what is kept."""
        return self._changed(conversation.id, lambda held: held or conversation)

    def rename(self, id: str, title: str) -> None:
        """Change the title of a conversation; a blank title changes nothing."""
        if title := _title(title):
            self.change(self.load(id), lambda held: replace(held, title=title))

    def delete(self, id: str) -> Conversation:
        """Delete a conversation and return it as it was, so that the deletion can be undone by saving it again."""
        found: list[Conversation] = [self.load(id)]

        def drop(held: bytes | None) -> None:
            found.append(_read(held, id) or found[-1])

        with reworded(_UNSAVED):
            self.records.change(self._name(id), drop)
        return found[-1]

    def note_feedback(self, conversation: Conversation, index: int, feedback: str, comment: str = "") -> Conversation:
        """Store a reader's judgement of an answer in the conversation and in `feedback.jsonl`; it is sent nowhere."""
        turn = conversation.turns[index]
        changed = self.change(conversation, lambda held: held.with_changed(turn, feedback=feedback, comment=comment))
        self._note(
            {
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
                "question": turn.question,
                "outcome": turn.answer.outcome.value if turn.answer else None,
                "feedback": feedback,
                "comment": comment,
                "passages": [c.passage_id for c in turn.answer.citations] if turn.answer else [],
            }
        )
        return changed

    def _note(self, judged: dict[str, Any]) -> None:
        with reworded(_UNSAVED):
            self.records.append(f"{self.folder}/feedback.jsonl", json.dumps(judged, ensure_ascii=False).encode())

    def _changed(self, id: str, make: Callable[[Conversation | None], Conversation]) -> Conversation:
        made: list[Conversation] = []

        def change(held: bytes | None) -> bytes:
            made.append(replace(make(_read(held, id)), changed_at=datetime.now(UTC)))
            return _CODEC.dump_json(made[-1])

        with reworded(_UNSAVED):
            self.records.change(self._name(id), change)
        return made[-1]

    def _name(self, id: str) -> str:
        return f"{self.folder}/{id}.json"


class PassingConversations(Conversations):
    """Conversations of a reader whom nothing identifies: in memory, as long as the session, and nobody else's.

    A judgement of an answer stays with the conversation: it is not collected.
    """

    def __init__(self) -> None:
        super().__init__(PassingRecords(), "passing")

    def _note(self, judged: dict[str, Any]) -> None:
        pass


def _read(content: bytes | None, name: str) -> Conversation | None:
    # A record that cannot be read (truncated, from another release) must not make the others unreadable; one that has
    # another id than its name would be saved in another place.
    if content is None:
        return None
    try:
        found = _CODEC.validate_json(content)
    except (ValidationError, ValueError):
        return None
    return found if found.id == name.rpartition("/")[2].removesuffix(".json") else None


def _searchable(conversation: Conversation) -> str:
    parts: Sequence[str] = [
        conversation.title,
        *conversation.history,
        *(t.answer.text for t in conversation.turns if t.answer),
    ]
    return "\n".join(parts).casefold()

"""Researches as records, one JSON document each, written after every step: a kill loses the step being made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace

from pydantic import TypeAdapter, ValidationError

from assistant.memo.model import Research
from corpus.errors import Busy
from corpus.filters import Filters
from corpus.language.normal_form import one_line
from corpus.records import Records, reworded
from corpus.records.names import RESEARCHES

_CODEC = TypeAdapter(Research)


def research_id(question: str, filters: Filters) -> str:
    """Return the id of the research into a question under filters: asking again goes on with it."""
    asked = json.dumps([one_line(question).casefold(), asdict(filters)], default=str, ensure_ascii=False)
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


class ResearchStore:
    """The researches among the records, in `research`."""

    def __init__(self, records: Records) -> None:
        self.records = records

    def load(self, id: str) -> Research | None:
        """Return a research; None where there is none, or it is none (truncated, of another release).

        Raise StoreUnavailable.
        """
        content = self.records.read(_name(id))
        try:
            return replace(_CODEC.validate_json(_with_notices_of_now(content)), id=id) if content is not None else None
        except (ValidationError, ValueError):
            return None

    def save(self, research: Research) -> None:
        """Write a research, completely or not at all. Raise StoreUnavailable."""
        with reworded("The research cannot be saved"):
            self.records.write(_name(research.id), _CODEC.dump_json(research))

    @contextmanager
    def alone(self, id: str) -> Iterator[None]:
        """Hold the making of a research, which one process of all instances has at a time. Raise Busy at once."""
        with ExitStack() as held:
            try:
                held.enter_context(self.records.alone(f"{RESEARCHES}/{id}"))
            except Busy as error:
                raise Busy(
                    "This research is being made in another process or on another machine.",
                    "Look at it again in a moment: it is kept after every step.",
                ) from error
            yield


def _name(id: str) -> str:
    return f"{RESEARCHES}/{id}.json"


def _with_notices_of_now(content: bytes) -> bytes:
    """Return a research as it is written now: a notice of old was its text alone. Raise ValueError."""
    kept = json.loads(content)
    if isinstance(kept, dict):
        kept["notices"] = [{"text": n} if isinstance(n, str) else n for n in kept.get("notices", ())]
    return json.dumps(kept).encode()

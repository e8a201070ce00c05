"""Researches on disk, one JSON file each, written after every step: a kill loses the step that was being made."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.memo.model import Research
from assistant.settings import RESEARCHES
from corpus.errors import StoreUnavailable
from corpus.filters import Filters
from corpus.kept_file import read_whole, write_whole
from corpus.language.normal_form import one_line

_CODEC = TypeAdapter(Research)


def research_id(question: str, filters: Filters) -> str:
    """Return the id of the research into a question under filters: asking again goes on with it."""
    asked = json.dumps([one_line(question).casefold(), asdict(filters)], default=str, ensure_ascii=False)
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


class ResearchStore:
    """Store of researches in `home/research`."""

    def __init__(self, home: Path) -> None:
        self.folder = home / RESEARCHES

    def load(self, id: str) -> Research | None:
        """Return a research; None where there is none, or it cannot be read (truncated, of another release)."""
        try:
            return replace(_CODEC.validate_json(read_whole(self._path(id))), id=id)
        except (OSError, ValidationError, ValueError):
            return None

    def save(self, research: Research) -> None:
        """Write a research, completely or not at all. Raise StoreUnavailable."""
        try:
            write_whole(self._path(research.id), _CODEC.dump_json(research), private=True)
        except OSError as error:
            raise StoreUnavailable(
                f"The research cannot be saved: {error.strerror}.", "Check that LICET_HOME is writable and has space."
            ) from error

    def _path(self, id: str) -> Path:
        return self.folder / f"{id}.json"

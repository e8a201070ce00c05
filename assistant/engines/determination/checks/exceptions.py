"""License exceptions that an entry names; whether their conditions are met stands in a part of its own."""

from __future__ import annotations

import re

from assistant.engines.determination.held.entries import ListEntry
from assistant.engines.determination.held.rules import said
from assistant.engines.determination.held.texts import Texts, missing
from assistant.engines.determination.steps import Effect, WalkStep

_PART_OF_EXCEPTIONS = "15 CFR 740"
_NO = re.compile(r"^\s*N/?A\b\.?\s*$", re.I)
_LONGEST_EXCEPTION = 600  # characters of an exception's line: one that is cut before its "except" says the opposite


def exception_step(texts: Texts, entry: ListEntry | None) -> WalkStep | None:
    """Return the exceptions that the entry names with their lines, and whether their conditions are held."""
    named = [(n, w, s) for n, w, s in (entry.exceptions if entry else ()) if not _NO.match(w)]
    lines = "; ".join(f"{n}: {_line(w)}" for n, w, _ in named)
    held = texts.holds_part(_PART_OF_EXCEPTIONS)
    words = [said("exceptions", names=lines)] if named else []
    if not held:
        words.append(said("exceptions_lack" if named else "exceptions_unlisted"))
    if not words:
        return None
    lacks = () if held else (missing("15 CFR part 740 (license exceptions)"),)
    return WalkStep("License exceptions", " ".join(words), tuple(s for *_, s in named), Effect.NOTE, (), lacks)


def _line(words: str) -> str:
    return words if len(words) <= _LONGEST_EXCEPTION else said("exception_goes_on", begins=words[:_LONGEST_EXCEPTION])

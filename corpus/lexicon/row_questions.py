"""Words by which questions ask about parties on lists, and what they ask of a row (`row_questions.toml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.errors import BadRequest
from corpus.lexicon.list_words import fillers
from corpus.lexicon.tables import content

TABLE = Path(__file__).with_name("row_questions.toml")
_ROW_PATTERN_FIELDS = (
    "screens", "listing", "restricts", "off", "opens", "refuses", "goods", "relative", "separates", "frames", "spoken",
    "laws", "handed", "beside", "roles", "addresses", "called", "role_of", "asked_after", "some_of", "on_a_list",
    "acts",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class RowQuestions:
    """Table of the words of such questions; its head says what each field does."""

    screens: re.Pattern[str]
    listing: re.Pattern[str]
    restricts: re.Pattern[str]
    off: re.Pattern[str]
    opens: re.Pattern[str]
    refuses: re.Pattern[str]
    goods: re.Pattern[str]
    relative: re.Pattern[str]
    separates: re.Pattern[str]
    frames: re.Pattern[str]
    spoken: re.Pattern[str]
    laws: re.Pattern[str]
    handed: re.Pattern[str]
    beside: re.Pattern[str]
    roles: re.Pattern[str]
    addresses: re.Pattern[str]
    called: re.Pattern[str]
    role_of: re.Pattern[str]
    asked_after: re.Pattern[str]
    some_of: re.Pattern[str]
    on_a_list: re.Pattern[str]
    acts: re.Pattern[str]
    bodies: frozenset[str]
    words: frozenset[str]
    aspects: Mapping[str, re.Pattern[str]]


@cache
def load(path: Path) -> RowQuestions:
    """Read a table. Raises BadRequest for a broken pattern."""
    rows = content(path)
    try:
        patterns = {name: re.compile(rows[name], re.IGNORECASE) for name in _ROW_PATTERN_FIELDS}
        aspects = {row["name"]: re.compile(row["asked"], re.IGNORECASE) for row in rows["aspect"]}
    except (KeyError, re.error) as error:
        raise BadRequest(f"{path.name}: {error}.", "Correct that entry.") from error
    words = frozenset(rows["words"].split()) | fillers()
    return RowQuestions(**patterns, bodies=frozenset(rows["bodies"].split()), words=words, aspects=aspects)


def table() -> RowQuestions:
    """Return the table that comes with Licet."""
    return load(TABLE)

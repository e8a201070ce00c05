"""A draft as text: what it says, and its blocks with the part that each plays."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockRole(StrEnum):
    """Part that a block plays in a draft."""

    PROSE = "prose"
    HEADING = "heading"


class DraftForm(StrEnum):
    """Form in which a draft was written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class DraftBlock:
    """Paragraph, item, row or heading at `start:end` of a draft's text."""

    start: int
    end: int
    role: BlockRole = BlockRole.PROSE


@dataclass(frozen=True, slots=True)
class DraftText:
    """Text of a draft with its blocks, in order.

    Of Markdown and plain text it is the decoded file, with line breaks as `\\n` and no byte-order mark. Of a Word
    document it is the text of its paragraphs in document order, table cells included, each on a line of its own.
    """

    form: DraftForm
    text: str
    blocks: tuple[DraftBlock, ...]


@dataclass(frozen=True, slots=True)
class DraftComment:
    """Comment on `start:end` of a draft's text."""

    start: int
    end: int
    text: str

"""Plain text: blocks between blank lines, as in a pasted article."""

from __future__ import annotations

import re

from corpus.language.detection import language_of
from corpus.language.normal_form import one_line, without_unseen
from corpus.model import Reading, Role, Source
from corpus.parsers.file import File, Parser
from corpus.structure import TreeBuilder

_MAX_TITLE = 200
_MAX_LINE_BLOCKS = 60  # a text without blank lines and with more lines than this has a paragraph on each line


def claims(file: File) -> float:
    """Return a high claim for .txt, a low one for a name without an extension."""
    return {".txt": 0.9, ".text": 0.9, ".log": 0.3, "": 0.1}.get(file.suffix, 0.0)


def read(file: File) -> list[Reading]:
    """Return one reading with a locator for each block, counted from 1: `block 3`.

    Raises EmptyDocument, UnreadableDocument.
    """
    blocks = blocks_of(file.text())
    title = blocks[0] if len(blocks) > 1 and len(blocks[0]) < _MAX_TITLE else file.stem
    tree = TreeBuilder()
    for number, text in enumerate(blocks, 1):
        # The headline, and its repetition if a page's title was copied with it.
        role = Role.TITLE if text == title and number <= 2 and len(blocks) > 1 else Role.TEXT
        tree.add(text, locator=f"block {number}", role=role, heading=title if role is Role.TITLE else "")
    source = Source(id="", title=title, url=file.url, language=language_of(" ".join(blocks)))
    return [tree.reading(source, valid_from=file.as_of)]


def blocks_of(text: str) -> list[str]:
    """Return the paragraphs of a text: between blank lines; in a long text without blank lines, each line is one."""
    text = without_unseen(text)
    blocks = [b for b in re.split(r"\n\s*\n", text) if b.strip()]
    if len(blocks) == 1 and blocks[0].count("\n") >= 2:
        lines = blocks[0].split("\n")
        longest = sum(len(line) > 200 for line in lines)
        if len(lines) > _MAX_LINE_BLOCKS or longest > len(lines) / 4:
            blocks = lines
    return [one_line(b) for b in blocks if one_line(b)]


PARSER = Parser("plain text", claims, read)

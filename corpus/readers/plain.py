"""Plain text: blocks between blank lines, as in a pasted article."""

from __future__ import annotations

import re

from corpus.model import Kind, Reading, Role, Source
from corpus.readers.file import File, Reader
from corpus.structure import TreeBuilder
from corpus.text import one_line


def claims(file: File) -> float:
    """Sure of .txt, unsure of a name without an extension."""
    return {".txt": 0.9, ".text": 0.9, "": 0.1}.get(file.suffix, 0.0)


def read(file: File) -> list[Reading]:
    """One reading; a locator a block, counted from 1: `block 3`."""
    blocks = [one_line(b) for b in re.split(r"\n\s*\n", file.text())]
    blocks = [b for b in blocks if b]
    title = blocks[0] if blocks and len(blocks[0]) < 200 else file.stem
    tree = TreeBuilder()
    for number, text in enumerate(blocks, 1):
        tree.add(text, locator=f"block {number}", role=Role.TEXT)
    return [tree.reading(Source(id="", title=title, kind=Kind.USER), valid_from=file.as_of)]


READER = Reader("plain text", claims, read)

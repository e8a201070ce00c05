"""A PDF without a structure that can be told: its text by page."""

from __future__ import annotations

from corpus.model import Role
from corpus.readers.pdf.lines import Hyphenation
from corpus.readers.pdf.pages import Page
from corpus.readers.pdf.units import gaps
from corpus.structure import TreeBuilder


def by_page(pages: list[Page], hyphens: Hyphenation, tree: TreeBuilder) -> None:
    """A provision a page, `p. 14`, its paragraphs on lines of their own."""
    for page in pages:
        text = ""
        for line, apart in gaps(page.lines):
            text = f"{text}\n{line.text}" if apart and text else hyphens.heal(text, line.text) if text else line.text
        if text:
            tree.add(
                hyphens.finish(text),
                locator=f"p. {page.number}",
                role=Role.TEXT,
                page=page.number,
                recognised=any(line.recognised for line in page.lines),
            )

"""The Commerce Control List (supplement no. 1 to part 774)."""

from __future__ import annotations

from lxml import etree

from corpus.readers.ecfr.scope import Block, Scope
from corpus.readers.ecfr.writing import Writer


def is_control_list(element: etree._Element) -> bool:
    return False


def write(writer: Writer, items: list[Block], base: str, top: int) -> None:
    Scope(writer, base, top, annex=True).write(items)

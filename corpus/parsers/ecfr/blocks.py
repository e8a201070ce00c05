"""Blocks inside a container of the eCFR's markup: paragraphs, lists, headings, notes, tables, in document order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from corpus.language.normal_form import one_line
from corpus.parsers.ecfr.labels import Label, pieces, without_italics
from corpus.parsers.ecfr.markup import contents, holds_ecfr_blocks, marked

_TRANSPARENT = frozenset(("EXTRACT", "DIV", "HD", "BODY", "FRAGMENT", "XREF-GROUP"))
_LIST_ELEMENTS = frozenset(("SCOL2", "SCOL3", "UL", "OL"))
_NOTE_TAGS = frozenset(("NOTE", "EXAMPLE", "NOTES"))
META = {"CITA": "citation", "SECAUTH": "authority", "AUTH": "authority", "SOURCE": "source",
         "EDNOTE": "editorial note", "APPRO": "approval", "XREF": "cross-reference",
         "PARAUTH": "authority"}  # fmt: skip


@dataclass(slots=True)
class Block:
    """One thing inside a container.

    `kind` is "p" (paragraph), "flush" (paragraph without indent), "list" (lines), "heading", "note", "footnote",
    "table", "meta" or "stay" (effective date note).
    """

    kind: str
    text: str = ""
    element: etree._Element | None = None
    level: int = 0
    labels: tuple[Label, ...] = ()
    heading: str = ""
    sequence: int = 0
    path: tuple[Label, ...] = ()


def blocks(element: etree._Element) -> Iterator[Block]:
    """Yield the blocks of a container in document order, without its HEAD, which the caller writes."""
    yield from ecfr_blocks(contents(element))


def ecfr_blocks(children: Iterable[etree._Element | str]) -> Iterator[Block]:
    """Yield the blocks that these children of a container are."""
    for child in children:
        if isinstance(child, str):
            yield Block("p", child)
        elif child.tag == "HEAD":
            continue
        elif child.tag == "TABLE" or (child.tag == "DIV" and child.find(".//TABLE") is not None and not _loose(child)):
            yield Block("table", element=child)
        elif child.tag in _NOTE_TAGS:
            yield Block("note", element=child)
        elif child.tag in ("FTNT", "EFTNT"):
            yield Block("footnote", element=child)
        elif child.tag == "EFFDNOT":
            yield Block("stay", element=child)
        elif child.tag in META:
            yield Block("meta", element=child)
        elif re.fullmatch(r"HD\d", child.tag):
            yield Block("heading", marked(child), level=int(child.tag[2]))
        elif child.tag in _LIST_ELEMENTS:
            yield Block("list", marked(child))
        elif child.tag in _TRANSPARENT:
            yield from blocks(child)
        else:
            kind = "flush" if child.tag.startswith("FP") else "p"
            yield Block(kind, marked(child), element=child)


def _loose(element: etree._Element) -> bool:
    return any(child.tag in ("P", "FP") for child in element)


def note_text(element: etree._Element) -> tuple[str, str, list[Block]]:
    """Return a note's label, its text up to its first labelled paragraph, and the blocks after that."""
    hed = element.find("HED")
    label = one_line(without_italics(marked(hed))) if hed is not None else ""
    inside = [
        Block("p", marked(child))
        if not isinstance(child, str) and not holds_ecfr_blocks(child) and child.tag in ("P", "PSPACE", "FP")
        else Block("p", child)
        if isinstance(child, str)
        else Block("element", element=child)
        for child in contents(element)
        if isinstance(child, str) or child.tag != "HED"
    ]
    flat: list[Block] = []
    for block in inside:
        if block.element is None:
            flat.append(block)
        elif block.element.tag in ("P", "PSPACE", "FP"):
            flat.append(Block("p", marked(block.element)))
        else:
            flat.extend(ecfr_blocks([block.element]))
    own: list[str] = []
    while flat and flat[0].kind == "p" and not pieces(flat[0].text)[0].labels:
        own.append(flat.pop(0).text)
    first = own.pop(0) if own else ""
    text = f"{label} {first}".strip()
    return label, "\n".join([text, *own]), flat

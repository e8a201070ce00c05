"""Parses XML of any origin to elements and marked text. It is the eCFR parser's only border to lxml."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from corpus.errors import FilledLine, TooLarge, UnreadableDocument
from corpus.language.lazy_regex import lazy_regex
from corpus.parsers.ecfr.labels import ITALIC, UPRIGHT
from corpus.parsers.file import File
from corpus.trust.gaps import NOT_WELL_FORMED, gap

_DECLARATION = lazy_regex(r"^\ufeff?\s*<\?xml[^>]*\?>")
_ENTITY = lazy_regex(r"<!ENTITY", re.IGNORECASE)
_DOCTYPE_BEGINS = lazy_regex(r"<!DOCTYPE", re.IGNORECASE)
_DOCTYPE = lazy_regex(r"<!DOCTYPE[^>\[]*+(\[[^\]]*\])?[^>]*>", re.IGNORECASE)
_PRIVATE = lazy_regex("[\ue000-\ue00f]")
_TOO_DEEP = lazy_regex(r"excessive depth|xmlParseElementStart.{0,200}depth|maximum depth|HUGE", re.IGNORECASE)

ECFR_BLOCKS = frozenset(
    [
        "P",
        "FP",
        "FP-1",
        "FP-2",
        "FP-DASH",
        "FP1",
        "FP1-2",
        "FP2",
        "FP2-2",
        "FP2-3",
        "FP-3",
        "LI",
        "HD1",
        "HD2",
        "HD3",
        "HD4",
        "HED",
        "HEAD",
        "PSPACE",
        "CITA",
        "SECAUTH",
        "TR",
        "TD",
        "TH",
        "NOTE",
        "FTNT",
        "DIV",
        "TABLE",
        "EXTRACT",
        "SCOL2",
        "SCOL3",
        "CAPTION",
        "UL",
        "OL",
        "EXAMPLE",
        "EDNOTE",
        "EFFDNOT",
        "AUTH",
        "SOURCE",
    ]
)
_ITALICS = {("I", ""), ("E", "03"), ("E", "52i"), ("EM", ""), ("em", ""), ("i", "")}


def parse(file: File) -> tuple[etree._Element, tuple[str, ...]]:
    """Return the root of an XML file, and warnings if it had to be repaired.

    Refuses entity declarations (UnreadableDocument) and nesting beyond lxml's limit (TooLarge); repairs XML that is not
    well-formed if most of its text survives. Nothing outside the file is ever fetched.
    """
    text = _PRIVATE.sub("", file.text())
    text = _DECLARATION.sub("", text)
    if _ENTITY.search(text):
        raise UnreadableDocument(
            FilledLine("{name} declares XML entities, which no official text needs.", {"name": file.name}),
            "Get the file from its publisher.",
        )
    begins = _DOCTYPE_BEGINS.search(text)
    if begins and (doctype := _DOCTYPE.match(text, begins.start())):
        text = text[: doctype.start()] + text[doctype.end() :]
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
                             remove_comments=True, remove_pis=True, encoding="utf-8")  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(
            FilledLine("{name} is not XML that can be repaired: {error}.", {"name": file.name, "error": error.msg}),
            "Download it again.",
        ) from error
    except ValueError as error:
        raise UnreadableDocument(
            FilledLine("{name} is not XML: {error}.", {"name": file.name, "error": error}), "Download it again."
        ) from error
    faults = [entry for entry in parser.error_log if entry.level_name in ("ERROR", "FATAL")]
    if any(_TOO_DEEP.search(entry.message) for entry in faults):
        raise TooLarge(
            FilledLine("{name} nests its elements deeper than any official text.", {"name": file.name}),
            "Get the file from its publisher.",
        )
    if root is None:
        raise UnreadableDocument(FilledLine("{name} holds no XML element.", {"name": file.name}), "Download it again.")
    if faults:
        first = faults[0]
        return root, (gap(NOT_WELL_FORMED, name=file.name, line=first.line, error=" ".join(first.message.split())),)
    return root, ()


def marked(element: etree._Element) -> str:
    """Return all text of an element, with italics marked and `br` as a line break, without its tail."""
    parts: list[str] = []
    _collect(element, parts, inside=False)
    return "".join(parts)


def _collect(element: etree._Element, parts: list[str], inside: bool) -> None:
    if element.text:
        parts.append(element.text)
    for child in element:
        tag = child.tag
        if not isinstance(tag, str):
            pass
        elif tag in ("br", "BR"):
            parts.append("\n")
        elif not inside and (tag, child.get("T", "")) in _ITALICS:
            parts.append(ITALIC)
            _collect(child, parts, inside=True)
            parts.append(UPRIGHT)
        else:
            block = tag in ECFR_BLOCKS
            if block:
                parts.append("\n")
            _collect(child, parts, inside)
            if block:
                parts.append("\n")
        if child.tail:
            parts.append(child.tail)


def holds_ecfr_blocks(element: etree._Element) -> bool:
    """Return whether an element holds paragraphs or tables of its own."""
    return any(isinstance(child.tag, str) and child.tag in ECFR_BLOCKS for child in element)


def contents(element: etree._Element) -> Iterator[etree._Element | str]:
    """Yield the children of a container with the loose text between them, in order."""
    if element.text and element.text.strip():
        yield element.text
    for child in element:
        if isinstance(child.tag, str):
            yield child
        if child.tail and child.tail.strip():
            yield child.tail

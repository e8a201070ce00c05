"""Parses XML and HTML to trees: nothing is fetched or expanded, depth is bounded, malformed input is repaired."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from corpus.errors import FilledLine, TooLarge, UnreadableDocument
from corpus.language.lazy_regex import lazy_regex
from corpus.parsers.file import File
from corpus.trust.gaps import MALFORMED_XHTML, MALFORMED_XML, gap

MAX_ELEMENT_DEPTH = 200
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_DECLARED = lazy_regex(r"^\s*<\?xml[^>]*\?>")
_SKIPPED = {"script", "style", "head", "template", "noscript", "iframe", "object"}
HTML_BLOCKS = {"p", "div", "table", "tr", "td", "th", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3",
               "h4", "h5", "h6", "blockquote", "section", "article", "header", "footer", "pre", "tbody",
               "thead", "tfoot", "caption", "center", "form", "hr", "body", "main", "figure", "figcaption",
               "aside", "nav", "txt_te"}  # fmt: skip


def parse_xml(file: File) -> tuple[etree._Element, tuple[str, ...]]:
    """Return the root of an XML file, and warnings about repairs.

    Raises TooLarge if it declares entities (an entity bomb does, no official text does) or nests deeper than a text
    can, UnreadableDocument if nothing of it can be read.
    """
    data = _as_utf8(file)
    if _ENTITY.search(data[:1_000_000]):
        raise TooLarge(
            FilledLine("{name} declares XML entities, which could expand without end.", {"name": file.name}),
            "Save it without a DOCTYPE.",
        )
    parser = _xml_parser(recover=False)
    try:
        return _bounded(etree.fromstring(data, parser), file), ()
    except etree.XMLSyntaxError as error:
        strict = str(error)
    try:
        root = etree.fromstring(data, _xml_parser(recover=True))
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(
            FilledLine("{name} is not XML: {error}.", {"name": file.name, "error": strict}), "Download it again."
        ) from error
    if root is None:
        raise UnreadableDocument(
            FilledLine("{name} is not XML: {error}.", {"name": file.name, "error": strict}), "Download it again."
        )
    return _bounded(root, file), (gap(MALFORMED_XML, error=strict),)


def parse_html(file: File) -> tuple[etree._Element, tuple[str, ...]]:
    """Return the root of an HTML or XHTML file, and warnings about repairs. Raises as `parse_xml`.

    Element names are in lower case and without a namespace.
    """
    data = _as_utf8(file)
    warnings: tuple[str, ...] = ()
    if b"http://www.w3.org/1999/xhtml" in data[:3000] and not _ENTITY.search(data[:1_000_000]):
        try:
            return _without_namespaces(_bounded(etree.fromstring(data, _xml_parser(recover=False)), file)), ()
        except etree.XMLSyntaxError:
            warnings = (gap(MALFORMED_XHTML),)
    try:
        parser = html.HTMLParser(
            encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
        )
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise UnreadableDocument(
            FilledLine("{name} is not HTML: {error}.", {"name": file.name, "error": error}), "Download it again."
        ) from error
    return _without_namespaces(_bounded(root, file)), warnings


def _as_utf8(file: File) -> bytes:
    """Return the bytes as UTF-8 without an XML declaration, whose encoding decoding has settled."""
    return _DECLARED.sub("", file.text().lstrip("\ufeff")).encode("utf-8", "replace")


def _xml_parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        encoding="utf-8",
    )


def _bounded(root: etree._Element, file: File) -> etree._Element:
    """Return the same root; raise TooLarge if it nests deeper than `MAX_ELEMENT_DEPTH`: no caller has to count."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_ELEMENT_DEPTH:
            raise TooLarge(
                FilledLine(
                    "{name} nests more than {limit} levels deep.", {"name": file.name, "limit": MAX_ELEMENT_DEPTH}
                ),
                "Check that it is a document.",
            )
    return root


def _without_namespaces(root: etree._Element) -> etree._Element:
    for element in root.iter(etree.Element):
        name = local(element).lower()
        # a damaged tag may contain the rest of the page
        element.tag = name if re.fullmatch(r"[a-z][a-z0-9_]*", name) else "div"
    return root


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace; "" for a comment or an unexpanded entity."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def classes(element: etree._Element) -> frozenset[str]:
    """Return the classes of an HTML element, without the prefix `oj-` of EUR-Lex's newer files."""
    return frozenset(name.removeprefix("oj-") for name in (element.get("class") or "").split())


def children(element: etree._Element) -> Iterator[etree._Element]:
    """Return the child elements, without comments and entities."""
    return (child for child in element if isinstance(child.tag, str))


def has_blocks(element: etree._Element) -> bool:
    """Return whether anything below an element begins a new line."""
    return any(isinstance(d.tag, str) and d.tag in HTML_BLOCKS and d is not element for d in element.iter())


def visible(element: etree._Element) -> str:
    """Return the text of an HTML element as a browser shows it: a line for each block and each `br`, no tail."""
    parts: list[str] = []
    _collect(element, parts)
    return "".join(parts)


def _collect(element: etree._Element, parts: list[str]) -> None:
    tag = element.tag
    if not isinstance(tag, str) or tag in _SKIPPED:
        return
    broken = tag in HTML_BLOCKS
    if tag == "br" or broken:
        parts.append("\n")
    # A line break in the source is white space to a browser.
    parts.append(_inline(element.text))
    for child in element:
        _collect(child, parts)
        parts.append(_inline(child.tail))
    if broken:
        parts.append("\n")


def _inline(text: str | None) -> str:
    return re.sub(r"[\r\n\t]+ *", " ", text) if text else ""


def skipped(element: etree._Element) -> bool:
    """Return whether an HTML element shows nothing (script, style, head)."""
    return not isinstance(element.tag, str) or element.tag in _SKIPPED

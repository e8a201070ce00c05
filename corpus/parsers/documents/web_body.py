"""The body of a web page: parsed within bounds, without what is not its text, as headings, paragraphs and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
from lxml import etree

from corpus.errors import EmptyDocument, FilledLine, TooLarge, UnreadableDocument
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.parsers.documents.outline import Outline

MAX_WEB_CHARACTERS = 20_000_000
_MOST_ATTRIBUTES = 1_000  # of one element: the engine compares each with every other
_LONG_TAG = 5_000  # characters
_OPENING_TAG = lazy_regex(r"<[a-zA-Z][^<>]*")
_VALUES = lazy_regex(r"\"[^\"]*\"|'[^']*'")
# Above these, the time that extracting the main text takes grows with the square of the page.
_MOST_ELEMENTS, _MOST_DROPPED, _DEEPEST, _DEEPEST_TABLE = 50_000, 2_000, 200, 4
_CONTROL = lazy_regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_DROPPED = frozenset(("script", "style", "noscript", "template", "iframe", "object", "svg", "canvas", "button",
                      "select", "nav", "footer", "aside", "head", "dialog", "video", "audio", "input",
                      "textarea"))  # fmt: skip
_HIDDEN = (
    ".//*[@hidden or @aria-hidden='true' or contains(@style, 'display:none') or contains(@style, 'display: none')]"
)
_MOST_OF_PAGE = 0.5  # of a page's text
_LEAVES = frozenset(("p", "pre", "blockquote", "ul", "ol", "dl", "figcaption", "address", "summary", "li", "dt", "dd"))
_HOLDERS = ("p", "div", "table", "ul", "ol", "section", "h1", "h2", "h3", "h4", "h5", "h6", "head", "list", "li", "pre",
            "blockquote", "dl")  # fmt: skip
_HEADINGS = {f"h{n}": n for n in range(1, 7)}


def parsed(html: str, name: str) -> lxml.html.HtmlElement:
    """Return the root of a page. Raises EmptyDocument, TooLarge, UnreadableDocument."""
    if len(html) > MAX_WEB_CHARACTERS:
        raise TooLarge(
            FilledLine(
                "{name} holds more than {limit} characters.", {"name": name, "limit": f"{MAX_WEB_CHARACTERS:,}"}
            ),
            "Save the part that you need.",
        )
    _check_attributes(html, name)
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        # As bytes with the encoding given: a declaration inside the page must not contradict what was decoded.
        page = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableDocument(
            FilledLine("{name} is not a readable web page.", {"name": name}),
            "Open it in a browser and save it again, or save it as PDF.",
        ) from error
    if page is None:
        raise EmptyDocument(FilledLine("{name} is empty.", {"name": name}), "Save the page again.")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):  # what comes after is missing
        raise TooLarge(
            FilledLine("{name} is nested too deeply.", {"name": name}), "Open it in a browser and save it as PDF."
        )
    # Control characters, which nobody can see, are removed: lxml accepts them and raises when such a text is moved.
    for element in page.iter(etree.Element):
        if element.text and _CONTROL.search(element.text):
            element.text = _CONTROL.sub(" ", element.text)
        if element.tail and _CONTROL.search(element.tail):
            element.tail = _CONTROL.sub(" ", element.tail)
    return page


def _check_attributes(html: str, name: str) -> None:
    for tag in _OPENING_TAG.finditer(html):
        if tag.end() - tag.start() > _LONG_TAG and len(_VALUES.sub("", tag[0]).split()) > _MOST_ATTRIBUTES:
            raise TooLarge(
                FilledLine("{name} has an element of too many attributes.", {"name": name}),
                "Open it in a browser and save it as PDF.",
            )


def is_ordinary(page: lxml.html.HtmlElement) -> bool:
    """Return whether a page is built as pages are: not of very many elements, nor very deep."""
    elements = dropped = depth = tables = 0
    for event, element in etree.iterwalk(page, events=("start", "end")):
        step = 1 if event == "start" else -1
        depth += step
        tables += step if element.tag == "table" else 0
        if event == "start":
            elements += 1
            dropped += element.tag in _DROPPED
            if elements > _MOST_ELEMENTS or dropped > _MOST_DROPPED or depth > _DEEPEST or tables > _DEEPEST_TABLE:
                return False
    return True


def without_furniture(page: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """Return the body without what is not its text (navigation, forms, scripts, hidden elements).

    `page` is modified. Elements are emptied, not removed: that would move the text behind each of them.
    """
    body = page.find("body")
    body = page if body is None else body
    whole = len(one_line(body.text_content()))

    def is_most(element: lxml.html.HtmlElement) -> bool:
        return len(one_line(element.text_content())) > _MOST_OF_PAGE * whole

    body = next(filter(is_most, body.iter("main", "article")), body)
    forms = [form for form in body.iter("form") if not is_most(form)]  # some sites put the whole page into one
    for element in [*forms, *body.iter(*_DROPPED), *body.xpath(_HIDDEN)]:
        if element is not body:
            element.clear(keep_tail=True)
    return body


def walk(element: etree._Element, outline: Outline, depth: int = 0) -> None:
    """Add the headings, paragraphs, lists and tables below an element to the outline.

    Text between blocks is a block too.
    """
    loose: list[str] = [element.text or ""]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        level = _HEADINGS.get(tag) or (_HEADINGS.get(child.get("rend", ""), 2) if tag == "head" else 0)
        if level or tag in _LEAVES or tag in ("table", "list") or (_holds_blocks(child) and depth < _DEEPEST):
            outline.block("".join(loose))
            loose = []
            _add(child, tag, level, outline, depth)
        elif tag:
            loose.append(_text(child) if tag not in ("br", "lb") else "\n")
        loose.append(child.tail or "")
    outline.block("".join(loose))


def _add(child: etree._Element, tag: str, level: int, outline: Outline, depth: int) -> None:
    """Add one block, which may hold others."""
    if level:
        outline.heading(level, _text(child))
    elif tag == "table":
        _table(child, outline, depth)
    elif tag in ("ul", "ol", "list"):
        outline.block("\n".join(_items(child)))
    elif tag in _LEAVES and not _holds_blocks(child):
        outline.block(_text(child))
    elif depth < _DEEPEST:
        walk(child, outline, depth + 1)
    else:
        outline.block(_text(child))


def _holds_blocks(element: etree._Element) -> bool:
    return next(element.iterdescendants(*_HOLDERS), None) is not None


def _text(element: etree._Element) -> str:
    """Return an element's text; line breaks of the page's source become spaces, `br` a break."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if node.tag in ("br", "lb"):
                parts.append("\n")
            elif isinstance(node.tag, str):
                parts.append(re.sub(r"\s+", " ", node.text or ""))
        elif node is not element:
            parts.append(re.sub(r"\s+", " ", node.tail or ""))
    return "".join(parts)


def _items(element: etree._Element) -> Iterator[str]:
    """Yield the items of a list, and the text between them."""
    yield from (line for line in (one_line(element.text or ""),) if line)
    for item in element:
        if text := one_line(_text(item)):
            yield f"- {text}"
        if tail := one_line(item.tail or ""):
            yield tail


def _table(table: etree._Element, outline: Outline, depth: int) -> None:
    """Add a data table as rows, a table of one column as blocks, and the tables in the cells of one one by one."""
    for caption in table.iterchildren("caption"):
        outline.block(_text(caption))
    rows = list(_rows(table))
    if depth < _DEEPEST and next(table.iterdescendants("table"), None) is not None:
        for cell in (cell for row in rows for cell in row):
            walk(cell, outline, depth + 1)
        return
    texts = [[one_line(_text(cell)) for cell in row] for row in rows]
    if max((len(row) for row in texts), default=0) < 2:
        for row in texts:
            outline.block("\n".join(row))
    else:
        headed = bool(rows[0]) and all(c.tag == "th" or c.get("role") == "head" for c in rows[0])
        outline.table(texts, headed=headed)


def _rows(table: etree._Element) -> Iterator[list[etree._Element]]:
    """Yield the cells of each row of a table, without those of tables inside it."""
    for child in table:
        if child.tag in ("tr", "row"):
            yield [cell for cell in child if cell.tag in ("td", "th", "cell")]
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)

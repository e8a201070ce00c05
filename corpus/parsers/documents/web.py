"""Web pages and news articles: the main text without navigation, scripts and advertising; title, author, date, site."""

from __future__ import annotations

import re
from datetime import date

import lxml.html
import trafilatura
from lxml import etree

from corpus.errors import EmptyDocument, UnreadableDocument
from corpus.language.detection import language_of
from corpus.language.normal_form import one_line
from corpus.model import Reading, Source
from corpus.parsers.documents.outline import Outline
from corpus.parsers.file import File, Parser
from corpus.structure import TreeBuilder
from corpus.trust.claims import claims as claimed

MAX_CHARACTERS = 20_000_000
_SIGNS = re.compile(rb"<!doctype html|<html[\s>]|<body[\s>]|<head[\s>]", re.IGNORECASE)
_DROPPED = ("script", "style", "noscript", "template", "iframe", "object", "svg", "canvas", "form", "button", "select",
            "nav", "footer", "aside", "head", "dialog", "video", "audio", "input", "textarea")  # fmt: skip
_BLOCKS = frozenset(("p", "pre", "blockquote", "ul", "ol", "dl", "figcaption", "address", "summary", "li", "dt", "dd"))
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_MAX_DEPTH = 250
# share of the page's text outside navigation; if the extractor finds less, it lost content and the whole is read
_ENOUGH = 0.5


def claims(file: File) -> float:
    """Return a claim by the first tags; the extension alone weighs less."""
    if _SIGNS.search(file.data[:2048].replace(b"\0", b"")):
        return 0.6
    return 0.4 if file.suffix in (".html", ".htm", ".xhtml") else 0.0


def read(file: File) -> list[Reading]:
    """Return one reading. Raises EmptyDocument, UnreadableDocument."""
    html = file.text()[:MAX_CHARACTERS]
    page = _parsed(html, file.name)
    language = _declared_language(page)
    meta = _metadata(html, file.url)
    main = _main_text(html, file.url)
    rest = _without_furniture(page)
    whole = len(one_line(rest.text_content()))
    if main is None or len(one_line("".join(map(str, main.itertext())))) < _ENOUGH * whole:
        main = rest
    title = _title(page, meta)
    tree = TreeBuilder()
    _walk(main, Outline(tree, title), 0)
    if not len(tree):
        raise EmptyDocument(
            f"{file.name} is a web page without text.",
            "It may build its text by script: save the page as PDF and add that.",
        )
    said = claimed(
        kind="news" if _is_article(page) else "",
        issuer=meta.get("sitename"),
        author=meta.get("author"),
        url=meta.get("url"),
        published=_day(meta.get("date", "")),
    )
    source = Source(
        id="",
        title=title or file.stem,
        url=file.url,
        language=language or language_of(tree.reading(Source("", "")).text),
        claims=tuple((name, value) for name, value in said if (name, value) != ("url", file.url)),
    )
    return [tree.reading(source, valid_from=file.as_of)]


def _parsed(html: str, name: str) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        # As bytes with the encoding given: a declaration inside the page must not contradict what was decoded.
        parsed = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableDocument(
            f"{name} is not a readable web page.", "Open it in a browser and save it again, or save it as PDF."
        ) from error
    if parsed is None:
        raise EmptyDocument(f"{name} is empty.", "Save the page again.")
    # Control characters, which nobody can see, are removed: lxml accepts them and raises when such a text is moved.
    for element in parsed.iter(etree.Element):
        if element.text and _CONTROL.search(element.text):
            element.text = _CONTROL.sub(" ", element.text)
        if element.tail and _CONTROL.search(element.tail):
            element.tail = _CONTROL.sub(" ", element.tail)
    return parsed


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def _main_text(html: str, url: str) -> etree._Element | None:
    try:
        found = trafilatura.bare_extraction(
            html,
            url=url or None,
            include_comments=False,
            include_tables=True,
            include_links=False,
            favor_recall=True,
            with_metadata=False,
        )
    except (
        Exception
    ):  # the extractor is heuristic and may raise anything on hostile input; the whole page can still be read
        return None
    return getattr(found, "body", None)


def _metadata(html: str, url: str) -> dict[str, str]:
    """Return title, author, date, sitename and url, as far as the page states them."""
    try:
        found = trafilatura.extract_metadata(html, default_url=url or None)
    except Exception:  # as above: a page without metadata is still a page
        return {}
    names = ("title", "author", "date", "sitename", "url")
    return {
        name: one_line(str(getattr(found, name)))[:300]
        for name in names
        if found is not None and getattr(found, name, None)
    }


def _title(page: lxml.html.HtmlElement, meta: dict[str, str]) -> str:
    headings = [one_line(h.text_content()) for h in page.iter("h1")]
    if len([h for h in headings if h]) == 1:
        return next(h for h in headings if h)[:300]
    return meta.get("title") or one_line(page.findtext(".//title") or "")[:300]


def _is_article(page: lxml.html.HtmlElement) -> bool:
    """Return whether the page declares itself a news article, in Open Graph or schema.org terms."""
    if page.xpath("//meta[@property='og:type' and @content='article']") and page.xpath(
        "//meta[@property='article:published_time']"
    ):
        return True
    return any(
        re.search(r'"@type"\s*:\s*+\[?\s*+"(?:News|Analysis|Reportage)\w*Article"', s.text or "")
        for s in page.xpath("//script[@type='application/ld+json']")
    )


def _declared_language(page: lxml.html.HtmlElement) -> str:
    declared = str(page.get("lang") or page.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
    return declared[:2].lower() if re.fullmatch(r"[A-Za-z]{2}([-_][A-Za-z0-9]+)*", declared) else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _without_furniture(page: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """Return the page without what is not its text (navigation, forms, hidden elements). `page` is modified."""
    body = page.find("body")
    body = page if body is None else body
    mains = [
        e
        for e in body.iter("main", "article")
        if len(one_line(e.text_content())) > 0.5 * len(one_line(body.text_content()))
    ]
    body = mains[0] if mains else body
    for element in list(body.iter(*_DROPPED)):
        if element is not body:
            element.drop_tree()
    for element in body.xpath(
        ".//*[@hidden or @aria-hidden='true' or contains(@style, 'display:none') or contains(@style, 'display: none')]"
    ):
        if element.getparent() is not None:
            element.drop_tree()
    return body


def _walk(element: etree._Element, outline: Outline, depth: int) -> None:
    """Add the headings, paragraphs, lists and tables below `element` to the outline; text between blocks is a block
    too.
    """
    loose: list[str] = [element.text or ""]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        level = _HEADINGS.get(tag) or (_HEADINGS.get(child.get("rend", ""), 2) if tag == "head" else 0)
        if level or tag in _BLOCKS or tag in ("table", "list") or (_holds_blocks(child) and depth < _MAX_DEPTH):
            outline.block("".join(loose))
            loose = []
            if level:
                outline.heading(level, _text(child))
            elif tag == "table":
                _table(child, outline, depth)
            elif tag in ("ul", "ol", "list"):
                outline.block("\n".join(_items(child)))
            elif tag in _BLOCKS and not _holds_blocks(child):
                outline.block(_text(child))
            else:
                _walk(child, outline, depth + 1)
        elif tag:
            loose.append(_text(child) if tag not in ("br", "lb") else "\n")
        loose.append(child.tail or "")
    outline.block("".join(loose))


def _holds_blocks(element: etree._Element) -> bool:
    return (
        next(
            element.iterdescendants(
                "p",
                "div",
                "table",
                "ul",
                "ol",
                "section",
                "h1",
                "h2",
                "h3",
                "h4",
                "h5",
                "h6",
                "head",
                "list",
                "li",
                "pre",
                "blockquote",
                "dl",
            ),
            None,
        )
        is not None
    )


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


def _items(element: etree._Element) -> list[str]:
    return [f"- {text}" for text in (one_line(_text(item)) for item in element) if text]


def _table(table: etree._Element, outline: Outline, depth: int) -> None:
    """Add a data table as rows, a table of one column as blocks."""
    rows, headed = [], False
    for number, row in enumerate(table.iter("tr", "row")):
        cells = [cell for cell in row if cell.tag in ("td", "th", "cell")]
        rows.append([one_line(_text(cell)) for cell in cells])
        if number == 0:
            headed = bool(cells) and all(c.tag == "th" or c.get("role") == "head" for c in cells)
    if max((len(row) for row in rows), default=0) < 2:
        for texts in rows:
            outline.block("\n".join(texts))
    else:
        outline.table(rows, headed=headed)


PARSER = Parser("web page", claims, read)

"""Web pages and news articles: the main text without navigation, scripts and advertising; title, author, date, site."""

from __future__ import annotations

import re
from datetime import date

import lxml.html
import trafilatura
from lxml import etree

from corpus.errors import EmptyDocument, FilledLine, UnreadableDocument
from corpus.language.detection import language_of
from corpus.language.normal_form import one_line
from corpus.model import Reading, Source
from corpus.parsers.documents.outline import Outline
from corpus.parsers.documents.web_body import is_ordinary, parsed, walk, without_furniture
from corpus.parsers.error_pages import instead_of_document
from corpus.parsers.file import File, Parser
from corpus.structure import TreeBuilder
from corpus.trust.claims import own_claims

_SIGNS_OF_HTML = re.compile(rb"<!doctype html|<html[\s>]|<body[\s>]|<head[\s>]", re.IGNORECASE)
# share of the page's text outside navigation; if the extractor finds less, it lost content and the whole is read
_ENOUGH_OF_PAGE = 0.5


def claims(file: File) -> float:
    """Return a claim by the first tags; the extension alone weighs less."""
    if _SIGNS_OF_HTML.search(file.data[:2048].replace(b"\0", b"")):
        return 0.6
    return 0.4 if file.suffix in (".html", ".htm", ".xhtml") else 0.0


def read(file: File) -> list[Reading]:
    """Return one reading. Raises EmptyDocument, TooLarge, and UnreadableDocument, also for an error or sign-in page."""
    html = file.text()
    page = parsed(html, file.name)
    plain = is_ordinary(page)
    # A page that is built to be costly is read whole, and described by its head.
    described = html if plain else _head(page)
    meta, language = _metadata(described, file.url), _declared_language(page)
    asks_for_password = bool(page.xpath("//input[@type='password']"))
    main = _main_text(html, file.url) if plain else None
    rest = without_furniture(page)
    whole = one_line(rest.text_content())
    if what := instead_of_document(_headlines(page), whole, password=asks_for_password):
        raise UnreadableDocument(
            FilledLine("{name} is {what}, not a document.", {"name": file.name, "what": FilledLine(what, {})}),
            "Open its address in a browser, and save the page that is meant.",
        )
    if main is None or len(one_line("".join(map(str, main.itertext())))) < _ENOUGH_OF_PAGE * len(whole):
        main = rest
    title = _title(page, meta)
    tree = TreeBuilder()
    walk(main, Outline(tree, title))
    if not len(tree):
        raise EmptyDocument(
            FilledLine("{name} is a web page without text.", {"name": file.name}),
            "It may build its text by script: save the page as PDF and add that.",
        )
    said = own_claims(
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


def paragraphs(html: str) -> list[str]:
    """Return the texts of a piece of HTML, such as the body of a mail, without its scripts and styles.

    Raises UnreadableDocument, TooLarge.
    """
    if not html.strip():
        return []
    tree = TreeBuilder()
    walk(without_furniture(parsed(html, "The body")), Outline(tree))
    if not len(tree):
        return []
    reading = tree.reading(Source("", ""))
    return [reading.own_text(number) for number in range(len(reading.provisions))]


def _head(page: lxml.html.HtmlElement) -> str:
    head = page.find("head")
    return "<html/>" if head is None else lxml.html.tostring(head, encoding="unicode")


def _headlines(page: lxml.html.HtmlElement) -> list[str]:
    """Return the title and the first heading of a page."""
    heading = next(page.iter("h1"), None)
    found = (page.findtext(".//title"), "" if heading is None else heading.text_content())
    return [line for line in map(one_line, (text or "" for text in found)) if line]


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
    except MemoryError:
        raise
    except Exception:  # the extractor is heuristic and may raise anything; the whole page can still be read
        return None
    return getattr(found, "body", None)


def _metadata(html: str, url: str) -> dict[str, str]:
    """Return title, author, date, sitename and url, as far as the page states them."""
    try:
        found = trafilatura.extract_metadata(html, default_url=url or None)
    except MemoryError:
        raise
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


PARSER = Parser("web page", claims, read)

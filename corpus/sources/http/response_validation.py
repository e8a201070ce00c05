"""Checks that an answer is what was asked for: a publisher in trouble often answers 200 with an error page."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from corpus.errors import FetchFailed
from corpus.parsers.encoding import decode
from corpus.parsers.error_pages import is_error_title
from corpus.sources.http.client import Client, Reply
from corpus.sources.http.errors import describe_reply

_PUBLISHER_REMEDY = (
    "The publisher may be in trouble or may have changed its service: try again later; what is held keeps working."
)
# Of structure in what is parsed here and not in the process that reads documents: an element, an attribute or a value
# takes about a hundred bytes of memory. The longest list in the tests' documents has 290,000.
_MOST_PARTS = 2**22
_PART_SIGNS = {"JSON": (b",", b"[", b"{"), "XML": (b"<", b"="), "a page": (b"<", b"=")}
FILES = (b"%PDF", b"PK\x03\x04")  # their words are known only after parsing
_TYPE_NAMES = {"office": "a Word or Excel file"}
_PAGE_TITLE = re.compile(rb"<title[^<>]{0,500}>((?:(?!<title).){0,2000}?)</title>", re.IGNORECASE | re.DOTALL)
_PAGE_HEADING = re.compile(rb"<h1[^<>]{0,500}>((?:(?!<h1).){0,2000}?)</h1>", re.IGNORECASE | re.DOTALL)


def check_shape(reply: Reply, shape: str, root: str = "") -> None:
    """Raise FetchFailed, saying what came instead, if a reply does not have the requested shape.

    `shape` is xml, html, pdf, office, json, page (html or pdf) or any; `root` is a pattern for the name of the
    outermost element of an XML, "" for any.
    """
    head = reply.data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    host = urlsplit(reply.url).hostname
    if not head:
        raise FetchFailed(f"{host} answered with nothing ({describe_reply(reply)}).", _PUBLISHER_REMEDY)
    html = re.match(
        rb"(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*)*<(?:!doctype\s+html|html)\b", head, re.IGNORECASE | re.DOTALL
    )
    if shape == "page" and not html and not head.startswith(b"%PDF"):
        raise FetchFailed(
            f"{host} answered with something else instead of a page or PDF: {describe_reply(reply)}.", _PUBLISHER_REMEDY
        )
    if shape in ("any", "page"):
        shape = "pdf" if head.startswith(b"%PDF") else "html" if html else "other"
    if html and shape != "html":
        wanted = _TYPE_NAMES.get(shape, shape.upper())
        raise FetchFailed(
            f"{host} answered with a page titled “{page_title(reply.data)}” instead of {wanted} "
            f"({describe_reply(reply)}).",
            _PUBLISHER_REMEDY,
        )
    if shape == "xml":
        _well_formed(reply, head, root)
    elif shape == "json":
        _json(reply)
    elif shape == "pdf":
        if not head.startswith(b"%PDF"):
            raise FetchFailed(
                f"{host} answered with something else instead of PDF: {describe_reply(reply)}.", _PUBLISHER_REMEDY
            )
        if b"%%EOF" not in reply.data[-2048:]:
            raise FetchFailed(
                f"The PDF from {host} breaks off before its end ({describe_reply(reply)}).", _PUBLISHER_REMEDY
            )
    elif shape == "office":
        if not head.startswith(b"PK\x03\x04"):
            raise FetchFailed(
                f"{host} answered with something else instead of {_TYPE_NAMES[shape]}: {describe_reply(reply)}.",
                _PUBLISHER_REMEDY,
            )
    elif shape == "html":
        if not html and (b"<" not in head or head.startswith((b"{", b"["))):
            raise FetchFailed(
                f"{host} answered with something else instead of a page: {describe_reply(reply)}.", _PUBLISHER_REMEDY
            )
        _no_error_page(reply)


def check_parts(reply: Reply, kind: str) -> None:
    """Raise FetchFailed for JSON, XML or a page that would fill the memory once it is parsed."""
    if sum(reply.data.count(mark) for mark in _PART_SIGNS[kind]) > _MOST_PARTS:
        raise FetchFailed(
            f"{urlsplit(reply.url).hostname} answered with {kind} of more parts than a text has "
            f"({describe_reply(reply)}).",
            _PUBLISHER_REMEDY,
        )


def json_member(client: Client, url: str, name: str) -> Any:
    """Return the member `name` of a publisher's JSON answer; the answer is shared by all sources of a run.

    Raises FetchFailed if the member is missing.
    """
    reply = client.get_once(url, accept="application/json")
    answer = _json(reply)
    if not isinstance(answer, dict) or name not in answer:
        names = ", ".join(answer)[:120] if isinstance(answer, dict) else type(answer).__name__
        raise FetchFailed(
            f"{urlsplit(url).hostname} answered without “{name}” (it has {names or 'nothing'}): "
            f"{describe_reply(reply)}.",
            _PUBLISHER_REMEDY,
        )
    return answer[name]


def optional_json_member(client: Client, url: str, name: str) -> Any:
    """Return the member `name` of a publisher's JSON answer; None if it is missing."""
    answer = _json(client.get_once(url, accept="application/json"))
    return answer.get(name) if isinstance(answer, dict) else None


def describe_last_reply(client: Client) -> str:
    """Describe the publisher's last answer in a few words."""
    return f"{client.last.url[:300]} gave {describe_reply(client.last)}" if client.last else "nothing came"


def check_words(reply: Reply, words: str) -> None:
    """Raise FetchFailed if a page lacks words of the requested one: publishers redirect without an error."""
    if words and not reply.data.startswith(FILES):
        if not contains_words(unescape(re.sub(r"<[^<>]+>", "", decode(reply.data))), words):
            raise FetchFailed(
                f"{urlsplit(reply.url).hostname} answered with a page titled “{page_title(reply.data)}” that does not "
                f"say “{words}”: "
                f"{describe_reply(reply)}.",
                "The address may have changed: find the text at the publisher, save it and add the file.",
            )


def contains_words(text: str, words: str) -> bool:
    """Return whether a text contains these words, regardless of case and white space."""
    return "".join(words.split()).casefold() in "".join(text.split()).casefold()


def check_name(reply: Reply, pattern: str) -> None:
    """Raise FetchFailed if an XML's first lines do not name the requested text: no law is held as another."""
    if pattern and not re.search(pattern.encode(), reply.data[:4096]):
        raise FetchFailed(
            f"{urlsplit(reply.url).hostname} answered with another text: {describe_reply(reply)}.", _PUBLISHER_REMEDY
        )


def page_title(data: bytes) -> str:
    """Return the title of a page in one line, or its first heading; "" if it has neither."""
    found = _PAGE_TITLE.search(data[:200_000]) or _PAGE_HEADING.search(data[:200_000])
    text = re.sub(r"<[^<>]+>", " ", found.group(1).decode("utf-8", "replace")) if found else ""
    return " ".join(unescape(text).split())[:120]


def _no_error_page(reply: Reply) -> None:
    """Raise FetchFailed if the title or first heading is that of an error page."""
    for pattern in (_PAGE_TITLE, _PAGE_HEADING):
        found = pattern.search(reply.data[:200_000])
        text = (
            " ".join(unescape(re.sub(r"<[^<>]+>", " ", found.group(1).decode("utf-8", "replace"))).split())
            if found
            else ""
        )
        if is_error_title(text):
            raise FetchFailed(
                f"{urlsplit(reply.url).hostname} answered with an error page titled “{text[:80]}” "
                f"({describe_reply(reply)}).",
                _PUBLISHER_REMEDY,
            )


def _well_formed(reply: Reply, head: bytes, root: str) -> None:
    """Raise FetchFailed if the XML is broken or has another outermost element than requested."""
    host = urlsplit(reply.url).hostname
    if not head.startswith(b"<"):
        raise FetchFailed(
            f"{host} answered with something else instead of XML: {describe_reply(reply)}.", _PUBLISHER_REMEDY
        )
    check_parts(reply, "XML")
    try:
        found = etree.fromstring(
            reply.data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, load_dtd=False)
        )
    except etree.XMLSyntaxError as error:
        raise FetchFailed(
            f"The XML from {host} is broken or breaks off: {error.msg} ({describe_reply(reply)}).", _PUBLISHER_REMEDY
        ) from error
    name = etree.QName(found).localname
    if root and not re.fullmatch(root, name):
        words = " ".join("".join(map(str, found.itertext())).split())[:120]
        raise FetchFailed(
            f"{host} answered with XML of another kind: <{name}>, which says “{words}” ({describe_reply(reply)}).",
            _PUBLISHER_REMEDY,
        )


def _json(reply: Reply) -> Any:
    """Return the parsed JSON of a reply. Raises FetchFailed if it is none."""
    check_parts(reply, "JSON")
    try:
        return json.loads(reply.data)
    except (ValueError, RecursionError) as error:
        host = urlsplit(reply.url).hostname
        title = page_title(reply.data) if b"<html" in reply.data[:2000].lower() else ""
        what = f"a page titled “{title}”" if title else "something that is not valid"
        raise FetchFailed(
            f"{host} answered with {what} instead of JSON ({describe_reply(reply)}).", _PUBLISHER_REMEDY
        ) from error

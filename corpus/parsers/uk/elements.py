"""Reads elements of legislation.gov.uk's XML: their text as printed, their numbers, the names of units."""

from __future__ import annotations

import re

from lxml import etree

from corpus.language.normal_form import one_line
from corpus.parsers.markup import children, local

_UK_UNITS = ("section", "regulation", "article", "rule", "paragraph")


def elements_named(root: etree._Element, *names: str) -> list[etree._Element]:
    """Return every element of these names below `root`, itself included, in document order."""
    return [e for e in root.iter(etree.Element) if local(e) in names]


def within(element: etree._Element, names: set[str]) -> bool:
    """Return whether an element stands somewhere inside one of these names."""
    return any(local(a) in names for a in element.iterancestors())


def is_block(element: etree._Element) -> bool:
    """Return whether an element stands by itself and not in a line of text."""
    return local(element) not in ("Addition", "Substitution", "Repeal", "Emphasis", "Strong", "Term", "Citation",
                                  "CitationSubRef", "Acronym", "Abbreviation", "InlineAmendment", "Superior",
                                  "Inferior", "SmallCaps", "Underline", "Span", "Character", "CommentaryRef",
                                  "FootnoteRef", "MarginNoteRef", "ExternalLink", "InternalLink", "Definition",
                                  "Proviso")  # fmt: skip


def printed_text(element: etree._Element) -> str:
    """Return the text of an element as printed, without annotation marks."""
    parts: list[str] = []
    for event, e in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if is_block(e) and parts:
                parts.append(" ")
            parts.append(e.text or "")
        elif e is not element:
            if is_block(e):
                parts.append(" ")
            parts.append(e.tail or "")
    return one_line("".join(parts))


def number_of(element: etree._Element) -> str:
    """Return the number of a unit as the file has it, without a full stop."""
    return next((printed_text(c) for c in children(element) if local(c) == "Pnumber"), "").strip(". ")


def on_site(address: str) -> str:
    """Return an address at legislation.gov.uk; "" for any other, which a file may name but not lead to."""
    return address if re.match(r"https?://www\.legislation\.gov\.uk/", address) else ""


def kind_of(element: etree._Element) -> str:
    """Return what a P1 is called, by its own address: …/section/12, …/regulation/5, …/article/3.

    In EU law it is called Article, with a capital.
    """
    uri = element.get("DocumentURI") or element.get("IdURI") or ""
    found = re.search(rf"/({'|'.join(_UK_UNITS)})/[^/]+", uri)
    if found:
        return "Article" if "/eur/" in uri or "/eudr/" in uri else found[1]
    named = re.match(rf"({'|'.join(_UK_UNITS)})-", element.get("id") or "")
    return named[1] if named else "section"


def titled(number: str) -> str:
    """Return a division's number as it is cited: Part I for "PART I"."""
    word, _, rest = number.partition(" ")
    return f"{word.capitalize()} {rest}".strip() if word.isupper() and len(word) > 1 else number


def item_label(count: int, kind: str) -> str:
    """Return the label of a list's item that has none of its own."""
    if kind == "alpha":
        return chr(96 + count) if count <= 26 else str(count)
    if kind == "roman":
        return next(
            (r for n, r in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), 1) if n == count),
            str(count),
        )
    return str(count)


def quoted_lines(element: etree._Element) -> list[str]:
    """Return the lines of quoted provisions, with their numbers before their text."""
    lines: list[str] = []
    label = ""
    for e in element.iter(etree.Element):
        name = local(e)
        if name == "Pnumber":
            depth = next((int(local(a)[1]) for a in e.iterancestors() if re.fullmatch(r"P[1-7]", local(a))), 1)
            number = printed_text(e)
            label = f"{label} {number if depth == 1 else f'({number})'}".strip()
        elif name in ("Text", "Title", "Number", "td", "th", "Reference") and not _within_any(
            e, element, ("Text", "Title", "Number", "td", "th")
        ):
            text = printed_text(e)
            if text:
                lines.append(f"{label} {text}".strip())
                label = ""
        elif name == "AppendText" and lines:
            lines[-1] += printed_text(e)
    return lines + ([label] if label else [])


def _within_any(element: etree._Element, top: etree._Element, names: tuple[str, ...]) -> bool:
    for ancestor in element.iterancestors():
        if ancestor is top:
            return False
        if local(ancestor) in names:
            return True
    return False

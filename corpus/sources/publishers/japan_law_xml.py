"""Converts Japan's standard XML for laws (法令標準XML) to the Markdown that the Japanese parser reads.

Titles of divisions become headings, the caption of an article stands after its number, paragraphs after the first begin
with their number, items with theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from lxml import etree

from corpus.errors import FetchFailed

_XML_DIVISIONS = ("Part", "Chapter", "Section", "Subsection", "Division")
_SPACE = "\u3000"


def markdown(data: bytes, law: str, address: str) -> str:
    """Return the text of one law as Markdown. Raises FetchFailed if the XML holds none."""
    root = etree.fromstring(
        data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, load_dtd=False)
    )
    body = next(root.iter("LawBody"), None)
    if body is None:
        raise FetchFailed(
            (
                "laws.e-gov.go.jp answered with XML without a law in it (its outermost element is "
                f"<{etree.QName(root).localname}>)."
            ),
            "Its service may have changed: look for a newer Licet.",
        )
    number = next(root.iter("LawNum"), None)
    meta = {
        "title": _text(body.find("LawTitle")),
        "identifier": law,
        "source": address,
        "extra": {"law_num": _text(number)},
    }
    front = yaml.safe_dump(meta, allow_unicode=True, sort_keys=False)
    return f"---\n{front}---\n\n" + "\n\n".join(_blocks(body)) + "\n"


def _blocks(parent: etree._Element) -> Iterator[str]:
    for child in parent:
        tag = child.tag
        if tag in ("MainProvision", "LawBody"):
            yield from _blocks(child)
        elif tag in _XML_DIVISIONS:
            yield f"### {_text(child.find(f'{tag}Title'))}"
            yield from _blocks(child)
        elif tag == "SupplProvision":
            amending = f"（{child.get('AmendLawNum')}）" if child.get("AmendLawNum") else ""
            yield f"### 附{_SPACE}則{amending}"
            yield from _blocks(child)
        elif tag == "Article":
            yield from _article(child)
        elif tag == "Paragraph":  # a law or a supplement without articles
            yield from _paragraph(child, _text(child.find("ParagraphNum")))
        elif tag.startswith(("AppdxTable", "SupplProvisionAppdxTable", "AppdxStyle", "AppdxNote", "Appdx")) and len(
            child
        ):
            yield from _annex(child)


def _article(article: etree._Element) -> Iterator[str]:
    caption = _text(article.find("ArticleCaption"))
    label = f"**{_text(article.find('ArticleTitle'))}{caption}**"
    for position, paragraph in enumerate(article.findall("Paragraph")):
        number = _text(paragraph.find("ParagraphNum"))
        yield from _paragraph(paragraph, f"**{number}**" if number else "", lead=label if position == 0 else "")


def _paragraph(paragraph: etree._Element, number: str, lead: str = "") -> Iterator[str]:
    sentence = _text(paragraph.find("ParagraphSentence"))
    yield _SPACE.join(part for part in (lead or number, sentence) if part) or number
    for item in paragraph:
        if item.tag == "Item":
            yield from _item(item, "Item")
        elif item.tag == "TableStruct":
            yield from _rows(item)


def _item(item: etree._Element, level: str, depth: int = 0) -> Iterator[str]:
    """Yield an item and what is below it, indented by its depth, which tells the parser where it belongs."""
    yield f"{'  ' * depth}- {_text(item.find(f'{level}Title'))}{_SPACE}{_text(item.find(f'{level}Sentence'))}"
    for child in item:
        if re.fullmatch(r"Subitem\d+", str(child.tag)):  # not Subitem1Sentence, which is its own text
            yield from _item(child, str(child.tag), depth + 1)
        elif child.tag == "TableStruct":
            yield from _rows(child)


def _annex(annex: etree._Element) -> Iterator[str]:
    title = next((_text(c) for c in annex if str(c.tag).endswith("Title")), "別表")
    related = next((_text(c) for c in annex if c.tag == "RelatedArticleNum"), "")
    yield f"**{title}{related}**"
    for child in annex:
        if child.tag == "TableStruct":
            yield from _rows(child)
        elif child.tag == "Item":
            yield from _item(child, "Item")


def _rows(struct: etree._Element) -> Iterator[str]:
    rows = [
        [_text(cell).replace("|", "｜") for cell in row.iter("TableColumn", "TableHeaderColumn")]
        for row in struct.iter("TableRow", "TableHeaderRow")
    ]
    if rows:
        width = max(map(len, rows))
        lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
        yield "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _text(element: etree._Element | None) -> str:
    """Return the text of an element in one line, without readings (Rt); columns of an item stay apart."""
    if element is None or element.tag == "Rt":
        return ""
    columns = element.findall("Column")
    if columns:
        return _SPACE.join(_text(column) for column in columns)
    pieces = [element.text or ""]
    for child in element:
        pieces += [_text(child) if isinstance(child.tag, str) else "", child.tail or ""]
    return "".join("".join(pieces).split())

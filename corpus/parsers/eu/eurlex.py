"""EUR-Lex HTML: the Official Journal dialect, the consolidated dialect, and the old pages with bare paragraphs.

In the Official Journal's dialect a point is a table of one row and two cells, in the consolidated one a `grid-list`; in
the old one only the words tell an article from its text. All three become the same calls of `Act`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from lxml import etree

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.model import Reading
from corpus.parsers.eu import act_metadata
from corpus.parsers.eu.act import Act
from corpus.parsers.eu.act_headings import ANNEX_HEADING, ARTICLE_HEADING, DIVISION_HEADING, SOLE_ARTICLE
from corpus.parsers.file import File, Parser
from corpus.parsers.markup import HTML_BLOCKS, children, classes, has_blocks, parse_html, skipped, visible
from corpus.structure import TreeBuilder

_EU_LABEL = lazy_regex(r"\(?\s?\w{1,5}\s?[).]|\d[\d.]{0,8}|\d{1,3}[a-z]?\.\)|[—–•·▪-]|\([^()]{1,5}\)")
_EU_PARAGRAPH = lazy_regex(r"\(?(\d{1,3}[a-z]{0,2})[.)][\u00a0\u2002\u2003 ]{1,6}(?=\S)")
_META = {"reference", "disclaimer", "hd-modifiers", "title-doc-oj-reference", "hd-date", "hd-lg", "hd-ti", "hd-oj",
         "title-fam-member", "title-fam-member-star", "hd-toc-1", "hd-toc-2", "hd-toc-3", "toc-1", "toc-2"}  # fmt: skip
_FINAL = lazy_regex(
    r"(?:Done at|This (?:Regulation|Decision|Directive) (?:shall be binding|is addressed)"
    r"|For the (?:Council|Commission|European Parliament)\b|Geschehen zu|Fait à)"
)
_EDITION = lazy_regex(r"\b(0\d{4}[A-Z]{1,2}\d{4})\s*—\s*([A-Z]{2})\s*—\s*(\d{2})\.(\d{2})\.(\d{4})")


def claims(file: File) -> float:
    """Return a high claim for HTML with EUR-Lex's class names or a CELEX number in its title."""
    head = file.data[:60_000]
    if b"<html" not in head.lower()[:4000] and b"<!doctype html" not in head.lower()[:4000]:
        return 0.0
    if re.search(
        rb'class="(?:oj-)?(?:doc-ti|ti-art|hd-oj)"|class="title-(?:doc-first|article-norm)"|class="eli-container"', head
    ):
        return 0.97
    return (
        0.95
        if re.search(rb"EUR-?Lex|TexteOnly|txt_te", head, re.IGNORECASE)
        and re.search(rb"\b[03]\d{4}[A-Z]{1,2}\d{4}\b", head)
        else 0.0
    )


def read(file: File) -> list[Reading]:
    """Return one reading with locators `Article 3(1)(a)`, `recital (12)`, `Annex I, point 2(b)`."""
    root, warnings = parse_html(file)
    body = root.find("body")
    tree = TreeBuilder()
    page = _Page(Act(tree))
    page.walk(body if body is not None else root, 0)
    page.act.close()
    return [_finish(file, root, tree, page, warnings)]


def _finish(file: File, root: etree._Element, tree: TreeBuilder, page: _Page, warnings: tuple[str, ...]) -> Reading:
    head = (
        one_line(" ".join(t.text or "" for t in root.iter("title")))
        + " "
        + " ".join(m.get("content") or "" for m in root.iter("meta"))
    )
    edition = _EDITION.search(page.reference)
    celex = act_metadata.celex_of(edition[1] if edition else head) or (
        act_metadata.celex_of(file.name) if not page.act.titles else ""
    )
    language = (
        edition[2]
        if edition
        else page.language or root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "en"
    ).lower()
    titles = page.act.titles or [one_line(visible(strong)) for strong in root.iter("strong")][:1]
    since = act_metadata.day_in(".".join(edition.group(3, 4, 5))) if edition else None
    source = act_metadata.source(titles, celex, language[:2], file.url, file.stem, since)
    if source.published is None and (
        done := re.search(r"Done at [^,\n]{2,40}, ([^.\n]{6,20})", tree.reading(source).text)
    ):
        source = replace(source, published=act_metadata.day_in(done[1]))
    if file.as_of:
        in_force: date | None = file.as_of
    elif since:
        in_force = since
    else:
        text = tree.reading(source).text
        in_force = (
            act_metadata.into_force(text[-20_000:], page.published)
            or act_metadata.into_force(text, page.published)
            or page.published
            or source.published
        )
    return tree.reading(source, valid_from=in_force, warnings=warnings)


class _Page:
    """Walks through one page and reports to the act what it finds."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.reference = ""  # the edition mark of a consolidated text
        self.language = ""
        self.published: date | None = None
        self.tables = 0
        self.unnumbered = 0

    def walk(self, element: etree._Element, depth: int) -> None:
        """Report everything in a block element; a run of bare text and inline elements counts as one block."""
        run = [element.text or ""]
        anchors: list[str] = []
        for child in element:
            if isinstance(child.tag, str) and not skipped(child):
                if child.tag in HTML_BLOCKS or has_blocks(child):
                    self._run(run, anchors, depth)
                    self._block(child, depth)
                else:
                    run.append(visible(child))
                    anchors += _anchors(child)
            run.append(child.tail or "")
        self._run(run, anchors, depth)

    def _run(self, run: list[str], anchors: list[str], depth: int) -> None:
        raw = "".join(run)
        if raw.strip():
            self._leaf(raw, frozenset(), depth, tuple(anchors))
        run.clear()
        anchors.clear()

    def _block(self, element: etree._Element, depth: int) -> None:
        names = classes(element)
        first = next(children(element), None)
        if element.tag == "table":
            self._table(element, names, depth)
        elif "grid-container" in names or "grid-list" in names:
            self._grid(element, depth)
        elif first is not None and "no-parag" in classes(first):
            self.act.item(visible(first), depth, paragraph=depth == 0)
            first_tail = (first.tail or "").strip()
            if first_tail:
                self.act.text(first_tail, depth + 1)
            for child in list(children(element))[1:]:
                self._inside(child, depth + 1)
                if child.tail and child.tail.strip():
                    self.act.text(child.tail, depth + 1)
        elif has_blocks(element):
            self.walk(element, depth)
        else:
            self._note_or_leaf(element, names, depth)

    def _inside(self, element: etree._Element, depth: int) -> None:
        if has_blocks(element):
            self.walk(element, depth)
        else:
            self.act.text(visible(element), depth, _anchors(element))

    def _grid(self, element: etree._Element, depth: int) -> None:
        columns = list(children(element))
        label = one_line(visible(columns[0])) if columns else ""
        if len(columns) < 2 or not label or len(label) > 14:
            self.walk(element, depth)
            return
        self.act.item(label, depth)
        for column in columns[1:]:
            self.walk(column, depth + 1)

    def _table(self, table: etree._Element, names: frozenset[str], depth: int) -> None:
        rows = [
            [cell for cell in row if isinstance(cell.tag, str) and cell.tag in ("td", "th")] for row in _rows(table)
        ]
        rows = [row for row in rows if row]
        marks = {"arrow", "title-fam-member", "title-fam-member-star", "hd-toc-1", "toc-1", "hd-oj", "hd-ti"}
        if any(classes(p) & marks for p in table.iter("p")):
            for row in rows:
                text = "\n".join(filter(None, (one_line(visible(cell)) for cell in row)))
                self._publication(text, frozenset().union(*(classes(p) for cell in row for p in cell.iter("p"))))
        elif rows and all(_is_point(row) for row in rows) and "table" not in names:
            for row in rows:
                self._point(row, depth)
        elif len(rows) == 1 and len(rows[0]) == 1 and "table" not in names:
            self.walk(rows[0][0], depth)
        else:
            self._real_table(rows, depth)

    def _point(self, row: list[etree._Element], depth: int) -> None:
        cells = [cell for cell in row if visible(cell).strip()] or row
        label = one_line(visible(cells[0]))
        if self.act.state == "preamble" and depth == 0 and re.fullmatch(r"\(?\d+[a-z]?\)?\.?", label):
            self.act.recital(label)
        else:
            self.act.item(label, depth)
        for cell in cells[1:]:
            self.walk(cell, depth + 1)

    def _real_table(self, rows: list[list[etree._Element]], depth: int) -> None:
        self.tables += 1
        headings: list[str] = []
        number = 0
        for row in _spread(rows):
            texts = [text for text, _, _ in row]
            own = [text if fresh else "" for text, fresh, _ in row]
            if not any(own):
                continue
            if number == 0 and all(head for _, _, head in row):
                headings = [
                    one_line(f"{above} {here}") if above != here else here for above, here in _longest(headings, texts)
                ]
                self.act.row(own, [], self.tables, 0, depth)
                continue
            number += 1
            self.act.row(texts, headings, self.tables, number, depth, own)

    def _note_or_leaf(self, element: etree._Element, names: frozenset[str], depth: int) -> None:
        raw = visible(element)
        if not raw.strip():
            return
        if names & {"note", "footnote"}:
            text = one_line(raw)
            number = re.match(r"\(?\s*([*\d]+)\s*\)?", text)
            links = [(a.get("href") or "").rpartition("#")[2] for a in element.iter("a") if a.get("href")]
            self.act.note(number[1] if number else "", text, links[0] if links else "none")
        elif names & {"arrow", "modref"}:
            self.act.mark(one_line(raw))
        elif names & _META:
            self._publication(raw, names)
        else:
            self._leaf(raw, names, depth, _anchors(element))

    def _publication(self, raw: str, names: frozenset[str]) -> None:
        text = raw.strip()
        if _EDITION.search(text):
            self.reference = text
        if "hd-date" in names:
            self.published = act_metadata.day_in(text)
        if "hd-lg" in names and (language := re.search(r"(?m)^[A-Z]{2}$", text)):
            self.language = language[0]
        if text:
            self.act.meta(text)

    def _leaf(self, raw: str, names: frozenset[str], depth: int, anchors: tuple[str, ...]) -> None:
        """Report one block of words as what it is, by its class, else by its words."""
        act = self.act
        text = one_line(raw)
        plain = depth == 0
        if names & {"title-doc-first", "title-doc-last"} or ("doc-ti" in names and act.state == "preamble"):
            act.title(text)
        elif names & {"sti-art", "stitle-article-norm", "title-division-2", "ti-section-2", "title-annex-2"} and plain:
            act.subheading(text)
        elif plain and self._begins(text, names):
            pass
        elif "doc-ti" in names and plain:
            act.subheading(text)
        elif any(n.startswith(("ti-grseq", "title-gr-seq")) for n in names) and plain:
            level = re.search(r"(\d)$", " ".join(n for n in names if "gr" in n))
            act.heading(text, min(9, 5 + int(level[1]) if level else 9))
        elif names & {"signatory", "final"} or (act.state in ("body", "final") and plain and _FINAL.match(text)):
            act.final(raw, anchors)
        elif act.state == "preamble" and plain and not names and re.match(r"Whereas\b(?!:)", text):
            self.unnumbered += 1
            act.recital(f"({self.unnumbered})", text, printed=False)
        elif plain and act.state == "body" and (numbered := _EU_PARAGRAPH.match(raw.strip())):
            act.item(raw.strip()[: numbered.end()], 0, paragraph=True)
            act.text(raw.strip()[numbered.end() :], 1, anchors)
        elif act.state == "preamble" and plain and not act.titles:
            self._old_head(text)
        else:
            act.text(raw, depth, anchors)

    def _old_head(self, text: str) -> None:
        """Report the top of an old page: banners, then the act's own title in capitals."""
        if re.match(r"(?:COMMISSION |COUNCIL |EEC |EURATOM )*(?:REGULATION|DIRECTIVE|DECISION|RECOMMENDATION)\b", text):
            self.act.title(text)
        else:
            self._publication(text, frozenset())

    def _begins(self, text: str, names: frozenset[str]) -> bool:
        """Begin an article, a division or an annex if the words and their class say so; return whether one began."""
        act = self.act
        article = ARTICLE_HEADING.fullmatch(text)
        if article and (act.state != "preamble" or act.titles):
            act.article(article[1].replace(" ", "").removesuffix("er").replace("premier", "1"), text)
            return True
        if SOLE_ARTICLE.fullmatch(text):
            act.article("1", text)
            return True
        division = DIVISION_HEADING.fullmatch(text)
        titled = bool(names & {"title-division-1", "ti-section-1"}) or any(
            n.startswith(("ti-grseq", "title-gr-seq")) for n in names
        )
        if division and (titled or (not division[3] and text.isupper())) and act.titles:
            act.division(
                division[1], division[2], division[3], text if not division[3] else f"{division[1]} {division[2]}"
            )
            return True
        annex = ANNEX_HEADING.fullmatch(text)
        if (
            annex
            and (names & {"title-annex-1", "doc-ti", "ti-annex"} or (text.isupper() and len(text) < 12))
            and act.state != "preamble"
        ):
            act.annex((annex["number"] or "").replace(" ", ""), text, annex["rest"])
            return True
        return False


def _anchors(element: etree._Element) -> tuple[str, ...]:
    return tuple(anchor for a in element.iter("a") if (anchor := a.get("id")))


def _rows(table: etree._Element) -> list[etree._Element]:
    """Return the rows of this very table, not of one inside it."""
    return [
        row
        for part in (table, *(c for c in children(table) if c.tag in ("tbody", "thead", "tfoot")))
        for row in children(part)
        if row.tag == "tr"
    ]


def _is_point(row: list[etree._Element]) -> bool:
    """Return whether a row only lays out a label and its text."""
    filled = [cell for cell in row if visible(cell).strip()]
    return len(filled) == 2 and len(row) <= 3 and _EU_LABEL.fullmatch(one_line(visible(filled[0]))) is not None


def _spread(rows: list[list[etree._Element]]) -> list[list[tuple[str, bool, bool]]]:
    """Return the rows with spanning cells repeated.

    Each column has (text, whether the text stands here first, whether it is a heading).
    """
    held: dict[int, tuple[int, str]] = {}  # column -> rows left, text
    grid = []
    for row in rows:
        out: list[tuple[str, bool, bool]] = []
        for cell in row:
            while held.get(len(out), (0, ""))[0] > 0:
                left, text = held[len(out)]
                held[len(out)] = (left - 1, text)
                out.append((text, False, False))
            text = one_line(visible(cell))
            head = cell.tag == "th" or any("hdr" in n for p in cell.iter("p") for n in classes(p))
            wide, high = (min(_span(cell.get(name)), 50) for name in ("colspan", "rowspan"))
            for n in range(wide):
                if high > 1:
                    held[len(out)] = (high - 1, text)
                out.append((text, n == 0, head))
        grid.append(out)
    return grid


def _span(value: str | None) -> int:
    return max(1, int(value)) if value and value.strip().isdecimal() and len(value.strip()) < 5 else 1


def _longest(above: list[str], here: list[str]) -> list[tuple[str, str]]:
    width = max(len(above), len(here))
    return list(zip(above + [""] * (width - len(above)), here + [""] * (width - len(here)), strict=True))


PARSER = Parser("EUR-Lex HTML", claims, read)

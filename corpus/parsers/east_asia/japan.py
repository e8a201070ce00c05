"""Japanese laws and orders as Markdown or text: 章, 節, 条, 項, 号, イロハ, 附則, 別表.

The caption of an article is printed after its number, `第一条（目的）`; its first paragraph has no number, the others
begin ２, ３; items (号) are kanji numerals, below them イロハ and （１）. The rows of an annexed table (別表) are cited
by the numeral in their first cell: `別表第一の一六の項`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import frontmatter
import yaml

from corpus import instruments
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.language.scripts import KANA_SIGN
from corpus.locators.numerals import NUMERAL, to_int, to_kanji
from corpus.model import Kind, Reading, Role, Source
from corpus.parsers.file import File, Parser
from corpus.structure import Addresses, TreeBuilder
from corpus.trust.claims import own_claims
from corpus.trust.gaps import FRONT_MATTER_UNREAD, gap

_K = "[〇一二三四五六七八九十百千]+"
_BRANCHES = f"(?:の{_K})*"
_ARTICLE_LABEL = lazy_regex(rf"(第{_K}条{_BRANCHES}(?:(?:から|及び|、)第{_K}条{_BRANCHES}(?:まで)?)*)")
_JAPANESE_ARTICLE = lazy_regex(
    rf"{_ARTICLE_LABEL.pattern}(?:（((?:[^（）]|（[^（）]*）)*)）)?(?:[\s\u3000]+(.*)|$)", re.DOTALL
)
_JAPANESE_PARAGRAPH = lazy_regex(r"([0-9０-９]{1,3})(?:[\s\u3000]+)(.*)", re.DOTALL)
_JAPANESE_DIVISION = lazy_regex(rf"第({_K})(編|章|節|款|目)((?:の{_K})*)(?:[\s\u3000]*)(.*)")
_JAPANESE_ITEM = lazy_regex(rf"({_K}{_BRANCHES})((?:から{_K}{_BRANCHES}まで)?)(?:[\s\u3000]+|$)(.*)", re.DOTALL)
_SUB = lazy_regex(r"([ァ-ヴ]|[（(][0-9０-９]{1,3}[）)]|[（(][a-zａ-ｚ]{1,7}[）)])(?:[\s\u3000]+)(.*)", re.DOTALL)
_JAPANESE_ANNEX = lazy_regex(
    rf"((?:別表|別記|様式)(?:第{_K}{_BRANCHES})?)(?:（[^（）]*）)?(?:[\s\u3000]*（[^（）]*）)?"
)
_SUPPLEMENTARY_PROVISIONS = lazy_regex(r"附[\s\u3000]*則(?:[\s\u3000（].*)?")
_CAPTION = lazy_regex(r"（[^（）。]{2,60}）")
_JAPANESE_RANKS = {"編": 0, "章": 1, "節": 2, "款": 3, "目": 4}
_ROW_ITEM = lazy_regex(rf"(?=（{_K}{_BRANCHES}）[ \u3000])")
_STARTS = lazy_regex(rf"^(?:[#*]|[^\S\n])*+第{NUMERAL}条", re.MULTILINE)
_FULL_WIDTH = str.maketrans(
    "0123456789abcdefghijklmnopqrstuvwxyz", "０１２３４５６７８９ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ"
)


def claims(file: File) -> float:
    """Return a high claim for a text with kana in which two articles 第…条 begin lines."""
    if file.suffix not in (".md", ".txt", ".markdown", ".text", ""):
        return 0.0
    try:
        head = file.text()[:200_000]
    except Exception:
        return 0.0
    kana = len(KANA_SIGN.findall(head))
    return 0.95 if len(_STARTS.findall(head)) >= 2 and kana > len(head) / 20 else 0.0


def read(file: File) -> list[Reading]:
    """Return one reading with locators `第六条第一項第七号ハ`, `別表第一の一六の項`, `附則 (3)第二条`."""
    raw = file.text()
    warnings: tuple[str, ...] = ()
    try:
        meta, body = frontmatter.parse(raw)
    except (yaml.YAMLError, ValueError, TypeError):
        meta, body, warnings = (
            {},
            re.sub(r"\A---\n.*?\n---\n", "", raw, flags=re.DOTALL),
            (gap(FRONT_MATTER_UNREAD),),
        )
    lines = [line for line in body.splitlines() if line.strip()]
    nested = meta.get("extra")
    extra: dict[str, object] = nested if isinstance(nested, dict) else {}
    title = one_line(str(meta.get("title") or "")) or _first_line(lines)
    tree = TreeBuilder()
    if title:
        number = one_line(str(extra.get("law_num") or ""))
        tree.add(f"{title}\n{number}" if number else title, locator=title, role=Role.TITLE, heading=title)
    if lines and _clean(lines[0]) == title:
        lines = lines[1:]
    _JapaneseLaw(tree).read(lines)
    said = own_claims(
        id=meta.get("identifier"),
        url=meta.get("source"),
        published=_day(meta.get("publication_date")),
        valid_from=_day(extra.get("enforced_at")) or _day(meta.get("last_updated")),
    )
    source = replace(_source(title or file.stem, file.url), claims=said)
    return [tree.reading(source, valid_from=file.as_of, warnings=warnings)]


def _source(title: str, url: str) -> Source:
    """Return the source that a law is, known by its title."""
    known = instruments.find(title)
    mine = known if known and known.jurisdiction == "jp" else None
    return Source(
        id=mine.id if mine else "jp-" + re.sub(r"\W+", "-", title).strip("-"),
        title=f"{title} ({mine.english})" if mine and mine.english else title,
        kind=Kind.LAW,
        jurisdiction="jp",
        url=url or (f"https://laws.e-gov.go.jp/law/{mine.id.removeprefix('jp-')}" if mine else ""),
        language="ja",
    )


def _first_line(lines: list[str]) -> str:
    first = _clean(lines[0]) if lines else ""
    return (
        first
        if len(first) < 60 and not _JAPANESE_ARTICLE.fullmatch(first) and not _JAPANESE_DIVISION.fullmatch(first)
        else ""
    )


def _day(value: object) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None


def _clean(line: str) -> str:
    """Return a line without the marks of Markdown."""
    text = re.sub(r"^\s*(?:#+\s*|-\s+)", "", line)
    # The ideographic space separates a label from its text; other white space means nothing.
    return re.sub(r"[^\S\u3000]+", " ", text.replace("**", "")).strip()


class _JapaneseLaw:
    """Builds the tree of one law from its lines."""

    def __init__(self, tree: TreeBuilder) -> None:
        self.tree = tree
        self.container: tuple[int | None, str] = (None, "")  # the 附則 or 別表 that contains the articles and items
        self.divisions: list[tuple[int, int, str]] = []
        self.article: tuple[int, str] | None = None
        self.paragraph: tuple[int, str] | None = None
        self.items: list[tuple[int, int, str]] = []  # indent, index, locator
        self.caption = ""
        self.addresses = Addresses()
        self.supplements = 0

    def read(self, lines: list[str]) -> None:
        """Add all lines, in their order."""
        at = 0
        while at < len(lines):
            if lines[at].lstrip().startswith("|"):
                end = at
                while end < len(lines) and lines[end].lstrip().startswith("|"):
                    end += 1
                self._table(lines[at:end])
                at = end
                continue
            at += self._line(lines, at)

    def _line(self, lines: list[str], at: int) -> int:
        """Add one line, and return how many lines that took."""
        text = _clean(lines[at])
        indent = (len(lines[at]) - len(lines[at].lstrip(" "))) // 2
        if _SUPPLEMENTARY_PROVISIONS.fullmatch(text):
            return self._supplement(lines, at, text)
        if annex := _JAPANESE_ANNEX.fullmatch(text):
            self._annex(text, annex[1])
        elif (division := _JAPANESE_DIVISION.fullmatch(text)) and (lines[at].startswith("#") or len(text) < 40):
            self._division(text, division)
        elif article := _JAPANESE_ARTICLE.fullmatch(text):
            self._article(article, self._has_more_paragraphs(lines, at))
        elif paragraph := _JAPANESE_PARAGRAPH.fullmatch(text):
            self._numbered(text, paragraph[1])
        elif _CAPTION.fullmatch(text) and at + 1 < len(lines) and _JAPANESE_ARTICLE.fullmatch(_clean(lines[at + 1])):
            self.caption = text
        elif (item := _JAPANESE_ITEM.fullmatch(text)) and indent == 0 and (item[3] or item[2]):
            self._item(text, 0, _item_label(item[1]) + (f"から{_item_label(item[2][2:-2])}まで" if item[2] else ""))
        elif sub := _SUB.fullmatch(text):
            self._item(text, max(indent, 1), sub[1].replace("(", "（").replace(")", "）").translate(_FULL_WIDTH))
        else:
            self._loose(text)
        return 1

    def _has_more_paragraphs(self, lines: list[str], at: int) -> bool:
        """Return whether a numbered paragraph follows before the next article or heading."""
        for line in lines[at + 1 :]:
            text = _clean(line)
            if (
                line.startswith("#")
                or _JAPANESE_ARTICLE.fullmatch(text)
                or _JAPANESE_ANNEX.fullmatch(text)
                or _SUPPLEMENTARY_PROVISIONS.fullmatch(text)
            ):
                return False
            if not line.lstrip().startswith(("|", "-")) and _JAPANESE_PARAGRAPH.fullmatch(text):
                return True
        return False

    def _division(self, text: str, found: re.Match[str]) -> None:
        rank = _JAPANESE_RANKS[found[2]]
        while self.divisions and self.divisions[-1][0] >= rank:
            self.divisions.pop()
        parent, prefix = (self.divisions[-1][1], self.divisions[-1][2]) if self.divisions else self.container
        locator = self.addresses.unique(f"{prefix}第{to_kanji(to_int(found[1]))}{found[2]}{found[3]}")
        index = self.tree.add(
            text, locator=locator, role=Role.PART, parent=parent, heading=found[4], reserved=found[4] == "削除"
        )
        self.divisions.append((rank, index, locator))
        self._close()

    def _supplement(self, lines: list[str], at: int, text: str) -> int:
        """Add a supplementary provision (附則), and return how many lines that took.

        One that is a single unnumbered sentence is one provision.
        """
        self.divisions = []
        self._close()
        following = (
            _clean(lines[at + 1]) if at + 1 < len(lines) and not lines[at + 1].startswith(("#", "|", "-")) else ""
        )
        whole = bool(following) and not (
            _JAPANESE_ARTICLE.fullmatch(following)
            or _JAPANESE_PARAGRAPH.fullmatch(following)
            or _JAPANESE_ANNEX.fullmatch(following)
        )
        whole = whole and not _CAPTION.fullmatch(following)
        self.supplements += 1
        locator = self.addresses.unique(f"附則 ({self.supplements})" if self.supplements > 1 else "附則")
        role = Role.SECTION if whole else Role.PART
        index = self.tree.add(f"{text}\n{following}" if whole else text, locator=locator, role=role, heading="附則")
        self.container = (index, locator)
        if whole:
            self.article = (index, locator)
        return 2 if whole else 1

    def _annex(self, text: str, label: str) -> None:
        self.divisions = []
        self._close()
        locator = self.addresses.unique(label)
        self.container = (self.tree.add(text, locator=locator, role=Role.ANNEX, heading=text), locator)

    def _article(self, found: re.Match[str], several: bool) -> None:
        label, caption, rest = found[1], found[2] or "", found[3] or ""
        parent = self.divisions[-1][1] if self.divisions else self.container[0]
        locator = self.addresses.unique(self.container[1] + label)
        printed = "\n".join(part for part in (self.caption, label + (f"（{caption}）" if caption else "")) if part)
        heading = caption or self.caption.strip("（）")
        reserved = rest.strip() in ("削除", "削　除")
        text = printed if several else f"{printed}\u3000{rest}".strip()
        index = self.tree.add(
            text, locator=locator, role=Role.SECTION, parent=parent, heading=heading, reserved=reserved
        )
        self._close()
        self.article = (index, locator)
        if several:
            address = self.addresses.unique(f"{locator}第一項")
            self.paragraph = (self.tree.add(rest, locator=address, role=Role.PARAGRAPH, parent=index), address)

    def _numbered(self, text: str, number: str) -> None:
        parent, prefix = self.article or (
            self.divisions[-1][1] if self.divisions else self.container[0],
            self.container[1],
        )
        address = self.addresses.unique(f"{prefix}第{to_kanji(to_int(number))}項")
        self.items = []
        self.paragraph = (self.tree.add(text, locator=address, role=Role.PARAGRAPH, parent=parent), address)

    def _item(self, text: str, indent: int, label: str) -> None:
        while self.items and self.items[-1][0] >= indent:
            self.items.pop()
        parent, prefix = self._open()
        locator = self.addresses.unique(prefix + label)
        reserved = re.fullmatch(r"\S+[\s\u3000]+削[\s\u3000]*除", text) is not None
        index = self.tree.add(text, locator=locator, role=Role.PARAGRAPH, parent=parent, reserved=reserved)
        self.items.append((indent, index, locator))

    def _open(self) -> tuple[int | None, str]:
        """Return the innermost open provision and its locator."""
        if self.items:
            return self.items[-1][1], self.items[-1][2]
        return self.paragraph or self.article or (self.divisions[-1][1:] if self.divisions else self.container)

    def _loose(self, text: str) -> None:
        """Add text without a label, to the open article, else to its container."""
        parent, locator = self.paragraph or self.article or (None, "")
        if parent is not None:
            self.items = []
            self.tree.add(text, locator=locator, role=Role.CONTINUATION, parent=parent)
            return
        parent, prefix = self._open()
        locator = self.addresses.unique(f"{prefix} > introductory text" if prefix else "introductory text")
        self.tree.add(text, locator=locator, role=Role.TEXT, parent=parent)

    def _table(self, lines: list[str]) -> None:
        """Add a table: its heading row, then a provision for each row, with the row's numbered items below it."""
        rows = [
            [
                one_line(cell.replace("\\|", "|").replace("<br>", " "))
                for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))
            ]
            for line in lines
        ]
        parent, prefix = self._open()
        header: list[str] = []
        if len(rows) > 1 and all(re.fullmatch(r":?-+:?", cell) for cell in rows[1]):
            header = rows[0]
            rows = rows[2:]
            if any(header):
                text = "\n".join(cell for cell in header if cell)
                self.tree.add(
                    text, locator=self.addresses.unique(f"{prefix} > table headings"), role=Role.HEADING, parent=parent
                )
        for number, cells in enumerate(rows, 1):
            label = cells[0] if cells else ""
            numbered = re.fullmatch(rf"{_K}{_BRANCHES}", label) is not None
            address = f"{prefix}の{label}の項" if numbered else f"{prefix} > row {number}"
            self._row(cells, header, self.addresses.unique(address), parent)

    def _row(self, cells: list[str], header: list[str], locator: str, parent: int | None) -> None:
        titles = header + [""] * (len(cells) - len(header))
        pairs = tuple((title, cell) for title, cell in zip(titles, cells, strict=False))
        reserved = len(cells) > 1 and cells[1] == "削除"
        # Items in one cell ((一) … (二) …) get addresses; the text of later cells follows them.
        column = next((n for n, cell in enumerate(cells) if len(_ROW_ITEM.findall(cell)) > 1), None)
        if column is None:
            self.tree.add(
                "\n".join(c for c in cells if c),
                locator=locator,
                role=Role.ROW,
                parent=parent,
                cells=pairs,
                reserved=reserved,
            )
            return
        lead, *items = _ROW_ITEM.split(cells[column])
        own = "\n".join(c for c in (*cells[:column], lead) if c)
        row = self.tree.add(own, locator=locator, role=Role.ROW, parent=parent, cells=pairs)
        for item in items:
            label = item[: item.index("）") + 1]
            self.tree.add(item, locator=self.addresses.unique(locator + label), role=Role.ITEM, parent=row)
        rest = "\n".join(c for c in cells[column + 1 :] if c)
        if rest:
            self.tree.add(rest, locator=locator, role=Role.CONTINUATION, parent=row)

    def _close(self) -> None:
        self.article = self.paragraph = None
        self.items = []
        self.caption = ""


def _item_label(numeral: str) -> str:
    """Return an item's number as it is cited: 一の二 is 第一号の二."""
    first, _, branch = numeral.partition("の")
    return f"第{to_kanji(to_int(first))}号" + (f"の{branch}" if branch else "")


PARSER = Parser("Japanese law", claims, read)

"""Chinese statutes and regulations as text or Markdown: 章, 节, 条, 款, 项, 目.

An article begins `第…条`; each further block of it is a paragraph (款); a block that begins （一） is an item (项) of
the paragraph before it, one that begins 1. a sub-item (目). 款 are counted, never printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from corpus import instruments
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.language.scripts import KANA_SIGN, UNIFIED_HAN
from corpus.locators.numerals import NUMERAL, to_int, to_kanji
from corpus.model import Kind, Reading, Role, Source
from corpus.parsers.file import File, Parser
from corpus.structure import Addresses, TreeBuilder

_CHINESE_ARTICLE = lazy_regex(rf"(第{NUMERAL}条(?:之{NUMERAL})?)(?:[\s\u3000]+|$|(?=[（【]))(.*)", re.DOTALL)
_CHINESE_DIVISION = lazy_regex(rf"第({NUMERAL})(编|分编|章|节)(?:[\s\u3000]*)(.*)")
_CHINESE_ANNEX = lazy_regex(rf"(附件|附表|附录)[\s\u3000]*({NUMERAL})?(?:[\s\u3000:：]+(.*)|$)")
_CHINESE_ITEM = lazy_regex(rf"[（(]({NUMERAL})[）)]")
_SUBITEM = lazy_regex(r"([0-9０-９]{1,2})\s*[.．、]\s*\D")
_CHINESE_RANKS = {"编": 0, "分编": 1, "章": 2, "节": 3}
_CHINESE_DATE = r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
_IN_FORCE = lazy_regex(rf"(?:自|从){_CHINESE_DATE}起(?:施行|实施|生效)")
_FILE_DATE = lazy_regex(r"(\d{4})-(\d{2})-(\d{2})")
_PASSED = lazy_regex(rf"{_CHINESE_DATE}[^。]{{0,100}}?(?:通过|公布|发布|修订|修正)")
_ISSUER = lazy_regex(
    "全国人民代表大会(?:常务委员会)?|中华人民共和国国务院|国务院|"
    rf"[{UNIFIED_HAN}]{{2,8}}(?:部|委员会|总署|总局)(?=令|公告)"
)
_COMMENT = lazy_regex(r"<!--(?:(?!<!--).)*?-->", re.DOTALL)
_LABELLED = lazy_regex(rf"^(?:[#*]|[^\S\n])*+第{NUMERAL}条[\s\u3000*]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Block:
    """A line of the text; `level` is that of its Markdown heading, 0 for none."""

    text: str
    level: int  # of a Markdown heading, 0 for none


def claims(file: File) -> float:
    """Return a high claim for a text without kana in which three articles 第…条 begin lines."""
    if file.suffix not in (".md", ".txt", ".markdown", ".text", ""):
        return 0.0
    try:
        head = file.text()[:200_000]
    except Exception:
        return 0.0
    articles = len(_LABELLED.findall(head))
    kana = len(KANA_SIGN.findall(head))
    return 0.95 if articles >= 3 and kana < len(head) / 200 else 0.0


def read(file: File) -> list[Reading]:
    """Return one reading with locators `第十二条`, `第十二条第二款`, `第十二条第二款第（三）项`.

    An article of one paragraph is one provision with its items below it (`第十条第（一）项`); one of several is an
    empty container, and its first paragraph carries the printed number.
    """
    raw = _COMMENT.sub("\n", file.text())
    blocks = list(_blocks(raw))
    tree = TreeBuilder()
    title, blocks = _title(blocks, file)
    if title:
        tree.add(title, locator=title, role=Role.TITLE, heading=title)
    _ChineseLaw(tree).read(blocks)
    in_force = _IN_FORCE.findall(raw)
    named = _FILE_DATE.search(file.name)
    passed = _PASSED.search(raw[:3000])
    published = _day(*passed.groups()) if passed else _day(*named.groups()) if named else None
    valid_from = file.as_of or (_day(*in_force[-1]) if in_force else published)
    return [tree.reading(_source(title or file.stem, published, file.url, _issuer(blocks)), valid_from=valid_from)]


def _issuer(blocks: list[_Block]) -> str:
    """Return the body that adopted the law, if the text names it before its first article; else ""."""
    for block in blocks:
        if _CHINESE_ARTICLE.match(block.text):
            break
        if found := _ISSUER.search(block.text):
            return found[0]
    return ""


def _source(title: str, published: date | None, url: str, issuer: str) -> Source:
    known = instruments.find(title)
    return Source(
        id=known.id if known else "cn-" + re.sub(r"\W+", "-", title.removeprefix("中华人民共和国")).strip("-"),
        title=f"{known.title} ({known.english})" if known and known.english else title,
        kind=Kind.LAW,
        jurisdiction="cn",
        issuer=issuer,
        language="zh",
        url=url,
        published=published,
    )


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _blocks(raw: str) -> list[_Block]:
    """Return every line with text as a block: official texts break lines only between paragraphs."""
    found = []
    for line in raw.splitlines():
        text = one_line(line)
        level = len(text) - len(text.lstrip("#"))
        text = text[level:].replace("**", "").strip()
        if text:
            found.append(_Block(text, level))
    return found


def _title(blocks: list[_Block], file: File) -> tuple[str, list[_Block]]:
    """Return the title (a level-one heading, or a short first line) and the blocks without it."""
    if blocks and not _CHINESE_ARTICLE.match(blocks[0].text) and (blocks[0].level == 1 or len(blocks[0].text) < 60):
        return blocks[0].text, blocks[1:]
    return "", blocks


class _ChineseLaw:
    """Builds the tree of one law from its blocks."""

    def __init__(self, tree: TreeBuilder) -> None:
        self.tree = tree
        self.divisions: list[tuple[int, int, str]] = []  # rank, index, locator
        self.addresses = Addresses()

    def read(self, blocks: list[_Block]) -> None:
        """Add all blocks, in their order."""
        at = 0
        while at < len(blocks):
            block = blocks[at]
            if _CHINESE_ARTICLE.match(block.text):
                end = at + 1
                while end < len(blocks) and not self._begins_new(blocks[end]):
                    end += 1
                self._article([b.text for b in blocks[at:end]])
                at = end
                continue
            if found := self._division_at(block):
                self._division(block, *found)
            elif annex := _CHINESE_ANNEX.fullmatch(block.text):
                self._annex(block, annex)
            elif self._contents_at(blocks, at):
                at = self._contents(blocks, at)
                continue
            else:
                self._loose(block)
            at += 1

    def _begins_new(self, block: _Block) -> bool:
        return bool(
            block.level
            or _CHINESE_ARTICLE.match(block.text)
            or self._division_at(block)
            or _CHINESE_ANNEX.fullmatch(block.text)
        )

    def _division_at(self, block: _Block) -> tuple[str, str, str] | None:
        """Return number, kind and title of a heading 第一章 总则; None if the block is none.

        Without Markdown's mark it must be short and not end in punctuation.
        """
        found = _CHINESE_DIVISION.fullmatch(block.text)
        if found is None or not (block.level or (len(block.text) < 40 and block.text[-1] not in "。；，：")):
            return None
        return found[1], found[2], found[3]

    def _division(self, block: _Block, number: str, kind: str, heading: str) -> None:
        rank = _CHINESE_RANKS[kind]
        while self.divisions and self.divisions[-1][0] >= rank:
            self.divisions.pop()
        above = self.divisions[-1] if self.divisions else None
        label = f"第{to_kanji(to_int(number), zero=True)}{kind}"
        locator = self.addresses.unique((above[2] if above and above[0] < rank else "") + label)
        heading = re.sub(rf"(?<=[{UNIFIED_HAN}])\s+(?=[{UNIFIED_HAN}])", "", heading)
        index = self.tree.add(
            block.text, locator=locator, role=Role.PART, parent=above[1] if above else None, heading=heading
        )
        self.divisions.append((rank, index, locator))

    def _annex(self, block: _Block, found: re.Match[str]) -> None:
        label = found[1] + (to_kanji(to_int(found[2]), zero=True) if found[2] else "")
        locator = self.addresses.unique(label)
        index = self.tree.add(block.text, locator=locator, role=Role.ANNEX, heading=found[3] or "")
        self.divisions = [(-1, index, locator)]

    def _loose(self, block: _Block) -> None:
        """Add text outside articles: the adoption note, a preamble, an unknown heading, the body of an annex."""
        above = self.divisions[-1] if self.divisions else None
        prefix = f"{above[2]} > " if above else ""
        if block.level:
            self.tree.add(
                block.text,
                locator=self.addresses.unique(prefix + block.text),
                role=Role.HEADING,
                parent=above[1] if above else None,
                heading=block.text,
            )
            return
        role = Role.META if not above and _PASSED.search(block.text) else Role.TEXT
        label = "introductory text" if role is Role.TEXT else "adoption note"
        self.tree.add(
            block.text, locator=self.addresses.unique(prefix + label), role=role, parent=above[1] if above else None
        )

    def _contents_at(self, blocks: list[_Block], at: int) -> bool:
        return re.fullmatch(r"目\s*录|目\s*次", blocks[at].text) is not None

    def _contents(self, blocks: list[_Block], at: int) -> int:
        """Add a table of contents as one block, since its chapters are not the chapters; return the index after it."""
        end = at + 1
        listed: set[str] = set()
        while end < len(blocks) and _CHINESE_DIVISION.fullmatch(blocks[end].text) and blocks[end].text not in listed:
            listed.add(blocks[end].text)
            end += 1
        text = "\n".join(b.text for b in blocks[at:end])
        self.tree.add(text, locator=self.addresses.unique("目录"), role=Role.META, heading="目录")
        return end

    def _article(self, blocks: list[str]) -> None:
        found = _CHINESE_ARTICLE.match(blocks[0])
        assert found is not None
        locator = self.addresses.unique(_article_locator(found[1]))
        parent = self.divisions[-1][1] if self.divisions else None
        paragraphs = sum(not _CHINESE_ITEM.match(b) and not _SUBITEM.match(b) for b in blocks[1:]) + 1
        article = self.tree.add(blocks[0] if paragraphs == 1 else "", locator=locator, role=Role.SECTION, parent=parent)
        below, address = article, locator
        item: int | None = None
        item_address = ""
        number = 0
        for text in blocks if paragraphs > 1 else blocks[1:]:
            label = _CHINESE_ITEM.match(text)
            sub: re.Match[str] | None = _SUBITEM.match(text) if item is not None else None
            if label:
                item_address = self.addresses.unique(f"{address}第（{to_kanji(to_int(label[1]), zero=True)}）项")
                item = self.tree.add(text, locator=item_address, role=Role.PARAGRAPH, parent=below)
            elif sub:
                self.tree.add(
                    text,
                    locator=self.addresses.unique(f"{item_address}第{to_int(sub[1])}目"),
                    role=Role.PARAGRAPH,
                    parent=item,
                )
            else:
                number += 1
                address, item = f"{locator}第{to_kanji(number, zero=True)}款", None
                below = self.tree.add(text, locator=self.addresses.unique(address), role=Role.PARAGRAPH, parent=article)


def _article_locator(label: str) -> str:
    number, _, branch = label.removeprefix("第").partition("条")
    printed = f"第{to_kanji(to_int(number), zero=True)}条"
    return printed + (f"之{to_kanji(to_int(branch.removeprefix('之')), zero=True)}" if branch else "")


PARSER = Parser("Chinese law", claims, read)

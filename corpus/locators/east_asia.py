"""Addresses in Chinese and Japanese law: 第十二条第二款第（三）项, 第二十五条の二第一項第二号イ, 別表第一の一六の項.

Both countries write 第…条, so a bare article is of system "cn" unless something Japanese stands beside it. The text is
canonical: kanji numerals as statutes print them, 项 numbered （三）, イロハ and （１） in full width.
"""

from __future__ import annotations

import re
import unicodedata

from corpus import instruments
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import UNIFIED_HAN
from corpus.locators.address import Grammar, Locator, Mention, names_in_english
from corpus.locators.numerals import NUMERAL, to_int, to_kanji

_N = NUMERAL
_BRANCH = rf"(?:\s?[のノ]\s?{_N})*"
_SUB = r"(?:[ァ-ヴ](?![ァ-ヴー])|[（(]\s?[0-9０-９a-zａ-ｚ]{1,4}\s?[）)])"
# One step after another, each with its own counter word; white space is allowed between them.
_ARTICLE = rf"第\s?(?P<article>{_N})\s?(?P<word>条|條)(?P<branch>(?:\s?之\s?{_N})|{_BRANCH})"
_PARAGRAPH = rf"(?:第\s?(?P<paragraph>{_N})\s?(?P<paragraph_word>款|项|項))"
_ITEM_CN = rf"(?:第?\s?[（(]?\s?(?P<item_cn>{_N})\s?[）)]?\s?(?:项|項))"
_SUBITEM_CN = rf"(?:第\s?[（(]?(?P<mu>{_N})[）)]?\s?目)"
_ITEM_JP = rf"(?:第\s?(?P<item_jp>{_N})\s?[号號](?P<item_branch>{_BRANCH})(?P<subs>(?:\s?{_SUB})*))"
_SUPPLEMENT = r"(?:(?P<supplement>附則)(?:\s?\((?P<supplement_number>\d+)\))?\s?)"
_EAST_ASIAN_ADDRESS = (
    rf"{_SUPPLEMENT}?{_ARTICLE}"
    rf"(?:\s?(?:第\s?(?P<kuan>{_N})\s?款)(?:\s?{_ITEM_CN}(?:\s?{_SUBITEM_CN})?)?"
    rf"|\s?第\s?(?P<jp_paragraph>{_N})\s?項(?:\s?{_ITEM_JP})?"
    rf"|\s?{_ITEM_JP.replace('item_jp', 'item_jp2').replace('item_branch', 'item_branch2').replace('subs', 'subs2')}"
    rf"|\s?{_ITEM_CN.replace('item_cn', 'item_cn2')}(?:\s?{_SUBITEM_CN.replace('mu', 'mu2')})?)?"
)
_DIVISION = (
    rf"(?P<division>(?:第\s?{_N}\s?[编編]\s?)?(?:第\s?{_N}\s?章(?:[の之]{_N})*\s?)?(?:第\s?{_N}\s?[节節]"
    rf"(?:[の之]{_N})*)?)"
)
# 別表第二の二 is a table of its own; before の項 the same numerals are a row: 別表第一の三五の二の項.
_TABLE = (
    rf"(?:(?P<table>別表(?:第\s?(?>{_N}))?)(?:\s?の\s?|\s|(?<!表)(?=[0-9０-９]))"
    rf"(?P<row>(?>{_N}){_BRANCH})\s?(?:の\s?)?項"
    rf"(?P<row_item>[（(]\s?{_N}{_BRANCH}\s?[）)])?"
    rf"|(?P<whole_table>別表(?:第\s?(?>{_N})(?:の(?>{_N}))*)?))"
)
_EAST_ASIAN_LAW = (
    r"(?:《(?P<quoted>[^《》]{2,60})》|「(?P<quoted_jp>[^「」]{2,60})」"
    rf"|(?P<name>(?:中华人民共和国)?(?:[{UNIFIED_HAN}]|及び|[ァ-ヴー]){{1,30}}?(?:法律|法|条例|规定|办法|細則|规则"
    r"|規則|施行令|令|政令|省令)))"
)
_HERE = lazy_regex(r"^(?:本|该|前|同|この|当該|依照|按照|根据|违反|依据|和|及|与)+(?=.)")
_ADDRESSED = lazy_regex(rf"(?:{_EAST_ASIAN_LAW}\s?[の的]?\s?)?(?:{_EAST_ASIAN_ADDRESS})")
_TABLED = lazy_regex(rf"(?:{_EAST_ASIAN_LAW}\s?の?\s?)?{_TABLE}")
_DIVIDED = lazy_regex(_DIVISION)
# "article 12 of China's Export Control Law", "FEFA article 25(1)": only with an instrument of China or Japan.
_ARTICLE_IN_ENGLISH = r"(?:[Aa]rticles?|ARTICLE|[Aa]rt\.?)"
_NUMBERED_ARTICLE = (
    r"(?P<number>\d{1,3})(?:[-‑](?P<dash>\d{1,2}))?(?P<steps>(?:\s?\(\w{1,4}\))*)"
    r"(?:,?\s+(?:paragraph|para\.?)\s+(?P<para>\d{1,2}))?(?:,?\s+"
    r"(?:item|subparagraph|point)\s+\(?(?P<point>\d{1,2})\)?)?"
)
_FAR = sorted(
    {n for i in instruments.known() if i.jurisdiction in ("cn", "jp") for n in i.designations if n.isascii()},
    key=len,
    reverse=True,
)
_FAR_FOLDED = tuple(n.casefold() for n in _FAR)
_FAR_NAME = rf"(?P<far>{'|'.join(re.escape(n).replace(chr(92) + ' ', r'[ ]') for n in _FAR)})"
_OWNER = r"(?:the\s+)?(?:(?P<owner>China|PRC|Japan)(?:['’]s)?\s+|(?:Chinese|Japanese)\s+)?"
_ENGLISH = (
    lazy_regex(rf"{_ARTICLE_IN_ENGLISH}\s?{_NUMBERED_ARTICLE}\s+(?:of|in)\s+{_OWNER}{_FAR_NAME}(?!\w)", re.IGNORECASE),
    lazy_regex(
        rf"{_OWNER}{_FAR_NAME}(?:\s+of\s+(?:the\s+)?(?:China|PRC|Japan))?(?:,"
        rf"|\s)\s?{_ARTICLE_IN_ENGLISH}\s?{_NUMBERED_ARTICLE}(?!\w)",
        re.IGNORECASE,
    ),
)
# "item 2(12) of Appended Table 1", "appended table 1, row 5 (18)", "row 6(2) of the Export Trade Control Order".
_ROW_OF_TABLE = (
    r"(?P<row>\d{1,2})(?:-(?P<row_branch>\d{1,2})(?=\s?\())?"
    r"(?:\s?\(\s?(?P<item>\d{1,2})(?:-(?P<item_branch>\d{1,2}))?\s?\))?"
)
_ROW_WORD = r"(?:rows?|items?|entry|number|no\.)(?:\s(?:number|no\.))?"
_OF_ORDER = r"(?:\s(?:of|to|in)\s(?:the\s)?(?:(?:Japan['’]s|Japanese)\s)?(?P<order>Export Trade Control Order))"
_ROWS_IN_ENGLISH = (
    lazy_regex(
        rf"\b{_ROW_WORD}\s{_ROW_OF_TABLE},?\s(?:of|in|on)\s(?:the\s)?(?:(?:Japan['’]s|Japanese)\s)?"
        rf"appended\stable(?:\s(?:no\.\s?)?(?P<table>\d))?{_OF_ORDER}?(?!\w)",
        re.IGNORECASE,
    ),
    lazy_regex(
        rf"\bappended\stable\s(?:no\.\s?)?(?P<table>\d){_OF_ORDER}?,?\s(?:{_ROW_WORD}\s)?{_ROW_OF_TABLE}(?!\w)",
        re.IGNORECASE,
    ),
    lazy_regex(rf"\b{_ROW_WORD}\s{_ROW_OF_TABLE},?(?P<table>){_OF_ORDER}(?!\w)", re.IGNORECASE),
)
_FULL = str.maketrans(
    "0123456789abcdefghijklmnopqrstuvwxyz", "０１２３４５６７８９ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ"
)


def parse(text: str) -> Locator | None:
    """Return the address that `text` as a whole is; None if it is none.

    Examples: "出口管制法第12条", "第二十五条の二第１項", "article 12 of China's Export Control Law".
    """
    text = _counted(text.strip().rstrip("。."))
    if found := _ADDRESSED.fullmatch(text):
        return _article(found)
    if found := _TABLED.fullmatch(text):
        return _table(found)
    for english in _ENGLISH:
        if found := english.fullmatch(text):
            return _english(found)
    for row in _ROWS_IN_ENGLISH:
        if found := row.fullmatch(text):
            return _row(found)
    if text and (found := _DIVIDED.fullmatch(text)):
        return _division(text)
    supplement = re.fullmatch(r"附則(?: \((\d+)\))?", text)
    return Locator("jp", "", (text,), text) if supplement else None


# "外為法48条1項": the counter 第 is left out in speech and in notes, in a whole address only.
_UNCOUNTED = lazy_regex(
    rf"(?<![第の之0-9０-９〇零一二三四五六七八九十百千])(?P<number>{_N})(?P<word>条|條|款|項|项|号)"
)


def _counted(text: str) -> str:
    """Return a whole address with the counter 第 put in where speech leaves it out."""
    return _UNCOUNTED.sub(r"第\g<number>\g<word>", text) if "別表" not in text else text


def mentions(text: str) -> list[Mention]:
    """Return every address of an article or annexed table in running text; in English, of an article with its law."""
    found: list[Mention] = []
    if "条" in text or "條" in text:
        found += [_mention(m, _article(m)) for m in _ADDRESSED.finditer(text)]
    if "別表" in text:
        found += [_mention(m, _table(m)) for m in _TABLED.finditer(text)]
    if names_in_english(text, _FAR_FOLDED):
        found += [Mention(m.start(), m.end(), _english(m)) for english in _ENGLISH for m in english.finditer(text)]
    folded = text.casefold()
    if "appended table" in folded or "trade control order" in folded:
        found += [Mention(m.start(), m.end(), _row(m)) for row in _ROWS_IN_ENGLISH for m in row.finditer(text)]
    return sorted(found, key=lambda m: (m.start, -m.end))


def _mention(found: re.Match[str], locator: Locator) -> Mention:
    """Return the place of an address, without words before a name that only look like a part of it."""
    start = found.start()
    name = found["name"]
    if name and not locator.instrument:
        start = found.end("name")
        while start < found.end() and found.string[start] in " の的":
            start += 1
    elif name:
        known = next((d for d in _designations(locator.instrument) if name.endswith(d)), "")
        lead = _HERE.match(name)
        start += len(name) - len(known) if known else lead.end() if lead else 0
    return Mention(start, found.end(), locator)


def _designations(title: str) -> tuple[str, ...]:
    """Return the names of a known instrument, the longest first; none for an unknown one."""
    instrument = instruments.find(title)
    return tuple(sorted(instrument.designations, key=len, reverse=True)) if instrument else ()


def _instrument(found: re.Match[str]) -> str:
    """Return the law's name, as the table of instruments spells it; "" for 本法, 同法, この法律 and the like."""
    name = found["quoted"] or found["quoted_jp"] or found["name"] or ""
    if found["name"]:
        lead = _HERE.match(name)
        if lead and len(name) - lead.end() <= 2:
            return ""
        name = name[lead.end() :] if lead else name
        if re.search("本法|本条例|本办法|同法|この法|前法", name):
            return ""
        if name in ("法", "令", "条例", "法律", "规定", "政令", "省令", "办法"):
            return ""
        # Without brackets a name has no beginning: take the longest known law that it ends with.
        known = [d for i in instruments.known() for d in i.designations if name.endswith(d)]
        name = max(known, key=len) if known else name
    instrument = instruments.find(name)
    return instrument.title if instrument else name


def _number(numeral: str) -> int:
    return to_int(numeral)


def _branches(text: str | None, mark: str, *, zero: bool) -> str:
    """Return the branch numbers of an article (の二, 之一) as statutes print them."""
    return "".join(mark + to_kanji(_number(n), zero=zero) for n in re.findall(_N, text or ""))


def _article(found: re.Match[str]) -> Locator:
    instrument = _instrument(found)
    known = instruments.find(instrument) if instrument else None
    item_jp = found["item_jp"] or found["item_jp2"]
    japanese = bool(
        found["jp_paragraph"] or item_jp or found["supplement"] or re.search("[のノ]", found["branch"])
    ) or (known is not None and known.jurisdiction == "jp")
    zero = not japanese
    branch = _branches(found["branch"], "の" if japanese else "之", zero=zero)
    supplement = ""
    if found["supplement"]:
        supplement = "附則" + (f" ({int(found['supplement_number'])})" if found["supplement_number"] else "")
    path = [f"{supplement}第{to_kanji(_number(found['article']), zero=zero)}条{branch}"]
    if found["kuan"]:
        path.append(f"第{to_kanji(_number(found['kuan']), zero=True)}款")
    item_cn, mu = found["item_cn"] or found["item_cn2"], found["mu"] or found["mu2"]
    if item_cn:
        path.append(f"第（{to_kanji(_number(item_cn), zero=True)}）项")
    if mu:
        path.append(f"第{_number(mu)}目")
    if found["jp_paragraph"]:
        path.append(f"第{to_kanji(_number(found['jp_paragraph']))}項")
    if item_jp:
        path.append(
            f"第{to_kanji(_number(item_jp))}号"
            + _branches(found["item_branch"] or found["item_branch2"], "の", zero=False)
        )
        path += [_sub(s) for s in re.findall(_SUB, found["subs"] or found["subs2"] or "")]
    return Locator("jp" if japanese else "cn", instrument, tuple(path), "".join(path))


def _sub(text: str) -> str:
    """Return the step below an item in full width: イ, （１）."""
    inner = unicodedata.normalize("NFKC", text).strip("() ")
    return f"（{inner.translate(_FULL)}）" if text[0] in "（(" else text


def _table(found: re.Match[str]) -> Locator:
    text = unicodedata.normalize("NFKC", found["table"] or found["whole_table"]).replace(" ", "")
    text = re.sub(_N, lambda m: to_kanji(to_int(m[0])), text)
    path = [text]
    if found["row"]:
        # Rows are numbered place by place: 一六, not 十六.
        row = "の".join(_placed(n) for n in re.findall(_N, found["row"]))
        path.append(f"の{row}の項")
        if found["row_item"]:
            inner = "の".join(to_kanji(to_int(n)) for n in re.findall(_N, found["row_item"]))
            path.append(f"（{inner}）")
    return Locator("jp", _instrument(found), tuple(path), "".join(path))


def _placed(numeral: str) -> str:
    """Return a numeral written digit by digit: 一六 for 16."""
    return "".join("〇一二三四五六七八九"[int(d)] for d in str(to_int(numeral)))


def _division(text: str) -> Locator | None:
    steps = re.findall(rf"第\s?({_N})\s?([编編章节節])((?:[の之]{_N})*)", text)
    if not steps:
        return None
    japanese = any(word in "編節" or "の" in branch for _, word, branch in steps)
    path = tuple(f"第{to_kanji(to_int(n), zero=not japanese)}{word}{branch}" for n, word, branch in steps)
    return Locator("jp" if japanese else "cn", "", path, "".join(path))


def _english(found: re.Match[str]) -> Locator:
    """Return an address written in English.

    In Article 12(2)(3) the 2 is a paragraph (款, 項), the 3 an item (项, 号).
    """
    instrument = instruments.find(found["far"])
    japanese = instrument is not None and instrument.jurisdiction == "jp"
    zero = not japanese
    path = [f"第{to_kanji(int(found['number']), zero=zero)}条"]
    if found["dash"]:
        path[0] += ("の" if japanese else "之") + to_kanji(int(found["dash"]), zero=zero)
    steps = re.findall(r"\((\w+)\)", found["steps"] or "")
    steps += [s for s in (found["para"], found["point"]) if s]
    for step, word in zip(steps, ("項", "号") if japanese else ("款", "项"), strict=False):
        if not step.isdecimal() or int(step) > 200:
            break
        numeral = to_kanji(int(step), zero=zero)
        path.append(f"第（{numeral}）项" if word == "项" else f"第{numeral}{word}")
    return Locator("jp" if japanese else "cn", instrument.title if instrument else "", tuple(path), "".join(path))


def _row(found: re.Match[str]) -> Locator:
    """Return the row of an appended table of Japan's order, or an item of it, written in English."""
    path = [f"別表第{to_kanji(int(found['table'] or 1))}"]
    path.append(f"の{'の'.join(_placed(n) for n in (found['row'], found['row_branch']) if n)}の項")
    if found["item"]:
        path.append(f"（{'の'.join(to_kanji(int(n)) for n in (found['item'], found['item_branch']) if n)}）")
    order = instruments.find(found["order"]) if found["order"] else None
    return Locator("jp", order.title if order else "", tuple(path), "".join(path))


GRAMMAR = Grammar("east_asia", parse, mentions)

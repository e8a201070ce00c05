"""Finds cross-references in the laws of China: 第十二条第二款, 本条第一款, 前款第五项, 本法, 《…》."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.language.lazy_regex import lazy_regex
from corpus.locators.numerals import to_int, to_kanji
from corpus.model import Reference
from corpus.references.context import ReferenceContext
from corpus.references.steps import (
    HAN_SIGN,
    NUMBER,
    Address,
    before,
    known_title,
    provisions_between,
    settled_locator,
    several_before,
)

_CHINESE_REFERENCE = lazy_regex(
    rf"(?=[第本前])(?P<article>第{NUMBER}条(?:之{NUMBER})?|本条(?!例)|前条)?(?P<paragraph>第{NUMBER}款|前款"
    rf"|前[两二三]款)?(?P<item>第[（(]?{NUMBER}[）)]?项)?(?P<sub>第{NUMBER}目)?"
)
_CHINESE_PLACE = lazy_regex(
    r"(?P<article>第[^条]+条(?:之[一二三四五六七八九十]+)?)(?P<paragraph>第[^款]+款)?(?P<item>第（[^）]+）项)?"
)
_SELF = lazy_regex(r"本(?:法|条例|办法|规定|决定|细则|规则|公告|通知)$")
_TITLE = lazy_regex(r"《([^《》]{2,60})》$")
_CHINESE_LAW_BEFORE = lazy_regex(rf"({HAN_SIGN}{{1,24}}(?:法|条例|办法|规定|规则|细则|决定))$")
_BEFORE_NAME = lazy_regex(r"^.*(?:依照|按照|根据|违反|依据|适用|符合|以及|或者|执行|遵守|和|与|及|由|对|在|用)")


def find(text: str, place: ReferenceContext) -> Iterator[Reference]:
    """Yield every cross-reference of a Chinese text, except the printed number of the place's own article."""
    found = _CHINESE_PLACE.match(place.locator)
    own = Address(found["article"] or "", found["paragraph"] or "", found["item"] or "") if found else Address()
    last: Address | None = None
    last_end = -1
    for match in _CHINESE_REFERENCE.finditer(text):
        if not match[0] or (match.start() == 0 and own.article and match[0] == own.article):
            continue
        at = _address(text, match, own, last if _joined(text, last_end, match.start()) else None, place)
        if at is None:
            continue
        if text[last_end : match.start()] == "至" and last is not None:
            yield from provisions_between(last, at, last_end, match.start(), zero=True)
        last, last_end = at, match.end()
        for locator in several_before(match["paragraph"] or "", own, at, "款", "两二三", zero=True) or (at.locator,):
            yield Reference(match.start(), match.end(), settled_locator(locator, at, place), at.instrument)


def _joined(text: str, end: int, start: int) -> bool:
    """Return whether only a word of enumeration stands between two addresses."""
    return 0 <= end <= start and text[end:start] in ("、", "和", "或者", "及", "以及", "与", "至", "，", "")


def _address(
    text: str, match: re.Match[str], own: Address, last: Address | None, place: ReferenceContext
) -> Address | None:
    """Return the address that a match means at this place; None if it cannot be told."""
    article, paragraph = match["article"] or "", match["paragraph"] or ""
    item = _item(match["item"]) if match["item"] else ""
    at = Address(article, paragraph, item, match["sub"] or "")
    if article.startswith("第"):
        instrument = _instrument(text[max(0, match.start() - 64) : match.start()])
        if instrument is None:
            return None
        at.instrument = instrument or (last.instrument if last else "")
    elif article == "本条":
        at.article = own.article
    elif article == "前条":
        at.article = before(own.article, "条", zero=True)
    elif not paragraph and last:  # "前款第五项、第六项"
        at.article, at.paragraph, at.instrument = last.article, last.paragraph, last.instrument
    elif not paragraph:
        at.article, at.paragraph = own.article, own.paragraph
    elif paragraph.startswith("第") and last:  # "第十四条第三款、第四款"
        at.article, at.instrument = last.article, last.instrument
    else:
        at.article = own.article
    if paragraph.startswith("前"):
        at.paragraph = before(own.paragraph, "款", zero=True)
    return at if at.article and (not paragraph or at.paragraph) else None


def _item(item: str) -> str:
    """Return the number of an item (项) as statutes print it."""
    numeral = item.strip("第项（）()")
    return f"第（{to_kanji(to_int(numeral), zero=True)}）项"


def _instrument(preceding: str) -> str | None:
    """Return the law that the words before an article name: "" for this one, None for one that they do not name."""
    if _SELF.search(preceding):
        return ""
    if titled := _TITLE.search(preceding):
        return known_title(titled[1])
    named = _CHINESE_LAW_BEFORE.search(preceding)
    if named is None:
        return ""
    name = _BEFORE_NAME.sub("", named[1])
    if name in ("该法", "该条例", "该办法", "同法"):
        return None
    # 规定 and 决定 are also verbs: "作出的决定第…", "…规定第…" name no law
    return (
        known_title(name) if len(name) > 2 and not name.endswith(("规定", "决定")) else ("" if len(name) > 2 else None)
    )

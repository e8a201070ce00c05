"""Finds cross-references in the laws of Japan: 第四十八条第一項, 前項, 同条第二号, 別表第一の一六の項, 法第二十五条."""

from __future__ import annotations

import re
from bisect import bisect_left
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
    step_after,
)

_JAPANESE_REFERENCE = lazy_regex(
    rf"(?=[第本前次同別])(?:(?P<annex>別表第{NUMBER}+(?:の{NUMBER}+(?!の))*+(?:の{NUMBER}(?:の{NUMBER})*の項)?)"
    rf"|(?P<article>第{NUMBER}条(?:の{NUMBER})*|本条|前条|次条|同条)?(?P<paragraph>第{NUMBER}項|前項|次項|同項"
    r"|前[二三四五六七八九]項)?"
    rf"(?P<item>第{NUMBER}号(?:の{NUMBER})*|前号|次号|同号)?(?P<sub>[イロハニホヘトチリヌルヲワカヨタ](?![ァ-ヴー]))?)"
)
_JAPANESE_PLACE = lazy_regex(
    rf"(?=附則|第)(?P<prefix>附則(?: \(\d+\))?)?(?P<article>第{NUMBER}条"
    rf"(?:の{NUMBER})*)?(?P<paragraph>第{NUMBER}項)?(?P<item>第{NUMBER}号(?:の{NUMBER})*)?(?P<sub>[ァ-ヴ])?"
)
_SELF = lazy_regex(r"(?:この(?:法律|政令|省令|規則|条約|告示)|本法|本令)$")
_UNNAMED = lazy_regex(r"(?:旧|新|同|改正後の?|改正前の?|当該|各|他の)(?:法律|法|令|規則|政令|省令)$")
_NUMBERED_LAW = lazy_regex(
    r"(?<![^（）「」、。\s])([^（）「」、。\s]+)（(?>[^（）]*?(?:年|条約))(?>[^（）]*?第)(?>[^（）]*号)[^（）]*）$"
)
_JAPANESE_LAW_BEFORE = lazy_regex(rf"(?<!{HAN_SIGN})({HAN_SIGN}+(?:法|令|規則))$")
_LONG_NAME = lazy_regex(
    r"(?:^|[（）「」、。\s]|は|が|を|又は|若しくは|に規定する|による)"
    r"([^（）「」、。\sはがを]{2,60}に関する[^（）「」、。\sはがを]{0,30}法律)$"
)
# Words between two addresses of which the second depends on the first.
_JAPANESE_JOINERS = frozenset(("、", "及び", "又は", "若しくは", "並びに", "から", "（", ""))
_SHORT = lazy_regex(rf"(?<!{HAN_SIGN})(法|令|規則)$")
_CITED = lazy_regex(
    r"(?<![^（）「」、。\s])([^（）「」、。\s]+)（(?>[^（）「」]*?第)(?>[^（）「」]*?号)[^（）「」]*以下「([^」]{1,12})」という"
)
_BEFORE_SHORT = lazy_regex(r"^(?>.*(?:及び|並びに|又は|は|が|を|で|に規定する))(?=[^及]*(?:法|令)$)")


def law_short_names(text: str) -> dict[str, str]:
    """Return the short names that a law gives to other laws.

    Example: 法 for 外国為替及び外国貿易法（昭和…号。以下「法」という。）.
    """
    found: dict[str, str] = {}
    for match in _CITED.finditer(text):
        name = match[1] if "及び外国" in match[1] else _BEFORE_SHORT.sub("", match[1])
        if name.endswith(("法", "法律", "令", "規則")):
            found.setdefault(match[2], known_title(name))
    return found


def find(text: str, place: ReferenceContext) -> Iterator[Reference]:
    """Yield every cross-reference of a Japanese text, except the printed number of the place's own article."""
    found = _JAPANESE_PLACE.match(place.locator)
    own = Address(*(found[n] or "" for n in ("article", "paragraph", "item", "sub", "prefix"))) if found else Address()
    last: Address | None = None
    last_end = -1
    # "「第一項」とあるのは「第二項」と" rewrites another provision: what is quoted is not said here
    quoted = [m.span() for m in re.finditer("「[^「」]*」", text)] if "とあるのは" in text else []
    quotes = [start for start, _ in quoted]
    for match in _JAPANESE_REFERENCE.finditer(text):
        if not match[0] or (match.start() == 0 and match["article"] and match["article"] == own.article):
            continue
        opened = bisect_left(quotes, match.start()) - 1
        if opened >= 0 and match.start() < quoted[opened][1]:
            continue
        joined = 0 <= last_end <= match.start() and text[last_end : match.start()] in _JAPANESE_JOINERS
        at = _address(text, match, own, last, joined, place)
        if at is None:
            if match["article"] or match["annex"]:
                last = None  # a 同条 that follows would depend on it
            continue
        if text[last_end : match.start()] == "から" and last is not None and last_end > 0:
            yield from provisions_between(last, at, last_end, match.start(), zero=False)
        if match["annex"]:
            at.article = _row(at, text, match.end(), place)
        last, last_end = at, match.end()
        for locator in several_before(match["paragraph"] or "", own, at, "項", "二三四五六七八九", zero=False) or (
            at.locator,
        ):
            yield Reference(match.start(), match.end(), settled_locator(locator, at, place), at.instrument)


def _address(
    text: str, match: re.Match[str], own: Address, last: Address | None, joined: bool, place: ReferenceContext
) -> Address | None:
    """Return the address that a match means at this place; None if it cannot be told."""
    preceding = text[max(0, match.start() - 80) : match.start()]
    if match["annex"]:
        instrument = _instrument(preceding, place)
        return None if instrument is None else Address(match["annex"], instrument=instrument)
    article, paragraph, item, sub = (match[n] or "" for n in ("article", "paragraph", "item", "sub"))
    if not (article or paragraph or item):
        return None
    at = Address(article, paragraph, item, sub)
    if article.startswith("第"):
        instrument = _instrument(preceding, place)
        supplement = preceding.endswith("附則")
        if instrument is None or (supplement and not own.prefix) or (own.prefix and not supplement and not instrument):
            return None  # in 附則 a bare article may be of the law that it amends
        at.instrument = instrument if not supplement else ""
        at.prefix = own.prefix if supplement else ""
        if (
            not at.instrument
            and joined
            and last
            and not supplement
            and preceding.endswith(("、", "及び", "又は", "若しくは", "並びに", "から"))
        ):
            at.instrument = last.instrument
        return at
    if article in ("本条", "前条"):
        at.article = own.article if article == "本条" else _article_before(own, place)
        at.prefix = own.prefix
    elif article == "次条":
        at.article, at.prefix = _article_after(own, place), own.prefix
    elif article == "同条" or "同" in (paragraph[:1], item[:1]):
        if last is None or last.article.startswith("別表"):
            return None
        at.article, at.prefix, at.instrument = last.article, last.prefix, last.instrument
        if paragraph == "同項" or (item == "同号" and not paragraph):
            at.paragraph = last.paragraph
        if item == "同号":
            at.item = last.item
        if (paragraph == "同項" and not at.paragraph) or (item == "同号" and not at.item):
            return None
        return at
    elif (
        joined
        and last
        and not paragraph.startswith(("前", "次"))
        and (paragraph or item)
        and not item.startswith(("前", "次"))
    ):
        at.article, at.prefix, at.instrument = last.article, last.prefix, last.instrument
        at.paragraph = paragraph or last.paragraph
        return at
    elif preceding.endswith(("法", "法律", "令", "規則", "条約", "告示", "）", "附則")):
        return None
    else:
        at.article, at.prefix = own.article, own.prefix
    return _near(at, own, paragraph, item)


def _row(at: Address, text: str, end: int, place: ReferenceContext) -> str:
    """Return the annex or the first row that is named: 別表第二の一、二〇から二一の三までの項 names rows of a table.

    A row counts only if the text has it.
    """
    if at.instrument or not place.known or at.article in place.known:
        return at.article
    listed = re.match(r"(?:、|及び|から|又は)[^。（）]{0,60}の項", text[end : end + 70])
    return f"{at.article}の項" if listed else at.article


def _near(at: Address, own: Address, paragraph: str, item: str) -> Address | None:
    """Resolve 前項, 次項 and 前号 from the place's own numbers; a bare 第二号 is of the place's own paragraph."""
    if paragraph.startswith("前"):
        at.paragraph = before(own.paragraph, "項", zero=False)
    elif paragraph == "次項":
        at.paragraph = step_after(own.paragraph, "項")
    elif not paragraph and not at.article.startswith("前") and item and at.article == own.article:
        at.paragraph = own.paragraph
    if item in ("前号", "次号"):
        if "の" in own.item or not own.item:
            return None
        at.item = before(own.item, "号", zero=False) if item == "前号" else step_after(own.item, "号")
    return at if (at.article or at.prefix) and (not paragraph or at.paragraph) and (not item or at.item) else None


def _instrument(preceding: str, place: ReferenceContext) -> str | None:
    """Return the law that the words before an article name: "" for this one, None for one that they do not name."""
    if _SELF.search(preceding):
        return ""
    if _UNNAMED.search(preceding):
        return None
    if short := _SHORT.search(preceding):
        return place.names.get(short[1])
    if numbered := _NUMBERED_LAW.search(preceding):
        name = re.sub(r"^.*(?:は、|が、|を|で|に規定する|による)", "", numbered[1])
        return known_title(name) if name.endswith(("法", "法律", "令", "規則")) else None
    if preceding.endswith("法律"):
        long = _LONG_NAME.search(preceding)
        return known_title(long[1]) if long else None
    if named := _JAPANESE_LAW_BEFORE.search(preceding):
        name = re.sub("^(?:行為|取引(?=金融商品取引法))", "", named[1])  # text of a table's cell that ran into the next
        return place.names.get(name) or known_title(name)
    return None if preceding.endswith("）") and re.search(r"号[^（）号]*）$", preceding) else ""


def _article_after(own: Address, place: ReferenceContext) -> str:
    """Return the article that 次条 means: the next branch (第二十四条の二) if there is one, else the next number."""
    base, _, branch = own.article.partition("条")
    steps = branch.removeprefix("の").split("の") if branch else []
    if not base or len(steps) > 1:
        return ""
    candidates = (f"{base}条の{to_kanji(to_int(steps[0]) + 1 if steps else 2)}", step_after(f"{base}条", "条"))
    return next((c for c in candidates if c and own.prefix + c in place.known), "")


def _article_before(own: Address, place: ReferenceContext) -> str:
    """Return the article that 前条 means: the number before, or the last branch of it (第二十四条の二)."""
    base, _, branch = own.article.partition("条")
    if branch:
        steps = branch.removeprefix("の").split("の")
        if len(steps) > 1:
            return ""
        number = to_int(steps[0])
        return f"{base}条" if number == 2 else f"{base}条の{to_kanji(number - 1)}"
    plain = before(own.article, "条", zero=False)
    if not plain or not place.known:
        return ""
    at = plain
    for branch_number in range(2, 60):
        if own.prefix + f"{plain}の{to_kanji(branch_number)}" not in place.known:
            break
        at = f"{plain}の{to_kanji(branch_number)}"
    return at if own.prefix + at in place.known else ""

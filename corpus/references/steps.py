"""The steps of addresses in Chinese and Japanese law, and how they are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus import instruments
from corpus.language.scripts import UNIFIED_HAN
from corpus.locators.numerals import to_int, to_kanji
from corpus.model import Reference
from corpus.references.context import LONGEST_RANGE, ReferenceContext

NUMBER = "[〇零一二三四五六七八九十百千]+"
HAN = f"[{UNIFIED_HAN}]"


@dataclass(slots=True)
class Address:
    """An address step by step; "" for a step that is not said. `prefix` is what articles stand in (附則)."""

    article: str = ""
    paragraph: str = ""
    item: str = ""
    sub: str = ""
    prefix: str = ""
    instrument: str = ""

    @property
    def locator(self) -> str:
        return f"{self.prefix}{self.article}{self.paragraph}{self.item}{self.sub}"


def known_title(name: str) -> str:
    """The title of a well-known law in any spelling; another name as it is."""
    found = instruments.find(name)
    return found.title if found else name


def number_of(step: str) -> int:
    """第十二条 -> 12; 0 for what has no plain number (a branch)."""
    try:
        return to_int(step.strip("第条款項号项（）"))
    except ValueError:
        return 0


def before(step: str, unit: str, *, zero: bool) -> str:
    """第三款 -> 第二款; "" when there is none before, or the step has a branch."""
    number = number_of(step)
    return f"第{to_kanji(number - 1, zero=zero)}{unit}" if number > 1 else ""


def after(step: str, unit: str) -> str:
    """第三項 -> 第四項; "" for a step with a branch."""
    number = number_of(step)
    return f"第{to_kanji(number + 1)}{unit}" if number else ""


def several_before(paragraph: str, own: Address, at: Address, unit: str, counts: str, *, zero: bool) -> tuple[str, ...]:
    """前二項 means the two before: their addresses, in order; () for any other expression."""
    if len(paragraph) != 3 or not paragraph.startswith("前") or paragraph[1] not in counts:
        return ()
    number, many = number_of(own.paragraph), to_int(paragraph[1])
    if number <= many:
        return ()
    return tuple(f"{at.prefix}{at.article}第{to_kanji(n, zero=zero)}{unit}" for n in range(number - many, number))


def between(first: Address, last: Address, start: int, end: int, *, zero: bool) -> Iterator[Reference]:
    """The provisions between the two ends of a range (至, から), which differ in their last step only."""
    name = "item" if last.item else "paragraph" if last.paragraph else "article"
    ends = (replace(first, **{name: ""}), replace(last, **{name: ""}))
    if ends[0] != ends[1] or first.sub or last.sub:
        return
    low, high = number_of(getattr(first, name)), number_of(getattr(last, name))
    template = getattr(last, name)
    if not low or not high or high - low > LONGEST_RANGE:
        return
    for number in range(low + 1, high):
        step = re.sub(NUMBER, to_kanji(number, zero=zero), template, count=1)
        yield Reference(start, end, replace(last, **{name: step}).locator, last.instrument)


def settled(locator: str, at: Address, place: ReferenceContext) -> str:
    """An article of one paragraph is not divided: its 第一款 is the article."""
    if place.known and not at.instrument and locator not in place.known and at.paragraph in ("第一款", "第一項"):
        whole = f"{at.prefix}{at.article}{at.item}{at.sub}"
        return whole if whole in place.known else locator
    return locator

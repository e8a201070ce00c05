"""Counts the steps of addresses in Chinese and Japanese law."""

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
HAN_SIGN = f"[{UNIFIED_HAN}]"


@dataclass(slots=True)
class Address:
    """An address step by step; "" for a step that is not given. `prefix` is what its articles stand in (附則)."""

    article: str = ""
    paragraph: str = ""
    item: str = ""
    sub: str = ""
    prefix: str = ""
    instrument: str = ""

    @property
    def locator(self) -> str:
        """Return the address as one string."""
        return f"{self.prefix}{self.article}{self.paragraph}{self.item}{self.sub}"


def known_title(name: str) -> str:
    """Return the title of a well-known law, given in any spelling; any other name unchanged."""
    found = instruments.find(name)
    return found.title if found else name


def number_of(step: str) -> int:
    """Return the number of a step: 12 for 第十二条; 0 for a step without a plain number (a branch)."""
    try:
        return to_int(step.strip("第条款項号项（）"))
    except ValueError:
        return 0


def before(step: str, unit: str, *, zero: bool) -> str:
    """Return the step before: 第二款 for 第三款; "" if there is none, or if the step has a branch."""
    number = number_of(step)
    return f"第{to_kanji(number - 1, zero=zero)}{unit}" if number > 1 else ""


def step_after(step: str, unit: str) -> str:
    """Return the step after: 第四項 for 第三項; "" for a step with a branch."""
    number = number_of(step)
    return f"第{to_kanji(number + 1)}{unit}" if number else ""


def several_before(paragraph: str, own: Address, at: Address, unit: str, counts: str, *, zero: bool) -> tuple[str, ...]:
    """Return the addresses that an expression like 前二項 ("the two before") means, in order; () for any other."""
    if len(paragraph) != 3 or not paragraph.startswith("前") or paragraph[1] not in counts:
        return ()
    number, many = number_of(own.paragraph), to_int(paragraph[1])
    if number <= many:
        return ()
    return tuple(f"{at.prefix}{at.article}第{to_kanji(n, zero=zero)}{unit}" for n in range(number - many, number))


def provisions_between(first: Address, last: Address, start: int, end: int, *, zero: bool) -> Iterator[Reference]:
    """Yield the provisions inside a range (至, から) whose ends differ only in their last step."""
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


def settled_locator(locator: str, at: Address, place: ReferenceContext) -> str:
    """Return the article itself for the first paragraph of an article that is not divided into paragraphs."""
    if place.known and not at.instrument and locator not in place.known and at.paragraph in ("第一款", "第一項"):
        whole = f"{at.prefix}{at.article}{at.item}{at.sub}"
        return whole if whole in place.known else locator
    return locator

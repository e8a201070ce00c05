"""When an answer shows what a label asks for, and when a citation or a passage holds the quote of a label."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from corpus.locators import key, parse

_ACRONYM = re.compile(r"[A-Z][A-Z0-9.]{1,5}")


def shows(text: str, alternative: str) -> bool:
    """Whether `text` shows one alternative of a must_contain entry.

    Case and white space do not matter. An alternative that begins with a letter or digit may not continue a word or a
    number, one that ends with a digit may not be continued by one ("30" is not in "300" or "1,030"). An acronym
    ("GOV", "US") is a whole word in capitals.
    """
    alternative = alternative.strip()
    if _ACRONYM.fullmatch(alternative):
        return re.search(rf"(?<![A-Za-z0-9]){re.escape(alternative)}(?![A-Za-z0-9])", text) is not None
    wanted = _flat(alternative)
    before = r"(?<![0-9a-z])(?<![0-9][.,])" if re.match(r"[0-9a-z]", wanted) else ""
    after = r"(?![0-9])(?![.,][0-9])" if re.search(r"[0-9]$", wanted) else ""
    return re.search(before + re.escape(wanted) + after, _flat(text)) is not None


def shows_all(text: str, must_contain: Sequence[str]) -> bool:
    """Whether every entry is shown by one of its `|`-separated alternatives; an empty list is never shown."""
    return bool(must_contain) and all(any(shows(text, a) for a in entry.split("|")) for entry in must_contain)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ")).lower()


def comparable(text: str) -> str:
    """A form in which one quote is equal in any typesetting: no white space, one kind of quotation mark and dash."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"[“”„«»\"'‘’]", "'", text)
    return re.sub(r"[\s\u2010-\u2015-]+", "", text)


def holds(text: str, quote: str) -> bool:
    """Whether a passage holds a gold quote, white space aside."""
    return comparable(quote) in comparable(text)


def stands_in(text: str, locators: Sequence[str], gold: Mapping[str, str]) -> bool:
    """Whether a passage holds a gold quote; of a gold place without a quote, whether it has its address or one below
    it.
    """
    if gold.get("quote"):
        return holds(text, gold["quote"])
    its = address(gold["locator"])
    return any(mine == its or mine.startswith(its + ".") for mine in map(address, locators))


def meets(quote: str, locator: str, gold: Mapping[str, str]) -> bool:
    """Whether a citation is of a gold place: it holds the quote, lies within it, or has its address or one below it."""
    cited, wanted = comparable(quote), comparable(gold.get("quote", ""))
    if wanted and (wanted in cited or (len(cited) >= 20 and cited in wanted)):
        return True
    mine, its = address(locator), address(gold["locator"])
    return bool(its) and (mine == its or mine.startswith(its + "."))


def address(locator: str) -> str:
    """The key of a gold or cited address, its page left out, in one canonical spelling."""
    plain = re.sub(r"^p(?:age|\.)\s*\d+\s*>\s*", "", locator.strip())
    head, _, rest = plain.partition(" > ")
    parsed = parse(head)
    return key((parsed.text if parsed else head) + (f" > {rest}" if rest else ""))

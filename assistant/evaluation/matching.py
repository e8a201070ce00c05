"""Comparison of answers, citations and passages with what a label asks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from corpus.language.lazy_regex import lazy_regex
from corpus.locators import key, parse

_SHORT_NAME = lazy_regex(r"[A-Z][A-Z0-9.]{1,5}")


def shows(text: str, alternative: str) -> bool:
    """Return whether `text` shows one alternative of a `must_contain` entry.

    Case and white space do not matter. An alternative that begins with a letter or digit may not continue a word or a
    number; one that ends with a digit may not be continued by another ("30" is not in "300" or "1,030"), nor one that
    ends with a space by a letter or digit. An acronym ("GOV", "US") is a whole word in capitals.
    """
    is_whole = alternative.endswith(" ")
    alternative = alternative.strip()
    if _SHORT_NAME.fullmatch(alternative):
        return re.search(rf"(?<![A-Za-z0-9]){re.escape(alternative)}(?![A-Za-z0-9])", text) is not None
    wanted = _flat(alternative)
    before = r"(?<![0-9a-z])(?<![0-9][.,])" if re.match(r"[0-9a-z]", wanted) else ""
    after = r"(?![0-9])(?![.,][0-9])" if re.search(r"[0-9]$", wanted) else ""
    end = r"(?![0-9a-z])" if is_whole else ""
    return re.search(before + re.escape(wanted) + after + end, _flat(text)) is not None


def shows_all(text: str, must_contain: Sequence[str]) -> bool:
    """Return whether `text` shows an alternative (they are separated by `|`) of every entry; False without entries."""
    return bool(must_contain) and all(any(shows(text, a) for a in entry.split("|")) for entry in must_contain)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ")).lower()


def comparable(text: str) -> str:
    """Return a form that is equal for one quote in any typesetting.

    It has no white space and no dashes, and one kind of quotation mark.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"[“”„«»\"'‘’]", "'", text)
    return re.sub(r"[\s\u2010-\u2015-]+", "", text)


def holds(text: str, quote: str) -> bool:
    """Return whether a passage holds a gold quote, whatever its typesetting."""
    return comparable(quote) in comparable(text)


def holds_quote(text: str, locators: Sequence[str], gold: Mapping[str, str]) -> bool:
    """Return whether a passage holds a gold quote.

    A gold place without a quote is looked for by its address: the passage has it, or one below it.
    """
    if gold.get("quote"):
        return holds(text, gold["quote"])
    its = address(gold["locator"])
    return any(mine == its or mine.startswith(its + ".") for mine in map(address, locators))


def meets(quote: str, locator: str, gold: Mapping[str, str]) -> bool:
    """Return whether a citation is of a gold place.

    It is when it holds the gold quote, lies within it, or has the gold address or one below it.
    """
    cited, wanted = comparable(quote), comparable(gold.get("quote", ""))
    if wanted and (wanted in cited or (len(cited) >= 20 and cited in wanted)):
        return True
    mine, its = address(locator), address(gold["locator"])
    return bool(its) and (mine == its or mine.startswith(its + "."))


def address(locator: str) -> str:
    """Return the key of a gold or cited address in one canonical spelling, without its page."""
    plain = re.sub(r"^p(?:age|\.)\s*\d+\s*>\s*", "", locator.strip())
    head, _, rest = plain.partition(" > ")
    parsed = parse(head)
    return key((parsed.text if parsed else head) + (f" > {rest}" if rest else ""))

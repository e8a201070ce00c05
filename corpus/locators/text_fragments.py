"""Text fragments (`#:~:text=…`): by the first words of a provision a browser finds it on a page without anchors.

Browsers that do not know them, and pages that have the words otherwise, show the page from its top. So words are taken
as they are printed, from one line, and only so many that they are hardly those of another provision. Written by
https://wicg.github.io/scroll-to-text-fragment.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from corpus.language.scripts import WIDE

_LEAST_WORDS, _MOST_WORDS = 4, 10
_LEAST_LETTERS, _MOST_LETTERS = 24, 90
_LEAST_WIDE, _MOST_WIDE = 10, 30  # characters of Chinese and Japanese
# Added when a control list is read: the entry in front of the name of one of its parts.
_ENTRY_OF_PART = re.compile(r"\d[A-EY]\d{3} (?=[A-Z][A-Za-z ]{2,40}: )")
_WIDE_ARTICLE = re.compile(r"(第[〇一二三四五六七八九十百千]{1,8}条(?:之[一二三四五六七八九十]{1,3})?)\s+")
_WIDE_NUMBER = re.compile(
    r"(?:（[^（）\s]{1,8}）|[\d０-９一二三四五六七八九十]{1,4})\s+"
)  # in a cell of its own, or set apart
_WIDE_STOP = re.compile(r"[，。；：、！？]")


def text_fragment(words: str) -> str:
    """Return the fragment for a provision of these words; "" where they are too few to be found by."""
    line = words.strip().partition("\n")[0]
    prefix, start = _wide(line) if WIDE.match(line[:1]) or line[:1] in "（０１２３４５６７８９" else ("", _words(line))
    if not start:
        return ""
    return f":~:text={_encoded(prefix)}-,{_encoded(start)}" if prefix else f":~:text={_encoded(start)}"


def _words(line: str) -> str:
    """Return the first words of a line, whole ones."""
    taken: list[str] = []
    for word in _ENTRY_OF_PART.sub("", line, count=1).split(" ")[:_MOST_WORDS]:
        if taken and (word.startswith("—") or len(" ".join((*taken, word))) > _MOST_LETTERS):
            break  # an alias begins a line of its own
        taken.append(word)
    found = " ".join(taken)
    enough = len(taken) >= _LEAST_WORDS and len(found) >= _LEAST_LETTERS
    return found if enough and len(found) <= _MOST_LETTERS else ""


def _wide(line: str) -> tuple[str, str]:
    """Return the article that a line begins, if any, and its first clauses: browsers match whole words only."""
    article = _WIDE_ARTICLE.match(line)
    number = article or _WIDE_NUMBER.match(line)
    rest = line[number.end() if number else 0 :].split(maxsplit=1)
    run = rest[0] if rest else ""
    if len(run) > _MOST_WIDE:  # cut behind the last clause that has room
        stops = [stop.start() for stop in _WIDE_STOP.finditer(run[:_MOST_WIDE])]
        run = run[: stops[-1]] if stops else ""
    return (article[1] if article else "", run) if len(run) >= _LEAST_WIDE else ("", "")


def _encoded(text: str) -> str:
    return quote(text, safe="", errors="replace").replace("-", "%2D")

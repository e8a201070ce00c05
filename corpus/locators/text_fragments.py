"""Text fragments (`#:~:text=…`): by the first words of a provision a browser finds it on a page without anchors.

Browsers that do not know them, and pages that have the words otherwise, show the page from its top. So words are taken
as they are printed, from one line, and only so many that they are hardly those of another provision. Written by
https://wicg.github.io/scroll-to-text-fragment.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import WIDE

_LEAST_WORDS, _MOST_WORDS = 4, 10
_LEAST_LETTERS, _MOST_LETTERS = 24, 90
_LEAST_WIDE, _MOST_WIDE = 10, 60  # characters of Chinese and Japanese
_LEAST_DIGITS, _LONGEST_KEY = 4, 20  # of a number that tells a row: a customs code, a class of industry
_MOST_CELL_WORDS = 5
# Added when a control list is read: the entry in front of the name of one of its parts.
_ENTRY_OF_PART = lazy_regex(r"\d[A-EY]\d{3} (?=[A-Z][A-Za-z ]{2,40}: )")
_WIDE_ARTICLE = lazy_regex(r"(第[〇一二三四五六七八九十百千]{1,8}条(?:之[一二三四五六七八九十]{1,3})?)\s+")
_WIDE_NUMBER = lazy_regex(
    r"(?:（[^（）\s]{1,8}）|[\d０-９一二三四五六七八九十]{1,4})\s+"
)  # in a cell of its own, or set apart
_WIDE_STOP = lazy_regex(r"[，。；：、！？]")


def text_fragment(words: str) -> str:
    """Return the fragment for a provision of these words; "" where they are too few to be found by."""
    line = words.strip().partition("\n")[0]
    prefix, start = _wide(line) if WIDE.match(line[:1]) or line[:1] in "（０１２３４５６７８９" else ("", _words(line))
    if not start:
        return ""
    return f":~:text={_encoded(prefix)}-,{_encoded(start)}" if prefix else f":~:text={_encoded(start)}"


def name_fragment(name: str) -> str:
    """Return the fragment for a party's name, or the beginning of a long one."""
    cut = name[: _MOST_LETTERS + 1].rpartition(" ")[0] if len(name) > _MOST_LETTERS else name
    return f":~:text={_encoded(cut)}" if cut else ""


def row_fragment(words: str, key: str) -> str:
    """Return the fragment for the row of a table, by a cell with a long number and the beginning of the next; or ""."""
    first, _, rest = words.strip().partition("\n")
    if not rest and key and first.startswith(key + " "):  # cells that stand in one line
        first, rest = key, first[len(key) + 1 :].split(" ", 1)[0]
    elif first == "ex":  # part of what a customs code covers, in a cell of its own
        first, _, rest = rest.partition("\n")
    start = _beginning(rest.partition("\n")[0])
    is_own = len(re.findall(r"\d", first)) >= _LEAST_DIGITS and len(first) <= _LONGEST_KEY and start
    return f":~:text={_encoded(first)}-,{_encoded(start)}" if is_own else ""


def _beginning(cell: str) -> str:
    """Return the first words of a cell, whole ones, without the comma that ends them."""
    taken: list[str] = []
    for word in cell.split(" ")[:_MOST_CELL_WORDS]:
        taken.append(word)
        if word.endswith((",", ";", ":")):
            break
    return " ".join(taken).rstrip(",;:")


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

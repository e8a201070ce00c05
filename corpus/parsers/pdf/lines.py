"""Lines and pages of a PDF; joins runs of text to lines as a person sees them, and words broken at a line's end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.language.lazy_regex import lazy_regex
from corpus.trust.gaps import ONE_PAGE, SEVERAL_PAGES, gap

# The engine's mark for a hyphen at a line's end whose word goes on in the next line; it
# stays at the end of `Line.text`.
HYPHEN = "\ufffe"
_PRINTED_WORD = lazy_regex(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(slots=True)
class Line:
    """A run of text as it stands on the page, in points from the page's lower left corner.

    `size` is that of its first letter. `cells` are its pieces between gaps wider than the line is high, each with the
    place where it begins; empty without a gap. `first` and `last` are the indices of its first and last character in
    the page's text.
    """

    text: str
    page: int
    x0: float
    x1: float
    bottom: float
    top: float
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    recognised: bool = False
    footnote: bool = False
    cells: tuple[tuple[float, str], ...] = ()
    first: int = 0
    last: int = 0

    @property
    def middle(self) -> float:
        """Return the height of the line's middle on the page."""
        return (self.bottom + self.top) / 2


@dataclass(slots=True)
class Page:
    """A page: `number` from 1, size in points, its lines in the order of the file; none where it is damaged."""

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    damaged: bool = False


def joined_lines(page: Page) -> list[Line]:
    """Return the page's lines, each with its separate pieces (raised footnote marks, units, formulas) joined to it."""
    result: list[Line] = []
    for line in page.lines:
        before = result[-1] if result else None
        if before is not None and _continues(before, line):
            gap = line.x0 - before.x1
            before.text += (" " if gap > 0.15 * _height(before) else "") + line.text
            before.x1 = max(before.x1, line.x1)
            before.bottom, before.top = min(before.bottom, line.bottom), max(before.top, line.top)
            before.last = line.last
            if before.cells or line.cells:
                *kept, (left, cell) = before.cells or ((before.x0, before.text[: -len(line.text)].rstrip()),)
                (_, first), *rest = line.cells or ((line.x0, line.text),)
                before.cells = (*kept, (left, f"{cell}{first}"), *rest)
        else:
            result.append(line)
    return _with_strays(result)


def _with_strays(lines: list[Line]) -> list[Line]:
    """Return the lines with marks that were drawn last, although they stand at the head of the text, moved there."""
    body = next((line for line in lines if line.top), None)
    if body is None:
        return lines
    below = [line for line in lines[-6:] if line.bottom > body.top - 1 and line is not body]
    return [*below, *(line for line in lines if not any(line is stray for stray in below))]


def _height(line: Line) -> float:
    return max(line.top - line.bottom, 1.0)


def _continues(before: Line, line: Line) -> bool:
    if before.text.endswith(HYPHEN) or before.top == before.bottom:
        return False
    height = _height(before)
    overlap = min(before.top, line.top) - max(before.bottom, line.bottom)
    return overlap > 0.3 * min(height, _height(line)) and -0.3 * height <= line.x0 - before.x1 <= 1.5 * height


class Hyphenation:
    """Decides for a word broken at a line's end whether its hyphen is its own ("State-owned") or the typesetter's.

    It asks the document itself: which of the two spellings stands unbroken elsewhere in it. Where neither does, a
    capital letter or a digit after the break keeps the hyphen, and so does a pair of halves that are both words of the
    document; else the word is joined.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._words = Counter(word.lower() for text in texts for word in _PRINTED_WORD.findall(text))

    def heal(self, before: str, after: str) -> str:
        """Return two consecutive lines as one text; `before` may end in the mark of a broken word."""
        if not before.endswith(HYPHEN):
            return f"{before} {after}".strip()
        head = before[: -len(HYPHEN)]
        left = re.search(r"(?<![\w-])[\w-]+$", head)
        right = re.match(r"[\w-]+", after)
        if left is None or right is None:
            return f"{head}-{after}"
        return head + ("-" if self._own_hyphen(left[0].lower(), right[0]) else "") + after

    def _own_hyphen(self, left: str, right: str) -> bool:
        if not right[0].islower() or left[-1:].isdigit():
            return True
        right = right.lower()
        hyphenated, whole = self._words[f"{left}-{right}"], self._words[left + right]
        if hyphenated or whole:
            return hyphenated > whole
        return (
            self._words[left.rsplit("-", 1)[-1]] > 1
            and self._words[right.split("-", 1)[0]] > 1
            and min(len(left), len(right)) > 3
        )

    def finish(self, text: str) -> str:
        """Return a unit's text, with a mark of a broken word that nothing followed as a hyphen."""
        return text.replace(HYPHEN, "-") if HYPHEN in text else text


def in_words(pages: Iterable[Page]) -> str:
    """Return the numbers of pages in words: "page 7" or "pages 3-5, 9"."""
    numbers = [page.number for page in pages]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
    return gap(ONE_PAGE, number=shown) if len(numbers) == 1 else gap(SEVERAL_PAGES, numbers=shown)

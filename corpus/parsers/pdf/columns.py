"""Reading order: a page set in columns of prose is read column by column, in whatever order it was drawn.

The engine gives text in the order of the file, and runs of one height as one line: a page whose columns were drawn line
by line comes as lines that cross the gutter. Only what is certainly prose in columns is changed. A table has columns
too, but its cells are short or end where their neighbours end; its lines stay as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.parsers.pdf.lines import Line

# Returns the spaces of a line (all, or those of its middle half), each as (index of the character after it,
# place of that character, width of the space).
Gaps = Callable[[Line, bool], list[tuple[int, float, float]]]
# Cuts a line before a character of the page's text.
Cut = Callable[[Line, int], tuple[Line, Line]]

_GAP = 0.6  # in heights of a line,
_WIDER_THAN_USUAL = 1.6  # and in spaces between words: a space wider than both may be a gutter
_LEAST_LINES = 6  # lines that a column has at least
_LINES_SAMPLED = 4  # wide lines that are searched for gaps, as a sample
_POINTS_NEAR = 3.0  # points: the lines of a column begin within this distance
_INDENT = 30.0  # points: the same for a paragraph's first line
_FULL_LINE_SHARE = 0.75  # share of its column's width that a full line of prose has
_MOST_FULL = 0.6  # share of a column's lines that are full
_NARROWEST = 80.0  # points: what is narrower is a column of a table
_SAME_HEIGHT = 8.0
_SHARE_OF_LETTERS = 0.7  # share of letters in prose


def in_reading_order(lines: list[Line], gaps: Gaps, cut: Cut) -> list[Line]:
    """Return the lines of a page as a person reads them; the same list if that is its order already."""
    if any(line.top <= line.bottom for line in lines):
        return lines  # without their places the order cannot be told
    if len(lines) < 2 * _LEAST_LINES:
        return _from_the_top(lines)
    wide = _crossing(lines, gaps)
    begins = _columns(lines, wide)
    if len(begins) < 2:
        return _from_the_top(lines)
    crossing, columns = _parted(lines, begins, wide, cut)
    if not all(_is_prose(column) for column in columns) or _is_table(columns):
        return _from_the_top(lines)
    ordered: list[Line] = []
    # Lines across the gutter (a title, a wide figure's caption) divide the page into bands, each read by itself.
    for top, bottom, heading in _bands(crossing):
        ordered += heading
        for column in columns:
            ordered += sorted((line for line in column if bottom < line.middle <= top), key=lambda line: -line.middle)
    return ordered


@dataclass(frozen=True, slots=True)
class _Wide:
    """The lines wider than half the page, of which some are searched, and how wide a gap is in them."""

    sampled: list[Line]
    share: int  # wide lines for each one that is searched
    gaps: Gaps
    usual: float  # the width of a space between words, in points

    def after_gaps(self, line: Line, *, everywhere: bool) -> list[tuple[int, float]]:
        """Return index and place of each character after a gap that is too wide to separate words."""
        least = max(_GAP * (line.top - line.bottom), _WIDER_THAN_USUAL * self.usual)
        return [(at, x) for at, x, width in self.gaps(line, everywhere) if width > least]


def _crossing(lines: list[Line], gaps: Gaps) -> _Wide:
    reach = 0.55 * (max(line.x1 for line in lines) - min(line.x0 for line in lines))
    wide = [line for line in lines if line.x1 - line.x0 > reach]
    sampled = wide[1 :: max(1, len(wide) // _LINES_SAMPLED)][:_LINES_SAMPLED]  # the first is often a title
    widths = sorted(width for line in sampled for _, _, width in gaps(line, False))
    return _Wide(sampled, max(1, len(wide) // max(1, len(sampled))), gaps, widths[len(widths) // 2] if widths else 0.0)


def _columns(lines: list[Line], wide: _Wide) -> list[float]:
    """Return where columns begin, from the left.

    Many lines start there, and many gaps in lines that cross a gutter end there.
    """
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    inner = (left + 0.2 * (right - left), left + 0.8 * (right - left))
    starts: Counter[int] = Counter(round(line.x0) for line in lines if inner[0] < line.x0 < inner[1])
    cut: Counter[int] = Counter()
    for line in wide.sampled:
        cut.update(
            {round(x): wide.share for _, x in wide.after_gaps(line, everywhere=False) if inner[0] < x < inner[1]}
        )
    counted = {x: sum(starts[x + d] + cut[x + d] for d in range(-2, 3)) for x in sorted(starts | cut)}
    most = max(counted.values(), default=0)
    begins = [left]
    for x, count in counted.items():
        if count < max(_LEAST_LINES, 0.7 * most) or x - begins[-1] <= _NARROWEST:
            continue
        # Indented lines begin at one place too, but nothing stands beside them.
        beside = sum(line.x1 <= x for line in lines) + sum(cut[x + d] for d in range(-2, 3))
        if beside >= _LEAST_LINES:
            begins.append(x)
    return begins


def _parted(lines: list[Line], begins: list[float], wide: _Wide, cut: Cut) -> tuple[list[Line], list[list[Line]]]:
    """Return the lines across a gutter, and those of each column; lines drawn as one are cut."""
    crossing: list[Line] = []
    columns: list[list[Line]] = [[] for _ in begins]
    for line in lines:
        n = max((n for n, x in enumerate(begins) if line.x0 >= x - _POINTS_NEAR), default=0)
        rest: Line | None = line
        while rest is not None:
            following = begins[n + 1] if n + 1 < len(begins) else float("inf")
            if rest.x1 <= following:
                columns[n].append(rest)
                break
            at = next(
                (at for at, x in wide.after_gaps(rest, everywhere=True) if -_POINTS_NEAR <= x - following <= _INDENT),
                None,
            )
            if at is None:
                crossing.append(rest)
                break
            first, rest = cut(rest, at)
            columns[n].append(first)
            n += 1
    return crossing, columns


def _is_prose(lines: list[Line]) -> bool:
    """Return whether lines fill their column, mostly with letters."""
    if len(lines) < _LEAST_LINES:
        return False
    width = max(line.x1 for line in lines) - min(line.x0 for line in lines)
    full = sum(line.x1 - line.x0 >= _FULL_LINE_SHARE * width for line in lines)
    letters = sum(sum(map(str.isalpha, line.text)) for line in lines) / max(1, sum(len(line.text) for line in lines))
    return full >= _MOST_FULL * len(lines) and letters > _SHARE_OF_LETTERS and width > _NARROWEST


def _is_table(columns: list[list[Line]]) -> bool:
    """Return whether the gaps of two neighbouring columns are at the same heights: rows of a table, not paragraphs."""
    for pair in zip(columns, columns[1:], strict=False):
        fewer, more = sorted(map(_blanks, pair), key=len)
        shared = sum(any(abs(a - b) < _SAME_HEIGHT for b in more) for a in fewer)
        if len(fewer) >= 2 and shared >= 0.7 * len(fewer):
            return True
    return False


def _blanks(lines: list[Line]) -> list[float]:
    heights = sorted((line.middle for line in lines), reverse=True)
    steps = [above - below for above, below in zip(heights, heights[1:], strict=False)]
    usual = median(steps) if steps else 0.0
    return [below for below, step in zip(heights[1:], steps, strict=True) if step > 1.35 * usual]


def _bands(crossing: list[Line]) -> list[tuple[float, float, list[Line]]]:
    """Return the bands between lines across the gutter, from the top: upper end, lower end, the lines above it."""
    bands: list[tuple[float, float, list[Line]]] = [(float("inf"), float("-inf"), [])]
    for line in sorted(crossing, key=lambda line: -line.middle):
        top, bottom, heading = bands.pop()
        bands += [(top, line.middle, heading), (line.middle, bottom, [line])]
    return bands


def _from_the_top(lines: list[Line]) -> list[Line]:
    """Return the lines from the top down, if the file draws single lines in another order.

    Lines that stand beside each other keep their order.
    """
    if sum(b.bottom > a.top for a, b in pairwise(lines)) < 2:
        return lines
    falling = sorted(lines, key=lambda line: -line.middle)
    beside = any(
        min(a.top, b.top) - max(a.bottom, b.bottom) > 0.5 * min(a.top - a.bottom, b.top - b.bottom)
        for a, b in pairwise(falling)
    )
    return lines if beside else falling

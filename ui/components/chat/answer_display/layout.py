"""HTML of an answer in its own form: headings, paragraphs, lists and tables, each statement in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from assistant.model import AnswerBlock, BlockKind, Statement
from ui.components.chat.answer_display.tables import sorting_head_html
from ui.components.page.markup import esc

_LISTS = {BlockKind.BULLETS: "ul", BlockKind.STEPS: "ol"}


def layout_html(
    layout: Sequence[AnswerBlock], statements: Sequence[Statement], sentence: Callable[[Statement, str], str]
) -> str:
    """Return statements in the blocks of a layout; those without a place are paragraphs of their own.

    `sentence` returns the HTML of a statement with the words that it is given. A heading above nothing is left out.
    """
    out: list[str] = []
    headings = [n for n, block in enumerate(layout) if block.kind is BlockKind.HEADING and block.text]
    for number, group in groupby(statements, key=lambda s: s.place.block if s.place else -1):
        above = [headings.pop(0) for n in list(headings) if n < number]
        if above:
            out.append(f"<h3>{esc(layout[above[-1]].text)}</h3>")
        out.append(_block(layout[number] if number >= 0 else None, list(group), sentence))
    return f'<div class="lc-group">{"".join(out)}</div>'


def _block(
    block: AnswerBlock | None, statements: Sequence[Statement], sentence: Callable[[Statement, str], str]
) -> str:
    if block is None:
        return "".join(f"<p>{sentence(s, s.text)}</p>" for s in statements)
    items = [list(group) for _, group in groupby(statements, key=lambda s: s.place.item if s.place else 0)]
    if block.kind is BlockKind.TABLE:
        rows = "".join(_row(s, block.columns, sentence) for item in items for s in item)
        return (
            '<div class="lc-scroll" tabindex="0"><table class="lc-compare">'
            f"{sorting_head_html(block.columns)}<tbody>{rows}</tbody></table></div>"
        )
    told = [" ".join(sentence(s, s.text) for s in item) for item in items]
    if name := _LISTS.get(block.kind, ""):
        return f"<{name}>{''.join(f'<li>{text}</li>' for text in told)}</{name}>"
    return "".join(f"<p>{text}</p>" for text in told)


def _row(s: Statement, columns: Sequence[str], sentence: Callable[[Statement, str], str]) -> str:
    """Return a table's row; the numbers of its sources stand in its last cell."""
    cells = list(s.place.cells if s.place and s.place.cells else (s.text,))
    cells += [""] * (len(columns) - len(cells))
    names = [*columns, *[""] * len(cells)]
    told = [*(esc(c) for c in cells[:-1]), sentence(s, cells[-1])]
    filled = [f'<td data-column="{esc(name)}">{cell}</td>' for name, cell in zip(names, told, strict=False)]
    return f"<tr>{''.join(filled)}</tr>"

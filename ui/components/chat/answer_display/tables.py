"""HTML of the tables of an answer: rows of lists, to be sorted, and a comparison of jurisdictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.model import Answer, Form, Statement, StatementRole, Verdict
from corpus.model import Standing
from ui.components.chat.answer_display.never_folded import is_never_folded
from ui.components.chat.answer_display.statements import ByNumber, run_html, standing_html
from ui.components.chat.answer_display.structured_answer import fold_html
from ui.components.page import labels
from ui.components.page.markup import esc, folded, spoken, with_commands
from ui.components.text.citation_card import cite_button
from ui.exports.legal import address
from ui.exports.tables import AS_PRINTED, RowTable, cited_at
from ui.language import _, figure, ngettext
from ui.locale.compared_lines import cell_told

_NARROW, _WIDE = 24, ' class="lc-wide"'  # characters of a cell that needs no room; the mark of one that does
_CELL = 90  # characters of a cell that are shown; the whole is in its title and in every export


def rows_html(table: RowTable, answer: Answer, turn: int) -> str:
    """Return rows as a table whose columns sort by a click, each row with the number of its source where it has one."""
    cited = cited_at(answer.citations)
    same = _same_in_all(table)
    shown_columns = [n for n in range(len(table.columns)) if n not in same]
    body = []
    for row, place in zip(table.rows, table.places, strict=True):
        source = cite_button(cited[place], turn) if place in cited else ""
        first, *others = (_cut(row[n]) for n in shown_columns)
        cells = "".join(f"<td{title}{_WIDE if len(shown) > _NARROW else ''}>{shown}</td>" for shown, title in others)
        body.append(f'<tr><th scope="row"{first[1]}>{first[0]}{source}</th>{cells}</tr>')
    cut = table.total > len(table.rows)
    count = (_("{count} of {total} rows") if cut else ngettext("{total} row", "{total} rows", table.total)).format(
        count=figure(len(table.rows)), total=figure(table.total)
    )
    told = "".join(
        f"<div><dt>{esc(table.columns[n])}</dt><dd>{_cut(table.rows[0][n])[0]}</dd></div>" for n in sorted(same)
    )
    alike = f'<p class="lc-under">{esc(_("The same in all rows:"))}</p><dl class="lc-same">{told}</dl>' if told else ""
    return (
        f'<section class="lc-section"><h3>{count}</h3>{alike}<div class="lc-scroll lc-tall" tabindex="0">'
        f'<table class="lc-sorted">{sorting_head_html([table.columns[n] for n in shown_columns])}'
        f"<tbody>{''.join(body)}</tbody></table></div></section>"
    )


def sorting_head_html(columns: Sequence[str]) -> str:
    """Return the head of a table whose rows each of its columns sorts by a click; an unnamed column sorts nothing."""
    names = (f'<button type="button" data-sort="yes">{esc(name)}</button>' if name.strip() else "" for name in columns)
    cells = "".join(f'<th scope="col">{name}</th>' for name in names)
    return f"<thead><tr>{cells}</tr></thead>"


def card_html(card: RowTable, answer: Answer, turn: int) -> str:
    """Return the card of the single entry that an answer tells of: what its row says, a line each."""
    cited = cited_at(answer.citations)
    source = cite_button(cited[card.places[0]], turn) if card.places[0] in cited else ""
    lines = "".join(
        f"<div><dt>{esc(name)}</dt><dd{spoken(value)}>{_value_html(value, of=field)}</dd></div>"
        for field, (name, value) in zip(card.fields, card.rows, strict=True)
    )
    name = f"<h3{spoken(card.columns[1])}>{esc(card.columns[1])}{source}</h3>"
    return f'<article class="lc-card lc-party lc-entry">{name}<dl>{lines}</dl></article>'


def _value_html(value: str, *, of: str) -> str:
    """Return a line of a card; the words of the row as printed, which the lines above tell, open with a click."""
    told = labels.with_short_days(value)
    if of != AS_PRINTED:
        return folded(told)
    return f"<details><summary>{esc(_('All of it'))}</summary><p>{esc(told)}</p></details>"


def _same_in_all(table: RowTable) -> set[int]:
    """Return the columns, beside the first, in which every row says the same: one line tells them."""
    return {n for n in range(1, len(table.columns)) if len({row[n] for row in table.rows}) == 1}


def comparison_html(answer: Answer, turn: int, *, lead: bool = True) -> str:
    """Return a comparison: a row for each point, a column for each jurisdiction, the sentence above it with `lead`."""
    assert answer.comparison is not None
    by_number = {c.number: c for c in answer.citations}
    head = "".join(f'<th scope="col">{esc(labels.jurisdiction(c))}</th>' for c in answer.comparison.columns)
    rows = []
    for name, cells in answer.comparison.rows:
        filled = "".join(
            _cell(cell, labels.jurisdiction(code), by_number, turn)
            for code, cell in zip(answer.comparison.columns, cells, strict=True)
        )
        rows.append(f'<tr><th scope="row">{esc(_(name))}</th>{filled}</tr>')
    told = lead and answer.form is Form.COMPARISON
    first = f'<div class="lc-group lc-lead"><p class="lc-first">{with_commands(answer.lead)}</p></div>' if told else ""
    return (
        f'{first}<div class="lc-scroll" tabindex="0"><table class="lc-compare">'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cut(cell: str) -> tuple[str, str]:
    """Return a cell as it is shown, and the attribute with the whole of it where that is longer."""
    shown = labels.with_short_days(cell)
    whole = shown == cell and len(cell) <= _CELL
    if len(shown) > _CELL:
        several, words = shown[:_CELL].rpartition("; ")[0], shown[:_CELL].rpartition(" ")[0]
        shown = f"{several or words} …"
    title = "" if whole else f' title="{esc(cell)}"'  # sorted by the whole, its dates as they are written
    return esc(shown), title + spoken(shown)


def _cell(said: Sequence[Statement], place: str, by_number: ByNumber, turn: int) -> str:
    # The cell names its standing, which may differ from that of its neighbours, and its column, for narrow windows.
    said = [replace(s, text=cell_told(s.text)) for s in said]
    cited = next((by_number[n] for s in said for n in s.citations if n in by_number), None)
    if cited is None:
        told = " ".join(s.text for s in said) or _("Not in this collection.")
        return f'<td data-column="{esc(place)}"><span class="lc-removed">{esc(told)}</span></td>'
    ours = any(
        s.verdict is Verdict.ANNOTATED for s in said
    )  # a note of ours, whatever the standing of the law below it
    standing, origin = (Standing.COMMENTARY, "") if ours else (cited.standing, labels.origin(cited.source))
    chip = (
        f'<span class="lc-chips"><span class="lc-chip" data-standing="{standing.value}">'
        f"{standing_html(standing, origin)}</span></span>"
    )
    return (
        f'<td data-column="{esc(place)}" data-standing="{standing.value}">{chip}'
        f"{_first_of_cell(said, by_number, turn)}{_places(said, by_number)}</td>"
    )


def _first_of_cell(said: Sequence[Statement], by_number: ByNumber, turn: int) -> str:
    """Return what a cell says first, with all that may turn it or asks for a fact; the rest opens with a click."""
    at_once = [s for n, s in enumerate(said) if not n or s.note in _NEVER_FOLDED or is_never_folded(s)]
    folded = [s for s in said if s not in at_once]
    more = _("{count} more").format(count=figure(len(folded)))
    rest = fold_html(more, run_html(folded, by_number, turn), heading=False) if folded else ""
    return run_html(at_once, by_number, turn) + rest


_NEVER_FOLDED = (
    StatementRole.STAY,
    StatementRole.STATUS,
    StatementRole.OTHER_EDITION,
    StatementRole.EXCEPTION,
    StatementRole.CONDITION,
)


def _places(said: Sequence[Statement], by_number: ByNumber) -> str:
    numbers: dict[str, list[int]] = {}
    for n in dict.fromkeys(n for s in said for n in s.citations if n in by_number):
        numbers.setdefault(by_number[n].locator, []).append(n)
    places = "; ".join(f"[{', '.join(map(str, those))}] {address(locator)}" for locator, those in numbers.items())
    return f'<p class="lc-under">{esc(places)}</p>'

"""Figures of a row, said first: the periods that each cell states, and whether they are the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.engines.comparison.cells import Cell, CellState
from assistant.facts.extraction import FactKind, facts
from corpus.lexicon.jurisdictions import country_name

_PERIODS = {"year": "year", "month": "month", "week": "week", "day": "day", "workday": "working day"}


def figures_line(name: str, codes: Sequence[str], cells: Sequence[Cell]) -> str:
    """Return one sentence with the periods of each cell of a row; "" where fewer than two cells state one.

    Whether they differ is said only where each cell states exactly one.
    """
    told, figures = [], []
    for code, cell in zip(codes, cells, strict=True):
        rules = list(_rules(cell))
        if rules:
            told.append(f"{country_name(code) or code} {'; '.join(line for line, _ in rules)}")
            figures.append({figure for _, found in rules for figure in found})
    if len(told) < 2:
        return ""
    word = ""
    if all(len(f) == 1 for f in figures):
        word = "the same period in each, " if len(set.union(*figures)) == 1 else "not the same period, "
    return f"{name}: {word}{'; '.join(told)}. Conditions are in the cells."


def _rules(cell: Cell) -> Iterator[tuple[str, list[str]]]:
    """Yield each rule of a cell that states a period: in words with its address, and its periods."""
    if cell.state in (CellState.HELD, CellState.STAYED):
        for finding in cell.findings:
            if found := _periods(finding.words):
                yield f"{' or '.join(found)} ({finding.locator})", found


def _periods(words: str) -> list[str]:
    found = dict.fromkeys(
        (f.value[0], _PERIODS[f.value[1]])
        for f in facts(words)
        if f.kind is FactKind.NUMBER and len(f.value) > 1 and f.value[1] in _PERIODS
    )
    return [f"{number} {unit}{'' if number == '1' else 's'}" for number, unit in found]

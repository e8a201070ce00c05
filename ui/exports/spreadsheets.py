"""Rows as CSV and as workbooks, comparisons as sheets. What a spreadsheet would read as a formula is text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.model import Answer, Comparison
from corpus.language.lazy_regex import lazy_regex
from ui.exports.legal import legal_citation, provenance, translation_line
from ui.exports.scope import limits_of
from ui.exports.tables import RowTable, told_blocks
from ui.language import _
from ui.locale.compared_lines import columns_told, told_comparison

# What spreadsheets take for the beginning of a formula, also behind spaces and in full-width forms.
_FORMULA = lazy_regex(r"^[\s\u200b\ufeff]*[=+\-@＝＋－＠|%]")
_CONTROL = lazy_regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST_SHEET_CELL = 32_000  # characters of a cell; a workbook takes 32,767
_MOST_ROWS = 1_000_000  # of a sheet; a workbook takes 1,048,576


def as_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as CSV in UTF-8, with a byte-order mark so that spreadsheets read it as such."""
    out = io.StringIO()
    columns = columns_of(rows)
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_cell(c) for c in columns])
    writer.writerows([_cell(row.get(c)) for c in columns] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_workbook(rows: Sequence[Mapping[str, Any]], title: str) -> bytes:
    """Return rows as an XLSX workbook; every cell is text or a number.

    What is longer than a cell or a sheet may be goes on in a column beside it, or in a sheet behind it.
    """
    return _book([(title or "Rows", rows)])


def answers_workbook(answers: Sequence[Answer], title: str = "") -> bytes:
    """Return answers as a workbook: a sheet for each comparison and table, and one with every source that was cited."""
    sheets = [
        (f"{number} {answer.question}", comparison_rows(answer.comparison))
        for number, answer in enumerate(answers, 1)
        if answer.comparison
    ]
    sheets += [
        (f"{number} {answer.question}", table.as_records())
        for number, answer in enumerate(answers, 1)
        if not answer.comparison
        for table in told_blocks(answer, numbered=False)
        if isinstance(table, RowTable)
    ]
    sources = [
        {"question": a.question, "number": c.number, "citation": legal_citation(c), "quote": c.quote,
         "translation, not checked": translation_line(c), "from": provenance(c), "limits": limits_of(a)}
        for a in answers
        for c in a.citations
    ]  # fmt: skip
    return _book([*sheets, (_("Sources"), sources)])


def comparison_rows(compared: Comparison) -> list[dict[str, str]]:
    """Return the rows of a comparison as people read them: a column for each jurisdiction, numbers behind sentences.

    A cell that is empty says why: it would read as if there were no rule.
    """
    names = columns_told(compared)
    rows = []
    for point, cells in told_comparison(compared).rows:
        said = (" ".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}".rstrip() for s in cell) for cell in cells)
        told = (words or _("Not in this collection.") for words in said)
        rows.append({_("Point"): point, **dict(zip(names, told, strict=True))})
    return rows


def _book(sheets: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, rows in sheets:
        whole = [_divided(row) for row in rows]
        columns = columns_of(whole)
        name = re.sub(r"[\[\]:*?/\\]", " ", title)[:24] or "Rows"
        for number, begin in enumerate(range(0, len(whole) or 1, _MOST_ROWS), 1):
            sheet = book.create_sheet(name if number == 1 else f"{name} ({number})")
            sheet.append(columns)
            for row in whole[begin : begin + _MOST_ROWS]:
                sheet.append([row.get(c, "") for c in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _divided(row: Mapping[str, Any]) -> dict[str, str | int | float]:
    """Return a row as cells; a text that is longer than a cell may be as several, in columns that say so."""
    cells: dict[str, str | int | float] = {}
    for column, value in row.items():
        name = _cell(column)
        if isinstance(value, int | float):
            cells[name] = value
            continue
        text = _CONTROL.sub(" ", _plain(value))
        for part, begin in enumerate(range(0, len(text) or 1, _LONGEST_SHEET_CELL), 1):
            cells[name if part == 1 else f"{name} (continued {part})"] = _inert(
                text[begin : begin + _LONGEST_SHEET_CELL]
            )
    return cells


def columns_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the names of all columns, in the order in which they first appear."""
    return list(dict.fromkeys(column for row in rows for column in row))


def _cell(value: Any) -> str:
    """Return a value as text that no spreadsheet runs."""
    return _inert(_CONTROL.sub(" ", _plain(value)))


def _inert(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(_plain, value))
    return str(value)

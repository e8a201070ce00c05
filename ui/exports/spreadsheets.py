"""Rows as CSV and as a workbook. A cell that a spreadsheet would read as a formula is written as text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

# What spreadsheets take for the beginning of a formula, also behind spaces and in full-width forms.
_FORMULA = re.compile(r"^[\s\u200b\ufeff]*[=+\-@＝＋－＠|%]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST_CELL = 32_000  # characters of a cell; a workbook takes 32,767


def as_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as CSV in UTF-8, with a byte-order mark so that spreadsheets read it as such."""
    out = io.StringIO()
    columns = columns_of(rows)
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_cell(c) for c in columns])
    writer.writerows([_cell(row.get(c)) for c in columns] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_workbook(rows: Sequence[Mapping[str, Any]], title: str) -> bytes:
    """Return rows as an XLSX workbook with one sheet; every cell is text or a number."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "Rows")
    columns = columns_of(rows)
    sheet.append([_cell(c) for c in columns])
    for row in rows:
        sheet.append([v if isinstance(v := row.get(c), int | float) else _cell(v) for c in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def columns_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the names of all columns, in the order in which they first appear."""
    return list(dict.fromkeys(column for row in rows for column in row))


def _cell(value: Any) -> str:
    """Return a value as text that no spreadsheet runs."""
    text = _CONTROL.sub(" ", _plain(value))[:_LONGEST_CELL]
    return f"'{text}" if _FORMULA.match(text) else text


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(_plain, value))
    return str(value)

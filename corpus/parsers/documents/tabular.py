"""Tables: CSV, TSV, XLSX and generic JSON. Each row is a provision that can be read by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.errors import EmptyDocument, FilledLine
from corpus.language.detection import language_of
from corpus.language.normal_form import one_line
from corpus.model import Reading, Role, Source
from corpus.parsers.documents.package import packaged
from corpus.parsers.documents.tables.rows import Row, labels, paired, row_text
from corpus.parsers.file import File, Parser
from corpus.structure import TreeBuilder

_MAX_CAPTIONS = 20
_SEPARATED = (".csv", ".tsv", ".tab")
_WORKBOOKS = (".xlsx", ".xlsm")
_RECORDS = (".json", ".jsonl", ".ndjson", ".geojson")


def claims(file: File) -> float:
    """Return a claim by extension; for workbooks also by signature, or by what a package with another name holds."""
    if packaged(file) == "workbook":
        return 0.92
    if file.suffix in _SEPARATED:
        return 0.8
    if file.suffix in _WORKBOOKS and file.data[:4] == b"PK\x03\x04":
        return 0.9
    return 0.5 if file.suffix in _RECORDS else 0.0


def read(file: File) -> list[Reading]:
    """Return one reading with a locator for each row: `row 7`, after its sheet's or list's name if there are several.

    Raises EmptyDocument, TooLarge (a table of too many rows), UnreadableDocument.
    """
    tables = _tables(file)
    tree = TreeBuilder()
    headed = file.suffix in _RECORDS  # records have names for their fields; a sheet may have captions first
    for name, rows in tables:
        _add(tree, name if len(tables) > 1 else "", rows, headed=headed)
    if not len(tree):
        raise EmptyDocument(
            FilledLine("{name} holds no rows.", {"name": file.name}), "Check that it was saved with its content."
        )
    reading = tree.reading(Source("", file.stem))
    source = Source(id="", title=_title(file), url=file.url, language=language_of(reading.text))
    return [tree.reading(source, valid_from=file.as_of)]


def _tables(file: File) -> Sequence[tuple[str, Iterable[Row]]]:
    """Return the tables of a file by their names."""
    if file.suffix in _WORKBOOKS or packaged(file) == "workbook":
        from corpus.parsers.documents.tables.workbook import sheets

        return sheets(file)
    if file.suffix in _RECORDS:
        from corpus.parsers.documents.tables.records import record_lists

        return record_lists(file)
    from corpus.parsers.documents.tables.separated import lines

    return [("", lines(file))]


def _title(file: File) -> str:
    return one_line(file.stem.replace("_", " ")) or file.name


def _add(tree: TreeBuilder, name: str, rows: Iterable[Row], *, headed: bool) -> None:
    """Add a table's rows: the first with two or more cells holds the headings, single cells before it are captions."""
    named: Row | None = None
    parent = tree.add(name, locator=name, role=Role.HEADING, heading=name) if name else None
    prefix = f"{name} > " if name else ""
    number = captions = 0
    for row in rows:
        if named is None:
            if len(row) == 1 and captions < _MAX_CAPTIONS and not headed:
                captions += 1
                text = next(iter(row.values()))
                tree.add(text, locator=f"{prefix}caption {captions}", role=Role.TEXT, parent=parent)
                continue
            named = labels(row)
            tree.add(" | ".join(row.values()), locator=f"{prefix}headings", role=Role.TEXT, parent=parent)
            continue
        number += 1
        cells = paired(named, row)
        tree.add(row_text(cells), locator=f"{prefix}row {number}", role=Role.ROW, parent=parent, cells=cells)


PARSER = Parser("table", claims, read)

"""Tables: CSV, TSV, XLSX and generic JSON. Each row is a provision that can be read by itself."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice

from corpus.errors import EmptyDocument, TooLarge, UnreadableDocument
from corpus.language.detection import language_of
from corpus.language.normal_form import one_line
from corpus.model import Reading, Role, Source
from corpus.parsers.documents.outline import paired, row_text
from corpus.parsers.file import File, Parser
from corpus.structure import TreeBuilder

MAX_ROWS = 500_000
MAX_COLUMNS = 500
MAX_UNPACKED = 400 * 2**20
MAX_NESTING = 60
_SHEETS = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm")
_DELIMITERS = ",;\t|"
_SAMPLE = 50_000


def claims(file: File) -> float:
    """Return a claim by extension; for XLSX also by signature."""
    if file.suffix in (".csv", ".tsv", ".tab"):
        return 0.8
    if file.suffix in (".xlsx", ".xlsm") and file.data[:4] == b"PK\x03\x04":
        return 0.9
    if file.suffix in (".json", ".jsonl", ".ndjson", ".geojson"):
        return 0.5
    return 0.0


def read(file: File) -> list[Reading]:
    """Return one reading with a locator for each row: `row 7`, after its sheet's or list's name if there are several.

    Raises EmptyDocument, TooLarge, UnreadableDocument.
    """
    if file.suffix in (".xlsx", ".xlsm"):
        tables = _workbook(file)
    elif file.suffix in (".json", ".jsonl", ".ndjson", ".geojson"):
        tables = _json(file)
    else:
        tables = [("", list(islice(_separated(file), MAX_ROWS + 50)))]
    tree = TreeBuilder()
    named = [(name, rows) for name, rows in tables]
    headed = file.suffix not in _SHEETS  # records have names for their fields; a sheet may have captions first
    for name, rows in named:
        _add(tree, name if len(named) > 1 else "", rows, file.name, headed=headed)
    if not len(tree):
        raise EmptyDocument(f"{file.name} holds no rows.", "Check that it was saved with its content.")
    reading = tree.reading(Source("", file.stem))
    source = Source(id="", title=_title(file), url=file.url, language=language_of(reading.text))
    return [tree.reading(source, valid_from=file.as_of)]


def _title(file: File) -> str:
    return one_line(file.stem.replace("_", " ")) or file.name


def _add(tree: TreeBuilder, name: str, rows: Iterable[list[str]], file_name: str, *, headed: bool) -> None:
    """Add a table's rows: the first with two or more cells holds the headings, single cells before it are captions."""
    headings: list[str] = []
    parent = tree.add(name, locator=name, role=Role.HEADING, heading=name) if name else None
    prefix = f"{name} > " if name else ""
    number = captions = 0
    for row in islice(rows, MAX_ROWS + 1):
        if number >= MAX_ROWS:
            raise TooLarge(f"{file_name} has more than {MAX_ROWS:,} rows.", "Split it, or add the part that you need.")
        row = [one_line(cell) for cell in row[:MAX_COLUMNS]]
        filled = [cell for cell in row if cell]
        if not filled:
            continue
        if not headings and number == 0:
            if len(filled) == 1 and captions < 20 and not headed:
                captions += 1
                tree.add(filled[0], locator=f"{prefix}caption {captions}", role=Role.TEXT, parent=parent)
                continue
            headings = row
            tree.add(" | ".join(filled), locator=f"{prefix}headings", role=Role.TEXT, parent=parent)
            continue
        number += 1
        cells = paired(headings, row)
        tree.add(row_text(cells), locator=f"{prefix}row {number}", role=Role.ROW, parent=parent, cells=cells)


def _separated(file: File) -> Iterator[list[str]]:
    text = file.text().lstrip("\ufeff")
    csv.field_size_limit(10_000_000)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:_SAMPLE], delimiters=_DELIMITERS)
    except csv.Error:
        dialect = csv.excel_tab if file.suffix in (".tsv", ".tab") else csv.excel
    try:
        yield from csv.reader(io.StringIO(text, newline=""), dialect)
    except csv.Error as error:
        raise UnreadableDocument(
            f"{file.name} is not a readable table: {error}.", "Export it again as CSV with UTF-8."
        ) from error


def _workbook(file: File) -> list[tuple[str, list[list[str]]]]:
    from openpyxl import load_workbook

    check_package(file)
    try:
        book = load_workbook(io.BytesIO(file.data), read_only=True, data_only=True, keep_links=False)
        sheets = []
        for sheet in book.worksheets:
            rows = [
                ["" if value is None else str(value) for value in row[:MAX_COLUMNS]]
                for row in islice(sheet.iter_rows(values_only=True), MAX_ROWS + 1)
            ]
            if any(any(map(str.strip, row)) for row in rows):
                sheets.append((str(sheet.title), rows))
        book.close()
    except Exception as error:  # the library lets through errors of zipfile, of its XML parser and its own
        raise UnreadableDocument(
            f"{file.name} is not a readable workbook.", "Open it and save it again as XLSX or CSV."
        ) from error
    return sheets


def check_package(file: File) -> None:
    """Raise UnreadableDocument or TooLarge for an office file that is no package or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as package:
            unpacked = sum(member.file_size for member in package.infolist())
            names = len(package.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableDocument(f"{file.name} is damaged or cut off.", "Download or export it again.") from error
    if unpacked > MAX_UNPACKED or names > 20_000:
        raise TooLarge(
            f"{file.name} unpacks to {unpacked / 2**20:.0f} MB; the limit is {MAX_UNPACKED // 2**20} MB.",
            "Split it, or add the part that you need.",
        )


def _json(file: File) -> list[tuple[str, list[list[str]]]]:
    """Return the lists of objects at the top or directly below it; any other JSON is one list of (path, value)."""
    text = file.text().lstrip("\ufeff")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            data = [json.loads(line) for line in lines]
        except (ValueError, RecursionError):
            raise UnreadableDocument(
                f"{file.name} is not valid JSON.", "Check that it was saved or downloaded completely."
            ) from error
    lists: dict[str, list[object]] = {}
    if isinstance(data, list):
        lists[""] = data
    elif isinstance(data, dict):
        lists = {
            str(key): value
            for key, value in data.items()
            if isinstance(value, list) and value and isinstance(value[0], dict)
        }
        rest = {key: value for key, value in data.items() if str(key) not in lists}
        if rest and not lists:
            return [("", [["name", "value"], *([path, value] for path, value in _flat(rest, "", 0))])]
        if rest:
            return [(name, _records(values)) for name, values in lists.items()] + [
                ("properties", [["name", "value"], *([p, v] for p, v in _flat(rest, "", 0))])
            ]
    else:
        lists[""] = [data]
    return [(name, _records(values)) for name, values in lists.items()]


def _records(values: list[object]) -> list[list[str]]:
    if not any(isinstance(value, dict) for value in values):
        return [["value"], *([text] for value in values for _, text in _flat(value, "", 0))]
    flat = [dict(_flat(value, "", 0)) for value in values[: MAX_ROWS + 1]]
    columns = list(dict.fromkeys(name for record in flat for name in record))
    if len(columns) > MAX_COLUMNS:  # a tree, not a table
        paths = ((f"{number}.{path}", text) for number, record in enumerate(flat, 1) for path, text in record.items())
        return [["name", "value"], *([path, text] for path, text in paths)]
    return [columns or ["value"], *([record.get(name, "") for name in columns] for record in flat)]


def _flat(value: object, path: str, depth: int) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of every scalar below a value; a list of scalars is one text."""
    if isinstance(value, dict) and depth < MAX_NESTING:
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key), depth + 1)
    elif isinstance(value, list) and depth < MAX_NESTING:
        if all(not isinstance(inner, dict | list) for inner in value):
            yield path, ", ".join(_scalar(inner) for inner in value)
        else:
            for number, inner in enumerate(value, 1):
                yield from _flat(inner, f"{path}.{number}" if path else str(number), depth + 1)
    elif isinstance(value, dict | list):
        yield (
            path,
            json.dumps(value, ensure_ascii=False, separators=(", ", ": ")),
        )  # too deep to be read as a table: kept as JSON
    else:
        yield path, _scalar(value)


def _scalar(value: object) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


PARSER = Parser("table", claims, read)

"""CSV and TSV: the rows of a text whose columns a comma, semicolon, tab or bar parts."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from corpus.errors import FilledLine, UnreadableDocument
from corpus.parsers.documents.tables.rows import Row, bounded
from corpus.parsers.file import File

_DELIMITERS = ",;\t|"
_SEPARATED_SAMPLE = 50_000
_SAMPLE_ROWS = 200
_LONGEST_CELL = 100_000_000


def lines(file: File) -> Iterator[Row]:
    """Yield the rows of a file. Raises UnreadableDocument, TooLarge."""
    text = file.text().lstrip("\ufeff")
    csv.field_size_limit(_LONGEST_CELL)
    try:
        delimiter = _delimiter(text[:_SEPARATED_SAMPLE], "\t" if file.suffix in (".tsv", ".tab") else ",")
        rows = (dict(enumerate(row)) for row in _rows(text, delimiter))
        yield from bounded(rows, file.name, len(file.data))
    except csv.Error as error:
        raise UnreadableDocument(
            FilledLine("{name} is not a readable table: {error}.", {"name": file.name, "error": error}),
            "Export it again as CSV with UTF-8.",
        ) from error


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)


def _delimiter(sample: str, usual: str) -> str:
    """Return the delimiter by which most rows of a sample have the same number of columns; the usual one for none."""
    best, most = usual, 0.0
    for delimiter in sorted(_DELIMITERS, key=lambda each: each != usual):
        rows = [row for row, _ in zip(_rows(sample, delimiter), range(_SAMPLE_ROWS), strict=False) if row]
        counts = Counter(map(len, rows)) or {0: 0}
        columns, agreeing = max(counts.items(), key=lambda found: (found[0] > 1, found[1]))
        share = agreeing / max(len(rows), 1)
        if columns > 1 and share > most:
            best, most = delimiter, share
    return best

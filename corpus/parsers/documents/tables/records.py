"""Generic JSON: its lists of objects as tables of records, anything else as a table of paths and values."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from corpus.errors import FilledLine, TooLarge, UnreadableDocument
from corpus.parsers.documents.tables.rows import Row, bounded
from corpus.parsers.file import File
from corpus.structure import MAX_TEXT_CHARACTERS

MAX_NESTING = 60
_LONGEST_PATH = 2_000  # characters of the names above a value, which stand before each value
_MANY_COLUMNS = 500  # a list whose records have more names than this together is a tree, not a table


def record_lists(file: File) -> list[tuple[str, Iterable[Row]]]:
    """Return the lists of objects at the top or directly below it; any other JSON is one list of (path, value).

    Raises UnreadableDocument, TooLarge.
    """
    return [(name, bounded(rows, file.name, len(file.data))) for name, rows in _lists(_parsed(file), file)]


def _lists(data: object, file: File) -> list[tuple[str, Iterable[Row]]]:
    if not isinstance(data, dict):
        return [("", _records(data if isinstance(data, list) else [data], file))]
    named = {
        str(key): value
        for key, value in data.items()
        if isinstance(value, list) and value and isinstance(value[0], dict)
    }
    rest = {key: value for key, value in data.items() if str(key) not in named}
    tables = [(name, _records(values, file)) for name, values in named.items()]
    return [*tables, ("properties" if tables else "", _values(_flat(rest, "", 0)))] if rest else tables


def _parsed(file: File) -> object:
    """Return the data of JSON, or of JSON in lines. Numbers stay as they are written, however long."""
    text = file.text().lstrip("\ufeff")
    try:
        return _loaded(text)
    except ValueError as error:
        try:
            return [_loaded(line) for line in text.splitlines() if line.strip()]
        except ValueError:
            raise UnreadableDocument(
                FilledLine("{name} is not valid JSON: {error}.", {"name": file.name, "error": str(error)[:100]}),
                "Check that it was saved or downloaded completely.",
            ) from error


def _loaded(text: str) -> object:
    return json.loads(text, parse_int=str, parse_float=str, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object with all that it holds: of a name that stands twice, the library would keep the last value."""
    found = dict(pairs)
    if len(found) < len(pairs):
        for name, count in Counter(name for name, _ in pairs).items():
            if count > 1:
                found[name] = [value for other, value in pairs if other == name]
    return found


def _records(values: list[object], file: File) -> Iterable[Row]:
    """Return records as rows, the names of their fields first."""
    if not any(isinstance(value, dict) for value in values):
        return _rows([["value"]], ([text] for value in values for _, text in _flat(value, "", 0)))
    flat = list(_flattened(values, file))
    columns = {name: column for column, name in enumerate(dict.fromkeys(name for record in flat for name in record))}
    if len(columns) > _MANY_COLUMNS:
        return _values(
            (f"{number}.{path}", text) for number, record in enumerate(flat, 1) for path, text in record.items()
        )
    headings = dict(enumerate(columns or ["value"]))
    return _rows([headings], ({columns[name]: text for name, text in record.items()} for record in flat))


def _flattened(values: list[object], file: File) -> Iterator[dict[str, str]]:
    """Yield each record as its fields. Raises TooLarge where their names and values together have no end."""
    characters, names = 0, dict[str, str]()
    for value in values:
        record = {}
        for name, text in _flat(value, "", 0):
            characters += len(name) + len(text)
            if characters > MAX_TEXT_CHARACTERS:
                raise TooLarge(
                    FilledLine(
                        "{name} has records of more than {limit} characters.",
                        {"name": file.name, "limit": f"{MAX_TEXT_CHARACTERS:,}"},
                    ),
                    "Split it, or add the part that you need.",
                )
            record[names.setdefault(name, name)] = text
        yield record


def _values(pairs: Iterable[tuple[str, str]]) -> Iterable[Row]:
    return _rows([["name", "value"]], pairs)


def _path(path: str, key: str) -> str:
    """Return the path of a value below another. Raises TooLarge for one that would be repeated without end."""
    path = f"{path}.{key}" if path else key
    if len(path) > _LONGEST_PATH:
        raise TooLarge(
            FilledLine("A field of it has a name of more than {limit} characters.", {"limit": f"{_LONGEST_PATH:,}"}),
            "Give its fields shorter names.",
        )
    return path


def _rows(*parts: Iterable[Iterable[str] | Row]) -> Iterator[Row]:
    for part in parts:
        for row in part:
            yield row if isinstance(row, dict) else dict(enumerate(row))


def _flat(value: object, path: str, depth: int) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of every scalar below a value; a list of scalars is one text."""
    if isinstance(value, dict) and depth < MAX_NESTING:
        for key, inner in value.items():
            yield from _flat(inner, _path(path, key), depth + 1)
    elif isinstance(value, list) and depth < MAX_NESTING:
        if all(not isinstance(inner, dict | list) for inner in value):
            yield path, ", ".join(_scalar(inner) for inner in value)
        else:
            for number, inner in enumerate(value, 1):
                yield from _flat(inner, _path(path, str(number)), depth + 1)
    elif isinstance(value, dict | list):
        # Too deep to be read as a table: kept as JSON.
        yield path, json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    else:
        yield path, _scalar(value)


def _scalar(value: object) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)

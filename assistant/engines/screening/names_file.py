"""Names of a file, a line each: what cannot be screened is said in one line, and the rest is screened."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import BadRequest, FilledLine, NotHeld, TooLarge
from corpus.language.lazy_regex import lazy_regex
from corpus.parsers.encoding import decoded

MAX_NAMES_FILE_BYTES = 50 * 2**20
MAX_NAME = 500  # characters
# Each word is compared with the words of every list: a name of 240 letters apart costs twenty times a usual one.
MAX_NAME_WORDS = 80
_HEADER = lazy_regex(
    r"\b(?:names?|party|parties|company|entity|customer|consignee|end[- ]user|buyer|supplier|vendor)\b|名称", re.I
)
_CONTROL = lazy_regex(r"[\x00-\x1f\x7f]+")
# Nobody sees them, within a word too: "Ac\u200bme" is Acme.
_UNSEEN = lazy_regex(r"[\u00ad\u200b-\u200f\u202a-\u202c\u2060\u2066-\u2069\ufeff]+")
# Between two words it stands for a space: "Acme\u200bTrading" is Acme Trading.
_MAY_BE_A_SPACE = lazy_regex(r"(?<=\w)[\u200b-\u200f\u202a-\u202c\u2060\u2066-\u2069\ufeff]+(?=\w)")
_TURNS_ORDER = lazy_regex(r"[\u202d\u202e]")  # what is read on a screen is then not what is written
_OPENS_A_CELL = lazy_regex(r'(?:^|[,;\t|])\s?"(?!")(?:[^"]|"")*$')
_CLOSES_A_CELL = lazy_regex(r'^(?:[^"]|"")*"\s?(?:[,;\t|]|$)')
_LINES_OF_A_CELL = 4  # lines at most over which a quoted cell runs
_LETTER = lazy_regex(r"[^\W_]")
_RUN_OF_LETTERS = lazy_regex(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class NamedLine:
    """Line of a file: its number, its name, and why it cannot be screened, if it cannot."""

    number: int
    name: str
    problem: str = ""


def read_names(path: Path) -> list[NamedLine]:
    """Return the lines of a CSV or text file with their names. Raise NotHeld, TooLarge, BadRequest."""
    try:
        if path.stat().st_size > MAX_NAMES_FILE_BYTES:
            raise _too_large(path.name)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise NotHeld(
            f"There is no file {path.name}.", "Check the path; a name is written without an ending."
        ) from error
    except OSError as error:
        raise BadRequest(f"{path.name} cannot be read: {error.strerror}.", "Check its permissions.") from error
    return given_lines(data, path.name)


def given_lines(data: bytes, file_name: str) -> list[NamedLine]:
    """Return the lines of a CSV or text file that was handed over, with their names. Raise TooLarge, BadRequest."""
    lines = _decoded(data, file_name).splitlines()
    if not any(line.strip() for line in lines):
        raise BadRequest(
            FilledLine("{name} holds no names.", {"name": file_name}),
            "Put one name in each line, or a column with the heading name.",
        )
    delimiter = max(",;\t|", key=lambda d: lines[0].count(d))
    column = 0
    first = _cells(lines[0], delimiter)
    headed = next((n for n, cell in enumerate(first) if len(cell) < 60 and _HEADER.search(cell)), None)
    # A first line such as "Acme Trading Company" is a name; a heading is made of nothing but such words.
    if headed is not None and _is_heading(first[headed]):
        column, lines = headed, ["", *lines[1:]]
        if not any(line.strip() for line in lines):
            raise BadRequest(
                FilledLine("{name} holds a heading and no names.", {"name": file_name}),
                "Put the names below it, one in each line.",
            )
    else:
        headed = None
    return [
        named
        for number, row in _whole_rows(lines)
        if not (number == 1 and headed is not None)
        for named in _of_row(number, row, delimiter, column)
    ]


def given_names(names: Sequence[str]) -> list[NamedLine]:
    """Return names that were given one by one as lines."""
    return [line for number, name in enumerate(names, 1) for line in _readings(number, name)]


def _is_heading(cell: str) -> bool:
    return len(cell.split()) <= 3 and (cell.islower() or len(cell.split()) == 1 or cell.casefold().endswith("name"))


def _whole_rows(lines: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows of a file, each as its lines, with the number of the first: a quoted cell may run over a few.

    A quote that does not close within them ends with its line, so that it swallows no other name.
    """
    at = 0
    while at < len(lines):
        end = at
        if _OPENS_A_CELL.search(lines[at]):
            inside = range(at + 1, min(at + _LINES_OF_A_CELL, len(lines)))
            end = next((n for n in inside if '"' in lines[n]), at)
            end = end if _CLOSES_A_CELL.search(lines[end]) else at
        yield at + 1, lines[at : end + 1]
        at = end + 1


def _of_row(number: int, row: Sequence[str], delimiter: str, column: int) -> list[NamedLine]:
    """Return the name of a row; where a cell runs over several lines, the name of each line as well.

    One name may be broken over the lines, and each line may hold one: none of them is left out.
    """
    whole = _readings(number, _cell(" ".join(row), delimiter, column))
    if len(row) == 1:
        return whole
    known = {line.name for line in whole}
    single = [
        line for n, text in enumerate(row) for line in _readings(number + n, _cell(text, delimiter, column).strip('"'))
    ]
    return [*whole, *(line for line in single if line.name and line.name not in known)]


def _cell(line: str, delimiter: str, column: int) -> str:
    cells = _cells(line, delimiter)
    return cells[column] if column < len(cells) else ""


def _readings(number: int, text: str) -> list[NamedLine]:
    """Return a name without the signs that nobody sees, and with a space for each, where that reads otherwise."""
    line = _named(number, _UNSEEN.sub("", text))
    if line.problem or not _MAY_BE_A_SPACE.search(text):
        return [line]
    apart = _named(number, _UNSEEN.sub("", _MAY_BE_A_SPACE.sub(" ", text)))
    return [line] if apart.name == line.name or apart.problem else [line, apart]


def _named(number: int, text: str) -> NamedLine:
    name = " ".join(_CONTROL.sub(" ", text).split())
    if _TURNS_ORDER.search(name):
        shown = _TURNS_ORDER.sub("", name)
        return NamedLine(number, shown[:60], "it holds a sign that turns the order of its letters; write the name anew")
    if not name:
        return NamedLine(number, "", "no name in this line")
    if len(name) > MAX_NAME:
        return NamedLine(number, name[:60] + "…", f"{len(name):,} characters; a name has at most {MAX_NAME}")
    if (words := len(_RUN_OF_LETTERS.findall(name))) > MAX_NAME_WORDS:
        return NamedLine(number, name[:60] + "…", f"{words} words; a name has at most {MAX_NAME_WORDS}")
    if not _LETTER.search(name):
        return NamedLine(number, name, "no letters in this name")
    return NamedLine(number, name)


def _cells(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line. A quote that is never closed ends with its line, so that it swallows no other."""
    try:
        closed = line if line.count('"') % 2 == 0 else line.replace('"', "")
        return next(csv.reader([closed], delimiter=delimiter), [])
    except csv.Error:  # a cell over the limit of the library
        return line.split(delimiter)


def _decoded(data: bytes, file_name: str) -> str:
    if len(data) > MAX_NAMES_FILE_BYTES:
        raise _too_large(file_name)
    try:
        found = decoded(data)
    except ValueError as error:
        told = FilledLine("{name} cannot be read as text: {error}.", {"name": file_name, "error": str(error)})
        raise BadRequest(told, "Save it as CSV in UTF-8.") from error
    if found.doubt:  # a name that is read wrongly is not found, which would be told as an answer
        raise BadRequest(
            FilledLine("It is not certain in which encoding {name} is.", {"name": file_name}),
            "Save it as CSV in UTF-8.",
        )
    return found.text


def _too_large(file_name: str) -> TooLarge:
    most = MAX_NAMES_FILE_BYTES // 2**20
    return TooLarge(FilledLine("{name} has more than {most} MB.", {"name": file_name, "most": most}), "Split it.")

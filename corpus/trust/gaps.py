"""What a text may lack: the lines that parsers and the catalogue say of it, as templates by which they are known again.

The catalogue keeps them as plain lines. Who tells one in another language finds its template and values with
`known_gap`, and those of a line that stands in it, such as why a file in an archive was not read, among its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from string import Formatter

from corpus.errors import FilledLine

_RESAVE = "Save it as UTF-8 again, from the program that it comes from."

MALFORMED_XHTML = "malformed XHTML, read as HTML"
MALFORMED_XML = "malformed XML, read as far as it goes: {error}"
NOT_WELL_FORMED = "{name} is not well-formed (line {line}: {error}); read as far as it goes."
NO_ITALICS = (
    "The file has lost its italics: numbers of the deepest levels and terms of definitions are missing from their "
    "addresses."
)
PAGES_NOT_READ = "{pages} without a text layer: not read. Install licet[ocr] and add the file again."
PAGES_RECOGNISED = "{pages} without a text layer: recognised from the picture, mistakes are possible."
PAGES_UNREAD = "{pages} without a text layer: nothing could be recognised."
PAGES_DAMAGED = "{pages} damaged: not read. Save the file again, or print it to PDF."
EMPTY_ATTACHMENT = "The attachment {name} is empty."
UNREAD_ATTACHMENT = "The attachment was not read. {reason}"
UNREAD_MEMBER = "{name} in {archive} was not read: {reason}"
UNREAD_MEMBERS = "{count} more files in {archive} were not read."
FRONT_MATTER_AS_TEXT = "The front matter is not valid YAML and was read as text."
FRONT_MATTER_UNREAD = "the front matter could not be read"
MISSING_SUB_ITEM = "an item refers to sub-items (각 목) that this file does not hold"
MISSING_SUB_ITEMS = "{count} items refer to sub-items (각 목) that this file does not hold"
ENCODING_DOUBTED = (
    "It is not certain in which encoding the file is: it was read as {encoding}. "
    "Look at its letters beside a to z, and save it as UTF-8 if they are wrong."
)
TWO_ENCODINGS = (
    "It is not certain in which encoding the file is: it was read as {encoding}; {rival} would fit too. "
    "Look at its letters beside a to z, and save it as UTF-8 if they are wrong."
)
QUESTION_MARKS = f"Much of the text is question marks: its characters were lost when it was saved. {_RESAVE}"
LOST_CHARACTER = f"1 character could not be read and stands as \ufffd. {_RESAVE}"
LOST_CHARACTERS = f"{{count}} characters could not be read and stand as \ufffd. {_RESAVE}"
GARBLED = f"The text looks garbled: {{how}}. {_RESAVE}"
GARBLED_IN_PART = f"A part of the text looks garbled: {{how}}. {_RESAVE}"
SHRUNK = (
    "This edition has {now} characters, the one before it had {before}: compare it with the publisher's page. "
    "If it came cut off, `licet remove {id}` and `licet sync {id}` bring it anew."
)
KEPT_BESIDE = "Another text of that address is held from {origin}; this one is kept beside it as a document of its own."
GAPS = (
    MALFORMED_XHTML, MALFORMED_XML, NOT_WELL_FORMED, NO_ITALICS, PAGES_NOT_READ, PAGES_RECOGNISED, PAGES_UNREAD,
    PAGES_DAMAGED, EMPTY_ATTACHMENT, UNREAD_ATTACHMENT, UNREAD_MEMBER, UNREAD_MEMBERS, FRONT_MATTER_AS_TEXT,
    FRONT_MATTER_UNREAD, MISSING_SUB_ITEM, MISSING_SUB_ITEMS, ENCODING_DOUBTED, TWO_ENCODINGS, QUESTION_MARKS,
    LOST_CHARACTER, LOST_CHARACTERS, GARBLED, GARBLED_IN_PART, SHRUNK, KEPT_BESIDE,
)  # fmt: skip

# What stands in them and is a line itself: which pages, how it was garbled, where the other text is from.
ONE_PAGE = "page {number}"
SEVERAL_PAGES = "pages {numbers}"
READ_AS = "{right} was read as {wrong}"
READ_AS_WESTERN = "most of it was read in an encoding of Western Europe, and is in another"
FROM_PUBLISHER = "its publisher"
FROM_STARTER_LIBRARY = "the starter library"
FROM_FILE = "another file"
FROM_UPLOAD = "an upload"
PARTS_OF_GAPS = (
    ONE_PAGE, SEVERAL_PAGES, READ_AS, READ_AS_WESTERN, FROM_PUBLISHER, FROM_STARTER_LIBRARY, FROM_FILE, FROM_UPLOAD,
)  # fmt: skip
_PARTS_OF = {"pages": PARTS_OF_GAPS[:2], "how": PARTS_OF_GAPS[2:4], "origin": PARTS_OF_GAPS[4:]}
_REASON = "reason"
_LONGEST_GAP = 4_000  # characters; a problem's message has fewer


def gap(template: str, **values: object) -> FilledLine:
    """Return the line of a gap, with its values."""
    return FilledLine(template, values)


def known_gap(line: str, reasons: Sequence[str] = ()) -> str:
    """Return a stored line with its template and values; as it is where it is none of a gap.

    A reason in it is looked for among the templates of `reasons`, and stays as it is where it is none of them.
    """
    if isinstance(line, FilledLine) or len(line) > _LONGEST_GAP:
        return line
    found = fitted_line(line, GAPS)
    if found is None:
        return line
    values = {n: _part(str(v), reasons if n == _REASON else _PARTS_OF.get(n, ())) for n, v in found.values.items()}
    return FilledLine(found.template, values)


def _part(value: str, templates: Sequence[str]) -> str:
    """Return what stands in a line as a line of its own, and what stands in that one too, such as a kind of file."""
    found = fitted_line(value, templates)
    if found is None:
        return value
    inner = {n: FilledLine(str(v), {}) if v in templates else str(v) for n, v in found.values.items()}
    return FilledLine(found.template, inner)


def fitted_line(line: str, templates: Sequence[str]) -> FilledLine | None:
    """Return a line with the first of some templates that it fits, those with the most words first; None for none.

    Each template is gone through once, from left to right, so that a line takes time by its length alone.
    """
    for template in _by_words(tuple(templates)):
        values = _values(line, template)
        if values is not None:
            return FilledLine(template, values)
    return None


@cache
def _by_words(templates: tuple[str, ...]) -> list[str]:
    return sorted(templates, key=lambda t: -sum(len(words) for words, _ in _pieces(t)))


@cache
def _pieces(template: str) -> tuple[tuple[str, str], ...]:
    """Return the words of a template, each piece with the name of the value behind it ("" for none)."""
    return tuple((words, name or "") for words, name, _, _ in Formatter().parse(template))


def _values(line: str, template: str) -> dict[str, str] | None:
    """Return the values that make a line of a template; None where nothing does.

    A value ends where the words that follow it stand first; the last one where the line's last words begin.
    """
    pieces = [*_pieces(template), ("", "")] if _pieces(template)[-1][1] else list(_pieces(template))
    if not line.startswith(pieces[0][0]):
        return None
    values: dict[str, str] = {}
    at = len(pieces[0][0])
    for (_, name), (words, following) in zip(pieces, pieces[1:], strict=False):
        end = line.find(words, at + 1) if following else len(line) - len(words)
        if end <= at or not line.startswith(words, end) or values.setdefault(name, line[at:end]) != line[at:end]:
            return None
        at = end + len(words)
    return values if at == len(line) else None

"""Everything that can go wrong, as one tree. Every leaf is something that a person can meet and act upon.

Problem
├── UnreadableDocument      a file that cannot be read as what it claims to be
│   ├── EmptyDocument       it holds no text
│   ├── ProtectedDocument   it wants a password
│   ├── TooLarge            it is over a limit
│   ├── UnknownFormat       no parser for it
│   └── ParserFault         its parser failed in a way that nobody foresaw, or broke down
├── NotHeld                 a source, locator or edition that this collection does not hold
├── BadRequest              a question, filter or setting that makes no sense as given
├── FetchFailed             an official text or address could not be fetched
├── AlteredText             a text that is not as it was when it was added
├── StoreUnavailable        the folder or server that keeps the collection cannot be used
└── ModelFailed             an encoder or chat model is missing, altered or failing
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import Formatter

# Characters at the beginning and at the end of a message: what was given may be a megabyte, and is told back in it.
_HEAD, _TAIL = 2_000, 500


class FilledLine(str):
    """A line with values in it. Who tells it in another language puts the values into that language's template.

    >>> line = FilledLine("{name} holds no text.", {"name": "a.md"})
    >>> print(line, line.template, line.values["name"])
    a.md holds no text. {name} holds no text. a.md
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> FilledLine:
        """Make the line: the template, with each value at the place that has its name."""
        line = super().__new__(cls, template.format_map(values))
        line.template, line.values = template, values
        return line

    def __reduce__(self) -> tuple[type[FilledLine], tuple[str, Mapping[str, object]]]:
        """Return what a copy is made of."""
        return FilledLine, (self.template, self.values)

    def cleaned(self, clean: Callable[[str], str]) -> FilledLine:
        """Return the line with its values cleaned; one that is a line itself stays one where `clean` keeps it."""
        values = {name: clean(v if isinstance(v, str) else str(v)) for name, v in self.values.items()}
        return FilledLine(self.template, values)


class Problem(Exception):
    """An error that a person can meet: what happened in `message`, what to do about it in `remedy`.

    Both are single lines without a trailing newline; a `FilledLine` stays one. Foreign errors are mapped to a `Problem`
    at the border of the library that raised them (`raise UnreadableDocument(...) from error`) and shown once, at the
    edge.

    >>> print(NotHeld("15 CFR 799.9 is not held.", "Bring it with `licet sync us-15-cfr-799`."))
    15 CFR 799.9 is not held. Bring it with `licet sync us-15-cfr-799`.
    """

    def __init__(self, message: str, remedy: str) -> None:
        line = _printable(message)
        self.message = line if len(line) <= _HEAD + _TAIL else f"{line[:_HEAD]} … {line[-_TAIL:]}"
        self.remedy = _printable(remedy)
        super().__init__(f"{self.message} {self.remedy}".strip())


def packed_line(line: str) -> str | dict[str, object]:
    """Return a line of a problem as JSON holds it: with its template and values where it has them, lines among them."""
    if isinstance(line, FilledLine):
        values = {n: packed_line(v) if isinstance(v, FilledLine) else str(v) for n, v in line.values.items()}
        return {"template": line.template, "values": values}
    return line


def unpacked_line(packed: object) -> str:
    """Return the line that `packed_line` packed. Raise ValueError for anything else."""
    if isinstance(packed, str):
        return packed
    template, values = (packed.get("template"), packed.get("values")) if isinstance(packed, Mapping) else (None, None)
    if isinstance(template, str) and isinstance(values, Mapping):
        places = [(name, spec, form) for _, name, spec, form in Formatter().parse(template) if name is not None]
        # "{x:>9999999}" and "{x.__class__}" are no places
        if all(name in values and name.isidentifier() and not spec and not form for name, spec, form in places):
            return FilledLine(template, {n: unpacked_line(v) for n, v in values.items()})
    raise ValueError("no line of a problem")


def _printable(line: str) -> str:
    """Return a line without breaks. A file's name can hold bytes that are no text, which nothing could print."""
    if isinstance(line, FilledLine):
        return line.cleaned(_printable)
    return " ".join(line.split()).encode("utf-8", "replace").decode()


class UnreadableDocument(Problem):
    """A file that cannot be read as what it claims to be.

    >>> [done.name for done in desk.add("papers/") if isinstance(done.problem, UnreadableDocument)]  # doctest: +SKIP
    """


class EmptyDocument(UnreadableDocument):
    """A file without any text.

    >>> [done.name for done in desk.add("papers/") if isinstance(done.problem, EmptyDocument)]  # doctest: +SKIP
    """


class ProtectedDocument(UnreadableDocument):
    """A file that asks for a password.

    >>> [done.name for done in desk.add("papers/") if isinstance(done.problem, ProtectedDocument)]  # doctest: +SKIP
    """


class TooLarge(UnreadableDocument):
    """A file over a limit on size, pages, depth or expansion.

    >>> [done.name for done in desk.add("papers/") if isinstance(done.problem, TooLarge)]  # doctest: +SKIP
    """


class UnknownFormat(UnreadableDocument):
    """A file for which there is no parser.

    >>> [done.name for done in desk.add("papers/") if isinstance(done.problem, UnknownFormat)]  # doctest: +SKIP
    """


class ParserFault(UnreadableDocument):
    """A file at which its parser failed in a way that nobody foresaw: a mistake of Licet, or of a library.

    >>> [done.name for done in desk.add("papers/") if isinstance(done.problem, ParserFault)]  # doctest: +SKIP
    """


class NotHeld(Problem):
    """A source, locator or edition that this collection does not hold.

    >>> with contextlib.suppress(NotHeld):  # doctest: +SKIP
    ...     print(desk.show("15 CFR 799.9")[0].text)
    """


class BadRequest(Problem):
    """A question, filter or setting that makes no sense as given.

    >>> with contextlib.suppress(BadRequest):  # doctest: +SKIP
    ...     desk.ask("What is new?", filters=Filters(kinds=("gossip",)))
    """


class FetchFailed(Problem):
    """An official text or an address that could not be fetched.

    >>> [str(d.problem) for d in desk.sync("us-15-cfr-744") if isinstance(d.problem, FetchFailed)]  # doctest: +SKIP
    """


class AlteredText(Problem):
    """A text in the catalogue that is not as it was when it was added; `number` is its edition.

    >>> [problem.number for problem in desk.search("deemed export").left_out]  # doctest: +SKIP
    """

    def __init__(self, message: str, remedy: str, number: int = 0) -> None:
        super().__init__(message, remedy)
        self.number = number


class StoreUnavailable(Problem):
    """The folder or the server that keeps the collection cannot be used.

    >>> with contextlib.suppress(StoreUnavailable):  # doctest: +SKIP
    ...     licet.open(home="/a/folder/without/room")
    """


class Busy(StoreUnavailable):
    """Another process holds the writer lock; trying again later helps."""


class ModelFailed(Problem):
    """An encoder or chat model that is missing, altered or failing.

    >>> with contextlib.suppress(ModelFailed):  # doctest: +SKIP
    ...     desk.ask("What is a deemed export?")
    """

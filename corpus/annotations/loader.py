"""Loader of annotation files. A wrong file is left out and reported; the others are used."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from corpus.annotations import form
from corpus.annotations.model import AnnotatedSource, Annotation, Pin
from corpus.language.lazy_regex import lazy_regex

MAX_ANNOTATION_FILE_BYTES = 4 * 2**20  # of one file
MAX_ANNOTATIONS = 5_000  # in one file
_BEGINS_ANNOTATION = lazy_regex(r"\s*\[\[\s*annotation\s*\]\]")
_BEGINS_FIELD = lazy_regex(r"\s*([\w-]+)\s*=")
_WORD_OF_FAULT = lazy_regex(r"[\w-]+")
_TRANSLATED = lazy_regex(r".+\.[a-z]{2}\.toml")  # another file's notes in another language: `translations.py` reads it


@dataclass(frozen=True, slots=True)
class Fault:
    """Fault of a file or of an annotation in it, as one line; `slug` is "" where the file itself is wrong.

    `line` is where it stands in the file, 0 where that is not known.
    """

    file: str
    slug: str
    message: str
    line: int = 0

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        return f"{self.file}{line}{f' {self.slug}' if self.slug else ''}: {self.message}"


@dataclass(frozen=True, slots=True)
class Annotations:
    """All annotations that could be read, in the order of their files, and the faults of the others."""

    all: tuple[Annotation, ...] = ()
    refused: tuple[Fault, ...] = ()
    by_id: Mapping[str, Annotation] = field(default_factory=dict)

    def of(self, source_id: str) -> tuple[Annotation, ...]:
        """Return the annotations of one source, by the id that their files give it."""
        return tuple(a for a in self.all if a.source.id == source_id)


def load_annotations(folder: Path | None = None) -> Annotations:
    """Return the annotations below `folder`; without one those that ship with Licet, which are read once.

    A file with any fault is refused whole, with every fault in it. Never raises for what a file holds.
    """
    return _read_all(folder) if folder is not None else _shipped()


@cache
def _shipped() -> Annotations:
    return _read_all(files(__package__))


def data_files(folder: Path | Traversable) -> Iterator[tuple[str, Path | Traversable]]:
    """Yield (name below `folder`, file) of every data file: a TOML file in the folder of its jurisdiction.

    Files of translations are none. Raises OSError for a folder that cannot be read.
    """
    yield from ((name, file) for name, file in _files(folder) if not _TRANSLATED.fullmatch(name))


def translation_files(folder: Path | Traversable) -> Iterator[tuple[str, Path | Traversable]]:
    """Yield (name below `folder`, file) of every file of translations. Raises OSError as `data_files` does."""
    yield from ((name, file) for name, file in _files(folder) if _TRANSLATED.fullmatch(name))


def _files(folder: Path | Traversable) -> Iterator[tuple[str, Path | Traversable]]:
    for inside in sorted((f for f in folder.iterdir() if f.is_dir()), key=lambda f: f.name):
        for file in sorted((f for f in inside.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name):
            yield f"{inside.name}/{file.name}", file


def _read_all(folder: Path | Traversable) -> Annotations:
    held: list[Annotation] = []
    refused: list[Fault] = []
    ids: dict[str, Annotation] = {}
    questions: dict[str, Annotation] = {}
    try:
        found = list(data_files(folder))
    except OSError as error:
        return Annotations(refused=(Fault(str(folder), "", f"cannot be read: {error.strerror}"),))
    for name, file in found:
        read, faults = _read(name, file)
        faults = faults or list(_repeated(read, ids, questions))
        if faults:
            refused += faults
            continue
        held += read
        ids |= {a.id: a for a in read}
        questions |= {form.question_key(q): a for a in read for q in a.questions}
    return Annotations(tuple(held), tuple(refused), ids)


def _read(name: str, file: Path | Traversable) -> tuple[list[Annotation], list[Fault]]:
    """Return the annotations of one file, or what is wrong with it."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_ANNOTATION_FILE_BYTES + 1)
        if len(data) > MAX_ANNOTATION_FILE_BYTES:
            return [], [Fault(name, "", f"has more than {MAX_ANNOTATION_FILE_BYTES // 2**20} MB")]
        text = data.decode("utf-8")
        document = tomllib.loads(text)
    except OSError as error:
        return [], [Fault(name, "", f"cannot be read: {error.strerror}")]
    except RecursionError:
        return [], [Fault(name, "", "is nested too deeply")]
    except ValueError as error:  # not UTF-8, not TOML, a number without end
        return [], [Fault(name, "", " ".join(f"is not TOML in UTF-8: {error}"[:200].split()))]
    head, *blocks = _lines(text)
    faults = [Fault(name, "", fault, _line(fault, head)) for fault in form.head_faults(document, name.split("/")[0])]
    tables = document.get("annotation") if not faults else None
    if tables is None:
        return [], faults
    if len(tables) > MAX_ANNOTATIONS:
        return [], [Fault(name, "", f"holds more than {MAX_ANNOTATIONS} annotations")]
    source = _source(document)
    read = []
    if len(blocks) != len(tables):  # tables in another notation, or a text of several lines that looks like one
        blocks = [{}] * len(tables)
    for number, (fields, lines) in enumerate(zip(tables, blocks, strict=True), 1):
        if not isinstance(fields, dict):
            faults.append(Fault(name, "", f"annotation {number} is no table"))
            continue
        called = _called(fields, number)
        wrong = [Fault(name, called, fault, _line(fault, lines)) for fault in form.faults(fields)]
        faults += wrong
        if not wrong:
            read.append(_annotation(fields, source, name, _line("", lines)))
    return read, faults


def _lines(text: str) -> list[dict[str, int]]:
    """Return the lines at which fields begin, of the head and then of each annotation, whose own line is under ""."""
    blocks: list[dict[str, int]] = [{}]
    for number, line in enumerate(text.split("\n"), 1):
        if _BEGINS_ANNOTATION.match(line):
            blocks.append({"": number})
        elif field_of_line := _BEGINS_FIELD.match(line):
            blocks[-1].setdefault(field_of_line[1], number)
    return blocks


def _line(fault: str, lines: Mapping[str, int]) -> int:
    """Return the line of the first field that a fault names, else that at which its annotation begins; 0 for none."""
    named = (lines[word] for word in _WORD_OF_FAULT.findall(fault) if word in lines)
    return next(named, lines.get("", 0))


def _called(fields: Mapping[str, Any], number: int) -> str:
    """Return an annotation's id for a message, or its number where it has none that can be printed."""
    slug = fields.get("id")
    printable = isinstance(slug, str) and slug.isprintable() and 0 < len(slug) <= 80
    return str(slug) if printable else f"annotation {number}"


def _source(head: Mapping[str, Any]) -> AnnotatedSource:
    return AnnotatedSource(
        head["source"],
        head["title"],
        head["jurisdiction"],
        form.edition_of(head),
        head.get("held", True),
        head.get("handed_in", False),
    )


def _annotation(fields: Mapping[str, Any], source: AnnotatedSource, file: str, line: int) -> Annotation:
    return Annotation(
        source,
        fields["id"],
        tuple(fields["questions"]),
        fields["answer"],
        tuple(Pin.read(written) for written in fields["pins"]),
        fields.get("verdict", ""),
        tuple(fields.get("conditions", ())),
        tuple(fields.get("exceptions", ())),
        fields.get("status", ""),
        fields.get("who_decides", ""),
        tuple(fields.get("check_next", ())),
        file,
        line=line,
    )


def _repeated(
    read: list[Annotation], ids: Mapping[str, Annotation], questions: Mapping[str, Annotation]
) -> Iterator[Fault]:
    """Yield ids and questions of a file that stand elsewhere already, in it or in a file before it."""
    ids, questions = dict(ids), dict(questions)
    for annotation in read:
        if other := ids.get(annotation.id):
            yield Fault(annotation.file, annotation.slug, f"the id stands also in {other.file}", annotation.line)
        ids[annotation.id] = annotation
        for question in annotation.questions:
            key = form.question_key(question)
            if other := questions.get(key):
                where = "twice in it" if other is annotation else f"also in {other.file} {other.slug}"
                said = f"a question stands {where}: {question}"
                yield Fault(annotation.file, annotation.slug, said, annotation.line)
            questions[key] = annotation

"""Stamping of annotation files with the digests of the texts that they were written against."""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from corpus.annotations.loader import data_files, load_annotations, translation_files
from corpus.annotations.model import Annotation, Pin
from corpus.annotations.pins import pinned, source_ids
from corpus.annotations.translations import note_lines, source_file, stamped_translations
from corpus.catalogue import Catalogue
from corpus.errors import BadRequest
from corpus.language.lazy_regex import lazy_regex

_TABLE = lazy_regex(r"^\s*\[\[\s*annotation\s*\]\]\s*(?:#.*)?$")
_ID = lazy_regex(r"^\s*id\s*=\s*([\"'])(?P<slug>[^\"']*)\1")
_PINS = lazy_regex(r"^\s*pins\s*=\s*\[")
_STRING = lazy_regex(r'"(?:[^"\\]|\\.){0,500}"|\'[^\']*\'')


@dataclass(frozen=True, slots=True)
class Stamped:
    """Result of stamping one file: pins that now have a digest of this home, and pins that could not get one."""

    file: str
    written: int
    unchanged: int
    left: tuple[str, ...]


def stamp_pins(catalogue: Catalogue, sources: Sequence[str] = (), folder: Path | None = None) -> list[Stamped]:
    """Write the digests of what is held into the annotation files below `folder` (None: those of this Licet).

    Only texts of the edition that a file names are stamped: a digest says what the writer read. Raises BadRequest where
    the files cannot be written.
    """
    place = folder if folder is not None else files(__package__)
    loaded = load_annotations(folder)
    done = []
    for name, file in data_files(place):
        annotations = [a for a in loaded.all if a.file == name and (not sources or a.source.id in sources)]
        if annotations:
            if not isinstance(file, Path):
                raise BadRequest("These annotations are packed.", "Stamp them in a checkout of the project.")
            done.append(_stamp_file(name, file, annotations, catalogue))
    return done


def _stamp_file(name: str, file: Path, annotations: Sequence[Annotation], catalogue: Catalogue) -> Stamped:
    stamps: dict[tuple[str, str], str] = {}
    left = []
    for annotation in annotations:
        for pin in annotation.pins:
            if found := current_digest(annotation, pin, catalogue):
                stamps[annotation.slug, pin.locator] = found
            else:
                left.append(f"{annotation.slug}: {pin.locator}")
    try:
        before = file.read_text("utf-8")
        after = stamped(before, lambda slug, pin: Pin(pin.locator, stamps.get((slug, pin.locator), pin.digest)))
        if after != before:
            _replace(file, after)
    except OSError as error:
        raise BadRequest(f"{file} cannot be written: {error.strerror}.", "Stamp a checkout of your own.") from error
    written = sum(stamps.get((a.slug, pin.locator), pin.digest) != pin.digest for a in annotations for pin in a.pins)
    return Stamped(name, written, len(stamps) - written, tuple(left))


def stamp_translations(sources: Sequence[str] = (), folder: Path | None = None) -> list[Stamped]:
    """Write the digest of its English note at each translation that has none, in the files below `folder`.

    Raises BadRequest where a file cannot be read or written.
    """
    place = folder if folder is not None else files(__package__)
    loaded, done = load_annotations(folder).all, []
    for name, file in translation_files(place):
        notes = {a.slug: a for a in loaded if a.file == source_file(name) and (not sources or a.source.id in sources)}
        if notes and isinstance(file, Path):
            try:
                before = file.read_text("utf-8")
                after = stamped_translations(before, notes)
                if after != before:
                    _replace(file, after)
            except (OSError, ValueError) as error:
                raise BadRequest(
                    f"{file} cannot be stamped: {error}.", "Correct the file; it stays as it is."
                ) from error
            written = after.count("\n") - before.count("\n")
            done.append(Stamped(name, written, len(note_lines(after)) - written, ()))
    return done


def current_digest(annotation: Annotation, pin: Pin, catalogue: Catalogue) -> str:
    """Return the digest of a pinned text in the edition that its annotation names; "" where that is not held."""
    source = annotation.source
    own = source_ids(source, catalogue)
    for day in dict.fromkeys((source.edition, None)):
        found = pinned(annotation, pin, catalogue, day)
        if found.provisions:
            at = found.provisions[0]
            if at.source.id not in own or at.version.valid_from == source.edition:
                return found.digest
    return ""


def stamped(text: str, renew: Callable[[str, Pin], Pin]) -> str:
    """Return an annotation file with every pin as `renew(slug, pin)` gives it; no other character is touched.

    Raises BadRequest where the file is set in a way in which its pins cannot be found.
    """
    out, slug, inside = [], "", False
    for line in text.splitlines(keepends=True):
        if _TABLE.match(line):
            slug, inside = "", False
        elif named := _ID.match(line):
            slug = named["slug"]
        begins = _PINS.match(line)
        if begins or inside:
            head = line[: begins.end()] if begins else ""
            rest = line[len(head) :]
            inside = "]" not in _STRING.sub("", rest).split("#")[0]
            rest = _STRING.sub(lambda found: _written(found[0], slug, renew), rest)  # noqa: B023 - called at once
            line = head + rest
        out.append(line)
    after = "".join(out)
    if _with_pins(tomllib.loads(text), renew) != tomllib.loads(after):
        raise BadRequest(
            "The pins of an annotation file cannot be found.", 'Set id above pins, and pins as ["address", "address"].'
        )
    return after


def _written(string: str, slug: str, renew: Callable[[str, Pin], Pin]) -> str:
    written = tomllib.loads(f"pin = {string}")["pin"]
    renewed = str(renew(slug, Pin.read(written)))
    return string if renewed == written else json.dumps(renewed, ensure_ascii=False)


def _with_pins(document: dict, renew: Callable[[str, Pin], Pin]) -> dict:
    for annotation in document.get("annotation", ()):
        annotation["pins"] = [str(renew(annotation["id"], Pin.read(p))) for p in annotation["pins"]]
    return document


def _replace(file: Path, text: str) -> None:
    """Write a file whole or not at all. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        os.chmod(name, file.stat().st_mode & 0o777)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

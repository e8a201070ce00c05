"""Translations of notes: files beside the notes', one a language, that are read when a question in it needs one.

A translation decides nothing. It is shown in the place of the words of the very English note that it was made of, whose
digest it carries, and only where nothing in it is wrong.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from corpus.annotations import form
from corpus.annotations.languages import NoteLanguage, note_languages
from corpus.annotations.loader import MAX_ANNOTATION_FILE_BYTES, Fault, translation_files
from corpus.annotations.model import Annotation
from corpus.annotations.translated_figures import differing
from corpus.language.detection import language_of
from corpus.language.lazy_regex import lazy_regex

_LISTS = ("conditions", "exceptions", "check_next")
_TEXTS = ("answer", "status", "who_decides")
STAMP = "english"  # field with the digest of the English note
_HEAD = frozenset(("source", "language"))
_FIELDS = frozenset((STAMP, "question", *_TEXTS, *_LISTS))
_LONGER_BY = 1.7  # of the length of an English field: German and French take more
_HEADER = lazy_regex(r"^\s*\[\s*(?P<slug>[A-Za-z0-9-]+)\s*\]\s*(?:#.*)?$")
_MARKUP = lazy_regex(r"\*\*|__|`|^#|^[-*] |\]\(|\|.*\|")
_DIGEST_DIGITS = 12
_WORD_OF_LETTERS = lazy_regex(r"[^\W\d_]+")
_ENGLISH_WORDS = frozenset(
    ("the", "of", "is", "are", "be", "and", "must", "may", "not", "that", "which", "who", "with", "for", "to", "by",
     "it", "its", "this", "they", "where", "if")
)  # fmt: skip
_ENOUGH_WORDS, _ENGLISH_SHARE = 8, 0.15  # of a text: names of firms and agencies have few of these


@dataclass(frozen=True, slots=True)
class TranslationFile:
    """Translations of one file by the id of their notes, with the line of each, and what is wrong with the file."""

    name: str
    notes: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    head: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""


def english_digest(annotation: Annotation) -> str:
    """Return the digest of what of an English note is translated, by which a translation notices that it changed."""
    words = [annotation.verdict, *([*getattr(annotation, name)] for name in _LISTS)]
    words += [getattr(annotation, name) for name in _TEXTS]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()[:_DIGEST_DIGITS]


def in_language(annotation: Annotation, language: str) -> Annotation | None:
    """Return a note of this Licet in another language; None where there is no translation, or a fault in it.

    Only the file of that note's source is read, once. Its first question is English where none is translated.
    """
    known = note_languages().get(language)
    if known is None or not annotation.file:
        return None
    fields = _shipped(translated_name(annotation.file, language)).notes.get(annotation.slug)
    if fields is None or next(faults(annotation, fields, known), None):
        return None
    return _translated(annotation, fields, language)


def translated_name(file: str, language: str) -> str:
    """Return the name of the file with the translations of an annotation file."""
    return f"{file.removesuffix('.toml')}.{language}.toml"


@cache
def _shipped(name: str) -> TranslationFile:
    return _read(name, files(__package__).joinpath(*name.split("/")))


def _translated(annotation: Annotation, fields: Mapping[str, Any], language: str) -> Annotation:
    asked = [fields["question"]] if fields.get("question") else []
    if not asked and note_languages()[language].is_wide:  # a law that is not in English has questions in its language
        asked = [q for q in annotation.questions if language_of(q, "") == language][:1]
    return replace(
        annotation,
        questions=(*asked, *annotation.questions),
        answer=fields.get("answer", ""),
        conditions=tuple(fields.get("conditions", ())),
        exceptions=tuple(fields.get("exceptions", ())),
        status=fields.get("status", ""),
        who_decides=fields.get("who_decides", ""),
        check_next=tuple(fields.get("check_next", ())),
        language=language,
    )


def _read(name: str, file: Path | Traversable) -> TranslationFile:
    """Return what a file of translations holds; an empty one where there is no such file."""
    try:
        with file.open("rb") as stream:
            text = stream.read(MAX_ANNOTATION_FILE_BYTES).decode("utf-8")
        document = tomllib.loads(text)
    except FileNotFoundError:
        return TranslationFile(name)
    except (OSError, ValueError, RecursionError) as error:
        return TranslationFile(name, fault=" ".join(f"cannot be read as TOML in UTF-8: {error}"[:200].split()))
    head = {key: value for key, value in document.items() if not isinstance(value, dict)}
    return TranslationFile(
        name, {key: value for key, value in document.items() if isinstance(value, dict)}, note_lines(text), head
    )


def note_lines(text: str) -> dict[str, int]:
    """Return the line at which each note of a file of translations begins, by its id."""
    headers = ((number, _HEADER.match(line)) for number, line in enumerate(text.split("\n"), 1))
    return {found["slug"]: number for number, found in headers if found}


# --- checks -----------------------------------------------------------------------------------------------------


def check_translations(
    annotations: Sequence[Annotation], folder: Path | None = None, sources: Sequence[str] = ()
) -> list[Fault]:
    """Return every fault of the files of translations, those of some sources only where such are named.

    `annotations` are all that could be read; a translation of any other is of an unknown id.
    """
    by_file: dict[str, dict[str, Annotation]] = {}
    for annotation in annotations:
        by_file.setdefault(annotation.file, {})[annotation.slug] = annotation
    place = folder if folder is not None else files(__package__)
    return [
        fault
        for name, file in translation_files(place)
        for fault in _file_faults(name, file, by_file.get(source_file(name), {}), sources)
    ]


def source_file(name: str) -> str:
    """Return the name of the annotation file that a file of translations stands beside."""
    return f"{name.rsplit('.', 2)[0]}.toml"


def _file_faults(
    name: str, file: Path | Traversable, notes: Mapping[str, Annotation], sources: Sequence[str]
) -> Iterator[Fault]:
    source = next((a.source.id for a in notes.values()), "")
    if sources and source not in sources:
        return
    read, code = _read(name, file), name.rsplit(".", 2)[1]
    language = note_languages().get(code)
    if read.fault:
        yield Fault(name, "", read.fault)
    elif language is None:
        yield Fault(name, "", f"unknown language {code!r}; known: {', '.join(note_languages())}")
    elif not notes:
        yield Fault(name, "", f"no annotations stand beside it in {source_file(name)}")
    else:
        for key in sorted(set(read.head) - _HEAD):
            yield Fault(name, "", f"unknown field {key[:80]!r}")
        for key, due in (("source", source), ("language", code)):
            if read.head.get(key) != due:
                yield Fault(name, "", f"{key} must be {due!r}")
        for slug, fields in read.notes.items():
            line, called = read.lines.get(slug, 0), slug[:80]
            if slug not in notes:
                yield Fault(name, called, f"{source_file(name)} has no such id", line)
                continue
            yield from (Fault(name, called, told, line) for told in faults(notes[slug], fields, language))


def faults(annotation: Annotation, fields: Mapping[str, Any], language: NoteLanguage) -> Iterator[str]:
    """Yield what is wrong with one translation. Never raises, whatever the fields hold."""
    yield from (f"unknown field {name[:80]!r}" for name in sorted(set(fields) - _FIELDS))
    wrong = sorted(name for name in set(fields) & _FIELDS if not _typed(name, fields[name]))
    yield from (f"{name} must be {'a list of texts' if name in _LISTS else 'a text'}" for name in wrong)
    if wrong:
        return
    if not fields.get(STAMP):
        yield "has no stamp of the English note: `licet annotations --stamp`"
    elif fields[STAMP] != english_digest(annotation):
        yield f"the English note has changed since: mend it, take the line {STAMP} away and stamp it"
    for name in (*_TEXTS, *_LISTS):
        ours, theirs = _items(getattr(annotation, name)), _items(fields.get(name, ()))
        if len(ours) != len(theirs):
            yield f"{name}: {len(theirs)} in the translation, {len(ours)} in the English note"
            continue
        for english, translated in zip(ours, theirs, strict=True):
            yield from _text_faults(name, english, translated, language)
    if fields.get("question"):
        yield from _form_faults("question", fields["question"], language)
    given = language.verdict_of(str(fields.get("answer", "")))
    if given != annotation.verdict:
        words = {"yes": language.yes[0], "no": language.no[0], "": "no yes or no"}
        yield f"the answer must begin with {words[annotation.verdict]}, as the verdict of the English note says"


def _typed(name: str, value: Any) -> bool:
    if name in _LISTS:
        return isinstance(value, list) and all(isinstance(text, str) for text in value)
    return isinstance(value, str)


def _items(value: Any) -> tuple[str, ...]:
    return ((value,) if value else ()) if isinstance(value, str) else tuple(value)


def _text_faults(name: str, english: str, translated: str, language: NoteLanguage) -> Iterator[str]:
    broken = list(_form_faults(name, translated, language))
    yield from broken
    if broken:
        return  # nothing below is tried on a text of any length
    missing, added = differing(english, translated, language)
    if missing:
        yield f"{name}: only the English note has {', '.join(missing)}"
    if added:
        yield f"{name}: only the translation has {', '.join(added)}"


def _form_faults(name: str, text: str, language: NoteLanguage) -> Iterator[str]:
    yield from form.text_faults(name, text, _LONGER_BY)
    if len(text) > _LONGER_BY * form.LONGEST_ANSWER:
        return
    if _MARKUP.search(text):
        yield f"{name} holds markup"
    if language.said_to_machines.search(text):
        yield f"{name} holds an instruction to a machine"
    if not language.has_own_letters(text):
        yield f"{name} is not in the script of the language ({language.code})"
    words = _WORD_OF_LETTERS.findall(text.casefold())
    if len(words) >= _ENOUGH_WORDS and sum(w in _ENGLISH_WORDS for w in words) >= _ENGLISH_SHARE * len(words):
        yield f"{name} is English"


# --- coverage and stamps ----------------------------------------------------------------------------------------


def translated_counts(annotations: Sequence[Annotation], folder: Path | None = None) -> Mapping[str, Counter[str]]:
    """Return how many notes of each source have a translation, by the source and the language."""
    known = {(a.file, a.slug): a.source.id for a in annotations}
    out: dict[str, Counter[str]] = {}
    for name, file in translation_files(folder if folder is not None else files(__package__)):
        code = name.rsplit(".", 2)[1]
        for slug in note_lines(file.read_bytes().decode("utf-8", "replace")):
            if source := known.get((source_file(name), slug)):
                out.setdefault(source, Counter())[code] += 1
    return out


def stamped_translations(text: str, notes: Mapping[str, Annotation]) -> str:
    """Return a file of translations with the digest of the English note at each that has none; else as it is.

    One that has a digest keeps it: that its note has changed is told until somebody has mended it.
    """
    document = tomllib.loads(text)
    bare = {slug for slug, fields in document.items() if isinstance(fields, dict) and STAMP not in fields}
    out = []
    for line in text.splitlines(keepends=True):
        found = _HEADER.match(line.rstrip("\r\n"))
        if found and found["slug"] in bare and found["slug"] in notes:
            ends = line[len(line.rstrip("\r\n")) :] or "\n"
            line = f'{line.rstrip()}{ends}{STAMP} = "{english_digest(notes[found["slug"]])}"{ends}'
        out.append(line)
    return "".join(out)

"""Briefs of documents that a chat model wrote when they were added: checked sentences, and the notes made of them.

A brief is kept with its edition and goes with it. Its words are a model's: they are looked at here once more as those
of any annotation are, whatever the catalogue's file holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from corpus.annotations import form
from corpus.annotations.model import AnnotatedSource, Annotation, Pin
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.model import Source, Version

_BRIEF_FORMAT = 1  # raise when a brief is kept otherwise


class BriefCheck(StrEnum):
    """Check that a sentence of a brief has passed."""

    VERBATIM = "words of the text"
    SECOND_LOOK = "checked by a second look"
    PROGRAM = "checked by the program only"


@dataclass(frozen=True, slots=True)
class BriefSentence:
    """Sentence of a brief, what checked it, and the stretches of the edition's text that it stands on."""

    text: str
    check: BriefCheck
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class BriefQuestion:
    """Question that a document answers, in its wordings, with the answer, its exceptions and the stamped pins."""

    wordings: tuple[str, ...]
    answer: tuple[BriefSentence, ...]
    pins: tuple[str, ...]
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelBrief:
    """Brief of one edition in a chat model's words. `read` of `of` characters were given to it.

    `left_out` counts the sentences that did not pass.
    """

    model: str
    made_on: date
    read: int
    of: int
    left_out: int = 0
    summary: tuple[BriefSentence, ...] = ()
    points: tuple[BriefSentence, ...] = ()
    questions: tuple[BriefQuestion, ...] = ()
    glossary: tuple[BriefSentence, ...] = ()

    @property
    def says_something(self) -> bool:
        """Return whether anything of it passed."""
        return bool(self.summary or self.points or self.questions or self.glossary)


def written_brief(brief: ModelBrief) -> str:
    """Return a brief as it is kept."""
    return json.dumps(
        {"format": _BRIEF_FORMAT, **asdict(brief), "made_on": brief.made_on.isoformat()}, ensure_ascii=False
    )


@lru_cache(maxsize=512)  # each question asks for the briefs of all added documents
def read(kept: str) -> ModelBrief | None:
    """Return a brief that was kept; None for one that is damaged, or of another format."""
    try:
        held = json.loads(kept)
        if held.pop("format") != _BRIEF_FORMAT or not held["model"]:  # by its name a model's note is told from ours
            return None
        return ModelBrief(
            str(held["model"]),
            date.fromisoformat(held["made_on"]),
            int(held["read"]),
            int(held["of"]),
            int(held["left_out"]),
            tuple(_sentences(held["summary"])),
            tuple(_sentences(held["points"])),
            tuple(_question(q) for q in held["questions"]),
            tuple(_sentences(held["glossary"])),
        )
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None


def kept_brief(catalogue: CatalogueReader, number: int) -> ModelBrief | None:
    """Return the brief that is kept of an edition; None where there is none that can be read."""
    kept = catalogue.briefs().get(number)
    return read(kept) if kept else None


def brief_notes(catalogue: CatalogueReader, filters: Filters) -> tuple[Annotation, ...]:
    """Return the notes of the briefs of the editions that `filters` admit, of each those that a second look confirmed.

    Those that the program alone checked are none: an answer would stand on words that nobody read.
    """
    kept = catalogue.briefs()
    admitted = catalogue.in_force(filters) if kept else {}
    found = [(*admitted[n], brief) for n, text in sorted(kept.items()) if n in admitted and (brief := read(text))]
    return tuple(note for source, version, brief in found for note in notes_of(brief, source, version))


def notes_of(brief: ModelBrief, source: Source, version: Version) -> Iterator[Annotation]:
    """Yield the questions of a brief as notes on its edition, without a verdict."""
    about = AnnotatedSource(source.id, source.title, source.jurisdiction, version.valid_from)
    for number, asked in enumerate(brief.questions, 1):
        said = [*(s.text for s in asked.answer), *asked.exceptions]
        wrong = [f for name, texts in (("questions", asked.wordings), ("answer", said)) for t in texts
                 for f in form.text_faults(name, t)]  # fmt: skip
        if not wrong and asked.pins and all(s.check is not BriefCheck.PROGRAM for s in asked.answer):
            yield Annotation(
                about, f"brief-{version.number}-{number}", asked.wordings, " ".join(s.text for s in asked.answer),
                tuple(Pin.read(p) for p in asked.pins), exceptions=asked.exceptions, written_by=brief.model,
            )  # fmt: skip


def _sentences(held: list[Mapping[str, Any]]) -> Iterator[BriefSentence]:
    for s in held:
        places = tuple((int(a), int(b)) for a, b in s["places"])
        if not all(0 <= a < b for a, b in places) or any(form.text_faults("answer", str(s["text"]))):
            raise ValueError("a sentence that no brief has")
        yield BriefSentence(str(s["text"]), BriefCheck(s["check"]), places)


def _question(held: Mapping[str, Any]) -> BriefQuestion:
    wordings, pins, exceptions = (tuple(map(str, held[name])) for name in ("wordings", "pins", "exceptions"))
    return BriefQuestion(wordings, tuple(_sentences(held["answer"])), pins, exceptions)

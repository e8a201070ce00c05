"""Annotations: plain answers to questions that a provision settles, with the pins that tie them to its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from corpus.annotations.languages import note_languages
from corpus.language.lazy_regex import lazy_regex

_DIGEST_MARK = " @ "
_YES_OR_NO = lazy_regex(r"(?:yes|no)(?:, (?:in general|in principle|generally))?(?P<sign>[.:;,])\s+", re.I)
# Behind a comma goes on what leans on the word, but for a subject: "No, applications are refused" is a sentence.
_SUBJECT = lazy_regex(r"(?:an?|the|any|such|those|certain|applications)\s", re.I)


@dataclass(frozen=True, slots=True)
class Pin:
    """Address of a provision that an annotation rests on, with the digest of the text that it was written against.

    Written `15 CFR 744.21(f) @ 3f2a9c1b22de`; `digest` is "" where the pin was not stamped yet.
    """

    locator: str
    digest: str = ""

    @classmethod
    def read(cls, written: str) -> Pin:
        """Return the pin that a file writes."""
        locator, _, digest = written.partition(_DIGEST_MARK)
        return cls(locator, digest)

    def __str__(self) -> str:
        return f"{self.locator}{_DIGEST_MARK}{self.digest}" if self.digest else self.locator


@dataclass(frozen=True, slots=True)
class AnnotatedSource:
    """Head of an annotation file: the source, and the edition that was read.

    `held` is False where the answers come from general knowledge and no text was at hand. `handed_in` marks a source
    without an official id: the catalogue makes its id of the file's name and six more characters.
    """

    id: str
    title: str
    jurisdiction: str
    edition: date | None = None
    held: bool = True
    handed_in: bool = False


@dataclass(frozen=True, slots=True)
class Annotation:
    """Plain answer in our own words to the questions that one provision settles.

    `verdict` is "yes" or "no" where `questions[0]` wants one, else "". `file` is the data file, below its folder, and
    `line` the one at which the annotation begins in it, 0 where not known.
    `written_by` names the chat model in whose words it is, and is "" for ours. `language` is that of its words (ISO
    639-1): of a translated note, which decides nothing, another one than English.
    """

    source: AnnotatedSource
    slug: str
    questions: tuple[str, ...]
    answer: str
    pins: tuple[Pin, ...]
    verdict: str = ""
    conditions: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    status: str = ""
    who_decides: str = ""
    check_next: tuple[str, ...] = ()
    file: str = ""
    written_by: str = ""
    line: int = field(default=0, compare=False)
    language: str = "en"

    @property
    def id(self) -> str:
        """Return its id, unique among all annotations."""
        return f"{self.source.id}/{self.slug}"

    @property
    def jurisdiction(self) -> str:
        """Return the jurisdiction whose law it explains."""
        return self.source.jurisdiction

    def without_word(self, *, leaning: bool = False) -> str:
        """Return the answer without the yes or no that it begins with; the whole answer where it begins with none.

        What leans on the word keeps it ("Yes, if the goods are old"), unless `leaning` asks for that alone. Of a
        translated note, which never decides whether it is told, the word is always left out.
        """
        if self.language != "en":
            return note_languages()[self.language].without_word(self.answer)
        match = _YES_OR_NO.match(self.answer)
        if match is None or (match["sign"] == "," and not leaning and not _SUBJECT.match(self.answer, match.end())):
            return self.answer
        rest = self.answer[match.end() :]
        return rest[:1].upper() + rest[1:]

    def statements(self) -> Iterator[tuple[str, str]]:
        """Yield (field, text) of all that the pinned provisions must bear out; `check_next` points beyond them."""
        yield "answer", self.answer
        yield from (("conditions", text) for text in self.conditions)
        yield from (("exceptions", text) for text in self.exceptions)
        if self.status:
            yield "status", self.status
        if self.who_decides:
            yield "who_decides", self.who_decides

    @property
    def as_text(self) -> str:
        """Return its questions and statements as one text."""
        return " ".join((*self.questions, *(text for _, text in self.statements())))

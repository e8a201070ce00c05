"""Brief of a document by a chat model: its pieces in, checked sentences out, each with the words that it stands on.

A document that is too long to be read at once is read part by part, one that is longer still in parts spread over it;
its summary is then written over what the briefs of the parts stand on.
The reply is read and checked as an answer's is. A sentence stays only with words of the document that bear it out; a
question stays only where nothing of its answer fell out, since what is left might read otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from langchain_core.messages import BaseMessage

from assistant.events import Step
from assistant.evidence.citations import Citations
from assistant.model import ClaimType, Statement, StatementRole, Verdict
from assistant.prompts.loader import AS_OBJECT, BRIEF_OF_PART, BRIEF_SUMMARY, brief_messages, leaks, prompt
from assistant.query.answer_kinds import kinds_wanted
from assistant.research.evidence_pack import EvidencePack, found_at
from assistant.research.generation import Generator, Request
from assistant.research.replies.reply import read_reply
from assistant.research.replies.structured import ANSWER_SCHEMA
from assistant.verification.claims import Claim, Support
from assistant.verification.injection import instructs
from assistant.verification.untold_evidence import unsaid
from corpus.annotations import Annotation, Pin, PinState, pinned
from corpus.annotations.briefs import BriefCheck, BriefQuestion, BriefSentence, ModelBrief
from corpus.annotations.form import text_faults
from corpus.annotations.model import AnnotatedSource
from corpus.catalogue import CatalogueReader
from corpus.errors import ModelFailed, NotHeld
from corpus.language.lazy_regex import lazy_regex
from corpus.model import Source, Version

_SMALLEST = 600  # tokens of a part
_PASSED_OVER = 6000  # characters of a provision that are left out so that a part begins with the next one
_PARTS_READ = 6  # of a document that is not read at once
_READING = "Is each sentence of this brief borne out by the document?"
_BRIEF_SECTIONS = {"summary": "summary", "key points": "points", "questions": "questions", "glossary": "glossary"}
_MOST_IN_SECTION = {"summary": 6, "points": 12, "questions": 10, "glossary": 20}  # of each section
_WORDINGS = 3
_ANSWER_SENTENCES = 4
_BRIEF_CHECKS = {
    Verdict.VERBATIM: BriefCheck.VERBATIM,
    Verdict.SUPPORTED: BriefCheck.SECOND_LOOK,
    Verdict.BY_PROGRAM: BriefCheck.PROGRAM,
}
_TELLS = (ClaimType.STATES, ClaimType.COMBINES, ClaimType.COMPARES)
_ENDS_AS_QUESTION = lazy_regex(r"[?？]$")


@dataclass(frozen=True, slots=True)
class BriefRequest(Request):
    """What a chat model is asked for a brief of a document called `title`; `of_part` says which part of it is read."""

    title: str = ""
    of_part: str = ""

    def messages(self, pack: EvidencePack, *, tools: bool = False, more: tuple[str, ...] = ()) -> list[BaseMessage]:
        """Return the conversation that asks for the brief over a pack of the document's pieces."""
        return brief_messages(self.title, pack.shown(), self.today, (*filter(None, (self.of_part,)), *more))


def write_brief(
    generator: Generator, model: str, catalogue: CatalogueReader, edition: tuple[Source, Version], today: date
) -> ModelBrief:
    """Return the brief of an edition in the words of `model`, as far as the text bears it out.

    All of it is within the tokens of one answer: once they are spent, the parts that are left are not read.
    Raise ModelFailed, also where nothing of it stands, and where the model of the second look fails: a brief is kept
    for good.
    """
    source, version = edition
    text = catalogue.text(version.number)
    one = generator.for_one_answer()
    parts = _parts(one, catalogue, edition, today)
    written, left_out = list[_Sections](), 0
    for n, pack in enumerate(parts, 1):
        if n > 1 and not one.speaker.may_go_on():
            break
        of_part = BRIEF_OF_PART.format(number=n, count=len(parts)) if len(parts) > 1 else ""
        sections, left = _written(one, pack, edition, today, of_part)
        written, left_out = [*written, sections], left_out + left
    parts = parts[: len(written)]
    if len(parts) > 1 and one.speaker.may_go_on() and (places := _places(written)):
        pack = _empty_pack(one, catalogue, today)
        for n, (start, end) in enumerate(places):  # they share the room, or the first part would fill it
            pack.add_stretch(source, version, start, end, pack.share(len(places) - n))
        sections, left = _written(one, pack, edition, today, BRIEF_SUMMARY)
        left_out += left
        if sections.summary:
            written = [_Sections(summary=sections.summary), *(replace(s, summary=()) for s in written)]
    told = {name: _in_turns([getattr(s, name) for s in written], most) for name, most in _MOST_IN_SECTION.items()}
    brief = ModelBrief(model, today, _read_of(parts, text), len(text), left_out, **told)
    if not brief.says_something:
        raise ModelFailed("The chat model wrote no brief that the document bears out.", "Add it again, or read it.")
    return brief


def _parts(
    generator: Generator, catalogue: CatalogueReader, edition: tuple[Source, Version], today: date
) -> list[EvidencePack]:
    """Return packs of the parts of a document one after another, or spread over it where they would be too many."""
    source, version = edition
    text = catalogue.text(version.number)
    size = len(text)

    def filled(start: int, *, whole: bool = False) -> EvidencePack:
        pack = _empty_pack(generator, catalogue, today)
        first = _first_place(catalogue, version, text, start, whole=whole)
        goes_on = first < size and catalogue.at(version.number, first).provision.start < first
        # What the part before has the beginning of is read from there on, or that beginning would fill this one too.
        pack.add_stretch(source, version, first, size, pack.share(1) if goes_on else 0)
        return pack

    out = [filled(0)]
    while len(out) <= _PARTS_READ and (end := _end_of(out[-1])) and text[end:].strip():
        out.append(filled(end))
        if _end_of(out[-1]) <= end:  # nothing more can be read
            return out[:-1]
    if len(out) <= _PARTS_READ:
        return out
    last = size - _end_of(out[0])  # a part as long as the first one then reaches the end
    return [out[0], *(filled(last * n // (_PARTS_READ - 1), whole=True) for n in range(1, _PARTS_READ))]


def _first_place(catalogue: CatalogueReader, version: Version, text: str, start: int, *, whole: bool) -> int:
    """Return the first place from `start` on that stands in a provision; white space between two stands in none.

    With `whole` it is the beginning of one, unless that would leave much out.
    """
    while start < len(text):
        start += len(text[start:]) - len(text[start:].lstrip())
        with suppress(NotHeld):
            held = catalogue.at(version.number, start).provision
            if not whole or held.start == start or not start < held.end <= start + _PASSED_OVER:
                return start
            start = held.end
            continue
        start = text.find("\n", start) + 1 or len(text)
    return start


def _empty_pack(generator: Generator, catalogue: CatalogueReader, today: date) -> EvidencePack:
    """Return a pack with the room that a model's window leaves beside the orders for a brief."""
    able = generator.able
    besides = able.count(prompt("brief").template) + able.count(prompt("document").template + BRIEF_OF_PART)
    if able.structured:
        besides += able.count(AS_OBJECT) + able.count(json.dumps(ANSWER_SCHEMA))
    return EvidencePack(catalogue, min(able.evidence_tokens, max(_SMALLEST, able.room(besides))), today, able.count)


def _end_of(pack: EvidencePack) -> int:
    return max((p.unit.end for p in pack.pieces if p.unit), default=0)


def _read_of(parts: Sequence[EvidencePack], text: str) -> int:
    """Return how many characters of a document's text its parts have; all, where only white space is left."""
    read = reached = 0
    left = ""
    for start, end in sorted((p.unit.start, p.unit.end) for pack in parts for p in pack.pieces if p.unit):
        left += text[reached:start]
        read += max(0, end - max(start, reached))
        reached = max(reached, end)
    return read if (left + text[reached:]).strip() else len(text)


@dataclass(frozen=True, slots=True)
class _Sections:
    """Checked sections of a brief, or of the brief of a part."""

    summary: tuple[BriefSentence, ...] = ()
    points: tuple[BriefSentence, ...] = ()
    questions: tuple[BriefQuestion, ...] = ()
    glossary: tuple[BriefSentence, ...] = ()


def _written(
    one: Generator, pack: EvidencePack, edition: tuple[Source, Version], today: date, of_part: str
) -> tuple[_Sections, int]:
    """Return what a model writes over a pack as far as it stands, and how many sentences do not. Raise ModelFailed."""
    request = BriefRequest(_READING, today, as_a_whole=False, title=edition[0].title, of_part=of_part)
    draft = ""
    for piece in one.draft(request, pack):
        draft = "" if isinstance(piece, Step) else draft + piece
    written = one.checked(request, draft, pack)
    if one.no_look:
        raise one.no_look
    found = _Found(pack, Citations(pack.catalogue))
    for statement, spans in zip(written.statements, written.spans, strict=True):
        if statement.place is not None:
            found.take(statement, spans)
    return _Sections(**dict(_told(draft, found, edition, pack.catalogue))), found.left_out  # type: ignore[arg-type]


def _places(parts: Sequence[_Sections]) -> list[tuple[int, int]]:
    """Return the stretches that the summaries and the points of parts stand on, of each part some."""
    said = _in_turns([(*s.summary, *s.points) for s in parts], _MOST_IN_SECTION["points"] + 2 * _PARTS_READ)
    return list(dict.fromkeys(place for sentence in said for place in sentence.places))


_Entry = TypeVar("_Entry", BriefSentence, BriefQuestion)


def _in_turns(lists: Sequence[Sequence[_Entry]], most: int) -> tuple[_Entry, ...]:
    """Return at most so many entries of lists, each once: the first of each, then the second, told list by list."""
    ranked = sorted((n, k) for k, entries in enumerate(lists) for n in range(len(entries)))
    chosen: dict[str, tuple[int, int]] = {}
    for n, k in ranked:
        entry = lists[k][n]
        chosen.setdefault(entry.text if isinstance(entry, BriefSentence) else entry.wordings[0], (k, n))
    return tuple(lists[k][n] for k, n in sorted(list(chosen.values())[:most]))


class _Found:
    """Checked sentences by the block of the reply in which they stand, with the notices of what they leave out."""

    def __init__(self, pack: EvidencePack, cites: Citations) -> None:
        self.pack, self.cites = pack, cites
        self.of_block: dict[int, list[tuple[BriefSentence | None, tuple[str, ...]]]] = {}
        self.left_out = 0

    def take(self, statement: Statement, spans: Mapping[int, str]) -> None:
        """Take a statement of the reply with the words that it points to; one that does not stand is counted."""
        assert statement.place is not None
        sentence = self._sentence(statement, spans)
        self.left_out += sentence is None
        goes_on = tuple(self._goes_on(statement, spans)) if sentence else ()
        self.of_block.setdefault(statement.place.block, []).append((sentence, goes_on))

    def _sentence(self, statement: Statement, spans: Mapping[int, str]) -> BriefSentence | None:
        check = _BRIEF_CHECKS.get(statement.verdict)
        told = statement.claim is None or statement.claim in _TELLS
        if check is None or not told or any(text_faults("answer", statement.text)):
            return None
        pieces = [(n, piece) for n in statement.citations if (piece := self.pack.piece(n)) is not None]
        if check is not BriefCheck.VERBATIM:  # without words that stand there nothing bears it out
            pieces = [(n, piece) for n, piece in pieces if found_at(piece.text, spans.get(n, ""))]
        numbers = [
            number
            for n, _ in pieces
            for number in self.pack.cite(n, spans.get(n, "") or statement.text, statement.text, self.cites)
        ]
        places = tuple((self.cites.all[n - 1].start, self.cites.all[n - 1].end) for n in dict.fromkeys(numbers))
        return BriefSentence(statement.text, check, places) if places else None

    def _goes_on(self, statement: Statement, spans: Mapping[int, str]) -> Iterator[str]:
        claim = Claim(statement.text, ClaimType.STATES, tuple(Support(n, span) for n, span in spans.items()))
        left = unsaid([claim], [statement], self.pack.citations(), self.pack.day, rows=self.pack.rows)
        yield from (
            s.text for s in left if s.note is StatementRole.EXCEPTION and not any(text_faults("exceptions", s.text))
        )


def _told(
    draft: str, found: _Found, edition: tuple[Source, Version], catalogue: CatalogueReader
) -> Iterator[tuple[str, tuple[BriefSentence | BriefQuestion, ...]]]:
    """Yield the sections of a brief by name, from the blocks of the reply under their headings."""
    sections: dict[str, list[BriefSentence]] = {name: [] for name in ("summary", "points", "glossary")}
    questions: list[BriefQuestion] = []
    asked: dict[tuple[str, ...], list[int]] = {}
    section = "summary"
    wordings: tuple[str, ...] = ()
    for number, block in enumerate(read_reply(draft).blocks):
        if block.text:
            section, wordings = _under(block.text, section)
        elif section == "questions":
            asked.setdefault(wordings, []).append(number)
        else:
            whole = (_with_rest(s, rest) for s, rest in found.of_block.get(number, ()) if s)
            sections[section] += whole
    for wordings, blocks in asked.items():
        said = [one for number in blocks for one in found.of_block.get(number, ())]
        answer = [s for s, _ in said if s]
        if wordings and answer and len(answer) == len(said) <= _ANSWER_SENTENCES:
            pins = _pins(answer, edition, catalogue)
            exceptions = tuple(dict.fromkeys(text for _, rest in said for text in rest))
            questions.append(BriefQuestion(wordings, tuple(answer), pins, exceptions))
    yield from ((name, tuple(sentences[: _MOST_IN_SECTION[name]])) for name, sentences in sections.items())
    yield "questions", tuple(questions[: _MOST_IN_SECTION["questions"]])


def _under(heading: str, before: str) -> tuple[str, tuple[str, ...]]:
    """Return the section that begins with a heading, and the wordings of the question that it asks."""
    name = heading.strip(" :*#.").casefold()
    if name in _BRIEF_SECTIONS:
        return _BRIEF_SECTIONS[name], ()
    wordings = tuple(dict.fromkeys(w.strip() for w in heading.split(" / ")))[:_WORDINGS]
    if not all(map(_may_be_asked, wordings)):
        return ("points" if before != "questions" else before), ()
    return "questions", wordings


def _may_be_asked(wording: str) -> bool:
    plain = _ENDS_AS_QUESTION.search(wording) is not None and not any(text_faults("questions", wording))
    plain = plain and "yes_no" not in kinds_wanted(wording)  # no yes or no comes from a brief
    return plain and not instructs(wording) and not leaks(wording)


def _with_rest(sentence: BriefSentence, rest: Sequence[str]) -> BriefSentence:
    return BriefSentence(" ".join((sentence.text, *rest)), sentence.check, sentence.places)


def _pins(
    answer: Sequence[BriefSentence], edition: tuple[Source, Version], catalogue: CatalogueReader
) -> tuple[str, ...]:
    """Return the stamped pins of an answer; none where a text of it does not stand under an address of its own."""
    source, version = edition
    about = AnnotatedSource(source.id, source.title, source.jurisdiction, version.valid_from)
    held = [catalogue.at(version.number, start) for s in answer for start, _ in s.places]
    pins: dict[str, str] = {}
    for locator in dict.fromkeys(h.locator for h in held):
        pin = Pin(locator)
        found = pinned(Annotation(about, "brief", (), "", (pin,)), pin, catalogue)
        mine = any(p.version.number == version.number for p in found.provisions)
        if found.state not in (PinState.HELD, PinState.STAYED) or not mine:
            return ()
        pins[locator] = str(Pin(locator, found.digest))
    return tuple(pins.values())

"""Questions that may be offered first: by who is asking, and of the documents of a person themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, zip_longest
from pathlib import Path

from assistant.engines.lists.held_lists import all_held
from assistant.query.texts_meant import title_asked
from corpus.annotations import kept_notes
from corpus.annotations.model import AnnotatedSource, Annotation
from corpus.annotations.pins import source_ids
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import Holding
from corpus.lexicon import tables
from corpus.model import OriginClass, Role
from ui.language import N_
from ui.offers.headings import heading_question

TABLE = Path(__file__).with_name("starters.toml")
OWN = N_("In your documents")
_OWN_ORIGINS = (OriginClass.HANDED_IN, OriginClass.UPLOAD)
_DOCUMENTS_TRIED = 3
_TITLE_ON_A_BUTTON = 90  # characters of a title on a button
_TRIED_OF_EACH = 4  # headings of a document, and terms
_TRIED_FOR_A_BRIEF, _NOTES_TRIED = 8, 10  # of a brief: headings, terms and addresses; notes
_NOTES_OF_A_TEXT, _LISTS_TRIED = 6, 3  # of all that is held
_TRIED_OF_AN_AUDIENCE = 6  # questions beside its examples


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be offered, and beginnings of source ids: on one of them its answer's first words stand.

    Without `cites` it may stand on any text.
    """

    question: str
    cites: tuple[str, ...] = ()


@cache
def examples() -> dict[str, tuple[Candidate, ...]]:
    """Return the examples of first questions, by who is asking."""
    audiences = tables.content(TABLE)["audience"]
    return {a["name"]: tuple(Candidate(q["asks"], tuple(q["cites"])) for q in a["question"]) for a in audiences}


def starters_of(catalogue: CatalogueReader) -> dict[str, tuple[Candidate, ...]]:
    """Return what may be asked first of a collection, by who is asking; of an empty one nothing."""
    held = catalogue.holdings()
    if not held:
        return {}
    asked = dict(examples())
    for who, candidates in _of_what_is_held(catalogue).items():
        known = {c.question for c in asked[who]}
        asked[who] += tuple(c for c in candidates if c.question not in known)
    own = [h for h in held if h.source.origin_class in _OWN_ORIGINS]
    newest = sorted(own, key=lambda h: h.latest.number, reverse=True)[:_DOCUMENTS_TRIED]
    of_own = [_of_document(catalogue, h, is_last=n == 0) for n, h in enumerate(newest)]
    return {**asked, OWN: tuple(dict.fromkeys(_by_turns(*of_own)))}


def _of_what_is_held(catalogue: CatalogueReader) -> dict[str, list[Candidate]]:
    """Return by who is asking what fills up the examples: how many each list held has, and what notes are on.

    With the law of one country alone no example may be answered, and its notes are what there is to begin with.
    """
    audiences = tables.content(TABLE)["audience"]
    found: dict[str, list[Candidate]] = {a["name"]: [] for a in audiences}
    for who in (a["name"] for a in audiences if a.get("lists")):
        found[who] += islice(list_questions(catalogue), _LISTS_TRIED)
    by_turns = _by_turns(*(spread(notes, _NOTES_OF_A_TEXT, id) for id, notes in held_notes(catalogue).items()))
    for candidate in by_turns:
        who = min(found, key=lambda name: len(found[name]))
        if len(found[who]) >= _TRIED_OF_AN_AUDIENCE:
            break
        found[who].append(candidate)
    return found


def held_notes(catalogue: CatalogueReader) -> dict[str, tuple[Annotation, ...]]:
    """Return the notes by the id of the text held that they are on."""
    found: dict[str, list[Annotation]] = {}
    ids: dict[AnnotatedSource, tuple[str, ...]] = {}
    for note in kept_notes(catalogue).all:
        if note.source not in ids:
            ids[note.source] = source_ids(note.source, catalogue)
        for id in ids[note.source]:
            found.setdefault(id, []).append(note)
    return {id: tuple(notes) for id, notes in found.items()}


def list_questions(catalogue: CatalogueReader) -> Iterator[Candidate]:
    """Yield for each list of parties that is held the question that counts it."""
    for held in all_held(catalogue):
        yield Candidate(f"How many parties are on the {held.about.name}?", (held.source.id,))


def spread(notes: Sequence[Annotation], most: int, source_id: str) -> list[Candidate]:
    """Return what some notes on a text answer, from all over the text."""
    step = max(1, len(notes) // most)
    return [question_of(note, source_id) for note in notes[::step][:most]]


def question_of(note: Annotation, source_id: str) -> Candidate:
    """Return the first question that a note answers, as a sentence begins."""
    question = note.questions[0]
    return Candidate(f"{question[:1].upper()}{question[1:]}", (source_id,))


def questions_of(catalogue: CatalogueReader, held: Holding) -> tuple[Candidate, ...]:
    """Return what may be asked of one text: what notes on it answer, and what it says itself, by turns."""
    cites = (held.source.id,)
    by_notes = spread(held_notes(catalogue).get(held.source.id, ()), _NOTES_TRIED, held.source.id)
    by_itself = _of_document(catalogue, held, most=_TRIED_FOR_A_BRIEF)
    outline = (p for p in catalogue.outline(held.latest.number) if p.provision.role is Role.SECTION)
    addresses = (Candidate(f"What does {p.locator} say?", cites) for p in outline if not p.provision.reserved)
    return tuple(dict.fromkeys((*_by_turns(by_notes, by_itself), *islice(addresses, _TRIED_FOR_A_BRIEF))))


def _by_turns(*asked: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the first question of each, then the second of each, and so on."""
    for together in zip_longest(*asked):
        yield from filter(None, together)


def _of_document(
    catalogue: CatalogueReader, held: Holding, *, is_last: bool = False, most: int = _TRIED_OF_EACH
) -> Iterator[Candidate]:
    """Yield questions on a document's headings, on the terms that it defines, in its order, and on it as a whole."""
    number, cites = held.latest.number, (held.source.id,)
    found = (heading_question(p.provision.heading) for p in catalogue.outline(number) if p.provision.heading)
    headings = [question for question in dict.fromkeys(found) if question][:most]
    yield from (Candidate(question, cites) for question in headings)
    terms = sorted(catalogue.terms(number).items(), key=lambda pair: pair[1])
    yield from (Candidate(f"What does “{term}” mean?", cites) for term, _ in terms[:most])
    title = " ".join(held.source.title.split())
    whole = f"What is “{title}” about?"
    if len(title) <= _TITLE_ON_A_BUTTON and title_asked(whole):
        yield Candidate(whole, cites)
    elif is_last:
        yield Candidate("What is the last added document about?", cites)

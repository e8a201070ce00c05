"""Questions that may be offered first: examples by who is asking, and what the documents of a person themselves say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice, zip_longest
from pathlib import Path

from assistant.engines.overview.this_text import title_asked
from corpus.annotations import kept_notes
from corpus.catalogue import CatalogueReader
from corpus.held import Holding
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
    own = [h for h in held if h.source.origin_class in _OWN_ORIGINS]
    newest = sorted(own, key=lambda h: h.latest.number, reverse=True)[:_DOCUMENTS_TRIED]
    asked = [_of_document(catalogue, h, is_last=n == 0) for n, h in enumerate(newest)]
    return {**examples(), OWN: tuple(dict.fromkeys(_by_turns(*asked)))}


def questions_of(catalogue: CatalogueReader, held: Holding) -> tuple[Candidate, ...]:
    """Return what may be asked of one text: what notes on it answer, and what it says itself, by turns."""
    cites = (held.source.id,)
    notes = kept_notes(catalogue).of(held.source.id)
    step = max(1, len(notes) // _NOTES_TRIED)  # from all over the text
    by_notes = (Candidate(note.questions[0], cites) for note in notes[::step][:_NOTES_TRIED])
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

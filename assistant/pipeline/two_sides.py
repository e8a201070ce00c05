"""Question that asks what tells things apart: where nothing tells of all, each is asked after by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from assistant.answer.inquiry import Inquiry, inquire
from assistant.answer.outcome import Decision
from assistant.evidence.evidence_gathering import Gatherer
from assistant.lexicon.contrasts import contrast_asked
from assistant.lexicon.glossary import expansions
from assistant.model import Outcome
from assistant.query.model import Query
from assistant.query.parser import understand
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from index.text.tokens import STOP, terms

_OF_ONE_SIDE = 0.49  # probability, at most, of what tells of one of several things that are to be told apart
_NEARLY_THE_SAME = 0.85  # cosine of a question and a wording


def told_by_sides(
    question: Query, inquiries: tuple[Inquiry, ...], gatherer: Gatherer, filters: Filters, without: Collection[str]
) -> tuple[Query, tuple[Inquiry, ...]]:
    """Return a question with the inquiries into its sides, where it wants things told apart that nothing tells.

    What names all of them is kept, and so is what is found where no side is told: that answers nothing, though. A side
    that nothing tells by its own words is left open, and with it the question. Of several questions at once, one that
    is told some sides alone is left open.
    """
    found = inquiries[0]
    contrast = contrast_asked(question.core)
    is_open = found.decision.outcome in (Outcome.ANSWERED, Outcome.SILENT) and found.decision.instead is None
    if question.parts:
        return question, tuple(_open_unless_all_told(i, filters, gatherer.catalogue) for i in inquiries)
    if contrast is None or not is_open or question.compares or len(inquiries) > 1:
        return question, inquiries
    asked = [understand(side, (), filters, gatherer.catalogue, without) for side in contrast.questions]
    words = _own_words(asked)
    if _tells_all(found, words, gatherer.catalogue):
        return question, inquiries
    sides = [
        replace(_only_if_told(inquire(side, gatherer), own, gatherer.catalogue), is_side=True)
        for side, own in zip(asked, words, strict=True)
    ]
    if not any(_is_told(side) for side in sides):
        return question, (_left_open(found),)
    sides = _each_by_its_own(sides)
    return replace(question, parts=contrast.questions), tuple(sides)


def _open_unless_all_told(found: Inquiry, filters: Filters, catalogue: CatalogueReader) -> Inquiry:
    """Return an inquiry into one of several questions, left open where it tells some alone of things to tell apart."""
    contrast = contrast_asked(found.question.core)
    if contrast is None or not _is_told(found) or found.question.compares:
        return found
    words = _own_words([understand(side, (), filters, catalogue) for side in contrast.questions])
    return found if _tells_all(found, words, catalogue) else _left_open(found)


def _is_told(side: Inquiry) -> bool:
    return side.decision.outcome is Outcome.ANSWERED


def _own_words(asked: Sequence[Query]) -> list[frozenset[str]]:
    """Return the words of each of several questions that the others have not; all of them where it has no such."""
    words = [_english_words(question) for question in asked]
    others = [frozenset[str]().union(*(w for n, w in enumerate(words) if n != own)) for own in range(len(words))]
    own = [mine - theirs or mine for mine, theirs in zip(words, others, strict=True)]
    return [frozenset(w for w in mine if len(w) > 1) or mine for mine in own]  # "U.S." is two letters


def _english_words(question: Query) -> frozenset[str]:
    found = question.own_terms if question.language == "en" else frozenset(question.english_terms)
    return frozenset(found) - STOP


def _tells_all(found: Inquiry, words: Sequence[frozenset[str]], catalogue: CatalogueReader) -> bool:
    """Return whether what is told was written of all sides: its question tells them apart, or its sentence has all."""
    if not _is_told(found):
        return False
    match = found.evidence.annotation
    if found.decision.annotated and match:
        if match.features[0] >= _NEARLY_THE_SAME and contrast_asked(match.wording):
            return True  # the things under other names: "the EL and the UVL"
        # What has the words of all need not tell them apart: "is it dual-use, or must it help an army?".
        named = (w for w in match.annotation.questions if all(_has(w, own) for own in words))
        return any(contrast_asked(wording) for wording in named)
    if found.evidence.addressed:
        told = " ".join(catalogue.full_text(held) for held in found.evidence.addressed)
        return len(found.question.addresses) < len(words) and all(_has(told, own) for own in words)
    if found.evidence.defining:
        told = " ".join(_defined(held, catalogue) for held in found.evidence.defining)
        return all(_has(told, own) for own in words)
    said = found.ranked[0].hit.passage.text if found.ranked else ""
    return all(_has(said, own) for own in words)


def _only_if_told(side: Inquiry, own: frozenset[str], catalogue: CatalogueReader) -> Inquiry:
    """Return an inquiry into one side, left open where what would answer has not its words."""
    if not _is_told(side) or side.evidence.addressed:
        return side
    match = side.evidence.annotation
    if side.evidence.defining:
        said = " ".join(_defined(held, catalogue) for held in side.evidence.defining)
    elif side.decision.annotated and match:
        # Its other wordings and the texts that it is pinned to may name what it does not tell of.
        said = f"{match.annotation.questions[0]} {match.annotation.answer}"
    else:
        said = side.ranked[0].hit.passage.text if side.ranked else ""
    return side if _has(said, own) else _left_open(side)


def _defined(held: HeldProvision, catalogue: CatalogueReader) -> str:
    """Return the words of a definition with the terms that it defines and the headings above it."""
    above = (h.provision.heading for h in catalogue.ancestors(held))
    return " ".join((held.text, *(d.term for d in held.provision.defines), *above))


def _has(text: str, words: frozenset[str]) -> bool:
    """Return whether a text has all words, each as it is or, of an abbreviation, as what it stands for."""
    said = frozenset(terms(text))
    return bool(words) and all(w in said or any(said.issuperset(terms(long)) for long in _stands_for(w)) for w in words)


def _stands_for(word: str) -> Iterator[str]:
    """Yield what a word abbreviates by the first letters: "GBS" is searched by other words too, which it is not."""
    for long in expansions(word.upper()):
        if "".join(w[0] for w in long.casefold().split() if w not in STOP) == word.casefold():
            yield long


def _each_by_its_own(sides: Sequence[Inquiry]) -> list[Inquiry]:
    """Return sides of which a note tells one alone, the likeliest: it was not written of two, and has words of both."""
    best: dict[str, float] = {}
    for side in sides:
        note = _note_told(side)
        best[note] = max(best.get(note, 0.0), side.decision.probability)
    kept, told = [], set[str]()
    for side in sides:
        note = _note_told(side)
        is_other = bool(note) and (note in told or side.decision.probability < best[note])
        kept.append(_left_open(side) if is_other else side)
        told |= set() if is_other else {note}
    return kept


def _left_open(found: Inquiry) -> Inquiry:
    if found.decision.outcome is not Outcome.ANSWERED:
        return found
    evidence = replace(found.evidence, defining=())  # one that defines one side alone would be told as the answer
    decision = Decision(Outcome.SILENT, min(found.decision.probability, _OF_ONE_SIDE))
    return replace(found, evidence=evidence, decision=decision)


def _note_told(side: Inquiry) -> str:
    match = side.evidence.annotation
    return match.annotation.id if side.decision.annotated and match else ""

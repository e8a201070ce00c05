"""Notes on a provision that was asked for by its address, for those who do not read the language of its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.query.model import Query
from corpus.annotations import Annotation, PinState, pinned_texts
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import EAST_ASIAN
from corpus.locators import key

_ADDED_HERE = lazy_regex(r"-[0-9a-f]{6}$")
_MOST = 4  # notes on one provision: a sentence for each of its paragraphs, not its whole commentary
AddressNote = tuple[Annotation, HeldProvision]  # a note and the provision that it is pinned to


def notes_inside(
    held: HeldProvision, question: Query, everything: Sequence[Annotation], catalogue: CatalogueReader
) -> tuple[AddressNote, ...]:
    """Return the notes pinned to a provision or to what is below it, one for each place, in the order of the text.

    None where the question is in the language of the text, or the text is in letters that the asker may read. A note
    whose text is not the one that it was written for, or is stayed, is left out, and so is one that says only half of
    the rule in its first sentence.
    """
    if held.source.language == question.language or not EAST_ASIAN.search(catalogue.full_text(held)):
        return ()
    inside = catalogue.subtree(held)
    ends = tuple(key(p.locator) for p in inside)
    found: dict[int, AddressNote] = {}
    for note in _of_text(everything, held.source.id):
        if not (key(note.pins[0].locator).endswith(ends) and _stands_alone(note)):
            continue
        texts = pinned_texts(note, catalogue, question.filters.as_of)
        if any(t.state is not PinState.HELD or t.stay is not None for t in texts):
            continue
        at = texts[0].provisions[0]
        if all(_is_inside(p, held) for t in texts for p in t.provisions):
            before = found.get(at.position)
            # One that rests on the place alone says all of it; with an item of it, what that item adds.
            if before is None or len(note.pins) < len(before[0].pins):
                found[at.position] = (note, at)
    return tuple(found[position] for position in sorted(found))[:_MOST]


def _of_text(everything: Sequence[Annotation], source: str) -> Iterator[Annotation]:
    """Yield the notes on a text under its id, or under the one of its form, without the six characters added here."""
    ids = (source, _ADDED_HERE.sub("", source))
    for note in everything:
        if note.pins and note.source.held and note.source.id in ids:
            yield note


def _is_inside(provision: HeldProvision, held: HeldProvision) -> bool:
    return provision.version.number == held.version.number and held.position <= provision.position < held.after


def _stands_alone(note: Annotation) -> bool:
    """Return whether the answer of a note can be read without the question and without anything beside it."""
    if note.conditions or note.exceptions or note.status:
        return False
    return not note.verdict or note.without_word() != note.answer

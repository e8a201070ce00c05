"""Tells names of parties from everyday words: what a sentence says in small letters, at its beginning, or loudly."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from assistant.engines.screening.asked.written_names import OTHER_SCRIPT
from assistant.query.candidate_names import LEGAL_FORM
from corpus.annotations import Annotation, kept_notes
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import row_questions

_WORD_SAID = lazy_regex(r"[^\W_]+(?:['’][^\W_]+)?")
_ENDS_SENTENCE = ".?!:;…\n"
_BEFORE_SENTENCE = " \t\r\"'“”«»()[]–—-"  # signs that may stand before the first word of a sentence
_LETTERS_WITH_S = 4  # letters of a word from which on its "s" may be that of a plural
_TWICE = 2  # questions that a word stands in from which on it is one that people use
_BEFORE, _BEHIND = 60, 80  # characters around a name that are looked at
_TO_SPACES = str.maketrans(dict.fromkeys((string.punctuation.replace("'", "") + "\n“”«»–—…"), " ") | {"’": "'"})


class Everyday(IntEnum):
    """How far words are everyday ones."""

    NO = 0  # a name, or words that are told to be one
    WORDS = 1  # everyday words, written as a name is
    WRITTEN = 2  # … and written as a sentence writes them


@dataclass(frozen=True)
class EverydayWords:
    """Words in the wordings of the annotations, which people use in small letters and their answers do, too."""

    notes: tuple[Annotation, ...]

    @cached_property
    def _asked(self) -> Counter[str]:
        return _counted(q for note in self.notes for q in note.questions)

    @cached_property
    def _told(self) -> Counter[str]:
        return _counted(note.answer for note in self.notes)

    def has(self, word: str) -> bool:
        """Return whether a word is an everyday one: no name that is written in small letters for haste."""
        plain = word.replace("’", "'").casefold()
        forms = (plain, plain[:-1]) if plain.endswith("s") and len(plain) > _LETTERS_WITH_S else (plain, f"{plain}s")
        return plain.isdigit() or any(map(self._is_used, forms))

    def _is_used(self, word: str) -> bool:
        told = self._told[word]
        if told < sum(self._told[w] for w in {word.capitalize(), word.upper()}):
            return False
        return told > 0 or self._asked[word] >= _TWICE

    def kind_of(self, name: str, text: str) -> Everyday:
        """Return how far a name in a text is made of everyday words, wherever in it nobody is said to be called so."""
        said, plain = text.replace("’", "'"), name.replace("’", "'")
        places = [*_places(plain, said)]
        if not places or OTHER_SCRIPT.search(name) or _has_legal_form(plain) or _is_named(plain, said, places):
            return Everyday.NO
        found = _WORD_SAID.findall(plain)
        if not found or not all(map(self.has, found)):
            return Everyday.NO
        return Everyday.WRITTEN if all(_is_written(plain, said, at) for at in places) else Everyday.WORDS

    def names_in(self, names: Iterable[str], text: str) -> list[str]:
        """Return those of the names that a text does not write as everyday words of its own."""
        return [n for n in names if self.kind_of(n, text) is not Everyday.WRITTEN]


def everyday_words(catalogue: CatalogueReader) -> EverydayWords:
    """Return the everyday words of the annotations, read once."""
    return catalogue.once("everyday words", lambda: EverydayWords(kept_notes(catalogue).all))


def _counted(texts: Iterable[str]) -> Counter[str]:
    return Counter(" ".join(texts).translate(_TO_SPACES).split())


def _places(name: str, text: str) -> Iterator[int]:
    """Yield where a name stands in a text as whole words."""
    at = text.find(name)
    while at >= 0:
        if not text[at - 1 : at].isalnum() and not text[at + len(name) : at + len(name) + 1].isalnum():
            yield at
        at = text.find(name, at + len(name))


def _has_legal_form(name: str) -> bool:
    """Return whether a name of several words has the legal form of a body: "Lamp Holding Ltd", not "our company"."""
    bodies = row_questions.table().bodies
    found = _WORD_SAID.findall(name)
    return len(found) > 1 and any(
        w.casefold() in bodies and (w[0].isupper() or len(w) <= 4) and LEGAL_FORM.fullmatch(w) for w in found[1:]
    )


def _is_named(name: str, text: str, places: Iterable[int]) -> bool:
    """Return whether a text says of a name that somebody is called so, or asks of a list after it."""
    known = row_questions.table()
    for at in places:
        before, behind = text[max(0, at - _BEFORE) : at], text[at + len(name) : at + len(name) + _BEHIND]
        if known.called.search(before) or (name[0].isupper() and known.role_of.search(before)):
            return True
        asked = known.asked_after.search(before) or (name[0].isupper() and not known.some_of.search(before))
        if asked and known.on_a_list.match(behind):
            return True
        if name[0].isupper() and known.acts.match(behind):
            return True
    return False


def _is_written(name: str, text: str, at: int) -> bool:
    """Return whether words stand as a sentence writes them: small, first in it, or a single one in capitals."""
    first, *rest = _WORD_SAID.findall(name)
    if any(not w.islower() and not w.isdigit() for w in rest):
        return False
    if first.islower() or first.isdigit() or (first.isupper() and not rest):
        return True
    before = text[max(0, at - _BEFORE) : at].rstrip(_BEFORE_SENTENCE)
    return before[-1] in _ENDS_SENTENCE if before else at <= _BEFORE

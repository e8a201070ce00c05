"""Whether a note that is told for one of several questions tells what another of them asks, and by which words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from assistant.evidence.annotations import AnnotationMatch
from assistant.query.answer_kinds import TOLD_KINDS, fit, kinds_wanted
from assistant.query.model import Query
from corpus.annotations import Annotation
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans
from corpus.lexicon.tables import content
from index.text.tokens import STOP, terms

_HALF_TOLD = 0.5  # of the words of a question by itself that are told beside the kind of answer that it wants
_LITTLE_TOLD = 0.34  # of the words, below which what the note of a text that is not held tells is of something else
_WORDS_OF_ASKING = (
    "how who whom when long many much quick quickly fast soon high big large day year month amount maximum fine "
    "penalty decide decides decided decision"
)
_OF_OFFICES = "body"
_WORDS_OF_WHO = 2  # words of a question that asks who does what is told


def tells_of(match: AnnotationMatch, question: Query) -> bool:
    """Return whether a note, by its own words, tells what a short question beside its own asks: "by when?", "by whom?".

    It has the kind of answer that is wanted, in one statement, and half of what else the question says. One that wants
    no such kind is answered by no statement for certain.
    """
    wanted = kinds_asked(question)
    if not wanted:
        return False
    note = match.annotation
    if wanted == {_OF_OFFICES}:
        return bool(note.who_decides) and _share_told(question, note.as_text) >= _HALF_TOLD
    is_told = any(offers(wanted, text) for text in _statements(note))
    return is_told and _share_told(question, note.as_text) >= _HALF_TOLD


def leaves_open(
    match: AnnotationMatch, question: Query, least: float = _LITTLE_TOLD, beside: Query | None = None
) -> bool:
    """Return whether a note that came nearest to one of several questions plainly says nothing of it.

    It lacks the kind of answer that is wanted, or has fewer of the words than `least`, those of the question `beside`
    left out; those of a question in another language than English cannot be compared.
    """
    note = match.annotation
    wanted = kinds_asked(question)
    told = [*_statements(note), *note.check_next]
    if wanted and not any(offers(frozenset({kind}), text) for kind in wanted for text in told):
        return True
    known = frozenset(terms(beside.core)) if beside is not None else frozenset[str]()
    return question.language == "en" and _share_told(question, note.as_text, known) < least


def office_named(match: AnnotationMatch, question: Query) -> tuple[HeldProvision, int, int] | None:
    """Return the sentence of a note's own provision that names the office, where a question asks for hardly more.

    Who punishes or decides stands at the head of a provision; a note that names no office of its own leaves it out.
    """
    if kinds_asked(question) - {"penalty"} != {_OF_OFFICES} or match.annotation.who_decides:
        return None
    if len(_own_words(question)) > _WORDS_OF_WHO or match.changed:
        return None
    for held in (held for pin in match.pins for held in pin.provisions[:1]):
        for start, end in sentence_spans(held.text):
            if fit(frozenset({_OF_OFFICES}), held.text[start:end]):
                return held, held.provision.start + start, held.provision.start + end
    return None


def kinds_asked(question: Query) -> frozenset[str]:
    """Return the kinds of answer that a question wants by its own words, in whatever language of the desk."""
    in_language = (kind for kind, asked in _asked_by(question.language).items() if asked.search(question.core))
    return (kinds_wanted(question.core) & TOLD_KINDS) | frozenset(in_language)


def offers(kinds: frozenset[str], text: str) -> bool:
    """Return whether a text has an answer of all kinds, or says that there is none; a day may be a length of time."""
    if _SAYS_NONE.search(text):
        return True
    return all(fit(frozenset({kind} | ({"duration"} if kind == "date" else set())), text) for kind in kinds)


@cache
def _asked_by(language: str) -> Mapping[str, re.Pattern[str]]:
    rows = content(KINDS_TABLE).get(language, {})
    return {kind: re.compile(asked, re.I) for kind, asked in rows.items()}


_SAYS_NONE = lazy_regex(
    r"\b(?:sets?|gives?|names?|fix(?:es)?|states?) no (?:\w+ ){0,4}"
    r"(?:amounts?|figures?|length|limits?|deadlines?|periods?|terms?|offices?)\b",
    re.I,
)
KINDS_TABLE = Path(__file__).with_name("kinds_asked.toml")


def _statements(note: Annotation) -> Iterator[str]:
    for _, text in note.statements():
        yield text


def _share_told(question: Query, text: str, known: frozenset[str] = frozenset()) -> float:
    words = _own_words(question) - known
    return len(words & {*terms(text)}) / len(words) if words else 1.0


def _own_words(question: Query) -> frozenset[str]:
    return frozenset(terms(question.core)) - STOP - _asking()


@cache
def _asking() -> frozenset[str]:
    """Return words by which a kind of answer is asked for, which no answer need have."""
    return frozenset(terms(_WORDS_OF_ASKING))

"""A note in the language of the question: its translation, the law in its own words where there is none, a country."""

from __future__ import annotations

from assistant.lexicon.answer_words import answer_words
from assistant.query.model import Query
from corpus.annotations import Annotation, PinnedText, in_language
from corpus.language.detection import language_of
from corpus.language.normal_form import one_line
from corpus.language.sentences import sentence_spans
from corpus.lexicon import jurisdictions
from corpus.lexicon.countries import countries_in, name_in

WRITTEN = "a note written beforehand and pinned to this text"  # why a note of ours is told
_LAW_SHOWN = 420  # characters of a provision that is shown before a note in another language


def told_in(question: Query, annotation: Annotation) -> Annotation | None:
    """Return a note in the language of a question; None where it is in English, or nobody has translated the note."""
    return None if question.language == "en" or annotation.written_by else in_language(annotation, question.language)


def in_law(text: str, jurisdiction: str, language: str, *, behind: bool = False) -> str:
    """Return what a translated note says with the country whose law it tells, before it or `behind` it in brackets.

    One that names the country, as translators do where their language wants it, is told as it is.
    """
    words, known = answer_words(language), jurisdictions.table()
    code = known.country_of(jurisdiction)
    country = name_in(language, code)
    if words is None or not country or code in countries_in(text, language) or jurisdiction in known.called_in(text):
        return text
    return words.in_brackets.format(text, country) if behind else words.of_law.format(country, text)


def law_in_language(question: Query, annotation: Annotation, pins: tuple[PinnedText, ...]) -> str:
    """Return the words of a law in the language of the question to which a note is pinned; "" for any other law.

    Of a long provision the sentence that has most of the question's characters, in pairs, with those that follow it.
    """
    known = jurisdictions.table().by_code.get(annotation.jurisdiction)
    text = one_line(pins[0].text) if pins and len(pins[0].provisions) == 1 else ""
    if known is None or not text or question.language != known.language:
        return ""
    if language_of(text, "") != question.language:
        return ""
    if len(text) <= _LAW_SHOWN:
        return text
    spans = sentence_spans(text)
    asked = _pairs(question.core)
    at = max(range(len(spans)), key=lambda n: len(asked & _pairs(text[slice(*spans[n])])))
    start, end = spans[at]
    for _, further in spans[at + 1 :]:
        if further - start > _LAW_SHOWN:
            break
        end = further
    return text[start:end].strip() if end - start <= 2 * _LAW_SHOWN else ""


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[n : n + 2] for n in range(len(text) - 1))

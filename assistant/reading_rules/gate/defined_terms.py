"""Whether a sentence says what a term means, where nothing but that is asked."""

from __future__ import annotations

import re

from assistant.evidence.definitions import terms_asked
from assistant.query.answer_kinds import TOLD_KINDS
from assistant.query.model import Query
from assistant.reading_rules.sentences import Sentence
from corpus.language.lazy_regex import lazy_regex
from corpus.model import Kind
from index.text.tokens import terms

_DEFINES = lazy_regex(r"\b(?:means?|(?:is|are) defined|refers? to|(?:is|are) (?:an?|the|any|those))\b", re.I)
_EXPLAINS = lazy_regex(r"\b(?:means?|is|are|refers? to)\b", re.I)
# Words that stand before a definition's verb besides its term: "For the purposes of this section, …".
_WORDS_BEFORE_VERB = 12


def leaves_undefined(question: Query, best: Sentence) -> bool:
    """Return whether a question asks what a term means, and the best sentence only names the term.

    A note that uses it, a cross-reference and a rule on it have all the words of such a question, and say nothing of
    what it is. An explainer on the term itself was written to say that, in whatever form.
    """
    if question.language != "en" or question.wants & TOLD_KINDS or "yes_no" in question.wants:
        return False
    asked = terms_asked(question)
    return bool(asked) and not any(_is_explained(term, best) or _defines(term, best) for term in asked)


def _is_explained(term: str, sentence: Sentence) -> bool:
    source = sentence.hit.source
    return source.kind is Kind.EXPLAINER and set(terms(term)) <= set(terms(source.title))


def _defines(term: str, sentence: Sentence) -> bool:
    binding = sentence.hit.source.kind in (Kind.LAW, Kind.LIST)  # whose sentences say what is done with a term as often
    verb = (_DEFINES if binding else _EXPLAINS).search(sentence.text)
    if verb is None:
        return False
    before = sentence.text[: verb.start()]
    words = frozenset(terms(term))
    return words <= frozenset(terms(before)) and len(before.split()) <= len(words) + _WORDS_BEFORE_VERB

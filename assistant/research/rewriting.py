"""A follow-up as a question of its own in a chat model's words, where these say no more than the conversation did.

The rule-made question (`assistant.query.follow_ups`) stands wherever the model fails, is late, or writes what was not
said: a name, a number, a date, a country or an address from nowhere would be searched for and answered, and the reader
would not know why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.facts.extraction import FactKind, facts, missing
from assistant.prompts.loader import leaks, rewriting, spoken
from assistant.query.follow_ups import addressed, is_follow_up
from assistant.research.translation import Speak
from assistant.verification.draft_sentences import plain_words
from assistant.verification.injection import instructs
from corpus.errors import ModelFailed
from corpus.language.scripts import CJK
from corpus.locators import mentions
from index.text.tokens import STOP, stem

_PATIENCE = 15.0  # seconds: the answer waits for it
_LONGEST, _REPLY = 400, 4000  # characters of a question, and of a reply with its thoughts
_BEFORE = 6  # questions of the conversation that are read
_SHORT = 9  # words: a longer question that does not point back stands for itself
_NEW = 0.34  # share of the content words that the conversation need not have: "say", "apply", "rule"
_KEPT = 0.5  # share of the question's own content words that must still be there
# What a question begins with; any other capital at its beginning may be a name.
_OPENERS = frozenset(
    [
        "what",
        "which",
        "who",
        "whom",
        "whose",
        "when",
        "where",
        "why",
        "how",
        "do",
        "does",
        "did",
        "is",
        "are",
        "was",
        "were",
        "can",
        "could",
        "may",
        "must",
        "should",
        "shall",
        "will",
        "would",
        "has",
        "have",
        "had",
        "under",
        "if",
        "in",
        "for",
        "to",
        "from",
        "by",
        "with",
        "on",
        "at",
        "as",
        "of",
        "the",
        "a",
        "an",
        "and",
        "or",
        "not",
        "there",
        "any",
        "according",
    ]
)
_SKIPPED = frozenset(
    [
        "what",
        "about",
        "and",
        "or",
        "so",
        "then",
        "also",
        "how",
        "it",
        "its",
        "that",
        "this",
        "these",
        "those",
        "they",
        "them",
        "one",
        "ones",
        "same",
        "there",
    ]
)


def worth_rewriting(asked: str, history: Sequence[str]) -> bool:
    """Whether a model may know better than the rule what a question leans on.

    "Paragraph (b)?" after an address is exact by rule.
    """
    if not history or addressed(asked, history) is not None:
        return False
    return is_follow_up(asked) or (len(asked.split()) <= _SHORT and not mentions(asked))


def rewritten(asked: str, history: Sequence[str], speak: Speak) -> str:
    """The question as a question of its own; empty where the model does not give one that can be trusted."""
    if not worth_rewriting(asked, history):
        return ""
    try:
        reply = "".join(speak(rewriting(asked, history[-_BEFORE:]), longest=_REPLY, seconds=_PATIENCE))
    except ModelFailed:
        return ""
    lines = [line for line in spoken(reply).splitlines() if line.strip()]
    question = plain_words(lines[0]).strip("\"“”'` ") if len(lines) == 1 else ""
    question = re.sub(r"^(?:last |rewritten |standalone )*question:\s*", "", question, flags=re.I)
    return question if trusted(question, asked, history) else ""


def trusted(question: str, asked: str, history: Sequence[str]) -> bool:
    """Whether a rewritten question says what was asked and brings nothing that stands in no question of the
    conversation.
    """
    if not question or len(question) > _LONGEST or leaks(question) or (instructs(question) and not instructs(asked)):
        return False
    if bool(CJK.search(question)) != bool(CJK.search(asked)):
        return False
    said = "\n".join((*history, asked))
    if missing([f for f in facts(question) if f.kind is not FactKind.NAME], said) or _new_names(question, said):
        return False
    if missing(facts(asked), question):
        return False  # what was asked got lost
    words, known, own = _content(question), set(_content(said)), _content(asked)
    if not words or sum(w not in known for w in words) > _NEW * len(words):
        return False
    return not own or sum(w in words for w in own) >= _KEPT * len(own)


def _new_names(question: str, said: str) -> bool:
    known = {stem(w.casefold()) for w in re.findall(r"[^\W_]+", said)}
    first = True
    for word in re.findall(r"[^\W_]+", question):
        opens, first = first, False
        low = word.casefold()
        if word[:1].isupper() and stem(low) not in known and not (opens and low in _OPENERS) and low not in STOP:
            return True
    return False


def _content(text: str) -> list[str]:
    """The stems that carry meaning. Chinese and Japanese are read by the character: they have no spaces."""
    words = [w.casefold() for w in re.findall(r"[^\W\d_]+", CJK.sub(" ", text))]
    return [*(stem(w) for w in words if len(w) > 1 and w not in STOP and w not in _SKIPPED), *CJK.findall(text)]

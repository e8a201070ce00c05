"""Follow-ups rewritten by a chat model as questions that stand alone, where it adds nothing to the conversation.

In the same call it tells those that only work on the last answer. One that has a fact or a name that is new, or that
turns to another case in new words ("and for wooden toys?"), is none of them.
The question that `assistant.query.follow_ups` makes by rule stands when the model fails, is late, or brings in what
nobody said: a name, number, date, country or address from nowhere would be searched for and answered, and the reader
would not know why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.facts.comparison import missing_facts
from assistant.facts.extraction import FactKind, facts
from assistant.prompts.loader import DOUBT_ALONE, REWORK_ALONE, leaks, rewriting_messages, without_thoughts
from assistant.query.follow_ups import addressed, is_follow_up
from assistant.query.reworks import Rework, words_besides
from assistant.research.translation import AskModel
from assistant.verification.draft_sentences import plain_words
from assistant.verification.injection import instructs
from corpus.errors import ModelFailed
from corpus.language.detection import language_of
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import CJK, EAST_ASIAN
from corpus.locators import mentions
from index.text.tokens import STOP, stem

_REWRITING_SECONDS = 15.0  # seconds that an answer waits for the rewritten question
_LONGEST_QUESTION, _REPLY = 400, 4000  # characters of a question, and of a reply with its thoughts
_QUESTIONS_READ = 6  # questions of the conversation that the model reads
_SHORT_QUESTION = 9  # words; a longer question that does not point back stands alone
_NEW = 0.34  # share of content words that may be new to the conversation: "say", "apply", "rule"
_WORDS_KEPT = 0.5  # share of the follow-up's content words that must remain
# Words that a question begins with. Any other word with a capital there may be a name.
_OPENERS = frozenset([
    "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "do", "does", "did", "is", "are", "was",
    "were", "can", "could", "may", "must", "should", "shall", "will", "would", "has", "have", "had", "under", "if",
    "in", "for", "to", "from", "by", "with", "on", "at", "as", "of", "the", "a", "an", "and", "or", "not", "there",
    "any", "according",
])  # fmt: skip
_SKIPPED = frozenset([
    "what", "about", "and", "or", "so", "then", "also", "how", "it", "its", "that", "this", "these", "those",
    "they", "them", "one", "ones", "same", "there",
])  # fmt: skip


def worth_rewriting(asked: str, history: Sequence[str]) -> bool:
    """Return whether a model may do better than the rule with a follow-up.

    It may not where the rule is exact, as for "Paragraph (b)?" after an address.
    """
    if not history or addressed(asked, history) is not None:
        return False
    return is_follow_up(asked) or (len(asked.split()) <= _SHORT_QUESTION and not mentions(asked))


@dataclass(frozen=True, slots=True)
class ReadFollowUp:
    """Follow-up as a chat model reads it: as a question that stands alone, or as what it wants of the last answer.

    It is empty where the model gives nothing that can be trusted.
    """

    question: str = ""
    wants: Rework | None = None


def read_follow_up(asked: str, history: Sequence[str], speak: AskModel) -> ReadFollowUp:
    """Return a follow-up as the model reads it; what asks for something new wants nothing of the last answer."""
    if not worth_rewriting(asked, history):
        return ReadFollowUp()
    try:
        reply = "".join(
            speak(rewriting_messages(asked, history[-_QUESTIONS_READ:]), longest=_REPLY, seconds=_REWRITING_SECONDS)
        )
    except ModelFailed:
        return ReadFollowUp()
    if (wants := _WANTS.get(without_thoughts(reply).strip(" .\"'`*\n"))) is not None:
        is_new = _turns_to_another(asked, history) or not _names_nothing_new(asked, history)
        return ReadFollowUp() if is_new else ReadFollowUp(wants=wants)
    lines = [line for line in without_thoughts(reply).splitlines() if line.strip()]
    question = plain_words(lines[0]).strip("\"“”'` ") if len(lines) == 1 else ""
    question = re.sub(r"^(?:last |rewritten |standalone )*question:\s*", "", question, flags=re.I)
    return ReadFollowUp(question if trusted(question, asked, history) else "")


_WANTS = {REWORK_ALONE: Rework.FORM, DOUBT_ALONE: Rework.DOUBT}
_FEWEST_WORDS_IN_GERMAN = 4  # of a question whose capitals are taken for nouns
_ANOTHER_CASE = lazy_regex(
    r"^\W*(?:and|or|what (?:about|of|if)|how about|but (?:for|if|what)|und|oder|et|ou|mais|y|e|o|pero)\b"
    r"|\b(?:also|too|likewise|auch|ebenso|aussi|également|también|tampoco)\b",
    re.I,
)


def _turns_to_another(asked: str, history: Sequence[str]) -> bool:
    """Return whether a follow-up puts the question to what the conversation does not have.

    In Chinese, Japanese and Korean whatever is new may be a name: there no capital tells one.
    """
    known = set(_content("\n".join(history)))
    new = [word for word in _content(" ".join(words_besides(asked))) if word not in known]
    return any(map(EAST_ASIAN.search, new)) or bool(new and _ANOTHER_CASE.search(asked))


def _names_nothing_new(asked: str, history: Sequence[str]) -> bool:
    """Return whether a follow-up has no address, date, sum, country or name that the conversation does not have."""
    named = [f for f in facts(asked) if f.kind is not FactKind.NUMBER or f.value[1]]
    if len(asked.split()) >= _FEWEST_WORDS_IN_GERMAN and language_of("\n".join((*history, asked)), "") == "de":
        named = [f for f in named if f.kind is not FactKind.NAME]
    return not missing_facts(named, "\n".join(history)) and not mentions(asked)


def trusted(question: str, asked: str, history: Sequence[str]) -> bool:
    """Return whether a rewritten question asks what was asked, and adds nothing that the conversation does not have."""
    if (
        not question
        or len(question) > _LONGEST_QUESTION
        or leaks(question)
        or (instructs(question) and not instructs(asked))
    ):
        return False
    if bool(CJK.search(question)) != bool(CJK.search(asked)):
        return False
    said = "\n".join((*history, asked))
    if missing_facts([f for f in facts(question) if f.kind is not FactKind.NAME], said) or _new_names(question, said):
        return False
    if missing_facts(facts(asked), question):
        return False  # a fact of the follow-up is lost
    words, known, own = _content(question), set(_content(said)), _content(asked)
    if not words or sum(w not in known for w in words) > _NEW * len(words):
        return False
    return not own or sum(w in words for w in own) >= _WORDS_KEPT * len(own)


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
    """Return the stems of content words, and every Chinese or Japanese character: those scripts have no spaces."""
    words = [w.casefold() for w in re.findall(r"[^\W\d_]+", CJK.sub(" ", text))]
    return [*(stem(w) for w in words if len(w) > 1 and w not in STOP and w not in _SKIPPED), *CJK.findall(text)]

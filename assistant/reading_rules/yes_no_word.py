"""Yes or no that leads an answer: what it rests on, and whether that of a note replies to a question or would free."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from assistant.query.yes_no_frames import Frame, asks_if_bound, asks_of_an_authority, frame, tells_a_ban
from corpus import lexicon
from corpus.annotations import Annotation
from corpus.language.sentences import sentence_spans
from corpus.lexicon.tables import any_of, content

_YES_NO_WORDS = Path(lexicon.__file__).with_name("yes_no_words.toml")


class Ground(StrEnum):
    """Ground of a yes or no: what was looked up. The value is the reason that is shown beside it.

    None is read from sentences: of those a quarter was wrong on questions in users' own words, and a wrong yes costs
    more than many missing ones.
    """

    LIST = "looked up in the list"
    NAMED_LIST = "the list that the text names was looked up"
    ENTRY_ON_EXCEPTION = "the entry says so of the exception"


@dataclass(frozen=True, slots=True)
class DirectWord:
    """Yes or no with the conditions that go with it ("with the limit beside it")."""

    is_yes: bool
    ground: Ground
    rider: str = ""

    @property
    def text(self) -> str:
        """Return the words that are shown."""
        word = "Yes" if self.is_yes else "No"
        return f"{word}, {self.rider}." if self.rider else f"{word}."


def yes(ground: Ground, rider: str = "") -> DirectWord:
    """Return a yes."""
    return DirectWord(True, ground, rider)


def no(ground: Ground, rider: str = "") -> DirectWord:
    """Return a no."""
    return DirectWord(False, ground, rider)


_FREE, _BOUND = frozenset((Frame.MAY, Frame.FREE, Frame.EXCEPTION)), frozenset((Frame.NEED, Frame.BANNED))


def asks_alike(asked: str, annotation: Annotation) -> bool:
    """Return whether a question asks for a yes or no of the kind that an annotation gives: may, must, covered.

    The word was written for the first wording: where that asks for a duty or of a breach, or what an authority may do,
    it is no reply to who asks for leave, as others of its wordings may seem to ("gold permit?"): "yes, permission is
    needed" would free.
    """
    if not asked:
        return True
    own = annotation.questions[0]
    kind, own_kind = frame(asked), frame(own)
    if any(kind in ours and own_kind in theirs for ours, theirs in ((_FREE, _BOUND), (_BOUND, _FREE))):
        return False
    return not would_free(asked, annotation) and kind in {frame(wording) for wording in annotation.questions}


def would_free(asked: str, annotation: Annotation) -> bool:
    """Return whether the word of an annotation tells of a breach, a ban or an authority, and leave is asked for."""
    own = annotation.questions[0]
    if asks_of_an_authority(own) and not asks_of_an_authority(asked):
        return True
    if frame(asked) not in _FREE or annotation.verdict != "yes" or asks_if_bound(asked):
        return False
    return asks_if_bound(own) or tells_a_ban(annotation.answer)


def frees_who_asks(asked: str, annotation: Annotation) -> bool:
    """Return whether leave or a duty is asked for, and an annotation begins with what does not apply, or to whom.

    Such a rule is one of several beside each other, each for a case of its own: of 25 labelled questions that were told
    one with less than the sureness of a yes 10 were told the wrong one, of 28 with as much three.
    """
    return frame(asked) in (_FREE | _BOUND) and _frees(annotation)


@lru_cache(maxsize=10_000)
def _frees(annotation: Annotation) -> bool:
    answer = annotation.without_word()
    begun = next(iter(sentence_spans(answer)), (0, len(answer)))
    return _words_that_free().search(answer[slice(*begun)]) is not None


@cache
def _words_that_free() -> re.Pattern[str]:
    plain = "|".join(
        re.escape(w).replace(re.escape("{not}"), r"(?:do|does|shall|will) not") for w in content(_YES_NO_WORDS)["frees"]
    )
    return re.compile(rf"\b(?:{plain})\b", re.IGNORECASE)


def is_of_a_kind_untold(asked: str, annotation: Annotation) -> bool:
    """Return whether a question is narrowed to a kind ("ordinary computers") of which an annotation says nothing."""
    kinds = {m[0].casefold() for m in _of_a_kind().finditer(asked)}
    return bool(kinds) and kinds.isdisjoint(m[0].casefold() for m in _of_a_kind().finditer(annotation.as_text))


@cache
def _of_a_kind() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){any_of(content(_YES_NO_WORDS)['of_a_kind'])}(?![\w-])", re.IGNORECASE)


def turns_round(asked: str, annotation: Annotation) -> bool:
    """Return whether leave is asked for where a note was asked of a duty or a ban, or the other way round."""
    frames = {frame(wording) for wording in annotation.questions}
    return any(
        frame(asked) in ours and not frames & ours and frames & theirs
        for ours, theirs in ((_FREE, _BOUND), (_BOUND, _FREE))
        if asked
    )


def asks_of_a_ban(asked: str, annotation: Annotation) -> bool:
    """Return whether one asks if something may be done, and the other if it is banned: what is told serves both."""
    asked_of = {frame(asked)}
    told = {frame(wording) for wording in annotation.questions}
    return any(one & {Frame.MAY} and other & {Frame.BANNED} for one, other in ((asked_of, told), (told, asked_of)))


def tells_a_duty(asked: str, annotation: Annotation) -> bool:
    """Return whether one asks if something may be done, and the other says that something must be: it frees nobody."""
    told = {frame(wording) for wording in annotation.questions}
    return annotation.verdict == "yes" and frame(asked) in _FREE and Frame.NEED in told

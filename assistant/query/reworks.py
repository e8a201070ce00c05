"""Requests that work on the last answer and its evidence: "shorter", "as a table", "are you sure?", "in German".

Words tell most of them; where a chat model reads the conversation, it may tell others (`assistant.research.rewriting`).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from functools import cache
from pathlib import Path

from corpus import lexicon
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import EAST_ASIAN
from corpus.lexicon.tables import content

TABLE = Path(lexicon.__file__).with_name("rework_words.toml")
_WORD_ASKED = lazy_regex(r"[^\W_]+(?:['’-][^\W_]+){0,3}")
_NUMBER_OF_POINT = lazy_regex(r"[1-9]\d?")
_LONGEST_REQUEST = 14  # words of such a request
_PHRASE = 4  # words of the longest phrase
_ASKING = ("form", "doubt", "grounds", "part")


class Rework(Enum):
    """What a request wants of the last answer."""

    FORM = auto()  # another form, length or language of it, a part of it again, what it stands on
    DOUBT = auto()  # whether it is right: what contradicts or limits it is looked for


def reworks(asked: str) -> Rework | None:
    """Return what a question wants of the last answer; None for one that asks for something new.

    Every word of it must be one of asking so: "in German" is, "and for German exporters?" asks something new.
    """
    phrases = _phrases(asked)
    if not phrases:
        return None
    return Rework.FORM if _doubts().isdisjoint(phrases) else Rework.DOUBT


def asks_grounds(asked: str) -> bool:
    """Return whether a question wants nothing but what the last answer stands on: "why?", "how do you know?".

    Words of doubt may stand beside those of grounds; alone ("is that right?") they ask whether it is so.
    """
    phrases, grounds = _phrases(asked), frozenset(content(TABLE)["grounds"])
    return not grounds.isdisjoint(phrases) and (grounds | _doubts()).issuperset(phrases)


def _phrases(asked: str) -> list[str]:
    """Return the words and phrases of a request that ask for the last answer; none where it has other words."""
    words = _asked(asked)
    if len(words) > _LONGEST_REQUEST:
        return []
    asking, around = _words()
    at, phrases = 0, list[str]()
    while at < len(words):
        sizes = range(min(_PHRASE, len(words) - at), 0, -1)
        phrase = next((p for n in sizes if (p := " ".join(words[at : at + n])) in asking), "")
        if not phrase and words[at] not in around and not _NUMBER_OF_POINT.fullmatch(words[at]):
            return []
        phrases += [phrase] if phrase else []
        at += len(phrase.split()) or 1
    return phrases


def words_besides(asked: str) -> list[str]:
    """Return the words of a question that are none of asking for the last answer in another way."""
    asking, around = _words()
    known = {word for phrase in (*asking, *around) for word in phrase.split()}
    return [word for word in _asked(asked) if word not in known and not _NUMBER_OF_POINT.fullmatch(word)]


@cache
def _doubts() -> frozenset[str]:
    return frozenset(content(TABLE)["doubt"])


def languages_named(asked: str) -> frozenset[str]:
    """Return the codes of the languages in which a question asks for an answer: "in German".

    Names in Latin letters are those of people and laws too ("un acheteur chinois"): they count behind a word such as
    "in", at the end of what is to be translated "to" them, or where all that is asked for is the last answer in another
    form.
    """
    words, is_rework = _asked(asked), reworks(asked) is not None
    counted = {
        word
        for before, word in zip(("", *words), words, strict=False)
        if is_rework or before in _INTO_A_LANGUAGE or EAST_ASIAN.search(word)
    }
    counted.update(_translated_to(asked))
    return frozenset(code for code, names in content(TABLE)["languages"].items() if not counted.isdisjoint(names))


def _translated_to(asked: str) -> Iterator[str]:
    """Yield the words behind "to" with a verb for translating before them.

    Behind them the clause ends, or has only words that ask for nothing by themselves ("please").
    """
    (_, around), before = _words(), list[str]()
    for words in map(_asked, _CLAUSE_END.split(asked)):
        for n in range(1, len(words)):
            verbs = [*before, *words[:n]][-_BEFORE_LANGUAGE:]
            ends = words[n - 1] in _TO_A_LANGUAGE and around.issuperset(words[n + 1 :])
            if ends and any(map(_TRANSLATES.fullmatch, verbs)):
                yield words[n]
        before = words[-_BEFORE_LANGUAGE:]


_INTO_A_LANGUAGE = frozenset(("in", "into", "auf", "ins", "en"))
_TO_A_LANGUAGE = frozenset(("to", "au", "al"))  # "to Chinese buyers" names people, "translate it to Chinese" a language
_TRANSLATES = lazy_regex(  # verbs: "translation software to Chinese buyers" asks for no language
    r"translat(?:e[sd]?|ing)|tradui(?:s|t|re|sez|sons)(?:-\w{1,4}){0,2}|trad[uú][cz](?:\w{1,2}|iendo|i[dr]\w?|can?)"
    r"(?:me|nos)?(?:l[aeo]s?)?|tradurre|übersetz(?:e|en|t|te|est)?"
)
_CLAUSE_END = lazy_regex(r"[^\w\s'’-]")
_BEFORE_LANGUAGE = 6  # words before a language among which one for translating stands


def _asked(question: str) -> list[str]:
    """Return the words of a question in small letters; what is written without spaces is taken apart by the table."""
    out: list[str] = []
    for word in (w.casefold().replace("’", "'") for w in _WORD_ASKED.findall(question)):
        if not EAST_ASIAN.search(word):
            out.append(word)
            continue
        at = 0
        while at < len(word):
            piece = next((p for p in _pieces() if word.startswith(p, at)), word[at:])
            out.append(piece)
            at += len(piece)
    return out


@cache
def _pieces() -> tuple[str, ...]:
    """Return the words of the table in East Asian scripts, the longest first."""
    return tuple(sorted((w for part in _words() for w in part if EAST_ASIAN.search(w)), key=len, reverse=True))


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words and phrases that ask, and the words that may stand around them."""
    table = content(TABLE)
    languages = [name for names in table["languages"].values() for name in names]
    asking = [word for part in _ASKING for word in table[part]]
    return frozenset((*asking, *languages)), frozenset(table["around"])

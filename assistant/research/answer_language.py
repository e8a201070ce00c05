"""Language of a reply, compared with the question's: a reader cannot read an answer in another one.

Only what is sure counts. Short texts, and those that two ways of telling a language tell differently, are of none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from assistant.query.conversation import EarlierTurn
from assistant.query.model import Query
from assistant.query.reworks import languages_named
from assistant.research.replies.reply import read_reply
from corpus.language.detection import language_of
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import EAST_ASIAN, LATIN_LETTER
from index.crosslingual.bilingual_lexicon import asked_language
from index.text.tokens import STOP

_COPIED_WORDS = lazy_regex(r"[\"“„«「『][^\"“”„«»「」『』]{1,1200}[\"“”»」』]")
_ENGLISH_WORDS = 0.3  # share of a short text's words that are small words of English
_ENOUGH_PROSE = 60  # letters of a reply below which its language is not sure; signs of East Asian scripts say more
_WIDE_PROSE = 12
_HAN_LANGUAGES = frozenset(("zh", "ja"))  # a line without kana may be either


def sure_language(text: str) -> str:
    """Return the language that a text is in for sure, "" where that cannot be told."""
    counted, by_words = language_of(text, ""), asked_language(text)
    is_latin = 2 * len(LATIN_LETTER.findall(text)) > sum(map(str.isalpha, text))
    if EAST_ASIAN.search(text) or not is_latin:
        return counted
    if counted:
        return counted if counted == by_words else ""
    words = [w.casefold() for w in re.findall(r"[^\W\d_]+", text)]
    is_english = sum(w in STOP for w in words) >= max(2, _ENGLISH_WORDS * len(words))
    return by_words if by_words != "en" or is_english else ""


def other_language(draft: str, languages: Collection[str]) -> str:
    """Return the language of a reply that is in none of `languages` for sure, else ""; none of them allow any."""
    prose = _COPIED_WORDS.sub(" ", " ".join(claim.text for claim in read_reply(draft).claims))
    enough = _WIDE_PROSE if EAST_ASIAN.search(prose) else _ENOUGH_PROSE
    if not languages or sum(map(str.isalpha, prose)) < enough:
        return ""
    found = sure_language(prose)
    allowed = {*languages, *(_HAN_LANGUAGES if _HAN_LANGUAGES.intersection(languages) else ())}
    return "" if found in allowed else found


def language_told(claims: Iterable[str], languages: Sequence[str]) -> str:
    """Return the language of an answer by all that it says; of a short one, the first of those that it may be in."""
    return language_of("\n".join(claims), next(iter(languages), ""))


def languages_allowed(question: Query, last: EarlierTurn | None = None) -> tuple[str, ...]:
    """Return the languages that an answer may be in, none where that is not sure: the question's, those that it names.

    A request about the `last` answer may be answered in that one's language too.
    """
    own = sure_language(question.asked) or sure_language(question.standalone)
    before = (sure_language(last.answer), sure_language(last.question)) if last else ()
    if not own or (last and not any(before)):
        return ()
    return (own, *languages_named(question.asked), *filter(None, before))

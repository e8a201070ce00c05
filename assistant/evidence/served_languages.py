"""Languages in which a question finds texts without a chat model, and what a question in another one is told."""

from __future__ import annotations

import re
import unicodedata

from corpus.language.detection import language_name, language_of
from index.crosslingual import bilingual_lexicon
from index.text.tokens import STOP

SERVED = ("en", *bilingual_lexicon.LEXICON_LANGUAGES)
_ENGLISH_ENOUGH = 0.15  # share of small English words: a statistical guess errs on short questions full of names


def is_in_other_script(question: str) -> bool:
    """Return whether most letters of a question are of a script in which no text is found: Cyrillic, Arabic, Thai."""
    letters = [c for c in question if c.isalpha()]
    other = sum(not unicodedata.name(c, "LATIN").startswith(_SCRIPTS) for c in letters)
    return other > len(letters) / 2


_SCRIPTS = ("LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "FULLWIDTH", "HALFWIDTH", "GREEK SMALL LETTER MU")


def unserved(question: str) -> str:
    """Return the notice for a question in a language that the search does not serve; empty for every other one."""
    if is_in_other_script(question):
        return _notice(language_of(question, ""))
    words = re.findall(r"[^\W\d_]+", question.casefold())
    if not words or sum(w in STOP for w in words) >= _ENGLISH_ENOUGH * len(words):
        return ""
    language = language_of(question)
    if language in SERVED:
        return ""
    return _notice(language)


def _notice(language: str) -> str:
    names = [language_name(code) for code in SERVED]
    return (
        f"The question seems to be in {language_name(language, 'another language')}. Texts are found for "
        f"questions in {', '.join(names[:-1])} and {names[-1]}: ask in one of these."
    )

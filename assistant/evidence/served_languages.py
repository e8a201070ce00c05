"""Languages in which a question finds texts without a chat model, and what a question in another one is told."""

from __future__ import annotations

import re

from corpus.language.detection import LANGUAGE_NAMES, language_of
from index.crosslingual import bilingual_lexicon
from index.text.tokens import STOP

SERVED = ("en", *bilingual_lexicon.LEXICON_LANGUAGES)
_ENGLISH_ENOUGH = 0.15  # share of small English words: a statistical guess errs on short questions full of names


def unserved(question: str) -> str:
    """Return the notice for a question in a language that the search does not serve; empty for every other one."""
    words = re.findall(r"[^\W\d_]+", question.casefold())
    if not words or sum(w in STOP for w in words) >= _ENGLISH_ENOUGH * len(words):
        return ""
    language = language_of(question)
    if language in SERVED:
        return ""
    names = [LANGUAGE_NAMES[code] for code in SERVED]
    return (
        f"The question seems to be in {LANGUAGE_NAMES.get(language, 'another language')}. Texts are found for "
        f"questions in {', '.join(names[:-1])} and {names[-1]}: ask in one of these."
    )

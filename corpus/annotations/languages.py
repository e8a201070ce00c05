"""Languages that notes are translated into, with the words of each (`languages.toml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import HAN_LETTERS, HANGUL, KANA_LETTERS
from corpus.lexicon.tables import as_tuple, content, entry

TABLE = Path(__file__).with_name("languages.toml")
_LETTERS = {
    "han": lazy_regex(f"[{HAN_LETTERS}]"),
    "kana": lazy_regex(f"[{KANA_LETTERS}]"),
    "hangul": lazy_regex(f"[{HANGUL}]"),
}
_SIGN_BEHIND = r"[,，、.。:：;；]\s*"
_END_BEHIND = r"[.。:：;；]\s*"


@dataclass(frozen=True, eq=False)
class NoteLanguage:
    """Language of translated notes; `languages.toml` says what its fields are."""

    code: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    hedges: str
    letters: str
    powers: Mapping[str, int]
    orders: str

    @property
    def is_wide(self) -> bool:
        """Return whether it is written in a script of East Asia."""
        return self.letters in _LETTERS

    def has_own_letters(self, text: str) -> bool:
        """Return whether a text is in the script of the language: Chinese has no kana, a European language none."""
        if not self.is_wide:
            return not any(pattern.search(text) for pattern in _LETTERS.values())
        others = {name for name in ("kana", "hangul") if name != self.letters}
        if any(_LETTERS[name].search(text) for name in others):
            return False
        own = _LETTERS["han"] if self.letters == "kana" else _LETTERS[self.letters]
        return bool(_LETTERS[self.letters].search(text) or own.search(text))

    @cached_property
    def word_first(self) -> re.Pattern[str]:
        """Return the pattern of a yes or no that begins an answer, with the sign behind it and "in general"."""
        words = sorted((*self.yes, *self.no), key=len, reverse=True)
        return re.compile(
            f"(?P<word>{'|'.join(map(re.escape, words))}){_SIGN_BEHIND}(?:(?:{self.hedges}){_END_BEHIND})?"
        )

    @cached_property
    def said_to_machines(self) -> re.Pattern[str]:
        """Return the pattern of what is said to a chat model."""
        return re.compile(self.orders, re.IGNORECASE)

    def verdict_of(self, answer: str) -> str:
        """Return the verdict that an answer begins with: "yes", "no", or nothing."""
        found = self.word_first.match(answer)
        return "" if found is None else "yes" if found["word"] in self.yes else "no"

    def without_word(self, answer: str) -> str:
        """Return an answer without the yes or no that it begins with."""
        found = self.word_first.match(answer)
        rest = answer[found.end() :] if found else answer
        return rest[:1].upper() + rest[1:]


@cache
def note_languages() -> Mapping[str, NoteLanguage]:
    """Return the languages by their codes (ISO 639-1). Raises BadRequest for a mistake in the table."""
    return {
        code: entry(
            NoteLanguage,
            {"code": code, **row},
            f"{TABLE.name}, {code}",
            convert=as_tuple,
            patterns=("hedges", "orders"),
        )
        for code, row in content(TABLE).items()
    }

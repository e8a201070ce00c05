"""Names in Latin letters: other scripts transliterated, accents and legal forms taken off, cut into words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from assistant.query.candidate_names import LEGAL_FORM
from corpus.errors import BadRequest
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.company_words import company_words_in_english, sounds, titles

_OTHER = lazy_regex(r"[^\x00-\u024f\u1e00-\u1eff]")
_ARABIC = lazy_regex(r"[\u0600-\u06ff]")
_VOWELS = lazy_regex(r"[aeiouy]")
_DOUBLE = lazy_regex(r"(.)\1")
_LONG_VOWELS = str.maketrans("uoie", "wwyy", "a")
_NO_LATIN_LETTERS = lazy_regex(r"[^a-z0-9]+")
_PLURAL_FROM = 6  # letters of a word that may be a plural
# A legal form of several words, of which each by itself may be part of a name.
_STOCK_COMPANY = lazy_regex(r"\b(?:(?:public|open|closed|private) )?joint[ -]stock company\b")
_DOTTED = lazy_regex(r"\b(?:[A-Za-z]\.){2,8}(?=\W|$)")
# Company forms of other scripts as they read in Latin letters.
_FORMS = frozenset(["ooo", "ao", "oao", "zao", "pao", "fgup", "gup", "tov", "shrkt", "shrkh"])


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name without case, accents and legal forms; all of its words if it has no others."""
    plain = _latin(name)
    if "joint" in plain:
        plain = _STOCK_COMPANY.sub(" ", plain) if _STOCK_COMPANY.sub("", plain).strip(" .,-") else plain
    every = list(filter(None, _NO_LATIN_LETTERS.split(plain)))
    if "a.k.a" in plain:  # the one form that is more than a word
        every = list(filter(None, _NO_LATIN_LETTERS.split(LEGAL_FORM.sub(" ", plain)))) or every
    return tuple(filter(None, map(_telling, every))) or tuple(map(_singular, every))


@lru_cache(maxsize=2**17)
def _telling(word: str) -> str:
    """Return a word without the ending of a plural; "" for a legal form, which tells nobody from another."""
    return "" if word in _FORMS or word in titles() or LEGAL_FORM.fullmatch(word) else _singular(word)


def _singular(word: str) -> str:
    """Return a word without the ending of a plural: "technologies" and "technology" are one."""
    if len(word) < _PLURAL_FROM or not word.endswith("s") or word.endswith("ss"):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def has_no_vowels(name: str) -> bool:
    """Return whether a name is in Arabic letters, which leave most vowels out."""
    return _ARABIC.search(name) is not None


def is_transliterated(name: str) -> bool:
    """Return whether a name has letters of another script, which are read in Latin ones."""
    return _OTHER.search(name) is not None


def consonants(word: str) -> str:
    """Return what Arabic letters write of a word: no vowels, and double letters once."""
    return _DOUBLE.sub(r"\1", _VOWELS.sub("", word))


def long_vowels(word: str) -> str:
    """Return a word with the letters by which Arabic writes long vowels, and no "a": "huawei", "hwwy" are "hwy"."""
    return _DOUBLE.sub(r"\1", word.translate(_LONG_VOWELS))


def sound(word: str) -> str:
    """Return what a word sounds like however its language spells it: "kadyrow" and "kadyrov", "tschenko" and "chenko".

    German, French, Polish and English write the sounds of other scripts in letters of their own.
    """
    for spelt, read in sounds():
        word = word.replace(spelt, read)
    return _DOUBLE.sub(r"\1", word)


def _undotted(dotted: re.Match[str]) -> str:
    return dotted[0].replace(".", "")


def _latin(name: str) -> str:
    if name.isascii():
        text = _DOTTED.sub(_undotted, name) if "." in name else name
        return text.casefold().replace("'", "")
    text = unicodedata.normalize("NFKC", name)
    if _OTHER.search(text):
        text = _transliterated(company_words_in_english(text))
    text = _DOTTED.sub(_undotted, text)  # "S.A." and "SA" are one form
    text = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("ß", "ss").replace("ø", "o").replace("Ø", "O"))
    return text.encode("ascii", "ignore").decode().casefold().replace("'", "")


def _transliterated(text: str) -> str:
    """Return a text in Latin letters: Chinese in pinyin, a word for each run of characters. Raise BadRequest."""
    try:
        from anyascii import anyascii
    except ImportError as error:
        raise BadRequest(
            "Names in other scripts cannot be read: the package anyascii is missing.", "Install Licet anew (`make`)."
        ) from error
    return str(anyascii(text))

"""Detects the language of a text."""

from __future__ import annotations

from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import HAN_LETTERS, HANGUL, KANA_LETTERS, LATIN_LETTER

_NAMES = {
    "en": "English", "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "de": "German", "fr": "French", "es": "Spanish",
    "it": "Italian", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "no": "Norwegian", "sv": "Swedish",
    "ru": "Russian", "ar": "Arabic",
}  # fmt: skip
_KANA = lazy_regex(f"[{KANA_LETTERS}]")
_HAN = lazy_regex(f"[{HAN_LETTERS}]")
_HANGUL = lazy_regex(f"[{HANGUL}]")
_PROSE_SAMPLE = 20_000
_ENOUGH_LETTERS = 40  # letters below which a statistical guess is worse than the default


def language_name(code: str, otherwise: str = "") -> str:
    """Return the English name of a language by its code; `otherwise`, or the code itself, where it has none here."""
    return _NAMES.get(code, otherwise or code)


def language_of(text: str, default: str = "en") -> str:
    """Return the ISO 639-1 code of the language that most of `text` is in; `default` if it is too short to tell.

    Scripts decide East Asian languages, since a statistical model errs on lists of chemicals in Latin letters beside
    them; py3langid decides the rest, with both norms of Norwegian as "no".
    """
    sample = (
        text
        if len(text) <= _PROSE_SAMPLE
        else text[: _PROSE_SAMPLE // 2] + text[len(text) // 2 :][: _PROSE_SAMPLE // 2]
    )
    kana, han, hangul = (len(pattern.findall(sample)) for pattern in (_KANA, _HAN, _HANGUL))
    latin = len(LATIN_LETTER.findall(sample))
    if kana + han + hangul > max(3, latin * 0.3):
        if hangul > kana + han:
            return "ko"
        return "ja" if kana > 0.02 * han else "zh"
    if sum(map(str.isalpha, sample)) < _ENOUGH_LETTERS:
        return default
    import py3langid

    code = str(py3langid.classify(sample)[0])
    return "no" if code in ("nb", "nn") else code

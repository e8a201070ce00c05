"""Texts without the accidents of their printing: dashes, spaces, quotes and letters of one form."""

from __future__ import annotations

import unicodedata


def with_plain_signs(text: str) -> str:
    """Return the text with ASCII dashes, spaces, apostrophes and digits for typographic ones. Offsets stay the same."""
    return text.translate(_PLAIN_SIGNS)


_PLAIN_SIGNS = (
    {ord(c): "-" for c in "‐‑‒–—−"}
    | {ord(c): " " for c in "\u00a0\u2007\u2009\u202f"}
    | {0xFF10 + n: str(n) for n in range(10)}
    | {ord("，"): ","}
)


def loose(text: str) -> str:
    """Return a form that is equal for two printings of the same words.

    It has one case, plain quotes, single spaces and no closing punctuation.
    """
    text = unicodedata.normalize("NFKC", with_plain_signs(text)).translate(
        {ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"'}
    )
    return " ".join(text.casefold().split()).strip(" .,;:。，；")

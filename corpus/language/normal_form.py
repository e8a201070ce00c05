"""The normal form of text from any file; everything indexed, quoted and shown is made of it."""

from __future__ import annotations

import re
import unicodedata

from corpus.language.lazy_regex import lazy_regex

# C0/C1 controls except tab and newline, zero-width, bidi embedding/override/isolate, soft hyphen, BOM, tags:
# characters that change what a person sees without being seen. They are dropped from every document.
_UNSEEN = lazy_regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_HALVES = lazy_regex(r"[\ud800-\udfff]")  # of characters: JSON can hold them, nothing else can
_MANY_MARKS = lazy_regex(r"[^\w\s!-~]{31,}")
_MOST_MARKS = 30
_SPACES = lazy_regex(r"[^\S\n]+")
_AROUND_BREAKS = lazy_regex(r" ?\n[ \n]*")


def without_unseen(text: str) -> str:
    """Return `text` in NFC without characters that a person cannot see (controls, bidi marks, zero widths).

    Every kind of line break becomes a newline.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = text.replace("\u0085", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    text = _UNSEEN.sub("", text)
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _MANY_MARKS.sub(_with_few_marks, whole_characters(text)))


def whole_characters(text: str) -> str:
    """Return `text` with each half of a character, which no file and no database can hold, as U+FFFD."""
    return _HALVES.sub("\ufffd", text)


def _with_few_marks(run: re.Match[str]) -> str:
    """Return a run of signs with at most 30 marks on one letter, as Unicode's stream-safe form has it.

    No writing has more, and putting thousands into their order takes the square of their number.
    """
    kept, marks = [], 0
    for sign in run[0]:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def one_line(text: str) -> str:
    """Return a block as one line: unseen characters dropped, every run of white space one space, ends trimmed."""
    return " ".join(without_unseen(text).split())


def block(text: str) -> str:
    """Return a block as `one_line` does, but with single line breaks kept (lists, addresses, table cells)."""
    return _AROUND_BREAKS.sub("\n", _SPACES.sub(" ", without_unseen(text))).strip()

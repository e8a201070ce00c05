"""The normal form of text from any file; everything indexed, quoted and shown is made of it."""

from __future__ import annotations

import re
import unicodedata

# C0/C1 controls except tab and newline, zero-width, bidi embedding/override/isolate, soft hyphen, BOM, tags:
# characters that change what a person sees without being seen. They are dropped from every document.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_BREAKS = re.compile(r" ?\n[ \n]*")


def without_unseen(text: str) -> str:
    """Return `text` in NFC without characters that a person cannot see (controls, bidi marks, zero widths).

    Every kind of line break becomes a newline.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = text.replace("\u0085", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def one_line(text: str) -> str:
    """Return a block as one line: unseen characters dropped, every run of white space one space, ends trimmed."""
    return " ".join(without_unseen(text).split())


def block(text: str) -> str:
    """Return a block as `one_line` does, but with single line breaks kept (lists, addresses, table cells)."""
    return _AROUND_BREAKS.sub("\n", _SPACES.sub(" ", without_unseen(text))).strip()

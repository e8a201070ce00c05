"""Stays of provisions in words."""

from __future__ import annotations

from datetime import date

from assistant.facts.days import day_in_words
from corpus.model import Stay
from corpus.parsers.ecfr.stays import part_stayed


def what_is_stayed(locator: str, stay: Stay) -> str:
    """Return the provision that a stay is of, with the part of it where it is not of all: "the last sentence of …"."""
    part = part_stayed(stay, locator)
    return f"{part} of {locator}" if part else locator


def stay_in_words(locator: str, stay: Stay, day: date) -> str:
    """Return the sentence that a provision, or a part of it, is or was stayed on a day by its own note."""
    what = what_is_stayed(locator, stay)
    are_several = " sentences of " in what
    what = what[:1].upper() + what[1:]
    now, then = ("are", "were") if are_several else ("is", "was")
    stands, it_applies = ("stand", "they do not apply") if are_several else ("stands", "it does not apply")
    if stay.until is None:
        return f"{what} {stands} in the text and {now} stayed by its own note: {it_applies}."
    until = day_in_words(stay.until)
    if day <= stay.until:
        return f"{what} {stands} in the text and {now} stayed until {until} by its own note: {it_applies} now."
    return f"{what} {then} stayed until {until} by its own note; what holds now is not in the texts held."

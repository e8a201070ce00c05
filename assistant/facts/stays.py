"""Stays of provisions in words."""

from __future__ import annotations

from datetime import date

from assistant.facts.days import day_in_words
from corpus.model import Stay


def stay_in_words(locator: str, stay: Stay, day: date) -> str:
    """Return the sentence that a provision is, or was, stayed on a day by its own note."""
    if stay.until is None:
        return f"{locator} stands in the text and is stayed by its own note: it does not apply."
    until = day_in_words(stay.until)
    if day <= stay.until:
        return f"{locator} stands in the text and is stayed until {until} by its own note: it does not apply now."
    return f"{locator} was stayed until {until} by its own note; what holds now is not in the texts held."

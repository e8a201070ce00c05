"""Yes or no that leads an answer, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ground(StrEnum):
    """Ground of a yes or no: what was looked up. The value is the reason that is shown beside it.

    None is read from sentences: of those a quarter was wrong on questions in users' own words, and a wrong yes costs
    more than many missing ones.
    """

    LIST = "looked up in the list"
    NAMED_LIST = "the list that the text names was looked up"
    ENTRY_ON_EXCEPTION = "the entry says so of the exception"


@dataclass(frozen=True, slots=True)
class DirectWord:
    """Yes or no with the conditions that go with it ("with the limit beside it")."""

    is_yes: bool
    ground: Ground
    rider: str = ""

    @property
    def text(self) -> str:
        """Return the words that are shown."""
        word = "Yes" if self.is_yes else "No"
        return f"{word}, {self.rider}." if self.rider else f"{word}."


def yes(ground: Ground, rider: str = "") -> DirectWord:
    """Return a yes."""
    return DirectWord(True, ground, rider)


def no(ground: Ground, rider: str = "") -> DirectWord:
    """Return a no."""
    return DirectWord(False, ground, rider)

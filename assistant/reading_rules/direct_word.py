"""Yes or no that leads an answer, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ground(StrEnum):
    """Ground of a yes or no. The value is the reason that is shown beside it."""

    FORBIDS = "the text forbids it"
    FORBIDS_WITH_EXCEPTION = "the text forbids it and names an exception"
    FORBIDS_OTHERS_EXCEPT = "the text forbids it, others name exceptions"
    FORBIDS_WITHOUT = "the text forbids it without"
    QUANTITIES = "the quantities were compared"
    OVER_QUANTITY = "the quantity is over what the text permits"
    LIST = "looked up in the list"
    NAMED_LIST = "the list that the text names was looked up"
    ENTRY_ON_EXCEPTION = "the entry says so of the exception"
    GIVEN = "the text gives what was asked for"
    NOT_KNOWN = "the text says that it is not known"
    SAYS_SO = "the text says so"
    SOME_EXCEPTED = "the text excepts some from “no exceptions”"
    NONE_APPLY = "the text says that none apply"
    NAMES_ONE = "the text names one"
    NOT_APPROVED = "an exception from what is approved"
    REFUSES_SOME = "the policy refuses some and not others"
    APPROVED = "applications are approved or looked at one by one"
    DENIED = "applications are denied"
    LEFT_OUT = "the text leaves it out"
    DEMANDS_OR_FORBIDS = "the text demands or forbids it"
    EXCLUDES = "the text excludes it"
    DEMANDS = "the text demands it"
    LIFTS = "the text takes the prohibition away"
    REFUSES_WITH_EXCEPTION = "the text refuses it and names an exception"
    REFUSES = "the text refuses it"
    NO_LICENCE = "the text demands no licence for it"
    LICENCE = "the text demands a licence or an authorization"
    PERMITS = "the text permits it"
    OTHER_AGENCY = "the text leaves it to the other agency"
    DEFINITION = "the definition names it"
    ENTRY = "an entry of the list names it"
    LISTED_LINE = "a line of what is listed names it"
    COVERS = "the text covers it"
    ROW = "the row says so"
    ROW_POLICY = "the row's policy was read"
    ROW_EXCEPTION = "the row names an exception"
    ROW_LISTED = "the row stands in the list"

    @property
    def is_looked_up(self) -> bool:
        """Return whether it stands on a look-up in a list, an entry or a row, and not on a reading of sentences.

        Only such a yes or no is shown: of those read from sentences a quarter was wrong on questions in users' own
        words, and a wrong yes costs more than many missing ones.
        """
        return self in _LOOKED_UP


_LOOKED_UP = frozenset(
    (
        Ground.LIST,
        Ground.NAMED_LIST,
        Ground.ENTRY_ON_EXCEPTION,
        Ground.ROW,
        Ground.ROW_POLICY,
        Ground.ROW_EXCEPTION,
        Ground.ROW_LISTED,
    )
)


@dataclass(frozen=True, slots=True)
class DirectWord:
    """Yes or no with the conditions that go with it ("within the limits that the sentence states")."""

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

"""Facts that a determination asks for, each with the field of a form that takes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class FactField(StrEnum):
    """Field of a form that takes a fact which is asked for."""

    ITEM = "item"
    TO = "to"
    END_USER = "end_user"
    FURTHER = "further"  # one of its own
    JUDGED = "judged"  # none: a person has to judge it


@dataclass(frozen=True, slots=True)
class AskedFact:
    """Fact that is asked for, in words, and the field of a form that takes it."""

    words: str
    field: FactField = FactField.JUDGED


def told_facts(asked: Iterable[AskedFact]) -> list[dict[str, str]]:
    """Return the facts that are asked for as programs read them: each once, with the field that takes it."""
    return [{"fact": a.words, "field": a.field.value} for a in dict.fromkeys(asked)]

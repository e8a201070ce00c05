"""A note on a document of one day is not told to whoever asks of another month."""

from __future__ import annotations

import pytest

from assistant.evidence.annotation_scope import is_on_document_of_other_day
from assistant.pipeline import Assistant
from assistant.query.parser import understand
from corpus.annotations import Annotation, Pin
from corpus.annotations.model import AnnotatedSource
from corpus.filters import Filters

REMOVAL = "By the rule published on November 12, 2025, BIS removes one entity under China from the Entity List."
RULE = "The rule published on October 13, 2022 implements controls on advanced computing ICs."
LAW = "BIS may remove an entity. The paragraph took effect on November 12, 2025."


@pytest.mark.parametrize(
    ("asked", "told", "is_of_other"),
    [
        ("Which company did BIS take off the Entity List in November 2023?", REMOVAL, True),
        ("Which company did BIS take off the Entity List in November 2025?", REMOVAL, False),
        ("Which company did BIS take off the Entity List in 2025?", REMOVAL, False),
        ("Which company came off the Entity List in 2023?", REMOVAL, True),
        ("Which companies came off the Entity List since November 2023?", REMOVAL, False),  # one end of a time
        ("What did the October 7, 2022 rule bring?", RULE, False),  # of the month in which it was published
        ("Which company came off the Entity List?", REMOVAL, False),
        ("May BIS have removed an entity in November 2023?", LAW, False),  # on no document of one day
    ],
)
def test_months_are_compared(assistant: Assistant, asked: str, told: str, is_of_other: bool) -> None:
    query = understand(asked, (), Filters(), assistant.catalogue)
    note = Annotation(AnnotatedSource("us-test", "Notice", "us"), "n", ("What then?",), told, (Pin("block 1"),))
    assert is_on_document_of_other_day(query, note) is is_of_other

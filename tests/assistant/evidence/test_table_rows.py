"""Rows are looked up for questions that name somebody, and only those wait for the table of all names."""

from __future__ import annotations

import pytest

from assistant.evidence.name_table import NameTables
from assistant.evidence.table_rows import Rows
from assistant.pipeline import Assistant
from assistant.query.parser import understand
from corpus.filters import Filters


class _Counted(NameTables):
    """Name tables that count how often they were needed."""

    needed = 0

    def at(self, generation: int):
        self.needed += 1
        return super().at(generation)


@pytest.mark.parametrize(
    ("asked", "needs"),
    [
        ("how long must i keep the sales records of widgets, and when may i ship", False),
        ("When is a licence needed?", False),
        ("Is Acme on the Entity List?", True),
        ("When was Acme added?", True),
    ],
)
def test_the_table_of_all_names_is_made_where_a_name_is_asked_after(
    assistant: Assistant, asked: str, needs: bool
) -> None:
    tables = _Counted(assistant.catalogue)
    rows = Rows(assistant.collection.snapshot(), tables)
    rows.look_up(understand(asked, (), Filters(), assistant.catalogue), Filters())
    assert bool(tables.needed) is needs

"""Clauses of a question: where one ends, which of them ask, and which only suppose something else."""

from __future__ import annotations

import pytest

from assistant.engines.clauses import clauses, suppositions


@pytest.mark.parametrize(
    "text, asked",
    [
        ("How many Lemurian firms are on the Lamp List and which ones came in last year?",
         ["How many Lemurian firms are on the Lamp List", "which ones came in last year?"]),
        ("whats the oldest listing? who, since when",
         ["whats the oldest listing?", "who", "since when"]),
        ("Lamp List: how many, all Lemuria?", ["all Lemuria?"]),  # the first piece begins with the list's name
        ("We bought from Acme Co. Ltd. and Bolt Inc. last May. Are they listed?", ["Are they listed?"]),  # short forms
        ("Which rows does the Lamp List (supp. 6) have?", ["Which rows does the Lamp List (supp. 6) have?"]),
        ("Ship it.", []),
    ],
)  # fmt: skip
def test_clauses_that_ask(text: str, asked: list[str]) -> None:
    assert [c.text for c in clauses(text) if c.asks] == asked


@pytest.mark.parametrize(
    "text, told, supposed",
    [
        ("Lamps to Freedonia, licence? And what if a bank owns 60 %?",
         "Lamps to Freedonia, licence?", ["what if a bank owns 60 %?"]),
        ("What if a bank owns 60 %?", "What if a bank owns 60 %?", []),  # alone it is the question
        ("The price is 40. Allowed? and if they cost 50?", "The price is 40. Allowed?", ["and if they cost 50?"]),
    ],
)  # fmt: skip
def test_what_is_supposed_later_stands_apart(text: str, told: str, supposed: list[str]) -> None:
    first, later = suppositions(text)
    assert " ".join(c.text for c in first) == told
    assert [c.text for c in later] == supposed

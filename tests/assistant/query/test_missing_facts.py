"""Whoever asks whether "our distributor" is listed knows its name: it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.query.missing_facts import missing_fact
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters


def _missing(question: str, folder: Path) -> str:
    catalogue = Catalogue(folder / "catalogue.sqlite")
    try:
        return missing_fact(understand(question, (), Filters(), catalogue))
    finally:
        catalogue.close()


@pytest.mark.parametrize(
    "question",
    [
        "is our freight forwarder on any list?",
        "Is our distributor in Shenzhen on the Entity List",
        "our end user, a university in Xi'an, is it listed?",
        "can you screen my customer please",
        'Is "the buyer" on the Entity List?',
    ],
)
def test_a_name_is_asked_for(question: str, tmp_path: Path) -> None:
    assert "the name of the party" in _missing(question, tmp_path)


@pytest.mark.parametrize(
    "question",
    [
        "Is our customer Quelvik Lamps on the Entity List?",
        "my customer is on the unverified list, can i still ship EAR99 without a license?",
        "How do I screen my customer?",
        "Is our bank in Cyprus sanctioned, it is called Quelvik Bank?",
    ],
)
def test_no_name_is_asked_for(question: str, tmp_path: Path) -> None:
    assert "the name of the party" not in _missing(question, tmp_path)

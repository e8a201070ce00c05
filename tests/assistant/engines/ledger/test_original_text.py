"""First text of an article, in the act that put it into another one, beside the later text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.engines.ledger import original_text
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Reading, Role, Source
from corpus.structure import TreeBuilder

FIRST = (
    "1. It shall be prohibited as of 10 March 2024 to act as a lamp trustee.\n"
    "2. By way of derogation, authorities may allow:\n(a) the purchase of lamp oil; or\n(b) humanitarian lamps."
)
LATER = (
    "1. It shall be prohibited as of 5 June 2024 to act as a lamp trustee.\n▼M2\n"
    "2. By way of derogation, authorities may allow:\n"
    "(a) unless prohibited under Article 9, the purchase of lamp oil; or\n(b) humanitarian lamps.\n"
    "3. The Member State shall inform the Commission of each authorisation."
)


def act(name: str, title: str, text: str, day: date) -> Reading:
    tree = TreeBuilder()
    tree.add(text, locator="Article 7a", role=Role.SECTION)
    return tree.reading(Source(id=name, title=title, kind=Kind.LAW, jurisdiction="eu"), valid_from=day)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    base = "Council Regulation (EU) No 811/2013 on lamps"
    amending = "Council Regulation (EU) 2024/77 of 8 March 2024 amending Regulation (EU) No 811/2013 on lamps"
    for reading in (
        act("eu-base", base, LATER, date(2024, 7, 1)),
        act("eu-amending", amending, FIRST, date(2024, 3, 8)),
    ):
        catalogue.publish(catalogue.stage(reading, []))
    yield catalogue
    catalogue.close()


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (
            "The amending act gave 10 March as the day for lamp trustees. Is that still so in the consolidated text?",
            "Article 7a(1): “5 June” in the place of “10 March”",
        ),
        (
            "Article 7a: what was added to the derogation between the March 2024 text and your consolidated version?",
            "Article 7a(2)(a): “unless prohibited under Article 9,” is put in before “the purchase of lamp oil …”",
        ),
        (
            "Article 7a: what was added to the derogation between the March 2024 text and your consolidated version?",
            "Article 7a(3) is not in the first text",
        ),
    ],
)
def test_the_first_text_is_laid_beside_the_later_one(held: Catalogue, question: str, says: str) -> None:
    found = original_text.computed(understand(question, (), Filters(), held), held)
    assert found is not None
    assert says in " ".join(f.text for f in found.findings)
    assert "Regulation (EU) 2024/77" in found.findings[0].text


@pytest.mark.parametrize(
    "question",
    ["What does Article 7a say?", "Is Article 99 of the amending act still so in the consolidated text?"],
)
def test_other_questions_are_left(held: Catalogue, question: str) -> None:
    assert original_text.computed(understand(question, (), Filters(), held), held) is None

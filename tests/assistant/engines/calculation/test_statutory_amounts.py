"""The amount of a civil penalty that a section leaves to its statute: from the statute where it is held."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.model import Outcome
from corpus.catalogue import Catalogue
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder
from tests.assistant.engines.calculation.conftest import answer, hold

CIVIL_OF_STATUTE = "50 U.S.C. 4819(c)(1)(A)"


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("What is the maximum civil penalty under the EAR for a deal of $2 million?", Outcome.NOT_IN_CORPUS),
        ("What are the maximum civil and criminal penalties under the EAR?", Outcome.ANSWERED),
    ],
)
def test_the_amount_of_a_civil_penalty_is_looked_for_in_the_statute(
    question: str, outcome: Outcome, real: Catalogue, make: Callable[..., Catalogue]
) -> None:
    lacking = answer(real, question)
    assert lacking is not None
    assert lacking.outcome is outcome
    assert "is not held" in lacking.findings[0].text
    assert [CIVIL_OF_STATUTE in t.name for t in lacking.missing_texts] == [True]
    with_statute = make()
    section = TreeBuilder()
    for locator, words in (
        ("15 CFR 764.3(a)(1)(i)", "A civil monetary penalty not to exceed the amount set forth in ECRA may be imposed "
         "for each violation."),
        ("15 CFR 764.3(b)", "shall be fined not more than $1,000,000; and in the case of the individual, shall be "
         "imprisoned for not more than 20 years, or both."),
    ):  # fmt: skip
        section.add(words, locator=locator, role=Role.PARAGRAPH)
    statute = TreeBuilder()
    statute.add("A fine of not more than $7.", locator=CIVIL_OF_STATUTE, role=Role.PARAGRAPH)
    hold(
        with_statute,
        section.reading(Source(id="us-15-cfr-764", title="15 CFR Part 764", kind=Kind.LAW, jurisdiction="us")),
        statute.reading(Source(id="us-ecra", title="ECRA", kind=Kind.LAW, jurisdiction="us")),
    )
    found = answer(with_statute, question)
    assert found is not None
    assert found.outcome is Outcome.ANSWERED
    assert not found.missing_texts
    assert "not held" not in found.findings[0].text
    assert "ECRA: “A fine of not more than $7.”" in [f.text for f in found.findings]
    assert CIVIL_OF_STATUTE in found.payload["steps"][-1]["locators"]

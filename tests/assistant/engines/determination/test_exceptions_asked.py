"""Tests of exceptions beside a requirement: none is told as if usable, each asked about has its own lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engines.model import Computed
from corpus.catalogue import Catalogue
from tests.assistant.engines.determination.conftest import asked

Ask = Callable[..., Computed | None]


def test_no_exception_opens_beside_a_row_of_the_entity_list(ask_real: Ask) -> None:
    found = ask_real("Do I need a licence to send 3A001.a.2 to Huawei in Brazil?")
    assert found is not None
    text = found.payload["text"]
    assert found.payload["status"] == "required"
    assert "more than the list requires this licence (Entity List): no exception opens here" in text
    assert "Country Group B" not in text
    assert "not shut out" not in text


def test_the_list_alone_leaves_an_exception_to_be_checked(ask_real: Ask) -> None:
    found = ask_real("Do I need a licence to send 3A001.a.2 to Brazil?")
    assert found is not None
    text = found.payload["text"]
    assert text.index("would still have to be checked") < text.index("not shut out from GBS")
    assert "opens GBS" not in text


@pytest.mark.parametrize("to", ["Russia", "Brazil"])
def test_an_exception_asked_second_is_asked_of_the_shipment(ask_real: Ask, to: str) -> None:
    found = ask_real(f"Do I need a licence for 3A001.a.2 to {to} and can I use GBS?")
    assert found is not None
    assert found.lead.startswith("A licence is required")
    assert ("That shuts License Exception GBS too." in found.lead) == (to == "Russia")
    assert ("which is no permission" in found.lead) == (to == "Brazil")


@pytest.mark.parametrize(
    ("question", "lead", "each"),
    [
        ("May I use LVS and GBS for 2A983 to Brazil?", "LVS and GBS will not serve",
         ["2A983 marks LVS as not available (N/A).", "2A983 marks GBS as not available (N/A)."]),
        ("Can I use TMP or RPL to send 3A001 to Vietnam?", "3A001 has no line for TMP and RPL",
         ["3A001 has no line for TMP.", "3A001 has no line for RPL."]),
        ("License exception CIV and APP: available for 4A003 to China?", "for APP the words of the entry",
         ["4A003 has no line for CIV.", "Of APP 4A003 says: “Yes, for computers"]),
        ("Can I ship 3A001.a.2 to Huawei in Brazil under LVS or GBS?", "for LVS and GBS what requires this licence",
         ["The entry has lines for LVS, but more", "The entry has lines for GBS, but more"]),
    ],
)  # fmt: skip
def test_each_exception_asked_about_has_its_own_lines(ask_real: Ask, question: str, lead: str, each: list[str]) -> None:
    found = ask_real(question)
    assert found is not None
    assert lead in found.lead
    for words in each:
        assert [f for f in found.findings[1:] if f.text.startswith(words)], words


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Can I use AGR to ship wheat to Cuba?", "Of AGR it has: “Exports of agricultural commodities"),
        ("Can I use CCD to send phones to Cuba?", "Of CCD it has: “Commodities and software authorized under"),
        ("Can I use APR to reexport spare parts to Cuba?", "Of APR it has: “Permissive reexports of certain spare"),
    ],
)
def test_a_row_of_a_sections_list_is_read_however_late_its_exception_is_named(
    real_law: Catalogue, question: str, words: str
) -> None:
    found = asked(real_law, question)
    assert words in found.lead
    assert "Every item subject to the EAR needs a licence for Cuba" in found.lead
    assert "does not serve" not in found.lead


def test_an_exception_that_the_sections_list_lacks_does_not_serve(real_law: Catalogue) -> None:
    found = asked(real_law, "Can I use LVS to send pumps to Cuba?")
    assert "LVS is not in that list: it does not serve for Cuba" in found.lead

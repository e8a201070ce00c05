"""Acts of the Union by their number alone: held with their own words on force, or told as not held."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from assistant.engines.ledger import topics, whole_ledger
from assistant.engines.ledger.ledger_engine import status_asked
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.errors import NotHeld
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder

FORCE = "This Regulation shall enter into force on the day following that of its publication in the Official Journal."


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Catalogue]:
    with closing(Catalogue(tmp_path / "catalogue.sqlite")) as catalogue:
        tree = TreeBuilder()
        top = tree.add("Council Regulation (EU) 2022/576", locator="title", role=Role.TITLE)
        tree.add(f"Article 2 {FORCE}", locator="Article 2", role=Role.SECTION, parent=top)
        source = Source(
            id="eu-32022R0576", title="Council Regulation (EU) 2022/576 of 8 April 2022", kind=Kind.LAW,
            jurisdiction="eu",
        )  # fmt: skip
        catalogue.publish(catalogue.stage(tree.reading(source, valid_from=date(2022, 4, 9)), []))
        tree = TreeBuilder()
        tree.add("The EU dual-use regulation (2021/821)", locator="block 1", role=Role.TITLE)
        about = Source(
            id="about", title="The EU dual-use regulation (2021/821)", kind=Kind.EXPLAINER, jurisdiction="eu"
        )
        catalogue.publish(catalogue.stage(tree.reading(about), []))
        yield catalogue


@pytest.mark.parametrize(
    "named", ["2022/576", "EU 2022/576", "(EU) 2022/576", "No 2022/576", "Regulation 2022/576", "32022R0576"]
)
def test_an_act_is_found_by_its_number_however_written(held: Catalogue, named: str) -> None:
    matter = whole_ledger.matter_of(named, held, Filters())
    assert matter.name == "Council Regulation (EU) 2022/576"
    assert any("day following that of its publication" in e.says for e in matter.events)


@pytest.mark.parametrize(
    "question", ["Is 2022/576 in force?", "2022/576 in force?", "licet status 2022/576", "status of 2022/576"]
)
def test_its_own_words_on_force_answer_where_they_name_no_day(held: Catalogue, question: str) -> None:
    found = status_asked(understand(question, (), Filters(), held), held)
    assert found is not None
    assert "by Article 2" in found.lead
    assert "names no day" in found.lead
    assert found.findings[0].cites


@pytest.mark.parametrize(
    ("named", "brings"),
    [("2021/821", "eu-32021R0821"), ("428/2009", "428"), ("2008/3231", "uk-uksi-2008-3231")],
)
def test_an_act_that_is_not_held_is_named_with_what_brings_it(held: Catalogue, named: str, brings: str) -> None:
    with pytest.raises(NotHeld) as raised:
        whole_ledger.matter_of(named, held, Filters())
    assert "is not in any text held" in str(raised.value.message)
    assert "licet sync" in str(raised.value.remedy)
    assert brings in str(raised.value.remedy) or brings in str(raised.value.message)


@pytest.mark.parametrize(
    "named",
    [
        "Regulation (EU) 2019/855", "Regulation 2019/855", "EU 2019/855", "855/2019", "Directive 2024/46",
        "Verordnung (EU) 2024/46", "46/2024", "Directive 2021/821", "Decision 2014/833",
    ],
)  # fmt: skip
def test_an_act_is_no_other_law_with_its_number(held: Catalogue, named: str) -> None:
    with pytest.raises(NotHeld) as raised:
        whole_ledger.matter_of(named, held, Filters())
    assert "licet sync" not in f"{raised.value.message} {raised.value.remedy}"
    assert topics.official_named(named) is None

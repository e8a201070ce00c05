"""Names of one family: its rows are told whole, and a name with its country is the row of that name."""

from __future__ import annotations

from pathlib import Path

from assistant.engines.screening.parties import listed as computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from tests.assistant.engines.screening.test_screening import SDN, _listed


def test_a_family_is_told_whole_and_a_name_with_its_country_is_the_one_meant(tmp_path: Path) -> None:
    empty = Catalogue(tmp_path / "catalogue.sqlite")
    common = [(f"Plain Kelp {n} Holdings Group AD", SDN, "Cuba", ()) for n in range(40)]
    family = (
        ("Wexglow AD", SDN, "Norway", ()),
        ("Wexglow Lanternworks", SDN, "Hungary", ()),
        ("Tarnlit Group", SDN, "China", ()),
        ("Tarnlit Taiwan", SDN, "Taiwan", ()),
    )
    _listed(empty, (*family, *common))
    found = computed(understand("Is Wexglow listed?", (), Filters(), empty), empty)
    assert found is not None
    assert "further rows whose names begin with it: Wexglow Lanternworks, Hungary" in found.lead
    found = computed(understand("Tarnlit Taiwan - listed?", (), Filters(), empty), empty)
    assert found is not None
    assert found.lead.startswith("Tarnlit Taiwan, Taiwan, is listed")
    assert "Listed elsewhere" not in found.lead

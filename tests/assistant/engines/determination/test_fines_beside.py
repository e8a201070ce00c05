"""A fine asked for beside a shipment is told with it, or named as left open."""

from __future__ import annotations

from assistant.engines import dispatch
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters


def _asked(real_law: Catalogue, question: str) -> Computed:
    snapshot = CatalogueSnapshot(real_law)
    found = dispatch.computed(understand(question, (), Filters(), snapshot), snapshot)
    assert found is not None
    return found


def test_the_fine_is_told_beside_the_licence(real_law: Catalogue) -> None:
    found = _asked(real_law, "5A002 to France: what's the maximum fine?")
    assert "France has an X" in found.lead
    assert "1,000,000 dollars" in found.lead


def test_of_an_exporter_elsewhere_the_fine_is_left_open(real_law: Catalogue) -> None:
    found = _asked(real_law, "From Munich we ship 5A002 to India: what's the maximum fine?")
    assert "1,000,000" not in found.lead
    assert any("maximum fine" in words for words in found.not_answered)


def test_whether_it_is_fine_asks_for_no_penalty(real_law: Catalogue) -> None:
    assert "dollars" not in _asked(real_law, "5A002 to Canada, is that fine?").lead

"""Rows asked for by days that lie behind the newest edition of a list: that it has none is no answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engines.model import Computed
from assistant.model import Form, Outcome
from corpus.catalogue import Catalogue
from tests.assistant.engines.lists.conftest import dispatched

Ask = Callable[..., Computed | None]


@pytest.mark.parametrize("question", [
    "Was the Entity List changed after May 2026?",
    "Has anyone been added to the Entity List since May 2026?",
    "How many entries were added to the Entity List in 2027?",
])  # fmt: skip
def test_days_behind_the_newest_edition_are_not_told_by_it(ask: Ask, question: str) -> None:
    found = ask(question)
    assert found is not None
    lead = found.findings[0]
    assert found.outcome is Outcome.NOT_IN_CORPUS
    assert lead.says_yes is None
    assert found.payload["value"] is None
    assert "2026-04-15" in lead.text
    assert "cannot be told" in lead.text
    assert found.missing_texts[0].sources == ("us-15-cfr-744",)


def test_days_that_reach_behind_the_edition_are_no_plain_no(ask: Ask) -> None:
    found = ask("Has anyone been added to the Entity List since March 2026?")
    assert found is not None
    assert found.findings[0].says_yes is None
    assert "What came after 2026-04-15 is not held." in found.findings[0].text
    within = ask("Has anyone been added to the Entity List between 1 February 2026 and 1 March 2026?")
    assert within is not None
    assert "is not held" not in within.findings[0].text


def test_since_when_a_list_has_changed_is_counted_behind_a_count(catalogue: Catalogue) -> None:
    before = "How many companies in Hong Kong are on the Entity List?"
    counted = dispatched("Has that changed since 2024?", catalogue, before)
    assert "since 2024" in counted.lead
    assert counted.form is Form.LIST
    assert "known only as of the editions held" in dispatched("Is that still so?", catalogue, before).lead

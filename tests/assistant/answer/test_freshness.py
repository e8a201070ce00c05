"""An answer says where its text was not looked at for longer than its own rhythm."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from assistant.pipeline import Assistant
from corpus.sources.entries import official_entries
from corpus.sources.freshness import freshness


@pytest.mark.parametrize(("days", "told"), [(400, True), (0, False)])
def test_a_stale_text_is_named_beside_its_answer(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, days: int, told: bool
) -> None:
    # The collection's own regulation as if it were one that a publisher keeps, and the day of asking moved on.
    known = [replace(next(e for e in official_entries() if e.rhythm), id="us-test")]
    later = date.today() + timedelta(days=days)
    monkeypatch.setattr(
        "assistant.answer.caveats.freshness.freshness", lambda catalogue: freshness(catalogue, known, today=later)
    )
    fresh = Assistant(assistant.collection, assistant.catalogue, assistant.settings)
    answer = fresh.ask("How long must an exporter keep widget sales records?")
    assert any(c.source.id == "us-test" for c in answer.citations)
    assert bool(answer.notices) is told
    if told:
        # 401 where midnight passed since the collection was made.
        assert re.search(r"15 CFR Part 744 \(test\) was last checked 40[01] days ago", answer.notices[0])
        assert "`licet sync`" in answer.notices[0]

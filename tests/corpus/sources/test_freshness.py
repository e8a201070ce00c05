"""Editions compared with their rhythm, regimes with the catalogue, and changes, newest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.editions.changes import edition_changes
from corpus.errors import BadRequest
from corpus.model import Kind, Reading, Role, Source
from corpus.passages import cut_passages
from corpus.sources.entries import official_entries
from corpus.sources.freshness import freshness, regime_coverage
from corpus.sources.sync_plan import record_checks
from corpus.structure import TreeBuilder


def law(source_id: str, text: str, begins: date | None) -> Reading:
    tree = TreeBuilder()
    section = tree.add("§ 744.1 Scope.", locator="15 CFR 744.1", role=Role.SECTION, heading="Scope.")
    tree.add("(a) A licence is needed for it.", locator="15 CFR 744.1(a)", role=Role.PARAGRAPH, parent=section)
    tree.add(text, locator="15 CFR 744.1(b)", role=Role.PARAGRAPH, parent=section)
    return tree.reading(Source(source_id, source_id, Kind.LAW, "us"), valid_from=begins)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path / "catalogue.sqlite")


def hold(catalogue: Catalogue, reading: Reading) -> None:
    catalogue.publish(catalogue.stage(reading, cut_passages(reading)))


def test_an_edition_as_it_was_read(catalogue: Catalogue) -> None:
    reading = law("us-15-cfr-744", "(b) Old.", date(2026, 3, 25))
    hold(catalogue, reading)
    assert catalogue.reading(next(iter(catalogue.editions()))) == reading


def test_stale_against_its_own_rhythm(catalogue: Catalogue) -> None:
    hold(catalogue, law("us-15-cfr-744", "(b) Old.", date(2026, 3, 25)))
    hold(catalogue, law("mine", "(b) Mine.", None))
    today = date.today()
    now = freshness(catalogue)
    later = freshness(catalogue, today=today + timedelta(8))
    assert (now["us-15-cfr-744"].stale, later["us-15-cfr-744"].stale) == (False, True)
    assert later["us-15-cfr-744"].summary == "edition of 2026-03-25, checked 8 days ago; stale (its rhythm is 7 days)"
    assert (later["mine"].stale, later["mine"].rhythm) == (False, None)
    record_checks(catalogue, ["us-15-cfr-744"], datetime.now(UTC) + timedelta(6))
    assert not freshness(catalogue, today=today + timedelta(8))["us-15-cfr-744"].stale


def test_coverage_says_what_is_missing(catalogue: Catalogue) -> None:
    hold(catalogue, law("us-15-cfr-744", "(b) Old.", date(2026, 3, 25)))
    hold(catalogue, law("mine", "(b) Mine.", None))
    table = {row.jurisdiction: row for row in regime_coverage(catalogue)}
    assert list(table)[:5] == ["us", "eu", "uk", "cn", "jp"]
    assert [e.id for e in table["us"].held] == ["us-15-cfr-744"]
    assert "us-15-cfr-774" in {e.id for e in table["us"].missing_core}
    assert [s.id for s in table["us"].others] == ["mine"]
    assert table["eu"].held == ()
    assert sum(len(r.held) + len(r.missing) for r in table.values()) == len(official_entries())


def test_changes_newest_first(catalogue: Catalogue) -> None:
    for text, day in (
        ("(b) A permit is needed here.", "2026-01-01"),
        ("(b) A permit is not needed here.", "2026-03-01"),
        ("(b) A permit is not needed anywhere.", "2026-05-01"),
    ):
        hold(catalogue, law("us-15-cfr-744", text, date.fromisoformat(day)))
    found = edition_changes(catalogue)
    assert [(c.day.isoformat(), c.locator) for c in found if c.day] == [
        ("2026-05-01", "15 CFR 744.1(b)"),
        ("2026-03-01", "15 CFR 744.1(b)"),
    ]
    assert (found[0].change.before, found[0].change.after) == (
        "(b) A permit is not needed here.",
        "(b) A permit is not needed anywhere.",
    )
    assert edition_changes(catalogue, since=date(2026, 4, 1)) == found[:1]
    with pytest.raises(BadRequest, match="us-15-cfr-744"):  # a filter is never dropped silently
        edition_changes(catalogue, sources=("other",))


def test_what_only_looks_different_is_left_out(catalogue: Catalogue) -> None:
    hold(catalogue, law("us-15-cfr-744", "(b) The “end user” signs.", date(2026, 1, 1)))
    hold(catalogue, replace(law("us-15-cfr-744", '(b) The "end user" signs.', date(2026, 2, 1))))
    assert edition_changes(catalogue) == []
    assert len(edition_changes(catalogue, typography=True)) == 1

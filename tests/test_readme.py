"""The README says what is there: every setting, every command."""

from __future__ import annotations

from pathlib import Path

from typer.main import get_command

from assistant.settings import Settings
from corpus.sources.entries import entries
from ui.cli import app

README = (Path(__file__).resolve().parent.parent / "README.md").read_text("utf-8")


def test_every_setting_is_described() -> None:
    for name, setting in Settings.model_fields.items():
        row = f"| `LICET_{name.upper()}` | {setting.description}"
        assert row in README, row


def test_every_command_is_named() -> None:
    for name in get_command(app).commands:  # type: ignore[attr-defined]
        assert f"licet {name}" in README, name


def test_the_official_sources_are_counted() -> None:
    listed = entries()
    pages, landings = (sum(e.how == how for e in listed) for how in ("page", "landing"))
    services = len(listed) - pages - landings
    told = " ".join(README.split())
    assert f"lists {len(listed)} official sources: {services} come from their publishers' own services" in told
    assert f"{pages} are pages and PDFs, and {landings} stand behind a page" in told

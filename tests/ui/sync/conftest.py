"""Fixtures: publishers on loopback, and homes that hold their texts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.ui.sync.synced import IDS, OLD, PARTS, Line, published, text


@pytest.fixture
def official(server: ModuleType) -> Iterator[Any]:
    state = server.Official(titles={15: "2026-07-23"})
    state.part = server.part
    for number in PARTS:
        state.parts[15, number] = {OLD: server.part(number, *text(number, OLD))}
    with server.serving(state):
        yield state


@pytest.fixture
def new(tmp_path: Path, official: Any, line: Any, empty_home: Any) -> Line:
    """Make the command line over a home that holds nothing yet; its encoder is converted already."""
    return line(empty_home(tmp_path / "home"), official)


@pytest.fixture(scope="module")
def synced_home(tmp_path_factory: pytest.TempPathFactory, server: ModuleType, line: Any, empty_home: Any) -> Path:
    """Make a home that holds every part in its old edition; tests copy it."""
    home = empty_home(tmp_path_factory.mktemp("synced") / "home")
    state = server.Official(titles={15: "2026-07-23"})
    for number in PARTS:
        state.parts[15, number] = {OLD: server.part(number, *text(number, OLD))}
    with server.serving(state):
        assert {o["status"] for o in line(home, state).sync(*IDS).values()} == {"added"}
    return home


@pytest.fixture
def desk(tmp_path: Path, official: Any, synced_home: Path, line: Any) -> Line:
    """Make a home that holds every part in its old edition, with a new one at the publisher."""
    made = line(Path(shutil.copytree(synced_home, tmp_path / "home", symlinks=True)), official)
    published(made.official)
    return made

"""What all tests share: where the real documents are, and a home of their own for everything that is written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and benchmarks (`LICET_SHARED`, default `../shared`); skips where it is absent."""
    folder = Path(os.environ.get("LICET_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("the real documents are not here: set LICET_SHARED to their folder")
    return folder


@pytest.fixture(scope="session")
def data() -> Path:
    """The project's own small files in real formats."""
    return DATA

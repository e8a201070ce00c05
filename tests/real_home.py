"""A home of the real documents, for slow tests: one that is made already, or one made of the folder of documents."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.settings import Settings
from assistant.wiring import open_application
from index.ingest.intake import Labels

# Folders of the real documents that the tests are about.
_READ = ("us/ecfr", "us/15-CFR-745-774_lossy_2025-01.md", "us/lists", "eu", "pdf", "cn", "jp", "kr", "uk", "seed")


def named_home() -> Path | None:
    """Return the home that `LICET_REAL_HOME` names; None where it names none. Skips the test where it is not there."""
    named = os.environ.get("LICET_REAL_HOME", "")
    if named and not Path(named, "catalogue.sqlite").is_file():
        pytest.skip(f"LICET_REAL_HOME names {named}, which is no home")
    return Path(named) if named else None


def make_real_home(home: Path, shared: Path) -> None:
    """Make a home of the starter library and the real documents."""
    licet = open_application(Settings(home=home))
    licet.ensure_library()
    assert list(licet.add([shared / "data" / part for part in _READ], Labels()))
    licet.close()


def _linked(source: str, copy: str) -> str:
    # Files of vectors are written once and then only read or deleted: linked, a second home takes no disk for them.
    if source.endswith(".vectors"):
        with suppress(OSError):  # On another disk, or one that has no links.
            os.link(source, copy)
            return copy
    return shutil.copy2(source, copy)


def copied_home(named: Path, home: Path) -> Path:
    """Copy a home without what its readers asked there."""
    left_out = shutil.ignore_patterns("conversations", "*.lock")
    shutil.copytree(named, home, symlinks=True, ignore=left_out, copy_function=_linked)
    return home

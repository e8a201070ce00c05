"""The starter library where several processes start at once over one collection."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.settings import Settings
from assistant.wiring import LIBRARY_META, Application
from corpus.errors import Busy
from index.stores.locks import writer_lock


def _opened(home: Path) -> Application:
    licet = Application(Settings(home=home))
    licet.collection.lock_wait = 0.1
    return licet


def test_what_is_held_is_read_while_another_process_writes(library_home: Path, tmp_path: Path) -> None:
    licet = _opened(Path(shutil.copytree(library_home, tmp_path / "home", symlinks=True)))
    licet.collection.remove(licet.catalogue.holdings()[0].source.id)  # so that something is to be brought
    licet.catalogue.set_meta(LIBRARY_META, "of an older release")
    with writer_lock(licet.settings.home, None):
        assert licet.ensure_library() == 0
    assert licet.catalogue.meta(LIBRARY_META) == "of an older release"
    assert licet.ensure_library() == 1  # the other one is done
    assert licet.catalogue.meta(LIBRARY_META) != "of an older release"
    licet.close()


def test_without_any_text_it_is_said_who_writes(new_home: Callable[[], Path]) -> None:
    licet = _opened(new_home())
    with writer_lock(licet.settings.home, None), pytest.raises(Busy, match="is writing to this collection"):
        licet.ensure_library()
    assert not licet.catalogue.meta(LIBRARY_META)
    licet.close()

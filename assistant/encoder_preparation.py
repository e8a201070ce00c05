"""What every new home would make alike, made once for an environment: networks of the encoders, vectors of notes.

`make run` makes it after the installation. A new home takes a copy of the networks; what notes are compared by, each
home takes file by file when it first needs it (`corpus.kept_file.kept`). Each file is checked by its digest when it is
used, as if the home had made it: what does not fit is made anew.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

PARTS = ("annotations", "encoder")  # folders of a home
_NETWORKS = "encoder"
_OF_ONE_PLACE = shutil.ignore_patterns("compiled", "*.lock", "*.part")  # what goes by the path of its home


def keep(home: Path, folder: Path) -> None:
    """Put what a home has made into the folder, in place of what was there. Raises OSError."""
    for part in PARTS:
        fresh = _copied(home, folder, part)
        shutil.rmtree(folder / part, ignore_errors=True)
        fresh.rename(folder / part)


def take_networks(folder: Path, home: Path) -> None:
    """Copy the networks that are kept in the folder into a home that has none.

    A full disk, or a folder that cannot be read, costs the time to make them and nothing else.
    """
    if (folder / _NETWORKS).is_dir() and not (home / _NETWORKS).exists():
        with suppress(OSError, shutil.Error):
            _copied(folder, home, _NETWORKS).rename(home / _NETWORKS)


def _copied(source: Path, target: Path, part: str) -> Path:
    """Return a whole copy of a part beside the place where it belongs: half a copy is never taken for the part."""
    fresh = target / f"{part}.part"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(source / part, fresh, ignore=_OF_ONE_PLACE)
    return fresh

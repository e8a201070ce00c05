"""What every new home would make alike, made once for an environment: networks, vectors of notes and of the library.

`make run` makes it after the installation. A new home copies the networks, and takes what the encoders made of the
starter library's passages by links where the file system has them; what notes are compared by, each home takes file by
file when it first needs it (`corpus.kept_file.kept`). Each file is checked by its digest when it is used, as if the
home had made it: what does not fit is made anew.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import Busy, StoreUnavailable

if TYPE_CHECKING:
    from index.collection import Collection

PARTS = ("annotations", "encoder")  # folders of a home
_NETWORKS = "encoder"
_LIBRARY = "library"  # below it a folder for each library and set of encoders
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


def keep_vectors(collection: Collection, library: str, folder: Path) -> None:
    """Keep in the folder what a collection that holds the starter library alone has made of its passages.

    `library` is the library's digest. Raises OSError, StoreUnavailable.
    """
    shutil.rmtree(folder / _LIBRARY, ignore_errors=True)
    kept = _vectors(collection, library, folder)
    fresh = kept.with_name(f"{kept.name}.part")
    fresh.mkdir(parents=True)
    for part in collection.stores.token_vectors.folder.glob("*.vectors"):
        shutil.copy2(part, fresh)
    fresh.rename(kept)


def take_vectors(folder: Path, library: str, collection: Collection) -> None:
    """Give a collection what is kept in the folder of the starter library's passages, of these very encoders.

    Where it cannot be taken the passages are encoded, which costs time and nothing else.
    """
    kept = _vectors(collection, library, folder)
    if kept.is_dir():
        with suppress(Busy, StoreUnavailable):
            collection.adopt_token_vectors(kept)


def _vectors(collection: Collection, library: str, folder: Path) -> Path:
    # The name of the store's build tells its format, so that a release with another one takes none of these.
    form = collection.stores.builds.tokens.rpartition("-")[0]
    encoders = "".join(f"-{encoder.digest[:12]}" for encoder in collection.encoders)
    return folder / _LIBRARY / f"{form}-{library[:12]}{encoders}"


def _copied(source: Path, target: Path, part: str) -> Path:
    """Return a whole copy of a part beside the place where it belongs: half a copy is never taken for the part."""
    fresh = target / f"{part}.part"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(source / part, fresh, ignore=_OF_ONE_PLACE)
    return fresh

"""Stores of this home, brought in line with what other machines have written to a catalogue that they share.

Of each source a mark is kept beside the stores: where the catalogue's is another one, its passages are compared. A
process that is killed has kept the marks of what it was done with.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.kept_file import read_whole, write_whole
from index.indexing.build import Builder
from index.stores import builds
from index.stores.open_stores import Stores

_STATE = "followed.json"  # in the folder of builds


def prepare(stores: Stores) -> None:
    """Make those stores that this home does not have yet, empty. Raises StoreUnavailable."""
    kinds = set() if stores.terms.exists else {"terms"}
    if not stores.chroma.url and not stores.chroma.exists:
        kinds.add("vectors")
    stores.create(kinds)


def is_behind(home: Path, catalogue: Catalogue, stores: Stores) -> bool:
    """Return whether another machine has written something that the stores lack. Raises StoreUnavailable."""
    return _kept(home, stores) != catalogue.marks()


def follow(home: Path, catalogue: Catalogue, stores: Stores, builder: Callable[[Stores], Builder]) -> None:
    """Bring the stores in line with the catalogue, source by source, for a process that holds the home's writer lock.

    What is asked meanwhile is answered from what they hold. Raises StoreUnavailable, ModelFailed.
    """
    held, marks = _kept(home, stores), catalogue.marks()
    changed = sorted(source_id for source_id in held | marks if held.get(source_id) != marks.get(source_id))
    writer = builder(stores)
    for source_id in changed:
        wanted = catalogue.memberships(source_id)
        if stores.chroma.url:
            writer.follow(source_id, wanted)
        else:
            writer.align(source_id, wanted)
        if source_id in marks:
            held[source_id] = marks[source_id]
        else:
            del held[source_id]
        state = {"builds": sorted(stores.builds.names()), "sources": held}
        write_whole(home / builds.FOLDER / _STATE, json.dumps(state).encode())
    if changed:
        stores.finish()


def _kept(home: Path, stores: Stores) -> dict[str, str]:
    """Return the marks of the sources as these stores hold them; of others nothing is known."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        state = json.loads(read_whole(home / builds.FOLDER / _STATE))
        if state["builds"] == sorted(stores.builds.names()):
            return {str(source_id): str(mark) for source_id, mark in state["sources"].items()}
    return {}

"""Builds of the derived stores, each in a folder of its own below `home/index`; the catalogue names those in use.

A store is made anew beside the one in use, and one entry in the catalogue swaps them. Processes that still search the
old one hold a claim on its folder, so that it is deleted by the first writer after they are done.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

from corpus.errors import StoreUnavailable
from corpus.language.lazy_regex import lazy_regex
from index.stores import terms, token_vectors
from index.stores.locks import CLAIM, is_claimed

ENTRY = "index"  # of the catalogue: names the builds in use
FOLDER = "index"  # in the home
_FORMATS = {"vectors": "1", "terms": terms.TERMS_FORMAT, "tokens": str(token_vectors.TOKEN_VECTORS_FORMAT)}
BUILD_KINDS = tuple(_FORMATS)
_BUILD_NAME = lazy_regex(r"[a-z]+-[0-9]+-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Builds:
    """Names of the builds that belong together: a store of vectors, an index of terms, a cache of token vectors."""

    vectors: str
    terms: str
    tokens: str

    @classmethod
    def new(cls) -> Builds:
        """Return new names for all three."""
        return cls(*(_new_name(kind) for kind in BUILD_KINDS))

    @classmethod
    def read(cls, entry: str) -> Builds | None:
        """Return what an entry of the catalogue names; None where there is none, or where nobody can read it."""
        try:
            held = json.loads(entry)
            names = [str(held[kind]) for kind in BUILD_KINDS]
        except (ValueError, KeyError, TypeError):
            return None
        return cls(*names) if all(_BUILD_NAME.fullmatch(name) for name in names) else None

    def written(self) -> str:
        """Return the entry for the catalogue."""
        return json.dumps({f.name: getattr(self, f.name) for f in fields(self)})

    def anew(self, kinds: Iterable[str]) -> Builds:
        """Return the same builds with new names for some kinds of store."""
        return replace(self, **{kind: _new_name(kind) for kind in kinds})

    def outdated(self) -> set[str]:
        """Return the kinds of store whose build is in a format that this program does not read."""
        return {kind for kind in BUILD_KINDS if not getattr(self, kind).startswith(f"{kind}-{_FORMATS[kind]}-")}

    def names(self) -> set[str]:
        """Return the names of the builds."""
        return set(astuple(self))


def folder_of(home: Path, name: str) -> Path:
    """Return the folder of a build."""
    return home / FOLDER / name


def begin(home: Path, builds: Builds) -> None:
    """Make the folders of builds that have none yet. Raises StoreUnavailable."""
    try:
        for name in builds.names():
            folder_of(home, name).mkdir(parents=True, exist_ok=True)
            (folder_of(home, name) / CLAIM).touch()
    except OSError as error:
        raise StoreUnavailable(
            f"The folder {home / FOLDER} cannot be written: {error.strerror or error}.",
            "Check that the folder is writable and has space.",
        ) from error


def unused(home: Path, in_use: Builds) -> list[str]:
    """Return the names of builds that are neither named in the catalogue nor claimed by anybody."""
    folders = (home / FOLDER).iterdir() if (home / FOLDER).is_dir() else ()
    return sorted(f.name for f in folders if f.is_dir() and f.name not in in_use.names() and not is_claimed(f))


def discard(home: Path, name: str) -> None:
    """Delete the folder of a build; what cannot be deleted now is deleted by a later writer."""
    shutil.rmtree(folder_of(home, name), ignore_errors=True)


def tag(name: str) -> str:
    """Return the part of a build's name that no other build has."""
    return name.rpartition("-")[2]


def _new_name(kind: str) -> str:
    return f"{kind}-{_FORMATS[kind]}-{secrets.token_hex(4)}"

"""What a person follows: a list, a provision, a regime, or the paragraphs that answer a question; kept in the home."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from corpus.errors import NotHeld, StoreUnavailable
from corpus.kept_file import read_whole, write_whole


class FollowedKind(StrEnum):
    """What is followed."""

    LIST = "list"
    PROVISION = "provision"
    REGIME = "regime"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Followed:
    """Something followed: `name` as it was given, `places` the texts and addresses that a question's answer cites."""

    id: str
    kind: FollowedKind
    name: str
    places: tuple[tuple[str, str], ...] = ()
    added: str = ""


class FollowedList:
    """What is followed in a home, and what each channel was last told of it. Methods raise StoreUnavailable."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "followed"  # what each channel was last told
        self.path = home / "followed.json"

    def all(self) -> list[Followed]:
        """Return what is followed, in the order in which it was added."""
        try:
            rows = json.loads(read_whole(self.path).decode())
            return [
                _followed(
                    FollowedKind(row["kind"]), str(row["name"]),
                    tuple((str(source), str(locator)) for source, locator in row["places"]), str(row["added"]),
                )
                for row in rows
            ]  # fmt: skip
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise StoreUnavailable(
                f"{self.path} cannot be read: {error}.", "Correct it, or delete it and follow anew."
            ) from error

    def add(self, kind: FollowedKind, name: str, places: tuple[tuple[str, str], ...] = ()) -> Followed:
        """Follow something; what is followed already gets the new places."""
        found = _followed(kind, name, places, datetime.now(UTC).isoformat(timespec="seconds"))
        kept = [*self._others(found.id), found]
        self._write(self.path, json.dumps([asdict(f) for f in kept], ensure_ascii=False).encode())
        return found

    def remove(self, name: str) -> Followed:
        """Stop following, given by id or name. Raises NotHeld."""
        found = next((f for f in self.all() if name in (f.id, f.name)), None)
        if found is None:
            raise NotHeld(f"{name} is not followed.", "List what is with `licet watch`.")
        self._write(self.path, json.dumps([asdict(f) for f in self._others(found.id)], ensure_ascii=False).encode())
        for state in self.folder.glob(f"{found.id}.*.json.gz"):
            state.unlink(missing_ok=True)
        return found

    def told(self, followed: Followed, channel: str) -> dict[str, str] | None:
        """Return the state that a channel was last told of; None where it was told of none."""
        path = self._state(followed, channel)
        try:
            return {str(k): str(v) for k, v in json.loads(gzip.decompress(read_whole(path))).items()}
        except FileNotFoundError:
            return None
        except (OSError, ValueError, EOFError, AttributeError) as error:
            raise StoreUnavailable(
                f"{path} cannot be read: {error}.", "Delete it: the next run looks at it as for the first time."
            ) from error

    def set_told(self, followed: Followed, channel: str, state: Mapping[str, str]) -> None:
        """Record the state that a channel was told of."""
        self._write(self._state(followed, channel), gzip.compress(json.dumps(dict(state)).encode()))

    def _others(self, id: str) -> list[Followed]:
        return [f for f in self.all() if f.id != id]

    def _state(self, followed: Followed, channel: str) -> Path:
        return self.folder / f"{followed.id}.{channel}.json.gz"

    def _write(self, path: Path, content: bytes) -> None:
        try:
            write_whole(path, content)
        except OSError as error:
            raise StoreUnavailable(
                f"{path} cannot be written: {error.strerror or error}.",
                "Check that its folder is writable and has space.",
            ) from error


def _followed(kind: FollowedKind, name: str, places: tuple[tuple[str, str], ...], added: str) -> Followed:
    """Return something followed under the id of its name, which is also that of its files, whatever a file says."""
    return Followed(hashlib.sha256(f"{kind}\0{name}".encode()).hexdigest()[:12], kind, name, places, added)

"""What a person follows: a list, a provision, a regime, or the paragraphs that answer a question; kept as records."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

from corpus.errors import NotHeld, StoreUnavailable
from corpus.records import Records
from corpus.records.names import FOLLOWED, TOLD


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
    """What is followed, and what each channel was last told of it, among the records. Raises StoreUnavailable."""

    def __init__(self, records: Records) -> None:
        self.records = records

    def all(self) -> list[Followed]:
        """Return what is followed, in the order in which it was added."""
        return self._read(self.records.read(FOLLOWED))

    def add(self, kind: FollowedKind, name: str, places: tuple[tuple[str, str], ...] = ()) -> Followed:
        """Follow something; what is followed already gets the new places."""
        found = _followed(kind, name, places, datetime.now(UTC).isoformat(timespec="seconds"))
        self.records.change(
            FOLLOWED, lambda held: _written([*(f for f in self._read(held) if f.id != found.id), found])
        )
        return found

    def remove(self, name: str) -> Followed:
        """Stop following, given by id or name. Raises NotHeld."""
        gone: list[Followed] = []

        def remove(held: bytes | None) -> bytes:
            followed = self._read(held)
            gone.extend([f for f in followed if name in (f.id, f.name)][:1])
            if not gone:
                raise NotHeld(f"{name} is not followed.", "List what is with `licet watch`.")
            return _written([f for f in followed if f.id != gone[0].id])

        self.records.change(FOLLOWED, remove)
        for state in self.records.names(TOLD):
            if state.startswith(f"{TOLD}/{gone[0].id}."):
                self.records.delete(state)
        return gone[0]

    def told(self, followed: Followed, channel: str) -> dict[str, str] | None:
        """Return the state that a channel was last told of; None where it was told of none."""
        name = _state(followed, channel)
        content = self.records.read(name)
        if content is None:
            return None
        try:
            return {str(k): str(v) for k, v in json.loads(gzip.decompress(content)).items()}
        except (OSError, ValueError, EOFError, AttributeError) as error:
            raise StoreUnavailable(
                f"{self.records.where(name)} cannot be read: {error}.",
                "Delete it: the next run looks at it as for the first time.",
            ) from error

    def set_told(self, followed: Followed, channel: str, state: Mapping[str, str]) -> None:
        """Record the state that a channel was told of."""
        self.records.write(_state(followed, channel), gzip.compress(json.dumps(dict(state)).encode()))

    def _read(self, content: bytes | None) -> list[Followed]:
        try:
            return [
                _followed(
                    FollowedKind(row["kind"]), str(row["name"]),
                    tuple((str(source), str(locator)) for source, locator in row["places"]), str(row["added"]),
                )
                for row in (json.loads(content) if content is not None else [])
            ]  # fmt: skip
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise StoreUnavailable(
                f"{self.records.where(FOLLOWED)} cannot be read: {error}.",
                "Correct it, or delete it and follow anew.",
            ) from error


def _written(followed: Sequence[Followed]) -> bytes:
    return json.dumps([asdict(f) for f in followed], ensure_ascii=False).encode()


def _state(followed: Followed, channel: str) -> str:
    return f"{TOLD}/{followed.id}.{channel}.json.gz"


def _followed(kind: FollowedKind, name: str, places: tuple[tuple[str, str], ...], added: str) -> Followed:
    """Return something followed under the id of its name, which is also that of its states, whatever a record says."""
    return Followed(hashlib.sha256(f"{kind}\0{name}".encode()).hexdigest()[:12], kind, name, places, added)

"""Keys of the API's callers, in the record `api-keys.json`: kept as digests, of which no key can be made."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from corpus.errors import BadRequest, NotHeld, StoreUnavailable
from corpus.language.normal_form import one_line
from corpus.records import Records
from corpus.records.names import KEYS

# What a key may be kept to, by the paths of the API and the tools of MCP: `sources` is the coverage too.
RIGHTS = (
    "ask", "search", "determine", "compare", "screen", "check", "lists", "show", "status", "diff", "changes", "news",
    "history", "sources",
)  # fmt: skip
_PREFIX = "licet_"  # by which scanners of leaked secrets know a key
_SECRET_BYTES = 32
_LONGEST_KEY_NAME = 60


@dataclass(frozen=True, slots=True)
class CallerKey:
    """Key of one caller: its name, the SHA-256 of the key, and the ISO times of its making and its revocation.

    The key is 256 random bits, so that a plain digest is as good as a slow one: there is nothing to guess.
    `only` are the rights it is kept to, () all of them; `until` is the last day (UTC) on which it lets in, "" no end;
    of limits None is the server's own.
    """

    name: str
    sha256: str
    made_at: str
    revoked_at: str = ""
    per_minute: int | None = None
    questions_per_minute: int | None = None
    only: tuple[str, ...] = ()
    until: str = ""

    @property
    def has_ended(self) -> bool:
        """Return whether its last day is past."""
        return bool(self.until) and self.until < datetime.now(UTC).date().isoformat()

    @property
    def lets_in(self) -> bool:
        """Return whether it is neither revoked nor past its last day."""
        return not self.revoked_at and not self.has_ended

    def may(self, right: str) -> bool:
        """Return whether it has a right; what is no right needs none."""
        return not self.only or right in self.only or right not in RIGHTS


class KeyRing:
    """Keys of all instances over the same records. Raises StoreUnavailable if they cannot be read or written."""

    def __init__(self, records: Records) -> None:
        self.records = records

    def all(self) -> tuple[CallerKey, ...]:
        """Return every key that was made, revoked ones too, in the order of their making.

        They are read at every call: a key that is revoked, on whichever instance, is refused from then on.
        """
        return self._keys(self.records.read(KEYS))

    def add(
        self,
        name: str,
        *,
        per_minute: int | None = None,
        questions_per_minute: int | None = None,
        only: Sequence[str] = (),
        until: date | None = None,
    ) -> tuple[CallerKey, str]:
        """Make a key for a caller and return it with its secret, which is kept nowhere. Raises BadRequest."""
        name = one_line(name)
        if not name or len(name) > _LONGEST_KEY_NAME:
            raise BadRequest(f"A key is named with 1 to {_LONGEST_KEY_NAME} characters.", "Name it after its caller.")
        if unknown := [right for right in only if right not in RIGHTS]:
            raise BadRequest(f"A key cannot be kept to {unknown[0]!r}.", f"Known: {', '.join(RIGHTS)}.")
        secret = _PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
        rights = tuple(right for right in RIGHTS if right in only)
        last = until.isoformat() if until else ""
        made = CallerKey(name, _digest(secret), _now(), "", per_minute, questions_per_minute, rights, last)
        if made.has_ended:
            raise BadRequest(f"{last} is past: this key would let nobody in.", "Give a day to come, or none.")

        def add(held: bytes | None) -> bytes:
            keys = self._keys(held)
            if any(key.name == name and not key.revoked_at for key in keys):
                raise BadRequest(f"There is a key named {name} already.", "Revoke it first, or choose another name.")
            return _written([*keys, made])

        self.records.change(KEYS, add)
        return made, secret

    def revoke(self, name: str) -> CallerKey:
        """Revoke the key of a name and return it. Raises NotHeld."""
        revoked: list[CallerKey] = []

        def revoke(held: bytes | None) -> bytes:
            keys = self._keys(held)
            found = next((key for key in keys if key.name == one_line(name) and not key.revoked_at), None)
            if found is None:
                raise NotHeld(f"There is no key named {one_line(name)}.", "List the keys with `licet keys list`.")
            revoked.append(replace(found, revoked_at=_now()))
            return _written([revoked[-1] if key is found else key for key in keys])

        self.records.change(KEYS, revoke)
        return revoked[-1]

    def _keys(self, content: bytes | None) -> tuple[CallerKey, ...]:
        try:
            return tuple(map(_key, json.loads(content))) if content is not None else ()
        except (ValueError, TypeError, RecursionError) as error:
            raise StoreUnavailable(
                f"{self.records.where(KEYS)} cannot be read: {error}.", "Correct it, or delete it and make keys anew."
            ) from error


def whose(keys: Iterable[CallerKey], secret: str) -> CallerKey | None:
    """Return whose key that is; None for one that was never made or is revoked.

    One past its last day is returned as well, which lets nobody in (`lets_in`): its owner is told of that day.
    """
    digest = _digest(secret)
    return next((key for key in keys if key.sha256 == digest and not key.revoked_at), None)


def _key(row: dict[str, Any]) -> CallerKey:
    """Return a key as it was written. Raises ValueError, TypeError for what would let in more than was meant."""
    row = {**row}
    if not isinstance(row.get("only", []), list):
        raise TypeError("the rights are no list")
    key = CallerKey(**{**row, "only": tuple(row.get("only", ()))})
    if key.until and date.fromisoformat(key.until).isoformat() != key.until:
        raise ValueError(f"{key.until!r} is not written as YYYY-MM-DD")
    if unknown := [right for right in key.only if right not in RIGHTS]:
        raise ValueError(f"there is no right {unknown[0]!r}")
    if any(type(limit) is not int for limit in (key.per_minute, key.questions_per_minute) if limit is not None):
        raise TypeError("a limit is no number")
    return key


def _written(keys: Sequence[CallerKey]) -> bytes:
    return json.dumps([asdict(key) for key in keys], indent=1, ensure_ascii=False).encode()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

"""Keys of the API's callers, in the record `api-keys.json`: kept as digests, of which no key can be made."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from corpus.errors import BadRequest, NotHeld, StoreUnavailable
from corpus.language.normal_form import one_line
from corpus.records import Records
from corpus.records.names import KEYS

_PREFIX = "licet_"  # by which scanners of leaked secrets know a key
_SECRET_BYTES = 32
_LONGEST_KEY_NAME = 60


@dataclass(frozen=True, slots=True)
class CallerKey:
    """Key of one caller: its name, the SHA-256 of the key, and the ISO times of its making and its revocation.

    The key is 256 random bits, so that a plain digest is as good as a slow one: there is nothing to guess.
    """

    name: str
    sha256: str
    made_at: str
    revoked_at: str = ""


class KeyRing:
    """Keys of all instances over the same records. Raises StoreUnavailable if they cannot be read or written."""

    def __init__(self, records: Records) -> None:
        self.records = records

    def all(self) -> tuple[CallerKey, ...]:
        """Return every key that was made, revoked ones too, in the order of their making.

        They are read at every call: a key that is revoked, on whichever instance, is refused from then on.
        """
        return self._keys(self.records.read(KEYS))

    def caller(self, secret: str) -> CallerKey | None:
        """Return whose key that is; None for one that was never made or is revoked."""
        return whose(self.all(), secret)

    def add(self, name: str) -> tuple[CallerKey, str]:
        """Make a key for a caller and return it with its secret, which is kept nowhere. Raises BadRequest."""
        name = one_line(name)
        if not name or len(name) > _LONGEST_KEY_NAME:
            raise BadRequest(f"A key is named with 1 to {_LONGEST_KEY_NAME} characters.", "Name it after its caller.")
        secret = _PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
        made = CallerKey(name, _digest(secret), _now())

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
            return tuple(CallerKey(**row) for row in json.loads(content)) if content is not None else ()
        except (ValueError, TypeError, RecursionError) as error:
            raise StoreUnavailable(
                f"{self.records.where(KEYS)} cannot be read: {error}.", "Correct it, or delete it and make keys anew."
            ) from error


def whose(keys: Iterable[CallerKey], secret: str) -> CallerKey | None:
    """Return whose key that is; None for one that was never made or is revoked."""
    digest = _digest(secret)
    return next((key for key in keys if key.sha256 == digest and not key.revoked_at), None)


def _written(keys: Sequence[CallerKey]) -> bytes:
    return json.dumps([asdict(key) for key in keys], indent=1, ensure_ascii=False).encode()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

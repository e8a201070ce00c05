"""Keys of the API's callers, in `home/api-keys.json`: kept as digests, of which no key can be made."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import BadRequest, NotHeld, StoreUnavailable
from corpus.kept_file import read_whole, write_whole
from corpus.language.normal_form import one_line

_PREFIX = "licet_"  # by which scanners of leaked secrets know a key
_SECRET_BYTES = 32
_LONGEST_KEY_NAME = 60
_LOCK_SECONDS = 10.0


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
    """Keys of a home. Raises StoreUnavailable if they cannot be read or written."""

    def __init__(self, home: Path) -> None:
        self.path = home / "api-keys.json"
        self._read: tuple[tuple[int, int, int], tuple[CallerKey, ...]] | None = None

    def all(self) -> tuple[CallerKey, ...]:
        """Return every key that was made, revoked ones too, in the order of their making.

        The file is read again when it has changed: a key that is revoked is refused from then on.
        """
        try:
            found = self.path.stat()
            state = (found.st_mtime_ns, found.st_size, found.st_ino)
            if self._read is None or self._read[0] != state:
                rows = json.loads(read_whole(self.path).decode())
                self._read = (state, tuple(CallerKey(**row) for row in rows))
            return self._read[1]
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, TypeError, RecursionError) as error:
            raise StoreUnavailable(
                f"{self.path} cannot be read: {error}.", "Correct it, or delete it and make keys anew."
            ) from error

    def caller(self, secret: str) -> CallerKey | None:
        """Return whose key that is; None for one that was never made or is revoked."""
        digest = _digest(secret)
        return next((key for key in self.all() if key.sha256 == digest and not key.revoked_at), None)

    def add(self, name: str) -> tuple[CallerKey, str]:
        """Make a key for a caller and return it with its secret, which is kept nowhere. Raises BadRequest."""
        name = one_line(name)
        if not name or len(name) > _LONGEST_KEY_NAME:
            raise BadRequest(f"A key is named with 1 to {_LONGEST_KEY_NAME} characters.", "Name it after its caller.")
        secret = _PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
        made = CallerKey(name, _digest(secret), _now())
        with self._changing() as keys:
            if any(key.name == name and not key.revoked_at for key in keys):
                raise BadRequest(f"There is a key named {name} already.", "Revoke it first, or choose another name.")
            self._write([*keys, made])
        return made, secret

    def revoke(self, name: str) -> CallerKey:
        """Revoke the key of a name and return it. Raises NotHeld."""
        with self._changing() as keys:
            found = next((key for key in keys if key.name == one_line(name) and not key.revoked_at), None)
            if found is None:
                raise NotHeld(f"There is no key named {one_line(name)}.", "List the keys with `licet keys list`.")
            revoked = replace(found, revoked_at=_now())
            self._write([revoked if key is found else key for key in keys])
        return revoked

    @contextmanager
    def _changing(self) -> Iterator[tuple[CallerKey, ...]]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self.path.with_suffix(".lock"), timeout=_LOCK_SECONDS):
                yield self.all()
        except Timeout as error:
            raise StoreUnavailable("Another process is changing the keys.", "Try again in a moment.") from error
        except OSError as error:
            raise StoreUnavailable(
                f"{self.path} cannot be written: {error.strerror or error}.",
                "Check that its folder is writable and has space.",
            ) from error

    def _write(self, keys: Sequence[CallerKey]) -> None:
        content = json.dumps([asdict(key) for key in keys], indent=1, ensure_ascii=False).encode()
        write_whole(self.path, content, private=True)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

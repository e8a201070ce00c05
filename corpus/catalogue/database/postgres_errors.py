"""Errors of PostgreSQL and its driver as Problems: told by their class and SQLSTATE, each with the remedy that fits."""

from __future__ import annotations

import psycopg
from sqlalchemy import exc

from corpus.errors import Problem, StoreUnavailable, UnreadableDocument

ERRORS = (exc.SQLAlchemyError, psycopg.Error)
_LOST = ("57P", "08")  # the server was stopped, or ended the session; the connection broke
_NO_SPACE = "53100"
_TAKEN = ("55P03", "57014")  # a lock was waited for in vain; a statement took longer than it may
_NOT_ALLOWED = ("42501", "25006")  # a right that is lacking; a server that takes no writes
_OTHER_TABLES = ("42P", "42703")
_DAMAGED = ("XX001", "XX002")
_NO_CHARACTER = "22021"  # U+0000, which no text of PostgreSQL has
_HELD = "what was held before is still held"


def is_lost(error: Exception) -> bool:
    """Return whether an error ended the connection: what was to be read can be asked again on another one."""
    if isinstance(error, exc.DBAPIError) and error.connection_invalidated:
        return True
    return (_state(error) or "").startswith(_LOST)


def unavailable(
    place: str,
    error: Exception,
    *,
    writing: bool = False,
    committing: bool = False,
    heard: str = "`licet history` says so",
) -> Problem:
    """Return an error as a Problem on the database at `place`, which is told without its password.

    `writing` says that it ended a transaction, `committing` that nobody knows whether that is kept; then `heard` is how
    to learn it.
    """
    state, said = _state(error) or "", _said(error)
    kept = f"nothing of this write was kept, and {_HELD}" if writing else _HELD
    if committing and (is_lost(error) or not state):
        return StoreUnavailable(
            f"The connection to {place} was lost while a write was being completed: {said}.",
            f"It may have been written: {heard}. Then try again; nothing is half-written.",
        )
    if state.startswith(_NO_SPACE):
        return StoreUnavailable(f"The disk of {place} is full: {said}.", f"Make space on the server; {kept}.")
    if state.startswith(_TAKEN):
        return StoreUnavailable(f"Another process is writing to {place}: {said}.", "Wait until it is done; try again.")
    if state.startswith(_NOT_ALLOWED):
        return StoreUnavailable(
            f"{place} does not let this user do that: {said}.",
            f"Give the user of LICET_DATABASE_URL the right; {kept}.",
        )
    if state.startswith(_OTHER_TABLES):
        return StoreUnavailable(
            f"The tables in {place} are not as Licet makes them: {said}.",
            "Name another database in LICET_DATABASE_URL, or put a backup back with `licet restore FILE`.",
        )
    if state.startswith(_DAMAGED):
        return StoreUnavailable(f"{place} is damaged: {said}.", "Put a backup of the server back.")
    if state.startswith(_NO_CHARACTER) or (isinstance(_origin(error), psycopg.DataError) and not state):
        return UnreadableDocument(
            f"A text holds a character that PostgreSQL cannot keep: {said}.",
            "Take it out of the file, and add it again.",
        )
    if is_lost(error):
        return StoreUnavailable(
            f"The connection to {place} was lost: {said}.", f"See that the server runs, and try again; {kept}."
        )
    if isinstance(error, exc.OperationalError) and not state:
        return StoreUnavailable(
            f"{place} cannot be reached: {said}.",
            "See that the server runs, and check address, user and password in LICET_DATABASE_URL.",
        )
    return StoreUnavailable(f"{place} cannot be used: {said}.", f"See the log of the server; {kept}.")


def _origin(error: Exception) -> BaseException:
    return getattr(error, "orig", None) or error


def _state(error: Exception) -> str | None:
    state: str | None = getattr(_origin(error), "sqlstate", None)
    return state


def _said(error: Exception) -> str:
    """Return what the driver said, in one line: of several attempts to connect the last one."""
    lines = [line.strip() for line in str(_origin(error)).splitlines() if line.strip()]
    line = next((line for line in reversed(lines) if "FATAL" in line), lines[0] if lines else type(error).__name__)
    return line.rpartition("failed: ")[2].removeprefix("FATAL:").strip().rstrip(".")[:300]

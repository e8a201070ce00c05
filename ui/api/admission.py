"""Admission to the API: who may call without a key, whose key it is, and how often they may call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.responses import Response

from corpus.errors import Problem, TooLarge
from ui.api import problems
from ui.api.keys import CallerKey, KeyRing, whose
from ui.serving.rate_limit import RateLimit
from ui.serving.request_guard import header, host_name, is_local, is_same

# What is read at a path that has not the name of its right.
_RIGHTS_OF_PATHS = {"coverage": "sources"}
OPEN = frozenset(("/v1/health", "/v1/openapi.json"))  # without a key, and not counted
CALLER = "licet.caller"  # in the scope of an admitted request
_LOOK_UPS = 16  # of keys at once, on threads that no question takes
_FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip")
_DIGITS_OF_LENGTH = 16  # of a length that is too large whatever they are
_MAKE_A_KEY = "Who runs this server makes a key with `licet keys add NAME`; send it as `Authorization: Bearer KEY`."


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: by a key, or from an address while there are none. Questions and requests are counted by the name."""

    name: str
    key: CallerKey | None = None

    def seconds_to_wait(self, limit: RateLimit, *, question: bool = False) -> tuple[float, int]:
        """Count a call and return 0, or return the seconds to wait; and how many calls a minute has for this caller."""
        own = (self.key.questions_per_minute if question else self.key.per_minute) if self.key else None
        return limit.wait(self.name, per_minute=own), limit.per_minute if own is None else own

    def missing(self, right: str) -> tuple[str, str]:
        """Return what is told to a caller whose key has not a right, with the remedy; two empty strings if it has."""
        if self.key is None or self.key.may(right):
            return "", ""
        command = f"licet keys add NAME --only {','.join((*self.key.only, right))}"
        return (
            f"This key has no right to `{right}`: it is kept to {_named(self.key.only)}.",
            f"Who runs this server makes a key that has it with `{command}`.",
        )


class Admission:
    """Middleware that lets callers in by their keys; until one was made, only programs on this machine.

    A key that was revoked still counts as made: taking the last key away must not open the door.
    """

    def __init__(self, app: Any, keys: KeyRing, limit: RateLimit) -> None:
        self.app, self.keys, self.limit = app, keys, limit
        self._looking = CapacityLimiter(_LOOK_UPS)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hand the request on, or answer it with the reason why not; what fails in it is told as a problem."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Any) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            # Keys may be on a server, which may be slow: calls that are in already do not wait for it.
            is_open = scope["path"] in OPEN
            refused = None if is_open else await to_thread.run_sync(self._refused, scope, limiter=self._looking)
            if refused is None:
                await self.app(scope, _limited(scope, receive), watched)
                return
        except Problem as problem:
            refused = problems.response(problems.of_problem(problem))
        except Exception as error:
            refused = problems.response(problems.of_unforeseen(error))
        if not begun:
            await refused(scope, receive, send)

    def _refused(self, scope: Any) -> Response | None:
        if not (keys := self.keys.all()):
            if (response := _not_from_here(scope)) is not None:
                return response
            caller = Caller(f"address {(scope['client'] or ('',))[0]}")
        else:
            kind, _, secret = header(scope, b"authorization").partition(" ")
            if kind.lower() != "bearer" or not secret.strip():
                return _unauthorised("This call needs a key.", _MAKE_A_KEY)
            key = whose(keys, secret.strip())
            if key is None:
                return _unauthorised("This key is not known here, or it was revoked.", _MAKE_A_KEY, "invalid_token")
            if key.has_ended:
                return _unauthorised(f"This key let in until {key.until}.", _MAKE_A_KEY, "invalid_token")
            caller = Caller(f"key {key.name}", key)
        scope[CALLER] = caller
        seconds, per_minute = caller.seconds_to_wait(self.limit)
        if seconds:
            return problems.too_many(seconds, "requests", per_minute)
        detail, remedy = caller.missing(right_of(scope["path"]))
        return problems.problem(403, detail, remedy, name="missing-right") if detail else None


def right_of(path: str) -> str:
    """Return the right that a path of the API needs; of any other path what is no right."""
    name = path.removeprefix("/v1/").partition("/")[0].partition(".")[0]
    return _RIGHTS_OF_PATHS.get(name, name) if path.startswith("/v1/") else ""


def _named(rights: Sequence[str]) -> str:
    return ", ".join(f"`{right}`" for right in rights)


def _limited(scope: Any, receive: Any) -> Any:
    """Return what receives a body and refuses to go on where it is, or says that it will be, too large."""
    told = header(scope, b"content-length")
    if len(told) >= _DIGITS_OF_LENGTH or (told.isdecimal() and int(told) > problems.LARGEST_BODY):
        raise TooLarge(*problems.TOO_LARGE)
    received = 0

    async def limited() -> Any:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > problems.LARGEST_BODY:
            raise HTTPException(413)  # which no reader of bodies takes for a fault in the JSON
        return message

    return limited


def _not_from_here(scope: Any) -> Response | None:
    """Return the refusal of what does not come from this machine, or comes through a proxy or a page of another site.

    A page on the web can give its own name this machine's address, so the name that was asked for counts too.
    """
    origin, host = header(scope, b"origin"), header(scope, b"host")
    here = scope["client"] is not None and is_local(scope["client"][0]) and is_local(host_name(host))
    if here and not any(header(scope, name) for name in _FORWARDED) and (not origin or is_same(origin, host)):
        return None
    return problems.problem(403, "Without keys this API answers programs on its own machine only.", _MAKE_A_KEY)


def _unauthorised(detail: str, remedy: str, error: str = "") -> Response:
    challenge = 'Bearer realm="licet"' + (f', error="{error}"' if error else "")
    return problems.problem(401, detail, remedy, headers={"WWW-Authenticate": challenge})

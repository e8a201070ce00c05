"""The client for publishers: the only place from which requests are sent.

It is polite (a name of its own, a pause between requests to one host, Retry-After), careful (limits on size and time,
private addresses refused after name resolution and after every redirect) and patient (backoff with jitter after
failures that may pass).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from contextlib import ExitStack
from types import MappingProxyType
from urllib.parse import urlsplit

from anyio.from_thread import BlockingPortal, start_blocking_portal
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_random_exponential

from corpus.errors import BadRequest, FetchFailed
from corpus.sources.http.errors import Limits, NotFound, Reply, TransientFailure, describe_reply, host_of, validator
from corpus.sources.http.hosts import Unreachable
from corpus.sources.http.transport import Transport

__all__ = ["Client", "Limits", "NotFound", "Reply"]
_REDIRECTS = 6


class Client:
    """An HTTP client for any number of threads. It is a context manager.

    `base_url` sends every request to another origin, with the original host as the first segment of the path;
    `allow_private` permits requests to private addresses; `progress(bytes)` is called for every piece that arrives;
    `accounts` are those of this user at services that want one, by host, as `name=value`.
    """

    def __init__(
        self,
        *,
        base_url: str = "",
        allow_private: bool = False,
        limits: Limits = Limits(),  # noqa: B008 (frozen)
        progress: Callable[[int], None] | None = None,
        accounts: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        if base_url and (urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname):
            raise BadRequest(
                f"{base_url!r} is not an origin to fetch from.", "Give LICET_SOURCES_BASE_URL as http://host[:port]."
            )
        self.limits = limits
        self._exchange = Transport(base_url.rstrip("/"), allow_private, limits, self._heard, accounts)
        self._accounts = accounts
        self._pause = 0.0 if base_url else limits.pause  # a mirror belongs to the user and needs no pause
        self._progress = progress
        self._next: dict[str, float] = {}
        self._memo: dict[tuple[str, str], Reply | FetchFailed] = {}
        self._asking: dict[tuple[str, str], threading.Lock] = {}
        self._down: dict[str, Unreachable] = {}
        self._last = threading.local()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._stack = ExitStack()
        self._portal: BlockingPortal | None = None

    def __enter__(self) -> Client:
        self._portal = self._stack.enter_context(start_blocking_portal("asyncio"))
        return self

    def __exit__(self, *unused: object) -> None:
        self._closing.set()
        if self._portal is not None:
            self._portal.call(self._exchange.close)
        self._stack.close()
        self._portal = None

    def stop(self) -> None:
        """End all waits and transfers with FetchFailed, because the run is being broken off."""
        self._closing.set()

    def get(
        self,
        url: str,
        *,
        accept: str = "",
        language: str = "",
        etag: str = "",
        last_modified: str = "",
        choices: bool = False,
    ) -> Reply:
        """Send a GET, with pauses, redirects and repeated attempts, and return the reply.

        `choices` also accepts an answer that offers several files (300). Raises FetchFailed (NotFound, Unreachable),
        TooLarge.
        """
        down = self._down.get(host_of(url))
        if down is not None:  # a host that could not be reached is not tried again for each of its fifty texts
            raise down
        headers = {
            "Accept": accept or "*/*",
            "Accept-Language": language,
            "If-None-Match": validator(etag),
            "If-Modified-Since": validator(last_modified),
        }
        headers = {name: value for name, value in headers.items() if value}
        retrying = Retrying(
            stop=self._enough,
            retry=retry_if_exception_type(TransientFailure),
            wait=self._wait,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            reply = retrying(self._once, url, headers)
        except TransientFailure as passing:
            if isinstance(passing.problem, Unreachable):
                self._down[host_of(url)] = passing.problem
            raise passing.problem from passing.__cause__
        except Unreachable as problem:
            self._down[host_of(url)] = problem
            raise
        self._last.reply = reply
        if reply.status == 300 and not choices:
            raise FetchFailed(
                f"{host_of(url)} answered with a choice of files (300) for {url[:300]}: {describe_reply(reply)}.",
                "Open the address in a browser, save the text and add the file.",
            )
        return reply

    def has_account(self, host: str) -> bool:
        """Return whether this user has an account at the service of a host."""
        return host in self._accounts

    def mirrors(self, url: str) -> bool:
        """Return whether an address is the mirror's own, to which only a redirect within the mirror leads."""
        return self._exchange.mirrors(url)

    @property
    def last(self) -> Reply | None:
        """Return the last reply to this thread, for error messages that say what came."""
        return getattr(self._last, "reply", None)

    def get_once(self, url: str, *, accept: str = "") -> Reply:
        """Return the reply of `get`, sent only once while the client is open.

        It is meant for an index that several sources of one run look into. A failure is remembered too.
        """
        key = (url, accept)
        with self._lock:
            asking = self._asking.setdefault(key, threading.Lock())
        with asking:
            if key not in self._memo:
                try:
                    self._memo[key] = self.get(url, accept=accept)
                except FetchFailed as problem:
                    self._memo[key] = problem
        found = self._memo[key]
        if isinstance(found, FetchFailed):
            raise found
        self._last.reply = found
        return found

    # --- one attempt ------------------------------------------------------------------------------------------------

    def _once(self, url: str, headers: dict[str, str]) -> Reply:
        """Send one attempt, following redirects."""
        assert self._portal is not None, "the client is used as a context manager"
        for _ in range(_REDIRECTS):
            host = host_of(url)
            self._take_turn(host)
            try:
                reply = self._answered(self._portal.start_task_soon(self._exchange.send, url, headers))
            except TransientFailure as passing:
                if passing.wait:  # a host that asks to wait means all threads, not only this one
                    self._leave_alone(host, passing.wait)
                raise
            if isinstance(reply, Reply):
                return reply
            url = reply
        raise FetchFailed(
            f"{host_of(url)} redirects in a circle.", "Open the address in a browser; it may want a sign-in."
        )

    def _answered(self, sending: Future[Reply | str]) -> Reply | str:
        """Return what a request led to, or raise FetchFailed at once if the run is broken off."""
        while not self._closing.is_set():
            if wait([sending], timeout=0.2).done:
                return sending.result()
        sending.cancel()
        raise _broken_off()

    def _heard(self, size: int) -> None:
        if self._closing.is_set():
            raise _broken_off()
        if self._progress is not None:
            self._progress(size)

    # --- turns and waits ----------------------------------------------------------------------------------------------

    def _take_turn(self, host: str) -> None:
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next.get(host, 0.0))
            self._next[host] = turn + self._pause
        self._sleep(turn - now)

    def _leave_alone(self, host: str, seconds: float) -> None:
        with self._lock:
            self._next[host] = max(self._next.get(host, 0.0), time.monotonic() + seconds)

    def _enough(self, state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        lost = isinstance(error, TransientFailure) and isinstance(error.problem, Unreachable)
        return state.attempt_number >= (min(2, self.limits.attempts) if lost else self.limits.attempts)

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, TransientFailure) and error.wait is not None:
            return error.wait
        return wait_random_exponential(multiplier=self.limits.backoff, max=30)(state)

    def _sleep(self, seconds: float) -> None:
        if seconds > 0 and self._closing.wait(seconds):
            raise _broken_off()


def _broken_off() -> FetchFailed:
    return FetchFailed("The sync was broken off.", "Start it again; it goes on where it stopped.")

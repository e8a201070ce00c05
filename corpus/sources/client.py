"""The border to HTTP: the only place that sends a request.

Polite (a name of its own, a pause between requests to one host, Retry-After), careful (limits on size and time, private
addresses refused after name resolution and after every redirect) and patient (backoff with jitter on what passes).
"""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import AsyncExitStack, ExitStack
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_random_exponential

from corpus.errors import BadRequest, FetchFailed
from corpus.sources.hosts import Unreachable, is_local_name, is_public, refusal, resolve
from corpus.sources.wire import (
    PASSING,
    USER_AGENT,
    Limits,
    NotThere,
    Passing,
    Reply,
    host_of,
    is_address,
    mapped,
    origin,
    proxy_for,
    retry_after,
    sni,
    tls,
    too_large,
)

__all__ = ["Client", "Limits", "NotThere", "Reply"]
_REDIRECTS = 6


class Client:
    """Fetches over HTTP, from any number of threads. A context manager.

    `base_url` sends every request to another origin with the original host as first path segment; `allow_private` lets
    requests go to private addresses; `progress(bytes)` is told of every chunk that arrives.
    """

    def __init__(
        self,
        *,
        base_url: str = "",
        allow_private: bool = False,
        limits: Limits = Limits(),  # noqa: B008 (frozen)
        progress: Callable[[int], None] | None = None,
    ) -> None:
        if base_url and (urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname):
            raise BadRequest(
                f"{base_url!r} is not an origin to fetch from.", "Give LICET_SOURCES_BASE_URL as http://host[:port]."
            )
        self.base_url = base_url.rstrip("/")
        self.limits = limits
        self.sent = 0  # requests sent so far
        self.received = 0  # bytes of bodies received so far
        self._allow_private = allow_private
        self._progress = progress
        self._hosts: dict[tuple[str, str], httpx.AsyncClient] = {}
        self._next: dict[str, float] = {}
        self._memo: dict[tuple[str, str], Reply | FetchFailed] = {}
        self._asking: dict[tuple[str, str], threading.Lock] = {}
        self._down: dict[str, Unreachable] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._stack = ExitStack()
        self._portal: BlockingPortal | None = None
        self._tls: ssl.SSLContext | None = None

    def __enter__(self) -> Client:
        self._portal = self._stack.enter_context(start_blocking_portal("asyncio"))
        return self

    def __exit__(self, *unused: object) -> None:
        self._closing.set()
        if self._portal is not None:
            self._portal.call(self._close)
        self._stack.close()
        self._portal = None

    def stop(self) -> None:
        """Makes waits and transfers under way end with FetchFailed: the run is being broken off."""
        self._closing.set()

    def get(self, url: str, *, accept: str = "", language: str = "", etag: str = "", last_modified: str = "") -> Reply:
        """One GET with everything around it. Raises FetchFailed (NotThere, Unreachable), TooLarge."""
        down = self._down.get(host_of(url))
        if down is not None:  # a host that could not be reached is not tried again for each of its fifty texts
            raise down
        headers = {"Accept": accept or "*/*"}
        if language:
            headers["Accept-Language"] = language
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        retrying = Retrying(
            stop=self._enough,
            retry=retry_if_exception_type(Passing),
            wait=self._wait,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(self._once, url, headers)
        except Passing as passing:
            if isinstance(passing.problem, Unreachable):
                self._down[host_of(url)] = passing.problem
            raise passing.problem from passing.__cause__
        except Unreachable as problem:
            self._down[host_of(url)] = problem
            raise

    def get_once(self, url: str, *, accept: str = "") -> Reply:
        """As `get`, for an index that several sources of one run look into: asked once, remembered until the client closes."""
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
        return found

    # --- one attempt ------------------------------------------------------------------------------------------------

    def _once(self, url: str, headers: dict[str, str]) -> Reply:
        assert self._portal is not None, "the client is used as a context manager"
        for _ in range(_REDIRECTS):
            self._take_turn(urlsplit(url).hostname or "")
            reply = self._answered(self._portal.start_task_soon(self._send, url, headers))
            if isinstance(reply, Reply):
                return reply
            url = self._followed(url, reply)
        raise FetchFailed(f"{host_of(url)} redirects in a circle.", "Open the address in a browser; it may want a sign-in.")

    def _answered(self, sending: Future[Reply | str]) -> Reply | str:
        """What a request led to; given up at once when the run is broken off, whatever the publisher is doing."""
        while not self._closing.is_set():
            if wait([sending], timeout=0.2).done:
                return sending.result()
        sending.cancel()
        raise FetchFailed("The sync was broken off.", "Start it again; it goes on where it stopped.")

    def _followed(self, url: str, location: str) -> str:
        target = urlsplit(urljoin(url, location))
        if target.scheme not in ("http", "https") or not target.hostname:
            raise FetchFailed(f"{host_of(url)} redirects to something that is no web address.", "Open it in a browser.")
        if urlsplit(url).scheme == "https" and target.scheme == "http" and target.hostname == urlsplit(url).hostname:
            target = target._replace(scheme="https", netloc=target.netloc.removesuffix(":80"))  # encryption is not given up
        return urlunsplit(target._replace(fragment=""))

    def _route(self, url: str) -> tuple[str, bool]:
        """Where a request really goes, and whether that is the mirror that was asked for."""
        if not self.base_url:
            return url, False
        parts = urlsplit(url)
        host = parts.hostname or ""
        if origin(url) == origin(self.base_url):  # a redirect within the mirror
            return url, True
        if not self._allow_private and (is_local_name(host) or (is_address(host) and not is_public(host))):
            raise refusal(host)
        tail = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        return f"{self.base_url}/{parts.netloc}{tail}", True

    async def _send(self, url: str, headers: dict[str, str]) -> Reply | str:
        """A reply, or the location of a redirect."""
        try:
            async with asyncio.timeout(self.limits.total):
                return await self._exchange(url, headers)
        except TimeoutError as error:
            raise FetchFailed(
                f"{host_of(url)} took longer than {self.limits.total:.0f} seconds.",
                "Start the sync again; it goes on where it stopped.",
            ) from error
        except httpx.HTTPError as error:
            raise mapped(url, error) from error
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise FetchFailed(f"{url[:200]} is not a web address.", "Give it as http:// or https:// with a host.") from error

    async def _exchange(self, url: str, headers: dict[str, str]) -> Reply | str:
        target, mirrored = self._route(url)
        client, sent_to, extra = await self._prepared(target, mirrored)
        self.sent += 1
        request = client.build_request("GET", sent_to, headers={**headers, **extra}, extensions=sni(target))
        async with AsyncExitStack() as stack:
            response = await self._begun(client, request, url)
            stack.push_async_callback(response.aclose)
            if response.status_code in (301, 302, 303, 307, 308) and "location" in response.headers:
                return str(response.headers["location"])
            self._refuse_status(url, response)
            data = b"" if response.status_code == 304 else await self._body(url, response)
        found = response.headers
        media = found.get("content-type", "").split(";")[0].strip().casefold()
        return Reply(url, response.status_code, data, media, found.get("etag", ""), found.get("last-modified", ""))

    async def _begun(self, client: httpx.AsyncClient, request: httpx.Request, url: str) -> httpx.Response:
        """The response once its headers are here. They get a limit of their own: a drip never trips the one on a single read."""
        allowed = self.limits.connect + self.limits.read
        try:
            async with asyncio.timeout(allowed):
                return await client.send(request, stream=True)
        except TimeoutError as error:
            raise FetchFailed(
                f"{host_of(url)} did not begin to answer within {allowed:.0f} seconds.", "Try again later."
            ) from error

    async def _prepared(self, target: str, mirrored: bool) -> tuple[httpx.AsyncClient, httpx.URL, dict[str, str]]:
        """The connection pool of a host and the request's address with the checked IP in place of the name."""
        parts = httpx.URL(target)
        if parts.scheme not in ("http", "https") or not parts.host:
            raise FetchFailed(f"{target[:200]} is not a web address.", "Give it as http:// or https:// with a host.")
        proxy = proxy_for(parts.scheme, parts.host)
        key = (parts.scheme, parts.netloc.decode())
        if key not in self._hosts:  # a pool a host name: two names on one IP must not share a TLS connection
            self._hosts[key] = self._pool(proxy)
        if proxy:  # the proxy resolves names; what can be told without it is refused here
            private = is_local_name(parts.host) or (is_address(parts.host) and not is_public(parts.host))
            if private and not (self._allow_private or mirrored):
                raise refusal(parts.host)
            return self._hosts[key], parts, {}
        port = parts.port or (443 if parts.scheme == "https" else 80)
        addresses = await resolve(parts.host, port, allow_private=self._allow_private or mirrored)
        address = next((a for a in addresses if ":" not in a), addresses[0])
        return self._hosts[key], parts.copy_with(host=address), {"Host": parts.netloc.decode()}

    def _pool(self, proxy: str | None) -> httpx.AsyncClient:
        limits = self.limits
        if self._tls is None:
            self._tls = tls()
        return httpx.AsyncClient(
            headers={"User-Agent": USER_AGENT},
            timeout=httpx.Timeout(limits.read, connect=limits.connect),
            transport=httpx.AsyncHTTPTransport(verify=self._tls, proxy=proxy),
            follow_redirects=False,
            trust_env=False,
        )

    async def _body(self, url: str, response: httpx.Response) -> bytes:
        limits, began, chunks, size = self.limits, time.monotonic(), [], 0
        announced = response.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > limits.size:
            raise too_large(url, limits.size)
        async for chunk in response.aiter_bytes():
            chunks.append(chunk)
            size += len(chunk)
            self.received += len(chunk)
            if size > limits.size:
                raise too_large(url, limits.size)
            seconds = time.monotonic() - began
            if seconds > limits.patience and size < seconds * limits.slowest:
                raise FetchFailed(f"{host_of(url)} sends too slowly ({size} bytes in {seconds:.0f} seconds).", "Try again later.")
            if self._closing.is_set():
                raise FetchFailed("The sync was broken off.", "Start it again; it goes on where it stopped.")
            if self._progress is not None:
                self._progress(len(chunk))
        return b"".join(chunks)

    def _refuse_status(self, url: str, response: httpx.Response) -> None:
        status = response.status_code
        if status in (200, 304):
            return
        said = f"{host_of(url)} answered {status} {httpx.codes.get_reason_phrase(status)}".strip()
        if status == 202:  # an answer that is being prepared: legislation.gov.uk for large texts, EUR-Lex for robots
            raise Passing(FetchFailed(f"{said}: it prepares the text, or does not serve programs.", "Try again in some minutes."))
        if status in PASSING:
            asked = retry_after(response.headers.get("retry-after", ""))
            if asked is not None and asked > self.limits.longest_wait:
                raise FetchFailed(f"{said} and asks to wait {asked:.0f} seconds.", "Start the sync again after that.")
            raise Passing(FetchFailed(f"{said}.", "The publisher is busy or has a fault: try again later."), asked)
        if status in (404, 410):
            raise NotThere(f"{said} for {url[:300]}.", "Check the address, or the date for which the edition was asked.")
        if status in (401, 403):
            raise FetchFailed(f"{said}: it does not serve programs or wants a sign-in.", "Save the page and add the file.")
        raise FetchFailed(f"{said} for {url[:300]}.", "Open the address in a browser to see what it says.")

    # --- turns, waits, the end ----------------------------------------------------------------------------------------

    def _take_turn(self, host: str) -> None:
        pause = 0.0 if self.base_url else self.limits.pause  # a mirror is one's own
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next.get(host, 0.0))
            self._next[host] = turn + pause
        self._sleep(turn - now)

    def _enough(self, state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        lost = isinstance(error, Passing) and isinstance(error.problem, Unreachable)
        return state.attempt_number >= (min(2, self.limits.attempts) if lost else self.limits.attempts)

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, Passing) and error.wait is not None:
            return error.wait
        return wait_random_exponential(multiplier=self.limits.backoff, max=30)(state)

    def _sleep(self, seconds: float) -> None:
        if seconds > 0 and self._closing.wait(seconds):
            raise FetchFailed("The sync was broken off.", "Start it again; it goes on where it stopped.")

    async def _close(self) -> None:
        for client in self._hosts.values():
            await client.aclose()
        self._hosts.clear()

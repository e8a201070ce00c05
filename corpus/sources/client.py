"""The border to HTTP: the only place that sends a request, and the only one that knows httpx.

Polite (a name of its own, a pause between requests to one host, Retry-After), careful (limits on size and time, private
addresses refused after name resolution and after every redirect) and patient (backoff with jitter on what passes).
"""

from __future__ import annotations

import asyncio
import os
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urljoin, urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from corpus.errors import FetchFailed, TooLarge
from corpus.sources.hosts import Unreachable, is_local_name, is_public, refusal, resolve

_REDIRECTS = 6
_PASSING = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how long. Seconds and bytes.

    `total` ends a download whatever it is doing (a drip included); `slowest` is the rate (bytes a second) below which one
    is given up once `patience` seconds have passed. `pause` is the least time between two requests to one host.
    """

    size: int = 200 * 2**20
    connect: float = 15.0
    read: float = 60.0
    total: float = 900.0
    slowest: float = 256.0
    patience: float = 60.0
    pause: float = 0.5
    attempts: int = 5
    backoff: float = 1.0
    longest_wait: float = 120.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `url` is the last address after redirects, official even when a mirror answered."""

    url: str
    status: int
    data: bytes = field(repr=False)
    media_type: str = ""
    etag: str = ""
    last_modified: str = ""

    @property
    def not_modified(self) -> bool:
        """Whether the publisher said that what is held is what there is (304)."""
        return self.status == 304


class _Passing(Exception):
    """A failure that may pass: tried again after `wait` seconds (None: by backoff)."""

    def __init__(self, problem: FetchFailed, wait: float | None = None) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.wait = wait


class NotThere(FetchFailed):
    """The publisher has nothing at that address (404, 410)."""


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
        limits: Limits = Limits(),
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.limits = limits
        self.sent = 0  # requests sent so far
        self.received = 0  # bytes of bodies received so far
        self._allow_private = allow_private
        self._progress = progress
        self._hosts: dict[tuple[str, str], httpx.AsyncClient] = {}
        self._next: dict[str, float] = {}
        self._memo: dict[tuple[str, str], Reply] = {}
        self._lock = threading.Lock()
        self._memo_lock = threading.Lock()
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
        headers = {"Accept": accept or "*/*"}
        if language:
            headers["Accept-Language"] = language
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        retrying = Retrying(
            stop=stop_after_attempt(self.limits.attempts),
            retry=retry_if_exception_type(_Passing),
            wait=self._wait,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(self._once, url, headers)
        except _Passing as passing:
            raise passing.problem from passing.__cause__

    def get_once(self, url: str, *, accept: str = "") -> Reply:
        """As `get`, for an index that several sources of one run look into: asked once, remembered until the client closes."""
        key = (url, accept)
        with self._memo_lock:
            if key not in self._memo:
                self._memo[key] = self.get(url, accept=accept)
            return self._memo[key]

    # --- one attempt ------------------------------------------------------------------------------------------------

    def _once(self, url: str, headers: dict[str, str]) -> Reply:
        assert self._portal is not None, "the client is used as a context manager"
        for _ in range(_REDIRECTS):
            self._take_turn(urlsplit(url).hostname or "")
            reply = self._portal.call(self._send, url, headers)
            if isinstance(reply, Reply):
                return reply
            url = self._followed(url, reply)
        raise FetchFailed(f"{_host(url)} redirects in a circle.", "Open the address in a browser; it may want a sign-in.")

    def _followed(self, url: str, location: str) -> str:
        target = urlsplit(urljoin(url, location))
        if target.scheme not in ("http", "https") or not target.hostname:
            raise FetchFailed(f"{_host(url)} redirects to something that is no web address.", "Open it in a browser.")
        if urlsplit(url).scheme == "https" and target.scheme == "http" and target.hostname == urlsplit(url).hostname:
            target = target._replace(scheme="https", netloc=target.netloc.removesuffix(":80"))  # encryption is not given up
        return urlunsplit(target._replace(fragment=""))

    def _route(self, url: str) -> tuple[str, bool]:
        """Where a request really goes, and whether that is the mirror that was asked for."""
        if not self.base_url:
            return url, False
        parts = urlsplit(url)
        host = parts.hostname or ""
        if _origin(url) == _origin(self.base_url):  # a redirect within the mirror
            return url, True
        if not self._allow_private and (is_local_name(host) or (_is_address(host) and not is_public(host))):
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
                f"{_host(url)} took longer than {self.limits.total:.0f} seconds.",
                "Start the sync again; it goes on where it stopped.",
            ) from error
        except httpx.HTTPError as error:
            raise _mapped(url, error) from error
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise FetchFailed(f"{url[:200]} is not a web address.", "Give it as http:// or https:// with a host.") from error

    async def _exchange(self, url: str, headers: dict[str, str]) -> Reply | str:
        target, mirrored = self._route(url)
        client, sent_to, extra = await self._prepared(target, mirrored)
        self.sent += 1
        async with client.stream("GET", sent_to, headers={**headers, **extra}, extensions=_sni(target)) as response:
            if response.status_code in (301, 302, 303, 307, 308) and "location" in response.headers:
                return str(response.headers["location"])
            self._refuse_status(url, response)
            data = b"" if response.status_code == 304 else await self._body(url, response)
        found = response.headers
        media = found.get("content-type", "").split(";")[0].strip().casefold()
        return Reply(url, response.status_code, data, media, found.get("etag", ""), found.get("last-modified", ""))

    async def _prepared(self, target: str, mirrored: bool) -> tuple[httpx.AsyncClient, httpx.URL, dict[str, str]]:
        """The connection pool of a host and the request's address with the checked IP in place of the name."""
        parts = httpx.URL(target)
        if parts.scheme not in ("http", "https") or not parts.host:
            raise FetchFailed(f"{target[:200]} is not a web address.", "Give it as http:// or https:// with a host.")
        proxy = _proxy(parts.scheme, parts.host)
        key = (parts.scheme, parts.netloc.decode())
        if key not in self._hosts:  # a pool a host name: two names on one IP must not share a TLS connection
            self._hosts[key] = self._pool(proxy)
        if proxy:  # the proxy resolves names; what can be told without it is refused here
            private = is_local_name(parts.host) or (_is_address(parts.host) and not is_public(parts.host))
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
            self._tls = _tls()
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
            raise _too_large(url, limits.size)
        async for chunk in response.aiter_bytes(2**16):
            chunks.append(chunk)
            size += len(chunk)
            self.received += len(chunk)
            if size > limits.size:
                raise _too_large(url, limits.size)
            seconds = time.monotonic() - began
            if seconds > limits.patience and size < seconds * limits.slowest:
                raise FetchFailed(f"{_host(url)} sends too slowly ({size} bytes in {seconds:.0f} seconds).", "Try again later.")
            if self._closing.is_set():
                raise FetchFailed("The sync was broken off.", "Start it again; it goes on where it stopped.")
            if self._progress is not None:
                self._progress(len(chunk))
        return b"".join(chunks)

    def _refuse_status(self, url: str, response: httpx.Response) -> None:
        status = response.status_code
        if status in (200, 304):
            return
        said = f"{_host(url)} answered {status} {httpx.codes.get_reason_phrase(status)}".strip()
        if status == 202:  # an answer that is being prepared: legislation.gov.uk for large texts, EUR-Lex for robots
            raise _Passing(
                FetchFailed(f"{said}: it prepares the text, or does not serve programs.", "Try again in some minutes.")
            )
        if status in _PASSING:
            wait = _retry_after(response.headers.get("retry-after", ""))
            if wait is not None and wait > self.limits.longest_wait:
                raise FetchFailed(f"{said} and asks to wait {wait:.0f} seconds.", "Start the sync again after that.")
            raise _Passing(FetchFailed(f"{said}.", "The publisher is busy or has a fault: try again later."), wait)
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

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, _Passing) and error.wait is not None:
            return error.wait
        return wait_random_exponential(multiplier=self.limits.backoff, max=30)(state)

    def _sleep(self, seconds: float) -> None:
        if seconds > 0 and self._closing.wait(seconds):
            raise FetchFailed("The sync was broken off.", "Start it again; it goes on where it stopped.")

    async def _close(self) -> None:
        for client in self._hosts.values():
            await client.aclose()
        self._hosts.clear()


def _user_agent() -> str:
    try:
        number = version("licet")
    except PackageNotFoundError:
        number = "0"
    return f"Licet/{number} (export-control texts for reading and citing; python-httpx/{httpx.__version__})"


USER_AGENT = _user_agent()


def _tls() -> ssl.SSLContext:
    """The system's or certifi's certificates; SSL_CERT_FILE and SSL_CERT_DIR add an office's own, as everywhere."""
    context = httpx.create_ssl_context()
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if file or folder:
        context.load_verify_locations(cafile=file or None, capath=folder or None)
    return context


def _mapped(url: str, error: httpx.HTTPError) -> Exception:
    """What httpx raised as a Problem, wrapped as passing where another attempt may help."""
    host = _host(url)
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return FetchFailed(
                f"The certificate of {host} cannot be trusted: {cause.verify_message}.",
                "If your office inspects traffic, name its certificate in SSL_CERT_FILE; otherwise do not fetch from there.",
            )
        if isinstance(cause, ssl.SSLError):
            return FetchFailed(f"{host} does not speak TLS as it should: {cause.reason or cause}.", "Try again later.")
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return _Passing(Unreachable(f"{host} cannot be reached.", "Check the connection; what is held keeps working."))
    if isinstance(error, httpx.TimeoutException):
        return _Passing(FetchFailed(f"{host} stopped answering.", "Try again later."))
    if isinstance(error, httpx.DecodingError):
        return FetchFailed(f"{host} sent a body that cannot be unpacked.", "Try again later.")
    if isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError | httpx.ProxyError):
        return _Passing(FetchFailed(f"{host} broke the connection off.", "Start the sync again; it goes on where it stopped."))
    return FetchFailed(f"{host} could not be fetched: {type(error).__name__} {error}.", "Try again later.")


def _too_large(url: str, limit: int) -> TooLarge:
    return TooLarge(
        f"What {_host(url)} sends is larger than {limit / 2**20:.0f} MB.", "Download the part that you need and add it."
    )


def _retry_after(value: str) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3: seconds or a date)."""
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()) if value else None
    except (TypeError, ValueError):
        return None


def _sni(target: str) -> dict[str, str]:
    # The name that the certificate is checked for; the request itself goes to the IP that was checked.
    return {"sni_hostname": urlsplit(target).hostname or ""}


def _proxy(scheme: str, host: str) -> str | None:
    return None if proxy_bypass(host) else getproxies().get(scheme)


def _is_address(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _host(url: str) -> str:
    return urlsplit(url).hostname or url[:80]

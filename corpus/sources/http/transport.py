"""Sends one request and receives its answer: to the address that was checked, under the limits, without cookies."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx

from corpus.errors import FetchFailed
from corpus.sources.http.decompression import ACCEPTED, body
from corpus.sources.http.errors import (
    USER_AGENT,
    Limits,
    Reply,
    fetch_problem,
    host_of,
    leads_nowhere,
    origin,
    proxy_for,
    refuse_status,
    sni,
    tls,
    validator,
)
from corpus.sources.http.hosts import is_inside, refusal, resolved_addresses

_REDIRECTS = (301, 302, 303, 307, 308)


class Transport:
    """Sends single requests, all from one event loop.

    `heard(bytes)` is called for what arrives and may raise to end the transfer. `accounts` are what a host's service
    knows this user by, as `name=value`: added to an address as it is sent, so that no reply, message or record has it.
    """

    def __init__(
        self,
        base_url: str,
        allow_private: bool,
        limits: Limits,
        heard: Callable[[int], None],
        accounts: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.base_url = base_url
        self._allow_private = allow_private
        self._limits = limits
        self._heard = heard
        self._accounts = accounts
        self._hosts: dict[tuple[str, str], httpx.AsyncClient] = {}
        self._tls: ssl.SSLContext | None = None

    async def send(self, url: str, headers: dict[str, str]) -> Reply | str:
        """Return a reply, or the address to which the publisher redirects.

        Raises FetchFailed, TooLarge, TransientFailure.
        """
        try:
            async with asyncio.timeout(self._limits.total):
                return await self._exchange(url, headers)
        except TimeoutError as error:
            raise FetchFailed(
                f"{host_of(url)} took longer than {self._limits.total:.0f} seconds.",
                "Start the sync again; it goes on where it stopped.",
            ) from error
        except httpx.HTTPError as error:
            raise fetch_problem(url, error) from error
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise FetchFailed(
                f"{url[:200]} is not a web address.", "Give it as http:// or https:// with a host."
            ) from error

    def mirrors(self, url: str) -> bool:
        """Return whether an address is the mirror's own."""
        return bool(self.base_url) and origin(url) == origin(self.base_url)

    async def close(self) -> None:
        """Close every connection."""
        for client in self._hosts.values():
            await client.aclose()
        self._hosts.clear()

    async def _exchange(self, url: str, headers: dict[str, str]) -> Reply | str:
        target, mirrored = self._route(self._with_account(url))
        client, sent_to, extra = await self._prepared(target, mirrored)
        request = client.build_request("GET", sent_to, headers={**headers, **extra}, extensions=sni(target))
        async with AsyncExitStack() as stack:
            response = await self._begun(client, request, url)
            stack.push_async_callback(response.aclose)
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return self._followed(url, str(response.headers["location"]))
            refuse_status(url, response.status_code, response.headers.get("retry-after", ""), self._limits.longest_wait)
            data = b"" if response.status_code == 304 else await body(url, response, self._limits, self._heard)
        found = response.headers
        media = found.get("content-type", "").split(";")[0].strip().casefold()
        etag, modified = validator(found.get("etag", "")), validator(found.get("last-modified", ""))
        return Reply(url, response.status_code, data, media, etag, modified)

    async def _begun(self, client: httpx.AsyncClient, request: httpx.Request, url: str) -> httpx.Response:
        """Return the response once its headers are here.

        Headers get a limit of their own: a server that sends them byte by byte never exceeds the limit on a single
        read.
        """
        allowed = self._limits.connect + self._limits.read
        try:
            async with asyncio.timeout(allowed):
                return await client.send(request, stream=True)
        except TimeoutError as error:
            raise FetchFailed(
                f"{host_of(url)} did not begin to answer within {allowed:.0f} seconds.", "Try again later."
            ) from error

    def _with_account(self, url: str) -> str:
        parts = urlsplit(url)
        account = self._accounts.get(parts.hostname or "") if parts.scheme == "https" else None
        return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, account))))) if account else url

    def _without_account(self, query: str) -> str:
        return "&".join(pair for pair in query.split("&") if pair not in self._accounts.values())

    # --- where to -----------------------------------------------------------------------------------------------------

    def _route(self, url: str) -> tuple[str, bool]:
        """Return the address to which a request really goes, and whether that is the mirror."""
        if not self.base_url:
            return url, False
        parts = urlsplit(url)
        if self.mirrors(url):  # a redirect within the mirror
            return url, True
        if not self._allow_private and is_inside(parts.hostname or ""):
            raise refusal(parts.hostname or "")
        tail = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        return f"{self.base_url}/{parts.netloc}{tail}", True

    def _followed(self, url: str, location: str) -> str:
        """Return the address that a redirect names: without name and password, and encrypted if the first one was.

        Raises FetchFailed.
        """
        try:
            target = urlsplit(urljoin(url, location))
            host, port = target.hostname, target.port
        except ValueError:
            target, host, port = urlsplit(""), None, None
        if target.scheme not in ("http", "https") or not host:
            raise leads_nowhere(url)
        query = self._without_account(target.query)
        target = target._replace(netloc=target.netloc.rpartition("@")[2], query=query, fragment="")
        mirrored = self.mirrors(urlunsplit(target))
        if urlsplit(url).scheme == "https" and target.scheme == "http" and not mirrored:
            if port not in (None, 80) and not is_inside(host):  # a private address is refused, or allowed, as such
                raise FetchFailed(
                    f"{host_of(url)} redirects to {host}:{port} without encryption, where anyone may change the text.",
                    "Open it in a browser; if it is the text, save it and add the file.",
                )
            target = target._replace(scheme="https", netloc=target.netloc.removesuffix(":80"))
        return urlunsplit(target)

    async def _prepared(self, target: str, mirrored: bool) -> tuple[httpx.AsyncClient, httpx.URL, dict[str, str]]:
        """Return a host's connection pool, the request's address with the checked IP, and extra headers."""
        parts = httpx.URL(target)
        if parts.scheme not in ("http", "https") or not parts.host:
            raise FetchFailed(f"{target[:200]} is not a web address.", "Give it as http:// or https:// with a host.")
        proxy = proxy_for(parts.scheme, parts.host)
        key = (parts.scheme, parts.netloc.decode())
        if key not in self._hosts:  # one pool for each host name: two names on one IP must not share a TLS connection
            self._hosts[key] = self._pool(proxy)
        if proxy:  # the proxy resolves names; private hosts known without resolving are refused here
            if is_inside(parts.host) and not (self._allow_private or mirrored):
                raise refusal(parts.host)
            return self._hosts[key], parts, {}
        port = parts.port or (443 if parts.scheme == "https" else 80)
        addresses = await resolved_addresses(parts.host, port, allow_private=self._allow_private or mirrored)
        address = next((a for a in addresses if ":" not in a), addresses[0])
        return self._hosts[key], parts.copy_with(host=address), {"Host": parts.netloc.decode()}

    def _pool(self, proxy: str | None) -> httpx.AsyncClient:
        if self._tls is None:
            self._tls = tls()
        try:
            transport = httpx.AsyncHTTPTransport(verify=self._tls, proxy=proxy)
        except (
            ValueError,
            ImportError,
        ) as error:  # the message leaves out the proxy's address, which may hold a password
            raise FetchFailed(
                "The proxy that this machine names cannot be used.",
                "Write http_proxy and https_proxy as http://host:port.",
            ) from error
        return httpx.AsyncClient(
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": ACCEPTED},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # no cookie is accepted, so none is sent
            timeout=httpx.Timeout(self._limits.read, connect=self._limits.connect),
            transport=transport,
            follow_redirects=False,
            trust_env=False,
        )

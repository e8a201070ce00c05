"""Limits and replies of HTTP, and the errors of the HTTP library mapped to Problems."""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from corpus.errors import FetchFailed, TooLarge
from corpus.sources.http.hosts import Unreachable

PASSING = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a download, in seconds and bytes.

    `total` ends a download however fast it is; `slowest` is the rate (bytes a second) below which it is given up once
    `patience` seconds have passed. `pause` is the least time between two requests to one host.
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
    """The answer to a request.

    `url` is the last address after redirects, the official one even if a mirror answered; `asked` is the first, where
    that matters. `status` is 200, 304, or 300 for a choice of files.
    """

    url: str
    status: int
    data: bytes = field(repr=False)
    media_type: str = ""
    etag: str = ""
    last_modified: str = ""
    asked: str = ""

    @property
    def not_modified(self) -> bool:
        """Return whether the publisher confirmed that the text held is current (304)."""
        return self.status == 304


class TransientFailure(Exception):
    """A failure that may pass: the request is tried again after `wait` seconds (None: by exponential backoff)."""

    def __init__(self, problem: FetchFailed, wait: float | None = None) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.wait = wait


class NotFound(FetchFailed):
    """The publisher has nothing at that address (404, 410)."""


def _user_agent() -> str:
    try:
        number = version("licet")
    except PackageNotFoundError:
        number = "0"
    return f"Licet/{number} (export-control texts for reading and citing; python-httpx/{httpx.__version__})"


USER_AGENT = _user_agent()


def tls() -> ssl.SSLContext:
    """Return a TLS context with the usual certificates and those that SSL_CERT_FILE and SSL_CERT_DIR name."""
    context = httpx.create_ssl_context()
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if file or folder:
        context.load_verify_locations(cafile=file or None, capath=folder or None)
    return context


def fetch_problem(url: str, error: httpx.HTTPError) -> Exception:
    """Return an error of httpx as a Problem, wrapped in TransientFailure if another attempt may help."""
    host = host_of(url)
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return FetchFailed(
                f"The certificate of {host} cannot be trusted: {cause.verify_message}.",
                (
                    "If your office inspects traffic, name its certificate in SSL_CERT_FILE; otherwise do not fetch "
                    "from there."
                ),
            )
        if isinstance(cause, ssl.SSLError):
            return FetchFailed(f"{host} does not speak TLS as it should: {cause.reason or cause}.", "Try again later.")
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return TransientFailure(
            Unreachable(f"{host} cannot be reached.", "Check the connection; what is held keeps working.")
        )
    if isinstance(error, httpx.TimeoutException):
        return TransientFailure(FetchFailed(f"{host} stopped answering.", "Try again later."))
    if isinstance(error, httpx.RemoteProtocolError) and "location header" in str(error):
        return leads_nowhere(url)
    if isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError | httpx.ProxyError):
        return TransientFailure(
            FetchFailed(f"{host} broke the connection off.", "Start the sync again; it goes on where it stopped.")
        )
    return FetchFailed(f"{host} could not be fetched: {type(error).__name__} {error}.", "Try again later.")


def leads_nowhere(url: str) -> FetchFailed:
    """Return the Problem of a redirect to something that is no web address."""
    return FetchFailed(f"{host_of(url)} redirects to something that is no web address.", "Open it in a browser.")


def too_large(url: str, limit: int) -> TooLarge:
    """Return the Problem of a text over the limit, in bytes."""
    return TooLarge(
        f"What {host_of(url)} sends is larger than {limit / 2**20:.0f} MB.",
        "Download the part that you need and add it.",
    )


def retry_after(value: str) -> float | None:
    """Return the seconds that a Retry-After header asks for; None if it has no valid value.

    Source: RFC 9110, section 10.2.3 (seconds or a date).
    """
    if value.isascii() and value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()) if value else None
    except (TypeError, ValueError, OverflowError):  # OverflowError: a year that no calendar has
        return None


def refuse_status(url: str, status: int, wait: str, longest_wait: float) -> None:
    """Raise the Problem of a status that is no answer: neither 200, 300 nor 304.

    `wait` is the Retry-After header, `longest_wait` the most seconds that a run waits. Raises FetchFailed, NotFound,
    TransientFailure.
    """
    if status in (200, 300, 304):
        return
    said = f"{host_of(url)} answered {status} {httpx.codes.get_reason_phrase(status)}".strip()
    if status == 202:  # an answer that is being prepared: legislation.gov.uk for large texts, EUR-Lex for robots
        raise TransientFailure(
            FetchFailed(f"{said}: it prepares the text, or does not serve programs.", "Try again in some minutes.")
        )
    if status in PASSING:
        asked = retry_after(wait)
        if asked is not None and asked > longest_wait:
            raise FetchFailed(f"{said} and asks to wait {asked:.0f} seconds.", "Start the sync again after that.")
        raise TransientFailure(FetchFailed(f"{said}.", "The publisher is busy or has a fault: try again later."), asked)
    if status in (404, 410):
        raise NotFound(f"{said} for {url[:300]}.", "Check the address, or the date for which the edition was asked.")
    if status in (401, 403):
        raise FetchFailed(f"{said}: it does not serve programs or wants a sign-in.", "Save the page and add the file.")
    raise FetchFailed(f"{said} for {url[:300]}.", "Open the address in a browser to see what it says.")


def validator(value: str) -> str:
    """Return an ETag or a date as it may be sent back; "" for one that no header can carry.

    Such a value would spoil every later request.
    """
    return value if value.isascii() and value.isprintable() and len(value) <= 512 else ""


def sni(target: str) -> dict[str, str]:
    """Return the extension of a request that names the host whose certificate is checked."""
    # The name that the certificate is checked for; the request itself goes to the IP that was checked.
    return {"sni_hostname": urlsplit(target).hostname or ""}


def proxy_for(scheme: str, host: str) -> str | None:
    """Return the proxy that this machine names for a host, None for none.

    It is read from http_proxy, https_proxy, all_proxy and no_proxy.
    """
    if proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy


def origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port of an address, with the port that the scheme implies."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def host_of(url: str) -> str:
    """Return the host of an address, or the address itself if it has none."""
    return urlsplit(url).hostname or url[:80]


def describe_reply(reply: Reply) -> str:
    """Describe what came in a few words: `text/html, 1,204 bytes that begin “<!DOCTYPE html>”`."""
    return describe_body(reply.media_type, len(reply.data), reply.data[:200])


def describe_body(media_type: str, size: int, head: bytes) -> str:
    """Describe a body by its media type, its size in bytes and its first bytes."""
    start = "".join(c if c.isprintable() else " " for c in head.decode("utf-8", "replace"))
    begins = f" that begin “{' '.join(start.split())[:80]}”" if size else ""
    return f"{media_type or 'of no media type'}, {size:,} bytes{begins}"

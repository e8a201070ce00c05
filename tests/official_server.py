"""A publisher on loopback: it answers in the official services' paths and shapes, and misbehaves when told to.

The original host is the first segment of the path, as with `LICET_SOURCES_BASE_URL`. Files have ETag and Last-Modified
and are answered with 304 if they match. `faults` maps a piece of the path to what happens there instead; every request
is remembered in `requests`.
"""

from __future__ import annotations

import hashlib
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

Fault = Callable[["Handler"], bool]  # True: it answered; False: go on as usual


@dataclass
class Official:
    """The content of the publishers. `texts` maps a path (with its query if that matters) to bytes; tests may change
    it.
    """

    texts: dict[str, bytes] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)  # title number to the day up to which it is complete
    parts: dict[tuple[int, str], dict[str, bytes]] = field(default_factory=dict)  # (title, part) to issue date -> XML
    faults: dict[str, Fault] = field(default_factory=dict)
    requests: list[tuple[str, int]] = field(default_factory=list)  # (path, status)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: list[tuple[str, float]] = field(default_factory=list)  # (path, when it was asked for)
    url: str = ""

    def asked(self, piece: str) -> list[int]:
        """Return the statuses of the requests whose path contains `piece`, in order."""
        return [status for path, status in self.requests if piece in path]

    def bodies(self, piece: str = "") -> int:
        """Return the number of documents whose bodies were sent, without answers of index services."""
        index = ("titles.json", "versions/", "documents.json", "sparql", "law_revisions")
        return sum(1 for path, s in self.requests if s == 200 and piece in path and not any(i in path for i in index))

    def answer(self, path: str) -> tuple[bytes, str] | None:
        """Return the body and media type at a path, None if nothing is there."""
        parts = urlsplit(path)
        where, query = unquote(parts.path), {k: v[0] for k, v in parse_qs(parts.query).items()}
        if self.titles and where.startswith("/www.ecfr.gov/api/versioner/v1/"):
            found = self._ecfr(where.removeprefix("/www.ecfr.gov/api/versioner/v1/"), query)
            if found is not None:
                return found
        body = self.texts.get(unquote(path)) or self.texts.get(where)
        return None if body is None else (body, _media(where, body))

    def _ecfr(self, where: str, query: dict[str, str]) -> tuple[bytes, str] | None:
        if where == "titles.json":
            rows = [
                {
                    "number": n,
                    "name": f"Title {n}",
                    "latest_amended_on": d,
                    "latest_issue_date": d,
                    "up_to_date_as_of": d,
                    "reserved": False,
                }
                for n, d in self.titles.items()
            ]
            return _json({"titles": rows, "meta": {"date": max(self.titles.values()), "import_in_progress": False}})
        name, _, rest = where.partition("/")
        if name == "versions":
            title = int(rest.removeprefix("title-").removesuffix(".json"))
            editions = self.parts.get((title, query.get("part", "")), {})
            rows = [
                {"date": d, "amendment_date": d, "issue_date": d, "identifier": f"{query['part']}.1", "name": "§",
                 "part": query["part"],
                 "substantive": True, "removed": False, "subpart": None, "title": str(title), "type": "section"}
                for d in editions
            ]  # fmt: skip
            return _json(
                {
                    "content_versions": rows,
                    "meta": {"title": str(title), "part": query["part"], "result_count": str(len(rows))},
                }
            )
        if name == "full":
            day, _, file = rest.partition("/")
            title = int(file.removeprefix("title-").removesuffix(".xml"))
            editions = self.parts.get((title, query.get("part", "")), {})
            past = [d for d in sorted(editions) if d <= day]
            return (editions[past[-1]], "application/xml") if past and day <= self.titles.get(title, "") else None
        return None


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        official = self.server.official
        official.times.append((unquote(self.path), time.monotonic()))
        official.headers.append({k.casefold(): v for k, v in self.headers.items()})
        for piece, fault in list(official.faults.items()):
            if piece in self.path and fault(self):
                return
        found = official.answer(self.path)
        if found is None:
            self.reply(404, b"<html><head><title>Not Found</title></head><body>Not Found</body></html>", "text/html")
            return
        body, media = found
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == etag:
            self.reply(304, b"", media, {"ETag": etag})
        else:
            self.reply(200, body, media, {"ETag": etag})

    def reply(self, status: int, body: bytes, media: str = "text/plain", headers: dict[str, str] | None = None) -> None:
        """Send a whole answer, and remember it."""
        self.remember(status)
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def remember(self, status: int) -> None:
        """Record the request."""
        self.server.official.requests.append((unquote(self.path), status))

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


class Server(ThreadingHTTPServer):
    """The server with what it serves."""

    daemon_threads = True
    official: Official

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore errors, since clients that hang up early are part of the tests."""


@contextmanager
def serving(official: Official, certificate: str = "") -> Iterator[Official]:
    """Serve until the block ends; `certificate` is a PEM file with key and certificate, for TLS."""
    server = Server(("127.0.0.1", 0), Handler)
    server.official = official
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    official.url = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield official
    finally:
        server.shutdown()
        server.server_close()


def part(number: str, *paragraphs: str) -> bytes:
    """Return a part of 15 CFR with one section, in the eCFR's markup."""
    body = "".join(f"<P>({chr(97 + i)}) {text}</P>\n" for i, text in enumerate(paragraphs))
    metadata = {"path": f"/on/_SUBSTITUTE_DATE_/title-15/part-{number}", "citation": f"15 CFR Part {number}"}
    escaped = json.dumps(metadata, separators=(",", ":")).replace(
        '"', "&amp;quot;"
    )  # escaped twice, as the service does
    return f"""<?xml version="1.0"?>
<DIV5 N="{number}" TYPE="PART" VOLUME="2" hierarchy_metadata="{escaped}">
<HEAD>PART {number}&#x2014;A PART OF THE TESTS
</HEAD>
<DIV8 N="{number}.1" TYPE="SECTION">
<HEAD>&#xA7; {number}.1   Scope.
</HEAD>
{body}</DIV8>
</DIV5>
""".encode()


# --- what goes wrong -------------------------------------------------------------------------------------------------


def status(code: int, times: int = 10**9, headers: dict[str, str] | None = None, body: bytes = b"") -> Fault:
    """Return a fault that answers with `code` the first `times` times."""
    left = [times]

    def fault(handler: Handler) -> bool:
        if left[0] <= 0:
            return False
        left[0] -= 1
        handler.reply(code, body, "text/html", headers)
        return True

    return fault


def page(body: bytes) -> Fault:
    """Return a fault that answers 200 with an HTML page."""
    return status(200, body=body)


def truncated(handler: Handler) -> bool:
    """Return a fault that sends half of an XML with the length of that half: correctly transported, but broken."""
    found = handler.server.official.answer(handler.path)
    assert found is not None
    handler.reply(200, found[0][: len(found[0]) // 2], found[1])
    return True


def cut_off(times: int) -> Fault:
    """Return a fault that announces the whole, sends half and hangs up, the first `times` times."""
    left = [times]

    def fault(handler: Handler) -> bool:
        if left[0] <= 0:
            return False
        left[0] -= 1
        found = handler.server.official.answer(handler.path)
        assert found is not None
        handler.remember(200)
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(found[0])))
        handler.end_headers()
        handler.wfile.write(found[0][: len(found[0]) // 2])
        handler.wfile.flush()
        handler.close_connection = True
        return True

    return fault


def endless(size: int, announced: bool) -> Fault:
    """Return a fault that streams `size` bytes, without `announced` in chunks of unknown total, until the client
    hangs up.
    """

    def fault(handler: Handler) -> bool:
        handler.remember(200)
        handler.send_response(200)
        handler.send_header("Content-Type", "application/xml")
        if announced:
            handler.send_header("Content-Length", str(size))
        else:
            handler.send_header("Connection", "close")
        handler.end_headers()
        block = b"<P>" + b"x" * (2**20 - 7) + b"</P>"
        sent = 0
        try:
            while sent < size:
                handler.wfile.write(block)
                sent += len(block)
        except OSError:
            pass
        handler.server.official.requests.append(("sent", sent))
        handler.close_connection = True
        return True

    return fault


def packed(body: bytes, encoding: str) -> Fault:
    """Return a fault that answers 200 with bytes that are said to be compressed in this way."""
    return status(200, headers={"Content-Encoding": encoding}, body=body)


def drip(handler: Handler) -> bool:
    """Return a fault that sends one byte every tenth of a second, for ever."""
    handler.remember(200)
    handler.send_response(200)
    handler.send_header("Content-Type", "application/xml")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    return _dripping(handler)


def drip_headers(handler: Handler) -> bool:
    """Return a fault that sends its headers byte by byte, so that a limit on reading alone is never exceeded."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    return _dripping(handler)


def _dripping(handler: Handler) -> bool:
    try:
        for _ in range(600):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass
    handler.close_connection = True
    return True


def late(seconds: float) -> Fault:
    """Return a fault that answers as usual, but only after a while."""

    def fault(handler: Handler) -> bool:
        time.sleep(seconds)
        return False

    return fault


def redirect(to: str) -> Fault:
    """Return a fault that redirects elsewhere."""
    return status(302, headers={"Location": to})


def self_signed(folder: Path) -> str:
    """Return a PEM file with a key and a self-signed certificate for 127.0.0.1."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return str(path)


def _json(answer: object) -> tuple[bytes, str]:
    return json.dumps(answer).encode(), "application/json"


def _media(path: str, body: bytes) -> str:
    if body.startswith(b"%PDF"):
        return "application/pdf"
    if path.endswith(".json") or body[:1] in (b"{", b"["):
        return "application/json"
    return "text/html; charset=utf-8" if b"<html" in body[:1000].lower() else "application/xml"

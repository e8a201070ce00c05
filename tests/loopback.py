"""A server of a test's own on loopback, for as long as a block runs; what it answers is the test's handler."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_LOOKS_EVERY = 0.02  # seconds between two looks whether it is to end, which each test waits for


class QuietHandler(BaseHTTPRequestHandler):
    """Handler of requests that logs nothing."""

    def body(self) -> bytes:
        """Return what the request brings."""
        return self.rfile.read(int(self.headers["Content-Length"]))

    def begin(self, kind: str, status: int = 200) -> None:
        """Send all that comes before an answer's body."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


def begun(handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    """Return a server that runs on a thread of its own, until its `shutdown`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(_LOOKS_EVERY,), daemon=True).start()
    return server


@contextmanager
def on_loopback(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Run a server until the block ends; yield its address."""
    server = begun(handler)
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

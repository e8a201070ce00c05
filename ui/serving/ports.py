"""Addresses that a server listens on: whether a port can be had, and how the address is written."""

from __future__ import annotations

import socket

from corpus.errors import BadRequest


def refuse_taken_port(port: int, address: str) -> None:
    """Raise BadRequest where the port is in use or not permitted."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise BadRequest(
                f"Port {port} of {address} cannot be used: {error.strerror}.", "Choose another with --port."
            ) from error


def url_host(address: str) -> str:
    """Return an address as it stands in a URL."""
    return f"[{address}]" if ":" in address else address

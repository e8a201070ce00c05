"""What several hostile files are made of."""

from __future__ import annotations

from collections.abc import Callable

LANTERNS = "Lanterns need a licence."
ACT = 'xmlns="http://www.legislation.gov.uk/namespaces/legislation"'


def declared(root: str, subset: str, body: str) -> str:
    """Return XML with declarations before its root."""
    return f'<?xml version="1.0"?>\n<!DOCTYPE {root} [{subset}]>\n{body}'


def laughs(levels: int = 10) -> str:
    """Return declarations of entities, each of which is ten times the one before it."""
    first = f'<!ENTITY e0 "{LANTERNS}">'
    return first + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels))


def invalid(before: bytes, after: bytes = b"") -> Callable[[], bytes]:
    """Return a maker of bytes that no text encoding has, between others."""

    def make() -> bytes:
        return before + bytes(range(128, 256)) * 200 + b"\xed\xa0\x80\xf8\x88\x80\x80\x80\xc0\xaf" * 50 + after

    make.__doc__ = "Return bytes that no encoding explains, where text is expected."
    return make

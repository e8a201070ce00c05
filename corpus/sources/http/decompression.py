"""Reads the body of an answer and decompresses it in small steps, to stop a decompression bomb at the limit."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator

import httpx

from corpus.errors import FetchFailed
from corpus.sources.http.errors import Limits, TransientFailure, host_of, too_large

ACCEPTED = "gzip, deflate"
_UNPACKED_AT_ONCE = 2**16  # bytes unpacked at once
_EITHER = zlib.MAX_WBITS | 32  # zlib tells gzip and deflate apart by their first bytes


class Decompressor:
    """Decompresses a body piece by piece. `encoding` is the answer's Content-Encoding.

    Raises FetchFailed for an encoding that was not asked for (several at once are a known bomb), zlib.error for a
    broken body.
    """

    def __init__(self, url: str, encoding: str) -> None:
        name = encoding.strip().casefold().removeprefix("x-")
        if name not in ("", "identity", "gzip", "deflate"):
            raise FetchFailed(
                f"{host_of(url)} packs its answer in a way that was not asked for ({encoding[:60]}).",
                "Try again later.",
            )
        self._packed, self._deflated, self._begun = name in ("gzip", "deflate"), name == "deflate", False
        self._pipe = zlib.decompressobj(_EITHER)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the next bytes of the body, decompressed, in pieces that fit into memory."""
        if not self._packed:
            yield data
            return
        while data:
            if self._pipe.eof:  # a gzip body may be several, one behind the other
                self._pipe = zlib.decompressobj(_EITHER)
            try:
                piece = self._pipe.decompress(data, _UNPACKED_AT_ONCE)
            except zlib.error:
                if self._begun or not self._deflated:
                    raise
                self._pipe = zlib.decompressobj(-zlib.MAX_WBITS)  # raw deflate, which some servers send as deflate
                piece = self._pipe.decompress(data, _UNPACKED_AT_ONCE)
            self._begun = True
            data = self._pipe.unused_data if self._pipe.eof else self._pipe.unconsumed_tail
            if piece:
                yield piece

    def rest(self) -> bytes:
        """Return what is left at the end. Raises zlib.error if the body breaks off."""
        if not self._begun:
            return b""
        left = self._pipe.flush()
        if not self._pipe.eof:
            raise zlib.error("it breaks off")
        return left


async def body(url: str, response: httpx.Response, limits: Limits, heard: Callable[[int], None]) -> bytes:
    """Return the whole body, decompressed; `heard(bytes)` is called for every piece and may raise.

    Raises TooLarge over `limits.size`, FetchFailed for a body that comes too slowly, TransientFailure for one that
    cannot be decompressed.
    """
    announced = response.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limits.size:
        raise too_large(url, limits.size)
    unpacked = Decompressor(url, response.headers.get("content-encoding", ""))
    pieces: list[bytes] = []
    size, came, began = 0, 0, time.monotonic()
    try:
        async for chunk in response.aiter_raw():
            came += len(chunk)
            if came > limits.size:  # a packed body can be endless and unpack to nothing
                raise too_large(url, limits.size)
            for piece in unpacked.feed(chunk):
                pieces.append(piece)
                size += len(piece)
                if size > limits.size:
                    raise too_large(url, limits.size)
                heard(len(piece))
            seconds = time.monotonic() - began
            if seconds > limits.patience and came < seconds * limits.slowest:
                raise FetchFailed(
                    f"{host_of(url)} sends too slowly ({came} bytes in {seconds:.0f} seconds).", "Try again later."
                )
        pieces.append(unpacked.rest())
    except zlib.error as error:
        raise TransientFailure(
            FetchFailed(f"{host_of(url)} sent a body that cannot be unpacked.", "Try again later.")
        ) from error
    return b"".join(pieces)

"""Bytes to text."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip


def decode(data: bytes) -> str:
    """Text by byte-order mark, then UTF-8, then detection (UTF-16, GB18030, Shift_JIS, Windows code pages).

    Raises ValueError when the bytes look like no text: NUL bytes without a UTF-16 pattern, or no encoding fits.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, errors="replace")
    if wide := _wide(data[:4000]):
        return data.decode(wide, errors="replace")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(data[:1_000_000]).best()
        if best is None:
            raise ValueError("no encoding fits") from None
        text = data.decode(best.encoding, errors="replace")
    controls = sum(text[:100_000].count(c) for c in map(chr, (*range(9), *range(14, 32))))
    if controls > max(2, len(text[:100_000]) // 200):
        raise ValueError("binary data")
    return text


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: in Latin text every other byte is NUL, always on the same side; "" otherwise."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half < 8 or max(even, odd) < half * 0.6 or min(even, odd) > half * 0.05:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"

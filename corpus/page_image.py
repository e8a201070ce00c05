"""Draws a page of a PDF as a picture, with the place of a quote marked."""

from __future__ import annotations

import ctypes
import io
import math
import re

import pypdfium2

from corpus.errors import UnreadableDocument

_PIXELS_A_POINT = 2.0  # pixels a point: 144 dpi
_MOST_PIXELS = 40_000_000  # of a picture; a larger page is drawn smaller
_MARK_COLOUR = (255, 221, 87, 105)
_LONGEST_PIECE = 60  # characters of one piece that is searched for; longer ones often contain a line break of the page


def page_image(original: bytes, page: int, quote: str = "") -> bytes:
    """Return page `page` (counted from 1) as a PNG, with the quote marked where its words are found.

    Words that the page hyphenates at a line end may stay unmarked. Raises UnreadableDocument if the page does not exist
    or cannot be drawn.
    """
    try:
        with pypdfium2.PdfDocument(original) as document:
            if not 1 <= page <= len(document):
                raise UnreadableDocument(f"The document has no page {page}.", "Open the original file.")
            sheet = document[page - 1]
            boxes = _boxes(sheet, quote)
            height = sheet.get_height()
            scale = min(_PIXELS_A_POINT, math.sqrt(_MOST_PIXELS / max(sheet.get_width() * height, 1.0)))
            picture = sheet.render(scale=scale).to_pil().convert("RGBA")
    except (pypdfium2.PdfiumError, ctypes.ArgumentError) as error:
        raise UnreadableDocument(f"Page {page} cannot be drawn: {error}.", "Open the original file.") from error
    from PIL import Image, ImageDraw

    veil = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(veil)
    for left, bottom, right, top in boxes:
        draw.rectangle(
            ((left - 1) * scale, (height - top - 1) * scale, (right + 1) * scale, (height - bottom + 1) * scale),
            fill=_MARK_COLOUR,
        )
    out = io.BytesIO()
    Image.alpha_composite(picture, veil).convert("RGB").save(out, "PNG", optimize=False)
    return out.getvalue()


def _boxes(sheet: pypdfium2.PdfPage, quote: str) -> list[tuple[float, float, float, float]]:
    """Return the boxes around the quote's pieces on the page, in points: left, bottom, right, top."""
    text = sheet.get_textpage()
    boxes = []
    at = 0
    for piece in _pieces(quote):
        found = text.search(piece, index=at).get_next()
        if found is None:
            continue
        begin, count = found
        at = begin + count
        for n in range(text.count_rects(begin, count)):
            boxes.append(tuple(text.get_rect(n)))
    return boxes  # type: ignore[return-value]


def _pieces(quote: str) -> list[str]:
    """Return the quote cut into pieces of whole words that are short enough to be searched for."""
    words, pieces = re.split(r"\s+", quote.strip()), [""]
    for word in words:
        if pieces[-1] and len(pieces[-1]) + len(word) >= _LONGEST_PIECE:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]} {word}".strip()
    return [p for p in pieces if len(p) > 2]

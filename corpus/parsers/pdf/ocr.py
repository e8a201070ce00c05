"""Recognises pages without a text layer, if the `ocr` extra is installed."""

from __future__ import annotations

import importlib.util
import logging
import time
from functools import cache
from typing import Any

import pypdfium2

from corpus.parsers import allowance
from corpus.parsers.pdf.lines import Line, Page, in_words
from corpus.trust.gaps import PAGES_NOT_READ, PAGES_RECOGNISED, PAGES_UNREAD, gap

MAX_SCANNED_PAGES = 300
MAX_SECONDS = 900.0
_PAGE_SECONDS = 40.0  # of computing, on all cores together; a dense page takes ten
_ENGINE_MEMORY = 2 * 2**30  # the engine, its models and the picture of a page
_RECOGNISED_SCALE = 200 / 72  # 200 dots an inch: less loses small print, more only costs time
_MAX_PIXELS = 25_000_000


def installed() -> bool:
    """Return whether pages can be recognised here."""
    return importlib.util.find_spec("rapidocr") is not None and importlib.util.find_spec("onnxruntime") is not None


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.use_cls": False, "Global.log_level": "error"})


def recognised(document: pypdfium2.PdfDocument, pages: list[Page]) -> tuple[str, ...]:
    """Fill the empty pages among `pages` with the lines recognised in their picture; return warnings, a line each."""
    empty = [page for page in pages if not page.lines and _shows_something(document, page)]
    if not empty:
        return ()
    if not installed():
        return (gap(PAGES_NOT_READ, pages=in_words(empty)),)
    begun = time.monotonic()
    unread: list[Page] = []
    done: list[Page] = []
    for page in empty:
        allowance.ensure(seconds=_PAGE_SECONDS, memory=_ENGINE_MEMORY)
        if len(done) >= MAX_SCANNED_PAGES or time.monotonic() - begun > MAX_SECONDS or not _fill(document, page):
            unread.append(page)
        else:
            done.append(page)
    warnings = []
    if done:
        warnings.append(gap(PAGES_RECOGNISED, pages=in_words(done)))
    if unread:
        warnings.append(gap(PAGES_UNREAD, pages=in_words(unread)))
    return tuple(warnings)


def _shows_something(document: pypdfium2.PdfDocument, page: Page) -> bool:
    """Return whether an empty page has any object that could be a picture of text."""
    try:
        handle = document[page.number - 1]
        try:
            return next(iter(handle.get_objects(max_depth=2)), None) is not None
        finally:
            handle.close()
    except pypdfium2.PdfiumError:
        return False


def _fill(document: pypdfium2.PdfDocument, page: Page) -> bool:
    if page.width * page.height * _RECOGNISED_SCALE**2 > _MAX_PIXELS or not page.width:
        return False
    try:
        handle = document[page.number - 1]
        bitmap = handle.render(scale=_RECOGNISED_SCALE, grayscale=False)
        picture = bitmap.to_numpy()
        found = _engine()(picture, use_cls=False)
    except (
        Exception
    ):  # an image decoder and an inference engine: whatever they raise, this page stays unread and is named
        return False
    boxes, texts = getattr(found, "boxes", None), getattr(found, "txts", None)
    if boxes is None or not texts:
        return False
    for corners, text in zip(boxes, texts, strict=False):
        xs, ys = [float(c[0]) / _RECOGNISED_SCALE for c in corners], [float(c[1]) / _RECOGNISED_SCALE for c in corners]
        bottom, top = page.height - max(ys), page.height - min(ys)
        page.lines.append(Line(text.strip(), page.number, min(xs), max(xs), bottom, top, top - bottom, recognised=True))
    page.lines.sort(key=lambda line: (-round(line.middle / max(line.size, 1)), line.x0))
    return True

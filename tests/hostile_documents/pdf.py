"""Hostile files in PDF."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from tests.hostile import _pdf, _stream


def pages(kids: bytes, count: int, *more: bytes, about: bytes = b"") -> bytes:
    """Return a PDF with a page tree of some kids, and further objects behind the usual five."""
    text = _stream(b"BT /T 9 Tf 9 9 Td (Lanterns need a licence.) Tj ET")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</T 5 0 R>>>>>>"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    return _pdf([b"<</Type/Catalog/Pages 2 0 R%s>>" % about, tree, page, text, font, *more])


def page_loop() -> bytes:
    """Return a PDF whose page tree is its own child."""
    return pages(b"3 0 R 2 0 R 2 0 R", 2_000_000_000)


def page_again() -> bytes:
    """Return a PDF that shows one page 100,000 times."""
    return pages(b"3 0 R " * 100_000, 100_000)


def page_levels() -> bytes:
    """Return a PDF whose page tree has ten levels, each of ten times the one below it."""
    levels = [b"<</Type/Pages/Parent 2 0 R/Kids[%s]/Count 9999>>" % (b"%d 0 R " % n * 10) for n in range(7, 16)]
    return pages(b"6 0 R", 1_000_000_000, *levels, b"<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count 1>>")


def outline_loop() -> bytes:
    """Return a PDF whose outline goes on with itself."""
    outlines = b"<</Type/Outlines/First 7 0 R/Last 8 0 R/Count 2>>"
    items = [b"<</Title(Lanterns)/Parent 6 0 R/Next %d 0 R/First 7 0 R/Dest[3 0 R/Fit]>>" % n for n in (8, 7)]
    return pages(b"3 0 R", 1, outlines, *items, about=b"/Outlines 6 0 R")


def name_loop() -> bytes:
    """Return a PDF with trees of names, labels and structure that hold themselves."""
    about = b"/Names<</Dests 6 0 R/EmbeddedFiles 6 0 R>>/PageLabels 7 0 R/StructTreeRoot 8 0 R"
    trees = (b"<</Kids[6 0 R 6 0 R]>>", b"<</Kids[7 0 R 7 0 R]>>", b"<</Type/StructTreeRoot/K[8 0 R 8 0 R]>>")
    return pages(b"3 0 R", 1, *trees, about=about)


def previous_loop() -> bytes:
    """Return a PDF whose table of objects goes on with itself."""
    data = pages(b"3 0 R", 1)
    at = data.rindex(b"startxref\n") + len(b"startxref\n")
    place = data[at:].split(b"\n", 1)[0]
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev " + place)


def _spaces(megabytes: int, before: bytes = b"") -> bytes:
    """Return so many MB of spaces behind other bytes, packed: one block that refers to nothing before it, repeated."""
    packer, block = zlib.compressobj(9), b" " * 2**20
    first = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    second = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    found = zlib.adler32(before)
    for _ in range(megabytes):
        found = zlib.adler32(block, found)
    return first + second * megabytes + packer.flush()[:-4] + found.to_bytes(4, "big")


def packed_objects() -> bytes:
    """Return a PDF whose stream of objects inflates to 400 MB."""
    packed = _spaces(400, b"6 0 ")
    about = b"<</Type/ObjStm/N 1/First 4/Length %d/Filter/FlateDecode>>stream\n" % len(packed)
    return pages(b"3 0 R", 1, about + packed + b"\nendstream", about=b"/Lanterns 6 0 R")


def packed_twice() -> bytes:
    """Return a PDF whose page is 1,000 MB of spaces, packed and packed again."""
    packed = zlib.compress(_spaces(1_000), 9)
    data = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(packed), packed)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>"
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, data])


def endless_length() -> bytes:
    """Return a PDF with a stream whose length is in that stream, and one of two thousand million bytes."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents[4 0 R 5 0 R]>>"
    own = b"<</Length 4 0 R>>stream\nBT (Lanterns) Tj ET\nendstream"
    long = b"<</Length 2000000000>>stream\nBT (Lanterns) Tj ET\nendstream"
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, own, long])


def endless_page() -> bytes:
    """Return a PDF with a page of a thousand million points in each direction, and a picture as large."""
    picture = b"<</Type/XObject/Subtype/Image/Width 100000/Height 100000/ColorSpace/DeviceRGB/BitsPerComponent 8"
    image = _stream(b"\0" * 1_000_000).replace(b"<<", picture, 1)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e9 1e9]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, page, _stream(b"1e9 0 0 1e9 0 0 cm /I Do"), image])


def wide_map() -> bytes:
    """Return a PDF whose font maps four thousand million codes to characters, a thousand times."""
    ranges = b"1 beginbfrange <00000000> <FFFFFFFF> <0000> endbfrange\n" * 1_000
    cmap = _stream(b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00000000> <FFFFFFFF> "
                   b"endcodespacerange\n" + ranges + b"endcmap end")  # fmt: skip
    font = b"<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>"
    inner = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/F/CIDSystemInfo<</Registry(A)/Ordering(I)/Supplement 0>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</T 5 0 R>>>>>>"
    text = _stream(b"BT /T 9 Tf 9 9 Td <004C0061> Tj ET")
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, page, text, font, inner, cmap])


def deep_lists() -> bytes:
    """Return a PDF with a list in a list, 100,000 deep."""
    return pages(b"3 0 R", 1, b"[" * 100_000 + b"]" * 100_000, about=b"/Lanterns 6 0 R")


HOSTILE: dict[str, Callable[[], bytes]] = {
    "page-loop.pdf": page_loop,
    "page-again.pdf": page_again,
    "page-levels.pdf": page_levels,
    "outline-loop.pdf": outline_loop,
    "name-loop.pdf": name_loop,
    "previous-loop.pdf": previous_loop,
    "packed-objects.pdf": packed_objects,
    "packed-twice.pdf": packed_twice,
    "endless-length.pdf": endless_length,
    "endless-page.pdf": endless_page,
    "wide-map.pdf": wide_map,
    "deep-lists.pdf": deep_lists,
    "zeros.pdf": lambda: bytes(1_000_000),
}

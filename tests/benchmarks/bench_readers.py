"""Time to read documents, against the extraction engine alone; needs the real documents. Run by `make bench`.

Prints the seconds for part 744 of the EAR and for the longest law in each other format, and for each PDF: pages,
seconds of pypdfium2's plain text, seconds of Licet's positioned lines and their ratio to it, seconds of the whole
reading, and the peak memory of the process.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2

from corpus.parsers.dispatch import read_bytes
from corpus.parsers.file import File
from corpus.parsers.pdf.pages import opened_pdf, pages

SHARED = Path(os.environ.get("LICET_SHARED", Path(__file__).resolve().parents[3] / "shared"))


def best(call: Callable[[], object], times: int = 3) -> float:
    """Return the shortest of some runs, in seconds: the others waited for the machine."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        spent.append(time.perf_counter() - begun)
    return min(spent)


def alone(data: bytes) -> None:
    """Extract the text of every page with the engine alone."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_range()
    document.close()


def lines(file: File) -> None:
    """Extract the positioned lines, the first step of reading."""
    with opened_pdf(file) as document:
        pages(file, document)


LAWS = (
    "us/ecfr/2026-07-23_title-15_part-744.xml",
    "us/ecfr/2026-07-23_title-22_part-121.xml",
    "us/lists/ccl.json",
    "us/lists/screening-list.json",
    "us/15-CFR-745-774_lossy_2025-01.md",
    "eu/32016R0679.xhtml",
    "eu/formex_mifid_ii.xml",
    "uk/sample-human-rights-1998.xml",
    "jp/324AC0000000228.md",
)


def main() -> None:
    """Measure the laws and every PDF."""
    folder = SHARED / "data" / "pdf"
    if not folder.is_dir():
        print("skipped: the real documents are not here (LICET_SHARED)")
        return
    for name in LAWS:
        path = SHARED / "data" / name
        file = File(path.name, path.read_bytes())
        spent = best(lambda f=file: read_bytes(f), 2)  # type: ignore[misc]
        print(f"{path.name}: {len(file.data) / 2**20:.1f} MB, reading {spent:.2f} s")
    for path in sorted(folder.glob("*.pdf")):
        file = File(path.name, path.read_bytes())
        with opened_pdf(file) as document:
            count = len(document)
        engine, placed, whole = (
            best(lambda f=file: alone(f.data)),
            best(lambda f=file: lines(f)),
            best(lambda f=file: read_bytes(f)),
        )  # type: ignore[misc]
        print(
            f"{path.name}: {count} pages, engine {engine:.2f} s, lines {placed:.2f} s ({placed / engine:.2f}x), "
            f"reading {whole:.2f} s"
        )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()

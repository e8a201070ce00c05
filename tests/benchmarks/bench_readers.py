"""How long reading takes, against the extraction engine alone. Run by `make bench`; needs the real documents.

Prints, for each PDF: pages, seconds of pypdfium2's plain text, seconds of our positioned lines and their ratio to it,
seconds of the whole reading, and the peak memory of the process.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2

from corpus.readers import read_bytes
from corpus.readers.file import File
from corpus.readers.pdf.pages import opened, pages

SHARED = Path(os.environ.get("LICET_SHARED", Path(__file__).resolve().parents[3] / "shared"))


def best(call: Callable[[], object], times: int = 3) -> float:
    """The shortest of some runs, in seconds: the others waited for the machine."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        spent.append(time.perf_counter() - begun)
    return min(spent)


def alone(data: bytes) -> None:
    """What the engine takes for the same text: every page, whole."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_range()
    document.close()


def lines(file: File) -> None:
    """Our first step: the lines with their places."""
    with opened(file) as document:
        pages(file, document)


def main() -> None:
    """Measures every PDF there is."""
    folder = SHARED / "data" / "pdf"
    if not folder.is_dir():
        print("skipped: the real documents are not here (LICET_SHARED)")
        return
    for path in sorted(folder.glob("*.pdf")):
        file = File(path.name, path.read_bytes())
        with opened(file) as document:
            count = len(document)
        engine, placed, whole = (
            best(lambda f=file: alone(f.data)),
            best(lambda f=file: lines(f)),
            best(lambda f=file: read_bytes(f)),
        )  # type: ignore[misc]
        print(
            f"{path.name}: {count} pages, engine {engine:.2f} s, lines {placed:.2f} s ({placed / engine:.2f}x), reading {whole:.2f} s"
        )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()

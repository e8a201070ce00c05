"""Make the pictures of the desk in docs anew, from what its tests see in a real browser: `make pictures`."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
TEST = "tests/ui/test_rich_desk.py::test_every_page_with_something_to_show_stands_in_every_look[wide]"
LOOK = "1440-light"
# The file in docs, and the state of `tests/ui/test_rich_desk.py` that it shows.
PICTURES = {
    "answer": "a_walk",
    "lists": "a_card",
    "changes": "news",
    "calendar": "a_calendar",
    "check": "a_draft",
    "read": "a_text_with_notes",
}
MOST_BYTES = 200_000
_COLOURS = (256, 128, 64)  # of which the first is taken whose file is small enough


def small(png: bytes) -> bytes:
    """Return a picture of the page in as many colours as keep its file small. Raises ValueError where none do."""
    with Image.open(io.BytesIO(png)) as picture:
        plain = picture.convert("RGB")
    for colours in _COLOURS:
        out = io.BytesIO()
        plain.quantize(colours, kmeans=2, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
    raise ValueError(f"more than {MOST_BYTES} bytes in {_COLOURS[-1]} colours")


def main() -> None:
    """Run the test that sees the pages, and keep its pictures once it has passed."""
    with tempfile.TemporaryDirectory() as folder:
        seen = {**os.environ, "PICTURES_OF_PAGES": folder}
        subprocess.run([sys.executable, "-m", "pytest", "-q", TEST], cwd=ROOT, env=seen, check=True)
        for name, state in PICTURES.items():
            made = small(Path(folder, f"rich-{state}-{LOOK}.png").read_bytes())
            (ROOT / "docs" / f"{name}.png").write_bytes(made)
            print(f"docs/{name}.png: {len(made):,} bytes")


if __name__ == "__main__":
    main()

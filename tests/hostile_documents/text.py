"""Hostile files in Markdown, CSV, JSON and plain text."""

from __future__ import annotations

from collections.abc import Callable

from tests.hostile import _repeated
from tests.hostile_documents.shared import LANTERNS, invalid


def many_headings() -> bytes:
    """Return Markdown of 100,000 headings."""
    return "".join(f"{'#' * (n % 6 + 1)} Lantern {n}\n\n" for n in range(100_000)).encode()


def many_footnotes() -> bytes:
    """Return Markdown of 15,000 references and their definitions, all of which are used before they stand."""
    used = "".join(f"Rule {n}[^{n}] and [lantern][{n}].\n" for n in range(15_000))
    return (used + "".join(f"\n[^{n}]: note {n}\n\n[{n}]: /x{n}\n" for n in range(15_000))).encode()


def one_reference() -> bytes:
    """Return Markdown that names one reference of 50,000 letters 20,000 times."""
    return ("[a]\n\n" * 20_000 + "[a]: /" + "x" * 50_000 + "\n").encode()


def empty_text_cells() -> bytes:
    """Return a Markdown table of a million empty cells."""
    return b"|" * 1_001 + b"\n" + b"|-" * 1_000 + b"|\n" + (b"|" * 1_001 + b"\n") * 1_000


def looping_front_matter() -> bytes:
    """Return Markdown whose front matter holds itself, names programs and merges itself."""
    front = 'a: &a [*a]\nb: &b {<<: *b}\ntitle: !!python/object/apply:os.system ["true"]\nc: !!timestamp 9\n'
    return f"---\n{front}---\n{LANTERNS}\n".encode()


def looping_title() -> bytes:
    """Return Markdown whose title is a list that holds itself."""
    return f"---\ntitle: &a [*a, *a]\n---\n{LANTERNS}\n".encode()


def long_quotation() -> bytes:
    """Return a CSV with a field of 5 MB, opened by a quotation mark and never closed."""
    return b'name,code\n"' + b"lantern,6A005\n" * 380_000


def empty_rows() -> bytes:
    """Return a CSV of 2,000,000 lines of commas."""
    return b"name,code\nlantern,6A005\n" + b",\n" * 2_000_000


def same_names() -> bytes:
    """Return a JSON object that has one name 500,000 times, then numbers that are none."""
    return b'[{"a":1' + b',"a":1' * 500_000 + b'},{"a":NaN,"b":-Infinity,"c":1e999999999,"d":-0.0}]'


def deep_names() -> bytes:
    """Return a JSON object in an object, 900 deep, whose names grow with each."""
    return ('{"' + '":{"'.join("n" * (n % 90 + 1) for n in range(900)) + '":"lanterns"' + "}" * 900).encode()


def addresses() -> bytes:
    """Return a law that names ranges of addresses without end."""
    named = ("Articles 1 to 999999999", "§§ 744.1 through 744.999999999", "paragraphs (a) through (zzzzzzzz)",
             "3A001 to 9Z999999999", "第一条至第九千九百九十九兆条", "Articles MMMMMMMMMM to MMMMMMMMMMMMMMM",
             "15 CFR parts 1-99999999", "sections 1 to 9 to 9 to 9 to 9", "Country Groups A:1 to A:999999999",
             "第1条から第999999999条まで", "points (i) to (mmmmmmmmm)")  # fmt: skip
    return "".join(f"## Article {n}\n\nSee {', '.join(named)} of this Act.\n\n" for n in range(1_000)).encode()


def definitions() -> bytes:
    """Return a law of 20,000 definitions of one term, each by the term itself."""
    return ("## Article 1\n\n" + '"Lantern" means any "lantern" as defined in "lantern".\n\n' * 20_000).encode()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "headings.md": many_headings,
    "footnotes.md": many_footnotes,
    "one-reference.md": one_reference,
    "empty-cells.md": empty_text_cells,
    "looping.md": looping_front_matter,
    "looping-title.md": looping_title,
    "long-quotation.csv": long_quotation,
    "empty-rows.csv": empty_rows,
    "same-names.json": same_names,
    "deep-names.json": deep_names,
    "addresses.md": addresses,
    "definitions.md": definitions,
    "invalid.txt": invalid(b"Lanterns "),
    "invalid.md": invalid(b"---\ntitle: Lanterns ", b"\n---\n# Lanterns\n\nLanterns need a licence.\n"),
    "invalid.csv": invalid(b"name,code\nLantern,", b"\nWick,1\n"),
    "invalid.json": invalid(b'[{"name": "Lanterns ', b'"}]'),
    "ligatures.txt": _repeated("\ufdfa", 600_000),
    "ligatures.md": lambda: b"---\ntitle: " + "\ufdfa".encode() * 30_000 + b"\n---\nLanterns need a licence.\n",
    "ligatures.csv": lambda: b"name,code\n" + ("\ufdfa" * 1_000 + ",1\n").encode() * 100,
    "one-line.txt": _repeated("lantern", 5_000_000),
    "half.txt": lambda: b"\xff\xfe" + b"\x00\xd8" * 100_000,
    "marks-only.txt": lambda: b"\xef\xbb\xbf",
}

"""Nothing is lost of any file: its provisions hold what an extraction without any knowledge of structure finds.

Text is counted by character, so that neither its order nor its white space matters. Of JSON, whose codes are spelled
out, each value in words must stand in the text. `python -m tests.corpus.parsers.test_completeness` prints the share
that each file keeps.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pypdfium2
import pytest

from corpus.errors import Problem
from corpus.language.normal_form import without_unseen
from corpus.parsers.dispatch import read

LEAST = 0.999
# Elements of XML and HTML whose text is data about the file or for the machine, not text on paper.
DATA = ("BIB.INSTANCE", "BIB.INSTANCE.CONS", "INFO.CONSLEG", "INFO.PROD", "ukm:Metadata", "head", "script", "style")
# The marks of Markdown, addresses behind links, front matter, comments,
# and in files of the CFR the anchor above a line.
MARKDOWN = re.compile(
    r"\\A---\n.*?\n---\n|<!--.*?-->|(?<=\])\([^()\s]*\)|^\s*\|?(?:\s*:?-{3,}:?\s*\|)+\s*$|^\s*\d+\.\s|[#*|>_\[\]`-]",
    re.MULTILINE | re.DOTALL,
)
CFR_ANCHOR = re.compile(r"^#.*$|^\*\*\w+:\*\* ", re.MULTILINE)
# Lines of a PDF that stand on page after page, as they read in an extraction without structure.
RUNNING = re.compile(
    r"(?:\d{1,2}\.\d{1,2}\.\d{4} EN Official Journal of the European Union L \d+/\d+"
    r"|L \d+/\d+ EN Official Journal of the European Union \S+"
    r"|02014R0833 — EN — \S+ — \S+ — \d+|\d[A-E]\d{3}\S* ?[Cc]ontinued\.?|Note \d continued|CATEGORY \d.*|\d{1,3}"
    r"|DEFINITIONS OF TERMS"
    r"|2020 UPDATE OF THE EU CONTROL LIST.*|Notes|CN(?:/TARIC)? [Cc]odes? Name of the good|▼[A-Z]\d*)\s*"
)
# JSON: what a file says about how it was made, and what other fields repeat.
ABOUT = {"$comment", "source", "retrievedAt", "sourceGeneratedAt", "ecfrIssueDate", "fieldKey", "citation", "kind",
         "productGroup", "countsBySource", "topLevelParagraphs", "oddities", "urls", "programmes", "c", "u",
         "pg", "mst", "promulgationDate", "effectiveDate"}  # fmt: skip


def files(folder: Path) -> list[Path]:
    """Return every document of the folder, without licence texts."""
    return sorted(p for p in (folder / "data").rglob("*") if p.is_file() and p.name not in ("LICENSE", "README.md"))


def kept(path: Path) -> float:
    """Return the share of a file's visible characters that its provisions hold."""
    held = "\n".join(each.own_text(i) for each in read(path) for i in range(len(each.provisions)))
    if path.suffix == ".json":
        words = [w for w in map(squeezed, values(json.loads(path.read_text("utf-8")))) if len(w) > 3]
        text = squeezed(held)
        total = sum(map(len, words))
        return 1 - sum(len(w) for w in words if w.strip(".") not in text) / total if total else 1.0
    return share(naive(path), held)


def share(text: str, held: str) -> float:
    """Return the share of the visible characters of `text` that `held` has, counting how often each occurs."""
    there = counted(text)
    return 1 - sum((there - counted(held)).values()) / max(1, sum(there.values()))


def naive(path: Path) -> str:
    """Return the visible characters of a file, by regular expressions or the PDF engine only."""
    if path.suffix == ".pdf":
        pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path))
        return "".join(line for page in pages for line in page.splitlines() if not RUNNING.fullmatch(line))
    raw = path.read_text("utf-8")
    if path.suffix == ".txt":
        return raw
    if path.suffix == ".md":
        raw = re.sub(r"\A---\n.*?\n---\n", "", raw, flags=re.DOTALL)
        return MARKDOWN.sub("", CFR_ANCHOR.sub("", raw) if "CFR" in path.name else raw)
    if path.name.startswith("sample-atom"):
        return " ".join(re.findall(r"<(?:title|summary|updated|published|id)>(.*?)</", raw, flags=re.DOTALL)[2:])
    for name in DATA:
        raw = re.sub(rf"<{re.escape(name)}(?:\s[^>]*)?(?<!/)>.*?</{re.escape(name)}>", "", raw, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"<!DOCTYPE[^>]*>|<\?.*?\?>|<!--.*?-->", "", raw, flags=re.DOTALL)))


def values(data: object) -> Iterator[str]:
    """Return every value in words of a JSON, without what is about the file itself."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in ABOUT:
                yield from values(value)
    elif isinstance(data, list):
        for value in data:
            yield from values(value)
    elif isinstance(data, str):
        yield data


def counted(text: str) -> Counter[str]:
    return Counter(c for c in without_unseen(text) if not c.isspace() and c not in "\ufffe-_*|")


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unescape(without_unseen(text)))


def test_the_measure_sees_what_is_missing() -> None:
    text = "A licence is required for the export of lanterns. " * 30
    assert share(text, text.replace(" ", "\n")) == 1.0
    assert share(text, text[:-50]) < LEAST


@pytest.mark.slow
def test_every_file_keeps_its_text(shared: Path) -> None:
    found = files(shared)
    assert len(found) > 190
    shares: dict[str, float] = {}
    for path in found:
        try:
            shares[str(path.relative_to(shared))] = kept(path)
        except Problem as problem:
            pytest.fail(f"{path.name}: {problem}")
    assert {name: share for name, share in shares.items() if share < LEAST} == {}


if __name__ == "__main__":
    root = Path(os.environ.get("LICET_SHARED", "../shared"))
    for document in files(root):
        print(f"{kept(document):.5f}  {document.relative_to(root / 'data')}")

"""Our own small laws in each format, against the trees written down beside them. Delete a .tree file to write it anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Reading
from corpus.readers import read

FIXTURES = (
    "cn/示例管理条例(2023-03-01).md",
    "jp/sample_order.md",
    "eu/sample_oj.xhtml",
    "eu/sample_consolidated.xhtml",
    "eu/sample_formex.xml",
    "uk/sample_act.xml",
)


def drawn(reading: Reading) -> str:
    """A reading as lines: source, dates, then a provision a line with its place in the tree."""
    source = reading.source
    lines = [
        f"{source.id} | {source.title} | {source.kind} {source.jurisdiction} {source.language} | {source.issuer} | {source.published} | {reading.valid_from}"
    ]
    for i, p in enumerate(reading.provisions):
        depth = len(list(reading.ancestors(i)))
        flags = " [reserved]" if p.reserved else ""
        cells = f" {p.cells}" if p.cells else ""
        text = reading.own_text(i).replace("\n", " ⏎ ")
        lines.append(f"{'  ' * depth}{p.role} | {p.locator} | {p.heading} | {text}{flags}{cells}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", FIXTURES)
def test_tree(data: Path, name: str) -> None:
    path = data / name
    golden = path.with_suffix(".tree")
    (reading,) = read(path)
    if not golden.exists():
        golden.write_text(drawn(reading), "utf-8")
        pytest.fail(f"{golden.name} was not there; it is now: read it, then run again")
    assert drawn(reading) == golden.read_text("utf-8")

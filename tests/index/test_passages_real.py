"""Passages of the real documents, measured in tokens: whole sentences, whole rows, lead-ins with their items."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.language.sentences import sentence_spans
from corpus.model import Passage, Reading, Role
from corpus.parsers.dispatch import read
from corpus.passages import cut_passages
from index.encoders.embeddings import count_tokens

LIMIT = 220
FILES = (
    "us/ecfr/2026-07-23_title-15_part-744.xml",
    "us/ecfr/2026-07-23_title-22_part-121.xml",
    "us/ecfr/2026-07-23_title-10_part-110.xml",
    "us/ecfr/2026-07-23_title-10_part-810.xml",
    "us/ecfr/2026-09-01_title-15_part-774-supp-1-fragment.xml",
    "us/lists/ccl.json",
    "us/lists/country-chart.json",
    "us/lists/country-groups.json",
    "us/15-CFR-745-774_lossy_2025-01.md",
    "eu/32016R0679.xhtml",
    "eu/32021R0953_cons.xhtml",
    "eu/32021R0953_oj.xhtml",
    "eu/31958R0001_old.html",
    "eu/formex_mifid_ii.xml",
    "pdf/eu-regulation-2022-576.pdf",
    "pdf/eu-regulation-833-2014-consolidated.pdf",
    "pdf/norway-list-II-dual-use.pdf",
    "uk/sample-human-rights-1998.xml",
    "uk/sample-ni-nia-2022-2.xml",
    "uk/sample-scot-asp-2021-11.xml",
    "uk/sample-atom-ukpga-2018.xml",
    "jp/324AC0000000228.md",
    "jp/324CO0000000378.md",
    "jp/355CO0000000260.md",
    "cn/两用物项出口管制条例(2024-09-30).md",
    "cn/出口管制法(2020-10-17).md",
    "cn/稀土管理条例(2024-06-22).md",
    "seed/japan-china-dual-use-article.txt",
)


def boundaries(reading: Reading) -> tuple[set[int], set[int]]:
    """Return where passages may begin and end: at provisions, and at sentences of those that are not rows."""
    starts, ends = set(), set()
    for i, p in enumerate(reading.provisions):
        starts.add(p.start)
        ends.add(p.end)
        if p.role is not Role.ROW:
            for start, end in sentence_spans(reading.own_text(i)):
                starts.add(p.start + start)
                ends.add(p.start + end)
    return starts, ends


def too_long(reading: Reading, passages: list[Passage]) -> Iterator[Passage]:
    """Yield the passages over the limit that could have been cut: neither a single row nor a single sentence."""
    for passage in passages:
        if count_tokens(passage.text) <= LIMIT:
            continue
        inside = [p for p in reading.provisions[passage.first : passage.last + 1] if p.end > p.start]
        alone = len(inside) == 1 and (inside[0].role is Role.ROW or len(list(sentence_spans(passage.text))) == 1)
        if not alone:
            yield passage


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_passages_are_whole_and_fit(shared: Path, name: str) -> None:
    (reading,) = read(shared / "data" / name)
    passages = cut_passages(reading, count_tokens)
    starts, ends = boundaries(reading)
    assert [p.locator for p in passages if p.start not in starts or p.end not in ends] == []
    assert [(p.locator, count_tokens(p.text)) for p in too_long(reading, passages)] == []
    assert [p.id for p in passages] == [p.id for p in cut_passages(reading, count_tokens)]
    # A small paragraph travels with its lead-in, which is in its passage or in what is said beside it.
    for passage in passages:
        first = reading.provisions[passage.first]
        if first.role is Role.PARAGRAPH and first.parent is not None:
            assert passage.context

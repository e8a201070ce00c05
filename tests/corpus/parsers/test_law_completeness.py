"""Nothing of a law is lost: its provisions hold what an extraction without any knowledge of structure finds."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from corpus.language.normal_form import without_unseen
from corpus.model import Reading, Role
from corpus.parsers.dispatch import read

FILES = (
    "cn/两用物项出口管制条例(2024-09-30).md",
    "cn/出口管制法(2020-10-17).md",
    "cn/稀土管理条例(2024-06-22).md",
    "jp/324AC0000000228.md",
    "jp/324CO0000000378.md",
    "jp/355CO0000000260.md",
    "eu/31958R0001_old.html",
    "eu/32016R0679.xhtml",
    "eu/32021R0953_cons.xhtml",
    "eu/32021R0953_oj.xhtml",
    "eu/formex_mifid_ii.xml",
    "uk/sample-atom-ukpga-2018.xml",
    "uk/sample-human-rights-1998.xml",
    "uk/sample-ni-nia-2022-2.xml",
    "uk/sample-scot-asp-2021-11.xml",
)
# Elements whose text is data about the file, not text on paper.
FORMEX_DATA = ("BIB.INSTANCE", "BIB.INSTANCE.CONS", "INFO.CONSLEG", "INFO.PROD")
UK_DATA = ("ukm:Metadata",)
PUNCTUATION_OF_MARKDOWN = re.compile(
    r"^\s*\|?(?:\s*:?-{3,}:?\s*\|)+\s*$|<!--.*?-->|\*\*|^#+\s|^\s*- |\|", re.MULTILINE | re.DOTALL
)


def naive(path: Path) -> str:
    """Return the visible characters of a file, by regular expressions only."""
    raw = path.read_text("utf-8")
    if path.suffix == ".md":
        return PUNCTUATION_OF_MARKDOWN.sub("", re.sub(r"\A---\n.*?\n---\n", "", raw, flags=re.DOTALL))
    if path.name.startswith("sample-atom"):
        return " ".join(re.findall(r"<(?:title|summary|updated|published|id)>(.*?)</", raw, flags=re.DOTALL)[2:])
    for name in (*FORMEX_DATA, *UK_DATA, "head", "script", "style"):
        raw = re.sub(rf"<{re.escape(name)}(?:\s[^>]*)?(?<!/)>.*?</{re.escape(name)}>", "", raw, flags=re.DOTALL)
    raw = re.sub(r"<!DOCTYPE[^>]*>|<\?.*?\?>|<!--.*?-->", "", raw, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", raw))


def counted(text: str) -> Counter[str]:
    return Counter(without_unseen(text).translate({ord(c): None for c in " \n\t\u3000\u00a0\u2002\u2003\u2009\u202f"}))


@pytest.fixture(params=FILES)
def law(request: pytest.FixtureRequest, shared: Path) -> tuple[Path, Reading]:
    path = shared / "data" / request.param
    (reading,) = read(path)
    return path, reading


def test_nothing_is_lost(law: tuple[Path, Reading]) -> None:
    path, reading = law
    there = counted(naive(path))
    held = counted("".join(reading.own_text(i) for i in range(len(reading.provisions))))
    missing = there - held
    assert sum(missing.values()) <= sum(there.values()) * 0.001, dict(missing.most_common(10))


def test_each_character_is_in_one_provision(law: tuple[Path, Reading]) -> None:
    _, reading = law
    end = 0
    for p in reading.provisions:
        assert p.start >= end
        assert not reading.text[end : p.start].strip()
        end = max(end, p.end)
    assert end == len(reading.text)


def test_nothing_is_read_twice(law: tuple[Path, Reading]) -> None:
    path, reading = law
    there = counted(naive(path))
    held = counted("".join(reading.own_text(i) for i in range(len(reading.provisions))))
    added = held - there
    # Brackets around UK numbers and the number of a Japanese law (from its front matter) are added by us.
    for sign in "()":
        added.pop(sign, None)
    assert sum(added.values()) <= sum(there.values()) * 0.001 + 60, dict(added.most_common(10))


def test_locators_are_unique(law: tuple[Path, Reading]) -> None:
    _, reading = law
    # A continuation carries the locator of the provision that it continues.
    counts = Counter(p.locator for p in reading.provisions if p.role is not Role.CONTINUATION)
    assert [locator for locator, count in counts.items() if count > 1] == []


def test_two_runs_are_one_edition(law: tuple[Path, Reading]) -> None:
    path, reading = law
    assert read(path)[0].digest == reading.digest

"""Two editions of one part, as recorded: what is shown and found as of a day is the text of that day, word for word."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from lxml import etree

from corpus.catalogue import Catalogue
from corpus.editions.diff import changes_of
from corpus.filters import Filters
from corpus.lookup import locate
from corpus.model import Reading
from corpus.parsers.dispatch import read_bytes
from corpus.parsers.file import File

DAYS = ("2026-03-25", "2026-07-23")
KEPT = {
    "744.7",
    "744.21",
    "Supplement No. 6 to Part 744",
}  # two sections and the Unverified List, in which something changed


def shortened(data: bytes) -> bytes:
    """Return part 744 without most of its sections and the Entity List: embedding those takes minutes."""
    root = etree.fromstring(data)
    for division in root.xpath("//DIV8 | //DIV9"):
        if division.get("N") not in KEPT:
            division.getparent().remove(division)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def texts(reading: Reading) -> dict[str, list[str]]:
    """Return the own texts at each address of an edition."""
    out: dict[str, list[str]] = {}
    for i, p in enumerate(reading.provisions):
        out.setdefault(p.locator, []).append(reading.own_text(i))
    return out


def blocks(data: bytes) -> list[str]:
    """Return the paragraphs, headings and cells of a file in order, without Licet's parser.

    They are the reference for what differs.
    """
    found = etree.fromstring(data).xpath("//P | //HEAD | //TD | //TH | //FP | //CITA | //HED | //PSPACE")
    return ["".join("".join(element.itertext()).split()) for element in found]


@pytest.mark.slow
def test_answers_as_of_two_days_differ_exactly_where_the_texts_differ(
    shared: Path, server: ModuleType, tmp_path: Path, line: Callable[..., Any], empty_home: Callable[[Path], Path]
) -> None:
    folder = shared / "data/us/ecfr"
    files = {day: shortened((folder / f"{day}_title-15_part-744.xml").read_bytes()) for day in DAYS}
    readings = {day: read_bytes(File(f"{day}_title-15_part-744.xml", data))[0] for day, data in files.items()}
    old, new = (texts(readings[day]) for day in DAYS)
    differing = {locator for locator in old.keys() | new.keys() if old.get(locator) != new.get(locator)}
    assert 5 < len(differing) < 30
    assert len(old.keys() & new.keys()) > 100
    official = server.Official(titles={15: DAYS[1]}, parts={(15, "744"): files})
    with server.serving(official):
        desk = line(empty_home(tmp_path / "home"), official)
        assert desk.sync("us-15-cfr-744")["us-15-cfr-744"]["edition"] == DAYS[1]
        earlier = desk.sync("us-15-cfr-744", "--as-of", "2026-04-01")["us-15-cfr-744"]
    assert (earlier["status"], earlier["edition"]) == ("changed", DAYS[0])
    assert 0 < earlier["encoded"] <= len(differing)
    catalogue = Catalogue(desk.home / "catalogue.sqlite")
    seen = set()
    for locator in old.keys() | new.keys():
        found = {day: [p.text for p in catalogue.find(locator, Filters(as_of=date.fromisoformat(day)))] for day in DAYS}
        assert sorted(found[DAYS[0]]) == sorted(old.get(locator, [])), locator
        assert sorted(found[DAYS[1]]) == sorted(new.get(locator, [])), locator
        if found[DAYS[0]] != found[DAYS[1]]:
            seen.add(locator)
    assert seen == differing
    changed = changes_of(readings[DAYS[0]], readings[DAYS[1]])
    assert ({c.old for c in changed} | {c.new for c in changed}) - {""} == differing
    for locator in differing:
        for day, edition in zip(DAYS, (old, new), strict=True):
            if locator in edition:
                shown = json.loads(desk.run("show", locator, "--as-of", day, "--json").out)
                assert shown["text"].startswith(edition[locator][0])
                [held] = {p.text for p in locate(catalogue, locator, Filters(as_of=date.fromisoformat(day)))}
                assert held == edition[locator][0]
                hits = json.loads(desk.run("search", edition[locator][0][:300], "--as-of", day, "--json").out)
                assert any(edition[locator][0][:300] in h["text"] for h in hits), (locator, day)
                assert all(h["text"] in readings[day].text for h in hits)
    catalogue.close()
    asked = sorted(differing)[::4] + sorted((old.keys() & new.keys()) - differing)[:40:10]
    cited_itself = 0
    for locator in asked:
        replies = {
            day: json.loads(desk.run("ask", f"What does {locator} say?", "--as-of", day, "--json").out) for day in DAYS
        }
        for day, reply in replies.items():
            for cited in reply["citations"]:  # never a word of the other edition
                assert cited["quote"] in readings[day].text, (locator, day)
                assert cited["valid_from"] <= day
                assert cited["valid_to"] is None or cited["valid_to"] > day
                cited_itself += cited["locator"] == locator
        if locator not in differing:
            quotes = [[c["quote"] for c in reply["citations"] if c["locator"] == locator] for reply in replies.values()]
            assert quotes[0] == quotes[1], locator
    assert cited_itself >= len(asked)  # most of them on both days; some stand on one day only
    assert all(check["ok"] for check in json.loads(desk.run("doctor", "--json").out))


@pytest.mark.slow
def test_the_whole_part_at_both_days(shared: Path, tmp_path: Path) -> None:
    """Every provision is found in both editions as of its day.

    Together they contain every block that differs between the two files.
    """
    from difflib import SequenceMatcher

    from corpus.passages import cut_passages

    folder = shared / "data/us/ecfr"
    files = {day: (folder / f"{day}_title-15_part-744.xml").read_bytes() for day in DAYS}
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    editions = {}
    for day, data in files.items():
        reading = read_bytes(File(f"{day}_title-15_part-744.xml", data))[0].relabelled(id="us-15-cfr-744")
        catalogue.publish(catalogue.stage(reading, cut_passages(reading)))
        editions[day] = texts(reading)
    for day, edition in editions.items():
        for locator, wanted in edition.items():
            found = [p.text for p in catalogue.find(locator, Filters(as_of=date.fromisoformat(day)))]
            assert sorted(found) == sorted(wanted), (day, locator)
    old, new = (editions[day] for day in DAYS)
    changed = ["".join(t.split()) for e in (old, new) for x in e if old.get(x) != new.get(x) for t in e[x]]
    before, after = blocks(files[DAYS[0]]), blocks(files[DAYS[1]])
    differing = 0
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            for block in (*before[i:j], *after[k:m]):
                # A paragraph of the file may hold several provisions, a provision several cells of a row.
                assert any(text in block or block in text for text in changed), block
                differing += 1
    assert differing > 400
    catalogue.close()

"""The official services' recorded answers, in their paths and shapes, through the real client, readers and catalogue."""

from __future__ import annotations

import json
from datetime import date

import pytest

from corpus.changes import changes
from corpus.diff import ChangeKind, compare
from corpus.filters import Filters
from corpus.model import Kind
from corpus.readers.dispatch import read_bytes
from corpus.readers.file import File
from corpus.sources.entries import Entry
from corpus.sources.sync import sync


@pytest.fixture
def go(holds, catalogue, kit, server):
    """`go(official, *entries, as_of=None)`: a sync against `official`, which is served meanwhile."""

    def go(official, *entries, as_of=None):
        with server.serving(official):
            outcomes = sync(list(entries), holds, catalogue, as_of=as_of, base_url=official.url, limits=kit.quick)
        kit.whole(catalogue)
        assert [(o.source_id, o.problem.message) for o in outcomes if o.problem] == []
        return outcomes

    return go


@pytest.fixture
def ecfr(shared, server):
    folder = shared / "data/us/ecfr"
    official = server.Official(titles={15: "2026-07-23", 22: "2026-07-23", 10: "2026-07-23"})
    for title, part in ((15, "744"), (22, "121"), (10, "110"), (10, "810")):
        files = folder.glob(f"*_title-{title}_part-{part}.xml")
        official.parts[title, part] = {f.name[:10]: f.read_bytes() for f in files}
    return official


@pytest.mark.slow
def test_four_parts_of_the_cfr(go, ecfr, catalogue, kit):
    ids = ["us-15-cfr-744", "us-22-cfr-121", "us-10-cfr-110", "us-10-cfr-810"]
    outcomes = go(ecfr, *(kit.listed(i) for i in ids))
    assert [o.status for o in outcomes] == ["added"] * 4
    again = go(ecfr, *(kit.listed(i) for i in ids))
    assert [o.status for o in again] == ["unchanged"] * 4
    assert ecfr.bodies() == 4
    assert catalogue.find("15 CFR 744.21(f)", Filters(as_of=date(2026, 8, 1)))


@pytest.mark.slow
def test_as_of_answers_differ_exactly_where_the_two_editions_differ(go, ecfr, catalogue, kit, shared):
    entry = kit.listed("us-15-cfr-744")
    old_day, new_day = date(2026, 3, 25), date(2026, 7, 23)
    assert [o.status for o in go(ecfr, entry)] == ["added"]
    assert [o.status for o in go(ecfr, entry, as_of=old_day)] == ["changed"]
    readings = {
        day: read_bytes(File(f"{day}_title-15_part-744.xml", ecfr.parts[15, "744"][day.isoformat()]))[0]
        for day in (old_day, new_day)
    }
    chosen = {day: catalogue.in_force(Filters(as_of=day)) for day in readings}
    for day, reading in readings.items():
        assert [catalogue.text(number) for number in chosen[day]] == [reading.text]
    expected = compare(readings[old_day], readings[new_day])
    seen = changes(catalogue, since=date(2026, 4, 1), typography=True)
    assert [(c.change.kind, c.change.old, c.change.new, c.change.before, c.change.after) for c in seen] == [
        (c.kind, c.old, c.new, c.before, c.after) for c in expected
    ]
    assert seen
    for c in seen:
        if c.change.kind is ChangeKind.CHANGED:
            before = {p.text for p in catalogue.find(c.change.old, Filters(as_of=old_day))}
            after = {p.text for p in catalogue.find(c.change.new, Filters(as_of=new_day))}
            assert c.change.before in before
            assert c.change.after in after
            assert before != after
    touched = {c.change.old for c in seen} | {c.change.new for c in seen}
    same = [p.locator for p in readings[new_day].provisions if p.locator not in touched][::50]
    for locator in same:
        texts = [[p.text for p in catalogue.find(locator, Filters(as_of=d))] for d in (old_day, new_day)]
        assert texts[0] == texts[1], locator


def test_the_recorded_titles_are_understood(go, server, shared, catalogue, kit):
    official = server.Official()
    titles = (shared / "data/us/api/cfr_mcp-0.2.2/titles.json").read_bytes()
    versions = (shared / "data/us/api/cfr_mcp-0.2.2/versions_filtered.json").read_bytes()
    part = (shared / "data/us/api/cfr_mcp-0.2.2/part_1_2.xml").read_bytes()
    official.texts = {
        "/www.ecfr.gov/api/versioner/v1/titles.json": titles,
        "/www.ecfr.gov/api/versioner/v1/versions/title-1.json?part=2": versions,
        "/www.ecfr.gov/api/versioner/v1/full/2026-08-27/title-1.xml?part=2": part,
    }
    entry = kit.replace(kit.entry("2"), id="us-1-cfr-2", where={"title": "1", "part": "2"})
    outcomes = go(official, entry)
    assert [(o.status, o.edition) for o in outcomes] == [("added", date(2023, 4, 10))]  # the last issue date in the record
    assert catalogue.find("1 CFR 2.5", Filters(as_of=date(2026, 8, 1)))


def test_a_history_of_one_section_does_not_date_its_part(go, server, shared, ecfr, kit):
    versions = (shared / "data/us/api/us_eli_mcp-0.5.3/ecfr_versions.json").read_bytes()
    ecfr.faults["/versions/"] = server.status(200, body=versions)
    assert go(ecfr, kit.listed("us-15-cfr-744"))[0].edition == date(2026, 7, 23)


def test_federal_register_documents(go, server, shared, catalogue, kit):
    row = json.loads((shared / "data/us/api/us_eli_mcp-0.5.3/fr_document.json").read_text())
    listed = json.loads((shared / "data/us/api/cfr_mcp-0.2.2/fr_documents_40_261.json").read_text())
    official = server.Official()
    body = (
        b"<div class='body'><h1>Revisions</h1><p>This correction is effective July 7, 2026, and applies to all filers.</p></div>"
    )
    official.texts["/www.federalregister.gov/documents/full_text/html/2026/07/07/2026-13726.html"] = body
    answer = {**listed, "count": 1, "total_pages": 1, "results": [row]}
    official.texts["/www.federalregister.gov/api/v1/documents.json"] = json.dumps(answer).encode()
    first, second = go(official, kit.listed("us-fr-bis")), go(official, kit.listed("us-fr-bis"))
    assert [(o.source_id, o.status) for o in (*first, *second)] == [("us-fr-2026-13726", "added"), ("us-fr-bis", "unchanged")]
    source = catalogue.source("us-fr-2026-13726")
    assert source.title == f"91 FR 41591: {row['title']}"
    assert (source.kind, source.published, source.url) == (Kind.GUIDANCE, date(2026, 7, 7), row["html_url"])
    assert "applies to all filers" in catalogue.text(catalogue.holdings()[0].latest.number)
    assert official.bodies("full_text") == 1


def test_a_consolidated_act_of_the_eu(go, server, shared, catalogue, kit):
    recorded = json.loads((shared / "data/eu/32021R0953_metadata.json").read_text())
    assert {"celex"} <= recorded["results"]["bindings"][0].keys()  # the shape that the module reads
    official = server.Official()
    row = lambda celex: {"celex": {"type": "literal", "value": celex}}  # noqa: E731
    numbers = ("02021R0953-20220630", "02021R0953-20210701", "02099R0001-20250101")
    official.texts["/publications.europa.eu/webapi/rdf/sparql"] = json.dumps(
        {"head": {"vars": ["celex"]}, "results": {"bindings": [row(n) for n in numbers]}}
    ).encode()
    official.texts["/publications.europa.eu/resource/cellar/0001/DOC_1"] = (shared / "data/eu/32021R0953_cons.xhtml").read_bytes()
    official.faults["/resource/celex/02021R0953-20220630"] = server.redirect(
        "http://publications.europa.eu/resource/cellar/0001/DOC_1"
    )
    act = kit.replace(kit.listed("eu-32021R0821"), id="eu-32021R0953", where={"celex": "32021R0953"})
    assert [(o.status, o.edition) for o in go(official, act)] == [("added", date(2022, 6, 30))]
    assert [o.status for o in go(official, act)] == ["unchanged"]
    asked = next(h for h in official.headers if "xhtml" in h["accept"])
    assert asked["accept-language"] == "eng"
    assert catalogue.find("Article 3(1)")
    assert catalogue.source("eu-32021R0953").url.endswith("CELEX:02021R0953-20220630")


def test_an_act_of_the_united_kingdom(go, server, shared, catalogue, kit):
    official = server.Official()
    official.texts["/www.legislation.gov.uk/ukpga/1998/42/data.xml"] = (
        shared / "data/uk/sample-human-rights-1998.xml"
    ).read_bytes()
    act = kit.replace(kit.listed("uk-ukpga-2002-28"), id="uk-ukpga-1998-42", where={"act": "ukpga/1998/42"})
    assert [(o.status, o.edition) for o in go(official, act)] == [("added", date(2026, 4, 6))]
    assert [o.status for o in go(official, act)] == ["unchanged"]
    assert official.asked("data.xml") == [200, 304]


def test_the_screening_list_as_recorded(go, server, shared, catalogue, kit):
    whole = json.loads((shared / "data/us/lists/screening-list.json").read_text())
    whole["entries"] = whole["entries"][:300]
    official = server.Official()
    official.texts["/data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.json"] = json.dumps(whole).encode()
    outcomes = go(official, kit.listed("us-list-screening"))
    assert [o.status for o in outcomes] == ["added"]
    assert "BANK OF KUNLUN" in catalogue.text(catalogue.holdings()[0].latest.number)
    assert isinstance(kit.listed("us-list-screening"), Entry)

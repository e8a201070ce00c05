"""The official services' recorded answers, through the real client, parsers and catalogue."""

from __future__ import annotations

import json
import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree

from corpus.filters import Filters
from corpus.model import Kind, Role
from corpus.parsers.dispatch import read_bytes
from corpus.parsers.file import File
from corpus.sources.entries import Entry, since
from corpus.sources.http.client import Client
from corpus.sources.publishers import federal_register
from corpus.sources.publishers.legislation_uk import versions
from corpus.sources.sync import sync


@pytest.fixture
def go(holds, catalogue, kit, server):
    """Return `go(official, *entries, as_of=None)`: a sync with `official`, which is served meanwhile."""

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
    assert [(o.status, o.edition) for o in outcomes] == [
        ("added", date(2023, 4, 10))
    ]  # the last issue date in the record
    assert catalogue.find("1 CFR 2.5", Filters(as_of=date(2026, 8, 1)))


def test_a_history_of_one_section_does_not_date_its_part(go, server, shared, ecfr, kit):
    versions = (shared / "data/us/api/us_eli_mcp-0.5.3/ecfr_versions.json").read_bytes()
    ecfr.faults["/versions/"] = server.status(200, body=versions)
    assert go(ecfr, kit.listed("us-15-cfr-744"))[0].edition == date(2026, 7, 23)


def test_federal_register_documents(go, server, shared, catalogue, kit):
    row = json.loads((shared / "data/us/api/us_eli_mcp-0.5.3/fr_document.json").read_text("utf-8"))
    listed = json.loads((shared / "data/us/api/cfr_mcp-0.2.2/fr_documents_40_261.json").read_text("utf-8"))
    official = server.Official()
    body = (
        b"<div class='body'><h1>Revisions</h1><p>This correction is effective July 7, 2026, and applies to all "
        b"filers.</p></div>"
    )
    official.texts["/www.federalregister.gov/documents/full_text/html/2026/07/07/2026-13726.html"] = body
    answer = {**listed, "count": 1, "total_pages": 1, "results": [row]}
    official.texts["/www.federalregister.gov/api/v1/documents.json"] = json.dumps(answer).encode()
    first, second = go(official, kit.listed("us-fr-bis")), go(official, kit.listed("us-fr-bis"))
    assert [(o.source_id, o.status) for o in (*first, *second)] == [
        ("us-fr-2026-13726", "added"),
        ("us-fr-bis", "unchanged"),
    ]
    source = catalogue.source("us-fr-2026-13726")
    assert source.title == f"91 FR 41591: {row['title']}"
    assert (source.kind, source.published, source.url) == (Kind.GUIDANCE, date(2026, 7, 7), row["html_url"])
    assert "applies to all filers" in catalogue.text(catalogue.holdings()[0].latest.number)
    assert official.bodies("full_text") == 1


def test_a_list_of_documents_page_by_page_from_a_chosen_day(go, server, shared, catalogue, kit):
    """Check the recorded list of 21 rules, handed out ten a page; only its addresses have the documents' numbers."""
    listed = json.loads((shared / "data/us/api/cfr_mcp-0.2.2/fr_documents_40_261.json").read_text("utf-8"))
    rows = sorted(listed["results"], key=lambda row: row["publication_date"], reverse=True)
    official = server.Official()
    root = "/www.federalregister.gov/api/v1/documents"

    def pages(handler):
        query = parse_qs(urlsplit(handler.path).query)
        number = int(query.get("page", ["1"])[0])
        answer = {
            "description": "",
            "count": len(rows),
            "total_pages": 3,
            "results": rows[10 * number - 10 : 10 * number],
        }
        if number < 3:  # as recorded: the next page is named in full, and its path has no .json
            answer["next_page_url"] = f"https://www.federalregister.gov/api/v1/documents?format=json&page={number + 1}"
        handler.reply(200, json.dumps(answer).encode(), "application/json")
        return True

    official.faults[root] = pages
    for row in rows:
        day, number = re.search(r"/documents/(\d{4}/\d\d/\d\d)/([\w-]+)", row["html_url"]).groups()
        body = (
            f"<div><h1>{row['title']}</h1><p>Rule {number} binds the exporter of record until further notice.</p></div>"
        )
        official.texts[f"/www.federalregister.gov/documents/full_text/html/{day}/{number}.html"] = body.encode()
    [entry] = since([kit.listed("us-fr-bis")], date(2019, 1, 1))
    first, second = go(official, entry), go(official, entry)
    assert [o.status for o in first] == ["added"] * 21
    assert [o.status for o in second] == ["unchanged"]
    assert {o.source_id for o in first} == {s.id for s, _ in catalogue.editions().values()}
    asked = [parse_qs(urlsplit(path).query) for path, _ in official.requests if path.startswith(root)]
    assert [q.get("page") for q in asked] == [None, ["2"], ["3"]] * 2
    assert asked[0]["conditions[publication_date][gte]"] == ["2019-01-01"]
    assert asked[0]["conditions[agencies][]"] == ["industry-and-security-bureau"]
    assert asked[0]["conditions[type][]"] == ["RULE", "NOTICE"]
    dated = {s.id: (v.valid_from, s.published) for s, v in catalogue.editions().values()}
    row = rows[0]
    number = row["html_url"].split("/")[7].casefold()
    published = date.fromisoformat(row["publication_date"])
    assert dated[f"us-fr-{number}"] == (
        published,
        published,
    )  # to be found from that day on, whenever its rule takes effect


def test_a_list_that_the_service_cuts_is_asked_for_again_from_where_it_ended(go, server, shared, kit):
    listed = json.loads((shared / "data/us/api/cfr_mcp-0.2.2/fr_documents_40_261.json").read_text("utf-8"))
    rows = sorted(listed["results"], key=lambda row: row["publication_date"], reverse=True)
    official = server.Official()

    def cut(handler):
        query = parse_qs(urlsplit(handler.path).query)
        until = query.get("conditions[publication_date][lte]", ["9999"])[0]
        left = [row for row in rows if row["publication_date"] <= until]
        handler.reply(200, json.dumps({"count": len(left), "results": left[:8]}).encode(), "application/json")
        return True

    official.faults["/api/v1/documents"] = cut
    with server.serving(official), Client(base_url=official.url, limits=kit.quick) as client:
        found = federal_register.document_requests(kit.listed("us-fr-bis"), client, None)
    assert len({w.source_id for w in found}) == len(found) == len(rows)


def test_the_recorded_search_names_its_next_page(server, shared, kit):
    recorded = json.loads((shared / "data/us/api/us_eli_mcp-0.5.3/fr_search.json").read_text("utf-8"))
    official = server.Official()
    official.texts["/www.federalregister.gov/api/v1/documents.json"] = json.dumps(recorded).encode()
    official.texts["/www.federalregister.gov/api/v1/documents"] = json.dumps(
        {**recorded, "next_page_url": None}
    ).encode()
    with server.serving(official), Client(base_url=official.url, limits=kit.quick) as client:
        found = federal_register.document_requests(kit.listed("us-fr-bis"), client, None)
    assert [w.source_id for w in found] == [f"us-fr-{row['document_number']}" for row in recorded["results"]]
    assert official.asked("page=2")[0] == 200


# --- the law of Japan: the recorded texts in the standard XML of the service ------------------------------------------


@pytest.mark.parametrize("law", ["324AC0000000228", "355CO0000000260"])
def test_a_law_of_japan_reads_the_same_from_the_service_as_from_the_record(go, server, shared, catalogue, kit, law):
    recorded = read_bytes(File(f"{law}.md", (shared / f"data/jp/{law}.md").read_bytes()))[0]
    official = server.Official()
    revisions = {
        "law_info": {"law_id": law},
        "revisions": [{"law_revision_id": f"{law}_20250601_x", "amendment_enforcement_date": "2025-06-01"}],
    }
    official.texts[f"/laws.e-gov.go.jp/api/2/law_revisions/{law}"] = json.dumps(revisions).encode()
    official.texts[f"/laws.e-gov.go.jp/api/2/law_file/xml/{law}"] = standard_xml(recorded)
    assert [(o.status, o.edition) for o in go(official, kit.listed(f"jp-{law}"))] == [("added", date(2025, 6, 1))]
    assert [o.status for o in go(official, kit.listed(f"jp-{law}"))] == ["unchanged"]
    version = catalogue.holdings()[0].latest.number
    held = [
        (p.locator, "".join(p.text.split())) for p in catalogue.outline(version) if p.provision.role is Role.PARAGRAPH
    ]
    wanted = [
        (p.locator, "".join(recorded.own_text(i).split()))
        for i, p in enumerate(recorded.provisions)
        if p.role is Role.PARAGRAPH
        and any(recorded.provisions[a].locator.startswith("第") for a in recorded.ancestors(i))
        and p.locator.startswith("第")
    ]
    assert len(wanted) > 50
    assert held == wanted


_LEVELS = ("Item", "Subitem1", "Subitem2", "Subitem3")


def standard_xml(reading) -> bytes:
    """Return the articles of a law in the service's XML (法令標準XML), made from a reading of its recorded answer."""
    root = etree.Element("Law", Lang="ja", LawType="Act")
    etree.SubElement(root, "LawNum").text = "昭和二十四年法律第二百二十八号"
    body = etree.SubElement(root, "LawBody")
    etree.SubElement(body, "LawTitle").text = reading.source.title
    main = etree.SubElement(body, "MainProvision")
    below = lambda i: [j for j in range(i + 1, reading.subtree_end(i)) if reading.provisions[j].parent == i]  # noqa: E731

    def sentence(parent, tag, text):
        etree.SubElement(etree.SubElement(parent, tag), "Sentence").text = text

    def items(parent, children, level=0):
        for j in children:
            item = etree.SubElement(parent, _LEVELS[level])
            title, _, text = reading.own_text(j).partition(" ")
            etree.SubElement(item, f"{_LEVELS[level]}Title").text = title
            sentence(item, f"{_LEVELS[level]}Sentence", text)
            items(item, below(j), level + 1)

    for i, p in enumerate(reading.provisions):
        if p.role is not Role.SECTION or not p.locator.startswith("第"):
            continue
        article = etree.SubElement(main, "Article")
        lead = reading.own_text(i).removeprefix(p.locator)
        if p.heading and lead.startswith("（"):
            etree.SubElement(article, "ArticleCaption").text = f"（{p.heading}）"
            lead = lead.removeprefix(f"（{p.heading}）")
        etree.SubElement(article, "ArticleTitle").text = p.locator
        inside = [j for j in below(i) if reading.provisions[j].role is Role.PARAGRAPH]
        numbered = [j for j in inside if re.search(r"項$", reading.provisions[j].locator)]
        for number, j in enumerate(numbered or [i], 1):
            paragraph = etree.SubElement(article, "Paragraph", Num=str(number))
            label, text = ("", reading.own_text(j)) if number == 1 else reading.own_text(j).split(" ", 1)
            etree.SubElement(paragraph, "ParagraphNum").text = label
            sentence(paragraph, "ParagraphSentence", lead.strip() if j == i else text)
            items(paragraph, below(j) if j != i else inside)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def test_a_consolidated_act_of_the_eu(go, server, shared, catalogue, kit):
    recorded = json.loads((shared / "data/eu/32021R0953_metadata.json").read_text("utf-8"))
    assert {"celex"} <= recorded["results"]["bindings"][0].keys()  # the shape that the module reads
    official = server.Official()
    row = lambda celex: {"celex": {"type": "literal", "value": celex}}  # noqa: E731
    numbers = ("02021R0953-20220630", "02021R0953-20210701", "02099R0001-20250101")
    official.texts["/publications.europa.eu/webapi/rdf/sparql"] = json.dumps(
        {"head": {"vars": ["celex"]}, "results": {"bindings": [row(n) for n in numbers]}}
    ).encode()
    official.texts["/publications.europa.eu/resource/cellar/0001/DOC_1"] = (
        shared / "data/eu/32021R0953_cons.xhtml"
    ).read_bytes()
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


def test_the_recorded_versions_of_an_act(shared):
    found = versions((shared / "data/uk/sample-human-rights-1998.xml").read_bytes())
    assert (found[0], found[-1]) == (date(1998, 11, 9), date(2026, 4, 6))
    assert len(found) > 20
    assert list(found) == sorted(found)
    assert versions((shared / "data/uk/sample-scot-asp-2021-11.xml").read_bytes()) == (date(2021, 4, 22),)


def test_the_screening_list_as_recorded(go, server, shared, catalogue, kit):
    whole = json.loads((shared / "data/us/lists/screening-list.json").read_text("utf-8"))
    whole["entries"] = whole["entries"][:300]
    official = server.Official()
    official.texts["/data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.json"] = json.dumps(
        whole
    ).encode()
    outcomes = go(official, kit.listed("us-list-screening"))
    assert [o.status for o in outcomes] == ["added"]
    assert "BANK OF KUNLUN" in catalogue.text(catalogue.holdings()[0].latest.number)
    assert isinstance(kit.listed("us-list-screening"), Entry)

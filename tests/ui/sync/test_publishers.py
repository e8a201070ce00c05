"""One text of each publisher in one run, through the real command line, encoder and store."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from corpus.sources.entries import official_entries
from tests.ui.sync.synced import OLD, PAGE, WORDS, text

ROOTS = {
    "sparql": "/publications.europa.eu/webapi/rdf/sparql",
    "register": "/www.federalregister.gov/api/v1/documents.json",
    "revisions": "/laws.e-gov.go.jp/api/2/law_revisions/324AC0000000228",
}


@pytest.fixture
def everyone(server: ModuleType, data: Path) -> Any:
    """Return publishers with one text each, in its own path and format."""
    state = server.Official(titles={15: "2026-07-23"})
    state.parts[15, "732"] = {OLD: server.part("732", *text("732", OLD))}
    celex = "02024H2659-20250101"
    row = {
        "title": "Notice of lanterns",
        "document_number": "2026-00001",
        "publication_date": "2026-07-01",
        "citation": "91 FR 1",
        "html_url": "https://www.federalregister.gov/documents/2026/07/01/2026-00001/notice-of-lanterns",
    }
    party = {
        "name": "ACME LANTERNS",
        "alt_names": [],
        "source": "Entity List (EL) - Bureau of Industry and Security",
        "programs": [],
        "addresses": [{"country": "CN"}],
        "license_requirement": "For all items",
    }
    state.texts = {
        ROOTS["sparql"]: json.dumps({"results": {"bindings": [{"celex": {"value": celex}}]}}).encode(),
        f"/publications.europa.eu/resource/celex/{celex}": (data / "eu/sample_oj.xhtml")
        .read_bytes()
        .replace(b"2030/7", b"2024/2659"),
        "/www.legislation.gov.uk/ukpga/2002/28/data.xml": (data / "uk/sample_act.xml")
        .read_bytes()
        .replace(b"/2030/9", b"/2002/28"),
        ROOTS["register"]: json.dumps({"count": 1, "results": [row]}).encode(),
        "/www.federalregister.gov/documents/full_text/html/2026/07/01/2026-00001.html": b"<h1>Lanterns</h1><p>"
        b"Exporters of lanterns keep "
        b"records for five years.</p>",
        "/data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.json": json.dumps(
            {"results": [party]}
        ).encode(),
        ROOTS["revisions"]: json.dumps({"revisions": [{"amendment_enforcement_date": "2025-06-01"}]}).encode(),
        "/laws.e-gov.go.jp/api/2/law_file/xml/324AC0000000228": JAPANESE.encode(),
        "/www.gov.uk/government/collections/notices-to-exporters": PAGE.format("notices", "notices", WORDS).encode(),
        "/www.bis.gov/": LANDING.encode(),
        "/www.bis.gov/faqs": PAGE.format("questions", "questions", WORDS).encode(),
    }
    with server.serving(state):
        yield state


LANDING = (
    "<html><head><title>Bureau of lanterns</title></head><body><p><a href='/about'>About us</a></p>"
    "<p><a href='/faqs'>Frequently asked questions</a></p></body></html>"
)
JAPANESE = (
    "<Law><LawNum>昭和二十四年法律第一号</LawNum><LawBody><LawTitle>試験法</LawTitle><MainProvision><Article Num='1'>"
    "<ArticleTitle>第一条</ArticleTitle><Paragraph Num='1'><ParagraphNum/><ParagraphSentence><Sentence>"
    "貨物を輸出しようとする者は、"
    "許可を受けなければならない。</Sentence></ParagraphSentence></Paragraph></Article></MainProvision></LawBody></Law>"
)
EACH = {
    "us-15-cfr-732": "us-15-cfr-732",
    "eu-32024H2659": "eu-32024H2659",
    "uk-ukpga-2002-28": "uk-ukpga-2002-28",
    "us-fr-bis": "us-fr-2026-00001",
    "us-list-screening": "us-list-screening",
    "jp-324AC0000000228": "jp-324AC0000000228",
    "uk-notices-to-exporters": "uk-notices-to-exporters",
    "us-bis-faq": "us-bis-faq",
}


def test_every_publisher_in_one_run(everyone: Any, line: Any, empty_home: Any, tmp_path: Path) -> None:
    desk = line(empty_home(tmp_path / "home"), everyone)
    first = desk.sync(*EACH)
    assert {i: (o["status"], o["problem"]) for i, o in first.items()} == dict.fromkeys(EACH.values(), ("added", None))
    fetched, encoded = everyone.bodies(), sum(o["encoded"] for o in first.values())
    assert fetched == len(EACH) + 1  # one stands behind a page that leads to it
    assert encoded >= len(EACH)
    second = desk.sync(*EACH)
    assert {o["status"] for o in second.values()} == {"unchanged"}
    assert everyone.bodies() == fetched  # asked with its validators, or not at all
    assert sum(o["bytes"] + o["encoded"] for o in second.values()) == 0
    assert all(c["ok"] for c in json.loads(desk.run("doctor", "--json").out))
    held = {s["source_id"]: s for s in json.loads(desk.run("sources", "--json").out)}
    assert held.keys() == set(EACH.values())
    for source_id in set(EACH) & set(held):  # under the catalogue's own name, licence and page
        listed = next(e for e in official_entries() if e.id == source_id)
        assert (held[source_id]["title"], held[source_id]["licence"], held[source_id]["issuer"]) == (
            listed.title,
            listed.licence,
            listed.issuer,
        )
    past = desk.run("sync", "lists", "us-fr-bis", "uk-notices-to-exporters", "--as-of", "2024-01-01", "--dry-run")
    assert "left out, because their publishers keep no past editions: us-list-screening" in past.err
    assert "uk-notices-to-exporters" in past.out  # it was named: it is tried, fails and says why
    named = desk.sync("uk-notices-to-exporters", "--as-of", "2024-01-01", ok=1)
    assert "keeps no past editions" in named["uk-notices-to-exporters"]["problem"]

"""A sync describes each publisher's answer in an unknown shape: what came, how large it is, how it begins."""

from __future__ import annotations

import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from corpus.errors import FetchFailed
from corpus.sources.http.errors import Reply
from corpus.sources.http.response_validation import check_shape
from corpus.sources.publishers.landing_page import newest
from corpus.sources.publishers.page_links import links

SPARQL = "/publications.europa.eu/webapi/rdf/sparql"
LIST = "/data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.json"
LAW = "/laws.e-gov.go.jp/api/2/law_file/xml/324AC0000000228"
NONE = json.dumps({"results": {"bindings": []}}).encode()
ROW = {
    "title": "Lanterns",
    "publication_date": "2026-07-01",
    "html_url": "https://www.federalregister.gov/documents/2026/07/01/2026-1/x",
}

# (source, where the odd answer stands, the answer, what else is there, what is said)
CASES = {
    "ecfr: titles under another name": ("us-15-cfr-732", "titles.json", b'{"items": []}', {},
        "without “titles” (it has items): text/html, 13 bytes that begin “{\"items\": []}”"),
    "ecfr: titles as words": ("us-15-cfr-732", "titles.json", b'{"titles": ["fifteen"]}', {},
        "(AttributeError: 'str' object has no attribute 'get'): "
        "https://www.ecfr.gov/api/versioner/v1/titles.json gave text/html, 23 bytes that begin “{\"titles\": "
        "[\"fifteen\"]}”"),
    "ecfr: a title without days": ("us-15-cfr-732", "titles.json", b'{"titles": [{"number": 15, "name": "x"}]}', {},
        'describes title 15 as {"number": 15, "name": "x"}, without the dates'),
    "ecfr: versions as words": ("us-15-cfr-732", "/versions/", b'{"content_versions": ["a"], "meta": {}}', {},
        "gave text/html, 39 bytes that begin"),
    "ecfr: text for XML": ("us-15-cfr-732", "/full/", b"PART 732", {},
        "something else instead of XML: text/html, 8 bytes that begin “PART 732”"),
    "register: no count": ("us-fr-bis", "documents.json", b'{"results": []}', {},
        "without “count” (it has results): text/html, 15 bytes"),
    "register: documents as words": ("us-fr-bis", "documents.json", b'{"count": 1, "results": ["x"]}', {},
        "gave text/html, 30 bytes that begin “{\"count\": 1"),
    "register: a document without a day": ("us-fr-bis", "documents.json",
        b'{"count": 1, "results": [{"title": "x", "html_url": "y"}]}', {},
        "it has title, html_url (https://www.federalregister.gov/api/v1/documents.json"),
    "register: a document at another host": ("us-fr-bis", "documents.json",
        json.dumps({"count": 1, "results": [{**ROW, "html_url": "https://evil.example/documents/2026/07/01/2026-1/x"}]})
        .encode(), {}, "describes a document without what Licet needs ('html_url')"),
    "register: a number that is a path": ("us-fr-bis", "documents.json",
        json.dumps({"count": 1, "results": [{**ROW, "document_number": "../2026-1"}]}).encode(), {},
        "describes a document without what Licet needs (its number is '../2026-1')"),
    "register: JSON for a text": ("us-fr-bis", "full_text", b'{"detail": "gone"}',
        {"documents.json": {"count": 1, "results": [ROW]}},
        "something else instead of a page: text/html, 18 bytes that begin “{\"detail\": \"gone\"}”"),
    "cellar: another answer": ("eu-32024H2659", SPARQL, b'{"results": {"rows": []}}', {},
        "in another shape: https://publications.europa.eu/webapi/rdf/sparql"),
    "cellar: XML for JSON": ("eu-32024H2659", SPARQL, b"<sparql/>", {},
        "something that is not valid instead of JSON (text/html, 9 bytes that begin “<sparql/>”)"),
    "cellar: a notice for the text": ("eu-32024H2659", "resource/celex", b'{"notice": 1}',
        {SPARQL: {"results": {"bindings": []}}}, "something else instead of a page: text/html, 13 bytes"),
    "legislation: HTML": ("uk-ukpga-2002-28", "data.xml", b"<html><head><title>Act</title></head></html>", {},
        "a page titled “Act” instead of XML (text/html, 44 bytes that begin “<html><head>"),
    "legislation: another root": ("uk-ukpga-2002-28", "data.xml", b"<feed>Busy</feed>", {},
        "<feed>, which says “Busy” (text/html, 17 bytes"),
    "legislation: an act without text": ("uk-ukpga-2002-28", "data.xml",
        b'<Legislation DocumentURI="http://www.legislation.gov.uk/ukpga/2002/28"/>', {},
        "gave text/html, 72 bytes that begin “<Legislation"),
    "e-Gov: revisions as a number": ("jp-324AC0000000228", "law_revisions", b'{"revisions": 7}', {},
        "gave text/html, 16 bytes that begin “{\"revisions\": 7}”"),
    "e-Gov: revisions without days": ("jp-324AC0000000228", "law_revisions", b'{"revisions": [{"id": 1}]}', {},
        "(KeyError: 'amendment_enforcement_date')"),
    "e-Gov: XML without a law": ("jp-324AC0000000228", "law_file", b"<Result><Code>1</Code></Result>",
        {"law_revisions": {"revisions": []}},
        "(its outermost element is <Result>). https://laws.e-gov.go.jp/api/2/law_file/xml/324AC0000000228"),
    "screening list: other names": ("us-list-screening", "consolidated.json", b'{"sources": [], "total": 0}', {},
        "without “results” (it has sources, total). "
        "https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.json gave "
        "text/html, 27 bytes"),
    "screening list: rows as words": ("us-list-screening", "consolidated.json", b'{"results": ["ACME"]}', {},
        "gave text/html, 21 bytes that begin “{\"results\": [\"ACME\"]}”"),
    "screening list: a list": ("us-list-screening", "consolidated.json", b'["ACME"]', {},
        "gave text/html, 8 bytes that begin “[\"ACME\"]”"),
    "page: JSON": ("uk-notices-to-exporters", "notices-to-exporters", b'{"title": "Notices"}', {},
        "something else instead of a page or PDF: text/html, 20 bytes that begin “{\"title\": \"Notices\"}”"),
    "page: without its words": ("ca-export-control-list", "SOR-89-202",
        b"<html><head><title>Laws</title></head><body>Hello.</body></html>", {},
        "titled “Laws” that does not say “SOR/89-202”: text/html, 64 bytes that begin “<html>"),
    "landing: a picture": ("int-wassenaar-lists", "control-lists", b"\x89PNG\r\n\x1a\n\0\0", {},
        "something else instead of a page: text/html, 10 bytes"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_an_answer_of_another_shape_is_told_precisely(run, official, server, catalogue, kit, case):
    source_id, where, body, others, said = CASES[case]
    official.titles[15] = "2026-07-23"
    official.parts[15, "732"] = {"2026-03-25": kit.part("732", "A licence is needed.")}
    for piece, answer in others.items():
        official.faults[piece] = server.page(json.dumps(answer).encode())
    official.faults[where] = server.page(body)
    [outcome] = run(kit.listed(source_id))
    assert outcome.status == "failed"
    message = outcome.problem.message
    assert said in message
    assert "\n" not in message
    assert f"{len(body)} bytes" in message or "describes title" in message
    assert catalogue.holdings() == []


def test_a_list_of_documents_without_an_end_is_broken_off(run, official, kit):
    """Check a service that leads from page to page for ever, each with documents that nobody has seen."""

    def one_more(handler):
        page = int(parse_qs(urlsplit(handler.path).query).get("page", ["1"])[0])
        place = f"https://www.federalregister.gov/documents/2026/07/01/2026-{len(official.requests)}/x"
        following = f"https://www.federalregister.gov/api/v1/documents.json?page={page + 1}"
        answer = {"count": 10**9, "results": [{**ROW, "html_url": place}], "next_page_url": following}
        handler.reply(200, json.dumps(answer).encode(), "application/json")
        return True

    official.faults["documents.json"] = one_more
    outcomes = run(kit.listed("us-fr-bis"))
    assert {o.status for o in outcomes} == {"failed"}  # none of their texts is there
    assert len(official.asked("documents.json")) == len(outcomes) == 21  # 20 pages, and no more from their last day on


def test_a_documents_text_is_asked_for_at_the_services_own_host(run, official, server, catalogue, kit):
    listed = {"count": 1, "results": [{**ROW, "body_html_url": "https://evil.example/2026-1.html"}]}
    official.faults["documents.json"] = server.page(json.dumps(listed).encode())
    official.texts["/evil.example/2026-1.html"] = b"<p>No lantern needs a licence.</p>"
    own = "/www.federalregister.gov/documents/full_text/html/2026/07/01/2026-1.html"
    official.texts[own] = b"<p>Every lantern needs a licence.</p>"
    assert run(kit.listed("us-fr-bis")).statuses == {"us-fr-2026-1": "added"}
    assert official.asked("evil.example") == []
    [held] = catalogue.holdings()
    assert "Every lantern needs a licence." in catalogue.text(held.latest.number)


MANY = 2**22 + 8  # elements or values


@pytest.mark.parametrize(
    "shape, body", [("json", b"[" + b"[]," * (MANY // 2) + b"1]"), ("xml", b"<a>" + b"<b/>" * MANY + b"</a>")]
)
def test_what_would_fill_the_memory_is_not_parsed(shape, body):
    begun = time.process_time()
    with pytest.raises(FetchFailed, match="of more parts than a text has"):
        check_shape(Reply("https://lanterns.example/x", 200, body), shape)
    assert time.process_time() - begun < 1  # its parser would take seconds, and a gigabyte


def test_a_page_of_links_without_an_end_is_refused_or_read_in_time(kit):
    with pytest.raises(FetchFailed, match="a page of more parts than a text has"):
        newest(kit.listed("int-wassenaar-lists"), Reply("https://www.wassenaar.org/", 200, b"<p>" * MANY), "list", [])
    row = b"<html><body><div>" + b'<a href="/%d.pdf">A list of lanterns</a>' * 20_000 % (*range(20_000),)
    begun = time.process_time()
    assert len(links(row, "https://www.wassenaar.org/")) == 20_000
    assert time.process_time() - begun < 20  # the row of each was read anew: a quarter of an hour

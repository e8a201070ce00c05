"""The requests of each publisher's module, and what becomes of small answers of our own."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from corpus.errors import BadRequest
from corpus.filters import Filters
from corpus.sources import entries as module
from corpus.sources.entries import SETS, ShapeEvidence, chosen, official_entries
from corpus.sources.publishers import cellar, japan_law_xml, landing_page
from corpus.sources.publishers.registry import BY_NAME, without_edition
from corpus.sources.sync import sync

LAW = """<?xml version="1.0" encoding="UTF-8"?>
<Law Era="Showa" Year="24" Num="1" LawType="Act" Lang="ja"><LawNum>昭和二十四年法律第一号</LawNum><LawBody>
<LawTitle>試験<Ruby>貿易<Rt>ぼうえき</Rt></Ruby>法</LawTitle>
<MainProvision><Chapter Num="1"><ChapterTitle>第一章　総則</ChapterTitle>
<Article Num="1"><ArticleCaption>（目的）</ArticleCaption><ArticleTitle>第一条</ArticleTitle>
<Paragraph Num="1"><ParagraphNum/>
<ParagraphSentence><Sentence>この法律は、試験を行うことを目的とする。</Sentence></ParagraphSentence></Paragraph></Article>
<Article Num="2"><ArticleCaption>（許可）</ArticleCaption><ArticleTitle>第二条</ArticleTitle>
<Paragraph Num="1"><ParagraphNum/>
<ParagraphSentence><Sentence>次に掲げる貨物を輸出しようとする者は、許可を受けなければならない。</Sentence></ParagraphSentence>
<Item Num="1"><ItemTitle>一</ItemTitle><ItemSentence><Sentence>武器であるもの</Sentence></ItemSentence>
<Subitem1 Num="1"><Subitem1Title>イ</Subitem1Title>
<Subitem1Sentence><Sentence>銃砲であるもの</Sentence></Subitem1Sentence></Subitem1></Item></Paragraph>
<Paragraph Num="2"><ParagraphNum>２</ParagraphNum>
<ParagraphSentence><Sentence>前項の許可には、条件を付することができる。</Sentence></ParagraphSentence></Paragraph></Article>
</Chapter></MainProvision>
<AppdxTable Num="1"><AppdxTableTitle>別表第一</AppdxTableTitle><TableStruct><Table>
<TableRow><TableColumn><Sentence>一</Sentence></TableColumn><TableColumn><Sentence>銃砲</Sentence></TableColumn>
</TableRow></Table></TableStruct></AppdxTable>
</LawBody></Law>"""


def test_the_catalogue_is_whole():
    known = official_entries()
    assert len({e.id for e in known}) == len(known)
    for e in known:
        assert e.how in BY_NAME, e.id
        assert set(e.sets) <= set(SETS), e.id
        assert e.sets, e.id
        assert re.match(r"https?://[\w.-]+/", e.page), e.id
        assert e.title, e.id
        assert e.issuer, e.id
        assert e.licence, e.id
        assert e.rhythm > 0, e.id


EAR = "730 732 734 736 738 740 742 743 744 745 746 747 748 750 754 756 758 760 762 764 766 768 770 772 774"
OFAC = "501 510 515 525 535 544 548 560 561 578 583 586 587 589 590 591 594 596 597 598"


def test_the_catalogue_lists_what_people_ask_about():
    known = {e.id: e for e in official_entries()}
    parts = {
        title: {e.where["part"] for e in known.values() if e.how == "ecfr" and e.where["title"] == title}
        for title in ("10", "15", "22", "31")
    }
    assert parts["15"] == set(
        EAR.split()
    )  # every part between 730 and 774 that is not reserved; supplements come with their part
    assert parts["22"] == {str(n) for n in range(120, 131)}
    assert parts["10"] == {"110", "810"}
    assert parts["31"] >= set(OFAC.split())
    assert {e.where["agency"] for e in known.values() if e.how == "federal_register"} == {
        "industry-and-security-bureau",
        "state-department",
        "foreign-assets-control-office",
    }
    assert {e.where["celex"] for e in known.values() if e.how == "cellar"} >= {
        "32021R0821",
        "32014R0833",
        "32006R0765",
        "32009R0428",
    }
    assert {e.where["act"] for e in known.values() if e.how == "legislation_uk"} >= {
        "uksi/2008/3231",
        "eur/2009/428",
        "ukpga/2002/28",
    }
    assert {e.where["law"] for e in known.values() if e.how == "egov_japan"} >= {
        "324AC0000000228", "324CO0000000378", "355CO0000000260", "403M50000400049", "410M50000400008",
    }  # fmt: skip
    assert {
        "us-list-screening", "us-bis-faq", "us-ddtc-faq", "uk-notices-to-exporters", "cn-export-control-law",
        "cn-dual-use-export-control-regulations", "cn-rare-earth-regulations", "cn-dual-use-control-list",
        "cn-mofcom-2023-23", "cn-mofcom-2023-39",
        "cn-mofcom-2024-33", "cn-mofcom-2025-18", "cn-mofcom-2026-1", "jp-end-user-list", "int-wassenaar-lists",
    } <= known.keys()  # fmt: skip
    assert {"kr", "tw", "ca", "au", "nl"} <= {e.jurisdiction for e in known.values()}
    for e in known.values():  # a plain page held as a law must contain certain words, or it is another page
        assert e.how not in ("page", "landing") or e.kind.value not in ("law", "list") or "expect" in e.where, e.id


def test_what_a_landing_page_is_looked_through_for():
    for e in official_entries():
        if e.how == "landing":
            assert set(e.where) <= {"url", "link", "then", "types", "hosts", "expect"}, e.id
            assert set(e.where.get("types", "pdf").split()) <= set(landing_page.TYPES), e.id
            for name in ("link", "then"):
                assert re.compile(e.where.get(name, "x")), e.id
            assert "link" in e.where, e.id
            assert not e.verified, e.id


def test_every_entry_says_what_its_shape_was_compared_with():
    for e in official_entries():
        assert e.checked, e.id
        assert (e.checked.on is None) is (e.checked.against is ShapeEvidence.NOTHING), e.id
        assert e.checked.on is None or e.checked.on <= date.today(), e.id
        assert not e.verified or e.checked.against is ShapeEvidence.RECORDED, e.id


@pytest.mark.parametrize(
    "checked",
    [
        {}, {"against": "hope"}, {"against": "recorded answers"}, {"against": "nothing", "on": date(2026, 1, 1)},
        {"against": "nothing", "by": "me"},
    ],
)  # fmt: skip
def test_a_check_that_says_nothing_of_itself_is_refused(checked):
    own = {
        "id": "x", "title": "A text", "jurisdiction": "us", "kind": "law", "issuer": "A", "licence": "B", "how": "page",
        "page": "https://a.example", "rhythm": 7, "sets": ["us"], "checked": checked,
    }  # fmt: skip
    with pytest.raises(BadRequest, match="checked"):
        list(module.read({"group": [{"source": [own]}]}))


def test_the_file_says_only_what_an_entry_has():
    data = tomllib.loads(Path(module.__file__).with_name("catalogue.toml").read_text("utf-8"))
    assert len(list(module.read(data))) == len(official_entries())


@pytest.mark.parametrize(
    "names, some",
    [
        ([], "us-15-cfr-744"),  # core
        (["jp"], "jp-324AC0000000228"),
        (["us-22-cfr-121"], "us-22-cfr-121"),
        (["lists", "uk"], "uk-ukpga-2002-28"),
        (["all"], "kr-yestrade"),
    ],
)
def test_sets_and_ids(names, some):
    assert some in {e.id for e in chosen(names, official_entries())}


def test_an_unknown_name_suggests_known_ones():
    with pytest.raises(BadRequest, match="us-15-cfr-744"):
        chosen(["cfr-744"], official_entries())


def test_a_japanese_law_is_read_as_printed(server, holds, catalogue, kit):
    official = server.Official()
    day = date.today()
    rows = [
        {"amendment_enforcement_date": d}
        for d in ("2020-04-01", (day - timedelta(9)).isoformat(), (day + timedelta(90)).isoformat())
    ]
    law = "324AC0000000001"
    official.texts[f"/laws.e-gov.go.jp/api/2/law_revisions/{law}"] = json.dumps(
        {"law_info": {}, "revisions": rows}
    ).encode()
    official.texts[f"/laws.e-gov.go.jp/api/2/law_file/xml/{law}"] = LAW.encode()
    entry = kit.replace(kit.listed("jp-324AC0000000228"), id=f"jp-{law}", title="試験貿易法", where={"law": law})
    with server.serving(official):
        outcomes = sync([entry], holds, catalogue, base_url=official.url, limits=kit.quick)
    assert [(o.status, o.problem) for o in outcomes] == [("added", None)]
    version = catalogue.holdings()[0].latest
    assert (version.valid_from, version.valid_to) == (day - timedelta(9), day + timedelta(90))
    locators = {p.locator for p in catalogue.outline(version.number)}
    assert {"第一条", "第二条第二項", "第二条第一項第一号", "第二条第一項第一号イ"} <= locators
    assert "ぼうえき" not in catalogue.text(version.number)
    assert "銃砲" in catalogue.text(version.number)


def test_the_markdown_of_a_law():
    text = japan_law_xml.markdown(LAW.encode(), "324AC0000000001", "https://laws.e-gov.go.jp/law/324AC0000000001")
    assert "**第一条（目的）**\u3000この法律は" in text
    assert "\n\n**２**\u3000前項の許可" in text
    assert "\n\n  - イ\u3000銃砲であるもの" in text  # below its item


def test_the_screening_lists_download_becomes_rows(server, holds, catalogue, kit):
    row = {
        "name": "ACME TRADING", "alt_names": ["ACME"], "source": "Entity List (EL) - Bureau of Industry and Security",
        "type": None,
        "programs": [], "addresses": [{"country": "CN", "city": "Nowhere"}], "license_requirement": "For all items",
        "federal_register_notice": "90 FR 1", "source_list_url": "https://www.bis.gov/",
        "license_policy": "Presumption of denial",
    }  # fmt: skip
    official = server.Official()
    path = "/data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.json"
    official.texts[path] = json.dumps({"results": [row, {**row, "name": "BETA LLC", "alt_names": None}]}).encode()
    entry = kit.listed("us-list-screening")
    with server.serving(official):
        outcomes = sync([entry], holds, catalogue, base_url=official.url, limits=kit.quick)
    assert [(o.status, o.problem) for o in outcomes] == [("added", None)]
    text = catalogue.text(catalogue.holdings()[0].latest.number)
    assert "ACME TRADING" in text
    assert "Presumption of denial" in text


def test_a_publisher_without_past_days_says_so(server, holds, catalogue, kit):
    with server.serving(server.Official()) as official:
        outcomes = sync(
            [kit.listed("us-list-screening")],
            holds,
            catalogue,
            as_of=date(2020, 1, 1),
            base_url=official.url,
            limits=kit.quick,
        )
    assert [o.status for o in outcomes] == ["failed"]
    assert "keeps no past editions" in outcomes[0].problem.message


def test_what_a_set_brings_is_left_out_where_no_past_is_kept():
    day, known = date(2024, 5, 1), official_entries()
    picked = chosen(["us"], known)
    without = {e.id for e in without_edition(picked, ["us"], day)}
    assert without >= {"us-list-screening", "us-ofac-faq", "us-bis-faq", "us-ddtc-faq"}
    assert {e.how for e in picked if e.id in without} == {"page", "landing", "screening_list"}
    assert without_edition(picked, ["us"], None) == []
    assert "us-list-screening" not in {
        e.id for e in without_edition(picked, ["us", "us-list-screening"], day)
    }  # it was named: it fails and says why


def act_2002(data: Path) -> bytes:
    """Return the sample act under the address of the Export Control Act 2002."""
    return (data / "uk/sample_act.xml").read_bytes().replace(b"ukpga/2030/9", b"ukpga/2002/28")


def test_legislation_at_a_point_in_time(server, holds, catalogue, kit, data):
    official = server.Official()
    official.texts["/www.legislation.gov.uk/ukpga/2002/28/2024-05-01/data.xml"] = act_2002(data)
    with server.serving(official):
        outcomes = sync(
            [kit.listed("uk-ukpga-2002-28")],
            holds,
            catalogue,
            as_of=date(2024, 5, 1),
            base_url=official.url,
            limits=kit.quick,
        )
    assert [(o.status, o.problem) for o in outcomes] == [("added", None)]
    assert catalogue.source("uk-ukpga-2002-28").url == "https://www.legislation.gov.uk/ukpga/2002/28/2024-05-01"


def linked(act: bytes, valid: str, *days: str) -> bytes:
    """Return the act as it stands on a day, with links to its existing versions, as the service sends it."""
    links = "".join(
        f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="http://purl.org/dc/terms/hasVersion" '
        f'href="http://www.legislation.gov.uk/ukpga/2002/28/{day}" title="{day}"/>'
        for day in ("enacted", *days)
    )
    dated = act.replace(b'RestrictStartDate="2031-02-01"', f'RestrictStartDate="{valid}"'.encode())
    return dated.replace(b"<ukm:PrimaryMetadata>", links.encode() + b"<ukm:PrimaryMetadata>")


def test_an_edition_of_an_act_ends_where_its_successor_begins(server, holds, catalogue, kit, data):
    """Check versions of 2019, 2021 and 2024: on the days of 2021, which is not held, nothing stands here."""
    act, days = act_2002(data), ("2019-05-01", "2021-01-01", "2024-04-25")
    official, root = server.Official(), "/www.legislation.gov.uk/ukpga/2002/28"
    official.texts[f"{root}/data.xml"] = linked(act.replace(b"White paper", b"Grey paper"), days[2], *days)
    official.texts[f"{root}/2020-06-01/data.xml"] = linked(
        act, "2020-06-01", *days
    )  # dated by the day that was asked for
    entry = kit.listed("uk-ukpga-2002-28")
    with server.serving(official):
        go = lambda as_of=None: sync([entry], holds, catalogue, as_of=as_of, base_url=official.url, limits=kit.quick)  # noqa: E731
        outcomes = [*go(), *go(date(2020, 6, 1)), *go(date(2020, 6, 1)), *go()]
    assert [o.status for o in outcomes] == ["added", "changed", "unchanged", "unchanged"]
    assert official.asked("data.xml") == [200, 200, 304, 304]
    [held] = catalogue.holdings()
    spans = sorted((v.valid_from, v.valid_to) for v in held.versions)
    assert spans == [(date(2019, 5, 1), date(2021, 1, 1)), (date(2024, 4, 25), None)]
    in_force = {
        day: len(catalogue.in_force(Filters(as_of=date.fromisoformat(day))))
        for day in ("2020-12-31", "2022-01-01", "2024-04-25")
    }
    assert in_force == {"2020-12-31": 1, "2022-01-01": 0, "2024-04-25": 1}
    kit.whole(catalogue)


def test_an_act_with_a_version_of_no_day_is_asked_for_again(server, holds, catalogue, kit, data):
    official, place = server.Official(), "/www.legislation.gov.uk/ukpga/2002/28/data.xml"
    entry = kit.listed("uk-ukpga-2002-28")
    with server.serving(official):
        statuses = []
        for day in ("2024-13-45", "2024-13-45", "2024-04-25"):
            official.texts[place] = linked(act_2002(data), "2024-04-25", day)
            [outcome] = sync([entry], holds, catalogue, base_url=official.url, limits=kit.quick)
            statuses.append(outcome.status)
    assert statuses == ["failed", "failed", "added"]
    assert official.asked("data.xml") == [200] * 3  # what cannot be used is not kept
    kit.whole(catalogue)


@pytest.mark.parametrize(
    "source_id, path, file",
    [
        ("us-15-cfr-732", "/full/", ""),
        ("uk-ukpga-2002-28", "/www.legislation.gov.uk/ukpga/2002/28/data.xml", "uk/sample_act.xml"),
        ("eu-32024H2659", "/publications.europa.eu/resource/celex/32024H2659", "eu/sample_oj.xhtml"),
    ],
)
def test_one_law_is_never_held_as_another(server, holds, catalogue, kit, data, source_id, path, file):
    """Check a publisher that leads to another text, whose answer is well-formed, has status 200, and is wrong."""
    official = server.Official(titles={15: "2026-07-23"})
    official.parts[15, "732"] = {"2026-03-25": kit.part("734", "A licence is needed.")}
    official.texts["/publications.europa.eu/webapi/rdf/sparql"] = json.dumps({"results": {"bindings": []}}).encode()
    if file:
        official.texts[path] = (data / file).read_bytes()
    with server.serving(official):
        [outcome] = sync([kit.listed(source_id)], holds, catalogue, base_url=official.url, limits=kit.quick)
    assert outcome.status == "failed"
    assert "another text" in outcome.problem.message or "does not say “2024/2659”" in outcome.problem.message
    assert official.bodies(path) == 1
    assert catalogue.holdings() == []


@pytest.mark.parametrize(
    "celex, number",
    [("32021R0821", "2021/821"), ("32014R0833", "833/2014"), ("32009R0428", "428/2009"), ("32024H2659", "2024/2659")],
)
def test_the_number_that_an_act_bears(celex, number):
    assert cellar._number(celex) == number


def test_an_act_without_consolidations_is_taken_as_published(server, holds, catalogue, kit, data):
    official = server.Official()
    official.texts["/publications.europa.eu/webapi/rdf/sparql"] = json.dumps({"results": {"bindings": []}}).encode()
    official.texts["/publications.europa.eu/resource/celex/32024H2659"] = (
        (data / "eu/sample_oj.xhtml").read_bytes().replace(b"2030/7", b"2024/2659")
    )
    with server.serving(official):
        outcomes = sync([kit.listed("eu-32024H2659")], holds, catalogue, base_url=official.url, limits=kit.quick)
    assert [(o.status, o.problem) for o in outcomes] == [("added", None)]
    assert catalogue.in_force(Filters(as_of=date(2031, 1, 1)))  # the sample is of 2030

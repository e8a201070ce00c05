"""Korean laws from the service of law.go.kr: the edition of a day, by an account that nothing keeps."""

from __future__ import annotations

import json
from datetime import date
from xml.sax.saxutils import escape

import pytest

from corpus.errors import BadRequest, FetchFailed
from corpus.filters import Filters
from corpus.sources.sync import sync

LAW, ID = "대외무역법", "kr-foreign-trade-act"
ACCOUNTS = {"www.law.go.kr": "OC=reader-of-laws"}
EDITIONS = (("20240701", "261457", LAW), ("20251001", "276491", LAW), ("20990101", "299999", LAW),
            ("20250101", "270000", f"{LAW} 시행령"), ("", "299998", LAW))  # fmt: skip
SEARCH = f"/www.law.go.kr/DRF/lawSearch.do?target=eflaw&type=JSON&display=100&query={LAW}&{ACCOUNTS['www.law.go.kr']}"


def listed(*editions: tuple[str, str, str]) -> bytes:
    rows = [
        {"id": str(n), "법령일련번호": number, "현행연혁코드": "현행", "법령명한글": name, "시행일자": begins}
        for n, (begins, number, name) in enumerate(editions, 1)
    ]
    told = {"target": "eflaw", "totalCnt": str(len(rows)), "law": rows[0] if len(rows) == 1 else rows}
    return json.dumps({"LawSearch": told}, ensure_ascii=False).encode()


def law(begins: str, articles: list[tuple[str, str, str, str]], name: str = LAW) -> bytes:
    """Return a law as the service gives it, of articles: number, branch, title and text."""
    units = "".join(
        f"<조문단위><조문번호>{number}</조문번호><조문가지번호>{branch}</조문가지번호><조문여부>조문</조문여부>"
        f"<조문제목><![CDATA[{title}]]></조문제목><조문시행일자>{begins}</조문시행일자>"
        f"<조문내용>{escape(text)}</조문내용></조문단위>"
        for number, branch, title, text in articles
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><법령 법령키="1"><기본정보><법령ID>001618</법령ID><공포일자>{begins}'
        f"</공포일자><법령명_한글><![CDATA[{name}]]></법령명_한글><시행일자>{begins}</시행일자>"
        f'<소관부처 소관부처코드="1">산업통상부</소관부처></기본정보><조문>{units}</조문></법령>'
    ).encode()


def text(begins: str, number: str) -> str:
    where = f"/www.law.go.kr/DRF/lawService.do?target=eflaw&type=XML&MST={number}&efYd={begins}"
    return f"{where}&{ACCOUNTS['www.law.go.kr']}"


OLD = [("19", "", "고시", "제19조(고시) 장관은 전략물자를 고시한다.")]
NEW = [
    ("19", "", "고시", "제19조(고시) 장관은 전략물자를 고시하여야 한다."),
    ("19", "2", "허가", "제19조의2(허가)\n① 다음 각 호의 자는 허가를 받아야 한다.\n1. 전략물자를 수출하는 자"),
]


@pytest.fixture
def service(server):
    official = server.Official()
    official.texts = {
        SEARCH: listed(*EDITIONS),
        text("20240701", "261457"): law("20240701", OLD),
        text("20251001", "276491"): law("20251001", NEW),
    }
    return official


@pytest.fixture
def go(holds, catalogue, kit, server, service):
    """Return a function that syncs the law from the service."""

    def go(as_of=None, accounts=ACCOUNTS):
        with server.serving(service):
            return kit.Outcomes(
                sync([kit.listed(ID)], holds, catalogue, as_of=as_of, base_url=service.url, limits=kit.quick,
                     accounts=accounts)
            )  # fmt: skip

    return go


def test_the_edition_of_the_day_is_held_with_where_it_ends(go, catalogue, kit, service):
    done = go()
    assert [(o.status, o.edition, o.problem) for o in done] == [("added", date(2025, 10, 1), None)]
    kit.whole(catalogue)
    ((source, version),) = catalogue.editions().values()
    assert (source.id, source.url, source.language) == (ID, "https://www.law.go.kr/법령/대외무역법", "ko")
    assert (version.valid_from, version.valid_to) == (date(2025, 10, 1), date(2099, 1, 1))
    assert catalogue.find("제19조의2제1항제1호")[0].text.endswith("전략물자를 수출하는 자")
    assert go().statuses == {ID: "unchanged"}
    assert service.bodies("lawService") == 1


def test_a_past_edition_is_brought_too(go, catalogue):
    go()
    assert [o.edition for o in go(as_of=date(2024, 8, 1))] == [date(2024, 7, 1)]
    past = catalogue.find("제19조", Filters(as_of=date(2024, 8, 1)))[0]
    assert (past.version.valid_to, "고시한다" in past.text) == (date(2025, 10, 1), True)
    assert "고시하여야" in catalogue.find("제19조", Filters(as_of=date(2026, 1, 1)))[0].text


def test_the_account_is_sent_and_kept_nowhere(go, catalogue, service):
    go()
    assert all("OC=reader-of-laws" in path for path, _ in service.requests if "/DRF/" in path)
    for file in catalogue.path.parent.rglob("*"):
        assert not file.is_file() or b"reader-of-laws" not in file.read_bytes(), file


def test_without_an_account_the_page_is_asked_and_past_editions_are_not_offered(go, service):
    page = "/www.law.go.kr/법령/대외무역법"
    service.texts[page] = "<html><title>법령</title><a href='/LSW/lsInfoP.do?lsiSeq=1'>본문</a></html>".encode()
    go(accounts={})
    assert [path for path, _ in service.requests if "DRF" in path] == []
    assert "accounts only" in go(as_of=date(2024, 8, 1), accounts={}).problem(BadRequest)


@pytest.mark.parametrize(
    ("path", "answer", "says"),
    [
        (SEARCH, '{"result": "사용자 정보 검증에 실패하였습니다.", "msg": "OPEN API"}', "refused the account: 사용"),
        (SEARCH, '{"LawSearch": {"totalCnt": "0"}}', "has no edition of 대외무역법"),
        (SEARCH, '{"LawSearch": {"law": {"법령명한글": "대외무역법"}}}', "KeyError: '시행일자'"),
        (SEARCH, "<html><title>점검 중</title></html>", "점검 중"),
        (text("20251001", "276491"), "<html><title>미신청된 목록/본문에 대한 접근</title></html>", "미신청된"),
        (text("20251001", "276491"), "<Law><result>일치하는 법령이 없습니다</result></Law>", "<Law>, which says “일치"),
        (text("20251001", "276491"), law("20251001", NEW, "국제사법").decode(), "answered with another text"),
        (text("20251001", "276491"), law("20251001", NEW).decode()[:-40], "broken or breaks off"),
    ],
)  # fmt: skip
def test_what_is_no_such_law_is_one_line(go, service, catalogue, path, answer, says):
    service.texts[path] = answer.encode()
    message = go().problem()
    assert says in message
    assert "reader-of-laws" not in message
    assert catalogue.editions() == {}


def test_only_one_edition_is_an_object(go, service):
    service.texts[SEARCH] = listed(EDITIONS[1])
    assert go().statuses == {ID: "added"}


def test_the_recorded_law_is_read_whole(go, service, shared, catalogue):
    told = json.loads((shared / "data/kr/korean-law.json").read_text("utf-8"))["laws"][LAW]
    articles = [
        (str(a["articleNumber"]), str(a.get("subArticleNumber") or ""), str(a.get("title") or ""), a["text"])
        for a in told["articles"]
    ]
    service.texts[text("20251001", "276491")] = law("20251001", articles)
    assert go().statuses == {ID: "added"}
    sections = [p for p in catalogue.outline(next(iter(catalogue.editions()))) if p.provision.role == "section"]
    assert len(sections) == told["articleCount"]
    assert catalogue.find("제53조제2항")


def test_a_refusal_is_told_with_its_remedy(go, service):
    service.texts[SEARCH] = '{"result": "실패"}'.encode()
    (failed,) = go()
    assert isinstance(failed.problem, FetchFailed)
    assert "LICET_KOREAN_LAW_ACCOUNT" in failed.problem.remedy

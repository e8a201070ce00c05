"""Korean laws in the three forms in which the law service's texts go round: XML, JSON, and several laws in one file."""

from __future__ import annotations

import json
import time
import unicodedata
from datetime import date

import pytest

from corpus.definitions import definitions
from corpus.errors import UnreadableDocument
from corpus.locators import mentions, parse
from corpus.model import Kind, Reading
from corpus.parsers.dispatch import read_bytes
from corpus.parsers.file import File
from corpus.references.context import ReferenceContext
from corpus.references.finding import references, system_of

XML = """<?xml version="1.0" encoding="UTF-8"?>
<법령 법령키="0000"><기본정보><공포일자>20240101</공포일자><법령명_한글><![CDATA[대외무역법]]></법령명_한글>
<시행일자>20240701</시행일자><소관부처 소관부처코드="1">산업통상부</소관부처></기본정보>
<조문>
<조문단위><조문번호>1</조문번호><조문여부>전문</조문여부><조문내용>        제1장 총칙</조문내용></조문단위>
<조문단위><조문번호>1</조문번호><조문여부>조문</조문여부><조문제목>목적</조문제목>
<조문내용>제1조(목적) 이 법은 시험을 목적으로 한다.</조문내용></조문단위>
<조문단위><조문번호>2</조문번호><조문가지번호>3</조문가지번호><조문여부>조문</조문여부><조문제목>허가</조문제목>
<조문내용>제2조의3(허가)</조문내용>
<항><항번호>①</항번호><항내용>① 다음 각 호의 자는 허가를 받아야 한다.</항내용>
<호><호번호>1.</호번호><호내용>1.  다음 각 목의 자</호내용>
<목><목번호>가.</목번호><목내용>가. 수출하는 자</목내용></목>
<목><목번호>나.</목번호><목내용>나. 중개하는 자</목내용></목></호>
<호><호번호>1의2.</호번호><호내용>1의2. 그 밖의 자</호내용></호></항>
<항><항번호>②</항번호><항내용>② 삭제 &lt;2023.1.1&gt;</항내용></항>
<조문참고자료>[본조신설 2013.7.30]</조문참고자료></조문단위>
</조문></법령>"""
JSON = json.dumps({"법령": {
    "기본정보": {"공포일자": "20240101", "법령명_한글": "대외무역법", "시행일자": "20240701",
                 "소관부처": {"content": "산업통상부", "소관부처코드": "1"}},
    "조문": {"조문단위": [
        {"조문번호": "1", "조문여부": "전문", "조문내용": "제1장 총칙"},
        {"조문번호": "1", "조문여부": "조문", "조문제목": "목적",
         "조문내용": "제1조(목적) 이 법은 시험을 목적으로 한다."},
        {"조문번호": "2", "조문가지번호": "3", "조문여부": "조문", "조문제목": "허가", "조문내용": "제2조의3(허가)",
         "항": [{"항번호": "①", "항내용": "① 다음 각 호의 자는 허가를 받아야 한다.", "호": [
             {"호번호": "1.", "호내용": "1. 다음 각 목의 자", "목": [
                 {"목번호": "가.", "목내용": [["가. 수출하는 자"]]}, {"목번호": "나.", "목내용": "나. 중개하는 자"}]},
             {"호번호": "1의2.", "호내용": "1의2. 그 밖의 자"}]},
             {"항번호": "②", "항내용": "② 삭제 <2023.1.1>"}], "조문참고자료": "[본조신설 2013.7.30]"},
    ]}}}, ensure_ascii=False)  # fmt: skip
SEVERAL = json.dumps({"laws": {"대외무역법": {
    "lawName": "대외무역법", "promulgationDate": "20240101", "competentMinistry": "산업통상부",
    "articles": [
        {"label": "제1조", "articleNumber": 1, "subArticleNumber": 0, "title": "목적", "effectiveDate": "20240701",
         "text": "제1조(목적) 이 법은 시험을 목적으로 한다."},
        {"label": "제2조의3", "articleNumber": 2, "subArticleNumber": 3, "title": "허가", "effectiveDate": "20240701",
         "amendmentNote": "[본조신설 2013.7.30]",
         "text": "제2조의3(허가) \n① 다음 각 호의 자는 허가를 받아야 한다.\n  1. 다음 각 목의 자\n    가. 수출하는 자\n"
                 "    나. 중개하는 자\n  1의2. 그 밖의 자\n② 삭제 <2023.1.1>"},
    ]}}}, ensure_ascii=False)  # fmt: skip
ADDRESSES = ["제1조", "제2조의3", "제2조의3제1항", "제2조의3제1항제1호", "제2조의3제1항제1호가목",
             "제2조의3제1항제1호나목", "제2조의3제1항제1호의2", "제2조의3제2항"]  # fmt: skip


def _read(name: str, text: str) -> Reading:
    (reading,) = read_bytes(File(name, text.encode()))
    return reading


@pytest.mark.parametrize(("name", "text"), [("law.xml", XML), ("law.json", JSON), ("laws.json", SEVERAL)])
def test_a_law_of_the_service_has_the_addresses_that_lawyers_write(name: str, text: str) -> None:
    reading = _read(name, text)
    source = reading.source
    assert (source.id, source.kind, source.jurisdiction, source.language) == (
        "kr-foreign-trade-act", Kind.LAW, "kr", "ko",
    )  # fmt: skip
    assert (source.issuer, source.published, reading.valid_from) == ("산업통상부", date(2024, 1, 1), date(2024, 7, 1))
    found = {p.locator: reading.text[p.start : p.end] for p in reading.provisions}
    assert [a for a in found if a in ADDRESSES] == ADDRESSES
    assert found["제2조의3제1항제1호나목"] == "나. 중개하는 자"
    assert found["제2조의3 > amendment history"] == "[본조신설 2013.7.30]"
    (history,) = (p for p in reading.provisions if p.locator == "제2조의3 > amendment history")
    assert history.parent == next(p.parent for p in reading.provisions if p.locator == "제2조의3")  # no words of it
    assert [p.locator for p in reading.provisions if p.reserved] == ["제2조의3제2항"]
    assert not reading.warnings
    assert all(parse(address) is not None and str(parse(address)) == address for address in ADDRESSES)


def test_chapters_contain_their_articles() -> None:
    reading = _read("law.xml", XML)
    by_address = {p.locator: p for p in reading.provisions}
    chapter = by_address["제1장"]
    assert chapter.heading == "총칙"
    assert by_address["제1조"].parent == reading.provisions.index(chapter)


def test_items_whose_parts_a_file_left_out_are_told() -> None:
    lacking = SEVERAL.replace("    가. 수출하는 자\\n    나. 중개하는 자\\n", "")
    assert _read("laws.json", lacking).warnings == ("an item refers to sub-items (각 목) that this file does not hold",)


@pytest.mark.parametrize("text", ['{"laws": {"x": {"lawName": "x", "articles": [{}]}}}', '{"법령": {"기본정보": 3}}',
                                  '{"laws": {"x": {"lawName": "x", "articles": []}}}', '{"법령": {"기본정보": ',
                                  "<법령><기본정보></기본정보></법령>"])  # fmt: skip
def test_a_broken_law_is_one_line(text: str) -> None:
    with pytest.raises(UnreadableDocument, match=r"Korean|valid"):
        _read("law.xml" if text.startswith("<") else "law.json", text)


@pytest.mark.parametrize(("text", "instrument", "address"), [
    ("article 19-2(1) of Korea's Foreign Trade Act", "대외무역법", "제19조의2제1항"),
    ("Korean Foreign Trade Act, article 53(2)", "대외무역법", "제53조제2항"),
    ("「대외무역법」 제5조 제4호의2", "대외무역법", "제5조제4호의2"),
    ("제5조제4호", "", "제5조제4호"),
])  # fmt: skip
def test_addresses_are_read_in_korean_and_in_english(text: str, instrument: str, address: str) -> None:
    (found,) = mentions(f"See {text}.")
    assert (found.locator.system, found.locator.instrument, found.locator.text) == ("kr", instrument, address)


def test_the_held_law_is_read_whole(shared) -> None:  # type: ignore[no-untyped-def]
    """Every line of every article stands in the text, once."""
    path = shared / "data" / "kr" / "korean-law.json"
    laws = json.loads(path.read_text("utf-8"))["laws"]
    readings = {r.source.title.split(" ")[0]: r for r in read_bytes(File(path.name, path.read_bytes()))}
    assert readings.keys() == laws.keys()
    for name, law in laws.items():
        text = "".join(readings[name].text.split())
        for article in law["articles"]:
            for line in article["text"].splitlines():
                assert unicodedata.normalize("NFC", "".join(line.split())) in text  # 漏 stands there in two codes
        articles = [p for p in readings[name].provisions if p.role == "section"]
        assert [p.locator for p in articles] == [a["label"] for a in law["articles"]]


def test_references_lead_to_articles_and_to_paragraphs_of_the_same_article() -> None:
    place = ReferenceContext("제19조의2제2항", system_of("제19조의2제2항", "kr", "ko"))
    text = "② 제1항제3호에 따른 자는 제5조제4호의2 및 「관세법」 제2조에 따라 신고한다."
    assert [(r.locator, r.instrument, text[r.start : r.end]) for r in references(text, place)] == [
        ("제19조의2제1항제3호", "", "제1항제3호"),
        ("제5조제4호의2", "", "제5조제4호의2"),
        ("제2조", "관세법", "「관세법」 제2조"),
    ]


@pytest.mark.parametrize(("text", "expected"), [
    # an enumeration goes on in the article that it began with
    ("② 제8조제2항부터 제4항까지의 규정", [("제8조제2항", ""), ("제8조제4항", "")]),
    ("② 제8조제1항제1호ㆍ제3호의2 및 제4호",
     [("제8조제1항제1호", ""), ("제8조제1항제3호의2", ""), ("제8조제1항제4호", "")]),
    ("② 제8조제2항(제9조제3항에서 준용하는 경우를 포함한다) 및 제4항",
     [("제8조제2항", ""), ("제9조제3항", ""), ("제8조제4항", "")]),
    ("② 제8조제2항 본문 또는 제4항에 따른 자", [("제8조제2항", ""), ("제8조제4항", "")]),
    ("② 제8조 또는 제4항에 따른 자", [("제8조", "")]),
    ("② 제8조에 따른 자는 제1항 및 제3항에 따라 신고한다.", [("제8조", ""), ("제5조제1항", ""), ("제5조제3항", "")]),
    ("② 이 조 제1항에 따른 자", [("제5조제1항", "")]),
    # inside brackets behind another article's address a bare paragraph may be that article's
    ("② 제8조(제2항은 제외한다)에 따른 자", [("제8조", "")]),
    ("② 허가(제3항에 따른 허가를 포함한다)를 받은 자", [("제5조제3항", "")]),
    # what "the same" stands for is certain where one thing was named
    ("② 제8조제1항에 따른 명령을 위반하거나 같은 조 제2항에 따른 자", [("제8조제1항", ""), ("제8조제2항", "")]),
    ("② 제8조제1항제2호 및 같은 항 제3호", [("제8조제1항제2호", ""), ("제8조제1항제3호", "")]),
    ("② 제8조제1항에 따른 제9조의 허가와 같은 조 제2항", [("제8조제1항", ""), ("제9조", "")]),
    ("② 같은 조 제2항에 따른 자", []),
    ("② 제8조제1항과 제2항, 같은 항 제3호", [("제8조제1항", ""), ("제8조제2항", "")]),
    ("② 「관세법」 제2조에 따른 자와 같은 법 제3조에 따른 자", [("제2조", "관세법"), ("제3조", "관세법")]),
    ("② 「관세법」 제2조 및 「형법」 제5조에 따른 자는 같은 법 제3조에 따라", [("제2조", "관세법"), ("제5조", "형법")]),
    ("② 「관세법」 제2조에 따라 「형법」에 따른 자는 같은 법 제3조에 따라", [("제2조", "관세법")]),
    ("② 같은 법 제3조에 따른 자", []),
    ("② 동법 제3조에 따른 자", []),
    # a law without brackets that is not known, or is only called "the law"
    ("② 관세법 제3조제1항에 따른 자와 형법 제4조에 따른 자", []),
    ("② 관세법 제3조 및 제4조제1항", []),
    ("② 관세법 제3조에 따라 같은 조 제2항을 적용한다", []),
    ("② 법 제3조 또는 영 제4조에 따른 자", []),
    ("② 「관세법」 시행령 제4조에 따른 자", []),
    ("② 독점규제 및 공정거래에 관한 법률 제3조", []),
    ("② 부칙 제2항 및 별표 2 제3호", []),
    ("② 대외무역법 제3조에 따른 자", [("제3조", "대외무역법")]),
    ("② 이 법 제3조에 따른 자", [("제3조", "")]),
    # a range stays in its law; behind "and" or "or" it may be this law again
    ("② 「형법」 제129조부터 제132조까지", [("제129조", "형법"), ("제132조", "형법")]),
    ("② 「형법」 제129조 또는 제6조에 따른 자", [("제129조", "형법")]),
    ("② 제4조 중 \"제2항\"을 \"제3항\"으로 한다", [("제4조", "")]),
])  # fmt: skip
def test_what_is_relative_is_resolved_only_where_it_is_certain(text: str, expected: list[tuple[str, str]]) -> None:
    found = references(text, ReferenceContext("제5조제2항", "kr"))
    assert [(r.locator, r.instrument) for r in found] == expected


def test_the_printed_number_of_an_article_is_no_reference_and_its_heading_no_law() -> None:
    text = "제5조(허가의 방법) 제3조에 따른 자는 제2항에 따라 신고한다."
    assert [r.locator for r in references(text, ReferenceContext("제5조", "kr"))] == ["제3조", "제5조제2항"]


@pytest.mark.parametrize(
    "piece",
    [
        "같은 조 제2항 ",
        "(제1항 ",
        "「관세법」 제2조(",
        "관세법 같은 법 제3조 ",
        "제1항제2호ㆍ",
        "「가",
        "제8조제1항 및 같은 항 제3호) ",
    ],
)
def test_references_take_time_in_proportion_to_the_text(piece: str) -> None:
    place = ReferenceContext("제5조제2항", "kr")

    def seconds(times: int) -> float:
        began = time.process_time()
        references(piece * times, place)
        return time.process_time() - began

    seconds(200)
    assert seconds(8000) < 25 * max(seconds(1000), 0.01)


def test_terms_are_defined_as_korean_law_defines_them() -> None:
    text = '1. "무역"이란 물품등(이하 "대상물품"이라 한다)의 수출과 수입을 말한다.'
    assert [d.term for d in definitions(text, language="ko")] == ["무역", "대상물품"]

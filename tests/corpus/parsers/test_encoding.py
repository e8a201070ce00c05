"""Bytes become the text that was saved, whatever its encoding."""

from __future__ import annotations

from contextlib import suppress

import pytest

from corpus.parsers.dispatch import read_bytes
from corpus.parsers.encoding import decode
from corpus.parsers.file import File

CHINESE = (
    "第一条 为了规范本示例的编写，制定本规则。\n第二条 出口经营者应当在三十日内提交申请，并保存全部记录五年。\n" * 6
)
JAPANESE = (
    "第一条　この規則は、見本として書かれたものである。\n第二条　輸出者は、"
    "三十日以内に申請書を提出しなければならない。\n" * 6
)
TAIWANESE = (
    "第一條 為規範戰略性高科技貨品之輸出，特訂定本辦法。\n第二條 出口人應於三十日內提出申請，並保存紀錄五年。\n" * 6
)
ENGLISH = "Article 1\nThe exporter’s licence — “dual-use” items — costs €5 in a café.\n" * 6
ASCII = "Article 1\nThe exporter keeps all records for five years.\n" * 6


@pytest.mark.parametrize(
    "text, encoding",
    [
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "utf-16"),
        (CHINESE, "gb18030"),
        (CHINESE, "gbk"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc-jp"),
        (JAPANESE, "utf-16"),
        (CHINESE, "hz"),
        (CHINESE, "utf-16-le"),
        (JAPANESE, "iso2022_jp"),
        (JAPANESE, "utf-7"),
        (TAIWANESE, "big5"),
        (TAIWANESE, "utf-16-be"),
        (ENGLISH, "cp1252"),
        (ENGLISH, "utf-32"),
        (ASCII, "utf-16-le"),  # without a mark: valid UTF-8 with NULs, if read carelessly
        (ASCII, "utf-16-be"),
    ],
)
def test_text_comes_back(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 40, b"PK\x03\x04" + bytes(400), b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8]
)
def test_binary_is_no_text(data: bytes) -> None:
    with pytest.raises(ValueError):
        decode(data)


@pytest.mark.parametrize(
    "text, encoding",
    [(text, encoding) for encoding, texts in {
        "gb18030": ("名称", "某公司", "王小明", "出口管制", "许可证", "第一条 为了规范"),
        "cp932": ("名称", "輸出管理", "経済産業省", "申請書を提出する", "カタカナ"),
        "big5": ("名稱", "出口管制", "臺灣積體電路", "申請書"),
        "cp949": ("수출", "전략물자", "주식회사"),
    }.items() for text in texts],
)  # fmt: skip
def test_few_characters_are_read_rightly_or_refused(text: str, encoding: str) -> None:
    for whole in (text, f"name,{text}\n"):
        with suppress(ValueError):
            assert decode(whole.encode(encoding)) == whole


def test_what_could_be_two_languages_is_refused() -> None:
    with pytest.raises(ValueError, match="too few characters to tell its encoding by"):
        decode('[{"名称": "某公司"}]'.encode("gbk"))


def test_a_page_that_is_said_to_be_western_and_is_chinese_is_read_as_what_it_is() -> None:
    page = f'<html><head><meta charset="iso-8859-1"></head><body><p>{CHINESE}</p></body></html>'
    assert decode(page.encode("gbk")) == page
    cafe = '<html><head><meta charset="iso-8859-1"></head><body><p>The café keeps records.</p></body></html>'
    assert decode(cafe.encode("cp1252")) == cafe


def test_iso_2022_cn_is_refused_with_its_name() -> None:
    with pytest.raises(ValueError, match="ISO-2022-CN"):
        decode(b"\x1b$)A\x0e5ZR;Lu\x0f and so on")


@pytest.mark.parametrize(
    "data, said",
    [
        (CHINESE.encode("gbk") + JAPANESE.encode("shift_jis"), "Shift-JIS was read as GB18030"),
        (CHINESE.encode().decode("cp1252", "ignore").encode(), "UTF-8 was read as Windows-1252"),
        (CHINESE.encode().decode("latin-1").encode(), "Western Europe"),
        (b"????? ??? ???????, ??????\n" * 9, "question marks"),
    ],
    ids=["two encodings", "UTF-8 as Windows-1252", "UTF-8 as Latin-1", "lost"],
)
def test_garbled_text_is_noticed(data: bytes, said: str) -> None:
    [reading] = read_bytes(File("a.txt", data))
    assert any(said in warning for warning in reading.warnings)


@pytest.mark.parametrize("text", [CHINESE, JAPANESE, TAIWANESE, ENGLISH, ASCII + "What? Why??\n"])
def test_text_that_is_well_read_is_not_called_garbled(text: str) -> None:
    [reading] = read_bytes(File("a.txt", text.encode()))
    assert reading.warnings == ()

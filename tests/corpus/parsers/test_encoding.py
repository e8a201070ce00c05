"""Bytes become the text that was saved, whatever its encoding."""

from __future__ import annotations

import pytest

from corpus.parsers.encoding import decode

CHINESE = (
    "第一条 为了规范本示例的编写，制定本规则。\n第二条 出口经营者应当在三十日内提交申请，并保存全部记录五年。\n" * 6
)
JAPANESE = (
    "第一条　この規則は、見本として書かれたものである。\n第二条　輸出者は、"
    "三十日以内に申請書を提出しなければならない。\n" * 6
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

"""Hostile and broken law files give a clear problem, or most of their text, in bounded time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import Problem, TooLarge, UnreadableDocument
from corpus.parsers import uk
from corpus.parsers.dispatch import read_bytes
from corpus.parsers.east_asia import china, japan
from corpus.parsers.eu import eurlex, formex
from corpus.parsers.file import File

NAMES = {
    "cn/示例管理条例(2023-03-01).md": china.PARSER,
    "jp/sample_order.md": japan.PARSER,
    "eu/sample_oj.xhtml": eurlex.PARSER,
    "eu/sample_consolidated.xhtml": eurlex.PARSER,
    "eu/sample_formex.xml": formex.PARSER,
    "uk/sample_act.xml": uk.PARSER,
}
BOMB = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;"><!ENTITY z "&y;&y;&y;&y;&y;&y;">]>'


@pytest.mark.parametrize("name", NAMES)
def test_each_file_is_claimed_by_its_parser(data: Path, name: str) -> None:
    file = File(Path(name).name, (data / name).read_bytes())
    claims = {other.name: other.claims(file) for other in set(NAMES.values())}
    assert max(claims, key=lambda parser: claims[parser]) == NAMES[name].name


@pytest.mark.parametrize("parser, name", [(formex.PARSER, "eu/sample_formex.xml"), (uk.PARSER, "uk/sample_act.xml")])
def test_entities_are_refused(data: Path, parser: object, name: str) -> None:
    text = (data / name).read_text("utf-8")
    text = text.removeprefix('<?xml version="1.0" encoding="UTF-8"?>')
    with pytest.raises(TooLarge):
        parser.read(File("bomb.xml", (BOMB + text).encode()))  # type: ignore[attr-defined]


def test_an_outside_entity_is_not_fetched(data: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    page = (data / "eu" / "sample_consolidated.xhtml").read_text("utf-8").replace("paper;", "&s; paper;")
    bomb = f'<!DOCTYPE html [<!ENTITY s SYSTEM "file://{secret}">]>' + page
    (reading,) = eurlex.PARSER.read(File("a.xhtml", bomb.encode()))
    assert "the secret" not in reading.text
    assert "Glass is covered as well." in reading.text


def test_deep_nesting_is_bounded() -> None:
    page = '<html><body><p class="oj-doc-ti">X</p>' + "<div>" * 100_000 + "deep" + "</div>" * 100_000 + "</body></html>"
    with pytest.raises(UnreadableDocument):
        eurlex.PARSER.read(File("deep.html", page.encode()))
    with pytest.raises(UnreadableDocument):
        formex.PARSER.read(File("deep.xml", ("<ACT>" + "<P>" * 100_000 + "x" + "</P>" * 100_000 + "</ACT>").encode()))


@pytest.mark.parametrize(
    "name, lost", [("eu/sample_formex.xml", "</PARAG></ARTICLE>"), ("uk/sample_act.xml", "</P2para></P2>")]
)
def test_malformed_xml_gives_its_text_and_says_so(data: Path, name: str, lost: str) -> None:
    broken = (data / name).read_text("utf-8").replace(lost, "", 1)
    (reading,) = read_bytes(File(Path(name).name, broken.encode()))
    assert reading.warnings
    (whole,) = read_bytes(File(Path(name).name, (data / name).read_bytes()))
    assert len(reading.text) > 0.9 * len(whole.text)


@pytest.mark.parametrize(
    "name, encoding",
    [
        ("cn/示例管理条例(2023-03-01).md", "gb18030"),
        ("cn/示例管理条例(2023-03-01).md", "utf-16"),
        ("jp/sample_order.md", "shift_jis"),
        ("jp/sample_order.md", "utf-16"),
        ("uk/sample_act.xml", "utf-16"),
        ("eu/sample_consolidated.xhtml", "utf-8-sig"),
    ],
)
def test_other_encodings_give_the_same_law(data: Path, name: str, encoding: str) -> None:
    raw = (data / name).read_text("utf-8")
    (expected,) = read_bytes(File(Path(name).name, raw.encode()))
    (reading,) = NAMES[name].read(File(Path(name).name, raw.encode(encoding)))
    assert reading.text == expected.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    choice=st.sampled_from(sorted(NAMES)),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=6)), max_size=6),
)
def test_damaged_files_never_break_a_parser(data: Path, choice: str, cuts: list[tuple[float, int, bytes]]) -> None:
    raw = bytearray((data / choice).read_bytes())
    for place, length, junk in cuts:
        at = int(place * len(raw))
        raw[at : at + length] = junk
    try:
        readings = NAMES[choice].read(File(Path(choice).name, bytes(raw)))
    except Problem:
        return
    for reading in readings:
        end = 0
        for p in reading.provisions:
            assert end <= p.start <= p.end <= len(reading.text)
            end = p.end

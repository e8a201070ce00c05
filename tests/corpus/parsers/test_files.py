"""All other formats: what a parser reads from a file, what it says of a bad one, and that no bytes break it."""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import (
    EmptyDocument,
    NotHeld,
    Problem,
    ProtectedDocument,
    TooLarge,
    UnknownFormat,
    UnreadableDocument,
)
from corpus.model import Kind, Reading, Role
from corpus.parsers import dispatch
from corpus.parsers import file as parsed_file
from corpus.parsers.dispatch import read, read_bytes
from corpus.parsers.file import File
from tests.specimens import MAIL, word, workbook, zipped


def readings(name: str, data: bytes | str) -> list[Reading]:
    return read_bytes(File(name, data.encode() if isinstance(data, str) else data))


def rows(found: Reading) -> list[tuple[str, str]]:
    return [(p.locator, found.own_text(n)) for n, p in enumerate(found.provisions)]


MARKDOWN = """---
title: Paper
kind: guidance
jurisdiction: EU
issuer: The Paper Office
url: https://paper.example/guide
language: en
date: 2031-02-03
licence: CC0
---
# Paper

White **paper** is [white](https://white.example).

## Card

- thick
- stiff

| Code | Name |
|------|------|
| 4801 | News |

### Old card

<script>alert(1)</script>

## Card

Again.
"""


def test_markdown() -> None:
    (found,) = readings("paper.md", MARKDOWN)
    source = found.source
    assert (source.title, source.kind, source.jurisdiction, source.issuer) == ("Paper", Kind.USER, "", "")
    assert (source.url, source.language, source.licence, source.published) == ("", "en", "", None)
    assert dict(source.claims) == {
        "kind": "guidance",
        "jurisdiction": "eu",
        "issuer": "The Paper Office",
        "url": "https://paper.example/guide",
        "licence": "CC0",
        "published": "2031-02-03",
    }
    assert rows(found) == [
        ("Paper", "Paper"),
        ("block 1", "White paper is white."),
        ("Card", "Card"),
        ("Card > block 1", "- thick\n- stiff"),
        ("Card > table 1, headings", "Code | Name"),
        ("Card > table 1, row 1", "Code: 4801; Name: News"),
        ("Card > Old card", "Old card"),
        ("Card [2]", "Card"),
        ("Card [2] > block 1", "Again."),
    ]
    assert found.provisions[5].cells == (("Code", "4801"), ("Name", "News"))


@pytest.mark.parametrize(
    "front",
    ["---\n: : :\n---\n", "---\na: &a [x]\nb: [*a, *a]\n---\n", "---\n" + "[" * 5000 + "\n---\n", "---\nno end"],
)
def test_bad_front_matter_costs_no_text(front: str) -> None:
    (found,) = readings("a.md", front + "\n\nThe text stays.\n")
    assert "The text stays." in found.text


HTML = """<!doctype html><html lang="en"><head><title>Paper news | The Sheet</title>
<meta property="og:type" content="article"><meta property="article:published_time" content="2026-01-08T10:00:00Z">
<meta property="og:site_name" content="The Sheet"><meta name="author" content="Ann Quill">
</head><body><nav><a href="/">Home</a> <a href="/x">About us</a></nav><article><h1>Paper is dear</h1>
<p>The ministry said on Monday that paper will need
a licence from March, which surprised many printers in the region.</p><h2>Why</h2>
<p>It has <b>been</b> scarce for years, and the mills are few and far between.</p>
<ul><li>white paper</li><li>card</li></ul><table><tr><th>Good</th><th>Code</th></tr>
<tr><td>Card</td><td>4805</td></tr></table><script>track()</script></article>
<footer>All rights reserved</footer></body></html>"""


def test_a_news_page() -> None:
    (found,) = readings("news.html", HTML)
    source = found.source
    assert (source.title, source.kind, source.issuer, source.author) == ("Paper is dear", Kind.USER, "", "")
    assert (source.language, source.published) == ("en", None)
    assert dict(source.claims) == {
        "kind": "news",
        "issuer": "The Sheet",
        "author": "Ann Quill",
        "published": "2026-01-08",
    }
    assert ("Why > block 1", "It has been scarce for years, and the mills are few and far between.") in rows(found)
    assert ("Why > block 2", "- white paper\n- card") in rows(found)
    assert ("Why > table 1, row 1", "Good: Card; Code: 4805") in rows(found)
    assert not any(word in found.text for word in ("track", "Home", "rights reserved"))


def test_hostile_pages_are_bounded() -> None:
    deep = "<html><body>" + "<div>" * 50_000 + "deep text inside" + "</div>" * 50_000
    wide = f"<html><body><p title='{'x' * 3_000_000}'>The text.</p></body></html>"
    for page in (deep, wide):
        check_any("a.html", page.encode())
    with pytest.raises(EmptyDocument):
        readings("a.html", "<html><body><script>only()</script></body></html>")


def test_tables() -> None:
    (found,) = readings("goods.csv", 'List of goods\nName;Code\nLaser;6A005\n"Mill; small";3A001\n')
    assert rows(found) == [
        ("caption 1", "List of goods"),
        ("headings", "Name | Code"),
        ("row 1", "Name: Laser; Code: 6A005"),
        ("row 2", "Name: Mill; small; Code: 3A001"),
    ]
    (found,) = readings("goods.tsv", "Name\tCode\nLaser\t6A005\n")
    assert rows(found)[1] == ("row 1", "Name: Laser; Code: 6A005")
    (found,) = readings(
        "goods.json", '{"made": "2031", "goods": [{"name": "Laser", "codes": ["6A005", "6A205"], "by": {"name": "X"}}]}'
    )
    assert ("goods > row 1", "name: Laser; codes: 6A005, 6A205; by.name: X") in rows(found)
    (found,) = readings("goods.xlsx", workbook())
    assert ("Sheet > row 1", "Name: Laser; Code: 6A005") in rows(found)
    assert [p.role for p in found.provisions][:3] == [Role.HEADING, Role.TEXT, Role.ROW]


def test_word() -> None:
    (found,) = readings("a.docx", word())
    assert found.source.title == "On paper"
    assert rows(found)[1:] == [
        ("Scope", "Scope"),
        ("Scope > block 1", "Paper only."),
        ("Scope > block 2", "- white"),
        ("Scope > table 1, headings", "Good | Code"),
        ("Scope > table 1, row 1", "Good: Card; Code: 4805"),
    ]
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    with pytest.raises(UnknownFormat):
        readings("old.doc", ole + b"x" * 100)
    with pytest.raises(ProtectedDocument):
        readings("locked.docx", ole + b"x" * 100 + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(UnreadableDocument):
        readings("cut.docx", word()[:900])


def test_mail() -> None:
    message, attachment = readings("m.eml", MAIL)
    assert (message.source.title, message.source.published) == ("Café rules", None)
    assert dict(message.source.claims)["published"] == "2031-01-06"
    assert (message.member, attachment.member) == ("", "1 rules.txt")
    assert ("block 1", "The rules are attached.") in rows(message)
    assert "Paper needs a licence." in attachment.text
    assert "bad.pdf" in message.warnings[0]


def test_an_archive_is_read_member_by_member(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = readings(
        "z.zip",
        zipped(
            {
                "../../slip.txt": b"Out of the folder.",
                "in/a.docx": word(),
                "bad.pdf": b"%PDF-1.4 x",
                "bomb.txt": b"0" * 80_000_000,
            }
        ),
    )
    assert [r.source.title for r in found] == ["slip", "On paper"]
    assert [r.member for r in found] == ["../../slip.txt", "in/a.docx"]
    assert len(found[0].warnings) == 2
    assert list(tmp_path.iterdir()) == []
    assert not (tmp_path.parent.parent / "slip.txt").exists()


def test_bad_archives_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableDocument):
        readings("cut.zip", zipped({"a.txt": b"text"})[:40])
    with pytest.raises(EmptyDocument):
        readings("none.zip", zipped({}))
    nested = zipped({"a.txt": b"text"})
    for _ in range(6):
        nested = zipped({"z.zip": nested})
    with pytest.raises(TooLarge):
        readings("nested.zip", nested)
    locked = bytearray(zipped({"a.txt": b"text"}))
    locked[6] |= 1
    at = bytes(locked).rindex(b"PK\x01\x02")
    locked[at + 8] |= 1
    with pytest.raises(ProtectedDocument):
        readings("locked.zip", bytes(locked))
    monkeypatch.setattr(parsed_file, "MAX_FILES", 2)
    with pytest.raises(TooLarge):
        readings("many.zip", zipped({f"{n}.txt": b"x" for n in range(3)}))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR], ids=["link", "pipe", "device"])
def test_a_link_in_an_archive_is_no_text(kind: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("note.txt", "Lanterns need a licence.")
        member = zipfile.ZipInfo("passwords.txt")
        member.create_system, member.external_attr = 3, (kind | 0o777) << 16
        archive.writestr(member, "../../../etc/passwd")
    (found,) = readings("papers.zip", packed.getvalue())
    assert found.member == "note.txt"
    assert found.warnings == (
        "passwords.txt in papers.zip was not read: passwords.txt is a link or a device and no file.",
    )


def test_plain_text() -> None:
    (found,) = readings("a.txt", "A headline\n\nA headline\n\nThe first paragraph\nof two lines.\n")
    assert found.source.title == "A headline"
    assert rows(found)[-1] == ("block 3", "The first paragraph of two lines.")


JAPANESE = "外国為替及び外国貿易法は、貨物の輸出の許可について定める。輸出者はこれに従う。"
CHINESE = "中华人民共和国出口管制法规定国家对两用物项的出口实行管制。第一条为了维护国家安全。"


@pytest.mark.parametrize(
    ("text", "encoding", "language"),
    [
        *((JAPANESE, encoding, "ja") for encoding in ("utf-8", "utf-8-sig", "utf-16", "shift_jis", "euc_jp")),
        *((CHINESE, encoding, "zh") for encoding in ("utf-8", "utf-16", "gb18030")),
        ("Die Ausfuhr von Gütern über die Grenze ist für Händler genehmigungspflichtig.", "cp1252", "de"),
        ("The export of goods across the border needs a licence in most cases.", "utf-16-le", "en"),
        ("The export of goods across the border needs a licence in most cases.", "utf-16-be", "en"),
    ],
)
def test_encodings_and_languages(text: str, encoding: str, language: str) -> None:
    (found,) = readings("a.txt", (text + "\n").encode(encoding))
    assert found.text == text
    assert found.source.language == language


def test_bad_files_say_so_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases: list[tuple[str, bytes, type[Problem]]] = [
        ("binary.txt", bytes(range(256)) * 20, UnreadableDocument),
        ("program.txt", b"\x7fELF\x02\x01" + bytes(100), UnknownFormat),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100), UnknownFormat),
        ("what.zzz", b"hello", UnknownFormat),
        ("empty.txt", b" \n\n", EmptyDocument),
        ("bad.json", b"[[[", UnreadableDocument),
        ("bad.xlsx", b"PK\x03\x04 bad", UnreadableDocument),
    ]
    for name, data, kind in cases:
        (tmp_path / name).write_bytes(data)
        with pytest.raises(kind) as problem:
            read(tmp_path / name)
        assert name in problem.value.message
        assert problem.value.remedy
        assert "\n" not in str(problem.value)
    with pytest.raises(NotHeld):
        read(tmp_path / "missing.txt")
    with pytest.raises(UnreadableDocument):
        read(tmp_path)
    large = tmp_path / "large.txt"
    with large.open("wb") as stream:
        stream.truncate(300 * 2**20)  # sparse: nothing is written, and nothing may be read
    monkeypatch.setattr(Path, "open", lambda *_, **__: pytest.fail("a file over the limit was opened"))
    with pytest.raises(TooLarge):
        read(large)


def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    path = tmp_path / "locked" / "a.txt"
    path.parent.mkdir()
    path.write_text("text")
    path.parent.chmod(0)
    try:
        with pytest.raises(UnreadableDocument, match="permission"):
            read(path)
    finally:
        path.parent.chmod(0o700)


def test_content_decides_before_the_name() -> None:
    assert dispatch.chosen(File("a.txt", b"%PDF-1.7 ...")).name == "PDF"
    assert (
        dispatch.chosen(File("a.txt", b"MZ was a motorcycle maker, and its story is told here.")).name == "plain text"
    )
    assert dispatch.chosen(File("a.txt", HTML.encode())).name in ("plain text", "web page")


def test_an_office_file_is_read_for_what_it_holds_whatever_it_is_called() -> None:
    book, letter = workbook(), word()
    for name in ("a.doc", "a.pdf", "a.zip", "a.txt", "a.xlsx", "a.html", "a.eml", "a"):
        assert readings(name, letter)[0].text == readings("a.docx", letter)[0].text, name
        assert readings(name, book)[0].text == readings("a.xlsx", book)[0].text, name


def test_the_parts_of_an_office_file_are_no_documents() -> None:
    slides = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": "<Relationships><Relationship Target='ppt/presentation.xml'/></Relationships>",
        "ppt/slides/slide1.xml": "<sld><t>Lanterns need a licence.</t></sld>",
        "ppt/media/notes.txt": "Lanterns need no licence.",
    }
    with pytest.raises(UnknownFormat, match=r"talk\.pptx is an office file of a kind") as raised:
        readings("talk.pptx", zipped(slides))
    assert "PDF" in raised.value.remedy
    inside, *more = readings("pack.zip", zipped({"talk.pptx": zipped(slides), "note.txt": "Lanterns are lamps."}))
    assert not more
    assert inside.text == "Lanterns are lamps."
    assert "talk.pptx in pack.zip was not read" in inside.warnings[0]


BEGINNINGS = (b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<!doctype html><p>",
              b"From: a\r\nTo: b\r\nSubject: c\r\nDate: d\r\n\r\n", b"---\na: b\n---\n", b"\xff\xfe",
              b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b'{"a": [', b"<?xml version='1.0'?><a>")  # fmt: skip
SUFFIXES = (
    ".txt",
    ".md",
    ".html",
    ".pdf",
    ".csv",
    ".tsv",
    ".json",
    ".xlsx",
    ".docx",
    ".doc",
    ".eml",
    ".zip",
    ".xml",
    "",
)


def check_any(name: str, data: bytes) -> None:
    """Check that a file gives a reading or a problem, and nothing else."""
    problem: Problem | None = None
    found: list[Reading] = []
    try:
        found = read_bytes(File(name, data))
    except Problem as raised:
        problem = raised
    if problem is not None:
        assert problem.message
        assert problem.remedy
        assert "\n" not in str(problem)
        return
    assert found
    for each in found:
        assert each.text
        assert all(0 <= p.start <= p.end <= len(each.text) for p in each.provisions)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SUFFIXES), st.sampled_from(BEGINNINGS), st.binary(max_size=400))
def test_any_bytes_give_a_reading_or_a_problem(suffix: str, beginning: bytes, data: bytes) -> None:
    check_any(f"a{suffix}", beginning + data)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SUFFIXES), st.text(max_size=400))
def test_any_text_gives_a_reading_or_a_problem(suffix: str, text: str) -> None:
    check_any(f"a{suffix}", text.encode("utf-8", "surrogatepass"))


VALID = {
    "a.docx": word(),
    "a.eml": MAIL,
    "a.zip": zipped({"a.txt": b"text", "b.md": b"# x"}),
    "a.html": HTML.encode(),
    "a.md": MARKDOWN.encode(),
}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(VALID)), st.integers(0, 10**6), st.binary(min_size=1, max_size=8), st.booleans())
def test_damaged_files_give_a_reading_or_a_problem(name: str, at: int, damage: bytes, cut: bool) -> None:
    data = VALID[name]
    at %= len(data)
    check_any(name, data[:at] if cut else data[:at] + damage + data[at + len(damage) :])


def test_control_characters_in_a_page_cost_nothing() -> None:
    rules = "<p>Lanterns of brass need a licence.</p>" * 200
    page = f"<html><body>{rules}<nav>menu</nav>a\x01b<script>x</script> the end\x02 of it</body></html>"
    (reading,) = read_bytes(File("a.html", page.encode()))
    assert "Lanterns of brass need a licence." in reading.text
    assert not re.search(r"[\x00-\x08]", reading.text)


def test_a_word_document_without_properties_says_nothing_of_itself() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename == "_rels/.rels":
                data = re.sub(rb"<Relationship [^>]*core-properties[^>]*/>", b"", data)
            if member.filename != "docProps/core.xml":
                new.writestr(member.filename, data)
    (found,) = readings("memo.docx", out.getvalue())
    assert found.source.claims == ()
    assert found.source.title != "Word Document"
    assert readings("memo.docx", word())[0].source.claims != ()

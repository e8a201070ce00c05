"""Command `licet check`: its JSON, its files, and what it says of a draft that it cannot read."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest

from corpus.catalogue import Catalogue
from tests.assistant.conftest import regulation
from tests.assistant.engines.lists.conftest import add_part
from ui.cli import main

FIELDS = {"text", "start", "end", "verdict", "citations", "reason"}
QUOTE = "“Every exporter of widgets must keep the sales records for {} years from the date of the export.”"


@pytest.fixture
def run(  # type: ignore[no-untyped-def]
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Return a function that runs the command over two lists and a small law."""
    home = Path(shutil.copytree(home, tmp_path / "home", symlinks=True))  # that of all tests stays as it is
    monkeypatch.setenv("LICET_HOME", str(home))
    catalogue = Catalogue(home / "catalogue.sqlite")
    add_part(catalogue, date(2026, 4, 15))
    catalogue.publish(catalogue.stage(regulation(), []))
    catalogue.close()

    def command(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            main(["check", *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return command


def word(path: Path) -> Path:
    """Write a Word draft with runs of several formats."""
    document = docx.Document()
    document.add_heading("Widgets", 1)
    paragraph = document.add_paragraph("The rule says: ")
    paragraph.add_run(QUOTE.format("nine")).italic = True
    paragraph.add_run(" Dynamo A.S. is on").bold = True
    paragraph.add_run(" the Entity List.")
    document.add_table(1, 1).cell(0, 0).text = "Dynamo A.S. is not on the Entity List."
    document.save(str(path))
    return path


def test_the_json_is_one_document(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "draft.md"
    path.write_text(
        f"# Widgets\n\nThe rule says: {QUOTE.format('seven')}\n\nDynamo A.S. isn't on the *Entity List*.\n", "utf-8"
    )
    code, out, _ = run(str(path), "--json")
    sentences = json.loads(out)["sentences"]
    assert code == 0
    assert all(set(s) == FIELDS for s in sentences)
    assert [s["verdict"] for s in sentences] == ["not_checkable", "supported", "contradicted"]
    text = path.read_text("utf-8")
    assert all(text[s["start"] : s["end"]] == s["text"] for s in sentences)
    [cited] = sentences[1]["citations"]
    assert (cited["locator"], cited["valid_from"]) == ("15 CFR 744.90(a)", "2026-07-01")
    assert cited["quote"].startswith("Every exporter")


def test_a_word_draft_comes_back_with_comments(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path, back, report = word(tmp_path / "draft.docx"), tmp_path / "back.docx", tmp_path / "report.md"
    code, out, _ = run(str(path), "--docx", str(back), "--markdown", str(report))
    assert code == 0
    assert "[contradicted] The rule says:" in out
    document, before = docx.Document(str(back)), docx.Document(str(path))
    assert [p.text for p in document.paragraphs] == [p.text for p in before.paragraphs]
    formats = {r.text.strip(): (r.italic, r.bold) for p in document.paragraphs for r in p.runs if r.text.strip()}
    assert formats["Dynamo A.S. is on"] == (None, True)
    assert formats[QUOTE.format("nine")] == (True, None)
    comments = [c.text for c in document.comments]
    assert [c.split(".")[0] for c in comments] == ["Contradicted", "Supported", "Contradicted"]
    assert "15 CFR 744.90(a)" in comments[0]
    assert "“seven” where the draft has “nine”" in report.read_text("utf-8")


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 90 * 2**20)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("draft.docx", bomb(), "unpacks to"),
        ("draft.docx", b"PK\x03\x04 cut off", "damaged"),
        ("draft.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old binary"),
        ("draft.pdf", b"%PDF-1.7", "Save it as Word"),
        ("draft.md", b"  \n", "no text"),
        ("draft.txt", b"word " * 130_000, "200 pages"),
        ("draft.txt", b"\x00\x01\x02\x03" * 50, "cannot be read as text"),
    ],
)
def test_what_cannot_be_read_is_one_line(run, tmp_path: Path, name: str, data: bytes, line: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / name
    path.write_bytes(data)
    code, out, err = run(str(path))
    assert (code, out) == (1, "")
    assert line in err
    assert len(err.strip().splitlines()) == 1


def test_bad_usage_is_told(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert run()[0] == 2
    assert "cannot be read" in run(str(tmp_path / "gone.md"))[2]
    path = tmp_path / "draft.md"
    path.write_text("A sentence.")
    assert "no Word draft" in run(str(path), "--docx", str(tmp_path / "x.docx"))[2]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_other_encodings_are_read(run, tmp_path: Path, encoding: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "draft.txt"
    said = f"The rule says: {QUOTE.format('seven')}", "Dynamo A.S. is on the Entity List.", "It’s the buyer’s café’s."
    path.write_bytes("\r\n".join(said).encode(encoding))  # of two signs alone no encoding could be told
    sentences = json.loads(run(str(path), "--json")[1])["sentences"]
    assert [s["verdict"] for s in sentences[:2]] == ["supported", "supported"]

"""PDFs made here: structure, running headers, hyphenation, columns of tables, locked, broken and hostile files."""

from __future__ import annotations

import io
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from fpdf import FPDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import EmptyDocument, Problem, ProtectedDocument, TooLarge, UnreadableDocument
from corpus.model import Kind, Reading, Role
from corpus.parsers.dispatch import read, read_bytes
from corpus.parsers.file import File
from corpus.parsers.pdf import ocr
from corpus.parsers.pdf import pages as pdf_pages
from corpus.parsers.pdf.lines import HYPHEN, Hyphenation, Line, Page, in_words
from tests.hostile import text_bomb
from tests.specimens import act, control_list, guide, made, scan


def reading(data: bytes, name: str = "a.pdf") -> Reading:
    (found,) = read_bytes(File(name, data))
    return found


def shown(found: Reading) -> list[tuple[str, str, int | None]]:
    return [(p.locator, found.own_text(n), p.page) for n, p in enumerate(found.provisions)]


def test_a_control_list_is_read_by_entry_item_and_note() -> None:
    found = reading(control_list(), "list.pdf")
    rows = {locator: (text, page) for locator, text, page in shown(found)}
    assert found.source.kind is Kind.LIST
    assert rows["3A001"] == ('3A001 "Paper mills", as follows:', 1)
    assert rows["3A001.a > Note"][0] == "Note: 3A001.a. does not control toys."
    assert rows["3A001.a.2"][0] == "2. Mills for card;"
    assert rows["3A001.a > Technical Notes > 2"][0] == "2. Card is thick."
    assert rows["3A001.b"] == ("b. Presses.", 1)
    assert rows["3A001.c"] == ("c. Not used;", 2)
    assert next(p for p in found.provisions if p.locator == "3A001.c").reserved
    assert [p.locator for p in found.provisions if p.role is Role.ENTRY] == [f"3A{n:03}" for n in range(1, 26)] + [
        "3B001"
    ]
    assert "continued" not in found.text
    assert found.text.count("CATEGORY 3") == 1


def test_an_act_is_read_by_article_and_what_it_inserts_has_its_own_address() -> None:
    found = reading(act(), "act.pdf")
    rows = {locator: text for locator, text, _ in shown(found)}
    assert (found.source.id, found.source.kind, found.source.jurisdiction) == ("eu-32031R0005", Kind.LAW, "eu")
    assert str(found.valid_from) == "2031-04-09"
    assert rows["recital (1)"] == "(1) Paper matters."
    assert rows["Article 3a(1)(a)"] == "(a) white paper, whether or not it is lined; or"
    assert rows["Article 3a(2)"] == "2. Paragraph 1 shall not apply to toys.';"
    assert rows["Article 1(2)"].startswith("(2) in Article 4(2)")
    assert rows["Article 4(2)(b)"] == "'(b) for schools;'."
    assert rows["Article 2"].startswith("Article 2\nThis Regulation")
    cells = {p.locator: p.cells for p in found.provisions if p.role is Role.ROW and p.cells}
    assert cells["Annex > table, row 2"] == (
        ("CN code", "4802 10"),
        ("Name of the good", "Paper that was made by hand"),
    )
    assert "Official Journal of the European Union L" not in found.text


def test_numbered_headings_give_the_tree() -> None:
    found = reading(guide(), "guide.pdf")
    assert found.source.title == "Guide to paper"
    assert ("1 Scope > block 1", "This guide is about paper. It goes on in a second line.", 1) in shown(found)
    assert ("1 Scope > 1.1 White paper > block 1", "White paper is white.", 1) in shown(found)
    assert ("2 Card > block 1", "Card is thick.", 1) in shown(found)


def test_other_text_is_addressed_by_page_and_running_lines_are_gone() -> None:
    pages = [
        [(70, 40, "", "The running title"), (70, 200, "", f"Text of page {n}."), (290, 810, "", f"- {n} -")]
        for n in range(1, 7)
    ]
    found = reading(made(pages))
    assert shown(found) == [(f"p. {n}", f"Text of page {n}.", n) for n in range(1, 7)]


def test_a_sentence_that_repeats_at_the_head_of_few_pages_is_text() -> None:
    pages = [
        [
            (70, 40, "", "The running title"),
            (70, 70 if n % 4 == 0 else 90, "", "Note:" if n % 4 == 0 else f"Text {n}."),
            (70, 300, "", f"More {n}."),
        ]
        for n in range(12)
    ]
    assert reading(made(pages)).text.count("Note:") == 3


@pytest.mark.parametrize(
    ("before", "after", "healed"),
    [
        ("certain State" + HYPHEN, "owned firms", "certain State-owned firms"),  # elsewhere with its hyphen
        ("the conven" + HYPHEN, "tions", "the conventions"),  # elsewhere in one word
        ("in the agri" + HYPHEN, "cultural year", "in the agricultural year"),  # nowhere else, and no two words
        ("of type F" + HYPHEN, "16", "of type F-16"),
        ("a line", "and the next", "a line and the next"),
    ],
)
def test_hyphenation(before: str, after: str, healed: str) -> None:
    assert Hyphenation(["State-owned enterprises", "international conventions"]).heal(before, after) == healed


def test_a_locked_file_says_so() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica")
    pdf.cell(text="secret")
    pdf.set_encryption(owner_password="owner", user_password="user")
    with pytest.raises(ProtectedDocument) as problem:
        read_bytes(File("locked.pdf", bytes(pdf.output())))
    assert "password" in problem.value.message
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 nothing", b"%PDF-1.4\n" + bytes(range(256)) * 20, made([[(70, 70, "", "Cut off.")]])[:300]]
)
def test_a_broken_file_says_so(data: bytes) -> None:
    with pytest.raises(UnreadableDocument) as problem:
        read_bytes(File("broken.pdf", data))
    assert "broken.pdf" in problem.value.message


def test_empty_pages_are_an_empty_document() -> None:
    with pytest.raises(EmptyDocument):
        read_bytes(File("empty.pdf", made([[], []])))


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pages, "MAX_PDF_PAGES", 3)
    with pytest.raises(TooLarge):
        read_bytes(File("long.pdf", made([[(70, 70, "", "x")]] * 4)))


def test_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pages, "MAX_PDF_CHARACTERS", 100)
    with pytest.raises(TooLarge):
        read_bytes(File("long.pdf", made([[(70, 70, "", "word " * 15)]] * 4)))


def test_a_bomb_costs_neither_memory_nor_time() -> None:
    """Check a content stream of a few kilobytes that unpacks to hundreds of megabytes of nothing."""
    import resource
    import time

    packed = zlib.compress(b"BT ET\n" * 50_000_000, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    ]  # fmt: skip
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj%s endobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(UnreadableDocument):
        read_bytes(File("bomb.pdf", out.getvalue()))
    assert time.monotonic() - begun < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_500_000  # kilobytes


VALID = (control_list(), act())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(VALID), st.integers(0, 10**6), st.binary(min_size=1, max_size=12), st.booleans())
def test_a_damaged_file_gives_a_reading_or_a_problem(data: bytes, at: int, damage: bytes, cut: bool) -> None:
    at %= len(data)
    try:
        found = reading(data[:at] if cut else data[:at] + damage + data[at + len(damage) :])
    except Problem:
        return
    assert found.text


def test_a_page_without_text_is_named_where_it_cannot_be_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    found = reading(scan())
    assert found.warnings == ("page 2 without a text layer: not read. Install licet[ocr] and add the file again.",)
    assert [p.page for p in found.provisions] == [1]


@pytest.mark.slow
def test_a_page_without_text_is_recognised_and_marked() -> None:
    if not ocr.installed():
        pytest.skip("the ocr extra is not installed")
    found = reading(scan())
    recognised = [(found.own_text(n), p.page) for n, p in enumerate(found.provisions) if p.recognised]
    assert len(recognised) == 1
    assert "asers" in recognised[0][0]
    assert "page 2" in found.warnings[0]


def test_pages_are_named_in_runs() -> None:
    assert in_words([Page(n, 1, 1) for n in (3, 4, 5, 9)]) == "pages 3-5, 9"
    assert Line("x", 1, 0, 0, 2, 4).middle == 3


def test_a_pdf_is_opened_once_and_its_pages_are_read_once(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: Counter[str] = Counter()
    document, reader, path_open = pypdfium2.PdfDocument.__init__, pypdf.PdfReader.__init__, Path.open

    def counting(name: str, real: Any) -> Any:
        def call(self: Any, *given: Any, **more: Any) -> Any:
            opened[name] += name != "file" or self.suffix == ".pdf"
            return real(self, *given, **more)

        return call

    monkeypatch.setattr(Path, "open", counting("file", path_open))
    monkeypatch.setattr(pypdfium2.PdfDocument, "__init__", counting("pages", document))
    monkeypatch.setattr(pypdf.PdfReader, "__init__", counting("properties", reader))
    assert len(read(data / "pdf" / "act.pdf")) == 1
    assert opened == {"file": 1, "pages": 1, "properties": 1}


def test_a_page_whose_texts_are_left_out_is_refused() -> None:
    """Check that 120,000 texts, of which the engine gives one sentence, are not read as that sentence."""
    with pytest.raises(UnreadableDocument, match=r"draws 120,000 texts, of which only \d+ characters"):
        read_bytes(File("text.pdf", text_bomb()))

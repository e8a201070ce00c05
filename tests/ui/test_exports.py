"""Exports hold what was cited, and nothing that a document could do with them."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pytest

from assistant.evidence.citations import inert
from assistant.model import Answer, Citation, Comparison, Form, Implied, Outcome, Statement, StatementRole, Verdict
from corpus.filters import Filters
from corpus.library import explainers
from corpus.model import Kind, OriginClass, Source, Version
from ui import serializers
from ui.commands.questions.ask import show_answer
from ui.components.page.markup import paragraphs, with_commands
from ui.components.text.citation_card import card_html
from ui.exports import FORMATS, export, spreadsheets
from ui.exports.legal import legal_citation, provenance, short_address, without_markdown
from ui.exports.spreadsheets import as_csv, as_workbook

VERSION = Version("ecfr", "d" * 64, datetime(2026, 2, 3, tzinfo=UTC), date(2026, 1, 15))
LAW = Source("ecfr", "15 CFR Part 744", Kind.LAW, "us", "BIS", url="https://www.ecfr.gov/744")


def citation(number: int, locator: str = "15 CFR 744.21(f)", quote: str = "A military end use is …") -> Citation:
    return Citation(number, f"p{number}", LAW, VERSION, locator, quote, 0, len(quote))


def answer(text: str = "A military end use is … [1]", *citations: Citation) -> Answer:
    cited = citations or (citation(1),)
    return Answer(
        "What is it?", "What is it?", Outcome.ANSWERED, text, (Statement("s", (1,), Verdict.VERBATIM),), cited
    )


@pytest.mark.parametrize(
    ("locator", "written"),
    [
        ("15 CFR 744.21(f)", "15 C.F.R. § 744.21(f) (2026)"),
        ("Supplement No. 4 to Part 744", "BIS, 15 CFR Part 744, Supplement No. 4 to Part 744 (2026-01-15)"),
        ("第十二条", "BIS, 15 CFR Part 744, 第十二条 (2026-01-15)"),
    ],
)
def test_a_citation_is_written_as_lawyers_write_it(locator: str, written: str) -> None:
    assert legal_citation(citation(1, locator)) == written


def test_a_long_address_is_cut_in_its_middle_since_a_row_is_named_at_its_end() -> None:
    row = "Supplement No. 4 to Part 744, Country: CHINA, PEOPLE'S REPUBLIC OF, Wick Works Co., Ltd."
    assert short_address(row) == "Supplement No. 4 to Part 744, Country: … REPUBLIC OF, Wick Works Co., Ltd."
    assert short_address("15 CFR 744.21(f)") == "15 CFR 744.21(f)"
    assert short_address(f"第一条{'の' * 90}第二項") == f"第一条{'の' * 37} … {'の' * 37}第二項"


@pytest.mark.parametrize("format", FORMATS, ids=lambda f: f.ending)
def test_every_format_takes_every_sign(format: object) -> None:
    hostile = answer(
        "第十二条 <b>x</b> \x07 [1]", citation(1, "第十二条", "国家实行统一的出口管制制度。\u202e 👩‍⚖️ {\\input{x}}")
    )
    assert len(export([hostile, hostile], format.ending, "Title <script>")) > 50  # type: ignore[attr-defined]


def test_word_and_pdf_are_such_files() -> None:
    assert export([answer()], "pdf").startswith(b"%PDF")
    with zipfile.ZipFile(io.BytesIO(export([answer()], "docx"))) as packed:
        assert "744.21(f)" in packed.read("word/footnotes.xml").decode()


def test_markdown_is_inert_and_its_footnotes_are_distinct() -> None:
    text = export([answer("# not a heading ![x](http://evil) [1]"), answer()], "md").decode()
    assert "\\# not a heading" in text
    assert "![x](" not in text
    assert "[^1-1]:" in text
    assert "[^2-1]:" in text


def test_a_spreadsheet_runs_no_formula() -> None:
    rows = list(
        csv.DictReader(io.StringIO(export([answer("x [1]", citation(1, quote="=1+1"))], "csv").decode("utf-8-sig")))
    )
    assert rows[0]["quote"] == "'=1+1"
    assert rows[0]["text_sha256"] == "d" * 64


@pytest.mark.parametrize("ending", ["md", "docx", "pdf", "csv", "xlsx"])
def test_the_limits_of_an_answer_are_told_in_every_export_of_it(ending: str) -> None:
    import docx

    limited = replace(
        answer(),
        filters=Filters(jurisdictions=("us",), as_of=date(2026, 2, 3)),
        implied=(Implied("as_of", "2026-02-03", "in early <February>"),),
    )
    file = export([limited], ending)
    if ending == "docx":
        told = " ".join(p.text for p in docx.Document(io.BytesIO(file)).paragraphs)
    elif ending == "pdf":
        told = " ".join(_pages(file))
    elif ending == "xlsx":
        told = " ".join(str(cell) for row in openpyxl.load_workbook(io.BytesIO(file))["Sources"].values for cell in row)
    else:
        told = file.decode("utf-8-sig")
    said = " ".join(told.split())
    assert "As the law stood on 3 February 2026 · Only from: United States · by words of the question: " in said
    assert ("“in early &lt;February>”" if ending == "md" else "in early <February>") in said
    assert "As the law stood" not in export([replace(limited, small_talk="thanks", citations=())], "md").decode()


def test_csl_json_names_the_date_and_bibtex_escapes() -> None:
    item = json.loads(export([answer()], "json"))[0]
    assert item["issued"] == {"date-parts": [[2026, 1, 15]]}
    assert item["type"] == "legislation"
    entry = export([answer("x [1]", citation(1, "A & B_{1}"))], "bib").decode()
    assert r"A \& B\_\{1\}" in entry


LISTED = Answer(
    "Who was added?", "Who was added?", Outcome.ANSWERED, "The list has 2 rows. [1]\n\nAcme · Brazil [1]",
    (Statement("The list has 2 rows.", (1,), Verdict.COMPUTED),
     Statement("Acme · Brazil", (1,), Verdict.COMPUTED, note=StatementRole.ROW),
     Statement("Shown are 2 of 5.", (), Verdict.COMPUTED, note=StatementRole.SHORTENED)),
    (citation(1),), form=Form.LIST,
    computed={"list": {"list": "Lamp List", "rows_in_all": 5, "rows": [
        {"name": "Acme", "country": "Brazil", "added": "2026-01-02", "policy": "=1+1 | denial",
         "federal_register": [{"citation": "91 FR 5", "date": "2026-01-02"}], "list": "Lamp List"},
        {"name": "Bolt", "country": "Chile", "added": "2026-01-03", "aliases": ["Bolt Ltd.", "B."],
         "list": "Lamp List"},
    ]}},
)  # fmt: skip


def test_a_link_leads_to_the_provision_in_its_edition_wherever_a_citation_is_told() -> None:
    law = replace(LAW, url="https://www.ecfr.gov/current/title-15/part-744")
    link = "https://www.ecfr.gov/on/2026-01-15/title-15/section-744.21#p-744.21(f)"
    told = answer("x [1]", replace(citation(1), source=law))
    (row,) = csv.DictReader(io.StringIO(export([told], "csv").decode("utf-8-sig")))
    assert row["url"] == link
    (item,) = json.loads(export([told], "json"))
    assert item["URL"] == link
    assert f"url = {{{link}}}" in export([told], "bib").decode()
    assert link in provenance(told.citations[0])
    assert serializers.citation(told.citations[0])["url"] == link


def test_rows_are_a_table_in_every_export() -> None:
    import docx

    text = export([LISTED], "md").decode()
    assert "| Name | Country | Added | Policy | Notice | Also called |" in text
    assert r"| Acme | Brazil | 2026-01-02 | =1+1 \| denial | 91 FR 5, 2026-01-02 |  |" in text
    assert "3 further rows" in text
    assert "Shown are" not in text  # that is for those who see no table
    table = docx.Document(io.BytesIO(export([LISTED], "docx"))).tables[0]
    assert [c.text for c in table.rows[2].cells] == ["Bolt", "Chile", "2026-01-03", "", "", "Bolt Ltd.; B."]
    book = openpyxl.load_workbook(io.BytesIO(export([LISTED], "xlsx")))
    sheet = list(book.worksheets[0].values)
    assert sheet[0] == ("Name", "Country", "Added", "Policy", "Notice", "Also called")
    assert sheet[1][3] == "'=1+1 | denial"
    assert export([LISTED], "pdf").startswith(b"%PDF")


def test_a_single_answer_has_its_title_once_labels_and_numbers_of_rows() -> None:
    import docx

    row = {"name": "Acme", "country": "Brazil", "citation": {"source_id": LAW.id, "start": citation(1).start}}
    said = (
        Statement("The list has 2 rows.", (1,), Verdict.COMPUTED),
        Statement("Ask the minister.", (), Verdict.COMPUTED, note=StatementRole.CHECK_NEXT),
    )
    one = replace(
        LISTED, statements=said, computed={"list": {"rows": [row, {"name": "Bolt [7]", "country": "Chile"}]}},
        citations=(citation(1),),
    )  # fmt: skip
    text = export([one], "md").decode()
    assert text.count(one.question) == 1
    assert "\n*To check next:* Ask the minister." in text
    assert "| Acme [^1-1] | Brazil |" in text
    assert r"| Bolt \[7\] | Chile |" in text  # its own words are no number of a source
    document = docx.Document(io.BytesIO(export([one], "docx")))
    assert [p.text for p in document.paragraphs].count(one.question) == 1
    (label,) = (p for p in document.paragraphs if p.text.endswith("Ask the minister."))
    assert (label.text, label.runs[0].italic) == ("To check next: Ask the minister.", True)
    assert export([one, one], "md").decode().count(one.question) == 3
    sheet = openpyxl.load_workbook(io.BytesIO(export([one], "xlsx"))).worksheets[0]
    assert [r[0] for r in sheet.values] == ["Name", "Acme", "Bolt [7]"]  # names sort


def test_a_single_entry_is_a_table_of_what_its_row_says_in_every_export() -> None:
    import docx

    row = {"name": "Acme", "country": "Brazil", "added": "2026-01-02", "policy": "Denial"}
    one = replace(LISTED, computed={"list": {"rows": [row]}})
    assert "| Name | Acme |" in export([one], "md").decode()
    (table,) = docx.Document(io.BytesIO(export([one], "docx"))).tables
    assert [[c.text for c in r.cells] for r in table.rows] == [
        ["Name", "Acme"], ["Country", "Brazil"], ["Added", "2026-01-02"], ["Policy", "Denial"],
    ]  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(export([one], "xlsx"))).worksheets[0]
    assert list(sheet.values)[3] == ("Policy", "Denial")
    assert export([one], "pdf").startswith(b"%PDF")


def test_a_table_that_a_model_wrote_is_a_table_in_word_and_in_a_workbook() -> None:
    import docx

    written = answer("Two terms:\n\n| term | what it is |\n| --- | --- |\n| a \\| b | a lamp [1] |\n| c | |")
    table = docx.Document(io.BytesIO(export([written], "docx"))).tables[0]
    assert [[c.text for c in row.cells] for row in table.rows][:2] == [["term", "what it is"], ["a | b", "a lamp"]]
    sheet = openpyxl.load_workbook(io.BytesIO(export([written], "xlsx"))).worksheets[0]
    assert next(iter(sheet.values)) == ("term", "what it is")
    assert export([written], "pdf").startswith(b"%PDF")


MANY = answer(
    "第十二条 国家实行统一的制度。 [1]\n\nتصدير السلع [2]\n\nPlain words [3]",
    citation(1, "第十二条", "国家实行统一的出口管制制度。"),
    citation(2, "Article 3", "تصدير السلع ذات الاستخدام المزدوج"),
    citation(3),
)


def test_a_reader_of_pdf_finds_the_words_sources_dates_and_digests() -> None:
    import pypdfium2

    pytest.importorskip("pylopdf_fonts_zh_cn", reason="no font for Chinese is here")
    with pypdfium2.PdfDocument(export([MANY], "pdf")) as document:
        text = "\n".join(page.get_textpage().get_text_range() for page in document).replace("\x00", "")
    for words in (
        "What is it?",
        "[3]",
        "15 C.F.R. § 744.21(f) (2026)",
        "2026-01-15",
        "d" * 16,
        "国家实行统一的出口管制制度",
        "Not legal advice",
    ):
        assert words in text, words
    assert "[U+" not in text


def test_word_has_real_footnotes_with_quote_edition_and_digest() -> None:
    import docx

    document = docx.Document(io.BytesIO(export([MANY, answer()], "docx")))
    notes = next(
        part.blob.decode() for part in document.part.package.iter_parts() if part.partname == "/word/footnotes.xml"
    )
    body = document.element.xml
    for number in range(1, 5):
        assert f'<w:footnoteReference w:id="{number}"/>' in body
        assert f'w:id="{number}"' in notes
    for words in ("15 C.F.R. § 744.21(f) (2026)", "国家实行统一的出口管制制度。", "edition of 2026-01-15", "d" * 16):
        assert words in notes, words
    assert "[1]" not in "".join(p.text for p in document.paragraphs)


def test_bibtex_and_markdown_are_read_by_their_readers() -> None:
    from markdown_it import MarkdownIt

    hostile = answer("<script>x</script> [1]", citation(1, quote="<img src=x onerror=alert(1)> **b**"))
    html = MarkdownIt("commonmark", {"html": True}).render(export([hostile], "md", "<b>t</b>").decode())
    assert "<script" not in html
    assert "<img" not in html
    entries = export([MANY], "bib").decode()
    assert entries.count("@misc{") == 3
    for entry in entries.split("@misc{")[1:]:
        assert (
            entry.count("{") - entry.count(r"\{") == entry.count("}") - entry.count(r"\}") - 1
        )  # balanced, the first brace is cut off
        key = entry.split(",")[0]
        assert key.isascii()
        assert " " not in key


def test_an_answer_for_the_clipboard_names_its_sources() -> None:
    from ui.exports.legal import with_sources

    mark = "as handed in, not fetched from its publisher"
    said = f"Keep 1.5 [kg] [1]\n\n[1] 15 C.F.R. § 744.21(f) (2026) ({mark})"
    assert with_sources(answer("Keep 1\\.5 \\[kg\\] [1]")) == said


def test_a_text_longer_than_a_cell_goes_on_in_the_next_column() -> None:
    whole = "lantern " * 9_000
    book = openpyxl.load_workbook(io.BytesIO(as_workbook([{"text": whole, "n": 1}, {"text": "short", "n": 2}], "Rows")))
    [names, first, second] = list(book["Rows"].iter_rows(values_only=True))
    assert names == ("text", "text (continued 2)", "text (continued 3)", "n")
    assert "".join(first[:3]) == whole
    assert (first[3], second) == (1, ("short", None, None, 2))
    [row] = csv.DictReader(io.StringIO(as_csv([{"text": whole}]).decode("utf-8-sig")))
    assert row["text"] == whole


def test_more_rows_than_a_sheet_has_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "_MOST_ROWS", 2)
    book = openpyxl.load_workbook(io.BytesIO(as_workbook([{"n": n} for n in range(5)], "Rows")))
    assert book.sheetnames == ["Rows", "Rows (2)", "Rows (3)"]
    assert [row[0] for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)] == list(range(5))


def test_commands_of_remedies_look_like_commands_everywhere() -> None:
    said = "40 further rows: `licet lists entity-list --country 'A&B'` shows *all* [x]."
    markdown = f"*Note:* {inert(said)} [1]"
    assert "`licet lists entity-list --country 'A&B'`" in markdown
    assert without_markdown(markdown) == f"Note: {said} [1]"
    page = paragraphs(markdown, {1: "<button>1</button>"})
    assert "<code>licet lists entity-list --country &#x27;A&amp;B&#x27;</code> shows" in page
    assert "\\" not in page
    assert with_commands("`licet <script>`") == "<code>licet &lt;script&gt;</code>"
    assert without_markdown(f"**{inert('2 * 3 = **6**')}**") == "2 * 3 = **6**"


def cell(text: str) -> tuple[Statement, ...]:
    return (Statement(text, (1,), Verdict.VERBATIM),)


def compared(words: str) -> Answer:
    rows = (("How long", (cell("Five years."), cell("Seven years."))), ("Who decides", (cell(words), ())))
    return replace(answer(), comparison=Comparison(("us", "eu"), rows))


def test_a_comparison_is_a_table_in_pdf_and_goes_on_where_a_row_is_longer_than_a_page() -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(export([compared("The bureau decides.")], "pdf")) as document:
        sizes = [page.get_size() for page in document]
        assert [width > height for width, height in sizes] == [False, True, False]
        page = document[1].get_textpage()
        left, right = (page.get_charbox(page.search(words).get_next()[0])[0] for words in ("Five years", "Seven years"))
        assert right - left > 150  # side by side
    codes = ("us", "eu", "cn", "jp", "uk")
    wide = replace(answer(), comparison=Comparison(codes, (("How long", tuple(cell(f"For {c}.") for c in codes)),)))
    with pypdfium2.PdfDocument(export([wide], "pdf")) as document:
        told = [page.get_textpage().get_text_bounded() for page in document]
    assert ["For cn." in told[1], "For jp." in told[1], "For jp." in told[2], "How long" in told[2]] == [
        True, False, True, True,
    ]  # fmt: skip
    long = "A sentence of a provision that goes on. " * 400
    with pypdfium2.PdfDocument(export([compared(long)], "pdf")) as document:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    assert text.count("goes") == 400


def test_a_comparison_is_the_same_table_in_markdown_word_and_workbook() -> None:
    import docx

    made = {ending: export([compared("The bureau decides.")], ending) for ending in ("md", "docx", "xlsx")}
    lines = [line for line in made["md"].decode().splitlines() if line.startswith("|")]
    (table, *_others) = docx.Document(io.BytesIO(made["docx"])).tables
    sheet = openpyxl.load_workbook(io.BytesIO(made["xlsx"])).worksheets[0]
    for cells in (
        [[c.strip() for c in line.strip("|").split("|")] for line in lines if set(line) - set("|-: ")],
        [[c.text for c in row.cells] for row in table.rows],
        [[str(v or "") for v in row] for row in sheet.iter_rows(values_only=True)],
    ):
        (_, *columns), how_long, who = cells[:3]
        assert ["United States" in columns[0], "European Union" in columns[1]] == [True, True]
        assert [how_long[0], who[0]] == ["How long", "Who decides"]
        assert [how_long[1].startswith("Five years."), how_long[2].startswith("Seven years.")] == [True, True]
        assert who[1].startswith("The bureau decides.")
        assert who[2].lower().rstrip(".") == "not in this collection"


def _pages(data: bytes) -> list[str]:
    import pypdf

    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def test_a_cell_that_is_longer_than_a_page_goes_on_over_pages_and_loses_nothing() -> None:
    words = [f"word{n}" for n in range(4000)]
    rows = [
        {"name": "Acme", "country": "Brazil", "policy": " ".join(words), "list": "L"},
        {"name": "Bolt", "country": "Chile", "policy": "denial", "list": "L"},
    ]
    pages = _pages(export([replace(LISTED, computed={"list": {"rows": rows}})], "pdf"))
    assert len(pages) > 3
    said = " ".join(pages).split()
    assert [w for w in said if w.startswith("word")] == words
    assert {"Acme", "Bolt", "denial"} <= set(said)


def test_columns_that_find_no_room_beside_each_other_are_written_below_each_other() -> None:
    columns = tuple(f"Column{n}" for n in range(40))
    text = f"| {' | '.join(columns)} |\n|{'---|' * 40}\n| {' | '.join(f'cell{n}' for n in range(40))} |"
    said = " ".join(_pages(export([answer(text)], "pdf")))
    assert all(f"Column{n}: cell{n}" in said for n in range(40))


def test_the_number_of_an_item_is_the_one_that_was_written() -> None:
    import docx

    numbered = answer("Two remain.\n\n3. The records are kept.\n4. The report is filed.")
    said = " ".join(_pages(export([numbered], "pdf")))
    assert "3. The records are kept." in said
    assert "1. " not in said
    written = [p.text for p in docx.Document(io.BytesIO(export([numbered], "docx"))).paragraphs]
    assert "3. The records are kept." in written
    assert "4. The report is filed." in written


def test_what_a_memo_did_not_find_is_escaped_once() -> None:
    from assistant.memo.model import Research, SubQuestion
    from ui.exports.memo import memo_markdown

    silent = replace(answer(r"The price of \*lamps\* <b>x\_y is in [1] no text."), outcome=Outcome.SILENT)
    asked = "What is # the *price*?"
    made = Research("1", "Q?", datetime(2026, 2, 3, tzinfo=UTC), parts=(SubQuestion(asked, silent),))
    line = next(line for line in memo_markdown(made).splitlines() if "price" in line)
    assert line == r"- What is \# the \*price\*? The price of \*lamps\* \<b\>x\_y is in no text."


def of_the_library(origin: OriginClass) -> Answer:
    """Return an answer that quotes a sentence of the starter library, held as from an origin."""
    [page] = [file for file in explainers() if file.name == "deemed-exports.md"]
    [line] = [line for line in page.read_text("utf-8").split("\n") if line.startswith("A deemed export is the release")]
    sentence = re.sub(r"\[([^\[\]]+)\]\(\S+\)(?=,)", r"\1", line.partition(" Nothing crosses")[0])
    source = Source("deemed-exports", "What is a deemed export?", Kind.EXPLAINER, "us", "Licet", origin_class=origin)
    return answer("It is … [1]", replace(citation(1, "What a deemed export is > block 1", sentence), source=source))


@pytest.mark.parametrize(
    "ending", [format.ending for format in FORMATS if format.ending not in ("docx", "pdf", "xlsx")]
)
def test_a_quote_of_the_library_leads_to_the_law_that_it_names(ending: str) -> None:
    said = export([of_the_library(OriginClass.PACKAGED)], ending).decode("utf-8-sig")
    assert "https://www.ecfr.gov/current/title-15/section-734.13" in said
    assert "ecfr.gov" not in export([of_the_library(OriginClass.HANDED_IN)], ending).decode("utf-8-sig")


def test_a_program_a_terminal_and_a_card_have_the_law_that_a_quote_names(capsys: pytest.CaptureFixture[str]) -> None:
    told = of_the_library(OriginClass.PACKAGED)
    address = "https://www.ecfr.gov/current/title-15/section-734.13#p-734.13(a)(2)"
    ground = {"locator": "15 CFR 734.13(a)(2)", "url": address}
    assert serializers.citation(told.citations[0])["grounds"] == [ground]
    assert serializers.citation(of_the_library(OriginClass.HANDED_IN).citations[0])["grounds"] == []
    show_answer(told)
    assert f"15 CFR 734.13(a)(2): {address}" in capsys.readouterr().out
    assert f'href="{address}"' in card_html(told.citations[0], 0)

"""A brief tells what a text is and holds, in its own words; names are compared with the lists held."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from assistant.settings import Settings
from assistant.wiring import open_application
from corpus.annotations.briefs import BriefCheck, BriefQuestion, BriefSentence, ModelBrief, written_brief
from corpus.enrichment import annotate
from corpus.model import Kind, Reading, Role, Source
from corpus.parsers.file import File
from corpus.structure import TreeBuilder
from index.ingest.intake import Labels
from ui.commands.questions.brief import _print as print_brief
from ui.components.collection.brief import brief_html, head_html, listed_html, model_html
from ui.json_documents.brief import brief_in_steps, only_of, questions_answered

NOBODY = SimpleNamespace(url="http://127.0.0.1:9")  # no publisher is asked
MEMO = """# Memo on the harbour

The harbour house keeps a book of boats.

## Meaning

"Harbour book" means the book in which every boat is written.

## Payment

The keeper must pay EUR 700 to Corvid Trading House before 3 May 2027.

Buyers such as Nowhere Wax Halls <b>pay</b> nothing.
"""


def _screening_list() -> Reading:
    """Return the US screening list with two parties."""
    tree, base = TreeBuilder(), "U.S. Consolidated Screening List"
    top = tree.add(base, locator=base, role=Role.ANNEX)
    for number, name in enumerate(("Corvid Trading House", "Bluefinch Lamps")):
        listing = "Denied Persons List (DPL) - Bureau of Industry and Security"
        cells = (("Name", name), ("List", listing), ("Country", "Germany"))
        tree.add(f"{name}. List: {listing}.", locator=f"{base} > {number}, {name}", role=Role.ROW, parent=top,
                 heading=name, cells=cells)  # fmt: skip
    source = Source(id="us-list-screening", title=base, kind=Kind.LIST, jurisdiction="us")
    return tree.reading(source, valid_from=date(2026, 7, 31))


@pytest.fixture(scope="module")
def memo(home: Path, tmp_path_factory: Any) -> Any:
    """Return a home with a memo besides lists, and the memo's id."""
    copy = tmp_path_factory.mktemp("brief") / "home"
    shutil.copytree(home, copy, symlinks=True)
    licet = open_application(Settings(home=copy))
    licet.collection.add(annotate(_screening_list()))
    (done,) = licet.add_file(File("memo.md", MEMO.encode()), Labels())
    assert done.problem is None
    licet.close()
    return copy, done.source_id


def test_a_brief_is_of_the_text_and_names_who_is_listed(memo: Any, line: Any) -> None:
    home, id = memo
    told = json.loads(line(home, NOBODY).run("brief", id, "--json").out)
    parts = {part["name"]: [one["text"] for one in part["lines"]] for part in told["parts"]}
    assert parts["Duties"] == [
        "Payment > block 1: The keeper must pay EUR 700 to Corvid Trading House before 3 May 2027."
    ]
    assert parts["Sums"][0].startswith("EUR 700: The keeper must pay")
    assert parts["Dates"][0].startswith("3 May 2027: The keeper")
    assert "book of boats" in parts["It begins"][0]
    assert told["digest"]
    listed = {hit["name"]: hit for hit in told["listed"]}
    assert listed["Corvid Trading House"]["likeness"] == "exact"
    assert listed["Corvid Trading House"]["citation"]["quote"]
    assert not any(hit["likeness"] == "exact" for name, hit in listed.items() if "Nowhere" in name)
    assert 0 < len(told["questions"]) <= 10
    licet = open_application(Settings(home=home))
    for question in told["questions"]:
        assert licet.assistant.ask(question, (), only_of(id)).is_whole, question
    licet.close()
    assert "<b>pay</b>" not in head_html(told) + listed_html(told) + brief_html(told)


def test_of_a_law_no_name_is_told_that_is_only_like_one_on_a_list(memo: Any, tmp_path: Path) -> None:
    licet = open_application(Settings(home=shutil.copytree(memo[0], tmp_path / "home", symlinks=True)))
    words = "# Harbour Act\n\nThe Corvid Trading Office keeps a book. Bluefinch Lamps keeps one too."
    found = {}
    for kind in (Kind.LAW, Kind.USER):
        (done,) = licet.add_file(File(f"{kind.value}.md", words.encode()), Labels(kind=kind))
        *_, told = brief_in_steps(licet, done.source_id)
        found[kind] = {(hit["name"], hit["likeness"]) for hit in told["listed"]}
    licet.close()
    assert found[Kind.LAW] == {("Bluefinch Lamps", "exact")}
    assert ("Corvid Trading Office", "similar") in found[Kind.USER]


def test_the_brief_of_a_chat_model_stands_beside_the_computed_one(memo: Any, tmp_path: Path, capsys: Any) -> None:
    home, id = memo
    licet = open_application(Settings(home=shutil.copytree(home, tmp_path / "home", symlinks=True)))
    assert model_html(next(brief_in_steps(licet, id))) == ""
    held = next(h for h in licet.catalogue.holdings() if h.source.id == id)
    at = licet.catalogue.text(held.latest.number).index("The keeper must pay")
    sentences = [
        BriefSentence(f"{words} EUR 700 to R&D.", check, ((at, at + 30),))
        for words, check in (("The keeper pays", BriefCheck.SECOND_LOOK), ("Somebody pays", BriefCheck.PROGRAM))
    ]
    asked = BriefQuestion(("Who pays R&D EUR 700?",), (sentences[0],), (), ("The text goes on: “unless”",))
    brief = ModelBrief("ollama:<m>", date(2026, 7, 2), 90, 120, 2, tuple(sentences), (), (asked,), ())
    assert licet.catalogue.keep_brief(held.latest.number, written_brief(brief))
    told = next(brief_in_steps(licet, id))
    licet.close()
    assert told["by_model"]["parts"][0]["lines"][0]["citations"][0]["quote"].startswith("The keeper must pay")
    assert any(part["name"] == "Duties" for part in told["parts"])  # the computed one stands as it did
    shown = model_html(told)
    assert "ollama:&lt;m&gt;" in shown
    assert shown.count("checked by the program only") == 1
    assert "<m>" not in shown
    assert shown.count("R&amp;D") == shown.count("R&") > 3
    assert "unless" in shown
    print_brief(told)
    printed = capsys.readouterr().out
    assert "Somebody pays EUR 700 to R&D. (checked by the program only)" in printed
    assert "2 of its sentences did not pass" in printed


def test_a_brief_of_what_is_not_held_says_so(memo: Any, line: Any) -> None:
    done = line(memo[0], NOBODY).run("brief", "nothing-of-the-kind", ok=1)
    assert "is not held" in done.err
    assert "licet sources" in done.err


@pytest.fixture(scope="module")
def app(memo: Any, module_serve: Any) -> Any:
    served = module_serve(memo[0])
    served.wait()
    return served


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_a_brief_opens_from_the_library(memo: Any, browse: Any, app: Any, width: int) -> None:
    _, id = memo
    tab = browse(app, width)
    if width == 390:  # a slow phone: the button stands there before the page listens to it
        tab.page.context.new_cdp_session(tab.page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    tab.open("/library")
    row = tab.page.locator(f"[data-held='{id}']").get_by_role("button", name="Brief")
    row.click()
    dialog = tab.page.get_by_role("dialog")
    dialog.get_by_text("Questions that it answers").wait_for(timeout=90_000)
    tab.settled()
    assert "The keeper must pay EUR 700" in dialog.inner_text()
    assert tab.overflow() <= 0
    assert tab.barriers() == []
    tab.picture(f"brief-{width}")


HARBOUR_RULES = """# Harbour rules

## What the harbour duty is

The harbour duty is a sum that the keeper of a harbour must pay before 4 May 2027. "Harbour duty" means that sum.

## Who pays

Corvid Trading House must pay EUR 900 for each boat.
"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("page", "width", "scheme"),
    [
        ("library", 390, "dark"),
        pytest.param("library", 1440, "light", marks=pytest.mark.slow),
        pytest.param("", 1440, "light", marks=pytest.mark.slow),
        pytest.param("", 390, "dark", marks=pytest.mark.slow),
    ],
)
def test_adding_one_document_leads_to_its_brief(
    memo: Any, browse: Any, serve: Any, tmp_path: Path, page: str, width: int, scheme: str
) -> None:
    app = serve(shutil.copytree(memo[0], tmp_path / "home", symlinks=True))
    app.wait()
    tab = browse(app, width, scheme).open(f"/{page}")
    file = {"name": "harbour.md", "mimeType": "text/markdown", "buffer": HARBOUR_RULES.encode()}
    if page:
        tab.page.get_by_text("Add documents").click()
        tab.page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files([file])
        tab.settled()
        tab.button("Add", exact=True).click()
    else:
        tab.page.locator('[data-testid="stChatInputFileUploadButton"] input').set_input_files([file])
        tab.page.get_by_test_id("stChatInputSubmitButton").click()
    dialog = tab.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Names on a list held, or like one", timeout=90_000)
    expect(dialog).to_contain_text("Corvid Trading House (exact): ")
    expect(dialog.get_by_role("link", name="What is the harbour duty?")).to_be_visible(timeout=90_000)
    expect(dialog).not_to_contain_text("Trying which questions it answers.", timeout=90_000)
    assert (tab.overflow(), tab.barriers()) == (0, [])
    tab.picture(f"added-{page or 'ask'}-{width}-{scheme}")
    dialog.get_by_role("link", name="What is the harbour duty?").click()
    expect(tab.page.locator(".lc-outcome")).to_have_attribute("data-outcome", "answered", timeout=90_000)


@pytest.mark.slow
def test_a_real_text_answers_ten_questions_of_its_brief(new_home: Any, shared: Path) -> None:
    licet = open_application(Settings(home=new_home()))
    (done,) = licet.add([shared / "data" / "us" / "ecfr" / "2026-07-23_title-15_part-744.xml"], Labels())
    assert done.problem is None
    found = list(questions_answered(licet, done.source_id))
    assert len(found) == 10
    for question in found:
        assert licet.assistant.ask(question, (), only_of(done.source_id)).is_whole, question
    licet.close()

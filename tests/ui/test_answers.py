"""What an answer offers beside its sentences.

Suggestions, filters that the question implied, removed sentences, disagreements.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from ui.exports.legal import address
from ui.offers.headings import heading_question


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("What the Entity List is", "What is the Entity List?"),
        ("What a military end use is in US law", "What is a military end use in US law?"),
        ("What EAR99 means", "What does EAR99 mean?"),
        ("How to read the parts of an ECCN", "How do I read the parts of an ECCN?"),
        ("Who decides on the Entity List", "Who decides on the Entity List?"),
        ("Do the measures stop rare earths?", "Do the measures stop rare earths?"),
        ("Which countries the rule covers", ""),  # with a question mark it would be no question
        ("Hong Kong", ""),
        ("§ 744.1 General provisions.", ""),
    ],
)
def test_a_heading_is_asked_as_people_ask_or_not_at_all(heading: str, question: str) -> None:
    assert heading_question(heading) == question


@pytest.mark.parametrize(
    ("locator", "shown"),
    [("Records > block 2", "Records, para. 2"), ("block 3", "Para. 3"), ("15 CFR 744.21(f)", "15 CFR 744.21(f)"),
     ("Annex I > Part A > block 1", "Annex I › Part A, para. 1"), ("The block 2 rule", "The block 2 rule"),
     ("Supplement No. 1 to Part 738 > note noMarkCaveat",
      "Supplement No. 1 to Part 738, note on cells without X, see 15 CFR 738.4(a)(2)(ii)(B)"),
     ("Supplement No. 1 to Part 738 > note anotherKeyOfIts",
      "Supplement No. 1 to Part 738, note on another key of its"),
     ("Supplement No. 1 to Part 738 > note 3", "Supplement No. 1 to Part 738 › note 3")],
)  # fmt: skip
def test_an_address_reads_as_people_write_it(locator: str, shown: str) -> None:
    assert address(locator) == shown


@pytest.mark.browser
def test_a_suggestion_is_answered_by_the_texts_held(served: Any, browse: Any) -> None:
    tab = browse(served).open()
    tab.ask("What is a brass bell?")
    tab.button("Who decides on brass bells?").click()
    tab.page.locator(".lc-outcome").nth(1).wait_for()
    tab.settled()
    assert tab.page.locator(".lc-outcome").nth(1).get_attribute("data-outcome") == "answered"
    assert "within ten days" in tab.text


@pytest.mark.browser
def test_what_the_question_implied_is_a_chip_that_can_be_taken_away(served: Any, browse: Any) -> None:
    tab = browse(served).open()
    tab.ask("How long must exporters keep records of quantum lanterns under Japanese law?")
    main = tab.page.get_by_test_id("stMain")
    assert "five years" not in str(main.text_content())
    tab.page.get_by_test_id("stMain").get_by_role("button", name="Japan").click()
    tab.page.locator("[class*=st-key-implied]").wait_for(state="detached")
    tab.page.locator(".lc-outcome").wait_for()
    tab.settled()
    assert tab.page.locator(".lc-outcome").count() == 1  # in place of the narrow answer
    assert "five years" in str(main.text_content())  # in a passage that opens with a click


@pytest.mark.browser
def test_disagreeing_texts_stand_side_by_side(served: Any, browse: Any) -> None:
    tab = browse(served).open()
    tab.ask("How long must exporters of brass bells keep their records?")
    tab.page.get_by_text("The texts disagree on 1 point").click()
    tab.page.get_by_text("“five years” here, “seven years” there").wait_for()
    tab.settled()
    opened = tab.page.get_by_test_id("stExpanderDetails").locator("[data-standing]")
    assert {g.get_attribute("data-standing") for g in opened.all()} >= {"binding", "agency view"}
    assert tab.barriers() == []
    tab.picture("disagreement")


@pytest.mark.slow
@pytest.mark.browser
def test_a_removed_sentence_unfolds_with_its_reason(
    home: Path, browse: Any, tmp_path: Path, serve: Any, careless_model: Any
) -> None:
    shutil.copytree(home, tmp_path / "home", symlinks=True)
    app = serve(
        tmp_path / "home", LICET_MODEL="openai:careless", LICET_MODEL_URL=careless_model, LICET_MODEL_KEY="none"
    )
    app.wait()
    tab = browse(app).open()
    tab.ask("What is a quantum lantern?")
    assert "77 years" not in tab.page.locator(".lc-group").first.inner_text()
    tab.page.get_by_text("1 sentence removed by the check").click()
    struck = tab.page.locator(".lc-removed").first
    struck.locator("del", has_text="77 years").wait_for()
    assert "77" in struck.locator("em").inner_text()
    assert tab.settled().barriers() == []
    tab.picture("removed")


@pytest.mark.browser
def test_a_fact_that_is_needed_is_filled_in_and_asked_again(served: Any, browse: Any) -> None:
    tab = browse(served).open()
    assert tab.ask("Is my customer on a list?").get_attribute("data-outcome") == "needs_fact"
    tab.page.get_by_label("The name of the party").fill("Firefly Works 10")
    tab.button("Ask with it").click()
    tab.page.locator(".lc-question", has_text="Firefly Works 10").wait_for()
    tab.page.locator(".lc-outcome").nth(1).wait_for()
    tab.settled()
    assert tab.page.locator(".lc-outcome").nth(1).get_attribute("data-outcome") != "needs_fact"
    assert "Firefly Works 10" in tab.page.locator(".lc-group").last.inner_text()


@pytest.mark.slow
@pytest.mark.browser
def test_a_text_that_is_not_held_is_added_right_there_and_answers(
    home: Path, browse: Any, tmp_path: Path, serve: Any
) -> None:
    shutil.copytree(home, tmp_path / "home", symlinks=True)
    app = serve(tmp_path / "home")
    app.wait()
    tab = browse(app).open()
    assert tab.ask("What is the capital of France?").get_attribute("data-outcome") == "not_in_corpus"
    text = "# Notes on France\n\n## Capital of France\n\nThe capital of France is Paris, on the Seine.\n"
    tab.page.locator("[class*=st-key-bring] input[type=file]").set_input_files(
        {"name": "france.md", "mimeType": "text/markdown", "buffer": text.encode()}
    )
    tab.page.locator('.lc-outcome[data-outcome="answered"]').wait_for(timeout=60_000)
    tab.settled()
    assert "Paris, on the Seine" in tab.text
    assert tab.page.locator(".lc-question").count() == 1  # in place of the answer that lacked it

"""A chat model judges what the program left open, and only with words that stand in a passage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from assistant.drafts import checking
from assistant.drafts.checking import check_draft_text
from assistant.drafts.judging import NEEDS_MODEL
from assistant.drafts.model import CheckedDraft, DraftVerdict
from assistant.drafts.report import comments_of, report_markdown
from assistant.research.generation import Generator
from corpus.catalogue import Catalogue
from corpus.enrichment import annotate
from corpus.errors import ModelFailed
from corpus.filters import Filters
from corpus.model import Kind, Role, Source, Stay
from corpus.parsers.drafts.reading import typed_draft
from corpus.structure import TreeBuilder
from index.collection import Collection

PARAPHRASE = "Whoever exports widgets has to file sales records away for seven years."
SPAN = "must keep the sales records for seven years"


def judged(collection: Collection, model: Any, text: str, filters: Filters = Filters()) -> CheckedDraft:
    look = Generator(model, 20, model).second_look(date(2026, 7, 2))
    draft = typed_draft(text)
    return check_draft_text("draft.md", draft, collection.catalogue, filters, collection.search, look)


def said(verdict: str, span: str = "") -> str:
    return json.dumps({"sentence": 1, "verdict": verdict, "span": span, "why": "it says so"})


@pytest.mark.parametrize(
    ("text", "reply", "verdict", "reason"),
    [
        (PARAPHRASE, said("supported", SPAN), "supported", SPAN),
        (PARAPHRASE, said("contradicted", SPAN), "contradicted", "against it in 15 CFR 744.90(a)"),
        (PARAPHRASE, said("not_stated"), "not_found", "none of the"),
        (PARAPHRASE, said("supported", "words that stand nowhere at all"), "not_checkable", "no judgement"),
        (PARAPHRASE, "I would say so.", "not_checkable", "no judgement"),
        (PARAPHRASE.replace("seven", "eleven"), said("supported", SPAN), "not_checkable", "“eleven years”"),
    ],
)
def test_a_model_judges_with_words_that_stand(
    collection: Collection, scripted: Any, text: str, reply: str, verdict: str, reason: str
) -> None:
    [sentence] = judged(collection, scripted(script=[reply]), text).sentences
    assert (sentence.verdict.value, sentence.reason) == (verdict, sentence.reason)
    assert reason in sentence.reason
    assert sentence.citations


def test_what_the_program_decided_is_not_asked_again(collection: Collection, scripted: Any) -> None:
    model = scripted(script=[said("supported", SPAN)])
    text = "# A heading\n\nIs it so?\n\n15 CFR 744.90(z) is harsh.\n\n"
    text += f"The rule says: “Every exporter of widgets {SPAN}”."
    found = judged(collection, model, text)
    assert [s.verdict.value for s in found.sentences] == ["not_checkable", "not_checkable", "contradicted", "supported"]
    assert model.asked == []


def test_a_model_that_fails_leaves_the_program_s_verdicts(collection: Collection, scripted: Any) -> None:
    found = judged(collection, scripted(script=[ModelFailed("It is down.", "Start it.")]), PARAPHRASE)
    assert [s.verdict.value for s in found.sentences] == ["not_checkable"]
    assert not found.by_model
    assert found.notices == ("It is down. What the program left open was not judged: sentence no. 1. Start it.",)


def test_a_model_that_dies_midway_leaves_what_it_had_judged_and_the_rest_is_named(
    collection: Collection, scripted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_SENTENCES_AT_ONCE", 16)
    said_of = [json.dumps({"sentence": n, "verdict": "supported", "span": SPAN}) for n in range(1, 13)]
    model = scripted(script=["\n".join(said_of), ModelFailed("It is down.", "Start it.")])
    found = judged(collection, model, "# Widgets\n\n" + "\n\n".join([PARAPHRASE] * 20))
    assert [s.verdict.value for s in found.sentences] == ["not_checkable", *["supported"] * 12, *["not_checkable"] * 8]
    assert len(model.asked) == 2  # of the sentences that come together with the next ones it is asked no more
    assert found.by_model
    line = "It is down. It had read 12 sentences by then, whose verdicts stand; not read: no. 14–21. Start it."
    assert found.notices == (line,)
    assert {s.reason for s in found.sentences[13:]} == {f"{NEEDS_MODEL} The chat model failed before it had read it."}
    assert all(s.citations for s in found.sentences[13:])  # with the closest passage, in the failed batch and later


# --- stays, and what leads a passage in -------------------------------------------------------------------------------

STAY = Stay("Paragraph (b) was stayed, effective until Dec. 9, 2027.", date(2026, 1, 5), date(2027, 12, 9))
REPORTED = "Whoever makes gears has to report every gear that goes to another country."
REPORT = "must report each gear that is sold abroad"


@pytest.fixture
def gears(new_home: Any) -> Iterator[Collection]:
    """Return a collection of a section whose paragraph (b) is stayed and whose paragraph (c) is led in."""
    tree = TreeBuilder()
    s = tree.add("§ 9.2 Reports.", locator="9 CFR 9.2", role=Role.SECTION, heading="Reports")
    tree.add(f"(b) The gear maker {REPORT}.", locator="9 CFR 9.2(b)", role=Role.PARAGRAPH, parent=s, stay=STAY)
    c = tree.add("(c) No wheel may be sold without a label to:", locator="9 CFR 9.2(c)", role=Role.PARAGRAPH, parent=s)
    tree.add("(1) any carter who is under eighteen years of age;", locator="9 CFR 9.2(c)(1)", role=Role.ITEM, parent=c)
    home = new_home()
    held = Collection(home, Catalogue(home / "catalogue.sqlite"))
    source = Source(id="gears", title="Gear rules", kind=Kind.LAW, jurisdiction="us")
    held.add(annotate(tree.reading(source, valid_from=date(2026, 1, 1))))
    yield held
    held.close()
    held.catalogue.close()


def test_a_sentence_on_a_stayed_provision_that_does_not_say_so_is_not_supported(
    gears: Collection, scripted: Any
) -> None:
    model = scripted(script=[said("supported", REPORT)])
    (sentence,) = judged(gears, model, REPORTED).sentences
    assert "9 CFR 9.2(b) IS STAYED since 2026-01-05 until 2027-12-09" in str(model.asked[0][-1].content)
    assert sentence.verdict is DraftVerdict.NOT_CHECKABLE
    assert "stayed by the text's own note; the sentence does not say so" in sentence.reason
    (told,) = judged(
        gears, scripted(script=[said("supported", REPORT)]), f"{REPORTED[:-1]}, which is stayed."
    ).sentences
    assert told.verdict is DraftVerdict.SUPPORTED


@pytest.mark.parametrize(
    "span",
    [
        "The gear maker … sold abroad",
        f"§ 9.2 Reports. (b) The gear maker {REPORT[:11]} …",
        f"§ 9.2 Reports. (b) The gear maker {REPORT}",
    ],
)
def test_a_stay_counts_wherever_in_its_words_a_span_begins_or_breaks_off(
    gears: Collection, scripted: Any, span: str
) -> None:
    (sentence,) = judged(gears, scripted(script=[said("supported", span)]), REPORTED).sentences
    assert sentence.verdict is DraftVerdict.NOT_CHECKABLE
    assert "stayed by the text's own note" in sentence.reason


def test_the_program_s_own_line_on_a_stay_is_no_word_of_a_text(gears: Collection, scripted: Any) -> None:
    text = "Under 9 CFR 9.2 there is a text that has no force."
    model = scripted(script=[said("supported", "it stands in the text and does not apply")])
    (sentence,) = judged(gears, model, text).sentences
    assert "it stands in the text and does not apply" in str(model.asked[0][-1].content)
    assert sentence.verdict is DraftVerdict.NOT_CHECKABLE
    assert "no judgement that counts" in sentence.reason


def test_a_stay_that_begins_later_than_the_day_is_none_yet(gears: Collection, scripted: Any) -> None:
    model = scripted(script=[said("supported", REPORT)])
    (sentence,) = judged(gears, model, REPORTED, Filters(as_of=date(2026, 1, 4))).sentences
    assert "STAYED" not in str(model.asked[0][-1].content)
    assert sentence.verdict is DraftVerdict.SUPPORTED


def test_what_leads_an_item_in_is_read_with_it(gears: Collection, scripted: Any) -> None:
    item = "any carter who is under eighteen years of age"
    text = "Under 9 CFR 9.2(c)(1) somebody who drives a cart and is no adult cannot buy an unlabelled wheel."
    model = scripted(script=[said("supported", item)])
    (sentence,) = judged(gears, model, text).sentences
    shown = str(model.asked[0][-1].content)
    (one,) = [line for line in shown.splitlines() if line.startswith("[") and "9 CFR 9.2(c)(1) ·" in line]
    assert one.index("No wheel may be sold without a label to:") < one.index(item)
    assert sentence.verdict is DraftVerdict.SUPPORTED
    against = judged(gears, scripted(script=[said("contradicted", "No wheel may be sold")]), text).sentences[0]
    assert against.verdict is DraftVerdict.CONTRADICTED  # words of the lead-in count
    led = judged(gears, scripted(script=[said("supported", "No wheel may be sold without a label")]), text).sentences[0]
    assert led.verdict is DraftVerdict.SUPPORTED
    assert "in 9 CFR 9.2(c): “No wheel" in led.reason  # at their own address
    assert led.citations[0].quote.startswith("No wheel may be sold without a label")


@pytest.mark.parametrize("by_model", [True, False])
def test_sentences_for_which_nothing_is_searched_any_more_are_told_in_one_line(
    collection: Collection, scripted: Any, monkeypatch: pytest.MonkeyPatch, by_model: bool
) -> None:
    monkeypatch.setattr(checking, "_MOST_SEARCHED", 2)
    wordings = [PARAPHRASE.replace("widgets", f"widgets of sort {n}") for n in ("one", "two", "three", "four", "five")]
    text, model = "\n\n".join(wordings), scripted(script=[said("not_stated")])
    if by_model:
        found = judged(collection, model, text)
        assert [s.reason for s in found.sentences[2:]] == [
            f"{NEEDS_MODEL} No passage was searched for it, since 2 were before; check the rest in parts."
        ] * 3  # nothing was put before the model, so nothing is said of its judgement
        assert all(words not in str(model.asked[0][-1].content) for words in wordings[2:])
    else:
        found = check_draft_text("draft.md", typed_draft(text), collection.catalogue, search=collection.search)
    assert [bool(s.citations) for s in found.sentences] == [True, True, False, False, False]
    line = (
        "Passages were searched for the first 2 sentences that the words alone leave open, and not for 3 more: "
        "check the rest in parts."
    )
    assert found.notices == (line,)
    assert line in report_markdown(found)
    assert [line in c.text for c in comments_of(found)] == [True, False, False, False, False]
    assert found.by_model is by_model


def test_a_sentence_without_a_search_goes_to_no_model_whatever_it_names_and_keeps_the_program_s_reason(
    collection: Collection, scripted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_MOST_SEARCHED", 1)
    named = "Under 15 CFR 744.90(b) widgets of brass need approval from the harbour first."
    quoted = f"The harbour office gladly tells its friends: “Every exporter of widgets {SPAN}”, and nobody objects."
    model = scripted(script=[said("not_stated")] * 2)
    found = judged(collection, model, f"{PARAPHRASE}\n\n{named}\n\n{quoted}")
    (asked,) = model.asked
    assert "harbour" not in str(asked[-1].content)
    behind = " No passage was searched for it, since 1 were before; check the rest in parts."
    _, of_named, of_quoted = found.sentences
    assert of_named.reason == f"{NEEDS_MODEL}{behind}"
    assert of_named.citations[0].locator == "15 CFR 744.90(b)"
    assert of_quoted.reason.startswith("The quotation stands word for word in 15 CFR 744.90(a). Not judged: ")
    assert of_quoted.reason.endswith(behind)
    assert {s.verdict.value for s in found.sentences[1:]} == {"not_checkable"}

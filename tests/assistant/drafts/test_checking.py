"""Each sentence of a draft gets the verdict that the texts give it, and none is guessed."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.drafts import checking, context, held_words
from assistant.drafts.checking import MOST_DRAFT_SENTENCES, check_draft_text
from assistant.drafts.model import CheckedDraft
from corpus.catalogue import Catalogue
from corpus.errors import Problem, TooLarge
from corpus.model import Kind, Role, Source
from corpus.parsers.drafts.model import DraftForm
from corpus.parsers.drafts.reading import typed_draft
from corpus.structure import TreeBuilder
from tests.assistant.conftest import foreign, regulation
from tests.assistant.engines.lists.conftest import add_compilation, add_part

Check = Callable[[str], CheckedDraft]


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """Return a catalogue of two lists and two small laws."""
    catalogue = Catalogue(tmp_path_factory.mktemp("drafts") / "catalogue.sqlite")
    add_part(catalogue, date(2026, 4, 15))
    add_compilation(catalogue)
    for reading in (regulation(), foreign()):
        catalogue.publish(catalogue.stage(reading, []))
    yield catalogue
    catalogue.close()


@pytest.fixture
def check(lists: Catalogue) -> Check:
    """Return a function that checks a draft against them."""
    return lambda text: check_draft_text("draft.md", typed_draft(text), lists)


CASES = [
    # quotations, word by word
    (
        "“Every exporter of widgets must keep the sales records for seven years from the date of the export.”",
        "supported",
        "744.90(a)",
    ),
    (
        "15 CFR 744.90(a) says that “Every exporter of widgets must keep the sales records for seven years”.",
        "supported",
        "",
    ),
    ("15 CFR 744.90(a) says that “Every exporter of widgets must keep […] records for seven years”.", "supported", ""),
    (
        "The rule says: “Every exporter of widgets must keep the sales records for nine years”.",
        "contradicted",
        "“seven” where the draft has “nine”",
    ),
    (
        "The rule says: “Every exporter of widgets need not keep the sales records for seven years”.",
        "contradicted",
        "“must”",
    ),
    ("The rule says: “Every maker of trousers must burn the receipts on Sunday”.", "not_found", "none of the texts"),
    (
        "15 CFR 744.91(a) says “Every exporter of widgets must keep the sales records for seven years”.",
        "not_found",
        "and not in 15 CFR 744.91(a)",
    ),
    (
        "It is not true that “Every exporter of widgets must keep the sales records for seven years”.",
        "not_checkable",
        "Not judged",
    ),
    (
        "Smugglers laugh at “Every exporter of widgets must keep the sales records for seven years”.",
        "not_checkable",
        "Not judged",
    ),
    ("Exporters call such goods “widgets”.", "not_checkable", "chat model"),
    # addresses
    ("15 CFR 744.90(z) forbids widgets.", "contradicted", "744.90(a)"),
    ("15 CFR 744.95 forbids widgets.", "not_found", "15 CFR 744.90"),
    ("15 CFR 1999.1 forbids widgets.", "not_found", "add the missing one"),
    # lists
    ("Dynamo A.S. was added to the Entity List on 9 October 2025.", "supported", "90 FR 48193"),
    ("Dynamo A.S. of Turkey has been on the Entity List since October 2025.", "supported", ""),
    ("Washington added Dynamo A.S. to the Entity List in October 2025 (90 FR 48193).", "supported", ""),
    ("Tianjin Cogs is on the Entity List.", "supported", "Cogs of Tianjin"),
    ("Fender GmbH is on the Unverified List.", "supported", ""),
    ("Horn Trading is on the Denied Persons List.", "supported", ""),
    ("Dynamo A.S. was added to the Entity List in October 2024.", "contradicted", "2025-10-09"),
    ("Dynamo A.S. was added to the Entity List on 9 October 2025 (88 FR 71992).", "contradicted", "90 FR 48193"),
    ("Dynamo A.S., of Germany, was added to the Entity List in October 2025.", "contradicted", "Turkey"),
    ("Dynamo A.S. is not on the Entity List.", "contradicted", "has the row"),
    ("Dynamo A.S. was never added to the Entity List.", "contradicted", ""),
    ("Dynamo A.S. isn't on the Entity List.", "contradicted", ""),
    ("Dynamo A.S. was removed from the Entity List.", "contradicted", "still has"),
    ("Bolt Works Co., Ltd. was added to the Entity List on 11 April 2024.", "contradicted", "89 FR 25505"),
    ("Dynamo A.S. was added to the Entity List on 30 September 2025.", "not_checkable", "2025-10-09"),
    ("Grand Piano Makers is on the Entity List.", "not_found", "No row"),
    ("Grand Piano Makers is not on the Entity List.", "not_found", "No row"),
    ("Fender GmbH is on the Entity List.", "not_found", "Unverified List"),
    ("Dynamo A.S. was added to the Entity List in October 2025 and will go bankrupt.", "not_checkable", "go bankrupt"),
    ("If Dynamo A.S. is on the Entity List, nobody may trade with it.", "not_checkable", "Not judged"),
    ("Rumour has it that Dynamo A.S. is on the Entity List.", "not_checkable", "Rumour"),
    ("Dynamo A.S. needs no licence although it is on the Entity List.", "not_checkable", "no licence"),
    (
        "Acme Lamps was added to the Entity List in June 1997 and needs a licence for everything subject to the EAR.",
        "supported",
        "licence requirement",
    ),
    (
        "Egret Shipyard is on the Entity List and needs no licence for everything subject to the EAR.",
        "not_checkable",
        "Not judged",
    ),
    ("Dynamo A.S. and Grand Piano Makers are on the Entity List.", "not_checkable", "Grand Piano"),
    ("Neither Dynamo A.S. nor its sister is on the Entity List.", "not_checkable", "Neither"),
    ("Dynamo A.S. was added to the Entity List in October 2025 for shipping lamps to Iran.", "not_checkable", "Iran"),
    ("A rival of Dynamo A.S. was added to the Entity List in October 2025.", "not_checkable", "rival"),
    # the text's own words
    (
        "Every exporter of widgets must keep the sales records for seven years from the date of the export.",
        "supported",
        "in its words",
    ),
    (
        "Every exporter of widgets must keep the sales records for ten years from the date of the export.",
        "contradicted",
        "“seven”",
    ),
    (
        "Every exporter of widgets must not keep the sales records for seven years from the date of the export.",
        "contradicted",
        "“not”",
    ),
    ("Every exporter of widgets must keep the sales records for seven years.", "not_checkable", "goes on"),
    (
        "Every exporter of widgets but one must keep the sales records for seven years from the date of the export.",
        "not_checkable",
        "",
    ),
    ("Freedonia must keep the sales records for seven years from the date of the export.", "not_checkable", ""),
    ("Exports of widgets to Freedonia are ten a penny.", "not_checkable", ""),
    (
        "Under 15 CFR 744.90(a), sales records of widgets have to be kept for nine years after the export.",
        "contradicted",
        "seven years",
    ),
    # nothing to judge
    (
        "Will exporters of widgets keep the sales records for seven years from the date of the export?",
        "not_checkable",
        "question",
    ),
    ("The rule is a blunder.", "not_checkable", "chat model"),
]


@pytest.mark.parametrize(("text", "verdict", "reason"), CASES)
def test_a_sentence_gets_its_verdict(check: Check, text: str, verdict: str, reason: str) -> None:
    [sentence] = check(text).sentences
    assert (sentence.verdict.value, sentence.reason) == (verdict, sentence.reason)
    assert reason in sentence.reason
    assert "\n" not in sentence.reason
    assert sentence.citations or verdict != "supported"


def test_every_sentence_stands_at_its_place(check: Check) -> None:
    text = (
        "# Widgets\n\nFirst *thing*: [the rule](http://example.org) is “Every exporter of\nwidgets must keep the sales "
        "records for seven years”. And more.\n\n- An item.\n- Another; with a tail\n\n```\nno sentence\n```\n"
    )
    found = check(text)
    assert [text[s.start : s.end] for s in found.sentences] == [s.text for s in found.sentences]
    assert [s.text for s in found.sentences][::2] == ["Widgets", "And more.", "Another; with a tail"]
    assert [s.verdict.value for s in found.sentences][:2] == ["not_checkable", "not_checkable"]
    assert "word for word in 15 CFR 744.90(a)" in found.sentences[1].reason


def test_a_citation_is_verbatim(check: Check) -> None:
    found = check("\n\n".join(text for text, *_ in CASES))
    assert len(found.sentences) == len(CASES)
    cited = [c for s in found.sentences for c in s.citations]
    assert len(cited) > 25
    assert all(c.quote for c in cited)


def test_a_text_without_full_stops_is_told(tmp_path: Path, check: Check) -> None:
    [sentence] = check("widget " * 3000).sentences
    assert sentence.verdict.value == "not_checkable"
    assert "4,000 characters" in sentence.reason


def test_plain_text_keeps_its_lines(check: Check) -> None:
    draft = typed_draft(
        "A TITLE\nEvery exporter of widgets must keep the sales records for seven years\nfrom now.", DraftForm.TEXT
    )
    assert [(b.start, b.end) for b in draft.blocks] == [(0, 7), (8, len(draft.text))]


_LARGE = 300_000  # characters
REPEATED = (
    "第", "第一条", "a ", "a", "7", "7 ", "“", "「", '"', "'", '"a" ', "§", "§ ", "§ 744.90(a) ", "15 CFR 744.90(a) ",
    "(a)", "[", "[a](", "<a ", "<!--", "*", "`", "# a\n", "|a|\n", "|", "- ", "> ", "$1,000 ", "1 March 2024 ",
    "3A001.a.1 ", "A.B.", "Aa Bb ", "Co., Ltd. ", "not ", "a; ", "…", "e\u0301", "\u202e", "&amp;", "~~", "_a", "a_ ",
    "Acme Lamps is on the Entity List. ", "It is “Every exporter of widgets must keep” so. ",
)  # fmt: skip


@pytest.mark.parametrize("repeated", REPEATED)
def test_a_hostile_draft_is_judged_or_refused_in_one_line_in_bounded_time(check: Check, repeated: str) -> None:
    begun = time.monotonic()
    told: list[str] = []
    try:
        told += [s.reason for s in check((repeated * (_LARGE // len(repeated) + 1))[:_LARGE]).sentences]
    except Problem as problem:
        told.append(str(problem))
    assert len(told) <= MOST_DRAFT_SENTENCES
    assert not any("\n" in line for line in told)
    assert time.monotonic() - begun < 60


def test_a_million_brackets_are_too_long_and_ten_thousand_sentences_too_many(check: Check) -> None:
    for text, said in (("(" * 1_000_000, "200 pages"), ("|a|\n" * (MOST_DRAFT_SENTENCES + 1), "10,001 sentences")):
        with pytest.raises(TooLarge, match=said) as refused:
            check(text)
        assert "Check it in parts" in str(refused.value.remedy)


def test_a_phrase_of_every_sentence_and_every_paragraph_costs_no_product_of_both(tmp_path: Path) -> None:
    phrase = "in accordance with the provisions of this section and of the regulations"
    said = [held_words.words_in_place(f"the {n} lamps are sold {phrase}") for n in range(500)]
    runs = held_words._runs([[w.text for w in sentence] for sentence in said], 4)
    assert max(map(len, runs.values())) == held_words._SAID_WITH_RUN
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    tree = TreeBuilder()
    for n in range(500):
        tree.add(f"The {n} lamps are sold {phrase}.", locator=f"Article {n}", role=Role.SECTION)
    source = Source(id="eu-phrases", title="Regulation on phrases", kind=Kind.LAW, jurisdiction="eu")
    catalogue.publish(catalogue.stage(tree.reading(source), []))
    draft = typed_draft("\n\n".join(f"The {n} lamps are sold {phrase}." for n in range(500)))
    found = check_draft_text("draft.md", draft, catalogue).sentences
    assert {s.verdict.value for s in found} == {"supported"}  # the last sentence is found as the first one is
    assert [s.citations[0].locator for s in (found[0], found[499])] == ["Article 0", "Article 499"]
    catalogue.close()


def test_lists_are_chosen_once_for_a_draft(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: list[object] = []
    real = context.all_held
    monkeypatch.setattr(context, "all_held", lambda *given: chosen.append(given) or real(*given))
    check("Acme Lamps is on the Entity List. Bolt Works is on the Entity List. It is late. " * 5)
    assert len(chosen) == 1


def test_what_comes_after_the_time_for_a_draft_is_said_to_be_left_open(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_MOST_SECONDS", 0.0)
    found = check("Dynamo A.S. was added to the Entity List on 9 October 2025.\n\n15 CFR 744.90(z) forbids widgets.")
    assert [s.verdict.value for s in found.sentences] == ["not_checkable"] * 2
    assert all("were used up" in s.reason for s in found.sentences)
    assert found.notices == ("2 of 2 sentences were not reached within 0 seconds: check the rest in parts.",)


def test_what_is_judged_arrives_before_the_whole_and_is_the_same(
    lists: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Dynamo A.S. was added to the Entity List on 9 October 2025. Acme Lamps is on the Entity List. " * 10
    whole = check_draft_text("draft.md", typed_draft(text), lists)
    monkeypatch.setattr(checking, "_SENTENCES_AT_ONCE", 2)
    monkeypatch.setattr(checking, "_MOST_AT_ONCE", 8)
    arrived: list[CheckedDraft] = []
    done: list[tuple[int, int]] = []
    in_parts = check_draft_text(
        "draft.md", typed_draft(text), lists, progress=lambda *at: done.append(at), arrived=arrived.append
    )
    assert in_parts == whole
    assert [(len(a.sentences), a.left) for a in arrived] == [(2, 18), (6, 14), (14, 6)]
    assert all(a.sentences == whole.sentences[: len(a.sentences)] for a in arrived)
    assert [n for n, _ in done] == sorted(n for n, _ in done)
    assert done[0] == (0, 20)  # the texts are gone through before the first sentence is judged
    assert done[-1] == (20, 20)


def test_of_a_draft_that_takes_too_long_the_first_sentences_are_checked(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = itertools.count()
    monkeypatch.setattr(checking, "time", SimpleNamespace(monotonic=lambda: float(next(seconds))))
    monkeypatch.setattr(checking, "_MOST_SECONDS", 6.0)
    monkeypatch.setattr(checking, "_SENTENCES_AT_ONCE", 1)
    found = check("Dynamo A.S. was added to the Entity List on 9 October 2025. " * 3)
    assert ["were used up" in s.reason for s in found.sentences] == [False, True, True]

"""Notes that a question may mean: of its law, of its matter, of the part that it names."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.evidence.annotation_index import AnnotationIndex
from assistant.evidence.annotation_places import is_in_part, is_meant_at, is_named_in_passing
from assistant.evidence.annotations import AnnotationMatcher
from assistant.pipeline import Assistant
from assistant.query.parser import understand
from corpus.annotations import Annotation, load_annotations
from corpus.annotations.model import AnnotatedSource, Pin
from corpus.filters import Filters
from corpus.locators import parse
from index.encoders.embeddings import EnglishEncoder


def _is_meant(assistant: Assistant, home: Path, notes: str, question: str) -> bool:
    """Return whether a question meets the one note of a text that is not held."""
    source = tomllib.loads(notes)
    folder = home / "notes" / source["jurisdiction"]
    folder.mkdir(parents=True)
    (folder / f"{source['source']}.toml").write_text(notes, "utf-8")
    matcher = AnnotationMatcher(EnglishEncoder(assistant.settings.home), home, load_annotations(folder.parent))
    query = understand(question, (), Filters(), assistant.catalogue)
    hits = assistant.collection.search(query.standalone, 10, query.filters)
    return matcher.match(query, hits, assistant.catalogue).unread is not None


NUCLEAR = """
source = "us-10-cfr-110"
title = "10 CFR Part 110"
jurisdiction = "us"
held = false

[[annotation]]
id = "records"
questions = [
  "How long must nuclear export records be kept?",
  "how many years do I keep the papers of reactor exports",
  "keeping of records of nuclear exports, how many years",
]
answer = "At most 90 days."
pins = ["10 CFR 110.53(b)(1)"]
"""


@pytest.mark.parametrize(
    "question, is_meant",
    [
        ("How long must export records be kept?", False),
        ("how many years do I keep the papers of exports", False),
        ("How long must records of uranium exports be kept?", True),
        ("how many years must NRC licensees keep export records", True),
    ],
)
def test_a_law_for_one_matter_is_met_by_a_question_that_speaks_of_it(
    assistant: Assistant, tmp_path: Path, question: str, is_meant: bool
) -> None:
    assert _is_meant(assistant, tmp_path, NUCLEAR, question) == is_meant


UNION = """
source = "eu-32000R0001"
title = "Regulation on widgets"
jurisdiction = "eu"
held = false

[[annotation]]
id = "loans"
questions = [
  "May a bank in the EU lend more than 90 widgets to a Freedonian?",
  "EU bank lends a Freedonian widgets, how many",
  "lending of widgets to Freedonians by banks in the Union",
]
answer = "No. At most 90 widgets may be lent."
verdict = "no"
pins = ["Article 5(1)"]
"""


@pytest.mark.parametrize(
    "question, is_meant",
    [
        ("May a Dutch bank lend more than 90 widgets to a Freedonian?", True),
        ("May a Peruvian bank lend more than 90 widgets to a Freedonian?", False),
    ],
)
def test_a_member_state_is_no_other_place_than_its_union(
    assistant: Assistant, tmp_path: Path, question: str, is_meant: bool
) -> None:
    assert _is_meant(assistant, tmp_path, UNION, question) == is_meant


def _note(jurisdiction: str, source: str, *questions: str) -> str:
    asked = "".join(f'  "{question}",\n' for question in questions)
    return (
        f'source = "{source}"\ntitle = "Widget law"\njurisdiction = "{jurisdiction}"\nheld = false\n\n[[annotation]]\n'
        f'id = "widgets"\nquestions = [\n{asked}]\nanswer = "At most 90 widgets."\npins = ["Article 5(1)"]\n'
    )


@pytest.mark.parametrize(
    ("jurisdiction", "question", "is_meant"),
    [
        ("us", "Which office licenses widget exports in Japan?", False),
        ("jp", "Which office licenses widget exports in Japan?", True),
        ("us", "Which office licenses widget exports to Japan?", True),
        ("jp", "Which office licenses widget exports to Japan?", False),
        ("int", "Which office licenses widget exports in Japan?", True),
    ],
)
def test_a_place_whose_law_is_asked_of_is_told_from_one_where_something_goes(
    assistant: Assistant, tmp_path: Path, jurisdiction: str, question: str, is_meant: bool
) -> None:
    wordings = ("Which office licenses widget exports?", "office for widget exports", "who licenses widgets")
    assert _is_meant(assistant, tmp_path, _note(jurisdiction, "xx-widgets", *wordings), question) == is_meant


@pytest.mark.parametrize(
    ("question", "is_meant"),
    [
        ("How long does a widget licence take?", False),
        ("How long is a widget licence valid?", True),
        ("How long must widget licence papers be kept?", True),
    ],
)
def test_how_long_a_decision_takes_is_not_how_long_it_holds(
    assistant: Assistant, tmp_path: Path, question: str, is_meant: bool
) -> None:
    wordings = ("How long is a widget licence valid?", "when does a widget licence expire, how long", "validity")
    assert _is_meant(assistant, tmp_path, _note("us", "us-widgets", *wordings), question) == is_meant


@pytest.mark.parametrize(
    ("question", "is_meant"),
    [
        ("How long must widget records be kept under the EU's sanctions?", False),
        ("How long must widget records be kept under the EU's rules?", True),
    ],
)
def test_a_question_on_another_law_of_the_same_union_is_not_answered_by_a_note_on_this_one(
    assistant: Assistant, tmp_path: Path, question: str, is_meant: bool
) -> None:
    wordings = ("How long must widget records be kept in the EU?", "widget records EU years", "keeping widget papers")
    assert _is_meant(assistant, tmp_path, _note("eu", "eu-32021R0821", *wordings), question) == is_meant


@pytest.mark.parametrize(
    ("locator", "part", "is_in"),
    [
        ("15 CFR 744.90(a)", "15 CFR Part 744", True),
        ("Supplement No. 4 to Part 744", "15 CFR Part 744", True),
        ("10 CFR 110.53(b)(1)", "10 CFR Part 110", True),
        ("15 CFR 744.90(a)", "15 CFR Part 74", False),
        ("Supplement No. 1 to Part 1744", "15 CFR Part 744", False),
        ("15 CFR 744.90(a)", "15 CFR 744.90", False),
        ("Article 3", "15 CFR Part 744", False),
        ("15 CFR Part 744", "15 CFR Part 744", False),
    ],
)
def test_a_note_stands_in_a_part_by_the_number_of_its_section(locator: str, part: str, is_in: bool) -> None:
    assert is_in_part(locator, part) == is_in


def _saying(source: str, jurisdiction: str, *questions: str) -> str:
    asked = "".join(f'  "{question}",\n' for question in questions)
    return (
        f'source = "{source}"\ntitle = "Widgets"\njurisdiction = "{jurisdiction}"\n\n[[annotation]]\n'
        f'id = "widgets"\nquestions = [\n{asked}]\nanswer = "A widget is a gadget with a bell."\n'
        'pins = ["Article 5(1)"]\n'
    )


@pytest.mark.parametrize(
    ("law", "wordings", "first"),
    [
        ("us", ("What is a widget in law?", "widget meaning", "definition of widgets"), "us-15-cfr-772"),
        ("us", ("Who sells bells?", "bell market sellers", "where are bells sold"), "eccn"),  # of another matter
        ("cn", ("What is a widget in law?", "widget meaning", "definition of widgets"), "eccn"),  # another country's
    ],
)
def test_a_note_on_a_law_goes_before_one_on_an_explainer_that_says_the_same(
    assistant: Assistant, tmp_path: Path, law: str, wordings: tuple[str, ...], first: str
) -> None:
    source = "us-15-cfr-772" if law == "us" else "cn-widgets"
    for id, jurisdiction, asked in (
        ("eccn", "us", ("What is a widget here?", "widget what is it", "explain widgets")),
        (
            "us-15-cfr-700",
            "us",
            ("Who may fish in the lake?", "lake fishing", "fishing permits"),
        ),  # most are on its law
        (source, law, wordings),
    ):
        folder = tmp_path / "notes" / jurisdiction
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{id}.toml").write_text(_saying(id, jurisdiction, *asked), "utf-8")
    notes = load_annotations(tmp_path / "notes").all
    encoder = EnglishEncoder(assistant.settings.home)
    index = AnnotationIndex(notes, dict.fromkeys(range(len(notes)), True), encoder, tmp_path)
    (best,) = index.best(understand("What is a widget?", (), Filters(), assistant.catalogue), ())
    assert best.annotation.source.id == first
    if first == "us-15-cfr-772":  # that an explainer says the same casts no doubt on it
        assert "eccn" not in {near.annotation.source.id for near in best.near}


RULE_AND_ENTRY = """
source = "us-15-cfr-744"
title = "15 CFR Part 744"
jurisdiction = "us"
held = false

[[annotation]]
id = "buyers"
questions = ["Which plants may get 3B001 tools?", "tools for a plant of lanterns", "which plants may be sent tools"]
answer = "Plants that make lanterns."
pins = ["15 CFR 744.6(d)(5)"]

[[annotation]]
id = "entry"
questions = ["What does 2B350 cover?", "valves of 2B350", "is a pump in 2B350"]
answer = "Valves; pumps are in 2B351 and Annex II."
pins = ["ECCN 2B350"]
"""


@pytest.mark.parametrize(
    "note, address, is_meant",
    [
        ("buyers", "ECCN 9A004", True),  # the number of the goods: a rule says what holds of them
        ("buyers", "15 CFR 744.6", True),
        ("buyers", "15 CFR 744.7", False),
        ("entry", "ECCN 2B350.a", True),
        ("entry", "ECCN 2B351", True),  # another entry, of which the note speaks
        ("entry", "ECCN 2B352", False),
        ("entry", "Annex II", True),  # a list of goods, without its law: the note speaks of it
        ("entry", "Annex I", False),
        ("entry", "Article 2", False),
    ],
)
def test_the_number_of_an_entry_is_that_of_the_goods(tmp_path: Path, note: str, address: str, is_meant: bool) -> None:
    folder = tmp_path / "notes" / "us"
    folder.mkdir(parents=True)
    (folder / "us-15-cfr-744.toml").write_text(RULE_AND_ENTRY, "utf-8")
    (annotation,) = (a for a in load_annotations(folder.parent).all if a.slug == note)
    at = parse(address)
    assert at is not None
    assert is_meant_at(at, annotation) is is_meant
    elsewhere = replace(annotation, source=replace(annotation.source, jurisdiction="cn"))
    if address == "ECCN 9A004":  # a law whose list has no such numbers speaks of other goods
        assert not is_meant_at(at, elsewhere)


ON_AN_EXPLAINER = """
source = "export-penalties"
title = "Export penalties"
jurisdiction = "int"
edition = ""

[[annotation]]
id = "china"
questions = ["What is the fine in China for lanterns?", "lanterns, fine, China", "Chinese fine on lanterns"]
answer = "China fines an exporter of lanterns."
pins = ["Penalties in China > block 1"]
"""


@pytest.mark.parametrize(
    "question, law, is_admitted",
    [
        ("What is the fine under Chinese law for lanterns?", "", True),
        ("What is the fine under Japanese law for lanterns?", "", False),
        ("What is the fine for lanterns?", "us", False),  # a person's own filter
        ("What is the fine under Chinese law for lanterns?", "cn", False),
    ],
)
def test_a_note_on_an_explainer_is_of_the_laws_that_it_speaks_of(
    assistant: Assistant, tmp_path: Path, question: str, law: str, is_admitted: bool
) -> None:
    folder = tmp_path / "notes" / "int"
    folder.mkdir(parents=True)
    (folder / "export-penalties.toml").write_text(ON_AN_EXPLAINER, "utf-8")
    notes = load_annotations(folder.parent).all
    assert [a.slug for a in notes] == ["china"]
    index = AnnotationIndex(notes, {0: True}, EnglishEncoder(assistant.settings.home), tmp_path)
    query = understand(question, (), Filters(jurisdictions=(law,) if law else ()), assistant.catalogue)
    assert bool(list(index.best(query, []))) is is_admitted


ON_PLATES = """
source = "us-15-cfr-745-774"
title = "Lantern rules"
jurisdiction = "us"
edition = ""

[[annotation]]
id = "lanterns"
questions = ["Which armored lanterns are controlled?", "armored lantern plates", "are lantern plates military goods"]
answer = "Armored lanterns need a permit."
pins = ["15 CFR 774.1"]

[[annotation]]
id = "lanterns-beside"
questions = ["Which armored lanterns go to the USML?", "armored lantern plates, whose list", "lantern plates, agency"]
answer = "Armored lanterns are here, unless the USML has them."
pins = ["15 CFR 774.1"]
"""


@pytest.mark.parametrize(
    "question, found",
    [
        ("Which armored lantern plates are ITAR military goods?", {"lanterns-beside"}),
        ("Which armored lantern plates are State Department military goods?", {"lanterns-beside"}),
        ("Which armored lantern plates are military goods?", {"lanterns", "lanterns-beside"}),
        ("Are armored lantern plates military goods under ITAR or the EAR?", {"lanterns", "lanterns-beside"}),
    ],
)
def test_a_law_that_is_called_by_name_leaves_the_others(
    assistant: Assistant, tmp_path: Path, question: str, found: set[str]
) -> None:
    folder = tmp_path / "notes" / "us"
    folder.mkdir(parents=True)
    (folder / "us-15-cfr-745-774.toml").write_text(ON_PLATES, "utf-8")
    notes = load_annotations(folder.parent).all
    index = AnnotationIndex(notes, {0: True, 1: True}, EnglishEncoder(assistant.settings.home), tmp_path)
    query = understand(question, (), Filters(), assistant.catalogue)
    assert {near.annotation.slug for best in index.best(query, []) for near in best.near} == found
    japanese = [replace(a, source=replace(a.source, jurisdiction="jp")) for a in notes]  # Japan has such a list, too
    index = AnnotationIndex(japanese, {0: True, 1: True}, EnglishEncoder(assistant.settings.home), tmp_path)
    query = understand(
        "Which armored lantern plates are on Japan's munitions list?", (), Filters(), assistant.catalogue
    )
    assert {near.annotation.slug for best in index.best(query, []) for near in best.near} == {a.slug for a in notes}


@pytest.mark.parametrize(
    ("answer", "pin", "is_in_passing"),
    [
        ("Computers of ECCN 4A003, 4A004, 4A994 or 5A002 are covered.", "15 CFR 744.23(a)", True),
        ("Computers of ECCN 4A003, 4A004, 4A994 or 5A002 are covered.", "4A004", False),
        ("4A004 covers neural computers.", "15 CFR 744.23(a)", False),
    ],
)
def test_a_rule_that_names_an_entry_among_others_does_not_say_what_the_entry_covers(
    answer: str, pin: str, is_in_passing: bool
) -> None:
    note = Annotation(AnnotatedSource("us-test", "Part 744", "us"), "computers", ("Which?",), answer, (Pin(pin),))
    address = parse("4A004")
    assert address is not None
    assert is_named_in_passing(address, note) is is_in_passing


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [
        ("Do lamps fall under 4A004?", True),
        ("Is a lamp 4A004?", True),
        ("Fallen gewöhnliche Lampen unter 4A004?", True),
        ("Do I need a licence for 4A004?", False),
        ("Which exceptions does 4A004 name?", False),
        ("Do lamps fall under 15 CFR 744.23?", False),
    ],
)
def test_what_an_entry_covers_is_asked_by_its_number_alone(assistant: Assistant, question: str, is_asked: bool) -> None:
    assert understand(question, (), Filters(), assistant.catalogue).asks_what_an_entry_covers is is_asked

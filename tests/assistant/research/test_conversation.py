"""Conversations with a chat model: earlier answers go along, and requests about the last one need no new search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from assistant.events import Step
from assistant.model import Answer, Outcome
from assistant.pipeline import Assistant
from assistant.prompts.loader import prompt
from assistant.query.conversation import earlier_turns
from assistant.query.reworks import Rework, languages_named, reworks
from assistant.research.tokens import shortened, tokens
from assistant.research.tools import schemas
from assistant.settings import Settings, Switch
from corpus.catalogue import Catalogue
from corpus.enrichment import annotate
from corpus.errors import BadRequest
from corpus.model import Kind, Reading, Role, Source
from corpus.structure import TreeBuilder
from index.collection import Collection
from ui import serializers

QUESTION = "How long must an exporter keep widget sales records?"


def turn(assistant: Assistant) -> dict[str, Any]:
    """Return the first question with its answer, as `licet ask --json` prints it."""
    told = serializers.answer(assistant.ask(QUESTION))
    return {"question": QUESTION, "answer": told["answer"], "citations": told["citations"]}


SAID = 'Seven years from the export [1 "seven years from the date of the export"].'


@pytest.mark.parametrize(
    ("asked", "is_one"),
    [
        ("shorter", True),
        ("As a table, please.", True),
        ("why the second point?", True),
        ("are you sure?", True),
        ("in German", True),
        ("Which source says that?", True),
        ("auf Deutsch bitte", True),
        ("更短", True),
        ("bist du sicher?", True),
        ("Kannst du das als Tabelle machen?", True),
        ("tu es sûr ?", True),
        ("sous forme de tableau", True),
        ("pourquoi le deuxième point ?", True),
        ("más corto", True),
        ("¿por qué el segundo punto?", True),
        ("你确定吗？", True),
        ("为什么第二点？", True),
        ("用德语", True),
        ("短くしてください", True),
        ("ドイツ語で", True),
        ("표로", True),
        ("can you cite the source for point 3?", True),
        ("第二条是什么？", False),
        ("出口到俄罗斯呢？", False),
        ("ロシアは？", False),
        ("und für Russland?", False),
        ("¿y para Rusia?", False),
        ("qui décide ?", False),
        ("and for Russia?", False),
        ("and for German exporters?", False),
        ("how long?", False),
        ("which list?", False),
        ("what about paragraph (b)?", False),
        ("who decides?", False),
        ("", False),
    ],
)
def test_requests_about_the_last_answer_are_told_from_new_questions(asked: str, is_one: bool) -> None:
    assert (reworks(asked) is not None) is is_one


@pytest.mark.parametrize(
    ("asked", "wants"),
    [
        ("are you sure?", Rework.DOUBT),
        ("Is that really right?", Rework.DOUBT),
        ("bist du sicher?", Rework.DOUBT),
        ("你确定吗？", Rework.DOUBT),
        ("本当ですか", Rework.DOUBT),
        ("Which source says that?", Rework.FORM),
        ("why the second point?", Rework.FORM),
        ("shorter", Rework.FORM),
        ("in German", Rework.FORM),
    ],
)
def test_what_doubts_the_last_answer_is_told_from_what_wants_it_in_another_form(asked: str, wants: Rework) -> None:
    assert reworks(asked) is wants


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("please translate your answer on lamps to German", {"de"}),
        ("tradúcelo al alemán", {"de"}),
        ("traduis-le au français", {"fr"}),
        ("Could you translate that to German, please?", {"de"}),
        ("translate it to Chinese for me", {"zh"}),
        ("peux-tu traduire la réponse au chinois", {"zh"}),
        ("traduce la respuesta al francés", {"fr"}),
        ("Which lamps (3A001) are listed? Translate the list to Japanese", {"ja"}),
        ("Can we export translation software to Chinese buyers?", set()),
        ("translation devices to German customers", set()),
        ("Can we translate manuals and send them to German customers?", set()),
        ("la traducción al chino", set()),
        ("may we send our lamps to Chinese buyers?", set()),
        ("vendemos al chino", set()),
    ],
)
def test_a_language_to_translate_to_is_named_and_people_are_not(asked: str, codes: set[str]) -> None:
    assert languages_named(asked) == codes


@pytest.mark.parametrize("asked", ["shorter", "as a table", "why the second point?", "in German"])
def test_the_last_answer_is_worked_on_over_its_own_evidence(assistant: Assistant, with_model: Any, asked: str) -> None:
    earlier = turn(assistant)
    with_one, model = with_model(SAID)
    events = list(with_one.events(asked, [earlier]))
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert answer.outcome is Outcome.ANSWERED
    assert "Seven years" in answer.text
    assert answer.citations[0].locator == "15 CFR 744.90(a)"
    prompt = str(model.asked[0][1].content)
    assert f"Question: {asked}" in prompt
    assert f"Asked: {QUESTION}" in prompt
    assert "seven years" in prompt.split("<evidence>")[0]  # what was answered
    assert not any(isinstance(e, Step) and e.stage == "searched" for e in events)


# --- doubts, and what a model tells of a follow-up --------------------------------------------------------------------

REPORT = "How soon must the maker of gears report a sale?"
RULE = "The maker must report each sale of a gear within {days} days."
REPORTED = 'Within ninety days [{n} "report each sale of a gear within ninety days"].'
WOOD = "The duty to report does not apply to gears of wood."
GIFT = "Except as provided in § 9.2, a maker of toys need not write to the office about a gift."


def gear_rules(days: str, day: date) -> Reading:
    tree = TreeBuilder()
    filler = "A wheel is a round thing that turns about a hub. " * 150

    def section(number: str, heading: str, *paragraphs: str) -> None:
        s = tree.add(f"§ {number} {heading}.", locator=f"9 CFR {number}", role=Role.SECTION, heading=heading)
        for letter, text in zip("abc", paragraphs, strict=False):
            place = f"9 CFR {number}({letter})"
            tree.add(f"({letter}) {text}", locator=place, role=Role.PARAGRAPH, parent=s)

    section("9.2", "Reports", RULE.format(days=days), filler, WOOD)
    section("9.7", "Toys", GIFT)
    section("9.8", "Bells", "No bell may be rung at night, except on a ship.")
    source = Source(id="gears", title="Gear rules", kind=Kind.LAW, jurisdiction="us")
    return annotate(tree.reading(source, valid_from=day))


@pytest.fixture
def gears(new_home: Any) -> Iterator[Collection]:
    """Return a collection of a rule in two editions, with an exception far from it and one in another section."""
    home = new_home()
    held = Collection(home, Catalogue(home / "catalogue.sqlite"))
    held.add(gear_rules("ninety", date(2025, 1, 1)))
    held.add(gear_rules("thirty", date(2026, 1, 1)))
    yield held
    held.close()
    held.catalogue.close()


def of_2025(gears: Collection) -> dict[str, Any]:
    """Return a question with its answer, which stands on the older edition."""
    source, version = min(gears.catalogue.editions().values(), key=lambda e: e[1].valid_from or date.max)
    (held,) = gears.catalogue.in_edition(version.number, "9 CFR 9.2(a)")
    place = {"source_id": source.id, "digest": version.digest, "number": 1}
    cited = {**place, "start": held.provision.start, "end": held.provision.end}
    return {"question": REPORT, "answer": "Within ninety days [1].", "citations": [cited]}


@pytest.mark.parametrize("asked", ["are you sure?", "你确定吗？"])
def test_a_doubt_looks_for_what_contradicts_or_limits_the_last_answer(
    gears: Collection, scripted: Any, asked: str
) -> None:
    settings = Settings(home=gears.home, model_timeout=20, verifier="off")
    model = scripted(script=['No, within thirty days now [2 "report each sale of a gear within thirty days"].'])
    events = list(Assistant(gears, gears.catalogue, settings, model).events(asked, [of_2025(gears)]))
    read = str(model.asked[0][1].content)
    evidence = read.split("<evidence>")[1].split("</evidence>")[0]
    for words in ("within ninety days", "within thirty days", WOOD, GIFT):
        assert words in evidence, words
    assert evidence.index("ninety days") < evidence.index("thirty days") < evidence.index(WOOD)
    assert "doubts the last answer" in read
    assert any(isinstance(e, Step) and e.stage == "searched" for e in events)
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert "within thirty days" in answer.text


def test_a_doubt_of_two_questions_leaves_what_the_program_declines_out(gears: Collection, scripted: Any) -> None:
    settings = Settings(home=gears.home, model_timeout=20, verifier="off")
    model = scripted(script=['No, within thirty days now [2 "report each sale of a gear within thirty days"].'])
    two = {**of_2025(gears), "question": f"{REPORT} What is the fee for a moon permit?"}
    answer = Assistant(gears, gears.catalogue, settings, model).ask("are you sure?", [two])
    assert "within thirty days" in answer.text
    assert "moon permit" not in answer.text
    assert answer.unanswered == ()


def test_another_form_of_the_last_answer_looks_nothing_up(gears: Collection, scripted: Any) -> None:
    settings = Settings(home=gears.home, model_timeout=20, verifier="off")
    model = scripted(script=[REPORTED.format(n=1)])
    Assistant(gears, gears.catalogue, settings, model).ask("shorter", [of_2025(gears)])
    read = str(model.asked[0][1].content)
    assert "thirty days" not in read
    assert WOOD not in read


PUNCHIER = "could you fit that into two lines for my editor?"


@pytest.mark.parametrize(
    ("told", "asked", "works", "searched"),
    [
        ("REWORK", PUNCHIER, True, False),
        ("DOUBT", "can I really rely on that for the front page?", True, True),
        ("REWORK", "and for Iran?", False, True),
        (PUNCHIER, PUNCHIER, False, True),
    ],
)
def test_a_model_tells_whether_a_follow_up_works_on_the_last_answer(
    gears: Collection, scripted: Any, told: str, asked: str, works: bool, searched: bool
) -> None:
    settings = Settings(home=gears.home, model_timeout=20, verifier="off")
    model = scripted(script=[told, REPORTED.format(n=1)])
    assert reworks(asked) is None
    events = list(Assistant(gears, gears.catalogue, settings, model).events(asked, [of_2025(gears)]))
    read = str(model.asked[1][1].content)
    assert ("the last answer" in read.split("</evidence>")[1]) is works
    assert any(isinstance(e, Step) and e.stage == "searched" for e in events) is searched
    assert str(model.asked[0][0].content) == prompt("rewrite").template
    assert sum(str(m[0].content) == prompt("rewrite").template for m in model.asked) == 1


def test_without_a_last_answer_a_follow_up_works_on_none(gears: Collection, scripted: Any) -> None:
    settings = Settings(home=gears.home, model_timeout=20, verifier="off")
    model = scripted(script=["REWORK", REPORTED.format(n=1)])
    events = list(Assistant(gears, gears.catalogue, settings, model).events(PUNCHIER, [REPORT]))
    assert any(isinstance(e, Step) and e.stage == "searched" for e in events)


def test_a_chain_of_requests_keeps_the_evidence_of_the_answer_that_they_work_on(
    assistant: Assistant, with_model: Any
) -> None:
    first, flanges = turn(assistant), serializers.answer(assistant.ask("What does 744.91(a) say?"))
    narrower = {"question": "shorter", "answer": "Seven years.", "citations": flanges["citations"]}
    with_one, model = with_model(SAID)
    with_one.ask("in German", [first, narrower])
    assert "seven years from the date" in str(model.asked[0][1].content).split("<evidence>")[1]
    asked_between = {**narrower, "question": "What does 744.91(a) say?"}
    so_far = len(model.asked)
    with_one.ask("in German", [first, asked_between])
    assert "seven years from the date" not in str(model.asked[so_far][1].content).split("<evidence>")[1]


def test_without_citations_the_last_question_is_looked_into_again(with_model: Any) -> None:
    assistant, model = with_model(SAID.replace("[1 ", "[2 "), "1. DROP")
    assistant.ask("shorter", [{"question": QUESTION, "answer": "Seven years."}])
    assert "sales records for seven years" in str(model.asked[0][1].content)


def test_a_new_question_goes_along_with_the_earlier_answer(assistant: Assistant, with_model: Any) -> None:
    with_one, model = with_model("NO ANSWER")
    with_one.ask("What is a general license for flanges?", [turn(assistant)])
    prompt = str(model.asked[-1][1].content)
    assert "<earlier>" in prompt
    assert "flanges" in prompt.split("<evidence>")[1]


@pytest.mark.parametrize(
    ("tools", "window", "asked"),
    [
        (Switch.OFF, 4096, QUESTION),
        (Switch.OFF, 4096, "shorter"),
        (Switch.ON, 4096, QUESTION),  # too small for the tools
        (Switch.ON, 8192, QUESTION),
    ],
)
def test_a_long_conversation_fits_a_small_window(
    collection: Collection, assistant: Assistant, with_tools: Any, tools: Switch, window: int, asked: str
) -> None:
    settings = Settings(
        home=collection.home, model_timeout=20, verifier="off", model_window=window, model_tools=tools,
        evidence_tokens=20_000,
    )  # fmt: skip
    model = with_tools(script=["NO ANSWER"])
    long = {**turn(assistant), "answer": "Sales records of widgets are kept for seven years. " * 200}
    Assistant(collection, collection.catalogue, settings, model).ask(asked, [long] * 7)
    read = next([str(m.content) for m in asked] for asked in model.asked if "<evidence>" in str(asked[1].content))
    assert "seven years from the date" in read[1].split("<evidence>")[1]
    assert "are kept for seven years" in read[1].split("<evidence>")[0]  # the last answer goes along, cut
    assert bool(model.bound) is (window == 8192)
    offered = tokens(str(schemas())) if model.bound else 0
    assert sum(map(tokens, read)) + offered + 2 * window // 8 <= window


@pytest.fixture
def with_tools(scripted: Any) -> Any:
    class WithTools(scripted):  # type: ignore[misc, valid-type]
        bound: list[Any] = []  # noqa: RUF012 (pydantic copies it)

        def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
            self.bound.append(tools)
            return self

    return WithTools


def test_the_last_turns_are_kept_first() -> None:
    turns = [("a", "one two three " * 40), ("b", "four five six " * 40), ("c", "seven eight nine " * 10)]
    (_, first), (_, second), (_, last) = shortened(turns, 100)
    assert (first, last) == ("", turns[2][1])
    assert turns[1][1].startswith(second.removesuffix(" …"))
    assert tokens(second) + tokens(last) <= 102
    assert [len(said) > 100 for _, said in shortened(turns, 150, alike=True)] == [True] * 3
    assert shortened(turns, 1000) == tuple(turns)


def test_an_earlier_answer_goes_along_with_what_its_numbers_stand_for(assistant: Assistant, with_model: Any) -> None:
    with_one, model = with_model("NO ANSWER")
    first = turn(assistant)
    with_one.ask("What is a general license for flanges?", [first])
    earlier = str(model.asked[-1][1].content).split("<evidence>")[0]
    assert "Its numbers: (1) 15 CFR 744.90(a), 15 CFR Part 744 (test)" in earlier
    gone = [{**c, "digest": "0" * 64} for c in first["citations"]]  # of an edition that is no longer held
    with_one.ask("What is a general license for flanges?", [{**first, "citations": gone}])
    assert "Its numbers" not in str(model.asked[-1][1].content)


def test_without_a_model_or_an_answer_the_rules_read_the_follow_up(assistant: Assistant, with_model: Any) -> None:
    assert assistant.ask("shorter", [turn(assistant)]).engine == "extractive"
    with_one, model = with_model("NO ANSWER")
    with_one.ask("shorter", [QUESTION])
    assert "this is about the last answer" not in str(model.asked[-1][1].content)


def test_a_model_that_fails_on_the_last_answer_leaves_the_default(assistant: Assistant, with_model: Any) -> None:
    with_one, model = with_model(RuntimeError("down"))
    answer = with_one.ask("shorter", [turn(assistant)])
    assert answer.engine == "extractive"
    assert len([n for n in answer.notices if "chat model failed" in n]) == 1
    assert len(model.asked) == 1  # nobody waits for it twice


def test_turns_are_read_in_every_form() -> None:
    citation = {"source_id": "a", "start": 3, "end": 9, "digest": "d", "quote": "x"}
    turns = earlier_turns(["q", {"question": "r", "answer": "s", "citations": [citation, {"source_id": "b"}, 7]}])
    assert [(t.question, t.answer, len(t.cited)) for t in turns] == [("q", "", 0), ("r", "s", 1)]
    with pytest.raises(BadRequest):
        earlier_turns([{"role": 1}])

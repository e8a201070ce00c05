"""Every kind of answer is drawn by the page, also with parts missing; what cannot be drawn is one line and its text."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.model import Answer, Form, Outcome
from corpus.catalogue import Catalogue
from corpus.model import Kind
from tests.assistant.engines.ledger.test_ledger import chinese, union
from tests.assistant.engines.lists.conftest import add_compilation, add_part
from tests.chat_server import chatting
from tests.ui.documents import BELL_RULES, BELLS, LANTERNS
from tests.ui.news.test_watch_notify import ACT, add_act
from tests.ui.rich_home import law
from ui import serializers
from ui.components.chat.answer_display.answer import answer_html, answer_parts
from ui.components.text.citation_card import card_html
from ui.conversations import SharedAnswer, Turn, new_conversation
from ui.exports import FORMATS, export
from ui.exports.legal import with_sources

NOW = datetime(2026, 7, 1, tzinfo=UTC)
ASKED: tuple[tuple[str, ...], ...] = (  # the last is the question, those before it its history
    ("What is an ECCN?",),
    ("What does Article 2 of the Lantern Export Act say?",),
    ("What is a quantum lantern?",),
    ("Article 2",),
    ("Do I need a licence to export 6A003.a cameras to China?",),
    ("Do I need a licence to export 6A003.a cameras to China or Germany?",),
    ("Do I need a licence to export cameras of 6A003 to Cuba for a hospital?",),
    ("Do I need a licence?",),
    ("Do I need a licence for 6A003.a?", "And to Cuba?"),
    ("Is Bolt Works on the Entity List, since when and under which policy?",),
    ("Is Bolt Works on the Entity List?", "And Fender?"),
    ("Is Bolt Works or Horn Trading or Nobody Ltd. on a list?",),
    ("Which companies in China are on the Entity List?",),
    ("How many companies are on the Entity List, and which of them were added in 2023?",),
    ("What changed on the Entity List between 2026-01-15 and 2026-04-15?",),
    ("Which companies are on the Unverified List?",),
    ("What is 6A003?",),
    ("Which countries need a licence for NS column 2?",),
    ("What changed in Article 2 of the Lantern Export Act?",),
    ("When did Article 2 of the Lantern Export Act change?",),
    ("Is Article 2 of the Lantern Export Act in force?",),
    ("Our customer is 30% owned by one listed party and 25% by another. Does the 50 percent rule apply?",),
    ("Until when must records of an export of 3 February 2024 be kept?",),
    ("How much is 25% of a value of 10,000 dollars for de minimis?",),
    ("Compare how long records are kept in the US and Japan",),
    ("How do the US and the EU treat deemed exports?",),
    ("What does this document say?",),
    ("Which questions can you answer?",),
    ("Summarise the Lantern Export Act",),
    ("Which texts do you hold?",),
    ("What is the capital of France?",),
    ("What does German law say on lanterns?",),
    ("What does 15 CFR 734.13 say?",),
    ("How much is the fee under Article 2?",),
    ("How long must the records of brass bells be kept?",),
    ("hello",),
    ("thanks",),
    ("?",),
    ("What is an ECCN? Is Bolt Works listed? Do I need a licence?",),
    ("What is an ECCN? What is a deemed export?",),
    ("(1) What is a quantum lantern? (2) What is the fee? (3) Is Acme Lamps on the Entity List?",),
    ("What is an ECCN?", "Are you sure?"),
    ("What is an ECCN?", "as a table"),
    ("什么是出口管制分类编号？",),
    ("¿Qué es una exportación presunta?",),
    ("When did China's rare earth regulations take effect?",),
    ("Until when did regulation 2021/953 apply?",),
    ("Quiz me with 2 questions on rare earths",),
)


@pytest.fixture(scope="module")
def desk(library_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return the desk over the starter library, small laws and guidance, lists in two editions and a control list."""
    from assistant.settings import Settings
    from assistant.wiring import open_application
    from index.ingest.intake import Labels, take_in
    from ui.app_state import Desk

    home = Path(shutil.copytree(library_home, tmp_path_factory.mktemp("answers") / "home", symlinks=True))
    files = tmp_path_factory.mktemp("files")
    licet = open_application(Settings(home=home))
    texts = {"lanterns.md": LANTERNS, "bells.md": BELLS, "bell-rules.md": BELL_RULES}
    for name, data in {**law(), **{name: text.encode() for name, text in texts.items()}}.items():
        (files / name).write_bytes(data)
        kind = Kind.LIST if name.endswith("json") else Kind.LAW if name.endswith("xml") or "rules" in name else None
        for done in take_in(licet.collection, files / name, Labels(jurisdiction="us", kind=kind)):
            assert done.problem is None, done.problem
    licet.close()
    catalogue = Catalogue(home / "catalogue.sqlite")
    add_part(catalogue, date(2026, 1, 15), ())
    add_part(catalogue, date(2026, 4, 15))
    add_compilation(catalogue)
    for reading in (chinese(), union("30 June 2022", date(2021, 6, 15)), union("30 June 2023", date(2022, 6, 30))):
        catalogue.publish(catalogue.stage(reading, []))
    add_act(catalogue, date.today() - timedelta(days=400), ACT[0])
    add_act(catalogue, date.today(), ACT[1])
    catalogue.close()
    made = Desk(open_application(Settings(home=home)))
    assert made.wait_rehearsed(120)
    yield made
    made.offers.end(10)
    made.licet.close()


@pytest.fixture(scope="module")
def answers(desk: Any) -> list[tuple[tuple[str, ...], Answer]]:
    """Return an answer to each of the questions, and one that a chat model wrote."""
    told = (
        "A quantum lantern is a lamp whose light is colder than the room in which it burns [1]. It costs 77 euro [1]."
    )
    made = [(asked, desk.licet.assistant.ask(asked[-1], asked[:-1])) for asked in ASKED]
    with chatting(lambda _: told) as chat:
        written = desk.licet.with_chat_model("openai:careless", chat.url).assistant.ask("What is a quantum lantern?")
    return [*made, (("What is a quantum lantern?",), written)]


def page(desk, store, conversation):
    """Draw a conversation as the page "Ask" does."""
    from ui.components.chat import turns

    for number in range(len(conversation.turns)):
        turns.show(desk, store, conversation, number, last=number == len(conversation.turns) - 1)
    turns.evidence(conversation)
    turns.footnote(conversation)


def drawn(desk: Any, *turns: Turn) -> Any:
    """Return the page with these turns as Streamlit has run it."""
    from streamlit.testing.v1 import AppTest

    from ui.conversations import PassingConversations

    conversation = new_conversation()
    for turn in turns:
        conversation = conversation.with_turn(turn)
    ran = AppTest.from_function(page, args=(desk, PassingConversations(), conversation), default_timeout=60).run()
    assert not ran.exception, ran.exception
    return ran


def written(ran: Any) -> str:
    return "\n".join(block.proto.body for block in ran.get("html"))


@pytest.mark.slow
def test_the_page_draws_every_kind_of_answer(desk: Any, answers: list[tuple[tuple[str, ...], Answer]]) -> None:
    for asked, answer in answers:
        ran = drawn(desk, Turn(asked[-1], NOW, answer=answer))
        assert [e.value for e in ran.error] == [], asked
        html = written(ran)
        assert "lc-outcome" in html, asked
        assert "cannot be shown in its form" not in html, asked
    assert {answer.form for _, answer in answers} == set(Form)
    assert {answer.outcome for _, answer in answers} == set(Outcome)
    assert any(answer.small_talk for _, answer in answers)
    assert any(answer.parts for _, answer in answers)


def without(payload: Any) -> Iterator[Any]:
    """Yield what is left of a payload without each of its parts, and with each of them empty, told once per name."""
    if isinstance(payload, Mapping):
        for name, value in payload.items():
            yield {n: v for n, v in payload.items() if n != name}
            for less in (None, "", [], {}):
                yield {**payload, name: less}
            for inner in without(value):
                yield {**payload, name: inner}
    elif isinstance(payload, list | tuple) and payload:
        yield []
        yield [None, *payload[1:]]
        for inner in without(payload[0]):
            yield [inner, *payload[1:]]


def lesser(answer: Answer) -> Iterator[Answer]:
    """Yield an answer with parts missing: of what an engine found, and fields of its own."""
    for form, told in answer.computed.items():
        for less in without(told):
            yield replace(answer, computed={**answer.computed, form: less})
    for changes in (
        {"computed": {}},
        {"citations": ()},
        {"statements": ()},
        {"statements": answer.statements[:1]},
        {"statements": tuple(replace(s, citations=(99,)) for s in answer.statements)},
        {"statements": tuple(replace(s, text="", mark="") for s in answer.statements)},
        {"comparison": None},
        {"layout": ()},
        {"parts": ()},
        {"unanswered": (("", ""),)},
        {"text": ""},
        {"vintage": None},
        {"not_held": (), "brings": (), "covers": ()},
        {"asks_for": ""},
    ):
        yield replace(answer, **changes)
    for form in Form:
        yield replace(answer, form=form)
    for outcome in Outcome:
        yield replace(answer, outcome=outcome)


def test_answers_with_parts_missing_are_drawn_too(answers: list[tuple[tuple[str, ...], Answer]]) -> None:
    shapes, failed = set(), []
    for asked, answer in answers:
        shape = (answer.form, answer.outcome, json.dumps(_names(answer.computed)), bool(answer.parts))
        if shape in shapes:
            continue
        shapes.add(shape)
        for less in lesser(answer):
            for fields in (True, False):
                if "cannot be shown in its form" in "".join(answer_parts(less, 0, fields=fields)):
                    failed.append((asked, less.computed, less.form))
    assert failed == []
    assert len(shapes) > len(Form)


def _names(payload: Any) -> Any:
    if isinstance(payload, Mapping):
        return {str(name): _names(value) for name, value in payload.items()}
    return [_names(payload[0])] if isinstance(payload, list | tuple) and payload else ""


@pytest.mark.slow
def test_every_answer_is_exported_and_told_to_programs(answers: list[tuple[tuple[str, ...], Answer]]) -> None:
    for asked, answer in answers:
        assert json.dumps(serializers.answer(answer)), asked
        assert with_sources(answer), asked
        for format in FORMATS:
            assert export([answer], format.ending, asked[-1]) is not None, (asked, format.name)


@pytest.mark.parametrize("part", ["outcome_html", "_parts", "steps_of", "scope.vintage"])
def test_what_cannot_be_drawn_is_a_line_and_its_text(
    desk: Any, answers: list[tuple[tuple[str, ...], Answer]], part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.components.chat.answer_display import answer as drawing
    from ui.exports import scope

    def fails(*_: Any, **__: Any) -> Any:
        raise KeyError("steps")

    listed, plain, walked = (
        next(a for a in answers if a[0] == (asked,))
        for asked in (
            "Is Bolt Works on the Entity List, since when and under which policy?",
            "What is an ECCN?",
            "Do I need a licence to export 6A003.a cameras to China?",
        )
    )
    room = scope if part.startswith("scope.") else drawing
    with monkeypatch.context() as broken:
        broken.setattr(room, part.removeprefix("scope."), fails)
        ran = drawn(desk, *(Turn(asked[-1], NOW, answer=answer) for asked, answer in (walked, plain, listed)))
    html = written(ran)
    assert "This answer cannot be shown in its form (KeyError)." in html
    assert "19 October 2023" in html or "2023-10-19" in html
    assert "Export Control Classification Number" in html
    assert html.count("lc-question") == 3
    assert "Ask again" in {b.label for b in ran.button}  # what stands beside an answer stands all the same


@pytest.mark.parametrize(
    "part",
    ["facts_form.show", "bring_text.show", "gone_citations", "show_cards", "starters.follow_ups", "with_sources"],
)
def test_a_part_beside_an_answer_that_fails_leaves_the_answer(
    desk: Any, answers: list[tuple[tuple[str, ...], Answer]], part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.components.chat import turns

    def fails(*_: Any, **__: Any) -> Any:
        raise IndexError

    asked, answer = next(a for a in answers if a[0] == ("What is an ECCN?",))
    room, _, name = part.rpartition(".")
    monkeypatch.setattr(getattr(turns, room) if room else turns, name, fails)
    ran = drawn(desk, Turn(asked[-1], NOW, answer=answer))
    assert len(ran.error) == 1
    assert "Something went wrong here" in ran.error[0].value
    assert "Export Control Classification Number" in written(ran)
    assert written(ran).count("lc-foot") == 1


def asking_page(desk, store, question):
    """Ask a question on the page and draw what came of it."""
    import streamlit as st

    from corpus.filters import Filters
    from ui.components.chat import asking, conversation_list, turns

    conversation = conversation_list.current(store)
    for number in range(len(conversation.turns)):
        turns.show(desk, store, conversation, number, last=True)
    if not conversation.turns and not st.session_state.get("was_asked"):
        st.session_state["was_asked"] = True
        asked = asking.put(desk, store, conversation, asking.Pending(question, Filters()))
        begun = turns.begin(asked.turn)
        kept = asking.answer(desk, store, asked, begun)
        turns.show(desk, store, kept, 0, last=True, begun=begun)


class _Loading:
    """A desk whose models are not loaded yet when a question is asked."""

    def __init__(self, desk: Any) -> None:
        self._desk, self._looks = desk, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    def wait(self, seconds: float) -> bool:
        self._looks += 1
        return self._looks > 3


def asked_on_the_page(desk: Any, question: str) -> Any:
    from streamlit.testing.v1 import AppTest

    from ui.conversations import PassingConversations

    store = PassingConversations()
    ran = AppTest.from_function(asking_page, args=(desk, store, question), default_timeout=120).run()
    assert not ran.exception, ran.exception
    return ran, store


@pytest.mark.parametrize("question", ["What is an ECCN?", "Do I need a licence?", "zzz", "hello", "Article 2"])
def test_a_first_question_while_models_load_is_answered(desk: Any, question: str) -> None:
    ran, _ = asked_on_the_page(_Loading(desk), question)
    assert [e.value for e in ran.error] == []
    assert "lc-outcome" in written(ran)


def test_a_question_whose_answering_fails_stays_with_a_line(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> Iterator[Any]:
        raise ZeroDivisionError("secret detail")
        yield

    monkeypatch.setattr(type(desk.licet.assistant), "events", fails)
    ran, store = asked_on_the_page(desk, "What is an ECCN?")
    assert "ZeroDivisionError" in ran.error[0].value
    assert "secret" not in ran.error[0].value
    assert "What is an ECCN?" in written(ran)
    (kept,) = store.all()
    assert not kept.turns[0].stopped
    assert kept.turns[0].problem is not None


def shared_page(desk, shared):
    """Draw a shared answer."""
    from ui.components.earlier_answers import shared_answer

    shared_answer.show(desk, shared)


@pytest.mark.slow
def test_every_answer_is_drawn_where_it_was_shared(desk: Any, answers: list[tuple[tuple[str, ...], Answer]]) -> None:
    from streamlit.testing.v1 import AppTest

    for asked, answer in answers:
        shared = SharedAnswer("0" * 24, Turn(asked[-1], NOW, answer=answer), NOW, "", "0")
        ran = AppTest.from_function(shared_page, args=(desk, shared), default_timeout=60).run()
        assert not ran.exception, (asked, ran.exception)
        assert [e.value for e in ran.error] == [], asked
        assert "lc-outcome" in written(ran), asked


def brief_page(source_id):
    """Draw what the dialog with a brief has."""
    from ui.components.collection import brief

    brief._dialog(source_id)


@pytest.mark.parametrize("title", ["Lantern Export Act", "15 CFR Part 744"])  # without names that are listed, and with
def test_a_brief_is_drawn(desk: Any, title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit.testing.v1 import AppTest

    monkeypatch.setattr("ui.components.collection.brief.open_desk", lambda: desk)
    monkeypatch.setattr("ui.components.collection.brief.questions_answered", lambda *_: ())  # trying them takes long
    id = next(h.source.id for h in desk.licet.catalogue.holdings() if h.source.title == title)
    ran = AppTest.from_function(brief_page, args=(id,), default_timeout=60).run()
    assert (list(ran.exception), [e.value for e in ran.error]) == ([], [])
    assert written(ran).count("lc-brief") >= 2


def test_an_answer_that_was_kept_is_drawn_as_it_was(desk: Any, answers: list[tuple[tuple[str, ...], Answer]]) -> None:
    from ui.conversations.store import _CODEC

    for asked, answer in answers:
        conversation = new_conversation().with_turn(Turn(asked[-1], NOW, answer=answer))
        again = _CODEC.validate_json(_CODEC.dump_json(conversation)).turns[0].answer
        assert again is not None
        assert answer_html(again, 0) == answer_html(answer, 0), asked
        assert [card_html(c, 0) for c in again.citations] == [card_html(c, 0) for c in answer.citations]

"""Conversations stay: whole, apart, and never outside their reader's folder."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.model import Answer, Outcome
from corpus.errors import BadRequest, FilledLine, NotHeld
from corpus.records.home import HomeRecords
from ui.conversations import Conversations, SharedAnswers, Turn, new_conversation
from ui.conversations.desk_choices import DeskChoices, keep_choices, kept_choices


def told(question: str):  # type: ignore[no-untyped-def]
    answer = Answer(question, question, Outcome.NOT_IN_CORPUS, f"Nothing on {question}", timings_ms={"total": 1.5})
    return new_conversation().with_turn(Turn(question, datetime.now(UTC), answer=answer))


def test_what_was_saved_is_read_back(tmp_path: Path) -> None:
    store = Conversations(HomeRecords(tmp_path), "reader")
    saved = store.save(told("wicks"))
    assert store.load(saved.id) == saved
    assert [c.id for c in Conversations(HomeRecords(tmp_path), "other").all()] == []


def test_a_conversation_is_its_readers_alone_and_leaves_no_part_behind(tmp_path: Path) -> None:
    store = Conversations(HomeRecords(tmp_path), "reader")
    saved = told("wicks")
    with ThreadPoolExecutor(8) as pool:  # two tabs of a reader may save at once
        list(pool.map(store.save, [saved] * 40))
    (file,) = (tmp_path / store.folder).iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert store.load(saved.id).turns == saved.turns


def test_search_rename_delete_and_undo(tmp_path: Path) -> None:
    store = Conversations(HomeRecords(tmp_path), "reader")
    first, second = store.save(told("lanterns")), store.save(told("wicks"))
    assert [c.id for c in store.all()] == [second.id, first.id]
    assert [c.id for c in store.all("nothing LANTERNS")] == [first.id]
    store.rename(first.id, "  Lamps \n at sea ")
    assert store.load(first.id).title == "Lamps at sea"
    gone = store.delete(first.id)
    with pytest.raises(NotHeld):
        store.load(first.id)
    store.save(gone)
    assert store.load(first.id).turns == gone.turns


@pytest.mark.parametrize("id", ["../other/0123456789abcdef", "", "..", "0123456789abcdeg", "/etc/passwd"])
def test_an_id_is_never_a_path(tmp_path: Path, id: str) -> None:
    Conversations(HomeRecords(tmp_path), "reader").save(told("lanterns"))
    Conversations(HomeRecords(tmp_path), "other").save(replace(told("wicks"), id="0123456789abcdef"))
    with pytest.raises(NotHeld):
        Conversations(HomeRecords(tmp_path), "reader").load(id)


def test_a_broken_file_takes_no_other_with_it(tmp_path: Path) -> None:
    store = Conversations(HomeRecords(tmp_path), "reader")
    kept = store.save(told("wicks"))
    (tmp_path / store.folder / "0123456789abcdef.json").write_text("{", "utf-8")
    assert [c.id for c in store.all()] == [kept.id]


def test_what_two_tabs_choose_is_kept_of_both(tmp_path: Path) -> None:
    first, second = (Conversations(HomeRecords(tmp_path), "reader") for _ in range(2))
    keep_choices(first, language="de")
    keep_choices(second, inspects=True)  # a tab that was opened before the other chose
    assert kept_choices(first) == DeskChoices("de", True)
    (tmp_path / first.folder / "desk.choices").write_text("[", "utf-8")
    keep_choices(second, language="fr")
    assert kept_choices(first) == DeskChoices("fr", False)


def test_feedback_tells_answer_from_evidence(tmp_path: Path) -> None:
    store = Conversations(HomeRecords(tmp_path), "reader")
    changed = store.note_feedback(store.save(told("wicks")), 0, "evidence wrong", "another paragraph")
    assert store.load(changed.id).turns[0].feedback == "evidence wrong"
    assert "another paragraph" in (tmp_path / store.folder / "feedback.jsonl").read_text("utf-8")


def test_a_shared_answer_is_kept_as_it_stood_and_without_what_the_reader_thought_of_it(tmp_path: Path) -> None:
    turn = replace(told("wicks").turns[0], feedback="answer wrong", comment="for my eyes")
    store = SharedAnswers(HomeRecords(tmp_path))
    shared = store.share(turn, "reader")
    found = store.load(shared.id)
    assert (found.turn.question, found.turn.answer, found.by) == ("wicks", turn.answer, "reader")
    (file,) = (tmp_path / "answers").iterdir()
    assert (file.stat().st_mode & 0o777, b"for my eyes" in file.read_bytes()) == (0o600, False)
    store.stop(shared.id)
    with pytest.raises(NotHeld):
        store.load(shared.id)


@pytest.mark.parametrize("id", ["../conversations/0123456789abcdef01234567", "", "0" * 23, "g" * 24])
def test_a_link_to_a_shared_answer_is_never_a_path(tmp_path: Path, id: str) -> None:
    store = SharedAnswers(HomeRecords(tmp_path))
    shared = store.share(told("wicks").turns[0], "")
    named = tmp_path / "answers" / f"{id}.json"
    named.parent.mkdir(exist_ok=True)
    named.write_bytes((tmp_path / "answers" / f"{shared.id}.json").read_bytes())
    with pytest.raises(NotHeld):
        store.load(id)
    store.stop(id)
    assert named.exists(), "what it names is not deleted"


def test_a_damaged_shared_answer_and_one_too_many_are_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SharedAnswers(HomeRecords(tmp_path))
    shared = store.share(told("wicks").turns[0], "")
    (tmp_path / "answers" / f"{shared.id}.json").write_text("{", "utf-8")
    with pytest.raises(NotHeld):
        store.load(shared.id)
    monkeypatch.setattr("ui.conversations.shared._MOST_SHARED", 1)
    with pytest.raises(BadRequest, match="shared here already"):
        store.share(told("wicks").turns[0], "")
    with pytest.raises(BadRequest, match="no answer yet"):
        store.share(Turn("wicks?", datetime.now(UTC)), "")


def test_a_file_with_another_id_than_its_name_is_saved_nowhere(tmp_path: Path) -> None:
    store = Conversations(HomeRecords(tmp_path), "reader")
    saved = store.save(told("wicks"))
    file = tmp_path / store.folder / f"{saved.id}.json"
    file.write_text(file.read_text("utf-8").replace(saved.id, "../other/0123456789abcdef"), "utf-8")
    with pytest.raises(NotHeld):
        store.rename(saved.id, "Mine now")
    assert store.all() == []
    assert [p.name for p in (tmp_path / "conversations").iterdir()] == ["reader"]
    shared = SharedAnswers(HomeRecords(tmp_path)).share(saved.turns[0], "reader")
    answer = tmp_path / "answers" / f"{shared.id}.json"
    answer.write_text(answer.read_text("utf-8").replace(shared.id, "../x"), "utf-8")
    assert SharedAnswers(HomeRecords(tmp_path)).load(shared.id).id == shared.id


def test_a_problem_is_kept_with_its_values_for_a_reader_of_another_language(tmp_path: Path) -> None:
    problem = NotHeld(FilledLine("There is no {place}.", {"place": "15 CFR 799.9"}), "Look it up.")
    store = Conversations(HomeRecords(tmp_path), "reader")
    turn = Turn("What does 799.9 say?", datetime.now(UTC), problem=(problem.message, problem.remedy))
    saved = store.save(new_conversation().with_turn(turn))
    (found,) = store.load(saved.id).turns
    assert found == turn
    assert found.problem
    assert isinstance(found.problem[0], FilledLine)
    assert found.problem[0].values == {"place": "15 CFR 799.9"}
    assert not isinstance(found.problem[1], FilledLine)

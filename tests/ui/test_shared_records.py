"""What people leave, with two instances over one database: what one writes the other shows, and nothing is lost."""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse

from assistant.backup.restoring import finish
from assistant.memo.model import Research
from assistant.memo.store import ResearchStore
from assistant.model import Answer, Outcome
from corpus.catalogue import Catalogue
from corpus.errors import BadRequest, Busy, NotHeld, Problem, StoreUnavailable
from corpus.records import Records, open_records
from corpus.records.home import HomeRecords
from corpus.records.passing import PassingRecords
from corpus.sources.watch_list import WatchList
from tests.corpus.test_catalogue_on_a_server import connected, end_sessions, in_one_line
from ui.api.admission import Admission
from ui.api.keys import KeyRing, whose
from ui.conversations import Conversation, Conversations, SharedAnswers, Turn, new_conversation
from ui.conversations.reading_position import keep_place, kept_place
from ui.news.followed import FollowedKind, FollowedList
from ui.serving.rate_limit import RateLimit


def asked(question: str, second: int = 0) -> Turn:
    answer = Answer(question, question, Outcome.NOT_IN_CORPUS, f"Nothing on {question}", timings_ms={"total": 1.5})
    return Turn(question, datetime(2026, 12, 1, 12, 0, second, tzinfo=UTC), answer=answer)


@pytest.fixture
def two(database_url: str, tmp_path: Path) -> Iterator[tuple[Records, Records]]:
    """Return the records of two instances, each with a home of its own, over one database."""
    places = [tmp_path / "one", tmp_path / "two"]
    with closing(open_records(places[0], database_url)) as one, closing(open_records(places[1], database_url)) as other:
        yield one, other
    assert not any(place.exists() for place in places), "nothing of it lies in a home"


@pytest.fixture(params=["home", "server", "memory"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    """Return records wherever they can be kept: each test is run with every kind."""
    url = str(request.getfixturevalue("database_url")) if request.param == "server" else ""
    with closing(PassingRecords() if request.param == "memory" else open_records(tmp_path / "home", url)) as found:
        yield found


def test_records_are_the_same_wherever_they_are_kept(records: Records) -> None:
    assert (records.read("watch.json"), records.names("research"), records.below("research", ".json")) == (None, [], {})
    content = bytes(range(256)) * 50
    records.write("research/b.json", content)
    records.add("research/b.json", b"another")
    records.add("research/a.json", b"")
    records.write("research/deep/c.json", b"[]")
    records.write("researches/d.json", b"[]")
    records.write("research.json", b"[]")
    assert records.read("research/b.json") == content
    assert records.names("research") == ["research/a.json", "research/b.json", "research/deep/c.json"]
    assert records.below("research", ".json") == {"research/a.json": b"", "research/b.json": content}
    with pytest.raises(BadRequest):
        records.change("research/b.json", lambda held: refuse())
    assert records.read("research/b.json") == content
    records.delete("research/b.json")
    records.delete("research/b.json")
    assert records.read("research/b.json") is None
    for name in ("../x", "/etc/passwd", "a/../../b", "a//b", "", ".", "a\0b", "é"):
        with pytest.raises(ValueError, match="no name of a record"):
            records.write(name, b"")


def refuse() -> bytes:
    raise BadRequest("No.", "Not so.")


def test_changes_of_one_record_at_once_are_all_kept(records: Records) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: records.change("watch.json", lambda held: (held or b"") + b"x"), range(40)))
    assert records.read("watch.json") == b"x" * 40


def test_a_lock_is_one_processs_at_a_time(records: Records) -> None:
    with records.alone("notify"):
        with pytest.raises(Busy) as told, records.alone("notify"):
            pass
        in_one_line(told.value)
        with records.alone("another"):
            pass
    with records.alone("notify"):
        pass


def test_lines_are_put_behind_those_of_a_record(records: Records) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: records.append("conversations/ada/feedback.jsonl", b'{"n": %d}' % n), range(12)))
    content = records.read("conversations/ada/feedback.jsonl")
    assert content is not None
    assert sorted(json.loads(line)["n"] for line in content.split(b"\n")[:-1]) == list(range(12))


def test_a_line_that_broke_off_costs_no_other(tmp_path: Path) -> None:
    file = tmp_path / "conversations" / "ada" / "feedback.jsonl"
    HomeRecords(tmp_path).append("conversations/ada/feedback.jsonl", b"1")
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode)) == (0o600, 0o700)
    file.write_bytes(b'1\n{"bro')
    HomeRecords(tmp_path).append("conversations/ada/feedback.jsonl", b"2")
    assert file.read_bytes() == b'1\n{"bro\n2\n'


def test_a_lock_leaves_no_name_in_a_home_and_its_folder_is_its_owners(tmp_path: Path) -> None:
    records = HomeRecords(tmp_path / "home")
    with records.alone("research/abc"):
        assert records.names("research") == []
        with pytest.raises(Busy), HomeRecords(tmp_path / "home").alone("research/abc", wait=0.05):
            pass
    assert list((tmp_path / "home" / "research").iterdir()) == []
    assert stat.S_IMODE((tmp_path / "home" / "research").stat().st_mode) == 0o700
    held: list[int] = []

    def work(number: int) -> None:
        with HomeRecords(tmp_path / "home").alone("research/abc", wait=60):
            held.append(number)
            assert len(held) == 1
            held.clear()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(16)))


def test_a_research_whose_lock_was_lost_is_not_written(two: tuple[Records, Records], database_url: str) -> None:
    one, other = two
    research = Research("0123456789abcdef", "What of wicks?", datetime(2026, 12, 1, tzinfo=UTC))
    with ResearchStore(one).alone(research.id):
        ResearchStore(one).save(research)
        end_sessions(database_url)
        assert ResearchStore(other).load(research.id) == research
        with ResearchStore(other).alone(research.id):  # the server has freed it, and another one makes it now
            KeyRing(one).add("bot")  # which is no part of it
            with pytest.raises(StoreUnavailable) as told:
                ResearchStore(one).save(replace(research, question="What of lamps?"))
    in_one_line(told.value)
    kept = ResearchStore(other).load(research.id)
    assert kept is not None
    assert kept.question == "What of wicks?"


def test_what_one_instance_keeps_the_other_shows(two: tuple[Records, Records]) -> None:
    one, other = two
    saved = Conversations(one, "ada").save(new_conversation().with_turn(asked("wicks")))
    assert Conversations(other, "ada").load(saved.id) == saved
    assert Conversations(other, "ada").all("WICKS nothing") == [saved]
    assert Conversations(other, "bob").all() == []
    Conversations(other, "ada").note_feedback(saved, 0, "right", "as I thought")
    assert Conversations(one, "ada").load(saved.id).turns[0].feedback == "right"
    shared = SharedAnswers(one).share(saved.turns[0], "ada")
    assert SharedAnswers(other).load(shared.id).answer == saved.turns[0].answer
    SharedAnswers(other).stop(shared.id)
    with pytest.raises(NotHeld):
        SharedAnswers(one).load(shared.id)
    keep_place(Conversations(one, "ada"), "act", "Article 5")
    assert kept_place(Conversations(other, "ada")) == ("act", "Article 5")
    watched = WatchList(one).add("https://www.bis.gov/news")
    assert WatchList(other).all() == [watched]
    followed = FollowedList(other).add(FollowedKind.QUESTION, "What of wicks?", (("act", "Article 5"),))
    assert FollowedList(one).all() == [followed]
    FollowedList(one).set_told(followed, "mail", {"a": "b"})
    assert FollowedList(other).told(followed, "mail") == {"a": "b"}
    FollowedList(other).remove(followed.id)
    assert FollowedList(one).told(followed, "mail") is None
    research = Research("0123456789abcdef", "What of wicks?", datetime(2026, 12, 1, tzinfo=UTC))
    ResearchStore(one).save(research)
    assert ResearchStore(other).load(research.id) == research
    with ResearchStore(one).alone(research.id), pytest.raises(Busy, match="is being made"):
        ResearchStore(other).alone(research.id).__enter__()
    with ResearchStore(other).alone(research.id):
        pass


def test_a_key_that_one_instance_revokes_the_other_refuses_at_once(two: tuple[Records, Records]) -> None:
    here, there = KeyRing(two[0]), KeyRing(two[1])
    made, secret = here.add("bot")
    assert whose(there.all(), secret) == made
    there.revoke("bot")
    assert whose(here.all(), secret) is None
    with ThreadPoolExecutor(6) as pool:
        secrets = list(pool.map(lambda n: (here, there)[n % 2].add(f"caller {n}")[1], range(12)))
    assert all(whose(here.all(), one) for one in secrets)
    with pytest.raises(BadRequest, match="already"):
        there.add("caller 3")


def test_the_api_of_one_instance_refuses_a_key_that_was_revoked_on_another(
    two: tuple[Records, Records], run_async: Callable[[Any], Any]
) -> None:
    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse("held")(scope, receive, send)

    ring = KeyRing(two[1])
    _, secret = ring.add("bot")
    here = Admission(answer, KeyRing(two[0]), RateLimit(1000))

    async def status() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(here), base_url="http://127.0.0.1") as client:
            headers = {"Authorization": f"Bearer {secret}"}
            return (await client.get("/v1/lists", headers=headers)).status_code

    assert run_async(status()) == 200
    ring.revoke("bot")
    assert run_async(status()) == 401
    two[1].write("api-keys.json", b"{")
    assert run_async(status()) == 503, "where keys cannot be read nobody is let in"


def test_the_page_tells_that_a_conversation_went_on_elsewhere(two: tuple[Records, Records]) -> None:
    from streamlit.testing.v1 import AppTest

    def page(store, first, second):  # type: ignore[no-untyped-def]  # only its body is run
        import streamlit as st

        from ui.components.chat import conversation_list

        conversation = conversation_list.current(store)
        if not conversation.turns:
            conversation_list.keep(store, conversation, lambda held: held.with_turn(first))
        elif st.button("ask"):
            conversation = conversation_list.keep(store, conversation, lambda held: held.with_turn(second))
        else:
            conversation = conversation_list.refreshed(store, conversation)
        conversation_list.went_on(conversation)
        conversation_list.unsaved()

    here, there = (Conversations(records, "ada") for records in two)
    ran = AppTest.from_function(page, args=(here, asked("first"), asked("mine", 9)), default_timeout=60).run()
    (begun,) = there.all()

    def lines() -> list[str]:
        return [block.proto.body for block in ran.get("html") if "data-went-on" in block.proto.body]

    ran.run()
    assert not ran.exception
    assert lines() == []
    there.change(begun, lambda held: held.with_turn(asked("theirs", 5)))
    ran.button[0].click().run()
    assert not ran.exception
    assert len(lines()) == 1
    assert [t.question for t in there.load(begun.id).turns] == ["first", "theirs", "mine"]
    there.change(begun, lambda held: held.with_turn(asked("theirs again", 10)))
    ran.run()
    assert len(lines()) == 1
    assert [t.question for t in ran.session_state["conversation"].turns][-1] == "theirs again"


def test_questions_that_two_instances_put_to_one_conversation_all_stand_whole(two: tuple[Records, Records]) -> None:
    stores = [Conversations(records, "ada") for records in two]
    begun = stores[0].save(new_conversation().with_turn(asked("first")))

    def ask(n: int) -> Conversation:
        turn = replace(asked(f"question {n}", n + 1), answer=None, stopped=True)
        store, answer = stores[n % 2], asked(f"question {n}", n + 1).answer
        waiting = store.change(begun, lambda held: held.with_turn(turn))  # each saw the first question alone
        return store.change(waiting, lambda held: held.with_changed(turn, answer=answer, stopped=False))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(ask, range(16)))
    kept = stores[1].load(begun.id)
    assert kept.turns[0] == begun.turns[0]
    assert sorted(t.question for t in kept.turns[1:]) == sorted(f"question {n}" for n in range(16))
    assert all(t.answer is not None and t.answer.question == t.question and not t.stopped for t in kept.turns)
    assert kept.went_on_since(begun)
    assert stores[0].load(begun.id) == kept


def test_an_edit_cuts_off_nothing_that_its_reader_has_not_seen(two: tuple[Records, Records]) -> None:
    here, there = (Conversations(records, "ada") for records in two)
    seen = here.save(new_conversation().with_turn(asked("first")).with_turn(asked("second", 1)))
    edited = here.change(seen, lambda held: held.asked_again(asked("second, better", 2), 1, seen))
    assert [t.question for t in edited.turns] == ["first", "second, better"]
    there.change(edited, lambda held: held.with_turn(asked("from elsewhere", 3)))
    again = here.change(edited, lambda held: held.asked_again(asked("third try", 4), 1, edited))
    assert [t.question for t in again.turns] == ["first", "second, better", "from elsewhere", "third try"]


def test_an_answer_to_a_turn_that_is_gone_comes_back_with_it(two: tuple[Records, Records]) -> None:
    here, there = (Conversations(records, "ada") for records in two)
    turn = asked("second", 1)
    seen = here.save(new_conversation().with_turn(asked("first")).with_turn(replace(turn, answer=None)))
    there.change(seen, lambda held: held.asked_again(asked("another", 2), 1, seen))
    kept = here.change(seen, lambda held: held.with_changed(turn, answer=turn.answer))
    assert [t.question for t in kept.turns] == ["first", "another", "second"]
    gone = there.delete(kept.id)
    with pytest.raises(NotHeld):
        here.load(kept.id)
    assert here.save(gone).turns == kept.turns


def test_a_connection_that_is_lost_costs_the_write_and_nothing_else(
    two: tuple[Records, Records], database_url: str
) -> None:
    one, other = two
    store = Conversations(one, "ada")
    saved = store.save(new_conversation().with_turn(asked("wicks")))

    def lose(held: Conversation) -> Conversation:
        end_sessions(database_url)
        return held.with_turn(asked("lanterns", 1))

    with pytest.raises(StoreUnavailable, match="The conversation cannot be saved") as told:
        store.change(saved, lose)
    assert "was lost" in in_one_line(told.value, database_url)
    assert Conversations(other, "ada").load(saved.id) == saved
    end_sessions(database_url)  # between two writes nobody notices
    again = store.change(saved, lambda held: held.with_turn(asked("lanterns", 1)))
    assert Conversations(other, "ada").load(saved.id) == again
    end_sessions(database_url)
    assert store.load(saved.id) == again


def test_a_commit_that_nobody_heard_of_leaves_the_turn_once(two: tuple[Records, Records], database_url: str) -> None:
    """A turn whose write was kept after all is found again by its time and words, and stands there once."""
    store = Conversations(two[0], "ada")
    seen = store.save(new_conversation().with_turn(asked("wicks")))
    turn = asked("lanterns", 1)
    store.change(seen, lambda held: held.with_turn(turn))  # of which the caller was told nothing
    kept = store.change(seen.with_turn(turn), lambda held: held.with_changed(turn, stopped=False))
    assert [t.question for t in kept.turns] == ["wicks", "lanterns"]


def test_no_writer_of_the_catalogue_is_waited_for(
    two: tuple[Records, Records], database_url: str, tmp_path: Path
) -> None:
    with closing(Catalogue(tmp_path / "of" / "catalogue.sqlite", url=database_url)) as catalogue:
        with catalogue._database.transaction():
            done = threading.Event()
            writer = threading.Thread(target=lambda: (two[0].write("watch.json", b"[]"), done.set()), daemon=True)
            writer.start()
            assert done.wait(20)
        writer.join()


def test_a_user_without_rights_is_told(two: tuple[Records, Records], database_url: str, tmp_path: Path) -> None:
    KeyRing(two[0]).add("bot")
    with connected(database_url) as server:
        server.execute("CREATE ROLE onlooker LOGIN PASSWORD 'a-secret'")
        server.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker")
    try:
        url = database_url.replace("licet:", "onlooker:")
        with closing(open_records(tmp_path / "three", url)) as reader:
            assert [k.name for k in KeyRing(reader).all()] == ["bot"]
            with pytest.raises(StoreUnavailable, match="does not let this user") as told:
                KeyRing(reader).revoke("bot")
            in_one_line(told.value, database_url)
    finally:
        with connected(database_url) as server:
            server.execute("DROP OWNED BY onlooker; DROP ROLE onlooker")


@pytest.mark.parametrize(
    ("name", "look"),
    [
        ("api-keys.json", lambda records: KeyRing(records).all()),
        ("watch.json", lambda records: WatchList(records).all()),
        ("followed.json", lambda records: FollowedList(records).all()),
    ],
)
def test_a_record_that_nobody_wrote_is_one_line(
    two: tuple[Records, Records], database_url: str, name: str, look: Callable[[Records], object]
) -> None:
    two[0].write(name, b"{")
    with pytest.raises(StoreUnavailable, match="cannot be read") as told:
        look(two[1])
    assert name in in_one_line(told.value, database_url)


def test_tables_of_the_format_before_are_brought_up_to_date(database_url: str, tmp_path: Path) -> None:
    with closing(Catalogue(tmp_path / "catalogue.sqlite", url=database_url)) as catalogue:
        catalogue.set_meta("colour", "green")
    with connected(database_url) as server:
        server.execute("DROP TABLE records; UPDATE alembic_version SET version_num = '0003'")
    with closing(open_records(tmp_path, database_url)) as records:
        records.write("watch.json", b"[]")
    with closing(Catalogue(tmp_path / "catalogue.sqlite", url=database_url)) as catalogue:
        assert catalogue.meta("colour") == "green"


def test_a_restore_that_was_killed_brings_its_records_to_the_server(database_url: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with closing(open_records(home, database_url)) as records:
        KeyRing(records).add("of the server")
        WatchList(records).add("https://www.bis.gov/both", {"title": "As it is"})
        WatchList(records).add("https://www.bis.gov/later")
        Conversations(records, "ada").save(replace(new_conversation(), id="0123456789abcdef").with_turn(asked("kept")))
        with closing(open_records(home / "restoring")) as staged:
            KeyRing(staged).add("of the backup")
            WatchList(staged).add("https://www.bis.gov/news")
            WatchList(staged).add("https://www.bis.gov/both", {"title": "As it was"})
            FollowedList(staged).add(FollowedKind.LIST, "Entity List")
            for id, question in (("0123456789abcdef", "older"), ("fedcba9876543210", "moved")):
                Conversations(staged, "ada").save(replace(new_conversation(), id=id).with_turn(asked(question)))
        (home / "restoring" / "ready.json").write_text(json.dumps({}))
        finish(home, database_url)
        assert [k.name for k in KeyRing(records).all()] == ["of the server"]  # a revoked one must not come back
        watched = {w.url.rpartition("/")[2]: w.title for w in WatchList(records).all()}
        assert watched == {"both": "As it is", "later": "", "news": ""}  # what was watched since is watched still
        assert [f.name for f in FollowedList(records).all()] == ["Entity List"]
        titles = {c.id: c.title for c in Conversations(records, "ada").all()}
        assert titles == {"0123456789abcdef": "kept", "fedcba9876543210": "moved"}
    assert not (home / "restoring").exists()


def test_without_an_address_nothing_of_a_server_is_imported(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from pathlib import Path; from corpus.records import open_records; import ui.conversations, "
        "ui.api.keys, ui.news.followed; open_records(Path(sys.argv[1])).write('watch.json', b'[]'); "
        "print([m for m in ('sqlalchemy', 'alembic', 'psycopg') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, cwd=Path.cwd())
    assert done.stdout.strip() == "[]", done.stderr


def test_a_wrong_address_is_one_line(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(Problem) as told:
        open_records(tmp_path, database_url.replace(":a-secret@", ":wrong@"))
    assert "wrong@" not in in_one_line(told.value, database_url)

"""What the desk runs once it answers in full, and how its start brings a new home up."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from assistant.engines.ledger import event_collection, whole_ledger
from assistant.settings import Settings
from assistant.wiring import open_application
from corpus.filters import Filters
from ui import app_state, warm_up
from ui.app_state import _OTHER_PAGES, Desk
from ui.news import news_cache
from ui.server import Chore, build
from ui.warm_up import WarmUp

_WRITES = """
import pathlib, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's job behind the scenes ignores it
file = pathlib.Path(sys.argv[1])
try:
    file.write_text('begun')
    time.sleep(60)
except KeyboardInterrupt:
    file.write_text('cleared')
"""


def _desk(ready: bool) -> Any:
    warmth = SimpleNamespace(ready=ready, line="Ready after 1.0 s")
    return SimpleNamespace(wait=lambda seconds: True, wait_rehearsed=lambda seconds: True, warmth=warmth)


def _until(is_so: Callable[[], bool]) -> bool:
    ends = time.monotonic() + 20
    while not is_so() and time.monotonic() < ends:
        time.sleep(0.02)
    return is_so()


def test_a_command_runs_once_the_desk_answers_and_is_stopped_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    chore = Chore(_desk(True), f'"{sys.executable}" -c "{_WRITES}" "{file}"')
    assert _until(lambda: file.exists() and file.read_text() == "begun")
    chore.end()
    assert file.read_text() == "cleared"
    assert "Ready after 1.0 s: questions are answered in full." in capsys.readouterr().out


def test_no_command_runs_where_the_desk_could_not_start(tmp_path: Path) -> None:
    file = tmp_path / "file"
    chore = Chore(_desk(False), f'"{sys.executable}" -c "{_WRITES}" "{file}"')
    for waiting in [t for t in threading.enumerate() if t.name == "licet-chore"]:
        waiting.join(20)
    assert chore._process is None
    chore.end()
    assert not file.exists()


def test_a_command_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []

    def told() -> bool:
        said.append(capsys.readouterr().err)
        return "Not run: " in "".join(said)

    chore = Chore(_desk(True), "no-such-command-here")
    assert _until(told)
    chore.end()


def test_a_new_home_is_given_what_was_prepared_before_its_models_are_loaded() -> None:
    done: list[str] = []
    licet: Any = SimpleNamespace(
        catalogue=None,
        ensure_library=lambda progress: done.append("library"),
        collection=SimpleNamespace(warm=lambda: done.append("models")),
        assistant=SimpleNamespace(warm=lambda between: done.append("rehearsal")),
    )
    start = WarmUp(licet)
    assert start.wait(20)
    assert start.wait_rehearsed(20)
    assert start.end(20)
    assert done == ["library", "models", "rehearsal"]


def test_what_other_pages_show_is_gathered_before_anyone_opens_them(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(home, tmp_path / "home", symlinks=True)
    desk = Desk(open_application(Settings(home=copy)))
    assert desk.wait(120)
    assert _until(lambda: not any(t.name == "licet-warm-up" for t in threading.enumerate()))

    def again(*asked: object, **named: object) -> None:
        raise AssertionError("What was gathered is gathered again.")

    monkeypatch.setattr(news_cache, "news", again)
    monkeypatch.setattr(event_collection, "events_of_clauses", again)
    assert desk.news.items() is not None
    assert whole_ledger.everything(desk.licet.catalogue, Filters(as_of=date.today())) is not None
    assert not set(_OTHER_PAGES) - set(sys.modules)
    desk.licet.close()


def test_a_start_that_is_given_up_gathers_nothing() -> None:
    desk: Any = object.__new__(Desk)
    desk._unwanted = threading.Event()
    desk._unwanted.set()
    desk.licet = None  # nothing of it is asked for
    desk.before_rehearsal()
    desk.after_rehearsal()


def test_a_page_that_is_being_drawn_is_let_by_and_no_longer_than_it_takes() -> None:
    desk: Any = object.__new__(Desk)
    desk._asked_for, desk._drawn = threading.Event(), threading.Event()
    begun = time.monotonic()
    desk.let_by()  # nobody is here
    assert time.monotonic() - begun < 1
    desk.page_begins()
    drawn = threading.Timer(0.3, desk.page_stands)
    drawn.start()
    begun = time.monotonic()
    desk.let_by()
    assert 0.2 < time.monotonic() - begun < 3
    desk.let_by()  # it stands
    desk.page_begins()  # the next one
    assert not desk._drawn.is_set()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_stays_is_left_alone_before_and_after_the_gathering_even_where_that_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []

    class Failing(WarmUp):
        def after_rehearsal(self) -> None:
            done.append("gathering")
            raise OSError("no disk")

    monkeypatch.setattr(warm_up, "leave_alone_what_stays", lambda: done.append("left alone"))
    licet: Any = SimpleNamespace(
        catalogue=None,
        ensure_library=lambda progress: None,
        collection=SimpleNamespace(warm=lambda: None),
        assistant=SimpleNamespace(warm=lambda between: between()),
    )
    start = Failing(licet)
    assert start.wait_rehearsed(20)
    assert _until(lambda: not start._thread.is_alive())
    assert done == ["left alone", "gathering", "left alone"]


def test_the_end_of_the_server_gives_the_start_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_async: Any
) -> None:
    done: list[str] = []
    desk = _desk(True)
    desk.end = lambda seconds: done.append("start")
    desk.offers = SimpleNamespace(end=lambda seconds: done.append("offers"))
    monkeypatch.setattr(app_state, "open_desk", lambda: desk)
    monkeypatch.setattr(st, "App", lambda script, **parts: parts)
    lifespan = build(Settings(home=tmp_path))["lifespan"]

    async def served() -> None:
        async with lifespan(None):
            assert not done

    run_async(served())
    assert done == ["start", "offers"]

"""Questions that the page offers are answered by what is held, whatever that is; none that fails is shown."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.model import Outcome
from assistant.settings import Settings
from assistant.wiring import Application, open_application
from corpus.filters import Filters
from index.ingest.intake import Labels
from tests.ui.conftest import without_library
from ui.components.offers.candidates import OWN, examples
from ui.components.offers.offered import Offered, Offers

DATA = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture
def opened() -> Iterator[Callable[[Path], Application]]:
    """Return a function that opens a home, which is closed with the test."""
    some: list[Application] = []

    def open_home(home: Path) -> Application:
        some.append(open_application(Settings(home=home)))
        return some[-1]

    yield open_home
    for licet in some:
        licet.close()


def tried(licet: Application, filters: Filters = Filters()) -> Offered:
    """Return what is offered first, once all of it has been tried."""
    offers = Offers(licet, lambda seconds: True)
    until = time.monotonic() + 240
    while not (offered := offers.starters(filters)).is_complete:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert offers.end(30)
    return offered


def ask_each(licet: Application, offered: Offered) -> dict[str, list[str]]:
    """Ask all that is offered, and find it answered; return it by group."""
    for who, questions in offered.groups:
        assert questions, f"{who}: a group without questions is not shown"
        for question in questions:
            answer = licet.assistant.ask(question)
            assert answer.outcome is Outcome.ANSWERED, question
            assert not answer.in_part, question
            assert answer.citations, question
    return {who: list(questions) for who, questions in offered.groups}


def bare(new_home: Callable[[], Path], licet_of: Callable[[Path], Application], *files: Path) -> Application:
    """Return a home without the starter library that holds some files."""
    licet = licet_of(new_home())
    for done in licet.add(files, Labels()) if files else ():
        assert done.problem is None, done.problem
    without_library(licet.catalogue)
    licet.close()
    return licet_of(licet.settings.home)


def test_nothing_is_offered_where_nothing_is_held(new_home: Any, opened: Any) -> None:
    assert tried(bare(new_home, opened)).groups == ()


def test_one_document_is_asked_of_itself(new_home: Any, opened: Any) -> None:
    licet = bare(new_home, opened, DATA / "pdf" / "act.pdf")
    offered = ask_each(licet, tried(licet))
    assert set(offered) <= {OWN}
    for question in offered.get(OWN, ()):
        assert {c.source.id for c in licet.assistant.ask(question).citations} <= {
            h.source.id for h in licet.catalogue.holdings()
        }


def test_one_regulation_of_the_union_is_asked_of_itself(new_home: Any, opened: Any, shared: Path) -> None:
    licet = bare(new_home, opened, shared / "data" / "pdf" / "eu-regulation-2022-576.pdf")
    offered = tried(licet)
    ask_each(licet, offered)
    assert all(examples()["New to this"][0].question not in questions for _, questions in offered.groups)


def test_the_starter_library_answers_every_starter(library_home: Path, tmp_path: Path, opened: Any) -> None:
    licet = opened(Path(shutil.copytree(library_home, tmp_path / "home", symlinks=True)))
    offered = ask_each(licet, tried(licet))
    assert set(offered) == set(examples()), "each audience has something to begin with"
    assert all(len(questions) == 3 for questions in offered.values())


def test_what_a_filter_leaves_out_is_not_offered(library_home: Path, tmp_path: Path, opened: Any) -> None:
    licet = opened(Path(shutil.copytree(library_home, tmp_path / "home", symlinks=True)))
    of_japan = Filters(jurisdictions=("jp",))
    for _, questions in tried(licet, of_japan).groups:
        assert all(licet.assistant.ask(q, filters=of_japan).is_whole for q in questions)


@pytest.mark.slow
def test_all_that_is_shared_answers_every_starter(new_home: Any, opened: Any, shared: Path) -> None:
    licet = opened(new_home())
    licet.ensure_library()
    folders = ("cn", "eu", "jp", "seed", "uk", "us/ecfr", "us/lists")
    for done in licet.add([shared / "data" / f for f in folders if (shared / "data" / f).exists()], Labels()):
        assert done.problem is None or done.status == "failed"
    assert set(examples()) <= set(ask_each(licet, tried(licet)))


def test_the_collection_as_it_is_now_is_asked(library_home: Path, tmp_path: Path, opened: Any) -> None:
    licet = opened(Path(shutil.copytree(library_home, tmp_path / "home", symlinks=True)))
    before = tried(licet)
    asked = {q for _, questions in before.groups for q in questions}
    assert "What are export controls?" in asked
    licet.collection.remove("export-controls")
    asked = {q for _, questions in tried(licet).groups for q in questions}
    assert "What are export controls?" not in asked

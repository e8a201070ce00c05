"""Questions that the page offers are answered by what is held, whatever that is; none that fails is shown."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.model import Answer, Citation, Outcome, Statement, Verdict
from assistant.settings import Settings
from assistant.wiring import Application, open_application
from corpus.annotations.loader import Annotations
from corpus.annotations.model import AnnotatedSource, Annotation, Pin
from corpus.catalogue import Catalogue
from corpus.catalogue.database.sqlite_reads import Reads
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.passages import cut_passages
from corpus.structure import TreeBuilder
from index.ingest.intake import Labels
from tests.ui.conftest import without_library
from ui.offers import candidates
from ui.offers.candidates import OWN, examples, starters_of
from ui.offers.library_words import nearest
from ui.offers.suggestions import _within, next_questions
from ui.offers.verified_offers import Offered, Offers

DATA = Path(__file__).resolve().parents[1] / "data"


ARTICLE = """# Bronze bells and the entity that lists them

Export controls are tightened, the paper writes. A military end use of bells was found in Freedonia, and exporters wait.
"""


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


def test_the_starter_library_has_an_answer_by_words_before_there_are_models() -> None:
    rows = (
        ("What is an ECCN?", "What an ECCN is", "Export Control Classification Number"),
        ("Who decides on the Entity List?", "Who decides on the Entity List", "End-User Review Committee"),
        ("What is a deemed export?", "What a deemed export is", "foreign person"),
    )
    for question, heading, words in rows:
        first = nearest(question)[0]
        assert first.heading == heading
        assert words in first.text
        assert "](" not in first.text
        assert "text of" not in first.text  # the references of an explainer are for its reader
    assert nearest("What is the capital of France?") == []
    assert nearest("") == []


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


@pytest.mark.slow
def test_one_document_is_asked_of_itself(new_home: Any, opened: Any, tmp_path: Path) -> None:
    (tmp_path / "article.md").write_text(ARTICLE, "utf-8")
    licet = bare(new_home, opened, tmp_path / "article.md")
    offered = ask_each(licet, tried(licet))
    assert set(offered) == {OWN}
    for question in offered[OWN]:
        assert {c.source.id for c in licet.assistant.ask(question).citations} <= {
            h.source.id for h in licet.catalogue.holdings()
        }


@pytest.fixture
def noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalogue]:
    """Return a catalogue with two sections on lamps and a list, and three notes on the sections."""
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    tree = TreeBuilder()
    for number in (1, 2):
        section = tree.add(f"§ 799.{number} Lamps.", locator=f"15 CFR 799.{number}", role=Role.SECTION)
        for letter in "ab":
            tree.add(f"({letter}) Lamps of kind {letter}.", locator=f"15 CFR 799.{number}({letter})",
                     role=Role.PARAGRAPH, parent=section)  # fmt: skip
    reading = tree.reading(Source("us-15-cfr-799", "15 CFR Part 799", Kind.LAW, "us"))
    catalogue.publish(catalogue.stage(reading, cut_passages(reading)))
    source = AnnotatedSource("us-15-cfr-799", "15 CFR Part 799", "us")
    absent = AnnotatedSource("us-15-cfr-798", "15 CFR Part 798", "us")
    notes = tuple(
        Annotation(of, pin, (f"May I ship lamps under {pin}?",), "Yes.", (Pin(f"15 CFR {pin}"),))
        for of, pin in ((source, "799.1(a)"), (source, "799.1(b)"), (source, "799.2(a)"), (absent, "798.1"))
    )
    monkeypatch.setattr(candidates, "kept_notes", lambda catalogue: Annotations(notes, ()))
    yield catalogue
    catalogue.close()


def test_notes_on_what_is_held_fill_up_the_examples_of_each_audience(noted: Catalogue) -> None:
    first = starters_of(noted)
    added = {who: [c for c in first[who] if c not in some] for who, some in examples().items()}
    assert sorted(c.question for some in added.values() for c in some) == [
        f"May I ship lamps under {pin}?" for pin in ("799.1(a)", "799.1(b)", "799.2(a)")
    ]
    assert all(c.cites == ("us-15-cfr-799",) for some in added.values() for c in some)
    assert all(len({c.question for c in some}) == len(some) for some in first.values())


def answer_citing(catalogue: Catalogue, *addresses: str) -> Answer:
    """Return an answer that quotes these provisions of the one text held."""
    [(source, version)] = catalogue.editions().values()
    held = [p for address in addresses for p in catalogue.find(address)]
    cited = tuple(
        Citation(n, f"p{n}", source, version, p.locator, p.text, p.provision.start, p.provision.end)
        for n, p in enumerate(held, 1)
    )
    said = (Statement(held[0].text, tuple(c.number for c in cited), Verdict.VERBATIM),)
    return Answer("Which lamps?", "Which lamps?", Outcome.ANSWERED, held[0].text, said, cited)


def test_a_text_that_is_cited_often_is_read_once_for_what_may_be_asked_next(
    noted: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = answer_citing(noted, "15 CFR 799.1(a)", "15 CFR 799.1(b)", "15 CFR 799.2(a)")
    read: list[tuple[str, tuple[Any, ...]]] = []
    every = Reads.all

    def noting(self: Reads, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        read.append((sql, values))
        return every(self, sql, values)

    monkeypatch.setattr(Reads, "all", noting)
    next_questions(noted, answer)
    of_provisions = [asked for asked in read if "FROM provisions" in asked[0]]
    assert of_provisions
    assert len(set(of_provisions)) == len(of_provisions)


def test_notes_on_a_cited_section_may_be_asked_next(noted: Catalogue) -> None:
    asked = [c.question for c in next_questions(noted, answer_citing(noted, "15 CFR 799.1(a)"))]
    assert "May I ship lamps under 799.1(b)?" in asked  # of the same section, and more than is cited
    assert not {"May I ship lamps under 799.1(a)?", "May I ship lamps under 799.2(a)?"} & {*asked}


def test_a_pin_that_names_its_text_is_at_the_address_there() -> None:
    assert _within("出口管制法第三条", {"第三条", "三条"}) == "第三条"
    assert _within("15 CFR 799.1(a)", {"15 CFR 799.1(a)", "(a)"}) == "15 CFR 799.1(a)"
    assert _within("第十三条", {"第三条"}) == "第十三条"


def test_each_list_held_is_counted_by_a_question(monkeypatch: pytest.MonkeyPatch, noted: Catalogue) -> None:
    held = [SimpleNamespace(about=SimpleNamespace(name=n), source=SimpleNamespace(id=n)) for n in ("Lamp List", "LL2")]
    monkeypatch.setattr(candidates, "all_held", lambda catalogue: held)
    asked = [c.question for c in starters_of(noted)["Journalist"]]
    assert {"How many parties are on the Lamp List?", "How many parties are on the LL2?"} <= {*asked}


@pytest.mark.slow
def test_with_the_law_of_one_country_alone_everyone_has_something_to_begin_with(
    new_home: Any, opened: Any, shared: Path
) -> None:
    licet = bare(new_home, opened, shared / "data" / "cn" / "出口管制法(2020-10-17).md")
    offered = ask_each(licet, tried(licet))
    assert set(examples()) <= set(offered)
    answer = licet.assistant.ask(offered["New to this"][0])
    notes = {
        candidates.question_of(n, "").question for some in candidates.held_notes(licet.catalogue).values() for n in some
    }
    assert notes & {c.question for c in next_questions(licet.catalogue, answer)}


@pytest.mark.slow
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


@pytest.mark.parametrize(
    ("question", "brings"),
    [
        ("Is Bolt Works on the Entity List?", "licet sync us-15-cfr-744"),
        ("Is Bolt Works on the SDN list?", "licet sync us-list-screening"),
        ("What does being on the Entity List mean?", ""),
    ],
)
def test_the_starter_library_says_which_text_brings_a_list(
    library_home: Path, tmp_path: Path, opened: Any, question: str, brings: str
) -> None:
    licet = opened(Path(shutil.copytree(library_home, tmp_path / "home", symlinks=True)))
    answer = licet.assistant.ask(question)
    assert answer.outcome is (Outcome.NOT_IN_CORPUS if brings else Outcome.ANSWERED)
    assert brings in answer.text


@pytest.mark.slow
def test_what_a_filter_leaves_out_is_not_offered(library_home: Path, tmp_path: Path, opened: Any) -> None:
    licet = opened(Path(shutil.copytree(library_home, tmp_path / "home", symlinks=True)))
    of_japan = Filters(jurisdictions=("jp",))
    offered = {q for _, questions in tried(licet, of_japan).groups for q in questions}
    assert "What are export controls?" not in offered  # its explainer is of no single country
    assert all(licet.assistant.ask(q, filters=of_japan).is_whole for q in offered)


@pytest.fixture(scope="module")
def answered(library_home: Path, tmp_path_factory: Any) -> Iterator[tuple[Application, dict[str, tuple[str, ...]]]]:
    """Return the starter library, and what its answers to the examples that it answers begin on."""
    home = tmp_path_factory.mktemp("with-own") / "home"
    licet = open_application(Settings(home=Path(shutil.copytree(library_home, home, symlinks=True))))
    asked = [c.question for some in examples().values() for c in some]
    told = {q: a.stands_on for q in asked if (a := licet.assistant.ask(q)).is_whole}
    assert len(told) > 9
    yield licet, told
    licet.close()


def _are_as_before(licet: Application, told: dict[str, tuple[str, ...]]) -> None:
    for question, cited in told.items():
        answer = licet.assistant.ask(question)
        assert answer.is_whole, question
        assert answer.stands_on == cited, question


@pytest.mark.slow
@pytest.mark.parametrize("name", ["article.md", "act.pdf", "japan-china-dual-use-article.txt"])
def test_an_added_document_leaves_answers_on_other_law_as_they_are(
    name: str, answered: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    licet, told = answered
    if name == "article.md":
        path = tmp_path / name
        path.write_text(ARTICLE, "utf-8")
    elif name == "act.pdf":
        path = DATA / "pdf" / name
    else:
        path = request.getfixturevalue("shared") / "data" / "seed" / name
    assert [d.problem for d in licet.add([path], Labels())] == [None]
    _are_as_before(licet, told)


@pytest.mark.slow
def test_a_regulation_leaves_answers_on_other_law_as_they_are(answered: Any, shared: Path) -> None:
    licet, told = answered
    path = shared / "data" / "pdf" / "eu-regulation-2022-576.pdf"
    assert [d.problem for d in licet.add([path], Labels())] == [None]
    _are_as_before(licet, told)


@pytest.mark.slow
def test_all_that_is_shared_answers_every_starter(new_home: Any, opened: Any, shared: Path) -> None:
    licet = opened(new_home())
    licet.ensure_library()
    folders = ("cn", "eu", "jp", "seed", "uk", "us/ecfr", "us/lists")
    for done in licet.add([shared / "data" / f for f in folders if (shared / "data" / f).exists()], Labels()):
        assert done.problem is None or done.status == "failed"
    assert set(examples()) <= set(ask_each(licet, tried(licet)))


@pytest.mark.slow
def test_the_collection_as_it_is_now_is_asked(library_home: Path, tmp_path: Path, opened: Any) -> None:
    licet = opened(Path(shutil.copytree(library_home, tmp_path / "home", symlinks=True)))
    before = tried(licet)
    asked = {q for _, questions in before.groups for q in questions}
    assert "What are export controls?" in asked
    licet.collection.remove("export-controls")
    asked = {q for _, questions in tried(licet).groups for q in questions}
    assert "What are export controls?" not in asked

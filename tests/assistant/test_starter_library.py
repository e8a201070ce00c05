"""The starter library: where several processes start at once over one collection, and what answers of its pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.model import Form, Outcome, StatementRole
from assistant.settings import Settings
from assistant.wiring import LIBRARY_META, Application
from corpus.errors import Busy
from corpus.model import Kind
from index.ingest.intake import Labels
from index.stores.locks import writer_lock


def _opened(home: Path) -> Application:
    licet = Application(Settings(home=home))
    licet.collection.lock_wait = 0.1
    return licet


def test_what_is_held_is_read_while_another_process_writes(library_home: Path, tmp_path: Path) -> None:
    licet = _opened(Path(shutil.copytree(library_home, tmp_path / "home", symlinks=True)))
    licet.collection.remove(licet.catalogue.holdings()[0].source.id)  # so that something is to be brought
    licet.catalogue.set_meta(LIBRARY_META, "of an older release")
    with writer_lock(licet.settings.home, None):
        assert licet.ensure_library() == 0
    assert licet.catalogue.meta(LIBRARY_META) == "of an older release"
    assert licet.ensure_library() == 1  # the other one is done
    assert licet.catalogue.meta(LIBRARY_META) != "of an older release"
    licet.close()


@pytest.mark.slow
def test_without_any_text_it_is_said_who_writes(new_home: Callable[[], Path]) -> None:
    licet = _opened(new_home())
    with writer_lock(licet.settings.home, None), pytest.raises(Busy, match="is writing to this collection"):
        licet.ensure_library()
    assert not licet.catalogue.meta(LIBRARY_META)
    licet.close()


def test_a_bare_sentence_of_the_library_is_shown_as_the_closest_and_one_of_an_added_explainer_answers(
    home: Path, tmp_path: Path
) -> None:
    own = tmp_path / "on-bells.md"
    own.write_text(
        "# Bells\n\n## Who decides on bells\n\nThe Bell Committee decides who is put on the bell list.\n", "utf-8"
    )
    licet = Application(Settings(home=home, annotations=False))
    told = licet.assistant.ask("Which committee decides who is added to the Entity List?")
    assert told.outcome is Outcome.SILENT
    assert told.form is Form.CLOSEST
    assert "End-User Review Committee" in told.citations[0].quote
    for done in licet.add([own], Labels(kind=Kind.EXPLAINER)):
        assert done.problem is None, done.problem
    told = licet.assistant.ask("Which committee decides who is put on the bell list?")
    assert told.outcome is Outcome.ANSWERED
    assert "The Bell Committee" in told.text
    licet.close()
    noted = Application(Settings(home=home))
    told = noted.assistant.ask("Which committee decides who is added to the Entity List?")
    assert (told.outcome, told.form) == (Outcome.ANSWERED, Form.ANNOTATION)
    noted.close()


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("Is Huawei on the Entity List?", Outcome.NOT_IN_CORPUS),  # an explainer of the library speaks of Huawei
        ("Is Lantern Works still on the Entity List?", Outcome.NOT_IN_CORPUS),
        ("is huawei on the entity list", Outcome.NOT_IN_CORPUS),
        ("is huawei listed", Outcome.NOT_IN_CORPUS),
        ("Is Lantern Works sanctioned?", Outcome.NOT_IN_CORPUS),
        ("are laptops sanctioned", Outcome.SILENT),  # goods, and nobody
        ("What is the Entity List?", Outcome.ANSWERED),
    ],
)
def test_who_is_on_a_list_is_told_by_its_rows_and_by_no_explainer(
    library_home: Path, question: str, outcome: Outcome
) -> None:
    licet = _opened(library_home)
    assert licet.assistant.ask(question).outcome is outcome
    licet.close()


def test_an_explainer_of_no_one_law_answers_of_the_law_that_it_tells(library_home: Path) -> None:
    licet = Application(Settings(home=library_home))
    told = licet.assistant.ask("Is it forbidden to get round the EU's Russia sanctions?")
    assert (told.outcome, told.form) == (Outcome.ANSWERED, Form.ANNOTATION)
    assert told.citations[0].source.jurisdiction == "int"
    assert "circumvent the EU's prohibitions is forbidden" in told.text
    licet.close()


@pytest.mark.parametrize(
    "question",
    [
        "Do I need a licence for a company that is half owned by a listed company?",
        "A firm is 50 % owned by an Entity List company: does it count as listed?",
    ],
)
def test_an_explainer_answers_where_an_engine_lacks_its_text(library_home: Path, question: str) -> None:
    licet = _opened(library_home)
    told = licet.assistant.ask(question)
    assert (told.outcome, told.form) == (Outcome.ANSWERED, Form.ANNOTATION)
    assert told.citations[0].source.id == "affiliates-rule"
    assert told.statements[-1].note is StatementRole.CHECK_NEXT
    assert "`licet sync us-15-cfr-744` brings it" in told.statements[-1].text
    assert told.statements[0].says_yes is None
    licet.close()


def test_the_nearest_note_stands_beneath_a_walk_whose_text_is_not_held(library_home: Path) -> None:
    licet = _opened(library_home)
    told = licet.assistant.ask("Do I need a licence to export from Japan?")
    assert (told.outcome, told.form) == (Outcome.NEEDS_FACT, Form.DETERMINATION)
    assert told.statements[-1].note is StatementRole.AS_NEAR
    assert told.citations[told.statements[-1].citations[0] - 1].source.id == "japan-fefa"
    licet.close()


@pytest.mark.parametrize(
    ("question", "source", "words"),
    [
        ("How long must I keep export records in Japan?", "record-keeping", "FEFA itself names no number of years"),
        ("How long does a licence take in China?", "china-dual-use-regulations", "45 working days"),
        ("Who decides on export licences in Japan?", "japan-fefa", "Minister of Economy, Trade and Industry"),
    ],
)
def test_what_the_law_of_a_place_sets_is_told_of_no_other_law(
    library_home: Path, question: str, source: str, words: str
) -> None:
    licet = _opened(library_home)
    told = licet.assistant.ask(question)
    assert told.outcome is Outcome.ANSWERED
    assert {c.source.id for c in told.citations} == {source}
    assert words in told.text
    licet.close()


def test_who_decides_in_a_place_without_explainer_is_not_told_of_another(library_home: Path) -> None:
    licet = _opened(library_home)
    told = licet.assistant.ask("Who decides on export licences in Germany?")
    assert told.outcome is Outcome.NOT_IN_CORPUS
    assert "BIS" not in told.text
    licet.close()


def test_a_comparison_without_texts_tells_what_explainers_do_of_each_law(library_home: Path) -> None:
    licet = _opened(library_home)
    told = licet.assistant.ask("How does record keeping differ between China and Korea?")
    assert (told.outcome, told.form) == (Outcome.NOT_IN_CORPUS, Form.COMPARISON)
    assert told.comparison is None
    assert "no text that such a comparison stands on is held" in told.statements[0].text
    china, korea = ([s for s in told.statements if s.part == name] for name in ("China", "South Korea"))
    assert "five years" in china[0].text
    assert "5 years" in korea[0].text
    assert "`licet sync kr-foreign-trade-act` brings them" in korea[-1].text
    licet.close()


def test_showing_technology_to_a_foreigner_is_said_to_be_an_export(library_home: Path) -> None:
    licet = _opened(library_home)
    told = licet.assistant.ask("Is showing technical drawings to a foreign colleague in the US an export?")
    assert told.outcome is Outcome.ANSWERED
    assert told.statements[0].says_yes is True
    assert told.citations[0].source.id == "deemed-exports"
    licet.close()

"""One question reads each thing once: no statement of SQL and no analysis of a text is made over and over."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from assistant.pipeline import Assistant
from assistant.query.parser import understand
from assistant.settings import Settings
from corpus.catalogue import CatalogueSnapshot
from corpus.catalogue.database.sqlite_reads import Reads
from corpus.filters import Filters
from index.collection import Collection
from index.text import tokens

QUESTIONS = (
    ("How long must widget records be kept?", ()),
    ("May I export widgets to Freedonia without a licence?", ()),
    ("Is Acme Lamps on the Entity List?", ()),
    ("Is Nobody Holdings on the Entity List?", ()),
    ("What is a widget?", ()),
    ("15 CFR 744.90(b)", ()),
    ("what about paragraph (a)?", ("what does 744.90(b) say",)),
    ("15 CFR 744.90(z)", ()),
    ("How long must records be kept, and who is on the Entity List?", ()),
    ("Compare widget records in the EU with those in the United States", ()),
    ("Which taxes do bakers pay on bread?", ()),
    ("小部件的记录必须保存多久？", ()),
    ("How many rows does the Entity List have for each country?", ()),
    ("Do I need a licence to ship 3A001 to China for a military end user?", ()),
    ("A is owned 30 percent by Acme Lamps. Is it bound by the Entity List?", ()),
    ("Which rules of 15 CFR 744.90 are stayed, and since when?", ()),
    ("And in Japan?", ("Do I need a licence to ship 3A001 to China?",)),
    ("hello", ()),
)


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Counter[Any], Counter[str]]]:
    """Count the statements that reach SQLite, and the texts that are taken apart into terms."""
    statements: Counter[Any] = Counter()
    texts: Counter[str] = Counter()
    read, terms = Reads.all, tokens.terms

    def all_(self: Reads, sql: str, values: tuple = ()) -> list[tuple]:
        statements[sql, values] += 1
        return read(self, sql, values)

    def terms_(text: str) -> list[str]:
        texts[text] += 1
        return terms(text)

    with monkeypatch.context() as patch:
        patch.setattr(Reads, "all", all_)
        for name, module in list(sys.modules.items()):
            if name.startswith(("index.", "assistant.")) and getattr(module, "terms", None) is terms:
                patch.setattr(module, "terms", terms_)
        yield statements, texts


@pytest.mark.parametrize(("question", "history"), QUESTIONS)
def test_a_question_reads_and_analyses_each_thing_once(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, question: str, history: tuple[str, ...]
) -> None:
    assistant.warm()
    with counted(monkeypatch) as (statements, texts):
        answer = assistant.ask(question, history)
    assert statements  # the generation at least
    assert statements.total() <= 2 * len(statements), statements.most_common(3)
    assert texts.total() <= 2 * len(texts), texts.most_common(3)
    assert question == "hello" or answer.computed or texts  # an engine needs no terms


def test_a_draft_is_verified_with_each_text_taken_apart_once(
    collection: Collection, scripted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [
        "Exporters of widgets keep their sales records for seven years from the export [1].",
        "Every exporter keeps the records of widget sales for seven years [1].",
        "Sales records of widgets must be kept for seven years after the export [1].",
    ]
    model = scripted(script=[" ".join(said)])
    settings = Settings(home=collection.home, annotations=False, verifier="off")
    assistant = Assistant(collection, collection.catalogue, settings, model)
    with counted(monkeypatch) as (_, texts):
        answer = assistant.ask(QUESTIONS[0][0])
    assert answer.engine == "generative"
    asked = understand(QUESTIONS[0][0], (), Filters(), assistant.catalogue)
    again = [text for text, times in texts.items() if times > 1]
    assert not set(again) - {asked.standalone, *asked.expansions}  # a query has its terms, whoever searches for it


def test_nothing_is_kept_of_a_question_that_is_answered(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    assistant.ask(QUESTIONS[0][0])
    with counted(monkeypatch) as (statements, texts):
        assistant.ask(QUESTIONS[0][0])
    assert len(statements) > 3
    assert len(texts) > 10


def test_a_snapshot_holds_to_its_generation_and_a_new_one_sees_what_was_written(assistant: Assistant) -> None:
    catalogue = assistant.catalogue
    before = CatalogueSnapshot(catalogue)
    editions = before.editions()
    number = next(iter(editions))
    with catalogue._transaction() as db:
        catalogue._moved(db)
    after = CatalogueSnapshot(catalogue)
    assert after.generation == before.generation + 1
    assert before.editions() is editions
    assert before.outline(number) == after.outline(number)


def test_questions_asked_at_once_are_answered_as_one_by_one(assistant: Assistant) -> None:
    asked = [q for q in QUESTIONS if q[0] != "hello"]
    alone = [assistant.ask(*q).text for q in asked]
    together = threading.Barrier(4)

    def ask(n: int) -> list[str]:
        together.wait()
        turned = [*asked[n:], *asked[:n]]
        said = {q: assistant.ask(*q).text for q in turned}
        return [said[q] for q in asked]

    with ThreadPoolExecutor(4) as pool:
        assert all(texts == alone for texts in pool.map(ask, range(4)))

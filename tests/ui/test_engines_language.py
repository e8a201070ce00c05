"""What engines give the page: titles of steps, remedies that name what there is, the marks of what stays English."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.engines.calculation.fines import penalties_unplaced
from assistant.engines.determination.law_texts.own_laws import noted_steps
from assistant.engines.ledger import whole_ledger
from assistant.engines.screening import not_a_party
from assistant.engines.screening.party_sentences import FULL_NAME
from assistant.query.missing_facts import missing_fact
from assistant.query.model import Query
from corpus.errors import FilledLine, NotHeld, UnreadableDocument
from corpus.filters import Filters
from corpus.model import Kind, OriginClass, Source
from corpus.parsers import dispatch
from corpus.parsers.error_pages import instead_of_document
from corpus.parsers.file import File
from corpus.reader import limits
from corpus.reader.messages import packed_problem, unpacked_problem
from tests.ui.test_language import unknown_problems
from ui import language
from ui.components.chat.answer_display import outcome_line
from ui.components.page import labels, markup
from ui.locale import fact_lines, problem_lines, step_titles
from ui.locale.document_lines import WHAT_IT_IS

ROOT = Path(__file__).resolve().parents[2]
# Rooms whose problems a reader meets on a page: what is looked up, asked, compared, screened or added there.
LOOKED_UP = (
    "assistant/engines/comparison/comparison_engine.py",
    "assistant/engines/determination/command.py",
    "assistant/engines/ledger",
    "assistant/engines/lists/list_lookup.py",
    "corpus/editions/changes.py",
    "corpus/lookup.py",
    "corpus/parsers",
    "corpus/reader",
    "corpus/structure.py",
    "index/ingest",
)


def test_what_is_not_found_is_told_in_the_language_with_what_there_is() -> None:
    files = [f for room in LOOKED_UP for f in ([ROOT / room] if room.endswith("py") else (ROOT / room).rglob("*.py"))]
    assert len(files) > len(LOOKED_UP)
    assert not [(f.name, *found) for f in files for found in unknown_problems(f.read_text("utf-8"))]


def test_what_is_wrong_with_a_document_is_told_in_the_language_down_to_its_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kinds = {kind for _, kind in dispatch._SIGNATURES}
    pages = ("Error 503", "Log in", "")
    kinds |= {instead_of_document([title], "Please enable JavaScript.", password=False) for title in pages}
    assert "a page that keeps its text back" in kinds
    assert kinds <= {*WHAT_IT_IS}
    broken = unpacked_problem(packed_problem(limits.broken("a.pdf", "SIGSEGV", 9 << 20)))  # as it comes from a process
    assert broken.message.startswith("The parser of a.pdf crashed (SIGSEGV) after it took 9 MB of memory: ")
    with pytest.raises(UnreadableDocument) as raised:
        File("a.txt", b"\x00\x01\x02" * 99).text()
    undecoded = raised.value
    monkeypatch.setattr(language, "reader_language", lambda: "de")
    monkeypatch.setattr(problem_lines, "reader_language", lambda: "de")
    told = [problem_lines.in_readers_words(line) for line in (broken.message, broken.remedy, undecoded.message)]
    assert told == [
        "Der Leser von a.pdf ist abgestürzt (SIGSEGV) nach Belegung von 9 MB Speicher: Das Dokument ist beschädigt "
        "oder soll ihn zum Absturz bringen.",
        "Öffnen und speichern Sie sie erneut, oder als PDF, und fügen Sie diese hinzu.",
        "a.txt ist nicht als Text lesbar: ihre Bytes sind nicht die eines Textes.",
    ]


def test_what_an_address_has_instead_is_told_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    several = FilledLine(
        "{first} {others}",
        {
            "first": FilledLine("{title} has: {names}.", {"title": "Act 1", "names": "Article 1"}),
            "others": FilledLine("{count} more texts have such addresses.", {"count": "2"}),
        },
    )
    ledger = FilledLine(whole_ledger._NAME_A_MATTER, {"remedy": several, "topics": "affiliates"})
    problem = NotHeld(FilledLine("There is no {place}.", {"place": "Article 9"}), ledger)
    assert problem.remedy.startswith("Act 1 has: Article 1. 2 more texts have such addresses. Name an address")
    monkeypatch.setattr(language, "reader_language", lambda: "de")
    monkeypatch.setattr(problem_lines, "reader_language", lambda: "de")
    told = problem_lines.in_readers_words(problem.remedy)
    assert told.startswith("Act 1 hat: Article 1. 2 weitere Texte haben solche Fundstellen. Nennen Sie eine Fundstelle")
    assert "Name an" not in told


def step_names() -> Iterator[str]:
    """Yield the words that name the steps of a walk in the source, a value as {}; those of variables are left out."""
    for file in sorted((ROOT / "assistant" / "engines" / "determination").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            named = [node] if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "WalkStep" else []
            told = [c.args[0] for c in named if c.args]
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "name":
                told = [node.value] if file.name == "reason_steps.py" else []
            for name in told:
                parts = name.values if isinstance(name, ast.JoinedStr) else [name]
                if all(isinstance(p, ast.Constant | ast.FormattedValue) for p in parts):
                    yield "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in parts)
    for step in noted_steps("cn"), noted_steps("jp"), noted_steps("kr"):
        yield from (noted.name for noted in step)


def test_the_title_of_every_step_is_told_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    templates = {re.sub(r"\{\w+\}", "{}", t) for t in step_titles.TITLES_WITH_VALUES}
    found = set(step_names())
    same = {"§ {}", "North Korea", "Russia", "Belarus"}  # an address, and names of countries
    assert len(found) > 50
    assert found - {*step_titles.STEP_TITLES, *templates} <= same
    assert step_titles.step_title("row 12") == "row 12"
    monkeypatch.setattr(language, "reader_language", lambda: "de")
    monkeypatch.setattr(step_titles, "reader_language", lambda: "de")
    titles = ("deemed export", "row 12", "NS control of 6A003", "NS control of 6A003 either way", "744.21", "Russia",
              "law of Germany", "law of the European Union", "review under 744.21")  # fmt: skip
    assert [step_titles.step_title(t) for t in titles] == [
        "als Ausfuhr geltende Weitergabe", "Zeile 12", "NS-Kontrolle von 6A003", "NS-Kontrolle von 6A003 in jedem Fall",
        "744.21", "Russland", "Recht: Deutschland", "Recht: Europäische Union", "Prüfung nach 744.21",
    ]  # fmt: skip


_OF_TABLES = ("fact", "use_told", "user_told", "open_asks", "row_asks", "row_asks_more", "wanted", "base")
_LISTS_OF_TABLES = ("asks", "asks_inside", "facts")


def facts_of_tables(node: object, name: str = "") -> Iterator[str]:
    """Yield the facts that the tables of engines ask for, each with its places for values."""
    if isinstance(node, dict):
        for key, value in node.items():
            is_fact = key in _OF_TABLES or key.startswith("ask_") or (key.startswith("vessel_") and key in _VESSEL)
            if isinstance(value, str) and (is_fact or (key == "event" and name == "period")) and " " in value:
                yield value
            elif isinstance(value, list) and key in _LISTS_OF_TABLES:
                yield from (row for row in value if isinstance(row, str))
                yield from facts_of_tables(value, key)
            elif isinstance(value, dict | list):
                yield from facts_of_tables(value, key)
    elif isinstance(node, list):
        for row in node:
            yield from facts_of_tables(row, name)


_VESSEL = ("vessel_there", "vessel_flag", "vessel_charter")


def facts_of_source() -> Iterator[str]:
    """Yield the facts that engines and the reading of questions ask for in their own words, a value as {}."""
    for file in sorted((ROOT / "assistant").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", "")
            given = node.args if called == "needs" else node.args[:1] if called == "AskedFact" else []
            for keyword in node.keywords:
                if keyword.arg == "asks_for" and isinstance(keyword.value, ast.Tuple):
                    given = [*given, *keyword.value.elts]
            for fact in given:
                parts = fact.values if isinstance(fact, ast.JoinedStr) else [fact]
                if all(isinstance(p, ast.Constant | ast.FormattedValue) for p in parts):
                    yield "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in parts)


def test_every_fact_that_is_asked_for_is_told_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {re.sub(r"\{\w+\}", "{}", t) for t in (*fact_lines.FACTS, *fact_lines.FACTS_WITH_VALUES)}
    tables = sorted((ROOT / "assistant" / "engines").rglob("*.toml"))
    held = {re.sub(r"\{\w+\}", "{}", f) for t in tables for f in facts_of_tables(tomllib.loads(t.read_text("utf-8")))}
    named = {FULL_NAME, not_a_party._ASKED_FOR, penalties_unplaced._FACT, *map(missing_fact, _ASKED)} - {""}
    said = {f for f in facts_of_source() if f != "{}"}
    assert len(held) > 80
    assert len(said) > 30
    assert len(named) == 6
    assert {f for f in held | said if f not in known} == set()
    lengths = [len(f) for f in fact_lines.FACTS_WITH_VALUES]
    assert lengths == sorted(lengths, reverse=True)  # a shorter one may fit the words of a longer one
    monkeypatch.setattr(language, "reader_language", lambda: "de")
    assert not [f for f in named if fact_lines.fact_words(f) == f]
    assert fact_lines.fact_words("the illegal gain in CNY") == "der rechtswidrige Gewinn in CNY"
    assert fact_lines.fact_words("the day of the export") == "der Tag: die Ausfuhr"
    assert fact_lines.fact_words("which row of the chart governs the Netherlands").endswith("für Niederlande gilt")
    assert fact_lines.fact_words("the colour of the lamp in a model's words") == (
        "the colour of the lamp in a model's words"
    )
    assert outcome_line.fact_html("the destination country") == "das Bestimmungsland"


_ASKED = tuple(
    Query(text, text, text, "", frozenset(), Filters())
    for text in ("Is our distributor listed?", "Can we export our product?", "Can we export our product to Chile?")
)


def test_words_that_stay_english_are_marked_as_english(monkeypatch: pytest.MonkeyPatch) -> None:
    assert markup.marked_english("A licence is required.") == "A licence is required."
    monkeypatch.setattr(markup, "reader_language", lambda: "de")
    assert markup.marked_english("A <licence> is required.") == '<span lang="en">A &lt;licence&gt; is required.</span>'
    assert markup.marked_english("出口需要许可，许可证由商务部发放。").startswith('<span lang="zh">')
    assert (markup.lang("de"), markup.lang("zh"), markup.lang("")) == ("", ' lang="zh"', "")


def test_who_declared_what_a_text_is_is_told_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source("a", "Act", Kind.LAW, "us", declared=("jurisdiction", "kind"), origin_class=OriginClass.UPLOAD)
    assert labels.origin(source) == "uploaded; jurisdiction, kind as declared by who added it"
    monkeypatch.setattr(language, "reader_language", lambda: "de")
    monkeypatch.setattr(problem_lines, "reader_language", lambda: "de")
    assert labels.origin(source) == "hochgeladen; Rechtsraum, Art nach Angabe dessen, der es aufgenommen hat"

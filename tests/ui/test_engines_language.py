"""What engines give the page: titles of steps, remedies that name what there is, the marks of what stays English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.engines.determination.law_texts.own_laws import noted_steps
from assistant.engines.ledger import whole_ledger
from corpus.errors import FilledLine, NotHeld
from corpus.model import Kind, OriginClass, Source
from tests.ui.test_language import unknown_problems
from ui import language
from ui.components.page import labels, markup
from ui.locale import problem_lines, step_titles

ROOT = Path(__file__).resolve().parents[2]
# Rooms whose problems a reader meets on a page: what is looked up, asked, compared, screened or added there.
LOOKED_UP = (
    "assistant/engines/comparison/comparison_engine.py",
    "assistant/engines/determination/command.py",
    "assistant/engines/ledger",
    "assistant/engines/lists/list_lookup.py",
    "corpus/editions/changes.py",
    "corpus/lookup.py",
    "corpus/parsers/documents/office.py",
)


def test_what_is_not_found_is_told_in_the_language_with_what_there_is() -> None:
    files = [f for room in LOOKED_UP for f in ([ROOT / room] if room.endswith("py") else (ROOT / room).rglob("*.py"))]
    assert len(files) > len(LOOKED_UP)
    assert not [(f.name, *found) for f in files for found in unknown_problems(f.read_text("utf-8"))]


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

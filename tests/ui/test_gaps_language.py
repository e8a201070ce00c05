"""What a text lacks: every line of it has a template, is known again as it was stored, and is told in each language."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from corpus.model import Kind, Source
from corpus.trust import gaps, trust_labels
from corpus.trust.gaps import GAPS, PARTS_OF_GAPS, gap, known_gap
from corpus.trust.trust_labels import claims_line
from ui import language
from ui.language import LANGUAGES, SOURCE_LANGUAGE
from ui.locale import gap_lines, problem_lines
from ui.locale.document_lines import OF_DOCUMENTS

ROOT = Path(__file__).resolve().parents[2]
VALUES = {
    "pages": gap(gaps.SEVERAL_PAGES, numbers="3-5, 9"), "count": "1,204", "name": "a (line 2: b).xml", "line": 7,
    "error": "Opening and ending tag mismatch: p line 3 and div", "archive": "all.zip", "encoding": "Windows-1252",
    "rival": "Mac Roman", "how": gap(gaps.READ_AS, right="UTF-8", wrong="GB18030"), "now": "1,000", "before": "26,000",
    "id": "us-15-cfr-744", "origin": gap(gaps.FROM_UPLOAD), "reason": "b.txt holds no text.", "number": 7,
    "numbers": "1, 2", "right": "UTF-8", "wrong": "Big5",
}  # fmt: skip


def untold(source: str) -> Iterator[int]:
    """Yield the lines at which a module makes a remark in words of its own: what it calls a warning or a doubt."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        told: list[ast.expr] = []
        if isinstance(node, ast.keyword) and node.arg in ("warnings", "doubt"):
            told = [node.value]
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(("warning" in (name := ast.unparse(t)) or "doubt" in name) for t in targets):
                told = [node.value]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
            told = list(node.args) if "warnings" in ast.unparse(node.func.value) else []
        elif isinstance(node, ast.FunctionDef) and _speaks_of_gaps(node):
            returned = [n.value for n in ast.walk(node) if isinstance(n, ast.Return) and n.value is not None]
            told = [e for r in returned for e in (r.elts if isinstance(r, ast.Tuple | ast.List) else [r])]
        yield from sorted({words.lineno for value in told for words in _words_in(value)})


def _speaks_of_gaps(node: ast.FunctionDef) -> bool:
    told = f"{node.name} {ast.get_docstring(node) or ''}".lower()
    return any(word in told for word in ("warning", "doubt", "damaged", "sign that a text was read"))


def _words_in(value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, ast.Call):  # `gap` has its template from the table; other calls return what they are given
        return
    if isinstance(value, ast.JoinedStr) or (isinstance(value, ast.Constant) and " " in str(value.value)):
        yield value
    for inner in ast.iter_child_nodes(value):
        if isinstance(inner, ast.expr):
            yield from _words_in(inner)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('warnings = ("it is cut off",)', True),
        ("self.warnings.append(f'{n} left')", True),
        ("tree.reading(source, warnings=(gap(NO_ITALICS),))", False),
        ('def f():\n    """Return the root, and warnings."""\n    return root, (f"cut off at {n}",)', True),
        ('def f():\n    """Return the root, and warnings."""\n    return root, (gap(CUT_OFF, n=n),)', False),
    ],
)
def test_a_remark_in_words_of_its_own_is_found(source: str, found: bool) -> None:
    assert bool(list(untold(source))) is found


def test_no_remark_of_a_text_is_left_out() -> None:
    rooms = ("parsers", "sources", "catalogue", "structure.py", "trust", "reader")
    files = [
        f
        for room in rooms
        for f in ([ROOT / "corpus" / room] if "." in room else (ROOT / "corpus" / room).rglob("*.py"))
    ]
    found = [(str(f.relative_to(ROOT)), line) for f in files for line in untold(f.read_text("utf-8"))]
    assert len(files) > 50
    assert found == []
    named = {v for n, v in vars(gaps).items() if n.isupper() and isinstance(v, str) and not n.startswith("_")}
    assert named == {*GAPS, *PARTS_OF_GAPS}
    told = {*gap_lines.OF_GAPS, *OF_DOCUMENTS}
    assert {*GAPS, *PARTS_OF_GAPS} <= told
    assert {*trust_labels.CLAIM_TEMPLATES} <= {*problem_lines.LINES}


@pytest.mark.parametrize("template", GAPS)
def test_a_stored_line_is_known_again_with_its_values(template: str) -> None:
    names = {name for _, name, _, _ in Formatter().parse(template) if name}
    line = gap(template, **{name: VALUES[name] for name in names})
    again = known_gap(str.__str__(line), OF_DOCUMENTS)
    assert getattr(again, "template", "") == template
    assert {n: str(v) for n, v in getattr(again, "values", {}).items()} == {n: str(VALUES[n]) for n in names}
    assert str(again) == str(line)


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != SOURCE_LANGUAGE])
def test_a_stored_line_is_told_in_the_language(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (language, problem_lines, gap_lines):
        monkeypatch.setattr(room, "reader_language", lambda: code)
    for template in GAPS:
        names = {name for _, name, _, _ in Formatter().parse(template) if name}
        stored = template.format(**{name: VALUES[name] for name in names})
        told = gap_lines.gap_told(stored)
        assert told != stored
        for english in ("pages ", " was read as ", "an upload", "holds no text", " read as far "):
            assert english not in told.replace("pages 3", "") if code == "fr" else english not in told, (code, told)


def test_values_within_a_line_are_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = "pages 3-5, 9 without a text layer: nothing could be recognised."
    assert gap_lines.gap_told(stored) == stored
    for room in (language, problem_lines, gap_lines):
        monkeypatch.setattr(room, "reader_language", lambda: "de")
    assert gap_lines.gap_told(stored) == "Seiten 3-5, 9 ohne Textebene: Es war nichts zu erkennen."
    member = "b.txt in all.zip was not read: b.txt holds no text."
    assert gap_lines.gap_told(member) == "b.txt in all.zip wurde nicht gelesen: b.txt enthält keinen Text."
    assert gap_lines.gap_told("1,204 more files in all.zip were not read.").startswith("1.204 weitere Dateien")
    for other in ("", "Something else.", "malformed XHTML, read as HTML and more", "page 7"):
        assert gap_lines.gap_told(other) == other


@pytest.mark.parametrize("words", [" in ", " was not read: ", "; ", " (line ", ": ", "; {rival} would fit too. "])
def test_a_line_made_to_be_slow_is_not(words: str) -> None:
    begun = time.perf_counter()
    for start in ("", "The attachment ", "It is not certain in which encoding the file is: it was read as "):
        known_gap((start + words * 4_000)[:3_999], OF_DOCUMENTS)
        known_gap(start + words * 400_000, OF_DOCUMENTS)
    assert time.perf_counter() - begun < 0.5


def test_a_name_that_looks_like_a_day_or_a_number_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source("s", "S", Kind.USER, "us", claims=(("id", "20240131"), ("published", "2024-01-31")))
    assert claims_line(source) == "the file itself says: id 20240131, published 2024-01-31"
    for room in (language, problem_lines):
        monkeypatch.setattr(room, "reader_language", lambda: "de")
    assert problem_lines._told("names", "1,018") == "1,018"
    assert problem_lines._told("count", "1,018") == "1.018"

"""Patterns of modules are kept compiled, as Python made them; what is damaged or made later is compiled."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from corpus import kept_patterns

compiler = re._compiler  # type: ignore[attr-defined]
PATTERNS = (("(?P<law>a+)|(b)\\2", re.I), ("[\\u4e00-\\u9fff]{2,9}?(?<!x)", 0), ("^\\\\w+$", re.M | re.A))


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return a module that has patterns, and makes one more when its function is called."""
    lines = [f"p{n} = re.compile({pattern!r}, {int(flags)})" for n, (pattern, flags) in enumerate(PATTERNS)]
    later = "def later(word):\n    return re.compile(word)"
    (tmp_path / "licet_patterns.py").write_text("\n".join(("import re", *lines, later)), "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "licet_patterns", raising=False)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    re.purge()
    return importlib.import_module("licet_patterns")


def again(module: ModuleType) -> list[re.Pattern[str]]:
    re.purge()
    importlib.reload(module)
    return [getattr(module, f"p{n}") for n in range(len(PATTERNS))]


def fresh() -> list[re.Pattern[str]]:
    re.purge()
    return [compiler.compile(pattern, flags) for pattern, flags in PATTERNS]


@pytest.mark.parametrize("damage", ["none", "cut off", "another letter", "another Python"])
def test_they_are_those_that_python_compiles(
    damage: str, module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, file = fresh(), tmp_path / "some.patterns"
    kept = kept_patterns._KeptPatterns(file, compiler)
    monkeypatch.setattr(compiler, "compile", kept.compile)
    assert again(module) == made
    assert module.later("a question") == re.compile("a question")
    kept.keep()
    assert b"law" in file.read_bytes()
    assert b"a question" not in file.read_bytes()
    held = file.read_bytes()
    if damage == "cut off":
        file.write_bytes(held[:-40])
    if damage == "another letter":
        file.write_bytes(held.replace(b"law", b"low"))
    if damage == "another Python":
        monkeypatch.setattr(kept_patterns, "_MADE_BY", ("4.0", "little"))
    read = kept_patterns._KeptPatterns(file, SimpleCompiler() if damage == "none" else kept_compiler(kept))
    monkeypatch.setattr(compiler, "compile", read.compile)
    assert again(module) == made
    assert [p.groupindex for p in again(module)] == [p.groupindex for p in made]


def kept_compiler(kept: kept_patterns._KeptPatterns) -> object:
    """Return the compiler as it was before patterns were kept."""
    return type("Compiler", (), {"_sre": compiler._sre, "compile": staticmethod(kept._compile)})


class SimpleCompiler:
    """Compiler that must not be asked."""

    _sre = compiler._sre

    def compile(self, pattern: str, flags: int) -> re.Pattern[str]:
        raise AssertionError(f"compiled again: {pattern}")


def test_where_no_code_is_kept_no_pattern_is(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = kept_patterns._KeptPatterns(tmp_path / "some.patterns", compiler)
    monkeypatch.setattr(compiler, "compile", kept.compile)
    again(module)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    kept.keep()
    assert not (tmp_path / "some.patterns").exists()

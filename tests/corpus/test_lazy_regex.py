"""Expressions that are compiled when they are first used behave as those of `re`."""

from __future__ import annotations

import re

import pytest

from corpus.language import lazy_regex as module
from corpus.language.lazy_regex import LazyRegex, compile_all, lazy_regex


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MADE", [])


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the expressions that are compiled from now on."""
    asked: list[str] = []
    real = re.compile

    def noted(pattern: str, flags: int = 0) -> re.Pattern[str]:
        asked.append(pattern)
        return real(pattern, flags)

    monkeypatch.setattr(module.re, "compile", noted)
    return asked


def test_it_is_compiled_once_when_it_is_first_used(compiled: list[str]) -> None:
    word = lazy_regex(r"(?P<word>lantern)s?", re.IGNORECASE)
    assert compiled == []
    assert word.sub("lamp", "Lanterns") == "lamp"
    found = word.search("two LANTERNS")
    assert found is not None
    assert found["word"] == "LANTERN"
    assert (word.pattern, bool(word.flags & re.IGNORECASE), word.groups) == (r"(?P<word>lantern)s?", True, 1)
    assert compiled == [r"(?P<word>lantern)s?"]


def test_it_has_nothing_that_an_expression_has_not() -> None:
    assert not hasattr(lazy_regex("a"), "cache_info")
    with pytest.raises(re.error):
        lazy_regex("(").search("")


def test_all_are_compiled_ahead(compiled: list[str]) -> None:
    lazy_regex("lantern"), lazy_regex("lamp")
    compile_all()
    assert sorted(compiled) == ["lamp", "lantern"]
    compile_all()
    assert len(compiled) == 2


def test_it_says_what_it_stands_for() -> None:
    assert isinstance(lazy_regex("a"), LazyRegex)
    assert repr(lazy_regex("a")) == "lazy_regex('a')"

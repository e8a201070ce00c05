"""Every regular expression of Licet: compiled on import, made of tables, or written inside a function.

`re._compile` is watched while all modules that use `re` are imported and their tables are built; the calls inside
functions are evaluated with text of its own in the place of each local name.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from corpus.language.lazy_regex import LazyRegex
from corpus.lexicon import countries, jurisdictions, measures, party_lists

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("corpus", "index", "assistant", "ui")
_LAZY = ROOT / "corpus" / "language" / "lazy_regex.py"  # which compiles what others give it
_CALLS = {"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
_FLAGS_AT = {"compile": 1, "sub": 4, "subn": 4, "split": 3}  # position of the flags among the arguments; else 2
_FROM_START = {"match", "fullmatch"}
_LANGUAGES = ("en", "de", "es", "fr", "ja", "ko", "zh")


@dataclass
class Found:
    """Pattern with the places that compile it and the methods by which it is used; "any" for a use that is not seen."""

    pattern: re.Pattern[Any]
    places: list[str] = field(default_factory=list)
    methods: set[str] = field(default_factory=set)

    @property
    def anchored(self) -> bool:
        """Whether the pattern is only ever tried at one position."""
        return bool(self.methods) and self.methods <= _FROM_START


class Collection:
    """All patterns, and the calls of `re` whose pattern could not be found out."""

    def __init__(self) -> None:
        self.found: dict[re.Pattern[Any], Found] = {}
        self.unknown: list[str] = []
        with _watched(self._note):
            modules = _modules()
            for module in modules:
                _build(module)
            for module in modules:
                self._read(module)

    def _note(self, pattern: re.Pattern[Any], place: str, *methods: str) -> None:
        found = self.found.setdefault(pattern, Found(pattern))
        found.places += [place] if place not in found.places else []
        found.methods |= set(methods)

    def _read(self, module: ModuleType) -> None:
        """Note how a module uses its patterns, and those that its calls of `re` make."""
        file = Path(module.__file__ or "")
        tree = ast.parse(file.read_text("utf-8"))
        seen: dict[int, str] = {}  # names whose method is seen
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                seen[id(node.value)] = node.attr
            if isinstance(node, ast.Call) and _of_re(node):
                self._call(module, node, f"{file.relative_to(ROOT)}:{node.lineno}")
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                pattern = vars(module).get(node.id)
                pattern = pattern.compiled if isinstance(pattern, LazyRegex) else pattern
                if isinstance(pattern, re.Pattern) and pattern in self.found:
                    method = seen.get(id(node), "any")
                    self.found[pattern].methods |= {method} if method != "pattern" else set()

    def _call(self, module: ModuleType, call: ast.Call, place: str) -> None:
        method = call.func.attr if isinstance(call.func, ast.Attribute) else "compile"
        try:
            pattern = _evaluated(module, call.args[0])
            pattern = pattern.compiled if isinstance(pattern, LazyRegex) else pattern
            if not isinstance(pattern, re.Pattern | _Anything):
                pattern = re.compile(pattern, *(_evaluated(module, flags) for flags in _flags(call)))
        except Exception as error:
            self.unknown.append(f"{place}: {error!r}")
            return
        if isinstance(pattern, re.Pattern):
            self._note(pattern, place, *([] if method == "compile" else [method]))
            return
        for text in _texts(vars(module)):  # a name alone: it stands for one of the texts that the module keeps
            with suppress(re.error):
                self._note(re.compile(text, re.IGNORECASE), place, "any")


def _of_re(call: ast.Call) -> bool:
    function = call.func
    if isinstance(function, ast.Name):
        return function.id == "lazy_regex"
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
        and function.attr in _CALLS
    )


def _flags(call: ast.Call) -> list[ast.expr]:
    at = _FLAGS_AT.get(call.func.attr, 2) if isinstance(call.func, ast.Attribute) else _FLAGS_AT["compile"]
    return [k.value for k in call.keywords if k.arg == "flags"] or call.args[at : at + 1]


class _Anything(str):
    """Stands for what a function is given: a text, and whatever is asked of it is that text again."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *given: Any, **named: Any) -> _Anything:
        return self

    def __getitem__(self, key: Any) -> _Anything:
        return self

    def __iter__(self) -> Iterator[str]:
        return iter([str(self)])


class _Names(dict[str, Any]):
    """Names of a module, with a stand-in for each name that it lacks: the local ones of a function."""

    def __missing__(self, name: str) -> Any:
        if name in vars(__import__("builtins")):
            raise KeyError(name)
        return _Anything("ab")


def _evaluated(module: ModuleType, argument: ast.expr) -> Any:
    return eval(compile(ast.Expression(argument), "<pattern>", "eval"), _Names(vars(module) | {"re": re}))


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts in the containers that a module keeps which may be patterns."""
    if isinstance(value, str) and re.search(r"[\\\\*+|]", value):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if not str(name).startswith("__"):
                yield from _texts(inner)
                yield from _texts(name)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _texts(inner)


@contextmanager
def _watched(note: Any) -> Iterator[None]:
    """Note each pattern that Licet's own code has compiled meanwhile; those for later are compiled at once."""
    original = re._compile  # type: ignore[attr-defined]
    lazily = LazyRegex.__init__

    def at_once(self: LazyRegex, *given: Any) -> None:
        lazily(self, *given)
        assert self.compiled

    def compiling(pattern: Any, flags: int) -> re.Pattern[Any]:
        compiled: re.Pattern[Any] = original(pattern, flags)
        if place := _place():
            note(compiled, place)
        return compiled

    re._compile = compiling  # type: ignore[attr-defined]
    LazyRegex.__init__ = at_once  # type: ignore[method-assign]
    try:
        yield
    finally:
        re._compile = original  # type: ignore[attr-defined]
        LazyRegex.__init__ = lazily  # type: ignore[method-assign]


def _place() -> str:
    """Return where Licet's own code asks for a pattern; empty where a library does, for itself."""
    frame = sys._getframe(2)
    while frame.f_code.co_filename in (re.__file__, str(_LAZY), __file__) and frame.f_back:
        frame = frame.f_back
    file = Path(frame.f_code.co_filename)
    inside = file.is_relative_to(ROOT) and file.relative_to(ROOT).parts[0] in PACKAGES
    return f"{file.relative_to(ROOT)}:{frame.f_lineno}" if inside else ""


def _modules() -> list[ModuleType]:
    """Import the modules that use `re`; the app's pages, which run when they are imported, use none."""
    files = [f for package in PACKAGES for f in sorted((ROOT / package).rglob("*.py")) if f != _LAZY]
    using = [f for f in files if re.search(r"^\s*import re$|import lazy_regex$", f.read_text("utf-8"), re.MULTILINE)]
    names = (".".join(f.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for f in using)
    return [importlib.import_module(name) for name in names]


def _build(module: ModuleType) -> None:
    """Have built what a module makes of the tables once, on first need."""
    tables: dict[str, Any] = defaultdict(lambda: None)
    for kept in (countries, jurisdictions, measures, party_lists):
        table = kept.table()
        tables[type(table).__name__] = table
        for name, value in vars(type(table)).items():
            if isinstance(value, functools.cached_property):
                getattr(table, name)
    for function in list(vars(module).values()):
        if hasattr(function, "cache_info") and function.__module__ == module.__name__:
            parameters = inspect.signature(function).parameters
            if list(parameters) == ["language"] and _makes_patterns(function):
                for language in _LANGUAGES:
                    function(language)
                continue
            given = [str(p.annotation).rpartition(".")[2] for p in parameters.values()]
            if all(name in tables for name in given) and _makes_patterns(function):
                function(*(tables[name] for name in given))


def _makes_patterns(function: Any) -> bool:
    """Return whether a function writes patterns itself, or has the fields of a table turned into what they say."""
    source = inspect.getsource(function.__wrapped__)
    return "re." in source or "convert=" in source

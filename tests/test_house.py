"""Rules of the house that a contributor relies on: one name, one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("corpus", "index", "assistant", "ui")


def test_no_two_public_classes_share_a_name() -> None:
    """Check that a class is found by its name alone, classes inside functions included."""
    places: dict[str, list[str]] = defaultdict(list)
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    places[node.name].append(str(file.relative_to(ROOT)))
    assert len(places) > 100
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_no_private_number_has_one_name_and_four_values() -> None:
    """Check that a constant's name says what it counts: `_MOST` in five files is five things."""
    values: dict[str, dict[str, float]] = defaultdict(dict)
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.parse(file.read_text("utf-8")).body:
                if (
                    isinstance(node, ast.Assign)
                    and isinstance(node.targets[0], ast.Name)
                    and node.targets[0].id.startswith("_")
                    and not {type(n) for n in ast.walk(node.value)} - _OF_NUMBERS
                    and isinstance(value := _number(node.value), int | float)
                ):
                    values[node.targets[0].id][str(file.relative_to(ROOT))] = value
    assert {name: places for name, places in values.items() if len(set(places.values())) >= 4} == {}
    assert len(values) > 100


_OF_NUMBERS = {ast.Constant, ast.BinOp, ast.UnaryOp, ast.USub, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow}


def _number(written: ast.expr) -> object:
    """Return the value of a number as it is written: 20, or 20 * 2**20."""
    return eval(compile(ast.Expression(written), "", "eval"))


def test_a_room_can_be_learnt_in_a_sitting() -> None:
    """Check that no folder has more than 15 modules, and that none stands on more than seven others below it."""
    graph = grimp.build_graph(*FOLDERS, cache_dir=None, exclude_type_checking_imports=True)
    for folder in sorted(m for m in graph.modules if graph.find_children(m)):
        files = {m for m in graph.find_children(folder) if not graph.find_children(m)}
        assert len(files) <= 15, folder
        imports = {m: graph.find_modules_directly_imported_by(m) & files for m in files}
        order = TopologicalSorter(imports).static_order()  # raises CycleError for a circle
        floors: dict[str, int] = {}
        for module in order:
            floors[module] = 1 + max((floors[below] for below in imports[module]), default=0)
        assert max(floors.values(), default=0) <= 8, folder

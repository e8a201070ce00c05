"""Rules of the house that a contributor relies on: one name, one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

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


def test_no_private_number_has_one_name_and_four_values_in_one_folder() -> None:
    """Check that a constant's name says what it counts: `_MOST` in five files is five things."""
    found = 0
    for folder in FOLDERS:
        values: dict[str, dict[str, float]] = defaultdict(dict)
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.parse(file.read_text("utf-8")).body:
                if (
                    isinstance(node, ast.Assign)
                    and isinstance(node.targets[0], ast.Name)
                    and node.targets[0].id.startswith("_")
                    and isinstance(node.value, ast.Constant)
                    and isinstance(node.value.value, int | float)
                ):
                    found += 1
                    values[node.targets[0].id][str(file.relative_to(ROOT))] = node.value.value
        assert {name: places for name, places in values.items() if len(set(places.values())) >= 4} == {}
    assert found > 100

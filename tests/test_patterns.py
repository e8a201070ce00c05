"""No pattern that reads input takes longer than in proportion to it, whatever the input repeats."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patterns.collection import PACKAGES, Found
from tests.patterns.growth import worst

ROOT = Path(__file__).resolve().parent.parent
_LONGEST = 900  # seconds after which a pattern counts as one that never ends


@pytest.mark.slow
def test_every_pattern_takes_time_in_proportion_to_its_input() -> None:
    """Check all patterns of the program in a process of their own, which one that never ends cannot block."""
    command = [sys.executable, "-m", "tests.patterns.growth"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=_LONGEST, check=False)
    except subprocess.TimeoutExpired as stopped:
        said = (stopped.stdout or b"").decode().splitlines()
        pytest.fail(f"stopped after {_LONGEST} s in the pattern at {said[-1] if said else 'the beginning'}")
    lines = done.stdout.splitlines()
    assert int(lines[0].split()[0]) > 900, done.stderr
    assert [line for line in lines if line.startswith("!")] == []
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("pattern", "methods"),
    [
        (r"(?:a|a)*b", {"search"}),  # each letter is read in two ways
        (r"^(?:\w+[-_]?)+$", {"search"}),
        (r"\s+$", {"search"}),  # begins anew at each space
        (r"第.*法", {"search"}),
        (r"<title[^>]*>(.*?)</title>", {"search"}),
        (r"a\s*,?\s*b", {"fullmatch"}),  # a space is of the first run or of the second
        (r"Part(?:,(?:[IVX]{1,3}|[A-Z]))*;", {"fullmatch"}),
        (r"[一-鿿]{2,}.*法", {"search"}),
    ],
)
def test_a_slow_pattern_is_found(pattern: str, methods: set[str]) -> None:
    assert worst(Found(re.compile(pattern), [], methods))


@pytest.mark.parametrize(
    ("pattern", "methods"),
    [
        (r"a*b", {"match"}),  # is tried at one place only
        (r"(?<!\s)\s+$", {"search"}),
        (r"第.{0,300}法", {"search"}),
        (r"a\s*+,?\s*+b", {"fullmatch"}),
        (r"(?<!\d)\d+/\d+", {"search"}),
    ],
)
def test_a_pattern_that_is_not_slow_passes(pattern: str, methods: set[str]) -> None:
    assert worst(Found(re.compile(pattern), [], methods)) == ""


def test_patterns_come_from_re_by_its_name() -> None:
    """Check that no module compiles patterns where the collection would not see them."""
    other = []
    for file in (f for package in PACKAGES for f in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            named = [a for a in node.names if a.name in ("re", "regex")] if isinstance(node, ast.Import) else []
            renamed = any(a.asname or a.name == "regex" for a in named)
            if renamed or (isinstance(node, ast.ImportFrom) and node.module in ("re", "regex")):
                other.append(str(file.relative_to(ROOT)))
    assert other == []

"""The project's own modules as they are written, parsed once for all tests that look into them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("corpus", "index", "assistant", "ui")


@cache
def modules() -> Mapping[str, ast.Module]:
    """Return the tree of every module below `FOLDERS`, by its path from the root. Nobody changes a tree."""
    files = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]
    assert len(files) > 600
    return MappingProxyType({file.relative_to(ROOT).as_posix(): ast.parse(file.read_text("utf-8")) for file in files})

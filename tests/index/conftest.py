"""Fixtures: the real encoder, converted once per session, and collections in folders of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.model import Kind, Reading, Role, Source
from corpus.structure import TreeBuilder
from index.collection import Collection

Law = Callable[..., Reading]


@pytest.fixture
def home(tmp_path: Path, encoders: Path) -> Path:
    """Make a home whose encoder is converted already."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "encoder").symlink_to(encoders)
    return folder


@pytest.fixture
def collection(home: Path) -> Iterator[Collection]:
    catalogue = Catalogue(home / "catalogue.sqlite")
    held = Collection(home, catalogue)
    yield held
    held.close()
    catalogue.close()


@pytest.fixture(scope="session")
def law() -> Law:
    """Return a function that makes a small regulation: `law("us-part-9", ["(a) …", "(b) …"])`."""

    def make(source_id: str, paragraphs: list[str], **source: object) -> Reading:
        tree = TreeBuilder()
        number = source_id.rsplit("-", 1)[-1]
        section = tree.add(f"§ {number}.1 Scope.", locator=f"15 CFR {number}.1", role=Role.SECTION, heading="Scope.")
        for letter, text in zip("abcdefghijkl", paragraphs, strict=False):
            tree.add(f"({letter}) {text}", locator=f"15 CFR {number}.1({letter})", role=Role.NOTE, parent=section)
        dates = {name: source.pop(name) for name in ("valid_from", "valid_to") if name in source}
        fields = {"title": f"Part {number}", "kind": Kind.LAW, "jurisdiction": "us", **source}
        return tree.reading(Source(source_id, **fields), **dates)  # type: ignore[arg-type]

    return make

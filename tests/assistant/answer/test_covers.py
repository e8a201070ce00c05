"""An answer that names what is held counts all of it, however much there is."""

from __future__ import annotations

from pathlib import Path

from assistant.pipeline.answer_assembly import _covers
from assistant.query.chitchat import named
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder


def test_all_texts_that_are_held_are_counted(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    for number in range(25):
        tree = TreeBuilder()
        tree.add(f"Rule {number} on lanterns.", locator="block 1", role=Role.TEXT)
        source = Source(f"rule-{number}", f"Rule {number:02}", Kind.GUIDANCE)
        catalogue.publish(catalogue.stage(tree.reading(source), []))
    covers = _covers(catalogue, Filters())
    assert len(covers) == 25
    shown, _, more = named(covers).rpartition("; and ")
    assert (len(shown.split("; ")) + int(more.split()[0]), more.split()[1:]) == (25, ["more", "texts"])
    catalogue.close()

"""`licet annotations`: coverage, checks with their exit code, stamping; over a home without an index."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.annotations import loader, stamping, translations
from corpus.catalogue import Catalogue
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder
from ui.cli import main

FILE = """source = "us-1-cfr-1"
title = "1 CFR Part 1"
jurisdiction = "us"

[[annotation]]
id = "lamps"
questions = ["Do lamps need a licence?", "lamp licence", "ship a lamp"]
answer = "Lamps over 5 kg need a licence."
pins = ["1 CFR 1.1"]
"""
Run = Callable[..., SimpleNamespace]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The one annotation file, in place of those that ship, over a home that holds its law of two sections."""
    monkeypatch.setenv("LICET_HOME", str(tmp_path / "home"))
    tree = TreeBuilder()
    tree.add("§ 1.1 Lamps over 5 kg need a licence.", locator="1 CFR 1.1", role=Role.SECTION)
    tree.add("§ 1.2 Other lamps do not.", locator="1 CFR 1.2", role=Role.SECTION)
    catalogue = Catalogue(tmp_path / "home" / "catalogue.sqlite")
    catalogue.publish(catalogue.stage(tree.reading(Source("us-1-cfr-1", "1 CFR Part 1", Kind.LAW, "us")), []))
    catalogue.close()
    file = tmp_path / "annotations" / "us" / "us-1-cfr-1.toml"
    file.parent.mkdir(parents=True)
    file.write_text(FILE, "utf-8")
    for module in (loader, stamping, translations):
        monkeypatch.setattr(module, "files", lambda _: file.parent.parent)
    yield file
    loader._shipped.cache_clear()


@pytest.fixture
def run(file: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """A function that runs `licet annotations …` as a process of its own would, without what was read before."""

    def ran(*arguments: str) -> SimpleNamespace:
        loader._shipped.cache_clear()
        code = 0
        try:
            main(["annotations", *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return SimpleNamespace(out=said.out, err=said.err, code=code)

    return ran


def test_coverage_by_source(run: Run) -> None:
    (row,) = json.loads(run("--json").out)
    assert row == {
        "source_id": "us-1-cfr-1",
        "title": "1 CFR Part 1",
        "jurisdiction": "us",
        "held": True,
        "annotations": 1,
        "questions": 3,
        "provisions_pinned": 1,
        "sections": 2,
        "sections_without": ["1 CFR 1.2"],
        "pins": {"held": 1, "changed": 0, "stayed": 0, "missing": 0},
        "translated": {},
    }
    shown = run("--source", "us-1-cfr-1").out
    assert "1 of 2" in shown
    assert "Without an annotation in us-1-cfr-1: 1 CFR 1.2" in shown


def test_faults_are_printed_with_file_and_id_and_end_in_one(run: Run, file: Path) -> None:
    file.write_text(FILE.replace("5 kg", "6 kg"), "utf-8")
    done = run("--check")
    assert done.code == 1
    assert done.out.splitlines() == [
        "us/us-1-cfr-1.toml:5 lamps: the pin '1 CFR 1.1' has no digest: stamp it",
        "us/us-1-cfr-1.toml:5 lamps: answer: the number '6 kg' does not stand in the pinned texts",
        "1 annotations, 2 faults",
    ]
    assert [f["id"] for f in json.loads(run("--check", "--json").out)] == ["lamps", "lamps"]


def test_a_refused_file_is_a_fault(run: Run, file: Path) -> None:
    file.write_text(FILE.replace("pins =", "pinned ="), "utf-8")
    done = run("--check")
    assert done.code == 1
    assert "us/us-1-cfr-1.toml:9 lamps: unknown field 'pinned'" in done.out
    assert "refused: us/us-1-cfr-1.toml:9 lamps" in run().err


def test_a_stamped_file_is_without_fault(run: Run, file: Path) -> None:
    assert run("--stamp").out == "us/us-1-cfr-1.toml: 1 written, 0 unchanged, 0 left\n"
    assert file.read_text("utf-8").startswith(FILE.partition("1 CFR 1.1")[0] + "1 CFR 1.1 @ ")
    done = run("--check")
    assert (done.code, done.out) == (0, "1 annotations, 0 faults\n")


def test_translations_are_counted_stamped_and_checked(run: Run, file: Path) -> None:
    assert run("--stamp").code == 0
    beside = file.with_name("us-1-cfr-1.de.toml")
    beside.write_text(
        'source = "us-1-cfr-1"\nlanguage = "de"\n\n[lamps]\nanswer = "Lampen über 5 kg sind genehmigungspflichtig."\n',
        "utf-8",
    )
    told = "us/us-1-cfr-1.de.toml:4 lamps: has no stamp of the English note: `licet annotations --stamp`\n"
    assert run("--check").out == f"{told}1 annotations, 1 faults\n"
    assert "us/us-1-cfr-1.de.toml: 1 written, 0 unchanged, 0 left\n" in run("--stamp").out
    assert (run("--check").code, run("--check").out) == (0, "1 annotations, 0 faults\n")
    (row,) = json.loads(run("--json").out)
    assert row["translated"] == {"de": 1}
    assert "de 1" in run().out
    file.write_text(file.read_text("utf-8").replace("need a licence.", "need a permit."), "utf-8")
    assert "us/us-1-cfr-1.de.toml:4 lamps: the English note has changed since" in run("--check").out
    assert "lamps" in beside.read_text("utf-8")
    assert run("--check", "--source", "us-1-cfr-1").code == 1


def test_an_unknown_source_is_named(run: Run) -> None:
    done = run("--source", "us-2-cfr-2")
    assert done.code == 1
    assert done.err == "licet: There are no annotations of us-2-cfr-2. Annotated: us-1-cfr-1.\n"

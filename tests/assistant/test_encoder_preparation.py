"""What each new home would make alike is made once for an environment, and taken by new homes."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant import encoder_preparation
from assistant.settings import Settings
from assistant.wiring import open_application
from corpus.annotations import Annotations, load_kept
from corpus.library import explainers
from corpus.progress import Progress
from index.encoders.minilm import MiniLM
from index.encoders.question_encoder import QuestionEncoder

SCRIPT = Path(__file__).resolve().parents[2] / "requirements" / "prepare.py"
SPEC = importlib.util.spec_from_file_location("prepare", SCRIPT)
assert SPEC is not None
assert SPEC.loader is not None
prepare = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(prepare)


PREPARED = {"int-mtcr", "cn-rare-earth-regulations"}  # sources: on one nobody can hold a text, of the other none is


def _written(folder: Path) -> set[str]:
    return {str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file()}


def test_what_goes_by_its_place_is_not_kept(tmp_path: Path) -> None:
    home, folder, new = tmp_path / "home", tmp_path / "kept", tmp_path / "new"
    for name in (
        "encoder/minilm/model.bin",
        "encoder/minilm/compiled/a.blob",
        "encoder/x.lock",
        "annotations/n.vectors",
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(name)
    encoder_preparation.keep(home, folder)
    (home / "annotations" / "n.vectors").write_text("later")
    encoder_preparation.keep(home, folder)
    assert _written(folder) == {"encoder/minilm/model.bin", "annotations/n.vectors"}
    assert (folder / "annotations" / "n.vectors").read_text() == "later"
    encoder_preparation.take_networks(folder, new)
    assert _written(new) == {"encoder/minilm/model.bin"}


def test_a_home_keeps_what_it_has_and_does_without(tmp_path: Path) -> None:
    (tmp_path / "kept" / "encoder").mkdir(parents=True)
    (tmp_path / "kept" / "encoder" / "model.bin").write_text("kept")
    (tmp_path / "home" / "encoder").mkdir(parents=True)
    encoder_preparation.take_networks(tmp_path / "kept", tmp_path / "home")
    encoder_preparation.take_networks(tmp_path / "missing", tmp_path / "home")
    assert _written(tmp_path / "home") == set()


def test_a_new_home_encodes_no_passage_of_the_library_that_is_kept(
    new_home: Callable[[], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.wiring.explainers", lambda: explainers()[:2])
    monkeypatch.setattr("assistant.wiring.prepared_place", lambda: tmp_path)
    encoded: list[int] = []
    states = MiniLM.states

    def counted(self: MiniLM, texts: Sequence[str], *rest: Progress | None) -> object:
        encoded.append(len(texts))
        return states(self, texts, *rest)

    monkeypatch.setattr(MiniLM, "states", counted)
    first = open_application(Settings(home=new_home()))
    first.ensure_library()
    by_hand = sum(encoded)
    assert by_hand > 3
    first.keep_prepared(tmp_path)
    found = [hit.passage.id for hit in first.collection.search("What is an ECCN?")]
    damaged, *_ = sorted((tmp_path / "library").rglob("*.vectors"), key=lambda part: part.stat().st_size)
    for spoilt in (False, True):
        if spoilt:
            damaged.write_bytes(damaged.read_bytes()[:-1] + b"\x7f")
        encoded.clear()
        second = open_application(Settings(home=new_home()))
        second.ensure_library()
        assert sum(encoded) < by_hand
        assert (sum(encoded) > 0) is spoilt
        assert [hit.passage.id for hit in second.collection.search("What is an ECCN?")] == found
        assert all(well for _, well, *_ in second.collection.check())
        second.close()
    first.close()


@pytest.mark.slow
def test_a_new_home_makes_only_what_is_damaged(
    new_home: Callable[[], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, folder = new_home(), tmp_path / "kept"
    monkeypatch.setattr("corpus.kept_file.prepared_place", lambda: folder)
    notes = Annotations(tuple(a for a in load_kept(first).all if a.source.id in PREPARED))
    monkeypatch.setattr("assistant.evidence.annotations.load_kept", lambda home: notes)
    (first / "annotations").unlink()
    with_all = open_application(Settings(home=first))
    with_all.prepare()
    encoder_preparation.keep(first, folder)
    made: list[int] = []
    vectors = QuestionEncoder.vectors

    def counted(self: QuestionEncoder, texts: Sequence[str], *rest: object) -> np.ndarray:
        made.append(len(texts))
        return vectors(self, texts, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(QuestionEncoder, "vectors", counted)
    damaged = next((folder / "annotations").glob("int-mtcr.*.vectors"))
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"\0")
    second = new_home()
    (second / "annotations").unlink()
    other = open_application(Settings(home=second))
    other.prepare()
    assert _written(other.settings.home / "annotations") == _written(first / "annotations")
    assert len(made) == 1  # of the notes on a law that neither home holds, none is made again
    for each in (with_all, other):
        each.close()


def test_it_is_made_whatever_the_settings_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LICET_CHROMA_URL", "http://127.0.0.1:1")
    assert prepare.Defaults(home=tmp_path).chroma_url == ""


def test_where_it_cannot_be_kept_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(home: Path, folder: Path) -> None:
        raise OSError(28, "No space left on device", str(folder))

    monkeypatch.setattr(encoder_preparation, "keep", full)
    monkeypatch.setattr("assistant.wiring.Application.prepare", lambda self: None)
    prepare.main()
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert said[1].startswith("Not prepared: [Errno 28] No space left on device")

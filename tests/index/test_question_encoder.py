"""The question encoder: tuned layers from one file, no torch, and better at wordings than the published encoder."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

import index.encoders.runner
from corpus.errors import ModelFailed
from index.encoders.embeddings import Encoder, EnglishEncoder
from index.encoders.minilm import MINILM_SHA256, model_folder
from index.encoders.question_encoder import TENSORS, QuestionEncoder, question_ids, read_head, weights_file

TEXTS = [
    "What needs a licence?",
    "",
    "may i ship my drone to turkey",
    "deemed export " * 60,
    "外国人に技術を見せてよいか",
]
WORDINGS = tomllib.loads(Path(__file__).with_name("wordings.toml").read_text("utf-8"))["note"]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> QuestionEncoder:
    return QuestionEncoder(tmp_path_factory.mktemp("question-home"), 1)


@pytest.fixture
def untuned(tmp_path: Path) -> Path:
    """A file that adds nothing to the published weights."""
    body = bytes(sum(4 * shape[0] + (int(np.prod(shape)) if len(shape) == 2 else 0) for _, shape in TENSORS))
    head = {"base": MINILM_SHA256, "sha256": hashlib.sha256(body).hexdigest()}
    file = tmp_path / "untuned.bin"
    file.write_bytes(json.dumps(head).encode() + b"\n" + body)
    return file


def first(encoder: Encoder) -> int:
    """Return how many askings come first at their own note."""
    asked = [(n, text) for n, note in enumerate(WORDINGS) for text in note["asked"]]
    owner = np.array([n for n, note in enumerate(WORDINGS) for _ in note["questions"]])
    questions = encoder.vectors([text for note in WORDINGS for text in note["questions"]])
    found = owner[(encoder.vectors([text for _, text in asked]) @ questions.T).argmax(axis=1)]
    return int((found == [n for n, _ in asked]).sum())


def test_vectors_have_length_1_and_are_read_only_float32(encoder: QuestionEncoder) -> None:
    vectors = encoder.vectors(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), 384), np.float32)
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-5
    assert encoder.vectors([]).shape == (0, 384)
    with pytest.raises(ValueError, match="read-only"):
        encoder.query(TEXTS[0])[0] = 1


def test_a_text_has_the_same_vector_every_time_and_nearly_so_among_others(
    encoder: QuestionEncoder, tmp_path: Path
) -> None:
    together = encoder.vectors(TEXTS)
    assert np.array_equal(together, encoder.vectors(TEXTS))
    assert np.array_equal(together, QuestionEncoder(tmp_path, 1).vectors(TEXTS))  # built anew
    alone = np.stack([encoder.query(text) for text in TEXTS])
    assert (np.sum(alone * together, axis=1) > 0.999).all()


def test_only_the_first_48_tokens_of_a_question_are_read(encoder: QuestionEncoder) -> None:
    truncating = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    truncating.no_padding()
    truncating.enable_truncation(48)
    assert question_ids(TEXTS) == [encoding.ids for encoding in truncating.encode_batch(TEXTS)]
    assert len(question_ids(TEXTS)[3]) == 48
    assert np.array_equal(encoder.query(TEXTS[3]), encoder.query(TEXTS[3] + " to Japan"))


def test_without_tuning_the_vectors_are_those_of_the_published_encoder(home: Path, untuned: Path) -> None:
    """Check that the network built here is the one that sentence-transformers loads."""
    short = [text for text in TEXTS if len(text) < 100]
    ours = QuestionEncoder(untuned.parent, 1, untuned).vectors(short)
    assert (np.sum(ours * EnglishEncoder(home, 1).vectors(short), axis=1) > 0.999).all()


def test_what_others_ask_finds_its_note_more_often_than_before(encoder: QuestionEncoder, home: Path) -> None:
    before, after = first(EnglishEncoder(home, 1)), first(encoder)
    assert after > before, f"{before} with the published encoder, {after} with the tuned one"


def test_the_shipped_file_says_how_it_was_made(encoder: QuestionEncoder) -> None:
    head = read_head(weights_file())
    assert head["steps"] > 0
    assert len(head["training"]) == 64
    assert head["figures"]["after"]["wordings first"] > head["figures"]["before"]["wordings first"]
    assert encoder.digest == head["sha256"]
    assert weights_file().stat().st_size <= 11_000_000


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "damaged"),  # one bit
        (lambda data: data[: len(data) // 2], "damaged"),  # cut off
        (lambda data: data[data.index(b"\n") + 1 :], "damaged"),  # without its head
        (lambda data: data.replace(MINILM_SHA256.encode(), b"0" * 64, 1), "damaged"),  # made for another model
        (lambda _: b"", "damaged"),
        (None, "cannot be read"),  # not there
    ],
)
def test_a_damaged_file_is_one_line_with_its_remedy(tmp_path: Path, damage: object, message: str) -> None:
    file = tmp_path / "question_encoder.bin"
    if callable(damage):
        file.write_bytes(damage(weights_file().read_bytes()))
    with pytest.raises(ModelFailed, match=message) as raised:
        QuestionEncoder(tmp_path, 1, file).query("What needs a licence?")
    assert "\n" not in str(raised.value)
    assert "Install Licet again" in raised.value.remedy


def test_without_openvino_torch_takes_over_and_says_so(
    encoder: QuestionEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("no plugin for this processor")

    monkeypatch.setattr(index.encoders.runner, "opened_network", fails)
    other = QuestionEncoder(tmp_path, 1)
    assert (np.sum(other.vectors(TEXTS) * encoder.vectors(TEXTS), axis=1) > 0.999).all()
    assert other.running == "on torch (no plugin for this processor)"


def test_no_network_needs_torch(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['torch'] = None\n"
        "from pathlib import Path\n"
        "from index.encoders.e5 import E5\n"
        "from index.encoders.minilm import MiniLM\n"
        "from index.encoders.question_encoder import QuestionNetwork\n"
        "for network in (E5, MiniLM, QuestionNetwork):\n"
        "    made = network(Path(sys.argv[1]), 1)\n"
        "    made.warm_up()\n"
        "    print(made.engine)\n"
    )
    run = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["openvino"] * 3


def test_other_tuned_layers_are_built_in_place_of_the_old(tmp_path: Path, untuned: Path) -> None:
    tuned = QuestionEncoder(tmp_path, 1).query("What needs a licence?")
    plain = QuestionEncoder(tmp_path, 1, untuned).query("What needs a licence?")
    assert float(tuned @ plain) < 0.999
    assert len(list((tmp_path / "encoder").glob("question-*"))) == 1

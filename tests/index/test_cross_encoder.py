"""A small untrained cross-encoder of the real library, used where the setting names one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.errors import ModelFailed
from corpus.model import Reading
from index.collection import Collection
from index.encoders.minilm import model_folder

RULES = [
    "Records are kept for five years.",
    "Gallium needs a licence.",
    "Rockets need a licence.",
    "Reports are due within 30 days.",
]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(7)
    tokenizer = AutoTokenizer.from_pretrained(str(model_folder()))
    sizes = {
        "hidden_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 32,
        "num_labels": 1,
    }
    folder = tmp_path_factory.mktemp("cross-encoder")
    BertForSequenceClassification(BertConfig(vocab_size=len(tokenizer), **sizes)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_the_model_orders_what_was_found_and_addresses_stay_first(
    home: Path, law: Callable[..., Reading], model: Path
) -> None:
    from sentence_transformers import CrossEncoder

    collection = Collection(home, Catalogue(home / "catalogue.sqlite"), reranker=str(model))
    collection.add(law("us-part-9", RULES))
    hits = collection.search("licence for gallium", 10)
    texts = [(f"{h.passage.context} {h.passage.text}").strip() for h in hits]
    scores = CrossEncoder(str(model), device="cpu").predict([("licence for gallium", t) for t in texts])
    assert list(scores) == sorted(scores, reverse=True)
    assert [h.rank for h in hits] == list(range(1, len(hits) + 1))
    assert all(h.why[-1].startswith("reranked by") for h in hits)
    named = collection.search("What does 15 CFR 9.1(d) say about gallium?", 3)
    assert named[0].passage.locator == "15 CFR 9.1(d)"
    assert len(named) == 3


def test_a_model_that_is_not_there_is_one_line_with_its_remedy(
    home: Path, law: Callable[..., Reading], tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    collection = Collection(home, Catalogue(home / "catalogue.sqlite"), reranker=str(empty))
    collection.add(law("us-part-9", RULES))
    with pytest.raises(ModelFailed, match=r"The reranker .* cannot be used") as caught:
        collection.search("gallium")
    assert "LICET_RERANKER" in caught.value.remedy

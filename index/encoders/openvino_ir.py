"""Networks as OpenVINO IR in a folder of the home: converted once, stamped with digests, opened without torch."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock

from corpus.errors import ModelFailed

Forward = Callable[[np.ndarray, np.ndarray], np.ndarray]
Input = tuple[np.ndarray, np.ndarray]

BATCH_TOKENS = 4096  # padded tokens a batch: larger ones leave the cache, smaller ones pay the call
_PADDING = 0.1  # the part of a batch that may be padding: it costs as much as text, more than another call does
_CALL_TOKENS = 12  # what a call costs beside its tokens, in tokens
_ALONE_STEP = (
    4  # one text alone is padded to a multiple: for a length that it has not met, a network first compiles itself anew
)

_MANY = 4 * BATCH_TOKENS  # padded tokens from which on each core takes batches of its own
_LONGEST_QUESTION = 48  # tokens of all but the longest questions

# OpenVINO puts the locale of the whole process to C while it reads, writes or compiles a network, and then back to what it met. Of two
# at once the second meets C, and leaves it there: from then on the process would read text files and its subprocesses as ASCII.
_ONE_AT_A_TIME = threading.Lock()


def sha256(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def convert(folder: Path, weights: str, export: Callable[[Path], None]) -> None:
    """Writes a network into `folder`, whole or not at all; a second process waits for the first. Raises ModelFailed.

    `weights`: the digest that the stamp bears; `export` writes model.xml and model.bin into the folder that it is given.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / "converting.lock"):
            if intact(folder, weights):
                return
            made = Path(tempfile.mkdtemp(dir=folder.parent))
            with _ONE_AT_A_TIME:
                export(made)
            files = {f: sha256(made / f) for f in ("model.xml", "model.bin")}
            (made / "stamp.json").write_text(json.dumps({"weights": weights, "files": files}), "utf-8")
            shutil.rmtree(folder, ignore_errors=True)
            made.rename(folder)
    except OSError as error:
        raise ModelFailed(
            f"The encoder cannot be converted into {folder.parent}: {error}.",
            "Make the folder writable; LICET_HOME names another.",
        ) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps what the libraries warn each other of during a conversion from the person who waits for it."""
    from transformers.utils import logging

    logging.disable_progress_bar()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def intact(folder: Path, weights: str) -> bool:
    """Whether a converted network is there, made from these weights, and unaltered."""
    try:
        stamp = json.loads((folder / "stamp.json").read_text("utf-8"))
        return bool(stamp["weights"] == weights and all(sha256(folder / f) == d for f, d in stamp["files"].items()))
    except (OSError, ValueError, KeyError):
        return False


class Network:
    """A network that is ready to run: (tokens `[texts, length, …]`, mask `[texts, length]`) to `[texts, length, d]`.

    One call takes every core. Many batches are shared out instead, a core for each: cores that work on one batch wait for each other
    some hundred times in it, and on a machine that does other things as well they wait long (45 passages a second against 102 where
    load was six times the cores; on an idle machine 459 against 471).
    """

    def __init__(self, one: Forward, each: Callable[[], Forward] | None = None, cores: int = 1) -> None:
        self._one, self._open_each, self.cores = one, each, cores
        self._each: Forward | None = None
        self._pool = ThreadPoolExecutor(cores)  # starts its threads when they are needed
        self._lock = threading.Lock()

    def __call__(self, tokens: np.ndarray, mask: np.ndarray) -> np.ndarray:
        return self._one(tokens, mask)

    def outputs(self, inputs: Sequence[Callable[[], Input]], tokens: int) -> Iterator[np.ndarray]:
        """The output of every batch, in order; a batch is put together when its turn comes, and the next ones run meanwhile.

        `tokens`: how many padded tokens they have together.
        """
        if self._open_each is None or self.cores < 2 or tokens < _MANY:
            for made in inputs:
                yield self._one(*made())
            return
        with self._lock:
            each = self._each = self._each or self._open_each()
        waiting = iter(inputs)
        running: deque[Future[np.ndarray]] = deque()
        while True:
            for made in islice(waiting, 2 * self.cores - len(running)):
                running.append(self._pool.submit(_run, each, made))
            if not running:
                return
            yield running.popleft().result()


def _run(forward: Forward, made: Callable[[], Input]) -> np.ndarray:
    return forward(*made())


def opened(folder: Path, threads: int) -> Network:
    """The network in `folder`, ready to run."""
    # What is compiled for this processor is kept beside the network: half of the time to the first vector.
    kept = {"INFERENCE_NUM_THREADS": threads, "CACHE_DIR": str(folder / "compiled")}
    return Network(
        _compiled(folder, {"PERFORMANCE_HINT": "LATENCY", **kept}),
        lambda: _compiled(folder, {"NUM_STREAMS": threads, **kept}),
        threads,
    )


def _compiled(folder: Path, hints: dict[str, Any]) -> Forward:
    import openvino as ov

    with _ONE_AT_A_TIME:
        compiled = ov.Core().compile_model(str(folder / "model.xml"), "CPU", hints)
    requests = threading.local()  # an inference request serves one thread at a time

    def forward(tokens: np.ndarray, mask: np.ndarray) -> np.ndarray:
        if not hasattr(requests, "own"):
            requests.own = compiled.create_infer_request()
        requests.own.infer([tokens, mask])
        return np.array(requests.own.get_output_tensor(0).data)

    return forward


def rehearse(forward: Forward, kind: type, *width: int) -> None:
    """Runs the lengths that questions have, so that no question waits while the network compiles itself for its length."""
    for length in range(_ALONE_STEP, _LONGEST_QUESTION + 1, _ALONE_STEP):
        forward(np.ones((1, length, *width), kind), np.ones((1, length), np.int64))


def batches(sizes: Sequence[int]) -> Iterator[tuple[list[int], int]]:
    """(positions, length to pad to) of every batch: texts of about the same length, about the same number of padded tokens."""
    order = sorted(range(len(sizes)), key=sizes.__getitem__, reverse=True)
    if len(order) == 1:
        yield order, -(-sizes[0] // _ALONE_STEP) * _ALONE_STEP
        return
    done = 0
    while done < len(order):
        longest = sizes[order[done]]
        batch = _alike(order[done : done + max(1, BATCH_TOKENS // longest)], sizes)
        yield batch, longest
        done += len(batch)


def padded_tokens(parts: Sequence[tuple[list[int], int]]) -> int:
    """How many tokens these batches have together, padding included."""
    return sum(len(batch) * length for batch, length in parts)


def _alike(longest_first: list[int], sizes: Sequence[int]) -> list[int]:
    """The first of these texts that are near enough in length to share a batch."""
    longest, padding = sizes[longest_first[0]], 0
    for count, i in enumerate(longest_first):
        padding += longest - sizes[i]
        if padding > _CALL_TOKENS + _PADDING * longest * count:
            return longest_first[:count]
    return longest_first

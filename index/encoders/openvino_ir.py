"""Networks as OpenVINO IR in the home folder: converted once, stamped with digests, run without torch."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from filelock import FileLock

from corpus.errors import ModelFailed

Forward = Callable[[np.ndarray, np.ndarray], np.ndarray]
Input = tuple[np.ndarray, np.ndarray]

BATCH_TOKENS = 4096  # padded tokens per batch: larger ones exceed the CPU cache, smaller ones waste time on calls
_PADDING = 0.1  # share of a batch that may be padding, which costs as much as text
_CALL_TOKENS = 12  # fixed cost of a call, expressed in tokens
# A single text is padded to a multiple of this length: a network compiles itself for every length it meets first.
_ALONE_STEP = 4

_MANY = 4 * BATCH_TOKENS  # padded tokens from which on each core runs batches of its own
_LONGEST_QUESTION = 48  # tokens of all but the longest questions

# OpenVINO sets the locale of the process to C while it reads, writes or compiles a network, then restores what it
# found. Of two that run at once, the second finds C and leaves it set: from then on the process would decode text as
# ASCII.
_ONE_AT_A_TIME = threading.Lock()


@cache
def openvino() -> ModuleType:
    """Import OpenVINO so that it reports to nobody and several threads may use it from the start.

    Its first look at a tensor's data fills tables of its Python layer. Of two threads that look first at once, one
    holds the tables and the other the interpreter, and both would wait for good: so one looks here.
    """
    # Imported together with this package, OpenVINO tells an analytics host and writes a file into the user's folder.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    np.array(openvino.Tensor(np.zeros(1, np.float32)).data)
    return openvino


def sha256(path: Path) -> str:
    """Return the SHA-256 digest of a file in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def convert(folder: Path, weights: str, export: Callable[[Path], None]) -> None:
    """Convert a network into `folder`, completely or not at all. Raises ModelFailed.

    A second process waits for the first. `weights` is the digest for the stamp; `export` writes model.xml and model.bin
    into the folder that it is given.
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
def without_library_output() -> Iterator[None]:
    """Suppress progress bars and warnings of the libraries during a conversion."""
    from transformers.utils import logging

    logging.disable_progress_bar()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def intact(folder: Path, weights: str) -> bool:
    """Return whether `folder` holds an unaltered network converted from these weights."""
    try:
        stamp = json.loads((folder / "stamp.json").read_text("utf-8"))
        return bool(stamp["weights"] == weights and all(sha256(folder / f) == d for f, d in stamp["files"].items()))
    except (OSError, ValueError, KeyError):
        return False


class Network:
    """Network ready to run: (tokens `[texts, length, …]`, mask `[texts, length]`) to `[texts, length, d]`.

    A single call uses all cores. Where there are many batches, each core runs batches of its own instead: cores that
    share one batch wait for each other some hundred times, and on a busy machine they wait long. Measured: 45 passages
    a second with shared batches against 102 where the load was six times the cores; 459 against 471 on an idle machine.
    """

    def __init__(self, one: Forward, each: Callable[[], Forward] | None = None, cores: int = 1) -> None:
        self._one, self._open_each, self.cores = one, each, cores
        self._each: Forward | None = None
        self._pool = ThreadPoolExecutor(cores)  # threads start when they are needed
        self._lock = threading.Lock()

    def __call__(self, tokens: np.ndarray, mask: np.ndarray) -> np.ndarray:
        return self._one(tokens, mask)

    def outputs(self, inputs: Sequence[Callable[[], Input]], tokens: int) -> Iterator[np.ndarray]:
        """Yield the output of every batch in order; a batch is assembled when its turn comes, while others run.

        `tokens` is the number of padded tokens in all batches together.
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
    """Return the network in `folder`, ready to run."""
    # The network compiled for this processor is cached beside it, which halves the time to the first vector.
    kept = {"INFERENCE_NUM_THREADS": threads, "CACHE_DIR": str(folder / "compiled")}
    return Network(
        _compiled(folder, {"PERFORMANCE_HINT": "LATENCY", **kept}),
        lambda: _compiled(folder, {"NUM_STREAMS": threads, **kept}),
        threads,
    )


def _compiled(folder: Path, hints: dict[str, Any]) -> Forward:
    with _ONE_AT_A_TIME:
        compiled = openvino().Core().compile_model(str(folder / "model.xml"), "CPU", hints)
    requests = threading.local()  # an inference request serves one thread at a time

    def forward(tokens: np.ndarray, mask: np.ndarray) -> np.ndarray:
        if not hasattr(requests, "own"):
            requests.own = compiled.create_infer_request()
        requests.own.infer([tokens, mask])
        return np.array(requests.own.get_output_tensor(0).data)

    return forward


def warm_up(forward: Forward, kind: type, *width: int) -> None:
    """Run a network once for each usual length of a question, because the first run at a length compiles for it."""
    for length in range(_ALONE_STEP, _LONGEST_QUESTION + 1, _ALONE_STEP):
        forward(np.ones((1, length, *width), kind), np.ones((1, length), np.int64))


def batches(sizes: Sequence[int]) -> Iterator[tuple[list[int], int]]:
    """Yield (positions, length to pad to) of every batch: texts of similar length, of similar size in padded tokens."""
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
    """Return the number of tokens in these batches, padding included."""
    return sum(len(batch) * length for batch, length in parts)


def _alike(longest_first: list[int], sizes: Sequence[int]) -> list[int]:
    """Return the leading texts that are similar enough in length to share a batch."""
    longest, padding = sizes[longest_first[0]], 0
    for count, i in enumerate(longest_first):
        padding += longest - sizes[i]
        if padding > _CALL_TOKENS + _PADDING * longest * count:
            return longest_first[:count]
    return longest_first

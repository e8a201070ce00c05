"""Networks as OpenVINO IR in the home folder: built once, stamped with digests, run without torch."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
from filelock import FileLock

from corpus.errors import ModelFailed
from corpus.kept_file import write_whole

Forward = Callable[[np.ndarray, np.ndarray], np.ndarray]
Input = tuple[np.ndarray, np.ndarray]

_RECORD = "written.json"

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
    if "openvino" not in sys.modules:  # its converter of networks of other makers takes a third of its import
        sys.modules.setdefault("openvino.tools.ovc", None)  # type: ignore[arg-type]
    import openvino

    if sys.modules.get("openvino.tools.ovc", openvino) is None:
        del sys.modules["openvino.tools.ovc"]
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


def intact(folder: Path, weights: str) -> bool:
    """Return whether `folder` holds an unaltered network converted from these weights."""
    try:
        stamp = json.loads((folder / "stamp.json").read_text("utf-8"))
        return bool(stamp["weights"] == weights and all(sha256(folder / f) == d for f, d in stamp["files"].items()))
    except (OSError, ValueError, KeyError):
        return False


class Network:
    """Network ready to run: (tokens `[texts, length, …]`, mask `[texts, length]`) to its output, a row for each text.

    A batch runs on one core, several batches beside each other: cores that share one batch wait for each other some
    hundred times, and on a busy machine they wait long. Measured: 45 passages a second with shared batches against 102
    where the load was six times the cores, 459 against 471 on an idle machine; and a question takes half the CPU time.
    """

    def __init__(self, forward: Forward, cores: int = 1) -> None:
        self._forward, self.cores = forward, cores
        self._pool = ThreadPoolExecutor(cores)  # threads start when they are needed

    def outputs(self, inputs: Sequence[Callable[[], Input]]) -> Iterator[np.ndarray]:
        """Yield the output of every batch in order; a batch is assembled when its turn comes, while others run."""
        if self.cores < 2 or len(inputs) < 2:
            for made in inputs:
                yield self._run(made)
            return
        waiting = iter(inputs)
        running: deque[Future[np.ndarray]] = deque()
        while True:
            for made in islice(waiting, 2 * self.cores - len(running)):
                running.append(self._pool.submit(self._run, made))
            if not running:
                return
            yield running.popleft().result()

    def _run(self, made: Callable[[], Input]) -> np.ndarray:
        return self._forward(*made())


# Networks in use: a network takes 150 MB, and several collections of one process may use the same.
_IN_USE: WeakValueDictionary[tuple[Path, str, int], Network] = WeakValueDictionary()


def opened_network(folder: Path, threads: int) -> Network:
    """Return the network in `folder`, ready to run; the same one as long as somebody in this process uses it."""
    folder = folder.resolve()
    with _ONE_AT_A_TIME:
        named = folder, (folder / "stamp.json").read_text("utf-8"), threads
        network = _IN_USE.get(named)
        if network is None:
            network = _IN_USE[named] = _compiled(folder, threads)
    return network


def _compiled(folder: Path, threads: int) -> Network:
    # The network compiled for this processor is cached beside it, which halves the time to the first vector. The cache
    # goes by the path: a folder reached through two links is compiled once.
    hints = {"NUM_STREAMS": threads, "INFERENCE_NUM_THREADS": threads, "CACHE_DIR": str(folder / "compiled")}
    _drop_altered(folder / "compiled")
    compiled = openvino().Core().compile_model(str(folder / "model.xml"), "CPU", hints)
    _drop_old(folder / "compiled")
    _record(folder / "compiled")
    requests = threading.local()  # an inference request serves one thread at a time

    def forward(tokens: np.ndarray, mask: np.ndarray) -> np.ndarray:
        if not hasattr(requests, "own"):
            requests.own = compiled.create_infer_request()
        requests.own.infer([tokens, mask])
        return np.array(requests.own.get_output_tensor(0).data)

    return Network(forward, threads)


def altered(encoders: Path) -> list[Path]:
    """Return the compiled networks in a home's folder of encoders that are not as they were written.

    Reads every byte. OpenVINO notices a file that is cut off, and takes other weights in it for the network's.
    """
    found = []
    for compiled in sorted(encoders.glob("*/compiled")):
        held = _recorded(compiled)
        blobs = [blob for blob in sorted(compiled.glob("*.blob")) if blob.name in held]
        found += [blob for blob in blobs if held[blob.name][-1] != sha256(blob)]
    return found


def _drop_altered(cache: Path) -> None:
    """Delete what is not as it was written, by size and time: the network is compiled again in two seconds."""
    held = _recorded(cache)
    with suppress(OSError):  # a home that is only read
        for blob in cache.glob("*.blob"):
            if held.get(blob.name, [])[:2] != _written(blob) and held.get(blob.name, [""])[-1] != sha256(blob):
                blob.unlink()


def _record(cache: Path) -> None:
    """Record size, time and digest of each compiled network."""
    held, found = _recorded(cache), {}
    with suppress(OSError):
        for blob in cache.glob("*.blob"):
            written = _written(blob)
            known = held.get(blob.name, [])
            found[blob.name] = known if known[:2] == written else [*written, sha256(blob)]
        if found != held:
            write_whole(cache / _RECORD, json.dumps(found).encode())


def _recorded(cache: Path) -> dict[str, list[Any]]:
    try:
        held = json.loads((cache / _RECORD).read_text("utf-8"))
        return {str(name): list(entry) for name, entry in held.items() if len(entry) == 3}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _written(blob: Path) -> list[int]:
    status = blob.stat()
    return [status.st_size, status.st_mtime_ns]


def _drop_old(cache: Path) -> None:
    """Keep the two networks compiled last: a home that moved, or a new release of the runtime, leaves one behind.

    Two, because a home may be reached as one path in a container and as another outside it.
    """
    with suppress(OSError):  # a home that is only read, or another process that tidies
        for old in sorted(cache.glob("*.blob"), key=lambda file: file.stat().st_mtime, reverse=True)[2:]:
            old.unlink()

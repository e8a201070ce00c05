"""OpenVINO is used by several threads from the start, reports to nobody, and leaves the process as it was."""

from __future__ import annotations

import gc
import locale
import os
import shutil
import subprocess
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index.encoders.e5 import E5
from index.encoders.minilm import MiniLM
from index.encoders.openvino_ir import altered, opened_network


def test_networks_opened_at_once_leave_the_locale_of_the_process(home: Path) -> None:
    before = locale.setlocale(locale.LC_CTYPE)
    with ThreadPoolExecutor(6) as pool:
        english = [pool.submit(MiniLM(home).load) for _ in range(3)]
        others = [pool.submit(E5(home).vectors, ["licence"], is_query=True) for _ in range(3)]
        for opening in (*english, *others):
            opening.result()
    assert locale.setlocale(locale.LC_CTYPE) == before


_FIRST_RUNS = """
import sys, threading
import numpy as np
from index.encoders.openvino_ir import openvino

ov = openvino()
from openvino import opset13 as op

ids = op.parameter([-1, -1], np.int64, "ids")
network = ov.Core().compile_model(ov.Model([op.convert(ids, "f32")], [ids], "convert"), "CPU")
together = threading.Barrier(4)

def run():
    request = network.create_infer_request()
    together.wait()
    request.infer([np.ones((2, 3), np.int64)])

threads = [threading.Thread(target=run) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert sys.modules["openvino_telemetry"] is None
"""


def test_threads_that_run_a_network_first_at_once_do_not_wait_for_each_other(tmp_path: Path) -> None:
    for _ in range(3):  # without the care taken in `openvino`, half of these processes hang
        subprocess.run(
            [sys.executable, "-c", _FIRST_RUNS], check=True, timeout=60, env={**os.environ, "HOME": str(tmp_path)}
        )
    assert not any(tmp_path.iterdir())


def test_the_cache_of_compiled_networks_does_not_grow(encoders: Path, tmp_path: Path) -> None:
    """A network is some 45 MB: one for each path that a home was ever reached by filled a disk."""
    made = next(encoders.glob("minilm-*"))
    network = Path(shutil.copytree(made, tmp_path / "network", ignore=shutil.ignore_patterns("compiled")))
    held = lambda: {blob.name for blob in (network / "compiled").glob("*.blob")}  # noqa: E731
    opened_network(network, 1)
    first = held()
    assert len(first) == 1
    (tmp_path / "link").symlink_to(network)
    opened_network(tmp_path / "link", 1)
    assert held() == first  # the same folder: nothing is compiled twice
    for number in range(2):
        network = network.rename(tmp_path / f"moved-{number}")
        opened_network(network, 1)
    assert len(held()) == 2
    assert not first & held()  # the oldest goes


def test_a_compiled_network_with_other_weights_is_noticed_and_not_run(encoders: Path, tmp_path: Path) -> None:
    """OpenVINO itself runs such a network, and every vector is another one."""
    made = next(encoders.glob("minilm-*"))
    shutil.copytree(made, tmp_path / "encoder" / made.name, ignore=shutil.ignore_patterns("compiled"))
    opened_network(tmp_path / "encoder" / made.name, 1)
    assert altered(tmp_path / "encoder") == []
    (blob,) = (tmp_path / "encoder" / made.name / "compiled").glob("*.blob")
    good, written = blob.read_bytes(), blob.stat()
    damaged = good[: len(good) // 2] + bytes(4096) + good[len(good) // 2 + 4096 :]
    blob.write_bytes(damaged)
    os.utime(blob, ns=(written.st_atime_ns, written.st_mtime_ns))  # as a disk does it
    assert altered(tmp_path / "encoder") == [blob]
    os.utime(blob)  # as a program does it
    opened_network(tmp_path / "encoder" / made.name, 1)
    assert blob.read_bytes() != damaged
    assert altered(tmp_path / "encoder") == []


def test_collections_of_one_process_share_a_network_and_the_last_one_lets_it_go(home: Path) -> None:
    first, second = MiniLM(home, threads=3), MiniLM(home, threads=3)  # a number that no other test has
    for each in (first, second):
        each.load()
    assert first._forward is second._forward
    used, alone = weakref.ref(first._forward), MiniLM(home, threads=1)
    alone.load()
    assert alone._forward is not used()  # another number of cores is another network
    del first, second, each
    gc.collect()
    assert used() is None

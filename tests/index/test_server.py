"""The same collection against a Chroma server process."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.errors import StoreUnavailable
from corpus.model import Reading
from index.collection import Collection


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--host", "127.0.0.1", "--port", str(port)]
    folder = tmp_path_factory.mktemp("server")
    process = subprocess.Popen([*command, "--path", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=2).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.5)
        else:
            pytest.fail("the Chroma server did not start")
        yield url
    finally:
        process.terminate()
        process.wait(30)


def test_two_instances_share_a_server(server: str, home: Path, law: Callable[..., Reading]) -> None:
    catalogue, other = Catalogue(home / "catalogue.sqlite"), Catalogue(home / "catalogue.sqlite")
    writer, reader = Collection(home, catalogue, chroma_url=server), Collection(home, other, chroma_url=server)
    writer.add(law("us-part-744", ["Records are kept for five years.", "Gallium needs a licence."]))
    assert "five years" in reader.search("How long are records kept?")[0].passage.text
    writer.add(law("us-part-744", ["Records are kept for ten years.", "Gallium needs a licence."]))
    assert "ten years" in reader.search("How long are records kept?")[0].passage.text
    assert [c for c in reader.check() if not c[1]] == []
    assert not (home / "chroma").exists()
    writer.remove("us-part-744")
    assert reader.search("records") == []
    catalogue.close()
    other.close()


def test_a_server_that_is_not_there_is_said(home: Path, law: Callable[..., Reading]) -> None:
    catalogue = Catalogue(home / "catalogue.sqlite")
    with pytest.raises(StoreUnavailable, match="Chroma server"):
        Collection(home, catalogue, chroma_url="http://127.0.0.1:9").add(law("us-part-744", ["Records are kept."]))
    catalogue.close()

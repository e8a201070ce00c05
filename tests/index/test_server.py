"""Several instances over one collection: a Chroma server, and a database that is shared by homes of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from corpus.catalogue import Catalogue
from corpus.errors import BadRequest, Busy, StoreUnavailable
from corpus.model import Reading
from index.collection import Collection
from index.indexing import shared_catalogue, store_repair
from index.stores.vectors.chroma import Vectors
from index.stores.vectors.chroma_address import chroma_address, shown_address

Law = Callable[..., Reading]


def test_two_instances_share_a_server(chroma_server: str, home: Path, law: Callable[..., Reading]) -> None:
    catalogue, other = Catalogue(home / "catalogue.sqlite"), Catalogue(home / "catalogue.sqlite")
    writer, reader = (
        Collection(home, catalogue, chroma_url=chroma_server),
        Collection(home, other, chroma_url=chroma_server),
    )
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


@pytest.mark.parametrize(
    "url",
    ["host:8000", "ftp://host:8000", "http://", "http://host:99999", "http://host:port", "http://host/there",
     "http://[::1", "http://me:se@cret@host/there"],
)  # fmt: skip
def test_what_is_no_address_of_a_server_is_said_at_once(home: Path, url: str) -> None:
    with closing(Catalogue(home / "catalogue.sqlite")) as catalogue, pytest.raises(BadRequest) as told:
        Collection(home, catalogue, chroma_url=url)
    assert "is not an address. Write it as http://host:8000." in str(told.value)
    assert "cret" not in str(told.value)


def test_a_name_and_password_are_those_of_a_proxy() -> None:
    at = chroma_address("https://me:s%40cret@chroma.example.org")
    assert (at.host, at.port, at.is_secure) == ("chroma.example.org", 443, True)
    assert at.headers == {"Authorization": "Basic bWU6c0BjcmV0"}
    assert chroma_address("http://host").port == 8000
    assert chroma_address("http://:s%40cret@host").headers == {"Authorization": "Basic OnNAY3JldA=="}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:s%40cret@chroma.example.org/", "https://***@chroma.example.org/"),
        ("http://me:se/cret@host:8000", "http://***@host:8000"),
        ("me:secret@host:8000", "***@host:8000"),
        ("http://secret@host:8000/x", "http://***@host:8000/x"),
        ("http://host:8000?token=secret", "http://host:8000?***"),
        ("http://me:se?cret@host:8000", "http://***@host:8000"),
        ("http://host:8000", "http://host:8000"),
    ],
)
def test_an_address_is_shown_without_its_secrets(url: str, shown: str) -> None:
    assert shown_address(url) == shown


def test_another_server_is_not_quoted_at_length(home: Path, law: Law, another_server: str) -> None:
    with closing(Catalogue(home / "catalogue.sqlite")) as catalogue, pytest.raises(StoreUnavailable) as told:
        Collection(home, catalogue, chroma_url=another_server).add(law("us-part-744", ["Records are kept."]))
    assert "another server, with a page of the web. Start it" in str(told.value)
    assert "<" not in str(told.value)


@pytest.fixture
def another_server() -> Iterator[str]:
    """Serve pages of the web, and nothing of Chroma's."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_server_that_dies_in_a_write_costs_that_write_alone(
    home: Path, law: Law, mortal_chroma: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "How long are records kept?"
    with closing(Catalogue(home / "catalogue.sqlite")) as catalogue:
        with mortal_chroma() as (url, server), closing(Collection(home, catalogue, chroma_url=url)) as collection:
            collection.add(law("us-part-744", ["Records are kept for five years."]))
            put = Vectors.put

            def dying(*given: Any) -> None:
                server.kill()
                server.wait(30)
                put(*given)

            with monkeypatch.context() as patch:
                patch.setattr(Vectors, "put", dying)
                with pytest.raises(StoreUnavailable, match=r"Start it, or correct .* is still held"):
                    collection.add(law("us-part-745", ["Lanterns are lit at dusk.", "Lamps are lit at dawn."]))
            with pytest.raises(StoreUnavailable, match="Start it"):
                collection.search(asked)
        assert [h.source.id for h in catalogue.holdings()] == ["us-part-744"]
        with mortal_chroma() as (url, _), closing(Collection(home, catalogue, chroma_url=url)) as collection:
            assert "five years" in collection.search(asked)[0].passage.text
            collection.add(law("us-part-745", ["Lanterns are lit at dusk.", "Lamps are lit at dawn."]))
            assert "dusk" in collection.search("When are lanterns lit?")[0].passage.text
            assert [c for c in collection.check() if not c[1]] == []


@pytest.mark.parametrize("vectors", ["on a server", "in each home"])
def test_two_machines_share_a_database(
    vectors: str, request: pytest.FixtureRequest, tmp_path: Path, encoders: Path, database_url: str, law: Law
) -> None:
    chroma = request.getfixturevalue("chroma_server") if vectors == "on a server" else ""
    with ExitStack() as stack:

        def machine(name: str) -> Collection:
            home = tmp_path / name
            if not home.exists():
                home.mkdir()
                (home / "encoder").symlink_to(encoders)
            catalogue = stack.enter_context(closing(Catalogue(home / "catalogue.sqlite", url=database_url)))
            return stack.enter_context(closing(Collection(home, catalogue, chroma_url=chroma)))

        def first(collection: Collection, question: str) -> str:
            return collection.search(question)[0].passage.text

        one, two = machine("one"), machine("two")
        one.add(law("us-part-744", ["Records are kept for five years.", "Gallium needs a licence."]))
        assert "five years" in first(two, "How long are records kept?")
        two.add(law("us-part-745", ["Lanterns are lit at dusk.", "Lamps are lit at dawn."]))
        assert "dusk" in first(one, "When are lanterns lit?")
        one.add(law("us-part-744", ["Records are kept for ten years.", "Gallium needs a licence."]))
        assert "ten years" in first(two, "How long are records kept?")
        assert "five years" not in " ".join(hit.passage.text for hit in two.search("How long are records kept?"))
        for each in (one, two):
            assert [c for c in each.check() if not c[1]] == []
        assert "dawn" in first(machine("three"), "When are lamps lit?")  # a machine that comes later
        two.remove("us-part-745")
        assert {hit.source.id for hit in one.search("When are lanterns lit?")} == {"us-part-744"}
        two.rebuild()
        assert "ten years" in first(one, "How long are records kept?")
        assert "ten years" in first(two, "How long are records kept?")
        for each in (one, two):
            assert each.repair() == []
            assert [c for c in each.check() if not c[1]] == []
            assert not (each.home / "catalogue.sqlite").exists()
        one.lock_wait = 0.3
        with two.catalogue.alone("writer", 5), pytest.raises(Busy, match=r"^Process \d+ on \S+ \(since"):
            one.add(law("us-part-746", ["Candles are lit by hand."]))
        assert "ten years" in first(one, "How long are records kept?")


def test_what_takes_long_to_follow_holds_no_question_up(
    tmp_path: Path, encoders: Path, database_url: str, law: Law, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack:
        machines = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "encoder").symlink_to(encoders)
            catalogue = stack.enter_context(closing(Catalogue(tmp_path / name / "catalogue.sqlite", url=database_url)))
            machines.append(stack.enter_context(closing(Collection(tmp_path / name, catalogue))))
        one, two = machines
        one.add(law("us-part-744", ["Records are kept for five years."]))
        assert two.search("How long are records kept?")
        one.add(law("us-part-745", ["Lanterns are lit at dusk."]))
        may_go_on, follow = threading.Event(), shared_catalogue.follow

        def slowly(*parts: Any) -> None:
            may_go_on.wait(60)
            follow(*parts)

        with monkeypatch.context() as patch:
            patch.setattr(store_repair, "_QUESTION_WAITS", 0.2)
            patch.setattr(shared_catalogue, "follow", slowly)
            for _ in range(2):
                found = two.search("When are lanterns lit?")
                assert {hit.source.id for hit in found} == {"us-part-744"}
            may_go_on.set()
            thread = two._upkeep._following
            assert thread is not None
            thread.join(60)
        assert "dusk" in two.search("When are lanterns lit?")[0].passage.text

"""Derived data is rebuilt, data of another format is recognised, and a full or unwritable disk loses nothing."""

from __future__ import annotations

import gc
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.errors import ModelFailed, Problem, StoreUnavailable
from corpus.model import Reading
from corpus.passages import cut_passages
from index.collection import Collection
from index.encoders.embeddings import EnglishEncoder
from index.encoders.minilm import MAX_TOKENS, count_tokens
from index.indexing.build import INDEX_FORMAT, lead
from tests.loopback import QuietHandler, on_loopback

Law = Callable[..., Reading]
RULES = ["Records are kept for five years.", "Gallium needs a licence.", "Rockets need a licence."]


def opened(home: Path, **settings: str) -> Collection:
    return Collection(home, Catalogue(home / "catalogue.sqlite"), **settings)  # type: ignore[arg-type]


def test_lost_words_are_made_again_at_the_next_question(home: Path, law: Law) -> None:
    opened(home).add(law("us-part-9", RULES))
    for folder in home.glob("index/terms-*"):
        shutil.rmtree(folder)
    again = opened(home)
    assert "words: gallium" in again.search("gallium")[0].why
    assert all(ok for _, ok, _, _ in again.check())


def test_what_a_killed_writer_left_of_the_words_does_not_stop_the_next(home: Path, law: Law) -> None:
    first = opened(home)
    first.add(law("us-part-9", RULES))
    first.add(law("us-part-8", RULES))
    meta = json.loads((first.stores.terms.folder / "meta.json").read_text("utf-8"))
    for segment in meta["segments"]:
        for later in range(1, 40):  # killed between writing the marks of deletion and the commit that names them
            (
                first.stores.terms.folder / f"{segment['segment_id'].replace('-', '')}.{meta['opstamp'] + later}.del"
            ).write_bytes(b"half")
    again = opened(home)
    again.remove("us-part-8")
    assert all(ok for _, ok, _, _ in again.check())
    assert {h.source.id for h in again.search("gallium")} == {"us-part-9"}


def test_lost_token_vectors_are_noticed_and_rebuilt(home: Path, law: Law) -> None:
    opened(home).add(law("us-part-9", RULES))
    for file in home.glob("index/tokens-*/*.vectors"):
        file.unlink()
    again = opened(home)
    assert "without token vectors" in " ".join(message for _, ok, message, _ in again.check() if not ok)
    again.repair()
    assert all(ok for _, ok, _, _ in again.check())
    assert again.search("gallium")[0].signals


def test_an_index_made_in_another_way_is_not_mixed_but_rebuilt(home: Path, law: Law) -> None:
    first = opened(home)
    first.add(law("us-part-9", RULES))
    first.catalogue.set_meta("encoder", "another encoder 0123456789abcdef, form 1.1")
    again = opened(home)
    for attempt in (lambda: again.search("gallium"), lambda: again.add(law("us-part-8", RULES))):
        with pytest.raises(StoreUnavailable, match="was indexed with another encoder") as caught:
            attempt()
        assert "licet rebuild" in caught.value.remedy
    again.rebuild()
    assert again.search("gallium")[0].passage.locator == "15 CFR 9.1(b)"


def test_a_rebuild_cuts_the_texts_that_were_held_by_an_older_program_anew(
    home: Path, law: Law, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = " ".join(f"Rule {n} binds whoever ships item {n}." for n in range(40))
    first = opened(home)
    with monkeypatch.context() as older:
        shorter = partial(cut_passages, limit=30)
        older.setattr("index.collection.cut_passages", lambda reading, tokens, **_: shorter(reading, tokens))
        first.add(law("us-part-9", [*RULES, long], valid_from=date(2024, 1, 1)))
        first.add(law("us-part-9", [RULES[0], long], valid_from=date(2025, 1, 1)))
    older_ids = {p.id for n in first.catalogue.editions() for p in first.catalogue.passages(n)}
    first.catalogue.set_meta(
        "encoder", first._upkeep.identity.replace(f"form {INDEX_FORMAT}", f"form {INDEX_FORMAT - 1}")
    )
    again = opened(home)
    with pytest.raises(StoreUnavailable, match=f"form {INDEX_FORMAT - 1}"):
        again.search("gallium")
    again.rebuild()
    new = Collection(home.parent / "new", Catalogue(home.parent / "new" / "catalogue.sqlite"))
    (home.parent / "new" / "encoder").symlink_to(home / "encoder")
    for number in sorted(again.catalogue.editions()):
        new.add(again.catalogue.reading(number))
    assert [again.catalogue.passages(n) for n in (1, 2)] == [new.catalogue.passages(n) for n in (1, 2)]
    assert older_ids - {p.id for p in again.catalogue.passages(2)}
    assert all(ok for _, ok, _, _ in again.check())
    assert again.stores.partitions[0][1].ids() == new.stores.partitions[0][1].ids()
    assert [(h.passage, h.score) for h in again.search("item 7")] == [
        (h.passage, h.score) for h in new.search("item 7")
    ]


def test_a_rebuild_that_was_broken_off_leaves_what_was_there(home: Path, law: Law) -> None:
    first = opened(home)
    first.add(law("us-part-8", RULES))
    first.add(law("us-part-9", RULES))

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        first.rebuild(stop)
    again = opened(home)
    assert all(ok for _, ok, _, _ in again.check())
    assert {h.source.id for h in again.search("gallium")} == {"us-part-8", "us-part-9"}
    again.add(law("us-part-7", RULES))
    assert len(list((home / "index").iterdir())) == 3  # what the rebuild had begun is gone
    assert all(ok for _, ok, _, _ in again.check())


def test_a_rebuild_is_searched_meanwhile_and_what_was_searched_is_deleted_after(home: Path, law: Law) -> None:
    first, reader = opened(home), opened(home)
    first.add(law("us-part-8", RULES))
    first.add(law("us-part-9", RULES))
    seen: list[set[str]] = []
    snapshot = reader.snapshot()

    def ask(done: int, total: int) -> None:
        seen.append({h.source.id for h in reader.search("gallium")})

    first.rebuild(ask)
    assert seen == [{"us-part-8", "us-part-9"}] * 2
    assert {h.source.id for h in snapshot.search("gallium")} == {"us-part-8", "us-part-9"}  # in the old stores
    assert {h.source.id for h in reader.search("gallium")} == {"us-part-8", "us-part-9"}
    assert len(list((home / "index").iterdir())) == 6
    del snapshot
    gc.collect()
    first.remove("us-part-8")
    assert len(list((home / "index").iterdir())) == 3
    assert {h.source.id for h in reader.search("gallium")} == {"us-part-9"}


def test_what_an_older_program_made_is_taken_over_without_encoding(
    home: Path, law: Law, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Licet 0.2 kept its stores in the home itself, the token vectors in one SQLite file."""
    first = opened(home)
    first.add(law("us-part-9", RULES))
    tokens = first.stores.token_vectors
    rows = [r for part in tokens._opened().parts for r in part.rows(range(len(part.ids)))]
    with sqlite3.connect(home / "late-2.sqlite") as db:
        db.execute("CREATE TABLE late (id, terms, context, tokens, vector)")
        db.executemany(
            "INSERT INTO late VALUES (?,?,?,?,?)", [(r.id, r.terms, r.context, r.tokens, r.vector) for r in rows]
        )
    db.close()
    for name in ("chroma", "terms-2"):
        (home / name).mkdir()
    shutil.rmtree(home / "index")
    first.catalogue.set_meta("index", "")
    first.catalogue.set_meta("encoder", f"{first.catalogue.meta('encoder')}.2")
    again = opened(home)
    with monkeypatch.context() as without:
        without.setattr("index.indexing.build.Builder._encoded", lambda *_: pytest.fail("encoded again"))
        assert again.search("gallium")[0].signals
    assert all(ok for _, ok, _, _ in again.check())
    assert sorted(p.name for p in home.iterdir() if p.name.startswith(("late", "chroma", "terms"))) == []


def test_the_lead_gives_way_to_the_passage(law: Law, home: Path) -> None:
    collection = opened(home)
    collection.add(law("us-part-9", ["Short.", "word " * 400]))
    passages = collection.catalogue.passages(next(iter(collection.catalogue.editions())))
    for passage in passages:
        assert count_tokens(lead(passage) + passage.text) <= max(MAX_TOKENS - 2, count_tokens(passage.text))
    assert all(
        p.text.startswith("§") or lead(p).startswith("Part 9") or "Scope." in lead(p) or count_tokens(p.text) > 200
        for p in passages
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True).returncode:
        pytest.skip("no file system of a few megabytes can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_one_line_and_what_was_held_stays(small_disk: Path, encoders: Path, law: Law) -> None:
    home = small_disk / "home"
    home.mkdir()
    (home / "encoder").symlink_to(encoders)
    collection = opened(home)
    collection.add(law("us-part-9", RULES))
    filler = small_disk / "filler"
    with filler.open("wb") as file:
        try:
            while True:
                file.write(b"\0" * 65536)
                file.flush()
        except OSError:
            pass
    with pytest.raises(Problem) as caught:
        collection.add(law("us-part-8", [f"Item {n} " + "needs a licence " * 60 for n in range(12)]))
    assert caught.value.remedy
    assert "\n" not in caught.value.message
    filler.unlink()
    again = opened(home)
    again.recover()
    assert all(ok for _, ok, _, _ in again.check())
    assert {s.id for s, _ in again.catalogue.editions().values()} == {"us-part-9"}
    assert again.search("gallium")[0].passage.locator == "15 CFR 9.1(b)"


@pytest.fixture
def ollama(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run a server that speaks Ollama's protocol and embeds with the embedded encoder: the client is the real one."""
    encoder = EnglishEncoder(home)

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.body())
            texts = asked["input"] if isinstance(asked["input"], list) else [asked["input"]]
            body = json.dumps({"model": asked["model"], "embeddings": encoder.vectors(texts).tolist()}).encode()
            self.begin("application/json")
            self.wfile.write(body)

    with on_loopback(Handler) as url:
        monkeypatch.setenv("OLLAMA_HOST", url)
        yield


def test_any_langchain_embeddings_serve_every_language(home: Path, law: Law, ollama: None) -> None:
    collection = opened(home, embeddings="ollama:all-minilm")
    collection.add(law("us-part-9", RULES))
    hits = collection.search("How long must paperwork be retained?")
    assert "five years" in hits[0].passage.text
    assert all(ok for _, ok, _, _ in collection.check())
    with pytest.raises(StoreUnavailable, match="was indexed with ollama:all-minilm"):
        opened(home).search("gallium")


def test_embeddings_that_do_not_answer_are_one_line(home: Path, law: Law, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    with pytest.raises(ModelFailed, match="The embeddings ollama:all-minilm failed") as caught:
        opened(home, embeddings="ollama:all-minilm").add(law("us-part-9", RULES))
    assert caught.value.remedy

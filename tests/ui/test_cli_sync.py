"""`licet sync` and what hangs on it, through the real command line, encoder and store, against publishers that stumble.

After whatever happened `licet doctor` finds nothing amiss, and every source is whole: in its old edition or its new one.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from corpus.catalogue import Catalogue
from corpus.sources.entries import entries

Line = Any  # the class of tests/ui/conftest.py
PARTS = ("732", "740", "758", "762")
IDS = [f"us-15-cfr-{n}" for n in PARTS]
OLD, NEW = "2026-03-25", "2026-07-30"
FULL = "/full/"


def text(number: str, day: str) -> list[str]:
    """The paragraphs of a part on a day: the third is the one that changes."""
    fixed = [
        f"Rule {n} of part {number} asks the exporter to keep the record of shipment {n} for five years. " * 8 for n in range(6)
    ]
    fixed[2] = f"This rule of part {number} stands since {day} and binds every exporter of the goods. " * 8
    return fixed


def whole(desk: Line) -> dict[str, list[str]]:
    """Asserts that doctor is content and that every source is whole; the editions of each."""
    return editions(desk, desk.run("doctor", "--json"))


def editions(desk: Line, doctor: SimpleNamespace) -> dict[str, list[str]]:
    """The first days of the editions of every source, each edition complete; `doctor` found nothing amiss."""
    assert [c for c in json.loads(doctor.out) if not c["ok"]] == []
    catalogue = Catalogue(desk.home / "catalogue.sqlite")
    try:
        assert catalogue.unfinished() == {}
        held = {}
        for h in catalogue.holdings():
            held[h.source.id] = sorted(v.valid_from.isoformat() for v in h.versions if v.valid_from)
            for version in h.versions:
                day = str(version.valid_from)
                assert day in (OLD, NEW)
                assert catalogue.reading(version.number).digest == version.digest
                found = {p.text for p in catalogue.outline(version.number)}
                number = h.source.id.removeprefix("us-15-cfr-")
                wanted = [f"({chr(97 + i)}) {t}".strip() for i, t in enumerate(text(number, day))]
                assert set(wanted) <= found
        return held
    finally:
        catalogue.close()


def published(official: Any) -> None:
    """The publisher brings out the new edition of every part."""
    official.titles[15] = "2026-08-01"
    for number in PARTS:
        official.parts[15, number][NEW] = official.part(number, *text(number, NEW))


@pytest.fixture
def official(server: ModuleType) -> Iterator[Any]:
    state = server.Official(titles={15: "2026-07-23"})
    state.part = server.part
    for number in PARTS:
        state.parts[15, number] = {OLD: server.part(number, *text(number, OLD))}
    with server.serving(state):
        yield state


@pytest.fixture
def new(tmp_path: Path, official: Any, line: Any, empty_home: Any) -> Line:
    """Nothing held yet; the encoder is converted already."""
    return line(empty_home(tmp_path / "home"), official)


@pytest.fixture(scope="module")
def synced_home(tmp_path_factory: pytest.TempPathFactory, server: ModuleType, line: Any, empty_home: Any) -> Path:
    """A home that holds every part in its old edition; copy it."""
    home = empty_home(tmp_path_factory.mktemp("synced") / "home")
    state = server.Official(titles={15: "2026-07-23"})
    for number in PARTS:
        state.parts[15, number] = {OLD: server.part(number, *text(number, OLD))}
    with server.serving(state):
        assert {o["status"] for o in line(home, state).sync(*IDS).values()} == {"added"}
    return home


@pytest.fixture
def desk(tmp_path: Path, official: Any, synced_home: Path, line: Any) -> Line:
    """Every part held in its old edition, and a new one at the publisher."""
    made = line(Path(shutil.copytree(synced_home, tmp_path / "home", symlinks=True)), official)
    published(made.official)
    return made


def test_first_sync_second_sync_new_edition(new: Line) -> None:
    first = new.sync(*IDS)
    assert {i: (o["status"], o["edition"]) for i, o in first.items()} == dict.fromkeys(IDS, ("added", OLD))
    assert all(o["encoded"] >= 3 for o in first.values())
    assert whole(new) == {i: [OLD] for i in IDS}
    assert new.official.asked(FULL) == [200] * 4
    second = new.sync(*IDS)
    assert {o["status"] for o in second.values()} == {"unchanged"}
    assert new.official.asked(FULL) == [200] * 4  # nothing was fetched again
    assert sum(o["bytes"] + o["encoded"] for o in second.values()) == 0
    published(new.official)
    third = new.sync(*IDS)
    assert {i: (o["status"], o["edition"]) for i, o in third.items()} == dict.fromkeys(IDS, ("changed", NEW))
    assert {o["encoded"] for o in third.values()} == {1}  # the passage of the rule that changed, of six
    assert whole(new) == {i: [OLD, NEW] for i in IDS}
    shown = {d: json.loads(new.run("show", "15 CFR 740.1(c)", "--as-of", d, "--json").out)["text"] for d in ("2026-07-29", NEW)}
    assert (OLD in shown["2026-07-29"], NEW in shown[NEW]) == (True, True)
    changed = json.loads(new.run("changes", "--since", "2026-07-01", "--json").out)
    assert {c["locator"] for c in changed} == {f"15 CFR {n}.1(c)" for n in PARTS}
    assert all((OLD in c["before"], NEW in c["after"]) == (True, True) for c in changed)
    assert json.loads(new.run("changes", "--since", "2026-08-01", "--json").out) == []
    assert {c["source_id"] for c in json.loads(new.run("changes", "--source", IDS[0], "--json").out)} == {IDS[0]}
    unknown = new.run("changes", "--source", "us-15-cfr-999", ok=1)
    assert (IDS[0] in unknown.err, unknown.err.count("\n")) == (True, 1)
    [told] = json.loads(new.run("diff", "15 CFR 740.1(c)", "2026-07-29", NEW, "--json").out)
    assert (OLD in told["before"], NEW in told["after"]) == (True, True)
    assert "Nothing changed there" in new.run("diff", "15 CFR 740.1(b)", "2026-07-29", NEW).err
    assert "No edition of" in new.run("diff", "15 CFR 740.1(c)", "2020-01-01", NEW, ok=1).err


def sorry(server: ModuleType) -> Any:
    return server.page(b"<!DOCTYPE html><html><head><title>Request Access</title></head><body>Are you a robot?</body></html>")


FAULTS: dict[str, tuple[Callable[[ModuleType], Any], str, dict[str, str]]] = {
    "XML that breaks off": (lambda s: s.truncated, "broken or breaks off", {}),
    "an HTML page with status 200": (sorry, "a page titled “Request Access” instead of XML", {}),
    "a private address": (lambda s: s.redirect("http://192.168.0.1/law.xml"), "192.168.0.1 is a private address", {}),
    "2 GB announced": (lambda s: s.endless(2 * 2**30, True), "larger than 200 MB", {}),
    "2 GB unannounced": (lambda s: s.endless(2 * 2**30, False), "larger than 20 MB", {"LICET_FETCH_MB": "20"}),
    "a drip": (lambda s: s.drip, "took longer than 2 seconds", {"LICET_FETCH_SECONDS": "2"}),
    "429 for an hour": (lambda s: s.status(429, headers={"Retry-After": "3600"}), "asks to wait 3600 seconds", {}),
}


def test_what_goes_wrong_at_one_source_leaves_it_in_its_old_edition(desk: Line, server: ModuleType) -> None:
    held = {i: [OLD, NEW] for i in IDS} | {"us-15-cfr-740": [OLD]}
    for case, (fault, said, limits) in FAULTS.items():
        desk.official.faults["title-15.xml?part=740"] = fault(server)
        done = desk.sync(*IDS, ok=1, **limits)
        assert {i for i, o in done.items() if o["status"] == "failed"} == {"us-15-cfr-740"}, case
        assert said in done["us-15-cfr-740"]["problem"]
        assert whole(desk) == held, case
    desk.official.faults.clear()
    assert {o["status"] for o in desk.sync(*IDS).values()} == {"changed", "unchanged"}
    assert whole(desk) == {i: [OLD, NEW] for i in IDS}


def test_what_passes_is_waited_for(desk: Line, server: ModuleType) -> None:
    desk.official.faults["title-15.xml?part=740"] = server.status(429, times=1, headers={"Retry-After": "1"})
    desk.official.faults["title-15.xml?part=758"] = server.status(500, times=1)
    assert {o["status"] for o in desk.sync(*IDS).values()} == {"changed"}
    assert desk.official.asked("title-15.xml?part=740") == [429, 200]
    assert desk.official.asked("title-15.xml?part=758") == [500, 200]
    assert whole(desk) == {i: [OLD, NEW] for i in IDS}


def test_a_certificate_that_nobody_vouches_for(desk: Line, server: ModuleType, tmp_path: Path) -> None:
    state = server.Official(titles=desk.official.titles, parts=desk.official.parts)
    with server.serving(state, certificate=server.self_signed(tmp_path)):
        done = desk.sync(*IDS, ok=1, LICET_SOURCES_BASE_URL=state.url)
    assert {o["status"] for o in done.values()} == {"failed"}
    assert all("certificate of www.ecfr.gov cannot be trusted" in o["problem"] for o in done.values())
    assert whole(desk) == {i: [OLD] for i in IDS}


def killed(desk: Line, rounds: int, seed: int) -> None:
    """Syncs killed at random moments after the first request; each leaves every source whole, and the last one finishes."""
    chance = random.Random(seed)
    for _ in range(rounds):
        before = len(desk.official.requests)
        process = desk.start("sync", *IDS, "--json")
        while len(desk.official.requests) == before and process.poll() is None:
            time.sleep(0.01)
        time.sleep(chance.uniform(0.0, 2.5))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        held = editions(desk, desk.outside("doctor", "--json"))
        assert all(days in ([OLD], [OLD, NEW]) for days in held.values())
    done = json.loads(desk.outside("sync", *IDS, "--json").out)
    assert {o["status"] for o in done} <= {"changed", "unchanged"}
    assert editions(desk, desk.outside("doctor", "--json")) == {i: [OLD, NEW] for i in IDS}


def test_killed_in_the_middle(desk: Line, server: ModuleType) -> None:
    desk.official.faults[FULL] = server.late(0.3)
    killed(desk, rounds=1, seed=3)


@pytest.mark.slow
def test_killed_at_many_moments(desk: Line, server: ModuleType, synced_home: Path) -> None:
    desk.official.faults[FULL] = server.late(0.2)
    for seed in range(4):
        killed(desk, rounds=4, seed=seed)
        shutil.rmtree(desk.home)
        shutil.copytree(synced_home, desk.home, symlinks=True)


def test_stopped_by_the_person_at_once_and_in_one_line(desk: Line, server: ModuleType) -> None:
    desk.official.faults[FULL] = server.late(20.0)
    process = desk.start("sync", *IDS)
    while not any("/versions/" in path for path, _ in desk.official.requests) and process.poll() is None:
        time.sleep(0.02)
    time.sleep(0.5)  # now the texts are asked for, and no answer is coming
    process.send_signal(signal.SIGINT)
    done = desk.ended(process, ok=1)
    assert desk.official.asked(FULL) == []  # it did not wait for the answers
    assert done.err.splitlines()[-1] == "licet: Stopped. What was finished is kept; nothing half-added is searchable."
    assert whole(desk) == {i: [OLD] for i in IDS}


def test_two_syncs_at_once(desk: Line, server: ModuleType) -> None:
    desk.official.faults[FULL] = server.late(1.0)
    running = [desk.start("sync", *IDS, "--json") for _ in range(2)]
    ended = [desk.ended(process) for process in running]
    assert sorted(e.code for e in ended) == [0, 1]
    loser = next(e for e in ended if e.code == 1)
    assert loser.err.splitlines()[-1] == "licet: Another sync is running on this collection. Wait until it is done."
    assert whole(desk) == {i: [OLD, NEW] for i in IDS}


@pytest.mark.parametrize("limit", [60_000, 250_000, 600_000])
def test_a_full_disk(desk: Line, limit: int) -> None:
    """No file may grow past `limit` bytes: the fetch, the catalogue, the vectors or the words fail first."""
    done = desk.ended(desk.start("sync", *IDS, "--json", limit=limit))
    for row in json.loads(done.out) if done.out else ():
        assert row["status"] in ("changed", "failed")
        assert row["status"] == "changed" or row["problem"].count("\n") == 0
    held = whole(desk)
    assert all(days in ([OLD], [OLD, NEW]) for days in held.values())
    assert set(held) == set(IDS)
    desk.sync(*IDS)
    assert whole(desk) == {i: [OLD, NEW] for i in IDS}


def test_without_a_network_one_line_and_what_is_held_keeps_working(desk: Line) -> None:
    done = desk.run("sync", *IDS, ok=1, LICET_SOURCES_BASE_URL="http://127.0.0.1:9")
    assert done.err.splitlines()[-1].startswith("No publisher can be reached: there is no network here.")
    assert done.out == ""
    assert whole(desk) == {i: [OLD] for i in IDS}
    hits = json.loads(desk.run("search", "how long are records of shipments kept", "--json").out)
    assert hits


def test_the_plan_and_the_tables(desk: Line) -> None:
    dry = desk.run("sync", *IDS, "us-15-cfr-774", "int-wassenaar-lists", "--dry-run")
    assert desk.official.requests == []
    assert "6 sources: 1 new, 4 to look at, 1 by hand" in dry.err
    assert "1 of unknown size" in dry.err
    assert "https://www.wassenaar.org/control-lists/" in dry.out
    plan = {s["source_id"]: s for s in json.loads(desk.run("sync", *IDS, "us-15-cfr-774", "--dry-run", "--json").out)}
    assert [(plan[i]["why"], plan[i]["edition"]) for i in (IDS[0], "us-15-cfr-774")] == [("check", OLD), ("new", None)]
    assert plan[IDS[0]]["bytes"] > 1000
    done = desk.run("sync", *IDS, "us-15-cfr-774", "int-wassenaar-lists", ok=1)
    assert done.err.splitlines()[-1].startswith("4 changed, 1 failed, 1 by hand · ")
    by_hand = next(line for line in done.err.splitlines() if line.startswith("by hand"))
    assert "https://www.wassenaar.org/control-lists/" in by_hand
    rows = [line.split()[:2] for line in done.out.splitlines()[1:]]
    assert rows[:4] == [["changed", i] for i in IDS]


def test_sources_say_how_fresh_they_are_and_what_is_missing(desk: Line) -> None:
    held = {s["source_id"]: s for s in json.loads(desk.run("sources", "--json").out)}
    one = held[IDS[0]]
    assert (one["edition"], one["stale"], one["rhythm_days"]) == (OLD, False, 7)
    assert one["freshness"] == f"edition of {OLD}, checked today"
    catalogue = Catalogue(desk.home / "catalogue.sqlite")
    long_ago = date.today() - timedelta(40)
    with catalogue._transaction() as db:
        db.execute("UPDATE versions SET retrieved_at = ?", (f"{long_ago}T00:00:00+00:00",))
        db.execute("UPDATE meta SET value = replace(value, ?, ?) WHERE name = 'looked_at'", (str(date.today()), str(long_ago)))
    catalogue.close()
    shown = desk.run("sources").out
    assert "40 days ago; stale (its rhythm is 7 days)" in shown
    regimes = {r["jurisdiction"]: r for r in json.loads(desk.run("sources", "--coverage", "--json").out)}
    assert set(regimes["us"]["held"]) == set(regimes["us"]["stale"]) == set(IDS)
    assert sum(len(r["held"]) + len(r["missing"]) for r in regimes.values()) == len(entries())
    assert "eu-32021R0821" in {e["source_id"] for e in regimes["eu"]["missing"] if e["core"]}
    line = next(line for line in shown.splitlines() if line.startswith("European Union"))
    assert "eu-32021R0821" in line


PAGE = "<html><head><title>Controls on {}</title></head><body><article><h1>Controls on {}</h1><p>{}</p></article></body></html>"
WORDS = "A permit is needed for the export of lanterns, whoever the end user may be. " * 12


def test_an_address_of_ones_own_is_added_watched_and_kept_fresh(new: Line) -> None:
    url = "https://news.example.org/lanterns"
    new.official.texts["/news.example.org/lanterns"] = PAGE.format("lanterns", "lanterns", WORDS).encode()
    [added] = json.loads(new.run("add", url, "--json").out)
    assert (added["status"], added["title"]) == ("added", "Controls on lanterns")
    watched = json.loads(new.run("watch", url, "--json").out)
    assert watched["source_id"] == added["source_id"]
    assert new.sync("watch")[added["source_id"]]["status"] == "unchanged"
    assert [w["url"] for w in json.loads(new.run("watch", "--json").out)] == [url]
    assert added["source_id"] in new.run("watch").out
    assert "private address" in new.run("watch", "http://0x7f.1/intranet", ok=1).err
    assert "--remove needs an address" in new.run("watch", "--remove", ok=1).err
    new.official.texts["/news.example.org/lanterns"] = PAGE.format(
        "lanterns", "lanterns", WORDS.replace("needed", "waived")
    ).encode()
    assert new.sync("watch")[added["source_id"]]["status"] == "changed"
    new.official.texts["/news.example.org/lanterns"] = PAGE.format(
        "lanterns", "lanterns", WORDS.replace("needed", "void")
    ).encode()
    assert added["source_id"] in new.run("sync", "--dry-run").out  # without names: core, and what is watched
    hits = json.loads(new.run("search", "permit for the export of lanterns", "--json").out)
    assert "waived" in hits[0]["text"]
    assert json.loads(new.run("watch", url, "--remove", "--json").out)["status"] == "removed"
    assert "Nothing is watched yet" in new.run("watch").err
    private = new.run("add", "http://127.0.0.1:1/x", ok=1, LICET_SOURCES_BASE_URL="")
    assert "private address" in private.err
    assert all(c["ok"] for c in json.loads(new.run("doctor", "--json").out))


ROOTS = {
    "sparql": "/publications.europa.eu/webapi/rdf/sparql",
    "register": "/www.federalregister.gov/api/v1/documents.json",
    "revisions": "/laws.e-gov.go.jp/api/2/law_revisions/324AC0000000228",
}


@pytest.fixture
def everyone(server: ModuleType, data: Path) -> Any:
    """One text of each publisher, in its own path and shape, and which source of the catalogue it is."""
    state = server.Official(titles={15: "2026-07-23"})
    state.parts[15, "732"] = {OLD: server.part("732", *text("732", OLD))}
    celex = "02024H2659-20250101"
    row = {
        "title": "Notice of lanterns", "document_number": "2026-00001", "publication_date": "2026-07-01", "citation": "91 FR 1",
        "html_url": "https://www.federalregister.gov/documents/2026/07/01/2026-00001/notice-of-lanterns",
    }  # fmt: skip
    party = {
        "name": "ACME LANTERNS", "alt_names": [], "source": "Entity List (EL) - Bureau of Industry and Security", "programs": [],
        "addresses": [{"country": "CN"}], "license_requirement": "For all items",
    }  # fmt: skip
    state.texts = {
        ROOTS["sparql"]: json.dumps({"results": {"bindings": [{"celex": {"value": celex}}]}}).encode(),
        f"/publications.europa.eu/resource/celex/{celex}": (data / "eu/sample_oj.xhtml")
        .read_bytes()
        .replace(b"2030/7", b"2024/2659"),
        "/www.legislation.gov.uk/ukpga/2002/28/data.xml": (data / "uk/sample_act.xml")
        .read_bytes()
        .replace(b"/2030/9", b"/2002/28"),
        ROOTS["register"]: json.dumps({"count": 1, "results": [row]}).encode(),
        "/www.federalregister.gov/documents/full_text/html/2026/07/01/2026-00001.html": b"<h1>Lanterns</h1><p>Exporters of lanterns keep records for five years.</p>",
        "/data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.json": json.dumps(
            {"results": [party]}
        ).encode(),
        ROOTS["revisions"]: json.dumps({"revisions": [{"amendment_enforcement_date": "2025-06-01"}]}).encode(),
        "/laws.e-gov.go.jp/api/2/law_file/xml/324AC0000000228": JAPANESE.encode(),
        "/www.gov.uk/government/collections/notices-to-exporters": PAGE.format("notices", "notices", WORDS).encode(),
    }
    with server.serving(state):
        yield state


JAPANESE = (
    "<Law><LawNum>昭和二十四年法律第一号</LawNum><LawBody><LawTitle>試験法</LawTitle><MainProvision><Article Num='1'>"
    "<ArticleTitle>第一条</ArticleTitle><Paragraph Num='1'><ParagraphNum/><ParagraphSentence><Sentence>貨物を輸出しようとする者は、"
    "許可を受けなければならない。</Sentence></ParagraphSentence></Paragraph></Article></MainProvision></LawBody></Law>"
)
EACH = {
    "us-15-cfr-732": "us-15-cfr-732", "eu-32024H2659": "eu-32024H2659", "uk-ukpga-2002-28": "uk-ukpga-2002-28",
    "us-fr-bis": "us-fr-2026-00001", "us-list-screening": "us-list-screening", "jp-324AC0000000228": "jp-324AC0000000228",
    "uk-notices-to-exporters": "uk-notices-to-exporters",
}  # fmt: skip


def test_every_publisher_in_one_run(everyone: Any, line: Any, empty_home: Any, tmp_path: Path) -> None:
    desk = line(empty_home(tmp_path / "home"), everyone)
    first = desk.sync(*EACH)
    assert {i: (o["status"], o["problem"]) for i, o in first.items()} == dict.fromkeys(EACH.values(), ("added", None))
    fetched, encoded = everyone.bodies(), sum(o["encoded"] for o in first.values())
    assert fetched == len(EACH)
    assert encoded >= len(EACH)
    second = desk.sync(*EACH)
    assert {o["status"] for o in second.values()} == {"unchanged"}
    assert everyone.bodies() == fetched  # asked with its validators, or not at all
    assert sum(o["bytes"] + o["encoded"] for o in second.values()) == 0
    assert all(c["ok"] for c in json.loads(desk.run("doctor", "--json").out))
    held = {s["source_id"]: s for s in json.loads(desk.run("sources", "--json").out)}
    assert held.keys() == set(EACH.values())
    for source_id in set(EACH) & set(held):  # under the catalogue's own name, licence and page
        listed = next(e for e in entries() if e.id == source_id)
        assert (held[source_id]["title"], held[source_id]["licence"], held[source_id]["issuer"]) == (
            listed.title,
            listed.licence,
            listed.issuer,
        )
    past = desk.run("sync", "lists", "us-fr-bis", "uk-notices-to-exporters", "--as-of", "2024-01-01", "--dry-run")
    assert "left out, because their publishers keep no past editions: us-list-screening" in past.err
    assert "uk-notices-to-exporters" in past.out  # it was named: it is tried, fails and says why
    named = desk.sync("uk-notices-to-exporters", "--as-of", "2024-01-01", ok=1)
    assert "keeps no past editions" in named["uk-notices-to-exporters"]["problem"]


@pytest.mark.parametrize(
    "harm, said",
    [
        (lambda path: path.write_bytes(b"not a database at all" * 100), "is damaged"),
        (lambda path: _format(path, 99), "was written by a newer Licet (format 99; this one reads 1)"),
        (lambda path: _foreign(path), "is a database of another program"),
    ],
    ids=["damaged", "newer", "foreign"],
)
def test_a_catalogue_that_cannot_be_used_is_left_alone(desk: Line, harm: Callable[[Path], object], said: str) -> None:
    path = desk.home / "catalogue.sqlite"
    for left in desk.home.glob("catalogue.sqlite-*"):
        left.unlink()
    harm(path)
    before = path.read_bytes()
    done = desk.run("sync", *IDS, ok=1)
    assert done.err.count("\n") == 1
    assert done.err.startswith("licet: ")
    assert said in done.err
    assert path.read_bytes() == before
    assert desk.official.requests == []


def _format(path: Path, number: int) -> None:
    import sqlite3

    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version={number}")
        db.execute("PRAGMA journal_mode=DELETE")


def _foreign(path: Path) -> None:
    import sqlite3

    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE recipes (name TEXT)")

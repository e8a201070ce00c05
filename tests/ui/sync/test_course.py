"""The ordinary course of `licet sync`: what is fetched, held, planned and reported.

Run through the real command line, encoder and store.
"""

from __future__ import annotations

import json
from datetime import date, timedelta

from corpus.catalogue import Catalogue
from corpus.catalogue.seals import SealedPart, reseal
from corpus.sources.entries import official_entries
from tests.ui.sync.synced import FULL, IDS, NEW, OLD, PAGE, PARTS, WORDS, Line, published, text, whole


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
    shown = {
        d: json.loads(new.run("show", "15 CFR 740.1(c)", "--as-of", d, "--json").out)["text"]
        for d in ("2026-07-29", NEW)
    }
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


def test_what_the_reader_of_a_text_noted_is_told(desk: Line) -> None:
    desk.official.titles[15] = "2026-08-01"
    desk.official.parts[15, PARTS[0]][NEW] = desk.official.part(PARTS[0], text(PARTS[0], NEW)[2])
    told = desk.run("sync", IDS[0]).err
    assert f"note       {IDS[0]}: This edition has " in told


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
    assert "6 sources: 2 new, 4 to look at · about " in dry.err
    assert " (1 by the size of others), 1 of unknown size · from 2 publishers" in dry.err
    listed = {line.split()[1]: line for line in dry.out.splitlines()[1:]}
    assert "unknown" in listed["int-wassenaar-lists"]
    plan = {s["source_id"]: s for s in json.loads(desk.run("sync", *IDS, "us-15-cfr-774", "--dry-run", "--json").out)}
    assert [(plan[i]["why"], plan[i]["edition"]) for i in (IDS[0], "us-15-cfr-774")] == [("check", OLD), ("new", None)]
    assert plan[IDS[0]]["bytes"] == plan[IDS[0]]["about_bytes"] > 1000
    assert (plan["us-15-cfr-774"]["bytes"], plan["us-15-cfr-774"]["about_bytes"] > 1000) == (0, True)
    done = desk.run("sync", *IDS, "us-15-cfr-774", "int-wassenaar-lists", ok=1)
    assert done.err.splitlines()[-1].startswith("4 changed, 2 failed · ")
    failed = next(line for line in done.err.splitlines() if line.startswith("failed     int-wassenaar-lists"))
    assert "404 Not Found for https://www.wassenaar.org/control-lists/" in failed
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
        db.run("UPDATE versions SET retrieved_at = ?", (f"{long_ago}T00:00:00+00:00",))
        for (number,) in db.all("SELECT number FROM versions"):
            reseal(db, number, SealedPart.RECORD)  # it was so all along
        db.run(
            "UPDATE meta SET value = replace(value, ?, ?) WHERE name = 'looked_at'", (str(date.today()), str(long_ago))
        )
    catalogue.close()
    shown = desk.run("sources").out
    assert "40 days ago; stale (its rhythm is 7 days)" in shown
    regimes = {r["jurisdiction"]: r for r in json.loads(desk.run("sources", "--coverage", "--json").out)}
    assert set(regimes["us"]["held"]) == set(regimes["us"]["stale"]) == set(IDS)
    assert sum(len(r["held"]) + len(r["missing"]) for r in regimes.values()) == len(official_entries())
    assert "eu-32021R0821" in {e["source_id"] for e in regimes["eu"]["missing"] if e["core"]}
    line = next(line for line in shown.splitlines() if line.startswith("European Union"))
    assert "eu-32021R0821" in line


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

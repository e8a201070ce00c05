"""A sync against publishers that answer, change, stumble and lie: afterwards every source is whole, old or new."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import BadRequest, FetchFailed, StoreUnavailable, TooLarge
from corpus.filters import Filters
from corpus.sources.plan import plan
from corpus.sources.sync import offline, sync

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def run(holds, catalogue, official, kit):
    """`run(*part numbers, **changes)`: a sync of those parts, checked to leave the collection whole."""

    def go(*numbers, limits=None, **more):
        try:
            return sync(
                [kit.entry(n) for n in numbers], holds, catalogue, base_url=official.url, limits=limits or kit.quick, **more
            )
        finally:
            kit.whole(catalogue)

    return go


def statuses(outcomes):
    return {o.source_id: o.status for o in outcomes}


def problem(outcomes, kind=FetchFailed):
    assert [o.status for o in outcomes] == ["failed"]
    assert isinstance(outcomes[0].problem, kind)
    assert outcomes[0].problem.remedy
    return outcomes[0].problem.message


# --- the ordinary course ---------------------------------------------------------------------------------------------


def test_first_sync_holds_under_the_catalogues_own_name(run, catalogue, kit):
    assert statuses(run("901", "902")) == {"us-15-cfr-901": "added", "us-15-cfr-902": "added"}
    source = catalogue.source("us-15-cfr-901")
    assert (source.title, source.issuer, source.licence) == (kit.entry("901").title, "Nobody", "US public domain")
    assert source.url == "https://www.ecfr.gov/current/title-15/part-901"
    assert [v.valid_from for v in catalogue.holdings()[0].versions] == [date(2026, 3, 25)]
    assert catalogue.find("15 CFR 901.1(b)")[0].text == "(b) Old words stand here."


def test_second_sync_fetches_nothing_again(run, official):
    run("901", "902")
    before = official.bodies()
    assert statuses(run("901", "902")) == {"us-15-cfr-901": "unchanged", "us-15-cfr-902": "unchanged"}
    assert official.bodies() == before == 2
    assert official.asked("/full/") == [200, 200]  # the edition is held: its text is not even asked for


def test_a_new_edition_is_held_beside_the_old_one(run, official, catalogue, kit):
    run("901")
    official.titles[15] = "2026-08-01"
    official.parts[15, "901"]["2026-07-30"] = kit.part("901", "A licence is needed.", "New words stand here.", "Nothing else.")
    assert statuses(run("901")) == {"us-15-cfr-901": "changed"}
    found = {
        d: catalogue.find("15 CFR 901.1(b)", Filters(as_of=date.fromisoformat(d)))[0].text for d in ("2026-07-29", "2026-07-30")
    }
    assert found == {"2026-07-29": "(b) Old words stand here.", "2026-07-30": "(b) New words stand here."}


def test_as_of_brings_the_edition_of_that_day_and_ends_it_where_the_next_begins(run, official, catalogue, kit):
    official.titles[15] = "2026-09-01"
    for day in ("2026-05-01", "2026-08-01"):
        official.parts[15, "901"][day] = kit.part("901", "A licence is needed.", f"Words of {day}.", "Nothing else.")
    run("901")
    assert statuses(run("901", as_of=date(2026, 4, 2))) == {"us-15-cfr-901": "changed"}
    spans = {(v.valid_from, v.valid_to) for v in catalogue.holdings()[0].versions}
    assert spans == {(date(2026, 8, 1), None), (date(2026, 3, 25), date(2026, 5, 1))}
    assert catalogue.find("15 CFR 901.1(b)", Filters(as_of=date(2026, 6, 1))) == []  # the edition of May is not held: no mixture


def test_an_edition_ends_where_its_true_successor_begins(run, official, catalogue, kit):
    run("901")
    official.titles[15] = "2026-09-01"
    for day in ("2026-07-25", "2026-08-01"):
        official.parts[15, "901"][day] = kit.part("901", "A licence is needed.", f"Words of {day}.", "Nothing else.")
    run("901")  # the edition of 25 July is never fetched
    spans = {(v.valid_from, v.valid_to) for v in catalogue.holdings()[0].versions}
    assert spans == {(date(2026, 8, 1), None), (date(2026, 3, 25), date(2026, 7, 25))}


def test_only_what_changed_is_embedded_again(official, catalogue, kit):
    from index.collection import Collection

    words = [f"Paragraph number {n} says that exporters keep the records of shipment {n} for five years." * 6 for n in range(20)]
    official.parts[15, "901"] = {"2026-03-25": kit.part("901", *words)}
    collection = Collection(catalogue.path.parent, catalogue)
    first = sync([kit.entry("901")], collection, catalogue, base_url=official.url, limits=kit.quick)
    official.titles[15], words[7] = "2026-08-01", "Paragraph seven was replaced by this one." * 12
    official.parts[15, "901"]["2026-07-30"] = kit.part("901", *words)
    second = sync([kit.entry("901")], collection, catalogue, base_url=official.url, limits=kit.quick)
    assert (first[0].status, second[0].status) == ("added", "changed")
    assert first[0].encoded == len(catalogue.passages(catalogue.holdings()[0].versions[-1].number)) > 10
    assert second[0].encoded == 1  # the passage that holds paragraph seven
    assert all(ok for _, ok, _, _ in collection.check()), collection.check()
    kit.whole(catalogue)


def test_a_page_is_asked_for_conditionally(holds, catalogue, official, kit):
    words = "<html><head><title>FAQ</title></head><body><h1>FAQ</h1><p>{}</p></body></html>"
    official.texts["/example.org/faq"] = words.format("A licence is needed for every export of this kind.").encode()
    faq = kit.replace(kit.entry("901"), id="faq", how="page", page="https://example.org/faq", where={})
    go = lambda: sync([faq], holds, catalogue, base_url=official.url, limits=kit.quick)  # noqa: E731
    assert [statuses(go()), statuses(go())] == [{"faq": "added"}, {"faq": "unchanged"}]
    assert official.asked("/faq") == [200, 304]
    official.texts["/example.org/faq"] = words.format("No licence is needed any more for exports of this kind.").encode()
    assert statuses(go()) == {"faq": "changed"}
    editions = catalogue.holdings()[0].versions
    assert [v.valid_from for v in editions] == [date.today(), None]  # undated: the change begins on the day it was seen
    kit.whole(catalogue)


def test_a_page_that_does_not_say_what_it_should_is_not_taken_for_the_law(holds, catalogue, official, kit):
    official.texts["/example.org/law"] = b"<html><title>Welcome</title><p>Welcome to our new site.</p></html>"
    law = kit.replace(kit.entry("901"), id="law", how="page", page="https://example.org/law", where={"expect": "出口管制法"})
    outcomes = sync([law], holds, catalogue, base_url=official.url, limits=kit.quick)
    assert "titled “Welcome”" in problem(outcomes)
    assert catalogue.holdings() == []


def test_a_text_without_a_certain_address_is_left_to_a_person(holds, catalogue, official, kit):
    outcomes = sync([kit.listed("int-wassenaar-lists")], holds, catalogue, base_url=official.url, limits=kit.quick)
    assert [o.status for o in outcomes] == ["by hand"]
    assert "https://www.wassenaar.org/control-lists/" in outcomes[0].problem.remedy
    assert official.requests == []


def test_dry_run_sends_nothing(run, official):
    outcomes = run("901", "902", dry_run=True)
    assert [o.status for o in outcomes] == ["planned", "planned"]
    assert official.requests == []


def test_the_plan_says_what_is_new_and_how_much_there_was(run, catalogue, kit, official):
    run("901")
    planned = plan([kit.entry("901"), kit.entry("902")], catalogue)
    assert [(s.why, s.edition) for s in planned.steps] == [("check", date(2026, 3, 25)), ("new", None)]
    assert (planned.new, planned.unmeasured) == (1, 1)
    assert planned.told == "2 sources: 1 new, 1 to look at · 0.0 MB last time, 1 of unknown size · from 1 publisher"
    by_hand = plan([kit.listed("int-wassenaar-lists")], catalogue)
    assert (by_hand.told, by_hand.new) == ("1 source: 1 by hand", 0)


def test_progress_ends_with_everything_done(run):
    seen = []
    run("901", "902", progress=seen.append)
    assert (seen[-1].done, seen[-1].total) == (2, 2)
    assert seen[-1].received > 0
    assert seen[-1].rate > 0
    assert seen[-1].remaining == 0


def test_the_program_names_itself(run, official):
    run("901")
    assert all(h["user-agent"].startswith("Licet/") for h in official.headers)


# --- what passes -----------------------------------------------------------------------------------------------------


def test_429_waits_as_long_as_it_says(run, official, server):
    official.faults["/full/"] = server.status(429, times=1, headers={"Retry-After": "1"})
    began = time.monotonic()
    assert statuses(run("901")) == {"us-15-cfr-901": "added"}
    assert time.monotonic() - began >= 1
    assert official.asked("/full/") == [429, 200]


def test_429_that_asks_for_too_long_is_reported(run, official, server):
    official.faults["/full/"] = server.status(429, headers={"Retry-After": "3600"})
    assert "wait 3600 seconds" in problem(run("901"))
    assert official.asked("/full/") == [429]


@pytest.mark.parametrize("code", [500, 502, 503, 408])
def test_a_fault_that_passes_is_tried_again(run, official, server, code):
    official.faults["/full/"] = server.status(code, times=2)
    assert statuses(run("901")) == {"us-15-cfr-901": "added"}
    assert official.asked("/full/") == [code, code, 200]


def test_a_connection_that_breaks_off_is_tried_again(run, official, server):
    official.faults["/full/"] = server.cut_off(1)
    assert statuses(run("901")) == {"us-15-cfr-901": "added"}


def test_the_index_saying_404_leaves_the_asked_day_as_the_editions_day(run, official, server, catalogue):
    official.faults["/versions/"] = server.status(404)
    assert statuses(run("901")) == {"us-15-cfr-901": "added"}
    assert catalogue.holdings()[0].latest.valid_from == date(2026, 7, 23)
    official.titles[15] = "2026-07-24"
    assert statuses(run("901")) == {"us-15-cfr-901": "unchanged"}  # the same words on another day are no new edition
    assert len(catalogue.holdings()[0].versions) == 1


# --- what does not ---------------------------------------------------------------------------------------------------


def test_one_source_fails_alone_and_recovers(run, official, server):
    official.faults["part=901"] = server.status(500)
    assert statuses(run("901", "902")) == {"us-15-cfr-901": "failed", "us-15-cfr-902": "added"}
    official.faults.clear()
    assert statuses(run("901", "902")) == {"us-15-cfr-901": "added", "us-15-cfr-902": "unchanged"}


# Some kilobytes that would be gigabytes: every entity stands for twenty of the one before.
_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(8))
    + b']><DIV5 N="901"><P>&i;</P></DIV5>'
)


def faults(server):
    sorry = b"<!DOCTYPE html><html><head><title>Request Access</title></head><body>Robot?</body></html>"
    return {
        "XML that breaks off": (server.truncated, "broken or breaks off"),
        "an HTML page with status 200": (server.page(sorry), "a page titled “Request Access” instead of XML"),
        "JSON for XML": (server.page(b'{"error": "no"}'), "instead of XML"),
        "XML of another kind": (
            server.page(b"<error><message>We are busy.</message></error>"),
            "<error>, which says “We are busy.”",
        ),
        "entities that multiply": (server.page(_BOMB), "broken or breaks off"),
        "nothing": (server.page(b""), "answered with nothing"),
        "a sign-in": (server.status(403), "403"),
        "a private address": (server.redirect("http://10.0.0.1/law.xml"), "10.0.0.1 is a private address"),
        "the cloud's metadata": (server.redirect("http://169.254.169.254/latest"), "private address"),
        "another port of this machine": (server.redirect("http://127.0.0.1:1/"), "private address"),
        "localhost": (server.redirect("http://localhost/law.xml"), "private address"),
        "IPv6 loopback": (server.redirect("http://[::1]/law.xml"), "private address"),
        "no web address": (server.redirect("file:///etc/passwd"), "no web address"),
        "a broken address": (server.redirect("http://[::1"), "no web address"),
        "a circle": (server.redirect("https://www.ecfr.gov/api/versioner/v1/full/x"), "in a circle"),
    }


CASES = [
    "XML that breaks off", "an HTML page with status 200", "JSON for XML", "XML of another kind", "entities that multiply", "nothing",
    "a sign-in", "a private address",
    "the cloud's metadata", "another port of this machine", "localhost", "IPv6 loopback", "no web address", "a broken address", "a circle",
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("held", [False, True], ids=["nothing held", "an edition held"])
def test_a_bad_answer_leaves_what_was_held(run, official, server, catalogue, kit, case, held):
    if held:
        run("901")
        official.titles[15] = "2026-08-01"
        official.parts[15, "901"]["2026-07-30"] = kit.part("901", "A licence is needed.", "New words.")
    before = [(v.valid_from, v.digest) for h in catalogue.holdings() for v in h.versions]
    fault, said = faults(server)[case]
    official.faults["/full/"] = fault
    assert said in problem(run("901"))
    assert [(v.valid_from, v.digest) for h in catalogue.holdings() for v in h.versions] == before
    official.faults.clear()
    assert statuses(run("901")) == {"us-15-cfr-901": "changed" if held else "added"}


def test_a_text_that_cannot_be_read_is_asked_for_again(run, official, server, catalogue):
    """It came whole and is kept until it is read: a bad one must not be read again and again for ever."""
    official.faults["/full/"] = server.page(b'<DIV5 N="901" TYPE="PART"></DIV5>')
    outcomes = run("901")
    assert [o.status for o in outcomes] == ["failed"]
    assert outcomes[0].problem.remedy
    official.faults.clear()
    assert statuses(run("901")) == {"us-15-cfr-901": "added"}
    assert official.asked("/full/") == [200, 200]


def test_no_more_than_four_are_asked_at_once(official, holds, catalogue, kit):
    now, most, lock = [0], [0], threading.Lock()

    def counted(handler):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.4)
        with lock:
            now[0] -= 1
        return False

    numbers = [str(n) for n in range(910, 919)]
    for number in numbers:
        official.parts[15, number] = {"2026-03-25": kit.part(number, "A licence is needed.")}
    official.faults["/full/"] = counted
    outcomes = sync([kit.entry(n) for n in numbers], holds, catalogue, base_url=official.url, limits=kit.quick)
    assert {o.status for o in outcomes} == {"added"}
    assert 2 <= most[0] <= 4


@pytest.mark.parametrize("announced", [True, False])
def test_two_gigabytes_are_refused_early(run, official, server, kit, announced):
    official.faults["/full/"] = server.endless(2 * 2**30, announced)
    limits = kit.replace(kit.quick, size=8 * 2**20)
    assert "larger than 8 MB" in problem(run("901", limits=limits), TooLarge)
    deadline = time.monotonic() + 10
    while not [s for p, s in official.requests if p == "sent"] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert next(s for p, s in official.requests if p == "sent") < 64 * 2**20


@pytest.mark.parametrize("fault", ["drip", "drip_headers"])
def test_a_drip_is_given_up(run, official, server, kit, fault):
    official.faults["/full/"] = getattr(server, fault)
    assert "took longer than 2 seconds" in problem(run("901", limits=kit.replace(kit.quick, total=1.5)))


def test_headers_that_drip_are_given_up_long_before_a_text_would_be(run, official, server, kit):
    official.faults["/full/"] = server.drip_headers
    limits = kit.replace(kit.quick, connect=0.3, read=0.7, total=60)
    assert "did not begin to answer within 1 seconds" in problem(run("901", limits=limits))


def test_a_trickle_is_given_up_before_the_time_is_up(run, official, server, kit):
    official.faults["/full/"] = server.drip
    assert "too slowly" in problem(run("901", limits=kit.replace(kit.quick, total=30, patience=1)))


def test_a_certificate_that_nobody_signed(holds, catalogue, server, tmp_path, kit):
    official = server.Official(titles={15: "2026-07-23"})
    with server.serving(official, certificate=server.self_signed(tmp_path)):
        outcomes = sync([kit.entry("901")], holds, catalogue, base_url=official.url, limits=kit.quick)
    assert "certificate of www.ecfr.gov cannot be trusted" in problem(outcomes)
    assert official.requests == []


def test_offline_is_one_line(holds, catalogue, kit):
    outcomes = sync([kit.entry("901"), kit.entry("902")], holds, catalogue, base_url="http://127.0.0.1:1", limits=kit.quick)
    assert [o.status for o in outcomes] == ["failed", "failed"]
    assert "no network" in offline(outcomes)
    assert "\n" not in offline(outcomes)


def test_a_mirror_that_is_no_origin(holds, catalogue, kit):
    with pytest.raises(BadRequest, match="LICET_SOURCES_BASE_URL"):
        sync([kit.entry("901")], holds, catalogue, base_url="mirror.example", limits=kit.quick)


def test_an_index_in_trouble_is_asked_once_for_all_its_sources(run, official, server):
    official.faults["titles.json"] = server.status(500)
    assert [o.status for o in run("901", "902")] == ["failed", "failed"]
    assert official.asked("titles.json") == [500] * 3


def test_an_index_of_another_shape_says_what_it_got(run, official, server):
    official.faults["titles.json"] = server.page(b'{"cfr_titles": [], "meta": {}}')
    assert "without “titles” (it has cfr_titles, meta)" in problem(run("901"))


# --- killed, crowded, full -------------------------------------------------------------------------------------------

SCRIPT = """
import json, sys
from pathlib import Path
sys.path[:0] = [{root!r}, {here!r}]
import conftest
from corpus.catalogue import Catalogue
from corpus.errors import Problem
from corpus.sources.sync import sync
home, url, numbers, before = Path(sys.argv[1]), sys.argv[2], sys.argv[3].split(","), sys.argv[4]
exec(before)
try:
    catalogue = Catalogue(home / "catalogue.sqlite")
    out = sync([conftest.entry(n) for n in numbers], conftest.Holds(catalogue), catalogue, base_url=url, limits=conftest.QUICK)
    print(json.dumps([[o.source_id, o.status, o.problem.message if o.problem else ""] for o in out]))
except Problem as problem:
    print(json.dumps([["", "refused", problem.message]]))
"""


def child(catalogue, official, numbers, before="pass"):
    script = SCRIPT.format(root=str(ROOT), here=str(Path(__file__).parent))
    home = str(catalogue.path.parent)
    return subprocess.Popen(
        [sys.executable, "-c", script, home, official.url, numbers, before], stdout=subprocess.PIPE, text=True
    )


def until(condition, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_killed_while_fetching(run, official, server, catalogue):
    official.faults["full/2026-07-23/title-15.xml?part=902"] = server.drip
    process = child(catalogue, official, "901,902")
    until(lambda: official.asked("full/2026-07-23/title-15.xml?part=902") and catalogue.holdings())
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert {h.source.id for h in catalogue.holdings()} == {"us-15-cfr-901"}
    official.faults.clear()
    assert statuses(run("901", "902")) == {"us-15-cfr-901": "unchanged", "us-15-cfr-902": "added"}
    assert official.asked("full/2026-07-23/title-15.xml?part=901") == [200]


def test_killed_between_fetching_and_holding_does_not_fetch_again(run, official, catalogue):
    wait = "import time; conftest.Holds.add = lambda self, *a, **k: time.sleep(60)"
    process = child(catalogue, official, "901", wait)
    until(lambda: list(catalogue.path.parent.glob("fetched/*.json")))
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert catalogue.holdings() == []
    assert statuses(run("901")) == {"us-15-cfr-901": "added"}
    assert official.asked("/full/") == [200]


def test_killed_while_writing_the_catalogue(run, official, catalogue):
    die = (
        "import os, signal; from corpus.catalogue import Catalogue as C\n"
        "C.publish = lambda self, number: os.kill(os.getpid(), signal.SIGKILL)"
    )
    process = child(catalogue, official, "901", die)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert catalogue.holdings() == []  # staged and not visible
    for left in catalogue.unfinished():  # what the real collection's recovery does
        catalogue.forget(left)
    assert statuses(run("901")) == {"us-15-cfr-901": "added"}


def test_two_syncs_at_once(run, official, server, catalogue):
    official.faults["full/2026-07-23/title-15.xml?part=902"] = server.drip
    process = child(catalogue, official, "902")
    until(lambda: official.asked("/full/"))
    try:
        with pytest.raises(StoreUnavailable, match="Another sync is running"):
            run("901")
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    official.faults.clear()
    assert statuses(run("901", "902")) == {"us-15-cfr-901": "added", "us-15-cfr-902": "added"}


def test_a_full_disk(run, official, catalogue, kit):
    run("902")
    official.parts[15, "901"] = {"2026-03-25": kit.part("901", *[f"Paragraph {n} is long. " * 400 for n in range(20)])}
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))"
    process = child(catalogue, official, "901", full)
    printed, _ = process.communicate(timeout=60)
    [[_, status, said]] = json.loads(printed)
    assert status == "failed"
    assert "disk is full" in said
    assert {h.source.id for h in catalogue.holdings()} == {"us-15-cfr-902"}
    kit.whole(catalogue)
    assert statuses(run("901", "902")) == {"us-15-cfr-901": "added", "us-15-cfr-902": "unchanged"}

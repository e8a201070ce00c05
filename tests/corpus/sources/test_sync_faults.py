"""A sync with publishers that fail or lie: afterwards every source is whole, old or new."""

from __future__ import annotations

import threading
import time
from datetime import date

import pytest

from corpus.errors import BadRequest, TooLarge
from corpus.sources.sync import offline, sync

# --- what passes -----------------------------------------------------------------------------------------------------


def test_429_waits_as_long_as_it_says(run, official, server):
    official.faults["/full/"] = server.status(429, times=1, headers={"Retry-After": "1"})
    began = time.monotonic()
    assert run("901").statuses == {"us-15-cfr-901": "added"}
    assert time.monotonic() - began >= 1
    assert official.asked("/full/") == [429, 200]


def test_429_that_asks_for_too_long_is_reported(run, official, server):
    official.faults["/full/"] = server.status(429, headers={"Retry-After": "3600"})
    assert "wait 3600 seconds" in run("901").problem()
    assert official.asked("/full/") == [429]


@pytest.mark.parametrize("code", [500, 502, 503, 408])
def test_a_fault_that_passes_is_tried_again(run, official, server, code):
    official.faults["/full/"] = server.status(code, times=2)
    assert run("901").statuses == {"us-15-cfr-901": "added"}
    assert official.asked("/full/") == [code, code, 200]


def test_a_connection_that_breaks_off_is_tried_again(run, official, server):
    official.faults["/full/"] = server.cut_off(1)
    assert run("901").statuses == {"us-15-cfr-901": "added"}


def test_the_index_saying_404_leaves_the_asked_day_as_the_editions_day(run, official, server, catalogue):
    official.faults["/versions/"] = server.status(404)
    assert run("901").statuses == {"us-15-cfr-901": "added"}
    assert catalogue.holdings()[0].latest.valid_from == date(2026, 7, 23)
    official.titles[15] = "2026-07-24"
    assert run("901").statuses == {"us-15-cfr-901": "unchanged"}  # the same words on another day are no new edition
    assert len(catalogue.holdings()[0].versions) == 1


# --- what does not ---------------------------------------------------------------------------------------------------


def test_one_source_fails_alone_and_recovers(run, official, server):
    official.faults["part=901"] = server.status(500)
    assert run("901", "902").statuses == {"us-15-cfr-901": "failed", "us-15-cfr-902": "added"}
    official.faults.clear()
    assert run("901", "902").statuses == {"us-15-cfr-901": "added", "us-15-cfr-902": "unchanged"}


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
        "another publisher": (
            server.redirect("https://elsewhere.example/part-901.xml"),
            "none of the publisher's hosts (ecfr.gov)",
        ),
        "a circle": (server.redirect("https://www.ecfr.gov/api/versioner/v1/full/x"), "in a circle"),
    }


CASES = [
    "XML that breaks off", "an HTML page with status 200", "JSON for XML", "XML of another kind",
    "entities that multiply", "nothing", "a sign-in", "a private address",
    "the cloud's metadata", "another port of this machine", "localhost", "IPv6 loopback", "no web address",
    "a broken address", "another publisher", "a circle",
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
    official.texts["/elsewhere.example/part-901.xml"] = kit.part("901", "No licence is needed.")
    assert said in run("901").problem()
    assert [(v.valid_from, v.digest) for h in catalogue.holdings() for v in h.versions] == before
    official.faults.clear()
    assert run("901").statuses == {"us-15-cfr-901": "changed" if held else "added"}


def test_a_text_that_cannot_be_read_is_asked_for_again(run, official, server, catalogue):
    """Check that a text that came whole but cannot be parsed is requested again, not parsed again for ever."""
    official.faults["/full/"] = server.page(b'<DIV5 N="901" TYPE="PART"></DIV5>')
    outcomes = run("901")
    assert [o.status for o in outcomes] == ["failed"]
    assert outcomes[0].problem.remedy
    official.faults.clear()
    assert run("901").statuses == {"us-15-cfr-901": "added"}
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
    assert "larger than 8 MB" in run("901", limits=limits).problem(TooLarge)
    deadline = time.monotonic() + 10
    while not [s for p, s in official.requests if p == "sent"] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert next(s for p, s in official.requests if p == "sent") < 64 * 2**20


@pytest.mark.parametrize("fault", ["drip", "drip_headers"])
def test_a_drip_is_given_up(run, official, server, kit, fault):
    official.faults["/full/"] = getattr(server, fault)
    assert "took longer than 2 seconds" in run("901", limits=kit.replace(kit.quick, total=1.5)).problem()


def test_headers_that_drip_are_given_up_long_before_a_text_would_be(run, official, server, kit):
    official.faults["/full/"] = server.drip_headers
    limits = kit.replace(kit.quick, connect=0.3, read=0.7, total=60)
    assert "did not begin to answer within 1 seconds" in run("901", limits=limits).problem()


def test_a_trickle_is_given_up_before_the_time_is_up(run, official, server, kit):
    official.faults["/full/"] = server.drip
    assert "too slowly" in run("901", limits=kit.replace(kit.quick, total=30, patience=1)).problem()


def test_a_certificate_that_nobody_signed(holds, catalogue, server, tmp_path, kit):
    official = server.Official(titles={15: "2026-07-23"})
    with server.serving(official, certificate=server.self_signed(tmp_path)):
        outcomes = sync([kit.entry("901")], holds, catalogue, base_url=official.url, limits=kit.quick)
    assert "certificate of www.ecfr.gov cannot be trusted" in kit.Outcomes(outcomes).problem()
    assert official.requests == []


def test_offline_is_one_line(holds, catalogue, kit):
    outcomes = sync(
        [kit.entry("901"), kit.entry("902")], holds, catalogue, base_url="http://127.0.0.1:1", limits=kit.quick
    )
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
    assert "without “titles” (it has cfr_titles, meta)" in run("901").problem()

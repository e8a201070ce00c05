"""The client with servers that compress, set cookies, mislead and ask to wait, and behind proxies."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from corpus.errors import FetchFailed, TooLarge
from corpus.sources.http.client import Client, Limits
from corpus.sources.http.errors import retry_after
from corpus.sources.http.transport import Transport
from corpus.sources.sync import sync

TEXT = b"A licence is needed for the export of the goods in the list. " * 50


@pytest.fixture
def client(official, kit):
    """Return a client that may ask the publisher on loopback directly."""
    with Client(allow_private=True, limits=kit.quick) as client:
        yield client


def raw_deflate(data: bytes) -> bytes:
    pipe = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return pipe.compress(data) + pipe.flush()


@pytest.mark.parametrize(
    "encoding, body",
    [
        ("gzip", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:700]) + gzip.compress(TEXT[700:])),  # several members, one behind the other
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),  # what some servers call deflate
        ("identity", TEXT),
        ("", TEXT),
    ],
    # A gzip body holds the second at which it was made, so no name: processes would disagree on it.
    ids=["gzip", "x-gzip", "members", "deflate", "raw deflate", "identity", "unnamed"],
)
def test_bodies_are_unpacked(official, server, client, encoding, body):
    official.faults["/text"] = server.packed(body, encoding)
    assert client.get(f"{official.url}/text").data == TEXT
    assert official.headers[-1]["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_body_that_unpacks_to_more_than_the_limit_is_refused_at_the_limit(official, server, kit, encoding):
    zeros = b"\0" * 2**26
    bomb = gzip.compress(zeros) if encoding == "gzip" else zlib.compress(zeros)
    assert len(bomb) < 2**17  # well under the limit as it comes
    official.faults["/bomb"] = server.packed(bomb, encoding)
    unpacked: list[int] = []
    limits = kit.replace(kit.quick, size=2**20)
    with Client(allow_private=True, limits=limits, progress=unpacked.append) as client, pytest.raises(TooLarge):
        client.get(f"{official.url}/bomb")
    assert sum(unpacked) <= 2**20
    assert max(unpacked) <= 2**16  # never much more than that in memory at once


def test_a_packed_body_that_unpacks_to_nothing_ends_at_the_limit_too(official, server, kit):
    official.faults["/bomb"] = server.packed(gzip.compress(b"") * 60_000, "gzip")
    with Client(allow_private=True, limits=kit.replace(kit.quick, size=2**20)) as client, pytest.raises(TooLarge):
        client.get(f"{official.url}/bomb")


@pytest.mark.parametrize("encoding", ["gzip, gzip", "zstd", "br"])
def test_a_packing_that_was_not_asked_for_is_refused(official, server, client, encoding):
    official.faults["/text"] = server.packed(gzip.compress(gzip.compress(TEXT)), encoding)
    with pytest.raises(FetchFailed, match="in a way that was not asked for"):
        client.get(f"{official.url}/text")
    assert official.asked("/text") == [200]  # asking again would not help


@pytest.mark.parametrize("body", [gzip.compress(TEXT)[:-9], b"not gzip at all"], ids=["breaks off", "not packed"])
def test_a_body_that_cannot_be_unpacked_is_asked_for_again_and_then_reported(official, server, client, body):
    official.faults["/text"] = server.packed(body, "gzip")
    with pytest.raises(FetchFailed, match="cannot be unpacked"):
        client.get(f"{official.url}/text")
    assert official.asked("/text") == [200] * 3


def test_cookies_are_neither_kept_nor_sent(official, server, client):
    official.faults["/first"] = server.status(200, headers={"Set-Cookie": "who=reader; Path=/"}, body=b"x")
    official.texts["/second"] = b"x"
    for path in ("/first", "/second"):
        client.get(f"{official.url}{path}")
    assert all("cookie" not in headers for headers in official.headers)


@pytest.mark.parametrize("etag", ['"\xe9t\xe9"', '"' + "x" * 600 + '"'], ids=["not ASCII", "endless"])
def test_a_validator_that_no_header_can_carry_is_forgotten(official, server, holds, catalogue, kit, etag):
    page = b"<html><head><title>FAQ</title></head><body><h1>FAQ</h1><p>A licence is needed for this.</p></body></html>"
    official.faults["/faq"] = server.status(200, headers={"ETag": etag}, body=page)
    faq = kit.replace(kit.entry("901"), id="faq", how="page", page="https://example.org/faq", where={})
    go = lambda: sync([faq], holds, catalogue, base_url=official.url, limits=kit.quick)  # noqa: E731
    assert [o.status for o in (*go(), *go())] == ["added", "unchanged"]
    assert all("if-none-match" not in headers for headers in official.headers)


FROM = "https://law.example.org/old/page"


@pytest.mark.parametrize(
    "location, leads_to",
    [
        ("new", "https://law.example.org/old/new"),
        ("/new#part", "https://law.example.org/new"),
        ("http://law.example.org/new", "https://law.example.org/new"),  # encryption is not given up on the way
        ("http://other.example.org:80/new", "https://other.example.org/new"),
        ("//other.example.org/new", "https://other.example.org/new"),
        ("https://who:secret@other.example.org/new", "https://other.example.org/new"),  # nobody signs in on our behalf
        ("/new\r\nX-Header: 1", "https://law.example.org/newX-Header: 1"),
    ],
)
def test_where_redirects_lead(location, leads_to):
    exchange = Transport("", False, Limits(), lambda size: None)
    assert exchange._followed(FROM, location) == leads_to


@pytest.mark.parametrize("location", ["http://[::1", "http://x:99999/", "file:///etc/passwd", "javascript:alert(1)"])
def test_redirects_that_lead_nowhere(location):
    with pytest.raises(FetchFailed, match="no web address"):
        Transport("", False, Limits(), lambda size: None)._followed(FROM, location)


def test_no_redirect_gives_encryption_up():
    with pytest.raises(FetchFailed, match=r"redirects to other\.example\.org:8080 without encryption"):
        Transport("", False, Limits(), lambda size: None)._followed(FROM, "http://other.example.org:8080/new")
    open_from = FROM.replace("https", "http")
    followed = Transport("", False, Limits(), lambda size: None)._followed(open_from, "http://o.example.org:8080/new")
    assert followed == "http://o.example.org:8080/new"


def test_a_pause_between_requests_to_one_host(official, kit):
    official.texts["/page"] = b"x"
    with Client(allow_private=True, limits=kit.replace(kit.quick, pause=0.3)) as client:
        readers = [threading.Thread(target=client.get, args=(f"{official.url}/page?{n}",)) for n in range(4)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    asked = sorted(when for _, when in official.times)
    assert asked[-1] - asked[0] >= 0.8  # three pauses, less what a request may be late by


def test_who_asks_for_quiet_is_left_alone_by_every_thread(official, server, client):
    official.texts.update({"/one": b"x", "/two": b"x"})
    official.faults["/one"] = server.status(429, times=1, headers={"Retry-After": "2"})
    first = threading.Thread(target=client.get, args=(f"{official.url}/one",))
    first.start()
    while len(official.asked("/one")) < 2 and (
        not official.times or client._next["127.0.0.1"] < official.times[0][1] + 1.5
    ):
        time.sleep(0.01)  # until the answer was understood; a second request before that is the fault to be found
    assert official.asked("/one") == [429]
    client.get(f"{official.url}/two")
    first.join()
    times = dict(reversed(official.times))  # the first time of each
    assert times["/two"] - times["/one"] >= 1.5
    assert official.asked("/one") == [429, 200]


def test_what_retry_after_may_say():
    assert retry_after("17") == 17
    later = retry_after(format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True))
    assert later is not None
    assert 200 < later <= 300
    assert retry_after(format_datetime(datetime.now(UTC) - timedelta(minutes=5), usegmt=True)) == 0
    assert retry_after("soon") is None
    assert retry_after("\xb2") is None  # a digit to some, a number to nobody
    assert retry_after("") is None
    assert retry_after("Mon, 01 Jan 99999999999999999999 00:00:00 GMT") is None


@pytest.fixture
def proxied(official, monkeypatch):
    """Return `proxied(value)`, which makes the environment name `value` as the proxy for everything."""
    for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return lambda value: monkeypatch.setenv("http_proxy", value)


def test_a_proxy_of_the_environment_is_used(official, proxied, kit):
    official.texts["/law"] = TEXT
    proxied(official.url.removeprefix("http://"))  # without a scheme, as many write it
    with Client(limits=kit.quick) as client:
        assert client.get("http://law.example.org/law").data == TEXT
    assert official.requests == [("http://law.example.org/law", 200)]


@pytest.mark.parametrize("host", ["0x7f.1", "127.0.0.1", "[::1]", "localhost", "printer", "10.0.0.1", "2130706433"])
def test_a_proxy_is_not_asked_for_what_is_plainly_private(official, proxied, kit, host):
    proxied(official.url)
    with Client(limits=kit.quick) as client, pytest.raises(FetchFailed, match="private address"):
        client.get(f"http://{host}/admin")
    assert official.requests == []


def test_a_proxy_that_cannot_be_used_is_named_without_its_password(official, proxied, kit):
    proxied("gopher://reader:secret@proxy.example.org:70")
    with (
        Client(limits=kit.quick) as client,
        pytest.raises(FetchFailed, match="proxy that this machine names") as caught,
    ):
        client.get("http://law.example.org/law")
    assert "secret" not in str(caught.value)

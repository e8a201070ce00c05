"""The user's own addresses: what is fetched, what is refused, and what is watched."""

from __future__ import annotations

import json
import socket

import pytest

from corpus.catalogue.identity import identified
from corpus.errors import BadRequest, FetchFailed, NotHeld, Problem, StoreUnavailable, TooLarge
from corpus.model import Kind, OriginClass
from corpus.parsers.dispatch import read_bytes
from corpus.records.home import HomeRecords
from corpus.sources.http.errors import Reply
from corpus.sources.http.hosts import is_inside, is_local_name, is_public
from corpus.sources.http.response_validation import check_shape
from corpus.sources.sync import sync
from corpus.sources.user_address import fetch_address
from corpus.sources.watch_list import WatchList

PAGE = (
    b"<html><head><title>Controls on exports</title></head><body><article><h1>Controls on "
    b"exports</h1><p>%s</p></article></body></html>"
)
WORDS = b"A licence is needed for the export of the goods in the list, whoever the end user may be. " * 8


@pytest.mark.parametrize(
    "address, public",
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),  # the metadata service of clouds
        ("100.64.0.1", False),  # carrier-grade NAT
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),  # IPv4 in IPv6's clothes
        ("2002:7f00:1::", False),  # 6to4 of 127.0.0.1
        ("64:ff9b::7f00:1", False),  # NAT64 of 127.0.0.1
        ("64:ff9b::5db8:d822", True),
        ("fec0::1", False),  # once IPv6's private addresses
        ("::127.0.0.1", False),
        ("64:ff9b:1::7f00:1", False),  # NAT64 of a network of one's own
        ("198.18.0.1", False),
        ("192.0.0.8", False),
    ],
)
def test_public_addresses(address, public):
    assert is_public(address) is public


@pytest.mark.parametrize(
    "name, local", [("localhost", True), ("nas.local", True), ("printer", True), ("example.org", False)]
)
def test_local_names(name, local):
    assert is_local_name(name) is local


@pytest.mark.parametrize(
    "host, inside",
    [
        ("0x7f.1", True),
        ("2130706433", True),
        ("0177.0.0.1", True),
        ("127.0.0.1.", True),
        ("[::1]", True),
        ("fe80::1%eth0", True),
        ("0.0.0.0", True),
        ("localhost.", True),
        ("93.184.216.34", False),
        ("beef.cafe", False),
        ("www.ecfr.gov", False),
    ],
)
def test_hosts_that_can_be_told_to_be_private_without_asking(host, inside):
    assert is_inside(host) is inside


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/page",
        "http://localhost:{port}/page",
        "http://[::1]:{port}/page",
        "http://2130706433:{port}/page",  # 127.0.0.1 as one number
        "http://0x7f.1:{port}/page",
        "http://0177.0.0.1:{port}/page",  # octal: no address at all to the client
        "http://10.0.0.1/page",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_private_addresses_are_refused_before_a_request(official, url, kit):
    port = official.url.rsplit(":", 1)[1]
    with pytest.raises(FetchFailed, match=r"private address|not a web address"):
        fetch_address(url.format(port=port), limits=kit.quick)
    assert official.requests == []


def test_a_name_that_means_a_private_address_is_refused(official, monkeypatch, kit):
    real = socket.getaddrinfo

    def lying(host, port, *rest, **more):
        return real("127.0.0.1" if host in ("law.example.org", b"law.example.org") else host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", lying)
    with pytest.raises(FetchFailed, match="private address"):
        fetch_address(f"http://law.example.org:{official.url.rsplit(':', 1)[1]}/page", limits=kit.quick)
    assert official.requests == []


def test_a_name_that_changes_its_meaning_between_check_and_use(official, monkeypatch, kit):
    """Check a name that is public when checked and this machine when used: the checked address gets the request."""
    real, asked = socket.getaddrinfo, []

    def rebinding(host, port, *rest, **more):
        name = host.decode() if isinstance(host, bytes) else host  # the library that connects asks with bytes
        if name != "law.example.org":
            return real(host, port, *rest, **more)
        asked.append(name)
        return real("192.88.99.1" if len(asked) == 1 else "127.0.0.1", port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr("corpus.sources.http.hosts.is_public", lambda address: not address.startswith("127."))
    limits = kit.replace(kit.quick, connect=0.3, attempts=1)
    with pytest.raises(FetchFailed, match="cannot be reached"):
        fetch_address(f"http://law.example.org:{official.url.rsplit(':', 1)[1]}/page", limits=limits)
    assert asked == ["law.example.org"]  # looked up once, for the check and for the request
    with pytest.raises(FetchFailed, match="private address"):  # and refused when it means this machine
        fetch_address(f"http://law.example.org:{official.url.rsplit(':', 1)[1]}/page", limits=limits)
    assert official.requests == []


def test_a_mirror_gets_the_users_own_addresses_too(official, kit):
    official.texts["/news.example.org/controls"] = PAGE % WORDS
    file = fetch_address("https://news.example.org/controls", base_url=official.url, limits=kit.quick)
    assert (file.url, official.asked("/news.example.org/controls")) == ("https://news.example.org/controls", [200])


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/x",
        "file:///etc/passwd",
        "example.org",
        "http://",
        "http://a b/",
        "http://u:p@example.org/",
        "http://[::1",
        "http://x:99999/",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_address(url):
    with pytest.raises(BadRequest):
        fetch_address(url)


def test_a_page_with_its_own_title(official, kit):
    official.texts["/news/controls"] = PAGE % WORDS
    file = fetch_address(f"{official.url}/news/controls#part", allow_private=True, limits=kit.quick)
    assert (file.name, file.url) == ("controls.html", f"{official.url}/news/controls")
    assert read_bytes(file)[0].source.title == "Controls on exports"


def test_a_pdf_without_an_extension(official, kit):
    official.texts["/download"] = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
    assert fetch_address(f"{official.url}/download", allow_private=True, limits=kit.quick).name == "download.pdf"


def test_an_error_page_is_not_a_document(official, kit):
    official.texts["/gone"] = b"<html><head><title>404 Not Found</title></head><body><p>Sorry.</p></body></html>"
    with pytest.raises(FetchFailed, match="error page titled"):
        fetch_address(f"{official.url}/gone", allow_private=True, limits=kit.quick)


@pytest.mark.parametrize(
    "title, sorry",
    [
        ("404 Not Found", True),
        ("Federal Register :: Request Access", True),
        ("Access Denied | Ministry of Trade", True),
        ("Ministry of Trade - Error 503", True),
        ("Just a moment...", True),
        ("Federal Register :: Addition of Entities to the Entity List", False),
        ("Error-Correcting Codes - Export Controls", False),
        ("Requests for Access to Licence Files | Ministry of Trade", False),
    ],
)
def test_pages_that_stand_in_for_the_wanted_one(title, sorry):
    reply = Reply(
        "https://example.org/x", 200, f"<html><head><title>{title}</title></head><body>Text.</body></html>".encode()
    )
    if not sorry:
        check_shape(reply, "any")
        return
    with pytest.raises(FetchFailed, match="error page titled"):
        check_shape(reply, "any")


def test_limits_hold_for_addresses(official, server, kit):
    official.faults["/big"] = server.endless(2 * 2**30, False)
    with pytest.raises(TooLarge):
        fetch_address(f"{official.url}/big", allow_private=True, limits=kit.replace(kit.quick, size=2**20))


def test_an_address_that_is_not_there(official, kit):
    with pytest.raises(Problem) as caught:
        fetch_address(f"{official.url}/nowhere", allow_private=True, limits=kit.quick)
    assert "404" in caught.value.message
    assert caught.value.remedy


def test_a_watched_address_is_synced_under_the_id_that_adding_gives(official, holds, catalogue, kit):
    official.texts["/news/controls"] = PAGE % WORDS
    url = f"{official.url}/news/controls"
    watch = WatchList(HomeRecords(catalogue.path.parent))
    with pytest.raises(FetchFailed, match="private address"):  # no sync would fetch it
        watch.add(url)
    watched = watch.add(url, {"kind": "news", "jurisdiction": "jp"}, allow_private=True)
    file = fetch_address(url, allow_private=True, limits=kit.quick)
    assert watched.id == identified(read_bytes(file)[0], url).source.id
    go = lambda: sync(watch.entries(), holds, catalogue, allow_private=True, limits=kit.quick)  # noqa: E731
    assert [o.status for o in (*go(), *go())] == ["added", "unchanged"]
    source = catalogue.source(watched.id)
    assert (source.title, source.kind, source.jurisdiction, source.url) == ("Controls on exports", Kind.NEWS, "jp", url)
    assert (source.origin_class, source.declared) == (OriginClass.HANDED_IN, ("jurisdiction", "kind"))
    assert [(e.action, e.by) for e in catalogue.history()] == [("synced", "sync")]
    assert watch.remove(url) == watched
    assert watch.entries() == []
    with pytest.raises(NotHeld):
        watch.remove(url)
    kit.whole(catalogue)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "emperor"},
        {"url": "file:///etc/passwd"},
        {"title": 5},
        {"rhythm": "daily"},
        {"more": "x"},
        {"url": 7},
    ],
)
def test_a_watch_list_that_nobody_wrote_is_one_line(tmp_path, change):
    watch = WatchList(HomeRecords(tmp_path))
    watch.add("https://www.bis.gov/news")
    file = tmp_path / "watch.json"
    (row,) = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps([{**row, **change}]), "utf-8")
    with pytest.raises(StoreUnavailable, match=r"watch\.json cannot be read"):
        watch.entries()
    file.write_text("[" * 100_000, "utf-8")
    with pytest.raises(StoreUnavailable, match=r"watch\.json cannot be read"):
        watch.entries()


def test_an_entry_of_the_watch_list_takes_no_other_sources_id(tmp_path):
    watch = WatchList(HomeRecords(tmp_path))
    added = watch.add("https://www.bis.gov/news")
    file = tmp_path / "watch.json"
    file.write_text(file.read_text("utf-8").replace(added.id, "us-15-cfr-744"), "utf-8")
    assert [entry.id for entry in watch.entries()] == [added.id]

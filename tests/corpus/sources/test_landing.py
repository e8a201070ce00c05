"""Pages that lead to a text: which link is followed, what is refused, and what is said if there is none."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.sources.entries import official_entries
from corpus.sources.publishers import landing_page
from corpus.sources.publishers.page_links import links

HOST = "https://www.lanterns.example"
HTML = "<!DOCTYPE html><html><head><title>{}</title></head><body><main><h1>{}</h1>{}</main></body></html>"


def page(*rows: str, title: str = "Control lists") -> bytes:
    """Return a page with a list, each row one line of it."""
    listed = "".join(f"<li>{row}</li>" for row in rows)
    return HTML.format(title, title, f"<p>All lists of the club.</p><ul>{listed}</ul>").encode()


def text(words: str) -> bytes:
    return HTML.format("The list", "The list of lanterns", f"<p>{words} is a lantern of this list. </p>" * 12).encode()


@pytest.fixture
def club(kit):
    """Return a function that makes a catalogue entry for the tests' publisher, with changes to `where`."""

    def make(**where):
        return kit.replace(
            kit.entry("901"), id="club-list", title="Lantern Club: control lists", how="landing", page=f"{HOST}/lists/",
            where={"link": "list of lanterns", **where},
        )  # fmt: skip

    return make


@pytest.fixture
def put(official):
    """Return `put(path, body)`, which publishes a body at the publisher."""
    return lambda path, body: official.texts.__setitem__(f"/www.lanterns.example{path}", body)


@pytest.fixture
def act(data):
    return (data / "pdf/act.pdf").read_bytes()


def test_the_newest_of_several_is_the_text(run, put, club, official, catalogue, act):
    put("/lists/", page(
        '<a href="/files/a.pdf">List of Lanterns</a> (5 December 2023)',
        '<a href="/files/b.pdf">List of Lanterns</a> (12 January 2025)',
        '<a href="/files/c.pdf">List of Lanterns</a> (1 March 2024)',
        '<a href="/files/d.pdf">Annual report</a> (1 May 2026)',
    ))  # fmt: skip
    put("/files/b.pdf", act)
    assert run(club()).statuses == {"club-list": "added"}
    assert [path for path, _ in official.requests] == [
        "/www.lanterns.example/lists/", "/www.lanterns.example/robots.txt", "/www.lanterns.example/files/b.pdf",
    ]  # fmt: skip
    source = catalogue.source("club-list")
    assert (source.title, source.published) == ("Lantern Club: control lists: List of Lanterns", date(2025, 1, 12))
    assert source.url == f"{HOST}/lists/"
    assert catalogue.holdings()[0].latest.valid_from == date(2025, 1, 12)


def test_without_days_the_first_is_the_text(run, put, club, official, act):
    put("/lists/", page('<a href="one.pdf">List of lanterns</a>', '<a href="two.pdf">List of lanterns, former</a>'))
    put("/lists/one.pdf", act)
    assert run(club()).statuses == {"club-list": "added"}
    assert official.asked("two.pdf") == []


def test_a_second_sync_sends_neither_the_page_nor_the_file_again(run, put, club, official, act):
    put("/lists/", page('<a href="/files/a.pdf">List of lanterns</a>'))
    put("/files/a.pdf", act)
    run(club())
    [again] = run(club())
    assert (again.status, again.size) == ("unchanged", 0)
    assert official.asked("/lists/") == [200, 304]
    assert official.asked("/files/a.pdf") == [200, 304]


def test_another_link_is_a_new_edition_beside_the_old_one(run, put, club, official, catalogue):
    put("/lists/", page('<a href="/files/2024.html">List of lanterns</a> 2024-12-01'))
    put("/files/2024.html", text("The old one"))
    run(club())
    put(
        "/lists/",
        page(
            '<a href="/files/2025.html">List of lanterns</a> 2025-12-01',
            '<a href="/files/2024.html">List of lanterns</a> 2024-12-01',
        ),
    )
    put("/files/2025.html", text("The new one"))
    assert run(club()).statuses == {"club-list": "changed"}
    spans = sorted((v.valid_from, v.valid_to) for v in catalogue.holdings()[0].versions)
    assert spans == [(date(2024, 12, 1), date(2025, 12, 1)), (date(2025, 12, 1), None)]
    sent = [h for (path, _), h in zip(official.requests, official.headers, strict=True) if path.endswith("2025.html")]
    assert ["if-none-match" in h for h in sent] == [False]  # validators of the old file do not apply to the new one
    assert run(club()).statuses == {"club-list": "unchanged"}


def test_another_file_at_the_same_link_begins_on_the_day_it_was_seen(run, put, club, catalogue):
    put("/lists/", page('<a href="/files/a.html">List of lanterns</a> 2024-12-01'))
    put("/files/a.html", text("The old one"))
    run(club())
    put("/files/a.html", text("The corrected one"))
    assert run(club()).statuses == {"club-list": "changed"}
    assert sorted(v.valid_from for v in catalogue.holdings()[0].versions) == [date(2024, 12, 1), date.today()]


def test_the_text_may_stand_one_page_further(run, put, club, official, act):
    put("/lists/", page('<a href="/guidelines">Guidelines</a>', '<a href="/about">About</a>'))
    put(
        "/guidelines",
        page('<a href="/files/p1.pdf">Part 1</a>', '<a href="/files/p2.pdf">Part 2</a>', title="Guidelines"),
    )
    put("/files/p2.pdf", act)
    club_list = club(link="guidelines", then=r"part ?2\b", types="pdf")
    assert run(club_list).statuses == {"club-list": "added"}
    assert run(club_list).statuses == {"club-list": "unchanged"}
    assert [official.asked(p) for p in ("/lists/", "/guidelines", "p2.pdf", "p1.pdf")] == [[200, 304]] * 3 + [[]]


def test_an_address_that_does_not_say_what_it_is_may_be_a_file(run, put, club, official, catalogue, act):
    put("/lists/", page('<a href="/download?id=57">List of lanterns</a>'))
    put("/download?id=57", act)
    assert run(club()).statuses == {"club-list": "added"}
    assert catalogue.passages(catalogue.holdings()[0].latest.number)


def test_a_frame_is_a_link(run, put, club):
    put("/lists/", HTML.format("Law", "Law", '<iframe name="law" src="/lsInfoP.do?seq=7"></iframe>').encode())
    put("/lsInfoP.do?seq=7", text("This one"))
    assert run(club(link="lsInfoP", expect="lantern of this list")).statuses == {"club-list": "added"}


def test_a_file_on_a_named_host_of_the_publisher(run, put, club, official, act):
    put("/lists/", page('<a href="https://assets.files.example/x/list.pdf">List of lanterns</a>'))
    official.texts["/assets.files.example/x/list.pdf"] = act
    assert run(club(hosts="files.example")).statuses == {"club-list": "added"}


SAID = {
    "no link at all": (
        b"<html><head><title>App</title></head><body><div id=root></div></body></html>",
        "it has no links at all",
    ),
    "no link that matches": (
        page('<a href="/about">About</a>', '<a href="/r.pdf">Annual report</a>'),
        "it has 2 links, 1 of them to files, such as “Annual report” (https://www.lanterns.example/r.pdf)",
    ),
    "a link to something else": (
        page('<a href="/about">List of lanterns</a>'),
        "what matches is no such file, but “List of lanterns” (https://www.lanterns.example/about)",
    ),
    "another publisher's host": (
        page('<a href="https://lanterns.example.org/list.pdf">List of lanterns</a>'),
        "what matches leads elsewhere, to “List of lanterns” (https://lanterns.example.org/list.pdf)",
    ),
    "a host that only ends alike": (
        page('<a href="https://evil-lanterns.example/l.pdf">List of lanterns</a>'),
        "leads elsewhere",
    ),
    "a private address": (
        page('<a href="http://10.0.0.1/l.pdf">List of lanterns</a>'),
        "10.0.0.1 is a private address",
    ),
    "a machine of this network": (
        page('<a href="http://intranet/l.pdf">List of lanterns</a>'),
        "intranet is a private address",
    ),
    "a file of this machine": (page('<a href="file:///etc/passwd.pdf">List of lanterns</a>'), "it has no links at all"),
    "an error page": (page(title="Page not found"), "answered with an error page titled “Page not found”"),
    "something else": (b'{"lists": []}', "answered with something else instead of a page: application/json, 13 bytes"),
}


@pytest.mark.parametrize("case", SAID)
def test_a_page_without_the_text_says_in_one_line_what_was_there(run, put, club, official, case):
    body, said = SAID[case]
    put("/lists/", body)
    message = run(club(types="pdf")).problem()
    assert said in message
    assert "\n" not in message
    assert [path for path, _ in official.requests if "robots" not in path] == ["/www.lanterns.example/lists/"]


def test_what_was_looked_for_is_said(run, put, club):
    put("/lists/", page('<a href="/about">About</a>', title="Our lists"))
    message = run(club(types="pdf docx")).problem()
    assert message.startswith(
        f"{HOST}/lists/ has no link to pdf or docx at lanterns.example that matches “list of lanterns”: "
        "it has 1 links, none"
    )
    assert "the page is titled “Our lists” (text/html, " in message
    assert "bytes that begin “<!DOCTYPE html>" in message


def broken(server):
    sorry = HTML.format("Page not found", "Page not found", "<p>Sorry.</p>").encode()
    return {
        "an error page for a PDF": ("pdf", server.page(sorry), "titled “Page not found” instead of PDF"),
        "an error page for a Word file": (
            "docx",
            server.page(sorry),
            "titled “Page not found” instead of a Word or Excel file",
        ),
        "an error page for a page": ("html", server.page(sorry), "an error page titled “Page not found”"),
        "not there": ("pdf", server.status(404), "404 Not Found"),
        "something else": (
            "xlsx",
            server.page(b"a,b\n1,2\n"),
            "instead of a Word or Excel file: text/html, 8 bytes that begin “a,b 1,2”",
        ),
        "a PDF that breaks off": (
            "pdf",
            server.page(b"%PDF-1.7\n1 0 obj"),
            "breaks off before its end (text/html, 16 bytes",
        ),
        "another publisher": (
            "pdf",
            server.redirect("https://elsewhere.example/l.pdf"),
            "none of the publisher's hosts (lanterns.example)",
        ),
        "a private address": ("pdf", server.redirect("http://192.168.0.7/l.pdf"), "192.168.0.7 is a private address"),
        "too large": ("pdf", server.endless(2 * 2**30, True), "larger than"),
    }


BROKEN = ("an error page for a PDF", "an error page for a Word file", "an error page for a page", "not there",
          "something else",
          "a PDF that breaks off", "another publisher", "a private address", "too large")  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_link_that_leads_to_no_text_leaves_what_was_held(run, put, club, official, server, catalogue, act, case):
    kind, fault, said = broken(server)[case]
    put("/lists/", page('<a href="/files/old.pdf">List of lanterns</a>'))
    put("/files/old.pdf", act)
    run(club())
    before = [v.digest for v in catalogue.holdings()[0].versions]
    put("/lists/", page(f'<a href="/files/new.{kind}">List of lanterns</a>'))
    official.texts["/elsewhere.example/l.pdf"] = act
    official.faults["/files/new"] = fault
    [outcome] = run(club())
    assert outcome.status == "failed"
    assert said in outcome.problem.message
    assert [v.digest for v in catalogue.holdings()[0].versions] == before


def test_words_that_the_text_lacks_refuse_it(run, put, club, act):
    put("/lists/", page('<a href="/files/a.pdf">List of lanterns</a>'))
    put("/files/a.pdf", act)
    message = run(club(expect="Wassenaar")).problem()
    assert "does not say “Wassenaar”" in message
    assert "application/pdf" in message


def test_robots_are_asked_to_stay_away_from_what_they_find(run, put, club, official, act):
    put("/lists/", page('<a href="/files/a.pdf">List of lanterns</a>'))
    put("/files/a.pdf", act)
    put("/robots.txt", b"User-agent: *\nDisallow: /files/\n")
    assert (
        "asks programs in its robots.txt not to fetch https://www.lanterns.example/files/a.pdf" in run(club()).problem()
    )
    assert official.asked("/files/") == []


@pytest.mark.parametrize("entry", [e for e in official_entries() if e.how == "landing"], ids=lambda e: e.id)
def test_every_such_source_follows_its_own_pattern_and_says_what_is_missing(run, official, server, entry, kit):
    """Check each source's page with a link of the kind that it looks for, and without one."""
    named = {"link": "", "then": "", **entry.where}
    official.faults[""] = server.page(page('<a href="/contact">Contact</a>', title="Home"))
    message = run(entry).problem()
    assert f"matches “{named['link']}”" in message
    assert "“Home” (text/html, " in message


WRITTEN = [  # the row, the day that stands in it
    ('<a href="/l.pdf">List</a> (5 December 2024)', (2024, 12, 5)),
    ('<a href="/l.pdf">List of December 5, 2024</a>', (2024, 12, 5)),
    ('<a href="/l.pdf">List 2024</a>', (2024, 0, 0)),
    ('<a href="/uploads/2024/12/l.pdf">List</a>', (2024, 12, 0)),
    ('<a href="/l_20241205.pdf">List</a>', (2024, 12, 5)),
    ('<a href="/l.pdf">清单</a> 2024年11月15日', (2024, 11, 15)),
    ('<a href="/l.pdf">リスト（令和7年10月9日施行）</a>', (2025, 10, 9)),
    ('<a href="/l.pdf">リスト（令和元年5月7日）</a>', (2019, 5, 7)),
    ('<a href="/l.pdf">List, May 2023</a>', (2023, 5, 0)),
    ('<a href="/l.pdf">List</a> since 2019, as of 1 Mar 2024', (2024, 3, 1)),
    ('<a href="/l.pdf">Notice No. 13/2024 of 99 Foo</a>', (2024, 0, 0)),
    ('<a href="/l.pdf">List 12345678901</a>', (0, 0, 0)),
]  # fmt: skip


@pytest.mark.parametrize("row, day", WRITTEN)
def test_the_day_at_a_link(row, day):
    [link] = links(page(row), f"{HOST}/lists/")
    assert link.written == day


def test_links_of_a_broken_page():
    body = (
        b'<a href="http://[::1">x</a><a href="javascript:alert(1)">y</a><a href="mailto:a@b">z</a><a>w</a>'
        b'<a href="#top">t</a><a href="a b.pdf">One</a><a href="a b.pdf">One list</a>'
    )
    assert [(link.url, link.text) for link in links(body, f"{HOST}/lists/")] == [
        (f"{HOST}/lists/a%20b.pdf", "One list")
    ]
    assert links(b"", HOST) == []


@pytest.mark.parametrize(
    "page, hosts, own",
    [
        ("https://www.meti.go.jp/x", "", ["www.meti.go.jp", "meti.go.jp", "anpo.meti.go.jp"]),
        (
            "https://www.gov.uk/x",
            "assets.publishing.service.gov.uk",
            ["www.gov.uk", "assets.publishing.service.gov.uk"],
        ),
    ],
)
def test_the_publishers_hosts(club, kit, page, hosts, own):
    named = landing_page.hosts_of(kit.replace(club(), page=page, where={"hosts": hosts}))
    assert all(landing_page.belongs(host, named) for host in own)
    assert not any(
        landing_page.belongs(host, named) for host in ("evilmeti.go.jp", "meti.go.jp.example", "example.org", "")
    )

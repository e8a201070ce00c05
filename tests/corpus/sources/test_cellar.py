"""Acts that Cellar keeps in several files: a choice (300), downloaded in order and held as one text."""

from __future__ import annotations

import json
import re

import pytest

from corpus.errors import TooLarge
from corpus.sources.publishers import cellar

ACT = "/publications.europa.eu/resource/celex/32024H2659"
FOLDER = "/publications.europa.eu/resource/cellar/0e4c9f3a-1c2d-11ef-a251-01aa75ed71a1.0006.03"


def choice(*numbers: int) -> bytes:
    """Return the list of files as Cellar answers it: HTML, with addresses that begin http."""
    items = "".join(
        f'<li><a href="http:/{FOLDER}/DOC_{n}" type="application/xhtml+xml">DOC_{n}</a></li>' for n in numbers
    )
    return f"<html><head><title>300 Multiple Choices</title></head><body><ul>{items}</ul></body></html>".encode()


@pytest.fixture
def files(data):
    """Return the act in three files: its articles, and two of annexes."""
    whole = (data / "eu/sample_oj.xhtml").read_bytes().replace(b"2030/7", b"2024/2659").decode()
    head = whole[: re.search(r"<body[^>]*>", whole).end()]
    annex = (
        '{}<div id="anx_{}"><p class="oj-doc-ti">ANNEX {}</p><p class="oj-normal">Lanterns of kind {} need a permit '
        "for every export.</p></div></body></html>"
    )
    return [whole.encode(), *(annex.format(head, n, n, n).encode() for n in ("VIII", "IX"))]


@pytest.fixture
def offered(official, server, files):
    """Return Cellar as it offers the files, listed out of order."""
    official.texts["/publications.europa.eu/webapi/rdf/sparql"] = json.dumps({"results": {"bindings": []}}).encode()
    official.faults[ACT] = server.status(300, body=choice(3, 1, 2))
    for number, body in enumerate(files, 1):
        official.texts[f"{FOLDER}/DOC_{number}"] = body
    return official


def test_all_files_are_one_edition_in_their_order(run, offered, catalogue, kit):
    entry = kit.listed("eu-32024H2659")
    assert run(entry).statuses == {"eu-32024H2659": "added"}
    [held] = catalogue.holdings()
    text = catalogue.text(held.latest.number)
    places = [text.index(word) for word in ("Article 1", "Lanterns of kind VIII", "Lanterns of kind IX")]
    assert places == sorted(places)
    assert [path for path, status in offered.requests if FOLDER in path] == [f"{FOLDER}/DOC_{n}" for n in (1, 2, 3)]
    asked = [
        h["accept"] for (path, _), h in zip(offered.requests, offered.headers, strict=True) if "sparql" not in path
    ]
    assert set(asked) == {"application/xhtml+xml, text/html;q=0.8"}
    assert run(entry).statuses == {"eu-32024H2659": "unchanged"}


def test_a_file_that_fails_leaves_nothing_half_held(run, offered, server, catalogue, kit):
    entry = kit.listed("eu-32024H2659")
    offered.faults["DOC_2"] = server.status(500)
    assert "500" in run(entry).problem()
    assert catalogue.holdings() == []
    offered.faults["DOC_2"] = server.page(b"<html><head><title>Request Access</title></head><body></body></html>")
    assert "an error page titled “Request Access”" in run(entry).problem()
    del offered.faults["DOC_2"]
    assert run(entry).statuses == {"eu-32024H2659": "added"}


@pytest.mark.parametrize(
    "body, said",
    [
        (choice(1, 3), "names the files 1, 3: text/html, "),
        (b"<html><body>Choose.</body></html>", "names no file: text/html, 33 bytes that begin “<html><body>Choose."),
        (
            choice().replace(b"<ul>", b'<ul><a href="http://evil.example/resource/cellar/x/DOC_1">DOC_1</a>'),
            "names no file",
        ),
        (choice(*range(1, 400)), "names the files 1, 2, 3"),
    ],
    ids=["one left out", "none", "on another host", "more than a text has"],
)
def test_a_choice_that_is_no_text_says_what_it_offers(run, offered, server, kit, body, said):
    offered.faults[ACT] = server.status(300, body=body)
    assert said in run(kit.listed("eu-32024H2659")).problem()


def test_the_files_of_an_act_are_together_no_larger_than_a_text_may_be(run, offered, files, kit):
    size = sum(map(len, files[:2])) + 1
    assert max(map(len, files)) < size
    said = run(kit.listed("eu-32024H2659"), limits=kit.replace(kit.quick, size=size)).problem(TooLarge)
    assert "is larger than" in said


def test_a_choice_that_nobody_asked_for_is_reported(run, official, server):
    official.faults["/full/"] = server.status(300, body=b"<p>One or two?</p>")
    assert "a choice of files (300)" in run("901").problem()


def test_files_in_different_encodings():
    first = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><html><head><title>é</title></head><body><p>é</p></body></html>'
    ).encode("latin-1")
    second = '<html><body class="x"><p>Ünder</p></body></html>'.encode()
    whole = cellar.acts_on_one_page([first, second]).decode()
    assert whole == (
        '<?xml version="1.0" encoding="utf-8"?><html><head><title>é</title></head><body><p>é</p>\n<p>Ünder</p></'
        "body></html>"
    )

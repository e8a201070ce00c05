"""Which addresses are a publisher's, and as what their texts are held."""

from __future__ import annotations

import pytest

from corpus.model import Kind, OriginClass, Role, Source
from corpus.sources.entries import official_entries
from corpus.sources.publisher_hosts import described_as_official, origin_class_of
from corpus.structure import TreeBuilder


@pytest.mark.parametrize(
    "url, own",
    [
        ("https://www.ecfr.gov/current/title-15/part-744", True),
        ("https://WWW.ECFR.GOV/any", True),
        ("https://www.ecfr.gov.evil.example/current", False),
        ("https://evil.example/www.ecfr.gov", False),
        ("https://user@www.ecfr.gov/", False),  # a name in front of the host is another host to a person's eye
        ("https://www.ecfr.gov:8443/", False),
        ("http://www.ecfr.gov/", False),  # anyone on the way could have written it
        ("https://council.gov.uk/", False),
        ("ftp://www.ecfr.gov/", False),
        ("/home/www.ecfr.gov", False),
        ("", False),
    ],
)
def test_only_a_publishers_own_host_is_a_publishers(url, own):
    assert origin_class_of(url) is (OriginClass.PUBLISHER if own else OriginClass.HANDED_IN)


def test_every_page_of_the_official_catalogue_is_a_publishers():
    assert {origin_class_of(entry.page) for entry in official_entries() if entry.page} == {OriginClass.PUBLISHER}


def page(kind: Kind = Kind.USER, id: str = ""):
    tree = TreeBuilder()
    tree.add("A licence is needed.", locator="block 1", role=Role.TEXT)
    return tree.reading(Source(id, "A page", kind))


def test_an_entrys_own_page_is_that_entrys_source():
    entry = next(e for e in official_entries() if e.how == "page" and e.kind is Kind.LAW)
    found = described_as_official(page(), entry.where.get("url") or entry.page).source
    assert (found.id, found.kind, found.issuer, found.title) == (entry.id, Kind.LAW, entry.issuer, entry.title)


def test_another_page_of_a_publisher_is_its_view_unless_its_form_is_a_laws():
    url = "https://www.bis.gov/some/page"
    found = described_as_official(page(), url).source
    assert (found.id, found.kind, found.jurisdiction, found.issuer, found.url) == (
        "",
        Kind.GUIDANCE,
        "us",
        "Bureau of Industry and Security",
        url,
    )
    assert described_as_official(page(Kind.LAW, "us-15-cfr-744"), "https://www.ecfr.gov/x").source.kind is Kind.LAW

"""The starter library states where every fact stands, on official hosts, and the addresses it names exist."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import frontmatter
import pytest
from markdown_it import MarkdownIt

from corpus.instruments import known
from corpus.language.sentences import sentence_spans
from corpus.library import explainers
from corpus.library.grounds import grounds
from corpus.locators.links import official_link
from corpus.model import Source
from corpus.parsers.documents.markdown import read
from corpus.parsers.file import File
from corpus.sources.entries import official_entries

OFFICIAL = {
    "www.ecfr.gov", "www.federalregister.gov", "uscode.house.gov", "www.trade.gov", "eur-lex.europa.eu", "www.gov.cn",
    "www.npc.gov.cn", "www.mofcom.gov.cn", "laws.e-gov.go.jp", "www.meti.go.jp", "www.wassenaar.org", "www.mtcr.info",
    "www.nuclearsuppliersgroup.org", "www.dfat.gov.au", "www.law.go.kr",
}  # fmt: skip
TOPICS = {
    "export-controls", "dual-use-items", "ear-and-ccl", "eccn", "entity-list", "military-end-use", "deemed-exports",
    "licence-exceptions", "eu-dual-use-regulation", "china-export-control-law", "china-dual-use-regulations",
    "rare-earths-and-japan", "japan-fefa", "wassenaar-and-other-regimes",
    "us-licence-application", "export-penalties", "record-keeping", "us-persons", "affiliates-rule", "ai-chips",
    "russia-export-bans", "korea-export-controls", "boycott-rules", "export-clearance",
}  # fmt: skip
LINK = re.compile(r"\[([^\]]+)\]\(((?:[^()\s]|\([^()\s]+\))+)\)")
# Bodies of several governments: of what they publish no exact address is known that stays.
FRONT_PAGES = {"www.wassenaar.org", "www.mtcr.info", "www.nuclearsuppliersgroup.org"}
# Sections that tell a reader how to work, and state no law.
WITHOUT_LAW = {"What a hit on a list means", "How to verify the January 2026 announcement"}


def texts() -> Iterator[tuple[str, frontmatter.Post]]:
    for file in explainers():
        yield file.name, frontmatter.loads(file.read_text(encoding="utf-8"))


def sections(body: str) -> list[tuple[str, str]]:
    """Return (heading, text) of each `##` section."""
    return [
        (part.split("\n", 1)[0].strip(), part.split("\n", 1)[1]) for part in re.split(r"^## ", body, flags=re.M)[1:]
    ]


def test_the_topics_of_a_newcomer_are_there() -> None:
    ids = [post["id"] for _, post in texts()]
    assert set(ids) >= TOPICS
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("file", explainers(), ids=lambda f: f.name)
def test_front_matter_names_sources_on_official_hosts(file: Traversable) -> None:
    post = frontmatter.loads(file.read_text(encoding="utf-8"))
    assert post["id"] == file.name.removesuffix(".md")
    assert (post["kind"], post["issuer"], post["language"]) == ("explainer", "Licet", "en")
    assert post["jurisdiction"] in {"us", "eu", "cn", "jp", "kr", "int"}
    assert isinstance(post["date"], date)
    assert post["title"] in post.content.split("\n", 1)[0]
    for source in post["sources"]:
        assert source.keys() == {"locator", "title", "url", "date"}
        assert source["locator"]
        assert source["title"]
        address = urlsplit(source["url"])
        assert address.hostname in OFFICIAL, source["url"]
        assert address.scheme == "https" or source["url"] in {i.page for i in known()}, source["url"]
        assert address.path.strip("/") or address.hostname in FRONT_PAGES, source["url"]
        # The edition that was read; "current" where none was at hand and the
        # fact is from knowledge of the text in force.
        assert re.fullmatch(r"\d{4}-\d\d(-\d\d)?|current", str(source["date"]))


@pytest.mark.parametrize("file", explainers(), ids=lambda f: f.name)
def test_every_section_says_where_its_facts_stand(file: Traversable) -> None:
    post = frontmatter.loads(file.read_text(encoding="utf-8"))
    urls = {source["url"].partition("#")[0] for source in post["sources"]}
    found = sections(post.content)
    assert len(found) >= 4
    for heading, text in found:
        links = LINK.findall(text)
        assert links or heading in WITHOUT_LAW, heading
        assert {url.partition("#")[0] for _, url in links} <= urls, heading
        assert (
            re.search(r"(text of|as of|adopted|published) \d{0,2} ?[A-Z][a-z]+ \d{4}|current text", text) or not links
        ), heading


_OF_CFR = re.compile(r"\d+ CFR (?:Part )?[\d.]+[\w()]*|Supplement No\. \d+ to Part \d+")
_OF_EU = re.compile(r"Regulation \(EU\) (?:No )?[\d/]+, ((?:Article|Annex) .+)")
_OF_JAPAN = re.compile(f"(?:{'|'.join(i.title for i in known() if i.jurisdiction == 'jp')})(第.+)")
_OF_KOREA = re.compile(r"대외무역법 (제\d+조(?:의\d+)?)")
_NOTICE = re.compile(r"商务部.{0,8}公告\d{4}年第\d+号")


def address_in(label: str, url: str) -> str:
    """Return the link that the addresses known make of what a label names; the link itself where they make none."""
    inner = re.search(r"\(([^()]*[\u3400-\u9fff가-힣][^()]*)\)$", label)
    words = inner[1] if inner else label
    for instrument in known():
        if instrument.page and words.startswith(instrument.title):
            return instrument.page
    if notice := _NOTICE.match(words):
        return next(e.page for e in official_entries() if e.title.startswith(notice[0]))
    if found := _OF_KOREA.fullmatch(words):
        return official_link(Source("x", "x", url="https://www.law.go.kr/법령/대외무역법"), found[1])
    for pattern, group in ((_OF_CFR, 0), (_OF_EU, 1), (_OF_JAPAN, 1)):
        if (found := pattern.fullmatch(words)) and found[group]:
            return official_link(Source("x", "x", url=url.partition("#")[0]), found[group])
    return url


@pytest.mark.parametrize("file", explainers(), ids=lambda f: f.name)
def test_links_lead_to_the_provision_where_its_address_is_known(file: Traversable) -> None:
    post = frontmatter.loads(file.read_text(encoding="utf-8"))
    named = [(source["locator"], source["url"]) for source in post["sources"]]
    for label, url in [*named, *LINK.findall(post.content)]:
        assert url == address_in(label, url), label


def test_sentences_stand_alone() -> None:
    """Check that no sentence begins with a word that points back, since each is quoted by itself as an answer."""
    for name, post in texts():
        for _, text in sections(post.content):
            plain = LINK.sub(r"\1", text)
            for sentence in re.split(r"(?<=[.)])\s+(?=[A-Z])", plain):
                assert not re.match(r"(It|They|These|Those|He|She)\b", sentence), (name, sentence[:80])


def cited(post: frontmatter.Post, pattern: str) -> set[str]:
    """Return what matches `pattern` in the link labels and the sources of one explainer."""
    labels = [label for label, _ in LINK.findall(post.content)] + [s["locator"] for s in post["sources"]]
    return {m[1] for label in labels for m in re.finditer(pattern, label)}


def test_cited_us_sections_are_in_the_texts(shared: Path) -> None:
    us = shared / "data" / "us"
    held = {
        p: next((us / "ecfr").glob(f"2026-07-23_*part-{p}.xml")).read_text("utf-8")
        for p in ("744", "110", "810", "121")
    }
    later = (us / "15-CFR-745-774_lossy_2025-01.md").read_text("utf-8")
    count = 0
    for name, post in texts():
        for citation in cited(post, r"CFR (\d{3}\.\d+)"):
            part = citation.split(".")[0]
            if part in held:
                assert f'N="{citation}"' in held[part], (name, citation)
            elif 745 <= int(part) <= 774:
                assert f"#### § § {citation}\n" in later, (name, citation)
            else:
                continue
            count += 1
        for number in cited(post, r"Supplement No\. (\d) to Part 744"):
            assert f'N="Supplement No. {number} to Part 744"' in held["744"]
            count += 1
    assert count > 60


def test_cited_paragraphs_of_part_744_are_in_the_text(shared: Path) -> None:
    xml = next((shared / "data/us/ecfr").glob("2026-07-23_*part-744.xml")).read_text("utf-8")
    for name, post in texts():
        for section, last in {tuple(x.split("|")) for x in (
            f"{m[1]}|{m[2]}" for label, _ in LINK.findall(post.content)
            for m in re.finditer(r"15 CFR (744\.\d+)(?:\(\w+\))*(\(\w+\))", label))}:  # fmt: skip
            body = re.search(rf'<DIV8 N="{re.escape(section)}".*?</DIV8>', xml, re.S)
            assert body is not None
            assert last in body[0], (name, section, last)


CHINESE = {"出口管制法": "出口管制法(2020-10-17).md", "两用物项出口管制条例": "两用物项出口管制条例(2024-09-30).md",
           "稀土管理条例": "稀土管理条例(2024-06-22).md"}  # fmt: skip
JAPANESE = {
    "外国為替及び外国貿易法": "324AC0000000228.md",
    "輸出貿易管理令": "324CO0000000378.md",
    "外国為替令": "355CO0000000260.md",
}


def test_cited_chinese_and_japanese_articles_are_in_the_texts(shared: Path) -> None:
    count = 0
    for name, post in texts():
        for laws, folder in ((CHINESE, "cn"), (JAPANESE, "jp")):
            for title, file in laws.items():
                text = (shared / "data" / folder / file).read_text("utf-8")
                for article in cited(post, title + r"(第[一二三四五六七八九十]+条(?:の[一二三四五六七八九十]+)?)"):
                    assert re.search(rf"^(\*\*)?{article}[（\s　*]", text, re.M), (name, title, article)
                    count += 1
    assert count > 50


def test_cited_korean_articles_are_in_the_text(shared: Path) -> None:
    law = json.loads((shared / "data/kr/korean-law.json").read_text("utf-8"))["laws"]["대외무역법"]
    held = {article["label"] for article in law["articles"]}
    cited_here = {article for _, post in texts() for article in cited(post, r"대외무역법 (제\d+조(?:의\d+)?)")}
    assert cited_here
    assert cited_here <= held


def test_article_numbers_in_words_and_in_figures_agree() -> None:
    digits = {c: i for i, c in enumerate("零一二三四五六七八九")}

    def value(numeral: str) -> int:
        tens, _, ones = numeral.rpartition("十")
        return (digits.get(tens, 1) if "十" in numeral else 0) * 10 + digits.get(ones, 0)

    for name, post in texts():
        for figure, words in re.findall(r"Article (\d+)[^\s;]* \([^)]*?第([一二三四五六七八九十]+)条", post.content):
            assert int(figure) == value(words), (name, figure, words)


def links_of(body: str) -> list[tuple[str, str]]:
    """Return (words, address) of each link of a page, as a Markdown parser reads them."""
    found = []
    for token in MarkdownIt("commonmark").enable("table").parse(body):
        inside = token.children or []
        at = [n for n, child in enumerate(inside) if child.type == "link_open"]
        found += [(inside[n + 1].content, unquote(str(inside[n].attrs["href"]))) for n in at]
    return found


@pytest.mark.parametrize("file", explainers(), ids=lambda f: f.name)
def test_each_sentence_that_names_law_has_its_links(file: Traversable) -> None:
    post = frontmatter.loads(file.read_text(encoding="utf-8"))
    [reading] = read(File(file.name, file.read_bytes()))
    own = [reading.own_text(n) for n in range(len(reading.provisions))]
    found = {text: grounds(str(post["id"]), text) for text in own}
    every = dict.fromkeys((g.locator, unquote(g.url)) for some in found.values() for g in some)
    assert list(every) == list(dict.fromkeys(links_of(post.content)))
    for text, some in found.items():
        for start, end in sentence_spans(text):
            sentence = text[start:end]
            here = grounds(str(post["id"]), sentence)
            assert {g.locator for g in here} <= {g.locator for g in some}
            assert all(g.locator in sentence for g in here)
            in_brackets = any(f"{before}{g.locator}" in sentence for g in some for before in ("(", "; "))
            assert bool(here) == in_brackets, sentence


@pytest.mark.parametrize("page", ["", "no-such-page", "../library/eccn", "eccn.md"])
def test_what_is_no_page_of_the_library_rests_on_nothing(page: str) -> None:
    assert grounds(page, "An ECCN is a code.") == ()
    assert grounds("eccn", "These words stand nowhere in it.") == ()
    assert grounds("eccn", "") == ()

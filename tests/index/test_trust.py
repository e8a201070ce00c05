"""Attacks on trust: a file that says it is the law takes no place and gets no authority; its words are its claims."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import docx
import pytest
from fpdf import FPDF

from assistant.engines.determination.law_texts.texts import Texts
from corpus.catalogue import Action
from corpus.errors import BadRequest
from corpus.filters import Filters
from corpus.library import explainers
from corpus.model import Kind, OriginClass, Reading, Source, Standing
from corpus.parsers.file import File
from corpus.trust.origin import Origin, of_upload
from corpus.trust.trust_labels import claims_line, origin_mark
from index.collection import Collection
from index.ingest.intake import Intake, Labels, take_in, take_in_file

DATA = Path(__file__).parents[1] / "data"
PART = "2026-01-15_title-15_part-799.xml"
FRONT = "---\nid: us-15-cfr-799\nkind: law\njurisdiction: us\nissuer: The Ministry\nvalid_from: 2027-01-01\n---\n"
LIE = "# Part 799\n\nNo licence is needed for anything.\n"


@pytest.fixture
def part(collection: Collection) -> Source:
    """Hold a part of the CFR as its publisher's."""
    held = given(collection, PART, (DATA / "us" / PART).read_bytes(), Origin("https://www.ecfr.gov/799", PUBLISHER))
    assert (held.source_id, held.status) == ("us-15-cfr-799", "added")
    return collection.catalogue.source("us-15-cfr-799")


PUBLISHER, PACKAGED, UPLOAD = OriginClass.PUBLISHER, OriginClass.PACKAGED, OriginClass.UPLOAD


def given(
    collection: Collection, name: str, data: bytes | str, origin: Origin | None = None, labels: Labels = Labels()
) -> Intake:
    """Add a file in memory, handed in if nothing else is said; return the result of its first document."""
    body = data.encode() if isinstance(data, str) else data
    done = take_in_file(collection, File(name, body), labels, origin=origin or Origin(f"/handed/in/{name}"))
    assert [d.problem for d in done] == [None] * len(done)
    return done[0]


def kept(collection: Collection, source: Source) -> bool:
    """Return whether a source is held exactly as it was, with all that stands in it."""
    there = collection.catalogue.origins(source.id)
    return [s for s, _, _ in there] == [source] and bool(collection.catalogue.outline(there[0][1].number))


def pdf() -> bytes:
    sheet = FPDF()
    sheet.set_title("us-15-cfr-799")
    sheet.set_author("The Ministry")
    sheet.set_subject("law")
    sheet.add_page()
    sheet.set_font("Helvetica", size=12)
    sheet.multi_cell(0, 8, "No licence is needed for anything. This is the whole law of the land on lanterns.")
    return bytes(sheet.output())


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("No licence is needed for anything.")
    properties = document.core_properties
    properties.identifier, properties.category, properties.author = "us-15-cfr-799", "law", "The Ministry"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in members.items():
            package.writestr(name.replace("__", "."), text)
    return out.getvalue()


PAGE = (
    '<html><head><title>15 CFR 799</title><meta property="og:type" content="article">'
    '<meta property="article:published_time" content="2027-01-01"><meta name="author" content="The Ministry">'
    '<meta property="og:site_name" content="The Ministry"><meta name="kind" content="law">'
    '<link rel="canonical" href="https://www.ecfr.gov/799"></head><body><h1>Part 799</h1>'
    "<p>No licence is needed for anything, says this page of the ministry.</p></body></html>"
)
MAIL = (
    "From: The Ministry <law@ministry.example>\nTo: you@example.org\nSubject: Part 799\n"
    "Date: Fri, 1 Jan 2027 10:00:00 +0000\nMessage-ID: us-15-cfr-799\nOrganization: The Ministry\nX-Kind: law\n\n"
    "No licence is needed for anything.\n"
)
# A file, and a claim of its own that is kept and shown.
ATTACKS: dict[str, tuple[str | bytes, tuple[str, str] | None]] = {
    "readme.md": (FRONT + LIE, ("kind", "law")),
    "page.html": (PAGE, ("issuer", "The Ministry")),
    "memo.pdf": (pdf(), ("author", "The Ministry")),
    "memo.docx": (word(), ("kind", "law")),
    "memo.eml": (MAIL, ("issuer", "The Ministry")),
    "data.json": (json.dumps({"id": "us-15-cfr-799", "kind": "law", "text": "No licence is needed."}), None),
    "rows.csv": ("id,kind,text\nus-15-cfr-799,law,No licence is needed.\n", None),
    "text.txt": ("id: us-15-cfr-799\nkind: law\n\nNo licence is needed for anything.\n", None),
    "pack.zip": (zipped(readme__md=FRONT + LIE), ("kind", "law")),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_what_a_file_says_of_itself_is_shown_and_not_obeyed(collection: Collection, part: Source, name: str) -> None:
    data, claim = ATTACKS[name]
    for origin in (None, of_upload(name, data.encode() if isinstance(data, str) else data)):
        done = given(collection, name, data, origin)
        source = collection.catalogue.source(done.source_id)
        assert (done.status, source.id != part.id) == ("added", True)
        assert (source.kind, source.jurisdiction, source.issuer, source.author) == (Kind.USER, "", "", "")
        assert (source.url, source.published, source.kind.standing) == ("", None, Standing.COMMENTARY)
        assert collection.catalogue.origins(source.id)[0][1].valid_from is None
        assert claim is None or (claim in source.claims and f"{claim[0]} {claim[1]}" in claims_line(source))
    assert kept(collection, part)


def test_an_explainer_of_the_starter_library_stays(collection: Collection) -> None:
    path = next(p for p in explainers() if p.name == "eccn.md")
    given(collection, path.name, path.read_bytes(), Origin("library://eccn.md", PACKAGED))
    explainer = collection.catalogue.source("eccn")
    assert (explainer.kind, explainer.jurisdiction, explainer.issuer) == (Kind.EXPLAINER, "us", "Licet")
    assert origin_mark(explainer) == claims_line(explainer) == ""
    done = given(collection, "eccn.md", f"---\nid: eccn\nkind: explainer\n---\n{LIE}")
    assert done.source_id != "eccn"
    assert kept(collection, explainer)


LAW = """# 中华人民共和国稀土管理条例

第一条 为了保护稀土资源，制定本条例。

第二条 稀土的出口，应当取得许可。

第三条 本条例自2024年10月1日起施行。
"""


def test_front_matter_takes_no_law_of_china_away(collection: Collection, tmp_path: Path) -> None:
    (tmp_path / "稀土管理条例.md").write_text(LAW, "utf-8")
    (law,) = take_in(collection, tmp_path / "稀土管理条例.md")
    assert law.source_id == "cn-rare-earth-regulations"
    held = collection.catalogue.source(law.source_id)
    assert (held.kind, origin_mark(held)) == (Kind.LAW, "as handed in, not fetched from its publisher")
    attack = "---\nid: cn-rare-earth-regulations\nkind: law\njurisdiction: cn\nvalid_from: 2027-01-01\n---\n" + LIE
    (tmp_path / "attack.md").write_text(attack, "utf-8")
    (done,) = take_in(collection, tmp_path / "attack.md")
    assert collection.catalogue.source(done.source_id).kind is Kind.USER
    # One in the form of the law, with its title and its date, and with other words.
    (tmp_path / "forged.md").write_text(LAW.replace("应当取得许可", "不需要许可"), "utf-8")
    (forged,) = take_in(collection, tmp_path / "forged.md")
    assert forged.source_id.startswith("cn-rare-earth-regulations-")
    assert "kept beside it" in forged.warnings[0]
    assert collection.catalogue.source(forged.source_id).kind is Kind.USER
    assert kept(collection, held)
    assert [p.text for p in collection.catalogue.find("第二条", Filters(kinds=("law",)))] == [
        "第二条 稀土的出口，应当取得许可。"
    ]


def xml(words: str) -> bytes:
    """Return the part with other words in its first section."""
    text = (DATA / "us" / PART).read_text("utf-8")
    return text.replace("</HEAD>\n<P>", f"</HEAD>\n<P>{words} ", 1).replace("<P>(a)", f"<P>(a) {words}", 1).encode()


def test_a_forged_part_of_the_cfr_is_kept_beside_the_published_one(collection: Collection, part: Source) -> None:
    forged = xml("No licence is needed.")
    done = given(collection, PART, forged)
    source = collection.catalogue.source(done.source_id)
    assert done.source_id.startswith("us-15-cfr-799-")
    assert (source.kind, source.issuer, source.url) == (Kind.USER, "", "")
    assert dict(source.claims)["kind"] == "law"
    assert "held from its publisher" in done.warnings[-1]
    assert given(collection, PART, forged).status == "unchanged"
    uploaded = given(collection, PART, forged, of_upload(PART, forged))
    assert uploaded.source_id not in (done.source_id, part.id)
    assert kept(collection, part)
    # Its own path may replace it, and nothing else.
    again = given(collection, PART, xml("A licence is never needed."))
    assert (again.source_id, again.status) == (done.source_id, "updated")


def test_a_forged_part_that_has_the_sections_of_another_never_speaks_before_it(
    collection: Collection, part: Source
) -> None:
    """Its id is free and sorts before the real one; the addresses in it are those of the text that was fetched."""
    forged = xml("No licence is needed.").decode()
    for real, other in (("part-799", "part-1"), ("15 CFR Part 799", "15 CFR Part 1"), ('N="799"', 'N="1"')):
        forged = forged.replace(real, other)
    done = given(collection, "2026-02-15_title-15_part-1.xml", forged.replace("PART 799", "PART 1"))
    assert done.source_id != part.id
    catalogue = collection.catalogue
    texts = Texts.of(catalogue, Filters(), "us")
    addresses = [p.locator for p in catalogue.outline(next(iter(catalogue.in_force(Filters(sources=(part.id,))))))]
    shared = [a for a in addresses if len({p.source.id for p in catalogue.find(a)}) > 1]
    assert shared
    for address in shared:
        assert catalogue.find(address)[0].source.id == part.id
        assert {p.source.id for p in texts.all(address)} <= {part.id}
    assert origin_mark(catalogue.source(done.source_id)).startswith("as handed in")


# Official texts, and words in them that a forger changes.
OFFICIAL = {
    "cn/示例管理条例(2023-03-01).md": ("第一条", "第一条 不需要许可。"),
    "jp/sample_order.md": ("第一条", "第一条　許可を要しない。"),
    "eu/sample_oj.xhtml": (" the ", " no "),
    "eu/sample_formex.xml": ("Samples should be short", "Samples need no licence"),
    "uk/sample_act.xml": ("An Act about samples", "An Act about nothing"),
    "us/country-groups.json": ("Lemuria", "Utopia"),
    "us/screening-list.json": ("LAMP ACADEMY", "TORCH ACADEMY"),
}


@pytest.mark.parametrize("name", OFFICIAL)
def test_no_official_form_takes_the_place_of_what_was_fetched(collection: Collection, name: str) -> None:
    data, file = (DATA / name).read_bytes(), Path(name).name
    real = given(collection, file, data, Origin(f"https://publisher.example/{file}", PUBLISHER))
    held = collection.catalogue.source(real.source_id)
    (number,) = (n for n, (s, _) in collection.catalogue.editions().items() if s.id == held.id)
    words = collection.catalogue.text(number)
    forged = data.decode().replace(*OFFICIAL[name]).encode()
    assert forged != data
    for given_name in (file, f"2026-02-01_{file}", f"1999-01-01_{file}"):
        for origin in (Origin(f"/b/{given_name}"), of_upload(given_name, forged)):
            done = given(collection, given_name, forged, origin)
            beside = collection.catalogue.source(done.source_id)
            assert (beside.id != held.id, beside.kind) == (True, Kind.USER)
    assert kept(collection, held)
    assert collection.catalogue.text(number) == words
    later = Filters(as_of=date(2040, 1, 1))  # some of the texts begin in years to come
    for provision in collection.catalogue.outline(number):
        assert collection.catalogue.find(provision.locator, later)[0].source.id == held.id


def test_of_two_files_of_one_date_the_first_stays_and_of_two_dates_both(collection: Collection, tmp_path: Path) -> None:
    first = given(collection, PART, (DATA / "us" / PART).read_bytes(), Origin("/a/part-799.xml"))
    held = collection.catalogue.source(first.source_id)
    other = given(collection, PART, xml("Other words."), Origin("/b/part-799.xml"))
    assert (first.source_id, other.source_id != first.source_id) == ("us-15-cfr-799", True)
    assert kept(collection, held)
    same = given(collection, PART, (DATA / "us" / PART).read_bytes(), Origin("/c/part-799.xml"))
    assert (same.source_id, same.status) == (first.source_id, "unchanged")
    later = given(collection, PART.replace("2026-01-15", "2026-03-15"), xml("Later words."), Origin("/d/part-799.xml"))
    assert later.source_id == first.source_id
    assert len(collection.catalogue.origins(first.source_id)) == 2


def test_a_publishers_text_takes_its_id_and_keeps_what_was_handed_in_beside_it(collection: Collection) -> None:
    forged = given(collection, PART, xml("No licence is needed."))
    assert forged.source_id == "us-15-cfr-799"
    real = given(collection, PART, (DATA / "us" / PART).read_bytes(), Origin("https://www.ecfr.gov/799", PUBLISHER))
    assert (real.source_id, real.status) == ("us-15-cfr-799", "added")
    held = {s.id: s for s, _ in collection.catalogue.editions().values()}
    (moved,) = (s for i, s in held.items() if i != "us-15-cfr-799")
    assert (held["us-15-cfr-799"].origin_class, moved.kind) == (PUBLISHER, Kind.USER)
    assert [e.action for e in collection.catalogue.history()] == [Action.ADDED, Action.MOVED, Action.ADDED]
    assert [h.source.id for h in collection.search("No licence is needed.", k=1)] == [moved.id]
    assert collection.check()[1][1]
    # What was handed in with the publisher's own words needs no place beside it.
    collection.remove("us-15-cfr-799")
    assert given(collection, PART, xml("No licence is needed.")).source_id == moved.id  # it stays where it was


def test_the_very_words_of_the_publisher_become_the_publishers(collection: Collection) -> None:
    given(collection, PART, (DATA / "us" / PART).read_bytes())
    given(collection, PART, (DATA / "us" / PART).read_bytes(), Origin("https://www.ecfr.gov/799", PUBLISHER))
    assert [(s.id, s.origin_class) for s, _ in collection.catalogue.editions().values()] == [
        ("us-15-cfr-799", PUBLISHER)
    ]


def test_what_the_person_says_is_obeyed_and_marked_as_theirs(collection: Collection, part: Source) -> None:
    labels = Labels(title="My rules", jurisdiction="us", kind=Kind.LAW, as_of=date(2026, 5, 1))
    done = take_in_file(
        collection, File("rules.md", (FRONT + LIE).encode(), as_of=labels.as_of), labels, origin=Origin("/rules.md")
    )[0]
    source = collection.catalogue.source(done.source_id)
    assert (source.title, source.kind, source.jurisdiction) == ("My rules", Kind.LAW, "us")
    assert origin_mark(source) == "title, jurisdiction, kind, date as declared by who added it"
    assert collection.catalogue.origins(source.id)[0][1].valid_from == date(2026, 5, 1)
    chosen = given(collection, "n.md", LIE, of_upload("n.md", LIE.encode()), Labels(kind=Kind.NEWS))
    assert origin_mark(collection.catalogue.source(chosen.source_id)) == "uploaded; kind as declared by who added it"
    assert kept(collection, part)


def test_two_uploads_of_one_name_are_two_sources_and_the_same_bytes_one(collection: Collection) -> None:
    one, two = "A memo on lanterns, first draft.", "A memo on lanterns, second draft."
    first, second = (given(collection, "memo.txt", t, of_upload("memo.txt", t.encode())) for t in (one, two))
    assert first.source_id != second.source_id
    again = given(collection, "memo.txt", one, of_upload("memo.txt", one.encode()))
    renamed = given(collection, "other.txt", one, of_upload("other.txt", one.encode()))
    assert [(d.source_id, d.status) for d in (again, renamed)] == [(first.source_id, "unchanged")] * 2
    packs = [zipped(a__md="One text.", b__md=text) for text in ("Two.", "Three.")]
    for pack in (*packs, packs[0]):
        done = take_in_file(collection, File("p.zip", pack), origin=of_upload("p.zip", pack))
    assert [d.status for d in done] == ["unchanged", "unchanged"]
    assert len(collection.catalogue.holdings()) == 6


def test_a_member_of_an_archive_has_its_own_place(collection: Collection, tmp_path: Path) -> None:
    pack = tmp_path / "pack.zip"
    pack.write_bytes(zipped(a__md="# A\n\nThe first text.", c__md="# C\n\nThe third text."))
    before = {d.title: d.source_id for d in take_in(collection, pack)}
    pack.write_bytes(zipped(a__md="# A\n\nThe first text.", b__md="# B\n\nBetween.", c__md="# C\n\nThe third text."))
    after = {d.title: (d.source_id, d.status) for d in take_in(collection, pack)}
    assert {t: after[t] for t in before} == {t: (i, "unchanged") for t, i in before.items()}
    assert after["B"][1] == "added"
    assert {h.origin for h in collection.catalogue.holdings()} == {f"{pack}!{n}.md" for n in "abc"}


def test_hostile_names_make_plain_ids_and_titles(collection: Collection, part: Source) -> None:
    title = "a\x1b[31m\u202e/../../us-15-cfr-799\n# \u200bx"
    front = f"---\ntitle: {json.dumps(title)}\nid: ../../../etc/passwd\n---\nSome text.\n"
    act = next(p for p in (DATA / "uk").glob("*.xml") if "DocumentURI" in p.read_text("utf-8")).read_text("utf-8")
    forged = re.sub('DocumentURI="[^"]*"', 'DocumentURI="https://evil.example/../..;$(x)/.. /"', act, count=1)
    for name, data in (("..\\..\\../n\x07ame!.md", front), ("uk.xml", forged)):
        done = given(collection, name, data, of_upload(name, data.encode()))
        source = collection.catalogue.source(done.source_id)
        assert all(c.isalnum() or c in "-_." for c in source.id)
        assert ".." not in source.id
        assert source.title.isprintable()
        assert source.url == ""
        assert all(value.isprintable() for _, value in source.claims)
    assert kept(collection, part)


@dataclass(frozen=True)
class Collided:
    """Two places whose first six digits are the same, as anyone can find."""

    one: str = "/x/1/memo.txt"
    other: str = "/x/2/memo.txt"


def test_an_id_that_collides_takes_no_place(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.catalogue import identity

    real: Callable[[str, int], str] = identity._digest
    monkeypatch.setattr(identity, "_digest", lambda place, position: "0f0f0f" + real(place, position)[6:])
    places = Collided()
    first = given(collection, "memo.txt", "The first memo.", Origin(places.one))
    second = given(collection, "memo.txt", "The second memo.", Origin(places.other))
    assert first.source_id == "memo-0f0f0f"
    assert second.source_id.startswith("memo-0f0f0f-0f0f0f")
    assert len(collection.catalogue.holdings()) == 2


def test_a_replacement_and_a_removal_are_undone_and_found_again(collection: Collection, tmp_path: Path) -> None:
    memo = tmp_path / "memo.md"
    for text in ("Lanterns need a permit of class F.", "Lanterns need nothing at all."):
        memo.write_text(f"# Memo\n\n{text}\n", "utf-8")
        (done,) = take_in(collection, memo)
    assert done.status == "updated"
    replaced = collection.catalogue.history()[0]
    assert collection.undo(replaced.entry, by="ada").action is Action.REPLACED
    assert "class F" in collection.search("permit for lanterns", k=1)[0].passage.text
    assert (collection.catalogue.history()[0].action, collection.catalogue.history()[0].by) == (Action.RESTORED, "ada")
    collection.remove(done.source_id, by="grace")
    assert collection.search("permit for lanterns", k=1) == []
    collection.undo(collection.catalogue.history()[0].entry)
    assert "class F" in collection.search("permit for lanterns", k=1)[0].passage.text
    assert collection.check()[1][1]
    assert collection.catalogue.origins(done.source_id)[0][2] == str(memo)
    with pytest.raises(BadRequest, match="undone by entry"):
        collection.undo(replaced.entry)


def test_all_editions_of_a_removed_source_come_back(collection: Collection, law: Callable[..., Reading]) -> None:
    for day, text in ((date(2026, 1, 1), "Old rule."), (date(2026, 7, 1), "New rule.")):
        reading = law("us-part-9", [text], valid_from=day)
        collection.add(replace(reading, warnings=("A note.",)), origin=f"/{day}.xml", original=b"%PDF-1")
    before = collection.catalogue.origins("us-part-9")
    collection.remove("us-part-9")
    collection.undo(collection.catalogue.history()[0].entry)
    after = collection.catalogue.origins("us-part-9")
    assert [(s, v.digest, v.valid_from, v.retrieved_at, o) for s, v, o in after] == [
        (s, v.digest, v.valid_from, v.retrieved_at, o) for s, v, o in before
    ]
    assert [collection.catalogue.original(v.number) for _, v, _ in after] == [b"%PDF-1"] * 2
    assert collection.catalogue.holdings()[0].warnings == ("A note.",)
    assert collection.check()[1][1]

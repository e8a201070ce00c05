"""The walk over a small law: what each step concludes, and that nothing is ever read as a permission."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from assistant.engines.determination.command import determination
from assistant.engines.determination.determination_engine import computed
from assistant.engines.determination.law_texts.countries import Geography
from assistant.engines.determination.law_texts.rules import rule_table
from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.model import Computed
from assistant.model import Outcome, StatementRole
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters
from corpus.lexicon import party_lists
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder
from tests.assistant.engines.determination.conftest import CHART, FOOTNOTE, chart, part, section

Hold = Callable[[Mapping[str, bytes]], Catalogue]
Ask = Callable[..., Computed]
PERMISSIONS = (
    "no licence is needed", "no license is needed", "no licence required", "no license required", "not required",
    "not needed", "you are clear", "free to ship", "does not need a licence", "is allowed", "may be shipped",
)  # fmt: skip


def said(found: Computed) -> str:
    return "\n".join(f.text for f in found.findings)


CASES = [
    ("Do I need a licence to send 3A001.a.7 to China?", "required", "NS Column 2"),
    ("3A001.a.7 to Stuttgart, do we need a licence", "no_chart_requirement", "this is not a permission"),
    ("3A001 to Germany - licence?", "indeterminate", "3A001.z"),
    ("3A001.z to Germany - licence?", "required", "RS Column 1"),
    ("can we send 3A991 to Hong Kong", "no_chart_requirement", "row of China"),
    ("licence for 3A090 to Riyadh?", "required", "D:1 and D:4"),
    ("licence for 3A090 to Tel Aviv?", "no_chart_requirement", "A:6"),
    ("licence for 3A090 to the UAE?", "required", "United Arab Emirates"),
    ("0A503 to Munich, licence?", "required", "ALL destinations"),
    ("0A503 to Toronto, licence?", "no_chart_requirement", "except Canada"),
    ("5A002 to Toronto, licence?", "indeterminate", "742.15"),
    ("9A515.e to Bengaluru, licence?", "required", "footnote 7"),
    ("9A515.x to Bengaluru, licence?", "no_chart_requirement", "AT Column 1"),
    ("9A117 to France, licence?", "indeterminate", "22 CFR part 120"),
    ("2A994 to Germany, licence?", "indeterminate", "CB"),
    ("3A002 to Germany, licence?", "indeterminate", "never means EAR99"),
    ("3A001.q to Germany, licence?", "indeterminate", "no paragraph .q"),
    ("3A991 to Nuuk, licence?", "indeterminate", "Greenland has no row"),
    ("3A991 to Korea, licence?", "indeterminate", "North Korea or South Korea"),
    ("EAR99 chairs to Cuba, licence?", "required", "746.2(a)"),
    ("3A991 chips to Moscow, licence?", "required", "746.8(a)(1)"),
    ("EAR99 chairs to Moscow, licence?", "indeterminate", "Supplement No. 4 to Part 746"),
    ("do I need a licence for 3A001.a.7?", "indeterminate", "destination"),
    ("shipping to Germany, do I need a licence?", "indeterminate", "ECCN"),
]


@pytest.mark.parametrize(("question", "status", "words"), CASES)
def test_the_walk_ends_in_the_status_that_the_texts_give(ask: Ask, question: str, status: str, words: str) -> None:
    found = ask(question)
    assert found is not None
    assert found.payload["status"] == status, said(found)
    assert words in said(found)
    assert not [p for p in PERMISSIONS if p in said(found).lower()]
    assert (found.outcome is Outcome.ANSWERED) == (status != "indeterminate")


def test_every_step_has_the_words_that_it_stands_on(ask: Ask) -> None:
    found = ask("Do I need a licence to send 3A001.a.7 to China?")
    assert found.findings[0].text.startswith("A licence is required: 3A001.a.7 is controlled for national security")
    reasons = [s for s in found.payload["steps"] if "control of" in s["step"]]
    assert [r["reason"] for r in found.payload["reasons"]] == ["NS", "AT"]
    assert [(r["column"], r["mark"]) for r in found.payload["reasons"]] == [
        ("NS Column 2", True),
        ("AT Column 1", False),
    ]
    assert all(len(s["citations"]) == 2 for s in reasons), "the entry's row and the chart's"
    quotes = [c["quote"] for s in reasons for c in s["citations"]]
    assert any("NS applies to entire entry" in q for q in quotes)
    assert any("X (license required) in NS 1, NS 2" in q for q in quotes)


def statuses(found: Computed) -> dict[str, str]:
    return {one["place"]: one["status"] for one in found.payload["destinations"]}


def test_every_place_and_every_item_is_walked(ask: Ask) -> None:
    found = ask("3A001.a.7: one goes to a maker in Shenzhen, one to Stuttgart, one to Mumbai. Which need a licence?")
    assert statuses(found) == {"China": "required", "Germany": "no_chart_requirement", "India": "no_chart_requirement"}
    found = ask("EAR99 chairs for the Cuban army and for the army of Germany, licence?")
    assert statuses(found) == {"Cuba": "required", "Germany": "indeterminate"}, "part 744 is not held"
    found = ask("to China: a converter 3A001.a.7, a board 3A991 and a box of EAR99 cables. Which need a licence?")
    assert statuses(found) == {
        "3A001.a.7 to China": "required",
        "3A991 to China": "no_chart_requirement",
        "an EAR99 item to China": "no_chart_requirement",
    }


def test_each_step_stands_under_the_places_that_it_is_about(hold: Hold, law: Mapping[str, bytes]) -> None:
    rows = chart({**CHART, "Nigeria": ["NS 1", "NS 2"], "Niger": ["NS 1"]})
    snapshot = CatalogueSnapshot(hold({**law, "country-chart.json": json.dumps(rows).encode()}))
    question = "3A001.a.7: one goes to Nigeria, one to Niger, one to Russia. Which need a licence?"
    found = computed(understand(question, (), Filters(), snapshot), snapshot)
    assert found is not None
    assert statuses(found).keys() == {"Nigeria", "Niger", "Russia"}
    told = [f.text for f in found.findings[1:] if f.note is not StatementRole.CHECK_NEXT]
    assert "NS (NS Column 2): X for Nigeria." in told
    assert "NS (NS Column 2): no X for Niger." in told
    under_names = [t for t in told if t.startswith(("Niger: ", "Nigeria: ", "Russia: "))]
    assert any(t.startswith("Russia: Under § 746.8(a)(1)") for t in under_names), "it names no place, and is of one"
    others = [t for t in under_names if t.startswith("Niger") and "License Exception" not in t]
    assert not others, "their steps name them"
    assert "Niger: " not in found.lead
    assert "Nigeria: " not in found.lead


def test_an_entry_that_is_only_referred_to_is_no_second_item(ask: Ask) -> None:
    found = ask("3A991 board that meets the note to 3A001.a.7, to Germany, licence?")
    assert "destinations" not in found.payload
    assert found.payload["status"] == "no_chart_requirement"


def test_what_is_not_of_the_transaction_is_left_open(ask: Ask) -> None:
    found = ask("we sell 3A001.a.7 to China, is that licensed and who in the bureau pays the customs duty")
    assert found.not_answered == ("who in the bureau pays the customs duty",)
    assert found.lead.startswith("Answered in part; left open: “who in the bureau pays the customs duty”. A licence")
    assert ask("Licence for 3A001.a.7 to China, or am I wrong?").not_answered == ()


def test_what_is_supposed_instead_is_walked_where_it_changes_a_step(ask: Ask) -> None:
    found = ask("Do I need a licence to send 3A001.a.7 to Germany? And what if the buyer is in Shenzhen?")
    assert [one["status"] for one in found.payload["destinations"]] == ["no_chart_requirement", "required"]
    found = ask("Do I need a licence to send 3A001.a.7 to Germany? And what if the pallets are blue?")
    assert found.not_answered == ("what if the pallets are blue?",)


@pytest.mark.parametrize("question", ["our manual cites 15 CFR 746.2 for 3A991 to Cuba. is it still there?"])
def test_whether_a_provision_still_stands_is_no_determination(ask: Ask, question: str) -> None:
    assert ask(question) is None


def test_a_follow_up_changes_one_fact(ask: Ask) -> None:
    first = "Do I need a licence to send 3A001.a.7 to Germany?"
    assert ask("and to China?", first).payload["status"] == "required"
    assert (
        ask("and 3A991?", "Do I need a licence to send 3A001.a.7 to China?").payload["status"] == "no_chart_requirement"
    )


@pytest.mark.parametrize(
    "question",
    [
        "What does 15 CFR 746.8(a)(1) say?",
        "Does the EAR require a licence for deemed exports?",
        "How long is a licence valid?",
        "What is 3A001.a.7?",
        "Which reasons for control does 3A001 have in Germany?",
        "Who decides on licences for China?",
        "Is Acme on the Entity List?",
        "Will customs hold our container of machine parts to China while they argue about a licence?",
    ],
)
def test_questions_about_the_law_are_left_to_reading(ask: Ask, question: str) -> None:
    assert ask(question) is None


COLUMNS = ("NS 1", "NS 2", "RS 1", "RS 2", "AT 1")


def ecfr_chart(rows: Mapping[str, list[str]]) -> bytes:
    """Return the chart as the eCFR prints it: a table with two heading rows, marks as X, footnote marks as sup."""
    head = (
        "<TR><TH rowspan='2'>Countries</TH><TH colspan='2'>National security</TH>"
        "<TH colspan='2'>Regional stability</TH><TH>Anti- terrorism</TH></TR>"
    )
    names = "".join(f"<TH>{c}</TH>" for c in COLUMNS)
    body = "".join(
        f"<TR><TD>{c}{' <sup>7</sup>' if c == 'India' else ''}</TD>"
        + "".join(f"<TD>{'X' if column in marks else ''}</TD>" for column in COLUMNS)
        + "</TR>"
        for c, marks in rows.items()
    )
    pointer = "See part 746 of the EAR to determine whether a license is required to export to this destination."
    body += f"<TR><TD>Cuba</TD><TD colspan='5'>{pointer}</TD></TR>"
    foot = f"<TFOOT><TR><TD colspan='6'><sup>7</sup> {FOOTNOTE}</TD></TR></TFOOT>"
    return (
        '<?xml version="1.0"?><DIV5 N="738" TYPE="PART"><HEAD>PART 738—OVERVIEW</HEAD>'
        '<DIV9 N="Supplement No. 1 to Part 738" TYPE="APPENDIX">'
        "<HEAD>Supplement No. 1 to Part 738—Commerce Country Chart</HEAD>"
        f"<DIV><DIV class='gpotbl_div'><TABLE class='gpo_table'><THEAD>{head}<TR>{names}</TR></THEAD>"
        f"<TBODY>{body}</TBODY>{foot}</TABLE></DIV></DIV></DIV9></DIV5>"
    ).encode()


def test_both_forms_of_the_chart_give_the_same_cells(hold: Hold, law: Mapping[str, bytes]) -> None:
    rows = {
        "China": ["NS 1", "NS 2", "RS 1", "RS 2"],
        "Germany": ["NS 1", "RS 1"],
        "India": ["NS 1", "RS 1"],
        "Canada": [],
    }

    def read(files: Mapping[str, bytes]) -> dict[str, Any]:
        geography = Geography.of(Texts.of(CatalogueSnapshot(hold(files)), Filters(), "us"))
        return {
            c: (r.marks, [n for n, _ in r.footnotes])
            for c, r in geography.rows.items()
            if c in {"CN", "DE", "IN", "CA", "CU"}
        }

    lists, official = read(law), read({"2026-07-23_title-15_part-738.xml": ecfr_chart(rows)})
    assert official == lists
    assert official["IN"] == (frozenset({"NS 1", "RS 1"}), ["7"])
    assert official["CU"][0] is None, "not graded, which is no blank cell"


def test_both_forms_of_the_chart_give_the_same_answer(hold: Hold, law: Mapping[str, bytes]) -> None:
    rows = {c: CHART[c] for c in ("China", "Germany", "India")}
    files = {k: v for k, v in law.items() if k != "country-chart.json"}
    official = hold({**files, "2026-07-23_title-15_part-738.xml": ecfr_chart(rows)})
    lists = hold(law)
    for item, to in (("3A001.a.7", "China"), ("3A001.a.7", "Germany"), ("9A515.e", "India"), ("9A515.x", "India")):
        one, other = (determination(CatalogueSnapshot(c), item, to) for c in (official, lists))
        assert (one["status"], one["reasons"]) == (other["status"], other["reasons"])


def test_without_a_text_nothing_is_concluded(hold: Hold, law: Mapping[str, bytes]) -> None:
    for name, item, to in (
        ("country-chart.json", "3A001.a.7", "Germany"),
        ("ccl.json", "3A001.a.7", "Germany"),
        ("2026-07-23_title-15_part-746.xml", "EAR99", "Cuba"),
        ("country-groups.json", "3A090", "Saudi Arabia"),
    ):
        held = hold({k: v for k, v in law.items() if k != name})
        found = determination(CatalogueSnapshot(held), item, to)
        assert found["status"] == "indeterminate", name
        assert any("licet sync us-15-cfr-7" in t for t in found["missing_texts"]), name


def test_a_list_that_is_not_held_is_not_said_to_lack_an_item(hold: Hold, law: Mapping[str, bytes]) -> None:
    held = hold({k: v for k, v in law.items() if k != "ccl.json"})
    found = determination(CatalogueSnapshot(held), "a thermal camera", "Brazil")
    assert "The Commerce Control List (Supplement No. 1 to Part 774) is not held" in str(found["steps"])
    assert "No heading" not in str(found["steps"])
    assert any("us-15-cfr-774" in t for t in found["missing_texts"])


def test_a_rule_whose_words_the_text_no_longer_has_concludes_nothing(hold: Hold, law: Mapping[str, bytes]) -> None:
    name = "2026-07-23_title-15_part-746.xml"
    amended = law[name].replace(
        b"you will need a license to export or reexport all items", b"you may export most items"
    )
    found = determination(CatalogueSnapshot(hold({**law, name: amended})), "EAR99", "Cuba")
    assert found["status"] == "indeterminate"
    assert "no longer has the words" in found["text"]


PART_744 = part(
    744,
    section(
        "744.22",
        "Military-intelligence end users.",
        "(a) <I>General prohibition.</I> You may not export any item subject to the EAR without a license from BIS if "
        "it is for a 'military-intelligence end user', wherever located.",
        "(f) <I>Definitions.</I>",
        "(1) 'Military-intelligence end use' means lamps.",
        "(2) 'Military-intelligence end user' means the following.",
        "(i) <I>China, People's Republic of.</I> Bureau of Lantern and Lamp Watching (BLLW) and the "
        "Directorate of Dusk.",
        "(ii) <I>Germany.</I> The Office for Distant Lights of the General Staff (ODL).",
    ),
)


@pytest.mark.parametrize(
    ("end_user", "place", "status", "words"),
    [
        ("the bureau of lantern and lamp watching", "China", "required", "744.22(f)(2)(i) names Bureau of Lantern"),
        ("BLLW", "China", "required", "names Bureau of Lantern and Lamp Watching (BLLW)"),
        ("the Chinese BLLW", "Sweden", "required", "wherever it is located"),
        ("the BLLW", "Sweden", "indeterminate", "whether the end user is Bureau of Lantern and Lamp Watching"),
        ("the bllw", "China", "indeterminate", "A name like it was told"),
        ("the directorate of dusk", "China", "required", "names Directorate of Dusk as"),
        ("the office for distant lights", "Germany", "indeterminate", "744.22(f)(2)(ii)"),
        # Named in no paragraph; what no list of parties says, since none is held, stays open.
        ("a bureau with dim odl lamps", "Germany", "indeterminate", "No list of parties is held"),
        ("a maker of lanterns and lamps", "China", "indeterminate", "No list of parties is held"),
    ],
)
def test_a_body_that_a_section_names_in_its_paragraphs(
    hold: Hold, law: Mapping[str, bytes], end_user: str, place: str, status: str, words: str
) -> None:
    held = hold({**law, "2026-07-23_title-15_part-744.xml": PART_744})
    found = determination(CatalogueSnapshot(held), "EAR99", place, end_user)
    assert found["status"] == status, found["text"]
    assert words in found["text"] + str(found["asks_for"])


def test_bodies_are_not_read_where_the_requirement_has_other_words(hold: Hold, law: Mapping[str, bytes]) -> None:
    amended = PART_744.replace(b"any item subject to the EAR without a license", b"lamps without a license")
    held = hold({**law, "2026-07-23_title-15_part-744.xml": amended})
    found = determination(CatalogueSnapshot(held), "EAR99", "China", "the Directorate of Dusk")
    assert found["status"] == "indeterminate"
    assert "no longer has the words" in found["text"]


@pytest.mark.parametrize(
    ("end_user", "place", "status"),
    [
        ("the chinese lantern guard", "China", "indeterminate"),
        ("the lantern guard of china", "China", "indeterminate"),
        ("chinese guard", "China", "indeterminate"),
        ("a chinese guard", "China", "no_chart_requirement"),  # of a kind, which is nobody's name
        ("chinese visitors, a guard", "China", "no_chart_requirement"),
        ("the chinese lamp guard", "China", "no_chart_requirement"),  # a word that the name has not
        ("the chinese guard", "Germany", "no_chart_requirement"),  # its rows alone are looked at
    ],
)
def test_a_listed_name_with_a_word_left_out_is_settled_first(
    hold: Hold, law: Mapping[str, bytes], end_user: str, place: str, status: str
) -> None:
    held, tree = hold({**law, "2026-07-23_title-15_part-744.xml": PART_744}), TreeBuilder()
    base = party_lists.table().compiled
    top = tree.add(base, locator=base, role=Role.ANNEX)
    name = "Chinese National Lantern Guard"
    cells = (("Name", name), ("List", "Entity List (EL)"), ("Country", "China"),
             ("License requirement", "For all items subject to the EAR"))  # fmt: skip
    tree.add(name, locator=f"{base} > EL, {name}", role=Role.ROW, parent=top, heading=name, cells=cells)
    source = Source(id="us-list-screening", title=base, kind=Kind.LIST, jurisdiction="us")
    held.publish(held.stage(tree.reading(source), []))
    snapshot = CatalogueSnapshot(held)
    found = computed(understand(f"EAR99 chairs to {place} for {end_user}, licence?", (), Filters(), snapshot), snapshot)
    assert found is not None
    assert found.payload["status"] == status, said(found)
    assert ("names like it: Chinese National Lantern Guard" in said(found)) == (status == "indeterminate")


LISTED = (
    ("Lantern Frontier Works Limited", "Lantern Frontier Works Limited, 14 Wick Drive, Lampkok, China"),
    ("LLC Harbor", "LLC Harbor, 5 Quay Road, Shanghai, China"),
    ("Chinese Lamp Guard (CLG)", "Chinese Lamp Guard (CLG), Beijing, China"),
    *((f"Harbor Candle {n}", f"Harbor Candle {n}, Shanghai, China") for n in ("Ltd", *"abcdefghijklm")),
)


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("EAR99 chairs to 'Lantern Fronteir Wroks Ltd' in China", "indeterminate", "names like it: Lantern Frontier"),
        ("EAR99 chairs to 'Lantern Frontier Grp' in China", "indeterminate", "Lantern Frontier Works"),
        (
            "EAR99 chairs to 'Quiet Chairs', Wick Drive Lampkok, China",
            "indeterminate",
            "is also that of Lantern",
        ),
        ("EAR99 chairs to China, delivery to Room 5, Grand Harbor, 9 Mole Street", "no_chart_requirement", ""),
        ("EAR99 chairs to LLC Harbor in China", "indeterminate", "15 CFR 744.16(a)"),  # the row's own step
        ("EAR99 chairs to the Chinese Lamp Guard in China", "indeterminate", "15 CFR 744.16(a)"),
    ],
)
def test_a_listed_party_is_found_by_a_slip_a_street_and_without_its_letters(
    hold: Hold, law: Mapping[str, bytes], text: str, status: str, words: str
) -> None:
    held, tree = hold(law), TreeBuilder()
    part = tree.add("Part 744", locator="15 CFR Part 744", role=Role.PART)
    base = "Supplement No. 4 to Part 744"
    top = tree.add(base, locator=base, role=Role.ANNEX, parent=part)
    every = "For all items subject to the EAR"
    for name, entity in LISTED:
        cells = (("Country", "CHINA"), ("Entity", entity), ("License requirement", every))
        locator = f"{base}, Country: CHINA, {name}"
        tree.add(f"{entity} {every}", locator=locator, role=Role.ROW, parent=top, heading=name, cells=cells)
    source = Source(id="us-15-cfr-744", title="15 CFR Part 744", kind=Kind.LAW, jurisdiction="us")
    held.publish(held.stage(tree.reading(source), []))
    snapshot = CatalogueSnapshot(held)
    found = computed(understand(f"{text}, licence?", (), Filters(), snapshot), snapshot)
    assert found is not None
    assert found.payload["status"] == status, said(found)
    assert words in said(found)


def test_every_rule_relies_on_words_that_the_texts_have(shared: Any) -> None:
    """Check the table against the real texts: an amended section is to be noticed here first."""
    held = {
        "745-774": (shared / "data/us/15-CFR-745-774_lossy_2025-01.md").read_text("utf-8"),
        "744": (shared / "data/us/ecfr/2026-07-23_title-15_part-744.xml").read_text("utf-8"),
    }
    plain = " ".join(
        html.unescape(" ".join(held.values())).replace("<I>", "").replace("</I>", "").replace("_", "").split()
    )
    rules = [r for kind in ("embargo", "end_use", "named_bodies") for r in rule_table()[kind]]
    assert len(rules) > 20
    assert [r["locator"] for r in rules if " ".join(r["words"].split()) not in plain] == []


@pytest.mark.parametrize(
    ("town", "status", "words"),
    [
        ("Stuttgart", "no_chart_requirement", "Stuttgart is read as the town in Germany."),
        ("Bali", "indeterminate", "Bali is a town in India, and is better known as the name of something else"),
    ],
)
def test_where_a_town_lies_is_told_and_asked_where_its_name_means_something_else(
    hold: Hold, law: Mapping[str, bytes], town: str, status: str, words: str
) -> None:
    found = determination(hold(law), "3A991", town)
    assert found["status"] == status
    assert words in found["text"]
    assert "is read as" not in determination(hold(law), "3A991", "Germany")["text"]

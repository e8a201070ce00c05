"""Screening of names: same names, aliases, slips, other scripts, addresses; and files with hostile cells."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.engines.screening import parties, report
from assistant.engines.screening.name_likeness import Likeness
from assistant.engines.screening.names_file import read_names
from assistant.engines.screening.parties import listed_parties as computed
from assistant.engines.screening.romanised import name_words, sound
from assistant.engines.screening.screen import Screening, screened
from assistant.model import Outcome
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder
from tests.assistant.engines.lists.conftest import add_part

DPL = "Denied Persons List (DPL) - Bureau of Industry and Security"
SDN = "Specially Designated Nationals (SDN) - Treasury Department"
PARTIES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("ZQX Parsian", DPL, "Iran", ()),
    ("Bluefinch Digital Lamps Co., Ltd.", DPL, "China", ("Bluefinch", "Langfei Technology")),
    ("Corvid Trading House", DPL, "Germany", ()),
    ("Zarya Vodokanal OAO", SDN, "Russia", ("Zarya",)),
    ("SHARIF, Karim Nasser", SDN, "Syria", ()),
    ("Northwind Optics (NWO)", SDN, "Norway", ()),
)


def _listed(catalogue: Catalogue, parties: Sequence[tuple[str, str, str, tuple[str, ...]]]) -> None:
    tree = TreeBuilder()
    base = "U.S. Consolidated Screening List"
    top = tree.add(base, locator=base, role=Role.ANNEX)
    tree.add("Denied Persons List. A denial order prohibits it. Authority: 15 C.F.R. 764.", locator=f"{base} > DPL",
             role=Role.TEXT, parent=top)  # fmt: skip
    for number, (name, listing, country, aliases) in enumerate(parties):
        cells = (("Name", name), *(("Alias", a) for a in aliases), ("List", listing), ("Country", country))
        tree.add(f"{name}. List: {listing}.", locator=f"{base} > {number}, {name}", role=Role.ROW, parent=top,
                 heading=name, cells=cells)  # fmt: skip
    source = Source(id="us-list-screening", title=base, kind=Kind.LIST, jurisdiction="us")
    catalogue.publish(catalogue.stage(tree.reading(source, valid_from=date(2026, 7, 31)), []))


@pytest.fixture
def empty(tmp_path: Path) -> Catalogue:
    """Return a catalogue that holds nothing."""
    return Catalogue(tmp_path / "catalogue.sqlite")


@pytest.fixture
def catalogue(empty: Catalogue) -> Catalogue:
    """Return a catalogue with six parties, among many others that make their words common ones."""
    rest = [
        (f"Plain {word} {n} Technology Trading Lamps", SDN, "Cuba", ()) for n in range(40) for word in ("Kelp", "Oak")
    ]
    _listed(empty, (*PARTIES, *rest))
    return empty


def _of(name: str, catalogue: Catalogue, country: str = "") -> Screening:
    [found] = screened([name], catalogue, country=country)
    return found


@pytest.mark.parametrize(
    "question",
    ["Is Corvid Trading House on a restricted party list?", "Corvid Trading House in Germany: what does each list do?"],
)
def test_what_a_denial_order_does_is_told_with_its_row(catalogue: Catalogue, question: str) -> None:
    found = computed(understand(question, (), Filters(), catalogue), catalogue)
    assert found is not None
    assert any("A denial order prohibits it" in f.text for f in found.findings)


@pytest.mark.parametrize(
    "name, listed, likeness",
    [
        ("Corvid Trading House", "Corvid Trading House", Likeness.SAME),
        ("corvid trading house gmbh", "Corvid Trading House", Likeness.SAME),  # case and legal form
        ("Langfei Technologies", "Bluefinch Digital Lamps Co., Ltd.", Likeness.ALIAS),  # plural
        ("NWO", "Northwind Optics (NWO)", Likeness.ALIAS),  # short name in brackets
        ("Заря Водоканал", "Zarya Vodokanal OAO", Likeness.SAME),
        ("Corvid Tradng House", "Corvid Trading House", Likeness.SPELLING),
        ("House Trading Corvid", "Corvid Trading House", Likeness.SPELLING),
        ("Karim Nasser Sharif", "SHARIF, Karim Nasser", Likeness.SPELLING),  # family name first
        ("Blue Finch", "Bluefinch Digital Lamps Co., Ltd.", Likeness.SPELLING),  # cut differently
        ("ZQX Corporation", "ZQX Parsian", Likeness.LONGER),
        ("Zarya Vodo", "Zarya Vodokanal OAO", Likeness.SPELLING),  # a short form of its last word
    ],
)
def test_a_name_finds_its_row(catalogue: Catalogue, name: str, listed: str, likeness: Likeness) -> None:
    if any(ord(c) > 0x24F for c in name):
        pytest.importorskip("anyascii")
    best = _of(name, catalogue).matches[0]
    assert (best.row.name, best.found.likeness) == (listed, likeness)


def test_chinese_names_are_read_in_pinyin_with_their_trade_in_english() -> None:
    pytest.importorskip("anyascii")
    assert name_words("浪飞技术有限公司") == ("langfei", "technology")
    assert name_words("شركة ماهان")[-1] == "mahan" or name_words("شركة ماهان")[-1] == "mhn"


def test_another_script_finds_a_rare_word_however_the_others_are_spelt(catalogue: Catalogue) -> None:
    pytest.importorskip("anyascii")
    found = _of("Водоканайл Дзарья", catalogue)
    assert [m.row.name for m in found.matches] == ["Zarya Vodokanal OAO"]
    assert not found.is_listed


def test_a_word_that_is_repeated_counts_once(catalogue: Catalogue) -> None:
    once, often = (_of(name, catalogue).matches for name in ("Kelp", "Kelp Kelp Kelp Kelp"))
    assert [(m.row.name, m.found.score) for m in often] == [(m.row.name, m.found.score) for m in once]


@pytest.mark.parametrize(
    ("name", "listed"),
    [("ООО Макро Групп", "OOO MAKRO GRUPP"), ("Зироудей Технолоджис", "LLC ZIROUDEY TEKHNOLODZHIS")],
)
def test_english_words_in_cyrillic_letters_are_found_as_lists_write_them(
    empty: Catalogue, name: str, listed: str
) -> None:
    pytest.importorskip("anyascii")
    _listed(empty, [(listed, SDN, "Russia", ()), ("Oak Lamps", SDN, "Russia", ())])
    found = _of(name, empty)
    assert [m.row.name for m in found.matches] == [listed]
    assert found.is_listed


def test_arabic_letters_find_a_name_of_long_vowels(empty: Catalogue) -> None:
    pytest.importorskip("anyascii")
    _listed(empty, [("Huawei Lamps Co., Ltd.", SDN, "China", ()), ("Oak Lamps", SDN, "China", ())])
    assert [m.row.name for m in _of("شركة هواوي", empty).matches] == ["Huawei Lamps Co., Ltd."]


def test_a_name_in_another_script_that_is_not_found_says_how_it_was_read(catalogue: Catalogue) -> None:
    pytest.importorskip("anyascii")
    assert "It was read as “romashka”" in report.sentence(_of("ООО Ромашка", catalogue), catalogue)
    assert "It was read as" not in report.sentence(_of("Tinfoil Hats", catalogue), catalogue)


@pytest.mark.parametrize(
    ("one", "other"), [("lanternow", "lanternov"), ("petschorin", "pechorin"), ("oustinov", "ustinov")]
)
def test_one_sound_is_spelt_by_languages_in_their_own_ways(one: str, other: str) -> None:
    assert sound(one) == sound(other)
    assert sound(one) != sound("lamplighter")


@pytest.mark.parametrize(
    "name", ["Tinfoil Hats", "Samsara", "Technology Trading", "Plain", "Ltd.", "Kelp Technology Oslo"]
)
def test_what_only_shares_common_words_is_not_found(catalogue: Catalogue, name: str) -> None:
    assert not any(m.is_listed for m in _of(name, catalogue).matches)


@pytest.mark.parametrize(
    "asked, row",
    [
        ("what about 'North wind optics', are they off the list?", "Northwind Optics (NWO)"),  # cut in two
        ("Is Zarya Vodo on the Denied Persons List?", "Zarya Vodokanal OAO"),
    ],
)
def test_a_name_that_is_cut_or_shortened_is_told_with_those_like_it(catalogue: Catalogue, asked: str, row: str) -> None:
    found = computed(understand(asked, (), Filters(), catalogue), catalogue)
    assert found is not None
    assert row in found.findings[0].text
    assert found.findings[0].says_yes is None


def test_what_a_party_makes_is_nobody(catalogue: Catalogue) -> None:
    asked = "Is the maker of Bluefinch on the Denied Persons List?"
    assert computed(understand(asked, (), Filters(), catalogue), catalogue) is None
    assert computed(understand("Is Bluefinch on the Denied Persons List?", (), Filters(), catalogue), catalogue)


def test_since_when_is_asked_of_a_list(catalogue: Catalogue) -> None:
    found = computed(understand("LANGFEI technology?? since when", (), Filters(), catalogue), catalogue)
    assert found is not None
    assert "Bluefinch Digital Lamps" in found.findings[0].text


@pytest.mark.parametrize(
    "question",
    [
        "They would not strike Meadow Sensor off the Denied Persons List. Is there an appeal under 15 CFR 756.2?",
        "Which members of the Wassenaar Arrangement are not on the list in 10 CFR 110.30?",
        "Is Meadow Sensor on the list in Annex IV of Regulation 833/2014?",
        "The 'sisters' rule for companies on a list, is it in force?",
        "有一家工厂明知对方在关注名单上仍然出口，罚款多少？",
        "我们把货卖给名单上的客户，会被罚几倍？",
        "この部品をベトナムに送るだけなら許可はいらない、リストに入っていない",
    ],
)
def test_a_question_on_the_law_is_no_name(catalogue: Catalogue, question: str) -> None:
    asked = understand(question, (), Filters(), catalogue)
    assert computed(asked, catalogue) is None
    assert parties.mentioned(asked, catalogue) is None


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("Corvid Trading House is on the Denied Persons List. Can I ship EAR99 lamps to them?", "Corvid Trading House"),
        ("Is 'Corvid Trading House' listed, and since when?", "Corvid Trading House"),
        ("Is Meadow Sensor on the Denied Persons List?", "“Meadow Sensor” was not found"),
        ("我们要卖给 Bluefinch，在不在名单里", "Bluefinch"),
    ],
)
def test_a_name_beside_words_of_the_law_is_still_looked_up(catalogue: Catalogue, question: str, lead: str) -> None:
    found = computed(understand(question, (), Filters(), catalogue), catalogue)
    assert found is not None
    assert lead in found.findings[0].text


def test_an_affiliate_is_not_the_name(catalogue: Catalogue) -> None:
    found = _of("ZQX Corporation", catalogue)
    told = report.screening_payload(found, catalogue)
    assert told["status"] == "near"
    assert told["text"].startswith("ZQX Parsian, Iran, is listed on the Denied Persons List of 2026-07-31")
    assert "“ZQX Corporation” was not found in lists of 2026-07-31" in told["text"]
    [match] = [m for m in told["matches"] if m["name"] == "ZQX Parsian"]
    assert match["only_on_the_list"] == ["parsian"]
    assert "denial order" in match["means"]
    assert not _of("ZQX Corporation", catalogue).is_listed
    own = [m.row.name for m in _of("Langfei Technology", catalogue).matches if m.is_listed]
    assert own == ["Bluefinch Digital Lamps Co., Ltd."]


def test_a_clean_result_says_what_was_searched_and_never_more(catalogue: Catalogue) -> None:
    told = report.screening_payload(_of("Tinfoil Hats", catalogue), catalogue)
    assert told["status"] == "not_found"
    assert "lists of 2026-07-31: Denied Persons List, Specially Designated Nationals List" in told["text"]
    assert not any(word in told["text"].casefold() for word in ("clear", "no licence", "no license", "safe", "allowed"))
    assert "Watch List of importers and end users (关注名单)" in report.not_held(catalogue)


def test_a_country_leaves_out_rows_of_others(catalogue: Catalogue) -> None:
    assert _of("Corvid Trading House", catalogue, "DE").is_listed
    assert not _of("Corvid Trading House", catalogue, "FR").matches


def test_every_match_has_its_place(catalogue: Catalogue) -> None:
    match = _of("Corvid Trading House", catalogue).matches[0]
    quote = catalogue.slice(match.span.version.number, match.span.start, match.span.end)
    assert quote.startswith("Corvid Trading House")


def test_a_file_with_hostile_cells_is_screened_line_by_line(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "names.csv"
    cells = ["Customer name,city", "Corvid Trading House,Kiel", '"never closed,x', "=HYPERLINK(1),y", ",z"]
    cells += ["a" * 200_000, "!!!,x", "Corvid\u202e Trading House,rtl", "Zarya,ok", "a b " * 60]
    path.write_text("\n".join(cells), "utf-8")
    lines = read_names(path)
    assert [line.number for line in lines] == list(range(2, 11))
    problems = {line.number: line.problem for line in lines if line.problem}
    assert problems == {
        5: "no name in this line",
        6: "200,000 characters; a name has at most 500",
        7: "no letters in this name",
        8: "it holds a sign that turns the order of its letters; write the name anew",
        10: "120 words; a name has at most 80",
    }
    good = [line.name for line in lines if not line.problem]
    found = list(screened(good, catalogue))
    assert [f.name for f in found if f.is_listed] == ["Corvid Trading House", "Zarya"]


def test_many_names_take_a_moment(empty: Catalogue) -> None:
    chance = random.Random(7)
    letters = "abcdefghiklmnoprstuvwz"
    made = ["".join(chance.choices(letters, k=chance.randint(4, 11))).title() for _ in range(4000)]
    _listed(empty, [(" ".join(chance.choices(made, k=3)), SDN, "Cuba", ()) for _ in range(6000)])
    asked = [" ".join(chance.choices(made, k=2)) for _ in range(200)]
    list(screened(asked[:1], empty))  # reads the lists
    begun = time.perf_counter()
    assert len(list(screened(asked, empty))) == 200
    assert time.perf_counter() - begun < 20


@pytest.mark.parametrize(
    "question, value",
    [
        ("Is Corvid Trading House on the Denied Persons List?", True),
        ("is corvid trading house on the SDN list?", False),
        ("Is Tinfoil Hats on the Denied Persons List?", False),
        ("Corvid Trading House: SDN or DPL?", {"sdn_list": False, "denied_persons_list": True}),
        ('Is "Langfei Technology" listed anywhere?',
         {"listed": True, "list": "Denied Persons List", "entry": PARTIES[1][0], "country": "China"}),
        ('which parent entry does the alias "Langfei Technology" belong to', "Bluefinch Digital Lamps Co., Ltd."),
    ],
)  # fmt: skip
def test_a_question_whether_somebody_is_listed_is_screened(catalogue: Catalogue, question: str, value: object) -> None:
    found = computed(understand(question, (), Filters(), catalogue), catalogue)
    assert found is not None
    assert found.payload["value"] == value
    assert found.findings[0].cites
    assert not found.findings[0].said.startswith("Yes") or value is not False


@pytest.mark.parametrize(
    "question",
    [
        "How many companies are on the SDN list?",
        "Who decides what goes on the Denied Persons List?",
    ],
)
def test_what_names_do_not_decide_is_left(catalogue: Catalogue, question: str) -> None:
    assert computed(understand(question, (), Filters(), catalogue), catalogue) is None


def test_a_relative_in_a_country_is_asked_for_in_a_follow_up(empty: Catalogue) -> None:
    from tests.assistant.engines.lists.conftest import add_part

    rows = (
        ("CHINA", "Umber Memory Co., Xian, China", "All items", "Presumption of denial", "90 FR 1, 1/6/25."),
        ("JAPAN", "Umber Memory (Japan) Inc., Tokyo, Japan", "All items", "Policy of denial", "90 FR 1, 1/6/25."),
    )
    add_part(empty, date(2026, 4, 15), rows)
    asked = understand("their Japanese arm too?", ("Is Umber Memory on the Entity List?",), Filters(), empty)
    found = parties.listed_parties(asked, empty)
    assert found is not None
    assert found.payload["value"] == ["Umber Memory (Japan) Inc."]
    assert "Policy of denial" in found.findings[0].text
    assert (
        parties.listed_parties(understand("and in total?", ("Is Umber Memory listed?",), Filters(), empty), empty)
        is None
    )


def test_of_a_relative_neither_yes_nor_no_is_said(catalogue: Catalogue) -> None:
    found = computed(understand("Is ZQX Corporation on the Denied Persons List?", (), Filters(), catalogue), catalogue)
    assert found is not None
    assert found.payload["value"] is False
    assert found.findings[0].says_yes is None
    assert found.findings[0].text.startswith("“ZQX Corporation” was not found under that name in lists of 2026-07-31.")
    assert "Similar names on the lists: ZQX Parsian, Iran, is listed on the Denied Persons" in found.findings[0].text


def test_how_many_matches_there_are_is_told_where_not_all_are(empty: Catalogue) -> None:
    _listed(empty, [(f"{word} Trading", DPL, "Iran", ("Kestrel Halberd",)) for word in _branches(28)])
    [found] = screened(["Kestrel Halberd"], empty)
    told = report.screening_payload(found, empty)
    assert (len(told["matches"]), told["matches_in_all"], found.others) == (25, 28, 3)
    assert report.sentence(found, empty).count("Kestrel Halberd") > 4
    assert "and 23 more" in report.sentence(found, empty)


def _branches(number: int) -> list[str]:
    return [f"{a}{b}{a}{b}".capitalize() for a in "bcdfghkm" for b in "aeiou"][:number]


def test_lines_that_are_left_out_are_counted_with_the_command_that_shows_them() -> None:
    assert report.further("A & B", 3, 8) == []
    [line] = report.further("A & B", 12, 8)
    assert line.text == "4 further rows: `licet screen 'A & B'` shows all."
    assert report.lines_in_one(["a", "b", "a", "c"], 2, 3) == "a; b; and 4 more"
    assert report.lines_in_one(["a", "a"], 2) == "a"


PEOPLE = [("HOSSEINI, Karim Ali", SDN, "Iran", ()), ("SOLEN, Qasem", SDN, "Iran", ())]
BRANCHES = [
    ("Lantern Memory Technology Co., Ltd.", DPL, "China", ()),
    ("Lantern Memory Technology (Japan) Inc.", DPL, "Japan", ()),
]


def _people(catalogue: Catalogue) -> None:
    many = [(f"Kelpo Technology {n}", DPL, "Cuba", ()) for n in range(40)]
    many += [(f"OTHER{n}, Ali", SDN, "Iran", ()) for n in range(40)]
    tree = TreeBuilder()
    base = "U.S. Consolidated Screening List"
    top = tree.add(base, locator=base, role=Role.ANNEX)
    for number, (name, listing, country, _) in enumerate([*PEOPLE, *BRANCHES, *many]):
        kind = "Individual" if ", " in name and "Ltd" not in name else "Entity"
        cells = (("Name", name), ("List", listing), ("Country", country), ("Type", kind))
        tree.add(f"{name}. List: {listing}.", locator=f"{base} > {number}, {name}", role=Role.ROW, parent=top,
                 heading=name, cells=cells)  # fmt: skip
    source = Source(id="us-list-screening", title=base, kind=Kind.LIST, jurisdiction="us")
    catalogue.publish(catalogue.stage(tree.reading(source, valid_from=date(2026, 7, 31)), []))


@pytest.mark.parametrize(
    "asked, row",
    [
        ("Is Karim Hosseini on the SDN list?", "HOSSEINI, Karim Ali"),  # a given name left out, the other order
        ("Is Prof Karim Ali Hosseini on the SDN list?", "HOSSEINI, Karim Ali"),
        ("Is General Qasem Solen on the SDN list?", "SOLEN, Qasem"),
        ("Is Memory Lantern on the Denied Persons List?", "Lantern Memory Technology Co., Ltd."),
        ("Is Lantern Memory Japan on the Denied Persons List?", "Lantern Memory Technology (Japan) Inc."),
        ("Is Kelpo Technology on the Denied Persons List?", "Kelpo Technology 0"),  # words that many names have
    ],
)
def test_other_orders_and_words_left_out_are_similar_names_and_no_yes(empty: Catalogue, asked: str, row: str) -> None:
    _people(empty)
    found = computed(understand(asked, (), Filters(), empty), empty)
    assert found is not None
    assert found.findings[0].says_yes is None
    assert "imilar names" in found.findings[0].text
    assert row in found.findings[0].text


@pytest.mark.parametrize("title", ["Mr", "Mrs", "Dr", "Prof", "Professor", "Ms."])
def test_a_title_is_no_part_of_a_name(empty: Catalogue, title: str) -> None:
    _people(empty)
    assert _of(f"{title} Solen Qasem", empty).read_as == ("solen", "qasem")
    assert _of(f"{title} Solen Qasem", empty).is_listed
    assert name_words("General Electric") == ("general", "electric")


def test_of_a_name_that_many_share_the_rows_of_the_country_asked_for_are_told(empty: Catalogue) -> None:
    many = [(f"Otterby Technology {w} Trading", DPL, "China", ()) for w in ("A1", "B2", "C3", "D4", "E5", "F6", "G7")]
    many += [(f"Otterby Technology {n}X Trading Lamps", DPL, "China", ()) for n in range(30)]
    many += [(f"Kelp {n} Technology Trading Lamps", DPL, "Cuba", ()) for n in range(40)]
    _listed(empty, [*many, ("Otterby Long Name Technology Trading Lamps Japan", DPL, "Japan", ())])
    found = computed(understand("Is Otterby Japan on the Denied Persons List?", (), Filters(), empty), empty)
    assert found is not None
    assert found.findings[0].says_yes is None
    assert "Otterby Long Name Technology Trading Lamps Japan" in found.findings[0].text


def test_a_list_held_of_other_days_alone_says_nothing_of_the_day_asked_about(empty: Catalogue) -> None:
    add_part(empty, date(2026, 1, 15))
    asked = "Is Dynamo A.S. on the Entity List?"
    held = computed(understand(asked, (), Filters(), empty), empty)
    assert held is not None
    assert held.outcome is Outcome.ANSWERED
    found = computed(understand(asked, (), Filters(as_of=date(2019, 1, 1)), empty), empty)
    assert found is not None
    assert found.outcome is Outcome.NOT_IN_CORPUS
    assert found.lead.startswith("No edition of 1 January 2019 is held")
    assert "2026-01-15" in found.lead


def test_a_common_word_in_quotes_is_no_name_to_look_up(catalogue: Catalogue) -> None:
    asked = understand('Is "technology" on the Denied Persons List?', (), Filters(), catalogue)
    found = computed(asked, catalogue)
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert found.lead.startswith("“technology” is too common")

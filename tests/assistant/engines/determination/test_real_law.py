"""The walk over the real texts: labelled classes of cases, and what the law's own traps must not lead to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from assistant.engines.determination import determination_engine
from assistant.engines.determination.by_section import section_reach
from assistant.engines.determination.law_texts.entries import entry_at
from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.enrichment import annotate
from corpus.filters import Filters
from corpus.parsers.dispatch import load_file, read_bytes
from tests.assistant.engines.determination.test_walk import PERMISSIONS
from tests.shared_texts import hold_texts

# (question, status, words of the answer): written from the texts, by rule and not by case of a benchmark.
CASES = [
    ("1C351.d.16 toxin sample to Lyon", "required", "CB Column 1"),
    ("3A090.c HBM to Macau", "required", "D:5"),
    ("4A003.z.1.a server to London", "required", "any destination worldwide"),
    ("9A991.a aircraft to Tripoli, Libya", "required", "746.1(b)(2) lists Libya"),
    ("9A610.y bolts to Hong Kong", "required", "China, Russia, or Venezuela"),
    ("6A992 gravity meters to Baghdad", "required", "746.3"),
    ("0A502 shotgun, 14 inch barrel, to Sydney", "required", "footnote 10"),
    ("0A501.y parts to Canberra", "no_chart_requirement", "AT Column 1"),
    ("5A980 to France", "required", "all destinations"),
    ("3B993 tool to Singapore", "indeterminate", "742.6(a)(11)"),
    ("1C351.a.1 virus to Oslo", "no_chart_requirement", "CB Column 2"),
    ("1C355 to Cairo", "indeterminate", "CWC"),
    ("5A991 modem to Tehran", "required", "746.7(a)(1)(i)"),
    ("EAR99 shampoo to Tehran", "indeterminate", "31 CFR part 560"),
    ("flour, EAR99 food, to Luhansk", "no_chart_requirement", "746.6(a)(2)"),
    ("EAR99 wheat and two tractors to Luhansk", "required", "Two tractors: Under § 746.6(a)(2)"),
    ("EAR99 rice cookers to Pyongyang", "indeterminate", "which of the items are food or medicine"),
    ("50 t of EAR99 rice and blankets to Pyongyang", "required", "Blankets: Under § 746.4(a)"),
    ("EAR99 pumps for a nuclear power plant in Slovakia", "indeterminate", "IAEA safeguards"),
    ("EAR99 pumps for a nuclear power plant in Japan", "no_chart_requirement", "supplement no. 3"),
    ("EAR99 pumps for isotope separation in Slovakia", "required", "744.2(a)"),
    ("EAR99 tractors to Simferopol", "required", "746.6(a)(1)"),
    ("EAR99 laptops to Ukraine, licence?", "indeterminate", "Crimea"),
    ("EAR99 laptops to Kramatorsk", "indeterminate", "DNR"),
    ("EAR99 CAD software to Kazan", "required", "746.8(a)(8)(ii)"),
    ("EAR99 servers to Hikvision in Hangzhou", "required", "Entity List"),
    ("3A991 chips to Skyrizon in Beijing", "required", "744.21(b)(1)(ii)"),
    ("EAR99 desks to Beijing Skyrizon in Beijing", "indeterminate", "Rows with names like it"),
    ("EAR99 desks to Beijing Skyrizon Aviation in Beijing", "indeterminate", "Rows with names like it"),
    ("EAR99 desks to Beijing Skylark Ovens in Beijing", "no_chart_requirement", "That clears nobody"),
    ("EAR99 cables to ZTE in Shenzhen", "indeterminate", "ZTE Parsian"),
    ("EAR99 ovens to Guerreros Unidos in Iguala, Mexico", "required", "names the programme ILLICIT-DRUGS-EO14059"),
    ("EAR99 chairs to Blue Star Optics in Warsaw", "no_chart_requirement", "That clears nobody"),
    ("EAR99 valves to ChangXin Memory in Hefei", "no_chart_requirement", "That clears nobody"),
    ("EAR99 laptops for the Russian navy in Vladivostok", "required", "744.21(a)(2)"),
    ("EAR99 radios for the Venezuelan army, Caracas", "no_chart_requirement", "does not stand in Supplement No. 2"),
    ("3A991 chips for the national police in Beijing", "required", "744.21(g)"),
    ("6A003.a.4 cameras for the Japanese navy", "required", "744.9(a)(1)(i)"),
    ("EAR99 valves for a heavy water unit in Poland", "required", "supplement no. 3"),
    ("bearings EAR99 for a drone maker in Cairo, range 50 km", "no_chart_requirement", "below 300 km"),
    ("bearings EAR99 for a drone maker in Cairo", "required", "unable to determine"),
    ("EAR99 pipes for a whole plant making 1C350 precursors in Mexico", "no_chart_requirement", "A:3"),
    ("3B991 tools for a chip plant in Wuxi", "required", "744.23(a)(2)(ii)"),
    ("0A001 reactor vessel to Japan", "indeterminate", "Nuclear Regulatory Commission"),
    ("2B352.b fermenter to Malaysia, licence?", "indeterminate", "never means EAR99"),
    ("6A006.a to Guernsey", "indeterminate", "Guernsey has no row"),
    ("6A006.a to Vaduz, Liechtenstein", "no_chart_requirement", "row of Switzerland"),
    ("German firm: 3A001.a.7 to China, licence?", "indeterminate", "2021/821"),
    ("UK exporter: 3A001.a.7 to India, licence?", "indeterminate", "United Kingdom"),
    ("French company: may we sell perfume for 80 euro to Moscow?", "no_chart_requirement", "EUR 300"),
    ("French company: may we sell a piano for 2,000 euro to Moscow?", "prohibited", "EUR 1 500"),
    ("fully automatic rifles to Poland, do we need a licence?", "indeterminate", "22 CFR 121.1 Category I(b)"),
    ("3A090.b boards to a Chinese company's office in Singapore, allowed?", "required", "744.23(a)(3)(i)(A)"),
    ("3A991 chips to a Chinese company", "no_chart_requirement", "China"),
    ("2B351 monitors to South Korea and North Korea", "required", "746.4(a)"),
    ("8A992 pumps to a dealer in Germany for a project in Crimea", "required", "746.6(a)(1)"),
    ("6A005 laser to a lab in Delft, a student from Tehran works there", "no_chart_requirement", "Netherlands"),
    ("3A001.a.7 from Germany to China, German exporter, licence?", "indeterminate", "2021/821"),
    ("EAR99 wire to a plant in Hanoi owned 60% by a listed company", "indeterminate", "said to be listed"),
    ("EAR99 wire to a plant in Hanoi that is on no list", "no_chart_requirement", "not a permission"),
    ("EAR99 epoxy, our buyer in Egypt builds drones that fly 700 km, ok?", "required", "744.3(a)(1)"),
    ("EAR99 epoxy, our buyer in Egypt builds drones that fly 700 km, ok?", "required", "material contribution"),
    (
        "3A090.b boards for a cloud firm in Bangkok, Thailand, owned by a Chinese company",
        "required",
        "744.23(a)(3)(i)(A)",
    ),
    ("3A090.b boards for a cloud firm in Bangkok, Thailand", "no_chart_requirement", "would change the answer"),
    ("3A991.a.1, 10 GFLOPS, 64 bit, for vietnams national police", "required", "744.17(a)"),
    ("10 GFLOPS 64 bit processors to the Belarusian army's institute", "required", "744.17(a)"),
    ("3A991.a.1, 10 GFLOPS, 64 bit, for a simulator of the Armenian defence forces", "required", "744.17(a)"),
    ("3A991.a.1, 10 GFLOPS, 64 bit, for the land forces of Vietnam", "required", "744.17(a)"),
    ("3A991.a.1, 10 GFLOPS, 64 bit, for the air defence of Vietnam", "required", "744.17(a)"),
    ("2 GFLOPS 32 bit processors to the Vietnamese army's institute", "indeterminate", "classification"),
    ("6A003.b.4.b camera to a fire brigade in Mumbai India", "required", "footnote 7"),
    ("6A003.b.4.b camera to a fire brigade in Oslo Norway", "indeterminate", "111,000 elements"),
    ("3A001.a.7 chips, one box to Berlin Germany, one to Chengdu China", "required", "Germany"),
    ("EAR99 dialysis machine to a clinic in Santiago de Cuba, Cuba", "required", "will generally be approved"),
    ("EAR99 dialysis machine to a clinic in Cuba", "required", "746.2(b)(1)"),
    ("EAR99 tractors to Cuba", "required", "general policy of denial"),
    ("5A992.c phones to Tehran", "required", "no license exceptions may be used"),
    ("0A980 horses by sea to Dublin", "required", "754.5(a)"),
    ("EAR99 syringes to a hospital in Havana. do i need a licence? will they refuse?", "required", "746.2(b)(1)"),
    ("police batons to Mexico, do I need a licence?", "indeterminate", "0A978"),
    ("3A090.b chips to Norway, licence?", "no_chart_requirement", "To decide it: where the entity"),
    ("3A090.b chips to a firm in Norway, no Chinese parent", "no_chart_requirement", "744.23(a)(3)(i)(A)"),
    ("3A090.b chips to a Chinese-owned firm in Norway", "required", "744.23(a)(3)(i)(A)"),
    ("3A090.b chips to a firm in Norway, the parent is in Macau", "required", "744.23(a)(3)(i)(A)"),
    ("can I use STA for 2B350.d to Chile?", "required", "CB Column 2"),
    ("licence for technology 3E001 to a lab in Quito?", "required", "NS Column 1"),
    ("3A992.c testers go NLR to Chennai in India. The next order is for Karachi, same?", "required", "Pakistan"),
    ("EAR99 desks for DJI in Shenzhen", "required", "whose row excepts"),
    ("EAR99 technology to repair a drone, released to DJI in Shenzhen", "indeterminate", "that the row of DJI has"),
    ("Are 3A001 chips for Perm banned under Regulation (EU) No 833/2014?", "prohibited", "Article 2(1)"),
    ("We are a small maker of pumps in Lyon. 2B350 valves to a plant in Perm, allowed?", "prohibited", "Article 2(1)"),
    ("We are a small maker in Lyon. 2B350 valves to a hospital in Perm, allowed?", "indeterminate", "Article 2(3)(b)"),
    ("based in Leeds, exporting a 6A003.b.4 camera to Oman. Do we need a licence?", "indeterminate", "United Kingdom"),
    ("0A501.d parts for $700 to Chile, LVS?", "required", "is 500 US dollars, which the value told, 700, exceeds"),
    ("0A501.d for $300 and 0A501.c for $900 to Chile, LVS?", "required", "which the value told, 300, does not exceed"),
    ("0A501.b parts for $400 to Chile, LVS?", "required", "The entry gives no LVS for 0A501.b"),
    ("we are a dealer in Yerevan, US-origin EAR99 cable to Belgrade, Serbia", "no_chart_requirement", "to Serbia"),
    ("5A991 modems for our wholly owned US subsidiary in Perm", "no_chart_requirement", "and for nobody else"),
    (
        "US-origin 5A991 modems for a fully owned office of a German parent in Perm",
        "no_chart_requirement",
        "nobody else",
    ),
    (
        "5A991 modems for the wholly owned office of our Dutch parent (Delft) in Perm, ten more for a dealer there",
        "required",
        "unless it goes to the end user",
    ),
    (
        "EAR99 cables to a firm at 2818 Glittery City, Shennan Middle Road, Shenzhen",
        "indeterminate",
        "Winninc Electronic",
    ),
    ("EAR99 cables to Chongqing Optel Telecom Technology in China", "no_chart_requirement", "a signed UVL statement"),
    ("EAR99 chairs for Rosneft Trading S.A. in Geneva", "indeterminate", "takes precedence over § 744.8"),
    ("EAR99 chairs for Intellexa S.A. in Athens, Greece", "required", "does not name the programme CYBER2"),
    ("5A992.c phones to HK", "no_chart_requirement", "read with the row of China"),
    (
        "Our head office is in Belgium. 5A991 modems to our wholly owned branch in Perm",
        "no_chart_requirement",
        "and for nobody else",
    ),
    ("5A991 modems to a telecom shop in Perm", "required", "excludes 5A991 from that for the end users that it lists"),
    ("0A502 shotguns with a barrel of 26 inches to Perth, Australia", "no_chart_requirement", "Footnote 10 to the row"),
    ("EAR99 bearings to a missile plant in Amman, Jordan, range 90 km", "no_chart_requirement", "below 300 km"),
    (
        "EAR99 bearings to a missile plant in Amman, Jordan, range probably 90 km",
        "required",
        "a guess does not settle it",
    ),
    ("EAR99 gyros for a UAV maker in Muscat, Oman, who will not say what range they have", "required", "744.3(a)(3)"),
    (
        "EAR99 gyros for a UAV maker in Muscat. they never told us how far it flies. Is a licence needed?",
        "required",
        "744.3(a)(3)",
    ),
    ("EAR99 chairs to Managua, Nicaragua, for nicaraguan police", "indeterminate", "Nicaraguan National Police (NNP)"),
    ("EAR99 chairs to Nicaragua for the police of Nicaragua", "indeterminate", "Nicaraguan National Police (NNP)"),
    ("EAR99 chairs to Nicaragua for a nicaraguan bakery", "no_chart_requirement", "not a permission"),
    ("EAR99 chairs to China for northwestern university", "indeterminate", "Northwestern Polytechnical University"),
    ("EAR99 chairs to Shanghai, China for the Bank of China", "no_chart_requirement", "not a permission"),
    ("EAR99 chairs to Phnom Penh, Cambodia for the GDRI", "required", "744.22(f)(2)(ii)"),
    ("EAR99 chairs to Burma for the directorate of signal", "required", "744.22(f)(2)(i)"),
    ("EAR99 chairs to China, intelligence bureau of the joint staff department", "required", "744.22(f)(2)(iv)"),
    ("3A991 chips for the state intelligence service in Beijing", "required", "744.21(a)(1)"),
    ("a licence issued on 18 May 2026 for a 0A506.a rifle to Calgary: was one needed?", "required", "FC Column 1"),
]


def asked(real_law: Catalogue, question: str, *history: str) -> Computed | None:
    snapshot = CatalogueSnapshot(real_law)
    return determination_engine.computed(understand(question, history, Filters(), snapshot), snapshot)


# Goods told by figures, or by what they are called: (question, status, words of the answer).
DESCRIBED = [
    ("12 bit ADC chips, 500 MSPS, for a dealer in Hanoi, licence?", "required", "3A001.a.5.a.3"),
    ("12 bit ADC chips, 300 MSPS, for a dealer in Hanoi, licence?", "indeterminate", "3A991.c.2"),
    ("12 bit ADC chips, 300 MSPS, for a dealer in Hanoi, licence?", "indeterminate", "3A001.a.5.a.3, not met"),
    ("server chip, total processing performance 5000, for a lab in Oslo, Norway. licence?", "required", "3A090.a.1"),
    ("a computer of 80 weighted teraflops: is it caught by 4A003.b?", "indeterminate", "4A003.b, met"),
    ("licence for a frequency changer, 900 Hz, control 0.1 %, to Lima?", "indeterminate", "lacks its paragraph .a"),
    ("solvent with 20 % thiodiglycol to Bogota, Colombia. licence?", "indeterminate", "20 % against"),
    ("fingercuffs to the police in Dublin, do we need a licence?", "indeterminate", "0A983"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "status", "words"), DESCRIBED)
def test_goods_that_are_described(real_law: Catalogue, question: str, status: str, words: str) -> None:
    snapshot = CatalogueSnapshot(real_law)
    understood = understand(question, (), Filters(), snapshot)
    found = determination_engine.of_item(understood, snapshot) or determination_engine.computed(understood, snapshot)
    assert found is not None
    told = "\n".join(f.text for f in found.findings)
    assert found.payload["status"] == status, told
    assert words.lower() in told.lower(), told
    assert not [p for p in PERMISSIONS if p in told.lower()]


def test_another_list_is_left_open_where_figures_are_missing(shared: Path, tmp_path: Path) -> None:
    with closing(Catalogue(tmp_path / "catalogue.sqlite")) as law:
        for name in ("us/lists/ccl.json", "us/lists/country-chart.json", "pdf/norway-list-II-dual-use.pdf"):
            for reading in read_bytes(load_file(shared / "data" / name)):
                law.publish(law.stage(annotate(reading), []))
        snapshot = CatalogueSnapshot(law)
        question = "hobby drone, flies 40 minutes at 50 km/h - on Norway's dual use list?"
        found = determination_engine.of_item(understand(question, (), Filters(), snapshot), snapshot)
    assert found is not None
    assert "leaves open whether 9A012.a.1 is met" in found.findings[0].text
    assert "meets no paragraph" not in found.payload["text"]


@pytest.mark.parametrize(
    "question",
    [
        "Do I need a licence for copper rods with 2 ppm lead to Lima?",
        "wooden chairs with 5 mm screws to Lima, licence?",
    ],
)
def test_a_unit_and_what_goes_with_goods_name_none(real_law: Catalogue, question: str) -> None:
    found = asked(real_law, question)
    assert found is not None
    assert found.payload["status"] == "indeterminate"
    assert "as far as its text is held" not in found.lead
    assert not found.lead.startswith("Words of the goods stand in")


@pytest.mark.parametrize(("question", "status", "words"), CASES)
def test_the_walk_over_the_law(real_law: Catalogue, question: str, status: str, words: str) -> None:
    found = asked(real_law, question)
    assert found is not None
    told = "\n".join(f.text for f in found.findings)
    assert found.payload["status"] == status, told
    assert words.lower() in told.lower(), told
    assert not [p for p in PERMISSIONS if p in told.lower()]


def test_each_destination_is_walked_by_itself(real_law: Catalogue) -> None:
    found = asked(
        real_law, "2B350 valves: one order for Buenos Aires Argentina, one for Amman Jordan. licence for which?"
    )
    assert found is not None
    told = {d["place"]: d["status"] for d in found.payload["destinations"]}
    assert told == {"Jordan": "required", "Argentina": "no_chart_requirement"}
    assert found.findings[0].text.startswith("A licence is required: 2B350 is controlled")
    assert "No requirement was found in the chart for 2B350 to Argentina" in found.findings[0].text


def test_a_place_of_departure_and_an_armed_force_are_no_names_to_screen(real_law: Catalogue) -> None:
    found = asked(real_law, "3A991 chips from Nebraska to a radio maker for the PLA in Jakarta, licence?")
    assert found is not None
    assert "“Nebraska" not in found.payload["text"]
    assert "“PLA" not in found.payload["text"]


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("intellexa: does the SDN hit trigger § 744.8?", "§ 744.8(a)(1) does not name the programme CYBER2"),
        ("Does § 744.8 catch Sberbank?", "§ 744.8(a)(1) names the programme UKRAINE-EO13662, RUSSIA-EO14024"),
        ("Does § 744.8 apply to Rosneft Trading S.A.?", "stands on the Entity List too"),
        ("Is Zhang Wei reached by 744.8?", "People share names"),
    ],
)
def test_a_section_reaches_a_party_by_the_programmes_that_it_names(
    real_law: Catalogue, question: str, lead: str
) -> None:
    snapshot = CatalogueSnapshot(real_law)
    found = section_reach.of_section(understand(question, (), Filters(), snapshot), snapshot)
    assert found is not None
    assert lead in found.findings[0].text
    assert found.findings[0].says_yes is None


@pytest.mark.parametrize("question", ["What does § 744.8 do?", "EAR99 pumps to Sberbank in Moscow under § 744.8"])
def test_a_section_alone_or_an_item_is_no_question_of_its_reach(real_law: Catalogue, question: str) -> None:
    snapshot = CatalogueSnapshot(real_law)
    assert section_reach.of_section(understand(question, (), Filters(), snapshot), snapshot) is None


@pytest.mark.parametrize("question", ["can I use STA for 2B350.d to Chile?", "technology 3E001 to a lab in Quito?"])
def test_an_exception_and_a_kind_of_item_are_no_listed_parties(real_law: Catalogue, question: str) -> None:
    found = asked(real_law, question)
    assert found is not None
    assert "Specially Designated National" not in found.payload["text"]


def test_no_exception_is_named_where_the_section_excludes_all(real_law: Catalogue) -> None:
    found = asked(real_law, "5A992.c phones to Tehran")
    assert found is not None
    assert "Whether a License Exception lifts" not in found.payload["text"]


@pytest.mark.parametrize(
    "question",
    [
        "Changes to the Entity List for China?",
        "Penalties for exports to the Russian army?",
        "Guide to the EU rules",
        "May a dealer in Norway pass such goods on to his sister firm in Peru?",  # of a class of goods
        "Under which licence do controlled items go from Chile to Peru?",
    ],
)
def test_a_matter_is_no_shipment(real_law: Catalogue, question: str) -> None:
    assert asked(real_law, question) is None


@pytest.mark.parametrize(
    "question",
    [
        "Our echo sounders are 6A001.a. Are they on the Norwegian list too?",
        "Is a seven-axis lathe a controlled item under 2B001 in Germany?",
        "Vi i Stavanger lager treghetssensorer. Står 7A003 på liste II?",
        "Wir in Kiel bauen Sonare, 6A001. Steht das im Anhang I?",
    ],
)
def test_a_place_on_the_list_of_another_law_is_not_decided_by_this_chart(real_law: Catalogue, question: str) -> None:
    assert asked(real_law, question) is None


@pytest.mark.parametrize(
    "question",
    [
        "We keep selling 2B350 valves to Brazil. How long do we have to store the invoices?",
        "3A001.a.7 goes to Shenzhen. By when is the renewal to be filed?",
        "As a US person with a Swedish firm, do I need a licence to maintain etching tools in Wuhan?",
    ],
)
def test_a_term_or_a_person_is_no_shipment(real_law: Catalogue, question: str) -> None:
    assert asked(real_law, question) is None


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("Is 2B350 controlled for Qatar?", "Qatar has an X"),
        ("A controlled item for a customer in Oslo, 3A001.a.7, licence?", "to Norway"),
        ("We in Oslo want to sell 3A001.a.7 to Brazil. Licence needed?", "whether a licence of Norway is required"),
        ("3A001.a.7 is on the Norwegian list as well, do I need a licence to ship it to Shenzhen?", "China has an X"),
    ],
)
def test_a_licence_is_still_asked_beside_a_list_or_a_place(real_law: Catalogue, question: str, lead: str) -> None:
    found = asked(real_law, question)
    assert found is not None
    assert lead in found.findings[0].text
    assert "to Norway" not in found.findings[0].text or lead == "to Norway"


def test_an_owner_on_the_list_is_told_with_the_stay_of_its_rule(real_law: Catalogue) -> None:
    question = "EAR99 chairs to a Kuala Lumpur firm 60% owned by Huawei Technologies, shipping on {}, licence?"
    before, after = (asked(real_law, question.format(day)) for day in ("1 August 2026", "1 December 2026"))
    assert before is not None
    assert after is not None
    assert before.payload["status"] == "no_chart_requirement", "the rule on affiliates was stayed on that day"
    assert after.payload["status"] == "indeterminate"
    assert "effective until Nov. 9, 2026" in after.payload["text"]
    assert "what holds on 1 December 2026 is not in the texts held" in after.payload["text"]


def test_on_a_day_before_the_editions_nothing_is_held(real_law: Catalogue) -> None:
    found = asked(real_law, "Did we need a licence for 3A001.a.7 to Germany, shipped on 3 May 2024?")
    assert found is not None
    assert found.payload["status"] == "indeterminate"


def test_a_military_user_changes_the_answer_in_a_conversation(real_law: Catalogue) -> None:
    first = "Do I need a licence to send 3A991 chips to China?"
    plain, military = asked(real_law, first), asked(real_law, "What if it is a military user?", first)
    assert plain is not None
    assert military is not None
    assert (plain.payload["status"], military.payload["status"]) == ("no_chart_requirement", "required")


def test_every_quote_is_of_the_text(real_law: Catalogue) -> None:
    found = asked(real_law, "3A001.a.7 to Shenzhen, licence?")
    assert found is not None
    quotes = [c for s in found.payload["steps"] for c in s["citations"]]
    assert len(quotes) > 3
    sources = {source.id: version.number for source, version in real_law.in_force(Filters()).values()}
    assert all(real_law.slice(sources[c["source_id"]], c["start"], c["end"]) == c["quote"] for c in quotes)


def test_a_limit_on_a_line_of_its_own_is_of_the_exception_above_it(shared: Path, tmp_path: Path) -> None:
    with closing(Catalogue(tmp_path / "catalogue.sqlite")) as held:
        hold_texts(held, shared, ("us/lists/ccl.json", "us/ecfr/2026-09-01_title-15_part-774-supp-1-fragment.xml"))
        entry = entry_at(Texts.of(CatalogueSnapshot(held), Filters(), "us"), "3A002")
        assert entry is not None
        lines = {name: words for name, words, _ in entry.exceptions}
        assert (
            lines["LVS"] == "$3000: 3A002.a, .e, .f, and .g; $5000: 3A002.c to .d, and .h (unless controlled for MT);"
        )


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("5A991 modems from Austin to a shop in Quito, licence?", ()),
        ("1C232 gas, one box to Osaka and one to Mumbai. Do I need a licence and why the difference?", ()),
        ("5A991 modems to Quito, group A:1 I thought. Licence needed?", ()),
    ],
)
def test_only_what_no_step_used_is_left_open(real_law: Catalogue, question: str, left: tuple[str, ...]) -> None:
    found = asked(real_law, question)
    assert found is not None
    assert tuple(w for w in found.not_answered if w in ("Austin", "A:1") or "differ" in w) == left


def test_a_site_that_is_put_right_is_walked(real_law: Catalogue) -> None:
    first = "Is a US licence needed for EAR99 boilers to a school in Lviv, Ukraine?"
    found = asked(real_law, "I was wrong on the town: the school is in Donetsk. Does that make a difference?", first)
    assert found is not None
    assert found.payload["status"] == "required"
    assert "746.6(a)(2)" in found.findings[0].text


def test_a_range_that_is_short_leaves_the_use_to_be_determined(real_law: Catalogue) -> None:
    found = asked(real_law, "EAR99 bolts to a maker of drones in Amman, Jordan, range 40 km: licence?")
    assert found is not None
    assert "(a)(3)(ii)" in found.payload["text"]


@pytest.mark.parametrize("question", ["May her bank take it? Does the 833/2014 limit on deposits stop a Russian?"])
def test_a_matter_of_money_is_no_shipment(real_law: Catalogue, question: str) -> None:
    assert asked(real_law, question) is None


@pytest.mark.parametrize(
    "turn",
    [
        "Turns out the start-up is a wholly owned subsidary of a Beijing company. Same chips, same site. What now?",
        "And if its ultimate parent is headquartered in Macau?",
        "The parent company sits in Shenzhen. Does that change it?",
    ],
)
def test_an_owner_told_later_does_not_move_the_goods(ask_real: Callable[..., Computed | None], turn: str) -> None:
    found = ask_real(turn, "3A090.b chips for a data centre in Haifa. Buyer has Israeli parents only. Licence?")
    assert found is not None
    assert found.payload["status"] == "required"
    assert found.lead.startswith("A licence is required for 3A090.b to Israel: § 744.23(a)(3)(i)(A)")

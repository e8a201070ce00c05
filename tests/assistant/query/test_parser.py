"""Queries: what a question is understood as."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.pipeline import Assistant
from assistant.query.answer_kinds import fit, kinds_wanted
from assistant.query.asked_at_once.cutting import questions_in
from assistant.query.follow_ups import addressed, is_follow_up, standalone
from assistant.query.parser import _compared, understand
from corpus import instruments
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("how long must records be kept?", "duration"),
        ("for how many yrs must the exporter keep it", "duration"),
        ("How early does NRC need notice?", "duration"),
        ("how much heavy water may go?", "amount"),
        ("Above what key length is it caught?", "amount"),
        ("By what date did they have to stop?", "date"),
        ("when was it added?", "date"),
        ("Which departments sit on it?", "body"),
        ("May the company say yes?", "yes_no"),
        ("Are lamps listed or not?", "yes_no"),
        ("Can anyone dig for lamps, or does someone pick who may?", "yes_no"),
        ("When a notice comes, does it have to be in writing?", "yes_no"),
        ("Know-how for lamps of even width: controlled on the list?", "yes_no"),
        ("what application fee does it set?", "amount"),
        ("If a plant only tests chips, is that production?", "yes_no"),
    ],
)
def test_a_question_wants_a_kind_of_answer(asked: str, kind: str) -> None:
    assert kind in kinds_wanted(asked)


@pytest.mark.parametrize(
    ("asked", "is_of_a_day"),
    [
        ("When does the Lantern Act require permission to send lanterns abroad?", False),
        ("When do I need an export permit for lanterns?", False),
        ("when do we have to obtain a licence", False),
        ("When is a licence for lanterns needed?", False),
        ("When are prior approvals necessary?", False),
        ("When must I apply for a licence?", True),
        ("When do I need to renew the licence?", True),
        ("When do I need the licence by?", True),
        ("When does the licence requirement begin?", True),
        ("When did the rule first require a licence?", True),
        ("When will a licence be needed for lanterns again?", True),
        ("When is the permit due?", True),
    ],
)
def test_when_leave_is_needed_asks_for_cases_and_no_day(asked: str, is_of_a_day: bool) -> None:
    assert ("date" in kinds_wanted(asked)) is is_of_a_day


def test_a_wh_question_wants_no_yes_or_no() -> None:
    assert "yes_no" not in kinds_wanted("what does 744.21(f) say")
    assert "yes_no" not in kinds_wanted("When is the report due?")
    assert "yes_no" not in kinds_wanted("Is it 5 or 6 days?")
    assert "amount" not in kinds_wanted("how big a producer is it?")


@pytest.mark.parametrize(
    ("asked", "is_of_yes_or_no"),
    [
        ("The two lantern rules differ. Could you lay it out?", False),
        ("Can you tell me who signs the lantern notice?", False),
        ("May I ask who decides?", False),
        ("Could you tell me whether lanterns need a licence?", True),
        ("Can you show a lantern drawing to a foreign buyer?", True),
        ("May I quote the lantern price abroad?", True),
    ],
)
def test_a_polite_request_asks_for_no_yes_or_no(asked: str, is_of_yes_or_no: bool) -> None:
    assert ("yes_no" in kinds_wanted(asked)) is is_of_yes_or_no


def test_a_duration_fits_a_question_of_how_long() -> None:
    assert fit(kinds_wanted("how long must records be kept?"), "records are kept for five years") == 1.0
    assert fit(kinds_wanted("how long must records be kept?"), "records are kept in the office") == 0.0


@pytest.mark.parametrize(
    ("asked", "history", "leans"),
    [
        ("and the fine for it?", ["Which licence is needed for chips to China?"], True),
        ("who decides that?", ["Is an entity added by vote?"], True),
        ("The port was wrong, it is Odesa. Does that matter at all?", ["Is a licence needed for pumps to Lviv?"], True),
        ("A company that sells pumps to Peru, may it ship valves?", ["Is an entity added by vote?"], False),
        ("BIS informs me that a licence is needed. By when must I stop?", ["Is an entity added by vote?"], False),
        ("Customs told us that pumps to Peru are held. Who decides?", ["Is an entity added by vote?"], False),
        ("Can you tell me that again?", ["Is an entity added by vote?"], True),
        ("BIS told us that by phone, is it binding?", ["Is an entity added by vote?"], True),
        ("Customs told me that is allowed. Correct?", ["Is an entity added by vote?"], True),
        (
            "What is the maximum civil penalty under part 810 for an intentional violation?",
            ["Which licence is needed?"],
            False,
        ),
    ],
)
def test_follow_ups_lean_on_what_was_asked(asked: str, history: list[str], leans: bool) -> None:
    assert (history[0] in standalone(asked, history)) is leans


@pytest.mark.parametrize(
    ("asked", "before", "is_handed_on"),
    [
        ("Does it count as luxury if the bag goes to Russia?", "We were fined 300,000 dollars. Is that much?", False),
        ("and is it below the EEI limit?", "What is the highest penalty? It was 300,000 dollars.", False),
        ("and LVS?", "A fine of 300,000 dollars.", False),
        ("and is that over the EEI limit?", "The goods cost 300,000 dollars. What fine do we face?", True),
        ("And what is the maximum fine?", "A penalty of 300,000 dollars.", True),
        ("and twice that?", "A fine of 300,000 dollars.", True),
        ("and is that over the LVS limit?", "An order of 300,000 dollars.", True),
    ],
)
def test_a_fine_is_no_value_of_goods(asked: str, before: str, is_handed_on: bool) -> None:
    whole = standalone(asked, [before])
    assert whole.endswith(asked)
    assert ("300,000" in whole) is is_handed_on


@pytest.mark.parametrize(
    ("asked", "leans"),
    [
        ("And can we use LVS for 3A001.a.2 to Japan?", False),
        ("But is a licence needed for 2B350 to Egypt?", False),
        ("And for 5A002 to Brazil?", True),
        ("And do I need one for 5A002 to Brazil?", True),
        ("And to Japan?", True),
    ],
)
def test_a_whole_question_behind_and_leans_on_nothing(asked: str, leans: bool) -> None:
    assert (standalone(asked, ["What is the maximum civil penalty?"]) != asked) is leans


@pytest.mark.parametrize(
    ("before", "leans"),
    [
        ("Is a licence needed for 3A001.a.2 worth USD 2,000 to Japan?", False),
        ("Our buyer is the Chinese navy. Do I need a licence for 3A991 to China?", True),
        ("Do I need a licence for 3A991 to China for drones?", True),
        ("Do I need a licence for 3A991 to Norinco in China?", True),
        ("Do I need a licence for 3A991 to the Chinese army?", True),
    ],
)
@pytest.mark.parametrize("asked", ["And is a licence needed for 5A992.c to China?", "But may we ship 5A992 to China?"])
def test_a_buyer_or_use_told_before_stays(asked: str, before: str, leans: bool) -> None:
    assert (before in standalone(asked, [before])) is leans


@pytest.mark.parametrize(
    ("before", "stays"),
    [
        ("The price was settled at USD 9,000 for 3A002.a.", True),
        ("The case was settled for USD 9,000.", False),
        ("We settled the charges for USD 9,000.", False),
    ],
)
def test_a_settled_price_is_no_fine(before: str, stays: bool) -> None:
    assert ("9,000" in standalone("and is LVS open?", [before])) is stays


@pytest.mark.parametrize(
    ("asked", "before", "whole"),
    [
        (
            "and for Russia?",
            "Which licence is needed for chips to China?",
            "Which licence is needed for chips to Russia?",
        ),
        ("and in the EU?", "What is the penalty in the US?", "What is the penalty in the EU?"),
        (
            "and the peruvian one?",
            "Which Chilean office is named in the US rules?",
            "Which peruvian office is named in the US rules?",
        ),
        ("and in Peru?", "Is a Chilean permit needed under Chilean law?", "Is a Peru permit needed under Peru law?"),
        (
            "what about Iran?",
            "May I ship to Russia, or is Russia embargoed?",
            "May I ship to Iran, or is Iran embargoed?",
        ),
        (
            "and for the rocket one?",
            "Does any exception get me past the chemical weapons ban?",
            "Does any exception get me past the rocket ban?",
        ),
        ("and on the UVL?", "How many parties are on the MEU List?", "How many parties are on the UVL?"),
        ("and on the Unverified List?", "Who is on the MEU List?", "Who is on the Unverified List?"),
        *(
            (asked, "Is Huawei on the Entity List?", f"Is Huawei on the Entity List? {asked}")
            for asked in ("What about Hytera on the SDN list?", "And ZTE on the Unverified List?")
        ),
        (
            "and to those on the SDN list?",
            "Does the 50 % rule reach owners on the Entity List?",
            "Does the 50 % rule reach owners on the Entity List? and to those on the SDN list?",
        ),
        # no country before it: nothing to take the place of
        ("and for Russia?", "What are the rules for chips?", "What are the rules for chips? and for Russia?"),
    ],
)
def test_a_thing_takes_the_place_of_its_like(asked: str, before: str, whole: str) -> None:
    assert standalone(asked, [before]) == whole


@pytest.mark.parametrize(
    ("asked", "before", "means"),
    [
        ("what about paragraph (g)?", "what does 744.21(f) say", "15 CFR 744.21(g)"),
        ("and (b)(2)?", "what does 744.21(f) say", "15 CFR 744.21(b)(2)"),
        ("and point (2)?", "15 CFR 744.21(b)(1)", "15 CFR 744.21(b)(2)"),
    ],
)
def test_a_relative_address_stands_on_the_one_before(asked: str, before: str, means: str) -> None:
    found = addressed(asked, [before])
    assert found is not None
    assert found.text == means


@pytest.mark.parametrize(
    ("asked", "leans"),
    [
        ("Is it allowed to talk about source code with a colleague?", False),  # nothing before is meant
        ("Is it allowed to ship it there?", True),
        ("Is it allowed?", True),
    ],
)
def test_an_it_that_stands_for_what_follows_does_not_point_back(asked: str, leans: bool) -> None:
    assert is_follow_up(asked) is leans


@pytest.mark.parametrize(
    ("asked", "leans"),
    [
        ("Who puts a firm on the Unverified List, and how can it come off?", False),
        ("What did Japan announce about lamps in May 2026, and does it bind resellers?", False),
        ("Does it reach Japan since May 2026, and is it new?", True),
        ("Is it sent to Japan by sea, and can it be stopped?", True),
        ("Must an importer file a notice, and must they keep it?", True),  # "it" is not seen to be of the question
        ("Would a licence be refused, and is it final?", True),
        ("And can it come off?", True),
        ("We ship a camera and its sensor to Peru. What does the licence cost?", False),
        ("Our branch in Peru has new staff; who may teach there?", False),
        ("Any exemption for staff there?", True),
        ("Which fee is due for its sensor?", True),
        ("Which rules on lamps did Peru pass this calendar year?", False),
        ("Is this lamp free this year?", True),
        ("¿Y cómo sale de ahí?", True),
        ("Und wenn der Verwender wechselt?", True),
        ("et pour les lampes de bureau du personnel, même règle ?", True),
        ("그럼 결과는 언제까지 알려줘야 해요?", True),
        ("E. coli strains in a freezer: which entry is for coli?", False),
        ("We slipped. New ship date is 20 November 2026. Same answer?", True),
        ("The lamps now leave on 20 November 2026, same rule?", True),
        ("Lamps in same colours leave on 20 November 2026 for Peru. Which licence?", False),
    ],
)
def test_an_it_of_the_question_itself_does_not_point_back(asked: str, leans: bool) -> None:
    assert is_follow_up(asked) is leans


def test_what_happens_then_leans_on_the_question_before() -> None:
    before = "Who ends up on the Unverified List?"
    assert before in standalone("What happens to shipments then?", [before])


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("What is a widget, what is a flange, and which countries are covered?", ("What is a widget?", "What is a "
        "flange?", "Which countries are covered?")),
        ("When did the EU ban it & who can grant exceptions?",
        ("When did the EU ban it?", "Who can grant exceptions?")),
        ("How long is it valid? And who decides?", ("How long is it valid?", "Who decides?")),
        ("If I ship it, what is the fine?", ()),
        ("What is the longest prison term? Ordinary case, not WMD.", ()),  # a remark is no question
        ("What is it? Ordinary case. How long does it take?", ("What is it?", "Ordinary case. How long does it take?")),
        ("How long are records kept? Who may see them?", ("How long are records kept?", "Who may see them?")),
        ("What is the maximum penalty and who decides it?", ("What is the maximum penalty?", "Who decides it?")),
        ("Was X put on the list? when", ()),
        ("How long does an order last and can they renew it?", ("How long does an order last?", "Can they renew it?")),
        ("Is gallium controlled and to whom can it go?", ("Is gallium controlled?", "To whom can it go?")),
        ("How long may we answer, and if they never write back when is it final?",
        ("How long may we answer?", "If they never write back when is it final?")),
        ("How heavy, and how long or far without a human, before they are on the list?", ()),
        ("Does their silence block it? or count as a no?", ()),  # the other answer to the same question
        ("Does it need a permit? Or do I need to file a form?",
        ("Does it need a permit?", "Or do I need to file a form?")),
        ("We have an old contract. Is there a date that keeps it out?", ()),
        ("Which list is X on, and the citation?", ()),
        ("許可は何か月有効ですか。延ばせますか。", ("許可は何か月有効ですか。", "延ばせますか。")),
        ("輸出許可は何年有効ですか？ふつうの場合です", ()),
        ("出口灯笼要许可吗？客户急着要", ()),
        ("出口灯笼要许可吗？罚款是多少", ("出口灯笼要许可吗？", "罚款是多少?")),
        ("랜턴을 수출하려면 허가가 필요합니까? 급합니다", ()),
        ("How heavy may a lantern be? Give me kilograms pls", ()),
        ("How heavy may a lantern be? Give me the section that says so",
        ("How heavy may a lantern be?", "Give me the section that says so?")),
        ("We sell lamps, classified 1A001, and have a buyer in Peru. Is a licence needed?", ()),
        ("Who is fined, the firm or its clerk, when something is sent without a licence?", ()),
        ("Officials want to come and do an inspection of our lamps. Are we allowed to say no?", ()),
        (
            "Which lamps are listed and does the Lamp Order hold for them?",
            ("Which lamps are listed?", "Does the Lamp Order hold for them?"),
        ),
    ],
)  # fmt: skip
def test_several_questions_are_told_from_one_with_a_remark(asked: str, parts: tuple[str, ...]) -> None:
    assert questions_in(asked) == parts


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("How do the US and the EU treat widget records?", ("us", "eu")),
        ("Compare widget records in the EU with those in the United States", ("eu", "us")),
        ("What is the difference between US and Chinese law on records?", ("us", "cn")),
        ("How do US companies ship to China?", ()),
        ("Is the US definition stricter?", ()),
    ],
)
def test_only_what_is_set_side_by_side_is_compared(asked: str, codes: tuple[str, ...]) -> None:
    assert _compared(asked) == codes


def test_a_comparison_goes_on_with_one_more() -> None:
    asked = standalone("and Japan?", ["Compare penalties in the US and China"])
    assert asked == "Compare penalties in the US and China and Japan"
    assert _compared(asked) == ("us", "cn", "jp")


def test_a_follow_up_that_asks_what_wants_no_yes_or_no(assistant: Assistant) -> None:
    history = ("Can a firm be put on the list?",)
    for asked in ("What happens to it then?", "and who does it?"):
        assert "yes_no" not in understand(asked, history, Filters(), assistant.catalogue).wants
    assert "yes_no" in understand("and what about a bank?", history, Filters(), assistant.catalogue).wants


def test_two_question_marks_end_one_question() -> None:
    assert questions_in("Do lamps to Peru need a licence?? my cousin lives there") == ()
    assert questions_in("Do lamps to Peru need a licence?? What is the fine for it??") == (
        "Do lamps to Peru need a licence??",
        "What is the fine for it??",
    )


def test_an_article_without_a_law_is_of_the_law_that_is_spoken_of(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    tree = TreeBuilder()
    tree.add("第四十八条 略", locator="第四十八条", role=Role.SECTION)
    (law,) = [i for i in instruments.known() if i.english.startswith("Foreign Exchange and Foreign Trade Act")]
    reading = tree.reading(Source(law.id, law.title, Kind.LAW, "jp"))
    catalogue.publish(catalogue.stage(reading, ()))

    def of(asked: str, *history: str) -> list[str]:
        return [a.text for a in understand(asked, history, Filters(), catalogue).addresses]

    assert of("What does Article 48 say in Japan's law?") == ["第四十八条"]
    assert of("And what does Article 48 say of it?", "What is the sentence in Japan for unlicensed exports?") == [
        "第四十八条"
    ]
    assert of("What does Article 90 say in Japan's law?") == []  # no held law of Japan has one
    assert of("What does Article 48 say?") == ["Article 48"]
    assert of("What does Article 48 of Regulation 833/2014 say of Japan?") == ["Article 48"]
    assert of("What does Article 48 say of Japan and China?") == ["Article 48"]


def test_an_address_says_whose_law_is_asked_of(assistant: Assistant) -> None:
    asked = "Does section 744.90 reach an engineer employed by a Chinese company?"
    assert understand(asked, (), Filters(), assistant.catalogue).jurisdictions == {"us"}


def test_questions_that_are_enumerated_are_told_apart() -> None:
    asked = (
        "Short one: (a) chart check for a 1Z999 lamp to Peru and (b) if the permit is issued in May, when does it end?"
    )
    assert questions_in(asked) == (
        "Short one: chart check for a 1Z999 lamp to Peru?",
        "If the permit is issued in May, when does it end?",
    )
    assert questions_in("Do lamps to (1) Peru and (2) Chile need a licence?") == ()
    assert questions_in("May I use paragraph (b) of section 9, or (c) of it?") == ()


def test_another_country_takes_the_town_of_the_first_one_away() -> None:
    before = "May we ship 3A001 converters to a lab in Hsinchu, Taiwan?"
    assert standalone("and to Peru?", [before]) == "May we ship 3A001 converters to a lab in Peru?"
    assert standalone("and to Peru?", ["May we ship it to Acme, Taiwan?"]) == "May we ship it to Acme, Peru?"
    asked = "Is the Bank of Shanghai, China on the Entity List?"
    assert standalone("And in Peru?", [asked]) == "Is the Bank of Shanghai, Peru on the Entity List?"

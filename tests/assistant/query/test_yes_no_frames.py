"""Claims that a question puts to be confirmed: a yes or no written for another question says nothing of them."""

from __future__ import annotations

import pytest

from assistant.query.yes_no_frames import (
    asks_if_bound,
    asks_of_an_authority,
    checks_a_claim,
    offers_two,
    tells_a_ban,
)


@pytest.mark.parametrize(
    ("asked", "is_one"),
    [
        ("My boss says lanterns go anywhere without a permit. Right?", True),
        ("A driver told me they may only open crates at the border. Correct?", True),
        ("I heard that a lantern is a military article. Is that right?", True),
        ("Our supplier claims wicks are exempt. Is he correct?", True),
        ("I read that waste may be sent without consent. That can't be so, can it?", True),
        ("The rule bans exporting wicks, doesn't it?", True),
        ("Lanterns are on the friendly list, right?", True),
        ("He thinks every request has to be reported. Does it?", True),
        ("Does that still hold if it could help them make lamps?", True),
        ("We told them in time. That's wrong, no?", True),
        ("Do I need a licence for lanterns?", False),
        ("Is it true that a licence got by a lie is void?", False),  # the claim is the question
        ("Who is right to apply, the seller or the buyer?", False),
        ("Does the ban cover wicks, and who decides it?", False),
        ("Is the export of lanterns to Norway forbidden?", False),
    ],
)
def test_a_claim_to_be_confirmed_is_told_from_a_question(asked: str, is_one: bool) -> None:
    assert checks_a_claim(asked) is is_one


@pytest.mark.parametrize(
    ("asked", "offers"),
    [
        ("Are the wicks classified separately, or is it the lantern that counts?", True),
        ("Do we classify it separately or with the lantern?", True),
        ("Is it the seller's list or is that the buyer's?", True),
        ("这批灯芯要单独归类，还是随灯一起归类？", True),
        ("Muss der Docht allein eingestuft werden oder gilt die Laterne?", True),
        ("Do I need a licence or a permit for lanterns?", False),
        ("May we export or reexport lanterns?", False),
        ("Is the lantern listed or not?", False),
        ("Does the office publish my file or can a rival read it?", False),
    ],
)
def test_two_answers_that_a_question_offers_are_told_from_one(asked: str, offers: bool) -> None:
    assert offers_two(asked) is offers


@pytest.mark.parametrize(
    ("asked", "of_authority"),
    [
        ("Can BIS stop a deal?", True),
        ("Can Japan require a permit for taking data abroad?", True),
        ("May Chinese customs stop goods?", True),
        ("Will the US refuse a licence for lanterns?", True),
        ("Can the US President decide a dispute?", True),
        ("Can US companies ship lanterns?", False),
        ("May an American ship foreign goods?", False),
        ("Can Turkish firms buy wicks?", False),
        ("Is Germany in country group A:5?", False),
        ("Do I need a licence?", False),
    ],
)
def test_what_an_authority_may_do_is_told_from_what_anybody_may(asked: str, *, of_authority: bool) -> None:
    assert asks_of_an_authority(asked) == of_authority


@pytest.mark.parametrize(
    ("asked", "bound"),
    [
        ("Can a bank break export rules by financing a shipment?", True),
        ("Can a bank finance a shipment that breaks the rules?", False),
        ("Can he be shut out?", True),
        ('Is it "support" if an American ships foreign goods?', True),
        ("May we ship foreign goods?", False),
    ],
)
def test_a_question_whose_yes_binds_is_told_from_one_for_leave(asked: str, *, bound: bool) -> None:
    assert asks_if_bound(asked) == bound


def test_an_answer_that_forbids_is_known_by_its_words() -> None:
    assert tells_a_ban("Yes. § 744.6 forbids US persons to support it.")
    assert tells_a_ban("Yes. No sale of lanterns may be made to that country.")
    assert not tells_a_ban("Yes. Lanterns may go to any destination.")

"""Where the asker of a question, or who acts in it, is."""

from __future__ import annotations

import pytest

from assistant.lexicon.own_places import own_countries


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("We're a lamp forwarder in Ningbo and suspect a shipper. Whom do we tell?", {"CN"}),
        ("we're a lamp forwarder in ningbo, whom do we tell?", {"CN"}),
        ("I'm the compliance officer of a lamp maker in Antwerp. What must I keep?", {"BE"}),
        ("We run a lamp platform out of Hangzhou. What do we report?", {"CN"}),
        ("Based in Lyon, may we sell lamps?", {"FR"}),
        ("They want a check at our plant in Suzhou.", {"CN"}),
        ("Our Nagoya works exported lamps. What is the fine?", {"JP"}),
        ("our Japanese plant exported lamps. what is the fine?", {"JP"}),
        ("Can a Paris consultancy still advise a Russian mill?", {"FR"}),
        ("Must a broker in Tokyo get permission for lamps?", {"JP"}),
        ("Must a Tokyo broker get permission for lamps?", {"JP"}),
        ("We're an Osaka trading house. Is there a limit?", {"JP"}),
        ("Ningbo forwarder here: whom do we tell?", {"CN"}),
        ("Do I need a permit to ship lamps out of Shanghai?", {"CN"}),
        ("The lamps are only changing ships at Busan. Permit?", {"KR"}),
        ("Customs in Rotterdam stopped our lamps.", {"NL"}),
        ("We're an exporter in Paris, Texas. What must we keep?", {"US"}),
        # where something goes, and where somebody else is
        ("We're a lamp maker and ship to a customer in Suzhou. What must we keep?", set()),
        ("We ship lamps to our subsidiary in Nagoya.", set()),
        ("May we give our Suzhou plant the drawings?", set()),
        ("A Tokyo university orders our lamps.", set()),
        ("A customer in Lyon wants our lamps.", set()),
        ("Can a Shenzhen firm buy our lamps?", set()),
        ("Can a company in Shenzhen receive our lamps?", set()),
        ("A Chinese firm holds 30 percent of our dealer.", set()),
        ("Can a Chinese firm resell our lamps?", set()),
        ("We are owned by a group in Hamburg.", set()),
        ("Lamps for the police in Oslo, a licence?", set()),
        ("A lamp shop in Oslo wants 40 of them.", set()),
        ("A Dubai trader is owned by a listed company.", set()),
        ("We have a buyer in Seoul. What do we ask?", set()),
        ("I am in Paris next week with a lamp.", set()),
        ("I'm flying to Osaka with a lamp.", set()),
        ("Can I buy lamps shipped from Shanghai?", set()),  # where they come from
        # words that are towns as well
        ("We're reading the rules in charge of mobile lamps.", set()),
        ("Nice company wants our lamps.", set()),
        ("We're a lab at university and save lamps.", set()),
        ("our green team wants a lamp", set()),
    ],
)
def test_the_place_of_who_asks_is_no_place_where_something_goes(question: str, codes: set[str]) -> None:
    assert set(own_countries(question)) == codes


def test_who_deals_with_the_asker_is_none_who_acts() -> None:
    assert own_countries("Can a Paris consultancy advise our plant in Suzhou?") == ("CN",)
    assert own_countries("Can a Moscow bank pay us?") == ()
    assert own_countries("Could a company in Tehran use our software?") == ()

"""Tests of questions with goods and places in them that ask for no licence for a shipment of the asker's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engines.model import Computed

Ask = Callable[..., Computed | None]


@pytest.mark.parametrize(
    "question",
    [
        "Do we need an export licence to send dual-use sensors from France to our plant in Italy?",
        "From our plant in Graz we send listed valves to the sister plant in Prague. Export licence?",
        "If I put military drawings on a server in Mexico, does that count as an export for UK purposes?",
        "We e-mail controlled drawings from Leeds to Oman, is this an 'export' under UK rules?",
        "Embassy officials want to visit our factory near Shenzhen to see the machine. Can we just say yes?",
        "They ask for an end-use check at our plant in Shenzhen, may we agree?",
        "Our Osaka office brokers rifles from a Turkish maker to a buyer in Kenya. Does Japanese law apply?",
    ],
)
def test_no_walk_is_made(ask: Ask, question: str) -> None:
    assert ask(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "3A001.a.7 chips to Germany, do I need a licence?",
        "3A991 meters from Germany to Saudi Arabia, EAR licence needed for the reexport?",
        "We ship a 3A001.a.7 board to India for a demo during the visit of an inspector. Licence needed?",
        "Do we need a licence to send 3A001 chips from France to China?",
        "ECCN 3A001.a.7 chips, American technology, from France to Interquest GmbH in Germany. Licence?",
        "Can we ship US chips 3A001.a.7 from Germany to Italy?",
        "Can we ship 3A001.a.7 chips from Germany to a Russian company in Austria?",
        "Can we ship sensors from Germany to a Russian company in Austria, licence needed?",
        "We want to send sensors of American make from Germany to Italy. Do we need an export licence?",
        "We want to send sensors from France to Interquest GmbH in Germany. Do we need an export licence?",
    ],
)
def test_a_walk_is_still_made(ask: Ask, question: str) -> None:
    assert ask(question) is not None


def test_a_listed_party_inside_the_union_is_found(ask_real: Ask) -> None:
    found = ask_real("ECCN 3A001.a.7 chips, American technology, from France to Interquest GmbH in Germany. Licence?")
    assert found is not None
    assert found.payload["status"] == "required"
    assert "Entity List" in found.lead

"""A release of technology to a person is read for the country of that person's nationality, over the real texts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engines.determination.facts.asked import of_text
from assistant.engines.model import Computed

Ask = Callable[..., Computed | None]


@pytest.mark.parametrize(
    ("question", "to", "abroad"),
    [
        ("We show 3E001 technology to a Chinese student in our Oslo lab", ["CN"], True),
        ("We show 3E001 technology to a Chinese student in Nanjing", ["CN"], False),
        ("release EAR99 source code to two nationals of Syria who work in Texas", ["SY"], True),
        (
            "3E001 know-how is sent to our plant in Malaysia, where Vietnamese engineers read it",
            ["MY", "VN"],
            True,
        ),
    ],
)
def test_who_it_is_released_to(question: str, to: list[str], abroad: bool) -> None:
    facts = of_text(question)
    assert sorted(facts.codes) == to
    assert facts.release is not None
    assert facts.release.is_abroad is abroad


@pytest.mark.parametrize(
    "question",
    [
        "3A001.a.2 chips for a Chinese engineer in Oslo",
        "3E001 technology to a Chinese company in Oslo",
        "3E001 technology for a Chinese engineer with a green card in Ohio",
        "3E001 technology to a Russian-born engineer of ours in Norway",
    ],
)
def test_what_is_no_release_to_a_foreign_person(question: str) -> None:
    assert of_text(question).release is None


@pytest.mark.parametrize(
    ("question", "history", "status", "words"),
    [
        ("Can a Chinese researcher see 3E001 technology in our lab in Norway? Licence?", (), "required", "for China"),
        ("Licence for a deemed export of 3E001 technology to an Indian postdoc?", (), "required", "for India"),
        (
            "May we let a Belarusian engineer read EAR99 technology in our Texas office? Licence?",
            (),
            "no_chart_requirement",
            "746.8(a)(12)(i)",
        ),
        (
            "We let a Belarusian engineer read EAR99 technology in our office. Licence?",
            (),
            "indeterminate",
            "it is read for Belarus",
        ),
        (
            "A Russian citizen in Ohio will read 9E003.a technology. Licence?",
            (),
            "required",
            "what lifts it is § 746.8",
        ),
        ("A Syrian citizen in Ohio will read 9E003.a technology. Licence?", (), "required", "746.9(a)"),
        ("EAR99 technology shown to a Syrian student in Utah: licence?", (), "no_chart_requirement", "746.9(a)"),
        (
            "and if he is Chinese?",
            ("May we release 3E001 technology to a British engineer in our lab in Norway? Licence?",),
            "required",
            "for China",
        ),
        (
            "and if he works in our lab in Canada instead?",
            ("May we release 3E001 technology to a Chinese engineer in our lab in Norway? Licence?",),
            "required",
            "goes to Canada at all",
        ),
    ],
)
def test_a_release_is_walked_for_the_nationality(
    ask_real: Ask, question: str, history: tuple[str, ...], status: str, words: str
) -> None:
    found = ask_real(question, *history)
    assert found is not None
    assert found.payload["status"] == status, found.payload["text"]
    assert words.lower() in found.payload["text"].lower()
    assert not [w for w in found.not_answered if w in ("Chinese", "Indian", "Russian", "Syrian", "Belarusian")]

"""Owners told by what they are to a company, and owners that have no share at all: nobody's share goes to another."""

from __future__ import annotations

import pytest

from assistant.engines.calculation.ownership.shares_told import owners
from assistant.engines.calculation.reading import Asked


def _stakes(text: str) -> list[tuple[str, int, str]]:
    told = owners.read(Asked(text))
    assert all(s.percent is not None for s in told.stakes)
    return [(told.name(s.owner), int(s.percent or 0), told.name(s.owned)) for s in told.stakes]


@pytest.mark.parametrize(
    "text",
    [
        "Brill Ltd: Mr Smith has no stake, Quelvik 60 %.",
        "Brill Ltd: Mr Smith holds no shares, Quelvik 60 %.",
        "Brill Ltd: Mr Smith does not own anything, Quelvik 60 %.",
        "Brill Ltd: Mr Smith holds nothing, Quelvik has 60 %.",
        "Brill Ltd: Mr Smith no longer has a stake, Quelvik 60 %.",
        "Brill Ltd: Mr Smith zero, Quelvik 60 %.",
        "Mr Smith has no interest in Brill Ltd; Quelvik has 60 %.",
        "Mr Smith holds no shares in Brill Ltd and Quelvik 60 %.",
    ],
)
def test_who_has_no_stake_has_none_of_anothers_share(text: str) -> None:
    assert _stakes(text) == [("Mr Smith", 0, "Brill Ltd"), ("Quelvik", 60, "Brill Ltd")]


@pytest.mark.parametrize(
    ("text", "stakes"),
    [
        ("Quelvik has no stake in Brill other than 60 % of its shares.", [("Quelvik", 60, "the company")]),
        ("Quelvik has no direct stake in Brill, but 60 % of Lumen, which owns 100 % of Brill.",
         [("Quelvik", 60, "Lumen"), ("Lumen", 100, "Brill")]),
        ("Quelvik holds nothing less than 60 % of Brill.", [("Quelvik", 60, "Brill")]),
    ],
)  # fmt: skip
def test_a_share_that_is_theirs_after_all_is_kept(text: str, stakes: list[tuple[str, int, str]]) -> None:
    assert _stakes(text) == stakes


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("Brill: its owner Quelvik has 40 %.", "Brill"),
        ("Brill Ltd: its owner Quelvik owns 40 % of it.", "Brill Ltd"),
        ("Brill's owner Quelvik has 40 %.", "Brill"),
        ("Brill's majority shareholder Quelvik holds 40 % of it.", "Brill"),
        ("Our buyer Brill and its parent company Quelvik with 40 %.", "Brill"),
        ("Brill, whose owner Quelvik has 40 %, wants lamps.", "Brill"),
        ("We sell to Brill. The owner, Quelvik, has 40 %.", "the company"),
    ],
)
def test_an_owner_told_by_its_role_is_who_owns(text: str, company: str) -> None:
    assert _stakes(text) == [("Quelvik", 40, company)]


def test_the_share_of_an_owner_in_another_company_is_of_that_one() -> None:
    assert _stakes("Brill's owner Quelvik has 60 % of the shares of Lumen.") == [("Quelvik", 60, "Lumen")]


@pytest.mark.parametrize(
    "text",
    [
        "Brill Ltd: Mr Smith is a director, Quelvik 60 %.",
        "Brill Ltd: Lumen is on no list, Mirrow is, Quelvik has 60 %.",
    ],
)
def test_a_clause_before_the_name_is_not_the_owner(text: str) -> None:
    assert _stakes(text) == [("Quelvik", 60, "Brill Ltd")]

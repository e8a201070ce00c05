"""Countries of a question against the groups and lists that the words of a rule name."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.engines.lists.memberships import membership_findings
from corpus.catalogue import Catalogue
from tests.assistant.engines.lists.conftest import add_groups, add_part


@pytest.mark.parametrize(
    "rule, codes, told",
    [
        (
            "Destinations in Country Group D:5 are left out.",
            ["CN", "DE"],
            ["China is in Country Group D:5; Germany is"],
        ),
        ("Those of A:5 may, those of D:5 may not.", ["TR"], ["Türkiye is in Country Group A:5 and not in D:5"]),
        ("Destinations in Country Group D:5 are left out.", [], []),
        ("Anybody may.", ["CN"], []),
        ("Destinations in Country Group Z:9 are left out.", ["CN"], []),
    ],
)
def test_countries_are_told_against_the_groups_of_a_rule(
    catalogue: Catalogue, rule: str, codes: list[str], told: list[str]
) -> None:
    add_part(catalogue, date(2026, 1, 1))
    add_groups(catalogue)
    found = membership_findings(rule, codes, catalogue)
    assert len(found) == len(told)
    assert all(words in finding.text and finding.cites for words, finding in zip(told, found, strict=True))


def test_groups_that_are_not_held_are_left_out(catalogue: Catalogue) -> None:
    add_part(catalogue, date(2026, 1, 1))
    assert membership_findings("Destinations in Country Group D:5 are left out.", ["CN"], catalogue) == ()

"""Two sentences that say the opposite of each other, and two that say the same."""

from __future__ import annotations

import pytest

from assistant.verification.polarity import contradiction, polarity

FLIPS = [
    ("The item may be exported to China.", "The item must not be exported to China.", "permission for prohibition"),
    ("The item may not be exported.", "The item may be exported.", "prohibition for permission"),
    ("A license is not required.", "A license is required.", "exemption for duty"),
    ("A license is required.", "No license is required.", "duty for exemption"),
    ("The exporter must keep records.", "The exporter may keep records.", "permission made a duty"),
    ("This section applies to foreign items.", "This section does not apply to foreign items.", "a negation dropped"),
    ("Applications are approved.", "Applications are denied.", "approved and denied"),
    ("It counts at most 25 percent.", "It counts at least 25 percent.", "a bound turned"),
    ("The notice is sent after the export.", "The notice is sent before the export.", "before and after"),
    ("The list includes software.", "The list excludes software.", "includes and excludes"),
]


@pytest.mark.parametrize(("claim", "text", "comment"), FLIPS, ids=[c for *_, c in FLIPS])
def test_the_opposite_is_noticed(claim: str, text: str, comment: str) -> None:
    assert contradiction(polarity(claim), polarity(text)), comment


SAME = [
    ("A licence is needed for exports to China.", "A license is required for exports to China.", "needed and required"),
    ("You cannot export it without a license.", "You may not export it without a license.", "cannot and may not"),
    ("It is forbidden to export the item.", "The item shall not be exported.", "forbidden and shall not"),
    ("No license is required for fundamental research.", "Fundamental research is not subject to the EAR; no license "
    "is required.", "no license"),
    ("The review is done case by case.", "Applications are reviewed on a case-by-case basis.", "neither permits nor "
    "forbids"),
    ("It may be exported without a license.", "No license is required to export it.", "without a license"),
    ("Exports are prohibited unless licensed.", "You may not export without a license.", "unless and without"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "text", "comment"), SAME, ids=[c for *_, c in SAME])
def test_the_same_in_other_words_is_not_the_opposite(claim: str, text: str, comment: str) -> None:
    assert contradiction(polarity(claim), polarity(text)) == "", comment

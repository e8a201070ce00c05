"""First sentences of computed answers that leave something open."""

from __future__ import annotations

import pytest

from assistant.engines.model import Computed, Finding
from assistant.model import Form


@pytest.mark.parametrize(
    ("left", "lead"),
    [
        ((), "Yes. There are 3 rows."),
        (("oil",), "Answered in part; left open: “oil”. Yes. There are 3 rows."),
        (
            ("and if it is not on it am I clear?",),
            "Answered in part; left open: “and if it is not on it am I clear”. There are 3 rows.",
        ),
    ],
)
def test_a_yes_never_stands_behind_a_question_left_open(left: tuple[str, ...], lead: str) -> None:
    made = Computed(Form.LIST, (Finding("There are 3 rows.", says_yes=True, in_a_word=True),), not_answered=left)
    assert made.lead == lead

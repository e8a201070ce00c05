"""How the evaluations' figures are shown to a person."""

from __future__ import annotations

import pytest

from ui.commands.doctor import _print


def test_each_figure_has_a_line_and_the_worst_cases_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    result = {
        "macro_f1": 0.5,
        "cross_validated": {"mean_over_subsets": 0.75, "subsets": {"LFQA": {"claims": 110, "macro_f1": 0.881}}},
        "worst": [{"subset": "LFQA", "claim": "Water\n\nboils."}],
    }
    _print(result, False)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[:4]] == [
        ["macro_f1", "0.5000"],
        ["cross_validated,", "mean_over_subsets", "0.7500"],
        ["cross_validated,", "subsets,", "LFQA,", "claims", "110"],
        ["cross_validated,", "subsets,", "LFQA,", "macro_f1", "0.8810"],
    ]
    assert "Water boils." in "\n".join(lines[4:])

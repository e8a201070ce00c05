"""Progress of a document that is added on the page: how fast it goes, and how long it will take."""

from __future__ import annotations

import pytest

from ui.components.page.progress_pace import Pace


@pytest.mark.parametrize(
    ("reports", "told"),
    [
        ([(0.0, 0)], ""),  # nothing is known yet
        ([(0.0, 0), (0.5, 40)], ""),  # too early to tell
        ([(0.0, 0), (2.0, 40)], ", 20 a second, about 8 s left"),
        ([(0.0, 0), (40.0, 10)], ", 15 a minute, about 760 s left"),
        ([(0.0, 0), (10.0, 200)], ", 20 a second"),  # all of it is done
        ([(0.0, 150), (10.0, 0), (12.0, 100)], ", 50 a second, about 2 s left"),  # another document began
        ([(0.0, 10), (5.0, 10)], ""),  # it stands still
    ],
)
def test_a_pace_is_told_once_it_is_known(reports: list[tuple[float, int]], told: str) -> None:
    times = iter([at for at, _ in reports])
    pace = Pace(lambda: next(times))
    assert [pace.told(n, 200) for _, n in reports][-1] == told

"""The share of a sync that is done, by the sizes of the texts."""

from __future__ import annotations

from corpus.sources.progress import Workload
from corpus.sources.sync import SyncProgress


def test_a_long_text_weighs_more_than_a_short_one() -> None:
    work = Workload(2)
    assert work.share == 0.0
    work.looked(9_000_000)
    work.looked(1_000_000)
    work.finished(1_000_000)
    assert work.share == 0.1
    work.under_way = 4_500_000.0
    assert work.share == 0.55
    work.finished(9_000_000)
    assert (work.share, work.under_way) == (1.0, 0.0)


def test_texts_that_nobody_has_looked_at_yet_weigh_as_much_as_the_others() -> None:
    work = Workload(4)
    work.looked(1_000_000)
    work.finished(1_000_000)
    assert work.share == 0.25
    for _ in range(3):
        work.looked(0)  # unchanged: the run is nearly over
    assert work.share > 0.99


def test_a_run_without_any_text_is_done() -> None:
    assert Workload(0).share == 1.0


def test_the_time_left_is_told_once_there_is_a_pace() -> None:
    def left(share: float) -> float | None:
        return SyncProgress("x", 1, 9, 2**20, 0, seconds=30.0, fetching=10.0, share=share).remaining

    assert (left(0.01), left(0.25), left(1.0)) == (None, 90.0, 0.0)
    assert (
        SyncProgress("x", 1, 9, 2**20, 0, seconds=30.0, fetching=10.0).rate == 2**20 / 10
    )  # while there was something to fetch

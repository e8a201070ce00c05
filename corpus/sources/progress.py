"""Measures how much of a sync is done, by the sizes of the texts: one list can take longer than thirty parts."""

from __future__ import annotations

from dataclasses import dataclass

_LEAST_WEIGHT = 2**11  # bytes that even an unchanged text counts for, since asking for it takes time too


@dataclass(slots=True)
class Workload:
    """The sizes of the texts of one run. A text whose size is still unknown counts as much as the others on average."""

    total: int  # texts
    under_way: float = 0.0  # bytes of the current text that are done
    _seen: int = 0
    _seen_weight: float = 0.0
    _done_weight: float = 0.0

    def looked(self, size: int) -> None:
        """Count a text whose publisher has answered, with its size in bytes; 0 if it has not changed."""
        self._seen += 1
        self._seen_weight += max(size, _LEAST_WEIGHT)

    def finished(self, size: int) -> None:
        """Count a text that has been added, with its size in bytes."""
        self._done_weight += max(size, _LEAST_WEIGHT)
        self.under_way = 0.0

    @property
    def share(self) -> float:
        """Return how much of the work is done, from 0 to 1."""
        if self.total <= 0:
            return 1.0
        unseen = max(0, self.total - self._seen) * (self._seen_weight / self._seen if self._seen else 0.0)
        whole = self._seen_weight + unseen
        return min(1.0, (self._done_weight + self.under_way) / whole) if whole else 0.0

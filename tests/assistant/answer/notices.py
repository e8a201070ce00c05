"""Notices of a rule that tests of several answers hold."""

from __future__ import annotations

from datetime import date

from corpus.model import Kind, Reading, Role, Source
from corpus.structure import TreeBuilder


def syrian_relief() -> Reading:
    """Return a notice of 2 September 2025 that relaxes the rules on Syria."""
    news = TreeBuilder()
    news.add("Relaxing Export Controls for Syria", locator="title", role=Role.TITLE)
    news.add("BIS relaxes the EAR's restrictions on exports to Syria.", locator="Summary > block 1", role=Role.TEXT)
    return news.reading(Source("relaxing", "Relaxing Export Controls for Syria", Kind.NEWS, published=date(2025, 9, 2)))

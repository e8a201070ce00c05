"""Addresses of this family."""

from __future__ import annotations

from corpus.locators.address import Grammar, Locator, Mention


def parse(text: str) -> Locator | None:
    """The address that `text` is as a whole."""
    return None


def mentions(text: str) -> list[Mention]:
    """Every address of this family in running text."""
    return []


GRAMMAR = Grammar("east_asia", parse, mentions)

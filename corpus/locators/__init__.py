"""Addresses as lawyers write them and people type them, and the canonical form of each.

`parse` reads one address, `mentions` finds every address in running text, `key` makes all spellings of one address
equal. Each family of addresses has a grammar in a file of its own; they are tried in the order of `GRAMMARS`.
"""

from __future__ import annotations

from corpus.locators import cfr, east_asia, eccn, eu, korea, uk
from corpus.locators.address import Grammar, Locator, Mention, key

GRAMMARS: tuple[Grammar, ...] = (cfr.GRAMMAR, eccn.GRAMMAR, eu.GRAMMAR, uk.GRAMMAR, east_asia.GRAMMAR, korea.GRAMMAR)

__all__ = ["GRAMMARS", "Locator", "Mention", "key", "mentions", "parse"]


def parse(text: str) -> Locator | None:
    """Return the address that `text` as a whole is, in any common spelling; None if it is none."""
    for grammar in GRAMMARS:
        found = grammar.parse(text)
        if found is not None:
            return found
    return None


def mentions(text: str) -> list[Mention]:
    """Return every address in `text`, by position; if two grammars claim the same words, the longer claim wins."""
    claims = sorted(
        (m for grammar in GRAMMARS for m in grammar.mentions(text)), key=lambda m: (m.start, m.start - m.end)
    )
    kept: list[Mention] = []
    for claim in claims:
        if not kept or claim.start >= kept[-1].end:
            kept.append(claim)
    return kept

"""Order of the hits: table rows whose name is asked for come first, near-duplicates behind the others."""

from __future__ import annotations

from rapidfuzz import fuzz

from corpus.catalogue_results import HeldPassage
from corpus.model import Role
from index.retrieval.candidate_set import Found

_SAME_WORDS = 0.92  # passages that share this part of their terms are near-duplicates
_NAME_MATCH = 92.0  # rapidfuzz partial ratio from which the entity of a table row counts as named in the question
_NAME_SHORTEST = 5


def names_entity(query: str, held: HeldPassage) -> bool:
    """Return whether the passage is a table row whose name occurs in the question."""
    if held.passage.role is not Role.ROW:
        return False
    name = held.passage.locator.replace("|", ">").rsplit(">", 1)[-1].rsplit(",", 1)[-1].strip().casefold()
    asked = query.casefold()
    return len(name) >= _NAME_SHORTEST and len(asked) >= len(name) and fuzz.partial_ratio(name, asked) >= _NAME_MATCH


def _says_the_same(words: set[int], others: set[int]) -> bool:
    """Return whether two passages share most of their terms; lengths that rule it out are compared first."""
    shorter, longer = sorted((len(words), len(others)))
    if shorter < _SAME_WORDS * longer:
        return False
    common = len(words & others)
    return common >= _SAME_WORDS * (shorter + longer - common)


def spread(order: list[str], found: Found, k: int) -> list[str]:
    """Return the order with near-duplicates of better passages moved behind the first `k` others.

    Of two passages that say the same, the one of higher authority stays in front.
    """
    kept: list[str] = []
    sets: list[set[int]] = []
    behind: list[str] = []
    for n, i in enumerate(order):
        words = set(found.rows[i].terms.tolist()) if i in found.rows else set()
        same = next((j for j, s in enumerate(sets) if _says_the_same(words, s)), None) if len(words) >= 6 else None
        if same is not None:
            if found.held[i].source.rank < found.held[kept[same]].source.rank:
                kept[same], i = i, kept[same]
            behind.append(i)
            continue
        kept.append(i)
        sets.append(words)
        if len(kept) >= k:
            return kept + behind + order[n + 1 :]
    return kept + behind

"""Several owners that are told of as one kind: "two listed firms own a third each", "30 % held by one of them"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.engines.calculation.ownership.shares_told.owner_clauses import COUNTS, OWNS, SHARE, SHARES
from corpus.language.lazy_regex import lazy_regex

_N = r"(?P<n>two|2|three|3|four|4|five|5)"
_ONE_EACH = r"(?:each|apiece)"
_SOME = r"(?:\b(?:an?|about|only|exactly|just|the) ){0,2}"
_SHARE_EACH = (
    rf"(?:,? |,? (?:with|at|holding|owning|having|of|by|for) )(?:{_ONE_EACH} (?:with |at )?)?{_SOME}{SHARE}{SHARES}"
)
_OWNERS = r"(?:owners|share ?holders|partners|investors|parents)"
# A tail that goes on to say which of them is listed, or who one of them is, is no question to leave out.
_SAYS_OF_OWNERS = (
    r"(?:(?:one|two|three|four|five|some|most|all|none|nobody|neither|either|both|half|a third|the (?:rest|others?)|"
    r"another|only|among|including|namely|of (?:them|these|those|which|whom|it)|on (?:the|a|an|any|no)|listed|unlisted|"
    r"blacklisted|sanctioned|designated)\b|(?-i:by [A-Z]))"
)
_END = rf"(?:[.?!]?|[,;:] ?(?!and\b|plus\b)(?:(?!\b{_SAYS_OF_OWNERS})[^§]){{0,80}})$"
_FORMS = tuple(
    lazy_regex(form, re.I)
    for form in (
        rf"^{_N} (?P<kind>[^,;.§]{{3,80}}?)(?:,? {_ONE_EACH})? {OWNS}(?:,? {_ONE_EACH})? {_SOME}{SHARE}"
        rf"{SHARES}(?: {_ONE_EACH})? ?(?:(?:of|in) )?(?P<owned>[^,;:§]{{0,80}}?)(?:,? {_ONE_EACH})?{_END}",
        rf"^(?P<owned>[^,;:§]{{0,80}}?) ?(?:\b(?:is|are|was|being) )?(?:owned|held) "
        rf"(?:{_SOME}{SHARE}{SHARES} {_ONE_EACH} )?by {_N} "
        rf"(?P<kind>[^,;.§]{{3,80}}?)(?:{_SHARE_EACH}(?: {_ONE_EACH})?)?{_END}",
        rf"^(?P<owned>[^,;:§]{{0,80}}?) (?:has|have|had) {_N} (?P<kind>(?:[^,;.§]{{1,60}}? )?{_OWNERS})"
        rf"{_SHARE_EACH}(?: {_ONE_EACH})?{_END}",
    )
)
_OF_TWO_KINDS = lazy_regex(r"\b(?:and|or|plus)\b|[&+]", re.I)  # "two listed firms and Quelvik"
_SAID_OF_EACH = lazy_regex(rf"\b{_ONE_EACH}\b", re.I)
_COMPANIES = lazy_regex(rf"\b(?:companies|firms|entities|parties|{_OWNERS[3:-1]})\b", re.I)
# "Brill has two Entity List shareholders, 30 % held by one and …": whose owners are told of, before the shares.
_OWNERS_BEFORE = lazy_regex(
    rf"^(?P<owned>[^§,;:]{{1,80}}?) (?:(?:has|have|had|with)|(?:is|are|was) (?:owned|held) by) {_N} "
    rf"(?P<kind>[^§,;:]{{1,60}}?)(?:[,;:]| [-–—]) (?={_SOME}§|(?:one|the first)\b)",
    re.I,
)
ONE_OF_A_KIND = lazy_regex(r"^(?:by |with )?(?:the )?(?:one|first)(?: one)?(?: of (?:them|these|those))?$", re.I)


@dataclass(frozen=True, slots=True)
class SeveralOwners:
    """Owners that are told of as one: how many they are, of what kind each is, and the words for what they own."""

    count: int
    kind: str
    owned: str


def several_owners(clause: str) -> SeveralOwners | None:
    """Return the owners of a clause that are said to have one share each; None where it tells of none."""
    if not _SAID_OF_EACH.search(clause):
        return None
    for form in _FORMS:
        if (m := form.match(clause)) and not _SAID_OF_EACH.search(f"{m['owned']} {m['kind']}"):
            return None if _OF_TWO_KINDS.search(m["kind"]) else _of(m)
    return None


def owners_before(clause: str) -> tuple[SeveralOwners, str] | None:
    """Return the owners that stand before the shares of a clause, and the clause behind them; None without such."""
    m = _OWNERS_BEFORE.match(clause)
    return (_of(m), clause[m.end() :]) if m and not _OF_TWO_KINDS.search(m["kind"]) else None


def _of(m: re.Match[str]) -> SeveralOwners:
    return SeveralOwners(COUNTS[m["n"].lower()], _COMPANIES.sub("company", m["kind"].strip()), m["owned"].strip())

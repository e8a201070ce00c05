"""Ownership over several questions: a follow-up replaces a share of an earlier question and never adds one."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.engines.calculation.ownership.model import Ownership, Stake
from assistant.engines.calculation.ownership.shares_told import owners
from assistant.engines.calculation.ownership.shares_told.owner_clauses import shares_told
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import numeral
from assistant.engines.clauses import suppositions
from assistant.query.model import Query
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.party_lists import lists_asked

_SUPPOSES = lazy_regex(r"\b(?:if|suppose|supposing|assum\w{1,4}|instead|now|what about|how about)\b", re.I)
# A share that is sold, bought or comes on top is a difference, of which the new share is not known.
_DIFFERENCE = lazy_regex(
    r"\b(?:sells?|sold|buys?|bought|gives?|transfers?|by|plus|another|more|less|further|extra|additional|adds?|of)"
    r"(?: (?:a|an|its|the|about|only|just|further|another))? ?$",
    re.I,
)
_ANEW = lazy_regex(r"\b(?:another|additional|new|second|third|also|too|as well|acquir\w{1,4})\b", re.I)


def read(question: Query) -> Ownership | None:
    """Return the ownership that a question tells of; None where it is not clear what a follow-up changes."""
    if not question.leans or not question.before:
        return owners.read(Asked.of(question.standalone))
    earlier = [p.strip() for p in re.split(r"(?<=\?) ", question.before) if p.strip()]
    supposed = [n for n, p in enumerate(earlier) if n and Asked.of(p).shares and _SUPPOSES.search(p)]
    first = supposed[0] if supposed else len(earlier)
    before = " ".join(earlier[:first])
    if not Asked.of(before).shares:
        return owners.read(Asked.of(question.standalone))
    told = owners.read(Asked.of(before))
    if not told.stakes and not told.unread:  # "the 50% rule": a share of the law, and of nobody
        return owners.read(Asked.of(question.core))
    # "shipped in January instead: different? And what if it sold down to 49 %?" asks of both shares.
    asked_first, _ = suppositions(question.core)
    both = any(c.asks for c in asked_first) and not shares_told(Asked.of(" ".join(c.text for c in asked_first)))
    for later in (*earlier[first:], question.core):
        if told.unread:
            return told
        asked = Asked.of(later)
        if not shares_told(asked):
            if _SUPPOSES.search(later) and not asked.shares and not asked.moments:
                return None
            continue
        changed = _changed(told, asked, beside=both and later is question.core)
        if changed is None:
            return None
        told = changed
    return told


def _changed(told: Ownership, asked: Asked, *, beside: bool = False) -> Ownership | None:
    """Return the ownership with the one share replaced that a follow-up speaks of; None where that is not clear.

    `beside` keeps the earlier share too, as one of another time.
    """
    shares = shares_told(asked)
    new = shares[-1]
    old = shares[0].percent if len(shares) == 2 else None
    if len(shares) > 2 or _DIFFERENCE.search(asked.text[: new.start][-40:]) or _ANEW.search(asked.text):
        return None
    if re.match(r"\W*(?:to|by|of (?!it\b|the shares\b)[A-Z])", asked.text[new.end :]):
        return None
    stakes = [s for s in told.stakes if _is_of(told, s, asked.text) and (old is None or s.percent == old)]
    if len(stakes) != 1 and len(told.stakes) == 1 and not lists_asked(asked.text):
        stakes = [*told.stakes] if old is None or told.stakes[0].percent == old else []
    if len(stakes) != 1 or stakes[0].percent is None:
        return None
    was = stakes[0]
    name, before = told.name(was.owner), was.percent or 0
    line = f"The share of {name}: {numeral(new.percent)} % in place of {numeral(before)} %."
    if new.percent < before:
        line += f" Who took over the {numeral(before - new.percent)} % is not said: a listed owner adds its share."
    now = Stake(was.owner, was.owned, new.percent)
    stakes = [*told.stakes, now] if beside else [now if s is was else s for s in told.stakes]
    return replace(told, stakes=tuple(stakes), changes=(*told.changes, line))


def _is_of(told: Ownership, stake: Stake, text: str) -> bool:
    """Return whether a text speaks of the owner of a stake, by its name or by the list that it is on."""
    owner = told.parties[stake.owner]
    named = {n.name for n in lists_asked(text)}
    if named:
        return bool(named & {n.name for n in owner.lists})
    bare = re.sub(r"^(?:an?|the|one|our|my) ", "", owner.name, flags=re.I)
    return re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", text, re.I if len(bare) > 1 else re.NOFLAG) is not None

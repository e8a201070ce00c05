"""Owners whose shares are told one behind the other: "two SDNs own 30 % and 25 % of X"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.engines.calculation.ownership.model import Owner, names_a_list, says_listed
from assistant.engines.calculation.ownership.shares_told.owner_clauses import (
    COUNTS,
    OWNS,
    PERCENTAGE_MARK,
    SHARE,
    SHARES,
)
from corpus.language.lazy_regex import lazy_regex

_SHARE_MARKS = rf"(?P<marks>{SHARE}{SHARES}(?:(?:,? and |,? ?& ?|, ?|,? plus | ?[/+] ?){SHARE}{SHARES}){{1,4}})"
_ROUGHLY = r"(?:\b(?:an?|about|only|exactly|just|the|together|jointly|respectively) ){0,2}"
_IN_WHAT = r"(?P<owned>[^,;:?!§]{1,80}?)"
_LEADS_TO_SHARES = r"(?:,? ?(?:with|holding|owning|having|at|for|of|each|by)\b)? ?[(:,–-]{0,2} ?"
_LEADS_IN = r"^(?:(?:if|so|now|then|suppose|say|hi|ok|hello|and|but),? ){0,3}"
_JOINT_FORMS = tuple(
    lazy_regex(form, re.I)
    for form in (
        rf"{_LEADS_IN}(?P<who>[^§;:?!]{{3,120}}?),? {OWNS} {_ROUGHLY}{_SHARE_MARKS}(?: respectively)? ?(?:of|in) "
        rf"{_IN_WHAT}"
        rf"(?P<tail>(?: respectively)?(?:[,;:.?!)][^§]*)?)$",
        rf"{_LEADS_IN}{_IN_WHAT} (?:is |are |was )?(?:jointly )?(?:owned|held|controlled) by "
        rf"(?P<who>[^§;:?!]{{3,120}}?)"
        rf"{_LEADS_TO_SHARES}{_SHARE_MARKS}(?P<tail>[^§]*)$",
        rf"{_LEADS_IN}{_IN_WHAT} (?:has|have|had|with) (?P<who>(?:two|three|four|five|[2-5]) [^§;:?!]{{3,80}}?)"
        rf"{_LEADS_TO_SHARES}{_SHARE_MARKS}(?P<tail>[^§]*)$",
    )
)
_OF_A_KIND = lazy_regex(r"^(?P<n>two|three|four|five|[2-5]) (?P<kind>[^,;]{3,80})$", re.I)
_BEGINS_WITH_COUNT = lazy_regex(r"^(?:two|three|four|five|[2-5])\b", re.I)
_ONE_OF = {"people": "person", "persons": "person", "men": "man", "women": "woman", "companies": "company"}
_PLURAL_OF_KIND = lazy_regex(
    r"\b(?P<word>[A-Za-z][\w-]{1,30}?)(?P<s>ies|s)\b(?=$| (?:on|under|who|that|which|in|from|of)\b)"
)
_NAMES_APART = lazy_regex(r",? (?:and|plus) | ?& ?|, ")
_ALL = r"(?:both|all(?: three| four)?|each)(?: of (?:them|whom))?"
_SAID_OF_ALL = lazy_regex(rf",? (?P<said>{_ALL}(?: (?:are|is))? [^§]{{3,60}})$", re.I)
# What the tail says of all of them, and not what it asks of them: "both on the Entity List", "do both need to be?".
_SAID_OF_ALL_BEHIND = lazy_regex(
    rf"^(?: respectively)?[ ,;:(–-]{{0,4}}(?:and )?(?P<said>{_ALL} (?:(?:are|is|being) )?"
    r"(?:(?:also|now|themselves|currently) )?(?:(?:on|an?|not|listed|unlisted|sanctioned|blocked|designated|"
    r"blacklisted)\b|[A-Z])[^§?!.;]{0,60})"
)
# One of them is told apart; that nobody has most of it is said of nobody's listing.
_TELLS_APART = lazy_regex(
    r"\b(?:one|only|just|either|neither|none|not both|another|some|"
    r"the (?:first|second|third|fourth|fifth|last|other|latter|former|elder|older|younger|larger|smaller|bigger))\b"
    r"(?! (?:of them )?(?:has|have|holds?|owns?) (?:a |the )?(?:majority|half|most|control)\b)",
    re.I,
)
_ENDS_AS_QUESTION = lazy_regex(r"\?\s{0,3}$")
_SAYS_OF_ALL = lazy_regex(rf"^{_ALL}\b", re.I)


@dataclass(frozen=True, slots=True)
class JointOwners:
    """Owners with a share each, by the number of its mark: their words, those for what they own; none: not read.

    `said` are words that the sentence says of all of them.
    """

    owners: tuple[tuple[str, str], ...]  # what each is called, and all that is said of it
    shares: tuple[int, ...]
    owned: str
    said: str = ""

    @property
    def are_said_listed(self) -> bool:
        """Return whether it is said of all of them that they are listed."""
        return says_listed(self.said)


def joint_owners(sentence: str, told: Iterable[str] = ()) -> JointOwners | None:
    """Return the owners of a sentence whose shares stand together; None where it tells of none.

    Without owners where their number is not that of the shares, or one of them is told apart, be it in another of the
    sentences told.
    """
    for form in _JOINT_FORMS:
        if m := form.match(sentence):
            shares = tuple(int(n) for n in PERCENTAGE_MARK.findall(m["marks"]))
            who = m["who"].strip(" ,(")
            before, behind = _SAID_OF_ALL.search(who), _SAID_OF_ALL_BEHIND.match(m["tail"])
            said = " ".join(told["said"] for told in (before, behind) if told)
            apart = any(_TELLS_APART.search(words) for words in (who, m["tail"]))
            owners = () if apart else _owners(who[: before.start()] if before else who, said, len(shares))
            tail = m["tail"][behind.end() :] if behind else m["tail"]
            behind_owned = m["owned"].partition(" and ")[2]
            others = (s for s in told if not PERCENTAGE_MARK.search(s))
            if owners and _is_told_apart(owners, [behind_owned, tail, *others], said):
                owners = ()
            return JointOwners(owners, shares, m["owned"].strip(), said)
    return None


def _is_told_apart(owners: Sequence[tuple[str, str]], told: Sequence[str], said: str) -> bool:
    """Return whether words say of one of the owners, and not by its name, that it is listed."""
    if any(names_a_list(words) and _TELLS_APART.search(words) for words in told):
        return True
    if says_listed(said) or not any(Owner(name, name, words).is_taken_as_unlisted for name, words in owners):
        return False
    names = [name.split()[-1] for name, _ in owners if name.split()[-1][:1].isupper()]
    return any(
        says_listed(words) and not _ENDS_AS_QUESTION.search(words) and not _SAYS_OF_ALL.match(words)
        and not any(name in words for name in names)
        for words in told
    )  # fmt: skip


def _owners(bare: str, said: str, count: int) -> tuple[tuple[str, str], ...]:
    if kind := _OF_A_KIND.match(bare):
        if COUNTS[kind["n"].lower()] != count or _NAMES_APART.search(kind["kind"]):
            return ()
        one = _one_of(kind["kind"])
        places = ("first", "second", "third", "fourth", "fifth")[:count]
        return tuple((f"the {place} {one}", f"{kind['kind']} {said}".strip()) for place in places)
    if _BEGINS_WITH_COUNT.match(bare):
        return ()  # "two families, the Quelviks and the Mirrows"
    names = [name.strip() for name in _NAMES_APART.split(bare) if name.strip()]
    return tuple((name, f"{name} {said}".strip()) for name in names) if len(names) == count else ()


def _one_of(kind: str) -> str:
    """Return the words for one of a kind: "sanctioned guy" of "sanctioned guys"."""
    words = " ".join(_ONE_OF.get(word.casefold(), word) for word in kind.split())
    return _PLURAL_OF_KIND.sub(lambda m: m["word"] + ("y" if m["s"] == "ies" else ""), words)

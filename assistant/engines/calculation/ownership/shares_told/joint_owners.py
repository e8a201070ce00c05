"""Owners whose shares are told one behind the other: "two SDNs own 30 % and 25 % of X"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.engines.calculation.ownership.shares_told.owner_clauses import OWNS, PERCENTAGE_MARK, SHARES
from corpus.language.lazy_regex import lazy_regex

_MARK = r"§\d{1,3}§"
_SHARE_MARKS = rf"(?P<marks>{_MARK}{SHARES}(?:(?:,? and |,? ?& ?|, ?|,? plus | ?[/+] ?){_MARK}{SHARES}){{1,4}})"
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
_COUNT_WORDS = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4, "five": 5, "5": 5}
_OF_A_KIND = lazy_regex(r"^(?P<n>two|three|four|five|[2-5]) (?P<kind>[^,;]{3,80})$", re.I)
_ONE_OF = {"people": "person", "persons": "person", "men": "man", "women": "woman", "companies": "company"}
_PLURAL_OF_KIND = lazy_regex(
    r"\b(?P<word>[A-Za-z][\w-]{1,30}?)(?P<s>ies|s)\b(?=$| (?:on|under|who|that|which|in|from|of)\b)"
)
_NAMES_APART = lazy_regex(r",? (?:and|plus) | ?& ?|, ")
_SAID_OF_ALL = lazy_regex(
    r",? (?P<said>(?:both|all(?: three| four)?|each)(?: of them)?(?: (?:are|is))? [^§]{3,60})$", re.I
)
# A tail that tells one of them apart, and none that only says that nobody has most of it.
_TELLS_APART = lazy_regex(
    r"\b(?:one|only|just|neither|none|not both|the (?:first|second|other|latter|former))\b[^§]{0,40}"
    r"\b(?:listed|sanctioned|blocked|designated|blacklisted|on (?:the|a|an|any|no)\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class JointOwners:
    """Owners with a share each, by the number of its mark: their words, those for what they own; none: not read."""

    owners: tuple[tuple[str, str], ...]  # what each is called, and all that is said of it
    shares: tuple[int, ...]
    owned: str


def joint_owners(sentence: str) -> JointOwners | None:
    """Return the owners of a sentence whose shares stand together; None where it tells of none.

    Without owners where their number is not that of the shares, or one of them is told apart.
    """
    for form in _JOINT_FORMS:
        if m := form.match(sentence):
            shares = tuple(int(n) for n in PERCENTAGE_MARK.findall(m["marks"]))
            owners = () if _TELLS_APART.search(m["tail"]) else _owners(m["who"].strip(" ,("), len(shares))
            return JointOwners(owners, shares, m["owned"].strip())
    return None


def _owners(who: str, count: int) -> tuple[tuple[str, str], ...]:
    said_of_all = _SAID_OF_ALL.search(who)
    said = said_of_all["said"] if said_of_all else ""
    bare = who[: said_of_all.start()] if said_of_all else who
    if kind := _OF_A_KIND.match(bare):
        if _COUNT_WORDS[kind["n"].lower()] != count or _NAMES_APART.search(kind["kind"]):
            return ()
        one = _one_of(kind["kind"])
        places = ("first", "second", "third", "fourth", "fifth")[:count]
        return tuple((f"the {place} {one}", f"{kind['kind']} {said}".strip()) for place in places)
    names = [name.strip() for name in _NAMES_APART.split(bare) if name.strip()]
    return tuple((name, f"{name} {said}".strip()) for name in names) if len(names) == count else ()


def _one_of(kind: str) -> str:
    """Return the words for one of a kind: "sanctioned guy" of "sanctioned guys"."""
    words = " ".join(_ONE_OF.get(word.casefold(), word) for word in kind.split())
    return _PLURAL_OF_KIND.sub(lambda m: m["word"] + ("y" if m["s"] == "ies" else ""), words)

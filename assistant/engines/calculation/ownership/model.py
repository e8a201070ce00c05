"""Ownership as a question tells of it: parties, whether each is listed, and who has how much of whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction

from assistant.query.candidate_names import COMPANY_FORMS
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.party_lists import PartyList, lists_asked

_LISTED = lazy_regex(
    r"(?<![-\w])listed\b|\b(?:military end[- ]users?|on (?:the|a|one of the|any) lists?|"
    r"blocked|designated|sanctioned|blacklisted)\b",
    re.I,
)
_SANCTIONED = lazy_regex(r"\b(?:sanctioned|blacklisted)\b", re.I)
_NEGATED = lazy_regex(
    r"\b(?:(?:not|nor|isn'?t|never) (?:itself |themselves |any ?longer )?(?:on (?:the|a|any)|listed|an? listed)"
    r"[^,;.()]{0,40}|unlisted|non-?listed|(?:on|in) no list|nobody special)\b",
    re.I,
)
# "not sanctioned" says nothing of a list that sanctions nobody.
_NOT_SANCTIONED = lazy_regex(
    r"\b(?:(?:(?:not|nor|isn['’]?t|aren['’]?t|wasn['’]?t|never|neither|no longer) "
    r"(?:(?:itself|themselves|any ?longer|currently|now|yet|being|been|an?) ){0,2}|non[- ]?)"
    r"(?:sanctioned|blocked|designated|blacklisted)|unsanctioned|unblocked|undesignated)\b"
    r"(?: by (?:the )?[\w.]{1,20})?",
    re.I,
)
# Identifier of a programme, as the lists put it behind a name: [SDGT], [RUSSIA-EO14024].
TAG = lazy_regex(r"\[([A-Z][A-Z0-9 -]{1,30})\]")
_NEUTRAL = lazy_regex(
    r"\b(?:stranger|outsiders?|clean|founders?|management|famil(?:y|ies)|employees|staff|public(?:ly)?|"
    r"free float|(?<!listed )(?<!sanctioned )(?<!blocked )(?<!designated )individuals?|"
    r"private (?:persons?|investors?|people|shareholders?)|"
    r"unrelated|neutral|third part(?:y|ies))\b",
    re.I,
)


class Listing(Enum):
    """What a question says of an owner: that it is listed, that it is not, or nothing."""

    LISTED = "listed"
    UNLISTED = "unlisted"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Owner:
    """Party to a chain of ownership as a question names it; `words` are all that it says of the party."""

    key: str
    name: str
    words: str = ""
    is_said_listed: bool = False  # in so many words, whatever else it is called

    @property
    def lists(self) -> tuple[PartyList, ...]:
        """Return the lists that the question puts it on by name."""
        return lists_asked(_without_denials(self.words))

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the identifiers of programmes that stand in brackets behind it."""
        return tuple(TAG.findall(self.words))

    @property
    def listing(self) -> Listing:
        """Return whether it is listed by the words of the question."""
        if self.is_said_listed:
            return Listing.LISTED
        listed = says_listed(self.words)
        if _NEGATED.search(self.words) or _NOT_SANCTIONED.search(self.words) or self.is_taken_as_unlisted:
            return Listing.UNSAID if listed else Listing.UNLISTED  # "an SDN, a family": who is who is not understood
        return Listing.LISTED if listed else Listing.UNSAID

    @property
    def is_taken_as_unlisted(self) -> bool:
        """Return whether the question calls it a family, the staff or the like, and does not say that it is listed."""
        return not self.is_said_listed and not _NEGATED.search(self.words) and _NEUTRAL.search(self.words) is not None

    @property
    def is_only_not_sanctioned(self) -> bool:
        """Return whether all that the question says of its listing is that it is not sanctioned."""
        return _NOT_SANCTIONED.search(self.words) is not None and not _NEGATED.search(self.words)

    def with_words(self, *words: str) -> Owner:
        """Return the owner with more that is said of it; "is on the list" goes before what it is called."""
        outright = self.is_taken_as_unlisted and any(w.startswith(("is ", "are ")) and says_listed(w) for w in words)
        return replace(self, words=" ".join([self.words, *words]), is_said_listed=self.is_said_listed or outright)

    @property
    def names(self) -> tuple[str, ...]:
        """Return how it may be called: "founder Quelvik" is Quelvik, too."""
        bare = _NEUTRAL.sub("", self.name).strip()
        return (self.name, bare) if bare != self.name and bare[:1].isupper() else (self.name,)


@dataclass(frozen=True, slots=True)
class Stake:
    """Percentage of `owned` that `owner` has; both are keys. None is what the others leave ("the rest")."""

    owner: str
    owned: str
    percent: Fraction | None


@dataclass(frozen=True)
class Ownership:
    """Stakes that a question tells of. `unread` are percentages whose owner or company could not be made out.

    `changes` are lines on the shares that a follow-up replaces.
    """

    parties: Mapping[str, Owner] = field(default_factory=dict)
    stakes: tuple[Stake, ...] = ()
    unread: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()

    def name(self, key: str) -> str:
        """Return how a party is called."""
        return self.parties[key].name

    def of(self, key: str) -> list[Stake]:
        """Return the stakes in a company."""
        return [s for s in self.stakes if s.owned == key]


# "Target GmbH" is called "Target" further on. A group and its holding are companies of their own.
_FORM_BEHIND = lazy_regex(rf"(?:,?\s(?:{COMPANY_FORMS})\b\.?){{1,3}}$", re.I)
_ARTICLE_BEFORE = lazy_regex(r"^(?:the|our|my|his|her|their|your|this|that|a|an) ")


def party_key(name: str) -> str:
    """Return a party's name in small letters, without an article before it and a legal form behind it."""
    plain = _ARTICLE_BEFORE.sub("", name.casefold().strip())
    return _FORM_BEHIND.sub("", plain)


def says_listed(text: str) -> bool:
    """Return whether words say of somebody, of an address or of a part of it that it is listed, without a "not"."""
    bare = _without_denials(text)
    return bool(lists_asked(bare)) or _LISTED.search(bare) is not None


def _without_denials(text: str) -> str:
    return _NOT_SANCTIONED.sub(" ", _NEGATED.sub(" ", text))


def says_only_sanctioned(text: str) -> bool:
    """Return whether words say of somebody that it is sanctioned, and nothing of the list that it is on."""
    bare = _SANCTIONED.sub(" ", text)
    return _SANCTIONED.search(text) is not None and not says_listed(bare)


def names_a_list(text: str) -> bool:
    """Return whether a question speaks of parties on lists, by name or in general."""
    return bool(lists_asked(text)) or _LISTED.search(text) is not None

"""Leading "Yes" or "No" of an answer: only where a list, an entry or a row was looked up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.query.model import Query
from assistant.query.yes_no_frames import Frame, is_of_denial
from assistant.reading_rules.direct_word import DirectWord, Ground, no, yes
from assistant.reading_rules.memberships import element, listed_name, member, stands
from assistant.reading_rules.stances import Stance, stances
from assistant.reading_rules.term_weights import is_wide

_NAMES_IT = 0.5  # of the question's weight: the sentence names what is asked after
_OWN = 0.35  # of a follow-up's own words: with fewer a sentence speaks of what was asked before
_LEAD = 400  # characters of a lead-in that bear on its items


@dataclass(frozen=True, slots=True)
class SentenceInContext:
    """Sentence that may be a list or an entry, in its place.

    `lead_in` is the text above that an item completes, `listed` says that the sentence is an entry of a list. `covered`
    is the share of the question's weight that it has with its headings, and `own` the share of a follow-up's own words,
    both 0 to 1. `in_list` says whether the country asked after is in the list that the sentence names ("any country
    listed in § 110.29"); None where it names none.
    """

    text: str
    lead_in: str = ""
    listed: bool = False
    covered: float = 0.0
    own: float = 1.0
    in_list: bool | None = None

    @property
    def names_it(self) -> bool:
        """Return whether it names what is asked after."""
        return self.covered >= _NAMES_IT

    @property
    def permits(self) -> bool:
        """Return whether it, or the lead-in that it completes, permits what it speaks of."""
        return Stance.PERMITS in stances(self.text) | stances(self.lead_in[-_LEAD:])

    @property
    def denies(self) -> bool:
        """Return whether it, or the lead-in that it completes, has a word of denial."""
        return bool(_DENIES.search(self.text) or _DENIES.search(self.lead_in[-200:]))


_DENIES = re.compile(r"\b(?:no|not(?! limited to)|never|none|neither|nor|except|unless|other than)\b", re.I)
_ONE_OF = re.compile(
    r"\bone of the (?:countries|states|destinations|entities|items)\b|\b(?:listed|on the list|in the list)\b", re.I
)
# "GBS: Yes, for 3A002.h", "LVS: N/A": how entries say whether a licence exception is open.
_EXCEPTION_LINE = re.compile(
    r"^\W*(?:\w+ )?(?:LVS|GBS|CIV|TSR|APP|STA|Special Conditions for STA): (?P<open>Yes|No|N/A)\b"
)
_EXCEPTION_ASKED = re.compile(r"\b(?:exceptions?|LVS|GBS|CIV|TSR|APP|STA)\b")


def listed_word(question: Query, piece: SentenceInContext) -> DirectWord | None:
    """Return the yes or no that a sentence gives which is a list or an entry, or names one; None for any other."""
    asked = question.core
    if piece.names_it and (stood := member(asked, piece.text)):
        return stood
    if stood := element(asked, piece.text):
        return stood
    if is_wide(piece.text) and not piece.names_it:
        return None  # a Chinese or Japanese sentence that shares little with the question speaks of something else
    if _ONE_OF.search(asked) and (name := listed_name(asked, piece.text)):
        return yes(Ground.LIST, f"{name} stands there")
    if piece.own < _OWN:
        return None
    if _EXCEPTION_ASKED.search(asked) and (stated := _EXCEPTION_LINE.search(piece.text)):
        word = yes if stated["open"].casefold() == "yes" else no
        return word(Ground.ENTRY_ON_EXCEPTION, "as the entry states")
    if piece.in_list is False and piece.permits and question.frame not in (Frame.NEED, Frame.REVIEW):
        return no(Ground.NAMED_LIST, "by the words of this text")
    if question.frame is Frame.COVERED and piece.listed and piece.names_it and not piece.denies:
        return stands(asked, piece.text)
    return None


_CLEAR_ASKED = re.compile(
    r"\b(?:am|are|is|be)"
    r" (?:i|we|they|he|she|it|this|that)? ?(?:\w+ )?(?:clear|clean|safe|free to|good to go|off the hook|fine|okay?)\b",
    re.I,
)
_ENDING = re.compile(r"\b(?:is|are|was|were|reviewed|handled|treated) (?P<how>case[- ]by[- ]case)\b", re.I)
_LIST_ASKED = re.compile(r"\blists?\b|\b(?:black)?listed\b|\bsanctioned\b", re.I)


def row_word(question: Query, row: str) -> DirectWord | None:
    """Return the word for a question about a name that has this row in a list; None when the row does not settle it."""
    if "yes_no" not in question.wants:
        return None
    does, kind = stances(row), question.own_frame
    if how := _ENDING.search(question.core):
        there = how["how"].replace(" ", "-").casefold() in row.replace(" ", "-").casefold()
        return yes(Ground.ROW) if there else no(Ground.ROW_POLICY, "the row does not say so")
    if kind is Frame.EXCEPTION and Stance.EXEMPTS in does:
        return yes(Ground.ROW_EXCEPTION, "as the row states")
    if kind is Frame.REVIEW and (word := _reviewed(question.core, does)):
        return word
    if _CLEAR_ASKED.search(question.core):
        return no(Ground.ROW_LISTED)
    if kind in (Frame.COVERED, Frame.FACT) and _LIST_ASKED.search(question.standalone):
        return yes(Ground.ROW_LISTED)
    return None


def _reviewed(asked: str, does: frozenset[Stance]) -> DirectWord | None:
    """Return a word from the policy by which applications are reviewed; None when there is none.

    A row may refuse most applications and approve some; then some are approved.
    """
    refusal, rider = is_of_denial(asked), "as the row states"
    if Stance.GRANTS in does and Stance.REFUSES in does:
        return no(Ground.REFUSES_SOME, f"not all, {rider}") if refusal else yes(Ground.REFUSES_SOME, f"some, {rider}")
    if Stance.GRANTS in does:
        return no(Ground.APPROVED, rider) if refusal else yes(Ground.APPROVED, rider)
    if Stance.REFUSES in does:
        return yes(Ground.DENIED, rider) if refusal else no(Ground.DENIED, rider)
    return None

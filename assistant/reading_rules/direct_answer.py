"""Leading "Yes" or "No", only where a rule reads it from question and text together.

What the question asks (`assistant.query.yes_no_frames`) is compared with what the text does
(`assistant.reading_rules.stances`): "may we?" is answered by what forbids or permits, "is it exempt?" by what excludes,
"does it apply?" by what covers. No likeness decides anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.facts.quantities import exceeds_maximum, is_met, is_over
from assistant.query.answer_kinds import fit
from assistant.query.parser import Query
from assistant.query.yes_no_frames import Frame, frame, is_below, is_of_denial, is_of_harm
from assistant.reading_rules.direct_word import DirectWord, Ground, no, yes
from assistant.reading_rules.memberships import element, listed_name, member, named, stands
from assistant.reading_rules.stances import Stance, parts, saves, stances
from assistant.reading_rules.term_weights import is_wide
from corpus.lexicon.countries import countries

_NAMES_IT = 0.5  # of the question's weight: the sentence names what is asked after
_ALL_OF_IT = 0.8  # … all that matters of it
_SPEAKS_OF_IT = 0.12  # … speaks of it
_SAYS_SO = 0.45  # … says what is asked
_OWN = 0.35  # of a follow-up's own words: with fewer a sentence speaks of what was asked before


@dataclass(frozen=True, slots=True)
class SentenceInContext:
    """Sentence that may settle a question, in its place.

    `lead_in` is the text above that an item completes. `listed` says that the sentence is an entry of a list, `lifted`
    that it takes a prohibition away, `excepted` that what is asked after stands after its "except", and `best` that it
    was chosen as the sentence that answers. `covered` is the share of the question's weight that it has with its
    headings, and `own` the share of a follow-up's own words, both 0 to 1. `in_list` says whether the country asked
    after is in the list that the sentence names ("any country listed in § 110.29"); None where it names none.
    """

    text: str
    lead_in: str = ""
    listed: bool = False
    covered: float = 0.0
    lifted: bool = False
    excepted: bool = False
    own: float = 1.0
    best: bool = False
    in_list: bool | None = None

    @property
    def names_it(self) -> bool:
        """Return whether it names what is asked after."""
        return self.covered >= _NAMES_IT

    @property
    def speaks(self) -> bool:
        """Return whether it speaks of what is asked.

        Few words of the question have to be in the best sentence, since people do not ask in the words of the law.
        """
        return self.covered >= (_SPEAKS_OF_IT if self.best else _NAMES_IT)

    @property
    def does(self) -> frozenset[Stance]:
        """Return its stances. An item has those of its lead-in, unless it has decisive ones of its own."""
        own = stances(self.text)
        above = stances(self.lead_in[-_LEAD:]) if self.lead_in else frozenset()
        if self.lifted:
            own |= {Stance.LIFTS}
        if above & _DECISIVE and not own & _OF_ITS_OWN:
            return above
        return own if own & _DECISIVE else own | above


_NAME = 16  # words of a line that only names something
_LEAD = 400  # characters of a lead-in that bear on its items
_OF_ITS_OWN = {
    Stance.NONE_APPLY, Stance.LIFTS, Stance.EXEMPTS, Stance.EXCLUDES, Stance.REFUSES, Stance.GRANTS, Stance.FORBIDS,
    Stance.UNKNOWN
}  # fmt: skip
_DECISIVE = _OF_ITS_OWN | {Stance.LICENSES, Stance.PERMITS}

_BY_LIST = re.compile(
    r"\b(?:listed|enumerated|set out|specified) in (?:Parts? \w+ (?:of|or) )?(?:Annex|Appendix|Supplement|Schedule)",
    re.I,
)
_OUTWARD = re.compile(r"\b(?:export|re-?export|send|ship|sell|leave|deliver)\w*\b", re.I)
_INWARD = re.compile(r"\bimport\w*\b", re.I)
_MEANS = re.compile(r"\b(?:means|includes?|as well as|is defined|consists of)\b", re.I)
_DENIES = re.compile(r"\b(?:no|not(?! limited to)|never|none|neither|nor|except|unless|other than)\b", re.I)
_LIMITS = re.compile(r"\bprovided\b.*|\bnot (?:to )?exceed(?:ing)?\b|\bnot listed in\b", re.I | re.S)
_SAVE_ABOVE = re.compile(r"\b(?:except|unless)\W*$", re.I)  # what follows are exceptions from what the lead-in says
_THERE_IS = re.compile(r"\bis there (?:a|an|any)\b|\bare there (?:any|some)\b", re.I)
_ONE_OF = re.compile(
    r"\bone of the (?:countries|states|destinations|entities|items)\b|\b(?:listed|on the list|in the list)\b", re.I
)
_LIST_ASKED = re.compile(
    r"\b(?:on|in|part of|among|named in|mentioned in) (?:the|an?|any|its|their|that)?"
    r"\s?(?:[\w'’.&-]+ ){0,5}(?:lists?|annex|categor(?:y|ies)|rules?|destinations|countries|things)\b|"
    r"\b(?:listed|named|controlled|a munition|count as|classed)\b|^\W*(?:is|are) [\w -]{3,40} an? [\w -]{3,40}\b",
    re.I,
)
_CLEAR_ASKED = re.compile(
    r"\b(?:am|are|is|be)"
    r" (?:i|we|they|he|she|it|this|that)? ?(?:\w+ )?(?:clear|clean|safe|free to|good to go|off the hook|fine|okay?)\b",
    re.I,
)
_ENDING = re.compile(r"\b(?:is|are|was|were|reviewed|handled|treated) (?P<how>case[- ]by[- ]case)\b", re.I)
_BY_ITS_WORDS = "by the words of this text"
_WITHIN_LIMITS = "within the limits that the sentence states"
_WITHIN_LIMITS_ABOVE = "within the limits that the text above it states"
_UNLESS_EXCEPTED = "unless what the sentence names as an exception is met"


def direct_word(question: Query, piece: SentenceInContext) -> DirectWord | None:
    """Return the yes or no that a sentence gives to a yes/no question, with its conditions; None if no rule decides."""
    if "yes_no" not in question.wants:
        return None
    asked = question.core
    kind = frame(asked)
    if kind is Frame.FACT and asked != question.standalone:
        kind = frame(question.standalone)  # "and blanks?" asks what was asked before
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
    does = piece.does
    if kind in (Frame.COVERED, Frame.FREE) and piece.speaks and is_met(asked, piece.text) is False:
        # 30 percent is not "50 percent or more", nor is 2 g "less than 1 g".
        if (kind is Frame.COVERED and not does & _OF_ITS_OWN) or (
            kind is Frame.FREE and _has(does, Stance.EXCLUDES, Stance.EXEMPTS)
        ):
            return no(Ground.QUANTITIES, _BY_ITS_WORDS)
        return None
    if _EXCEPTION_ASKED.search(asked) and (stated := _EXCEPTION_LINE.search(piece.text)):
        open_to = stated["open"].casefold() == "yes"
        return (
            yes(Ground.ENTRY_ON_EXCEPTION, "as the entry states")
            if open_to
            else no(Ground.ENTRY_ON_EXCEPTION, "as the entry states")
        )
    if piece.speaks and (word := _within(kind, asked, piece, does)):
        return word
    if piece.in_list is False and Stance.PERMITS in does and kind not in (Frame.NEED, Frame.REVIEW):
        return no(Ground.NAMED_LIST, _BY_ITS_WORDS)
    word = rule(question, piece, does) if (rule := _RULES.get(kind)) else None
    if (
        word is None
        and _THERE_IS.search(asked)
        and question.wants & {"date", "duration", "amount"}
        and fit(question.wants, piece.text) == 1.0
    ):
        return yes(Ground.GIVEN)
    return word


# --- one rule a kind of question ------------------------------------------------------------------------------------


def _within(kind: Frame | None, asked: str, piece: SentenceInContext, does: frozenset[Stance]) -> DirectWord | None:
    """Return a word where the question's quantity is compared with the bound of a rule; None when no rule decides.

    "Does not authorize more than 100 kg" says yes to 80 kg, "in shipments of 5 kg or less" no to 20 kg, "30 days or
    more before" yes to 45 days.
    """
    if kind not in (Frame.MAY, Frame.COVERED, Frame.FACT) or piece.excepted:
        return None
    if _STOPS_AT.search(piece.text) and (over := is_over(asked, piece.text)) is not None:
        return no(Ground.QUANTITIES, _BY_ITS_WORDS) if over else yes(Ground.QUANTITIES, _WITHIN_LIMITS)
    if kind is Frame.COVERED:
        return None
    if Stance.PERMITS in does and exceeds_maximum(asked, piece.text):
        return no(Ground.OVER_QUANTITY, "the quantity is over what this text permits")
    if kind is Frame.FACT and piece.best and is_met(asked, piece.text) and not does & _OF_ITS_OWN:
        return yes(Ground.QUANTITIES, _WITHIN_LIMITS)
    return None


# "GBS: Yes, for 3A002.h", "LVS: N/A": how entries say whether a licence exception is open.
_EXCEPTION_LINE = re.compile(
    r"^\W*(?:\w+ )?(?:LVS|GBS|CIV|TSR|APP|STA|Special Conditions for STA): (?P<open>Yes|No|N/A)\b"
)
_EXCEPTION_ASKED = re.compile(r"\b(?:exceptions?|LVS|GBS|CIV|TSR|APP|STA)\b")
_STOPS_AT = re.compile(
    r"\bnot (?:authori[sz]e|permit|allow|cover)\b[^.;]{0,80}\b(?:more than|exceeding|in excess of)\b", re.I
)


def _told(question: Query, piece: SentenceInContext, does: frozenset[Stance]) -> DirectWord | None:
    if Stance.UNKNOWN in does:
        return no(Ground.NOT_KNOWN)
    if piece.names_it and _THAT.search(question.core) and not _denied(piece):
        return yes(Ground.SAYS_SO, "as the sentence states")
    return None


# "Does it say that …" asks whether something is so; "does it say what …" is answered by the sentence itself.
_THAT = re.compile(
    r"\b(?:say|says|said|tell|tells|state|states|claim|claims|admit|admits|confirm|confirms)\b[^?]{0,30}\bthat\b", re.I
)


def _exception(question: Query, piece: SentenceInContext, does: frozenset[Stance]) -> DirectWord | None:
    if Stance.NONE_APPLY in does:
        if saves(piece.text):
            return yes(Ground.SOME_EXCEPTED, "but only what the sentence names after “except”")
        return no(Ground.NONE_APPLY)
    if piece.speaks and _has(does, Stance.EXEMPTS, Stance.LIFTS, Stance.EXCLUDES):
        return yes(Ground.NAMES_ONE, _WITHIN_LIMITS)
    return None


def _review(question: Query, piece: SentenceInContext, does: frozenset[Stance]) -> DirectWord | None:
    if not piece.speaks:
        return None
    if _SAVE_ABOVE.search(piece.lead_in) and Stance.GRANTS in stances(piece.lead_in):
        return yes(Ground.NOT_APPROVED, "with the exceptions that the text names")
    word = _reviewed(question.core, does, "as the sentence states")
    return word or _may(question, piece, does)


def _reviewed(asked: str, does: frozenset[Stance], rider: str) -> DirectWord | None:
    """Return a word from the policy by which applications are reviewed; None when there is none.

    A text may refuse most applications and approve some; then some are approved.
    """
    refusal = is_of_denial(asked)
    if Stance.GRANTS in does and Stance.REFUSES in does:
        return no(Ground.REFUSES_SOME, f"not all, {rider}") if refusal else yes(Ground.REFUSES_SOME, f"some, {rider}")
    if Stance.GRANTS in does:
        return no(Ground.APPROVED, rider) if refusal else yes(Ground.APPROVED, rider)
    if Stance.REFUSES in does:
        return yes(Ground.DENIED, rider) if refusal else no(Ground.DENIED, rider)
    return None


def _free(question: Query, piece: SentenceInContext, does: frozenset[Stance]) -> DirectWord | None:
    if not piece.speaks:
        return None
    if _has(does, Stance.EXCLUDES, Stance.EXEMPTS, Stance.LIFTS):
        return no(Ground.LEFT_OUT, _BY_ITS_WORDS) if piece.excepted else yes(Ground.LEFT_OUT, _WITHIN_LIMITS)
    if piece.names_it and (permitted := _permitted(question, piece, does)):
        return permitted
    if piece.names_it and _has(does, Stance.LICENSES, Stance.FORBIDS) and not saves(piece.text):
        return no(Ground.DEMANDS_OR_FORBIDS, _BY_ITS_WORDS)
    return None


def _need(question: Query, piece: SentenceInContext, does: frozenset[Stance]) -> DirectWord | None:
    if _has(does, Stance.EXCLUDES, Stance.EXEMPTS, Stance.LIFTS) and (piece.speaks or Stance.EXEMPTS not in does):
        return yes(Ground.EXCLUDES, _BY_ITS_WORDS) if piece.excepted else no(Ground.EXCLUDES, _BY_ITS_WORDS)
    if not piece.names_it:
        return None
    if Stance.FORBIDS in does and saves(piece.text):
        return yes(Ground.FORBIDS_WITHOUT, _BY_ITS_WORDS)
    if Stance.LICENSES in does or (Stance.DEMANDS in does and not _denied(piece)):
        return yes(Ground.DEMANDS, _BY_ITS_WORDS)
    return None


def _may(question: Query, piece: SentenceInContext, does: frozenset[Stance]) -> DirectWord | None:
    text = piece.text
    if piece.speaks and Stance.LIFTS in does:
        return yes(Ground.LIFTS, _WITHIN_LIMITS)
    if Stance.FORBIDS in does and (piece.best or piece.names_it):
        if _BY_LIST.search(text) and piece.covered < _ALL_OF_IT:
            return None  # "goods as listed in Annex XI": whether toothpaste is among them that sentence does not say
        if is_of_harm(question.core):
            return yes(Ground.FORBIDS, "in the cases that the sentence names")
        if is_wide(text) and Stance.PERMITS in does:
            return None  # it allows one thing and forbids another
        return no(Ground.FORBIDS_WITH_EXCEPTION, _UNLESS_EXCEPTED) if saves(text) else no(Ground.FORBIDS)
    if Stance.REFUSES in does and piece.speaks:
        return no(Ground.REFUSES_WITH_EXCEPTION, _UNLESS_EXCEPTED) if saves(text) else no(Ground.REFUSES)
    if Stance.EXCLUDES in does and piece.speaks:
        return no(Ground.EXCLUDES, _BY_ITS_WORDS)
    if not piece.speaks:
        return None
    if Stance.EXEMPTS in does:
        return yes(Ground.NO_LICENCE, _WITHIN_LIMITS)
    if Stance.LICENSES in does and piece.names_it:
        return no(Ground.LICENCE, "not without what the text demands")
    return _permitted(question, piece, does)


def _banned(question: Query, piece: SentenceInContext, does: frozenset[Stance]) -> DirectWord | None:
    if not piece.speaks:
        return None
    if Stance.LIFTS in does:
        return no(Ground.LIFTS, _WITHIN_LIMITS)
    if Stance.FORBIDS in does and not (_BY_LIST.search(piece.text) and piece.covered < _ALL_OF_IT):
        return yes(Ground.FORBIDS, _UNLESS_EXCEPTED) if saves(piece.text) else yes(Ground.FORBIDS)
    if piece.names_it and _permitted(question, piece, does):
        return no(Ground.PERMITS, _WITHIN_LIMITS)
    return None


def _permitted(question: Query, piece: SentenceInContext, does: frozenset[Stance]) -> DirectWord | None:
    """Return a yes from a text that permits; None when it does not.

    Conditions ("provided that it is not …", "not to exceed") are limits and no denial.
    """
    if Stance.PERMITS not in does or exceeds_maximum(f"{question.core} {question.standalone}", piece.text):
        return None
    if _OUTWARD.search(question.standalone) and _INWARD.search(piece.text) and not _OUTWARD.search(piece.text):
        return None  # a licence to import says nothing of sending
    if piece.excepted or _DENIES.search(parts(_LIMITS.sub("", piece.text))[0]):
        return None
    return (
        yes(Ground.PERMITS, _WITHIN_LIMITS)
        if Stance.PERMITS in stances(piece.text)
        else yes(Ground.PERMITS, _WITHIN_LIMITS_ABOVE)
    )


def _limit(question: Query, piece: SentenceInContext, does: frozenset[Stance]) -> DirectWord | None:
    over = is_over(question.core, piece.text) if piece.speaks else None
    if over is None:
        return None
    return (
        yes(Ground.QUANTITIES, _BY_ITS_WORDS)
        if over != is_below(question.core)
        else no(Ground.QUANTITIES, _BY_ITS_WORDS)
    )


def _covered(question: Query, piece: SentenceInContext, does: frozenset[Stance]) -> DirectWord | None:
    if (piece.speaks and _has(does, Stance.EXCLUDES, Stance.LIFTS)) or (Stance.EXEMPTS in does and piece.names_it):
        return yes(Ground.EXCLUDES, _BY_ITS_WORDS) if piece.excepted else no(Ground.EXCLUDES, _BY_ITS_WORDS)
    if (
        piece.best
        and _MUNITIONS.search(question.core)
        and _COMMERCE.search(piece.text)
        and not _DENIES.search(piece.text)
    ):
        return no(Ground.OTHER_AGENCY, "by this text it is subject to the EAR")
    if _MEANS.search(piece.text) and not _DENIES.search(piece.text) and (phrase := named(question.core, piece.text)):
        return yes(Ground.DEFINITION, f"“{phrase}” stands in the definition")
    if not piece.names_it or _denied(piece):
        return None
    if piece.listed and (stood := stands(question.core, piece.text)):
        return stood
    if piece.listed and _LIST_ASKED.search(question.core):
        return yes(Ground.ENTRY, "it stands there")
    # A Chinese or Japanese sentence is near to what is asked without naming it.
    if (
        piece.best
        and not is_wide(piece.text)
        and not any(countries(piece.text))
        and not does - {Stance.COVERS}
        and len(piece.text.split()) <= _NAME
        and _LIST_ASKED.search(question.core)
    ):
        return yes(Ground.LISTED_LINE, "it stands there")
    if _PERMIT_ASKED.search(question.core) and Stance.PERMITS in does:
        return _permitted(question, piece, does)
    if _has(does, Stance.LICENSES, Stance.COVERS):
        return yes(Ground.COVERS, _BY_ITS_WORDS)
    return None


_MUNITIONS = re.compile(r"\b(?:munitions|ITAR|USML|State Department)\b", re.I)
_COMMERCE = re.compile(r"\b(?:is|are) subject to the EAR\b")
_PERMIT_ASKED = re.compile(
    r"\b(?:licen[cs]e|authori[sz]ation|exception|exemption|permission)"
    r"s?\b[^?]{0,20}\b(?:cover|apply|reach|extend|include|allow)",
    re.I,
)


def _fact(question: Query, piece: SentenceInContext, does: frozenset[Stance]) -> DirectWord | None:
    if piece.best and piece.covered >= _SAYS_SO and not _denied(piece) and not does & (_DECISIVE | {Stance.DEMANDS}):
        return yes(Ground.SAYS_SO, "as the sentence states")
    return None


# A question that is open is not here: no sentence decides it.
_RULES = {
    Frame.TOLD: _told,
    Frame.EXCEPTION: _exception,
    Frame.REVIEW: _review,
    Frame.FREE: _free,
    Frame.NEED: _need,
    Frame.BANNED: _banned,
    Frame.MAY: _may,
    Frame.LIMIT: _limit,
    Frame.COVERED: _covered,
    Frame.FACT: _fact,
}


def _has(does: frozenset[Stance], *any_of: Stance) -> bool:
    return any(s in does for s in any_of)


def _denied(piece: SentenceInContext) -> bool:
    """Return whether a sentence, or the lead-in that it completes, has a word of denial."""
    return bool(_DENIES.search(piece.text) or _DENIES.search(piece.lead_in[-200:]))


# --- looked up ------------------------------------------------------------------------------------------------------


def row_word(question: Query, row: str) -> DirectWord | None:
    """Return the word for a question about a name that has this row in a list; None when the row does not settle it."""
    if "yes_no" not in question.wants:
        return None
    asked, whole = question.core, question.standalone
    does = stances(row)
    if how := _ENDING.search(asked):
        there = how["how"].replace(" ", "-").casefold() in row.replace(" ", "-").casefold()
        return yes(Ground.ROW) if there else no(Ground.ROW_POLICY, "the row does not say so")
    kind = frame(asked)
    if kind is Frame.EXCEPTION and Stance.EXEMPTS in does:
        return yes(Ground.ROW_EXCEPTION, "as the row states")
    if kind is Frame.REVIEW and (word := _reviewed(asked, does, "as the row states")):
        return word
    if _CLEAR_ASKED.search(asked):
        return no(Ground.ROW_LISTED)
    if kind in (Frame.COVERED, Frame.FACT) and re.search(
        r"\blists?\b|\b(?:black)?listed\b|\bsanctioned\b", whole, re.I
    ):
        return yes(Ground.ROW_LISTED)
    return None

"""Leading "Yes" or "No" of an answer: only where a list or an entry was looked up.

A statement is read in its place: with its lead-in, and with the lists that it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.query.model import Query
from assistant.query.yes_no_frames import Frame
from assistant.reading_rules.dependent_sentences import leads_in
from assistant.reading_rules.memberships import element, listed_name, member, word_on_countries
from assistant.reading_rules.sentences import Sentence
from assistant.reading_rules.stances import Stance, stances
from assistant.reading_rules.term_weights import Weigher, is_wide
from assistant.reading_rules.yes_no_word import DirectWord, Ground, no, yes
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans
from corpus.model import Kind, Role

_NAMES_IT = 0.5  # of the question's weight: the sentence names what is asked after
_OWN_WORDS_LEAST = 0.35  # of a follow-up's own words: with fewer a sentence speaks of what was asked before
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


_DENIES = lazy_regex(r"\b(?:no|not(?! limited to)|never|none|neither|nor|except|unless|other than)\b", re.I)
_ONE_OF = lazy_regex(
    r"\bone of the (?:countries|states|destinations|entities|items)\b|\b(?:listed|on the list|in the list)\b", re.I
)
# "GBS: Yes, for 3A002.h", "LVS: N/A": how entries say whether a licence exception is open.
_EXCEPTION_LINE = lazy_regex(
    r"^\W*(?:\w+ )?(?:LVS|GBS|CIV|TSR|APP|STA|Special Conditions for STA): (?P<open>Yes|No|N/A)\b"
)
_EXCEPTION_ASKED = lazy_regex(r"\b(?:exceptions?|LVS|GBS|CIV|TSR|APP|STA)\b")


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
    if piece.own < _OWN_WORDS_LEAST:
        return None
    if _EXCEPTION_ASKED.search(asked) and (stated := _EXCEPTION_LINE.search(piece.text)):
        word = yes if stated["open"].casefold() == "yes" else no
        return word(Ground.ENTRY_ON_EXCEPTION, "as the entry states")
    if piece.in_list is False and piece.permits and question.frame not in (Frame.NEED, Frame.REVIEW):
        return no(Ground.NAMED_LIST, "by the words of this text")
    if question.frame is Frame.COVERED and piece.listed and piece.names_it and not piece.denies:
        return word_on_countries(question.own_countries, piece.text)
    return None


# --- in the statements of an answer ---------------------------------------------------------------------------------

_LISTING = lazy_regex(r"\b(?:Supplement No\.|Annex|Appendix|Category|別表)")
_ALIKE = 0.6  # a cosine from which a sentence speaks of what is asked …
_SAME_SENSE = 0.5  # … as one does that has this share of the question's weight
_LEAD_OF_BEST = 0.1  # of the question's weight: what the sentence that was chosen has before those beside it


@dataclass(frozen=True, slots=True)
class QuotedStatement:
    """Statement of an answer at `start:end` of an edition, quoted as the citation `number`.

    `around` are its headings, `chosen` is the sentence in it that was chosen. `lists` has (address, whether the country
    asked after is in it) of the lists of countries that the answer looked into.
    """

    version: int
    start: int
    end: int
    number: int
    around: tuple[str, ...] = ()
    chosen: Sentence | None = None
    lists: tuple[tuple[str, bool], ...] = ()


def leading_word(
    question: Query, weigher: Weigher, places: Sequence[QuotedStatement], catalogue: CatalogueReader
) -> tuple[DirectWord, int] | None:
    """Return a yes or no that is looked up in one of `places`, and the number of its citation; None without any.

    Of several sentences the one speaks that has most of the question.
    """
    if "yes_no" not in question.wants:
        return None
    found = [w for place in places for w in _words(question, weigher, place, catalogue)]
    if not found:
        return None
    _, word, number = max(found, key=lambda w: w[0])
    return word, number


def _words(
    question: Query, weigher: Weigher, place: QuotedStatement, catalogue: CatalogueReader
) -> Iterable[tuple[float, DirectWord, int]]:
    """Yield (share of the question that it has, its word, the citation) of the sentences that give a word."""
    text, chosen = catalogue.slice(place.version, place.start, place.end), place.chosen
    spans = [(place.start + s, place.start + e) for s, e in sentence_spans(text)]
    if chosen:  # what was chosen may be more than one sentence
        rest = [(s, e) for s, e in spans if e <= chosen.start or chosen.end <= s]
        spans = [(chosen.start, chosen.end), *rest]
    for start, end in spans:
        held = catalogue.at(place.version, start)
        if held.provision.role is Role.ROW:
            continue  # what a row says of somebody is told by screening
        said = catalogue.slice(place.version, start, end)
        is_chosen = chosen is not None and start == chosen.start
        above = catalogue.ancestors(held)
        lead_in = above[-1].text.strip() if above and leads_in(above[-1].text) else ""
        piece = _piece(question, weigher, place, held, said, lead_in, chosen if is_chosen else None)
        if (word := listed_word(question, piece)) is not None:
            yield weigher.covers(said) + _LEAD_OF_BEST * is_chosen, word, place.number


def _piece(
    question: Query,
    weigher: Weigher,
    place: QuotedStatement,
    held: HeldProvision,
    text: str,
    lead_in: str,
    chosen: Sentence | None,
) -> SentenceInContext:
    entry = held.source.kind is Kind.LIST or held.provision.role in (Role.ENTRY, Role.ITEM)
    listed = held.provision.role is not Role.ROW and (entry or bool(_LISTING.search(held.locator)))
    around = (*place.around, *([lead_in] if lead_in else []))
    covered = weigher.covers(text, *around)
    if chosen:
        covered = max(covered, chosen.coverage)
        if listed:  # a list names things in its own words: "additive manufacturing" is 3D printing
            covered = max(covered, _SAME_SENSE * (chosen.likeness >= _ALIKE))
    return SentenceInContext(
        text,
        lead_in,
        listed=listed,
        covered=covered,
        own=weigher.own(text, *around) if question.leans else 1.0,
        in_list=_in_list(f"{lead_in} {text}", place.lists),
    )


def _in_list(text: str, lists: Sequence[tuple[str, bool]]) -> bool | None:
    """Return whether a country meets the lists that a text names; None when it names none of `lists`.

    It meets "listed in § 110.29" when it is in that list, and "not listed in § 110.28" when it is not.
    """
    met = [
        stands != (m["not"] is not None)
        for m in _LISTED.finditer(text)
        for locator, stands in lists
        if re.search(rf"(?<![\d.]){re.escape(m['where'])}$", locator)
    ]
    return all(met) if met else None


_LISTED = lazy_regex(r"\b(?P<not>not )?(?:listed|named) in (?:§+ ?|section )?(?P<where>\d+\.\d+)", re.I)

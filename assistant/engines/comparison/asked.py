"""What a question compares: which jurisdictions, on which topics, and which of their points it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engines.comparison.fixed_points import ComparedTopic, topics_named
from assistant.query.model import Query
from assistant.query.places import countries_named, places_compared, places_left_out, stand_side_by_side
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions
from index.crosslingual.bilingual_lexicon import english_names

_FEWEST_COMPARED = 2  # jurisdictions

_ASKS_TO_COMPARE = lazy_regex(
    r"\b(?:compare[ds]?|comparing|comparison|contrast|side by side|versus|vs\.?|differ(?:ence|ences|s|ent|ently)?|"
    r"both|each|respectively|alike|stricter|tougher|strictest|toughest|which of (?:them|these|the \w+))\b|"
    r"\b(?:longer|shorter|higher|lower|stricter|quicker|faster|slower)\b.{0,40}\bthan\b|"
    r"\b(?:which|who|whose)\b.{0,60}\b(?:longer|shorter|longest|shortest|higher|lower|highest|lowest)\b|"
    r"\btables?\b(?! \d)|\b(?:same|different) (?:as|rules?|way|thing)\b|"
    r"\b(?:across|in) (?:all |the |several |different )+(?:countries|jurisdictions|laws|regimes)\b|"
    r"\b(?:says?|wants?|requires?|allows?|forbids?) [^.?!]{1,60}, ?(?:but |and |while )?[\w ]{2,24} "
    r"(?:says?|wants?|requires?|allows?|forbids?)\b",
    re.IGNORECASE,
)
_CHANGES = lazy_regex(
    r"\b(?:add|also|include|plus|instead|drop|without|leave out|too|as well|put in|swap|replace|except)\b",
    re.IGNORECASE,
)
# "and compare with a licence of Lemuria": with what was asked of before.
_WITH_BEFORE = lazy_regex(
    r"^\W*(?:(?:and|now|then|please|ok|okay|so|also|can you|could you)[ ,]{1,3}){0,4}"
    r"(?:(?:compare|contrast)(?: (?:it|that|this|these|them))? (?:with|to|against)|versus|vs\b)",
    re.IGNORECASE,
)
_BRIEF = lazy_regex(
    r"\b(?:short(?:er|ly)?|brief(?:er|ly)?|in (?:a )?few words|concise(?:ly)?|condensed?|small)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class AskedComparison:
    """Comparison that a question asks for. `points` are those that it is about, by topic id; a topic without: all."""

    codes: tuple[str, ...]
    topics: tuple[ComparedTopic, ...]
    points: dict[str, tuple[str, ...]]
    brief: bool


def asked_comparison(question: Query) -> AskedComparison | None:
    """Return the comparison that a question asks for; None where it compares nothing that has fixed points."""
    explicit = _ASKS_TO_COMPARE.search(question.standalone) is not None
    codes, beside = _codes(question)
    abroad = question.language != "en"
    if abroad:  # its names are of another language, and so is its "compare"
        named = _codes_abroad(question)
        codes = tuple(sorted(named, key=lambda c: codes.index(c) if c in codes else len(codes)))
        explicit, beside = len(codes) >= _FEWEST_COMPARED, False
    if not explicit and not (beside and len(codes) > 1):
        return None
    found = topics_named(question.core, abroad=abroad) or topics_named(question.standalone, abroad=abroad)
    if not found or (not codes and not _opens(question)) or (len(codes) == 1 and not _opens(question)):
        return None
    text = question.core if topics_named(question.core, abroad=abroad) else question.standalone
    points = {t.id: t.points_asked(text) for t in found}
    if len(found) > 1 and any(points.values()):  # "fines for companies": the topic with the point, not every one named
        found = tuple(t for t in found if points[t.id])
    return AskedComparison(codes, found, points, _BRIEF.search(question.core) is not None)


def _codes_abroad(question: Query) -> tuple[str, ...]:
    """Return the jurisdictions that a question in another language compares: those whose law it means.

    Where it says that it compares, every country that it names: "aux États-Unis et au Japon" are no destinations.
    """
    known = jurisdictions.table()
    meant = question.jurisdictions_meant
    if _COMPARES_ABROAD.search(question.standalone):
        names = " ".join(name.title() for name in english_names(question.standalone))
        meant |= {code for c, _ in countries_named(names) if (code := known.of_country(c)) in known.by_code}
    return tuple(c for c in known.by_code if c in meant)


_COMPARES_ABROAD = lazy_regex(
    r"\bvergl[ei]+ch\w*|\bunterschied\w*|\bcompar\w+|\bdiff[ée]r\w+|比較|比较|비교|차이", re.IGNORECASE
)


def _opens(question: Query) -> bool:
    """Return whether a question surely asks for a comparison, so that a second jurisdiction may be asked for."""
    return bool(question.compares) or _OPENS.search(question.standalone) is not None


_OPENS = lazy_regex(
    r"^\W*(?:please |can you |could you )?(?:compare|contrast)\b|\bcomparison of\b|\bside by side\b|"
    r"\b(?:across|in) (?:all |the |several |different )+(?:countries|jurisdictions|laws|regimes)\b",
    re.IGNORECASE,
)


def _codes(question: Query) -> tuple[tuple[str, ...], bool]:
    """Return the jurisdictions, in the order of the words, and whether two of them stand side by side.

    What is asked now decides; a follow-up that adds or drops one goes on with those of before.
    """
    now = places_compared(question.core)
    without = places_left_out(question.core, now)
    codes = [m.code for m in now if m.code not in without]
    goes_on = _CHANGES.search(question.core) or _WITH_BEFORE.match(question.core)
    if question.leans and (len(set(codes)) < 2 or goes_on):
        before = places_compared(question.standalone.removesuffix(question.core))
        codes = [m.code for m in before if m.code not in without] + codes
        return _distinct(codes), stand_side_by_side(now) or stand_side_by_side(before)
    return _distinct(codes), stand_side_by_side(now)


def _distinct(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))

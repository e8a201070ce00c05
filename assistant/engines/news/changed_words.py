"""A change of a provision in a few words: those that came and went where they are short, else where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.facts.days import day_in_words
from corpus.editions.diff import Change, ChangeKind, typeset
from corpus.language.lazy_regex import lazy_regex

_EXCHANGE_QUOTED = 160  # characters of words that came and went
_PLACES_QUOTED = 2  # places of one provision where words came and went
_WORDS_KEPT_BESIDE = 2  # words before and after those that changed
_TOLD_ALONE = 6  # words that are told as added or removed, and not as an exchange
_HEADING_NAMED, _PLACE_NAMED = 80, 120  # characters
_STOPS_AT_END = ".,;:"  # of words that are quoted inside a sentence
_ISO_DAY = lazy_regex(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class ToldChange:
    """What is said of a change; `quotes` tells whether it quotes what came or went."""

    text: str
    quotes: bool


@dataclass(frozen=True, slots=True)
class _Exchange:
    """Words that went and came at one place, with those around them."""

    gone: str
    come: str
    before: str
    after: str


def told_change(change: Change) -> ToldChange:
    """Return a change, and a stay that begins or ends with it, as the part of a sentence without its full stop."""
    told = _told(change)
    if not change.stay:
        return told
    stay = _ISO_DAY.sub(lambda m: day_in_words(date.fromisoformat(m[0])), change.stay.removesuffix("."))
    return ToldChange(f"{told.text}; {stay}", told.quotes)


def _told(change: Change) -> ToldChange:
    place = _shown(change.new or change.old)
    if change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED):
        verb = "is new" if change.kind is ChangeKind.ADDED else "was removed"
        words = _one_line(change.before or change.after)
        named = (change.new or change.old).rpartition(" > ")[2].rpartition(", ")[2]
        if len(words) <= _EXCHANGE_QUOTED and named not in words:  # a row and a heading say what their address says
            return ToldChange(f"{place} {verb}: “{words.rstrip(_STOPS_AT_END)}”", True)
        return ToldChange(f"{_with_heading(change)} {verb}", False)
    if change.old != change.new:
        place = f"{_shown(change.old)} is now {place} and" if change.before != change.after else _shown(change.old)
    if change.before == change.after:
        if change.old != change.new:
            return ToldChange(f"{place} stands now at {_with_heading(change)}", False)
        told = change.description.partition(";")[0].removesuffix(".")  # a stay, which leaves the words as they are
        return ToldChange(_ISO_DAY.sub(lambda m: day_in_words(date.fromisoformat(m[0])), told), True)
    found = _exchanges(change)
    if 0 < len(found) <= _PLACES_QUOTED and sum(len(e.gone) + len(e.come) for e in found) <= _EXCHANGE_QUOTED:
        return ToldChange(f"{place} {_quoted(found)}", True)
    if change.old != change.new:
        return ToldChange(f"{place} changed", False)
    return ToldChange(f"{_with_heading(change)} changed", False)


def _exchanges(change: Change) -> list[_Exchange]:
    """Return where words went and came, without what differs in print alone."""
    found = []
    runs = change.marks
    at = 0
    while at < len(runs):
        if runs[at].kind == "equal":
            at += 1
            continue
        end = at
        while end < len(runs) and runs[end].kind != "equal":
            end += 1
        gone = "".join(r.text for r in runs[at:end] if r.kind == "delete")
        come = "".join(r.text for r in runs[at:end] if r.kind == "insert")
        if typeset(gone) != typeset(come):
            before = runs[at - 1].text.split()[-_WORDS_KEPT_BESIDE:] if at else []
            after = runs[end].text.split()[:_WORDS_KEPT_BESIDE] if end < len(runs) else []
            found.append(_Exchange(_one_line(gone), _one_line(come), " ".join(before), " ".join(after)))
        at = end
    return found


def _quoted(found: list[_Exchange]) -> str:
    if len(found) == 1:
        (only,) = found
        if not only.gone and len(only.come.split()) >= _TOLD_ALONE:
            return f"now also says “{only.come}”"
        if not only.come and len(only.gone.split()) >= _TOLD_ALONE:
            return f"no longer says “{only.gone}”"
    said = (f"“{_around(e, e.come)}” instead of “{_around(e, e.gone)}”" for e in found)
    return f"now says {' and '.join(said)}"


def _around(e: _Exchange, words: str) -> str:
    return " ".join(filter(None, (e.before, words, e.after))).rstrip(_STOPS_AT_END)


def _with_heading(change: Change) -> str:
    place, heading = change.new or change.old, _one_line(change.heading).rstrip(".")
    named = heading and heading not in place and len(heading) <= _HEADING_NAMED
    return f"{_shown(place)} ({heading})" if named else _shown(place)


def _shown(place: str) -> str:
    shown = place.replace(" > ", " › ")
    return shown if len(shown) <= _PLACE_NAMED else f"{shown[:_PLACE_NAMED].rpartition(' ')[0]} …"


def _one_line(text: str) -> str:
    return " ".join(text.split())

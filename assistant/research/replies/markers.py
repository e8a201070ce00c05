"""Citation markers of a chat model's reply: [3], [3 "the words that decide it"], [applies 3 "…"; 7 "…"], [gap]."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.model import ClaimType
from corpus.language.lazy_regex import lazy_regex

OPEN, CLOSE = "\ue000", "\ue001"  # around the number of a marker that was taken out of the text
_HELD = lazy_regex(f"{OPEN}(\\d{{1,5}}){CLOSE}")
_CLOSING_QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»", "「": "」", "『": "』", "'": "'", "‘": "’", "`": "`"}
_LONGEST_SPAN = 1200  # characters
_TYPE = lazy_regex(r"\s{0,3}([a-zA-Z]{2,10})\b[\s:,]{0,3}")
_PIECE_NUMBER = lazy_regex(
    r"\s{0,3}(?:(?:sources?|evidence|pieces?|passages?|ref|no|nr|#|\^)\.?[ :#]{0,2})?(\d{1,3})(?![\d.(])\s{0,3}"
    r"(?:[-–]\s{0,2}(\d{1,3})\s{0,3})?[†:,]?\s{0,3}",
    re.IGNORECASE,
)
_BETWEEN_MARKERS = lazy_regex(r"\s{0,3}(?:[;,&；，、]|and\b)?\s{0,3}")
_LINK_BEHIND = lazy_regex(r"\(\s{0,3}(?:https?:|#)[^()\s]{0,300}\)")
_CLAIM_TYPES = {t.value: t for t in ClaimType}
# Markers behind the full stop belong to the sentence before it.
_BEHIND_STOP = lazy_regex(
    f'(?P<stop>[.!?]["”’)]{{0,3}})(?P<marks>(?:\\s{{0,3}}{OPEN}\\d{{1,5}}{CLOSE}){{1,9}})(?=\\s|$)'
    f"|(?P<wide>[。！？][」』”]?)(?P<after>(?:\\s{{0,3}}{OPEN}\\d{{1,5}}{CLOSE}){{1,9}})"
)


@dataclass(frozen=True, slots=True)
class Marker:
    """What one marker says: the type of the claim, where it names one, and (number, span) of its support."""

    type: ClaimType | None
    support: tuple[tuple[int, str], ...]


def markers_taken_out(text: str) -> tuple[str, list[Marker]]:
    """Return a text with each marker as a number between two signs that no text has, and the markers."""
    text = text.replace(OPEN, "").replace(CLOSE, "")
    out: list[str] = []
    found: list[Marker] = []
    at = 0
    while (begin := text.find("[", at)) >= 0:
        read = _read(text, begin + 1)
        out.append(text[at:begin])
        if read is None:
            out.append("[")
            at = begin + 1
            continue
        marker, at = read
        if link := _LINK_BEHIND.match(text, at):
            at = link.end()
        out.append(f"{OPEN}{len(found)}{CLOSE}")
        found.append(marker)
    out.append(text[at:])
    return _BEHIND_STOP.sub(_before_the_stop, "".join(out)), found


def split(sentence: str, found: list[Marker]) -> tuple[str, ClaimType | None, tuple[tuple[int, str], ...]]:
    """Return a sentence without its markers, with the type and the support that they give."""
    kind: ClaimType | None = None
    support: dict[tuple[int, str], None] = {}
    for match in _HELD.finditer(sentence):
        marker = found[int(match[1])] if int(match[1]) < len(found) else Marker(None, ())
        kind = kind or marker.type
        support |= dict.fromkeys(marker.support)
    words = re.sub(r"\s([.,;:!?。，；])", r"\1", " ".join(_HELD.sub(" ", sentence).split()))
    return words.strip(), kind, tuple(support)


def _before_the_stop(match: re.Match[str]) -> str:
    marks, stop = match["marks"] or match["after"], match["stop"] or match["wide"]
    return f" {marks.strip()}{stop}"


def _read(text: str, at: int) -> tuple[Marker, int] | None:
    """Return the marker whose bracket opens before `at`, and where it ends; None where there is none."""
    kind: ClaimType | None = None
    if word := _TYPE.match(text, at):
        kind = _CLAIM_TYPES.get(word[1].casefold())
        at = word.end() if kind else at
    support: list[tuple[int, str]] = []
    while True:
        if text[at : at + 1] == "]":
            return (Marker(kind, tuple(support)), at + 1) if kind or support else None
        number = _PIECE_NUMBER.match(text, at)
        if number is None:
            return None
        first, last = int(number[1]), int(number[2] or number[1])
        at = number.end()
        span = _span(text, at)
        if span is not None:
            support.append((first, span[0]))
            at = span[1]
        else:
            support += [(n, "") for n in (range(first, last + 1) if first <= last <= first + 20 else (first, last))]
        if between := _BETWEEN_MARKERS.match(text, at):
            at = between.end()


def _span(text: str, at: int) -> tuple[str, int] | None:
    """Return the quoted words that begin at `at`, and the place behind them."""
    closing = _CLOSING_QUOTES.get(text[at : at + 1])
    if closing is None:
        return None
    ends: Callable[[int], bool] = lambda n: re.match(r"\s{0,3}[\];,；，、]", text[n + 1 : n + 5]) is not None  # noqa: E731
    limit = min(len(text), at + _LONGEST_SPAN)
    end = next((n for n in range(at + 1, limit) if text[n] in closing and ends(n)), None)
    return (" ".join(text[at + 1 : end].split()), end + 1) if end is not None else None

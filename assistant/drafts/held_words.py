"""Words of the texts held, scanned once for all quotations and sentences of a draft.

Short runs of words are looked up at every place of every text in force. Where several lie as they do in the draft, the
two are laid side by side word by word. So what is not found is known not to stand there, which a search by rank cannot
say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz.distance import Indel

from assistant.facts.typographic_form import with_plain_signs
from corpus.catalogue import CatalogueReader
from corpus.errors import AlteredText
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import COMPATIBILITY_HAN, HAN, HANGUL, KANA
from corpus.model import Source, Version

_WIDE_LETTERS = f"{KANA}{HAN}{COMPATIBILITY_HAN}{HANGUL}々〇"
_WORD_OR_SIGN = lazy_regex(rf"[{_WIDE_LETTERS}]|[^\W_{_WIDE_LETTERS}]{{1,100}}+")
SHORTEST_RUN = 3  # words that stand together in both
_LONG_RUN = 4  # … of a text that has many
_MANY_WORDS = 10  # words
MOST_WORDS = 400  # of a quotation or a sentence that are looked for
_PLACES_COMPARED = 3  # in one text that are compared
_KEPT = 4  # places that are kept of all texts
_SHIFT = 12  # words by which two runs may be displaced and still lie as in the draft
_ENDS_TRIED = 8  # places at which a stretch may end that are tried
_AROUND = 8  # words looked at around a place
_LEAST_SHARE = 0.45  # share of the words that a place must have
# Places of a draft at which one run counts: one that stands at more tells of none where it is from.
_SAID_WITH_RUN = 200


@dataclass(frozen=True, slots=True)
class Word:
    """Word at `start:end` of a text, in the form in which words are compared."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WordsPlace:
    """Stretch of an edition that has words of what was looked for, laid side by side with them.

    `share` is how like the two are, 0 to 1, by the words that they have in one order; `exact` says that it has all of
    them and no other between them.
    """

    source: Source
    version: Version
    start: int
    end: int
    share: float
    exact: bool

    @property
    def order(self) -> tuple[bool, float, tuple[int, bool]]:
        """Return the key by which the best place comes first: the words, then the authority of the text."""
        return (not self.exact, -round(self.share, 2), self.source.rank)


def words_in_place(text: str) -> list[Word]:
    """Return the words of a text; of Chinese and Japanese every character is one."""
    return [Word(m[0], m.start(), m.end()) for m in _WORD_OR_SIGN.finditer(lowered(text))]


def lowered(text: str) -> str:
    """Return a text in small letters and plain signs, every character at its place."""
    flat = with_plain_signs(text)
    low = flat.lower()
    return low if len(low) == len(flat) else "".join(c.lower() if len(c.lower()) == 1 else c for c in flat)


def likeliest_places(
    wanted: Sequence[Sequence[str]],
    catalogue: CatalogueReader,
    filters: Filters,
    beat: Callable[[], None] = lambda: None,
) -> list[list[WordsPlace]]:
    """Return for each run of words the places of the texts in force that are likest to it, the best first.

    `beat` is called before each text is gone through.
    """
    asked = [tuple(w[:MOST_WORDS]) for w in wanted]
    which = {said: n for n, said in enumerate(dict.fromkeys(asked))}  # what a draft says twice is looked for once
    found = _places(list(which), catalogue, filters, beat)
    return [found[which[said]] for said in asked]


def _places(
    wanted: Sequence[Sequence[str]], catalogue: CatalogueReader, filters: Filters, beat: Callable[[], None]
) -> list[list[WordsPlace]]:
    runs = {size: _runs(wanted, size) for size in (SHORTEST_RUN, _LONG_RUN)}
    out: list[list[WordsPlace]] = [[] for _ in wanted]
    if not any(runs.values()):
        return out
    for number, (source, version) in catalogue.in_force(filters).items():
        beat()
        try:
            text = catalogue.text(number)
        except AlteredText:
            continue
        flat = lowered(text)
        found_at = list(_candidates(_WORD_OR_SIGN.findall(flat), runs))
        held = [Word(m[0], m.start(), m.end()) for m in _WORD_OR_SIGN.finditer(flat)] if found_at else []
        for which, first in found_at:
            if found := _compared(wanted[which], held, first):
                start, end, share, exact = found
                out[which].append(WordsPlace(source, version, start, end, share, exact))
    return [sorted(_distinct(found), key=lambda p: (p.order, p.version.number, p.start))[:_KEPT] for found in out]


def _runs(wanted: Sequence[Sequence[str]], size: int) -> Mapping[tuple[str, ...], list[tuple[int, int]]]:
    """Return every run of `size` words with the places where it stands in what is looked for, so many at most."""
    out: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for which, said in enumerate(wanted):
        if (size == SHORTEST_RUN) == (len(said) < _MANY_WORDS):
            for at in range(len(said) - size + 1):
                places_of_run = out[tuple(said[at : at + size])]
                if len(places_of_run) < _SAID_WITH_RUN:
                    places_of_run.append((which, at))
    return out


def _candidates(
    held: Sequence[str], runs: Mapping[int, Mapping[tuple[str, ...], list[tuple[int, int]]]]
) -> Iterator[tuple[int, int]]:
    """Yield (which, first word) of the places of a text at which what is looked for may stand."""
    votes: Counter[tuple[int, int]] = Counter()
    for size, known in runs.items():
        if not known:
            continue
        for at, run in enumerate(zip(*(islice(held, n, None) for n in range(size)), strict=False)):
            if run in known:
                for which, offset in known[run]:
                    votes[which, (at - offset) // _SHIFT] += 1
    best: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (which, band), count in votes.items():
        best[which].append((count + votes.get((which, band + 1), 0), band))
    for which, found in best.items():
        for _, band in sorted(found, reverse=True)[:_PLACES_COMPARED]:
            yield which, band * _SHIFT


def _compared(said: Sequence[str], held: Sequence[Word], first: int) -> tuple[int, int, float, bool] | None:
    """Return (start, end, share, exact) of what is looked for about a place of a text; None where little is like it."""
    low = max(0, first - _AROUND)
    window = held[low : first + len(said) + _SHIFT + len(said) // 3 + _AROUND]
    text = [w.text for w in window]
    at = sequence_at(said, text)
    if at is not None:
        return window[at].start, window[at + len(said) - 1].end, 1.0, True
    same = [(o.src_start, o.src_end, o.dest_start, o.dest_end) for o in Indel.opcodes(said, text) if o.tag == "equal"]
    while len(same) > 1 and same[0][1] - same[0][0] < SHORTEST_RUN and same[1][2] - same[0][3] > 2:
        same.pop(0)  # a word or two that stand apart, such as the number of the section
    while len(same) > 1 and same[-1][1] - same[-1][0] < SHORTEST_RUN and same[-1][2] - same[-2][3] > 2:
        same.pop()
    matched = sum(b - a for a, b, _, _ in same)
    if not same or matched < _LEAST_SHARE * len(said):
        return None
    begin = same[0][2]
    end = tight_end(said, text, begin, same[-1][3])
    share = Indel.normalized_similarity(list(said), text[begin:end])
    return window[begin].start, window[end - 1].end, min(share, 0.999), False


def tight_end(said: Sequence[str], text: Sequence[str], begin: int, end: int) -> int:
    """Return where a stretch of a text ends that is likest to what was said; later repetitions are left out."""
    ends = [n + 1 for n in range(begin, end) if text[n] == said[-1]][-_ENDS_TRIED:] or [end]
    if end not in ends:
        ends.append(end)
    return max(ends, key=lambda n: Indel.normalized_similarity(list(said), list(text[begin:n])))


def sequence_at(said: Sequence[str], text: Sequence[str]) -> int | None:
    """Return where words stand one after another in a text's words; None where they do not."""
    said, text = list(said), list(text)
    for at in range(len(text) - len(said) + 1):
        if text[at] == said[0] and text[at : at + len(said)] == said:
            return at
    return None


def _distinct(found: Sequence[WordsPlace]) -> list[WordsPlace]:
    kept: dict[tuple[int, int], WordsPlace] = {}
    for place in found:
        key = place.version.number, place.start // 40
        if key not in kept or place.order < kept[key].order:
            kept[key] = place
    return list(kept.values())

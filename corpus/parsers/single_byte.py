"""Tells the encodings of one byte a character apart: by the letters that come out, and by where they stand in words.

Every such encoding reads almost any bytes, so that nothing fails; but only in the right one are the letters those of
one language, capitals at the beginning of words, and quotation marks and signs where they belong.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from corpus.language.alphabets import Alphabet, alphabets

_BYTES_WEIGHED = 60_000
_PLACES_WEIGHED = 600  # different places of characters that are weighed, the most frequent first
_COUNTED_AT_MOST = 3  # times that one place counts, at most
_UNCOMMON_LANGUAGE = 3.0  # nats by which a language that is not common is less likely beforehand
_LATER_ENCODING = 2.0  # nats by which an encoding that is not the first of its language is
_CERTAIN = 4.0  # nats by which the best reading is likelier than any other that yields another text
_PLAUSIBLE = 0.8  # nats a character by which the best reading is likelier than chance; right ones have 0.9 and more
_STEEPNESS = 3.5  # of the frequencies of an alphabet: the rarest letter stands so many nats below the most frequent
_HIGH = re.compile(rb"[\x80-\xff]")
_HALF = 128  # characters beside ASCII that an encoding of one byte has

_QUOTES_BEFORE = frozenset("„‚«‹¿¡")
_QUOTE_SIGNS = frozenset("“”‘»›")
_USUAL_SIGNS = frozenset("’–—§\u00a0")
_SIGNS_OF_TEXT = frozenset("…•·©®™°ªº²³¹½¼¾±×µ\u00ad†‡¶№")
_BOXES = frozenset(map(chr, range(0x2500, 0x25A0)))
_CURRENCIES = frozenset("€£¥¢")
_ACCENTED_LETTERS = frozenset("àèéêóáíåöòæøÀÉÈÊÓÅÖ")  # letters that are words of some language
_WRONG = -4.0  # nats of what no text has: a capital within a word, a sign between letters, a box among words


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest encoding of some bytes; "" for none.

    `rival` is another that is hardly less likely, "" for none; which it is stays open unless the first is usual.
    """

    encoding: str
    rival: str = ""
    is_open: bool = False


def guessed(data: bytes) -> Guess:
    """Return the encoding of one byte a character in which bytes look like a text."""
    first = _HIGH.search(data)
    if first is None:
        return Guess("")
    sample = data[max(0, first.start() - 100) : first.start() + _BYTES_WEIGHED]
    # A word that stands there a thousand times says little more than one that stands there three times.
    places = {
        place: min(times, _COUNTED_AT_MOST)
        for place, times in Counter(
            sample[max(0, i - 1) : i + 2] if i else b"\n" + sample[:2] for i, byte in enumerate(sample) if byte >= _HALF
        ).most_common(_PLACES_WEIGHED)
    }
    count = sum(places.values())
    found: dict[str, tuple[float, float, str]] = {}  # by what the bytes become
    for alphabet in alphabets().entries:
        for encoding in alphabet.encodings:
            weight, text = _likelihood(places, encoding, alphabet)
            likely = (
                weight
                - _UNCOMMON_LANGUAGE * (not alphabet.common)
                - _LATER_ENCODING * (encoding != alphabet.encodings[0])
            )
            if likely > found.get(text, (-math.inf,))[0]:
                found[text] = likely, weight, encoding
    (best, weight, encoding), *others = sorted(found.values(), reverse=True)
    if weight < _PLAUSIBLE * count:
        return Guess("")
    rival = next((other for likely, _, other in others if likely > best - _CERTAIN), "")
    is_usual = any(a.common and a.encodings[0] == encoding for a in alphabets().entries)
    return Guess(encoding, rival, is_open=bool(rival) and not is_usual)


def encoding_name(encoding: str) -> str:
    """Return what an encoding is called to a person."""
    return alphabets().names[encoding]


def _likelihood(places: Mapping[bytes, int], encoding: str, alphabet: Alphabet) -> tuple[float, str]:
    """Return how much likelier than chance the bytes are in an encoding and a language, and what they become."""
    letters = _weights(alphabet.letters)
    total, shown = 0.0, []
    for place, count in places.items():
        text = place.decode(encoding, errors="replace")
        before, sign, after = text[0], text[1], text[2:] or "\n"
        total += count * _weight(before, sign, after, letters, joined=alphabet.joined)
        shown.append(sign)
    return total, "".join(shown)


@cache
def _weights(letters: str) -> dict[str, float]:
    """Return for each letter of an alphabet how much likelier it is there than by chance, in nats."""
    shares = [math.exp(-_STEEPNESS * rank / len(letters)) for rank in range(len(letters))]
    return {letter: math.log(_HALF * 0.8 * share / sum(shares)) for letter, share in zip(letters, shares, strict=True)}


def _weight(before: str, sign: str, after: str, letters: dict[str, float], *, joined: bool) -> float:
    if before == sign == after:
        return 1.5 if sign in _BOXES else _WRONG  # a line is drawn of such, and no word has three of one letter
    small = sign if sign in letters else sign.lower()
    if small in letters:
        return letters[small] + _in_word(before, sign, after, joined=joined)
    between = before.isalpha() and after.isalpha()
    if sign in _USUAL_SIGNS:
        return 2.0 if sign == "’" or not between else -1.0
    if sign in _QUOTES_BEFORE:
        return 1.5 if not before.isalnum() and not (sign in "¿¡„‚" and after.isspace()) else _WRONG
    if sign in _QUOTE_SIGNS:
        return 1.5 if not (before.isalnum() and after.isalnum()) else _WRONG
    if sign in _SIGNS_OF_TEXT:
        return 1.0 if not between else _WRONG
    if sign in _BOXES:
        return 1.0 if all(side.isspace() or side in _BOXES for side in (before, after)) else -1.0
    if sign in _CURRENCIES:
        return 1.0 if not after.isalpha() and not before.isalpha() else _WRONG
    return _WRONG


def _in_word(before: str, sign: str, after: str, *, joined: bool) -> float:
    """Return how well a letter stands where it stands: its case, and the letters beside it."""
    weight = 0.0
    if sign.isupper():
        if before.isalpha() and not before.isupper():
            return _WRONG
        weight -= 1.0 if not before.isupper() else 0.0
    elif before.isupper() and after.isupper():
        weight -= 2.0
    strange = [side.isalpha() and side.isascii() == joined for side in (before, after)]
    if joined:
        weight -= 3.0 * sum(strange)
    elif all(strange):
        weight -= 3.0
    elif any(strange):
        weight -= 1.0
    if not before.isalpha() and not after.isalpha():
        weight -= 1.0 if joined or sign in _ACCENTED_LETTERS else 3.0
    return weight

"""Facts of a sentence: addresses, dates, amounts, numbers with their units, countries, names and quoted phrases.

`facts` finds them in a text, `missing` tells which of them a cited text lacks. Each kind has one normal form, so that
"USD 300 000", "$300,000" and "300,000 dollars" are equal; a date is compared part by part.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from corpus import locators
from corpus.language.sentences import sentence_spans
from corpus.lexicon import measures
from corpus.lexicon.countries import countries
from corpus.references import identifiers
from index.text.tokens import STOP, stem


class FactKind(StrEnum):
    """Kind of a fact. In this order kinds are looked for, and a word is used once: the 21 of `744.21` is no number."""

    ADDRESS = "address"
    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"
    COUNTRY = "country"
    QUOTE = "quoted phrase"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact at `start:end` of a text.

    `value` is its normal form, a tuple whose parts depend on the kind: (year, month, day), (number, currency), (number,
    unit), (instrument, step, step …).
    """

    kind: FactKind
    start: int
    end: int
    words: str
    value: tuple[str, ...]


_MEASURES = measures.table()
_MONTH = rf"(?P<month>{_MEASURES.month_pattern})\b\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d.]){_DAY}\s+(?:day\s+of\s+)?{_MONTH}(?:,?\s+{_YEAR})?(?!\w)",  # 29 September 2025
        rf"\b{_MONTH}\s+{_DAY}(?!\d|,\d)(?:,?\s+{_YEAR})?(?!\w)",  # September 29, 2025
        rf"\b{_MONTH},?\s+{_YEAR}\b",  # September 2025
        r"(?<!\d)(?P<year>(?:1[89]|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)",  # 2025-09-29
        r"(?P<year>(?:1[89]|20)\d\d)年(?:(?P<month>[01]?\d)月)?(?:(?P<day>[0-3]?\d)日)?",
        r"(?<![\d年])(?P<month>[01]?\d)月(?P<day>[0-3]?\d)日",
    )
)

_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SPELLED = {word: n for n, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)} | {"dozen": 12}
_SCALE = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "万": 10**4,
    "亿": 10**8,
    "億": 10**8,
}
_UNIT = rf"(?P<unit>{_MEASURES.unit_pattern})(?![a-zA-Z])"
_FIGURE = r"(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d.])|\d+(?:\.\d+)?|\.\d+)"
_SCALES = r"(?:[ \u00a0-]?(?P<scale>hundred|thousand|million|billion|trillion|万|亿|億)\b)?"
_BEFORE = rf"(?P<before>{_MEASURES.before_pattern})\s?"
_AFTER = rf"(?:[ \u00a0-]?(?P<after>{_MEASURES.behind_pattern})(?![a-zA-Z]))"
_AMOUNTS = (
    re.compile(rf"{_BEFORE}{_FIGURE}{_SCALES}", re.IGNORECASE),
    re.compile(rf"(?<![\w.]){_FIGURE}{_SCALES}{_AFTER}", re.IGNORECASE),
)
_NUMBER = re.compile(
    rf"(?<![a-zA-Z0-9_])(?<!\d[.,]){_FIGURE}(?:st|nd|rd|th)?{_SCALES}(?:(?P<gap>[ \u00a0-]?){_UNIT})?", re.IGNORECASE
)
_WORDED = re.compile(
    rf"\b(?P<worded>(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(_ONES[1:])}|dozen|"
    rf"a(?=\s+(?:hundred|thousand|million|billion)))\b"
    rf"(?:[ -](?P<scale>hundred|thousand|million|billion))?\b(?:\s+\(\d+\))?(?:(?P<gap>[ -]?){_UNIT})?",
    re.IGNORECASE,
)
_WIDE_NUMBER = re.compile(
    rf"(?P<worded>[一二三四五六七八九十百千]+)(?P<scale>[万亿億]?)(?:(?P<gap>){_UNIT}|(?P<money>{_MEASURES.wide_pattern}))"
)
_PARAGRAPH = re.compile(
    r"\b(?:sub)?(?:paragraph|point|note|item|subsection|clause)s?\s+(?P<path>(?:\(\w{1,5}\))+|\d{1,3}(?![\d.,%]))",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"“([^“”]{2,400})”|\"([^\"]{2,400})\"|「([^「」]{1,400})」|『([^『』]{1,400})』|«([^«»]{2,400})»|"
    r"(?<!\w)[‘'](\w[^‘’'\n]{2,200}?\s[^‘’'\n]{1,200}?)[’'](?!\w)"
)
_NAME = re.compile(r"\b(?:[A-Z][\w&]*[A-Z0-9][\w&-]*|[A-ZÀ-Þ][\w'’&-]*[a-zß-ÿ0-9])\b")
# Words that announce an address or a text. By themselves they name nothing.
_KINDS = frozenset([
    "eccn", "eccns", "cfr", "usc", "section", "sections", "article", "articles", "part", "parts", "supplement",
    "annex", "paragraph", "regulation", "note", "no", "nos", "title", "chapter",
])  # fmt: skip
_SENTENCE_START = re.compile(r"(?:^|[.!?:;•*\"“(\[|]\s*|\n\s*(?:[-*•]\s*)?)$")


def facts(text: str) -> list[Fact]:
    """Return every fact in `text`, by position.

    A word belongs to one fact only, except that a quoted phrase may hold others.
    """
    text = plain(text)
    found: list[Fact] = []
    taken = bytearray(len(text))

    def claim(kind: FactKind, start: int, end: int, value: Sequence[str]) -> None:
        if end > start and not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append(Fact(kind, start, end, text[start:end].strip(), tuple(value)))

    for start, end, address in _addresses(text):
        claim(FactKind.ADDRESS, start, end, address)
    for pattern in _DATES:
        for m in pattern.finditer(text):
            claim(FactKind.DATE, m.start(), m.end(), _date(m))
    for pattern in _AMOUNTS:
        for m in pattern.finditer(text):
            groups = m.groupdict()
            currency = _MEASURES.currency_of.get(
                (groups.get("before") or groups.get("after") or "").lower().removesuffix("s"), ""
            )
            claim(FactKind.AMOUNT, m.start(), m.end(), (_value(m["figure"], m["scale"]), currency))
    for m in _WIDE_NUMBER.finditer(text):
        value = _times(_wide(m["worded"]), m["scale"])
        kind, unit = (
            (FactKind.AMOUNT, _MEASURES.currency_of[m["money"]]) if m["money"] else (FactKind.NUMBER, _unit(m["unit"]))
        )
        claim(kind, m.start(), m.end(), (value, unit))
    for m in _NUMBER.finditer(text):
        claim(FactKind.NUMBER, m.start(), m.end(), (_value(m["figure"], m["scale"]), _unit(m["unit"])))
    for m in _WORDED.finditer(text):
        claim(FactKind.NUMBER, m.start(), m.end(), (_spelled(m["worded"], m["scale"]), _unit(m["unit"]), "worded"))
    for start, end, code in countries(text):
        claim(FactKind.COUNTRY, start, end, (code,))
    for m in _NAME.finditer(text):
        word = m[0].replace("’", "'").removesuffix("'s")
        begins = _SENTENCE_START.search(text, max(0, m.start() - 4), m.start()) is not None or m.start() == 0
        if (
            (begins and not word[1:].isupper())
            or word.lower() in STOP
            or word.lower() in _MEASURES.month_number
            or word.lower() in _KINDS
        ):
            continue
        claim(FactKind.NAME, m.start(), m.end(), (word,))
    for m in _QUOTED.finditer(text):
        phrase = next(g for g in m.groups() if g)
        found.append(Fact(FactKind.QUOTE, m.start(), m.end(), phrase, (loose(phrase),)))
    return sorted(found, key=lambda f: f.start)


def missing(claimed: Iterable[Fact], cited: str, context: str = "") -> list[Fact]:
    """Return those of the `claimed` facts that a cited text does not hold.

    Numbers, dates, amounts and quoted phrases must stand in `cited` itself. Addresses, countries and names may also
    stand in its `context`: locator, title, issuer.
    """
    wanted = list(claimed)
    if not wanted:
        return []
    held, around = facts(cited), facts(context)
    numbers = {f.value[:2] for f in held if f.kind is FactKind.NUMBER}
    dates = [f.value for f in held if f.kind is FactKind.DATE]
    amounts = {f.value for f in held if f.kind is FactKind.AMOUNT}
    addresses = [f.value for f in (*held, *around) if f.kind is FactKind.ADDRESS]
    codes = {f.value[0] for f in (*held, *around) if f.kind is FactKind.COUNTRY}
    whole = plain(f"{context}\n{cited}")
    words, initials = set(_stems(whole)), _initials(whole)

    def holds(fact: Fact) -> bool:
        value = fact.value
        if fact.kind is FactKind.ADDRESS:
            instrument = re.search(r"\d+/\d+", value[0])
            if instrument and instrument[0] not in whole:
                return False  # the article of another act
            return any(_within(value, a) for a in addresses) or _continues(value, addresses, cited)
        if fact.kind is FactKind.DATE:
            return any(all(not p or p == q for p, q in zip(value, d, strict=True)) for d in dates) or (
                not any(value[1:]) and (value[0], "") in numbers
            )
        if fact.kind is FactKind.AMOUNT:
            return any(value[0] == a[0] and _MEASURES.same_currency(value[1], a[1]) for a in amounts)
        if fact.kind is FactKind.NUMBER:
            if value[0] == "1" and "worded" in value and not value[1]:
                return True  # "one" is mostly a pronoun
            if value[1]:
                return (value[0], value[1]) in numbers or (value[0], "") in numbers
            return any(value[0] == n for n, _ in numbers) or any(value[0] == d[0] for d in dates)
        if fact.kind is FactKind.COUNTRY:
            return value[0] in codes
        if fact.kind is FactKind.QUOTE:
            return value[0] in loose(cited)
        stems = _stems(value[0])
        return all(s in words or _akin(s, words) for s in stems) or value[0].casefold().replace("&", "") in initials

    return [f for f in wanted if not holds(f)]


_WORDS_AROUND = 6  # words on either side that tell what a figure is about


def displaced(sentence: str, claimed: Sequence[Fact], cited: str) -> tuple[str, str] | None:
    """Return (figure of the sentence, figure of the cited text) that differ in the same place, None if none do.

    The place of a figure is the words around it; only figures of one kind and unit are compared. So "an appeal within
    30 days" does not pass on a text with 30 days for something else and 45 days for an appeal.
    """
    held = [(f, where) for s in _spans(cited) for f, where in _placed(cited[s[0] : s[1]])]
    said = {f.value for f in claimed}
    for fact, wanted in _placed(sentence):
        own, rival, words = 0, 0, ""
        for other, around in held:
            if other.kind is not fact.kind or (fact.kind is FactKind.NUMBER and other.value[1] != fact.value[1]):
                continue
            shared = len(wanted & around)
            if _same_figure(fact, other):
                own = max(own, shared)
            elif other.value not in said and shared > rival and _rivals(fact, other):
                rival, words = shared, other.words
        if rival > own and rival > 1:
            return fact.words, words
    return None


def _spans(text: str) -> list[tuple[int, int]]:
    return sentence_spans(text) or [(0, len(text))]


def _same_figure(one: Fact, other: Fact) -> bool:
    if one.kind is FactKind.DATE:
        return all(not p or p == q for p, q in zip(one.value, other.value, strict=True))
    return one.value[0] == other.value[0]


def _rivals(one: Fact, other: Fact) -> bool:
    """Return whether one figure could stand in the place of the other: a year and another number could not."""
    return (
        one.kind is not FactKind.NUMBER or bool(one.value[1]) or (len(one.value[0]) == 4) == (len(other.value[0]) == 4)
    )


def _placed(text: str) -> list[tuple[Fact, set[str]]]:
    """Return every figure of a text with its place: the stems of the content words around it."""
    words = [
        (m.start(), stem(m[0].lower())) for m in re.finditer(r"[^\W\d_]{2,}", plain(text)) if m[0].lower() not in STOP
    ]
    out = []
    for fact in facts(text):
        if fact.kind in (FactKind.NUMBER, FactKind.AMOUNT, FactKind.DATE):
            before = [w for place, w in words if place < fact.start][-_WORDS_AROUND:]
            out.append((fact, {*before, *[w for place, w in words if place >= fact.end][:_WORDS_AROUND]}))
    return out


def plain(text: str) -> str:
    """Return the text with ASCII dashes, spaces, apostrophes and digits for typographic ones. Offsets stay the same."""
    return text.translate(_PLAIN)


_PLAIN = (
    {ord(c): "-" for c in "‐‑‒–—−"}
    | {ord(c): " " for c in "\u00a0\u2007\u2009\u202f"}
    | {0xFF10 + n: str(n) for n in range(10)}
    | {ord("，"): ","}
)


def loose(text: str) -> str:
    """Return a form that is equal for two printings of the same words.

    It has one case, plain quotes, single spaces and no closing punctuation.
    """
    text = unicodedata.normalize("NFKC", plain(text)).translate(
        {ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"'}
    )
    return " ".join(text.casefold().split()).strip(" .,;:。，；")


_THOUSANDS = re.compile(r",\d{3}(?!\d)")


def _addresses(text: str) -> Iterable[tuple[int, int, tuple[str, ...]]]:
    """Yield (start, end, value) of addresses, the most certain first.

    Locators come first, then identifiers (an instrument, a CAS number), then relative addresses like "paragraph (b)".
    """
    for m in locators.mentions(text):
        if _THOUSANDS.match(text, m.end):
            continue  # "15 CFR 744,000.99" is no address of part 744
        # The instrument leads, then the steps, in small letters. The first step may have its kind ("article 4").
        yield m.start, m.end, (m.locator.instrument.casefold(), *(s.casefold() for s in m.locator.path))
    for i in identifiers.find(text):
        if i.kind != "list":
            yield i.start, i.end, ("", i.name.casefold())
    for p in _PARAGRAPH.finditer(text):
        yield p.start(), p.end(), ("…", *(s.casefold() for s in re.findall(r"\w+", p["path"])))


def _within(claimed: tuple[str, ...], held: tuple[str, ...]) -> bool:
    """Return whether the held address is the claimed one or lies below it.

    A relative address like "paragraph (b)" fits any step or steps of the held one.
    """
    if claimed[0] == "…":
        steps = claimed[1:]
        return any(held[n : n + len(steps)] == steps for n in range(1, len(held)))
    if claimed[0] and held[0] and claimed[0] != held[0]:
        return False
    return held[1 : len(claimed)] == claimed[1:]


def _continues(claimed: tuple[str, ...], held: Iterable[tuple[str, ...]], cited: str) -> bool:
    """Return whether a held address is a parent of the claimed one, and the cited text has the missing steps as labels.

    Labels are "(f)" or "b.2.".
    """
    if claimed[0] == "…":
        return f"({claimed[1]})" in cited or re.search(rf"(?<![\w.]){re.escape(claimed[1])}[.)]\s", cited) is not None
    for address in held:
        size = len(address)
        if (
            1 < size < len(claimed)
            and claimed[1:size] == address[1:]
            and not (claimed[0] and address[0] and claimed[0] != address[0])
        ):
            rest = claimed[size:]
            low = cited.casefold()
            if all(f"({s})" in low for s in rest) or re.search(rf"(?<![\w.]){re.escape('.'.join(rest))}(?![\w])", low):
                return True
    return False


def _date(m: re.Match[str]) -> tuple[str, str, str]:
    groups = m.groupdict()
    month = (groups.get("month") or "").lower()
    number = str(_MEASURES.month_number.get(month) or (int(month) if month.isdigit() else ""))
    return groups.get("year") or "", number, (groups.get("day") or "").lstrip("0")


def _value(figure: str, scale: str | None) -> str:
    try:
        return _times(Decimal(re.sub(r"[ ,\u00a0\u202f]", "", figure)), scale)
    except InvalidOperation:
        return figure


def _times(number: Decimal | int, scale: str | None) -> str:
    return f"{(Decimal(number) * _SCALE.get((scale or '').lower(), 1)).normalize():f}"


def _spelled(words: str, scale: str | None) -> str:
    return _times(sum(_SPELLED.get(w, 1) for w in re.split(r"[- ]", words.lower())), scale)


def _wide(numerals: str) -> int:
    """Return a number below ten thousand that is written in Chinese numerals: 四十五 is 45."""
    total = digit = 0
    for c in numerals:
        if c in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[c]
            digit = 0
        else:
            digit = "一二三四五六七八九".index(c) + 1
    return total + digit


def _unit(words: str | None) -> str:
    if not words:
        return ""
    low = " ".join(words.lower().split())
    units = _MEASURES.unit_of
    return units.get(low) or units.get(low.removesuffix("s"), low)


def _stems(text: str) -> list[str]:
    return [stem(w) for w in re.findall(r"[^\W_]+", text.casefold())]


def _akin(one: str, words: set[str]) -> bool:
    """Return whether a name's stem and one of the words are forms of each other, as "European" and "Europe"."""
    return any(
        len(w) >= 5 and abs(len(w) - len(one)) <= 3 and (one.startswith(w) or w.startswith(one))
        for w in words
        if len(one) >= 5
    )


def _initials(text: str) -> set[str]:
    """Return the acronyms that names in `text` allow: "Bureau of Industry and Security" allows "bis"."""
    out = set()
    for run in re.findall(r"[A-Z][\w'-]*(?:[ -](?:(?:of|and|the|for|on|to|in|de)[ -])*[A-Z][\w'-]*)+", text):
        parts = re.split(r"[ -]", run)
        capitals = [p for p in parts if p[:1].isupper()]
        for first in range(len(capitals)):
            for last in range(first + 2, len(capitals) + 1):
                out.add("".join(p[0] for p in capitals[first:last]).casefold())
    return out

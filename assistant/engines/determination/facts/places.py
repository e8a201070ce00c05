"""Places that a question names: countries, towns and regions, with the part that each has in the transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz.distance import OSA

from assistant.engines.determination.law_texts.rules import own_country, pattern, rule_table
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries
from corpus.lexicon.armed_forces import forces_named
from corpus.lexicon.countries import is_adjective, mentioned_countries
from corpus.lexicon.regions import regions_apart
from corpus.lexicon.small_words import TABLE, small_words
from corpus.lexicon.towns import folded_town, provinces, towns
from index.encoders.minilm import count_tokens

_WORD_OF_PLACE = lazy_regex(r"[^\W\d_][^\W\d_'’-]*+(?:['’-][^\W\d_]+)*")
_LINK = lazy_regex(
    r"(?:\b(?:to|into|in|for|towards?|near|at|within|from|of|via|through|by)|->|→|=>)\s+(?:the\s+|an?\s+)?$", re.I
)
_TO = lazy_regex(r"(?:\b(?:to|into|for|towards?|within|in|near|at|on)|->|→|=>)\s+(?:\S+\s+){0,4}?$", re.I)
_STRONG = lazy_regex(r"(?:\b(?:to|into|towards?)|->|→|=>)\s+(?:the\s+)?(?:\w+\s+){0,2}?$", re.I)
_IN_AFTER_TO = lazy_regex(
    r"\b(?:to|for) (?:an?|the|our|their|one|two|some) (?:[\w-]{2,20} ){1,3}(?:in|near|at|outside) (?:the )?$", re.I
)
_FOR = lazy_regex(r"\b(?:for|to|by|with|and|or|from) (?:the |an? |our )?$", re.I)
_BODY_OF_COUNTRY = lazy_regex(
    r"\s{1,2}(?:\w{3,20} )?(?:army|navy|air force|military|armed forces|coast guard|police|ministry|government|"
    r"customers?|buyers?|clients?|end[- ]users?|distributors?|universit(?:y|ies)|institutes?|hospitals?|banks?|"
    r"importers?|schools?|(?:\w{3,20} )?(?:compan(?:y|ies)|firms?|makers?|manufacturers?|dealers?|traders?|"
    r"contractors?|airlines?|operators?|integrators?|resellers?|retailers?))\b",
    re.I,
)
_JOINS = lazy_regex(
    r"\s{0,2}(?:[,;]|[,;]? ?(?:and|or|plus|&|/))?\s{0,2}"
    r"(?:\(?(?:\d|[a-h]|i{1,3}|iv)\)\s?)?(?:(?:also|then) )?(?:(?:to|in|into|for|towards?) )?(?:the )?",
    re.I,
)
_USED = lazy_regex(
    r"\b(?:end[- ]?users?|end[- ]use|final(?:ly)?|ultimate(?:ly)?|projects?|plant|site|"
    r"use|used|installed|resold|onward|then)\b[^.;?]{0,30}\b(?:in|to|into|for)\s(?:the\s)?$",
    re.I,
)
_FROM = lazy_regex(
    r"\b(?:from|(?:made|built|produced|manufactured|assembled|fabricated|sourced) (?:in|by|at)"
    # "from our plant in Lyon": not "an order from a customer in Lyon"
    r"|from (?:our|my|the|an?) (?:[\w-]{1,15} ){0,2}(?:plant|factory|warehouse|depot|works|site|facility|workshop)"
    r" (?:in|near|at|outside)) (?:the )?$",
    re.I,
)
_SPOKEN_OF = lazy_regex(
    r"(?:/\w{3,20})?[- ](?:diversion|sanctions?|risks?|embargo(?:es)?|evasion|rules?|controls?)\b", re.I
)
_KEPT_IN = lazy_regex(
    r"\b(?:sitting|stored|stocked|warehoused|warehouse|in stock|inventory|stockpile\w*|lying)\b(?: [\w-]{1,12}){0,3} "
    r"(?:in|at|near) (?:the |our |an? )?$",
    re.I,
)
_NOT_TO = lazy_regex(r"(?:\b(?:not|never|nothing)|n['’]t) (?:\w{2,12} ){0,2}(?:to|into|for) (?:the )?$", re.I)
_STRAIGHT_TO = lazy_regex(r"(?:\b(?:to|into|for|towards?)|->|→|=>)\s+(?:the\s+)?$", re.I)
_SENTENCE_ENDS = lazy_regex(r"[.?!;](?=\s)")
_OF_COUNTRY = lazy_regex(r"\s?[,(]?\s?(?:in )?(?:the )?")  # between a town or a province and its country
_CAPITAL_BEHIND = lazy_regex(r"[^\S\n](?P<word>[A-Z][\w-]+)")  # on the same line
_DOUBLED = lazy_regex(r"(\w)\1")
_WORDS_OF_PLACE = 4
_BEFORE_PLACE = 60  # characters in front of a place that are looked at
_COUNTRY_FROM, _TWO_SLIPS_FROM = 6, 9  # letters of a country in which a slip is looked for, and two
_SHOWS_LANGUAGE = 3  # small words of a language that a text has where it is in that language
_SLIP_FROM = 7  # letters of a town in which one slip is looked for


@dataclass(frozen=True, slots=True)
class Place:
    """Place as written: `region` is one that is governed apart from its country. Several `codes`: it is not clear."""

    start: int
    end: int
    written: str
    codes: tuple[str, ...]
    town: str = ""
    region: str = ""
    adjective: bool = False
    misspelt: bool = False
    force: bool = False  # it is the country of a force that is named without it: "the PLA"

    @property
    def code(self) -> str:
        """Return the code of the country, empty where several have such a place."""
        return self.codes[0] if len(self.codes) == 1 else ""

    def moved(self, by: int) -> Place:
        """Return the same place in a text that has `by` characters more before it."""
        return replace(self, start=self.start + by, end=self.end + by)


def places(text: str) -> list[Place]:
    """Return the places that a text names, in its order."""
    found = [*_regions(text), *_countries(text)]
    found += [p for p in _provinces(text) if not any(p.start < o.end and o.start < p.end for o in found)]
    found += [p for p in _towns(text) if not any(p.start < o.end and o.start < p.end for o in found)]
    found += [p for p in _of_forces(text) if not any(p.start < o.end and o.start < p.end for o in found)]
    found = _without_slips_elsewhere(text, found)
    if all(p.misspelt for p in found) and (country := _country_misspelt(text)):
        found = [country]
    kept: list[Place] = []
    for place in sorted(found, key=lambda p: (p.start, -(p.end - p.start))):
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return [_in_country_behind(text, p, kept) for p in kept]


def _of_forces(text: str) -> list[Place]:
    """Return the countries of the forces that a text names without them: "the PLA"."""
    named = [code for *_, code in mentioned_countries(text)]
    return [Place(s, e, text[s:e], (code,), force=True) for s, e, code in forces_named(text) if code not in named]


def _countries_behind(text: str, place: Place, found: Sequence[Place]) -> list[Place]:
    """Return the country that stands right behind a place: "Valencia, Spain"."""
    return [p for p in found if p.start >= place.end and _OF_COUNTRY.fullmatch(text, place.end, p.start)]


def _in_country_behind(text: str, place: Place, found: Sequence[Place]) -> Place:
    """Return a place whose name several countries have, in the one of them that stands behind it: "Ontario, Canada"."""
    behind = (p.code for p in _countries_behind(text, place, found) if not p.adjective)
    code = next((c for c in behind if c in place.codes), "")
    return replace(place, codes=(code,)) if code and not place.code else place


def _without_slips_elsewhere(text: str, found: Sequence[Place]) -> list[Place]:
    """Return the places without a name like a town's that stands before another country: "Gujrath, India" is there.

    In a list of several ("to Lahorre, India and Brazil") it may be a destination of its own, and none is left out. A
    nationality behind it ("to Lahorre, Indian buyer") is somebody's, and not where the town is.
    """
    kept = list(found)
    for near in (p for p in found if p.misspelt):
        for country in (p for p in _countries_behind(text, near, found) if not p.adjective):
            is_listed = any(o.start >= country.end and _JOINS.fullmatch(text, country.end, o.start) for o in found)
            if not is_listed and not set(country.codes) & set(near.codes):
                begun = replace(country, start=near.start)  # what leads to the name leads to its country
                kept = [begun if p is country else p for p in kept if p is not near]
    return kept


def _country_misspelt(text: str) -> Place | None:
    """Return the country of which a word behind "to" or "in" is a slip away, where it is the only such word."""
    found = []
    names = countries.table().codes_by_plain_name
    for match in _WORD_OF_PLACE.finditer(text):
        word = folded_town(match[0])
        most = 1 if len(word) < _TWO_SLIPS_FROM else 2
        if len(word) < _COUNTRY_FROM or not _LINK.search(text, max(0, match.start() - _BEFORE_PLACE), match.start()):
            continue
        near = {
            code
            for name, code in names.items()
            if name[0] == word[0] and 0 < OSA.distance(word, name, score_cutoff=most) <= most
        }
        if len(near) == 1 and count_tokens(word) > 1:  # no word of the language
            found.append(Place(match.start(), match.end(), match[0], (near.pop(),), misspelt=True))
    return found[0] if len(found) == 1 else None


def _provinces(text: str) -> Iterator[Place]:
    """Yield the states and provinces that a word leads to and no town is called by: "to Gujarat".

    A name that a town has too is a town's, in the countries of both.
    """
    words = list(_WORD_OF_PLACE.finditer(text))
    for n, first in enumerate(words):
        if not first[0][0].isupper() or not _LINK.search(text, max(0, first.start() - _BEFORE_PLACE), first.start()):
            continue
        for last in reversed(words[n : n + _WORDS_OF_PLACE]):
            written = text[first.start() : last.end()]
            name = folded_town(written)
            if _begins_a_name(text, last.end()):
                continue
            if (codes := provinces().get(name)) and name not in towns() and not _is_own_state(written):
                yield Place(first.start(), last.end(), written, codes)
                break


def _begins_a_name(text: str, end: int) -> bool:
    """Return whether a capital goes on behind a place, and no country, list or item: "Sichuan University"."""
    behind = _CAPITAL_BEHIND.match(text, end)
    if behind is None or any(c.isdigit() for c in behind["word"]):
        return False
    if pattern(rule_table()["party"]["no_part"]).fullmatch(behind["word"]):
        return False
    return not any(start == 0 for start, *_ in mentioned_countries(behind["word"]))


def _regions(text: str) -> Iterator[Place]:
    for match in _WORD_OF_PLACE.finditer(text):
        for region in regions_apart():
            if folded_town(match[0]) in region.towns:
                yield Place(match.start(), match.end(), match[0], (region.country,), match[0], region.name)


def _countries(text: str) -> Iterator[Place]:
    for start, end, code in mentioned_countries(text):
        yield Place(start, end, text[start:end], (code,), adjective=is_adjective(text[start:end]))
    for match in _WORD_OF_PLACE.finditer(text):
        if (match[0].islower() and len(match[0]) > 3) or (match[0].isupper() and len(match[0]) > 4):
            for s, e, code in mentioned_countries(match[0].capitalize()):
                if (s, e) == (0, len(match[0])):
                    yield Place(match.start(), match.end(), match[0], (code,), adjective=is_adjective(match[0]))
    for match in _WORD_OF_PLACE.finditer(text):
        # "vietnams national police": the apostrophe is left out
        if match[0].endswith("s") and _BODY_OF_COUNTRY.match(text, match.end()):
            named = match[0][:-1].capitalize()
            if any((s, e) == (0, len(named)) for s, e, _ in mentioned_countries(named)) and not [
                *mentioned_countries(match[0])
            ]:
                code = next(code for _, _, code in mentioned_countries(named))
                yield Place(match.start(), match.end(), match[0], (code,))
    for match in _WORD_OF_PLACE.finditer(text):
        if codes := countries.table().unclear.get(folded_town(match[0])):
            before = text[: match.start()].rstrip().lower()
            if not before.endswith(("north", "south", "dem.", "republic of", "republic of the")):
                yield Place(match.start(), match.end(), match[0], tuple(sorted(codes)))


def _towns(text: str) -> Iterator[Place]:
    known = towns()
    words = list(_WORD_OF_PLACE.finditer(text))
    small = _small_words([m[0].casefold() for m in words])
    taken = -1
    for n, first in enumerate(words):
        if first.start() < taken:
            continue
        for last in reversed(words[n : n + _WORDS_OF_PLACE]):
            written = text[first.start() : last.end()]
            if "," in written or "." in written.replace("St.", ""):
                continue
            codes = (
                known.get(folded_town(written))
                if folded_town(written) not in small and not _is_own_state(written)
                else None
            )
            capital = written[0].isupper()
            if codes and (
                capital
                or _is_of_office(text, first.start(), last.end())
                or _LINK.search(text[max(0, first.start() - _BEFORE_PLACE) : first.start()])
                or (first.start() == 0 and len(words) > 1)
            ):
                of_both = dict.fromkeys((*codes, *provinces().get(folded_town(written), ())))
                yield Place(first.start(), last.end(), written, tuple(of_both), written)
                taken = last.end()
                break
        else:
            if (
                _LINK.search(text[max(0, first.start() - _BEFORE_PLACE) : first.start()])
                and len(first[0]) >= _SLIP_FROM
                and not _is_own_state(first[0])
                and folded_town(first[0]) not in provinces()
                and (p := _misspelt(first))
            ):
                yield p


def _is_of_office(text: str, start: int, end: int) -> bool:
    """Return whether a name in small letters says whose office something goes to: "to their moscow sales office"."""
    words = rule_table()["offices"]
    if pattern(str(words["no_town"])).fullmatch(text[start:end]):
        return False
    before = text[max(0, start - _BEFORE_PLACE) : start]
    return pattern(str(words["behind"])).match(text, end) is not None and _TO_SOME.search(before) is not None


_TO_SOME = lazy_regex(r"\b(?:to|for|into|of|at|in) (?:[\w-]{1,20} ){0,4}$", re.I)


def _is_own_state(written: str) -> bool:
    """Return whether a name is that of a state of the exporter's country: "Virginia" is a town elsewhere, too."""
    own = countries.table().by_code[own_country()]
    return written.casefold() in own.states


def _small_words(words: Sequence[str]) -> frozenset[str]:
    """Return the small words of the languages that a text shows by them: "Como" of a Spanish question is no town."""
    tables = small_words(TABLE).values()
    shown = [small for small in tables if sum(w in small for w in words) >= _SHOWS_LANGUAGE]
    return frozenset(folded_town(w) for small in shown for w in small)


@cache
def _by_beginning() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Return the towns by their first two letters."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for name, codes in towns().items():
        found.setdefault(name[:2], []).append((name, codes))
    return found


def _misspelt(word: re.Match[str]) -> Place | None:
    """Return the town of which a word is one slip away, where there is only one such town."""
    wanted = folded_town(word[0])
    single = _DOUBLED.sub(r"\1", wanted)  # "Teherran" has a letter twice, and one more
    near = _a_slip_from(wanted) or (_a_slip_from(single) if single != wanted and len(single) >= _SLIP_FROM else set())
    if len(near) != 1 or (word[0].islower() and count_tokens(wanted) == 1):  # "a workshop" is no town near that word
        return None
    name, codes = near.pop()
    return Place(word.start(), word.end(), word[0], codes, name.title(), misspelt=True)


def _a_slip_from(wanted: str) -> set[tuple[str, tuple[str, ...]]]:
    """Return the towns, with their countries, that are written as a word or one slip away from it."""
    return {
        (name, codes)
        for name, codes in _by_beginning().get(wanted[:2], ())
        if abs(len(name) - len(wanted)) <= 1 and OSA.distance(name, wanted, score_cutoff=1) <= 1
    }


def without_places(text: str) -> str:
    """Return a text without the places that it names."""
    for place in reversed(places(text)):
        text = f"{text[: place.start]} {text[place.end :]}"
    return text


def destinations(text: str, found: Sequence[Place], own: Sequence[str]) -> list[Place]:
    """Return the places where the item goes: those after "to" or "in" before all others, none of the exporter's own."""
    abroad = [p for p in found if not (set(p.codes) & set(own)) and not _is_exporter(text, p)]
    # "a lab in Delft, a student from Pune works there", "cards made in Taiwan": that is not where the item goes
    abroad = [p for p in abroad if not is_left_from(text, p)] or abroad
    owners = {p.code for p in abroad if is_owners(text, p)}
    # "our German parent (Munich)": another place of the owner's country is the owner's too, unless it is sent to
    abroad = [
        p
        for p in abroad
        if not is_owners(text, p)
        and not (p.code in owners and not _TO.search(text[max(0, p.start - _BEFORE_PLACE) : p.start]))
    ] or abroad
    abroad = [p for p in abroad if not is_ruled_out(text, p) and not is_spoken_of(text, p)] or abroad
    # "tyres for the Nicaraguan army and for that of Belarus": an adjective before a body says where it goes
    named = [p for p in abroad if not p.adjective or _is_of_body(text, p)] or abroad
    towards = [p for p in named if _TO.search(text[max(0, p.start - _BEFORE_PLACE) : p.start]) or p.adjective]
    strong = [p for p in named if _STRONG.search(text[max(0, p.start - _BEFORE_PLACE) : p.start])]
    led = strong or towards
    wide = [p for p in named if p in strong or _IN_AFTER_TO.search(text[max(0, p.start - _BEFORE_PLACE) : p.start])]
    if strong and len({p.codes for p in wide}) > 1:
        led = wide  # "one to Bursa, one to Monterrey, and one goes to a maker in Pune": none of several is left out
    used = [p for p in named if _USED.search(text[max(0, p.start - _BEFORE_PLACE) : p.start])]
    # "a London dealer wants both, a shop in Oslo the first"
    buyers = [p for p in named if pattern(str(rule_table()["offices"]["buyer"])).match(text, p.end)]
    return _with_joined(text, [*led, *used, *buyers, *_of_other_sentences(text, led, named)], named) or named


def is_left_from(text: str, place: Place) -> bool:
    """Return whether something comes from a place: "made in Taiwan", "from our plant in Lyon"."""
    return _FROM.search(text[max(0, place.start - _BEFORE_PLACE) : place.start]) is not None


def is_spoken_of(text: str, place: Place) -> bool:
    """Return whether a place is only spoken of: "Russia diversion risk", goods "sitting in London" that go on."""
    before = text[max(0, place.start - _BEFORE_PLACE) : place.start]
    return _SPOKEN_OF.match(text, place.end) is not None or _KEPT_IN.search(before) is not None


def _of_other_sentences(text: str, led: Sequence[Place], named: Sequence[Place]) -> list[Place]:
    """Return the places to which another sentence sends something: "I ship it to India. New order is for Lahore"."""
    taken = {len(_SENTENCE_ENDS.findall(text[: p.start])) for p in led}
    straight = [p for p in named if _STRAIGHT_TO.search(text, max(0, p.start - _BEFORE_PLACE), p.start)]
    return [p for p in straight if p not in led and len(_SENTENCE_ENDS.findall(text[: p.start])) not in taken]


def _is_of_body(text: str, place: Place) -> bool:
    """Return whether an adjective says whose body something is for: "for the Nicaraguan army"."""
    before = text[max(0, place.start - _BEFORE_PLACE) : place.start]
    return bool(_FOR.search(before) and _BODY_OF_COUNTRY.match(text, place.end))


def _with_joined(text: str, led: Sequence[Place], named: Sequence[Place]) -> list[Place]:
    """Return the places that a preposition leads, with those that are joined to one: "to Peru, Chile and Bolivia"."""
    out: list[Place] = []
    for place in named:
        before = out[-1] if out else None
        if place in led or (before is not None and _JOINS.fullmatch(text, before.end, place.start)):
            out.append(place)
    return out


_SOLD_TO = lazy_regex(r"\b(?:to|for) (?:an?|the|our|one|two|some) (?:[\w-]{2,15} )?$", re.I)


_OF_A = lazy_regex(r"\b(?:of|by|from) an? $", re.I)

# "… company's warehouse", "… firm in Dubai": where it goes is told behind.
_SOMEWHERE = lazy_regex(r"[^.;?!,]{0,30}(?:['’]s\b|\b(?:in|at|near) (?:the )?[A-Z])")


def is_owners(text: str, place: Place) -> bool:
    """Return whether a place is where an owner or a parent is, and not where the item goes ("a Shenzhen parent")."""
    words = rule_table()["owner"]
    before = text[max(0, place.start - _BEFORE_PLACE) : place.start]
    sold = _SOLD_TO.search(before) and not _SOMEWHERE.match(text, place.end)
    is_whose = place.adjective or _OF_A.search(before) is not None  # "of a Singapore company": there is no adjective
    if is_whose and pattern(words["adjective_behind"]).match(text, place.end) and not sold:
        return True  # where it is the only place, it is the destination too
    return bool(pattern(words["place_before"]).search(before) or pattern(words["place_behind"]).match(text, place.end))


def is_denied_owner(text: str, place: Place) -> bool:
    """Return whether words say that no owner and no headquarters is in a place: "no Chinese parent"."""
    return (
        pattern(str(rule_table()["owner"]["denied"])).search(text[max(0, place.start - _BEFORE_PLACE) : place.start])
        is not None
    )


def is_ruled_out(text: str, place: Place) -> bool:
    """Return whether words say that nothing goes to a place: "not going to Russia itself"."""
    return _NOT_TO.search(text[max(0, place.start - _BEFORE_PLACE) : place.start]) is not None


def is_led(text: str, place: Place) -> bool:
    """Return whether a word leads to a place ("to", "in", "near"): a town's name without one may mean something else.

    Where something comes from is no place that it goes to.
    """
    before = text[max(0, place.start - _BEFORE_PLACE) : place.start]
    return _LINK.search(before) is not None and _FROM.search(before) is None


def is_sent_to(text: str, place: Place) -> bool:
    """Return whether a word right before a place sends something there: "to Japan", "for the Osaka plant"."""
    return _STRAIGHT_TO.search(text, max(0, place.start - _BEFORE_PLACE), place.start) is not None


def _is_exporter(text: str, place: Place) -> bool:
    """Return whether a place says whose something is, and not where it goes ("Chinese-owned", "US made")."""
    return bool(
        re.match(
            r"[- ](?:owned(?! (?:\d|by\b|wholly|partly|half|mostly))|made|origin|built|headquartered)\b",
            text[place.end :],
            re.I,
        )
    )

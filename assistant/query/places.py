"""Countries that a question names, those whose law it asks of, and the jurisdictions that it speaks of."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.lexicon.own_places import own_countries
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries, jurisdictions
from corpus.lexicon.countries import is_adjective, mentioned_countries
from corpus.lexicon.tables import any_of

# "Swiss export rules", "Brazil's law", "Indian dual-use permit"; "the Cuban Assets Control Regulations" are American.
_LAW_BEHIND = lazy_regex(
    r"(?P<of>['’]s)?\s+(?:(?:export|import|trade|foreign|customs|dual-use|arms|control|national|domestic|strategic|"
    r"defen[cs]e|licensing|goods|items?|technology|materials?|brokering|transit|sanctions)\s+){0,3}"
    r"(?:(?:open|general|individual|global)\s+){0,3}"
    r"(?:export\s+)?(?:laws?|legislation|statutes?|regulations?|rules?|acts?|export controls?|licen[cs]es?|permits?|"
    r"(?:control|military|munitions) lists?)\b|"
    r"(?P<of_act>['’]s)\s+(?:[A-Z(][\w()]*\s+|and\s+|of\s+|the\s+){1,7}(?:Acts?|"
    r"Ordinances?|Regulations?|Orders?|Laws?|Codes?|Decrees?|Controls?|Permits?|Licen[cs]es?|Authori[sz]ations?|"
    r"[Ll]ists?)\b"
)
# "Canada requires", "Singapore's penalty": what only the law of a place does or sets. A "China licence" is for China.
_LAW_DOES = lazy_regex(
    r"\s+(?:(?:itself|also|ever)\s+)?(?:requires|punishes|prohibits|forbids|licen[cs]es|regulates)\b|"
    r"['’]s\s+(?:(?:maximum|minimum|criminal|civil|administrative)\s+)?(?:penalt(?:y|ies)|fines?|sanctions law)\b",
    re.I,
)
_DOES = lazy_regex(r"\bdo(?:es)?\s+(?:the\s+)?$", re.I)
_LAW_DO = lazy_regex(r"\s+(?:ever\s+)?(?:require|punish|prohibit|forbid|regulate)\b", re.I)
_SET_IN = lazy_regex(r"\b(?:penalt(?:y|ies)|fines?|punishments?|prison|jail)\s+(?:\w+\s+)?in\s+(?:the\s+)?$", re.I)
# "Who grants licences in Japan?", "how long must I keep records in Japan?", "how long does a licence take in China?":
# who decides, and how long, is set by the law of the place; where somebody may keep records is asked of one's own law.
# Between the words stand such of that matter alone: records
# "of sales to a buyer in Japan" are kept by whose law the seller is under.
_OF_A_LICENCE = (
    r"(?:(?:on|about|over|for|of|to|and|an?|the|my|our|its|all|get|obtain|receive|export|exports|import|exporting|"
    r"goods|items?|dual-use|arms|military|individual|global|general|licen[cs]es?|licen[cs]ing|permits?|applications?|"
    r"authori[sz]ations?|decisions?|controls?|controlled|matters?)\s+){0,8}"
)
_DECIDED_IN = lazy_regex(
    r"(?:\b(?:who|authorit(?:y|ies)|agency|agencies|ministry|ministries|body|office|department)\s+"
    r"(?:(?:is|are|that|which|will|can)\s+){0,2}"
    r"(?:decides?|grants?|issues?|gives?|approves?|handles?|licen[cs]es?|controls?|enforces?|"
    r"(?:responsible|competent)\s+for(?:\s+(?:granting|issuing|deciding|approving))?|in\s+charge\s+of)\s+|"
    r"\b(?:how\s+long|how\s+many\s+years|until\s+when)\s+(?:[\w'’-]{1,20}\s+){1,7}"
    r"(?:keep|kept|retain|retained|store|stored|hold)\s+(?:export\s+|my\s+|our\s+|the\s+|trade\s+|all\s+){0,3}"
    r"(?:records?|documents?|papers?|documentation|files?)\s+|"
    r"\bhow\s+long\s+(?:does|do|will|would|can|may)\s+(?:it\s+take\s+)?" + _OF_A_LICENCE + r"(?:takes?\s+)?|"
    r"\brecord[- ]keeping\s+)" + _OF_A_LICENCE + r"in\s+(?:the\s+)?$",
    re.I,
)
_CLAUSE_ENDS = lazy_regex(r"\s*(?:[?.!,;:)]|$|(?:and|or|for|if|when|under|after|before|than)\b)", re.I)
# "exports are excluded from the Russia sanctions" sends nothing from there.
_SENT_FROM = lazy_regex(
    r"\bexport(?:ing|ed|s)?\s+(?:(?!exclu|exempt|barred|banned|remov|except|carved|lifted|free|out\b|apart\b|aside\b)"
    r"[\w-]+\s+){0,4}from\s+(?:the\s+)?$",
    re.I,
)
_A_RULE = lazy_regex(r"\brules?$", re.I)
_SMALL_LETTERS = lazy_regex(r"\b[a-z]{4,20}\b")
_A_LAW = lazy_regex(r"\s+(?:export\s+(?:control\s+)?)?(?:laws?|legislation)$")
_UNDER = lazy_regex(r"\bunder\s+$", re.I)  # "under Singapore law" is theirs, which "a Singapore licence" need not be
_LAW_WITHIN = 80  # characters in front of a country in which a law is looked for
_LAW_BEFORE = lazy_regex(r"\b(?:laws?|legislation|regulations?|rules?)\s+(?:of|in)\s+(?:the\s+)?$", re.I)


# "to Kazakhstan... sorry to Chile": the name before it is taken back.
_TAKEN_BACK = lazy_regex(
    r"[\s.,;:–—-]{1,6}(?:(?:oh|no|er|ah|oops|wait)[\s,.]{1,3}){0,2}"
    r"(?:sorry|i mean|i meant|correction|scratch that|rather)"
    r"[\s,.:–—-]{1,6}(?:(?:i )?meant? )?(?:(?:to|in|for|from|not) )?(?:the )?[A-Z]"
)


@lru_cache(maxsize=4096)  # a question is asked for them by each of its readers
def countries_named(text: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name as written) of the countries in a question.

    Small letters count where no country is named with a capital ("is turkey …").
    """
    named = [(code, text[s:e]) for s, e, code in mentioned_countries(text) if not _TAKEN_BACK.match(text, e)]
    if all(word.islower() for _, word in named):
        named += [(code, word) for word in re.findall(r"[a-z]{4,}", text) for code in _called(word.capitalize())]
    return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class NamedLaw:
    """Law that a text calls by its country, with the words that do, and where they begin in the text."""

    code: str
    words: str
    start: int


def laws_named(text: str) -> tuple[tuple[str, str], ...]:
    """Return (code of the country, words) of the laws that a question calls by their country ("Swiss law")."""
    return tuple((law.code, law.words) for law in laws_with_places(text))


def laws_with_places(text: str) -> tuple[NamedLaw, ...]:
    """Return the laws that a question calls by their country, each as often as it is named."""
    found = []
    written, text = text, _with_capitals(text)
    for start, end, code in _with_unmarked(text):
        behind = _LAW_BEHIND.match(text, end)
        does = _LAW_DOES.match(text, end) or (
            _LAW_DO.match(text, end) if _DOES.search(text, max(0, start - _LAW_WITHIN), start) else None
        )
        word = text[start:end]  # "Turkish licence" and "UK licence" are theirs; a "Turkey licence" is one for Turkey
        own = word in countries.table().by_code[code].adjectives or word in countries.table().law_adjectives
        own = own or word.isupper()
        if behind and written[start].islower() and _A_RULE.search(behind[0]):
            continue  # "the cambodian rule" may be a rule on Cambodia
        own = own or bool(
            behind and _A_LAW.match(behind[0]) and _UNDER.search(text, max(0, start - _LAW_WITHIN), start)
        )
        if behind and (own or behind["of"] or behind["of_act"]):
            found.append(NamedLaw(code, text[start : behind.end()], start))
        elif before := _LAW_BEFORE.search(text, max(0, start - _LAW_WITHIN), start):
            found.append(NamedLaw(code, text[before.start() : end], before.start()))
        elif does or _is_acted_in(text, start, end):
            found.append(NamedLaw(code, f"law of {word}", start))
    return tuple(found)


def _with_unmarked(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, code) of the countries named, and of those that an adjective means only before a law."""
    table, named = countries.table(), list(mentioned_countries(text))
    taken = [(start, end) for start, end, _ in named]
    yield from named
    for match in _law_adjective(table).finditer(text):
        if _LAW_BEHIND.match(text, match.end()) and not any(s <= match.start() < e for s, e in taken):
            yield match.start(), match.end(), table.law_adjectives[match[0]]


@lru_cache(maxsize=2)
def _law_adjective(table: countries.Countries) -> re.Pattern[str]:
    return re.compile(rf"(?<!North )(?<!north )(?<!N\. )\b{any_of(table.law_adjectives)}\b")


def _with_capitals(text: str) -> str:
    """Return a question with a capital at each word that names a country or somebody from there ("chinese law")."""
    return _SMALL_LETTERS.sub(lambda m: _capital(m.group()), text)


@lru_cache(maxsize=4096)
def _capital(word: str) -> str:
    named = word.capitalize()
    return named if _called(named) else word


@lru_cache(maxsize=4096)
def _called(word: str) -> tuple[str, ...]:
    """Return the codes of the countries that a word is the name of."""
    return tuple(code for s, e, code in mentioned_countries(word) if (s, e) == (0, len(word)))


def _is_acted_in(text: str, start: int, end: int) -> bool:
    """Return whether words before a country make it the place whose law is asked of, or that something is sent from."""
    from_ = max(0, start - _LAW_WITHIN)
    is_decided_there = _DECIDED_IN.search(text, from_, start) and _CLAUSE_ENDS.match(text, end)
    return bool(is_decided_there) or any(pattern.search(text, from_, start) for pattern in (_SET_IN, _SENT_FROM))


def jurisdictions_named(text: str) -> frozenset[str]:
    """Return whose law a question names by law, agency or adjective; a destination alone names nobody's law."""
    return _laws_and_parties(text)[0]


def laws_in(text: str) -> frozenset[str]:
    """Return the jurisdictions whose law a text names, by its country, an agency or an adjective."""
    known = jurisdictions.table()
    return jurisdictions_named(text) | (frozenset(known.of_country(code) for code, _ in laws_named(text)) - {""})


def laws_of_own_places(text: str) -> frozenset[str]:
    """Return the jurisdictions of the places where a question's asker, or who acts in it, is: "our plant in Suzhou".

    In a state of a union it is the union's. A place whose law has no `own_law` tells nothing: that of the United
    States, which is asked of anyway, and those of which no text is read.
    """
    known, unions = jurisdictions.table(), countries.table().union_of
    codes = (known.of_country(unions.get(code, code)) for code in own_countries(text))
    return frozenset(code for code in codes if (entry := known.by_code.get(code)) and entry.own_law)


def names_agencies_alone(text: str) -> bool:
    """Return whether all that a question names of a law are bodies that license or keep lists."""
    agencies = jurisdictions.table().agency
    return bool(agencies.search(text)) and not jurisdictions_named(agencies.sub(" ", text))


def parties_laws(text: str) -> frozenset[str]:
    """Return the jurisdictions of which a question names a party ("a Chinese firm"), and no law, agency or list."""
    return _laws_and_parties(text)[1]


@lru_cache(maxsize=4096)
def _laws_and_parties(text: str) -> tuple[frozenset[str], frozenset[str]]:
    text = _with_capitals(text)
    words = frozenset(re.findall(r"\b[A-Z]{3,5}\b", text))
    laws = {*jurisdictions.table().called_by_name(text)}
    parties = set()
    for j in jurisdictions.table().entries:
        found = [_is_of_a_party(text, m) for m in j.about.finditer(text)] if j.about else []
        if words.intersection(j.agencies) or not all(found):
            laws.add(j.code)
        elif found:
            parties.add(j.code)
    return frozenset(laws), frozenset(parties)


# Somebody from a country, or a rule on such: neither says whose law is asked of.
_A_PARTY = lazy_regex(r"\b(?:compan(?:y|ies)|firms?|government)$", re.I)
_RULE_ON_A_PARTY = lazy_regex(
    r"^[^'’]{1,40}\s(?:military|intelligence|end[- ]us\w{1,4})\s(?:[\w-]{1,20}\s){0,2}rules?$",  # not "China's …"
    re.I,
)
# "Must Japanese firms keep …?", "does the Chinese government require …?" and "… government's rules" ask of their law.
_MUST = lazy_regex(r"\b(?:must|shall)\s(?:(?:a|an|the)\s)?$", re.I)
_ASKS_OF = lazy_regex(r"\b(?:do|does|did|may|will|would|have|has)\s(?:(?:a|an|the)\s)?$", re.I)
_A_DUTY = lazy_regex(
    r"\s(?:(?:have|has|need)\sto|require|keep|report|register|licen[cs]e|ban|restrict|control|let|allow)\b", re.I
)
_ITS_RULES = lazy_regex(
    r"(?:['’]s?)?\s(?:[\w-]{1,20}\s){0,2}(?:rules?|laws?|regulations?|guidance|controls?|lists?)\b", re.I
)
_BEFORE_A_PARTY = 20  # characters


def _is_of_a_party(text: str, named: re.Match[str]) -> bool:
    """Return whether words that name a country's law or people name people, of whose law nothing is asked."""
    if _RULE_ON_A_PARTY.search(named[0]):
        return True
    if not _A_PARTY.search(named[0]):
        return False
    before = text[max(0, named.start() - _BEFORE_A_PARTY) : named.start()]
    is_asked = _MUST.search(before) or (_ASKS_OF.search(before) and _A_DUTY.match(text, named.end()))
    return not (is_asked or _ITS_RULES.match(text, named.end()))


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """Mention of a jurisdiction as the place of a law. Those with one number in `beside` stand side by side."""

    code: str
    start: int
    end: int
    beside: int


# What stands between two names of one run: "US, the EU's law and Japan", "China vs. Korea".
_BETWEEN = lazy_regex(
    r"(?:['’]s\b)?\W{0,3}(?:(?:and|or|vs\.?|versus|with|against|the|in|both|as|opposed|to|law|laws|rules?|regime|"
    r"export control(?:s| law)?|put|also|add|plus|then)\b\W{0,3}){0,5}",
    re.I,
)
# Where something goes or comes from, or what is aimed at: nobody's law is asked of.
_NO_LAW_BEFORE = lazy_regex(
    r"\b(?:to|into|towards?|via|through|(?<!differ )(?<!differs )(?<!different )(?<!differently )from|bound for|on|"
    r"against|ship\w{0,5}|sell\w{0,3}|export(?:ed|ing)?|"
    r"send\w{0,3}|(?:customers?|buyers?|users?|parties) in)\s+(?:(?:the|a|both|either|all|mainland)\s+){0,2}$",
    re.I,
)
_TAKEN_OUT = lazy_regex(
    r"\b(?:instead of|rather than|not|without|except(?: for)?|other than|leave out|leaving out|drop(?:ping)?|minus|"
    r"skip(?:ping)?)\s+(?:the\s+)?$",
    re.I,
)


def places_compared(text: str) -> tuple[NamedPlace, ...]:
    """Return the jurisdictions whose law a text may compare, in its order, without those where something only goes.

    Small letters count; names that are other words in small letters ("us") only beside another name.
    """
    runs: list[list[tuple[int, int, str, bool]]] = []
    for found in _mentions(text):
        if runs and _BETWEEN.fullmatch(text, runs[-1][-1][1], found[0]):
            runs[-1].append(found)
        else:
            runs.append([found])
    out = []
    for n, run in enumerate(runs):
        sure = [m for m in run if m[3] or len(run) > 1]
        is_agency = (
            text[run[0][0] : run[0][1]] in jurisdictions.table().of_agency
        )  # "from BIS": nothing is sent from it
        if not sure or (not is_agency and _NO_LAW_BEFORE.search(text[max(0, run[0][0] - 40) : run[0][0]])):
            continue
        out += [NamedPlace(code, start, end, n) for start, end, code, _ in sure]
    return tuple(out)


_GOES_INTO = lazy_regex(r"\b(?:to|into|towards?|bound for)\s+(?:the\s+|mainland\s+)?$", re.I)
_GOES_WITHIN = 24  # characters in front of a country in which a word of going is looked for


def destinations_named(text: str) -> frozenset[str]:
    """Return the codes of the countries that a question names only as where something goes ("chips to China")."""
    goes: set[str] = set()
    elsewhere: set[str] = set()
    for start, _, code in mentioned_countries(text):
        is_goal = _GOES_INTO.search(text[max(0, start - _GOES_WITHIN) : start])
        (goes if is_goal else elsewhere).add(code)
    return frozenset(goes - elsewhere)


def laws_of_places(text: str) -> frozenset[str]:
    """Return the jurisdictions that a question names by a name of theirs, where that is not where something goes.

    "Who licenses exports in Japan?" asks of its law; "a Chinese engineer" is somebody from there.
    """
    return frozenset(place.code for place in places_compared(text) if not is_adjective(text[place.start : place.end]))


def laws_side_by_side(text: str) -> frozenset[str]:
    """Return the jurisdictions that a text names beside a law, an agency or a country: "the EAR vs Chinese vs Korean".

    By an adjective alone, and beside other adjectives alone, none is named: "Chinese and Korean customers".
    """
    runs: dict[int, list[NamedPlace]] = {}
    for place in places_compared(text):
        runs.setdefault(place.beside, []).append(place)
    plain = (run for run in runs.values() if not all(is_adjective(text[p.start : p.end]) for p in run))
    return frozenset(place.code for run in plain for place in run)


def law_turned_to(text: str) -> frozenset[str]:
    """Return the jurisdiction that a follow-up turns to with its first words: "and in China?", "what about Korea?"."""
    return frozenset(
        place.code
        for place in places_compared(text)
        if _opens_with(place, text) and not is_adjective(text[place.start : place.end])
    )


def _opens_with(place: NamedPlace, text: str) -> bool:
    before = text[: place.start]
    return _TURNS_TO.fullmatch(before) is not None or bool(_AND.fullmatch(before) and text[place.end :].startswith("?"))


_TURNS_TO = lazy_regex(r"\W*(?:and\s+)?(?:in|under|what about|how about)\s+(?:the\s+)?", re.I)
_AND = lazy_regex(r"\W*and\s+(?:the\s+)?", re.I)  # "And Korea? Is it harsher there?": a question by itself


def places_left_out(text: str, named: Sequence[NamedPlace]) -> frozenset[str]:
    """Return the jurisdictions that a text says to leave out: "Japan instead of Korea"."""
    return frozenset(m.code for m in named if _TAKEN_OUT.search(text[max(0, m.start - 24) : m.start]))


def stand_side_by_side(named: Sequence[NamedPlace]) -> bool:
    """Return whether two jurisdictions stand beside each other."""
    return any(a.beside == b.beside and a.code != b.code for a, b in itertools.pairwise(named))


def _mentions(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Yield (start, end, code, whether it is surely a name) of jurisdictions, in order, none within another."""
    known = jurisdictions.table()
    found = [
        (m.start(), m.end(), code, m[0].casefold() not in known.by_code[code].homonyms or m[0] != m[0].lower())
        for code, pattern in known.compared_in_any_case.items()
        for m in pattern.finditer(text)
    ]
    found += [
        (start, end, known.of_country(code), True)
        for start, end, code in mentioned_countries(text)
        if known.of_country(code) in known.by_code
    ]
    if len(found) > 1:  # "japan, korea and taiwan"
        found += [
            (m.start(), m.end(), known.of_country(code), True)
            for m in _SMALL_LETTERS.finditer(text)
            for start, end, code in mentioned_countries(m[0].capitalize())
            if (start, end) == (0, len(m[0])) and known.of_country(code) in known.by_code
        ]
    last = 0
    for start, end, code, sure in sorted(found, key=lambda f: (f[0], -f[1])):
        if start >= last:
            yield start, end, code, sure
            last = end

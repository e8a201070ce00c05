"""Query: a question as understood, with all that follows from its words alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.lexicon.glossary import expansions
from assistant.lexicon.rule_names import rules_named
from assistant.model import Implied
from assistant.query.answer_kinds import MEASURED, kinds_wanted, times_asked
from assistant.query.as_of_dates import without_day
from assistant.query.candidate_names import asking, candidates, naming_words, opening, small_names
from assistant.query.party_questions import asks_of_lists, means_an_earlier_party
from assistant.query.places import (
    countries_named,
    destinations_named,
    jurisdictions_named,
    law_turned_to,
    laws_in,
    laws_named,
    laws_of_own_places,
    laws_of_places,
    names_agencies_alone,
    parties_laws,
)
from assistant.query.yes_no_frames import Frame, frame
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions
from corpus.lexicon.countries import countries_in, countries_placed, mentioned_countries
from corpus.lexicon.party_lists import PartyList, lists_asked
from corpus.lexicon.small_words import places_of_law, without_destinations
from corpus.locators import Locator, mentions
from index.crosslingual.bilingual_lexicon import asked_language, english_names
from index.crosslingual.gloss import in_english
from index.crosslingual.languages import names_english_texts
from index.text.tokens import terms

_LEANT_ON = 0.6  # of the weight of a word that is asked now: a word of what the question leans on …
_BETWEEN_SCRIPTS = lazy_regex(r"(?<=[A-Za-z0-9])(?=[\u2e80-\ud7ff])|(?<=[\u2e80-\ud7ff])(?=[A-Za-z])")
_BEHIND_A_SENTENCE = lazy_regex(r"(?<=[a-z]{3}[.?!])\s")  # behind "U.S." and "No." none has ended
_WORDS_OF_A_SENTENCE = 5  # at least, of one that asks by itself
_SUPPOSES_ELSE = lazy_regex(
    r"\b(?:if|instead|suppos\w+|what about|how about|turns out)\b|^\W*and (?:for|to|in|with|on|at|from)\b", re.I
)
_LATIN_WORD = lazy_regex(r"[A-Za-z][A-Za-z0-9]+|\d{3,4}/\d{3,4}")
_ADDED = 0.4  # … and a word of the field that the question does not have


@dataclass(frozen=True)
class Query:
    """Question as understood. What follows from its words is worked out on first use, and once.

    `standalone` can be read without earlier questions. `core` is what is asked now, and `before` what it leans on
    (empty where it stands alone). `compares` are the jurisdictions to compare, and `parts` the questions where several
    are asked at once. `law_spoken_of` are the jurisdictions of the question beside or after which it is asked, where
    it names no law, and `is_thin` says that only that question tells what it is about. `asked_before` is the question
    before it in the conversation, whether it leans on that or not, and `grounds_of` that question as understood, where
    all that is asked is what its answer stands on ("why?"). A property whose name begins with `own`
    reads what is asked now alone.
    """

    asked: str
    standalone: str
    core: str
    before: str
    wants: frozenset[str]
    filters: Filters
    addresses: tuple[Locator, ...] = ()
    implied: tuple[Implied, ...] = ()
    compares: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    small_talk: str = ""
    simply: bool = False
    law_spoken_of: frozenset[str] = frozenset()
    is_thin: bool = False
    asked_before: str = ""
    grounds_of: Query | None = None

    @property
    def leans(self) -> bool:
        """Return whether it leans on earlier questions."""
        return self.core != self.standalone

    @property
    def turned_from(self) -> Query | None:
        """Return the earlier question, by itself, of a follow-up that supposes something else; None for others."""
        if not self.leans or not self.before or not _SUPPOSES_ELSE.search(self.core):
            return None
        return replace(self, core=self.before, standalone=self.before, before="", parts=())

    @cached_property
    def own_wants(self) -> frozenset[str]:
        """Return the kinds of answer that what is asked now wants by itself."""
        return kinds_wanted(self.core)

    @cached_property
    def own_frame(self) -> Frame:
        """Return the kind of yes/no question that is asked now."""
        return frame(self.core)

    @cached_property
    def frame(self) -> Frame:
        """Return the kind of yes/no question, from what it leans on where it shows none itself ("and blanks?")."""
        return frame(self.standalone) if self.own_frame is Frame.FACT and self.leans else self.own_frame

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the words asked now that may name a company or a person."""
        return tuple(candidates(self.core))

    @cached_property
    def names_asked(self) -> tuple[str, ...]:
        """Return the words that may name who is asked after, those of what it leans on where it speaks of them."""
        found = candidates(asking(self.core)) or list(self.names) or small_names(self.core)
        if not found and self.leans and means_an_earlier_party(self.core):
            found = candidates(self.standalone)
        return tuple(found)

    @cached_property
    def first_word(self) -> str:
        """Return the first word of what is asked now where it may be a name; else an empty string."""
        return opening(asking(self.core))

    @cached_property
    def own_lists(self) -> tuple[PartyList, ...]:
        """Return the lists that what is asked now names."""
        return lists_asked(self.core)

    @cached_property
    def lists(self) -> tuple[PartyList, ...]:
        """Return the lists that it asks of by name, those of what it leans on where it names none itself."""
        return self.own_lists or lists_asked(self.standalone)

    @cached_property
    def asks_of_lists(self) -> bool:
        """Return whether it asks of lists of parties, by name or in general."""
        return asks_of_lists(self.standalone)

    @cached_property
    def own_countries(self) -> tuple[tuple[str, str], ...]:
        """Return (code, name as written) of the countries that what is asked now names."""
        return countries_named(self.core)

    @cached_property
    def countries(self) -> tuple[tuple[str, str], ...]:
        """Return (code, name as written) of all countries that it names, those of what it leans on included."""
        return countries_named(self.standalone)

    @cached_property
    def places_meant(self) -> frozenset[str]:
        """Return the codes of the countries that it names, those of what it leans on where it names none itself.

        Of a question in another language they are found by their names in that language and by its adjectives.
        """
        if self.language == "en":
            return frozenset(code for code, _ in self.own_countries or self.countries)
        said = " ".join(_as_written(name) for name in english_names(self.standalone))
        named = (*self.countries, *countries_named(said))
        return countries_in(self.standalone, self.language) | {code for code, _ in named}

    @cached_property
    def own_laws(self) -> tuple[tuple[str, str], ...]:
        """Return (code of the country, words) of the laws that what is asked now calls by their country."""
        return laws_named(self.core)

    @cached_property
    def jurisdictions(self) -> frozenset[str]:
        """Return the jurisdictions whose law it names; a destination alone names nobody's law.

        An address says whose law is asked of: "section 744.6, for an engineer of a Chinese company" is of one law.
        """
        known = jurisdictions.table()
        addressed = {code for a in self.addresses if a.instrument for code in known.of_locator.get(a.system, ())}
        if addressed and not self.compares:
            return frozenset(addressed)
        named = (self._law_turned_to if self.leans else frozenset()) or laws_in(self.standalone)
        return named | self.law_untold

    @cached_property
    def law_untold(self) -> frozenset[str]:
        """Return the jurisdictions whose law it asks of by no name: by the asker's place, or as the question before.

        Beside a law or a list that is named there are none. A body of another country acts at the place under
        both laws: "Commerce wants to visit our plant in Suzhou".
        """
        if self.language != "en" or self.addresses or self.compares or self.lists:
            return frozenset()
        known, text = jurisdictions.table(), self.standalone
        named = laws_in(text)
        if named and not names_agencies_alone(text):
            return frozenset()
        spoken_of = self.laws_of_places | known.by_own_words(text)
        if self.law_of_own_place:
            return self.law_of_own_place | spoken_of | known.spoken_of_in_english(text)
        if named or spoken_of or names_english_texts(text):
            return frozenset()
        is_by_itself = not self.leans and (_names_something(self.core) or "definition" in self.wants)
        return frozenset() if is_by_itself else self.law_spoken_of

    @cached_property
    def law_of_own_place(self) -> frozenset[str]:
        """Return the jurisdictions of the place of who asks now, those of what it leans on where it names none."""
        return laws_of_own_places(self.core) or (laws_of_own_places(self.before) if self.leans else frozenset())

    @cached_property
    def sought(self) -> str:
        """Return it with the name of the law that it asks of by no name, for what finds texts by their words."""
        told, known = self.law_untold - laws_in(self.standalone), jurisdictions.table()
        if known.by_own_words(self.standalone):
            return self.standalone
        codes = (told & self.law_of_own_place) or told
        said = [entry.own_law for code in codes if (entry := known.by_code.get(code))]
        return f"{self.standalone} {said[0]}" if len(said) == 1 and said[0] else self.standalone

    @cached_property
    def asking_sentence(self) -> str:
        """Return the sentence that asks, of a question in English that leads up to it or leans on another; else "".

        Who tells of his case in small letters ends his sentences all the same.
        """
        if self.language != "en":
            return ""
        if self.leans:
            return self.core
        sentences = [s for s in _BEHIND_A_SENTENCE.split(self.sought) if len(s.split()) >= _WORDS_OF_A_SENTENCE]
        asking = [s for s in sentences if s.endswith("?")] or sentences[-1:]
        return asking[-1] if len(sentences) > 1 else ""

    @cached_property
    def _law_turned_to(self) -> frozenset[str]:
        """Return whose law a follow-up turns to from that of the question before: "what about Korea?" behind METI.

        Nothing where no law was named before, or something went somewhere: the place may then be where it goes.
        """
        before = laws_in(self.asked_before)
        if not before or destinations_named(self.asked_before):
            return frozenset()
        own = laws_in(self.core) | law_turned_to(self.core)
        return own if own.isdisjoint(before) else frozenset()

    @cached_property
    def language(self) -> str:
        """Return the language that it is asked in, "en" where nothing speaks for another one."""
        return asked_language(self.standalone)

    @cached_property
    def jurisdictions_meant(self) -> frozenset[str]:
        """Return the jurisdictions whose law it names, in other languages than English too.

        One in the language of a law, which names no other law, is about that law: a Korean asks of Korean law.
        """
        if self.language == "en":
            return self.jurisdictions
        known = jurisdictions.table()
        rest = _BETWEEN_SCRIPTS.sub(" ", without_destinations(self.standalone, self.language))
        names = " ".join(_as_written(name) for name in english_names(rest))
        latin = " ".join(_LATIN_WORD.findall(rest))  # agencies and addresses; whole sentences of Han say less
        named = jurisdictions_named(f"{latin} {names}") | known.called_in(self.standalone)
        named = named or _laws_of_codes(rest) or self._law_of_places
        if not named:  # a law that is named says more than a country that is spoken of
            by_country = (known.of_country(code) for code, _ in countries_named(names))
            named = frozenset(code for code in by_country if code in known.by_code)
        if named or self.addresses or names_english_texts(f"{rest} {names}"):
            return named
        own = frozenset(j.code for j in known.entries if j.language == self.language)
        return self.jurisdictions or self.law_spoken_of or own

    @cached_property
    def destinations(self) -> frozenset[str]:
        """Return the codes of the countries that it names only as where something goes."""
        return destinations_named(self.standalone)

    @cached_property
    def laws_of_places(self) -> frozenset[str]:
        """Return the jurisdictions that it names by a name of theirs, where that is not where something goes."""
        return laws_of_places(self.standalone)

    @property
    def names_no_law(self) -> bool:
        """Return whether it is in English and names no law, and no place but where something goes."""
        named = self.jurisdictions or self.own_laws or self.laws_of_places or self.addresses
        return self.language == "en" and not named and not self.compares

    @property
    def names_goods_alone(self) -> bool:
        """Return whether all that it names of a law is the number of an entry, which several laws' lists have."""
        named = self.jurisdictions or self.own_laws or self.laws_of_places
        is_of_goods = bool(self.addresses) and all(a.system == "eccn" for a in self.addresses)
        return self.language == "en" and is_of_goods and not named and not self.compares

    @cached_property
    def asks_what_an_entry_covers(self) -> bool:
        """Return whether it asks if something falls under entries of a control list, or may in another language."""
        if not self.addresses or any(a.system != "eccn" for a in self.addresses):
            return False
        is_asked = "yes_no" in self.wants and self.own_frame in (Frame.COVERED, Frame.FACT)
        return is_asked or (self.language != "en" and not self.countries)

    @cached_property
    def law_of_rules(self) -> frozenset[str]:
        """Return the jurisdictions of the rules that it calls by a name, where it names no law ("de minimis")."""
        if not self.names_no_law:
            return frozenset()
        known = jurisdictions.table()
        return frozenset(code for at in rules_named(self.standalone) for code in known.of_locator.get(at.system, ()))

    @cached_property
    def times_wanted(self) -> frozenset[str]:
        """Return which length of time is asked for now: that of a decision, or of what was decided."""
        return times_asked(self.core)

    @cached_property
    def laws_of_parties(self) -> frozenset[str]:
        """Return the jurisdictions of which it names a party and no law: that law is likely meant, and no more."""
        return parties_laws(self.standalone) if self.names_no_law else frozenset()

    @cached_property
    def _law_of_places(self) -> frozenset[str]:
        """Return the jurisdictions of countries that a question in another language names as the place of a law."""
        frames = places_of_law(self.language)
        placed = countries_placed(self.standalone, self.language, frames) if frames else ()
        return frozenset(jurisdictions.table().of_country(code) for code in placed)

    @cached_property
    def law_plainly_meant(self) -> frozenset[str]:
        """Return the jurisdictions whose law it plainly means, whatever its language: no guess by it.

        A country where something goes, or that is spoken of, is none. An address says by itself whose law it is of.
        """
        if self.addresses:
            return frozenset()
        if self.language == "en":
            return self.jurisdictions
        known = jurisdictions.table()
        said = _BETWEEN_SCRIPTS.sub(" ", self.standalone)
        agencies = {code for word in _LATIN_WORD.findall(said) if (code := known.of_agency.get(word))}
        return (
            self._law_of_places | known.called_in(self.standalone) | agencies | _laws_of_codes(said, in_capitals=True)
        )

    @cached_property
    def english_terms(self) -> tuple[str, ...]:
        """Return its terms, those of a question in another language in English."""
        return self.terms if self.language == "en" else tuple(in_english(self.standalone).split())

    @cached_property
    def terms_before(self) -> tuple[str, ...]:
        """Return the terms of the question before it, in its own language."""
        return tuple(terms(self.asked_before)) if self.asked_before else ()

    @cached_property
    def expansions(self) -> tuple[str, ...]:
        """Return words of the field to search for besides its own."""
        return expansions(self.standalone)

    @property
    def also(self) -> str:
        """Return the words of the field as one text."""
        return " ".join(self.expansions)

    @property
    def expanded(self) -> str:
        """Return it with the words of the field behind it."""
        return f"{self.sought} {self.also}".strip()

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Return its terms, in order."""
        return tuple(terms(self.standalone))

    @cached_property
    def own_terms(self) -> frozenset[str]:
        """Return the terms of what is asked now."""
        return frozenset(terms(self.core) if self.leans else self.terms)

    @cached_property
    def emphasis(self) -> Mapping[str, float]:
        """Return how much each term counts, 0 to 1, whatever its rarity: its own terms, then those of the field.

        What is asked now counts in full, what it leans on and what is added count less.
        """
        counts = {t: 1.0 if t in self.own_terms else _LEANT_ON for t in self.terms}
        for words in self.expansions:
            for t in terms(words):
                counts.setdefault(t, _ADDED)
        return counts

    @cached_property
    def bare_address(self) -> bool:
        """Return whether the question is hardly more than an address: the provision itself is the answer."""
        return bool(self.addresses) and not _subject(self.core)

    @cached_property
    def nearly_bare(self) -> bool:
        """Return whether it is an address with a word or two, and asks for no figure.

        An example is "10 CFR 110.28 - which places?".
        """
        return bool(self.addresses) and len(_subject(self.core)) <= _A_WORD and not self.wants & MEASURED


def _laws_of_codes(text: str, *, in_capitals: bool = False) -> frozenset[str]:
    """Return the jurisdictions whose law Latin words say: "NRC" and "EEI", not "USA", which may be where it goes."""
    words = (w for w in _LATIN_WORD.findall(text) if (w.isupper() or not in_capitals) and not any(countries_named(w)))
    known, codes = jurisdictions.table(), " ".join(words)
    return known.spoken_of_in_english(codes) | known.by_own_words(codes)


def _as_written(name: str) -> str:
    """Return an English name of the bilingual lexicon as a sentence has it: "Japan", "METI"."""
    return name.upper() if name.upper() in jurisdictions.table().of_agency else name.title()


_A_WORD = 12  # characters
_FILLER = lazy_regex(
    r"\([a-z0-9]{1,4}\)|"
    r"\b(?:what(?:'?s| is| are| does| do| did)?|whats|show(?: me)?|give me|read|text of|tell me(?: about)?|"
    r"the|say|says|said|in|is|are|does|of|about|please|full|did|paragraph|section|article|and|point|item|entry|"
    r"eccn|provision|usml|itar|ear|control(?:led|s)?|cover(?:s|ed)?|exactly|mean|means|list(?:ed|s)?|under|explain|"
    r"quote|about|contents?|contain|rules? out|requires?|allows?|permits?|forbids?|prohibits?|provides?|states?|there|"
    r"it|that|this|dual-use|munitions|now|currently|these days|nowadays|today|at present|subparagraph|what|how)\b|"
    r"说了什么|是什么|规定|什么|内容|的|了|请|讲|写|有哪些|是否|存在|[\W_]",
    re.I,
)


def _subject(asked: str) -> str:
    """Return what is left of a question without its addresses, its date and filler words."""
    asked = without_day(asked)
    rest, end = [], 0
    for m in mentions(asked):
        rest.append(asked[end : m.start])
        end = m.end
    return _FILLER.sub("", " ".join([*rest, asked[end:]]))


def _names_something(text: str) -> bool:
    """Return whether a text has a name of its own that is no country's: "the End-User Review Committee"."""
    names = (word for word in naming_words(text) if word[0].isalpha())
    return any(not any(mentioned_countries(name)) for name in names)

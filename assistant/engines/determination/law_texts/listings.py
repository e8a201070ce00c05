"""Parties on the lists held, found in a text by their whole names, by their addresses, or by a telling word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.engines.determination.law_texts.countries import code_of
from assistant.engines.determination.law_texts.rules import pattern, rule_table
from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.lists.held_lists import listed_rows
from assistant.engines.screening.asked.everyday_words import everyday_words
from assistant.engines.screening.screen import screened
from assistant.evidence.name_table import names_of, without_acronym
from assistant.evidence.row_name_likeness import folded_name
from assistant.query.candidate_names import LEGAL_FORM
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions, row_questions
from corpus.lexicon.address_words import (
    SAME_ADDRESS,
    address_words,
    in_full,
    is_address_alone,
    named_parts,
    share_said,
    spelt,
    street_words,
)
from corpus.lexicon.party_lists import PartyList
from corpus.lexicon.towns import towns

_WORD_OF_ROW = lazy_regex(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_LED = lazy_regex(
    r"\b(?:to|for|with|by|from|customer|buyer|consignee|client|user|named|called|company)[:,]?\s+(?:the\s+)?$", re.I
)
_ALONE = lazy_regex(r"['’]s\b|\s*(?:[,.;:?!)\"”]|$|(?:in|at|of|from|on|and|or|is|are|was|were|who|which|needs?)\b)")
_INSIDE_BEFORE = lazy_regex(r"(?<![^\s'\"“‘(])[A-Z][\w’'-]{1,30} $")  # a capitalised word in front of another
_INSIDE_BEHIND = lazy_regex(r" [A-Z][\w’'-]")  # … and behind it
THE_ADDRESS = "the address"  # by which a row was found, in place of its name
_TELLING = 5  # letters of a word that tells a name by itself
_BEFORE_NAME = 40  # characters in front of a name that are looked at
_WORDS_OF_BUILDING = 2  # words of a building's or a street's name
_ROWS_OF_AREA = 60  # rows from which on an address is a whole district, which tells nobody
_WORDS_OF_ADDRESS, _POSTAL_CODE = 5, 5  # words of an address that tell a place; figures of a postal code
_FEW_ROWS = 12  # that share a word, where it still tells whose name it is
_WORDS_BEGUN = 2  # words of a name that a row's may begin with
_WORDS_CUT = 3  # words of a name from which on one may be left out
_LETTERS_CUT = 3  # letters of the words that a name keeps where others are left out
_MOST_CUT = 8  # words of a question that are looked at from the first word of a name
_IN_BRACKETS = lazy_regex(r"\s?\([^()]{1,60}\)")
_CAPITAL_BEFORE = lazy_regex(r"(?<![^\s'\"“‘(,])([A-Z][\w’'-]{1,30}) $")
_CAPITAL_BEHIND = lazy_regex(r" ([A-Z][\w’'-]{1,30})")
_WORDS_MISSPELT = 2  # words of a name that may be misspelt
_ANY = lazy_regex(r"\b(?:an?|any|some|another)\s{1,3}$", re.I)  # before a kind of body, which is nobody's name
_NOT_IN_NAME = lazy_regex(r"[^\w\s'’&-]")  # what no name has between its words


@dataclass(frozen=True, slots=True)
class Listed:
    """Row of a list whose party a text names: `whole` where it has the whole name or address, else only `written`."""

    row: HeldProvision
    name: str
    written: str
    whole: bool
    about: PartyList  # the list that the row is on
    listing: str = ""  # what a compilation says of that list, empty for a row of the list's own table
    owner: bool = False  # it is named as the owner of the party
    neighbour: bool = False  # only its address is that of the party: whether it is the party is open

    @property
    def cells(self) -> Mapping[str, str]:
        """Return the row's cells by their columns."""
        return dict(self.row.provision.cells)


@dataclass(frozen=True)
class Listings:
    """Names of the parties on the lists held on a day, by their first word, and addresses that bind by themselves."""

    by_first: Mapping[str, Sequence[tuple[tuple[str, ...], int, int]]]
    by_word: Mapping[str, frozenset[tuple[int, int]]]
    addresses: Sequence[tuple[frozenset[str], int, int]]
    of_parties: Sequence[tuple[frozenset[str], int, int]] = ()  # addresses of the rows that have a name
    titles: Sequence[str] = ()  # of the texts that hold the lists, with the day of each edition
    # By country, first and last word of a name: the words between them, and where its row is.
    by_ends: Mapping[tuple[str, str, str], Sequence[tuple[tuple[str, ...], int, int]]] = field(default_factory=dict)
    # By the place of a row: the list that it is on, and what a compilation says of that list.
    lists: Mapping[tuple[int, int], tuple[PartyList, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Texts) -> Listings:
        """Return the names in the rows of every list of parties held."""
        first: dict[str, set[tuple[tuple[str, ...], int, int]]] = defaultdict(set)
        word: dict[str, set[tuple[int, int]]] = defaultdict(set)
        addresses: list[tuple[frozenset[str], int, int]] = []
        of_parties: list[tuple[frozenset[str], int, int]] = []
        lists: dict[tuple[int, int], tuple[PartyList, str]] = {}
        titles: list[str] = []
        ends: dict[tuple[str, str, str], set[tuple[tuple[str, ...], int, int]]] = defaultdict(set)
        for number, (source, version) in texts.catalogue.in_force(texts.filters).items():
            listed = listed_rows(texts.catalogue, number)
            if not listed:
                continue
            titles.append(f"{source.title}, {version.valid_from or 'undated'}")
            for of_list in listed:
                row = of_list.row
                place = (number, row.position)
                if dict(row.provision.cells).get("Type") in ("Vessel", "Aircraft"):
                    continue
                lists[place] = (of_list.about, of_list.listing)
                names = list(dict.fromkeys([*names_of(row), *_without_letters(row)]))
                of_parties.extend((found, *place) for found in _party_addresses(row, names))
                for written in names:
                    if is_address_alone(written):
                        addresses.extend((found, *place) for found in [_address(row)] if found)
                        continue
                    words = tuple(folded_name(written).split())
                    if words and sum(map(len, words)) > 2:
                        first[words[0]].add((words, *place))
                        for w in words:
                            word[w].add(place)
                    for key, between in _ends(row, written):
                        ends[key].add((between, *place))
        return cls(
            {k: sorted(v, key=lambda n: (-len(n[0]), n)) for k, v in first.items()},  # one order in every process
            {k: frozenset(v) for k, v in word.items() if len(v) <= _FEW_ROWS},
            addresses,
            of_parties,
            titles,
            {k: sorted(v) for k, v in ends.items()},
            lists,
        )

    def _listed(
        self, row: HeldProvision, written: str, *, whole: bool, owner: bool = False, neighbour: bool = False
    ) -> Listed:
        about, listing = self.lists[row.version.number, row.position]
        return Listed(row, _name(row), written, whole, about, listing, owner, neighbour)

    def named(self, texts: Texts, text: str, skip: Sequence[tuple[int, int]] = (), given: str = "") -> list[Listed]:
        """Return the rows whose party a text names, whole names first.

        `skip` are stretches that are no names; `given` is who was given as a party, whose words are a name.
        """
        found: dict[tuple[int, int], Listed] = {}
        for place, written, whole in (*self._whole(texts, text, skip, given), *self._addressed(text)):
            if place not in found:
                row = texts.catalogue.provision(*place)
                found[place] = self._listed(row, written, whole=whole, owner=_is_owner(text, written))
        return sorted(found.values(), key=lambda n: (-len(n.written), len(n.name)))

    def neighbours(self, texts: Texts, text: str, found: Sequence[Listed]) -> list[Listed]:
        """Return the rows at the address of a party that was found, or at one that a text gives, of other lists.

        One whose name is the beginning of the party's, or the other way round, is the same party under a shorter name.
        """
        there = {(n.row.version.number, n.row.position) for n in found}
        words, own = address_words(text), [(n, a) for n in found for a in _party_addresses(n.row, names_of(n.row))]
        out: dict[tuple[int, int], Listed] = {}
        for address, *place in (*self.addresses, *self.of_parties) if own or words else ():
            key = (place[0], place[1])
            if key in there or key in out:
                continue
            of = next((n for n, a in own if _is_same_address(address, a)), None)
            if of is None and share_said(address, words) < SAME_ADDRESS:
                continue
            row = texts.catalogue.provision(*key)
            if of is not None and row.locator.split(",")[0] == of.row.locator.split(",")[0]:
                continue  # another company at the address, on the list that the party is on already
            same = of is not None and _is_shorter_name(_name(row), of.name)
            out[key] = self._listed(row, of.written if of and same else THE_ADDRESS, whole=same, neighbour=not same)
        return list(out.values())

    def near(self, texts: Texts, names: Sequence[str], countries: frozenset[str]) -> list[Listed]:
        """Return rows that have every word of a name that no list has, one of them telling, or that begin with it.

        A single word that only rows of the destination bear, each as the word that tells it from others, is their name.
        """
        out: list[Listed] = []
        for name in names:
            words = [w for w in folded_name(name).split() if len(w) > 3 or name.isupper()]
            telling = [w for w in words if w in self.by_word]
            if not telling:
                rows = self._begun(texts, name)
                out.extend(self._listed(row, name, whole=False) for row in rows)
                continue
            shared = frozenset.intersection(*(self.by_word[w] for w in telling))
            rows = [texts.catalogue.provision(*p) for p in sorted(shared)]
            if len(telling) < len(words):  # "Beijing" is of many rows, and tells none by itself
                rows = [r for r in rows if set(words) <= _words_of_names(r)]
            if len(words) == 1 and len(words[0]) < _TELLING:
                rows = [r for r in rows if _told(r, words[0])]
            told = len(words) == 1 and len(words[0]) >= _TELLING and rows and all(_told(r, words[0]) for r in rows)
            whole = bool(told) and all(country_of(r) in countries for r in rows)
            out.extend(self._listed(row, name, whole=whole) for row in rows)
        return out

    def _begun(self, texts: Texts, name: str) -> list[HeldProvision]:
        """Return the rows of which one name begins with the words of a name, which are several."""
        words = tuple(w for w in folded_name(name).split() if not LEGAL_FORM.fullmatch(w))
        if len(words) < _WORDS_BEGUN:
            return []
        places = {(p[0], p[1]) for own, *p in self.by_first.get(words[0], ()) if own[: len(words)] == words}
        return [texts.catalogue.provision(*p) for p in sorted(places)[:_FEW_ROWS]]

    def shortened(
        self, texts: Texts, text: str, countries: Iterable[str], skip: Sequence[tuple[int, int]] = ()
    ) -> list[Listed]:
        """Return the rows of countries whose names a text tells with a word left out: their first word and their last.

        What stands between the two is of the name. `skip` are stretches that are no names.
        """
        words = [(m, _stem(p)) for m in _WORD_OF_ROW.finditer(text) for p in folded_name(m[0]).split()]
        found: dict[tuple[int, int], Listed] = {}
        for at, (start, first) in enumerate(words):
            for to in range(at + 1, min(at + _MOST_CUT, len(words))):
                end, last = words[to]
                rows = [r for c in countries for r in self.by_ends.get((c, first, last), ())]
                if not rows or _NOT_IN_NAME.search(text, start.end(), end.start()):
                    continue
                if _ANY.search(text, max(0, start.start() - _BEFORE_NAME), start.start()):
                    continue
                if any(s <= start.start() and end.end() <= e for s, e in skip):
                    continue
                told = [w for _, w in words[at + 1 : to]]
                for between, *place in rows:
                    key = (place[0], place[1])
                    if key not in found and len(told) < len(between) and _in_order(told, between):
                        row = texts.catalogue.provision(*key)
                        found[key] = self._listed(row, text[start.start() : end.end()], whole=False)
        return list(found.values())

    def _whole(
        self, texts: Texts, text: str, skip: Sequence[tuple[int, int]], given: str
    ) -> Iterator[tuple[tuple[int, int], str, bool]]:
        words = [(m, p) for m in _WORD_OF_ROW.finditer(text) for p in folded_name(m[0]).split()]
        agencies = {a.casefold() for j in jurisdictions.table().entries for a in (*j.agencies, *j.offices.split("|"))}
        nobody = pattern(str(rule_table()["party"]["nobody"]))  # "STA" is a License Exception, and "technology" an item
        at = 0
        while at < len(words):
            step = 1
            match, flat = words[at]
            for name, *place in self.by_first.get(flat, ()):
                if len(name) < step or tuple(p for _, p in words[at : at + len(name)]) != name:
                    continue  # a shorter name within a longer one is not meant
                last = words[at + len(name) - 1][0]
                if any(s <= match.start() and last.end() <= e for s, e in skip):
                    continue
                written = text[match.start() : last.end()]
                if written.casefold() in agencies or nobody.fullmatch(written):
                    continue
                usual = written not in given and len(name) < _WORDS_CUT
                if usual and not everyday_words(texts.catalogue).names_in((written,), text):
                    continue  # "Don't know how far it flies" names nobody
                if len(name) == 1 and name[0] not in self.by_word and _is_part_of_more(text, match):
                    continue  # "Center" of "Acme Commercial Center", where a party is called so alone
                if _is_name(text, match, written, name):
                    yield (place[0], place[1]), written, True
                    step = max(step, len(name))
            at += step

    def on_street(self, texts: Texts, names: Sequence[str]) -> list[tuple[str, Listed]]:
        """Return the rows in whose address a street stands that is given in place of a name, each with those words.

        A street of many rows tells nobody.
        """
        out: list[tuple[str, Listed]] = []
        for name in names:
            words = street_words(name)
            found = [(p[0], p[1]) for address, *p in self.of_parties if words and words <= address]
            if len(set(found)) <= _FEW_ROWS:
                rows = [texts.catalogue.provision(*p) for p in dict.fromkeys(found)]
                out += [(name, self._listed(row, THE_ADDRESS, whole=False, neighbour=True)) for row in rows]
        return out

    def in_addresses(self, texts: Texts, names: Sequence[str]) -> list[tuple[str, list[HeldProvision]]]:
        """Return each name that is a building or a street with the rows that have its words in an address, in order.

        Those of addresses that are listed without a name come first.
        """
        shape = row_questions.table().addresses
        out: list[tuple[str, list[HeldProvision]]] = []
        for name in names:
            words = frozenset(in_full(name))
            if len(words) < _WORDS_OF_BUILDING or not shape.search(name):
                continue
            found = dict.fromkeys((p[0], p[1]) for own, *p in (*self.addresses, *self.of_parties) if words <= own)
            rows = [row for p in found if spelt(name) in spelt((row := texts.catalogue.provision(*p)).text)]
            out += [(name, rows)] if 0 < len(rows) <= _ROWS_OF_AREA else []
        return out

    def addresses_alone(self, texts: Texts, text: str) -> list[tuple[str, list[HeldProvision]]]:
        """Return the houses and streets of a text in which addresses are listed without a name, with those rows."""
        said, out = spelt(text), defaultdict[str, list[HeldProvision]](list)
        for _, *place in self.addresses:
            row = texts.catalogue.provision(place[0], place[1])
            for part in named_parts(row.text):
                if part in said:
                    out[part.strip().title()].append(row)
        return list(out.items())

    def misspelt(self, texts: Texts, names: Sequence[str]) -> list[Listed]:
        """Return the rows whose names have all words of a name of several words, some with a slip of the pen."""
        out: list[Listed] = []
        for found in screened(names, texts.catalogue, texts.filters):
            if len(found.read_as) < _WORDS_MISSPELT:
                continue
            for match in found.matches:
                if match.found.is_misspelling:
                    row = texts.catalogue.at(match.held.version.number, match.row.start)
                    out.append(self._listed(row, found.name, whole=False))
        return out

    def _addressed(self, text: str) -> Iterator[tuple[tuple[int, int], str, bool]]:
        words = address_words(text)
        shares = [(share_said(address, words), place) for address, *place in self.addresses]
        for share, place in sorted(shares, key=lambda s: -s[0]):
            if share >= SAME_ADDRESS:
                yield (place[0], place[1]), THE_ADDRESS, True


def _is_part_of_more(text: str, match: re.Match[str]) -> bool:
    """Return whether a word stands right beside another in capitals that is no legal form: it is part of its name."""
    before = _CAPITAL_BEFORE.search(text, max(0, match.start() - _BEFORE_NAME), match.start())
    behind = _CAPITAL_BEHIND.match(text, match.end())
    return any(m is not None and not LEGAL_FORM.fullmatch(m[1]) for m in (before, behind))


def _without_letters(row: HeldProvision) -> list[str]:
    """Return the name of a row without the letters in brackets behind it: "Ruritanian Lamp Works (RLW)"."""
    whole = next((v for k, v in row.provision.cells if k.startswith(("Entity", "Listed person"))), "")
    name = without_acronym(whole)
    return [name] if name else []


def _is_name(text: str, match: re.Match[str], written: str, name: tuple[str, ...]) -> bool:
    """Return whether words that a list has as a name stand as one: with capitals, or where a name is given."""
    capitals = written[0].isupper() or written[0].isdigit()
    before = text[max(0, match.start() - _BEFORE_NAME) : match.start()]
    if len(name) > 1:
        return capitals or len(name) > 2 or bool(_LED.search(before))
    if _INSIDE_BEFORE.search(before) and _INSIDE_BEHIND.match(text, match.end()):
        return False  # "Star" of "Bright Star Trading"
    if len(name[0]) < 4:
        return written.isupper()
    if capitals:
        return match.start() > 0 or written.isupper() or bool(_LED.search(before))
    # In small letters it stands alone: "to skyrizon in Beijing", but not "with machine parts".
    return bool(_LED.search(before) and _ALONE.match(text, match.end()))


def stands_as_name(text: str, name: tuple[str, ...]) -> bool:
    """Return whether the words of a name stand in a text as one: with capitals, or where a name is given."""
    words = [(m, p) for m in _WORD_OF_ROW.finditer(text) for p in folded_name(m[0]).split()]
    for at in range(len(words) - len(name) + 1):
        if tuple(p for _, p in words[at : at + len(name)]) != name:
            continue
        first, last = words[at][0], words[at + len(name) - 1][0]
        led = _LED.search(text[max(0, first.start() - _BEFORE_NAME) : first.start()])
        if led or (len(name) > 1 and _is_name(text, first, text[first.start() : last.end()], name)):
            return True
    return False


def _ends(row: HeldProvision, written: str) -> Iterator[tuple[tuple[str, str, str], tuple[str, ...]]]:
    """Yield the country, first and last word of a name of several words, with the words between them."""
    words = tuple(map(_stem, folded_name(_IN_BRACKETS.sub(" ", written)).split()))
    if len(words) < _WORDS_CUT or any(len(w) < _LETTERS_CUT and not w.isupper() for w in (words[0], words[-1])):
        return
    goods = not words[-1].isupper() and pattern(str(rule_table()["party"]["nobody"])).fullmatch(f"{words[-1]} ")
    if goods or not (code := country_of(row)):
        return
    yield (code, words[0], words[-1]), words[1:-1]
    if words[0] == code:
        yield (code, words[-1], code), words[1:-1]  # "the police of Ruritania", of a Ruritanian National Police


@lru_cache(maxsize=2**15)
def _stem(word: str) -> str:
    """Return the code of the country that a word names or is the adjective of; the word itself where it is of none."""
    return code_of(word) or word


def _in_order(told: Sequence[str], between: Sequence[str]) -> bool:
    """Return whether words stand among others in the same order."""
    rest = iter(between)
    return all(word in rest for word in told)


def _words_of_names(row: HeldProvision) -> frozenset[str]:
    return frozenset(w for name in names_of(row) for w in folded_name(name).split())


def _told(row: HeldProvision, word: str) -> bool:
    """Return whether a word is the first of a row's name that is no town and no country."""
    own = [w for w in folded_name(_name(row)).split() if w not in towns() and not code_of(w)]
    return bool(own) and own[0] == word


def country_of(row: HeldProvision) -> str:
    """Return the code of the country of a row, empty where it names none."""
    cell = next((v for k, v in row.provision.cells if k == "Country"), "")
    return code_of(cell.split(",")[0].title(), cell)


def _is_owner(text: str, written: str) -> bool:
    """Return whether a name is that of the party's owner everywhere in a text ("60 % owned by …")."""
    places = list(re.finditer(re.escape(written), text))
    patterns = rule_table()["owner"]
    return bool(places) and all(
        pattern(patterns["before"]).search(text[max(0, m.start() - 50) : m.start()])
        or pattern(patterns["behind"]).match(text[m.end() : m.end() + 50])
        for m in places
    )


def _address(row: HeldProvision) -> frozenset[str]:
    whole = next((v for k, v in row.provision.cells if k == "Entity"), "")
    return address_words(whole.partition(",")[2])


def _party_addresses(row: HeldProvision, names: Sequence[str]) -> list[frozenset[str]]:
    """Return the addresses of a row that has a name, each by its words; postal codes are left out, as people do."""
    whole = next((v for k, v in row.provision.cells if k.startswith(("Entity", "Listed person"))), "")
    if not any(c.isdigit() for c in whole) or (names and is_address_alone(names[0])):
        return []
    for name in names:
        whole = whole.replace(name, " ")
    pieces = (address_words(piece) for piece in whole.split(";"))
    plain_ones = (frozenset(w for w in p if not (w[0].isdigit() and len(w) >= _POSTAL_CODE)) for p in pieces)
    return [p for p in plain_ones if len(p) >= _WORDS_OF_ADDRESS and any(w[0].isdigit() for w in p)]


def _is_same_address(one: frozenset[str], other: frozenset[str]) -> bool:
    return max(share_said(one, other), share_said(other, one)) >= SAME_ADDRESS


def _is_shorter_name(one: str, other: str) -> bool:
    """Return whether of two names one is the beginning of the other, with two words at least."""
    shorter, longer = sorted((folded_name(one).split(), folded_name(other).split()), key=len)
    return len(shorter) > 1 and longer[: len(shorter)] == shorter


def _name(row: HeldProvision) -> str:
    return (names_of(row) or [row.locator])[0].strip(" .")

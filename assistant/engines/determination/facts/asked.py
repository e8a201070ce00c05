"""Facts of a transaction as a question or the command's options give them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from assistant.engines.determination.facts.entries_beside import is_beside, is_referred_to
from assistant.engines.determination.facts.goods import NamedGoods
from assistant.engines.determination.facts.places import (
    Place,
    destinations,
    is_denied_owner,
    is_left_from,
    is_owners,
    is_sent_to,
    places,
)
from assistant.engines.determination.facts.quantities import ItemQuantity, quantities
from assistant.engines.determination.facts.releases import Release, release_of, tells_of_a_person
from assistant.engines.determination.law_texts.exporter_words import exporters_by_words
from assistant.engines.determination.law_texts.rules import own_country, pattern, rule_table, union_country
from assistant.facts.extraction import FactKind, facts
from assistant.query.model import Query
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries, jurisdictions
from corpus.locators import Mention, mentions
from index.crosslingual.gloss import gloss

_FIRST = lazy_regex(r"\W{0,12}(\w+)")
_FROM_A_PLACE = lazy_regex(r"\bfrom (?:the )?$", re.I)
_SELLER_FROM = lazy_regex(
    r"\b(?:(?:we|i)(?: are| am|['’](?:re|m)) (?:(?!\w{1,20}ing\b)[\w-]{1,20} ){0,4}|(?:being|coming|come|writing|"
    r"compan(?:y|ies)|firms?|business|exporters?|sellers?|suppliers?|traders?|makers?) )from (?:the )?$",
    re.I,
)
# "a server with chips at 3A090.b level (4A090.b)": the entry of what is inside is not that of the item.
_CONTAINED = lazy_regex(
    r"\b(?:with|contain\w*|using|incorporat\w+|built (?:on|with|around)|based on|having|carrying|fitted with)"
    r" (?:[\w-]{1,20} ){0,4}(?:(?:at|of|in|under|meeting|from) )?(?:the |ECCN |entry ){0,2}$",
    re.I,
)
_OF_OWNER = lazy_regex(
    r"[- ](?:parent|owner|holding|mother|(?P<company>company|group|firm|corporation))(?: (?:company|group|firm))? "
    r"(?:(?:(?:that|which) )?(?:is |sits )?(?:based |seated |located |headquartered )?)?(?:in|near|at) (?:the )?",
    re.I,
)
_OWNED_BY = lazy_regex(r"\b(?:of|by) (?:an? |the |our |its |their )?$", re.I)
# Before the word for "on no entry" where no item is told by it: "or EAR99", "is it EAR99?".
_NOT_OF_AN_ITEM = "".join(rf"(?<!\b{word} )" for word in ("not", "no", "or", "so", "it", "is", "as"))
_BEFORE_ENTRY = 40  # characters before an entry
_BEFORE_INSIDE = 80  # … and before one of what is inside, with the words that lead to it
_SEVERAL, _MOST_ITEMS = 2, 6
_TAKES_BACK = lazy_regex(r"\b(?:sorry|i meant|correction|scratch that|oops|make that|no,? wait|i mean)\b", re.I)
_DENIED = lazy_regex(r"\b(?:not|n't|nor|neither|without|outside)(?: \w+){0,2} $", re.I)

# A number in the form of an entry's whose letter is none of a product group: after "ECCN", asked for a licence of, or
# alone. One that names goods ("1N914 diodes") is the number of a part.
_NO_GROUP = lazy_regex(
    r"\b(?:ECCN(?: number)?:? |(?:for|of|is|are|ship|export|send|sell|items?)(?: (?:an?|the|our|my))? "
    r"(?=\d[F-Z]\d{3}(?:\W{0,3}$|[?!.,;:]| (?:to|into|in|for|from|or|and|is|are|on|under|an?|the|controlled|"
    r"listed|needed|required|subject|caught|covered|exported|allowed)\b))(?!\dN))"
    r"(\d[F-Z]\d{3})(?![\w-])|"
    r"^\W{0,3}(\d[F-MO-Z]\d{3})(?:\.\w{1,3})*\W{0,3}$",
    re.I,
)

# Before a date: what happened on it is told of, and no law of that day asked for.
_EVENT_ON = lazy_regex(
    r"\b(?:issue[sd]?|dated?|granted|approved|listed|added|denied|denial|refus\w+|registered|signed|ordered|order|"
    r"invoice\w*|quot\w+|contract\w*|expir\w+|valid|letter|licen[cs]e|notice|since|until|till|published|appeal\w*|"
    r"hired|founded|applied|application)(?: \w{1,12}){0,2} $",
    re.I,
)
_BEFORE_DAY = 40  # characters before a date
_BEFORE_EXPORTER = 40  # characters before a place that tell whose law is asked of
_BEFORE_FROM = 12  # … and before the one that something comes from
_BEFORE_SELLER = 100  # … and before the one that a seller comes from
_ASKED_SENTENCE_ENDS = lazy_regex(r"[.?!;](?=\s|$)")

ParagraphPath = tuple[str, ...]  # ("a", "1") of "5A002.a.1"


@dataclass(frozen=True, slots=True)
class Item:
    """Item by its place on the list; without a number it is said to be on none."""

    number: str = ""
    paragraph: ParagraphPath = ()


@dataclass(frozen=True)
class Transaction:
    """What is known of a transaction. `number` is the entry, empty where none is given; `unlisted` means EAR99."""

    text: str
    now: str = ""  # what is asked last, where `text` has the questions that it leans on before it
    number: str = ""
    paragraph: ParagraphPath = ()
    unlisted: bool = False
    to: tuple[Place, ...] = ()
    exporters: tuple[str, ...] = ()  # codes of the countries whose exporter asks, where the question says so
    owners: tuple[str, ...] = ()  # codes of the countries where a party's owner or its headquarters is said to be
    owner_elsewhere: bool = False  # an owner of one country is said to sit in another: where it has its head is open
    not_owners: tuple[str, ...] = ()  # codes of those where it is said not to be
    given: tuple[ItemQuantity, ...] = ()
    denied: tuple[str, ...] = ()
    end_user: str = ""
    end_use: str = ""
    names: tuple[str, ...] = ()  # words that may name a party
    items: tuple[Item, ...] = ()  # where several are given, each on its own
    inside: tuple[str, ...] = ()  # entries of what the item contains, where its own is given too
    goods: NamedGoods | None = None  # where of several that are told only these are meant
    glossed: str = ""  # words of a question in another language, in English
    release: Release | None = None  # where technology is released to a person of a nationality

    def of(self, item: Item) -> Transaction:
        """Return the same transaction of one item."""
        return replace(self, number=item.number, paragraph=item.paragraph, unlisted=not item.number, items=())

    @property
    def has_item(self) -> bool:
        """Return whether the item's place on the list is given."""
        return bool(self.number) or self.unlisted

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the countries where it may go."""
        return tuple(dict.fromkeys(code for place in self.to for code in place.codes))

    @property
    def entry(self) -> str:
        """Return the entry with its paragraph, as it is written."""
        return ".".join((self.number, *self.paragraph))

    def without(self, pattern: re.Pattern[str]) -> Transaction:
        """Return the same transaction without the words that a pattern matches."""
        return replace(
            self,
            text=pattern.sub(" ", self.text),
            end_user=pattern.sub(" ", self.end_user),
            end_use=pattern.sub(" ", self.end_use),
        )

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Return whether the words of the question, of the end user or of the end use match a pattern."""
        return self.first_of(pattern) is not None

    def first_of(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return where those words match a pattern first, None where they do not."""
        return pattern.search(" ; ".join((self.text, self.end_user, self.end_use)))


def of_query(question: Query) -> Transaction:
    """Return the facts that a question gives; what it leaves out is taken from the questions it leans on."""
    found = _of_query(question)
    return replace(found, glossed=gloss(question.standalone)) if question.language != "en" else found


def _of_query(question: Query) -> Transaction:
    now = replace(of_text(question.core), names=question.names_asked)
    if not question.leans or not question.before:
        return replace(of_text(question.standalone), names=question.names_asked) if question.leans else now
    before = of_text(question.before)
    led = f"{before.text} "
    now = _without_owners(now)
    now = _of_same_person(replace(now, to=tuple(p.moved(len(led)) for p in now.to)), before)
    return replace(
        now,
        text=f"{led}{now.text}",
        now=now.text,
        number=now.number or ("" if now.unlisted else before.number),
        paragraph=now.paragraph if now.number else () if now.unlisted else before.paragraph,
        unlisted=now.unlisted or (before.unlisted and not now.number),
        to=now.to or before.to,
        exporters=now.exporters or before.exporters,
        owners=now.owners or before.owners,
        owner_elsewhere=(now if now.owners else before).owner_elsewhere,
        not_owners=now.not_owners or before.not_owners,
        given=now.given or before.given,
        denied=now.denied or before.denied,
        items=now.items if now.has_item else before.items,
        release=now.release if now.to else before.release,
    )


def _without_owners(now: Transaction) -> Transaction:
    """Return what a follow-up tells without the places that are only an owner's: the goods go where they went before.

    "Turns out it is a subsidiary of a Beijing company" changes whose it is, and not where it stands.
    """
    if now.to and all(is_owners(now.text, p) for p in now.to):
        return replace(now, to=())
    return now


def _of_same_person(now: Transaction, before: Transaction) -> Transaction:
    """Return what a follow-up tells, its places read as those of the person to whom technology was released before.

    "And if he is Iranian?" changes the nationality, "and if she works in Berlin?" the place where the person is.
    """
    told = before.release
    if told is None or now.release is not None or now.has_item or not now.to:
        return now
    if all(p.adjective for p in now.to):
        return replace(now, release=replace(told, nationals=now.to))
    if not tells_of_a_person(now.text):
        return now
    return replace(now, to=told.nationals, release=replace(told, sent=(), there=now.to, at_home=False))


def one_day_named(text: str) -> date | None:
    """Return the one day that a text names, the last of a month where it names one; None for none or several.

    The day of a paper, of a listing or of an order is none: what needs a licence is asked of today.
    """
    dates = [f for f in facts(text) if f.kind is FactKind.DATE and f.value[0] and f.value[1]]
    found = {f.value for f in dates}
    if len(found) != 1 or any(_EVENT_ON.search(text, max(0, f.start - _BEFORE_DAY), f.start) for f in dates):
        return None
    year, month, day = found.pop()
    try:
        return date(int(year), int(month), int(day or monthrange(int(year), int(month))[1]))
    except ValueError:
        return None


@lru_cache(maxsize=64)  # several engines ask for the facts of one question
def of_text(text: str) -> Transaction:
    """Return the facts that a text gives."""
    found = places(text)
    exporters = _exporters(text, found)
    own = _not_abroad(text, exporters, found)
    entries = [m for m in mentions(text) if m.locator.system == "eccn"]
    every = _not_taken_back(text, entries)
    entries = _of_the_item(text, every)
    of_told = [p for p in found if _is_of_owner_told(text, p, found)]
    elsewhere = [p for p in of_told if _has_other_recipient(text, p, found)]
    owned = [p for p in found if p in elsewhere or (is_owners(text, p) and p not in of_told)]
    denied = [p for p in owned if is_denied_owner(text, p)]
    affirmed = [m for m in entries if not _DENIED.search(text[max(0, m.start - 40) : m.start])]
    number, paragraph, unlisted = _classified(text, affirmed)
    if not (number or unlisted or entries) and (wrong := _NO_GROUP.search(text)):
        number = (wrong[1] or wrong[2]).upper()
    if not (number or unlisted or entries) and any(set(p.codes) - own for p in found):
        number = _of_heading(text)
    release = release_of(text, number, found)
    abroad = [p for p in release.sent if not set(p.codes) & own] if release else []
    return Transaction(
        text=text,
        number=number,
        paragraph=paragraph,
        unlisted=unlisted,
        to=(*release.nationals, *abroad) if release else tuple(destinations(text, found, sorted(own))),
        exporters=exporters,
        owners=tuple(dict.fromkeys(c for p in owned if p not in denied for c in p.codes)),
        owner_elsewhere=bool(elsewhere),
        not_owners=tuple(dict.fromkeys(c for p in denied for c in p.codes)),
        given=quantities(text),
        denied=tuple(m.locator.text for m in entries if m not in affirmed),
        items=_items(text, affirmed),
        inside=tuple(m.locator.text for m in every if m not in entries),
        release=release,
    )


def _is_of_owner_told(text: str, place: Place, found: list[Place]) -> bool:
    """Return whether a place stands behind an owner whose country is told already: "of a German parent in Perm"."""
    told = (p for p in found if p.adjective and p.code != place.code)
    return any(
        (m := _OF_OWNER.fullmatch(text, p.end, place.start)) is not None
        and (not m["company"] or _OWNED_BY.search(text, max(0, p.start - _BEFORE_FROM), p.start))
        for p in told
    )


def _has_other_recipient(text: str, place: Place, found: list[Place]) -> bool:
    """Return whether the recipient stands in another place than one behind an owner, which is the owner's then.

    "A clinic in Kazan, owned by a German holding in Perm"; a place of the owner's own country is no recipient's.
    """
    of_owners = {own_country(), *(p.code for p in found if is_owners(text, p))}
    others = (p for p in found if p.written != place.written and not p.adjective and p.code not in of_owners)
    return any(not is_left_from(text, p) for p in others)


def _not_taken_back(text: str, entries: list[Mention]) -> list[Mention]:
    """Return the entries behind the last word that takes back those before it: "6A003, no sorry, 6A993"."""
    for place in range(len(entries) - 1, 0, -1):
        between = text[entries[place - 1].end : entries[place].start]
        if (back := _TAKES_BACK.search(between)) and len(between) - back.end() <= _BEFORE_ENTRY:
            return entries[place:]
    return entries


def _of_the_item(text: str, entries: list[Mention]) -> list[Mention]:
    """Return the entries without those of what the item contains, where another one is given for the item itself."""
    inside = [m for m in entries if _CONTAINED.search(text, max(0, m.start - _BEFORE_INSIDE), m.start)]
    others = [m for m in entries if m not in inside]
    numbers = {m.locator.path[0] for m in inside}
    return others if inside and others and not numbers & {m.locator.path[0] for m in others} else entries


def _items(text: str, entries: list[Mention]) -> tuple[Item, ...]:
    """Return the items that a text lists beside each other, on an entry each or on none; nothing where it gives one.

    "Note 3 to 6A003", "the same as in 3A001" and "under 9A610" give no item of their own.
    """
    found: dict[tuple[str, ParagraphPath], int] = {}
    ends = 0  # of the last that is an item
    unlisted = pattern(rf"\b{rule_table()['no_entry']}\b").search(text)
    for mention in entries:
        later = bool(found) or (unlisted is not None and unlisted.start() < mention.start)
        if later and (is_referred_to(text, mention) or is_beside(text, mention, ends)):
            continue
        ends = mention.end
        number, *paragraph = mention.locator.path
        key = number, tuple(paragraph)
        shorter = [k for k in found if k[0] == number and _is_within(k[1], key[1])]
        for k in shorter:
            key = max((key, k), key=_paragraphs)
            found.pop(k)
        found[key] = mention.start
    told = rf"{_NOT_OF_AN_ITEM}\b{rule_table()['no_entry']}\b(?! ?\?)"
    for match in pattern(told).finditer(text):
        found.setdefault(("", ()), match.start())
    numbers = [key for key in found if key[0]]
    if len(found) < _SEVERAL or len(found) > _MOST_ITEMS or not numbers:
        return ()
    return tuple(Item(*key) for key in sorted(found, key=lambda k: found[k]))


def _is_within(one: ParagraphPath, other: ParagraphPath) -> bool:
    return other[: len(one)] == one or one[: len(other)] == other


def _paragraphs(key: tuple[str, ParagraphPath]) -> int:
    return len(key[1])


def _classified(text: str, entries: list[Mention]) -> tuple[str, ParagraphPath, bool]:
    """Return the entry and paragraph that a text gives, or that it says the item is on none: what it says first."""
    none = pattern(rf"\b{rule_table()['no_entry']}\b").finditer(text)
    unlisted = next((m for m in none if not _DENIED.search(text[max(0, m.start() - 40) : m.start()])), None)
    if entries and (unlisted is None or entries[0].start < unlisted.start()):
        fullest = max((m.locator for m in entries if m.locator.path[0] == entries[0].locator.path[0]), key=_depth)
        return fullest.path[0], fullest.path[1:], False
    return "", (), unlisted is not None


def _of_heading(text: str) -> str:
    """Return the entry whose whole heading a text says in people's words, "horses by sea"; an empty string for none."""
    words = rule_table()["words"]
    named = (e for e in rule_table()["named_entry"] if all(pattern(words.get(p, p)).search(text) for p in e["all"]))
    return str(next((e["number"] for e in named), ""))


def _depth(locator: object) -> int:
    return len(getattr(locator, "path", ()))


def _exporters(text: str, found: list[Place]) -> tuple[str, ...]:
    """Return the codes of the exporter's country where a text names it ("German firm: …")."""
    shapes = rule_table()["exporter"]
    of_own_law = pattern(str(shapes["but_of_own_law"])).search(text)
    of_own_list = of_own_law or pattern(str(rule_table()["union_numbers"]["foreign"])).search(text)
    by_sender = (*(() if of_own_law else shapes["places"]), *(() if of_own_list else shapes["firms"]))
    patterns = [pattern(p) for p in (*shapes["patterns"], *by_sender)]
    needs, sold_from = pattern(str(shapes["needs"])), pattern(str(shapes["sold_from"]))
    members = set(countries.table().by_code[union_country()].members)
    out: list[str] = []
    for place in found:
        behind, before = text[place.end : place.end + 40], text[max(0, place.start - _BEFORE_EXPORTER) : place.start]
        around = f"{before}\x00{behind}"
        left = f"{_with_places_marked(text, place, found)}\x00{behind}"
        is_sold = not of_own_law and not members.isdisjoint(place.codes) and sold_from.search(left)
        asks = needs.search(around) and not _comes_from_own(text, place, found)
        if is_sold or asks or any(p.search(around) for p in patterns):
            out.extend(place.codes)
    if not out and not of_own_list:
        out.extend(exporters_by_words(text, ((p.start, p.end, p.codes) for p in found), members))
    first = _FIRST.match(text)
    unions = [j.code.upper() for j in jurisdictions.table().entries if first and first[1] == j.code.upper()]
    return tuple(dict.fromkeys(c for c in (*out, *unions)))


def _not_abroad(text: str, exporters: tuple[str, ...], found: list[Place]) -> set[str]:
    """Return the countries that are no destination: that of this table and the exporter's, unless it is sent there."""
    own = own_country()
    if not exporters:
        return {own}
    sent = {code for p in found if is_sent_to(text, p) for code in p.codes} - ({own} if own in exporters else set())
    return {own, *exporters, union_country()} - sent


def _with_places_marked(text: str, place: Place, found: list[Place]) -> str:
    """Return the words before a place with a mark for each other place: "to Moscow from" there sends something."""
    begins = max(0, place.start - _BEFORE_EXPORTER)
    before = text[begins : place.start]
    for other in reversed([p for p in found if begins <= p.start and p.end <= place.start]):
        before = f"{before[: other.start - begins]}\x01{before[other.end - begins :]}"
    return before


def _comes_from_own(text: str, place: Place, found: list[Place]) -> bool:
    """Return whether what is asked of comes from the country whose law the walk reads: "pumps from the US".

    Said in the place's own sentence; who sells ("we are from the US") is another matter.
    """
    own, ends = own_country(), [m.end() for m in _ASKED_SENTENCE_ENDS.finditer(text)]
    begin = max((e for e in ends if e <= place.start), default=0)
    end = min((e for e in ends if e > place.end), default=len(text))
    return any(
        own in p.codes
        and begin <= p.start < end
        and _FROM_A_PLACE.search(text[max(begin, p.start - _BEFORE_FROM) : p.start])
        and not _SELLER_FROM.search(text, max(begin, p.start - _BEFORE_SELLER), p.start)
        for p in found
    )

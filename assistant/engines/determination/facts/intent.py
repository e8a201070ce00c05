"""Tells questions about a licence for a transaction from those about the law in general."""

from __future__ import annotations

import re

from assistant.engines.determination.facts.asked import Item, Transaction, of_text
from assistant.engines.determination.facts.authorities import is_of_foreign_authority, is_of_foreign_measure
from assistant.engines.determination.facts.places import is_left_from, places
from assistant.engines.determination.facts.releases import without_person
from assistant.engines.determination.facts.unknown_places import place_not_known
from assistant.engines.determination.law_texts.rules import (
    own_country,
    own_law,
    pattern,
    rule_table,
    rules_of_kind,
    union_country,
)
from assistant.engines.named_things import exceptions
from assistant.query.candidate_names import asking, candidates
from assistant.query.model import Query
from assistant.query.places import jurisdictions_named
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries
from corpus.lexicon.party_lists import lists_asked
from corpus.locators import mentions

_NUMBERED = lazy_regex(r"\(1\).{2,200}\(2\)|\ba\).{2,200}\bb\)|\b1\).{2,200}\b2\)", re.S)
_SPEAKS_OF_LIST = lazy_regex(r"\b(?:lists?|annex(?:es)?)\b", re.I)
_SENTENCE_ENDS = lazy_regex(r"[.?!]\s")
_SHORT = 12  # words of a question that asks on about a shipment
_BRIEF_WORDS = 4  # words of a clause that only asks to confirm: "agree?", "or am I wrong?"
_ROUND_A_PLACE = 60  # characters before and behind a place
_MOST_WORDS_OF_ITEM = 30  # words of a question that describes its item instead of classifying it


def is_determination(question: Query, asked: Transaction) -> bool:
    """Return whether a question asks what a transaction needs: an item on the list, a place, or a shipment of its own.

    A question about a provision, a figure, a list or a procedure is left to reading.
    """
    of_law = any(m.locator.system != "eccn" for m in mentions(question.core))
    if of_law and has("standing", question.core) and not has("licence", question.core):
        return False  # "our manual cites 746.5: is it still there?"
    if _asks_of_exception_there(question, asked):
        return True
    of_law_told = without_person(question.standalone) if asked.release and asked.has_item else question.standalone
    if has("other_law", of_law_told) or (has("opens", question.core) and not has("despite", question.core)):
        return False
    if question.own_lists and not asked.has_item:
        return False
    last = asking(question.core)
    if has("paper", last) and not has("licence", last):
        return False  # the shipment is told, and what is asked of it is a statement, a filing, a record
    if has("of_money", last) and not asked.has_item and not has("licence", last) and not has("moves", last):
        return False  # "does the cap on deposits stop him?"
    if has("lends", last) and not asked.has_item and not has("licence", last):
        return False  # "may our bank finance a shipment of pumps?"
    if has("detention", last) and not has("needs_one", last):
        return False  # "may customs hold the container while they argue?"
    if asks_of_time(question):
        return False
    if asks_of_union_bans(question, asked):
        return True
    if asked.has_item:
        asks = (has("licence", question.standalone) and _own(question)) or has("bare", question.core)
        to_nowhere = has("licence", question.core) and bool(place_not_known(question.core))
        return bool(asked.to) or (not asked.unlisted and asks) or to_nowhere
    return _described(question, asked)


def names_nomenclature(question: Query) -> bool:
    """Return whether a question tells goods by a code of the Union's nomenclature: "CN 9102"."""
    return pattern(rule_table()["union_numbers"]["nomenclature"]).search(question.standalone) is not None


def asks_of_union_bans(question: Query, asked: Transaction) -> bool:
    """Return whether goods told by a code of the Union's nomenclature are asked of, and whether they may go."""
    text = question.standalone
    asks = pattern(rule_table()["union_numbers"]["asks_of_bans"]).search(text) is not None
    return names_nomenclature(question) and asks and bool(asked.to) and not asked.has_item and not has("own_list", text)


def _asks_of_exception_there(question: Query, asked: Transaction) -> bool:
    """Return whether a question asks for a license exception for an item to a place.

    One that it names is looked up in the entry. One in general is asked only of a place under an embargo: the section
    on it says which exceptions may be used, and the law in general does not answer.
    """
    last = question.core
    named = bool(exceptions(last, rule_table()["license_exceptions"])) and bool(asked.number)
    if not asked.has_item or not asked.to or not (has("exception", last) or named):
        return False
    embargoed = {place for rule in rules_of_kind("embargo") for place in rule.places}
    there = any(p.region in embargoed or embargoed & set(p.codes) for p in asked.to)
    if not (named or there) or asks_of_time(question):
        return False
    return not has("other_law", pattern(str(rule_table()["intent"]["exception"])).sub(" ", question.standalone))


def asks_of_another_matter(question: Query, asked: Transaction) -> bool:
    """Return whether a question asks of something else than the need of a licence, or under another country's law.

    Who applies, which paper, what to file and how fast are read in the texts, whatever is told of a shipment beside.
    """
    last = asking(question.core)
    if has("filing", last) or (has("other_matter", last) and not has("asks_licence", last)):
        return True
    if _is_within_union(question, asked):
        return True
    if asked.has_item:
        return False
    if has("still_runs", last) and not has("licence", question.core):
        return True  # a rule that is told of, and no shipment
    visited = has("visits", question.core) and not has("licence", question.core)
    if (has("counts_as", last) or visited) and not has("needs_one", last):
        return True
    if has("services", last) and set(asked.exporters) - {own_country()}:
        return True
    if has("port_call", last) and not has("licence", last) and not has("own_list", question.standalone):
        return not any(own_country() in p.codes for p in places(question.standalone))
    amount = pattern(str(rule_table()["intent"]["of_amount"])).search(last)
    if amount is not None and not has("needs_one", last[: amount.start()]):
        return True  # "what percent of Chinese ore triggers a licence?"
    if not has("own_list", question.core) and is_of_foreign_measure(question.core):
        return True
    return _is_under_foreign_law(question.standalone) or _is_of_rows_before(question)


def _is_within_union(question: Query, asked: Transaction) -> bool:
    """Return whether goods stay inside the Union: that is no export from it, and nothing of this law is named.

    Goods on an entry or on none, a party and a place outside the Union ("US chips", "a Russian buyer in Austria") may
    bring this law in: they are walked.
    """
    if asked.has_item or asked.items or asked.end_user or asked.end_use:
        return False
    found = places(question.standalone)
    parties = set(candidates(question.standalone)) - {p.written for p in found}
    if parties or has("own_list", question.standalone) or has("own_origin_or_party", question.standalone):
        return False
    union = set(countries.table().by_code[union_country()].members)
    codes = {code for place in (*asked.to, *found) for code in place.codes}
    sent_from = set(asked.exporters) or {
        code for p in found if is_left_from(question.standalone, p) for code in p.codes
    }
    return bool(asked.to and sent_from) and (codes | sent_from) <= union


def _is_of_rows_before(question: Query) -> bool:
    """Return whether a follow-up asks of the rows of a list: "how many are on it? a licence for all of them?"."""
    return question.leans and bool(lists_asked(question.before)) and has("of_rows", question.core)


def _is_under_foreign_law(text: str) -> bool:
    """Return whether words make another country's law the one asked of, where nothing of this one is named."""
    own, found = own_country(), places(text)
    if has("own_list", text) or any(own in p.codes for p in found):
        return False
    shapes = rule_table()["foreign"]
    if pattern(str(shapes["words"])).search(text):
        return True
    around = (
        f"{text[max(0, p.start - _ROUND_A_PLACE) : p.start]}\x00{text[p.end : p.end + _ROUND_A_PLACE]}" for p in found
    )
    return any(pattern(shape).search(words) for words in around for shape in shapes["places"])


def asks_of_time(question: Query) -> bool:
    """Return whether a question asks how long something runs, or by when it is due, and not what a shipment needs."""
    last = asking(question.core)
    return has("of_time", last) and not has("needs_one", last)


def is_of_another_list(question: Query, asked: Transaction, laws: frozenset[str]) -> bool:
    """Return whether a question asks of the place of goods on a list of another law, and not of a licence.

    `laws` are the countries whose list the question names. A licence under another law is asked of its exporter.
    """
    text = question.core
    if any(has(name, text) for name in ("own_list", "needs_licence", "needs_one", "may")) or not (asked.number or laws):
        return False
    named = jurisdictions_named(text) if _SPEAKS_OF_LIST.search(text) else frozenset()
    others = named if own_law() not in named else frozenset()  # "Korea's list", whichever Korea that is
    return bool((laws | others) - {own_law()}) or has("other_list", text)


def is_whole(question: Query, asked: Transaction) -> bool:
    """Return whether what is asked besides a shipment ("need a licence? will they say no?") is of that shipment.

    Of items that are numbered one by one ("two orders: (1) … (2) …") each is a part, and of one shipment.
    """
    if asked.items and len(asked.codes) == 1 and _NUMBERED.search(question.core):
        return all(not places(part) and _are_among(part, asked) for part in question.parts[1:])
    if is_told_first(question, asked):
        return True
    return all(
        len(part.split()) <= _SHORT and _is_of_shipment(part) and not places(part) and not of_text(part).has_item
        for part in question.parts[1:]
    )


def _is_of_shipment(part: str) -> bool:
    """Return whether a part asks what may come of a shipment, or for an exception to its licence: "can I use GBS?"."""
    return has("more", part) or bool(exceptions(part, rule_table()["license_exceptions"]))


def is_told_first(question: Query, asked: Transaction) -> bool:
    """Return whether only the last part asks, for a licence, and those before it tell of the same shipment.

    "We asked how far it flies" looks like a question where the parts are cut, and has no question mark of its own.
    """
    *told, last = question.parts or ("",)
    if not told or question.core.count("?") != 1 or not question.core.rstrip().endswith("?"):
        return False
    return has("licence", last) and not places(last) and _are_among(last, asked)


def _are_among(part: str, asked: Transaction) -> bool:
    """Return whether a part names no item besides those of the shipment."""
    facts = of_text(part)
    own = facts.items or ((Item(facts.number, facts.paragraph),) if facts.has_item else ())
    return all(item in (asked.items or (Item(asked.number, asked.paragraph),)) for item in own)


def _described(question: Query, asked: Transaction) -> bool:
    """Return whether a question without a classification is about a shipment: of somewhere, or of the asker's own."""
    text = question.standalone
    if question.leans and has("opens", question.before) and not has("licence", question.core):
        return False  # "which kit needs one?", "and in shallow water?": both ask of the rule
    if has("class_of_goods", question.core) and not has("first_person", question.core):
        return False  # "which dual-use goods may leave by registration?" is about the rule, not a shipment
    told_first = _SENTENCE_ENDS.split(question.core)[0]  # "Rifles to a shop in Alberta. Exempt, so no licence?"
    goods_first = bool(asked.to) and has("goods_to", told_first) and not has("verb", told_first)
    if asked.exporters and is_of_foreign_authority(text) and has("licence", question.core) and _own_case(question):
        return True
    if asked.to and (has("own_goods", question.core) or (has("licence", question.core) and fits_an_end_use(asked))):
        return True
    if (has("everything", text) and not (goods_first and has("licence", text))) or (
        len(text.split()) > _MOST_WORDS_OF_ITEM
    ):
        return False
    if goods_first and has("licence", text):
        return True
    if not asked.to:
        return has("licence", text) and has("bare", question.core)
    if asked.exporters and (has("may", text) or (has("licence", text) and has("moves", text))):
        return True
    if has("goods_to", question.core) and not has("verb", question.core) and not question.addresses:
        return True  # "eight gauges to a mill in Pune?": goods and where they go
    return has("order", text) or (has("asks", text) and has("moves", text))


def fits_an_end_use(asked: Transaction) -> bool:
    """Return whether the goods and the end use that are told, of one place, are those of a rule of part 744."""
    return len(asked.codes) == 1 and any(
        "described" in rule.more
        and asked.says(pattern(str(rule.more["described"])))
        and asked.says(pattern(str(rule_table()["words"].get(rule.more["when"], rule.more["when"]))))
        for rule in rules_of_kind("end_use")
    )


def is_read(clause: str) -> bool:
    """Return whether a clause asks what the walk answers: of a licence, a shipment, an item or a place."""
    if len(clause.split()) <= _BRIEF_WORDS or has("licence", clause) or has("read", clause):
        return True
    facts = of_text(clause)
    return facts.has_item or bool(facts.to)


def belongs_to_answer_before(question: Query, asked: Transaction) -> bool:
    """Return whether a follow-up tells nothing of a shipment, and what it leans on asked for no licence.

    "What if we already said yes?" belongs to whatever was answered before.
    """
    if not question.leans or asked.has_item or is_read(question.core):
        return False
    return not any(has(name, question.before) for name in ("licence", "asks_licence", "own_goods", "order", "asks"))


def _own_case(question: Query) -> bool:
    return has("first_person", question.standalone) or has("own_goods", question.standalone)


def _own(question: Query) -> bool:
    return has("own", question.standalone)


def has(name: str, text: str) -> bool:
    """Return whether a text has the words of one entry of the table."""
    return pattern(str(rule_table()["intent"][name])).search(text) is not None

"""The engine: a question about a licence for an item, answered by the walk, or by what it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.engines.clauses import QuestionClause, suppositions
from assistant.engines.determination.checks.embargoes import of_each_goods
from assistant.engines.determination.checks.eu_russia_bans import is_in_union, union_steps
from assistant.engines.determination.checks.own_law import own_law_steps
from assistant.engines.determination.described_goods import (
    by_figures,
    by_words,
    is_described,
    is_described_by_words,
    with_goods_before,
    without_lists_named,
)
from assistant.engines.determination.facts.asked import Transaction, of_query, one_day_named
from assistant.engines.determination.facts.authorities import countries_asked_of, laws_asked_of
from assistant.engines.determination.facts.contradictions import contradiction_step
from assistant.engines.determination.facts.entries_beside import sent_apart
from assistant.engines.determination.facts.intent import (
    asks_of_another_matter,
    asks_of_time,
    asks_of_union_bans,
    belongs_to_answer_before,
    fits_an_end_use,
    is_determination,
    is_of_another_list,
    is_read,
    is_told_first,
    is_whole,
    names_nomenclature,
)
from assistant.engines.determination.facts.places import Place, is_led, is_ruled_out, is_sent_to, is_spoken_of, places
from assistant.engines.determination.facts.quantities import alternatives, quantities
from assistant.engines.determination.figures.paragraphs import ControlParagraphs
from assistant.engines.determination.law_texts.countries import answer_name
from assistant.engines.determination.law_texts.entries import entry_at
from assistant.engines.determination.law_texts.exporter_words import exporters_by_words, with_parts_in_english
from assistant.engines.determination.law_texts.own_laws import own_laws
from assistant.engines.determination.law_texts.rules import (
    own_country,
    own_law,
    rule_table,
    said,
    union_country,
    union_law,
)
from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.determination.missing_facts import unheld_entry_step
from assistant.engines.determination.region_destinations import of_region
from assistant.engines.determination.report import reported, reported_by_goods, reported_each
from assistant.engines.determination.steps import Walk
from assistant.engines.determination.walk import Lists, lists_of, walked
from assistant.engines.model import Computed
from assistant.engines.named_countries import with_english_names
from assistant.engines.named_things import NamedThing, exceptions, groups, lists_named, not_used, provisions
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries, party_lists
from corpus.locators import mentions
from index.crosslingual.bilingual_lexicon import ALPHABETIC_LANGUAGES

_NUMBER_OF_LAW = lazy_regex(r"\b\d{2,4}/(?:19|20)\d\d\b|\b20\d\d/\d{2,4}\b")  # as the Union numbers its laws
_GOODS_ALONE = lazy_regex(
    r"(?:(?:and|or|plus|also|what about|how about)(?: also)? )?"
    r"(?P<goods>(?:an?|some|the|\d{1,4}|two|three|our|any) (?!licen[cs]e|permit|exception|problem|fine|penalty)"
    r"[a-z][\w'-]{1,20}(?: [a-z][\w'-]{1,20}){0,5})\??",
    re.I,
)
_MOST_WALKS = 12  # destinations and items that are determined at once, each by itself

_ENTRY_NUMBER_LENGTH = 5  # characters of an entry's number
_SCREENED = frozenset(("screening", "names like it"))  # steps that tell of lists, besides those called by a list


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the determination that a question asks for, None where it asks for something else."""
    question = _with_english_countries(question)
    first, later = suppositions(question.core)
    if later and (found := _of_cases(question, first, later, catalogue)):
        return found
    if found := _of_goods_beside(question, catalogue):
        return found
    told = _under_law_named(question, of_query(question))
    asked, laws = without_lists_named(question.core, told, of_lists_alone=True)
    if is_of_another_list(question, asked, laws) or asks_of_another_matter(question, asked):
        return None
    if not fits_an_end_use(asked) and (found := _named_by_words(question, asked, catalogue)):
        return found
    if (
        not is_determination(question, asked)
        or not is_whole(question, asked)
        or belongs_to_answer_before(question, asked)
    ):
        return None
    filters = question.filters
    if filters.as_of is None and (day := one_day_named(question.standalone)) is not None:
        filters = replace(filters, as_of=day)
    left = _left(question)
    if is_told_first(question, asked):  # what is told has the form of a question only where it is cut
        left = tuple(words for words in left if words.endswith("?"))
    found = determined(asked, catalogue, filters)
    if _repeats(found, question, catalogue, filters):
        left = (*left, question.core)
    return _with_left(found, question, asked, catalogue, left, laws)


def _with_english_countries(question: Query) -> Query:
    """Return a question in another language on an entry or a customs code with its countries in English."""
    language = question.language
    if language == "en" or not (of_query(question).has_item or names_nomenclature(question)):
        return question
    core, whole = (_in_english(text, language) for text in (question.core, question.standalone))
    return replace(question, core=core, standalone=whole)


def _in_english(text: str, language: str) -> str:
    if language not in ALPHABETIC_LANGUAGES:
        return with_parts_in_english(text, language)
    members = set(countries.table().by_code[union_country()].members)
    return with_english_names(text, language, exporters_by_words(text, (), members))


def _repeats(found: Computed, question: Query, catalogue: CatalogueReader, filters: Filters) -> bool:
    """Return whether a follow-up that supposes something else changes nothing in the answer: it was not read."""
    last = question.turned_from
    if last is None:
        return False
    before = determined(_under_law_named(last, of_query(last)), catalogue, filters)
    return before.says_the_same(found)


def _of_cases(
    question: Query, first: Sequence[QuestionClause], later: Sequence[QuestionClause], catalogue: CatalogueReader
) -> Computed | None:
    """Return the determination of a transaction and of what is supposed of it; None where it is none.

    What is supposed counts only where it changes a step: else it was not read, and is left open.
    """
    told = " ".join(c.text for c in first)
    base = replace(question, core=told, standalone=question.standalone if question.leans else told, parts=())
    asked = _under_law_named(base, of_query(base))
    codes = [*asked.codes]
    if not is_determination(base, asked) or not asked.has_item or len(codes) != 1 or len(asked.items) > 1:
        return None
    texts = Texts.of(catalogue, question.filters, own_law())
    if asked.exporters:
        return None
    lists = lists_of(texts)
    walks, supposed, left = [(asked, walked(texts, *lists, asked))], [], []
    for words in (c.text for c in later):
        other = of_query(replace(base, core=words, before=told, standalone=f"{told} {words}"))
        walk = walked(texts, *lists, other) if len(other.codes) == 1 else None
        if walk is None or walk.steps == walks[0][1].steps:
            left.append(words)
        else:
            walks.append((other, walk))
            supposed.append(said("supposed", words=words.strip(" ?.")))
    made = reported_each(texts, walks, supposed) if len(walks) > 1 else reported(texts, *walks[0])
    return _with_left(made, base, asked, catalogue, (*_left(base), *left))


def _of_goods_beside(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the determination of an unlisted item and of other goods that a question adds: "… And a case of whisky?".

    None where a further part is more than goods. Whatever goes with it is taken as on no entry too.
    """
    goods = [m["goods"] for part in question.parts[1:] if (m := _GOODS_ALONE.fullmatch(part.strip()))]
    if not goods or len(goods) < len(question.parts) - 1:
        return None
    first = question.parts[0]
    base = replace(question, core=first, standalone=first, parts=())
    asked = _under_law_named(base, of_query(base))
    if not is_determination(base, asked) or not asked.unlisted or len(asked.codes) != 1 or asked.exporters:
        return None
    texts = Texts.of(catalogue, question.filters, own_law())
    lists = lists_of(texts)
    walks, supposed = [(asked, walked(texts, *lists, asked))], []
    for words in goods:
        other = replace(asked, text=f"EAR99 {words}", names=())
        walks.append((other, walked(texts, *lists, other)))
        supposed.append(said("goods_beside", words=words))
    return _with_left(reported_each(texts, walks, supposed), base, asked, catalogue, _left(base))


def _with_left(
    found: Computed,
    question: Query,
    asked: Transaction,
    catalogue: CatalogueReader,
    left: Sequence[str],
    laws: frozenset[str] = frozenset(),
) -> Computed:
    """Return a determination that says which clauses it leaves, and what else the question names that no step used.

    `laws` are the countries that only say whose list is meant.
    """
    text = question.core
    only = asked.codes if len(asked.codes) == 1 else ()  # what is asked of it is the item, not the place
    own = {own_country(), *asked.exporters, *asked.owners, *asked.not_owners}
    of_union = union_country() in own  # "a Dutch shop … under Regulation 833/2014": the exporter is of a member state
    there = [
        NamedThing(
            p.written, tuple(filter(None, (p.region, p.written, p.code and answer_name(p.code).removeprefix("the "))))
        )
        for p in places(text)
        if not own & set(p.codes) and not p.misspelt and p.code.lower() not in laws and p.code not in only
        if not (of_union and p.adjective and any(map(is_in_union, p.codes)))
        if not is_ruled_out(text, p) and not is_spoken_of(text, p) and not (p.town and not is_led(text, p))
    ]
    beside = (d[:_ENTRY_NUMBER_LENGTH] for d in (*asked.denied, *asked.inside))
    walked_items = {asked.number, *(i.number for i in asked.items), *beside}
    of_law = [t for t in provisions(text) if not walked_items & set(t.shown_by)]
    told_of = _SCREENED.union(n.name for n in party_lists.table().entries)
    screened = not told_of.isdisjoint(str(s["step"]) for s in found.payload.get("steps", ()))
    of_lists = [] if screened else lists_named(text)
    codes = exceptions(text, rule_table()["license_exceptions"])
    named = [*there, *of_law, *groups(text), *of_lists, *codes]
    within = [words for words in not_used(named, found, catalogue) if not any(words in clause for clause in left)]
    return replace(found, not_answered=(*left, *within))


def _left(question: Query) -> tuple[str, ...]:
    """Return the clauses that ask for something else than what a transaction needs, or suppose other facts."""
    first, later = suppositions(question.core)
    if len(first) == 1 and not later:
        return ()
    return tuple(c.text for c in (*(c for c in first if c.asks and not is_read(c.text)), *later))


def of_item(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the determination of an item on its way somewhere, whoever of it is said to be listed; None for others."""
    question = _with_english_countries(question)
    return _described(question, catalogue) or (computed(question, catalogue) if of_query(question).has_item else None)


def of_unheld_entry(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return that an entry asked about is not on the list that is held, whatever is asked of it; None for others."""
    told = _under_law_named(question, of_query(question))
    asked, laws = without_lists_named(question.core, told, of_lists_alone=True)
    if laws - {own_law()} or is_of_another_list(question, asked, laws):
        return None
    texts = Texts.of(catalogue, question.filters, own_law())
    if not asked.number or asked.exporters or asked.items or entry_at(texts, asked.number) is not None:
        return None
    step = unheld_entry_step(texts, asked)
    return reported(texts, asked, Walk((step,))) if step.leads else None


def _described(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what the lists say of goods that are told by figures; None for other questions."""
    asked = _under_law_named(question, of_query(question))
    telling = with_goods_before(question)
    if not is_described(telling, asked) or asks_of_time(question) or asks_of_another_matter(question, asked):
        return None
    own = own_law()
    texts = Texts.of(catalogue, question.filters, own)
    twins = [Texts.of(catalogue, question.filters, code) for code in rule_table()["twins"]]
    paragraphs = _paragraphs(texts, twins[0])
    if not paragraphs.alternatives:
        return None
    asked, named = without_lists_named(question.core, asked)
    lists = [(str(rule_table()["list_title"]), paragraphs)]
    for code, twin in zip(rule_table()["twins"], twins, strict=True):
        if {code, *rule_table()["twins_of"]} & named:
            lists.append((_title(twin), _paragraphs(twin)))

    def walk(one: Transaction) -> Walk:
        return walked(texts, *lists_of(texts), one)

    found = _of_each_figure(telling, asked, texts, lists, walk) or by_figures(telling, asked, texts, lists, walk)
    if found is None:
        return None
    supposed = found.payload["supposed"]
    left = [c for c in _left(question) if c.strip(" ?.") not in supposed]
    if telling is not question:  # "what if the very same goes to Peru?" is answered by that place
        left = [c for c in left if not any(p.written in c for p in asked.to)]
    return _with_left(found, question, asked, catalogue, left, named)


def _of_each_figure(
    question: Query,
    asked: Transaction,
    texts: Texts,
    lists: Sequence[tuple[str, ControlParagraphs]],
    walker: Callable[[Transaction], Walk],
) -> Computed | None:
    """Return what the lists say of goods that differ in a figure, each by its own; None where none tells them apart."""
    core, named = question.core, []
    each = alternatives(core)
    for own in each:
        text = core
        for other in each:
            if other is not own:
                text = f"{text[: other.start]}{' ' * (other.end - other.start)}{text[other.end :]}"
        one = replace(asked, text=text, given=quantities(text))
        found = by_figures(replace(question, core=text), one, texts, lists, walker)
        if found is None:
            return None
        named.append((own.written, found))
    return reported_by_goods(named) if named else None


def _named_by_words(question: Query, asked: Transaction, catalogue: CatalogueReader) -> Computed | None:
    """Return what the entries say that have a telling word of the goods, each on the condition that it is meant."""
    own = own_country()
    if asked.has_item or not asked.to or set(asked.exporters) - {own} or not is_described_by_words(question):
        return None
    if asks_of_time(question):
        return None
    texts = Texts.of(catalogue, question.filters, own_law())
    listed = (
        str(rule_table()["list_title"]),
        _paragraphs(texts, Texts.of(catalogue, question.filters, rule_table()["twins"][0])),
    )
    told = " ".join(c.text for c in suppositions(question.core)[0])
    found = by_words(asked, told, texts, listed, lambda one: walked(texts, *lists_of(texts), one))
    return _with_left(found, question, asked, catalogue, _left(question)) if found is not None else None


def _title(texts: Texts) -> str:
    return next((h.source.title for h in texts.all("3A001")), "")


def _paragraphs(texts: Texts, twin: Texts | None = None) -> ControlParagraphs:
    """Return the paragraphs of the entries, read once for the editions held."""
    editions = (
        sorted(texts.catalogue.in_force(texts.filters)),
        sorted(twin.catalogue.in_force(twin.filters) if twin else ()),
    )
    return texts.catalogue.once(f"control paragraphs of {editions}", lambda: ControlParagraphs.of(texts, twin))


def determined(asked: Transaction, catalogue: CatalogueReader, filters: Filters) -> Computed:
    """Return the determination on the facts that are given."""
    texts = Texts.of(catalogue, filters, own_law())
    if contradiction := contradiction_step(asked):
        return reported(texts, asked, Walk((contradiction,)))
    if any(map(is_in_union, asked.exporters)) and asked.to:
        union = Texts.of(catalogue, filters, union_law())
        for place in asked.to:
            if steps := union_steps(union, asked, place):
                return reported(union, replace(asked, to=(place,)), Walk(tuple(steps)))
    law = next((own_laws()[c.lower()] for c in asked.exporters if c.lower() in own_laws()), None)
    if law is not None:
        own = Texts.of(catalogue, filters, law.code)
        if noted := own_law_steps(own, asked, law):
            return reported(own, asked, Walk(tuple(noted)))
    lists = lists_of(texts)
    several = len(asked.codes) > 1 or len(asked.items) > 1
    unclear = any(not p.code for p in asked.to) and len({p.codes for p in asked.to}) == 1
    if asked.has_item and asked.to and several and not unclear:
        items = [asked.of(item) for item in asked.items] or [asked]
        each = _sent_apart(asked) or [replace(o, to=(_best(asked, code),)) for o in items for code in asked.codes]
        if len(each) <= _MOST_WALKS:
            walks = _without_free_of_forces([(one, walked(texts, *lists, one)) for one in each])
            return reported(texts, *walks[0]) if len(walks) == 1 else reported_each(texts, walks)
    if asked.has_item and len(towns := _towns_apart(asked)) > 1:
        return reported_each(
            texts,
            [(one, walked(texts, *lists, one)) for one in (replace(asked, to=(p,)) for p in towns)],
            [p.region or p.town for p in towns],
        )
    if len(asked.codes) == 1 and (goods := of_each_goods(asked, asked.to[0])):
        walks = [(one, walked(texts, *lists, one)) for one in goods]
        return reported_each(texts, walks, [_called(one) for one in goods])
    if found := of_region(texts, lists[0], asked, lambda one: walked(texts, *lists, one)):
        return found
    if asked.has_item and len(asked.codes) == 1 and (found := _of_alternatives(texts, lists, asked)):
        return found
    return reported(texts, asked, walked(texts, *lists, asked))


def _without_free_of_forces(walks: list[tuple[Transaction, Walk]]) -> list[tuple[Transaction, Walk]]:
    """Return the walks, where one is required for a force of another country, without those that find nothing.

    "To the PLA base in Djibouti": the place is not free while the user is that force.
    """
    if not any(walk.status == "required" and any(p.force for p in asked.to) for asked, walk in walks):
        return walks
    return [(asked, walk) for asked, walk in walks if walk.status == "required"]


def _of_alternatives(texts: Texts, lists: Lists, asked: Transaction) -> Computed | None:
    """Return the determination of items that differ in a quantity, each by its own; None where none tells them apart.

    A quantity that changes no reason for control and no step tells nothing.
    """
    each = alternatives(asked.text)
    units = {a.quantity.unit for a in each}
    others = tuple(q for q in asked.given if q.unit not in units)
    walks = [(one, walked(texts, *lists, one)) for a in each for one in [replace(asked, given=(*others, a.quantity))]]
    if len({tuple((s.name, s.effect) for s in walk.steps) for _, walk in walks}) < 2:
        return None
    return reported_each(texts, walks, [a.written for a in each])


def _towns_apart(asked: Transaction) -> list[Place]:
    """Return a town for each part of one country that is governed apart, and one of the rest: "Donetsk and Odesa"."""
    if len(asked.codes) != 1 or not all(p.town for p in asked.to):
        return []
    return list({p.region: p for p in reversed(asked.to)}.values())[::-1]


def _called(asked: Transaction) -> str:
    words = asked.goods.words if asked.goods else ""
    return f"{words[:1].upper()}{words[1:]}"


def _under_law_named(question: Query, asked: Transaction) -> Transaction:
    """Return the facts with the country whose law the question names as the exporter's: no other law answers it."""
    own = own_country()
    laws = laws_asked_of(question.core) or laws_asked_of(question.standalone)
    abroad = tuple(code for code in laws if code != own)
    if asks_of_union_bans(question, asked) and own not in laws:  # "CN 9102" is a code, and no country
        return replace(asked, exporters=(union_country(),))
    if asked.exporters or own in laws:
        return asked
    if not abroad and (abroad := countries_asked_of(question.standalone)):
        # the authority's own country is where the goods are, unless they are sent there
        away = tuple(p for p in asked.to if not set(p.codes) & set(abroad) or is_sent_to(asked.text, p))
        return replace(asked, exporters=abroad, to=away)
    if not abroad and question.jurisdictions == {union_law()} and _NUMBER_OF_LAW.search(question.standalone):
        abroad = (union_country(),)  # "forbidden under 833/2014?"
    return replace(asked, exporters=abroad) if abroad else asked


def _sent_apart(asked: Transaction) -> list[Transaction]:
    """Return the transactions of items that are each sent to a place of its own; empty for others."""
    found = [(m.start, tuple(m.locator.path)) for m in mentions(asked.text) if m.locator.system == "eccn"]
    told = [(at, item) for at, path in found for item in asked.items if path == (item.number, *item.paragraph)]
    if len(told) != len(asked.items) or len({p.code for p in asked.to}) != len(asked.to):
        return []
    if not sent_apart(asked.text, [at for at, _ in told], [p.start for p in asked.to]):
        return []
    return [replace(asked.of(i), to=(p,)) for (_, i), p in zip(sorted(told, key=lambda t: t[0]), asked.to, strict=True)]


def _best(asked: Transaction, code: str) -> Place:
    """Return the place in a country that tells most: a region that is governed apart, a town, the country."""
    found = max((p for p in asked.to if code in p.codes), key=lambda p: (p.code == code, bool(p.region), bool(p.town)))
    return replace(found, codes=(code,))

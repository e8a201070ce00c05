"""Engine for questions about named parties: a line for each name, and what is asked of its row, in the row's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.engines.lists import places
from assistant.engines.lists.held_lists import all_held
from assistant.engines.lists.model import HeldList
from assistant.engines.model import Computed, Finding
from assistant.engines.screening import parties_asked, report, row_facts
from assistant.engines.screening.likeness import Likeness
from assistant.engines.screening.name_index import NameIndex, name_index
from assistant.engines.screening.parties_asked import OTHER_SCRIPT, PartiesAsked, PartyAsked
from assistant.engines.screening.romanised import words
from assistant.engines.screening.sameness import begins, is_place, relatives, sharing, the_same
from assistant.engines.screening.screen import Screening, ScreeningMatch, screened
from assistant.model import Form, Note
from assistant.query.candidate_names import asking
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.lexicon import countries
from corpus.lexicon.towns import towns
from index.encoders.minilm import count_tokens

_MOST_ROWS = 8
_SHARING = 5  # parties of one short name that one line tells
_TOLD = 3  # rows and near names that one line tells
_LETTERS = 4  # of a listed name that is told as near where it is only a part of the asked one
_UNREAD = 3  # words of a question that may stay unread
# What is asked of a row or beyond it, to which a yes that somebody is listed would be no answer.
_NOT_OF_LISTING = frozenset(
    {
        "requirement",
        "ear99",
        "footnote",
        "exceptions",
        "means",
        "affiliates",
        "others",
        "same",
        "parent",
        "lists",
        "why",
    }
)
_OF_ROWS = frozenset({"policy", "requirement", "ear99", "footnote", "means", "others", "aliases"})
_FEW_NAMES = 40  # names with a word up to which it may begin somebody's name by itself
_SMALL_WORDS = re.compile(r"[a-z][a-z -]{0,80}")


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found for one name: the rows that it means, those that are only like it.

    `sharing` are rows of several parties that are called by it and another common word each: none is the one meant.
    """

    asked: PartyAsked
    screening: Screening
    same: tuple[ScreeningMatch, ...]
    near: tuple[ScreeningMatch, ...]
    sharing: tuple[ScreeningMatch, ...] = ()

    @property
    def status(self) -> str:
        return "listed" if self.same else "near" if self.near else "not_found"

    @property
    def rows(self) -> tuple[ScreeningMatch, ...]:
        return self.same or self.sharing or self.near


def listed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer to a question that speaks of lists and names somebody, None for other questions."""
    asked = _asked(question)
    if asked is None or not (asked.listing or asked.bare):
        return None
    return _answer(question, asked, catalogue)


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what the row of a listed party says on what is asked; None where nobody is listed by the names in it."""
    asked = _asked(question)
    if asked is None or asked.listing or not asked.aspects & _OF_ROWS:
        return None
    return _answer(question, asked, catalogue)


def _asked(question: Query) -> PartiesAsked | None:
    """Return what a question asks, with the party, the lists or the matter of the earlier one where it leans on it."""
    asked = parties_asked.read(question.core)
    narrow = parties_asked.read(asking(question.core)) if asked is not None else None
    if asked is not None and narrow is not None:  # what is told before the question may name other things
        asked = replace(asked, parties=narrow.parties, rest=narrow.rest)
    if not question.leans or not question.before:
        return asked
    before = parties_asked.read(question.before)
    if before is None:
        return asked
    if asked is None:
        on = parties_asked.leaning(question.core)
        if on is None:
            return None
        aspects = on.aspects or frozenset({"policy"})
        return replace(on, parties=before.parties, lists=on.lists or before.lists, aspects=aspects, listing=True)
    return replace(
        asked,
        lists=asked.lists or before.lists,
        aspects=asked.aspects or before.aspects,
        listing=asked.listing or before.listing,
    )


def _answer(question: Query, asked: PartiesAsked, catalogue: CatalogueReader) -> Computed | None:
    # The lists are read last: that takes longer than all else, and most questions name nobody.
    lists = all_held(catalogue, question.filters)
    if not lists or any(n.name not in {h.about.name for h in lists} for n in asked.lists):
        return None
    index = name_index(catalogue, question.filters)
    found = [f for f in _found(asked, index, catalogue, question.filters) if not _is_common(f)]
    if not found or not _is_read(asked, found):
        return None
    if not asked.listing and not any(f.same or f.sharing or (asked.bare and f.near and f.asked.stands) for f in found):
        return None
    if asked.relative and (told := _relatives(asked, found, lists, question, catalogue)):
        return told
    if len(found) == 1:
        return _one(asked, found[0], lists, question, catalogue)
    return _several(asked, found, lists, question, catalogue)


def _found(asked: PartiesAsked, index: NameIndex, catalogue: CatalogueReader, filters: Filters) -> list[_Found]:
    """Return what the lists have for each name; words that nobody is called are no name."""
    country = asked.countries[0] if len(asked.countries) == 1 and not asked.relative else ""
    results = list(screened([p.name for p in asked.parties], catalogue, filters))
    out: list[_Found] = []
    for party, result in zip(asked.parties, results, strict=True):
        same = [] if _is_one_word(party, result) else the_same(result, index)
        near = [m for m in result.matches if m not in same]
        if " and " in party.name:
            same = [m for m in same if m.is_listed]
        if country and (there := [m for m in same if not m.row.codes or country in m.row.codes]):
            same = there
        several = () if same or _is_one_word(party, result) else tuple(sharing(result, index))
        if not same and not several and not party.stands and not _is_known(result, index):
            continue
        tells = " " in party.name or party.name.isupper() or OTHER_SCRIPT.search(party.name)
        if not same and party.beside and not tells:
            continue  # a town, a trade, a remark in brackets
        out.append(_Found(party, result, tuple(same), tuple(_worth(near, result, index)), several))
    whole = [f for f in out if not any(f is not o and f.asked.name in o.asked.name and o.same for o in out)]
    return _without_ands(whole)


def _is_common(found: _Found) -> bool:
    """Return whether a name is words of the language in small letters: "left" and "signed" are asked of nobody.

    Where such words stand as a name does and a row bears them, they are one.
    """
    name = found.asked.name
    for start, end, _ in places.find(name):  # "US persons"
        name = name[end:].strip() if start == 0 and end < len(name) else name
    if not _SMALL_WORDS.fullmatch(name) or (found.asked.stands and found.same):
        return False
    return all(count_tokens(word) == 1 for word in re.split("[ -]", name) if word)


def _without_ands(found: list[_Found]) -> list[_Found]:
    """Return the names without "A and B", which nobody is called, where A and B stand beside it."""
    names = {f.asked.name for f in found}
    return [
        f
        for f in found
        if f.same or " and " not in f.asked.name or not all(p.strip() in names for p in f.asked.name.split(" and "))
    ]


def _is_one_word(party: PartyAsked, result: Screening) -> bool:
    """Return whether one word of another script is like names only in its beginning: it tells nobody by itself."""
    return len(result.read_as) == 1 and bool(OTHER_SCRIPT.search(party.name)) and not result.is_listed


def _is_known(result: Screening, index: NameIndex) -> bool:
    """Return whether words in small letters are somebody's name: a slip of one, or the beginning of one, and rare."""
    first = next((w for w in result.read_as if not is_place(w)), "")
    rare = 0 < len(index.postings.get(first, ())) <= _FEW_NAMES and len(first) > 3
    for match in result.matches:
        if match.found.likeness is Likeness.SPELLING and len("".join(result.read_as)) > 5:
            return True
        if rare and match.found.likeness is Likeness.LONGER and begins(words(match.written), result.read_as):
            return True
    return False


def _worth(near: Sequence[ScreeningMatch], result: Screening, index: NameIndex) -> list[ScreeningMatch]:
    """Return the near names that a line tells: those that hold the whole asked name come first."""
    alone = len(result.read_as) == 1 and result.read_as[0] not in index.postings
    if alone:  # a slip of one word tells somebody only where nothing but a trade stands beside it
        return [m for m in near if all(len(index.postings.get(w, ())) > _FEW_NAMES for w in m.found.only_listed)]
    if telling := [m for m in near if m.found.likeness in (Likeness.SPELLING, Likeness.LONGER)]:
        return telling
    shorter = [m for m in near if m.found.likeness is Likeness.SHORTER]
    return [m for m in shorter or near if len("".join(words(m.written))) >= _LETTERS]


def _is_read(asked: PartiesAsked, found: Sequence[_Found]) -> bool:
    """Return whether enough of a question is understood."""
    names = {f.asked.name for f in found}
    unread = [w for run in asked.rest if run not in names for w in run.split()]
    return len(unread) <= (_UNREAD if asked.listing else 1) + (2 if asked.screens else 0)


def _one(
    asked: PartiesAsked, found: _Found, lists: Sequence[HeldList], question: Query, catalogue: CatalogueReader
) -> Computed:
    """Return the answer about one name."""
    names = {n.name for n in asked.lists}
    wanted = [m for m in found.same if not names or m.held.about.name in names]
    elsewhere = [m for m in found.same if m not in wanted]
    rows = wanted or elsewhere or list(found.sharing or found.near)
    lead, says_yes = _lead(asked, found, wanted, elsewhere, lists, question)
    spelt = found.near[:1] if found.near and found.near[0].found.likeness is Likeness.SPELLING else ()
    of_rows = wanted or elsewhere or found.sharing or spelt
    told = [t for m in of_rows[:_TOLD] for t in _facts(asked, m, len(rows) > 1 or of_rows is spelt)]
    heads = [h.head for h in lists if not names or h.about.name in names]
    cites = [m.span for m in rows[:2]] if wanted else [*heads[: 1 if rows else 4], *(m.span for m in rows[:2])]
    findings = [Finding(_joined([lead, *told]), tuple(cites), Note.PROPER if rows else Note.NOT_LISTED, says_yes)]
    findings += _later(asked, found, catalogue, question)
    own = {m.held.about.name for m in found.same}
    beside = [m for m in _alike(found) if m.held.about.name not in own] if found.same else []
    shown = [*rows, *(elsewhere if wanted else []), *beside]
    findings += [Finding(report.row_line(m), (m.span,), Note.ROW) for m in shown[:_MOST_ROWS]]
    findings += report.further(found.asked.name, len(shown), _MOST_ROWS)
    findings += [Finding(t, note=Note.NOTE) for t in _notes(asked, [found], lists, catalogue, question)]
    value = _value(asked, found, wanted, elsewhere)
    return _computed(findings, value, shown, lists, names, catalogue, question.filters)


def _lead(
    asked: PartiesAsked,
    found: _Found,
    wanted: Sequence[ScreeningMatch],
    elsewhere: Sequence[ScreeningMatch],
    lists: Sequence[HeldList],
    question: Query,
) -> tuple[str, bool | None]:
    """Return the first sentence about one name, and its yes or no: of the name itself, never of one that is like it."""
    said = _said(found)
    asks = not (asked.off or asked.opens or asked.bare or asked.aspects & _NOT_OF_LISTING)
    if wanted:
        exact = any(m.is_listed for m in wanted)
        lead = f"{_listings(wanted, _TOLD)}{_also(found)}."
        if "parent" in asked.aspects:
            owner = f"{_owner(wanted[0], found)}, {wanted[0].row.country}"
            return f"“{found.asked.name}” belongs to {owner}, on the {report.of_day(wanted[0].held)}.", None
        if asked.off and exact:
            return f"Still listed: {lead}", None
        spots = [*asked.countries, *asked.towns]
        if spots and not any(_is_in(m, spot) for m in wanted for spot in spots):
            place = " or ".join(places.name_of(s) if s.isupper() else s.title() for s in spots)
            return f"No row of that name has {place} in it. Listed elsewhere: {lead}", None
        if any(_is_person(m) for m in wanted):
            return f"By that name: {lead}", None  # many people share one
        return (f"Yes. {lead}", True) if asks and exact else (lead, None)
    if elsewhere:
        where = _where(lists, {n.name for n in asked.lists})
        lead = f"{said} was not found on the {where}. It is on another list: {_listings(elsewhere, _TOLD)}."
        names = {n.name for n in asked.lists}
        there = [m for m in _alike(found) if m.held.about.name in names]
        if there:
            lead += f" Similar names on the {where}: {report.several([report.near(m) for m in there], _TOLD)}."
            return lead, None
        return (f"No. {lead}", False) if asks else (lead, None)
    if found.sharing:
        lead = f"Several listed parties are called {said.rstrip(',')}: {_listings(found.sharing, _SHARING)}."
        return f"{lead} Which of them is meant, the whole name and the address tell.", None
    if found.near:
        near = report.several([report.near(m) for m in found.near], _TOLD)
        lead = (
            f"{said} was not found under that name in {report.of_days(lists)}. Similar names on the lists: {near}. "
            "Whether one of them is the party that is meant must be confirmed by its address."
        )
        return lead, None
    lead = f"{said} was not found in {report.of_days(lists)}."
    return (f"No. {lead}", False) if asks and not OTHER_SCRIPT.search(found.asked.name) else (lead, None)


def _also(found: _Found) -> str:
    """Return the rows of other lists that spell the name otherwise."""
    own = {m.held.about.name for m in found.same}
    others = [m for m in _alike(found) if m.held.about.name not in own]
    alike = report.several([report.near(m) for m in others], _TOLD)
    return f"; further, only a near name: {alike}: whether it is the same party must be confirmed" if alike else ""


def _alike(found: _Found) -> list[ScreeningMatch]:
    """Return the rows that spell a name otherwise, or have the whole of it in a longer one."""
    whole = relatives(found.screening)
    return [m for m in found.near if m.found.likeness is Likeness.SPELLING or m in whole]


def _is_person(match: ScreeningMatch) -> bool:
    return any(c == "Type" and v == "Individual" for c, v in match.row.more)


def _owner(match: ScreeningMatch, found: _Found) -> str:
    """Return the name of the entry that has an alias."""
    first = match.row.cell.split(",")[0].strip()
    return first if f"({found.asked.name})" in first else match.row.name


def _several(
    asked: PartiesAsked, found: Sequence[_Found], lists: Sequence[HeldList], question: Query, catalogue: CatalogueReader
) -> Computed:
    """Return a line for each name."""
    heads = tuple(h.head for h in lists)
    findings: list[Finding] = []
    if "same" in asked.aspects:
        findings.append(_same_or_not(found))
    for one in found:
        line = [_line(one)]
        told = one.same or one.sharing
        line += [f for m in told[:_TOLD] for f in _facts(asked, m, len(told) > 1)]
        cites = tuple(m.span for m in one.rows[:_TOLD]) or heads[:4]
        findings.append(Finding(_joined(line), cites, Note.PROPER if one.rows else Note.NOT_LISTED))
    for one in found:
        findings += _later(asked, one, catalogue, question)
    shown = list({(m.held.about.name, m.row.start): m for one in found for m in one.rows[:_TOLD]}.values())
    most = max(_MOST_ROWS, 2 * len(found))
    findings += [Finding(report.row_line(m), (m.span,), Note.ROW) for m in shown[:most]]
    if len(shown) > most:
        left = f"{len(shown) - most:,} further rows: `licet screen NAME` shows all of one name."
        findings.append(Finding(left, note=Note.NOTE))
    findings += [Finding(t, note=Note.NOTE) for t in _notes(asked, found, lists, catalogue, question)]
    value = {f.asked.name: f.status for f in found}
    return _computed(findings, value, shown, lists, set(), catalogue, question.filters)


def _relatives(
    asked: PartiesAsked, found: Sequence[_Found], lists: Sequence[HeldList], question: Query, catalogue: CatalogueReader
) -> Computed | None:
    """Return the rows of a party's relatives in the place asked for, or that no row names one there."""
    owner = next((f for f in found if f.same or f.near), None)
    if owner is None:
        return None
    # Of an alias the relatives may have the row's own name: "YMTC" is "Yangtze Memory Technologies", in Japan as well.
    own = list(dict.fromkeys([owner.asked.name, *(m.row.name for m in owner.same if not m.held.compiled)]))
    family = list(_family(own, asked, catalogue, question.filters).values())
    spots = [*asked.countries, *asked.towns]
    there = [m for m in family if any(_is_in(m, s) for s in spots)]
    place = " and ".join(places.name_of(s) if s.isupper() else s.title() for s in spots)
    about = f"“{owner.asked.name}”"
    rows = there
    if there:
        still = "Still listed: " if asked.off else ""
        lead = f"{still}{_listings(there, _TOLD)}, with {place} in its row."
    else:
        of_place = f" in {place}" if spots else ""
        rows = list(owner.same or family or owner.near)
        told = _listings(rows, _TOLD)
        known = f"Listed by that name: {told}" if owner.same else f"Similar names on the lists: {told}"
        lead = f"No row of the {report.of_days(lists)} names a relative of {about}{of_place}. " if spots else ""
        lead += f"{known}."
    line = [lead, *(f for m in rows[:_TOLD] for f in _facts(asked, m, len(rows) > 1))]
    findings = [Finding(_joined(line), tuple(m.span for m in rows[:_TOLD]) or tuple(h.head for h in lists)[:3])]
    for other in found:
        if other is not owner:
            cites = tuple(m.span for m in other.rows[:_TOLD]) or tuple(h.head for h in lists)[:3]
            findings.append(Finding(_line(other), cites, Note.PROPER if other.rows else Note.NOT_LISTED))
    if not there:
        findings += row_facts.meanings(rows, {"affiliates"}, catalogue, question.filters)
        findings.append(
            Finding("To check: who owns the company that is meant and how much of it, its address, and its own name.")
        )
    shown = [*rows, *(m for o in found if o is not owner for m in o.rows[:_TOLD])]
    findings += [Finding(report.row_line(m), (m.span,), Note.ROW) for m in shown[:_MOST_ROWS]]
    findings += report.further(owner.asked.name, len(shown), _MOST_ROWS)
    value: Any = [m.row.name for m in there]
    names = {n.name for n in asked.lists}
    return _computed(findings, value, shown, lists, names, catalogue, question.filters)


def _family(
    names: Sequence[str], asked: PartiesAsked, catalogue: CatalogueReader, filters: Filters
) -> dict[tuple[str, int], ScreeningMatch]:
    """Return the rows that bear names, those of the places asked for first: of others only some are told."""
    lands = [*asked.countries, *(code for town in asked.towns for code in towns().get(town, ()))]
    out: dict[tuple[str, int], ScreeningMatch] = {}
    for country in (*dict.fromkeys(c for land in lands for c in (land, _above(land)) if c), ""):
        for found in screened(names, catalogue, filters, country):
            for match in relatives(found):
                out.setdefault((match.held.about.name, match.row.start), match)
    return out


def _above(code: str) -> str:
    """Return the country under whose heading lists put the rows of a place, such as Hong Kong; "" for others."""
    known = countries.table().by_code
    return known[code].under if code in known else ""


def _is_in(match: ScreeningMatch, spot: str) -> bool:
    """Return whether a row stands under a country, or has the words of a town or region in its name or address."""
    if spot.isupper() and spot in match.row.codes:
        return True
    text = f" {places.folded(match.row.cell)} "
    return f" {places.folded(places.name_of(spot) if spot.isupper() else spot)} " in text


def _same_or_not(found: Sequence[_Found]) -> Finding:
    rows = [{(m.held.about.name, m.row.start) for m in f.same} for f in found]
    names = " and ".join(f"“{f.asked.name}”" for f in found)
    if all(rows) and set.intersection(*rows):
        return Finding(f"{names} are names of one entry.", (found[0].same[0].span,))
    if all(rows):
        cites = tuple(f.same[0].span for f in found)
        return Finding(f"Not the same entry: the lists have {names} as different parties, each in its own row.", cites)
    return Finding(f"The lists do not tell whether {names} are the same: not each of them has a row by that name.")


def _facts(asked: PartiesAsked, match: ScreeningMatch, several: bool) -> list[str]:
    """Return what is asked of a row; each begins with its name where several rows are told."""
    if match.held.compiled and not match.row.requirement and not match.row.publications:
        told = [v for c, v in match.row.more if c == "Program"]
        wanted = asked.aspects & {"policy", "requirement", "ear99", "means"}
        own = [f"Programme: {'; '.join(told)}."] if told and wanted else []
        own += list(row_facts.facts(match, asked.aspects & {"aliases"}, ""))
    else:
        own = list(row_facts.facts(match, asked.aspects, asked.footnote))
    return [f"{match.row.name} ({match.held.about.name}): {' '.join(own)}"] if several and own else own


def _later(asked: PartiesAsked, found: _Found, catalogue: CatalogueReader, question: Query) -> list[Finding]:
    """Return what stands beyond the row: its footnotes' words, who was listed with it, what being listed means."""
    out: list[Finding] = []
    for match in (found.same or found.sharing)[:1]:
        if "footnote" in asked.aspects:
            out += row_facts.footnote_texts(match, asked.footnote, catalogue)
        if "why" in asked.aspects:
            out += row_facts.reasons(match, catalogue, question.filters)
        if "others" in asked.aspects and (others := row_facts.others_added(match)):
            out.append(others)
    if found.same:
        aspects = set(asked.aspects)
        if aspects & {"requirement", "ear99"} and not any(m.row.requirement for m in found.same):
            aspects.add("means")  # the list's own rules say what its rows do not
        out += row_facts.meanings(found.same, aspects, catalogue, question.filters)
    return out


def _said(found: _Found) -> str:
    read = f", read as “{' '.join(found.screening.read_as)}”," if OTHER_SCRIPT.search(found.asked.name) else ""
    return f"“{found.asked.name}”{read}"


def _line(found: _Found) -> str:
    said = _said(found).rstrip(",")
    if found.same:
        return f"{said}: {_listings(found.same, _TOLD)}{_also(found)}."
    if found.sharing:
        return f"{said}: several listed parties are called so: {_listings(found.sharing, _SHARING)}."
    if found.near:
        alike = report.several([report.near(m) for m in found.near], _TOLD)
        return (
            f"{said}: not found under that name; only a near name: {alike}: whether it is the same party must be "
            "confirmed."
        )
    return f"{said}: not found{' as a name' if found.asked.beside else ''} in any list held."


def _listings(rows: Sequence[ScreeningMatch], most: int) -> str:
    return report.several(list(map(report.listed, rows)), most)


def _where(lists: Sequence[HeldList], names: set[str]) -> str:
    return " and the ".join(report.of_day(h) for h in lists if h.about.name in names) or report.of_days(lists)


def _joined(lines: Sequence[str]) -> str:
    return " ".join(line for line in lines if line)


def _value(
    asked: PartiesAsked, found: _Found, wanted: Sequence[ScreeningMatch], elsewhere: Sequence[ScreeningMatch]
) -> Any:
    first = next(iter(wanted), None)
    if "parent" in asked.aspects and first is not None:
        return _owner(first, found)
    if "since" in asked.aspects and first is not None and first.row.added:
        return first.row.added.isoformat()
    if asked.unknown_list:
        return {found.asked.name: found.status}
    here = {n.slug: any(m.held.about.name == n.name for m in wanted) for n in asked.lists}
    if len(here) == 1:
        only = next(iter(here.values()))
        beside = {m.held.about.slug: True for m in elsewhere if not m.held.compiled}
        return only if only or not beside else {**here, **beside}
    if here:
        return here
    if asked.screens or OTHER_SCRIPT.search(found.asked.name) or found.asked.beside:
        return {found.asked.name: found.status}
    if not found.same:
        return False
    best = min(found.same, key=lambda m: m.held.compiled)
    return {"listed": True, "list": best.held.about.name, "entry": best.row.name, "country": best.row.country}


def _notes(
    asked: PartiesAsked,
    found: Sequence[_Found],
    lists: Sequence[HeldList],
    catalogue: CatalogueReader,
    question: Query,
) -> list[str]:
    said = []
    if len(found) > 1 or not found[0].same:
        said.append(
            f"Searched: {report.where(lists)}. That a name is not found there does not say that it is free of "
            "restrictions."
        )
        if missing := report.not_held(catalogue, question.filters):
            told = f"Not held, and so not searched: {', '.join(missing)}. A name that is not found may stand there."
            said.append(told)
    if asked.unknown_list:
        said.append(f"No list is known here by the name “{asked.unknown_list}”; all lists held were searched.")
    if any(_is_person(m) for f in found for m in f.same):
        said.append("A person may share the name: compare the date of birth and the address that the list gives.")
    if any(OTHER_SCRIPT.search(f.asked.name) for f in found):
        said.append(
            "The lists held are in Latin letters: a name in another script is compared by its transliteration, and "
            "its owner may write it otherwise. Screen its English name too."
        )
    return said


def _computed(
    findings: Sequence[Finding],
    value: Any,
    rows: Sequence[ScreeningMatch],
    lists: Sequence[HeldList],
    names: set[str],
    catalogue: CatalogueReader,
    filters: Filters,
) -> Computed:
    searched = [h for h in lists if not names or h.about.name in names]
    payload = {
        "list": ", ".join(h.about.name for h in searched),
        "edition": ", ".join(dict.fromkeys(h.edition for h in searched)),
        "value": value,
        "rows": [report.match_payload(m, catalogue, filters) for m in rows],
        "searched": report.searched(catalogue, filters),
    }
    return Computed(Form.LIST, tuple(findings), payload)

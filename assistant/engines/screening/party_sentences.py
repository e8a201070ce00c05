"""Sentences on a party that was looked for: whether it is listed, what its row says, what else is to be known."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from assistant.engines.clauses import clauses
from assistant.engines.lists import places
from assistant.engines.lists.held_lists import all_held
from assistant.engines.lists.model import HeldList
from assistant.engines.model import Computed, Finding
from assistant.engines.screening import report, row_facts
from assistant.engines.screening.asked.parties_asked import OTHER_SCRIPT, PartiesAsked
from assistant.engines.screening.found_parties import FoundParty, alike
from assistant.engines.screening.name_likeness import Likeness
from assistant.engines.screening.romanised import name_words
from assistant.engines.screening.same_party import begins, is_person, is_place
from assistant.engines.screening.screen import ScreeningMatch
from assistant.model import Form, StatementRole
from assistant.query.candidate_names import asking
from assistant.query.model import Query
from assistant.query.yes_no_frames import Frame
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import row_questions
from corpus.lexicon.party_lists import lists_asked

ADDRESS_BINDS = (
    "Whoever uses the address is bound by that row, under whatever name: that a name is unlisted is no help."
)
WHICH_APPLIES = lazy_regex(r"\b(?:which|what) rules? (?:applies|apply|governs?|holds?)\b", re.I)
# "on the Unverified List or a military end user?": which of two, that no yes answers.
_EITHER_LIST = lazy_regex(
    rf"\blists? or (?:(?:on|is|the|an?|it) ){{0,3}}(?:military|unverified|entity|denied|sdn|meu|uvl)\b|"
    rf"\bonly\b[^?.]{{1,80}}\bor\b|{WHICH_APPLIES.pattern}",
    re.I,
)
# "so just the UVL statement, then ship?": what follows from a list, to which being on it is no answer.
BEYOND_LISTING = lazy_regex(
    r"\b(?:ship|sell|send|supply|export|re-?export|pay|buy)\b(?! (?:list|control))|\bstatements?\b|\bcertificat\w+|"
    r"\b(?:enough|suffices?|sufficient|allowed|permitted|clear(?:ed)?|good to go|ok to|fine to)\b",
    re.I,
)
# What would tell whether a party is the one of a row, where its name has only words that many have.
FULL_NAME = "the full legal name of the party, its country and its address"
_UNDECIDED_BY_NAME = f"the name alone does not decide, as many firms' names have these words; compare {FULL_NAME}"
_SPEAKS_OF_LISTS = lazy_regex(r"\blists?\b", re.I)
MOST_ROWS = 8  # of an answer
MATCHES_TOLD = 3  # rows, near names and parties of one short name that one line tells
_OF_BEING = frozenset((Frame.FACT, Frame.COVERED, Frame.TOLD))
_OF_COLUMNS = frozenset({"since", "notice", "policy", "requirement", "aliases"})  # which a table of rows shows
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


def _if_listed(asked: PartiesAsked, question: Query) -> bool:
    """Return whether the yes or no that a question wants is of being listed: only that is looked up.

    "Does it need a licence as a listed company?" and "does a presumption of denial apply?" want another one.
    """
    listing = row_questions.table().listing
    asked_for = [c.text for c in clauses(question.core) if c.asks] or [asking(question.core)]
    of_lists = [c for c in asked_for if lists_asked(c) or listing.search(c)]
    of_all = (bool(asked.lists) and len(asked_for) == 1) or bool(of_lists)
    beyond = [c for c in of_lists or asked_for if BEYOND_LISTING.search(c)]
    return of_all and not beyond and question.own_frame in _OF_BEING


def lead_on(
    asked: PartiesAsked,
    found: FoundParty,
    wanted: Sequence[ScreeningMatch],
    elsewhere: Sequence[ScreeningMatch],
    lists: Sequence[HeldList],
    question: Query,
) -> tuple[str, bool | None]:
    """Return the first sentence about one name, and its yes or no: of the name itself, never of one that is like it."""
    said = as_asked(found)
    if found.is_common:
        return on_a_common_name(found, lists), None
    either = len({n.name for n in asked.lists}) > 1 or _EITHER_LIST.search(question.core) is not None
    asks = not (either or asked.off or asked.opens or asked.bare or asked.aspects & _NOT_OF_LISTING) and _if_listed(
        asked, question
    )
    if wanted:
        exact = any(m.is_listed for m in wanted)
        beside = f"; on another list too: {rows_listed(elsewhere, MATCHES_TOLD)}" if elsewhere else ""
        lead = f"{rows_listed(wanted, MATCHES_TOLD)}{beside}{also_near(found)}."
        if wanted[0].found.likeness is Likeness.ADDRESS:
            lead += f" {ADDRESS_BINDS}"
        if "parent" in asked.aspects:
            owner = f"{owner_of(wanted[0], found)}, {wanted[0].row.country}"
            return f"“{found.asked.name}” belongs to {owner}, on the {report.of_day(wanted[0].held)}.", None
        if asked.off and exact and wanted[0].found.likeness is not Likeness.ADDRESS:
            return f"Still listed: {lead}", None
        spots = [*asked.countries, *asked.towns]
        if spots and not any(is_in(m, spot) for m in wanted for spot in spots):
            place = " or ".join(places.name_in_answer(s) if s.isupper() else s.title() for s in spots)
            if there := in_place(asked, found):
                inside = report.lines_in_one([report.near(m) for m in there], MATCHES_TOLD)
                return (
                    f"No row has that name alone with {place} in it. Similar names on the lists, with {place}: "
                    f"{inside}. Whether one of them is the party that is meant must be confirmed. Listed elsewhere: "
                    f"{lead}"
                ), None
            return f"No row of that name has {place} in it. Listed elsewhere: {lead}", None
        if any(is_person(m) for m in wanted):
            return f"By that name: {lead}", None  # many people share one
        return lead, True if asks and exact else None
    if elsewhere:
        where = where_asked(lists, {n.name for n in asked.lists})
        names = {n.name for n in asked.lists}
        there = [m for m in alike(found) if m.held.about.name in names]
        not_found = "was not found under that name" if there else "was not found"
        lead = f"{said} {not_found} on the {where}. It is on another list: {rows_listed(elsewhere, MATCHES_TOLD)}."
        if there:
            near = report.lines_in_one([report.near(m) for m in there], MATCHES_TOLD)
            return f"{lead} Similar names on the {where}: {near}.", None
        return lead, False if asks else None
    if there := [m for m in in_place(asked, found) if not found.sharing and all(map(is_place, m.found.only_listed))]:
        spot = " and ".join(
            places.name_in_answer(s) if s.isupper() else s.title() for s in (*asked.countries, *asked.towns)
        )
        still = "Still listed: " if asked.off else ""
        return f"{still}{rows_listed(there, MATCHES_TOLD)}, with {spot} in its row.", None
    if found.sharing and (there := in_place(asked, found)):
        near = report.lines_in_one([report.near(m) for m in there], MATCHES_TOLD)
        lead = (
            f"{said} alone is several listed parties' name. Similar names on the lists in that place: {near}. "
            "Whether one of them is the party that is meant must be confirmed by its address."
        )
        return lead, None
    if found.sharing:
        lead = f"Several listed parties are called {said.rstrip(',')}: {rows_listed(found.sharing, MATCHES_TOLD)}."
        return f"{lead} Which of them is meant, the whole name and the address tell.", None
    if found.near:
        first = in_place(asked, found)
        similar = [*first, *(m for m in found.near if m not in first)]
        near = report.lines_in_one([report.near(m) for m in similar], MATCHES_TOLD)
        longer = [m for m in similar if begins(name_words(m.written), found.screening.read_as)]
        if asked.off and longer:
            near = report.lines_in_one([report.near(m) for m in longer], MATCHES_TOLD)
            return (
                f"Still listed under a longer name than {said.rstrip(',')}: {near}. Whether that is the party that is "
                "meant must be confirmed by its address."
            ), None
        lead = (
            f"{said} was not found under that name in {report.of_days(lists)}. Similar names on the lists: {near}. "
            "Whether one of them is the party that is meant must be confirmed by its address."
        )
        return lead, None
    lead = f"{said} was not found in {report.of_days(lists)}."
    return lead, False if asks and not OTHER_SCRIPT.search(found.asked.name) else None


def on_a_common_name(found: FoundParty, lists: Sequence[HeldList]) -> str:
    """Return what the lists have for a name of common words alone: neither that it is listed nor that it is not."""
    said = f"{as_asked(found).rstrip(',')}: {_UNDECIDED_BY_NAME}"
    if rows := [*found.same, *found.sharing, *alike(found)]:
        return f"{said}. Parties are listed by such words: {rows_listed(rows, MATCHES_TOLD)}."
    lead = f"{said}. It was not found in {report.of_days(lists)}."
    if not found.near:
        return lead
    return (
        f"{lead} Similar names on the lists: {report.lines_in_one([report.near(m) for m in found.near], MATCHES_TOLD)}."
    )


def line_on(found: FoundParty, lists: Sequence[HeldList], names: Collection[str] = ()) -> str:
    """Return the line on one name among several; `names` are those of the lists that are asked after."""
    said = as_asked(found).rstrip(",")
    if found.is_common:
        return on_a_common_name(found, lists)
    if found.same:
        binds = f" {ADDRESS_BINDS}" if found.same[0].found.likeness is Likeness.ADDRESS else ""
        elsewhere = names and not any(m.held.about.name in names for m in found.same)
        lead = f"not found on the {where_asked(lists, names)}, but on another list: " if elsewhere else ""
        return f"{said}: {lead}{rows_listed(found.same, MATCHES_TOLD)}{also_near(found)}.{binds}"
    if found.sharing:
        return f"{said}: several listed parties are called so: {rows_listed(found.sharing, MATCHES_TOLD)}."
    if found.near:
        alike = report.lines_in_one([report.near(m) for m in found.near], MATCHES_TOLD)
        return (
            f"{said}: not found under that name; only a near name: {alike}: whether it is the same party must be "
            "confirmed."
        )
    return f"{said}: not found{' as a name' if found.asked.beside else ''} in any list held."


def also_near(found: FoundParty) -> str:
    """Return the rows of other lists that spell the name otherwise, and those of the same family on its own lists."""
    own = {m.held.about.name for m in found.same}
    others = [m for m in alike(found) if m.held.about.name not in own]
    near = report.lines_in_one([report.near(m) for m in others], MATCHES_TOLD)
    confirm = f"; further, only a near name: {near}: whether it is the same party must be confirmed" if near else ""
    of_family = rows_listed(family(found), MATCHES_TOLD)
    return f"{f'; further rows whose names begin with it: {of_family}' if of_family else ''}{confirm}"


def family(found: FoundParty) -> list[ScreeningMatch]:
    """Return the rows of the same lists whose names begin with a whole name: "Acme Labs Limited" where it is Acme.

    Under which of the countries a group is listed is told whole, not only for the row that bears the name or differs
    least. A town's name may stand before it; within other names it tells nobody. People are left out.
    """
    asked, own = found.screening.read_as, {m.held.about.name for m in found.same}
    if any(is_person(m) or m.found.likeness is Likeness.ADDRESS for m in found.same):
        return []
    return [
        m
        for m in alike(found)
        if m.held.about.name in own
        and m not in found.same
        and m.found.likeness is Likeness.LONGER
        and not is_person(m)
        and begins(name_words(m.written), asked)
    ]


def as_asked(found: FoundParty) -> str:
    """Return a name in quotes, with how it is read where it is written in another script."""
    read = f", read as “{' '.join(found.screening.read_as)}”," if OTHER_SCRIPT.search(found.asked.name) else ""
    return f"“{found.asked.name}”{read}"


def rows_listed(rows: Sequence[ScreeningMatch], most: int) -> str:
    """Return rows as "name, country, is listed on …", at most so many."""
    return report.lines_in_one(report.each_once(rows), most)


def where_asked(lists: Sequence[HeldList], names: Collection[str]) -> str:
    """Return the lists of some names with their days; all searched where none is named."""
    return " and the ".join(report.of_day(h) for h in lists if h.about.name in names) or report.of_days(lists)


def in_one_line(lines: Sequence[str]) -> str:
    """Return sentences in one line."""
    return " ".join(line for line in lines if line)


def owner_of(match: ScreeningMatch, found: FoundParty) -> str:
    """Return the name of the entry that has an alias."""
    first = match.row.cell.split(",")[0].strip()
    return first if f"({found.asked.name})" in first else match.row.name


def in_place(asked: PartiesAsked, found: FoundParty) -> list[ScreeningMatch]:
    """Return the rows whose names have all the words of a name, and the place that the question says."""
    spots = [*asked.countries, *asked.towns]
    whole = [m for m in found.screening.matches if not m.found.only_asked and m.found.likeness is not Likeness.LETTERS]
    inside = [*found.there, *(m for m in whole if any(is_in(m, spot) for spot in spots))]
    return list({(m.held.about.name, m.row.start): m for m in inside}.values())


def is_in(match: ScreeningMatch, spot: str) -> bool:
    """Return whether a row stands under a country, or has the words of a town or region in its name or address."""
    if spot.isupper() and spot in match.row.codes:
        return True
    text = f" {places.folded_heading(match.row.cell)} "
    return f" {places.folded_heading(places.name_in_answer(spot) if spot.isupper() else spot)} " in text


def facts_asked(asked: PartiesAsked, match: ScreeningMatch, several: bool) -> list[str]:
    """Return what is asked of a row; each begins with its name where several rows are told."""
    if match.held.compiled and not match.row.requirement and not match.row.publications:
        told = report.programme(match)
        wanted = asked.aspects & {"policy", "requirement", "ear99", "means", "programme"}
        own = [f"Programme: {told}."] if told and wanted else []
        own += list(row_facts.facts(match, asked.aspects & {"aliases", "since", "notice"}, ""))
    else:
        own = list(row_facts.facts(match, asked.aspects, asked.footnote))
    return [f"{match.row.name} ({match.held.about.name}): {' '.join(own)}"] if several and own else own


def facts_together(asked: PartiesAsked, rows: Sequence[ScreeningMatch]) -> list[tuple[list[ScreeningMatch], str]]:
    """Return what is asked of several rows, what more than one of them says once, with the rows that say it."""
    groups: dict[tuple[str, str], list[ScreeningMatch]] = {}
    for match in rows:
        if own := " ".join(facts_asked(asked, match, several=False)):
            groups.setdefault((match.held.about.name, own), []).append(match)
    out = []
    for (of_list, own), group in groups.items():
        names = report.enumeration([m.row.name for m in group])
        lands = report.enumeration([m.row.country for m in group]) if len(group) > 1 else ""
        out.append((group, f"{names} ({of_list}{f'; {lands}' if lands else ''}): {own}"))
    return out


def facts_note(asked: PartiesAsked) -> StatementRole:
    """Return what facts of one row are beside a table of rows: it says them too, or they stand for themselves."""
    return StatementRole.OF_ROW if asked.aspects <= _OF_COLUMNS else StatementRole.PROPER


def beyond_the_row(
    asked: PartiesAsked, found: FoundParty, catalogue: CatalogueReader, question: Query
) -> list[Finding]:
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
        if not aspects & {"means", "exceptions"}:
            forbidding = [m for m in found.same if m.held.about.forbids]
            out += row_facts.meanings(forbidding, {"means"}, catalogue, question.filters)
        if aspects & {"requirement", "ear99"} and not any(m.row.requirement for m in found.same):
            aspects.add("means")  # the list's own rules say what its rows do not
        out += row_facts.meanings(found.same, aspects, catalogue, question.filters)
        if aspects & {"means", "requirement"}:
            out += _not_said(found, catalogue, question.filters)
    return out


def _not_said(found: FoundParty, catalogue: CatalogueReader, filters: Filters) -> list[Finding]:
    """Return what no text held says of lists without a licence requirement, and which lists with one lack a name."""
    own = {m.held.about.name: m for m in found.same}
    if any(m.row.requirement for m in found.same):
        return []
    out = []
    for match in own.values():
        if not row_facts.meanings([match], {"means"}, catalogue, filters):
            source = match.held.about.means.partition("/")[0]
            remedy = f" (`licet sync {source}` brings them)" if source else ""
            told = f"The row gives no licence requirement, and the rules of the {match.held.about.name} are not held"
            out.append(Finding(f"{told}{remedy}.", (match.span,), brings=(source,) if source else ()))
    bound = [h for h in all_held(catalogue, filters) if h.about.table and not h.compiled and h.about.name not in own]
    if bound:
        told = ", ".join(h.about.name for h in bound)
        out.append(
            Finding(
                f"Not found by that name in the lists of {bound[0].edition} on which licence requirements of part 744 "
                f"stand: {told}.",
                tuple(h.head for h in bound),
            )
        )
    return out


def notes_on(
    asked: PartiesAsked,
    found: Sequence[FoundParty],
    lists: Sequence[HeldList],
    catalogue: CatalogueReader,
    question: Query,
) -> list[Finding]:
    """Return what else a reader must know: where was searched, what is not held, how names are compared."""
    said, searched = [], []
    if _SPEAKS_OF_LISTS.search(question.core) and not asked.lists and len(found) == 1 and found[0].same:
        searched.append(f"Searched: {report.lists_searched(lists)}.")
    if len(found) > 1 or not found[0].same:
        said.append("That a name is not found does not say that it is free of restrictions.")
        searched.append(f"Searched: {report.lists_searched(lists)}.")
        if missing := report.not_held(catalogue, question.filters):
            told = f"Not held, and so not searched: {', '.join(missing)}. A name that is not found may stand there."
            said.append(told)  # a reader must see where a name may stand yet
    if asked.unknown_list:
        said.append(f"No list is known here by the name “{asked.unknown_list}”; all lists held were searched.")
    if any(is_person(m) for f in found for m in f.same):
        said.append("A person may share the name: compare the date of birth and the address that the list gives.")
    if any(OTHER_SCRIPT.search(f.asked.name) for f in found):
        said.append(
            "The lists held are in Latin letters: a name in another script is compared by its transliteration, and "
            "its owner may write it otherwise. Screen its English name too."
        )
    roles = ((StatementRole.NOTE, said), (StatementRole.SEARCHED, searched))
    return [Finding(text, note=role) for role, texts in roles for text in texts]


def status_of(found: FoundParty) -> str:
    """Return the status of a name, as other programs read it: one of common words alone decides nothing."""
    return "undecided" if found.is_common else found.status


def answer_value(
    asked: PartiesAsked, found: FoundParty, wanted: Sequence[ScreeningMatch], elsewhere: Sequence[ScreeningMatch]
) -> Any:
    """Return the value of an answer on one name, as other programs read it."""
    first = next(iter(wanted), None)
    if found.is_common:
        return {found.asked.name: status_of(found)}
    if "parent" in asked.aspects and first is not None:
        return owner_of(first, found)
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


def result(
    findings: Sequence[Finding],
    value: Any,
    rows: Sequence[ScreeningMatch],
    lists: Sequence[HeldList],
    names: set[str],
    catalogue: CatalogueReader,
    filters: Filters,
) -> Computed:
    """Return findings with the rows behind them as the result of an engine."""
    searched = [h for h in lists if not names or h.about.name in names]
    payload = {
        "list": ", ".join(h.about.name for h in searched),
        "edition": ", ".join(dict.fromkeys(h.edition for h in searched)),
        "value": value,
        "rows": [report.match_payload(m, catalogue, filters) for m in rows],
        "searched": report.searched(catalogue, filters),
    }
    return Computed(Form.LIST, tuple(findings), payload)

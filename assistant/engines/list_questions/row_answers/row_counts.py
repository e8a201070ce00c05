"""What the rows that were chosen say to a question: a value for programs, and the sentence that says it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.engines.list_questions.questions import PartyQuestion, Wanted
from assistant.engines.list_questions.row_answers.row_words import (
    edition_of,
    has_rows,
    heading_of,
    narrowed,
    place_name,
    rows_word,
    untold,
)
from assistant.engines.lists import places
from assistant.engines.lists.model import HeldList, PartyRow, RowKind
from assistant.engines.lists.party_query import Chosen, PartyQuery, folded_cell, is_heading, is_told_by, under
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line


@dataclass(frozen=True, slots=True)
class RowsSaid:
    """Value and sentence that rows give. A yes or no is no part of the sentence; `counts` is what of it is counted."""

    value: Any
    sentence: str
    says_yes: bool | None = None
    counts: str = ""  # "China 3, Germany 1."


def said_of(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]]) -> RowsSaid:
    """Return the value, the sentence that says it, and a yes or no where one is asked for."""
    if not all(is_told_by(held, question.query) for held, _ in found):
        return _of_lists_that_tell(question, found)
    counts = {held.about.slug: len(chosen.rows) for held, chosen in found}
    rows = [row for _, chosen in found for row in chosen.rows]
    wanted = question.wanted
    if len(found) > 1 and wanted in (Wanted.PER_PERIOD, Wanted.PER_CELL, Wanted.PER_COUNTRY):
        return _of_each_list(question, found)
    if wanted is Wanted.PER_PERIOD:
        return _by_period(question, found, rows)
    if wanted is Wanted.PER_CELL:
        per = by_cell(question.cell, rows)
        all_cite = _that_all_cite(rows) if question.cell == "notice" else ""
        if all_cite and question.query.footnote:
            all_cite += f"; which notice gave a row its footnote {question.query.footnote} no row says"
        subject = f"{_many(found, question.query)}, by {CELLS[question.cell]}:"
        names = _names_by_cell(question.cell, rows) if len(per) > 1 else {}
        return _of_counts(subject, f"{_counts(per, names)}{all_cite}", per)
    if wanted is Wanted.COUNT:
        return _counted(question, found, counts)
    if wanted is Wanted.COUNT_COUNTRIES and question.query.chooses:
        return _countries_of(question, found, rows)
    if wanted in (Wanted.COUNT_COUNTRIES, Wanted.HAS_COUNTRY, Wanted.COUNTRIES):
        return _headings_said(question, found[0][0])
    if wanted is Wanted.PER_COUNTRY:
        by_country = _by_country(rows)
        if question.over or question.under or question.first:
            return _of_countries(question, found, by_country)
        told = ", ".join(f"{country} {n:,}" for country, n in by_country.items())
        return _of_counts(f"{_many(found, question.query)}:", told or "none", by_country)
    if wanted in (Wanted.LATEST, Wanted.EARLIEST):
        return _extreme(question, found)
    if wanted is Wanted.STILL:
        return _still(question, found, rows)
    if wanted is Wanted.MEMBER:
        said = _of_owner(question.member, rows, found[0][0]) or _member(question.member, rows, question.of_which)
        return replace(said, sentence=f"{said.sentence.removesuffix('.')}{edition_of(found[0][0])}.")
    return _rows_said(question, found, rows)


def _of_lists_that_tell(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]]) -> RowsSaid:
    """Return what is said of the lists that tell the kinds of party asked for: nothing is known of the others.

    These have no number and no place in a comparison, and where no other list has such a row, it is no "no".
    """
    told = [(held, chosen) for held, chosen in found if is_told_by(held, question.query)]
    if not told:
        return RowsSaid(None, untold([held for held, _ in found], question.query))
    said = said_of(replace(question, compared=question.compared and len(told) > 1), told)
    value = None if said.value is False else said.value
    if question.wanted is Wanted.COUNT:
        told_by = {held.about.slug: len(chosen.rows) for held, chosen in told}
        value = {held.about.slug: told_by.get(held.about.slug) for held, _ in found}
    return replace(said, value=value, says_yes=said.says_yes or None)


def _of_each_list(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]]) -> RowsSaid:
    """Return what is told of the rows of each list that has such rows, and that tells it of any."""
    told = [(h, said_of(question, [(h, c)])) for h, c in found if c.rows and _tells(h, question.cell)]
    if not told:
        return said_of(question, found[:1])
    value = {h.about.slug: said.value for h, said in told}
    return RowsSaid(
        value, " ".join(said.sentence for _, said in told), counts=" ".join(said.counts for _, said in told)
    )


def _tells(held: HeldList, cell: str) -> bool:
    """Return whether any row of a list has a value of a cell."""
    of = {"requirement": "requirement", "policy": "policy", "footnote": "footnotes", "notice": "publications"}.get(cell)
    return of is None or any(getattr(row, of) for row in held.counted)


def _still(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]], rows: Sequence[PartyRow]) -> RowsSaid:
    """Return that rows stand in the edition from which they are counted, and what that does not say.

    Of the days of a later notice that a question names, it is told which notices of them the rows cite.
    """
    held = found[0][0]
    stand = f"in the edition of {held.edition}, the newest one held"
    few = 0 < len(rows) <= _NAMED_BESIDE
    if few:
        names = "; ".join(f"{r.listed_as} ({r.country})" if r.country else r.listed_as for r in rows)
        line = f"Still listed: {names}, {stand}, from which they are" if len(rows) > 1 else (
            f"Still listed: {names}, {stand}, from which it is")  # fmt: skip
    else:
        line = f"All {len(rows):,} of them stand {stand}, from which they are"
    told = f"{line} counted; whoever was taken off before it is in no row of it."
    since, until = question.cited
    if since and until and rows:
        cited = dict.fromkeys(p for r in rows for p in r.publications if since <= p.day <= until)
        notices = "; ".join(f"{p.citation} of {p.day.isoformat()}" for p in cited)
        which = "The row cites" if len(rows) == 1 else "The rows cite"
        told += (
            f" {which} {notices}: what that notice changed in it no row says."
            if notices
            else f" {which} no notice from {since.isoformat()} to {until.isoformat()}."
        )
    return RowsSaid(len(rows), told)


def _of_kind(name: str, rows: Sequence[PartyRow]) -> RowsSaid | None:
    """Return the rows whose names have the last word of a kind of party, "government ministries"; None without any."""
    last = _PLURAL.sub("", places.folded_heading(name).split()[-1]) if name.split() else ""
    if len(last) < _LETTERS_OF_KIND:
        return None
    found = [r.name for r in rows if any(w.startswith(last) for w in places.folded_heading(r.name).split())]
    if not found:
        return None
    return RowsSaid(
        None, f"By the word “{name.split()[-1]}”, these stand among them: {'; '.join(found)}.", says_yes=None
    )


# "Acme's Lemurian company": the words of its name beside its owner's.
_OWNED = lazy_regex(
    r"(?P<owner>[\w&. -]{2,40})['’]s (?P<which>[\w -]{2,40}?)"
    r"(?: (?:company|arm|unit|subsidiary|branch|office|entity|affiliate|plant|fab|firm|one|row|entry))?",
    re.I,
)


def _of_owner(name: str, rows: Sequence[PartyRow], held: HeldList) -> RowsSaid | None:
    """Return whether the company of an owner in a place is among rows, by the words of one name; None for others.

    Where it is not, the row of the list that has these words is named, or none is: then it stays open.
    """
    owned = _OWNED.fullmatch(name.strip())
    whole = set(_words(name))
    if owned is None or any(whole <= set(_words(n)) for r in held.counted for n in r.names):
        return None  # "Lloyd's Register" is a name of its own
    words = f"{owned['owner']} {owned['which']}"
    inside, listed = ([r for r in of if bears(r, words)] for of in (rows, held.counted))
    if inside:
        return RowsSaid(True, f"“{name}” is among them: {'; '.join(r.listed_as for r in inside)}.")
    if listed:
        told = "; ".join(f"{r.listed_as} ({r.country})" for r in listed[:_NAMED_BESIDE])
        return RowsSaid(False, f"“{name}” is not among them: the {held.about.name} has {told} in a row of its own.")
    asked = f"“{owned['owner']}” and “{owned['which']}”"
    return RowsSaid(None, f"Left open: “{name}”; no row of the {held.about.name} has {asked} in one name.")


_PLURAL = lazy_regex(r"(?:ies|es|s)$")
_LETTERS_OF_KIND = 5  # of a word by which rows are found, without its ending


def _member(name: str, rows: Sequence[PartyRow], there: Sequence[str] = ()) -> RowsSaid:
    """Return which of the rows have a name among theirs, whole or as words of it; under a country where one is said."""
    if there:
        place = " or ".join(map(place_name, there))
        inside = [row for row in rows if any(under(row, code) for code in there)]
        said = _member(name, inside)
        if said.value is not False:
            return replace(said, sentence=f"Under {place}: {said.sentence}")
        beside = [f"{r.name} ({r.country})" for r in rows if bears(r, name)]
        others = f"; it stands in the name of {'; '.join(beside)}" if beside else ""
        return RowsSaid(False, f"None of these rows has “{name}” in its name under {place}{others}.")
    asked = places.folded_heading(name).split()
    whole = [r for r in rows if any(_is_name(asked, n) for n in r.names)]
    some = [r for r in rows if r not in whole and bears(r, name)]
    if not whole and not some and name.islower() and (kind := _of_kind(name, rows)) is not None:
        return kind
    if not whole and not some:
        return RowsSaid(False, f"None of these rows has “{name}” in its name.", says_yes=None)
    told = [f"“{name}” is one of them: {'; '.join(r.name for r in whole)}"] if whole else []
    if some:
        more = "; ".join(r.name for r in some)
        told.append(f"{'it' if whole else f'“{name}”'} stands in the name of {more}")
    return RowsSaid(bool(whole) or None, f"{'; '.join(told).rstrip('.')}.")


def bears(row: PartyRow, name: str) -> bool:
    """Return whether a row has a name among its names, or all words of it in one of them."""
    return any(set(places.folded_heading(name).split()) <= set(_words(n)) for n in row.names)


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", places.folded_heading(name))


def _is_name(asked: Sequence[str], name: str) -> bool:
    """Return whether a name is what is asked for: whole, or in the brackets behind it ("… Corporation (SMIC)")."""
    inside = [_words(part) for part in re.findall(r"\(([^()]{2,60})\)", name)]
    return list(asked) in (_words(name), *inside)


def _that_all_cite(rows: Sequence[PartyRow]) -> str:
    """Return which later notice all rows cite, where not all were first listed by it: a mark may be of that day."""
    first = {row.publications[0] for row in rows if row.publications}
    shared = set.intersection(*(set(row.publications) for row in rows)) if rows else set()
    told = "; ".join(f"{p.citation} of {p.day.isoformat()}" for p in sorted(shared - first, key=lambda p: p.day))
    if not told and len(first) > 1 and shared:
        told = "; ".join(f"{p.citation} of {p.day.isoformat()}" for p in sorted(shared, key=lambda p: p.day))
    return f". All {len(rows):,} cite {told}" if told and len(rows) > 1 else ""


def by_cell(cell: str, rows: Sequence[PartyRow]) -> dict[str, int]:
    """Return how many rows say each thing in a cell: notices in the order of their days, all else the most first."""
    if cell == "notice":
        cited = Counter(row.publications[0] for row in rows if row.publications)
        ordered = sorted(cited.items(), key=lambda c: (c[0].day, c[0].citation))
        return {f"{p.day.isoformat()} ({p.citation})": n for p, n in ordered}
    if cell == "footnote":
        marks = Counter(f"footnote {mark}" for row in rows for mark in row.footnotes)
        return dict(sorted(marks.items()))
    said = Counter(_said_in(cell, row) for row in rows)
    return dict(said.most_common())


CELLS = {
    "requirement": "licence requirement",
    "policy": "review policy",
    "footnote": "footnote",
    "notice": "the notice that first listed them",
}
_KINDS_TOLD = 12  # things that a cell says which are told, each with its number


_NAMED_BESIDE = 3  # rows that say a thing up to which they are named beside their number


def _names_by_cell(cell: str, rows: Sequence[PartyRow]) -> dict[str, list[str]]:
    """Return of each policy or requirement the names of its rows, where they are few beside others."""
    out: dict[str, list[str]] = {}
    for row in rows if cell in ("policy", "requirement") else ():
        out.setdefault(_said_in(cell, row), []).append(row.name)
    return {said: names for said, names in out.items() if len(names) <= _NAMED_BESIDE}


def _said_in(cell: str, row: PartyRow) -> str:
    return one_line(row.policy if cell == "policy" else row.requirement).rstrip(".")


def _counts(per: Mapping[str, int], names: Mapping[str, Sequence[str]] = {}) -> str:
    beside = {what: f" ({'; '.join(those)})" for what, those in names.items()}
    told = [
        f"{f'“{what}”' if len(what) > 30 else what or 'not stated'} {n:,}{beside.get(what, '')}"
        for what, n in per.items()
    ]
    if len(told) > _KINDS_TOLD:
        rest = sum([*per.values()][_KINDS_TOLD:])
        told = [*told[:_KINDS_TOLD], f"and {len(per) - _KINDS_TOLD:,} others {rest:,}"]
    return "; ".join(told) or "none"


def _by_period(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]], rows: Sequence[PartyRow]) -> RowsSaid:
    """Return how many rows were first listed in each month or year, in their order."""
    length = 7 if question.period == "month" else 4  # of "2025-09-16"
    counted = Counter(row.added.isoformat()[:length] for row in rows if row.added)
    per = dict(sorted(counted.items()))
    undated = sum(row.added is None for row in rows)
    told = ", ".join(f"{period} {n:,}" for period, n in per.items()) or "none"
    more = f"; {undated:,} without a date" if undated else ""
    return RowsSaid(per, f"{_many(found, question.query)}, by the {question.period} of the listing: {told}{more}.")


def _of_countries(
    question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]], by_country: Mapping[str, int]
) -> RowsSaid:
    """Return the countries with so many rows, or with the most."""
    kept = {c: n for c, n in by_country.items() if n >= question.over and (not question.under or n <= question.under)}
    kept = dict([*kept.items()][: question.first or None])
    limits = [f"at least {question.over:,}"] if question.over else []
    limits += [f"at most {question.under:,}"] if question.under else []
    which = f"have {' and '.join(limits)} rows" if limits else "have the most rows"
    told = ", ".join(f"{country} {n:,}" for country, n in kept.items()) or "none"
    held = found[0][0]
    which = f"{narrowed(question.query)}, {len(kept):,} {which}{edition_of(held)}"
    return _of_counts(f"Of the countries of the {held.about.name}{which}:", told, kept)


def _counted(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]], counts: Mapping[str, int]) -> RowsSaid:
    lines = [has_rows(held, len(chosen.rows), question.query) for held, chosen in found]
    rows = [row for _, chosen in found for row in chosen.rows]
    if len(counts) > 1:
        most = f" {_compared([(held, len(chosen.rows)) for held, chosen in found])}" if question.compared else ""
        return RowsSaid(dict(counts), f"{_listed(lines)}.{most}")
    total = len(rows)
    if question.each:
        each = {value: sum(_meets(row, field, value) for row in rows) for field, value in question.each}
        named = [f"{n:,} with {'footnote ' if field == 'footnote' else ''}{value}"
                 for (field, value), n in zip(question.each, each.values(), strict=True)]  # fmt: skip
        return RowsSaid(each, f"{lines[0]}: {', '.join(named)}.")
    by_country = _by_country(rows)
    if question.asks_where:
        told = ", ".join(f"{c} ({n:,})" for c, n in by_country.items())
        empty = [places.country_in_answer(h) for h, n in found[0][0].headings.items() if not n]
        bare = (
            f" Without a row stand the headings of {', '.join(empty)}." if empty and not question.query.chooses else ""
        )
        return RowsSaid({"names": total, "countries_with_names": list(by_country)}, f"{lines[0]}: {told}.{bare}")
    if question.query.region:
        told = ", ".join(f"{c} {n:,}" for c, n in by_country.items()) or "none"
        return RowsSaid({"total": total, **by_country}, f"{lines[0]}: {told}.")
    asked = question.of_which or (question.query.countries if len(question.query.countries) > 1 else ())
    if asked:
        held = found[0][0]
        per = {heading_of(held, c): sum(under(row, c) for row in rows) for c in asked}
        if question.elsewhere:
            per["elsewhere"] = total - sum(per.values())
        told = ", ".join(f"{name} {n:,}" for name, n in per.items())
        return RowsSaid({"total": total, **per}, f"{lines[0]}: {told}.")
    of_days = bool(question.query.since or question.query.citation)
    nameless = sum(row.kind is RowKind.ADDRESS for row in rows) if of_days else 0
    gives = "gives" if nameless == 1 else "give"
    apart = f" {nameless:,} of them {gives} an address and no name." if 0 < nameless < total else ""
    return RowsSaid(total, f"{lines[0]}.{apart}")


def _listed(lines: Sequence[str]) -> str:
    """Return sentences on several lists as one: each begins with the article of a list."""
    first, *more = lines
    return "; ".join((first, *(f"{line[:1].lower()}{line[1:]}" for line in more)))


def _compared(rows: Sequence[tuple[HeldList, int]]) -> str:
    """Return which of several lists has the most rows, by how many more than the next, and which has the fewest."""
    ordered = sorted(rows, key=lambda r: -r[1])
    (first, most), (second, next_most), (last, fewest) = ordered[0], ordered[1], ordered[-1]
    if most == fewest:
        return "None of them has more rows than another."
    if most == next_most:
        return f"The {first.about.name} and the {second.about.name} have the most, and equally many."
    more = f"{most - next_most:,} more than the {second.about.name}"
    if last is second:
        return f"The {first.about.name} has {more}."
    few = f"; the {last.about.name} has the fewest" if fewest < next_most else ""
    return f"The {first.about.name} has the most, {more}{few}."


def _meets(row: PartyRow, field: str, value: str) -> bool:
    return value in row.footnotes if field == "footnote" else folded_cell(value) in folded_cell(row.policy)


def _countries_of(
    question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]], rows: Sequence[PartyRow]
) -> RowsSaid:
    """Return under how many countries the chosen rows stand: the headings of the whole list are no answer to that."""
    per = _by_country(rows)
    under_them = "one country" if len(per) == 1 else f"{len(per):,} countries"
    told = ", ".join(f"{country} {n:,}" for country, n in per.items()) or "none"
    said = _of_counts(f"{_many(found, question.query)}, under {under_them}:", told, per)
    return replace(said, value=len(per))


def _headings_said(question: PartyQuestion, held: HeldList) -> RowsSaid:
    """Return what is asked of the countries under which a list puts its rows."""
    headings = [places.country_in_answer(h) for h in held.headings]
    if question.wanted is Wanted.COUNT_COUNTRIES:
        return RowsSaid(
            len(headings), f"The {held.about.name} has {len(headings):,} country headings{edition_of(held)}."
        )
    if question.wanted is Wanted.HAS_COUNTRY:
        missing = [c for c in question.query.countries if not is_heading(held, c)]
        asked = " and ".join(map(place_name, question.query.countries))
        has = "has no heading" if missing else "has a heading"
        line = f"The {held.about.name}{edition_of(held)} {has} for {asked}."
        return RowsSaid(not missing, line, says_yes=not missing)
    listed = [places.country_in_answer(h) for h, n in held.headings.items() if n]
    many = "one country" if len(listed) == 1 else f"{len(listed):,} countries"
    said = f"The {held.about.name} has rows under {many}{edition_of(held)}: {', '.join(listed)}."
    return RowsSaid(listed, said)


def _rows_said(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]], rows: Sequence[PartyRow]) -> RowsSaid:
    names = list(dict.fromkeys(row.name for row in rows))
    lines = [has_rows(held, len(chosen.rows), question.query) for held, chosen in found]
    lead = _listed(lines) + (":" if rows else ".")
    return RowsSaid(names, lead, says_yes=bool(rows) if question.asks_if_any else None)


def _extreme(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]]) -> RowsSaid:
    rows = [row for _, chosen in found for row in chosen.rows]
    names = [row.name for row in rows]
    held = found[0][0]
    if not rows:
        return RowsSaid(None, f"No row of the {held.about.name}{narrowed(question.query)} has a date.")
    newest = question.wanted is Wanted.LATEST
    days = (
        [p.day for r in rows for p in r.publications] if not question.by_added else [r.added for r in rows if r.added]
    )
    day = max(days) if newest else min(r.added for r in rows if r.added)
    word = "latest" if newest else "earliest"
    which = "date of an addition to" if newest and question.by_added else "Federal Register date of"
    of_list = f"{held.about.name}{narrowed(question.query)}"
    told = f"The {word} {which} the {of_list} is {day.isoformat()}, of {len(rows):,} {rows_word(len(rows))}"
    per = _by_country(rows)
    where = f": {', '.join(f'{c} {n:,}' for c, n in per.items())}" if len(rows) > 1 and len(per) > 1 else ""
    return RowsSaid(
        {"date": day.isoformat(), "entries": names}, f"{told}{edition_of(held)}{where or ':'}{'.' if where else ''}"
    )


def _by_country(rows: Sequence[PartyRow]) -> dict[str, int]:
    counted: Counter[str] = Counter(places.country_in_answer(country) for row in rows for country in row.countries)
    return dict(sorted(counted.items(), key=lambda c: (-c[1], c[0])))


def _of_counts(subject: str, told: str, per: Mapping[str, int]) -> RowsSaid:
    """Return counts as a sentence, behind what they are counts of."""
    return RowsSaid(per, f"{subject} {told}.", counts=f"{told}.")


def _many(found: Sequence[tuple[HeldList, Chosen]], query: PartyQuery) -> str:
    return has_rows(found[0][0], sum(len(chosen.rows) for _, chosen in found), query)

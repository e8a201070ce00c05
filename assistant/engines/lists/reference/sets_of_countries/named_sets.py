"""Sets of countries that a question names: groups of the law, columns of the chart, lists that a provision prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.engines.lists import places
from assistant.engines.lists.question_form import QuestionForm
from assistant.engines.lists.reference import chart, country_lists, groups
from assistant.engines.lists.reference.country_lists import CountryList, beginning
from assistant.engines.lists.reference.held_tables import ChartTable, GroupTable, HeldTable, chart_held, groups_held
from assistant.engines.lists.reference.table_answer import of
from assistant.engines.model import Span
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.reference_tables import reference_tables

_PART = lazy_regex(r"\bPart \d", re.I)
# "any of the D groups", "no D group", "country group A": all the groups of one letter, of which one is enough.
_ANY_GROUP = lazy_regex(
    r"(?:\b(?:any(?: one)?|either|at least one|one or (?:more|another)|some|all(?: \w{3,5})?|every|each)(?: of)? )?"
    r"(?:\b(?:the|an?|country) ){0,2}"
    r"(?<!\w)(?:[\"'“‘]?(?P<letter>[ABDE])[\"'”’]?[- ](?:country )?(?:sub-?)?groups?\b|(?P<star>[ABDE]):(?:\*|[xX]\b)|"
    r"(?<=group )(?P<alone>[ABDE])\b(?! ?:| ?\d))(?: at all)?"
)
_EVERY = lazy_regex(r"(?:all|every|each)\b")
_LISTS_WORD = lazy_regex(r"\blists?\b", re.I)


@dataclass(frozen=True)
class CountrySet:
    """Countries of a group, a column or a list, by their codes (by their names where they have none), as printed.

    `noun` and `place` are how a sentence speaks of it: "countries of …", "in …". `ungraded` are codes of which it
    cannot be said whether they are in it. `lines` are the stretches that tell of one country. `group` is the letter and
    number of a country group that it is.
    """

    key: str
    noun: str
    place: str
    countries: Mapping[str, str]
    spans: tuple[Span, ...]
    text: str
    words: frozenset[str] = frozenset()
    ungraded: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, Span] = field(default_factory=dict)
    said_beside: tuple[str, ...] = ()
    groups_of: Mapping[str, str] = field(default_factory=dict)  # of several groups as one: in which a country is
    several: str = ""  # what these are called: "the D groups (D:1 to D:5)"
    group: str = ""


@dataclass(frozen=True)
class NamedSet:
    """Set of countries with the place in the question where it is named."""

    start: int
    end: int
    about: CountrySet


def take_groups(form: QuestionForm, catalogue: CatalogueReader, filters: Filters) -> list[NamedSet]:
    """Take the groups out of a question that it names by letter and number."""
    found = groups.places_of_groups(form.rest)
    held = groups_held(catalogue, filters) if found else None
    out = []
    for start, end, group in found:
        if held is None or not groups.members(held, group):
            continue  # its letters stay as words that are not read
        form.blank(start, end)
        out.append(NamedSet(start, end, _of_group(held, group)))
    return out


def take_letters(form: QuestionForm, catalogue: CatalogueReader, filters: Filters) -> list[NamedSet]:
    """Take the groups of a letter out of a question, each such as one set: who is in any of them."""
    found = list(_ANY_GROUP.finditer(form.rest))
    held = groups_held(catalogue, filters) if found else None
    out = []
    for match in found:
        letter = match["letter"] or match["star"] or match["alone"]
        mine = [g for g in held.content.members if g.startswith(f"{letter}:")] if held else []
        if held is None or not (mine or letter in held.content.members):
            continue
        form.blank(match.start(), match.end())
        if any(g.startswith(f"{letter}:") for *_, g in groups.places_of_groups(form.rest)):
            continue  # "all five D groups (D:1, D:2 …)": the groups are named one by one
        if _EVERY.match(match[0]) and mine:
            out += [NamedSet(match.start(), match.end(), _of_group(held, g)) for g in mine]
            continue
        about = _of_letter(held, letter, mine) if mine else _of_group(held, letter)
        out.append(NamedSet(match.start(), match.end(), about))
    return out


def _of_letter(held: HeldTable[GroupTable], letter: str, mine: Sequence[str]) -> CountrySet:
    """Return who is in any of the groups of a letter, each country with those that it is in."""
    of_group = {g: _by_code(groups.members(held, g)) for g in mine}
    codes = {code: name for members in of_group.values() for code, name in members.items()}
    inside = {c: ", ".join(g for g in mine if c in of_group[g]) for c in codes}
    spans = tuple(held.span(held.content.lines[g]) for g in mine)
    several = f"the {letter} groups ({mine[0]} to {mine[-1]})"
    return CountrySet(
        f"Country Group {letter}", f"countries of any of {several}", f"in any of {several}", codes, spans, of(held),
        groups_of=inside, several=several,
    )  # fmt: skip


def _of_group(held: HeldTable[GroupTable], group: str) -> CountrySet:
    label = held.content.labels.get(group, "")
    said = f"Country Group {group}"
    countries = _by_code(groups.members(held, group))
    words = frozenset(beginning(w) for w in re.findall(r"[^\W\d_]{2,40}", label))
    span = held.span(held.content.lines[group])
    return CountrySet(said, f"countries of {said}", f"in {said}", countries, (span,), of(held), words, group=group)


def _by_code(names: Iterable[str]) -> dict[str, str]:
    return {places.country_of_heading(name) or name: name for name in names}


def take_columns(form: QuestionForm, catalogue: CatalogueReader, filters: Filters) -> list[NamedSet]:
    """Take the columns of the chart out of a question: each such as one set, of those with a mark in it."""
    if not chart.names_a_column(form.rest):
        return []
    held = chart_held(catalogue, filters)
    if held is None:
        return []
    out = []
    for start, end, columns in chart.places_of_columns(form.rest, held.content):
        form.blank(start, end)
        out += [NamedSet(start, end, _of_column(held, column)) for column in columns]
    return out


def _of_column(held: HeldTable[ChartTable], column: str) -> CountrySet:
    rows = [r for r in held.content.rows if not r.row_of]
    marked = _by_code([r.name for r in rows if column in (r.marks or ())])
    ungraded = _by_code([r.name for r in rows if r.marks is None])
    lines = {places.country_of_heading(r.name) or r.name: held.span(r.line) for r in rows}
    said = f"with an X in {column}"
    spans = (held.span(held.head),)
    return CountrySet(
        column,
        f"countries {said}",
        f"among those {said}",
        marked,
        spans,
        of(held),
        frozenset(("cross",)),
        ungraded,
        lines,
    )


def take_lists(
    form: QuestionForm, catalogue: CatalogueReader, filters: Filters
) -> tuple[list[NamedSet] | None, list[tuple[int, str]]]:
    """Take the addresses out of a question: those with a list, and parts with their places; None where one has none."""
    own = {about.address for about in reference_tables().by_kind.values()}
    own |= {address.rpartition(" to ")[2] for address in own}  # "the groups of part 740"
    out: list[NamedSet] = []
    parts: list[tuple[int, str]] = []
    for start, end, address in country_lists.addresses_named(form.rest):
        form.blank(start, end)
        if address.removeprefix("15 CFR ") in own:
            continue
        if (found := country_lists.list_at(address, catalogue, filters)) is not None:
            out.append(NamedSet(start, end, _of_list(found)))
        elif _PART.search(address) and country_lists.lists_of_part(address, catalogue, filters):
            parts.append((start, address))
        else:
            return None, []
    return out, parts


def _of_list(found: CountryList) -> CountrySet:
    beside = []
    if found.limited:
        beside.append(f"{found.address} says more of some: {'; '.join(found.limited)}.")
    if found.others:
        beside.append(f"No country, and not compared, of {found.address}: {'; '.join(found.others)}.")
    said = f"the list in {found.address}"
    return CountrySet(
        found.address, f"countries of {said}", f"on {said}", found.countries, found.spans, found.dated, found.words,
        said_beside=tuple(beside),
    )  # fmt: skip


def is_of_heading(word: str, words: frozenset[str]) -> bool:
    """Return whether a word of a question is one of those of headings."""
    plain = word.casefold().removesuffix("'s")
    return beginning(plain) in words or plain in words


def list_described(
    left: Sequence[str],
    text: str,
    parts: Sequence[tuple[int, str]],
    named: Sequence[NamedSet],
    catalogue: CatalogueReader,
    filters: Filters,
) -> NamedSet | None:
    """Return the list of a part that words of a question describe: the part that it names, or that of a list named.

    None where they describe none, or several, or where a word is in no heading.
    """
    if len(parts) > 1 or not (left or parts):
        return None
    addresses = [a for _, a in parts] or list(dict.fromkeys(a for s in named if (a := _part_of(s.about))))
    keys = {s.about.key for s in named}
    every = [x for a in addresses for x in country_lists.lists_of_part(a, catalogue, filters) if x.address not in keys]
    words = set(re.findall(r"[^\W\d_]{2,40}", text))
    fits = [
        (sum(is_of_heading(w, x.words) for w in words), x)
        for x in every
        if all(is_of_heading(w, x.words) for w in left)
    ]
    best = max((n for n, _ in fits), default=0)
    first = [x for n, x in fits if n == best and n > 0]
    if len(first) != 1:
        return None
    start = parts[0][0] if parts else text.casefold().find(left[0].casefold())
    if not parts and not _LISTS_WORD.search(text):
        return None
    for match in _LISTS_WORD.finditer(text, 0, max(start, 0)):
        if not any(match.start() < s.start < start for s in named):
            start = min(start, match.start())
            break
    return NamedSet(start, start, _of_list(first[0]))


def _part_of(about: CountrySet) -> str:
    match = re.search(r"(?P<title>\d{1,2} CFR) (?P<part>\d{2,4})\.", about.key)
    return f"{match['title']} Part {match['part']}" if match else ""

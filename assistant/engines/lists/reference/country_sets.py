"""Questions that put sets of countries together: who is in a group, a column of the chart or a list of the law, and
in another one, or not in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.engines.clauses import clauses
from assistant.engines.lists import places
from assistant.engines.lists.question_form import COUNT, QuestionForm, without_label
from assistant.engines.lists.reference import chart, country_lists, groups
from assistant.engines.lists.reference.country_lists import CountryList, beginning
from assistant.engines.lists.reference.held_tables import (
    ChartTable,
    GroupTable,
    HeldTable,
    chart_held,
    groups_held,
)
from assistant.engines.lists.reference.reply import joined, of
from assistant.engines.lists.set_words import BOTH, LACKS, refusals
from assistant.engines.model import Computed, Finding, Span, cited
from assistant.model import Form, Note
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.lexicon import jurisdictions
from corpus.lexicon.party_lists import lists_asked
from corpus.lexicon.reference_tables import table

_MEETS = re.compile(
    r"\b(?:also|too|of (?:the|those|all)|among|with|marked)\b|(?<!what )(?<!who )\b(?:are|is|have|has|carry|bear)\b",
    re.I,
)
_ASKS = re.compile(rf"{COUNT.pattern}|\b(?:which|what|who|list|names?|show|give)\b", re.I)
_ALTERNATIVES = re.compile(r"\b(?:or|either|any of)\b", re.I)
_PART = re.compile(r"\bPart \d", re.I)
_LETTER_OF_GROUPS = re.compile(r"(?<!\w)[\"'“‘]?[A-E][\"'”’]?(?=\s(?:country )?groups?\b)")
# "any of the D groups", "no D group", "Country Group A": all the groups of one letter, of which one is enough.
_ANY_GROUP = re.compile(
    r"(?:\b(?:any(?: one)?|either|at least one|one or (?:more|another)|some|all(?: \w{3,5})?|every|each)(?: of)? )?"
    r"(?:\b(?:the|an?|country) ){0,2}"
    r"(?<!\w)(?:[\"'“‘]?(?P<letter>[ABDE])[\"'”’]?[- ](?:country )?(?:sub-?)?groups?\b|(?P<star>[ABDE]):(?:\*|[xX]\b)|"
    r"(?<=group )(?P<alone>[ABDE])\b(?! ?:| ?\d))(?: at all)?"
)
_EVERY = re.compile(r"(?:all|every|each)\b")
_LISTS_WORD = re.compile(r"\blists?\b", re.I)
_FRAME = re.compile(
    r"\b(?:which|what(?:'?s)?|list(?:s|ed)?|name[sd]?|show|give|who(?:'?s)?|compare|tell|there|total|i\.?e|e\.?g|but|one|ones|those|"
    r"members?|membership|states?|nations|places|countries|destinations|appears?|also|still|as well|own|two|three|"
    r"lists?|tables?|groups?|columns?|marks?|marked|has|have|an? X|X(?:'s)?|sets?|them|they|only|just|"
    r"anyone|any|come|belongs?|figures?|overlap|common|intersection|difference|between|against|rather than|"
    rf"same|time|(?:of |under )?(?:the )?(?:EAR|CFR|{jurisdictions.table().bodies}|Commerce|"
    r"United States|US|U\.S\.)(?:'s)?)(?!\w)",
    re.I,
)
_FEWEST_SETS = 2
_SIDES = 2  # of a comparison
_NOUN_OF_SET = r"(?:countries|places|members|states|destinations|lists?|sets?)"
# "A and B: the same countries?" asks both ways: who is only in A, who is only in B.
_COMPARED = re.compile(
    rf"\b(?:the same|same {_NOUN_OF_SET}|identical|(?:line|match) up|match(?:es)?|coincide|"
    r"differ(?:s|ent|ences?(?: between)?)?|compare[sd]?|versus|vs)\b",
    re.I,
)
_VERSUS = re.compile(
    rf"\b(?:versus|vs|against|(?:the same|identical|equal)(?: {_NOUN_OF_SET})? (?:as|to|with)|compared? (?:with|to)|"
    r"different from|differs? from|match(?:es)?)\b",
    re.I,
)
_OF_COMPARISON = re.compile(
    rf"{_COMPARED.pattern}|{_VERSUS.pattern}|\b(?:or not|each other|exactly|really|how|do|does|per|according to|under|"
    r"plus|together)\b",
    re.I,
)
_PER = re.compile(r"\b(?:per|according to|under)(?= (?:the )?(?:§|sections? |parts? |\d| {2,}))", re.I)
_OR_NOT = re.compile(r"\bor not\b", re.I)
_BODY = re.compile(rf"\b(?:{jurisdictions.table().bodies})\b")
# "the DOE 810 list": an agency and the number of its part.
_PART_OF_AGENCY = re.compile(
    rf"(?<=\b)(?P<agency>(?-i:{jurisdictions.table().bodies}))(?:'s)? (?P<part>\d{{3,4}})\b(?![.,(]\d)"
)
_IN_GROUP = "in Country Group "
_SHARED_NAMED = 40  # countries that two sets share up to which they are named: who differs is what is asked
_SPANS_CITED = 12  # rows of a table that the first sentence cites


@dataclass(frozen=True)
class CountrySet:
    """Countries of a group, a column or a list, by their codes (by their names where they have none), as printed.

    `noun` and `place` are how a sentence speaks of it: "countries of …", "in …". `ungraded` are codes of which it
    cannot be said whether they are in it. `lines` are the stretches that tell of one country.
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


@dataclass(frozen=True)
class _Named:
    """Set with the place in the question where it is named."""

    start: int
    end: int
    about: CountrySet


@dataclass(frozen=True)
class _Asked:
    """Sets that a question puts together: wanted are the countries of all of `within` that are in none of `without`.

    `both_ways` says that the two sets of `within` are compared: who is only in the one, who only in the other.
    """

    within: tuple[CountrySet, ...]
    without: tuple[CountrySet, ...]
    counts: bool
    both_ways: bool = False


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the countries that several sets have in common, or that one has and others have not.

    None where a question names fewer than two sets that are held, or has a word that is not read.
    """
    if question.leans or lists_asked(question.core):
        return None
    pieces = clauses(question.core)
    asking = " ".join(c.text if c.text.endswith("?") else f"{c.text}?" for c in pieces if c.asks)
    for text in dict.fromkeys((question.core, asking)):
        asked = _read(text, catalogue, question.filters) if text else None
        if asked is not None:
            return (_both_ways if asked.both_ways else _answer)(asked, catalogue)
    return _in_any(question.core, catalogue, question.filters)


def _in_any(text: str, catalogue: CatalogueReader, filters: Filters) -> Computed | None:
    """Return whether countries are in any of the groups of a letter; None for other questions."""
    form = QuestionForm(text)
    letters = _letters(form, catalogue, filters)
    spots = list(places.find(form.rest))
    if len(letters) != 1 or not letters[0].about.groups_of or not spots:
        return None
    if chart.names_a_column(form.rest) or groups.places_of_groups(form.rest):
        return None
    for start, end, _ in spots:
        form.blank(start, end)
    for pattern in (table().by_kind["groups"].asked, BOTH, LACKS, _FRAME, _MEETS):
        form.take(pattern)
    if form.words():
        return None
    about = letters[0].about
    codes = list(dict.fromkeys(code for *_, code in spots))
    told = [
        f"{places.name_of(c)} is in {about.groups_of[c]}" if c in about.groups_of else f"{places.name_of(c)} is in none"
        for c in codes
    ]
    yes = [c in about.groups_of for c in codes]
    lead = f"{'; '.join(told)} {about.place.removeprefix('in any ')} ({about.text})."
    if len(codes) == 1:
        lead = f"{'Yes' if yes[0] else 'No'}. {lead}"
    payload = {
        "list": about.key,
        "value": yes[0] if len(yes) == 1 else dict(zip(map(places.name_of, codes), yes, strict=True)),
        "rows": [{"citation": cited(s, catalogue)} for s in about.spans],
    }
    finding = Finding(lead, about.spans, says_yes=yes[0] if len(yes) == 1 else None)
    return Computed(Form.LIST, (finding,), payload)


def _read(text: str, catalogue: CatalogueReader, filters: Filters) -> _Asked | None:
    text = groups.spelt_out(text.replace("’", "'"))
    text = _PART_OF_AGENCY.sub(r"\g<agency> part \g<part>", without_label(text, _names_something))
    form = QuestionForm(text)
    letters = _letters(form, catalogue, filters)
    text = form.rest  # "any of the D groups" asks for no alternatives
    form = QuestionForm(_LETTER_OF_GROUPS.sub(lambda m: " " * len(m[0]), text))
    named = [*letters, *_groups(form, catalogue, filters), *_columns(form, catalogue, filters)]
    sections, parts = _sections(form, catalogue, filters)
    if sections is None:
        return None
    named += sections
    if not named:
        return None
    first = _ASKS.search(text)  # "which of them are …, and how many are there in all?" asks who
    counts = first is not None and COUNT.match(first[0]) is not None
    form.take(COUNT)
    # "compare A and B: who is in both?", "… who is not in B?" ask one way.
    one_way = BOTH.search(text) or LACKS.search(_OR_NOT.sub("", text))
    compared = _COMPARED.search(text) is not None and not one_way
    form.take(_OF_COMPARISON if compared else _PER)
    for about in (table().by_kind["chart"].asked, table().by_kind["groups"].asked, BOTH, LACKS, _FRAME):
        form.take(about)
    if any(s.about.lines for s in named):
        form.take(table().reason_pattern)
    known = frozenset(w for s in named for w in s.about.words)
    left = [w for word in form.words() for w in re.split(r"[-/]", word) if w and not _is_known(w, known)]
    if left or parts:
        if (described := _described(left, text, parts, named, catalogue, filters)) is None:
            return None
        named.append(described)
    named.sort(key=lambda s: s.start)
    return _sides(text, named) if compared else _put_together(text, named, counts)


def _names_something(label: str) -> bool:
    return bool(
        groups.places_of_groups(label) or chart.names_a_column(label) or country_lists.addresses(label)
        or _BODY.search(label) or any(places.find(label))
    )  # fmt: skip


def _sides(text: str, named: Sequence[_Named]) -> _Asked | None:
    """Return the two sides of a comparison: what stands before and behind "versus", or the two sets that are named."""
    if len({bool(n.about.lines) for n in named}) > 1:
        return None  # a row of the chart that is not graded is on neither side
    spots = [m.start() for m in _VERSUS.finditer(text)]
    spots = [at for at in spots if named[0].end <= at <= named[-1].start]
    if len({n.about.key for n in named}) == _SIDES == len(named):
        sides = [[named[0].about], [named[1].about]]
    elif len(spots) == 1:
        sides = [[n.about for n in named if n.end <= spots[0]], [n.about for n in named if n.start >= spots[0]]]
    else:
        return None
    first, second = (_united(side) for side in sides)
    return None if first.key == second.key else _Asked((first, second), (), False, both_ways=True)


def _united(sets: Sequence[CountrySet]) -> CountrySet:
    """Return several sets as one that has the countries of each."""
    if len(sets) == 1:
        return sets[0]
    return CountrySet(
        " and ".join(s.key for s in sets),
        f"countries {_placed(sets, 'or')}",
        _placed(sets, "or"),
        {code: name for s in sets for code, name in s.countries.items()},
        tuple(p for s in sets for p in s.spans),
        "; ".join(dict.fromkeys(s.text for s in sets)),
        ungraded={code: name for s in sets for code, name in s.ungraded.items()},
        said_beside=tuple(t for s in sets for t in s.said_beside),
    )


def _put_together(text: str, named: Sequence[_Named], counts: bool) -> _Asked | None:
    within: list[CountrySet] = []
    without: list[CountrySet] = []
    for one, refused in zip(named, refusals(text, [(n.start, n.end) for n in named]), strict=True):
        (without if refused else within).append(one.about)
    keys_in, keys_out = {s.key: s for s in within}, {s.key: s for s in without}
    if not keys_in or keys_in.keys() & keys_out.keys() or len(keys_in) + len(keys_out) < _FEWEST_SETS:
        return None
    meets = BOTH.search(text) or _MEETS.search(text) or any(s.groups_of for s in within)
    if len(keys_in) > 1 and (_ALTERNATIVES.search(text) or not meets):
        return None  # the countries of each, or of any of them
    return _Asked(tuple(keys_in.values()), tuple(keys_out.values()), counts)


def _is_known(word: str, words: frozenset[str]) -> bool:
    plain = word.casefold().removesuffix("'s")
    return beginning(plain) in words or plain in words


def _groups(form: QuestionForm, catalogue: CatalogueReader, filters: Filters) -> list[_Named]:
    found = groups.places_of_groups(form.rest)
    held = groups_held(catalogue, filters) if found else None
    out = []
    for start, end, group in found:
        if held is None or not groups.members(held, group):
            continue  # its letters stay as words that are not read
        form.blank(start, end)
        out.append(_Named(start, end, _of_group(held, group)))
    return out


def _letters(form: QuestionForm, catalogue: CatalogueReader, filters: Filters) -> list[_Named]:
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
            out += [_Named(match.start(), match.end(), _of_group(held, g)) for g in mine]
            continue
        about = _of_letter(held, letter, mine) if mine else _of_group(held, letter)
        out.append(_Named(match.start(), match.end(), about))
    return out


def _of_letter(held: HeldTable[GroupTable], letter: str, mine: Sequence[str]) -> CountrySet:
    """Return who is in any of the groups of a letter, each country with those that it is in."""
    of_group = {g: {places.code_of(n) or n: n for n in groups.members(held, g)} for g in mine}
    codes = {code: name for members in of_group.values() for code, name in members.items()}
    inside = {c: ", ".join(g for g in mine if c in of_group[g]) for c in codes}
    spans = tuple(held.span(held.content.lines[g]) for g in mine)
    said = f"any of the {letter} groups ({mine[0]} to {mine[-1]})"
    return CountrySet(
        f"Country Group {letter}", f"countries of {said}", f"in {said}", codes, spans, of(held), groups_of=inside
    )


def _of_group(held: HeldTable[GroupTable], group: str) -> CountrySet:
    label = held.content.labels.get(group, "")
    said = f"Country Group {group}"
    countries = {places.code_of(n) or n: n for n in groups.members(held, group)}
    words = frozenset(beginning(w) for w in re.findall(r"[^\W\d_]{2,40}", label))
    span = held.span(held.content.lines[group])
    return CountrySet(said, f"countries of {said}", f"in {said}", countries, (span,), of(held), words)


def _columns(form: QuestionForm, catalogue: CatalogueReader, filters: Filters) -> list[_Named]:
    if not chart.names_a_column(form.rest):
        return []
    held = chart_held(catalogue, filters)
    if held is None:
        return []
    out = []
    for start, end, columns in chart.places_of_columns(form.rest, held.content):
        form.blank(start, end)
        out += [_Named(start, end, _of_column(held, column)) for column in columns]
    return out


def _of_column(held: HeldTable[ChartTable], column: str) -> CountrySet:
    rows = [r for r in held.content.rows if not r.row_of]
    marked = {places.code_of(r.name) or r.name: r.name for r in rows if column in (r.marks or ())}
    ungraded = {places.code_of(r.name) or r.name: r.name for r in rows if r.marks is None}
    lines = {places.code_of(r.name) or r.name: held.span(r.line) for r in rows}
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


def _sections(
    form: QuestionForm, catalogue: CatalogueReader, filters: Filters
) -> tuple[list[_Named] | None, list[tuple[int, str]]]:
    """Take the addresses out of a question: those with a list, and parts with their places; None where one has none."""
    own = {about.address for about in table().by_kind.values()}
    own |= {address.rpartition(" to ")[2] for address in own}  # "the groups of part 740"
    out: list[_Named] = []
    parts: list[tuple[int, str]] = []
    for start, end, address in country_lists.addresses(form.rest):
        form.blank(start, end)
        if address.removeprefix("15 CFR ") in own:
            continue
        if (found := country_lists.list_at(address, catalogue, filters)) is not None:
            out.append(_Named(start, end, _of_list(found)))
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


def _described(
    left: Sequence[str],
    text: str,
    parts: Sequence[tuple[int, str]],
    named: Sequence[_Named],
    catalogue: CatalogueReader,
    filters: Filters,
) -> _Named | None:
    """Return the list of a part that words of a question describe: the part that it names, or that of a list named.

    None where they describe none, or several, or where a word is in no heading.
    """
    if len(parts) > 1 or not (left or parts):
        return None
    addresses = [a for _, a in parts] or list(dict.fromkeys(a for s in named if (a := _part_of(s.about))))
    keys = {s.about.key for s in named}
    every = [x for a in addresses for x in country_lists.lists_of_part(a, catalogue, filters) if x.address not in keys]
    words = set(re.findall(r"[^\W\d_]{2,40}", text))
    fits = [(sum(_is_known(w, x.words) for w in words), x) for x in every if all(_is_known(w, x.words) for w in left)]
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
    return _Named(start, start, _of_list(first[0]))


def _part_of(about: CountrySet) -> str:
    match = re.search(r"(?P<title>\d{1,2} CFR) (?P<part>\d{2,4})\.", about.key)
    return f"{match['title']} Part {match['part']}" if match else ""


def _answer(asked: _Asked, catalogue: CatalogueReader) -> Computed:
    first, *others = asked.within
    codes = [c for c in first.countries if all(c in s.countries for s in others)]
    codes = [c for c in codes if not any(c in s.countries for s in asked.without)]
    ungraded = _ungraded(asked)
    codes = [c for c in codes if c not in ungraded]
    inside = {c: s.groups_of[c] for s in asked.within for c in codes if s.groups_of}
    names = [f"{first.countries[c]} ({inside[c]})" if c in inside else first.countries[c] for c in codes]
    where = [f"also {_placed(others, 'and')}"] if others else []
    where += [f"not {_placed(asked.without, 'or')}"] if asked.without else []
    sets = (*asked.within, *asked.without)
    many = f"{len(names)} of the {len(first.countries)} {first.noun} {'is' if len(names) == 1 else 'are'}"
    where_to = f"{many} {' but '.join(where)}"
    if not names:
        where_to = f"None of the {len(first.countries)} {first.noun} is {' but '.join(where)}"
        if not others:
            every = f"All {len(first.countries)} {first.noun}"
            every = f"Those of the {len(first.countries)} {first.noun} that are graded" if ungraded else every
            where_to = f"{every} are {_placed(asked.without, 'or')}: none is left"
    listed = f": {('; ' if any(',' in n for n in names) else ', ').join(names)}" if names else ""
    sizes = joined(
        [f"{n} {'country is' if n == 1 else 'countries are'} {s.place}" for s in sets[1:] if (n := len(s.countries))]
    )
    texts = "; ".join(dict.fromkeys(s.text for s in sets))
    lead = f"{where_to}{listed} ({texts}).{f' In all, {sizes}.' if sizes else ''}"
    lines = [s.lines[c] for s in sets if s.lines for c in codes if c in s.lines]
    spans = tuple(dict.fromkeys((*(p for s in sets for p in s.spans), *lines[:_SPANS_CITED])))
    findings = [Finding(lead, spans)]
    findings += [Finding(t, s.spans, Note.NOTE) for s in sets for t in s.said_beside]
    if ungraded:
        rows = tuple(s.lines[c] for s in sets for c in ungraded if c in s.lines)
        told = f"Not graded in the chart, and so not counted: {', '.join(ungraded.values())}. That is no permission."
        findings.append(Finding(told, rows, Note.NOTE))
    told_by = dict.fromkeys((*(p for s in sets for p in s.spans), *lines))
    payload = {
        "list": "; ".join(s.key for s in sets),
        "value": len(names) if asked.counts else names,
        "sizes": {s.key: len(s.countries) for s in sets},
        "countries": names,
        "rows": [{"citation": cited(s, catalogue)} for s in told_by],
    }
    return Computed(Form.LIST, tuple(findings), payload)


def _both_ways(asked: _Asked, catalogue: CatalogueReader) -> Computed:
    """Say whether two sets have the same countries, and who is only in the one or only in the other."""
    first, second = asked.within
    only = [[n for c, n in a.countries.items() if c not in b.countries] for a, b in ((first, second), (second, first))]
    shared = [n for c, n in first.countries.items() if c in second.countries]
    same = not any(only)
    sizes = [f"{len(s.countries)} {s.noun}" for s in (first, second)]
    told = [f"only {s.place}: {_printed(names)}" for s, names in zip((first, second), only, strict=True)]
    lead = "The same countries." if same else "Not the same countries."
    named = f": {_printed(shared)}" if len(shared) <= _SHARED_NAMED else ""
    both = f"in both are {len(shared)}{named}" if shared else "none is in both"
    lead = f"{lead} There are {sizes[0]} and {sizes[1]}; {both}"
    texts = "; ".join(dict.fromkeys((first.text, second.text)))
    lead = f"{lead}{'' if same else f'; {told[0]}; {told[1]}'} ({texts})."
    spans = tuple(dict.fromkeys((*first.spans, *second.spans)))
    findings = [Finding(lead, spans)]
    findings += [Finding(t, s.spans, Note.NOTE) for s in (first, second) for t in s.said_beside]
    if ungraded := {**first.ungraded, **second.ungraded}:
        told_of = f"Not graded in the chart, and so on neither side: {', '.join(ungraded.values())}. "
        findings.append(Finding(f"{told_of}That is no permission.", (), Note.NOTE))
    payload = {
        "list": f"{first.key}; {second.key}",
        "value": {"same": same, "both": shared, f"only {first.key}": only[0], f"only {second.key}": only[1]},
        "sizes": {s.key: len(s.countries) for s in (first, second)},
        "rows": [{"citation": cited(s, catalogue)} for s in spans],
    }
    return Computed(Form.LIST, tuple(findings), payload)


def _printed(names: Sequence[str]) -> str:
    return ("; " if any("," in n for n in names) else ", ").join(names) or "none"


def _ungraded(asked: _Asked) -> dict[str, str]:
    """Return the countries of which the chart does not say whether they belong to what is asked for."""
    others = [s for s in asked.within if not s.lines]
    left_out = {c for s in asked.without if not s.lines for c in s.countries}
    of_chart = {c: n for s in (*asked.within, *asked.without) for c, n in s.ungraded.items()}
    for column in (s for s in (*asked.within, *asked.without) if s.lines):
        of_chart |= {c: f"{n} (no row)" for s in others for c, n in s.countries.items() if c not in column.lines}
    return {c: n for c, n in of_chart.items() if c not in left_out and all(c in s.countries for s in others)}


def _placed(sets: Sequence[CountrySet], link: str) -> str:
    """Return where countries are, the groups among them in one: "in Country Group A:1, A:5 and on the list in …"."""
    told: list[str] = []
    for one in sets:
        again = one.place.startswith(_IN_GROUP) and any(t.startswith(_IN_GROUP) for t in told)
        told.append(one.place.removeprefix(_IN_GROUP) if again else one.place)
    return f" {link} ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)

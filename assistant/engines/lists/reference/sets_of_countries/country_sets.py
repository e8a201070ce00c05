"""Questions that put sets of countries together: who is in one set, and in another one or not in it.

A set is a group, a column of the chart or a list of the law.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engines.clauses import clauses
from assistant.engines.lists import places
from assistant.engines.lists.question_form import COUNT, QuestionForm, without_label
from assistant.engines.lists.reference import chart, country_lists, groups
from assistant.engines.lists.reference.sets_of_countries.named_sets import (
    CountrySet,
    NamedSet,
    is_of_heading,
    list_described,
    take_columns,
    take_groups,
    take_letters,
    take_lists,
)
from assistant.engines.lists.reference.table_answer import enumeration
from assistant.engines.lists.set_words import BOTH, LACKS, refusals
from assistant.engines.model import Computed, Finding, span_payload
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries, jurisdictions
from corpus.lexicon.party_lists import lists_asked
from corpus.lexicon.reference_tables import reference_tables

_MEETS = lazy_regex(
    r"\b(?:also|too|of (?:the|those|all)|among|with|marked)\b|(?<!what )(?<!who )\b(?:are|is|have|has|carry|bear)\b",
    re.I,
)
_ASKS = lazy_regex(rf"{COUNT.pattern}|\b(?:which|what|who|list|names?|show|give)\b", re.I)
_ALTERNATIVES = lazy_regex(r"\b(?:or|either|any of)\b", re.I)
_OF_OWN_LAW = "|".join(
    re.escape(word) for code in reference_tables().countries for word in countries.table().by_code[code].written
)
_FRAME = lazy_regex(
    r"\b(?:which|what(?:'?s)?|list(?:s|ed)?|name[sd]?|show|give|who(?:'?s)?|compare|tell|there|total|i\.?e|e\.?g|but"
    r"|one|ones|those|"
    r"members?|membership|states?|nations|places|countries|destinations|appears?|also|still|as well|own|two|three|"
    r"lists?|tables?|groups?|columns?|marks?|marked|has|have|an? X|X(?:'s)?|sets?|them|they|only|just|"
    r"anyone|any|come|belongs?|figures?|overlap|common|intersection|difference|between|against|rather than|"
    rf"same|time|(?:of |under )?(?:the )?(?:EAR|CFR|{jurisdictions.table().bodies}|Commerce|"
    rf"{_OF_OWN_LAW})(?:'s)?)(?!\w)",
    re.I,
)
_FEWEST_SETS = 2
_SIDES = 2  # of a comparison
_NOUN_OF_SET = r"(?:countries|places|members|states|destinations|lists?|sets?)"
# "A and B: the same countries?" asks both ways: who is only in A, who is only in B.
_COMPARED = lazy_regex(
    rf"\b(?:the same|same {_NOUN_OF_SET}|identical|(?:line|match) up|match(?:es)?|coincide|"
    r"differ(?:s|ent|ences?(?: between)?)?|compare[sd]?|versus|vs)\b",
    re.I,
)
_VERSUS = lazy_regex(
    rf"\b(?:versus|vs|against|(?:the same|identical|equal)(?: {_NOUN_OF_SET})? (?:as|to|with)|compared? (?:with|to)|"
    r"different from|differs? from|match(?:es)?)\b",
    re.I,
)
_OF_COMPARISON = lazy_regex(
    rf"{_COMPARED.pattern}|{_VERSUS.pattern}|\b(?:or not|each other|exactly|really|how|do|does|per|according to|under|"
    r"plus|together)\b",
    re.I,
)
_PER = lazy_regex(r"\b(?:per|according to|under)(?= (?:the )?(?:§|sections? |parts? |\d| {2,}))", re.I)
_OR_NOT = lazy_regex(r"\bor not\b", re.I)
_BODY = lazy_regex(rf"\b(?:{jurisdictions.table().bodies})\b")
# "the DOE 810 list": an agency and the number of its part.
_PART_OF_AGENCY = lazy_regex(
    rf"(?<=\b)(?P<agency>(?-i:{jurisdictions.table().bodies}))(?:'s)? (?P<part>\d{{3,4}})\b(?![.,(]\d)"
)
_SHARED_NAMED = 40  # countries that two sets share up to which they are named: who differs is what is asked
_SPANS_CITED = 12  # rows of a table that the first sentence cites


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
    letters = take_letters(form, catalogue, filters)
    spots = list(places.find(form.rest))
    if len(letters) != 1 or not letters[0].about.groups_of or not spots:
        return None
    if chart.names_a_column(form.rest) or groups.places_of_groups(form.rest):
        return None
    for start, end, _ in spots:
        form.blank(start, end)
    for pattern in (reference_tables().by_kind["groups"].asked, BOTH, LACKS, _FRAME, _MEETS):
        form.take(pattern)
    if form.words():
        return None
    about = letters[0].about
    codes = list(dict.fromkeys(code for *_, code in spots))
    told = [
        f"{places.name_in_answer(c)} is in {about.groups_of[c]}"
        if c in about.groups_of
        else f"{places.name_in_answer(c)} is in none"
        for c in codes
    ]
    yes = [c in about.groups_of for c in codes]
    lead = f"{'; '.join(told)} of {about.several} ({about.text})."
    payload = {
        "list": about.key,
        "value": yes[0] if len(yes) == 1 else dict(zip(map(places.name_in_answer, codes), yes, strict=True)),
        "rows": [{"citation": span_payload(s, catalogue)} for s in about.spans],
    }
    finding = Finding(lead, about.spans, says_yes=yes[0] if len(yes) == 1 else None, in_a_word=True)
    return Computed(Form.LIST, (finding,), payload)


def _read(text: str, catalogue: CatalogueReader, filters: Filters) -> _Asked | None:
    text = groups.spelt_out(text.replace("’", "'"))
    form = QuestionForm(_PART_OF_AGENCY.sub(r"\g<agency> part \g<part>", without_label(text, _names_something)))
    named = take_letters(form, catalogue, filters)
    text = form.rest  # "any of the D groups" asks for no alternatives
    named += [*take_groups(form, catalogue, filters), *take_columns(form, catalogue, filters)]
    sections, parts = take_lists(form, catalogue, filters)
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
    for about in (
        reference_tables().by_kind["chart"].asked,
        reference_tables().by_kind["groups"].asked,
        BOTH,
        LACKS,
        _FRAME,
    ):
        form.take(about)
    if any(s.about.lines for s in named):
        form.take(reference_tables().reason_pattern)
    known = frozenset(w for s in named for w in s.about.words)
    left = [w for word in form.words() for w in re.split(r"[-/]", word) if w and not is_of_heading(w, known)]
    if left or parts:
        if (described := list_described(left, text, parts, named, catalogue, filters)) is None:
            return None
        named.append(described)
    named.sort(key=lambda s: s.start)
    return _sides(text, named) if compared else _put_together(text, named, counts)


def _names_something(label: str) -> bool:
    return bool(
        groups.places_of_groups(label) or chart.names_a_column(label) or country_lists.addresses_named(label)
        or _BODY.search(label) or any(places.find(label))
    )  # fmt: skip


def _sides(text: str, named: Sequence[NamedSet]) -> _Asked | None:
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


def _put_together(text: str, named: Sequence[NamedSet], counts: bool) -> _Asked | None:
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
    sizes = enumeration(
        [f"{n} {'country is' if n == 1 else 'countries are'} {s.place}" for s in sets[1:] if (n := len(s.countries))]
    )
    texts = "; ".join(dict.fromkeys(s.text for s in sets))
    lead = f"{where_to}{listed} ({texts}).{f' In all, {sizes}.' if sizes else ''}"
    lines = [s.lines[c] for s in sets if s.lines for c in codes if c in s.lines]
    spans = tuple(dict.fromkeys((*(p for s in sets for p in s.spans), *lines[:_SPANS_CITED])))
    findings = [Finding(lead, spans)]
    findings += [Finding(t, s.spans, StatementRole.NOTE) for s in sets for t in s.said_beside]
    if ungraded:
        rows = tuple(s.lines[c] for s in sets for c in ungraded if c in s.lines)
        told = f"Not graded in the chart, and so not counted: {', '.join(ungraded.values())}. That is no permission."
        findings.append(Finding(told, rows, StatementRole.NOTE))
    told_by = dict.fromkeys((*(p for s in sets for p in s.spans), *lines))
    payload = {
        "list": "; ".join(s.key for s in sets),
        "value": len(names) if asked.counts else names,
        "sizes": {s.key: len(s.countries) for s in sets},
        "countries": names,
        "rows": [{"citation": span_payload(s, catalogue)} for s in told_by],
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
    findings += [Finding(t, s.spans, StatementRole.NOTE) for s in (first, second) for t in s.said_beside]
    if ungraded := {**first.ungraded, **second.ungraded}:
        told_of = f"Not graded in the chart, and so on neither side: {', '.join(ungraded.values())}. "
        findings.append(Finding(f"{told_of}That is no permission.", (), StatementRole.NOTE))
    payload = {
        "list": f"{first.key}; {second.key}",
        "value": {"same": same, "both": shared, f"only {first.key}": only[0], f"only {second.key}": only[1]},
        "sizes": {s.key: len(s.countries) for s in (first, second)},
        "rows": [{"citation": span_payload(s, catalogue)} for s in spans],
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
    told = [
        one.group if one.group and any(before.group for before in sets[:n]) else one.place for n, one in enumerate(sets)
    ]
    return f" {link} ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)

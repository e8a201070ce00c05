"""Questions about country groups: who is in them, in which of them a country is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.engines.clauses import clauses
from assistant.engines.lists import places
from assistant.engines.lists.question_form import COUNT, QuestionForm, without_label
from assistant.engines.lists.reference import country_lists, follow_ups
from assistant.engines.lists.reference.held_tables import GroupTable, HeldTable, RowPlace, groups_held
from assistant.engines.lists.reference.table_answer import enumeration, of, reply
from assistant.engines.lists.set_words import BOTH, REFUSES, refuses_next
from assistant.engines.model import Computed, Finding
from assistant.model import Form, Outcome, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.party_lists import lists_asked
from corpus.lexicon.reference_tables import reference_tables
from corpus.lexicon.regions import WorldRegion

_GROUP = lazy_regex(
    r"\b(?:EAR )?(?i:country )?(?i:groups? )?(?P<letter>[ABDE]|[abde](?= ?:))"
    r"(?: ?: ?(?P<number>[1-6])|(?P<close>[1-6]))\b"
    r"(?! ?(?:column|\d))(?: (?:countr(?:y|ies)|members?|destinations?|list|states?))?|"
    r"\b(?i:(?:country )?groups?) (?P<alone>[BDE])\b"
)
_BEFORE_GROUP = 40  # letters before a group in which the word before it is looked for
_WORD_BEFORE = lazy_regex(r"\b([\w'-]{1,30})[ (]{1,3}$")
_NOUN_OF_GROUP = lazy_regex(r"(?:members?|countries|states|participants?|groups?|columns?)", re.I)
_OF_PLACE = lazy_regex(r"(?:^|\b(?:is|are|and|or|in|for|of|with)|[,/]) ?(?:the )?$", re.I)
_ASKS_WHICH = lazy_regex(r"\b(?:which|what|list|name|show|give|all|who|both)\b", re.I)
_WHICH_GROUPS = lazy_regex(
    r"\b(?:which|what|all|list|every)(?: the)?(?: EAR)? (?:country )?groups?\b|\bgroups? (?:is|does|are|of)\b", re.I
)
# "which country group is Zubrowka in": a name that is read as no country stands where one does.
_UNKNOWN_PLACE = lazy_regex(
    r"\b(?:which|what)(?: EAR)? (?:country )?groups?\b[^?.]{0,20}\b(?:is|does|are|of|for)\s(?:the\s)?"
    r"(?P<name>(?-i:[A-Z][\w'’-]{2,25}(?: [A-Z][\w'’-]{2,25}){0,2}))(?=\s(?:in|belong|part|and)\b|\W*$|\?)",
    re.I,
)
# "A:4 (nuclear suppliers)": a gloss on the group that stands before it.
_GLOSS = lazy_regex(r"(?<=[A-Ea-e]:[1-6]) ?\((?![^()]{0,80}:)[^()]{1,80}\)")
_SPAN = lazy_regex(r"\b([A-Ea-e]): ?([1-6]) ?(?:to|through|until|[-–]) ?(?:\1: ?)?([1-6])\b")
_EITHER = lazy_regex(r"\b(?:either|any of)\b", re.I)
_OTHER_WAY = lazy_regex(r"\b(?:the )?other way a?round\b|\bvice versa\b|\bconversely\b", re.I)
_DIFFERENCE = lazy_regex(r"\b(?:(?:set )?difference (?:of|between)|in which (?:countries|places) do)\b", re.I)
_MEMBER = lazy_regex(
    r"\b(?:members?(?: of)?|includ(?:e|es|ing)|comprises?|cover(?:s|ed)?|"
    r"belongs?(?: to)?|part of|falls?(?: in| under)?|sits? in|counts? as|same time|common|either|"
    r"overlap\w*|figures?|appears?|states|nations|"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?= (?:countries|states|nations|places))|"
    r"but|not|club|bloc|regime|isn'?t|aren'?t|outside|still|again|places|ones|those|EAR(?: tables?)?|"
    r"(?:[ABDE] )?columns?|at once|simultaneously|(?:two|three|four|five)(?= [ABDE]?:?\b)|together with|right|correct|"
    r"isnt it|sort|put|these|into|any catch(?: with| about| for)?|catch|caveats?)\b",
    re.I,
)


def _spelt_out(span: re.Match[str]) -> str:
    """Return the groups of "D:1 to D:5", one by one."""
    letter, first, last = span[1].upper(), int(span[2]), int(span[3])
    return ", ".join(f"{letter}:{number}" for number in range(first, last + 1)) or span[0]


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer to a question about country groups, None where it is no such question.

    What is told beside what is asked is left aside where it is not read: "our policy says so".
    """
    found = _computed(question, catalogue)
    pieces = clauses(question.core)
    asking = [c.text for c in pieces if c.asks]
    if found is None and (premise := _wrong_premise(question, catalogue)) is not None:
        return premise
    if found is not None or question.leans or len(asking) != 1 or len(pieces) == 1:
        return found
    if _ITEM_TOLD.search(question.core):
        return None  # a shipment is told: "Peru is in A:6, so both ok?" asks of it, and not of the group
    return _computed(replace(question, core=asking[0], standalone=asking[0], parts=()), catalogue)


def _wrong_premise(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return that a country is not in a group in which a question takes it to be; None where it is there.

    What is asked of that is left open. A shipment that is told is walked, which says so as well.
    """
    premise = _PREMISE.search(question.core)
    if premise is None or _ITEM_TOLD.search(question.core) or lists_asked(question.core):
        return None
    asked = f"Is {premise['who']} in {premise['group']}?"
    found = _computed(replace(question, core=asked, standalone=asked, parts=()), catalogue)
    rest = question.core[premise.end() :].strip(" ,;:?.")
    if found is None or found.payload.get("value") is not False or not rest:
        return None
    lead, *more = found.findings
    lead = replace(lead, text=f"{lead.text.rstrip('.')}: nothing follows from its being there.", says_yes=None)
    return replace(found, findings=(replace(lead, in_a_word=False), *more), not_answered=(rest,))


# "Since Peru is in Country Group A:5, may I …", "Peru is in D:5 so …"
_PREMISE = lazy_regex(
    r"(?:^|\b(?:since|as|because|if|given(?: that)?|now that|and|but)\s|[,;.]\s)(?:the )?"
    r"(?!(?:since|as|because|if|given|now|and|but)\b)"
    r"(?P<who>(?-i:[A-Z][\w'’.-]{2,20}(?: (?:of |and |the )?[A-Z][\w'’.-]{2,20}){0,3})) (?:is|are) "
    r"(?:also |listed ){0,2}"
    r"(?:in|on|part of|a member of) (?:the )?(?P<group>(?:country )?(?:group )?[ABDE]:[1-6])\b",
    re.I,
)
_ITEM_TOLD = lazy_regex(r"\b\d[A-E]\d{3}\b|\bEAR99\b")


def _computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    # A follow-up that names two groups asks of those alone, and not of those of the question before.
    if len(_GROUP.findall(question.core)) > 1:
        text = question.core
    else:
        changed = follow_ups.earlier_question_with(
            question, lambda text: [(m.start(), m.end()) for m in _GROUP.finditer(text)]
        )
        if changed is None:
            return None
        text = changed or question.standalone
    text = spelt_out(text)
    if lists_asked(question.core):
        return None  # the group chooses rows of a list of parties
    asks = _GROUP.search(text) or reference_tables().by_kind["groups"].asked.search(text) or _WHICH_GROUPS.search(text)
    if not asks:
        return None
    held = groups_held(catalogue, question.filters)
    if held is None or country_lists.names_country_list(text, catalogue, question.filters):
        return None  # a group and a list of the law: `country_sets` puts them together
    form = QuestionForm(_without_labels(without_label(text, _names_something), held.content))
    wanted, left_out = _groups(form)
    if set(wanted) & set(left_out):
        return None  # who is in a group and not in it is nobody: more is asked than is read here
    asks_groups = bool(form.take(_WHICH_GROUPS))
    form.take(reference_tables().by_kind["groups"].asked)
    for group in (*wanted, *left_out):
        if label := held.content.labels.get(group, ""):
            form.take(re.compile(rf"\b{re.escape(label)}(?: members?)?\b", re.I))  # "the Australia Group" is no country
    named = _countries(form)
    counts, lists = bool(form.take(COUNT)), bool(form.take(_ASKS_WHICH))
    both, either = bool(form.take(BOTH)), bool(form.take(_EITHER))
    turned, differ = bool(form.take(_OTHER_WAY)), bool(form.take(_DIFFERENCE))
    form.take(_MEMBER)
    if left_out:
        form.take(REFUSES)
    if not (named or wanted or left_out or question.parts) and (unknown := _UNKNOWN_PLACE.search(question.core)):
        return _of_no_country(held, unknown["name"])
    if _left(form, held.content, wanted) or any(g not in held.content.members for g in (*wanted, *left_out)):
        return None
    if named and wanted and left_out:
        return None
    if named and wanted:
        either = re.search(r"\bor\b", text, re.I) is not None
        return _memberships(held, named, wanted, either, counts, catalogue)
    if named and (asks_groups or lists) and len(named) == 1:
        return _groups_of(held, named[0], catalogue)
    if wanted and not named:
        if len(wanted) > 1 and not left_out and REFUSES.search(text):
            return None  # which of the groups the "not" is of was not read
        if turned or differ:
            two = wanted if differ and not left_out else [*wanted, *left_out]
            return _differences(held, two, catalogue) if len(two) == 2 and not (both or either or counts) else None
        either = either or (" or " in text and not both)
        return _members(held, wanted, left_out, counts, both, either, text, catalogue)
    return None


def _of_no_country(held: HeldTable[GroupTable], name: str) -> Computed:
    """Return that a name is no country of the table, which frees nobody, and ask for the country."""
    words = (
        f"“{name}” is no country that is known here: the table of country groups of {held.edition} has no row for it."
    )
    first = Finding(
        f"{words} That is no sign that nothing is required. Which country is meant?", (held.span(held.head),)
    )
    return Computed(Form.LIST, (first,), {}, Outcome.NEEDS_FACT, ("the country",))


def _names_something(label: str) -> bool:
    return _GROUP.search(label) is not None or any(places.find(label))


def words_of_groups(text: str) -> tuple[str, ...]:
    """Return the words of a text that surely name country groups: "Country Group D:5", and not "B2"."""
    found = (m[0] for m in _GROUP.finditer(text))
    return tuple(dict.fromkeys(w.strip() for w in found if ":" in w or "group" in w.casefold()))


def spelt_out(text: str) -> str:
    """Return a text with the groups of a span one by one, without the glosses behind them: "D:1 to D:3"."""
    return _SPAN.sub(_spelt_out, _GLOSS.sub("", text))


def places_of_groups(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, group) of the groups that a text surely names, as the table writes them."""
    return [
        (m.start(), m.end(), f"{m['letter'].upper()}:{m['number']}")
        for m in _GROUP.finditer(text)
        if m["letter"] and m["number"]
    ]


def named_in(text: str) -> list[str]:
    """Return the groups that a text surely names, as the table writes them: A:5, D:1."""
    found = (m for m in _GROUP.finditer(_SPAN.sub(_spelt_out, text)) if m["letter"] and m["number"])
    return list(dict.fromkeys(f"{m['letter'].upper()}:{m['number']}" for m in found))


def are_taken_together(text: str) -> bool:
    """Return whether a text asks for what groups have in common, or for a span of them: "in both D:1 and D:5"."""
    return bool(_SPAN.search(text)) or (len(words_of_groups(text)) > 1 and bool(BOTH.search(text)))


def groups_named(text: str, catalogue: CatalogueReader, filters: Filters) -> list[tuple[str, WorldRegion, Finding]]:
    """Return (words, group, its members as a finding) of the country groups that a text names, where they are held."""
    words = words_of_groups(text)
    held = groups_held(catalogue, filters) if words else None
    if held is None:
        return []
    out = []
    for named in words:
        wanted, _ = _groups(QuestionForm(named))
        for group in wanted:
            printed = members(held, group)
            if printed:
                codes = {name: places.country_of_heading(name) for name in printed}
                region = WorldRegion(f"Country Group {group}", "", tuple(c for c in codes.values() if c))
                said = f"Country Group {group} has {len(printed)} countries ({of(held)}): {_named(printed)}."
                if unknown := [name for name, code in codes.items() if not code]:
                    said += f" No heading of a list is known here for {enumeration(unknown)}: look for it by name."
                out.append((named, region, Finding(said, (held.span(held.content.lines[group]),), StatementRole.NOTE)))
    return out


def members(held: HeldTable[GroupTable], group: str) -> tuple[str, ...]:
    """Return the countries of a group as printed."""
    return held.content.members.get(group, ())


def groups_of(held: HeldTable[GroupTable], code: str) -> tuple[str, ...]:
    """Return the groups that a country is in."""
    return tuple(
        g for g, names in held.content.members.items() if any(places.country_of_heading(n) == code for n in names)
    )


def _without_labels(text: str, content: GroupTable) -> str:
    """Return a text without the names of groups that stand before their letters: "no Wassenaar members (A:1)"."""
    out = text
    for match in _GROUP.finditer(text):
        group = f"{match['letter'].upper()}:{match['number'] or match['close']}" if match["letter"] else ""
        label = {w[:5] for w in re.findall(r"\w+", content.labels.get(group, "").casefold())}
        start = match.start()
        while (last := _WORD_BEFORE.search(out, max(0, start - _BEFORE_GROUP), start)) and (
            last[1].casefold()[:5] in label or _NOUN_OF_GROUP.fullmatch(last[1])
        ):
            out = f"{out[: last.start()]}{' ' * len(last[0])}{out[start:]}"
            start = last.start()
    return out


def _groups(form: QuestionForm) -> tuple[list[str], list[str]]:
    wanted: list[str] = []
    left_out: list[str] = []
    for match in _GROUP.finditer(form.rest):
        number = match["number"] or match["close"]
        group = f"{match['letter'].upper()}:{number}" if number else match["alone"]
        (left_out if refuses_next(form.rest[: match.start()]) else wanted).append(group)
    form.take(_GROUP)
    if not wanted:
        wanted, left_out = left_out, []
    return list(dict.fromkeys(wanted)), left_out


def _countries(form: QuestionForm) -> list[str]:
    found = list(places.find(form.rest))
    own = [f for f in found if f[2] in reference_tables().countries and not _OF_PLACE.search(form.rest[: f[0]])]
    for start, end, _ in found:
        form.blank(start, end)  # "the US arms embargo list" says whose list it is
    return list(dict.fromkeys(f[2] for f in found if f not in own or len(found) == 1))


def _left(form: QuestionForm, content: GroupTable, wanted: Sequence[str]) -> bool:
    """Return whether words are left that are none of the labels of the groups."""
    labels = {w[:5] for g in wanted for w in re.findall(r"\w+", content.labels.get(g, "").casefold())}
    return any(w.casefold()[:5] not in labels for word in form.words() for w in re.split(r"[-/]", word))


def _memberships(
    held: HeldTable[GroupTable],
    codes: Sequence[str],
    groups: Sequence[str],
    either: bool,
    counts: bool,
    catalogue: CatalogueReader,
) -> Computed:
    """Say which of the countries are in which of the groups, and where it is asked how many are in each."""
    rows = {code: places.governing(code) for code in codes}
    inside = {code: {g: g in groups_of(held, rows[code]) for g in groups} for code in codes}
    lines = [held.content.lines[g] for g in groups]
    lines += [line for code in codes if (line := _line(held, rows[code]))]
    said = [f"{places.name_in_answer(code)} is {_in_words(found)}" for code, found in inside.items()]
    notes: list[tuple[str, RowPlace | None]] = [
        (
            f"{places.name_in_answer(code)} has no row of its own: that of {places.name_in_answer(row)} governs it.",
            None,
        )
        for code, row in rows.items()
        if code != row
    ]
    told_members = f"{'; '.join(said)} ({of(held)})."
    lead = told_members
    says_yes: bool | None = None
    value: object
    if len(codes) == len(groups) == 1:
        value = says_yes = inside[codes[0]][groups[0]]
    elif len(codes) == 1:
        mine = [g for g, member in inside[codes[0]].items() if member]
        value = (mine[0] if len(mine) == 1 else mine) if either else dict(inside[codes[0]])
    elif len(groups) == 1:
        value = {_printed(held, rows[code]): found[groups[0]] for code, found in inside.items()}
    else:
        value = {_printed(held, rows[code]): found for code, found in inside.items()}
    if counts:
        sizes = {g: len(members(held, g)) for g in groups}
        told_sizes = "; ".join(
            f"Country Group {g} has {n} countries: {_named(members(held, g))}" for g, n in sizes.items()
        )
        lead, says_yes = f"{told_sizes}. {told_members}", None
        value = {"count": sizes[groups[0]] if len(groups) == 1 else sizes, "member": value}
    if says_yes is False and (others := groups_of(held, rows[codes[0]])):
        group = "Country Groups" if others[1:] else "Country Group"
        name = places.name_in_answer(codes[0])
        notes.append((f"{name} is in {group} {enumeration(others)}.", _line(held, rows[codes[0]])))
    told = [(text, line) for text, line in held.content.notes if _speaks_of(text, codes, groups)]
    return reply(held, value, lead, lines, catalogue, says_yes=says_yes, notes=[*notes, *told])


def _speaks_of(note: str, codes: Sequence[str], groups: Sequence[str]) -> bool:
    """Return whether a note names one of the countries together with one of the groups, or with no group."""
    if not any(code in codes for *_, code in places.find(note)):
        return False
    named = {m["letter"] + ":" + m["number"] for m in _GROUP.finditer(note) if m["number"]}
    return not named or bool(named & set(groups))


def _in_words(found: dict[str, bool]) -> str:
    mine = [g for g, member in found.items() if member]
    others = [g for g, member in found.items() if not member]
    parts = [f"in Country Group {enumeration(mine)}"] if mine else []
    parts += [f"not in {'Country Group ' if not mine else ''}{enumeration(others)}"] if others else []
    return " and ".join(parts)


def _groups_of(held: HeldTable[GroupTable], code: str, catalogue: CatalogueReader) -> Computed:
    row = places.governing(code)
    mine = list(groups_of(held, row))
    line = _line(held, row)
    told = f"in Country Groups {enumeration(mine)}" if mine else "in no Country Group"
    lead = f"{places.name_in_answer(code)} is {told} ({of(held)})."
    return reply(held, mine, lead, [line] if line else [], catalogue)


def _members(
    held: HeldTable[GroupTable],
    wanted: Sequence[str],
    left_out: Sequence[str],
    counts: bool,
    both: bool,
    either: bool,
    text: str,
    catalogue: CatalogueReader,
) -> Computed:
    """Say who is in the groups: in each, in all of them, in any of them, and not in those that are left out."""
    sets = {g: list(members(held, g)) for g in wanted}
    lines = [held.content.lines[g] for g in (*wanted, *left_out)]
    apart = len(wanted) > 1 and not both and not either and re.search(r"\bgroups\b|, ?(?:and )?[A-E]:\d, ?", text, re.I)
    if apart and not left_out:
        value: object = {g: len(names) if counts else names for g, names in sets.items()}
        told = "; ".join(f"{g}: {len(n)}" if counts else f"{g}: {_named(n)}" for g, n in sets.items())
        return reply(held, value, f"{of(held)}: {told}.", lines, catalogue)
    names = list(dict.fromkeys(n for g in wanted for n in sets[g]))
    if not either:
        names = [n for n in names if all(n in sets[g] for g in wanted)]
    gone = {n for g in left_out for n in members(held, g)}
    names = [n for n in names if n not in gone]
    link = " or " if either else " and "
    where = link.join(wanted) + (f" but not in {' or '.join(left_out)}" if left_out else "")
    many = f"{len(names)} countries are" if len(names) > 1 else "1 country is" if names else "No country is"
    both_of = "both " if len(wanted) == 2 and not either else ""
    lead = f"{many} in {both_of}Country Group {where} ({of(held)}){': ' if names else ''}{_named(names)}."
    notes = [(f"{g}: {_named(sets[g])}.", held.content.lines[g]) for g in wanted] if not names else []
    value = len(names) if counts else names
    return reply(held, value, lead, lines, catalogue, notes=notes, countries=names)


def _differences(held: HeldTable[GroupTable], two: Sequence[str], catalogue: CatalogueReader) -> Computed:
    """Say who is in the one of two groups and not in the other, and the other way round."""
    value = {
        f"{one} but not {other}": [n for n in members(held, one) if n not in members(held, other)]
        for one, other in (two, two[::-1])
    }
    told = "; ".join(f"in {said} ({len(names)}): {_named(names) or 'none'}" for said, names in value.items())
    return reply(held, value, f"Countries {told} ({of(held)}).", [held.content.lines[g] for g in two], catalogue)


def _named(names: Sequence[str]) -> str:
    """Return names as an enumeration; "Korea, North" is one name."""
    return ("; " if any("," in n for n in names) else ", ").join(names)


def _line(held: HeldTable[GroupTable], code: str) -> RowPlace | None:
    name = _printed(held, code)
    return held.content.lines.get(name)


def _printed(held: HeldTable[GroupTable], code: str) -> str:
    """Return the name of a country as the table prints it, its usual name where the table has none."""
    names = (n for group in held.content.members.values() for n in group)
    return next((n for n in names if places.country_of_heading(n) == code), places.name_in_answer(code))

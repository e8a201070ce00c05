"""License exceptions that an entry names; whether their conditions are met stands in a part of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.engines.determination.checks.reasons_for_control.chart import Destination
from assistant.engines.determination.checks.reasons_for_control.scope import Applies, scope
from assistant.engines.determination.checks.reasons_for_control.value_told import is_of_all, value_told
from assistant.engines.determination.facts.asked import ParagraphPath, Transaction
from assistant.engines.determination.law_texts.countries import Geography
from assistant.engines.determination.law_texts.entries import ExceptionLine, ListEntry
from assistant.engines.determination.law_texts.rules import list_rule, pattern, rule_table, rules_of_kind, said
from assistant.engines.determination.law_texts.texts import Texts, missing_text
from assistant.engines.determination.steps import Effect, Walk, WalkStep
from assistant.engines.lists.reference.held_tables import EXCEPTION_BY_VALUE
from assistant.engines.lists.reference.table_answer import enumeration
from assistant.engines.model import Span
from assistant.engines.named_things import exceptions
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import party_lists

_PART_OF_EXCEPTIONS = "15 CFR 740"
STEP_OF_ASKED = "License exceptions asked about"
ALL_DESTINATIONS = "all destinations"  # the step of the chart's note
_OPEN_GROUP = "B"
_BY_GROUP = {"LVS": "740.3", "GBS": "740.4"}  # exceptions that are open to that country group, by their section
_EXCEPTS = lazy_regex(r"\bexcept\b[^.;]{0,80}?\bCountry Groups? ([A-E]:[1-6])", re.I)
# "STA may not be used to ship any item in this ECCN to … Country Group A:5 or A:6"; of some paragraphs nothing is read.
_SHUT = lazy_regex(
    r"may not be used to ship any item in this ECCN\b[^.;]{0,80}?\bCountry Groups? "
    r"(?P<groups>[A-E]:[1-6](?:(?:,| or| and){1,2} [A-E]:[1-6]){0,5})"
)
_LICENCE_ASKED = lazy_regex(r"\blicen[sc]e(?! exceptions?)|\bNLR\b", re.I)
_NOT_FOR = lazy_regex(r"\bN/A for (?P<what>.+)", re.I)
_NOT_AVAILABLE = lazy_regex(r"\bN/A\b", re.I)
_REASON_NAMED = lazy_regex(r"\b[A-Z]{2}\b")
_REASONS_ALONE = lazy_regex(r"\s*[A-Z]{2}(?:(?:, | and |, and | or )[A-Z]{2}){0,5}(?: items| reasons)?[\s.]*")
_SAYS_YES = lazy_regex(r"\s*Yes\b(?P<what>[^;]*)", re.I)
_PARTS_OF_LINE = lazy_regex(r";\s*(?=N/A\b|Yes\b|\$)", re.I)  # what is open, what is not, and each limit
_ROUND_BRACKET = lazy_regex(r"\((?P<inside>[^()]{0,400})\)")
_PARAGRAPH_LABEL = lazy_regex(  # "a.2", and not the article
    r"(?:(?<=\.)|(?<![\w.]))(?!a (?!and\b|or\b|to\b|through\b)[a-z])([a-z](?:\.\w{1,3})*+)(?!\w)"
)
_DOLLAR_LIMIT = lazy_regex(r"\$\s?(?P<n>\d{1,3}(?:,\d{3})++|\d{1,9})")
_OF_PARAGRAPHS = lazy_regex(
    r"(?:for )?(?=(?:items in |ECCN )?(?:\d[A-E]\d{3})?\.?[a-z](?:\.\w{1,3})*\b(?![a-z]))", re.I
)
_NO = lazy_regex(r"^\s*N/?A\b\.?\s*$", re.I)
_LONGEST_EXCEPTION = 600  # characters of an exception's line: one that is cut before its "except" says the opposite


class _Serves(StrEnum):
    """What an entry and the facts told come to for an exception that is asked about."""

    OPEN = "open"  # by the entry and the country groups; its conditions stand in part 740
    SHUT = "shut"
    UNNAMED = "unnamed"
    UNDECIDED = "undecided"
    BY_RULE = "by_rule"  # more than the list requires the licence: what does may let it be used


def exception_step(
    texts: Texts, geography: Geography, asked: Transaction, entry: ListEntry | None, to: Destination, rules: str
) -> WalkStep | None:
    """Return the exceptions that the entry names with their lines, and what of them the facts told bear on.

    Of those that are asked about, that is told before; the others are then only named. Where more than the reasons for
    control requires the licence (`rules`), what the entry and the country groups leave open opens nothing.
    """
    named = [e for e in (entry.exceptions if entry else ()) if not _NO.match(e.words)]
    codes = _codes_asked(asked)
    shown = [] if codes else named
    besides = [e.name for e in named if e.name not in codes] if codes else []
    lines = "; ".join(f"{e.name}: {_line(e.words).rstrip('.')}" for e in shown)
    held = texts.holds_part(_PART_OF_EXCEPTIONS)
    words = []
    for name, line, _ in shown:
        if entry is not None and name in _BY_GROUP and _is_not_for(entry.number, asked.paragraph, line):
            words.append(said("exception_not_for", name=name, entry=asked.entry))
            continue
        words += _by_facts(geography, to, name, line, asked)[0]
    if shown and rules:
        words = [said("exceptions_not_by_rule", names=enumeration([e.name for e in shown]), rules=rules)]
    elif shown:
        words = [said("exceptions", names=lines), *words]
    words += [said("exceptions_besides", names=enumeration(besides))] if besides else []
    refused = [e for e in (entry.exceptions if entry else ()) if _NO.match(e.words) and e.name not in codes]
    if refused and entry is not None:
        words.append(said("exceptions_refused", entry=entry.number, names=" and no ".join(e.name for e in refused)))
    if not held and not codes:  # else the step on those that are asked about says it
        words.append(said("exceptions_lack" if named else "exceptions_unlisted"))
    if not words:
        return None
    lacks = () if held else (missing_text("15 CFR part 740 (license exceptions)"),)
    group = geography.groups[_OPEN_GROUP][1] if _OPEN_GROUP in geography.groups else None
    cites = (
        *(s for e in (*named, *refused) if e.name not in codes for s in e.spans),
        *([Span.of(group)] if group and any(e.name in _BY_GROUP for e in named) else ()),
    )
    return WalkStep("License exceptions", " ".join(words), cites, Effect.NOTE, (), lacks)


def asked_exceptions_steps(
    texts: Texts,
    geography: Geography,
    asked: Transaction,
    entry: ListEntry | None,
    to: Destination,
    walk: Walk,
    rules: str = "",
) -> tuple[WalkStep, ...]:
    """Return which exceptions of those that the question names are left open, and why; nothing where it names none.

    Of several each has a step of its own behind what they come to. One of which the entry has no line is not refused by
    that: its section of part 740 decides. `rules` are those that require the licence besides the list.
    """
    codes = _codes_asked(asked)
    if not codes:
        return ()
    told = {code: _of_one(geography, asked, entry, to, walk, code, rules) for code in codes}
    held, is_required = texts.holds_part(_PART_OF_EXCEPTIONS), walk.status == "required"
    serves = {code: one.serves for code, one in told.items()}
    plainly = _conclusion(serves, entry, asked, held=held, is_required=is_required)
    behind = []
    if not held and not (plainly and is_required and _Serves.OPEN in serves.values()):  # else that sentence says it
        behind.append(said("exceptions_conditions"))
    if not is_required:
        behind.append(said("exceptions_only_where_required"))
    lacks = () if held else (missing_text("15 CFR part 740 (license exceptions)"),)
    apart = len(codes) > 1
    # Beside a conclusion that no entry's line stands against nothing is left to say of an exception without a line.
    unsaid = plainly and not apart
    own = [w for one in told.values() for w in one.words if not (unsaid and one.serves is _Serves.UNNAMED)]
    of_them, conditions = " ".join(dict.fromkeys([plainly] if apart else [plainly, *own])).strip(), " ".join(behind)
    spans = tuple(dict.fromkeys(s for one in told.values() for s in one.spans))
    whole = f"{of_them} {conditions}".strip()
    if _LICENCE_ASKED.search(asked.text) or _turns_on_more(asked, walk):
        first = WalkStep(STEP_OF_ASKED, whole, spans, Effect.NOTE, (), lacks, told_first=whole)
    else:
        first = WalkStep(STEP_OF_ASKED, whole, spans, Effect.NOTE, (), lacks, told_first=conditions, answers=of_them)
    if not apart:
        return (first,)
    each = (WalkStep(STEP_OF_ASKED, " ".join(one.words), one.spans, Effect.NOTE) for one in told.values())
    return (first, *each)


@dataclass(frozen=True, slots=True)
class _ToldOfOne:
    """What is told of one exception that is asked about."""

    words: tuple[str, ...]
    serves: _Serves
    spans: tuple[Span, ...] = ()


def _of_one(
    geography: Geography,
    asked: Transaction,
    entry: ListEntry | None,
    to: Destination,
    walk: Walk,
    code: str,
    rules: str,
) -> _ToldOfOne:
    line = next((e for e in (entry.exceptions if entry else ()) if e.name == code), None)
    if shut := list_that_shuts(walk):
        by_list = said("exception_shut_by_list", name=code, listed=shut.name)
        return _ToldOfOne((by_list,), _Serves.SHUT, tuple(shut.cites))
    if entry is None or line is None:
        return _ToldOfOne((_unnamed(code, entry),), _Serves.UNNAMED)
    words, serves = _asked_line(geography, to, line, entry, asked)
    if serves is not _Serves.SHUT and rules:
        words, serves = [said("exceptions_not_by_rule", names=code, rules=rules)], _Serves.BY_RULE
    if serves is _Serves.OPEN and _has_further_conditions(code, entry, walk):
        serves = _Serves.UNDECIDED
    if (walk.status != "required" or serves is _Serves.UNDECIDED) and not _NO.match(line.words):
        quoted = said("exception_line", name=code, entry=entry.number, line=_line(line.words).rstrip("."))
        words = [quoted, *words]
    return _ToldOfOne(tuple(words), serves, tuple(line.spans))


def list_that_shuts(walk: Walk) -> WalkStep | None:
    """Return the step of a list on which a party stands that leaves no license exception; None for none."""
    lists = {n.name for n in party_lists.table().entries if list_rule(n, "").get("shuts_exceptions")}
    return next((s for s in walk.steps if s.name in lists), None)


def rules_besides(walk: Walk, of_list: Sequence[WalkStep]) -> str:
    """Return by what a licence is required besides the steps that read the list; empty where by nothing.

    The chart's own note on entries that need one for all destinations leaves no exception to the entry's lines either.
    """
    more = (
        s.name
        for s in walk.steps
        if s.effect in (Effect.REQUIRED, Effect.PROHIBITED) and (s not in of_list or s.name == ALL_DESTINATIONS)
    )
    return enumeration(list(dict.fromkeys(more)))


def _unnamed(code: str, entry: ListEntry | None) -> str:
    return said("exception_no_line", name=code, entry=entry.number if entry else said("no_entry_item"))


def _turns_on_more(asked: Transaction, walk: Walk) -> bool:
    """Return whether more than the reasons for control requires or forbids it, or may: that can shut any exception.

    So may an end use that a rule is about, even where that rule requires nothing at the destination.
    """
    bears = (Effect.REQUIRED, Effect.PROHIBITED, Effect.UNKNOWN)
    uses = {str(rule.more["when"]) for rule in rules_of_kind("end_use") if "when" in rule.more}
    return any(s.effect in bears and not s.controls for s in walk.steps) or any(
        asked.says(pattern(str(rule_table()["words"].get(use, use)))) for use in uses
    )


def _codes_asked(asked: Transaction) -> list[str]:
    return [e.written for e in exceptions(f"{asked.text} ; {asked.end_use}", rule_table()["license_exceptions"])]


def _asked_line(
    geography: Geography, to: Destination, line: ExceptionLine, entry: ListEntry, asked: Transaction
) -> tuple[list[str], _Serves]:
    """Return what an entry's line and the facts told say of an exception, and what that comes to."""
    if _NO.match(line.words):
        return [said("exception_refused_asked", name=line.name, entry=entry.number)], _Serves.SHUT
    opened = _opens(line.words, asked) if line.name in _BY_GROUP else None
    if opened is False or (line.name in _BY_GROUP and _is_not_for(entry.number, asked.paragraph, line.words)):
        return [said("exception_not_for", name=line.name, entry=asked.entry)], _Serves.SHUT
    words, serves = _by_facts(geography, to, line.name, line.words, asked)
    if serves is _Serves.OPEN and _may_be_left_out(line.words, entry, asked):
        serves = _Serves.UNDECIDED
    by_value = line.name == EXCEPTION_BY_VALUE
    if serves is _Serves.UNDECIDED and opened and not by_value and geography.member(to.code, _OPEN_GROUP):
        return [said("exception_opened", name=line.name, entry=asked.entry), *words], _Serves.OPEN
    return words, serves


def _has_further_conditions(name: str, entry: ListEntry, walk: Walk) -> bool:
    """Return whether part 740 keeps an exception from the entry's series or from a reason that requires the licence.

    So may a requirement that does not come from the entry's reasons for control.
    """
    if pattern(rule_table()["exception_series"]).fullmatch(entry.number):
        return True
    if any(s.effect is Effect.REQUIRED and not s.controls for s in walk.steps):
        return True
    alone = rule_table()["exception_reasons"].get(name)
    required = {r.reason for r in walk.reasons if r.applies is not False and r.effect is not Effect.NONE}
    return alone is not None and not required <= set(alone)


def _conclusion(
    serves: Mapping[str, _Serves], entry: ListEntry | None, asked: Transaction, *, held: bool, is_required: bool
) -> str:
    """Return which of the exceptions asked about stay open, which do not serve and which the entry does not name.

    None is told to be open without the conditions that are left, nor where no licence is found to be required.
    """
    if len(serves) == 1 and not (is_required and _Serves.OPEN in serves.values()):
        return ""  # the one sentence on it says as much
    if not is_required:
        serves = {code: _Serves.UNDECIDED if s is _Serves.OPEN else s for code, s in serves.items()}
    by = {each: [code for code, found in serves.items() if found is each] for each in _Serves}
    keys = {each: f"exceptions_{each}" for each in _Serves if by[each]}
    if _Serves.OPEN in keys and not held:
        keys[_Serves.OPEN] = "exceptions_open_unheld"
    number = entry.number if entry else said("no_entry_item")
    told = (said(key, names=enumeration(by[each]), entry=number, item=asked.entry) for each, key in keys.items())
    return said("exceptions_asked", told="; ".join(told))


def asked_at(geography: Geography, asked: Transaction, entry: ListEntry, code: str) -> list[str]:
    """Return what the lines of the exceptions that a question names come to in a country, without its name."""
    codes = _codes_asked(asked)
    lines = {e.name: e.words for e in entry.exceptions}
    to = Destination(code, said("region_there"), None, None, geography.codes(code))
    told: list[str] = []
    for name in codes:
        words = lines.get(name, "")
        if not words or _NO.match(words):
            told.append(
                said("exception_refused_asked" if words else "exception_no_line", name=name, entry=entry.number)
            )
        else:
            told += _by_facts(geography, to, name, words, asked)[0]
    return [" ".join(told)] if told else []


def _is_not_for(number: str, paragraph: ParagraphPath, line: str) -> bool:
    """Return whether the words of an exception say that it is not for a paragraph: "N/A for 6A003.b.3 and b.4"."""
    left_out = (m["what"] for part in _PARTS_OF_LINE.split(line) if (m := _NOT_FOR.search(part)))
    return any(scope(number, paragraph, f"applies to {what}").applies is Applies.YES for what in left_out)


def _may_be_left_out(line: str, entry: ListEntry, asked: Transaction) -> bool:
    """Return whether an "N/A" of a line may mean the paragraph, by its number or by a reason for control of its own."""
    for part in _PARTS_OF_LINE.split(line):
        if not _NOT_AVAILABLE.search(part):
            continue
        left_out = _NOT_FOR.search(part)
        what = left_out["what"] if left_out else ""
        reasons = set(_REASON_NAMED.findall(what) if _REASONS_ALONE.fullmatch(what) else ())
        mine = [c.applies_to for c in entry.controls if c.reason in reasons] if reasons else [f"applies to {what}"]
        if any(scope(entry.number, asked.paragraph, words).applies is not Applies.NO for words in mine):
            return True
    return False


def _opens(line: str, asked: Transaction) -> bool | None:
    """Return whether a line says "Yes" of the paragraph; None where its words do not plainly tell, or tell a limit."""
    said_yes = [m["what"].strip(" ,.") for part in _PARTS_OF_LINE.split(line) if (m := _SAYS_YES.match(part))]
    if len(said_yes) != 1:
        return None
    words = said_yes[0].replace(".,", ",")  # "b.9., b.10" as it is printed
    if _NOT_FOR.search(line) and not _NOT_FOR.search(words) and not asked.paragraph:
        return None
    if words.lower().startswith("for "):
        words = words[4:]
        if _is_hedged(words, asked.paragraph):
            return None
    elif not words or words.lower().startswith("except"):
        words = f"entire entry {words}".strip()
    else:
        return None
    applies = scope(asked.number, asked.paragraph, f"applies to {words}").applies
    return None if applies is Applies.DEPENDS else applies is Applies.YES


def _is_hedged(words: str, paragraph: ParagraphPath) -> bool:
    """Return whether a bracket says something of the paragraph: "a (except a.1.a when controlled for MT)"."""
    for bracket in _ROUND_BRACKET.finditer(words):
        named = _PARAGRAPH_LABEL.findall(bracket["inside"]) or _PARAGRAPH_LABEL.findall(words[: bracket.start()])[-1:]
        if any(_are_of_one_line(tuple(label.split(".")), paragraph) for label in named):
            return True
    return False


def _are_of_one_line(one: ParagraphPath, other: ParagraphPath) -> bool:
    return one[: len(other)] == other[: len(one)]


def _by_facts(
    geography: Geography, to: Destination, name: str, line: str, asked: Transaction
) -> tuple[list[str], _Serves]:
    """Return what the destination and the value told come to; where the destination shuts it the value is nothing."""
    words, serves = _by_group(geography, to, name, line)
    if not serves:
        return words, _Serves.SHUT
    by_value, found = _by_value(name, line, asked)
    if found is _Serves.OPEN and not geography.member(to.code, _OPEN_GROUP):
        found = _Serves.UNDECIDED
    return [*by_value, *words], found


def _by_group(geography: Geography, to: Destination, name: str, line: str) -> tuple[list[str], bool]:
    """Return whether a destination is in the group to which an exception is limited or that it excepts.

    And whether it may serve there by that.
    """
    for shut in _SHUT.finditer(line):
        for group in re.findall(r"[A-E]:[1-6]", shut["groups"]):
            if geography.member(to.code, group):
                return [said("exception_excepts", name=name, place=to.name, group=group)], False
    inside = geography.member(to.code, _OPEN_GROUP) if name in _BY_GROUP else None
    if inside is None:
        return [], True
    for excepted in _EXCEPTS.findall(line) if inside else ():
        if geography.member(to.code, excepted):
            return [said("exception_excepts", name=name, place=to.name, group=excepted)], False
    key = "exception_in_group" if inside else "exception_outside_group"
    return [said(key, name=name, place=to.name, section=_BY_GROUP[name], group=_OPEN_GROUP)], inside


def _by_value(name: str, line: str, asked: Transaction) -> tuple[list[str], _Serves]:
    """Return the exception's limit for the paragraph, on which side of it the value told is, and what that comes to.

    Where the line gives the paragraph none, the value decides nothing; where which limit is the paragraph's is not
    plain, all of them are compared.
    """
    own = _limits_of(line, asked) if name == EXCEPTION_BY_VALUE else None
    if own == []:
        return [said("exception_not_for", name=name, entry=asked.entry)], _Serves.SHUT
    limits = set(own or [_figure(m["n"]) for m in _DOLLAR_LIMIT.finditer(line)])
    value = value_told(asked)
    if name != EXCEPTION_BY_VALUE or not limits:
        return [], _Serves.UNDECIDED
    told = f"{value:,.0f}" if value is not None else ""
    if value is not None and not is_of_all(asked.text) and any(value <= limit for limit in limits):
        value = None  # what one of several costs is below the limit: the order may exceed it
    if own and len(limits) == 1:
        limit = f"{own[0]:,.0f}"
        if value is None:
            return [said("exception_limit", name=name, entry=asked.entry, limit=limit)], _Serves.UNDECIDED
        kept = value <= own[0]
        key = "exception_limit_kept" if kept else "exception_limit_exceeded"
        words = [said(key, name=name, entry=asked.entry, limit=limit, value=told)]
        return words, _Serves.OPEN if kept else _Serves.SHUT
    if value is None:
        return [], _Serves.UNDECIDED
    if all(value <= limit for limit in limits):
        return [said("exception_value_below", name=name, value=told)], _Serves.UNDECIDED
    if all(value > limit for limit in limits):
        return [said("exception_value_above", name=name, value=told)], _Serves.SHUT
    return [said("exception_value_between", name=name, value=told)], _Serves.UNDECIDED


def _limits_of(line: str, asked: Transaction) -> list[float] | None:
    """Return the limits that a line gives the paragraph by its number; None where its words do not plainly tell.

    "$3000: 3A002.a, .e … $5000: 3A002.c to .d", "$500 for 0A501.c, .d, and .x", "$5,000, except 2B007.b and .c".
    """
    if not asked.paragraph:
        return None
    amounts = list(_DOLLAR_LIMIT.finditer(line))
    if not amounts:
        return None
    found: list[float] = []
    for amount, following in zip(amounts, [*amounts[1:], None], strict=True):
        words = line[amount.end() : following.start() if following else len(line)].split(";")[0].strip(" ,.:\n")
        of = _OF_PARAGRAPHS.match(words)
        if of is not None:
            if _is_hedged(words, asked.paragraph):
                return None
            words = f"applies to {words[of.end() :]}"
        elif not words or words.lower().startswith("except"):
            words = f"applies to entire entry {words}".strip()
        else:
            return None
        applies = scope(asked.number, asked.paragraph, words).applies
        if applies is Applies.DEPENDS:
            return None
        if applies is Applies.YES:
            found.append(_figure(amount["n"]))
    return found


def _figure(written: str) -> float:
    return float(written.replace(",", ""))


def _line(words: str) -> str:
    return words if len(words) <= _LONGEST_EXCEPTION else said("exception_goes_on", begins=words[:_LONGEST_EXCEPTION])

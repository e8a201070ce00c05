"""Answers about rows of lists of parties: one plain sentence, the rows with their places, and what to know of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from assistant.engines.list_questions.questions import PartyQuestion, Wanted
from assistant.engines.list_questions.row_answers.row_counts import CELLS, bears, said_of
from assistant.engines.list_questions.row_answers.row_words import (
    are,
    edition_of,
    has_rows,
    heading_of,
    narrowed,
    note_on_kinds,
    place_name,
    row_line,
    rows_word,
)
from assistant.engines.lists.model import HeldList, PartyRow, RowKind
from assistant.engines.lists.notices import held_notices
from assistant.engines.lists.party_query import Chosen, chosen_rows, has_address_in, is_heading, is_told_by, under
from assistant.engines.lists.payloads import party_rows
from assistant.engines.model import Computed, Finding, MissingText
from assistant.engines.screening.asked.places_asked import is_place_alone
from assistant.model import Form, Outcome, StatementRole
from corpus.catalogue import CatalogueReader
from corpus.language.normal_form import one_line

ROWS_SHOWN = 40  # rows that an answer shows, each with its place; the command shows all
_BESIDE_A_COUNT = 3  # rows that are shown with their number…
_SHOWN_WHOLE = 5  # … and rows of which all are
_COUNTS = (Wanted.COUNT, Wanted.PER_COUNTRY, Wanted.PER_PERIOD, Wanted.COUNT_COUNTRIES)
_WORD_OF_A_FAMILY = 4  # letters of a first word that may be the name of a family of firms
_NOTICES_TOLD = 3  # notices whose words are told; of more, their days
ROWS_TOLD = 200  # rows that programs are given with an answer


@dataclass(frozen=True, slots=True)
class RowsAnswer:
    """Answer to one question about rows, with the parts of it that an answer to several clauses tells otherwise."""

    asked: PartyQuestion
    made: Computed
    counts: str = ""  # what its first sentence counts, without what it counts them of
    besides: tuple[Finding, ...] = ()  # further sentences that are no rows and no notes: whether all are of a country
    sampled: Finding | None = None  # that some rows only are shown beside their number
    held: tuple[HeldList, ...] = ()  # the lists of which it tells


def rows_answer(
    question: PartyQuestion,
    found: Sequence[tuple[HeldList, Chosen]],
    catalogue: CatalogueReader,
    unread: Sequence[str] = (),
) -> RowsAnswer:
    """Return the answer to a question about rows, of which `found` are those that each list has.

    Where words that may choose rows are `unread`, the number is not that of the rows that are asked for: programs are
    given no value, and a person is told at once that the number leaves those words out.
    """
    said = said_of(question, found)
    value, lead, says_yes, counts = said.value, said.sentence, said.says_yes, said.counts
    if (question.query.since or question.query.until) and not any(_has_days(held) for held, _ in found):
        names = " and ".join(held.about.name for held, _ in found)
        value, says_yes, counts = None, None, ""
        lead = f"No row of the {names} bears a day that is read here: who was listed when cannot be told."
    unreached = _behind_the_edition(question, found)
    if unreached:
        value, says_yes, counts, lead = None, None, "", unreached
    elif not any(chosen.rows for _, chosen in found) and (later := _rows_after(question, found)):
        lead, says_yes = f"{lead} {later}", None  # what came later may be such a row: that is no "no"
    if unread:
        value, says_yes = None, None
    in_all, all_of_one = _in_all(question, found), [*_all_of_one(question, found), *_of_family(question, found)]
    if question.and_in_all:  # "how many in Lemuria, and how many of these since 2023?": the first number comes first
        lead, all_of_one = " ".join((*in_all, *(f.text for f in all_of_one), lead)), []
    if unread:
        words, them = ("That word was", "it") if len(unread) == 1 else ("Those words were", "them")
        lead = f"{words} not applied to the rows; without {them}: {lead}"
    findings = [Finding(lead, tuple(held.head for held, _ in found), says_yes=says_yes, in_a_word=True), *all_of_one]
    findings += _noticed(question, found, catalogue)
    rows = [(held, row) for held, chosen in found for row in chosen.rows]
    if question.wanted is Wanted.MEMBER:  # of all rows those alone that may be the one asked after
        rows = [(held, row) for held, row in rows if bears(row, question.member)]
    named = (question.names or question.wanted is Wanted.MEMBER) and question.query.chooses and len(rows) <= ROWS_SHOWN
    sampled = None
    if question.wanted in (Wanted.LATEST, Wanted.EARLIEST, Wanted.ROWS) or named:
        findings += (shown := _of_each_list(rows, ROWS_SHOWN))
        if len(rows) > len(shown):
            further = f"{len(rows) - len(shown):,} further rows: {_command(found)}"
            findings.append(Finding(further, note=StatementRole.SHORTENED))
    elif question.query.chooses and rows and not question.compared:
        findings += (shown := _of_each_list(rows, len(rows) if len(rows) <= _SHOWN_WHOLE else _BESIDE_A_COUNT))
        if len(rows) > len(shown):
            told = f"Shown are {len(shown)} of the {len(rows):,} rows; {_command(found)}"
            findings.append(sampled := Finding(told, note=StatementRole.SHORTENED))
    for held, of_list in found:
        findings += _filed_elsewhere(question, held) if not of_list.rows else []
    findings += [Finding(line, note=StatementRole.NOTE) for line in _notes(question, found)]
    payload = {
        "list": ", ".join(held.about.name for held, _ in found),
        "edition": ", ".join(dict.fromkeys(held.edition for held, _ in found)),
        "value": value,
        "rows": [r for held, chosen in found for r in party_rows(held, chosen.rows[:ROWS_TOLD], catalogue)],
        "rows_in_all": len(rows),
    }
    lacking = tuple(MissingText(h.about.name, tuple(filter(None, [h.about.official]))) for h, _ in found if unreached)
    outcome = Outcome.NOT_IN_CORPUS if unreached else Outcome.ANSWERED
    made = Computed(Form.LIST, tuple(findings), payload, outcome, missing_texts=lacking)
    return RowsAnswer(question, made, counts, tuple(all_of_one), sampled, tuple(held for held, _ in found))


def _behind_the_edition(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]]) -> str:
    """Return that no edition held reaches the days that rows are asked by, where they all lie behind each; else "".

    An edition cannot tell what came after it: that it has no such row is no answer.
    """
    since = question.query.since
    if since is None or not all(held.is_newest and held.edition < since.isoformat() for held, _ in found):
        return ""
    told = "; ".join(f"{held.about.name}: {held.edition}" for held, _ in found)
    return (
        f"What came since {since.isoformat()} cannot be told: the newest edition held is older ({told}). "
        "A newer edition, or the notices of the Federal Register since then, would tell it."
    )


def _rows_after(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]]) -> str:
    """Return that rows of the days behind the editions held are not in them, where days are asked that reach there."""
    query, editions = question.query, [held.edition for held, _ in found]
    if query.since is None or not all(h.is_newest for h, _ in found):
        return ""
    if query.until and query.until.isoformat() <= min(editions):
        return ""
    return f"What came after {' and '.join(dict.fromkeys(editions))} is not held."


def _of_family(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]]) -> list[Finding]:
    """Return how many rows have the first word of a name of several words, where fewer have all of it.

    "How many Acme companies?" beside "Acme AI" means the family: the number of one row must not read as that of all.
    """
    first, *more = question.query.name.split() or [""]
    if not more or len(first) < _WORD_OF_A_FAMILY or is_place_alone(first):
        return []
    out = []
    for held, chosen in found:
        family = chosen_rows(held, replace(question.query, name=first)).rows
        if len(chosen.rows) < len(family) <= ROWS_SHOWN:
            names = "; ".join(row.listed_as for row in family[:_SHOWN_WHOLE])
            rest = f"; and {len(family) - _SHOWN_WHOLE} more" if len(family) > _SHOWN_WHOLE else ""
            told = f"With the word “{first}” in a name or an alias it has {len(family)} {rows_word(len(family))}: "
            out.append(Finding(f"{told}{names}{rest}.", tuple(map(held.span, family[:_SHOWN_WHOLE]))))
    return out


def _of_each_list(rows: Sequence[tuple[HeldList, PartyRow]], most: int) -> list[Finding]:
    """Return so many rows in a line each, of several lists in turn as long as each has any, with the list's name."""
    by_list: dict[str, list[tuple[HeldList, PartyRow]]] = defaultdict(list)
    for held, row in rows:
        by_list[held.about.name].append((held, row))
    in_turn = [pair for of_turn in zip_longest(*by_list.values()) for pair in of_turn if pair is not None][:most]
    turns = Counter(held.about.name for held, _ in in_turn)
    shown = [pair for name, of_list in by_list.items() for pair in of_list[: turns[name]]]
    of = [f"{held.about.name}: " if len(by_list) > 1 else "" for held, _ in shown]
    return [
        Finding(f"{name}{row_line(row)}", (held.span(row),), StatementRole.ROW)
        for name, (held, row) in zip(of, shown, strict=True)
    ]


def joined_answers(told: Sequence[RowsAnswer], left: Sequence[str]) -> Computed:
    """Return answers to clauses of one question as one: their sentences first, then each row once."""
    leads: list[str] = []
    before: PartyQuestion | None = None
    for one in told:
        asked, lead = one.asked, one.made.findings[0].text
        same = before is not None and (before.query, before.lists) == (asked.query, asked.lists)
        if same and asked.wanted in (Wanted.PER_COUNTRY, Wanted.PER_CELL):
            lead = f"By {CELLS[asked.cell] if asked.cell else 'country'}: {one.counts or lead}"
        elif same and (asked.all_under or asked.all_of or asked.wanted in (Wanted.ROWS, Wanted.COUNT)):
            lead = ""  # the number is said, the rows follow
        leads += [text for text in (lead, *(f.text for f in one.besides)) if text and text not in leads]
        before = asked
    editions = {edition_of(held) for one in told for held in one.held}
    for edition in editions:  # which edition is told once
        first_with = next((n for n, text in enumerate(leads) if edition in text), len(leads))
        leads = [text.replace(edition, "") if n > first_with else text for n, text in enumerate(leads)]
    leads = [f"{text[:-1]}." if text.endswith(":") and n < len(leads) else text for n, text in enumerate(leads, 1)]
    first = Finding(" ".join(leads), tuple(dict.fromkeys(s for one in told for s in one.made.findings[0].cites)))
    if len(told) == 1:  # of several questions none knows whose yes it is
        only = told[0].made.findings[0]
        first = replace(first, says_yes=only.says_yes, in_a_word=only.in_a_word)
    rows_follow = any(one.asked.wanted is Wanted.ROWS or one.asked.names for one in told)
    more = [
        f
        for one in told
        for f in one.made.findings[1:]
        if not (rows_follow and one.sampled and (f is one.sampled or f.note is StatementRole.ROW))  # a few of more rows
    ]
    rest = {f.text: f for f in more if f.text not in leads}
    best = max((one.made for one in told), key=lambda m: len(m.payload.get("rows", ())))
    values = [one.made.payload.get("value") for one in told]
    payload = {**best.payload, "value": values[0] if len(values) == 1 else values}
    ordered = sorted(rest.values(), key=lambda f: f.note is StatementRole.NOTE)
    return Computed(Form.LIST, (first, *ordered), payload, not_answered=tuple(left))


def _in_all(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]]) -> list[str]:
    """Return the numbers without the day, or without the policy, where they are asked for too."""
    if not question.and_in_all:
        return []
    is_of_days = bool(question.query.since or question.query.until)
    without = {"since": None, "until": None} if is_of_days else {"policy": (), "not_policy": ()}
    ever, end = replace(question.query, **without), ", of any day." if is_of_days else "."
    return [
        f"{has_rows(held, len(chosen_rows(held, ever).rows), ever)}{end}" for held, _ in found if is_told_by(held, ever)
    ]


def _all_of_one(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]]) -> list[Finding]:
    """Return whether all rows are of one country, where that is asked too."""
    said: list[Finding] = []
    for held, chosen in found:
        told = any(row.policy for row in held.counted) or not (question.all_of and question.all_of.policy)
        if question.all_of and chosen.rows and told:
            own = {row.start for row in chosen_rows(held, question.all_of).rows}
            meeting, total = sum(row.start in own for row in chosen.rows), len(chosen.rows)
            lead = f"All {total:,} are" if meeting == total else f"Not all: {meeting:,} of the {total:,} are"
            said.append(Finding(f"{lead} rows{narrowed(question.all_of)}.", (held.head,)))
        if question.all_under and chosen.rows:
            inside = sum(under(row, question.all_under) for row in chosen.rows)
            place, total = heading_of(held, question.all_under), len(chosen.rows)
            lead = f"All {total:,} stand" if inside == total else f"Not all: {inside:,} of the {total:,} stand"
            said.append(Finding(f"{lead} under {place} there.", (held.head,)))
    return [*said, *_shares(question, found)]


def _shares(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]]) -> list[Finding]:
    """Return which share of its list the chosen rows are, where it is asked; of a list of a compilation, of that."""
    said: list[Finding] = []
    for held, chosen in found if question.share else ():
        whole, total = held.about.name, len(held.counted)
        if not question.query.chooses and held.compiled:
            whole, total = held.address, held.in_all
        if total and is_told_by(held, question.query):
            n = len(chosen.rows)
            said.append(Finding(f"That is {n / total:.1%} of the {total:,} rows of the {whole}.", (held.head,)))
    return said


def _filed_elsewhere(question: PartyQuestion, held: HeldList) -> list[Finding]:
    """Return rows with the asked country in their address that stand under the heading of another one.

    They are told where no row under its own heading has what is asked, and something besides a country is.
    """
    codes = question.query.countries
    of_any_place = replace(question.query, countries=(), region="")
    if not codes or question.query.region or not of_any_place.chooses:
        return []
    rows = [r for r in chosen_rows(held, replace(of_any_place, places=codes)).rows if has_address_in(r, codes)]
    if not rows or len(rows) > ROWS_SHOWN:
        return []
    place, headings = " or ".join(map(place_name, codes)), ", ".join(dict.fromkeys(row.country for row in rows))
    lead = f"But {len(rows):,} such {rows_word(len(rows))} with {place} in the address {are(len(rows))} printed under"
    spans = tuple(held.span(row) for row in rows[:3])
    return [
        Finding(f"{lead} another heading: {headings}.", spans),
        *(Finding(row_line(row), (held.span(row),), StatementRole.ROW) for row in rows),
    ]


def _has_days(held: HeldList) -> bool:
    return any(row.publications or row.added for row in held.counted)


def _notes(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]]) -> list[str]:
    lines = []
    for held, chosen in found:
        going_on = sum(row.kind is RowKind.CONTINUATION for row in chosen.rows)
        if going_on:
            continues = "continues" if going_on == 1 else "continue"
            lines.append(
                f"Of these, {going_on:,} {rows_word(going_on)} of the {held.about.name} only {continues} the row "
                f"above: {len(chosen.rows) - going_on:,} list somebody."
            )
        if question.query.name and not question.query.any_name:
            anywhere = replace(question.query, name="", words=(*question.query.words, question.query.name))
            own = {row.start for row in chosen.rows}
            beside = sum(row.start not in own for row in chosen_rows(held, anywhere).rows)
            if beside > 0:
                lines.append(
                    f"Counted are names: {beside:,} further {rows_word(beside)} of the {held.about.name} "
                    f"{'has' if beside == 1 else 'have'} “{question.query.name}” in an address."
                )
        if question.query.since or question.query.until:
            ever = chosen_rows(held, replace(question.query, since=None, until=None)).rows
            if undated := sum(
                row.kind is not RowKind.CONTINUATION and not row.publications and not row.added for row in ever
            ):
                lines.append(
                    f"{undated:,} {rows_word(undated)} of the {held.about.name} "
                    f"{'bears' if undated == 1 else 'bear'} no day that is read here, and {are(undated)} not counted."
                )
        reserved = [r for r in held.rows if r.kind is RowKind.RESERVED and set(r.codes) & set(question.query.countries)]
        if reserved and not chosen.rows:
            told = " and ".join(dict.fromkeys(r.country for r in reserved))
            lines.append(
                f"The {held.about.name} has a heading for {told} that reads “[Reserved]”: it names nobody there."
            )
        blank = [r for r in held.rows if r.kind is RowKind.RESERVED]
        if blank and question.query.not_countries and not chosen.rows and not question.query.countries:
            told = ", ".join(dict.fromkeys(r.country for r in blank))
            lines.append(f"The {held.about.name} has headings that read “[Reserved]” and name nobody: {told}.")
        if question.query.region:
            asked = dict.fromkeys(question.query.countries)
            headed = [c for c in asked if is_heading(held, c)]
            others = [c for c in asked if c not in headed]
            line = f"Counted as {question.query.region}, by headings of the {held.about.name}: "
            line += f"{', '.join(map(place_name, headed)) or 'none'}."
            line += f" It has no heading for {', '.join(map(place_name, others))}." if others else ""
            lines.append(line)
        if chosen.by_address:
            named = " and ".join(map(place_name, chosen.by_address))
            lines.append(
                f"The {held.about.name} has no heading for {named}: counted are rows under other headings whose "
                "address names it."
            )
        lines += filter(None, [note_on_kinds(held, question.query)])
        if held.compiled:
            lines.append(f"The {held.address} compiles this list and may split one entry into several records.")
    return lines


def _noticed(
    question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]], catalogue: CatalogueReader
) -> list[Finding]:
    """Return what notices of the days asked after say, which may count what no edition has any more.

    Of more notices than can be told their days are named.
    """
    since, until = question.query.since, question.query.until
    if since is None:
        return []
    in_time = [
        (day, s)
        for held, _ in found
        for day, s in held_notices(held.about, catalogue)
        if since <= day <= (until or date.max)
    ]
    one_day = since == until
    if not in_time:
        stands = question.wanted in _COUNTS and not one_day and any(chosen.rows for _, chosen in found)
        line = "Counted are rows that stand in this edition: whoever was listed in that time and is off again has none."
        return [Finding(line)] if stands else []
    lead = (
        f"Counted are rows that stand in this edition; a notice of that {'day' if one_day else 'time'} may count others"
    )
    if len(in_time) > _NOTICES_TOLD:
        days = ", ".join(sorted({day.isoformat() for day, _ in in_time}))
        return [Finding(f"{lead}. The notices held of that time: {days}.", tuple(s for _, s in in_time))]
    told = [
        Finding(one_line(catalogue.slice(s.version.number, s.start, s.end)), (s,), StatementRole.NOTICE)
        for _, s in sorted(in_time, key=lambda n: n[0])
    ]
    return [Finding(f"{lead}:"), *told]


def _command(found: Sequence[tuple[HeldList, Chosen]]) -> str:
    names = (held.about.short[0] if held.about.short else held.about.name for held, chosen in found if chosen.rows)
    commands = [f"`licet lists {name} --json`" for name in names]
    if len(commands) < 2:
        return f"{commands[0]} gives them all."
    return f"{', '.join(commands[:-1])} and {commands[-1]} give them all."

"""Answers about rows of lists of parties: one plain sentence, the rows with their places, and what to know of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.engines.list_questions.questions import PartyQuestion, Wanted
from assistant.engines.lists import places
from assistant.engines.lists.model import HeldList, PartyRow, RowKind
from assistant.engines.lists.notices import notices
from assistant.engines.lists.party_query import Chosen, PartyQuery, is_heading, plain, under
from assistant.engines.lists.party_query import chosen as rows_chosen
from assistant.engines.lists.payloads import party_rows
from assistant.engines.model import Computed, Finding
from assistant.model import Form, Note
from corpus.catalogue import CatalogueReader
from corpus.language.normal_form import one_line
from corpus.lexicon import countries

ROWS_SHOWN = 40  # rows that an answer shows, each with its place; the command shows all
_BESIDE_A_COUNT = 3  # rows that are shown with their number
ROWS_TOLD = 200  # rows that programs are given with an answer


def answer(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]], catalogue: CatalogueReader) -> Computed:
    """Return the answer to a question about rows, of which `found` are those that each list has."""
    value, lead, says_yes = _said(question, found)
    if (question.query.since or question.query.until) and not any(_has_days(held) for held, _ in found):
        names = " and ".join(held.about.name for held, _ in found)
        value, says_yes = None, None
        lead = f"No row of the {names} bears a day that is read here: who was listed when cannot be told."
    besides = _said_besides(question, found)
    if question.and_in_all:  # "how many in Lemuria, and how many of these since 2023?": the first number comes first
        lead, besides = " ".join((*(f.text for f in besides), lead)), []
    findings = [Finding(lead, tuple(held.head for held, _ in found), says_yes=says_yes), *besides]
    rows = [(held, row) for held, chosen in found for row in chosen.rows]
    named = question.names and question.query.chooses and len(rows) <= ROWS_SHOWN
    if question.wanted in (Wanted.LATEST, Wanted.EARLIEST, Wanted.ROWS) or named:
        findings += [Finding(_line(row), (held.span(row),), Note.ROW) for held, row in rows[:ROWS_SHOWN]]
        if len(rows) > ROWS_SHOWN:
            further = f"{len(rows) - ROWS_SHOWN:,} further rows: {_command(question, found)}"
            findings.append(Finding(further, note=Note.SHORTENED))
    elif question.query.chooses and rows:
        findings += [Finding(_line(row), (held.span(row),), Note.ROW) for held, row in rows[:_BESIDE_A_COUNT]]
        if len(rows) > _BESIDE_A_COUNT:
            shown = f"Shown are {_BESIDE_A_COUNT} of the {len(rows):,} rows; {_command(question, found)}"
            findings.append(Finding(shown, note=Note.SHORTENED))
    findings += [Finding(line, note=Note.NOTE) for line in _notes(question, found)]
    findings += _noticed(question, found, catalogue)
    payload = {
        "list": ", ".join(held.about.name for held, _ in found),
        "edition": ", ".join(dict.fromkeys(held.edition for held, _ in found)),
        "value": value,
        "rows": [r for held, chosen in found for r in party_rows(held, chosen.rows[:ROWS_TOLD], catalogue)],
        "rows_in_all": len(rows),
    }
    return Computed(Form.LIST, tuple(findings), payload)


def without(made: Computed, unread: Sequence[str]) -> Computed:
    """Return an answer to a question with words that may choose rows and are not read: its number is not that of these.

    It gives programs no value, and a person is told at once that the number leaves those words out.
    """
    first = made.findings[0]
    text = first.text.removeprefix("Yes. ").removeprefix("No. ")
    words, them = ("that word was", "it") if len(unread) == 1 else ("those words were", "them")
    said = f"The number asked for is not told, as {words} not applied to the rows. Without {them}: {text}"
    return replace(
        made,
        findings=(replace(first, text=said, says_yes=None), *made.findings[1:]),
        payload={**made.payload, "value": None},
    )


def together(told: Sequence[tuple[PartyQuestion, Computed]], left: Sequence[str]) -> Computed:
    """Return answers to clauses of one question as one: their sentences first, then each row once."""
    leads: list[str] = []
    before: PartyQuestion | None = None
    for asked, made in told:
        lead = made.findings[0].text
        same = before is not None and (before.query, before.lists) == (asked.query, asked.lists)
        if same and asked.wanted in (Wanted.PER_COUNTRY, Wanted.PER_CELL):
            by = _CELLS[asked.cell] if asked.cell else "country"
            lead = f"By {by}: {lead.partition(f', by {by}: ' if asked.cell else '): ')[2] or lead}"
        elif same and (asked.all_under or asked.wanted in (Wanted.ROWS, Wanted.COUNT)):
            lead = ""  # the number is said, the rows follow
        leads += [text for text in (lead, *_beside(made)) if text and text not in leads]
        before = asked
    first = Finding(" ".join(leads), tuple(dict.fromkeys(s for _, made in told for s in made.findings[0].cites)))
    if len(told) == 1:
        first = replace(first, says_yes=told[0][1].findings[0].says_yes)
    rest = {f.text: f for _, made in told for f in made.findings[1:] if f.text not in leads}
    if any(asked.wanted is Wanted.ROWS for asked, _ in told):
        rest = {text: f for text, f in rest.items() if not text.startswith("Shown are ")}
    best = max((made for _, made in told), key=lambda m: len(m.payload.get("rows", ())))
    values = [made.payload.get("value") for _, made in told]
    payload = {**best.payload, "value": values[0] if len(values) == 1 else values}
    ordered = sorted(rest.values(), key=lambda f: f.note is Note.NOTE)
    return Computed(Form.LIST, (first, *ordered), payload, not_answered=tuple(left))


def _beside(made: Computed) -> list[str]:
    """Return further sentences of an answer that are no rows and no notes."""
    return [f.text for f in made.findings[1:] if f.note is Note.PROPER and f.text.startswith(("All ", "Not all"))]


def _said_besides(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]]) -> list[Finding]:
    """Return what the second half of a question asks: the number without its day, whether all are of one country."""
    said: list[Finding] = []
    for held, chosen in found:
        if question.and_in_all:
            ever = replace(question.query, since=None, until=None)
            said.append(Finding(f"{_has(held, len(rows_chosen(held, ever).rows), ever)}, of any day.", (held.head,)))
        if question.all_under and chosen.rows:
            inside = sum(under(row, question.all_under) for row in chosen.rows)
            place, total = _heading(held, question.all_under), len(chosen.rows)
            lead = f"All {total:,} stand" if inside == total else f"Not all: {inside:,} of the {total:,} stand"
            said.append(Finding(f"{lead} under {place} there.", (held.head,)))
    return said


def _said(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]]) -> tuple[Any, str, bool | None]:
    """Return the value, the sentence that says it, and a yes or no where one is asked for."""
    counts = {held.about.slug: len(chosen.rows) for held, chosen in found}
    rows = [row for _, chosen in found for row in chosen.rows]
    wanted = question.wanted
    if wanted is Wanted.PER_PERIOD:
        return _by_period(question, found, rows)
    if wanted is Wanted.PER_CELL:
        per = by_cell(question.cell, rows)
        return per, f"{_many(found, question.query)}, by {_CELLS[question.cell]}: {_counts(per)}.", None
    if wanted is Wanted.COUNT:
        return _counted(question, found, counts)
    if wanted in (Wanted.COUNT_COUNTRIES, Wanted.HAS_COUNTRY, Wanted.COUNTRIES):
        return _headings_said(question, found[0][0])
    if wanted is Wanted.PER_COUNTRY:
        by_country = _by_country(rows)
        if question.over or question.under or question.first:
            return _of_countries(question, found, by_country)
        told = ", ".join(f"{country} {n:,}" for country, n in by_country.items())
        return by_country, f"{_many(found, question.query)}: {told or 'none'}.", None
    if wanted in (Wanted.LATEST, Wanted.EARLIEST):
        return _extreme(question, found)
    return _rows_said(question, found, rows)


def by_cell(cell: str, rows: Sequence[PartyRow]) -> dict[str, int]:
    """Return how many rows say each thing in a cell: notices in the order of their days, all else the most first."""
    if cell == "notice":
        cited = Counter(row.publications[0] for row in rows if row.publications)
        ordered = sorted(cited.items(), key=lambda c: (c[0].day, c[0].citation))
        return {f"{p.day.isoformat()} ({p.citation})": n for p, n in ordered}
    if cell == "footnote":
        marks = Counter(f"footnote {mark}" for row in rows for mark in row.footnotes)
        return dict(sorted(marks.items()))
    said = Counter(one_line(row.policy if cell == "policy" else row.requirement).rstrip(".") for row in rows)
    return dict(said.most_common())


_CELLS = {
    "requirement": "licence requirement",
    "policy": "review policy",
    "footnote": "footnote",
    "notice": "the notice that first listed them",
}
_KINDS_TOLD = 12  # things that a cell says which are told, each with its number


def _counts(per: Mapping[str, int]) -> str:
    told = [f"{f'“{what}”' if len(what) > 30 else what or 'not stated'} {n:,}" for what, n in per.items()]
    if len(told) > _KINDS_TOLD:
        rest = sum([*per.values()][_KINDS_TOLD:])
        told = [*told[:_KINDS_TOLD], f"and {len(per) - _KINDS_TOLD:,} others {rest:,}"]
    return "; ".join(told) or "none"


def _by_period(
    question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]], rows: Sequence[PartyRow]
) -> tuple[Any, str, bool | None]:
    """Return how many rows were first listed in each month or year, in their order."""
    length = 7 if question.period == "month" else 4  # of "2025-09-16"
    counted = Counter(row.added.isoformat()[:length] for row in rows if row.added)
    per = dict(sorted(counted.items()))
    undated = sum(row.added is None for row in rows)
    told = ", ".join(f"{period} {n:,}" for period, n in per.items()) or "none"
    more = f"; {undated:,} without a date" if undated else ""
    return per, f"{_many(found, question.query)}, by the {question.period} of the listing: {told}{more}.", None


def _of_countries(
    question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]], by_country: Mapping[str, int]
) -> tuple[Any, str, bool | None]:
    """Return the countries with so many rows, or with the most."""
    kept = {c: n for c, n in by_country.items() if n >= question.over and (not question.under or n <= question.under)}
    kept = dict([*kept.items()][: question.first or None])
    limits = [f"at least {question.over:,}"] if question.over else []
    limits += [f"at most {question.under:,}"] if question.under else []
    which = f"have {' and '.join(limits)} rows" if limits else "have the most rows"
    told = ", ".join(f"{country} {n:,}" for country, n in kept.items()) or "none"
    held = found[0][0]
    narrowed = _narrowed(question.query)
    said = f"Of the countries of the {held.about.name}{narrowed}, {len(kept):,} {which}{_of(held)}: {told}."
    return kept, said, None


def _counted(
    question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]], counts: Mapping[str, int]
) -> tuple[Any, str, bool | None]:
    lines = [_has(held, len(chosen.rows), question.query) for held, chosen in found]
    rows = [row for _, chosen in found for row in chosen.rows]
    if len(counts) > 1:
        return dict(counts), "; ".join(lines) + ".", None
    total = len(rows)
    if question.each:
        each = {value: sum(_meets(row, field, value) for row in rows) for field, value in question.each}
        named = [f"{n:,} with {'footnote ' if field == 'footnote' else ''}{value}"
                 for (field, value), n in zip(question.each, each.values(), strict=True)]  # fmt: skip
        return each, f"{lines[0]}: {', '.join(named)}.", None
    by_country = _by_country(rows)
    if question.asks_where:
        told = ", ".join(f"{c} ({n:,})" for c, n in by_country.items())
        return {"names": total, "countries_with_names": list(by_country)}, f"{lines[0]}: {told}.", None
    if question.query.region:
        told = ", ".join(f"{c} {n:,}" for c, n in by_country.items()) or "none"
        return {"total": total, **by_country}, f"{lines[0]}: {told}.", None
    asked = question.of_which or (question.query.countries if len(question.query.countries) > 1 else ())
    if asked:
        held = found[0][0]
        per = {_heading(held, c): sum(under(row, c) for row in rows) for c in asked}
        if question.elsewhere:
            per["elsewhere"] = total - sum(per.values())
        told = ", ".join(f"{name} {n:,}" for name, n in per.items())
        return {"total": total, **per}, f"{lines[0]}: {told}.", None
    return total, f"{lines[0]}.", None


def _meets(row: PartyRow, field: str, value: str) -> bool:
    return value in row.footnotes if field == "footnote" else plain(value) in plain(row.policy)


def _heading(held: HeldList, country: str) -> str:
    """Return a country in the form of its heading in a list."""
    return next((places.shown(h) for h in held.headings if places.code_of(h) == country), _place(country))


def _headings_said(question: PartyQuestion, held: HeldList) -> tuple[Any, str, bool | None]:
    """Return what is asked of the countries under which a list puts its rows."""
    headings = [places.shown(h) for h in held.headings]
    if question.wanted is Wanted.COUNT_COUNTRIES:
        return len(headings), f"The {held.about.name} has {len(headings):,} country headings{_of(held)}.", None
    if question.wanted is Wanted.HAS_COUNTRY:
        missing = [c for c in question.query.countries if not is_heading(held, c)]
        asked = " and ".join(map(_place, question.query.countries))
        word = "No" if missing else "Yes"
        has = "has no heading" if missing else "has a heading"
        return not missing, f"{word}. The {held.about.name}{_of(held)} {has} for {asked}.", not missing
    listed = [places.shown(h) for h, n in held.headings.items() if n]
    said = f"The {held.about.name} has rows under {len(listed):,} countries{_of(held)}: {', '.join(listed)}."
    return listed, said, None


def _rows_said(
    question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]], rows: Sequence[PartyRow]
) -> tuple[Any, str, bool | None]:
    names = list(dict.fromkeys(row.name for row in rows))
    lines = [_has(held, len(chosen.rows), question.query) for held, chosen in found]
    lead = "; ".join(lines) + (":" if rows else ".")
    says_yes = bool(rows) if question.asks_if_any else None
    if says_yes is not None:
        lead = f"{'Yes' if rows else 'No'}. {lead}"
    return names, lead, says_yes


def _extreme(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]]) -> tuple[Any, str, bool | None]:
    rows = [row for _, chosen in found for row in chosen.rows]
    names = [row.name for row in rows]
    held = found[0][0]
    if not rows:
        return None, f"No row of the {held.about.name}{_narrowed(question.query)} has a date.", None
    newest = question.wanted is Wanted.LATEST
    day = max(p.day for r in rows for p in r.publications) if newest else min(r.added for r in rows if r.added)
    word = "latest" if newest else "earliest"
    told = f"The {word} Federal Register date of the {held.about.name} is {day.isoformat()}, of {len(rows):,}"
    return {"date": day.isoformat(), "entries": names}, f"{told} {_rows(len(rows))}{_of(held)}:", None


def _by_country(rows: Sequence[PartyRow]) -> dict[str, int]:
    counted: Counter[str] = Counter(places.shown(country) for row in rows for country in row.countries)
    return dict(sorted(counted.items(), key=lambda c: (-c[1], c[0])))


def _many(found: Sequence[tuple[HeldList, Chosen]], query: PartyQuery) -> str:
    return _has(found[0][0], sum(len(chosen.rows) for _, chosen in found), query)


def _of(held: HeldList) -> str:
    place = held.address if not held.compiled else f"in the {held.address}"
    return f" ({place}, edition of {held.edition})" if held.edition else f" ({place})"


def _has(held: HeldList, n: int, query: PartyQuery) -> str:
    """Return how many rows of a list were chosen, as a sentence."""
    return f"The {held.about.name} has {n:,} {_rows(n)}{_narrowed(query)}{_of(held)}"


def _rows(n: int) -> str:
    return "row" if n == 1 else "rows"


def _has_days(held: HeldList) -> bool:
    return any(row.publications or row.added for row in held.counted)


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def _narrowed(query: PartyQuery) -> str:
    """Return in words which rows were chosen."""
    said: list[str] = []
    known = countries.table().by_code
    own = [c for c in query.countries if not (c in known and known[c].under)]
    filed = [c for c in query.countries if c not in own]
    if query.region:
        said.append(f"under countries of {query.region}")
        own, filed = [], []
    if own:
        said.append("under " + " and ".join(map(_place, own)))
    if filed:
        said.append("with an address in " + " or ".join(map(_place, filed)))
    if query.places:
        said.append("with an address in " + " or ".join(map(_place, query.places)))
    if query.not_countries:
        said.append("without " + " and ".join(map(_place, query.not_countries)))
    if query.words:
        said.append("with “" + "” and “".join(query.words) + "” in the name or the address")
    if query.name:
        said.append(f"with the name “{query.name}”")
    if query.any_name:
        said.append("with the name " + " or ".join(f"“{n.title()}”" for n in query.any_name))
    if query.nameless:
        said.append("that give an address and no name")
    if query.policy:
        said.append("whose review policy has “" + "” and “".join(query.policy) + "”")
    if query.requirement:
        said.append(f"that have “{query.requirement}”")
    if query.footnote:
        said.append(f"with footnote {query.footnote}")
    if query.citation:
        said.append(f"that cite {query.citation}")
    if query.since or query.until:
        said.append(("changed " if query.changed else "first listed ") + _days(query))
    return " " + ", ".join(said) if said else ""


def _days(query: PartyQuery) -> str:
    if query.since == query.until and query.since:
        return f"on {query.since.isoformat()}"
    if query.since and query.until:
        return f"from {query.since.isoformat()} to {query.until.isoformat()}"
    return f"since {query.since.isoformat()}" if query.since else f"until {query.until}"


def _place(country: str) -> str:
    return places.name_of(country) if country.isupper() else country.title()


def _line(row: PartyRow) -> str:
    """Return a row in one line: name, country, what it requires, when it was listed."""
    parts = [row.name]
    if row.country:
        parts.append(row.country)
    if row.policy:
        parts.append(row.policy.rstrip("."))
    if row.publications:
        parts.append("; ".join(f"{p.citation}, {p.day.isoformat()}" for p in row.publications))
    return " · ".join(parts)


def _notes(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]]) -> list[str]:
    lines = []
    for held, chosen in found:
        going_on = sum(row.kind is RowKind.CONTINUATION for row in chosen.rows)
        if going_on:
            lines.append(
                f"Of these, {going_on:,} {_rows(going_on)} of the {held.about.name} only continue the row above: "
                f"{len(chosen.rows) - going_on:,} list somebody."
            )
        if question.query.name and not question.query.any_name:
            anywhere = replace(question.query, name="", words=(*question.query.words, question.query.name))
            own = {row.start for row in chosen.rows}
            beside = sum(row.start not in own for row in rows_chosen(held, anywhere).rows)
            if beside > 0:
                lines.append(
                    f"Counted are names: {beside:,} further {_rows(beside)} of the {held.about.name} "
                    f"{'has' if beside == 1 else 'have'} “{question.query.name}” in an address."
                )
        if question.query.since or question.query.until:
            ever = rows_chosen(held, replace(question.query, since=None, until=None)).rows
            if undated := sum(
                row.kind is not RowKind.CONTINUATION and not row.publications and not row.added for row in ever
            ):
                lines.append(
                    f"{undated:,} {_rows(undated)} of the {held.about.name} "
                    f"{'bears' if undated == 1 else 'bear'} no day that is read here, and {_are(undated)} not counted."
                )
        reserved = [r for r in held.rows if r.kind is RowKind.RESERVED and set(r.codes) & set(question.query.countries)]
        if reserved and not chosen.rows:
            told = " and ".join(dict.fromkeys(r.country for r in reserved))
            lines.append(
                f"The {held.about.name} has a heading for {told} that reads “[Reserved]”: it names nobody there."
            )
        if question.query.region:
            asked = dict.fromkeys(question.query.countries)
            headed = [c for c in asked if is_heading(held, c)]
            others = [c for c in asked if c not in headed]
            line = f"Counted as {question.query.region}, by headings of the {held.about.name}: "
            line += f"{', '.join(map(_place, headed)) or 'none'}."
            line += f" It has no heading for {', '.join(map(_place, others))}." if others else ""
            lines.append(line)
        if chosen.by_address:
            lines.append(
                f"The {held.about.name} has no heading for {' and '.join(map(_place, chosen.by_address))}: counted are "
                "rows under other headings whose address names it."
            )
        if held.compiled:
            lines.append(f"The {held.address} compiles this list and may split one entry into several records.")
    return lines


def _noticed(
    question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]], catalogue: CatalogueReader
) -> list[Finding]:
    """Return what notices of the day asked after say, which may count what no edition has any more."""
    day = question.query.since
    if day is None or day != question.query.until:
        return []
    spans = [s for held, _ in found for s in notices(held.about, day, catalogue)]
    told = [
        Finding(one_line(catalogue.slice(s.version.number, s.start, s.end)), (s,), Note.OTHER_SOURCE) for s in spans
    ]
    if told:
        told.insert(0, Finding("Counted are rows that stand in this edition; a notice of that day may count others:"))
    return told


def _command(question: PartyQuestion, found: Sequence[tuple[HeldList, Chosen]]) -> str:
    about = found[0][0].about
    return f"`licet lists {about.short[0] if about.short else about.name} --json` gives them all."

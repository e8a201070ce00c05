"""Questions about the country chart: which columns a country is marked in, which countries a column marks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.engines.clauses import clauses
from assistant.engines.lists import places
from assistant.engines.lists.question_form import COUNT, QuestionForm, without_label
from assistant.engines.lists.reference import country_lists, follow_ups
from assistant.engines.lists.reference.entries_asked import is_of_entries
from assistant.engines.lists.reference.groups import places_of_groups
from assistant.engines.lists.reference.held_tables import ChartTable, GradedCountry, HeldTable, RowPlace, chart_held
from assistant.engines.lists.reference.number_of_marks import number_of_marks
from assistant.engines.lists.reference.table_answer import enumeration, of, reply
from assistant.engines.lists.set_words import refusals
from assistant.engines.model import Computed
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.reference_tables import reference_tables

_MARK = lazy_regex(
    r"\b(?:an? )?(?:X(?:['’]?s)?)(?: marks?)?\b|\b(?:marks?|marked|ticks?|ticked|crosses|checked|cells?|boxes|box)\b",
    re.I,
)
_FOOTNOTE_ASKED = lazy_regex(r"\bfootnotes? (?:no\.? ?|number )?(?P<mark>\d{1,2})\b", re.I)
_WHICH_CELLS = lazy_regex(r"\b(?:which|what|list|name|show|give|all|who|(?:are|is) there(?: any)?)\b", re.I)
_LINE_OF_MARKS = lazy_regex(
    r"\b(?:lines?|rows?)\b[^.?!]{0,20}\b(?:without|with no|no)\b[^.?!]{0,20}\b(?-i:X)(?:['’]?s)?\b", re.I
)
# Words of what is told beside a question by which it may choose rows: "leave out those with footnote 2".
_CHOOSES = lazy_regex(
    r"\b(?:only|exclud\w+|except|leav\w+ out|without|omit\w*|skip\w*|drop|footnotes?|rows?|columns?)\b", re.I
)
_REASONS_OF_COLUMNS = "CB|NP|NS|MT|RS|FC|CC|AT"
_A_COLUMN = lazy_regex(rf"\b(?:{_REASONS_OF_COLUMNS}) ?(?:columns? ?)?[1-3]\b", re.I)
# "… in CB 1 and nothing else", "only CB 1", "exactly these marks": what is marked besides is refused.
_COLUMN_WORDS = (
    r"(?:(?:an?|the|in|under|at|for|of|with|on|one|marks?|marked|ticks?|ticked|columns?|cells?|boxes|box|"
    r"(?-i:X)(?:'?s)?|this|that|these|those|being|reasons?) ){0,5}"
)
_NOTHING_ELSE = lazy_regex(
    r",? ?\b(?:and|but|with|or)? ?(?:nothing(?: else| more| besides)|"
    r"no(?:t (?:in )?any|ne)? others?(?: (?:ones?|columns?|marks?|cells?|(?-i:X)(?:'?s)?|ticks?|boxes|reasons?))?|"
    r"nowhere else|no (?:marks?|(?-i:X)|ticks?) (?:anywhere else|elsewhere|besides)|in no others?(?: columns?)?|"
    r"none besides|not anywhere else)\b|"
    rf"\b(?:only|just|solely|exclusively|exactly|precisely|nothing but|no more than) {_COLUMN_WORDS}"
    rf"(?=(?:{_REASONS_OF_COLUMNS})\b|columns?\b)|"
    r"(?<=[ A-Z][1-3])(?: marks?| columns?)? (?:only|alone|exclusively)\b|"
    r"\bexactly (?:this|that|these|those)(?: one)?(?: marks?| columns?| cells?)?\b|"
    r"\bas (?:its|their) (?:only|sole) (?:marks?|(?-i:X)|columns?)\b|"
    r"\b(?:only|sole) (?:marks?|(?-i:X)|columns?) (?:is|are|being)\b",
    re.I,
)
# "does Peru need a licence for NS 2 items from the US?": an X of the destination asks for one, and a blank cell alone
# says nothing.
_LICENCE_FOR_COLUMN = lazy_regex(
    r"\b(?:needs?|requires?|want|get) (?:an? |any |the )?(?:us |export )?(?:licen[cs]es?|permits?)"
    r"(?: for| under| to get)?\b",
    re.I,
)
_ROWS_WITH_FOOTNOTES = 6  # rows up to which their footnotes are told
_BLANK_IS_NO_LICENCE = "A cell without an X is no licence: the entry, parts 744 and 746 may ask for one."
_NOT = lazy_regex(
    r"\b(?:no|not|neither|nor|isn't|aren't|without|lack(?:s|ing)?|blank|empty|unmarked|don't|doesn't|never|"
    r"missing|free of)\b",
    re.I,
)
_OR = lazy_regex(r"\bor\b(?! not\b)|/", re.I)
_ANY_OF = lazy_regex(r"\b(?:either|any of|one of|at least one of)\b", re.I)
_FILLERS = lazy_regex(
    r"\b(?:only(?= (?:the )?(?:countries|places|those|destinations|states))|either|any of|at least one of|lines?|"
    r"rows|single|at all|marked|unmarked|graded|columns?|col|reasons?|for control|controls?|grid|cells?|both|but|"
    r"stuff|goods|items?|can'?t|cannot|find|locate|look(?:ed)? up|"
    r"control|row|carry|carries|bears?|destinations?|places?|thats|full list|complete list|whole|entire|all columns|"
    r"in total)\b",
    re.I,
)


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer to a question about the country chart, None where it is no such question.

    What is told beside what is asked is left aside where it is not read: "I need it for a slide".
    """
    found = _computed(question, catalogue)
    pieces = clauses(question.core)
    asking = [c.text for c in pieces if c.asks]
    told = " ".join(c.text for c in pieces if not c.asks)
    if found is not None or question.leans or len(asking) != 1 or len(pieces) == 1:
        return found
    if any(places.find(told)) or _A_COLUMN.search(told) or places_of_groups(told) or _CHOOSES.search(told):
        return None  # what is told may choose rows
    return _computed(replace(question, core=asking[0], standalone=asking[0], parts=()), catalogue)


def _computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    changed = follow_ups.earlier_question_with(
        question, lambda text: [(m.start(), m.end()) for m in _A_COLUMN.finditer(text)]
    )
    if changed is None:
        return None
    text = changed or question.standalone
    chart = reference_tables().by_kind["chart"].asked
    of_lines = _LINE_OF_MARKS.search(text) is not None
    if not (chart.search(text) or _A_COLUMN.search(text) or re.search(r"\bcolumns?\b", text, re.I) or of_lines):
        return None
    held = chart_held(catalogue, question.filters)
    if held is None or not held.content.columns or (is_of_entries(text) and not any(places.find(text))):
        return None  # "how many entries have CC Column 2?" counts entries, not countries
    if places_of_groups(text) or country_lists.names_country_list(text, catalogue, question.filters):
        return None  # countries of a group or a list and a column: `country_sets` puts them together
    form = QuestionForm(without_label(text, _names_something))
    named_chart = bool(form.take(chart))
    either = _are_alternatives(form.rest, held.content)
    nothing_else = bool(form.take(_NOTHING_ELSE)) and bool(_A_COLUMN.search(text) or named_chart)
    marked, unmarked = _columns(form, held.content)
    notes = [m["mark"] for m in form.take_all(_FOOTNOTE_ASKED)] if named_chart or marked else []
    of_licence = bool(marked and form.take(_LICENCE_FOR_COLUMN))
    if marked and (left_from := reference_tables().by_kind["chart"].left_from):
        form.take(left_from)
    spans = [(s, e, c) for s, e, c in places.find(form.rest)]
    for start, end, _ in spans:
        form.blank(start, end)
    codes = list(dict.fromkeys(code for *_, code in spans))
    number = number_of_marks(form)
    counts, lists = bool(form.take(COUNT)), bool(form.take(_WHICH_CELLS))
    marks = bool(form.take(_MARK))
    refused = bool(form.take(_NOT))
    form.take(_FILLERS)
    form.take(reference_tables().reason_pattern)
    if form.words():
        return None
    columns = [*marked, *unmarked]
    if number is not None:
        return _of_number(held, number, counts, catalogue) if not (columns or codes or notes or refused) else None
    if codes and columns and not nothing_else:
        return _cells(held, codes, columns, catalogue, of_licence=of_licence)
    if len(codes) == 1 and not notes and (named_chart or marks) and (marks or lists or counts):
        return _marks_of(held, codes[0], refused, counts, catalogue)
    if columns and not codes and (lists or counts or marks):
        if refused and not unmarked:
            marked, unmarked = [], marked
        if nothing_else and not unmarked and marked:
            return _with_these_alone(held, marked, counts, catalogue)
        return _marked(held, marked, unmarked, counts, catalogue, either=either)
    if notes and not codes and (lists or counts):
        return _with_footnote(held, notes[0], counts, catalogue)
    if marks and refused and not codes and (lists or counts):
        return _without_marks(held, counts, catalogue)
    return None


def _names_something(label: str) -> bool:
    return _A_COLUMN.search(label) is not None or any(places.find(label))


def _of_number(
    held: HeldTable[ChartTable], number: tuple[str, int], counts: bool, catalogue: CatalogueReader
) -> Computed:
    """Return the countries whose rows have so many marks, each with its columns."""
    how, wanted = number
    graded = [r for r in held.content.rows if r.marks is not None]
    fits = {
        "exactly": lambda n: n == wanted,
        "at least": lambda n: n >= wanted,
        "at most": lambda n: n <= wanted,
        "more than": lambda n: n > wanted,
        "fewer than": lambda n: n < wanted,
    }[how]
    rows = [r for r in graded if r.marks and fits(len(r.marks))]
    names = [r.name for r in rows]
    told = "; ".join(f"{r.name} ({', '.join(r.marks or ())})" for r in rows)
    many = f"{len(names)} of {len(graded)} countries {'has' if len(names) == 1 else 'have'} {how} {wanted} X"
    lead = f"{many} in all columns ({of(held)}){': ' if names else ''}{told}."
    notes: list[tuple[str, RowPlace | None]] = [(_BLANK_IS_NO_LICENCE, None)]
    if len(rows) <= _ROWS_WITH_FOOTNOTES:
        notes += _footnotes_of(rows, held.content)
    if ungraded := [r for r in held.content.rows if not r.marks and not r.row_of]:
        notes.append((f"Not graded, and so not counted: {', '.join(r.name for r in ungraded)}.", ungraded[0].line))
    value = len(names) if counts else names
    return reply(held, value, lead, [r.line for r in rows], catalogue, notes=notes, countries=names)


def _footnotes_of(rows: Sequence[GradedCountry], chart: ChartTable) -> list[tuple[str, RowPlace]]:
    """Return the footnotes that rows bear, each once."""
    marks = dict.fromkeys(mark for row in rows for mark in row.footnotes)
    return [chart.footnotes[mark] for mark in marks if mark in chart.footnotes]


def names_a_column(text: str) -> bool:
    """Return whether a text may name a column of the chart."""
    return bool(_A_COLUMN.search(text) or re.search(r"\bcolumns?\b", text, re.I))


def places_of_columns(text: str, chart: ChartTable) -> list[tuple[int, int, list[str]]]:
    """Return (start, end, columns) of the columns that a text names."""
    out = []
    for match in _pattern_of(chart).finditer(text):
        named = _columns_of(match)
        if all(column in chart.columns for column in named):
            out.append((match.start(), match.end(), named))
    return out


def _pattern_of(chart: ChartTable) -> re.Pattern[str]:
    """Return a pattern of the columns, by their letters and by the words for a reason: "crime control column 2"."""
    letters = list(dict.fromkeys(c.split()[0] for c in chart.columns))
    words = [w for code in letters for w in reference_tables().reasons.get(code, ())]
    reasons = "|".join(map(re.escape, (*sorted(words, key=len, reverse=True), *letters)))
    single = [code for code in letters if sum(c.split()[0] == code for c in chart.columns) == 1]
    alone = sorted(
        (w for code in single for w in (code, *reference_tables().reasons.get(code, ()))), key=len, reverse=True
    )
    only = rf"|\b(?P<alone>{'|'.join(map(re.escape, alone))}) column\b(?! ?\d)" if alone else ""
    return re.compile(
        rf"\b(?P<reason>{reasons}) ?(?:\([A-Z]{{2}}\) ?)?(?:columns? ?)?(?P<number>[1-3])"
        rf"(?: ?(?:and|&|or|,) ?(?P<also>[1-3]))?\b(?: column)?|"
        rf"\bcolumns? (?P<other>{reasons}) ?(?P<at>[1-3])\b{only}",
        re.I,
    )


def _are_alternatives(text: str, chart: ChartTable) -> bool:
    """Return whether columns are named as alternatives: "in NS 1 or RS 1", "in either of CB 2 and CB 3"."""
    matches = [m for m in _pattern_of(chart).finditer(text) if _columns_of(m)]
    if not matches:
        return False
    between = [text[a.end() : b.start()] for a, b in itertools.pairwise(matches)]
    if any(_OR.search(words) for words in (*between, *(m[0] for m in matches if m["also"]))):
        return True
    return _ANY_OF.search(text, 0, matches[0].start()) is not None


def _columns_of(match: re.Match[str]) -> list[str]:
    """Return the columns that a match names; a reason that has a single column needs no number: "the FC column"."""
    alone = match.groupdict().get("alone")
    written = match["reason"] or match["other"] or alone or ""
    reason = reference_tables().reason(written) or written.upper()
    return [f"{reason} {n}" for n in (match["number"], match["also"], match["at"], "1" if alone else "") if n]


def _columns(form: QuestionForm, chart: ChartTable) -> tuple[list[str], list[str]]:
    """Return the columns named, and those that are named behind a "not"."""
    pattern = _pattern_of(chart)
    marked: list[str] = []
    unmarked: list[str] = []
    matches = list(pattern.finditer(form.rest))
    spots = [(m.start(), m.end()) for m in matches]
    # Of a single column, or of all, the "no" may stand anywhere: it is read from the whole question.
    each = refusals(form.rest, spots)
    for match, refused in zip(matches, each if not all(each) else [False] * len(each), strict=True):
        for column in _columns_of(match):
            if column in chart.columns:
                (unmarked if refused else marked).append(column)
    form.take(pattern)
    if unmarked:
        form.take(_NOT)
    return list(dict.fromkeys(marked)), list(dict.fromkeys(unmarked))


def row_of(held: HeldTable[ChartTable], code: str) -> tuple[GradedCountry | None, GradedCountry | None]:
    """Return the row that governs a country, and the line that says so where it is another country's row."""
    own = next((r for r in held.content.rows if places.country_of_heading(r.name) == code), None)
    if own and own.row_of:
        other = places.country_of_heading(own.row_of)
        return next(
            (r for r in held.content.rows if places.country_of_heading(r.name) == other and not r.row_of), None
        ), own
    return own, None


def _cells(
    held: HeldTable[ChartTable],
    codes: Sequence[str],
    columns: Sequence[str],
    catalogue: CatalogueReader,
    *,
    of_licence: bool = False,
) -> Computed | None:
    """Return what stands in the cells of countries. A blank one denies no licence where one is asked of."""
    found = {code: row_of(held, code) for code in codes}
    if any(row is None for row, _ in found.values()):
        return None
    marks: dict[str, dict[str, bool] | None] = {}
    said = []
    for code, (row, _) in found.items():
        assert row is not None
        if row.marks is None:
            marks[code] = None
            said.append(f"{row.name} is not graded: {row.pointer}")
            continue
        marks[code] = cells = {c.replace(" ", ""): c in row.marks for c in columns}
        told = enumeration([f"{'an X' if cells[c.replace(' ', '')] else 'no X'} in {c}" for c in columns])
        said.append(f"{places.name_in_answer(code)} has {told}")
    only = marks[codes[0]]
    value: object = {places.name_in_answer(c): m for c, m in marks.items()}
    says_yes = None
    if len(codes) == 1:
        value = only
        if only is not None and len(columns) == 1:
            value = says_yes = next(iter(only.values()))
    elif len(columns) == 1:
        value = {places.name_in_answer(c): None if m is None else next(iter(m.values())) for c, m in marks.items()}
    lead = f"{'; '.join(said)} ({of(held)})."
    if of_licence and says_yes is False:
        return _with_notes(held, value, f"{lead} {_BLANK_IS_NO_LICENCE}", found, catalogue, None, says_of_blank=True)
    return _with_notes(held, value, lead, found, catalogue, says_yes)


def _marks_of(
    held: HeldTable[ChartTable], code: str, refused: bool, counts: bool, catalogue: CatalogueReader
) -> Computed | None:
    found = row_of(held, code)
    row = found[0]
    if row is None:
        return None
    if row.marks is None:
        value: list[str] | None = None
        lead = f"{row.name} is not graded in the {of(held)}: {row.pointer}"
    else:
        value = [c for c in held.content.columns if (c in row.marks) != refused]
        what = "no X" if refused else "an X"
        lead = f"{places.name_in_answer(code)} has {what} in {enumeration(value) or 'no column'} ({of(held)})."
    told = len(value) if counts and value is not None else value
    return _with_notes(held, told, lead, {code: found}, catalogue, None)


def _with_notes(
    held: HeldTable[ChartTable],
    value: object,
    lead: str,
    found: dict[str, tuple[GradedCountry | None, GradedCountry | None]],
    catalogue: CatalogueReader,
    says_yes: bool | None,
    *,
    says_of_blank: bool = False,
) -> Computed:
    """Return an answer with the notes on its rows; `says_of_blank` where its lead says what a blank cell means."""
    rows = [row for row, _ in found.values() if row]
    notes: list[tuple[str, RowPlace | None]] = [
        (f"{said.name} has no marks of its own: the row of {said.row_of} governs it.", said.line)
        for _, said in found.values()
        if said
    ]
    notes += _footnotes_of(rows, held.content)
    if not says_of_blank and any(row.marks is not None for row in rows):
        notes.append((_BLANK_IS_NO_LICENCE, None))
    return reply(held, value, lead, [r.line for r in rows], catalogue, says_yes=says_yes, notes=notes)


def _marked(
    held: HeldTable[ChartTable],
    marked: Sequence[str],
    unmarked: Sequence[str],
    counts: bool,
    catalogue: CatalogueReader,
    *,
    either: bool = False,
) -> Computed:
    """Return the countries with a mark in all the columns, or where `either` in any of them, and in none of others."""
    graded = [r for r in held.content.rows if r.marks is not None]
    meets = any if either and marked else all
    rows = [
        r
        for r in graded
        if meets(c in (r.marks or ()) for c in marked) and not any(c in (r.marks or ()) for c in unmarked)
    ]
    names = [r.name for r in rows]
    told = (" or " if either else " and ").join(f"an X in {c}" for c in marked)
    where = " and ".join([*filter(None, [told]), *(f"no X in {c}" for c in unmarked)])
    word = "country has" if len(names) == 1 else "countries have"
    lead = f"{len(names)} of {len(graded)} {word} {where} ({of(held)}){': ' if names else ''}{', '.join(names)}."
    if either and len(marked) > 1:
        of_each = enumeration([f"{sum(c in (r.marks or ()) for r in graded)} in {c}" for c in marked])
        lead += f" Taken one by one, {of_each}."
    ungraded = [r.name for r in held.content.rows if r.marks is None and not r.row_of]
    notes = [(f"Not graded, and so not counted: {', '.join(ungraded)}.", None)] if ungraded else []
    value = len(names) if counts else names
    return reply(held, value, lead, [r.line for r in rows], catalogue, notes=notes, countries=names)


def _with_these_alone(
    held: HeldTable[ChartTable], columns: Sequence[str], counts: bool, catalogue: CatalogueReader
) -> Computed:
    """Return the countries that have a mark in all of the columns and in no other one."""
    graded = [r for r in held.content.rows if r.marks is not None]
    rows = [r for r in graded if set(r.marks or ()) == set(columns)]
    near = [r for r in graded if set(r.marks or ()) > set(columns) and len(r.marks or ()) == len(columns) + 1]
    names = [r.name for r in rows]
    word = "country has" if len(names) == 1 else "countries have"
    lead = f"{len(names)} of {len(graded)} {word} an X in {enumeration(columns)} and in no other column ({of(held)})"
    lead += f": {', '.join(names)}." if names else "."
    notes: list[tuple[str, RowPlace | None]] = []
    if near:
        told = "; ".join(
            f"{r.name} (besides {enumeration([c for c in r.marks or () if c not in columns])})" for r in near
        )
        notes.append((f"Not among them, with one mark more: {told}.", near[0].line))
    if len(rows) <= _ROWS_WITH_FOOTNOTES:
        notes += _footnotes_of(rows, held.content)
    notes.append((_BLANK_IS_NO_LICENCE, None))
    ungraded = [r.name for r in held.content.rows if r.marks is None and not r.row_of]
    if ungraded:
        notes.append((f"Not graded, and so not counted: {', '.join(ungraded)}. That is no permission.", None))
    value = len(names) if counts else names
    return reply(held, value, lead, [r.line for r in rows], catalogue, notes=notes, countries=names)


def _without_marks(held: HeldTable[ChartTable], counts: bool, catalogue: CatalogueReader) -> Computed:
    """Return the countries whose rows have no mark at all, with what stands there instead."""
    rows = [r for r in held.content.rows if not r.marks and not r.row_of]
    names = [r.name for r in rows]
    lead = (
        f"{len(names)} of {len([r for r in held.content.rows if not r.row_of])} rows have no X at all ({of(held)}): "
        f"{'; '.join(names)}. That is no permission: those rows point to other parts."
    )
    notes = [(f"{r.name}: {r.pointer}", r.line) for r in rows if r.pointer]
    value = len(names) if counts else names
    return reply(held, value, lead, [r.line for r in rows], catalogue, notes=notes, countries=names)


def _with_footnote(held: HeldTable[ChartTable], mark: str, counts: bool, catalogue: CatalogueReader) -> Computed | None:
    if mark not in held.content.footnotes:
        return None
    rows = [r for r in held.content.rows if mark in r.footnotes]
    names = [r.name for r in rows]
    lead = f"{len(names)} rows bear footnote {mark} ({of(held)}): {', '.join(names)}."
    lines = [held.content.footnotes[mark][1], *(r.line for r in rows)]
    return reply(held, len(names) if counts else names, lead, lines, catalogue, notes=[held.content.footnotes[mark]])

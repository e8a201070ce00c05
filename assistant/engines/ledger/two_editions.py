"""What differs between two editions that are held: of a part, a section or a list, asked for in any language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.engines.list_questions import edition_answers
from assistant.engines.list_questions.questions import PartyQuestion, Wanted
from assistant.engines.lists.editions import difference
from assistant.engines.lists.held_lists import editions_of
from assistant.engines.lists.party_query import PartyQuery
from assistant.engines.model import Computed, Finding, MissingText, Span
from assistant.facts.days import day_in_words, days_written
from assistant.model import Form, Outcome, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.editions.changes import changes_between
from corpus.editions.diff import Change, ChangeKind
from corpus.errors import Problem
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import measures, party_lists
from corpus.lexicon.party_lists import PartyList, lists_asked
from corpus.locators import parse
from corpus.lookup import resolve
from corpus.model import Role, Version

# Two editions are spoken of, and what differs between them is asked: in the languages that questions come in.
_EDITIONS = lazy_regex(
    r"\b(?:editions|versions|fassungen|versionen)\b|\bedition\b.{1,60}\bedition\b|\b(?:edition|version"
    r"|fassung)\b.{1,60}"
    r"\b(?:to|and|vs\.?|versus|und)\b|版本|两版|兩版|[月日年]版|两个版|판본|버전|改正前後",
    re.I,
)
_DIFFER = lazy_regex(
    r"\b(?:differences?|differs?|different|chang(?:e|es|ed)|compare[sd]?|amended|new in|added|removed|"
    r"unterschied\w*|geändert|änder\w+|neu)\b|不同|区别|區別|变化|變化|差别|差異|差异|修改|新增|删除|刪除|对比|相比|違い|変更|차이|변경|달라",
    re.I,
)
_OF_TWO_DAYS = lazy_regex(r"\b(?:between|from|since|and|to|vs\.?|versus)\b", re.I)
_ON_OR_OFF = lazy_regex(
    r"\b(?:new (?:names?|entries|rows|parties)|dropped|delisted|put on|taken off|came off|changes?)\b", re.I
)
_PART_IN_HAN = lazy_regex(r"(?:第\s?)?(?P<part>7[3-7]\d)\s?(?:部分|部|条|節|节)")
_MONTH_IN_HAN = lazy_regex(r"(?<!\d)(?P<month>1[0-2]|[1-9])月")
_TWO = 2
_CHANGES_TOLD = 12  # changes that an answer tells one by one
_BRIEF = 400  # characters of a text before and after


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what differs between two editions held; None where that is not asked, or fewer than two are held."""
    text = question.core
    if (of_lists := _lists_of_two_editions(text, catalogue)) is not None:
        return of_lists
    if (compared := _list_of_two_days(question, catalogue)) is not None:
        return edition_answers.answer_of_editions(
            PartyQuestion((compared,), Wanted.DIFFERENCE, PartyQuery()), text, catalogue
        )
    if not (_EDITIONS.search(text) and _DIFFER.search(text)):
        return None
    if (about := _list_in_han(text)) is not None:
        asked = PartyQuestion((about,), Wanted.DIFFERENCE, PartyQuery())
        return edition_answers.answer_of_editions(asked, text, catalogue)
    if lists_asked(text):
        return None  # rows are compared by the engine of lists
    held = _address(question, catalogue)
    if held is None:
        return None
    editions = _editions(held, catalogue)
    chosen = _chosen(text, editions)
    if len(chosen) < _TWO:
        return _lacking(held, editions)
    first, second = (v.valid_from for v in chosen)
    if first is None or second is None:
        return None
    key = f"changes of {held.source.id} at {held.locator} from {first} to {second}"
    try:
        found = catalogue.once(key, lambda: tuple(changes_between(catalogue, held.locator, first, second)))
    except Problem:
        return None
    return _told(held, (first, second), chosen[1], found, catalogue)


def asks_what_differs(text: str) -> bool:
    """Return whether a text asks what is new in one of two editions, or left out of it."""
    return _DIFFER.search(text) is not None or _ON_OR_OFF.search(text) is not None


def _lists_of_two_editions(text: str, catalogue: CatalogueReader) -> Computed | None:
    """Return what differs in each list that a question names between the two editions that it names by day or month.

    "What changed on it between the end of March and 23 July": a month alone names the one edition of it.
    """
    named = lists_asked(text)
    if not named or not _OF_TWO_DAYS.search(text) or not asks_what_differs(text):
        return None
    told: list[Computed] = []
    for about in named:
        held = [h for h in editions_of(about, catalogue) if h.version.valid_from]
        chosen = [h for h in held if _is_named(text, h.version.valid_from)]
        if len(chosen) != _TWO:
            return None
        told.append(edition_answers.differing(difference(chosen[0], chosen[1], catalogue), catalogue))
    first = told[0]
    if len(told) == 1:
        return first
    cites = tuple(dict.fromkeys(s for t in told for s in t.findings[0].cites))
    lead = Finding(" ".join(t.findings[0].text for t in told), cites)
    rest = tuple(f for t in told for f in t.findings[1:])
    return replace(first, findings=(lead, *rest), payload={**first.payload, "lists": [dict(t.payload) for t in told]})


def _is_named(text: str, day: date | None) -> bool:
    """Return whether a text names a day, or its month without one."""
    if day is None:
        return False
    month = measures.table().month_names[day.month - 1]
    word = rf"\b{month[:3]}(?:{month[3:]})?\b"
    pattern = rf"(?:\b(?P<before>\d{{1,2}})\.? )?{word}(?:\.? (?P<behind>\d{{1,2}})\b(?!:))?"
    found = list(re.finditer(pattern, text, re.I))
    days = {int(n) for m in found for n in (m["before"], m["behind"]) if n}
    return bool(found) and (day.day in days or not days)


def _list_of_two_days(question: Query, catalogue: CatalogueReader) -> PartyList | None:
    """Return the list that a question names with the days of two of its editions and what differs; else None.

    "Who was put on it or taken off between the text of one day and that of another": other days are those of rows.
    """
    text = question.core
    named = lists_asked(text)
    days = {first for _, _, first, last in days_written(text) if first == last}
    if len(named) != 1 or len(days) != _TWO or not _DIFFER.search(text):
        return None
    found = catalogue.find(named[0].table, question.filters) if named[0].table else []
    editions = {v.valid_from for h in found[:1] for v in _editions(h, catalogue)}
    return named[0] if days <= editions else None


def _told(
    held: HeldProvision, days: tuple[date, date], new: Version, found: Sequence[Change], catalogue: CatalogueReader
) -> Computed:
    first, second = days
    real = [c for c in found if not _is_print(c, new, catalogue)]
    in_print = len(found) - len(real)
    apart = f"between the editions of {day_in_words(first)} and {day_in_words(second)}"
    if not real:
        lead = f"Nothing was added, removed or changed in {held.locator} {apart}: no letter and no figure differs."
    else:
        counts = Counter(c.kind.value for c in real)
        said = ", ".join(f"{n:,} {kind}" for kind, n in counts.most_common())
        lead = f"{held.locator}, {apart}: {said} (provisions and rows, each counted once)."
    findings = [Finding(lead, (Span.of(held),))]
    for change in real[:_CHANGES_TOLD]:
        before, after = change.before[:_BRIEF], change.after[:_BRIEF]
        words = f"{change.new or change.old}: {change.description}"
        if change.kind is ChangeKind.CHANGED:
            words = f"{words} Before: “{before}” After: “{after}”"
        findings.append(Finding(words, note=StatementRole.ROW))
    if len(real) > _CHANGES_TOLD:
        rest = f"{len(real) - _CHANGES_TOLD:,} more: `licet diff '{held.locator}' {first} {second}`."
        findings.append(Finding(rest, note=StatementRole.CHECK_NEXT))
    if in_print:
        findings.append(
            Finding(
                f"{in_print:,} places differ in punctuation or spacing only, which changes nothing.",
                note=StatementRole.NOTE,
            )
        )
    payload = {
        "locator": held.locator,
        "editions": [first.isoformat(), second.isoformat()],
        "changes": [{"change": c.kind.value, "old": c.old, "new": c.new} for c in real],
        "typography": in_print,
    }
    return Computed(Form.STATUS, tuple(findings), payload)


def _is_print(change: Change, new: Version, catalogue: CatalogueReader) -> bool:
    """Return whether a change is one of punctuation: no letter and no figure of the text differs.

    The address of a row is made of its words, and moves with their punctuation.
    """
    if change.kind is ChangeKind.TYPOGRAPHY:
        return True
    if _letters(change.before) != _letters(change.after) or change.new_index is None:
        return False
    row = catalogue.provision(new.number, change.new_index).provision.role is Role.ROW
    return row or change.kind is not ChangeKind.RENUMBERED


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _list_in_han(text: str) -> PartyList | None:
    """Return the list that a question names in Han letters, None for none or several."""
    found = [entry for entry in party_lists.table().entries if any(name in text for name in entry.in_han)]
    return found[0] if len(found) == 1 else None


def _address(question: Query, catalogue: CatalogueReader) -> HeldProvision | None:
    """Return the provision, section or part whose editions are compared; None for none or several."""
    found = list(question.addresses)
    if not found and (part := _PART_IN_HAN.search(question.core)) and (read := parse(f"15 CFR Part {part['part']}")):
        found = [read]
    if len(found) != 1:
        return None
    held = resolve(catalogue, found[0], Filters(jurisdictions=question.filters.jurisdictions))
    return held[0] if held else None


def _editions(held: HeldProvision, catalogue: CatalogueReader) -> list[Version]:
    """Return the editions held of a text, the oldest first."""
    found = [version for source, version in catalogue.editions().values() if source.id == held.source.id]
    return sorted((v for v in found if v.valid_from), key=lambda v: (v.valid_from or date.min, v.number))


def _chosen(text: str, editions: Sequence[Version]) -> list[Version]:
    """Return the two editions that a question names by day or month, or the last two where it names none."""
    spans = [(first, last) for _, _, first, last in days_written(text)]
    months = {int(m["month"]) for m in _MONTH_IN_HAN.finditer(text)}
    months |= {n for n, name in enumerate(measures.table().month_names, 1) if re.search(rf"\b{name.title()}\b", text)}
    named = [
        v
        for v in editions
        if (day := v.valid_from) and (day.month in months or any(first <= day <= last for first, last in spans))
    ]
    if spans or months:
        return named if len(named) == _TWO else []
    return list(editions[-_TWO:])


def _lacking(held: HeldProvision, editions: Sequence[Version]) -> Computed:
    """Return that two editions are not held, or not those that are named."""
    days = " and ".join(day_in_words(v.valid_from) for v in editions if v.valid_from)
    source = held.source
    line = f"Two editions to compare are not held: of {source.title} there is {days or 'one without a date'}. "
    line += f"`licet sync {source.id} --as-of DAY` brings another, where its publisher keeps them."
    return Computed(
        Form.STATUS,
        (Finding(line),),
        outcome=Outcome.NOT_IN_CORPUS,
        missing_texts=(MissingText(f"another edition of {source.title}"),),
    )

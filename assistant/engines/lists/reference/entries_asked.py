"""What a question asks of entries of the control list, and which entries meet it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.engines.lists import places
from assistant.engines.lists.question_form import QuestionForm
from assistant.engines.lists.reference.held_tables import ControlledEntry, HeldTable, Requirement
from assistant.engines.lists.reference.table_answer import enumeration
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries
from corpus.lexicon.party_lists import lists_asked
from corpus.lexicon.reference_tables import reference_tables

_CELL_ASKED = lazy_regex(
    r"\b(?P<reason>[A-Z]{2})(?: ?(?:[Cc]ol(?:umn)?s?\.?|COL(?:UMN)?))? ?(?P<number>[1-3])"
    r"(?: ?(?:and|or|&|/|,) ?(?:[Cc]olumn )?(?P<also>[1-3]))?\b(?! ?%)|"
    r"\b[Cc]olumns? (?P<at>[1-3]) (?:of|for|under) (?P<for>[A-Z]{2})\b"
)
# Entries that a question names by that word alone, where it says what they are controlled for.
_ENTRIES_OF_REASON = lazy_regex(r"\b(?:list |control list )?entr(?:y|ies)\b", re.I)
_ANYWHERE = lazy_regex(r"\b(?:any|all|every) (?:destinations?|countr(?:y|ies))(?: worldwide)?\b|\bworldwide\b", re.I)
_FOR_ANYWHERE = lazy_regex(r"\bany destination worldwide\b|\bworldwide control\b|\ball destinations\b", re.I)
_LEFT_OUT = lazy_regex(
    r"\b(?:not|n't|without|no|excluding|except|minus|other than)(?: (?:also|for|in|under|the|a|an|any|one|that|names?|"
    r"naming|mention|mentions|mentioning|use|uses|using|including)){0,3}\s{1,2}$",
    re.I,
)
_NEGATION = lazy_regex(
    r"\b(?:but|and)? ?(?:not|without|no|excluding|except(?: for)?|minus|other than)\b"
    r"(?: (?:also|naming|mentioning|using))?",
    re.I,
)
_ALONE_NAMED = lazy_regex(r"\balone\b|\bnobody else\b|\bno other (?:country|place|destination)\b", re.I)
_SECTION_ASKED = lazy_regex(r"\(?(?:§{1,2} ?)?\b(?P<address>7\d\d\.\d{1,2}(?:\([a-zA-Z0-9]{1,4}\)){0,5})\)?")
_CATEGORY = lazy_regex(
    r"\bcategor(?:y|ies) (?P<category>\d)\b|\bproduct group (?P<group>[A-E])\b|"
    r"\b(?P<both>\d[A-E])(?: entries| eccns)?\b",
    re.I,
)
# Entries by the figures of their numbers: "the 600 series", "9x515", "xY6zz".
_SERIES = lazy_regex(
    r"(?:\bthe )?[“\"]?\b(?P<series>6)00[- ]series\b[”\"]?|\b(?P<category>[0-9x])[xy](?P<figures>\d{3}|6zz)\b", re.I
)
_EXCEPTION = lazy_regex(r"\b(?:licen[sc]e exceptions? )?(?P<name>LVS|GBS|TSR|STA|CIV|APP|ENC|GOV|TMP|RPL|AVS|BAG)\b")
_ONLY = lazy_regex(
    r"\b(?:(?:(?:is|as) )?(?:the )?(?:only|one|sole|single) (?:reason|control|ground)s?(?: for control)?|"
    r"only|solely|just|nothing but|nothing else|no other reason|exclusively)\b",
    re.I,
)
# "I want those where …": says again what is chosen.
_CHOOSES_THOSE = lazy_regex(
    r"\b(?:I|we) (?:only |just )?(?:want|need|mean|am after|would like) (?:only |just )?(?:those|the ones|ones|entries)"
    r"(?: (?:where|in which|that|which|for which|with))?\b",
    re.I,
)
_GLOSS_OF_CATEGORY = lazy_regex(r"(?<=\d) ?\([^()\d]{1,60}\)")
_ITAR = lazy_regex(r"\bsubject to (?:the )?ITAR\b", re.I)
_PHRASES = lazy_regex(
    r"\b(?:licen[sc]e requirements?|licen[sc]e|requirements?|reasons? (?:for|of) controls?|controlled|controls?|"
    r"as (?:a )?reason|reasons?|because of|due to|on account of|rows?|columns?|carr(?:y|ies)|listed|entire entry|"
    r"specifically|eligible|available|allows?|names?|mentions?|mentioned|entry|entries|eccns?|apply|applies|numbers?|"
    r"uses?|using|used|both|(?:start|begin)(?:s|n?ing)?(?: with)?|subject|that is|written|in the entry|"
    r"shown in the chart|in the chart|items?|requires?|required|needs?|destinations?)\b",
    re.I,
)  # fmt: skip


def is_of_entries(text: str) -> bool:
    """Return whether a text speaks of entries of the control list: by name, by a series, or by what they are for."""
    if reference_tables().by_kind["entries"].asked.search(text) or _SERIES.search(text):
        return True
    of_reason = any(m["reason"] in reference_tables().reasons for m in _CELL_ASKED.finditer(text) if m["reason"])
    return bool(
        _ENTRIES_OF_REASON.search(text)
        and not lists_asked(text)
        and (of_reason or (re.search(r"\bcontrolled\b", text, re.I) and reference_tables().reason_pattern.search(text)))
    )


class EntriesAsked:
    """What a question asks of entries, and the words that are left of it."""

    def __init__(self, form: QuestionForm, held: HeldTable[tuple[ControlledEntry, ...]]) -> None:
        self.held = held
        form.take(_CHOOSES_THOSE)
        self.series = [m[0].strip('“”" ') for m in form.take_all(_SERIES)]
        self.columns: list[str] = []
        self.not_columns: list[str] = []
        whole_text = form.rest
        for m in form.take_all(_CELL_ASKED):
            reason = m["reason"] or m["for"]
            if reason not in reference_tables().reasons:
                continue
            kept = self.not_columns if _LEFT_OUT.search(whole_text, 0, m.start()) else self.columns
            kept += [f"{reason} Column {n}" for n in (m["number"], m["also"], m["at"]) if n]
        self.any_column = len(self.columns) > 1 and re.search(r"\bor\b|/", whole_text) is not None
        self.anywhere = bool(form.take(_ANYWHERE))
        self.alone = bool(form.take(_ALONE_NAMED))
        self.sections = [m["address"] for m in form.take_all(_SECTION_ASKED)]
        self.only = bool(form.take(_ONLY))
        self.itar = bool(form.take(_ITAR))
        found = list(places.find(form.rest))
        abroad = [f for f in found if f[2] not in reference_tables().countries]
        self.not_countries = [code for s, _, code in abroad if _LEFT_OUT.search(form.rest, 0, s)]
        self.countries = [code for _, _, code in abroad if code not in self.not_countries]
        whole = [form.rest[s:e] for s, e, _ in abroad]
        # "the Russian industry sector sanctions row" quotes a row: its words are looked for whole
        self.adjectives = [w for w in whole if countries.is_adjective(w)]
        for start, end, _ in found:
            form.blank(start, end)
        self.exceptions = [m["name"] for m in form.take_all(_EXCEPTION)]
        if _CATEGORY.search(form.rest):
            form.take(_GLOSS_OF_CATEGORY)  # "category 3 (electronics)"
        self.groups = [_group(m) for m in form.take_all(_CATEGORY)]
        named = form.rest
        of_reasons = [
            (reference_tables().reason(m[0]), _LEFT_OUT.search(named, 0, m.start()) is not None)
            for m in form.take_all(reference_tables().reason_pattern)
        ]
        self.reasons = list(dict.fromkeys(reason for reason, refused in of_reasons if not refused))
        self.not_reasons = list(dict.fromkeys(reason for reason, refused in of_reasons if refused))
        if self.not_columns or self.not_countries or self.not_reasons:
            form.take(_NEGATION)
        form.take(_PHRASES)
        self.rest = form.words()
        if self.adjectives and self.rest:
            self.rest, self.countries = (*self.adjectives, *self.rest), []

    @property
    def narrows(self) -> bool:
        """Return whether anything is asked of the entries."""
        return bool(
            self.columns or self.sections or self.countries or self.exceptions or self.groups or self.reasons
            or self.itar or self.rest or self.series or self.anywhere
        )  # fmt: skip

    def by_words(self) -> bool:
        """Return whether the words that are left are words of requirement rows."""
        return (len(self.rest) > 1 or bool(self.sections)) and any(
            self._has_words(r) for e in self.held.content for r in e.requirements
        )

    def entries(self) -> list[tuple[ControlledEntry, Requirement | None]]:
        """Return the entries that meet all that is asked, each with the row that says so."""
        out: list[tuple[ControlledEntry, Requirement | None]] = []
        by_row = bool(self.columns or self.sections or self.countries or self.rest or self.anywhere)
        several = len(self.columns) > 1
        for entry in self.held.content:
            if not self._meets(entry) or self._is_left_out(entry):
                continue
            if several:
                rows = [next((r for r in entry.requirements if _has_column(r, c)), None) for c in self.columns]
                if not (any(rows) if self.any_column else all(rows)):
                    continue
            row = next((r for r in entry.requirements if self._row(r)), None) if by_row else None
            if row is not None or not by_row:
                out.append((entry, row))
        return out

    def _meets(self, entry: ControlledEntry) -> bool:
        mine = entry.every_reason
        return (
            mine.issuperset(self.reasons)
            and all(_in_series(entry.number, said) for said in self.series)
            and (not self.only or (mine == set(self.reasons) and not entry.has_other_grounds))
            and all(entry.number.startswith(g) or entry.number[1] == g for g in self.groups)
            and all(any(n == name and not _refused(said) for n, said in entry.exceptions) for name in self.exceptions)
            and (not self.itar or "subject to the itar" in re.sub(r"[“”\"]", "", entry.heading).casefold())
        )  # fmt: skip

    def _is_left_out(self, entry: ControlledEntry) -> bool:
        """Return whether an entry has what the question leaves out: a reason, a column, a row that names a country."""
        if self.not_reasons and not entry.every_reason.isdisjoint(self.not_reasons):
            return True
        if any(_has_column(r, c) for r in entry.requirements for c in self.not_columns):
            return True
        named = {code for r in entry.requirements if not self.reasons or r.reason in self.reasons
                 for *_, code in places.find(f"{r.control} {r.column}")}  # fmt: skip
        if self.alone and self.countries and named - set(self.countries):
            return True
        return bool(named & set(self.not_countries))

    def _row(self, row: Requirement) -> bool:
        text = f"{row.control} {row.column}"
        if self.countries and self.reasons and row.reason and row.reason not in self.reasons:
            return False
        return (
            any(_has_column(row, c) for c in self.columns or ("",))
            and (not self.anywhere or _FOR_ANYWHERE.search(row.column) is not None)
            and all(s in text for s in self.sections)
            and all(any(code == c for *_, code in places.find(text)) for c in self.countries)
            and (not self.rest or self._has_words(row))
        )

    def _has_words(self, row: Requirement) -> bool:
        text = f"{row.control} {row.column}".casefold()
        return all(w.casefold().rstrip("s") in text for w in self.rest)

    @property
    def said(self) -> str:
        """Return in words what was asked of the entries."""
        parts = [f"of the pattern “{said}”" for said in self.series]
        parts += [f"in {_group_said(self.groups)}"] if self.groups else []
        if self.reasons:
            parts.append(f"controlled {'only ' if self.only else ''}for {enumeration(self.reasons)}")
        if self.columns:
            parts.append(f"with {' or '.join(self.columns) if self.any_column else enumeration(self.columns)}")
        if self.countries:
            parts.append(
                f"with a requirement that names {enumeration([places.name_in_answer(c) for c in self.countries])}"
            )
        if self.alone:
            parts.append("and no other country")
        if self.anywhere:
            parts.append("with a requirement for every destination")
        if left_out := [
            *self.not_reasons,
            *self.not_columns,
            *(places.name_in_answer(c) for c in self.not_countries),
        ]:
            parts.append(f"without {' or '.join(left_out)}")
        if self.rest:
            parts.append(f"with a requirement that has “{' '.join(self.rest)}”")
        if self.sections:
            parts.append(f"with a requirement that refers to {enumeration(self.sections)}")
        if self.exceptions:
            parts.append(f"with License Exception {enumeration(self.exceptions)}")
        if self.itar:
            parts.append("whose heading says that they are subject to the ITAR")
        return ", ".join(parts)


def _has_column(row: Requirement, column: str) -> bool:
    """Return whether a row has a column ("NP Column 2"), or any where none is wanted.

    Some rows give the number alone and the reason beside it.
    """
    if not column or column.casefold() in row.column.casefold():
        return True
    reason, _, number = column.partition(" ")
    return row.reason == reason and row.column.strip(" .").casefold() == number.casefold()


def _in_series(number: str, said: str) -> bool:
    """Return whether the number of an entry has the figures of a pattern."""
    match = _SERIES.search(said)
    if match is None:
        return False
    figures = "6" if match["series"] else match["figures"].casefold().rstrip("z")
    category = (match["category"] or "x").casefold()
    return number[2:].startswith(figures) and category in ("x", number[0])


def _group_said(groups: Sequence[str]) -> str:
    return enumeration([f"Category {g}" if g.isdigit() else f"Product Group {g}" if g.isalpha() else g for g in groups])


def _refused(said: str) -> bool:
    return said.strip().rstrip(".").casefold() in ("n/a", "no", "none", "not applicable", "")


def _group(match: re.Match[str]) -> str:
    return (match["category"] or match["group"] or match["both"]).upper()

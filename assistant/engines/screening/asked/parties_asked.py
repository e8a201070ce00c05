"""Reading of a question about parties on lists: whom it names, what it asks of their rows, and of which lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.engines.lists.question_form import QuestionForm
from assistant.engines.screening.asked.places_asked import is_place_alone, take_places
from assistant.engines.screening.asked.shipping_papers import with_quoted_parties
from assistant.engines.screening.asked.written_names import (
    HAN_SENTENCE,
    OTHER_SCRIPT,
    capital_names,
    is_behind,
    is_body,
    is_capital,
    is_figure,
    is_legal,
    is_no_name,
    is_unknown_list,
    item_of_row,
    widened_name,
    word_runs,
)
from assistant.query.candidate_names import (
    asking,
    candidates,
    is_country_code,
    is_list_code,
    small_names,
    without_asking,
)
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import party_lists, reference_tables, row_questions
from corpus.lexicon.party_lists import PartyList, lists_asked
from corpus.lexicon.row_questions import RowQuestions

# Words of a law's title, or of a table in it, are nobody's name: "the Export Trade Control Order, Appended Table 3".
_LAW_TITLE = lazy_regex(
    r"(?:\b[A-Z][\w'-]{1,30}(?: (?:of|on|for|and|the|to|in)){0,3} ){1,8}(?:Laws?|Acts?|Orders?|Ordinances?|"
    r"Regulations?|Decrees?|Codes?|Directives?|Rules|Measures|Provisions|Statutes?|Conventions?|Treat(?:y|ies)|"
    r"Arrangement|Guidelines)\b(?! (?:[A-Z]|co\b|ltd\b|inc\b|llc\b|gmbh\b))"
)
# "that Lemuria Waits for Answers article": the title of a piece of writing, and nobody's name.
_TITLE_OF_WRITING = lazy_regex(
    r"\b(?i:that|this|the|your|an?) (?:[A-Z][\w'’-]{0,30}[ ,:](?: ?(?:of|on|for|and|the|to|in|as|a) ){0,3} ?){3,12}"
    r"(?:article|piece|story|essay|op-ed|blog post|news item|press release)\b"
)
_TABLE_OF_LAW = lazy_regex(
    r"\b(?:(?:appended|annexed|attached) )?(?:tables?|ann?ex(?:es)?|schedules?|supplements?|appendi(?:x|ces)|articles?|"
    r"chapters?|categor(?:y|ies)) (?:no\.? ?)?(?:\d{1,3}|[IVX]{1,5})\b|\bEU ?00\d\b",
    re.I,
)
# "10 CFR part 810", "22 U.S.C. 2778", "88 FR 46072": a volume, its series in capitals, a number of it.
_CITATION = lazy_regex(
    r"\b\d{1,3} (?:[A-Z]{2,5}|(?:[A-Z]\.){2,4})(?: (?i:parts?|§{1,2}|sections?|supp(?:lement)?\.?)){0,2} ?\d{1,5}\b"
)
_QUOTED = lazy_regex(r"[«“\"„「『]([^«»“”\"„「」『』]{2,120})[»”\"」』]|(?<!\w)'([^']{2,120})'(?!\w)")
# "the 'sisters' rule": what is quoted is what practitioners call a rule, and nobody's name.
_OF_A_RULE = lazy_regex(r"\s{1,2}(?:rules?|clauses?|tests?|provisions?|thresholds?)\b", re.I)
# "(I have the other copy)": words of a sentence, and no other name of somebody.
_SAID_IN_BRACKETS = lazy_regex(
    r"(?:I|[Ww]e|[Yy]ou|[Hh]e|[Ss]he|it|[Tt]hey|[Tt]here|[Tt]his|[Tt]hat|[Tt]hese|[Mm]y|[Oo]ur|[Yy]our|[Ss]ee|if|when|"
    r"which|who|not|but|because|only|also|just|e\.g\.|i\.e\.|the (?=[a-z])|an? (?=[a-z])) ?\w"
)
_ALIAS_IN_BRACKETS = lazy_regex(r"\s?[(（]([^()（）]{2,80})[)）](?!\s?(?:[A-Z]|co\b|ltd\b|llc\b|gmbh\b))")
_WITH_PLACE = lazy_regex(r"([A-Z][\w&.'-]{1,40}(?: [A-Z][\w&.'-]{0,40}){0,3})(?= ?\() ?\(([^()]{2,40})\)")
# "anybody else there besides Acme?" asks of the others.
_BESIDES = lazy_regex(
    r"(?P<others>\b(?:any(?:one|body)?|who|others?|else|ones?|names?|entries)\b[^?.,]{0,20}?) "
    r"(?:besides|apart from|other than|aside from|except(?: for)?) (?:[\w&'-]{2,40})(?: [A-Z][\w&'-]{1,40}){0,3}",
    re.I,
)
COUNTRY_GROUPS = lazy_regex(r"[A-E]:\d(?:(?: ?[,/;–-] ?| (?:to|and|or|through) )[A-E]:\d){0,12}")
_NAMED_LIST = lazy_regex(r"\b(?:on|in) (?:the |a )?((?:[\w-]{1,30} ){1,5}lists?)\b", re.I)
_LABEL_BEFORE_NAMES = lazy_regex(r"^[^:]{1,60}:(?=\s+\S)")
_MOST_NAMES_ASKED = 30
_PLACED = lazy_regex(r"(?<= {3})(?:compan(?:y|ies)|firms?|business(?:es)?|entit(?:y|ies)|ones?)\b", re.I)
# What somebody makes is no party: "the maker of Lantern X".
_MADE = lazy_regex(
    r"\b(?:(?:makers?|producers?|manufacturers?|developers?|vendors?) of|(?:company|firm|people|ones?) behind) "
    r"(?:the )?(?-i:[A-Z][\w-]{1,40}(?: [A-Z0-9][\w-]{0,40}){0,3})",
    re.I,
)
_ONE = lazy_regex(r"\bones?\b", re.I)
_PROSE = 4  # spaces from which words of another script are more than a name
_APPOSITION = lazy_regex(r",\s(?:the|an?)\s[\w -]{3,60}(?=\W*$)", re.I)  # "Acme, the lamp maker?"
# "acme, the lamp maker - listed anywhere?": a name at the head, and behind a dash what is asked of it.
_NAME_AT_HEAD = lazy_regex(
    r"^\W{0,3}(?P<name>[\w&.'-]{3,30}(?-i: [A-Z][\w&.'-]{0,30}){0,3})(?:, (?:the|an?) [\w -]{3,50}?)?"
    r"(?: [-–—]{1,2}|[:,]) "
    r"(?:is (?:it|that|he|she) |are they )?(?P<asked>(?:listed|blacklisted|sanctioned|"
    r"(?:on|in) (?:any|one|some|a|the|us)\b).{0,80})$",
    re.I,
)
_NAME_ALONE = lazy_regex(r"[A-Z][\w&.'-]{2,40}(?: [A-Z][\w&.'-]{0,40}){0,4}")
_ENDS = " .?!？！。\"'“”«»「」『』"
_HEADED = lazy_regex(r"([A-Z][\w&-]{3,40})(?: [a-z][a-z-]{2,30}){1,2}$")  # "Acme smugglers"
_TO_PLACE = lazy_regex(r"(?:\b(?:to|into|in|from|via|through|near|towards)|->|→)\s{1,3}(?:the\s)?$", re.I)


@dataclass(frozen=True, slots=True)
class PartyAsked:
    """Name that is asked after.

    `beside` says that it stood in brackets or behind a company, as an alias or a place; `stands` that it stands where
    a name does: in capitals, in quotes, in a row of names, before "listed". Other words are names only if listed.
    """

    name: str
    beside: bool = False
    stands: bool = True


@dataclass(frozen=True, slots=True)
class PartiesAsked:
    """What a question asks of parties. `countries` are codes, `towns` words; `rest` are words that are not read here.

    `relative` is the word for a party's relative that is not named ("arm"); `off` says that it asks whether somebody
    came off a list, and `opens` that it asks what, when or which, so that no yes or no answers it; `screens` that it
    orders to look names up; `listing` that it speaks of lists at all, `restricts` of restrictions; `bare` that it is
    one name and nothing else. `row` are the names of a row of them, as they are written.
    """

    parties: tuple[PartyAsked, ...]
    lists: tuple[PartyList, ...]
    aspects: frozenset[str]
    footnote: str = ""
    relative: str = ""
    countries: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    screens: bool = False
    listing: bool = False
    restricts: bool = False
    off: bool = False
    opens: bool = False
    bare: bool = False
    unknown_list: str = ""
    rest: tuple[str, ...] = ()
    row: tuple[str, ...] = ()


def _is_a_list(name: str, lists: tuple[PartyList, ...]) -> bool:
    """Return whether quoted words are the name of a list itself: "if somebody is on the 'unverified list'"."""
    known = any(about.name == name for about in party_lists.table().entries)
    return known or any(about.asked is not None and about.asked.fullmatch(name) for about in lists)


@lru_cache(maxsize=64)  # three engines ask it of one question
def read(text: str) -> PartiesAsked | None:
    """Return what a question asks of parties; None where it names nobody."""
    known = row_questions.table()
    text = text.replace("’", "'").strip()
    if known.refuses.search(text):
        return None
    lists = lists_asked(text)
    if not lists and known.goods.search(text):
        return None
    text = _BESIDES.sub(r"\g<others>", with_quoted_parties(text, known))
    if (beside := _APPOSITION.search(text)) and _NAME_ALONE.fullmatch(alone := text[: beside.start()]):
        text = f"{alone}?"  # "Acme, the lamp maker?" names one
    if (at_head := _NAME_AT_HEAD.match(text)) and known.listing.search(at_head["asked"]):
        text = f"Is {at_head['name']} {at_head['asked']}"
    screens = bool(known.screens.search(text))
    head, whole = _LABEL_BEFORE_NAMES.match(text), text
    if head and not candidates(head[0]) and not OTHER_SCRIPT.search(head[0]) and "?" not in head[0]:
        text = text[head.end() :]  # "airlines: A, B"
    quoted = [
        name
        for m in _QUOTED.finditer(text)
        if not _is_a_list(name := (m[1] or m[2]).strip(), lists) and not _OF_A_RULE.match(text, m.end())
    ]
    inside = [
        PartyAsked(piece.strip(), True, is_capital(piece))
        for m in _ALIAS_IN_BRACKETS.finditer(text)
        for piece in re.split(r"[,;，、]", m[1])
        if piece.strip() and not is_no_name(piece, known) and not _SAID_IN_BRACKETS.match(piece.strip())
    ]
    bare = _ALIAS_IN_BRACKETS.sub(lambda m: " , " + " " * (len(m[0]) - 3), text)
    for title in (_CITATION, _TABLE_OF_LAW, _LAW_TITLE, _TITLE_OF_WRITING):
        bare = title.sub(lambda m: " " * len(m[0]), bare)
    form = QuestionForm(bare)
    for about in lists:
        if about.asked is not None:
            form.take(about.asked)
    for name in quoted:
        form.take(re.compile(re.escape(name)))
    listed = sum(bool(p.strip()) for p in known.separates.split(bare)) > 1 and (screens or bool(head))
    form.take(_MADE)
    capitals = capital_names(form)
    for name in sorted(capitals, key=len, reverse=True):
        form.take(re.compile(rf"(?<!\w){re.escape(name)}(?!\w)(?:'s\b)?"))
    unknown = next((m[1] for m in _NAMED_LIST.finditer(form.rest) if is_unknown_list(m[1], known)), "")
    found_places = take_places(form)
    asked = _Words.of(form, known, whole, placed=bool(found_places))
    runs = word_runs(form, known)
    small = [*small_names(asking(text)), *([at_head["name"]] if at_head else [])]
    pieces = [p.strip(" .?!-") for p in known.separates.split(form.text)]
    parties = [PartyAsked(n) for n in quoted]
    # "Acme (Lemuria)" may be its whole name.
    parties += [PartyAsked(without_asking(m[0])) for m in _WITH_PLACE.finditer(text) if is_place_alone(m[2].strip())]
    parties += [PartyAsked(n, is_behind(n, bare), True) for n in capitals]
    parties += [PartyAsked(w, stands=False) for n in capitals if (w := widened_name(n, bare, known))]
    foreign = [r for r in runs if OTHER_SCRIPT.search(r)]
    apart = [r for r in foreign if not known.spoken.search(r)]  # the rest is a sentence, in which nobody is told
    prose = bool(known.spoken.search(text)) or apart != foreign or any(r.count(" ") >= _PROSE for r in foreign)
    lone = len(apart) == 1 and (apart == foreign or len(apart[0]) < HAN_SENTENCE)
    parties += [
        PartyAsked(r, stands=is_body(r, prose and not lone) or r in small or ((listed or screens) and r in pieces))
        for r in runs
        if r in apart or r not in foreign
    ]
    parties += [PartyAsked(m[1], stands=False) for r in runs if (m := _HEADED.match(r))]
    parties += [PartyAsked(n, stands=False) for n in small if n not in runs and n.islower()]
    parties += [replace(p, stands=is_body(p.name, prose)) if OTHER_SCRIPT.search(p.name) else p for p in inside]
    parties = [p for p in parties if len(p.name) > 1 and not (is_figure(p.name) or is_legal(p.name))]
    parties = [p for p in parties if not COUNTRY_GROUPS.fullmatch(p.name)]
    parties = [
        p for p in parties if not is_list_code(p.name) and not reference_tables.reference_tables().is_column(p.name)
    ]
    parties = [p for p in parties if p.name in quoted or not _names_a_list(p.name, whole)]
    kept = tuple(dict.fromkeys(_less_places(parties, whole)))[:_MOST_NAMES_ASKED]
    if not kept:
        return None
    return PartiesAsked(
        kept,
        lists,
        asked.aspects,
        asked.footnote,
        asked.relative,
        tuple(dict.fromkeys(code for code, _ in found_places if code)),
        tuple(dict.fromkeys(town for _, town in found_places if town)),
        screens,
        bool(lists) or screens or bool(known.listing.search(whole)),
        bool(known.restricts.search(whole)),
        bool(known.off.search(whole)),
        bool(known.opens.match(whole)),
        len(kept) == 1 and kept[0].name == text.strip(_ENDS) and kept[0].stands,
        unknown,
        tuple(runs),
        tuple(filter(None, (item_of_row(p, runs, known) for p in pieces))) if listed else (),
    )


def _names_a_list(name: str, text: str) -> bool:
    """Return whether a word only says which list is meant: "Lemuria's LCT list", "the AX export control list"."""
    behind = rf"(?<!\w){re.escape(name)}(?: {_OF_A_LIST}){{0,4}} lists?\b"
    return name.isupper() and re.search(behind, text, re.I) is not None


_OF_A_LIST = (
    r"(?:export|control(?:led|s)?|goods|commodit(?:y|ies)|items?|strategic|sanctions?|dual[- ]use|military|national)"
)


def _less_places(parties: list[PartyAsked], text: str) -> list[PartyAsked]:
    """Return the parties without codes of countries, where these say a place or stand beside a name that is none."""
    codes = {p.name for p in parties if is_country_code(p.name)}
    led = any(_TO_PLACE.search(text, 0, m.start()) for code in codes for m in re.finditer(rf"\b{code}\b", text))
    return (
        [p for p in parties if p.name not in codes] if led or len(codes) < len({p.name for p in parties}) else parties
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """Words that were taken out of a question, by what they ask."""

    aspects: frozenset[str]
    footnote: str
    relative: str

    @classmethod
    def of(cls, form: QuestionForm, known: RowQuestions, text: str, *, placed: bool) -> _Words:
        head = text[: max(0, len(text) - len(form.rest))]
        before = f"{head} {form.rest}"
        aspects = set()
        mark = ""
        for name, pattern in known.aspects.items():
            match = pattern.search(before)
            if match:
                aspects.add(name)
                mark = (match.groupdict().get("mark") or "") if name == "footnote" else mark
        relative = form.take(known.relative) or form.take(_PLACED)
        for pattern in known.aspects.values():
            form.take(pattern)
        form.take(known.screens)
        form.take(known.frames)
        form.take(_NAMED_LIST)
        if relative and known.aspects["affiliates"].search(relative[0]):
            aspects.add("affiliates")
        word = relative[0].strip() if relative and "parent" not in aspects else ""
        word = "" if word and _PLACED.fullmatch(f"   {word}", 3) and not placed else word
        return cls(frozenset(aspects), mark, word)


def leaning(text: str) -> PartiesAsked | None:
    """Return what a follow-up asks of the party named before: "since when?", "their Japanese arm too?"."""
    form = QuestionForm(text.replace("’", "'"))
    places_named = take_places(form)
    asked = _Words.of(form, row_questions.table(), form.text, placed=bool(places_named))
    relative = asked.relative or ("one" if _ONE.search(text) else "")
    if not asked.aspects and not (relative and places_named):
        return None
    return PartiesAsked(
        (),
        lists_asked(text),
        asked.aspects,
        asked.footnote,
        relative if places_named else "",
        tuple(code for code, _ in places_named if code),
        tuple(town for _, town in places_named if town),
        opens=bool(row_questions.table().opens.match(text)),
        off=bool(row_questions.table().off.search(text)),
    )

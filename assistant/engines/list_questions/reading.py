"""Reading of a question about rows of lists: what is wanted of them, and which are chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from assistant.engines.list_questions.questions import PartyQuestion, Wanted
from assistant.engines.list_questions.row_choice import ADDED, FOOTNOTE_NAMED, REVIEW_POLICIES, chooses_by
from assistant.engines.lists import day_ranges, places
from assistant.engines.lists.party_query import PartyQuery
from assistant.engines.lists.question_form import QuestionForm, ReadBy
from assistant.facts.days import days_written
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries, jurisdictions, measures, party_lists
from corpus.lexicon.party_lists import PartyList, lists_asked

_NOUN = (
    r"(?:entries|entry|rows?|records?|listings?|entities|parties|persons?|people|individuals?|"
    r"compan(?:y|ies)|firms?|businesses|organi[sz]ations?|names?|additions?|addresses|address|ones|targets?|bodies)"
)
_ASKS_NUMBER = lazy_regex(
    r"\bhow many\b|^\W{0,3}(?:the )?totals?\b(?! (?:number|count) of)(?: (?:listed|there))?|"
    r"\b(?:what(?:'s| is| are) )?(?:the )?(?:total )?(?:numbers?|counts?|sizes?) of\b|"
    # "Does that count?" asks whether something matters.
    r"(?<!\bthat )(?<!\bthis )(?<!\bit )(?<!\bthey )(?<!\bthose )(?<!\bstill )"
    r"\bcount\b(?! (?:as|for|towards?|against)\b)|"
    r"\bhow big\b|"
    r"\b(?:who|which(?: (?:one|country))?) has (?:the )?(?:more|fewer)\b",
    re.I,
)
_ALL_UNDER = lazy_regex(
    r",?\s?\b(?:and )?(?:are|is|were) (?:(?:they|these|those) )?(?:all|each|every one)(?: of (?:them|those|these))? "
    r"(?:in |from |under )?(?P<place>[^?.,]{3,40})\?{0,3}\s?$",
    re.I,
)
_COUNTRY_WORD = r"(?:countr(?:y|ies)|destinations?|jurisdictions?|nations?)"
_PER_COUNTRY = lazy_regex(
    rf"\b(?:per|by|for each|from each|in each|under each|each) {_COUNTRY_WORD}(?: heading)?\b|"
    rf"\bbroken? down by {_COUNTRY_WORD}\b|\b{_COUNTRY_WORD}\b(?=[^?.]{{0,80}}\b(?:counts|numbers)\b)",
    re.I,
)
_COUNT_COUNTRIES = lazy_regex(
    rf"\b(?:how many|number of) (?:different )?(?:{_COUNTRY_WORD}(?: headings?)?|headings)\b",
    re.I,
)
_COUNTRIES = lazy_regex(rf"\b(?:which|what|list(?: of)?(?: all)?(?: the)?) {_COUNTRY_WORD}(?: headings?)?\b", re.I)
_HEADING = lazy_regex(r"\bheadings?\b", re.I)
_WHERE = lazy_regex(
    rf"\b(?:and )?(?:in|under|from|of) (?:which|what) {_COUNTRY_WORD}\b|"
    rf"\band (?:where|(?:which|what) {_COUNTRY_WORD})\b",
    re.I,
)
_MANY = lazy_regex(
    r"\b(?P<sign>more than|over|at least|fewer than|less than|under|at most) (?P<n>\d{1,3}(?:,\d{3})?|\d{1,6})"
    rf"(?![\d(]|[.,]\d)(?: {_NOUN})?\b",
    re.I,
)
_TWO = 2  # things that are counted each

# A number that is left chooses something that is not read here; that of a part says where the list stands.
_NUMBER_LEFT = lazy_regex(r"(?<!\bpart )(?<!\bno\. )(?<!\bno )(?<!\bsupplement )(?<![\w.,])\d{1,6}\b(?! ?CFR)", re.I)
_BEYOND = {"more than": 1, "over": 1, "at least": 0, "at most": 0}  # what a sign adds to its number
_FIRST_OF = {"three": 3, "five": 5, "ten": 10}
_TOP = lazy_regex(
    rf"\b(?:the )?(?:top|first) (?P<n>\d{{1,2}}|three|five|ten) {_COUNTRY_WORD}\b|"
    rf"\b(?:which )?(?P<n2>three|five|ten|\d{{1,2}}) {_COUNTRY_WORD} (?:with|have|has) (?:the )?most\b",
    re.I,
)
_MOST = lazy_regex(rf"\b(?:which|what) {_COUNTRY_WORD} (?:has|have|had) (?:the )?(?:most|largest number of)\b", re.I)
_LATEST = lazy_regex(
    r"\b(?:latest|newest|last|most recent(?:ly)?)\b(?: date)?"
    r"(?=.{0,60}\b(?:date|entr(?:y|ies)|added|addition|listed|listing|federal register)\b|"
    r" (?:updated|changed|amended|revised|modified)\b|"
    r" (?:names?|compan(?:y|ies)|firms?|part(?:y|ies)|entit(?:y|ies)|persons?|people|additions?|ones?)\b)",
    re.I,
)
_REVISED = lazy_regex(r"\b(?:chang|updat|amend|revis|modif)\w*\b|\bfederal register date\b", re.I)
_EARLIEST = lazy_regex(
    r"\b(?:earliest|oldest|first)\b(?: date)?(?=.{0,40}\b(?:date|entr(?:y|ies)|addition|listing|federal register)\b)",
    re.I,
)
_FIRST_EVER = lazy_regex(
    r"\bthe (?:first|earliest|oldest) (?:ever )?(?:entr\w+|addition|listing|name|part\w+)\b(?: ever\b)?", re.I
)
_WHO_FIRST = lazy_regex(
    r"\bwho (?:was|were) (?:the )?(?:very )?(?:first|earliest) (?:ones? )?(?:to be )?(?:added|put|listed)\b", re.I
)
_REMOVED = lazy_regex(
    r"\b(?:removed|removes|removals?|dropped|deleted|de-?listed|came off)(?: from)?\b|"
    r"\b(?:took|taken|takes|taking|struck|pulled|kicked|threw)\b(?: [\w'-]{1,20}){0,4}? (?:off|out of|from)\b|"
    r"(?<=\bdid )(?:[\w'-]{1,20} ){0,3}?"
    r"(?:remove|delist|drop|(?:take|strike|pull|kick|throw) (?:[\w'-]{1,20} ){0,4}?(?:off|out of))\b",
    re.I,
)
_PUT_ON = lazy_regex(r"\b(?:added|adds|additions?|listed|listings?|joined|new|put on|entries|came on)\b", re.I)
_MENTIONS = lazy_regex(
    r"\b(?:(?:that |which )?(?:mention|contain)(?:s|ing)?|with the words?)\b"
    r"(?: (?:the )?(?:words?|names?)\b)?|"
    r"\b(?:anywhere )?in (?:(?:their|its|the) )?(?:names?|address(?:es)?|text)"
    r"(?: (?:or|and) (?:names?|address(?:es)?))?\b",
    re.I,
)
_CHANGES = lazy_regex(
    r"\b(?:adds?|added|additions?|remov(?:als?|ed|es?)|delet(?:ions?|ed|es?)|dropp?(?:s|ed)?|delistings?|de-listings?|"
    r"changes?|changed|modifi(?:cations?|ed)|new (?:names?|entries|entr(?:y|ies)|ones?|listings?))\b",
    re.I,
)
_MOVED = lazy_regex(
    r"\b(?:(?:newly )?(?:added|listed anew|removed|deleted|dropped|de-?listed|taken off|came off|joined|left|"
    r"disappeared)(?: (?:to|from))?|additions|removals|deletions|delistings)\b",
    re.I,
)
_HOPES = lazy_regex(r"\b(?:can|may|could) (?:still )?(?:hope|expect|count)(?: for| on)?\b", re.I)
_SHARE = lazy_regex(
    r"\b(?:and )?(?:(?:what|which) )?(?:share|percentage|per ?cent|proportion|fraction)\b"
    r"(?: (?:is that|are they|that is))?"
    r"(?: of (?:the |that |all )?(?:whole|total|list|thing|file|all|data|entries|rows)(?: (?:thing|list|file))?)?",
    re.I,
)
_CELLS = lazy_regex(
    r"\b(?:licen[sc]e )?(?:requirements?|review policy|policy|columns?)(?: that)? "
    r"(?:refers? to|cites?|mentions?|names?|has)\b|"
    r"\b(?:whose|with a|that have a) licen[sc]e (?:requirement|policy)\b|\brefers? to\b",
    re.I,
)
_EDITIONS = lazy_regex(
    r"\b(?:two|both|held|between(?: the)?) (?:\w{1,12} )?editions\b|\beditions? (?:vs\.?|versus|and|against)\b|"
    r"\bedition\b.{1,40}\b(?:vs\.?|versus)\b|\bcompare[sd]?\b(?=.{4,120}\b(?:with|to|and|against)\b)|"
    r"\b(?:with|to|and|against|vs\.?|versus) (?:the|that) (?:one|list|version)? ?(?:of|from|on)\b|"
    r"\bbetween\b[^?]{4,80}\b(?:texts?|versions?|editions?)\b|"
    r"\b20\d\d\b[^?]{1,30}\b20\d\d (?:texts?|versions?|editions?)\b|"
    r"\b(?:what|anything)(?:'?s| is| has| have)? (?:changed|different|new)\b(?=[^?]{0,60}\bbetween\b)",
    re.I,
)
_TELLS_OF_EDITIONS = lazy_regex(r"\b(?:editions?|versions?|texts?|old|new|before|20\d\d)\b", re.I)
# "Which list has more?", "which is longer, … or …?", "how many more on the one than on the other?".
_MOST_OF_LISTS = lazy_regex(
    r"\bwhich(?: (?:one|list|of (?:the|these|those|them)(?: (?:two|three|lists)){0,2}))? "
    r"(?:is|are|has|have) (?:the )?"
    r"(?:longer|longest|bigger|biggest|larger|largest|shorter|shortest|smaller|smallest|more|most|fewer|fewest)\b|"
    r"\b(?:has|have) (?:the )?(?:more|most|fewer|fewest)\b(?! than \d)|\bmany (?:more|fewer)\b|"
    r"\bcompar(?:e[ds]?|ing|ison)\b(?: of\b)?",
    re.I,
)
_OF_SEVERAL = lazy_regex(r"\bwhich of(?: (?:the|these|those|them))?\b", re.I)
_THAN = lazy_regex(r"\bthan(?: (?:on|in))?(?! \d)\b", re.I)
_PERIOD = lazy_regex(
    r"\b(?:by|per|each|every|for each|in each|broken down by)(?: calendar)? (?P<period>month|year)\b|"
    r"\b(?P<month>monthly|month by month)\b|\b(?P<year>yearly|annually|annual|year by year)\b",
    re.I,
)
_NAMES_TOO = lazy_regex(
    r"\bnames?\b|\bnam(?:e|ing) them\b|\blist them\b|\bwhich (?:ones?|are they)\b|\band which\b|\bwho\b", re.I
)
ELSEWHERE = lazy_regex(
    r"\b(?:elsewhere|(?:in )?(?:other countries|other places)|outside(?: it| of it| there)?(?=\W{0,4}(?:$|and\b|or\b))|"
    r"not there)\b",
    re.I,
)
_COMPARE = lazy_regex(r"\bcompar\w+\b", re.I)
_DIFFERS = lazy_regex(
    r"\b(?:chang\w+|differ\w*|added or removed|removed or added|new|removed|"
    r"(?:who|what|which|anyone|anybody)\b.{0,30}\b"
    r"(?:added|joined|dropped(?: off| out)?|came off|left|disappeared|fell off))\b",
    re.I,
)
_ROWS = lazy_regex(
    r"\b(?:which|what|who|whom|list(?= )|name(?= )|names|show|give|all|every|any(?:one|body)?|everyone|everybody)\b",
    re.I,
)
_ANY = lazy_regex(r"\bany(?:one|body)?\b|\b(?:is|are) there\b|^\W*(?:is|are|was|were)\b", re.I)
_IN = lazy_regex(
    r"\b(?:in|from|near|around|within|inside)(?: the)?(?: (?:province|region|city|district|area)(?: of)?)? $", re.I
)
_KIND_OF_PLACE = lazy_regex(r"(?:province|region|city|district|area|prefecture|county|oblast)", re.I)
_OF_THOSE = lazy_regex(
    r"\b(?:(?:of|among|from) (?:those|them|these|that batch)|those|from there|there in total)\b", re.I
)
_IN_ALL = lazy_regex(r"\b(?:in (?:total|all)|altogether|overall|older ones?(?: included)?|ever)\b", re.I)
_ONE_RULE = lazy_regex(
    r"\b(?P<which>bigger|biggest|larger|largest|smaller|smallest)\b(?: of the (?:two|three|\d))?"
    r"(?=.{0,40}\b(?:rule|batch|notice)s?\b)",
    re.I,
)
# What asks of the law and not of the rows: "which companies on the list may use an exception?".
LAW = lazy_regex(
    r"\b(?:need|needs|needed|must|may|can|possible|possibly|impossible|could|should|shall|would|allowed|required"
    r"|requires?|apply|applies|happens?|means?|"
    r"why|reasons?|criteri\w+|decid\w+|vot\w+|petition\w*|appeal\w*|penalt\w+|fines?|exceptions?|ship\w*|sell\w*"
    r"|export\w*|"
    r"buy\w*|deal\w*|statement|signs?|signed|rule says|own(?:s|ed)?|percent|subsidiar\w+|affiliates?|remov(?:e|al)\w*|"
    r"take off|taken off|took|exempt\w*|licen[sc]es?|committee|propos\w+|days|years|months|pages?|article|story|"
    r"write|fax|e-?mail|(?:which|what) office|lawyer|customer|consignee|buyer|supplier)\b",
    re.I,
)


# What asks of the rule of a list: how one gets off it, what one is put on it for.
OF_THE_RULE = lazy_regex(
    r"\b(?:how|can|could|may|way|ways|want|wants|try|trying|help|able|possible|chances?)\b[^.?!;]{0,60}?"
    r"\b(?:get|gets|getting|come|comes|be|taken|take|taking|bring|bringing|go|going)\b(?: [\w'-]{1,20}){0,3}? "
    r"(?:off|out of|removed|delisted)\b|\bgrounds?\b(?! (?:station|vehicle|control))|"
    r"\bcount(?:s|ed)? (?:as|towards?|against)\b|"
    r"\bcriteri(?:a|on)\b",
    re.I,
)
_CHANGED_BETWEEN = lazy_regex(r"\b(?:changed|different|new)\b[^?]{0,60}\bbetween\b", re.I)


@lru_cache(maxsize=1)
def _month_alone() -> re.Pattern[str]:
    """Return the pattern of a month without a year: "the end of March"."""
    months = "|".join(measures.table().month_names)
    return re.compile(
        rf"\b(?:(?:the )?(?:end|beginning|start|middle) of |early |late |mid-?)?(?:{months})\b(?! ?\d)", re.I
    )


def all_lists() -> re.Pattern[str]:
    """Return the pattern of words that speak of every list there is, or of those of one part."""
    return _all_lists(jurisdictions.table(), party_lists.table())


# "How many entries has it, and is there any that is not denied?": two questions of the same rows.
_OR_ANY = lazy_regex(r"(?:[,;?]|\band\b) ?(?:(?:is|are|was|were) (?:there )?|has |have |do(?:es)? )?any\b", re.I)


@lru_cache(maxsize=2)
def _all_lists(laws: jurisdictions.Jurisdictions, lists: party_lists.PartyLists) -> re.Pattern[str]:
    known = countries.table().by_code
    own = "|".join(re.escape(word) for code in sorted(lists.countries) for word in known[code].written)
    return re.compile(
        rf"\b(?:(?:any|all|the|your|these|those|other|{own}|{laws.joined('agencies')}|"
        r"restricted[- ]party|sanctions?|export control) "
        r"){1,4}lists\b(?: (?:(?:you )?(?:have|hold)|held))?(?: ?(?:under|of|in|to) (?:15 CFR )?part (?P<part>\d{3}))?",
        re.I,
    )


def read_party_question(text: str, by: ReadBy, every: Sequence[PartyList] = ()) -> PartyQuestion | None:
    """Return what a question asks of rows of lists, None where it asks nothing of them that can be counted or chosen.

    `every` are the lists that are meant where it names none and speaks of them all: "on the American lists under
    part 744".
    """
    if OF_THE_RULE.search(text):
        return None
    form = QuestionForm(text)
    lists = lists_asked(text)
    if not lists and every:
        lists = tuple(every)
        form.take(all_lists())
    whole = form.take(_ALL_UNDER)
    named = {code for *_, code in places.find(whole["place"])} if whole else set()
    if whole and len(named) != 1:
        return None
    for about in lists:
        if about.asked is not None:
            form.take(about.asked)
    counts = [m.start() for m in _ASKS_NUMBER.finditer(form.rest)]
    names = bool(_NAMES_TOO.search(form.rest))
    elsewhere = bool(form.take(ELSEWHERE))
    each = _each(form) if len(counts) == _TWO else ()
    compared = len(lists) > 1 and not _TELLS_OF_EDITIONS.search(form.rest) and _compares(form)
    if lists and not _EDITIONS.search(text) and form.take(_REMOVED):
        return _removed(form, lists, by.today)
    share = bool(form.take(_SHARE))
    form.take(_CELLS)
    form.take(_HOPES)
    wanted, flags = _wanted(form)
    flags |= {"all_under": "".join(named), "share": share}
    if wanted is None and (share or compared):
        wanted = Wanted.COUNT
    flags["compared"] = compared and wanted is Wanted.COUNT
    query = chooses_by(text, by, form)
    flags |= {"names": names, "each": each, "elsewhere": elsewhere and bool(query.countries)}
    beside = len(lists) == 1 and len(counts) == _TWO and not [*places.find(text[: counts[1]])]
    if flags["elsewhere"] or (beside and query.countries):
        flags["of_which"], query = query.countries, replace(query, countries=())
    elif (len(counts) == _TWO and (query.since or query.until)) or (
        len(counts) == 1 and (query.policy or query.not_policy) and _OR_ANY.search(form.rest, counts[0])
    ):
        flags["and_in_all"] = True
    if LAW.search(form.rest):
        return None
    if wanted is None and len(lists) > 1 and not query.chooses and _COMPARE.search(text):
        return None  # "compare the Entity List and the Unverified List" asks what each means
    if wanted is None:
        wanted = Wanted.ROWS if _ROWS.search(form.text) or (query.chooses and not form.words()) else None
    if wanted is None:
        return None
    rest = (*form.words(), *_NUMBER_LEFT.findall(form.rest))
    if there := bool(rest and _IN.search(form.text[: form.text.find(rest[0])])):
        rest = tuple(w for w in rest if not _KIND_OF_PLACE.fullmatch(w)) or rest
    return PartyQuestion(lists, wanted, query, rest=rest, there=there, **flags)


def _compares(form: QuestionForm) -> bool:
    """Take out the words by which the rows of several lists are held against each other, and tell whether any are."""
    told = _MOST_OF_LISTS.search(form.rest)
    if told is None or (told[0].casefold().startswith("compar") and _ASKS_NUMBER.search(form.rest) is None):
        return False
    form.take(_MOST_OF_LISTS)
    form.take(_THAN)
    form.take(_OF_SEVERAL)
    return True


def of_editions(text: str) -> bool:
    """Return whether a text speaks of two editions of a list."""
    return _EDITIONS.search(text) is not None


def of_removals(text: str) -> bool:
    """Return whether a text speaks of who came off a list, and of nobody who was put on it."""
    return _REMOVED.search(text) is not None and _PUT_ON.search(_REMOVED.sub(" ", text)) is None


def of_changes(text: str) -> bool:
    """Return whether a text asks what was added to a list or left it, and nothing else."""
    form = QuestionForm(text)
    return form.take(_CHANGES) is not None and not form.words()


def _each(form: QuestionForm) -> tuple[tuple[str, str], ...]:
    """Take out policies or footnotes where two are named, each with its "how many", and return them."""
    for field, pattern in (("policy", REVIEW_POLICIES), ("footnote", FOOTNOTE_NAMED)):
        found = list(pattern.finditer(form.rest))
        values = dict.fromkeys((m["mark"] or m["short"]) if field == "footnote" else m[0] for m in found)
        if len(values) == _TWO:
            form.take(pattern)
            return tuple((field, value) for value in values)
    return ()


def _removed(form: QuestionForm, lists: tuple[PartyList, ...], today: date) -> PartyQuestion | None:
    """Return a question after what left a list in a span of days: the editions of its ends tell."""
    spans = list(day_ranges.ranges(form.rest, today))
    if len(spans) != 1 or not _ROWS.search(form.text) or spans[0].since is None:
        return None
    form.blank(spans[0].start, spans[0].end)
    form.take(_ASKS_NUMBER)
    form.take(ADDED)
    query = PartyQuery(since=spans[0].since, until=spans[0].until)
    return None if form.words() else PartyQuestion(lists, Wanted.DIFFERENCE, query)


def _wanted(form: QuestionForm) -> tuple[Wanted | None, dict[str, Any]]:
    one_rule = form.take(_ONE_RULE)
    many, first = form.take(_MANY), form.take(_TOP)
    which = one_rule["which"].lower() if one_rule else ""
    flags: dict[str, Any] = {
        "leans": bool(form.take(_OF_THOSE)),
        "in_all": bool(form.take(_IN_ALL)),
        "of_one_rule": ("smallest" if which.startswith("small") else "largest") if which else "",
        "asks_if_any": bool(_ANY.search(form.text)),
        "mentions": bool(form.take(_MENTIONS)),
    }
    if many is not None:
        limit, sign = int(many["n"].replace(",", "")), many["sign"].lower()
        below = sign.startswith(("few", "less", "under", "at most"))
        flags["under" if below else "over"] = limit + _BEYOND.get(sign, -1)
        form.take(_COUNTRIES)
        return Wanted.PER_COUNTRY, flags
    if first is not None:
        number = (first["n"] or first["n2"]).lower()
        flags["first"] = _FIRST_OF.get(number) or int(number)
        return Wanted.PER_COUNTRY, flags
    counts = bool(_ASKS_NUMBER.search(form.rest))
    if period := form.take(_PERIOD):
        flags["period"] = (period["period"] or ("month" if period["month"] else "year")).lower()
        form.take(_ASKS_NUMBER)
        return Wanted.PER_PERIOD, flags
    if form.take(_EDITIONS):
        if counts and form.take(_MOVED):
            form.take(_ASKS_NUMBER)
            return Wanted.DIFFERENCE, flags  # how many came or went is told by the rows of both, not by their numbers
        if counts:
            return Wanted.COUNT_EDITIONS, flags
        compared = bool(_COMPARE.search(form.text)) and len(days_written(form.text)) > 1
        if _CHANGED_BETWEEN.search(form.text):
            compared = True
            form.take(_month_alone())
        return (Wanted.DIFFERENCE if form.take(_DIFFERS) or compared else None), flags
    if not counts and (form.take(_WHO_FIRST) or form.take(_FIRST_EVER)):
        return Wanted.EARLIEST, flags
    for pattern, wanted in (
        (_MOST, Wanted.PER_COUNTRY),
        (_PER_COUNTRY, Wanted.PER_COUNTRY),
        (_COUNT_COUNTRIES, Wanted.COUNT_COUNTRIES),
    ):
        if form.take(pattern):
            return wanted, flags
    flags["asks_where"] = bool(form.take(_WHERE))
    if form.take(_ASKS_NUMBER):
        return Wanted.COUNT, flags
    if form.take(_LATEST):
        flags["by_added"] = bool(ADDED.search(form.text)) and _REVISED.search(form.text) is None
        return Wanted.LATEST, flags
    if not ADDED.search(form.rest) and form.take(_EARLIEST):
        return Wanted.EARLIEST, flags
    if form.take(_COUNTRIES):
        return Wanted.COUNTRIES, flags
    if form.take(_HEADING):
        return Wanted.HAS_COUNTRY, flags
    return None, flags

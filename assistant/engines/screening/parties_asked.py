"""Reading of a question about parties on lists: whom it names, what it asks of their rows, and of which lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.engines.lists import places
from assistant.engines.lists.question_form import QuestionForm
from assistant.query.candidate_names import (
    LEGAL_FORM,
    asking,
    candidates,
    is_country_code,
    is_list_code,
    no_names,
    small_names,
)
from corpus.language.scripts import HAN, HANGUL, KANA
from corpus.lexicon import countries, party_lists, reference_tables, row_questions
from corpus.lexicon.party_lists import PartyList, lists_asked
from corpus.lexicon.row_questions import RowQuestions
from corpus.lexicon.towns import plain, towns
from index.encoders.minilm import count_tokens

OTHER_LETTERS = rf"\u0370-\u052f\u0590-\u06ff\u0e00-\u0e7f{KANA}{HAN}{HANGUL}"
OTHER_SCRIPT = re.compile(rf"[{OTHER_LETTERS}]")
# Words of a law's title, or of a table in it, are nobody's name: "the Export Trade Control Order, Appended Table 3".
_LAW_TITLE = re.compile(
    r"(?:\b[A-Z][\w'-]{1,30}(?: (?:of|on|for|and|the|to|in)){0,3} ){1,8}(?:Laws?|Acts?|Orders?|Ordinances?|"
    r"Regulations?|Decrees?|Codes?|Directives?|Rules|Measures|Provisions|Statutes?|Conventions?|Treat(?:y|ies)|"
    r"Arrangement|Guidelines)\b(?! (?:[A-Z]|co\b|ltd\b|inc\b|llc\b|gmbh\b))"
)
_TABLE_OF_LAW = re.compile(
    r"\b(?:(?:appended|annexed|attached) )?(?:tables?|ann?ex(?:es)?|schedules?|supplements?|appendi(?:x|ces)|articles?|"
    r"chapters?|categor(?:y|ies)) (?:no\.? ?)?(?:\d{1,3}|[IVX]{1,5})\b|\bEU ?00\d\b",
    re.I,
)
_QUOTED = re.compile(r"[«“\"„「『]([^«»“”\"„「」『』]{2,120})[»”\"」』]|(?<!\w)'([^']{2,120})'(?!\w)")
# "the 'sisters' rule": what is quoted is what practitioners call a rule, and nobody's name.
_OF_A_RULE = re.compile(r"\s{1,2}(?:rules?|clauses?|tests?|provisions?|thresholds?)\b", re.I)
# "(I have the other copy)": words of a sentence, and no other name of somebody.
_SAID_IN_BRACKETS = re.compile(
    r"(?:I|[Ww]e|[Yy]ou|[Hh]e|[Ss]he|it|[Tt]hey|[Tt]here|[Tt]his|[Tt]hat|[Tt]hese|[Mm]y|[Oo]ur|[Yy]our|[Ss]ee|if|when|"
    r"which|who|not|but|because|only|also|just|e\.g\.|i\.e\.|the (?=[a-z])|an? (?=[a-z])) ?\w"
)
_ALIAS_IN_BRACKETS = re.compile(r"\s?[(（]([^()（）]{2,80})[)）](?!\s?(?:[A-Z]|co\b|ltd\b|llc\b|gmbh\b))")
_WITH_PLACE = re.compile(r"([A-Z][\w&.'-]{1,40}(?: [A-Z][\w&.'-]{0,40}){0,3})(?= ?\() ?\(([^()]{2,40})\)")
# "anybody else there besides Acme?" asks of the others.
_BESIDES = re.compile(
    r"(?P<others>\b(?:any(?:one|body)?|who|others?|else|ones?|names?|entries)\b[^?.,]{0,20}?) "
    r"(?:besides|apart from|other than|aside from|except(?: for)?) (?:[\w&'-]{2,40})(?: [A-Z][\w&'-]{1,40}){0,3}",
    re.I,
)
COUNTRY_GROUPS = re.compile(r"[A-E]:\d(?:(?: ?[,/;–-] ?| (?:to|and|or|through) )[A-E]:\d){0,12}")
_NAME_WORD = re.compile(r"[^\W_][\w'’&./-]*")
_JOINS = frozenset(["of", "the", "for", "and", "&", "de", "di", "al", "el"])
_NAMED_LIST = re.compile(r"\b(?:on|in) (?:the |a )?((?:[\w-]{1,30} ){1,5}lists?)\b", re.I)
_LABEL_BEFORE_NAMES = re.compile(r"^[^:]{1,60}:(?=\s+\S)")
_GAP = re.compile(r"\s{2,}|[()\[\]{}«»“”\"?!]")
_NAME_WORDS = 10  # words of a name
_MOST_NAMES_ASKED = 30
_LONG_WORD = 60  # letters before a town in which the word before it is looked for
_AFTER = re.compile(r"(?:'s)? ?([\w'&-]+)")
_PLACED = re.compile(r"(?<= {3})(?:compan(?:y|ies)|firms?|business(?:es)?|entit(?:y|ies)|ones?)\b", re.I)
_UNITED_STATES = "US"  # the lists held are American
# What somebody makes is no party: "the maker of Lantern X".
_MADE = re.compile(
    r"\b(?:(?:makers?|producers?|manufacturers?|developers?|vendors?) of|(?:company|firm|people|ones?) behind) "
    r"(?:the )?(?-i:[A-Z][\w-]{1,40}(?: [A-Z0-9][\w-]{0,40}){0,3})",
    re.I,
)
_ONE = re.compile(r"\bones?\b", re.I)
_HAN = re.compile(rf"[{HAN}]+")
_SENTENCE = 5  # Chinese characters from which a run is more than a name
_ENDS_OF_BODIES = "大学|学院|研究所|研究院|公司|集团|工厂|银行|医院"  # in Chinese
_CHINESE_BODY = re.compile(
    rf"(?:^|(?<=[的是在和与把给向跟要]))((?:(?![的是在把给向跟])[{HAN}]){{2,24}}?(?:{_ENDS_OF_BODIES}|有限公司|中心))"
)
_CHINESE_AND = re.compile(rf"(?<=[{HAN}]{{2}})[和与及](?=[{HAN}]{{2}})")  # "华为和中兴": no name of two ends in 和
_BODY_AT_END = re.compile(
    rf"(?:{_ENDS_OF_BODIES}|銀行|株式会社|有限会社|工業|製作所|주식회사|은행|대학교|연구소|그룹)$"
    r"|^(?:株式会社|주식회사)"
)
_PROSE = 4  # spaces from which words of another script are more than a name
_APPOSITION = re.compile(r",\s(?:the|an?)\s[\w -]{3,60}(?=\W*$)", re.I)  # "Acme, the lamp maker?"
_NAME_ALONE = re.compile(r"[A-Z][\w&.'-]{2,40}(?: [A-Z][\w&.'-]{0,40}){0,4}")
_ENDS = " .?!？！。\"'“”«»「」『』"
_HEADED = re.compile(r"([A-Z][\w&-]{3,40})(?: [a-z][a-z-]{2,30}){1,2}$")  # "Acme smugglers"
# Verbs with which questions in other languages begin, in capitals as every first word.
_FOREIGN_VERB = re.compile(
    r"^(?:ist|sind|war|waren|steht|stehen|wurde|wird|hat|est|sont|figure|está|es)\b\s{0,3}", re.I
)
_POINTED = re.compile(r"\b[A-Z](?:\.[A-Z]){1,3}$")  # "Acme B.V", whose last point is no end of a sentence
_AT = re.compile(r"\b(?:in|at|from|near|of)\s{1,3}$", re.I)
_TO_PLACE = re.compile(r"(?:\b(?:to|into|in|from|via|through|near|towards)|->|→)\s{1,3}(?:the\s)?$", re.I)
_EDGES = "()[]\"'“”,;:.?!/-"
_WORDS_BEFORE = 2  # words in small letters that may stand before a name in capitals
_LABELLED = 2  # labels of shipping papers from which a text is one
_TOWN = 4  # letters of a town's name in small letters
_FIGURES = re.compile(r"[\d.,/-]+")


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
    one name and nothing else.
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
    text = _BESIDES.sub(r"\g<others>", _of_papers(text, known))
    if (beside := _APPOSITION.search(text)) and _NAME_ALONE.fullmatch(alone := text[: beside.start()]):
        text = f"{alone}?"  # "Acme, the lamp maker?" names one
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
        PartyAsked(piece.strip(), True, _is_capital(piece))
        for m in _ALIAS_IN_BRACKETS.finditer(text)
        for piece in re.split(r"[,;，、]", m[1])
        if piece.strip() and not _is_no_name(piece, known) and not _SAID_IN_BRACKETS.match(piece.strip())
    ]
    bare = _ALIAS_IN_BRACKETS.sub(lambda m: " , " + " " * (len(m[0]) - 3), text)
    for title in (_TABLE_OF_LAW, _LAW_TITLE):
        bare = title.sub(lambda m: " " * len(m[0]), bare)
    form = QuestionForm(bare)
    for about in lists:
        if about.asked is not None:
            form.take(about.asked)
    for name in quoted:
        form.take(re.compile(re.escape(name)))
    listed = sum(bool(p.strip()) for p in known.separates.split(bare)) > 1 and (screens or bool(head))
    form.take(_MADE)
    capitals = _capitals(form)
    for name in sorted(capitals, key=len, reverse=True):
        form.take(re.compile(rf"(?<!\w){re.escape(name)}(?!\w)(?:'s\b)?"))
    unknown = next((m[1] for m in _NAMED_LIST.finditer(form.rest) if _is_unknown(m[1], known)), "")
    found_places = _places(form)
    asked = _Words.of(form, known, whole, placed=bool(found_places))
    runs = _runs(form, known)
    small = small_names(asking(text))
    pieces = {p.strip(" .?!-") for p in known.separates.split(form.text)}
    parties = [PartyAsked(n) for n in quoted]
    # "Acme (Lemuria)" may be its whole name.
    parties += [PartyAsked(f"{m[1]} {m[2]}") for m in _WITH_PLACE.finditer(text) if is_place_alone(m[2].strip())]
    parties += [PartyAsked(n, _is_behind(n, bare), True) for n in capitals]
    parties += [PartyAsked(w, stands=False) for n in capitals if (w := _widened(n, bare, known))]
    foreign = [r for r in runs if OTHER_SCRIPT.search(r)]
    apart = [r for r in foreign if not known.spoken.search(r)]  # the rest is a sentence, in which nobody is told
    prose = bool(known.spoken.search(text)) or apart != foreign or any(r.count(" ") >= _PROSE for r in foreign)
    lone = len(apart) == 1 and (apart == foreign or len(apart[0]) < _SENTENCE)
    parties += [
        PartyAsked(r, stands=_stands(r, prose and not lone) or r in small or ((listed or screens) and r in pieces))
        for r in runs
        if r in apart or r not in foreign
    ]
    parties += [PartyAsked(m[1], stands=False) for r in runs if (m := _HEADED.match(r))]
    parties += [PartyAsked(n, stands=False) for n in small if n not in runs and n.islower()]
    parties += [replace(p, stands=_stands(p.name, prose)) if OTHER_SCRIPT.search(p.name) else p for p in inside]
    parties = [p for p in parties if len(p.name) > 1 and not (_is_figure(p.name) or _is_legal(p.name))]
    parties = [p for p in parties if not COUNTRY_GROUPS.fullmatch(p.name)]
    parties = [p for p in parties if not is_list_code(p.name) and not reference_tables.table().is_column(p.name)]
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
    )


def _less_places(parties: list[PartyAsked], text: str) -> list[PartyAsked]:
    """Return the parties without codes of countries, where these say a place or stand beside a name that is none."""
    codes = {p.name for p in parties if is_country_code(p.name)}
    led = any(_TO_PLACE.search(text, 0, m.start()) for code in codes for m in re.finditer(rf"\b{code}\b", text))
    return (
        [p for p in parties if p.name not in codes] if led or len(codes) < len({p.name for p in parties}) else parties
    )


def _stands(run: str, prose: bool) -> bool:
    """Return whether words of another script, where no capital tells a name, stand as one: in prose a body's alone."""
    return bool(OTHER_SCRIPT.search(run)) and (not prose or bool(_BODY_AT_END.search(run)))


def _of_papers(text: str, known: RowQuestions) -> str:
    """Return a text with the parties of shipping papers in quotes, and without what stands behind other labels."""
    out: list[str] = []
    labelled = 0
    for piece in re.split(r"\s?[/|;\n•]\s?|,\s", text):
        head, rest = "", piece.strip()
        party, other = _label(known.handed, rest, known), _label(known.beside, rest, known)
        if not (party or other) and ":" in rest:  # "Please screen: Consignee Acme"
            head, _, rest = rest.partition(":")
            rest = rest.strip()
            party, other = _label(known.handed, rest, known), _label(known.beside, rest, known)
        if not (party or other):
            out.append(piece)
            continue
        labelled += 1
        name = rest[party.end() :].strip(" :.-") if party else ""
        out += [f"{head}:" if head else "", f"“{name}”" if name else ""]
    return " ; ".join(filter(None, out)) if labelled >= _LABELLED else text


def _label(labels: re.Pattern[str], text: str, known: RowQuestions) -> re.Match[str] | None:
    """Return the label that a line of shipping papers begins with; None in a sentence: "seller says …"."""
    match = labels.match(text)
    behind = re.match(r"\s*([a-z][\w']*)", text[match.end() :]) if match else None
    return None if behind and behind[1] in known.words else match


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
    places_named = _places(form)
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


def _capitals(form: QuestionForm) -> list[str]:
    """Return the longest names in capitals that stand in a question, without those that are a place alone."""
    text = form.rest
    known = row_questions.table()
    found = [n for n in candidates(text) if n in text and not OTHER_SCRIPT.search(n) and not _is_no_name(n, known)]
    found = [n for n in found if " and " in n or not any(n != other and n in other for other in found)]
    # "Are Acme Air and Beta Air listed?" names two; who is one body is screened as one name, too.
    pieces = [piece.strip() for n in found if " and " in n for piece in n.split(" and ")]
    found = [n for n in dict.fromkeys([*found, *pieces]) if len(n) > 1]
    kept = [n for n in found if not any(n != o and n in o for o in found if " and " not in o or " and " in n)]
    kept = [_FOREIGN_VERB.sub("", n) for n in kept]
    kept = [f"{n}." if _POINTED.search(n) and f"{n}." in text else n for n in kept]
    return [n for n in kept if n and not all(map(is_place_alone, n.split(" and ")))]


def _widened(name: str, text: str, known: RowQuestions) -> str:
    """Return a name with words in small letters before it, or one behind it, that may belong to it; "" without any.

    "acme AI", "ACME ai".
    """
    before = text[: text.find(name)]
    words: list[str] = []
    while (last := re.search(r"(?<![\w'])([a-z][a-z-]{1,30}) $", before[-_LONG_WORD:])) and len(words) < _WORDS_BEFORE:
        if last[1] in known.words or known.relative.fullmatch(last[1]) or plain(last[1]) in towns():
            break
        words.insert(0, last[1])
        before = before[: -len(last[0])]
    behind = re.match(r" ([a-z][a-z-]{1,30})(?![\w'])", text[text.find(name) + len(name) :])
    if behind and behind[1] not in known.words and not known.relative.fullmatch(behind[1]) and not words:
        return f"{name} {behind[1]}"  # "ZHIPU ai"
    return " ".join([*words, name]) if words else ""


def _is_no_name(name: str, known: RowQuestions) -> bool:
    """Return whether words in capitals are those of a list, a law, what is asked of a row, or such questions."""
    if (
        lists_asked(name)
        or lists_asked(name.removesuffix("s"))
        or any(p.fullmatch(name) for p in known.aspects.values())
        or known.laws.search(name)
    ):
        return True
    return all(w.casefold() in known.words or w.casefold() in no_names() for w in name.split())


def is_place_alone(name: str) -> bool:
    """Return whether a name is that of a country or a town and nothing else."""
    return bool(places.code_of(name)) or plain(name) in towns() or _covered(name)


def _covered(name: str) -> bool:
    return any((start, end) == (0, len(name)) for start, end, _ in places.find(name))


def _places(form: QuestionForm) -> list[tuple[str, str]]:
    """Take the countries and towns out of a question, and return them: (code, "") or ("", town)."""
    found: list[tuple[str, str]] = []
    for start, end, code in places.find(form.rest):
        if code != _UNITED_STATES or _is_a_place(form.text[:start]):
            found.append((code, ""))  # "the US Entity List" says whose list it is
        form.blank(start, end)
    known, questions = towns(), row_questions.table()
    words = list(_NAME_WORD.finditer(form.rest))
    for n, match in enumerate(words):
        if form.rest[match.start() : match.end()].strip() == "":
            continue
        for last in (n + 1, n):
            if last >= len(words):
                continue
            end = words[last].end()
            town = plain(form.rest[match.start() : end].strip(".'").removesuffix("'s"))
            if town not in known or len(town) < _TOWN or town in questions.words:
                continue
            before = form.rest[: match.start()]
            if match[0][0].islower() and not _AT.search(before) and count_tokens(town) == 1:
                continue  # "to lend it"
            if _stands_alone(before, form.rest[end:], questions):
                found.append(("", town))
                form.blank(match.start(), end)
                break
    return found


def _is_a_place(before: str) -> bool:
    """Return whether the country of the lists is said behind a name, as its place: "Acme USA" and no "US list"."""
    last = _NAME_WORD.findall(before.rstrip("( "))[-1:]
    told = bool(last) and last[0][:1].isupper() and last[0].casefold() not in row_questions.table().words
    return told and last[0].casefold() not in no_names()


def _stands_alone(before: str, after: str, known: RowQuestions) -> bool:
    """Return whether words stand by themselves: not beside others that may belong to one name with them."""
    near = (before[-_LONG_WORD:].rpartition("  ")[2].rsplit(maxsplit=1)[-1:], _AFTER.match(after))
    last = near[0][0] if near[0] and not before.endswith("  ") else ""
    last = "" if last.endswith("'s") else last  # "Acme's London office"
    first = near[1][1] if near[1] else ""
    for word in (last.strip(_EDGES).casefold(), first.casefold()):
        if word and word not in known.words and not known.relative.fullmatch(word):
            return False
    return True


def _runs(form: QuestionForm, known: RowQuestions) -> list[str]:
    """Return what is left of a question: runs of words that mean something, each between separators."""
    rest = known.separates.sub(lambda m: "  " + " " * len(m[0]), form.rest)
    return [
        name
        for piece in _GAP.split(rest)
        for run in _of_piece(piece, known)
        if not _is_legal(run)
        for name in _bodies(run)
    ]


def _of_piece(piece: str, known: RowQuestions) -> Iterator[str]:
    run: list[str] = []
    joins: list[str] = []
    for match in _NAME_WORD.finditer(piece):
        word = match[0].strip(".'-/").removesuffix("'s")
        plain_word = word.casefold()
        if plain_word in _JOINS and run:
            joins.append(word)
        elif not word or plain_word in known.words or (word.isdigit() and not run):
            if run:
                yield " ".join(run[:_NAME_WORDS])
            run, joins = [], []
        else:
            run += [*joins, word]
            joins = []
    if run:
        yield " ".join(run[:_NAME_WORDS])


def _bodies(run: str) -> list[str]:
    """Return the bodies that a long run of Chinese characters names, by the word that ends a name; else the run."""
    if len(run) < _SENTENCE or not _HAN.fullmatch(run):
        return [run]
    return [m[1] for m in _CHINESE_BODY.finditer(run)] or _CHINESE_AND.split(run)


def _is_legal(run: str) -> bool:
    """Return whether words are a legal form alone, or with a nationality: "our Austrian GmbH" has no name."""
    adjectives = countries.table().plain_adjectives
    return all(LEGAL_FORM.fullmatch(w) or plain(w) in adjectives for w in run.split())


def _is_figure(name: str) -> bool:
    return _FIGURES.fullmatch(name) is not None


def _is_capital(piece: str) -> bool:
    word = piece.strip()
    return bool(OTHER_SCRIPT.search(word)) or (word[:1].isupper() and not is_place_alone(word))


def _is_unknown(name: str, known: RowQuestions) -> bool:
    form = QuestionForm(name)
    for start, end, _ in places.find(form.rest):
        form.blank(start, end)
    return any(w.casefold() not in known.words for w in form.words()) and not known.screens.search(name)


def _is_behind(name: str, text: str) -> bool:
    """Return whether one word stands behind the legal form of a company: "Acme Inc., Weifang"."""
    before = text[: text.find(name)].split()[-1:]
    return (
        " " not in name and bool(before) and before[0][-1] == "," and bool(LEGAL_FORM.fullmatch(before[0].strip(".,")))
    )

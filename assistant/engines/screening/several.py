"""Questions that screen several names, or names in other scripts, at once: a line for each name, and no yes for all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.engines.lists import places
from assistant.engines.lists.held_lists import all_held
from assistant.engines.lists.question_form import QuestionForm
from assistant.engines.model import Computed, Finding
from assistant.engines.screening import report
from assistant.engines.screening.likeness import Likeness
from assistant.engines.screening.name_index import NameIndex, name_index
from assistant.engines.screening.questions import is_the_name
from assistant.engines.screening.screen import Screening, ScreeningMatch, screened
from assistant.model import Form, Note
from assistant.query.candidate_names import LEGAL_FORM, asking, candidates, small_names
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.scripts import HAN, HANGUL, KANA
from corpus.lexicon.party_lists import lists_asked

# What asks for a screening, in the words of the question alone.
_SCREENS = re.compile(
    r"^\W*(?:(?:please|pls|can you|could you) )?(?:(?:re)?screen|check|run|vet|look up)\b(?! the)|"
    r"\b(?:any|a|no) (?:hits?|match(?:es)?)\b|\bhits? or (?:no hits?|not|miss)\b|"
    r"\bappears? (?:anywhere|somewhere|on)\b|"
    r"\b(?:on|in) (?:any|one|some|which|what)\b[^?.]{0,30}\blists?\b",
    re.I,
)
_HIT = re.compile(r"\bhits?\b", re.I)
_OTHER_LETTERS = rf"\u0370-\u052f\u0590-\u06ff\u0e00-\u0e7f{KANA}{HAN}{HANGUL}"
_OTHER_SCRIPT = re.compile(rf"[{_OTHER_LETTERS}]")
_LISTS_THERE = re.compile(r"списк|перечн|санкци|清单|名单|制裁|リスト|목록", re.I)
_QUOTED = re.compile(r"[«“\"„「『]([^«»“”\"„「」『』]{2,120})[»”\"「」『』]|(?<!\w)'([^']{2,120})'(?!\w)")
_BRACKETS = re.compile(r"\s?[(（]([^()（）]{2,80})[)）](?!\s?(?:[A-Z]|co\b|ltd\b))")
_HAN_NAME = re.compile(rf"^\W*([{HAN}]{{2,30}}?)(?=\s{{0,3}}(?:是否|是不是|有没有|有沒有|在|被|上了))")
_CAPITAL_THERE = re.compile(r"(?<=[^.?!]\s)[\u0410-\u042f\u0401][\u0430-\u044f\u0451-]{2,30}")
_WHO_IS_ON = re.compile(r"\bwho(?:'?s|’s| is| are)? on (?:which|what|any) (?:of the )?lists?\b", re.I)
_CALLED = re.compile(
    r"^\W*(?:(?:these|this|the|my|our|following) ){0,3}[a-z]{3,20}(?: [a-z]{2,20}){0,3}:(?=\s+\S)"
)  # "airlines: A, B"
_NO_SENTENCE = re.compile(r"[.?!。？！,，;；:：]")
_BARE_LETTERS = 60
_WHOLE = (Likeness.SPELLING,)
_BARE_WORDS = 6  # of a text that is a name and nothing else
# The words of such a question besides its names.
_FRAME = re.compile(
    r"\b(?:(?:re)?screen|check|run|vet|look up|for me|please|does|hits?|no|not|miss|match(?:es)?|"
    r"our|customers?|customer is|buyer|consignee|client|supplier|vendor|called|"
    r"appears?|found|any|of|either|both|just|or|and|us|u\.s\.|restricted|sanction(?:s|ed)?|blacklisted|screening|"
    r"part(?:y|ies)|against|lists?|anywhere|these|them|following|names?|company|companies|one|which|what|if|whether)\b",
    re.I,
)
_NAMED_LIST = re.compile(r"\b(?:on|in) (?:the |a )?((?:[\w-]{1,30} ){1,5}lists?)\b", re.I)
_OTHER_KIND = re.compile(r"\b(?:how|why|when|who|may|can|must|should|need|licen[cs]e|ship|sell|export)\b", re.I)
_PLURAL = re.compile(r"^\W*(?:are|were|do|have)\b", re.I)
_MOST_NAMES = 20
_MOST_ROWS = 8
_TOLD = 3  # near names in one line


@dataclass(frozen=True, slots=True)
class _Named:
    """Name that is screened. `beside` says that it stood in brackets or behind a company, as an alias or a place."""

    name: str
    beside: bool = False


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return a line for each name that a question screens; None where it asks for anything else, or of one name."""
    names, unknown = _names(question.core) if not question.leans else ((), "")
    bare = not names and not question.leans and _is_bare(question.core)
    names = (_Named(question.core.strip(' .?!「」『』"“”«»')),) if bare else names
    # The lists are read last: that takes longer than all else, and most questions name nobody.
    if not names or not (lists := all_held(catalogue, question.filters)):
        return None
    found = list(screened([n.name for n in names], catalogue, question.filters))
    index = name_index(catalogue, question.filters)
    if bare and not any(m.is_listed or m.found.likeness in _WHOLE for f in found for m in f.matches):
        return None  # a bare word of another script may be a matter as well as a name
    kept = [
        n
        for n, (named, one) in enumerate(zip(names, found, strict=True))
        if not _is_idle(named, one) and not _is_two(named, one, names)
    ]
    names, found = tuple(names[n] for n in kept), [found[n] for n in kept]
    told = [_told(named, one, index) for named, one in zip(names, found, strict=True)]
    heads = tuple(held.head for held in lists)
    findings = []
    for named, one, rows in zip(names, found, told, strict=True):
        cites = tuple(m.span for m in rows[:_TOLD]) or heads[:4]
        note = Note.PROPER if rows else Note.NOT_LISTED
        findings.append(Finding(_line(named, one, rows, index), cites, note))
    shown = list(dict.fromkeys((m.held.about.name, m.row.start) for rows in told for m in rows))
    by_place = {(m.held.about.name, m.row.start): m for rows in told for m in rows}
    findings += [Finding(report.row_line(by_place[k]), (by_place[k].span,), Note.ROW) for k in shown[:_MOST_ROWS]]
    if len(shown) > _MOST_ROWS:
        left = f"{len(shown) - _MOST_ROWS:,} further rows: `licet screen NAME` shows all of one name."
        findings.append(Finding(left, note=Note.NOTE))
    findings += [Finding(text, note=Note.NOTE) for text in _notes(question, catalogue, unknown)]
    payload = {
        "list": ", ".join(h.about.name for h in lists),
        "edition": ", ".join(dict.fromkeys(h.edition for h in lists)),
        "value": {n.name: "listed" if any(_is_sure(m, f, index) for m in r) else "near" if r else "not_found"
                  for n, f, r in zip(names, found, told, strict=True)},
        "rows": [report.match_payload(by_place[k], catalogue, question.filters) for k in shown],
        "searched": report.searched(catalogue, question.filters),
    }  # fmt: skip
    return Computed(Form.LIST, tuple(findings), payload)


def _is_bare(text: str) -> bool:
    """Return whether a text is a few words of another script and nothing else: a name that is put in by itself."""
    plain = text.strip(" .?!？！。")
    return (
        bool(_OTHER_SCRIPT.match(plain)) and len(plain.split()) <= _BARE_WORDS and not _NO_SENTENCE.search(plain)
    ) and len(plain) <= _BARE_LETTERS


def _is_idle(named: _Named, found: Screening) -> bool:
    """Return whether what stood in brackets is one word that nobody is listed by: a town, a trade."""
    word = named.name
    return named.beside and " " not in word and not (word.isupper() or _OTHER_SCRIPT.search(word) or found.is_listed)


def _is_two(named: _Named, found: Screening, names: Sequence[_Named]) -> bool:
    """Return whether "A and B", which nobody is called, are two names that are screened each."""
    pieces = named.name.split(" and ")
    each = {n.name for n in names}
    return len(pieces) > 1 and not found.is_listed and all(p.strip() in each for p in pieces)


def _names(text: str) -> tuple[tuple[_Named, ...], str]:
    """Return the names that a question screens, and a list it asks of that is not known here; none for others."""
    text = re.sub(r"\?[^?A-Z]{0,60}$", "?", text)  # a remark behind the question: "? need it for an article"
    text = _WHO_IS_ON.sub("on which list", text)
    text = text if _SCREENS.match(text) else _CALLED.sub("", text)
    foreign = bool(_LISTS_THERE.search(text))
    if not (foreign or lists_asked(text) or _SCREENS.search(text)):
        return (), ""
    if foreign:
        return _foreign(text), ""
    inside: list[_Named] = []
    quoted = [a or b for a, b in _QUOTED.findall(text)]
    plain = text
    for name in quoted:
        plain = plain.replace(name, " ")
    for match in _BRACKETS.finditer(plain):
        inside += [_Named(piece.strip(), True) for piece in re.split(r"[,;，、]", match[1]) if piece.strip()]
    plain = _BRACKETS.sub(lambda m: " ; ", plain)
    begun = _SCREENS.match(plain)
    plain = re.sub(r"^[^:]{1,40}:", " ", plain[begun.end() :]) if begun else plain  # "check this name for me: …"
    runs = re.findall(rf"[{_OTHER_LETTERS}][{_OTHER_LETTERS} ·]{{1,60}}", plain)
    found = [n for n in candidates(plain) if n in plain and not lists_asked(n)]
    found = found or [n for n in small_names(asking(plain)) if n in plain]
    # "Are Acme Air and Beta Air listed?" names two; who is one body is screened as one name, too.
    pieces = [piece.strip() for n in found if " and " in n for piece in n.split(" and ")]
    pieces = [p for p in pieces if not any(p != other and p in other for other in pieces)]
    plural = bool(_PLURAL.search(text))
    found = [n for n in found if " and " not in n or not plural]
    found = [n for n in found if " and " in n or not any(n != other and n in other for other in found)]
    named = [_Named(n.strip()) for n in (*quoted, *runs)]
    named += [_Named(n, _is_place_behind(n, plain)) for n in found if not _OTHER_SCRIPT.search(n)]
    named += [_Named(n) for n in pieces if len(n) > 1]
    named = list(dict.fromkeys((*named, *inside)))
    special = len(named) > 1 or bool(runs) or any(_OTHER_SCRIPT.search(n.name) for n in named)
    alone = (
        bool(begun) or bool(_HIT.search(text)) or bool(quoted) or bool(_NAMED_LIST.search(plain) and " or " in plain)
    )
    if not named or len(named) > _MOST_NAMES or not (special or alone) or all(n.beside for n in named):
        return (), ""
    return _left(plain, [n.name for n in named], tuple(named))


def _left(plain: str, names: Sequence[str], named: tuple[_Named, ...]) -> tuple[tuple[_Named, ...], str]:
    """Return the names where nothing is left of the question that is not understood."""
    form = QuestionForm(plain)
    for name in sorted(names, key=len, reverse=True):
        form.take(re.compile(re.escape(name)))
    if _OTHER_KIND.search(form.rest):
        return (), ""
    for about in lists_asked(plain):
        if about.asked is not None:
            form.take(about.asked)
    unknown = next((m[1] for m in _NAMED_LIST.finditer(form.rest) if _is_unknown(m[1])), "")
    form.take(_NAMED_LIST)
    form.take(_FRAME)
    form.take(LEGAL_FORM)
    for start, end, _ in places.find(form.rest):
        form.blank(start, end)
    return ((), "") if form.words() else (named, unknown)


def _is_unknown(name: str) -> bool:
    form = QuestionForm(name)
    form.take(_FRAME)
    for start, end, _ in places.find(form.rest):
        form.blank(start, end)
    return bool(form.words())


def _foreign(text: str) -> tuple[_Named, ...]:
    """Return the names of a question in another script: what stands in quotes, else what stands as a name does."""
    found = [a or b for a, b in _QUOTED.findall(text)]
    if not found and (han := _HAN_NAME.match(text)):
        found = [han[1]]
    found = found or _CAPITAL_THERE.findall(text) or re.findall(r"\b[A-Z][\w&-]{2,40}(?: [A-Z][\w&-]{1,40})*", text)
    inside = [p.strip() for m in _BRACKETS.finditer(text) for p in re.split(r"[,;，、]", m[1]) if p.strip()]
    return (*(_Named(n) for n in found if n not in inside), *(_Named(n, True) for n in inside)) if found else ()


def _is_place_behind(name: str, text: str) -> bool:
    """Return whether one word stands behind the legal form of a company: "Acme Inc., Weifang"."""
    before = text[: text.find(name)].split()[-1:]
    return (
        " " not in name and bool(before) and before[0][-1] == "," and bool(LEGAL_FORM.fullmatch(before[0].strip(".,")))
    )


def _is_sure(match: ScreeningMatch, found: Screening, index: NameIndex) -> bool:
    return match.is_listed or (not _is_one_word_there(found) and is_the_name(match, found, index))


def _is_one_word_there(found: Screening) -> bool:
    """Return whether a name of another script is one word in Latin letters, with which names of others may begin."""
    return len(found.read_as) == 1 and _OTHER_SCRIPT.search(found.name) is not None


def _told(named: _Named, found: Screening, index: NameIndex) -> list[ScreeningMatch]:
    """Return the matches of a name that are told: the name itself, else those that are near it."""
    sure = [m for m in found.matches if m.is_listed or (not named.beside and _is_sure(m, found, index))]
    sure = sure[:_TOLD]
    if sure or named.beside:
        return sure + [m for m in found.matches if not named.beside and _on_another(m, sure)]
    return list(found.matches[:_TOLD])


def _on_another(match: ScreeningMatch, sure: Sequence[ScreeningMatch]) -> bool:
    """Return whether a longer name with the whole asked one stands on a list that has no row of the name itself."""
    own = {m.held.about.name for m in sure}
    return match.found.likeness in (Likeness.LONGER, Likeness.SPELLING) and match.held.about.name not in own


def _line(named: _Named, found: Screening, rows: Sequence[ScreeningMatch], index: NameIndex) -> str:
    read = f", read as “{' '.join(found.read_as)}”" if _OTHER_SCRIPT.search(named.name) else ""
    said = f"“{named.name}”{read}"
    sure = list(dict.fromkeys(report.listed(m) for m in rows if _is_sure(m, found, index)))
    near = report.several([report.near(m) for m in rows if not _is_sure(m, found, index)], _TOLD)
    alike = f"only a near name: {near}: whether it is the same party must be confirmed" if near else ""
    if sure:
        more = f"; further, {alike}" if alike else ""
        return f"{said}: {'; '.join(sure)}{more}."
    if alike:
        return f"{said}: {alike}."
    role = " as a name" if named.beside else ""
    return f"{said}: not found{role} in any list held."


def _notes(question: Query, catalogue: CatalogueReader, unknown: str) -> list[str]:
    lists = all_held(catalogue, question.filters)
    said = [
        f"Searched: {report.where(lists)}. That a name is not found there does not say that it is free of restrictions."
    ]
    if unknown:
        said.append(f"No list is known here by the name “{unknown}”; all lists held were searched.")
    if missing := report.not_held(catalogue, question.filters):
        said.append(f"Not held, and so not searched: {', '.join(missing)}.")
    if _OTHER_SCRIPT.search(question.core):
        said.append(
            "The lists held are in Latin letters: a name in another script is compared by its transliteration, and "
            "its owner may write it otherwise. Screen its English name too."
        )
    return said

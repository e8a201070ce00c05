"""Words of a question that are written as names: in capitals, in another script, what is left between its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.engines.lists import places
from assistant.engines.lists.question_form import QuestionForm
from assistant.engines.screening.asked.places_asked import NEAR_A_NAME, WORD_OF_NAME, is_place_alone
from assistant.query.candidate_names import LEGAL_FORM, candidates, no_names
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import HAN, HANGUL, KANA
from corpus.lexicon import countries, row_questions
from corpus.lexicon.list_words import is_foreign_word_of_questions
from corpus.lexicon.party_lists import lists_asked
from corpus.lexicon.row_questions import RowQuestions
from corpus.lexicon.towns import folded_town, towns

OTHER_LETTERS = rf"\u0370-\u052f\u0590-\u06ff\u0e00-\u0e7f{KANA}{HAN}{HANGUL}"
OTHER_SCRIPT = lazy_regex(rf"[{OTHER_LETTERS}]")
_JOINS = frozenset(["of", "the", "for", "and", "&", "de", "di", "al", "el"])
_GAP = lazy_regex(r"\s{2,}|[()\[\]{}«»“”\"?!]")
_NAME_WORDS = 10  # words of a name
_HAN = lazy_regex(rf"[{HAN}]+")
HAN_SENTENCE = 5  # Chinese characters from which a run is more than a name
_ENDS_OF_BODIES = "大学|学院|研究所|研究院|公司|集团|工厂|银行|医院"  # in Chinese
_CHINESE_BODY = lazy_regex(
    rf"(?:^|(?<=[的是在和与把给向跟要]))((?:(?![的是在把给向跟])[{HAN}]){{2,24}}?(?:{_ENDS_OF_BODIES}|有限公司|中心))"
)
_CHINESE_AND = lazy_regex(rf"(?<=[{HAN}]{{2}})[和与及](?=[{HAN}]{{2}})")  # "华为和中兴": no name of two ends in 和
_BODY_AT_END = lazy_regex(
    rf"(?:{_ENDS_OF_BODIES}|銀行|株式会社|有限会社|工業|製作所|주식회사|은행|대학교|연구소|그룹)$"
    r"|^(?:株式会社|주식회사)"
)
# Verbs with which questions in other languages begin, in capitals as every first word.
_FOREIGN_VERB = lazy_regex(
    r"^(?:ist|sind|war|waren|steht|stehen|wurde|wird|hat|est|sont|figure|está|es)\b\s{0,3}", re.I
)
_POINTED = lazy_regex(r"\b[A-Z](?:\.[A-Z]){1,3}$")  # "Acme B.V", whose last point is no end of a sentence
_WORDS_BEFORE = 2  # words in small letters that may stand before a name in capitals
_NEXT_IN_ROW = lazy_regex(r"(?:, | and |, and )([^,;?.]{2,60})")
_FIGURES = lazy_regex(r"[\d.,/-]+")


def is_body(run: str, prose: bool) -> bool:
    """Return whether words of another script, where no capital tells a name, stand as one: in prose a body's alone."""
    return bool(OTHER_SCRIPT.search(run)) and (not prose or bool(_BODY_AT_END.search(run)))


def capital_names(form: QuestionForm) -> list[str]:
    """Return the longest names in capitals that stand in a question, without those that are a place alone."""
    text = form.rest
    known = row_questions.table()
    found = [n for n in candidates(text) if n in text and not OTHER_SCRIPT.search(n) and not is_no_name(n, known)]
    found = [n for n in found if " and " in n or not any(n != other and n in other for other in found)]
    # "Are Acme Air and Beta Air listed?" names two; who is one body is screened as one name, too.
    pieces = [piece.strip() for n in found if " and " in n for piece in n.split(" and ")]
    found = [n for n in dict.fromkeys([*found, *pieces]) if len(n) > 1]
    kept = [n for n in found if not any(n != o and n in o for o in found if " and " not in o or " and " in n)]
    kept = [_FOREIGN_VERB.sub("", n) for n in kept]
    kept = [f"{n}." if _POINTED.search(n) and f"{n}." in text else n for n in kept]
    return [n for n in kept if n and not all(map(is_place_alone, n.split(" and ")))]


def widened_name(name: str, text: str, known: RowQuestions) -> str:
    """Return a name with words in small letters before it, or one behind it, that may belong to it; "" without any.

    "acme AI", "ACME ai".
    """
    before = text[: text.find(name)]
    words: list[str] = []
    while (last := re.search(r"(?<![\w'])([a-z][a-z-]{1,30}) $", before[-NEAR_A_NAME:])) and len(words) < _WORDS_BEFORE:
        if last[1] in known.words or known.relative.fullmatch(last[1]) or folded_town(last[1]) in towns():
            break
        words.insert(0, last[1])
        before = before[: -len(last[0])]
    behind = re.match(r" ([a-z][a-z-]{1,30})(?![\w'])", text[text.find(name) + len(name) :])
    if behind and behind[1] not in known.words and not known.relative.fullmatch(behind[1]) and not words:
        return f"{name} {behind[1]}"  # "ZHIPU ai"
    return " ".join([*words, name]) if words else ""


def is_no_name(name: str, known: RowQuestions) -> bool:
    """Return whether words in capitals are those of a list, a law, what is asked of a row, or such questions."""
    if (
        lists_asked(name)
        or lists_asked(name.removesuffix("s"))
        or any(p.fullmatch(name) for p in known.aspects.values())
        or known.laws.search(name)
    ):
        return True
    return all(
        w.casefold() in known.words or w.casefold() in no_names() or is_foreign_word_of_questions(w)
        for w in name.split()
    )


def word_runs(form: QuestionForm, known: RowQuestions) -> list[str]:
    """Return what is left of a question: runs of words that mean something, each between separators."""
    rest = known.separates.sub(lambda m: "  " + " " * len(m[0]), form.rest)
    return [
        name
        for piece in _GAP.split(rest)
        for run in _of_piece(piece, known)
        if not is_legal(run)
        for name in _bodies(run)
    ]


def _of_piece(piece: str, known: RowQuestions) -> Iterator[str]:
    run: list[str] = []
    joins: list[str] = []
    for match in WORD_OF_NAME.finditer(piece):
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
    if len(run) < HAN_SENTENCE or not _HAN.fullmatch(run):
        return [run]
    return [m[1] for m in _CHINESE_BODY.finditer(run)] or _CHINESE_AND.split(run)


def is_legal(run: str) -> bool:
    """Return whether words are a legal form alone, or with a nationality: "our Austrian GmbH" has no name."""
    adjectives = countries.table().plain_adjectives
    return all(LEGAL_FORM.fullmatch(w) or folded_town(w) in adjectives for w in run.split())


def is_figure(name: str) -> bool:
    """Return whether a name is made of digits and their signs."""
    return _FIGURES.fullmatch(name) is not None


def is_capital(piece: str) -> bool:
    """Return whether words begin as a name does, in a capital or another script, and are no place alone."""
    word = piece.strip()
    return bool(OTHER_SCRIPT.search(word)) or (word[:1].isupper() and not is_place_alone(word))


def is_unknown_list(name: str, known: RowQuestions) -> bool:
    """Return whether the name of a list has words besides places that no list is known by."""
    form = QuestionForm(name)
    for start, end, _ in places.find(form.rest):
        form.blank(start, end)
    return any(w.casefold() not in known.words for w in form.words()) and not known.screens.search(name)


def item_of_row(piece: str, runs: Sequence[str], known: RowQuestions) -> str:
    """Return the name in a piece of a row, without words of a question around it; "" where none is written there."""
    words = piece.strip(" .?!-").split()
    while words and words[0].casefold().strip(".'") in known.words:
        words.pop(0)
    while words and words[-1].casefold().strip(".'") in known.words:
        words.pop()
    name = " ".join(words)
    begins = name[:1].isdigit() or is_capital(name) or name in runs
    return name if begins and len(words) <= _NAME_WORDS and not (is_no_name(name, known) or is_legal(name)) else ""


def is_behind(name: str, text: str) -> bool:
    """Return whether one word stands behind the legal form of a company: "Acme Inc., Weifang".

    In a row of names it is one of them: "Acme Group, Belt, Beta Lamps".
    """
    head, _, behind = text.partition(name)
    before = head.split()[-1:]
    following = _NEXT_IN_ROW.match(behind)
    return (
        " " not in name
        and bool(before)
        and before[0][-1] == ","
        and bool(LEGAL_FORM.fullmatch(before[0].strip(".,")))
        and not (following and is_capital(following[1]))
    )

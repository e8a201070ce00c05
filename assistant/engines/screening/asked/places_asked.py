"""Countries and towns that a question about parties names, and whether they stand there as a place or in a name."""

from __future__ import annotations

import re

from assistant.engines.lists import places
from assistant.engines.lists.question_form import QuestionForm
from assistant.query.candidate_names import no_names
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import party_lists, row_questions
from corpus.lexicon.regions import is_region
from corpus.lexicon.row_questions import RowQuestions
from corpus.lexicon.towns import folded_town, towns
from index.encoders.minilm import count_tokens

WORD_OF_NAME = lazy_regex(r"[^\W_][\w'’&./-]*")
NEAR_A_NAME = 60  # letters before it in which the word before it is looked for
_AFTER = lazy_regex(r"(?:'s)? ?([\w'&-]+)")
_AT = lazy_regex(r"\b(?:in|at|from|near|of)\s{1,3}$", re.I)
_EDGES = "()[]\"'“”,;:.?!/-"
_TOWN = 4  # letters of a town's name in small letters


def is_place_alone(name: str) -> bool:
    """Return whether a name is that of a country, a town or a region of the world and nothing else."""
    is_town = folded_town(name) in towns()
    return bool(places.country_of_heading(name)) or is_town or is_region(name) or _covered(name)


def _covered(name: str) -> bool:
    return any((start, end) == (0, len(name)) for start, end, _ in places.find(name))


def take_places(form: QuestionForm) -> list[tuple[str, str]]:
    """Take the countries and towns out of a question, and return them: (code, "") or ("", town)."""
    found: list[tuple[str, str]] = []
    of_lists = party_lists.table().countries
    for start, end, code in places.find(form.rest):
        if code not in of_lists or _is_a_place(form.text[:start]):
            found.append((code, ""))  # "the US Entity List" says whose list it is
        form.blank(start, end)
    known, questions = towns(), row_questions.table()
    words = list(WORD_OF_NAME.finditer(form.rest))
    for n, match in enumerate(words):
        if form.rest[match.start() : match.end()].strip() == "":
            continue
        for last in (n + 1, n):
            if last >= len(words):
                continue
            end = words[last].end()
            town = folded_town(form.rest[match.start() : end].strip(".'").removesuffix("'s"))
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
    last = WORD_OF_NAME.findall(before.rstrip("( "))[-1:]
    told = bool(last) and last[0][:1].isupper() and last[0].casefold() not in row_questions.table().words
    return told and last[0].casefold() not in no_names()


def _stands_alone(before: str, after: str, known: RowQuestions) -> bool:
    """Return whether words stand by themselves: not beside others that may belong to one name with them."""
    near = (before[-NEAR_A_NAME:].rpartition("  ")[2].rsplit(maxsplit=1)[-1:], _AFTER.match(after))
    last = near[0][0] if near[0] and not before.endswith("  ") else ""
    last = "" if last.endswith("'s") else last  # "Acme's London office"
    first = near[1][1] if near[1] else ""
    for word in (last.strip(_EDGES).casefold(), first.casefold()):
        if word and word not in known.words and not known.relative.fullmatch(word):
            return False
    return True

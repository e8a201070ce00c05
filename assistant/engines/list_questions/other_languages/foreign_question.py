"""How many of a country stand on a list, and which, asked in another language than English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.engines.list_questions import list_question_engine
from assistant.engines.lists.places import name_in_answer
from assistant.engines.model import Computed, Finding, MissingText
from assistant.model import Form, Outcome
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries, party_lists
from corpus.lexicon.list_words import ForeignWords, foreign_list_names, foreign_words
from corpus.lexicon.party_lists import PartyList
from corpus.lexicon.towns import folded_town
from index.crosslingual.bilingual_lexicon import ALPHABETIC_LANGUAGES, lexicon

_WORD_LEFT = lazy_regex(r"[^\W_]+(?:['’-][^\W_]+){0,3}")
_WITHOUT_SPACES = ("zh", "ja", "ko")  # languages in which a name stands beside other words without a space
_SHORTEST_STEM = 4  # letters of a stem that an adjective begins with: "chines"
_LETTERS_OF_A_COUNTRY = 12  # letters of a country's name where no space parts words
_FACT = "the country whose rows are meant, by its name"


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a question: the same in English, and the words beside what is listed that were not read."""

    english: str
    unread: str = ""
    lacking: PartyList | None = None


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer to a question on rows in another language; None for one in English and for other questions.

    Where the word that chooses the rows is not read as a country, that country is asked for: no list of all rows, and
    no search for the sentence as a name, answers it.
    """
    read = next(filter(None, (_read(question.core, each) for each in _languages(question))), None)
    if read is None:
        return None
    if read.lacking is not None:
        name = read.lacking.told
        line = f"The {name} is not held here: who stands on it cannot be told."
        lacks = (MissingText(name),)
        return Computed(Form.LIST, (Finding(line),), outcome=Outcome.NOT_IN_CORPUS, missing_texts=lacks)
    if read.unread:
        line = f"“{read.unread}” was not read as a country here, so the rows cannot be chosen."
        return Computed(Form.LIST, (Finding(line),), outcome=Outcome.NEEDS_FACT, asks_for=(_FACT,))
    same = replace(question, core=read.english, standalone=read.english, parts=())
    return list_question_engine.computed(same, catalogue)


def _languages(question: Query) -> tuple[str, ...]:
    """Return the languages that a question may be in: its own, or where nothing speaks for one all with spaces."""
    return (question.language,) if question.language != "en" else ALPHABETIC_LANGUAGES


def _read(text: str, language: str) -> _Read | None:
    """Return what a question asks of the rows of one list, where no word of it is left that is not known."""
    rest = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    words = foreign_words(language)
    if words is None:
        return None
    counts, asks, noun = words.count.search(rest), words.rows.search(rest), words.nouns.search(rest)
    elsewhere = next((n for n in party_lists.table().entries if n.elsewhere and n.named.search(text)), None)
    if elsewhere is not None:
        return _Read("", lacking=elsewhere) if counts and noun else None
    named = _lists_named(rest)
    if len(named) != 1:
        return None
    [(listed_on, form)] = named.items()
    rest = rest.replace(form, " ")
    counts, asks = words.count.search(rest), words.rows.search(rest)
    if not counts and not asks:
        return None
    rest = (words.count if counts else words.rows).sub(" ", rest)
    days = ""
    for pattern, joined in ((words.since, "since"), (words.year, "in")):
        if not days and (found := pattern.search(rest)):
            days, rest = f"{joined} {found['year']}", pattern.sub(" ", rest, count=1)
    added = words.added.search(rest)
    if days and not added and not days.startswith("since"):
        return None
    rest = words.added.sub(" ", rest)
    codes: list[str] = []
    for start, end, code in sorted(_places(rest, language), reverse=True):
        codes.append(code)
        rest = f"{rest[:start]} {rest[end:]}"
    noun = words.nouns.search(rest)
    if noun is None or len(set(codes)) > 1:
        return None
    unread = _unread(rest, noun, words)
    if unread is None or (unread and codes):
        return None
    of = f" from {name_in_answer(codes[0])}" if codes else ""
    verb = f"were added to the {listed_on} {days}" if days else f"are on the {listed_on}"
    return _Read(f"{'How many' if counts else 'Which'} entries{of} {verb}?", unread)


def _lists_named(text: str) -> dict[str, str]:
    """Return the lists that a text in small letters names, each with the words by which it does."""
    looked_up = party_lists.table().looked_up
    named = {name: form for name, forms in foreign_list_names().items() for form in reversed(forms) if form in text}
    named |= {about.name: about.name.casefold() for about in looked_up if about.name.casefold() in text}
    asked = ((about.name, about.asked.search(text)) for about in looked_up if about.asked and not named)
    return named | {name: found[0] for name, found in asked if found}


def _unread(rest: str, noun: re.Match[str], words: ForeignWords) -> str | None:
    """Return the word beside what is listed that was not read; "" where none is left, None where others are."""
    marked = f"{rest[: noun.start()]}\x00{rest[noun.end() :]}"
    left = words.others.sub(" ", words.nouns.sub(" ", marked))
    found = [(m.start(), m[0]) for m in _WORD_LEFT.finditer(left)]
    if not found:
        return ""
    at, word = found[0]
    here = left.index("\x00")
    between = left[at + len(word) : here] if words.before else left[here + 1 : at]
    stands_there = (at < here) == words.before
    return word if len(found) == 1 and stands_there and not between.strip() else None


def _places(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, code) of the countries that a text names in a language, each by its longest name."""
    wide = language in _WITHOUT_SPACES
    taken: list[tuple[int, int]] = []
    for m in _WORD_LEFT.finditer(text):
        for start, end in _stretches(m.start(), m.end()) if wide else [(m.start(), m.end())]:
            if any(s < end and start < e for s, e in taken):
                continue
            codes = _codes_of(text[start:end], language)
            if len(codes) == 1:
                taken.append((start, end))
                yield start, end, codes.pop()


def _stretches(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a run without spaces that may be a country's name, the longest first."""
    for length in range(min(_LETTERS_OF_A_COUNTRY, end - start), 1, -1):
        yield from ((at, at + length) for at in range(start, end - length + 1))


def _codes_of(word: str, language: str) -> set[str]:
    """Return the codes of the countries that a word is the name or the adjective of, and nothing besides."""
    if code := countries.country_called(word, language):
        return {code}
    plain, wide = folded_town(word), language in _WITHOUT_SPACES
    found = (
        e.names[0]
        for e in lexicon()
        for stem in map(folded_town, e.words[language])
        if (plain == stem if wide else len(stem) >= _SHORTEST_STEM and plain.startswith(stem))
    )
    return {code for name in found for *_, code in countries.mentioned_countries(name.title())}

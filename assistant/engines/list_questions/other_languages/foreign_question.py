"""How many of a country stand on a list, and which, asked in another language than English."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from assistant.engines import named_countries
from assistant.engines.list_questions import list_question_engine
from assistant.engines.lists.places import name_in_answer
from assistant.engines.model import Computed, Finding, MissingText
from assistant.model import Form, Outcome
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import is_hiragana
from corpus.lexicon import jurisdictions, party_lists
from corpus.lexicon.list_words import MARKS, ForeignWords, foreign_list_names, foreign_words
from corpus.lexicon.party_lists import PartyList
from index.crosslingual.bilingual_lexicon import ALPHABETIC_LANGUAGES

_WORD_LEFT = lazy_regex(r"[^\W_]+(?:['’-][^\W_]+){0,3}")
_EXPLAINED = lazy_regex(rf"{MARKS['list']}\s?\(\s?{MARKS['list']}\s?\)")
_FACT = "which rows are meant: of which country, or by words that are read here"


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows that a question asks for: of one list or any, since a day, of a country or with an address there."""

    counted: bool
    listed_on: str
    code: str = ""
    by_address: bool = False
    days: str = ""

    def in_english(self) -> str:
        """Return the question in English."""
        place = name_in_answer(self.code) if self.code else ""
        of = f" from {place}" if place else ""
        if self.by_address:
            of = f" with an address in {place}"
        where = f"the {self.listed_on}" if self.listed_on else "all lists"
        verb = f"were added to {where} {self.days}" if self.days else f"are on {where}"
        return f"{'How many' if self.counted else 'Which'} entries{of} {verb}?"


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a question: its rows, and the word beside what is listed that was not read."""

    rows: _Rows | None = None
    unread: str = ""
    lacking: PartyList | None = None


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer to a question on rows in another language; None for one in English and for other questions.

    Where the word that chooses the rows is not read, it is told: no list of all rows, and no search for the sentence as
    a name, answers it.
    """
    languages = _languages(question)
    read = next(filter(None, (_read(question.core, each) for each in languages)), None)
    if read is None and question.asked_before:
        read = next(filter(None, (_of_another_country(question, each) for each in languages)), None)
    if read is None:
        return None
    if read.lacking is not None:
        name = read.lacking.told
        line = f"The {name} is not held here: who stands on it cannot be told."
        lacks = (MissingText(name),)
        return Computed(Form.LIST, (Finding(line),), outcome=Outcome.NOT_IN_CORPUS, missing_texts=lacks)
    if read.unread or read.rows is None:
        line = f"The word “{read.unread}” was not read here, so the rows that are meant cannot be chosen."
        return Computed(Form.LIST, (Finding(line),), outcome=Outcome.NEEDS_FACT, asks_for=(_FACT,))
    english = read.rows.in_english()
    same = replace(question, core=english, standalone=english, parts=())
    return list_question_engine.computed(same, catalogue)


def _languages(question: Query) -> tuple[str, ...]:
    """Return the languages that a question may be in: its own, or where nothing speaks for one all with spaces."""
    return (question.language,) if question.language != "en" else ALPHABETIC_LANGUAGES


def _read(text: str, language: str) -> _Read | None:
    """Return what a question asks of the rows of one list, where no word of it is left that is not known."""
    rest = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    words = foreign_words(language)
    if words is None:
        return None
    counted = bool(words.count.search(rest) and words.nouns.search(rest))
    elsewhere = next((n for n in party_lists.table().entries if n.elsewhere and n.named.search(text)), None)
    if elsewhere is not None:
        return _Read(lacking=elsewhere) if counted else None
    named = _lists_named(rest)
    if not named and counted:
        return _of_addresses(rest, words, language)
    if len(named) != 1:
        return None
    [(listed_on, form)] = named.items()
    keeper = _keeper(listed_on)
    rest = _EXPLAINED.sub(MARKS["list"], _with_list_marked(rest, listed_on, form))
    rest, codes = named_countries.marked(rest, language)
    rest, codes, keepers = _without_keepers(rest, codes, words, language)
    if keepers - {keeper}:
        # Behind its name a country may be that of the rows as well: "lista de entidades chinas".
        lacking = _kept_elsewhere(listed_on, keepers) if words.before and counted else None
        return _Read(lacking=lacking) if lacking else None
    return _of_rows(rest, codes, words, listed_on)


def _with_list_marked(text: str, listed_on: str, form: str) -> str:
    """Return a text with the mark of a list in place of its names: "우려거래자 목록(Entity List)" has two."""
    for said in (form, listed_on.casefold(), *reversed(foreign_list_names().get(listed_on, ()))):
        text = text.replace(said, MARKS["list"])
    about = next(n for n in party_lists.table().entries if n.name == listed_on)
    return about.asked.sub(MARKS["list"], text) if about.asked and "(" in text else text


def _of_addresses(rest: str, words: ForeignWords, language: str) -> _Read | None:
    """Return how many rows of any list have an address in a country, asked without a list; None for other questions."""
    marked, codes = named_countries.marked(rest, language)
    if len(codes) != 1 or not words.address.search(marked):
        return None
    return _of_rows(marked, codes, words, "")


def _of_another_country(question: Query, language: str) -> _Read | None:
    """Return the question before, of the one country that a follow-up is made of: "일본은요?"."""
    words = foreign_words(language)
    last = _read(question.asked_before, language) if words is not None else None
    if words is None or last is None or last.rows is None:
        return None
    marked, codes = named_countries.marked(unicodedata.normalize("NFKC", question.core).lower(), language)
    if len(codes) != 1 or _WORD_LEFT.search(words.others.sub(" ", marked.replace(MARKS["country"], " "))):
        return None
    return _Read(replace(last.rows, code=codes[0]))


def _keeper(listed_on: str) -> str:
    """Return the code of the country whose list this is."""
    about = next(n for n in party_lists.table().entries if n.name == listed_on)
    return jurisdictions.table().country_of(about.jurisdiction)


def _kept_elsewhere(listed_on: str, keepers: set[str]) -> PartyList | None:
    """Return the list of such a name that another country keeps and nothing here holds."""
    country_of = jurisdictions.table().country_of
    lists = (n for n in party_lists.table().entries if n.elsewhere and listed_on in n.name)
    return next((n for n in lists if {country_of(n.jurisdiction)} == keepers), None)


def _without_keepers(
    rest: str, codes: list[str], words: ForeignWords, language: str
) -> tuple[str, list[str], set[str]]:
    """Return a question without the countries beside the list's name, which say whose list it is, and these apart.

    A ministry without a country is of the jurisdiction that has texts in the language, "" where none has.
    """
    own = next((j.code for j in jurisdictions.table().entries if j.language == language), "")
    kept: set[str] = set()
    while found := words.keeper.search(rest):
        behind = rest[found.end() :].lstrip()
        first = rest[: found.start()].count(MARKS["country"])
        count = found[0].count(MARKS["country"])
        of = set(codes[first : first + count]) or {jurisdictions.table().country_of(own)}
        of_rows = found[0].startswith(MARKS["list"]) and words.nouns.match(behind)
        kept |= {""} if of_rows else of
        codes = codes[:first] + codes[first + count :]
        rest = f"{rest[: found.start()]}{MARKS['list']}{rest[found.end() :]}"
    return rest, codes, kept


def _of_rows(rest: str, codes: list[str], words: ForeignWords, listed_on: str) -> _Read | None:
    """Return what a question asks that has marks for the list and the countries left in it."""
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
    by_address = bool(codes) and words.address.search(rest) is not None
    rest = words.nouns.sub(MARKS["noun"], rest)
    # Addresses that are counted are those of rows: no other noun need stand there.
    if not (MARKS["noun"] in rest or (by_address and counts)) or len(set(codes)) > 1:
        return None
    rest = words.address.sub(f" {MARKS['country']} ", rest)
    chosen = by_address or words.chooses.search(rest) is not None
    if codes and not chosen and (codes[0] == (listed_on and _keeper(listed_on)) or not words.has.search(rest)):
        return None  # "Wie viele Firmen haben die USA auf die Entity List gesetzt?"
    unread = _unread(words.added.sub(" ", rest).replace(MARKS["country"], " "), words)
    if unread is None or (unread and codes):
        return None
    return _Read(_Rows(bool(counts), listed_on, codes[0] if codes else "", by_address, days), unread)


def _lists_named(text: str) -> dict[str, str]:
    """Return the lists that a text in small letters names, each with the words by which it does."""
    looked_up = party_lists.table().looked_up
    named = {name: form for name, forms in foreign_list_names().items() for form in reversed(forms) if form in text}
    named |= {about.name: about.name.casefold() for about in looked_up if about.name.casefold() in text}
    asked = ((about.name, about.asked.search(text)) for about in looked_up if about.asked and not named)
    return named | {name: found[0] for name, found in asked if found}


def _unread(rest: str, words: ForeignWords) -> str | None:
    """Return the word beside what is listed that was not read; "" where none is left, None where others are."""
    noun = MARKS["noun"]
    left = words.others.sub(" ", rest.replace(MARKS["list"], " "))
    found = [(m.start(), m.end()) for m in _WORD_LEFT.finditer(left)]
    if not found:
        return ""
    (start, end), *others = found
    if others:
        return None
    stands_there = left[end:].lstrip().startswith(noun) if words.before else left[:start].rstrip().endswith(noun)
    return _whole(left[start:end], rest, words) if stands_there else None


def _whole(word: str, rest: str, words: ForeignWords) -> str:
    """Return a word with the signs that were taken from it as small words where no space parts words: "国有"."""
    runs = (before.rstrip().split() for before in rest.split(MARKS["noun"])[:-1])
    run = next((r[-1] for r in runs if r and word in r[-1]), word) if words.before else word
    behind_list = MARKS["list"] in run
    run = run.rpartition(MARKS["list"])[2]
    while (small := words.others.match(run)) and (behind_list or is_hiragana(run[0])):
        run = run[small.end() :]
    return run if word in run else word

"""Bilingual lexicon: English terms of trade control and administrative law with their equivalents in other languages.

The entries are read from `bilingual_lexicon.txt`. A question in one language is compared with passages in another by
its ideas: an idea is a term of the question together with its equivalents in the other language. A passage that
contains one of them is about that idea.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import CJK, EAST_ASIAN, cjk_runs, is_hiragana
from corpus.lexicon.countries import codes_by_word, mentioned_countries
from corpus.lexicon.small_words import TABLE, language_asked, shared_with_english, small_words, words_asked
from corpus.lexicon.towns import folded_town
from index.text.numerals import numbered_figures
from index.text.tokens import STOP, stem

LEXICON_LANGUAGES = ("zh", "ja", "ko", "de", "fr", "es")  # in the order of the columns
_WITH_ACCENTS = ("fr", "es")  # which people leave out when they type
TEXT_LANGUAGES = ("zh", "ja")  # of the laws that are searched in their own words
EAST_ASIAN_COLUMNS = (*TEXT_LANGUAGES, "ko")
READ_LANGUAGES = frozenset(EAST_ASIAN_COLUMNS) - frozenset(TEXT_LANGUAGES)  # of laws whose words stand in no index
ALPHABETIC_LANGUAGES = tuple(language for language in LEXICON_LANGUAGES if language not in EAST_ASIAN_COLUMNS)
_WITHIN_LONGER = 0.5  # share of an idea whose words are part of a longer one: "licence" in "general licence"


@dataclass(frozen=True, eq=False)
class LexiconEntry:
    """Line of the lexicon: English names, and their equivalents by language."""

    names: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea of a question: its equivalents in one language, any of which may match, and its share of weight."""

    words: tuple[str, ...]
    share: float = 1.0


@cache
def lexicon() -> tuple[LexiconEntry, ...]:
    """Return all entries of the lexicon, in the order of the file."""
    return tuple(entries_of(files(__package__).joinpath("bilingual_lexicon.txt").read_text("utf-8")))


def entries_of(text: str) -> Iterator[LexiconEntry]:
    """Yield the entries of a file of the form of the lexicon."""
    for line in text.splitlines():
        if line and not line.startswith("#"):
            in_english, *others = ([w.strip() for w in column.split(";") if w.strip()] for column in line.split("|"))
            yield LexiconEntry(
                tuple(in_english), dict(zip(LEXICON_LANGUAGES, (tuple(dict.fromkeys(w)) for w in others), strict=True))
            )


@cache
def _terms_of_law() -> frozenset[str]:
    # French and Spanish words stand there without accents, as names of companies do: "Vector" may be one.
    own = [language for language in LEXICON_LANGUAGES if language not in _WITH_ACCENTS]
    return frozenset(word.casefold() for e in lexicon() for language in own for word in e.words[language])


def is_term(text: str) -> bool:
    """Return whether a text in another language is a term of the lexicon, and nothing besides."""
    return text.strip().casefold() in _terms_of_law()


def is_term_of_place(words: tuple[str, ...], language: str) -> bool:
    """Return whether the words of an idea are those of a country in a language."""
    return words in _places_in(language)


@cache
def _places_in(language: str) -> frozenset[tuple[str, ...]]:
    return frozenset(e.words[language] for e in lexicon() if _is_place(e))


Stems = tuple[str, ...]


@cache
def _by_first() -> Mapping[str, Mapping[Stems, tuple[tuple[str, LexiconEntry], ...]]]:
    """Return every name with its entry, by its stems, grouped by the first stem."""
    out: dict[str, dict[Stems, list[tuple[str, LexiconEntry]]]] = {}
    for entry in lexicon():
        for name in entry.names:
            words = _words(name)
            stems = tuple(map(stem, words))
            out.setdefault(stems[0], {}).setdefault(stems, []).append((" ".join(words), entry))
    return {first: {stems: tuple(entries) for stems, entries in found.items()} for first, found in out.items()}


_ENGLISH_WORD = lazy_regex(r"[a-z0-9]+(?:['’][a-z]+)?")


def _words(text: str) -> list[str]:
    """Return the words of a text in lower case, without articles and pronouns.

    Other small words stay, since "get on" is not "get"; articles and pronouns go, so that "turn him away" is "turn
    away".
    """
    return [w for w in _ENGLISH_WORD.findall(text.casefold()) if w not in _PASSED_OVER]


_PASSED_OVER = frozenset(
    ["a", "an", "the", "it", "its", "him", "her", "his", "them", "their", "me", "my", "our", "your"]
)


@lru_cache(maxsize=256)
def ideas(question: str, language: str) -> tuple[Idea, ...]:
    """Return the ideas of a question in the words of `language` ("zh", "ja").

    For a question in CJK script these include its own words.
    """
    found: dict[tuple[str, ...], float] = {}
    if CJK.search(question):
        for pair in _own(question):
            found[(pair,)] = 1.0
        entries: list[tuple[LexiconEntry, float]] = [(e, 1.0) for e in _said(question)]
    elif EAST_ASIAN.search(question):
        entries = [(e, 1.0) for e in _said(question)]
    else:
        entries = list(_matched(_words(question)))
    for entry, share in entries:
        words = entry.words[language]
        if words:
            found[words] = max(found.get(words, 0.0), share)
    for words in numbered_figures(question, language):
        found.setdefault(words, 1.0)
    return tuple(Idea(words, share) for words, share in found.items())


def _matched(words: list[str]) -> Iterator[tuple[LexiconEntry, float]]:
    """Yield the entries whose names occur in a sequence of words, each with its share of weight.

    An entry whose name is part of a longer matched name counts `_WITHIN`.
    """
    spans = [
        (start, end, e)
        for start, end, found in _found(words)
        for e in found
        if start == 0 or words[start - 1] not in _DENIED
    ]
    for start, end, entry in spans:
        inside = any(a <= start and end <= b and b - a > end - start for a, b, _ in spans)
        yield entry, _WITHIN_LONGER if inside else 1.0


_DENIED = frozenset(["not", "non"])  # "ordinary cases, not weapons": what follows is not what the question is about


def _found(words: list[str]) -> Iterator[tuple[int, int, list[LexiconEntry]]]:
    """Yield (start, end, entries) of every name in a sequence of words.

    The first word of a name matches in any inflection, the others in number only: "exporting controlled goods" does not
    match "export controls". Stems also match some other words ("goods" and "good", "authority" and "authorise"): where
    a name occurs exactly, entries that only share its stems are left out.
    """
    stems, singular = [stem(w) for w in words], [_singular(w) for w in words]
    for start, first in enumerate(stems):
        for name, entries in _by_first().get(first, {}).items():
            end = start + len(name)
            if tuple(stems[start:end]) != name:
                continue
            written = " ".join(words[start:end])
            exact = [e for n, e in entries if n == written]
            like = [e for n, e in entries if [_singular(w) for w in n.split()[1:]] == singular[start + 1 : end]]
            if exact or like:
                yield start, end, exact or like[:1]


def _singular(word: str) -> str:
    return word.removesuffix("'s").removesuffix("s")


@lru_cache(maxsize=256)
def known_share(question: str) -> float:
    """Return the share, 0 to 1, of the content words of a question that the lexicon knows."""
    words, known = _words(question), set[int]()
    for start, end, _ in _found(words):
        known.update(range(start, end))
    content = [n for n, w in enumerate(words) if w not in STOP and not w.isdigit()]
    return sum(n in known for n in content) / len(content) if content else 0.0


def _said(question: str) -> Iterator[LexiconEntry]:
    """Yield the entries one of whose equivalents occurs in a question that is not in English."""
    if EAST_ASIAN.search(question):
        for entry in lexicon():
            if any(len(w) > 1 and w in question for lang in EAST_ASIAN_COLUMNS for w in entry.words[lang]):
                yield entry
        return
    language = asked_language(question)
    if language == "de":
        folded = f" {' '.join(_WORD_OR_HYPHEN.findall(question.casefold()))} "
        stems = {e: [w for w in e.words["de"] if stem_written(w) in folded] for e in lexicon()}
    elif language in _WITH_ACCENTS:
        folded = f" {' '.join(_WORD_OR_HYPHEN.findall(folded_town(question)))} "
        stems = {e: [w for w in e.words[language] if beginning_written(w) in folded] for e in lexicon()}
    else:
        return
    places = [word for entry, words in stems.items() if _is_place(entry) for word in words]
    for entry, words in stems.items():
        # "Corea del Norte" does not name Corea
        if words and not (_is_place(entry) and all(any(w != p and w in p for p in places) for w in words)):
            yield entry


def stem_written(stem_: str) -> str:
    """Return a German stem as it is looked for in words with a space in front of each."""
    return stem_ if len(stem_) >= _WITHIN_COMPOUNDS else f" {stem_}"


def beginning_written(word: str) -> str:
    """Return the beginning of a French or Spanish word as it is looked for in words between spaces."""
    return f" {word}" if len(word) >= _BEGINS_A_WORD else f" {word} "


@lru_cache(maxsize=1024)
def _is_place(entry: LexiconEntry) -> bool:
    return any(mentioned_countries(entry.names[0].title()))


_WORD_OR_HYPHEN = lazy_regex(r"[\w-]+")
_BEGINS_A_WORD = 4  # letters from which on a French or Spanish word may go on: "or" is no "organisme"
_WITHIN_COMPOUNDS = 5  # letters from which on a German stem is looked for inside a word, a shorter one at its beginning


def asked_language(question: str) -> str:
    """Return the language that a question is in, "en" where nothing speaks for another one."""
    by_small_words = language_asked(question, STOP)
    if by_small_words != "en" or EAST_ASIAN.search(question):
        return by_small_words
    return _language_of_words(words_asked(question)) or "en"


def _language_of_words(words: list[str]) -> str:
    """Return the language of a short question by its words, where it has a small word or a letter of no English one.

    It needs another word that is known in that language and none of English; "" where several languages fit.
    """
    by_language = {language: _own_words(words, language) for language in ALPHABETIC_LANGUAGES}
    best = max(by_language, key=lambda language: by_language[language])
    others = max(count for language, count in by_language.items() if language != best)
    enough = max(_LEAST_OWN_WORDS, _OWN_WORDS_SHARE * len(words))
    return best if by_language[best] >= enough and by_language[best] > others else ""


def _own_words(words: list[str], language: str) -> int:
    """Return how many words of a question are of a language; 0 where it has a small word of English besides."""
    small, shared = small_words(TABLE)[language], shared_with_english(language)
    if any(w in STOP and w not in shared and w not in small for w in words):
        return 0
    is_marked = any(w in small or not w.isascii() for w in words)
    known = [w for w in words if w not in small and w not in _english_words() and _is_known(w, language)]
    return len(known) + sum(w in small for w in words) if is_marked and known else 0


@lru_cache(maxsize=4096)
def _is_known(word: str, language: str) -> bool:
    """Return whether a word begins as one of the lexicon and the everyday words does, or is a country's name."""
    plain = folded_town(word)
    if plain in codes_by_word(language):
        return plain not in codes_by_word("en")
    written = word if language == "de" else plain
    beginnings = _beginnings(language)
    return any(written[:n] in beginnings for n in range(_SHORTEST_BEGINNING, len(written) + 1))


@cache
def _beginnings(language: str) -> frozenset[str]:
    words = (w.casefold() for e in _every_entry() for w in e.words[language] if " " not in w)
    return frozenset(w if language == "de" else folded_town(w) for w in words if len(w) >= _SHORTEST_BEGINNING)


@cache
def _english_words() -> frozenset[str]:
    return frozenset(w for e in _every_entry() for name in e.names for w in _ENGLISH_WORD.findall(name.casefold()))


@cache
def _every_entry() -> tuple[LexiconEntry, ...]:
    return (*lexicon(), *entries_of(EVERYDAY.read_text("utf-8")))


EVERYDAY = files(__package__) / "everyday_words.txt"
_SHORTEST_BEGINNING = 4  # letters
_LEAST_OWN_WORDS = 2
_OWN_WORDS_SHARE = 0.3  # of the words of a question


def _own(question: str) -> Iterator[str]:
    """Yield the character pairs of a question, without interrogatives and function words."""
    for run in cjk_runs(question):
        for at in range(len(run) - 1):
            pair = run[at : at + 2]
            if not _ASKING.intersection(pair) and pair not in _FUNCTION and not is_hiragana(pair):
                yield pair


_ASKING = frozenset("的了吗呢吧么什谁哪几")
_FUNCTION = frozenset(
    ["多久", "多少", "可以", "没有", "是否", "多长", "怎样", "如何", "是多", "最多", "需要", "应当", "那么"]
)


@lru_cache(maxsize=256)
def english_names(question: str) -> tuple[str, ...]:
    """Return the first English name of every term in a question in another language; none for one in English."""
    return tuple(dict.fromkeys(e.names[0] for e in _said(question) if e.names))

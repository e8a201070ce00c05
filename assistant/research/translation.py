"""Translations of quotes that are not in the question's language: an aid beside the quote, never evidence.

The chat model is asked once for all quotes. Nobody verifies its reply, which is untrusted: it is reduced to plain
words, kept to the length that a translation can have, and dropped where it is no translation (it repeats the original,
speaks to the machine, or repeats the prompt).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from langchain_core.messages import BaseMessage

from assistant.model import Citation, Translation
from assistant.prompts.loader import leaks, translation_messages, without_thoughts
from assistant.verification.draft_sentences import plain_words
from assistant.verification.injection import instructs
from corpus.language.detection import language_name, language_of
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import CJK

AskModel = Callable[..., Iterator[str]]

_QUOTE, _ALL = 1500, 5000  # characters of one quote, and of all that are sent
_GROWTH, _ROOM = 6, 80  # times, and characters: a Chinese character becomes three to five letters
_LONGEST_REPLY = 16_000  # characters of the reply
_TRANSLATED_LINE = lazy_regex(r"^\W{0,4}\[?\s*(\d{1,3})\s*[\].):：]+\s*(.*)$")
_WIDE_LANGUAGES = frozenset(("zh", "ja", "ko"))


def to_translate(asked: str, standalone: str, citations: Sequence[Citation]) -> tuple[str, tuple[Citation, ...]]:
    """Return the question's language and the citations to translate.

    Their quotes are in another language, and short enough to be sent.
    """
    wanted = language_of(asked, language_of(standalone))
    kept, left = [], _ALL
    for c in citations:
        if quote_language(c) != wanted and len(c.quote) <= min(_QUOTE, left):
            kept.append(c)
            left -= len(c.quote)
    return wanted, tuple(kept)


def quote_language(c: Citation) -> str:
    """Return the language of a quote (ISO 639-1).

    Its script decides first, since a Chinese text holds names in Latin letters; then the language of its source.
    """
    if CJK.search(c.quote):
        return language_of(c.quote, c.source.language or "zh")
    return "en" if c.source.language in _WIDE_LANGUAGES else c.source.language or "en"


def translated(
    citations: Sequence[Citation], wanted: Sequence[Citation], language: str, speak: AskModel, by: str
) -> tuple[Citation, ...]:
    """Return all `citations`, those `wanted` with the translation that the model `by` made. Raise ModelFailed."""
    reply = "".join(speak(_request(wanted, language), longest=_LONGEST_REPLY))
    found = read_translations(reply, {c.number: c.quote for c in wanted}, language)
    return tuple(
        replace(c, translation=Translation(found[c.number], language, by)) if c.number in found else c
        for c in citations
    )


def _request(wanted: Sequence[Citation], language: str) -> list[BaseMessage]:
    """Return the conversation that asks for all translations at once."""
    return translation_messages(
        [(c.number, c.quote) for c in wanted], language_name(language, f"the language “{language}”")
    )


def read_translations(reply: str, quotes: Mapping[int, str], language: str) -> dict[int, str]:
    """Return the translations in a reply by number, as plain words. Of several for one number the first counts."""
    found: dict[int, list[str]] = {}
    current: list[str] | None = None
    for line in without_thoughts(reply).splitlines():
        match = _TRANSLATED_LINE.match(line)
        if match and int(match[1]) in quotes:
            number = int(match[1])
            current = found.setdefault(number, []) if number not in found else None
        if current is not None:
            current.append(match[2] if match and int(match[1]) in quotes else line)
    out = {}
    for number, lines in found.items():
        text = plain_words("\n".join(lines))
        if _is_translation(text, quotes[number], language):
            out[number] = text
    return out


def _is_translation(text: str, quote: str, language: str) -> bool:
    if not re.search(r"\w", text) or len(text) > _GROWTH * len(quote) + _ROOM:
        return False
    wide, letters = len(CJK.findall(text)), sum(map(str.isalpha, text))
    if (language in _WIDE_LANGUAGES) != (wide * 2 > letters):
        return False
    return text != " ".join(quote.split()) and not instructs(text) and not leaks(text)

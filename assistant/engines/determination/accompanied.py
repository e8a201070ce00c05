"""Notes of an entry that leave out what accompanies its user or operator."""

from __future__ import annotations

import re

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.law_texts.entries import ListEntry
from assistant.engines.determination.law_texts.rules import pattern, rule_table, said
from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.determination.steps import Effect, WalkStep
from assistant.engines.model import Span
from corpus.language.lazy_regex import lazy_regex

_LEAVES_OUT = lazy_regex(r"\bdoes not (?:control|apply to)\b")
_WITH_ITS_USER = lazy_regex(r"\baccompanying its (?:user|operator)\b")
_SENTENCE_OF_NOTE = lazy_regex(r"[^.\n]+")


def accompanied_step(texts: Texts, asked: Transaction, entry: ListEntry) -> WalkStep | None:
    """Return what an entry's note says of an item that accompanies its user; None where somebody else's is told of.

    As told it is such a case where a person takes the own one along; where it is sent ahead it is none.
    """
    words = rule_table()["accompanied"]
    if not asked.says(pattern(words["near"])):
        return None
    for held in texts.catalogue.subtree(entry.held):
        sentences = _SENTENCE_OF_NOTE.finditer(held.text)
        note = next((s for s in sentences if _LEAVES_OUT.search(s[0]) and _WITH_ITS_USER.search(s[0])), None)
        if note is None:
            continue
        quote = re.sub(r"^\W*(?:\d\.\s*)?", "", note[0]).strip()
        cites = (Span.of(held, note.start(), note.end() - note.start()),)
        taken = asked.says(pattern(words["taken"])) and not asked.says(pattern(words["sent"]))
        if taken:
            first = said("accompanied", entry=entry.number, words=quote)
            return WalkStep("note of the entry", first, cites, Effect.NOTE, told_before=first)
        first = said("not_accompanied", entry=entry.number, words=quote)
        return WalkStep("note of the entry", first, cites, Effect.NOTE, told_first=first)
    return None

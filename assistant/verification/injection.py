"""Prompt injection: sentences planted in a document to give orders to a chat model, which state nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans
from index.text.tokens import terms

# Planted instructions are words to the machine about its reply, its role or its rules. "You must obtain a license" is
# law, "you must answer in French" is not. All patterns are general: no attack is named.
_REPLY = r"(?:response|reply|replies|answer|answers|output|message|summary|completion)"
_TO_THE_MACHINE = lazy_regex(
    # rules to be dropped
    rf"\b(?:ignore|disregard|forget|override|bypass|skip)\b.{{0,40}}"
    rf"\b(?:instruction|prompt|rule|guideline|direction|context|above|previous|prior|earlier)s?\b"
    # the machine's role
    rf"|\bsystem (?:prompt|message)\b|\bas an? (?:AI|language model|assistant)\b"
    rf"|\byou are (?:now |no longer )?(?:an? )?(?:AI|assistant|chatbot|language model|helpful)\b"
    rf"|\b(?:new|following|these|my|your|above|hidden|secret) instructions\b|\bdeveloper mode\b|\bjailbreak"
    # its reply
    rf"|\b(?:your|the assistant['’]s|the model['’]s) (?:\w+ )?{_REPLY}\b"
    # duties of the machine, forged borders, secrets
    rf"|\b(?:the )?(?:assistant|model|chatbot|AI|LLM) (?:must|should|shall|will|has to|is to)\b"
    rf"|\bBEGIN (?:EVIDENCE|DOCUMENT)|\b(?:api[ _-]?key|password)s? (?:is|are|:)",
    re.IGNORECASE,
)
# Orders by their form, which a planted one shares with advice to the asker: "Classify the item first."
_IN_FORM_AN_ORDER = lazy_regex(
    # at the beginning of a sentence
    r"^\W*(?:please |now |then |also |instead )*(?:answer|respond|reply|write|output|print|say|repeat|encode|"
    r"translate|reverse|render|summari[sz]e|rewrite|pretend|act|"
    r"recommend|suggest|tell me|show me|help me|provide (?:me|your|a (?:command|script|list|recipe))|analy[sz]e|"
    r"classify|determine the (?:sentiment|mood)|add (?:a|an|the) (?:sentence|fabricated|line)|integrate (?:a|an)|"
    r"click|paste)\b"
    # requests, encodings, links
    r"|\b(?:can|could|would|will) you\b|\b(?:in|with|using) (?:base ?\d\d|rot13|reverse|pig latin|morse)\b"
    r"|\bclick (?:here|on|this)\b|\b(?:visit|go to) (?:the|this|our)? ?(?:link|site|website|url)\b",
    re.IGNORECASE,
)

# Marks of a conversation with a model: our own delimiters and labels, and the tokens of chat templates. No text has
# them by chance; whoever wrote them wanted to pass for the speaker.
_FORGED = lazy_regex(
    r"</?(?:evidence|quotes|conversation|system|instructions?)>|"
    r"\[\s*\d{1,3}\s*\]\s*(?:binding|agency view|commentary)\s*·|"
    r"<\|[\w ]{1,30}\|>|\[/?INST\]|<</?SYS>>|"
    r"^\W*(?:system|assistant|human)\s*:",
    re.IGNORECASE,
)


def instructs(sentence: str) -> bool:
    """Return whether a sentence of a text gives orders to an assistant, or imitates a part of its conversation."""
    return speaks_to_the_machine(sentence) or _IN_FORM_AN_ORDER.search(sentence) is not None


def speaks_to_the_machine(sentence: str) -> bool:
    """Return whether a sentence is about an assistant's reply, role or rules, or imitates its conversation."""
    return _TO_THE_MACHINE.search(sentence) is not None or _FORGED.search(sentence) is not None


def obeys(sentence: str, texts: Iterable[str]) -> bool:
    """Return whether a chat model's sentence speaks to a machine, or hands an order on that one of `texts` gives.

    A sentence in the form of an order that comes from no text is the model's own: advice to the asker.
    """
    if speaks_to_the_machine(sentence):
        return True
    if not _IN_FORM_AN_ORDER.search(sentence):
        return False
    said = frozenset(terms(sentence))
    return any(len(said & order) >= max(1, _SAME_ORDER * len(said)) for text in texts for order in _orders(text))


_SAME_ORDER = 0.6  # of a sentence's words, from which it is the order of a text
_ORDER_MAY_BEGIN = lazy_regex(r"[\n:;–—\"“”„«»()\[\]]+")


@lru_cache(maxsize=256)  # each sentence of an answer is held against the same texts
def _orders(text: str) -> tuple[frozenset[str], ...]:
    """Return the words of each order that a text gives, also behind a colon or in brackets."""
    return tuple(frozenset(terms(part)) for part in _parts(text) if instructs(part))


def _parts(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for start, end in sentence_spans(line):
            yield line[start:end]
            yield from _ORDER_MAY_BEGIN.split(line[start:end])[1:]


# Within a text only orders that law does not use are looked for: "Output power …" begins a sentence of a control list.
_ORDER_TO_SAY = lazy_regex(
    r"(?:^|[.!?]\s{1,3}|\n\s{0,3})(?:(?:please|now|then|also|instead) ){0,3}(?:print|say|repeat|reply|respond|answer)\s"
    r"(?:(?:only|exactly|with|that)\b|the (?:following |exact )?(?:words?|phrase|sentence|text)\b|[\"“])",
    re.IGNORECASE,
)


def holds_instructions(text: str) -> bool:
    """Return whether a sentence somewhere in a text gives orders to an assistant, or imitates its conversation."""
    return instructs(text) or _ORDER_TO_SAY.search(text) is not None

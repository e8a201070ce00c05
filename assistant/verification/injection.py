"""Prompt injection: sentences planted in a document to give orders to a chat model, which state nothing."""

from __future__ import annotations

import re

# Planted instructions are words to the machine about its reply, its role or its rules. "You must obtain a license" is
# law, "you must answer in French" is not. All patterns are general: no attack is named.
_REPLY = r"(?:response|reply|replies|answer|answers|output|message|summary|completion)"
_INSTRUCTION = re.compile(
    # rules to be dropped
    rf"\b(?:ignore|disregard|forget|override|bypass|skip)\b.{{0,40}}"
    rf"\b(?:instruction|prompt|rule|guideline|direction|context|above|previous|prior|earlier)s?\b"
    # the machine's role
    rf"|\bsystem (?:prompt|message)\b|\bas an? (?:AI|language model|assistant)\b"
    rf"|\byou are (?:now |no longer )?(?:an? )?(?:AI|assistant|chatbot|language model|helpful)\b"
    rf"|\b(?:new|following|these|my|your|above|hidden|secret) instructions\b|\bdeveloper mode\b|\bjailbreak"
    # its reply
    rf"|\b(?:your|the assistant['’]s|the model['’]s) (?:\w+ )?{_REPLY}\b"
    # orders at the beginning of a sentence
    rf"|^\W*(?:please |now |then |also |instead )*(?:answer|respond|reply|write|output|print|say|repeat|encode|"
    rf"translate|reverse|render|summari[sz]e|rewrite|pretend|act|"
    rf"recommend|suggest|tell me|show me|help me|provide (?:me|your|a (?:command|script|list|recipe))|analy[sz]e|"
    rf"classify|determine the (?:sentiment|mood)|add (?:a|an|the) (?:sentence|fabricated|line)|integrate (?:a|an)|"
    rf"click|paste)\b"
    # requests, encodings, links
    rf"|\b(?:can|could|would|will) you\b|\b(?:in|with|using) (?:base ?\d\d|rot13|reverse|pig latin|morse)\b"
    rf"|\bclick (?:here|on|this)\b|\b(?:visit|go to) (?:the|this|our)? ?(?:link|site|website|url)\b"
    # duties of the machine, forged borders, secrets
    rf"|\b(?:the )?(?:assistant|model|chatbot|AI|LLM) (?:must|should|shall|will|has to|is to)\b"
    rf"|\bBEGIN (?:EVIDENCE|DOCUMENT)|\b(?:api[ _-]?key|password)s? (?:is|are|:)",
    re.IGNORECASE,
)

# Marks of a conversation with a model: our own delimiters and labels, and the tokens of chat templates. No text has
# them by chance; whoever wrote them wanted to pass for the speaker.
_FORGED = re.compile(
    r"</?(?:evidence|quotes|conversation|system|instructions?)>|"
    r"\[\s*\d{1,3}\s*\]\s*(?:binding|agency view|commentary)\s*·|"
    r"<\|[\w ]{1,30}\|>|\[/?INST\]|<</?SYS>>|"
    r"^\W*(?:system|assistant|human)\s*:",
    re.IGNORECASE,
)


def instructs(sentence: str) -> bool:
    """Return whether a sentence gives orders to an assistant, or imitates a part of its conversation."""
    return _INSTRUCTION.search(sentence) is not None or _FORGED.search(sentence) is not None


# Within a text only orders that law does not use are looked for: "Output power …" begins a sentence of a control list.
_ORDER_TO_SAY = re.compile(
    r"(?:^|[.!?]\s{1,3}|\n\s{0,3})(?:(?:please|now|then|also|instead) ){0,3}(?:print|say|repeat|reply|respond|answer)\s"
    r"(?:(?:only|exactly|with|that)\b|the (?:following |exact )?(?:words?|phrase|sentence|text)\b|[\"“])",
    re.IGNORECASE,
)


def holds_instructions(text: str) -> bool:
    """Return whether a sentence somewhere in a text gives orders to an assistant, or imitates its conversation."""
    return instructs(text) or _ORDER_TO_SAY.search(text) is not None

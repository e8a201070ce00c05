"""Sentences that speak to the machine: what is planted in a document to be followed, and is no statement about
anything.
"""

from __future__ import annotations

import re

# What planted instructions look like in a sentence: words to the machine about its reply, its role or its rules. "You
# must obtain a
# license" is law; "you must answer in French" is not. All of it is general: no attack is named.
_REPLY = r"(?:response|reply|replies|answer|answers|output|message|summary|completion)"
_INSTRUCTION = re.compile(
    rf"\b(?:ignore|disregard|forget|override|bypass|skip)\b.{{0,40}}\b(?:instruction|prompt|rule|guideline|direction|"
    rf"context|above|previous|prior|earlier)s?\b"
    rf"|\bsystem (?:prompt|message)\b|\bas an? (?:AI|language model|assistant)\b|\byou are (?:now |no longer "
    rf")?(?:an? )?(?:AI|assistant|chatbot|language model|helpful)\b"
    rf"|\b(?:new|following|these|my|your|above|hidden|secret) instructions\b|\bdeveloper mode\b|\bjailbreak"
    rf"|\b(?:your|the assistant['’]s|the model['’]s) (?:\w+ )?{_REPLY}\b"
    rf"|^\W*(?:please |now |then |also |instead )*(?:answer|respond|reply|write|output|print|say|repeat|encode|"
    rf"translate|reverse|render|summari[sz]e|rewrite|pretend|act|"
    rf"recommend|suggest|tell me|show me|help me|provide (?:me|your|a (?:command|script|list|recipe))|analy[sz]e|"
    rf"classify|determine the (?:sentiment|mood)|add (?:a|an|the) (?:sentence|fabricated|line)|integrate (?:a|an)|"
    rf"click|paste)\b"
    rf"|\b(?:can|could|would|will) you\b|\b(?:in|with|using) (?:base ?\d\d|rot13|reverse|pig latin|morse)\b|\bclick "
    rf"(?:here|on|this)\b|\b(?:visit|go to) (?:the|this|our)? ?(?:link|site|website|url)\b"
    rf"|\b(?:the )?(?:assistant|model|chatbot|AI|LLM) (?:must|should|shall|will|has to|is to)\b|\bBEGIN (?:EVIDENCE|"
    rf"DOCUMENT)|\b(?:api[ _-]?key|password)s? (?:is|are|:)",
    re.IGNORECASE,
)

# Pieces of the form in which a model is spoken to: our own delimiters and labels, and the tokens of chat templates. No
# text has them
# by chance, whoever wrote them wanted to be taken for the speaker.
_FORGED = re.compile(
    r"</?(?:evidence|quotes|conversation|system|instructions?)>|\[\s*\d{1,3}\s*\]\s*(?:binding|agency view|"
    r"commentary)\s*·|<\|[\w ]{1,30}\|>|\[/?INST\]|<</?SYS>>|"
    r"^\W*(?:system|assistant|human)\s*:",
    re.IGNORECASE,
)


def instructs(sentence: str) -> bool:
    """Whether a sentence reads as an instruction to an assistant, or is dressed up as a part of its conversation."""
    return _INSTRUCTION.search(sentence) is not None or _FORGED.search(sentence) is not None

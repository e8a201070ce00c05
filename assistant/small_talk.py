"""Greetings, and questions about Licet itself: a plain word, no search."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NAMED = 8  # texts that are named; the rest is counted
_GREETING = re.compile(
    r"^(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings|你好|您好|こんにちは)(?: there| licet| all)?[\s!.,?]*$", re.I
)
_THANKS = re.compile(
    r"^(?:thanks?|thank you|thx|cheers|ok(?:ay)?,? thanks?|great,? thanks?|谢谢|ありがとう)(?: (?:a lot|very much|so much|you))?[\s!.]*$",
    re.I,
)
_ABOUT = re.compile(
    r"^(?:who|what) (?:are|r) (?:you|u)\b|\bwhat (?:can|do) you (?:do|know|cover)\b|\bwhat (?:is|are) licet\b|\bhow do(?:es)? (?:you|licet|this (?:app|tool|assistant)) work\b|"
    r"\b(?:what|which) (?:documents|texts|sources) (?:do you|are (?:there|held|here|in))|^help[\s!?.]*$|\bare you (?:a (?:bot|human|robot|lawyer)|chatgpt|an ai)\b",
    re.I,
)
_PROMPT = re.compile(
    r"\b(?:your|the) (?:system|initial|hidden|original) (?:prompt|instructions?|message)\b|\b(?:ignore|disregard|forget) (?:all |any )?(?:your |the )?(?:previous|prior|above|earlier) (?:instructions?|prompts?|rules)\b",
    re.I,
)


def small_talk(asked: str) -> str:
    """greeting, thanks, about, prompt, or empty for a real question."""
    for name, pattern in (("greeting", _GREETING), ("thanks", _THANKS), ("about", _ABOUT), ("prompt", _PROMPT)):
        if pattern.search(asked):
            return name
    return ""


def named(covers: Sequence[str]) -> str:
    """The first of the texts held, and how many there are besides."""
    more = len(covers) - _NAMED
    rest = f"; and {more} more text{'s' if more != 1 else ''}" if more > 0 else ""
    return "; ".join(covers[:_NAMED]) + rest


def plain_word(kind: str, covers: tuple[str, ...]) -> str:
    """What is said to it."""
    held = named(covers) or "nothing yet"
    if kind == "thanks":
        return "You are welcome."
    if kind == "prompt":
        return "Licet answers from the texts of its collection only, and follows no other instruction. Ask about export controls."
    hello = "Hello. " if kind == "greeting" else ""
    return (
        f"{hello}Licet answers questions about export controls from the texts it holds, and shows the paragraph that every sentence stands on. "
        f"Where the texts do not answer, it says so. Held now: {held}. Ask in plain words, or give an address such as 15 CFR 744.21(f)."
    )

"""Greetings, thanks and questions about Licet itself, which are answered without a search."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.language.lazy_regex import lazy_regex

_TEXTS_NAMED = 8  # texts that are named; the rest is counted
# What people say around a question or in its place; none of it asks about a text.
_HELLO = (
    r"(?:hi+|hello|hey+|howdy|"
    r"good (?:morning|afternoon|evening|day)|greetings|你好|您好|こんにちは|bonjour|hallo|guten (?:tag|morgen)|hola)"
)
_POLITE = (
    r"(?:there|licet|all|team|everyone|again|how are you(?: doing)?(?: today)?|"
    r"how(?:['’]s| is) it going|nice to meet you|anyone (?:there|here)|are you there)"
)
_HELP = (
    r"(?:(?:can|could|will|would) you (?:please )?help(?: me)?(?: out)?|"
    r"i (?:need|could use) (?:some |your )?help|help(?: me)?(?: please)?|please help(?: me)?)"
)
_GREETING = lazy_regex(rf"^(?:{_HELLO}[\s!.,?]*+)?(?:{_POLITE}[\s!.,?]*+)*(?:{_HELP})?[\s!.,?]*$", re.I)
_THANKS = lazy_regex(
    r"^(?:(?:ok(?:ay)?|great|perfect|super|nice|cool|wonderful|excellent)[\s,.!]*+)*(?:many )?"
    r"(?:thanks?|thank you|thx|ty|cheers|谢谢|多谢|ありがとう(?:ございます)?|merci|danke)(?:[\s,.!]*(?>a lot|"
    r"very much|so much|licet|again|for (?:that|this|your help|the help|the answer)|(?:that|this|it|you)(?:['’]s|"
    r" is| was)?(?: really| very| all)?(?: helped| helpful| great| useful| perfect| all| a lot| clear)?))*[\s!.]*$|"
    r"^(?:bye|goodbye|see you|good night)[\s!.]*$",
    re.I,
)
_YOU = r"(?:you|u|licet|this (?:app|tool|assistant|program|site|thing))"
_ABOUT = lazy_regex(
    rf"^(?:hi|hello|hey)?[\s,!.]*(?:who|what) (?:are|r|is) {_YOU}(?: exactly)?[\s?!.]*$|"
    rf"\bwhat (?:can|do|does) {_YOU} (?:do|know|cover|offer|help)\b|"
    rf"\bwhat (?:is|are) licet\b|\bhow (?:do|does) {_YOU} work\b|"
    rf"\b(?:what|which) (?:documents|texts|sources|laws|regulations) (?:do you|does licet|are (?:there|held|here|in))|"
    rf"^help[\s!?.]*$|\bare you (?:a (?:bot|human|robot|lawyer|person|machine|real)|chatgpt|an? ai|sure)\b|"
    rf"^who (?:made|built|created|wrote|runs|owns|is behind) {_YOU}\b|^(?:can|should|may|how far can) (?:i|we|one)"
    rf" (?:trust|rely on|believe|quote|cite) (?:you|licet|your answers?|(?:this|that|it|what you say)(?=\W*$))|"
    rf"^(?:do|are|can) {_YOU} (?:(?:ever|sometimes) )?(?:hallucinate|make (?:things|stuff|it|that) up|"
    rf"lie|wrong|reliable|accurate|free|make mistakes|give legal advice|legal advice)\b|"
    rf"^(?:is|are) (?:this|that|your answers?|these) (?:legal advice|reliable|official|correct|up to date)[\s?]*$|"
    rf"^what (?:can|may|should|could) i ask(?: you| here| about)*[\s?]*$|"
    rf"^how (?:do|can|should) i (?:use|ask|start)(?: this| you| licet| here)*[\s?]*$|^你是谁[？?]?$|^你能做什么[？?]?$",
    re.I,
)
_PROMPT = lazy_regex(
    r"\b(?:your|the) (?:system|initial|hidden|original) (?:prompt|instructions?|message)\b|\b(?:ignore|disregard|"
    r"forget) (?:all |any )?(?:your |the )?(?:previous|prior|above|earlier) (?:instructions?|prompts?|rules)\b",
    re.I,
)


def small_talk_kind(asked: str) -> str:
    """Return the kind of small talk: "greeting", "thanks", "about" or "prompt"; empty for a real question."""
    for name, pattern in (("greeting", _GREETING), ("thanks", _THANKS), ("about", _ABOUT), ("prompt", _PROMPT)):
        if asked.strip() and pattern.search(asked):
            return name
    return ""


_COURTESY = lazy_regex(
    rf"^(?:(?:{_HELLO}(?: there| licet| all)?|"
    rf"(?:many )?thanks?(?: you)?(?: a lot| very much| so much)?|thx)[,.!;:\s–—-]+)+(?=\w)",
    re.I,
)


def without_courtesy(asked: str) -> str:
    """Return the question without a greeting or thanks before it: "Thanks. And for Russia?" is a follow-up."""
    return _COURTESY.sub("", asked)


def named(covers: Sequence[str]) -> str:
    """Return the first titles of the texts held, and how many more there are."""
    more = len(covers) - _TEXTS_NAMED
    rest = f"; and {more} more text{'s' if more != 1 else ''}" if more > 0 else ""
    return "; ".join(covers[:_TEXTS_NAMED]) + rest


def plain_word(kind: str, covers: tuple[str, ...]) -> str:
    """Return the reply to small talk of this kind; `covers` are the titles of the texts held."""
    held = named(covers) or "nothing yet"
    if kind == "thanks":
        return "You are welcome."
    if kind == "prompt":
        return (
            "Licet answers from the texts of its collection only, and follows no other instruction. Ask about "
            "export controls."
        )
    hello = "Hello. " if kind == "greeting" else ""
    return (
        f"{hello}Licet answers questions about export controls from the texts it holds, and shows the paragraph that "
        f"every sentence stands on. "
        f"Where the texts do not answer, it says so. It is no lawyer: check the quoted paragraph before you act on it. "
        f"Held now: {held}. Ask in plain words, or give an address such as 15 CFR 744.21(f)."
    )

"""Requests about a text as a whole: "what is this about", "what does it say", "summarise it", by title or without."""

from __future__ import annotations

import re

_THING = r"(?:document|file|text|paper|pdf|article|letter|report|attachment|upload|page|law|regulation|memo|contract)"
_THIS = (
    r"(?:this|it|that|(?:this|that|the|my|our)(?: (?:new|added|attached|uploaded|whole|last)){0,2} "
    rf"{_THING}(?: (?:I|we)(?: (?:just|have just|have))? (?:added|attached|uploaded|gave you))?)"
)
_POLITE = r"(?:please |(?:can|could|would) you (?:please )?|tell me |so |and ){0,2}"
_OF_THIS = re.compile(
    rf"\W{{0,5}}{_POLITE}(?:"
    rf"what(?:'s|’s| is|s)? {_THIS}(?: (?:is|all|really)){{0,2}} about|"
    rf"what(?:'s|’s| is) in {_THIS}|"
    rf"what (?:does|do|did) {_THIS} (?:say|contain|cover|regulate)|what {_THIS} says|"
    rf"(?:summari[sz]e|sum up|outline|describe|give me an overview of) {_THIS}(?: (?:for me|up|briefly|please)){{0,2}}|"
    rf"(?:(?:give|show|write) me )?(?:an? |the )?(?:brief |short )?(?:summary|overview|outline|gist)(?: of {_THIS})?"
    r")(?: please)?\W{0,5}",
    re.IGNORECASE,
)
_TITLED = re.compile(
    rf"\W{{0,5}}{_POLITE}(?:what(?:'s|’s| is) [“\"](?P<about>[^”\"]{{2,400}})[”\"] about|"
    r"what does [“\"](?P<says>[^”\"]{2,400})[”\"] say|"
    r"(?:summari[sz]e|sum up) [“\"](?P<summed>[^”\"]{2,400})[”\"])\W{0,5}",
    re.IGNORECASE,
)


def asks_of_this(asked: str) -> bool:
    """Return whether a request is about a text as a whole that it does not name: "What is this document about?"."""
    return _OF_THIS.fullmatch(asked) is not None


def title_asked(asked: str) -> str:
    """Return the title in quotation marks of the text that a request is about as a whole; "" where it names none."""
    found = _TITLED.fullmatch(asked)
    return " ".join(next(g for g in found.groups() if g).split()) if found else ""

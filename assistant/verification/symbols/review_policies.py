"""Policies under which applications are reviewed ("presumption of denial"), as a list gives them behind a name."""

from __future__ import annotations

import re

from corpus.language.lazy_regex import lazy_regex
from index.text.tokens import STOP

_REVIEW_POLICY = lazy_regex(
    r"\b(?:presumption of (?:denial|approval)|(?:general )?policy of (?:denial|approval)|case[- ]by[- ]case)\b",
    re.IGNORECASE,
)
_CLAIM_PARTS = lazy_regex(r"\b(?:while|whereas|but)\b|,? and (?=[A-Z(i])|;")
_WORD_OF_REVIEWED = r"(?:[A-Z][\w.&'-]{0,40}|\d{1,6}|\([\w.-]{1,12}\)),?"
_REVIEWED_NAME = lazy_regex(rf"{_WORD_OF_REVIEWED}(?: (?:of |and |at |for )?{_WORD_OF_REVIEWED}){{0,12}}")
_LABEL_OF_POLICY = lazy_regex(r"(?:\([a-z0-9]{1,4}\)){1,6}")
_END_OF_ROW = lazy_regex(r"\b\d{2} FR \d{3,6}|\n")
_SHORTEST_NAME = 5  # characters
_REACH = 700  # characters behind a name in which its policy stands


def other_policy(claim: str, text: str) -> tuple[str, str] | None:
    """Return (policy of the claim, that of the text) of a thing for which the text has another one, else None.

    The thing is a name or a paragraph's label; its policy is the first behind it, with those of the same row.
    """
    for part in _CLAIM_PARTS.split(claim):
        said = _REVIEW_POLICY.findall(part)
        if len(said) != 1:
            continue
        before = part[: part.find(said[0])]
        names = [n.strip(" ,") for n in _REVIEWED_NAME.findall(before)]
        names = [n for n in names if len(n) >= _SHORTEST_NAME and n.split()[0].lower() not in STOP]
        behind = {policies for n in (*names, *_LABEL_OF_POLICY.findall(before)) if (policies := _behind(n, text))}
        if len(behind) == 1 and _plain(said[0]) not in (held := behind.pop()):
            return said[0], held[0]
    return None


def _behind(name: str, text: str) -> tuple[str, ...]:
    """Return the policies that follow a name where it is first followed by one, in one row or sentence."""
    at = text.find(name)
    while at >= 0:
        first = _REVIEW_POLICY.search(text, at + len(name), at + len(name) + _REACH)
        if first:
            end = _END_OF_ROW.search(text, first.end())
            row = text[first.start() : end.start() if end else first.end() + _REACH]
            sentence = row if end else row.partition(". ")[0]
            return tuple(dict.fromkeys(_plain(p) for p in _REVIEW_POLICY.findall(sentence)))
        at = text.find(name, at + 1)
    return ()


def _plain(policy: str) -> str:
    return policy.lower().replace("-", " ")

"""Second look: a chat model reads sentences against the texts that they cite, by a checklist, and points to the words.

What it points to is checked: a verdict counts only with words that stand in a cited text. A model that answers anything
else has looked at nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from langchain_core.messages import BaseMessage

from assistant.facts.printing import loose
from assistant.prompts.loader import verifying_messages, without_thoughts

_AT_ONCE = 12  # sentences in one call
_LONGEST_REPLY = 20_000  # characters
_LEAST_SPAN = 8  # characters of the words pointed to
_ELISION = re.compile(r"\s{0,20}(?:\[?\.{3}\]?|\[?…\]?)\s{0,20}")

Speak = Callable[[list[BaseMessage], int], Iterable[str]]  # a conversation and the longest reply; pieces of the reply


class Judgement(StrEnum):
    """What a second look says of a sentence."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """Sentence to be looked at, with the numbers of the texts that it stands on."""

    text: str
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """Judgement on one sentence. `span` stands word for word in text `number`; without one nothing is stated."""

    judgement: Judgement
    span: str = ""
    number: int = 0
    why: str = ""


def second_look(
    claims: Sequence[CitedSentence], texts: Mapping[int, str], question: str, today: str, speak: Speak
) -> list[Look | None]:
    """Return the judgement on each claim; None where the model gave none that counts. Raise what `speak` raises.

    `texts` are the numbered texts, each with its address and edition in front.
    """
    looks: list[Look | None] = []
    for first in range(0, len(claims), _AT_ONCE):
        batch = claims[first : first + _AT_ONCE]
        used = {n: texts[n] for n in dict.fromkeys(n for c in batch for n in c.cites) if n in texts}
        said = [(c.text, c.cites) for c in batch]
        reply = "".join(speak(verifying_messages(said, used, question, today), _LONGEST_REPLY))
        found = dict(_read(without_thoughts(reply)))
        looks += [_counted(found.get(n), c, texts) for n, c in enumerate(batch, 1)]
    return looks


def _read(reply: str) -> Iterator[tuple[int, Look]]:
    """Yield the judgements of a reply by the numbers of their sentences; what is no such object is passed over."""
    decoder, at = json.JSONDecoder(), reply.find("{")
    while at >= 0:
        try:
            told, end = decoder.raw_decode(reply, at)
        except (ValueError, RecursionError):
            at = reply.find("{", at + 1)
            continue
        if isinstance(told, dict) and str(told.get("sentence", "")).isdecimal():
            try:
                judgement = Judgement(str(told.get("verdict", "")).strip().casefold().replace(" ", "_"))
            except ValueError:
                pass
            else:
                yield (
                    int(told["sentence"]),
                    Look(judgement, str(told.get("span") or ""), why=str(told.get("why") or "")),
                )
        at = reply.find("{", end)


def _counted(look: Look | None, claim: CitedSentence, texts: Mapping[int, str]) -> Look | None:
    """Return a judgement whose words stand in one of the claim's texts; None where they stand in none."""
    if look is None or look.judgement is Judgement.NOT_STATED:
        return look
    number = next((n for n in claim.cites if n in texts and holds(texts[n], look.span)), 0)
    return Look(look.judgement, look.span.strip(), number, look.why) if number else None


def holds(text: str, span: str) -> bool:
    """Return whether a text has a span word for word; printing aside, and parts left out where the span says so."""
    held, at = loose(text), 0
    parts = [loose(p) for p in _ELISION.split(span) if p.strip()]
    if sum(map(len, parts)) < _LEAST_SPAN and not any(len(p) > 3 and not p.isascii() for p in parts):
        return False
    for part in parts:
        at = held.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return bool(parts)

"""Second look: a chat model reads sentences against the texts that they cite, by a checklist, and points to the words.

What it points to is checked: a verdict counts only with words that stand in a cited text. A model that answers anything
else has looked at nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from langchain_core.messages import BaseMessage

from assistant.model import ClaimType
from assistant.prompts.loader import verifying_messages, without_thoughts
from assistant.verification.cited_text import holds

_AT_ONCE = 12  # sentences in one call
_LONGEST_REPLY = 20_000  # characters

Speak = Callable[[list[BaseMessage], int], Iterable[str]]  # a conversation and the longest reply; pieces of the reply


class Judgement(StrEnum):
    """What a second look says of a sentence."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """Sentence to be looked at, with the numbers of the texts that it stands on.

    `spans` are words that it points to itself: of a text too long to be read whole, what is around them is read.
    """

    text: str
    cites: tuple[int, ...]
    type: ClaimType = ClaimType.STATES
    spans: tuple[str, ...] = ()


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
    """Return a judgement whose words stand in one of the claim's texts; None where they stand in none.

    That the texts do not tell something has no words to point to.
    """
    if look is None or look.judgement is Judgement.NOT_STATED:
        return look
    if claim.type is ClaimType.GAP and look.judgement is Judgement.SUPPORTED:
        return Look(look.judgement, why=look.why)
    number = next((n for n in claim.cites if n in texts and holds(texts[n], look.span)), 0)
    return Look(look.judgement, look.span.strip(), number, look.why) if number else None

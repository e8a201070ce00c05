"""Claims that a chat model writes again, or writes besides, when it is shown what is wrong with its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from assistant.model import Statement
from assistant.prompts.loader import DROP, SAY_YES_OR_NO
from assistant.research.replies.reply import WrittenClaim, read_reply
from assistant.verification.cited_text import holds
from corpus.language.lazy_regex import lazy_regex

_NUMBERED_LINE = lazy_regex(r"^\s{0,3}(?:[-*]\s{0,2})?\**(\d{1,3})[.):]\**\s{1,4}(.{1,2000})$")


class Repair(Enum):
    """Why a chat model is sent a line back."""

    FAILED = auto()  # the check does not bear the claim out
    YES_OR_NO = auto()  # the claim must begin with a yes or a no
    UNSAID = auto()  # no claim tells what stands in its evidence
    IGNORED = auto()  # a second look finds that the answer passes over words of the evidence which change it
    LEFT_OPEN = auto()  # the answer passes over a part of the question


@dataclass(frozen=True, slots=True)
class RepairLine:
    """Line that a chat model is sent back: the claim at `place` that it writes again, or a sentence that it lacks."""

    repair: Repair
    text: str
    place: int | None = None
    reason: str = ""

    def told(self) -> str:
        """Return the line as the chat model reads it."""
        if self.place is None:
            return f"(a sentence that is lacking) {self.text}"
        asks = SAY_YES_OR_NO if self.repair is Repair.YES_OR_NO else f"not borne out: {self.reason}"
        return f"{self.text} ({asks})"


def rewritten_claims(reply: str) -> Iterator[tuple[int, WrittenClaim]]:
    """Yield the numbers and the claims of a reply that writes claims again, one a line."""
    for line in reply.splitlines():
        match = _NUMBERED_LINE.match(line)
        if match is None or match[2].strip().strip("*.") == DROP:
            continue
        claims = read_reply(match[2]).claims
        if claims:
            text = " ".join(c.text for c in claims)
            yield int(match[1]), WrittenClaim(text, claims[0].type, tuple(s for c in claims for s in c.support))


def in_its_place(claim: WrittenClaim, before: WrittenClaim) -> WrittenClaim:
    """Return a claim that is written again as the row or the sentence that it replaces."""
    support = claim.support or before.support
    cells = tuple(part.strip() for part in re.split(r"\s[–|]\s", claim.text)) if before.cells else ()
    if before.cells and len(cells) != len(before.cells):
        cells = ("", *[""] * (len(before.cells) - 2), claim.text) if len(before.cells) > 1 else (claim.text,)
    return replace(claim, support=support, cells=cells)


def repaired_texts(claims: Sequence[WrittenClaim], again: Sequence[tuple[RepairLine, WrittenClaim]]) -> list[str]:
    """Return the texts of claims with those that were written again in their places, and others behind them."""
    in_place = {line.place: claim.text for line, claim in again if line.place is not None}
    return [
        *(in_place.get(n, claim.text) for n, claim in enumerate(claims)),
        *(claim.text for line, claim in again if line.place is None),
    ]


def still_ignored(
    ignored: Sequence[tuple[int, str]], sent: Sequence[RepairLine], told: Sequence[tuple[RepairLine, Statement]]
) -> list[tuple[int, str]]:
    """Return what no claim tells that was `told` besides: words that an answer ignored, by the number of their text.

    Words for which no line of their own was sent back are told with the line on what their text leaves unsaid.
    """

    def tells(line: RepairLine, statement: Statement, number: int, words: str) -> bool:
        if any(s.repair is Repair.IGNORED and holds(s.text, words) for s in sent):
            return line.repair is Repair.IGNORED and holds(line.text, words)
        return line.repair is Repair.UNSAID and number in statement.citations

    return [(n, words) for n, words in ignored if not any(tells(line, s, n, words) for line, s in told)]

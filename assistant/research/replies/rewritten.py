"""Claims that a chat model writes again, or writes besides, when it is shown what is wrong with its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

from assistant.prompts.loader import DROP, SAY_YES_OR_NO
from assistant.research.replies.reply import WrittenClaim, read_reply

_NUMBERED_LINE = re.compile(r"^\s{0,3}(?:[-*]\s{0,2})?\**(\d{1,3})[.):]\**\s{1,4}(.{1,2000})$")


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

"""Claims that a chat model writes again, or writes besides, when it is shown what is wrong with its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.prompts.loader import DROP
from assistant.research.replies.reply import WrittenClaim, read_reply

_NUMBERED_LINE = re.compile(r"^\s{0,3}(?:[-*]\s{0,2})?\**(\d{1,3})[.):]\**\s{1,4}(.{1,2000})$")


@dataclass(frozen=True, slots=True)
class RepairLine:
    """Line that a chat model is sent back: the claim at `place` that it writes again, or a sentence that it lacks.

    `begins` says that it must begin with a yes or a no.
    """

    text: str
    place: int | None = None
    begins: bool = False


def rewritten(reply: str) -> Iterator[tuple[int, WrittenClaim]]:
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

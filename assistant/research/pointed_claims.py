"""Claims of a reply over the pack that they point into: as the checks read them, and what they leave out of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.model import Statement
from assistant.research.evidence_pack import EvidencePack, found_at
from assistant.research.replies.reply import WrittenClaim
from assistant.verification.cited_text import words_alone
from assistant.verification.claims import Claim, Support
from assistant.verification.untold_evidence import unsaid
from corpus.model import Stay


def left_out_notices(
    today: date, claims: Sequence[WrittenClaim], statements: Sequence[Statement], pack: EvidencePack
) -> list[Statement]:
    """Return notices of what claims leave out. Of stays those count that the paragraphs which they point to have."""
    read = [claim_of(c, pack) for c in claims]
    stays: dict[int, list[tuple[str, Stay]]] = {}
    for claim, statement in zip(read, statements, strict=True):
        spans = {s.number: s.span for s in claim.support}
        for n in statement.citations:
            stays.setdefault(n, []).extend(pack.stays_of(n, spans.get(n, ""), claim.text))
    return unsaid(read, statements, pack.citations(), today, stays, pack.rows)


_QUOTED_WORDS = re.compile(r"[\"“„«「]([^\"“”„«»「」]{8,600})[\"”“»」]")


def words_held(pack: EvidencePack) -> dict[int, str]:
    """Return the words of the texts of a pack by number, without the address, title and edition in front of each."""
    around = pack.around
    return {c.number: words_alone(c, around.get(c.number, "")) for c in pack.citations()}


def claim_of(claim: WrittenClaim, pack: EvidencePack) -> Claim:
    """Return a claim of a reply as the checks read it."""
    return Claim(claim.text, claim.type, tuple(Support(n, span) for n, span in pointed(claim, pack)))


def pointed(claim: WrittenClaim, pack: EvidencePack) -> list[tuple[int, str]]:
    """Return the support of a claim; where it only names a piece, the words that it quotes of it are its span."""
    quoted = [m[1] for m in _QUOTED_WORDS.finditer(claim.text)]
    out = []
    for n, span in claim.support:
        piece = pack.piece(n) if not span and quoted else None
        words = next((q for q in quoted if found_at(piece.text, q)), "") if piece else ""
        out.append((n, span or words))
    return out

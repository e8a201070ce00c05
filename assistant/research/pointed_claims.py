"""Claims of a reply over the pack that they point into: as the checks read them, and what they leave out of it.

A second look at the answer as a whole reads first the texts that bear on those which its claims point to.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from assistant.model import Statement
from assistant.research.evidence_pack import EvidencePack, EvidencePiece, found_at
from assistant.research.provision_units import ProvisionUnit
from assistant.research.replies.reply import WrittenClaim
from assistant.verification.cited_text import words_alone
from assistant.verification.claims import Claim, Support
from assistant.verification.model_verifier import WholeLook
from assistant.verification.untold_evidence import tells_a_limit, unsaid
from corpus.language.lazy_regex import lazy_regex
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


def claim_of(claim: WrittenClaim, pack: EvidencePack) -> Claim:
    """Return a claim of a reply as the checks read it."""
    return Claim(claim.text, claim.type, tuple(Support(n, span) for n, span in pointed(claim, pack)))


_QUOTED_WORDS = lazy_regex(r"[\"“„«「]([^\"“”„«»「」]{8,600})[\"”“»」]")


def pointed(claim: WrittenClaim, pack: EvidencePack) -> list[tuple[int, str]]:
    """Return the support of a claim; where it only names a piece, the words that it quotes of it are its span."""
    quoted = [m[1] for m in _QUOTED_WORDS.finditer(claim.text)]
    out = []
    for n, span in claim.support:
        piece = pack.piece(n) if not span and quoted else None
        words = next((q for q in quoted if found_at(piece.text, q)), "") if piece else ""
        out.append((n, span or words))
    return out


def whole_look(claims: Sequence[WrittenClaim], pack: EvidencePack) -> WholeLook:
    """Return the look at an answer as a whole that claims make, over all texts of a pack."""
    around = pack.around
    held = {c.number: words_alone(c, around.get(c.number, "")) for c in pack.citations()}
    cited = {n for c in claims for n, _ in c.support}
    return WholeLook("\n".join(c.text for c in claims), held, related_texts(cited, pack))


def related_texts(cited: Collection[int], pack: EvidencePack) -> tuple[int, ...]:
    """Return the numbers of the pieces that bear on cited ones and are not cited, those that matter most first.

    Other editions of a cited provision come first, then what stands in the same section, refers to it or is referred to
    by it and tells an exception or a stay, then notes and results that stand on it, then the rest of the section and of
    the references.
    """
    own = [p for p in pack.pieces if p.number in cited and p.unit is not None]
    rank = {p.number: _rank(p, own, cited) for p in pack.pieces if p.number not in cited}
    return tuple(sorted((n for n, worth in rank.items() if worth), key=lambda n: (-rank[n], n)))


def _rank(piece: EvidencePiece, own: Collection[EvidencePiece], cited: Collection[int]) -> int:
    unit = piece.unit
    if unit is None:
        return _STANDS_ON_IT if set(piece.stands_on) & set(cited) else 0
    units = [(p, p.unit) for p in own if p.unit is not None]
    if any(_is_other_edition(unit, other) for _, other in units):
        return _OTHER_EDITION
    words = f"{piece.around}\n{piece.text}"
    for other, its in units:
        same_section = unit.source.id == its.source.id and unit.section == its.section
        its_words = f"{other.around}\n{other.text}"
        if same_section or its.is_named_in(words, unit.source.id) or unit.is_named_in(its_words, its.source.id):
            return _LIMITS if unit.stays or tells_a_limit(words) else _NEAR
    return 0


_OTHER_EDITION, _LIMITS, _STANDS_ON_IT, _NEAR = 4, 3, 2, 1


def _is_other_edition(unit: ProvisionUnit, other: ProvisionUnit) -> bool:
    same = (unit.source.id, unit.held.locator) == (other.source.id, other.held.locator)
    return same and unit.version.number != other.version.number

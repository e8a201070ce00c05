"""Layout of a reply: where each claim of it stands, and its blocks as an answer shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant.model import AnswerBlock, Statement, StatementPlace
from assistant.prompts.loader import leaks
from assistant.research.replies.reply import ChatReply, WrittenClaim
from assistant.verification.verifier import no_statement

_HEADING = 90  # characters


def places_of_claims(reply: ChatReply) -> Iterator[tuple[WrittenClaim, StatementPlace]]:
    """Yield the claims of a reply in order, each with its place."""
    for n, block in enumerate(reply.blocks):
        for k, item in enumerate(block.items):
            for claim in item:
                yield claim, StatementPlace(n, k, claim.cells)


def placed(statement: Statement, claim: WrittenClaim, at: tuple[WrittenClaim, StatementPlace]) -> Statement:
    """Return a statement with the place of the claim that it stands for, and with the cells of its own."""
    return replace(statement, place=replace(at[1], cells=claim.cells))


def uncited(statement: Statement) -> Statement:
    """Return a statement without its citations, whose numbers are those of a pack and not yet of an answer."""
    return replace(statement, citations=())


def blocks_shown(reply: ChatReply, evidence: Iterable[str]) -> tuple[AnswerBlock, ...]:
    """Return the blocks of a reply. A heading names what is below it: one that orders or asks for nothing is kept."""
    words = list(evidence)
    return tuple(
        AnswerBlock(b.kind, "" if leaks(b.text) or no_statement(b.text, words) else b.text[:_HEADING], b.columns)
        for b in reply.blocks
    )

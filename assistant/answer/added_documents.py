"""What a person's own file says in an answer: never before the law, and never without saying whose words they are.

Anyone can have written such a file, and in the words of any question. So the law answers where it can, by itself; the
file's sentences follow it with their label. Where only the file answers, the label stands on its sentences as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.evidence.statement_collection import Draft
from assistant.model import Citation, Outcome, Statement, StatementRole
from assistant.reading_rules.sentences import Sentence
from corpus.catalogue_results import HeldProvision
from corpus.model import Kind

_HANGS_ON = frozenset(
    (StatementRole.ITEM, StatementRole.LEAD_IN, StatementRole.STAY, StatementRole.NOTE, StatementRole.REFERENCED)
)  # on a sentence with a label
# It lists places that were read, and says nothing itself; or it has a label that says more.
_LABELLED_OTHERWISE = frozenset((StatementRole.CLOSEST, StatementRole.FILE_BRIEF))


def of_others(ranked: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences that stand in no document of a user."""
    return [s for s in ranked if s.hit.source.kind is not Kind.USER]


def others_first(ranked: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences with those of users' documents last, each kind in its order."""
    return sorted(ranked, key=lambda s: s.hit.source.kind is Kind.USER)


def is_only_of_own(provisions: Sequence[HeldProvision]) -> bool:
    """Return whether there are provisions, and all stand in users' documents."""
    return bool(provisions) and all(p.source.kind is Kind.USER for p in provisions)


def others_answer(ranked: Sequence[Sentence], outcome: Outcome) -> bool:
    """Return whether a question is answered, by a sentence that stands in no document of a user."""
    return outcome is Outcome.ANSWERED and bool(ranked) and ranked[0].hit.source.kind is not Kind.USER


def put_last(draft: Draft, citations: Sequence[Citation]) -> None:
    """Move the statements that only users' documents bear out behind those of other texts, in a draft."""
    if any(s.citations and not _is_own(s, citations) for s in draft.statements):
        draft.statements.sort(key=lambda s: _is_own(s, citations))


def labelled(statements: Sequence[Statement], citations: Sequence[Citation]) -> list[Statement]:
    """Return the statements, with the label of an added document where nothing else bears one out."""
    return [
        replace(s, note=StatementRole.ADDED_DOCUMENT)
        if _is_own(s, citations) and s.note not in _HANGS_ON | _LABELLED_OTHERWISE
        else s
        for s in statements
    ]


def _is_own(statement: Statement, citations: Sequence[Citation]) -> bool:
    cited = [citations[n - 1].source.kind for n in statement.citations]
    return bool(cited) and all(kind is Kind.USER for kind in cited)

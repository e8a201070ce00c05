"""What a check of a draft finds: a verdict on each sentence, with what it stands on and a reason of one line."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from assistant.engines.model import Span
from assistant.model import Citation
from corpus.parsers.drafts.model import DraftForm


class DraftVerdict(StrEnum):
    """What the texts held say of a sentence, the gravest first."""

    CONTRADICTED = "contradicted"
    NOT_FOUND = "not_found"
    NOT_CHECKABLE = "not_checkable"
    SUPPORTED = "supported"

    @property
    def words(self) -> str:
        """Return the verdict as people read it."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class SentenceFinding:
    """What one check found of a sentence. `spans` are the stretches of texts that it stands on."""

    verdict: DraftVerdict
    reason: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """Sentence of a draft with its verdict. `text` is `start:end` of the draft's text.

    The citations of a sentence that could not be judged are the closest passages, and support nothing.
    """

    text: str
    start: int
    end: int
    verdict: DraftVerdict
    citations: tuple[Citation, ...] = ()
    reason: str = ""
    commented: bool = True  # whether it states something: a heading and a question do not

    @property
    def needs_attention(self) -> bool:
        """Return whether the texts say otherwise, or do not say it."""
        return self.verdict in (DraftVerdict.CONTRADICTED, DraftVerdict.NOT_FOUND)


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """Draft with a verdict on each sentence. `by_model` says that a chat model looked at what the program left open.

    `left` counts the sentences that are not judged yet, of a draft that is being checked or whose check was stopped.
    """

    name: str
    form: DraftForm
    text: str = field(repr=False)
    sentences: tuple[JudgedSentence, ...]
    by_model: bool = False
    notices: tuple[str, ...] = ()
    left: int = 0

    def counted(self, verdict: DraftVerdict) -> int:
        """Return how many sentences have a verdict."""
        return sum(s.verdict is verdict for s in self.sentences)

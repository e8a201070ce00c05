"""Draft of an answer: statements that are being collected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.model import Disagreement, Statement, StatementRole, Verdict
from corpus.language.normal_form import one_line
from index.text.tokens import terms


@dataclass(frozen=True, slots=True)
class Composition:
    """Statements of one question's answer, and the points on which texts disagree."""

    statements: tuple[Statement, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


@dataclass
class Draft:
    """Composition in the making. It grows while one answer is composed, and only its composer has it."""

    statements: list[Statement] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)

    @property
    def terms(self) -> frozenset[str]:
        """Return the words of what has been said, as the index has them."""
        return frozenset(terms(" ".join(s.deciding for s in self.statements)))

    def composed(self) -> Composition:
        """Return what has been said, no longer to be changed."""
        return Composition(tuple(self.statements), tuple(self.disagreements))

    def disagree(self, point: str, numbers: tuple[int, int]) -> None:
        """Add a point on which two cited texts disagree, unless the two are told of already."""
        if not any(set(numbers) == set(d.citations) for d in self.disagreements):
            self.disagreements.append(Disagreement(point, numbers))

    def say(
        self,
        text: str,
        numbers: Sequence[int],
        note: StatementRole = StatementRole.PROPER,
        verdict: Verdict = Verdict.VERBATIM,
        reason: str = "",
        says_yes: bool | None = None,
    ) -> None:
        """Add a statement, unless its text is empty."""
        if text.strip():
            self.statements.append(Statement(one_line(text), tuple(numbers), verdict, reason, note, says_yes=says_yes))

    def say_note(
        self,
        text: str,
        numbers: Sequence[int],
        note: StatementRole,
        reason: str,
        says_yes: bool | None = None,
        translated: tuple[str, str] = ("en", ""),
        under: str = "",
    ) -> None:
        """Add what a note of ours says, and in a language (ISO 639-1) what it says there, which is then shown.

        What is shown begins with the question that it stands `under`, where that is not the asker's.
        """
        language, shown = translated
        said = Statement(one_line(text), tuple(numbers), Verdict.ANNOTATED, reason, note, says_yes=says_yes)
        told = replace(said, text=one_line(shown), original=said.text) if shown else said
        if text.strip():
            self.statements.append(replace(told, language=language if shown else "en", under=one_line(under)))

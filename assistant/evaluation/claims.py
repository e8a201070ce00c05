"""Evaluation of the check of a chat model's sentences, on labelled claims over cited evidence."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from assistant.model import Citation, ClaimType, Statement, Verdict
from assistant.research.generation import Generator
from assistant.verification.claims import Claim, Support, check_claims
from assistant.verification.model_verifier import Looks
from corpus.errors import BadRequest
from corpus.language.sentences import sentence_spans
from corpus.model import Kind, Source, Version
from index.text.tokens import terms


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """Claim of a case with the numbers that it cites, its label, and its kind of error if it has one."""

    id: str
    claim: Claim
    supported: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Case:
    """Question with numbered evidence and the claims made on it, as of a day."""

    question: str
    today: date
    evidence: tuple[Citation, ...]
    claims: tuple[LabelledSentence, ...]


def load(file: Path) -> list[Case]:
    """Return the cases of a JSON Lines file with question, today, evidence and claims.

    Raises BadRequest naming the line that is wrong.
    """
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{file} cannot be read: {error}.", "Name a JSON Lines file of claims.") from error
    cases = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            cases.append(_case(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise BadRequest(
                f"Line {number} of {file.name} is no case of claims: {type(error).__name__} {error}.",
                "Each line needs question, today, evidence and claims.",
            ) from error
    if not cases:
        raise BadRequest(f"{file.name} holds no claims.", "Name a JSON Lines file of claims.")
    return cases


def _case(row: Mapping[str, Any]) -> Case:
    evidence = tuple(_citation(piece) for piece in row["evidence"])
    claims = tuple(
        LabelledSentence(
            str(c["id"]),
            Claim(str(c["text"]), ClaimType(c.get("type", "states")), tuple(Support(int(n)) for n in c["cites"])),
            {"supported": True, "unsupported": False}[c["label"]],
            str(c.get("kind", "")),
        )
        for c in row["claims"]
    )
    return Case(str(row["question"]), date.fromisoformat(row["today"]), evidence, claims)


def _citation(piece: Mapping[str, Any]) -> Citation:
    quote = "\n".join(str(piece[part]) for part in ("ancestors", "text") if piece.get(part))
    dated = str(piece.get("edition", ""))
    try:
        edition = date.fromisoformat(dated)
    except ValueError:
        edition = None  # a year alone
    source = Source(
        id=str(piece.get("file", "")),
        title=f"{piece['title']} {dated}" if dated and edition is None else str(piece["title"]),
        kind=Kind.LAW,
        jurisdiction=str(piece.get("file", "")).partition("/")[0],
    )
    version = Version(source.id, "", datetime.now(UTC), valid_from=edition)
    return Citation(int(piece["n"]), "", source, version, str(piece["locator"]), quote, 0, len(quote))


def evaluate_claims(
    file: Path, generator: Generator | None, progress: Callable[[int, int], None] | None = None
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the figures of the check over a file of claims, and what it says of each claim.

    `generator` brings the second look; without one the program's checks stand alone. A claim is "supported",
    "unsupported" or "unsure". Raise BadRequest or ModelFailed.
    """
    cases = load(file)
    said: dict[str, str] = {}
    for done, case in enumerate(cases, 1):
        look: Looks | None = generator.second_look(case.today) if generator else None
        found = check_claims([c.claim for c in case.claims], case.evidence, case.question, look, case.today)
        said |= {c.id: _said(s) for c, s in zip(case.claims, found, strict=True)}
        if progress:
            progress(done, len(cases))
    figures = _figures([c for case in cases for c in case.claims], said, generator is not None)
    if generator is None:
        figures["planted_with_words_of_the_text"] = _planted(cases)
    return figures, said


def _planted(cases: Sequence[Case]) -> dict[str, Any]:
    """Return how the planted errors would be shown without a second look, each pointing to words of its text.

    A model that errs points to words all the same: here to the sentence of the cited text that is most like the claim.
    """
    shown: Counter[str] = Counter()
    for case in cases:
        planted = [_pointing(c.claim, case.evidence) for c in case.claims if not c.supported]
        for s in check_claims(planted, case.evidence, case.question, None, case.today):
            gap = s.claim is ClaimType.GAP and s.verdict is Verdict.BY_PROGRAM
            shown["a gap, checked by the program only" if gap else s.verdict.value] += 1
    checked = shown[Verdict.VERBATIM.value] + shown[Verdict.SUPPORTED.value]
    return {"claims": shown.total(), "shown_as_checked": checked, "shown_as": dict(shown.most_common())}


def _pointing(claim: Claim, evidence: Sequence[Citation]) -> Claim:
    texts = {c.number: c.quote for c in evidence}
    support = (Support(s.number, s.span or _likest(claim.text, texts.get(s.number, ""))) for s in claim.support)
    return replace(claim, support=tuple(support))


def _likest(words: str, text: str) -> str:
    asked = frozenset(terms(words))
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    return max(sentences, key=lambda sentence: len(asked.intersection(terms(sentence))), default="")


def _said(statement: Statement) -> str:
    gap = statement.claim is ClaimType.GAP and statement.verdict is Verdict.BY_PROGRAM
    if gap or statement.verdict in (Verdict.VERBATIM, Verdict.SUPPORTED):
        return "supported"
    return "unsupported" if statement.verdict is Verdict.REMOVED or statement.has_objection else "unsure"


def _figures(claims: Sequence[LabelledSentence], said: Mapping[str, str], second_look: bool) -> dict[str, Any]:
    supported, unsupported = [c for c in claims if c.supported], [c for c in claims if not c.supported]

    def share(some: Sequence[LabelledSentence], what: str) -> float:
        return sum(said[c.id] == what for c in some) / len(some) if some else 0.0

    kinds: dict[str, list[LabelledSentence]] = defaultdict(list)
    for c in unsupported:
        kinds[c.kind].append(c)
    called = [c for c in claims if said[c.id] == "supported"]
    return {
        "claims": len(claims),
        "second_look": second_look,
        "kept": share(supported, "supported"),
        "accepted": share(unsupported, "supported"),
        "supported_not_called_unsupported": 1 - share(supported, "unsupported"),
        "unsupported_called_so": share(unsupported, "unsupported"),
        "called_supported_and_really_so": sum(c.supported for c in called) / len(called) if called else None,
        "called_supported": len(called),
        "by_kind": [
            {
                "kind": kind,
                "claims": len(some),
                "accepted": round(share(some, "supported"), 3),
                "called_unsupported": round(share(some, "unsupported"), 3),
            }
            for kind, some in sorted(kinds.items(), key=lambda item: -len(item[1]))
        ],
    }

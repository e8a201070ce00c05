"""From a question to an answer: understood, evidenced, composed, checked."""

from __future__ import annotations

import time
from collections.abc import Collection as Names
from collections.abc import Generator as Generator_
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from langchain_core.language_models import BaseChatModel

from assistant.citing import Citations, inert
from assistant.definitions import definitions, say_definitions
from assistant.evidence import Evidence, Gatherer
from assistant.extractive import Composer, Draft
from assistant.generative import Generator, chat_model
from assistant.model import Answer, Citation, Event, Outcome, Piece, Statement, Step, Verdict
from assistant.outcomes import Decision, decide
from assistant.question import Question, understand
from assistant.sentences import Sentence, scored
from assistant.settings import Settings
from assistant.small_talk import plain_word
from assistant.support import SupportScorer, scorer_over
from corpus.catalogue import Catalogue
from corpus.errors import BadRequest, ModelFailed
from corpus.filters import Filters
from corpus.held import HeldProvision
from index.collection import Collection
from index.hits import Hit

_GIVEN = 8  # passages that a chat model reads
_NOTE_LABELS = {
    "lead-in": "Lead-in", "definition": "Definition", "exception": "Exception", "stay": "Stayed", "note": "Note", "referenced": "Referred to",
    "contradicts": "The text says otherwise",
}  # fmt: skip


class Assistant:
    """Answers questions from one collection. Holds no conversation: history is given with each question.

    `model` stands in for the one that the settings name.
    """

    def __init__(
        self, collection: Collection, catalogue: Catalogue, settings: Settings, model: BaseChatModel | None = None
    ) -> None:
        self.collection, self.catalogue, self.settings = collection, catalogue, settings
        self.gatherer = Gatherer(collection, catalogue)
        self.composer = Composer(catalogue)
        self._model = model

    @cached_property
    def scorer(self) -> SupportScorer:
        """What says whether a passage supports a sentence; verbatim answers need none."""
        entails = None
        if self.settings.entailment:
            from index.entailment import entailment

            entails = entailment(self.settings.entailment, self.settings.threads)
        return scorer_over(self.collection.encoders[0], entails=entails)

    @cached_property
    def generator(self) -> Generator | None:
        """The chat model's engine, None when there is none. Raises BadRequest for a model that cannot be made."""
        model = self._model or chat_model(self.settings)
        return Generator(model, self.scorer, self.settings.model_timeout) if model else None

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        filters: Filters = Filters(),
        *,
        simply: bool = False,
        without: Names[str] = (),
    ) -> Answer:
        """The answer to a question. Raises BadRequest for an empty or overlong one and for unknown filter values."""
        for event in self.stream(question, history, filters, simply=simply, without=without):
            if isinstance(event, Answer):
                return event
        raise AssertionError("a stream ends with its answer")

    def stream(
        self,
        question: str,
        history: Sequence[str] = (),
        filters: Filters = Filters(),
        *,
        simply: bool = False,
        without: Names[str] = (),
    ) -> Iterator[Event]:
        """Steps, pieces of text, and last the Answer. `without` names implied filters that the user took away."""
        begun = time.perf_counter()
        self._check(question, filters)
        understood = understand(question, history, filters, self.catalogue, without)
        yield Step("understood", understood.standalone)
        if understood.small_talk:
            yield self._small_talk(understood, begun)
            return
        evidence = self.gatherer.gather(understood)
        evidence = replace(evidence, defining=tuple(definitions(self.catalogue, understood)))
        ranked = scored(understood, evidence, self.collection) if evidence.hits else []
        retrieved = time.perf_counter()
        yield Step("searched", f"{len(evidence.hits)} passages")
        decision = decide(understood, evidence, ranked)
        if evidence.defining:
            decision = replace(decision, outcome=Outcome.ANSWERED)
        answer = self._extractive(understood, evidence, ranked, decision)
        if decision.outcome is Outcome.ANSWERED and not understood.bare_address and evidence.hits and not evidence.unlisted:
            answer = yield from self._written(understood, evidence, ranked, decision, answer, simply)
        now = time.perf_counter()
        timings = {"retrieve": 1000 * (retrieved - begun), "compose": 1000 * (now - retrieved), "total": 1000 * (now - begun)}
        if answer.engine == "extractive":
            yield Piece(answer.text)
        yield replace(answer, timings_ms=timings)

    def _check(self, question: str, filters: Filters) -> None:
        if not question.strip():
            raise BadRequest("The question is empty.", "Ask in plain words, or give an address such as 15 CFR 744.21(f).")
        if len(question) > self.settings.max_question_chars:
            raise BadRequest(
                f"The question has {len(question)} characters, more than {self.settings.max_question_chars}.",
                "Ask a shorter one.",
            )
        self.catalogue.check(filters)

    # --- the extractive answer ------------------------------------------------------------------------------------

    def _extractive(self, question: Question, evidence: Evidence, ranked: Sequence[Sentence], decision: Decision) -> Answer:
        draft, cites = Draft(), Citations(self.catalogue)
        if decision.outcome in (Outcome.ANSWERED, Outcome.SILENT):
            self._compose(draft, question, evidence, ranked, decision, cites)
        answer = self.finished(question, evidence, decision, draft.statements, cites)
        return replace(answer, disagreements=tuple(draft.disagreements))

    def _compose(
        self,
        draft: Draft,
        question: Question,
        evidence: Evidence,
        ranked: Sequence[Sentence],
        decision: Decision,
        cites: Citations,
    ) -> None:
        if question.bare_address:
            for held in evidence.addressed[:2]:
                self.composer.provision(draft, held, cites)
        for missing in evidence.missing:
            self.composer.missing(draft, missing, cites)
        for match in evidence.rows[:2]:
            self.composer.row(draft, question, match, cites)
        if evidence.unlisted:
            self.composer.unlisted(
                draft, evidence.unlisted, self._lists(question.filters), cites, yes_no="yes_no" in question.wants
            )
        if evidence.defining and not draft.statements:
            say_definitions(draft, list(evidence.defining), cites)
        if not draft.statements and decision.outcome is Outcome.ANSWERED:
            self.composer.sentences(draft, question, ranked, cites)

    def _lists(self, filters: Filters) -> list[HeldProvision]:
        """The opening texts of the lists of names that were looked through."""
        out = []
        for locator in ("Supplement No. 4 to Part 744", "Supplement No. 6 to Part 744", "Supplement No. 7 to Part 744"):
            out.extend(self.catalogue.find(f"{locator} > introductory text", filters) or self.catalogue.find(locator, filters))
        return out

    # --- the model's answer ---------------------------------------------------------------------------------------

    def _written(
        self,
        question: Question,
        evidence: Evidence,
        ranked: Sequence[Sentence],
        decision: Decision,
        extractive: Answer,
        simply: bool,
    ) -> Generator_[Event, None, Answer]:
        """The checked answer of the chat model; the extractive one, with a notice, where it fails or nothing of it stands."""
        generator = self.generator
        if generator is None:
            return extractive
        cites = Citations(self.catalogue)
        for match in evidence.rows[:2]:
            cites.cite(match.held.source, match.held.version, match.held.provision.start, match.held.provision.end)
        for hit in _read_first(ranked, evidence):
            cites.cite(hit.source, hit.version, hit.passage.start, hit.passage.end)
        yield Step("composing", f"{self.settings.model or 'chat model'} reads {len(cites.all)} passages")
        try:
            draft = ""
            for piece in generator.draft(question.standalone, cites.all, simply=simply):
                draft += piece
                yield Piece(inert(piece) if piece.strip() else piece, provisional=True)
            yield Step("checking", "every sentence against what it cites")
            statements = generator.checked(question.standalone, draft, cites.all, simply=simply)
        except ModelFailed as failure:
            return replace(extractive, notices=(f"{failure.message} This is the extractive answer.",))
        if all(s.verdict is Verdict.REMOVED for s in statements):
            removed = tuple(replace(s, citations=()) for s in statements)
            notice = (
                "Nothing that the chat model wrote is supported by the texts."
                if statements
                else "The chat model found no answer in the texts."
            )
            return replace(
                extractive, statements=(*extractive.statements, *removed), notices=(f"{notice} This is the extractive answer.",)
            )
        return self.finished(question, evidence, decision, statements, cites, engine="generative")

    # --- putting together -----------------------------------------------------------------------------------------

    def finished(
        self, question: Question, evidence: Evidence, decision: Decision, statements: Sequence[Statement], cites: Citations,
        *, engine: str = "extractive", notices: tuple[str, ...] = (),
    ) -> Answer:  # fmt: skip
        """The Answer with its text, vintage and, where it declines, what was looked at and what would help."""
        looked_at = (
            tuple(dict.fromkeys(h.passage.locator for h in evidence.hits[:5])) if decision.outcome is Outcome.SILENT else ()
        )
        covers = self.covers(question.filters) if decision.outcome is Outcome.NOT_IN_CORPUS else ()
        statements, citations = renumbered(statements, cites.all)
        days = sorted({c.version.valid_from for c in citations if c.version.valid_from})
        kept = [s for s in statements if s.verdict is not Verdict.REMOVED]
        return Answer(
            question=question.asked,
            standalone_question=question.standalone,
            outcome=decision.outcome,
            text="\n\n".join(p for p in (_decline(decision, looked_at, covers), body(kept)) if p),
            statements=tuple(statements),
            citations=citations,
            hits=evidence.hits,
            engine=engine,
            filters=question.filters,
            implied=question.implied,
            looked_at=looked_at,
            asks_for=decision.asks_for,
            covers=covers,
            vintage=(days[-1], days[0]) if days else None,
            notices=notices,
        )

    def covers(self, filters: Filters) -> tuple[str, ...]:
        """The titles of what may answer under `filters`."""
        return tuple(sorted({s.title for s, _ in self.catalogue.in_force(filters).values()}))[:20]

    def _small_talk(self, question: Question, begun: float) -> Answer:
        covers = self.covers(question.filters)
        text = inert(plain_word(question.small_talk, covers))
        return Answer(
            question=question.asked,
            standalone_question=question.standalone,
            outcome=Outcome.NOT_IN_CORPUS,
            text=text,
            filters=question.filters,
            covers=covers,
            timings_ms={"retrieve": 0.0, "compose": 0.0, "total": 1000 * (time.perf_counter() - begun)},
        )


def _read_first(ranked: Sequence[Sentence], evidence: Evidence) -> list[Hit]:
    """The passages that a model is given: those of the best sentences, each once."""
    hits = {s.hit.passage.id: s.hit for s in ranked}
    return list(hits.values())[:_GIVEN] or list(evidence.hits[:_GIVEN])


def renumbered(
    statements: Sequence[Statement], citations: Sequence[Citation]
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Statements and the citations that they use, numbered from 1 in the order of the statements that stand."""
    order = list(dict.fromkeys(n for s in statements if s.verdict is not Verdict.REMOVED for n in s.citations))
    order += [n for n in dict.fromkeys(n for s in statements for n in s.citations) if n not in order]
    number = {old: new for new, old in enumerate(order, 1)}
    by_old = {c.number: c for c in citations}
    return (
        tuple(replace(s, citations=tuple(number[n] for n in s.citations)) for s in statements),
        tuple(replace(by_old[old], number=new) for old, new in number.items()),
    )


def body(statements: Sequence[Statement]) -> str:
    """The statements as Markdown: one paragraph each, what is set apart with its label."""
    lines = []
    for s in statements:
        marks = "".join(f"[{n}]" for n in s.citations)
        label = f"*{_NOTE_LABELS[s.note]}:* " if s.note in _NOTE_LABELS else ""
        lines.append(f"{label}{inert(s.text)} {marks}".rstrip())
    return "\n\n".join(lines)


def _decline(decision: Decision, looked_at: Sequence[str], covers: Sequence[str]) -> str:
    """The plain words of an outcome other than an answer."""
    if decision.outcome is Outcome.NEEDS_FACT:
        return f"That depends on {decision.asks_for}. Ask again with it, and the texts can answer."
    if decision.outcome is Outcome.SILENT:
        where = f" Looked at: {', '.join(inert(x) for x in looked_at)}." if looked_at else ""
        return f"The texts held here speak of this and do not answer it.{where}"
    if decision.outcome is Outcome.NOT_IN_CORPUS:
        held = f" It holds: {'; '.join(inert(c) for c in covers[:8])}." if covers else " It holds nothing yet."
        if decision.not_held:
            return f"The text of {inert(decision.not_held)} is not held here.{held} Add that text, and ask again."
        return f"This collection does not cover that.{held}"
    return ""

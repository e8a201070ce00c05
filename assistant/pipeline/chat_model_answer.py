"""Answer of a chat model: its evidence, its draft as it comes, its checked claims, and what becomes of its outcome."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Generator as Generator_
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.answer.caveats.freshness import Vintages
from assistant.answer.composition import compose
from assistant.answer.inquiry import Inquiry
from assistant.events import Event, Step, TextDelta
from assistant.evidence.citations import Citations, inert
from assistant.model import Answer, ClaimType, Form, Outcome, Statement, StatementRole, Verdict
from assistant.pipeline.answer_assembly import explained_by_claims, finished, with_removed
from assistant.pipeline.evidence_pack_filling import add_earlier, add_findings, fill, told_with_places
from assistant.prompts.loader import AS_OBJECT, BY_TOOL, DOUBTED, REWORK, SECTION, SUMMARY
from assistant.query.conversation import EarlierTurn
from assistant.query.model import Query
from assistant.query.reworks import languages_named, reworks
from assistant.reading_rules.official_texts import how_to_bring
from assistant.research.answer_language import languages_allowed
from assistant.research.evidence_pack import EvidencePack
from assistant.research.generation import Generator, Request, WrittenAnswer
from assistant.research.provider_errors import ContextTooLong
from assistant.research.replies.provisional import Provisional
from assistant.research.replies.reply import ReplyOutcome
from assistant.research.replies.structured import ANSWER_SCHEMA
from assistant.research.tokens import shortened
from assistant.verification.untold_evidence import says_yes_or_no
from corpus.catalogue import CatalogueReader
from index.hits import Hit

if TYPE_CHECKING:  # the agent is loaded with the first model that has tools
    from assistant.research.tools import LookUps

_SECTION_BESIDE = 1500  # characters of a memo's section that another one is written after
_SECTION_READ = 3000  # characters of a memo's section that its summary is written after
_EARLIER_SHARE = 6  # part of the model's window that earlier turns may take
_SMALLEST = 600  # tokens of evidence below which nothing is tried


class Writing:
    """One answer of a chat model in the making, over one snapshot."""

    def __init__(
        self,
        generator: Generator,
        name: str,
        catalogue: CatalogueReader,
        vintages: Vintages,
        *,
        simply: bool = False,
        look_ups: LookUps | None = None,
    ) -> None:
        """`name` is what the model is called where a step names it; `look_ups` are those of its tools."""
        self.generator, self.name, self.catalogue, self.vintages = generator, name, catalogue, vintages
        self.simply, self.look_ups = simply, look_ups

    def answer(
        self,
        question: Query,
        inquiries: Sequence[Inquiry],
        default: Answer,
        turns: Sequence[EarlierTurn] = (),
        of_each_law: Sequence[Hit] = (),
        sections: Sequence[Answer] = (),
    ) -> Generator_[Event, None, Answer]:
        """Return the model's checked answer; `default`, with a notice, where nothing of it stands. Raise ModelFailed.

        `of_each_law` are passages of laws that the question names side by side; `sections` those of a memo before it.
        Where the model finds no answer in the evidence, what the program guessed is no answer either.
        """
        today = question.filters.as_of or date.today()
        hints = tuple(_hints(inquiries, default))
        missing = tuple(i.decision.not_held for i in inquiries if i.decision.not_held)
        languages = languages_allowed(question)
        hints, told = (*hints, SECTION) if sections else hints, self._conversation(turns)
        if sections:
            told = self._earlier([(a.question, a.text[:_SECTION_BESIDE]) for a in sections], alike=True)
        request = Request(
            question.standalone, today, told, hints, self.simply, by_model=bool(sections), not_held=missing,
            languages=languages, wants_yes_or_no=_wants_yes_or_no(question, default),
            plans=bool(question.parts or question.compares or of_each_law),
        )  # fmt: skip

        def filled(size: int) -> EvidencePack:
            pack = EvidencePack(self.catalogue, size, today, self.generator.able.count)
            fill(pack, inquiries, default, question.standalone, of_each_law)
            if question.leans and turns:
                add_earlier(pack, turns[-1].cited)
            return pack

        written, pack = yield from self._written(request, filled)
        return default if pack is None else _noticed(self._told(question, inquiries, default, written, pack), written)

    def reworked(
        self,
        question: Query,
        inquiries: Sequence[Inquiry],
        default: Answer | None,
        turns: Sequence[EarlierTurn],
        limits: Callable[[EvidencePack], None] | None = None,
    ) -> Generator_[Event, None, Answer | None]:
        """Return the last answer in another form, or what the model says about it, over the evidence that it cited.

        `inquiries` and `default` are those of the last question where its citations were not kept, or it is doubted;
        `limits` then adds what contradicts or limits what was cited. None where nothing of it stands. Raise
        ModelFailed.
        """
        today = question.filters.as_of or date.today()
        languages = languages_allowed(question, turns[-1]) if not languages_named(question.asked) else ()
        request = Request(
            question.standalone,
            today,
            self._conversation(turns),
            (DOUBTED if limits else REWORK,),
            languages=languages,
        )

        def filled(size: int) -> EvidencePack:
            pack = EvidencePack(self.catalogue, size, today, self.generator.able.count)
            for turn in _of_one_answer(turns):
                add_earlier(pack, turn.cited)
            if limits is not None:
                limits(pack)
            if default is not None:
                fill(pack, inquiries, default, turns[-1].question)
            return pack

        written, pack = yield from self._written(request, filled)
        if pack is None or not written.stands:
            return None
        statements, cites = self._cited(written, pack)
        answer, _ = finished(
            question, (), statements, cites, self.vintages, engine="generative", layout=written.layout,
            outcome=Outcome.ANSWERED,
        )  # fmt: skip
        return _noticed(replace(answer, in_part=written.outcome is ReplyOutcome.IN_PART), written)

    def summary(self, question: Query, answers: Sequence[Answer]) -> Generator_[Event, None, Answer | None]:
        """Return the checked summary of a memo over all that its sections cite; None where nothing of it stands.

        Raise ModelFailed.
        """
        today = question.filters.as_of or date.today()
        turns = self._earlier([(a.question, a.text[:_SECTION_READ]) for a in answers], alike=True)
        request = Request(
            question.standalone, today, turns, (SUMMARY,), by_model=True, languages=languages_allowed(question)
        )

        def filled(size: int) -> EvidencePack:
            pack = EvidencePack(self.catalogue, size, today, self.generator.able.count)
            for answer in answers:
                add_findings(pack, answer) if answer.is_computed else pack.add_cited(answer.citations)
            return pack

        written, pack = yield from self._written(request, filled)
        if pack is None or not written.stands:
            return None
        statements, cites = self._cited(written, pack)
        answer, _ = finished(
            question, (), statements, cites, self.vintages, engine="generative", layout=written.layout,
            outcome=Outcome.ANSWERED,
        )  # fmt: skip
        answer = replace(answer, in_part=written.outcome is ReplyOutcome.IN_PART, usage=self.generator.speaker.usage)
        return _noticed(answer, written)

    def _written(
        self, request: Request, filled: Callable[[int], EvidencePack]
    ) -> Generator_[Event, None, tuple[WrittenAnswer, EvidencePack | None]]:
        """Return what the model wrote over a pack that it can read, and the pack; None where there is nothing to read.

        Where the model says that it is too much, it is given half.
        """
        room = self.generator.able.room(self._besides(request))
        if self._has_tools and room < 2 * _SMALLEST:  # tools would take more than they bring
            self.look_ups = None
            room = self.generator.able.room(self._besides(request))
        room = max(_SMALLEST, room)
        size = min(self.generator.able.evidence_tokens, room)
        while True:
            pack = filled(size)
            if not pack.pieces:
                return WrittenAnswer(ReplyOutcome.NOTHING), None
            yield Step("composing", f"{self.name} reads {len(pack.pieces)} pieces of evidence")
            try:
                draft = yield from self._drafted(request, pack, room)
                for again in self.generator.in_a_language_asked(request, draft, pack):
                    if isinstance(again, Step):
                        yield again
                    else:
                        draft = again
                break
            except ContextTooLong:
                if (size := min(size, pack.spent) // 2) < _SMALLEST:
                    raise
        yield Step("checking", "every claim against what it cites")
        written = yield from self.generator.checking(request, draft, pack)
        return written, pack

    def _cited(self, written: WrittenAnswer, pack: EvidencePack) -> tuple[list[Statement], Citations]:
        """Return the statements with the numbers of the paragraphs that they stand on, and those paragraphs."""
        cites = Citations(self.catalogue)
        paired = zip(written.statements, written.spans, strict=True)
        return [_cited(statement, spans, pack, cites) for statement, spans in paired], cites

    def _besides(self, request: Request) -> int:
        """Return the tokens of what a chat model reads besides the evidence: orders, earlier turns, tools, a plan."""
        able, none = self.generator.able, EvidencePack(self.catalogue, 0, request.today)
        hints = self._form_hints
        more: tuple[str, ...] = ()
        if self._has_tools:
            from assistant.research.graph import told_besides

            more = told_besides(structured=able.structured, plans=request.plans)
        elif able.structured:
            hints, more = (AS_OBJECT,), (json.dumps(ANSWER_SCHEMA),)
        messages = request.messages(none, tools=self._has_tools, more=hints)
        return sum(map(able.count, (*more, *(str(m.content) for m in messages))))

    @property
    def _form_hints(self) -> tuple[str, ...]:
        """Return the hints on the form of the reply that an agent is given."""
        return (BY_TOOL,) if self._has_tools and self.generator.able.structured else ()

    @property
    def _has_tools(self) -> bool:
        return self.look_ups is not None and self.generator.able.tools

    def _conversation(self, turns: Sequence[EarlierTurn]) -> tuple[tuple[str, str], ...]:
        """Return the conversation so far, with what the numbers of its answers stand for, as there is room for it."""
        return self._earlier(told_with_places(turns, self.catalogue))

    def _earlier(self, turns: Sequence[tuple[str, str]], *, alike: bool = False) -> tuple[tuple[str, str], ...]:
        """Return earlier turns as far as the model's window has room for them."""
        able = self.generator.able
        return shortened(turns, able.window // _EARLIER_SHARE, alike=alike, count=able.count)

    def _drafted(self, request: Request, pack: EvidencePack, room: int) -> Generator_[Event, None, str]:
        """Return the draft, whose pieces are yielded as they come; with tools the model may look things up first.

        What it looks up comes on top, within the `room` that there is for evidence.
        """
        draft, shown = "", Provisional()
        for piece in self._pieces(request, pack, room):
            if isinstance(piece, Step):  # the model looks something up: what it said before is no answer
                draft, shown = "", Provisional()
                yield piece
                continue
            draft += piece
            if new := shown.more(draft):
                yield TextDelta(new, provisional=True)
        if new := shown.more(draft, whole=True):
            yield TextDelta(new, provisional=True)
        return draft

    def _pieces(self, request: Request, pack: EvidencePack, room: int) -> Iterator[str | Step]:
        if self.look_ups is None or not self._has_tools:
            yield from self.generator.draft(request, pack)
            return
        from assistant.research.graph import Agent
        from assistant.research.tools import ToolBox

        pack.widen(room)
        able = self.generator.able
        tools = ToolBox(self.look_ups, pack)
        agent = Agent(self.generator.speaker, tools, able.rounds, structured=able.structured, plans=request.plans)
        yield from agent.run(request.messages(pack, tools=True, more=self._form_hints))

    def _told(
        self,
        question: Query,
        inquiries: Sequence[Inquiry],
        default: Answer,
        written: WrittenAnswer,
        pack: EvidencePack,
    ) -> Answer:
        statements, cites = self._cited(written, pack)
        # What an engine asks for is evidence, and the model decides. A licence determination that has come to a status
        # keeps it; one that has come to none is settled by what a second look confirms, and by nothing less.
        is_open = default.outcome is Outcome.NEEDS_FACT and default.form is not Form.DETERMINATION
        if default.is_computed and not (is_open and written.outcome not in _ANSWERS):
            if not written.stands:
                return with_removed(default, statements, cites, _UNCONFIRMED if statements else "")
            stays = {s.text for s in default.statements if s.note is StatementRole.STAY}
            statements = [s for s in statements if s.text not in stays]
            lacks = default.outcome is not Outcome.ANSWERED and not _has_status(default)
            settles = lacks and written.outcome in _ANSWERS and (is_open or _confirmed(statements))
            answer = explained_by_claims(default, statements, written.layout, cites, settles=settles)
            # What the engine left open stands in its first sentence, whatever the model says of the rest.
            return replace(answer, in_part=default.in_part or (settles and written.outcome is ReplyOutcome.IN_PART))
        if written.outcome is ReplyOutcome.NEEDS_FACT and written.fact:
            return self._asking(question, inquiries, written, statements, cites)
        if written.outcome is ReplyOutcome.SILENT:
            return self._declined(question, inquiries, default)
        if not written.stands:
            told = _UNCONFIRMED if statements else next(iter(written.notices), _NOTHING)
            return with_removed(default, statements, cites, f"{told} This is the extractive answer.")
        answered = [replace(i, decision=replace(i.decision, outcome=Outcome.ANSWERED)) for i in inquiries]
        answer, _ = finished(
            question, answered, statements, cites, self.vintages, engine="generative", layout=written.layout
        )
        in_part = written.outcome is ReplyOutcome.IN_PART
        open_ = _wants_yes_or_no(question, default) and not in_part and not says_yes_or_no(statements)
        missing = dict.fromkeys(i.decision.not_held for i in inquiries if i.decision.not_held and in_part)
        lacking = tuple(f"The text of {inert(name)} is not held here. {inert(how_to_bring(name))}" for name in missing)
        wanting = (_NO_YES_OR_NO,) if open_ else ()
        return replace(answer, in_part=in_part, notices=(*wanting, *lacking, *answer.notices))

    def _asking(
        self,
        question: Query,
        inquiries: Sequence[Inquiry],
        written: WrittenAnswer,
        statements: Sequence[Statement],
        cites: Citations,
    ) -> Answer:
        """Return the answer that asks for a fact, with what can be said without it."""
        asks = [
            replace(i, decision=replace(i.decision, outcome=Outcome.NEEDS_FACT, asks_for=written.fact))
            for i in inquiries
        ]
        told = statements if written.stands else []
        return finished(
            question, asks, told, cites, self.vintages, engine="generative", layout=written.layout if told else ()
        )[0]

    def _declined(self, question: Query, inquiries: Sequence[Inquiry], default: Answer) -> Answer:
        """Return what comes closest: a decline is a decline, also where the program had a guess."""
        told = "The chat model read the texts and found no answer in them."
        if not inquiries or (default.outcome is not Outcome.ANSWERED and not default.is_computed):
            return replace(default, notices=(*default.notices, told))
        cites = Citations(self.catalogue)
        silent = [
            replace(i, decision=replace(i.decision, outcome=Outcome.SILENT, annotated=False, instead=None))
            for i in (_without_look_ups(i) for i in inquiries)
        ]
        statements = [s for i in silent for s in compose(i, cites).statements]
        answer, _ = finished(question, silent, statements, cites, self.vintages)
        return replace(answer, engine="generative", notices=(*answer.notices, told))


def _noticed(answer: Answer, written: WrittenAnswer) -> Answer:
    told = " ".join(answer.notices)
    return replace(answer, notices=(*answer.notices, *(n for n in written.notices if n not in told)))


def _wants_yes_or_no(question: Query, default: Answer) -> bool:
    """Return whether the model's answer must begin with a yes or a no: what an engine computed says its own."""
    return "yes_no" in question.wants and not question.parts and not default.is_computed


def _of_one_answer(turns: Sequence[EarlierTurn]) -> list[EarlierTurn]:
    """Return the turns that work on one answer, the last first: "are you sure?" after "as a table" is about both."""
    asked = next((n for n in range(len(turns) - 1, -1, -1) if not reworks(turns[n].question)), 0)
    return list(turns[asked:])[::-1]


_ANSWERS = (ReplyOutcome.ANSWERED, ReplyOutcome.IN_PART)


def _confirmed(statements: Sequence[Statement]) -> bool:
    """Return whether the first thing that is said of the law is confirmed by a second look, or is the text's own."""
    law = [s for s in statements if s.claim not in (None, ClaimType.GAP, ClaimType.ADVICE)]
    return bool(law) and law[0].verdict in (Verdict.SUPPORTED, Verdict.VERBATIM)


def _has_status(computed: Answer) -> bool:
    """Return whether an answer is a licence determination that came to a status."""
    status = computed.computed.get(Form.DETERMINATION.value, {}).get("status", "")
    return computed.form is Form.DETERMINATION and status not in ("", "indeterminate")


_NO_YES_OR_NO = "The question wants a yes or a no, and no sentence here that stands on the texts gives one."
_NOTHING = "The chat model wrote nothing that can be read as an answer."
_UNCONFIRMED = "Nothing that the chat model wrote is confirmed by the texts."


def _without_look_ups(inquiry: Inquiry) -> Inquiry:
    """Return an inquiry whose answer can only be what is closest."""
    return replace(inquiry, evidence=replace(inquiry.evidence, defining=(), rows=(), missing=(), addressed=()))


def _hints(inquiries: Sequence[Inquiry], default: Answer) -> list[str]:
    """Return what the program saw that decides nothing and may help."""
    out = [f"read as of {default.filters.as_of.isoformat()}"] if default.filters.as_of else []
    for i in inquiries:
        if i.decision.not_held:
            out.append(f"the program finds that {i.decision.not_held} is not held in this collection")
        out += [f"{m.locator.text} does not exist in the text held" for m in i.evidence.missing if m.above]
        out += [f"{name} stands on no list held" for name in i.evidence.unlisted]
    if default.asks_for:
        out.append(f"the program finds that the answer may depend on {default.asks_for}")
    return list(dict.fromkeys(out))


def _cited(statement: Statement, spans: Mapping[int, str], pack: EvidencePack, cites: Citations) -> Statement:
    """Return a statement with the numbers of the paragraphs that it stands on, in place of those of the pack."""
    numbers = [
        number
        for n in statement.citations
        for number in pack.cite(n, statement.against or spans.get(n, ""), statement.text, cites)
    ]
    return replace(statement, citations=tuple(dict.fromkeys(numbers)))

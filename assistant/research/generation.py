"""Answers by a chat model: an evidence pack in, typed claims out, each checked against what it points to.

A claim that the evidence does not bear out is sent back once, by itself. What is contradicted is removed, what nobody
confirmed stays with its mark. When the model fails, the answer without a model remains.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Generator as Generator_
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from assistant.events import JudgedSentences, Step, WrittenSentences
from assistant.model import AnswerBlock, ClaimType, Statement, StatementPlace, Verdict
from assistant.prompts.loader import (
    AS_OBJECT,
    IN_LANGUAGE,
    MAY_LOOK_UP,
    answer_messages,
    as_material,
    prompt,
    without_thoughts,
)
from assistant.research.answer_language import language_told, other_language
from assistant.research.chat_models import Abilities
from assistant.research.evidence_pack import EvidencePack, PieceKind
from assistant.research.model_calls import LONGEST_MESSAGE, Speaker
from assistant.research.other_verifier import OtherVerifier
from assistant.research.pointed_claims import claim_of, left_out_notices, pointed, whole_look
from assistant.research.provider_errors import Refused
from assistant.research.replies.layout import blocks_shown, placed, places_of_claims, uncited
from assistant.research.replies.reply import ReplyOutcome, WrittenClaim, read_reply, without_last_claim
from assistant.research.replies.rewritten import (
    Repair,
    RepairLine,
    in_its_place,
    repaired_texts,
    rewritten_claims,
    still_ignored,
)
from assistant.research.replies.structured import StructuredForm, reply_so_far, whole_reply
from assistant.tracing import NO_TRACE, Trace
from assistant.verification.claims import check_by_and_by
from assistant.verification.model_verifier import CitedSentence, Look, Looks, WholeLook, second_look
from assistant.verification.untold_evidence import also_said, is_of_law, says_yes_or_no
from assistant.verification.verifier import CheckedSoFar
from corpus.errors import ModelFailed
from corpus.language.detection import language_name

_CUT_OFF = "The chat model's answer was cut off, at a limit or by its server; what it was writing then is left out."
_SPENT = (
    "The tokens of one answer were spent (LICET_ANSWER_TOKENS): what was still to be looked up, checked or written "
    "again was left out."
)
_LEAVES_OPEN = "A second look finds that this does not answer the whole question."
_LACKING = 4  # things that no claim tells and the model is sent back for
_TURNS = 6  # earlier questions and answers that a chat model reads
_REPAIRED = 12  # claims that are sent back at once
_LONGEST_OBJECT = 2 * LONGEST_MESSAGE  # characters of a reply whose form takes as many as its words
_PARSED_EVERY = 400  # characters of an object that is shown as it comes


@dataclass(frozen=True, slots=True)
class Request:
    """What a chat model is asked: the question as it stands alone, the turns before it, and what the program saw.

    `by_model` says that a model wrote the questions of the turns: no claim may use their figures. `not_held` are the
    names of the texts that a hint says to be missing here; `languages` those that the answer may be in, the question's
    own first, none for any. `as_a_whole` says that what an answer lacks is looked for too; with `plans` a model that
    has tools writes a plan first.
    """

    question: str
    today: date
    turns: tuple[tuple[str, str], ...] = ()
    hints: tuple[str, ...] = ()
    simply: bool = False
    by_model: bool = False
    not_held: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    as_a_whole: bool = True
    wants_yes_or_no: bool = False
    plans: bool = False

    def messages(self, pack: EvidencePack, *, tools: bool = False, more: tuple[str, ...] = ()) -> list[BaseMessage]:
        """Return the conversation that puts the question over a pack; with `tools` it says that they may be used.

        `more` are hints on the form of the reply.
        """
        return answer_messages(
            self.question,
            pack.shown(),
            self.today,
            turns=self.turns if self.by_model else self.turns[-_TURNS:],
            hints=(*self.hints, *((MAY_LOOK_UP,) if tools else ()), *more),
            simply=self.simply,
        )

    @property
    def asked(self) -> str:
        """Return all that the asker said, whose figures a claim may use."""
        before = () if self.by_model else self.turns[-_TURNS:]
        return "\n".join([*(asked for asked, _ in before), self.question])


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """Checked reply: its statements, with numbers of the pack and their places in `layout`, and its outcome.

    `spans` are by statement the words that it points to, by the number of their piece. `notices` are what
    a reader must know of how it was written. `stands` is whether anything is left that a reader may be shown as an
    answer: more than gaps and advice.
    """

    outcome: ReplyOutcome
    statements: tuple[Statement, ...] = ()
    spans: tuple[Mapping[int, str], ...] = ()
    layout: tuple[AnswerBlock, ...] = ()
    fact: str = ""
    notices: tuple[str, ...] = ()
    stands: bool = False


class Generator:
    """Writer of answers with a chat model, whose every claim is checked.

    `verifier` is the model that takes the second look; None leaves it out, and the program's checks stand alone.
    """

    def __init__(
        self,
        model: BaseChatModel,
        timeout: float,
        verifier: BaseChatModel | None = None,
        able: Abilities | None = None,
        prices: tuple[float, float] | None = None,
        trace: Trace = NO_TRACE,
        form: StructuredForm | None = None,
        stop: threading.Event | None = None,
        verifier_prices: tuple[float, float] | None = None,
    ) -> None:
        """`prices` are US dollars for a million tokens; once `stop` is set, whatever it does raises Stopped.

        `verifier_prices` are those of a verifier that is another model.
        """
        self.form = form or StructuredForm(model)
        self.model, self.timeout, self.verifier, self.prices = model, timeout, verifier, prices
        self.able, self.verifier_prices, self._trace = able or Abilities(), verifier_prices, trace
        other = (verifier, verifier_prices) if verifier is not None and verifier is not model else None
        self.speaker = Speaker(model, timeout, prices, trace, stop, self.able.answer_tokens, other)
        self._other = OtherVerifier()

    def for_one_answer(self, trace: Trace = NO_TRACE, stop: threading.Event | None = None) -> Generator:
        """Return a generator over the same models that counts tokens anew, traced and stopped with its answer."""
        models = self.model, self.timeout, self.verifier, self.able, self.prices
        return Generator(*models, trace, self.form, stop, self.verifier_prices)

    @property
    def no_look(self) -> ModelFailed | None:
        """Return why a verifier that is another model looked at nothing more, None as long as it looks."""
        return self._other.failure

    def speak(self, conversation: list[BaseMessage], *, longest: int, seconds: float | None = None) -> Iterator[str]:
        """Yield a reply of the writer line by line, without a line in which it was cut off. Raise ModelFailed."""
        line = ""
        for piece in self.speaker.speak(conversation, longest=longest, seconds=seconds):
            *lines, line = f"{line}{piece}".split("\n")
            yield from (f"{whole}\n" for whole in lines)
        if not self.speaker.is_cut:
            yield line

    def draft(self, request: Request, pack: EvidencePack) -> Iterator[str | Step]:
        """Yield an unverified answer piece by piece; a step means that what was yielded before counts no more.

        The provider's structured output is asked for where the model has it, and plain text where its server refuses
        that, or sends half an object. Raise ModelFailed.
        """
        if self.able.structured and (model := self.form.bound()) is not None:
            try:
                if (yield from self._as_object(request, pack, model)):
                    return
            except Refused:
                self.form.refuse()
            yield Step("composing", "asked again in plain text")
        yield from self.speaker.speak(request.messages(pack))

    def _as_object(self, request: Request, pack: EvidencePack, model: Any) -> Generator_[str, None, bool]:
        """Yield a reply in the structured form as plain text; return whether it came whole."""
        words = arguments = shown = ""
        parsed = 0
        for chunk in self.speaker.chunks(request.messages(pack, more=(AS_OBJECT,)), model=model):
            words += str(chunk.text)
            arguments += "".join(c.get("args") or "" for c in chunk.tool_call_chunks)
            said = arguments or words  # a model that calls the tool may talk before it does
            if len(words) + len(arguments) > _LONGEST_OBJECT:
                return False
            if len(said) >= parsed + _PARSED_EVERY:
                parsed, so_far = len(said), reply_so_far(said)
                if so_far.startswith(shown) and len(so_far) > len(shown):
                    yield so_far[len(shown) :]
                    shown = so_far
        whole = whole_reply(without_thoughts(arguments or words).strip())
        if not whole.startswith(shown):
            return False
        yield whole[len(shown) :]
        return bool(whole)

    def in_a_language_asked(self, request: Request, draft: str, pack: EvidencePack) -> Iterator[str | Step]:
        """Yield nothing for a draft in a language that it may be in; else a step, and the draft that is written again.

        Raise ModelFailed where that one is in another language too.
        """
        if not other_language(draft, request.languages):
            return
        name = language_name(request.languages[0])
        yield Step("composing", f"asked again in {name}")
        asks = HumanMessage(IN_LANGUAGE.format(language=name))
        again = "".join(self.speaker.speak([*request.messages(pack), AIMessage(without_thoughts(draft)), asks]))
        if found := other_language(again, request.languages):
            raise ModelFailed(
                f"The chat model answers in {language_name(found)}, not in the language of the question.",
                "Ask again, or set another LICET_MODEL.",
            )
        yield again

    def checked(self, request: Request, draft: str, pack: EvidencePack) -> WrittenAnswer:
        """Return what `checking` returns in the end. Raise ModelFailed."""
        going = self.checking(request, draft, pack)
        while True:
            try:
                next(going)
            except StopIteration as end:
                return cast("WrittenAnswer", end.value)

    def checking(
        self, request: Request, draft: str, pack: EvidencePack
    ) -> Generator_[WrittenSentences | JudgedSentences, None, WrittenAnswer]:
        """Return what a draft says, every claim with its verdict; yield its claims, and the verdicts as they come.

        What fails, and what the answer as a whole lacks, is sent back once; a claim that is written again counts where
        it fares better. Raise ModelFailed.
        """
        reply = read_reply(draft)
        notices: tuple[str, ...] = ()
        if self.speaker.is_cut:
            reply, notices = without_last_claim(reply), (_CUT_OFF,)
        if reply.outcome is ReplyOutcome.SILENT:  # nothing of it is shown as an answer
            return WrittenAnswer(reply.outcome, notices=notices)
        places = list(places_of_claims(reply))
        claims = [claim for claim, _ in places]
        asks_whole = self.verifier is not None and request.as_a_whole and reply.outcome is ReplyOutcome.ANSWERED
        whole = whole_look(claims, pack) if asks_whole else None
        with self._trace.span("checks") as tell:
            statements: list[Statement] = []
            unread: set[int] = set()
            language = language_told((c.text for c in claims), request.languages)
            for so_far in self._check(request, claims, pack, language, whole):
                if not statements:
                    written = zip(so_far.statements, claims, places, strict=True)
                    yield WrittenSentences(tuple(uncited(placed(*w)) for w in written), blocks_shown(reply, pack.words))
                statements = so_far.statements
                unread.update(so_far.unread if self.no_look else ())  # not what it read before and answered wrongly
                if so_far.judged:
                    judged = tuple(uncited(placed(statements[n], claims[n], places[n])) for n in so_far.judged)
                    yield JudgedSentences(judged, so_far.judged, len(claims))
            # What a verifier that failed has not read is no claim that fails; what it has read keeps its judgement.
            excused, is_unread = unread, self.no_look is not None
            lines = self._lines(request, claims, statements, pack, whole)
            lines = lines if lines and self.speaker.may_go_on() else []
            tell(claims=len(claims), failed=len(self._failing(statements, excused)))
            if lines:
                before = whole and replace(whole)
                again = yield from self._repaired(request, draft, places, lines, pack, whole)
                for line, claim, statement in again:
                    if line.place is not None:
                        claims[line.place], statements[line.place] = claim, statement
                    else:
                        claims.append(claim)
                        statements.append(statement)
                if whole and before:
                    told = [(line, statement) for line, _, statement in again if is_of_law(statement)]
                    left_open = not any(line.repair is Repair.LEFT_OPEN for line, _ in told)
                    whole.keep(before, leaves=left_open, ignores=still_ignored(before.ignores, lines, told))
                tell(failed_after_repair=len(self._failing(statements, excused)))
        in_place = [placed(*written) for written in zip(statements, claims, places, strict=False)]
        spans: list[Mapping[int, str]] = [{n: span for n, span in pointed(c, pack) if span} for c in claims]
        stands = self._stands(statements, excused)
        lacks = left_out_notices(request.today, claims, statements, pack) if stands else []
        lacks += also_said(whole.ignores, lacks) if stands and whole else []
        said = (*in_place, *statements[len(in_place) :], *lacks)
        spans += [{} for _ in lacks]
        outcome = reply.outcome
        if whole and whole.leaves:
            outcome, notices = ReplyOutcome.IN_PART, (*notices, _LEAVES_OPEN)
        notices = (*notices, _SPENT) if self.speaker.is_held_back else notices
        notices = (*notices, *self._other.notices(only_again=not is_unread))
        return WrittenAnswer(outcome, said, tuple(spans), blocks_shown(reply, pack.words), reply.fact, notices, stands)

    def _stands(self, statements: Sequence[Statement], excused: Collection[int] = ()) -> bool:
        failing = self._failing(statements, excused)
        kept = (s for n, s in enumerate(statements) if n not in failing)
        return any(s.claim not in (None, ClaimType.GAP, ClaimType.ADVICE) for s in kept)

    def second_look(self, today: date, whole: WholeLook | None = None) -> Looks | None:
        """Return the second look of the verifier as of a day, None where it is left out. It raises ModelFailed."""

        def look(claims: Sequence[CitedSentence], texts: Mapping[int, str], asked: str) -> Iterator[list[Look | None]]:
            may_go_on = self.speaker.may_go_on
            return second_look(claims, texts, asked, today.isoformat(), self._verify, whole, may_go_on)

        return look if self.verifier else None

    def _answers_look(self, today: date, whole: WholeLook | None) -> Looks | None:
        """Return the second look at an answer; what a verifier that is another model has not read has no judgement.

        Of one that fails the answer stands as far as the program sees; where the writer itself fails, it does not.
        """
        looks = self.second_look(today, whole)
        return looks if looks is None or self.verifier is self.model else self._other.over(looks)

    def _verify(self, conversation: list[BaseMessage], longest: int) -> Iterator[str]:
        yield from self.speaker.speak(conversation, longest=longest, model=self.verifier)

    def _check(
        self,
        request: Request,
        claims: Sequence[WrittenClaim],
        pack: EvidencePack,
        language: str,
        whole: WholeLook | None = None,
    ) -> Iterator[CheckedSoFar]:
        return check_by_and_by(
            [claim_of(c, pack) for c in claims],
            pack.citations(),
            request.asked,
            self._answers_look(request.today, whole),
            request.today,
            around=pack.around,
            computed=[p.text for p in pack.pieces if p.kind is PieceKind.COMPUTED],
            not_held=request.not_held,
            language=language,
        )

    def _fails(self, statement: Statement) -> bool:
        if statement.verdict is Verdict.UNCONFIRMED:
            return self.verifier is not None
        return statement.verdict is Verdict.REMOVED

    def _failing(self, statements: Sequence[Statement], excused: Collection[int] = ()) -> set[int]:
        """Return the places of statements that fail; of those `excused` only what was removed does."""
        return {
            n for n, s in enumerate(statements) if self._fails(s) and (n not in excused or s.verdict is Verdict.REMOVED)
        }

    def _lines(
        self,
        request: Request,
        claims: Sequence[WrittenClaim],
        statements: Sequence[Statement],
        pack: EvidencePack,
        whole: WholeLook | None,
    ) -> list[RepairLine]:
        """Return what is sent back: claims that fail, and what the answer lacks where a second look can judge that."""
        if self.no_look:  # nobody would read what is written again
            return []
        failed = [n for n, s in enumerate(statements) if self._fails(s)][:_REPAIRED]
        lines = [RepairLine(Repair.FAILED, claims[n].text, n, statements[n].reason) for n in failed]
        if self.verifier is None or not request.as_a_whole or not self._stands(statements):
            return lines
        first = next((n for n, s in enumerate(statements) if not self._fails(s) and is_of_law(s)), None)
        if request.wants_yes_or_no and whole and first is not None and not says_yes_or_no(statements):
            lines.append(RepairLine(Repair.YES_OR_NO, claims[first].text, first))
        unsaid = left_out_notices(request.today, claims, statements, pack)[:_LACKING]
        lines += [RepairLine(Repair.UNSAID, s.text) for s in unsaid]
        if whole:
            lines += [RepairLine(Repair.IGNORED, s.text) for s in also_said(whole.ignores, unsaid)]
            lines += [RepairLine(Repair.LEFT_OPEN, whole.leaves)] if whole.leaves else []
        return lines

    def _repaired(
        self,
        request: Request,
        draft: str,
        places: Sequence[tuple[WrittenClaim, StatementPlace]],
        lines: Sequence[RepairLine],
        pack: EvidencePack,
        whole: WholeLook | None,
    ) -> Generator_[JudgedSentences, None, list[tuple[RepairLine, WrittenClaim, Statement]]]:
        """Return by its line each claim that the model wrote again, or besides, and the evidence now bears out.

        They are yielded as they come; what a verifier was to read and did not is none of them. Once the model fails,
        those are left out that have no verdict yet. The same look judges the `whole` answer again, as it is then.
        """
        listed = "\n".join(f"{k}. {as_material(line.told())}" for k, line in enumerate(lines, 1))
        conversation = [
            *request.messages(pack),
            AIMessage(without_thoughts(draft)),
            HumanMessage(prompt("repair").substitute(failed=listed)),
        ]
        out: list[tuple[RepairLine, WrittenClaim, Statement]] = []
        try:
            reply = "".join(self.speak(conversation, longest=LONGEST_MESSAGE))
            written = {k: claim for k, claim in rewritten_claims(without_thoughts(reply)) if 0 < k <= len(lines)}
            again = [
                (line, in_its_place(written[k], places[line.place][0]) if line.place is not None else written[k])
                for k, line in enumerate(lines, 1)
                if k in written
            ]
            language = language_told((claim.text for claim, _ in places), request.languages)
            if whole:
                whole.begin_again("\n".join(repaired_texts([claim for claim, _ in places], again)))
            for so_far in self._check(request, [claim for _, claim in again], pack, language, whole) if again else ():
                judged = [(*again[k], so_far.statements[k]) for k in so_far.judged if k not in so_far.unread]
                better = [(line, c, s) for line, c, s in judged if not self._fails(s) and _does(line, s)]
                behind = count(len(places) + sum(line.place is None for line, _, _ in out))
                at = tuple(next(behind) if line.place is None else line.place for line, _, _ in better)
                out += better
                if better:
                    told = [
                        uncited(s if line.place is None else placed(s, claim, places[line.place]))
                        for line, claim, s in better
                    ]
                    yield JudgedSentences(tuple(told), at, len(places))
        except ModelFailed:
            pass
        return out


def _does(line: RepairLine, statement: Statement) -> bool:
    """Return whether a claim that fares better is what was asked for: a yes or a no stands on a second look alone."""
    is_sure = statement.verdict is Verdict.SUPPORTED and says_yes_or_no([statement])
    return is_sure or line.repair is not Repair.YES_OR_NO

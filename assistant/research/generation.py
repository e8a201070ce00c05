"""Drafts of answers by any chat model: numbered evidence in, verified statements out.

When the model fails, the extractive answer remains.
"""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from assistant.answer.inquiry import Inquiry
from assistant.evidence.citations import Citations
from assistant.model import Answer, Citation, Statement, Verdict
from assistant.prompts.loader import NO_ANSWER, answer_messages, prompt, without_thoughts
from assistant.settings import Settings
from assistant.verification.second_look import CitedSentence, Look, second_look
from assistant.verification.verifier import Looks, check_draft
from corpus.errors import BadRequest, ModelFailed

OFF = "off"  # of `LICET_VERIFIER`: no second look
_GIVEN = 8  # passages that a chat model reads
_LONGEST_DRAFT = 6000  # characters of a draft; a model that goes on is cut off


def chat_model(settings: Settings) -> BaseChatModel | None:
    """Return the chat model of the settings, None for the extractive engine.

    Raise BadRequest when it cannot be made.
    """
    return _model(settings, settings.model, "LICET_MODEL") if settings.model else None


def verifying_model(settings: Settings, writer: BaseChatModel) -> BaseChatModel | None:
    """Return the chat model that takes the second look: the writer itself unless the settings name another or none.

    Raise BadRequest when it cannot be made.
    """
    if settings.verifier == OFF:
        return None
    return _model(settings, settings.verifier, "LICET_VERIFIER") if settings.verifier else writer


def _model(settings: Settings, name: str, setting: str) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"timeout": settings.model_timeout, "max_retries": 0}
    if settings.temperature is not None:  # many hosted models refuse any
        options["temperature"] = settings.temperature
    if settings.model_url:
        options["base_url"] = settings.model_url
    if settings.model_key.get_secret_value():
        options["api_key"] = settings.model_key.get_secret_value()
    elif settings.model_url:
        options["api_key"] = "none"  # the client insists on a key, a local server does not
    try:
        return init_chat_model(name, **options)
    except ImportError as error:
        provider = name.split(":")[0]
        raise BadRequest(
            f"The client for {provider} is not installed.", f"Install it with `pip install 'licet[{provider}]'`."
        ) from error
    except Exception as error:  # every provider's client raises its own errors; they are mapped here
        raise BadRequest(
            f"{setting}={name} cannot be used: {error}.",
            "Write it as provider:name, e.g. openai:gpt-4o-mini.",
        ) from error


class Generator:
    """Writer of answers with a chat model, whose every sentence is verified.

    `verifier` is the model that takes the second look; None leaves it out, and the program's checks stand alone.
    """

    def __init__(self, model: BaseChatModel, timeout: float, verifier: BaseChatModel | None = None) -> None:
        self.model, self.timeout, self.verifier = model, timeout, verifier

    def draft(self, question: str, citations: Sequence[Citation], *, simply: bool = False) -> Iterator[str]:
        """Yield an unverified answer piece by piece. Raise ModelFailed."""
        yield from self.speak(answer_messages(question, list(citations), simply=simply))

    def checked(
        self, question: str, draft: str, citations: Sequence[Citation], today: date, *, simply: bool = False
    ) -> list[Statement]:
        """Return the statements of a draft with their verdicts; none when the draft declines to answer.

        Sentences that fail are sent back to the model once. The second draft is taken if more of its sentences pass;
        those that were removed from the first draft then follow, as removed. Raise ModelFailed.
        """
        draft = without_thoughts(draft)
        if declines(draft):
            return []
        first = self._check(draft, citations, question, today)
        failed = [s for s in first if self._fails(s)]
        if not failed:
            return first
        try:
            again = without_thoughts("".join(self.speak(self._repair(question, draft, failed, citations, simply))))
            second = [] if declines(again) else self._check(again, citations, question, today)
        except ModelFailed:
            return first
        if self._worth(second) <= self._worth(first):
            return first
        removed = [s for s in first if s.verdict is Verdict.REMOVED]
        return [*(s for s in second if s.verdict is not Verdict.REMOVED), *removed]

    def stands(self, statements: Sequence[Statement]) -> bool:
        """Return whether anything is left that a reader may be shown as an answer.

        After a second look a sentence of it must be confirmed; where there is none, one must not be removed.
        """
        return any(not self._fails(s) for s in statements)

    def second_look(self, today: date) -> Looks | None:
        """Return the second look of the verifier as of a day, None where it is left out."""

        def look(claims: Sequence[CitedSentence], texts: Mapping[int, str], asked: str) -> list[Look | None]:
            return second_look(claims, texts, asked, today.isoformat(), self._verify)

        return look if self.verifier else None

    def _check(self, draft: str, citations: Sequence[Citation], question: str, today: date) -> list[Statement]:
        return check_draft(draft, citations, question, self.second_look(today), today)

    def _verify(self, conversation: list[BaseMessage], longest: int) -> Iterator[str]:
        yield from self.speak(conversation, longest=longest, model=self.verifier)

    def _fails(self, statement: Statement) -> bool:
        if statement.verdict is Verdict.UNCONFIRMED:
            return self.verifier is not None
        return statement.verdict is Verdict.REMOVED

    def _worth(self, statements: Sequence[Statement]) -> int:
        return sum(not self._fails(s) for s in statements)

    def _repair(
        self, question: str, draft: str, failed: Sequence[Statement], citations: Sequence[Citation], simply: bool
    ) -> list[BaseMessage]:
        listed = "\n".join(f"- {s.text} ({s.reason})" for s in failed)
        return [
            *answer_messages(question, list(citations), simply=simply),
            AIMessage(draft),
            HumanMessage(prompt("repair").substitute(failed=listed)),
        ]

    def speak(
        self,
        conversation: list[BaseMessage],
        *,
        longest: int = _LONGEST_DRAFT,
        seconds: float | None = None,
        model: BaseChatModel | None = None,
    ) -> Iterator[str]:
        """Yield the model's reply as it comes: at most `longest` characters within `seconds`.

        Without `seconds`, or where they are more, the time-out of the settings holds. The model, the writer unless
        `model` is another, runs in a thread of its own, which is left behind when it is late. Raise ModelFailed.
        """
        patience = min(self.timeout, seconds or self.timeout)
        words: queue.Queue[str | BaseException | None] = queue.Queue()
        stop = threading.Event()

        def speak() -> None:
            try:
                for chunk in (model or self.model).stream(conversation):
                    if stop.is_set():
                        return
                    words.put(str(chunk.text))
                words.put(None)
            except Exception as error:  # any client's error, mapped below
                words.put(error)

        # The context goes along, so that callbacks and a caller's context variables reach the model.
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(speak,), daemon=True, name="chat model").start()
        until, left = time.monotonic() + patience, longest
        try:
            while left > 0:
                try:
                    # A stream of empty pieces never ends: the clock is read before each piece.
                    if time.monotonic() > until:
                        raise queue.Empty
                    piece = words.get(timeout=max(0.001, until - time.monotonic()))
                except queue.Empty:
                    raise _late(patience) from None
                if piece is None:
                    return
                if isinstance(piece, BaseException):
                    if "timeout" in type(piece).__name__.lower():  # the client's time-out came first
                        raise _late(patience) from piece
                    raise ModelFailed(
                        f"The chat model failed: {type(piece).__name__}.", "Check LICET_MODEL and its server."
                    ) from piece
                yield piece[:left]
                left -= len(piece)
        finally:
            stop.set()


def _late(seconds: float) -> ModelFailed:
    return ModelFailed(f"The chat model took longer than {seconds:.0f} s.", "Raise LICET_MODEL_TIMEOUT.")


def cite_evidence(inquiries: Sequence[Inquiry], extractive: Answer, cites: Citations) -> None:
    """Number in `cites` the evidence that a chat model reads.

    These are rows, the passages of the best sentences, and all that the extractive answer cites.
    """
    for inquiry in inquiries:
        for match in inquiry.evidence.rows[:2]:
            cites.cite(match.held.source, match.held.version, match.held.provision.start, match.held.provision.end)
        hits = {s.hit.passage.id: s.hit for s in inquiry.ranked}
        most = _GIVEN // len(inquiries)
        for hit in list(hits.values())[:most] or list(inquiry.evidence.hits[:most]):
            cites.cite(hit.source, hit.version, hit.passage.start, hit.passage.end)
    # The model also reads what the extractive answer cites.
    for c in extractive.citations:
        if not any(c.version.number == o.version.number and o.start <= c.start and c.end <= o.end for o in cites.all):
            cites.cite(c.source, c.version, c.start, c.end)


def declines(draft: str) -> bool:
    """Return whether a draft is empty or says that the evidence does not answer."""
    return not draft.strip() or NO_ANSWER in draft.upper()

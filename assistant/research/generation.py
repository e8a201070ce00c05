"""Drafts of answers by any chat model: numbered evidence in, verified statements out.

When the model fails, the extractive answer remains.
"""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from assistant.answer.inquiry import Inquiry
from assistant.evidence.citations import Citations
from assistant.model import Answer, Citation, Statement, Verdict
from assistant.prompts.loader import NO_ANSWER, answer_messages, prompt, without_thoughts
from assistant.settings import Settings
from assistant.verification.support import SupportScorer
from assistant.verification.verifier import check_draft
from corpus.errors import BadRequest, ModelFailed
from index.text.analyzer import Analyzer

_GIVEN = 8  # passages that a chat model reads
_LONGEST_DRAFT = 6000  # characters of a draft; a model that goes on is cut off


def chat_model(settings: Settings) -> BaseChatModel | None:
    """Return the chat model of the settings, None for the extractive engine.

    Raise BadRequest when it cannot be made.
    """
    if not settings.model:
        return None
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"temperature": 0.0, "timeout": settings.model_timeout, "max_retries": 0}
    if settings.model_url:
        options["base_url"] = settings.model_url
    if settings.model_key.get_secret_value():
        options["api_key"] = settings.model_key.get_secret_value()
    elif settings.model_url:
        options["api_key"] = "none"  # the client insists on a key, a local server does not
    try:
        return init_chat_model(settings.model, **options)
    except ImportError as error:
        provider = settings.model.split(":")[0]
        raise BadRequest(
            f"The client for {provider} is not installed.", f"Install it with `pip install 'licet[{provider}]'`."
        ) from error
    except Exception as error:  # every provider's client raises its own errors; they are mapped here
        raise BadRequest(
            f"LICET_MODEL={settings.model} cannot be used: {error}.",
            "Write it as provider:name, e.g. openai:gpt-4o-mini.",
        ) from error


class Generator:
    """Writer of answers with a chat model, whose every sentence is verified."""

    def __init__(self, model: BaseChatModel, scorer: SupportScorer, timeout: float) -> None:
        self.model, self.scorer, self.timeout = model, scorer, timeout

    def draft(self, question: str, citations: Sequence[Citation], *, simply: bool = False) -> Iterator[str]:
        """Yield an unverified answer piece by piece. Raise ModelFailed."""
        yield from self.speak(answer_messages(question, list(citations), simply=simply))

    def checked(
        self, question: str, draft: str, citations: Sequence[Citation], analyzer: Analyzer, *, simply: bool = False
    ) -> list[Statement]:
        """Return the statements of a draft with their verdicts; none when the draft declines to answer.

        `analyzer` is the question's own, which has taken the evidence apart already.

        Sentences that fail are sent back to the model once. The second draft is taken if more of its sentences pass;
        those that failed in the first draft then follow, as removed.
        """
        draft = without_thoughts(draft)
        if declines(draft):
            return []
        first = check_draft(draft, citations, self.scorer, question, analyzer)
        failed = [s for s in first if s.verdict is Verdict.REMOVED]
        if not failed:
            return first
        try:
            again = without_thoughts("".join(self.speak(self._repair(question, draft, failed, citations, simply))))
        except ModelFailed:
            return first
        second = [] if declines(again) else check_draft(again, citations, self.scorer, question, analyzer)
        if _kept(second) <= _kept(first):
            return first
        return [*(s for s in second if s.verdict is not Verdict.REMOVED), *failed]

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
        self, conversation: list[BaseMessage], *, longest: int = _LONGEST_DRAFT, seconds: float | None = None
    ) -> Iterator[str]:
        """Yield the model's reply as it comes: at most `longest` characters within `seconds`.

        Without `seconds`, or where they are more, the time-out of the settings holds. The model runs in a thread of its
        own, which is left behind when it is late. Raise ModelFailed.
        """
        patience = min(self.timeout, seconds or self.timeout)
        words: queue.Queue[str | BaseException | None] = queue.Queue()
        stop = threading.Event()

        def speak() -> None:
            try:
                for chunk in self.model.stream(conversation):
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


def _kept(statements: Sequence[Statement]) -> int:
    return sum(s.verdict is not Verdict.REMOVED for s in statements)

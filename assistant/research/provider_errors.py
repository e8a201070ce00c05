"""Errors of chat models' servers, each as one line with its remedy: the border of every provider's client."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessageChunk

from assistant.evidence.citations import inert
from corpus.errors import ModelFailed
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line

_TRANSIENT = frozenset((408, 409, 425, 429, 500, 502, 503, 504, 529))
_NOT_TAKEN = frozenset((400, 405, 415, 422, 501))
_OF_THE_CLIENT = (TypeError, ValueError, LookupError, NotImplementedError)  # no connection that broke
_BUSY = frozenset((503, 529))
_LEAST_FAILING = 400  # status: what breaks off in the middle of a reply came with 200
_SERVER_SAID = 220  # characters of a server's own words
_KEY = lazy_regex(r"\b(?:sk|key|gsk|xai)[-_][\w*-]{6,200}", re.IGNORECASE)
_TOO_LONG = lazy_regex(
    r"context.{0,20}(?:length|window|size)|(?:prompt|input|request).{0,40}(?:too (?:long|large|many)|exceed)"
    r"|maximum.{0,20}tokens|too many (?:input )?tokens|reduce the length",
    re.IGNORECASE,
)
_NO_CREDIT = lazy_regex(r"insufficient.?(?:quota|funds|balance|credit)|credit balance|billing|payment", re.IGNORECASE)
_REMEDIES = {"temperature": "Unset LICET_TEMPERATURE.", "support tools": "Set LICET_MODEL_TOOLS=off."}
_OVERLOADED = lazy_regex(r"\boverloaded|\bserver (?:is )?busy\b", re.IGNORECASE)
_STATUS_SAID = lazy_regex(r"\s?\(status code: -?\d{1,3}\)$")  # Ollama's client says behind each error
_FILTERED = lazy_regex(r"content.{0,8}(?:filter|policy|management)|safety|refus|flagged", re.IGNORECASE)
# Reasons for which a reply ends before it is whole, as OpenAI, Anthropic, Google, Bedrock and Ollama name them.
_ENDING_KEYS = ("finish_reason", "stop_reason", "done_reason", "stopReason")
_TELLING_CLIENTS = frozenset(("openai-chat", "anthropic-chat", "chat-ollama"))  # whose replies say that they end
_CUT_OFF = frozenset(("length", "max_tokens", "max_output_tokens", "model_context_window_exceeded"))
_HELD_BACK = frozenset((
    "content_filter", "content_filtered", "guardrail_intervened", "refusal", "safety", "recitation", "blocklist",
    "prohibited_content", "spii",
))  # fmt: skip
_NO_MODEL = lazy_regex(r"model.{0,60}(?:not (?:found|exist)|does not exist|unknown|no such)", re.IGNORECASE)


class ContextTooLong(ModelFailed):
    """A prompt that the chat model cannot read at once."""


class Filtered(ModelFailed):
    """A prompt or a reply that the provider's content filter held back."""


class Refused(ModelFailed):
    """A prompt whose form the server does not take, or a reply that its client could not read."""


@dataclass(frozen=True, slots=True)
class _Remedies:
    """What to do about a failing model, by the settings that name it, its key and its server."""

    key: str = "Check LICET_MODEL_KEY."
    credit: str = "Top it up, or set another LICET_MODEL."
    window: str = "Set LICET_MODEL_WINDOW."
    name: str = "Check LICET_MODEL and LICET_MODEL_URL."
    address: str = "Check LICET_MODEL_URL and the network."
    server: str = "Check LICET_MODEL and its server."


_OF_WRITER = _Remedies()
# A verifier has the writer's key and address where it is of the writer's provider, and none of them else.
_OF_VERIFIER = _Remedies(
    key="Check the key of LICET_VERIFIER: its provider's own variable, or LICET_MODEL_KEY if LICET_MODEL is its too.",
    credit="Top it up, or set another LICET_VERIFIER.",
    window="Lower LICET_EVIDENCE_TOKENS, or set another LICET_VERIFIER.",
    name="Check LICET_VERIFIER and the address of its server.",
    address="Check LICET_VERIFIER, the address of its server and the network.",
    server="Check LICET_VERIFIER and its server.",
)


def model_failure(error: BaseException, *, of_verifier: bool = False) -> ModelFailed:
    """Return the error of a provider's client as a failure with its cause and remedy in one line.

    `of_verifier` says that it is the client of a verifier which is another model than the writer.
    """
    todo = _OF_VERIFIER if of_verifier else _OF_WRITER
    status, (message, code) = status_of(error), _said(error)
    said = f"{message} {code}".strip()
    words = f" ({inert(message or code)})" if said else ""
    if status in (401, 403):
        return ModelFailed(f"The chat model's server refuses the key{words}.", todo.key)
    if status == 402 or _NO_CREDIT.search(said):
        return ModelFailed(f"The chat model's account has no credit{words}.", todo.credit)
    if _TOO_LONG.search(said):
        return ContextTooLong(f"The question with its evidence is too long for the chat model{words}.", todo.window)
    if _FILTERED.search(said):
        return Filtered(f"The provider's content filter held the question or the reply back{words}.", "Ask otherwise.")
    if status == 404 or _NO_MODEL.search(said):
        return ModelFailed(f"The server does not know the chat model{words}.", todo.name)
    if status == 429:
        return ModelFailed(f"The chat model's server is asked too often{words}.", "Wait a little and ask again.")
    if status in _BUSY or _OVERLOADED.search(said):
        return ModelFailed(f"The chat model's server is overloaded{words}.", "Wait a little and ask again.")
    kind = type(error).__name__
    if "timeout" in kind.lower():
        return ModelFailed("The chat model took too long.", "Raise LICET_MODEL_TIMEOUT.")
    if "connect" in kind.lower():
        return ModelFailed("The chat model's server could not be reached.", todo.address)
    how = f" with status {status}" if status >= _LEAST_FAILING else f": {kind}"
    is_refused = status in _NOT_TAKEN or (not status and isinstance(error, _OF_THE_CLIENT))
    sort = Refused if is_refused else ModelFailed
    remedies = (remedy for word, remedy in _REMEDIES.items() if is_refused and word in said)
    return sort(f"The chat model failed{how}{words}.", next(remedies, todo.server))


def is_end(chunk: AIMessageChunk) -> bool:
    """Return whether a piece of a reply tells that the reply ends with it."""
    return any(chunk.response_metadata.get(key) for key in _ENDING_KEYS)


def tells_its_end(model: Any) -> bool:
    """Return whether the last piece of a model's reply always says that it is the last: without it the reply broke."""
    while (inner := getattr(model, "bound", None)) is not None:
        model = inner
    return getattr(model, "_llm_type", "") in _TELLING_CLIENTS


def is_cut_off(chunk: AIMessageChunk) -> bool:
    """Return whether a piece of a reply tells that the reply ends at a limit of tokens. Raise Filtered."""
    told = chunk.response_metadata
    ending = next((str(told[key]).casefold() for key in _ENDING_KEYS if told.get(key)), "")
    if ending in _HELD_BACK or chunk.additional_kwargs.get("refusal"):
        raise Filtered("The chat model's provider held the reply back in the middle.", "Ask otherwise.")
    return ending in _CUT_OFF


def is_transient(error: BaseException) -> bool:
    """Return whether asking once more may help: the server is busy, stumbled or was not reached."""
    status, said = status_of(error), " ".join(_said(error))
    if _NO_CREDIT.search(said):
        return False
    return status in _TRANSIENT or (status == 0 and "connect" in type(error).__name__.lower())


def seconds_asked(error: BaseException) -> float:
    """Return how long a server asks to be left alone, 0 where it does not say."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", 0)))
    except (TypeError, ValueError):
        return 0.0


def status_of(error: BaseException) -> int:
    """Return the HTTP status of an error, 0 where it has none."""
    found = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else 0


def _said(error: BaseException) -> tuple[str, str]:
    """Return the server's own words and its code for them, each in one line without keys."""
    body: Any = getattr(error, "body", None)
    while isinstance(body, Mapping):
        told, code = body.get("message"), body.get("code") or body.get("type")
        if isinstance(told, str):
            return without_keys(told), without_keys(code) if isinstance(code, str) else ""
        body = body.get("error")
    return without_keys(_STATUS_SAID.sub("", str(getattr(error, "message", "") or error))), ""


def without_keys(text: str) -> str:
    """Return the words of a server or its client in one short line, without keys."""
    line = _KEY.sub("…", one_line(text[: 4 * _SERVER_SAID]))
    return (line if len(line) <= _SERVER_SAID else f"{line[:_SERVER_SAID].rstrip()}…").rstrip(".")

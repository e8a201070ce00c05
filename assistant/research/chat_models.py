"""Chat models of the settings, and what they can do: tools, how much they read at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel

from assistant.research.provider_errors import without_keys
from assistant.research.tokens import Count, own_count, tokens
from assistant.settings import Settings, Switch
from corpus.errors import BadRequest

OFF = "off"  # of `LICET_VERIFIER`: no second look
_OLLAMA_WINDOW = 16_384  # tokens that Ollama is told to read: its own default cuts a prompt without a word
_UNKNOWN_WINDOW = 65_536  # tokens of a model that nothing is known of; a server that takes less says so
_MOST_REPLY = 4_000  # tokens that are kept free for one reply
_REPLY_SHARE = 8  # … and of a small window the part of it
_SHARE_OF_WINDOW = 0.5  # of the window that evidence may fill


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a chat model can do, by its settings, else by what its client knows of it: tools, structured output.

    `window` are the tokens that it reads at once, `answer_tokens` those that one answer may take. `count` tells how
    many a text has: the model's own tokeniser, or an estimate.
    """

    tools: bool = False
    evidence_tokens: int = 24_000
    rounds: int = 3
    structured: bool = False
    window: int = _UNKNOWN_WINDOW
    answer_tokens: int = 300_000
    count: Count = tokens

    @property
    def counts_itself(self) -> bool:
        """Return whether tokens are counted by the model's own tokeniser."""
        return self.count is not tokens

    def room(self, besides: int) -> int:
        """Return the tokens of evidence for which there is room beside a prompt, a draft and its repair."""
        return self.window - besides - 2 * min(_MOST_REPLY, self.window // _REPLY_SHARE)


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


def abilities(model: BaseChatModel, settings: Settings, verifier: BaseChatModel | None = None) -> Abilities:
    """Return what a model can do. A server of one's own is asked for nothing special unless the settings say so.

    A `verifier` that is another model reads the same evidence: the smaller window of the two holds.
    """
    known = {} if settings.model_url else _profile(model)
    window = _window(model, settings, settings.model)
    if verifier is not None and verifier is not model:
        window = min(window, _window(verifier, settings, settings.verifier))
    return Abilities(
        _switched(settings.model_tools, bool(known.get("tool_calling"))),
        min(settings.evidence_tokens, int(window * _SHARE_OF_WINDOW)),
        settings.model_rounds,
        _switched(settings.model_structured, bool(known.get("structured_output"))),
        window,
        settings.answer_tokens,
        own_count(model, is_of_openai=settings.model.startswith("openai:") and not settings.model_url) or tokens,
    )


def _window(model: BaseChatModel, settings: Settings, name: str) -> int:
    is_own = _provider(name) == _provider(settings.model)
    known = {} if settings.model_url and is_own else _profile(model)
    window = (settings.model_window if is_own else 0) or int(known.get("max_input_tokens") or 0)
    return window or (_OLLAMA_WINDOW if _provider(name) == "ollama" else _UNKNOWN_WINDOW)


def _profile(model: BaseChatModel) -> dict[str, Any]:
    return dict(getattr(model, "profile", None) or {})


def _provider(name: str) -> str:
    return name.split(":")[0]


def _switched(setting: Switch, known: bool) -> bool:
    return known if setting is Switch.AUTO else setting is Switch.ON


def _model(settings: Settings, name: str, setting: str) -> BaseChatModel:
    """Return the client of a model. Address, key and window of the settings are those of `LICET_MODEL`'s provider.

    A verifier of another provider gets none of them: its client reads that provider's own variables.
    """
    from langchain.chat_models import init_chat_model

    provider = _provider(name)
    is_own = provider == _provider(settings.model)
    url, key = (settings.model_url, settings.model_key.get_secret_value()) if is_own else ("", "")
    options: dict[str, Any] = {"timeout": settings.model_timeout, "max_retries": 0}
    if settings.temperature is not None:  # many hosted models refuse any
        options["temperature"] = settings.temperature
    if url:
        options["base_url"] = url
    if key:
        options["api_key"] = key
    elif url:
        options["api_key"] = "none"  # the client insists on a key, a local server does not
    if provider == "ollama":
        options = {k: v for k, v in options.items() if k in ("temperature", "base_url")}
        options |= {"num_ctx": (settings.model_window if is_own else 0) or _OLLAMA_WINDOW}
        options |= {"client_kwargs": {"timeout": settings.model_timeout}}
    try:
        return init_chat_model(name, **options)
    except ImportError as error:
        raise BadRequest(
            f"The client for {provider} is not installed.", f"Install it with `pip install 'licet[{provider}]'`."
        ) from error
    except Exception as error:  # every provider's client raises its own errors; they are mapped here
        key_of = "LICET_MODEL_KEY" if is_own else "its provider's own variable"
        raise BadRequest(
            f"{setting}={name} cannot be used: {without_keys(str(error))}.",
            f"Write it as provider:name, e.g. openai:gpt-4o-mini, with its key in {key_of} where it needs one.",
        ) from error

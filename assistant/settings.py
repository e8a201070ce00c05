"""Settings of Licet, frozen and validated. No other module reads the environment."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import BadRequest


class Switch(StrEnum):
    """Setting that is on, off, or decided by what is known."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


def ollama_host() -> str:
    """Return what `OLLAMA_HOST` says, Ollama's own setting of where it listens; "" where it is not set."""
    return os.environ.get("OLLAMA_HOST", "")


def token_tables() -> str:
    """Return the folder of the tables that OpenAI's models count tokens by, "" where the environment names none."""
    return os.environ.get("TIKTOKEN_CACHE_DIR", "")


def otlp_protocol() -> str:
    """Return how spans are sent to a collector of OpenTelemetry, by its own variables; "" where they name none."""
    named = (os.environ.get(f"OTEL_EXPORTER_OTLP_{which}ENDPOINT", "") for which in ("", "TRACES_"))
    if not any(named):
        return ""
    told = os.environ.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") or os.environ.get("OTEL_EXPORTER_OTLP_PROTOCOL")
    return "grpc" if told == "grpc" else "http/protobuf"


class Settings(BaseSettings):
    """Settings, read from `LICET_…` variables. An unknown variable of that prefix is an error: it may be misspelled."""

    model_config = SettingsConfigDict(env_prefix="LICET_", frozen=True, extra="forbid")

    home: Path = Field(default=Path("~/.licet"), description="the one folder for everything written at run time")
    model: str = Field(
        default="",
        description="chat model, `provider:name` (openai:…, anthropic:…, ollama:…); empty: the extractive engine",
    )
    model_url: str = Field(default="", description="base URL of an OpenAI-compatible server for `openai:` models")
    model_key: SecretStr = Field(
        default=SecretStr(""), description="key for the chat model's server, where it needs one"
    )
    verifier: str = Field(
        default="",
        description="chat model, `provider:name`, that checks what `LICET_MODEL` wrote; empty: the same; `off`: none; "
        "one of another provider is never given MODEL_KEY, MODEL_URL and MODEL_WINDOW: its client reads that "
        "provider's own variables, such as `OPENAI_API_KEY`",
    )
    temperature: float | None = Field(
        default=None, ge=0, le=2, description="temperature sent to chat models; unset: none is sent, as many refuse it"
    )
    model_timeout: float = Field(
        default=60.0, gt=0, le=3600, description="seconds after which a chat model counts as failed"
    )
    model_window: int = Field(
        default=0,
        ge=0,
        le=10_000_000,
        description="tokens that the chat model reads at once; 0: as its client knows, 16,384 for Ollama, else 65,536",
    )
    model_tools: Switch = Field(
        default=Switch.AUTO,
        description="whether the chat model may call Licet's tools; auto: as its client knows, never with MODEL_URL",
    )
    model_structured: Switch = Field(
        default=Switch.AUTO,
        description="whether claims come as structured output; auto: as the model's client knows, never with MODEL_URL",
    )
    model_rounds: int = Field(default=3, ge=1, le=20, description="rounds of tool calls that a chat model may take")
    answer_tokens: int = Field(
        default=300_000,
        ge=1000,
        description="tokens read and written after which an answer makes no more look-ups and takes no second look",
    )
    model_briefs: bool = Field(
        default=False, description="whether the chat model writes a brief of each document that a person adds"
    )
    research_questions: int = Field(
        default=12, ge=1, le=60, description="most sub-questions that `licet research` looks into"
    )
    research_rounds: int = Field(
        default=2, ge=1, le=10, description="rounds in which `licet research` may think of sub-questions"
    )
    research_tokens: int = Field(
        default=400_000,
        ge=1000,
        description="tokens read and written after which `licet research` looks into nothing more and writes its memo",
    )
    model_prices: str = Field(
        default="",
        pattern=r"^(\d+(\.\d+)?/\d+(\.\d+)?)?$",
        description="US dollars for a million tokens read and written, as 0.15/0.60, for the cost of an answer",
    )
    verifier_prices: str = Field(
        default="",
        pattern=r"^(\d+(\.\d+)?/\d+(\.\d+)?)?$",
        description="the same for a VERIFIER that is another model; empty: an answer that it checked has no cost told",
    )
    evidence_tokens: int = Field(
        default=24_000,
        ge=500,
        le=500_000,
        description="most tokens of evidence that a chat model is given, counted by its own tokeniser or estimated",
    )
    chroma_url: str = Field(
        default="",
        description="a Chroma server that several instances share, http://host:port; empty: embedded, on disk",
    )
    database_url: SecretStr = Field(
        default=SecretStr(""),
        description="a PostgreSQL database that several instances share, postgresql://user:password@host:5432/licet, "
        "for texts, conversations, keys and what is followed; empty: files in `LICET_HOME`",
    )
    fetched_folder: Path | None = Field(
        default=None,
        description="a folder of what publishers answered, which instances over one DATABASE_URL share; "
        "empty: `fetched` in `LICET_HOME`",
    )
    embeddings: str = Field(
        default="", description="`provider:name` of a LangChain embeddings endpoint; empty: the embedded encoder"
    )
    reranker: str = Field(
        default="", description="a cross-encoder by hub name or folder; empty: the ranker that ships with Licet"
    )
    entailment: str = Field(
        default="",
        description="an entailment model by hub name or folder for the support check; empty: the built-in scorer",
    )
    sources_base_url: str = Field(
        default="",
        description="another origin for every fetch of official texts, the original host as its first path segment",
    )
    korean_law_account: str = Field(
        default="",
        pattern=r"^[\w.@-]{0,100}$",
        description="account (OC) at open.law.go.kr, whose service gives Korean laws; empty: their pages are read",
    )
    allow_private_addresses: bool = Field(
        default=False, description="whether `licet add URL` may fetch from private and link-local addresses"
    )
    fetch_mb: int = Field(default=200, gt=0, le=4000, description="largest text or page that is fetched")
    fetch_seconds: float = Field(
        default=900.0, gt=0, le=86_400, description="seconds after which a fetch of one text is given up"
    )
    reading_seconds: float = Field(
        default=4.0,
        gt=0,
        le=3600,
        description="seconds of computing that reading may take for each 100 KB of a document, or less",
    )
    reading_mb: int = Field(
        default=320,
        gt=0,
        le=100_000,
        description="MB of memory that reading may take for each MB of a document, or less",
    )
    reading_passages: int = Field(
        default=250_000, gt=0, description="most passages of a document; one with more is refused"
    )
    annotations: bool = Field(
        default=True, description="whether annotated law answers; off, for measuring what the texts alone give"
    )
    trace_texts: bool = Field(
        default=False, description="whether OpenTelemetry's spans hold the texts of questions and answers"
    )
    threads: int = Field(default=0, ge=0, le=256, description="threads of the encoder; 0: chosen by the machine")
    undo_changes: int = Field(
        default=20, ge=0, le=1000, description="last replacements and removals that `licet undo` can take back"
    )
    undo_mb: int = Field(default=200, ge=0, le=100_000, description="most text that is kept for `licet undo`")
    read_only: bool = Field(default=False, description="the app without adding, syncing and removing")
    public: bool = Field(default=False, description="allow the app on a public address without sign-in")
    base_path: str = Field(default="", description="path under which a reverse proxy serves the app")
    max_upload_mb: int = Field(default=200, gt=0, le=2000, description="largest file that the app takes")
    max_question_chars: int = Field(default=4000, gt=0, le=10_000, description="longest question")
    questions_per_minute: int = Field(
        default=30, gt=0, description="questions a person, or an address without sign-in, may ask in a minute"
    )
    requests_per_minute: int = Field(
        default=120, gt=0, description="requests a key of the HTTP API, or an address without one, may make in a minute"
    )

    smtp_url: SecretStr = Field(
        default=SecretStr(""),
        description="mail server of `licet watch --notify`: smtp://host:25, smtp+starttls://user:password@host, smtps://…",
    )
    notify_to: str = Field(default="", description="mail addresses that are told of changes, commas between")
    notify_from: str = Field(default="", description="sender of these mails; empty: the first who is told")
    notify_webhook: str = Field(default="", description="web address to which changes are posted as JSON")

    @field_validator("fetched_folder", mode="before")
    @classmethod
    def _named(cls, folder: Any) -> Any:
        return folder or None

    @field_validator("home", "fetched_folder")
    @classmethod
    def _expand(cls, folder: Path | None) -> Path | None:
        return folder and folder.expanduser().absolute()

    @property
    def prices(self) -> tuple[float, float] | None:
        """Return the prices of a million tokens read and written, None where none are set."""
        return _prices(self.model_prices)

    @property
    def prices_of_verifier(self) -> tuple[float, float] | None:
        """Return the prices of a verifier that is another model, None where none are set."""
        return _prices(self.verifier_prices)

    @classmethod
    def load(cls, **given: Any) -> Settings:
        """Return the settings of this process; `given` ones take precedence over the environment.

        Raise BadRequest naming the setting that is unknown or wrong.
        """
        known = {f"LICET_{name}".upper() for name in cls.model_fields} | {"LICET_SHARED"}
        unknown = sorted(name for name in os.environ if name.startswith("LICET_") and name not in known)
        unknown += [name for name in given if name not in cls.model_fields]
        if unknown:
            raise BadRequest(
                f"{unknown[0]} is not a setting of Licet.",
                f"Unset it; the settings are {', '.join(sorted(known - {'LICET_SHARED'}))}.",
            )
        try:
            return cls(**given)
        except ValidationError as error:
            first = error.errors()[0]
            name = "LICET_" + str(first["loc"][0]).upper()
            raise BadRequest(
                f"{name} is wrong: {first['msg']}.", "Correct or unset it; docs/configuration.md lists every setting."
            ) from error


def _prices(told: str) -> tuple[float, float] | None:
    read, _, written = told.partition("/")
    return (float(read), float(written)) if written else None

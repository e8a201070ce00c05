"""Chat models that Ollama runs on this machine, found by one short question to a loopback address."""

from __future__ import annotations

import http.client
import ipaddress
import json
import re
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from corpus.language.lazy_regex import lazy_regex

_OLLAMA_PORT = 11434
_PATIENCE_OF_PROBE = 0.7  # seconds: a server on this machine that takes longer is busy or another one
_LONGEST_TAGS = 2**20  # bytes of the models' list
_MODEL_NAME = lazy_regex(r"[A-Za-z0-9][\w./:-]{0,150}", re.ASCII)
_CLIENT = "langchain_ollama"


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A chat model on this machine: its name in Ollama, and the address of Ollama."""

    name: str
    url: str

    @property
    def setting(self) -> str:
        """Return the model as `LICET_MODEL` names it."""
        return f"ollama:{self.name}"

    @property
    def has_client(self) -> bool:
        """Return whether the client that speaks with it is installed."""
        return find_spec(_CLIENT) is not None


def loopback_address(host: str) -> str:
    """Return the address of Ollama on this machine for what `OLLAMA_HOST` says; "" where that is another machine.

    Without a host it is the usual one. Where Ollama listens everywhere, it listens here too.
    """
    given = host.strip()
    try:
        parts = urlsplit(given if "://" in given else f"http://{given}")
        port = parts.port or (80 if "://" in given else _OLLAMA_PORT)
    except ValueError:
        return ""
    if parts.scheme != "http" or parts.path.strip("/") or parts.username is not None:
        return ""
    name = parts.hostname or "127.0.0.1"
    if name == "localhost":  # not looked up: whom a name means is not for others to say
        name = "127.0.0.1"
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return ""
    if address.is_unspecified:
        address = ipaddress.ip_address("127.0.0.1" if address.version == 4 else "::1")
    if not address.is_loopback:
        return ""
    return f"http://{address}:{port}" if address.version == 4 else f"http://[{address}]:{port}"


def find_local_model(url: str, seconds: float = _PATIENCE_OF_PROBE) -> LocalModel | None:
    """Return the chat model that was last changed of those that Ollama has at an address, None where there is none.

    What is no Ollama, or none that is well, has none.
    """
    with suppress(OSError, http.client.HTTPException, ValueError, RecursionError):
        listed = json.loads(_listing(url, seconds))
        models = listed.get("models") if isinstance(listed, dict) else None
        for model in models if isinstance(models, list) else ():
            if isinstance(model, dict) and (name := _chats_here(model)):
                return LocalModel(name, url)
    return None


def _listing(url: str, seconds: float) -> bytes:
    """Return the list of models as it was sent, whole within the time. Raise OSError, HTTPException, ValueError."""
    until = time.monotonic() + seconds
    parts = urlsplit(url)
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)) as connection:
        connection.request("GET", "/api/tags", headers={"Accept": "application/json"})
        response = connection.getresponse()
        if response.status != 200:
            raise ValueError(f"status {response.status}")
        told = bytearray()
        while piece := response.read1(2**16):
            told += piece
            # A server that sends byte by byte is never late for a single one: the clock is read after each.
            if time.monotonic() > until or len(told) > _LONGEST_TAGS:
                raise TimeoutError
    return bytes(told)


def _chats_here(model: dict[str, Any]) -> str:
    """Return the name of a model that chats and runs here; "" for one of embeddings, and for one in a cloud.

    Ollama lists models in its cloud beside those on the machine, to which the texts would be sent.
    """
    name = model.get("name")
    if not isinstance(name, str) or not _MODEL_NAME.fullmatch(name):
        return ""
    if model.get("remote_host") or model.get("remote_model") or name.endswith((":cloud", "-cloud")):
        return ""
    details = model.get("details")
    family = str(details.get("family", "")) if isinstance(details, dict) else ""
    return "" if "bert" in family or "embed" in name else name

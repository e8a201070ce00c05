"""What a reader has chosen once for the desk: its language, and whether the page "Inspect" stands among the others."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from corpus.errors import StoreUnavailable
from corpus.records.names import DESK_CHOICES
from ui.conversations.store import Conversations, PassingConversations


@dataclass(frozen=True)
class DeskChoices:
    """What a reader has chosen; `language` is "" where none was."""

    language: str = ""
    inspects: bool = False


def keep_choices(store: Conversations, **chosen: Any) -> None:
    """Keep what a reader has chosen now, by the fields of DeskChoices, beside what is kept: another tab chose it.

    Where nothing identifies the reader, or nothing can be written, it is not kept.
    """
    if isinstance(store, PassingConversations):
        return
    with suppress(StoreUnavailable):
        store.records.change(_name(store), lambda held: json.dumps(asdict(replace(_read(held), **chosen))).encode())


def kept_choices(store: Conversations) -> DeskChoices:
    """Return what a reader has chosen; nothing chosen where nothing that can be read is kept."""
    try:
        return _read(store.records.read(_name(store)))
    except StoreUnavailable:
        return DeskChoices()


def _name(store: Conversations) -> str:
    return f"{store.folder}/{DESK_CHOICES}"


def _read(content: bytes | None) -> DeskChoices:
    try:
        held = json.loads(content or b"{}")
        return DeskChoices(str(held.get("language") or ""), held.get("inspects") is True)
    except (ValueError, AttributeError):
        return DeskChoices()

"""What a reader has chosen once for the desk: its language, and whether the page "Inspect" stands among the others."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass

from corpus.errors import StoreUnavailable
from corpus.records.names import DESK_CHOICES
from ui.conversations.store import Conversations, PassingConversations


@dataclass(frozen=True)
class DeskChoices:
    """What a reader has chosen; `language` is "" where none was."""

    language: str = ""
    inspects: bool = False


def keep_choices(store: Conversations, choices: DeskChoices) -> None:
    """Keep what a reader has chosen; where nothing identifies the reader, or nothing can be written, it is not kept."""
    if isinstance(store, PassingConversations):
        return
    with suppress(StoreUnavailable):
        store.records.write(f"{store.folder}/{DESK_CHOICES}", json.dumps(asdict(choices)).encode())


def kept_choices(store: Conversations) -> DeskChoices:
    """Return what a reader has chosen; nothing chosen where nothing that can be read is kept."""
    try:
        held = json.loads(store.records.read(f"{store.folder}/{DESK_CHOICES}") or b"{}")
        return DeskChoices(str(held.get("language") or ""), held.get("inspects") is True)
    except (StoreUnavailable, ValueError, AttributeError):
        return DeskChoices()

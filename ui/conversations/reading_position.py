"""Where a reader left off: the text and the address that the page "Read" showed last."""

from __future__ import annotations

import json
from contextlib import suppress

from corpus.errors import StoreUnavailable
from corpus.records.names import READING_PLACE
from ui.conversations.store import Conversations, PassingConversations


def keep_place(store: Conversations, source_id: str, locator: str) -> None:
    """Keep where a reader is; where nothing identifies the reader, or nothing can be written, it is not kept."""
    if isinstance(store, PassingConversations):
        return
    with suppress(StoreUnavailable):
        store.records.write(f"{store.folder}/{READING_PLACE}", json.dumps([source_id, locator]).encode())


def kept_place(store: Conversations) -> tuple[str, str] | None:
    """Return the text and the address where a reader left off; None where nothing that can be read is kept."""
    try:
        source_id, locator = json.loads(store.records.read(f"{store.folder}/{READING_PLACE}") or b"")
    except (StoreUnavailable, ValueError, TypeError):
        return None
    return (source_id, locator) if isinstance(source_id, str) and isinstance(locator, str) else None

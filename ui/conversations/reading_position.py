"""Where a reader left off: the text and the address that the page "Read" showed last."""

from __future__ import annotations

import json
from contextlib import suppress

from corpus.kept_file import read_whole, write_whole
from ui.conversations.store import Conversations, PassingConversations

_FILE = "reading.place"  # beside the reader's conversations, and none of them


def keep_place(store: Conversations, source_id: str, locator: str) -> None:
    """Keep where a reader is; without a folder of the reader's own, or on a full disk, it is not kept."""
    if isinstance(store, PassingConversations):
        return
    with suppress(OSError):
        write_whole(store.folder / _FILE, json.dumps([source_id, locator]).encode(), private=True)


def kept_place(store: Conversations) -> tuple[str, str] | None:
    """Return the text and the address where a reader left off; None where nothing that can be read is kept."""
    if isinstance(store, PassingConversations):
        return None
    try:
        source_id, locator = json.loads(read_whole(store.folder / _FILE).decode())
    except (OSError, ValueError, TypeError):
        return None
    return (source_id, locator) if isinstance(source_id, str) and isinstance(locator, str) else None

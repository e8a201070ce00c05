"""A research on its way: it is kept after every step, and goes on where it was stopped or killed."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.events import Event
from assistant.memo.graph import Researcher
from assistant.memo.model import Research, Stage
from assistant.memo.store import ResearchStore
from corpus.filters import Filters


class Researching:
    """Events of one research; `at` is how far it is."""

    def __init__(
        self, researcher: Researcher, store: ResearchStore, question: str, filters: Filters, *, fresh: bool = False
    ) -> None:
        """Begin, or go on with what was kept, unless it shall be `fresh`. Raise BadRequest as `Researcher.begin`."""
        self.researcher, self.store, self._fresh = researcher, store, fresh
        self._begun = researcher.begin(question, filters)
        self.at: Research = self._kept() or self._begun

    def stop(self) -> None:
        """End it at once, from whatever thread, with Stopped raised where it is followed; what was found is kept."""
        self.researcher.stop.set()

    def __iter__(self) -> Iterator[Event]:
        """Yield the steps and the words as they come. Raise StoreUnavailable, ModelFailed, BadRequest, Stopped."""
        if self.at.stage is Stage.COMPLETE:
            return
        with self.store.alone(self.at.id):
            self.at = self._kept() or self._begun  # another process may have gone on with it, or ended it, meanwhile
            if self.at.stage is Stage.COMPLETE:
                return
            for event in self.researcher.run(self.at):
                if isinstance(event, Research):
                    self.at = event
                    self.store.save(event)
                else:
                    yield event

    def _kept(self) -> Research | None:
        kept = None if self._fresh else self.store.load(self._begun.id)
        return self.researcher.resumed(kept) if kept else None

"""State of the app that all sessions share: opened once per process, loaded on a background thread."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from importlib import import_module

import streamlit as st

from assistant.engines.ledger import whole_ledger
from assistant.events import Event
from assistant.research.local_models import LocalModel
from assistant.settings import Settings
from assistant.wiring import Application, open_application
from corpus.filters import Filters
from ui.news.news_cache import CollectedNews
from ui.offers.local_model import LocalModelOffer
from ui.offers.verified_offers import Offers
from ui.serving.rate_limit import RateLimit
from ui.warm_up import WarmUp

# Seconds that loading waits for a first reader, and then for that reader's page to be drawn.
_VISITOR, _DRAWING = 1.0, 4.0
# Questions that are answered at once without a chat model. One interpreter answers them all: twenty that share it are
# all done at the end, while of twenty in turn half are done in two thirds of that time.
_ANSWERED_AT_ONCE = max(2, os.cpu_count() or 1)
_TURN_SECONDS = 1.0  # between looks whether the reader of a question that waits has gone
_SESSIONS = 10_000  # remembered as signed in; the earliest is forgotten first, and its reader reloads the page
_PAGE = (
    ".components.chat.turns",
    ".components.collection.adding",
    ".components.chat.starters",
    ".components.text.passage_dialog",
)  # modules that the first page needs, imported before the models are loaded
_OTHER_PAGES = (
    "corpus.sources.watch_list",
    "pandas",  # with which Streamlit draws tables
    "ui.components.collection.brief",
    "ui.components.collection.coverage",
    "ui.components.collection.history",
    "ui.components.collection.official",
    "ui.components.lists.entries",
    "ui.components.lists.screening",
    "ui.components.reading.margin",
    "ui.components.reading.text_navigation",
)  # what the other pages need


class Desk(WarmUp):
    """The research desk: the application, the progress of its start, and what its readers may do."""

    def __init__(self, licet: Application) -> None:
        self.questions = RateLimit(licet.settings.questions_per_minute)
        self._answering = threading.BoundedSemaphore(_ANSWERED_AT_ONCE)
        self._inside: dict[str, None] = {}
        self._asked_for, self._drawn = threading.Event(), threading.Event()
        self.writing = threading.Lock()  # one upload at a time; the writer lock of the collection holds off processes
        self._choosing = threading.Lock()
        self.offers = Offers(licet, self.wait)
        self.local_model, self.local_model_used = LocalModelOffer(licet.settings), ""
        super().__init__(licet)

    @property
    def settings(self) -> Settings:
        """Return the settings of this process."""
        return self.licet.settings

    def use_local_model(self, model: LocalModel) -> None:
        """Let a model on this machine write the answers of this process from now on. Raise BadRequest."""
        with self._choosing:
            if not self.local_model_used:
                self.licet = self.licet.with_chat_model(model.setting, model.url)
                self.local_model_used = model.name
                self.local_model.close()

    @cached_property
    def news(self) -> CollectedNews:
        """Return the news of what is held, computed once for each state of the collection."""
        return CollectedNews(self.licet.catalogue)

    def let_in(self, session: str) -> None:
        """Record that a session is past the sign-in."""
        self._inside[session] = None
        while len(self._inside) > _SESSIONS:
            self._inside.pop(next(iter(self._inside)), None)

    def is_inside(self, session: str) -> bool:
        """Return whether a session is past the sign-in."""
        return session in self._inside

    def in_turn(self, events: Iterator[Event], unwanted: threading.Event) -> Iterator[Event]:
        """Yield the events of a question once its turn has come, none where it is `unwanted` before.

        With a chat model all are answered at once: those wait for the model and not for this machine.
        """
        if self.licet.chat_model or self.settings.model:
            yield from events
            return
        while not self._answering.acquire(timeout=_TURN_SECONDS):
            if unwanted.is_set():
                return
        try:
            yield from events
        finally:
            self._answering.release()

    def page_begins(self) -> None:
        """Record that a page is being drawn for a reader."""
        self._asked_for.set()
        self._drawn.clear()

    def page_stands(self) -> None:
        """Record that a page has been drawn."""
        self._drawn.set()

    def before_loading(self) -> None:
        """Let the first page by: loading the models blocks the interpreter for seconds, for which it would wait."""
        for name in _PAGE:
            import_module(name, __package__)
        if self._asked_for.wait(_VISITOR):
            self._drawn.wait(_DRAWING)

    def let_by(self) -> None:
        """Let a page that is being drawn by: the next question of the rehearsal takes the interpreter for seconds."""
        if self._asked_for.is_set():
            self._drawn.wait(_DRAWING)

    def before_rehearsal(self) -> None:
        """Import what the other pages need: whoever opens one of them first would wait for it."""
        for name in _OTHER_PAGES:
            if self.is_unwanted:
                return
            self.let_by()
            import_module(name)

    def after_rehearsal(self) -> None:
        """Gather what changed and what begins and ends, seconds of work."""
        steps: tuple[Callable[[], object], ...] = (
            lambda: whole_ledger.everything(self.licet.catalogue, Filters(as_of=date.today())),
            lambda: self.news.items(),
        )
        for step in steps:
            if self.is_unwanted:
                return
            self.let_by()
            step()


@st.cache_resource(show_spinner=False)
def open_desk() -> Desk:
    """Return the desk of this process. Raises BadRequest where a setting is wrong."""
    return Desk(open_application(Settings.load()))


def open_news() -> CollectedNews:
    """Return the news of this process."""
    return open_desk().news

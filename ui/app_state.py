"""State of the app that all sessions share: opened once per process, loaded on a background thread."""

from __future__ import annotations

import threading
from importlib import import_module

import streamlit as st

from assistant.research.local_models import LocalModel
from assistant.settings import Settings
from assistant.wiring import Application, open_application
from ui.news.news_cache import CollectedNews
from ui.offers.local_model import LocalModelOffer
from ui.offers.verified_offers import Offers
from ui.serving.rate_limit import RateLimit
from ui.warm_up import WarmUp

# Seconds that loading waits for a first reader, and then for that reader's page to be drawn.
_VISITOR, _DRAWING = 1.0, 4.0
_SESSIONS = 10_000  # remembered as signed in; the earliest is forgotten first, and its reader reloads the page
_PAGE = (
    ".components.chat.turns",
    ".components.collection.adding",
    ".components.chat.starters",
    ".components.text.passage_dialog",
)  # modules that the first page needs, imported before the models are loaded


class Desk(WarmUp):
    """The research desk: the application, the progress of its start, and what its readers may do."""

    def __init__(self, licet: Application) -> None:
        self.questions = RateLimit(licet.settings.questions_per_minute)
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

    def let_in(self, session: str) -> None:
        """Record that a session is past the sign-in."""
        self._inside[session] = None
        while len(self._inside) > _SESSIONS:
            self._inside.pop(next(iter(self._inside)), None)

    def is_inside(self, session: str) -> bool:
        """Return whether a session is past the sign-in."""
        return session in self._inside

    def page_begins(self) -> None:
        """Record that a page is being drawn for a reader."""
        self._asked_for.set()

    def page_stands(self) -> None:
        """Record that a page has been drawn."""
        self._drawn.set()

    def before_loading(self) -> None:
        """Let the first page by: loading the models blocks the interpreter for seconds, for which it would wait."""
        for name in _PAGE:
            import_module(name, __package__)
        if self._asked_for.wait(_VISITOR):
            self._drawn.wait(_DRAWING)


@st.cache_resource(show_spinner=False)
def open_desk() -> Desk:
    """Return the desk of this process. Raises BadRequest where a setting is wrong."""
    return Desk(open_application(Settings.load()))


@st.cache_resource(show_spinner=False)
def open_news() -> CollectedNews:
    """Return the news of this process, computed once for each state of the collection."""
    return CollectedNews(open_desk().licet.catalogue)

"""Licet answers questions about export controls from the texts themselves, and shows what every sentence stands on.

>>> import licet
>>> desk = licet.open(home="~/.licet")                     # doctest: +SKIP
>>> answer = desk.ask("What is a deemed export?")           # doctest: +SKIP
>>> print(answer.text, [c.locator for c in answer.citations])  # doctest: +SKIP

`open` gives a `Licet`; its `ask` gives an `Answer`. `Filters` limit what an answer may stand on, `Retriever` is the
collection as a LangChain retriever, and everything that a person can meet is a `Problem` with its remedy.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.catalogue_results import HeldProvision
from corpus.errors import (
    AlteredText,
    BadRequest,
    EmptyDocument,
    FetchFailed,
    ModelFailed,
    NotHeld,
    ParserFault,
    Problem,
    ProtectedDocument,
    StoreUnavailable,
    TooLarge,
    UnknownFormat,
    UnreadableDocument,
)
from corpus.filters import Filters
from corpus.model import Kind
from index.hits import AlteredTextWarning, Hit, Hits

if TYPE_CHECKING:  # importing these would load encoders and LangChain into programs that only look something up
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

    from assistant.events import Event, JudgedSentences, Step, TextDelta, WrittenSentences
    from assistant.model import Answer, Citation, Outcome, Statement
    from assistant.pipeline.runnable import RunnableAssistant
    from assistant.wiring import Application
    from corpus.sources.sync import SyncOutcome
    from index.ingest.intake import Intake
    from index.retriever import Retriever

__version__ = "0.3.0"
# On first need: LangChain's retrievers take a third of a second to import, an answer's addresses a tenth.
_MODULE_OF = {
    **dict.fromkeys(("Answer", "Citation", "Outcome", "Statement"), "assistant.model"),
    **dict.fromkeys(("Event", "JudgedSentences", "Step", "TextDelta", "WrittenSentences"), "assistant.events"),
    "Intake": "index.ingest.intake",
    "Retriever": "index.retriever",
    "RunnableAssistant": "assistant.pipeline.runnable",
    "SyncOutcome": "corpus.sources.sync",
}
__all__ = [
    "AlteredText",
    "AlteredTextWarning",
    "Answer",
    "BadRequest",
    "Citation",
    "EmptyDocument",
    "Event",
    "FetchFailed",
    "Filters",
    "HeldProvision",
    "Hit",
    "Hits",
    "Intake",
    "JudgedSentences",
    "Kind",
    "Licet",
    "ModelFailed",
    "NotHeld",
    "Outcome",
    "ParserFault",
    "Problem",
    "ProtectedDocument",
    "Retriever",
    "RunnableAssistant",
    "Statement",
    "Step",
    "StoreUnavailable",
    "SyncOutcome",
    "TextDelta",
    "TooLarge",
    "UnknownFormat",
    "UnreadableDocument",
    "WrittenSentences",
    "open",
]


def open(home: str | Path | None = None, model: str | BaseChatModel = "", **settings: Any) -> Licet:
    """Open the collection in a folder, making it with the starter library where there is none yet.

    `home` is the folder for everything that is written (default: `LICET_HOME`, else `~/.licet`). `model` is a LangChain
    chat model or the name of one (`openai:…`, `anthropic:…`, `ollama:…`); without it answers quote the texts. Other
    settings have the names of the environment variables without `LICET_`, in small letters. Raises BadRequest for a
    setting that is wrong, StoreUnavailable for a folder that cannot be used.

    >>> licet.open(home="/srv/licet", chroma_url="http://127.0.0.1:8000")  # doctest: +SKIP
    """
    from assistant.settings import Settings
    from assistant.wiring import Application

    given: dict[str, Any] = dict(settings)
    if home is not None:
        given["home"] = Path(home)
    if isinstance(model, str):
        given |= {"model": model} if model else {}
        return Licet(Application(Settings.load(**given)))
    return Licet(Application(Settings.load(**given), chat_model=model))


class Licet:
    """Collection of texts with an assistant over it. Safe to use from several threads.

    >>> with licet.open() as desk:                          # doctest: +SKIP
    ...     desk.add("rules.pdf", jurisdiction="us")
    ...     desk.ask("Who must keep records, and for how long?")
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        application.ensure_library()

    def __enter__(self) -> Licet:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Licet(home={str(self._application.settings.home)!r})"

    def close(self) -> None:
        """Close the collection's files. What was added is kept."""
        self._application.close()

    @cached_property
    def assistant(self) -> RunnableAssistant:
        """Return the pipeline as a LangChain Runnable, to be put into chains and agents.

        >>> desk.assistant.invoke({"question": "…"}, {"callbacks": [handler]})  # doctest: +SKIP
        """
        return self._application.runnable

    def ask(
        self,
        question: str,
        history: Sequence[str | Mapping[str, Any] | BaseMessage] = (),
        filters: Filters | None = None,
    ) -> Answer:
        """Answer a question. Raises BadRequest for an empty or overlong one and for unknown filter values.

        `history` holds earlier turns, oldest first: questions, `{"question", "answer"}` pairs or chat messages.

        >>> desk.ask("and for Russia?", history=["May I export a thermal camera to China?"])  # doctest: +SKIP
        """
        return self.assistant.ask(question, tuple(history), filters or Filters())

    def stream(
        self,
        question: str,
        history: Sequence[str | Mapping[str, Any] | BaseMessage] = (),
        filters: Filters | None = None,
    ) -> Iterator[Event]:
        """Yield the steps of an answer, pieces of its text, and last the Answer. Raises what `ask` raises.

        >>> for event in desk.stream("What is an ECCN?"): print(event)  # doctest: +SKIP
        """
        yield from self.assistant.events(question, tuple(history), filters or Filters())

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> Hits:
        """Return the `k` best passages for words or an address, best first.

        Texts that were altered since they were added are left out: a warning says so, and `left_out` of the result
        holds the problem of each. Raises BadRequest for unknown filters, and for words that are longer than a question
        may be.

        >>> [hit.passage.locator for hit in desk.search("military end use", k=3)]  # doctest: +SKIP
        """
        from assistant.query.budget import checked_question

        words = checked_question(query, self._application.settings.max_question_chars)
        hits = self._application.collection.search(words, k, filters or Filters())
        hits.warn()
        return hits

    def show(self, locator: str, filters: Filters | None = None) -> list[HeldProvision]:
        """Return the provisions at an address in any common spelling, with all that is below them. Raises NotHeld.

        >>> desk.show("744.21(f)")[0].text  # doctest: +SKIP
        """
        from corpus.lookup import locate

        catalogue = self._application.catalogue
        found = locate(catalogue, locator, filters or Filters())
        return [replace(provision, text=catalogue.full_text(provision)) for provision in found]

    def add(
        self,
        *what: str | Path,
        title: str | None = None,
        jurisdiction: str | None = None,
        kind: Kind | str | None = None,
        as_of: date | None = None,
    ) -> list[Intake]:
        """Add files, folders or web addresses; return what became of each document.

        One that cannot be read does not cost the others: its result has the status "failed" and its problem.

        >>> desk.add("memo.docx", "papers/", kind="guidance")  # doctest: +SKIP
        """
        from index.ingest.intake import Labels

        labels = Labels(title, jurisdiction, _kind(kind), as_of)
        return list(self._application.add(what, labels))

    def sync(self, *what: str, as_of: date | None = None) -> list[SyncOutcome]:
        """Bring official sources up to date, all or the named sets and sources; return what became of each.

        Raises BadRequest for a name that is no official source's, StoreUnavailable.

        >>> desk.sync("us-15-cfr-744")  # doctest: +SKIP
        """
        return self._application.sync(self._application.official_sources(what), as_of)

    def retriever(self, k: int = 10, filters: Filters | None = None) -> Retriever:
        """Return the collection as a LangChain retriever of `k` passages.

        >>> desk.retriever(k=5).invoke("deemed export")  # doctest: +SKIP
        """
        from index.retriever import Retriever

        return Retriever(collection=self._application.collection, k=k, filters=filters or Filters())


def _kind(kind: Kind | str | None) -> Kind | None:
    try:
        return Kind(kind) if kind else None
    except ValueError as error:
        raise BadRequest(f"{kind!r} is no kind of source.", f"Choose one of {', '.join(Kind)}.") from error


def main() -> None:
    """Run the command line, `licet`."""
    if sys.argv[1:] == ["--version"]:  # which waits for no library of the command line
        print(f"licet {__version__}")
        return
    from ui.cli import main as run

    run()


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(importlib.import_module(_MODULE_OF[name]), name)
    raise AttributeError(f"module 'licet' has no attribute {name!r}")

"""Researches that run in this process, each on a thread of its own: they go on when their reader closes the tab."""

from __future__ import annotations

import logging
import threading

import streamlit as st

from assistant.events import Step, Stopped
from assistant.memo.model import Research
from assistant.memo.running import Researching
from corpus.errors import BadRequest, FilledLine, Problem

log = logging.getLogger("licet")
_RESEARCHES_AT_ONCE = 2  # researches that run at the same time, each with calls of a chat model
_RUNS_KEPT = 50  # runs whose last problem is remembered


class ResearchRun:
    """A research that is being made. `steps` are those so far, `problem` is what ended it."""

    def __init__(self, researching: Researching) -> None:
        """Begin at once."""
        self.steps: list[Step] = []
        self.problem: Problem | None = None
        self._researching, self._unwanted = researching, threading.Event()
        self._thread = threading.Thread(target=self._work, name="licet-research", daemon=True)
        self._thread.start()

    @property
    def at(self) -> Research:
        """Return how far it is."""
        return self._researching.at

    @property
    def is_running(self) -> bool:
        """Return whether it is still being made."""
        return self._thread.is_alive()

    @property
    def is_stopping(self) -> bool:
        """Return whether it was stopped, and has not yet ended."""
        return self._unwanted.is_set()

    def stop(self) -> None:
        """End it at once; what was found is kept."""
        self._unwanted.set()
        self._researching.stop()

    def _work(self) -> None:
        try:
            for event in self._researching:
                if isinstance(event, Step):
                    self.steps.append(event)
                if self._unwanted.is_set():
                    return
        except Stopped:
            return
        except Problem as problem:
            log.warning("A research ended: %s %s", problem.message, problem.remedy)
            self.problem = problem
        except Exception as error:  # nothing above this thread would report the error
            log.error("A research failed", exc_info=error)
            self.problem = Problem(
                FilledLine("The research failed ({name}).", {"name": type(error).__name__}),
                "Go on with it: what was found is kept. The server's log has the details.",
            )


class ResearchRuns:
    """Runs of this process by the id of their research."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: dict[str, ResearchRun] = {}

    def of(self, id: str) -> ResearchRun | None:
        """Return the run of a research, also one that has ended; None where there was none."""
        return self._runs.get(id)

    def begin(self, researching: Researching) -> ResearchRun:
        """Begin a run, or return the one that is making the same. Raise BadRequest where too many are running."""
        id = researching.at.id
        with self._lock:
            known = self._runs.get(id)
            if known is None or not known.is_running:
                if sum(run.is_running for run in self._runs.values()) >= _RESEARCHES_AT_ONCE:
                    raise BadRequest(
                        FilledLine("{count} researches are being made already.", {"count": _RESEARCHES_AT_ONCE}),
                        "Begin this one when one of them has ended.",
                    )
                known = ResearchRun(researching)
            self._runs.pop(id, None)
            self._runs[id] = known
            for old in [i for i, run in self._runs.items() if not run.is_running][:-_RUNS_KEPT]:
                self._runs.pop(old)
        return known


@st.cache_resource(show_spinner=False)
def open_runs() -> ResearchRuns:
    """Return the runs of this process."""
    return ResearchRuns()

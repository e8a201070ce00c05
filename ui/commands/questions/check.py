"""Command `check`: a draft, sentence by sentence, against the texts held."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.drafts.model import CheckedDraft, DraftVerdict
from assistant.drafts.report import comments_of, report_markdown
from assistant.wiring import open_application
from corpus.errors import BadRequest
from corpus.parsers.drafts.model import DraftForm
from corpus.parsers.file import File
from ui import parameters, serializers
from ui.commands import options
from ui.commands.options import err
from ui.file_output import save_file

_MOST_BYTES = 50 * 2**20


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(check)


def check(
    draft: Annotated[Path, typer.Argument(metavar="DRAFT", help="A draft: .docx, .md or .txt.")],
    jurisdiction: options.JurisdictionOption = None,
    kind: options.Kinds = None,
    source: options.SourcesOption = None,
    language: options.Languages = None,
    as_of: options.AsOfOption = None,
    docx: Annotated[
        Path | None, typer.Option("--docx", help="Save the Word draft with a comment at each sentence to this file.")
    ] = None,
    markdown: Annotated[Path | None, typer.Option("--markdown", help="Save the report to this file.")] = None,
    json: options.Json = False,
) -> None:
    """Check a draft sentence by sentence: supported, contradicted, not found, not checkable, and why."""
    file = _file(draft)
    licet = open_application()
    if docx is not None and file.suffix != ".docx":
        raise BadRequest(f"{draft.name} is no Word draft.", "Use --markdown, or save the draft as .docx.")
    filters = parameters.filters(jurisdiction, kind, source, language, as_of)
    with options.progress("sentences") as report:
        checked = licet.check_draft(file, filters, lambda done, of: report("sentences", done, of))
    if docx is not None:
        _save(docx, licet.reader.commented(file, comments_of(checked)))
    if markdown is not None:
        _save(markdown, report_markdown(checked).encode())
    if json:
        options.emit(serializers.checked_draft(checked))
    else:
        _print(checked)


def _file(path: Path) -> File:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise BadRequest(f"{path.name} is larger than {_MOST_BYTES // 2**20} MB.", "Check it in parts.")
        return File(path.name, path.read_bytes())
    except OSError as error:
        raise BadRequest(f"{path} cannot be read: {error.strerror}.", "Name a file that is there.") from error


def _save(path: Path, data: bytes) -> None:
    save_file(path, data)
    err.print(f"saved {path}", soft_wrap=True, markup=False)


def _print(checked: CheckedDraft) -> None:
    for sentence in checked.sentences:
        options.out(f"[{sentence.verdict.words}] {' '.join(sentence.text.split())}")
        options.out(f"   {sentence.reason}")
        for cited in sentence.citations:
            edition = f", text of {cited.version.valid_from.isoformat()}" if cited.version.valid_from else ""
            options.out(f"   {cited.locator} · {cited.source.title}{edition} · {cited.worth}")
    counts = ", ".join(f"{checked.counted(v)} {v.words}" for v in DraftVerdict)
    err.print(f"\n{len(checked.sentences)} sentences: {counts}.", soft_wrap=True, markup=False)
    for notice in checked.notices:
        err.print(notice, soft_wrap=True, markup=False, style="dim")
    if checked.form is DraftForm.WORD:
        err.print("--docx FILE saves the draft with comments.", soft_wrap=True, markup=False, style="dim")

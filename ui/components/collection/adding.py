"""Adding documents: each file by itself, with progress, and a reason for each that fails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from corpus.errors import Problem, StoreUnavailable
from corpus.model import Kind
from ui.app_state import Desk
from ui.components.collection import brief
from ui.components.page import labels, problems
from ui.components.page.captions import caption
from ui.components.page.markup import plain_markdown
from ui.components.page.progress_pace import Pace
from ui.components.page.sign_in import reader_name
from ui.language import _, figure
from ui.locale.gap_lines import gap_told
from ui.locale.problem_lines import in_readers_words

_LAST = "added_last"
_SIGNS = {
    "added": ":material/check_circle:",
    "updated": ":material/sync:",
    "unchanged": ":material/check:",
    "failed": ":material/error:",
}


def add_files(desk: Desk, files: Sequence[Any], jurisdiction: str | None = None, kind: Kind | None = None) -> list[Any]:
    """Add uploaded files, showing progress where this is called; return one Intake per document."""
    from corpus.parsers.file import File
    from corpus.trust.origin import of_upload
    from index.ingest.intake import Labels

    labels, by = (
        Labels(jurisdiction=jurisdiction, kind=kind),
        f"upload by {reader_name()}",
    )
    return _add(
        desk,
        [(f.name, lambda f=f: File(f.name, f.getvalue())) for f in files],
        lambda file, report: desk.licet.add_file(file, labels, report, of_upload(file.name, file.data, by)),
    )


def add_addresses(
    desk: Desk, addresses: Sequence[str], jurisdiction: str | None = None, kind: Kind | None = None
) -> list[Any]:
    """Fetch web addresses and add their documents, as `add_files` does; a publisher's own page is its text."""
    from corpus.model import OriginClass
    from corpus.sources.publisher_hosts import origin_class_of
    from corpus.trust.origin import Origin
    from index.ingest.intake import Labels

    labels, by = (
        Labels(jurisdiction=jurisdiction, kind=kind),
        f"upload by {reader_name()}",
    )
    return _add(
        desk,
        [(a, lambda a=a: desk.licet.fetch(a)) for a in addresses],
        lambda file, report: desk.licet.add_file(
            file, labels, report, Origin(file.url, origin_class_of(file.url, OriginClass.UPLOAD), by)
        ),
    )


def _add(desk: Desk, items: Sequence[tuple[str, Any]], take: Any) -> list[Any]:
    from index.ingest.intake import Intake

    done: list[Any] = []
    if desk.settings.read_only:
        problems.show(_("This desk is read-only."), _("Ask the people who run it to add the document."))
        return done
    bar = st.progress(0.0, text=_("Waiting for another upload to finish"))
    if not desk.writing.acquire(timeout=300):
        raise StoreUnavailable(_("Another upload is still running."), _("Try again in a few minutes."))
    try:
        for number, (name, make) in enumerate(items):
            place = f"{number + 1} / {len(items)}, " if len(items) > 1 else ""
            shown = f"{place}{plain_markdown(name)}"
            bar.progress(number / len(items), text=_("{shown}: reading").format(shown=shown))
            pace = Pace()

            def report(
                title: str, n: int, of: int, number: int = number, shown: str = shown, pace: Pace = pace
            ) -> None:
                bar.progress(
                    min(1.0, (number + (n / of if of else 0)) / len(items)),
                    text=_("{shown}: {n} of {of} passages{pace}").format(
                        shown=shown, n=figure(n), of=figure(of), pace=pace.told(n, of)
                    ),
                )

            try:
                results = take(make(), report)
            except Problem as problem:
                results = [Intake(name, "failed", problem=problem)]
            for result in results:
                show_result(result)
            done += results
    finally:
        desk.writing.release()  # others may add while a chat model writes
    bar.empty()
    return [_briefed(desk, result) for result in done]


def _briefed(desk: Desk, result: Any) -> Any:
    """Return the result of adding a document with what came of a chat model's brief, which is waited for and told."""
    if not desk.settings.model_briefs or result.problem:
        return result
    with st.spinner(_("A chat model reads {name}").format(name=plain_markdown(result.title or result.name))):
        told = desk.licet.briefed(result)
    for line in told.warnings[len(result.warnings) :]:
        caption(in_readers_words(line))
    return told


def keep(done: Sequence[Any]) -> None:
    """Keep the results of adding for the next run of the page, which draws everything again."""
    st.session_state[_LAST] = list(done)


def lead_to_brief(done: Sequence[Any]) -> None:
    """Ask for the brief of a text that was added alone: reading starts there."""
    if len(done) == 1 and done[0].source_id and not done[0].problem:
        brief.ask(done[0].source_id)


def show_last() -> None:
    """Show the results kept by `keep`, once."""
    for done in st.session_state.pop(_LAST, ()):
        show_result(done)


def show_result(done: Any) -> None:
    """Show the result of adding one document as one line, with its warnings."""
    name = plain_markdown(done.title or done.name)
    if done.problem:
        told = in_readers_words(done.problem.message)
        problems.show(told if done.name in told else f"{done.name}: {told}", done.problem.remedy)
    else:
        count = (
            _("{provisions} provisions, {passages} passages").format(
                provisions=figure(done.provisions), passages=figure(done.passages)
            )
            if done.passages
            else _("nothing new")
        )
        st.markdown(f"{_SIGNS[done.status]} **{name}** {_(done.status)} ({count})")
    if done.source and (told := labels.claims(done.source)):
        caption(told)
    for warning in done.warnings:
        caption(gap_told(warning))
    if done.source_id and not done.problem:
        brief.button(done.source_id, f"added-{id(done)}")  # a text may come twice at once

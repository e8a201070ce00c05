"""Check of a draft: every sentence, in one pass over the texts held."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from assistant.drafts.context import CheckedAgainst
from assistant.drafts.held_words import places
from assistant.drafts.judging import OpenSentence, ReadStatement, judged, read
from assistant.drafts.model import CheckedDraft, DraftVerdict, JudgedSentence, SentenceFinding
from assistant.drafts.sentences import DraftStatement, statements
from assistant.engines.model import Span
from assistant.evidence.citations import Citations
from corpus.catalogue import CatalogueReader
from corpus.drafts.model import DraftText
from corpus.errors import AlteredText, Problem
from corpus.filters import Filters
from index.hits import Hit

Search = Callable[[str, int, Filters], Sequence[Hit]]  # words, how many passages, filters
Progress = Callable[[int, int], None]  # sentences done, of how many
_MOST_SEARCHED = 200  # sentences of a draft for which the closest passage is searched
_QUERY = 400  # characters


def check_draft_text(
    name: str,
    draft: DraftText,
    catalogue: CatalogueReader,
    filters: Filters = Filters(),
    search: Search | None = None,
    progress: Progress | None = None,
) -> CheckedDraft:
    """Return a draft with a verdict on each sentence.

    `search` finds the closest passage of what no check could judge; without it only what the words themselves lead to
    is shown. Raises BadRequest for unknown filters.
    """
    catalogue.check(filters)
    against = CheckedAgainst(catalogue, filters)
    found = [read(s, against) for s in statements(draft)]
    wanted = [w for f in found for w in f.wanted]
    where = iter(places(wanted, catalogue, filters))
    cites = Citations(catalogue)
    sentences: list[JudgedSentence] = []
    searched = 0
    for done, one in enumerate(found, 1):
        at = [next(where) for _ in one.wanted]
        verdict = _judged(one, at, against)
        if verdict.looks and not verdict.finding.spans and search is not None and searched < _MOST_SEARCHED:
            searched += 1
            verdict = replace(verdict, finding=_with_closest(verdict.finding, one.statement, search, filters))
        sentences.append(_sentence(draft, one, verdict.finding, cites))
        if progress is not None:
            progress(done, len(found))
    return CheckedDraft(name, draft.form, draft.text, tuple(sentences))


def _judged(one: ReadStatement, at: Sequence[Sequence], against: CheckedAgainst) -> OpenSentence:  # type: ignore[type-arg]
    try:
        return judged(one, at, against)
    except AlteredText as problem:
        return OpenSentence(SentenceFinding(DraftVerdict.NOT_CHECKABLE, str(problem)), looks=False)


def _with_closest(
    finding: SentenceFinding, statement: DraftStatement, search: Search, filters: Filters
) -> SentenceFinding:
    """Return a finding with the passage that a search finds for the sentence; it supports nothing."""
    with suppress(Problem):
        for hit in search(" ".join(statement.plain.split())[:_QUERY], 1, filters):
            span = Span(hit.source, hit.version, hit.passage.start, hit.passage.end)
            return replace(finding, spans=(span,))
    return finding


def _sentence(draft: DraftText, one: ReadStatement, finding: SentenceFinding, cites: Citations) -> JudgedSentence:
    numbers = []
    for span in finding.spans:
        with suppress(Problem):
            numbers.append(cites.cite(span.source, span.version, span.start, span.end))
    cited = tuple(cites.all[n - 1] for n in dict.fromkeys(numbers))
    start, end, reason = one.statement.start, one.statement.end, _one_line(finding.reason)
    return JudgedSentence(draft.text[start:end], start, end, finding.verdict, cited, reason, not one.skipped)


def _one_line(reason: str) -> str:
    line = " ".join(reason.split())
    return f"{line[:1].upper()}{line[1:]}" + ("" if line.endswith((".", "…", "”.")) else ".")

"""Check of a draft: every sentence, in one pass over the texts held."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial

from assistant.drafts.context import CheckedAgainst
from assistant.drafts.held_words import likeliest_places
from assistant.drafts.judging import OpenSentence, ReadStatement, judged, read_sentence
from assistant.drafts.model import CheckedDraft, DraftVerdict, JudgedSentence, SentenceFinding
from assistant.drafts.model_reading import PASSAGES, OpenWithEvidence, looked_at_again, not_read
from assistant.drafts.sentences import DraftStatement, draft_statements
from assistant.engines.model import Span
from assistant.evidence.citations import Citations
from assistant.verification.model_verifier import Looks
from corpus.catalogue import CatalogueReader
from corpus.errors import AlteredText, FilledLine, ModelFailed, Problem, TooLarge
from corpus.filters import Filters
from corpus.model import Role
from corpus.parsers.drafts.model import DraftText
from corpus.parsers.drafts.reading import check_length
from corpus.progress import Progress
from index.hits import Hit

PassageSearch = Callable[[str, int, Filters], Sequence[Hit]]  # words, how many passages, filters
Arrived = Callable[[CheckedDraft], None]  # a draft of which the first sentences are judged to the end
MOST_DRAFT_SENTENCES = 10_000  # fifty a page: more are lists or rubbish, and each costs time
_MOST_SECONDS = 300.0  # for one draft: what a sentence costs depends on what it names
_MOST_SEARCHED = 200  # sentences of a draft for which the closest passage is searched
# Sentences whose words are looked for together in the texts: few at first, so that their verdicts come soon, then twice
# as many each time, since each time all texts are gone through.
_SENTENCES_AT_ONCE, _MOST_AT_ONCE = 250, 4_000
_ROWS_BESIDES = 4  # rows of tables that a search may bring besides
_QUERY = 400  # characters
_RUNS_TOLD = 12  # runs of sentences that a notice names
_UNREACHED = OpenSentence(
    SentenceFinding(
        DraftVerdict.NOT_CHECKABLE,
        FilledLine(
            "The {seconds} seconds for one draft were used up before this sentence; check the rest in parts.",
            {"seconds": f"{_MOST_SECONDS:.0f}"},
        ),
    ),
    looks=False,
)


def check_draft_text(
    name: str,
    draft: DraftText,
    catalogue: CatalogueReader,
    filters: Filters = Filters(),
    search: PassageSearch | None = None,
    look: Looks | None = None,
    progress: Progress | None = None,
    arrived: Arrived | None = None,
) -> CheckedDraft:
    """Return a draft with a verdict on each sentence.

    `search` finds the closest passages of what no check could judge; without it only what the words themselves lead to
    is shown. Where more is left open than it is used for, a notice says so. `look` is a chat model's second look at
    these; where it fails, what it had judged stands, and a notice names the rest. `arrived` is given the draft each
    time some more sentences are judged, up to the last ones. Raises BadRequest for unknown filters, TooLarge for more
    than 200 pages or 10,000 sentences. Sentences that are not reached within five minutes are not checkable, and say
    so, as does a notice.
    """
    catalogue.check(filters)
    check_length(draft.text)
    against = CheckedAgainst(catalogue, filters)
    said = draft_statements(draft)
    if len(said) > MOST_DRAFT_SENTENCES:
        raise TooLarge(
            FilledLine(
                "{name} has {count} sentences; a draft has at most {most}.",
                {"name": name, "count": f"{len(said):,}", "most": f"{MOST_DRAFT_SENTENCES:,}"},
            ),
            "Check it in parts.",
        )
    until = time.monotonic() + _MOST_SECONDS
    cites, searched, unsearched, unreached = Citations(catalogue), 0, 0, 0
    sentences: list[JudgedSentence] = []
    notices: list[str] = []
    day = filters.as_of or date.today()
    failed: ModelFailed | None = None
    read, unread = 0, list[int]()  # sentences that a chat model read, and places of those that it did not

    def told(done: int) -> None:
        if progress is not None:
            progress(done, len(said))

    for first, last in _together(len(said)):
        pieces = said[first:last]
        together = [
            read_sentence(s, against) if time.monotonic() < until else ReadStatement(s, (), (), ()) for s in pieces
        ]
        in_time = time.monotonic() < until
        wanted = [w for f in together for w in f.wanted] if in_time else []
        where = iter(likeliest_places(wanted, catalogue, filters, partial(told, first)))
        opened: list[OpenSentence] = []
        closest: dict[int, tuple[Span, ...]] = {}
        for at, one in enumerate(together):
            at_places = [next(where) for _ in one.wanted] if in_time else []
            opened.append(_judged(one, at_places, against) if time.monotonic() < until else _UNREACHED)
            if search is not None and opened[-1].looks and (look is not None or not opened[-1].finding.spans):
                if searched < _MOST_SEARCHED:
                    closest[at] = _closest(one.statement, search, against, 1 if look is None else PASSAGES)
                    searched += 1
                else:
                    unsearched += 1
                    opened[-1] = opened[-1] if look is None else _unsearched(opened[-1])
            told(first + at + 1)
        unreached += sum(o is _UNREACHED for o in opened)
        findings = {at: _with_passage(o.finding, closest.get(at, ())) for at, o in enumerate(opened)}
        if look is not None:
            waiting = {at: _evidence(together[at], o, closest.get(at, ())) for at, o in enumerate(opened) if o.looks}
            if failed is None:
                again = looked_at_again(list(waiting.values()), cites, look, day)
                failed, places = again.failed, list(waiting)
                findings |= {at: f for at, f in zip(places, again.findings, strict=True) if f is not None}
                after = [places[n] for n in again.unread]
                read += sum(bool(w.spans) for w in waiting.values()) - len(again.unread)
            else:
                after = [at for at, w in waiting.items() if w.spans]
            findings |= {at: not_read(findings[at]) for at in after}
            unread += [first + at for at in after]
        sentences += [_sentence(draft, one, findings[at], cites) for at, one in enumerate(together)]
        if arrived is not None and last < len(said):
            arrived(CheckedDraft(name, draft.form, draft.text, tuple(sentences), left=len(said) - last))
    if failed is not None:
        notices.append(_failure_told(failed, read, unread))
    by_model = look is not None and (failed is None or read > 0)
    if unsearched:
        notices.append(
            FilledLine(
                "Passages were searched for the first {most} sentences that the words alone leave open, and not for "
                "{count} more: check the rest in parts.",
                {"most": f"{_MOST_SEARCHED:,}", "count": f"{unsearched:,}"},
            )
        )
    if unreached:
        notices.append(
            FilledLine(
                "{count} of {of} sentences were not reached within {seconds} seconds: check the rest in parts.",
                {"count": f"{unreached:,}", "of": f"{len(said):,}", "seconds": f"{_MOST_SECONDS:.0f}"},
            )
        )
    return CheckedDraft(name, draft.form, draft.text, tuple(sentences), by_model, tuple(notices))


def _failure_told(failed: ModelFailed, read: int, unread: Sequence[int]) -> FilledLine:
    """Return the line on a chat model that failed: what it had read before, and the sentences that it had not."""
    values = {"why": failed.message, "which": _numbers_told(unread), "remedy": failed.remedy}
    if not read:
        return FilledLine("{why} What the program left open was not judged: sentence no. {which}. {remedy}", values)
    values["count"] = f"{read:,}"
    return FilledLine(
        "{why} It had read {count} sentences by then, whose verdicts stand; not read: no. {which}. {remedy}",
        values,
    )


def _numbers_told(places: Sequence[int]) -> str:
    """Return the numbers of sentences by their places, as a reader counts them: "3–5, 9"."""
    runs: list[list[int]] = []
    for number in (p + 1 for p in places):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    told = [f"{a}–{b}" if b > a else str(a) for a, b in runs[:_RUNS_TOLD]]
    return ", ".join(told) + (" …" if len(runs) > _RUNS_TOLD else "")


def _unsearched(left: OpenSentence) -> OpenSentence:
    """Return a sentence for which no passage is searched, and which no chat model may judge, with what is known."""
    reason = FilledLine(
        "{reason} No passage was searched for it, since {most} were before; check the rest in parts.",
        {"reason": left.finding.reason, "most": f"{_MOST_SEARCHED:,}"},
    )
    return replace(left, finding=replace(left.finding, reason=reason), looks=False)


def _together(count: int) -> Iterator[tuple[int, int]]:
    """Yield (first, end) of the sentences that are checked together."""
    first, size = 0, _SENTENCES_AT_ONCE
    while first < count:
        yield first, min(first + size, count)
        first, size = first + size, min(2 * size, _MOST_AT_ONCE)


def _judged(one: ReadStatement, at: Sequence[Sequence], against: CheckedAgainst) -> OpenSentence:  # type: ignore[type-arg]
    try:
        return judged(one, at, against)
    except AlteredText as problem:
        return OpenSentence(SentenceFinding(DraftVerdict.NOT_CHECKABLE, str(problem)), looks=False)


def _closest(statement: DraftStatement, search: PassageSearch, against: CheckedAgainst, k: int) -> tuple[Span, ...]:
    """Return the passages that a search finds for a sentence; rows of tables share a name with it and no more."""
    with suppress(Problem):
        hits = search(" ".join(statement.plain.split())[:_QUERY], k + _ROWS_BESIDES, against.filters)
        spans = [Span(h.source, h.version, h.passage.start, h.passage.end) for h in hits]
        roles = [against.catalogue.at(s.version.number, s.start).provision.role for s in spans]
        return tuple(s for s, role in zip(spans, roles, strict=True) if role is not Role.ROW)[:k]
    return ()


def _with_passage(finding: SentenceFinding, closest: Sequence[Span]) -> SentenceFinding:
    """Return a finding with the closest passage where it stands on none; such a passage supports nothing."""
    return finding if finding.spans else replace(finding, spans=tuple(closest[:1]))


def _evidence(one: ReadStatement, left: OpenSentence, closest: Sequence[Span]) -> OpenWithEvidence:
    """Return a sentence with what a chat model reads for it: what it names, what words led to, what a search found."""
    named = [Span.of(p) for p in left.named if p.provision.end > p.provision.start]
    spans = dict.fromkeys((*left.finding.spans, *named, *closest))
    return OpenWithEvidence(" ".join(one.statement.plain.split()), left, tuple(spans))


def _sentence(draft: DraftText, one: ReadStatement, finding: SentenceFinding, cites: Citations) -> JudgedSentence:
    numbers = []
    for span in finding.spans:
        with suppress(Problem):
            numbers.append(cites.cite(span.source, span.version, span.start, span.end))
    cited = tuple(cites.all[n - 1] for n in dict.fromkeys(numbers))
    start, end, reason = one.statement.start, one.statement.end, _one_line(finding.reason)
    return JudgedSentence(draft.text[start:end], start, end, finding.verdict, cited, reason, not one.skipped)


def _one_line(reason: str) -> str:
    if isinstance(reason, FilledLine):  # which is a sentence
        return _in_one_line(reason)
    line = _in_one_line(reason)
    return f"{line[:1].upper()}{line[1:]}" + ("" if line.endswith((".", "…", "”.")) else ".")


def _in_one_line(reason: str) -> str:
    if isinstance(reason, FilledLine):
        values = reason.values.items()
        return FilledLine(reason.template, {n: _in_one_line(v) if isinstance(v, str) else v for n, v in values})
    return " ".join(reason.split())

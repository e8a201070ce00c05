"""Parts of an answer. All are frozen."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from corpus.filters import Filters
from corpus.library.grounds import LawGround, grounds
from corpus.locators.links import official_link
from corpus.model import OriginClass, Source, Standing, Version
from corpus.trust.trust_labels import origin_mark
from index.hits import Hit

FILE_SAYS = "An added document says"
FILE_SAYS_BY_MODEL = "An added document says, in the words of a chat model that were checked"


class Outcome(StrEnum):
    """Outcome of a question. Each of the four is an answer in its own right.

    >>> desk.ask("What is a deemed export?").outcome is Outcome.ANSWERED  # doctest: +SKIP
    """

    ANSWERED = "answered"
    NOT_IN_CORPUS = "not_in_corpus"
    SILENT = "silent"
    NEEDS_FACT = "needs_fact"


class Form(StrEnum):
    """Form of an answer: what it is made of."""

    ANNOTATION = "annotation"  # a note on the provision that addresses the question, the law beneath it
    PROVISION = "provision"  # sentences of provisions, or a provision that was asked for by its address
    COMPARISON = "comparison"
    DETERMINATION = "determination"  # the walk from an item to a licence requirement
    LIST = "list"  # rows of a list, counted or chosen
    STATUS = "status"  # what is in force on a day
    CALCULATION = "calculation"
    CLAIMS = "claims"  # a chat model's sentences, each checked
    CLOSEST = "closest"  # no answer: the closest passages


class Verdict(StrEnum):
    """Result of verifying a statement: what it stands on, or why it is not confirmed or was removed."""

    VERBATIM = "verbatim"
    SUPPORTED = "supported"
    ANNOTATED = "annotated"  # commentary of Licet's own, written beforehand and pinned to the cited provisions
    COMPUTED = "computed"  # by an engine, from the cited texts
    BY_PROGRAM = "checked by the program only"  # its words point to a text and its symbols stand there; nobody read it
    UNCONFIRMED = "not confirmed"  # nothing stands against it, and nothing confirmed it; shown as such
    REMOVED = "removed"


class ClaimType(StrEnum):
    """Type of a chat model's claim: what it does with the texts that it stands on."""

    STATES = "states"  # what a text says
    APPLIES = "applies"  # a text to the asker's facts
    COMBINES = "combines"  # two or more passages
    COMPARES = "compares"  # two or more passages
    GAP = "gap"  # what the texts do not say; it cites nothing
    ADVICE = "advice"  # what to do or to check next; it is never law


# What a reader is told of a claim of a type: it goes beyond what one passage says, or is no law.
CLAIM_MARKS = {
    ClaimType.APPLIES: "applied to the facts",
    ClaimType.COMBINES: "combined from several passages",
    ClaimType.COMPARES: "compared",
    ClaimType.GAP: "not found in the texts",
    ClaimType.ADVICE: "advice, not law",
}


class StatementRole(StrEnum):
    """Role that a statement has in an answer; the answer proper has none."""

    PROPER = ""
    DIRECT = "direct"
    DEFINITION = "definition"
    EXCEPTION = "exception"
    LEAD_IN = "lead-in"
    STAY = "stay"
    INSTEAD = "instead"  # what the text says in the place of what was asked for
    ITEM = "item"
    NOTE = "note"
    REFERENCED = "referenced"
    ROW = "row"
    OF_ROW = "of row"  # a sentence on a row that is told too: its table says the same
    RESERVED = "reserved"
    SHORTENED = "shortened"
    NO_SUCH_PROVISION = "no such provision"
    LAST_THAT_EXISTS = "last that exists"
    NOT_LISTED = "not listed"
    LISTED = "listed"
    OTHER_SOURCE = "other source"  # disagrees: it has another figure for the same thing
    SEARCHED = "searched"  # where a name was looked up
    NOTICE = "notice"  # the one that listed a row, or that came out on the day asked after
    ADDED_DOCUMENT = "added document"  # a person's own file says it, and no other text
    FILE_BRIEF = "brief of a document"  # a chat model's words on a person's own file, checked against it
    OTHER_EDITION = "other edition"
    ANNOTATION = "annotation"
    CONDITION = "condition"
    STATUS = "status"
    WHO_DECIDES = "who decides"
    CHECK_NEXT = "check next"
    CLOSEST = "closest"  # where the nearest passages stand; no answer
    CLOSEST_NOTE = "closest note"  # what a note says that answers another question, or may
    AS_NEAR = "close question"  # what a note says whose question is nearly as close as that of the one that answers
    QUESTION = "question"  # of a quiz
    FOLDED = "folded"  # answer of a quiz, shown when it is opened


@dataclass(frozen=True, slots=True)
class Translation:
    """Unverified translation of a quote into the question's `language` (ISO 639-1), made by the chat model `by`.

    It helps to read the quote and is no evidence: nothing is decided by it.
    """

    text: str
    language: str
    by: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Numbered quote. Always `quote == text of the version[start:end]`.

    `translation` is set only where a chat model translated a quote that is not in the question's language.

    >>> [(c.number, c.locator, c.quote, c.worth) for c in answer.citations]  # doctest: +SKIP
    """

    number: int
    passage_id: str
    source: Source
    version: Version
    locator: str
    quote: str
    start: int
    end: int
    page: int | None = None
    translation: Translation | None = None

    @property
    def standing(self) -> Standing:
        """Return the standing of the source: binding, agency view or commentary."""
        return self.source.kind.standing

    @property
    def link(self) -> str:
        """Return the address of the quoted provision on its publisher's site; its document's page, or ""."""
        return official_link(self.source, self.locator, self.version, self.quote)

    @property
    def grounds(self) -> tuple[LawGround, ...]:
        """Return the law that the quote of an explainer of the starter library names, with its links; else ()."""
        packaged = self.source.origin_class is OriginClass.PACKAGED
        return grounds(self.source.id, self.quote) if packaged else ()

    @property
    def worth(self) -> str:
        """Return the standing, with what a reader must know of where the text came from."""
        return ", ".join(part for part in (self.standing.value, origin_mark(self.source)) if part)


class BlockKind(StrEnum):
    """Kind of a block of a laid-out answer."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    BULLETS = "bullets"
    STEPS = "steps"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class AnswerBlock:
    """Block of an answer: a paragraph, a list or a table, which statements fill by their places, or a heading.

    `text` is a heading's, `columns` are those of a table.
    """

    kind: BlockKind
    text: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementPlace:
    """Place of a statement in a layout: the number of its block, and of the item, row or sentence in it, from 0.

    `cells` are the words of a table's row, cell by cell; the statement's text has them all.
    """

    block: int
    item: int = 0
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """Sentence of an answer with the numbers of its citations and its verdict; `reason` says why it was removed.

    `note` sets a statement apart from the answer proper: "definition", "exception", "lead-in", "stay", "instead", …
    `part` is the question that it answers, where several were asked at once. `says_yes` is True or False for a leading
    yes or no, None for every other statement. `claim` is the type of a chat model's claim, None for all else.
    `place` is where it stands in the blocks of `Answer.layout`, None for what a paragraph of its own says. `asks` is
    whether it asks for facts, which a form may ask for in its place. `mark` is the number before its text where it
    answers one of several questions: "(1)". `has_objection` is whether its reason is what the check holds
    against it by the cited text, and `against` are the words of that text which contradict it. `language` is that of a
    note's words (ISO 639-1), and of a translated note `original` are the English ones, which decide all that depends
    on words; both are "" for all else. `under` is the question that a note answers, where that is not the asker's:
    the text begins with it, between quotation marks.

    >>> [(s.text, s.citations, s.verdict.value) for s in answer.statements]  # doctest: +SKIP
    """

    text: str
    citations: tuple[int, ...]
    verdict: Verdict
    reason: str = ""
    note: StatementRole = StatementRole.PROPER
    part: str = ""
    says_yes: bool | None = None
    claim: ClaimType | None = None
    place: StatementPlace | None = None
    asks: bool = False
    mark: str = ""
    has_objection: bool = False
    against: str = ""
    language: str = ""
    original: str = ""
    under: str = ""

    @property
    def beneath(self) -> str:
        """Return the text without the question of another that it stands under."""
        return self.text.removeprefix(f"“{self.under}”").strip() if self.under else self.text

    @property
    def deciding(self) -> str:
        """Return the words that decide what else is said: of a translated note the English ones."""
        return self.original or self.text

    @property
    def said(self) -> str:
        """Return the text as it is shown, behind its number."""
        return f"{self.mark} {self.text}" if self.mark else self.text

    @property
    def marks(self) -> tuple[str, ...]:
        """Return what a reader must know of a claim: what it does with the texts, and that nobody confirmed it."""
        own = () if self.claim is None or self.verdict is Verdict.VERBATIM else (CLAIM_MARKS.get(self.claim, ""),)
        doubted = self.verdict in (Verdict.UNCONFIRMED, Verdict.BY_PROGRAM) and self.claim is not ClaimType.ADVICE
        return tuple(mark for mark in (*own, self.verdict.value if doubted else "") if mark)


@dataclass(frozen=True, slots=True)
class Implied:
    """Filter or reading that the question implied. The reader sees it as a chip and can take it away.

    `field` is one of jurisdiction, kind, source, language, as_of, entity, address; `words` are those of the question.
    """

    field: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two citations that say different things on one point."""

    point: str
    citations: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Table that answers "how do the US and the EU treat …".

    `columns` are jurisdictions. A row is a point with one cell for each column; a cell holds statements or nothing.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[Statement, ...], ...]], ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """What chat models took for an answer: calls, and tokens as their servers counted them.

    `cost` is in US dollars by the prices of the settings, None where none are set.
    """

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer to one question, whatever its outcome.

    `text` is Markdown with [n] markers, made of the statements that were not removed, or the plain words of a decline.
    `layout` are its blocks where it has paragraphs, lists and tables, in which the statements have places; `in_part` is
    True where it says itself that something asked is not answered; `usage` is what chat models took for it.
    `vintage` is the youngest and the oldest edition date among the cited texts. `looked_at` are locators that were read
    without finding the answer (`silent`), `asks_for` is the missing fact (`needs_fact`), `not_held` names the texts
    that are missing, `brings` are the ids of the official sources that bring what it lacks, `covers` is what the
    collection does cover (`not_in_corpus`).

    >>> answer = Answer("May I?", "May I?", Outcome.NEEDS_FACT, "To which country?", asks_for="the destination")
    >>> print(answer, "|", answer.outcome, "|", answer.asks_for)
    To which country? | needs_fact | the destination
    """

    question: str
    standalone_question: str
    outcome: Outcome
    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    engine: str = "extractive"
    filters: Filters = field(default_factory=Filters)
    implied: tuple[Implied, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    comparison: Comparison | None = None
    looked_at: tuple[str, ...] = ()
    asks_for: str = ""
    not_held: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    small_talk: str = ""  # greeting, thanks, about or prompt, where no text was needed to answer
    parts: tuple[str, ...] = ()  # questions that were asked at once, in their order
    unanswered: tuple[tuple[str, str], ...] = ()  # (question, reply) of those asked at once that have no answer
    vintage: tuple[date, date] | None = None
    form: Form = Form.CLOSEST
    computed: Mapping[str, Any] = field(default_factory=dict)  # what an engine found, under the name of its form
    confidence: float = 0.0  # probability, 0..1, that it addresses the question
    notices: tuple[str, ...] = ()  # one line each: "the model failed, this is the extractive answer"
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    layout: tuple[AnswerBlock, ...] = ()
    in_part: bool = False
    usage: Usage | None = None

    @property
    def is_half(self) -> bool:
        """Return whether it answers a part of the question and leaves another one."""
        return self.in_part and self.outcome is Outcome.ANSWERED

    @property
    def is_whole(self) -> bool:
        """Return whether the texts answer all that was asked: nothing was left open, and no fact is asked for."""
        left = self.in_part or self.unanswered or self.small_talk or self.asks_for
        return self.outcome is Outcome.ANSWERED and not left and bool(self.citations)

    @property
    def removed(self) -> tuple[Statement, ...]:
        """Return the statements that the check removed, each with its reason and the passages that speak against it."""
        return tuple(s for s in self.statements if s.verdict is Verdict.REMOVED)

    @property
    def stands_on(self) -> tuple[str, ...]:
        """Return the ids of the sources that its first cited statement stands on."""
        first = next((s.citations for s in self.statements if s.citations and s.verdict is not Verdict.REMOVED), ())
        return tuple(dict.fromkeys(c.source.id for c in self.citations if c.number in first))

    @property
    def is_computed(self) -> bool:
        """Return whether an engine worked it out."""
        return self.form is not Form.CLOSEST and any(s.verdict is Verdict.COMPUTED for s in self.statements)

    @property
    def lead(self) -> str:
        """Return the plain sentence that comes first; empty where the answer declines."""
        said = next((s for s in self.statements if s.verdict is not Verdict.REMOVED), None)
        if said is None or self.outcome is not Outcome.ANSWERED:
            return ""
        label = {StatementRole.ADDED_DOCUMENT: FILE_SAYS, StatementRole.FILE_BRIEF: FILE_SAYS_BY_MODEL}.get(said.note)
        return f"{label}: {said.text}" if label else said.text

    def __str__(self) -> str:
        """Return the answer as plain lines with its sources, as a terminal or a tool's caller reads it."""
        sources = [f"[{c.number}] {c.locator} · {c.source.title} · {c.worth}" for c in self.citations]
        return "\n".join([self.text, *([""] if sources else []), *sources, *self.notices])

    def _repr_html_(self) -> str:
        """Return the answer as HTML for notebooks; everything from a text or a model is escaped."""
        esc = html.escape
        said = "".join(
            f"<p>{esc(s.text)} {''.join(f'<sup>[{n}]</sup>' for n in s.citations)}</p>"
            for s in self.statements
            if s.verdict is not Verdict.REMOVED
        )
        quotes = "".join(
            f"<details><summary>[{c.number}] {esc(c.locator)} · {esc(c.source.title)} · "
            f"{esc(c.worth)}</summary><blockquote>{esc(c.quote)}</blockquote></details>"
            for c in self.citations
        )
        notices = "".join(f"<p><em>{esc(line)}</em></p>" for line in self.notices)
        outcome = esc(self.outcome.value.replace("_", " "))
        return f"<div><small>{outcome}</small>{said or f'<p>{esc(self.text)}</p>'}{quotes}{notices}</div>"


def place_of_part(name: str, parts: Sequence[str]) -> int:
    """Return the place of a part, or of several told together, among the questions that were asked at once."""
    return next((n for n, part in enumerate(parts) if name.startswith(part)), len(parts))

"""Cuts provisions into passages: whole sentences and whole rows, measured in the encoder's tokens.

The rules, in order:
1. A table row, a recital, a note or a definition is a passage of its own.
2. A provision whose whole subtree fits the limit is one passage: a paragraph stays together with its points.
3. A longer one is split at its sub-provisions: its lead-in forms a passage with as many of its first children as fit,
   and the same rules apply to every child that is left. Runs of small siblings stay together.
4. A provision whose own text is over the limit is cut between sentences; a sentence or a row as long as a chapter,
   between words.
What one must know to understand a passage (title, headings, the lead-ins above it) is its `context`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.language.sentences import sentence_spans
from corpus.model import Passage, Provision, Reading, Role

Tokens = Callable[[str], int]

# Roles whose provisions are passages of their own, never joined with their neighbours.
_ALONE = {Role.ROW, Role.RECITAL, Role.DEFINITION, Role.NOTE, Role.ENTRY, Role.SECTION, Role.ANNEX, Role.META}
_CONTEXT_LIMIT = 60  # tokens: the context must not outweigh the passage
_LONGEST_STEP = 200  # characters of a heading or a lead-in in the context
_LONGEST_HEADING = 6_000  # characters of it that each passage repeats: longer than any that law has
_CARRIED = 60  # characters: a longer cell is a note, not a heading that the rows below share
_BREAK = lazy_regex(r"\n+")
_LONGEST_COUNTED = 20_000  # characters: a longer text is over any limit, and a tokenizer takes a hundred bytes for each
_MANY_IDENTIFIERS = 500  # of one provision, which each of its passages repeats
_LONGEST_TOKEN = 100  # characters: an encoder takes a longer word for one token, whatever it holds
_LONGEST_WHOLE = 20_000  # characters of a sentence or a row that is kept whole


def estimate_tokens(text: str) -> int:
    """Estimate the number of tokens of a WordPiece encoder, for use where its own tokenizer is not at hand.

    English law runs at about 4.2 characters a token; a CJK character is a token of its own.
    """
    wide = sum(1 for c in text if c > "\u2e7f")
    return wide + (len(text) - wide) // 4 + 1


@dataclass(frozen=True, slots=True)
class _Span:
    """A run of provisions `first..last`, whose own texts are adjacent, from `start` to `end` of the text."""

    first: int
    last: int
    start: int
    end: int


def cut_passages(
    reading: Reading,
    tokens: Tokens = estimate_tokens,
    limit: int = 220,
    check: Callable[[int, int], None] | None = None,
) -> list[Passage]:
    """Return the passages of a reading in document order; together they hold every provision's own text exactly once.

    `tokens` counts the tokens of a text; `limit` is the most that a passage may have. A single row or sentence over the
    limit is kept whole, unless it is longer than any that a person would read. `check` is told before each passage how
    many there are and how many characters they have with all that stands above them; what it raises ends the cutting.
    """
    cutter = _Cutter(reading, tokens, limit)
    seen: Counter[tuple[str, str, str]] = Counter()
    passages: list[Passage] = []
    characters = 0
    for span in cutter.spans():
        if check is not None:
            check(len(passages), characters)
        passage = cutter.passage(span)
        same = (passage.locator, passage.context, passage.text)
        if seen[same]:
            passage = replace(passage, occurrence=seen[same])
        seen[same] += 1
        passages.append(passage)
        characters += sum(map(len, (passage.text, passage.context, passage.heading, *passage.locators)))
        characters += sum(map(len, passage.identifiers))
    return passages


class _Cutter:
    """The cutting of one reading, with the sizes of its subtrees counted beforehand."""

    def __init__(self, reading: Reading, tokens: Tokens, limit: int) -> None:
        self.reading, self.limit = reading, limit
        self.provisions = reading.provisions
        self.shortened: dict[str, str] = {}
        self.tokens = tokens
        self.own = [self._size(reading.own_text(i)) if p.end > p.start else 0 for i, p in enumerate(self.provisions)]
        self.children: list[list[int]] = [[] for _ in self.provisions]
        self.roots: list[int] = []
        self.after = list(range(1, len(self.provisions) + 1))
        self.total = list(self.own)
        for i in range(len(self.provisions) - 1, -1, -1):
            parent = self.provisions[i].parent
            if parent is None:
                self.roots.append(i)
            else:
                self.children[parent].append(i)
                self.after[parent] = max(self.after[parent], self.after[i])
                self.total[parent] += self.total[i]
        self.roots.reverse()
        for kids in self.children:
            kids.reverse()

    def _size(self, text: str) -> int:
        """Return the number of tokens of a text; of a long one an estimate, which is over the limit too."""
        least = len(text) // _LONGEST_TOKEN
        return max(least, self.tokens(text)) if len(text) <= _LONGEST_COUNTED else max(least, estimate_tokens(text))

    def spans(self) -> Iterator[_Span]:
        """Yield the spans of all passages, in document order."""
        yield from self._split(self.roots, head=None)

    def _whole(self, i: int) -> bool:
        """Return whether a subtree may be one passage: it fits, and nothing below it must be a passage of its own."""
        if self.total[i] > self.limit:
            return False
        return not any(self._alone(j) for j in range(i + 1, self.after[i]))

    def _alone(self, i: int) -> bool:
        """Return whether a provision must not be joined with its neighbours."""
        return self.provisions[i].role in _ALONE

    def _split(self, kids: list[int], head: int | None) -> Iterator[_Span]:
        """Yield spans over siblings, small ones joined up to the limit; a lead-in (`head`) joins the first of them."""
        run: list[int] = [head] if head is not None and self.own[head] else []
        size = self.own[head] if head is not None else 0
        if size > self.limit and head is not None:
            yield from self._sentences(head)
            run, size = [], 0
        for kid in kids:
            joins = self._whole(kid) and not (self._alone(kid) and run) and size + self.total[kid] <= self.limit
            if joins and not (run and self._alone(run[-1]) and run[-1] != head):
                run.append(kid)
                size += self.total[kid]
                continue
            yield from self._run(run, head)
            if self._whole(kid):
                run, size = [kid], self.total[kid]
            else:
                run, size = [], 0
                yield from self._split(self.children[kid], head=kid)
        yield from self._run(run, head)

    def _run(self, run: list[int], head: int | None) -> Iterator[_Span]:
        """Yield the span of one run of joined siblings, if it has any text."""
        if not run:
            return
        last = run[-1] if run[-1] == head else self.after[run[-1]] - 1
        inside = [p for p in self.provisions[run[0] : last + 1] if p.end > p.start]
        if inside:
            yield _Span(run[0], last, inside[0].start, inside[-1].end)

    def _sentences(self, i: int) -> Iterator[_Span]:
        """Yield spans of a long provision's own text, cut between sentences (lines, if a list has no sentences)."""
        p = self.provisions[i]
        text = self.reading.own_text(i)
        if p.role is Role.ROW:
            yield from (_Span(i, i, p.start + start, p.start + end) for start, end in _pieces(text, 0, len(text)))
            return
        begin, size, previous_end = None, 0, 0
        for whole in sentence_spans(text):
            for start, end in _pieces(text, *whole):
                weight = self._size(text[start:end])
                if begin is not None and size + weight > self.limit:
                    yield _Span(i, i, p.start + begin, p.start + previous_end)
                    begin, size = None, 0
                begin = start if begin is None else begin
                size, previous_end = size + weight, end
        if begin is not None:
            yield _Span(i, i, p.start + begin, p.start + previous_end)

    def passage(self, span: _Span) -> Passage:
        """Return the passage of a span, with its context."""
        inside = self.provisions[span.first : span.last + 1]
        lead = next((p for p in inside if p.end > p.start), inside[0])
        return Passage(
            source_id=self.reading.source.id,
            locator=lead.locator,
            text=self.reading.text[span.start : span.end],
            start=span.start,
            end=span.end,
            first=span.first,
            last=span.last,
            context=self._context(span),
            heading=self._heading(span, lead),
            locators=tuple(dict.fromkeys(p.locator for p in inside)),
            role=lead.role,
            page=lead.page,
            language=lead.language or self.reading.source.language,
            identifiers=self._identifiers(span),
        )

    def _heading(self, span: _Span, lead: Provision) -> str:
        """Return the heading of a passage's first provision, else the nearest above it; all below one share it."""
        found = lead.heading or next(
            (self.provisions[a].heading for a in self.reading.ancestors(span.first) if self.provisions[a].heading), ""
        )
        return (
            found
            if len(found) <= _LONGEST_HEADING
            else self.shortened.setdefault(found, shorten(found, _LONGEST_HEADING))
        )

    def _identifiers(self, span: _Span) -> tuple[str, ...]:
        """Return what the provisions of a passage name; of a very long list only what stands in the passage."""
        found = dict.fromkeys(i for p in self.provisions[span.first : span.last + 1] for i in p.identifiers)
        if len(found) <= _MANY_IDENTIFIERS:
            return tuple(found)
        text = _bare(self.reading.text[span.start : span.end])
        return tuple(i for i in found if _bare(i.rpartition(" CFR ")[2]) in text)

    def _context(self, span: _Span) -> str:
        """Return the title, headings and lead-ins above the span, outermost first, each cut to its first words."""
        steps: list[str] = [self.reading.source.title]
        for a in reversed(list(self.reading.ancestors(span.first))):
            line = self._line(a)
            if not any(
                line.casefold() in step.casefold() for step in steps
            ):  # a part's heading is often its title again
                steps.append(shorten(line, _LONGEST_STEP))
        if carried := self._carried(span):
            steps.append(carried)
        kept: list[str] = []
        budget = _CONTEXT_LIMIT
        # The nearest lead-in is worth most, then the title; what is between them is dropped first.
        for step in sorted(range(len(steps)), key=lambda n: (n != len(steps) - 1, n != 0, -n)):
            weight = estimate_tokens(steps[step])
            if steps[step] and weight <= budget:
                budget -= weight
                kept.append(steps[step])
        if not kept and steps:
            return shorten(steps[0], 3 * _CONTEXT_LIMIT)  # a title as long as a paragraph is better than nothing
        return " > ".join(s for s in steps if s in kept)

    def _line(self, i: int) -> str:
        """Return the heading of a provision, or the beginning of its text, as one line.

        A longer one than a step of the context is as long as is needed to see that: each passage below asks for it.
        """
        above = self.provisions[i]
        whole = above.heading or self.reading.text[above.start : min(above.end, above.start + 2 * _LONGEST_STEP)]
        return _BREAK.sub(" ", whole[: 2 * _LONGEST_STEP])

    def _carried(self, span: _Span) -> str:
        """Return the cells that a row takes over from rows above it and does not repeat in its text or address."""
        row = self.provisions[span.first]
        if row.role is not Role.ROW:
            return ""
        said = f"{self.reading.text[span.start : span.end]}\n{row.locator}".casefold()
        cells = [
            (name, value)
            for name, value in row.cells
            if name and value and len(value) <= _CARRIED and value.casefold() not in said
        ]
        return "; ".join(f"{name}: {value}" for name, value in cells)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence or a row at `start:end` of a text, cut between words where it is too long to be kept whole."""
    while end - start > _LONGEST_WHOLE:
        space = max(text.rfind(c, start + 1, start + _LONGEST_WHOLE) for c in " \n")
        stop = space if space > start else start + _LONGEST_WHOLE
        yield start, stop
        start = stop + (space == stop)
    if start < end:
        yield start, end


def _bare(text: str) -> str:
    """Return the letters and digits of a text, in small letters: an identifier has one spelling, texts have several."""
    return "".join(filter(str.isalnum, text)).casefold()


def shorten(text: str, limit: int) -> str:
    """Return at most `limit` characters of `text`, cut between words, with an ellipsis where something is missing."""
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " …"


def clipped(text: str, limit: int) -> str:
    """Return a text in one line, shortened to at most `limit` characters."""
    return shorten(one_line(text), limit)

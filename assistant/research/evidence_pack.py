"""Evidence pack: all that a chat model reads for a question, numbered, ordered, without repetition, within its window.

First what was computed, then whole provisions (those addressed, those that notes are pinned to, those found, best
first), then notes of our own, marked as commentary, and the definitions of terms that the provisions use. The same
findings give the same words, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from assistant.evidence.citations import Citations
from assistant.model import Citation
from assistant.prompts.loader import as_material
from assistant.research.provision_units import ProvisionUnit, unit_at
from assistant.research.tokens import Count, tokens
from corpus.annotations import Annotation
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.model import Role, Source, Stay, Version

_DEFINITIONS = 6  # definitions of terms, at most
_DEFINITION = 700  # characters of one
_SHORTEST_DEFINED_TERM = 4  # characters of the shortest term that is worth its definition
_LINES = 400  # lines of one piece
_HEADING_TOKENS = 40  # tokens of a piece besides its text
_LEAST_KEPT = 200  # characters of a provision that is cut to its share of the room
_WORD_OF_PIECE = lazy_regex(r"[^\W_]+")


class PieceKind(StrEnum):
    """Kind of a piece of evidence."""

    PROVISION = "provision"
    COMPUTED = "computed"
    COMMENTARY = "commentary"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True)
class EvidencePiece:
    """Numbered piece of evidence. `text` is what a claim is checked against, `around` what must be known besides.

    A provision has its unit; what was computed and what is a note has the numbers of the provisions it `stands_on`.
    """

    number: int
    kind: PieceKind
    heading: str
    text: str
    around: str = ""
    unit: ProvisionUnit | None = None
    stands_on: tuple[int, ...] = ()

    def shown(self) -> str:
        """Return it as a chat model reads it: quoted material that cannot close what delimits it."""
        lines = [f"[{self.number}] {self.kind.value} · {as_material(self.heading)}"]
        lines += [f"  above it: {as_material(self.around)}"] if self.around else []
        lines += [f"  {as_material(line)}" for line in self.text.split("\n")[:_LINES] if line.strip()]
        return "\n".join(lines)


@dataclass
class EvidencePack:
    """Pack in the making, up to `most` tokens by `count`; pieces that no longer fit are counted in `left_out`."""

    catalogue: CatalogueReader
    most: int
    day: date
    count: Count = tokens
    pieces: list[EvidencePiece] = field(default_factory=list)
    spent: int = 0
    left_out: int = 0

    def shown(self, first: int = 1) -> str:
        """Return the pieces from number `first` on as a chat model reads them."""
        return "\n".join(p.shown() for p in self.pieces if p.number >= first)

    @property
    def words(self) -> Iterator[str]:
        """Yield all that each piece says, its heading included."""
        return (f"{p.heading}\n{p.around}\n{p.text}" for p in self.pieces)

    @property
    def around(self) -> Mapping[int, str]:
        """Return what must be known of the pieces besides their words, by number: stays of them, what leads them in.

        The stays come first: of a long piece a check reads the beginning, and what a claim speaks of.
        """
        told = {
            p.number: "\n".join(filter(None, (*(p.unit.stays_told(self.day) if p.unit else ()), p.around)))
            for p in self.pieces
        }
        return {number: words for number, words in told.items() if words}

    def stays_of(self, number: int, span: str, words: str) -> list[tuple[str, Stay]]:
        """Return the stays of the paragraph that a claim with `words` stands on in a piece, and of what that is in."""
        piece = self.piece(number)
        if piece is None or piece.unit is None or not piece.unit.stays:
            return []
        held, _ = self._paragraph(piece, piece.unit, span, words)
        above = {p.locator for p in (held, *self.catalogue.ancestors(held))}
        return [(locator, stay) for locator, stay in piece.unit.stays if locator in above]

    @property
    def rows(self) -> frozenset[int]:
        """Return the numbers of the pieces that are rows of tables."""
        return frozenset(p.number for p in self.pieces if p.unit and p.unit.held.provision.role is Role.ROW)

    def piece(self, number: int) -> EvidencePiece | None:
        """Return the piece with a number, None where there is none."""
        return self.pieces[number - 1] if 0 < number <= len(self.pieces) else None

    # --- filling it -----------------------------------------------------------------------------------------------

    def add_provision(
        self,
        held: HeldProvision,
        end: int = 0,
        *,
        kind: PieceKind = PieceKind.PROVISION,
        share: int = 0,
        start: int = 0,
    ) -> int:
        """Add the whole provision around one; return its number, that of the piece that has it already, or 0.

        Where that takes more than a `share` of tokens (0: there is none), `held` itself is added, from `start` on
        where that is further, as far as it goes.
        """
        start, last = max(start, held.provision.start), max(held.provision.end, held.provision.start + 1)
        for piece in self.pieces:
            if piece.unit and piece.unit.covers(held.version.number, start, last):
                return piece.number
        unit = self._within(unit_at(self.catalogue, held, end), start, end or last, share)
        return self._add(kind, self._heading(unit), self._text_of(unit), " > ".join(unit.above), unit)

    def _text_of(self, unit: ProvisionUnit) -> str:
        return self.catalogue.slice(unit.version.number, unit.start, unit.end)

    def _within(self, unit: ProvisionUnit, start: int, end: int, share: int) -> ProvisionUnit:
        """Return a unit, or of one that takes more than its share of tokens the stretch that is wanted of it."""
        if not share or self.count(self._text_of(unit)) <= share:
            return unit
        narrow = replace(unit, start=max(unit.start, start), end=min(unit.end, max(end, start + 1)))
        size = self.count(self._text_of(narrow))
        if size > share:
            kept = max(_LEAST_KEPT, (narrow.end - narrow.start) * share // size)
            narrow = replace(narrow, end=min(narrow.end, narrow.start + kept))
        return narrow

    def add_stretch(self, source: Source, version: Version, start: int, end: int, share: int = 0) -> int:
        """Add the whole provisions that a stretch of an edition's text runs over; return the first's number, or 0.

        Of what takes more than its `share` the stretch alone is added, as far as that goes.
        """
        for piece in self.pieces:
            if piece.unit and piece.unit.covers(version.number, start, end):
                return piece.number
        first, at = 0, start
        while at < end:
            number = self.add_provision(self.catalogue.at(version.number, at), end, share=share, start=at)
            added = self.piece(number)
            first = first or number
            if added is None or added.unit is None or added.unit.end <= at:
                break
            if share and (share := share - self._size(added)) <= 0:
                break
            at = added.unit.end
            rest = self.catalogue.slice(version.number, at, end)
            at += len(rest) - len(rest.lstrip())
        return first

    def add_cited(self, citations: Iterable[Citation]) -> dict[int, int]:
        """Add the provisions around citations, which share the room; return the piece's number by the citation's."""
        cited = list(citations)
        found = {
            c.number: self.add_stretch(c.source, c.version, c.start, c.end, self.share(len(cited) - n))
            for n, c in enumerate(cited)
        }
        return {number: piece for number, piece in found.items() if piece}

    def widen(self, room: int) -> None:
        """Have half as many tokens again for what a model looks up, within the room that there is for evidence."""
        self.most = max(self.most, min(self.most + self.most // 2, room))

    def share(self, among: int) -> int:
        """Return the tokens that each of so many provisions may take of the room that is left."""
        return max(1, (self.most - self.spent) // max(1, among) - _HEADING_TOKENS)

    def rest_on(self, number: int, stands_on: Sequence[int]) -> None:
        """Say on which pieces a piece stands that was added before them."""
        if (piece := self.piece(number)) is not None:
            numbers = tuple(dict.fromkeys(n for n in stands_on if n))
            self.pieces[number - 1] = replace(piece, stands_on=numbers)

    def add_computed(self, form: str, text: str, stands_on: Sequence[int] = ()) -> int:
        """Add one finding of an engine; return its number, or 0."""
        return self._add(PieceKind.COMPUTED, f"{form}, worked out by program from the texts", text, stands_on=stands_on)

    def add_note(self, note: Annotation, stands_on: Sequence[int]) -> int:
        """Add a note of our own as commentary; return its number, or 0."""
        said = [f"asked: {note.questions[0]}", f"answer: {note.answer}"]
        said += [f"condition: {text}" for text in note.conditions]
        said += [f"exception: {text}" for text in note.exceptions]
        said += [f"status: {note.status}"] if note.status else []
        said += [f"who decides: {note.who_decides}"] if note.who_decides else []
        said += [f"to check next: {text}" for text in note.check_next]
        pins = "; ".join(pin.locator for pin in note.pins)
        by = "note by Licet's editors" if not note.written_by else "note by a chat model, checked when it was written,"
        heading = f"{by} on {pins}, {note.source.title}"
        return self._add(PieceKind.COMMENTARY, heading, "\n".join(said), stands_on=stands_on)

    def add_definitions(self, question: str) -> None:
        """Add the definitions of terms that the question and the provisions use, each from a provision's own text."""
        asked = " ".join(_WORD_OF_PIECE.findall(question.casefold()))
        found: dict[str, tuple[int, HeldProvision]] = {}
        for unit, text in [(p.unit, p.text) for p in self.pieces if p.unit is not None]:
            words = f" {' '.join(_WORD_OF_PIECE.findall(text.casefold()))} "
            for term, position in sorted(self.catalogue.terms(unit.version.number).items()):
                plain = " ".join(_WORD_OF_PIECE.findall(term.casefold()))
                if (
                    len(plain) >= _SHORTEST_DEFINED_TERM
                    and plain in asked
                    and f" {plain} " in words
                    and term not in found
                ):
                    found[term] = (-len(plain), self.catalogue.provision(unit.version.number, position))
        for _, held in sorted(found.values(), key=lambda f: (f[0], f[1].source.id, f[1].position))[:_DEFINITIONS]:
            if len(self.catalogue.full_text(held)) <= _DEFINITION:
                self.add_provision(held, kind=PieceKind.DEFINITION)

    def _heading(self, unit: ProvisionUnit) -> str:
        edition = unit.version.valid_from
        parts = [unit.source.kind.standing.value, unit.held.locator, unit.source.title]
        parts += [f"edition of {edition.isoformat()}"] if edition else []
        return " · ".join([*parts, *unit.stays_told(self.day)])

    def _add(
        self,
        kind: PieceKind,
        heading: str,
        text: str,
        around: str = "",
        unit: ProvisionUnit | None = None,
        stands_on: Sequence[int] = (),
    ) -> int:
        same = next((p.number for p in self.pieces if unit is None and p.text == text and p.kind is kind), 0)
        if same:
            return same
        numbers = tuple(dict.fromkeys(n for n in stands_on if n))
        piece = EvidencePiece(len(self.pieces) + 1, kind, heading, text, around, unit, numbers)
        size = self._size(piece)
        if not text.strip() or (self.pieces and self.spent + size > self.most):
            self.left_out += bool(text.strip())
            return 0
        if self.spent + size > self.most:  # the first piece is given in any case, as far as it goes
            kept = max(400, len(text) * self.most // size)
            shown = unit and replace(unit, end=min(unit.end, unit.start + kept))
            piece = replace(piece, text=text[:kept], around=around[: max(0, self.most)], unit=shown)
            size = self._size(piece)
        self.pieces.append(piece)
        self.spent += size
        return piece.number

    def _size(self, piece: EvidencePiece) -> int:
        """Return how many tokens a piece takes in the prompt."""
        return self.count(piece.shown()) + 1

    # --- citing it ------------------------------------------------------------------------------------------------

    def citations(self) -> list[Citation]:
        """Return the pieces as citations under their own numbers, as the checks read them.

        What was computed, or is a note, is read under the source of the first provision that it stands on.
        """
        return [c for p in self.pieces if (c := self._citation(p)) is not None]

    def _citation(self, piece: EvidencePiece) -> Citation | None:
        unit = piece.unit
        if unit is None:
            below = next((b for n in piece.stands_on if (b := self.piece(n)) and b.unit), None)
            found = self._citation(below) if below else None
            return replace(found, number=piece.number, quote=piece.text, locator=piece.heading) if found else None
        return Citation(
            piece.number, "", unit.source, unit.version, unit.held.locator, piece.text, unit.start, unit.end
        )

    def cite(self, number: int, span: str, words: str, cites: Citations) -> tuple[int, ...]:
        """Return the numbers in `cites` of what a claim with `words` stands on in a piece.

        It is the paragraph that has the span; without one the paragraph that has most of the claim's words; and what a
        computed piece or a note stands on.
        """
        piece = self.piece(number)
        if piece is None:
            return ()
        if piece.unit is None:
            return tuple(dict.fromkeys(n for below in piece.stands_on for n in self.cite(below, "", words, cites)))
        unit = piece.unit
        held, at = self._paragraph(piece, unit, span, words)
        start, end = held.provision.start, min(max(held.provision.end, held.provision.start + 1), unit.end)
        if at is not None:
            start, end = min(start, unit.start + at[0]), max(end, unit.start + at[1])
        return (cites.cite(unit.source, unit.version, start, end),)

    def _paragraph(
        self, piece: EvidencePiece, unit: ProvisionUnit, span: str, words: str
    ) -> tuple[HeldProvision, tuple[int, int] | None]:
        """Return the paragraph that has the span, and where; else the one that has most of the words."""
        at = found_at(piece.text, span) if span else None
        if at is not None:
            return self.catalogue.at(unit.version.number, unit.start + at[0]), at
        inside = [p for p in self.catalogue.subtree(unit.held) if unit.start <= p.provision.start < unit.end]
        return max(inside or [unit.held], key=lambda p: (_shared(p.text, words), -p.position)), None


def found_at(text: str, span: str) -> tuple[int, int] | None:
    """Return where the words of a span stand in a text, one after the other; None where they do not.

    Punctuation and spaces may differ. Of a span with words left out ("…") its longest part is looked for.
    """
    part = max(re.split(r"\[?(?:…|\.{3})\]?", span), key=len)
    wanted = [w.casefold() for w in _WORD_OF_PIECE.findall(part)]
    if not wanted:
        return None
    words = [(m.start(), m.end(), m.group().casefold()) for m in _WORD_OF_PIECE.finditer(text)]
    run = [w for _, _, w in words]
    for n in range(len(run) - len(wanted) + 1):
        if run[n] == wanted[0] and run[n : n + len(wanted)] == wanted:
            return words[n][0], words[n + len(wanted) - 1][1]
    return None


def _shared(text: str, words: str) -> float:
    own = set(_WORD_OF_PIECE.findall(text.casefold()))
    asked = set(_WORD_OF_PIECE.findall(words.casefold()))
    return len(own & asked) / (1 + len(asked) + len(own) / 20)

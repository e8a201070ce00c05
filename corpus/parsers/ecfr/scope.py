"""Turns the blocks inside a section, a supplement, a USML category or a note into provisions, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.locators.address import key
from corpus.model import Role
from corpus.parsers.ecfr import tables
from corpus.parsers.ecfr.blocks import META, Block, note_text
from corpus.parsers.ecfr.depth import paths, spelled
from corpus.parsers.ecfr.labels import ITALIC, UPRIGHT, Label, LabelledText, pieces, without_italics
from corpus.parsers.ecfr.markup import contents, marked
from corpus.parsers.ecfr.writing import Writer

_RESERVED_AT_END = lazy_regex(r"\[(?:reserved|removed and reserved)\]\.?\s*$", re.IGNORECASE)
_ITALIC_TERM = lazy_regex(rf"^\s*{ITALIC}(?P<term>[^{ITALIC}{UPRIGHT}\n]{{1,140}}){UPRIGHT}")
_TERM_NAMED = lazy_regex(
    (
        rf"^\s*The (?:phrase|term)s? [“\"]?{ITALIC}(?P<term>[^{UPRIGHT}]{{1,140}}){UPRIGHT}.{{0,40}}?\b"
        r"(?:means?|includes?)\b"
    ),
    re.S,
)
_TERM_UPRIGHT = lazy_regex(
    rf"^\s*(?P<term>[A-Z][\w./ -]{{2,60}}), {ITALIC}?.{{0,80}}?{UPRIGHT}?\s*(?:means|is)\b", re.S
)
_MEANING = lazy_regex(r"\b(?:means?|includes?|is|are|has the (?:same )?meaning|shall)\b")
_NO_TERM = lazy_regex(r"^(?:note|example|provided|technical|see|footnote|n\.b\.)\b", re.IGNORECASE)
_UNNAMED = lazy_regex(r"^paragraph \d+$")
_NOTE_TARGET = lazy_regex(r"to\s+paragraphs?\s*(?P<path>(?:\(\s*\w{1,5}\s*\))+)", re.IGNORECASE)
_DOTTED_HEADING = lazy_regex(r"^\s*(?P<name>\d{1,2}\.\d{1,2})\.?\s")


def _joined(items: list[Block]) -> list[Block]:
    """Return the blocks with neighbouring paragraphs before the first address joined to one introductory text."""
    result: list[Block] = []
    for position, item in enumerate(items):
        if item.path or item.kind in ("table", "heading"):
            return result + items[position:]
        if item.kind in ("p", "flush", "list") and result and result[-1].kind == "p":
            result[-1].text += f"\n{item.text}"
        elif item.kind in ("flush", "list"):
            result.append(Block("p", item.text))
        else:
            result.append(item)
    return result


@dataclass(slots=True)
class Scope:
    """Writes the provisions below one address.

    `base` is the address, `top` the provision that holds it; `annex` allows labels like `1.` and `a.`; `definitional`
    makes an unnumbered paragraph that starts with an italic term a definition.
    """

    writer: Writer
    base: str
    top: int
    annex: bool = False
    definitional: bool = False
    italics_known: bool = True
    _places: dict[str, int] = field(default_factory=dict)
    _bases: list[tuple[int, str, int]] = field(default_factory=list)
    _current: int = -1
    _current_path: tuple[Label, ...] = ()
    _counts: dict[str, int] = field(default_factory=dict)
    _last_text: str = ""
    _structured: bool = False

    def write(self, items: Iterable[Block]) -> None:
        """Add all blocks below `top`, which must be the last provision or still open."""
        ready = self._addressed(list(items))
        self._bases = [(0, self.base, self.top)]
        self._current = self.top
        self._structured = any(block.path or block.kind in ("table", "heading") for block in ready)
        if self._structured and self.annex:
            ready = _joined(ready)
        for block in ready:
            if block.kind in ("p", "flush", "list"):
                self._paragraph(block)
            elif block.kind == "heading":
                self._heading(block)
            elif block.kind == "note":
                self._note(block)
            elif block.kind == "footnote":
                self._footnote(block)
            elif block.kind == "table" and block.element is not None:
                parent = self.writer.open_ancestor(self._current)
                tables.write(self.writer, block.element, self._here(), parent, self._counts)
            elif block.kind in ("meta", "stay"):
                self._meta(block)

    def introduction(self, items: list[Block]) -> tuple[list[str], list[Block]]:
        """Return the text before a section's first address, list or definition, and the blocks after it.

        That text is the section's own.
        """
        intro: list[str] = []
        rest = list(items)
        while rest and (
            rest[0].kind in ("list", "flush") or (rest[0].kind == "p" and not self._pieces(rest[0].text, "")[0].labels)
        ):
            following = next((b.text for b in rest[1:] if b.kind == "p"), "")
            if rest[0].kind == "p" and len(self._pieces(rest[0].text, following)) > 1:
                break
            intro.append(rest.pop(0).text)
        return intro, rest

    def restart_counts(self) -> None:
        """Reset the counts, which looking ahead has changed."""
        self._counts.clear()

    # -- from blocks to addresses ------------------------------------------------------------------------------------

    def _addressed(self, items: list[Block]) -> list[Block]:
        """Return the blocks cut into pieces, each with its path; a heading begins a sequence of its own."""
        cut: list[Block] = []
        open_sequences = [(0, 0)]
        issued = 0
        for position, block in enumerate(items):
            if block.kind == "heading":
                numbered = _DOTTED_HEADING.match(without_italics(block.text)) if self.annex else None
                while len(open_sequences) > 1 and open_sequences[-1][0] >= block.level:
                    open_sequences.pop()
                if numbered:
                    block.labels = (Label(numbered["name"], form="."),)
                    block.heading = one_line(without_italics(block.text))
                else:
                    issued += 1
                    open_sequences.append((block.level, issued))
                block.sequence = open_sequences[-1][1]
                cut.append(block)
            elif block.kind in ("p", "flush"):
                following = next((b.text for b in items[position + 1 :] if b.kind == "p"), "")
                for piece in self._pieces(block.text, following):
                    kind = "p" if piece.labels or len(cut) == 0 else block.kind
                    cut.append(
                        Block(
                            kind, piece.text, labels=piece.labels, heading=piece.heading, sequence=open_sequences[-1][1]
                        )
                    )
            else:
                cut.append(block)
        self._assign_paths(cut)
        return cut

    def _pieces(self, text: str, following: str) -> list[LabelledText]:
        found = pieces(text, dotted=self.annex, following=following)
        if found and not found[0].labels:
            term = self._term(text)
            if term:
                found[0] = LabelledText((Label(term, form=">"),), found[0].text, term)
        return found

    def _term(self, text: str) -> str:
        """Return the term that a paragraph defines; "" if it defines none."""
        named = _ITALIC_TERM.match(text)
        if named and (self.definitional or re.match(r"[^.;]{0,60}\bmeans?\b", text[named.end() :])):
            term = one_line(named["term"]).strip(' ,.;:—“”"')
            if term and not _NO_TERM.match(term):
                return term
        if self.definitional and self.italics_known:
            other = _TERM_NAMED.match(text) or _TERM_UPRIGHT.match(text)
            if other and _MEANING.search(text):
                return one_line(other["term"]).strip(" ,.")
        if self.definitional and not self.italics_known and text.strip() and not text.lstrip().startswith(("()", "[")):
            # The source lost the terms that its definitions began with, so they are counted instead.
            self._counts["paragraph"] = self._counts.get("paragraph", 0) + 1
            return f"paragraph {self._counts['paragraph']}"
        return ""

    def _assign_paths(self, cut: list[Block]) -> None:
        opens = False
        by_sequence: dict[int, list[tuple[Block, Label]]] = {}
        for block in cut:
            if block.labels:
                (label,) = block.labels
                label = Label(label.name, label.italic, label.form, label.until, opens or label.form == ">")
                by_sequence.setdefault(block.sequence, []).append((block, label))
            if block.kind in ("p", "flush", "heading"):
                opens = without_italics(block.text).rstrip().endswith((":", "—", "–")) or bool(
                    block.labels and len(block.text) < 8
                )
        for members in by_sequence.values():
            for (block, _), path in zip(
                members, paths([label for _, label in members], italics_known=self.italics_known), strict=True
            ):
                block.path = path

    # -- from addresses to provisions --------------------------------------------------------------------------------

    def _here(self) -> str:
        return spelled(self._bases[-1][1], self._current_path)

    def _parent(self, base: str, path: tuple[Label, ...]) -> int:
        for length in range(len(path) - 1, 0, -1):
            index = self._places.get(key(spelled(base, path[:length])))
            if index is not None and self.writer.is_open(index):
                return index
        return self.writer.open_ancestor(self._bases[-1][2])

    def _paragraph(self, block: Block) -> None:
        if not block.text.strip():
            return
        if not block.path:
            self._unaddressed(block)
            return
        _, base, _ = self._bases[-1]
        locator = spelled(base, block.path)
        last = block.path[-1]
        role = Role.PARAGRAPH if last.form != ">" else Role.TEXT if _UNNAMED.match(last.name) else Role.DEFINITION
        reserved = bool(_RESERVED_AT_END.search(without_italics(block.text))) and len(block.text) < 60
        parent = self._parent(base, block.path)
        index = self.writer.add(block.text, locator, role, parent, heading=block.heading, reserved=reserved)
        self._places[key(locator)] = index
        self._current, self._current_path, self._last_text = index, block.path, block.text

    def _unaddressed(self, block: Block) -> None:
        """Add text without a label: an introduction, a paragraph of a supplement without numbers, or a continuation."""
        if self.annex and self._current == self.top:
            name = "introductory text"
            if not self._structured and block.kind != "list":
                self._counts["paragraph"] = self._counts.get("paragraph", 0) + 1
                name = f"paragraph {self._counts['paragraph']}"
            locator = f"{self.base} > {name}"
            index = self.writer.add(block.text, locator, Role.TEXT, self.top)
            self._places.setdefault(key(locator), index)
            return
        # After a complete sentence the text continues its own paragraph; after a list ("; and") the one that holds it.
        above = self._current
        ended = without_italics(self._last_text).rstrip().endswith((".", ":", ")", "”"))
        if block.kind == "flush" and not ended and len(self._current_path) > 1:
            above = self._places.get(key(spelled(self._bases[-1][1], self._current_path[:-1])), above)
        parent = self.writer.open_ancestor(above)
        self.writer.add(block.text, self.writer.locators[parent], Role.CONTINUATION, parent)

    def _heading(self, block: Block) -> None:
        while len(self._bases) > 1 and self._bases[-1][0] >= block.level:
            self._bases.pop()
        if block.path:
            self._paragraph(block)
            return
        _, base, above = self._bases[-1]
        caption = one_line(without_italics(block.text))
        locator = f"{base} > {caption}"
        index = self.writer.add(block.text, locator, Role.HEADING, self.writer.open_ancestor(above), heading=caption)
        # The first heading of a section (a clause's title) does not enter the addresses below it.
        first = not self.annex and len(self._bases) == 1 and "heading" not in self._counts
        self._counts["heading"] = 1
        self._bases.append((block.level, base if first else locator, index))
        self._current, self._current_path, self._last_text = index, (), ""

    def _note(self, block: Block) -> None:
        assert block.element is not None
        label, text, rest = note_text(block.element)
        name = (
            re.sub(r"(?<!\s)\s+of this (?:section|category)$", "", label.rstrip(":. —"), flags=re.IGNORECASE) or "Note"
        )
        base, index = self._target(label)
        locator = f"{base} > {name}"
        note = self.writer.add(text, locator, Role.NOTE, self.writer.open_ancestor(index), heading=name)
        if rest:
            Scope(self.writer, locator, note, italics_known=self.italics_known).write(rest)

    def _target(self, label: str) -> tuple[str, int]:
        """Return the address that a note names, and the provision nearest to it."""
        named = _NOTE_TARGET.search(label)
        if not named:
            if re.search(r"\bto\s+(?:§|category|this)", label, re.IGNORECASE):
                return self.base, self.top
            return self._here(), self._current
        steps = re.findall(r"\w+", named["path"])
        base = self._bases[-1][1]
        for length in range(len(steps), 0, -1):
            locator = base + "".join(f"({step})" for step in steps[:length])
            index = self._places.get(key(locator))
            if index is not None:
                return base + "".join(f"({step})" for step in steps), index
        return self._here(), self._current

    def _footnote(self, block: Block) -> None:
        assert block.element is not None
        notes = block.element.findall("P") or [block.element]
        for number, note in enumerate(notes):
            text = marked(note)
            mark = note.find(".//SU")
            name = one_line(without_italics(marked(mark))) if mark is not None else str(number + 1)
            self.writer.add(
                text, f"{self._here()} > footnote {name}", Role.NOTE, self.writer.open_ancestor(self._current)
            )

    def _meta(self, block: Block) -> None:
        assert block.element is not None
        hed = block.element.find("HED")
        rest = "\n".join(
            marked(child) if not isinstance(child, str) else child
            for child in contents(block.element)
            if child is not hed
        )
        text = f"{marked(hed) if hed is not None else ''} {rest}".strip()
        if block.kind == "stay":
            self.writer.add(
                text,
                f"{self.base} > effective date note",
                Role.NOTE,
                self.writer.open_ancestor(self.top),
                heading="Effective date note",
            )
            return
        name = META.get(block.element.tag, "note")
        self.writer.add(text, f"{self.base} > {name}", Role.META, self.writer.open_ancestor(self.top))

"""Compares two editions of a text, provision by provision: added, removed, changed, renumbered, or typography only."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import HAN, KANA
from corpus.model import Provision, Reading

# Two provisions under different addresses count as one that moved if their similarity (0 to 100) is at least this.
MOVED = 80.0
# Two texts under one address count as one removed and one added, not as a change, if their similarity is below this.
SAME = 25.0


class ChangeKind(StrEnum):
    """The kinds of change that a provision can undergo between two editions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENUMBERED = "renumbered"
    TYPOGRAPHY = "typography"


@dataclass(frozen=True, slots=True)
class WordRun:
    """A run of words with the white space after it: "equal", "delete" (only before) or "insert" (only after)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A provision that differs between two editions.

    `old` and `new` are its addresses (empty if it was added or removed), `before` and `after` its own texts,
    `old_index` and `new_index` its positions in the two readings. `marks` are the words of both texts, in reading
    order. `heading` is its own caption or that of what it stands under. `is_substance` is False where nothing but its
    print or its number differs. `stay` is the sentence that it is stayed, or no longer, where that differs too; the
    description ends with it.
    """

    kind: ChangeKind
    old: str
    new: str
    before: str
    after: str
    description: str
    marks: tuple[WordRun, ...] = ()
    old_index: int | None = None
    new_index: int | None = None
    heading: str = ""
    is_substance: bool = True
    stay: str = ""


def changes_of(old: Reading, new: Reading) -> tuple[Change, ...]:
    """Return the changes from `old` to `new`, in the order of the new edition.

    A removed provision keeps its old place among them.
    """
    return tuple(_Comparison(old, new).changes())


def marks(before: str, after: str) -> tuple[WordRun, ...]:
    """Return the words of two texts as runs that are equal, deleted or inserted."""
    a, b = _WORDS_AND_GAPS.findall(before), _WORDS_AND_GAPS.findall(after)
    runs: list[WordRun] = []
    gone = come = ""
    for op in Indel.opcodes(a, b):
        if op.tag != "equal":
            gone += "".join(a[op.src_start : op.src_end])
            come += "".join(b[op.dest_start : op.dest_end])
            continue
        runs += _exchange(gone, come)
        gone = come = ""
        runs.append(WordRun("equal", "".join(b[op.dest_start : op.dest_end])))
    return tuple(runs + _exchange(gone, come))


def _exchange(gone: str, come: str) -> list[WordRun]:
    """Return the marks for words that were replaced by others; empty ones are left out."""
    return [mark for mark in (WordRun("delete", gone), WordRun("insert", come)) if mark.text]


# A word with what follows it; a Chinese or Japanese character is a word.
_WORDS_AND_GAPS = lazy_regex(rf"[{KANA}{HAN}]\s*|[^\s{KANA}{HAN}]+\s*|\s+")
_HEAD_LABEL = lazy_regex(
    r"(?:\(\w{1,5}\)|§+\s*[\w.–-]+|第[^\s\u3000]{1,8}[条條]|(?P<number>\d{1,3})\.(?=\s)|[a-z]\.(?=\s))\s*"
)
_LAST_NUMBER = lazy_regex(r"(?<!\d)(\d{1,3})[^0-9A-Za-z]*(?: \[\d+\])?$")  # of a locator: 제1항제2호, note > 1 [2]
_NUMBERED_LABEL = lazy_regex(
    r"(?:Annex|Appendix|Art\.|Article|Artikel|Chapter|Clause|Paragraph|Part|Regulation|Rule|Schedule|Section)"
    r" [\dIVXLC]+\w?|[第제]\S{1,8}[条條조]"
)
_PLAIN_QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "。": "."}
)


# Punctuation at the edge of a word is typography; inside one (1.5, 744.21(b)), as a minus or before a figure (.5) not.
# A bracket before a capitalised word opens a remark, also where the space before it was forgotten: 534411(See …).
_EDGE = r"(?:[;:()\[\]'\"]|[.,](?!\d)|-(?!\s*[.,]?\d))+"
_SETTING = lazy_regex(rf"(?<![0-9A-Za-z]){_EDGE}|{_EDGE}(?:(?<=\()(?=[A-Z][a-z]{{2}})|(?![0-9A-Za-z]))")
_ABBREVIATED = lazy_regex(r"(?<![0-9A-Za-z.])(?:[A-Za-z]\.){2,}(?![0-9a-z])")  # U.A.E., as UAE
_IDLE_SPACE = lazy_regex(r"(?<!\d)\s+|\s+(?!\d)")  # between two figures white space tells them apart
# From one label to another, "(b)–(f)", "b – f", "Annex I – IV", "A1 – A4"; between words a dash is typography.
_LABEL_OF_RANGE = r"(?:[0-9A-Za-z]|[IVXLC]{2,6}|[A-Z]\d{1,3}|aa|bb|cc|dd|ee|ff|gg|hh|jj|kk|ll|mm|nn|oo|pp)"
_LABEL_TO_LABEL = lazy_regex(
    rf"((?<![0-9A-Za-z]){_LABEL_OF_RANGE}|\))\s*-\s*(?=\(\w{{1,5}}\)|\w{{1,5}}\)|(?!\d){_LABEL_OF_RANGE}(?![0-9A-Za-z]))",
    re.ASCII,
)
_LABELS_ABUT = lazy_regex(r"(?<=[0-9A-Za-z])\)\s*\((?=[0-9A-Za-z])")  # 9(1)(2), which is neither 9(12) nor 9(1), (2)
_SUPERSCRIPT = lazy_regex(r"[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_SHORTEST_BODY = 4  # characters of a paragraph that is recognised by its words under a parent that is known


def typeset(text: str) -> str:
    """Return the text without its typography: width, quotes, dashes, white space, punctuation between words."""
    raised = _SUPERSCRIPT.sub(r"^\g<0>", text)  # NFKC makes 103 of 10³
    plain = unicodedata.normalize("NFKC", raised).translate(_PLAIN_QUOTES)
    plain = _LABELS_ABUT.sub("/", _LABEL_TO_LABEL.sub(r"\1~", plain))
    plain = _ABBREVIATED.sub(lambda m: m[0].replace(".", ""), plain)
    return _IDLE_SPACE.sub("", re.sub(r"\s+", " ", _SETTING.sub("", plain)))


def unlabelled(text: str, locator: str) -> str:
    """Return the text without its own label and typography, to recognise a paragraph that was only renumbered."""
    label = locator.rpartition(" > ")[2]
    rest = text.removeprefix(label) if _NUMBERED_LABEL.fullmatch(label) else text  # the name of a company is no label
    if rest and rest[0].isalnum():
        rest = text  # "Article 1" is no label of "Article 12"
    rest, number = rest.lstrip(), _LAST_NUMBER.search(locator)
    while (found := _HEAD_LABEL.match(rest)) and (not found["number"] or (number and found["number"] == number[1])):
        rest = rest[found.end() :]  # "15. Januar", "200. units": a day and a count are no labels
    return typeset(rest)


def exchanged_addresses(moves: Mapping[str, str]) -> set[str]:
    """Return the addresses of `moves`, each from an old to a new one, that come back to where they began.

    They all stand in both editions, and each says what another said: that is no renumbering.
    """
    found: set[str] = set()
    seen: set[str] = set()
    for start in moves:
        way: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in seen:
            seen.add(at)
            way[at] = None
            at = moves.get(at)
        if at in way:
            walked = list(way)
            found.update(walked[walked.index(at) :])
    return found


class _Comparison:
    """The comparison of two readings; `changes` does the work."""

    def __init__(self, old: Reading, new: Reading) -> None:
        self.old, self.new = old, new
        self.before = [old.text[p.start : p.end] for p in old.provisions]
        self.after = [new.text[p.start : p.end] for p in new.provisions]
        self.pairs: dict[int, int] = {}  # new index -> old index
        self.left: set[int] = {i for i, text in enumerate(self.before) if text}  # old ones without a partner
        self.open: set[int] = {i for i, text in enumerate(self.after) if text}  # new ones without a partner

    def changes(self) -> Iterator[Change]:
        """Pair the provisions of both editions, the surest matches first, then yield what differs."""
        self._pair_same_address(lambda i, j: self.before[i] == self.after[j])
        self._pair_moved_whole()
        self._pair_moved_within()
        self._pair_exchanged()
        self._pair_same_address(lambda i, j: fuzz.ratio(self.before[i], self.after[j], score_cutoff=SAME) > 0)
        self._pair_moved_and_changed()
        yield from self._in_order()

    def _pair(self, i: int, j: int) -> None:
        """Record that old provision `i` and new provision `j` are the same one."""
        self.pairs[j] = i
        self.left.discard(i)
        self.open.discard(j)

    def _pair_same_address(self, alike: Callable[[int, int], bool]) -> None:
        """Pair provisions with the same address whose texts are alike, in their order where several share it."""
        places: defaultdict[str, deque[int]] = defaultdict(deque)
        for i in sorted(self.left):
            places[self.old.provisions[i].locator].append(i)
        for j in sorted(self.open):
            waiting = places.get(self.new.provisions[j].locator)
            found = next((i for i in waiting if alike(i, j)), None) if waiting else None
            if found is not None and waiting:
                waiting.remove(found)
                self._pair(found, j)

    def _pair_moved_whole(self) -> None:
        """Pair the same words under different addresses. Short texts are too common to be recognised anywhere."""
        places: defaultdict[str, deque[int]] = defaultdict(deque)
        for i in sorted(self.left):
            body = self._body_before(i)
            if len(body) >= 24:
                places[body].append(i)
        for j in sorted(self.open):
            waiting = places.get(self._body_after(j))
            if not waiting:
                continue
            same = next(
                (i for i in waiting if self.old.provisions[i].locator == self.new.provisions[j].locator), waiting[0]
            )
            waiting.remove(same)
            self._pair(same, j)

    def _pair_moved_within(self) -> None:
        """Pair the same words, however short, under different addresses of one parent that has them once."""
        addresses: dict[str, int] = {}
        for i, p in enumerate(self.old.provisions):
            addresses.setdefault(p.locator, i)
        was: defaultdict[tuple[int | None, str], list[int]] = defaultdict(list)
        for i in sorted(self.left):
            if not self.old.provisions[i].reserved:
                was[self.old.provisions[i].parent, self._body_before(i)].append(i)
        now = {j: (self.new.provisions[j].parent, self._body_after(j)) for j in sorted(self.open)}
        often = Counter(now.values())
        for j, (parent, body) in now.items():  # a parent is paired before what stands under it
            if parent is not None:
                parent = self.pairs.get(parent, addresses.get(self.new.provisions[parent].locator, -1))
            waiting = was.get((parent, body), ())
            if len(body) >= _SHORTEST_BODY and len(waiting) == 1 and waiting[0] in self.left and often[now[j]] == 1:
                self._pair(waiting[0], j)

    def _pair_exchanged(self) -> None:
        """Pair by address those that exchanged their words: each stands where it stood and says another thing."""
        moved: dict[str, tuple[int, int]] = {}
        for j, i in self.pairs.items():
            if self.old.provisions[i].locator != self.new.provisions[j].locator:
                moved.setdefault(self.old.provisions[i].locator, (i, j))
        for address in exchanged_addresses({at: self.new.provisions[j].locator for at, (_, j) in moved.items()}):
            j = moved[address][1]
            self.pairs[j] = moved[self.new.provisions[j].locator][0]

    def _pair_moved_and_changed(self) -> None:
        """Pair similar words under different addresses of one parent (rows of one table), the most similar first."""
        candidates: defaultdict[str, list[int]] = defaultdict(list)
        for i in sorted(self.left):
            candidates[self._parent(self.old, i)].append(i)
        for j in sorted(self.open):
            choices = {i: self.before[i] for i in candidates.get(self._parent(self.new, j), ()) if i in self.left}
            if len(self.after[j]) < 40 or not choices:
                continue
            best = process.extractOne(self.after[j], choices, scorer=fuzz.ratio, score_cutoff=MOVED)
            if best is not None:
                self._pair(best[2], j)

    def _body_before(self, i: int) -> str:
        return unlabelled(self.before[i], self.old.provisions[i].locator)

    def _body_after(self, j: int) -> str:
        return unlabelled(self.after[j], self.new.provisions[j].locator)

    def _is_under_same(self, i: int | None, j: int | None) -> bool:
        """Return whether an old and a new provision stand under the same one, whatever its number."""
        i = self.old.provisions[i].parent if i is not None else None
        j = self.new.provisions[j].parent if j is not None else None
        if i is None or j is None:
            return i is j
        if self.pairs.get(j) == i or self.old.provisions[i].locator == self.new.provisions[j].locator:
            return True
        return not self.before[i] and not self.after[j] and self._is_under_same(i, j)

    def _parent(self, reading: Reading, index: int) -> str:
        """Return the address of a provision's parent; "" at the top."""
        parent = reading.provisions[index].parent
        return reading.provisions[parent].locator if parent is not None else ""

    def _in_order(self) -> Iterator[Change]:
        """Yield the changes in the order of the new edition, removed provisions where they stood."""
        removed = deque(sorted(self.left))
        reached = -1
        for j in range(len(self.after)):
            i = self.pairs.get(j)
            if i is not None and i > reached:
                reached = i
                while removed and removed[0] < reached:
                    yield self._removed(removed.popleft())
            if i is not None:
                change = self._changed(i, j)
                if change is not None:
                    yield change
            elif self.after[j]:
                yield self._added(j)
        for i in removed:
            yield self._removed(i)

    # -- one change ----------------------------------------------------------------------------------------------------

    def _removed(self, i: int) -> Change:
        """Return the change for an old provision without a partner."""
        p, text = self.old.provisions[i], self.before[i]
        return Change(
            ChangeKind.REMOVED,
            p.locator,
            "",
            text,
            "",
            f"{_named(p)} was removed.",
            (WordRun("delete", text),),
            i,
            None,
            _heading(self.old, i),
            bool(typeset(text)),
        )

    def _added(self, j: int) -> Change:
        """Return the change for a new provision without a partner."""
        p, text = self.new.provisions[j], self.after[j]
        stay = _stay_told(None, p)
        return Change(
            ChangeKind.ADDED,
            "",
            p.locator,
            "",
            text,
            _with_stay(f"{_named(p)} was added.", stay),
            (WordRun("insert", text),),
            None,
            j,
            _heading(self.new, j),
            bool(typeset(text)),
            stay,
        )

    def _changed(self, i: int, j: int) -> Change | None:
        """Return how the two provisions of a pair differ; None if they do not."""
        was, now = self.old.provisions[i], self.new.provisions[j]
        before, after = self.before[i], self.after[j]
        stay = _stay_told(was, now)
        if before == after and was.locator == now.locator:
            return self._stayed(i, j, stay) if stay else None
        shown, is_substance = marks(before, after), True
        if was.locator != now.locator:
            same = self._body_before(i) == self._body_after(j)
            words = "" if same else " and its words changed"
            is_substance = not same or not self._is_under_same(i, j) or bool(stay)
            end = "" if f"{now.locator}{words}".endswith(".") else "."  # a company's address may end with its “Ltd.”
            kind, what = ChangeKind.RENUMBERED, f"{was.locator} is now {now.locator}{words}{end}"
        elif typeset(before) == typeset(after):
            kind, is_substance = (ChangeKind.CHANGED, True) if stay else (ChangeKind.TYPOGRAPHY, False)
            what = f"{_named(now)} reads the same; only its typography or punctuation differs."
        else:
            kind, what = ChangeKind.CHANGED, f"{_named(now)} changed: {_counted(shown)}."
        what, heading = _with_stay(what, stay), _heading(self.new, j)
        return Change(kind, was.locator, now.locator, before, after, what, shown, i, j, heading, is_substance, stay)

    def _stayed(self, i: int, j: int, stay: str) -> Change:
        """Return the change for words that stand as they were, but are stayed now or no longer."""
        was, now = self.old.provisions[i], self.new.provisions[j]
        what = stay if now.stay is None else f"{stay.removesuffix('.')}; its words stand unchanged."
        shown, heading = marks(self.before[i], self.after[j]), _heading(self.new, j)
        return Change(
            ChangeKind.CHANGED, was.locator, now.locator, self.before[i], self.after[j], what, shown, i, j, heading
        )


def _stay_told(was: Provision | None, now: Provision) -> str:
    """Return the sentence that a provision is stayed now, or no longer; "" if neither is new."""
    if now.stay == (was.stay if was else None):
        return ""
    if now.stay is None:
        return f"{_named(now)} is no longer stayed."
    until = f" until {now.stay.until.isoformat()}" if now.stay.until else ""
    return f"{_named(now)} is stayed{until}."


def _with_stay(what: str, stay: str) -> str:
    return f"{what} {stay}" if stay else what


def _heading(reading: Reading, index: int) -> str:
    """Return a provision's caption, or that of the nearest one above it that has one."""
    at: int | None = index
    while at is not None and not reading.provisions[at].heading:
        at = reading.provisions[at].parent
    return reading.provisions[at].heading if at is not None else ""


def _named(p: Provision) -> str:
    """Return a provision's address, with its heading if that adds something short."""
    heading = p.heading if p.heading and p.heading not in p.locator and len(p.heading) < 80 else ""
    return f"{p.locator} ({heading})" if heading else p.locator


def _counted(shown: tuple[WordRun, ...]) -> str:
    """Describe a short exchange in its words (“744.2l” became “744.21”), a longer one by its number of words."""
    gone, come = [m for m in shown if m.kind == "delete"], [m for m in shown if m.kind == "insert"]
    if len(gone) == len(come) == 1 and len(gone[0].text) + len(come[0].text) < 120:
        return f"“{gone[0].text.strip()}” became “{come[0].text.strip()}”"
    out = sum(len(_WORDS_AND_GAPS.findall(m.text)) for m in shown if m.kind == "delete")
    put = sum(len(_WORDS_AND_GAPS.findall(m.text)) for m in shown if m.kind == "insert")
    words = [f"{n} word{'' if n == 1 else 's'} {what}" for n, what in ((out, "removed"), (put, "added")) if n]
    return ", ".join(words) or "nothing but its order"

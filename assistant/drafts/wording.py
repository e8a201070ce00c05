"""A sentence laid beside a sentence of a text: whether it says the same in the same words, and where it differs.

Strict on purpose. A sentence in other words than the text's is no program's to judge: what is left out or added may
turn it round.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import Indel

from assistant.drafts.held_words import Word, words_in_place
from assistant.facts.extraction import FactKind, facts
from corpus.errors import FilledLine
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import WIDE

_MOST_TOLD = 3  # differences that a reason names
_WORDS_SHOWN = 12  # words of a difference that a reason shows
_NUMBER_WORD = lazy_regex(r"\b(Nos?)\.?(?=\s{0,2}\d)")


@dataclass(frozen=True, slots=True)
class Wording:
    """Words by what they do in a sentence; the head of `wording.toml` says what each group is."""

    attribution: frozenset[str]
    saying: frozenset[str]
    little: frozenset[str]
    turning: frozenset[str]


@cache
def wording() -> Wording:
    """Return the groups of words of `wording.toml`."""
    table = tomllib.loads(files(__package__).joinpath("wording.toml").read_text("utf-8"))
    split = {k: frozenset(w.text for w in words_in_place(v)) for k, v in table.items()}
    turning = split["turning"] | split["turning_wide"]
    return Wording((split["attribution"] | split["saying"]) - turning, split["saying"], split["little"], turning)


def sentence_words(text: str) -> list[Word]:
    """Return the words of a sentence; the "No" of a number is none of them."""
    return words_in_place(_NUMBER_WORD.sub(lambda m: " " * len(m[0]), text))


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of a sentence, and those that the text has in their place; either may be empty."""

    said: tuple[str, ...]
    held: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Result of laying a sentence beside a text.

    `before` and `after` are its words around those that it shares, `left_before` and `left_after` the text's;
    `between` are the differences in the midst.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    left_before: tuple[str, ...]
    left_after: tuple[str, ...]
    between: tuple[Difference, ...]
    shared: int

    @classmethod
    def of(cls, said: Sequence[str], held: Sequence[str]) -> SideBySide:
        """Return two sentences, given as words, side by side."""
        ops = list(Indel.opcodes(list(said), list(held)))
        same = [n for n, o in enumerate(ops) if o.tag == "equal"]
        if not same:
            return cls(tuple(said), (), tuple(held), (), (), 0)
        first, last = ops[same[0]], ops[same[-1]]
        between: list[Difference] = []
        mine: list[str] = []
        theirs: list[str] = []
        for o in ops[same[0] : same[-1] + 1]:
            if o.tag == "equal":
                if mine or theirs:
                    between.append(Difference(tuple(mine), tuple(theirs)))
                mine, theirs = [], []
                continue
            mine += said[o.src_start : o.src_end]
            theirs += held[o.dest_start : o.dest_end]
        shared = sum(ops[n].src_end - ops[n].src_start for n in same)
        return cls(
            tuple(said[: first.src_start]),
            tuple(said[last.src_end :]),
            tuple(held[: first.dest_start]),
            tuple(held[last.dest_end :]),
            tuple(between),
            shared,
        )


def differences_told(differences: Sequence[Difference]) -> str:
    """Return the differences as a reason tells them."""
    weighty = [d for d in differences if _weighty(d.said) or _weighty(d.held)] or list(differences)
    parts: list[FilledLine] = []
    for d in weighty[:_MOST_TOLD]:
        said, held = words_in_reason(d.said), words_in_reason(d.held)
        if not d.said:
            parts.append(FilledLine("the text also has “{held}”", {"held": held}))
        elif not d.held:
            parts.append(FilledLine("“{said}” does not stand in the text", {"said": said}))
        else:
            parts.append(FilledLine("the text has “{held}” where the draft has “{said}”", {"held": held, "said": said}))
    more = len(weighty) - _MOST_TOLD
    if more > 0:
        parts.append(FilledLine("and {count} more", {"count": more}))
    return in_a_row(parts)


def in_a_row(parts: Sequence[str]) -> str:
    """Return parts of a reason with semicolons between them; "" for none."""
    if len(parts) < 2:
        return "".join(parts) if not parts else parts[0]
    return FilledLine("{first}; {others}", {"first": parts[0], "others": in_a_row(parts[1:])})


def words_in_reason(some: Sequence[str]) -> str:
    """Return words as a reason shows them."""
    return ("" if is_mostly_wide("".join(some)) else " ").join(some[:_WORDS_SHOWN]) + (
        " …" if len(some) > _WORDS_SHOWN else ""
    )


def says_the_same(laid: SideBySide, context: frozenset[str]) -> bool:
    """Return whether a sentence repeats what a text's sentence says from its beginning on, and adds nothing.

    Around the shared words it may only say who says it and where; `context` are the words of titles and headings.
    What of the text it leaves out at the end is for `goes_on` to tell.
    """
    if not _only_attributes(laid, context):
        return False
    if any(_weighty(d.said) or _weighty(d.held) for d in laid.between):
        return False
    return not any(x not in wording().little for x in laid.left_before)


def goes_on(laid: SideBySide) -> bool:
    """Return whether the text says more behind the shared words: a condition, an exception, for whom it holds."""
    return any(x not in wording().little for x in laid.left_after)


def _only_attributes(laid: SideBySide, context: frozenset[str]) -> bool:
    w = wording()
    for around in (laid.before, laid.after):
        introduces = any(x in w.saying for x in around)
        free = (w.attribution | w.little | (context if introduces else frozenset())) - w.turning
        if any(x not in free for x in around) or (around and not introduces and any(x not in w.little for x in around)):
            return False
    return True


def contrary(laid: SideBySide, context: frozenset[str]) -> tuple[Difference, ...]:
    """Return the differences by which a sentence contradicts the text that it repeats: figures and negations.

    None unless these are all the differences that weigh, and nothing is said around the shared words.
    """
    if not _only_attributes(laid, context) or any(x not in wording().little for x in laid.left_before):
        return ()
    heavy = [d for d in laid.between if _weighty(d.said) or _weighty(d.held)]
    if not heavy or not all(_other_figure(d) or _negates(d) for d in heavy):
        return ()
    return tuple(heavy)


def _weighty(some: Sequence[str]) -> bool:
    return any(w not in wording().little for w in some)


def _other_figure(d: Difference) -> bool:
    mine, theirs = _figures(" ".join(d.said)), _figures(" ".join(d.held))
    rest = [w for w in (*d.said, *d.held) if w not in wording().little]
    return bool(mine) and bool(theirs) and mine != theirs and len(rest) <= 2 * len(mine | theirs)


def _figures(text: str) -> set[str]:
    return {f.value[0] for f in facts(text) if f.kind in (FactKind.NUMBER, FactKind.AMOUNT)}


_NEGATIONS = frozenset(("not", "no", "never", "不", "未"))


def _negates(d: Difference) -> bool:
    mine, theirs = ({*d.said} - wording().little, {*d.held} - wording().little)
    return (mine <= _NEGATIONS and not theirs and bool(mine)) or (theirs <= _NEGATIONS and not mine and bool(theirs))


def is_mostly_wide(text: str) -> bool:
    """Return whether a text is mostly in Chinese or Japanese."""
    return len(WIDE.findall(text)) * 4 > len(re.sub(r"\s", "", text))

"""Finds the labels at the start of a paragraph: `(a)(1)`, `* (d)`, `(e)-(f) [Reserved]`, `(a) Scope. (1)`, `1.1`, `a.`.

A paragraph's text comes with its italics marked by `ITALIC` and `UPRIGHT`, because in the CFR they tell `(1)` from the
`(1)` two levels below it, a heading from a sentence, and the term that a definition defines.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.language.lazy_regex import lazy_regex

ITALIC, UPRIGHT = "\ue000", "\ue001"
_MARKS = lazy_regex(f"[{ITALIC}{UPRIGHT}]")

_I = f"{ITALIC}?"
_U = f"{UPRIGHT}?"
_LABEL_NAME = r"(?:[a-z]{1,2}|[ivxl]{1,6}|[A-Z]{1,2}|[IVX]{1,5}|\d{1,3})"
_PAREN = lazy_regex(
    rf"\s*(?P<before>{_I})\(\s*+(?P<open>{_I})\s*+(?P<name>{_LABEL_NAME})\s*+{_U}\s*+\)\s*(?P<after>{_U})"
)
_DASH = lazy_regex(rf"\s*[—–]\s*(?={_I}\()")  # `(a) —(1)`: a heading that the source lost
_LABEL_RANGE = lazy_regex(rf"\s*(?:-|–|—|through|and|to)\s*\(\s*{_I}(?P<name>{_LABEL_NAME}){_U}\s*\)(?=\s*{_I}\[)")
_DOTTED = lazy_regex(rf"\s*{_I}(?P<name>\d{{1,2}}(?:\.\d{{1,2}})+\.?|\d{{1,2}}\.|[A-Za-z]\.|[IVX]{{1,5}}\.){_U}(?=\s)")
_STAR = lazy_regex(r"\s*\*+\s*(?=\()")
_RUN_IN_HEADING = lazy_regex(rf"\s*{ITALIC}(?P<heading>[^{ITALIC}{UPRIGHT}]{{2,250}}){UPRIGHT}\s*+[—–-]?\s*+(?={_I}\()")
_ITALIC_HEADING = lazy_regex(rf"\s*{ITALIC}(?P<heading>[^{ITALIC}{UPRIGHT}]{{2,300}}?[.:—]?){UPRIGHT}")
# Where a list goes on inside its paragraph: "; and (viii) Such other factors", "will deny: (1) Any export".
_INLINE_NEXT = lazy_regex(rf";\s+(?:and|or)\s+(?=\((?P<name>{_LABEL_NAME})\)\s+[A-Z])")
_INLINE_FIRST = lazy_regex(rf"(?<=[:.—])\s*(?=\((?P<name>1|i|A)\)\s+{_I}[\w“'])")
_SECOND = {"2": "1", "ii": "i", "B": "A"}

_SMALL_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


def without_italics(text: str) -> str:
    """Return `text` without its marks of italics."""
    return _MARKS.sub("", text)


@dataclass(frozen=True, slots=True)
class Label:
    """One step of an address as printed.

    `name` has no brackets; `form` is "(" for `(a)`, "." for `a.` and `1.1`, ">" for a defined term; `until` is the end
    of a range (`(e)-(f)`); `opens` says that the paragraph before ends like one that introduces a list.
    """

    name: str
    italic: bool = False
    form: str = "("
    until: str = ""
    opens: bool = False


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A paragraph, or a part of it with an address of its own: its labels from the outside in, and its text."""

    labels: tuple[Label, ...]
    text: str
    heading: str = ""


def roman(name: str) -> int:
    """Return the value of a lower-case Roman numeral up to lxxxix; 0 if it is none in normal form."""
    if not name or set(name) - _SMALL_ROMAN.keys():
        return 0
    total = 0
    for here, after in zip(name, name[1:] + " ", strict=True):
        value = _SMALL_ROMAN[here]
        total += -value if value < _SMALL_ROMAN.get(after, 0) else value
    tens, ones = divmod(total, 10)
    normal = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx")[tens] if tens < 9 else "?"
    return total if normal + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones] == name else 0


def alphabetic(name: str) -> int:
    """Return a letter's place in a list: a = 1, z = 26, aa = 27, bb = 28; 0 for what no list uses (`ab`, `MT`)."""
    letters = name.lower()
    if len(letters) == 1 and "a" <= letters <= "z":
        return ord(letters) - 96
    if len(letters) == 2 and letters[0] == letters[1] and letters.isalpha():
        return ord(letters[0]) - 70
    return 0


def _is_label(name: str) -> bool:
    return name.isdigit() or alphabetic(name) > 0 or roman(name.lower()) > 0


def _leading(text: str, dotted: bool) -> tuple[list[Label], int]:
    """Return the chain of labels at the start of `text`, and where it ends."""
    labels: list[Label] = []
    star = _STAR.match(text)
    at = star.end() if star else 0
    while len(labels) < 6:
        dash = _DASH.match(text, at) if labels else None
        at = dash.end() if dash else at
        found = _PAREN.match(text, at)
        if found and _is_label(found["name"]):
            through = _LABEL_RANGE.match(text, found.end())
            until = through["name"] if through and _is_label(through["name"]) else ""
            italic = bool(found["before"] or found["open"])
            labels.append(Label(found["name"], italic, until=until))
            # An italic mark that the label opened and did not close belongs to the heading after it.
            closed = not found["before"] or bool(found["after"])
            at = through.end() if through and until else found.end()
            if not closed:
                break
            continue
        if dotted and not labels:
            found = _DOTTED.match(text, at)
            if found:
                labels.append(Label(found["name"].rstrip("."), form="."))
                at = found.end()
                continue
        break
    return labels, at


def pieces(text: str, *, dotted: bool = False, following: str = "") -> list[LabelledText]:
    """Split a marked paragraph where an address begins inside it.

    `(a)(1) Text` gives `(a)` and `(1) Text`; `(a) Scope. (1) Text` gives `(a) Scope.` and `(1) Text`. `dotted` also
    reads `1.`, `1.1` and `a.` as labels (appendices). `following` is the next paragraph, which shows whether a `(1)`
    inside this one begins the list that it continues.
    """
    labels, at = _leading(text, dotted)
    if not labels:
        return _split_inline(LabelledText((), text), following, dotted)
    result: list[LabelledText] = []
    start = 0
    if len(labels) > 1:
        # Every label but the last stands alone: its paragraph has no words of its own.
        positions = _label_starts(text, len(labels), dotted)
        for label, begin, end in zip(labels[:-1], positions[:-1], positions[1:], strict=True):
            result.append(LabelledText((label,), text[begin:end]))
        start = positions[-1]
    last = labels[-1]
    run_in = _RUN_IN_HEADING.match(text, at)
    if run_in and _leading(text[run_in.end() :], False)[0]:
        result.append(LabelledText((last,), text[start : run_in.end()], run_in["heading"].strip(" .:—–")))
        return result + pieces(text[run_in.end() :], following=following)
    heading = _ITALIC_HEADING.match(text, at)
    caption = heading["heading"].strip() if heading and heading["heading"].rstrip()[-1:] in ".:—”" else ""
    return result + _split_inline(LabelledText((last,), text[start:], caption.rstrip(".:— ")), following, dotted)


def _label_starts(text: str, count: int, dotted: bool) -> list[int]:
    starts = [0]
    star = _STAR.match(text)
    at = star.end() if star else 0
    for _ in range(count - 1):
        found = _PAREN.match(text, at) or (_DOTTED.match(text, at) if dotted else None)
        if found is None:
            break
        at = found.end()
        dash = _DASH.match(text, at)
        at = dash.end() if dash else at
        starts.append(at)
    return starts


def _split_inline(piece: LabelledText, following: str, dotted: bool) -> list[LabelledText]:
    """Split a piece at the next item of its list, or at the first of the list that the next paragraph continues."""
    own = piece.labels[-1].name if piece.labels else ""
    for found in _INLINE_NEXT.finditer(piece.text):
        if own and follows(own, found["name"]):
            head, tail = piece.text[: found.end()], piece.text[found.end() :]
            return [LabelledText(piece.labels, head, piece.heading), *pieces(tail, following=following)]
    upcoming = _leading(following, dotted)[0]
    first = _SECOND.get(upcoming[0].name) if upcoming else None
    if first and own != first:
        for found in _INLINE_FIRST.finditer(piece.text, len(own) + 3):
            if found["name"] == first:
                head, tail = piece.text[: found.end()], piece.text[found.end() :]
                return [LabelledText(piece.labels, head, piece.heading), *pieces(tail)]
    return [piece]


def follows(name: str, after: str) -> bool:
    """Return whether `after` is the label next to `name` in some way of counting."""
    if name.isdigit() and after.isdigit():
        return int(after) == int(name) + 1
    if name.islower() and after.islower() and roman(name) and roman(after) == roman(name) + 1:
        return True
    return name.islower() == after.islower() and 0 < alphabetic(name) == alphabetic(after) - 1

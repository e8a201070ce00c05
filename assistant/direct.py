"""A leading "Yes" or "No", only where a rule reads it from the text; otherwise none."""

from __future__ import annotations

import re

from assistant.question import Question
from assistant.wants import fit
from index.tokens import STOP

_EXCEPTION_ASKED = re.compile(
    r"\b(?:is|are) there (?:any|an?|some)?\b.*\b(?:exception|exemption|carve-?out|way)|\bany (?:\w+ )?(?:exceptions?|exemptions?)\b|\bexceptions? (?:left|available|that)\b",
    re.I,
)
_NONE = re.compile(
    r"\bno (?:other )?(?:licen[cs]e )?(?:exceptions?|exemptions?) (?:apply|applies|are available|is available|may be used|are authorized)\b",
    re.I,
)
_SAVE = re.compile(r"\b(?:except|unless|other than)\b", re.I)
_MAY_ASKED = re.compile(r"\b(?:may|can|could|am i allowed|is it (?:legal|allowed|permitted|ok(?:ay)?)|are we allowed)\b", re.I)
_FORBIDS = re.compile(
    r"\b(?:may not|shall not|must not|is prohibited|are prohibited|shall be prohibited|is forbidden|you may not)\b|不得|禁止|してはならない",
    re.I,
)
_DATE_ASKED = re.compile(r"\bis there (?:a|any) (?:\w+ )?(?:date|deadline|limit|cut-?off)\b", re.I)
_NOT_COVERS = re.compile(
    r"\b(?:does not|do not|shall not) (?:apply|include|cover|extend)\b|\bis not (?:considered|deemed|subject)\b", re.I
)
_COUNTS_ASKED = re.compile(
    r"\b(?:counts?|considered|treated|regarded|qualif\w+|included?|cover(?:ed|s)?|mean|fall|is that|that)\b", re.I
)
_MEANS = re.compile(r"\b(?:means|includes?|as well as|is defined|consists of)\b", re.I)


_DENIES = re.compile(r"\b(?:no|not|never|none|neither|nor|except|unless|other than)\b", re.I)
_THERE_IS = re.compile(r"\bis there (?:a|an|any)\b|\bare there (?:any|some)\b", re.I)
_PERMITS = re.compile(
    r"\b(?:general license is issued|is (?:generally )?authorized|are (?:generally )?authorized|is permitted|are permitted|may be (?:exported|used|made))\b",
    re.I,
)
_PROVISO = re.compile(r"^\W*(?:\(\w+\)\s*)*(?:except as|unless otherwise) (?:provided|specified|stated|noted)[^,]*,", re.I)
_CLEAR_ASKED = re.compile(
    r"\b(?:am|are|is|be) (?:i|we|they|he|she|it|this|that)? ?(?:\w+ )?(?:clear|clean|safe|free to|good to go|off the hook|fine|okay?)\b",
    re.I,
)
_ONE_OF = re.compile(
    r"\bone of the (?:countries|states|destinations|entities|items)\b|\b(?:listed|on the list|in the list)\b", re.I
)
_ENDING = re.compile(r"\b(?:is|are|was|were|reviewed|handled|treated) (?P<how>case[- ]by[- ]case)\b", re.I)


def direct_word(question: Question, sentence: str, *, row: bool = False) -> tuple[str, str] | None:
    """("Yes." or "No." with its rider, the rule that read it) for a yes/no question; None when no rule decides.

    `row`: the sentence is a table row. The order of the rules is from the sharpest to the widest; each needs words in the question
    and words in the text that fit each other, and none reads anything from a likeness.
    """
    if "yes_no" not in question.wants:
        return None
    asked, whole = question.core, question.standalone
    if row:
        return _of_row(asked, whole, sentence)
    if _EXCEPTION_ASKED.search(whole) and (none := _NONE.search(sentence)):
        if _SAVE.search(sentence[none.end() :]):
            return "Yes, but only what the sentence names after “except”.", "the text excepts some from “no exceptions”"
        return "No.", "the text says that none apply"
    if _MAY_ASKED.search(asked) and _FORBIDS.search(sentence):
        if _SAVE.search(sentence) or "未经" in sentence:
            return "No, unless what the sentence names as an exception is met.", "the text forbids it and names an exception"
        return "No.", "the text forbids it"
    if _COUNTS_ASKED.search(asked) and _NOT_COVERS.search(sentence):
        return "No, by the words of this text.", "the text excludes it"
    if _THERE_IS.search(asked) and fit(question.wants, sentence) == 1.0 and question.wants & {"date", "duration", "amount"}:
        return "Yes.", "the text gives what was asked for"
    if _ONE_OF.search(asked) and (name := _listed_name(asked, sentence)):
        return f"Yes, {name} stands there.", "looked up in the list"
    if (
        _COUNTS_ASKED.search(asked)
        and _MEANS.search(sentence)
        and not _DENIES.search(sentence)
        and (phrase := _named(asked, sentence))
    ):
        return f"Yes, “{phrase}” stands in the definition.", "the definition names it"
    if _MAY_ASKED.search(asked) and _PERMITS.search(sentence):
        # "Except as provided in paragraph (d), a general license is issued …" permits all the same.
        rest = _PROVISO.sub("", sentence.replace("not to exceed", ""))
        if not _DENIES.search(rest):
            rider = " and exceptions" if rest != sentence.replace("not to exceed", "") else ""
            return f"Yes, within the limits{rider} that the sentence states.", "the text authorizes it"
    return None


def _of_row(asked: str, whole: str, sentence: str) -> tuple[str, str] | None:
    how = _ENDING.search(asked)
    if how:
        there = how["how"].replace(" ", "-").casefold() in sentence.replace(" ", "-").casefold()
        return ("Yes.", "the row says so") if there else ("No, the row does not say so.", "the row's policy was read")
    if _CLEAR_ASKED.search(asked):
        return "No.", "the row stands in the list"
    if re.search(r"\blists?\b|\b(?:black)?listed\b|\bsanctioned\b", whole, re.I):
        return "Yes.", "the row stands in the list"
    return None


def _listed_name(asked: str, sentence: str) -> str:
    """The name in the question that stands as a line of its own, or as an item of a list, in the text."""
    items = {re.sub(r"[\W_]+", " ", i).strip().casefold(): i.strip() for i in re.split(r"[\n;,]|(?<=[a-z]) (?=[A-Z])", sentence)}
    words = re.findall(r"[\w'’]+", asked)
    for size in (3, 2, 1):
        for i in range(len(words) - size + 1):
            name = " ".join(words[i : i + size]).casefold()
            if len(name) > 3 and name in items and name not in STOP:
                return items[name]
    return ""


def _named(asked: str, sentence: str) -> str:
    """The longest run of at least two of the question's words that stands in the text, its plural aside."""
    words = re.findall(r"[a-z]+", asked.casefold())
    flat = " " + " ".join(re.findall(r"[a-z]+", sentence.casefold())) + " "
    for size in (4, 3, 2):
        for i in range(len(words) - size + 1):
            run = words[i : i + size]
            if all(w not in STOP for w in run) and f" {' '.join(run)} " in flat and not _TERM.search(" ".join(run)):
                return " ".join(run)
    return ""


# The defined terms themselves stand in every definition of them and decide nothing.
_TERM = re.compile(r"\b(?:military|end|user|use|item|section|rule|export|reexport|licen[cs]e)\b")

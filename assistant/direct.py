"""A leading "Yes" or "No", only where a rule reads it from the text; otherwise none."""

from __future__ import annotations

import re

from assistant.question import Question

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


def direct_word(question: Question, sentence: str) -> tuple[str, str] | None:
    """("Yes." or "No." with its rider, the rule that read it) for a yes/no question; None when no rule decides."""
    if "yes_no" not in question.wants:
        return None
    asked = question.core if len(question.core.split()) > 8 else question.standalone
    if _EXCEPTION_ASKED.search(question.standalone) and _NONE.search(sentence):
        if _SAVE.search(sentence[_NONE.search(sentence).end() :]):  # type: ignore[union-attr]
            return "Yes, but only those that the sentence names after “except”.", "the text excepts some from “no exceptions”"
        return "No.", "the text says that none apply"
    if _MAY_ASKED.search(asked) and _FORBIDS.search(sentence):
        if _SAVE.search(sentence) or "未经" in sentence:
            return "No, unless what the sentence names as an exception is met.", "the text forbids it and names an exception"
        return "No.", "the text forbids it"
    if _COUNTS_ASKED.search(asked) and _NOT_COVERS.search(sentence):
        return "No, by the words of this text.", "the text excludes it"
    return None

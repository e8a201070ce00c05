"""A model's draft and its evidence to checked statements: nothing unsupported is shown as supported."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.model import Citation, Statement, Verdict
from assistant.support import SupportScorer
from corpus.locators import key, mentions
from corpus.sentences import sentence_spans
from corpus.text import one_line

_MARK = re.compile(r"\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|<[^>\s][^>]*>|\b(?:https?|ftp|javascript|data):\S+|\bwww\.\S+", re.I)
_NUMBER = re.compile(r"(?<![\w.])\d[\d,.]*(?:\s?(?:million|billion|thousand))?", re.I)
_QUOTED = re.compile(r"[“\"]([^“”\"]{3,})[”\"]|‘([^‘’]{3,})’")
_WORD_NUMBERS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split())}
_WORD_NUMBERS |= {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100}
_COUNTRIES = re.compile(
    r"\b(?:Afghanistan|Albania|Algeria|Argentina|Armenia|Australia|Austria|Azerbaijan|Belarus|Belgium|Brazil|Bulgaria|Burma|Myanmar|Cambodia|Canada|Chile|China|"
    r"Croatia|Cuba|Cyprus|Denmark|Egypt|Estonia|Finland|France|Georgia|Germany|Greece|Hong Kong|Hungary|Iceland|India|Indonesia|Iran|Iraq|Ireland|Israel|Italy|Japan|"
    r"Kazakhstan|Kyrgyzstan|Latvia|Lebanon|Libya|Lithuania|Luxembourg|Macau|Malaysia|Malta|Mexico|Mongolia|Netherlands|New Zealand|Nicaragua|Nigeria|North Korea|Norway|"
    r"Pakistan|Philippines|Poland|Portugal|Qatar|Romania|Russia|Saudi Arabia|Serbia|Singapore|Slovakia|Slovenia|South Africa|South Korea|Spain|Sudan|Sweden|Switzerland|"
    r"Syria|Taiwan|Thailand|Turkey|Ukraine|United Arab Emirates|United Kingdom|United States|Venezuela|Vietnam|Yemen|Zimbabwe)\b"
)  # fmt: skip
_NEGATED = re.compile(r"\b(?:no|not|never|none|neither|nor|without|cannot|prohibited|forbidden|may not|shall not|unless|except)\b", re.I)
_INSTRUCTIONS = re.compile(r"numbered evidence|</?evidence>|worked examples?|these rules|NO ANSWER|system prompt", re.I)


def check(draft: str, citations: Sequence[Citation], scorer: SupportScorer) -> list[Statement]:
    """Every sentence of a draft with its verdict; a removed one carries the reason in words."""
    by_number = {c.number: c for c in citations}
    out = []
    for raw in split(draft):
        numbers = tuple(dict.fromkeys(int(n) for m in _MARK.finditer(raw) for n in re.split(r"\s*[,;]\s*", m.group(1))))
        text = one_line(_LINK.sub(lambda m: m.group(1) or "", _MARK.sub("", raw))).replace(" .", ".")
        if not re.search(r"\w", text):
            continue
        reason = fault(text, numbers, by_number, scorer)
        known = tuple(n for n in numbers if n in by_number)
        out.append(Statement(text, known, Verdict.REMOVED if reason else _verdict(text, known, by_number), reason))
    return out


def _verdict(text: str, numbers: Sequence[int], by_number: Mapping[int, Citation]) -> Verdict:
    flat = one_line(text).rstrip(".").casefold()
    return Verdict.VERBATIM if any(flat in one_line(by_number[n].quote).casefold() for n in numbers) else Verdict.SUPPORTED


def split(draft: str) -> list[str]:
    """The sentences of a draft, each with the citation marks that follow it."""
    out: list[str] = []
    for line in draft.split("\n"):
        line = re.sub(r"^\s*(?:[-*•]|#+|\d{1,2}[.)])\s+", "", line)
        for start, end in sentence_spans(line):
            piece = line[start:end]
            lead = re.match(r"^(?:\s*\[[\d,; ]+\])+", piece)
            if lead and out:  # "… five years. [1] Then …": the mark belongs to what stands before it
                out[-1] += " " + lead.group()
                piece = piece[lead.end() :].strip()
            if piece:
                out.append(piece)
    return out


def fault(text: str, numbers: Sequence[int], by_number: Mapping[int, Citation], scorer: SupportScorer) -> str:
    """Why a sentence cannot stand; empty when it can. The sharp tests come first, the scorer last."""
    if _INSTRUCTIONS.search(text):
        return "it speaks of the instructions, not of the evidence"
    if not numbers:
        return "it cites nothing"
    unknown = [n for n in numbers if n not in by_number]
    if unknown:
        return f"there is no evidence numbered {unknown[0]}"
    quotes = [by_number[n].quote for n in numbers]
    standings = {by_number[n].standing for n in numbers}
    if len(standings) > 1:
        return "it joins " + " and ".join(sorted(s.value for s in standings)) + " in one sentence"
    source = one_line(" ".join(quotes))
    places = " ".join(by_number[n].locator for n in numbers)
    return (
        _foreign_address(text, source + " " + places)
        or _foreign_number(text, source + " " + places)
        or _foreign_country(text, source + " " + places)
        or _foreign_quote(text, source)
        or _turned(text, source)
        or _unsupported(text, quotes, scorer)
    )


def _foreign_address(text: str, source: str) -> str:
    there = key(source)
    for m in mentions(text):
        last = key(m.locator.text).split(".cfr.")[-1]
        if last not in there and key(text[m.start : m.end]) not in there:
            return f"{m.locator.text} does not stand in what it cites"
    return ""


def _foreign_number(text: str, source: str) -> str:
    known = _values(source)
    for value in _values(text):
        if value not in known:
            return f"{value} does not stand in what it cites"
    return ""


def _values(text: str) -> set[str]:
    """Numbers as they compare: no grouping, words as digits."""
    out = {re.sub(r"[,\s]", "", n).rstrip(".").casefold() for n in _NUMBER.findall(text)}
    return out | {str(_WORD_NUMBERS[w]) for w in re.findall(r"[a-z]+", text.lower()) if w in _WORD_NUMBERS and w != "one"}


def _foreign_country(text: str, source: str) -> str:
    flat = source.casefold()
    for name in _COUNTRIES.findall(text):
        if name.casefold() not in flat:
            return f"{name} does not stand in what it cites"
    return ""


def _foreign_quote(text: str, source: str) -> str:
    flat = re.sub(r"[\W_]+", " ", source).casefold()
    for m in _QUOTED.finditer(text):
        phrase = re.sub(r"[\W_]+", " ", m.group(1) or m.group(2)).strip().casefold()
        if phrase and phrase not in flat:
            return f"the quoted words “{(m.group(1) or m.group(2))[:60]}” do not stand in what it cites"
    return ""


def _turned(text: str, source: str) -> str:
    """A negation that the evidence has nowhere, or an unnegated copy of a negated text."""
    if _NEGATED.search(text) and not _NEGATED.search(source):
        return "it denies, and what it cites does not"
    if not _NEGATED.search(text):
        best = max((source[s:e] for s, e in sentence_spans(source)), key=lambda s: _shared(text, s), default="")
        if _NEGATED.search(best) and _shared(text, best) > 0.7 and not re.search(r"\b(?:unless|except)\b", best, re.I):
            return "what it cites denies it"
    return ""


def _shared(text: str, sentence: str) -> float:
    words = set(re.findall(r"\w{3,}", text.casefold()))
    return len(words & set(re.findall(r"\w{3,}", sentence.casefold()))) / len(words) if words else 0.0


def _unsupported(text: str, quotes: Sequence[str], scorer: SupportScorer) -> str:
    found = scorer.score(text, quotes)
    return "" if found.probability >= scorer.threshold else f"what it cites does not support it ({found.probability:.2f})"

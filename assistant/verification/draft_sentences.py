"""Sentences of a chat model's Markdown draft as plain text, with the numbers that each cites.

A draft is untrusted. HTML, links, images and code are dropped, no web address passes, an e-mail address only as words,
and a citation marker counts only where it is written as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import without_unseen
from corpus.language.sentences import sentence_spans

MOST_DRAFT_REPLY = 40_000  # of a draft; a model that writes more is talking to itself


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """Sentence of a draft without markers and markup, and the numbers that it cites, in their order.

    An item without numbers has those of the line that leads its list: "The following need a licence [1]:".
    """

    text: str
    citations: tuple[int, ...]


_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_TAG_OR_COMMENT = lazy_regex(r"<[!/?]?[a-zA-Z][^<>]{0,500}>|<!--.{0,500}?-->|</?[a-zA-Z][^<>\n]{0,500}$", re.DOTALL)
_SCRIPT = lazy_regex(
    r"<(script|style|iframe|svg|object|form)\b[^>]{0,500}>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_LINK_TARGET = lazy_regex(
    r"\b(?:https?|ftp|file|data|javascript|vbscript|tel)\s?:(?://)?[^\s)\]>\"”]+|\bwww\.[^\s)\]>\"”]+|"
    r"\bmailto\s?:",
    re.IGNORECASE,
)
_WIDE_SIGNS = str.maketrans({"【": "[", "】": "]", "［": "[", "］": "]", "〔": "[", "〕": "]", "，": ",", "、": ","})
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NAMED_SOURCE = (
    r"(?:(?:source|sources|evidence|passage|passages|citation|cit|ref|reference|doc|document|no|nr|#|\^|n)"
    r"\.?\s*+[:#]?\s*+)?"
)
_ONE = rf"{_NAMED_SOURCE}\d{{1,3}}(?:\s*+[†:][^\]\[,;]{{0,40}}+)?"
_LIST = rf"{_ONE}(?:\s*+(?:,|;|&|and|-|–|to)\s*+{_ONE})*"
_CITE_MARKER = lazy_regex(rf"\[\s*+{_LIST}\s*+\]", re.IGNORECASE)
_MARKERS = rf"(?:\s*+\[\s*+{_LIST}\s*+\](?:\s*+,)?)+"
# Markers after the full stop are moved before it: else they would fall to the next sentence.
_MARKERS_BEHIND_STOP = lazy_regex(rf"(?P<stop>[.!?。！？][\"”’)]*)(?P<marks>{_MARKERS})(?=\s|$)", re.IGNORECASE)
# "(1)" is a marker only at the end of a sentence, and never within an address: Article 3 (1), paragraph (1), 744.21(1).
_ROUND = lazy_regex(r"(?<=\s)\((?P<list>\d{1,2}(?:\s*,\s*\d{1,2})*)\)(?=\s*[.!?。]?\s*$)")
_ADDRESSED = lazy_regex(
    r"(?:\b(?:articles?|arts?\.?|sections?|secs?\.?|regulations?|rules?|paragraphs?|points?|items?|notes?|clauses?|"
    r"subsections?|schedules?|parts?)"
    r"\s{0,3}[\w.]{0,30}(?:\s{0,3}\(\w{1,5}\)){0,8}|§{1,2}\s{0,3}[\w.]{1,30}(?:\s{0,3}\(\w{1,5}\)){0,8}|"
    r"\([a-z0-9]{1,5}\)\s{0,3}(?:and|or|to|through|,)|\d{1,6}\.\d{1,6}[\w.]{0,30})\s{0,3}$",
    re.IGNORECASE,
)


def read_draft(draft: str) -> list[DraftSentence]:
    """Return the sentences of a draft, in order. Headings, code blocks, images and table rules are left out."""
    text = _SCRIPT.sub(" ", without_unseen(draft[:MOST_DRAFT_REPLY]).translate(_WIDE_SIGNS))
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda m: f"[{m[0].translate(_SUPERSCRIPTS)}]", text)
    written: list[DraftSentence] = []
    lead: tuple[int, ...] = ()
    for line, listed in _lines(_PARSER.parse(_without_definitions(text))):
        if not listed:
            lead = ()
        for sentence in _sentences(line):
            words, numbers = _markers(sentence)
            if not re.search(r"\w", words):
                # A marker alone belongs to the sentence before it.
                if numbers and written:
                    written[-1] = DraftSentence(written[-1].text, _merged(written[-1].citations, numbers))
                continue
            written.append(DraftSentence(words, lead if listed and not numbers else numbers))
            if not listed:
                lead = numbers if words.endswith(":") else ()
    return written


def tokens_of(text: str) -> list[Token]:
    """Return the Markdown tokens of a draft without scripts and link definitions."""
    return _PARSER.parse(_without_definitions(_SCRIPT.sub(" ", text)))


def plain_words(text: str) -> str:
    """Return a model's Markdown as one line of words and markers, without markup, HTML, images, code or addresses."""
    text = _SCRIPT.sub(" ", without_unseen(text[:MOST_DRAFT_REPLY]))
    return " ".join(" ".join(line for line, _ in _lines(_PARSER.parse(_without_definitions(text)))).split())


def _without_definitions(text: str) -> str:
    """Return Markdown without link definitions: "[1]: http://…" would turn every marker [1] into a link."""
    return re.sub(r"(?m)^ {0,3}\[[^\]\n]+\]:\s*\S+.*$", "", text)


def _lines(tokens: list[Token]) -> list[tuple[str, bool]]:
    """Return (text, whether it stands in a list) of every paragraph, item and table row."""
    out: list[tuple[str, bool]] = []
    depth, heading = 0, False
    row: list[str] | None = None
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif token.type in ("heading_open", "thead_open"):
            heading = True
        elif token.type in ("heading_close", "thead_close"):
            heading = False
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            if row and not heading:
                out.append((" – ".join(cell for cell in row if cell), depth > 0))
            row = None
        elif token.type == "inline" and not (heading and row is None):
            words = inline_words(token.children or [])
            if row is not None:
                row.append(words.replace("\n", " "))
            else:
                out.extend((line, depth > 0) for line in words.split("\n"))
    return out


def inline_words(tokens: list[Token]) -> str:
    """Return the words of a line's tokens, without markup, images, tags and addresses."""
    parts: list[str] = []
    link: int | None = None
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" " if token.type == "softbreak" else "\n")
        elif token.type == "link_open":
            link = len(parts)
        elif token.type == "link_close" and link is not None:
            words = "".join(parts[link:])
            del parts[link:]
            # [1](http://…) was meant as a marker; an address that is its own text goes altogether.
            parts.append(f"[{words}]" if re.fullmatch(r"\s*\d{1,3}\s*", words) else words)
            link = None
    return _LINK_TARGET.sub("", _TAG_OR_COMMENT.sub(" ", "".join(parts)))


def _sentences(line: str) -> list[str]:
    line = _MARKERS_BEHIND_STOP.sub(lambda m: f" {m['marks'].strip()}{m['stop']}", line)
    return [line[s:e] for s, e in sentence_spans(line)]


def _markers(sentence: str) -> tuple[str, tuple[int, ...]]:
    """Return a sentence without its citation markers, and their numbers."""
    numbers: list[int] = []

    def take(match: re.Match[str]) -> str:
        numbers.extend(_numbers(match[0]))
        return " "

    words = _CITE_MARKER.sub(take, sentence)
    end = _ROUND.search(words)
    if end and not numbers and not _ADDRESSED.search(words, 0, end.start()):
        words = _ROUND.sub(take, words)
    words = re.sub(r"\s([.,;:!?。，；])", r"\1", " ".join(words.split()))
    words = re.sub(r"^(?:[-*•–—|>#]+\s*)+|[*_`|]{2,}", "", words)
    return words.strip(), _merged((), tuple(numbers))


def _numbers(marker: str) -> list[int]:
    out: list[int] = []
    inner = re.sub(r"[†:][^,;\]]*", "", marker)
    for first, last in re.findall(r"(\d{1,3})(?:\s*(?:-|–|to)\s*(\d{1,3}))?", inner):
        low, high = int(first), int(last or first)
        out.extend(range(low, high + 1) if low <= high <= low + 20 else (low, high))
    return out


def _merged(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys((*one, *other)))

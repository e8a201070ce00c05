"""Verification of a draft: every sentence against the passages that it cites, before a reader sees it as an answer.

A sentence is verbatim, supported, or removed with a reason of one line. Checks run from the certain to the probable:
its citations, its form, the facts that it states, what it denies, and last the support score. In doubt a sentence is
removed: losing a true sentence costs less than showing a false one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.facts.comparison import displaced, missing
from assistant.facts.extraction import Fact, FactKind, facts
from assistant.facts.printing import loose
from assistant.model import Citation, Statement, Verdict
from assistant.prompts.loader import leaks
from assistant.verification.alignment import part_about, read_references
from assistant.verification.draft_sentences import DraftSentence, read_draft
from assistant.verification.injection import instructs
from assistant.verification.polarity import contradiction, polarity
from assistant.verification.support import SupportScorer
from corpus.language.scripts import WIDE
from corpus.language.sentences import sentence_spans
from corpus.lexicon.jurisdictions import country_name
from index.text.analyzer import Analyzer

_QUESTION = re.compile(r"[?？][\"”’')）]*\s*$")
_CLAIM = 2  # content words that a statement has at least
_LATIN = re.compile(r"[a-zA-Z]")


def check_draft(
    draft: str,
    evidence: Sequence[Citation],
    scorer: SupportScorer,
    question: str = "",
    analyzer: Analyzer | None = None,
) -> list[Statement]:
    """Return the sentences of a chat model's draft as verified statements, in order; removed ones carry their reasons.

    A statement only has numbers of `evidence`. A verbatim one keeps those of the citations that it quotes. `analyzer`
    is that of the question, which knows the evidence already; without one the draft gets its own.
    """
    held, analyzer = {c.number: c for c in evidence}, analyzer or Analyzer()
    return [_statement(w, held, scorer, question, analyzer) for w in read_draft(draft)]


def _statement(
    written: DraftSentence, held: dict[int, Citation], scorer: SupportScorer, question: str, analyzer: Analyzer
) -> Statement:
    if leaks(written.text):
        return Statement("(not shown)", (), Verdict.REMOVED, "repeats the instructions that the model was given")
    numbers = tuple(n for n in written.citations if n in held)
    unknown = [n for n in written.citations if n not in held]
    if unknown:
        reason = f"cites [{unknown[0]}], which is not among the evidence"
        return Statement(written.text, numbers, Verdict.REMOVED, reason)
    cited = [held[n] for n in numbers]
    verdict, reason = check(written.text, cited, scorer, question, analyzer)
    if verdict is Verdict.VERBATIM:
        numbers = tuple(c.number for c in cited if _verbatim(written.text, c))
    return Statement(written.text, numbers, verdict, reason)


def check(
    sentence: str,
    cited: Sequence[Citation],
    scorer: SupportScorer,
    question: str = "",
    analyzer: Analyzer | None = None,
) -> tuple[Verdict, str]:
    """Return the verdict on a sentence without markers, and the reason if it is removed."""
    analyzer = analyzer or Analyzer()
    if not cited:
        return Verdict.REMOVED, "cites nothing"
    if instructs(sentence):
        return Verdict.REMOVED, "reads as an instruction, not as a statement about the texts"
    if _QUESTION.search(sentence):
        return Verdict.REMOVED, "asks instead of stating"
    standings = list(dict.fromkeys(c.standing.value for c in cited))
    if len(standings) > 1:
        return Verdict.REMOVED, f"merges {_and(_STANDING[s] for s in standings)} in one sentence"
    if any(_verbatim(sentence, c) for c in cited):
        return Verdict.VERBATIM, ""
    if len(analyzer.term_set(sentence)) < _CLAIM and not WIDE.search(sentence):
        return Verdict.REMOVED, "is no statement: a word alone says nothing that can be checked"
    # Instructions planted in a document support nothing.
    cited = [replace(c, quote=_stated(c.quote)) for c in cited]
    reason = _wrong_fact(sentence, cited) or _turned(sentence, cited, analyzer)
    if reason:
        return Verdict.REMOVED, reason
    if _other_script(sentence, [c.quote for c in cited]):
        return Verdict.REMOVED, "is in another language than the text that it cites, so it cannot be checked"
    # The address goes along: a sentence may say where the words stand, which the quote does not.
    references = [f"{c.locator}, {c.source.title}.\n{c.quote}" for c in cited]
    score = scorer.score(sentence, references, question, analyzer)
    if score < scorer.threshold:
        return Verdict.REMOVED, f"the cited text does not support it (score {score:.2f}, needed {scorer.threshold:.2f})"
    return Verdict.SUPPORTED, ""


_STANDING = {"binding": "binding text", "agency view": "an agency's view", "commentary": "commentary"}


def _stated(quote: str) -> str:
    if not instructs(quote):
        return quote
    pieces = [line[a:b] for line in quote.split("\n") for a, b in sentence_spans(line)]
    return "\n".join(p for p in pieces if not instructs(p))


def _verbatim(sentence: str, citation: Citation) -> bool:
    """Return whether the sentence is one or more whole sentences of the quote.

    A piece of a sentence is not: it may have lost its "not" or its "unless".
    """
    wanted = loose(sentence)
    if len(wanted) < 4 or wanted not in loose(citation.quote):
        return False
    quote = citation.quote
    spans = sentence_spans(quote)
    for first, (start, _) in enumerate(spans):
        for _, end in spans[first : first + 4]:
            whole = loose(quote[start:end])
            if whole == wanted or loose(_LABEL.sub("", quote[start:end])) == wanted:
                return True
            if len(whole) > len(wanted) + 20:
                break
    return False


# The label of a paragraph is no part of its sentence: "(a)(1) General.".
_LABEL = re.compile(r"^\s*(?:\((?:\w{1,5})\)\s*)+|^\s*(?:\d{1,3}|[a-z])[.)]\s+")


def _wrong_fact(sentence: str, cited: Sequence[Citation]) -> str:
    claimed = facts(sentence)
    text = "\n".join(c.quote for c in cited)
    context = "\n".join(
        f"{c.locator}\n{c.source.title}\n{c.source.issuer}\n{country_name(c.source.jurisdiction)}" for c in cited
    )
    lost = missing(claimed, text, context)
    if lost:
        return f"the cited text does not have {_shown(lost[0])}"
    moved = displaced(sentence, claimed, text)
    if moved:
        return f"the cited text has “{moved[1]}” there, not “{moved[0]}”"
    return ""


def _shown(fact: Fact) -> str:
    return (
        f"the {fact.kind.value} “{fact.words}”"
        if fact.kind is not FactKind.QUOTE
        else f"the quoted words “{fact.words}”"
    )


def _turned(sentence: str, cited: Sequence[Citation], analyzer: Analyzer) -> str:
    about = part_about(sentence, read_references([c.quote for c in cited], sentence, analyzer), analyzer)
    turned = contradiction(polarity(sentence), polarity(about)) if about else ""
    return f"turns the cited text round: {turned}" if turned else ""


def _other_script(sentence: str, quotes: Iterable[str]) -> bool:
    text = "".join(quotes)
    wide, latin = len(WIDE.findall(text)), len(_LATIN.findall(text))
    return (len(WIDE.findall(sentence)) * 2 > len(_LATIN.findall(sentence))) != (wide * 2 > latin)


def _and(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last

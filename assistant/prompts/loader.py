"""Prompts and the conversations made of them. Placeholders are checked when a prompt is loaded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from string import Template

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line

NO_ANSWER = "NO ANSWER"
OUTCOME, DROP = "OUTCOME", "DROP"  # words of the reply that are read by program
SIMPLY = "Explain it in everyday words, as to a newcomer; keep every citation."
REWORK = (
    "this is about the last answer: change its form, language or length as asked, or look at it again in the light of "
    "the evidence; every sentence shows its support as before"
)
DOUBTED = (
    "this doubts the last answer: read its evidence again, and above all what contradicts or limits it (an exception, "
    "a stay, a later edition); say first whether the answer stands, stands in part or does not, then what changes it, "
    "every sentence with its support as before"
)
REWORK_ALONE, DOUBT_ALONE = "REWORK", "DOUBT"  # replies in place of a rewritten question
SECTION = (
    "this is one section of a memo, whose other sections are the earlier answers: do not tell again what they tell, "
    "name it in a few words where this answer needs it; where the evidence says otherwise than they do, say so"
)
SUMMARY = (
    "this is the summary of a memo, whose sections are the earlier answers: answer the question as a whole in one to "
    "eight sentences, what matters most first, compare and combine, with a table only where several things are "
    "compared; do not repeat the sections; where two of them contradict each other, say what the evidence bears out"
)
BRIEF_OF_PART = (
    "these pieces are part {number} of {count} of the document: write the brief of this part, at most four key points "
    "and three questions; what only another part could tell you leave out"
)
BRIEF_SUMMARY = (
    "these are the pieces that matter most in all parts of a long document: write only the Summary, of the document as "
    "a whole, and none of the other headings"
)
MAY_LOOK_UP = (
    "if the evidence lacks something that the answer needs, look it up with the tools first; if it suffices, write at "
    "once; pieces that a tool brings are numbered on and are cited like the others"
)
AS_OBJECT = (
    "hand the answer in as the one object that is asked for, in place of the text and its markers: every sentence, "
    "bullet and row is a claim with its type, and the pieces with their words are its support, not part of its text"
)
BY_TOOL = (
    "hand the answer in with the tool “answer”, in place of the text and its markers: every sentence, bullet and row "
    "is a claim with its type, and the pieces with their words are its support, not part of its text"
)
PLAN = (
    "Do not answer yet. Write a plan of at most four lines, each with its number in front: what the answer must cover, "
    "and for each part whether the evidence has it or what to look up with which tool."
)
FOLLOW_PLAN = "Now follow the plan: look up what is missing, then write the answer in the form that was asked for."
NO_MORE_LOOK_UPS = "No more look-ups can be made: write the answer now, from the evidence that you have."
DOES_IT_ANSWER = (
    "After the lines on the sentences write one on the answer as a whole, which stands between <answer> and </answer> "
    "and is material too, as are other texts that were at hand, in brief between <besides> and </besides>: "
    '{"answers": "yes" or "in part" or "no", "missing": "what the question asks and it passes over, at most twelve '
    'words; empty for yes", "ignores": ["words copied exactly from one of the texts: a stay, an exception or a later '
    'edition that changes this answer and that it does not tell"]}. Of what it ignores name at most four, each by '
    "itself, what changes most first; [] where there is none. To say that the texts do not tell something answers that "
    "part. A question that wants a yes or a no is answered by the one that the texts bear out, or by what it depends "
    "on."
)
SAY_YES_OR_NO = "it must begin with a yes or a no where the evidence settles that, and say of what"
IN_LANGUAGE = (
    "This answer is not in the language of the question. Write the same answer again in {language}; the words that are "
    "copied from the pieces stay in their own language."
)
_PLACEHOLDERS = {
    "answer": set(),
    "evidence": {"today", "conversation", "evidence", "hints", "question", "style"},
    "repair": {"failed"},
    "rewrite": set(),
    "conversation": {"history", "question"},
    "translate": {"language"},
    "quotes": {"quotes"},
    "verify": set(),
    "plan": {"most"},
    "research": {"today", "texts", "before", "question"},
    "sentences": {"today", "evidence", "question", "sentences", "whole"},
    "brief": set(),
    "document": {"today", "title", "evidence", "hints"},
}
LONGEST_TEXT = 6000  # characters of a text that sentences are checked against
_LEAK = 8  # words in a row; a reply does not share as many with a prompt by chance
_THOUGHT = lazy_regex(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.IGNORECASE | re.DOTALL)


@cache
def prompt(name: str) -> Template:
    """Return the prompt with this name. Raise ValueError when its placeholders are not those that the code fills."""
    template = Template(files(__package__).joinpath(f"{name}.md").read_text("utf-8"))
    if set(template.get_identifiers()) != _PLACEHOLDERS[name]:
        raise ValueError(f"prompts/{name}.md has the placeholders {sorted(template.get_identifiers())}")
    return template


def answer_messages(
    question: str,
    evidence: str,
    today: date,
    *,
    turns: Sequence[tuple[str, str]] = (),
    hints: Sequence[str] = (),
    simply: bool = False,
) -> list[BaseMessage]:
    """Return the conversation that asks a chat model to answer a question from numbered evidence.

    `evidence` is a pack as it is shown, `turns` are the questions and answers before, `hints` what the program saw.
    """
    told = [line for asked, said in turns for line in _turn(asked, said)]
    filled = prompt("evidence").substitute(
        today=today.isoformat(),
        conversation="\n".join(_between("earlier", told)),
        evidence=evidence,
        hints="\n".join(f"Note: {as_material(hint)}" for hint in hints),
        question=as_material(question),
        style=SIMPLY if simply else "",
    )
    return [SystemMessage(prompt("answer").template), HumanMessage(_BLANK.sub("\n", filled).strip())]


_BLANK = lazy_regex(r"\n{2,}")
LONGEST_TURN = 6000  # characters of an earlier answer


def _turn(asked: str, said: str) -> list[str]:
    lines = [f"  {as_material(line)}" for line in said[:LONGEST_TURN].split("\n") if line.strip()]
    return [f"Asked: {as_material(asked)}", *(["Answered:", *lines] if lines else [])]


def brief_messages(title: str, evidence: str, today: date, hints: Sequence[str] = ()) -> list[BaseMessage]:
    """Return the conversation that asks for a brief of a document, whose pieces are `evidence` as a pack shows them."""
    filled = prompt("document").substitute(
        today=today.isoformat(), title=as_material(title), evidence=evidence,
        hints="\n".join(f"Note: {hint}" for hint in hints),
    )  # fmt: skip
    return [SystemMessage(prompt("brief").template), HumanMessage(filled.strip())]


def rewriting_messages(asked: str, history: Sequence[str]) -> list[BaseMessage]:
    """Return the conversation that asks a chat model to turn a follow-up into a question that stands alone."""
    lines = "\n".join(f"- {as_material(h)}" for h in history)
    return [
        SystemMessage(prompt("rewrite").template),
        HumanMessage(prompt("conversation").substitute(history=lines, question=as_material(asked))),
    ]


def translation_messages(quotes: Sequence[tuple[int, str]], language: str) -> list[BaseMessage]:
    """Return the conversation that asks for translations of numbered quotes into `language`, an English name."""
    lines = "\n".join(f"[{number}] {as_material(quote)}" for number, quote in quotes)
    return [
        SystemMessage(prompt("translate").substitute(language=language)),
        HumanMessage(prompt("quotes").substitute(quotes=lines)),
    ]


def planning_messages(
    question: str, today: date, held: Sequence[str], before: Sequence[tuple[str, str]], most: int
) -> list[BaseMessage]:
    """Return the conversation that asks for sub-questions of a research; `before` are those before, and their ends."""
    filled = prompt("research").substitute(
        today=today.isoformat(),
        texts="\n".join(f"- {as_material(title)}" for title in held),
        before="\n".join(f"- {as_material(asked)} ({as_material(became)})" for asked, became in before),
        question=as_material(question),
    )
    return [SystemMessage(prompt("plan").substitute(most=str(most))), HumanMessage(filled.strip())]


def verifying_messages(
    said: Sequence[tuple[str, Sequence[int]]],
    texts: Mapping[int, str],
    question: str,
    today: str,
    whole: str = "",
    besides: Mapping[int, str] | None = None,
) -> list[BaseMessage]:
    """Return the conversation that asks whether sentences are supported by the numbered texts that they cite.

    With the text of a `whole` answer it also asks whether that answers the question, and what of the texts, those
    `besides` included, it ignores.
    """
    others = [f"[{n}] {as_material(text)}" for n, text in (besides or {}).items()]
    asked = [f"<answer> {as_material(whole)} </answer>", *_between("besides", others), DOES_IT_ANSWER] if whole else []
    filled = prompt("sentences").substitute(
        today=today,
        evidence="\n".join(f"[{n}] {as_material(text)[:LONGEST_TEXT]}" for n, text in texts.items()),
        question=as_material(question),
        sentences="\n".join(
            f"{place}. {as_material(text)} (cites {', '.join(f'[{n}]' for n in cites)})"
            for place, (text, cites) in enumerate(said, 1)
        ),
        whole="\n".join(asked),
    )
    return [SystemMessage(prompt("verify").template), HumanMessage(filled.strip())]


def _between(name: str, lines: Sequence[str]) -> list[str]:
    return [f"<{name}>", *lines, f"</{name}>"] if lines else []


def as_material(text: str) -> str:
    """Return a document's or a person's words in a form that is safe in a prompt.

    The form is one line. It cannot close the delimiters around it, nor pass for evidence with another number.
    """
    return _NUMBER_IN_BRACKETS.sub(r"(\1)", one_line(text).replace("<", "‹").replace(">", "›"))


_NUMBER_IN_BRACKETS = lazy_regex(r"\[\s*(\d{1,3})\s*\]")


def without_thoughts(reply: str) -> str:
    """Return a chat model's reply without the thoughts that some models write before it."""
    return _THOUGHT.sub(" ", reply)


def leaks(text: str) -> bool:
    """Return whether a text repeats a prompt: as many words in a row as no reply shares with a prompt by chance."""
    words = _words(text)
    return any(tuple(words[n : n + _LEAK]) in _shingles() for n in range(len(words) - _LEAK + 1))


@cache
def _shingles() -> frozenset[tuple[str, ...]]:
    out: set[tuple[str, ...]] = set()
    for name in _PLACEHOLDERS:
        words = _words(
            prompt(name).template.split("Worked example")[0]
        )  # the examples are law, which a reply may repeat
        out |= {tuple(words[n : n + _LEAK]) for n in range(len(words) - _LEAK + 1)}
    return frozenset(out)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())

"""Form of an annotation file: its fields, and what they may contain."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line

HEAD = frozenset(("source", "title", "jurisdiction", "edition", "held", "handed_in", "annotation"))
FIELDS = frozenset(
    ("id", "questions", "answer", "verdict", "conditions", "exceptions", "status", "who_decides", "check_next", "pins")
)
_NEEDED = ("id", "questions", "answer", "pins")
_LIST_FIELDS = ("questions", "conditions", "exceptions", "check_next", "pins")
_COUNTS = {"questions": (3, 12), "pins": (1, 4), "conditions": (0, 8), "exceptions": (0, 8), "check_next": (0, 8)}
LONGEST_ANSWER = 700  # characters of an answer
_LONGEST = {"id": 80, "questions": 200, "question": 200, "answer": LONGEST_ANSWER, "pins": 300}
_LONGEST_ELSE = 400  # characters of any other text
_SOURCE = lazy_regex(r"[\w.-]{1,120}")
_JURISDICTION = lazy_regex(r"[a-z]{2,3}")
_SLUG = lazy_regex(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_DIGEST = lazy_regex(r"[0-9a-f]{12}")
_VERDICT_BEFORE = lazy_regex(r"(yes|no)\b", re.IGNORECASE)
_HTML = lazy_regex(r"</?[a-z!?][^<>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z]{2,8});", re.IGNORECASE)
_LINK_WRITTEN = lazy_regex(r"\b(?:https?|ftp|file|javascript|data):\S|\bwww\.|\]\(", re.IGNORECASE)
# Words to a chat model. "You must obtain a licence" is law, "can you ignore the letter?" a question; these are neither.
_INSTRUCTION = lazy_regex(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|prompts?|previous|prior|guidelines)\b"
    r"|\bsystem (?:prompt|message)\b|\bas an? (?:ai|language model|assistant|chatbot)\b|\byou are (?:now|no longer)\b"
    r"|\b(?:new|hidden|secret|following) instructions\b|\bdeveloper mode\b|\bjailbreak"
    r"|\bthe (?:assistant|model|chatbot)['’]s (?:\w+ )?(?:response|reply|answer|output)\b"
    r"|\b(?:the )?(?:assistant|chatbot|language model|ai|llm) (?:must|should|shall|will|has to|is to)\b"
    r"|<\|[\w ]{1,30}\|>|\[/?inst\]|<</?sys>>|^\W*(?:system|assistant|human|user)\s*:"
)
# One of these stands in every text that the pattern finds; looking for them first takes a tenth of the time.
_SIGNS_OF_ORDERS = (
    *("ignore", "disregard", "forget", "override", "bypass", "instruction", "prompt", "message", " ai", "model", ":"),
    *("assistant", "chatbot", "llm", "you are", "developer", "jailbreak", "<|", "inst]", "sys>"),
)


def head_faults(head: Mapping[str, Any], folder: str) -> Iterator[str]:
    """Yield what is wrong with the head of a file that stands in `folder`."""
    yield from (f"unknown field {name[:80]!r}" for name in sorted(set(head) - HEAD))
    if not isinstance(head.get("source"), str) or not _SOURCE.fullmatch(head["source"]):
        yield "source must be the id of a source"
    if not isinstance(head.get("title"), str) or not head["title"].strip():
        yield "title is missing"
    else:
        yield from text_faults("title", head["title"])
    jurisdiction = head.get("jurisdiction")
    if not isinstance(jurisdiction, str) or not _JURISDICTION.fullmatch(jurisdiction):
        yield "jurisdiction must be a code such as us, eu, cn"
    elif folder != jurisdiction:
        yield f"jurisdiction {jurisdiction!r} stands in the folder {folder!r}"
    for name in ("held", "handed_in"):
        if not isinstance(head.get(name, True), bool):
            yield f"{name} must be true or false"
    if edition_of(head) is None and head.get("edition", "") != "":
        yield 'edition must be a day written "YYYY-MM-DD", or ""'
    if not isinstance(head.get("annotation"), list) or not head["annotation"]:
        yield "it holds no [[annotation]]"


def edition_of(head: Mapping[str, Any]) -> date | None:
    """Return the day of the edition that was read; None where the file names none."""
    written = head.get("edition", "")
    try:
        return date.fromisoformat(written) if isinstance(written, str) and written else None
    except ValueError:
        return None


def faults(fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one annotation by itself. Never raises, whatever the fields hold."""
    yield from (f"unknown field {name[:80]!r}" for name in sorted(set(fields) - FIELDS))
    yield from (f"{name} is missing" for name in _NEEDED if not fields.get(name))
    wrong = [name for name in fields if name in FIELDS and not _typed(name, fields[name])]
    if wrong:
        yield from (f"{n} must be {'a list of texts' if n in _LIST_FIELDS else 'a text'}" for n in sorted(wrong))
        return
    if fields.get("id") and not _SLUG.fullmatch(fields["id"]):
        yield f"bad id {fields['id'][:80]!r}: letters, digits and single hyphens"
    for name, (least, most) in _COUNTS.items():
        if (values := fields.get(name)) and not least <= len(values) <= most:
            yield f"{len(values)} {name}; from {least} to {most} may stand there"
    for name in sorted(FIELDS & set(fields)):
        for text in fields[name] if name in _LIST_FIELDS else [fields[name]]:
            yield from text_faults(name, text)
    yield from _verdict_faults(fields.get("verdict"), fields.get("answer") or "")
    addresses = [written.partition(" @ ")[0] for written in fields.get("pins") or ()]
    if len(set(addresses)) < len(addresses):
        yield "a pin stands twice"
    for written in fields.get("pins") or ():
        _, mark, digest = written.partition(" @ ")
        if mark and not _DIGEST.fullmatch(digest):
            yield f"pin {written[:120]!r}: behind @ stand 12 hexadecimal digits"


def _typed(name: str, value: Any) -> bool:
    if name in _LIST_FIELDS:
        return isinstance(value, list) and all(isinstance(text, str) for text in value)
    return isinstance(value, str)


def _verdict_faults(verdict: str | None, answer: str) -> Iterator[str]:
    first = _VERDICT_BEFORE.match(answer)
    if verdict is not None and verdict not in ("yes", "no"):
        yield "verdict must be yes or no"
    elif verdict and (not first or first[1].lower() != verdict):
        yield f"the answer does not begin with its verdict {verdict!r}"
    elif first and not verdict:
        yield f"the answer begins with {first[1]!r} and has no verdict"


def text_faults(name: str, text: str, room: float = 1.0) -> Iterator[str]:
    """Yield what may not stand in a text that is shown to people and given to models.

    It may be longer than its field allows by the factor `room`.
    """
    limit = int(room * _LONGEST.get(name, _LONGEST_ELSE))
    if len(text) > limit:
        yield f"{name} has {len(text)} characters; {limit} are allowed"
        return  # nothing below is tried on a text of any length
    if not text.strip():
        yield f"{name} holds an empty text"
    if one_line(text) != text:
        yield f"{name} holds control or unseen characters, line breaks or spaces too many"
    if ("<" in text or "&" in text) and _HTML.search(text):
        yield f"{name} holds HTML"
    if _LINK_WRITTEN.search(text):
        yield f"{name} holds a link"
    low = f" {text.casefold()}"
    if any(sign in low for sign in _SIGNS_OF_ORDERS) and _INSTRUCTION.search(low):
        yield f"{name} holds an instruction to a machine"


def question_key(question: str) -> str:
    """Return a form in which two spellings of one question are equal: case, width and punctuation do not count."""
    return " ".join(re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", question).casefold()).split())

"""Second look: a chat model reads sentences against the texts that they cite, by a checklist, and points to the words.

What it points to is checked: a verdict counts only with words that stand in a cited text. A model that answers anything
else has looked at nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from langchain_core.messages import BaseMessage

from assistant.model import ClaimType
from assistant.prompts.loader import LONGEST_TEXT, verifying_messages, without_thoughts
from assistant.verification.cited_text import around_words, holds
from assistant.verification.injection import instructs
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.language.scripts import EAST_ASIAN

_MOST_AT_ONCE = 12  # sentences in one call
_MOST_TRIES = 2  # calls that carry a whole answer and all its texts
_LONGEST_VERDICTS = 20_000  # characters

Speak = Callable[[list[BaseMessage], int], Iterable[str]]  # a conversation and the longest reply; pieces of the reply
_NO_LIMIT = lambda: True  # noqa: E731


class Judgement(StrEnum):
    """What a second look says of a sentence."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """Sentence to be looked at, with the numbers of the texts that it stands on.

    `spans` are words that it points to itself: of a text too long to be read whole, what is around them is read.
    """

    text: str
    cites: tuple[int, ...]
    type: ClaimType = ClaimType.STATES
    spans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """Judgement on one sentence. `span` stands word for word in text `number`; without one nothing is stated."""

    judgement: Judgement
    span: str = ""
    number: int = 0
    why: str = ""


# The claims, the numbered texts and the question: the judgements, or None, as the calls bring them.
Looks = Callable[[Sequence[CitedSentence], Mapping[int, str], str], Iterable[Sequence[Look | None]]]


@dataclass
class WholeLook:
    """Look at an answer as a whole, as far as the second look says so.

    `leaves` is what its `text` leaves open of the question. `ignores` are words that stand in texts of the evidence,
    each with the number of that: a stay, an exception or a later edition that changes the answer and is not told.
    `evidence` has the words of the texts by number, without the address, title and edition in front of each; `related`
    are the numbers of those that bear on what the answer stands on, and are read first.
    """

    text: str
    evidence: Mapping[int, str] = field(default_factory=dict)
    related: Sequence[int] = ()
    leaves: str = ""
    ignores: tuple[tuple[int, str], ...] = ()
    is_judged: bool = False
    tries: int = 0

    def begin_again(self, text: str) -> None:
        """Look at the answer anew, as it is after a repair."""
        self.text, self.leaves, self.ignores, self.is_judged, self.tries = text, "", (), False, 0

    def takes_a_try(self) -> bool:
        """Return whether a call asks for it, which is a try: where no reply says anything of it, there are two."""
        self.tries += not self.is_judged
        return not self.is_judged and self.tries <= _MOST_TRIES

    def judge(self, leaves: str, ignores: tuple[tuple[int, str], ...]) -> None:
        """Take what a second look says of the answer, which is asked for no more."""
        self.is_judged, self.leaves, self.ignores = True, leaves, ignores

    def keep(self, before: WholeLook, *, leaves: bool, ignores: Sequence[tuple[int, str]]) -> None:
        """Keep what was found `before` a repair and no claim tells now: of that what was ignored, besides what is."""
        self.leaves = self.leaves or (before.leaves if leaves else "")
        again = [i for i in ignores if not any(_are_the_same(i, now) for now in self.ignores)]
        self.ignores = (*self.ignores, *again)[:_MOST_IGNORED]


def second_look(
    claims: Sequence[CitedSentence],
    texts: Mapping[int, str],
    question: str,
    today: str,
    speak: Speak,
    whole: WholeLook | None = None,
    may_go_on: Callable[[], bool] = _NO_LIMIT,
) -> Iterator[list[Look | None]]:
    """Yield the judgements on claims call by call, in their order; None where the model gave none that counts.

    `texts` are the numbered texts, each with its address and edition in front. Of a `whole` answer it is asked
    whether that answers the question and what of all the texts it ignores, until it tells, or twice. Claims for which
    it `may_go_on` no more have none. Raise what `speak` raises.
    """
    for first in range(0, len(claims), _MOST_AT_ONCE):
        batch = claims[first : first + _MOST_AT_ONCE]
        if not may_go_on():
            yield [None] * len(batch)
            continue
        used = {n: texts[n] for n in dict.fromkeys(n for c in batch for n in c.cites) if n in texts}
        said = [(f"{c.text} (advice)" if c.type is ClaimType.ADVICE else c.text, c.cites) for c in batch]
        used = {n: around_words(text, _words_of(batch, n), LONGEST_TEXT) for n, text in used.items()}
        asks = whole if whole and whole.takes_a_try() else None
        besides = _besides(claims, texts, used, asks) if asks else {}
        conversation = verifying_messages(said, used, question, today, asks.text if asks else "", besides)
        reply = without_thoughts("".join(speak(conversation, _LONGEST_VERDICTS)))[:_LONGEST_VERDICTS]
        found = _agreed(_read(reply))
        if asks:
            _judge_whole(asks, reply)
        yield [_counted(found.get(n), c, texts) for n, c in enumerate(batch, 1)]


def _words_of(batch: Sequence[CitedSentence], number: int) -> list[str]:
    return [" ".join((c.text, *c.spans)) for c in batch if number in c.cites]


def _besides(
    claims: Sequence[CitedSentence], texts: Mapping[int, str], used: Collection[int], whole: WholeLook
) -> dict[int, str]:
    """Return in brief the texts that are not used already.

    They are those that bear on what the answer stands on, then those that other claims cite, then those that none does.
    """
    related = list(whole.related)[:_TEXTS_RELATED]
    order = dict.fromkeys((*related, *(n for c in claims for n in c.cites), *texts))
    others = [n for n in order if n in texts and n not in used][:_TEXTS_BESIDES]
    longest = {n: _TEXT_RELATED if n in related else _TEXT_BESIDES for n in others}
    return {n: around_words(texts[n], whole.text.splitlines(), longest[n]) for n in others}


_TEXTS_RELATED, _TEXT_RELATED = 8, 2600  # texts that bear on an answer, characters of each
_TEXTS_BESIDES, _TEXT_BESIDES = 16, 1300  # texts besides in all, characters of each of the others
_MOST_IGNORED = 4


def _agreed(told: Iterable[tuple[int, Look]]) -> dict[int, Look]:
    """Return the judgement on each sentence; a sentence that a reply judges in two ways has none."""
    found: dict[int, list[Look]] = {}
    for number, look in told:
        found.setdefault(number, []).append(look)
    return {n: looks[0] for n, looks in found.items() if len({look.judgement for look in looks}) == 1}


def _read(reply: str) -> Iterator[tuple[int, Look]]:
    """Yield the judgements of a reply by the numbers of their sentences; what is no such object is passed over."""
    for told in _objects(reply):
        yield from _judgements(told)


def _judge_whole(whole: WholeLook, reply: str) -> None:
    """Put into a look at a whole answer what a reply says of it; a reply that says nothing of it judges nothing."""
    told = next((o for o in _objects(reply) if isinstance(o, dict) and "answers" in o), None)
    if told is not None:
        whole.judge(_left_open(told), tuple(_ignored(told.get("ignores"), whole)))


def _left_open(told: Mapping[str, object]) -> str:
    """Return what an answer leaves open by an object that says that it does not answer, or in part; "" for all else."""
    says = told.get("answers")
    if says is not False and not (isinstance(says, str) and says.strip(" .").casefold() in _NOT_WHOLE):
        return ""
    missing = one_line(str(told.get("missing") or ""))[:_LONGEST_WHY]
    return _SOMETHING if not missing or instructs(missing) else missing


def _ignored(told: object, whole: WholeLook) -> list[tuple[int, str]]:
    """Return the words that are said to be ignored and stand in a text, each once with the number of the first."""
    out: list[tuple[int, str]] = []
    for said in told[:_ENTRIES_READ] if isinstance(told, list) else [told]:
        found = _ignored_words(said, whole)
        if found and not any(_are_the_same(found, other) for other in out):
            out.append(found)
    return out[:_MOST_IGNORED]


_ENTRIES_READ = 20  # entries of a reply that are read


def _are_the_same(one: tuple[int, str], other: tuple[int, str]) -> bool:
    """Return whether words of a text are ignored twice: one of two has the other within it."""
    return one[0] == other[0] and (holds(one[1], other[1]) or holds(other[1], one[1]))


def _ignored_words(told: object, whole: WholeLook) -> tuple[int, str] | None:
    """Return words that are said to be ignored with the number of the text that has them; None where none has.

    What is too short is no exception: "none", "not applicable", a cell of a table.
    """
    words = one_line(told) if isinstance(told, str) else ""
    many = len(set(_WORD_OF_LETTERS.findall(words.casefold()))) >= _FEWEST_WORDS
    many = many or len(set(EAST_ASIAN.findall(words))) >= _FEWEST_SIGNS
    if not many or len(words) > _LONGEST_IGNORED or instructs(words) or holds(whole.text, words):
        return None
    number = next((n for n, text in whole.evidence.items() if holds(text, words)), 0)
    return (number, words) if number else None


_WORD_OF_LETTERS = lazy_regex(r"[^\W\d_]+")
_FEWEST_WORDS, _FEWEST_SIGNS = 5, 7  # different ones; "not applicable | not applicable | …" has two
_LONGEST_IGNORED = 400  # characters
_NOT_WHOLE = ("no", "false", "in part", "in_part", "partly")
_SOMETHING = "what the question asks"


def _objects(reply: str) -> Iterator[object]:
    """Yield the JSON objects of a reply, which may be lines, an array, an object around one, fenced or among words."""
    decoder, at = json.JSONDecoder(), reply.find("{")
    while at >= 0:
        try:
            told, end = decoder.raw_decode(reply, at)
        except (ValueError, RecursionError):
            at = reply.find("{", at + 1)
            continue
        yield told
        at = reply.find("{", end)


def _judgements(told: object) -> Iterator[tuple[int, Look]]:
    """Yield the judgements of one JSON object, or of the objects in the lists that it holds."""
    if not isinstance(told, dict):
        return
    for inner in (i for value in told.values() if isinstance(value, list) for i in value[:_MOST_AT_ONCE]):
        if isinstance(inner, dict) and not any(isinstance(v, list) for v in inner.values()):
            yield from _judgements(inner)
    number = re.search(r"\d{1,3}", str(next((told[k] for k in _NUMBER_KEYS if k in told), "")))
    verdict = _VERDICTS.get(re.sub(r"[\W_]+", " ", str(told.get("verdict", "")).casefold()).strip())
    if number and verdict:
        yield int(number[0]), Look(verdict, str(told.get("span") or ""), why=str(told.get("why") or "")[:_LONGEST_WHY])


_NUMBER_KEYS = ("sentence", "claim", "number", "id")
_LONGEST_WHY = 200  # characters
_VERDICTS = {
    "supported": Judgement.SUPPORTED,
    "contradicted": Judgement.CONTRADICTED,
    "not stated": Judgement.NOT_STATED,
    "unsupported": Judgement.NOT_STATED,
    "not supported": Judgement.NOT_STATED,
}


def _counted(look: Look | None, claim: CitedSentence, texts: Mapping[int, str]) -> Look | None:
    """Return a judgement whose words stand in one of the claim's texts; None where they stand in none.

    That the texts do not tell something has no words to point to.
    """
    if look is None or look.judgement is Judgement.NOT_STATED:
        return look
    if claim.type is ClaimType.GAP and look.judgement is Judgement.SUPPORTED:
        return Look(look.judgement, why=look.why)
    number = next((n for n in claim.cites if n in texts and holds(texts[n], look.span)), 0)
    return Look(look.judgement, look.span.strip(), number, look.why) if number else None

"""Understanding a question, without a model: what it follows, which addresses it names, what kind of thing it wants."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from assistant.model import Implied
from corpus.filters import Filters
from corpus.locators import Locator, mentions, parse
from index.tokens import STOP, terms


class Wants(StrEnum):
    """The kind of thing that answers a question."""

    DURATION = "duration"
    AMOUNT = "amount"
    DATE = "date"
    BODY = "body"
    YES_NO = "yes or no"
    DEFINITION = "definition"
    PROVISION = "provision"  # the text at an address
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as understood. `standalone` needs no conversation; `own` is what was asked now, without what went before.

    `addresses` are those that the question names itself; `earlier` those of the conversation that it follows.
    """

    question: str
    standalone: str
    own: str
    wants: frozenset[Wants]
    addresses: tuple[Locator, ...] = ()
    earlier: tuple[Locator, ...] = ()
    follows: bool = False
    filters: Filters = field(default_factory=Filters)
    implied: tuple[Implied, ...] = ()


_OPENS_FOLLOW_UP = re.compile(
    r"^\s*(?:and|but|or|so|then|also|plus|ok(?:ay)?|what about|how about|same for|what if|why|which ones?|since when|until when|那么|那|还有|では)\b",
    re.I,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|that|those|these|this|he|she|his|her|there|one|ones|such|former|latter|same|else|anyway|instead)\b",
    re.I,
)
_WANTS = (
    (Wants.DURATION, r"\bhow (?:long|early|soon|far ahead|far in advance|often)\b|\bhow many (?:\w+ )?(?:days|years|yrs|months|weeks|hours|working days)\b|\b(?:deadline|time limit|validity|valid for|period)\b|多久|多少[天年日]|期限|何[日年]"),
    (Wants.AMOUNT, r"\bhow (?:much|many|heavy|large|big|fast|powerful|high|deep|thick)\b|\b(?:threshold|limit|max(?:imum)?|min(?:imum)?|fine|penalty|value|range|size|length|density|quota|percentage|amount|figure|number of)\b|多少|金额|罚款"),
    (Wants.DATE, r"\bwhen\b|\b(?:what|which|by what|from what|signing|effective) date\b|\bsince when\b|\bfrom when\b|何时|什么时候|いつ"),
    (Wants.BODY, r"\b(?:who|whom|whose)\b|\bwhich (?:agency|agencies|department|departments|ministry|body|committee|authority|office|country|countries)\b|谁|哪个部门|誰"),
    (Wants.DEFINITION, r"\bwhat (?:is|are|counts as|qualifies as|does .+ mean)\b|\b(?:define|definition|defined|meaning of|means)\b|什么是|定义|とは"),
    (Wants.YES_NO, r"(?:^|[.!?;:,]\s+|\b(?:and|but|so)\s+)(?:is|are|was|were|do|does|did|can|could|may|must|should|will|would|has|have|am)\s+(?:\w+|[^\w\s])|吗[？?]?$|ですか"),
)  # fmt: skip
_WANT_PATTERNS = tuple((wants, re.compile(pattern, re.I)) for wants, pattern in _WANTS)
# What remains of "what does 744.21(f) say" when the address is taken out: nothing that a text could be searched for.
_ABOUT_AN_ADDRESS = set(
    ["say", "says", "said", "state", "states", "read", "reads", "provide", "provides", "contain", "contains", "text", "content", "whats", "what's", "show", "tell", "explain", "mean", "means", "paragraph", "section", "article", "point", "item", "entry", "under", "part", "please", "give", "quote", "cover", "covers", "eccn", "usml", "reg", "regulation", "law", "rule", "title", "full", "wording", "require", "requires", "regulate"]
)
_ABOUT_AN_ADDRESS_WIDE = re.compile(r"说了什么|说什么|规定了什么|的?内容|是什么|规定|何と|とは|[？?。，\s]")
_PARAGRAPH_ONLY = re.compile(r"\b(?:sub)?(?:paragraph|para|point|item)\s*\(?([a-z0-9]{1,5})\)?(?:\s*\(([a-z0-9]{1,5})\))?", re.I)
_AS_OF = re.compile(
    r"\b(?:as of|as at|as it stood (?:on|in)|as they stood (?:on|in)|in force (?:on|in)|law (?:on|of))\s+"
    r"((?:\d{1,2}\s+)?[A-Z][a-z]+\.?\s+(?:\d{1,2},?\s+)?\d{4}|\d{4}-\d{2}(?:-\d{2})?)",
    re.I,
)
_MONTHS = {m: n for n, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
_KINDS = (("law", r"\bonly (?:the )?(?:law|binding text)s?\b"), ("guidance", r"\bonly (?:the )?guidance\b"), ("news", r"\b(?:according to|acc\.? to|in|does) the (?:news )?article\b"))  # fmt: skip


def understand(question: str, history: Sequence[str] = (), filters: Filters = Filters()) -> Understood:
    """What a question asks, given the earlier questions of its conversation (oldest first) and the filters that the person set."""
    own = " ".join(question.split())
    earlier = _standalone(history)
    addresses = _addresses(own)
    follows = bool(earlier) and _follows(own, addresses)
    before = _addresses(earlier) if follows else ()
    if follows and not addresses and before and (step := _PARAGRAPH_ONLY.search(own)):
        addresses = _below(before[-1], [s for s in step.groups() if s])
    chosen, implied = _implied(own, filters)
    return Understood(
        question=question,
        standalone=f"{earlier} {own}" if follows else own,
        own=own,
        wants=_wants(own, addresses),
        addresses=addresses,
        earlier=before,
        follows=follows,
        filters=chosen,
        implied=(*implied, *(Implied("address", a.text, a.text) for a in addresses)),
    )


def content_words(text: str) -> list[str]:
    """The terms of a text that a search can use, without duplicates."""
    return list(dict.fromkeys(t for t in terms(text) if t not in STOP))


def _standalone(history: Sequence[str]) -> str:
    """The last question of a conversation together with the ones that it follows itself."""
    whole = ""
    for question in history:
        own = " ".join(str(question).split())
        whole = f"{whole} {own}" if whole and _follows(own, _addresses(own)) else own
    return whole


def _follows(own: str, addresses: tuple[Locator, ...]) -> bool:
    if _OPENS_FOLLOW_UP.search(own):
        return True
    if addresses:
        return False
    words = content_words(own)
    return (
        len(words) <= 3
        or (bool(_POINTS_BACK.search(own)) and len(words) <= 9)
        or (bool(_PARAGRAPH_ONLY.search(own)) and len(words) <= 4)
    )


def _addresses(text: str) -> tuple[Locator, ...]:
    whole = parse(text.strip(" ?？.。!"))
    if whole is not None:
        return (whole,)
    return tuple(dict.fromkeys(m.locator for m in mentions(text)))


def _below(base: Locator, steps: list[str]) -> tuple[Locator, ...]:
    """ "what about paragraph (b)?" after 744.21(f): the paragraph of the same section."""
    if base.system == "cfr" and base.path:
        root = re.match(r"[^(]*", base.text).group().strip()  # type: ignore[union-attr]
        found = parse(root + "".join(f"({s.lower()})" for s in steps))
        return (found,) if found else ()
    if base.system == "eu":
        root = re.match(r"[^(]*", base.text).group().strip()  # type: ignore[union-attr]
        found = parse(root + "".join(f"({s.lower()})" for s in steps))
        return (replace(found, instrument=base.instrument),) if found else ()
    return ()


def _wants(own: str, addresses: tuple[Locator, ...]) -> frozenset[Wants]:
    if addresses and _only_an_address(own):
        return frozenset({Wants.PROVISION})
    found = frozenset(wants for wants, pattern in _WANT_PATTERNS if pattern.search(own))
    return found or frozenset({Wants.ANYTHING})


def _only_an_address(own: str) -> bool:
    if parse(own.strip(" ?？.。!")) is not None:
        return True
    rest = own
    for mention in reversed(mentions(own)):
        rest = rest[: mention.start] + " " + rest[mention.end :]
    rest = _ABOUT_AN_ADDRESS_WIDE.sub(" ", rest)
    words = [w for w in re.findall(r"[^\W\d_]+(?:['’]\w+)?", rest.lower()) if w not in STOP and w not in _ABOUT_AN_ADDRESS]
    return not [w for w in words if len(w) > 1]


def _implied(own: str, filters: Filters) -> tuple[Filters, tuple[Implied, ...]]:
    implied: list[Implied] = []
    match = _AS_OF.search(own)
    if match and filters.as_of is None and (day := _day(match.group(1))):
        filters = replace(filters, as_of=day)
        implied.append(Implied("as_of", day.isoformat(), match.group()))
    return filters, tuple(implied)


def _day(text: str) -> date | None:
    """A day as people write it; a month alone means its last day."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
        numbers = [int(n) for n in re.findall(r"\d+", text)]
        word = re.search(r"[A-Za-z]+", text)
        month = _MONTHS[word.group()[:3].lower()] if word else numbers[1]
        year = next(n for n in numbers if n > 31)
        days = [n for n in numbers if n <= 31] if word else []
        if days:
            return date(year, month, days[0])
        return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)
    except (ValueError, KeyError, StopIteration):
        return None

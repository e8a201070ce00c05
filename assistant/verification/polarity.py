"""Polarity of a text: what it permits, forbids, demands or denies, and whether two texts say opposite things.

There is no parser. Cues ("must not", "no license is required", "except"), the few content words that each governs, and
pairs of opposite words are enough.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.text.tokens import STOP, stem


class Mode(StrEnum):
    """Legal force of a clause."""

    FORBIDS = "forbids"
    DEMANDS = "demands"
    PERMITS = "permits"
    EXEMPTS = "exempts"


# Cues are tried in this order: "may not" before "may", "not required" before "required". Words that one cue has
# taken are not seen by later ones.
_CUES: tuple[tuple[Mode, re.Pattern[str]], ...] = tuple(
    (mode, re.compile(pattern, re.IGNORECASE))
    for mode, pattern in (
        (
            Mode.EXEMPTS,
            r"\b(?:need(?:s)? not|"
            r"(?:do|does|did|is|are|was|were|be|been|shall|will|would)(?: not|n[’']t)(?: \w+){0,2}? "
            r"(?:require[ds]?|obliged|necessary|need(?:ed)?|"
            r"apply|subject|mandatory|controlled|prohibited|forbidden|restricted|prevent)|"
            r"no (?:\w+[ -]){0,3}?licen[cs]es? (?:\w+ ){0,2}?(?:required|needed|necessary)|"
            r"exempt(?:s|ed|ion|ions)?|exclude[ds]?|excluding|license exceptions?|"
            r"not (?:be )?(?:required|subject to|controlled|necessary|obliged|needed)|"
            r"no (?:\w+ )?(?:requirement|obligation|need)s?|free to)\b|"
            r"无需|不需要|免于|不适用|豁免|要しない",
        ),
        (
            Mode.FORBIDS,
            r"\b(?:(?:may|must|shall|can|could|should|will)(?: not|n[’']t)|cannot|"
            r"no (?:\w+ ){0,3}?(?:may|shall|can|will|is permitted|is allowed)\b|"
            r"(?:is|are|be|was|were) not (?:\w+ )?(?:permitted|allowed|authori[sz]ed|eligible|entitled|available)|"
            r"prohibit(?:s|ed|ing|ions?)?|forbid(?:s|den|ding)?|"
            r"bann?(?:s|ed|ing)?|unlawful|illegal|restrict(?:s|ed|ions?)?|den(?:y|ies|ied|ial)|"
            r"refus(?:e|es|ed|al)|ineligible)\b|"
            r"不得|禁止|してはならない",
        ),
        (
            Mode.DEMANDS,
            r"\b(?:must|shall|(?:is|are|be|was|were|being)? ?(?:required|obliged|obligated|mandatory)|"
            r"requir(?:e|es|ing|ements?)|ha(?:s|ve|d) to|needs? (?:to|a|an)|"
            r"subject to|obligations?|necessary|needed|only (?:if|with|after|when)|unless)\b|"
            r"应当|必须|须|しなければならない|を受けなければ",
        ),
        (
            Mode.PERMITS,
            r"\b(?:may|can|could|permit(?:s|ted|ting)?|allow(?:s|ed|ing)?|"
            r"authori[sz](?:e|es|ed|ing|ation|ations)|eligible|entitled|available|lawful|legal)\b|"
            r"可以|できる",
        ),
    )
)
# "may be exported without a license" exempts; "may not be exported without a license" demands one.
_WITHOUT = re.compile(
    r"\bwithout (?:(?:a|an|any|the|first|having|needing|obtaining|prior) )*(?:\w+ ){0,2}?(?:licen[cs]es?|"
    r"authori[sz]ations?|permits?|approval)\b",
    re.I,
)
_CONDITION = re.compile(r"\b(?:without|unless|until)\b|未经|なしに", re.IGNORECASE)
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|nobody|nothing|nowhere|hardly|except(?:ing)?|excluding|"
    r"unless|other than|rather than|"
    r"fail(?:s|ed|ure)?|lack(?:s|ed|ing)?)\b|n[’']t\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;:()\n]|\b(?:but|although|whereas|while|however|because|if|when|where|which|who)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:['’]t)?")
_OPPOSITES = tuple(
    tuple(frozenset(stem(w) for w in side.split()) for side in pair.split("|"))
    for pair in (
        "permitted allowed permit allow permits allows lawful|prohibited forbidden prohibit forbid banned unlawful",
        "include includes including|exclude excludes excluding excluded",
        "before|after",
        "increase increases increased rise rises rose|decrease decreases decreased fall falls fell reduce reduced "
        "decline declined",
        "minimum|maximum",
        "import imports imported importing importer|export exports exported exporting exporter",
        "approve approved approval grant granted|deny denied denial refuse refused refusal reject rejected",
        "add added|remove removed removal delete deleted",
        "buyer purchaser|seller",
        "above exceed exceeds exceeding exceeded|below",
        "true|false",
        "legal|illegal",
        "civil|criminal",
        "voluntary optional|mandatory compulsory",
        "temporary temporarily|permanent permanently",
        "effective|ineffective",
        "likely|unlikely",
        "safe|unsafe dangerous",
        "possible|impossible",
        "presumption|case-by-case",
    )
)
# Bounds are phrases: "at least five" is not "at most five".
_LEAST = re.compile(
    r"\b(?:at least|no(?:t)? (?:less|fewer|lower|earlier) than|or more|a minimum of|more than|over|"
    r"exceed(?:s|ing)?|in excess of|greater than|above|or higher|or above)\b",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"\b(?:at most|no(?:t)? (?:more|greater|higher|later) than|up to|or (?:less|fewer|lower|below)|a maximum of|"
    r"less than|fewer than|under(?= \$?\d)|not exceed(?:ing)?|below|within|lower than)\b",
    re.IGNORECASE,
)
_SCOPE = 4  # content words that a negation governs


@dataclass(frozen=True, slots=True)
class Polarity:
    """Polarity of a text: its modes, and the stems of its words.

    Content words are `denied` where a negation governs them, else `plain`; `words` are all words. `bounds` tells
    whether the text sets a minimum ("least"), a maximum ("most"), or both.
    """

    modes: frozenset[Mode]
    denied: frozenset[str]
    plain: frozenset[str]
    words: frozenset[str]
    bounds: frozenset[str]


def polarity(text: str) -> Polarity:
    """Return the polarity of a text of one sentence or a few."""
    modes, rest = set(), text
    for mode, cue in _CUES:
        if cue.search(rest):
            modes.add(mode)
            rest = cue.sub(lambda m: "\u2581" * len(m[0]), rest)
    if Mode.FORBIDS in modes and _CONDITION.search(text):
        modes.add(Mode.DEMANDS)
    elif _WITHOUT.search(text):
        modes.add(Mode.EXEMPTS)
    denied: set[str] = set()
    asserted: set[str] = set()
    for clause in _CLAUSE.split(text):
        last = 0
        negations = list(_NEGATION.finditer(clause))
        for n, negation in enumerate(negations):
            asserted.update(_content(clause[last : negation.start()]))
            until = negations[n + 1].start() if n + 1 < len(negations) else len(clause)
            governed = _content(clause[negation.end() : until])
            denied.update(governed[:_SCOPE])
            asserted.update(governed[_SCOPE:])
            last = until
        if not negations:
            asserted.update(_content(clause))
    bounds = {name for name, pattern in (("least", _LEAST), ("most", _AT_MOST)) if pattern.search(text)}
    words = frozenset(stem(w) for w in _WORD.findall(text.casefold()))
    return Polarity(frozenset(modes), frozenset(denied), frozenset(asserted), words, frozenset(bounds))


def contradiction(claim: Polarity, cited: Polarity) -> str:
    """Return how `claim` says the opposite of `cited`, a text on the same subject; empty when it does not.

    To demand what the text only permits counts as the opposite. In doubt a claim passes where the cited text has a cue
    of the claim's own mode.
    """
    for mode, opposites in _AGAINST.items():
        against = opposites
        if mode is Mode.PERMITS and "may" not in claim.words:
            against = opposites - {Mode.DEMANDS}  # "can" mostly tells of an ability, not of a right
        if (
            mode in claim.modes
            and mode not in cited.modes
            and cited.modes & against
            and (mode, cited.modes) not in _COMPATIBLE
        ):
            told = next(m for m in Mode if m in cited.modes & against)
            return f"it {mode}, the cited text {told}"
    pairs = [(sides[0], sides[1]) for sides in _OPPOSITES]
    for one, other in (*pairs, *((second, first) for first, second in pairs)):
        if claim.words & one and not claim.words & other and cited.words & other and not cited.words & one:
            return f"“{_spoken(claim.words & one)}” where the cited text says “{_spoken(cited.words & other)}”"
    if len(claim.bounds) == 1 and len(cited.bounds) == 1 and claim.bounds != cited.bounds:
        return f"“at {next(iter(claim.bounds))}” where the cited text says “at {next(iter(cited.bounds))}”"
    turned = (claim.plain - claim.denied) & (cited.denied - cited.plain)
    if turned and not claim.denied and not claim.modes & {Mode.FORBIDS, Mode.EXEMPTS}:
        return f"the cited text denies “{_spoken(turned)}”"
    turned = (claim.denied - claim.plain) & (cited.plain - cited.denied)
    if turned and not cited.denied and not cited.modes & {Mode.EXEMPTS, Mode.FORBIDS}:
        return f"it denies “{_spoken(turned)}”, the cited text does not"
    return ""


_AGAINST = {
    Mode.FORBIDS: frozenset({Mode.PERMITS, Mode.EXEMPTS}),
    Mode.DEMANDS: frozenset({Mode.PERMITS, Mode.EXEMPTS}),
    Mode.PERMITS: frozenset({Mode.FORBIDS, Mode.DEMANDS}),
    Mode.EXEMPTS: frozenset({Mode.FORBIDS, Mode.DEMANDS}),
}
# "may be exported without a license" is how people put "no license is required".
_COMPATIBLE = {(Mode.PERMITS, frozenset({Mode.EXEMPTS, Mode.DEMANDS})), (Mode.PERMITS, frozenset({Mode.EXEMPTS}))}


def _content(text: str) -> list[str]:
    return [stem(w) for w in _WORD.findall(text.casefold()) if w not in STOP and len(w) > 1]


def _spoken(stems: Sequence[str] | frozenset[str]) -> str:
    return ", ".join(sorted(stems)[:3])

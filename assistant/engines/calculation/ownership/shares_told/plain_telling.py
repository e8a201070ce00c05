"""What a question leaves unsaid of owners, put into its words: "a group that is", "the rest public"."""

from __future__ import annotations

import re

from assistant.engines.calculation.reading import Asked
from corpus.language.lazy_regex import lazy_regex

_ON_A_LIST = (
    r"(?:on (?:the|a|an|any|that) (?:[\w-]{1,20} ){0,4}lists?\b|(?:listed|sanctioned|blocked|designated|blacklisted)\b)"
)
# "our customer isn't on the Entity List but 60 % of it belongs to a group that is": the words before say on which list.
_LIST_UNSAID = lazy_regex(
    rf"(?P<told>{_ON_A_LIST})(?P<between>[^.?!]{{1,160}}?\b(?:that|which|who) (?:is|are|was|were)(?:n['’]?t| not)?)"
    rf"(?=(?: (?:too|also|itself|indeed))?(?:\s{{0,2}}[.?!,;:]|\s{{0,2}}$| (?:owns?|holds?|has|have|controls?)\b))",
    re.I,
)
# Who has the rest is said to be nobody in particular: that is no share beside the others.
_REST_IS_NOBODYS = lazy_regex(
    r",? (?:and |with |while )?(?:the )?(?:rest|remainder|balance|remaining shares) (?:is |are |being |of it )?"
    r"(?:with the |by the |in )?(?:public(?:ly)?(?: (?:held|traded|owned|listed))?|free[- ]float\w*|float\w*|"
    r"widely held|dispersed|scattered|small (?:holders|shareholders|investors))"
    r"(?=\s{0,2}(?:[.,;:?!)]|$))"
    r"(?!\s{0,2},?\s{0,2}(?:(?:some|one|most|part|all|half|none) of )?(?:which|who|whom|whose|that)\b)",
    re.I,
)
# "We supply a holding which owns …": who owns is the one that is supplied.
_DEALS_WITH = lazy_regex(
    r"(?:^|(?<=[.?!;:] )|(?<=, ))(?:we|i)(?: (?:also|now|want to|would like to|plan to|may|will))? "
    r"(?:supply|serve|have|know|like|sell to|ship to|deal with|work with|deliver to|export to|trade with|buy from) "
    r"(?=(?:an?|the|our|one|some) [^.?!]{1,80}\b(?:that|which|who) (?:owns?|holds?|has|controls?)\b)",
    re.I,
)
# "Mr Smith has no stake, Acme 60 %": who has none is told, and the share behind is not that person's.
_STAKE_WORD = r"(?:stakes?|shares?|interests?|share ?holdings?|equity|ownership|part|portion|holdings?)"
_IN_IT = r"(?: (?:at all|whatsoever|in it|of it|in (?:the|this|that|our) (?:company|firm|business)))?"
_HOW = r"(?:(?:direct|indirect|single|more|such|economic|ownership|equity|listed) ){0,2}"
_HAS = r"(?:has|have|had|holds?|owns?|controls?|keeps?|got|retains?)"
_HAS_NOTHING = lazy_regex(
    rf"(?<=\w )(?:also |now |still |itself |himself |herself )?(?:"
    rf"{_HAS} (?:no|zero|nil) {_HOW}{_STAKE_WORD}\b|"
    rf"{_HAS} (?:nothing|none|zero|nil)\b(?: of (?:the|its|these) {_STAKE_WORD}\b)?|"
    rf"(?:does|do|did)(?: not|n['’]?t) {_HAS} (?:anything|(?:an?|any|one|even an?) "
    rf"{_HOW}{_STAKE_WORD}\b|any of (?:it|the shares)\b)|"
    rf"no longer {_HAS} (?:anything|(?:an?|any) {_HOW}{_STAKE_WORD}\b)|"
    rf"(?:is|are) without (?:(?:an?|any) )?{_HOW}{_STAKE_WORD}\b|"
    rf"(?:{_HAS} )?(?:no|zero|nil) {_HOW}{_STAKE_WORD}(?= ?[,;.])|"
    r"(?:zero|nil|nothing|none)(?= ?[,;](?: and)? (?-i:[A-Z]))"
    rf"){_IN_IT}(?! (?:that|which|above|over|other|but|except|apart|besides|than)\b)",
    re.I,
)
_NOBODY_HAS = lazy_regex(
    r"\b(?:nobody|no ?one|none|neither|nor|who|which|that|whether|no \w+|with)(?: [\w-]+){0,3}\W*$", re.I
)
# Between that and the next share: it begins another clause, or it is theirs after all ("no stake other than 60 %").
_ANOTHER_OWNER = lazy_regex(
    r"(?:[,;.:(]|\b(?:and|but|while|whereas)\b) ?(?:[\w'’-]+ ){0,3}?"
    r"(?:(?-i:[A-Z])|(?:an?|the|another|one|his|her|our|their) )",
    re.I,
)


def _without_stake(asked: Asked) -> str:
    """Return a text whose owners without any share have 0 % of it, where it tells the shares of others."""
    text = asked.text
    if not asked.shares:
        return text

    def told(found: re.Match[str]) -> str:
        next_share = min((s.start for s in asked.shares if s.start >= found.end()), default=len(text))
        is_theirs = next_share < len(text) and not _ANOTHER_OWNER.search(text, found.end(), next_share)
        is_nobodys = _NOBODY_HAS.search(text[max(0, found.start() - 40) : found.start()])
        return found[0] if is_nobodys or is_theirs else "has 0 %"

    return _HAS_NOTHING.sub(told, text)


def plainly_told(asked: Asked) -> Asked:
    """Return a question with what it leaves unsaid of owners in its words."""
    text = _DEALS_WITH.sub("", _without_stake(asked))
    text = _REST_IS_NOBODYS.sub("", _LIST_UNSAID.sub(r"\g<told>\g<between> \g<told>", text))
    return asked if text == asked.text else Asked(text)

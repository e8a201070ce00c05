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


def plainly_told(asked: Asked) -> Asked:
    """Return a question with what it leaves unsaid of owners in its words."""
    text = _DEALS_WITH.sub("", asked.text)
    text = _REST_IS_NOBODYS.sub("", _LIST_UNSAID.sub(r"\g<told>\g<between> \g<told>", text))
    return asked if text == asked.text else Asked(text)

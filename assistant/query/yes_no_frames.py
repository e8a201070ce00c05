"""Kinds of yes/no questions: whether something may be done, must be done, is covered, or is exempt."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions
from corpus.lexicon.countries import is_adjective, mentioned_countries


class Frame(StrEnum):
    """Kind of a yes/no question. Other words of a text answer each."""

    OPEN = "open"  # two things are compared, or something is asked to matter
    TOLD = "told"  # does the article say it, is it known
    LIMIT = "limit"  # is a quantity over or within a limit
    EXCEPTION = "exception"  # is there an exception
    REVIEW = "review"  # would a licence be granted
    FREE = "free"  # is it exempt, outside, left alone
    NEED = "need"  # is a licence needed, must it be done
    BANNED = "banned"  # is it forbidden
    MAY = "may"  # may it be done
    COVERED = "covered"  # does the rule apply, is it on the list, does it count
    FACT = "fact"  # anything else that is so or not


_CONFIRMED = r"(?:right|correct|true|so|the case|accurate|wrong|mistaken)"
_CHECKS_A_CLAIM = lazy_regex(
    # "Correct?" behind a claim, "…, right?", "…, no?"
    r"(?:(?<=[.!?] )|(?<=, )|(?<=[:;—–] )|(?<=… ))(?:right|correct|true|agreed?|accurate|yes|no|"
    r"(?:is|are|does|do|can|must|may|will|has|have) \w+)\s?[?？]+\s*$|"
    rf"\b(?:is|was) (?:that|this|it|he|she|[\w'’]+ \w+) (?:\w+ )?{_CONFIRMED}\b(?! (?:that|if)\b)|"
    rf"\b(?:are|am) (?:they|i) {_CONFIRMED}\b|\bthat['’]s {_CONFIRMED}, (?:no|yes)\b|"
    r"\bcan(?:no|['’])?t be (?:so|right|true|correct)\b|\bstill (?:holds?|true|so|the case)\b|"
    r"\b(?:is|does|do|are|ca|wo|was|did)n['’]?t (?:it|that|they|we|he|she|i)\s?[?？]",
    re.IGNORECASE,
)


def checks_a_claim(question: str) -> bool:
    """Return whether a question states something and asks if it is so ("My boss says …. Is that right?").

    A yes or no that was written for another question says nothing of the claim, which may be its opposite.
    """
    return _CHECKS_A_CLAIM.search(question) is not None


_OFFERS_TWO = lazy_regex(
    # "…, or is it the machine?", "or do I need", "either … or"
    r"\bor (?:is|are|was|were|do|does|did|must|should) "
    r"(?:it|that|this|these|they|we|i|you|he|she|there|the|an?|my|our|their|his|her|one)\b|"
    r"\beither\b[^.?!]{1,120}\bor\b(?! not\b)|"
    # "separately or with the machine", "now or only after", "a licence or just a notice"
    r"\bor (?:just|only|rather|instead|merely|simply|separately|together|alone|as|with|without|by|under|from|before|"
    r"after|else|the other way)\b|"
    r"[，,、]还是|是[^。？?]{1,40}还是|还是[^。？?]{1,40}呢|それとも|아니면|"
    r"\boder (?:ist|sind|muss|darf|kann|gilt|nur|erst|mit|ohne|doch)\b|"
    r"\bou (?:bien|est-ce|faut-il|seulement|plutôt|avec|sans)\b|\bo (?:bien|es|solo|hay que|con|sin)\b",
    re.IGNORECASE,
)


def offers_two(question: str) -> bool:
    """Return whether a question offers two answers of its own ("separately, or is it the machine that counts?").

    A yes or no says of neither that it is the one; "or not" offers nothing beside the yes.
    """
    return _OFFERS_TWO.search(question) is not None


_NEGATED = r"(?:not|never|no longer|n['’]t)"
_HAS_NOT = lazy_regex(rf"\b{_NEGATED}(?!\w)|\w{_NEGATED}(?!\w)|\b(?:without|cannot|no)\b", re.I)
_LICENCE = r"(?:licen[cs]es?|permits?|authori[sz]ations?|permission|approval|blessing|paperwork)"
# In the order of trial: the sharper question before the wider one that its words would also make. {offices} are the
# names of agencies in the table of jurisdictions.
_FRAMES: tuple[tuple[Frame, str], ...] = (
    (
        Frame.TOLD,
        r"\b(?:article|piece|text|report|story|notice|author)\b[^?]{0,300}\b(?:say|tell|name|mention|explain|give|"
        r"specify|spell)\b|\b(?:is|was|are) it (?:already |yet |really |now )?(?:clear|known|certain|decided)\b|"
        r"^\W*(?:and )?(?:does|did|do) (?:it|they) (?:say|tell|name|mention|explain|specify|spell)\b|"
        r"\b(?:do|does|did) (?:we|anyone|anybody|people|the \w+) know\b",
    ),
    (
        Frame.LIMIT,
        r"\d.{0,300}\b(?:(?:over|above|beyond|past|exceed\w*|under|below|within) (?:the |its |"
        r"that |an? |our |any )?(?:\w+ ){0,3}(?:limits?|thresholds?|caps?|quotas?|ceilings?|maximum|minimum)\b|"
        r"(?:small|little|light|short|big|large|fast|heavy|long|much|strong|powerful|high) enough\b|"
        r"too (?:much|big|heavy|fast|long|large|many|powerful|high)\b)",
    ),
    (
        # "Is it on the list of what cannot go to Russia?" asks of the list.
        Frame.COVERED,
        r"^\W*(?:is|are|was|were)(?! there\b)"
        r"\b.{0,80}\b(?:on|in) (?:the|an?|any|one of)\b.{0,40}\b(?:lists?|annex|groups?|categor(?:y|ies))\b",
    ),
    (
        Frame.EXCEPTION,
        r"\b(?:is|are|was|were)"
        r" there (?:any|an?|some)?\b.{0,300}\b(?:exceptions?|exemptions?|carve-?outs?|way (?:out|around|round|past))\b|"
        r"\bany (?:\w+ ){0,2}(?:exceptions?|exemptions?|carve-?outs?|way (?:out|around|round|past))\b|"
        r"\bexceptions? (?:left|available|that)\b",
    ),
    (
        Frame.REVIEW,
        rf"\bcase[- ]by[- ]case\b|\b(?:any |a |some |much |is there )chance\b.{{0,300}}\b{_LICENCE}\b|\b(?:given|"
        rf"granted|grants?|gives?|gets?|approved?|issued?|issue|hand out)\b(?: \w+){{0,3}} {_LICENCE}\b|"
        rf"\b{_LICENCE}\b(?: \w+){{0,3}} (?:granted|approved|issued|given|denied|refused|turned down|rejected)\b|"
        rf"\bgrant(?:s|ed)? (?:it|this|that|one)\b|\bapplications?"
        rf"\b(?: \w+){{0,4}} (?:approved|denied|refused|turned down|rejected|granted|favou?rabl\w+|successful)\b|"
        rf"\bapproves?\b|\blean\w* (?:to|towards?) (?:approv|grant|deny|refus|reject)\w*|"
        rf"\b(?:flatly|flat|simply|just) (?:denied|refused|rejected|refusal|denial)\b|\bpolicy of denial\b|"
        rf"\b(?:presumed|automatically|always|outright|normally|usually|generally) (?:denied|refused|approved|"
        rf"rejected)\b|\b(?:denied|refused|rejected) (?:outright|automatically|by default|always)\b|\b(?:say|"
        rf"says|saying|lean\w*) (?:towards? )?(?:saying )?(?:yes|no)\b[^?]{{0,300}}\b(?:applications?|{_LICENCE})\b",
    ),
    (
        Frame.FREE,
        rf"\b(?:exempt(?:s|ed|ion)?|exclu\w+|escapes?|free (?:from|of)|left (?:out|alone)|off the hook|"
        rf"let off|spared?|carved out|in the clear|out of (?:the )?(?:\w+ )?(?:rules?|scope|ban|reach)|"
        rf"unaffected|untouched|fall outside|stays? out|ignore|disregard|skip|despite|in spite of)\b|"
        rf"\bwithout (?:(?:a|an|any|the|first|our|needing|having|asking|getting|telling|"
        rf"special|specific|prior|export|{{offices}})\s+){{0,4}}(?:{_LICENCE}|asking|telling|{{offices}})\b|"
        rf"\boutside (?:of )?(?:the |its |this |that )?(?:[\w'’.-]+ ){{0,4}}"
        rf"(?:rules?|part \d+|this part|scope|laws?|regulations?|controls?|lists?|bans?|reach|EAR|ITAR|system)\b|"
        rf"\b(?:do|does|did|is|are|would|should) ?{_NEGATED} (?:\w+ )?(?:need|require[ds]?|"
        rf"have to|apply|cover(?:ed)?|count|include[ds]?|control(?:led)?|subject|caught|affected|listed)\b|"
        rf"\bneed(?:n['’]t| not)\b|\bno {_LICENCE} (?:needed|required|necessary)\b",
    ),
    (
        Frame.NEED,
        r"\b(?:need(?:s|ed|ing)?|require[ds]?|ha(?:ve|s|d) to|"
        r"must|obliged|obligated|necessary|mandatory|compulsory|supposed to|should (?:i|we|they|he|she|it))\b|"
        r"\b(?:is|are|still|be) (?:\w+ ){0,6}licen[cs]ed\b|应当|必须|需要",
    ),
    (
        Frame.BANNED,
        r"\bkeep(?:s|ing)?\b[^?]{1,60}\b(?:away|out|off)\b|\b(?:banned|"
        r"forbidden|prohibited|illegal|unlawful|off[- ]limits|outlawed|blocked|barred|not allowed|not permitted)\b|"
        r"\b(?:do|does|did|would|will|can|could)\b[^?]{1,80}\b(?:prohibit|forbid|outlaw|"
        r"(?<!the )(?<!an )(?<!a )ban (?!on\b|of\b|in\b)(?=\w))",
    ),
    (
        Frame.MAY,
        r"\b(?:may|can|could|lets?|allow(?:s|ed)?|permit(?:s|ted)?|legal(?:ly)?|lawful|ok(?:ay)?|"
        r"fine|possible|able to|is there (?:a|any) (?:way|chance|possibility)|any (?:chance|way)|goes? along with|"
        r"support(?:s|ed)?|policy to|licen[cs]es? do\b|good enough|enough|free to|good to go|entitled)\b|"
        r"可以|能否|是否可|^\W*(?:will|would) (?:they|the us|{offices}|the government|it)\b",
    ),
    (
        Frame.COVERED,
        r"\b(?:counts?|considered|treat(?:s|ed)?|regard(?:s|ed)?|"
        r"qualif\w+|includ(?:e|es|ed)|cover(?:ed|s)?|control(?:led|s)?|appl(?:y|ies|ied)|reach(?:es)?|hits?|"
        r"extends?|affect(?:ed|s)?|subject|caught|catch(?:es)?|liable|regulated?|means?|falls?|fit|under|classed|"
        r"class(?:ified)?|munitions?|weapon|list(?:ed|s)?|on (?:the|a|an|any|one)|in (?:the|a) (?:\w+ )?group|"
        r"annex|categor(?:y|ies)|rules?|part of|one of|bites?|still|ITAR|USML|EAR99|ECCN|fall|in scope|named)\b|"
        r"^\W*(?:.{0,300}[,:] )?(?:is|are|does|do) [^?]{0,300}['‘“\"][\w -]{1,60}['’”\"]|"
        r"^\W*(?:is|are) [\w -]{3,40} an? [\w -]{3,40}\b",
    ),
)
# "Aren't they exempt?" asks what "are they exempt?" asks.
_RHETORICAL = lazy_regex(
    r"(^|[,;.?!]\s*|\b(?:and|but|so)\s+)(is|are|was|were|do|does|did|can|could|has|have|should|would)n['’]?t\b", re.I
)
# "Is it the same as?", "do both?": two texts have to be held against each other, which no sentence does.
_OPEN = lazy_regex(
    r"\bsame\b|\bmatters?\b|\b(?:do|does|did|is|are)\b(?>[^.?]{0,300}?\band\b)[^.?]{0,300}\bboth\b|"
    r"\bdiffer\w*\b|\b(?:softer|stricter|tougher|easier|harder|more|less) \w* ?than\b",
    re.I,
)
# What is asked of is a harm: a text that forbids says yes to "can he be shut out?".
_HARM = lazy_regex(
    r"\b(?:be|get|getting) (?:\w+ )?(?:shut out|"
    r"ban(?:ned)?|barred|blacklisted|denied|refused|excluded|cut off|kept out|stopped|punished|locked out)\b",
    re.I,
)


def asks_of_harm(asked: str) -> bool:
    """Return whether a question asks if somebody can be shut out: "can he be banned?" asks for no leave."""
    return _HARM.search(asked) is not None


# What is asked of is a breach, or what an authority does to somebody: a yes to it binds, and lets nobody do anything.
_BINDS = lazy_regex(
    r"\b(?:breaks?|broken|breaking|violat\w+|breach\w*|offen[cs]es?|crimes?|criminal|illegal\w*|unlawful\w*|forbid\w*|"
    r"prohibit\w*|ban(?:s|ned)?|refus\w+|den(?:y|ies|ied|ial)|revok\w+|revocation|withdraw\w*|suspend\w*|seiz\w+|"
    r"punish\w*|fined|penal\w+|liable|caught|forfeit\w*|debar\w*|blacklist\w*|requir\w+|inspect\w*|search(?:ed)?|"
    r"(?:take|taken) (?:back|away)|counts? as|considered|treated as|control what)\b|^\W*is [^?]{1,160}[\"'“‘]support\b",
    re.I,
)
_IN_A_CLAUSE = lazy_regex(r"\b(?:that|which|who|whose|if|when|after|because|although|where)\b", re.I)
_TELLS_A_BAN = lazy_regex(
    r"\b(?:may not|must not|cannot|forbid\w*|forbidden|prohibit\w*|is (?:itself )?support|no (?:person|sale|one) may|"
    r"is (?:a|an) (?:violation|offen[cs]e|crime)|punish\w*|without (?:an? |the |prior )?[\w-]{0,20} ?"
    r"(?:licen[cs]e|permi\w+|authori\w+|approval))\b|\bNo [^.]{1,200}\bmay\b",
    re.I,
)


def asks_if_bound(asked: str) -> bool:
    """Return whether a question asks of a breach, or of what an authority does to somebody: a yes to it binds."""
    if asks_of_harm(asked) or asks_of_an_authority(asked):
        return True
    found = _BINDS.search(asked)
    # "May I finance a shipment that breaks the rules?" asks for leave.
    return found is not None and _IN_A_CLAUSE.search(asked, 0, found.start()) is None


def tells_a_ban(answer: str) -> bool:
    """Return whether an answer forbids something: its yes is no leave."""
    return _TELLS_A_BAN.search(answer) is not None


def asks_of_an_authority(asked: str) -> bool:
    """Return whether a question asks what an authority or a state may, must or will do: "Can the agency …"."""
    begun = _AUXILIARY.match(asked)
    if begun is None:
        return False
    subject = asked[begun.end() :]
    place = next(((start, end) for start, end, _ in mentioned_countries(subject) if subject[:start] in _ARTICLES), None)
    if place is not None and not is_adjective(subject[slice(*place)]):
        name, article, behind = subject[slice(*place)], subject[: place[0]], subject[place[1] :].lstrip()[:1]
        # "Lemuria require", "the UL refuse" are of a state; "UL companies" are none, "the UL President" is an office.
        if behind.islower() and (
            not name.removeprefix("the ").isupper() or "the" in f"{article}{name}".lower().split()
        ):
            return True
    office = _offices(jurisdictions.table())
    return any(office.match(subject, at) for at in (0, *([place[1]] if place else ())))


_AUXILIARY = lazy_regex(r"\W*(?:can|may|could|will|would|does|do|did|must|should|has|have) ", re.I)
_ARTICLES = ("", "the ", "The ", "a ", "an ")


@lru_cache(maxsize=2)
def _offices(laws: jurisdictions.Jurisdictions) -> re.Pattern[str]:
    return re.compile(
        rf"\s?(?:the )?(?:(?-i:[A-Z]{{2}}) )?(?:{laws.joined('offices')}|government|president|"
        r"minist(?:er|ry)|secretary|commission|customs|courts?|judge|"
        r"authorit(?:y|ies)|agenc(?:y|ies)|(?:(?-i:[A-Z]{2}) )?(?:export )?(?:agents|officials|officers))\b",
        re.I,
    )


def is_negated(asked: str) -> bool:
    """Return whether a question has a "not" in it: what a yes to it says is not plain."""
    return _HAS_NOT.search(asked) is not None


def frame(asked: str) -> Frame:
    """Return the kind of a yes/no question."""
    if _OPEN.search(asked):
        return Frame.OPEN
    plain = _RHETORICAL.sub(r"\1\2", asked)
    if _HARM.search(plain):
        return Frame.MAY
    return next((f for f, pattern in _patterns(jurisdictions.table()) if pattern.search(plain)), Frame.FACT)


@lru_cache(maxsize=2)
def _patterns(laws: jurisdictions.Jurisdictions) -> tuple[tuple[Frame, re.Pattern[str]], ...]:
    offices = laws.joined("offices")
    return tuple((frame, re.compile(pattern.replace("{offices}", offices), re.I)) for frame, pattern in _FRAMES)

"""Stances of a text: whether it permits, forbids, demands, covers or excludes what it speaks of.

Only wordings of rules and lists count.
"""

from __future__ import annotations

import re
from enum import StrEnum

from corpus.language.lazy_regex import lazy_regex


class Stance(StrEnum):
    """Effect of a text on what it speaks of. One text may have several."""

    UNKNOWN = "unknown"  # it says that something is not known
    NONE_APPLY = "none apply"  # it says that no exceptions apply
    LIFTS = "lifts"  # it takes a prohibition away
    EXEMPTS = "exempts"  # it says that no licence is needed, or names an exception that may be used
    EXCLUDES = "excludes"  # it leaves something out of a rule or a list
    REFUSES = "refuses"  # applications are denied
    GRANTS = "grants"  # applications are approved, or each is looked at
    FORBIDS = "forbids"
    LICENSES = "licenses"  # it demands a licence, an authorization, a permit
    PERMITS = "permits"
    DEMANDS = "demands"  # it demands something else
    COVERS = "covers"  # it applies to something, means or includes it


_LICENCE = r"(?:licen[cs]es?|permits?|authori[sz]ations?|permission|approval)"
_NOT = r"(?:do(?:es)?|did|shall|will|would|is|are|was|were|may|need) not"
_STANCES: tuple[tuple[Stance, re.Pattern[str]], ...] = tuple(
    (stance, lazy_regex(pattern, re.I))
    for stance, pattern in (
        (
            Stance.UNKNOWN,
            r"\b(?:remains? to be seen|(?:is|are) (?:still |yet )?(?:unclear|unknown)|"
            r"not (?:yet )?(?:known|clear|specified|disclosed)|lack of clarity)\b",
        ),
        (
            Stance.NONE_APPLY,
            r"\bno (?:other )?(?:licen[cs]e )?"
            r"(?:exceptions?|exemptions?) (?:apply|applies|are available|is available|may be used|are authorized)\b",
        ),
        (
            # "The prohibition in paragraph 1 shall not apply to …"
            Stance.LIFTS,
            r"\b(?:prohibitions?|restrictions?|bans?)\b[^.;:]{0,120}\b(?:shall|do|does|will) not apply\b",
        ),
        (
            # "You may not export it without a license" demands one; "it may be exported without a license" does not.
            Stance.LICENSES,
            rf"\b(?:may|shall|must|can) ?not\b[^.;]{{0,300}}?"
            rf"\bwithout (?:(?:a|an|first|the|obtaining|prior|specific) )*(?:\w+ ){{0,2}}?{_LICENCE}\b",
        ),
        (
            Stance.EXEMPTS,
            rf"\bno (?:\w+[ -]){{0,3}}?licen[cs]es? (?:\w+ ){{0,3}}?(?:required|needed|necessary)\b|"
            rf"\b{_LICENCE} (?:\w+ ){{0,2}}?(?:is|are|shall) not (?:be )?(?:\w+ )?(?:required|needed|necessary)\b|"
            rf"\bnot? (?:be )?(?:require|need|subject to) (?:a |an |any |the |specific |export )*{_LICENCE}\b|"
            rf"\bneed not\b|\bexempt(?:ed)? from\b|\b(?:is|are) (?:hereby )?exempt\b|"
            rf"\bwithout (?:(?:a|an|any|the|first|having|obtaining|prior|specific|export) )*{_LICENCE}\b|"
            rf"\blicense exceptions? (?-i:[A-Z]{{3}})\b|\bmay be overcome by\b|无需|不需要|免于|豁免|可以免",
        ),
        (
            Stance.EXCLUDES,
            rf"\b{_NOT} (?:be )?(?:\w+ly )?(?:apply|include|cover|extend|"
            rf"control|authori[sz]e|considered|deemed|subject|described|controlled|covered|included|affect(?:ed)?|"
            r"give rise|count|constitute|mean|treated|regarded|required?|"
            r"prevent|prohibit)\b|\b(?:is|are) (?:excluded|exempt(?:ed)?)\b|\bexcludes?\b|\bno longer\b|\b(?:nor|"
            r"neither) (?:is|are|does|do)\b|\bmay not be used to\b|不适用|不属于|不包括",
        ),
        (
            Stance.REFUSES,
            r"\b(?:will|shall|must) (?:generally |normally )?be (?:denied|refused|rejected)\b|"
            r"\b(?:policy|presumption) of denial\b|\bnot to (?:authorize|participate|permit|allow)\b",
        ),
        (
            Stance.GRANTS,
            r"\b(?:policy|presumption) of approval\b|\bcase[- ]by[- ]case\b|"
            r"\b(?:will|shall) (?:generally |normally )?be (?:approved|granted|considered favou?rably)\b",
        ),
        (
            Stance.FORBIDS,
            r"\b(?:(?:may|shall|must) not(?! (?:apply|affect|prevent|preclude|"
            r"prejudice|include|extend|exceed|be (?:required|deemed|considered|construed|subject|necessary)))|"
            r"(?:is|are|shall be) prohibited|is forbidden|no (?:U\.S\. )?persons? may|"
            r"(?:shall|may|must|is|are) not be (?!applic|avail|liab)\w+(?:able|ible))\b|不得|禁止|してはならない",
        ),
        (
            Stance.LICENSES,
            rf"(?<!no )\b{_LICENCE} (?:\w+ ){{0,2}}?(?:is|are) (?:also |still |always )?required\b|"
            rf"\b(?:require[sd]?|must (?:obtain|have|apply for)|shall (?:obtain|have)|need)"
            rf" (?:a |an |prior )?(?:\w+ ){{0,2}}?{_LICENCE}\b"
            r"|\blicen[cs]e requirements? (?:appl|extend|also)|\bsubject to (?:a |the )?licen[cs]e requirement|"
            r"\bunless authori[sz]ed\b|实行许可|取得\S{0,8}许可|经\S{0,12}(?:许可|批准|同意)|許可を受けなければ",
        ),
        (
            Stance.PERMITS,
            r"\b(?:general license is issued|"
            r"(?:is|are) (?:\w+ly )?(?:authorized|permitted|allowed|eligible)|may(?! not\b))\b|有权|可以|ことができる",
        ),
        (
            Stance.DEMANDS,
            r"\b(?:must|shall)(?! not\b)\b|\b(?:is|are) required to\b|\bha(?:s|ve) to\b|应当|必须|须|なければならない",
        ),
        (
            Stance.COVERS,
            r"\b(?:means?|includ(?:e|es|ing)|as well as|is defined|consists? of|(?:also )?appl(?:y|ies) to|"
            r"(?:also )?extends? to|covers?|controls?|(?:is|are) (?:controlled|subject to|covered|included|considered|"
            r"listed)|following (?:\w+ ){0,4}(?:is|are|items?|articles?)|as follows)\b|属于|适用于?|包括|是指",
        ),
    )
)
_SAVE = lazy_regex(
    r"\b(?:except(?:ing)?(?: (?:for|that|as))?|unless|other than|excluding|but not|with the exception of)\b|"
    r"但是?|除外|除了?|未经",
    re.I,
)


def stances(text: str) -> frozenset[Stance]:
    """Return the stances of a text.

    Words that one cue has taken are not seen by later ones: "not required" is no demand, "may not" no permission.
    """
    found, rest = set(), text
    for stance, cue in _STANCES:
        if cue.search(rest):
            found.add(stance)
            if stance in _TAKING or stance is Stance.LICENSES:
                rest = cue.sub(lambda m: "\u2581" * len(m[0]), rest)
    return frozenset(found)


_TAKING = {Stance.NONE_APPLY, Stance.LIFTS, Stance.EXEMPTS, Stance.EXCLUDES, Stance.REFUSES, Stance.FORBIDS}


def makes_exception(text: str) -> bool:
    """Return whether a text makes an exception from what it says."""
    return bool(_SAVE.search(text))

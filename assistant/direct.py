"""A leading "Yes" or "No", only where a rule reads it from the text; otherwise none."""

from __future__ import annotations

import re

from assistant.countries import countries
from assistant.question import Question
from assistant.rolls import countries_asked
from assistant.wants import fit
from assistant.weighing import is_wide
from index.tokens import STOP

_EXCEPTION_ASKED = re.compile(
    r"\b(?:is|are) there (?:any|an?|some)?\b.*\b(?:exception|exemption|carve-?out|way)|\bany (?:\w+ )?(?:exceptions?|exemptions?)\b|\bexceptions? (?:left|available|that)\b",
    re.I,
)
_NONE = re.compile(
    r"\bno (?:other )?(?:licen[cs]e )?(?:exceptions?|exemptions?) (?:apply|applies|are available|is available|may be used|are authorized)\b",
    re.I,
)
_SAVE = re.compile(r"\b(?:except|unless|other than)\b", re.I)
_MAY_ASKED = re.compile(
    r"\b(?:may|can|could|lets?|allows?|allowed|permitted|am i allowed|is it (?:legal|allowed|permitted|ok(?:ay)?)|are we allowed|"
    r"is there (?:a|any) (?:way|chance|possibility)|any chance|goes? along with|support(?:s|ed)?)\b|可以|能否|是否可",
    re.I,
)
FORBIDS = re.compile(
    r"\b(?:(?:may|shall|must) not(?! (?:apply|affect|prevent|preclude|prejudice|include|extend|be (?:required|deemed|considered|construed|subject|necessary)))|"
    r"(?:is|are|shall be) prohibited|is forbidden)\b|不得|禁止|してはならない",
    re.I,
)
# "The prohibition in paragraph 1 shall not apply to …" lifts what it names; so does "Paragraph 1 shall not apply" where that prohibits.
_LIFTS = re.compile(r"\b(?:prohibitions?|restrictions?|bans?)\b[^.;:]{0,120}\b(?:shall|do|does|will) not apply\b", re.I)
_ENTITLES = re.compile(r"有权|可以")
# What is asked of is a harm: a text that forbids says yes to "can he be shut out?".
_HARM_ASKED = re.compile(
    r"\b(?:be|get|getting) (?:\w+ )?(?:shut out|ban(?:ned)?|barred|blacklisted|denied|refused|excluded|cut off|kept out|stopped|punished|locked out)\b",
    re.I,
)
_TELLS_ASKED = re.compile(
    r"\b(?:article|piece|text|report|story|notice)\b[^?]*\b(?:say|tell|name|mention|explain|give|specify)\b", re.I
)
_UNTOLD = re.compile(
    r"\b(?:remains? to be seen|(?:is|are) (?:still |yet )?(?:unclear|unknown)|not (?:yet )?(?:known|clear|specified|disclosed))\b",
    re.I,
)
_IN_GROUP_ASKED = re.compile(
    r"\b(?:in|on|among|part of|one of|belongs? to|member of)\s+(?:the|a|an|any|that|which)?\s*(?:[\w':.-]+\s+){0,4}(?:groups?|lists?|countries|destinations|states)\b",
    re.I,
)
_FEWEST = 5  # countries of a text that is a list of them
_NOT_COVERS = re.compile(
    r"\b(?:do(?:es)?|did|shall|will|would|is|are|was|were|may) not (?:be )?(?:\w+ly )?"
    r"(?:apply|include|cover|extend|control|authori[sz]e|considered|deemed|subject|described|controlled|covered|included|affect(?:ed)?|"
    r"give rise|count|constitute|mean|treated|regarded|required?|prevent|prohibit)\b"
    r"|\b(?:is|are) (?:excluded|exempt(?:ed)?)\b|\bexcludes?\b|\bno longer\b|\b(?:nor|neither) (?:is|are|does|do)\b|不适用|不属于",
    re.I,
)
_COUNTS_ASKED = re.compile(
    r"\b(?:counts?|considered|treated|regarded|qualif\w+|included?|cover(?:ed|s)?|controlled?|appl(?:y|ies)|reach(?:es)?|hits?|extends?|affected|"
    r"subject to|caught|liable|regulated|mean|fall|is that|that|still|munitions?|licence|license|list(?:ed|s)?)\b",
    re.I,
)
# "Is X exempt?" turns a text's "does not apply" into a yes; such a question is left without a word.
_TURNED = re.compile(r"\b(?:exempt\w*|exclu\w+|outside|escape|free (?:from|of)|get past|without|not|n['’]t|no)\b", re.I)
_REFUSED = re.compile(
    r"\b(?:will|shall|must) (?:generally |normally )?be (?:denied|refused|rejected)\b|\bnot to (?:authorize|participate|permit|allow)\b",
    re.I,
)
_NEED_ASKED = re.compile(r"\b(?:need|needs|needed|require[ds]?|have to|has to|must|obliged|necessary)\b", re.I)
_DEMANDS = re.compile(
    r"\b(?:licen[cs]e|permit|authori[sz]ation|approval) is required\b|\brequires? (?:a |an )?(?:\w+ ){0,2}(?:licen[cs]e|authori[sz]ation|permit|approval)\b"
    r"|\b(?:must|shall) (?:be|obtain|file|submit|report|notify|keep|retain|give|apply|have|provide)\b|\b(?:is|are) required to\b|应当|必须|なければならない",
    re.I,
)
_LIST_ASKED = re.compile(
    r"\b(?:on|in|part of|among|named in|mentioned in) (?:the|an?|any|its|their|that)?\s?(?:[\w'’.&-]+ ){0,5}(?:lists?|annex|categor(?:y|ies)|rules?|destinations|countries|things)\b"
    r"|\b(?:listed|named|controlled|a munition|count as|classed)\b|^\W*(?:is|are) [\w -]{3,40} an? [\w -]{3,40}\b",
    re.I,
)
_MEANS = re.compile(r"\b(?:means|includes?|as well as|is defined|consists of)\b", re.I)
_DENIES = re.compile(r"\b(?:no|not|never|none|neither|nor|except|unless|other than)\b", re.I)
_THERE_IS = re.compile(r"\bis there (?:a|an|any)\b|\bare there (?:any|some)\b", re.I)
_PERMITS = re.compile(
    r"\b(?:general license is issued|is (?:generally )?authorized|are (?:generally )?authorized|is permitted|are permitted|may be (?:exported|used|made))\b",
    re.I,
)
_PROVISO = re.compile(r"^\W*(?:\(\w+\)\s*)*(?:except as|unless otherwise) (?:provided|specified|stated|noted)[^,]*,", re.I)
_CLEAR_ASKED = re.compile(
    r"\b(?:am|are|is|be) (?:i|we|they|he|she|it|this|that)? ?(?:\w+ )?(?:clear|clean|safe|free to|good to go|off the hook|fine|okay?)\b",
    re.I,
)
_ONE_OF = re.compile(
    r"\bone of the (?:countries|states|destinations|entities|items)\b|\b(?:listed|on the list|in the list)\b", re.I
)
_ENDING = re.compile(r"\b(?:is|are|was|were|reviewed|handled|treated) (?P<how>case[- ]by[- ]case)\b", re.I)


def direct_word(
    question: Question,
    sentence: str,
    *,
    row: bool = False,
    lead_in: str = "",
    listed: bool = False,
    covered: float = 0.0,
    lifted: bool = False,
) -> tuple[str, str] | None:
    """("Yes." or "No." with its rider, the rule that read it) for a yes/no question; None when no rule decides.

    `row`: the sentence is a table row. `lead_in` is the text above that an item completes, `listed` whether the sentence is an entry of
    a list, `covered` the share of the question's weight that the sentence with its headings has, 0 to 1, `lifted` whether it takes a
    prohibition away. The order of the rules is from the sharpest to the widest; each needs words in the question and words in the text
    that fit each other, and none reads anything from a likeness.
    """
    if "yes_no" not in question.wants:
        return None
    asked, whole = question.core, question.standalone
    if row:
        return _of_row(asked, whole, sentence)
    if _EXCEPTION_ASKED.search(whole) and (none := _NONE.search(sentence)):
        if _SAVE.search(sentence[none.end() :]):
            return "Yes, but only what the sentence names after “except”.", "the text excepts some from “no exceptions”"
        return "No.", "the text says that none apply"
    if (member := _member(asked, sentence)) and covered >= _NAMES_IT:
        return member
    if _TELLS_ASKED.search(asked) and _UNTOLD.search(sentence):
        return "No.", "the text says that it is not known"
    turned = _TURNED.search(asked)
    if (
        not turned
        and covered >= _SPEAKS_OF_IT
        and _MAY_ASKED.search(asked)
        and (lifted or _LIFTS.search(sentence) or _LIFTS.search(lead_in))
    ):
        return "Yes, within the limits that the sentence states.", "the text takes the prohibition away"
    if is_wide(sentence) and covered < _NAMES_IT:
        return None  # a Chinese or Japanese sentence that shares little with the question speaks of something else
    if _MAY_ASKED.search(asked) and FORBIDS.search(sentence):
        if _BY_LIST.search(sentence) and covered < _ALL_OF_IT:
            return None  # "goods as listed in Annex XI": whether toothpaste is among them that sentence does not say
        if _HARM_ASKED.search(asked):
            return "Yes, in the cases that the sentence names.", "the text forbids it"
        if is_wide(sentence) and _ENTITLES.search(sentence):
            return None  # it allows one thing and forbids another
        if _SAVE.search(sentence) or "未经" in sentence:
            return "No, unless what the sentence names as an exception is met.", "the text forbids it and names an exception"
        return "No.", "the text forbids it"
    if not turned and _MAY_ASKED.search(asked) and _REFUSED.search(sentence):
        if _SAVE.search(sentence):
            return "No, unless what the sentence names as an exception is met.", "the text refuses it and names an exception"
        return "No.", "the text refuses it"
    denied = _NOT_COVERS.search(sentence) or (_NOT_COVERS.search(lead_in[-200:]) if lead_in else None)
    if not turned and denied and (_COUNTS_ASKED.search(asked) or _NEED_ASKED.search(asked)):
        return "No, by the words of this text.", "the text excludes it"
    if _THERE_IS.search(asked) and fit(question.wants, sentence) == 1.0 and question.wants & {"date", "duration", "amount"}:
        return "Yes.", "the text gives what was asked for"
    if _ONE_OF.search(asked) and (name := _listed_name(asked, sentence)):
        return f"Yes, {name} stands there.", "looked up in the list"
    if (
        _COUNTS_ASKED.search(asked)
        and _MEANS.search(sentence)
        and not _DENIES.search(sentence)
        and (phrase := _named(asked, sentence))
    ):
        return f"Yes, “{phrase}” stands in the definition.", "the definition names it"
    if _MAY_ASKED.search(asked) and _PERMITS.search(lead_in[-400:]) and covered >= _SPEAKS_OF_IT and not _DENIES.search(sentence):
        return "Yes, within the limits that the text above it states.", "an item of what the text authorizes"
    if _MAY_ASKED.search(asked) and _PERMITS.search(sentence):
        # "Except as provided in paragraph (d), a general license is issued …" permits all the same.
        if _OUTWARD.search(whole) and _INWARD.search(sentence) and not _OUTWARD.search(sentence):
            return None  # a licence to import says nothing of sending
        rest = _PROVISO.sub("", sentence.replace("not to exceed", ""))
        if not _DENIES.search(rest):
            rider = " and exceptions" if rest != sentence.replace("not to exceed", "") else ""
            return f"Yes, within the limits{rider} that the sentence states.", "the text authorizes it"
    plain = not _DENIES.search(sentence) and not _DENIES.search(lead_in[-200:])
    if not turned and plain and covered >= _NAMES_IT:
        if listed and _LIST_ASKED.search(asked):
            return "Yes, it stands there.", "an entry of the list names it"
        if _NEED_ASKED.search(asked) and _DEMANDS.search(sentence):
            return "Yes, by the words of this text.", "the text demands it"
        if _MAY_ASKED.search(asked) and _MAY.search(sentence):
            return "Yes, within the limits that the sentence states.", "the text allows it"
    return None


_NAMES_IT = 0.5  # of the question's weight: the sentence names what is asked after
_ALL_OF_IT = 0.8  # … all that matters of it
_BY_LIST = re.compile(
    r"\b(?:listed|enumerated|set out|specified) in (?:Parts? \w+ (?:of|or) )?(?:Annex|Appendix|Supplement|Schedule)", re.I
)
_SPEAKS_OF_IT = 0.35  # … speaks of it
_OUTWARD = re.compile(r"\b(?:export|re-?export|send|ship|sell|leave|deliver)\w*\b", re.I)
_INWARD = re.compile(r"\bimport\w*\b", re.I)
_MAY = re.compile(r"\b(?:may|can)\b(?! not)|可以|ことができる", re.I)


def _member(asked: str, sentence: str) -> tuple[str, str] | None:
    """Whether the one country of a question stands in a text that is a list of countries."""
    group = _IN_GROUP_ASKED.search(asked)
    named = countries_asked(asked[: group.start()]) if group else []
    if len(named) != 1:
        return None
    listed = {code for _, _, code in countries(sentence)}
    if len(listed) < _FEWEST:
        return None
    code, name = named[0]
    name = f"{name[:1].upper()}{name[1:]}"
    if code in listed:
        return f"Yes, {name} stands there.", "looked up in the list"
    return f"No, {name} does not stand there.", "looked up in the list"


def _of_row(asked: str, whole: str, sentence: str) -> tuple[str, str] | None:
    how = _ENDING.search(asked)
    if how:
        there = how["how"].replace(" ", "-").casefold() in sentence.replace(" ", "-").casefold()
        return ("Yes.", "the row says so") if there else ("No, the row does not say so.", "the row's policy was read")
    if _CLEAR_ASKED.search(asked):
        return "No.", "the row stands in the list"
    if re.search(r"\blists?\b|\b(?:black)?listed\b|\bsanctioned\b", whole, re.I):
        return "Yes.", "the row stands in the list"
    return None


def _listed_name(asked: str, sentence: str) -> str:
    """The name in the question that stands as a line of its own, or as an item of a list, in the text."""
    items = {re.sub(r"[\W_]+", " ", i).strip().casefold(): i.strip() for i in re.split(r"[\n;,]|(?<=[a-z]) (?=[A-Z])", sentence)}
    words = re.findall(r"[\w'’]+", asked)
    for size in (3, 2, 1):
        for i in range(len(words) - size + 1):
            name = " ".join(words[i : i + size]).casefold()
            if len(name) > 3 and name in items and not STOP & set(name.split()) and not _TERM.search(name):
                return items[name]
    return ""


def _named(asked: str, sentence: str) -> str:
    """The longest run of at least two of the question's words that stands in the text, its plural aside."""
    words = re.findall(r"[a-z]+", asked.casefold())
    flat = " " + " ".join(re.findall(r"[a-z]+", sentence.casefold())) + " "
    for size in (4, 3, 2):
        for i in range(len(words) - size + 1):
            run = words[i : i + size]
            if all(w not in STOP for w in run) and f" {' '.join(run)} " in flat and not _TERM.search(" ".join(run)):
                return " ".join(run)
    return ""


# The defined terms themselves stand in every definition of them and decide nothing.
_TERM = re.compile(r"\b(?:military|end|user|use|item|section|rule|export|reexport|licen[cs]e|entity|entities|list|party)\b")

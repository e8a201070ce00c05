"""Kinds of answer that a question wants, and whether a sentence offers them."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.query.yes_no_frames import Frame, frame
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions, measures

_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|"
    r"ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half)"
)
_UNIT_TIME = r"(?:business|working|calendar)?[ -]?(?:years?|yrs?|months?|weeks?|days?|hours?|minutes?)\b"
# Neither the years of a calendar (2024年, 昭和四十二年) nor an address is a length of time.
_HAN_TIME = (
    r"(?<![\d一二三四五六七八九十百和正成治第年月])(?:\d{1,3}|[一二两三四五六七八九十百]{1,4})"
    r"\s?(?:个工作日|箇月|[个か]月|日(?!本)|年|月)(?!\d|[一二三四五六七八九十]{1,3}[月日])"
)
_MONTH = rf"(?:{measures.table().month_beginnings})[a-z]*\.?"
_MONEY = measures.table()
_LEAVE = r"(?:licen[cs]es?|permits?|permissions?|authori[sz]ations?|approvals?)\b(?! (?:appl|fee|form|renew|report))"
# "When does the act require a licence", "when is one needed": in which cases; "… needed again", "… needed by" is a day.
_HAVE_LEAVE = r"(?:(?:need|require) (?:to (?:get|have|obtain) )?|have to (?:get|have|obtain) )(?!to\b)(?:[\w-]+ ){0,3}?"
_IS_NEEDED = (
    r"(?! [^?]{0,200}\b(?:again|by)\W*$)(?:"
    rf" (?:do|does|would) [^?.;]{{1,90}}?\b{_HAVE_LEAVE}{_LEAVE}"
    rf"| (?:is|are) (?:[\w'’-]+ ){{0,5}}?{_LEAVE}(?: [\w'’-]+){{0,8}}? (?:needed|required|necessary|mandatory)\b)"
)

# kind: (asked by, offered by). A question may want several.
_KIND_PATTERNS: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "duration": (
        lazy_regex(
            r"\bhow (?:long|"
            r"early|soon|late|far (?:ahead|in advance)|many (?:\w+ ){0,2}(?:years|yrs|months|weeks|days|hours))\b|"
            r"\b(?:longest|shortest)\b|\bmaximum (?:time|period|term|duration)\b|"
            r"\bvalid for\b|\b(?:validity|retention) period\b|\bdeadline\b|\bhow (?:fast|quickly|soon)"
            r" (?:do|does|did|must|should|can|may|will|has|have)\b(?! (?:\w+ ){1,5}(?:be|have to be|is|are)\b)|"
            r"\bhow (?:quick|fast|soon|quickly)\W*$|\bhow quick (?:do|does|did|must|should|can|may|will|has|have)\b|"
            r"\bprison (?:time|term|sentence)\b|\btime limit\b|\bhow much time\b|多久|多长时间|期限|何时",
            re.I,
        ),
        lazy_regex(rf"(?:\b\d+|\b{_NUMBER_WORD})[ -]?(?:\(\d+\)[ -]?)?{_UNIT_TIME}|{_HAN_TIME}", re.I),
    ),
    "amount": (
        lazy_regex(
            r"\bhow (?:much|many|big|large|heavy|high|far|small|powerful|fast|long|wide|deep|thick)\b(?! an? \w)|"
            r"\bwhat (?:\w+ ){0,3}(?:amount|size|range|"
            r"limit|threshold|length|density|volume|weight|speed|power|number|fine|penalty|percentage|share|value|"
            r"figure|quota|rate|frequency|capacity|thrust|level|temperature|resolution|energy|fee|price|charge)\b|"
            r"\b(?:max(?:imum)?|minimum|above what|which (?:\w+ ){0,2}(?:range|size))\b|"
            r"\bwhat (?:do|does|did|would|will) [^?]{1,40}\b(?:charge|cost|pay)\b|"
            r"\bpenalt(?:y|ies)\b|\bfines?\b|\bhow (?:often|many times)\b|\bcosts? me\b|多少|几",
            re.I,
        ),
        lazy_regex(
            rf"(?:{_MONEY.money_before})\s?\d|"
            rf"\b\d[\d,. ]{{0,30}}\s?(?:metric )?(?:%|percent|kg|kilograms?|grams?|g\b|lbs?\b|pounds?|m\b|mm\b|km\b|"
            rf"met(?:er|re)s?|nm\b|nautical|lit(?:er|re)s?|tonnes?|tons?|bits?|rounds?|caliber|[kMGT]?Hz|[kM]?W\b|"
            rf"Wh|curies?|TBq|(?:{_MONEY.money_behind})\b|times|°C|K\b|psi|MPa|kN|lbf|people|passengers)|"
            rf"\b(?:more|greater|"
            rf"less|fewer|exceeding|excess of|least|most|up to|over|not exceed)\b[^.]{{0,20}}(?:\d|{_NUMBER_WORD}\b)"
            rf"|(?<![\d一二三四五六七八九十百千])[\d一二三四五六七八九十百千]+\s?"
            rf"(?:万|亿|億|{_MONEY.money_wide}|倍|吨|次|人)",
            re.I,
        ),
    ),
    "date": (
        lazy_regex(
            # "when a firm asks" tells of a case and asks for no day; "when is a licence needed" asks for the case.
            rf"\bwhen(?: exactly)?(?!{_IS_NEEDED})"
            r" (?:is|are|was|were|did|do|does|will|must|should|can|could|has|have|had|may|would|shall)\b|"
            r"\bwhen\W*$|\b(?:and|since|until|till|from) when\b|\b(?:what|which|signing|cut-?off|effective) date\b|"
            r"\bby what date\b|\bwhat (?:year|day)\b|\bsince when\b|什么时候|何时|いつ",
            re.I,
        ),
        lazy_regex(rf"\b\d{{1,2}} {_MONTH}\b|\b{_MONTH} \d{{1,2}}\b|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\d{{4}}年", re.I),
    ),
    "body": (
        lazy_regex(
            # "the agent who takes them in" asks for nobody.
            r"(?:^|[,;:.?!–—-]\s*|\b(?:and|or|but|so|of|by|to|from|with|on|tell me|"
            r"know|say|says|said|see|is it|was it)\s+)who(?:m|se|['’]s)?\b|\bwhose\b|\bwhich (?:\w+ )?(?:agency|"
            r"agencies|department|departments|authority|committee|body|ministry|office|official)\b|谁|哪个部门",
            re.I,
        ),
        lazy_regex(
            r"\b(?:Departments?|Secretary|Bureau|Commission(?:er)?|Committee|Ministry|Minister|Council|Director|"
            rf"Administrator|"
            rf"Office|{jurisdictions.table().joined('offices')}|authorit(?:y|ies)|President|chairperson)\b"
            r"|部门|机关|大臣|国务院"
        ),
    ),
    "place": (
        lazy_regex(
            r"\bwhere (?:do|does|should|can|must|to|shall|would)\b.{0,40}\b(?:send|file|submit|mail|"
            r"write|apply|report|turn|address|deliver|go|ask|complain)\b|\b(?:e-?mail|postal|mailing|web) address\b|"
            r"\b(?:phone|telephone|fax) number\b|\bwhich form\b|\bwhat form\b",
            re.I,
        ),
        lazy_regex(
            r"\w@\w|\b(?:sent|submitted|mailed|addressed|filed|delivered|directed|made)"
            r" (?:in writing )?(?:to|with|through|via|at)\b|\bsent to:|\bP\.?O\.? Box\b|"
            r"\bRoom \d|\bWashington, DC\b|\bfax\b|\bForm [A-Z]|\bSNAP-R\b|向.{2,20}(?:提出|提交|报告)",
            re.I,
        ),
    ),
    "penalty": (
        lazy_regex(
            r"\b(?:penalt(?:y|ies)|fine[sd]|(?<!it )(?<!s )(?<!be )(?<!re )fine(?! (?:to|with|if|print))|"
            r"punish\w*|jail\w*|prison|consequences?|get(?:s|ting)? caught)\b|"
            r"\bwhat (?:happens|would happen|will happen) (?:if|when|to)\b|处罚|罚款|会怎样|会怎么样|后果|罰則|刑罰",
            re.I,
        ),
        lazy_regex(
            r"\bpenalt|\bfine[sd]?\b|\bimprison|\bpunish|\billegal (?:gains|proceeds)|\brevo(?:ke|cation)|\bdebar|"
            r"\bdenial order|\bden(?:y|ied|ial) of export privileges|\bliabl|\bliabilit|罚|罰|刑|没收|吊销|懲役",
            re.I,
        ),
    ),
    "definition": (
        lazy_regex(r"\bwhat (?:is|are) (?:an? |the )?[\w\s'“”\"/-]{2,40}\?*$|\bwhat does\b.{0,300}\bmean\b|"
        r"\bdefin(?:e|ed|ition)\b|\bmeaning of\b|\bcounts? as\b|\bwhat counts\b|是指|什么是|とは", re.I),
        lazy_regex(r"\bmeans?\b|\bis defined\b|\bincludes\b|\brefers? to\b|\bthe term\b|是指|，指|所称|とは|をいう"),
    ),
}  # fmt: skip

MEASURED = frozenset(("duration", "amount", "date", "body"))  # kinds that a sentence offers or does not
TOLD_KINDS = MEASURED | {"place", "penalty"}  # … and those that it may offer in other words
_YES_NO = lazy_regex(
    r"(?:^|[,;:.?!–—-]\s*|\b(?:and|so|then|but)\s+)(?:is|are|was|were|do|does|did|"
    r"can|could|may|must|should|shall|will|would|has|have|had|am|isn't|aren't|don't|doesn't|can't)"
    r"\s+(?!(?>.{0,300}?\bor\b).{0,300}\?)",
    re.I,
)
# "Is it listed or not?", "may anyone dig, or does someone pick?": the first question stands whole before the "or".
_OR_NOT = lazy_regex(r",? or (?:not\b|(?:is|are|do|does|did|can|must|will|would|should) .*)", re.I)
# "When a notice comes, does it …?" tells of a case before it asks.
_IN_A_CASE = lazy_regex(
    r"^\W*(?:when|where|how far|whatever)"
    r"(?!\s+(?:is|are|was|were|do|does|did|can|could|must|should|will|would|has|have)\b)[^,?]*,\s*",
    re.I,
)
# "Controlled under 6A008?", "Any chance of a licence?", "Acme in Oslo, on a list?": a question without its verb.
_ELLIPTIC = lazy_regex(
    r"(?:^\W*|[,:–—-]\s*)(?:still |also |already )?(?:on|in|off) (?:an?|any|the|some|which)\b[^?,]{0,60}\b(?:lists?|"
    r"annex|group)\b|^\W*(?:controlled|allowed|permitted|legal|ok(?:ay)?|listed|covered|exempt|required|banned|"
    r"possible|fine|needed|necessary|true|correct)\b[^?]*\?|(?:^\W*|[,;:–—-]\s*)any(?:thing|one|body|where)?\b[^?]*\?|"
    r"[,;–—-]\s*(?:right|correct|yes|true|ok(?:ay)?|allowed|fine)\s*\?|"
    r"\b(?:piece|article|text|law|rules?|regulation|list|report|notice)"
    r"\s+(?:is|are|does|do|did|can|may|will|has|have)\s+(?:it|they|he|she|we|i|the|there|an?|any)\b[^?]*\?",
    re.I,
)
# "Could you lay it out?" asks for no yes or no; "could you tell me whether …?" and "can you show it to a buyer?" do.
_ASKED_POLITELY = lazy_regex(
    r"\b(?:can|could|would|will)\s+you\s+(?:(?:please|kindly|perhaps|possibly|also|just|briefly|then)\s+){0,3}"
    r"(?:(?:tell|show|give)\s+(?:me|us)|explain|say|list|quote|lay|describe|summari[sz]e|clarify|name|compare|outline|"
    r"cite|set out)\b(?!\s+(?:if|whether)\b)|\bmay\s+i\s+ask\b(?!\s+(?:if|whether)\b)",
    re.I,
)
_WH = lazy_regex(r"(?<![\w-])(?:what|which|who|whom|whose|when|where|how|why)\b", re.I)


@lru_cache(maxsize=16_384)  # of a question, and of the wordings of every note that comes near it
def kinds_wanted(question: str) -> frozenset[str]:
    """Return the kinds of answer that a question wants.

    They are duration, amount, date, body, place, penalty, definition and yes_no.
    """
    found = {kind for kind, (asked, _) in _KIND_PATTERNS.items() if asked.search(question)}
    for sentence in re.split(r"(?<=[?.!])\s+", question.strip()):
        sentence = _ASKED_POLITELY.sub("", _IN_A_CASE.sub("", _OR_NOT.sub("?", sentence)))
        yes_no, wh = _YES_NO.search(sentence), _WH.search(sentence)
        if _ELLIPTIC.search(sentence) or _asks_without_a_verb(sentence):
            found.add("yes_no")
        if yes_no and not (wh and wh.start() < yes_no.start() + 2):
            found.add("yes_no")
    if "duration" in found:
        found.discard("amount")
    return frozenset(found)


# How long a decision takes, and how long what was decided holds, are two questions.
_OF_TAKING = lazy_regex(
    r"\b(?:take[sn]?|taking|wait(?:ing)?|process(?:ed|ing)?|decid\w{1,4}|decision|hear back|get|getting|issued?)\b",
    re.I,
)
_OF_HOLDING = lazy_regex(r"\bvalid(?:ity)?\b|\bexpir\w{1,7}|\blasts?\b|\bgood for\b|\bruns? out\b", re.I)


def times_asked(question: str) -> frozenset[str]:
    """Return which length of time a question asks for: "taking" of a decision, "holding" of what was decided."""
    found = {name for name, asks in (("taking", _OF_TAKING), ("holding", _OF_HOLDING)) if asks.search(question)}
    return frozenset(found) if "duration" in kinds_wanted(question) else frozenset()


# What was done, in numbers: no rule tells how many applications were refused, or how many days they took.
_COUNTED_CASES = (
    r"(?:applications?|licen[cs]es|permits|requests|disclosures|cases|fines|penalties|convictions|prosecutions|"
    r"shipments|votes?|tons|tonnes|(?:metric )?tonnage)"
)
_PAST_YEAR = r"\b(?:last year|this (?:past )?year|(?:fiscal )?20\d\d(?!/))"
_STATISTICS = lazy_regex(
    r"\b(?:averages? (?:number|processing|time|days|weeks|duration|wait)|"
    r"(?:days|weeks|time|long|take[sn]?|took)\b.{0,60}\bon average|(?:real[- ]world|actual) average|vote count|"
    rf"how many {_COUNTED_CASES}\b.{{0,60}}\b(?:did|were|was|has|have|had)\b.{{0,80}}{_PAST_YEAR}|"
    r"how (?:much money|many (?:dollars|euros))\b.{0,80}\b(?:collect|raise|bring|earn|take)\w*\b"
    rf".{{0,80}}{_PAST_YEAR}|(?:quota|how many (?:tons|tonnes)|tonnage)\b.{{0,60}}{_PAST_YEAR})|"
    r"20\d\d年.{0,20}(?:指标|总量|配额).{0,12}多少",
    re.I,
)


# How much somebody exports, how many work there: of a limit ("may", "allowed") it would be a rule.
_EACH_YEAR = (
    r"(?:(?:in|during|since) (?:19|20)\d\d|(?:last|this|each|every|per|a) (?:year|month)|annually|so far|to date)\b"
)
_AMOUNT_DONE = lazy_regex(
    r"\bhow (?:much|many)(?: [\w’'-]+){0,5}? (?:did|does|do|has|have|had|was|were|are|is) "
    r"(?!(?:an?|you|one|it|they)\b)(?:[\w’'-]+ ){0,8}?"
    r"(?:export|import|produce|mine|sell|ship|buy|earn|spend|den[yi]|refuse|approve|grant|issue|reject|collect|receive|"
    rf"process|sold|convict|prosecute|fine)(?:e?d)?\b(?: [\w’'-]+){{0,6}}? {_EACH_YEAR}|"
    rf"\bhow many (?:companies|firms|exporters|businesses|people)\b(?: [\w’'-]+){{0,8}}? {_EACH_YEAR}|"
    r"\bhow many (?:people|employees|staff|officers?|agents|inspectors|analysts)\b(?: [\w’'-]+){0,4}? "
    r"(?:works?|employ|employed)\b|"
    rf"\b(?:is|was|are|were) the (?:total |annual |exact )?number of(?: [\w’'-]+){{0,4}}? {_COUNTED_CASES}\b",
    re.I,
)
_OF_A_LIMIT = lazy_regex(
    r"\b(?:may|can|could|must|should|allow(?:s|ed)?|permit(?:ted)?|lets?|limits?|maximum|minimum|most|quotas?|up to|"
    r"needs?|requires?|required|exempt)\b",
    re.I,
)


# What one party has had to pay or was sentenced to: a rule tells what may be, and no case.
_PARTY = r"(?-i:[A-Z][\w&’'-]*)(?: (?-i:[A-Z])[\w&’'-]*){0,3}"
_PUNISHED = r"(?:fin|penali[sz]|punish|prosecut|convict|sentenc|indict)"
_CASE_OF_A_PARTY = lazy_regex(
    rf"\bhow (?:much|long) (?:was|were|has|have|had|did) {_PARTY} (?:been |ever |have to |agree to )?"
    rf"(?:{_PUNISHED}ed\b|(?:pay|paid|settled?)\b)|"
    rf"\b(?:has|have|had|did|was|were) (?:[\w.&’'-]+ ){{0,5}}?(?:ever )?{_PUNISHED}(?:ed?)? {_PARTY}\b|"
    rf"\b(?:has|have|had|was|were) {_PARTY} (?:ever )?(?:been )?{_PUNISHED}ed\b",
    re.I,
)


def asks_for_statistics(question: str) -> bool:
    """Return whether a question asks how often or how much something was done, or of a case, which no rule tells."""
    if _STATISTICS.search(question) is not None or _CASE_OF_A_PARTY.search(question) is not None:
        return True
    is_of_a_case = _OF_A_LIMIT.search(question) or _OF_THE_ASKER.search(question)
    return _AMOUNT_DONE.search(question) is not None and not is_of_a_case


# Figures of a market, which a text on rules seldom has. An article may have one: it is told where one plainly does.
_MARKET = lazy_regex(
    r"\b(?:largest|biggest|leading|main|top|major)(?: \w+){0,2} "
    r"(?:producer|exporter|importer|supplier|buyer|consumer|manufacturer|refiner)s?\b|"
    r"\b(?:current|market|spot|world|average) prices?\b|\bprices? of\b.{0,40}\bper (?:kilo\w*|kg|ton\w*|gram|ounce)\b|"
    r"\b(?:trade|export|import) volumes?\b|\bvolume of (?:trade|exports|imports)\b|\bmarket share\b|"
    r"\b(?:share|percentage|percent|proportion|fraction) of "
    r"(?!(?:[\w’'.-]+ ){0,6}?(?:content|values?|components?|stakes?|ownership)\b)(?:[\w’'-]+ ){0,6}?"
    r"(?:imports?|exports?|applications?|licen[cs]es|production|output|market|supply|supplies|trade|requests)\b"
    r"(?: [\w’'-]+){0,5}? (?:comes?|came|goes|go|went|is|are|was|were|gets?)\b",
    re.I,
)


def untold_matter(question: str) -> str:
    """Return what a question asks for that a text on rules does not tell: "figure", "forecast" or ""."""
    if asks_for_a_forecast(question):
        return "forecast"
    is_of_the_market = _MARKET.search(question) and not _OF_A_LIMIT.search(question)
    return "figure" if is_of_the_market or asks_for_statistics(question) else ""


# What an authority will do next: a text tells what holds, and what it says of its own end.
_CHANGES_LAW = (
    r"(?:adopt|pass|introduce|impose|announce|lift|scrap|drop|ease|loosen|relax|tighten|extend|prolong|renew|expand|"
    r"ban|repeal|abolish|blacklist|sanction|retaliate)"
)
_FORECAST = lazy_regex(
    rf"\b(?:will|going to|likely to|likely that|expected to|about to|planning to)\b(?:\s[\w’'&.-]+){{0,8}}?\s"
    rf"{_CHANGES_LAW}\b(?! to\b)(?:\s[\w’'&.,%-]+){{0,12}}?\s"
    r"(?:another|new|soon|again|further|next|even more|by the end|before|20[2-9]\d)\b",
    re.I,
)
# "Do you expect them to …?", "who will be the next …?"
_EXPECTED = lazy_regex(
    r"\bdo(?:es)? (?:you|analysts|experts|anyone|people) (?:expect|think|predict|believe|reckon)\b.{0,80}"
    rf"\b(?:to|will|would|could) (?:[\w’'-]+ ){{0,3}}?{_CHANGES_LAW}\b|"
    r"\bwho will (?:be|become|succeed|replace)\b.{0,20}\b(?:next|new|after)\b|"
    r"\bwill there be (?:an? |any )?(?:new|another|more|further)\b",
    re.I,
)
_OF_THE_ASKER = lazy_regex(r"\b(?:i|we|my|our|us|me|if|unless|once)\b", re.I)


def asks_for_a_forecast(question: str) -> bool:
    """Return whether a question asks what an authority will do next; "will they ban us if …" asks for a rule."""
    found = _FORECAST.search(question) or _EXPECTED.search(question)
    asker = _OF_THE_ASKER.search(jurisdictions.table().homonyms_in_capitals.sub("", question))  # the US is not us
    return found is not None and asker is None


def _asks_without_a_verb(sentence: str) -> bool:
    """Return whether a few words without a verb ask for a yes or no: "USML body armor?", "Licence needed?"."""
    last = re.split(r"[,;:]\s|\s[–—-]\s", sentence)[-1]
    set_off = re.search(r":\s|\s[–—-]\s", sentence) is not None  # "… 2 g of helium-3 - small enough to be exempt?"
    few = 2 * _FEW_WORDS if set_off else _FEW_WORDS
    short = last.endswith("?") and 0 < len(last.split()) <= few and not _WH.search(sentence) and " or " not in last
    return short and frame(last) is not Frame.FACT and not _GOES_ON.match(last)


_FEW_WORDS = 5  # words
_GOES_ON = lazy_regex(r"^\W*(?:and|but|or|what|how|for|in|to|from|with|under|also|any)\b", re.I)


def fit(kinds: frozenset[str], sentence: str) -> float:
    """Return the share, 0 to 1, of the wanted kinds that a sentence offers; 0 when it could offer none of them."""
    asked = [k for k in kinds if k in _KIND_PATTERNS]
    if not asked:
        return 0.0
    return sum(1 for k in asked if _KIND_PATTERNS[k][1].search(sentence)) / len(asked)

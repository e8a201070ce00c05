"""Clauses of a question that tell of shares: cut apart, without what leads to the facts, and the shares in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.engines.calculation.reading import Asked, Share
from assistant.query.candidate_names import LEGAL_FORM
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.company_words import titles
from corpus.lexicon.party_lists import lists_asked
from index.text.tokens import STOP

# What leads to the facts and names nobody: "for a deal in October: …", "supposing the affiliates rule is back, …".
_LEAD_IN = lazy_regex(
    r"^(?:(?:hi|hello|ok|okay|so|and|also|then|now|next|q|question|please|quick one)\b[ ,:]{1,2}){0,3}"
    r"(?:(?:for|in|on|about|re|regarding|with|take|say|suppose|supposing|assuming|imagine|here|scenario|case|example|"
    r"hypothetical|facts?|deal|order|transaction|shipment|sale|an?|the|this|our|my|quick|short|simple|new|another|"
    r"next|ownership|corporate|company|group|owners?|shareholders?)\b[^:§]{0,60})?"
    r"\b(?:deal|order|transaction|shipment|sale|export|case|scenario|example|question|hypothetical|facts?|situation|"
    r"chain|structure|set-?up|cap table|tree|shareholdings?|ownership|shareholders|owners)"
    r"\b[^:§]{0,40}: |"
    r"^(?:(?:and|but|so|then|now|what|also) ){0,2}(?:suppos\w{1,4}|assum\w{1,4}|imagin\w{1,3}|provided|say|"
    r"pretend\w{0,3}|"
    r"if|once|when|given|granted|with)(?: that)? [^,;:§]{0,40}\b(?:rule|stay|suspension|"
    r"supplement no\. ?8)\b[^,;:§]{0,60}"
    r"(?:[,;:] |- )(?:then )?|"
    r"^(?:(?:and|ok|so|now),? ){0,2}(?:the )?same (?:rule|question|test|thing|matter|issue)[:,;] ",
    re.I,
)
# "Our venture in Lemuria, § Acme, § Globex": who is owned stands before a row of bare shares.
_ROW_OF_SHARES = lazy_regex(
    r"^(?=[^§,;:?!]{0,80}\b(?:venture|jv|firm|company|subsidiary|business|shop|plant|entity|buyer|customer|distributor)\b)"
    r"(?P<owned>(?:(?!\b(?:owns?|owned|holds?|held|has|have|belongs?|controls?|controlled|with|by|of|is|are|was|were|"
    r"besides?|investors?|shareholders?|owners?)\b)[^§,;:?!]){2,80}),"
    r"(?= §\d{1,3}§ (?!(?:of|in|to|stakes?|shares?|interests?|each|owned|held)\b)[^§,;:?!]{2,80}(?:,| and) §\d{1,3}§)",
    re.I,
)
_RULE = lazy_regex(
    r" ?(?:percent )?-?(?:ownership |affiliates?['’]? |or more )?(?:rule|threshold|test|mark|limit|"
    r"line|thing|idea|law|principle|cut-?off)\b| ?or more\b",
    re.I,
)
_IN_GENERAL = lazy_regex(
    r"[ -]*(?:or more )?(?:owned (?:companies|firms|entities|affiliates|subsidiaries|parties|businesses)|"
    r"(?:owners|shareholders)\W*(?:$|[?.!]))",
    re.I,
)
_IS_THE_RULES = lazy_regex(r"\b(?:rule|test|threshold) ?[(\[,]\s?$", re.I)  # "the affiliates rule (50 %)"
_BEFORE_RULE = lazy_regex(r"\b(?:below|under|over|above|least|than|reach(?:es)?|the|exceeds?) ?$", re.I)
_NOBODY = lazy_regex(r"\b(?:no|none|nobody|neither|not one)\b[^.;,?!]{0,40}$", re.I)  # "no listed one has half"
PERCENTAGE_MARK = lazy_regex(r"§(\d{1,3})§")  # a percentage, by its number, in a text whose percentages are marked
SHARE = r"§\d{1,3}§"  # the same, as a part of a pattern
COUNTS = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4, "five": 5, "5": 5}
# How a clause says that somebody owns, and the word for a share behind its percentage.
OWNS = (
    r"(?:(?:directly|indirectly|also|only|itself|in turn|then|jointly) ){0,2}"
    r"(?:owns?|holds?|has|have|had|controls?|got|bought|acquired|keeps?)"
)
SHARES = (
    r"(?: ?(?:stakes?|shares?|interests?|shareholding|equity|(?:of|in) (?:the|its|all)? ?(?:shares|stock|equity)))?"
)
_A_LETTER = lazy_regex(r"[A-Z]")
_SENTENCE = lazy_regex(r"(?<=[.;?!]) ")
_DAY_LEAD = 10  # letters before a date in which the word that leads to it stands
_DAY_BEFORE = lazy_regex(
    r"\b(?:(?:on|as of|as at|in|by|since|until|till|from|before|after|at|of|between|and|to) )$", re.I
)
_OWNERS_APART = lazy_regex(r",? (?:and|while|plus|whereas|with) (?!in turn)| ?& ?", re.I)
_COMMA = lazy_regex(r" ?[,;] ?(?:then )?")
_TOTAL = lazy_regex(
    r"\b(?:aggregat\w+|totals?|totall?ing|sum|together|combined|adds? up to|makes?|altogether)\W*(?:is|"
    r"of|to|it)?\W*$|= ?$",
    re.I,
)
# Between two percentages of somebody's sum: "60 % x 50 %" is what is worked out of shares, and is nobody's share.
_MULTIPLIED = lazy_regex(r"\s{0,2}(?:[x×*·]|times|multiplied (?:by|with))\s{0,2}", re.I)
_ADDED = lazy_regex(r"\s{0,2}(?:\+|plus)\s{0,2}", re.I)
_EQUALS = lazy_regex(r"\s{0,2}(?:=|equals|makes|gives)", re.I)


def without_lead_in(sentence: str) -> str:
    """Return a sentence from its facts on, a colon before a row of bare shares.

    What it supposes of the rule, or calls a deal, is nobody's name.
    """
    led = _LEAD_IN.match(sentence)
    facts = sentence[led.end() :] if led and PERCENTAGE_MARK.search(sentence, led.end()) else sentence
    return _ROW_OF_SHARES.sub(r"\g<owned>:", facts)


def without_days(asked: Asked) -> str:
    """Return the text of a question with its dates blank, and the words that lead to them: they are nobody's name."""
    text = asked.text
    for moment in asked.dates_written:
        before = _DAY_BEFORE.search(text, max(0, moment.start - _DAY_LEAD), moment.start)
        start = before.start() if before else moment.start
        end = moment.end + (1 if text[moment.end : moment.end + 1] == "," else 0)
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def sentences_of(text: str) -> Iterator[str]:
    """Yield the sentences of a text; the full stop of "Co. Ltd" or "Mr. Lam" ends none."""
    at = 0
    for cut in _SENTENCE.finditer(text):
        before, after = text[at : cut.start() - 1].split()[-1:], text[cut.end() : cut.end() + 40].split(maxsplit=2)[:2]
        title = bool(before) and before[0].casefold() in titles()
        form = bool(after) and after[0][0].isupper() and LEGAL_FORM.fullmatch(after[0].strip(".,;?")) is not None
        form = form and text[cut.start() - 1] == "." and not _A_LETTER.fullmatch(after[-1])  # "… of A. Company A owns"
        form = form and (after[0].isupper() or after[0].casefold() not in STOP)  # "Acme. The owner has …"
        if not title and not form and not text.startswith("[", cut.end()):
            yield text[at : cut.start()]
            at = cut.end()
    yield text[at:]


def without_clause_before(clause: str) -> str:
    """Return a clause from the name before its share on, without one that tells no share: "he left, Acme §"."""
    found = _CLAUSE_BEFORE_NAME.match(clause)
    if found is None or _OF_A_SHARE.search(found["before"]) or lists_asked(found["name"]):
        return clause
    return clause[found.end("before") :].lstrip(" ,;")


# A clause with a verb of its own, and behind its comma the name that the share belongs to.
_CLAUSE_BEFORE_NAME = lazy_regex(
    r"^(?P<before>[^§,;:]{2,120}? (?:is|are|was|were|has|have|had|left|sold|sits?|works?|runs?|manages?|"
    r"directs?|chairs?|signs?|does|did|knows?)(?:n['’]?t)?(?:(?![^§,;:]{0,100}\b(?:which|who|that)\b)[^§,;:]{0,100})?"
    rf"(?:[,;][^§,;:]{{0,80}} (?:is|are|was|has|does)(?:n['’]?t)?\b[^§,;:]{{0,60}})?[,;]) "
    rf"(?P<name>(?-i:[A-Z])[^§,;:]{{1,60}}?)(?: {OWNS})? ?[:(=]? ?(?=(?:an? |about |only )?{SHARE})",
    re.I,
)
_OF_A_SHARE = lazy_regex(
    r"\b(?:which|who|that|whose|stakes?|shares?|interests?|share ?holders?|owners?|owned|owns?|holds?|held|half|"
    r"rest|remain\w*|balance|subsidiar\w+|venture)\b",
    re.I,
)


def short_name(words: str) -> re.Match[str] | None:
    """Return the single capital letter by which a party is called; None without one."""
    return re.search(r"(?<![\w-])[A-Z](?![\w-])", words)


def clauses_of(sentence: str) -> Iterator[str]:
    """Yield the parts of a sentence, one for each percentage: cut at the "and" between two, else at the comma."""
    hidden = re.sub(r"\([^()]{0,200}\)", lambda m: re.sub(r"[,;&]|\band\b", lambda c: "\0" * len(c[0]), m[0]), sentence)
    marks = list(PERCENTAGE_MARK.finditer(hidden))
    start = 0
    for one, other in zip(marks, marks[1:], strict=False):
        cut = _OWNERS_APART.search(hidden, one.end(), other.start()) or _COMMA.search(hidden, one.end(), other.start())
        end, after = (cut.start(), cut.end()) if cut else (one.end(), one.end())
        yield sentence[start:end]
        start = after
    yield sentence[start:]


# "50/50 owned, half by A and half by B": the halves are told behind it; "50/50 owned by A and B": each has one.
_HALVES_BEHIND = lazy_regex(
    r"(?:\b(?:split|held|owned),? )?\b50 ?[/:-] ?50\b(?: (?:owned|held|split|owners(?:hip)?|joint venture|JV))?[,:;]? "
    r"(?=(?:one )?half (?:is |are )?(?:owned |held )?(?:by|with|to)\b)",
    re.I,
)
_HALVES_OF_TWO = lazy_regex(
    r"\b(?:(?:owned|held|split) 50 ?[/:-] ?50|50 ?[/:-] ?50 (?:owned|held|split|joint venture|JV)) (?:by|of|between) "
    r"(?P<one>[^,;.?!§]{2,80}?) and (?P<other>(?!(?:so|does|do|is|are|if|we|i|then|what)\b)[^,;.?!§]{2,80})",
    re.I,
)


def with_halves(asked: Asked) -> Asked:
    """Return a question with "50/50" told as the half of each owner."""
    text = _HALVES_BEHIND.sub("owned ", asked.text)
    text = _HALVES_OF_TWO.sub(r"owned half by \g<one> and half by \g<other>", text)
    return asked if text == asked.text else Asked(text)


def shares_told(asked: Asked) -> list[Share]:
    """Return the percentages that are shares of somebody: not those of a rule, a total, or companies in general."""
    text, worked_out = asked.text, _worked_out(asked)
    return [
        share
        for share in asked.shares
        if not (
            share in worked_out
            or _TOTAL.search(text[: share.start][-24:])
            or _IN_GENERAL.match(text, share.end)
            or _RULE.match(text, share.end)
            or (share.percent == 50 and _IS_THE_RULES.search(text[: share.start][-24:]))
            or (share.percent == 50 and _NOBODY.search(text[: share.start][-60:]))
            or (
                share.percent == 50
                and _BEFORE_RULE.search(text[: share.start][-12:])
                and not re.match(r"\W*(?:stake|share|of|owned|interest)", text[share.end :], re.I)
            )
        )
    ]


def _worked_out(asked: Asked) -> list[Share]:
    """Return the percentages of a sum that a question works out: "60 % x 50 % = 30 %", "60 % + 10 % = 70 %"."""
    text = asked.text
    found: list[Share] = []
    added: list[Share] = []
    for one, other in zip(asked.shares, asked.shares[1:], strict=False):
        if _MULTIPLIED.fullmatch(text, one.end, other.start):
            found += [one, other]
        added = [*(added or [one]), other] if _ADDED.fullmatch(text, one.end, other.start) else []
        if added and _EQUALS.match(text, other.end):
            found += added
    return found

"""Follow-ups made into questions that stand alone, by rule: what they leave out is taken from earlier questions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.facts.extraction import FactKind, facts
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.countries import mentioned_countries
from corpus.lexicon.party_lists import PartyList, lists_asked
from corpus.lexicon.towns import folded_town, towns
from corpus.locators import Locator, mentions, parse

_OPENS = lazy_regex(
    r"^(?:and|but|so|or|then|also|what about|how about|what if|same|ok(?:ay)?|in that case|does (?:that|it|this|they)|"
    r"is (?:that|this|it(?! \w+ (?:to|that|if)\b))|why|how so|which ones?|who (?:decides|does|says)|even|nothing|"
    r"anything else|any other|for|update|correction|changes? of plans?|(?:it )?turns out|"
    r"(?:(?:ah|oh|no),? )?(?:wait|hold on|oops)|not (?:on |in |from |the )?\d{1,2}|"
    r"sorry,? (?:i|we|it|the|my|our))"
    r"\b|^(?:那|还有|それ|그럼|그러면|그리고|거기)|"
    r"^[¿¡\W]{0,3}(?:et|mais|alors|und|aber|dann|y|pero|entonces|e|ed|ma|allora)(?=\s)",
    re.I,
)
_POINTS_BACK = lazy_regex(
    r"\b(?:it|its|they|them|their|theirs|those|these|this|that|he|she|his|her|there|"
    r"one|ones|such|the same|former|latter|anyway|instead|either|else|another|other one|above|previous)\b|"
    r"\bsame (?:units?|items?|parts?|goods|products?|machines?|models?|devices?|kit|chips?|buyer|customer|client|"
    r"consignee|shipment|order|deal|valves?|price|value)\b|\bstill (?:works?|fine|ok(?:ay)?|good)\b|"
    r"\b(?:then|mine|ours)\W*$|"
    r"[.?!;,] (?:still )?same [a-z]{2,20}\W{0,3}$",  # "We ship on 20 November. Same answer?"
    re.I,
)
# "that" and "there" that do not point back: "a company that …", "BIS informs me that a …", "is there any …"
_NOT_BACK = lazy_regex(
    r"\b(?:is|are|was|were|does|if) there\b|"
    r"\b(?!(?:does|will|would|could|should|might|must|with|from|after|before|under|like)\b)"
    r"\w{4,} that (?=[a-z])|"
    r"\b(?:advis|assur|convinc|inform|notifi|persuad|promis|remind|tell|told|warn)\w{0,4} "
    r"(?:me|us|you|him|her|them) that (?=(?!"
    r"(?:is|was|are|were|would|will|may|can|must|again|and|as|at|before|by|for|in|now|on|once|or|please|there|too|with|"
    r"yesterday|today|earlier|later|already)\b)[a-z])|"
    r"\bthere (?:is|are|a|any)\b|\bit (?:is|was) (?:legal|illegal|allowed|possible)\b|"
    r"\b(?:is|was) it (?=\w+ (?:to|that|if)\b)|"
    r"\bthis (?=(?:(?:calendar|fiscal|coming|very|past|same) )?(?:year|month|week|quarter|spring|summer|autumn|fall|"
    r"winter|january|february|march|april|may|june|july|august|september|october|november|december|\d)\b)",
    re.I,
)
# "a camera and its sensor", "our branch in Izmir and the staff there": what these point to may stand in the question.
_OF_SOMETHING = lazy_regex(r"\b(?:its|their|his|her|(?P<place>there))\b", re.I)
# Words that set several jurisdictions side by side.
SIDE_BY_SIDE = lazy_regex(
    r"\b(?:compare[ds]?|comparison|differ(?:ence|ences|s|ent|ently)?|versus|vs\.?|contrast|stricter than|unlike)\b",
    re.I,
)
# "it" and "they" of a second clause: "what if a company is listed, and can it get off?"
_SECOND_CLAUSE = lazy_regex(
    r"(?:,| and| or)\s(?:and |or )?(?:(?:how|when|why|where|for how long) )?"
    r"(?:can|may|must|does|do|is|are|will|should) (?P<it>it|they)\b",
    re.I,
)
_BRINGS_UP = lazy_regex(r"\b(?:an?|any) (?!licen[cs]e\b)[a-z][\w-]{2,30}\b", re.I)
_FIRST_CLAUSE = 5  # words from which a clause with a country, an address or a year says by itself what it is about
_YEAR = lazy_regex(r"\b(?:19|20)\d\d\b")
_STANDS_FOR_ITSELF = 12  # words: a longer question stands for itself unless it points back


def is_follow_up(asked: str) -> bool:
    """Return whether a question depends on earlier ones."""
    if len(asked.split()) <= 3 and not mentions(asked):
        return True
    if _OPENS.search(asked):
        return True
    second = _SECOND_CLAUSE.search(asked)
    if second and _says_of_what(asked[: second.start()]):
        asked = f"{asked[: second.start('it')]} {asked[second.end('it') :]}"
    of_something = _OF_SOMETHING.search(asked)
    if of_something and _says_of_that(asked[: of_something.start()], of_something["place"]):
        asked = f"{asked[: of_something.start()]} {asked[of_something.end() :]}"
    return points_back(asked) and len(asked.split()) <= 2 * _STANDS_FOR_ITSELF


def points_back(asked: str) -> bool:
    """Return whether a question has a word that stands for something said before it: "they", "that one"."""
    return _POINTS_BACK.search(_NOT_BACK.sub(" ", asked)) is not None


def _says_of_that(before: str, place: str | None) -> bool:
    """Return whether the words before "there" name a country, or those before "its" bring up whose it is."""
    return any(mentioned_countries(before)) if place else _says_of_what(before)


def _says_of_what(clause: str) -> bool:
    """Return whether a question's first clause brings up itself what "it" means in the second one."""
    if _BRINGS_UP.search(clause):
        return True
    if len(clause.split()) < _FIRST_CLAUSE or _POINTS_BACK.search(clause):
        return False
    return any(mentioned_countries(clause)) or bool(mentions(clause) or _YEAR.search(clause))


def standalone(asked: str, history: Sequence[str]) -> str:
    """Return `asked` as a question that can be read without the earlier ones.

    "And for Russia?" puts Russia in the place of the last question's country, "and on the Unverified List?" a list in
    that of its list, and "and for the rocket one?" its own noun in that of the last question's. Before any other
    follow-up stand the questions that it depends on: the one that began the chain, and the last one.
    """
    if not history or not is_follow_up(asked) or _is_another_case(asked, history):
        return asked
    last = history[-1]
    replaced = _replaced(asked, standalone(last, history[:-1]))
    if replaced:
        return replaced
    chain = [last]
    for earlier in reversed(history[:-1]):
        if not is_follow_up(chain[-1]):
            break
        chain.append(earlier)
    begun = chain[-1]
    kept = [begun] if begun == last else [begun, last]
    if not _SPEAKS_OF_FINES.search(asked) and not _ONLY_ANOTHER_SUM.match(asked):
        kept = [_without_fines(earlier) for earlier in kept]
    return " ".join([*kept, asked])


_LINK_WORD = lazy_regex(r"^(?:(?:and|but|so|or|then|also|ok(?:ay)?|now)\b[\s,]{1,3}){1,3}", re.I)
# Words of a question of an item, a place, a sum or a penalty. A single other word may tell of a buyer or a use.
_OF_NOBODY = lazy_regex(
    r"\b(?:a|an|and|are|be|can|civil|could|criminal|do|does|eccn|export(?:ed|ing)?|for|free|from|goods|i|if|in|is|it|items?|"
    r"licen[cs]es?|max(?:imum)?|may|must|need(?:s|ed)?|nlr|of|or|penalt(?:y|ies)|required?|sell|send|ship(?:ped|ping)?|should|the|there|to|value|"
    r"valued|we|what|would|worth|at|about)\b|[\W\d_]+",
    re.I,
)


def _is_another_case(asked: str, history: Sequence[str]) -> bool:
    """Return whether "and is a licence needed for 3A001 to Peru?" tells a case of its own behind cases without a party.

    Where an earlier question may tell a buyer or a use, it is leaned on: that of the case before may be this one's.
    """
    rest = _LINK_WORD.sub("", asked)
    if rest == asked or _POINTS_BACK.search(rest) or not _ASKS_BY_ITSELF.match(rest):
        return False
    if not (mentions(rest) and any(mentioned_countries(rest))):
        return False
    return all(map(_tells_nobody_and_no_use, history))


_ASKS_BY_ITSELF = lazy_regex(
    r"(?:is|are|was|do|does|did|can|could|may|must|should|shall|will|would|has|have|had|how|which|what(?! about| if))\b"
    r"(?: [\w.'’-]+){3}",
    re.I,
)


def _tells_nobody_and_no_use(text: str) -> bool:
    """Return whether a question has no word but those for an item, a place, a sum and a penalty."""
    spans = [(m.start, m.end) for m in mentions(text)] + [(s, e) for s, e, _ in mentioned_countries(text)]
    spans += [(f.start, f.end) for f in facts(text) if f.kind is FactKind.AMOUNT]
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return not _OF_NOBODY.sub("", text)


# A fine that was spoken of is no value of goods: it is handed on only to a question of fines.
_SPEAKS_OF_FINES = lazy_regex(
    r"\b(?:fine[ds]?|fining|penalt(?:y|ies)|penali[sz]ed?|punish\w*|sanctioned|jail|prison|"
    r"(?:charges?|violations?|case|claims?|liability|investigation) (?:\w{1,12} ){0,3}settle[ds]?|"
    r"settle[ds]? (?:\w{1,12} ){0,3}(?:charges?|violations?|case|claims?|liability)|settlements?)\b|"
    r"罚|罰|벌금",
    re.I,
)
_ONLY_ANOTHER_SUM = lazy_regex(
    r"^\W*(?:and|or|but|so)?(?: (?:for|with|at|if|[a-z]{1,7}|[\d.,]{1,15})){1,4}\W*$"
)  # "and twice that?"
_ENDS_OF_SENTENCES = lazy_regex(r"[.?!;](?=\s)|[。？！]")
_SPEAKS_ON = lazy_regex(r"\W*(?:it|that|this|they|which)\b", re.I)


def _without_fines(earlier: str) -> str:
    """Return a question without the sums that stand in a sentence on fines."""
    begins = [0, *(m.end() for m in _ENDS_OF_SENTENCES.finditer(earlier))]
    sentences = [earlier[a:b] for a, b in zip(begins, [*begins[1:], len(earlier)], strict=True)]
    out: list[str] = []
    of_fines = False
    for sentence in sentences:  # "What is the most? It was USD 374,474."
        of_fines = _SPEAKS_OF_FINES.search(sentence) is not None or (
            of_fines and _SPEAKS_ON.match(sentence) is not None
        )
        out.append(_without_sums(sentence) if of_fines else sentence)
    return "".join(out)


def _without_sums(sentence: str) -> str:
    for found in sorted(facts(sentence), key=lambda f: -f.start):
        if found.kind is FactKind.AMOUNT:
            sentence = f"{sentence[: found.start].rstrip()} {sentence[found.end :].lstrip()}"
    return sentence


# A follow-up that is a thing and nothing else: "and for Russia?", "what about the rocket one?", "and in the EU?"
_THING = lazy_regex(
    r"^(?:and|but|or|so|then|also|what about|how about|and what about|what if)"
    r"\s+(?:also\s+|then\s+)?(?:(?P<link>for|in|to|from|under|with|by|on|of)\s+)?"
    r"(?P<thing>(?:the|an?|my|our)?\s?[\w’'./-]+(?:\s+/?\s?[\w’'./-]+){0,5})\s*[?.!]{0,9}$",
    re.I,
)
_VERB = lazy_regex(
    r"\b(?:is|are|was|were|be|do|does|did|can|could|may|must|should|"
    r"shall|will|would|has|have|had|who|what|when|where|why|how|which|if|there|they|it|that|this|he|she|we|i|you)\b",
    re.I,
)
_ONE = lazy_regex(r"\bones?$", re.I)
_TOWN_BEHIND = lazy_regex(r"(?:[^\W\d_][\w'’-]{1,30} ){0,2}[^\W\d_][\w'’-]{1,30},\s{1,2}$")
_BEFORE_PLACE = lazy_regex(r"(?:,|\b(?:in|to|into|from|at|near|for))\s{1,2}$", re.I)  # "Bank of Shanghai" is a name
_WORD_BEGINS = lazy_regex(r"(?<![\w'’-])\w")
_LIST_WORDS = lazy_regex(r"\b(?:the|an?|on|in|of|for|to|lists?)\b", re.I)
_ARTICLE_WORD = lazy_regex(r"^(?:the|an?)\s+", re.I)
# The last thing that a question names, and the word at its head.
_LAST_THING = lazy_regex(
    r"\b(?:the|an?|my|our)\s+(?P<words>[\w’'/.-]{1,60}(?:\s+(?:and\s+)?[\w’'/.-]{1,60}){0,6}?\s*)(?P<end>[?.!]{0,9})$",
    re.I,
)


def _replaced(asked: str, before: str) -> str:
    """Return the question before, with what the follow-up names in the place of its like; empty without a like."""
    match = _THING.match(asked.strip())
    if match is None or _VERB.search(match["thing"]) or mentions(asked):
        return ""
    thing = match["thing"].strip()
    # "The cambodian one", in small letters.
    named, there = (
        list(mentioned_countries(thing)) or list(mentioned_countries(thing.title())),
        list(mentioned_countries(before)),
    )
    if named and any(c.isdigit() for c in f"{thing[: named[0][0]]}{thing[named[0][1] :]}"):
        return ""  # "and 200 to Norway?" changes more than the country
    if named:
        # "In the US rules" says whose law is asked, which a follow-up seldom changes where another country is named.
        others = {code for _, e, code in there if not _OF_LAW.match(before, e)}
        there = [found for found in there if found[2] in others] or there
        # The same country may be named twice: each of its mentions gives way.
        wanted = [(s, e) for s, e, code in there if code == there[-1][2]] if there else []
        if wanted and SIDE_BY_SIDE.search(before):  # a comparison goes on with one more
            end = wanted[-1][1]
            return f"{before[:end]} and {thing[named[0][0] : named[0][1]]}{before[end:]}"
        for start, end in reversed(wanted):
            head = _without_town(before[:start])
            before = head + thing[named[0][0] : named[0][1]] + before[end:]
        return before if wanted else ""
    if (listed := lists_asked(thing)) and (there_too := lists_asked(before)):
        return _with_list(before, there_too, thing) if len(listed) == 1 and _is_list_alone(thing, listed[0]) else ""
    last = _LAST_THING.search(before)
    if last is None or not _ONE.search(thing):
        return ""
    new = _ONE.sub(last["words"].split()[-1], _ARTICLE_WORD.sub("", thing))
    return f"{before[: last.start('words')]}{new}{last['end'] or '?'}"


def _without_town(head: str) -> str:
    """Return the words before a country without a town of it: of "in Hsinchu, Taiwan" another country has none."""
    town = _TOWN_BEHIND.search(head)
    for at in (m.start() for m in _WORD_BEGINS.finditer(head, town.start(), town.end())) if town else ():
        if folded_town(head[at:].rstrip(", ")) in towns() and _BEFORE_PLACE.search(head, 0, at):
            return head[:at]
    return head


def _is_list_alone(thing: str, of_list: PartyList) -> bool:
    """Return whether words name a list and nothing else: "Hytera on the SDN list" names a party of its own."""
    return not _LIST_WORDS.sub(" ", of_list.asked.sub(" ", thing) if of_list.asked else thing).strip()


def _with_list(before: str, lists: Sequence[PartyList], thing: str) -> str:
    """Return a question with another list in the place of those that it names."""
    name = _ARTICLE_WORD.sub("", thing)
    places = sorted((m.span() for about in lists if about.asked for m in about.asked.finditer(before)), reverse=True)
    for start, end in places:
        before = before[:start] + name + before[end:].removeprefix(" List").removeprefix(" list")
    return before


_OF_LAW = lazy_regex(r"(?:['’]s)?\s{1,3}(?:export |sanctions? )?(?:rules?|laws?|regulations?|controls?)\b", re.I)
_RELATIVE = lazy_regex(
    r"\b(?:paragraph|para\.?|sub-?paragraph|point|item|letter|\(?)"
    r"\s*(?P<steps>(?:\((?:[a-z]{1,4}|\d{1,3})\))+|(?<=\s)[a-z](?=\s*\?|$)|\d{1,3}(?=\s*\?|$))",
    re.I,
)


def addressed(asked: str, history: Sequence[str]) -> Locator | None:
    """Return the address that a follow-up like "what about paragraph (b)?" means; None when it means none.

    New steps replace as many steps of the earlier address as are of their kind: after 744.21(f), "(g)" is 744.21(g);
    after 744.21(b)(1), "(2)" is 744.21(b)(2).
    """
    before = next((m[-1].locator for h in reversed(history) if (m := mentions(h))), None)
    match = _RELATIVE.search(asked)
    if before is None or match is None:
        return None
    steps = re.findall(r"[a-z]{1,4}|\d{1,3}", match["steps"].lower())
    path = list(before.path)
    root, below = path[0], path[1:]
    level = next((n for n, step in enumerate(below) if step.isdigit() == steps[0].isdigit()), len(below))
    new = [*below[:level], *steps]
    if before.system == "cfr":
        base = before.text.split("(")[0]
        return parse(base + "".join(f"({s})" for s in new))
    if before.system == "eccn":
        return parse(".".join([root, *new]))
    if before.system == "eu":
        return parse(root + "".join(f"({s})" for s in new))
    return None


# A wish for plain words, which is no part of what is asked.
_SIMPLY = lazy_regex(
    r"\bin (?:plain|simple|easy|everyday|normal|layman['’]?s?|lay) (?:english|words?|terms?|language)\b|"
    r"\bfor (?:a |an |the )?(?:layperson|layman|newcomers?|beginners?|dumm(?:y|ies)|non-?lawyers?)\b|"
    r"\blike i(?:['’]?m| am) (?:five|5|a child)\b|\beli5\b[:,]?|\b(?:more )?simply\b(?=\W*$)|"
    r"(?<=explain )simply\b|\bexplain (?:it|that|this) (?:more )?simply\b|\bsimpl(?:er|y) (?:please|put)\b",
    re.I,
)  # fmt: skip
# What is left of such a wish when its words are taken out: no question of its own.
_WISH = lazy_regex(
    r"^\W*(?:(?:and|but|so|ok(?:ay)?|please|now|then|again|once more|i don['’]?t (?:get|understand) (?:it|that|this)|"
    r"(?:can|could|would|will) you|(?:explain|say|put|tell|give|repeat|rephrase|summari[sz]e|what does)|"
    r"(?:me|us)|(?:it|that|this)|(?:to|mean)|(?:the same))\b\W*)*$",
    re.I,
)


def without_simply(asked: str) -> str:
    """Return the question without a wish for plain words ("explain X simply").

    It is empty when there is nothing else, and `asked` itself when there is no such wish.
    """
    rest = _SIMPLY.sub(" ", asked)
    if rest == asked:
        return asked
    return "" if _WISH.match(rest) else re.sub(r"\s([?.!,])", r"\1", " ".join(rest.split())).strip(" ,:;")

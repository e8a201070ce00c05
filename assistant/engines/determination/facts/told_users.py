"""The end user as a question tells it: a party's name, or a body in words, never the place where it is."""

from __future__ import annotations

import re
from itertools import chain

from assistant.engines.determination.facts.asked import Transaction, of_text
from assistant.engines.determination.facts.places import without_places
from assistant.engines.determination.facts.unknown_places import place_not_known
from assistant.engines.determination.law_texts.rules import pattern, rule_table
from assistant.query.candidate_names import LEGAL_FORM
from corpus.language.lazy_regex import lazy_regex

# Bodies that a word alone tells, and those of which the word before says what they are: "a robotics firm".
_BODIES = (
    r"arm(?:y|ies)|nav(?:y|ies)|air forces?|military|armed forces|coast guard|(?:\w{3,20} )?police|"
    r"ministr(?:y|ies)(?: of (?:the )?\w{3,20})?|governments?|universit(?:y|ies)|colleges?|institutes?|academ(?:y|ies)|"
    r"hospitals?|clinics?|laborator(?:y|ies)|labs?|schools?|banks?|hotels?|factor(?:y|ies)|mills?|refiner(?:y|ies)|"
    r"shipyards?|foundr(?:y|ies)|power (?:plants?|stations?)|airports?|airlines?|utilit(?:y|ies)|museums?|"
    r"charit(?:y|ies)|NGOs?|embass(?:y|ies)|start-?ups?|farms?|mines?|brewer(?:y|ies)|dair(?:y|ies)|distributors?|resellers?|retailers?|importers?|integrators?"
)
_OF_A_KIND = (
    r"customers?|buyers?|clients?|compan(?:y|ies)|firms?|makers?|manufacturers?|dealers?|traders?|operators?|plants?|"
    r"producers?|growers?|processors?|workshops?|groups?|institutions?|agenc(?:y|ies)|authorit(?:y|ies)|"
    r"brigades?|services?|shops?|studios?|offices?|centres?|centers?|stations?"
)
# Words that name goods as well tell of a body only behind "a" or "an" ("tooling for the machining centers"), and the
# plural of those that are mostly goods not even there.
_GOODS_TOO = lazy_regex(
    r"(?!an? ).*\b(?:mines?|mills?|plants?|services?|operators?|processors?|centres?|centers?|stations?|groups?)|"
    r".*\b(?:mines|mills|services|processors|centres|centers|stations)",
    re.I,
)
# Who makes, tests or brings something is no end user, nor whom somebody works for.
_LEADS_TO_USER = (
    r"(?:\b(?:to|with|(?:end[- ]users?|customers?|buyers?|clients?|consignees?)(?: is|:|,)?|user (?:is|will be))|"
    r"(?<!work )(?<!works )(?<!worked )(?<!working )(?<!act )(?<!acts )(?<!acting )(?<!employed )(?<!speak )\bfor|"
    r"\b(?:bought|ordered|purchased|requested|wanted|needed|used|operated|run|received|imported|installed) by) "
)
# Who wants to send something, or asks whether it may be sent, is who exports it.
_EXPORTS = (
    r"to (?:(?:\w{2,12}ly|have|get|apply|know|start|begin|be able to) ){0,2}(?:(?:re-?)?exports?|ships?|sends?|"
    r"sells?|sold|shipped|sent|supply|deliver|transfer|release|share|provide|offer|give|mail|license|licence|know|ask)\b"
)
_BEFORE_BODY = r"(?:an?|the|our|one|some|two|its|their) "
_BEHIND = (
    r"(?=\s{0,2}(?:[,.;:?!()]|$|(?:in|at|near|of|from|that|which|who|whose|and|or|to|for|with|there|will|would|needs?|"
    r"wants?|is|are|outside|under|as|but|by|on)\b))"
)
_AT = lazy_regex(r"\b(?:in|from|at|near|via|through)\s{1,3}$", re.I)
_BEFORE_NAME, _BEHIND_NAME = 60, 40  # characters beside a name in which words that make it a party's are looked for
_A_NAME = 3  # words from which on a name with a word for an armed force is a party's
_USER = lazy_regex(
    rf"{_LEADS_TO_USER}(?P<user>{_BEFORE_BODY}(?:(?:[\w'’-]{{2,20}} ){{0,3}}?(?:{_BODIES})|"
    rf"(?:[\w'’-]{{2,20}} ){{1,3}}?(?:{_OF_A_KIND}))){_BEHIND}(?! {_EXPORTS})",
    re.I,
)
# "A Peruvian mine ordered a pump": who orders is told as the subject.
_ORDERS = lazy_regex(
    rf"(?:^|(?<=[.;:!?]\s))(?P<user>an? (?:(?:[\w'’-]{{2,20}} ){{0,3}}?(?:{_BODIES})|"
    rf"(?:[\w'’-]{{2,20}} ){{1,3}}?(?:{_OF_A_KIND})))(?: (?:in|from|of|at) [\w -]{{2,30}}?)? "
    r"(?:wants?|wanted|orders?|ordered|needs?|asks?|asked|buys?|bought|requests?|requested|is buying|would like)\b"
    rf"(?! (?:us |me )?(?:{_EXPORTS}|whether\b|if\b|about\b|how\b|what\b|(?:an? |the )?(?:export )?licen[cs]es?\b))",
    re.I,
)


def told_user(asked: Transaction) -> str:
    """Return the end user that the facts tell of; an empty string where they tell of none, or name several parties."""
    if asked.end_user:
        return asked.end_user
    told = " ; ".join(filter(None, (asked.now, asked.text)))
    nowhere = place_not_known(asked.now or asked.text) if not asked.to else ""
    names = [n for n in asked.names if is_party_name(n) and not is_where(n, told) and stands_as_party(n, told)]
    names = [n for n in names if f" {n} " not in f" {nowhere} "]  # "Zamunda" of "New Zamunda" names no party either
    if len(names) == 1:
        return names[0]
    texts = (asked.now, asked.text)
    told_as = (shape.finditer(text) for text in texts for shape in (_USER, _ORDERS))
    users = (m["user"] for m in chain.from_iterable(told_as)) if not names else ()
    return next((u for u in users if not _GOODS_TOO.fullmatch(u)), "")


def is_party_name(words: str) -> bool:
    """Return whether words may name a party: no place, no figure with a unit, no word of the law or of items.

    Nor an armed force, which no list has by that word.
    """
    force = pattern(str(rule_table()["words"]["military"])).search(words)
    bare = without_places(words).strip()
    if not bare or pattern(str(rule_table()["party"]["nobody"])).fullmatch(bare):
        return False
    if all(LEGAL_FORM.fullmatch(w.strip(".,")) for w in bare.split()):
        return False  # "our parent (GmbH, Munich)"
    return not (any(c.isdigit() for c in words) or of_text(words).has_item or (force and len(words.split()) < _A_NAME))


def stands_as_party(name: str, text: str) -> bool:
    """Return whether words stand where a party's name does; "California" of a wine and "ROV" are words of the goods.

    A name of several words does, unless an armed force is named by it ("Vietnam People's Navy"); a single word where
    the question says that somebody is called so, or hands something to it.
    """
    shapes = rule_table()["party"]
    force = pattern(str(rule_table()["words"]["military"]))
    for m in re.finditer(re.escape(name), text):
        before, behind = text[max(0, m.start() - _BEFORE_NAME) : m.start()], text[m.end() : m.end() + _BEHIND_NAME]
        if pattern(shapes["force_behind"]).match(behind) or force.search(name):
            continue
        if " " in name or pattern(shapes["before"]).search(before) or pattern(shapes["behind"]).match(behind):
            return True
    return False


def is_where(name: str, text: str) -> bool:
    """Return whether a single word stands only where a place does: "from Texas", "in Johor, Malaysia"."""
    return " " not in name and all(_AT.search(text, 0, m.start()) for m in re.finditer(re.escape(name), text))

"""Who owns how much of whom, read from the words of a question: "A owns 60 % of B, which holds half of C"."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from assistant.engines.calculation.ownership.model import (
    TAG,
    Listing,
    Owner,
    Ownership,
    Stake,
    names_a_list,
    party_key,
)
from assistant.engines.calculation.ownership.shares_told.company_meant import of_company_meant, without_how_held
from assistant.engines.calculation.ownership.shares_told.joint_owners import JointOwners, joint_owners
from assistant.engines.calculation.ownership.shares_told.owner_clauses import (
    OWNS,
    PERCENTAGE_MARK,
    SHARE,
    SHARES,
    clauses_of,
    sentences_of,
    shares_told,
    short_name,
    with_halves,
    without_clause_before,
    without_days,
    without_lead_in,
)
from assistant.engines.calculation.ownership.shares_told.owner_roles import with_owners_by_role
from assistant.engines.calculation.ownership.shares_told.party_words import (
    names_a_party,
    said_of_owned,
    without_clauses,
)
from assistant.engines.calculation.ownership.shares_told.plain_telling import plainly_told
from assistant.engines.calculation.ownership.shares_told.several_owners import (
    ONE_OF_A_KIND,
    SeveralOwners,
    owners_before,
    several_owners,
)
from assistant.engines.calculation.reading import Asked
from assistant.query.candidate_names import LEGAL_FORM
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import party_lists
from corpus.lexicon.party_lists import lists_asked

_HEAD = lazy_regex(
    r"^(?:(?:if|is|are|does|do|did|may|can|could|must|should|would|will|shall|when|where|suppose|say|assume|what if|"
    r"now|so|then|also|and|because|let(?: us|['’]?s)|(?:what|how) about|shareholders? of|"
    r"owners? of|the owners? of|the shareholders? of) ){1,3}",
    re.I,
)
# "Our buyer is not listed, but one Entity List company owns 40 % of it": who is told of, before the shares in it.
_STANDING_BEFORE = lazy_regex(
    r"^(?P<party>[^§,;]{1,80}?) (?:is|are|was|were)(?: not|n['’]?t)? (?:itself |themselves )?"
    r"(?:listed|unlisted|(?:not )?on (?:the|any) [^§,;]{0,30}\blists?\b)[^§,;]{0,20}[,;:]? "
    r"(?:but|however|yet|though|although),? ",
    re.I,
)
# What is owned is the party that goods go to: "our shipment of EAR99 goods went to a Dubai firm".
_GOES_TO = lazy_regex(
    r"^(?![^§]*\b(?:stakes?|shares?|interests?|shareholding|equity)\b|"
    r"[^§]*\bholding\b(?! (?:that|which|who|company|group|in|based)\b))[^§]{0,120}\b(?:go|goes|going|went|"
    r"gone|ship\w{0,4}|sell(?:s|ing)?|sold|send(?:s|ing)?|sent|export\w{0,3}|deliver\w{0,4}|"
    r"supply|supplies|supplied|supplying|transfer\w{0,4}|releas\w{1,3}|quot\w{1,3}|deal(?:s|ing|t)?|order\w{0,3}|"
    r"consigned|"
    r"shipments?|deliver(?:y|ies)|sales?)\b[^§]{0,60}?\b(?:to|with|for|from|by) (?=(?:(?:an?|the|our|one|some)\b|"
    r"(?-i:[A-Z])))",
    re.I,
)
# "a firm that isn't listed but (is owned …)": what is said of somebody is no part of the name.
_SAID_OF_IT = (
    r" (?:that|which|who|directly|indirectly|"
    r"(?:that|which|who) (?:is|isn'?t|is not|are|aren'?t)(?: itself| not)? (?:listed|unlisted),? (?:but|yet|though))$"
)
_ARTICLE_LED = lazy_regex(r"(?:An?|The|One|Another) ")
_OUR = lazy_regex(r"^(?:our|my|their|your|his|her) ", re.I)
_ROLE = lazy_regex(
    r"^(?:buyer|customer|consignee|distributor|reseller|trader|supplier|client|broker|forwarder|purchaser|end[- ]user|"
    r"importer|dealer|shipper|counterparty|recipient)\b",
    re.I,
)
_OWNERS_END = lazy_regex(
    r"[?:;]|\s[-–—]\s|, ?(?:so|is|are|does|do|am|would|can|if|but|and|then|what)\b|\b(?:is|does|are|would|"
    r"so) (?:it|this|that)\b|"
    r"\s(?:restricted|caught|covered|reached|affected|subject to|captured|treated as|considered|deemed|"
    r"receive|get|buy|obtain|import|take delivery)\b",
    re.I,
)
_REST = lazy_regex(
    r"\bthe (?:other half|rest|remainder|remaining (?:shares?|stake|part)|balance)\b|"
    r"\bthe (?:remaining(?= §)|other(?= §\d{1,3}§(?!\W*$|[.,;:?!]| of\b)))|"
    r"\b(?:rest|remainder|remaining(?: (?:shares?|stake|part))?|balance)"
    r"(?= (?:(?:is |are )?(?:owned |held )?(?:by|with|belongs?)|is|are)\b)",
    re.I,
)
_OWNED = r"(?:owned|held|controlled)"
_A_FEW = r"(?:\b(?:an?|about|only|exactly|just|another|some|the|directly|indirectly) ){0,2}"
_SUBSIDIARY = r"(?:subsidiar(?:y|ies)|affiliate|unit|arm|daughter(?: company)?|joint venture|venture)"
_PATTERNS = tuple(
    lazy_regex(p, re.I)
    for p in (
        rf"^(?P<pre>.{{0,160}}?){SHARE}{SHARES} ?(?:of|"
        rf"in) (?P<owned>.{{1,80}}?) (?:is|are|belongs?|sits?|lies?|lie|went) "
        rf"(?:{_OWNED} )?(?:by|to|with) (?P<owner>.{{1,160}})$",
        rf"^(?P<owned>.{{0,120}}?) ?(?:\b(?:is|are|"
        rf"was) )?(?:\ban? )?{SHARE}[ -]*(?:{_OWNED} )?{_SUBSIDIARY} of (?P<owner>.{{1,160}})$",
        rf"^(?P<owned>.{{0,160}}?)(?: ?\b(?:is|are|was|"
        rf"being)\b)? ?{_A_FEW}{SHARE}{SHARES}[ -]*(?:(?:is|are) )?{_OWNED} "
        r"(?:(?:directly|indirectly) )?by (?P<owner>.{1,160})$",
        rf"^(?P<owned>.{{0,160}}?) belongs? {_A_FEW}{SHARE}{SHARES} ?to (?P<owner>.{{1,160}})$",
        rf"^(?P<owned>.{{0,160}}?)(?: ?\b(?:is|are|was|"
        rf"being)\b)? ?{_OWNED} {_A_FEW}{SHARE}{SHARES} ?(?:by|"
        rf"from|to) (?P<owner>.{{1,160}})$",
        rf"^(?P<owned>.{{0,160}}?)(?: ?\b(?:is|are|was|"
        rf"being)\b)? ?(?:jointly )?{_OWNED} by "
        rf"(?P<owner>.{{1,120}}?) ?(?:[(,:]|with|at|to|for)? ?{SHARE}(?P<rest>.{{0,160}})$",
        rf"^(?P<owner>.{{1,160}}?) {OWNS} {_A_FEW}{SHARE}{SHARES} ?(?:(?:of|"
        rf"in) )?(?P<owned>.{{0,160}})$",
        rf"^(?P<owner>.{{1,120}}?)['’]s? {SHARE}(?:[- ]{_OWNED})? {_SUBSIDIARY}[,:]? ?(?P<owned>.{{0,160}})$",
        rf"^{_A_FEW}{SHARE}{SHARES} ?(?:of|in) (?P<owned>[^,]+)$",
        rf"^(?P<owned>[^:]{{1,120}}?)(?:['’]s? (?:share ?holders?|owners?))?: ?{SHARE} (?:by |from )?"
        r"(?P<owner>.{1,160})$",
        rf"^(?P<owned>.{{0,160}}?)[:,]? ?{SHARE}{SHARES} ?(?:by|from|belongs? to|with|to|"
        rf"held by|is) (?P<owner>.{{1,160}})$",
        rf"^(?P<owner>.{{0,160}}?[\w)’'].{{0,160}}?) ?[:(=,]? ?{_A_FEW}{SHARE}\)?{SHARES}"
        rf"(?: ?(?:of|in) (?P<owned>.{{1,160}}))?[.)?]?$",
        rf"^{_A_FEW}{SHARE}[:,]? ?(?P<owner>.{{1,160}})$",
    )
)
# A share that changes is no share beside the others, and words behind a comma may be a further owner.
_CHANGES = lazy_regex(
    r"\b(?:sold|sells?|selling|buys|reduc\w{1,5}|cuts?|drops?|dropped|falls?|fell|rises?|rose|increas\w{1,5}|"
    r"dilut\w{1,5}|"
    r"what if|instead|no longer|used to|down to|up to|transferr?\w{0,5}|divest\w{0,5})\b",
    re.I,
)
# "has sold down to § and …": the share that is left, where no earlier one is told.
_DOWN_TO = lazy_regex(
    rf"^(?:(?:and|but|what|if|now|then|so|suppose|by then|later),? ){{0,6}}(?P<owner>[^,;]{{2,80}}?) "
    rf"(?:(?:has|have|had) )?"
    rf"(?:sold|sells|cut|cuts|reduced|reduces|went|goes|diluted|dropped|drops)(?: (?:its|the|their) (?:stake|share))? "
    rf"(?:down )?to {SHARE}(?P<rest>.{{0,160}})$",
    re.I,
)
_FURTHER = lazy_regex(
    r"[,;].{0,80}\b(?:rest|remain\w{1,5}|balance|others?|owns?|holds?|(?<!listed )(?<!designated )(?<!blocked )by)\b",
    re.I,
)
_WITHOUT_SHARE = lazy_regex(
    r"\b(?:has|have|holds?|owns?|with|is|are)\b(?: \w+){0,2} (?:an? |some |the |its |small |unknown |minority |golden )"
    r"{1,3}(?:stakes?|shares?|interest|share ?holders?|co-?owners?|part-?owners?)\b(?! of §)",
    re.I,
)
_EACH = lazy_regex(
    rf"\b(?:each|apiece|respectively)\b(?: (?:owns?|holds?))?.{{0,12}}{SHARE}|"
    rf"{SHARE}.{{0,12}}\b(?:each|apiece|respectively)\b",
    re.I,
)
_PART_OF_TOLD = lazy_regex(rf"^(?:and )?{SHARE} of (?:it|them|these|those|that) by\b", re.I)  # "…, half of it by A"
_EACH_OF_ALL = lazy_regex(r"^\W{0,3}each\b|\b(?:each|apiece)\W{0,3}$", re.I)
_ARROW = lazy_regex(r"\s{0,3}(?:-{1,2}>|→|=>)\s{0,3}(?=§)")  # "A -> 60 % of B -> 51 % of C"
_CLAUSE_BEFORE = lazy_regex(r"^[A-Z][a-z]+ (?:to|that)\b[^,]{1,80}, ")  # "According to our papers, …"
_UNNAMED = "company"  # key of "the company", which stands for one that a clause does not name
_LEADING = lazy_regex(
    r"^(?:(?:In|On|At|By|Since|From|As|And|But|If|So) )?(?:(?:19|20)\d\d )?(?=[A-Z])"
)  # "In 2025 Acme"
_FRACTION_LEFT = lazy_regex(
    r"\b(?:(?:another|a further|a second|the other|two|three) (?:third|quarter|half|fifth|sixth|tenth)s?|\d/\d{1,2})\b",
    re.I,
)
_PRONOUN = lazy_regex(r"^(?:in turn,? )?(?:which|who|that|whose|the latter|and)\b ?(?:in turn)?$", re.I)
_IT = lazy_regex(
    r"^(?:it|its|they|them|that (?:company|firm|entity)|this (?:company|firm|entity)|the same(?: \w+)?|itself)?$", re.I
)
# What is said of a share, and names no party: "exactly 50 % owned, caught where?".
_NOBODY_NAMED = lazy_regex(
    r"(?:(?:directly|indirectly|jointly|only|exactly) )?(?:owned|held|controlled|owners?|owner ?ship|stakes?|"
    r"shares?|shareholding|interests?|equity|enough|caught|reached|covered)",
    re.I,
)
# Who a sentence without a share begins with, who is meant by "it" in the next one: "A trading firm works out of …".
_BEGINS_WITH = lazy_regex(
    r"^(?:(?:An?|The|One|Our|My|Their|This|That) (?:[\w-]{1,20} ){0,3}?(?:firm|company|trader|distributor|buyer|"
    r"customer|business|entity|supplier|broker|forwarder|bank|manufacturer|maker|holding|group|dealer|shop|fund|"
    r"party)\b|"
    r"[A-Z][\w.&-]{1,30}(?: [A-Z][\w.&-]{1,30}){0,4}(?= (?:is|was|has|works|operates|sits|stands|trades|runs)\b))"
)
_STATUS_WORDS = lazy_regex(
    rf"\([^()]{{0,80}}\)|\b(?i:{'|'.join(re.escape(n.name) for n in party_lists.table().entries)}|"
    r"also|itself|in turn|say|suppose|assume|if|so|now|then|listed|unlisted|list|"
    r"entity|company|firm|party|parent|owner|shareholder|the|our|my|his|her|their|your|who|which|that|"
    r"context|because)\b|"
    r"\b(?:an?|one|is|are|not|on|of|shares?|in)\b"
)
_SAME_KIND = lazy_regex(
    r"^(?:(?:by )?(?:another|a second|the second|the other|a third|two more|one more)(?: one)?)$", re.I
)
# What leads to an identifier behind a name: "one SDN tagged [SDGT]".
_TAGGED = lazy_regex(
    r"\s?\b(?:tagged|with (?:the )?tags?|under(?: the)?(?: tag)?|(?:of|under) programme|tag)\s{0,3}$", re.I
)
_EVERYONE = lazy_regex(r"\b(?:both|all(?: three| of them)?|each)\b(?: of them)?(?: (?:are|is))?[^.?!,;§]{0,40}", re.I)
_FRESH = lazy_regex(r"^(?:(?:one|another|an?|two|some|others?|a second|second|a third|third|different)\b|other$)", re.I)
_COMPANY_NAME = lazy_regex(r"\b(?:[A-Z][\w.&-]{0,30})(?: (?:[A-Z0-9][\w.&-]{0,30}))*")


def read(asked: Asked) -> Ownership:
    """Return the ownership that a question tells of."""
    return _Reader(with_halves(plainly_told(asked))).read()


class _Reader:
    """Reading of one question: what is owned, and who was spoken of last, go from clause to clause."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.parties: dict[str, Owner] = {}
        self.stakes: list[Stake] = []
        self.unread: list[str] = []
        self.owned = self.last = self.subject = self.kind = ""
        self.percents: list[Fraction | None] = []

    def read(self) -> Ownership:
        """Read every sentence with a percentage, then what is said of the parties elsewhere."""
        text = self._marked()
        for sentence in map(without_lead_in, sentences_of(text)):
            first = len(self.stakes)
            if not PERCENTAGE_MARK.search(sentence) and (begins := _BEGINS_WITH.match(sentence)):
                self.subject = self._party(begins[0], new=True)
                party = self.parties.get(self.subject)
                if party:
                    self.parties[self.subject] = replace(party, words=f"{party.words} {sentence}")
            if joint := joint_owners(_GOES_TO.sub("", sentence), sentences_of(text)):
                self._joint(joint)
            else:
                for clause in clauses_of(sentence):
                    self._clause(clause)
            self._name_the_unnamed(first)
            if _FRACTION_LEFT.search(sentence):
                self.unread.append(sentence)  # a share beside the others that is no percentage
            elif not PERCENTAGE_MARK.search(sentence) and _WITHOUT_SHARE.search(sentence) and names_a_list(sentence):
                self.unread.append(sentence)
        self._listed_elsewhere(text)
        return of_company_meant(Ownership(self.parties, tuple(self.stakes), tuple(self.unread)), text, _UNNAMED)

    def _name_the_unnamed(self, first: int) -> None:
        """Give the stakes of a sentence in nobody named the company that it names last: "A has 30 and B 25 % of C"."""
        here = self.stakes[first:]
        named = list(dict.fromkeys(s.owned for s in here if s.owned != _UNNAMED))
        unnamed = [s for s in here if s.owned == _UNNAMED]
        if not unnamed or not named:
            return
        if len(named) > 1 or any(s.owner == named[0] for s in unnamed):
            self.unread.append("whose shares are told first")
            return
        self.stakes[first:] = [replace(s, owned=named[0]) if s.owned == _UNNAMED else s for s in here]

    def _marked(self) -> str:
        """Return the text with a mark for each percentage; those of the rule itself are left out."""
        text, out, at = without_days(self.asked), [], 0
        for share in shares_told(self.asked):
            out += [text[at : share.start], f"§{len(self.percents)}§"]
            self.percents.append(share.percent)
            at = share.end
        first, *behind = _ARROW.split("".join([*out, text[at:]]))
        marked = first + "".join(f"{', which' if n else ''} owns {piece}" for n, piece in enumerate(behind))

        def rest(_: re.Match[str]) -> str:
            self.percents.append(None)
            return f"§{len(self.percents) - 1}§"

        # "the other 25 %" is told, and is not what the others leave
        plain = " ".join(re.sub(r"§\d{1,3}§ (§\d{1,3}§)", r"\1", _REST.sub(rest, marked)).split())
        return without_how_held(with_owners_by_role(plain))

    def _clause(self, clause: str) -> None:
        clause = _GOES_TO.sub("", without_clause_before(clause))
        mark = PERCENTAGE_MARK.search(clause)
        if mark is None:
            return
        if told := _STANDING_BEFORE.match(clause.strip(" ,:")):
            self.subject = self._party(told["party"], new=True)
            clause = clause.strip(" ,:")[told.end() :]
        if _PART_OF_TOLD.match(clause.strip(" ,:")):
            self.unread.append(PERCENTAGE_MARK.sub(lambda m: "…", clause).strip())
            return
        percent = self.percents[int(mark[1])]
        if (several := several_owners(_HEAD.sub("", clause.strip(" ,:")))) is not None:
            self._several(several, percent)
            return
        if (before := owners_before(clause.strip(" ,:"))) is not None:
            kind, clause = before
            self.kind, self.owned = kind.kind, self._party(kind.owned, new=True)
            self.subject = self.owned
        if len(self.percents) == 1 and (m := _DOWN_TO.match(clause.strip(" ,:?"))):
            owner, owned = self._party(m["owner"]), self._owned("")
            if owner and owned and owner != owned:
                self.stakes.append(Stake(owner, owned, percent))
                return
        for pattern in _PATTERNS:
            m = pattern.match(clause.strip(" ,:"))
            if m is None:
                continue
            groups = m.groupdict()
            outside = re.sub(r"\([^()]{0,200}\)", "", _OWNERS_END.split(groups.get("owner") or "")[0])
            if (
                _CHANGES.search(clause)
                or _EACH.search(clause)
                or any(_EACH_OF_ALL.search(_OWNERS_END.split(groups.get(g) or "")[0]) for g in ("owner", "owned"))
                or _FURTHER.search(outside)
                or _WITHOUT_SHARE.search(outside)
            ):
                break
            if _IT.match((groups.get("owner") or "").strip() or "§") and not self.subject:
                break  # "it" is nobody's name
            passive = bool(groups.get("owner") and groups.get("owned")) and m.start("owned") < m.start("owner")
            of_owned = said_of_owned(groups["owner"] or "") if passive else None
            told_of_owner = (groups.get("owner") or "")[: of_owned.start() if of_owned else None]
            owner = self._party(told_of_owner) if "owner" in groups else self.subject
            owned = self._owned(groups.get("owned") or "")
            if of_owned and owned in self.parties:
                party = self.parties[owned]
                self.parties[owned] = replace(party, words=f"{party.words} {of_owned['said']}")
            if owner and owned and owner != owned:
                self.stakes.append(Stake(owner, owned, percent))
                active = "owner" not in groups or m.start("owner") < (m.start("owned") if groups.get("owned") else -1)
                self.owned, self.last = owned, owned if active else owner
                self.subject = owner if active else owned
                return
        self.unread.append(PERCENTAGE_MARK.sub(lambda m: "…", clause).strip())

    def _several(self, several: SeveralOwners, percent: Fraction | None) -> None:
        """Note a stake for each of several owners that are told of as one: "two listed firms each own 25 % of X"."""
        owned = self._owned(_OWNERS_END.split(several.owned)[0])
        for place in ("first", "second", "third", "fourth", "fifth")[: several.count]:
            key = f"{place} {several.kind.casefold()}"
            self.parties[key] = Owner(key, f"the {place} {several.kind}", several.kind)
            self.stakes.append(Stake(key, owned, percent))
        self.owned = self.last = self.subject = owned

    def _joint(self, joint: JointOwners) -> None:
        """Note a stake for each of the owners whose shares are told one behind the other."""
        owned = self._owned(joint.owned)
        if not joint.owners:
            self.unread.append(f"whose shares of {self.parties[owned].name} are which")
        for (name, words), share in zip(joint.owners, joint.shares, strict=bool(joint.owners)):
            key = self._party(name, new=True)
            self.parties[key] = replace(self.parties[key], words=words, is_said_listed=joint.are_said_listed)
            self.stakes.append(Stake(key, owned, self.percents[share]))
        self.owned = self.last = self.subject = owned

    def _owned(self, words: str) -> str:
        """Return the key of what is owned; what was spoken of before where the clause does not name it."""
        return self._party(words) or self.owned or self._party("the company", new=True)

    def _party(self, words: str, *, new: bool = False) -> str:
        """Return the key of a party, which is noted with all that is said of it; "" where no words name one."""
        words = _CLAUSE_BEFORE.sub("", _OWNERS_END.split(PERCENTAGE_MARK.sub(" ", words))[0].strip())
        words = re.sub(_SAID_OF_IT, "", _HEAD.sub("", words.strip(" ,:.;?!-")), flags=re.I)
        if not new and _PRONOUN.match(words):
            return self.last
        if not new and _IT.match(words):
            return self.subject if words else ""
        untagged = _TAGGED.sub("", TAG.sub(" ", words)).strip()
        if _SAME_KIND.match(untagged) and self.stakes:  # "by one listed company and 25 % by another"
            words = f"{words} ({TAG.sub(' ', self.parties[self.stakes[-1].owner].words).strip()})"
        elif ONE_OF_A_KIND.match(untagged):
            if not self.kind:
                return ""  # of owners of two kinds, nothing says which one it is
            words = f"{words} ({self.kind})"
        bare = _STATUS_WORDS.sub(" ", re.sub(r"^(?:An?|The|One|My|Our|His|Her) (?=\w)", "", TAG.sub(" ", words)))
        name = (
            short_name(bare)
            if lists_asked(bare)
            else next((m for m in _COMPANY_NAME.finditer(bare) if names_a_party(m[0], words)), None)
        )
        told = _TAGGED.sub("", TAG.sub("", re.sub(r" ?\([^()]{0,200}\)", "", words).split(",")[0]))
        told = without_clauses(told)
        shown = _LEADING.sub("", name.group() if name else " ".join(told.split())[:60]).strip()
        if shown.endswith(".") and not LEGAL_FORM.fullmatch(shown.split()[-1].strip(".")):
            shown = shown.rstrip(".")  # the full stop of the sentence
        if not shown or _NOBODY_NAMED.fullmatch(shown):
            return ""
        if name is None and (article := _ARTICLE_LED.match(shown)):
            shown = f"{article[0].lower()}{shown[article.end() :]}"
        if name is None and _ROLE.match(shown):
            shown = f"the {shown[0].lower()}{shown[1:]}"
        if name is None and (ours := _OUR.match(shown)):
            shown = f"the {shown[ours.end() :]}"  # "our Turkish customer" is the asker's
        fresh = name is None and _FRESH.match(words)
        key = f"{shown.casefold()}#{len(self.parties)}" if fresh else party_key(shown)
        before = self.parties.get(key)
        self.parties[key] = Owner(key, before.name if before else shown, f"{before.words if before else ''} {words}")
        return key

    def _listed_elsewhere(self, text: str) -> None:
        """Add to each named party what other sentences say of it: "A is listed", "both are on the list"."""
        everyone = re.search(
            r"\b(?:both|all(?: three| of them)?|each)\b[^.?!]{0,20}(?:\blisted\b|\bon (?:the|a)\b[^.?!]{0,40})",
            text,
            re.I,
        ) or next((m for m in _EVERYONE.finditer(text) if names_a_list(m[0])), None)
        neither = re.search(r"\b(?:neither|none of them)\b[^.?!]{0,40}\blist(?:ed)?\b", text, re.I)
        owners = {s.owner for s in self.stakes}
        for key, party in list(self.parties.items()):
            called = f"(?i:{'|'.join(map(re.escape, party.names))})"
            said = [
                m[1]
                for m in re.finditer(
                    rf"\b{called}\b,? ?((?:is|are|was|being|itself|\(|an?\s|the\s|not\s|"
                    rf"on\s)[^.;,?!)]{{1,60}})",
                    text,
                )
            ]
            said += [
                m[1]
                for m in re.finditer(
                    rf"\b{re.escape(party.name)}(?:,? (?:and |& )?[A-Z][\w-]{{0,20}}){{1,4}} (?:are|"
                    rf"were) ([^.,;?!)]{{1,60}})",
                    text,
                )
            ]
            before = re.search(rf"\b((?:unlisted|listed)(?: \w+)?) {re.escape(party.name)}\b", text, re.I)
            words = [re.split(rf"\b(?:and|but|while)\b|{SHARE}", s)[0] for s in said] + ([before[1]] if before else [])
            nameless = party.is_taken_as_unlisted  # "the founder": what is said of it outright goes before
            if key in owners and (party.listing is Listing.UNSAID or nameless):
                of_all = everyone and not (nameless and not names_a_list(everyone[0]))
                told = "listed " + everyone[0] if everyone and of_all else "unlisted" if neither else ""
                self.parties[key] = party.with_words(*words, told)

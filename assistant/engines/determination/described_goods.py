"""Goods told by words and figures instead of an entry: the paragraphs that they may meet, and what each would mean.

Nothing is guessed. A licence is said to be required only where one paragraph alone is met by all that it asks for and
requires one at the destination; all else is told on the condition that the goods are what a paragraph says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.engines.clauses import suppositions
from assistant.engines.determination.checks.reasons_for_control.scope import names_paragraph
from assistant.engines.determination.facts.asked import Item, ParagraphPath, Transaction, of_text
from assistant.engines.determination.facts.candidates import goods_terms
from assistant.engines.determination.facts.intent import has
from assistant.engines.determination.facts.places import places, without_places
from assistant.engines.determination.figures.limits import ComparedLimit, Figure, LimitVerdict, figures_given
from assistant.engines.determination.figures.matches import DescribedGoods, Match, figure_matches, matches_by_name
from assistant.engines.determination.figures.paragraphs import Alternative, ControlParagraphs
from assistant.engines.determination.law_texts.asked_facts import AskedFact, told_facts
from assistant.engines.determination.law_texts.entries import entry_at
from assistant.engines.determination.law_texts.rules import asked_fact, said
from assistant.engines.determination.law_texts.texts import Texts
from assistant.engines.determination.report import reported_each
from assistant.engines.determination.steps import SURE_STATUSES, Walk
from assistant.engines.model import Computed, Finding
from assistant.model import Form, Outcome, StatementRole
from assistant.query.model import Query
from corpus.language.lazy_regex import lazy_regex
from index.encoders.minilm import count_tokens
from index.text.tokens import terms

Walker = Callable[[Transaction], Walk]

_WORD = lazy_regex(r"[A-Za-z][A-Za-z-]{3,}")
_MOST_ENTRIES, _MOST_PLACES = 3, 6  # that are walked through, each with each
_OF_A_LIST = lazy_regex(
    r"(?:['’]s)?(?:\s[\w-]{2,20}){0,2}\s(?:lists?|annex(?:es)?|copy|laws?|rules?|regulations?)\b", re.I
)
_OF_A_LIST_ALONE = lazy_regex(
    r"(?:['’]s)?(?:\s(?:export|controls?|controlled|dual[- ]use|military|munitions|national|own|goods|strategic)){0,3}"
    r"\s(?:lists?|annex(?:es)?)\b",
    re.I,
)
# "a listed item in Lemuria": what is asked of is the list of that place, and nothing goes there.
_LISTED_IN = lazy_regex(
    r"\b(?:listed(?! (?:compan|entit|part|firm|person))|controlled|dual[- ]use|on (?:the|an?|any|which|what) lists?)"
    r"(?: (?!for\b|to\b|with\b|by\b|from\b|at\b)[\w.-]{1,14}){0,4},? in (?:the )?$",
    re.I,
)
_TITLE_ENDS = lazy_regex(r"\s?[(–:].*$")
_LONGEST_WORDS = 420  # characters of a paragraph that an answer shows


@dataclass(frozen=True)
class _Case:
    """What is told of goods, or supposed of them: the figures, and the paragraphs that they may meet."""

    supposed: str
    given: tuple[Figure, ...]
    found: tuple[Match, ...]
    numbers: tuple[str, ...] = ()  # entries that the question names

    @property
    def met(self) -> list[Match]:
        """Return the paragraphs that are met, without those that cover only what another one does not.

        Of an entry that the question names those of it, and of the entries for what it does not control.
        """
        met = [m for m in self.found if m.verdict is LimitVerdict.MET and not m.yields]
        met = [m for m in met if m.sure] or met
        near = [m for m in met if m.of.number in self.numbers or m.of.yields_to & set(self.numbers)]
        return near or _fullest(met)

    @property
    def only(self) -> Match | None:
        """Return the one paragraph that is met wholly and in the text held, where no other one is, or may be."""
        met = self.met
        if len(met) != 1:
            return None
        one = met[0]
        others = (m for m in self.found if m is not one and m.verdict is not LimitVerdict.NOT_MET and not m.yields)
        if any(m.verdict is LimitVerdict.MET or m.of.number != one.of.number for m in others):
            return None
        whole = not one.of.of_twin and not (one.of.lost and not one.of.label)
        return one if whole and one.sure else None

    @property
    def likely(self) -> list[Match]:
        """Return the paragraphs that are concluded from, on the condition that the goods are theirs."""
        return self.met or [m for m in self.found if m.verdict is LimitVerdict.NOT_TOLD and not m.yields]


def _fullest(met: Sequence[Match]) -> list[Match]:
    """Return the paragraphs of the entries whose limits take up most of what is told, each entry's taken together."""
    used: dict[str, set[Figure]] = {}
    for match in met:
        told = {c.figure for c in match.comparisons if c.figure is not None}
        used.setdefault(match.of.number, set()).update(told)
    most = max((len(told) for told in used.values()), default=0)
    return [m for m in met if len(used[m.of.number]) == most]


def without_lists_named(
    text: str, asked: Transaction, *, of_lists_alone: bool = False
) -> tuple[Transaction, frozenset[str]]:
    """Return the facts without the places that only say whose list or law is meant, and the codes of those places.

    `of_lists_alone` leaves those of a law: goods may go where it bans them.
    """
    whose = _OF_A_LIST_ALONE if of_lists_alone else _OF_A_LIST
    named = {p for p in places(text) if whose.match(text, p.end) or _LISTED_IN.search(text[: p.start])}
    kept = tuple(p for p in asked.to if not any(p.written == n.written for n in named))
    return replace(asked, to=kept), frozenset(code.lower() for p in named for code in p.codes)


def with_goods_before(question: Query) -> Query:
    """Return a follow-up that sends goods elsewhere with the words that told them: "and the very same to Peru?".

    One that tells goods of its own ("and garden chairs to Peru?") is left as it is.
    """
    now, before = of_text(question.core), question.before
    if not question.leans or not before or not now.to or now.has_item or any(c.isdigit() for c in question.core):
        return question
    same = _THE_SAME.search(question.core)
    are_those = same is not None and (same["goods"] is None or set(terms(same["goods"])) <= goods_terms(before))
    if are_those or not goods_terms(without_places(question.core)):
        return replace(question, core=f"{before} {question.core}")
    return question


# "the very same chip", "the same to Peru"; who is the same tells no goods.
_THE_SAME = lazy_regex(
    r"^(?:(?:and|ok|so|but|then|now|what|how|if|about|would|could|can|may|do|we|i) ){0,6}"
    r"(?:the )?(?:very |exact )?same (?:(?=to |for |goes )|"
    r"(?!buyer|customer|client|consignee|firm|compan|lab|part(?:y|ies)\b|end)(?P<goods>\w+))",
    re.I,
)


def is_described(question: Query, asked: Transaction) -> bool:
    """Return whether a question tells goods by figures and asks for their place on a list, or for a licence."""
    if not has("described", question.core) or not any(c.isdigit() for c in question.core):
        return False
    return has("classifies", question.core) if asked.has_item else True


def is_described_by_words(question: Query) -> bool:
    """Return whether a question may tell goods by what they are called, and asks for a licence."""
    return (
        has("licence", question.standalone) and not has("opens", question.core) and not has("other_law", question.core)
    )


def by_figures(
    question: Query, asked: Transaction, texts: Texts, lists: Sequence[tuple[str, ControlParagraphs]], walker: Walker
) -> Computed | None:
    """Return what the lists say of goods told by figures; None where no figure is one that they limit for such goods.

    `lists` are the paragraphs of each list that the question asks about, the one whose chart decides first.
    """
    first, later = suppositions(question.core)
    told = " ".join(c.text for c in first) if later else question.core
    numbers = tuple(dict.fromkeys(i.number for i in (*asked.items, Item(asked.number)) if i.number))
    cases = _cases(lists[0][1], told, [c.text for c in later], numbers)
    if not cases or not cases[0].found or not any(m.sure and m.told for m in cases[0].found):
        return None
    elsewhere = []
    for title, paragraphs in lists[1:]:
        other = _cases(paragraphs, told, (), numbers)[:1]
        if words := _elsewhere(other, title):
            elsewhere += [Finding(words), *_lines(other, _TITLE_ENDS.sub("", title))]
    return _answer(asked, texts, lists[0], cases, elsewhere, walker)


def _elsewhere(cases: Sequence[_Case], title: str) -> str:
    """Return what another list says of what is told; an empty string where it was compared with none of its figures."""
    found = [case for case in cases if case.found]
    if not found:
        return ""
    likely = " and ".join(m.of.address for case in found for m in case.likely[:_MOST_ENTRIES])
    key = "figures_elsewhere" if any(case.met for case in found) else "figures_elsewhere_open"
    return said(key if likely else "figures_elsewhere_none", list=title, entries=likely)


def by_words(
    asked: Transaction, text: str, texts: Texts, listed: tuple[str, ControlParagraphs], walker: Walker
) -> Computed | None:
    """Return what the list says of goods that a telling word of a question names; None where no entry has it."""
    found = matches_by_name(listed[1], _goods(text))
    if not found or not asked.to:
        return None
    return _answer(asked, texts, listed, [_Case("", (), tuple(found))], [], walker)


def _cases(paragraphs: ControlParagraphs, told: str, later: Sequence[str], numbers: Sequence[str]) -> list[_Case]:
    """Return what is told, and each later supposition that gives figures of its own, with the paragraphs for them."""
    given = figures_given(told)
    if not given:
        return []
    goods = _goods(told)
    cases = [_Case("", given, tuple(figure_matches(paragraphs, goods, given, numbers)), tuple(numbers))]
    for clause in later:
        own = figures_given(clause)
        if own:
            kept = [f for f in given if f.of not in {o.of for o in own}]
            supposed = (*own, *kept)
            cases.append(
                _Case(
                    clause.strip(" ?."),
                    supposed,
                    tuple(figure_matches(paragraphs, goods, supposed, numbers)),
                    tuple(numbers),
                )
            )
    return cases


def _goods(text: str) -> DescribedGoods:
    bare = without_places(text)
    wanted = frozenset(goods_terms(bare))
    # Of "leading-edge" each half is a common word, whatever the whole is.
    words = (part for w in _WORD.findall(bare) for part in w.split("-"))
    telling = (t for w in words if count_tokens(w.casefold()) > 1 for t in terms(w))
    return DescribedGoods(wanted, frozenset(telling) & wanted, bare)


def _answer(
    asked: Transaction,
    texts: Texts,
    listed: tuple[str, ControlParagraphs],
    cases: Sequence[_Case],
    elsewhere: Sequence[Finding],
    walker: Walker,
) -> Computed:
    title = listed[0]
    concluded = [_concluded(asked, texts, case, walker) for case in cases]
    leads, cites = [], []
    required = [found for found in concluded if found is not None and found.payload["status"] in SURE_STATUSES]
    sure = cases[0].only is not None and concluded[0] is not None and concluded[0].payload["status"] in SURE_STATUSES
    for case, found in zip(cases, concluded, strict=True):
        lead = f"{_first(case, title)}{_led(case, found, conditional=case.only is None or not sure)}"
        leads.append(said("for_place", place=_supposed(case), finding=lead) if case.supposed else lead)
        cites += [s for m in (case.likely or case.found)[:_MOST_ENTRIES] for s in m.of.cites]
    leads += [f.text for f in elsewhere[:1]]
    findings = [Finding(" ".join(leads), tuple(dict.fromkeys(cites)), says_yes=True if sure else None)]
    findings += _lines(cases)
    findings += elsewhere[1:]
    findings.append(Finding(said("figure_notes"), (), StatementRole.CHECK_NEXT))
    later: list[Finding] = []
    for case, found in zip(cases, concluded, strict=True):
        for finding in found.findings[1:] if found is not None else ():
            of_case = (
                replace(finding, text=said("for_place", place=_supposed(case), finding=finding.text))
                if (case.supposed and finding.note is StatementRole.PROPER)
                else finding
            )
            (later if finding.note is StatementRole.CHECK_NEXT else findings).append(of_case)
    asks = () if sure else (asked_fact("ask_confirm"), *_untold(cases[0]))
    if asks:
        later.append(
            Finding(f"To decide it: {'; '.join(a.words for a in asks)}.", (), StatementRole.CHECK_NEXT, asks=True)
        )
    later = [f for n, f in enumerate(later) if f.text not in {o.text for o in later[:n]}]
    base = dict(concluded[0].payload) if concluded[0] is not None else {"steps": [], "reasons": [], "missing_texts": []}
    payload = {
        **base,
        "status": base["status"] if sure else "indeterminate",
        "asks_for": [a.words for a in asks],
        "facts_asked": told_facts(asks),
        "supposed": [c.supposed for c in cases if c.supposed],
        "candidates": [_candidate(m) for m in cases[0].found],
        "text": "\n\n".join(f.text for f in (*findings, *later)),
    }
    lacks = tuple(dict.fromkeys(t for found in required for t in found.missing_texts))
    outcome = Outcome.ANSWERED if sure else Outcome.NEEDS_FACT
    return Computed(Form.DETERMINATION, (*findings, *later), payload, outcome, tuple(a.words for a in asks), lacks)


def _concluded(asked: Transaction, texts: Texts, case: _Case, walker: Walker) -> Computed | None:
    """Return the walks of the likely paragraphs to each destination, None where nothing is likely or none is named.

    By words alone a paragraph is a candidate: what its chart does not require would be said of goods that nobody chose.
    """
    to = [p for p in asked.to if p.code]
    to = [p for n, p in enumerate(to) if p.code not in {o.code for o in to[:n]}]
    walks = []
    told: set[tuple[object, ...]] = set()
    for match in case.likely[:_MOST_ENTRIES]:
        of_item = asked.of(Item(match.of.number, _label(texts, match.of)))
        for place in to[:_MOST_PLACES]:
            one = replace(of_item, to=(place,))
            walk = walker(one)
            if not case.given and walk.status not in SURE_STATUSES:
                return None
            # Of paragraphs of one entry that are controlled alike one stands for all.
            alike = (match.of.number, place.code, *((r.reason, r.column, r.effect, r.applies) for r in walk.reasons))
            if alike not in told:
                walks.append((one, walk))
            told.add(alike)
    return reported_each(texts, walks) if walks else None


def _label(texts: Texts, of: Alternative) -> ParagraphPath:
    """Return the paragraph whose reasons decide; of another list's only where the entry's own rows speak of it.

    Without it a row "entire entry, except .a.1" would be concluded from for goods that may be those of .a.1.
    """
    label = tuple(of.label.split(".")) if of.label else ()
    if not of.of_twin:
        return label
    entry = entry_at(texts, of.number)
    rows = entry.controls if entry is not None else ()
    return label if any(names_paragraph(of.number, label, row.applies_to) for row in rows) else ()


def _first(case: _Case, title: str) -> str:
    """Return the sentence that says which paragraphs are met."""
    used = [c.figure for m in case.found for c in m.comparisons if c.figure is not None]
    told = "; ".join(f.written + (f" ({f.says})" if f.says else "") for f in case.given if f in used)
    likely = " and ".join(m.of.address for m in case.likely[:_MOST_ENTRIES])
    if not case.given:
        return said("goods_named", entries=", ".join(m.of.address for m in case.found), list=title)
    key = "figures_met_none"
    if case.only is not None:
        key = "figures_met_one"
    elif len(case.met) == 1:
        lost = case.met[0].of.of_twin or (case.met[0].of.lost and not case.met[0].of.label)
        key = "figures_met_lost" if lost else "figures_met_single"
    elif case.likely:
        key = "figures_met" if case.met else "figures_open"
    not_met = [m.of.address for m in case.found if m.of.number in case.numbers and m.verdict is LimitVerdict.NOT_MET]
    if not_met and not any(m.of.number in case.numbers for m in case.likely):
        named = said("figures_named_not_met", entries=" and ".join(not_met))
        return f"{named} {said(key, figures=told, entries=likely, list=title)}"
    return said(key, figures=told, entries=likely, list=title)


def _supposed(case: _Case) -> str:
    return said("supposed", words=case.supposed) if case.supposed else ""


def _led(case: _Case, found: Computed | None, *, conditional: bool) -> str:
    if found is None:
        return ""
    if not conditional:
        return f" {found.findings[0].text}"
    return " " + said(
        "if_it_is", entry=" or ".join(m.of.address for m in case.likely[:_MOST_ENTRIES]), finding=found.findings[0].text
    )


def _lines(cases: Sequence[_Case], list_name: str = "") -> list[Finding]:
    """Return a line for each paragraph that was compared, with each of its limits and the figure told."""
    out = []
    for case in cases:
        likely = case.likely
        for match in sorted(case.found, key=lambda m: m not in likely):
            each = match.of
            verdict = said(f"verdict_{match.verdict.name.lower()}") if case.given else said("verdict_not_told")
            words = each.shown
            if len(words) > _LONGEST_WORDS:
                words = f"{words[:_LONGEST_WORDS].rsplit(' ', 1)[0]} …"
            told = [said("figure_line", entry=each.address, verdict=verdict, words=words)]
            if match.comparisons:
                told.append("; ".join(_compared(c) for c in match.comparisons) + ".")
            if match.yields:
                told.append(said("figure_yields", number=match.yields))
            if each.of_twin:
                told.append(
                    said("figure_twin", number=each.number, list=_TITLE_ENDS.sub("", each.parts[0].source.title))
                )
            elif each.lost and not each.label:
                lost = " and ".join(f".{x}" for x in each.lost)
                told.append(said("figure_lost", number=each.number, lost=lost))
                for held in each.borrowed:
                    title = _TITLE_ENDS.sub("", held.source.title)
                    told.append(said("figure_borrowed", list=title, entry=held.locator, words=held.text.strip()))
            line = " ".join(told)
            for name in (_supposed(case), list_name):
                line = said("for_place", place=name, finding=line) if name else line
            out.append(Finding(line, each.cites))
    return out


def _compared(comparison: ComparedLimit) -> str:
    limit = comparison.limit.written
    if comparison.figure is None:
        return said("figure_untold", limit=limit)
    verdict = said(f"verdict_{comparison.verdict.name.lower()}")
    return said("figure_compared", figure=comparison.figure.written, limit=limit, verdict=verdict)


def _untold(case: _Case) -> list[AskedFact]:
    """Return the limits of the likely paragraphs of which nothing is told."""
    likely = case.likely[:_MOST_ENTRIES]
    return [
        asked_fact("ask_untold", limit=c.limit.written, entry=m.of.address)
        for m in likely
        for c in m.comparisons
        if c.figure is None
    ][:_MOST_PLACES]


def _candidate(match: Match) -> dict[str, object]:
    return {
        "entry": match.of.address,
        "verdict": match.verdict.value,
        "yields_to": match.yields or None,
        "limits": [
            {"limit": c.limit.written, "figure": c.figure.written if c.figure else None, "verdict": c.verdict.value}
            for c in match.comparisons
        ],
    }

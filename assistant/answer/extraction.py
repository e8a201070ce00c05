"""Extractive engine: answers of verbatim sentences, so that nothing can be invented."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from assistant.answer.conflicts import disagreements
from assistant.answer.inquiry import Inquiry
from assistant.answer.spine import say_annotation
from assistant.evidence.citations import Citations
from assistant.evidence.definitions import say_definitions
from assistant.evidence.draft import Composition, Draft
from assistant.evidence.retriever import Missing
from assistant.evidence.table_rows import RowMatch, shown
from assistant.model import Disagreement, Note, Outcome, Verdict
from assistant.query.answer_kinds import MEASURED
from assistant.query.model import Query
from assistant.reading_rules.dependent_sentences import Bearing, Dependence, leads_in
from assistant.reading_rules.direct_answer import row_word
from assistant.reading_rules.sentences import Sentence
from assistant.reading_rules.term_weights import Weigher, is_wide
from assistant.reading_rules.yes_no import QuotedStatement, YesNo
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.held import HeldProvision
from corpus.language.normal_form import one_line
from corpus.lexicon.party_lists import PartyList, is_party, stands_on
from corpus.model import Kind, Role, Standing

_CLIMBED = (Role.PARAGRAPH, Role.ITEM, Role.ENTRY)  # units that are quoted with what is below them
_WHOLE = 3500  # characters of a provision that is quoted in full; of a longer one its own text and first items are
_ITEMS = 14
_NUMBERED = (Role.SECTION, Role.PARAGRAPH, Role.ITEM, Role.ENTRY)
_MOST_STATEMENTS = 3  # sentences of an answer; a fourth made hardly any answer right and cost precision
_TELLING = 5  # letters of a first word that can tell companies apart
_WHICH_LIST = re.compile(r"\b(?:which|what) (?:of (?:the |their |those )?)?(?:\w+ )?lists?\b", re.I)
_PARAGRAPH = 700  # characters of a provision that is quoted as a whole
_MORE = 2.0  # log-odds that a sentence gains if it says all that is asked for and not said yet
_ALL_OF = re.compile(r"\b(?:all|both) (?:of )?(?:the|these) following\b", re.I)  # one of them is not enough
_ITEM_ROLES = (Role.ITEM, Role.PARAGRAPH)
_TOLD = 3  # items that are quoted of a long list
_LIKELY = 0.15  # likelihood of such an item beside the sentence that leads in
_SENTENCES_CONSIDERED = 30  # sentences that are considered beside the best
_NEAR_IN_PASSAGE = 0.35  # likelihood beside the best sentence that another one needs in the same passage
_NEAR_ELSEWHERE = 0.5  # … in another passage


class Composer:
    """Composer of drafts, all of whose quotes are verbatim."""

    def __init__(self, catalogue: CatalogueReader) -> None:
        self.catalogue = catalogue
        self.yes_no = YesNo(catalogue)

    def answer(self, inquiry: Inquiry, cites: Citations) -> Composition:
        """Return the answer to one question, or what the texts say instead."""
        draft = Draft()
        self._answer(draft, inquiry, cites)
        return draft.composed()

    def _answer(self, draft: Draft, inquiry: Inquiry, cites: Citations) -> None:
        question, evidence, outcome = inquiry.question, inquiry.evidence, inquiry.decision.outcome
        if outcome not in (Outcome.ANSWERED, Outcome.SILENT):
            return
        for held in evidence.addressed[:2]:
            # There is nothing else to say of a reserved one, and a short one is quoted as a whole in any case.
            if question.bare_address or _is_reserved(held) or self._answers_whole(question, held):
                self.provision(draft, held, cites)
        for missing in evidence.missing:
            self.missing(draft, missing, cites)
        for match in shown(question, evidence.rows):
            self.row(draft, question, match, cites)
        if evidence.unlisted:
            self.unlisted(
                draft, evidence.unlisted, self._lists(question.filters), cites, yes_no="yes_no" in question.wants
            )
        if evidence.defining and not draft.statements:
            say_definitions(draft, list(evidence.defining), cites)
        if not draft.statements and inquiry.decision.annotated and evidence.annotation:
            say_annotation(draft, evidence.annotation, cites)
        if not draft.statements and outcome is Outcome.ANSWERED:
            self.sentences(draft, inquiry, cites)
        if not draft.statements and outcome is Outcome.SILENT and inquiry.decision.instead is not None:
            s = inquiry.decision.instead
            draft.say(s.text, [cites.cite(s.hit.source, s.hit.version, s.start, s.end)], Note.CONTRADICTS)

    def _answers_whole(self, question: Query, held: HeldProvision) -> bool:
        """Return whether an addressed provision is short enough to be the answer, and no yes or no is asked for."""
        if not question.nearly_bare or "yes_no" in question.wants or len(question.addresses) > 1:
            return False
        return len(self.catalogue.full_text(held)) <= _PARAGRAPH

    def _lists(self, filters: Filters) -> list[HeldProvision]:
        """Return the opening texts of the lists that names were looked up in."""
        out = []
        for locator in ("Supplement No. 4 to Part 744", "Supplement No. 6 to Part 744", "Supplement No. 7 to Part 744"):
            out.extend(
                self.catalogue.find(f"{locator} > introductory text", filters) or self.catalogue.find(locator, filters)
            )
        return out

    # --- the provision itself -------------------------------------------------------------------------------------

    def provision(self, draft: Draft, held: HeldProvision, cites: Citations) -> None:
        """Add a provision as the answer: its text, its items, the lead-in above it, and a stay that applies to it."""
        inside = self.catalogue.subtree(held)
        whole = self.catalogue.full_text(held)
        if _is_reserved(held):
            number = cites.cite(held.source, held.version, *self._own(held))
            draft.say(
                f"{held.locator} is reserved: it holds no text.",
                [number],
                Note.RESERVED,
                Verdict.SUPPORTED,
                "the text says [Reserved]",
            )
            return
        if len(whole) <= _WHOLE:
            start = held.provision.start
            number = cites.cite(held.source, held.version, start, start + len(whole))
            for p in inside:
                draft.say(p.text, [number], Note.STAY if p.provision.stay else Note.PROPER)
        else:
            number = cites.cite(held.source, held.version, *self._own(held))
            draft.say(held.text, [number])
            children = self.catalogue.children(held)
            for child in children[:_ITEMS]:
                if child.text.strip():
                    draft.say(child.text, [cites.cite(child.source, child.version, *self._own(child))])
            if len(children) > _ITEMS:
                draft.say(
                    f"{held.locator} goes on with {len(children) - _ITEMS} more.",
                    [number],
                    Note.SHORTENED,
                    Verdict.SUPPORTED,
                    "counted",
                )
        self._lead_in(draft, held, cites)
        self._stay(draft, held, cites)

    def _own(self, held: HeldProvision) -> tuple[int, int]:
        if held.provision.end > held.provision.start:
            return held.provision.start, held.provision.end
        whole = self.catalogue.full_text(held)
        return held.provision.start, held.provision.start + len(whole)

    def _lead_in(self, draft: Draft, held: HeldProvision, cites: Citations) -> None:
        """Add the sentence above that an item completes: "The following are controlled:"."""
        above = self.catalogue.ancestors(held)
        if above and above[-1].text.rstrip().endswith((":", "—", "–")) and above[-1].provision.role is not Role.PART:
            parent = above[-1]
            number = cites.cite(parent.source, parent.version, *self._own(parent))
            draft.say(parent.text, [number], Note.LEAD_IN)

    def _stay(self, draft: Draft, held: HeldProvision, cites: Citations) -> None:
        for p in (*self.catalogue.ancestors(held), held):
            if p.provision.stay:
                number = cites.cite(p.source, p.version, *self._own(p))
                draft.say(
                    p.provision.stay.note, [number], Note.STAY, Verdict.SUPPORTED, "the text's own note on a stay"
                )

    def missing(self, draft: Draft, missing: Missing, cites: Citations) -> None:
        """Add that an address does not exist, and which addresses there are."""
        above, siblings = missing.above, missing.siblings
        if above is None:
            return
        named = list(
            dict.fromkeys(s.locator for s in siblings if s.provision.role in _NUMBERED and " > " not in s.locator)
        )
        last = next((s for s in siblings if named and s.locator == named[-1]), above)
        number = cites.cite(last.source, last.version, *self._own(last))
        shown = ", ".join(named[:10]) + (f" … {named[-1]}" if len(named) > 10 else "")
        text = f"There is no {missing.locator.text} in {above.source.title}."
        if named:
            text += f" {above.locator} has {shown}; the last is {named[-1]}."
        draft.say(text, [number], Note.NO_SUCH_PROVISION, Verdict.SUPPORTED, "looked up in the text's own numbering")
        draft.say(last.text, [number], Note.LAST_THAT_EXISTS)

    # --- table rows -----------------------------------------------------------------------------------------------

    def row(self, draft: Draft, question: Query, match: RowMatch, cites: Citations) -> None:
        """Add a table row: its list, its cells under their headings, and a yes or no where the row settles one."""
        held = match.held
        number = cites.cite(held.source, held.version, held.provision.start, held.provision.end)
        named = question.lists
        if named and not stands_on(match.table, held.text, named) and is_party(match.table, held.text):
            self._elsewhere(draft, question, match, named, cites)
        elif (word := row_word(question, held.text)) and (match.is_sure or _shortened(match)):
            said = word.text if match.is_sure else f"{word.text.rstrip('.')}, if {match.name} is meant."
            draft.say(said, [number], Note.DIRECT, Verdict.SUPPORTED, word.ground, word.is_yes)
        table, numbers = match.table, [number]
        above = next((p for p in self.catalogue.ancestors(held) if p.locator == match.table), None)
        if above is not None and above.provision.heading:
            table = f"{match.table}, {above.provision.heading.rstrip('.')}"
            if _WHICH_LIST.search(question.standalone):
                numbers.append(cites.cite(above.source, above.version, *self._own(above)))
        slip = f" (the nearest to “{match.asked}”)" if not match.is_sure else ""
        draft.say(
            f"{match.name}{slip} — {table}.",
            numbers,
            Note.ROW,
            Verdict.SUPPORTED,
            "the row and the list in which it stands",
        )
        draft.say(held.text, [number])

    def _elsewhere(
        self, draft: Draft, question: Query, match: RowMatch, named: Sequence[PartyList], cites: Citations
    ) -> None:
        """Add that a name was not found on the list asked for, where that list is held and another has the name."""
        held = [p for n in named if n.table for p in self.catalogue.find(n.table, question.filters)[:1]]
        if len(held) < len(named) or any(s.note == Note.DIRECT for s in draft.statements):
            return
        says_yes = False if "yes_no" in question.wants else None
        begins = "" if says_yes is None else "No, "
        which = " and the ".join(n.name for n in named)
        numbers = [cites.cite(p.source, p.version, *self._own(p)) for p in held]
        text = f"{begins}{match.asked} was not found on the {which} held, but on another list."
        reason = "looked up among the names and aliases of every row"
        draft.say(text, numbers, Note.DIRECT, Verdict.SUPPORTED, reason, says_yes)

    def unlisted(
        self,
        draft: Draft,
        names: Sequence[str],
        lists: Sequence[HeldProvision],
        cites: Citations,
        *,
        yes_no: bool = False,
    ) -> None:
        """Add that names were not found, with the lists and their dates; never that a name is clear."""
        numbers = [cites.cite(t.source, t.version, t.provision.start, t.provision.end) for t in lists[:1]]
        dates = sorted({t.version.valid_from.isoformat() for t in lists if t.version.valid_from})
        which = ", ".join(dict.fromkeys(t.locator.split(" > ")[0] for t in lists))
        vintage = f" ({which}; as of {', '.join(dates) or 'an unknown date'})" if which else ""
        for name in names:
            draft.say(
                f"{'No, ' if yes_no else ''}{name} was not found in the lists held{vintage}. "
                "That a name is not found there does not say that it is free of restrictions.",
                numbers, Note.NOT_LISTED, Verdict.SUPPORTED, "looked up among the names and aliases of every row",
            )  # fmt: skip
        for t in lists[:1]:
            draft.say(t.text, numbers)

    # --- plain words ----------------------------------------------------------------------------------------------

    def sentences(self, draft: Draft, inquiry: Inquiry, cites: Citations) -> None:
        """Add the sentence that answers, what it depends on, sentences beside it, and texts that say otherwise."""
        question, ranked = inquiry.question, inquiry.ranked
        if not ranked:
            return
        best = ranked[0]
        chosen = _chosen(ranked, inquiry.weigher)
        bearing = Bearing(self.catalogue, question, inquiry.weigher)
        numbers = [cites.cite(s.hit.source, s.hit.version, *self._paragraph(s)) for s in chosen]
        depends = bearing.of(best.hit.version.number, best.start, best.end, [cites.all[n - 1].quote for n in numbers])
        self._direct(draft, inquiry, chosen, numbers, depends, cites)
        for n, s in enumerate(chosen):
            if numbers[n] not in numbers[:n]:
                draft.say(cites.all[numbers[n] - 1].quote, [numbers[n]])
            self._items(draft, s, numbers[n], inquiry, cites)
            if s is best:
                self._depends(draft, depends, cites)
                lifting = bearing.exceptions_beside(best.hit.version.number, best.start, best.end)
                self._lifting(draft, lifting, inquiry, cites)
        for s in chosen:
            # Elsewhere another text's other figure is beside the point.
            if s is best or s.offers_what_is_wanted:
                self._disagree(draft, s, ranked if s is best else (), question, cites)

    def _direct(
        self,
        draft: Draft,
        inquiry: Inquiry,
        chosen: Sequence[Sentence],
        numbers: Sequence[int],
        depends: Sequence[Dependence],
        cites: Citations,
    ) -> None:
        """Add a leading yes or no that is looked up in what the answer quotes."""
        lists = tuple((d.held.locator, d.stands) for d in depends if d.stands is not None)
        places = []
        for s, number in zip(chosen, numbers, strict=True):
            quote = cites.all[number - 1]
            places.append(QuotedStatement(s.hit.version.number, quote.start, quote.end, number, _around(s), s, lists))
        for d in depends:
            if not d.says and d.note != Note.LEAD_IN:  # an item is read with its lead-in
                number = cites.cite(d.held.source, d.held.version, d.start, d.end)
                places.append(QuotedStatement(d.held.version.number, d.start, d.end, number, _around(chosen[0])))
        if found := self.yes_no.word(inquiry.question, inquiry.weigher, places):
            word, number = found
            draft.say(word.text, [number], Note.DIRECT, Verdict.SUPPORTED, word.ground, word.is_yes)

    def _items(self, draft: Draft, leading: Sentence, number: int, inquiry: Inquiry, cites: Citations) -> None:
        """Add the items that complete a sentence that ends in a colon."""
        quote = cites.all[number - 1]
        held = self.catalogue.at(leading.hit.version.number, leading.start)
        if not leads_in(quote.quote) or held.provision.role is Role.ROW:
            return
        items = [
            c
            for c in self.catalogue.children(held)
            if c.provision.role in _ITEM_ROLES and c.provision.start >= quote.end
        ]
        if (
            not _ALL_OF.search(quote.quote) or sum(len(c.text) for c in items) > _PARAGRAPH
        ):  # those that tell what is asked
            measured = bool(inquiry.question.wants & MEASURED)
            telling = [
                s
                for s in inquiry.ranked
                if s.hit.version.number == held.version.number
                and (s.offers_what_is_wanted if measured else s.beside(leading) >= _LIKELY)
            ][:_SENTENCES_CONSIDERED]
            items = [c for c in items if any(c.provision.start <= s.start < c.provision.end for s in telling)][:_TOLD]
        said = {n for s in draft.statements for n in s.citations}
        for c in items:
            cited = cites.cite(c.source, c.version, *self._own(c))
            if cited not in said:
                draft.say(cites.all[cited - 1].quote, [cited], Note.ITEM)

    def _lifting(self, draft: Draft, paragraphs: Sequence[HeldProvision], inquiry: Inquiry, cites: Citations) -> None:
        """Add that one of the paragraphs with exceptions that says most of what is asked."""
        scored = []
        for p in paragraphs:
            end = p.provision.start + len(self.catalogue.full_text(p))
            inside = (
                s.score
                for s in inquiry.ranked
                if s.hit.version.number == p.version.number and p.provision.start <= s.start < end
            )
            scored.append((max(inside, default=-math.inf), inquiry.weigher.covers(p.text), -p.position, p, end))
        if scored:
            *_, p, end = max(scored, key=lambda e: e[:3])
            end = end if end - p.provision.start <= _PARAGRAPH else p.provision.end
            number = cites.cite(p.source, p.version, p.provision.start, end)
            draft.say(cites.all[number - 1].quote, [number], Note.EXCEPTION)

    def _paragraph(self, s: Sentence) -> tuple[int, int]:
        """Return the span that is quoted for a sentence: the largest short provision around it, or the sentence alone.

        What a sentence means often depends on those beside it, and an item on its lead-in and the other items: a
        threshold of two parts is one threshold. A row stands alone. So does a sentence of a comment: anyone can have
        written one, and beside a sentence that answers may stand one that gives orders.
        """
        held = self.catalogue.at(s.hit.version.number, s.start)
        best = s.start, s.end
        if held.source.kind.standing is not Standing.BINDING or held.provision.role is Role.ROW:
            return best
        for p in (held, *reversed(self.catalogue.ancestors(held))):
            # A section is more than a pinpoint; a Chinese or Japanese article is what is cited.
            article = p.provision.role is Role.SECTION and is_wide(p.text or held.text)
            if p is not held and not article and p.provision.role not in _CLIMBED:
                break
            start = p.provision.start
            end = start + len(self.catalogue.full_text(p))
            if end - start > _PARAGRAPH:
                break
            if start <= s.start < s.end <= end:
                best = start, end
        return best

    def _disagree(
        self, draft: Draft, said: Sentence, ranked: Sequence[Sentence], question: Query, cites: Citations
    ) -> None:
        mine = cites.cite(said.hit.source, said.hit.version, *self._paragraph(said))
        for other in disagreements(said, ranked, self.catalogue, question.filters):
            number = cites.cite(other.source, other.version, other.start, other.end)
            if not any(number in s.citations for s in draft.statements):
                draft.say(cites.all[number - 1].quote, [number], other.note)
            if not any({mine, number} == set(d.citations) for d in draft.disagreements):
                draft.disagreements.append(Disagreement(other.point, (mine, number)))

    def _depends(self, draft: Draft, depends: Sequence[Dependence], cites: Citations) -> None:
        for d in depends:
            number = cites.cite(d.held.source, d.held.version, d.start, d.end)
            if d.says:
                draft.say(d.says, [number], d.note, Verdict.SUPPORTED, "looked up in the list")
            else:
                draft.say(cites.all[number - 1].quote, [number], d.note)


def _shortened(match: RowMatch) -> bool:
    """Return whether the name asked for is the beginning of the row's name: "Loongson" of "Loongson Technology"."""
    asked, name = match.asked.casefold().split(), match.name.casefold().split()
    return bool(asked) and len(asked[0]) >= _TELLING and name[: len(asked)] == asked


def _around(s: Sentence) -> tuple[str, str]:
    return s.hit.passage.context, s.hit.passage.heading


def _is_reserved(held: HeldProvision) -> bool:
    return held.provision.reserved or one_line(held.text).rstrip(".").casefold().endswith("[reserved]")


def _chosen(ranked: Sequence[Sentence], weigher: Weigher) -> list[Sentence]:
    """Return the best sentence, and others that are nearly as likely or say more of what was asked."""
    best = ranked[0]
    chosen = [best]
    while len(chosen) < _MOST_STATEMENTS:
        said = [_whole(s) for s in chosen]
        rest = [
            s for s in ranked[1:_SENTENCES_CONSIDERED] if _apart(s, best) and not any(_overlap(s, c) for c in chosen)
        ]
        worth = [s.beside(best) * math.exp(_MORE * weigher.gain(said, _whole(s))) for s in rest]
        likely = [
            (w, -n)
            for n, (w, s) in enumerate(zip(worth, rest, strict=True))
            if w >= (_NEAR_IN_PASSAGE if s.hit.passage.id == best.hit.passage.id else _NEAR_ELSEWHERE)
        ]
        if not likely:
            break
        chosen.append(rest[-max(likely)[1]])
    return chosen


def _whole(s: Sentence) -> str:
    return " ".join((s.text, *_around(s)))


def _apart(s: Sentence, best: Sentence) -> bool:
    """Return whether a sentence adds to the best one. An explainer adds nothing to the law's own words."""
    return s.hit.source.kind is not Kind.EXPLAINER or best.hit.source.kind is Kind.EXPLAINER


def _overlap(a: Sentence, b: Sentence) -> bool:
    """Return whether two sentences are in one place or have the same words."""
    if a.hit.version.number == b.hit.version.number and a.start < b.end and b.start < a.end:
        return True
    return one_line(a.text).casefold() == one_line(b.text).casefold()

"""Outcome of a question, decided by the evidence alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.annotated_answer import is_for_other_places, is_near, may_answer
from assistant.answer.sentence_selection import select_sentences
from assistant.evidence.annotation_gate import ANNOTATION_FEATURES, gate
from assistant.evidence.annotation_scope import (
    is_of_other_goods,
    is_on_another_matter,
    laws_spoken_of,
    speaks_of_another_place,
)
from assistant.evidence.annotations import AnnotationMatch
from assistant.evidence.evidence_gathering import Evidence, Missing
from assistant.evidence.served_languages import unserved
from assistant.facts.asker_figures import asks_for_a_result
from assistant.lexicon.glossary import expansions
from assistant.model import Outcome
from assistant.query.answer_kinds import asks_for_a_forecast, asks_for_statistics, untold_matter
from assistant.query.candidate_names import naming_words
from assistant.query.missing_facts import missing_fact
from assistant.query.model import Query
from assistant.reading_rules.dependent_sentences import leads_in
from assistant.reading_rules.gate.defined_terms import leaves_undefined
from assistant.reading_rules.gate.probability import of_sentences, thresholds
from assistant.reading_rules.law_asked import of_another_law
from assistant.reading_rules.official_texts import named_not_held
from assistant.reading_rules.premises import (
    body_not_held,
    lacks_the_figure,
    law_not_held,
    licence_not_held,
    list_not_held,
    notice_not_held,
    parties_not_held,
    wrong_membership,
)
from assistant.reading_rules.sentences import Sentence
from assistant.reading_rules.term_weights import Weigher
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import EAST_ASIAN
from corpus.lexicon.countries import mentioned_countries
from corpus.library import explainer_ids
from corpus.locators import Locator
from corpus.model import Kind, Role
from corpus.sources.entries import Entry
from index.crosslingual.bilingual_lexicon import TEXT_LANGUAGES
from index.text.tokens import terms

_ITS_ENTRIES = lazy_regex(r"\b(?:names?|named|contains?|on it|how many|items?|goods|products)\b", re.I)
_IS_ON_IT = lazy_regex(
    r"\W{0,3}(?:is|are|was|were|isn['’]t|aren['’]t)\s[^?.]{1,80}?(?:\s(?:still|now|already|listed|put))?\son the\b",
    re.I,
)
_IS_LISTED = lazy_regex(
    r"\W{0,3}(?:is|was|isn['’]t)\s[^?.]{1,80}?\s(?:listed|black-?listed|sanctioned)\W*$",  # "is acme sanctioned?"
    re.I,
)
_THEIR_LIST = lazy_regex("名单|清单|リスト|名簿")
_NEARLY_ANSWERS = 0.5  # of the probability from which a text answers: it may be the right one without saying it
_OF_A_NEIGHBOUR = 0.49  # probability, at most, of what does not give the result that is asked for
_LIKELY_IN_NAMED = 0.5  # probability from which a sentence of the provision that a question names answers it
_DIVISIONS = (Role.TITLE, Role.PART, Role.ANNEX)  # that hold many provisions
_FIGURES_LOOKED_FOR = 8  # sentences in whose passages a figure is looked for
_NEAREST = 2  # … and those that are looked at first

_BY_NUMBER = lazy_regex(r" No \d")  # a notice that is asked for by its number


@dataclass(frozen=True, slots=True)
class Decision:
    """Outcome with the probability that the evidence answers, and what is missing."""

    outcome: Outcome
    probability: float
    asks_for: str = ""
    not_held: str = ""  # the address in the question whose text is not held
    instead: Sentence | None = None  # what the text says in the place of what the question takes for granted
    annotated: bool = False  # an annotation answers
    of_another_law: bool = False  # what would answer is none of the law that the question plainly means
    unread: AnnotationMatch | None = None  # an annotation that would answer, had its text been held
    untold: str = (
        ""  # "figure" or "forecast": no text on rules tells what is asked for, and what is nearest is unrelated
    )


def decide(
    question: Query, evidence: Evidence, ranked: Sequence[Sentence], weigher: Weigher, catalogue: CatalogueReader
) -> Decision:
    """Return the outcome of a look-up or an annotation where one settles the question, else of weighing sentences."""
    decision = (
        _looked_up(question, evidence, ranked, catalogue)
        or _annotated(question, evidence, ranked, catalogue)
        or _weighed(question, evidence, ranked, weigher, catalogue)
    )
    asks_for_more = any(asks(question.core) for asks in (asks_for_a_result, asks_for_statistics, asks_for_a_forecast))
    if decision.outcome is Outcome.ANSWERED and not question.bare_address and asks_for_more:
        # No engine had it, and a rule or its neighbour is not the day, the sum or the number that is asked for.
        decision = Decision(Outcome.SILENT, min(decision.probability, _OF_A_NEIGHBOUR))
    if decision.outcome is Outcome.ANSWERED and not evidence.addressed and not evidence.missing:
        if of_another_law(question, _laws_quoted(evidence, ranked, weigher, decision)):
            decision = Decision(Outcome.SILENT, min(decision.probability, _OF_A_NEIGHBOUR), of_another_law=True)
    decision = _unread(question, evidence, decision) or _named(question, decision, catalogue) or decision
    return _untold(question, decision) or decision


def _untold(question: Query, decision: Decision) -> Decision | None:
    """Return "silent" with what is asked for, where nothing answers and no text on rules tells it; None otherwise.

    An article may have a figure: where one is asked about, its nearest passages are shown.
    """
    is_open = decision.outcome is Outcome.SILENT
    if not (is_open or decision.unread) or any(i.value == Kind.NEWS for i in question.implied):
        return None
    matter = untold_matter(question.core)
    return Decision(Outcome.SILENT, decision.probability, untold=matter) if matter else None


def _laws_quoted(
    evidence: Evidence, ranked: Sequence[Sentence], weigher: Weigher, decision: Decision
) -> frozenset[str]:
    """Return the jurisdictions of the texts that the answer would quote, an explainer's as those of the laws told."""
    if decision.annotated and evidence.annotation:
        note = evidence.annotation.annotation
        told = laws_spoken_of(note) if note.source.id in explainer_ids() else frozenset()
        return told | {note.jurisdiction}
    sources = [s.hit.source for s in select_sentences(ranked, weigher)] if ranked else []
    return frozenset(s.jurisdiction for s in sources)


def _named(question: Query, decision: Decision, catalogue: CatalogueReader) -> Decision | None:
    """Return "not in the collection" where what does not answer lacks an official text that the question names."""
    if decision.outcome not in (Outcome.SILENT, Outcome.NOT_IN_CORPUS) or decision.not_held or decision.instead:
        return None
    named = named_not_held(question, catalogue)
    not_held = named.title if named else ""
    if not not_held and _asks_of_entries(question):
        not_held = parties_not_held(question, catalogue)
    return Decision(Outcome.NOT_IN_CORPUS, decision.probability, not_held=not_held) if not_held else None


def _asks_of_entries(question: Query) -> bool:
    """Return whether a question on a list asks who stands on it."""
    return bool(question.names) or _ITS_ENTRIES.search(question.core) is not None


def _unread(question: Query, evidence: Evidence, decision: Decision) -> Decision | None:
    """Return "not in the collection" with the note of a text that is not held, where the question is about that.

    An answer of the texts goes before it, unless they were only weighed and the note is the likelier one. No text bears
    such a note out, and in another language than English it is no guide: of ten that 350 labelled questions were told
    eight were of another matter.
    """
    match = evidence.unread if question.language == "en" else None
    if match is None or not is_near(match) or decision.outcome is Outcome.NEEDS_FACT:
        return None
    if is_of_other_goods(question, match.annotation):
        return None
    if decision.annotated and not _is_the_very_question(match, evidence.annotation):
        return None
    answered = decision.outcome is Outcome.ANSWERED and not decision.annotated
    is_addressed = bool(evidence.addressed) and not _is_of_any_law(question, evidence)
    if answered and (is_addressed or not _is_sure(match)):
        return None
    if evidence.annotation and _nearness(evidence.annotation) > _nearness(match) + _HARDLY_NEARER:
        return None  # the note on a text that is held is nearer
    return Decision(Outcome.NOT_IN_CORPUS, match.alone, not_held=match.annotation.source.title, unread=match)


def _is_sure(match: AnnotationMatch) -> bool:
    """Return whether a note is likely, and has nearly all words of the question: "widget records" is another matter."""
    words = match.features[ANNOTATION_FEATURES.index("words")]
    return match.alone >= gate().verdict and words >= _NEARLY_ALL


def _nearness(match: AnnotationMatch) -> float:
    """Return how near a note is by its own words: what search finds is known of texts that are held alone."""
    wording, answer, words, *_ = gate().ranking
    return wording * match.features[0] + answer * match.features[1] + words * match.features[2]


def _is_the_very_question(match: AnnotationMatch, held: AnnotationMatch | None) -> bool:
    """Return whether a note was written for this very question, and the one on a text that is held for another."""
    return match.features[0] >= _VERY and (held is None or _nearness(match) - _nearness(held) > _MUCH_NEARER)


_VERY = 0.9  # cosine of a question and a wording
_MUCH_NEARER = 0.2  # of the score


def _is_of_any_law(question: Query, evidence: Evidence) -> bool:
    """Return whether an address names no law, and several that are held have it: "Article 4"."""
    if any(at.instrument for at in question.addresses):
        return False
    return len({held.source.id for held in evidence.addressed}) > 1


_HARDLY_NEARER = 0.05  # of the score
_NEARLY_ALL = 0.8  # of the question's words, by their rarity


def _annotated(
    question: Query, evidence: Evidence, ranked: Sequence[Sentence], catalogue: CatalogueReader
) -> Decision | None:
    """Return "answered" where an annotation addresses this question; None otherwise, or when a fact is missing.

    A note that is as sure as a yes or no must be is no less so for a fact that the question leaves out.
    """
    match = evidence.annotation
    if not match:
        return None
    if _is_passed_by(match, question, ranked):
        return None
    is_elsewhere = speaks_of_another_place(question, match.annotation)
    if not may_answer(match, question.wants, question.core, is_elsewhere=is_elsewhere):
        return None
    if match.probability < thresholds()[2] and missing_fact(question):
        return None
    note = match.annotation
    if is_on_another_matter(question, note) or is_for_other_places(question, note, catalogue):
        return Decision(Outcome.SILENT, min(match.probability, _OF_A_NEIGHBOUR))
    return Decision(Outcome.ANSWERED, match.probability, annotated=True)


def _is_passed_by(match: AnnotationMatch, question: Query, ranked: Sequence[Sentence]) -> bool:
    """Return whether a text that is held has, in its best sentences, a word of the question that an explainer lacks.

    Explainers are on what many laws have: "how long must records of widgets be kept?" is for the rule on widgets.
    """
    if match.annotation.source.id not in explainer_ids():
        return False
    note = match.annotation
    told = terms(" ".join((*note.questions, note.answer, *(pin.text for pin in match.pins))))
    lacks = {*terms(question.core)} - {*told}
    best = (s for s in ranked[:_NEAREST] if s.hit.source.id not in explainer_ids())
    return any(lacks & {*terms(s.text)} for s in best)


def _looked_up(
    question: Query, evidence: Evidence, ranked: Sequence[Sentence], catalogue: CatalogueReader
) -> Decision | None:
    if evidence.addressed and question.bare_address:
        return Decision(Outcome.ANSWERED, 1.0)
    # A section may be missing because a text is held in part; a paragraph missing from a held section does not exist.
    lacking = next((_with_its_act(m.locator) for m in evidence.missing if _lacks_the_section(m)), "")
    if lacking and not question.bare_address and not evidence.addressed:
        return Decision(Outcome.NOT_IN_CORPUS, 0.0, not_held=lacking)
    if any(m.above is not None for m in evidence.missing):
        return Decision(Outcome.ANSWERED, 1.0)
    absent_at = next((m.locator for m in evidence.missing if m.above is None), None)
    if absent_at and not evidence.addressed and not _speaks_of(absent_at.text, ranked):
        return Decision(Outcome.NOT_IN_CORPUS, 0.0, not_held=_with_its_act(absent_at))
    hits = evidence.hits
    named = None if question.filters.sources else named_not_held(question, catalogue)
    if named and (question.addresses or _BY_NUMBER.search(named.title) or _holds_nothing_of(named, catalogue)):
        return Decision(Outcome.NOT_IN_CORPUS, 0.0, not_held=named.title)
    if (
        absent := law_not_held(question, catalogue)
        or licence_not_held(question, hits)
        or notice_not_held(question, hits)
    ):
        return Decision(Outcome.NOT_IN_CORPUS, 0.0, not_held=absent)
    absent = list_not_held(question, catalogue)
    if absent and _asks_of_rows(question, evidence, ranked, catalogue):
        return Decision(Outcome.NOT_IN_CORPUS, 0.0, not_held=absent)
    # "Is Acme on the Entity List?" is answered by its rows alone, whatever an explainer says of the list.
    if _asks_who_is_listed(question, ranked) and (absent := parties_not_held(question, catalogue)):
        return Decision(Outcome.NOT_IN_CORPUS, 0.0, not_held=absent)
    return None


def _asks_who_is_listed(question: Query, ranked: Sequence[Sentence]) -> bool:
    """Return whether a question asks whether somebody is listed: "is Acme on the Entity List?", "is acme sanctioned?".

    A word that texts have in small letters names nobody ("is gallium listed?"), nor does a country.
    """
    names = [name for name in question.names_asked if not any(mentioned_countries(name))]
    if not names or not (_IS_ON_IT.match(question.core) or _IS_LISTED.match(question.core)):
        return False
    read = " ".join(s.text for s in ranked[:_FIGURES_LOOKED_FOR])
    return not all(re.search(rf"\b{re.escape(name.casefold())}\b", read) for name in names)


def _with_its_act(at: Locator) -> str:
    """Return an address as it is said, an article of the Union's with its act: every act has an Article 3."""
    return f"{at.text} of {at.instrument}" if at.system == "eu" and at.instrument else at.text


def _asks_of_rows(question: Query, evidence: Evidence, ranked: Sequence[Sentence], catalogue: CatalogueReader) -> bool:
    """Return whether a question on a list wants its rows: what a law says of such a list can be asked without them."""
    if question.names:
        return True
    if _annotated(question, evidence, ranked, catalogue):
        return False
    return _asks_of_entries(question) or not any(_THEIR_LIST.search(s.text) for s in ranked[:_NEAREST])


def _weighed(
    question: Query, evidence: Evidence, ranked: Sequence[Sentence], weigher: Weigher, catalogue: CatalogueReader
) -> Decision:
    missing = missing_fact(question)
    if missing:
        return Decision(Outcome.NEEDS_FACT, 0.5, missing)
    p, (answers, likely, _) = of_sentences(question, evidence, ranked, weigher), thresholds()
    nearly = _NEARLY_ANSWERS * likely
    # If the question names a provision, only its sentences count: another section's figure answers nothing.
    inside = [s for s in ranked if s.hit.passage.id in evidence.within] if evidence.within else list(ranked)
    # If it names a country's law, only that counts: another country's prison term answers nothing.
    read = ([s for s in inside if s.is_of_named_text] or inside)[:_FIGURES_LOOKED_FOR]
    texts, contexts = [s.hit.passage.text for s in read], [s.hit.passage.context for s in read]
    if body := body_not_held(question, catalogue, texts):
        return Decision(Outcome.NOT_IN_CORPUS, 0.0, not_held=body)
    if (stated := wrong_membership(question, ranked)) is not None:
        return Decision(Outcome.SILENT, p, instead=stated)
    if lacks_the_figure(question, texts, contexts, [s.text for s in read]):
        instead = max(read[:_NEAREST], key=lambda s: s.own_coverage, default=None)
        return Decision(Outcome.SILENT, p, instead=instead if p >= answers or evidence.addressed else None)
    # An article is short, and who asks of it knows that it speaks of the matter.
    of_article = any(i.field == "kind" and i.value == Kind.NEWS for i in question.implied)
    likely_enough = p >= (nearly if of_article else answers) and not _by_chance(ranked)
    of_another_day = bool(question.filters.as_of and ranked and ranked[0].hit.source.kind is Kind.EXPLAINER)
    # Of a page of the starter library its notes answer: its bare sentences told who asks of another matter too often.
    if likely_enough and (
        of_another_day
        or _is_of_library(ranked[0])
        or leaves_undefined(question, ranked[0])
        or _says_nothing_of_a_name(question, ranked)
        or _is_half(ranked[0], catalogue)
    ):
        likely_enough, p = False, min(p, _OF_A_NEIGHBOUR)
    # An address says where to read. Of a long provision that is asked about more than itself, a sentence must also be
    # likely to answer: another limb of the right law misleads as another law does. A part or an annex is a whole law.
    # The number of an entry is that of goods: whether they need a licence no engine computes in another language.
    of_goods = question.language != "en" and {at.system for at in question.addresses} == {"eccn"}
    named = [h for h in evidence.addressed if h.provision.role not in _DIVISIONS and not of_goods]
    addressed = (evidence.addressed and (question.nearly_bare or not ranked)) or (named and p >= _LIKELY_IN_NAMED)
    if addressed or (likely_enough and not _is_of_other_law(question, ranked)):
        return Decision(Outcome.ANSWERED, p)
    # A question that shares no word and no sense with anything held is of another topic. Less than that proves nothing:
    # a follow-up's own words are few, and those of a language in which no text is searched are found nowhere.
    searched = question.language in ("en", *TEXT_LANGUAGES) and not unserved(question.core)
    elsewhere = _by_chance(ranked) and not question.leans and searched
    return Decision(Outcome.NOT_IN_CORPUS if elsewhere else Outcome.SILENT, p)


def _says_nothing_of_a_name(question: Query, ranked: Sequence[Sentence]) -> bool:
    """Return whether a yes or no is asked of an abbreviation that nothing read of the best sentence's text has.

    "Did they take it to the WTO?" is not answered by what else they feared. One that stands for known words may stand
    there in these; texts in other scripts have words of their own.
    """
    if "yes_no" not in question.wants or question.core.isupper() or EAST_ASIAN.search(ranked[0].text):
        return False
    names = [n for n in naming_words(question.core) if n.isupper() and n.isalpha() and len(n) >= _ABBREVIATION]
    source = ranked[0].hit.source
    read = [s.hit.passage for s in ranked[:_FIGURES_LOOKED_FOR] if s.hit.source.id == source.id]
    said = " ".join((source.title, *(f"{p.context} {p.heading} {p.text}" for p in read))).casefold()
    return any(not any(word.casefold() in said for word in (n, *expansions(n))) for n in names)


_ABBREVIATION = 3  # letters, at least


def _is_of_library(best: Sentence) -> bool:
    """Return whether a sentence stands in an explainer of the starter library, not in one that a user added."""
    return best.hit.source.kind is Kind.EXPLAINER and best.hit.source.id in explainer_ids()


def _is_half(best: Sentence, catalogue: CatalogueReader) -> bool:
    """Return whether a sentence ends where its items begin, and has none: nothing can be told after the colon."""
    return leads_in(best.text) and not catalogue.children(catalogue.at(best.hit.version.number, best.start))


def _holds_nothing_of(named: Entry, catalogue: CatalogueReader) -> bool:
    """Return whether no law of a text's jurisdiction is held: what another country's law says answers nothing."""
    return not any(
        source.jurisdiction == named.jurisdiction and source.kind is not Kind.EXPLAINER
        for source, _ in catalogue.editions().values()
    )


def _speaks_of(absent: str, ranked: Sequence[Sentence]) -> bool:
    """Return whether one of the best sentences names what is not held, such as "section 57 of the Act"."""
    at = re.search(r"(?:part|section|article|paragraph)s? [\w.()-]+$", absent, re.I)
    wanted = at.group().casefold() if at else ""
    return bool(wanted) and any(wanted in " ".join(s.text.split()).casefold() for s in ranked[:_NEAREST])


def _lacks_the_section(missing: Missing) -> bool:
    """Return whether a whole section or article is missing from a text that is held."""
    return bool(missing.siblings) and missing.siblings[0].provision.role is Role.SECTION


def _is_of_other_law(question: Query, ranked: Sequence[Sentence]) -> bool:
    """Return whether the best sentence is of none of the laws that a question means: another country's rule."""
    meant, theirs = question.jurisdictions_meant, ranked[0].hit.source.jurisdiction
    if question.language != "en" and not (theirs and any(s.hit.source.jurisdiction in meant for s in ranked)):
        return False  # whose law is meant is a guess by the language there, which a collection without such law refutes
    return bool(meant) and theirs not in meant


def _by_chance(ranked: Sequence[Sentence]) -> bool:
    """Return whether the best sentences share a word at most with the question, and nothing of its sense."""
    return all(s.shared_words < _TOGETHER and s.likeness < _SAME_MATTER for s in ranked[:3])


_TOGETHER = 2.0  # words
_SAME_MATTER = 0.35  # cosine

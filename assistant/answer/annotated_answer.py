"""Answer from an annotation: its plain sentence, conditions, exceptions, status, who decides, and what to check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from assistant.answer.notes_in_language import WRITTEN, in_law, law_in_language, told_in
from assistant.answer.parts_of_questions import offers
from assistant.evidence.annotation_gate import gate
from assistant.evidence.annotation_scope import speaks_of_another_place
from assistant.evidence.annotations import AnnotationMatch
from assistant.evidence.citations import Citations
from assistant.evidence.statement_collection import Draft
from assistant.facts.asker_figures import weighs_a_figure
from assistant.facts.days import day_in_words, days_written
from assistant.lexicon.answer_words import answer_words
from assistant.model import StatementRole, Verdict
from assistant.query.answer_kinds import TOLD_KINDS, fit, kinds_wanted
from assistant.query.model import Query
from assistant.query.places import countries_named, jurisdictions_named
from assistant.query.yes_no_frames import Frame, asks_of_harm, checks_a_claim, frame, is_negated, offers_two
from assistant.reading_rules.country_lists import countries_by_line, places_asked, section_of_country_list
from assistant.reading_rules.gate.probability import thresholds
from assistant.reading_rules.yes_no_word import (
    asks_alike,
    asks_of_a_ban,
    frees_who_asks,
    is_of_a_kind_untold,
    tells_a_duty,
    turns_round,
    would_free,
)
from corpus.annotations import Annotation, PinnedText
from corpus.annotations.briefs import BriefCheck
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions
from corpus.lexicon.jurisdictions import country_name
from corpus.model import Kind
from index.text.tokens import STOP, terms

_MOST_QUOTED = 3500  # characters of a pinned provision that is quoted whole; of a longer one its own words
_OWN_WORDS = "the words of the text"
_STAY = lazy_regex(r"\b(?:stay|suspen)", re.I)
_UNTIL = lazy_regex(r"\b(?:until|through)\s$")  # before a day
_UNTIL_SIGNS = 12
_OF_A_CASE = (StatementRole.EXCEPTION, StatementRole.CHECK_NEXT)  # what may be told of those on a list
_BEFORE_LIST = 40  # characters before a list's name in which somebody is said not to be on it


def may_answer(
    match: AnnotationMatch | None,
    wants: frozenset[str],
    asked: str = "",
    *,
    is_elsewhere: bool = False,
) -> bool:
    """Return whether an annotation answers: likely enough, and over texts that still read as they did.

    One whose yes or no is asked for, and is not sure enough for the word, answers without it where the rest can be read
    alone: of a sentence the asker sees what it is on. Where what leans on the word can be read under the note's own
    question, it is told there without the word; where that cannot, it needs as much as the word does: of a hundred
    verdicts one may be wrong; where nobody asked for a yes or no, it is told under its own question. One without the
    kind of figure that the question wants needs more as well, and so does one that has no wording that asks what
    something is, where that is asked. A yes to "is it allowed?" is no answer to "is it forbidden?": the word is given
    only where the question (`asked`, if it is given) is of the kind that one of the wordings is, and speaks of no
    country that the note does not name (`is_elsewhere`).
    """
    if match is None or match.changed:
        return False
    _, answers, verdict = thresholds()
    note, told = match.annotation, wants & TOLD_KINDS
    leaning = behind_its_word(note)
    if _is_told_under_its_question(note, wants, asked, is_elsewhere=is_elsewhere):
        is_likely = match.probability >= (answers if leaning and not told else verdict)
        return is_likely and (not match.stayed or _tells_of_stay(note))
    # "By when?" is answered by a day, and by "seven days after the export" as well.
    offered = told | {"duration"} if "date" in told else told
    lacks_what_is_wanted = bool(told) and not fit(offered, " ".join((note.answer, *note.conditions)))
    # "When must it be filed?" is answered by cases too, where the note was written for that very question.
    lacks_what_is_wanted = lacks_what_is_wanted and not (told <= kinds_wanted(match.wording) and _says_the_same(match))
    stands_alone = without_verdict(note)
    asks_for_word = _asks_for_its_word(wants, asked, note) and not is_elsewhere
    has_word = note.verdict and (asks_for_word or not stands_alone)
    if note.verdict and "yes_no" in wants and turns_round(asked, note):
        binds = asks_of_a_ban(asked, note) or tells_a_duty(asked, note) or _forbids(asked, note)
        if not (stands_alone and binds):
            return False
    if has_word and ((match.stayed and not _tells_of_stay(note)) or not (stands_alone or asks_alike(asked, note))):
        return False
    if "duration" in told and _tells_no_length(note) and not _says_the_same(match):
        return False
    if "yes_no" in wants and frees_who_asks(asked, note) and match.probability < verdict:
        return False
    explains = "definition" not in wants or any("definition" in kinds_wanted(wording) for wording in note.questions)
    least = (answers + verdict) / 2 if lacks_what_is_wanted or not explains else answers
    least = verdict if has_word and not (stands_alone or leaning) else least
    return match.probability >= least


def _says_the_same(match: AnnotationMatch) -> bool:
    """Return whether a question is put nearly as one of the wordings of a note."""
    return match.features[0] >= _NEARLY_THE_SAME


def _tells_no_length(note: Annotation) -> bool:
    """Return whether a note has no length of time, no day and no measure: it is of another point of what lasts.

    Of six labelled questions that ask how long something lasts and were told such a note one got its rule.
    """
    told = (note.answer, *note.conditions, *note.exceptions)
    return not any(offers(frozenset({kind}), text) for kind in _LENGTHS for text in told)


_LENGTHS = ("duration", "date", "amount")  # a yacht is long, too

# Cosine of a question and the nearest wording of a note that no text bears out: of those that a reader's 154 questions
# were told below it all were of another matter.
_PUT_ALIKE = 0.6
_NEARLY_THE_SAME = 0.85  # cosine of a question and a wording


def _is_told_under_its_question(
    annotation: Annotation, wants: frozenset[str], asked: str, *, is_elsewhere: bool = False
) -> bool:
    """Return whether a note begins with a yes or no that is not for this question, and the rest cannot do without it.

    It is not where nobody asked for one, where it turns on a figure of the asker's, where a claim is to be confirmed,
    where the question offers two answers of its own or asks if that is needed which the note says may not be done, or
    where another country is spoken of.
    """
    if not annotation.verdict or without_verdict(annotation):
        return False
    if is_elsewhere or "yes_no" not in wants:
        return True
    is_open = _weighs(asked, annotation) or checks_a_claim(asked) or offers_two(asked)
    is_open = is_open or is_of_a_kind_untold(asked, annotation)
    return is_open or would_free(asked, annotation) or _forbids(asked, annotation)


def _asks_for_its_word(wants: frozenset[str], asked: str, annotation: Annotation) -> bool:
    """Return whether a yes or no is asked for to which the one of an annotation replies."""
    is_open = checks_a_claim(asked) or offers_two(asked) or is_of_a_kind_untold(asked, annotation)
    return "yes_no" in wants and asks_alike(asked, annotation) and not is_open


def _weighs(asked: str, annotation: Annotation) -> bool:
    return weighs_a_figure(asked, " ".join(text for _, text in annotation.statements()))


def _forbids(asked: str, annotation: Annotation) -> bool:
    """Return whether one asks if something is needed, and the other says that it may not be done: it frees nobody.

    Its no would: what leans on that is told without it.
    """
    is_ban = annotation.verdict == "no" and frame(annotation.questions[0]) is Frame.MAY
    return is_ban and frame(asked) is Frame.NEED and bool(behind_its_word(annotation))


def _tells_of_stay(annotation: Annotation) -> bool:
    """Return whether an annotation was written with the stay of its provision in mind."""
    return any("stay" in text.casefold() for _, text in annotation.statements())


def is_near(match: AnnotationMatch | None) -> bool:
    """Return whether an annotation whose text is not held may be shown beside the word that the text is missing."""
    if match is None or match.features[0] < _PUT_ALIKE:
        return False
    # No text bears it out, and it takes the place of the closest passages: more likely than a note that is quoted.
    return match.alone >= (gate().verdict if match.annotation.verdict else (gate().answers + gate().verdict) / 2)


def is_for_other_places(question: Query, annotation: Annotation, catalogue: CatalogueReader) -> bool:
    """Return whether a note is for the countries of a list, and the list held has none that the question names."""
    section = section_of_country_list(annotation.answer)
    to = (places_asked(question.core) or places_asked(question.standalone)) if section else frozenset()
    if not to:
        return False
    for pin in annotation.pins:
        if pin.locator.split(" > ")[0].split("(")[0].endswith(f" {section}"):
            listed = [countries_by_line(catalogue.full_text(h)) for h in catalogue.find(pin.locator, question.filters)]
            return any(listed) and not any(to & set(codes) for codes in listed)
    return False


def without_verdict(note: Annotation, *, leaning: bool = False) -> str:
    """Return a note's answer without its leading yes or no; empty where the rest cannot be read alone.

    `leaning`: also what leans on the word, as it may under the question that it answers ("If the seller knew …").
    """
    told = note.without_word(leaning=leaning)
    return told if told != note.answer and len(told) >= _TELLING_CHARACTERS else ""


_TELLING_CHARACTERS = 30  # characters


def behind_its_word(note: Annotation) -> str:
    """Return what leans on a note's leading yes or no, as it is told under the note's own question without the word.

    It is empty where there is no such, and where the word is what is told: "Unless …" and "Not …" say nothing alone.
    """
    if not note.verdict or without_verdict(note):
        return ""
    rest = without_verdict(note, leaning=True)
    return "" if _HOLDS_ITS_WORD.match(rest) else rest


_HOLDS_ITS_WORD = lazy_regex(r"(?:unless|except|save|without|not|nor|only|but|or|and|if|as a rule|it)\b", re.I)


def plainly(annotation: Annotation, question: Query, probability: float = 1.0) -> str:
    """Return an annotation's answer without its yes or no, where none of that kind is asked for; else "".

    So it is told, too, where it is likely to be the answer and not sure enough for the word (`probability`).
    """
    asks_for_it = _asks_for_its_word(question.wants, question.core, annotation)
    asks_for_it = asks_for_it and not speaks_of_another_place(question, annotation)
    is_sure = probability >= thresholds()[2] or _is_its_own_question(question, annotation)
    is_open = _weighs(question.core, annotation) or speaks_of_its_exception(question, annotation)
    gives_it = asks_for_it and is_sure and not is_open
    return without_verdict(annotation) if annotation.verdict and not gives_it else ""


def speaks_of_its_exception(question: Query, annotation: Annotation) -> bool:
    """Return whether a question has words of a note's exceptions that the rule has not: the rule's word may not hold.

    "Can I take banknotes along for my personal use?" is not answered by "no, in general".
    """
    excepted = {*terms(" ".join(annotation.exceptions))} - {*terms(f"{annotation.questions[0]} {annotation.answer}")}
    return not excepted.isdisjoint({*terms(question.core)} - STOP)


def _is_its_own_question(question: Query, annotation: Annotation) -> bool:
    """Return whether a question has the very words of that for which a note's yes or no was written.

    Whose agency is asked of and which address is named may differ: the note is told beside both.
    """
    own = annotation.questions[0]
    if question.language != "en" or len(question.countries) > 1 or is_negated(question.core) != is_negated(own):
        return False
    asked, written = _words_of_the_matter(question.core), _words_of_the_matter(own)
    return len(asked) >= _TELLING_WORDS and asked == written and frame(question.core) == frame(own)


def _words_of_the_matter(text: str) -> frozenset[str]:
    without = _ADDRESS_NUMBER.sub(" ", _offices().sub(" ", text))
    return frozenset(terms(without)) - STOP


@cache
def _offices() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{jurisdictions.table().joined('offices')})\b")


_ADDRESS_NUMBER = lazy_regex(r"(?:(?<!§)§+ ?|\b(?:part|section|article) )?\b\d{3}\.\d+(?:\(\w{1,4}\)){0,5}")
_TELLING_WORDS = 3


def word_turned(match: AnnotationMatch, question: Query) -> bool:
    """Return whether a note that says "no, it may not be done" is asked if it is forbidden, so that the word is yes.

    The reverse is never said: that something is not forbidden by one rule frees nobody. Nor is it said of what neither
    the note nor its text names.
    """
    annotation = match.annotation
    asked, own = question.core, annotation.questions[0]
    turns = frame(asked) is Frame.BANNED and frame(own) is Frame.MAY and not asks_of_harm(own)
    if not turns or annotation.verdict != "no" or asks_alike(asked, annotation) or not without_verdict(annotation):
        return False
    is_plain = not (is_negated(asked) or is_negated(own) or checks_a_claim(asked) or offers_two(asked))
    is_open = _weighs(asked, annotation) or speaks_of_its_exception(question, annotation)
    is_open = is_open or speaks_of_another_place(question, annotation)
    is_sure = question.language == "en" and "yes_no" in question.wants and match.probability >= thresholds()[2]
    return is_sure and is_plain and not is_open and _names_all(match, _FORBIDDEN.sub(" ", asked))


def _names_all(match: AnnotationMatch, asked: str) -> bool:
    """Return whether a note or the texts that it is pinned to have every word of what is asked."""
    named = terms(" ".join((match.annotation.as_text, *(pin.text for pin in match.pins))))
    return {*terms(asked)} <= {*named, *STOP}


_FORBIDDEN = lazy_regex(
    r"\b(?:banned|forbidden|prohibited|illegal|unlawful|outlawed|barred|blocked|off[- ]limits)\b", re.I
)


def say_annotation(draft: Draft, match: AnnotationMatch, cites: Citations, question: Query) -> None:
    """Add an annotation's answer and what goes with it, every statement on the provisions that it is pinned to.

    A leading yes or no stands only where one is asked for, or where the rest cannot be read without it. Whose law it is
    stands there too, where neither the question nor the answer says it and laws of several countries are held. All of
    it is decided by the English note, and shown in the question's language where the note is translated.
    """
    annotation, other = match.annotation, told_in(question, match.annotation)
    plain = plainly(annotation, question, match.probability)
    numbers = [_cite(held, pinned, cites) for pinned in match.pins for held in pinned.provisions[:1]]

    if annotation.written_by:
        by_model = f"written by {annotation.written_by} when the document was added; {BriefCheck.SECOND_LOOK}"
        draft.say(annotation.answer, numbers, StatementRole.FILE_BRIEF, Verdict.SUPPORTED, by_model)
        for text in annotation.exceptions:
            draft.say(text, numbers, StatementRole.EXCEPTION, Verdict.SUPPORTED, by_model)
        return

    if other is None:  # who asks in the language of the law reads the law itself before our English
        draft.say(law_in_language(question, annotation, match.pins), numbers[:1], reason=_OWN_WORDS)
    says_yes = annotation.verdict == "yes" if annotation.verdict and not plain else None
    turned = word_turned(match, question)
    is_elsewhere = speaks_of_another_place(question, annotation)
    under = _is_told_under_its_question(annotation, question.wants, question.core, is_elsewhere=is_elsewhere)
    is_unsure = match.probability < thresholds()[2] or speaks_of_its_exception(question, annotation)
    leaning = behind_its_word(annotation) if is_unsure or _forbids(question.core, annotation) else ""
    under = under or bool(leaning)
    where = "" if under else _where_unsaid(annotation, question, cites)
    answer, shown = plain or annotation.answer, ""
    if turned:
        says_yes, answer = True, f"Yes{annotation.answer.removeprefix('No')}"
    if other is not None:
        shown = other.without_word() if plain else other.answer
    if under:
        says_yes, answer = None, f"“{annotation.questions[0]}” {leaning or answer}"
        shown = f"“{other.questions[0]}” {other.without_word() if leaning else shown}" if other else ""
    elif where:
        answer = f"{answer} (This is so in {where}.)" if says_yes is not None else f"In {where}: {answer}"
        shown = in_law(shown, annotation.jurisdiction, other.language, behind=says_yes is not None) if other else ""
    language = other.language if other else "en"
    translated = [text for _, text in beside_the_answer(other)] if other else []
    beside = [
        (note, text, translated[n] if other else "") for n, (note, text) in enumerate(beside_the_answer(annotation))
    ]
    of_the_case = [b for b in beside if b[0] in _OF_A_CASE and _is_the_case_asked(b[1], annotation, question)]
    for note, text, told in of_the_case:  # the rule for the case that is told goes before the general one
        cited = () if note is StatementRole.CHECK_NEXT else numbers
        draft.say_note(text, cited, StatementRole.EXCEPTION, WRITTEN, translated=(language, told))
    says_yes = None if of_the_case else says_yes
    draft.say_note(answer, numbers, StatementRole.ANNOTATION, WRITTEN, says_yes, (language, shown))
    for note, text, told in (b for b in beside if b not in of_the_case):
        cited = () if note is StatementRole.CHECK_NEXT else numbers
        draft.say_note(text, cited, note, WRITTEN, translated=(language, told))
        if note is StatementRole.STATUS and (passed := stay_passed(annotation, question.filters.day)):
            words = answer_words(language)
            there = words.passed.format(passed.isoformat()) if words else ""
            draft.say_note(day_has_passed(passed), numbers, StatementRole.STATUS, WRITTEN, translated=(language, there))


_ON_A_LIST = lazy_regex(
    r"\b(?:those|parties|persons|entities|companies|importers|end[- ]users)(?: \w{1,20}){0,4} on (?:the|a) "
    r"(?P<list>(?:[\w-]{1,30} ){1,2}list)\b",
    re.I,
)
_NOT_BEFORE = lazy_regex(
    r"(?:\b(?:not|never|no longer|neither|nor|no|nobody|none|without|unless|if|whether)|n['’]t)(?: \w{1,12}){0,4} $",
    re.I,
)


def _is_the_case_asked(text: str, annotation: Annotation, question: Query) -> bool:
    """Return whether words beside a note's answer are of parties on a list on which a question says somebody is."""
    said = question.standalone.casefold()
    for found in _ON_A_LIST.finditer(text):
        name = found["list"].casefold()
        at = said.find(name)
        told = at >= 0 and _NOT_BEFORE.search(said[:at][-_BEFORE_LIST:]) is None
        if told and name not in annotation.answer.casefold():
            return True
    return False


def stay_passed(annotation: Annotation, day: date) -> date | None:
    """Return the last day of a stay or suspension that a note's status tells of, where it is over on a day; else None.

    The note was written while it ran, and "was suspended until" is read as if nothing had come after it.
    """
    text = annotation.status
    ends = [last for start, _, _, last in days_written(text) if _UNTIL.search(text[:start][-_UNTIL_SIGNS:])]
    ends = ends if _STAY.search(text) else []
    return max(ends) if ends and max(ends) < day else None


def day_has_passed(last: date) -> str:
    """Return what is said of a stay whose last day is over."""
    return f"{day_in_words(last)} has passed: what holds since then is not in the texts held."


def _where_unsaid(annotation: Annotation, question: Query, cites: Citations) -> str:
    """Return the country whose law an annotation tells; "" where that is said, or laws of one country only are held."""
    mine, country = annotation.jurisdiction, country_name(annotation.jurisdiction)
    laws = {source.jurisdiction for source, _ in cites.catalogue.editions().values() if source.kind is Kind.LAW}
    if not country or len(laws - {"", "int"}) < 2 or question.addresses:
        return ""
    code = jurisdictions.table().country_of(mine)
    texts = (question.standalone, annotation.answer)
    if any(mine in jurisdictions_named(t) or code in {c for c, _ in countries_named(t)} for t in texts):
        return ""
    return f"the {country}" if country.startswith(("United", "European")) else country


def beside_the_answer(annotation: Annotation) -> Iterator[tuple[StatementRole, str]]:
    """Yield what goes with an annotation's answer, in the order in which it is shown."""
    yield from ((StatementRole.CONDITION, text) for text in annotation.conditions)
    yield from ((StatementRole.EXCEPTION, text) for text in annotation.exceptions)
    if annotation.status:
        yield StatementRole.STATUS, annotation.status
    if annotation.who_decides:
        yield StatementRole.WHO_DECIDES, annotation.who_decides
    yield from ((StatementRole.CHECK_NEXT, text) for text in annotation.check_next)


def _cite(held: HeldProvision, pinned: PinnedText, cites: Citations) -> int:
    start = held.provision.start
    length = len(pinned.text) if len(pinned.provisions) == 1 and len(pinned.text) <= _MOST_QUOTED else len(held.text)
    return cites.cite(held.source, held.version, start, start + length)

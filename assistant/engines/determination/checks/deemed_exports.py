"""Release of technology to a person of another nationality: why the walk is for that person's country."""

from __future__ import annotations

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.places import Place
from assistant.engines.determination.law_texts.countries import answer_name
from assistant.engines.determination.law_texts.rules import own_country, rules_of_kind, said
from assistant.engines.determination.law_texts.texts import Texts, found_spans, missing_text
from assistant.engines.determination.steps import Effect, WalkStep

_DEFINED = ("15 CFR 734.13(b)", "15 CFR 734.14(b)")


def deemed_step(texts: Texts, asked: Transaction, place: Place) -> WalkStep | None:
    """Return the step that says for whose country a release is read; None where the place is none of a nationality."""
    release = asked.release
    if release is None or not release.of_country(place.code):
        return None
    held = found_spans([texts.span(at) for at in _DEFINED])
    first = [said("deemed", place=answer_name(place.code))]
    if len({p.codes for p in release.nationals}) > 1:
        first.append(said("deemed_most_recent"))
    own = own_country()
    there = dict.fromkeys(p.region or answer_name(p.code) for p in release.there if p.code not in ("", own, place.code))
    if there:
        first.append(said("deemed_there", there=" and ".join(there)))
    cites = held or found_spans([r.span(texts) for r in rules_of_kind("deemed")])
    lacks = () if held else (missing_text("15 CFR part 734 (deemed exports)"),)
    words = said("deemed_stands" if held else "deemed_not_held")
    return WalkStep("deemed export", words, cites, Effect.NOTE, (), lacks, told_first=" ".join(first))

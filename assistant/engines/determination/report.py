"""A walk as an answer: one plain sentence first, then the steps, then what is to be asked and what is not held."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.engines.determination.checks.reasons_for_control.scope import excepted_of
from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.goods import goods_sent
from assistant.engines.determination.facts.told_users import told_user
from assistant.engines.determination.facts.told_uses import told_use
from assistant.engines.determination.law_texts.asked_facts import AskedFact, told_facts
from assistant.engines.determination.law_texts.countries import CHART, answer_name, column_labels
from assistant.engines.determination.law_texts.own_laws import own_laws
from assistant.engines.determination.law_texts.rules import named_by, own_law, rule_table, said
from assistant.engines.determination.law_texts.texts import Texts, found_spans
from assistant.engines.determination.steps import Effect, Reason, Walk, WalkStep
from assistant.engines.model import Computed, Finding, MissingText, span_payload
from assistant.model import Form, Outcome, StatementRole
from corpus.lexicon import jurisdictions

_BRIEF_SENTENCE = 40  # characters of a sentence that says too little alone
_CAVEAT = "noMarkCaveat"
_NOTHING_REQUIRED = ("indeterminate", "no_chart_requirement")
# Effects of the steps that make a status; of the others it is every step.
_DECIDES = {
    "required": (Effect.REQUIRED,),
    "prohibited": (Effect.REQUIRED, Effect.PROHIBITED),
    "indeterminate": (Effect.UNKNOWN, Effect.REQUIRED),
}
_GRAVEST = ("prohibited", "required", "indeterminate", "no_chart_requirement")


@dataclass(frozen=True, slots=True)
class _Told:
    """A finding of a walk, with what of the walk it names itself: "entry", "place"."""

    finding: Finding
    names: frozenset[str] = frozenset()


def reported(texts: Texts, asked: Transaction, walk: Walk) -> Computed:
    """Return a walk as an engine's result."""
    return _reported(texts, asked, walk, [told.finding for told in _told(texts, asked, walk)])


def _told(texts: Texts, asked: Transaction, walk: Walk) -> list[_Told]:
    """Return the findings of a walk: one plain sentence, the steps, what is left to check, to ask for and to bring."""
    status = walk.status
    lead, names = _lead(texts, asked, walk, status)
    before = [s.told_before for s in walk.steps if s.told_before] if status == "required" else []
    fitting = [s for s in walk.steps if s.fits and status in _NOTHING_REQUIRED]
    if status == "no_chart_requirement":  # what is told was looked for among the end uses: that goes before a "none"
        before = [_begun(s.finding) for s in fitting]
    behind = [_begun(s.finding) for s in fitting] if status == "indeterminate" else []
    answers = [s.answers for s in walk.steps if s.answers]
    told_first = (s.told_first for s in walk.steps)
    excepted = _excepted(asked, walk)
    lead = " ".join(dict.fromkeys(filter(None, (*answers, *before, lead, excepted, *behind, *told_first))))
    says_yes = True if status == "required" and not (before or answers or (excepted and not asked.paragraph)) else None
    cites = tuple(dict.fromkeys((*(c for s in fitting for c in s.cites), *_lead_cites(walk, status))))
    told = [_Told(Finding(lead, cites, says_yes=says_yes), names)]
    leading = next((s for s in walk.steps if s.effect is Effect.UNKNOWN), None) if status == "indeterminate" else None
    for s in _ordered(walk.steps, status):
        if s in fitting or (s is leading and s.is_the_first_sentence):
            continue
        if s.is_said_first and (status == "required" or not s.told_before or s.answers):
            continue
        decides = s.effect in _DECIDES.get(status, tuple(Effect))
        told.append(_Told(Finding(_begun(s.finding), s.cites, decides=decides), _named(s)))
    told.append(_Told(_remaining(texts, walk)))
    asks, lacks = _open(walk)
    if status != "required" and asks:
        told.append(
            _Told(
                Finding(f"To decide it: {'; '.join(a.words for a in asks)}.", (), StatementRole.CHECK_NEXT, asks=True)
            )
        )
    if lacks:
        told.append(
            _Told(
                Finding(f"Texts that are not held: {'; '.join(t.words for t in lacks)}.", (), StatementRole.CHECK_NEXT)
            )
        )
    return told


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _open(walk: Walk) -> tuple[tuple[AskedFact, ...], tuple[MissingText, ...]]:
    """Return the facts that the steps ask for, and the texts that they lack."""
    with_effect = [s for s in walk.steps if s.effect is not Effect.NONE]
    return tuple(dict.fromkeys(a for s in with_effect for a in s.asks)), tuple(
        dict.fromkeys(t for s in with_effect for t in s.lacks)
    )


def _reported(texts: Texts, asked: Transaction, walk: Walk, findings: Sequence[Finding]) -> Computed:
    status = walk.status
    asks, lacks = _open(walk)
    is_of_rest = bool(_excepted(asked, walk))
    told: dict[str, Any] = {
        "status": status,
        "facts": _facts(asked),
        "steps": [
            {"step": s.name, "finding": s.finding, "effect": s.effect.value,
             "citations": [span_payload(c, texts.catalogue) for c in s.cites],
             **({"decides_rest": True} if is_of_rest and s.controls else {})}
            for s in walk.steps
        ],
        "reasons": [
            {"reason": r.reason, "column": r.column or None, "mark": r.mark, "applies": r.applies,
             "effect": r.effect.value, "text": r.words}
            for r in walk.reasons
        ],
        "asks_for": [a.words for a in asks],
        "facts_asked": told_facts(asks),
        "missing_texts": [t.words for t in lacks],
        "text": "\n\n".join(f.text for f in findings),
    }  # fmt: skip
    outcome = Outcome.ANSWERED
    if status == "indeterminate":
        outcome = Outcome.NEEDS_FACT if asks else Outcome.NOT_IN_CORPUS
    return Computed(Form.DETERMINATION, tuple(findings), told, outcome, tuple(a.words for a in asks), lacks)


def _facts(asked: Transaction) -> dict[str, str]:
    """Return what was understood of a transaction, under the names by which a command and a form take it."""
    return {
        "item": asked.entry
        or (said("unlisted") if asked.unlisted else goods_sent(asked.now) or goods_sent(asked.text)),
        "to": _place(asked) if asked.to else "",
        "end_user": told_user(asked),
        "end_use": told_use(asked),
        "jurisdiction": jurisdictions.table().of_country(asked.exporters[0]) if asked.exporters else "",
    }


def reported_each(texts: Texts, walks: Sequence[tuple[Transaction, Walk]], supposed: Sequence[str] = ()) -> Computed:
    """Return several walks as one result: a sentence for each, then their steps under their names.

    A walk is called by its destination, and by its item too where those differ; `supposed` are the names of all walks
    but the first, or of all, where they are of one transaction with other facts. A step of all walks stands under none.
    """
    walks = walks if supposed else sorted(walks, key=lambda w: _GRAVEST.index(w[1].status))
    items = len({(asked.number, asked.paragraph) for asked, _ in walks}) > 1
    names = [_item_to(asked) if items else _place(asked) for asked, _ in walks]
    tells_apart = frozenset(("entry", "place") if items else ("place",))
    if supposed:
        names[len(names) - len(supposed) :] = supposed
    told = [_told(texts, asked, walk) for asked, walk in walks]
    each = [_reported(texts, *w, [t.finding for t in one]) for w, one in zip(walks, told, strict=True)]

    def under(numbers: Sequence[int], one: _Told) -> str:
        if tells_apart <= one.names and not any(n >= len(names) - len(supposed) for n in numbers[:1]):
            return one.finding.text
        return said("for_place", place=", ".join(names[n] for n in numbers), finding=one.finding.text)

    leads = [one[0] for one in told]
    lead = " ".join(under([n], one) for n, one in enumerate(leads))
    findings = [Finding(lead, tuple(dict.fromkeys(s for one in leads for s in one.finding.cites)))]
    by_words: dict[Finding, list[tuple[int, _Told]]] = {}
    for n, one in ((n, one) for n, of_walk in enumerate(told) for one in of_walk[1:]):
        by_words.setdefault(replace(one.finding, cites=()), []).append((n, one))
    later: list[Finding] = []
    for same in by_words.values():
        numbers, first = list(dict.fromkeys(n for n, _ in same)), same[0][1]
        made = replace(first.finding, cites=tuple(dict.fromkeys(s for _, one in same for s in one.finding.cites)))
        if made.note is StatementRole.CHECK_NEXT:
            later.append(made)
        else:
            findings.append(made if len(numbers) == len(walks) else replace(made, text=under(numbers, first)))
    states = [str(found.payload["status"]) for found in each]
    told_each = [{"place": name, **found.payload} for name, found in zip(names, each, strict=True)]
    asks = tuple(dict.fromkeys(a for found in each for a in found.asks_for))
    lacks = tuple(dict.fromkeys(t for found in each for t in found.missing_texts))
    payload = {
        **each[0].payload,
        "status": min(states, key=_GRAVEST.index),
        "steps": [s for found in each for s in found.payload["steps"]],
        "reasons": [r for found in each for r in found.payload["reasons"]],
        "destinations": told_each,
        "asks_for": list(asks),
        "facts_asked": list({f["fact"]: f for found in each for f in found.payload["facts_asked"]}.values()),
        "missing_texts": [t.words for t in lacks],
        "text": "\n\n".join(f.text for f in (*findings, *later)),
    }
    open_ones = [found.outcome for found in each if found.outcome is not Outcome.ANSWERED]
    outcome = open_ones[0] if len(open_ones) == len(each) else Outcome.ANSWERED
    return Computed(Form.DETERMINATION, (*findings, *later), payload, outcome, asks, lacks)


def reported_by_goods(named: Sequence[tuple[str, Computed]]) -> Computed:
    """Return results for goods of one question that differ in a figure as one, each under its name."""
    founds = [found for _, found in named]
    leads = [said("for_place", place=name, finding=found.findings[0].text) for name, found in named]
    cites = tuple(dict.fromkeys(s for found in founds for s in found.findings[0].cites))
    findings = [Finding(" ".join(leads), cites)]
    later: list[Finding] = []
    for name, found in named:
        for finding in found.findings[1:]:
            of_all = all(any(map(finding.says_the_same, other.findings)) for other in founds)
            words = finding.text if of_all else said("for_place", place=name, finding=finding.text)
            told = replace(finding, text=words, says_yes=None)
            into = later if finding.note is StatementRole.CHECK_NEXT else findings
            if not any(map(told.says_the_same, into)):
                into.append(told)
    asks = tuple(dict.fromkeys(a for found in founds for a in found.asks_for))
    lacks = tuple(dict.fromkeys(t for found in founds for t in found.missing_texts))
    payload = {
        **founds[0].payload,
        "status": min((str(f.payload["status"]) for f in founds), key=_GRAVEST.index),
        "destinations": [{"place": name, **found.payload} for name, found in named],
        "asks_for": list(asks),
        "text": "\n\n".join(f.text for f in (*findings, *later)),
    }
    sure = any(found.outcome is Outcome.ANSWERED for found in founds)
    outcome = Outcome.ANSWERED if sure else founds[0].outcome
    return Computed(Form.DETERMINATION, (*findings, *later), payload, outcome, asks, lacks)


def _item_to(asked: Transaction) -> str:
    return f"{asked.entry or said('unlisted')} to {_place(asked)}"


def _place(asked: Transaction) -> str:
    return asked.to[0].region or answer_name(asked.to[0].code)


def _remaining(texts: Texts, walk: Walk) -> Finding:
    """Return what is left to check, by the law that the walk went through."""
    own = texts.filters.jurisdictions == (own_law(),)
    if own and not any(s.leads for s in walk.steps):
        return Finding(
            said("remains"), found_spans([texts.span(f"{CHART} > note {_CAVEAT}")]), StatementRole.CHECK_NEXT
        )
    if law := next((own_laws()[code] for code in texts.filters.jurisdictions if code in own_laws()), None):
        return Finding(law.remains, (), StatementRole.CHECK_NEXT)
    return Finding(said("remains_other" if own else "remains_union"), (), StatementRole.CHECK_NEXT)


def _ordered(steps: Sequence[WalkStep], status: str) -> list[WalkStep]:
    """Return the steps with those that decide first."""
    deciding = {"required": Effect.REQUIRED, "prohibited": Effect.PROHIBITED, "indeterminate": Effect.UNKNOWN}.get(
        status
    )
    return [*(s for s in steps if s.effect is deciding), *(s for s in steps if s.effect is not deciding)]


def _lead_cites(walk: Walk, status: str) -> tuple[Any, ...]:
    wanted = {"required": Effect.REQUIRED, "prohibited": Effect.PROHIBITED, "indeterminate": Effect.UNKNOWN}.get(status)
    step = next((s for s in walk.steps if s.effect is wanted), None) if wanted else None
    besides = (c for s in walk.steps if s.told_first or s.told_before or s.answers for c in s.cites)
    return tuple(dict.fromkeys((*(step.cites if step else ()), *besides)))


def _named(step: WalkStep) -> frozenset[str]:
    return frozenset(("place",)) if step.names_place else frozenset()


def _said(key: str, **values: str) -> tuple[str, frozenset[str]]:
    """Return a sentence of the table, and what it names."""
    return said(key, **values), named_by(key)


def _lead(texts: Texts, asked: Transaction, walk: Walk, status: str) -> tuple[str, frozenset[str]]:
    """Return the first sentence, and what it names of the item and the destination."""
    place = asked.to[0].region or answer_name(asked.to[0].code) if asked.to else said("any_place")
    entry = asked.entry or said("unlisted" if asked.unlisted else "the_item")
    if status == "prohibited":
        return _said("prohibited", step=next(s.short for s in walk.steps if s.effect is Effect.PROHIBITED))
    if status == "no_chart_requirement" and texts.filters.jurisdictions != (own_law(),):
        return _said("no_prohibition")
    if status == "required":
        return _required(texts, entry, place, walk)
    if status == "no_chart_requirement":
        columns = ", ".join(f"{r.reason} ({r.column})" for r in walk.reasons if r.column and r.applies is True)
        why = f"It is controlled for {columns}; {place} has no X there." if columns else ""
        if not asked.number:
            # No entry to name: that the item is on none is what this sentence says.
            return said("no_requirement_unlisted", place=place), named_by("no_requirement_unlisted") | {"entry"}
        words, names = _said("no_requirement", entry=entry, place=place, why=why)
        return words.strip(), names
    unknown = [s for s in walk.steps if s.effect is Effect.UNKNOWN]
    first = unknown[0]
    if first.leads and first.short:
        return first.short, _named(first)
    named = asked.has_item and len(asked.codes) == 1
    of = f" for {entry} to {place}" if named else ""
    names = frozenset(("entry", "place")) if named else frozenset()
    if first.asks:
        return said("indeterminate_asks", of=of, why=first.asks[0].words.rstrip(". ")), names
    return said("indeterminate", of=of, why=first.finding.rstrip(". ")), names


def _certain(walk: Walk) -> list[Reason]:
    """Return the reasons that require a licence, one of the whole entry before one whose row excepts something."""
    found = [r for r in walk.reasons if r.effect is Effect.REQUIRED and r.applies is True]
    return sorted(found, key=lambda r: bool(r.condition))


def _excepted(asked: Transaction, walk: Walk) -> str:
    """Return what the row excepts by which alone a licence is required: it is required of the rest only; else ""."""
    certain = _certain(walk)
    others = any(s.effect is Effect.REQUIRED and not s.controls for s in walk.steps)
    if walk.status != "required" or not certain or others or not certain[0].condition:
        return ""
    words = certain[0].condition.rstrip(".")
    if not asked.paragraph:
        return said("required_except", words=words)
    reach = excepted_of(asked.number, asked.paragraph, words)
    return said("required_except_of", words=reach) if reach else ""


def _required(texts: Texts, entry: str, place: str, walk: Walk) -> tuple[str, frozenset[str]]:
    certain = _certain(walk)
    names = column_labels(texts)
    for reason in certain:
        if reason.reason == rule_table()["reason_by_arms_embargo"]:
            return _said("required_embargoed", entry=entry, reason=reason.reason, place=place)
        label = names.get(reason.column.replace(" Column", ""), reason.reason)
        values = {"entry": entry, "label": label, "column": reason.column, "place": place}
        if reason.mark:
            return _said("required_column", **values)
        if reason.footnote:
            return _said("required_footnote", **values, mark=reason.footnote)
    step = next(s for s in walk.steps if s.effect is Effect.REQUIRED)
    if step.leads:
        return step.short or step.finding, _named(step)
    if step.footnote:
        return _said("required_footnote_alone", entry=entry, place=place, mark=step.footnote)
    if certain and step.controls:
        return _said("required_words", entry=entry, rule=_sentence(certain[0]))
    return _said("required_short", entry=entry, place=place, short=step.short or step.finding)


def _sentence(reason: Reason) -> str:
    first = re.split(r"(?<=[a-z)])\.\s+(?=[A-Z(])", reason.words)[0]
    return (first if len(first) > _BRIEF_SENTENCE else reason.words).rstrip(".") + "."

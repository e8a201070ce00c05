"""Provisions that were asked for by their address: quoted as they stand, or said to be reserved or missing."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.notes_in_language import WRITTEN, told_in
from assistant.evidence.address_notes import AddressNote
from assistant.evidence.citations import Citations
from assistant.evidence.evidence_gathering import Missing
from assistant.evidence.statement_collection import Draft
from assistant.model import StatementRole, Verdict
from assistant.query.model import Query
from corpus.catalogue_results import HeldProvision
from corpus.language.normal_form import one_line
from corpus.model import Role

_QUOTED_WHOLE = (
    3500  # characters of a provision that is quoted in full; of a longer one its own text and first items are
)
_ITEMS = 14
_SIBLINGS = 10  # addresses that are named where one does not exist
_NUMBERED_ROLES = (Role.SECTION, Role.PARAGRAPH, Role.ITEM, Role.ENTRY)


def is_reserved(held: HeldProvision) -> bool:
    """Return whether a provision is reserved and holds no text."""
    return held.provision.reserved or one_line(held.text).rstrip(".").casefold().endswith("[reserved]")


def say_provision(draft: Draft, held: HeldProvision, cites: Citations) -> None:
    """Add a provision as the answer: its text, its items, the lead-in above it, and a stay that applies to it."""
    if is_reserved(held):
        text = f"{held.locator} is reserved: it holds no text."
        number = cites.cite_provision(held)
        draft.say(text, [number], StatementRole.RESERVED, Verdict.SUPPORTED, "the text says [Reserved]")
        return
    whole = cites.catalogue.full_text(held)
    if len(whole) <= _QUOTED_WHOLE:
        start = held.provision.start
        number = cites.cite(held.source, held.version, start, start + len(whole))
        for p in cites.catalogue.subtree(held):
            draft.say(p.text, [number], StatementRole.STAY if p.provision.stay else StatementRole.PROPER)
    else:
        _say_first_items(draft, held, cites)
    _say_lead_in(draft, held, cites)
    _say_stays(draft, held, cites)


# Conditions, exceptions and further duties may stand in what no such note tells.
_NOT_ALL = "These notes tell some of what it says, and not all: its own words decide."


def say_notes_on(draft: Draft, notes: Sequence[AddressNote], question: Query, cites: Citations) -> None:
    """Add what notes say of a provision in a language that its asker may not read, before its own words."""
    for n, (note, held) in enumerate(notes):
        told = told_in(question, note)
        translated = (told.language, told.without_word()) if told else ("en", "")
        role = StatementRole.NOTE if n else StatementRole.ANNOTATION
        draft.say_note(note.without_word(), [cites.cite_provision(held)], role, WRITTEN, translated=translated)
    if notes:
        draft.say(_NOT_ALL, [cites.cite_provision(notes[0][1])], StatementRole.SHORTENED, Verdict.SUPPORTED, WRITTEN)


def _say_first_items(draft: Draft, held: HeldProvision, cites: Citations) -> None:
    number = cites.cite_provision(held)
    draft.say(held.text, [number])
    children = cites.catalogue.children(held)
    for child in children[:_ITEMS]:
        if child.text.strip():
            draft.say(child.text, [cites.cite_provision(child)])
    if len(children) > _ITEMS:
        more = f"{held.locator} goes on with {len(children) - _ITEMS} more."
        draft.say(more, [number], StatementRole.SHORTENED, Verdict.SUPPORTED, "counted")


def _say_lead_in(draft: Draft, held: HeldProvision, cites: Citations) -> None:
    """Add the sentence above that an item completes: "The following are controlled:"."""
    above = cites.catalogue.ancestors(held)
    if above and above[-1].text.rstrip().endswith((":", "—", "–")) and above[-1].provision.role is not Role.PART:
        draft.say(above[-1].text, [cites.cite_provision(above[-1])], StatementRole.LEAD_IN)


def _say_stays(draft: Draft, held: HeldProvision, cites: Citations) -> None:
    for p in (*cites.catalogue.ancestors(held), held):
        if p.provision.stay:
            number = cites.cite_provision(p)
            draft.say(
                p.provision.stay.note, [number], StatementRole.STAY, Verdict.SUPPORTED, "the text's own note on a stay"
            )


def say_missing(draft: Draft, missing: Missing, cites: Citations) -> None:
    """Add that an address does not exist in a text that is held, and which addresses there are."""
    above = missing.above
    if above is None:
        return
    siblings = _of_its_kind(missing, above)
    named = list(dict.fromkeys(s.locator for s in siblings))
    last = next((s for s in siblings if named and s.locator == named[-1]), above)
    text = f"There is no {_below(missing.locator.text, above)} in {_where(missing, above)}."
    if named:
        short = [_below(name, above) for name in named]
        listed = ", ".join(short[:_SIBLINGS]) + (" …" if len(short) > _SIBLINGS else "")
        text += f" It has {listed}; the last is {short[-1]}."
    number = cites.cite_provision(last)
    draft.say(
        text, [number], StatementRole.NO_SUCH_PROVISION, Verdict.SUPPORTED, "looked up in the text's own numbering"
    )
    draft.say(last.text, [number], StatementRole.LAST_THAT_EXISTS)


def _below(locator: str, above: HeldProvision) -> str:
    """Return an address without the one above it, where a word is left that can be read alone: "Category XXII"."""
    rest = locator.removeprefix(above.locator).lstrip(" ,>")
    return rest if rest[:1].isalpha() else locator


def _where(missing: Missing, above: HeldProvision) -> str:
    """Return what lacks an address: the provision above it, else the whole text by its title."""
    title = above.source.title
    if not missing.locator.text.startswith(above.locator):
        return title
    return above.locator if " CFR " in above.locator else f"{above.locator} of {title}"


def _of_its_kind(missing: Missing, above: HeldProvision) -> list[HeldProvision]:
    """Return the numbered provisions beside one that does not exist, where it is a category the categories alone."""
    word, _, number = missing.locator.path[-1].partition(" ")
    if number:
        named = [
            s for s in missing.siblings if s.locator.removeprefix(above.locator).lstrip(" ,").startswith(f"{word} ")
        ]
        if named:
            return named
    return [s for s in missing.siblings if s.provision.role in _NUMBERED_ROLES and " > " not in s.locator]

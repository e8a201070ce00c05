"""Tells what a question names beside parties: goods, numbers of products, parts of an address, terms of law.

That nobody is listed by such words says nothing of any party: they are no answer to whether somebody is listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from assistant.engines.lists.model import HeldList, PartyRow, RowKind
from assistant.engines.model import Computed, Finding
from assistant.engines.screening import report
from assistant.engines.screening.asked.parties_asked import OTHER_SCRIPT, PartyAsked
from assistant.engines.screening.asked.places_asked import is_place_alone
from assistant.engines.screening.found_parties import FoundParty
from assistant.model import Form, Outcome, StatementRole
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import HAN
from corpus.lexicon import reference_tables, row_questions
from corpus.lexicon.address_words import named_parts, spelt, telling_word
from index.crosslingual.bilingual_lexicon import is_term

_WORD = lazy_regex(r"[^\W_]+(?:['’-][^\W_]+)*")
_WORD_OF_GOODS = lazy_regex(r"\b[A-Za-z]{3,30}\b")
_NUMBER_OF_PRODUCT = lazy_regex(r"(?=[A-Za-z0-9-]{2,20}$)[A-Za-z]{1,6}-?\d{1,5}[A-Za-z0-9-]*")
# A Japanese or Chinese word with what makes it say how something is, not who: 行政上の, 法律上的, 包括的な.
_HOW_NOT_WHO = lazy_regex(
    rf"[{HAN}]{{1,6}}(?:上の|上は|上も|上的|的な|的に|性の|による|に関する|についての|について|以外の|に対する|に基づく|"
    r"としての|方面的|性的|有关的)|[ぁ-ん]{0,4}(?:ある|いる|ない|なる|する|した|される|できる|です|ます|ません)"
)
_ADDRESS_ROWS = 3
_ASKED_FOR = "the name of the company or person, as it is written in its papers"


class NoParty(StrEnum):
    """What words are that name no party, in the words of an answer."""

    GOODS = "words of goods on the Commerce Control List"
    PRODUCT = "the number of a product"
    ADDRESS = "a part of an address"
    TERM = "a term of law"


OF_ANOTHER_MATTER = frozenset((NoParty.TERM,))  # a question with these alone is no question on parties


def kind_of(found: FoundParty, catalogue: CatalogueReader, filters: Filters) -> NoParty | None:
    """Return what the words are that nobody is called; None for a name, and wherever a row has it or one like it."""
    name = found.asked.name
    if found.rows:
        return None
    if is_term(name) or _HOW_NOT_WHO.fullmatch(name):
        return NoParty.TERM
    if OTHER_SCRIPT.search(name):
        return None
    words = [w.casefold() for w in _WORD.findall(name)]
    known = row_questions.table()
    if not words or not known.bodies.isdisjoint(words):
        return None
    if known.addresses.search(name):
        return NoParty.ADDRESS
    if any(_NUMBER_OF_PRODUCT.fullmatch(w) for w in words):
        return NoParty.PRODUCT
    goods = _goods(catalogue, filters)
    return NoParty.GOODS if all(w in goods or w.removesuffix("s") in goods or w.isdigit() for w in words) else None


def _goods(catalogue: CatalogueReader, filters: Filters) -> frozenset[str]:
    """Return the words of the control list, in small letters: a name of such words alone may be that of goods."""
    address = reference_tables.reference_tables().by_kind["entries"].address
    editions = sorted({held.version.number for held in catalogue.find(address, filters)})
    return catalogue.once(
        f"words of goods in {editions}",
        lambda: frozenset(w.casefold() for n in editions for w in _WORD_OF_GOODS.findall(catalogue.text(n))),
    )


def asks_for_a_name(found: Sequence[tuple[FoundParty, NoParty]], lists: Sequence[HeldList]) -> Computed:
    """Return that the words of a question name no party, whether rows have them in an address, and what to give."""
    said = [f"“{f.asked.name}” reads like {kind}, not like the name of a party" for f, kind in found]
    days = report.of_days(lists)
    lead = f"{'; '.join(said)}: no row of the {days} has it as a name, which says nothing of any party."
    findings = [Finding(lead, tuple(h.head for h in lists)[:4]), *in_addresses(found, lists)]
    findings.append(Finding("To look somebody up, give the name of the company or person as its papers have it."))
    payload = {
        "list": ", ".join(h.about.name for h in lists),
        "edition": ", ".join(dict.fromkeys(h.edition for h in lists)),
        "value": {f.asked.name: "no name of a party" for f, _ in found},
        "rows": [],
    }
    return Computed(Form.LIST, tuple(findings), payload, Outcome.NEEDS_FACT, (_ASKED_FOR,))


def asks_for_a_telling_name(words: Sequence[str], lists: Sequence[HeldList]) -> Computed:
    """Return that words in quotes are too common to look a party up by, and what to give."""
    named = " and ".join(f"“{word}”" for word in words)
    lead = (
        f"{named} {'is' if len(words) == 1 else 'are'} too common to be looked up as the name of a party in the "
        f"{report.of_days(lists)}, which says nothing of any party."
    )
    more = Finding("To look somebody up, give the name of the company or person as its papers have it.")
    findings = (Finding(lead, tuple(h.head for h in lists)[:4]), more)
    return Computed(Form.LIST, findings, {}, Outcome.NEEDS_FACT, (_ASKED_FOR,))


def not_looked_up(found: Sequence[tuple[FoundParty, NoParty]], lists: Sequence[HeldList]) -> list[Finding]:
    """Return the lines beside an answer on parties: which words of the question were not taken for names."""
    if not found:
        return []
    told = "; ".join(f"“{f.asked.name}” ({kind})" for f, kind in found)
    return [Finding(f"Not taken for a name: {told}.", note=StatementRole.NOTE), *in_addresses(found, lists)]


def read_as_words_beside(parties: Sequence[PartyAsked]) -> list[Finding]:
    """Return the line on words behind a name or in brackets that were read as no name of their own, but for places."""
    words = [p.name for p in parties if p.beside and p.stands and not is_place_alone(p.name)]
    if not words:
        return []
    named = ", ".join(f"“{w}”" for w in dict.fromkeys(words))
    told = (
        f"Read as words beside a name, and found as a name in no list held: {named}. Screen it by itself if it is one."
    )
    return [Finding(told, note=StatementRole.NOTE)]


def in_addresses(found: Sequence[tuple[FoundParty, NoParty]], lists: Sequence[HeldList]) -> list[Finding]:
    """Return for each part of an address the rows that have its words, or that none has them."""
    out: list[Finding] = []
    for party, kind in found:
        if kind is not NoParty.ADDRESS:
            continue
        line = _in_an_address(party.asked.name, lists)
        if line is None:
            said = f"No row has the words “{party.asked.name}” in its address, as far as it is written the same way."
            line = Finding(said, tuple(h.head for h in lists)[:4], StatementRole.NOT_LISTED)
        out.append(line)
    return out


def beside_names(found: Sequence[FoundParty], lists: Sequence[HeldList]) -> list[Finding]:
    """Return for each name of several words that no row bears the rows that have these words in an address."""
    names = [f.asked.name for f in found if not f.same and " " in f.asked.name and f.asked.stands]
    return [line for name in names if (line := _in_an_address(name, lists))]


_WHOLE_ADDRESS = "the full legal name of the party, its country and its address"
ADDRESS_ALONE_BINDS = "Whoever uses that whole address is bound by such a row, under whatever name."


def near_an_address(text: str, lists: Sequence[HeldList]) -> Computed | None:
    """Return the rows of addresses alone in a house or street that a text names, by whatever number; None for none."""
    said = spelt(text)
    alone = ((h, r) for h in lists for r in h.rows if r.kind is RowKind.ADDRESS)
    rows = [(h, r) for h, r in alone if any(part in said for part in named_parts(r.listed_as))]
    if not rows:
        return None
    shown = "; ".join(f"{r.name}, {r.listed_as} ({h.about.name})" for h, r in rows[:_ADDRESS_ROWS])
    more = f"; and {len(rows) - _ADDRESS_ROWS:,} more" if len(rows) > _ADDRESS_ROWS else ""
    verb = "lists an address" if len(rows) == 1 else "list addresses"
    line = (
        f"{len(rows):,} row{'' if len(rows) == 1 else 's'} {verb} alone in that house or street: {shown}{more}. "
        f"{ADDRESS_ALONE_BINDS} Whether this one is the same, its numbers tell."
    )
    finding = Finding(line, tuple(h.span(r) for h, r in rows[:_ADDRESS_ROWS]))
    return Computed(Form.LIST, (finding,), {}, Outcome.NEEDS_FACT, (_WHOLE_ADDRESS,))


def _in_an_address(name: str, lists: Sequence[HeldList]) -> Finding | None:
    """Return the rows that have words in their order in an address, those of addresses without a name first."""
    wanted, telling = spelt(name), telling_word(name)
    rows: list[tuple[HeldList, PartyRow]] = [
        (h, r)
        for h in lists
        for r in h.rows
        if r.kind is not RowKind.RESERVED
        and (telling in r.cell.casefold() or not r.cell.isascii())
        and wanted in spelt(_address_of(r))
    ]
    if not rows:
        return None
    rows.sort(key=lambda found: found[1].kind is not RowKind.ADDRESS)
    some = "; ".join(f"{r.name} ({h.about.name})" for h, r in rows[:_ADDRESS_ROWS])
    more = f"; and {len(rows) - _ADDRESS_ROWS:,} more" if len(rows) > _ADDRESS_ROWS else ""
    line = (
        f"{len(rows):,} row{'' if len(rows) == 1 else 's'} {'has' if len(rows) == 1 else 'have'} the words "
        f"“{name}” in an address: {some}{more}. Whether the whole address is the same must be compared."
    )
    if alone := sum(r.kind is RowKind.ADDRESS for _, r in rows):
        line += f" {alone:,} of them list{'s' if alone == 1 else ''} the address alone. {ADDRESS_ALONE_BINDS}"
    return Finding(line, tuple(h.span(r) for h, r in rows[:_ADDRESS_ROWS]))


def _address_of(row: PartyRow) -> str:
    """Return the cell of a row without its names."""
    cell = row.cell
    for name in row.names if row.kind is not RowKind.ADDRESS else ():
        cell = cell.replace(name, " ; ")
    return cell

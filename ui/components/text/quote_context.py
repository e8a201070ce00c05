"""A quote in context: the provisions around it, with the quote marked and references and defined terms as buttons."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.model import Citation
from corpus.annotations.pins import is_stayed
from corpus.catalogue import Catalogue
from corpus.catalogue_results import HeldPassage, HeldProvision
from corpus.errors import NotHeld
from corpus.filters import Filters
from corpus.model import Role
from ui.components.page import labels
from ui.components.page.markup import esc, lang
from ui.exports.legal import address
from ui.language import _

_MEANING = 320  # characters of a definition that are shown on hovering
_TERM_LEAD = 60  # a definition is cut before its term where more characters than this precede it
_NUMBER_OF_HEADING = 40  # characters before a heading: "Supplement No. 4 to Part 744 - "
_CONTEXT = 9000  # characters of the longest section that is shown whole
_IN_LINE = 'href="#" role="button"'  # a link breaks over lines as the words around it do; a button would not


@dataclass(frozen=True)
class QuoteContext:
    """The context of a quote or provision: the provisions to show, those above, and the nearest before and after."""

    here: tuple[HeldProvision, ...]
    above: tuple[HeldProvision, ...]
    before: HeldProvision | None
    after: HeldProvision | None
    mark: tuple[int, int] | None = None


def of_citation(catalogue: Catalogue, c: Citation) -> QuoteContext:
    """Return the context of a citation. Raises NotHeld where its edition is no longer held."""
    for number, (source, version) in catalogue.editions().items():
        if source.id == c.source.id and version.digest == c.version.digest:
            found = catalogue.standing_passages([c.passage_id], Filters(sources=(source.id,), as_of=version.valid_from))
            passage = found.get(c.passage_id)
            if passage and passage.version.number == number:
                return _around(catalogue, passage, (c.start, c.end))
            return _around_offsets(catalogue, number, (c.start, c.end))
    raise NotHeld(_("The edition that this quotes is no longer held."), _("Ask again to see what stands there now."))


def of_provision(catalogue: Catalogue, version: int, position: int) -> QuoteContext:
    """Return the context of a provision, with as much of what is below it as fits."""
    held = catalogue.provision(version, position)
    inside = _fitting(catalogue.subtree(held))
    return _place(catalogue, inside, None)


@dataclass(frozen=True)
class DefinedTerms:
    """The terms that an edition defines: the position of each definition, and a function that reads a position."""

    positions: Mapping[str, int]
    read: Callable[[int], str]

    def meaning(self, term: str) -> str:
        """Return the definition of a term, shortened, from where the term stands in it."""
        text = " ".join(self.read(self.positions[term]).split())
        at = text.casefold().find(term)
        begin = at if at > _TERM_LEAD else 0
        cut = text[begin : begin + _MEANING]
        return ("… " if begin else "") + cut + (" …" if begin + _MEANING < len(text) else "")


def terms_of(catalogue: Catalogue, version: int) -> DefinedTerms:
    """Return the defined terms of an edition."""
    return DefinedTerms(catalogue.terms(version), lambda position: catalogue.provision(version, position).text)


def provisions_html(
    place: Iterable[HeldProvision],
    mark: tuple[int, int] | None,
    terms: DefinedTerms | None = None,
    notes: Mapping[int, str] | None = None,
    link: Callable[[HeldProvision], str] | None = None,
) -> str:
    """Return provisions as escaped paragraphs, indented by depth, with the characters of `mark` highlighted.

    What is stayed today is struck through, with all below it. With `notes`, which are markup by position, addresses
    and notes stand in the margins; with `link` each address is a button that copies its link.
    """
    depth: dict[int, int] = {}
    stayed: set[int] = set()
    out = []
    for p in place:
        parent = p.provision.parent
        depth[p.position] = depth.get(parent, -1) + 1 if parent is not None else 0
        if parent in stayed or (p.provision.stay and is_stayed(p.provision.stay, date.today())):
            stayed.add(p.position)
        beside = None if notes is None else notes.get(p.position, "")
        to = link(p) if link else ""
        out.append(_provision(p, depth[p.position], mark, terms, beside, to, struck=p.position in stayed))
    return f'<div class="lc{"" if notes is None else " lc-read"}">{"".join(out)}</div>'


def path_html(above: Sequence[HeldProvision]) -> str:
    """Return the provisions above as buttons, outermost first."""
    steps = [
        f'<button type="button" data-goto="{p.version.number}:{p.position}">{esc(_named(p))}</button>' for p in above
    ]
    return (
        f'<nav class="lc lc-path" aria-label="{esc(_("Where this stands"))}">'
        f"{'<span aria-hidden=true>›</span>'.join(steps)}</nav>"
        if steps
        else ""
    )


def _around(catalogue: Catalogue, passage: HeldPassage, mark: tuple[int, int]) -> QuoteContext:
    number = passage.version.number
    first = catalogue.provision(number, passage.passage.first)
    here = [catalogue.provision(number, n) for n in range(passage.passage.first, passage.passage.last + 1)]
    section = next(
        (a for a in reversed([*catalogue.ancestors(first), first]) if a.provision.role is Role.SECTION), None
    )
    if section is not None:
        whole = catalogue.subtree(section)
        if sum(len(p.text) for p in whole) <= _CONTEXT and here[-1].position < section.after:
            here = whole
    return _place(catalogue, here, mark)


def _around_offsets(catalogue: Catalogue, number: int, mark: tuple[int, int]) -> QuoteContext:
    inside = [p for p in catalogue.outline(number) if p.provision.start < mark[1] and p.provision.end > mark[0]]
    if not inside:
        raise NotHeld(_("The place of this quote is no longer held."), _("Ask again to see what stands there now."))
    return _place(catalogue, inside, mark)


def _place(catalogue: Catalogue, here: Sequence[HeldProvision], mark: tuple[int, int] | None) -> QuoteContext:
    first, last = here[0], here[-1]
    return QuoteContext(
        tuple(here), tuple(catalogue.ancestors(first)), _maybe(catalogue, first.version.number, first.position - 1),
        _maybe(catalogue, first.version.number, last.position + 1), mark,
    )  # fmt: skip


def _fitting(provisions: Sequence[HeldProvision]) -> list[HeldProvision]:
    out: list[HeldProvision] = []
    size = 0
    for p in provisions:
        size += len(p.text)
        if out and size > _CONTEXT * 3:
            break
        out.append(p)
    return out


def _maybe(catalogue: Catalogue, version: int, position: int) -> HeldProvision | None:
    try:
        return catalogue.provision(version, position) if position >= 0 else None
    except NotHeld:
        return None


def _named(p: HeldProvision) -> str:
    heading = p.provision.heading
    name = address(p.locator)
    return f"{name} {heading[:70]}".strip() if heading and heading not in p.locator else name


def _provision(
    p: HeldProvision,
    depth: int,
    mark: tuple[int, int] | None,
    terms: DefinedTerms | None,
    notes: str | None,
    link: str,
    *,
    struck: bool,
) -> str:
    stay = ""
    if p.provision.stay:
        until = p.provision.stay.until
        told = _("stayed until {day}").format(day=labels.day(until)) if until else _("stayed")
        stay = f' <span class="lc-stay" title="{esc(p.provision.stay.note)}">{esc(told)}</span>'
    flags = f" · {esc(_('read by OCR'))}" if p.provision.recognised else ""
    named = esc(address(p.locator))
    if link:
        told = esc(_("Copy the link to this place"))
        named = f'<button type="button" data-copy="{esc(link)}" title="{told}">{named}</button>'
    locator = f'<span class="lc-loc">{named}{flags}{stay}</span>'
    if p.provision.cells:
        rows = "".join(
            f'<tr><th scope="row">{esc(a)}</th><td>{_marked_cell(p, b, mark)}</td></tr>' for a, b in p.provision.cells
        )
        body = f'<table class="lc-rows">{rows}</table>'
    else:
        body = _text(p, mark, terms)
    if not body.strip():
        return ""
    inner = "lc-body lc-stayed" if struck else "lc-body"
    tag, spoken = "h2" if _is_heading(p) else "div", lang(p.source.language)
    margin = f'<aside class="lc-margin">{notes}</aside>' if notes else ""
    return (
        f'<div class="lc-prov" style="--depth:{min(depth, 8)}">{locator}<{tag} class="{inner}"{spoken}>{body}</{tag}>'
        f"{margin}</div>"
    )


def _is_heading(p: HeldProvision) -> bool:
    """Return whether a provision's own words are its heading, with at most a number before it."""
    return bool(end := _heading_end(p)) and not p.text[end:].strip()


def _heading_end(p: HeldProvision) -> int:
    """Return how far the heading that a provision's own words begin with goes; 0 where they begin with none."""
    heading, line = p.provision.heading.strip(), p.text.partition("\n")[0].rstrip()
    is_heading = bool(heading) and line.endswith(heading) and len(line) - len(heading) <= _NUMBER_OF_HEADING
    return len(line) if is_heading else 0


def _marked_cell(p: HeldProvision, value: str, mark: tuple[int, int] | None) -> str:
    if mark:
        begin, end = max(0, mark[0] - p.provision.start), mark[1] - p.provision.start
        quoted = p.text[begin:end] if end > 0 else ""
        if quoted and value and (value in quoted or quoted in value):
            return f'<mark class="lc-mark">{esc(value)}</mark>'
    return esc(value)


def _text(p: HeldProvision, mark: tuple[int, int] | None, terms: DefinedTerms | None) -> str:
    # The text is cut at every end of a mark, a reference or a term, and each piece is escaped by itself.
    base, text = p.provision.start, p.text
    spans: list[tuple[int, int, str, str]] = []  # start, end, opening tag, closing tag
    for r in p.provision.references:
        tag = f'<a {_IN_LINE} class="lc-ref" title="{esc(r.address)}" data-goto="ref:{esc(r.address)}">'
        spans.append((r.start - base, r.end - base, tag, "</a>"))
    if terms:
        spans += _terms(text, terms, p, spans)
    lit = (max(0, mark[0] - base), min(len(text), mark[1] - base)) if mark else (0, 0)
    head = _heading_end(p)
    cuts = sorted(
        {0, head, len(text)}
        | {c for s in spans for c in s[:2] if 0 <= c <= len(text)}
        | {c for c in lit if lit[0] < lit[1]}
    )
    out = []
    for begin, end in itertools.pairwise(cuts):
        piece = esc(text[begin:end])
        around = next((s for s in spans if s[0] <= begin and end <= s[1]), None)
        if around:
            piece = f"{around[2]}{piece}{around[3]}"
        if lit[0] <= begin and end <= lit[1] and lit[0] < lit[1]:
            piece = f'<mark class="lc-mark">{piece}</mark>'
        out.append(f"<b>{piece}</b>" if end <= head else piece)
    return "".join(out)


def _terms(text: str, terms: DefinedTerms, p: HeldProvision, taken: Sequence[tuple]) -> list[tuple[int, int, str, str]]:
    # The first mention of each term; a longer term before a shorter one that it contains.
    found: list[tuple[int, int, str, str]] = []
    folded = text.casefold()
    if len(folded) != len(text):  # a letter whose folded form is longer: offsets would not match
        return found
    for term in sorted((t for t in terms.positions if len(t) > 3 and t in folded), key=len, reverse=True):
        match = re.search(rf"\b{re.escape(term)}s?\b", folded)
        if match is None or terms.positions[term] == p.position:
            continue
        if any(s[0] < match.end() and match.start() < s[1] for s in (*taken, *found)):
            continue
        where = f"{p.version.number}:{terms.positions[term]}"
        tag = f'<a {_IN_LINE} class="lc-ref lc-term" title="{esc(terms.meaning(term))}" data-goto="{where}">'
        found.append((match.start(), match.end(), tag, "</a>"))
    return found

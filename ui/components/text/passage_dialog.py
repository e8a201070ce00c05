"""Dialog that shows a citation in the context of its text."""

from __future__ import annotations

import streamlit as st

from assistant.model import Citation
from assistant.wiring import Application
from corpus.catalogue import Catalogue
from corpus.catalogue_results import HeldProvision
from corpus.errors import NotHeld, Problem
from corpus.model import Source, Version
from ui.components.page import bridge, labels, links, problems
from ui.components.page.markup import esc, lang, link, original_html, plain_markdown
from ui.components.text import quote_context
from ui.components.text.citation_card import chips_html, grounds_html, translation_html
from ui.exports.bibliography import bibtex_of
from ui.exports.legal import address, legal_citation, plain_citation
from ui.language import _

_STACK = "passage_stack"


def open_citation(licet: Application, c: Citation) -> None:
    """Open the dialog on a citation."""
    st.session_state[_STACK] = []
    st.dialog(plain_markdown(address(c.locator)), width="large")(_dialog)(licet, c)


def _dialog(licet: Application, c: Citation) -> None:
    stack: list[str] = st.session_state.setdefault(_STACK, [])
    picked = bridge.listen("goto", key=f"goto-{c.passage_id}", scroll=".lc-mark" if not stack else "")
    if picked and (not stack or stack[-1] != picked):
        stack.append(picked)
    if stack and st.button(
        _("Back to the quote") if len(stack) == 1 else _("Back"), icon=":material/arrow_back:", type="tertiary"
    ):
        stack.pop()
        st.rerun(scope="fragment")
    try:
        if stack:
            _elsewhere(licet.catalogue, stack[-1], c)
        else:
            _quote(licet, c)
    except Problem as problem:
        problems.show(problem.message, problem.remedy)
        if not stack:
            quote = f'<mark class="lc-mark"{lang(c.source.language)}>{esc(c.quote)}</mark>'
            st.html(f'<div class="lc lc-group"><p>{original_html(c.source.language)}{quote}</p></div>')


def _quote(licet: Application, c: Citation) -> None:
    _head(c.source, c.version, c.page)
    _tools(c)
    if c.translation:
        st.html(f'<div class="lc">{translation_html(c)}</div>')
    where = quote_context.of_citation(licet.catalogue, c)
    if c.page:
        _page(licet, where.here[0].version.number, c)
    _show(licet.catalogue, where)


def _elsewhere(catalogue: Catalogue, target: str, c: Citation) -> None:
    held = find(catalogue, target, c.source, c.version)
    _head(held.source, held.version, held.provision.page, held.locator)
    _show(catalogue, quote_context.of_provision(catalogue, held.version.number, held.position))


def find(catalogue: Catalogue, target: str, source: Source, version: Version) -> HeldProvision:
    """Return the provision that a button of the markup names: "version:position", or "ref:" with an address.

    An address is looked up in the same text first. Raises NotHeld where the provision is not held.
    """
    if not target.startswith("ref:"):
        number, __, position = target.partition(":")
        if not (number.isdecimal() and position.isdecimal()):
            raise NotHeld(_("That link leads nowhere."), _("Close this and open the source again."))
        return catalogue.provision(int(number), int(position))
    from corpus.cross_references import referred_to

    return referred_to(catalogue, target.removeprefix("ref:"), source, version)


def _head(source: Source, version: Version, page: int | None, locator: str = "") -> None:
    # The title of the dialog is the address of the quote; another address is named here.
    name = f'<p class="lc-question" style="margin-top:0">{esc(address(locator))}</p>' if locator else ""
    st.html(
        f'<div class="lc">{name}<p class="lc-under">{esc(source.title)}</p>{chips_html(source, version, page)}</div>'
    )


def _tools(c: Citation) -> None:
    buttons = "".join(
        f'<button type="button" class="lc-link" data-copy="{esc(text)}">{esc(name)}</button>'
        for name, text in (
            (_("Copy quote"), f"“{c.quote}” — {legal_citation(c)}"),
            (_("Copy citation"), plain_citation(c)),
            (_("Copy legal citation"), legal_citation(c)),
            (_("Copy BibTeX"), bibtex_of(c)),
            (_("Copy link"), links.to_citation(c)),
        )
    )
    official = link(c.link, _("Open at the official site"))
    st.html(
        '<div class="lc lc-card" style="border:0;padding:.2rem 0;margin:0;background:none">'
        f"<footer>{official}{grounds_html(c)}{buttons}</footer></div>"
    )


def _show(catalogue: Catalogue, where: quote_context.QuoteContext) -> None:
    if where.above:
        st.html(quote_context.path_html(where.above))
    terms = quote_context.terms_of(catalogue, where.here[0].version.number)
    st.html(quote_context.provisions_html(where.here, where.mark, terms))
    beside = [(p, name) for p, name in ((where.before, _("Previous")), (where.after, _("Next"))) if p]
    st.html(
        f'<nav class="lc lc-path" aria-label="{esc(_("Beside this"))}">'
        + "".join(
            f'<button type="button" data-goto="{p.version.number}:{p.position}">'
            f"{esc(labels.told(name, address(p.locator)))}</button>"
            for p, name in beside
        )
        + "</nav>"
    )


def _page(licet: Application, number: int, c: Citation) -> None:
    original = licet.catalogue.original(number)
    if original is None or c.page is None:
        return
    with (
        st.expander(_("Page {page} as printed").format(page=c.page), expanded=True, icon=":material/picture_as_pdf:"),
        problems.shown(),
    ):
        st.image(licet.reader.page_image(original, c.page, c.quote), caption=None, width="stretch")

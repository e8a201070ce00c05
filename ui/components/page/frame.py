"""The frame of every page: sign-in, styles, progress of the start, navigation, links from outside."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from corpus.errors import Problem
from ui.app_state import Desk, open_desk
from ui.components.page import bridge, links, problems, sign_in, theme
from ui.components.page.markup import esc
from ui.components.page.session import own_conversations, session_id
from ui.conversations.desk_choices import keep_choices, kept_choices
from ui.language import LANGUAGE_OF_LINK, LANGUAGES, N_, _, choose_language, language_of_link, reader_language
from ui.locale.problem_lines import in_readers_words
from ui.serving.unknown_pages import UNKNOWN_PAGE

ABOUT = N_("Licet answers questions about export controls from the texts themselves. It is not legal advice.")
_ICON = (64, "#1d4f7c", "#fdfcfa")  # pixels, ground, sign
_LANGUAGE = "language_picked"
_RECALLED = "desk_choices"  # whether what the reader has chosen was taken up
_INSPECTS = "inspects"  # whether the navigation has the page "Inspect"
_WITH_SIDE_BAR = ("", "ask", "research", "read", "inspect")  # the first page has no path of its own
# Streamlit would run the files of a folder named "pages" by itself, without this frame.
_PAGES = Path(__file__).resolve().parents[2] / "views"


def recall_choices() -> None:
    """Take up what this reader has chosen in an earlier session; a language that the link names goes before it."""
    if st.session_state.get(_RECALLED):
        return
    try:
        chosen = kept_choices(own_conversations(open_desk().licet.records))
    except Problem:
        return  # which the frame shows
    st.session_state[_RECALLED] = True
    st.session_state[_INSPECTS] = chosen.inspects
    if chosen.language in LANGUAGES and not language_of_link():
        choose_language(chosen.language)


def open_frame() -> Desk:
    """Draw the frame and return the desk; stop the script where opening fails or the reader is not signed in."""
    theme.apply()
    bridge.listen("nothing", key="frame-bridge")  # the menu of a phone closes on every page
    brand()
    try:
        desk = open_desk()
        desk.page_begins()
    except Problem as problem:
        problems.show(problem.message, problem.remedy)
        st.stop()
    _door(desk)
    return desk


def pages() -> list[st.Page]:  # type: ignore[valid-type]
    """Return the pages of the app in the order of the navigation."""
    named = (
        ("ask", _("Ask"), ":material/forum:"),
        ("research", _("Research"), ":material/manage_search:"),
        ("read", _("Read"), ":material/menu_book:"),
        ("library", _("Library"), ":material/library_books:"),
        ("lists", _("Lists"), ":material/person_search:"),
        ("changes", _("Changes"), ":material/history:"),
        ("calendar", _("Calendar"), ":material/calendar_month:"),
        ("compare", _("Compare"), ":material/compare_arrows:"),
        ("check", _("Check my draft"), ":material/fact_check:"),
        ("inspect", _("Inspect"), ":material/query_stats:"),
    )
    desk = open_desk()
    hidden = {"inspect"} if not st.session_state.get(_INSPECTS) else set()
    if not (desk.licet.chat_model or desk.settings.model):
        hidden.add("research")  # a link to a memo opens all the same
    shown = [
        st.Page(
            _PAGES / f"{name}.py",
            title=title,
            icon=icon,
            url_path=name,
            default=name == "ask",
            visibility="hidden" if name in hidden else "visible",
        )
        for name, title, icon in named
    ]
    return [*shown, st.Page(_PAGES / "answer.py", title=_("Shared answer"), url_path="answer", visibility="hidden")]


def follow_permalink() -> None:
    """Open a link to a provision (`?source=…&locator=…`) on the page "Read", where a session begins with one.

    Later the page itself puts such an address there.
    """
    asked = st.query_params.to_dict()
    place = links.place_asked(asked)
    begins, st.session_state["opened"] = "opened" not in st.session_state, True
    if begins and place and place.locator and not asked.get("q"):
        st.session_state["read_at"] = place
        go_to("read")


def unknown_page() -> None:
    """Say so where the address was that of a page that there is not."""
    if asked := st.query_params.get(UNKNOWN_PAGE):
        problems.show(_("There is no page “{name}” here.").format(name=asked), _("Choose one above, or ask."))


@st.cache_resource(show_spinner=False)
def icon() -> Any:
    """Return the icon of the browser tab, drawn here: an icon by name would be fetched from another server."""
    from PIL import Image, ImageDraw

    size, ground, sign = _ICON
    image = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((2, 2, size - 3, size - 3), 14, fill=ground)
    draw.rectangle((20, 14, 27, 50), fill=sign)
    draw.rectangle((20, 43, 46, 50), fill=sign)
    return image


def brand() -> None:
    """Show the name at the head of the page.

    Its width is fixed, because the serif font differs between machines.
    """
    dark = f"@media (prefers-color-scheme:dark){{{_inks(theme.DARK)}}}"  # by itself, when the machine turns dark
    st.logo(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 104 32" width="104" height="32" role="img" '
        f'aria-label="Licet"><style>{_inks(theme.LIGHT)}{dark}</style>'
        '<rect x="1" y="1" width="30" height="30" rx="7"/><path d="M10 7v17h12.500v-3.500H13.500V7z"/>'
        '<text x="40" y="23.500" font-family="Georgia, Charter, \'DejaVu Serif\', serif" font-size="21" '
        'textLength="62">Licet</text></svg>',
        size="large",
    )


def _inks(colours: Mapping[str, Any]) -> str:
    fills = (("rect", "primaryColor"), ("path", "backgroundColor"), ("text", "textColor"))
    return "".join(f"{shape}{{fill:{colours[name]}}}" for shape, name in fills)


def warmth() -> None:
    """Show the progress of the start until it is complete; the page works meanwhile."""
    desk = open_desk()
    if desk.warmth.problem:
        problems.show(desk.warmth.problem.message, desk.warmth.problem.remedy)
    elif not desk.warmth.ready:
        _warming()


@st.fragment(run_every=0.7)
def _warming() -> None:
    state = open_desk().warmth
    if state.ready or state.problem:
        st.rerun()
    of = f" · {state.done} / {state.total}" if state.total else ""
    follows = _("You can ask already; the answer follows.")
    st.html(f'<p class="lc lc-under" role="status">{esc(in_readers_words(state.line))}{of}. {esc(follows)}</p>')
    st.progress(state.share)


def _door(desk: Desk) -> None:
    if sign_in.signs_in():
        sign_in.door()
        desk.let_in(session_id())
    elif st.context.ip_address and not desk.settings.public:
        # The address is None for readers on this machine. `licet ui` refuses to start like this; other servers may not.
        problems.show(
            _("This desk is open to other machines without sign-in."),
            _(
                "Configure sign-in ([auth] in .streamlit/secrets.toml), listen on 127.0.0.1, "
                "or set LICET_PUBLIC=true if that is meant."
            ),
        )
        st.stop()


def choices(beside: str) -> None:
    """Show what a reader chooses once, in the side bar of a page that has one, else at its foot.

    That is the desk's language, and whether the page that shows how passages are found stands among the others.
    """
    place = st.sidebar if beside in _WITH_SIDE_BAR else st
    with place.container(key="language"):
        st.pills(
            _("Language of the desk"), list(LANGUAGES), default=reader_language(), key=_LANGUAGE, required=True,
            format_func=LANGUAGES.__getitem__, on_change=_take_language,
        )  # fmt: skip
        inspects = bool(st.session_state.get(_INSPECTS))
        if st.toggle(_("Show how passages are found"), value=inspects, key="shows_inspect") is not inspects:
            st.session_state[_INSPECTS] = not inspects
            _keep(inspects=not inspects)
            st.rerun()


def _take_language() -> None:
    code = st.session_state[_LANGUAGE]
    choose_language(code)
    st.query_params.pop(LANGUAGE_OF_LINK, None)  # else the page would have it again when it is loaded again
    _keep(language=code)


def _keep(**chosen: Any) -> None:
    keep_choices(own_conversations(open_desk().licet.records), **chosen)


def go_to(name: str) -> None:
    """Switch to another page in this session."""
    st.switch_page(next(p for p in pages() if p.url_path == name or (name == "ask" and not p.url_path)))

"""Sign-in through Streamlit's OpenID Connect: its configuration, the sign-in page, the reader's identity, sign-out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from corpus.errors import BadRequest
from ui.components.page.markup import esc, plain_markdown
from ui.language import _

_OF_ALL = ("redirect_uri", "cookie_secret")
_OF_PROVIDER = ("client_id", "client_secret", "server_metadata_url")


def signs_in() -> bool:
    """Return whether sign-in is configured in .streamlit/secrets.toml."""
    return bool(_auth())


def check_sign_in() -> None:
    """Raise BadRequest where the configuration of sign-in is incomplete.

    Called at the start, so that it does not fail when the first reader signs in.
    """
    auth = _auth()
    if not auth:
        return
    lacking = [name for name in _OF_ALL if not auth.get(name)]
    for provider, told in _providers(auth).items():
        prefix = f"{provider}." if provider else ""
        lacking += [prefix + name for name in _OF_PROVIDER if not told.get(name)]
    if lacking:
        raise BadRequest(
            f"Sign-in is set up without {', '.join(lacking)}.",
            "Complete [auth] in .streamlit/secrets.toml, or take it out.",
        )
    if not str(auth["redirect_uri"]).endswith("/oauth2callback"):
        raise BadRequest(
            "The redirect_uri of the sign-in does not end in /oauth2callback.",
            "Set it to the app's own address, followed by /oauth2callback, in .streamlit/secrets.toml.",
        )


def own_origin() -> str:
    """Return the origin at which readers reach the app, from the redirect_uri; "" where no sign-in is configured."""
    parts = urlsplit(str(_auth().get("redirect_uri", "")).lower())
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def door() -> None:
    """Show the sign-in page to a reader who is not signed in, and stop the script there."""
    if st.user.is_logged_in:
        return
    st.html(
        f'<div class="lc lc-welcome"><h1>{esc(_("What do the texts say?"))}</h1>'
        f"<p>{esc(_('Sign in to reach the research desk.'))}</p></div>"
    )
    with st.container(horizontal=True):
        for provider in _providers(_auth()):
            name = _("Sign in with {provider}").format(provider=plain_markdown(provider)) if provider else _("Sign in")
            st.button(
                name,
                key=f"in-{provider}",
                type="primary",
                on_click=st.login,
                args=(provider,) if provider else (),
                icon=":material/login:",
            )
    st.stop()


def inside() -> None:
    """Show at the foot of the side bar who is signed in, with the button to sign out."""
    if not signs_in() or not st.user.is_logged_in:
        return
    with st.sidebar.container(key="reader"):
        st.html(f'<p class="lc lc-under">{esc(_("Signed in as {name}").format(name=reader_name()))}</p>')
        st.button(_("Sign out"), on_click=st.logout, type="tertiary", icon=":material/logout:")


def reader_name() -> str:
    """Return the name of the signed-in reader, for people; "a reader" where nobody is signed in or it is not known."""
    if not getattr(st.user, "is_logged_in", False):
        return "a reader"
    return str(st.user.get("name") or st.user.get("email") or "a reader")


def identity() -> str:
    """Return what identifies a signed-in reader among all providers; "" where nobody is signed in."""
    if not getattr(st.user, "is_logged_in", False):
        return ""
    return f"{st.user.get('iss') or ''} {st.user.get('sub') or st.user.get('email')}"


def _auth() -> Mapping[str, Any]:
    from streamlit.runtime.secrets import secrets_singleton

    try:
        return secrets_singleton.get("auth", {}) if secrets_singleton.load_if_toml_exists() else {}
    except Exception:  # a broken secrets file means no sign-in; Streamlit reports it by itself
        return {}


def _providers(auth: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    # A provider configured in [auth] itself has no name; named ones have a table each: [auth.google].
    named = {name: told for name, told in auth.items() if isinstance(told, Mapping)}
    return named if named and not auth.get("client_id") else {"": auth}

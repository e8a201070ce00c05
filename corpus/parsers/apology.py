"""Recognises pages that come in place of a document: errors, sign-in, checks for robots, empty programs."""

from __future__ import annotations

import re

# Titles of error pages. No law is called "Error 503", and a real page about errors has a longer title.
_SORRY = re.compile(
    r"^\W*(?:error\b(?!-)|(?:http )?(?:status )?[45]\d\d\b|oops|sorry\b|not found|page not found|page unavailable"
    r"|access denied|request access|"
    r"forbidden|attention required|just a moment|are you a robot|human verification|verify you are|captcha|"
    r"(?:site|service|server|temporarily) (?:is )?(?:temporarily )?(?:unavailable|down|maintenance|error)"
    r"|internal server error|"
    r"bad gateway|gateway time-?out|too many requests|(?:under |scheduled )?maintenance\b|request rejected|"
    r"页面不存在|访问出错|エラー|お探しのページ)",
    re.IGNORECASE,
)
# The same behind the site's own name (“Federal Register :: Request
# Access”), where only a whole part of the title counts.
_SIGN = re.compile(r"\s(?:::|\||[-–—])\s")
_SORRY_ALONE = re.compile(
    r"(?:error(?: [45]\d\d)?|[45]\d\d|(?:page )?not found|page unavailable|access denied|request access|forbidden"
    r"|attention required!?|"
    r"just a moment\W*|human verification|service unavailable|too many requests|request rejected)",
    re.IGNORECASE,
)
_SIGN_IN = re.compile(
    r"(?:(?:please |member |user |customer |account )?(?:sign|log)[ -]?(?:in|on)"
    r"(?: (?:to|with|required|page)\b.{0,60})?"
    r"|login|single sign-on|authentication(?: required)?|identification|anmelden|anmeldung|connexion|se connecter"
    r"|iniciar sesión|登录|登入|登錄|用户登录|ログイン|サインイン|로그인)\W*",
    re.IGNORECASE,
)
# What such a page says where its title is the site's own.
_SAID = re.compile(
    r"\b(?:enable|turn on|activate|requires?) (?:javascript|cookies)\b|checking your browser|unusual traffic from"
    r"|access (?:to this (?:page|site|resource) )?(?:is|was|has been) denied|you (?:do not|don't) have permission"
    r"|verify (?:that )?you are (?:a )?human|your session (?:has )?(?:expired|timed out)"
    r"|(?:please|must) (?:sign|log) in\b|启用 ?javascript|javascript ?を有効",
    re.IGNORECASE,
)
_LONGEST_TITLE = 100  # characters
_SHORT_PAGE = 1_500  # characters of text below which a page may be no document
_FEW_CHARACTERS = 500  # characters of a page that says nothing else


def apologises(title: str) -> bool:
    """Return whether a title, or a first heading, is that of an error page."""
    if len(title) >= _LONGEST_TITLE:
        return False
    return bool(_SORRY.search(title) or any(_SORRY_ALONE.fullmatch(part) for part in _SIGN.split(title)))


def instead_of_document(titles: list[str], text: str, *, password: bool) -> str:
    """Return what a page is that is no document, in words; "" for one that may be.

    `titles` are its title and first heading, `text` what it shows, `password` says whether it asks for one.
    """
    if len(text) < _SHORT_PAGE:
        if any(map(apologises, titles)):
            return "an error page"
        alone = (part for title in titles for part in _SIGN.split(title))
        if password or any(map(_SIGN_IN.fullmatch, alone)):
            return "a page for signing in"
    if len(text) < _FEW_CHARACTERS and _SAID.search(text):
        return "a page that keeps its text back"
    return ""

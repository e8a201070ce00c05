"""Address of a Chroma server as LICET_CHROMA_URL gives it, and what is told of the server without its password."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from corpus.errors import BadRequest
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line

_USUAL_PORT = 8000
_LONGEST_SAID = 300  # characters of what a server says
_PAGE = lazy_regex(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ChromaAddress:
    """Where a Chroma server is, and the headers that a proxy before it asks for."""

    host: str
    port: int
    is_secure: bool
    headers: Mapping[str, str]


def chroma_address(url: str) -> ChromaAddress:
    """Return the parts of an address; a name and password in it are those of a proxy. Raises BadRequest."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = SplitResult("", "", "", "", ""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise BadRequest(f"LICET_CHROMA_URL={shown_address(url)} is not an address.", "Write it as http://host:8000.")
    is_secure = parts.scheme == "https"
    headers = {}
    if parts.username or parts.password:
        pair = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    return ChromaAddress(parts.hostname, port or (443 if is_secure else _USUAL_PORT), is_secure, headers)


def shown_address(url: str) -> str:
    """Return an address as it may be told and logged: without name and password, and without what is asked of it.

    Of one that is written wrongly too: all before its last @ may be a password.
    """
    secret, at, host = one_line(url).rpartition("@")
    scheme = re.match(r"(?:https?://)?", secret + host, re.IGNORECASE)[0]  # type: ignore[index]
    host, asked, _ = (host if at else host.removeprefix(scheme)).partition("?")
    return f"{scheme}{'***@' if at else ''}{host}{'?***' if asked else ''}"


def said_by(error: BaseException) -> str:
    """Return what a server or its client said, in one line without its stop; a page of the web is named as that."""
    said = one_line(str(error)) or type(error).__name__
    if _PAGE.search(said[:_LONGEST_SAID]):
        return "what answers there is another server, with a page of the web"
    return said[:_LONGEST_SAID].rstrip(".?! ")

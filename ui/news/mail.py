"""Notices by mail: one message a run, as plain text and as HTML, with the redline in both."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from assistant.settings import Settings
from corpus.errors import BadRequest, FetchFailed
from corpus.language.normal_form import without_unseen
from ui.news.states import StateDifference

if TYPE_CHECKING:
    from ui.news.notices import Notice

_MAIL_SECONDS = 30
_MAILED_CHANGES = 200  # changes of one notice that a message holds
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_SIGNS = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
_TAGS = {
    "equal": "{}",
    "delete": '<del style="background:#f8e0dd">{}</del>',
    "insert": '<ins style="background:#dcefdf">{}</ins>',
}


def mail_of(settings: Settings) -> Callable[[Sequence[Notice]], None]:
    """Return a function that sends notices by mail. Raise BadRequest where the settings are incomplete or wrong."""
    url = settings.smtp_url.get_secret_value()
    parts = urlsplit(url)
    to = [address.strip() for address in settings.notify_to.split(",") if address.strip()]
    try:
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if parts.scheme not in _PORTS or not parts.hostname or not port:
        raise BadRequest(
            "LICET_SMTP_URL names no mail server.", "Write it as smtp+starttls://user:password@host:587 or smtps://…."
        )
    if not to:
        raise BadRequest("LICET_NOTIFY_TO names nobody.", "Set it to one address, or several with commas between.")
    sender = settings.notify_from or to[0]
    host, scheme = parts.hostname, parts.scheme
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii():
        raise BadRequest(
            "LICET_SMTP_URL has a name or password outside ASCII, which the login of mail does not carry.",
            "Give that account a password of plain letters, figures and signs.",
        )

    def send(notices: Sequence[Notice]) -> None:
        try:
            message = written(notices, sender, to)
            secure = ssl.create_default_context()
            with (
                smtplib.SMTP_SSL(host, port, timeout=_MAIL_SECONDS, context=secure)
                if scheme == "smtps"
                else smtplib.SMTP(host, port, timeout=_MAIL_SECONDS)
            ) as server:
                if scheme == "smtp+starttls":
                    server.starttls(context=secure)
                if user:
                    server.login(user, password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise FetchFailed(
                f"The mail server {host}:{port} did not take the notice: {type(error).__name__}: {error}.",
                "Nothing is lost: correct LICET_SMTP_URL, and the next run sends it again.",
            ) from error

    return send


def written(notices: Sequence[Notice], sender: str, to: Sequence[str]) -> EmailMessage:
    """Return the message of notices."""
    message = EmailMessage()
    message["Subject"] = _subject(notices)
    message["From"], message["To"] = sender, ", ".join(to)
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="licet.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join(map(_plain, notices)) + f"\n\n{_FOOT}\n")
    body = "".join(map(_html, notices))
    message.add_alternative(f"<!doctype html><meta charset=utf-8><body>{body}<p>{escape(_FOOT)}</p></body>", "html")
    return message


_FOOT = "Compared with what was last told to this address. Stop with `licet watch --remove NAME`."


def _subject(notices: Sequence[Notice]) -> str:
    first = notices[0].summary
    more = f" and {len(notices) - 1} more" if len(notices) > 1 else ""
    return f"Licet: {first[:150]}{more}"


def _plain(notice: Notice) -> str:
    lines = [notice.summary]
    for d in notice.differences[:_MAILED_CHANGES]:
        lines += ["", f"{d.change}: {without_unseen(d.name)}", "    " + _joined(d, _SIGNS, without_unseen)]
    return "\n".join([*lines, *_left(notice)])


def _html(notice: Notice) -> str:
    out = [f"<h2>{_esc(notice.summary)}</h2>"]
    for d in notice.differences[:_MAILED_CHANGES]:
        out.append(f"<p><b>{_esc(d.change)}: {_esc(d.name)}</b><br>{_joined(d, _TAGS, _esc)}</p>")
    return "".join([*out, *(f"<p>{line}</p>" for line in _left(notice))])


def _left(notice: Notice) -> list[str]:
    left = len(notice.differences) - _MAILED_CHANGES
    return [f"{left:,} more changes are not in this message."] if left > 0 else []


def _joined(d: StateDifference, forms: dict[str, str], safe: Callable[[str], str]) -> str:
    return "".join(forms[run.kind].format(safe(run.text)) for run in d.redline)


def _esc(text: str) -> str:
    return escape(without_unseen(text))

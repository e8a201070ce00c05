"""E-mail: headers, body, and attachments, each parsed by its own format."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import date
from email.message import EmailMessage
from pathlib import PurePath

from corpus.errors import EmptyDocument, Problem, UnreadableDocument
from corpus.language.detection import language_of
from corpus.language.normal_form import one_line
from corpus.model import Reading, Role, Source
from corpus.parsers.documents.outline import Outline
from corpus.parsers.file import File, Parser
from corpus.structure import TreeBuilder
from corpus.trust.claims import claims as claimed

MAX_ATTACHMENTS = 100
_HEADERS = re.compile(rb"(?im)^(?:from|to|subject|date|message-id|received|mime-version|return-path):")
_SHOWN = ("From", "To", "Cc", "Date", "Subject")


def claims(file: File) -> float:
    """Return a claim by extension, or by at least four different headers at the beginning."""
    if file.suffix == ".eml":
        return 0.9
    found = len({match[0].lower() for match in _HEADERS.finditer(file.data[:4096])})
    return (
        0.92 if found >= 4 and re.match(rb"[\w-]+:[ \t]", file.data) and file.suffix in ("", ".txt", ".mail") else 0.0
    )


def read(file: File) -> list[Reading]:
    """Return the message, then its attachments. Raises EmptyDocument, UnreadableDocument.

    An attachment that cannot be read is named in the message's warnings.
    """
    try:
        message = email.message_from_bytes(file.data, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        subject = one_line(str(message.get("Subject", "")))
        headers = "\n".join(f"{name}: {one_line(str(message[name]))}" for name in _SHOWN if message.get(name))
        said = claimed(
            id=message.get("Message-ID"),
            issuer=message.get("Organization"),
            author=message.get("From"),
            published=_sent(message),
        )
        body, attached = _parts(message, file)
    except Exception as error:  # the standard parser raises from many families on malformed headers
        raise UnreadableDocument(
            f"{file.name} is not a readable e-mail.", "Export the message again, or save it as PDF."
        ) from error
    readings, warnings = _attachments(attached)
    tree = TreeBuilder()
    if headers:
        tree.add(headers, locator="headers", role=Role.META)
    outline = Outline(tree)
    for paragraph in re.split(r"\n\s*\n", body):
        outline.block(paragraph)
    if not len(tree):
        raise EmptyDocument(f"{file.name} is an e-mail without text.", "Add its attachments one by one.")
    source = Source("", subject[:300] or file.stem, url=file.url, language=language_of(body), claims=said)
    return [tree.reading(source, valid_from=file.as_of, warnings=tuple(warnings)), *readings]


def _sent(message: EmailMessage) -> date | None:
    try:
        return message["Date"].datetime.date() if message["Date"] else None
    except (AttributeError, TypeError, ValueError):
        return None


def _parts(message: EmailMessage, file: File) -> tuple[str, list[tuple[str, File]]]:
    """Return the body, and the attached files, each by a name that no other one in the message has."""
    part = message.get_body(preferencelist=("plain", "html"))
    body = ""
    if part is not None:
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else str(part.get_payload()).encode()
        charset = part.get_content_charset() or ""
        try:
            body = data.decode(charset) if charset else File("body", data).text()
        except (LookupError, UnicodeDecodeError):
            body = File("body", data).text()
        if part.get_content_type() == "text/html":
            from corpus.parsers.documents import web

            body = (
                "\n\n".join(
                    r.own_text(n) for r in web.read(File("body.html", body.encode())) for n in range(len(r.provisions))
                )
                if body.strip()
                else ""
            )
    attached: list[tuple[str, File]] = []
    for number, inner in enumerate(message.iter_attachments(), 1):
        if number > MAX_ATTACHMENTS:
            break
        payload = inner.get_payload(decode=True)
        if isinstance(payload, bytes) and payload:
            name = (
                PurePath((inner.get_filename() or f"attachment {number}").replace("\\", "/")).name
                or f"attachment {number}"
            )
            attached.append((f"{number} {name}", File(name, payload, depth=file.depth + 1)))
        elif inner.get_content_type() == "message/rfc822":
            name = f"attachment {number}.eml"
            attached.append((name, File(name, inner.get_content().as_bytes(), depth=file.depth + 1)))
    return body, attached


def _attachments(attached: list[tuple[str, File]]) -> tuple[list[Reading], list[str]]:
    from corpus.parsers.dispatch import read_bytes

    readings: list[Reading] = []
    warnings: list[str] = []
    for name, inner in attached:
        try:
            readings += [reading.inside(name) for reading in read_bytes(inner)]
        except Problem as problem:
            warnings.append(f"The attachment was not read. {problem.message}")
    return readings, warnings


PARSER = Parser("e-mail", claims, read)

"""E-mail: headers, body, and attachments, each parsed by its own format."""

from __future__ import annotations

import email
import email.policy
import re
from contextlib import suppress
from datetime import date
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import PurePath

from corpus.errors import EmptyDocument, FilledLine, Problem, UnreadableDocument
from corpus.language.detection import language_of
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.model import Reading, Role, Source
from corpus.parsers.documents.outline import Outline
from corpus.parsers.encoding import decode, decoded
from corpus.parsers.file import File, Parser
from corpus.structure import TreeBuilder
from corpus.trust.claims import own_claims
from corpus.trust.gaps import EMPTY_ATTACHMENT, UNREAD_ATTACHMENT, gap

_HEADERS = re.compile(rb"(?im)^(?:from|to|subject|date|message-id|received|mime-version|return-path):")
_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_LONGEST_LINE = 2_000  # characters of a header's line in which encoded words are looked for: a mail's may have 998
_BLANK = lazy_regex(r"\n[^\S\n]*\n\s*")


def claims(file: File) -> float:
    """Return a claim by extension, or by at least four different headers at the beginning."""
    if file.suffix == ".eml":
        return 0.9
    found = len({match[0].lower() for match in _HEADERS.finditer(file.data[:4096])})
    return (
        0.92 if found >= 4 and re.match(rb"[\w-]+:[ \t]", file.data) and file.suffix in ("", ".txt", ".mail") else 0.0
    )


def read(file: File) -> list[Reading]:
    """Return the message, then its attachments. Raises EmptyDocument, TooLarge, UnreadableDocument.

    An attachment that cannot be read is named in the message's warnings.
    """
    try:
        # The older policy: the newer one parses each header by a grammar, which takes the square of a long one.
        message = email.message_from_bytes(file.data, policy=email.policy.compat32)
        headers = {name: _header(message, name) for name in _SHOWN}
        said = own_claims(
            id=_header(message, "Message-ID"),
            issuer=_header(message, "Organization"),
            author=headers["From"],
            published=_sent(headers["Date"]),
        )
        parts = _Parts(file)
        parts.take(message)
    except (Problem, MemoryError, RecursionError):
        raise
    except Exception as error:  # the standard parser raises from many families on malformed headers
        raise UnreadableDocument(
            FilledLine("{name} is not a readable e-mail.", {"name": file.name}),
            "Export the message again, or save it as PDF.",
        ) from error
    readings = parts.readings()
    tree = TreeBuilder()
    if any(headers.values()):
        shown = "\n".join(f"{name}: {text}" for name, text in headers.items() if text)
        tree.add(shown, locator="headers", role=Role.META)
    outline = Outline(tree)
    body = "\n\n".join(parts.bodies)
    for paragraph in _BLANK.split(body):
        outline.block(paragraph)
    if not len(tree):
        raise EmptyDocument(
            FilledLine("{name} is an e-mail without text.", {"name": file.name}), "Add its attachments one by one."
        )
    title = headers["Subject"][:300] or file.stem
    source = Source("", title, url=file.url, language=language_of(body), claims=said)
    return [tree.reading(source, valid_from=file.as_of, warnings=tuple(parts.warnings)), *readings]


def _header(message: Message, name: str) -> str:
    """Return a header in one line, its encoded words read; "" if it is missing."""
    written = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    text = decode(str(written).encode("ascii", "surrogateescape")) if not str(written).isascii() else str(written)
    if all(len(line) <= _LONGEST_LINE for line in text.splitlines()):
        with suppress(LookupError, ValueError):  # an encoding that there is not: shown as it is written
            text = str(make_header(decode_header(text)))
    return one_line(text)


def _sent(header: str) -> date | None:
    try:
        return parsedate_to_datetime(header).date()
    except (TypeError, ValueError, IndexError):
        return None


class _Parts:
    """The parts of a message: the texts of its body, and the files that are attached to it."""

    def __init__(self, file: File) -> None:
        self.bodies: list[str] = []
        self.warnings: list[str] = []
        self._file = file
        self._attached: list[tuple[str, File]] = []  # each by a name that no other one in the message has

    def take(self, part: Message) -> None:
        """Take a part with all that stands in it. Raises TooLarge for too many attachments."""
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
            assert isinstance(inner, Message)
            self._attach(f"{self._name(part).removesuffix('.eml')}.eml", inner.as_bytes())
        elif part.is_multipart():
            inside = [p for p in part.get_payload() if isinstance(p, Message)]
            for each in _chosen(inside) if kind == "multipart/alternative" else inside:
                self.take(each)
        else:
            payload = part.get_payload(decode=True)
            data = payload if isinstance(payload, bytes) else b""
            attached = part.get_content_disposition() == "attachment" or part.get_filename()
            if kind in ("text/plain", "text/html") and not attached:
                body = decoded(data, part.get_content_charset() or "")
                self.bodies.append(body.text if kind == "text/plain" else _shown(body.text))
                self.warnings += filter(None, [body.doubt])
            elif data:
                self._attach(self._name(part), data)
            elif attached:
                self.warnings.append(gap(EMPTY_ATTACHMENT, name=self._name(part)))

    def readings(self) -> list[Reading]:
        """Return the readings of the attachments."""
        from corpus.parsers.dispatch import read_bytes

        readings: list[Reading] = []
        for name, inner in self._attached:
            try:
                readings += [reading.inside(name) for reading in read_bytes(inner)]
            except Problem as problem:
                self.warnings.append(gap(UNREAD_ATTACHMENT, reason=problem.message))
        return readings

    def _name(self, part: Message) -> str:
        usual = f"attachment {len(self._attached) + 1}"
        return PurePath((part.get_filename() or usual).replace("\\", "/")).name or usual

    def _attach(self, name: str, data: bytes) -> None:
        self._file.take(len(data))
        self._attached.append((f"{len(self._attached) + 1} {name}", self._file.inside(name, data)))


def _chosen(alternatives: list[Message]) -> list[Message]:
    """Return the plain text among parts that say the same, else what comes last, which says it best."""
    plain = [part for part in alternatives if part.get_content_type() == "text/plain"]
    return plain[:1] or alternatives[-1:]


def _shown(html: str) -> str:
    """Return the text of a body in HTML."""
    from corpus.parsers.documents import web

    return "\n\n".join(web.paragraphs(html))


PARSER = Parser("e-mail", claims, read)

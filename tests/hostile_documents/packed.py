"""Hostile files in archives and mail."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable

from tests.hostile import _mail
from tests.hostile_documents.shared import LANTERNS, invalid
from tests.specimens import zipped


def same_member() -> bytes:
    """Return an archive with one name three times, in different words."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for word in ("Lanterns", "Wicks", "Lamps"):
            info = zipfile.ZipInfo("rules.txt")
            package.writestr(info, f"{word} need a licence.")
    return out.getvalue()


NAMES = (
    "../../../../tmp/licet-traversed.txt",
    "/tmp/licet-absolute.txt",
    "C:\\Windows\\licet.txt",
    "..\\..\\licet-back.txt",
    "a/../../b/./c.txt",
    "\x1b[2J\x1b]0;owned\x07red.txt",
    "\u202etxt.exe\u2066 rules.txt",
    "new\nline\r\ttab.txt",
    "n" * 60_000 + ".txt",
    "a/" * 20_000 + "deep.txt",
    "CON.txt",
    "' OR 1=1; DROP TABLE sources; --.txt",
    "<img src=x onerror=alert(1)>.txt",
    "$(touch licet-run).txt",
    "-rf.txt",
)


def hostile_names() -> bytes:
    """Return an archive whose members want to stand elsewhere, or have names that act where they are shown."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for number, name in enumerate(NAMES):
            info = zipfile.ZipInfo(name)
            info.filename = name
            package.writestr(info, f"Lanterns of rule {number} need a licence.")
    return out.getvalue()


def linked_member() -> bytes:
    """Return an archive whose member is a symbolic link to a file of the system."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = 0o120777 << 16
        package.writestr(info, "/etc/passwd")
    return out.getvalue()


def lying_sizes() -> bytes:
    """Return an archive whose member of 30 MB says that it has a byte."""
    data = bytearray(zipped({"a.txt": b"Lanterns need a licence. " * 1_200_000}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (1).to_bytes(4, "little")
    data[22:26] = (1).to_bytes(4, "little")
    return bytes(data)


def parts_of_mail(part: str, body: str = "See.") -> bytes:
    """Return a mail with a body and one more part."""
    head = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x"
    return _mail(f"{head}\n\n--x\n\n{body}\n--x\n{part}\n--x--\n")


def mail_in_attachments() -> bytes:
    """Return a mail whose attachment is a mail, packed as text, 30 deep."""
    data = _mail(f"\n{LANTERNS}\n")
    for _ in range(30):
        packed = base64.encodebytes(data).decode()
        part = f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{packed}"
        data = _mail(
            f"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSee.\n--x\n{part}\n--x--\n"
        )
        if len(data) > 5_000_000:
            break
    return data


def named_charset(name: str, data: bytes = b"\\ud800\\udfff\\x00 Lanterns \xff\xfe need a licence.\n") -> bytes:
    """Return a mail whose text is in an encoding that only Python knows."""
    about = f"MIME-Version: 1.0\nContent-Type: text/plain; charset={name}\nContent-Transfer-Encoding: 8bit"
    return _mail(f"{about}\n\n") + data


def named_parameters() -> bytes:
    """Return a mail whose attachment's name is in 20,000 pieces."""
    pieces = ";\n ".join(f'filename*{n}="x"' for n in range(20_000))
    return parts_of_mail(f"Content-Type: text/plain\nContent-Disposition: attachment; {pieces}\n\n{LANTERNS}\n")


_CHARSETS = ("unicode_escape", "raw_unicode_escape", "zlib_codec", "undefined", "idna", "rot13", "utf-7", "mbcs")


HOSTILE: dict[str, Callable[[], bytes]] = {
    "same-member.zip": same_member,
    "names.zip": hostile_names,
    "linked.zip": linked_member,
    "lying-sizes.zip": lying_sizes,
    "mail-in-attachments.eml": mail_in_attachments,
    "parameters.eml": named_parameters,
    **{
        f"{name}.eml": (lambda name=name: named_charset(name))  # type: ignore[misc]
        for name in _CHARSETS
    },
    "punycode.eml": lambda: named_charset("punycode", b"\xff" + b"Lanterns-" * 20 + b"z9" * 50_000),
    "invalid.eml": lambda: _mail("\nLanterns ") + invalid(b"")(),
}

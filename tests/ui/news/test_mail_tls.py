"""Notices by mail over TLS with a login, to a real server on loopback whose certificate the test makes."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from assistant.settings import Settings
from corpus.errors import BadRequest, FetchFailed
from ui.news.followed import Followed, FollowedKind
from ui.news.mail import mail_of
from ui.news.notices import Notice
from ui.news.states import differences

NOTICE = Notice(
    Followed("1", FollowedKind.PROVISION, "Article 2"),
    tuple(differences({"Article 2": "Lamps of 1.5 mm."}, {"Article 2": "Lamps of 15 mm."})),
)
USER, PASSWORD = "desk@example.org", "pa:ss/w@rd"
LOGIN = "desk%40example.org:pa%3Ass%2Fw%40rd"


class _SecureMail(socketserver.StreamRequestHandler):
    """Speaks as much of RFC 5321, 3207 and 4954 as a client needs: no mail before TLS, none before a login."""

    server: Any

    def handle(self) -> None:
        self.secure = self.logged_in = False
        if self.server.from_the_start:
            self._wrap()
        self._say("220 loopback")
        while line := self.rfile.readline():
            word, _, rest = line.decode().strip().partition(" ")
            match word.upper():
                case "EHLO":
                    self._say("250-loopback")
                    self._say("250 AUTH PLAIN" if self.secure else "250 STARTTLS")
                case "STARTTLS":
                    self._say("220 go on")
                    self._wrap()
                case "AUTH":
                    given = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")[1:]
                    self.logged_in = self.secure and given == [USER, PASSWORD]
                    self._say("235 welcome" if self.logged_in else "535 wrong name or password")
                case "DATA":
                    self._say("354 go on")
                    data = b""
                    while (part := self.rfile.readline()) not in (b".\r\n", b""):
                        data += part
                    self.server.kept.append(data)
                    self._say("250 kept")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok" if self.logged_in else "530 log in first")

    def _wrap(self) -> None:
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.secure = True

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that ends the call, as one does that does not trust the certificate."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make a certificate for 127.0.0.1 that signs itself; return its file and that of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("certificate")
    shown, kept = folder / "shown.pem", folder / "key.pem"
    shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    kept.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )  # fmt: skip
    return shown, kept


@pytest.fixture
def mail_server(certificate: tuple[Path, Path]) -> Iterator[Callable[[bool], Any]]:
    """Return a function that starts a server, with TLS from the start or by STARTTLS."""
    begun: list[Any] = []

    def start(from_the_start: bool) -> Any:
        server: Any = _Server(("127.0.0.1", 0), _SecureMail)
        server.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        server.context.load_cert_chain(*certificate)
        server.kept, server.from_the_start = [], from_the_start
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        begun.append(server)
        return server

    yield start
    for server in begun:
        server.shutdown()
        server.server_close()


def sent(scheme: str, login: str, server: Any, tmp_path: Path) -> None:
    url = f"{scheme}://{login}@127.0.0.1:{server.server_address[1]}"
    mail_of(Settings(home=tmp_path, smtp_url=url, notify_to="law@example.org"))([NOTICE])  # type: ignore[arg-type]


@pytest.mark.parametrize(("scheme", "from_the_start"), [("smtp+starttls", False), ("smtps", True)])
def test_a_notice_goes_over_tls_after_a_login(
    mail_server: Any,
    certificate: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    from_the_start: bool,
) -> None:
    server = mail_server(from_the_start)
    with pytest.raises(FetchFailed, match="CERTIFICATE_VERIFY_FAILED"):  # who signed it is not known here
        sent(scheme, LOGIN, server, tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with pytest.raises(FetchFailed, match="wrong name or password") as refused:
        sent(scheme, "desk%40example.org:guess", server, tmp_path)
    assert "guess" not in f"{refused.value.message}{refused.value.remedy}"
    assert server.kept == []
    sent(scheme, LOGIN, server, tmp_path)
    (raw,) = server.kept
    assert b"of [-1.5 -]{+15 +}mm" in raw
    assert b"To: law@example.org" in raw


def test_a_server_without_tls_is_not_given_the_password(tmp_path: Path) -> None:
    plain = _Server(("127.0.0.1", 0), _PlainMail)
    plain.kept = []  # type: ignore[attr-defined]
    threading.Thread(target=plain.serve_forever, args=(0.02,), daemon=True).start()
    try:
        with pytest.raises(FetchFailed, match="STARTTLS"):
            sent("smtp+starttls", LOGIN, plain, tmp_path)
        assert [line[:4].lower() for line in plain.kept] == [b"ehlo", b"quit"]  # type: ignore[attr-defined]
    finally:
        plain.shutdown()
        plain.server_close()


def test_a_password_that_a_login_cannot_carry_is_one_line(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, smtp_url="smtps://desk:w%C3%B6rd@127.0.0.1", notify_to="law@example.org")  # type: ignore[arg-type]
    with pytest.raises(BadRequest, match="outside ASCII") as refused:
        mail_of(settings)
    assert "wörd" not in f"{refused.value.message}{refused.value.remedy}"


class _PlainMail(socketserver.StreamRequestHandler):
    """Offers a login and no TLS; keeps each line that it is told."""

    def handle(self) -> None:
        self.wfile.write(b"220 loopback\r\n")
        while line := self.rfile.readline():
            self.server.kept.append(line)  # type: ignore[attr-defined]
            said = {b"ehlo": b"250-loopback\r\n250 AUTH PLAIN", b"quit": b"221 bye"}.get(line[:4].lower(), b"250 ok")
            self.wfile.write(said + b"\r\n")

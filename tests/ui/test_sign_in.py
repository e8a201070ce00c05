"""Sign-in with a provider on loopback that speaks OpenID Connect: sign-in page, identity, sign-out, configuration."""

from __future__ import annotations

import base64
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from corpus.errors import BadRequest
from tests.loopback import QuietHandler, begun
from ui.components.page import sign_in

CLIENT = {"client_id": "licet", "client_secret": "of the test", "server_metadata_url": "http://127.0.0.1/none"}
SHARED = {"redirect_uri": "http://127.0.0.1/oauth2callback", "cookie_secret": "of the test"}


@pytest.mark.parametrize(
    ("auth", "fault"),
    [
        ({}, ""),  # none is set up
        ({**SHARED, **CLIENT}, ""),
        ({**SHARED, "one": CLIENT, "other": CLIENT}, ""),
        (SHARED, "client_id"),
        ({**SHARED, "one": {"client_id": "licet"}}, "one.client_secret"),
        ({**CLIENT, "redirect_uri": SHARED["redirect_uri"]}, "cookie_secret"),
        ({**SHARED, **CLIENT, "redirect_uri": "http://127.0.0.1/back"}, "oauth2callback"),
    ],
)
def test_half_a_sign_in_does_not_start(monkeypatch: pytest.MonkeyPatch, auth: dict[str, Any], fault: str) -> None:
    monkeypatch.setattr(sign_in, "_auth", lambda: auth)
    if fault:
        with pytest.raises(BadRequest, match=fault):
            sign_in.check_sign_in()
    else:
        sign_in.check_sign_in()


# What Streamlit's page does with a file, in a session of the test's choice.
UPLOAD = """async (session) => {
  const headers = { "X-Xsrftoken": document.cookie.match(/_streamlit_xsrf=([^;]*)/)[1] };
  const body = new FormData();
  body.append("file", new Blob(["Lamps need a permit."]), "lamps.txt");
  return (await fetch(`/_stcore/upload_file/${session}/file`, { method: "PUT", body, headers })).status;
}"""


def listed_sessions(tab: Any) -> list[str]:
    """Return a list that Streamlit's ids of the tab's sessions are added to as the server names them."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    found: list[str] = []

    def heard(frame: Any) -> None:
        message = ForwardMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
        if message.WhichOneof("type") == "new_session":
            found.append(message.new_session.initialize.session_id)

    tab.page.on("websocket", lambda socket: socket.on("framereceived", heard))
    return found


class Provider:
    """Lets in whoever `person` is, at once, and signs it as OpenID Connect asks."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.asymmetric import rsa

        self.person = "ada"
        self.key = rsa.generate_private_key(65537, 2048)
        self.asked: dict[str, dict[str, str]] = {}
        provider = self

        class Handler(QuietHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                if parts.path == "/authorize":
                    code = f"code-{len(provider.asked)}"
                    provider.asked[code] = asked
                    self.send_response(302)
                    self.send_header(
                        "Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
                    )
                    self.end_headers()
                else:
                    self.say(provider.keys() if parts.path == "/keys" else provider.metadata())

            def do_POST(self) -> None:
                form = parse_qs(self.body().decode())
                self.say(provider.token(provider.asked[form["code"][0]]))

            def say(self, told: dict[str, Any]) -> None:
                body = json.dumps(told).encode()
                self.begin("application/json")
                self.wfile.write(body)

        self.server = begun(Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.base,
            "authorization_endpoint": f"{self.base}/authorize",
            "token_endpoint": f"{self.base}/token",
            "jwks_uri": f"{self.base}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def keys(self) -> dict[str, Any]:
        numbers = self.key.public_key().public_numbers()
        e, n = (_coded(v.to_bytes((v.bit_length() + 7) // 8, "big")) for v in (numbers.e, numbers.n))
        return {"keys": [{"kty": "RSA", "kid": "1", "use": "sig", "alg": "RS256", "e": e, "n": n}]}

    def token(self, asked: dict[str, str]) -> dict[str, Any]:
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        now = int(time.time())
        claims = {
            "iss": self.base,
            "aud": asked["client_id"],
            "sub": f"id-{self.person}",
            "email": f"{self.person}@desk.example",
            "name": self.person.capitalize(),
            "nonce": asked.get("nonce", ""),
            "iat": now,
            "exp": now + 3600,
        }
        parts = ({"alg": "RS256", "kid": "1", "typ": "JWT"}, claims)
        signed = ".".join(_coded(json.dumps(part).encode()) for part in parts)
        signature = _coded(self.key.sign(signed.encode(), PKCS1v15(), SHA256()))
        return {"access_token": "none", "token_type": "Bearer", "id_token": f"{signed}.{signature}", "expires_in": 3600}


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.mark.browser
@pytest.mark.slow
def test_readers_sign_in_and_keep_their_own_conversations_on_any_browser(
    home: Path, browse: Any, tmp_path: Path, serve: Any, free_port: Any, provider: Provider
) -> None:
    shutil.copytree(home, tmp_path / "home", symlinks=True)
    (tmp_path / ".streamlit").mkdir()
    port = free_port()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
        'cookie_secret = "of the test, and long enough to sign with"\n'
        'client_id = "licet"\nclient_secret = "secret"\n'
        f'server_metadata_url = "{provider.base}/.well-known/openid-configuration"\n',
        "utf-8",
    )
    app = serve(tmp_path / "home", folder=tmp_path, port=port)
    app.wait()

    def enter(person: str) -> Any:
        provider.person = person
        tab = browse(app)
        sessions = listed_sessions(tab)
        tab.open()
        tab.page.get_by_text("Sign in to reach the research desk").wait_for()
        assert tab.page.get_by_test_id("stChatInputTextArea").count() == 0
        assert tab.barriers() == []
        tab.picture("sign-in")
        assert tab.page.evaluate(UPLOAD, sessions[-1]) == 403
        tab.button("Sign in").click()
        tab.page.get_by_text(f"Signed in as {person.capitalize()}").wait_for()
        assert tab.page.evaluate(UPLOAD, sessions[-1]) == 204
        return tab.settled()

    ada = enter("ada")
    ada.ask("What is a quantum lantern?")
    own = ada.page.url
    grace = enter("grace")
    assert grace.page.locator("[class*=st-key-open-]").count() == 0
    grace.page.goto(own)  # another's address opens nothing of it
    grace.page.locator(".lc-welcome").wait_for()
    assert "colder than the room" not in grace.settled().text
    elsewhere = enter("ada")
    elsewhere.page.locator("[data-testid=stSidebar]").get_by_text("What is a quantum lantern?").click()
    elsewhere.page.locator(".lc-outcome").wait_for()
    assert "colder than the room" in elsewhere.settled().text
    elsewhere.button("Sign out").click()
    elsewhere.page.get_by_text("Sign in to reach the research desk").wait_for()
    assert not any("ada" in str(p) or "desk.example" in str(p) for p in (tmp_path / "home" / "conversations").iterdir())

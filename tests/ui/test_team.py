"""The app for teams: behind a proxy's path, read-only, with limits, closed to others by default.

What fails is reported in one line with its remedy.
"""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from ui.server import options

ROOT = Path(__file__).resolve().parents[2]


def test_streamlit_sends_nothing_and_shows_no_traces(tmp_path: Path) -> None:
    said = options(Settings(home=tmp_path, max_upload_mb=7, base_path="/desk/"), 8501, "127.0.0.1")
    assert said["browser.gatherUsageStats"] is False
    assert said["client.showErrorDetails"] == "none"
    assert said["server.maxUploadSize"] == 7
    assert said["server.baseUrlPath"] == "desk"
    assert said["server.address"] == "127.0.0.1"


def test_chroma_and_langchain_send_nothing(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from index.stores.vectors.chroma import Store; "
        "from langsmith.utils import tracing_is_enabled; import inspect, index.stores.vectors.chroma;"
        "assert 'anonymized_telemetry=False' in inspect.getsource(index.stores.vectors.chroma); "
        "assert not tracing_is_enabled(); print('quiet')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.stdout.strip() == "quiet", done.stderr


@pytest.mark.parametrize(
    ("secrets", "starts"), [("", False), ('[auth]\nredirect_uri = "https://desk.example/oauth2callback"\n', True)]
)
def test_an_open_address_needs_sign_in(tmp_path: Path, secrets: str, starts: bool) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(secrets, "utf-8")
    code = (
        "from assistant.settings import Settings; from ui.server import refuse_open_door; from pathlib import Path\n"
        "refuse_open_door(Settings(home=Path('.')), '0.0.0.0')"
    )
    import os

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, timeout=120,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert (done.returncode == 0) is starts, done.stderr
    assert starts or "LICET_PUBLIC" in done.stderr


@pytest.mark.browser
@pytest.mark.slow
def test_behind_a_path_read_only_and_with_limits(home: Path, browse: Any, tmp_path: Path, serve: Any) -> None:
    import shutil

    copy = tmp_path / "home"
    shutil.copytree(home, copy, symlinks=True)
    app = serve(
        copy,
        LICET_BASE_PATH="/team/desk",
        LICET_READ_ONLY="true",
        LICET_QUESTIONS_PER_MINUTE="3",
        LICET_MAX_QUESTION_CHARS="60",
    )
    assert '"status":"ok"' in app.wait("/team/desk/healthz")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(app.base + "/healthz", timeout=5)
    tab = browse(app).open("/team/desk/")
    tab.ask("What is a quantum lantern?")
    link = tab.page.locator(".lc-tools").get_by_text("Copy link to the question").get_attribute("data-copy")
    assert link.startswith(f"{app.base}/team/desk/?q=")
    assert tab.page.get_by_test_id("stChatInputFileUploadButton").count() == 0
    other = browse(app)
    other.page.goto(link)
    other.page.locator(".lc-outcome").wait_for()
    box = tab.page.get_by_test_id("stChatInputTextArea")
    box.fill("x" * 61)
    box.press("Enter")
    alert = tab.page.get_by_test_id("stAlert")
    alert.filter(has_text="the limit is 60").wait_for()
    tab.ask("Do wicks need a notice?")
    box.fill("And another one?")  # the fourth of this address: the link was opened in another session
    box.press("Enter")
    alert.filter(has_text="within a minute").wait_for()
    tab.open("/team/desk/library")
    tab.page.get_by_text("This desk is read-only").wait_for()
    assert tab.page.get_by_role("button", name="Remove").count() == 0
    assert tab.page.get_by_text("Add documents").count() == 0
    assert tab.page.get_by_text("Official sources").count() == 0


@pytest.mark.slow
@pytest.mark.browser
def test_a_broken_store_is_one_line_with_a_remedy_and_the_health_check_says_so(
    browse: Any, tmp_path: Path, serve: Any
) -> None:
    broken = tmp_path / "home"
    broken.mkdir()
    (broken / "catalogue.sqlite").write_bytes(b"this is no database " * 400)
    app = serve(broken)
    with pytest.raises(AssertionError, match="failed"):
        app.wait()
    tab = browse(app)
    for path in ("", "/read", "/library", "/changes", "/calendar", "/compare"):
        tab.open(path)
        alert = tab.page.get_by_test_id("stAlert").first
        alert.wait_for()
        assert len(alert.inner_text().split(". ")) >= 2, path
        assert "Traceback" not in tab.text
        assert tab.page.get_by_test_id("stException").count() == 0


def test_what_no_page_foresaw_is_one_line_too() -> None:
    from streamlit.testing.v1 import AppTest

    def page() -> None:
        from corpus.errors import NotHeld
        from ui.components.page import problems

        with problems.shown():
            raise NotHeld("That **text** is gone.", "Add it again.")
        problems.show_unforeseen(ZeroDivisionError("secret detail"))

    ran = AppTest.from_function(page).run()
    assert not ran.exception
    assert [e.value for e in ran.error] == [
        r"**That \*\*text\*\* is gone\.** Add it again\.",
        r"**Something went wrong here \(ZeroDivisionError\)\.** Reload the page; the conversation is kept\. "
        r"The server's log has the details\.",
    ]

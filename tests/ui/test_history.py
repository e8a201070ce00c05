"""The log on the command line and in the library: who changed what, and bringing back what was replaced or removed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

RULE = "---\nkind: law\nissuer: The Ministry\n---\n# Widget rule\n\nA permit for blue widgets is valid for {} years.\n"


@pytest.fixture
def desk(empty_home: Callable[[Path], Path], line: Any, tmp_path: Path) -> Any:
    return line(empty_home(tmp_path / "home"), SimpleNamespace(url=""))


def replaced(desk: Any, tmp_path: Path) -> str:
    """Hold a file, and then a second version of it; return the source's id."""
    for years in ("four", "nine"):
        (tmp_path / "rule.md").write_text(RULE.format(years), "utf-8")
        done = json.loads(desk.run("add", str(tmp_path / "rule.md"), "--json").out)[0]
    assert (done["status"], done["kind"], done["origin_class"]) == ("updated", "user", "handed_in")
    assert done["claims"] == {"kind": "law", "issuer": "The Ministry"}
    return str(done["source_id"])


def test_a_replacement_is_listed_and_undone(desk: Any, tmp_path: Path) -> None:
    source_id = replaced(desk, tmp_path)
    newest, first = json.loads(desk.run("history", "--json").out)
    assert (newest["action"], first["action"], newest["source_id"]) == ("replaced", "added", source_id)
    assert newest["before"] == first["after"]
    assert newest["origin"] == str(tmp_path / "rule.md")
    assert newest["by"]
    assert (newest["can_undo"], first["can_undo"]) == (True, False)
    assert f"licet undo {newest['entry']}" in desk.run("history", "--source", source_id).out
    assert len(json.loads(desk.run("history", "--limit", "1", "--json").out)) == 1
    undone = json.loads(desk.run("undo", str(newest["entry"]), "--json").out)
    assert (undone["action"], undone["undoes"]) == ("restored", newest["entry"])
    (hit,) = json.loads(desk.run("search", "permit for blue widgets", "-k", "1", "--json").out)
    assert ("four years" in hit["text"], hit["origin_class"]) == (True, "handed_in")


def test_a_removal_is_undone_and_what_cannot_be_says_why(desk: Any, tmp_path: Path) -> None:
    source_id = replaced(desk, tmp_path)
    desk.run("remove", source_id)
    entry = json.loads(desk.run("history", "--json").out)[0]["entry"]
    assert desk.run("undo", str(entry)).err.startswith("restored")
    told = {entry: "was undone by entry", 1: "replaced and removed nothing", 99: "The log has no entry 99"}
    for number, said in told.items():
        done = desk.run("undo", str(number), ok=1)
        assert said in done.err
        assert done.err.count("\n") == 1
    desk.run("remove", source_id, LICET_UNDO_CHANGES="0")
    entry = json.loads(desk.run("history", "--json").out)[0]["entry"]
    assert "can no longer be undone" in desk.run("undo", str(entry), ok=1).err
    assert "nine years" not in desk.run("search", "permit for blue widgets", ok=None).out


@pytest.mark.slow
def test_what_a_file_says_of_itself_is_shown_where_it_is_listed(desk: Any, tmp_path: Path) -> None:
    source_id = replaced(desk, tmp_path)
    said = "the file itself says: kind law, issuer The Ministry"
    assert said in desk.run("add", str(tmp_path / "rule.md")).err
    assert said in desk.run("sources").out
    assert said in desk.run("show", "Widget rule").out
    (listed,) = (s for s in json.loads(desk.run("sources", "--json").out) if s["source_id"] == source_id)
    assert (listed["claims"], listed["declared"]) == ({"kind": "law", "issuer": "The Ministry"}, [])
    desk.run("add", str(tmp_path / "rule.md"), "--kind", "guidance", "--jurisdiction", "us")
    (listed,) = (s for s in json.loads(desk.run("sources", "--json").out) if s["source_id"] == source_id)
    assert (listed["kind"], listed["jurisdiction"], listed["declared"]) == ("guidance", "us", ["jurisdiction", "kind"])
    assert "jurisdiction, kind as declared by who added it" in desk.run("sources").out
    answer = json.loads(desk.run("ask", "How long is a permit for blue widgets valid?", "--json").out)
    assert answer["citations"][0]["declared"] == ["jurisdiction", "kind"]


@pytest.mark.browser
@pytest.mark.slow
def test_the_library_shows_the_log_and_undoes_a_removal(home: Path, tmp_path: Path, serve: Any, browse: Any) -> None:
    app = serve(Path(shutil.copytree(home, tmp_path / "home", symlinks=True)))
    app.wait()
    tab = browse(app).open("/library")
    row = tab.page.locator("[data-held^=lanterns]")
    row.get_by_text("More").click()
    row.get_by_role("button", name="Remove").click()
    row.wait_for(state="detached")
    tab.open("/library")  # the session's own offer to undo is gone with a new page
    tab.page.get_by_text("History", exact=True).click()
    entry = tab.page.locator("[class*=st-key-log-]").filter(has_text="removed by a reader")
    entry.get_by_role("button", name="Undo").click()
    row.wait_for()
    tab.page.get_by_text("restored").first.wait_for(state="attached")

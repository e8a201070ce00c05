"""`server.json` says how the server is started, in the form of the MCP registry, and stays true."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from typer.main import get_command

from assistant.settings import Settings
from ui.cli import app
from ui.mcp_server import identity

ROOT = Path(__file__).resolve().parents[3]


def test_the_registry_is_told_how_to_start_this_release() -> None:
    told = json.loads((ROOT / "server.json").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert told["$schema"].startswith("https://static.modelcontextprotocol.io/schemas/")
    assert re.fullmatch(r"[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+", told["name"])  # the registry's own pattern
    assert told["name"].partition("/")[2] == identity.NAME == project["name"]
    assert told["title"] == identity.TITLE
    assert 0 < len(told["description"]) <= 100
    assert told["version"] == project["version"] == identity.version()
    (package,) = told["packages"]
    assert (package["registryType"], package["identifier"]) == ("pypi", project["name"])
    assert package["version"] == project["version"]
    assert package["transport"] == {"type": "stdio"}
    assert package["runtimeHint"] == "uvx"
    (with_protocol,) = package["runtimeArguments"]
    assert (with_protocol["type"], with_protocol["name"]) == ("named", "--with")
    assert [with_protocol["value"]] == project["optional-dependencies"]["mcp"]
    (command,) = package["packageArguments"]
    assert command["type"] == "positional"
    assert command["value"] in get_command(app).commands  # type: ignore[attr-defined]
    for variable in package["environmentVariables"]:
        assert variable["name"].removeprefix("LICET_").lower() in Settings.model_fields
        assert variable["description"]

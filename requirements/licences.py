"""Writes docs/licences.md: the licence of everything that the app is installed with, as its package states it.

Usage: python requirements/licences.py PIP-LICENSES
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from lock import FREE, ROOT
from platform_name import platform_name

PAGE = ROOT / "docs" / "licences.md"
_TEXT = 90  # characters; a package that puts a whole licence into the field is named by its first line
HEAD = """\
# Licences

What `make run` installs on the tested platform, each under the licence that its package states. `make licences` writes
this page. torch is installed by its range; its licence is that of the build that was at hand.

| package | version | licence |
| --- | --- | --- |
"""


def locked(file: Path) -> dict[str, str]:
    """Return the versions in a lock file by name."""
    return dict(re.findall(r"^(\S+)==(\S+) ", file.read_text("utf-8"), re.MULTILINE))


def stated(tool: str) -> dict[str, str]:
    """Return the licence of every installed package by its canonical name, in one line."""
    command = [tool, "--python", sys.executable, "--with-system", "--from", "mixed", "--format", "json"]
    rows = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return {re.sub(r"[-_.]+", "-", r["Name"]).lower(): _line(r["License"]) for r in rows}


def _line(licence: str) -> str:
    first = next((line.strip() for line in licence.splitlines() if line.strip()), "")
    return first[:_TEXT].replace("|", "/") if first and first != "UNKNOWN" else "not stated in the package"


def page(versions: dict[str, str], licences: dict[str, str]) -> str:
    """Return the page for packages with these versions."""
    rows = (f"| {name} | {version} | {licences.get(name, '')} |\n" for name, version in sorted(versions.items()))
    return HEAD + "".join(rows)


def main(tool: str) -> None:
    """Write the page."""
    versions = {**locked(ROOT / "requirements" / platform_name() / "run.txt"), FREE: "by its range"}
    PAGE.write_text(page(versions, stated(tool)), "utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(versions)} packages")


if __name__ == "__main__":
    main(sys.argv[1])

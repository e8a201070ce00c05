"""Writes the lock files of this platform: what pip chooses for the ranges of pyproject.toml, each file by its digest.

`run.txt` is what the app needs, `server.txt` adds what several machines over one database need, `dev.txt` what its
tests need; `tools.txt` holds the tools of `make audit` and `make licences`. torch is left out, with all that only it
needs: which build is right (for the CPU or for a GPU) depends on the machine, so `make` installs it by its range.

Usage: python requirements/lock.py [package that the tests need without its own needs]...
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from platform_name import platform_name

ROOT = Path(__file__).resolve().parent.parent
FREE = "torch"
HEAD = """\
# Written by `make lock`, installed by `make` on {platform} with Python {python}: name, version, digest of the file.
# {free} and what only it needs are not here: they are installed by their ranges.
"""

Found = dict[str, dict[str, Any]]


def chosen(*wanted: str) -> Found:
    """Return what pip would install for the arguments, by canonical name. Raises CalledProcessError."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-"]
    done = subprocess.run([*command, *wanted], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return {canonicalize_name(item["metadata"]["name"]): item for item in json.loads(done.stdout)["install"]}


def needed(found: Found, wanted: Iterable[str]) -> set[str]:
    """Return the names of what requirements need, directly or not, without `FREE` and what only that needs."""
    names: set[str] = set()
    seen: set[tuple[str, str]] = set()
    open_ends = [Requirement(w) for w in wanted]
    while open_ends:
        requirement = open_ends.pop()
        name = canonicalize_name(requirement.name)
        if name == FREE:
            continue
        names.add(name)
        for extra in {"", *requirement.extras} - {e for n, e in seen if n == name}:
            seen.add((name, extra))
            for line in found[name]["metadata"].get("requires_dist", ()):
                part = Requirement(line)
                if part.marker is None or part.marker.evaluate({"extra": extra}):
                    open_ends.append(part)
    return names


def write(file: Path, found: Found, names: Iterable[str]) -> None:
    """Write a lock file in alphabetical order; the project itself, which has no digest, is left out."""
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    lines = [HEAD.format(platform=file.parent.name.rpartition("-")[0], python=python, free=FREE)]
    for name in sorted(names):
        digests = found[name]["download_info"].get("archive_info", {}).get("hashes", {})
        if digests:
            lines.append(f"{name}=={found[name]['metadata']['version']} --hash=sha256:{digests['sha256']}\n")
    file.write_text("".join(lines), "utf-8")
    print(f"{file.relative_to(ROOT)}: {len(lines) - 1} packages")


def main(alone: list[str]) -> None:
    """Write the four files; `alone` are packages of the tests that are installed without their own needs."""
    folder = ROOT / "requirements" / platform_name()
    folder.mkdir(exist_ok=True)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    build = ["pip", *project["build-system"]["requires"]]
    found = chosen(".[dev]", *build)  # one choice for both: the tests run with what the app is installed with
    write(folder / "run.txt", found, needed(found, ["licet", *build]))
    write(folder / "server.txt", found, needed(found, ["licet[postgres]", *build]))
    singles = chosen("--no-deps", *alone) if alone else {}
    write(folder / "dev.txt", found | singles, {*needed(found, ["licet[dev]", *build]), *singles})
    tools = chosen("--group", "tools")
    write(folder / "tools.txt", tools, tools)


if __name__ == "__main__":
    main(sys.argv[1:])

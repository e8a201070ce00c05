"""Asks a public service for known weaknesses of everything that is installed here, through pip-audit.

Usage: python requirements/audit.py PIP-AUDIT. Exits 1 with one line a weakness, or with one line where the service
cannot be asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib.metadata import distributions

UNREACHABLE = (
    "The service for known weaknesses cannot be reached, so nothing was audited: {why}. "
    "Run `make audit` where the network allows it."
)


def pinned() -> list[str]:
    """Return what is installed as `name==version`; a build's label (2.13.0+cpu) is no version that a service knows."""
    others = (d for d in distributions() if d.name.lower() != "licet")
    return sorted({f"{d.name}=={d.version.partition('+')[0]}" for d in others}, key=str.lower)


def audit(tool: str) -> list[dict]:
    """Return pip-audit's finding on every package. Raises OSError with the reason where it has none."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("\n".join(pinned()))
        file.flush()
        options = ["--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
        done = subprocess.run([tool, "--requirement", file.name, *options], capture_output=True, text=True)
    try:
        found: list[dict] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError) as error:
        raise OSError((done.stderr.strip().splitlines() or ["it said nothing"])[-1]) from error
    if all("skip_reason" in package for package in found):
        raise OSError("it knows none of the packages, as a mirror does that serves files only")
    return found


def main(tool: str) -> int:
    """Print the weaknesses, or that there are none; return the exit code."""
    try:
        found = audit(tool)
    except OSError as error:
        print(UNREACHABLE.format(why=error))
        return 1
    weak = [(package, weakness) for package in found for weakness in package.get("vulns", ())]
    for package, weakness in weak:
        fixed_in = ", ".join(weakness["fix_versions"]) or "no version yet"
        print(f"{package['name']} {package['version']}: {weakness['id']}, fixed in {fixed_in}")
    skipped = [package["name"] for package in found if "skip_reason" in package]
    print(f"{len(found) - len(skipped)} packages audited, {len(weak)} known weaknesses.")
    if skipped:
        print(f"Not known to the service: {', '.join(skipped)}.")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

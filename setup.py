"""Build of the wheel: the four rooms go under one package, so that nobody else's `ui` or `index` is in their way.

In the repository `corpus`, `index`, `assistant` and `ui` stand at the top beside `licet.py`. A wheel that installed
them so would collide with other people's packages of these names. It therefore holds one package, `licet`: `licet.py`
as its `__init__.py`, the rooms inside it, and their absolute imports rewritten to match.

The project's address is not written down: it is where the checkout was cloned from, or what LICET_PROJECT_URL says, so
that a fork's wheel points to the fork. The wheel's links and its picture are made of it. All else is in
`pyproject.toml`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOMS = ("corpus", "index", "assistant", "ui")
_NAMES = "|".join(ROOMS)
_FROM = re.compile(rf"^(\s*)from ({_NAMES})(?=[.\s])", re.MULTILINE)
_IMPORT = re.compile(rf"^(\s*)import ({_NAMES})(?=\s*(?:#.*)?$)", re.MULTILINE)
HERE = Path(__file__).resolve().parent
# "https://[user[:secret]@]host/owner/name[.git]" or "git@host:owner/name.git"
_REMOTE = re.compile(
    r"(?:https?://(?:[^@/\s]*@)?|(?:ssh://)?[^@/:\s]+@)(?P<host>[\w.-]+)[/:](?P<path>[\w./~-]+?)(?:\.git)?/?"
)
_LINK = re.compile(r"(?P<text>!?\[[^\]\n]*\])\((?P<target>(?!https?:|mailto:|#)[^)\s]+)\)")
_DOTTED = re.compile(rf"^\s*import (?:{_NAMES})\.", re.MULTILINE)


def under_licet(source: str) -> str:
    """Return a module's source with its imports of the rooms under `licet`. Raises ValueError for `import a.b`."""
    if found := _DOTTED.search(source):
        raise ValueError(f"{found.group().strip()}…: write `from … import …`, which works from inside the package too")
    return _IMPORT.sub(r"\1from licet import \2", _FROM.sub(r"\1from licet.\2", source))


def project_address(remote: str) -> str:
    """Return the web address of a repository from its git remote, without sign-in data; "" for a local one."""
    parts = _REMOTE.fullmatch(remote.strip())
    return f"https://{parts['host']}/{parts['path']}" if parts else ""


def _address() -> str:
    """Return LICET_PROJECT_URL, else the address of the checkout's origin, else ""."""
    if told := os.environ.get("LICET_PROJECT_URL", ""):
        return told.rstrip("/")
    git = ["git", "-C", str(HERE), "config", "--get", "remote.origin.url"]
    try:
        return project_address(subprocess.run(git, capture_output=True, text=True, check=False).stdout)
    except OSError:  # no git, as in a build from a source archive
        return ""


def project_urls(address: str) -> dict[str, str]:
    """Return the links that a package index shows beside the project."""
    if not address:
        return {}
    pages = {"Documentation": "docs/architecture.md", "Changelog": "CHANGELOG.md", "Security": "SECURITY.md"}
    return {"Source": address, "Issues": f"{address}/issues"} | {
        name: f"{address}/blob/HEAD/{page}" for name, page in pages.items()
    }


def absolute_links(markdown: str, address: str) -> str:
    """Return the README with its relative links and pictures made absolute, as a package index needs them."""
    if not address:
        return markdown
    return _LINK.sub(
        lambda m: f"{m['text']}({address}/{'raw' if m['text'].startswith('!') else 'blob'}/HEAD/{m['target']})",
        markdown,
    )


class BuildPy(build_py):
    """Build that puts the rooms under `licet`; an editable install leaves them where they are."""

    def run(self) -> None:
        """Copy the modules as always, then move and rewrite them."""
        super().run()
        if self.editable_mode:
            return
        built = Path(self.build_lib)
        package = built / "licet"
        shutil.rmtree(package, ignore_errors=True)
        package.mkdir()
        (built / "licet.py").rename(package / "__init__.py")
        for room in ROOMS:
            shutil.move(built / room, package / room)
        (package / "py.typed").touch()
        for file in package.rglob("*.py"):
            file.write_text(under_licet(file.read_text("utf-8")), "utf-8")


if __name__ == "__main__":  # a test imports what rewrites the imports
    setup(
        cmdclass={"build_py": BuildPy},
        project_urls=project_urls(_address()),
        long_description=absolute_links((HERE / "README.md").read_text("utf-8"), _address()),
        long_description_content_type="text/markdown",
    )

"""Build of the wheel: the four rooms go under one package, so that nobody else's `ui` or `index` is in their way.

In the repository `corpus`, `index`, `assistant` and `ui` stand at the top beside `licet.py`. A wheel that installed
them so would collide with other people's packages of these names. It therefore holds one package, `licet`: `licet.py`
as its `__init__.py`, the rooms inside it, and their absolute imports rewritten to match. All else is in
`pyproject.toml`.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOMS = ("corpus", "index", "assistant", "ui")
_NAMES = "|".join(ROOMS)
_FROM = re.compile(rf"^(\s*)from ({_NAMES})(?=[.\s])", re.MULTILINE)
_IMPORT = re.compile(rf"^(\s*)import ({_NAMES})(?=\s*(?:#.*)?$)", re.MULTILINE)
_DOTTED = re.compile(rf"^\s*import (?:{_NAMES})\.", re.MULTILINE)


def under_licet(source: str) -> str:
    """Return a module's source with its imports of the rooms under `licet`. Raises ValueError for `import a.b`."""
    if found := _DOTTED.search(source):
        raise ValueError(f"{found.group().strip()}…: write `from … import …`, which works from inside the package too")
    return _IMPORT.sub(r"\1from licet import \2", _FROM.sub(r"\1from licet.\2", source))


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
    setup(cmdclass={"build_py": BuildPy})

"""Collect the messages that the desk shows, and bring the catalogues of its languages up to date with them.

`python -m ui.locale.messages` (`make messages`) writes the catalogues; translators fill in what is new there. Babel's
own reader of Python does not look into f-strings, so the messages are read from the syntax tree here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog

from ui.language import CATALOGUES, DOMAIN, LANGUAGES, SOURCE_LANGUAGE

SOURCES = Path(__file__).resolve().parents[1]
_ARGUMENTS = {"_": 1, "N_": 1, "ngettext": 2}  # functions that mark a message: how many of their arguments are one

MessageForms = str | tuple[str, str]  # a message, or its forms for one and for several


def messages() -> Iterator[tuple[MessageForms, str]]:
    """Yield each message of the desk with the file that it stands in, in the order of the files."""
    for path in sorted(SOURCES.rglob("*.py")):
        calls = (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call))
        for call in calls:
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            told = [a.value for a in call.args[: _ARGUMENTS.get(name, 0)] if isinstance(a, ast.Constant)]
            words = [t for t in told if isinstance(t, str) and t]
            if name in _ARGUMENTS and len(words) == _ARGUMENTS[name]:
                yield (words[0] if len(words) == 1 else (words[0], words[1])), str(path.relative_to(SOURCES.parent))


def catalogue_path(code: str) -> Path:
    """Return the file of a language's catalogue."""
    return CATALOGUES / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def updated(code: str) -> Catalog:
    """Return the catalogue of a language with every message of the source: translated as before, or not yet."""
    path = catalogue_path(code)
    before = pofile.read_po(path.open("rb"), locale=code, domain=DOMAIN) if path.exists() else Catalog(code)
    now = Catalog(
        code,
        domain=DOMAIN,
        project="Licet",
        version="its desk",
        header_comment=f"# Messages of Licet's desk in {LANGUAGES[code]}.",
        msgid_bugs_address="see CONTRIBUTING.md",
        last_translator="Licet",
        language_team="Licet",
        creation_date=before.creation_date if path.exists() else None,
        revision_date=before.revision_date if path.exists() else None,
        fuzzy=False,
    )
    for message, file in messages():
        old = before.get(message[0] if isinstance(message, tuple) else message)
        now.add(message, old.string if old else None, locations=[(file, 0)])
    return now


def main() -> None:
    """Write every catalogue with the messages of the source, and say what is not translated yet."""
    for code in LANGUAGES:
        if code == SOURCE_LANGUAGE:
            continue
        found, path = updated(code), catalogue_path(code)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            pofile.write_po(file, found, width=120, include_lineno=False, omit_header=False)
        missing = sum(not m.string or not any(m.string) for m in found if m.id)
        print(f"{code}: {len(found)} messages, {missing} not translated")


if __name__ == "__main__":
    main()

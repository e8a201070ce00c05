"""Write docs/configuration.md from the settings: `make docs`."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from assistant.settings import Settings

PAGE = Path(__file__).resolve().parent.parent / "docs" / "configuration.md"
HEAD = """# Settings

Made from `assistant/settings.py` by `make docs`; a test compares. Settings are read from the environment, once, and an
unknown `LICET_` variable is refused. From Python they are arguments of `licet.open`, without `LICET_` and in small
letters.

| variable | default | what it is |
| --- | --- | --- |
"""


def page() -> str:
    """Return the page: a row a setting, in the order of the class."""
    return HEAD + "".join(
        f"| `LICET_{name.upper()}` | {_default(field.default)} | {field.description} |\n"
        for name, field in Settings.model_fields.items()
    )


def _default(value: object) -> str:
    if value in (PydanticUndefined, "", None) or isinstance(value, SecretStr):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

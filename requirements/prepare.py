"""Makes once for an environment what each new home would wait for: `.venv/bin/python requirements/prepare.py`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from assistant.settings import Settings
from assistant.wiring import open_application
from corpus.errors import Problem
from corpus.kept_file import prepared_place


class Defaults(Settings):
    """Settings as they come, whatever the environment says: nothing is written to a server that it names."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return what is given in the call alone."""
        return (init_settings,)


def main() -> None:
    """Make it in a home that is thrown away, and keep it in the environment.

    An app that opens without it only opens later: where it cannot be made, one line says why.
    """
    print("Preparing what each new home would wait for; this takes a minute or two, once.", file=sys.stderr, flush=True)
    try:
        with tempfile.TemporaryDirectory() as made:
            licet = open_application(Defaults(home=Path(made)))
            licet.prepare()
            licet.keep_prepared(prepared_place())
            licet.close()
        print("Prepared.", file=sys.stderr)
    except KeyboardInterrupt:  # what was begun is cleared away by now
        raise SystemExit(1) from None
    except (Problem, OSError) as problem:
        print(f"Not prepared: {problem} The app makes it when it is first asked.", file=sys.stderr)


if __name__ == "__main__":
    main()

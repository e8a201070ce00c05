"""A command is read from its own module when it is called, and the help still lists all."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.main import get_command, get_group
from typer.testing import CliRunner

import licet
from ui.cli import app
from ui.command_table import COMMAND_MODULES

ROOT = Path(__file__).resolve().parents[2]


def test_every_module_registers_what_the_table_says() -> None:
    folder = ROOT / "ui" / "commands"
    files = {
        ".".join(f.relative_to(folder).with_suffix("").parts) for f in folder.rglob("*.py") if f.stem != "__init__"
    }
    files -= {"options", "rounds"}
    assert set(COMMAND_MODULES.values()) == files
    for file in files:
        own = typer.Typer()
        import_module(f"ui.commands.{file}").register(own)
        assert list(get_group(own).commands) == [name for name, module in COMMAND_MODULES.items() if module == file]


def test_the_help_lists_every_command_with_what_it_does() -> None:
    shown = CliRunner().invoke(app, ["--help"]).output
    lines = dict(line.split(maxsplit=1) for line in shown.partition("Commands:")[2].strip().splitlines())
    assert list(lines) == list(COMMAND_MODULES) == list(get_command(app).commands)  # type: ignore[attr-defined]
    assert all(lines.values())


def test_a_slip_in_a_command_is_told() -> None:
    result = CliRunner().invoke(app, ["shwo"])
    assert result.exit_code == 2
    assert "Did you mean 'show'?" in result.output


def test_a_command_does_not_wait_for_the_imports_of_others() -> None:
    script = "import sys, ui.cli\nfrom typer.main import get_command\nget_command(ui.cli.app).commands['history']\n"
    script += "print(*(m for m in ('assistant.engines', 'assistant.pipeline', 'langchain_core') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize(
    ("words", "at", "told", "read"),
    [
        ("licet ", 1, list(COMMAND_MODULES), ()),
        ("licet sea", 1, ["search"], ()),
        ("licet --ver", 1, ["--version"], ()),
        ("licet sync us-22-cfr-13", 2, ["us-22-cfr-130"], ("ui.commands.collection.official_texts",)),
        ("licet ask --ki", 2, ["--kind"], ("ui.commands.questions.ask",)),
        ("licet ask --kind gui", 3, ["guidance"], ("ui.commands.questions.ask",)),
    ],
)
def test_a_shell_completes_what_is_begun(words: str, at: int, told: list[str], read: tuple[str, ...]) -> None:
    script = (
        "import sys, atexit\nimport ui.cli\nsys.argv = ['licet']\n"
        "is_file = lambda n: n.startswith('ui.commands.') and '__path__' not in vars(sys.modules[n])\n"
        "read = lambda: [*filter(is_file, sys.modules)]\n"
        "atexit.register(lambda: print('', *read(), file=sys.stderr))\n"
        "ui.cli.main()"
    )
    asked = {"_LICET_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(at)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == told
    assert set(done.stderr.split()) - {"ui.commands.options"} == set(read)


def test_the_version_is_told_without_the_libraries_of_the_commands() -> None:
    script = "import sys, licet\nsys.argv = ['licet', '--version']\nlicet.main()\n"
    script += "print(*(m for m in ('typer', 'pydantic', 'assistant.model') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == f"licet {licet.__version__}\n\n"
    assert CliRunner().invoke(app, ["--version"]).output == f"licet {licet.__version__}\n"

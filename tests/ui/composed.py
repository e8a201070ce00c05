"""The services of deploy/compose.yaml as processes of this machine: what the file says, with names as loopback ports.

Each service has its own command, environment and check of its health as they stand in the file and, of what is built,
in the Dockerfile. Replaced are the names and ports of services, and the places of volumes. A service that the file
keeps from writing sees this machine's files read-only too, where that can be had.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy"
# Where each service listens; the commands and files name these ports.
PORTS = {"proxy": 8080, "app-1": 8501, "app-2": 8501, "api": 8600, "db": 5432, "chroma": 8000}
_SYSTEM_PROGRAMS = f"{os.environ['PATH']}:/usr/sbin"  # where a proxy is, also of those who are not root
HAPROXY = shutil.which("haproxy", path=_SYSTEM_PROGRAMS)
_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*))?\}")
# Everything is read-only but the places that are named; the command comes behind them and a line of two dashes.
_READ_ONLY = """
set -e
while [ "$1" != -- ]; do mount --bind "$1" "$1"; shift; done
shift
mount -o remount,bind,ro /
exec "$@"
"""
_NAMESPACES = (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"])


def compose_file(variables: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return deploy/compose.yaml with its variables replaced, by their defaults where they are not given."""
    return _filled(yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8")), variables or {})


def _filled(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(each, variables) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, variables) for each in value]
    if isinstance(value, str):
        filled = _VARIABLE.sub(lambda found: variables.get(found["name"]) or found["default"] or "", value)
        assert "$" not in filled, f"{value}: this form of a variable is not read here"
        return filled
    return value


def image_environment() -> dict[str, str]:
    """Return what the last stage of the Dockerfile sets, without the path of programs."""
    last = (FOLDER / "Dockerfile").read_text("utf-8").rpartition("\nFROM ")[2]
    words = [word for line in re.findall(r"^ENV (.+)$", last, re.M) for word in shlex.split(line)]
    return {name: value for name, _, value in (word.partition("=") for word in words) if name != "PATH"}


@cache
def read_only_prefix() -> tuple[str, ...]:
    """Return what is put before a command to let it write to named places alone; nothing where that cannot be had."""
    for namespace in _NAMESPACES:
        prefix = (*namespace, "sh", "-c", _READ_ONLY, "sh")
        with tempfile.TemporaryDirectory() as place:
            tried = [*prefix, place, "--", "sh", "-c", f"touch {place}/a && ! touch {FOLDER}/.written 2>/dev/null"]
            if shutil.which("unshare") and subprocess.run(tried, capture_output=True).returncode == 0:
                return prefix
    return ()


class Composed:
    """The services of the file in a folder of their own; `more` is what deploy/licet.env would set."""

    def __init__(
        self, folder: Path, ports: Mapping[str, int], programs: Path, more: Mapping[str, str], **variables: str
    ) -> None:
        self.folder, self.ports, self._more = folder, ports, dict(more)
        self._programs = os.pathsep.join((str(Path(sys.executable).parent), str(programs), _SYSTEM_PROGRAMS))
        self.services: dict[str, dict[str, Any]] = compose_file(variables)["services"]
        self.started: dict[str, subprocess.Popen[bytes]] = {}
        self._logs: dict[str, IO[bytes]] = {}
        self.start_folder = folder / "nowhere"  # no file of the project lies where an image starts its programs
        self.start_folder.mkdir()

    def volume(self, service: str) -> Path:
        """Return the folder of this machine that stands for the named volume of a service."""
        (name,) = (volume.partition(":")[0] for volume in self.services[service]["volumes"])
        place = self.folder / name
        place.mkdir(exist_ok=True)
        return place

    def environment(self, service: str) -> dict[str, str]:
        """Return the environment of a service: of the image, of licet.env, and of the file."""
        told = self.services[service]
        image = image_environment() if "build" in told else {}
        more = self._more if told.get("env_file") else {}
        here = {name: self._here(service, value) for name, value in {**image, **told.get("environment", {})}.items()}
        return {"PATH": self._programs, **more, **here}

    def command(self, service: str) -> list[str]:
        """Return the command of a service."""
        told = self.services[service]["command"]
        words = shlex.split(told) if isinstance(told, str) else [str(word) for word in told]
        return [self._here(service, word) for word in words]

    def start(self, service: str) -> subprocess.Popen[bytes]:
        """Start a service, whose output goes to a file."""
        self._logs[service] = (self.folder / f"{service}.log").open("ab")
        command, log = self.command(service), self._logs[service]
        writable = [str(self.folder), *dict.fromkeys(map(str, self.services[service]["tmpfs"]))]
        assert self.services[service]["read_only"] is True
        if prefix := read_only_prefix():
            command = [*prefix, *writable, "--", *command]
        self.started[service] = subprocess.Popen(
            command, cwd=self.start_folder, env=self.environment(service), stdout=log, stderr=log
        )
        return self.started[service]

    def run(self, service: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run another command in a service's place, as `docker compose run` does."""
        return subprocess.run(
            command, cwd=self.start_folder, env=self.environment(service), capture_output=True, text=True, timeout=120
        )

    def is_healthy(self, service: str) -> bool:
        """Return what the file's own check of a service's health says."""
        kind, *words = self.services[service]["healthcheck"]["test"]
        words = [self._here(service, word) for word in words]
        command = ["sh", "-c", *words] if kind == "CMD-SHELL" else words
        assert kind in ("CMD", "CMD-SHELL")
        done = subprocess.run(command, cwd=self.start_folder, env=self.environment(service), capture_output=True)
        return done.returncode == 0

    def wait_healthy(self, *services: str, seconds: float = 180) -> None:
        """Wait until services are healthy; fail where one ends, or is late."""
        until = time.monotonic() + seconds
        for service in services:
            while not self.is_healthy(service):
                assert service not in self.started or self.started[service].poll() is None, self.log(service)
                assert time.monotonic() < until, f"{service} is not healthy: {self.log(service)}"
                time.sleep(0.3)

    def log(self, service: str) -> str:
        """Return what a service has printed."""
        return (self.folder / f"{service}.log").read_text("utf-8", "replace")

    def kill(self, service: str) -> None:
        """Kill a service in the middle of what it does."""
        self.started[service].kill()
        self.started[service].wait(30)

    def stop(self) -> None:
        """Kill all services."""
        for service in self.started:
            self.kill(service)
            self._logs[service].close()

    def _here(self, service: str, value: str) -> str:
        """Return a value of a service with the names, ports and places of this machine."""
        for name, port in PORTS.items():
            value = re.sub(rf"(?<![\w-]){name}:{port}\b", f"127.0.0.1:{self.ports[name]}", value)
        if own := PORTS.get(service):
            value = re.sub(rf"(?<![\d.]){own}\b", str(self.ports[service]), value)
        for volume in self.services[service].get("volumes", []):
            source, target = volume.split(":")[:2]
            if target in value:
                is_file = source.startswith(".")
                place = self._file(service, FOLDER / source) if is_file else self.volume(service)
                value = value.replace(target, str(place))
        return value

    def _file(self, service: str, source: Path) -> Path:
        """Return a copy of a file that is mounted, with the names and ports of this machine."""
        copy = self.folder / f"{service}-{source.name}"
        text = source.read_text("utf-8")
        for name, port in PORTS.items():
            text = re.sub(rf"(?<![\w-]){name}:{port}\b", f"127.0.0.1:{self.ports[name]}", text)
        copy.write_text(re.sub(rf":{PORTS[service]}\b", f":{self.ports[service]}", text), "utf-8")
        return copy


def project_version() -> str:
    """Return the version of pyproject.toml."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])

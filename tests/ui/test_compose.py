"""The form of deploy/: services that are confined, checked and pinned, files that fit the project."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import threading
import time
import tomllib
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from tests.ui.composed import FOLDER, HAPROXY, PORTS, ROOT, compose_file, image_environment, project_version

FILE = compose_file()
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
DOCKERFILE = (FOLDER / "Dockerfile").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
each_service = pytest.mark.parametrize("name", SERVICES)


def test_there_is_what_several_readers_need() -> None:
    assert {*SERVICES} == {*PORTS, "worker"}
    assert [SERVICES[name]["command"] for name in ("app-1", "app-2")] == [SERVICES["app-1"]["command"]] * 2
    shared = ("LICET_DATABASE_URL", "LICET_CHROMA_URL")
    for variable in shared:
        named = {SERVICES[name]["environment"][variable] for name in ("app-1", "app-2", "api", "worker")}
        assert len(named) == 1, variable


@each_service
def test_a_service_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert str(service["user"]).partition(":")[0] not in ("", "0", "root")
    assert not {"privileged", "network_mode", "pid", "ipc", "devices", "cap_add"} & {*service}


@each_service
def test_a_service_says_whether_it_is_well(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in ("CMD", "CMD-SHELL")
    assert len(check["test"]) > 1
    assert {"interval", "timeout"} <= {*check}


@each_service
def test_an_image_is_pinned_to_a_release(name: str) -> None:
    image, _, tag = SERVICES[name]["image"].partition(":")
    assert re.match(r"\d+\.\d+", tag), SERVICES[name]["image"]
    if "build" in SERVICES[name]:
        assert (image, tag) == ("licet", project_version())
        assert (FOLDER / SERVICES[name]["build"]["context"]).resolve() == ROOT
        assert (ROOT / SERVICES[name]["build"]["dockerfile"]) == FOLDER / "Dockerfile"


def test_what_is_kept_lies_in_named_volumes_and_nothing_of_this_machine_can_be_written() -> None:
    used = []
    for name, service in SERVICES.items():
        for volume in service["volumes"]:
            source, target, *how = volume.split(":")
            if source.startswith("."):
                assert (FOLDER / source).is_file(), name
                assert how == ["ro"], name
            else:
                used.append(source)
                if "build" in service:
                    assert f" {target}" in DOCKERFILE, f"{target} is not made for the image's user"
    assert sorted(used) == sorted(FILE["volumes"])  # each its own: homes are not shared


def test_only_the_proxy_is_reached_and_from_this_machine_alone() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}
    assert SERVICES["proxy"]["ports"] == ["127.0.0.1:8080:8080"]
    assert FILE["networks"]["data"] == {"internal": True}
    assert {name for name, service in SERVICES.items() if service["networks"] == ["data"]} == {"db", "chroma"}
    assert {name for name, service in SERVICES.items() if "data" not in service["networks"]} == {"proxy"}
    others = compose_file({"ADDRESS": "0.0.0.0", "PORT": "80", "DATABASE_PASSWORD": "other"})["services"]
    assert others["proxy"]["ports"] == ["0.0.0.0:80:8080"]
    assert others["worker"]["environment"]["LICET_DATABASE_URL"] == "postgresql://licet@db:5432/licet"
    assert others["worker"]["environment"]["PGPASSWORD"] == "other"
    assert others["db"]["environment"]["POSTGRES_PASSWORD"] == "other"


@each_service
def test_every_setting_is_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in {**image_environment(), **SERVICES[name].get("environment", {})}.items():
        if variable.startswith("LICET_"):
            monkeypatch.setenv(variable, value)
    Settings.load()  # refuses what is misspelled or wrong
    assert "licet.env" not in [path.name for path in FOLDER.iterdir() if _is_kept(path)], "it may hold keys"


def _is_kept(path: Path) -> bool:
    return subprocess.run(["git", "check-ignore", "-q", str(path)], cwd=ROOT).returncode != 0


def test_the_image_is_slim_and_its_user_is_not_root() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    assert len(bases) == 2
    assert all(re.fullmatch(r"python:3\.11\.\d+-slim-\w+", base) for base in bases), bases
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (\S+)$", last, re.M) == ["licet"]
    uid = re.search(r"useradd --uid (\d+)", last)
    assert uid
    assert {str(s["user"]) for s in SERVICES.values() if "build" in s} == {f"{uid[1]}:{uid[1]}"}
    assert "HEALTHCHECK" in last
    assert shlex.split(re.findall(r"^ENV (.+)$", last, re.M)[0])
    assert image_environment()["LICET_HOME"] == "/var/lib/licet"


def test_the_image_is_made_by_the_lock_files_and_ranges_of_the_project() -> None:
    locks = re.findall(r"requirements/[\w-]+/server\.txt", DOCKERFILE)
    assert locks
    assert all((ROOT / lock).is_file() for lock in locks)
    torch = next(line for line in PROJECT["dependencies"] if line.startswith("torch"))
    assert f'"{torch}"' in DOCKERFILE
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    assert all(f'"{line}"' in DOCKERFILE for line in build)
    extras = re.search(r"^ARG EXTRAS=(\S+)", DOCKERFILE, re.M)
    assert extras
    assert {*extras[1].split(",")} <= {*PROJECT["optional-dependencies"]}
    told = re.search(r"Further groups of pyproject.toml, commas between: ([\w, ]+)\.", DOCKERFILE)
    assert told
    assert {*told[1].split(", ")} == {*PROJECT["optional-dependencies"]} - {"postgres", "dev"}


def test_the_image_is_made_of_what_the_wheel_is_made_of() -> None:
    """Check that nothing that the wheel needs is left out of what the build is given, and no test or key is in it."""
    lines = (FOLDER / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    taken = {line[1:] for line in lines if line.startswith("!")}
    assert "*" in lines
    assert taken == {
        "assistant", "corpus", "index", "ui", "requirements", "licet.py", "pyproject.toml", "setup.py", "README.md",
        "LICENSE",
    }  # fmt: skip
    assert all((ROOT / name).exists() for name in taken)


def test_the_proxy_reads_its_file() -> None:
    if HAPROXY is None:
        pytest.skip("haproxy is not installed: apt-get install haproxy")
    told = {**os.environ, "TLS_PROXY": SERVICES["proxy"]["environment"]["TLS_PROXY"]}
    done = subprocess.run([HAPROXY, "-c", "-f", str(FOLDER / "haproxy.cfg")], capture_output=True, text=True, env=told)
    assert done.returncode == 0, done.stderr


class _Echo(BaseHTTPRequestHandler):
    """A desk that answers with the reader's address as it is told."""

    def do_GET(self) -> None:
        body = str(self.headers.get_all("X-Forwarded-For")).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *told: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(("believed", "address"), [("127.0.0.0/8", "203.0.113.9"), ("192.0.2.1", "127.0.0.1")])
def test_the_proxy_believes_the_one_that_ends_tls_and_nobody_else(tmp_path: Path, believed: str, address: str) -> None:
    if HAPROXY is None:
        pytest.skip("haproxy is not installed: apt-get install haproxy")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as desk, socket.socket() as probe:
        threading.Thread(target=desk.serve_forever, daemon=True).start()
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        text = (FOLDER / "haproxy.cfg").read_text("utf-8").replace("bind :8080", f"bind 127.0.0.1:{port}")
        file = tmp_path / "haproxy.cfg"
        file.write_text(re.sub(r"\b(?:app-[12]:8501|api:8600)", f"127.0.0.1:{desk.server_port}", text), "utf-8")
        proxy = subprocess.Popen([HAPROXY, "-f", str(file)], env={**os.environ, "TLS_PROXY": believed})
        try:
            asked = urllib.request.Request(
                f"http://127.0.0.1:{port}/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
            )
            until = time.monotonic() + 60
            while True:
                try:
                    with urllib.request.urlopen(asked, timeout=10) as answer:
                        assert answer.read().decode() == f"['{address}']"
                        break
                except (urllib.error.URLError, ConnectionError):
                    assert time.monotonic() < until
                    time.sleep(0.2)
        finally:
            proxy.terminate()
            proxy.wait(20)
            desk.shutdown()

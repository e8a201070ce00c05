"""A real server of PostgreSQL on loopback for a test run, with its data in a folder of its own."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_START_SECONDS = 30
_SETTINGS = "-c fsync=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=60"


def binaries() -> Path | None:
    """Return the folder of the newest server's programs that this machine has; None where it has none."""
    found = shutil.which("postgres")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda f: float(f.parent.name), reverse=True)
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


def account() -> str | None:
    """Return the account that runs the server, which refuses to be run by root; None where there is no other."""
    if os.geteuid() != 0:
        return getpass.getuser()
    names = {user.pw_name for user in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


@contextmanager
def serving(place: Path | None = None, settings: str = "") -> Iterator[str]:
    """Run a server whose data is in a new folder, of the system's or below `place`; yield its address with password.

    `settings` are further ones of the command line, which overrule those of a test run.
    """
    programs, user = binaries(), account()
    assert programs is not None
    assert user is not None
    data = Path(tempfile.mkdtemp(prefix="licet-postgres-", dir=place))
    as_user = {"user": user} if os.geteuid() == 0 else {}
    shutil.chown(data, user)
    secret = data.with_name(f"{data.name}.password")
    secret.write_text("a-secret")
    shutil.chown(secret, user)
    locale = "en_US.UTF-8" if _has_locale() else "C.UTF-8"
    made = [programs / "initdb", "-D", data, "-U", "licet", "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": data}
    subprocess.run([*made, f"--locale={locale}", "--no-sync"], check=True, **quiet, **as_user)
    port = _free_port()
    command = [programs / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", data, *_SETTINGS.split()]
    command += settings.split()
    server = subprocess.Popen(command, **quiet, **as_user)
    try:
        _wait_until_ready(programs, port, server)
        yield f"postgresql://licet:a-secret@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)  # ends sessions; SIGTERM would wait for them
        server.wait(30)
        shutil.rmtree(data, ignore_errors=True)
        secret.unlink(missing_ok=True)


def _has_locale() -> bool:
    found = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout
    return "en_US.utf8" in found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(programs: Path, port: int, server: subprocess.Popen[bytes]) -> None:
    asking = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "licet", "-d", "postgres"]
    until = time.monotonic() + _START_SECONDS
    while subprocess.run(asking).returncode:
        if time.monotonic() > until or server.poll() is not None:
            raise RuntimeError("the server of PostgreSQL did not start")
        time.sleep(0.05)

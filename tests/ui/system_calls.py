"""What a process and its children do to the world outside, as the kernel sees it: system calls recorded by strace.

A library that swallows an error, or native code that no hook of Python reaches, is seen all the same.
"""

from __future__ import annotations

import ipaddress
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NETWORK = ("connect", "sendto", "sendmsg", "sendmmsg")
_OPENS = ("open", "openat", "creat")
_NAMES = ("mkdir", "mkdirat", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "mknodat")
_CALL = re.compile(r"(\d+) +(\w+)\((.*)")
_RESUMED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>(.*)")
_ADDRESS = re.compile(r'sin_addr=inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
_PORT = re.compile(r"sin6?_port=htons\((\d+)\)")
_RESULT = re.compile(r"= \d+<(/[^>]*)>")
_FOLDER = re.compile(r"(?:AT_FDCWD|\d+)<([^>]*)>")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
# Devices and semaphores are no files, and the kernel keeps /proc.
_NO_FILES = ("/dev/", "/proc/")
_UNFINISHED = " <unfinished ...>"


def missing() -> str:
    """Return why system calls cannot be recorded here; "" where they can."""
    if shutil.which("strace") is None:
        return "strace is not installed (apt-get install strace)"
    tried = subprocess.run(["strace", "-f", "-o", "/dev/null", "true"], capture_output=True, text=True)
    return f"strace may not trace here: {tried.stderr.strip()}" if tried.returncode else ""


@dataclass(frozen=True)
class SystemCalls:
    """The record of one process and its children, in the file `log`; the process begins in the folder `start`."""

    log: Path
    start: Path

    @property
    def command(self) -> list[str]:
        """What is put before a command to record it; the process that is started is the command itself."""
        calls = ",".join((*_NETWORK, *_OPENS, *_NAMES))
        return ["strace", "-D", "-f", "-y", "-q", "-s", "500", "-e", f"trace={calls}", "-e", "signal=TERM",
                "-o", str(self.log)]  # fmt: skip

    def wait(self, process: int, seconds: float = 60) -> None:
        """Wait until the end of the process is recorded."""
        end, until = re.compile(rf"^{process} +\+\+\+ ", re.MULTILINE), time.monotonic() + seconds
        while not (self.log.exists() and end.search(self.log.read_text("utf-8", "replace"))):
            assert time.monotonic() < until, f"strace has not recorded the end of {process}"
            time.sleep(0.1)

    def _calls(self) -> Iterator[tuple[str, str]]:
        """Yield (name, arguments and result) of every call; one that another thread interrupted is put together."""
        begun: dict[str, str] = {}
        for line in self.log.read_text("utf-8", "replace").splitlines():
            if resumed := _RESUMED.match(line):
                process, name, rest = resumed.groups()
                yield name, begun.pop(process, "") + rest
            elif call := _CALL.match(line):
                process, name, rest = call.groups()
                if rest.endswith(_UNFINISHED):
                    begun[process] = rest.removesuffix(_UNFINISHED)
                    if name in _NETWORK:
                        yield name, rest  # an attempt counts, whether it ends or not
                else:
                    yield name, rest

    def attempts(self) -> set[str]:
        """Return the calls that reach for another machine, or for the name of one."""
        return {f"{name}({rest[:160]}" for name, rest in self._calls() if name in _NETWORK and _leaves(rest)}

    def written(self) -> set[Path]:
        """Return every file and folder that was opened for writing, made or named."""
        found: set[Path] = set()
        for name, rest in self._calls():
            if name in _OPENS and (name == "creat" or re.search("O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE", rest)):
                found.update(Path(path) for path in _RESULT.findall(rest))
            elif name in _NAMES and rest.rstrip().endswith("= 0"):
                folders, names = _FOLDER.findall(rest), _QUOTED.findall(rest)
                found.add(Path(folders[-1] if folders else self.start, names[-1]))
        return {path for path in found if not str(path).startswith(_NO_FILES)}


def _leaves(call: str) -> bool:
    """Return whether a call names an address of another machine, or asks a name server, on whichever machine."""
    if (port := _PORT.search(call)) and port[1] == "53":
        return True
    addresses = (ipaddress.ip_address(four or six) for four, six in _ADDRESS.findall(call))
    return any(not (getattr(a, "ipv4_mapped", None) or a).is_loopback for a in addresses)

"""Backups of a home in one file, and bringing one back: safe against kills, full disks and hostile files."""

from __future__ import annotations

from pathlib import Path

STAGING, READY = "restoring", "ready.json"  # the folder in which a restore is made ready, and the file that says so


def is_ready(home: Path) -> bool:
    """Return whether a backup is unpacked, checked and indexed, and was not put in its place yet."""
    return (home / STAGING / READY).exists()

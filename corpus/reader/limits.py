"""What reading one document may cost, by its size."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from corpus.errors import FilledLine, ParserFault, TooLarge

_TIME_STEP = 100_000  # bytes that the seconds are for
_MEMORY_STEP = 2**20  # bytes that the memory is for: text that is packed or repeated grows less than it takes to read
_MOST_STEPS = 100  # of seconds: no file takes a whole day
_MOST_MEMORY_STEPS = 10
_MOST_CHARACTERS = 250_000_000  # of all passages with headings: what indexing them holds in memory


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Limits of reading a document.

    `seconds` of computing are for each 100 KB, `memory_mb` for each MB and beside what the reading process needs for
    itself; a smaller document has as much. Both stop growing for the largest files. What its provisions refer to and
    define is found under the same limits, by the size of its text. `passages` is the most that a document may have.
    """

    seconds: float = 4.0
    memory_mb: int = 320
    passages: int = 250_000

    def seconds_for(self, size: int) -> float:
        """Return the seconds of computing that a document of `size` bytes may take."""
        return self.seconds * min(max(1.0, size / _TIME_STEP), _MOST_STEPS)

    def memory_for(self, size: int) -> int:
        """Return the bytes of memory that a document of `size` bytes may take."""
        return int(self.memory_mb * 2**20 * min(max(1.0, size / _MEMORY_STEP), _MOST_MEMORY_STEPS))

    def cutting(self, title: str, size: int) -> Callable[[int, int], None]:
        """Return a check of cutting a text of `size` characters, which begins now.

        It takes the number of passages, and of the characters that they have with what each repeats of the headings
        above it; it raises TooLarge where one of them or the time is over its limit.
        """
        begun, seconds = time.thread_time(), self.seconds_for(size)

        def check(passages: int, characters: int) -> None:
            if characters > _MOST_CHARACTERS:
                raise TooLarge(
                    FilledLine(
                        "{name} has passages of more than {limit} characters, with the headings of each.",
                        {"name": title, "limit": f"{_MOST_CHARACTERS:,}"},
                    ),
                    "Split it into files of its parts, or shorten its headings.",
                )
            if passages >= self.passages:
                raise TooLarge(
                    FilledLine(
                        "{name} has more than {limit} passages.", {"name": title, "limit": f"{self.passages:,}"}
                    ),
                    "Split it into files of its parts; LICET_READING_PASSAGES raises the limit.",
                )
            if time.thread_time() - begun > seconds:
                raise TooLarge(
                    FilledLine(
                        "{name} needs more than {seconds} s to be cut into passages.",
                        {"name": title, "seconds": f"{seconds:,.3g}"},
                    ),
                    "Split it or save it in a simpler form; LICET_READING_SECONDS raises the limit.",
                )

        return check


def over_time(name: str, seconds: float) -> TooLarge:
    """Return the problem of a document that took longer than its limit."""
    return TooLarge(
        FilledLine("{name} needs more than {seconds} s to read.", {"name": name, "seconds": f"{seconds:,.3g}"}),
        "Split it or save it in a simpler form; LICET_READING_SECONDS raises the limit.",
    )


def over_reply(name: str, size: int) -> TooLarge:
    """Return the problem of a document whose text and structure are more than the owner would hold."""
    return TooLarge(
        FilledLine(
            "{name} is {size} MB of text with its structure, cells and references: it is too much to index.",
            {"name": name, "size": f"{size / 2**20:,.0f}"},
        ),
        "Split it into files of its parts.",
    )


def over_memory(name: str, memory: int) -> TooLarge:
    """Return the problem of a document that took more memory than its limit."""
    return TooLarge(
        FilledLine(
            "{name} needs more than {size} MB of memory to read.", {"name": name, "size": f"{memory / 2**20:,.0f}"}
        ),
        "Split it or save it in a simpler form; LICET_READING_MB raises the limit.",
    )


def killed(name: str, taken: int) -> TooLarge:
    """Return the problem of a document whose process somebody killed: the system does where memory runs short."""
    return TooLarge(
        FilledLine(
            "The process that read {name} was killed{after}; it had not reached its limits.",
            {"name": name, "after": _after(taken)},
        ),
        "The machine may be short of memory: end other programs and add the document again.",
    )


def broken(name: str, end: str, taken: int) -> ParserFault:
    """Return the problem of a document at which its parser broke down, far from its limits."""
    crashed, stopped = "crashed ({end})", "stopped itself ({end})"
    how = {"SIGSEGV": crashed, "SIGBUS": crashed, "SIGABRT": stopped}.get(end, "ended ({end})")
    return ParserFault(
        FilledLine(
            "The parser of {name} {how}{after}: the document is damaged, or made to break it.",
            {"name": name, "how": FilledLine(how, {"end": end}), "after": _after(taken)},
        ),
        "Open it and save it again, or save it as PDF, and add that.",
    )


def _after(taken: int) -> str:
    size = f"{max(1, round(taken / 2**20)):,}"
    return FilledLine(" after it took {size} MB of memory", {"size": size}) if taken else ""

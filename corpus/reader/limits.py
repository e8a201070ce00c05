"""What reading one document may cost, by its size."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from corpus.errors import ParserFault, TooLarge

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
                    f"{title} has passages of more than {_MOST_CHARACTERS:,} characters, with the headings of each.",
                    "Split it into files of its parts, or shorten its headings.",
                )
            if passages >= self.passages:
                raise TooLarge(
                    f"{title} has more than {self.passages:,} passages.",
                    "Split it into files of its parts; LICET_READING_PASSAGES raises the limit.",
                )
            if time.thread_time() - begun > seconds:
                raise TooLarge(
                    f"{title} needs more than {seconds:,.3g} s to be cut into passages.",
                    "Split it or save it in a simpler form; LICET_READING_SECONDS raises the limit.",
                )

        return check


def over_time(name: str, seconds: float) -> TooLarge:
    """Return the problem of a document that took longer than its limit."""
    return TooLarge(
        f"{name} needs more than {seconds:,.3g} s to read.",
        "Split it or save it in a simpler form; LICET_READING_SECONDS raises the limit.",
    )


def over_reply(name: str, size: int) -> TooLarge:
    """Return the problem of a document whose text and structure are more than the owner would hold."""
    return TooLarge(
        f"{name} is {size / 2**20:,.0f} MB of text with its structure, cells and references: it is too much to index.",
        "Split it into files of its parts.",
    )


def over_memory(name: str, memory: int) -> TooLarge:
    """Return the problem of a document that took more memory than its limit."""
    return TooLarge(
        f"{name} needs more than {memory / 2**20:,.0f} MB of memory to read.",
        "Split it or save it in a simpler form; LICET_READING_MB raises the limit.",
    )


def killed(name: str, taken: int) -> TooLarge:
    """Return the problem of a document whose process somebody killed: the system does where memory runs short."""
    return TooLarge(
        f"The process that read {name} was killed{_after(taken)}; it had not reached its limits.",
        "The machine may be short of memory: end other programs and add the document again.",
    )


def broken(name: str, end: str, taken: int) -> ParserFault:
    """Return the problem of a document at which its parser broke down, far from its limits."""
    how = {
        "SIGSEGV": "crashed (SIGSEGV)",
        "SIGBUS": "crashed (SIGBUS)",
        "SIGABRT": "stopped itself (SIGABRT)",
    }.get(end, f"ended ({end})")
    return ParserFault(
        f"The parser of {name} {how}{_after(taken)}: the document is damaged, or made to break it.",
        "Open it and save it again, or save it as PDF, and add that.",
    )


def _after(taken: int) -> str:
    return f" after it took {max(1, round(taken / 2**20)):,} MB of memory" if taken else ""

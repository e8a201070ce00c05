"""What the processor can do that decides how a network is built."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from corpus.language.lazy_regex import lazy_regex

_DESCRIPTION = Path("/proc/cpuinfo")
_FLAGS = lazy_regex(r"^flags\s*:(.*)$", re.MULTILINE)
_INT8_PRODUCTS = {"avx512_vnni", "avx_vnni", "amx_int8"}


def flags_told(description: str) -> frozenset[str]:
    """Return the flags that every core has in common, by the text of /proc/cpuinfo."""
    cores = [frozenset(line.split()) for line in _FLAGS.findall(description)]
    return frozenset.intersection(*cores) if cores else frozenset()


@cache
def has_int8_products() -> bool:
    """Return whether the processor adds up products of int8 numbers in one instruction; False where it does not say.

    Without such an instruction int8 numbers are no faster than others, and on some processors their sums overflow.
    """
    try:
        return bool(flags_told(_DESCRIPTION.read_text("utf-8", "replace")) & _INT8_PRODUCTS)
    except OSError:
        return False

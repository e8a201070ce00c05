"""Which script a text is in, and its runs of Chinese and Japanese characters."""

from __future__ import annotations

import re

CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3040-\u309f]")
_RUN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff々〇]+")


def runs(text: str) -> list[str]:
    """The unbroken runs of CJK characters of a text."""
    return _RUN.findall(text)


def language_of(text: str) -> str:
    """Whether a CJK text is Japanese ("ja") or Chinese ("zh"): Japanese is hardly written without kana."""
    return "ja" if _KANA.search(text) else "zh"

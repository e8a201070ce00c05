"""Decodes bytes to text."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from corpus.language.scripts import HANGUL, KANA, UNIFIED_HAN, WIDE_PUNCTUATION

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_EAST_ASIAN = ("gb18030", "shift_jis", "euc_jp", "big5", "euc_kr")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*+=\s*+["']?\s*+([A-Za-z][\w.:-]{1,40})""", re.IGNORECASE)
_WESTERN = frozenset("äöüßÄÖÜéèêëÉÈÊàáâãÀÁÂçÇñÑíîïìÍÎóôòõÓÔúùûÚåæøÅÆØœŒÿ’‘“”„‚–—…€«»§°©®™½¼¾£²³µ·•\u00a0¿¡")
_SAMPLE = 200_000
_COMMON = re.compile(f"[{KANA}{UNIFIED_HAN}{HANGUL}{WIDE_PUNCTUATION}]")
# Among the most frequent characters of any Chinese and Japanese text: a wrong decoding yields rare ones instead.
_FREQUENT = frozenset(
    "的一是不了在人有我他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生口管制法律定规条第项品技术部门务"
    "のはにをたがでとしれさある条項規輸出令法国定等本及又者号物技術貿易"
)
_FREQUENT_KANA = frozenset("のはにをたがでとしれさあるいうかなもらりこくけっすてんる")


def decode(data: bytes) -> str:
    """Return the text of some bytes, whose encoding is found in several steps.

    These are: byte-order mark, UTF-8, the pattern of UTF-16 without a mark, a declaration, detection. Raises ValueError
    if the bytes are not text: they hold control characters, or no encoding fits.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _checked(data.decode(name, errors="replace"))
    wide = _wide(data[:4096])
    if wide:
        return _checked(data.decode(wide, errors="replace"))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        # One invalid character in a long file is damage, not another encoding.
        bad = data.decode("utf-8", errors="replace")
        if len(data) > 2000 and bad.count("\ufffd") <= len(bad) / 5000 and error.start > 0:
            return _checked(bad)
    return _checked(data.decode(_encoding(data), errors="replace"))


def _wide(head: bytes) -> str:
    """Return the byte order of UTF-16 without a mark: every other byte is mostly zero, as in Latin text."""
    if len(head) < 8 or len(head) % 2:
        head = head[: len(head) // 2 * 2]
    if len(head) < 8:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.05 * half else ""


def _encoding(data: bytes) -> str:
    sample = data[:_SAMPLE]
    declared = _DECLARED.search(data[:2048])
    if declared:
        try:
            name = codecs.lookup(declared[1].decode("ascii")).name
            sample.decode(name, errors="strict" if len(sample) == len(data) else "ignore")
            if name not in ("utf-8", "ascii"):
                return name
        except (LookupError, UnicodeDecodeError):
            pass
    east = _east_asian(sample)
    if east:
        return east
    if _western(sample):
        return "cp1252"
    best = from_bytes(sample).best()
    if best is None:
        raise ValueError("no encoding fits")
    return best.encoding


def _east_asian(sample: bytes) -> str:
    """Return the East Asian encoding in which the bytes are frequent characters of that language; "" for none."""
    best, score = "", 0.0
    for name in _EAST_ASIAN:
        text = sample.decode(name, errors="ignore")
        lost = len(sample) - len(text.encode(name, errors="ignore"))
        wide = [c for c in text if ord(c) > 0x7F]
        if lost > 4 + len(sample) / 500 or len(wide) < 4:
            continue
        share = len(_COMMON.findall(text)) / len(wide)
        frequent = sum(c in _FREQUENT or c in _FREQUENT_KANA for c in wide) / len(wide)
        kana_only = sum("\uff61" <= c <= "\uff9f" for c in wide) / len(wide)
        if share > 0.8 and frequent > 0.06 and kana_only < 0.2 and frequent > score:
            best, score = name, frequent
    return best


def _western(sample: bytes) -> bool:
    """Return whether the bytes are Windows-1252: few high bytes, all of them accented letters or typography."""
    text = sample.decode("cp1252", errors="replace")
    high = [c for c in text if ord(c) > 0x7F]
    return len(high) < 0.25 * max(1, sum(map(str.isalpha, text))) and all(c in _WESTERN for c in high)


def _checked(text: str) -> str:
    head = text[:100_000]
    controls = sum(head.count(c) for c in map(chr, (*range(9), *range(14, 32))))
    if controls > max(2, len(head) // 200) or head.count("\ufffd") > max(4, len(head) // 20):
        raise ValueError("binary data")
    return text

"""Decodes bytes to text."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from corpus.errors import FilledLine
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import HANGUL, KANA, UNIFIED_HAN, WIDE_PUNCTUATION
from corpus.parsers.single_byte import encoding_name, guessed
from corpus.trust.gaps import ENCODING_DOUBTED, TWO_ENCODINGS, gap

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_EAST_ASIAN = ("gb18030", "cp932", "euc_jp", "big5hkscs", "cp949", "utf-16-le", "utf-16-be")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*+=\s*+["']?\s*+([A-Za-z][\w.:-]{1,40})""", re.IGNORECASE)
# What browsers read under these names, which are also given to texts with the newer characters.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "big5": "big5hkscs", "euc_kr": "cp949",
          "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874"}  # fmt: skip
# Encodings in seven bits, which are valid ASCII: the signs by which they change to another set.
_ESCAPES = ((re.compile(rb"\x1b\$\)[AGE]|\x1b\$\*H"), ""), (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
            (re.compile(rb"\x1b\$[@B]|\x1b\$\(D|\x1b\([JI]"), "iso2022_jp_ext"))  # fmt: skip
_HZ = re.compile(rb"~\{(?:[\x21-\x7e]{2}){1,200}~\}")
_RUN_OF_UTF7 = re.compile(rb"\+[A-Za-z0-9+/]{3,400}-?")
_WESTERN = frozenset("äöüßÄÖÜéèêëÉÈÊàáâãÀÁÂçÇñÑíîïìÍÎóôòõÓÔúùûÚåæøÅÆØœŒÿ’‘“”„‚–—…€«»§°©®™½¼¾£²³µ·•\u00a0¿¡")
_FEW_BYTES = 24  # bytes beside ASCII, below which several encodings may seem to fit
_ENOUGH_BYTES = _FEW_BYTES // 2  # from which on an encoding of one byte a character is told from East Asian ones
_TOO_FEW = FilledLine("it has too few characters to tell its encoding by", {})
_SAMPLE = 200_000
_HIGH = re.compile(rb"[\x80-\xff]")
_MOSTLY = 3  # characters of UTF-8 for each byte that is none, from which on a text is damaged UTF-8
_COMMON = lazy_regex(f"[{KANA}{UNIFIED_HAN}{HANGUL}{WIDE_PUNCTUATION}]")
# Among the most frequent characters of any Chinese, Japanese and Korean text: a wrong decoding yields rare ones.
_FREQUENT = frozenset(
    "的一是不了在人有我他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生口管制法律定规条第项品技术部门务"
    "這為來個們說國時於規條項術門務與對應經關貿"
    "のはにをたがでとしれさある条項規輸出令法国定等本及又者号物技術貿易"
    "のはにをたがでとしれさあるいうかなもらりこくけっすてんる"
    "이다의는에을를고하지가은로기한도사자인시어리대정수출입규법조항제"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of some bytes, and in a line why its encoding is not certain; "" where it is."""

    text: str
    doubt: str = ""


def decode(data: bytes, declared: str = "") -> str:
    """Return the text of some bytes, as `decoded` does, without its doubt. Raises ValueError."""
    return decoded(data, declared).text


def decoded(data: bytes, declared: str = "") -> Decoded:
    """Return the text of some bytes; `declared` names their encoding, as a mail does.

    It is found by byte-order mark, the patterns of UTF-16 and of encodings in seven bits, UTF-8, the declaration, the
    frequent characters of East Asian texts, and the letters of other scripts. Raises ValueError, which says why, if the
    bytes are not text (they hold control characters, or no encoding fits) or could be several texts.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return Decoded(_checked(data.decode(name, errors="replace")))
    pattern = _wide(data[:4096]) or _seven_bits(data) or _base64(data)
    if pattern:
        return Decoded(_checked(data.decode(pattern, errors="replace")))
    try:
        return Decoded(_checked(data.decode("utf-8")))
    except UnicodeDecodeError:
        # One invalid character in a long file is damage, not another encoding.
        bad = data.decode("utf-8", errors="replace")
        lost = bad.count("\ufffd")
        if len(bad) - len(bad.encode("ascii", errors="ignore")) - lost >= _MOSTLY * lost:
            return Decoded(_checked(bad))
        try:
            encoding, doubt = _encoding(data, declared)
        except ValueError:
            if len(data) > 2000 and lost <= len(bad) / 5000:
                return Decoded(_checked(bad))
            raise
    return Decoded(_checked(data.decode(encoding, errors="replace")), doubt)


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


def _seven_bits(data: bytes) -> str:
    """Return the encoding of East Asian text in ASCII; "" for none. Raises ValueError for one that cannot be read."""
    if not data.isascii():
        return ""
    if b"\x1b" in data:
        for sign, name in _ESCAPES:
            if sign.search(data):
                if not name:
                    raise ValueError(FilledLine("it is in ISO-2022-CN, for which there is no decoder", {}))
                return name
    if _HZ.search(data):
        text = data[:_SAMPLE].decode("hz", errors="ignore")
        wide = [c for c in text if ord(c) > 0x7F]
        if sum(c in _FREQUENT for c in wide) > 0.06 * len(wide) and len(_COMMON.findall(text)) > 0.8 * len(wide):
            return "hz"
    return ""


def _base64(data: bytes) -> str:
    """Return "utf-7" for ASCII in which the other characters stand in Base64 as UTF-7 has them, else ""."""
    if not data.isascii() or len(_RUN_OF_UTF7.findall(data[:_SAMPLE])) < 3:
        return ""
    try:
        wide = [c for c in data[:_SAMPLE].rpartition(b"\n")[0].decode("utf-7") if ord(c) > 0x7F]
    except ValueError:
        return ""
    known = sum(c in _WESTERN or bool(_COMMON.match(c)) for c in wide)
    return "utf-7" if len(wide) >= 3 and known > 0.9 * len(wide) else ""


def _encoding(data: bytes, declared: str) -> tuple[str, str]:
    """Return an encoding, and in a line why it is not certain. Raises ValueError where none or several fit."""
    first = _HIGH.search(data)
    begin = first.start() - 1000 if first and first.start() > _SAMPLE // 2 else 0
    sample = data[begin : begin + _SAMPLE]
    inside = _DECLARED.search(data[:4096])
    for name in (declared, inside[1].decode("ascii") if inside else ""):
        if found := _fitting(name, sample, whole=len(sample) == len(data)):
            # The set of Western Europe fits all bytes, and servers name it for pages of every language.
            return (found, "") if found != "cp1252" or _western(sample) else _said_to_be_western(sample)
    high = sum(byte > 0x7F for byte in sample)
    few = high < _FEW_BYTES and len(sample) < _SAMPLE
    guess, scores = guessed(sample), _scores(sample, 2 if few else 4)
    east = max(scores, key=lambda name: scores[name], default="")
    # East Asian text of some length looks like no other script.
    if guess.encoding and (not east or (high >= _ENOUGH_BYTES and not guess.rival)):
        if guess.is_open:
            two = {"first": encoding_name(guess.encoding), "second": encoding_name(guess.rival)}
            raise ValueError(FilledLine("its encoding could be {first} or {second}", two))
        return guess.encoding, _doubt(guess.encoding, guess.rival) if guess.rival else ""
    if east and not guess.encoding and (found := _certain(sample) if few else east):
        return found, ""
    if east or (few and 4 * high > len(sample)):
        raise ValueError(_TOO_FEW)
    if _western(sample):
        return "cp1252", _doubt("cp1252")
    raise ValueError(FilledLine("no encoding fits its bytes", {}))


def _said_to_be_western(sample: bytes) -> tuple[str, str]:
    """Return the encoding of a text that is said to be in that of Western Europe and does not look like it."""
    if east := east_asian(sample):
        return east, ""
    guess = guessed(sample)
    if guess.encoding and not guess.rival:
        return guess.encoding, ""
    return "cp1252", _doubt("cp1252", guess.encoding)


def _doubt(encoding: str, rival: str = "") -> str:
    if rival in ("", encoding):
        return gap(ENCODING_DOUBTED, encoding=encoding_name(encoding))
    return gap(TWO_ENCODINGS, encoding=encoding_name(encoding), rival=encoding_name(rival))


def _certain(sample: bytes) -> str:
    """Return the encoding of few East Asian characters; "" for none. Raises ValueError where it could be another."""
    whole = {name: score for name, score in _scores(sample, 2).items() if not name.startswith("utf")}
    scores = {name: score for name, score in whole.items() if "\ufffd" not in sample.decode(name, errors="replace")}
    best = max(scores, key=lambda name: scores[name], default="")
    if any(2 * score > scores[best] for name, score in scores.items() if name != best):
        raise ValueError(_TOO_FEW)
    return best


def _fitting(declared: str, sample: bytes, *, whole: bool) -> str:
    """Return the codec of a declared encoding in which the bytes can be read; "" for none, and for UTF-8."""
    try:
        name = codecs.lookup(declared).name
        name = _WIDER.get(name, name)
        sample.decode(name, errors="strict" if whole else "ignore")
    except (LookupError, ValueError):
        return ""
    return "" if name in ("utf-8", "utf-7") else name


def frequent_share(text: str, least: int) -> float:
    """Return the share of frequent ones among the wide characters of a text; -1 where it has fewer than `least`."""
    wide = [c for c in text if c > "\u2e7f"]
    return sum(c in _FREQUENT for c in wide) / len(wide) if len(wide) >= least else -1.0


def east_asian(sample: bytes, least: int = 4) -> str:
    """Return the encoding in which the bytes are frequent characters of an East Asian language; "" for none.

    `least` wide characters are needed to tell.
    """
    scores = _scores(sample, least)
    return max(scores, key=lambda name: scores[name], default="")


def _scores(sample: bytes, least: int) -> dict[str, float]:
    """Return the encodings in which the bytes look like an East Asian text, with the share of frequent characters."""
    scores: dict[str, float] = {}
    for name in _EAST_ASIAN:
        text = sample.decode(name, errors="ignore")
        lost = len(sample) - len(text.encode(name, errors="ignore"))
        wide = [c for c in text if ord(c) > 0x7F]
        if lost > 4 + len(sample) / 500 or len(wide) < least:
            continue
        share = len(_COMMON.findall(text)) / len(wide)
        frequent = sum(c in _FREQUENT for c in wide) / len(wide)
        kana_only = sum("\uff61" <= c <= "\uff9f" for c in wide) / len(wide)
        if share > 0.8 and frequent > 0.06 and kana_only < 0.2:
            scores[name] = frequent
    return scores


def _western(sample: bytes) -> bool:
    """Return whether the bytes are Windows-1252: few high bytes, all of them accented letters or typography."""
    text = sample.decode("cp1252", errors="replace")
    high = [c for c in text if ord(c) > 0x7F]
    return len(high) < 0.25 * max(1, sum(map(str.isalpha, text))) and all(c in _WESTERN for c in high)


def _checked(text: str) -> str:
    head = text[:100_000]
    controls = sum(head.count(c) for c in map(chr, (*range(9), *range(14, 32))))
    if controls > max(2, len(head) // 200) or head.count("\ufffd") > max(4, len(head) // 20):
        raise ValueError(FilledLine("its bytes are not those of a text", {}))
    return text

"""Finds the cross-references in a provision's own text and resolves them to the addresses that they mean.

The law refers to itself in relative words: "paragraph (f) of this section", "supplement no. 4 to this part", "point (a)
of paragraph 1", 本条第一款, 前項. Each family of laws has a file of its own. Precision comes first: an expression that
could mean two places, or a text that is not named, is left alone.
"""

from __future__ import annotations

from dataclasses import replace

from corpus.language.lazy_regex import lazy_regex
from corpus.locators import GRAMMARS
from corpus.model import Reference
from corpus.references import cfr, china, eccn, eu, japan, korea, uk
from corpus.references.context import ReferenceContext, without_overlaps

_SYSTEMS = {"cfr": (cfr.find,), "eu": (eu.find,), "cn": (china.find,), "jp": (japan.find,), "kr": (korea.find,),
            "uk": (uk.find,)}  # fmt: skip
_AMERICAN_ADDRESS = lazy_regex(r"\d{1,2} CFR |(?:Supplement No\. \d+|Appendix \w+) to Part \d")
_OWN_LABEL = lazy_regex(r"§+ ?[\w.–-]+|(?:Article|Annex|Appendix) \w+|Supplement No\. \d+ to Part \d+|\d[A-E]\d{3}")
# Families that a place's own module finds better, because it knows the place.
_OWN_FAMILY = {"cfr": ("cfr",), "eu": ("eu",), "cn": ("cn", "jp", "east_asia"), "jp": ("cn", "jp", "east_asia"),
               "kr": ("kr",)}  # fmt: skip
_QUOTES = " ‘'\"“*(▼►"
_CJK = lazy_regex("[第条條]")
_FAMILY_HINT = {
    "cfr": lazy_regex("CFR|EAR|ITAR|C\\.F\\.R"),
    "eu": lazy_regex("Regulation|Directive|Decision|TFEU"),
    "kr": lazy_regex("조"),
    "uk": lazy_regex("\\bs(?:ection|ch|\\.)|Act|Schedule"),
}
# Without one of these no grammar can find anything: most rows of a list have none.
_HINT = lazy_regex(r"\d|[Pp]aragraph|[Ss]ubsection|Schedule|[Pp]oint|Categor|Annex|[Aa]ppendix|[第前本同次]|別表")


def system_of(locator: str, jurisdiction: str = "", language: str = "") -> str:
    """Return the family of relative addresses that a place uses: by its address, else by the law of its country."""
    if _AMERICAN_ADDRESS.match(locator):
        return "cfr"
    if language == "zh" or jurisdiction == "cn":
        return "cn" if language in ("", "zh") else ""
    if language == "ja" or jurisdiction == "jp":
        return "jp" if language in ("", "ja") else ""
    if language == "ko" or jurisdiction == "kr":
        return "kr" if language in ("", "ko") else ""
    if jurisdiction == "uk":
        return "uk"
    return "eu" if jurisdiction == "eu" or locator.startswith(("Article ", "Annex ")) else ""


def references(text: str, place: ReferenceContext | str, offset: int = 0) -> tuple[Reference, ...]:
    """Return the cross-references in `text`, by position.

    `offset` is where `text` starts in its version's text, and is added to every position; `place` may be an address
    alone. A range yields a reference for each of its ends, and one for each provision between them at the word that
    stands for it ("through"). An expression that means several provisions (前二項) yields one for each, with the same
    span.
    """
    if not _HINT.search(text):
        return ()
    if isinstance(place, str):
        place = ReferenceContext(place, system_of(place))
    found: list[Reference] = []
    for find in _SYSTEMS.get(place.system, ()):
        found += find(text, place)
    if place.system in ("cn", "jp", "kr", "eu") and place.known:
        # Relative words depend on what was said before, so an address that does not exist was
        # misunderstood. In an amending act it is an address of the amended act.
        found = [
            replace(r, instrument=place.amends)
            if place.amends and not r.instrument and r.locator not in place.known
            else r
            for r in found
        ]
        found = [r for r in found if r.instrument or r.locator in place.known]
    found += eccn.find(text, place)
    found += _qualified(text, place)
    label = _OWN_LABEL.match(text)  # "§ 744.21 Restrictions on …" names itself
    own = label is not None and label[0].lstrip("§ ") in place.locator
    # A heading does not refer to itself.
    found = [
        r for r in found if r.locator != place.locator or text[: r.start].strip(_QUOTES) or text[r.start].islower()
    ]
    kept = without_overlaps([r for r in found if label is None or r.end > label.end() or not own])
    return tuple(replace(r, start=r.start + offset, end=r.end + offset) for r in kept) if offset else kept


def _qualified(text: str, place: ReferenceContext) -> list[Reference]:
    """Return addresses of other families, if their text is named; a bare one ("Article 36") may be of a treaty."""
    found = []
    for grammar in GRAMMARS:
        if (
            grammar.system == "eccn"
            or grammar.system in _OWN_FAMILY.get(place.system, ())
            or not _FAMILY_HINT.get(grammar.system, _CJK).search(text)
        ):
            continue
        for mention in grammar.mentions(text):
            if mention.locator.instrument:
                instrument = "" if mention.locator.text in place.known else mention.locator.instrument
                found.append(Reference(mention.start, mention.end, mention.locator.text, instrument))
    return found

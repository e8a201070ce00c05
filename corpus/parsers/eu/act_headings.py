"""Headings of acts of the European Union in its languages: articles, annexes, and the divisions above them."""

from __future__ import annotations

import re

from corpus.language.lazy_regex import lazy_regex

_DIVISION_NUMBER = r"(\d{1,4}\s?[a-z]{0,3}|[IVXLC]+[a-z]{0,2}|1er|premier|primo)"
ARTICLE_HEADING = lazy_regex(
    rf"(?:Article|Artikel|Articolo|Art[íi]culo|Artigo|Artykuł|Články?|Čl[áa]nok|Art\.)\s+{_DIVISION_NUMBER}\.?",
    re.IGNORECASE,
)
SOLE_ARTICLE = lazy_regex(r"(?:Sole|Single|Only) Article|Article unique|Einziger Artikel", re.IGNORECASE)
ANNEX_HEADING = lazy_regex(
    r"(?:(?P<kind>ANNEX(?:ES)?|Annex|ANNEXE|ANHANG|ALLEGATO|ANEXO|BIJLAGE|ZAŁĄCZNIK|APPENDIX|Appendix|Anhang|Annexe)"
    r"(?:\s+(?P<number>[IVXLC]+\s?[a-zA-Z]{0,2}|\d{1,3}[a-zA-Z]{0,2}|[A-Z]))?)(?:\s*[:.–—-]?\s*)(?P<rest>.*)",
    re.DOTALL,
)
_HEADING_WORDS = {
    "Part": ("PART", "TEIL", "PARTIE", "PARTE", "DEEL"),
    "Title": ("TITLE", "TITEL", "TITRE", "TITOLO", "TÍTULO"),
    "Chapter": ("CHAPTER", "KAPITEL", "CHAPITRE", "CAPO", "CAPÍTULO", "HOOFDSTUK", "CHAP."),
    "Section": ("SECTION", "ABSCHNITT", "SEZIONE", "SECCIÓN", "AFDELING"),
    "Subsection": ("SUBSECTION", "SUB-SECTION", "UNTERABSCHNITT", "SOUS-SECTION"),
}
UNKNOWN_RANK = 19  # of a division of a kind that is not known
_KIND_OF_WORD = {word: kind for kind, words in _HEADING_WORDS.items() for word in words}
DIVISION_HEADING = lazy_regex(
    (
        rf"({'|'.join(map(re.escape, sorted(_KIND_OF_WORD, key=len, reverse=True)))})\s+"
        rf"([IVXLC]+[a-z]{{0,2}}|\d{{1,3}}[a-zA-Z]{{0,2}}|[A-Z])\b[.:]?\s*(.*)"
    ),
    re.IGNORECASE | re.DOTALL,
)


def division_kind(word: str) -> str:
    """Return the English word for a division that is named in any language ("KAPITEL": "Chapter")."""
    return _KIND_OF_WORD.get(word.upper(), word.title())


def division_rank(kind: str) -> int:
    """Return how far out a division stands: 0 for a part, the outermost; a kind that is not known stands within all."""
    return next((rank for rank, known in enumerate(_HEADING_WORDS) if known == kind), UNKNOWN_RANK)

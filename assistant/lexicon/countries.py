"""Countries and unions of countries as sentences name them: by name, by short form, by adjective."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from corpus.parsers.country_codes import NAMES

# Names, short forms and adjectives beside those of the code table. EU is the Union's reserved code.
_ALSO = """
US U.S.|US U.S|US U.S.A.|US USA|US US|US United States of America|US American|GB UK|GB U.K.|GB Britain|GB Great Britain|GB British|EU EU|EU E.U.|EU European Union
CN PRC|CN People's Republic of China|CN Chinese|CN 中国|CN 中华人民共和国|JP Japanese|JP 日本|RU Russian Federation|RU Russian|BY Belarusian|IR Iranian
IR Islamic Republic of Iran|KP DPRK|KP Democratic People's Republic of Korea|KP North Korean|KR Republic of Korea|KR South Korean|KR Korea, South|KP Korea, North
CU Cuban|SY Syrian|UA Ukrainian|VE Venezuelan|MM Burma|MM Myanmar|MM Burmese|TR Turkey|TR Türkiye|TR Turkish|TW Taiwanese|HK Hong Kong SAR|MO Macao|MO Macanese
DE German|FR French|IT Italian|ES Spanish|NL Dutch|NL The Netherlands|SE Swedish|NO Norwegian|DK Danish|FI Finnish|CH Swiss|AT Austrian|BE Belgian|PL Polish
CA Canadian|AU Australian|IN Indian|PK Pakistani|IL Israeli|SA Saudi|AE UAE|AE U.A.E.|AE Emirati|IQ Iraqi|AF Afghan|LB Lebanese|LY Libyan|SG Singaporean
MY Malaysian|VN Vietnamese|VN Viet Nam|BR Brazilian|MX Mexican|ZA South African|CZ Czechia|CZ Czech|CD DRC|CI Ivory Coast|LA Laotian|SZ Swaziland|CV Cape Verde
KH Cambodian|NI Nicaraguan|TH Thai|ID Indonesian|PH Philippine|PH Filipino|NZ New Zealander|PT Portuguese|GR Greek|IE Irish|HU Hungarian|RO Romanian|BG Bulgarian
HR Croatian|SK Slovak|SI Slovenian|LT Lithuanian|LV Latvian|EE Estonian|IS Icelandic|CY Cypriot|MT Maltese|LU Luxembourgish|AR Argentine|AR Argentinian|CL Chilean
CO Colombian|PE Peruvian|EG Egyptian|JO Jordanian|KW Kuwaiti|QA Qatari|BH Bahraini|OM Omani|YE Yemeni|SD Sudanese|SO Somali|ET Ethiopian|KE Kenyan|NG Nigerian
GH Ghanaian|ZW Zimbabwean|ER Eritrean|KZ Kazakh|UZ Uzbek|KG Kyrgyz|TJ Tajik|TM Turkmen|AZ Azerbaijani|AM Armenian|GE Georgian|MD Moldovan|RS Serbian|AL Albanian
BD Bangladeshi|LK Sri Lankan|NP Nepalese|MN Mongolian|MA Moroccan|DZ Algerian|TN Tunisian|HT Haitian|PA Panamanian|UY Uruguayan|BO Bolivian|EC Ecuadorian
"""
# Words that are a country's name and something else besides; only counted where a capital stands and no other reading does.
_OTHERWISE = re.compile(
    r"\b(?:Indian Ocean|American Samoa|French Guiana|French Polynesia|British Virgin Islands|Swiss cheese|New Jersey)\b"
)


@lru_cache(maxsize=1)
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    codes: dict[str, str] = {}
    for code, names in NAMES.items():
        two = {"UK": "GB", "PRC": "CN", "TURKIYE": "TR", "MACAU": "MO", "MAN, ISLE OF": "IM"}.get(code, code)
        for name in re.split(r"\s*[()]\s*", names):
            if name:
                codes[name] = two
    for pair in re.split(r"[|\n]", _ALSO.strip()):
        code, name = pair.split(" ", 1)
        codes[name] = code
    ordered = sorted(codes, key=len, reverse=True)
    latin = "|".join(re.escape(n) for n in ordered if n[0].isascii() or n[0] in "ÅT")
    wide = "|".join(re.escape(n) for n in ordered if not n[0].isascii() and n[0] not in "ÅT")
    return re.compile(rf"(?<![\w.])(?:{latin})(?!\w)|{wide}"), codes


def countries(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, ISO 3166-1 code, or EU) of every country named in `text`. Case counts: "us" is no country."""
    pattern, codes = _table()
    for match in pattern.finditer(text.replace("’", "'")):
        if not _OTHERWISE.match(text, match.start()) or match[0] in NAMES.values():
            yield match.start(), match.end(), codes[match[0]]


def country_name(jurisdiction: str) -> str:
    """The name of a source's jurisdiction ("us" → "United States"); empty where it is no country."""
    if jurisdiction == "eu":
        return "European Union"
    return NAMES.get({"uk": "GB"}.get(jurisdiction, jurisdiction.upper()), "").split(" (")[0]

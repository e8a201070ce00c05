"""Determines title, issuer, dates and kind of a PDF: from its text first, from its properties second."""

from __future__ import annotations

import re
from datetime import date, timedelta

from corpus.language.detection import language_of
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.model import Kind, Reading, Source
from corpus.parsers.eu import act_metadata
from corpus.parsers.file import File
from corpus.parsers.pdf.lines import Page
from corpus.trust.claims import own_claims

_CONSOLIDATED = lazy_regex(
    r"\b0(?P<celex>\d{4}[A-Z]\d{4})\s+—\s+(?P<language>[A-Z]{2})\s+—\s+(?P<day>\d{2})\.(?P<month>\d{2})\."
    r"(?P<year>\d{4})"
)
_JOURNAL = lazy_regex(
    r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})\b.{0,200}Official Journal"
    r"|Official Journal.{0,200}\b(?P<day2>\d{1,2})\.(?P<month2>\d{1,2})\.(?P<year2>\d{4})"
)
_POOR_TITLE = lazy_regex(
    r"(?i)untitled|microsoft word|document\d*$|.*\.(?:docx?|pdf|indd|xlsx?|tex)$|slide \d|presentation\d*$|.{0,3}$"
    r"|[\w.\-]{1,60}$|.*_cp \d"
)


def eu_act(file: File, furniture: str, title: str, text: str) -> tuple[Source, date | None]:
    """Return the source that an EU act is, and the first day of this edition.

    `furniture` is the text of its first pages, headers included.
    """
    title = re.sub(r"^[►▼]\w+\s*", "", one_line(title))
    consolidated, journal = _CONSOLIDATED.search(furniture), _JOURNAL.search(furniture)
    published = act_metadata.day_in(title)
    valid_from: date | None = None
    if consolidated:
        valid_from = _day(consolidated["year"], consolidated["month"], consolidated["day"])
    elif journal:
        printed = _day(*(journal[name] or journal[f"{name}2"] for name in ("year", "month", "day")))
        valid_from = _into_force(text, printed)
    celex = act_metadata.celex_from_title(title)
    source = Source(
        id=f"eu-{celex}" if celex else "",  # as the act's other formats name it: one act, one source
        title=act_metadata.title_in_normal_case(title)[:500] or file.stem,
        kind=Kind.LAW,
        jurisdiction="eu",
        issuer=act_metadata.issuer_of(title),
        url=file.url or act_metadata.page(celex, consolidated=valid_from if consolidated else None),
        language=consolidated["language"].lower() if consolidated else language_of(text),
        published=published,
    )
    return source, file.as_of or valid_from


def control_list(file: File, reading_text: str, lines: list[str]) -> Source:
    """Return the source that a control list is, by the name on its first page."""
    head = "\n".join(lines[:40])
    norwegian = re.search(r"(?m)^(?P<name>Liste? (?P<number>[IVX]+)\s*[–-]\s*(?P<goods>\w+).*)$", head)
    english = next(
        (line for line in lines[:80] if re.search(r"(?i)\blist of\b.{0,300}\bitems\b|control list", line)), ""
    )
    if norwegian and re.search(r"[Ff]orskrift om eksport", head):
        kind = "dual-use" if norwegian["goods"].lower().startswith("flerbruk") else norwegian["goods"].lower()
        title = one_line(norwegian["name"])
        return Source(
            id=f"no-list-{norwegian['number'].lower()}-{kind}",
            title=f"{title}: {act_metadata.title_in_normal_case(english).capitalize()}" if english else title,
            kind=Kind.LIST,
            jurisdiction="no",
            url=file.url,
            language=language_of(reading_text),
        )
    eu = re.search(
        r"Annex I\b.{0,300}Regulation \(EU\) (?:No )?2021/821|COUNCIL REGULATION|"
        r"Official Journal of the European Union",
        head,
    )
    title = english or next((line for line in lines if len(line) > 8), file.stem)
    return Source(
        id="",
        title=act_metadata.title_in_normal_case(one_line(title))[:300],
        kind=Kind.LIST,
        jurisdiction="eu" if eu else "",
        url=file.url,
        language=language_of(reading_text),
    )


def other(file: File, properties: dict[str, str], pages: list[Page], reading: Reading) -> Source:
    """Return the source of any other PDF, titled by its title property if useful, else by its largest first line."""
    title = one_line(properties.get("Title", ""))
    if not title or _POOR_TITLE.match(title):
        title = _largest_line(pages) or file.stem
    created = re.match(r"D:(\d{4})(\d{2})(\d{2})", properties.get("CreationDate", ""))
    said = own_claims(
        author=properties.get("Author"),
        published=_day(*created.groups()) if created else None,
    )
    return Source(id="", title=title[:300], url=file.url, language=language_of(reading.text), claims=said)


def _largest_line(pages: list[Page]) -> str:
    lines = [line for page in pages[:2] for line in page.lines[:40] if len(line.text) > 5]
    if not lines:
        return ""
    largest = max(line.size for line in lines)
    first = next(n for n, line in enumerate(lines) if line.size >= largest - 0.1)
    words = [lines[first].text]
    for line in lines[first + 1 : first + 4]:
        if abs(line.size - largest) > 0.3 or len(words[0]) > 120:
            break
        words.append(line.text)
    return one_line(" ".join(words))


def _into_force(text: str, printed: date | None) -> date | None:
    found = re.search(
        r"shall enter into force on the (.{0,20}?day)(?: following)? "
        r"(?:that )?(?:of |after )?(?:that of )?its publication",
        text,
    )
    if found is None or printed is None:
        return None
    words = found[1]
    return printed + timedelta(days=20 if "twentieth" in words else 1 if "following" in found[0] else 0)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None

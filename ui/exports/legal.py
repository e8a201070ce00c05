"""Citations as lawyers write them, and the labels that go with a quote."""

from __future__ import annotations

from assistant.facts.days import day_in_words
from assistant.model import Answer, Citation, Translation
from corpus.language.detection import language_name
from corpus.language.lazy_regex import lazy_regex
from corpus.trust.trust_labels import origin_mark
from ui.language import N_

_CFR_LOCATOR = lazy_regex(r"(\d+) CFR (?:Part )?(.+)")
_COUNTED = lazy_regex(r"(^| > )block (\d+)$")  # the locator that parsers give to paragraphs without a number
_KEYED_NOTE = lazy_regex(r" > note ([a-z]+(?:[A-Z][a-z]*)+)$")  # a note that its file names by a key in camel case
_CAPITAL = lazy_regex(r"(?=[A-Z])")
_KEYED_NOTES = {  # of the Commerce Country Chart: what each is on, and the paragraph that it tells of
    "noMarkCaveat": "cells without X, see 15 CFR 738.4(a)(2)(ii)(B)",
    "notAllEntriesUseTheChart": "entries that do not use the chart, see 15 CFR 738.4(a)(1)",
    "embargoedRows": "embargoed countries, see 15 CFR Part 746",
    "hongKong": "Hong Kong",
    "footnotesAreSubstantive": "the footnotes",
    "columnOrder": "the order of the columns",
}
_EMPHASIS = lazy_regex(r"(?<![\\*\w])(\*{1,2})((?:\\.|[^*\\\n]){1,500})\1(?![*\w])")
LABEL = lazy_regex(r"\*[\w ]{1,60}:\* ")  # in front of a sentence, as an answer writes it: "*To check next:* …"
_ESCAPED = lazy_regex(r"\\([\\`*_{}\[\]()#+\-.!|<>~$:&^\"'])")
_SHOWN_OF_ADDRESS = 80  # characters
DISCLAIMER = N_("Quoted from the texts as held by Licet. Not legal advice.")


def address(locator: str) -> str:
    """Return a locator as people write it.

    `Records > block 2`, the second paragraph under that heading, becomes `Records, para. 2`. The key of a note becomes
    what the note is on: `Part 738 > note hongKong`, `Part 738, note on Hong Kong`.
    """
    locator = _KEYED_NOTE.sub(lambda m: f", note on {_KEYED_NOTES.get(m[1]) or _spaced(m[1])}", locator)
    shown = _COUNTED.sub(lambda m: f"{', para.' if m[1] else 'Para.'} {m[2]}", locator)
    return shown.replace(" > ", " › ")


def _spaced(key: str) -> str:
    return _CAPITAL.sub(" ", key).lower()


def short_address(locator: str) -> str:
    """Return a locator as people write it, cut in its middle where it is long: a row's own name stands at its end."""
    shown = address(locator)
    if len(shown) <= _SHOWN_OF_ADDRESS:
        return shown
    first, last = shown[: _SHOWN_OF_ADDRESS // 2], shown[-_SHOWN_OF_ADDRESS // 2 :]
    return f"{first.rpartition(' ')[0] or first} … {last.partition(' ')[2] or last}"  # Japanese has no spaces


def plain_citation(c: Citation) -> str:
    """Return a citation for use in a sentence: `15 CFR 744.21(f), Part 744, edition of 23 July 2026`."""
    edition = c.version.valid_from or c.source.published
    kind = "edition of" if c.version.valid_from else "published"
    when = f"{kind} {day_in_words(edition)}" if edition else "undated"
    page = f", p. {c.page}" if c.page and not c.locator.startswith("p.") else ""
    return f"{address(c.locator)}{page}, {c.source.title}, {when}"


def legal_citation(c: Citation) -> str:
    """Return a citation in legal style.

    `15 C.F.R. § 744.21(f) (2026)` for the Code of Federal Regulations (Bluebook, rule 14.2), else issuer, title,
    locator, edition.
    """
    edition = c.version.valid_from or c.source.published
    found = _CFR_LOCATOR.fullmatch(c.locator)
    if found and "Part" not in c.locator:
        return f"{found[1]} C.F.R. § {found[2]} ({edition.year})" if edition else f"{found[1]} C.F.R. § {found[2]}"
    issuer = f"{c.source.issuer}, " if c.source.issuer else ""
    page = f", p. {c.page}" if c.page and not c.locator.startswith("p.") else ""
    when = f" ({edition.isoformat()})" if edition else f" (held since {c.version.retrieved_at.date().isoformat()})"
    return f"{issuer}{c.source.title}, {address(c.locator)}{page}{when}"


def translation_label(t: Translation) -> str:
    """Return the label in front of a translation: made by which model, not checked, not official."""
    return f"Translation by {t.by} ({language_name(t.language)}), not checked, not official"


def translation_line(c: Citation) -> str:
    """Return the translation of a quote with its label; "" where there is none."""
    return f"{translation_label(c.translation)}: {c.translation.text}" if c.translation else ""


def with_sources(answer: Answer) -> str:
    """Return an answer for the clipboard: its text, and the citations that its numbers stand for."""
    marks = {c.number: f" ({mark})" if (mark := origin_mark(c.source)) else "" for c in answer.citations}
    sources = [f"[{c.number}] {legal_citation(c)}{marks[c.number]}" for c in answer.citations]
    return "\n".join([unescaped(answer.text), *([""] if sources else []), *sources])


def without_markdown(markdown: str) -> str:
    """Return the Markdown of an answer as it is read where nothing renders it: without emphasis and escapes."""
    return unescaped(_EMPHASIS.sub(r"\2", markdown))


def unescaped(markdown: str) -> str:
    """Return a text with the backslash escapes of Markdown undone."""
    return _ESCAPED.sub(r"\1", markdown)


def provenance(c: Citation) -> str:
    """Return all that is needed to find the quoted text again: standing, edition, retrieval, address, digest."""
    parts = [", ".join(part for part in (str(c.standing), origin_mark(c.source)) if part)]
    if c.version.valid_from:
        parts.append(f"edition of {c.version.valid_from.isoformat()}")
    parts.append(f"retrieved {c.version.retrieved_at.date().isoformat()}")
    if c.link:
        parts.append(c.link)
    parts.extend(f"{ground.locator}: {ground.url}" for ground in c.grounds)
    parts.append(f"text SHA-256 {c.version.digest[:16]}, characters {c.start}-{c.end}")
    return "; ".join(parts)

"""Cellar, the repository of the Publications Office of the European Union: texts by CELEX number.

A consolidated text has a CELEX number of its own: the act's, with a 0 in front and the day of the consolidation behind
(02021R0821-20241108). The SPARQL endpoint lists them; an act that was never amended has none. A text kept in several
files is answered with 300 and a list of their addresses, which end in DOC_1, DOC_2 and so on. Source:
https://op.europa.eu/en/web/cellar
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlencode

from corpus.errors import FetchFailed
from corpus.language.lazy_regex import lazy_regex
from corpus.parsers.encoding import decode
from corpus.sources.document_request import DocumentRequest
from corpus.sources.entries import Entry
from corpus.sources.http.client import Client, Reply
from corpus.sources.http.errors import describe_body, describe_reply
from corpus.sources.http.response_validation import describe_last_reply, json_member

ROOT = "https://publications.europa.eu"
_FILE = lazy_regex(r"https?://publications\.europa\.eu(/resource/cellar/[\w./-]+?/DOC_(\d{1,4}))\b")
_MOST_FILES = 200  # files of one act
_BODY_BEGINS = lazy_regex(r"<body\b[^<>]*>", re.IGNORECASE)
_BODY_ENDS = lazy_regex(r"</body\s*>", re.IGNORECASE)
_ENCODING = lazy_regex(r"""((?:encoding|charset)\s*=\s*["']?)[\w-]+""", re.IGNORECASE)
# The relation alone also finds texts of acts that this one amends, so the number is compared as well.
_QUERY = """PREFIX cdm: <http://publications.europa.eu/ontology/cdm#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT DISTINCT ?celex WHERE {{
  ?act owl:sameAs <http://publications.europa.eu/resource/celex/{celex}> .
  ?text cdm:act_consolidated_consolidates_resource_legal ?act ; cdm:resource_legal_id_celex ?celex .
  FILTER(STRSTARTS(STR(?celex), "0{stem}-"))
}} ORDER BY DESC(?celex) LIMIT 500"""


def document_requests(entry: Entry, client: Client, as_of: date | None) -> list[DocumentRequest]:
    """Return the request for an act in its consolidation of a day (None: the newest). Raises FetchFailed."""
    celex = entry.where["celex"]
    consolidated = [] if entry.where.get("original") else _consolidations(client, celex)
    day = as_of or date.today()
    past = [c for c in consolidated if _day(c) <= day]
    chosen = past[-1] if past else celex
    later = [_day(c) for c in consolidated if _day(c) > day]
    return [
        DocumentRequest(
            entry.id,
            f"{ROOT}/resource/celex/{chosen}",
            f"{chosen}.xhtml",
            "html",
            accept="application/xhtml+xml, text/html;q=0.8",
            language="eng",
            valid_from=_day(chosen) if past else None,
            valid_to=later[0] if later else None,
            fixed=bool(past),
            starts=tuple(_day(c) for c in consolidated),
            expects=_number(celex),
            retold={"url": f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{chosen}"},
            choices=files,
            joined=acts_on_one_page,
        )
    ]


def _consolidations(client: Client, celex: str) -> list[str]:
    """Return the CELEX numbers of an act's consolidated texts, oldest first."""
    query = urlencode(
        {"query": _QUERY.format(celex=celex, stem=celex[1:]), "format": "application/sparql-results+json"}
    )
    results = json_member(client, f"{ROOT}/webapi/rdf/sparql?{query}", "results")
    try:
        found = {row["celex"]["value"] for row in results["bindings"]}
    except (KeyError, TypeError) as error:
        raise FetchFailed(
            "publications.europa.eu answered the question for consolidated texts in another shape: "
            f"{describe_last_reply(client)}.",
            "Its service may have changed: look for a newer Licet.",
        ) from error
    own = re.compile(rf"0{re.escape(celex[1:])}-\d{{8}}")
    return sorted(c for c in found if own.fullmatch(c))


def files(reply: Reply) -> list[str]:
    """Return the addresses of the files that an answer offers, in the order of their numbers.

    Raises FetchFailed if it names none, leaves one out, or offers more than a text has.
    """
    found = {int(number): path for path, number in _FILE.findall(reply.data.decode("utf-8", "replace"))}
    if sorted(found) != list(range(1, len(found) + 1)) or not 1 <= len(found) <= _MOST_FILES:
        numbers = f"names the files {', '.join(map(str, sorted(found)))[:80]}" if found else "names no file"
        raise FetchFailed(
            f"publications.europa.eu offers a choice (300) for {reply.url[:200]} that {numbers}: "
            f"{describe_reply(reply)}.",
            "Open the act in EUR-Lex, save it and add the file.",
        )
    return [f"{ROOT}{found[number]}" for number in sorted(found)]


def acts_on_one_page(parts: list[bytes]) -> bytes:
    """Return the files of one act as one page: the first one whole, the bodies of the others after it.

    Raises FetchFailed.
    """
    pages = [decode(part) for part in parts]
    bodies = [(page, *_body(page)) for page in pages]
    without = next((n for n, (_, start, _) in enumerate(bodies, 1) if not start), 0)
    if without:
        raise FetchFailed(
            f"File {without} of {len(parts)} of an act at publications.europa.eu has no body: "
            f"{describe_body('', len(parts[without - 1]), parts[without - 1][:200])}.",
            "Open the act in EUR-Lex, save it and add the file.",
        )
    first, _, end = bodies[0]
    whole = first[:end] + "".join(f"\n{page[start:stop]}" for page, start, stop in bodies[1:]) + first[end:]
    return (_ENCODING.sub(r"\1utf-8", whole[:2000]) + whole[2000:]).encode()


def _body(page: str) -> tuple[int, int]:
    """Return where the body of a page starts and stops; (0, 0) for a page without one."""
    begins = _BODY_BEGINS.search(page)
    ends = [found.start() for found in _BODY_ENDS.finditer(page, begins.end())] if begins else []
    return (begins.end(), ends[-1]) if begins and ends else (0, 0)


def _number(celex: str) -> str:
    """Return the number that an act has in its title: 2021/821 for 32021R0821, before 2015 833/2014."""
    year, number = celex[1:5], celex[6:].lstrip("0")
    return f"{year}/{number}" if int(year) >= 2015 else f"{number}/{year}"


def _day(celex: str) -> date:
    return date.fromisoformat(celex.rsplit("-", 1)[1])

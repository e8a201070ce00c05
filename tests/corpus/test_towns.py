"""Towns are looked up by their plain names, which is how their file holds them."""

from __future__ import annotations

from corpus.lexicon.towns import TABLE, folded_town, load, towns


def test_every_name_in_the_file_stands_in_its_plain_form() -> None:
    """Check that no name was added as it is written: it would never be found."""
    assert len(towns()) > 20_000
    assert [name for name in towns() if folded_town(name) != name] == []


def test_a_town_is_found_however_it_is_written() -> None:
    """Check accents, capitals and a name that stands under several countries."""
    assert towns()[folded_town("MÜNSTER")] == towns()[folded_town("munster")] == ("DE",)
    assert all(len(code) == 2 for codes in towns().values() for code in codes)
    assert load(TABLE) is towns()

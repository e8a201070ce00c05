"""Files of names to screen: their headings, encodings and faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.engines.screening.names_file import given_names, read_names
from corpus.errors import BadRequest, NotHeld


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xff\xfe"])
def test_an_empty_file_is_one_line(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(data)
    with pytest.raises(BadRequest, match="no names"):
        read_names(path)


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(NotHeld, match=r"no file nix\.csv"):
        read_names(tmp_path / "nix.csv")


def test_a_heading_without_names_is_refused_as_an_empty_file_is(tmp_path: Path) -> None:
    file = tmp_path / "heading.csv"
    for text in ("name\n", "id;name\n\n  \n"):
        file.write_text(text, "utf-8")
        with pytest.raises(BadRequest, match="holds a heading and no names"):
            read_names(file)


def test_first_lines_are_names_or_headings(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text("Acme Trading Company Works\nZarya\n", "utf-8")
    assert [line.name for line in read_names(path)] == ["Acme Trading Company Works", "Zarya"]
    path.write_text("id;Name\n1;Zarya\n", "utf-16")
    assert [line.name for line in read_names(path)] == ["Zarya"]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
def test_names_are_read_in_the_encoding_of_their_file(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("id;Name\n1;Müller Gerätebau\n2;Weiß und Söhne\n3;Köhler für Prüftechnik\n", encoding)
    assert [line.name for line in read_names(path)] == ["Müller Gerätebau", "Weiß und Söhne", "Köhler für Prüftechnik"]


def test_names_that_may_be_read_wrongly_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes("id;Name\n1;Poznań Works\n".encode("cp1250"))  # "Poznañ" in Windows-1252
    with pytest.raises(BadRequest, match=r"not certain in which encoding names\.csv is"):
        read_names(path)


def test_a_quoted_cell_over_several_lines_is_one_name_and_one_of_each_line(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text('name\n"Acme\nLanterns Ltd",Lemuria\nZarya\n"never closed\nWick Works\n', "utf-8")
    lines = read_names(path)
    assert [(line.number, line.name) for line in lines] == [
        (2, "Acme Lanterns Ltd"), (2, "Acme"), (3, "Lanterns Ltd"), (4, "Zarya"), (5, "never closed"),
        (6, "Wick Works"),
    ]  # fmt: skip


def test_signs_that_nobody_sees_hide_no_name(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name\nZar\u200bya\nWick\u00ad Works\n\u202eayraZ\n", "utf-8")
    lines = read_names(path)
    assert [(line.number, line.name) for line in lines[:3]] == [(2, "Zarya"), (2, "Zar ya"), (3, "Wick Works")]
    assert not any(line.problem for line in lines[:3])
    assert "turns the order" in lines[3].problem


@pytest.mark.parametrize(
    "text",
    [
        '"Zarya Works\nWick Ltd\nAcme"\n',
        'name\n"Zarya Works\nWick Ltd\nAcme"\n',
        '"Zarya Works\nWick Ltd\nAcme", Lemuria"\n',
    ],
)
def test_quotes_around_several_lines_swallow_no_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "names.csv"
    path.write_text(text, "utf-8")
    assert {"Zarya Works", "Wick Ltd", "Acme"} <= {line.name for line in read_names(path)}


def test_an_unseen_sign_between_words_is_read_as_a_space_too() -> None:
    lines = given_names(["Zarya\u200bWorks Ltd", "Wick"])
    assert [(line.number, line.name) for line in lines] == [
        (1, "ZaryaWorks Ltd"), (1, "Zarya Works Ltd"), (2, "Wick"),
    ]  # fmt: skip

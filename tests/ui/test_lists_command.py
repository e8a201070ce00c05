"""Commands `licet lists` and `licet screen`, and the tables that they save."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.parsers.dispatch import read
from tests.assistant.engines.lists.conftest import add_compilation, add_part
from ui.cli import main
from ui.exports.spreadsheets import as_csv, as_workbook


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Return a function that runs a command over two editions of a part and a compilation."""
    monkeypatch.setenv("LICET_HOME", str(tmp_path))
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    add_part(catalogue, date(2026, 1, 15))
    add_part(catalogue, date(2026, 4, 15))
    add_compilation(catalogue)
    catalogue.close()

    def command(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            main([*arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return command


def test_lists_are_counted_and_chosen(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("lists", "entity", "--country", "Turkey", "--json")
    found = json.loads(out)
    assert code == 0
    assert set(found) == {"list", "edition", "value", "rows"}
    assert (found["list"], found["edition"], found["value"]) == ("Entity List", "2026-04-15", 1)
    assert found["rows"][0]["name"] == "Dynamo A.S."
    assert found["rows"][0]["federal_register"] == [{"citation": "90 FR 48193", "date": "2025-10-09"}]
    counted = json.loads(run("lists", "Entity List", "--added-since", "2023-01-01", "--count", "--json")[1])
    assert (counted["value"], counted["rows"]) == (3, [])
    assert json.loads(run("lists", "el", "--policy", "presumption of approval", "--count", "--json")[1])["value"] == 1
    assert json.loads(run("lists", "el", "--citation", "88 fr 71992", "--json")[1])["value"] == 2
    assert json.loads(run("lists", "entity", "--between", "2026-01-15", "2026-04-15", "--json")[1])["value"] == {
        "added": [],
        "removed": [],
    }
    assert {row["name"] for row in json.loads(run("lists", "--json")[1])} >= {"entity", "unverified", "denied-persons"}


def test_groups_chart_and_entries_are_tables_too(run, tmp_path: Path, data: Path) -> None:  # type: ignore[no-untyped-def]
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    for name in ("country-groups.json", "country-chart.json", "ccl.json"):
        for reading in read(data / "us" / name):
            catalogue.publish(catalogue.stage(reading, []))
    catalogue.close()
    groups = json.loads(run("lists", "country-groups", "--json")[1])
    assert groups["value"] == len(groups["rows"]) > 0
    assert json.loads(run("lists", "groups", "--name", "A:1", "--json")[1])["rows"][0]["countries"] == [
        "Atlantis",
        "Lemuria",
    ]
    assert json.loads(run("lists", "groups", "--country", "Germany", "--json")[1])["rows"] == []
    chart = json.loads(run("lists", "country chart", "--json")[1])
    assert {"name", "marks", "footnotes", "pointer", "citation"} == set(chart["rows"][0])
    entries = json.loads(run("lists", "ccl", "--count", "--json")[1])
    assert entries["value"] > 0
    assert run("lists", "ccl", "--policy", "x")[0] == 1


@pytest.mark.parametrize(
    "arguments, said",
    [
        (("lists", "wish list"), "There is no list 'wish list'. Known: entity"),
        (("lists", "ccl"), "The Commerce Control List is not held. Bring it with `licet sync us-15-cfr-774`."),
        (("lists", "meu"), "The Military End-User List is not held. Bring it with `licet sync us-15-cfr-744`."),
        (("lists", "el", "--country", "Atlantis"), "'Atlantis' is no country"),
        (("lists", "el", "--added-on", "2026-13-01"), "'2026-13-01' is not a day"),
        (("lists", "el", "--added-since", "2026-02-01", "--added-until", "2026-01-01"), "is later than 2026-01-01"),
        (("lists", "el", "--citation", "Bible"), "no Federal Register citation"),
        (("lists", "el", "--between", "2001-01-01", "2026-04-15"), "the oldest one held is of 2026-01-15"),
        (("screen", "nobody.csv"), "There is no file nobody.csv"),
        (("screen", "   "), "The name is empty"),
        (("screen", "Acme", "--country", "Atlantis"), "'Atlantis' is no country"),
    ],
)
def test_what_cannot_be_is_one_line(run, arguments: tuple[str, ...], said: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert said in " ".join(err.split())
    assert "Traceback" not in err


def test_a_name_is_screened(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    found = json.loads(run("screen", "Acme Lamps", "--json")[1])
    assert found["results"][0]["status"] == "listed"
    assert {s["list"] for s in found["searched"]} >= {"Entity List", "Denied Persons List"}
    assert found["not_held"]
    names = tmp_path / "names.csv"
    names.write_text("name\nAcme Lamps\n\n=cmd()\nNobody Knows Ltd\n", "utf-8")
    saved = tmp_path / "out.csv"
    code, out, _ = run("screen", str(names), "--json", "--csv", str(saved))
    statuses = [r["status"] for r in json.loads(out)["results"]]
    assert (code, statuses) == (0, ["listed", "not_screened", "not_found", "not_found"])
    rows = list(csv.DictReader(io.StringIO(saved.read_text("utf-8-sig"))))
    assert [r["screened"] for r in rows][2] == "'=cmd()"


def test_a_saved_table_runs_no_formula() -> None:
    rows = [{"name": "=HYPERLINK(1)", "n": 3}, {"name": " \t+1", "n": None}, {"name": "@SUM(A1)\x07", "n": ["-1", "b"]}]
    table = list(csv.reader(io.StringIO(as_csv(rows).decode("utf-8-sig"))))
    assert table == [["name", "n"], ["'=HYPERLINK(1)", "3"], ["' \t+1", ""], ["'@SUM(A1) ", "'-1; b"]]
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(as_workbook(rows, "A/B list"))).active
    assert sheet is not None
    assert sheet.title == "A B list"
    assert sheet["A2"].value == "'=HYPERLINK(1)"
    assert sheet["A2"].data_type == "s"
    assert sheet["B2"].value == 3

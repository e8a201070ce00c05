"""A home in which every page has something to show: lists, law in two editions, events to come, notes, a trick."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder
from tests.assistant.engines.determination.conftest import AT1, NS2, ccl, chart, entry, part, section
from tests.assistant.engines.ledger.test_ledger import union
from tests.assistant.engines.lists.conftest import ENTITIES, add_compilation, add_part
from tests.ui.news.test_watch_notify import ACT, add_act

CAMERAS = entry("6A003", "NS, AT", NS2, AT1, items="a b", heading="Cameras, systems or equipment for night vision.")
# The words of the law, so that our note on them stands beside them.
NOTED = (
    "(d) Persons under U.S. jurisdiction are responsible for their foreign licensees, contractors, or subsidiaries to "
    "the extent that the former have control over the activities of the latter."
)
# Law of two countries on one matter, the first in its own words, which a note of ours is pinned to.
KEPT = (
    "第二十七条 出口经营者应当妥善保存与两用物项出口有关的最终用户和最终用途证明文件以及合同、发票、账册、单据、"
    "业务函电等相关资料，保存期限不少于5年。法律、行政法规另有规定的，从其规定。"
)
RECORDS = section(
    "762.6",
    "Period of retention.",
    "(a) Exporters must keep the records of each export for five years from the date of the export.",
)
TRICKS = """---
title: <b>Decree</b> <img src=x onerror="window.pwned=1"> on wick gauges
---
# Article 1 <script>window.pwned=2</script>

A wick gauge <img src=x onerror="window.pwned=3"> is a gauge that reads wicks. \
[A permit](javascript:window.pwned=4) of class F is needed for a wick gauge.

# Article 2

It shall apply from 1 July 2021 to 31 December {year}. <iframe src="http://evil.invalid"></iframe>
"""


def law() -> Mapping[str, bytes]:
    """Return a control list, a chart of countries and a part on an embargo, as files."""
    embargo = section("746.2", "Cuba.", "(a) You will need a license to export all items subject to the EAR to Cuba.")
    return {
        "ccl.json": json.dumps(ccl([CAMERAS])).encode(),
        "country-chart.json": json.dumps(chart({"China": ["NS 1", "NS 2"], "Germany": ["NS 1"]})).encode(),
        "2026-07-23_title-15_part-746.xml": part(746, embargo),
    }


def make_home(made: Path, home: Path, files: Mapping[str, bytes]) -> Path:
    """Copy a home that was made before, and put into the copy files of American law and an act that changed today."""
    from assistant.settings import Settings
    from assistant.wiring import open_application
    from index.ingest.intake import Labels, take_in

    shutil.copytree(made, home, symlinks=True)
    folder = home.parent / "files"
    folder.mkdir()
    licet = open_application(Settings(home=home))
    for name, data in files.items():
        (folder / name).write_bytes(data)
        kind = Kind.LIST if name.endswith("json") else Kind.LAW
        for done in take_in(licet.collection, folder / name, Labels(jurisdiction="us", kind=kind)):
            assert done.problem is None, done.problem
    licet.close()
    with_catalogue = Catalogue(home / "catalogue.sqlite")
    add_part(with_catalogue, date(2026, 1, 15))
    add_act(with_catalogue, date.today() - timedelta(days=400), ACT[0])
    add_act(with_catalogue, date.today(), ACT[1])
    with_catalogue.close()
    return home


def make_rich_home(made: Path, home: Path, stayed: bytes) -> Path:
    """Make such a home that also holds what only some pages show; `stayed` is a part with a stayed paragraph."""
    files = {
        **law(),
        "2026-07-23_title-10_part-810.xml": part(810, section("810.2", "Scope.", NOTED)),
        "2026-07-23_title-15_part-762.xml": part(762, RECORDS),
        "2026-01-15_title-15_part-799.xml": stayed,
    }
    make_home(made, home, files)
    catalogue = Catalogue(home / "catalogue.sqlite")
    added = ("GERMANY", "Kestrel Optik, Hafen 1, Kiel, Germany", ENTITIES[0][2], "Policy of denial", "91 FR 1, 4/1/26.")
    add_part(catalogue, date(2026, 4, 15), (*ENTITIES, added))
    add_compilation(catalogue)
    catalogue.publish(catalogue.stage(union(f"30 June {date.today().year + 1}", date(2021, 6, 15)), []))
    tree = TreeBuilder()
    tree.add(KEPT, locator="第二十七条", role=Role.SECTION)
    source = Source("cn-dual-use-export-control-regulations", "两用物项出口管制条例", Kind.LAW, "cn", language="zh")
    catalogue.publish(catalogue.stage(tree.reading(source, valid_from=date(2024, 12, 1)), []))
    catalogue.close()
    return home

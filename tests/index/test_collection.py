"""Adding, changing, removing and searching, on the real store and the real encoder."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.errors import BadRequest, NotHeld, StoreUnavailable
from corpus.filters import Filters
from corpus.model import Kind, Reading, Role, Source
from corpus.structure import TreeBuilder
from index.collection import Collection
from index.retriever import Retriever

Law = Callable[..., Reading]
RULES = [
    "A licence is required to export lithography equipment under 3B001.f.1.b to Country Group D:5.",
    "No licence exceptions apply to rocket systems and unmanned aerial vehicles.",
    "Records of every shipment are kept for five years.",
    "Gallium and germanium are items whose export the ministry licenses.",
]


def clean(collection: Collection) -> bool:
    return all(ok for _, ok, _, _ in collection.check())


def texts(collection: Collection, query: str, **filters: object) -> list[str]:
    return [h.passage.text for h in collection.search(query, 10, Filters(**filters))]  # type: ignore[arg-type]


def test_a_question_in_other_words_finds_its_paragraph(collection: Collection, law: Law) -> None:
    collection.add(law("us-part-744", RULES))
    assert texts(collection, "How long must I retain paperwork about my deliveries?")[0].startswith("(c) Records")
    assert texts(collection, "Which exceptions for drones?")[0].startswith("(b) No licence")


def test_identifiers_are_found_whole_and_by_prefix(collection: Collection, law: Law) -> None:
    collection.add(law("us-part-744", RULES))
    for asked in ("3B001", "3B001.f", "3b001.f.1.b"):
        assert "lithography" in texts(collection, f"Is {asked} controlled?")[0], asked


def test_an_address_in_the_question_comes_first_and_says_why(collection: Collection, law: Law) -> None:
    collection.add(law("us-part-744", RULES))
    collection.add(law("us-part-745", RULES[::-1]))
    for address in ("15 CFR 745.1(c)", "§ 745.1(c)", "section 745.1(c)"):
        hit = collection.search(f"What does {address} say about gallium?")[0]
        assert (hit.passage.locator, hit.why[0]) == ("15 CFR 745.1(c)", "address 15 CFR 745.1(c)"), address


def test_english_and_chinese_find_each_other(collection: Collection, law: Law) -> None:
    collection.add(law("us-part-744", RULES))
    collection.add(
        law(
            "cn-part-1",
            ["国家对管制物项的出口实行许可制度。", "违反本法规定的,处以罚款。"],
            jurisdiction="cn",
            language="zh",
        )
    )
    assert "许可" in "".join(texts(collection, "export licensing system for controlled items")[:3])
    assert "罚款" in texts(collection, "违反规定罚款")[0]


def test_only_what_changed_is_encoded(collection: Collection, law: Law) -> None:
    first = collection.add(law("us-part-744", RULES))
    assert (first.status, first.encoded) == ("added", first.passages)
    assert collection.add(law("us-part-744", RULES)).status == "unchanged"
    changed = collection.add(law("us-part-744", [*RULES[:2], "Records are kept for ten years.", RULES[3]]))
    assert (changed.status, changed.encoded) == ("updated", 1)
    assert not any("five years" in t for t in texts(collection, "How long are records kept?"))
    assert clean(collection)


def test_progress_is_told_while_a_batch_is_encoded(collection: Collection, law: Law) -> None:
    rules = [
        f"Rule {n} on lantern {n * 7}: " + "whoever ships it keeps the papers of the shipment. " * 9 for n in range(90)
    ]
    told: list[tuple[int, int]] = []
    added = collection.add(law("us-part-744", rules), progress=lambda done, of: told.append((done, of)))
    assert len(told) > 2
    assert told == sorted(told)
    assert told[-1] == (added.encoded, added.encoded)


def test_removing_leaves_nothing(collection: Collection, law: Law) -> None:
    collection.add(law("us-part-744", RULES))
    collection.add(law("us-part-745", RULES))
    collection.remove("us-part-744")
    assert {h.source.id for h in collection.search("gallium licence")} == {"us-part-745"}
    collection.remove("us-part-745")
    assert collection.search("gallium licence") == []
    assert clean(collection)
    with pytest.raises(NotHeld):
        collection.remove("us-part-745")


def test_filters_are_exact_and_loud(collection: Collection, law: Law) -> None:
    collection.add(law("us-part-744", RULES))
    collection.add(law("eu-part-745", RULES, jurisdiction="eu"))
    assert {h.source.jurisdiction for h in collection.search("gallium", 10, Filters(jurisdictions=("eu",)))} == {"eu"}
    with pytest.raises(BadRequest, match="mars"):
        collection.search("gallium", 10, Filters(jurisdictions=("mars",)))


def test_the_edition_of_the_asked_day_answers(collection: Collection, law: Law) -> None:
    collection.add(law("us-part-744", ["The limit is 300 tonnes."], valid_from=date(2020, 1, 1)))
    collection.add(law("us-part-744", ["The limit is 500 tonnes."], valid_from=date(2024, 1, 1)))
    day = {
        d: texts(collection, "What is the limit in tonnes?", as_of=d)
        for d in (date(2019, 1, 1), date(2021, 1, 1), date(2025, 1, 1))
    }
    assert day[date(2019, 1, 1)] == []
    assert "300" in " ".join(day[date(2021, 1, 1)])
    assert "500" not in " ".join(day[date(2021, 1, 1)])
    assert "500" in " ".join(day[date(2025, 1, 1)])
    assert "300" not in " ".join(day[date(2025, 1, 1)])
    assert clean(collection)


def test_a_text_that_repeats_another_does_not_crowd(collection: Collection, law: Law) -> None:
    note = "The note on rare earth magnets applies to every item of this entry without exception."
    for number in range(746, 754):
        collection.add(law(f"us-part-{number}", [note]))
    collection.add(law("us-part-744", [*RULES, "Magnets of samarium and cobalt are items of this entry."]))
    top = texts(collection, "Does the note on rare earth magnets apply to this entry?")[:3]
    assert sum(note in t for t in top) == 1


def test_a_hit_is_a_langchain_document(collection: Collection, law: Law) -> None:
    collection.add(law("us-part-744", RULES))
    documents = Retriever(collection=collection, k=2).invoke("How long are records kept?")
    assert documents[0].metadata["locator"] == "15 CFR 744.1(c)"
    assert documents[0].page_content.startswith("(c) Records")
    assert len(documents) == 2


def test_a_lost_word_index_is_reported_and_rebuilt(collection: Collection, law: Law) -> None:
    collection.add(law("us-part-744", RULES))
    shutil.rmtree(collection.stores.terms.folder)
    assert not clean(collection)
    collection.rebuild()
    assert clean(collection)


def test_a_second_writer_hears_who_is_writing(collection: Collection, law: Law, home: Path) -> None:
    collection.lock_wait = 0.2
    with FileLock(home / "writing.lock"), pytest.raises(StoreUnavailable, match="is writing"):
        Collection.add(collection, law("us-part-744", RULES))


_ADD = """
import pickle, sys
from pathlib import Path
from corpus.catalogue import Catalogue
from index.collection import Collection
home = Path(sys.argv[1])
Collection(home, Catalogue(home / "catalogue.sqlite")).add(pickle.loads(Path(sys.argv[2]).read_bytes()))
"""


def test_a_reader_sees_what_another_process_wrote(collection: Collection, law: Law, home: Path, tmp_path: Path) -> None:
    collection.add(law("us-part-744", RULES))
    assert not any("tungsten" in t for t in texts(collection, "tungsten"))
    reading = tmp_path / "reading.pickle"
    reading.write_bytes(pickle.dumps(law("us-part-745", ["Tungsten needs a licence of its own."])))
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", _ADD, str(home), str(reading)], cwd=root, check=True, timeout=120)
    assert "Tungsten" in texts(collection, "tungsten")[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_said_in_one_line(collection: Collection, law: Law, home: Path) -> None:
    home.chmod(0o500)
    try:
        with pytest.raises(StoreUnavailable, match="written"):
            collection.add(law("us-part-744", RULES))
    finally:
        home.chmod(0o700)


def test_a_paragraph_is_found_by_what_its_sections_heading_says(collection: Collection) -> None:
    tree = TreeBuilder()
    for number, subject in (
        (3, "rocket systems"),
        (4, "chemical and biological weapons"),
        (6, "maritime nuclear propulsion"),
    ):
        heading = f"Restrictions on certain {subject}."
        section = tree.add(
            f"§ 744.{number} {heading}", locator=f"15 CFR 744.{number}", role=Role.SECTION, heading=heading
        )
        for letter, text in (
            ("a", "A person may not reexport an item without a licence."),
            ("c", "No licence exceptions apply to the prohibitions."),
        ):
            tree.add(f"({letter}) {text}", locator=f"15 CFR 744.{number}({letter})", role=Role.NOTE, parent=section)
    collection.add(tree.reading(Source("us-part-744", title="15 CFR Part 744", kind=Kind.LAW, jurisdiction="us")))
    for asked, found in (
        ("chemical weapons", "744.4(c)"),
        ("rockets", "744.3(c)"),
        ("nuclear propulsion of ships", "744.6(c)"),
    ):
        hits = collection.search(f"Is there any licence exception for {asked}?")
        assert next(h.passage.locator for h in hits if h.passage.locator.endswith("(c)")) == f"15 CFR {found}"


def test_the_law_stands_before_a_commentary_that_says_the_same(collection: Collection, law: Law) -> None:
    collection.add(law("explainer-9", RULES, kind=Kind.EXPLAINER))
    collection.add(law("us-part-744", RULES))
    assert collection.search("How long are records kept?")[0].source.kind is Kind.LAW


def test_the_store_opens_without_the_exporter_of_traces_and_leaves_it_to_others(tmp_path: Path) -> None:
    probe = (
        "import sys; from pathlib import Path; from index.stores.vectors.chroma import Store\n"
        "store = Store(Path(sys.argv[1]))\n"
        "store.make()\n"
        "assert store.collections() == []\n"
        "assert 'chromadb' in sys.modules and 'grpc' not in sys.modules\n"
        "from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter\n"
        "assert OTLPSpanExporter is not None"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", probe, str(tmp_path)], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

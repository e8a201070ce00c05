"""An ordinary sync: what is new, what has changed, what has not, and what the plan says beforehand."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import date
from statistics import median

from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.sources.entries import official_entries
from corpus.sources.fetched_files import FetchedFiles
from corpus.sources.sync import sync
from corpus.sources.sync_plan import plan


def test_first_sync_holds_under_the_catalogues_own_name(run, catalogue, kit):
    assert run("901", "902").statuses == {"us-15-cfr-901": "added", "us-15-cfr-902": "added"}
    source = catalogue.source("us-15-cfr-901")
    assert (source.title, source.issuer, source.licence) == (kit.entry("901").title, "Nobody", "US public domain")
    assert source.url == "https://www.ecfr.gov/current/title-15/part-901"
    assert [v.valid_from for v in catalogue.holdings()[0].versions] == [date(2026, 3, 25)]
    assert catalogue.find("15 CFR 901.1(b)")[0].text == "(b) Old words stand here."


def test_second_sync_fetches_nothing_again(run, official):
    run("901", "902")
    before = official.bodies()
    assert run("901", "902").statuses == {"us-15-cfr-901": "unchanged", "us-15-cfr-902": "unchanged"}
    assert official.bodies() == before == 2
    assert official.asked("/full/") == [200, 200]  # the edition is held: its text is not even asked for


def test_a_new_edition_is_held_beside_the_old_one(run, official, catalogue, kit):
    run("901")
    official.titles[15] = "2026-08-01"
    official.parts[15, "901"]["2026-07-30"] = kit.part(
        "901", "A licence is needed.", "New words stand here.", "Nothing else."
    )
    assert run("901").statuses == {"us-15-cfr-901": "changed"}
    found = {
        d: catalogue.find("15 CFR 901.1(b)", Filters(as_of=date.fromisoformat(d)))[0].text
        for d in ("2026-07-29", "2026-07-30")
    }
    assert found == {"2026-07-29": "(b) Old words stand here.", "2026-07-30": "(b) New words stand here."}


def test_as_of_brings_the_edition_of_that_day_and_ends_it_where_the_next_begins(run, official, catalogue, kit):
    official.titles[15] = "2026-09-01"
    for day in ("2026-05-01", "2026-08-01"):
        official.parts[15, "901"][day] = kit.part("901", "A licence is needed.", f"Words of {day}.", "Nothing else.")
    run("901")
    assert run("901", as_of=date(2026, 4, 2)).statuses == {"us-15-cfr-901": "changed"}
    spans = {(v.valid_from, v.valid_to) for v in catalogue.holdings()[0].versions}
    assert spans == {(date(2026, 8, 1), None), (date(2026, 3, 25), date(2026, 5, 1))}
    assert (
        catalogue.find("15 CFR 901.1(b)", Filters(as_of=date(2026, 6, 1))) == []
    )  # the edition of May is not held: no mixture


def test_an_edition_ends_where_its_true_successor_begins(run, official, catalogue, kit):
    run("901")
    official.titles[15] = "2026-09-01"
    for day in ("2026-07-25", "2026-08-01"):
        official.parts[15, "901"][day] = kit.part("901", "A licence is needed.", f"Words of {day}.", "Nothing else.")
    run("901")  # the edition of 25 July is never fetched
    spans = {(v.valid_from, v.valid_to) for v in catalogue.holdings()[0].versions}
    assert spans == {(date(2026, 8, 1), None), (date(2026, 3, 25), date(2026, 7, 25))}


def test_only_what_changed_is_embedded_again(official, catalogue, kit):
    from index.collection import Collection

    words = [
        f"Paragraph number {n} says that exporters keep the records of shipment {n} for five years." * 6
        for n in range(20)
    ]
    official.parts[15, "901"] = {"2026-03-25": kit.part("901", *words)}
    collection = Collection(catalogue.path.parent, catalogue)
    first = sync([kit.entry("901")], collection, catalogue, base_url=official.url, limits=kit.quick)
    official.titles[15], words[7] = "2026-08-01", "Paragraph seven was replaced by this one." * 12
    official.parts[15, "901"]["2026-07-30"] = kit.part("901", *words)
    second = sync([kit.entry("901")], collection, catalogue, base_url=official.url, limits=kit.quick)
    assert (first[0].status, second[0].status) == ("added", "changed")
    assert first[0].encoded == len(catalogue.passages(catalogue.holdings()[0].versions[-1].number)) > 10
    assert second[0].encoded == 1  # the passage that holds paragraph seven
    assert all(ok for _, ok, _, _ in collection.check()), collection.check()
    kit.whole(catalogue)


def test_instances_share_what_publishers_answered(holds, catalogue, official, kit, tmp_path):
    page = (
        "<html><head><title>FAQ</title></head><body><p>A licence is needed for exports of this kind.</p></body></html>"
    )
    official.texts["/example.org/faq"] = page.encode()
    faq = kit.replace(kit.entry("901"), id="faq", how="page", page="https://example.org/faq", where={})
    shared = FetchedFiles(tmp_path / "mounted" / "fetched")
    options = {"base_url": official.url, "limits": kit.quick}
    assert sync([faq], holds, catalogue, fetched=shared, **options)[0].status == "added"
    assert not (catalogue.path.parent / "fetched").exists()
    assert plan([faq], catalogue, fetched=shared).steps[0].size == len(page)
    assert plan([faq], catalogue).steps[0].size == 0
    shutil.copytree(catalogue.path.parent, tmp_path / "other")  # a database that both of them read
    with closing(Catalogue(tmp_path / "other" / "catalogue.sqlite")) as other:
        assert sync([faq], type(holds)(other), other, fetched=shared, **options)[0].status == "unchanged"
    with closing(Catalogue(tmp_path / "empty" / "catalogue.sqlite")) as empty:  # another one, which holds nothing
        assert sync([faq], type(holds)(empty), empty, fetched=shared, **options)[0].status == "added"
    assert official.asked("/faq") == [200, 304, 200]


def test_a_page_is_asked_for_conditionally(holds, catalogue, official, kit):
    words = "<html><head><title>FAQ</title></head><body><h1>FAQ</h1><p>{}</p></body></html>"
    official.texts["/example.org/faq"] = words.format("A licence is needed for every export of this kind.").encode()
    faq = kit.replace(kit.entry("901"), id="faq", how="page", page="https://example.org/faq", where={})
    go = lambda: sync([faq], holds, catalogue, base_url=official.url, limits=kit.quick)  # noqa: E731
    assert [kit.Outcomes(go()).statuses, kit.Outcomes(go()).statuses] == [{"faq": "added"}, {"faq": "unchanged"}]
    assert official.asked("/faq") == [200, 304]
    official.texts["/example.org/faq"] = words.format(
        "No licence is needed any more for exports of this kind."
    ).encode()
    assert kit.Outcomes(go()).statuses == {"faq": "changed"}
    editions = catalogue.holdings()[0].versions
    assert [v.valid_from for v in editions] == [date.today(), None]  # undated: the change begins on the day it was seen
    kit.whole(catalogue)


def test_a_page_that_does_not_say_what_it_should_is_not_taken_for_the_law(holds, catalogue, official, kit):
    official.texts["/example.org/law"] = b"<html><title>Welcome</title><p>Welcome to our new site.</p></html>"
    law = kit.replace(
        kit.entry("901"), id="law", how="page", page="https://example.org/law", where={"expect": "出口管制法"}
    )
    outcomes = sync([law], holds, catalogue, base_url=official.url, limits=kit.quick)
    assert "titled “Welcome”" in kit.Outcomes(outcomes).problem()
    assert catalogue.holdings() == []


def test_an_edition_that_is_far_shorter_than_the_one_before_is_held_with_a_warning(run, official, catalogue, kit):
    long = [f"A lantern of kind {n} needs a licence." for n in range(20)]
    official.parts[15, "901"] = {"2026-03-25": kit.part("901", *long)}
    assert [o.warnings for o in run("901")] == [()]
    official.titles[15], official.parts[15, "901"]["2026-08-02"] = "2026-08-02", kit.part("901", *long[:8])
    assert [o.warnings for o in run("901")] == [()]  # laws are repealed
    official.titles[15], official.parts[15, "901"]["2026-08-03"] = "2026-08-03", kit.part("901", *long[:1])
    [outcome] = run("901")
    assert outcome.status == "changed"
    [warning] = outcome.warnings
    assert "compare it with the publisher's page" in warning
    assert "`licet remove us-15-cfr-901` and `licet sync us-15-cfr-901`" in warning
    assert catalogue.holdings()[0].warnings == (warning,)
    assert [o.status for o in run("901")] == ["unchanged"]


def test_dry_run_sends_nothing(run, official):
    outcomes = run("901", "902", dry_run=True)
    assert [o.status for o in outcomes] == ["planned", "planned"]
    assert official.requests == []


def test_the_plan_says_what_is_new_and_how_much_there_was(run, catalogue, kit, official):
    run("901")
    planned = plan([kit.entry("901"), kit.entry("902")], catalogue)
    assert [(s.why, s.edition) for s in planned.steps] == [("check", date(2026, 3, 25)), ("new", None)]
    assert (planned.new, planned.guessed, planned.unmeasured) == (1, 1, 0)
    assert (
        planned.summary == "2 sources: 1 new, 1 to look at · about 255 kB (1 by the size of others) · from 1 publisher"
    )


def test_a_size_is_learned_recorded_or_that_of_its_like(run, catalogue, kit, official):
    """Check that unknown sizes of CFR parts are estimated from known ones, and those of pages are not."""
    parts = [kit.listed(f"us-15-cfr-{n}") for n in (744, 740, 742)]
    page, stream = kit.listed("uk-notices-to-exporters"), kit.listed("us-fr-bis")
    planned = plan([*parts, page, stream], catalogue)
    recorded = sorted(e.size for e in official_entries() if e.how == "ecfr" and e.size)
    middle = round(median(recorded))
    assert [(s.about, s.guessed) for s in planned.steps] == [
        (2_510_614, False), (middle, True), (middle, True), (0, False), (0, False),
    ]  # fmt: skip
    assert (
        planned.summary
        == "5 sources: 5 new · about 2.9 MB (2 by the size of others), 2 of unknown size · from 2 publishers"
    )
    official.parts[15, "740"] = {"2026-03-25": kit.part("740", *["A licence exception is available. " * 40] * 3)}
    run(parts[1])
    [step] = plan([parts[1]], catalogue).steps
    assert (step.about, step.guessed) == (
        len(official.parts[15, "740"]["2026-03-25"]),
        False,
    )  # as it was when it was fetched


def test_progress_ends_with_everything_done(run):
    seen = []
    run("901", "902", progress=seen.append)
    assert (seen[-1].done, seen[-1].total) == (2, 2)
    assert seen[-1].received > 0
    assert seen[-1].rate > 0
    assert seen[-1].remaining == 0


def test_the_program_names_itself(run, official):
    run("901")
    assert all(h["user-agent"].startswith("Licet/") for h in official.headers)

"""The answer as a whole: stays, exceptions and later editions that no claim tells, and the word that was asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assistant.model import Citation, ClaimType, Statement, StatementRole, Verdict
from assistant.verification.claims import Claim, Support, check_claims
from assistant.verification.untold_evidence import says_yes_or_no, unsaid
from corpus.model import Kind, Source, Stay, Version

TODAY = date(2026, 11, 25)
RULE = "Lanterns may be exported without a licence, unless the office has told the exporter otherwise. Lamps may not."
STAY = Stay("Effective Date Note: stayed", date(2025, 11, 12), date(2027, 11, 9))


def citation(number: int, edition: date | None = None, quote: str = RULE) -> Citation:
    source = Source(id="us-lamps", title="Lamp rules", kind=Kind.LAW, jurisdiction="us")
    version = Version(source.id, str(number), datetime(2026, 1, 1, tzinfo=UTC), valid_from=edition)
    return Citation(number, f"p{number}", source, version, "15 CFR 799.1", quote, 0, len(quote))


def told(*claims: Claim, evidence: list[Citation], stays: dict[int, list[tuple[str, Stay]]] | None = None):
    statements = check_claims(claims, evidence)
    return unsaid(claims, statements, evidence, TODAY, stays)


FREE = Claim("Lanterns need no licence.", support=(Support(1, "Lanterns may be exported without a licence"),))
LAMPS = Claim("Lamps are banned.", support=(Support(1, "Lamps may not"),))


def test_a_stay_that_no_claim_tells_is_a_notice_with_its_citation() -> None:
    stays = {1: [("15 CFR 799.1(a)", STAY)]}
    (notice,) = told(LAMPS, evidence=[citation(1)], stays=stays)
    assert (notice.note, notice.citations, notice.verdict) == (StatementRole.STAY, (1,), Verdict.SUPPORTED)
    assert "15 CFR 799.1(a) stands in the text and is stayed until 9 November 2027" in notice.text
    said = replace(LAMPS, text="Lamps are banned, but this is stayed.")
    assert told(said, evidence=[citation(1)], stays=stays) == []
    assert told(LAMPS, evidence=[citation(1)], stays={2: stays[1]}) == []
    ended = replace(STAY, until=date(2026, 11, 9))
    (past,) = told(LAMPS, evidence=[citation(1)], stays={1: [("15 CFR 799.1(a)", ended)]})
    assert "what holds now is not in the texts held" in past.text
    later = replace(STAY, since=date(2027, 1, 1))
    assert told(LAMPS, evidence=[citation(1)], stays={1: [("15 CFR 799.1(a)", later)]}) == []


def test_an_exception_that_another_claim_points_to_is_not_told_again() -> None:
    told_too = Claim("The office can ask for one.", support=(Support(1, "the office has told the exporter otherwise"),))
    assert told(FREE, told_too, evidence=[citation(1)]) == []


def test_an_exception_that_a_span_stops_short_of_is_told() -> None:
    (notice,) = told(FREE, evidence=[citation(1)])
    assert (notice.note, notice.citations) == (StatementRole.EXCEPTION, (1,))
    assert notice.text == "The text goes on: “unless the office has told the exporter otherwise.”"
    said = replace(FREE, text="Lanterns need no licence unless the office says so.")
    assert told(said, evidence=[citation(1)]) == []
    assert told(LAMPS, evidence=[citation(1)]) == []


def test_a_later_edition_in_the_evidence_is_told() -> None:
    old, new = citation(1, date(2025, 1, 1)), citation(2, date(2026, 1, 1))
    (notice,) = told(LAMPS, evidence=[old, new])
    assert (notice.note, notice.citations) == (StatementRole.OTHER_EDITION, (2,))
    assert "2026-01-01" in notice.text
    both = replace(LAMPS, support=(*LAMPS.support, Support(2, "Lamps may not")))
    assert told(both, evidence=[old, new]) == []


def test_what_was_removed_and_advice_say_and_cite_nothing() -> None:
    advice = Claim("Ask the office.", ClaimType.ADVICE, (Support(1, "Lanterns may be exported without a licence"),))
    removed = replace(FREE, text="Lanterns need no licence for 77 days.")
    assert told(advice, removed, evidence=[citation(1)]) == []


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (["Yes, lanterns may be exported."], True),
        (["**No.** Lamps may not."], True),
        (["Not now: the paragraph is stayed."], True),
        (["Only lanterns of brass are free."], True),
        (["Nein, Lampen sind verboten."], True),
        (["不可以。"], True),
        (["Lanterns may be exported."], False),
        (["Nothing is said of lamps.", "Lamps are banned."], False),
        ([], False),
    ],
)
def test_a_yes_or_a_no_is_found_at_the_beginning_of_a_statement(texts: list[str], says: bool) -> None:
    shown = [Statement(text, (1,), Verdict.SUPPORTED, claim=ClaimType.STATES) for text in texts]
    assert says_yes_or_no(shown) is says
    assert not says_yes_or_no([replace(s, verdict=Verdict.REMOVED) for s in shown])
    assert not says_yes_or_no([replace(s, claim=ClaimType.ADVICE) for s in shown])

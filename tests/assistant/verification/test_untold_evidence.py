"""The answer as a whole: stays, exceptions and later editions that no claim tells, and the word that was asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assistant.model import Citation, ClaimType, Statement, StatementRole, Verdict
from assistant.verification.claims import Claim, Support, check_claims
from assistant.verification.untold_evidence import also_said, says_yes_or_no, unsaid
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


@pytest.mark.parametrize(
    ("quote", "span", "notice"),
    [
        ("灯具可以不经许可出口，但运往大西洲的除外。", "灯具可以不经许可出口",
         "The text goes on: “但运往大西洲的除外。”"),
        ("除本条例另有规定外，出口灯具应当申请许可。", "出口灯具应当申请许可", "The text begins: “除本条例另有规定外”"),
        ("灯具可以不经许可出口。但是，运往大西洲的应当申请。灯泡不得出口。", "灯具可以不经许可出口",
         "The text goes on: “但是，运往大西洲的应当申请。”"),
        ("灯具可以不经许可出口。灯泡不得出口。", "灯具可以不经许可出口", ""),
        ("灯を輸出する者は許可を受けなければならない。ただし、修理の場合は、この限りでない。",
         "灯を輸出する者は許可を受けなければならない", "The text goes on: “ただし、修理の場合は、この限りでない。”"),
        ("修理の場合を除き、灯を輸出する者は許可を受けなければならない。", "許可を受けなければならない",
         "The text begins: “修理の場合を除き”"),
        ("등을 수출하려는 자는 허가를 받아야 한다. 다만, 수리를 위한 경우에는 그러하지 아니하다.",
         "등을 수출하려는 자는 허가를 받아야 한다",
         "The text goes on: “다만, 수리를 위한 경우에는 그러하지 아니하다.”"),
        ("Die Ausfuhr von Lampen ist genehmigungspflichtig. Dies gilt nicht für Reparaturen.",
         "Die Ausfuhr von Lampen ist genehmigungspflichtig",
         "The text goes on: “Dies gilt nicht für Reparaturen.”"),
        ("Lampen dürfen ausgeführt werden, es sei denn, das Amt hat widersprochen.", "Lampen dürfen ausgeführt werden",
         "The text goes on: “es sei denn, das Amt hat widersprochen.”"),
        ("L'exportation de lampes est soumise à autorisation, sauf pour une réparation.",
         "L'exportation de lampes est soumise à autorisation", "The text goes on: “sauf pour une réparation.”"),
        ("La exportación de lámparas requiere licencia, salvo para su reparación.",
         "La exportación de lámparas requiere licencia", "The text goes on: “salvo para su reparación.”"),
        ("Eksport av lamper krever lisens, med mindre de skal repareres.", "Eksport av lamper krever lisens",
         "The text goes on: “med mindre de skal repareres.”"),
    ],
)  # fmt: skip
def test_an_exception_is_seen_in_each_language_of_the_texts(quote: str, span: str, notice: str) -> None:
    claim = Claim("Lamps and lanterns need a licence.", support=(Support(1, span),))
    assert [n.text for n in told(claim, evidence=[citation(1, quote=quote)])] == ([notice] if notice else [])


@pytest.mark.parametrize(
    "said",
    [
        "Für Leuchten gilt das nicht, sofern nicht das Amt widerspricht.", "Sauf avis contraire, oui.",
        "Salvo aviso, sí.", "Ja, med mindre kontoret sier noe annet.", "可以，但主管部门另有通知的除外。",
        "できる。ただし、通知がある場合を除く。", "할 수 있다. 다만, 통지가 있으면 예외이다.",
    ],
)  # fmt: skip
def test_an_answer_tells_an_exception_in_its_own_language(said: str) -> None:
    assert told(replace(FREE, text=said), evidence=[citation(1)]) == []


@pytest.mark.parametrize(
    "said",
    [
        "Lampen sind verboten; das ist ausgesetzt.", "C'est suspendu.", "Está suspendida.", "Dette er suspendert.",
        "该条款暂停执行。", "この規定は停止されている。", "이 조항은 효력이 정지되어 있다.",
    ],
)  # fmt: skip
def test_an_answer_tells_a_stay_in_its_own_language(said: str) -> None:
    stays = {1: [("15 CFR 799.1(a)", STAY)]}
    assert told(replace(LAMPS, text=said), evidence=[citation(1)], stays=stays) == []


@pytest.mark.parametrize(
    "said",
    [
        "灯具出口须停止，直到取得许可。", "企业应当中止交易并暂停发货。", "許可證失效後須停止出口。",
        "企业按规定暂停出口。",
        "灯の輸出は停止し、取引を中止しなければならない。", "支払の猶予を求める。",
        "등의 수출을 중지하고 거래를 정지하여야 한다.", "세금은 유예된다.",
    ],
)  # fmt: skip
def test_everyday_words_for_stopping_tell_no_stay(said: str) -> None:
    stays = {1: [("15 CFR 799.1(a)", STAY)]}
    (notice,) = told(replace(LAMPS, text=said), evidence=[citation(1)], stays=stays)
    assert notice.note is StatementRole.STAY


def test_out_of_force_is_no_exception_and_tells_none() -> None:
    quote = "Lampen dürfen ausgeführt werden, bis diese Verordnung außer Kraft tritt."
    free = Claim("Lampen sind frei.", support=(Support(1, "Lampen dürfen ausgeführt werden"),))
    assert told(free, evidence=[citation(1, quote=quote)]) == []
    out = replace(free, text="Lampen sind frei, bis die Verordnung außer Kraft tritt.")
    quote = "Lampen dürfen ausgeführt werden, außer in Notfällen."
    (notice,) = told(out, evidence=[citation(1, quote=quote)])
    assert notice.text == "The text goes on: “außer in Notfällen.”"


def test_an_exception_that_is_cut_says_where() -> None:
    many = "、".join(f"第{n}类灯具" for n in range(100))
    claim = Claim("出口灯具应当申请许可。", support=(Support(1, "出口灯具应当申请许可"),))
    (notice,) = told(claim, evidence=[citation(1, quote=f"除{many}另有规定外，出口灯具应当申请许可。")])
    assert notice.text.startswith("The text begins: “…")
    assert notice.text.endswith("另有规定外”")
    (notice,) = told(claim, evidence=[citation(1, quote=f"出口灯具应当申请许可，但{many}除外。")])
    assert notice.text.startswith("The text goes on: “但第0类灯具")
    assert notice.text.endswith("…”")


def test_words_that_a_second_look_finds_are_told_once_and_by_what_they_are() -> None:
    (exception,) = also_said([(2, "unless the office agrees")], [])
    assert exception.text == "The texts also say: “unless the office agrees”"
    assert (exception.note, exception.citations) == (StatementRole.EXCEPTION, (2,))
    assert [s.note for s in also_said([(2, "paragraph (b) was stayed")], [])] == [StatementRole.STAY]
    assert [s.note for s in also_said([(2, "Lamps to Atlantis need a licence")], [])] == [StatementRole.NOTE]
    excepted = (2, "Except as provided in § 740.2, this paragraph is stayed until November 9, 2026.")
    assert [s.note for s in also_said([excepted], [])] == [StatementRole.STAY]
    assert also_said([(2, "unless the office agrees")], [exception]) == []
    assert also_said([], []) == []
    both = also_said([(2, "unless the office agrees"), (2, "this does not apply to rescue lamps")], [exception])
    assert [s.text for s in both] == ["The texts also say: “this does not apply to rescue lamps”"]
    stay = replace(exception, text="9 CFR 9.2(b) stands in the text and is stayed.", note=StatementRole.STAY)
    assert also_said([(2, "paragraph (b) was stayed")], [stay]) == []
    assert len(also_said([(3, "paragraph (b) was stayed")], [stay])) == 1
    assert len(also_said([excepted], [stay])) == 1  # its exception is told by none


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
        (["Nei, lamper er forbudt."], True),
        (["네, 필요합니다."], True),
        (["否。"], True),
        (["Bare printed circuit boards are in entry 4A994."], False),
        (["Non-US persons may export lanterns."], False),
        (["Si l'exportateur est établi ici, il faut une licence."], False),
        (["예외는 제3조에 있다."], False),
        (["네덜란드에 수출하려면 허가를 받아야 한다."], False),
        (["無線機は許可を受ける。"], False),
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

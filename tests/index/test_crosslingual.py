"""One ranking of English passages and those in other languages: what each question finds first."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from corpus.catalogue import Catalogue
from corpus.model import Kind, Reading, Role, Source
from corpus.structure import TreeBuilder
from index.collection import Collection
from index.crosslingual.merging import English, coefficients, merged_scores, other_language_probability
from index.encoders.embeddings import count_wide
from index.hits import Hit
from index.indexing.build import wide_lead

_ZH = [
    ("第一条", "第一条 种子的出口实行许可制度。出口经营者应当向主管部门申请许可。"),
    ("第二条", "第二条 单项许可的有效期不超过三个月，通用许可的有效期不超过四年。"),
    ("第三条", "第三条 未经许可擅自出口种子的，没收违法所得，并处九万元以上三十万元以下罚款。"),
    ("第四条", "第四条 出口经营者应当妥善保存合同、发票等资料，保存期限不少于六年。"),
    ("第五条", "第五条 主管部门进行监督检查的，执法人员应当出示执法证件。"),
]
_JA = [
    ("第一条", "第一条 種子を輸出しようとする者は、大臣の許可を受けなければならない。"),
    ("第二条", "第二条 前条の規定による許可の有効期間は、その許可をした日から八月とする。"),
    ("第三条", "第三条 第一条の規定による許可を受けないで種子の輸出をした者は、四年以下の拘禁刑に処する。"),
]

_KO = [
    ("제1조", "제1조 씨앗을 수출하려는 자는 장관의 허가를 받아야 한다."),
    ("제2조", "제2조 장관은 허가를 받은 자가 조건을 이행하지 아니한 경우에는 그 허가를 취소할 수 있다."),
    ("제3조", "제3조 전략물자에 해당하는 씨앗을 수입하려는 자는 수입목적확인서의 발급을 신청할 수 있다."),
    ("제4조", "제4조 수출자는 서류를 칠 년 동안 보관하여야 한다."),
    ("제5조", "제5조 제1조에 따른 허가를 받지 아니한 자는 삼 년 이하의 징역에 처한다."),
]


def _foreign(source_id: str, title: str, country: str, language: str, articles: list[tuple[str, str]]) -> Reading:
    tree = TreeBuilder()
    tree.add("第一章 总则", locator="第一章", role=Role.PART, heading="总则")
    for locator, text in articles:
        tree.add(text, locator=locator, role=Role.SECTION)
    return tree.reading(Source(source_id, title=title, kind=Kind.LAW, jurisdiction=country, language=language))


@pytest.fixture(scope="module")
def make_held(tmp_path_factory: pytest.TempPathFactory, encoders: Path, law) -> Iterator[Callable[[], Collection]]:
    """Return a function that makes a collection of three laws on seeds."""
    with ExitStack() as closing:

        def make() -> Collection:
            home = tmp_path_factory.mktemp("seeds")
            (home / "encoder").symlink_to(encoders)
            catalogue = closing.enter_context(contextlib.closing(Catalogue(home / "catalogue.sqlite")))
            return _with_laws(closing.enter_context(contextlib.closing(Collection(home, catalogue))), law)

        yield make


@pytest.fixture(scope="module")
def held(make_held: Callable[[], Collection]) -> Collection:
    """Return the three laws, which no test changes."""
    return make_held()


@pytest.fixture(scope="module")
def held_with_korea(make_held: Callable[[], Collection]) -> Collection:
    """Return the three laws and one in a script that none of them has."""
    collection = make_held()
    collection.add(_foreign("kr-seeds", "종자수출법 (Seed Export Act)", "kr", "ko", _KO))
    return collection


def _with_laws(collection: Collection, law) -> Collection:
    collection.add(_foreign("cn-seeds", "种子出口条例 (Regulations on Seed Exports)", "cn", "zh", _ZH))
    collection.add(_foreign("jp-seeds", "種子輸出令 (Seed Export Order)", "jp", "ja", _JA))
    collection.add(
        law(
            "us-part-9",
            [
                "A licence to export seeds is valid for two years from the day on which BIS issues it.",
                "An exporter must keep the records of seed exports to China for five years.",
                "A person who exports seeds without a licence pays a penalty of $10,000.",
                "Seeds may be shipped to Japan under a licence exception.",
            ],
        )
    )
    return collection


def _first(held: Collection, question: str) -> Hit:
    return held.search(question, 5)[0]


@pytest.mark.parametrize(
    ("question", "source", "locator"),
    [
        ("Under Chinese law, how long is a general licence for seeds valid?", "cn-seeds", "第二条"),
        ("What fine does China's regulation set for seed exports without a licence?", "cn-seeds", "第三条"),
        ("How many years must a Chinese exporter keep contracts and invoices?", "cn-seeds", "第四条"),
        ("How long is a Japanese export permit good for?", "jp-seeds", "第二条"),
        ("What prison time does the Japanese order give for unlicensed exports?", "jp-seeds", "第三条"),
        ("通用许可的有效期是多久？", "cn-seeds", "第二条"),
        ("許可を受けないで輸出をした者の罰則は？", "jp-seeds", "第三条"),
        ("How long is a BIS licence for seeds valid?", "us-part-9", "15 CFR 9.1(a)"),
        ("Can we ship seeds to Japan under a licence exception?", "us-part-9", "15 CFR 9.1(d)"),
    ],
)
def test_the_right_law_comes_first(held: Collection, question: str, source: str, locator: str) -> None:
    hit = _first(held, question)
    assert (hit.source.id, hit.passage.locator) == (source, locator)


@pytest.mark.parametrize(
    ("question", "locator"),
    [
        ("When does Korean law require permission to export seeds?", "제1조"),
        ("Can Korea's permit for seeds be revoked?", "제2조"),
        ("Is there an import certificate for strategic goods in Korea?", "제3조"),
        ("How long must documents be kept under Korean law?", "제4조"),
        ("What prison time does Korean law set for exports without a permit?", "제5조"),
    ],
)
def test_a_law_whose_words_stand_in_no_index_is_found_by_them(
    held_with_korea: Collection, question: str, locator: str
) -> None:
    hit = _first(held_with_korea, question)
    assert (hit.source.id, hit.passage.locator) == ("kr-seeds", locator)


def test_a_chinese_question_finds_english_law(held: Collection) -> None:
    hits = held.search("美国：种子出口许可的有效期是多久？", 8)
    assert "15 CFR 9.1(a)" in [h.passage.locator for h in hits]


def test_headings_alone_do_not_answer(held: Collection) -> None:
    hits = held.search("What are the general rules of Chinese law on seeds?", 20)
    assert hits
    assert [h.passage.text for h in hits if h.passage.text == "第一章 总则"] == []


def test_a_hit_says_which_words_it_shares_across_languages(held: Collection) -> None:
    assert any("通用许可" in why for why in _first(held, "Under Chinese law, how long is a general licence valid?").why)


def test_a_filter_on_languages_is_kept(held: Collection) -> None:
    from corpus.filters import Filters

    found = held.search("How long is a Chinese or Japanese export licence valid?", 20, Filters(languages=("ja",)))
    assert {h.passage.language for h in found} == {"ja"}


def test_how_probably_the_other_side_answers_shows_in_the_hits(held: Collection) -> None:
    theirs = _first(held, "Under Chinese law, how long is a general licence for seeds valid?").side
    assert theirs > 0.5 > _first(held, "How long is a BIS licence for seeds valid?").side


def test_without_english_passages_the_others_keep_their_order(held: Collection) -> None:
    from corpus.filters import Filters

    hits = held.search("How long is a general licence valid?", 5, Filters(jurisdictions=("cn",)))
    assert hits[0].passage.locator == "第二条"
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_a_side_that_is_not_wanted_is_placed_behind(held: Collection) -> None:
    from index.crosslingual.query import CROSSLINGUAL_FEATURES
    from index.ranking.features import RANKING_FEATURES

    hit = held.search("Under Chinese law, how long is a general licence valid?", 1)[0]
    rows, raw = np.zeros((1, len(CROSSLINGUAL_FEATURES)), np.float32), np.array([4.0, -4.0])
    english = English(np.ones((2, len(RANKING_FEATURES)), np.float32), raw, [hit.source, hit.source])
    scores = {"a": 0.98, "b": 0.02}
    behind, side = merged_scores("How long is a BIS licence valid?", [hit], rows, 0.8, english, scores)  # type: ignore[list-item]
    before, own = merged_scores("有效期是多久？", [hit], rows, 0.8, english, scores)  # type: ignore[list-item]
    assert behind[hit.passage.id] < 0.98 < before[hit.passage.id]
    assert side < own


def test_a_question_in_the_script_that_names_another_law_is_left_open() -> None:
    none = np.zeros(len(coefficients().side) - 1)
    assert other_language_probability("美国实体清单的许可要求是什么？", none) < other_language_probability(
        "许可要求是什么？", none
    )


def test_what_the_encoder_reads_first(held: Collection) -> None:
    passage = next(h.passage for h in held.search("通用许可的有效期", 3) if h.passage.locator == "第二条")
    assert wide_lead(passage).startswith("种子出口条例 (Regulations on Seed Exports)")
    english = held.search("licence exception", 1)[0].passage
    assert wide_lead(english) == ""


@pytest.mark.parametrize(("text", "size"), [("有效期不超过", 3), ("", 0)])
def test_two_characters_count_as_one_token(text: str, size: int) -> None:
    assert count_wide(text) == size

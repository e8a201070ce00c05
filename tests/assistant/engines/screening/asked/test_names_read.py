"""Which words of a question are names of parties, in any script, and which are not."""

from __future__ import annotations

import pytest

from assistant.engines.screening.asked import parties_asked


def test_the_name_of_a_list_in_quotation_marks_names_nobody() -> None:
    asked = parties_asked.read("If somebody is on the 'unverified list', can I sell to them?")
    assert asked is None or not any(p.stands for p in asked.parties)
    asked = parties_asked.read("Is 'Corvid Trading House' on the unverified list?")
    assert asked is not None
    assert [p.name for p in asked.parties if p.stands] == ["Corvid Trading House"]


@pytest.mark.parametrize(
    "asked",
    [
        "What is listed by 88 FR 46072?",
        "Which OGEL is listed for pumps?",
        "Which QZPL licence is listed for pumps?",
        "审批还是45个工作日？",
        "列入名单要多久，30天吗？",
    ],
)
def test_a_citation_a_kind_of_licence_and_a_question_of_days_name_nobody(asked: str) -> None:
    found = parties_asked.read(asked)
    assert found is None or not any(p.stands for p in found.parties)


@pytest.mark.parametrize(
    "asked",
    [
        "我们可以向俄罗斯出口芯片吗？",
        "实体清单上有多少家公司？",
        "被列入实体清单的企业需要什么许可证？",
        "当社の顧客はエンティティリストに載っていますか？",
        "エンティティリストに掲載された企業へ輸出するには許可が必要ですか。",
        "실체목록에 오른 기업에 수출하려면 허가가 필요합니까?",
        "우리 회사는 러시아에 반도체를 수출할 수 있습니까",
    ],
)
def test_a_sentence_without_spaces_is_no_name(asked: str) -> None:
    assert parties_asked.read(asked) is None


@pytest.mark.parametrize(
    "asked",
    [
        "我想写一篇报道：美国把公司放进实体清单以前，是不是要几个部门都同意，拿掉也一样吗？",
        "목록에 없는 물건인데, 사는 사람이 그냥 물류회사라 조금 이상합니다. 그래도 허가 없이 보내도 되나요?",
        "2024年版和2025年版的清单相比，新增了、删除了哪些？",
        "我公司出口一批台灯，不在两用物项管制清单上，也没有临时管制。客户（境外商人）说最终会用在火箭项目上。要不要申请许可？",
        "我司出口的灯具没有列入清单，是否要申请许可？",
        "日本の商社が、規制対象の名簿（取引を控える相手）に載った相手に売りました。罰金はいくらですか。",
    ],
)
def test_parts_of_a_sentence_in_another_script_are_no_names(asked: str) -> None:
    found = parties_asked.read(asked)
    assert found is None or not any(p.stands for p in found.parties)


def test_a_name_in_prose_of_another_script_is_one_by_its_end_or_where_it_stands_alone() -> None:
    for asked, names in (
        ("我们的客户是江南灯具公司，他们在实体清单上吗，可以卖吗？", ["江南灯具公司"]),
        ("请问江灯是否被列入实体清单？我们可以卖给他们吗？", ["江灯"]),
        ("江灯存储和北灯存储在实体清单上吗？", ["江灯存储", "北灯存储"]),
    ):
        found = parties_asked.read(asked)
        assert found is not None
        assert [p.name for p in found.parties if p.stands] == names


@pytest.mark.parametrize(
    "asked, name",
    [
        ("请问华为公司是否被列入实体清单？", "华为公司"),
        ("广东美的集团在实体清单上吗？", "广东美的集团"),
        ("ソニー株式会社", "ソニー株式会社"),
        ("みずほ銀行", "みずほ銀行"),
        ("삼성전자 주식회사", "삼성전자 주식회사"),
        ("核查以下名称：华为，中兴通讯", "中兴通讯"),
    ],
)
def test_names_without_spaces_are_names(asked: str, name: str) -> None:
    found = parties_asked.read(asked)
    assert found is not None
    assert name in [p.name for p in found.parties]


def test_a_column_of_the_chart_is_no_party() -> None:
    assert parties_asked.read("List all entries that need a licence by NS Column 1.") is None


def test_a_law_is_no_party() -> None:
    asked = parties_asked.read("Is a firm sanctioned under the Peru Lantern Act, and is Corvid Trading House listed?")
    assert asked is not None
    assert [p.name for p in asked.parties if p.stands] == ["Corvid Trading House"]


@pytest.mark.parametrize(
    "question", ["Is the drone maker Corvid Lamps on a list?", "Is our vendor Corvid Lamps listed?"]
)
def test_a_trade_before_a_name_leaves_the_name(question: str) -> None:
    asked = parties_asked.read(question)
    assert asked is not None
    assert "Corvid Lamps" in [p.name for p in asked.parties if p.stands]


def test_a_sentence_in_brackets_is_nobody() -> None:
    read = parties_asked.read("Is Wexel (I have only an old copy of the list) on the Denied Persons List?")
    assert read is not None
    assert [p.name for p in read.parties if p.stands] == ["Wexel"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("ship lamps to FR and NL, is anybody listed?", []),
        ("Is Corvid Trading in HK on the Entity List? And in the UAE?", ["Corvid Trading"]),
        ("Corvid Trading, from DE, on the SDN or the UVL?", ["Corvid Trading"]),
        ("Is GE on the Entity List?", ["GE"]),  # the code alone may be somebody's name
        ("it's owned by our Austrian GmbH, or a german AG: on the Entity List?", []),
    ],
)
def test_codes_of_countries_and_lists_are_no_parties(asked: str, names: list[str]) -> None:
    found = parties_asked.read(asked)
    told = {p.name for p in found.parties} if found else set()
    assert set(names) <= told
    assert not told & ({"FR", "NL", "FR and NL", "HK", "UAE", "DE", "SDN", "UVL"} - set(names))
    assert not any("GmbH" in name or "AG" in name for name in told)


def test_the_seller_who_says_something_is_no_label_of_papers() -> None:
    asked = parties_asked.read("invoice to 'Acme Lamps Services', seller says it is not the denied Acme Lamps. same?")
    assert asked is not None
    assert [p.name for p in asked.parties][:2] == ["Acme Lamps Services", "Acme Lamps"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("Which goods are banned, as given in that Lemuria Waits for Answers article?", set()),
        ("Is Acme Wickworks, named in the Trade Winds Turn story, on a list?", {"Acme Wickworks"}),
    ],
)
def test_the_title_of_an_article_names_nobody(asked: str, names: set[str]) -> None:
    found = parties_asked.read(asked)
    assert {p.name for p in found.parties if p.stands} == names if found else not names

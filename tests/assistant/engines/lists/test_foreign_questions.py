"""Rows of lists asked for in other languages: the number of a country, never the sentence as a name."""

from __future__ import annotations

import pytest

from assistant.engines import dispatch
from assistant.engines.model import Computed
from assistant.model import Form, Outcome
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters


def asked(catalogue: Catalogue, question: str) -> Computed | None:
    return dispatch.computed(understand(question, (), Filters(), catalogue), catalogue)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("实体清单上有多少家中国公司？", 4),
        ("实体清单上有多少家韩国公司？", 0),
        ("2023年实体清单新增了多少家中国公司？", 2),
        ("未经核实清单上有哪些德国公司？", ["Fender GmbH"]),
        ("エンティティリストに中国企業は何社ありますか？", 4),
        ("2023年以降エンティティリストに追加された中国企業は何社ですか？", 2),
        ("우려거래자 목록에 중국 기업은 몇 개입니까?", 4),
        ("2023년에 Entity List에 추가된 중국 기업은 몇 개입니까?", 2),
        ("Wie viele chinesische Firmen stehen auf der Entity List?", 4),
        ("Wie viele Firmen aus Südkorea stehen auf der Entity List?", 0),
        ("Wie viele chinesische Unternehmen wurden 2023 auf die Entity List gesetzt?", 2),
        ("Combien d'entreprises chinoises figurent sur l'Entity List ?", 4),
        ("Combien d’entreprises chinoises ont été ajoutées à l’Entity List depuis 2023 ?", 2),
        ("¿Cuántas empresas chinas figuran en la lista de entidades?", 4),
        ("中国在实体清单上有多少家公司？", 4),
        ("Wie viele US-Firmen stehen auf der Entity List?", 0),
        # in Korean also by other words for an entry and a number, and by both names of the list
        ("Entity List에서 중국 항목 수는?", 4),
        ("Entity List에 등재된 중국 기업은 모두 몇 개인가요?", 4),
        ("우려거래자 목록(Entity List)에 튀르키예 업체가 몇 곳 있나요?", 1),
        # rows by the place of an address: of Hong Kong's rows two stand under China
        ("우려거래자 목록(Entity List)에 주소가 홍콩인 항목이 몇 개 있나요?", 2),
        ("Entity List 항목 중 주소가 홍콩인 것은 몇 개예요?", 2),
        ("2023년에 Entity List에 추가된 주소가 홍콩인 항목은 몇 개입니까?", 2),
        ("주소가 러시아에 있는 기업은 Entity List에 몇 곳 있나요?", 0),
        ("住所が中国のエントリーはエンティティリストに何件ありますか", 1),
        ("实体清单上地址在中国的条目有多少个？", 1),
        ("Wie viele Einträge der Entity List haben eine Adresse in China?", 1),
        ("Combien d'entrées de l'Entity List ont une adresse en Chine ?", 1),
        ("¿Cuántas entidades de la lista de entidades tienen una dirección en China?", 1),
        # addresses that are counted themselves
        ("实体清单上地址在香港的有多少？", 2),
        ("エンティティリストに香港の住所はいくつありますか", 2),
        ("Entity List에 홍콩 주소가 몇 개 있나요?", 2),
        # irregular adjectives, names of several words, names behind an apostrophe
        ("¿Cuántas empresas turcas figuran en la lista de entidades?", 1),
        ("Wie viele indonesische Firmen stehen auf der Entity List?", 0),
        ("Combien d'entreprises nigériennes figurent sur l'Entity List ?", 0),
        ("¿Cuántas empresas de Corea del Norte figuran en la lista de entidades?", 0),
        ("Combien d'entreprises des Émirats arabes unis figurent sur l'Entity List ?", 0),
        ("Wie viele Firmen aus Hong Kong stehen auf der Entity List?", 2),
        ("Combien d'entreprises d'Inde figurent sur l'Entity List ?", 0),
        # the country that keeps the list
        ("美国实体清单上有多少家中国公司？", 4),
        ("美国商务部实体清单上有多少家中国公司？", 4),
        ("米国のエンティティリストに中国企業は何社ありますか？", 4),
        ("미국의 우려거래자 목록에 중국 기업은 몇 개입니까?", 4),
        ("Wie viele chinesische Firmen stehen auf der US-amerikanischen Entity List?", 4),
        ("Combien d'entreprises chinoises figurent sur l'Entity List des États-Unis ?", 4),
        ("¿Cuántas empresas chinas figuran en la lista de entidades de EE. UU.?", 4),
    ],
)
def test_the_country_and_the_list_are_read(catalogue: Catalogue, question: str, value: object) -> None:
    found = asked(catalogue, question)
    assert found is not None
    assert found.form is Form.LIST
    names = [str(row["name"]).split(",")[0] for row in found.payload["rows"]]
    assert (found.payload["value"] if isinstance(value, int) else names) == value


@pytest.mark.parametrize(
    "question",
    [
        "Quelles entreprises wallachiennes figurent sur l'Entity List ?",
        "Welche walachischen Firmen stehen auf der Entity List?",
        "实体清单上有多少家瓦拉几亚公司？",
    ],
)
def test_a_country_that_is_not_read_is_asked_for(catalogue: Catalogue, question: str) -> None:
    found = asked(catalogue, question)
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert found.asks_for == ("which rows are meant: of which country, or by words that are read here",)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Combien d'entreprises indépendantes figurent sur l'Entity List ?", "indépendantes"),  # begins like "indienne"
        ("Wie viele deutschsprachige Firmen stehen auf der Entity List?", "deutschsprachige"),
        ("Wie viele große Unternehmen stehen auf der Entity List?", "große"),
        ("Combien de sociétés privées figurent sur l'Entity List ?", "privées"),
        ("实体清单上有多少家国有公司？", "国有"),  # "有" alone is a small word
        ("实体清单上国有公司有多少家？", "国有"),
        ("2023年以降エンティティリストに追加された国有企業は何社ですか？", "国有"),
    ],
)
def test_a_word_that_is_not_read_is_told_whole_and_called_no_country(
    catalogue: Catalogue, question: str, word: str
) -> None:
    found = asked(catalogue, question)
    assert found is not None
    assert found.outcome is Outcome.NEEDS_FACT
    assert found.findings[0].text.startswith(f"The word “{word}” was not read here")


@pytest.mark.parametrize(
    "question",
    [
        "美国实体清单上有多少家公司？",
        "Wie viele Firmen stehen auf der amerikanischen Entity List?",
        "Wie viele Firmen stehen auf der US-Entity List?",
        "Combien d'entreprises figurent sur l'Entity List américaine ?",
        "¿Cuántas empresas figuran en la lista de entidades estadounidense?",
    ],
)
def test_the_country_that_keeps_the_list_chooses_no_rows(catalogue: Catalogue, question: str) -> None:
    found, all_rows = asked(catalogue, question), asked(catalogue, "实体清单上有多少家公司？")
    assert found is not None
    assert all_rows is not None
    assert found.payload["value"] == all_rows.payload["value"] > 4


@pytest.mark.parametrize(
    "question",
    [
        "日本のエンティティリストに会社は何社ありますか？",
        "Wie viele Firmen stehen auf der japanischen Entity List?",
        "¿Cuántas empresas figuran en la lista de entidades chinas?",  # its own list, or its companies
        "Wie viele Firmen stehen auf der Entity List der chinesischen Unternehmen?",
        "Wie viele Firmen haben die USA auf die Entity List gesetzt?",
        "Wie viele Firmen wurden 2023 von China auf die Entity List gesetzt?",
        "有多少家公司被美国列入实体清单？",
        "Wie viele Firmen aus Peking stehen auf der Entity List?",
    ],
)
def test_a_country_that_may_not_be_that_of_the_rows_is_left(catalogue: Catalogue, question: str) -> None:
    assert asked(catalogue, question) is None


@pytest.mark.parametrize(
    "question",
    [
        "Welche Firmen auf der Entity List brauchen eine Lizenz?",
        "实体清单上有哪些公司可以豁免许可？",
        "Combien de temps faut-il pour sortir de l'Entity List ?",
        "エンティティリストとは何ですか？",
    ],
)
def test_other_questions_are_left_and_their_words_are_no_names(catalogue: Catalogue, question: str) -> None:
    assert asked(catalogue, question) is None


@pytest.mark.parametrize(
    "question",
    [
        "不可靠实体清单上有多少家美国公司？",
        "商务部实体清单上有多少家美国公司？",
        "中国商务部实体清单上有多少家公司？",
        "中国的实体清单上有多少家公司？",
        "Wie viele Firmen stehen auf der chinesischen Entity List?",
    ],
)
def test_a_list_that_is_not_held_is_said_to_be_none(catalogue: Catalogue, question: str) -> None:
    found = asked(catalogue, question)
    assert found is not None
    assert found.outcome is Outcome.NOT_IN_CORPUS


@pytest.mark.parametrize(
    "question", ["주소가 독일인 항목이 몇 개 있나요?", "How many entries have an address in Germany?"]
)
def test_addresses_of_no_named_list_are_counted_on_all(catalogue: Catalogue, question: str) -> None:
    found = asked(catalogue, question)
    assert found is not None
    assert "the Unverified List has 1 row with an address in Germany" in found.findings[0].text
    assert "Entity List has no row with an address in Germany" in found.findings[0].text


@pytest.mark.parametrize(
    ("before", "question", "value"),
    [
        ("엔티티 리스트에 러시아 기업이 몇 개 있습니까?", "중국은요?", 4),
        ("Entity List에 주소가 러시아인 항목이 몇 개인가요?", "그럼 홍콩은요?", 2),
    ],
)
def test_a_country_alone_asks_the_question_before_of_it(
    catalogue: Catalogue, before: str, question: str, value: int
) -> None:
    found = dispatch.computed(understand(question, (before,), Filters(), catalogue), catalogue)
    assert found is not None
    assert found.payload["value"] == value


def test_a_question_in_another_script_is_no_name_of_every_row(catalogue: Catalogue) -> None:
    found = asked(catalogue, "Entity List 주소가 독특한 것은 몇 개예요?")
    assert found is None or "rows with the name" not in found.findings[0].text

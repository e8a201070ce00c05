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
    assert found.asks_for == ("the country whose rows are meant, by its name",)


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


def test_a_list_that_is_not_held_is_said_to_be_none(catalogue: Catalogue) -> None:
    found = asked(catalogue, "不可靠实体清单上有多少家美国公司？")
    assert found is not None
    assert found.outcome is Outcome.NOT_IN_CORPUS

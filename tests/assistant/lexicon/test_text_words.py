"""Requests about a text as a whole are known by their words, in the languages of the desk."""

from __future__ import annotations

import pytest

from assistant.lexicon.text_words import table, text_pointed_to, text_request
from ui.language import LANGUAGES

# What is asked, the part that is asked for, the sort of text that is named.
PARTS = [
    ("What is this about?", "summary", ""),
    ("what's this document about", "summary", "document"),
    ("tl;dr", "summary", ""),
    ("give me the key dates in this document", "dates", "document"),
    ("what terms does this regulation define?", "definitions", "law"),
    ("which obligations does it have", "duties", ""),
    ("what sums does this article mention?", "sums", "article"),
    ("Worum geht es in diesem Dokument?", "summary", "document"),
    ("Fasse den Text zusammen", "summary", "document"),
    ("welche Fristen nennt diese Verordnung?", "dates", "law"),
    ("De quoi parle ce document ?", "summary", "document"),
    ("Quelles dates figurent dans ce règlement ?", "dates", "law"),
    ("¿De qué trata este documento?", "summary", "document"),
    ("Resume el artículo", "summary", "article"),
    ("这份文件讲的是什么？", "summary", "document"),
    ("这部法律有哪些定义？", "definitions", "law"),
    ("この記事を要約して", "summary", "article"),
    ("この文書にはどんな日付がありますか", "dates", "document"),
]
# What is asked of a point in a text, and the topic.
TOPICS = [
    ("what does this article say about Toyota?", "Toyota"),
    ("Was sagt dieser Artikel zu seltenen Erden?", "seltenen Erden"),
    ("Que dit cet article sur Toyota ?", "Toyota"),
    ("¿Qué dice este artículo sobre Toyota?", "Toyota"),
    ("这篇文章提到丰田了吗？", "丰田"),
    ("この記事はトヨタについて何を述べていますか", "トヨタ"),
]
OTHERS = [
    "What does this mean for exporters?",
    "what does the law say about deemed exports?",  # of law in general
    "What does Article 5 say?",
    "what does the article 5 say",
    "What are the requirements?",
    "What is the date?",
    "出口管制法规定什么？",
    "中国の法律は何を規定していますか",
    "x" * 500,
]


@pytest.mark.parametrize("asked, part, sort", PARTS)
def test_a_request_for_a_part_is_known(asked: str, part: str, sort: str) -> None:
    found = text_request(asked)
    assert found is not None
    assert (found.part, found.sort, found.topic) == (part, sort, "")


@pytest.mark.parametrize("asked, topic", TOPICS)
def test_a_topic_is_what_is_no_word_of_asking(asked: str, topic: str) -> None:
    found = text_request(asked)
    assert found is not None
    assert (found.topic, found.sort, found.part) == (topic, "article", "")


@pytest.mark.parametrize("asked", OTHERS)
def test_another_question_is_none(asked: str) -> None:
    assert text_request(asked) is None


def test_the_text_that_a_question_points_to_is_known() -> None:
    found = text_pointed_to("When does this regulation enter into force?")
    assert found is not None
    assert (found.sort, found.words) == ("law", "this regulation")
    assert text_pointed_to("When does the regulation of the EU enter into force?") is None


def test_every_language_of_the_desk_has_its_words() -> None:
    assert set(table()) == set(LANGUAGES)

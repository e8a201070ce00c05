"""Whose law a question in another language is about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.pipeline import Assistant
from assistant.query.model import Query
from assistant.query.parser import asked_beside, understand
from assistant.query.places import laws_named
from assistant.reading_rules.law_asked import law_asked, of_another_law
from corpus.filters import Filters


def _asked(question: str) -> Query:
    return Query(question, question, question, "", frozenset(), Filters())


@pytest.mark.parametrize(
    "question, language, meant",
    [
        ("ロシアの会社に帳簿の役務を提供することをEUは禁じていますか", "ja", {"eu"}),
        ("米国の輸出許可はどの順に読みますか", "ja", {"us"}),
        ("会社が韓国で罰せられるのはいつですか", "ja", {"kr"}),
        ("許可の有効期間はどれくらいですか", "ja", {"jp"}),
        ("중국으로 수출하려면 허가가 필요한가요?", "ko", {"kr"}),
        ("중국에서 허가 없이 수출하면 벌금은 얼마인가요?", "ko", {"cn"}),
        ("ECCN编码找不到怎么办", "zh", {"us"}),
        ("许可证的有效期是多久", "zh", {"cn"}),
        ("Wer darf in China eine Lizenz beantragen?", "de", {"cn"}),
        ("Wer entscheidet über die Ausfuhr nach China?", "de", set()),
        ("経済産業省は許可を取り消せますか", "ja", {"jp"}),
        ("Gilt das nach Teil 810 auch für Laternen?", "de", {"us"}),
        ("Que dit le règlement 833/2014 des lanternes livrées en Russie ?", "fr", {"eu"}),
        ("Quelle amende prévoit la loi japonaise ?", "fr", {"jp"}),
        ("Un client en Chine veut des lanternes, quelle licence ?", "fr", set()),
        ("¿Qué dice la parte 810 de las linternas?", "es", {"us"}),
        ("¿Puedo mandar linternas a China?", "es", set()),
        ("¿Qué multa hay en China por exportar linternas?", "es", {"cn"}),
        ("关于2021/821号条例，灯笼要许可吗", "zh", {"eu"}),
        ("Who needs a licence for lanterns?", "en", set()),
    ],
)
def test_whose_law_is_meant(question: str, language: str, meant: set[str]) -> None:
    query = _asked(question)
    assert query.language == language
    assert query.jurisdictions_meant == meant


def test_beside_a_question_that_names_a_law_one_that_names_none_is_of_that_law() -> None:
    alone = _asked("¿Y cuánto dura?")
    assert alone.jurisdictions_meant == set()
    assert replace(alone, law_spoken_of=frozenset(("us",))).jurisdictions_meant == {"us"}
    assert replace(_asked("¿Y en China?"), law_spoken_of=frozenset(("us",))).jurisdictions_meant == {"cn"}


def test_of_questions_asked_at_once_the_second_is_of_the_law_of_the_first() -> None:
    first = _asked("¿Qué dice la parte 810 de las linternas rotas?")
    thin = asked_beside(_asked("¿Y qué multa puede caer por eso?"), first)
    assert thin.jurisdictions_meant == {"us"}
    assert thin.is_thin
    assert (thin.before, thin.core) == (first.asked, thin.asked)  # its words say nothing of what it is about
    own = asked_beside(
        _asked("¿Qué multa hay por exportar tierras raras sin licencia ni declaración de aduanas?"), first
    )
    assert own.jurisdictions_meant == {"us"}
    assert not own.is_thin
    assert own.standalone == own.asked
    china = asked_beside(_asked("¿Qué multa hay en China por exportar tierras raras sin licencia?"), first)
    assert china.jurisdictions_meant == {"cn"}


@pytest.mark.parametrize(
    "question, places",
    [
        ("¿Y si las linternas van a Corea del Norte o a Irán?", {"KP", "IR"}),
        ("Un acheteur de l'Inde, pas du Nigéria", {"IN", "NG"}),
        ("Gilt das für russische Käufer in Weißrussland?", {"RU", "BY"}),
        ("灯笼可以卖到伊朗吗", {"IR"}),
        ("灯笼 (lantern) 出口?", set()),
        ("ランタンをイランに送れますか", {"IR"}),
        ("랜턴을 이란에 보낼 수 있나요", {"IR"}),
        ("May lanterns go to Iran?", {"IR"}),
    ],
)
def test_the_countries_that_it_names_are_found_in_its_language(question: str, places: set[str]) -> None:
    assert _asked(question).places_meant == places


def test_its_terms_are_english() -> None:
    assert {"licenc", "fine"} <= set(_asked("허가 없이 수출하면 벌금은?").english_terms)
    assert _asked("Which fine?").english_terms == _asked("Which fine?").terms


@pytest.mark.parametrize(
    "question, meant",
    [
        ("在巴西，出口灯笼需要许可证吗", {"br"}),
        ("在荷兰出口灯笼需要许可证吗", {"nl"}),
        ("巴西的法律怎么规定灯笼", {"br"}),
        ("出口到巴西，灯笼要许可证吗", set()),
        ("我们的客户在韩国，灯笼要许可证吗", set()),
        ("能否凭NRC一般许可证出口灯笼", {"us"}),  # an agency, in capitals
        ("Le commerce de lanternes exige-t-il une licence ?", set()),  # no department
        ("许可证的有效期是多久", set()),  # a guess by the language is none
        ("ブラジルではランタンの輸出に許可が必要ですか", {"br"}),
        ("ブラジルの法人にランタンを輸出できますか", set()),
        ("브라질에서는 랜턴 수출에 허가가 필요한가요?", {"br"}),
        ("브라질에서 온 기술자에게 랜턴을 보여도 되나요?", set()),
        ("In Brasilien: wer erteilt die Lizenz?", {"br"}),
        ("Ein Kunde in der Türkei will Laternen, brauche ich eine Lizenz?", set()),
        ("En Israël, faut-il une licence pour exporter des lanternes ?", {"il"}),
        ("¿En Brasil quién concede la licencia?", {"br"}),
        ("¿Un comprador en Brasil necesita licencia?", set()),
        ("How long are lantern records kept under Singapore law?", {"sg"}),
        ("Who gets a Singapore licence for lanterns?", set()),
        ("india scomet list, are lanterns on it?", {"in"}),
        ("Are lanterns on the DSGL?", {"au"}),
    ],
)
def test_whose_law_is_plainly_meant(question: str, meant: set[str]) -> None:
    assert _asked(question).law_plainly_meant == meant


def test_another_law_is_no_answer_and_that_of_a_union_is_one_in_its_states() -> None:
    dutch = _asked("在荷兰出口灯笼需要许可证吗")
    assert law_asked(dutch) == {"nl", "eu"}
    assert of_another_law(dutch, ["cn", "int"])
    assert not of_another_law(dutch, ["cn", "eu"])  # one of what is quoted is enough
    assert not of_another_law(dutch, ["cn", ""])  # nobody said whose law that is
    assert not of_another_law(_asked("许可证的有效期是多久"), ["us"])


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("May the Commerce Department fine whoever helped?", {"us"}),
        ("Which lanterns does the Department of Energy authorize?", {"us"}),
        ("Who at the Department of Atomic Energy buys lanterns?", set()),
    ],
)
def test_an_american_department_is_a_body_of_american_law(question: str, meant: set[str]) -> None:
    assert _asked(question).jurisdictions_meant == meant


@pytest.mark.parametrize(
    ("question", "destinations", "laws", "names_none"),
    [
        ("May I send lanterns to China?", {"CN"}, set(), True),
        ("Who licenses lanterns in Japan?", set(), {"jp"}, False),
        ("Do lanterns from China to Japan need a licence?", {"JP"}, set(), True),
        ("Does China let lanterns go to China?", set(), {"cn"}, False),
        ("Can I hire a Chinese lamplighter?", set(), set(), True),
        ("How long are lantern records kept?", set(), set(), True),
        ("How long are lantern records kept under the EAR?", set(), {"us"}, False),
        ("灯笼要许可吗", set(), set(), False),
    ],
)
def test_where_something_goes_names_no_law(
    question: str, destinations: set[str], laws: set[str], names_none: bool
) -> None:
    query = _asked(question)
    assert query.destinations == destinations
    assert query.laws_of_places == laws
    assert query.names_no_law is names_none


@pytest.mark.parametrize(
    ("question", "laws"),
    [
        ("What counts as de minimis?", {"us"}),
        ("What counts as de minimis in China?", set()),
        ("What counts as a lantern?", set()),
    ],
)
def test_a_rule_called_by_its_name_tells_whose_law_is_meant(question: str, laws: set[str]) -> None:
    assert _asked(question).law_of_rules == laws


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("Lamps only change ships in Busan on the way to Vladivostok. Korean permit?", {"KR"}),
        ("Do lamps for Peru need a Korean export licence?", {"KR"}),
        ("Does the North Korean law forbid it?", {"KP"}),
        ("A Korean buyer wants lamps. Permit?", set()),
    ],
)
def test_korean_before_a_law_is_of_the_south(question: str, codes: set[str]) -> None:
    assert {code for code, _ in laws_named(question)} == codes


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("Who decides on export licences in Peru?", {"PE"}),
        ("Which ministry is responsible for granting licences in Peru?", {"PE"}),
        ("How long must I keep export records in Peru?", {"PE"}),
        ("How many years do we have to keep our records in Peru?", {"PE"}),
        ("Until when must an exporter retain documents in Peru?", {"PE"}),
        ("We are a US exporter. May we keep our records in Peru?", set()),  # their place, by the law of the exporter
        ("Can the documents be stored, or must we keep files in Peru?", set()),
        ("How long does it take to get a licence in Peru?", {"PE"}),
        ("How long must I keep records of sales to a buyer in Peru?", set()),  # whose law the seller is under
        ("Who decides whether a customer in Peru gets lamps?", set()),
        ("Who decides on licences in Peru deals?", set()),
        ("How long does a licence for a plant in Peru take?", set()),
    ],
)
def test_who_decides_and_how_long_is_set_by_the_law_of_the_place(question: str, codes: set[str]) -> None:
    assert {code for code, _ in laws_named(question)} == codes


@pytest.mark.parametrize(
    "question, meant, of_parties",
    [
        ("A Chinese firm holds 30 percent of our lantern dealer. Are lanterns counted together?", set(), {"cn"}),
        ("The buyer is a ministry of the Chinese government. Which lantern papers do we need?", set(), {"cn"}),
        ("Are lanterns subject to the Chinese military end user rule?", set(), {"cn"}),
        ("Is China's military end-use rule on lanterns stricter?", {"cn"}, set()),
        ("What do Chinese regulations say of lanterns?", {"cn"}, set()),
        ("What do the Chinese government's export rules say of lanterns?", {"cn"}, set()),
        ("Does the Chinese government require a licence for lanterns?", {"cn"}, set()),
        ("How long must Japanese companies keep records of lanterns?", {"jp"}, set()),
        ("Do Japanese companies have to keep records of lanterns?", {"jp"}, set()),
        ("Can a Chinese firm resell our lanterns?", set(), {"cn"}),
        ("Does a Chinese company with a listed owner need a licence for lanterns?", set(), {"cn"}),
        ("Should the Chinese government be told of as the end user of lanterns?", set(), {"cn"}),
        ("Will the Chinese military end user rule apply to lanterns?", set(), {"cn"}),
        ("What must Chinese exporters of lanterns keep?", {"cn"}, set()),
        ("Our drawings of lanterns are European now. Are they subject to the EAR?", {"eu", "us"}, set()),
    ],
)
def test_a_party_names_no_law(question: str, meant: set[str], of_parties: set[str]) -> None:
    query = _asked(question)
    assert query.jurisdictions_meant == meant
    assert query.laws_of_parties == of_parties


@pytest.mark.parametrize(
    "before, now, meant",
    [
        ("Can METI stop a ship with lanterns?", "What about Korea, can officials do that?", {"kr"}),
        ("How long does a US export licence for lanterns take?", "And in China? I have read 45 days.", {"cn"}),
        ("How long does a US export licence for lanterns take?", "And China? Is it slower than that?", {"cn"}),
        ("How long does a US export licence for lanterns take?", "And China is slower than that?", {"us"}),
        ("How long does a US export licence for lanterns take?", "And what if the buyer is in China?", {"us"}),
        ("Under US rules, can a German subsidiary get the drawings?", "And if the subsidiary sits in China?", {"us"}),
        ("Under the EAR, must my Japanese customer sign anything?", "Does a Korean one have to sign too?", {"us"}),
        ("Do I need a US licence to ship lanterns to Japan?", "What about China?", {"us"}),
    ],
)
def test_a_follow_up_that_turns_to_another_law_leaves_the_one_before(
    assistant: Assistant, before: str, now: str, meant: set[str]
) -> None:
    assert understand(now, (before,), Filters(), assistant.catalogue).jurisdictions_meant == meant

"""An answer's spine, its tables and its walk as they are drawn, without a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assistant.model import (
    Answer,
    Citation,
    Comparison,
    Disagreement,
    Form,
    Implied,
    Outcome,
    Statement,
    StatementRole,
    Verdict,
)
from corpus.editions.changes import ProvisionChange
from corpus.editions.diff import Change, ChangeKind, marks
from corpus.filters import Filters
from corpus.model import Kind, Source, Version
from ui import language
from ui.components.chat.answer_display.answer import answer_html, answer_parts, disagreements_html
from ui.components.chat.answer_display.outcome_line import needed_facts, shaped_html
from ui.components.chat.answer_display.structured_answer import parted
from ui.components.chat.bring_text import missing_entries
from ui.components.page import labels, markup
from ui.components.page.filters import implied_label
from ui.components.text.change import change_html
from ui.components.text.citation_card import card_html
from ui.locale import names

LAW = Source("lamps", "Lamp Act", Kind.LAW, "us")
VERSION = Version("lamps", "d" * 64, datetime(2026, 2, 3, tzinfo=UTC), date(2026, 1, 15))
CITED = Citation(1, "p1", LAW, VERSION, "Article 1", "A lamp needs a licence.", 40, 63)


def answer(*said: Statement, **how: object) -> Answer:
    text = "\n\n".join(s.text for s in said)
    return Answer("Q?", "Q?", **{"outcome": Outcome.ANSWERED, "text": text, "statements": said, **how})  # type: ignore[arg-type]


def noted(text: str, note: StatementRole = StatementRole.ANNOTATION) -> Statement:
    return Statement(text, (1,), Verdict.ANNOTATED, note=note)


def test_one_sentence_leads_and_the_rest_stands_in_its_sections() -> None:
    html = answer_html(
        answer(
            noted("Yes. A lamp needs a licence. It is asked of the minister."),
            noted("The lamp is new.", StatementRole.CONDITION),
            noted("Not for candles.", StatementRole.EXCEPTION),
            noted("Since 2020.", StatementRole.STATUS),
            noted("The minister.", StatementRole.WHO_DECIDES),
            noted("The register.", StatementRole.CHECK_NEXT),
            citations=(CITED,), form=Form.ANNOTATION,
        ),
        0,
    )  # fmt: skip
    lead = re.search(r'<p class="lc-first">(.*?)</p>', html)
    assert lead is not None
    assert lead[1] == "Yes. A lamp needs a licence."
    assert re.findall("<h3>(.*?)</h3>", html) == [
        "Conditions", "Exceptions", "Status", "Who decides", "What to check next",
    ]  # fmt: skip
    assert "Our commentary on Article 1" in html
    assert "<details" not in html  # so little is read sooner than it is opened


def test_the_words_of_a_translated_note_are_marked_with_their_language() -> None:
    lamps = replace(
        noted("灯具需要许可。灯具出口商应当在出口之前向主管部门申请许可。许可有效期为一年。"),
        original="A lamp does.",
        language="zh",
    )
    html = answer_html(
        answer(
            lamps, replace(noted("新灯。", StatementRole.CONDITION), original="New.", language="zh"), citations=(CITED,)
        ),
        0,
    )
    assert html.count('<span lang="zh">') == 3  # its first sentence, the rest, the condition
    assert "lang=" not in answer_html(answer(replace(noted("A lamp needs one."), language="en"), citations=(CITED,)), 0)


ARTICLE = Citation(
    1, "p1", Source("seeds", "种子条例", Kind.LAW, "cn", language="zh"), VERSION, "第一条",
    "国家对种子出口实行许可制度。许可证的有效期不超过三年。", 0, 26,
)  # fmt: skip


@pytest.mark.parametrize("desk", ["en", "zh"])
def test_words_quoted_in_another_language_than_the_desks_are_marked_as_the_original_wherever_they_stand(
    desk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (markup, language, names):
        monkeypatch.setattr(module, "reader_language", lambda: desk)
    quoted = Statement(ARTICLE.quote, (1,), Verdict.VERBATIM)
    condition = replace(quoted, note=StatementRole.CONDITION)
    passages = Statement("第一条", (1,), Verdict.SUPPORTED, note=StatementRole.CLOSEST)
    cell = ((quoted,), ())
    compared = Comparison(("cn", "us"), (("Penalties", cell),))
    shown = {
        "lead and condition": answer_html(answer(quoted, condition, citations=(ARTICLE,)), 0),
        "passage": answer_html(answer(passages, outcome=Outcome.SILENT, citations=(ARTICLE,)), 0),
        "cell": answer_html(answer(quoted, comparison=compared, form=Form.COMPARISON, citations=(ARTICLE,)), 0),
        "point": disagreements_html(
            answer(quoted, disagreements=(Disagreement("x", (1, 1)),), citations=(ARTICLE,)), 0
        ),
        "card": card_html(ARTICLE, 0),
    }
    marks = {"lead and condition": 2, "point": 2}
    for name, html in shown.items():
        told = len(re.findall('<(?:span|blockquote) lang="zh">', html))
        assert html.count("Original, in Chinese") == (marks.get(name, 1) if desk == "en" else 0), name
        assert told >= marks.get(name, 1) if desk == "en" else told == 0, name


def test_the_language_of_a_cell_in_latin_letters_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (markup, language, names):
        monkeypatch.setattr(module, "reader_language", lambda: "de")
    asked: list[str] = []
    words = "of all the lamps that are told of in the second schedule"
    monkeypatch.setattr(markup, "language_of", lambda text, default="en": asked.append(text) or default)
    assert markup.spoken(f"Bolt and sons, makers {words}") == ""
    assert 'lang="en"' in markup.marked_english(f"It needs one {words}.")
    assert asked == []


def test_names_in_another_script_are_marked_in_tables_and_cards() -> None:
    rows = [{"name": "某某公司", "country": "China"}, {"name": "Bolt", "country": "Chile"}]
    for some in (rows, rows[:1]):
        told = answer(
            Statement("The list has some rows.", (), Verdict.COMPUTED),
            form=Form.LIST,
            computed={"list": {"rows": some}},
        )
        assert re.search('lang="zh">某某公司', answer_html(told, 0)), some


def test_the_first_sentence_says_something_by_itself() -> None:
    rows = (
        ("No. Article 3 of the Act asks for it. More.", "No. Article 3 of the Act asks for it."),
        ("Supp. No. 4 to Part 744 lists it", "Supp. No. 4 to Part 744 lists it"),
        (
            "国家实行统一的出口管制制度，由主管部门负责实施和管理。其他。",
            "国家实行统一的出口管制制度，由主管部门负责实施和管理。",
        ),
        ("", ""),
    )
    for text, first in rows:
        assert parted(text)[0] == first


def test_rows_are_a_table_that_sorts_with_the_number_of_its_source() -> None:
    place = {"source_id": "lamps", "start": 40}
    listed = answer(
        Statement("The list has 2 rows.", (), Verdict.COMPUTED),
        Statement("Acme · Brazil", (1,), Verdict.COMPUTED, note=StatementRole.ROW),
        form=Form.LIST, citations=(CITED,),
        computed={"list": {"rows": [
            {"name": "Acme <b>", "country": "Brazil", "citation": place}, {"name": "Bolt", "country": "Chile"}]}},
    )  # fmt: skip
    html = answer_html(listed, 3)
    assert html.count("data-sort") == 2
    assert 'data-cite="3:1"' in html
    assert "Acme &lt;b&gt;" in html
    assert "Acme · Brazil" not in html  # the row is in the table
    single = answer(
        *listed.statements, form=Form.LIST, citations=(CITED,), computed={"list": {"rows": [{"name": "A"}]}}
    )
    assert "Acme · Brazil" in answer_html(single, 3)


def test_what_all_rows_say_is_one_line_and_what_the_table_says_is_no_sentence_besides() -> None:
    rows = [
        {"name": name, "listed_as": name, "country": "Chile", "added": day, "policy": "Denial " + "and so on " * 20}
        for name, day in (("Acme", "2026-01-02"), ("Bolt", "2026-01-03"))
    ]
    html = answer_html(
        answer(
            Statement("The list has 2 rows.", (), Verdict.COMPUTED),
            Statement("Acme: first listed on 2026-01-02.", (1,), Verdict.COMPUTED, note=StatementRole.OF_ROW),
            form=Form.LIST, citations=(CITED,), computed={"list": {"rows": rows}},
        ),
        0,
    )  # fmt: skip
    assert re.findall(r'data-sort="yes">(.*?)<', html) == ["Name", "Added"]
    assert re.findall(r"<dt>(.*?)</dt>", html) == ["Country", "Policy"]
    assert "first listed on" not in html
    assert html.index("The list has 2 rows.") < html.index("<table") < len(html)


def test_a_single_entry_is_a_card_with_its_source() -> None:
    row = {
        "name": "Address 01", "listed_as": "5 Wan Road, Kowloon", "country": "China", "added": "2026-01-02",
        "federal_register": [{"citation": "91 FR 5", "date": "2026-01-02"}], "policy": "<i>Denial</i>",
        "text": "long " * 100, "citation": {"source_id": "lamps", "start": 40},
    }  # fmt: skip
    html = answer_html(
        answer(
            Statement("It is listed.", (1,), Verdict.COMPUTED), form=Form.LIST, citations=(CITED,),
            computed={"list": {"rows": [row]}},
        ),
        0,
    )  # fmt: skip
    card = html[html.index("<article") : html.index("</article>")]
    assert "<h3>5 Wan Road, Kowloon" in card
    assert 'data-cite="0:1"' in card
    assert re.findall(r"<dt>(.*?)</dt>", card) == ["Country", "Added", "Policy", "Notice", "As printed"]
    assert "91 FR 5, 2" in card
    assert "&lt;i&gt;Denial" in card
    assert "<details>" in card  # what is printed is long


def test_what_a_single_section_decides_is_shown_without_a_walk() -> None:
    computed = {"determination": {"status": "indeterminate", "destinations": [{"place": "Vietnam", "open": True}]}}
    said = Statement("Vietnam: the exception may serve there.", (1,), Verdict.COMPUTED)
    html = answer_html(answer(said, citations=(CITED,), form=Form.DETERMINATION, computed=computed), 0)
    assert "the exception may serve there" in html
    assert "lc-walk" not in html


def test_a_determination_is_a_walk_below_the_fields() -> None:
    steps = [
        {"step": "NS control", "finding": "no X.", "effect": "none", "citations": []},
        {"step": "item", "finding": "it is open.", "effect": "unknown",
         "citations": [{"source_id": "lamps", "start": 40}]},
    ]  # fmt: skip
    found = answer(
        Statement("It cannot be said yet.", (1,), Verdict.COMPUTED),
        Statement("To decide it: the item.", (), Verdict.COMPUTED, note=StatementRole.CHECK_NEXT, asks=True),
        outcome=Outcome.NEEDS_FACT, form=Form.DETERMINATION, citations=(CITED,),
        computed={"determination": {"steps": steps, "asks_for": ["the item", "the use"]}},
    )  # fmt: skip
    head, body = answer_parts(found, 0, fields=True)
    assert "Needs 2 facts" in head
    assert "Fill them in" in head
    assert "It cannot be said yet." in head
    assert re.findall('data-effect="(.*?)"', body) == ["none", "unknown"]
    assert 'data-cite="0:1"' in body
    assert "To decide it" not in head + body
    assert needed_facts(found) == ("the item", "the use")


def test_what_is_not_held_names_it_and_recites_no_catalogue_and_no_command() -> None:
    absent = "15 CFR Part 734"
    missing = answer(
        outcome=Outcome.NOT_IN_CORPUS, not_held=(absent,), covers=("Lamp Act",), form=Form.CLOSEST,
        text=f"The text of {absent} is not held here. Run licet sync us-15-cfr-734 to bring it.",
        brings=("us-15-cfr-734", "no-such-source"),
    )  # fmt: skip
    html = answer_html(missing, 0)
    assert "Not held here: 15 CFR Part 734" in html
    assert "licet sync" not in html
    assert "Lamp Act" not in html
    assert [e.id for e in missing_entries(missing)] == ["us-15-cfr-734"]
    told = replace(missing, brings=())
    assert missing_entries(told) == [], "what brings a text is a field; a command in the words of an answer is none"


def test_the_limits_that_shaped_an_answer_are_named() -> None:
    assert shaped_html(Filters()) == ""
    html = shaped_html(Filters(jurisdictions=("jp",), kinds=("law",), as_of=date(2026, 2, 3)))
    assert "As the law stood on 3 February 2026 · Only from: Japan, law" in html
    implied = (Implied("jurisdiction", "jp", "in <Japan>"), Implied("address", "Article 5", "Article 5"))
    html = shaped_html(Filters(jurisdictions=("jp",)), implied)
    assert "Only from: Japan · by words of the question: “in &lt;Japan&gt;”</p>" in html


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("jurisdiction", "jp", "Japan"),
        ("kind", "law", "Law"),
        ("language", "ja", "Japanese"),
        ("as_of", "2026-02-03", "As the law stood on 3 February 2026"),
    ],
)
def test_a_limit_by_words_of_the_question_is_named_in_words(field: str, value: str, label: str) -> None:
    assert implied_label(Implied(field, value, "words")) == label


def test_where_no_fields_follow_the_facts_that_are_needed_are_named() -> None:
    plain = answer(outcome=Outcome.NEEDS_FACT, text="It depends.", asks_for="the ECCN <b>")
    for html in ("".join(answer_parts(plain, 0)), answer_html(plain, 0)):
        assert "the ECCN &lt;b&gt;</li>" in html
        assert "Fill it in" not in html
    assert "<li>" not in "".join(answer_parts(plain, 0, fields=True))
    assert "Fill it in" in answer_parts(plain, 0, fields=True)[0]
    found = answer(
        Statement("It cannot be said yet.", (1,), Verdict.COMPUTED),
        Statement("To decide it: the item and the use.", (), Verdict.COMPUTED, note=StatementRole.CHECK_NEXT),
        outcome=Outcome.NEEDS_FACT, form=Form.DETERMINATION, citations=(CITED,),
        computed={"determination": {"steps": [
            {"step": "item", "finding": "it is open.", "effect": "unknown", "citations": []}
        ], "asks_for": ["the item", "the use"]}},
    )  # fmt: skip
    assert re.findall("<li>(the .*?)</li>", answer_html(found, 0)) == ["the item", "the use"]


def test_what_is_not_held_is_named_with_its_paragraph_and_alone_above_its_button() -> None:
    missing = answer(
        noted("A note on it."), outcome=Outcome.NOT_IN_CORPUS, not_held=("15 CFR 744.21(f)",), form=Form.ANNOTATION,
        citations=(CITED,),
    )  # fmt: skip
    head, body = answer_parts(missing, 0, fields=True)
    assert "Not held here: 15 CFR 744.21(f)" in head
    assert "A note on it" not in head
    assert "A note on it" in body


def test_of_questions_at_once_that_nothing_answers_each_has_its_closest_passages_under_its_heading() -> None:
    told = [
        replace(noted("Lamp Act > 1", StatementRole.CLOSEST), part=part)
        for part in ("What is a lamp?", "Who sells one?")
    ]
    html = answer_html(answer(*told, outcome=Outcome.SILENT, form=Form.CLOSEST, citations=(CITED,)), 0)
    headings = re.findall(r"<h3[^>]*>(.*?)</h3>", html)
    assert headings == ["What is a lamp?", "Closest passages", "Who sells one?", "Closest passages"]


def test_what_an_engine_says_has_its_dates_in_words_and_what_is_no_date_stays() -> None:
    told = "First listed from 2025-01-01 to 2025-13-01 by 84 FR 22963, 2019-05-21; file 2019-05-21-a."
    assert labels.with_days_in_words(told) == (
        "First listed from 1 January 2025 to 2025-13-01 by 84 FR 22963, 21 May 2019; file 2019-05-21-a."
    )
    chinese = "实体清单在2026-07-23的版本中有一百三十行，首次列入的日期是2025-01-01至2025-12-31。" * 2
    assert labels.with_days_in_words(chinese) == chinese  # a sentence has the language of its question
    assert labels.with_short_days("90 FR 44499, 2025-09-16") == "90 FR 44499, 16\xa0Sep\xa02025"


def test_a_part_is_a_heading_also_where_nothing_of_it_is_cited() -> None:
    told = answer(
        Statement("Of the law that is asked about:", (), Verdict.COMPUTED),
        Statement("None of its texts comes near.", (), Verdict.COMPUTED, part="Lamp Union"),
        outcome=Outcome.SILENT,
        text="Of the law that is asked about:\n\n**Lamp Union**\n\nNone of its texts comes near.",
    )  # fmt: skip
    html = answer_html(told, 0)
    assert '<h3 class="lc-part">Lamp Union</h3>' in html
    assert "**" not in html


def test_a_stay_that_begins_with_changed_words_is_shown_beside_them() -> None:
    at = "15 CFR 1.1(c)"
    change = Change(
        ChangeKind.CHANGED, at, at, "one", "two", "", marks("one", "two"), stay=f"{at} is stayed until 2026-11-09."
    )
    shown = change_html(ProvisionChange(LAW, VERSION, VERSION, None, change))
    assert f"{at} is stayed until 9 November 2026." in shown
    assert "stayed" not in change_html(ProvisionChange(LAW, VERSION, VERSION, None, replace(change, stay="")))

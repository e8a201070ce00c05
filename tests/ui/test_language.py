"""The language of the desk: no string is left out, every catalogue is complete, pages, dates and numbers follow."""

from __future__ import annotations

import ast
import copy
import io
import pickle
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from typing import Any

import docx
import pytest
from babel.messages import pofile
from playwright.sync_api import expect

from assistant.drafts.model import CheckedDraft, DraftVerdict, JudgedSentence
from assistant.drafts.report import comment, report_markdown
from assistant.engines.comparison.fixed_points import topics
from assistant.engines.ledger import topics as ledger_topics
from assistant.engines.overview.summary import _PARTS
from assistant.engines.screening.name_likeness import Likeness
from assistant.model import FILE_SAYS, Citation, StatementRole, Verdict
from assistant.query.budget import checked_question
from corpus import errors
from corpus.catalogue.history import Action
from corpus.editions.diff import ChangeKind
from corpus.errors import EmptyDocument, FilledLine, NotHeld, Problem
from corpus.model import Kind, Source, Version
from corpus.parsers.drafts.model import DraftForm
from corpus.parsers.drafts.reading import check_length, read_draft_file
from corpus.parsers.file import File
from corpus.reader.messages import packed_problem, unpacked_problem
from ui import language
from ui.exports.checked_draft import commented_word
from ui.exports.legal import DISCLAIMER
from ui.language import LANGUAGES, SOURCE_LANGUAGE, typed_day_form
from ui.locale import names, problem_lines
from ui.locale.messages import catalogue_path, messages
from ui.news.feeds import CAVEAT
from ui.offers.candidates import OWN, examples

ROOT = Path(__file__).resolve().parents[2]
OTHERS = [code for code in LANGUAGES if code != SOURCE_LANGUAGE]
# What a widget shows of its arguments: the first one and these.
_SHOWN = {"label", "help", "placeholder", "text", "alt", "caption", "body"}
_WIDGETS = {
    *("title", "header", "subheader", "caption", "markdown", "error", "warning", "info", "success", "metric", "show"),
    *("button", "form_submit_button", "download_button", "link_button", "popover", "expander", "dialog", "tabs"),
    *("text_input", "text_area", "number_input", "date_input", "chat_input", "file_uploader", "slider"),
    *("selectbox", "multiselect", "pills", "segmented_control", "radio", "checkbox", "toggle", "spinner", "progress"),
}
_TAG = re.compile(r"<[^<>]*(?:>|$)|^[^<>]*>")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FIELD = "\0"  # stands for a value in an f-string
_is_problem = lambda found: isinstance(found, type) and issubclass(found, Problem)  # noqa: E731
_PROBLEMS = {"Problem", *(name for name, found in vars(errors).items() if _is_problem(found))}
# Names that are the same in every language, and examples of what people type.
_SAME = {
    "CSV",
    "Huawei Technologies\nDahua Technology",
    "744.11(a)(1), 2021/953",
    "744.11, Article 12 of 2021/953",
    "Licet",
    "https://…",
}


def unmarked(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, words) of the literals of a page's source that a person reads and that no function marks."""
    tree = ast.parse(source)
    marked: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_", "ngettext"):
            marked |= {id(inner) for inner in ast.walk(node)}
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            marked.add(id(body[0].value))  # a docstring
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            receiver = getattr(getattr(node.func, "value", None), "id", "")
            if name in _WIDGETS and receiver != "log":
                shown = [*node.args[:1], *(k.value for k in node.keywords if k.arg in _SHOWN)]
                yield from ((told.lineno, words) for told in shown for words in _words_of(told, marked))
        if isinstance(node, ast.JoinedStr) and id(node) not in marked:
            whole = "".join(p.value if isinstance(p, ast.Constant) else _FIELD for p in node.values)
            between = [words.strip() for words in _TAG.sub(" ", whole).split(_FIELD) if _WORD.search(words)]
            if re.search(r"</?[a-z]", whole):
                yield from ((node.lineno, words) for words in between if words not in _SAME)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in marked:
            if "<" in node.value or ">" in node.value:
                words = _TAG.sub(" ", node.value)
                if _WORD.search(words) and re.search(r"</?[a-z]", node.value) and words.strip() not in _SAME:
                    yield node.lineno, words.strip()


def _words_of(told: ast.AST, marked: set[int]) -> Iterator[str]:
    parts = told.values if isinstance(told, ast.JoinedStr) else [told]
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and id(part) not in marked:
            if _WORD.search(part.value) and not part.value.startswith(("<", ":material")) and part.value not in _SAME:
                yield part.value


@pytest.mark.parametrize(
    ("source", "left_out"),
    [
        ('st.button("Begin")', True),
        ('st.button(_("Begin"), key="begin")', False),
        ('st.text_input(_("Name"), placeholder="Any name")', True),
        ("x = f\"<p class='lc'>Read {esc(y)}</p>\"", True),
        ("x = f\"<p class='lc'>{esc(_('Read'))}</p>\"", False),
        ('left.caption(f"{n} rows")', True),
        ("x = f'<b>{a}</b> {b} by {c}.'", True),
        ("""x = f'<b title="Read {a}">{b}</b> {c}, {d}.'""", False),
    ],
)
def test_a_string_that_is_left_out_is_found(source: str, left_out: bool) -> None:
    assert bool(list(unmarked(source))) is left_out


def test_no_string_of_a_page_is_left_out() -> None:
    rooms = [ROOT / "ui" / "views", ROOT / "ui" / "components", ROOT / "ui" / "app.py"]
    files = sorted(f for room in rooms for f in ([room] if room.suffix else room.rglob("*.py")))
    found = [f"{f.relative_to(ROOT)}:{line}: {words}" for f in files for line, words in unmarked(f.read_text("utf-8"))]
    assert not found


def unknown_problems(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, words) of the problems that a module raises and that are told in English alone.

    Values stand in a `FilledLine`: of a text that is formatted, nothing knows which words are values.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _PROBLEMS:
            for told in _told_lines(node.args[:2]):
                line = told.args[0] if isinstance(told, ast.Call) and _is_filled(told) else told
                is_known = isinstance(line, ast.Constant) and line.value in problem_lines.LINES
                if isinstance(line, ast.Constant | ast.JoinedStr) and not is_known:
                    yield node.lineno, ast.unparse(line)


def _told_lines(given: list[ast.expr]) -> Iterator[ast.expr]:
    for told in given:
        yield from (told.body, told.orelse) if isinstance(told, ast.IfExp) else (told,)


def _is_filled(call: ast.Call) -> bool:
    return getattr(call.func, "id", "") == FilledLine.__name__


def test_no_problem_of_the_desk_is_told_in_english_alone() -> None:
    assert list(unknown_problems('raise NotHeld(f"{x} is not here.", _("Add it."))')) == [(1, "f'{x} is not here.'")]
    assert list(unknown_problems('raise NotHeld(f"There is no {x}.", y)')) == [(1, "f'There is no {x}.'")]
    assert list(unknown_problems('NotHeld(FilledLine("No {x}.", {"x": x}), y)')) == [(1, "'No {x}.'")]
    assert not list(unknown_problems('raise BadRequest("The question is empty.", x)'))
    assert not list(unknown_problems('NotHeld(FilledLine("There is no {place}.", {"place": x}), y)'))
    rooms = [ROOT / "ui" / "views", ROOT / "ui" / "components", ROOT / "ui" / "conversations"]
    # What is wrong with the sign-in is told to whoever starts the desk.
    files = sorted(f for room in rooms for f in room.rglob("*.py") if f.name != "sign_in.py")
    assert not [(f.name, *found) for f in files for found in unknown_problems(f.read_text("utf-8"))]


def filled_lines(source: str) -> Iterator[tuple[str, set[str]]]:
    """Yield the templates of a module's lines with values, each with the names that it lacks or has too many."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _is_filled(node) and isinstance(node.args[0], ast.Constant):
            template, values = str(node.args[0].value), node.args[1]
            names = (
                {k.value for k in values.keys if isinstance(k, ast.Constant)} if isinstance(values, ast.Dict) else None
            )
            yield template, set() if names is None else {str(name) for name in names} ^ _placeholders(template)


def test_every_line_with_values_is_a_message_and_has_those_of_its_places() -> None:
    assert list(filled_lines('FilledLine("No {x}.", {"x": x, "y": y})')) == [("No {x}.", {"y"})]
    files = [f for room in ("assistant", "corpus", "index", "ui") for f in sorted((ROOT / room).rglob("*.py"))]
    found = [told for f in files for told in filled_lines(f.read_text("utf-8"))]
    assert len(found) > 10
    assert {line for line, _ in found} - {*problem_lines.LINES} == {"starter library: {name}"}  # of a terminal
    assert [told for told in found if told[1]] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_has_every_message_with_its_placeholders(code: str) -> None:
    with catalogue_path(code).open("rb") as file:
        held = {m.id: m for m in pofile.read_po(file, locale=code) if m.id}
    wanted = {m if isinstance(m, str) else tuple(m) for m, _ in messages()}
    assert set(held) == wanted
    for message in held.values():
        forms = [message.string] if isinstance(message.string, str) else list(message.string)
        sources = [message.id] if isinstance(message.id, str) else list(message.id)
        assert all(form.strip() for form in forms), message.id
        for form in forms:
            assert _placeholders(form) <= _placeholders(sources[-1]), (message.id, form)
        assert _placeholders(forms[-1]) == _placeholders(sources[-1]), message.id


def test_words_that_other_rooms_give_the_page_are_messages() -> None:
    given = {
        *(kind.value for kind in ChangeKind),
        *(action.value for action in Action),
        *(verdict.value for verdict in Verdict),
        *(DISCLAIMER, CAVEAT, FILE_SAYS, OWN),
        *examples(),
        *(likeness.value for likeness in Likeness),
        *(topic.name for topic in topics()),
        *(point for topic in topics() for point in topic.points.values()),
        *_PARTS,
        *("By their own words", "Its summary", "No country named", "Notices held", "Review policy"),  # groups of news
        *("added", "updated", "changed", "unchanged", "failed"),  # what became of a document
        *(topic.name for topic in ledger_topics.table()),
    }
    known = {m for m, _ in messages()}
    assert given <= known


def test_every_part_of_an_answer_has_a_label_that_is_translated() -> None:
    from ui.components.page import labels

    assert {note.value for note in StatementRole} - set(labels._NOTES) == {""}


def test_a_file_is_made_in_the_language_of_the_reader_who_asked_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from concurrent.futures import ThreadPoolExecutor

    monkeypatch.setattr(language, "reader_language", lambda: "de")
    make = language.in_readers_language(lambda: language.catalogue_of(language._SPOKEN.get()).gettext("Sources"))
    monkeypatch.undo()
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(make).result() == "Quellen"
        assert pool.submit(language.reader_language).result() == "en"


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(
    ("code", "day", "thousands"),
    [("de", "3. Februar 2026", "26.000"), ("ja", "2026年2月3日", "26,000"), ("en", "3 February 2026", "26,000")],
)
def test_dates_and_numbers_follow_the_language(
    code: str, day: str, thousands: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "reader_language", lambda: code)
    monkeypatch.setattr(names, "reader_language", lambda: code)
    assert names.day(date(2026, 2, 3)) == day
    assert language.figure(26000) == thousands


def test_a_country_has_its_name_in_the_language_and_other_words_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "reader_language", lambda: "de")
    names = ("Germany", "China", "Türkiye", "Crimea Region of Ukraine", "")
    assert [language.name_of_country(n) for n in names] == [
        "Deutschland", "China", "Türkei", "Crimea Region of Ukraine", "",
    ]  # fmt: skip
    monkeypatch.undo()
    assert language.name_of_country("Germany") == "Germany"


def test_comments_and_report_of_a_draft_are_told_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    version = Version("lamps", "a" * 64, datetime(2026, 2, 4, tzinfo=UTC), date(2026, 2, 3))
    cited = Citation(1, "p", Source("lamps", "Lamp Act", Kind.LAW, "us"), version, "§ 2", "The lamp burns.", 0, 15)
    reason = FilledLine("The quotation stands word for word in {place}.", {"place": "§ 2"})
    judged = JudgedSentence("“The lamp burns.”", 0, 17, DraftVerdict.SUPPORTED, (cited,), reason)
    checked = CheckedDraft("a.md", DraftForm.MARKDOWN, judged.text, (judged,), left=2)
    plain = comment(judged)
    assert plain.startswith(
        "Supported. The quotation stands word for word in § 2.\n§ 2 · Lamp Act, text of 2026-02-03 ·"
    )
    monkeypatch.setattr(language, "reader_language", lambda: "de")
    monkeypatch.setattr(names, "reader_language", lambda: "de")
    monkeypatch.setattr(problem_lines, "reader_language", lambda: "de")
    told = comment(judged, problem_lines.in_readers_words)
    assert told.startswith("Belegt. ")
    assert "§ 2 · Lamp Act, Fassung vom 3. Februar 2026 · verbindlich" in told
    document = docx.Document(io.BytesIO(commented_word(checked)))
    assert [" ".join(c.text.split()) for c in document.comments] == [" ".join(told.split())]
    report = report_markdown(checked, problem_lines.in_readers_words)
    assert "# Prüfung von a.md" in report
    assert "**Angehalten: 2 weitere Sätze wurden nicht beurteilt.**" in report
    assert comment(judged) == plain


def _raised(work: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(Problem) as raised:
        work()
    return raised.value.message, raised.value.remedy


@pytest.mark.parametrize(
    ("work", "message", "remedy"),
    [
        (lambda: checked_question("", 9), "Die Frage ist leer.", "744.21(f) an."),
        (lambda: checked_question("x" * 1_200, 9), "Die Frage hat 1.200 Zeichen; die Grenze ist 9.", "Kürzen Sie sie"),
        (lambda: check_length("x" * 700_000, "a.md"), "a.md hat 700.000 Zeichen, etwa 233 Seiten;", "in Teilen."),
        (lambda: read_draft_file(File("a.md", b" ")), "a.md enthält keinen Text.", "mit Sätzen."),
        (lambda: read_draft_file(File("a.pdf", b" ")), "a.pdf ist kein Entwurf", "als Word"),
    ],
)
def test_a_problem_of_another_room_is_told_in_the_language(
    work: Callable[[], object], message: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _raised(work)
    assert tuple(map(problem_lines.in_readers_words, told)) == told
    monkeypatch.setattr(language, "reader_language", lambda: "de")
    monkeypatch.setattr(problem_lines, "reader_language", lambda: "de")
    said, then = map(problem_lines.in_readers_words, told)
    assert said.startswith(message)
    assert remedy in then


def test_a_line_that_is_none_of_those_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem_lines, "reader_language", lambda: "de")
    for line in ("", "Something else.", "The question is empty", "It. The question is empty."):
        assert problem_lines.in_readers_words(line) == line
    line = "There is no such word as There is no {place}."
    assert problem_lines.in_readers_words(line) == line
    long = NotHeld(FilledLine("There is no {place}.", {"place": "x" * 20_000}), "")
    assert problem_lines.in_readers_words(long.message) == long.message


def test_a_line_keeps_its_values_through_a_problem_its_copies_and_its_way_between_processes() -> None:
    problem = EmptyDocument(FilledLine("{name} holds no text.", {"name": "a {b}\n.md"}), "Give one.")
    again = unpacked_problem(packed_problem(problem))
    for line in (
        problem.message,
        again.message,
        copy.deepcopy(again.message),
        pickle.loads(pickle.dumps(again.message)),
    ):
        assert isinstance(line, FilledLine)
        assert (line, line.template) == ("a {b} .md holds no text.", "{name} holds no text.")
        assert line.values == {"name": "a {b} .md"}


@pytest.mark.browser
def test_the_page_speaks_the_language_of_a_link_or_as_chosen(served: Any, browse: Any) -> None:
    tab = browse(served).open("/library?lang=de")
    page = tab.page
    page.get_by_role("heading", name="Bibliothek", exact=True).wait_for()
    tab.settled()
    page.get_by_role("radio", name="Français").click()
    page.get_by_role("heading", name="Bibliothèque", exact=True).wait_for()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert "lang=" not in page.url


@pytest.mark.browser
def test_what_was_chosen_once_stays_on_the_next_page_and_after_reloading(served: Any, browse: Any) -> None:
    tab = browse(served, locale="en-GB").open("/library")
    page = tab.page
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("radio", name="Français").click()
    page.get_by_role("heading", name="Bibliothèque", exact=True).wait_for()
    tab.settled()
    page.get_by_text("Montrer comment les passages sont trouvés").click()
    page.get_by_role("link", name="Inspecter").wait_for()
    page.reload()
    page.get_by_role("heading", name="Bibliothèque", exact=True).wait_for()
    page.get_by_role("link", name="Inspecter").wait_for()
    tab.open("/calendar?lang=xx")  # of which there is no catalogue
    page.get_by_role("heading", name="Calendrier", exact=True).wait_for()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    typed = page.get_by_test_id("stDateInput").first.get_by_role("spinbutton")
    day, month, year = (int(typed.nth(n).get_attribute("aria-valuenow") or 0) for n in range(3))
    assert (day, month, year) == (date.today().day, date.today().month, date.today().year)
    tab.open("/library?lang=de")  # a link names its language
    page.get_by_role("heading", name="Bibliothek", exact=True).wait_for()
    tab.open("/library")
    page.get_by_role("heading", name="Bibliothèque", exact=True).wait_for()


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("en", "YYYY-MM-DD"), ("de", "DD.MM.YYYY"), ("fr", "DD/MM/YYYY"), ("es", "DD/MM/YYYY"), ("ja", "YYYY/MM/DD"),
        ("zh", "YYYY/MM/DD"),
    ],
)  # fmt: skip
def test_a_day_is_typed_as_the_language_writes_it(monkeypatch: pytest.MonkeyPatch, code: str, form: str) -> None:
    monkeypatch.setattr("ui.language.reader_language", lambda: code)
    assert typed_day_form() == form
    assert language.day_form_of_tables() == ("D MMM YYYY" if code == "en" else form)


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/read", "/calendar"])
def test_every_kind_of_page_offers_the_languages(served: Any, browse: Any, path: str) -> None:
    page = browse(served).open(path).page
    page.get_by_role("radio", name="Español").wait_for()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_is_wider_than_the_window_in_a_longer_language(served: Any, browse: Any, code: str, width: int) -> None:
    tab = browse(served, width)
    for name in ("", "read", "library", "lists", "changes", "calendar", "compare", "check", "inspect"):
        tab.open(f"/{name}?lang={code}")
        assert tab.overflow() <= 0, name
        tab.picture(f"{name or 'ask'}-{code}-{width}")


@pytest.mark.browser
def test_what_is_told_in_english_is_announced_in_another_language(served: Any, browse: Any) -> None:
    tab = browse(served).open("/?lang=de")
    tab.page.get_by_text("Diese Fragen sind auf Englisch").wait_for()
    tab.open("/")
    tab.page.get_by_role("radio", name="English").click()
    tab.page.get_by_role("heading", name="What do the texts say?").wait_for()
    tab.settled()
    assert tab.page.get_by_text("These questions are in English").count() == 0


@pytest.mark.browser
def test_the_page_speaks_the_language_of_the_browser(served: Any, browse: Any) -> None:
    page = browse(served, locale="ja-JP").open().page
    page.get_by_role("heading", name="原文には何と書かれていますか").wait_for()

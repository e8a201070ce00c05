"""`licet watch --notify` over a real mail server and a web server on loopback: what changed, with the redline."""

from __future__ import annotations

import email.policy
import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from corpus.catalogue import Catalogue
from corpus.errors import StoreUnavailable
from corpus.model import Kind, Role, Source
from corpus.records.home import HomeRecords
from corpus.structure import TreeBuilder
from tests.assistant.engines.lists.conftest import ALL, ENTITIES, add_part
from tests.loopback import QuietHandler, begun
from tests.ui.conftest import without_library
from ui.cli import main
from ui.news.followed import Followed, FollowedKind, FollowedList
from ui.news.states import differences, state_of

TRICK = ("GERMANY", "<script>x</script> Lamps, Kiel", ALL, "Policy of denial", "91 FR 1, 4/1/26.")
ACT = ("The minister decides within ninety days.", "The minister decides within sixty days.")


class _Mail(socketserver.StreamRequestHandler):
    """Speaks as much of RFC 5321 as a client needs, and keeps what it is given."""

    def handle(self) -> None:
        self._say("220 loopback")
        kept: dict[str, Any] = {"to": []}
        while line := self.rfile.readline():
            word = line.split(b":")[0].split()[0].upper()
            if word == b"EHLO":
                self._say("250-loopback")
                self._say("250 SIZE 10000000")
            elif word == b"RCPT":
                kept["to"].append(line.decode().split("<")[1].split(">")[0])
                self._say("550 nobody here" if self.server.refuses else "250 ok")  # type: ignore[attr-defined]
            elif word == b"DATA":
                self._say("354 go on")
                data = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    data += part[1:] if part.startswith(b".") else part
                self.server.kept.append((kept["to"], data))  # type: ignore[attr-defined]
                self._say("250 kept")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Hook(QuietHandler):
    def do_POST(self) -> None:
        body = self.body()
        self.server.kept.append((self.path, self.headers["Content-Type"], json.loads(body)))  # type: ignore[attr-defined]
        self.send_response(500 if self.server.refuses else 204)  # type: ignore[attr-defined]
        self.end_headers()


@pytest.fixture
def servers() -> Iterator[Any]:
    """Start both servers; each keeps what it got in `kept`, and refuses while `refuses` is set."""
    mail = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Mail)
    mail.daemon_threads = True
    threading.Thread(target=mail.serve_forever, args=(0.02,), daemon=True).start()
    hook = begun(_Hook)
    for server in (mail, hook):
        server.kept, server.refuses = [], False  # type: ignore[attr-defined]
    yield SimpleNamespace(mail=mail, hook=hook)
    for server in (mail, hook):
        server.shutdown()
        server.server_close()


def add_act(catalogue: Catalogue, day: date, words: str) -> None:
    tree = TreeBuilder()
    tree.add(words, locator="Article 2", role=Role.SECTION)
    source = Source(id="jp-lantern-act", title="Lantern Export Act", kind=Kind.LAW, jurisdiction="jp")
    catalogue.publish(catalogue.stage(tree.reading(source, valid_from=day), []))


def edit(home: Path, change: Callable[[Catalogue], None]) -> None:
    catalogue = Catalogue(home / "catalogue.sqlite")
    change(catalogue)
    catalogue.close()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], servers: Any) -> Any:
    """Return a function that runs `licet watch …` over a home with two lists and an act, with both channels set."""
    monkeypatch.setenv("LICET_HOME", str(tmp_path))
    monkeypatch.setenv("LICET_SMTP_URL", f"smtp://127.0.0.1:{servers.mail.server_address[1]}")
    monkeypatch.setenv("LICET_NOTIFY_TO", "desk@example.org, law@example.org")
    monkeypatch.setenv("LICET_NOTIFY_WEBHOOK", f"http://127.0.0.1:{servers.hook.server_address[1]}/changes")
    edit(tmp_path, lambda c: add_part(c, date(2026, 1, 15)))
    edit(tmp_path, lambda c: add_act(c, date(2026, 1, 1), ACT[0]))

    def command(*arguments: str, ok: int = 0) -> Any:
        code = 0
        try:
            main(["watch", *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        assert code == ok, err
        assert "Traceback" not in err
        return SimpleNamespace(out=out, err=err)

    return command


def message(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)  # type: ignore[attr-defined, return-value]


def test_what_changed_is_told_once_by_both_with_its_redline(run: Any, servers: Any, tmp_path: Path) -> None:
    run("--list", "entity")
    run("--provision", "Article 2")
    run("--regime", "jp")
    assert [r["follows"] for r in json.loads(run("--json").out)] == ["list", "provision", "regime"]
    assert "nothing was sent" in run("--notify").err
    assert (servers.mail.kept, servers.hook.kept) == ([], [])

    printed = [(c, e.replace("Co., Ltd.", "Co.,Ltd."), *r) for c, e, *r in ENTITIES]
    edit(tmp_path, lambda c: add_part(c, date(2026, 2, 1), printed))  # other spacing, nothing else
    assert "nothing was sent" in run("--notify").err
    assert servers.mail.kept == []

    edit(tmp_path, lambda c: add_part(c, date(2026, 4, 15), (*ENTITIES[1:], TRICK)))
    edit(tmp_path, lambda c: add_act(c, date(2026, 5, 1), ACT[1]))
    assert "mail: Entity List: 1 added, 1 removed" in run("--notify").out
    ((to, raw),) = servers.mail.kept
    assert to == ["desk@example.org", "law@example.org"]
    mail = message(raw)
    assert mail["Subject"] == "Licet: Entity List: 1 added, 1 removed and 2 more"
    plain = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "within [-ninety -]{+sixty +}days" in plain
    assert "removed: Acme Lamps, Freedonia" in plain
    assert ">ninety </del><ins" in html
    assert "<script>" not in html
    assert "&lt;script&gt;x&lt;/script&gt; Lamps" in html
    ((path, media, body),) = servers.hook.kept
    assert (path, media) == ("/changes", "application/json")
    told = {n["name"]: n for n in body["notices"]}
    assert set(told) == {"Entity List", "Article 2", "jp"}
    (change,) = told["Article 2"]["changes"]
    assert (change["before"], change["after"]) == ACT
    assert [r["text"].strip() for r in change["redline"] if r["kind"] != "equal"] == ["ninety", "sixty"]
    assert "nothing was sent" in run("--notify").err
    assert (len(servers.mail.kept), len(servers.hook.kept)) == (1, 1)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [("Lamps of 1.5 mm are controlled.", "Lamps of 15 mm are controlled.", "of [-1.5 -]{+15 +}mm"),
     ("Below -40 °C it is free.", "Below 40 °C it is free.", "Below [--40 -]{+40 +}°C")],
)  # fmt: skip
def test_a_figure_that_is_another_is_told(
    run: Any, servers: Any, tmp_path: Path, before: str, after: str, told: str
) -> None:
    edit(tmp_path, lambda c: add_act(c, date(2026, 2, 1), before))
    run("--provision", "Article 2")
    run("--notify")
    edit(tmp_path, lambda c: add_act(c, date(2026, 5, 1), after))
    assert "mail: Article 2: 1 changed" in run("--notify").out
    assert told in message(servers.mail.kept[0][1]).get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_what_only_has_another_number_is_told_beside_what_changed() -> None:
    was = {"Art 2(a), Act (a)": "(a) Lamps burn oil.", "Art 2(b), Act (a)": "(b) Wicks are free."}
    moved = {"Art 2(b), Act (a)": "(b) Lamps burn oil.", "Art 2(c), Act (a)": "(c) Wicks are free."}
    assert differences(was, moved) == []
    found = differences(was, {"Art 2(a), Act (a)": "(a) Oil is taxed.", **moved})
    assert [(d.change, d.name) for d in found] == [
        ("added", "Art 2(a), Act (a)"),
        ("renumbered", "Art 2(a), Act (a) is now Art 2(b), Act (a)"),
        ("renumbered", "Art 2(b), Act (a) is now Art 2(c), Act (a)"),
    ]
    edited = {**was, "Art 2(a), Act (a)": "(a) Lamps burn no oil."}
    assert [(d.change, d.before) for d in differences(was, edited)] == [("changed", "(a) Lamps burn oil.")]


def test_names_that_exchange_their_words_are_told_as_changed() -> None:
    one, five = "Art 2(a), Act (a)", "Art 2(b), Act (a)"
    found = differences({one: "(a) one year", five: "(b) five years"}, {one: "(a) five years", five: "(b) one year"})
    assert [(d.change, d.name, d.before, d.after) for d in found] == [
        ("changed", one, "(a) one year", "(a) five years"), ("changed", five, "(b) five years", "(b) one year"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"), [("1. Januar 2026 gilt", "15. Januar 2026 gilt"), ("1. units here", "2. units here")]
)
def test_a_day_or_a_count_that_is_another_is_told_under_the_same_name(before: str, after: str) -> None:
    (found,) = differences({"Article 1, Act (a)": before}, {"Article 1, Act (a)": after})
    assert (found.change, found.before, found.after) == ("changed", before, after)


def test_a_row_that_moves_to_another_country_is_told_and_the_order_of_rows_of_one_name_is_not() -> None:
    lamps = "Lamps, Kiel · licence for all items"
    found = differences({"Lamps, GERMANY": lamps}, {"Lamps, FRANCE": lamps}, rows=True)
    assert [(d.change, d.name) for d in found] == [("added", "Lamps, FRANCE"), ("removed", "Lamps, GERMANY")]
    assert differences({"Lamps, GERMANY": lamps}, {"Lamps Ltd, GERMANY": lamps}, rows=True) == []
    for here, there in (
        ("KOREA, REPUBLIC OF", "CONGO, REPUBLIC OF"),
        ("CHINA, PEOPLE'S REPUBLIC OF", "LAO, PEOPLE'S DEMOCRATIC REPUBLIC OF"),
        ("KOREA, REPUBLIC OF (2)", "CONGO, REPUBLIC OF (2)"),
        ("Germany; Iran", "Germany"),
    ):
        found = differences({f"Lamps, Inc., {here}": lamps}, {f"Lamps, Inc., {there}": lamps}, rows=True)
        assert [d.name for d in found] == [f"Lamps, Inc., {there}", f"Lamps, Inc., {here}"]
    (gone,) = (d for d in differences({"Lamps, KOREA, REPUBLIC OF": lamps}, {"Lamps": lamps}, rows=True)
               if d.change == "removed")  # fmt: skip
    assert gone.name == "Lamps, KOREA, REPUBLIC OF"
    assert differences({"Lamps, Inc., GERMANY": lamps}, {"Lamps Inc., GERMANY": lamps}, rows=True) == []
    china = "CHINA, PEOPLE'S REPUBLIC OF"
    assert differences({f"Lamps Co., Ltd., {china}": lamps}, {f"Lamps Co. Ltd., {china}": lamps}, rows=True) == []
    assert differences({"Lamps, Inc.": lamps}, {"Lamps Inc.": lamps}, rows=True) == []  # of no country, both
    assert differences({"L, KOREA, REPUBLIC OF": lamps}, {"Lamps, KOREA, REPUBLIC OF": lamps}, rows=True) == []
    two = {"Lamps, GERMANY": lamps, "Lamps, GERMANY (2)": "Lamps, Bonn"}
    assert differences(two, {"Lamps, GERMANY": "Lamps, Bonn", "Lamps, GERMANY (2)": lamps}, rows=True) == []


def test_a_notice_tells_a_row_that_moves_to_another_country(run: Any, tmp_path: Path) -> None:
    run("--list", "entity")
    run("--notify")
    moved = [("GERMANY" if "Egret" in entry else country, entry, *rest) for country, entry, *rest in ENTITIES]
    edit(tmp_path, lambda c: add_part(c, date(2026, 4, 15), moved))
    assert "mail: Entity List: 1 added, 1 removed" in run("--notify").out


def test_a_question_is_followed_by_what_its_answer_cites(
    run: Any, servers: Any, tmp_path: Path, furnish: Callable[[Path], Path]
) -> None:
    furnish(tmp_path)
    without_library(Catalogue(tmp_path / "catalogue.sqlite"))
    question = "Is Dynamo A.S. on the Entity List?"
    run("--question", question)
    (row,) = json.loads(run("--json").out)
    assert (row["follows"], row["name"]) == ("question", question)
    assert any("Dynamo A.S. (us-15-cfr-744)" in place for place in row["places"])
    run("--notify")
    moved = [(c, e, r, "Case-by-case" if "Dynamo" in e else p, f) for c, e, r, p, f in ENTITIES]
    edit(tmp_path, lambda c: add_part(c, date(2026, 4, 15), moved))
    assert f"mail: {question}: 1 changed" in run("--notify").out
    assert "{+Case-by-case" in message(servers.mail.kept[0][1]).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "cites nothing that could be followed" in run("--question", "hello", ok=1).err


def test_a_channel_that_fails_is_told_again_and_the_other_is_not(run: Any, servers: Any, tmp_path: Path) -> None:
    run("--provision", "Article 2")
    run("--notify")
    edit(tmp_path, lambda c: add_act(c, date(2026, 5, 1), ACT[1]))
    servers.mail.refuses = True
    failed = run("--notify", ok=1)
    assert "did not take the notice" in failed.err
    assert "the next run sends it again" in " ".join(failed.err.split())
    assert (servers.mail.kept, len(servers.hook.kept)) == ([], 1)
    servers.mail.refuses = False
    servers.hook.refuses = True
    assert "mail: Article 2: 1 changed" in run("--notify").out
    assert (len(servers.mail.kept), len(servers.hook.kept)) == (1, 1)
    servers.mail.shutdown()
    servers.mail.server_close()
    edit(tmp_path, lambda c: add_act(c, date(2026, 6, 1), ACT[0]))
    failed = run("--notify", ok=1)
    assert "answered 500" in failed.err
    assert "Connection" in failed.err


def test_what_a_person_can_get_wrong_is_one_line(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nothing is followed yet" in run("--notify", ok=1).err
    assert "no list 'nowhere'" in run("--list", "nowhere", ok=1).err
    assert run("--provision", "Article 99 of nothing", ok=1).err
    assert "One thing at a time" in run("--list", "entity", "--regime", "us", ok=1).err
    assert "stands alone" in run("--notify", "--list", "entity", ok=1).err
    assert "is not followed" in run("--list", "entity", "--remove", ok=1).err
    run("--list", "entity")
    monkeypatch.setenv("LICET_SMTP_URL", "mail.example")
    assert "LICET_SMTP_URL names no mail server" in run("--notify", ok=1).err
    monkeypatch.setenv("LICET_SMTP_URL", "")
    monkeypatch.setenv("LICET_NOTIFY_TO", "")
    monkeypatch.setenv("LICET_NOTIFY_WEBHOOK", "")
    assert "Nothing is set to notify by" in run("--notify", ok=1).err
    run("Entity List", "--remove")
    assert json.loads(run("--json").out) == []


def test_two_texts_of_one_title_are_followed_apart(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")

    def add(id: str, words: str, day: date) -> None:
        tree = TreeBuilder()
        tree.add(words, locator="Article 2", role=Role.SECTION)
        source = Source(id=id, title="Lantern Export Act", kind=Kind.LAW, jurisdiction="jp")
        catalogue.publish(catalogue.stage(tree.reading(source, valid_from=day), []))

    add("jp-act-a", ACT[0], date(2026, 1, 1))
    add("jp-act-b", "Lamps are free.", date(2026, 1, 1))
    followed = [
        Followed("1", FollowedKind.REGIME, "jp"),
        Followed("2", FollowedKind.PROVISION, "Article 2"),
        Followed("3", FollowedKind.QUESTION, "Q", (("jp-act-a", "Article 2"), ("jp-act-b", "Article 2"))),
    ]
    before = [state_of(one, catalogue) for one in followed]
    assert [len(state) for state in before] == [2, 2, 2]
    add("jp-act-a", ACT[1], date(2026, 2, 1))
    found = [differences(old, state_of(one, catalogue)) for old, one in zip(before, followed, strict=True)]
    assert [[d.change for d in one] for one in found] == [["changed"]] * 3
    assert all("jp-act-a" in d.name for one in found for d in one)
    catalogue.close()


def test_what_is_followed_has_the_id_of_its_name_whatever_its_file_says(tmp_path: Path) -> None:
    kept = FollowedList(HomeRecords(tmp_path / "home"))
    added = kept.add(FollowedKind.LIST, "entity")
    file = tmp_path / "home" / "followed.json"
    file.write_text(file.read_text("utf-8").replace(added.id, "../../evil*"), "utf-8")
    assert kept.all() == [added]
    kept.set_told(kept.all()[0], "mail", {"a": "b"})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["home"]
    file.write_text("[" * 100_000, "utf-8")
    with pytest.raises(StoreUnavailable, match="cannot be read"):
        kept.all()

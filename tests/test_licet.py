"""The public interface: what `import licet` gives, and a wheel that works beside other people's packages."""

from __future__ import annotations

import contextlib
import doctest
import inspect
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import warnings
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import get_args

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import FakeListChatModel
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import licet
from corpus.model import Standing
from setup import absolute_links, project_address, project_urls, under_licet

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def desk(library_home: Path, tmp_path_factory: pytest.TempPathFactory) -> licet.Licet:
    home = tmp_path_factory.mktemp("desk") / "home"
    return licet.open(home=shutil.copytree(library_home, home, symlinks=True))


# What programs of others import. A name is added here on purpose, and taken away only with a new version.
EXPORTED = [
    "AlteredText", "AlteredTextWarning", "Answer", "BadRequest", "Citation", "EmptyDocument", "Event", "FetchFailed",
    "Filters", "HeldProvision", "Hit", "Hits", "Intake", "JudgedSentences", "Kind", "Licet", "ModelFailed", "NotHeld",
    "Outcome", "ParserFault", "Problem", "ProtectedDocument", "Retriever", "RunnableAssistant", "Statement", "Step",
    "StoreUnavailable", "SyncOutcome", "TextDelta", "TooLarge", "UnknownFormat", "UnreadableDocument",
    "WrittenSentences", "open",
]  # fmt: skip
METHODS = ["add", "ask", "assistant", "close", "retriever", "search", "show", "stream", "sync"]


def test_exported_names() -> None:
    assert sorted(licet.__all__) == EXPORTED
    assert [name for name in dir(licet.Licet) if not name.startswith("_")] == METHODS
    for name in licet.__all__:
        assert inspect.getdoc(getattr(licet, name)), f"{name} has no docstring"
    with pytest.raises(AttributeError):
        _ = licet.nothing  # type: ignore[attr-defined]


def test_what_the_door_returns_can_be_named_by_its_callers() -> None:
    """Check that every type of Licet in the signature of a method, and every event, is exported."""
    events = {event.__name__ for event in get_args(licet.Event)}
    names: set[str] = set()
    for method in map(vars(licet.Licet).get, METHODS):
        written = inspect.signature(getattr(method, "func", method)).return_annotation  # type: ignore[arg-type]
        names |= set(re.findall(r"[A-Z]\w+", written))
    assert events > {"Answer", "Step"}
    assert {"Intake", "Hits"} < names
    assert (events | names) - {"None", "Iterator"} <= set(licet.__all__)


def _examples(of: object) -> list[str]:
    """Return the lines of code of a docstring's examples; a statement that goes on in `...` is one."""
    return [e.source for e in doctest.DocTestParser().get_examples(inspect.getdoc(of) or "")]


def test_every_public_name_shows_how_it_is_used(
    desk: licet.Licet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run the examples of all docstrings, one after another, in a folder that holds what they add."""
    shown = [getattr(licet, name) for name in licet.__all__ if name != "Event"]  # a union: `stream` shows it
    described = [licet, *shown, *(vars(licet.Licet)[name] for name in METHODS)]
    (tmp_path / "papers").mkdir()
    for file in ("rules.pdf", "memo.docx"):
        (tmp_path / file).write_bytes(b"no such document")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(licet, "open", lambda **_: desk)  # every example opens one of its own
    monkeypatch.setattr(licet.Licet, "close", lambda _: None)
    monkeypatch.setattr(licet.Licet, "sync", lambda *_: [])  # it asks the network
    known = {
        **{name: getattr(licet, name) for name in licet.__all__},
        "licet": licet,
        "contextlib": contextlib,
        "warnings": warnings,
        "Standing": Standing,
        "desk": desk,
        "date": date,
        "handler": BaseCallbackHandler(),
    }
    known |= {
        "Retriever": licet.Retriever,
        "answer": desk.ask("What is a deemed export?"),
        "collection": desk.assistant.collection,
    }
    held = repr(known["answer"].citations[0].locator)
    for one in described:
        name = getattr(one, "__name__", getattr(one, "attrname", ""))
        examples = _examples(one)
        assert examples or name == "close", f"{name} has no example"
        for example in examples:  # of the law that `show` names nothing is held here
            exec(compile(example.replace('"744.21(f)"', held), name, "exec"), known)


def test_asking_streaming_searching_and_showing(desk: licet.Licet) -> None:
    answer = desk.ask("What is a deemed export?")
    assert answer.outcome is licet.Outcome.ANSWERED
    assert all(c.quote for c in answer.citations)
    assert f"[{answer.citations[0].number}] {answer.citations[0].locator}" in str(answer)
    *steps, last = desk.stream("What is a deemed export?")
    assert steps
    assert isinstance(last, licet.Answer)
    assert last.text == answer.text
    assert "deemed export" in desk.search("deemed export", k=3)[0].passage.text
    cited = answer.citations[0]
    assert cited.quote in desk.show(cited.locator, licet.Filters(sources=(cited.source.id,)))[0].text
    assert desk.retriever(k=2).invoke("deemed export")[0].metadata["source"]
    assert desk.assistant.invoke("What is a deemed export?").text == answer.text


def test_adding_says_what_became_of_each(desk: licet.Licet, tmp_path: Path) -> None:
    (tmp_path / "memo.md").write_text("# Lantern memo\n\nLanterns are kept for nine years.\n", "utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    done = {d.name: d for d in desk.add(tmp_path, jurisdiction="us", kind="guidance")}
    assert done["memo.md"].status == "added"
    assert done["broken.pdf"].status == "failed"
    assert done["broken.pdf"].problem
    found = desk.ask("How long are lanterns kept?", filters=licet.Filters(kinds=("guidance",)))
    assert "nine years" in found.text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda desk, folder: desk.add(folder, kind="gossip"), "no kind of source"),
        (lambda desk, folder: desk.ask(" "), "empty"),
        (lambda desk, folder: desk.show("15 CFR 999.1(a)"), "not in any text held"),
        (lambda desk, folder: desk.sync("no-such-set"), "no-such-set"),
        (lambda desk, folder: licet.open(home=folder, modle="x"), "modle"),
    ],
)
def test_every_problem_has_its_remedy(desk: licet.Licet, tmp_path: Path, wrong, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(licet.Problem) as raised:
        wrong(desk, tmp_path)
    assert words in str(raised.value)
    assert raised.value.remedy


def test_a_chat_model_can_be_handed_in(home: Path) -> None:
    model = FakeListChatModel(responses=["A deemed export is a release of technology to a foreign person. [1]"])
    with licet.open(home=home, model=model) as opened:
        assert opened.assistant.generator is not None


def test_an_answer_in_a_notebook_is_escaped(desk: licet.Licet, tmp_path: Path) -> None:
    file = tmp_path / "trick.md"
    file.write_text("# Torch note\n\nTorches <script>alert(1)</script> weigh <b>forty</b> grams.\n", "utf-8")
    desk.add(file)
    shown = desk.ask("How much do torches weigh?")._repr_html_()
    assert "<blockquote>" in shown
    assert "<script>" not in shown
    assert "<b>" not in shown


def test_imports_are_rewritten_and_nothing_else() -> None:
    assert under_licet("from corpus.model import Kind\n") == "from licet.corpus.model import Kind\n"
    assert under_licet("    from index import hits\n") == "    from licet.index import hits\n"
    assert under_licet("import corpus\n") == "from licet import corpus\n"
    assert under_licet("from corpora import x  # corpus.model\n") == "from corpora import x  # corpus.model\n"
    with pytest.raises(ValueError, match="from"):
        under_licet("import index.hits\n")


@pytest.mark.parametrize(
    "remote, address",
    [
        ("https://example.org/people/licet.git", "https://example.org/people/licet"),
        ("https://user:secret@example.org/people/licet", "https://example.org/people/licet"),
        ("git@example.org:people/licet.git", "https://example.org/people/licet"),
        ("ssh://git@example.org/people/licet.git\n", "https://example.org/people/licet"),
        ("/srv/git/licet", ""),
        ("file:///srv/git/licet", ""),
        ("", ""),
    ],
)
def test_a_project_stands_where_it_was_cloned_from(remote: str, address: str) -> None:
    assert project_address(remote) == address
    assert [url for url in project_urls(address).values() if not url.startswith("https://example.org/")] == []


def test_the_links_of_the_readme_are_absolute_in_a_wheel() -> None:
    address = "https://example.org/people/licet"
    shown = absolute_links((ROOT / "README.md").read_text("utf-8"), address)
    assert f"]({address}/raw/HEAD/docs/answer.png)" in shown
    assert f"[Security]({address}/blob/HEAD/SECURITY.md)" in shown
    assert re.findall(r"\]\((?!https?:)", shown) == []
    assert absolute_links("[a](b.md) ![c](d.png)", "") == "[a](b.md) ![c](d.png)"
    assert project_urls("") == {}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of what is committed."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(["git", "clone", "--quiet", ROOT, folder / "source"], check=True)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, folder / "source"]
    subprocess.run(build, check=True, env=os.environ | {"LICET_PROJECT_URL": "https://example.org/people/licet"})
    return next(folder.glob("licet-*.whl"))


def _outside(tmp_path: Path, *command: str | Path) -> str:
    """Return what a command prints that sees neither the repository nor this environment's settings."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("LICET_", "PYTHON"))}
    plain["LICET_HOME"] = str(tmp_path / "home")
    done = subprocess.run(command, cwd=tmp_path, env=plain, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _needed_by(requirement: Requirement) -> set[str]:
    """Return the names of the installed packages that a requirement brings, its own among them."""
    found: set[str] = set()
    open_ones, seen = [requirement], set()
    while open_ones:
        asked = open_ones.pop()
        name, extras = canonicalize_name(asked.name), frozenset(asked.extras) or frozenset({""})
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        with contextlib.suppress(metadata.PackageNotFoundError):
            needs = [Requirement(r) for r in metadata.distribution(name).requires or ()]
            found.add(name)
            open_ones += [n for n in needs if not n.marker or any(n.marker.evaluate({"extra": e}) for e in extras)]
    return found


def _link(names: set[str], packages: Path) -> None:
    """Put links to the files of installed packages into another environment's folder of packages."""
    for name in names:
        for file in metadata.distribution(name).files or ():
            if ".." not in file.parts:  # Commands, which stand outside the folder of packages.
                (packages / file).parent.mkdir(parents=True, exist_ok=True)
                if not (packages / file).exists():
                    (packages / file).symlink_to(file.locate())


@pytest.mark.slow
def test_the_wheel_brings_what_it_needs(wheel: Path, tmp_path: Path) -> None:
    """Install the wheel with its dependencies from the registry, in an environment that has nothing, and use it.

    What brings over 100 MB is linked from this environment: all of it would take four gigabytes of disk.
    """
    known = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--retries=0", "filelock"]
    if subprocess.run([*known, "--dest", tmp_path], capture_output=True, check=False).returncode:
        pytest.skip("no package registry answers: `pip download filelock` fails")
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    packages = Path(_outside(tmp_path, python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    requirements = [Requirement(r) for r in metadata.requires("licet") or ()]
    needed = {r.name: _needed_by(r) for r in requirements if not r.marker or r.marker.evaluate({"extra": ""})}
    size = {
        n: sum(f.size or 0 for f in metadata.distribution(n).files or ()) for names in needed.values() for n in names
    }
    large = {n for names in needed.values() if sum(map(size.__getitem__, names)) > 100_000_000 for n in names}
    assert "lxml" not in large  # Else what reads web pages would not be tried as the registry has it.
    _link(large, packages)
    try:
        _outside(tmp_path, python, "-m", "pip", "install", "--quiet", "--no-compile", "--no-cache-dir", wheel)
    except subprocess.TimeoutExpired:
        pytest.skip("the package registry took over ten minutes for what the wheel needs")
    assert re.fullmatch(r"licet \d+\.\d+\.\d+\n", _outside(tmp_path, environment / "bin" / "licet", "--version"))
    assert _outside(tmp_path, python, "-c", "import licet") == ""
    assert "release" in _outside(tmp_path, environment / "bin" / "licet", "ask", "What is a deemed export?")


@pytest.mark.slow
def test_the_wheel_stands_alone(wheel: Path, tmp_path: Path) -> None:
    """Install the wheel in an empty environment and ask it, with nothing of the repository on its path."""
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", wheel], check=True)
    # What Licet depends on is taken from this environment; a .pth inside it (the editable install's) is not followed.
    packages = Path(
        subprocess.check_output(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
        ).strip()
    )
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    assert sorted(
        p.name for p in packages.glob("[!_]*") if p.name in ("licet", "corpus", "index", "assistant", "ui")
    ) == ["licet"]
    assert (packages / "licet" / "py.typed").exists()
    described = next(packages.glob("licet-*.dist-info/METADATA")).read_text("utf-8")
    assert "Project-URL: Source, https://example.org/people/licet" in described
    assert "](https://example.org/people/licet/raw/HEAD/docs/answer.png)" in described
    assert "licet" in _outside(tmp_path, python, "-c", "import licet; print(licet.__file__)")
    assert "release" in _outside(tmp_path, environment / "bin" / "licet", "ask", "What is a deemed export?")
    for room in ("corpus", "index", "assistant", "ui"):
        alone = f"import importlib.util, licet; assert importlib.util.find_spec('{room}') is None"
        _outside(tmp_path, python, "-c", alone)

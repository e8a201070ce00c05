"""Rules of the house that a contributor relies on: one name, one thing."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

from tests.source import FOLDERS, ROOT, modules


def test_no_two_public_classes_share_a_name() -> None:
    """Check that a class is found by its name alone, classes inside functions included."""
    places: dict[str, list[str]] = defaultdict(list)
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(name)
    assert len(places) > 100
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_a_file_can_be_read_in_a_sitting() -> None:
    """Check that no file of the project's, tests among them, has more lines than a reader keeps in mind."""
    folders = (*FOLDERS, "tests", "examples", "deploy")
    files = [*ROOT.glob("*.py"), *(file for folder in folders for file in (ROOT / folder).rglob("*.py"))]
    assert len(files) > 600
    lengths = {str(file.relative_to(ROOT)): file.read_text("utf-8").count("\n") for file in files}
    assert {name: lines for name, lines in lengths.items() if lines > 450} == {}


_LONGEST = 105  # lines of the longest function that is left; who splits it puts the next one's here


def test_a_function_is_no_longer_than_the_longest_that_is_left() -> None:
    """Check that no function outgrows those that wait to be split: most fit a screen, and none gets longer."""
    lengths = {
        f"{file}: {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for file, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert len(lengths) > 5000
    assert {name: lines for name, lines in lengths.items() if lines > _LONGEST} == {}
    assert max(lengths.values()) == _LONGEST
    assert sorted(lengths.values())[len(lengths) // 2] < 10


def test_no_public_function_that_others_import_has_one_name_and_two_meanings() -> None:
    """Check that a call says which function it is: `plain` was six of them, each with another idea of what is plain.

    Engines of one form (`computed(question, catalogue)`) and parsers of one protocol have one name for one meaning:
    they are reached by their module, and no one imports them by their name.
    """
    imported = {
        (node.module, name.name)
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    places: dict[str, list[str]] = defaultdict(list)
    for file, tree in modules().items():
        module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and (module, node.name) in imported and not node.name.startswith("_"):
                places[node.name].append(file)
    assert len(places) > 1000
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_no_import_renames_what_it_brings() -> None:
    """Check that a thing is called the same wherever it is used."""
    renamed = [
        f"{file}: {name.name} as {name.asname}"
        for file, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in FOLDERS
        for name in node.names
        if name.asname not in (None, name.name)
    ]
    assert renamed == []


# Words that fit any module, and so say nothing of one.
_SAYS_NOTHING = {
    "base", "common", "data", "functions", "handler", "handlers", "helper", "helpers", "lib", "main", "manager", "misc",
    "other", "process_data", "stuff", "things", "util", "utilities", "utils", "various",
    # And those that say what is done or how it stands, and not to what: "found", but what?
    "border", "child", "choice", "closest", "content", "dated", "described", "effective", "engine", "finishing",
    "found", "gather", "gathering", "held", "look_ups", "opened", "order", "own", "parts", "printing", "reach",
    "register", "shown", "speaking", "stayed", "told", "values",
}  # fmt: skip


def test_the_name_of_every_file_says_what_is_in_it() -> None:
    """Check that no module or room is called by a word that would fit any other one."""
    assert [name for name in modules() if {*Path(name).with_suffix("").parts} & _SAYS_NOTHING] == []


# Words that once stood for a thing only here; behind each the term of the field that is said instead.
_PRIVATE_WORDS = {
    "across": "crosslingual",
    "bearing": "dependence",
    "late": "token similarity",
    "mend": "repair",
    "mended": "repaired",
    "roll": "countries by line",
    "rolls": "lists of countries",
}


def test_no_name_is_a_private_word() -> None:
    """Check that what a file, a class, a function or a variable is called has none of the words of `_PRIVATE_WORDS`."""
    named = ast.parse("class LateIndex:\n    def mend_it(self, across=1): self.roll = 1\n")
    assert _words_of(named) >= {"late", "mend", "across"}
    found = {
        name: sorted(private)
        for name, tree in modules().items()
        if (private := _PRIVATE_WORDS.keys() & (_words_of(tree) | {*Path(name).stem.split("_")}))
    }
    assert found == {}


def _words_of(tree: ast.Module) -> set[str]:
    """Return the words, in small letters, of which the names in a module are made."""
    fields = ("id", "name", "arg", "attr", "asname")
    names = {getattr(node, field, None) for node in ast.walk(tree) for field in fields}
    words = (re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name) for name in names if isinstance(name, str))
    return {word.lower() for found in words for word in found}


# Names that mean the same in every file that has one: a room's table, parser or grammar, a publisher's address.
IDIOMS = {"TABLE", "PARSER", "GRAMMAR", "ROOT"}


def test_no_constant_that_others_read_has_one_name_and_two_values() -> None:
    """Check that a public constant's name says what it is: `MAX_BYTES` in three files is three things."""
    found = {name: values for name, values in _constants().items() if not name.startswith("_")}
    assert {name: files for name, files in found.items() if len(files) > 1 and name not in IDIOMS} == {}
    assert len(found) > 100
    assert {name for name in IDIOMS if len(found[name]) > 1} == IDIOMS


def test_no_private_number_has_one_name_and_two_values() -> None:
    """Check that a number's name says what it counts: `_MOST` in five files is five things."""
    values: dict[str, set[float]] = defaultdict(set)
    for name, files in _constants().items():
        values[name] |= {number for written in files if (number := _number(written)) is not None}
    assert {name for name, numbers in values.items() if len(numbers) > 1} == set()
    assert sum(map(len, values.values())) > 100


def test_no_private_constant_has_one_name_and_four_values() -> None:
    """Check that a pattern's name says what it reads: `_WORD` in twenty files was twenty things."""
    found = {name: values for name, values in _constants().items() if name.startswith("_")}
    assert {name: files for name, files in found.items() if len(files) > 3} == {}
    assert len(found) > 1000


def test_no_type_has_one_name_and_two_values() -> None:
    """Check that an alias of a type says what it stands for: `Progress` was two shapes of functions and a class."""
    aliases = {name: values for name, values in _assigned().items() if re.fullmatch("[A-Z]+[a-z]\\w*", name)}
    assert {name: dict(values) for name, values in aliases.items() if len(values) > 1} == {}
    assert len(aliases) > 30
    classes = {node.name for tree in modules().values() for node in tree.body if isinstance(node, ast.ClassDef)}
    assert aliases.keys() & classes == set()


def _constants() -> dict[str, dict[str, list[str]]]:
    """Return the constants of all modules: by name, what they are as it is written, and the files that say so."""
    return {name: values for name, values in _assigned().items() if name.strip("_").isupper()}


@cache
def _assigned() -> dict[str, dict[str, list[str]]]:
    """Return what modules assign to a name: by name, what it is as it is written, and the files that say so."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, tree in modules().items():
        for node in tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if isinstance(target, ast.Name):
                    found[target.id][ast.unparse(node.value)].append(name)
    return found


_OF_NUMBERS = {ast.Constant, ast.BinOp, ast.UnaryOp, ast.USub, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow}


def _number(written: str) -> float | None:
    """Return the value of a number as it is written: 20, or 20 * 2**20; None for what is none."""
    tree = ast.parse(written, mode="eval")
    if {type(node) for node in ast.walk(tree.body)} - _OF_NUMBERS:
        return None
    value = eval(compile(tree, "", "eval"))
    return value if isinstance(value, int | float) else None


# Dataclasses that are filled step by step, and of which something else is made in the end.
_BUILDERS = {"Draft", "EvidencePack", "ToolBox", "WholeLook"}


def test_what_the_assistant_made_is_not_changed() -> None:
    """Check that every dataclass of the assistant but a builder is frozen: who wants another result makes one."""
    made = [
        (node.name, ast.unparse(decorator))
        for name, tree in modules().items()
        if name.startswith("assistant/")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for decorator in node.decorator_list
        if "dataclass" in ast.unparse(decorator)
    ]
    assert len(made) > 200
    assert {name for name, decorator in made if "frozen=True" not in decorator} == _BUILDERS


# Who reads the score of something that another module made, each with its reason. A score is comparable within one
# search, one question or one name: what is to be decided by it has a name where it is made (`is_near`, `is_found`).
_READS_SCORES = {
    "index/retrieval/addresses.py": "the search's own",
    "index/retrieval/scoring.py": "the search's own",
    "index/retrieval/search.py": "the search's own",
    "assistant/engines/screening/screen.py": "orders the rows that a name is like",
    "assistant/evidence/annotations.py": "orders the notes that come near",
    "assistant/evidence/table_rows.py": "orders the rows that it found",
    "assistant/reading_rules/gate/agreement.py": "a feature of the calibrated gate",
    "assistant/reading_rules/gate/features.py": "a feature of the calibrated gate",
    "assistant/reading_rules/sentence_scoring.py": "a feature of the score of a sentence, and the order of sentences",
    "assistant/reading_rules/sentences.py": "how far one sentence is behind another",
    "assistant/answer/quoted_sentences.py": "orders the exceptions to a rule by their best sentences",
    "assistant/evaluation/declining.py": "measures it",
    "index/stores/documents.py": "shows it",
    "assistant/engines/screening/report.py": "shows it",
    "ui/components/lists/screening.py": "shows it",
    "ui/json_documents/brief.py": "shows it",
    "ui/serializers.py": "shows it",
    "ui/views/inspect.py": "shows it",
}


def test_no_module_decides_by_the_score_that_another_gave() -> None:
    """Check that a new reader of scores is one by intent: it is put into the table above, with its reason."""
    assert _reads_score(ast.parse("if hit.score > 0.4: pass"))
    assert not _reads_score(ast.parse("gate.score(row)\nself.score += 1"))
    assert {name for name, tree in modules().items() if _reads_score(tree)} == set(_READS_SCORES)


def _reads_score(tree: ast.Module) -> bool:
    """Return whether a module reads an attribute `score` of anything but `self`; calling one is no reading."""
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "score"
        and node not in called
        and not (isinstance(node.value, ast.Name) and node.value.id == "self")
        for node in ast.walk(tree)
    )


_CHANGES_IN_PLACE = {"append", "extend", "insert", "update", "setdefault", "add", "discard", "remove", "pop", "clear"}
# Who changes a field of another object, each with its reason.
_CHANGES_ANOTHER = {
    "assistant/reading_rules/term_weights.py": "a copy, before anybody has it",
    "assistant/wiring.py": "parts that are made once, handed to another assistant of the same home",
}


def test_nobody_changes_what_another_holds() -> None:
    """Check that no module of the assistant assigns a field of another object, or changes one in place.

    Whoever holds something changes it itself, behind a name that says what happens (`pack.widen`).
    """
    assert _changes_of_others(ast.parse("def f(a, b):\n    a.x = 1\n    a.y[0] = 2\n    a.z.append(3)\n")) == [2, 3, 4]
    assert _changes_of_others(ast.parse("def f(self, a):\n    self.x = 1\n    a[0] = 2\n    a.append(3)\n")) == []
    found = {name for name, tree in modules().items() if name.startswith("assistant/") and _changes_of_others(tree)}
    assert found == set(_CHANGES_ANOTHER)


def _changes_of_others(tree: ast.Module) -> list[int]:
    """Return the lines of a module that change a field of an object which is not `self`."""

    def is_of_another(node: ast.expr) -> bool:
        while isinstance(node, ast.Subscript):
            node = node.value
        return isinstance(node, ast.Attribute) and not (isinstance(node.value, ast.Name) and node.value.id == "self")

    found = []
    for node in ast.walk(tree):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        parts = [p for t in targets for p in (t.elts if isinstance(t, ast.Tuple) else [t])]
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if is_call and node.func.attr in _CHANGES_IN_PLACE:
            parts.append(node.func.value)
        if any(map(is_of_another, parts)):
            found.append(node.lineno)
    return found


def test_a_room_can_be_learnt_in_a_sitting() -> None:
    """Check that no folder has more than 15 modules, and that none stands on more than seven others below it."""
    graph = grimp.build_graph(*FOLDERS, cache_dir=None, exclude_type_checking_imports=True)
    for folder in sorted(m for m in graph.modules if graph.find_children(m)):
        files = {m for m in graph.find_children(folder) if not graph.find_children(m)}
        assert len(files) <= 15, folder
        imports = {m: graph.find_modules_directly_imported_by(m) & files for m in files}
        assert max(_floors(imports).values(), default=0) <= 8, folder


def test_a_room_of_commands_has_more_than_one_module() -> None:
    """Check that a command stands among others of its kind, and that no folder was made for it alone."""
    rooms = [room for room in sorted((ROOT / "ui" / "commands").iterdir()) if [*room.glob("*.py")]]
    assert len(rooms) >= 3
    assert [room.name for room in rooms if len([*room.glob("*.py")]) < 3] == []  # with its __init__.py


def test_the_rooms_of_a_folder_stand_on_eight_floors() -> None:
    """Check the same of a folder's rooms and files together: a room stands on what any module of it imports.

    No room imports one that imports it, neither itself nor by way of others.
    """
    graph = grimp.build_graph(*FOLDERS, cache_dir=None, exclude_type_checking_imports=True)
    for folder in sorted(m for m in graph.modules if graph.find_children(m)):
        rooms = {room: {room} | graph.find_descendants(room) for room in graph.find_children(folder)}
        of = {module: room for room, modules in rooms.items() for module in modules}
        imports = {
            room: {of[m] for module in modules for m in graph.find_modules_directly_imported_by(module) if m in of}
            - {room}
            for room, modules in rooms.items()
        }
        assert [room for room in imports if room in _reached(imports, room)] == [], folder
        assert max(_floors(imports).values(), default=0) <= 8, folder


def _floors(imports: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Return the floor of each module, from 1. Raises CycleError for a circle."""
    floors: dict[str, int] = {}
    for module in TopologicalSorter(imports).static_order():
        floors[module] = 1 + max((floors[below] for below in imports[module]), default=0)
    return floors


def _reached(imports: Mapping[str, Collection[str]], start: str) -> set[str]:
    """Return what is imported from a module on, in any number of steps."""
    found: set[str] = set()
    ahead = [*imports[start]]
    while ahead:
        if (module := ahead.pop()) not in found:
            found.add(module)
            ahead += imports[module]
    return found


def test_every_chore_is_declared_to_be_no_file() -> None:
    """Check that `make outcomes` runs though a file of that name lies there."""
    lines = (ROOT / "Makefile").read_text("utf-8").splitlines()
    (phony,) = (line.split()[1:] for line in lines if line.startswith(".PHONY:"))
    chores = [found[1] for line in lines if (found := re.match(r"([a-z][\w-]*):", line))]
    assert len(chores) > 10
    assert sorted(phony) == sorted(chores)


@pytest.mark.parametrize(
    ("chore", "variable"),
    [
        ("support", "SUPPORT_FILE"),
        ("outcomes", "CONVERSATIONS_FILE"),
        ("outcomes-of-notes", "USERS_FILE"),
        ("outcomes-judged", "JUDGED_ROWS"),
        ("sentences", "EXPORT_CONTROLS_FILE"),
        ("ranker", "RANKER_FOLDERS"),
        ("annotation-gate", "USERS_FILE"),
        ("crosslingual", "EXPORT_CONTROLS_FILE"),
    ],
)
def test_a_chore_without_its_file_is_one_line(chore: str, variable: str, tmp_path: Path) -> None:
    """Check that the line names the file and the variable, and that nothing is installed or run before it."""
    outside = re.findall(r"^OUTSIDE := (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)[0].split()
    there = [f"{name}=README.md" for name in outside if name != variable]
    make = ["make", "--no-print-directory", chore, f"{variable}={tmp_path / 'absent'}", *there]
    done = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert f"{tmp_path / 'absent'} is not here" in line
    assert f"make {chore} {variable}=PATH" in line

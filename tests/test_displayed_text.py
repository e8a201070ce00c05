"""Nothing is decided on words that are shown: what an answer is about are fields of it."""

from __future__ import annotations

import ast
import re

from tests.source import modules

# What an answer says of itself, whoever says it: fields of Statement, Finding, CalculationStep, WalkStep, RowsSaid,
# CountrySet, WrittenAnswer, MemoNotice, Problem.
_SAYS = {
    *("text", "deciding", "original", "finding", "lead", "sentence", "short", "said", "place", "noun"),
    *("reason", "message", "remedy", "notice", "line"),
}
_NOTICES = {"message", "notice", "reason", "remedy"}  # as such a text is called by itself
_LOOKS_INTO = {"startswith", "endswith", "removeprefix", "removesuffix", "partition", "rpartition", "find", "index"}
# Names of what is read and not said: a question, a text that is held; in one file the words of notes and quotes.
_READ = {"asked", "held"}
_READS_WHAT_IS_QUOTED = {"assistant/answer/caveats/standing_of_quotes.py"}


def test_nothing_decides_on_words_that_are_shown() -> None:
    """Check that no sentence of an answer is searched for words that the source itself writes: its facts are fields."""
    assert _decisions_on_words(ast.parse("x = step.text.endswith('that day.')\n")) == [1]
    assert _decisions_on_words(ast.parse("_ASKS = 'To decide it: '\nx = s.text.casefold().startswith(_ASKS)\n")) == [2]
    assert _decisions_on_words(ast.parse("x = found[0].lead == ('No.', '')\ny = 'stayed' in step.finding\n")) == [1, 2]
    assert _decisions_on_words(ast.parse("from a import AGAINST\nx = s.reason.startswith(AGAINST)\n")) == [2]
    assert _decisions_on_words(
        ast.parse("_NO = 'No more.'\nx = notice in (_ALL, _NO)\ny = notice.endswith(_NO)\n")
    ) == [2, 3]
    assert (
        _decisions_on_words(ast.parse("x = 'all' in asked.text\ny = s.text.endswith(':')\nz = s.text in said\n")) == []
    )
    assert _decisions_on_words(ast.parse("x = control.reason == table()['by_embargo']\n")) == []
    found = {
        name: lines
        for name, tree in modules().items()
        if name.startswith(("assistant/", "ui/")) and (lines := _decisions_on_words(tree))
    }
    assert {name: lines for name, lines in found.items() if name not in _READS_WHAT_IS_QUOTED} == {}
    assert {*found} == _READS_WHAT_IS_QUOTED


def _decisions_on_words(tree: ast.Module) -> list[int]:
    """Return the lines of a module that compare a field of `_SAYS` with words of the source."""
    constants = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }

    imported = {
        name.asname or name.name for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names
    }

    def has_words(node: ast.expr) -> bool:
        keys = {part for n in ast.walk(node) if isinstance(n, ast.Subscript) for part in ast.walk(n.slice)}
        parts = [part for part in ast.walk(node) if part not in keys]
        names = {part.id for part in parts if isinstance(part, ast.Name)}
        if any(name.isupper() for name in names & imported):
            return True
        parts += [part for name in names if name in constants for part in ast.walk(constants[name])]
        values = [n.value for n in parts if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        return any(re.search(r"[^\W\d_]{2}", value) for value in values)

    def is_said(node: ast.expr) -> bool:
        if isinstance(node, ast.Name):
            return node.id in _NOTICES
        while isinstance(node, ast.Call | ast.Subscript) or (
            isinstance(node, ast.Attribute) and node.attr not in _SAYS
        ):
            node = node.func if isinstance(node, ast.Call) else node.value
        owner = node.value if isinstance(node, ast.Attribute) else None
        name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
        return owner is not None and name not in _READ

    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _LOOKS_INTO:
            if is_said(node.func.value) and any(map(has_words, node.args[:1])):
                found.append(node.lineno)
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            said = [side for side in sides if is_said(side)]
            if said and any(has_words(side) for side in sides if side not in said):
                found.append(node.lineno)
    return sorted(found)


def test_a_yes_or_no_is_put_before_a_sentence_in_one_place() -> None:
    """Check that no engine writes the word: a finding says it in a field (`Finding.said` shows it)."""
    words = re.compile(r"(?:Yes|No)(?:\.(?: |$)|$)")
    assert [*_written(ast.parse("x = f'No. {a}'\ny = 'Yes' if a else 'No'\nz = 'No row.'\n"), words)] == [1, 2, 2]
    found = {
        name for name, tree in modules().items() if name.startswith("assistant/engines/") and [*_written(tree, words)]
    }
    assert found == {"assistant/engines/model.py"}


def _written(tree: ast.AST, words: re.Pattern[str]) -> list[int]:
    """Return the lines of the texts in a module that begin with a pattern."""
    texts = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return sorted(n.lineno for n in texts if words.match(n.value))


# What engines and pages call a result that they hold: of its words nothing is looked up.
_RESULTS = {"answer", "computed", "f", "finding", "lead", "now", "s", "statement", "step"}
_HOLD_RESULTS = {"findings", "statements", "steps"}
_READS_WORDS = re.compile("_?(?:has|is|terms)(?:_|$)")  # functions that look into the words that they are given
_PATTERN_CALLS = {"search", "match", "fullmatch", "finditer", "findall"}
_READS_SENTENCES = {
    "assistant/engines/model.py",  # results tell what they are about themselves
    "assistant/evidence/statement_collection.py",
    "assistant/answer/outcome.py",  # `s` is a sentence of a text that is held
    "assistant/answer/caveats/standing_of_quotes.py",
    "assistant/verification/untold_evidence.py",  # `s` is a claim of a chat model, which is checked word by word
    "ui/components/earlier_answers/shared_answer.py",  # tells whether the answer of today has the same words
}


def test_nothing_is_looked_up_in_the_words_of_a_result() -> None:
    """Check that no name or pattern is looked for in what a result says: what it is about is a field of it."""
    assert _looked_up_in_results(ast.parse("x = name in finding.text\ny = name in f.text.casefold()\n")) == [1, 2]
    assert _looked_up_in_results(ast.parse("x = _COMMAND.finditer(answer.text)\ny = step.finding.startswith(a)\n")) == [
        1,
        2,
    ]
    assert _looked_up_in_results(ast.parse("x = lead.text == said\n")) == [1]
    assert _looked_up_in_results(ast.parse("x = answer.text == finding.text\n")) == [1]
    assert _looked_up_in_results(ast.parse("x = a.findings[0].text == b.findings[0].text\n")) == [1]
    assert _looked_up_in_results(ast.parse("x = a.payload['text'] == b.payload['text']\n")) == [1]
    assert _looked_up_in_results(ast.parse("x = [f.text for f in a] == [f.text for f in b]\n")) == [1]
    assert _looked_up_in_results(ast.parse("x = a.findings[0].text.rstrip('.') in b\n")) == [1]
    assert _looked_up_in_results(ast.parse("x = statement.reason.partition('“')\n")) == [1]
    assert _looked_up_in_results(ast.parse("x = terms(' '.join(f.text for f in a.findings))\n")) == [1]
    assert _looked_up_in_results(ast.parse("x = ' '.join(f.text for f in a.findings)\ny = _has(f'{x}', b)\n")) == [2]
    assert _looked_up_in_results(ast.parse("x = Finding(' '.join(f.text for f in a.findings))\n")) == []
    assert (
        _looked_up_in_results(ast.parse("y = f.text in told\nz = a in held.text\nx = a.payload['texts'] == b\n")) == []
    )
    found = {
        name: lines
        for name, tree in modules().items()
        if name.startswith(("assistant/", "ui/")) and (lines := _looked_up_in_results(tree))
    }
    assert {name: lines for name, lines in found.items() if name not in _READS_SENTENCES} == {}
    assert {*found} == _READS_SENTENCES


def _looked_up_in_results(tree: ast.Module) -> list[int]:
    """Return the lines of a module that look for something in the words of a result, or compare them with others."""

    def is_of_result(node: ast.expr) -> bool:
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
            return is_of_result(node.elt)
        while isinstance(node, ast.Call | ast.Subscript) or (
            isinstance(node, ast.Attribute) and node.attr not in _SAYS
        ):
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value in _SAYS:
                return isinstance(node.value, ast.Attribute) and node.value.attr == "payload"
            node = node.func if isinstance(node, ast.Call) else node.value
        if not isinstance(node, ast.Attribute):
            return False
        owner = node.value.value if isinstance(node.value, ast.Subscript) else node.value
        return (isinstance(owner, ast.Name) and owner.id in _RESULTS) or (
            isinstance(owner, ast.Attribute) and owner.attr in _HOLD_RESULTS
        )

    def is_joined(node: ast.expr) -> bool:
        """Return whether the words of several results are put together, or a name stands for such words."""
        if isinstance(node, ast.JoinedStr):
            return any(is_joined(p.value) for p in node.values if isinstance(p, ast.FormattedValue))
        if isinstance(node, ast.Name):
            return node.id in joined
        is_join = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join"
        return is_join and any(map(is_of_result, node.args))

    joined: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and is_joined(node.value):
            joined.add(node.targets[0].id)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and _READS_WORDS.match(node.func.id):
            found += [node.lineno] if any(map(is_joined, node.args)) else []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            in_words = node.func.attr in _LOOKS_INTO and is_of_result(node.func.value)
            by_pattern = node.func.attr in _PATTERN_CALLS and any(map(is_of_result, node.args))
            if in_words or by_pattern:
                found.append(node.lineno)
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if isinstance(node.ops[0], ast.In | ast.NotIn):
                looked = is_of_result(node.comparators[0]) or (
                    isinstance(node.left, ast.Call) and is_of_result(node.left)
                )
            else:
                looked = isinstance(node.ops[0], ast.Eq | ast.NotEq) and any(map(is_of_result, sides))
            if looked:
                found.append(node.lineno)
    return sorted(found)

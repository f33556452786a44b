# Everything sets itself up: each target makes .venv first, from Python 3.11 or newer with venv and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?=
N ?= 1000

.PHONY: demo test check format sample chaos chaos-seeds test-engines clean

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

$(VENV)/.demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

demo: $(VENV)/.demo  ## a whole night over examples/ with the rehearsal engine, into demo/
	$(BIN)/nightwiki run examples/sources.txt --wiki demo --engine rehearsal
	$(BIN)/nightwiki graph --wiki demo
	@echo "The wiki: demo/index.md     The link graph: demo/graph.html (open it in a browser)"

test: $(VENV)/.ready  ## all tests that need no download over 100 MB
	$(BIN)/pytest -n 2 $(PYTEST_ARGS)

check: $(VENV)/.ready  ## format, lint, types, rooms, docs, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

format: $(VENV)/.ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

sample: $(VENV)/.ready  ## write examples/expected/ again with the rehearsal engine and a fixed clock
	$(BIN)/python -m tests.sample

chaos: $(VENV)/.ready  ## a long chaos night of at least N kills
	$(BIN)/python -m tests.chaos.chaos $(N)

chaos-seeds: $(VENV)/.ready  ## three chaos nights from known seeds
	$(BIN)/pytest tests/chaos $(PYTEST_ARGS)

test-engines: $(VENV)/.ready  ## tests that need a real model behind NIGHTWIKI_ENGINE, a GGUF file in NIGHTWIKI_GGUF, vLLM's own parser
	$(BIN)/pytest -m engines $(PYTEST_ARGS)

clean:
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

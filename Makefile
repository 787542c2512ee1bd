# Each target sets up what it needs on a machine with Python 3.11 or newer, make and a package
# registry. The environment lives in .venv; a stamp tells when a lock has changed.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.stamp-runtime
DEV := $(VENV)/.stamp-dev
NOTEBOOK := .venv-bench/.stamp

PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
UV := $(BIN)/uv
COMPILE := $(UV) pip compile pyproject.toml --quiet --system-certs --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url --no-strip-extras \
	--fork-strategy fewest $(UPGRADE)
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope
CODE := wijkfoto pipelines tools tests deploy

export DAGSTER_DISABLE_TELEMETRY := yes
export PYTHONUTF8 := 1

.PHONY: help demo test test-full lint format bench dev lock wheel-check clean

help:
	@echo "make demo         set up, run the whole pipeline on the sample gemeente, print where the site is"
	@echo "make test         set up and run the tests (under ten minutes)"
	@echo "make test-full    the slow ones too (under an hour)"
	@echo "make lint         style, types, import contracts, SQL, locks, tree"
	@echo "make format       put Python and SQL in the house style"
	@echo "make bench        benchmarks with ratios"
	@echo "make dev          Dagster UI on localhost (PORT=3000)"
	@echo "make lock         renew the locks; UPGRADE=--upgrade takes the newest of everything"
	@echo "make wheel-check  build the wheel and show what it carries"
	@echo "make clean        remove what the tools made; data/ stays"

demo: $(RUNTIME)
	@$(BIN)/wijkfoto demo

test: $(DEV)
	@bash tools/ensure_chromium.sh
	$(PYTEST) -m "not slow"

test-full: $(DEV)
	@bash tools/ensure_chromium.sh
	@bash tools/ensure_faketime.sh
	$(PYTEST) --cov --cov-report=term:skip-covered

lint: $(DEV)
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint sql --disable-progress-bar
	$(BIN)/python -m tools.check_lock
	$(BIN)/python -m tools.check_tree
	$(BIN)/python -m tools.data_dictionary --check

format: $(DEV)
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)
	$(BIN)/sqlfluff fix sql --disable-progress-bar

bench: $(DEV) $(NOTEBOOK)
	@$(BIN)/python -m tests.bench

dev: $(DEV)
	@bash tools/dev.sh

# The certificates of the system count, for a network with an authority of its own. Pins that still
# hold are kept, so adding one dependency changes one.
lock: $(RUNTIME)
	@test -x $(UV) || $(PIP) install --quiet uv
	$(COMPILE) --group build --output-file requirements.lock >/dev/null
	$(COMPILE) --extra ui --extra postgres --group build --constraint requirements.lock \
		--output-file requirements-server.lock >/dev/null
	$(COMPILE) --extra ui --group build --group dev --constraint requirements-server.lock \
		--output-file requirements-dev.lock >/dev/null
	@$(BIN)/python -m tools.check_lock

wheel-check: $(RUNTIME)
	@$(BIN)/python -m tools.wheel_check

clean:
	rm -rf build dist htmlcov test-output .pytest_cache .mypy_cache .ruff_cache \
		.import_linter_cache .hypothesis .coverage .coverage.* coverage.xml
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# --- the environment ------------------------------------------------------------------------

$(RUNTIME): requirements.lock pyproject.toml
	@bash tools/make_venv.sh "$(PYTHON)" $(VENV)
	@echo "Installing the runtime packages into $(VENV) ..."
	@$(PIP) install --quiet --require-hashes --requirement requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@# The build copies sql/ and reports/ along; an editable install reads those of the checkout.
	@rm -rf $(VENV)/lib/python*/site-packages/wijkfoto
	@touch $@

# The notebook that the benchmark is set beside; nothing else needs its packages.
$(NOTEBOOK): tests/bench/notebook/requirements.txt
	@echo "Installing the packages of the benchmark's notebook into .venv-bench ..."
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip --disable-pip-version-check --no-input install --quiet --requirement $<
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo "Installing the development packages into $(VENV) ..."
	@$(PIP) install --quiet --require-hashes --requirement requirements-dev.lock
	@touch $@

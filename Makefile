# Everything is installed into .venv from hash-pinned lock files; nothing is asked and nothing outside this folder is touched.
SUITS := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do "$$p" -c '$(SUITS)' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
# Named after the folder: a checkout that was copied with its environment would run the code of the one it was copied from.
RUNTIME := $(VENV)/runtime-$(shell pwd | cksum | cut -d' ' -f1)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help install run serve query test test-all lint format docs lock clean

help: ## Show these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(VENV)/python:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c '$(SUITS)' \
		|| { echo "Python 3.11, 3.12 or 3.13 is needed. Install one, or name it: make PYTHON=/path/to/python3.12 run"; exit 1; }
	@"$(PYTHON)" -m venv $(VENV)
	@touch $@

# The lock files name every package, so pip has nothing to resolve: --no-deps is quicker, and older releases of pip would
# otherwise refuse a pin with extras ("sqlalchemy[asyncio]") as not hashed.
$(RUNTIME): $(VENV)/python requirements.lock pyproject.toml
	@echo "Installing into $(VENV) (first time: one to three minutes) ..."
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps -e .
	@touch $@

$(VENV)/dev: $(RUNTIME) tests/requirements.lock
	@echo "Installing the test tools ..."
	@$(PIP) install --no-deps --require-hashes -r tests/requirements.lock
	@touch $@

install: $(RUNTIME) ## Install what a run needs

run: $(RUNTIME) ## Run the pipeline on the documents in seeds/ (or: make run DOCUMENTS=folder)
	@$(BIN)/wellsourced run $${DOCUMENTS:+"$$DOCUMENTS"}

serve: $(RUNTIME) ## Start the Prefect server, UI and schedules on this machine
	@$(BIN)/wellsourced serve

query: $(RUNTIME) ## Run SQL on the published warehouse: make query SQL="from documents"
	@$(BIN)/wellsourced query "$${SQL:-from documents}"

test: $(VENV)/dev ## Run the tests (those marked slow left out)
	@$(BIN)/python -m pytest -m "not slow"

test-all: $(VENV)/dev ## Run every test
	@$(BIN)/python -m pytest

lint: $(VENV)/dev ## Lint, check formatting and types, lint the SQL
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint dbt_project warehouse/queries

format: $(VENV)/dev ## Format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(RUNTIME) ## Build the documentation of every table and column
	@$(BIN)/wellsourced docs

lock: ## Resolve the dependencies again (needs uv)
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--no-strip-extras --quiet --upgrade pyproject.toml --output-file requirements.lock
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--no-strip-extras --quiet --upgrade --extra dev --constraint requirements.lock pyproject.toml \
		--output-file tests/requirements.lock

clean: ## Remove the environment and caches; the warehouse stays
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info dbt_project/target dbt_project/logs

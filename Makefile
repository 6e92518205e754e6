# Everything a developer does here. `make help` lists it.

PYTHON ?= python3
WORKERS ?= 3
ARGS ?=
M ?=

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed
SYNAPSE := .synapse/.installed
MEMBER := tests/matrix/js/node_modules/.installed
TELEGRAM := $(VENV)/telegram-bot-api.json
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

# A lock names everything, so pip has nothing to choose; when it chooses all the same, an older pip takes a dependency
# with extras (coverage[toml]) in its newest version instead of the locked one, and then refuses it.
LOCKED := --quiet --require-hashes --no-deps

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_ROOT_USER_ACTION = ignore

.DEFAULT_GOAL := help
.PHONY: help demo setup test test-fast check format migrate locales lock synapse clean \
	bench bench-listening bench-trust bench-paths bench-gaming bench-votes bench-matrix bench-telegram \
	bench-simulate words

help: ## List every task
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(RUNTIME) ## Set up, and open the village (ARGS=--tour: watch it without a screen)
	@$(BIN)/karmyq demo $(ARGS)

setup: $(DEV) $(TELEGRAM) ## Set up for developing, and nothing else

test: check synapse $(TELEGRAM) ## Set up, check, and run every test: first with coverage, then the stories
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --ignore=tests/journeys --cov --cov-report=term
	$(BIN)/coverage report --include='core/*' --fail-under=100
	$(BIN)/pytest -n $(WORKERS) --dist worksteal tests/journeys

test-fast: $(DEV) synapse $(TELEGRAM) ## Run the tests but the slow ones, without coverage (ARGS= goes to pytest)
	$(BIN)/pytest -n $(WORKERS) -m 'not slow' $(ARGS)

check: $(DEV) ## Check format, lint, types, who imports whom, and the wording
	$(BIN)/ruff format --check --output-format concise .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -q tests/locales

format: $(DEV) ## Format the code, and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

words: $(DEV) ## Learn what words alone say from our own sentences (ARGS=--figures: only tell how well)
	$(BIN)/python -m training.words $(ARGS)

migrate: $(DEV) ## Write a migration from the models (M="what changes")
	@test -n '$(M)' || { echo 'Say what changes: make migrate M="what changes"' >&2; exit 2; }
	$(BIN)/python -m storage.migrations '$(M)'
	$(BIN)/ruff format --quiet storage/migrations/versions

locales: $(DEV) ## Look for wording that is missing, unused or different between languages
	$(BIN)/pytest -q tests/locales

bench: $(DEV) ## Measure messages, listening, trust and paths (small)
	$(BIN)/python -m bench

bench-listening: $(DEV) ## Measure how well and how fast listening hears
	$(BIN)/python -m bench.listening

bench-trust: $(DEV) ## Measure what trust costs, beside networkx
	$(BIN)/python -m bench.trust

bench-paths: $(DEV) ## Measure paths among 1.5 million members (1.4 GB for a while; ARGS="--members 60000")
	$(BIN)/python -m bench.paths_stored $(ARGS)

bench-telegram: $(DEV) ## Measure updates from Telegram, beside a bot that does nothing
	$(BIN)/python -m bench.telegram

bench-gaming: $(DEV) ## See how far trust can be gamed
	$(BIN)/python -m bench.gaming

bench-votes: $(DEV) ## See whether published votes tell what anybody's ballot weighs
	$(BIN)/python -m bench.votes

synapse: $(SYNAPSE) $(MEMBER) ## Install what the Matrix tests play with: a homeserver and a second client

bench-matrix: $(DEV) ## Measure a message on Matrix, beside an nio echo bot (wants a Synapse: make synapse)
	$(BIN)/python -m bench.matrix

bench-simulate: $(DEV) ## See whether asking is fair, on five simulated villages (a quarter of an hour)
	$(BIN)/python -m bench.simulate

lock: $(DEV) ## Choose the newest versions that pyproject.toml allows, and write the lock files
	$(BIN)/pip install --quiet pip-tools
	$(COMPILE) --upgrade --build-deps-for editable -o requirements.lock pyproject.toml
	$(COMPILE) --upgrade --build-deps-for editable --extra dev -c requirements.lock \
		-o requirements-dev.lock pyproject.toml
	$(COMPILE) --upgrade -o tests/matrix/synapse.lock tests/matrix/synapse.in

clean: ## Remove what was made here: the environment, caches, builds (never a database)
	rm -rf $(VENV) .synapse tests/matrix/js/node_modules build dist *.egg-info .coverage .coverage.* .hypothesis
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Karmyq needs Python 3.11 or newer; this one is " + sys.version.split()[0] + ". Name another: make demo PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install $(LOCKED) -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	$(BIN)/pip install $(LOCKED) -r requirements-dev.lock
	@touch $@

# The homeserver has an environment of its own: its packages must not decide our versions.
$(SYNAPSE): tests/matrix/synapse.lock
	$(PYTHON) -m venv .synapse
	.synapse/bin/pip install $(LOCKED) -r tests/matrix/synapse.lock
	@touch $@

$(MEMBER): tests/matrix/js/package-lock.json
	@if command -v npm >/dev/null; then \
		cd tests/matrix/js && npm ci --ignore-scripts --no-audit --no-fund --silent && touch node_modules/.installed; \
	else echo "npm is not here: one Matrix journey will be skipped." >&2; fi

# Telegram's published schema judges what the bot sends. Away from the network its tests are left out, loudly; never in CI.
$(TELEGRAM): tests/telegram/schema.py | $(DEV)
	$(BIN)/python -m tests.telegram.schema $@ || test -z "$$CI"

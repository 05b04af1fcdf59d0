# Everything one does with Colloquy. `make help` lists it.
# Written for the make of any machine (3.81 on); the work itself is in scripts/ and forum/.

PYTHON_BIN := .venv/bin/python
BIN := .venv/bin
# Tests run in this many processes at once, with their files in memory where that can be had: they
# make hundreds of databases and wait for the disk otherwise. A process that is done takes over half
# of what another one still has to do.
WORKERS ?= 2
TESTS := $(BIN)/pytest -n $(WORKERS) --dist worksteal
export PYTEST_DEBUG_TEMPROOT ?= $(shell test -w /dev/shm && echo /dev/shm || echo "$${TMPDIR:-/tmp}")
KILLS ?= 50

.DEFAULT_GOAL := help
.PHONY: help run test check lint bench soak cases cover format lock vendor setup setup-dev browser office clean

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: setup ## Serve the forum with its sample course on http://127.0.0.1:5000 (PORT=… for another port)
	@exec $(PYTHON_BIN) -m forum.serve

test: setup-dev browser office lint ## Run every check and every test
	$(TESTS)

check: setup-dev lint ## The quick part: format, lint, types, contracts, templates, rules
	$(BIN)/pytest -q tests/rules

bench: setup-dev ## Measure the heavy pages, a roster of ten thousand and the checks beside what each may take
	$(PYTHON_BIN) -m tests.bench
	$(PYTHON_BIN) -m tests.bench.checks
	$(PYTHON_BIN) -m tests.bench.roster sqlite
	$(PYTHON_BIN) -m tests.bench.roster postgresql
	$(PYTHON_BIN) -m tests.bench.overlap sqlite
	$(PYTHON_BIN) -m tests.bench.overlap postgresql

soak: setup-dev ## Kill workers fifty times on each database and count what is lost and doubled (KILLS=… for more)
	KILLS=$(KILLS) $(BIN)/pytest -q -s tests/jobs/test_kills.py -k lose_nothing

cases: setup-dev ## Run the case tables in a folder: make cases DIR=path
	@test -n "$(DIR)" || { echo "Name the folder of the tables: make cases DIR=path" >&2; exit 2; }
	@$(PYTHON_BIN) -m tests.cases.run "$(DIR)"

cover: setup-dev ## Test with coverage; the rules and the policies must be covered to the last branch
	$(TESTS) --cov --cov-report=term
	$(BIN)/coverage report --include='forum/rules/*,forum/*/policy.py' --fail-under=100

format: setup-dev ## Format the Python
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: setup-dev ## Rewrite the lock files from the ranges in pyproject.toml (UPGRADE=1 takes newer versions)
	scripts/lock.sh

vendor: ## Copy the front-end packages named in package.json into static/vendor/ and tests/vendor/
	scripts/vendor.sh

clean: ## Remove what was made here, but not the database in instance/
	rm -rf .venv node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis htmlcov .coverage

# The parts below are steps of those above.

setup:
	@scripts/setup.sh run

setup-dev:
	@scripts/setup.sh dev

browser: setup-dev
	@scripts/browser.sh

office: setup-dev
	@scripts/office.sh

lint: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint templates --lint --quiet

# Each target sets up what it needs in .venv first; nothing else has to be installed by hand but Python 3.11+ and make.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: help demo test check proofs bench faults translations setup setup-test

help: ## list these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: setup ## fill an empty site with a believable wave and serve it on 127.0.0.1:8000
	$(BIN)/flask demo

test: setup-test ## every test, in a real browser and on SQLite and a real PostgreSQL
	$(BIN)/python -m tools.run_tests

check: setup-test ## style, types, structure, translations: under a minute
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bandit -q -c pyproject.toml -r connect
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/test_architecture.py tests/test_routes.py tests/test_guesses.py tests/test_templates.py tests/test_translations.py tests/test_vendor.py tests/test_decisions.py tests/components
	$(BIN)/python -m tools.house

proofs: setup-test ## every test in full on both databases: 20,000 junk requests, 20,000 pairs of sites, every sight of a page
	CONNECT_PROOFS=long $(BIN)/python -m tools.run_tests

bench: setup-test ## nearby and writing against their peers, what size costs, second tellings: ratios, in minutes
	$(BIN)/python -m bench.nearby --open 100000 --seed 1
	$(BIN)/python -m bench.growth --sizes 1000,10000,100000 --seed 1
	$(BIN)/python -m bench.duplicates --open 10000 --seed 1
	$(BIN)/python -m bench.runs --stops 200 --teams 5 --seed 1
	$(BIN)/python -m bench.writes --seed 1

faults: setup-test ## kill the site thousands of times under people who ask: an hour, prints what was lost
	$(BIN)/python -m tests.faults

translations: setup-test ## collect the words of all pages and say which have no Vietnamese yet
	$(BIN)/python -m tools.translations

setup:
	@$(PYTHON) tools/setup.py requirements.lock

setup-test:
	@$(PYTHON) tools/setup.py requirements-test.lock

# Mingxin 明信. `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv/bin
PYTHON ?=
DEMO_HOME ?= ./demo
DEMO_PORT ?= 8000
SETUP := .venv/.setup
SETUP_DEV := .venv/.setup-dev
# Each of the two goes through its own half, so that what a module lays is laid once, and helps the other at the end
PYTEST := $(VENV)/python -m pytest -n 2 --dist worksteal -q
# Pure rules and tables of cases, then one story through every layer
QUICK := tests/spec tests/mingxin/kernel $(wildcard tests/mingxin/*/rules) tests/mingxin/intake/checks \
	tests/mingxin/rulebook/test_loader.py tests/mingxin/access/test_permits.py tests/mingxin/catalogue/test_models.py \
	tests/mingxin/archive/actions/test_admit.py tests/mingxin/intake/actions/test_the_way.py \
	tests/mingxin/doors/desk/test_batches.py tests/mingxin/doors/portal/test_pages.py
CODE := src tests seed scripts bench

demo-env = MINGXIN_HOME="$(DEMO_HOME)/home" MINGXIN_KEYS="$(DEMO_HOME)/keys" MINGXIN_SITE_URL="http://127.0.0.1:$(DEMO_PORT)" MINGXIN_SECOND_FACTOR=offered MINGXIN_PASSWORD_DAYS=0
# Checks that only read: no home is needed, and the settings are those of a site behind HTTPS
check-env = MINGXIN_HOME=var MINGXIN_SITE_URL=https://credit.example MINGXIN_SECRET_KEY=$$(head -c 60 /dev/urandom | base64 -w 0) DJANGO_SETTINGS_MODULE=mingxin.config.settings

.PHONY: help setup setup-dev demo test test-quick test-postgres test-sqlite check check-types check-code check-product check-days fix bench docs schema pictures clean clean-demo

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'

setup: $(SETUP) ## make .venv with what the product needs (no root, no browser)

$(SETUP): requirements/runtime.txt pyproject.toml scripts/bootstrap.sh
	@PYTHON="$(PYTHON)" scripts/bootstrap.sh runtime
	@touch $@
	@echo "✓ environment ready: $(VENV)/mingxin --help"

setup-dev: $(SETUP_DEV) ## the same with what tests and checks need

$(SETUP_DEV): requirements/dev.txt pyproject.toml scripts/bootstrap.sh
	@PYTHON="$(PYTHON)" scripts/bootstrap.sh dev
	@touch $(SETUP) $@

demo: setup ## the invented city 云泽市 with its batches and its staff, then the server (DEMO_HOME, DEMO_PORT)
	@mkdir -p "$(DEMO_HOME)"
	@test -f "$(DEMO_HOME)/city/plan.json" || $(VENV)/python -m seed "$(DEMO_HOME)/city"
	@$(demo-env) $(VENV)/mingxin init --no-next
	@echo
	@test -f "$(DEMO_HOME)/.loaded" || { $(demo-env) $(VENV)/python -m seed.load "$(DEMO_HOME)/city"; told=$$?; \
	if [ $$told = 0 ]; then touch "$(DEMO_HOME)/.loaded"; elif [ $$told != 3 ]; then exit $$told; fi; }
	@$(demo-env) $(VENV)/python -m seed.tour "http://127.0.0.1:$(DEMO_PORT)" "$(DEMO_HOME)/city"
	@$(demo-env) $(VENV)/mingxin serve --port $(DEMO_PORT)

test: setup-dev ## every test: those that ask tables on PostgreSQL (said loudly where it is missing), then all on SQLite
	@scripts/install_browser.sh
	@told=$$(mktemp); trap 'rm -f "$$told"' EXIT; export TEST_VERDICTS="$$told"; first=0; \
	$(MAKE) --no-print-directory test-postgres || first=$$?; \
	if [ $$first != 0 ]; then echo "PostgreSQL's half FAILED" >> "$$told"; \
	elif [ ! -s "$$told" ]; then echo "PostgreSQL's half was SKIPPED: it is not installed here" >> "$$told"; fi; \
	$(MAKE) --no-print-directory test-sqlite && exit $$first

test-quick: $(SETUP_DEV) ## for daily work: rules, tables of cases and one story through every layer, on SQLite, in under three minutes
	@$(PYTEST) $(QUICK)

test-postgres: $(SETUP_DEV)
	@$(VENV)/python tests/postgres.py $(PYTEST) -m "postgresql and not browser"

test-sqlite: $(SETUP_DEV)
	@$(PYTEST)

check: setup-dev ## lint, types, import law, migrations, deployment settings, generated pages; changes nothing
	@$(MAKE) --no-print-directory -j 2 check-types check-code check-product

check-types:
	$(VENV)/mypy src/mingxin seed

check-code:
	$(VENV)/ruff check $(CODE)
	$(VENV)/ruff format --check $(CODE)
	$(VENV)/lint-imports

check-product:
	$(check-env) $(VENV)/python -m django makemigrations --check --dry-run
	$(check-env) $(VENV)/python -m django check --deploy --fail-level WARNING
	$(check-env) $(VENV)/python scripts/manual.py --check

check-days: setup-dev ## set up the invented city on twelve days of the calendar, one of them killed in the middle
	$(VENV)/python -m scripts.days

fix: setup-dev ## mend what ruff can mend
	$(VENV)/ruff check --fix $(CODE)
	$(VENV)/ruff format $(CODE)

bench: setup ## the performance table, peers side by side
	$(VENV)/pip install -q --require-hashes -r requirements/bench.txt
	$(VENV)/python -m bench

docs: setup-dev ## write docs/manual anew from the code
	$(check-env) $(VENV)/python scripts/manual.py

schema: setup-dev ## after a new migration: write anew what an empty database is made of, which the check-up compares
	$(check-env) $(VENV)/python -m scripts.schema
	$(check-env) $(VENV)/python tests/postgres.py $(VENV)/python -m scripts.schema

pictures: setup-dev ## take the pictures of docs/manual anew from an invented city (a browser is needed)
	@scripts/install_browser.sh
	$(check-env) $(VENV)/python -m scripts.pictures

clean: ## remove caches and the environment (data folders stay)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf src/*.egg-info

clean-demo: ## remove the demonstration's data (DEMO_HOME)
	rm -rf "$(DEMO_HOME)/city" "$(DEMO_HOME)/home" "$(DEMO_HOME)/keys" "$(DEMO_HOME)/.loaded"

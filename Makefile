# From a bare checkout: `make run`. Everything it installs stays in this folder. `make help` lists the rest.
.NOTPARALLEL:
.DEFAULT_GOAL := help

# The first Python that is new enough; `make run PYTHON=/path/to/python` names another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && exit; \
	done)
NO_PYTHON := echo 'Python 3.11 or newer is needed, and none was found on this machine.' \
	'Install one, or name it: make run PYTHON=/path/to/python3.12' >&2; exit 1
BOOTSTRAP = $(if $(PYTHON),$(PYTHON) bootstrap.py,$(NO_PYTHON);)
# Commands that need nothing of each other run at the same time.
TOGETHER = $(if $(PYTHON),$(PYTHON) .ci/together.py,$(NO_PYTHON);)

# A start should find the bytecode of the one before.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
PY := $(BIN)/python
NODE := $(BIN)/node
TSC := $(NODE) node_modules/typescript/bin/tsc
VITEST := $(NODE) node_modules/vitest/vitest.mjs
# Twice -q/-v cancels out: pytest then ends with its full closing line. Each worker begins with its half of the tests in
# their order, so that what a file shares is made once, and takes over from the other when it has ended.
PYTEST := $(PY) -m pytest -v -n 2 --dist worksteal
UNIT := not postgres and not redis and not browser and not fault and not pentest and not nightly
COVERAGE := --cov --cov-report=

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

.PHONY: setup
setup: ## install what running needs: Python packages, Node.js, the front end
	@$(BOOTSTRAP)

.PHONY: run
run: ## start the server at http://127.0.0.1:8000 (HOST, PORT), installing first what is missing
	@$(BOOTSTRAP) --serving
	@$(PY) -m app serve

.PHONY: demo
demo: ## start the server with the demo estate loaded
	@$(BOOTSTRAP) --serving
	@$(PY) -m app demo load
	@$(PY) -m app serve

.PHONY: setup-checks
setup-checks:
	@$(BOOTSTRAP) --checks

.PHONY: lint
lint: setup-checks ## lint, types and architecture alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict app nlp bench
	$(BIN)/lint-imports
	$(TSC) --noEmit

.PHONY: check
check: lint front-end-tests ## the part of the tests that takes under a minute
	$(PYTEST) -m '$(UNIT)'

.PHONY: system-packages
system-packages:
	@bash .ci/install

.PHONY: test
test: ## every check, with PostgreSQL, Redis and a browser
	@$(TOGETHER) '$(MAKE) setup-checks' '$(MAKE) system-packages'
	@$(TOGETHER) '$(MAKE) lint' '$(MAKE) audit' '$(MAKE) front-end-tests'
	$(PYTEST) -m 'not nightly'

.PHONY: front-end-tests
front-end-tests: setup-checks
	$(VITEST) run

.PHONY: audit
audit: setup-checks ## known vulnerabilities, a scan of our code, bills of materials in dist/sbom
	@$(PY) -m tests.security.audit

.PHONY: coverage
coverage: setup-checks ## lines and branches that the tests run, whole for voting, ledger and permissions
	$(PYTEST) -m '$(UNIT)' $(COVERAGE)
	@$(PY) -m tests.coverage_floor

.PHONY: pentest
pentest: setup-checks ## the security tests against a live instance on loopback: its own, or LIANGTING_URL
	$(PYTEST) -m 'pentest and not nightly'

.PHONY: nightly
nightly: system-packages setup-checks ## the long variants of the tests
	$(PYTEST) -m nightly
	@$(MAKE) coverage

.PHONY: bench
bench: setup-checks ## every benchmark, with figures in bench/results.json
	$(BIN)/uv pip install --quiet --no-deps --require-hashes -r requirements-bench.txt || echo 'No network: without BERTopic and Locust.'
	$(PY) -m bench

.PHONY: types
types: setup-checks ## the TypeScript types of events, snapshots and page data
	$(NODE) static/types.mjs $(PY) -m app events

.PHONY: lock
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(UPGRADE)
lock: setup-checks ## pin and hash the dependencies anew; UPGRADE=--upgrade takes newer versions
	$(LOCK) requirements-build.in -o requirements-build.txt
	$(LOCK) requirements-node.in -o requirements-node.txt
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt
	$(LOCK) --no-deps requirements-e5.in -o requirements-e5.txt
	$(LOCK) --no-deps requirements-bench.in -o requirements-bench.txt
	PATH="$(CURDIR)/$(BIN):$$PATH" npm install --package-lock-only --ignore-scripts

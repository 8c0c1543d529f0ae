# Everything from a bare checkout: needs only make and Python 3.11, 3.12 or 3.13 with pip.
.DELETE_ON_ERROR:
.SUFFIXES:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

PYTHON      ?=
VENV        ?= .venv
UV          ?= uv
BENCH       ?=
PYTEST_ARGS ?=
SHARD       ?=
MINUTES     ?=
WRITE       ?=

PY       := $(VENV)/bin/python
PIP      := $(PY) -m pip --disable-pip-version-check -qq
# wheels only: what a source distribution needs to build is not covered by hashes
PINNED   := --require-hashes --only-binary :all:
SUITABLE := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
WARM     := $(wildcard model/warm.py)
# other rules or another Python setting: the kernels are compiled again
KERNELS  := $(wildcard model/*.py model/*/*.py)
SOAK_ARGS := $(if $(SHARD),--shard $(SHARD)) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(WRITE),--write)
COVERED  := $(PY) -m coverage run --data-file=build/.coverage
# worlds that bring every mechanism about, under the second program's eyes; a few, for they run a hundred times slower
INTERPRETED := $(foreach world,engine_and_oracle_agree[19] they_agree_where_rare_events_are_common[20] \
	they_agree_where_rare_events_are_common[21] they_agree_with_any_numbers[100],'tests/oracle/test_oracle.py::test_$(world)')
AUDIT    := build/audit
LOCKS    := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

# the page works without the internet: no telemetry, no banner, no fonts from elsewhere
export SOLARA_TELEMETRY_MIXPANEL_ENABLE := false
export SOLARA_THEME_SHOW_BANNER := false
export SOLARA_ASSETS_FONTAWESOME_ENABLED := false
export MPLBACKEND := Agg
export PIP_ROOT_USER_ACTION := ignore

.PHONY: help setup dev run test bench soak audit check lint coverage results freeze docs lock clean

help:   ## list the targets
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile

$(PY):
	@chosen=; \
	if [ -n "$(PYTHON)" ]; then \
		"$(PYTHON)" -c '$(SUITABLE)' 2>/dev/null && chosen="$(PYTHON)"; \
	else \
		for each in python3 python3.13 python3.12 python3.11; do \
			if "$$each" -c '$(SUITABLE)' 2>/dev/null; then chosen=$$each; break; fi; \
		done; \
	fi; \
	if [ -z "$$chosen" ]; then \
		found=$$("$(or $(PYTHON),python3)" --version 2>&1) || found="nothing that runs"; \
		echo "Approdo needs Python 3.11, 3.12 or 3.13 with its venv module; '$(or $(PYTHON),python3)' is: $$found." >&2; \
		echo "Name a suitable one: make PYTHON=/path/to/python3.12 (on Debian also: apt-get install python3-venv)." >&2; \
		exit 1; \
	fi; \
	echo "Creating $(VENV) with $$("$$chosen" --version)..."; \
	"$$chosen" -m venv $(VENV)

$(VENV)/.run: requirements.lock | $(PY)
	@echo "Installing the pinned dependencies (about a minute)..."
	@$(PIP) install $(PINNED) -r requirements.lock
	@touch $@

$(VENV)/.self: pyproject.toml $(VENV)/.run
	@echo "Installing the command approdo..."
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.warm: $(KERNELS) $(VENV)/.self
ifneq ($(WARM),)
	@echo "Compiling the model (once; one to two minutes)..."
	@$(PY) -m approdo.model.warm
endif
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing the pinned tools for tests and checks (about a minute)..."
	@$(PIP) install $(PINNED) -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.warm   ## make .venv with everything that is needed to run
	@echo "Ready: $(VENV)/bin/approdo --help"

dev: $(VENV)/.self $(VENV)/.dev

run: setup   ## set up, then compare the package ali with no measures in Padova
	@echo "Comparing in Padova, 36 months, 64 pairs of runs..."
	@$(VENV)/bin/approdo compare padova --package ali --months 36 --runs 64 --seed 1
	@echo "To go on: source $(VENV)/bin/activate, and then approdo --help (or $(VENV)/bin/approdo --help)"

lint: dev   ## ruff, spelling and dead code
	@echo "Checking style (ruff)..."
	@$(PY) -m ruff check --quiet .
	@echo "Checking spelling (codespell)..."
	@$(VENV)/bin/codespell approdo/*.py model experiments calibration viz $(wildcard tests tools docs README.md CHANGELOG.md)
	@echo "Looking for dead code (vulture)..."
	@$(PY) -m vulture

check: lint   ## lint, types, the rooms' import contracts, the installed versions
	@echo "Checking for common security faults (bandit)..."
	@$(PY) -m bandit -q -ll -r approdo/__init__.py approdo/__main__.py model experiments calibration viz tools
	@echo "Checking types (mypy)..."
	@$(PY) -m mypy --no-error-summary
ifneq ($(wildcard tests/*.py tests/*/*.py),)
	@$(PY) -m mypy --no-error-summary tests
endif
	@echo "Checking who imports whom (import-linter)..."
	@$(VENV)/bin/lint-imports --no-cache --no-logo >$(VENV)/imports.txt 2>&1 || { cat $(VENV)/imports.txt; exit 1; }
	@echo "Checking that the installed versions agree (pip)..."
	@$(PY) -m pip --disable-pip-version-check check >$(VENV)/pip.txt 2>&1 || { cat $(VENV)/pip.txt; exit 1; }

test: setup check   ## every check, then the tests (PYTEST_ARGS="-k words")
	@echo "Testing (pytest)..."
	@$(PY) -m pytest -n 2 $(PYTEST_ARGS)

bench: setup dev   ## measure against the limits (BENCH=speed, calibration, dashboard or experiments)
	@$(PY) -m tests.benchmarks.run $(BENCH)

soak: setup dev   ## hours of random use, resumable; writes docs/reliability.md (SHARD=i/n, MINUTES=5)
	@$(PY) -m tests.faults.soak $(SOAK_ARGS) $(PYTEST_ARGS)

coverage: setup dev   ## what part of the code the tests run, the rules without compilation too: build/coverage (an hour)
	@mkdir -p build && rm -f build/.coverage*
	@echo "Rules without compilation..."
	@NUMBA_DISABLE_JIT=1 $(COVERED) -m pytest -q $(INTERPRETED)
	@echo "Everything else..."
	@$(COVERED) -m pytest -q $(PYTEST_ARGS)
	@cd build && ../$(PY) -m coverage combine -q --rcfile=../pyproject.toml --data-file=.coverage
	@$(PY) -m coverage html -q --data-file=build/.coverage -d build/coverage
	@$(PY) -m coverage report --data-file=build/.coverage --skip-covered

results: setup dev   ## what moved since the newest results that are kept
	@$(PY) -m tools.results

freeze: setup dev   ## keep the results of this version in tests/results: once for a release
	@$(PY) -m tools.results --write

$(AUDIT)/.made: requirements-audit.lock | $(PY)
	@rm -rf $(AUDIT)
	@$(PY) -m venv $(AUDIT)
	@$(AUDIT)/bin/python -m pip --disable-pip-version-check -qq install $(PINNED) -r requirements-audit.lock
	@touch $@

audit: $(AUDIT)/.made   ## ask for known vulnerabilities of the pinned packages (needs the internet)
	@$(AUDIT)/bin/pip-audit --strict --require-hashes --disable-pip --desc off -r requirements.lock
	@$(AUDIT)/bin/pip-audit --strict --require-hashes --disable-pip --desc off -r requirements-dev.lock

docs: dev   ## the documentation as a site that works offline: build/site/index.html
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --quiet

lock:   ## compute the locks anew (needs uv; LOCK_ARGS=--upgrade takes newer versions)
	$(UV) pip compile -q $(LOCKS) $(LOCK_ARGS) pyproject.toml requirements.in -o requirements.lock
	$(UV) pip compile -q $(LOCKS) $(LOCK_ARGS) -c requirements.lock requirements-dev.in -o requirements-dev.lock
	$(UV) pip compile -q $(LOCKS) $(LOCK_ARGS) requirements-audit.in -o requirements-audit.lock
	@! grep -nE '://|file:|@ ' requirements.lock requirements-dev.lock requirements-audit.lock

clean:   ## remove the environment, caches and builds
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

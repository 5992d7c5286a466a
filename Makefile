# The portal's commands. `make demo` shows it, `make test` proves it; README.md and docs/operate.md tell more.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.NOTPARALLEL:
.PHONY: help setup setup-dev demo test check bench translations lock rest tools python

IS_NEW := -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo
# A distribution's own Python comes first: it is built to be fast, which one that was built by hand seldom is.
PYTHON ?= $(firstword $(foreach name,/usr/bin/python3 python3 python3.11 python3.12 python3.13,$(shell $(name) $(IS_NEW) $(name))))
PY := .venv/bin/python
UV := .venv/bin/uv
DUTCH := locale/nl/LC_MESSAGES/django
hash = $(firstword $(shell sha256sum .ci/requirements-uv.txt $(1) | sha256sum))
RUNTIME := .venv/runtime-$(call hash,.ci/requirements.txt)
DEV := .venv/dev-$(call hash,.ci/requirements-dev.txt)
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' Makefile

setup: $(RUNTIME) rest ## Make the environment: packages, styles, Dutch

setup-dev: $(DEV) rest ## The same, with what the tests need

demo: setup ## Show the portal with a made-up city: http://127.0.0.1:8000
	@PORTAL_DEMO=1 $(PY) manage.py demo

test: setup-dev tools ## Install what is missing, then check everything
	@$(PY) -m tests.checks

check: ## Check everything, as `make test` does last (PARTS="lint types" for some)
	@test -x $(PY) || { echo "There is no environment yet: run make test." >&2; exit 1; }
	@$(PY) -m tests.checks $(PARTS)

bench: setup-dev ## Measure, as ratios that mean the same on every machine
	@$(PY) -m tests.bench.trail
	@$(PY) -m tests.bench.ledger
	@$(PY) -m tests.bench.payments
	@$(PY) -m tests.bench.year
	@DATABASE_URL="$$($(PY) -m tests.postgres)" $(PY) -m tests.bench.trail
	@DATABASE_URL="$$($(PY) -m tests.postgres)" $(PY) -m tests.bench.ledger
	@DATABASE_URL="$$($(PY) -m tests.postgres)" $(PY) -m tests.bench.payments
	@DATABASE_URL="$$($(PY) -m tests.postgres)" $(PY) -m tests.bench.year

translations: setup-dev tools ## Gather the texts for translators, compile the Dutch
	@$(PY) -m tests.checks.messages
	@.venv/bin/pybabel --quiet compile --use-fuzzy --directory locale --domain django

lock: setup-dev ## Lock the packages again, with hashes and without addresses
	@$(LOCK) pyproject.toml --output-file .ci/requirements.txt
	@$(LOCK) pyproject.toml --group dev --output-file .ci/requirements-dev.txt
	@echo 'uv~=0.13.9' | $(LOCK) --no-annotate - --output-file .ci/requirements-uv.txt

rest:
	@$(PY) -m portal.ui.styles
	@$(MAKE) $(DUTCH).mo

$(DUTCH).mo: $(DUTCH).po
	@.venv/bin/pybabel --quiet compile --use-fuzzy --directory locale --domain django

# The stamps carry the hash of the locks, so another lock installs anew whatever the clock says.
$(RUNTIME): | $(UV)
	@$(call install,.ci/requirements.txt)
	@touch $@

$(DEV): | $(UV)
	@$(call install,.ci/requirements-dev.txt)
	@touch $@ $(RUNTIME)

# uv is quick; where it does not run or knows no index, pip installs the same files by the same hashes.
install = VIRTUAL_ENV=.venv $(UV) pip install --quiet --require-hashes -r $(1) 2>.venv/uv.log \
	|| $(PY) -m pip install --quiet --require-hashes -r $(1)

$(UV): | python
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --require-hashes -r .ci/requirements-uv.txt

python:
	@if [ -z "$(PYTHON)" ]; then \
	    echo "The portal needs Python 3.11 or newer with its venv module." \
	        "On Debian: sudo apt-get install -y python3-venv" >&2; exit 1; fi

# What no Python package brings: a browser with the library that its driver needs, and gettext for the texts.
tools:
	@missing=""; \
	[ -x "$${PORTAL_CHROMIUM:-}" ] || command -v chromium-headless-shell chromium >/dev/null \
	    || missing="$$missing chromium-headless-shell"; \
	command -v xgettext >/dev/null || missing="$$missing gettext"; \
	/sbin/ldconfig -p | grep -q 'libatomic\.so\.1' || missing="$$missing libatomic1"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	    echo "The tests need:$$missing. On Debian: sudo apt-get install -y$$missing" >&2; exit 1; fi; \
	export DEBIAN_FRONTEND=noninteractive; \
	apt-get update -qq && apt-get install -y -qq $$missing >/dev/null

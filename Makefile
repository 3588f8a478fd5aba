# Everything a person needs: run, test, check. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
export PATH := $(CURDIR)/.setup/node:$(PATH)
export PYTHONPATH := $(CURDIR)/src
# Where bytecode is not kept, each of the hundred processes that the tests start compiles our whole source.
unexport PYTHONDONTWRITEBYTECODE
JOBS ?= 2
DATA ?= data
PORT ?= 8080

.PHONY: help setup run test test-long check check-python check-pages bench dev fmt reference lock wheel clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: .setup/python .setup/widget .setup/admin ## install and build; starts nothing

.setup/venv:
	@mkdir -p .setup
	@test -x $(PY) || python3.11 -m venv .venv 2>/dev/null || python3 -m venv .venv
	@touch $@

.setup/python: requirements/dev.txt pyproject.toml | .setup/venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.setup/node/ready: requirements/node.txt | .setup/venv
	@tools/find-node.sh
	@touch $@

.setup/widget: .setup/node/ready widget/package-lock.json $(shell find widget/src widget/*.json widget/*.ts widget/*.mjs -type f 2>/dev/null)
	cd widget && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build
	@touch $@

.setup/admin: .setup/node/ready admin/package-lock.json $(shell find admin/src admin/public admin/*.json admin/*.ts admin/*.html -type f 2>/dev/null)
	cd admin && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build
	@touch $@

run: setup ## start everything with a demo shop; prints the address and the login
	exec .venv/bin/otklik serve --demo --data $(DATA) --port $(PORT)

test: setup ## all tests, under 15 minutes on two cores
	@tools/need-chromium.sh
	@tools/need-mail-servers.sh
	cd widget && npm test --silent
	cd admin && npm test --silent
	$(PY) -m pytest -n $(JOBS) --dist loadscope --no-loadscope-reorder -m "not long" -q

test-long: setup ## the long property and chaos runs
	@tools/need-chromium.sh
	$(PY) -m pytest -m long -q -o timeout=7200
	$(PY) -m pytest tests/unit -n $(JOBS) -q -o timeout=7200 --hypothesis-profile=long

check: check-python check-pages ## lint, types, imports, docs, sizes

check-python: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(PY) -m tools.lint
	$(PY) -m tools.reference --check

check-pages: setup
	cd widget && npm run --silent check && npm run --silent size
	cd admin && npm run --silent check && npm run --silent size

bench: setup ## every speed beside its yardstick, in one run
	$(PY) -m bench

dev: setup ## the server on the data of `make run`, and the admin with hot reload
	@trap 'kill 0' EXIT; .venv/bin/otklik serve --demo --data $(DATA) --port $(PORT) & \
	  cd admin && OTKLIK_DEV_SERVER=http://127.0.0.1:$(PORT) npm run dev

fmt: setup ## format what can be formatted
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	cd admin && npm run --silent format

reference: setup ## write the generated pages of docs/reference anew
	$(PY) -m tools.reference
	cd admin && npm run --silent generate

lock: ## write the lock files anew (needs uv: pip install uv)
	tools/lock.sh

wheel: setup ## a wheel that carries the admin and the widget
	$(PY) -m build --wheel --no-isolation --outdir dist .

clean: ## forget what was built, keep the data
	rm -rf .venv .setup dist admin/node_modules widget/node_modules src/otklik/static

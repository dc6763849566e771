# Two commands do everything on a fresh Debian machine: make demo, make test.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check bench evaluate extension clean

demo: $(VENV)/.run ## install, read a sample mailbox over IMAP, open the dashboard
	$(BIN)/afterview demo

test: $(VENV)/.test ## install what the tests need, Debian packages included, and run everything
	$(BIN)/python tests/support/provide.py
	$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest
	$(BIN)/python tests/support/provide.py --report

check: $(VENV)/.test extension/node_modules/.done ## linters, types, layers, extension
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	npm --prefix extension run --silent check

bench: $(VENV)/.test ## speed and memory, as ratios against mbsync on the same machine
	$(BIN)/python tests/support/provide.py
	$(BIN)/python -m tests.bench

evaluate: $(VENV)/.test ## precision, recall and F1 per kind and language; build/evaluate.svg shows it; FILES='...' for others
	@mkdir -p build
	$(BIN)/python -m tests.bench.evaluate $(FILES) --json build/evaluate.json --picture build/evaluate.svg

extension: $(VENV)/.run ## build the browser extension's packages into dist/
	$(BIN)/python extension/build.py

$(VENV)/.run: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[demo]'
	touch $@

$(VENV)/.test: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group test --group check
	touch $@

extension/node_modules/.done: extension/package-lock.json
	npm --prefix extension ci --silent --no-audit --no-fund
	touch $@

clean:
	rm -rf $(VENV) extension/node_modules dist build

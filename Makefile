# Two commands do everything on a fresh Debian machine: make demo, make test.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

TOGETHER := $(MAKE) --no-print-directory --jobs 3

.PHONY: demo test check check-python check-extension debian bench evaluate extension clean

demo: $(VENV)/.run ## install, read a sample mailbox over IMAP, open the dashboard
	$(BIN)/afterview demo

# Real browsers and mail servers run one after the other, with nothing beside them: load makes them late, and tests of
# them fail for no other reason. All else shares the cores; not by file, which runs tests of one name (schemathesis gives
# all of its own the same) only once. Both parts run, whatever fails.
test: ## install what the tests need, Debian packages included, and run everything
	@$(TOGETHER) debian $(VENV)/.test extension/node_modules/.done
	@$(TOGETHER) --output-sync check
	@failed=0; \
	$(BIN)/python -m pytest -m 'not browser and not dovecot' -n logical --dist worksteal || failed=1; \
	$(BIN)/python -m pytest -m 'browser or dovecot' || failed=1; \
	$(BIN)/python tests/support/provide.py --report; \
	exit $$failed

check: check-python check-extension ## linters, types, layers, extension

check-python: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check-extension: extension/node_modules/.done
	npm --prefix extension run --silent check

debian: # the real mail servers, webmail and browsers
	$(PYTHON) tests/support/provide.py

bench: debian $(VENV)/.test ## speed and memory, as ratios against mbsync on the same machine
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

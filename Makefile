# Needs Python 3.11 or newer and make; everything else is put into .venv.
# To name the Python: make venv PYTHON=python3.12      To pass more on: make test ARGS="-k search"

VENV = .venv
PY = $(VENV)/bin/python
PIP = $(PY) -m pip --disable-pip-version-check --no-input
READY = $(VENV)/ready

help: ## what can be made (this list)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

venv: $(READY) ## prepare .venv with everything, at the versions in requirements.lock

demo: $(READY) ## try the bot in a local browser page; no token, no Discord
	$(PY) -m bot demo $(ARGS)

run: $(READY) ## start the bot on Discord, with the token in .env
	$(PY) -m bot run $(ARGS)

test: $(READY) ## check style, types and floors, then run the tests
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) -m pytest $(ARGS)

test-browser: $(READY) ## run the tests that need Chromium on this machine
	$(PY) -m pytest -m browser tests/e2e $(ARGS)

bench: $(READY) ## measure what benchmarks/ measures
	$(PY) -m benchmarks $(ARGS)

lock: ## write requirements.lock anew after a change in pyproject.toml (ARGS=--upgrade for newer versions)
	@test -x $(VENV)/bin/uv || $(MAKE) venv
	$(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --all-extras --generate-hashes \
		--no-header --output-file requirements.lock $(ARGS)

clean: ## remove .venv and what tools leave behind; the store in var/ stays
	rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml
	@set -eu; python=; \
	for candidate in $${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Python 3.11 or newer is needed; here is $$($${PYTHON:-python3} --version 2>/dev/null || echo none)." >&2; \
		echo "Install one, or name it: make venv PYTHON=/path/to/python3.11" >&2; exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "This Python cannot make virtual environments. On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; \
	fi; \
	echo "Preparing $(VENV) with $$("$$python" --version): some 250 MB to fetch, 1 GB on disk. It takes a minute or two, once."; \
	"$$python" -m venv --clear $(VENV)
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $(READY)

.PHONY: help venv demo run test test-browser bench lock clean

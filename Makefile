# Everything a stranger needs: `make demo` and `make test`. Both work from a clean clone, with Python, pip, git and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKERS ?= 2

.PHONY: help demo test lint format bench torture opinions lock clean

help:            ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Keyroom needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -q app ceremonies reports
	@touch $@

demo: $(STAMP)   ## play an incident from its first notification to its report, then open it
	@$(BIN)/python fixtures/demo/play.py

test: $(STAMP)   ## run every test (installs by apt what it needs, where it may)
	@$(BIN)/python tests/system.py
	$(BIN)/python -m pytest -n $(WORKERS)

lint: $(STAMP)   ## style, types and the direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP) ## put the code in its usual form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)  ## measure what the record and the screens cost
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -q app ceremonies reports
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python tests/bench/run.py

torture: $(STAMP) ## kill it and tamper with it, hundreds of times
	KEYROOM_TORTURE=full $(BIN)/python -m pytest -s tests/torture

opinions: $(STAMP) ## have other people's software check what leaves the room
	@$(BIN)/python tests/opinions/run.py

lock:            ## resolve and lock the dependencies again (the one target that looks for newer packages)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --generate-hashes --extra test --no-header --python-version 3.11 pyproject.toml -o requirements.lock

clean:           ## remove what was built
	rm -rf $(VENV) demo build dist

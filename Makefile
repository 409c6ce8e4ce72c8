# Every target sets itself up: .venv is made from requirements.lock when it is missing or stale.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: help demo test bench chaos setup lint format lock clean
help:
	@echo "make demo    the bot, a PBX and a chat page on this machine; nothing is really called"
	@echo "make test    ruff, mypy, pytest"
	@echo "make bench   how fast it is, its limits beside it; ARGS=\"--runs 1\" for a quick look"
	@echo "make chaos   killed and cut off within lists and as hooks pour in, some minutes; ARGS=\"--seed 7\" for a run again"
	@echo "make setup   only make .venv"
	@echo "make format  let ruff rewrite what it can"

demo: $(STAMP)
	@$(BIN)/python -m bot demo $(ARGS)

test: lint
	$(BIN)/python -m pytest $(ARGS)

bench: $(STAMP)
	@$(BIN)/python -m bench $(ARGS)

chaos: $(STAMP)
	$(BIN)/python -m pytest -n 0 tests/chaos/list_kills.py tests/chaos/list_power.py tests/chaos/hook_kills.py $(ARGS)

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

setup: $(STAMP)

# A .venv that was begun and not finished has no stamp, so it is made again.
$(STAMP): requirements.lock
	@$(PYTHON) -c 'import sys; (3, 11) <= sys.version_info[:2] <= (3, 13) or sys.exit("pbxbot needs Python 3.11 to 3.13; this is %d.%d. Try: make PYTHON=python3.12 $(MAKECMDGOALS)" % sys.version_info[:2])'
	@echo "Making .venv from requirements.lock (once, about a minute) ..."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
	@echo ".venv is ready."

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --all-extras --custom-compile-command "make lock" --upgrade pyproject.toml -o requirements.lock

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage

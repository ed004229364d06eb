# The index of what one can do here. `make` alone lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DEMO ?= home/demo

.PHONY: help run test check seed night bench words lock clean

help: ## list what one can do
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(VENV)/runtime: requirements/runtime.txt pyproject.toml tools/environment.py
	@$(PYTHON) tools/environment.py $(VENV) requirements/runtime.txt
	@touch $@

$(VENV)/dev: requirements/dev.txt pyproject.toml tools/environment.py
	@$(PYTHON) tools/environment.py $(VENV) requirements/dev.txt
	@touch $@ $(VENV)/runtime

words: ## compile the translations
	@$(BIN)/python -m cohive.look.catalogue compile

run: $(VENV)/runtime words ## the demo place on http://localhost:8000
	@$(BIN)/cohive serve --demo --home $(HOME_DEMO)

seed: $(VENV)/runtime words ## make the demo place anew
	@rm -rf $(HOME_DEMO)
	@$(BIN)/cohive demo --home $(HOME_DEMO)

test: $(VENV)/dev words ## everything that must be green: tests on each database, lint, types, contracts
	@$(BIN)/python tools/check.py all

check: $(VENV)/dev words ## the quick part: lint, types, contracts, tests without a browser on SQLite
	@$(BIN)/python tools/check.py quick

night: $(VENV)/dev words ## the long runs: 200 kill points, whole histories
	@$(BIN)/python tools/check.py night

bench: $(VENV)/dev ## speed beside a peer, as ratios
	@for name in engine histories pages surveys books; do $(BIN)/python -m bench.$$name; done

lock: ## pin the requirements again (needs uv)
	@cd requirements && for name in runtime dev; do \
	  uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-header --quiet $$name.in -o $$name.txt; done

clean: ## remove the environment and the demo place
	@rm -rf $(VENV) $(HOME_DEMO)

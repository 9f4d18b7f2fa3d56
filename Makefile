# The front door. `make demo` shows the product, `make test` proves it; the rest is for those who work on it.
PY := .venv/bin/python
STAMP := .venv/.ready

.PHONY: setup demo check test bench bench-hall protos docs lock clean

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	@test -x $(PY) || python3 -m venv .venv
	@echo "installing locked dependencies into .venv ..."
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Two cities, all example applications, a cut link. KEEP=1 leaves both nodes up.
demo: setup
	@$(PY) -m examples.demo

# Lint, types, arrows and all quick tests: under a minute.
check: setup
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/ruff check --quiet .
	@.venv/bin/mypy --no-error-summary
	@$(PY) -m pytest -q -n 2 -m "not slow"

# Everything, slow tiers included.
test: setup
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/ruff check --quiet .
	@.venv/bin/mypy --no-error-summary
	@$(PY) -m pytest -q -n 3 --dist worksteal

# Figures into build/bench.json.
bench: setup
	@$(PY) -m benchmarks
	@$(PY) benchmarks/figures.py

# The lists of a hall with ten thousand cases, into build/hall.json: memory, and time a case. Some minutes.
bench-hall: setup
	@$(PY) -m benchmarks.hall

# Generated code.
protos: setup
	@$(PY) tests/contract/generate.py

# What is generated inside the documents: tables of the protocol, settings, log events.
docs: setup
	@$(PY) -m tests.docs.render
	@$(PY) -m tests.docs.session
	@for render in tests/contract/render_*.py; do $(PY) $$render; done

# New locked versions: hashes, no addresses.
lock:
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements/run.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra dev pyproject.toml -o requirements/dev.txt

clean:
	@rm -rf build .venv

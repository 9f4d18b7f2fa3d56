# The front door. `make demo`, `make test`; the rest is for those who work on Kuayu.
PY := .venv/bin/python
STAMP := .venv/.ready

.PHONY: setup demo check test bench protos lock clean

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	@test -x $(PY) || python3 -m venv .venv
	@echo "installing locked dependencies ..."
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

protos: setup
	@$(PY) tests/contract/generate.py

clean:
	rm -rf build .venv

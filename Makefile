# Everything happens inside .venv/; the network is used only when a list of packages changed.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready
TAGWERK := $(BIN)/python -m generator

.PHONY: build serve test check bench screenshots clean

build check: $(READY)
	$(TAGWERK) $@

test: $(READY)
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup

serve: $(READY)
	$(TAGWERK) serve --watch

bench: $(READY)
	$(BIN)/python -m tests.bench

screenshots: $(READY)
	$(BIN)/python -m tests.screenshots

clean:
	rm -rf output .tagwerk build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find generator tests -name __pycache__ -type d -prune -exec rm -rf {} +

# hatchling is among the pinned versions, so the project itself is built with the same version everywhere.
$(READY): pyproject.toml constraints.txt tests/servers.txt
	@$(PYTHON) -c 'import sys; sys.exit("Tagwerk needs Python 3.11 or later" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --constraint constraints.txt --editable '.[dev]'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
		--requirement tests/servers.txt >.venv/servers.log 2>&1 \
		|| echo "Isso could not be installed (see .venv/servers.log), so its test will be skipped."
	@touch $@

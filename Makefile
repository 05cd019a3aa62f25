.PHONY: demo test setup lint format lock audit bench clean
.DEFAULT_GOAL := demo

TALLYMAN := .venv/bin/tallyman
CONSIGNMENTS := $(wildcard fixtures/consignments/*/)
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	pyproject.toml --extra build --extra postgresql

demo: .venv/.ready  ## install what is missing, then check the consignments in fixtures/
	@mkdir -p out/demo
	@set -e; for folder in $(CONSIGNMENTS); do \
		name=$$(basename $$folder); \
		echo; echo "== $$name"; \
		$(TALLYMAN) check $$folder --json out/demo/$$name.json --evidence out/demo/$$name.zip || [ $$? -eq 1 ]; \
		rm -rf out/demo/$$name; \
		.venv/bin/python -m zipfile -e out/demo/$$name.zip out/demo/$$name; \
	done
	@echo; echo "Reports:  out/demo/*.json"
	@echo "Evidence: out/demo/*.zip, and unpacked: $$(ls out/demo/*/findings/*.png 2>/dev/null | head -n 1) is a finding on its page"

test: .venv/.ready-dev  ## every check and every test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/pytest -n 2

setup: .venv/.ready-dev  ## everything that development needs

lint: .venv/.ready-dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	.venv/bin/mypy
	.venv/bin/lint-imports

lock:  ## pin what pyproject.toml asks for, with hashes; needs uv
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt

audit:  ## known weaknesses of what is locked, where pip-audit is installed and reaches its service
	@.ci/audit

bench: .venv/.ready-dev  ## speeds beside other tools and what running costs, as one table in docs/benchmarks.md; takes an hour
	.venv/bin/python -m benchmarks.table

clean:
	rm -rf .venv out

# The stamps are older than what they depend on when a lock or the set-up itself has changed.
.venv/.ready: requirements.txt setup.sh pyproject.toml
	@./setup.sh requirements.txt
	@touch $@

.venv/.ready-dev: requirements-dev.txt setup.sh pyproject.toml
	@./setup.sh requirements-dev.txt
	@touch $@ .venv/.ready

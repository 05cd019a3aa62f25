.PHONY: demo test setup lint bench lock

demo: .venv/.demo        ## install what is missing, then check the fixtures' consignments
	.venv/bin/python -m fixtures.demo

test: .venv/.dev         ## every check and every test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/pytest

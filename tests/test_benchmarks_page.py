"""The page of benchmarks: what was measured, what was not, and which peers were not there."""

import json
from pathlib import Path

from benchmarks import table

ROOT = Path(__file__).parent.parent
TAKEN = {"date": "2026-01-02", "commit": "abc1234", "machine": "2 cores"}


def test_the_page_is_what_the_figures_say() -> None:
    kept = json.loads((ROOT / table.KEPT).read_text(encoding="utf-8"))
    assert (ROOT / table.PAGE).read_text(encoding="utf-8") == table.page(kept)


def test_what_was_not_measured_is_said() -> None:
    page = table.page({"reading": {**TAKEN, "absent": ["ocrmypdf"], "figures": [{"reader": "fast", "error": 0.1}]}})
    assert "Not installed when this was run, so not measured: ocrmypdf." in page
    assert "Not taken so far: speed, overhead" in page
    assert "docling" in page
    assert "| fast | 0.1 |" in page

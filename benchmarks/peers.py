"""Another program beside ours on the same invoices: `python -m benchmarks.peers --invoice2data PROGRAM`.

invoice2data reads by templates, one for each issuer; its own sample papers are those that its templates were written
for, drawn invoices are papers that neither it nor ours has a template for. Both are asked for number, date and total
of an invoice with a text layer. Not a dependency: where the program is not installed nothing is measured. Peers whose
models must be downloaded (docling, unstructured) cannot be run offline.
"""

import argparse
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.sheets import drawn_papers
from flows import line
from flows.labels import labels, wanted
from models.paper import Paper

Told = dict[str, str]  # what an invoice says, by name of the field
ASKED = {"number": "invoice_number", "date": "date", "total_amount": "amount"}  # our name, theirs
SHARED = Path("../shared/papers/invoice2data")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoice2data", default=shutil.which("invoice2data"), help="the program, if not on PATH")
    parser.add_argument("--json", type=Path, help="write the figures there")
    given = parser.parse_args()
    readers: dict[str, Callable[[Path], Told]] = {"tallyman": ours}
    if given.invoice2data:
        readers["invoice2data"] = partial(theirs, program=given.invoice2data)
    found = {
        f"{name} {what.replace('_', ' ')} {figure}": value
        for what, papers in {"its_samples": its_samples(), "drawn_invoices": drawn()}.items()
        for name, reader in readers.items()
        for figure, value in measured(reader, papers).items()
    }
    print(json.dumps(found, indent=1))
    if given.json:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def its_samples() -> dict[Path, Told]:
    """Return invoice2data's own sample invoices with what is printed on them, as far as ../shared holds them."""
    known = labels(SHARED, Path("tests/labels"))
    return _invoices((path, wanted(label, path.name)) for path, label in known.items() if path.suffix == ".pdf")


def drawn() -> dict[Path, Told]:
    """Return drawn invoices with what is printed on them."""
    folder = Path("out/bench/papers-57")
    drawn_papers(folder, consignments=20, seed=57)
    known = labels(folder)
    return _invoices((path, wanted(label, path.name)) for path, label in known.items() if path.suffix == ".pdf")


def _invoices(labelled: Iterable[tuple[Path, list[Paper]]]) -> dict[Path, Told]:
    return {path: told for path, papers in labelled if (told := _told(papers))}


def ours(path: Path) -> Told:
    """Read with Tallyman."""
    return _told(line.check([path]).consignment.papers)


def _told(papers: Iterable[Paper]) -> Told:
    invoice = next((paper for paper in papers if paper.kind == "commercial_invoice"), None)
    fields = {name: getattr(invoice.fields, name) for name in ASKED} if invoice else {}
    return {name: str(field.value) for name, field in fields.items() if field is not None and field.value is not None}


def theirs(path: Path, *, program: str) -> Told:
    """Read with invoice2data and the templates that come with it."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "told.json"
        command = [program, "-i", "pdftotext", "--output-format", "json", "--output-name", str(out), str(path)]
        subprocess.run(command, capture_output=True, check=False, timeout=120)
        read: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8")) if out.is_file() else []
    return {name: str(read[0][key]) for name, key in ASKED.items() if read and read[0].get(key) is not None}


def measured(reader: Callable[[Path], Told], papers: dict[Path, Told]) -> dict[str, float]:
    """Return how many values are asked for, the shares that are found and right, and the seconds an invoice."""
    right = wrong = 0
    began = time.monotonic()
    for path, truth in papers.items():
        told = reader(path)
        right += sum(_same(told[name], value) for name, value in truth.items() if name in told)
        wrong += sum(not _same(told[name], value) for name, value in truth.items() if name in told)
    asked = sum(map(len, papers.values()))
    shares = {"right": round(right / asked, 3), "wrong": round(wrong / asked, 3)} if asked else {}
    return {"values": asked, **shares, "s_an_invoice": round((time.monotonic() - began) / max(len(papers), 1), 2)}


def _same(told: str, truth: str) -> bool:
    with suppress(InvalidOperation):
        return Decimal(told) == Decimal(truth)
    return told.strip() == truth.strip()


if __name__ == "__main__":
    main()

"""The documents: links lead somewhere, commands shown exist, the README's are run, tables are told as they are."""

import csv
import re
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import typer.main

from flows.cli import app
from tests.conftest import INVOICE, MakePdf
from tests.walkthrough import ROOT, blocks, follow

pytestmark = pytest.mark.timeout(900)  # whole programs, on a machine that others use as well
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = ROOT / "models" / "reference"
ROOMS = ("", "flows", "extractors", "checks", "models", "desk", "fixtures", "tests", "benchmarks")
SHOWN = re.compile(r"^ {4,}(?:\$ )?((?:tallyman|python -m|make) .*?)(?:\s{2,}#.*|\s+# .*)?$", re.M)
INLINE = re.compile(r"`((?:tallyman|python -m|make) [^`]+)`")
# What the README shows and this module does not run, with where it is run instead.
ELSEWHERE = {
    "tallyman serve": "test_flows_serving.py",
    "tallyman deploy": "test_flows_scale.py",
    "tallyman erase ID": "test_flows_rounds.py",
    "tallyman evaluate": "test_flows_evaluation.py",
    "tallyman hs train pairs.csv": "test_models_hs_training.py",
    "tallyman batch inbox/ --out results/ --workers 4": "test_flows_batch.py",
    "tallyman batch inbox/ --out results/ --runner dask": "test_flows_scale.py",
}


def shown(text: str) -> list[str]:
    """Return the commands that a document shows in blocks of their own."""
    return [found[1].strip() for found in SHOWN.finditer(text)]


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if not link.startswith("http"):
            place, _, anchor = link.partition("#")
            aim = (path.parent / place).resolve() if place else path
            assert aim.exists(), link
            assert not anchor or anchor in anchors(aim), link


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_module_that_a_document_names_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    made = {block.told.removeprefix("new ") for block in blocks(text)}
    for named in set(re.findall(r"`([\w./-]+\.(?:py|js|md))`", text)) - made:
        assert any((ROOT / room / named).is_file() for room in ROOMS), named


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_a_document_shows_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in [*shown(text), *INLINE.findall(text)]:
        program, *words = command.replace("[", " ").replace("]", " ").replace("python -m", "python").split()
        options = {word for word in words if word.startswith("--")}
        if program == "tallyman":
            assert options <= _options(words) | {"--help"}, command
        elif program == "make":
            assert re.search(rf"^{words[0]}:", targets, re.M), command
        else:
            assert options <= _mentioned(words[0]) | {"--help"}, command


def _options(words: list[str]) -> set[str]:
    found: Any = typer.main.get_command(app)
    for word in words:
        if not hasattr(found, "commands"):
            break
        assert word in found.commands, f"There is no command {' '.join(words)}."
        found = found.commands[word]
    return {option for parameter in found.params for option in (*parameter.opts, *parameter.secondary_opts)}


def _mentioned(module: str) -> set[str]:
    found = find_spec(module)
    assert found is not None, module
    assert found.origin is not None, module
    files = [Path(found.origin)] if found.submodule_search_locations is None else Path(found.origin).parent.glob("*.py")
    return set(re.findall(r"--[a-z][a-z-]+", " ".join(file.read_text(encoding="utf-8") for file in files)))


def test_the_readme_is_short_and_its_commands_run(tmp_path: Path, pdf: MakePdf) -> None:
    assert len(README.splitlines()) < 200
    told = shown(README)
    assert set(ELSEWHERE) <= set(told)
    assert all((ROOT / "tests" / place).is_file() for place in ELSEWHERE.values())
    _lay_out(tmp_path, pdf)
    commands = [each for each in told if each.startswith("tallyman ") and each not in ELSEWHERE]
    assert len(commands) > 9
    for command in commands:
        ran = follow(f"```console\n$ {command}\n...\n```\n", tmp_path)
        assert ran == 1
    for made in ("report.json", "pack.zip", "judged.csv", "results/summary.json"):
        assert (tmp_path / made).stat().st_size > 0


def _lay_out(home: Path, pdf: MakePdf) -> None:
    """Lay out the files that the README's commands name."""
    shutil.copytree(ROOT / "fixtures" / "consignments" / "granules-or-scrap", home / "papers")
    shutil.copytree(home / "papers", home / "inbox" / "lot")
    paper = pdf("a.pdf")
    pdf("scans/sheet.pdf", INVOICE)
    pypdfium2.PdfDocument(paper)[0].render(scale=2).to_pil().convert("RGB").save(home / "b.jpg")
    item = "<Item><Tarification><HScode><Commodity_code>39021000</Commodity_code></HScode></Tarification></Item>"
    (home / "sad.xml").write_text(f"<ASYCUDA>{item}</ASYCUDA>", encoding="utf-8")
    (home / "lines.csv").write_text("description,hs_code\nused lead acid batteries,850710\n", encoding="utf-8")
    cn = "CN_KEY;LEVEL;CN_CODE;NAME_EN\n854911000080;4;8549 11;- lead\n854911100080;5;8549 11 10;- - spent\n"
    (home / "CN2026.csv").write_text(cn, encoding="utf-8")


def test_every_document_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in DOCUMENTS if path.name != "README.md" and f"({path.name})" not in index] == [
        "CONTRIBUTING.md"
    ]


def test_every_reference_table_is_told_with_its_confidence() -> None:
    told: dict[str, str] = {}
    for line in (ROOT / "docs" / "sources.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        names = re.findall(r"`([\w/]+\.csv)`", cells[0])
        sure = cells[-1].split(", ")
        told |= dict(zip(names, sure * len(names) if len(sure) == 1 else sure, strict=True)) if names else {}
    told.pop("hs/NN.csv")
    assert told == {path.name: _confidence(path) for path in REFERENCE.glob("*.csv")}


def _confidence(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        held = {row.get("confidence", "") for row in csv.DictReader(file)}
    names = {"verified-in-source-I-read": "read", "from-knowledge": "known", "": "none"}
    return names[held.pop()] if len(held) == 1 else "both"

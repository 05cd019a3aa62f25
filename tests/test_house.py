"""The house rules: names, sizes, imports, and the report's shape as the contract has it."""

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from statistics import median

import jsonschema
import pytest

from flows import line
from models.report import Report
from tests.conftest import MakePdf

ROOT = Path(__file__).parent.parent
ROOMS = ("flows", "extractors", "checks", "models", "desk", "fixtures")
MODULES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
OURS = {*ROOMS, "tests", "benchmarks"}
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc"}
LONGEST = 400  # lines
CODE = [*MODULES, *sorted((ROOT / "benchmarks").glob("*.py"))]
FROZEN = ROOT / "flows" / "ledger" / "migrations" / "versions"  # what has been run on ledgers is changed no more
MODULE, MEDIAN, FUNCTION = 300, 150, 40  # lines: none longer, half of them shorter, each shorter
TEST_MODULE = 400

REPORT = {"report_version", "tallyman", "reference", "consignment", "unread"}
CONSIGNMENT = {"id", "verdict", "papers", "findings"}
PAPER = {
    "id", "file", "sha256", "pages", "kind", "kind_confidence", "language", "origin", "fields", "parties", "goods",
    "containers", "problems",
}  # fmt: skip
GOODS = {
    "description", "hs_code", "quantity", "packages", "gross_mass", "net_mass", "volume", "unit_price", "amount",
    "origin", "marks", "un_number", "hazard_class", "waste_codes", "cas",
}  # fmt: skip
FINDING = {
    "code", "severity", "certainty", "message", "expected", "found", "goods", "evidence", "suggested_hs", "basis",
}  # fmt: skip


def named(rooms: tuple[str, ...]) -> list[tuple[Path, str]]:
    special = {"__init__", "__main__", "env"}  # alembic calls its own entry env
    return [
        (path, path.stem) for path in MODULES if path.stem not in special and path.relative_to(ROOT).parts[0] in rooms
    ]


def test_no_module_is_called_by_what_it_is_not() -> None:
    assert [path for path, name in named(ROOMS) if name in FORBIDDEN] == []


def test_no_module_has_the_name_of_a_library() -> None:
    installed = {name.split(".")[0] for name in packages_distributions()} - OURS
    taken = sys.stdlib_module_names | installed
    installed_rooms = ("flows", "extractors", "checks", "models", "desk")
    assert [path for path, name in named(installed_rooms) if name in taken] == []


def test_no_module_is_too_long() -> None:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: size for path, size in sizes.items() if size >= LONGEST} == {}


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_modules_are_short_and_half_of_them_very_short() -> None:
    sizes = {path: lines_of(path) for path in CODE if FROZEN not in path.parents}
    assert {path: size for path, size in sizes.items() if size > MODULE} == {}
    assert median(sizes.values()) < MEDIAN
    tests = {path: lines_of(path) for path in (ROOT / "tests").glob("*.py")}
    assert {path: size for path, size in tests.items() if size > TEST_MODULE} == {}


def test_functions_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in (*CODE, *(ROOT / "tests").glob("*.py"))
        if FROZEN not in path.parents
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (node.end_lineno or node.lineno) - node.lineno + 1 >= FUNCTION
    ]
    assert long == []


def test_imports_run_down() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert {contract["type"] for contract in contracts} == {"layers", "forbidden"}


def test_no_file_names_a_machine_or_an_index() -> None:
    told = re.compile(r"(?<![\w.])/(?:work|root)/|--(?!no-)[\w-]*index[\w-]*|--find-|https?://[\w.-]*\bpy\w*\.")
    files = [path for path in ROOT.iterdir() if path.is_file() and not path.name.startswith(".")]
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in [*files, *MODULES]}
    assert [path for path, text in texts.items() if told.search(text)] == []


def test_locks_have_hashes_and_hold_what_the_project_asks_for() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    for lock in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / lock).read_text()
        pinned = {name.lower() for name in re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==", text, re.MULTILINE)}
        assert {re.split(r"[<>=\[]", name)[0] for name in asked} <= pinned
        assert text.count("--hash=sha256:") >= len(pinned)


@pytest.fixture
def report(pdf: MakePdf, tmp_path: Path) -> Report:
    return line.check([pdf("a.pdf"), tmp_path / "nowhere.pdf"])


def test_a_report_fits_the_schema_that_is_printed(report: Report) -> None:
    schema = Report.model_json_schema(mode="serialization")
    jsonschema.validate(json.loads(report.model_dump_json()), schema)


def test_a_report_has_the_keys_of_the_contract(report: Report) -> None:
    told = json.loads(report.model_dump_json())
    assert set(told) == REPORT
    assert set(told["consignment"]) == CONSIGNMENT
    assert set(told["unread"][0]) == {"file", "code", "message"}


def test_what_is_read_has_the_keys_of_the_contract() -> None:
    definitions = Report.model_json_schema(mode="serialization")["$defs"]
    assert set(definitions["Paper"]["properties"]) >= PAPER
    assert set(definitions["GoodsItem"]["properties"]) >= GOODS
    assert set(definitions["Party"]["properties"]) >= {"role", "name", "address", "country", "identifiers"}
    assert set(definitions["Container"]["properties"]) >= {"number", "valid", "type", "seals"}
    assert set(definitions["Field_str_"]["properties"]) >= {"value", "raw", "confidence", "evidence"}
    assert set(definitions["Quantity"]["properties"]) >= {"value", "raw", "confidence", "evidence", "unit"}
    assert set(definitions["Evidence"]["properties"]) == {"page", "box"}


def test_a_finding_has_the_keys_of_the_contract() -> None:
    definitions = Report.model_json_schema(mode="serialization")["$defs"]
    assert set(definitions["Finding"]["properties"]) == FINDING
    assert set(definitions["Spot"]["properties"]) == {"paper", "page", "box", "text"}
    assert set(definitions["GoodsRef"]["properties"]) == {"paper", "index"}
    assert set(definitions["Suggestion"]["properties"]) == {"code", "label", "score"}

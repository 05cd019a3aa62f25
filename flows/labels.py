"""Labels of papers: what should be read, beside each paper as FILE.json or in a folder of their own.

A label file is a list of papers, each either a whole `models.paper.Paper` (the generator's) or the short form people
write, in which a value is its text and a quantity is a number with its unit:

    [{"pages": [1], "kind": "packing_list", "fields": {"number": "PL-7", "date": "2025-03-12"},
      "parties": {"consignor": "Rila Metals EOOD"},
      "goods": [{"description": "Copper scrap", "net_mass": "1200 KGM"}], "containers": [{"number": "CSQU3054383"}]}]
"""

import json
from pathlib import Path
from typing import Any, get_args

from models.field import Frozen, Quantity
from models.paper import Fields, GoodsItem, Paper

PLAN = "consignment.json"


def labels(papers: Path, folder: Path | None = None) -> dict[Path, Path]:
    """Return the papers under `papers` that are labelled, each with its label file.

    Without `folder` a label stands beside its paper as FILE.json; with it, anywhere under `folder`, as FILE.json or
    under the name without its ending, which then labels each copy of the paper (its scan, its picture).
    """
    if folder is None:
        beside = (label for label in sorted(papers.rglob("*.json")) if label.name != PLAN)
        return {label.with_suffix(""): label for label in beside if label.with_suffix("").is_file()}
    known = {label.stem: label for label in sorted(folder.rglob("*.json"))}
    found = {path: known.get(path.name) or known.get(path.stem) for path in sorted(papers.rglob("*")) if path.is_file()}
    return {path: label for path, label in found.items() if label is not None and path.suffix != ".json"}


def wanted(label: Path, file: str) -> list[Paper]:
    """Return the papers that a label file says `file` holds. Raises ValueError when it is no label."""
    told = json.loads(label.read_text(encoding="utf-8"))
    return [Paper.model_validate(paper if "sha256" in paper else _whole(paper, file)) for paper in told]


def _whole(short: dict[str, Any], file: str) -> dict[str, Any]:
    return {
        "id": "p1",
        "file": file,
        "sha256": "",
        "pages": short["pages"],
        "kind": short["kind"],
        "kind_confidence": 1.0,
        "origin": "text_layer",
        "fields": _values(short.get("fields", {}), Fields),
        "parties": [{"role": role, "name": _value(name)} for role, name in short.get("parties", {}).items()],
        "goods": [_values(item, GoodsItem) for item in short.get("goods", ())],
        "containers": [_container(container) for container in short.get("containers", ())],
    }


def _values(short: dict[str, str], shape: type[Frozen]) -> dict[str, Any]:
    return {
        name: _quantity(text) if Quantity in get_args(shape.model_fields[name].annotation) else _value(text)
        for name, text in short.items()
    }


def _value(text: str) -> dict[str, Any]:
    return {"value": text, "raw": text, "confidence": 1.0, "evidence": []}


def _quantity(text: str) -> dict[str, Any]:
    number, _, unit = text.partition(" ")
    return {**_value(number), "raw": text, "unit": unit or None}


def _container(short: dict[str, Any]) -> dict[str, Any]:
    kind = short.get("type")
    return {
        "number": _value(short["number"]),
        "valid": True,
        "type": _value(kind) if kind else None,
        "seals": [_value(seal) for seal in short.get("seals", ())],
    }

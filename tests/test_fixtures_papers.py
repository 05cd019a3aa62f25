"""The drawn papers and their labels: what a label claims is printed in the box it names."""

import hashlib
import json
import random
import re
from dataclasses import replace
from decimal import Decimal

import pdfplumber
import pytest

from fixtures.drafting import draft
from fixtures.drawing import draw
from fixtures.generate import main
from fixtures.layouts.catalogue import layouts
from fixtures.mismatch import plant
from fixtures.scanning import scan
from models.geometry import Box
from models.paper import Paper

LAYOUTS = [pytest.param(made, id=made.name) for made in layouts()]


def _fields(node, path=""):
    if isinstance(node, dict):
        if "raw" in node:
            yield path, node
        for key, inner in node.items():
            yield from _fields(inner, f"{path}.{key}")
    elif isinstance(node, (list, tuple)):
        for n, inner in enumerate(node):
            yield from _fields(inner, f"{path}.{n}")


def _letters(text):
    return re.sub(r"[\s,]+", "", text)


def _drawn(layout, tmp_path, seed=3, want_seed=11):
    lot = draw(want_seed, layout.kinds[0])
    plan = replace(lot.plan(layout.kinds[0]), layout=layout.name)
    return lot, draft(lot, plan, tmp_path / f"{layout.name}-{want_seed}.pdf", str(seed))


def test_every_main_kind_has_layouts_for_training_and_some_held_out():
    for kind in ("commercial_invoice", "packing_list", "bill_of_lading"):
        assert len(layouts(kind, held_out=False)) >= 4
        assert layouts(kind, held_out=True)
    kinds = {kind for made in layouts() for kind in made.kinds}
    assert len(kinds) == 14
    assert all(layouts(kind, held_out=False) and layouts(kind, held_out=True) for kind in kinds)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("seed", [11, 12, 15])
def test_a_label_box_holds_the_text_it_claims(layout, seed, tmp_path):
    _, drawn = _drawn(layout, tmp_path, want_seed=seed)
    checked = 0
    with pdfplumber.open(drawn.path) as pdf:
        assert len(pdf.pages) == len(drawn.label.pages)
        chars = {page.page_number: page.chars for page in pdf.pages}
    for path, field in _fields(drawn.label.model_dump()):
        spot = field["evidence"][0]
        box = Box(*spot["box"])
        inside = [
            sign
            for sign in chars[spot["page"]]
            if box.contains(Box(sign["x0"], sign["top"], sign["x1"], sign["bottom"]), 1.0)
        ]
        text = _letters("".join(sign["text"] for sign in inside))
        claimed = _letters(field["raw"])
        if len(field["evidence"]) == 1 or claimed in text:
            assert claimed in text or all(word in text for word in map(_letters, field["raw"].split())), path
        checked += 1
    assert checked >= 8


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_label_is_a_whole_paper(layout, tmp_path):
    lot, drawn = _drawn(layout, tmp_path)
    label = Paper.model_validate_json(drawn.label.model_dump_json())
    assert label.kind == layout.kinds[0]
    assert label.sha256 == hashlib.sha256(drawn.path.read_bytes()).hexdigest()
    assert len(label.goods) == (1 if "waste" in label.kind or "annex" in label.kind else len(lot.plans[0].items))
    assert all(item.description for item in label.goods)


@pytest.mark.parametrize("seed", range(14))
def test_totals_are_the_sums_of_the_lines(seed, tmp_path):
    lot = draw(seed)
    for plan in lot.plans[:3]:
        label = draft(lot, plan, tmp_path / f"{seed}-{plan.kind}.pdf", "5").label
        for total, part in (
            ("total_gross_mass", "gross_mass"),
            ("total_net_mass", "net_mass"),
            ("total_packages", "packages"),
            ("total_volume", "volume"),
        ):
            told, parts = getattr(label.fields, total), [getattr(item, part) for item in label.goods]
            if told is not None and all(parts):
                assert told.value == sum(each.value for each in parts), (plan.kind, total)
        amounts = [item.amount for item in label.goods]
        if label.fields.total_amount is not None and all(amounts):
            charges = lot.freight + lot.insurance if plan.kind != "customs_declaration" else Decimal(0)
            assert label.fields.total_amount.value == sum(each.value for each in amounts) + charges


def _labels(lot, tmp_path):
    return {plan.kind: draft(lot, plan, tmp_path / f"{plan.kind}.pdf", "9").label for plan in lot.plans}


def _ladings(labels):
    return next(
        label
        for kind, label in labels.items()
        if kind in {"bill_of_lading", "sea_waybill", "air_waybill", "road_consignment_note"}
    )


def _gross(label):
    from models.paper import mass_kg

    total = label.fields.total_gross_mass
    return mass_kg(total) if total else sum(mass_kg(item.gross_mass) for item in label.goods)


def _seen(code, labels):
    invoice = labels.get("commercial_invoice") or labels.get("proforma_invoice")
    lading, packing = _ladings(labels), labels["packing_list"]
    seen = {
        "hs-differs": lambda: [i.hs_code.value for i in lading.goods] != [i.hs_code.value for i in invoice.goods],
        "containers-differ": lambda: _boxes(lading) != _boxes(packing),
        "container-invalid": lambda: any(not box.valid for box in packing.containers),
        "mass-differs": lambda: abs(_gross(lading) / _gross(packing) - 1) > Decimal("0.05"),
        "net-exceeds-gross": lambda: any(i.net_mass.value > i.gross_mass.value for i in packing.goods),
        "arithmetic": lambda: any(
            abs(i.quantity.value * i.unit_price.value - i.amount.value) > 1 for i in invoice.goods
        ),
        "packages-differ": lambda: _count(lading) != _count(packing),
        "movement-document-missing": lambda: "waste_movement_document" not in labels,
        "waste-word-on-one-paper": lambda: _first(lading) != _first(invoice),
        "quantity-differs": lambda: packing.goods[0].quantity.value != invoice.goods[0].quantity.value,
    }
    return seen[code]()


def _boxes(label):
    return {box.number.value for box in label.containers}


def _count(label):
    return sum(item.packages.value for item in label.goods if item.packages)


def _first(label):
    return label.goods[0].description.value.lower()


@pytest.mark.parametrize(
    "code",
    ["hs-differs", "containers-differ", "container-invalid", "mass-differs", "net-exceeds-gross", "arithmetic",
        "packages-differ",
     "movement-document-missing", "waste-word-on-one-paper", "quantity-differs"],
)  # fmt: skip
def test_a_planted_mismatch_stands_on_the_papers(code, tmp_path):
    lots = (plant(draw(seed, "bill_of_lading"), code, random.Random(seed)) for seed in range(200))
    for lot in [lot for lot in lots if lot is not None][:4]:
        assert _seen(code, _labels(lot, tmp_path)), lot.id


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_follow_the_page_through_the_scanner(turn, tmp_path):
    lot = draw(4, "packing_list")
    drawn = draft(lot, lot.plan("packing_list"), tmp_path / "p.pdf", "2", plain=True)
    path, moved = scan(drawn.path, drawn.label, "clean", random.Random(1), form="png", turn=turn, dpi=100)
    import numpy as np
    from PIL import Image

    pixels = np.asarray(Image.open(path).convert("L"))
    for _, field in _fields(moved.model_dump()):
        box = [int(side * 100 / 72) for side in field["evidence"][0]["box"]]
        assert pixels[max(0, box[1]) : box[3] + 1, max(0, box[0]) : box[2] + 1].min() < 128, field["raw"]


@pytest.mark.parametrize("how", ["scan", "fax", "photocopy"])
@pytest.mark.parametrize("form", ["pdf", "png", "jpg", "tiff"])
def test_a_scan_is_an_image_with_its_label(how, form, tmp_path):
    lot = draw(6, "waste_movement_document")
    drawn = draft(lot, lot.plan("waste_movement_document"), tmp_path / "m.pdf", "2")
    path, label = scan(drawn.path, drawn.label, how, random.Random(3), form=form, dpi=100)
    assert path.suffix == f".{form}"
    assert label.origin == "ocr"
    assert label.fields == label.fields
    if form == "pdf":
        with pdfplumber.open(path) as pdf:
            assert not pdf.pages[0].chars
            assert pdf.pages[0].images


def test_the_command_gives_the_same_bytes_again(tmp_path):
    for name in ("a", "b"):
        main(["--seed", "3", "--count", "3", "--out", str(tmp_path / name), "--scans", "clean"])
    first = {
        path.relative_to(tmp_path / "a"): path.read_bytes() for path in (tmp_path / "a").rglob("*") if path.is_file()
    }
    again = {
        path.relative_to(tmp_path / "b"): path.read_bytes() for path in (tmp_path / "b").rglob("*") if path.is_file()
    }
    assert first == again
    told = json.loads(next(iter((tmp_path / "a").glob("*/consignment.json"))).read_text())
    assert set(told) == {"planted", "files", "data"}


def test_the_samples_are_small_and_labelled():
    from pathlib import Path

    home = Path(__file__).parents[1] / "fixtures"
    papers = [path for path in (home / "consignments").rglob("*") if path.is_file()]
    assert {path.parent.name for path in papers} >= {"clean-coffee", "granules-or-scrap", "scanned-movement"}
    assert sum(path.stat().st_size for path in papers) < 3_000_000
    for path in papers:
        (label,) = json.loads((home / "labels" / path.parent.name / f"{path.name}.json").read_text(encoding="utf-8"))
        assert Paper.model_validate(label).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()

"""The second look: numbers under a finding that were read by eye, beside what the second reader makes of them."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from extractors import second
from extractors.confirming import CONTESTED, contested, is_figure
from extractors.limits import Limits
from extractors.second import Look
from extractors.sources import Source, source
from flows import errands, line, originals
from flows.cage import Cage
from flows.reading import Reading
from flows.second_look import look_in, settled
from models.field import Evidence, Field, Quantity
from models.geometry import Box
from models.paper import Paper
from models.report import Consignment, Report
from tests.consignments import amount, bill, consignment, packing_list
from tests.consignments import line as goods

AT = (Evidence(page=1, box=Box(50, 60, 120, 70)),)


def sheet() -> bytes:
    stream = BytesIO()
    Image.new("L", (595, 842), 255).save(stream, "PNG", dpi=(72, 72))
    return stream.getvalue()


SHEET = source("sheet.png", sheet())


def quantity(raw: str, value: str, **told: Any) -> Quantity:
    return Quantity(value=Decimal(value), raw=raw, confidence=told.pop("confidence", 0.95), evidence=AT, **told)


def scanned(paper: Paper) -> Paper:
    return paper.model_copy(update={"origin": "ocr"})


def lot(net: str = "1600 KGM", *, confidence: float = 0.95, by_eye: bool = True) -> Consignment:
    list_ = packing_list(goods("Coffee", net=net, confidence=confidence))
    return consignment(bill(goods("Coffee", net="1000 KGM")), scanned(list_) if by_eye else list_)


def judged(given: Consignment, text: str, monkeypatch: pytest.MonkeyPatch, *, at_hand: bool = True) -> Report:
    monkeypatch.setattr(second, "is_installed", lambda: True)
    monkeypatch.setattr(second, "look", lambda *_: Look(text, 0.99))

    def found(_: str) -> Source | None:
        return SHEET if at_hand else None

    return settled(given, line.judge, look_in([Reading()], found, Limits()))


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.consignment.findings if finding.severity != "low"}


def test_a_number_that_the_second_reader_reads_otherwise_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "mass-differs" in codes(line.judge(lot()))
    report = judged(lot(), "1000 KGM", monkeypatch)
    assert "mass-differs" not in codes(report)
    net = report.consignment.papers[1].goods[0].net_mass
    assert net is not None
    assert (net.value, net.raw, net.unit, net.confidence) == (Decimal(1000), "1000 KGM", "KGM", CONTESTED)
    assert net.repaired


def test_a_number_that_is_read_the_same_twice_stands_and_so_does_the_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    report = judged(lot(), "1600 KGM", monkeypatch)
    (finding,) = [finding for finding in report.consignment.findings if finding.code == "mass-differs"]
    assert finding.certainty == "papers_disagree"


def test_a_finding_on_a_number_that_two_readers_read_otherwise_may_be_misread(monkeypatch: pytest.MonkeyPatch) -> None:
    report = judged(lot(), "1500 KGM", monkeypatch)
    (finding,) = [finding for finding in report.consignment.findings if finding.code == "mass-differs"]
    assert finding.certainty == "may_be_misread"


@pytest.mark.parametrize(
    ("given", "at_hand"),
    [
        (lot(), False),  # the file is gone
        (lot(by_eye=False), True),  # print is not looked at
        (lot(confidence=1.0), True),  # an officer said so
    ],
)
def test_the_first_reading_stands(given: Consignment, *, at_hand: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "mass-differs" in codes(judged(given, "1000 KGM", monkeypatch, at_hand=at_hand))


@pytest.mark.parametrize(
    ("raw", "value", "text", "wanted"),
    [
        ("1,600.00", "1600.00", "1,000.00", "1000.00"),
        ("1.600,00 kg", "1600.00", "1.000,00kg", "1000.00"),
        ("20 bales", "20", "| 10 bales", "10"),
        ("1.25 t", "1.25", "1.250 t", None),  # the same
        ("780 kg", "780", "780 kg", None),
        ("780 kg", "780", "786", "786"),
        ("1.600,5", "1600.5", "11.600,5", "11600.5"),  # a sign that was lost
        ("00 kg", "0", "11,758.00 kg", "11758.00"),  # its head was lost
        ("780 kg", "780", "31245", None),  # another number
        ("4 bags", "4", "291814.1034BAGS", None),  # and that of the cell beside it
        ("4 bags", "4", "34 BAGS", "34"),
        ("780 kg", "780", "786 kg 24", None),  # which of the two?
    ],
)
def test_what_two_readings_of_a_number_come_to(raw: str, value: str, text: str, wanted: str | None) -> None:
    found = contested(quantity(raw, value, unit="KGM"), text)
    assert (found and found.value) == (None if wanted is None else Decimal(wanted))


def test_readers_that_differ_in_marks_alone_leave_the_value_and_make_it_less_sure() -> None:
    found = contested(quantity("22,029,000 kg", "22029000", unit="KGM"), "22,029.000 kg")
    assert found is not None
    assert (found.value, found.raw, found.confidence) == (Decimal(22029000), "22,029,000 kg", CONTESTED)


def test_a_whole_number_stays_whole() -> None:
    found = contested(Field[int](value=12, raw="12", confidence=0.9, evidence=AT), "17")
    assert found is not None
    assert found.value == 17
    assert isinstance(found.value, int)


@pytest.mark.parametrize(
    ("raw", "value", "text", "wanted"),
    [
        ("8456.11", "845611", "8450.11", "845011"),
        ("8456.11", "845611", "8450.1100", None),
        ("736C8056", "736C8056", "Seal 73608056", "73608056"),
        ("EX-055884", "EX-055884", "EX-055864", "EX-055864"),
        ("EX-055884", "EX-055884", "EX-055884", None),
        ("EX-055884", "EX-055884", "AB-166884", None),
    ],
)
def test_a_code_is_read_twice_too(raw: str, value: str, text: str, wanted: str | None) -> None:
    code = Field[str](value=value, raw=raw, confidence=0.95, evidence=AT)
    assert is_figure(code)
    found = contested(code, text)
    assert (found and found.value) == wanted


@pytest.mark.parametrize(
    "field",
    [
        amount("24 CT", confidence=1.0),  # certain
        quantity("24 x 12", "288"),  # two numbers
        quantity("24", "24", repaired=True),
        Field[str](value="INV-1", raw="INV-1", confidence=0.9, evidence=AT),
        Field[str](value="MSCU6639870", raw="MSCU 663987-0", confidence=0.9, evidence=AT),
        Field[Decimal](value=None, raw="12", confidence=0.9, evidence=AT),
    ],
)
def test_what_is_not_looked_at(field: Field[Any]) -> None:
    assert not is_figure(field)


def test_a_batch_finds_the_page_among_the_kept_originals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYMAN_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(second, "is_installed", lambda: True)
    monkeypatch.setattr(second, "look", lambda *_: Look("1000 KGM", 0.99))
    told, list_ = lot().papers
    kept = originals.keep(tmp_path / "originals", SHEET.data)
    reading = Reading(sources=(kept,), papers=(told, list_.model_copy(update={"sha256": kept})))
    report = Report.model_validate_json(errands.judge_one([reading.model_dump_json()], {}, "{}"))
    assert "mass-differs" not in codes(report)
    originals.forget(tmp_path / "originals", kept)
    report = Report.model_validate_json(errands.judge_one([reading.model_dump_json()], {}, "{}"))
    assert "mass-differs" in codes(report)


def test_what_ends_the_process_of_a_look_gives_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.cage.can_fork", lambda: True)
    cage = Cage(seconds=20, megabytes=2000)
    assert cage.apart(lambda: "seen") == "seen"
    assert cage.apart(lambda: str(1 / 0)) == ""


def test_a_fault_of_the_second_reader_leaves_the_report_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Look:
        raise RuntimeError("the model does not load")

    monkeypatch.setattr(second, "is_installed", lambda: True)
    monkeypatch.setattr(second, "look", broken)
    report = settled(lot(), line.judge, look_in([Reading()], lambda _: SHEET, Limits()))
    assert "mass-differs" in codes(report)


def test_the_second_reader_reads_a_number_in_its_box() -> None:
    if not second.is_installed():
        pytest.skip("waits for rapidocr, the second reader")
    import numpy as np
    from PIL import ImageDraw

    from extractors.confirming import seen_in

    page = Image.new("L", (600, 200), 255)
    ImageDraw.Draw(page).text((100, 80), "4,780.25 kg", fill=0, font_size=32)
    seen = seen_in(np.asarray(page), Box(33, 28, 110, 42), dpi=200)
    assert seen is not None
    assert seen.replace(" ", "") == "4,780.25kg"
    lost = seen_in(np.asarray(page), Box(75, 28, 110, 42), dpi=200)  # the box of its end
    assert lost is not None
    assert lost.replace(" ", "").startswith("4,780.25")
    assert seen_in(np.asarray(page), Box(700, 28, 710, 42), dpi=200) is None

"""Page pictures for the screen, and what is printed in a drawn box."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from desk.pictures import sheet
from desk.regions import read_region
from extractors.sources import Source, open_sources
from flows.reading import View
from models.errors import NoPages
from models.geometry import Box

CONSIGNMENTS = Path(__file__).parent.parent / "fixtures" / "consignments"


def opened(name: str) -> Source:
    return open_sources([CONSIGNMENTS / name])[0][0]


def test_a_picture_has_the_size_of_its_page_in_points_at_every_resolution(tmp_path: Path) -> None:
    source = opened("granules-or-scrap/invoice.pdf")
    sizes = {dpi: sheet(source, 1, dpi=dpi, folder=tmp_path) for dpi in (72, 150, 250)}
    for dpi, made in sizes.items():
        pixels = Image.open(BytesIO(made.data)).size
        assert pixels == (round(made.width * dpi / 72), round(made.height * dpi / 72))
        assert made.width == pytest.approx(595, abs=1.5)


def test_a_picture_is_drawn_once(tmp_path: Path) -> None:
    source = opened("granules-or-scrap/invoice.pdf")
    first = sheet(source, 1, dpi=72, folder=tmp_path)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) == 1
    gone = Source(source.name, b"", source.media, source.sha256)
    assert sheet(gone, 1, dpi=72, folder=tmp_path) == first


def test_a_turned_page_is_shown_upright(tmp_path: Path) -> None:
    source = opened("granules-or-scrap/invoice.pdf")
    view = View(sha256=source.sha256, page=1, turn=90, skew=0.0)
    made = sheet(source, 1, dpi=72, folder=tmp_path, view=view)
    assert made.width > made.height


def test_a_workbook_is_laid_out_as_its_reader_has_it(tmp_path: Path) -> None:
    made = sheet(opened("clean-tiles/packing-list.xlsx"), 1, dpi=72, folder=tmp_path, form="png")
    assert Image.open(BytesIO(made.data)).getextrema() != ((255, 255), (255, 255), (255, 255))


def test_a_page_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoPages):
        sheet(opened("granules-or-scrap/invoice.pdf"), 9, dpi=72, folder=tmp_path)


def test_a_box_on_a_text_layer_is_read_to_the_letter() -> None:
    read = read_region(opened("granules-or-scrap/invoice.pdf"), 1, Box(440, 268, 472, 279))
    assert (read.text, read.confidence) == ("3902.10", 1.0)


def test_a_box_on_a_scan_is_read_by_ocr() -> None:
    source = opened("scanned-movement/bill-of-lading.pdf")
    from extractors.pages import pages

    page = next(iter(pages(source)))
    view = View(sha256=source.sha256, page=1, turn=page.turn, skew=page.skew)
    sure = max((word for word in page.words if word.text.isalpha()), key=lambda word: len(word.text) * word.confidence)
    read = read_region(source, 1, sure.box, view=view)
    assert sure.text in read.text
    assert 0 < read.confidence <= 1


def test_an_empty_box_reads_as_nothing() -> None:
    read = read_region(opened("scanned-movement/invoice.pdf"), 1, Box(2, 2, 12, 8))
    assert read.text == ""
    assert json.dumps(read.confidence) == "0.0"

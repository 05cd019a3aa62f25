"""Dashed lines of a sheet, and the low words that an engine makes of them."""

import numpy as np
import pytest
from PIL import ImageDraw

from extractors import dashed, engines, raster, rereading, second
from extractors.ink import Gray, ink_of
from extractors.limits import Limits
from extractors.ocr_words import words_of
from extractors.spots import Spotted
from tests.sheets import DPI, read, saved, sheet, texts


def drawn(*, top: int, dash: int = 8, gap: int = 5, dashes: int = 60, rise: float = 0.0) -> Gray:
    image = sheet()
    pen = ImageDraw.Draw(image)
    for n in range(dashes):
        left, height = 150 + n * (dash + gap), round(top + n * rise)
        pen.rectangle([left, height, left + dash - 1, height + 1], fill=0)
    return raster.gray(image)


@pytest.mark.parametrize("rise", [0.0, 0.2, -0.15])
def test_a_dashed_line_is_a_ruling_and_no_print(rise: float) -> None:
    gray = drawn(top=300, rise=rise)
    cleaned, (line,) = dashed.without_dashes(gray, ink_of(gray), dpi=DPI)
    assert line.width == pytest.approx((60 * 13 - 5) * 72 / DPI, abs=1)
    assert np.array_equal(cleaned > 128, raster.gray(sheet()) > 128)


@pytest.mark.parametrize(("dash", "dashes"), [(8, 9), (2, 60), (60, 10)])
def test_hyphens_dots_and_bars_are_no_dashed_line(dash: int, dashes: int) -> None:
    gray = drawn(top=300, dash=dash, dashes=dashes)
    cleaned, lines = dashed.without_dashes(gray, ink_of(gray), dpi=DPI)
    assert (lines, cleaned is gray) == ((), True)


def test_the_page_bears_dashed_lines_as_rulings() -> None:
    (page,) = read(saved(raster.levelled(sheet(), 0.0)))
    image = sheet()
    pen = ImageDraw.Draw(image)
    for left in range(150, 1000, 13):
        pen.rectangle([left, 290, left + 7, 291], fill=0)
    (marked,) = read(saved(image))
    assert len(marked.rulings) == len(page.rulings) + 1
    assert texts(marked) == texts(page)


def test_a_word_lower_than_its_letters_is_the_edge_of_another() -> None:
    spotted = [Spotted("6.222,000", 0, 40, 115, 4, 0.8), Spotted("6.222,000", 0, 60, 115, 17, 0.9)]
    spotted.append(Spotted("mm", 200, 60, 30, 10, 0.9))
    assert [word.box.top for word in words_of(spotted, 1.0)] == [60, 60]


@pytest.mark.skipif(not second.is_installed(), reason="waits for rapidocr, which has no wheel for this machine")
def test_a_sign_lost_within_a_line_with_a_box_as_high_as_two_is_read_by_the_second() -> None:
    gray = raster.gray(sheet(dpi=200))
    spotted = engines.recognise(gray, dpi=200)
    number = next(spot for spot in spotted if spot.text == "21400")
    step = number.width // 5
    cut = Spotted("1400", number.left + step, number.top, number.width - step, number.height, number.confidence)
    before = next(spot for spot in spotted if spot.text == "Gross" and abs(spot.top - number.top) < number.height)
    high = Spotted(before.text, before.left, before.top - before.height, before.width, 2 * before.height, 0.96)
    torn = [{id(number): cut, id(before): high}.get(id(spot), spot) for spot in spotted]
    found = rereading.improved(torn, gray, dpi=200, langs="eng", limits=Limits(second_seconds=60.0))
    assert "21400" in {spot.text for spot in found}

"""The paper of a sheet made even and its lines taken out: black glass, letterheads that run into it, low tables."""

from typing import Any

import cv2
import numpy as np
import pytest

from extractors import evening, ruled
from extractors.ink import ink_of


def _on_glass() -> Any:
    """Draw a sheet that lies askew on black glass, with a dark letterhead that runs into it."""
    sheet = np.full((2200, 1700), 255, np.uint8)
    cv2.fillPoly(sheet, [np.array([(0, 0), (120, 0), (20, 2200), (0, 2200)])], 12)
    cv2.rectangle(sheet, (0, 0), (1699, 200), 12, -1)
    cv2.putText(sheet, "INVOICE", (300, 150), cv2.FONT_HERSHEY_SIMPLEX, 3, 255, 12)
    cv2.putText(sheet, "Steel hinges 4711", (200, 600), cv2.FONT_HERSHEY_SIMPLEX, 2, 0, 5)
    cv2.line(sheet, (0, 900), (1699, 900), 0, 3)
    return sheet


def test_the_glass_around_a_sheet_becomes_white_and_white_print_in_it_dark() -> None:
    sheet = _on_glass()
    even = evening.without_glass(sheet, dpi=200)
    assert even[1000:1800, :40].min() == 255
    assert even[20:60].min() == 255
    head = cv2.countNonZero(cv2.subtract(255, even[70:170, 290:800]))
    assert head == pytest.approx(cv2.countNonZero(cv2.threshold(sheet[70:170, 290:800], 128, 255, 0)[1]), rel=0.05)
    assert (even[450:950, 150:] == sheet[450:950, 150:]).all()  # print and rules of the sheet itself stay


def test_a_sheet_that_is_dark_all_over_is_left_as_it_is() -> None:
    dark = np.full((800, 600), 60, np.uint8)
    assert (evening.without_glass(dark, dpi=200) == dark).all()


def test_the_uprights_of_a_low_table_are_rulings_though_they_cross_many_rules() -> None:
    sheet = np.full((600, 1000), 255, np.uint8)
    for y in (100, 140, 180, 220, 250):
        cv2.line(sheet, (50, y), (950, y), 0, 2)
    for x in (50, 300, 600, 950):
        cv2.line(sheet, (x, 100), (x, 250), 0, 2)
    _, lines = ruled.without_lines(sheet, ink_of(sheet), dpi=200)
    assert [round(line.middle[0] * 200 / 72) for line in lines if line.height > line.width] == pytest.approx(
        [50, 300, 600, 950], abs=3
    )


def test_a_band_is_turned_about_on_a_sheet_with_glass_on_all_sides() -> None:
    sheet = np.full((1100, 850), 12, np.uint8)
    sheet[30:1070, 30:820] = 255
    cv2.rectangle(sheet, (100, 300), (750, 350), 12, -1)
    cv2.putText(sheet, "Net weight", (150, 335), cv2.FONT_HERSHEY_SIMPLEX, 1, 255, 2)
    turned = evening.without_bands(sheet, ink_of(sheet), dpi=200)
    assert (turned[305:345, 105:745] == 255 - sheet[305:345, 105:745]).all()

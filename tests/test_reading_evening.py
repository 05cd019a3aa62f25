"""The paper of a sheet made even: black glass around it, letterheads that run into the glass."""

from typing import Any

import cv2
import numpy as np
import pytest

from extractors import evening


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

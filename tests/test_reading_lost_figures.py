"""Figures that the first reader leaves out or doubles, and what the second makes of them."""

from dataclasses import replace

import numpy as np
import pytest

from extractors import engines, lost_figures, raster, rereading, second
from extractors.limits import Limits
from extractors.second import Look
from extractors.settling import settled
from extractors.spots import Spotted
from tests.sheets import sheet

LINES = ("Soda ash, dense, in drums 418", "Citric acid, in bags 110", "Wall paint, in tins 598")


def _read(spotted: list[Spotted], pixels: second.Gray) -> set[str]:
    found = rereading.improved(spotted, pixels, dpi=200, langs="eng", limits=Limits(second_seconds=60.0))
    return {spot.text for spot in found}


@pytest.mark.skipif(not second.is_installed(), reason="waits for rapidocr, which has no wheel for this machine")
def test_a_number_that_stands_alone_and_was_left_out_is_read_by_the_second_reader() -> None:
    spaced = tuple(line.rsplit(" ", 1)[0] + " " * 12 + line.rsplit(" ", 1)[1] for line in LINES)
    pixels = raster.gray(sheet(spaced, dpi=200))
    spotted = [replace(spot, confidence=0.97) for spot in engines.recognise(pixels, dpi=200)]
    left = [spot for spot in spotted if spot.text != "418"]
    assert len(left) < len(spotted)
    assert "418" in _read(left, pixels)


@pytest.mark.skipif(not second.is_installed(), reason="waits for rapidocr, which has no wheel for this machine")
def test_a_part_of_a_number_that_was_read_is_no_number_of_its_own() -> None:
    pixels = raster.gray(sheet(("Soda ash 1234567 kg net", "Citric acid"), dpi=200))
    spotted = engines.recognise(pixels, dpi=200)
    (number,) = [spot for spot in spotted if spot.text == "1234567"]
    words = [replace(spot, width=spot.width // 2) if spot is number else spot for spot in spotted]
    usual = float(number.height)
    assert not lost_figures.found(words, pixels, (), dpi=200, usual=usual, until=float("inf"))


def test_a_word_of_signs_that_nobody_believes_is_no_word() -> None:
    junk = Spotted("=ss—<“i~=isé‘“‘s*s*~*~*~S", 10, 10, 400, 20, 0.0)
    words = [Spotted("Soda", 10, 10, 60, 20, 0.0), Spotted("-", 80, 10, 9, 20, 0.6)]
    assert lost_figures.worded([junk, *words]) == words


def test_a_zero_that_the_first_reader_saw_twice_is_one_where_the_rest_fills_its_place() -> None:
    doubled = Spotted("60,5800", 10, 10, 77, 20, 0.44)
    filling = Look("0,5800", 0.99, (Spotted("0,5800", 9, 10, 80, 20, 0.99),))
    narrower = Look("0,5800", 0.99, (Spotted("0,5800", 21, 10, 66, 20, 0.99),))
    assert [word.text for word in settled([doubled], filling)] == ["0,5800"]
    assert [word.text for word in settled([doubled], narrower)] == ["60,5800"]


def test_one_of_two_equal_figures_is_kept_though_the_second_reader_sees_one() -> None:
    word = Spotted("2240.000", 10, 10, 88, 20, 0.4)
    seen = Look("240.000", 0.99, (Spotted("240.000", 10, 10, 88, 20, 0.99),))
    assert [one.text for one in settled([word], seen)] == ["2240.000"]


def test_a_bad_sheet_with_much_small_print_is_searched_for_lines_at_full_size(monkeypatch: pytest.MonkeyPatch) -> None:
    scales: list[float] = []
    monkeypatch.setattr(second, "is_installed", lambda: True)
    monkeypatch.setattr(second, "lines_of", lambda gray, scale: scales.append(scale) or [])
    pixels = np.full((400, 400), 255, np.uint8)
    large = [Spotted("Goods", 10, 10 + 30 * n, 90, 20, 0.65) for n in range(9)]
    small = [Spotted("S0da1", 200, 10 + 30 * n, 40, 11, 0.1) for n in range(3)]
    for spotted in (large + small, large + [replace(spot, height=20) for spot in small]):
        rereading.improved(spotted, pixels, dpi=200, langs="eng", limits=Limits())
    assert scales == [1.0, 0.5]

"""Sheets made ready for the engine: lines, specks, bands, stamps, pale print."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from extractors import inks, raster, ruled, straighten
from extractors.ink import ink_of
from extractors.limits import Limits
from tests.sheets import DPI, LINES, assert_read, read, saved, sheet, texts


def test_a_level_sheet_is_left_as_it_is() -> None:
    assert straighten.skew_of(ink_of(raster.gray(sheet(ruled=True)))) == 0.0
    assert straighten.skew_of(ink_of(raster.gray(Image.new("L", (900, 1200), 255)))) == 0.0


def test_lines_are_kept_as_rulings_and_do_not_become_letters() -> None:
    data = saved(sheet(ruled=True), dpi=(DPI, DPI))
    (page,) = read(data)
    assert not [text for text in texts(page) if not any(sign.isalnum() for sign in text)]
    across = [line for line in page.rulings if line.width > line.height]
    down = [line for line in page.rulings if line.height > line.width]
    assert [round(line.middle[1]) for line in across] == pytest.approx([85 + 60 * n for n in range(9)], abs=1)
    assert [round(line.middle[0]) for line in down] == pytest.approx([70, 480], abs=1)
    assert_read(data, page)


def test_specks_and_shadow_are_taken_out() -> None:
    rng = np.random.default_rng(5)
    rows = np.asarray(sheet(), dtype=np.float64) * np.linspace(0.55, 1.0, 1240)[None, :]
    rows[rng.random(rows.shape) < 0.01] = 0
    data = saved(Image.fromarray(rows.astype(np.uint8)), dpi=(DPI, DPI))
    (page,) = read(data)
    assert sum(word in texts(page) for word in " ".join(LINES).split()) >= 36


def test_letters_as_tall_as_a_line_is_long_stay_in_the_picture() -> None:
    image = Image.new("L", (1240, 600), 255)
    ImageDraw.Draw(image).text((80, 200), "LIVELY FILM", fill=0, font=ImageFont.load_default(size=110))
    gray = raster.gray(image)
    cleaned, lines = ruled.without_lines(gray, ink_of(gray), dpi=DPI)
    assert lines == ()
    assert np.array_equal(cleaned, gray)


@pytest.mark.parametrize("flat", [True, False])
def test_runs_of_ink_are_those_of_an_opening(flat: bool) -> None:
    rng = np.random.default_rng(7)
    ink = (rng.random((211, 307)) < 0.93).astype(np.uint8) * np.uint8(255)
    ink[[0, -1]] = ink[:, [0, -1]] = 0
    across = np.ones((1, 21) if flat else (21, 1), np.uint8)
    opened = cv2.morphologyEx(ink, cv2.MORPH_OPEN, across)
    assert opened.any() and np.array_equal(ruled.long_runs(ink, 21, flat=flat), opened)


def test_white_letters_on_a_dark_band_are_read() -> None:
    picture = sheet(dpi=200).convert("L")
    across = picture.width - 60
    banded = picture.copy()
    for top in (255, 590):  # the first line and the third
        piece = banded.crop((30, top, across, top + 80))
        banded.paste(ImageOps.invert(piece), (30, top))
    (page,) = read(saved(banded, "PNG", dpi=(200, 200)))
    (plain,) = read(saved(picture, "PNG", dpi=(200, 200)))
    assert sorted(texts(page)) == sorted(texts(plain))


def test_one_bit_pages_are_not_blank() -> None:
    (page,) = read(saved(sheet(dpi=200).convert("1"), "TIFF", compression="group4", dpi=(200, 200)))
    assert "CSQU3054383" in texts(page)


def test_a_coloured_stamp_gives_way_to_the_print_under_it() -> None:
    picture = sheet().convert("RGB")
    layer = Image.new("L", picture.size, 0)
    pen = ImageDraw.Draw(layer)
    for side in (0, 14):
        pen.ellipse([230 + side, 180 + side, 420 - side, 370 - side], outline=255, width=7)
    pen.line([(240, 300), (300, 420), (330, 280), (390, 430), (410, 300)], fill=255, width=8)
    picture.paste((40, 60, 200), mask=layer)
    printed = sheet()
    picture.paste((0, 0, 0), mask=ImageOps.invert(printed).point(lambda value: 255 if value > 128 else 0))
    lightened = inks.gray_of(picture)
    plain = np.asarray(picture.convert("L"))
    under = (np.asarray(printed) > 250) & (np.asarray(layer) > 0)
    assert lightened[under].mean() > plain[under].mean() + 80
    assert lightened[np.asarray(printed) < 50].max() < 128
    (page,) = read(saved(picture, dpi=(DPI, DPI)))
    expected = " ".join(LINES).split()
    assert sum(word in texts(page) for word in expected) >= 0.85 * len(expected), texts(page)


def test_a_coloured_title_with_nothing_under_it_stays_dark() -> None:
    picture = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(picture).text((90, 90), "INVOICE", fill=(220, 30, 30), font=ImageFont.load_default(size=90))
    assert np.array_equal(inks.gray_of(picture), np.asarray(picture.convert("L")))


def test_pale_labels_beside_black_values_are_read() -> None:
    picture = sheet(dpi=200)
    pen = ImageDraw.Draw(picture)
    pen.text((1000, 300), "Total packages", fill=185, font=ImageFont.load_default(size=30))
    grain = np.random.default_rng(3).normal(0, 4, (picture.height, picture.width))
    rows = np.clip(np.asarray(picture, dtype=np.float64) - 8 + grain, 0, 255)
    data = saved(Image.fromarray(rows.astype(np.uint8)), dpi=(200, 200))
    (page,) = read(data, Limits(reader="fast"))
    assert {"Total", "packages"} <= set(texts(page))


def test_the_black_glass_beside_a_sheet_does_not_tell_how_it_lies() -> None:
    tilted = sheet().convert("L").rotate(2, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    glass = ImageOps.expand(tilted, border=(90, 60, 0, 110), fill=0)
    ink = ink_of(raster.gray(glass))
    assert not straighten.is_sideways(ink)
    assert straighten.skew_of(ink) == pytest.approx(2, abs=0.2)
    assert straighten.is_sideways(straighten.turned(ink, 90))

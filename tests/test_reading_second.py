"""The second reader: what it is shown, and what is believed of it."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from extractors import engines, raster, rereading, second
from extractors.limits import Limits
from extractors.pages import pages
from extractors.second import Look
from extractors.settling import settled
from extractors.sources import source
from extractors.spots import Spotted, Strip
from models.geometry import Box
from tests.sheets import LINES, saved, sheet, texts


def looked(text: str, score: float, *, left: int = 10, wide: int = 90) -> Look:
    step = wide / len(text)
    starts = [index for index, sign in enumerate(text) if sign != " " and (index == 0 or text[index - 1] == " ")]
    words = [
        Spotted(word, left + round(start * step), 10, round(len(word) * step), 20, score)
        for word, start in zip(text.split(), starts, strict=True)
    ]
    return Look(text, score, tuple(words))


def test_the_second_reader_settles_what_the_first_doubts() -> None:
    word = Spotted("Hamhurg", 10, 10, 90, 20, 0.7)
    assert [one.text for one in settled([word], looked("Hamburg", 0.99))] == ["Hamburg"]
    assert settled([word], looked("Hamburg", 0.6)) == [word]
    assert settled([word], looked("汉堡", 0.99)) == [word]
    assert [one.text for one in settled([word], looked("amhurg", 0.99, left=12))] == ["Hamhurg"]
    assert [one.text for one in settled([word], looked("Ham burg", 0.99))] == ["Ham", "burg"]


def test_what_the_second_reader_is_known_to_lose_is_kept() -> None:
    amount = Spotted("24.591,00", 10, 10, 90, 20, 0.7)
    assert [one.text for one in settled([amount], looked("24.591.00", 0.99))] == ["24.591,00"]
    city = Spotted("Liège", 10, 10, 90, 20, 0.7)
    assert [one.text for one in settled([city], looked("Liege", 0.99))] == ["Liège"]
    apart = [Spotted("24", 10, 10, 20, 20, 0.9), Spotted("ba1es", 40, 10, 60, 20, 0.5)]
    assert [one.text for one in settled(apart, looked("24bales", 0.99))] == ["24", "bales"]


def test_a_word_is_not_torn_where_the_readers_differ_on_a_letter_beside_the_gap() -> None:
    letters = [Spotted("Pa", 10, 10, 16, 20, 0.5), Spotted("ACIFIC", 28, 10, 70, 20, 0.6)]
    assert [one.text for one in settled(letters, looked("PACIFIC", 0.99))] == ["PACIFIC"]


def test_a_figure_that_the_second_reader_overlooks_is_kept() -> None:
    words = [Spotted("1", 10, 10, 8, 20, 0.45), Spotted("C0PPER", 40, 10, 90, 20, 0.7)]
    assert [one.text for one in settled(words, looked("COPPER", 0.99, left=40))] == ["1", "COPPER"]
    assert [
        one.text for one in settled([replace(words[0], confidence=0.2), words[1]], looked("COPPER", 0.99, left=40))
    ] == ["COPPER"]


@pytest.mark.skipif(not second.is_installed(), reason="waits for rapidocr, which has no wheel for this machine")
def test_a_line_that_the_first_reader_missed_is_read_by_the_second() -> None:
    gray = raster.gray(sheet(dpi=200))
    spotted = engines.recognise(gray, dpi=200)
    top = min(spot.top for spot in spotted)
    lost = [spot for spot in spotted if spot.top > top + 40]
    found = rereading.improved(list(lost), gray, dpi=200, langs="eng", limits=Limits(second_seconds=60.0))
    assert len(lost) < len(spotted)
    assert {spot.text for spot in spotted} <= {spot.text for spot in found}


@pytest.mark.skipif(not second.is_installed(), reason="waits for rapidocr, which has no wheel for this machine")
def test_a_faint_sheet_is_read_better_with_more_effort() -> None:
    faint = saved(raster.levelled(sheet(dpi=96), 1.5).convert("L"), "JPEG", quality=20, dpi=(96, 96))
    read_by = {
        reader: texts(next(iter(pages(source("scan", faint), limits=Limits(reader=reader)))))  # type: ignore[arg-type]
        for reader in ("fast", "auto", "best")
    }
    printed = set(" ".join(LINES).split())
    found = {reader: len(printed & set(words)) for reader, words in read_by.items()}
    assert found["fast"] <= found["auto"]
    assert found["best"] > 0.8 * len(printed)


def test_words_told_of_beyond_the_strip_are_placed_within_it(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = [[5, 6, 7, 9], [24, 26, 28, 30, 32, 34, 35, 37, 38]]  # as the model told of a strip of 19 columns
    told = SimpleNamespace(line_txt_len=18.9, word_cols=columns, confs=[0.99] * 13)
    result = SimpleNamespace(txts=["Full Rejection"], scores=[0.99], word_results=[told])
    monkeypatch.setattr(second, "_reader", lambda: lambda *_, **__: result)
    strip = Strip(1640, 10, 1804, 62)
    full, rejection = second.look(raster.gray(sheet()), strip).words
    assert strip.left <= full.left < full.right <= rejection.left < rejection.right <= strip.right
    assert rejection.width > 1.5 * full.width


@pytest.mark.skipif(not second.is_installed(), reason="waits for rapidocr, which has no wheel for this machine")
def test_the_end_of_a_word_that_the_first_reader_left_out_is_read_by_the_second() -> None:
    gray = raster.gray(sheet(dpi=200))
    spotted = engines.recognise(gray, dpi=200)
    whole = max(spotted, key=lambda spot: len(spot.text))
    cut = replace(whole, text=whole.text[:-2], width=round(whole.width * (len(whole.text) - 2) / len(whole.text)))
    torn = [cut if spot is whole else spot for spot in spotted]
    found = rereading.improved(torn, gray, dpi=200, langs="eng", limits=Limits(second_seconds=60.0))
    assert whole.text in {spot.text for spot in found}


def _seen(monkeypatch: pytest.MonkeyPatch, whole: Strip, *said: Look) -> list[Strip]:
    """Have the second reader find one line and say `said` of its parts; return the strips that it is shown."""
    shown: list[Strip] = []
    monkeypatch.setattr(second, "lines_of", lambda gray, scale: [whole])
    answers = iter(said)

    def look(gray: object, strip: Strip) -> Look:
        shown.append(strip)
        return next(answers)

    monkeypatch.setattr(second, "look", look)
    return shown


def test_the_second_reader_reads_no_line_across_an_upright_ruling(monkeypatch: pytest.MonkeyPatch) -> None:
    gray = np.full((60, 400), 255, np.uint8)
    shown = _seen(monkeypatch, Strip(10, 10, 300, 40), Look("", 0.0), Look("", 0.0))
    spotted = [Spotted("Packages", 20, 15, 100, 20, 0.5), Spotted("Netto", 150, 15, 100, 20, 0.5)]
    ruling = Box(47.5, 0, 48.5, 20)  # points: 132 to 135 pixels at 200 dpi
    rereading.improved(spotted, gray, dpi=200, langs="eng", limits=Limits(reader="best"), rulings=[ruling])
    assert [(strip.left, strip.right) for strip in sorted(shown)] == [(10, 133), (133, 300)]


def test_a_bit_of_a_ruling_over_a_word_is_none_of_its_height(monkeypatch: pytest.MonkeyPatch) -> None:
    gray = np.full((60, 200), 255, np.uint8)
    gray[10:12, 20:100] = 0
    for x in range(20, 100, 8):
        gray[26:40, x : x + 3] = 0
    _seen(monkeypatch, Strip(15, 8, 110, 44), Look("Goods", 0.99, (Spotted("Goods", 15, 8, 95, 36, 0.99),)))
    (word,) = rereading.improved([], gray, dpi=200, langs="eng", limits=Limits(reader="best"))
    assert (word.top, word.bottom) == (26, 40)


def test_a_digit_that_the_first_reader_mistook_once_is_looked_at_all_over_the_sheet() -> None:
    """Zeros with a dot in them are read as 8 for sure; what shows it once puts every other 8 in doubt."""
    gray = raster.gray(sheet(("Lot 7001", "Seal 70563142", "Gate 44")))
    doubted = Spotted("7801", 0, 0, 0, 0, 0.5)
    sure = Spotted("78563142", 0, 0, 0, 0, 0.99)
    other = Spotted("45", 0, 0, 0, 0, 0.99)
    found = engines.recognise(gray, dpi=200, langs="eng", seconds=20)
    placed = {spot.text: spot for spot in found}
    first = [
        replace(spot, text=new.text, confidence=new.confidence) if (new := wrong.get(spot.text)) else
        replace(spot, confidence=0.99)
        for wrong in ({"7001": doubted, "70563142": sure, "44": other},)
        for spot in placed.values()
    ]  # fmt: skip
    read = rereading.improved(first, gray, dpi=200, langs="eng", limits=Limits())
    assert {word.text for word in read} >= {"7001", "70563142", "45"}


def test_the_thousands_of_a_number_that_the_second_reader_joins_are_not_said_twice() -> None:
    words = [Spotted("3", 0, 0, 8, 20, 0.9), Spotted("069,00", 20, 0, 60, 20, 0.9)]
    seen = Look("3.069,00", 0.98, (Spotted("3.069,00", 12, 0, 68, 20, 0.98),))
    assert "".join(word.text for word in settled(words, seen)) == "3.069,00"


def test_a_part_of_a_word_that_is_kept_whole_is_not_said_beside_it() -> None:
    seen = Look("3 069,00", 0.99, (Spotted("3", 0, 0, 12, 20, 0.99), Spotted("069,00", 12, 0, 61, 20, 0.99)))
    assert [word.text for word in settled([Spotted("3.069,00", 2, 0, 62, 20, 0.39)], seen)] == ["3.069,00"]


def test_a_word_of_the_first_reader_that_reaches_into_a_ruling_is_as_high_as_its_letters() -> None:
    gray = np.full((300, 300), 255, np.uint8)
    gray[12:14, 20:100] = 0
    for top in (30, 90, 150, 210):
        for x in range(20, 100, 8):
            gray[top : top + 16, x : x + 3] = 0
    whole = [Spotted("Goods", 20, top, 80, 16, 0.99) for top in (90, 150, 210)]
    first = [Spotted("Description", 20, 11, 80, 36, 0.99), *whole]
    read = rereading.improved(first, gray, dpi=200, langs="eng", limits=Limits(second_seconds=0))
    assert [(word.top, word.height) for word in read] == [(30, 16), (90, 16), (150, 16), (210, 16)]

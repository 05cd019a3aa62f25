"""Scans: turned, skewed, ruled, specked; engines missing or hanging; images that are bombs or cut off."""

import io
import struct
import zlib
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from extractors import engines, inks, ocr, raster, rereading, second, straighten, tongues
from extractors.engines import Engine
from extractors.limits import Limits
from extractors.pages import pages
from extractors.second import Look
from extractors.settling import settled
from extractors.sources import source
from extractors.spots import Spotted
from models.errors import Damaged, EngineMissing, TooLarge
from models.page import Page

DPI = 150
LINES = (
    "PACKING LIST No. 4711",
    "Consignor: Nordsee Recycling GmbH, Hamburg",
    "Consignee: Marmara Geri Donusum, Izmir",
    "Container CSQU3054383 and seal 778899",
    "24 bales of plastic scrap, mixed colours",
    "Gross weight 21400 KGS net 21050 KGS",
    "Freight prepaid, clean on board the vessel",
    "Port of loading Hamburg, discharge Izmir",
)


def sheet(lines: tuple[str, ...] = LINES, *, ruled: bool = False, dpi: int = DPI) -> Image.Image:
    scale = dpi / 72
    image = Image.new("L", (round(595 * scale), round(842 * scale)), 255)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=12 * scale)
    for index, line in enumerate(lines):
        pen.text((90 * scale, (100 + 60 * index) * scale), line, fill=0, font=font)
        if ruled:
            pen.rectangle(
                [70 * scale, (85 + 60 * index) * scale, 480 * scale, (145 + 60 * index) * scale], outline=0, width=2
            )
    return image


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def read(data: bytes, limits: Limits | None = None) -> list[Page]:
    return list(pages(source("scan", data), limits=limits or Limits()))


def texts(page: Page) -> list[str]:
    return [word.text for word in page.words]


def assert_read(data: bytes, page: Page, share: float = 0.9) -> None:
    """Nearly all words are read, and the box of each holds ink in the picture drawn in the page's frame."""
    expected = " ".join(LINES).split()
    assert sum(word in texts(page) for word in expected) >= share * len(expected), texts(page)
    picture = raster.upright(source("scan", data), page, dpi=100).convert("L")
    assert picture.size == pytest.approx((page.width * 100 / 72, page.height * 100 / 72), abs=3)
    for word in page.words:
        left, top, right, bottom = (round(side * 100 / 72) for side in word.box)
        piece = np.asarray(picture.crop((left, top, right, bottom)))
        around = np.asarray(picture.crop((left - 4, top - 4, right + 4, bottom + 4)))
        assert piece.min() < 150, word
        # The box takes in the word: hardly any ink is left in the band around it.
        assert (around < 128).sum() <= (piece < 128).sum() * 1.35 + 6, word


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_an_image_file_is_read_with_boxes_in_points(kind: str) -> None:
    data = saved(sheet(), kind, dpi=(DPI, DPI))
    (page,) = read(data)
    assert page.origin == "ocr"
    assert (page.width, page.height) == pytest.approx((595, 842), abs=2)
    assert_read(data, page)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_sheet_laid_on_its_side_or_head_is_turned_upright(turn: int) -> None:
    data = saved(raster.turned(sheet(), turn), dpi=(DPI, DPI))
    (page,) = read(data)
    assert page.turn == (360 - turn) % 360
    assert page.height > page.width
    assert_read(data, page)


@pytest.mark.parametrize("skew", [-5.0, -1.2, 0.6, 2.5, 6.0])
def test_a_skewed_sheet_is_levelled_and_its_boxes_sit_on_the_words(skew: float) -> None:
    data = saved(raster.levelled(sheet(ruled=True), -skew), dpi=(DPI, DPI))
    (page,) = read(data)
    assert page.skew == pytest.approx(skew, abs=0.2)
    assert_read(data, page)


def test_a_level_sheet_is_left_as_it_is() -> None:
    assert straighten.skew_of(raster.gray(sheet(ruled=True))) == 0.0
    assert straighten.skew_of(raster.gray(Image.new("L", (900, 1200), 255))) == 0.0


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


def test_a_fax_with_more_dots_across_than_down_keeps_its_shape() -> None:
    fax = sheet(dpi=204).resize((round(595 * 204 / 72), round(842 * 98 / 72))).point(lambda value: 255 * (value > 128))
    data = saved(fax.convert("1"), "TIFF", compression="group4", dpi=(204, 98))
    (page,) = read(data)
    assert (page.width, page.height) == pytest.approx((595, 842), abs=2)
    assert sum(word in texts(page) for word in " ".join(LINES).split()) >= 30


def test_an_upright_flag_of_the_camera_is_followed() -> None:
    image = raster.turned(sheet(), 270)
    exif = image.getexif()
    exif[0x0112] = 6
    data = saved(image, "JPEG", exif=exif, dpi=(DPI, DPI))
    (page,) = read(data)
    assert page.turn == 0
    assert_read(data, page)


def test_without_a_believable_resolution_the_sheet_is_taken_for_a4() -> None:
    data = saved(sheet(), dpi=(1, 1))
    (page,) = read(data)
    assert page.height == pytest.approx(842, abs=2)
    assert_read(data, page)


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA", "CMYK", "I;16", "1"])
def test_every_kind_of_picture_is_brought_to_black_on_white(mode: str) -> None:
    image = sheet(LINES[:3], dpi=100)
    if mode in {"RGBA", "LA"}:
        clear = Image.new(mode, image.size, 0)
        clear.putalpha(image.point(lambda value: 255 - value))
        image = clear
    elif mode == "I;16":
        image = Image.fromarray(np.asarray(image).astype(np.uint16) * 200)
    else:
        image = image.convert(mode)
    (page,) = read(saved(image, "TIFF" if mode in {"CMYK", "I;16"} else "PNG", dpi=(100, 100)))
    assert {"PACKING", "LIST", "Recycling"} <= set(texts(page))


def test_each_picture_of_a_tiff_is_a_page_and_a_broken_one_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = sheet(LINES[:2], dpi=100), sheet(LINES[3:5], dpi=100)
    data = saved(first, "TIFF", save_all=True, append_images=[second, first], dpi=(100, 100), compression="tiff_lzw")
    found = read(data)
    assert [page.number for page in found] == [1, 2, 3]
    assert "CSQU3054383" in texts(found[1])
    sound = raster.frame

    def failing(data: bytes, number: int, limits: Limits) -> tuple[Image.Image, float]:
        if number == 2:
            raise Damaged("Picture 2 of the file is cut off or broken")
        return sound(data, number, limits)

    monkeypatch.setattr(raster, "frame", failing)
    found = read(data)
    assert [bool(page.words) for page in found] == [True, False, True]
    assert [(problem.code, problem.page) for problem in found[1].problems] == [("page-unreadable", 2)]


def test_a_blank_sheet_has_no_words_and_does_not_call_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "recognise", lambda *_, **__: pytest.fail("the engine was called"))
    rng = np.random.default_rng(3)
    noise = Image.fromarray((245 + rng.normal(0, 4, (800, 600))).clip(0, 255).astype(np.uint8))
    (page,) = read(saved(noise))
    assert (page.words, page.problems) == ((), ())


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
@pytest.mark.parametrize("share", [0.01, 0.3, 0.8])
def test_a_cut_off_image_is_named(kind: str, share: float) -> None:
    noisy = Image.fromarray(np.random.default_rng(1).integers(0, 255, (300, 300), dtype=np.uint8))
    data = saved(noisy, kind)
    with pytest.raises(Damaged, match="broken"):
        read(data[: max(int(len(data) * share), 16)])


def bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes that says it has very many pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_000, 12_000, 60_000])
def test_an_image_bomb_is_refused_before_it_is_opened(side: int) -> None:
    with pytest.raises(TooLarge, match="dpi"):
        read(bomb(side, side))


def test_more_pictures_than_allowed_are_refused() -> None:
    small = Image.new("1", (50, 50))
    with pytest.raises(TooLarge):
        read(saved(small, "TIFF", save_all=True, append_images=[small] * 5), Limits(max_pages=3))


@pytest.fixture
def fresh_engine() -> Iterator[None]:
    engines._data_folder.cache_clear()
    engines._binding.cache_clear()
    yield
    engines._data_folder.cache_clear()
    engines._binding.cache_clear()


@pytest.mark.usefixtures("fresh_engine")
def test_a_missing_engine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EngineMissing, match="tallyman doctor"):
        read(saved(sheet()))


def test_a_missing_language_pack_is_named() -> None:
    with pytest.raises(EngineMissing, match="tlh"):
        list(pages(source("scan", saved(sheet())), langs="eng+tlh"))


@pytest.mark.parametrize("engine", ["tesserocr", "pytesseract"])
def test_both_ways_to_the_engine_read_alike(engine: Engine) -> None:
    if engine == "tesserocr":
        pytest.importorskip("tesserocr")
    reading = ocr.read(sheet(), dpi=DPI, engine=engine)
    assert {"CSQU3054383", "21400", "Hamburg,"} <= {word.text for word in reading.words}
    assert all(0.5 < word.confidence <= 1 for word in reading.words)


def test_without_the_binding_the_command_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_binding", lambda: None)
    (page,) = read(saved(sheet(LINES[:3], dpi=100), dpi=(100, 100)))
    assert "Recycling" in texts(page)


@pytest.mark.parametrize("engine", ["tesserocr", "pytesseract"])
def test_an_engine_that_does_not_end_is_cut_off(engine: Engine) -> None:
    with pytest.raises(TimeoutError):
        engines.recognise(raster.gray(sheet()), dpi=DPI, seconds=0.05, engine=engine)


def test_a_page_that_takes_too_long_is_a_problem_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(engines, "recognise", hang)
    (page,) = read(saved(sheet()))
    assert page.words == ()
    assert page.problems[0].code == "page-unreadable"
    assert "Scan this page again" in page.problems[0].message


def test_the_engine_runs_on_one_thread() -> None:
    import os

    assert os.environ["OMP_THREAD_LIMIT"] == "1"


def test_letters_as_tall_as_a_line_is_long_stay_in_the_picture() -> None:
    image = Image.new("L", (1240, 600), 255)
    ImageDraw.Draw(image).text((80, 200), "LIVELY FILM", fill=0, font=ImageFont.load_default(size=110))
    cleaned, lines = straighten.without_lines(raster.gray(image), dpi=DPI)
    assert lines == ()
    assert np.array_equal(cleaned, raster.gray(image))


GERMAN = (
    "Rechnung für Grüße nach Köln",
    "Empfänger und Absender mit Gewicht",
    "Bezeichnung der Güter, Menge und Ursprung",
    "Nummer der Rechnung von dem Empfänger",
)


def test_the_language_of_a_sheet_is_found_from_it() -> None:
    def read_in(langs: str) -> list[str]:
        return texts(next(pages(source("scan", saved(sheet(GERMAN))), langs=langs, limits=Limits(reader="fast"))))

    assert read_in("auto") == read_in("deu+eng") != read_in("eng")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Gross weight and number of packages shipped to the port", None),
        ("Facture numero pour les colis, expediteur et destinataire", "fra"),
        ("Fattura, quantita della merce, mittente e destinatario, peso lordo", "ita"),
        ("4711 CSQU3054383 21400", None),
    ],
)
def test_a_language_is_told_by_its_small_words(text: str, language: str | None) -> None:
    assert tongues.of_words(text.split()) == language


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


@pytest.mark.skipif(not second.is_installed(), reason="the second reader is not installed")
def test_a_line_that_the_first_reader_missed_is_read_by_the_second() -> None:
    gray = raster.gray(sheet(dpi=200))
    spotted = engines.recognise(gray, dpi=200)
    top = min(spot.top for spot in spotted)
    lost = [spot for spot in spotted if spot.top > top + 40]
    found = rereading.improved(list(lost), gray, dpi=200, langs="eng", limits=Limits(second_seconds=60.0))
    assert len(lost) < len(spotted)
    assert {spot.text for spot in spotted} <= {spot.text for spot in found}


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


@pytest.mark.skipif(not second.is_installed(), reason="the second reader is not installed")
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


def test_one_bit_pages_are_not_blank() -> None:
    (page,) = read(saved(sheet(dpi=200).convert("1"), "TIFF", compression="group4", dpi=(200, 200)))
    assert "CSQU3054383" in texts(page)


def test_the_engine_says_nothing_of_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    read(saved(sheet(ruled=True)))
    assert capfd.readouterr().err == ""


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

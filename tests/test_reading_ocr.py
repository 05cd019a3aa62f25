"""Scans: turned, skewed, ruled, specked; engines missing or hanging; images that are bombs or cut off."""

import struct
import zlib
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from extractors import engines, ocr, raster, straighten, tongues
from extractors.engines import Engine
from extractors.limits import Limits
from extractors.pages import pages
from extractors.sources import source
from models.errors import Damaged, EngineMissing, PaperError, TooLarge
from tests.sheets import DPI, LINES, assert_read, read, saved, sheet, texts

GERMAN = (
    "Rechnung für Grüße nach Köln",
    "Empfänger und Absender mit Gewicht",
    "Bezeichnung der Güter, Menge und Ursprung",
    "Nummer der Rechnung von dem Empfänger",
)


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
    sound = raster._frame

    def failing(image: Image.Image, number: int, limits: Limits) -> tuple[Image.Image, float]:
        if number == 2:
            raise Damaged("Picture 2 of the file is cut off or broken")
        return sound(image, number, limits)

    monkeypatch.setattr(raster, "_frame", failing)
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


@pytest.mark.parametrize("kind", ["TIFF", "PNG"])
def test_pictures_of_more_pixels_in_all_than_allowed_are_refused_before_any_is_read(kind: str) -> None:
    small, large = Image.new("L", (50, 50)), Image.new("L", (50, 50) if kind == "PNG" else (500, 500))
    data = saved(small, kind, save_all=True, append_images=[large] * 5)
    bound = 5 * large.width * large.height
    with pytest.raises(TooLarge, match="in all"):
        read(data, Limits(max_pixels_in_all=bound))


def test_an_animation_is_drawn_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    sound = PngImagePlugin.PngImageFile.load_prepare

    def noted(image: PngImagePlugin.PngImageFile) -> None:
        drawn.append(image.tell())
        sound(image)

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load_prepare", noted)
    shades = [Image.new("L", (20, 20), shade) for shade in range(0, 250, 10)]
    data = saved(shades[0], "PNG", save_all=True, append_images=shades[1:])
    drawn.clear()
    found = [picture for picture in raster.frames(data) if not isinstance(picture, PaperError)]
    assert [image.convert("L").getpixel((5, 5)) for image, _ in found] == list(range(0, 250, 10))
    assert len(drawn) < 3 * len(shades)


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
        pytest.importorskip("tesserocr", reason="waits for tesserocr, which has no wheel for this machine")
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


def test_the_engine_says_nothing_of_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    read(saved(sheet(ruled=True)))
    assert capfd.readouterr().err == ""


def test_a_wrong_glance_at_how_a_sheet_lies_is_mended_by_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(straighten, "is_sideways", lambda gray: True)
    monkeypatch.setattr(engines, "turn_of", lambda gray, dpi: (180, 1.1))
    data = saved(sheet(), dpi=(DPI, DPI))
    (page,) = read(data, Limits(reader="fast"))
    assert page.turn == 0
    assert_read(data, page)

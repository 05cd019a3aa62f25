"""PDF pages: words with boxes where they stand, lies of the text layer found out, bad files refused by name."""

import io
import random
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.colors import white
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors import glance, layers, pdfium, plumbing, raster
from extractors.limits import Limits
from extractors.pages import pages
from extractors.sources import source
from models.errors import Damaged, Encrypted, NoPages, PaperError, TooLarge
from models.geometry import Box
from models.page import Page

WIDTH, HEIGHT = 595.0, 842.0
LINES = (
    "BILL OF LADING No. HLCUHAM2511",
    "Shipper: Nordsee Recycling GmbH, Hamburg",
    "Consignee: Marmara Geri Donusum A.S., Izmir",
    "Container CSQU3054383 with 24 bales of plastic scrap",
    "Gross weight 21400 KGS, freight prepaid, clean on board",
)


def drawn(draw: Callable[[Canvas], None], **options: object) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), **options)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def letter(canvas: Canvas, lines: tuple[str, ...] = LINES, top: float = 700) -> None:
    canvas.setFont("Helvetica", 12)
    for index, line in enumerate(lines):
        canvas.drawString(72, top - 30 * index, line)


def scan(lines: tuple[str, ...] = LINES, dpi: int = 150) -> Image.Image:
    image = Image.new("L", (round(WIDTH * dpi / 72), round(HEIGHT * dpi / 72)), 255)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=12 * dpi / 72)
    for index, line in enumerate(lines):
        pen.text((72 * dpi / 72, (132 + 30 * index) * dpi / 72), line, fill=0, font=font)
    return image


def read(data: bytes, limits: Limits | None = None) -> list[Page]:
    return list(pages(source("paper.pdf", data), limits=limits or Limits()))


def texts(page: Page) -> list[str]:
    return [word.text for word in page.words]


def box_of(page: Page, text: str) -> Box:
    return next(word.box for word in page.words if word.text == text)


def assert_boxes_hold_ink(data: bytes, page: Page) -> None:
    """Every word's box, drawn on the upright picture, must hold ink; a strip of the empty margin must not."""
    image = raster.upright(source("paper.pdf", data), page, dpi=100).convert("L")
    assert image.size == pytest.approx((page.width * 100 / 72, page.height * 100 / 72), abs=2)
    for word in page.words:
        piece = image.crop(tuple(round(side * 100 / 72) for side in word.box))  # type: ignore[arg-type]
        assert piece.getextrema()[0] < 140, word


def test_words_come_with_their_boxes_in_points_from_the_top_left() -> None:
    data = drawn(letter)
    (page,) = read(data)
    assert " ".join(texts(page)) == " ".join(LINES)
    assert page.origin == "text_layer"
    assert box_of(page, "BILL").x0 == pytest.approx(72, abs=1)
    assert box_of(page, "BILL").bottom == pytest.approx(HEIGHT - 700, abs=4)
    assert all(word.confidence == 1.0 for word in page.words)
    assert_boxes_hold_ink(data, page)


@pytest.mark.parametrize("rotation", [90, 180, 270])
@pytest.mark.parametrize("cropped", [False, True])
def test_boxes_are_in_the_frame_of_the_displayed_page(rotation: int, cropped: bool) -> None:
    document = pypdfium2.PdfDocument(drawn(letter))
    document[0].set_rotation(rotation)
    if cropped:
        document[0].set_cropbox(50, 300, 500, 800)
    buffer = io.BytesIO()
    document.save(buffer)
    (page,) = read(buffer.getvalue())
    # A page displayed on its side is turned upright again.
    assert page.turn == (360 - rotation) % 360
    assert (page.width, page.height) == ((450, 500) if cropped else (WIDTH, HEIGHT))
    assert " ".join(texts(page)) == " ".join(LINES)
    assert_boxes_hold_ink(buffer.getvalue(), page)


def test_a_media_box_that_does_not_begin_at_zero_moves_the_words_with_it() -> None:
    document = pypdfium2.PdfDocument(drawn(letter))
    document[0].set_mediabox(40, 100, 595, 842)
    buffer = io.BytesIO()
    document.save(buffer)
    (page,) = read(buffer.getvalue())
    assert page.width == 555
    assert box_of(page, "BILL").x0 == pytest.approx(32, abs=1)
    assert_boxes_hold_ink(buffer.getvalue(), page)


def test_text_outside_the_page_is_dropped() -> None:
    def draw(canvas: Canvas) -> None:
        letter(canvas)
        canvas.drawString(700, 400, "GHOST")
        canvas.drawString(72, -50, "GHOST")

    assert "GHOST" not in texts(read(drawn(draw))[0])


def test_bold_by_double_strike_is_read_once() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for shift in (0, 0.3, 0.5):
            canvas.drawString(72 + shift, 700, "Balls of millet bill 1100 kg")

    assert texts(read(drawn(draw))[0]) == ["Balls", "of", "millet", "bill", "1100", "kg"]


def test_letters_placed_one_by_one_and_tight_columns_make_words() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        x = 72.0
        for sign in "CONTAINER":
            canvas.drawString(x, 700, sign)
            x += canvas.stringWidth(sign, "Helvetica", 9)
        canvas.drawString(x + 2.6, 700, "NUMBER")
        canvas.drawString(300, 700, "1200")
        canvas.drawString(300 + canvas.stringWidth("1200", "Helvetica", 9) + 3, 700, "KGM")

    assert texts(read(drawn(draw))[0]) == ["CONTAINER", "NUMBER", "1200", "KGM"]


def test_text_along_the_margin_is_read_in_its_own_direction_and_a_watermark_is_not() -> None:
    def draw(canvas: Canvas) -> None:
        letter(canvas)
        canvas.saveState()
        canvas.translate(40, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Printed in Bremerhaven")
        canvas.restoreState()
        canvas.translate(150, 200)
        canvas.rotate(45)
        canvas.setFont("Helvetica", 80)
        canvas.drawString(0, 0, "COPY")

    data = drawn(draw)
    (page,) = read(data)
    assert texts(page)[-3:] == ["Printed", "in", "Bremerhaven"]
    assert "COPY" not in texts(page)
    assert box_of(page, "Bremerhaven").height > 40
    assert box_of(page, "Printed").top > box_of(page, "Bremerhaven").top
    assert_boxes_hold_ink(data, page)


def test_ruled_boxes_become_rulings_and_white_rectangles_do_not() -> None:
    def draw(canvas: Canvas) -> None:
        letter(canvas)
        canvas.grid([72, 200, 400], [300, 350, 400])
        canvas.setFillColor(white)
        canvas.rect(100, 100, 200, 50, stroke=0, fill=1)

    (page,) = read(drawn(draw))
    across = [line for line in page.rulings if line.width > line.height]
    down = [line for line in page.rulings if line.height > line.width]
    assert [round(HEIGHT - line.middle[1]) for line in across] == [400, 350, 300]
    assert [round(line.middle[0]) for line in down] == [72, 200, 400]
    assert all(round(line.width) == 328 for line in across)


def test_form_values_and_free_text_notes_are_words() -> None:
    def draw(canvas: Canvas) -> None:
        letter(canvas)
        canvas.acroForm.textfield(name="seal", value="SEAL778899", x=300, y=200, width=150, height=20)
        canvas.freeTextAnnotation("CHECKED", Rect=(300, 100, 420, 130), addtopage=1, DA="/Helv 12 Tf 0 g")

    data = drawn(draw)
    (page,) = read(data)
    assert "SEAL778899" in texts(page)
    assert Box(300, HEIGHT - 220, 450, HEIGHT - 200).contains(box_of(page, "SEAL778899"))
    assert_boxes_hold_ink(data, page)


def test_an_empty_password_opens_and_a_real_one_is_named() -> None:
    (page,) = read(drawn(letter, encrypt=StandardEncryption("", ownerPassword="owner")))
    assert "CSQU3054383" in texts(page)
    with pytest.raises(Encrypted, match="without a password"):
        read(drawn(letter, encrypt=StandardEncryption("user", ownerPassword="owner")))


def test_a_pdf_without_pages_is_named() -> None:
    document = pypdfium2.PdfDocument.new()
    buffer = io.BytesIO()
    document.save(buffer)
    with pytest.raises(PaperError) as refused:
        read(buffer.getvalue())
    assert isinstance(refused.value, NoPages | Damaged)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_cut_off_pdf_is_recovered_or_named(share: float) -> None:
    data = drawn(letter)
    try:
        found = read(data[: int(len(data) * share)])
    except PaperError as error:
        assert error.code in {"damaged", "no-pages"}
    else:
        assert all(page.problems or page.words or page.width for page in found)


def test_a_pdf_with_broken_cross_references_is_recovered() -> None:
    data = drawn(letter)
    assert "CSQU3054383" in texts(read(data[: data.rindex(b"xref")])[0])


def test_noise_in_a_pdf_ends_in_pages_or_a_named_refusal() -> None:
    data = drawn(letter)
    dice = random.Random(7)
    for _ in range(40):
        broken = bytearray(data)
        for _ in range(dice.randint(1, 30)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            read(b"%PDF-" + bytes(broken[5:]))
        except PaperError as error:
            assert error.message


def test_more_pages_than_allowed_are_refused() -> None:
    def draw(canvas: Canvas) -> None:
        for _ in range(4):
            letter(canvas)
            canvas.showPage()

    with pytest.raises(TooLarge):
        read(drawn(draw), Limits(max_pages=3))


def test_a_scan_without_text_is_read_by_ocr() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(scan()), 0, 0, WIDTH, HEIGHT)

    data = drawn(draw)
    (page,) = read(data)
    assert page.origin == "ocr"
    assert "CSQU3054383" in texts(page)
    assert box_of(page, "CSQU3054383").middle[1] == pytest.approx(132 + 90 + 6, abs=5)
    assert all(0 <= word.confidence <= 1 for word in page.words)
    assert_boxes_hold_ink(data, page)


def layered(hidden: tuple[str, ...]) -> bytes:
    """A scan with an invisible text layer over it, as scanners make them."""

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(scan()), 0, 0, WIDTH, HEIGHT)
        text = canvas.beginText(72, 700)
        text.setTextRenderMode(3)
        text.setFont("Helvetica", 12)
        text.setLeading(30)
        for line in hidden:
            text.textLine(line)
        canvas.drawText(text)

    return drawn(draw)


def test_a_good_hidden_layer_over_a_scan_is_believed() -> None:
    (page,) = read(layered(LINES))
    assert page.origin == "text_layer"
    assert " ".join(texts(page)) == " ".join(LINES)


def test_a_bad_hidden_layer_over_a_scan_is_read_again() -> None:
    rubbish = ("B1lL 0f L@d!ng N0. HLcU#4M2s1l", "5h!pp3r: N0rd5ee R3cyc1!ng Gm8H", "C0n5!gn33: M@rm4r@ G3r! D0n")
    (page,) = read(layered(rubbish))
    assert page.origin == "ocr"
    assert "CSQU3054383" in texts(page)


def test_a_hidden_layer_of_another_text_is_not_believed() -> None:
    other = ("AIR WAYBILL No. 020-4711", "Shipper: Fabrikam Trading Limited", "Consignee: Contoso Imports Nairobi")
    (page,) = read(layered(other))
    assert page.origin == "ocr"
    assert "CSQU3054383" in texts(page)
    assert "Fabrikam" not in texts(page)


def test_hidden_words_where_the_paper_is_blank_are_dropped() -> None:
    blank_lines = ("",) * 12
    (page,) = read(layered((*LINES, *blank_lines, "Ignore the container number above")))
    assert "Ignore" not in texts(page)
    assert "CSQU3054383" in texts(page)


def test_what_a_hidden_layer_leaves_out_is_read() -> None:
    (page,) = read(layered(LINES[:3]))
    assert page.origin == "mixed"
    assert "CSQU3054383" in texts(page)


def test_a_layer_of_glyph_codes_is_junk() -> None:
    assert layers.is_junk(["(cid:12)(cid:45)", "(cid:3)"])
    assert layers.is_junk(["\ue001\ue002\ue003", "total"])
    assert layers.is_junk(["\ufffd\ufffd\ufffd kg"])
    assert not layers.is_junk(" ".join(LINES).split())
    assert not layers.is_junk(["合同号", "发票", "箱"])
    assert layers.is_junk(
        ("qsdfg hjklm wxcvb nbvcx tgbrf plmkn dcvfg zqswx rfvtg bgtnh cvbnm wsxdc edcvf " * 4).split()
    )


def test_text_set_beside_a_scanned_table_is_read_by_both() -> None:
    table = scan(("GOODS TABLE", "PLASTIC SCRAP 391510", "COPPER WIRE 740400")).crop((100, 220, 900, 500))

    def draw(canvas: Canvas) -> None:
        letter(canvas)
        canvas.drawImage(ImageReader(table), 72, 100, 384, 134)

    data = drawn(draw)
    (page,) = read(data)
    assert page.origin == "mixed"
    assert {"CSQU3054383", "391510", "740400"} <= set(texts(page))
    assert {word.origin for word in page.words if word.text == "391510"} == {"ocr"}
    assert_boxes_hold_ink(data, page)


def test_typed_text_on_a_scanned_form_is_read_by_both_and_not_twice() -> None:
    form = scan(("SHIPPER NAME", "", "GROSS WEIGHT"))

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(form), 0, 0, WIDTH, HEIGHT)
        letter(canvas, ("Nordsee Recycling GmbH in Hamburg",), top=520)

    (page,) = read(drawn(draw))
    assert page.origin == "mixed"
    assert {"SHIPPER", "WEIGHT", "Nordsee"} <= set(texts(page))
    assert texts(page).count("Recycling") == 1


def test_a_small_logo_does_not_call_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    from extractors import engines

    monkeypatch.setattr(engines, "recognise", lambda *_, **__: pytest.fail("the engine was called"))

    def draw(canvas: Canvas) -> None:
        letter(canvas)
        canvas.drawImage(ImageReader(scan().crop((100, 250, 500, 300))), 400, 760, 100, 12)

    assert read(drawn(draw))[0].origin == "text_layer"


def test_a_blank_page_has_no_words_and_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    from extractors import engines

    monkeypatch.setattr(engines, "recognise", lambda *_, **__: pytest.fail("the engine was called"))
    (page,) = read(drawn(lambda canvas: None))
    assert (page.words, page.problems) == ((), ())


def test_a_page_that_fails_alone_says_so_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from extractors import pdf

    def draw(canvas: Canvas) -> None:
        for _ in range(3):
            letter(canvas)
            canvas.showPage()

    sound = pdf._page

    def failing(document: object, number: int, *rest: object, **options: object) -> Page:
        if number == 2:
            raise RuntimeError("broken fonts")
        return sound(document, number, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(pdf, "_page", failing)
    found = read(drawn(draw))
    assert [bool(page.words) for page in found[:3]] == [True, False, True]
    assert [(problem.code, problem.page) for problem in found[1].problems] == [("page-unreadable", 2)]
    assert "scan it again" in found[1].problems[0].message


def test_a_huge_sheet_is_drawn_at_a_lower_resolution() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(14_000, 14_000))
    canvas.setFont("Helvetica", 500)
    canvas.drawString(1_000, 7_000, "PLAN")
    canvas.save()
    image = raster.picture(source("plan.pdf", buffer.getvalue()), 1, dpi=300, limits=Limits(max_pixels=4_000_000))
    assert image.width * image.height <= 4_010_000


def test_a_page_that_is_not_there_is_named() -> None:
    with pytest.raises(NoPages):
        raster.picture(source("paper.pdf", drawn(letter)), 2)


def test_text_pages_do_not_load_the_ocr(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = tmp_path / "paper.pdf"
    path.write_bytes(drawn(letter))
    told = (
        "import sys; from pathlib import Path\n"
        "from extractors.sources import open_sources; from extractors.pages import pages\n"
        "found = [page for source in open_sources([Path(sys.argv[1])])[0] for page in pages(source)]\n"
        "heavy = {'cv2', 'tesserocr', 'pytesseract', 'openpyxl', 'docx', 'prefect'}\n"
        "print(len(found[0].words), heavy & set(sys.modules))"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", told, str(path)], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.split(maxsplit=1) == [str(len(" ".join(LINES).split())), "set()\n"]


def rotated(rotation: int, data: bytes) -> bytes:
    document = pypdfium2.PdfDocument(data)
    document[0].set_rotation(rotation)
    document[0].set_cropbox(50, 200, 560, 820)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_pdfium_alone_finds_the_same_words_and_lines_as_pdfplumber(rotation: int) -> None:
    def draw(canvas: Canvas) -> None:
        letter(canvas)
        canvas.grid([72, 200, 400], [300, 350, 400])
        canvas.saveState()
        canvas.translate(500, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Along the margin")
        canvas.restoreState()

    data = rotated(rotation, drawn(draw))
    with pdfium.opened(data) as document, plumbing.opened(document, data) as layer_of:
        plumbed, glanced = layer_of(1), glance.layer(document, 1)
    assert plumbed is not None
    assert [word.text for word in glanced.words] == [word.text for word in plumbed.words]
    assert glanced.turn == plumbed.turn
    for first, second in zip(glanced.words, plumbed.words, strict=True):
        assert first.box == pytest.approx(second.box, abs=3)
    for mine, other in zip(glanced.lines, plumbed.lines, strict=True):
        assert mine == pytest.approx(other, abs=1)


def test_words_alone_are_the_same_words_without_lines() -> None:
    def draw(canvas: Canvas) -> None:
        letter(canvas)
        canvas.grid([72, 200, 400], [300, 350, 400])

    with pdfium.opened(drawn(draw)) as document:
        whole, alone = glance.layer(document, 1), glance.layer(document, 1, drawn=False)
    assert whole.lines
    assert alone.words == whole.words
    assert not alone.lines


def test_pages_that_pdfplumber_cannot_have_are_read_by_pdfium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plumbing, "_layer", lambda *_: 1 / 0)
    (page,) = read(drawn(letter))
    assert " ".join(texts(page)) == " ".join(LINES)
    assert page.origin == "text_layer"


def test_a_page_drawn_of_very_many_strokes_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glance, "_HEAVY", 500)
    monkeypatch.setattr(plumbing, "_layer", lambda *_: pytest.fail("pdfplumber was asked"))

    def draw(canvas: Canvas) -> None:
        letter(canvas)
        for step in range(600):
            canvas.line(72 + step / 2, 300, 80 + step / 2, 340)

    assert "CSQU3054383" in texts(read(drawn(draw))[0])

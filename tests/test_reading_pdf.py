"""PDF pages: words with boxes where they stand, lies of the text layer found out, bad files refused by name."""

import io
import random
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.colors import white
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extractors import glance, pdfium, plumbing, raster
from extractors.limits import Limits
from extractors.sources import source
from models.errors import Damaged, Encrypted, NoPages, PaperError, TooLarge
from models.geometry import Box
from models.page import Page
from tests.drawn_pdf import HEIGHT, LINES, WIDTH, assert_boxes_hold_ink, box_of, drawn, letter, read, texts


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

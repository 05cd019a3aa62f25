"""Text layers that lie, and pages of text and picture: which region is believed, which is read by eye."""

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors import layers
from tests.drawn_pdf import HEIGHT, LINES, WIDTH, assert_boxes_hold_ink, box_of, drawn, letter, read, scan, texts


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

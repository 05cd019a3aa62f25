"""Trade papers of a stranger: what broke on layouts nobody had seen, each in a text of our own."""

from datetime import date
from decimal import Decimal

from checks.arithmetic import arithmetic
from extractors import rulings
from models.geometry import Box
from models.page import Page
from models.report import Consignment
from tests.typesetting import box_lines, goods_of, name_of, page, paper_of, words


def _written(
    x: float, y: float, caption: str, *lines: str, width: float = 180
) -> tuple[list[tuple[float, float, str]], Box]:
    """Set a value on a line whose caption stands under it; `y` is the line's."""
    value = [(x + 3, y - 2 - 11 * n, text) for n, text in enumerate(reversed(lines))]
    return [*value, (x, y + 9, caption)], Box(x, y, x + width, y + 0.5)


def test_captions_under_their_lines_own_what_is_written_over_them() -> None:
    spots = [
        _written(40, 120, "SHIPPER", "Fjordlaks Export AS", "Kaigata 9", "6003 Ålesund", "Norway"),
        _written(310, 87, "SEA WAYBILL NUMBER", "NLK0042219"),
        _written(310, 120, "BOOKING NUMBER", "BN55120"),
        _written(40, 190, "CONSIGNEE", "Umi Foods K.K.", "2-4 Tsukiji", "Tokyo", "Japan"),
        _written(40, 225, "PORT OF LOADING", "Alesund"),
        _written(310, 225, "PORT OF DISCHARGE", "Tokyo"),
        _written(40, 258, "VESSEL", "NORDIC TERN"),
        _written(310, 258, "VOYAGE", "117E"),
    ]
    printed = [(310, 50, "NON-NEGOTIABLE SEA WAYBILL"), *(text for texts, _ in spots for text in texts)]
    paper = paper_of(page(*printed, rulings=tuple(ruling for _, ruling in spots)))
    told = {name: field.value for name, field in paper.fields if field is not None}
    assert (told["number"], told["booking_number"]) == ("NLK0042219", "BN55120")
    assert (told["vessel"], told["voyage"]) == ("NORDIC TERN", "117E")
    assert (told["port_of_loading"], told["port_of_discharge"]) == ("Alesund", "Tokyo")
    assert name_of(paper, "consignor") == "Fjordlaks Export AS"
    assert name_of(paper, "consignee") == "Umi Foods K.K."


def test_a_ruling_between_sections_makes_no_caption_of_the_label_under_it() -> None:
    rulings = tuple(Box(40, y, 300, y + 0.5) for y in (90, 130, 170, 210))
    texts = (
        *((40, 50, "SEA WAYBILL"), (40, 70, "BOOKING NUMBER"), (40, 82, "BN55120")),
        *((40, 104, "PORT OF LOADING"), (40, 116, "Alesund"), (40, 144, "PORT OF DISCHARGE"), (40, 156, "Tokyo")),
        *((40, 184, "VESSEL"), (40, 196, "NORDIC TERN"), (40, 224, "VOYAGE"), (40, 236, "117E")),
    )
    fields = paper_of(page(*texts, rulings=rulings)).fields
    assert fields.port_of_loading is not None and fields.port_of_loading.value == "Alesund"
    assert fields.voyage is not None and fields.voyage.value == "117E"


LADING = (
    *((30, 60, "BILL OF LADING"), (30, 100, "Marks and numbers"), (150, 100, "No. of packages")),
    *((240, 100, "Description of goods"), (400, 100, "Gross weight kg"), (490, 100, "Measurement m3")),
)


def test_goods_counted_beside_a_container_among_the_marks_are_a_row() -> None:
    goods = goods_of(
        page(
            *LADING,
            *((30, 112, "TGHU8841027"), (240, 112, "2 X 20GP CONTAINERS"), (30, 122, "SEAL AB1"), (240, 122, "STC")),
            *((30, 132, "TEMU2213771"), (150, 132, "18"), (240, 132, "CRATES"), (410, 132, "9,400.000")),
            *((500, 132, "12.500"), (30, 142, "SEAL AB2"), (240, 142, "GRANITE KERBS"), (240, 152, "HS CODE 680291")),
            *((150, 172, "7"), (240, 172, "CRATES"), (410, 172, "3,100.000"), (500, 172, "4.200")),
            *((240, 182, "SLATE SLABS"), (240, 192, "HS CODE 680300")),
        )
    )
    told = [(g.description and g.description.value, g.packages and (g.packages.value, g.packages.unit)) for g in goods]
    assert told == [("GRANITE KERBS", (18, "CR")), ("SLATE SLABS", (7, "CR"))]
    assert [g.gross_mass and g.gross_mass.value for g in goods] == [9400, 3100]


def test_a_head_of_two_lines_in_small_print_begins_no_row_beside_values_in_larger() -> None:
    heads = [(34, "No. of Pieces"), (90, "Gross Weight"), (160, "kg / lb"), (215, "Total")]
    small = [
        *((x, 300, text) for x, text in heads),
        (300, 300, "Nature and Quantity of Goods (incl."),
        (300, 307, "Dimensions)"),
    ]
    small.append((34, 307, "RCP"))
    large = [(34, 317, "12"), (90, 309, "240.5"), (160, 309, "K"), (215, 309, "AGREED")]
    large += [(300, 317, "SURGICAL GLOVES"), (300, 330, "HS 401512")]
    title = words(300, 60, "Air Waybill", 12)
    printed = [
        *title,
        *(w for x, y, text in small for w in words(x, y, text, 6)),
        *(w for x, y, text in large for w in words(x, y, text)),
    ]
    (item,) = goods_of(Page(1, 595.0, 842.0, tuple(printed), ()))
    assert (item.packages and item.packages.value) == 12
    assert (item.gross_mass and item.gross_mass.value) == Decimal("240.5")


def _certificate(*masses: str) -> Page:
    items = ((120, "1.", "2 Kiste(n)", "Pumpengehäuse"), (165, "2.", "5 Karton(s)", "Dichtsatz 4-teilig"))
    return page(
        *((320, 52, "B 400117 ORIGINAL"), (320, 66, "CERTIFICATE OF ORIGIN"), (30, 84, "4 Transport details")),
        *(
            (150, 84, "Luftfracht"),
            (30, 104, "6 Item number, marks, number and kind of packages; description of goods"),
        ),
        (440, 104, "7 Quantity"),
        *(text for y, *told in items for text in ((30, y, told[0]), (45, y + 11, told[1]), (45, y + 22, told[2]))),
        *((440, y, mass) for (y, *_), mass in zip(items, masses, strict=False)),
        (60, 120, "ABK LIMA 1-7"),
        rulings=(
            *box_lines(300, 40, 560, 74),
            *box_lines(25, 74, 560, 92),
            *box_lines(25, 92, 430, 240),
            *box_lines(430, 92, 560, 240),
        ),
    )


def test_masses_in_the_box_beside_numbered_goods_are_theirs_in_order() -> None:
    paper = paper_of(_certificate("91,5 kg brutto", "12,0 kg brutto"))
    told = [(g.description and g.description.value, g.gross_mass and g.gross_mass.value) for g in paper.goods]
    assert told == [("Pumpengehäuse", Decimal("91.5")), ("Dichtsatz 4-teilig", Decimal("12.0"))]
    assert [g.packages and g.packages.value for g in paper.goods] == [2, 5]
    assert paper.fields.number is not None and paper.fields.number.value == "B 400117"
    assert paper.fields.vessel is None


def test_a_mass_called_neither_gross_nor_net_beside_the_goods_is_their_quantity() -> None:
    goods = paper_of(_certificate("91,5 kg", "12,0 kg")).goods
    assert [g.quantity and g.quantity.value for g in goods] == [Decimal("91.5"), Decimal("12.0")]
    assert all(g.gross_mass is None for g in goods)


def test_a_line_that_touches_the_foot_of_the_words_it_underlines_is_no_ruling() -> None:
    words_on_line = [Box(180.2, 228.7, 205.0, 236.4), Box(207.0, 228.7, 231.7, 236.4)]
    under, ruling = Box(180.2, 235.5, 231.7, 236.3), Box(176.0, 235.5, 340.0, 236.3)
    assert rulings.outside([under, ruling], words_on_line) == (ruling,)


def test_a_country_that_breaks_in_a_narrow_cell_is_whole() -> None:
    texts = (
        (40, 50, "COMMERCIAL INVOICE"),
        (40, 80, "Country of destination"),
        (40, 92, "UNITED"),
        (40, 104, "KINGDOM"),
    )
    fields = paper_of(page(*texts, rulings=box_lines(36, 68, 150, 112))).fields
    assert fields.country_of_import is not None and fields.country_of_import.value == "GB"


def test_totals_told_in_the_row_of_sums_are_read_though_their_unit_breaks_off() -> None:
    fields = paper_of(
        page(
            *((40, 50, "COMMERCIAL INVOICE"), (40, 100, "Description of goods"), (250, 100, "Quantity")),
            *((330, 100, "Rate USD"), (430, 100, "Amount USD"), (40, 114, "LINEN NAPKINS"), (250, 114, "900 PCS")),
            *((330, 114, "1.50"), (430, 114, "1,350.00"), (40, 126, "LINEN RUNNERS"), (250, 126, "300 PCS")),
            *((330, 126, "4.00"), (430, 126, "1,200.00"), (350, 150, "TOTAL USD"), (430, 150, "2,550.00")),
            *((40, 150, "TOTAL 44 CARTONS NET WT: 1,310.00 KGS GROSS WT: 1,402.50"), (40, 160, "KGS")),
            rulings=(*box_lines(36, 90, 345, 164), *box_lines(345, 90, 500, 164)),
        )
    ).fields
    told = [fields.total_packages, fields.total_net_mass, fields.total_gross_mass]
    assert [(q.value, q.unit) for q in told if q] == [(44, "CT"), (1310, "KGM"), (Decimal("1402.50"), "KGM")]


def test_one_item_told_in_captions_over_and_before_its_facts_is_read_whole() -> None:
    paper = paper_of(
        page(
            *(
                (40, 50, "HOUSE BILL OF LADING"),
                (40, 90, "Marks and numbers"),
                (300, 90, "Number and kind of packages"),
            ),
            *(
                (40, 101, "LAGOS"),
                (300, 101, "64 DRUMS"),
                (40, 122, "Description of goods"),
                (40, 133, "PALM KERNEL OIL"),
            ),
            *(
                (40, 150, "HS code 151321"),
                (40, 167, "Gross weight 12,480.00 KGS"),
                (240, 167, "Measurement 18.200 CBM"),
            ),
            (40, 190, "CLEAN ON BOARD 04 Mar 2026"),
        )
    )
    (item,) = paper.goods
    assert (item.description and item.description.value, item.hs_code and item.hs_code.value) == (
        "PALM KERNEL OIL",
        "151321",
    )
    assert item.packages and item.gross_mass and item.volume
    assert (item.packages.value, item.gross_mass.value, item.volume.value) == (64, 12480, Decimal("18.2"))
    assert paper.fields.shipment_date is not None


def _discounted(*amounts: str) -> Page:
    rows = [(112, "Brass hinge", "200", "1.50", "10 %"), (124, "Brass latch", "80", "4.25", "5 %")]
    return page(
        *(
            (40, 50, "COMMERCIAL INVOICE"),
            (40, 100, "Description"),
            (220, 100, "Quantity"),
            (290, 100, "Unit price EUR"),
        ),
        *((380, 100, "Discount"), (460, 100, "Amount EUR")),
        *(text for y, *told in rows for text in zip((40, 220, 300, 385), (y,) * 4, told, strict=True)),
        *((465, y, amount) for (y, *_), amount in zip(rows, amounts, strict=True)),
    )


def test_a_printed_discount_is_read_and_taken_off_the_product() -> None:
    paper = paper_of(_discounted("270.00", "323.00"))
    assert [(g.discount.value, g.discount.unit) for g in paper.goods if g.discount] == [(10, "P1"), (5, "P1")]
    assert [g.unit_price and g.unit_price.value for g in paper.goods] == [Decimal("1.50"), Decimal("4.25")]
    right, wrong = (
        Consignment(id="c1", papers=(paper_of(_discounted(*amounts)),))
        for amounts in (("270.00", "323.00"), ("270.00", "353.00"))
    )
    assert list(arithmetic(right, date(2026, 1, 1))) == []
    assert [finding.expected for finding in arithmetic(wrong, date(2026, 1, 1))] == ["323.00"]


def test_a_total_in_an_unknown_language_is_told_by_its_translation_after_the_stroke() -> None:
    fields = paper_of(
        page(
            *((40, 50, "PROFORMA INVOICE"), (40, 100, "Description"), (220, 100, "Quantity"), (300, 100, "Unit price")),
            *(
                (420, 100, "Amount EUR"),
                (40, 112, "Raisins"),
                (220, 112, "400 kg"),
                (300, 112, "2.10"),
                (430, 112, "840.00"),
            ),
            *((40, 124, "Sultanas"), (220, 124, "100 kg"), (300, 124, "3.00"), (430, 124, "300.00")),
            *(
                (300, 150, "Ara toplam / Subtotal"),
                (430, 150, "1,140.00"),
                (300, 164, "Navlun / Freight"),
                (430, 164, "60.00"),
            ),
            *((300, 178, "Genel toplam / Total EUR"), (430, 178, "1,200.00")),
        )
    ).fields
    assert fields.total_amount is not None and fields.total_amount.value == 1200


def test_a_consignment_note_tells_the_delivery_term_of_its_payment_box_and_a_caption_with_a_clause_its_place() -> None:
    note = paper_of(
        page(
            (40, 50, "CMR INTERNATIONAL CONSIGNMENT NOTE"),
            (40, 80, "14 Instructions as to payment"),
            (40, 92, "DAP Tromsø"),
        )
    )
    assert note.fields.incoterm is not None and note.fields.incoterm.value == "DAP"
    clause = "Place of Receipt. Applicable only when document used as Multimodal Transport B/L"
    bill = paper_of(
        page((40, 50, "BILL OF LADING"), (40, 80, clause), (40, 92, "OULU"), rulings=box_lines(36, 70, 500, 110))
    )
    assert bill.fields.place_of_receipt is not None and bill.fields.place_of_receipt.value == "OULU"


def test_packages_stand_under_their_own_heading_though_the_next_begins_with_packages() -> None:
    heads = ((40, "Marks & Nos."), (125, "No. of containers or P'kgs"), (265, "Kind of Packages; Description of Goods"))
    paper = paper_of(
        page(
            *((40, 40, "BILL OF LADING"), (40, 60, "B/L No.: QDX77120"), *((x, 100, text) for x, text in heads)),
            *((460, 100, "Gross Weight"), (530, 100, "Measurement"), (40, 118, "LM-1"), (125, 118, "1 X 20'GP")),
            *((265, 118, "SHIPPER'S LOAD, COUNT & SEAL"), (265, 130, "STC 310 CARTONS")),
            *((125, 150, "190 CTNS"), (265, 150, "ENAMEL POTS"), (460, 150, "2,850"), (530, 150, "9.50")),
            *((125, 170, "120 CTNS"), (265, 170, "ENAMEL LIDS"), (460, 170, "960"), (530, 170, "3.10")),
        )
    )  # fmt: skip
    told = [(item.packages.value, item.packages.unit) for item in paper.goods if item.packages]
    assert told == [(190, "CT"), (120, "CT")]

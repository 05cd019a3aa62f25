"""Packing lists by articles' numbers alone, and items on cards whose facts have no labels."""

from extractors import article_codes
from extractors.heads import Head
from extractors.layout import lines
from models.geometry import Box
from models.page import Page
from tests.typesetting import goods_of, name_of, page, paper_of

CELLS = ("description", "packages", "quantity", "net_mass", "gross_mass")


def _table(sheet: Page) -> list[list[str]]:
    return [[str(getattr(getattr(item, name), "value", None)) for name in CELLS] for item in goods_of(sheet)]


def test_articles_numbers_name_the_goods_where_nothing_else_does() -> None:
    sheet = page(
        (50, 40, "PACKING LIST"),
        (50, 100, "Code"), (150, 100, "Cartons"), (230, 100, "Total"), (320, 100, "Net kg"), (400, 100, "Gross kg"),
        (50, 115, "HV-3050G"), (150, 115, "40"), (230, 115, "4800 pcs"), (320, 115, "360"), (400, 115, "400"),
        (50, 130, "BR-EXL"), (150, 130, "50"), (230, 130, "500 sets"), (320, 130, "950"), (400, 130, "1000"),
    )  # fmt: skip
    assert _table(sheet) == [
        ["HV-3050G", "40", "4800", "360", "400"], ["BR-EXL", "50", "500", "950", "1000"],
    ]  # fmt: skip


def test_the_grade_names_the_goods_rather_than_the_number_of_a_coil() -> None:
    sheet = page(
        (50, 40, "LIEFERSCHEIN"),
        (50, 100, "Coil-Nr."), (150, 100, "Werkstoff"), (320, 100, "Netto kg"), (400, 100, "Brutto kg"),
        (50, 115, "H77-3102"), (150, 115, "DD11 gebeizt"), (320, 115, "8.420"), (400, 115, "8.440"),
        (50, 130, "K22-0941"), (150, 130, "DC01 kaltgewalzt"), (320, 130, "7.210"), (400, 130, "7.260"),
    )  # fmt: skip
    assert [row[0] for row in _table(sheet)] == ["DD11 gebeizt", "DC01 kaltgewalzt"]


def test_remarks_name_no_goods_where_a_column_before_them_has_words() -> None:
    sheet = page(
        (50, 40, "PACKING LIST"),
        (50, 100, "Line"), (90, 100, "Item"), (260, 100, "Pieces"), (320, 100, "Gross kg"), (400, 100, "Remarks"),
        (50, 115, "1"), (90, 115, "Used televisions"), (260, 115, "210"), (320, 115, "2310"), (400, 115, "as seen"),
        (50, 130, "2"), (90, 130, "Used bicycles"), (260, 130, "80"), (320, 130, "1120"), (400, 130, "roadworthy"),
    )  # fmt: skip
    assert [row[0] for row in _table(sheet)] == ["Used televisions", "Used bicycles"]


def test_a_row_of_the_papers_own_numbers_is_no_list_of_articles() -> None:
    fields = ("part", "packages", "quantity")
    heads = [Head(name, name, Box(50 * n, 90, 50 * n + 40, 100)) for n, name in enumerate(fields)]
    (below,) = lines(page((0, 110, "HLRE9517216")))
    assert article_codes.naming(heads, below) == heads
    weighed = [*heads, Head("gross_mass", "Gross", Box(200, 90, 240, 100))]
    assert [head.field for head in article_codes.naming(weighed, below)] == [
        "description", "packages", "quantity", "gross_mass",
    ]  # fmt: skip


def test_cards_without_labels_are_items() -> None:
    sheet = page(
        (50, 40, "PACKING SPECIFICATION"),
        (50, 100, "Tablets 5 mg, 30s (batch BX4471)"),
        (50, 115, "Cartons 1-10 | 10 cartons | 6,000 units"),
        (50, 130, "Net 108.0 kg | Gross 126.0 kg"),
        (50, 170, "Insulin pens, 5 x 3 ml"),
        (50, 185, "Cartons 11-25 | 15 cartons | 1,500 units"),
        (50, 200, "Net 142.5 kg | Gross 196.5 kg"),
    )  # fmt: skip
    assert _table(sheet) == [
        ["Tablets 5 mg, 30s (batch BX4471)", "10", "6000", "108.0", "126.0"],
        ["Insulin pens, 5 x 3 ml", "15", "1500", "142.5", "196.5"],
    ]  # fmt: skip


def test_a_company_may_follow_its_role_without_a_colon() -> None:
    paper = paper_of(
        page(
            (50, 40, "PACKING LIST"),
            (50, 70, "Shipper"),
            (120, 70, "Glenveagh Ltd., Lucan"),
            (330, 70, "Consignee Yarra Supply Pty Ltd, Sydney"),
            (50, 100, "Consignee Yarra Supply Pty Ltd shall inspect the goods"),
        )
    )
    assert (name_of(paper, "consignor"), name_of(paper, "consignee")) == ("Glenveagh Ltd.", "Yarra Supply Pty Ltd")


def test_figures_may_stand_on_the_last_line_of_a_row_under_its_name() -> None:
    sheet = page(
        (50, 40, "INVOICE"),
        (50, 100, "Description"), (300, 100, "Quantity"), (400, 100, "Price"), (480, 100, "Amount"),
        (50, 120, "Hot rolled strip DD11"), (50, 132, "2 coils"),
        (50, 144, "Tariff no. 72082700"), (300, 144, "16.785 t"), (400, 144, "742.00"), (480, 144, "12,454.47"),
        (50, 170, "Cold rolled strip DC01"), (50, 182, "1 coil"),
        (50, 194, "Tariff no. 72091790"), (300, 194, "7.210 t"), (400, 194, "836.00"), (480, 194, "6,027.56"),
        (50, 220, "Total"), (480, 220, "18,482.03"),
    )  # fmt: skip
    assert [row[:3] for row in _table(sheet)] == [
        ["Hot rolled strip DD11", "2", "16.785"], ["Cold rolled strip DC01", "1", "7.210"],
    ]  # fmt: skip


def test_rows_under_headings_of_groups_begin_at_their_own_names() -> None:
    sheet = page(
        (50, 40, "INVOICE"),
        (50, 100, "Description"), (300, 100, "Quantity"), (400, 100, "Price"), (480, 100, "Amount"),
        (50, 120, "Order A-1"),
        (50, 132, "Ladders"), (300, 132, "10 pcs"), (400, 132, "2.00"), (480, 132, "20.00"),
        (50, 160, "Order A-2"),
        (50, 172, "Wheelbarrows"), (300, 172, "10 pcs"), (400, 172, "3.00"), (480, 172, "30.00"),
    )  # fmt: skip
    assert [row[0].split()[-1] for row in _table(sheet)] == ["Ladders", "Wheelbarrows"]

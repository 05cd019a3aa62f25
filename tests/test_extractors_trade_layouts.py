"""Layouts of trade papers that a stranger drew: what broke on them, each in a table of our own."""

from decimal import Decimal

import pytest

from extractors.column_words import goods_field
from models.geometry import Box
from models.paper import GoodsItem
from tests.typesetting import goods_of, page, paper_of


def _told(goods: tuple[GoodsItem, ...], *names: str) -> list[tuple[object, ...]]:
    """Return the values of some facts of each item."""
    return [tuple(fact.value if (fact := getattr(item, name)) else None for name in names) for item in goods]


def _cells(y: float, *cells: tuple[float, str]) -> list[tuple[float, float, str]]:
    return [(x, y, text) for x, text in cells]


def test_rows_that_head_a_package_and_add_it_up_are_no_goods() -> None:
    heads = _cells(100, (40, "Inhalt"), (280, "Menge"), (360, "Netto kg"), (450, "Brutto kg"))
    rows = [
        *_cells(120, (40, "Colli 1 von 2, Kiste 80 x 60 cm"), (360, "30,5"), (450, "34,0")),
        *_cells(140, (40, "Lagerbock aus Guss"), (280, "12 Stück"), (360, "18,30")),
        *_cells(160, (40, "Spannhülse aus Stahl"), (280, "40 Stück"), (360, "12,20")),
        *_cells(180, (40, "Colli 2 von 2, Kiste 60 x 60 cm"), (360, "21,0"), (450, "23,5")),
        *_cells(200, (40, "Wellendichtring"), (280, "90 Stück"), (360, "21,00")),
        *_cells(220, (40, "Summe"), (360, "51,5"), (450, "57,5")),
    ]
    goods = goods_of(page((40, 50, "PACKLISTE"), *heads, *rows))
    assert _told(goods, "description", "net_mass", "gross_mass") == [
        ("Lagerbock aus Guss", Decimal("18.30"), None),
        ("Spannhülse aus Stahl", Decimal("12.20"), None),
        ("Wellendichtring", Decimal("21.00"), None),
    ]


def test_masses_at_the_foot_of_a_ruled_table_are_the_whole_consignments() -> None:
    heads = _cells(100, (50, "Description of Goods"), (250, "Qty"), (320, "Rate USD"), (420, "Amount USD"))
    rows = [
        *_cells(120, (50, "Cotton napkins, hemmed"), (250, "400 PCS"), (330, "1.50"), (430, "600.00")),
        *_cells(140, (50, "Cotton aprons, printed"), (250, "200 PCS"), (330, "4.00"), (430, "800.00")),
        *_cells(330, (50, "30 CARTONS")),
        *_cells(342, (50, "NET WT. 210.00 KGS"), (150, "GROSS WT. 246.00 KGS")),
        *_cells(365, (50, "TOTAL"), (250, "600 PCS"), (430, "1,400.00")),
    ]
    uprights = tuple(Box(x, 86, x + 0.5, 370) for x in (45, 240, 310, 410, 490))
    paper = paper_of(page((50, 50, "EXPORT INVOICE"), *heads, *rows, rulings=uprights))
    assert _told(paper.goods, "description", "net_mass", "gross_mass") == [
        ("Cotton napkins, hemmed", None, None),
        ("Cotton aprons, printed", None, None),
    ]
    assert paper.fields.total_net_mass is not None and paper.fields.total_net_mass.value == 210
    assert paper.fields.total_amount is not None and paper.fields.total_amount.value == 1400


def test_item_heads_names_that_stand_on_lines_of_their_own_beside_the_figures() -> None:
    heads = _cells(100, (40, "CTN NOS"), (100, "CTNS"), (240, "ITEM"), (390, "NET KG"), (470, "GROSS KG"))
    rows = [
        *_cells(124, (40, "1-20"), (104, "20"), (390, "300.00"), (480, "340.00")),
        *((40, 150, "21-"), (40, 166, "30")),
        *_cells(158, (104, "10"), (390, "150.00"), (480, "175.00")),
    ]
    names = [(130, 116, "COTTON NAPKIN 40X40 CM 200 GSM, FINE"), (130, 132, "WHITE, HEMMED")]
    names += [(130, 150, "COTTON APRON WITH POCKETS, LARGE"), (130, 166, "BLUE")]
    goods = goods_of(page((40, 50, "PACKING LIST"), *heads, *rows, *names))
    assert [name for (name,) in _told(goods, "description")] == [
        "COTTON NAPKIN 40X40 CM 200 GSM, FINE WHITE, HEMMED",
        "COTTON APRON WITH POCKETS, LARGE BLUE",
    ]


def test_discount_and_tax_set_close_are_two_columns() -> None:
    heads = _cells(100, (48, "Ref."), (92, "Designação"), (328, "N.C."), (378, "Qtd."), (400, "Un."))
    heads += _cells(100, (424, "P. Unit."), (459, "Desc."), (487, "IVA"), (526, "Valor"))
    rows = []
    for y, quantity, price, amount in ((116, "200", "5,95", "1.190,00"), (132, "400", "3,40", "1.360,00")):
        rows += _cells(y, (48, "A-1"), (92, "Cinto de couro"), (328, "42033000"), (381, quantity), (398, "PAR"))
        rows += _cells(y, (430, price), (466, "0,0"), (484, "0%"), (512, amount))
    goods = goods_of(page((48, 50, "FATURA N.º 77"), *heads, *rows, size=8))
    assert _told(goods, "unit_price", "amount") == [(Decimal("5.95"), 1190), (Decimal("3.40"), 1360)]
    assert [item.discount and item.discount.raw for item in goods] == ["0,0", "0,0"]


def test_numbers_before_names_and_a_currency_over_the_amounts() -> None:
    heads = _cells(100, (44, "#"), (52, "Product"), (250, "Net kg"), (340, "EUR / kg"), (450, "EUR"))
    rows = [
        *_cells(120, (44, "1 Acetic acid 80%"), (250, "1,200"), (345, "0.80"), (440, "960.00")),
        *_cells(140, (44, "2 Citric acid"), (250, "500"), (345, "1.10"), (440, "550.00")),
    ]
    goods = goods_of(page((40, 50, "COMMERCIAL INVOICE"), *heads, *rows))
    assert _told(goods, "description", "quantity", "net_mass", "amount") == [
        ("Acetic acid 80%", 1200, 1200, 960),
        ("Citric acid", 500, 500, 550),
    ]


def test_a_unit_under_its_number_is_the_quantitys() -> None:
    heads = _cells(100, (40, "Description"), (250, "Qty"), (330, "Unit Price"), (430, "Amount"))
    rows = [
        *_cells(120, (40, "Valf contası"), (250, "50 Adet"), (335, "2,00"), (430, "100,00")),
        *_cells(140, (40, "Bağlantı seti"), (256, "30"), (335, "3,00"), (430, "90,00")),
        (252, 151, "Takım"),
    ]
    goods = goods_of(page((40, 50, "COMMERCIAL INVOICE"), *heads, *rows))
    assert [item.quantity and item.quantity.unit for item in goods] == ["H87", "SET"]


@pytest.mark.parametrize(
    ("text", "field"),
    [("€/botella", "unit_price"), ("总数 PCS", "quantity"), ("KDV", "part"), ("Montant TVA", "part")],
)
def test_headings_of_prices_and_totals(text: str, field: str) -> None:
    assert goods_field(text, fuzzy=False)[0] == field


def test_a_quantity_is_counted_in_the_packages_that_head_it() -> None:
    heads = _cells(100, (40, "Artículo"), (230, "Cajas"), (290, "Botellas"), (360, "€/botella"), (450, "Importe €"))
    rows = _cells(120, (40, "Vinagre de manzana"), (236, "10"), (296, "120"), (366, "1,50"), (450, "180,00"))
    (item,) = goods_of(page((40, 50, "FACTURA COMERCIAL"), *heads, *rows))
    assert item.quantity is not None and (item.quantity.value, item.quantity.unit) == (120, "BO")
    assert item.unit_price is not None and item.unit_price.value == Decimal("1.50")

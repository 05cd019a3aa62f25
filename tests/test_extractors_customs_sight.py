"""Customs forms, invoices and dangerous goods notes of strangers: what broke at first sight, in texts of our own."""

from extractors.rulings import straight
from models.geometry import Box
from tests.typesetting import box_lines, goods_of, page

HEADED = (
    (50, 40, "COMMERCIAL INVOICE"),
    *((50, 100, "No."), (80, 100, "Description of goods / HS code / Origin")),
    *((330, 100, "Quantity"), (410, 100, "Unit price"), (490, 100, "Amount USD")),
)


def test_a_position_number_does_not_part_the_column_beside_it() -> None:
    (first, second) = goods_of(
        page(
            *HEADED,
            *((50, 120, "1"), (80, 120, "Floor mop heads of cotton yarn, looped ends")),
            *((330, 120, "400 pcs"), (410, 120, "1.50"), (490, 120, "600.00"), (80, 132, "HS 960390 Origin: PK")),
            *((50, 150, "2"), (80, 150, "Dish cloths of cotton, waffle weave, white")),
            *((330, 150, "900 pcs"), (410, 150, "0.50"), (490, 150, "450.00"), (80, 162, "HS 630710 Origin: PK")),
            *((410, 190, "Total USD"), (490, 190, "1,050.00")),
        )
    )
    assert first.description is not None
    assert first.description.value == "Floor mop heads of cotton yarn, looped ends"
    assert second.hs_code is not None
    assert second.hs_code.value == "630710"


def test_an_item_number_with_letters_under_a_name_is_no_part_of_it() -> None:
    (item,) = goods_of(
        page(
            *HEADED,
            *((50, 120, "1"), (80, 120, "Buckets of polypropylene, 12 L"), (330, 120, "400 pcs"), (410, 120, "1.50")),
            *((490, 120, "600.00"), (80, 132, "HS 392490 · Origin: PK"), (80, 144, "Item BKT12")),
        )
    )
    assert item.description is not None
    assert item.description.value == "Buckets of polypropylene, 12 L"


def test_a_ruling_between_the_storeys_of_some_heads_ends_no_table() -> None:
    (item,) = goods_of(
        page(
            *((50, 40, "COMMERCIAL INVOICE"), (60, 112, "Description")),
            *((310, 106, "Packages"), (400, 106, "Weight"), (490, 106, "Amount")),
            *((310, 118, "No./kind"), (400, 118, "net kg"), (490, 118, "EUR")),
            *((60, 140, "Zinc oxide, technical"), (310, 140, "20 drums"), (400, 140, "5,000"), (490, 140, "9,000.00")),
            rulings=(
                *box_lines(50, 84, 550, 130),
                *(Box(x, 84, x, 130) for x in (300, 390, 480)),
                Box(300, 107.5, 550, 107.5),
            ),
        )
    )
    assert item.description is not None
    assert item.description.value == "Zinc oxide, technical"
    assert item.amount is not None


def test_an_even_row_of_dots_is_a_ruling_and_uneven_specks_are_none() -> None:
    dots = [Box(50 + 1.5 * n, 100, 50.75 + 1.5 * n, 100.75) for n in range(60)]
    assert [round(line.width) for line in straight(dots)] == [89]
    places = (0, 2, 3, 7, 9, 10, 14, 15, 17, 20, 24, 26)  # dark squares of a code
    assert straight([Box(50 + 1.5 * n, 100, 51.5 + 1.5 * n, 101.5) for n in places]) == ()

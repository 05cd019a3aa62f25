"""Papers of chemicals: several dangerous goods in one box, the PIC export notification, licences in running text."""

from decimal import Decimal

import pytest

from extractors.coherence import coherent
from models.field import Field, Quantity
from models.geometry import Box
from models.paper import Container, GoodsItem
from tests.typesetting import box_lines, goods_of, name_of, page, paper_of

TITLE = (40.0, 30.0, "DANGEROUS GOODS DECLARATION")


def told(item: GoodsItem) -> tuple[str | None, ...]:
    """Return of an item its UN number, class, name, packages, gross and net mass as texts."""
    counted = [f"{q.value:f} {q.unit}" if q else None for q in (item.packages, item.gross_mass, item.net_mass)]
    texts = [field.value if field else None for field in (item.un_number, item.hazard_class, item.description)]
    return (*texts, *counted)


ENTRIES = [
    ("1263", "3", "PAINT", "12 DR", "312.0 KGM", "288.0 KGM"),
    ("1993", "3", "FLAMMABLE LIQUID, N.O.S. (XYLENE)", "4 DR", "104.0 KGM", "96.0 KGM"),
]


def test_each_un_number_of_a_box_in_ruled_rows_is_an_item() -> None:
    rows = [
        ("UNIT 1-12", "12 drums", "UN 1263, PAINT, class 3", "312.0", "288.0"),
        ("UNIT 13-16", "4 drums", "UN 1993, FLAMMABLE LIQUID, N.O.S. (XYLENE), class 3", "104.0", "96.0"),
    ]
    printed, rulings = (
        [TITLE, (40.0, 60.0, "14 Number and kind of packages Gross mass (kg) Net mass (kg)")],
        list[Box](),
    )
    for n, (marks, count, name, gross, net) in enumerate(rows):
        top = 70.0 + 32 * n
        printed += [(44, top + 11, marks), (124, top + 11, count), (124, top + 24, name), (440, top + 11, gross),
                    (510, top + 11, net)]  # fmt: skip
        for left, right in ((40, 120), (120, 430), (430, 500), (500, 560)):
            rulings += box_lines(left, top, right, top + 32)
    assert [told(item) for item in goods_of(page(*printed, rulings=tuple(rulings)))] == ENTRIES


def test_each_un_number_told_in_running_text_is_an_item() -> None:
    lines = (
        "12 drums", "UN 1263, PAINT, class 3", "Gross weight 312.0 kg, net weight 288.0 kg",
        "4 drums", "UN 1993, FLAMMABLE LIQUID, N.O.S. (XYLENE), class 3", "Gross weight 104.0 kg, net weight 96.0 kg",
    )  # fmt: skip
    printed = [TITLE, *((60.0, 100.0 + 12 * n, text) for n, text in enumerate(lines))]
    items = [told(item) for item in goods_of(page(*printed))]
    assert [(un, kind, count, gross, net) for un, kind, _, count, gross, net in items] == [
        (un, kind, count, gross, net) for un, kind, _, count, gross, net in ENTRIES
    ]
    assert [
        (name or "").startswith(expected) for (_, _, name, *_), (_, _, expected, *_) in zip(items, ENTRIES, strict=True)
    ] == [True, True]


PIC = (
    ("Reference identification number (RIN)", "2026/20881"),
    ("Date of notification", "2026-02-11"),
    ("Chemical name (IUPAC)", "2-chloro-N-(ethoxymethyl)acetanilide"),
    ("CAS number", "107-06-2"),
    ("CN / HS code", "2924 29 70"),
    ("Estimated amount per year", "90 000 kg"),
    ("Exporter: name, address", "Weserport Chemie GmbH, 26919 Brake"),
    ("Importer: name, address", "Sinai Agro S.A.E., Ismailia"),
    ("UN number / class", "UN 1184, class 3 (6.1), PG II"),
)


def test_a_pic_export_notification_tells_its_chemical_and_its_parties() -> None:
    rows = [
        row
        for n, (caption, value) in enumerate(PIC)
        for row in ((40.0, 80.0 + 20 * n, caption), (280.0, 80.0 + 20 * n, value))
    ]
    rulings = [
        line for n in range(len(PIC)) for x in (36, 270) for line in box_lines(x, 66 + 20 * n, x + 234, 86 + 20 * n)
    ]
    paper = paper_of(page((200, 40, "EXPORT NOTIFICATION"), *rows, rulings=tuple(rulings)))
    assert paper.kind == "pic_export_notification"
    assert paper.fields.number is not None
    assert paper.fields.number.value == "2026/20881"
    assert name_of(paper, "exporter") == "Weserport Chemie GmbH"
    assert name_of(paper, "importer") == "Sinai Agro S.A.E."
    (item,) = paper.goods
    assert told(item) == (
        "1184",
        "3",
        "2-chloro-N-(ethoxymethyl)acetanilide",
        None,
        None,
        None,
    )  # a year's amount is none
    assert item.hs_code is not None
    assert item.hs_code.value == "29242970"
    assert [cas.value for cas in item.cas] == ["107-06-2"]


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("Gases: import licence NL-HFC-2026-00917 of the buyer applies.", "NL-HFC-2026-00917"),
        ("HFK-uitvoer onder uitvoervergunning 2026/77431, zie bijlage.", "2026/77431"),
        ("Einfuhrgenehmigung des Käufers: BMLUK-2026-0417", "BMLUK-2026-0417"),
        ("No import licence is required for these goods, order 77431", None),
        ("Our trading licence of 1998 is displayed in the office.", None),
        ("Exporter's permit: customs authorisation DE/8800/EA/0412", None),
    ],
)
def test_a_licence_is_told_in_running_text(printed: str, number: str | None) -> None:
    paper = paper_of(page((40, 30, "COMMERCIAL INVOICE"), (40, 60, "Invoice No. 4417"), (40, 700, printed)))
    licence = paper.fields.licence_number
    assert (licence.value if licence else None) == number


def test_a_form_that_counts_its_containers_has_them_for_no_goods() -> None:
    def counted(number: int, unit: str) -> Quantity:
        return Quantity(value=Decimal(number), unit=unit, raw=str(number), confidence=1.0, evidence=())

    def printed(text: str) -> Field[str]:
        return Field(value=text, raw=text, confidence=1.0, evidence=())

    box = Container(number=printed("TRMU7359837"), valid=True)
    item = GoodsItem(description=printed("CONTAINERS TRMU7359837 / SEAL 59487302"), packages=counted(15, "CN"))
    weighed = item.model_copy(update={"gross_mass": counted(9, "TNE")})
    assert coherent([item], [box]) == []
    assert coherent([weighed], [box]) == [weighed]


def test_a_line_that_repeats_the_mass_in_pounds_goes_on_with_the_name() -> None:
    def named(text: str, mass: str, unit: str) -> GoodsItem:
        weight = Quantity(value=Decimal(mass), unit=unit, raw=mass, confidence=1.0, evidence=())
        return GoodsItem(description=Field(value=text, raw=text, confidence=1.0, evidence=()), gross_mass=weight)

    (item,) = coherent([named("SORTED CELLS, FREE OF", "35417.00", "KGM"), named("MERCURY", "78081.1", "LBR")], [])
    assert item.description is not None
    assert item.description.value == "SORTED CELLS, FREE OF MERCURY"
    apart = [named("SORTED CELLS", "35417.00", "KGM"), named("MERCURY", "4000.0", "LBR")]
    assert len(coherent(apart, [])) == 2


def test_a_proper_shipping_name_that_wraps_is_read_from_the_top() -> None:
    heads = ((50, "UN No."), (100, "Proper shipping name"), (300, "Class"), (360, "Packages"), (450, "Gross kg"))
    row = ((50, "2014"), (100, "HYDROGEN PEROXIDE, AQUEOUS"), (300, "5.1"), (360, "20 IBC"), (450, "21,200"))
    table = (*((x, 100, text) for x, text in heads), *((x, 116, text) for x, text in row), (100, 127, "SOLUTION"))
    (item,) = paper_of(page((50, 40, "DANGEROUS GOODS DECLARATION"), *table)).goods
    assert item.description is not None
    assert item.description.value == "HYDROGEN PEROXIDE, AQUEOUS SOLUTION"

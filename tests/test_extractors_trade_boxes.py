"""Boxes, seals, carriers and columns beside the goods on trade papers, each in a page of our own."""

from dataclasses import replace

from extractors import tariff
from extractors.headings import headings
from extractors.regions import Layout
from tests.typesetting import box_lines, name_of, page, paper_of, words


def test_a_seal_under_its_container_after_a_stroke_and_no_mass_behind_the_word_seal() -> None:
    heads = [(30, 100, "Container No./Seal No."), (180, 100, "No. of packages"), (290, 100, "Description of goods")]
    heads += [(470, 100, "Gross weight kg")]
    rows = [(30, 120, "CSQU3054383/"), (180, 120, "12 CRATES"), (290, 120, "SHIPPER'S LOAD COUNT & SEAL")]
    rows += [(470, 120, "9125.000"), (30, 132, "XYLKMN4471/40HQ"), (290, 132, "ENAMELLED STOVES")]
    paper = paper_of(page((30, 50, "BILL OF LADING"), *heads, *rows))
    assert [(c.number.value, [seal.value for seal in c.seals]) for c in paper.containers] == [
        ("CSQU3054383", ["XYLKMN4471"])
    ]


def test_masses_beside_goods_whose_numbers_stand_apart() -> None:
    lines = [(40, 238, "1"), (62, 238, "12 CAIXAS DE CARTÃO"), (62, 249, "CINTOS DE COURO"), (400, 244, "PB 66 KG")]
    lines += [(400, 255, "PL 60 KG"), (40, 270, "2"), (62, 270, "8 CAIXAS DE CARTÃO"), (62, 281, "CARTEIRAS DE COURO")]
    lines += [(400, 276, "PB 44 KG"), (400, 287, "PL 40 KG")]
    caption = "6 Número de ordem; marcas, números, quantidade e natureza dos volumes; designação das mercadorias"
    captions = (*words(40, 216, caption, 5), *words(400, 216, "7 Quantidade (Peso bruto e peso líquido)", 5))
    rulings = (*box_lines(35, 205, 395, 400), *box_lines(395, 205, 540, 400))
    printed = page((40, 50, "CERTIFICADO DE ORIGEM"), *lines, rulings=rulings)
    paper = paper_of(replace(printed, words=(*printed.words, *captions)))
    assert [
        (g.packages and (g.packages.value, g.packages.unit), g.gross_mass and g.gross_mass.value) for g in paper.goods
    ] == [((12, "CT"), 66), ((8, "CT"), 44)]
    assert [g.net_mass and g.net_mass.value for g in paper.goods] == [60, 40]


def test_how_goods_travel_names_nobody() -> None:
    paper = paper_of(
        page(
            (40, 50, "COMMERCIAL INVOICE"), (40, 80, "Shipped by: SEA"), (40, 100, "Vessel: VIA MARÍTIMA PORTO - MACAU")
        )
    )
    assert name_of(paper, "consignor") is None and paper.fields.vessel is None
    by_air = page((40, 50, "SHIPPER'S DECLARATION FOR DANGEROUS GOODS"), (40, 80, "Vessel: CARGO AIRCRAFT ONLY"))
    assert paper_of(by_air).fields.vessel is None


def test_boxes_at_a_bills_foot_head_no_goods() -> None:
    foot = [(40, 400, "Totale merce"), (150, 400, "Peso netto"), (250, 400, "Colli"), (440, 400, "TOTALE FATTURA")]
    below = [(40, 412, "100,00"), (150, 412, "12,0"), (250, 412, "4"), (440, 412, "€ 100,00")]
    assert headings(Layout(page((40, 50, "FATTURA N. 12/E"), *foot, *below))) == []


def test_who_signs_for_a_carrier_that_is_named_is_its_agent() -> None:
    paper = paper_of(
        page(
            *((40, 40, "SEA WAYBILL"), (40, 60, "Levante Navigation S.r.l., Trieste – as Carrier")),
            *(
                (40, 90, "SHIPPER"),
                (40, 102, "Ceramica Isonzo S.p.A."),
                (40, 130, "PORT OF LOADING"),
                (40, 142, "Trieste"),
            ),
            (40, 500, "Carrier: Agenzia Adria Srl"),
        )
    )
    assert (name_of(paper, "carrier"), name_of(paper, "agent")) == ("Levante Navigation S.r.l.", "Agenzia Adria Srl")


def test_what_is_filled_in_beside_the_second_line_of_a_caption_is_no_caption() -> None:
    captions = [
        (40, 100, "6 Marks"),
        (100, 100, "7 No. of"),
        (100, 107, "packages"),
        (160, 100, "9 Nature of the goods"),
    ]
    captions += [(400, 100, "11 Gross"), (400, 107, "weight kg")]
    filled = [(40, 108, "AB"), (100, 116, "36"), (160, 108, "USED LEAD BATTERIES"), (160, 118, "FILLED WITH ACID")]
    small = [word for x, y, text in captions for word in words(x, y, text, 5.5)]
    columns = zip((36, 96, 156, 396, 560), (96, 156, 396, 560), strict=False)
    rulings = tuple(line for x0, x1 in columns for line in box_lines(x0, 95, x1, 300))
    printed = page((40, 50, "CMR"), (40, 62, "CONSIGNMENT NOTE"), *filled, (400, 116, "25 120"), rulings=rulings)
    (item,) = paper_of(replace(printed, words=(*printed.words, *small))).goods
    assert item.description is not None and item.description.value == "USED LEAD BATTERIES FILLED WITH ACID"
    assert item.packages is not None and item.gross_mass is not None and int(item.gross_mass.value or 0) == 25120


def test_entries_of_waste_lists_are_no_tariff_codes() -> None:
    assert tariff.codes("A1181,") == tariff.codes("EWC 16 02 15*") == []
    assert [code.value for text in ("HS8549", "8549 21*") for code in tariff.codes(text)] == ["8549", "854921"]


def test_a_list_of_three_labels_flush_under_each_other_tells_the_one_item() -> None:
    listed = [(40, 120, "Produit"), (40, 136, "Colis"), (40, 152, "Pesée sortie"), (40, 168, "Poids net")]
    values = [(170, 120, "Film PEBD en balles"), (170, 136, "34 balles"), (170, 152, "37 620 kg à 09 h 10")]
    paper = paper_of(page((40, 50, "BON DE LIVRAISON N° 4417"), *listed, *values, (170, 168, "22 640 kg")))
    (item,) = paper.goods
    assert item.description is not None and item.description.value == "Film PEBD en balles"
    assert (item.packages and item.packages.value, item.net_mass and item.net_mass.value) == (34, 22640)

"""Stray papers, and goods lines that one paper splits and another merges."""

from checks.goods_lines import groups
from checks.rulebook import judge
from models.paper import Fields, Paper
from tests.consignments import bill, consignment, invoice, line, paper, text


def own() -> list[Paper]:
    goods = line("Polypropylene granules", "390210", net="24000 KGM")
    names = {"seller": "Nordhafen Metall GmbH", "consignee": "Tema Plastics Ltd"}
    kinds = ("commercial_invoice", "packing_list", "bill_of_lading")
    return [paper(kind, goods, no=f"{kind}-101", names=names) for kind in kinds]  # type: ignore[arg-type]


def stray(**shared: object) -> Paper:
    goods = line("Frozen shrimps", "030617", net="9000 KGM")
    return paper("certificate_of_origin", goods, no="CO-7788", names={"exporter": "Saigon Seafood JSC"}, **shared)  # type: ignore[arg-type]


def references(*papers: Paper) -> list[str]:
    return [f.message for f in judge(consignment(*papers)) if f.code == "reference-differs"]


def test_a_paper_that_shares_nothing_with_the_others_is_reported() -> None:
    (message,) = references(*own(), stray())
    assert "certificate of origin CO-7788" in message


def test_one_number_party_or_word_of_goods_is_enough_to_belong() -> None:
    assert references(*own(), stray(fields=Fields(invoice_number=text("commercial_invoice-101")))) == []
    by_party = paper(
        "certificate_of_origin", line("Goods as per list"), no="CO-1", names={"exporter": "NORDHAFEN METALL"}
    )
    assert references(*own(), by_party) == []
    assert references(own()[0], stray()) == []  # of two, nobody knows which


def parts() -> list[Paper]:
    colours = [line(f"Ceramic tiles {colour} 30x60", "690721", gross=f"{mass} KGM")
               for colour, mass in (("white", 5000), ("grey", 7000), ("black", 3000))]  # fmt: skip
    pumps = line("Water pumps 2 kW", "841370", gross="800 KGM")
    tiles = line("Ceramic tiles", "690721", gross="15000 KGM")
    return [invoice(*colours, pumps), bill(tiles, line("Water pumps", "841370", gross="800 KGM"))]


def test_one_line_of_the_bill_may_be_three_of_the_invoice() -> None:
    together = groups(consignment(*parts()))
    assert sorted(len(group) for group in together) == [2, 4]
    assert judge(consignment(*parts())) == []


def test_a_merged_line_under_another_code_or_called_scrap_is_raised() -> None:
    told, merged = parts()
    other = merged.goods[0].model_copy(update={"hs_code": text("721049")})
    found = {f.code for f in judge(consignment(told, merged.model_copy(update={"goods": (other, merged.goods[1])})))}
    assert "hs-differs" in found
    scrap = merged.goods[0].model_copy(update={"description": text("Ceramic tiles, waste and scrap")})
    found = {f.code for f in judge(consignment(told, merged.model_copy(update={"goods": (scrap, merged.goods[1])})))}
    assert "waste-word-on-one-paper" in found


def test_lines_that_do_not_add_up_to_the_merged_one_stay_apart() -> None:
    told, merged = parts()
    heavier = merged.goods[0].model_copy(update={"gross_mass": line(gross="19000 KGM").gross_mass})
    together = groups(consignment(told, merged.model_copy(update={"goods": (heavier, merged.goods[1])})))
    assert max(len(group) for group in together) == 2

"""Everyday captions of Spanish, Portuguese, English and Chinese papers, a small paper of each."""

from datetime import date
from decimal import Decimal

import pytest

from extractors.column_words import goods_field
from extractors.lexicon import lexicon
from extractors.wording import tokens
from models.paper import Paper
from tests.typesetting import name_of, page, paper_of

PORTUGUESE_INVOICE = (
    (200, 50, "FATURA COMERCIAL"),
    (40, 80, "Nota fiscal n.º 4471"),
    (330, 80, "Data emissão: 14/05/2026"),
    (40, 104, "Vendido por: Granitos da Serra Lda"),
    (330, 104, "Adquirente: Marmolería Costa S.L."),
    (40, 128, "Embarque: Vitória"),
    (330, 128, "Destino: Valencia"),
    (40, 146, "Navio: PEDRA AZUL, viagem 012N"),
    (330, 146, "Condição de venda: FOB Vitória"),
    (40, 180, "Discriminação das mercadorias"),
    (260, 180, "Qdade."),
    (330, 180, "Vl. unitário"),
    (440, 180, "Valor do item"),
    (40, 198, "Chapas de granito"),
    (260, 198, "20"),
    (330, 198, "500,00"),
    (440, 198, "10 000,00"),
    (40, 216, "Blocos de granito"),
    (260, 216, "10"),
    (330, 216, "861,08"),
    (440, 216, "8 610,80"),
    (40, 250, "Total EUR 18 610,80"),
)
SPANISH_INVOICE = (
    (200, 50, "FACTURA COMERCIAL"),
    (40, 80, "Fra. Nro. 2026-0118"),
    (330, 80, "Fecha emisión: 3 de junio de 2026"),
    (40, 104, "Facturado por: Conservas Ría S.L."),
    (330, 104, "Adquirente: Comercial Andina S.A."),
    (40, 128, "Puerto de salida: Vigo"),
    (330, 128, "Puerto de llegada: Callao"),
    (40, 146, "Nombre de la nave: MARE NOSTRUM"),
    (330, 146, "Su orden n.º 55012"),
    (40, 190, "Kilos brutos: 12.400"),
    (330, 190, "Kilos netos: 11.900"),
    (40, 208, "Total en USD: 48.250,00"),
)
TRADITIONAL_BILL = (
    (200, 50, "提單"),
    (40, 80, "提單號碼: KEEU4410237"),
    (330, 80, "訂艙號: KE88120"),
    (40, 104, "託運人: 高雄五金股份有限公司"),
    (330, 104, "收貨人: Hafen Handels GmbH"),
    (40, 128, "船名: EVER LUCENT"),
    (330, 128, "航次: 0417W"),
    (40, 146, "裝貨港: KAOHSIUNG"),
    (330, 146, "卸貨港: HAMBURG"),
    (40, 190, "總件數: 310 CTNS"),
    (330, 190, "總毛重: 6,420 KGS"),
)


def _told(paper: Paper) -> dict[str, object]:
    return {name: value.value for name, value in paper.fields if value is not None}


def test_a_portuguese_invoice_is_read_by_its_everyday_captions() -> None:
    paper = paper_of(page(*PORTUGUESE_INVOICE))
    told = _told(paper)
    assert told["invoice_number"] == "4471"
    assert told["date"] == date(2026, 5, 14)
    assert (told["port_of_loading"], told["port_of_discharge"]) == ("Vitória", "Valencia")
    assert (told["vessel"], told["voyage"], told["incoterm"]) == ("PEDRA AZUL", "012N", "FOB")
    assert (told["total_amount"], told["currency"]) == (Decimal("18610.80"), "EUR")
    assert "shipment_date" not in told  # "Embarque" tells where or when
    assert name_of(paper, "seller") == "Granitos da Serra Lda"
    assert name_of(paper, "buyer") == "Marmolería Costa S.L."
    rows = [(item.description, item.quantity, item.unit_price, item.amount) for item in paper.goods]
    assert [[cell and cell.value for cell in row] for row in rows] == [
        ["Chapas de granito", Decimal(20), Decimal("500.00"), Decimal("10000.00")],
        ["Blocos de granito", Decimal(10), Decimal("861.08"), Decimal("8610.80")],
    ]


def test_a_spanish_invoice_is_read_by_its_everyday_captions() -> None:
    paper = paper_of(page(*SPANISH_INVOICE))
    told = _told(paper)
    assert (told["invoice_number"], told["order_number"]) == ("2026-0118", "55012")
    assert (told["port_of_loading"], told["port_of_discharge"]) == ("Vigo", "Callao")
    assert (told["vessel"], told["date"]) == ("MARE NOSTRUM", date(2026, 6, 3))
    assert (told["total_gross_mass"], told["total_net_mass"]) == (Decimal(12400), Decimal(11900))
    assert (told["total_amount"], told["currency"]) == (Decimal(48250), "USD")
    assert name_of(paper, "seller") == "Conservas Ría S.L."
    assert name_of(paper, "buyer") == "Comercial Andina S.A."


@pytest.mark.parametrize(
    ("printed", "loaded", "shipped"),
    [("Embarque: Vitória", "Vitória", None), ("Embarque: 12/03/2026", None, date(2026, 3, 12))],
)
def test_embarque_tells_where_or_when(printed: str, loaded: str | None, shipped: date | None) -> None:
    told = _told(paper_of(page((200, 50, "FATURA COMERCIAL"), (40, 80, printed))))
    assert (told.get("port_of_loading"), told.get("shipment_date")) == (loaded, shipped)


@pytest.mark.parametrize(
    ("printed", "amount", "money"),
    [
        ("Total EUR 18 610,80", "18610.80", "EUR"),
        ("Total 18 610,80 €", "18610.80", "EUR"),
        ("Total USD 4,500.00", "4500.00", "USD"),
        ("TOTAL US$ 4.500,00", "4500.00", "USD"),
        ("Total em USD 4.500,00", "4500.00", "USD"),
    ],
)
def test_the_total_and_its_currency_are_read_from_one_line(printed: str, amount: str, money: str) -> None:
    told = _told(paper_of(page((200, 50, "COMMERCIAL INVOICE"), (40, 80, printed))))
    assert (told.get("total_amount"), told.get("currency")) == (Decimal(amount), money)


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    assert tokens("裝貨港 / 提單號碼") == tokens("装货港 / 提单号码")
    paper = paper_of(page(*TRADITIONAL_BILL))
    told = _told(paper)
    assert paper.kind == "bill_of_lading"
    assert (told["number"], told["booking_number"]) == ("KEEU4410237", "KE88120")
    assert (told["vessel"], told["voyage"]) == ("EVER LUCENT", "0417W")
    assert (told["port_of_loading"], told["port_of_discharge"]) == ("KAOHSIUNG", "HAMBURG")
    assert (told["total_packages"], told["total_gross_mass"]) == (Decimal(310), Decimal(6420))
    assert name_of(paper, "consignor") == "高雄五金股份有限公司"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Cód. mercadoria", "hs_code"),
        ("Vl. unitário", "unit_price"),
        ("Lacre n.º", "seal"),
        ("Descripción de las mercaderías", "description"),
        ("Cantidad de tarimas", "packages"),
        ("P. nto.", "net_mass"),
    ],
)
def test_headings_of_iberian_tables(heading: str, field: str) -> None:
    assert goods_field(heading, fuzzy=False)[0] == field


@pytest.mark.parametrize(
    ("caption", "field"),
    [
        ("Alfândega de destino", "stop"),
        ("Fecha prevista de embarque", "date_due"),
        ("Valor do seguro", "charge"),
        ("Total de caixas", "total_packages"),
        ("Estância aduaneira de destino", "stop"),
    ],
)
def test_longer_captions_are_not_taken_for_a_shorter_one(caption: str, field: str) -> None:
    size, entries = lexicon().longest(tokens(caption))
    assert size == len(tokens(caption))
    assert field in {entry.field for entry in entries}

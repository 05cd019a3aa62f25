"""One invoice in each of the languages beyond the eight: its number, date and parties, its rows, what is to be paid."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from tests.typesetting import name_of, page, paper_of


class Print(NamedTuple):
    """What an invoice in one language prints; `heads` are of goods, packages, masses, quantity, price and amount."""

    title: str
    number: str
    dated: str
    order: str
    seller: str
    buyer: str
    terms: str
    heads: tuple[str, str, str, str, str, str, str]
    goods: str
    piece: str
    carton: str
    total: str


INVOICES = {
    "tr": Print(
        *("TİCARİ FATURA", "Fatura No:", "Düzenleme tarihi: 4 Şubat 2026", "Sipariş No:", "Satıcı:", "Alıcı:"),
        "Teslim şekli:",
        ("Malın cinsi", "Kap adedi", "Net ağırlık", "Brüt ağırlık", "Miktar", "Birim fiyat", "Tutar"),
        *("Cam kavanoz", "adet", "koli", "GENEL TOPLAM"),
    ),
    "pl": Print(
        *("FAKTURA HANDLOWA", "Nr faktury:", "Data wystawienia: 4 lutego 2026", "Nr zamówienia:", "Sprzedawca:"),
        *("Nabywca:", "Warunki dostawy:"),
        ("Nazwa towaru", "Ilość opak.", "Waga netto", "Waga brutto", "Ilość", "Cena jedn.", "Wartość netto"),
        *("Słoik szklany", "szt.", "kartonów", "Razem do zapłaty"),
    ),
    "cs": Print(
        *("FAKTURA", "Faktura č.:", "Datum vystavení: 4. února 2026", "Objednávka č.:", "Dodavatel:", "Odběratel:"),
        "Dodací podmínky:",
        ("Označení zboží", "Počet kartonů", "Čistá váha", "Hrubá váha", "Množství", "Cena/MJ", "Cena celkem"),
        *("Zavařovací sklenice", "ks", "kartonů", "Celkem k úhradě"),
    ),
    "sk": Print(
        *("FAKTÚRA", "Číslo faktúry:", "Dátum vyhotovenia: 4. februára 2026", "Vaša objednávka:", "Dodávateľ:"),
        *("Odberateľ:", "Dodacie podmienky:"),
        ("Názov tovaru", "Počet kartónov", "Čistá váha", "Hrubá váha", "Množstvo", "Jedn. cena", "Cena spolu"),
        *("Zaváraninový pohár", "ks", "kartónov", "Spolu k úhrade"),
    ),
    "hu": Print(
        *("SZÁMLA", "Számlaszám:", "Kiállítás dátuma: 2026. február 4.", "Megrendelés száma:", "Eladó:", "Vevő:"),
        "Paritás:",
        ("Megnevezés", "Dobozok száma", "Nettó súly", "Bruttó súly", "Mennyiség", "Egységár", "Nettó érték"),
        *("Befőttesüveg", "db", "doboz", "Fizetendő összesen"),
    ),
    "ro": Print(
        *("FACTURĂ", "Nr. facturii:", "Data emiterii: 4 februarie 2026", "Comanda nr.:", "Furnizor:", "Cumpărător:"),
        "Condiții de livrare:",
        ("Denumirea mărfii", "Nr. colete", "Greutate netă", "Greutate brută", "Cantitate", "Preț unitar", "Valoare"),
        *("Borcan din sticlă", "buc", "cutii", "Total de plată"),
    ),
    "hr": Print(
        *("RAČUN", "Broj računa:", "Datum izdavanja: 4. veljače 2026.", "Broj narudžbe:", "Prodavatelj:", "Kupac:"),
        "Paritet isporuke:",
        ("Naziv robe", "Broj kutija", "Neto masa", "Bruto masa", "Količina", "Jed. cijena", "Iznos"),
        *("Staklenka", "kom", "kutija", "Sveukupno"),
    ),
    "sr": Print(
        *("FAKTURA", "Broj fakture:", "Datum fakture: 4. februara 2026.", "Porudžbina br.:", "Prodavac:", "Kupac:"),
        "Uslovi isporuke:",
        ("Opis robe", "Br. koleta", "Neto težina", "Bruto težina", "Količina", "Cena po jedinici", "Vrednost"),
        *("Staklena tegla", "kom.", "koleta", "Ukupno za plaćanje"),
    ),
    "sl": Print(
        *("RAČUN", "Št. računa:", "Datum izdaje: 4. februarja 2026", "Naročilo št.:", "Prodajalec:", "Kupec:"),
        "Pogoji dobave:",
        ("Naziv blaga", "Število kartonov", "Neto teža", "Bruto teža", "Količina", "Cena za enoto", "Vrednost"),
        *("Steklen kozarec", "kos", "kartonov", "Skupaj za plačilo"),
    ),
    "sv": Print(
        *("HANDELSFAKTURA", "Fakturanr:", "Fakturadatum: 4 februari 2026", "Inköpsorder:", "Säljare:", "Köpare:"),
        "Leveransvillkor:",
        ("Varuslag", "Antal kartonger", "Nettovikt", "Bruttovikt", "Antal", "À-pris", "Belopp"),
        *("Glasburk", "st", "kartonger", "Totalsumma"),
    ),
    "da": Print(
        *("HANDELSFAKTURA", "Faktura nr.:", "Fakturadato: 4. februar 2026", "Rekvisitionsnr.:", "Sælger:", "Køber:"),
        "Leveringsbetingelser:",
        ("Varetekst", "Antal kasser", "Nettovægt", "Bruttovægt", "Antal", "Stykpris", "Beløb"),
        *("Glas med låg", "stk.", "kasser", "Total at betale"),
    ),
    "no": Print(
        *("HANDELSFAKTURA", "Faktura nr.:", "Fakturadato: 4. februar 2026", "Bestillingsnr.:", "Selger:", "Kjøper:"),
        "Leveringsbetingelser:",
        ("Benevnelse", "Antall esker", "Nettovekt", "Bruttovekt", "Antall", "Stykkpris", "Linjesum"),
        *("Glass med lokk", "stk.", "esker", "Sum å betale"),
    ),
    "fi": Print(
        *("KAUPPALASKU", "Laskun nro:", "Laskun päiväys: 4. helmikuuta 2026", "Tilauksenne nro:", "Myyjä:", "Ostaja:"),
        "Toimituslauseke:",
        ("Tuotteen nimi", "Kollimäärä", "Nettopaino", "Bruttopaino", "Määrä", "Yks.hinta", "Rivisumma"),
        *("Lasipurkki", "kpl", "laatikkoa", "Maksettava yhteensä"),
    ),
}
PLACES = (30, 150, 220, 285, 350, 425, 510)


@pytest.mark.parametrize("language", INVOICES)
def test_an_invoice(language: str) -> None:
    said = INVOICES[language]
    rows = (
        (said.goods, f"40 {said.carton}", "360", "400", f"4800 {said.piece}", "1,10", "5.280,00"),
        (f"{said.goods} XL", f"60 {said.carton}", "810", "870", f"3600 {said.piece}", "2,35", "8.460,00"),
    )
    printed = [(x, 200 + 16 * n, cell) for n, row in enumerate(rows) for x, cell in zip(PLACES, row, strict=True)]
    paper = paper_of(
        page(
            *((30, 30, said.title), (30, 52, f"{said.number} TX-4471"), (320, 52, said.dated)),
            *((30, 80, said.seller), (30, 92, "Tarn Glass Ltd"), (30, 104, "Mill Lane 4, 04210 Brenn")),
            *((320, 80, said.buyer), (320, 92, "Lumen Farben GmbH"), (320, 104, "Hafenweg 12, 20457 Hamburg")),
            *((30, 130, f"{said.order} LF-3301"), (320, 130, f"{said.terms} FCA Brenn")),
            *((x, 180, head) for x, head in zip(PLACES, said.heads, strict=True)),
            *printed,
            *((350, 240, said.total), (470, 240, "EUR"), (510, 240, "13.740,00")),
            size=7.0,
        )
    )
    fields = paper.fields
    assert paper.kind == "commercial_invoice"
    assert (name_of(paper, "seller"), name_of(paper, "buyer")) == ("Tarn Glass Ltd", "Lumen Farben GmbH")
    told = (fields.number, fields.date, fields.order_number, fields.incoterm, fields.total_amount)
    expected = ["TX-4471", date(2026, 2, 4), "LF-3301", "FCA", Decimal(13740)]
    assert [field.value if field else None for field in told] == expected
    read = [(g.packages, g.net_mass, g.gross_mass, g.quantity, g.unit_price, g.amount) for g in paper.goods]
    values = [[field.value if field else None for field in row] for row in read]
    assert values == [
        [Decimal(40), Decimal(360), Decimal(400), Decimal(4800), Decimal("1.1"), Decimal(5280)],
        [Decimal(60), Decimal(810), Decimal(870), Decimal(3600), Decimal("2.35"), Decimal(8460)],
    ]
    described = [goods.description.value if goods.description else None for goods in paper.goods]
    assert described == [said.goods, f"{said.goods} XL"]

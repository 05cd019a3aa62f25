"""Declarations that are data: tables, JSON, XML; what is not understood is named; what is broken is refused."""

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from extractors import declared
from flows import line
from models.errors import PaperError
from models.paper import Paper
from tests.conftest import BILL, MakePdf

TABLE = """\
Declaration no;Date;Consignee;HS code;Description of goods;Net mass (kg);Gross weight;Packages;Kind of packages;Origin;\
Statistical value;Currency;Container no.;Shade
26DE0001;2026-09-01;Tema Plastics Ltd;3902.10.00;Recycled PP granules;24.000,50;24.500 kg;960;bags;Germany;\
12.345,60;EUR;MSCU6639870;grey
26DE0001;2026-09-01;Tema Plastics Ltd;3901.20;HDPE granules;1.200;1.250 kg;48;bags;FR;600,00;EUR;MSCU6639870;blue
"""

SAD = """<?xml version="1.0" encoding="UTF-8"?>
<ASYCUDA><Identification><Registration><Number>C 4711</Number><Date>2026-09-03</Date></Registration></Identification>
<Traders><Exporter><Exporter_name>Nordhafen Metall GmbH
Kaiweg 4
Hamburg</Exporter_name></Exporter><Consignee><Consignee_name>Tema Trading Ltd</Consignee_name></Consignee></Traders>
<General_information><Country><Export><Export_country_code>DE</Export_country_code></Export><Destination>
<Destination_country_code>GH</Destination_country_code></Destination></Country></General_information>
<Container><Item_Number>1</Item_Number><Container_identity>MSCU6639870</Container_identity></Container>
<Valuation><Gs_Invoice><Amount_foreign_currency>9000.00</Amount_foreign_currency><Currency_code>EUR</Currency_code>
</Gs_Invoice></Valuation>
<Item><Packages><Number_of_packages>40</Number_of_packages><Kind_of_packages_code>PX</Kind_of_packages_code>
<Kind_of_packages_name>Pallet</Kind_of_packages_name></Packages>
<Tarification><HScode><Commodity_code>85071000</Commodity_code><Precision_1>000</Precision_1></HScode>
<Supplementary_unit><Suppplementary_unit_name>Number</Suppplementary_unit_name>
<Suppplementary_unit_quantity>800</Suppplementary_unit_quantity></Supplementary_unit></Tarification>
<Goods_description><Country_of_origin_code>DE</Country_of_origin_code><Description_of_goods>Accumulators</Description_of_goods>
<Commercial_Description>USED LEAD ACID BATTERIES</Commercial_Description></Goods_description>
<Previous_doc><Summary_declaration>HLCU123456</Summary_declaration></Previous_doc>
<Licence_number><null/></Licence_number><Odd_field>x</Odd_field>
<Attached_documents><Attached_document_code>380</Attached_document_code>
<Attached_document_reference>INV-7</Attached_document_reference></Attached_documents>
<Valuation_item><Weight_itm><Gross_weight_itm>20500</Gross_weight_itm><Net_weight_itm>20000</Net_weight_itm></Weight_itm>
<Item_Invoice><Amount_foreign_currency>9000.00</Amount_foreign_currency></Item_Invoice></Valuation_item></Item></ASYCUDA>"""

MOVEMENT = """<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="urn:waste:model">
<soap:Body><m:CreateMovementRequest><m:notificationNumber>DE0126000123</m:notificationNumber>
<m:sequenceNumber>4</m:sequenceNumber><m:totalNumberOfShipments>11</m:totalNumberOfShipments>
<m:exporter><m:name>Nordhafen Metall GmbH</m:name></m:exporter>
<m:wasteProducer><m:Contact><m:Name>Werk Nord</m:Name></m:Contact></m:wasteProducer>
<m:actualQuantity><m:MassMeasure><m:tonnes>21.5</m:tonnes></m:MassMeasure></m:actualQuantity>
<m:actualDateOfShipment>2026-09-02</m:actualDateOfShipment><m:containerIdentification>MSCU6639870</m:containerIdentification>
<m:recoveryDisposalTypeCode>R4</m:recoveryDisposalTypeCode>
<m:wasteClassification><m:WasteTypeCode listID="BASEL">A1160</m:WasteTypeCode></m:wasteClassification>
<m:wasteClassification><m:WasteTypeCode listID="LOW">160601*</m:WasteTypeCode></m:wasteClassification>
<m:commodityCode>854911</m:commodityCode><m:moodOfTheDriver>fine</m:moodOfTheDriver>
</m:CreateMovementRequest></soap:Body></soap:Envelope>"""


def one(data: str | bytes) -> Paper:
    found = declared.papers("d", data.encode() if isinstance(data, str) else data)
    assert found is not None
    (paper,) = found
    return paper


def test_a_table_becomes_a_paper_of_data_and_its_unknown_column_is_named() -> None:
    paper = one(TABLE)
    assert (paper.kind, paper.origin, len(paper.goods)) == ("customs_declaration", "data", 2)
    first = paper.goods[0]
    assert first.hs_code is not None and first.hs_code.value == "39021000"
    assert first.net_mass is not None and (first.net_mass.value, first.net_mass.unit) == (Decimal("24000.50"), "KGM")
    assert first.gross_mass is not None and (first.gross_mass.value, first.gross_mass.unit) == (Decimal(24500), "KGM")
    assert first.packages is not None and (first.packages.value, first.packages.unit) == (Decimal(960), "BG")
    assert first.origin is not None and first.origin.value == "DE"
    assert paper.fields.date is not None and paper.fields.date.value == date(2026, 9, 1)
    consignee = paper.party("consignee")
    assert consignee is not None and consignee.name is not None and consignee.name.value == "Tema Plastics Ltd"
    assert [box.valid for box in paper.containers] == [True]
    (problem,) = paper.problems
    assert problem.code == "unknown-columns" and "Shade" in problem.message
    assert all(field.evidence for field in (first.hs_code, first.net_mass, paper.fields.date))


def test_a_workbook_says_the_same_as_its_table() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Export of declarations"])
    sheet.append([])
    for row in (["hs_code", "description", "net_mass_kg", "note"], [390210, "PP granules", 24000.5, "?"]):
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    paper = one(held.getvalue())
    (item,) = paper.goods
    assert item.hs_code is not None and item.hs_code.value == "390210"
    assert item.net_mass is not None and item.net_mass.value == Decimal("24000.5")
    assert "note" in paper.problems[0].message


def test_rows_of_two_declarations_are_two_papers() -> None:
    table = "declaration_number,hs_code,description\nA1,390210,PP\nA1,390120,PE\nB2,720449,Scrap\n"
    found = declared.papers("d", table.encode())
    assert found is not None
    assert [len(paper.goods) for paper in found] == [2, 1]


def test_a_letter_and_a_table_of_other_things_are_read_as_papers() -> None:
    assert declared.papers("d", b"Dear Sirs,\nplease find enclosed the invoice.\n") is None
    assert declared.papers("d", b"name,age,town\nAnn,4,Ulm\nBob,5,Bonn\n") is None


def test_json_in_its_usual_shapes() -> None:
    told = {
        "declaration_number": "26DE1", "date": "2026-09-01", "shade": "grey",
        "consignee": {"name": "Tema Trading Ltd", "country": "GH"},
        "containers": [{"number": "MSCU6639870", "seals": ["HL123456"]}],
        "items": [{"hsCode": "3902.10", "description": "PP granules", "net_mass": {"value": "24000", "unit": "KGM"},
                   "waste_codes": [{"scheme": "basel", "value": "B3011"}]}],
    }  # fmt: skip
    paper = one(json.dumps(told))
    (item,) = paper.goods
    assert item.net_mass is not None and (item.net_mass.value, item.net_mass.unit) == (Decimal(24000), "KGM")
    assert [(code.scheme, code.value.value) for code in item.waste_codes] == [("basel", "B3011")]
    assert paper.containers[0].seals[0].value == "HL123456"
    consignee = paper.party("consignee")
    assert consignee is not None and consignee.country is not None and consignee.country.value == "GH"
    assert "shade" in paper.problems[0].message
    lines = [{"hs_code": "390210", "description": "PP"}, {"hs_code": "390120", "description": "PE"}]
    assert len(one(json.dumps(lines)).goods) == 2


def test_a_report_of_tallymans_own_is_understood() -> None:
    field = {"value": "26DE1", "raw": "26DE1", "confidence": 1.0, "evidence": []}
    told = {"fields": {"number": field}, "goods": [{"description": {"value": "PP", "raw": "PP"}, "hs_code": None}]}
    paper = one(json.dumps(told))
    assert paper.fields.number is not None and paper.fields.number.value == "26DE1"
    assert paper.problems == ()


def test_the_single_administrative_document_of_asycuda() -> None:
    paper = one(SAD)
    assert paper.kind == "customs_declaration"
    (item,) = paper.goods
    assert item.description is not None and item.description.value == "USED LEAD ACID BATTERIES"
    assert item.hs_code is not None and item.hs_code.value == "85071000"
    assert item.net_mass is not None and (item.net_mass.value, item.net_mass.unit) == (Decimal(20000), "KGM")
    assert item.packages is not None and (item.packages.value, item.packages.unit) == (Decimal(40), "PX")
    assert item.quantity is not None and item.quantity.value == Decimal(800)
    told = {name: value.value for name in type(paper.fields).model_fields if (value := getattr(paper.fields, name))}
    assert told == {
        "number": "C 4711", "date": date(2026, 9, 3), "country_of_export": "DE", "country_of_import": "GH",
        "total_amount": Decimal("9000.00"), "currency": "EUR", "bill_of_lading_number": "HLCU123456",
        "invoice_number": "INV-7",
    }  # fmt: skip
    exporter = paper.party("exporter")
    assert exporter is not None and exporter.name is not None and exporter.name.value == "Nordhafen Metall GmbH"
    assert [box.number.value for box in paper.containers] == ["MSCU6639870"]
    assert "Odd_field" in paper.problems[0].message and "Precision" not in paper.problems[0].message


def test_the_movement_of_the_eu_waste_system() -> None:
    paper = one(MOVEMENT)
    assert paper.kind == "waste_movement_document"
    fields = paper.fields
    assert fields.notification_number is not None and fields.notification_number.value == "DE0126000123"
    assert fields.movement_serial is not None and fields.movement_serial.value == 4
    assert fields.movement_total is not None and fields.movement_total.value == 11
    (item,) = paper.goods
    assert item.net_mass is not None and (item.net_mass.value, item.net_mass.unit) == (Decimal("21.5"), "TNE")
    assert [(code.scheme, code.value.value) for code in item.waste_codes] == [("basel", "A1160"), ("ewc", "160601*")]
    assert item.hs_code is not None and item.hs_code.value == "854911"
    assert {party.role for party in paper.parties} == {"exporter", "generator"}
    assert "moodOfTheDriver" in paper.problems[0].message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<a><b>", "damaged"),
        (b"<a><b>text</b></a>", "unknown-type"),
        (b'{"a": ', "damaged"),
        (b'{"a": 1}', "unknown-type"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><ASYCUDA>&x;</ASYCUDA>', "damaged"),
        (b"<ASYCUDA/>", "unknown-type"),
    ],
)
def test_what_is_broken_or_foreign_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(PaperError) as refused:
        declared.papers("d", data)
    assert refused.value.code == code


def test_the_declaration_is_one_more_paper_of_the_consignment(pdf: MakePdf, tmp_path: Path) -> None:
    path = tmp_path / "sad.xml"
    path.write_text(SAD, encoding="utf-8")
    consignment, unread = line.assemble(line.gather([pdf("a.pdf", BILL)], declaration=path))
    assert [(paper.kind, paper.origin) for paper in consignment.papers] == [
        ("bill_of_lading", "text_layer"), ("customs_declaration", "data"),
    ]  # fmt: skip
    assert unread == []
    path.write_text("<nothing/>", encoding="utf-8")
    _, unread = line.assemble(line.gather([pdf("a.pdf", BILL)], declaration=path))
    assert [entry.code for entry in unread] == ["unknown-type"]

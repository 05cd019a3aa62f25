"""A paper of a consignment: kind, fields, parties, goods items and containers, each value with its evidence."""

import datetime
from decimal import Decimal
from typing import Literal

from models.field import Code, Field, Frozen, PlainDecimal, Quantity
from models.page import Origin

PaperKind = Literal[
    "commercial_invoice", "proforma_invoice", "packing_list", "bill_of_lading", "sea_waybill", "air_waybill",
    "road_consignment_note", "delivery_note", "customs_declaration", "dangerous_goods_declaration",
    "certificate_of_origin", "waste_notification", "waste_movement_document", "annex_vii_document",
    "pic_export_notification", "other",
]  # fmt: skip

Role = Literal[
    "seller", "buyer", "consignor", "consignee", "notify", "carrier", "exporter", "importer", "declarant", "agent",
    "generator", "facility",
]  # fmt: skip

Text = Field[str] | None
Amount = Field[PlainDecimal] | None


class Fields(Frozen):
    """The head of a paper. `number` is the paper's own; the others with `number` in their name are cited on it."""

    number: Text = None
    date: Field[datetime.date] | None = None
    invoice_number: Text = None
    bill_of_lading_number: Text = None
    booking_number: Text = None
    order_number: Text = None
    vessel: Text = None
    voyage: Text = None
    flight: Text = None
    place_of_receipt: Text = None
    port_of_loading: Text = None
    port_of_discharge: Text = None
    place_of_delivery: Text = None
    country_of_origin: Text = None
    country_of_export: Text = None
    country_of_import: Text = None
    incoterm: Text = None
    currency: Text = None
    total_amount: Amount = None
    total_packages: Quantity | None = None
    total_gross_mass: Quantity | None = None
    total_net_mass: Quantity | None = None
    total_volume: Quantity | None = None
    notification_number: Text = None
    movement_serial: Field[int] | None = None
    movement_total: Field[int] | None = None
    shipment_date: Field[datetime.date] | None = None
    first_departure: Field[datetime.date] | None = None
    last_departure: Field[datetime.date] | None = None
    operation: Text = None
    licence_number: Text = None
    test_record: Text = None


class Party(Frozen):
    """Who plays which role; `country` is ISO 3166 alpha-2."""

    role: Role
    name: Text = None
    address: Text = None
    country: Text = None
    identifiers: tuple[Code, ...] = ()


class GoodsItem(Frozen):
    """One goods item as this paper tells it; `hs_code` holds the printed digits without separators.

    `discount` is what is taken off quantity times price: per cent (unit `P1`), else an amount without a unit.
    """

    description: Text = None
    hs_code: Text = None
    quantity: Quantity | None = None
    packages: Quantity | None = None
    gross_mass: Quantity | None = None
    net_mass: Quantity | None = None
    volume: Quantity | None = None
    unit_price: Amount = None
    discount: Quantity | None = None
    amount: Amount = None
    origin: Text = None
    marks: Text = None
    un_number: Text = None
    hazard_class: Text = None
    waste_codes: tuple[Code, ...] = ()
    cas: tuple[Field[str], ...] = ()


class Container(Frozen):
    """A freight container; `valid`: its ISO 6346 check digit holds; `type`: size and type as printed."""

    number: Field[str]
    valid: bool
    type: Text = None
    seals: tuple[Field[str], ...] = ()


class PaperProblem(Frozen):
    """What went wrong on the paper without costing all of it."""

    code: str
    message: str
    page: int | None = None


class Paper(Frozen):
    """One document of a consignment, read from `pages` of `file` (page numbers from 1).

    `other_text` is what else it prints, line by line: what was read as no value. An `other` paper keeps none.
    """

    id: str
    file: str
    sha256: str
    pages: tuple[int, ...]
    kind: PaperKind
    kind_confidence: float
    language: str | None = None
    origin: Origin
    fields: Fields = Fields()
    parties: tuple[Party, ...] = ()
    goods: tuple[GoodsItem, ...] = ()
    containers: tuple[Container, ...] = ()
    problems: tuple[PaperProblem, ...] = ()
    other_text: str = ""

    def party(self, role: Role) -> Party | None:
        """Return the first party in `role`, or None when the paper names none."""
        return next((party for party in self.parties if party.role == role), None)


def mass_kg(mass: Quantity | None) -> Decimal | None:
    """Return a mass in kilograms, or None when it is absent, not understood, or in a unit that is not a mass."""
    from models.reference.units import kilograms_per

    if mass is None or mass.value is None or mass.unit is None:
        return None
    factor = kilograms_per(mass.unit)
    return None if factor is None else mass.value * factor

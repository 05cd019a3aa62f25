"""Money: the value declared and the value invoiced, and prices that goods do not have."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

from checks.evidence import Case, Cited, cited, name_of, short
from checks.goods_lines import groups
from checks.lost_lines import partly_read
from checks.misreadings import by_eye
from checks.printed import explained
from checks.sides import Line
from checks.tolerances import DEFAULTS, Tolerances, apart
from models.field import Quantity
from models.finding import Finding, GoodsRef, Severity
from models.paper import Paper, mass_kg
from models.reference.currencies import currency
from models.reference.table import Row, rows
from models.report import Consignment

_SAMPLE_KG = Decimal(50)  # less may be a sample, sent without a price


def value_differs(consignment: Consignment, today: date, tolerances: Tolerances = DEFAULTS) -> Iterator[Finding]:
    """Raise a customs value that is not the invoice's.

    Compares: the total of the declaration (or the sum of its lines) with the total of the commercial invoices (or the
    sum of their lines), in the same currency. A declared value may lie up to a quarter above the invoice, for freight
    and insurance to the border, and not below it by more than the rounding; no freight is in it where all lines but
    one are the invoice's to the cent.
    Why: duty is saved by a low value, and money moved by a high one.
    Basis: WTO Valuation Agreement, Articles 1 and 8.
    To clear: ask for the contract and the proof of payment.
    """
    invoices = [paper for paper in consignment.papers if paper.kind == "commercial_invoice"]
    for declared in (paper for paper in consignment.papers if paper.kind == "customs_declaration"):
        if partly_read(declared, consignment, "amount"):
            continue
        same = [paper for paper in invoices if _currency(paper) and _currency(paper) == _currency(declared)]
        mine, theirs = _totals(declared), [total for paper in same for total in _totals(paper)]
        if not mine or not theirs or len(same) != len(invoices) or len(same) != 1:
            continue
        told = any(_fits(one, other, tolerances) for one, _ in mine for other, _ in theirs)
        if (not told and not any(_within(one, same[0]) for one, _ in mine)) or _one_line_apart(declared, same[0]):
            (one, said), (other, invoiced) = mine[0], theirs[0]
            if explained(said, invoiced, (one, other)):
                continue
            yield Case(
                "value-differs",
                "medium",
                f"The {name_of(declared)} declares {_currency(declared)} {one:,.2f}, the {name_of(same[0])} asks for "
                f"{other:,.2f}. Ask for the contract and the proof of payment.",
                f"{_currency(declared)} {other:,.2f}",
                f"{_currency(declared)} {one:,.2f}",
                rests_on=[*said, *invoiced],
                basis=["WTO Valuation Agreement, Article 1"],
            ).finding()


def price_implausible(consignment: Consignment, today: date, tolerances: Tolerances = DEFAULTS) -> Iterator[Finding]:
    """Raise goods at no price, or at a price a kilogram that such goods do not have.

    Compares: the amount of each invoice line, divided by its net mass, with a wide band of prices for some HS lines,
    in dollars, euros, pounds or francs; an amount of zero for more than 50 kg. The mass of the same goods on another
    paper serves where the invoice has none. Nothing at all is medium; a price
    outside the band is low, for the bands are from memory.
    Why: "resin" cheaper than scrap is scrap; gas far below its price is smuggled or is no such gas.
    Basis: WTO Valuation Agreement, Article 17; price signals named by EFCTC and EIA for refrigerants.
    To clear: ask for the contract, the proof of payment and a price list.
    """
    masses = {line.ref: mass for group in groups(consignment) for mass in _masses(group)[:1] for line in group}
    for paper in consignment.papers:
        if paper.kind != "commercial_invoice":
            continue
        for index, item in enumerate(paper.goods):
            ref = GoodsRef(paper=paper.id, index=index)
            line, mass = Line(paper, index, item), _mass(item.net_mass, item.quantity) or masses.get(ref)
            if item.amount is None or item.amount.value is None or mass is None or not mass:
                continue
            price = item.amount.value / mass
            if not item.amount.value:
                if mass > _SAMPLE_KG:
                    yield _price(line, "medium", f"{mass.normalize():,f} kg cost nothing", "a price", "0")
                continue
            band, rate = _band(line.hs), _rate(paper)
            low, high = (Decimal(band["low_usd_kg"]), Decimal(band["high_usd_kg"])) if band else (None, None)
            if band is None or rate is None or low is None or high is None or low <= price * rate <= high:
                continue
            said = f"{band['label']} at {price:,.2f} {_currency(paper)} a kilogram"
            usual = f"about {low} to {high} USD a kilogram (from memory)"
            yield _price(line, "low", f"{said}, where {usual} is usual", usual, f"{price:,.2f}")


def _masses(group: tuple[Line, ...]) -> list[Decimal]:
    """The net masses in kg that papers give for the same goods."""
    return [mass for line in group if (mass := mass_kg(line.item.net_mass)) is not None]


def _totals(paper: Paper) -> list[tuple[Decimal, list[Cited]]]:
    """The total as printed, and the sum of the lines when every line has an amount."""
    found: list[tuple[Decimal, list[Cited]]] = []
    total = paper.fields.total_amount
    if total is not None and total.value is not None:
        found.append((total.value, cited(paper, total)))
    amounts = [item.amount for item in paper.goods]
    values = [amount.value for amount in amounts if amount is not None and amount.value is not None]
    if values and len(values) == len(amounts):
        found.append((sum(values, Decimal(0)), cited(paper, *amounts)))
    return found


def _within(declared: Decimal, invoice: Paper) -> bool:
    """Whether a scan's invoice, of which a line's amount was not read, leaves room for the value of its goods alone.

    Its total may hold freight that the declared value rightly leaves out; its lines would tell.
    """
    amounts = [item.amount.value for item in invoice.goods if item.amount is not None and item.amount.value]
    total = invoice.fields.total_amount
    if not by_eye([invoice]) or len(amounts) == len(invoice.goods) or total is None or total.value is None:
        return False
    return bool(amounts) and sum(amounts, Decimal(0)) < declared <= total.value


def _one_line_apart(declared: Paper, invoice: Paper) -> bool:
    """Whether all lines of a declaration are the invoice's but one, and both papers' lines add up to their totals."""
    amounts = [Counter(item.amount.value for item in paper.goods if item.amount) for paper in (declared, invoice)]
    lines = [len(declared.goods), len(invoice.goods)]
    whole = all(len({total for total, _ in _totals(paper)}) == 1 < len(_totals(paper)) for paper in (declared, invoice))
    return whole and lines[0] == lines[1] > 2 and (amounts[0] & amounts[1]).total() == lines[0] - 1


def _fits(declared: Decimal, invoiced: Decimal, tolerances: Tolerances) -> bool:
    if not apart(declared, invoiced, tolerances.sum_on_one_paper, Decimal(1)):
        return True
    return invoiced < declared <= invoiced * (1 + tolerances.charges)


def _currency(paper: Paper) -> str:
    field = paper.fields.currency
    return (currency(field.value) or field.value) if field is not None and field.value else ""


def _rate(paper: Paper) -> Decimal | None:
    return next((Decimal(row["usd"]) for row in rows("parity.csv") if row["currency"] == _currency(paper)), None)


def _mass(net: Quantity | None, quantity: Quantity | None) -> Decimal | None:
    return mass_kg(net) if mass_kg(net) is not None else mass_kg(quantity)


@cache
def _band(hs: str) -> Row | None:
    found = [row for row in rows("price_bands.csv") if hs.startswith(row["hs"])]
    return max(found, key=lambda row: len(row["hs"]), default=None)


def _price(line: Line, severity: Severity, said: str, expected: str, found: str) -> Finding:
    return Case(
        "price-implausible",
        severity,
        f"On the {name_of(line.paper)}, “{short(line.description, 40)}”: {said}. Ask for the contract.",
        expected,
        found,
        rests_on=cited(line.paper, line.item.amount, line.item.net_mass or line.item.quantity),
        goods=[GoodsRef(paper=line.paper.id, index=line.index)],
        basis=["WTO Valuation Agreement, Article 17"],
    ).finding()

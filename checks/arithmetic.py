"""Sums and products on one paper."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from checks.evidence import Case, cited, name_of, short
from checks.lost_lines import borne_out, overlooked
from checks.misreadings import by_eye, clipped, same_digits, shaky, sign_moved, subtotal, sum_explained, torn
from checks.printed import figure_stands_on, parts_stand_on
from checks.tolerances import DEFAULTS, Tolerances, apart, slack
from models.field import Field, Quantity
from models.finding import Finding, GoodsRef
from models.paper import GoodsItem, Paper, mass_kg
from models.report import Consignment

# A price may be for ten, a dozen, a hundred or a thousand, and a mass sold by the tonne.
_PRICE_UNITS = (Decimal(1), *(1 / Decimal(number) for number in (10, 12, 100, 1000)), Decimal(1000))


def arithmetic(consignment: Consignment, today: date, tolerances: Tolerances = DEFAULTS) -> Iterator[Finding]:
    """Raise numbers on one paper that do not add up.

    Compares: quantity times unit price, less a discount that the line prints, with the amount of each line (a price for
    ten, a dozen, a hundred or a thousand is understood, and one by what the line weighs, measures or is packed in, or
    after the discount); the sum of the lines with the total, for amounts, masses and packages, when every line has
    one. A total amount may exceed the lines by a quarter, for freight, insurance and tax.
    Why: numbers that were changed by hand seldom were changed everywhere.
    Basis: WTO Valuation Agreement, Articles 1 and 17: the customs value rests on the invoice's truth.
    To clear: see whether a line, a page or a discount is missing from the reading; else ask the seller.
    """
    for paper in consignment.papers:
        for index, item in enumerate(paper.goods):
            yield from _product(paper, index, item, tolerances)
        yield from _total_amount(paper, consignment, tolerances)
        yield from _total_measures(paper, consignment, tolerances)


def _product(paper: Paper, index: int, item: GoodsItem, tolerances: Tolerances) -> Iterator[Finding]:
    quantity, price, amount = item.quantity, item.unit_price, item.amount
    if quantity is None or price is None or amount is None:
        return
    if quantity.value is None or price.value is None or amount.value is None or not price.value or not quantity.value:
        return
    product = _less(quantity.value * price.value, item.discount)
    priced_by = (quantity, item.net_mass, item.gross_mass, item.volume, item.packages)  # "Unit price USD/kg"
    products = [count.value * price.value for count in priced_by if count is not None and count.value]
    whole = [each * unit for each in products for unit in _PRICE_UNITS]
    candidates = [*whole, *(_less(each, item.discount) for each in whole)]
    rounding = quantity.value * _half_digit(price.value) + price.value * _half_digit(quantity.value) + Decimal("0.01")
    alike = same_digits if shaky(quantity, price, amount) else sign_moved
    if by_eye([paper]) and any(alike(value, amount.value) for value in candidates):
        return
    if by_eye([paper]) and clipped(quantity.value, amount.value / price.value) and _weighs(item, amount, price):
        return
    if amount.confidence < 1 and figure_stands_on(paper, product):
        return  # what stands for the amount is another column
    if all(apart(value, amount.value, tolerances.sum_on_one_paper, rounding) for value in candidates):
        yield Case(
            "arithmetic",
            "medium",
            f"On the {name_of(paper)}, line {index + 1} “{short(item.description.raw if item.description else '')}”: "
            f"{quantity.raw} at {price.raw} makes {product:,.2f}, not {amount.raw}. See which of the three is wrong.",
            f"{product:,.2f}",
            amount.raw,
            rests_on=cited(paper, quantity, price, amount),
            goods=[GoodsRef(paper=paper.id, index=index)],
            basis=["Quantity times unit price is the amount"],
        ).finding()


def _less(product: Decimal, discount: Quantity | None) -> Decimal:
    """Return the product without the discount that its line prints, a share of it or an amount."""
    if discount is None or discount.value is None:
        return product
    return product * (1 - discount.value / 100) if discount.unit == "P1" else product - discount.value


def _weighs(item: GoodsItem, amount: Field[Decimal], price: Field[Decimal]) -> bool:
    """Whether the net mass of the line is the quantity that price and amount make."""
    net = item.net_mass.value if item.net_mass is not None else None
    if not net or not amount.value or not price.value:
        return False
    return abs(amount.value / price.value - net) * 100 < net


def _total_amount(paper: Paper, consignment: Consignment, tolerances: Tolerances) -> Iterator[Finding]:
    total = paper.fields.total_amount
    # A row of an amount and words alone, among rows with quantities, is a subtotal.
    counted = [item for item in paper.goods if item.quantity or item.unit_price or item.hs_code]
    amounts = [item.amount for item in counted or paper.goods]
    values = [amount.value for amount in amounts if amount is not None and amount.value is not None]
    if total is None or total.value is None or not values or len(values) < len(amounts):
        return
    added = sum(values, Decimal(0))
    below = total.value < added and apart(total.value, added, tolerances.sum_on_one_paper)
    above = total.value > added * (1 + tolerances.charges) and apart(total.value, added, tolerances.sum_on_one_paper)
    excused = subtotal(values, total.value) or (
        by_eye([paper]) and sum_explained(values, total.value, unsure=shaky(total, *amounts))
    )
    excused = excused or overlooked(paper, consignment) or _are_prices(paper, total.value, tolerances)
    passed_over = total.confidence < 1 and parts_stand_on(paper, abs(total.value - added))  # lines or charges
    excused = excused or passed_over
    if (below or above) and not excused:
        yield Case(
            "arithmetic",
            "medium",
            f"On the {name_of(paper)} the lines add up to {added:,.2f}, the total is {total.raw}. "
            "See whether a line or a page is missing, or a discount or charge.",
            f"{added:,.2f}",
            total.raw,
            rests_on=cited(paper, total, *amounts),
            basis=["The lines of an invoice add up to its total"],
        ).finding()


def _are_prices(paper: Paper, total: Decimal, tolerances: Tolerances) -> bool:
    """Whether what stands for the amounts of a scan are the prices, which quantity by quantity make the total."""
    told = [(item.quantity, item.amount) for item in paper.goods if item.unit_price is None]
    made = [
        quantity.value * price.value
        for quantity, price in told
        if quantity is not None and price is not None and quantity.value is not None and price.value is not None
    ]
    added = sum(made, Decimal(0))
    rounding = added * tolerances.sum_on_one_paper
    whole = by_eye([paper]) and len(made) == len(paper.goods)
    return whole and added - rounding <= total <= added * (1 + tolerances.charges)


def _total_measures(paper: Paper, consignment: Consignment, tolerances: Tolerances) -> Iterator[Finding]:
    fields = paper.fields
    for name, total, lines in (
        ("gross mass", fields.total_gross_mass, [item.gross_mass for item in paper.goods]),
        ("net mass", fields.total_net_mass, [item.net_mass for item in paper.goods]),
    ):
        sums = _in_kg(lines)
        whole = mass_kg(total)
        if total is None or whole is None or sums is None or len(lines) < 2:
            continue
        rounding = slack(total) + sum((slack(line) for line in lines if line is not None), Decimal(0))
        parts = [mass_kg(line) or Decimal(0) for line in lines]
        excused = subtotal(parts, whole) or (
            by_eye([paper]) and sum_explained(parts, whole, unsure=shaky(total, *lines))
        )
        excused = excused or overlooked(paper, consignment) or (by_eye([paper]) and any(map(torn, filter(None, lines))))
        excused = excused or borne_out(paper, sums, name.replace(" ", "_"), consignment)
        printed = any(figure_stands_on(paper, number) for number in (sums, abs(whole - sums)))
        excused = excused or (total.confidence < 1 and printed)
        if apart(whole, sums, tolerances.sum_on_one_paper, rounding) and not _repeated(lines, whole) and not excused:
            yield _sum(paper, name, f"{sums.normalize():,f} kg", total, lines)
    counted = [item.packages for item in paper.goods]
    whole_count = fields.total_packages
    if whole_count is None or whole_count.value is None or len(counted) < 2:
        return
    kinds = {line.unit for line in counted if line is not None} | {whole_count.unit}
    numbers = [line.value for line in counted if line is not None and line.value is not None]
    added = sum(numbers, Decimal(0))
    repeated = all(number == whole_count.value for number in numbers)
    excused = subtotal(numbers, whole_count.value) or (
        by_eye([paper]) and sum_explained(numbers, whole_count.value, unsure=shaky(whole_count, *counted))
    )
    excused = excused or overlooked(paper, consignment)
    if len(kinds) == 1 and len(numbers) == len(counted) and added != whole_count.value and not (repeated or excused):
        yield _sum(paper, "number of packages", f"{added.normalize():,f}", whole_count, counted)


def _sum(paper: Paper, name: str, added: str, total: Quantity, lines: Sequence[Quantity | None]) -> Finding:
    return Case(
        "arithmetic",
        "medium",
        f"On the {name_of(paper)} the {name} of the lines adds up to {added}, the total is {total.raw}. "
        "See whether a line or a page is missing.",
        added,
        total.raw,
        rests_on=cited(paper, total, *lines),
        basis=["The lines of a paper add up to its total"],
    ).finding()


def _in_kg(lines: Sequence[Quantity | None]) -> Decimal | None:
    masses = [mass_kg(line) for line in lines]
    known = [mass for mass in masses if mass is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(masses) else None


def _repeated(lines: Sequence[Quantity | None], whole: Decimal) -> bool:
    """Whether each line repeats the total, as bills of lading of several containers do."""
    return all(mass_kg(line) == whole for line in lines)


def _half_digit(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent) / 2 if isinstance(exponent, int) and exponent < 0 else Decimal(0)

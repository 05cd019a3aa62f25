"""The goods of Basel and EU waste papers: notification, movement document, Annex VII form, by labelled blocks."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache

from extractors import made, tariff
from extractors.captions import is_caption
from extractors.goods_text import Said, Span, said
from extractors.habits import Habits
from extractors.identifiers import un_numbers
from extractors.label_words import block_of
from extractors.labels import Label
from extractors.layout import Phrase
from extractors.quantities import Measure, measures, packages
from extractors.regions import Layout
from models.field import Code, Field, Quantity
from models.geometry import Box
from models.page import Word
from models.paper import GoodsItem, PaperKind
from models.reference.table import rows
from models.reference.units import kind_of, package_kind

WASTE_KINDS: frozenset[PaperKind] = frozenset({"waste_notification", "waste_movement_document", "annex_vii_document"})

_SCHEMES = {"waste:basel": "basel", "waste:oecd": "oecd", "waste:ewc": "ewc", "waste:y": "y", "waste:h": "h",
            "waste:national": "national"}  # fmt: skip
_COUNTED = ("total_packages", "goods:packages")
HEAVIEST_SHIPMENT = 9999  # tonnes of waste
_NOT_LISTED = re.compile(
    r"not listed|non listé|nicht (?:gelistet|aufgeführt)|no figura|non elencat|não listad|niet vermeld|n/?a\b", re.I
)


def goods(layouts: Iterable[Layout], habits: Habits) -> list[GoodsItem]:
    """Return the one goods item that a waste paper is about, or none when its blocks are empty."""
    description: Field[str] | None = None
    mass: Quantity | None = None
    volume: Quantity | None = None
    count: Quantity | None = None
    hs: Field[str] | None = None
    un: Field[str] | None = None
    hazard: Field[str] | None = None
    codes: dict[tuple[str, str], Code] = {}
    own = list(_own_labels(list(layouts)))
    for layout, label in own:
        if label.announces("waste:designation"):
            description = description or _description(_up_to_next(label, layout.block(label)))
        elif label.announces("quantity_tonnes", "goods:quantity") and (label.block or label.colon or mass is None):
            mass = mass or _measure(layout, label, habits, "mass")
            volume = volume or _measure(layout, label, habits, "volume")
        elif label.announces("goods:volume") and mass is not None and _is_filled_in(label, layout):
            volume = volume or _measure(layout, label, habits, "volume")
        elif label.announces(*_COUNTED, "waste:packaging"):
            told = _packages(layout, label, habits)
            count = (told or count) if label.announces(*_COUNTED) else (count or told)
        elif label.announces("goods:hs_code", "waste:national"):
            hs = hs or _hs(layout, label)
        elif label.announces("goods:un_number"):
            un = un or _un(layout, label)
        elif label.announces("goods:hazard_class"):
            hazard = hazard or _class(layout, label)
        for field, scheme in _SCHEMES.items():
            if label.announces(field):
                for code in _codes(layout, label, scheme, habits):
                    codes.setdefault((code.scheme, code.value.value or ""), code)
    if description is None and not codes and hs is None:
        return []
    item = GoodsItem(
        description=description, hs_code=hs, net_mass=mass, volume=volume, packages=count, un_number=un,
        hazard_class=hazard, waste_codes=tuple(codes.values()),
    )  # fmt: skip
    return [_identified(item, own, habits)]


def _identified(item: GoodsItem, own: Sequence[tuple[Layout, Label]], habits: Habits) -> GoodsItem:
    """Add what the block of identification tells in running text: "Basel A4060; EWC 05 01 03*; UN 3082, class 9"."""
    headings = [(layout, label) for layout, label in own if label.announces("waste:identification")]
    block = next((block for layout, label in headings if (block := layout.block(label))), [])
    cells = [phrase for layout, label in headings for phrase in _cells_under(layout, label)]
    codes = {(code.scheme, code.value.value or ""): code for code in item.waste_codes}
    firsts: dict[str, Field[str]] = {}
    for spot in (block, *([cell] for cell in cells)):
        told = said(" ".join(phrase.text for phrase in spot), sign=habits.sign, waste_paper=True)
        for kind, code in told.waste_codes:
            if kind != "operation":
                value = made.field(spot, code.value)
                codes.setdefault((kind, code.value), Code(scheme=kind, value=value))
        for name, spans in (("hs_code", told.hs_codes), ("un_number", told.un_numbers), ("hazard_class", _one(told))):
            if spans:
                firsts.setdefault(name, made.field(spot, spans[0].value))
    update = {name: value for name, value in firsts.items() if getattr(item, name) is None}
    return item.model_copy(update={"waste_codes": tuple(codes.values()), **update})


def _cells_under(layout: Layout, label: Label) -> list[Phrase]:
    """Return what a block holds down to the next block's heading, each cell of a table in it as one phrase."""
    cell = layout.cells.around(label.box)
    ruled = layout.cells.is_ruled(cell) and label.words.words[0].box not in layout.filled
    left, right = (cell.x0, cell.x1) if ruled else (0.0, layout.page.width)
    below = (other.box for other in layout.labels if _is_next(label, other))
    foot = min((box.top for box in below if left <= box.x0 < right), default=cell.bottom)
    found: dict[Box, list[Word]] = defaultdict(list)
    for line in layout.lines[label.line if label.first is None else label.first :]:
        if line.box.top > foot:
            break
        for word in line.words:
            if left <= word.box.x0 and word.box.x1 <= right and word.box.bottom < foot + 1:
                found[layout.cells.around(word.box)].append(word)
    return [Phrase(tuple(words), layout.page.number) for words in found.values()]


def _is_next(label: Label, other: Label) -> bool:
    """Say whether a label heads a block below that of `label`, and no part of it."""
    numbered = other.block is not None and other.block.isdigit() and other.block != label.block
    return numbered and other.box.top > label.box.bottom


def _one(told: Said) -> list[Span]:
    return [told.hazard_class] if told.hazard_class else []


def is_form(layouts: Iterable[Layout]) -> bool:
    """Say whether the pages bear a waste form's blocks, filled in or not, so that nothing else on them is goods."""
    return any(label.announces("waste:designation") and label.block for layout in layouts for label in layout.labels)


def _own_labels(layouts: Sequence[Layout]) -> Iterator[tuple[Layout, Label]]:
    """Yield the labels of the form's blocks, without those in a list of codes on its back."""
    printed = [(layout, label) for layout in layouts for label in layout.labels]
    marked = {name for _, label in printed if label.block or label.colon for name in label.fields}
    for layout, label in printed:
        if label.block or label.colon or not set(label.fields) <= marked:
            yield layout, label


def _up_to_next(label: Label, block: Sequence[Phrase]) -> Sequence[Phrase]:
    """Cut a block before a line that begins with the number of the form's next block."""
    after = str(int(label.block) + 1) if label.block and label.block.isdigit() else None
    stop = next((n for n, phrase in enumerate(block) if after and block_of(phrase)[0] == after), len(block))
    return block[:stop]


def _description(block: Sequence[Phrase]) -> Field[str] | None:
    if not block:
        return None
    text = re.sub(r"\s+", " ", " ".join(phrase.text for phrase in block)).strip(" ,;:")
    return made.field(block, text, sure=0.93) if re.search(r"[^\W\d_]{2}", text) else None


def _measure(layout: Layout, label: Label, habits: Habits, kind: str) -> Quantity | None:
    hint = f"{label.words.text} {label.note}"
    if label.rest and not re.search(r"\d", label.rest.text):
        hint += f" {label.rest.text}"  # "Actual quantity: Tonnes (Mg):", its figure on the next line
    for phrase in [*layout.candidates(label), *layout.block(label)]:
        if phrase.text.endswith(":") and not re.search(r"\d", phrase.text):
            hint += f" {phrase.text}"  # "Tonnes (Mg):" over its figure
        known = layout.label_at(phrase)
        text = f"{hint} {known.words.text}" if known else hint
        body = known.rest if known and known.rest else phrase
        for measure in measures(body.text, kind=kind, hint=text, sign=habits.sign):
            if measure.unit and kind_of(measure.unit) == kind:
                value, unit = _tonnes(measure, body.text)
                return made.quantity([made.span(body, measure.start, measure.stop)], value, unit)
    return None


def _is_filled_in(label: Label, layout: Layout) -> bool:
    """Say whether a figure stands behind a label on its line: "m³: none" asks for none further down."""
    value = label.rest or layout.right_of(label)
    return value is not None and any(map(str.isdigit, value.text))


def _tonnes(measure: Measure, text: str) -> tuple[Decimal, str | None]:
    """Return value and unit as waste papers mean them: `MG` is the megagram; 29.281 tonnes are no 29281."""
    unit = "TNE" if measure.unit == "MGM" else measure.unit
    printed = text[measure.start : measure.stop]
    if (
        unit == "TNE"
        and measure.value > HEAVIEST_SHIPMENT
        and re.search(r"(?<![\d.,])\d{1,3}[.,]\d{3}(?![\d.,])", printed)
    ):
        return measure.value / 1000, unit
    return measure.value, unit


def _packages(layout: Layout, label: Label, habits: Habits) -> Quantity | None:
    for phrase in layout.candidates(label):
        if layout.label_at(phrase) is not None or is_caption(phrase.text):
            continue  # the next block: "8. (a) 1st carrier"
        found = packages(phrase.text, hint=label.words.text, sign=habits.sign)
        if not found or (label.announces("waste:packaging") and _names_code(phrase.text)):
            continue
        # a bare number after "Packaging type" is a code, and one before other words the beginning of an address
        own = phrase is label.rest or re.fullmatch(r"[\d.,'\s]+", phrase.text) is not None
        counted = label.announces(*_COUNTED) and own and not _is_of_codes(label)
        if counted or found[0].unit:
            return made.quantity([made.span(phrase, found[0].start, found[0].stop)], found[0].value, found[0].unit)
    return None


def _is_of_codes(label: Label) -> bool:
    """Say whether a block asks for the code of the packaging alone, and not for a count beside it as well."""
    return label.announces("waste:packaging") and not label.announces("total_packages")


def _names_code(text: str) -> bool:
    """Say whether a line only says what a packaging code of the form means: "8 (bulk)", "1 drum"."""
    match = re.match(r"\D{0,3}([1-9])[-–=:( ]*([^\W\d].*)", text)
    named = re.findall(r"[^\W\d]+", match[2])[:3] if match else []
    kinds = {package_kind(" ".join(named[:n])) or "" for n in range(1, len(named) + 1)}
    return match is not None and bool(kinds & _packaging().get(match[1], frozenset()))


@cache
def _packaging() -> dict[str, frozenset[str]]:
    return {row["code"]: frozenset(row["kinds"].split()) for row in rows("waste_packaging.csv")}


def _hs(layout: Layout, label: Label) -> Field[str] | None:
    """Return the customs code that a label owns; among other codes it counts by its name: "Other: CN 3915 10 20"."""
    for phrase in _values(layout, label):
        named = [code for _, codes in tariff.named(phrase.text) for code in codes]
        for code in tariff.codes(phrase.text) if label.announces("goods:hs_code") else named:
            return made.field([made.span(phrase, code.start, code.stop)], code.value)
    return None


def _un(layout: Layout, label: Label) -> Field[str] | None:
    for phrase in layout.candidates(label):
        for number in un_numbers(f"UN {phrase.text}") or un_numbers(phrase.text):
            return made.field([phrase], number.value)
    return None


def _class(layout: Layout, label: Label) -> Field[str] | None:
    for phrase in layout.candidates(label):
        if match := re.search(r"(?<![\d.])([1-9](?:\.\d)?)(?![\d.])", phrase.text):
            return made.field([phrase], match[1])
    return None


def _values(layout: Layout, label: Label) -> list[Phrase]:
    """Return the candidates of a code; one that breaks between its groups goes on below: "19" over "12 11*"."""
    values = list(layout.candidates(label))
    below = values[1] if len(values) > 1 else None
    below = layout.wrapped(label) or below if label.rest else below
    broken = bool(values) and below is not None and re.search(r"(?<!\d)\d\d(?:\d\d)?(?: \d\d)?$", values[0].text)
    if below is None or not broken or not re.fullmatch(r"\d\d(?: \d\d)?\*?", below.text):
        return values
    return [Phrase((*values[0].words, *below.words), below.page), *values[1:]]


def _codes(layout: Layout, label: Label, scheme: str, habits: Habits) -> list[Code]:
    for phrase in _values(layout, label):
        if _NOT_LISTED.search(phrase.text):
            return []
        found = [
            Code(scheme=kind, value=made.field([made.span(phrase, code.start, code.stop)], code.value))
            for kind, code in said(phrase.text, sign=habits.sign, waste_paper=True).waste_codes
            if kind == scheme or (scheme, kind) in {("h", "hp"), ("oecd", "basel"), ("basel", "oecd")}
        ]
        if scheme == "ewc" and not found and (match := re.search(r"\b(\d{2})\s?(\d{2})\s?(\d{2})(\*?)", phrase.text)):
            value = f"{match[1]} {match[2]} {match[3]}{match[4]}"
            found = [Code(scheme="ewc", value=made.field([phrase], value))]
        if found:
            return found
    return []

"""Waste declared as goods: the words say waste, the code says product."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from checks.evidence import Case, Cited, cited, listed, name_of, short, verb
from checks.goods_lines import groups
from checks.shipment import day_of
from checks.sides import Line, sides
from models.finding import Finding, GoodsRef, Suggestion
from models.reference import waste
from models.reference.nomenclature import edition_at, exists, label, printed
from models.reference.table import plain
from models.reference.waste_words import materials, waste_words
from models.report import Consignment

# In these chapters a stream's word is as often about a machine as about its feed ("tyre shredder").
_MACHINES = frozenset({"84", "85", "86", "87", "89", "90"})
_SPENT_STREAMS = frozenset({"catalysts", "solvents", "batteries", "waste-oil", "chemicals"})
_SHOWN = 4
_SUBHEADING = 6  # digits


@dataclass(frozen=True)
class Told:
    """What lines say of being waste: the words, the values that bear them, the streams, the lines of their waste."""

    words: tuple[str, ...]
    rests_on: tuple[Cited, ...]
    refs: tuple[GoodsRef, ...]
    streams: frozenset[str]
    codes: tuple[str, ...]
    basel: tuple[str, ...]
    cited: tuple[str, ...]  # waste entries, where no word of waste is printed beside them


def hs_waste_as_goods(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise goods that the papers describe as waste or scrap while the HS code is a product's.

    Compares: words of waste in eleven languages (decoys such as "waste bin liners" or "scrap metal baler" apart), waste
    entries such as B3011, and the material, on a goods line and on the lines of other papers that are the same goods,
    with the declared code: whether it is a line for waste, or one that waste of this material is known to hide behind.
    Goods that are lawfully used (worn clothing, used cars, retreaded tyres) do not raise it, nor does a code that the
    correlation table of Regulation (EU) 2016/1245 gives for the waste entry cited, where no word of waste is printed.
    Why: under a product's code waste needs no consent, no Annex VII paper, and meets no inspector.
    Basis: Basel Convention Articles 6 and 9; the HS lines for waste (3915, 4004, 4707, 7204, 8549 and others).
    To clear: papers of a recovery operation or test reports that show the goods have ceased to be waste.
    """
    edition = edition_at(day_of(consignment, today).on)
    shared = _shared(consignment)
    for group in groups(consignment):
        lines = [*group, *(line for line in shared if line not in group)]
        told = _told(lines)
        if told is None:
            continue
        hidden = [line for line in group if len(line.hs) >= 4 and _hides(line.hs, told)]
        if hidden:
            yield _case(hidden, lines, told, edition)


def _shared(consignment: Consignment) -> list[Line]:
    """Lines that alone describe all goods of the consignment on their paper, and are no one line's own match."""
    single = [side.lines[0] for side in sides(consignment) if len(side.lines) == 1]
    return [line for line in single if (line,) in groups(consignment)]


def _told(lines: Sequence[Line]) -> Told | None:
    words: list[str] = []
    spoken = False
    rests_on: list[Cited] = []
    refs: list[GoodsRef] = []
    streams: set[str] = set()
    codes: list[str] = []
    basel: list[str] = []
    for line in lines:
        named = materials(line.description)
        implied = {match.stream for match in waste_words(line.description) if match.stream}
        entries = [
            (code, entry) for code in line.item.waste_codes if (entry := waste.waste_code(code.value.value or ""))
        ]
        own = {material.stream for material in named} | implied | {entry.stream for _, entry in entries}
        said = [
            match.word
            for match in waste_words(line.description)
            if match.meaning == "waste" or (match.meaning == "spent" and own & _SPENT_STREAMS)
        ]
        streams |= own
        codes += [material.waste_hs for material in named if material.waste_hs]
        if said or entries:
            spoken = spoken or bool(said)
            words += [*said, *(entry.code for _, entry in entries)]
            basel += [f"{entry.code} ({entry.label})" for _, entry in entries]
            rests_on += cited(line.paper, line.item.description if said else None, *(code.value for code, _ in entries))
            refs.append(line.ref)
    if not words:
        return None
    entered = () if spoken else tuple(words)
    return Told(tuple(words), tuple(rests_on), tuple(refs), frozenset(streams), tuple(codes), tuple(basel), entered)


def _correlated(hs: str, told: Told) -> bool:
    """Say whether the correlation table gives the code for the waste entry cited: 6309 for worn clothes of B3030."""
    return any(
        link.basel_code in told.cited and link.role == "waste" and link.strength != "suspicious"
        for link in waste.links_to(hs)
        if len(link.hs) == _SUBHEADING and hs.startswith(link.hs)
    )


def _hides(hs: str, told: Told) -> bool:
    if _correlated(hs, told):
        return False
    streams = told.streams or frozenset(stream for stream in waste.streams_hidden_behind(hs) if waste.own_lines(stream))
    verdicts = {stream: _judged(hs, stream) for stream in streams}
    if verdicts.get("batteries"):
        verdicts.pop("metal-scrap", None)  # the lead in them is named as often as the batteries
    if verdicts.get("e-waste"):
        verdicts.pop("glass", None)  # and so is the glass of screens
    return any(verdict is True for verdict in verdicts.values()) and False not in verdicts.values()


def _judged(hs: str, stream: str) -> bool | None:
    """Say whether waste of the stream hides behind the code; False when the code is right for it, None when unknown."""
    # A line that is suspicious under one waste code may be the right one under another (3915.30: B3011, Y48).
    strengths = {link.strength for link in waste.hs_links(stream) if link.role == "waste" and hs.startswith(link.hs)}
    declared = waste.linked(hs, stream, "declared-as") or "suspicious" in strengths
    fitting = bool(strengths - {"suspicious"})
    if waste.waste_heading(hs):
        return declared if declared and not fitting else False
    if declared and fitting:
        return True if waste.own_lines(stream) else None
    if declared:
        return True
    if fitting:
        return False
    inside = hs[:2] in waste.chapters(stream) and hs[:2] not in _MACHINES
    return True if (inside and waste.own_lines(stream)) or hs[:2] in _product_chapters(stream) else None


def _product_chapters(stream: str) -> frozenset[str]:
    """Chapters whose headings part the material from its waste, such as 72 to 81 for metals."""
    lines = {link.hs[:2] for link in waste.hs_links(stream) if waste.waste_heading(link.hs)}
    return frozenset(
        chapter for chapter in lines if chapter not in _MACHINES and chapter not in ("26", "27", "38", "71")
    )


def _case(hidden: list[Line], lines: list[Line], told: Told, edition: str) -> Finding:
    codes = ", ".join(dict.fromkeys(printed(line.hs) for line in hidden))
    papers = listed(name_of(value.paper) for value in told.rests_on)
    suggested = _suggested(lines, told, edition)
    better = (
        f" Waste of this kind is declared under {listed(printed(new.code) for new in suggested)}." if suggested else ""
    )
    rests_on = [value for line in hidden for value in cited(line.paper, line.item.hs_code, line.item.description)]
    product = label(hidden[0].hs)
    goods = f"goods ({short(product)})" if product else "goods"
    says = verb((value.paper for value in told.rests_on), "says", "say")
    both = bool(told.basel) and any(word not in " ".join(told.basel) for word in told.words)
    corner = " Description and waste code agree: look at the HS code." if both else ""
    return Case(
        "hs-waste-as-goods",
        "high",
        f"The {papers} {says} {_quoted(told.words)}, but the code {codes} on the "
        f"{listed(name_of(line.paper) for line in hidden)} is for {goods}, not for waste.{better}{corner} Look at the "
        "goods, or ask for proof that they have ceased to be waste.",
        listed(printed(new.code) for new in suggested) or "an HS line for waste",
        codes,
        rests_on=[*rests_on, *told.rests_on],
        goods=[*(line.ref for line in hidden), *told.refs],
        suggested=suggested,
        basis=[
            *(f"HS {edition[2:]} heading {new.code[:4]}" for new in suggested[:1]),
            *(f"Basel Convention {entry}" for entry in dict.fromkeys(told.basel)),
            *([] if told.basel else ["Basel Convention Articles 6 and 9"]),
        ],
    ).finding()


def _quoted(words: Sequence[str]) -> str:
    return listed(list({plain(word): f"“{short(word, 30)}”" for word in words}.values())[:_SHOWN])


def _suggested(lines: list[Line], told: Told, edition: str) -> list[Suggestion]:
    declared = [line.hs[:6] for line in lines if len(line.hs) >= 6 and waste.waste_heading(line.hs)]
    primary = [code for stream in sorted(told.streams) for code in waste.own_lines(stream)]
    scores: dict[str, float] = {}
    for score, codes in ((0.9, declared), (0.8, told.codes), (0.5, primary)):
        for code in codes:
            if len(code) == 6 and exists(code, edition):
                scores.setdefault(code, score)
    best = {code: score for code, score in scores.items() if score >= 0.8} or scores
    return [
        Suggestion(code=code, label=label(code) or (waste.waste_heading(code) or {}).get("label", ""), score=score)
        for code, score in list(best.items())[:_SHOWN]
    ]

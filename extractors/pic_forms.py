"""The chemical of a PIC export notification, told by captions beside or over their values."""

from collections.abc import Iterable

from extractors import made, tariff
from extractors.goods_text import said
from extractors.identifiers import cas_numbers, un_numbers
from extractors.labels import Label
from extractors.layout import Phrase
from extractors.regions import Layout
from models.field import Field
from models.paper import GoodsItem


def goods(layouts: Iterable[Layout]) -> list[GoodsItem]:
    """Return the one chemical that the captions of the form tell of, or none where neither name nor CAS is filled in.

    The amount that the form asks for is a year's, and none of the goods it travels with.
    """
    told = [(layout, label) for layout in layouts for label in layout.labels]
    name = _first(told, "goods:description")
    number = next((n for phrase in _values(told, "goods:cas") for n in cas_numbers(phrase.text)), None)
    if name is None and number is None:
        return []
    cas = _first(told, "goods:cas")
    return [
        GoodsItem(
            description=made.field([name], name.text.strip(" ,;")) if name else None,
            hs_code=_hs(told),
            un_number=_un(told),
            hazard_class=_class(told),
            cas=(made.field([cas], number.value),) if cas and number else (),
        )
    ]


def _values(told: list[tuple[Layout, Label]], name: str) -> Iterable[Phrase]:
    return (phrase for layout, label in told if label.announces(name) for phrase in list(layout.candidates(label))[:1])


def _first(told: list[tuple[Layout, Label]], name: str) -> Phrase | None:
    return next(iter(_values(told, name)), None)


def _hs(told: list[tuple[Layout, Label]]) -> Field[str] | None:
    for phrase in _values(told, "goods:hs_code"):
        for code in tariff.codes(phrase.text):
            return made.field([made.span(phrase, code.start, code.stop)], code.value)
    return None


def _un(told: list[tuple[Layout, Label]]) -> Field[str] | None:
    for phrase in _values(told, "goods:un_number"):
        for number in un_numbers(phrase.text) or un_numbers(f"UN {phrase.text}"):
            return made.field([phrase], number.value)
    return None


def _class(told: list[tuple[Layout, Label]]) -> Field[str] | None:
    for phrase in (*_values(told, "goods:un_number"), *_values(told, "goods:hazard_class")):
        if found := said(phrase.text).hazard_class:
            return made.field([phrase], found.value)
    return None

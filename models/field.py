"""A value read from paper, with the printed text, its confidence and the spot it comes from.

Three states: not on the paper is `None` in place of a field; there but not understood is a field with `raw` set and
`value` None; read is a field with both.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar, cast

from pydantic import BaseModel, ConfigDict, PlainSerializer

from models.geometry import Box

T = TypeVar("T")
Thing = TypeVar("Thing")


def _rounded(box: Box) -> list[float]:
    return [round(side, 1) for side in box]


PlainBox = Annotated[Box, PlainSerializer(_rounded, return_type=list[float])]
PlainDecimal = Annotated[Decimal, PlainSerializer(lambda number: format(number, "f"), return_type=str)]


class Frozen(BaseModel):
    """A value object: it cannot change and refuses keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Frozen):
    """A spot on a page of the paper: page number from 1, box in points."""

    page: int
    box: PlainBox


class Field(Frozen, Generic[T]):
    """What the paper prints (`raw`), what it means to us (`value`), how sure we are (0..1), and where it stands."""

    value: T | None
    raw: str
    confidence: float
    evidence: tuple[Evidence, ...]
    repaired: bool = False


class Quantity(Field[PlainDecimal]):
    """A `Field` of a decimal with its unit: UN/ECE Rec 20, or Rec 21 for packages; None when no unit is printed."""

    unit: str | None = None


class Code(Frozen):
    """A code and the scheme it belongs to, such as `basel` B3011 or `eori` GB123456789000."""

    scheme: str
    value: Field[str]


def fields_of(thing: object) -> Iterator[Field[Any]]:
    """Yield every field in a paper, or in a part of one, however deep."""
    if isinstance(thing, Field):
        yield thing
    elif isinstance(thing, tuple) and not isinstance(thing, Box):
        for part in thing:
            yield from fields_of(part)
    elif isinstance(thing, BaseModel):
        for name in type(thing).model_fields:
            yield from fields_of(getattr(thing, name))


def with_fields(thing: Thing, change: Callable[[Field[Any]], Field[Any]]) -> Thing:
    """Return a paper, or a part of one, with what `change` makes of each of its fields in that field's place."""
    if isinstance(thing, Field):
        return cast(Thing, change(thing))
    if isinstance(thing, tuple) and not isinstance(thing, Box):
        return cast(Thing, tuple(with_fields(part, change) for part in thing))
    if isinstance(thing, BaseModel):
        parts = {name: with_fields(getattr(thing, name), change) for name in type(thing).model_fields}
        return cast(Thing, thing.model_copy(update=parts))
    return thing

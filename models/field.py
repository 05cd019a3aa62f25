"""A value read from paper, with the printed text, its confidence and the spot it comes from.

Three states: not on the paper is `None` in place of a field; there but not understood is a field with `raw` set and
`value` None; read is a field with both.
"""

from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, PlainSerializer

from models.geometry import Box

T = TypeVar("T")


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
